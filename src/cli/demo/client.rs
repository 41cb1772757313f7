//! The demo's HTTP client: what a mobile app's back end would write.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::{
    Method, RequestBuilder, StatusCode,
    multipart::{Form, Part},
};
use serde_json::Value;

use crate::specimen::ActedFrame;

/// A back end, or a member of staff, with a token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
    /// Under which hold of a call its writes are made.
    fence: Option<i64>,
}

/// An answer, and how long it took.
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// The body.
    pub body: Value,
    /// From sending to the last byte: the service's own time, since the wire is this machine.
    pub took: Duration,
}

impl Client {
    /// A client with a token that is already there.
    pub fn new(base: &str, token: String) -> Result<Self> {
        // Below the service's keep-alive of five seconds: drawing pictures in between may take longer.
        let http = reqwest::Client::builder()
            .timeout(Duration::from_mins(1))
            .pool_idle_timeout(Duration::from_secs(2))
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.to_owned(), token, fence: None })
    }

    /// A back end that exchanges its credentials for a token.
    pub async fn sign_in(base: &str, id: &str, secret: &str) -> Result<Self> {
        let anonymous = Self::new(base, String::new())?;
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let request = anonymous
            .http
            .post(format!("{base}/oauth/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let answer = send(request).await?;
        let token = answer.body["access_token"].as_str().context("no token was given")?;
        Self::new(base, token.to_owned())
    }

    /// The token, for a page that signs in by it.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same member of staff, in a call that they hold.
    pub fn holding(&self, fence: i64) -> Self {
        Self { fence: Some(fence), ..self.clone() }
    }

    /// Sends JSON.
    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Result<Answer> {
        send(self.request(method, path).json(body)).await
    }

    /// Sends nothing.
    pub async fn empty(&self, method: Method, path: &str) -> Result<Answer> {
        send(self.request(method, path)).await
    }

    /// Sends pictures.
    pub async fn pictures(&self, method: Method, path: &str, pictures: &[(&'static str, &[u8])]) -> Result<Answer> {
        let form = pictures.iter().fold(Form::new(), |form, (name, bytes)| {
            form.part(*name, Part::bytes(bytes.to_vec()).file_name("picture.jpg"))
        });
        send(self.request(method, path).multipart(form)).await
    }

    /// Sends frames with their times.
    pub async fn frames(&self, path: &str, frames: &[ActedFrame]) -> Result<Answer> {
        let times: Vec<_> = frames.iter().map(|frame| frame.at_ms).collect();
        let form = frames.iter().fold(Form::new().text("times", serde_json::to_string(&times)?), |form, frame| {
            form.part("frame", Part::bytes(frame.jpeg.clone()).file_name("frame.jpg"))
        });
        send(self.request(Method::POST, path).multipart(form)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        match self.fence {
            Some(fence) => request.header("ahlan-fence", fence),
            None => request,
        }
    }
}

async fn send(request: RequestBuilder) -> Result<Answer> {
    let began = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    let took = began.elapsed();
    let body = serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))?;
    Ok(Answer { status, body, took })
}

impl Answer {
    /// The answer, if it is one of success.
    pub fn good(self) -> Result<Self> {
        if self.status.is_success() { Ok(self) } else { bail!("{}: {}", self.status, self.body) }
    }
}
