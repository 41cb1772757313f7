//! Whether a session's pictures are there, open, and are what the log committed to; and gone once they are erased.

use std::collections::BTreeMap;

use crate::{
    base::{
        category::Category,
        commitment::{Commitment, Salt},
        ids::EvidenceId,
    },
    flow::{Ctx, FlowError, evidence, ledger::Loaded},
    session::event::{PictureRef, SealedValue, Shows},
    vault::keys::DataKey,
};

/// The pictures that the log tells of, with the random bytes of their commitments as far as they could be opened.
#[derive(Default)]
pub(super) struct Told {
    pictures: BTreeMap<EvidenceId, PictureRef>,
    salts: BTreeMap<String, Salt>,
}

impl Told {
    /// Adds what one event tells of.
    pub(super) fn add(&mut self, pictures: &[PictureRef], sealed: &[SealedValue]) {
        self.pictures.extend(pictures.iter().map(|picture| (picture.evidence, picture.clone())));
        let kinds = [Category::Picture, Category::Recording];
        let salts = sealed.iter().filter(|value| kinds.contains(&value.category));
        self.salts.extend(salts.map(|value| (value.name.clone(), value.salt)));
    }
}

/// What is wrong with the pictures of a session, of which the store has `noted` those.
///
/// # Errors
///
/// [`FlowError::Internal`] when the object store does not answer.
pub(super) async fn faults(
    ctx: &Ctx,
    loaded: &Loaded,
    told: &Told,
    noted: &[(EvidenceId, Shows)],
) -> Result<Vec<String>, FlowError> {
    let Told { pictures, salts } = told;
    let noted: BTreeMap<EvidenceId, Shows> = noted.iter().copied().collect();
    let untold = noted.keys().filter(|id| !pictures.contains_key(id));
    let mut faults: Vec<String> = untold.map(|id| format!("picture {id} is kept, but no event tells of it")).collect();
    let of_told = pictures.iter().map(|(id, picture)| (*id, picture.shows));
    for (id, shows) in of_told.chain(noted.iter().map(|(id, shows)| (*id, *shows))).collect::<BTreeMap<_, _>>() {
        let gone = loaded.keys.of(shows.category()).is_err();
        if gone && evidence::stored(ctx, loaded.id, id).await?.is_some() {
            faults.push(format!("picture {id} is still stored, though its key is gone"));
        }
    }
    for (id, picture) in pictures {
        let Ok(key) = loaded.keys.of(picture.shows.category()) else { continue };
        if !noted.contains_key(id) {
            faults.push(format!("picture {id} is no longer kept"));
        }
        let fault = fault(ctx, loaded, key, picture, salts.get(&id.to_string())).await?;
        faults.extend(fault.map(|fault| format!("picture {id} {fault}")));
    }
    Ok(faults)
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
    let Some(bytes) = evidence::unseal(key, loaded.id, picture, &object) else {
        return Ok(Some("does not open"));
    };
    let Some(salt) = salt else { return Ok(Some("has lost the salt of its commitment")) };
    let same = Commitment::to(&bytes, salt) == picture.commitment;
    Ok((!same).then_some("is not what was committed to"))
}
