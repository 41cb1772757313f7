//! The applicant answers the question at the end.

use super::{FlowError, Turn, ledger::Loaded};
use crate::{
    base::personal::Personal,
    session::command::{Command, GivenFeedback},
};

/// Longest comment, in characters.
pub const LONGEST_COMMENT: usize = 1000;

/// Records a score, and what was said beside it.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the comment is too long; otherwise as [`Turn::record`].
pub async fn give(turn: &Turn, score: u8, comment: Option<Personal>) -> Result<Loaded, FlowError> {
    let comment = comment.filter(|comment| !comment.expose().trim().is_empty());
    if comment.as_ref().is_some_and(|comment| comment.expose().chars().count() > LONGEST_COMMENT) {
        let reason = format!("a comment has at most {LONGEST_COMMENT} characters");
        return Err(FlowError::BadValue { pointer: "/comment".into(), reason });
    }
    let comment = comment.map(|comment| (comment, turn.ctx.salt()));
    turn.record(Command::GiveFeedback(GivenFeedback { score, comment }), &[]).await
}
