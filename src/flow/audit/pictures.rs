//! Whether a session's pictures are there, open, and are what the log committed to; and gone once they are erased.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{
        category::Category,
        commitment::{Commitment, Salt},
        ids::EvidenceId,
    },
    flow::{Ctx, FlowError, evidence, ledger::Loaded},
    session::event::{Happening, PictureRef},
    vault::keys::DataKey,
};

/// What is wrong with the pictures of a session, of which the store has `noted` those.
///
/// # Errors
///
/// [`FlowError::Internal`] when the object store does not answer.
pub(super) async fn faults(
    ctx: &Ctx,
    loaded: &Loaded,
    happenings: &[Happening],
    noted: &[EvidenceId],
) -> Result<Vec<String>, FlowError> {
    let told: BTreeMap<EvidenceId, &PictureRef> =
        happenings.iter().flat_map(|done| done.event.brings().pictures).map(|of| (of.evidence, of)).collect();
    let noted: BTreeSet<EvidenceId> = noted.iter().copied().collect();
    let untold = noted.iter().filter(|id| !told.contains_key(id));
    let mut faults: Vec<String> = untold.map(|id| format!("picture {id} is kept, but no event tells of it")).collect();
    let Ok(key) = loaded.keys.of(Category::Picture) else {
        for id in told.keys().chain(&noted).collect::<BTreeSet<_>>() {
            if evidence::stored(ctx, loaded.id, *id).await?.is_some() {
                faults.push(format!("picture {id} is still stored, though its key is gone"));
            }
        }
        return Ok(faults);
    };
    let salts = salts(happenings);
    for (id, picture) in &told {
        if !noted.contains(id) {
            faults.push(format!("picture {id} is no longer kept"));
        }
        let fault = fault(ctx, loaded, key, picture, salts.get(&id.to_string())).await?;
        faults.extend(fault.map(|fault| format!("picture {id} {fault}")));
    }
    Ok(faults)
}

/// The random bytes of each picture's commitment, by its id.
fn salts(happenings: &[Happening]) -> BTreeMap<String, Salt> {
    let values = happenings.iter().flat_map(|done| &done.sealed);
    values.filter(|value| value.category == Category::Picture).map(|value| (value.name.clone(), value.salt)).collect()
}

async fn fault(
    ctx: &Ctx,
    loaded: &Loaded,
    key: &DataKey,
    picture: &PictureRef,
    salt: Option<&Salt>,
) -> Result<Option<&'static str>, FlowError> {
    let Some(object) = evidence::stored(ctx, loaded.id, picture.evidence).await? else {
        return Ok(Some("is missing from the object store"));
    };
    let Some(bytes) = evidence::unseal(key, loaded.id, picture.evidence, &object) else {
        return Ok(Some("does not open"));
    };
    let Some(salt) = salt else { return Ok(Some("has lost the salt of its commitment")) };
    let same = Commitment::to(&bytes, salt) == picture.commitment;
    Ok((!same).then_some("is not what was committed to"))
}
