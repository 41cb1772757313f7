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

/// Where and as whom applications are sent.
pub struct BackEnd {
    http: reqwest::Client,
    base: String,
    credentials: String,
}

impl BackEnd {
    /// A back end of the service at `address`.
    pub fn new(address: SocketAddr, credentials: &str) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(Duration::from_mins(1)).no_proxy().build()?;
        Ok(Self { http, base: format!("http://{address}"), credentials: credentials.to_owned() })
    }

    /// Plays `person`'s application from the token to the decision.
    pub async fn play(&self, person: &Person) -> Result<Played> {
        let (Person { holder, pictures }, mut took) = (person, [Duration::ZERO; STEPS.len()]);
        let form = self.http.post(format!("{}/oauth/token", self.base));
        let form = form.header("content-type", "application/x-www-form-urlencoded").body(self.credentials.clone());
        let answer = timed(&mut took[0], form).await?;
        let token = answer["access_token"].as_str().context("no token")?.to_owned();
        let to = |method, path: &str| self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&token);

        let wish = json!({ "journey": "standard", "mode": "test", "locale": "ar" });
        let answer = timed(&mut took[1], to(Method::POST, "/v1/sessions").json(&wish)).await?;
        let session = format!("/v1/sessions/{}", answer["session"]["id"].as_str().context("no session")?);
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

fn jpeg(bytes: &[u8]) -> Part {
    Part::bytes(bytes.to_vec()).file_name("picture.jpg")
}

/// Sends, adds the time to the last byte to `took`, and reads the answer, which must be one of success.
async fn timed(took: &mut Duration, request: RequestBuilder) -> Result<Value> {
    let began = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    *took += began.elapsed();
    ensure!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))
}
