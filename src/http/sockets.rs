//! Connections that stay: how many there may be, in all and of one session, and how one ends.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use actix_ws::{CloseCode, CloseReason, Closed, Session};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use crate::base::ids::SessionId;

/// Connections that stay, counted.
#[derive(Debug)]
pub struct Sockets {
    free: Arc<Semaphore>,
    of_session: usize,
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
}

/// One connection's place; given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    session: Option<SessionId>,
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
    _place: OwnedSemaphorePermit,
}

impl Sockets {
    /// Room for `all` connections, and for `of_session` of one session.
    pub fn new(all: usize, of_session: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), of_session, open: Arc::default() }
    }

    /// Takes a place for a connection of staff: an applicant's own tabs never keep staff out of their call.
    ///
    /// # Errors
    ///
    /// 503 `no_place` when all are taken.
    pub fn take_for_staff(&self) -> Result<Seat, Problem> {
        let full = |_| Problem::new(503, "no_place", "All places are taken").retry_after(5);
        let place = Arc::clone(&self.free).try_acquire_owned().map_err(full)?;
        Ok(Seat { session: None, open: Arc::clone(&self.open), _place: place })
    }

    /// Takes a place for a connection of `session`.
    ///
    /// # Errors
    ///
    /// 503 `no_place` when all are taken, 429 `too_many_sockets` when the session has as many as it may have.
    pub fn take(&self, session: SessionId) -> Result<Seat, Problem> {
        let full = |_| Problem::new(503, "no_place", "All places are taken").retry_after(5);
        let place = Arc::clone(&self.free).try_acquire_owned().map_err(full)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session).or_default();
        if *count >= self.of_session {
            let problem = Problem::new(429, "too_many_sockets", "Too many connections of this session");
            return Err(problem.detail("close one of them first").retry_after(5));
        }
        *count += 1;
        drop(open);
        Ok(Seat { session: Some(session), open: Arc::clone(&self.open), _place: place })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(session) = self.session else { return };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&session);
            }
        }
    }
}

/// How a connection ends.
pub enum End {
    /// For this reason, which the other end is told.
    Told(CloseCode, &'static str),
    /// The other end is gone.
    Gone,
}

impl From<Closed> for End {
    fn from(_: Closed) -> Self {
        Self::Gone
    }
}

impl End {
    /// Ends `session`.
    pub async fn close(self, session: Session) {
        if let Self::Told(code, why) = self {
            // Whether the other end still hears it, it is over.
            let _heard = session.close(Some(CloseReason { code, description: Some(why.to_owned()) })).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn session(number: u128) -> SessionId {
        SessionId::new(Uuid::from_u128(number))
    }

    #[test]
    fn a_session_has_no_more_places_than_its_own_and_all_no_more_than_there_are() {
        let sockets = Sockets::new(3, 2);
        let held = [sockets.take(session(1)).expect("a place"), sockets.take(session(1)).expect("a place")];
        assert_eq!(sockets.take(session(1)).expect_err("too many").code, "too_many_sockets");
        let _other = sockets.take(session(2)).expect("a place");
        assert_eq!(sockets.take(session(3)).expect_err("full").code, "no_place");
        drop(held);
        assert!(sockets.take(session(1)).is_ok());
    }

    #[test]
    fn nothing_is_remembered_of_a_session_without_connections() {
        let sockets = Sockets::new(3, 2);
        drop(sockets.take(session(1)).expect("a place"));
        assert!(sockets.open.lock().expect("a lock").is_empty());
    }
}
