//! An application by conversation alone: whatever the chat asks for is answered in the thread, until it asks no more.

use anyhow::{Result, bail};
use reqwest::Method;
use serde_json::{Value, json};

use super::{applicant::Applicant, client::Answer, people::Person};

/// Turns of the longest conversation.
const MOST_TURNS: usize = 30;

/// The buttons that lead on, whatever the question.
const LEADS_ON: [&str; 3] = ["agree", "yes", "submit"];

impl Applicant<'_> {
    /// Talks, from the greeting to the end.
    pub async fn talk(&mut self, person: &Person, selfie: &[u8]) -> Result<()> {
        let (front, back) = person.clean()?;
        let holder = &person.holder;
        let mut heard = self.says("chat: opened", &json!({})).await?;
        for _ in 0..MOST_TURNS {
            let asked = heard["replies"].as_array().and_then(|replies| replies.last()).cloned().unwrap_or_default();
            heard = match asked["wants"].as_str().unwrap_or_default() {
                "text" => {
                    let words = format!("رقم هويتي {}، مواليد {}", holder.national_id, holder.birth_date);
                    self.says("chat: words", &json!({ "text": words })).await?
                }
                "choice" => {
                    let offered = asked["choices"].as_array().into_iter().flatten();
                    let ids: Vec<_> = offered.filter_map(|choice| choice["id"].as_str()).collect();
                    let Some(choice) = LEADS_ON.iter().find(|id| ids.contains(id)) else {
                        bail!("nothing leads on from {asked}");
                    };
                    self.says("chat: button", &json!({ "choice": choice })).await?
                }
                "card" => self.shows("chat: card", &[("card", &front), ("card_back", &back)]).await?,
                "selfie" => self.shows("chat: selfie", &[("selfie", selfie)]).await?,
                "liveness" => {
                    self.live().await?;
                    self.says("chat: back again", &json!({})).await?
                }
                _ => return Ok(()),
            };
        }
        bail!("the conversation came to no end")
    }

    async fn says(&mut self, step: &'static str, said: &Value) -> Result<Value> {
        let answer = self.stage.back_end.json(Method::POST, &self.at("/messages"), said).await?;
        self.heard(step, answer)
    }

    async fn shows(&mut self, step: &'static str, pictures: &[(&'static str, &[u8])]) -> Result<Value> {
        let answer = self.stage.back_end.pictures(Method::POST, &self.at("/messages"), pictures).await?;
        self.heard(step, answer)
    }

    fn heard(&mut self, step: &'static str, answer: Answer) -> Result<Value> {
        let answer = answer.good()?;
        let (percent, next) = (&answer.body["progress"]["percent"], &answer.body["next"]["action"]);
        self.note(step, format!("{percent} %, then {}", next.as_str().unwrap_or_default()), answer.took);
        Ok(answer.body)
    }
}
