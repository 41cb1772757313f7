//! A referral that a call settles, from both ends. What two browsers would do is left out: no picture and no voice passes,
//! and the snapshots are the selfie. Queue, room, hold, checklist and verdict are the service's own.

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{net::TcpStream, task::JoinHandle};
use tokio_tungstenite::{client_async, tungstenite::client::IntoClientRequest};

use super::{applicant::Applicant, client::Client};

/// The reason under which the demo's agent approves.
const SEEN: &str = "identity_clear";

impl Applicant<'_> {
    /// Asks for a call, is taken by an agent, who works through the checklist, ends it well and approves.
    pub async fn is_called(&mut self, snapshot: &[u8]) -> Result<()> {
        let agent = &self.stage.agent;
        let on_duty = json!({ "on_duty": true, "languages": [] });
        agent.json(Method::PUT, "/v1/calls/presence", &on_duty).await?.good()?;
        let wish = json!({ "reason": "automatic_way_failed" });
        let asked = self.stage.back_end.json(Method::POST, &self.at("/video-calls"), &wish).await?.good()?;
        let room = self.enter().await?;
        self.note("call: asked for", said(&asked.body, "state"), asked.took);

        let review = self.path.replace("/sessions/", "/reviews/");
        let taken = agent.empty(Method::POST, &format!("{review}/call")).await?.good()?;
        self.note("call: taken", said(&taken.body, "state"), taken.took);
        let agent = agent.holding(taken.body["fence"].as_i64().context("no hold was given")?);
        let call = format!("{review}/call");
        let connected = agent.json(Method::POST, &format!("{call}/connection"), &json!({})).await?.good()?;
        self.note("call: connected", said(&connected.body, "state"), connected.took);
        let lines = connected.body["checklist"]["lines"].as_array().cloned().unwrap_or_default();
        ensure!(!lines.is_empty(), "nothing is asked in the call");
        self.work(&agent, &call, &lines, snapshot).await?;
        let end = json!({ "outcome": "successful", "reason": SEEN });
        let ended = agent.json(Method::POST, &format!("{call}/end"), &end).await?.good()?;
        self.note("call: ended", said(&ended.body, "outcome"), ended.took);
        room.abort();

        let verdict = json!({ "verdict": "approve", "reason": SEEN });
        let decided = agent.json(Method::POST, &format!("{review}/verdict"), &verdict).await?.good()?;
        self.note("verdict", said(&decided.body, "status"), decided.took);
        Ok(())
    }

    async fn work(&mut self, agent: &Client, call: &str, lines: &[Value], snapshot: &[u8]) -> Result<()> {
        let mut took = std::time::Duration::ZERO;
        for line in lines {
            let path = format!("{call}/checklist/{}", said(line, "line"));
            let answer = match line["evidence"].as_str().unwrap_or_default() {
                "snapshot" => agent.pictures(Method::PUT, &format!("{path}/snapshot"), &[("image", snapshot)]).await?,
                "value" => agent.json(Method::PUT, &path, &json!({ "found": "met", "value": "as read" })).await?,
                _ => agent.json(Method::PUT, &path, &json!({ "found": "met" })).await?,
            };
            took += answer.good()?.took;
        }
        self.note("call: checklist", format!("{} of {}", lines.len(), lines.len()), took);
        Ok(())
    }

    /// Enters the room, and stays in it until the task is ended: that is how staff see that somebody is there.
    async fn enter(&self) -> Result<JoinHandle<()>> {
        let address = self.stage.address();
        let mut request = format!("ws://{address}{}", self.at("/video-calls/socket")).into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse()?);
        let (mut socket, _) = client_async(request, TcpStream::connect(address).await?).await?;
        // The first frame says how the call stands: from then on the applicant is in the room.
        socket.next().await.context("the room was closed")??;
        Ok(tokio::spawn(async move { while socket.next().await.is_some_and(|frame| frame.is_ok()) {} }))
    }
}

fn said(body: &Value, key: &str) -> String {
    body[key].as_str().unwrap_or_default().to_owned()
}
