//! One whole application over HTTP, timed step by step.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use ahlan::face::liveness::challenge::Move;
use anyhow::{Context, Result, ensure};
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::people::{Person, Pictures};

/// The steps of an application, in order.
pub const STEPS: [&str; 9] =
    ["token", "session", "consents", "identification", "document", "profile", "selfie", "liveness", "submission"];

/// What one application took and how it ended.
pub struct Played {
    /// Each step's time on the wire, in the order of [`STEPS`].
    pub took: [Duration; STEPS.len()],
    /// The liveness frames that were sent, by number.
    pub frames: Vec<usize>,
    /// How it ended.
    pub status: String,
}

/// A session that was opened.
pub struct Opened {
    /// Its path.
    pub path: String,
    /// What an app on the applicant's own phone holds.
    pub applicant: String,
}

/// Where and as whom applications are sent.
#[derive(Clone)]
pub struct BackEnd {
    http: reqwest::Client,
    address: SocketAddr,
    credentials: String,
}

impl BackEnd {
    /// A back end of the service at `address`.
    pub fn new(address: SocketAddr, credentials: &str) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(Duration::from_mins(1)).no_proxy().build()?;
        Ok(Self { http, address, credentials: credentials.to_owned() })
    }

    /// Where the service answers.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A token of this back end.
    pub async fn token(&self) -> Result<String> {
        self.timed_token(&mut Duration::default()).await
    }

    async fn timed_token(&self, took: &mut Duration) -> Result<String> {
        let form = self.http.post(format!("http://{}/oauth/token", self.address));
        let form = form.header("content-type", "application/x-www-form-urlencoded").body(self.credentials.clone());
        let answer = timed(took, form).await?;
        Ok(answer["access_token"].as_str().context("no token")?.to_owned())
    }

    /// A request under `token`.
    pub fn to(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address)).bearer_auth(token)
    }

    /// A new session of this journey.
    pub async fn open(&self, token: &str, journey: &str) -> Result<Opened> {
        let wish = json!({ "journey": journey, "mode": "test", "locale": "en" });
        self.timed_session(&mut Duration::default(), token, &wish).await
    }

    async fn timed_session(&self, took: &mut Duration, token: &str, wish: &Value) -> Result<Opened> {
        let answer = timed(took, self.to(token, Method::POST, "/v1/sessions").json(wish)).await?;
        let path = format!("/v1/sessions/{}", answer["session"]["id"].as_str().context("no session")?);
        let applicant = answer["applicant_token"]["token"].as_str().context("no token of the applicant")?;
        Ok(Opened { path, applicant: applicant.to_owned() })
    }

    /// Plays `person`'s application from the token to the decision.
    pub async fn play(&self, person: &Person) -> Result<Played> {
        let (Person { holder, pictures }, mut took) = (person, [Duration::ZERO; STEPS.len()]);
        let token = self.timed_token(&mut took[0]).await?;
        let to = |method, path: &str| self.to(&token, method, path);

        let wish = json!({ "journey": "standard", "mode": "test", "locale": "ar" });
        let session = self.timed_session(&mut took[1], &token, &wish).await?.path;
        let at = |step: &str| to(Method::POST, &format!("{session}/{step}"));
        for purpose in ["registry", "document", "biometric"] {
            let said = json!({ "purpose": purpose, "granted": true, "text_version": "2026-11", "language": "ar" });
            timed(&mut took[2], at("consents").json(&said)).await?;
        }
        let said = json!({ "scheme": "utopia", "number": holder.national_id, "birth_date": holder.birth_date });
        timed(&mut took[3], at("identification").json(&said)).await?;
        let Pictures { front, back, selfie, .. } = pictures;
        let form = Form::new().part("front", jpeg(front)).part("back", jpeg(back));
        timed(&mut took[4], at("documents").multipart(form)).await?;
        let typed = to(Method::PATCH, &format!("{session}/profile")).json(&json!({ "full_name": holder.full_name }));
        timed(&mut took[5], typed).await?;
        timed(&mut took[6], at("selfie").multipart(Form::new().part("image", jpeg(selfie)))).await?;
        let answer = timed(&mut took[7], at("liveness")).await?;
        let challenge = answer["liveness"]["challenge"].as_str().context("no challenge")?;
        let moves: Vec<Move> = serde_json::from_value(answer["liveness"]["actions"].clone())?;
        let frames = Pictures::following(&moves);
        let times: Vec<_> = (0..frames.len()).map(|number| number * 90).collect();
        let sent = frames.iter().filter_map(|number| pictures.frames.get(*number));
        let form =
            sent.fold(Form::new().text("times", format!("{times:?}")), |form, frame| form.part("frame", jpeg(frame)));
        timed(&mut took[7], at(&format!("liveness/{challenge}/frames")).multipart(form)).await?;
        let answer = timed(&mut took[8], at("submission")).await?;
        Ok(Played { took, frames, status: answer["status"].as_str().unwrap_or_default().to_owned() })
    }
}

/// A picture as a part of a form.
pub fn jpeg(bytes: &[u8]) -> Part {
    Part::bytes(bytes.to_vec()).file_name("picture.jpg")
}

/// Sends, adds the time to the last byte to `took`, and reads the answer, which must be one of success.
pub async fn timed(took: &mut Duration, request: RequestBuilder) -> Result<Value> {
    let began = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    *took += began.elapsed();
    ensure!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))
}
