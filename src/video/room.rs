//! The room in which both sides of a call see each other, as a port: what a side is given to enter it, and what its keeper
//! tells of who came and who left.

use crate::base::ids::CallId;

/// A side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The applicant's.
    Applicant,
    /// Staff's.
    Staff,
}

/// What a side is given to enter the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Both sides look for each other, by words that they pass through the service and by these servers.
    PeerToPeer(Vec<IceServer>),
    /// Both sides enter a room of a media server.
    MediaServer(Pass),
}

/// A way through the network, as `RTCPeerConnection` takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its addresses.
    pub urls: Vec<String>,
    /// Name and password, where it wants them.
    pub credentials: Option<(String, String)>,
}

/// Lets one side of one call into its room on a media server.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    /// The server's address.
    pub url: String,
    /// The room's name there.
    pub room: String,
    /// Proves the right to enter: a secret of that side.
    pub token: String,
    /// Until when one may enter with it, Unix milliseconds. Who is inside by then stays.
    pub until_ms: i64,
}

/// What the keeper of a room sent to the service, as it came in.
#[derive(Clone, Copy)]
pub struct Notice<'a> {
    /// The header that proves who wrote it.
    pub proof: &'a str,
    /// The bytes that it proves.
    pub body: &'a [u8],
}

/// Somebody came or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// In the room of this call.
    pub call: CallId,
    /// On this side.
    pub side: Side,
    /// The keeper's own id of their connection: who comes back has another.
    pub connection: String,
    /// What they did.
    pub step: Step,
    /// When, Unix milliseconds, by the keeper's clock.
    pub at_ms: i64,
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// They are there.
    Came,
    /// They no longer are.
    Left,
}

/// Why no pass could be made out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pass to the room could not be signed")]
pub struct Unsigned;

/// Why a notice is not taken. None of it repeats what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// The rooms have no keeper who could send one.
    #[error("calls go from page to page here (rooms.kind), and no media server has anything to tell")]
    NobodyTells,
    /// Not signed by the keeper, for other bytes, or too late.
    #[error("send it as the media server signed it: its key, these bytes, and in time")]
    Unproved,
    /// Proved, and still nothing that can be read.
    #[error("the notice is signed, but it is not one of LiveKit's events")]
    Unreadable,
}

/// Keeps the rooms of calls.
pub trait RoomProvider: Send + Sync {
    /// What `side` of `call` is given at `now_ms` to enter the room: the least that is enough.
    ///
    /// # Errors
    ///
    /// [`Unsigned`] when the pass cannot be signed.
    fn entry(&self, call: CallId, side: Side, now_ms: i64) -> Result<Entry, Unsigned>;

    /// What a notice that came in at `now_ms` tells; nothing where it tells of no side of a call of ours.
    ///
    /// # Errors
    ///
    /// [`NoticeFault`] when it is not proved to be the keeper's, or cannot be read.
    fn hear(&self, notice: Notice<'_>, now_ms: i64) -> Result<Option<Movement>, NoticeFault>;
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Applicant, Self::Staff];

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Applicant => Self::Staff,
            Self::Staff => Self::Applicant,
        }
    }

    /// Its name in the store and in rooms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
        }
    }
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IceServer({:?})", self.urls) // not the password
    }
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pass({} at {})", self.room, self.url) // not the token
    }
}
