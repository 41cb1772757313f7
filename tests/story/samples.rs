//! Sessions and events as the service itself would write them.

use ahlan::{
    base::ids::{EventId, EvidenceId, SessionId, WebhookEndpointId},
    session::{Session, command::Start, decide, event::Mode, journey::Journey},
    storage::{StorageError, events::EventRow, sessions, sessions::SessionRow},
};
use uuid::Uuid;

use crate::engines::Store;

/// The first moment of every story, Unix milliseconds.
pub const NOON: i64 = 1_790_000_000_000;

/// A version-7 UUID whose order is that of `n`.
fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 + n)
}

/// The `n`th session's id.
pub fn session_id(n: u128) -> SessionId {
    SessionId::new(uuid(n))
}

/// The `n`th event's id.
pub fn event_id(n: u128) -> EventId {
    EventId::new(uuid(n))
}

/// The `n`th picture's id.
pub fn evidence_id(n: u128) -> EvidenceId {
    EvidenceId::new(uuid(n))
}

/// The `n`th endpoint's id.
pub fn endpoint_id(n: u128) -> WebhookEndpointId {
    WebhookEndpointId::new(uuid(n))
}

/// The `n`th session, begun at `at_ms` (Unix milliseconds) by `client`.
pub fn session(n: u128, client: &str, at_ms: i64) -> SessionRow {
    let journey = Journey::parse(include_str!("../../fixtures/journeys/standard.toml")).expect("a journey");
    let reference = Some(format!("app-{n}"));
    let start = Start { mode: Mode::Test, locale: "ar-AE".into(), reference, client: client.into() };
    let state = Session::replay(&decide::start(&journey, start, at_ms)).expect("begins with a start").state;
    SessionRow {
        id: session_id(n),
        state,
        profile: None,
        updated_at_ms: at_ms,
        decided_at_ms: None,
        waits_since_ms: None,
    }
}

/// An event with this id and place. The leaf has what an engine could garble: other scripts, quotes, a null escape.
pub fn event(n: u128, sequence: i64) -> EventRow {
    let leaf = format!(r#"{{"v":1,"n":{n},"at":"٢٠٢٦ 二〇 'quoted' \u0000 😀"}}"#);
    EventRow { event_id: event_id(n), sequence, leaf, sealed: Some(r#"{"profile":"AAEC"}"#.into()) }
}

impl Store {
    /// Has the `n`th session written, for rows that belong to one.
    pub async fn with_session(&self, n: u128) -> SessionId {
        self.write(async |tx| sessions::insert(tx, &session(n, "bank", NOON)).await).await.expect("a session");
        session_id(n)
    }
}

/// Whether a statement lost to another request.
pub fn is_conflict<T>(result: &Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::Conflict))
}
