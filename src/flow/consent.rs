//! The applicant agrees to a purpose, or refuses it.

use super::{FlowError, Turn, ledger::Loaded};
use crate::session::{command::Command, event::Purpose};

/// What the applicant says to a purpose.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Yes, to this text in this language.
    Given {
        /// The version of the text that was shown.
        text_version: String,
        /// BCP 47 language tag of the text that was shown.
        language: String,
    },
    /// No, or no longer.
    Refused,
}

/// Records what the applicant says to `purpose`.
///
/// # Errors
///
/// As [`Turn::record`].
pub async fn consent(turn: &Turn, purpose: Purpose, answer: Answer) -> Result<Loaded, FlowError> {
    turn.record(command(purpose, answer), &[]).await
}

/// The command that says so.
pub(super) fn command(purpose: Purpose, answer: Answer) -> Command {
    match answer {
        Answer::Given { text_version, language } => Command::GiveConsent { purpose, text_version, language },
        Answer::Refused => Command::RefuseConsent { purpose },
    }
}
