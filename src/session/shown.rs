//! What an applicant may see of their own profile: what is typed is not yet proved.

use super::Session;
use crate::base::{
    personal::Personal,
    reading::{Field, Reading, Source},
};

/// A field as an applicant may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The value, masked if `masked`.
    pub value: Personal,
    /// Whether parts of it are hidden until the applicant's face has matched.
    pub masked: bool,
}

/// What the applicant may see of `field`; nothing of what is not known, nor of an address that is not yet theirs to see.
///
/// Until a face has matched, a value that only the registry holds is masked. What the applicant typed or photographed
/// themselves is no secret to them, whatever the registry says too.
pub fn to_applicant(session: &Session, field: Field) -> Option<Shown> {
    let stands = session.profile.value(field)?;
    let whole = |reading: &Reading| Shown { value: reading.value.clone(), masked: false };
    if session.state.face_has_matched() {
        return Some(whole(stands));
    }
    let own = session.profile.of(field).iter().find(|reading| reading.source != Source::Registry);
    match own {
        Some(own) => Some(whole(own)),
        None if field == Field::Address => None,
        None => Some(Shown { value: Personal::new(stands.value.masked()), masked: true }),
    }
}
