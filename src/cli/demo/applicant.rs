//! One applicant's way through the API, step by step, timed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};

use super::{client::Answer, people::Person, stage::Stage};
use crate::{face::liveness::challenge::Move, specimen::ActedFrame};

/// A step as it went.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the fields are the keys of the demo's JSON")]
pub struct Step {
    /// Which.
    pub step: &'static str,
    /// How it went.
    pub outcome: String,
    /// What the service took, in milliseconds; unknown of what a page did.
    pub server_ms: Option<f64>,
}

/// One applicant on their way.
pub struct Applicant<'a> {
    pub(super) stage: &'a Stage,
    /// Of the session.
    pub(super) path: String,
    /// What an app on the applicant's own phone would hold.
    pub(super) token: String,
    /// The steps so far.
    pub steps: Vec<Step>,
}

impl<'a> Applicant<'a> {
    /// Opens a session.
    pub async fn start(stage: &'a Stage) -> Result<Self> {
        let wish = json!({ "journey": "standard", "mode": "test", "locale": "ar" });
        let answer = stage.back_end.json(Method::POST, "/v1/sessions", &wish).await?.good()?;
        let id = answer.body["session"]["id"].as_str().context("no session was started")?;
        let token = answer.body["applicant_token"]["token"].as_str().context("no token was given")?.to_owned();
        let mut applicant = Self { stage, path: format!("/v1/sessions/{id}"), token, steps: Vec::new() };
        applicant.note("start", "in_progress".to_owned(), answer.took);
        Ok(applicant)
    }

    /// Agrees to everything that is needed.
    pub async fn agree(&mut self) -> Result<()> {
        let mut took = Duration::ZERO;
        for purpose in ["registry", "document", "biometric"] {
            let said = json!({ "purpose": purpose, "granted": true, "text_version": "2026-11", "language": "ar" });
            took += self.stage.back_end.json(Method::POST, &self.at("/consents"), &said).await?.good()?.took;
        }
        self.note("consents", "given".to_owned(), took);
        Ok(())
    }

    /// Types the number and the birth date.
    pub async fn identify(&mut self, person: &Person) -> Result<Value> {
        let holder = &person.holder;
        let said = json!({ "scheme": "utopia", "number": holder.national_id, "birth_date": holder.birth_date });
        let answer = self.stage.back_end.json(Method::POST, &self.at("/identification"), &said).await?;
        self.stepped("identification", answer)
    }

    /// Photographs the card.
    pub async fn photograph(&mut self, (front, back): &(Vec<u8>, Vec<u8>)) -> Result<Value> {
        let parts = [("front", front.as_slice()), ("back", back.as_slice())];
        let answer = self.stage.back_end.pictures(Method::POST, &self.at("/documents"), &parts).await?;
        self.stepped("document", answer)
    }

    /// Types another name.
    pub async fn correct_name(&mut self, name: &str) -> Result<Value> {
        let answer =
            self.stage.back_end.json(Method::PATCH, &self.at("/profile"), &json!({ "full_name": name })).await?;
        self.stepped("profile", answer)
    }

    /// Takes a selfie.
    pub async fn selfie(&mut self, picture: &[u8]) -> Result<Value> {
        let answer = self.stage.back_end.pictures(Method::POST, &self.at("/selfie"), &[("image", picture)]).await?;
        self.stepped("selfie", answer)
    }

    /// Follows a liveness challenge, as the photograph that is turned on a mesh.
    pub async fn live(&mut self) -> Result<Value> {
        self.answer_challenge(|moves| Ok(self.stage.faces.actor().follows(moves)?)).await
    }

    /// Holds the photograph still, whatever is asked.
    pub async fn hold_still(&mut self) -> Result<Value> {
        let still = self.stage.faces.actor().follows(&[])?;
        let [only] = still.as_slice() else { bail!("a still photograph is one frame") };
        let frames = (0..8).map(|number| ActedFrame { at_ms: number * 90, jpeg: only.jpeg.clone() }).collect();
        self.answer_challenge(|_| Ok(frames)).await
    }

    async fn answer_challenge(&mut self, act: impl FnOnce(&[Move]) -> Result<Vec<ActedFrame>>) -> Result<Value> {
        let asked = self.stage.back_end.empty(Method::POST, &self.at("/liveness")).await?.good()?;
        let given = &asked.body["liveness"];
        let moves: Vec<Move> = serde_json::from_value(given["actions"].clone())?;
        let challenge = given["challenge"].as_str().context("no challenge was given")?;
        let path = self.at(&format!("/liveness/{challenge}/frames"));
        let mut answer = self.stage.back_end.frames(&path, &act(&moves)?).await?;
        answer.took += asked.took;
        self.stepped("liveness", answer)
    }

    /// Hands the application in.
    pub async fn submit(&mut self) -> Result<Value> {
        let answer = self.stage.back_end.empty(Method::POST, &self.at("/submission")).await?;
        self.stepped("submission", answer)
    }

    /// The session as staff sees it, with reason codes.
    pub async fn as_staff_sees_it(&self) -> Result<Value> {
        Ok(self.stage.supervisor.empty(Method::GET, &self.path).await?.good()?.body)
    }

    pub(super) fn at(&self, step: &str) -> String {
        format!("{}{step}", self.path)
    }

    fn stepped(&mut self, step: &'static str, answer: Answer) -> Result<Value> {
        let answer = answer.good()?;
        let session = answer.body;
        let status = session["steps"].as_array().and_then(|steps| steps.iter().find(|s| s["step"] == step));
        let outcome = status.map_or(&session["status"], |step| &step["status"]);
        let outcome = if step == "submission" { &session["status"] } else { outcome };
        let cause = session["next"]["causes"][0]["code"].as_str();
        let said = outcome.as_str().unwrap_or_default();
        let outcome = match cause.filter(|_| said == "retry") {
            Some(cause) => format!("{said}: {cause}"),
            None => said.to_owned(),
        };
        self.note(step, outcome, answer.took);
        Ok(session)
    }

    pub(super) fn note(&mut self, step: &'static str, outcome: String, took: impl Into<Option<Duration>>) {
        let server_ms = took.into().map(|took| (took.as_secs_f64() * 10_000.0).round() / 10.0);
        self.steps.push(Step { step, outcome, server_ms });
    }

    /// Something that was done before a page, by the clock on the wall.
    pub(super) fn watch(&mut self, step: &'static str, began: Instant) {
        self.note(step, format!("after {:.1} s", began.elapsed().as_secs_f64()), None);
    }
}
