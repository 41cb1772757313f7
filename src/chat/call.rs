//! What is said of a video call while a person is awaited: that there may be one, and how it stands.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Calls, Situation, Wants,
    choice::Choice,
    messages::{Msg, Value},
    question::Question,
};
use crate::{
    session::{
        call::{Call, CallStage},
        decide::may_call,
    },
    video::checklist::RecordingRule,
};

/// That a person looks at the application, and what may be done about a call.
pub(super) fn while_waiting(situation: &Situation, waiting: Msg) -> Question {
    let Situation { session, journey, now_ms, calls, .. } = *situation;
    match session.state.open_call() {
        Some(call) => {
            let choices = (call.stage == CallStage::Waiting).then_some(Choice::CallOff).into_iter().collect();
            Question { lines: vec![waiting, stands(call, calls.zone)], choices, wants: Wants::Call }
        }
        None if may_call(&session.state, journey, now_ms).is_ok() => {
            Question { lines: vec![waiting, Msg::CallOffer {}], choices: vec![Choice::Call], wants: Wants::Choice }
        }
        None => Question { lines: vec![waiting], choices: vec![], wants: Wants::Nothing },
    }
}

/// Whether the call may be recorded, asked before it is asked for. Where it must be, whoever refuses has no call.
pub(super) fn ask_recording(calls: &Calls) -> Question {
    let (line, refuse) = match calls.recording {
        RecordingRule::Demanded => (Msg::RecordingDemanded {}, Choice::GoOn),
        RecordingRule::Offered | RecordingRule::Never => (Msg::ConsentRecording {}, Choice::Refuse),
    };
    Question { lines: vec![line], choices: vec![Choice::Agree, refuse], wants: Wants::Choice }
}

fn stands(call: &Call, zone: &TimeZone) -> Msg {
    let booked = call.callback_at_ms.and_then(|at| Timestamp::from_millisecond(at).ok());
    match (call.stage, booked) {
        (CallStage::Connected, _) => Msg::CallOn {},
        (CallStage::Waiting | CallStage::Ended(_), Some(at)) => {
            let at = at.to_zoned(zone.clone());
            Msg::CallBooked { date: Value::Day(at.date()), time: Value::time(&at) }
        }
        (CallStage::Waiting | CallStage::Ended(_), None) => Msg::CallInLine {},
    }
}
