//! The chat by WhatsApp, where the configuration opens that door.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::StartError;
use crate::{
    adapters::whatsapp_graph::WhatsAppGraph,
    config::{
        Config,
        whatsapp::{Languages, Pictures as Chosen},
    },
    flow::whatsapp::WhatsApp,
    whatsapp::{
        signature::{AppSecret, VerifyToken},
        terms::{Codes, Pictures, Terms},
    },
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a conversation is held for one thing that waits, in milliseconds: for reading a picture, and by how many time
/// limits of the platform more. A picture takes up to four, an answer of several messages the rest.
const HELD_MS: i64 = 10_000;
const HELD_LIMITS: u64 = 10;

pub(super) fn whatsapp(config: &Config) -> Result<Option<WhatsApp>, StartError> {
    let settings = &config.whatsapp;
    if !settings.enabled {
        return Ok(None);
    }
    Ok(Some(WhatsApp {
        api: Arc::new(WhatsAppGraph::new(settings)?),
        terms: terms(config),
        app_secret: AppSecret::new(settings.app_secret.clone()),
        verify_token: VerifyToken::new(settings.verify_token.clone()),
        phone_number_id: settings.phone_number_id.clone(),
        notification_bytes: settings.notification_bytes,
        places: Semaphore::new(settings.places),
    }))
}

fn terms(config: &Config) -> Terms {
    let settings = &config.whatsapp;
    let Languages { ar, fa, zh, en } = settings.languages.clone();
    Terms {
        pictures: match settings.pictures {
            Chosen::Link => Pictures::ByLink,
            Chosen::InThread => Pictures::InThread,
        },
        opening_template: settings.opening_template.clone(),
        waiting_template: settings.waiting_template.clone(),
        codes: Codes { ar, fa, zh, en },
        messages_per_minute: settings.messages_per_minute,
        quiet_ms: settings.quiet_s * 1000,
        remembered_ms: settings.remembered_days * DAY_MS,
        held_ms: HELD_MS + i64::try_from(HELD_LIMITS * settings.timeout_ms).unwrap_or(i64::from(i32::MAX)),
        public_url: config.http.public_url.clone(),
    }
}
