//! The chat: what it understands, what it says, and that nothing anybody writes leaves a session that is not valid.
#![expect(clippy::expect_used, reason = "a test that cannot set its stage should stop")]

#[path = "chat/always.rs"]
mod always;
#[path = "chat/calls.rs"]
mod calls;
#[path = "chat/contact.rs"]
mod contact;
#[path = "chat/feedback.rs"]
mod feedback;
#[path = "session/given.rs"]
#[expect(dead_code, reason = "shared with the session's tests, which use the rest")]
mod given;
#[path = "chat/ladder.rs"]
mod ladder;
#[path = "chat/talk.rs"]
mod talk;
#[path = "chat/thread.rs"]
mod thread;
#[path = "chat/understanding.rs"]
mod understanding;
