//! A liveness challenge: drawn here, answered with frames, which are judged on the spot.

use std::sync::Arc;

use super::{Ctx, FlowError, Turn, evidence, ledger::Loaded, turn::NewEvidence};
use crate::{
    base::{
        category::Category,
        ids::ChallengeId,
        picture::{Limits, Picture},
        randomness,
    },
    face::{
        Look,
        liveness::{Fault, Judged, Showing, challenge, challenge::Move, judge, watch},
        quality::Purpose,
        template::Template,
        threshold::Thresholds,
    },
    session::{
        command::{Command, LivenessFinding, StoredPicture},
        decide::{ready_for, ready_to_answer},
        event::{LivenessInputs, PictureRef, Shows},
        journey::StepKind,
        reason::Reason,
        refusal::Refusal,
        state::Challenge,
    },
};

/// By how much the sender's clock may run ahead of ours while the frames are taken, in milliseconds.
const CLOCKS_DIFFER_MS: i64 = 1000;

/// Frames as they were sent.
#[derive(Debug)]
pub struct Frames {
    /// When each was taken, in milliseconds from a beginning of the sender's own.
    pub times_ms: Vec<u32>,
    /// The frames in their order, one for each time.
    pub pictures: Vec<Vec<u8>>,
}

/// Draws a challenge and gives it.
///
/// # Errors
///
/// As [`Turn::record`]; [`Refusal::ChallengeOpen`] while one can still be answered.
pub async fn ask(turn: &Turn, loaded: &Loaded) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Liveness, ctx.now_ms())?;
    let count = loaded.journey.liveness.as_ref().map_or(0, |rule| rule.actions);
    let actions = challenge::draw(count.into(), randomness::draw(ctx.randomness.as_ref()));
    turn.record(Command::AskLiveness { challenge: ChallengeId::new(ctx.new_id()), actions }, &[]).await
}

/// Judges the frames that answer `challenge`, and records what came of it.
///
/// # Errors
///
/// [`FlowError::BadValue`] and [`FlowError::BadPicture`] before anything counts; otherwise as [`Turn::record`].
pub async fn answer(turn: &Turn, loaded: &Loaded, challenge: ChallengeId, frames: Frames) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    let received_at_ms = ctx.now_ms();
    turn.check_version(loaded)?;
    let given = ready_to_answer(&loaded.session.state, &loaded.journey, challenge, received_at_ms)?;
    check_times(&frames)?;
    let mut finding =
        LivenessFinding { challenge, received_at_ms, faults: vec![], inputs: None, done: vec![], frames: vec![] };
    // What came too late is not looked at: the session says so.
    if received_at_ms >= given.expires_at_ms {
        return turn.record(Command::RecordLiveness(finding), &[]).await;
    }
    let (inputs, selfie) = selfie(ctx, loaded).await?;
    finding.inputs = Some(inputs);
    let mut noted = Vec::new();
    if older_than(given, &frames, received_at_ms) {
        finding.faults.push(Reason::FramesTooOld);
    } else {
        let thresholds = loaded.journey.selfie.as_ref().map(|rule| rule.thresholds).unwrap_or_default();
        let judged = look(ctx, &frames, given.actions.clone(), selfie, thresholds).await?;
        finding.faults.extend(judged.fault.map(reason));
        (finding.frames, noted) = keep(ctx, loaded, &judged, &frames).await?;
        finding.done = judged.done;
    }
    turn.record(Command::RecordLiveness(finding), &noted).await
}

/// One time a frame, each later than the one before.
fn check_times(frames: &Frames) -> Result<(), FlowError> {
    let bad = |reason: String| Err(FlowError::BadValue { pointer: "times".to_owned(), reason });
    let (times, pictures) = (frames.times_ms.len(), frames.pictures.len());
    if times != pictures {
        return bad(format!("one time for each frame: there are {times} times and {pictures} frames"));
    }
    if !frames.times_ms.is_sorted_by(|a, b| a < b) {
        return bad("the times must rise from frame to frame: send the frames in the order they were taken".to_owned());
    }
    Ok(())
}

/// Whether more time lies between the frames than since the challenge: then some are older than it.
fn older_than(given: &Challenge, frames: &Frames, received_at_ms: i64) -> bool {
    let (first, last) = (frames.times_ms.first(), frames.times_ms.last());
    let took = last.zip(first).map_or(0, |(last, first)| i64::from(last - first));
    took > received_at_ms - given.asked_at_ms + CLOCKS_DIFFER_MS
}

/// The selfie that counts, as a template, with what it is bound to.
async fn selfie(ctx: &Ctx, loaded: &Loaded) -> Result<(LivenessInputs, Template), FlowError> {
    let state = &loaded.session.state;
    let face = state.face.as_ref().ok_or(Refusal::StepFirst(StepKind::Selfie))?;
    let kept = state.pictures.get(&Shows::Selfie).filter(|kept| kept.commitment == face.inputs.selfie);
    let kept = kept.ok_or(Refusal::InputReplaced)?;
    loaded.keys.of(Category::Picture)?;
    let template = match ctx.recent.of(&kept.commitment, ctx.now_ms()) {
        Some(template) => template,
        None => seen_again(ctx, loaded, kept).await?,
    };
    let inputs = LivenessInputs { selfie: face.inputs.selfie.clone(), model: ctx.faces.model().to_string() };
    Ok((inputs, template))
}

/// Templates are not stored: the picture gives it again.
async fn seen_again(ctx: &Ctx, loaded: &Loaded, kept: &PictureRef) -> Result<Template, FlowError> {
    let bytes = evidence::open(ctx, loaded, kept.evidence).await?;
    // It was within the limits when it came in; only its memory is bounded again.
    let (limits, engine) = (Limits { min_side: 1, ..ctx.limits.picture }, Arc::clone(&ctx.faces));
    let seen = ctx.cpu.run(move || {
        let picture = Picture::decode(&bytes, &limits).map_err(FlowError::internal)?;
        engine.look(picture.rgb(), Purpose::Selfie).map_err(FlowError::internal)
    });
    let Look::Found(found) = seen.await?? else {
        return Err(FlowError::internal("a selfie that was compared shows no face any more"));
    };
    Ok(found.template)
}

/// Decodes and judges all frames in one go on the pool: they are short work each, and belong together.
async fn look(
    ctx: &Ctx,
    frames: &Frames,
    actions: Vec<Move>,
    selfie: Template,
    thresholds: Thresholds,
) -> Result<Judged, FlowError> {
    let (bytes, limits, engine) = (frames.pictures.clone(), ctx.limits.picture, Arc::clone(&ctx.faces));
    let judged = ctx.cpu.run(move || {
        let mut pictures = Vec::with_capacity(bytes.len());
        for (number, bytes) in bytes.iter().enumerate() {
            let picture = Picture::decode(bytes, &limits);
            pictures.push(
                picture.map_err(|fault| FlowError::BadPicture { part: format!("frame/{number}").into(), fault })?,
            );
        }
        let seen = watch(&engine, pictures.iter().map(Picture::rgb)).map_err(FlowError::internal)?;
        Ok(judge(&actions, &seen, &selfie, thresholds))
    });
    judged.await?
}

/// Seals the frames that are evidence: at most one of each kind.
async fn keep(
    ctx: &Ctx,
    loaded: &Loaded,
    judged: &Judged,
    frames: &Frames,
) -> Result<(Vec<StoredPicture>, Vec<NewEvidence>), FlowError> {
    let (mut stored, mut noted) = (Vec::new(), Vec::new());
    for (showing, number) in &judged.evidence {
        let Some(bytes) = frames.pictures.get(*number) else { continue };
        let kept = evidence::keep(ctx, loaded, shows(*showing), bytes).await?;
        stored.push(kept.stored);
        noted.push(kept.evidence);
    }
    Ok((stored, noted))
}

const fn shows(showing: Showing) -> Shows {
    match showing {
        Showing::Straight => Shows::LivenessStraight,
        Showing::Doing(Move::TurnLeft) => Shows::LivenessLeft,
        Showing::Doing(Move::TurnRight) => Shows::LivenessRight,
        Showing::Doing(Move::Blink) => Shows::LivenessBlink,
        Showing::Wrong => Shows::LivenessWrong,
    }
}

const fn reason(fault: Fault) -> Reason {
    match fault {
        Fault::FaceLost => Reason::FaceLost,
        Fault::Several => Reason::FaceSeveral,
        Fault::AnotherPerson => Reason::AnotherPerson,
        Fault::NotStraight => Reason::NoStraightStart,
        Fault::MoveMissing => Reason::ActionMissing,
        Fault::WrongOrder => Reason::WrongOrder,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn frames(times_ms: &[u32], count: usize) -> Frames {
        Frames { times_ms: times_ms.to_vec(), pictures: vec![vec![]; count] }
    }

    #[test]
    fn times_that_stand_still_go_back_or_are_too_few_are_refused() {
        assert!(check_times(&frames(&[0, 400, 800], 3)).is_ok());
        for (times, count) in [(vec![0, 400, 400], 3), (vec![0, 400, 300], 3), (vec![0, 400], 3)] {
            assert!(matches!(check_times(&frames(&times, count)), Err(FlowError::BadValue { .. })), "{times:?}");
        }
    }

    #[test]
    fn frames_that_span_more_time_than_has_passed_since_the_challenge_are_older_than_it() {
        let given = Challenge {
            id: ChallengeId::new(Uuid::nil()),
            actions: vec![],
            asked_at_ms: 10_000,
            expires_at_ms: 70_000,
            used: false,
        };
        assert!(!older_than(&given, &frames(&[500, 4_500], 2), 13_000));
        assert!(older_than(&given, &frames(&[500, 4_501], 2), 13_000));
    }
}
