//! The applicant hands the application in, or ends it.

use super::{FlowError, Turn, ledger::Loaded};
use crate::session::command::Command;

/// Hands the application in: it is decided, or referred to a person.
///
/// # Errors
///
/// As [`Turn::record`].
pub async fn submit(turn: &Turn) -> Result<Loaded, FlowError> {
    turn.record(Command::Submit, &[]).await
}

/// Ends the application.
///
/// # Errors
///
/// As [`Turn::record`].
pub async fn withdraw(turn: &Turn) -> Result<Loaded, FlowError> {
    turn.record(Command::Withdraw, &[]).await
}

/// Replaces the applicant's token: earlier ones stop working.
///
/// # Errors
///
/// As [`Turn::record`].
pub async fn hand_off(turn: &Turn) -> Result<Loaded, FlowError> {
    turn.record(Command::IssueApplicantToken, &[]).await
}
