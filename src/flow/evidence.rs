//! Pictures: sealed and stored before the event that tells of them, opened only after the look is on the log.

use image::RgbImage;
use jpeg_encoder::{ColorType, SamplingFactor};
use zeroize::Zeroizing;

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
    turn::NewEvidence,
};
use crate::{
    audit::leaf::Access,
    base::{
        category::Category,
        commitment::Commitment,
        ids::{EvidenceId, SessionId},
        picture::Picture,
    },
    session::{
        command::StoredPicture,
        event::{PictureRef, Shows},
    },
    storage::{StorageError, data_keys, evidence, retention},
    vault::{
        keys::DataKey,
        object_store::{ObjectKey, ObjectStoreError},
        seal::Place,
        stream::{SealedObject, StreamSeed, open_object, seal_object},
    },
};

/// JPEG quality of pictures that are cut out here: at 92 a face descriptor moves less than between two frames.
const CROP_QUALITY: u8 = 92;

/// A picture on its way into the log: stored, but not yet told of.
#[derive(Debug)]
pub struct Kept {
    /// For the command.
    pub stored: StoredPicture,
    /// For the transaction.
    pub evidence: NewEvidence,
}

/// Seals `bytes` and stores them. If the command is refused afterwards, the object is an orphan that nobody can name.
///
/// # Errors
///
/// [`FlowError::Erased`] when the session's key for pictures is destroyed.
pub async fn keep(ctx: &Ctx, loaded: &Loaded, shows: Shows, bytes: &[u8]) -> Result<Kept, FlowError> {
    let id = EvidenceId::new(ctx.new_id());
    let salt = ctx.salt();
    let picture = PictureRef { evidence: id, shows, commitment: Commitment::to(bytes, &salt) };
    let key = loaded.keys.of(shows.category())?;
    let part = id.to_string();
    let seed = StreamSeed::draw(ctx.randomness.as_ref());
    let object =
        seal_object(key, &place(loaded.id, shows.category(), &part), seed, bytes).map_err(FlowError::internal)?;
    ctx.objects.put(&object_key(loaded.id, id)?, &object).await.map_err(FlowError::internal)?;
    Ok(Kept { stored: StoredPicture { picture, salt }, evidence: NewEvidence { id, shows, size: bytes.len() } })
}

/// A picture's bytes as they were sent.
///
/// # Errors
///
/// [`FlowError::Erased`] when the key is destroyed, [`FlowError::NotFound`] when the object is gone.
pub async fn open(ctx: &Ctx, loaded: &Loaded, id: EvidenceId) -> Result<Zeroizing<Vec<u8>>, FlowError> {
    open_of(ctx, loaded, Category::Picture, id).await
}

async fn open_of(
    ctx: &Ctx,
    loaded: &Loaded,
    category: Category,
    id: EvidenceId,
) -> Result<Zeroizing<Vec<u8>>, FlowError> {
    let key = loaded.keys.of(category)?;
    let object = stored(ctx, loaded.id, id).await?.ok_or(FlowError::NotFound("evidence"))?;
    open_object(key, &place(loaded.id, category, &id.to_string()), &object).map_err(FlowError::internal)
}

/// A picture's object, still sealed; nothing when the store has none.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store does not answer.
pub async fn stored(ctx: &Ctx, session: SessionId, id: EvidenceId) -> Result<Option<SealedObject>, FlowError> {
    match ctx.objects.get(&object_key(session, id)?).await {
        Ok(object) => Ok(Some(object)),
        Err(ObjectStoreError::Missing(_)) => Ok(None),
        Err(error @ ObjectStoreError::Unavailable { .. }) => Err(FlowError::internal(error)),
    }
}

/// Opens the object of a picture or of a recording's piece; nothing when it is not what was sealed there.
pub fn unseal(
    key: &DataKey,
    session: SessionId,
    picture: &PictureRef,
    object: &SealedObject,
) -> Option<Zeroizing<Vec<u8>>> {
    open_object(key, &place(session, picture.shows.category(), &picture.evidence.to_string()), object).ok()
}

/// A picture of the session for somebody who may see it. The look is on the log before the first byte goes out.
///
/// # Errors
///
/// [`FlowError::NotFound`] when the session has no such picture, [`FlowError::Erased`] when it is erased.
pub async fn look(turn: &Turn, loaded: &Loaded, id: EvidenceId) -> Result<Zeroizing<Vec<u8>>, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let shows = evidence::find(&mut conn, loaded.id, id).await?;
    drop(conn);
    let Some(shows) = shows else {
        // Which pictures there were is forgotten with them.
        loaded.keys.of(Category::Picture)?;
        return Err(FlowError::NotFound("evidence"));
    };
    let bytes = open_of(&turn.ctx, loaded, shows.category(), id).await?;
    ledger::note_access(&turn.ctx, loaded.id, &turn.actor, &Access::EvidenceViewed { evidence: id.to_string() })
        .await?;
    Ok(bytes)
}

/// Deletes the stored objects of a session whose key is destroyed: pictures, recordings, or both. Until that is done, the session is on the list of those whose
/// objects are to be deleted; what is missed meanwhile stays sealed under a destroyed key.
///
/// # Errors
///
/// [`FlowError::Internal`] when a store fails: the next round of jobs tries again.
pub async fn delete_all(ctx: &Ctx, session: SessionId) -> Result<(), FlowError> {
    let mut conn = ctx.database.reader().await?;
    let all = evidence::of_session(&mut conn, session).await?;
    let keys = data_keys::load(&mut conn, session).await?;
    drop(conn);
    let opens = |shows: Shows| keys.iter().any(|(category, _)| *category == shows.category());
    let gone: Vec<EvidenceId> = all.into_iter().filter(|(_, shows)| !opens(*shows)).map(|(id, _)| id).collect();
    for id in &gone {
        ctx.objects.delete(&object_key(session, *id)?).await.map_err(FlowError::internal)?;
    }
    let mut tx = ctx.database.begin().await?;
    for id in gone {
        evidence::forget(&mut tx, id).await?;
    }
    retention::finish(&mut tx, session).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// Decodes one part of a request within the limits; on the pool, since decoding is work.
///
/// # Errors
///
/// [`FlowError::BadPicture`] naming the part and what to send instead.
pub async fn decode(ctx: &Ctx, part: &'static str, bytes: &[u8]) -> Result<Picture, FlowError> {
    let (bytes, limits) = (bytes.to_vec(), ctx.limits.picture);
    let picture = ctx.cpu.run(move || Picture::decode(&bytes, &limits)).await?;
    picture.map_err(|fault| FlowError::BadPicture { part: part.into(), fault })
}

/// A cut-out as JPEG.
///
/// # Errors
///
/// [`FlowError::Internal`] when it has no pixels, or more than 65 535 a side.
pub fn encode(cut: &RgbImage) -> Result<Vec<u8>, FlowError> {
    let side = |pixels: u32| u16::try_from(pixels).map_err(FlowError::internal);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, CROP_QUALITY);
    // As cameras do: colour is coarser than brightness, to the eye and to the networks.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(cut.as_raw(), side(cut.width())?, side(cut.height())?, ColorType::Rgb)
        .map_err(FlowError::internal)?;
    Ok(bytes)
}

const fn place(session: SessionId, category: Category, part: &str) -> Place<'_> {
    Place { session, category, sequence: 0, part }
}

fn object_key(session: SessionId, id: EvidenceId) -> Result<ObjectKey, FlowError> {
    ObjectKey::parse(&format!("{session}/{id}")).map_err(FlowError::internal)
}
