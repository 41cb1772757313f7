//! An applicant's way, as tests walk it.

use ahlan::face::liveness::challenge::Move;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::Value;

use crate::{
    pictures::{Person, acted},
    service::{Answer, Service, answer},
};

impl Service {
    /// Sends pictures as multipart parts.
    pub async fn pictures(&self, path: &str, parts: &[(&'static str, Vec<u8>)]) -> Answer {
        let form = parts.iter().fold(Form::new(), |form, (name, bytes)| form.part(*name, Part::bytes(bytes.clone())));
        answer(self.request(&self.back_end, Method::POST, path).multipart(form)).await
    }

    /// Types the number.
    pub async fn identify(&self, session: &str, typed: &Value) -> Answer {
        self.json(&self.back_end, Method::POST, &format!("{session}/identification"), typed).await
    }

    /// Photographs both sides.
    pub async fn document(&self, session: &str, person: &Person) -> Answer {
        let parts = [("front", person.front()), ("back", person.back())];
        self.pictures(&format!("{session}/documents"), &parts).await
    }

    /// Takes a selfie.
    pub async fn selfie(&self, session: &str, picture: Vec<u8>) -> Answer {
        self.pictures(&format!("{session}/selfie"), &[("image", picture)]).await
    }

    /// Asks for a liveness challenge: its id, and what is to be done.
    pub async fn challenge(&self, session: &str) -> (String, Vec<Move>) {
        let asked = self.post(&self.back_end, &format!("{session}/liveness")).await.good();
        let given = &asked["liveness"];
        let actions = serde_json::from_value(given["actions"].clone()).expect("moves");
        (given["challenge"].as_str().expect("an id").to_owned(), actions)
    }

    /// Answers it with frames.
    pub async fn frames(&self, session: &str, challenge: &str, frames: &[Vec<u8>]) -> Answer {
        let path = format!("{session}/liveness/{challenge}/frames");
        answer(self.request(&self.back_end, Method::POST, &path).multipart(frames_form(frames))).await
    }

    /// Follows a challenge.
    pub async fn lives(&self, session: &str) -> Value {
        let (challenge, moves) = self.challenge(session).await;
        self.frames(session, &challenge, &acted(&self.ctx.faces, &moves)).await.good()
    }

    /// Hands the application in.
    pub async fn submit(&self, session: &str) -> Answer {
        self.post(&self.back_end, &format!("{session}/submission")).await
    }

    /// Walks the whole way up to the submission.
    pub async fn walk(&self, journey: &str, person: &Person) -> String {
        let session = self.session(journey).await;
        let steps = self.seen(&session).await["steps"].to_string();
        if steps.contains("identification") {
            self.identify(&session, &person.typed()).await.good();
        }
        self.document(&session, person).await.good();
        self.selfie(&session, person.selfie(&self.ctx.faces)).await.good();
        if steps.contains("liveness") {
            self.lives(&session).await;
        }
        session
    }
}

/// Frames a tenth of a second apart.
pub fn frames_form(frames: &[Vec<u8>]) -> Form {
    let times: Vec<_> = (0..frames.len()).map(|number| number * 90).collect();
    let times = Form::new().text("times", format!("{times:?}"));
    frames.iter().fold(times, |form, frame| form.part("frame", Part::bytes(frame.clone())))
}

/// The status of one step.
pub fn step<'a>(session: &'a Value, name: &str) -> &'a str {
    let steps = session["steps"].as_array().expect("steps");
    steps.iter().find(|step| step["step"] == name).and_then(|step| step["status"].as_str()).expect("a step")
}
