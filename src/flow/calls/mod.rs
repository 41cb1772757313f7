//! Video calls: asked for, taken, worked through, recorded, ended; and the room in which two pages find each other.
//!
//! What happened is in the session's events. The queue, leases, presence and signals are rows: `ledger` keeps a call's row
//! beside its events in the same transaction.

mod ask;
mod booking;
mod desk;
mod duty;
mod entry;
mod fault;
mod line_code;
mod recordings;
mod room;
mod segment;
mod stands;
mod sweep;
mod take;
mod work;

pub use self::{
    ask::{Wish, ask, cancel},
    desk::Desk,
    duty::{Phase, Presence, Queue, on_duty, queue},
    entry::{entry, heard},
    fault::CallFault,
    line_code::{return_code, send_code},
    recordings::{Recording, recordings},
    room::{Peer, Room, Seat, is_there},
    segment::{Kept, Sent, keep_segment},
    stands::{Stage, Standing, standing},
    sweep::sweep,
    take::{Hold, heartbeat, next, take},
    work::{Ending, Said, answer, connect, end, snapshot},
};
pub(super) use self::{line_code::is_held, stands::row, take::still_held};
pub use crate::storage::{calls::Queued, rooms::Side};
