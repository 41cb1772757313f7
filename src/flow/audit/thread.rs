//! Whether a session's chat is whole: its messages in their places, each what the log committed to.

use super::{
    pictures::Told,
    verify::{Finding, has_hole, stands},
};
use crate::{
    base::{category::Category, commitment::Commitment},
    flow::{chat_log, ledger::Loaded},
    storage::events::{EventRow, Stream},
};

/// Checks the thread's rows, and adds the pictures that were held in it to those `told` of.
pub(super) fn check(finding: &mut Finding, told: &mut Told, loaded: &Loaded, rows: &[EventRow]) {
    if has_hole(rows) {
        finding.faults.push("the chat stream has a hole".to_owned());
    }
    for row in rows {
        let sequence = row.sequence;
        let mut fault = |what: &str| finding.faults.push(format!("message {sequence} {what}"));
        let Ok(opened) = chat_log::open_row(loaded.id, &loaded.keys, row) else {
            fault("cannot be opened");
            continue;
        };
        if !stands(&opened.leaf, row, Stream::Chat, loaded.id) {
            fault("does not say where it stands");
        }
        let spoken = opened.leaf.event;
        match opened.message {
            Some(message) if Commitment::to(message.json.expose().as_bytes(), &message.salt) == *spoken.sealed() => {}
            Some(_) => fault("is not what was committed to"),
            None if loaded.keys.of(Category::Chat).is_ok() => fault("has lost its sealed part"),
            None => finding.erased.push(Category::Chat),
        }
        told.add(spoken.held(), opened.salt.as_slice());
    }
}
