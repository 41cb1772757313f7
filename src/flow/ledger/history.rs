//! A session's stored events, opened as far as keys are left.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::{Keys, seals::event_place};
use crate::{
    audit::leaf::Leaf,
    base::{category::Category, ids::SessionId},
    flow::{Ctx, FlowError},
    session::event::{Event, Happening, SealedValue},
    storage::events::{self, EventRow, Stream},
    vault::seal::{self, Sealed},
};

/// One stored event with its sealed part opened as far as keys are left.
#[derive(Debug)]
pub struct Opened {
    /// The envelope.
    pub leaf: Leaf<Event>,
    /// What happened, with the values that could be opened.
    pub happening: Happening,
    /// The categories whose seals could not be opened because their keys are destroyed.
    pub erased: Vec<Category>,
}

/// Opens one event of a session.
///
/// # Errors
///
/// [`FlowError::Internal`] when the leaf is not one, or a seal whose key is there does not open.
pub fn open_event(session: SessionId, keys: &Keys, row: &EventRow) -> Result<Opened, FlowError> {
    let leaf: Leaf<Event> = serde_json::from_str(&row.leaf).map_err(FlowError::internal)?;
    let sealed: BTreeMap<Category, Sealed> = match &row.sealed {
        Some(json) => serde_json::from_str(json).map_err(FlowError::internal)?,
        None => BTreeMap::new(),
    };
    let sequence = u64::try_from(row.sequence).map_err(FlowError::internal)?;
    let (mut values, mut erased) = (Vec::new(), Vec::new());
    for (category, seal) in sealed {
        let Ok(key) = keys.of(category) else {
            erased.push(category);
            continue;
        };
        let json = seal::open(key, &event_place(session, category, sequence), &seal).map_err(FlowError::internal)?;
        let opened: Vec<SealedValue> = serde_json::from_slice(&json).map_err(FlowError::internal)?;
        values.extend(opened);
    }
    let happening = Happening { event: leaf.event.clone(), sealed: values };
    Ok(Opened { leaf, happening, erased })
}

/// Every event of a session up to `through`, opened as far as keys are left.
///
/// # Errors
///
/// As [`open_event`].
pub async fn history(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    id: SessionId,
    through: i64,
) -> Result<Vec<Opened>, FlowError> {
    let keys = Keys::load(ctx, conn, id).await?;
    let rows = events::load(conn, Stream::Session, &id.to_string(), 0, through).await?;
    rows.iter().map(|row| open_event(id, &keys, row)).collect()
}
