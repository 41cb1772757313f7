//! Sealing a session's values on the way in, opening its profile on the way out.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::{Keys, Loaded};
use crate::{
    base::{category::Category, ids::SessionId},
    flow::{Ctx, FlowError},
    session::{event::SealedValue, profile::Profile},
    storage::sessions::SessionRow,
    vault::seal::{self, Nonce, Place, Sealed},
};

/// The profile of a snapshot; empty once its key is destroyed.
pub(super) fn open_profile(row: &SessionRow, keys: &Keys) -> Result<Profile, FlowError> {
    let (Some(sealed), Ok(key)) = (&row.profile, keys.of(Category::Profile)) else { return Ok(Profile::default()) };
    let json = seal::open(key, &profile_place(row.id, row.state.sequence), &Sealed::from_stored(sealed.clone()))
        .map_err(FlowError::internal)?;
    serde_json::from_slice(&json).map_err(FlowError::internal)
}

/// The profile as the snapshot keeps it; nothing once its key is destroyed.
pub(super) fn seal_profile(ctx: &Ctx, loaded: &Loaded) -> Result<Option<String>, FlowError> {
    let Ok(key) = loaded.keys.of(Category::Profile) else { return Ok(None) };
    let json = Zeroizing::new(serde_json::to_vec(&loaded.session.profile).map_err(FlowError::internal)?);
    let place = profile_place(loaded.id, loaded.session.state.sequence);
    let sealed = seal::seal(key, &place, Nonce::draw(ctx.randomness.as_ref()), &json).map_err(FlowError::internal)?;
    Ok(Some(sealed.as_str().to_owned()))
}

const fn profile_place(session: SessionId, sequence: u64) -> Place<'static> {
    Place { session, category: Category::Profile, sequence, part: "profile" }
}

pub(super) const fn event_place(session: SessionId, category: Category, sequence: u64) -> Place<'static> {
    Place { session, category, sequence, part: "event" }
}

/// The sealed part: one seal a category, so that erasing one leaves the others.
pub(super) fn seal_values(
    ctx: &Ctx,
    loaded: &Loaded,
    sequence: u64,
    values: &[SealedValue],
) -> Result<Option<String>, FlowError> {
    let mut sealed = BTreeMap::new();
    for category in Category::ALL {
        let of: Vec<_> = values.iter().filter(|value| value.category == category).collect();
        if of.is_empty() {
            continue;
        }
        let json = Zeroizing::new(serde_json::to_vec(&of).map_err(FlowError::internal)?);
        let place = event_place(loaded.id, category, sequence);
        let nonce = Nonce::draw(ctx.randomness.as_ref());
        let seal = seal::seal(loaded.keys.of(category)?, &place, nonce, &json).map_err(FlowError::internal)?;
        sealed.insert(category, seal);
    }
    if sealed.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&sealed).map(Some).map_err(FlowError::internal)
}
