//! App: the composition root, the only room that names concrete adapters. Everybody else knows their ports.

mod channel;
mod desk;
mod engines;
mod error;
mod files;
pub mod health;
mod journeys;
mod keys;
pub mod reference_registry;
mod registry;
mod rooms;
mod store;
mod whatsapp;

use std::sync::Arc;

pub use self::{
    engines::{Engines, document_reader, face_engine},
    error::StartError,
    keys::tokens,
    store::database,
};
use crate::{
    adapters::{
        object_folder::ObjectFolder, os_randomness::OsRandomness, system_clock::SystemClock, webhook_http::WebhookHttp,
    },
    base::{clock::Clock, randomness::Randomness},
    config::Config,
    flow::{
        cpu::CpuPool,
        ctx::{Calls, Codes, Ctx, Limits, Links, Retention},
        recent::RecentTemplates,
    },
    session::reminder::Patience,
    webhooks::address::Reach,
};

/// The clock of this machine.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The randomness of this machine.
pub fn randomness() -> Arc<dyn Randomness> {
    Arc::new(OsRandomness)
}

/// Everything a use case works with, from `config`. Needs the async runtime; takes about a second for the models.
///
/// The cheap and likely faults come first: who forgot the keys need not wait for the models.
///
/// # Errors
///
/// [`StartError`] says which setting or file is wrong and what to do.
pub async fn compose(
    config: &Config,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
) -> Result<Arc<Ctx>, StartError> {
    compose_around(config, clock, randomness, || Engines::load(config)).await
}

/// As [`compose`], around engines that may be loaded already: many services in one process share them.
///
/// # Errors
///
/// As [`compose`].
pub async fn compose_around(
    config: &Config,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    engines: impl FnOnce() -> Result<Engines, StartError>,
) -> Result<Arc<Ctx>, StartError> {
    let keyring = keys::keyring(&config.keys)?;
    let lookup = keys::lookup(&config.keys)?;
    let tokens = keys::tokens(config)?;
    let registry = registry::registry(&config.registry)?;
    let channel = channel::channel(&config.channel)?;
    let whatsapp = whatsapp::whatsapp(config)?;
    let rooms = rooms::rooms(config)?;
    let webhooks = Arc::new(WebhookHttp::new().map_err(StartError::Tls)?);
    let Engines { documents, faces } = engines()?;
    let journeys = journeys::load(&config.journeys.folder, faces.model())?;
    let desk = desk::desk(&config.calls, &journeys)?;
    let database = store::database(&config.database).await?;
    journeys::refuse_changed(&database, &journeys, &config.journeys.folder).await?;
    let folder = &config.objects.folder;
    let objects =
        ObjectFolder::open(folder).await.map_err(|source| StartError::Folder { path: folder.clone(), source })?;
    Ok(Arc::new(Ctx {
        database,
        keyring,
        lookup,
        objects: Arc::new(objects),
        clock,
        randomness,
        registry,
        documents,
        faces,
        recent: RecentTemplates::new(config.limits.recent_templates),
        webhooks,
        channel,
        whatsapp,
        rooms,
        reach: if config.webhooks.allow_loopback_http { Reach::SecureAndLoopback } else { Reach::Secure },
        journeys,
        desk,
        tokens,
        cpu: CpuPool::new(config.models.places().get()),
        limits: limits(config),
    }))
}

fn limits(config: &Config) -> Limits {
    let (limits, kept, links, codes) = (config.limits, config.retention, config.links, config.contact);
    let calls = calls(config);
    Limits {
        picture: config.pictures,
        identity_attempts: limits.identity_attempts,
        liveness_frames: limits.liveness_frames,
        liveness_frame_bytes: limits.liveness_frame_bytes,
        claim_s: limits.claim_s,
        review_promise_s: limits.review_promise_s,
        retention: Retention {
            profile_days: kept.profile_days,
            picture_days: kept.picture_days,
            template_days: kept.template_days,
            chat_days: kept.chat_days,
            recording_days: kept.recording_days,
            undecided_days: kept.undecided_days,
        },
        links: Links {
            life_s: links.life_s,
            hand_over_s: links.hand_over_s,
            visit_s: links.visit_s,
            open_per_session: links.open_per_session,
            number_tries: links.number_tries,
        },
        calls,
        codes: Codes {
            life_s: codes.code_s,
            tries: codes.code_tries,
            per_session: codes.codes_per_session,
            per_address: codes.codes_per_address,
        },
        patience: Patience {
            silence_ms: config.reminders.silence_s * 1000,
            most: config.reminders.most,
            before_end_ms: config.reminders.before_end_s * 1000,
            before_call_ms: config.reminders.before_call_s * 1000,
        },
        remind_again_s: config.reminders.again_s,
        idempotency_s: limits.idempotency_s,
        in_flight_s: limits.in_flight_s,
    }
}

const fn calls(config: &Config) -> Calls {
    let calls = &config.calls;
    Calls {
        lease_s: calls.lease_s,
        presence_s: calls.presence_s,
        here_s: calls.here_s,
        absent_s: calls.absent_s,
        typical_s: calls.typical_s,
        slot_minutes: calls.slot_minutes,
        per_slot: calls.per_slot,
        segment_bytes: calls.segment_bytes,
        recording_bytes: calls.recording_bytes,
        segments: calls.segments,
    }
}
