//! The ten applications, and how each should end.

use anyhow::Result;
use serde::Serialize;

use super::{
    applicant::{Applicant, Step},
    people::Person,
    stage::Stage,
};
use crate::app::reference_registry::Switches;

/// How many there are.
pub const COUNT: u64 = 10;

/// An application as it was played.
#[derive(Clone, Debug, Serialize)]
pub struct Played {
    /// What is shown.
    pub name: &'static str,
    /// How it ended.
    pub status: String,
    /// Why, as staff sees it.
    pub reason_codes: Vec<String>,
    /// What the service took in all, in milliseconds.
    pub server_ms: f64,
    /// Step by step.
    pub steps: Vec<Step>,
    /// How it should have ended.
    pub expected: Expected,
}

/// How an application should end.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Expected {
    /// The status.
    pub status: &'static str,
    /// One of these stands among the reason codes; none at all where the list is empty.
    pub one_of: &'static [&'static str],
}

const APPROVED: Expected = Expected { status: "approved", one_of: &[] };

impl Played {
    /// Whether it ended as it should.
    pub fn is_as_expected(&self) -> bool {
        let Expected { status, one_of } = self.expected;
        let reasons_fit = match one_of {
            [] => self.reason_codes.is_empty(),
            some => self.reason_codes.iter().any(|code| some.contains(&code.as_str())),
        };
        self.status == status && reasons_fit
    }
}

/// Plays them all, one after the other.
pub async fn play_all(stage: &Stage, begin: impl Fn(&'static str), end: impl Fn()) -> Result<Vec<Played>> {
    let mut played = Vec::new();
    for number in 0..COUNT {
        let person = &stage.people[usize::try_from(number)?];
        begin(NAMES[usize::try_from(number)?]);
        played.push(play(stage, person, number).await?);
        end();
    }
    Ok(played)
}

const NAMES: [&str; 10] = [
    "approval",
    "impostor's selfie",
    "expired document",
    "blurred picture, retried",
    "registry outage, document instead",
    "typed name contradicts registry",
    "card's own portrait as selfie",
    "photograph before the camera",
    "all by conversation",
    "referral settled by a call",
];

async fn play(stage: &Stage, person: &Person, number: u64) -> Result<Played> {
    let mut applicant = Applicant::start(stage).await?;
    let selfie = stage.faces.selfie(stage.seed.wrapping_add(number))?;
    if number == 8 {
        applicant.talk(person, &selfie).await?;
        return ended(applicant, number, APPROVED).await;
    }
    applicant.agree().await?;
    let expected = match number {
        0 => {
            applicant.identify(person).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.selfie(&selfie).await?;
            applicant.live().await?;
            APPROVED
        }
        1 => {
            applicant.identify(person).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.selfie(stage.faces.stranger()).await?;
            // The selfie's own person does not stand before the camera: another moves there.
            for _ in 0..3 {
                applicant.live().await?;
            }
            Expected { status: "awaiting_staff", one_of: &["face_no_match", "face_unclear"] }
        }
        2 => {
            // Nobody has another card at hand: the same one is tried until no attempt is left.
            let card = person.clean()?;
            applicant.identify(person).await?;
            for _ in 0..3 {
                applicant.photograph(&card).await?;
            }
            applicant.selfie(&selfie).await?;
            applicant.live().await?;
            Expected { status: "declined", one_of: &["document_expired"] }
        }
        3 => {
            applicant.identify(person).await?;
            applicant.photograph(&person.blurred()?).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.selfie(&selfie).await?;
            applicant.live().await?;
            APPROVED
        }
        4 => {
            stage.registry.switches().set(Switches { outage: true, ..Switches::default() })?;
            let asked = applicant.identify(person).await;
            stage.registry.switches().set(Switches::default())?;
            asked?;
            applicant.photograph(&person.clean()?).await?;
            // The registry is back: what was left out is made up for, and the selfie is held against its photograph too.
            applicant.identify(person).await?;
            applicant.selfie(&selfie).await?;
            applicant.live().await?;
            APPROVED
        }
        5 => {
            applicant.identify(person).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.correct_name("Boris Godunov").await?;
            applicant.selfie(&selfie).await?;
            applicant.live().await?;
            Expected { status: "awaiting_staff", one_of: &["name_mismatch"] }
        }
        6 => {
            applicant.identify(person).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.selfie(&person.portrait_off_the_card()?).await?;
            applicant.live().await?;
            Expected { status: "awaiting_staff", one_of: &["selfie_is_document"] }
        }
        _ => {
            applicant.identify(person).await?;
            applicant.photograph(&person.clean()?).await?;
            applicant.selfie(&selfie).await?;
            for _ in 0..3 {
                applicant.hold_still().await?;
            }
            Expected { status: "awaiting_staff", one_of: &["action_missing"] }
        }
    };
    applicant.submit().await?;
    if number == 9 {
        match &stage.browser {
            // What happens before a page is told in the table like everything else, a failure too.
            Some(program) => {
                if let Err(error) = applicant.meets(program, &selfie).await {
                    applicant.note("page", format!("failed: {error:#}; --no-browser plays it by the API"), None);
                }
            }
            None => applicant.is_called(&selfie).await?,
        }
        stage.send_agent_home().await?;
        // What the machine was unsure of stays on record, beside the verdict.
        return ended(applicant, number, Expected { status: "approved", ..expected }).await;
    }
    ended(applicant, number, expected).await
}

async fn ended(applicant: Applicant<'_>, number: u64, expected: Expected) -> Result<Played> {
    let seen = applicant.as_staff_sees_it().await?;
    let codes = seen["decision"]["reason_codes"].as_array().cloned().unwrap_or_default();
    Ok(Played {
        name: NAMES[usize::try_from(number)?],
        status: seen["status"].as_str().unwrap_or_default().to_owned(),
        reason_codes: codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect(),
        server_ms: (applicant.steps.iter().filter_map(|step| step.server_ms).sum::<f64>() * 10.0).round() / 10.0,
        steps: applicant.steps,
        expected,
    })
}
