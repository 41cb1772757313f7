//! A video call is wished for, or called off.

use super::Hearing;
use crate::{
    chat::{Act, Recorded, Situation, memory::Pending, messages::Msg},
    session::{decide::may_call, event::Purpose},
    video::checklist::RecordingRule,
};

impl Hearing<'_> {
    /// Asked for at once where nothing is recorded, or the recording is agreed to; else that is asked first.
    pub(super) fn call(&mut self) {
        let Situation { session, journey, now_ms, calls, .. } = *self.situation;
        self.ask(Pending::Nothing);
        if may_call(&session.state, journey, now_ms).is_err() || session.state.open_call().is_some() {
            self.says.push(Msg::NotNow {});
        } else if calls.recording == RecordingRule::Never || session.state.agreed(Purpose::Recording) {
            self.act = Some(Act::AskCall(Recorded::AsBefore));
        } else {
            self.ask(Pending::Recording);
        }
    }

    pub(super) fn call_off(&mut self) {
        self.ask(Pending::Nothing);
        match self.situation.session.state.open_call() {
            Some(call) => self.act = Some(Act::CallOff(call.id)),
            None => self.says.push(Msg::NotNow {}),
        }
    }
}
