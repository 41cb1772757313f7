//! A selfie is matched to every portrait that is there.

use std::{collections::BTreeMap, sync::Arc};

use zeroize::Zeroizing;

use super::{Ctx, FlowError, Turn, evidence, ledger::Loaded};
use crate::{
    base::picture::{Limits, Picture},
    face::{
        self, Face, FaceEngine, Look,
        duplicate::{self, SamePicture, same_picture},
        quality::{FaceFault, Purpose},
        template::Distance,
    },
    session::{
        command::{Command, Comparison, FaceFinding, Likeness},
        decide::{portraits, ready_for},
        event::{FaceInputs, PictureRef, Shows},
        journey::StepKind,
        reason::Reason,
    },
};

/// Looks at a selfie, compares it with the current portraits and records what came of it.
///
/// # Errors
///
/// [`FlowError::BadPicture`] before anything counts; otherwise as [`Turn::record`].
pub async fn compare(turn: &Turn, loaded: &Loaded, selfie: Vec<u8>) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    turn.check_version(loaded)?;
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Selfie, ctx.now_ms())?;
    let picture = evidence::decode(ctx, "image", &selfie).await?;
    let kept = evidence::keep(ctx, loaded, Shows::Selfie, &selfie).await?;
    let (faults, comparison) = match look(ctx, picture, Purpose::Selfie).await? {
        Look::Fault(faults) => (reasons(&faults), None),
        Look::Found(face) => {
            let face: Arc<Face> = Arc::from(face);
            let against = portraits(&loaded.session.state, &loaded.journey);
            let inputs = FaceInputs {
                selfie: kept.stored.picture.commitment.clone(),
                against: against.clone(),
                model: ctx.faces.model().to_string(),
            };
            ctx.recent.keep(inputs.selfie.clone(), face.template.clone(), ctx.now_ms());
            match against_all(ctx, loaded, &face, &against).await? {
                Some((distances, likeness)) => (vec![], Some(Comparison { inputs, distances, likeness })),
                // The portrait is at fault, not the selfie: after the last attempt a person looks at both.
                None => (vec![Reason::PortraitNotFound], None),
            }
        }
    };
    let finding = FaceFinding { selfie: kept.stored, faults, comparison };
    turn.record(Command::RecordFace(finding), &[kept.evidence]).await
}

type Compared = (BTreeMap<Shows, f32>, Likeness);

/// The distance to each portrait; nothing when one of them shows no usable face.
async fn against_all(
    ctx: &Ctx,
    loaded: &Loaded,
    selfie: &Arc<Face>,
    against: &[PictureRef],
) -> Result<Option<Compared>, FlowError> {
    let (mut distances, mut likeness) = (BTreeMap::new(), Likeness::DifferentPictures);
    for portrait in against {
        let bytes = evidence::open(ctx, loaded, portrait.evidence).await?;
        let Some((distance, same)) = against_one(ctx, Arc::clone(selfie), bytes).await? else { return Ok(None) };
        distances.insert(portrait.shows, distance.0);
        match same.verdict {
            duplicate::Likeness::SamePicture => likeness = Likeness::SamePicture,
            duplicate::Likeness::AnotherPicture => {}
        }
    }
    Ok(Some((distances, likeness)))
}

/// How far a selfie is from the face on one portrait, and whether the two are one picture; on the pool, all of it.
async fn against_one(
    ctx: &Ctx,
    selfie: Arc<Face>,
    portrait: Zeroizing<Vec<u8>>,
) -> Result<Option<(Distance, SamePicture)>, FlowError> {
    // It was within the limits when it came in, or was cut out here; only its memory is bounded again.
    let (limits, engine) = (Limits { min_side: 1, ..ctx.limits.picture }, Arc::clone(&ctx.faces));
    let compared = ctx.cpu.run(move || {
        let picture = Picture::decode(&portrait, &limits).map_err(FlowError::internal)?;
        match engine.look(picture.rgb(), Purpose::Portrait).map_err(FlowError::internal)? {
            Look::Fault(_) => Ok(None),
            Look::Found(face) => {
                let distance = face::compare(&selfie.template, &face.template).map_err(FlowError::internal)?;
                Ok(Some((distance, same_picture(&face.print, &selfie.print))))
            }
        }
    });
    compared.await?
}

async fn look(ctx: &Ctx, picture: Picture, purpose: Purpose) -> Result<Look, FlowError> {
    let engine: Arc<FaceEngine> = Arc::clone(&ctx.faces);
    ctx.cpu.run(move || engine.look(picture.rgb(), purpose)).await?.map_err(FlowError::internal)
}

fn reasons(faults: &[FaceFault]) -> Vec<Reason> {
    let mut reasons: Vec<_> = faults
        .iter()
        .map(|fault| match fault {
            FaceFault::NoFace => Reason::FaceNotFound,
            FaceFault::Several { .. } => Reason::FaceSeveral,
            FaceFault::TooSmall { .. } => Reason::FaceTooSmall,
            FaceFault::TurnedAway { .. } => Reason::FaceTurned,
            FaceFault::Blurred { .. } => Reason::FaceBlurred,
            FaceFault::Dark { .. } | FaceFault::Overexposed { .. } => Reason::FaceLight,
        })
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}
