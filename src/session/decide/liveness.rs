//! Liveness: a challenge is given, one at a time; an answer is recorded, once.

use super::{after::After, findings::outcome_of};
use crate::{
    base::ids::ChallengeId,
    face::liveness::challenge::Move,
    session::{
        Session,
        command::{LivenessFinding, StoredPicture},
        event::{Event, Happening, LivenessInputs, Outcome},
        journey::{Journey, LivenessRule, StepKind},
        reason::Reason,
        refusal::Refusal,
        state::State,
    },
};

/// Gives a challenge. One that is still open is not exchanged, so that nobody waits for an order that suits them; one
/// whose time has run out counts as an attempt, and after the last a person takes over.
pub(super) fn ask(
    session: &Session,
    journey: &Journey,
    challenge: ChallengeId,
    actions: Vec<Move>,
    now_ms: i64,
) -> Result<Vec<Happening>, Refusal> {
    let rule = rule(journey)?;
    let mut after = After::new(session, journey);
    if let Some(open) = session.state.open_challenge() {
        if now_ms < open.expires_at_ms {
            return Err(Refusal::ChallengeOpen);
        }
        after.push(run_out(&session.state, journey, open.id));
    }
    if after.session.state.step(StepKind::Liveness).status.is_open() {
        let expires_at_ms = now_ms.saturating_add(i64::from(rule.seconds) * 1000);
        after.push(Event::LivenessAsked { challenge, actions, asked_at_ms: now_ms, expires_at_ms });
    }
    Ok(after.happenings)
}

/// Records what came of an answer to the open challenge. It counts only for the selfie that is current.
pub(super) fn record(state: &State, journey: &Journey, finding: LivenessFinding) -> Result<Vec<Happening>, Refusal> {
    rule(journey)?;
    let given = state.open_challenge().filter(|given| given.id == finding.challenge).ok_or(Refusal::NoSuchChallenge)?;
    if finding.received_at_ms >= given.expires_at_ms {
        return Ok(vec![run_out(state, journey, given.id).into()]);
    }
    let current = state
        .face
        .as_ref()
        .map(|face| LivenessInputs { selfie: face.inputs.selfie.clone(), model: face.inputs.model.clone() });
    if current.is_none() || finding.inputs != current {
        return Err(Refusal::InputReplaced);
    }
    let mut reasons = finding.faults;
    // Whatever saw the frames: a pass is what was asked, done in its order.
    if reasons.is_empty() && finding.done != given.actions {
        reasons.push(Reason::WrongOrder);
    }
    let event = Event::LivenessJudged {
        challenge: given.id,
        outcome: outcome(state, journey, &reasons),
        reasons,
        inputs: finding.inputs,
        done: finding.done,
        frames: finding.frames.iter().map(|stored| stored.picture.clone()).collect(),
    };
    Ok(vec![Happening { event, sealed: finding.frames.iter().map(StoredPicture::sealed_salt).collect() }])
}

/// A challenge that was not answered in its time.
fn run_out(state: &State, journey: &Journey, challenge: ChallengeId) -> Event {
    let reasons = vec![Reason::TooSlow];
    let outcome = outcome(state, journey, &reasons);
    Event::LivenessJudged { challenge, outcome, reasons, inputs: None, done: vec![], frames: vec![] }
}

fn outcome(state: &State, journey: &Journey, faults: &[Reason]) -> Outcome {
    let attempts = state.step(StepKind::Liveness).attempts + 1;
    outcome_of(faults, attempts, journey.attempts(StepKind::Liveness))
}

fn rule(journey: &Journey) -> Result<&LivenessRule, Refusal> {
    journey.liveness.as_ref().ok_or(Refusal::NoSuchStep(StepKind::Liveness))
}
