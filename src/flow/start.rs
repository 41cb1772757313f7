//! A back end opens a session.

use super::{
    Ctx, FlowError,
    ledger::{self, Loaded},
    turn::Marked,
};
use crate::{
    audit::leaf::Actor,
    base::{digits, ids::SessionId},
    session::{command::Start, decide, event::Mode, journey::Journey},
    staff::{caller::ClientId, token::Token},
    storage::{StorageError, idempotency},
};

/// What a back end asks for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The journey's name.
    pub journey: String,
    /// Rehearsal or real.
    pub mode: Mode,
    /// BCP 47 language tag.
    pub locale: String,
    /// The back end's own, impersonal reference.
    pub reference: Option<String>,
}

/// Longest reference, in characters.
pub const LONGEST_REFERENCE: usize = 64;

/// Opens a session for `client`.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the journey is unknown, the reference looks personal, or a live journey would run on a
/// sandbox registry.
pub async fn start(
    ctx: &Ctx,
    client: &ClientId,
    request: Request,
    marked: Option<&Marked>,
) -> Result<Loaded, FlowError> {
    if let Some(reference) = &request.reference {
        check_reference(reference)?;
    }
    let known = ctx.journeys.get(&request.journey).ok_or_else(|| FlowError::BadValue {
        pointer: "/journey".into(),
        reason: format!("no such journey; known: {}", ctx.journeys.keys().cloned().collect::<Vec<_>>().join(", ")),
    })?;
    if request.mode == Mode::Live && known.0.identification.is_some() && ctx.registry.is_sandbox() {
        let reason = "the registry holds invented people: this journey can only be rehearsed, mode \"test\"".to_owned();
        return Err(FlowError::BadValue { pointer: "/mode".into(), reason });
    }
    check_channel(ctx, &known.0, request.mode)?;
    let Request { mode, locale, reference, .. } = request;
    let start = Start { mode, locale, reference, client: client.to_string() };
    let happenings = decide::start(&known.0, start, ctx.now_ms());
    let id = SessionId::new(ctx.new_id());
    let actor = Actor::BackEnd { id: client.to_string() };
    let mut tx = ctx.database.begin().await?;
    let loaded = ledger::create(ctx, &mut tx, id, &actor, &happenings, known).await?;
    if let Some(marked) = marked {
        let until = ctx.now_ms() + ctx.limits.idempotency_s * 1000;
        let version = loaded.session.state.sequence;
        idempotency::answer(&mut tx, &marked.key, &marked.content, id, version, until).await.map_err(lost_lease)?;
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(loaded)
}

/// A journey that proves an address needs somebody who brings the code there.
fn check_channel(ctx: &Ctx, journey: &Journey, mode: Mode) -> Result<(), FlowError> {
    let Some(rule) = &journey.contact else { return Ok(()) };
    if let Some(kind) = rule.kinds.iter().find(|kind| !ctx.channel.carries(**kind)) {
        let reason =
            format!("this journey proves an address of the kind {kind}, and no channel carries it: set [channel]");
        return Err(FlowError::BadValue { pointer: "/journey".into(), reason });
    }
    if mode == Mode::Live && ctx.channel.is_sandbox() {
        let reason = "the message channel reaches nobody: this journey can only be rehearsed, mode \"test\"".to_owned();
        return Err(FlowError::BadValue { pointer: "/mode".into(), reason });
    }
    Ok(())
}

/// The lease ran out and another request took the key over: that one answers.
fn lost_lease(error: StorageError) -> FlowError {
    match error {
        StorageError::Conflict => FlowError::InFlight,
        StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
    }
}

/// A token for the applicant of the current generation. Issued, never stored.
///
/// # Errors
///
/// [`FlowError::Internal`] when signing fails.
pub fn applicant_token(ctx: &Ctx, loaded: &Loaded) -> Result<Token, FlowError> {
    let generation = loaded.session.state.generation;
    let caller = crate::staff::caller::Caller::Applicant { session: loaded.id, generation };
    ctx.tokens.issue(&caller, ctx.now(), ctx.randomness.as_ref()).map_err(FlowError::internal)
}

/// A reference stands in clear in events and logs, so nothing that names a person may be one.
fn check_reference(reference: &str) -> Result<(), FlowError> {
    let bad = |reason: &str| {
        Err(FlowError::BadValue { pointer: "/reference".into(), reason: format!("{reason}; use an id of your own") })
    };
    let count = reference.chars().count();
    if count == 0 || count > LONGEST_REFERENCE {
        return bad("a reference has 1 to 64 characters");
    }
    if reference.contains('@') {
        return bad("this looks like an e-mail address");
    }
    let ascii = digits::to_ascii(reference);
    if !ascii.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/".contains(c)) {
        return bad("a reference has letters, digits and - _ . : / only");
    }
    // Phone and identity numbers are runs of digits, however they are grouped: a UUID has letters among them.
    let bare: String = ascii.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let letters = bare.len() - digits;
    if (digits >= 8 && letters <= 1) || looks_like_card_number(&bare) {
        return bad("this looks like an identity or phone number");
    }
    Ok(())
}

/// India's PAN and Singapore's NRIC mix letters and digits in a fixed pattern.
fn looks_like_card_number(bare: &str) -> bool {
    let shape: String = bare.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect();
    matches!(shape.as_str(), "AAAAA9999A" | "A9999999A")
}

#[cfg(test)]
mod tests {
    use super::check_reference;

    #[test]
    fn a_reference_that_names_a_person_is_refused() {
        for personal in [
            "784-1990-1234567-1",
            "+971501234567",
            "971501234567",
            "layla@example.com",
            "ABCDE1234F",
            "S1234567D",
            "٧٨٤١٩٩٠١٢٣٤٥٦٧١",
            "",
        ] {
            assert!(check_reference(personal).is_err(), "{personal}");
        }
    }

    #[test]
    fn a_reference_of_the_back_ends_own_is_taken() {
        for own in ["app-7f3a", "01890a5d-ac96-774b-bcce-b302099a8057", "order/2026-0001"] {
            assert!(check_reference(own).is_ok(), "{own}");
        }
    }
}
