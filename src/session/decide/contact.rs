//! A code was sent to prove an address, and typed by whoever could read it there.

use super::findings::outcome_of;
use crate::{
    base::{category::Category, personal::Personal},
    session::{
        Session,
        command::{SentCode, TypedCode},
        event::{CONTACT, Event, Happening, Outcome, SealedValue},
        journey::{Journey, StepKind},
        profile::Contact,
        reason::Reason,
        refusal::Refusal,
        state::CodeOut,
    },
};

/// A code is out. It takes the place of any before it, which no longer proves anything.
pub(super) fn sent(journey: &Journey, sent: &SentCode) -> Result<Vec<Happening>, Refusal> {
    let channel = sent.address.kind();
    if !journey.contact.as_ref().is_some_and(|rule| rule.kinds.contains(&channel)) {
        return Err(Refusal::NoSuchStep(StepKind::Contact));
    }
    let contact = Contact { address: sent.address.clone(), code: sent.code.clone() };
    // A few strings: serialising them cannot fail.
    let json = Personal::new(serde_json::to_string(&contact).unwrap_or_default());
    let sealed = SealedValue { category: Category::Profile, name: CONTACT.to_owned(), salt: sent.salt, json };
    let event = Event::CodeSent {
        channel,
        address: sealed.commitment(),
        sent_at_ms: sent.sent_at_ms,
        expires_at_ms: sent.expires_at_ms,
        tries: sent.tries,
    };
    Ok(vec![Happening { event, sealed: vec![sealed] }])
}

/// The code was typed, or another. One that was mistyped too often is used up, and counts as an attempt.
pub(super) fn typed(
    session: &Session,
    journey: &Journey,
    code: &CodeOut,
    typed: &TypedCode,
) -> Result<Vec<Happening>, Refusal> {
    // A newer one was sent meanwhile: what was typed belongs to the one before.
    if typed.sent_at_ms != code.sent_at_ms {
        return Err(Refusal::InputReplaced);
    }
    let contact = session.profile.contact().ok_or(Refusal::NoCode)?;
    if typed.hashes.contains(&contact.code) {
        let event = Event::CodeTyped { outcome: Outcome::Passed, reasons: vec![], tries_left: code.tries_left };
        return Ok(vec![event.into()]);
    }
    let tries_left = code.tries_left.saturating_sub(1);
    let attempts = session.state.step(StepKind::Contact).attempts + u8::from(tries_left == 0);
    let outcome = outcome_of(&[Reason::CodeWrong], attempts, journey.attempts(StepKind::Contact));
    let reason = if outcome == Outcome::Referred { Reason::ContactUnconfirmed } else { Reason::CodeWrong };
    Ok(vec![Event::CodeTyped { outcome, reasons: vec![reason], tries_left }.into()])
}
