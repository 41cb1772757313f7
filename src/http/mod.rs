//! HTTP: the routes, who may call them, and how answers and errors look.
//!
//! A handler extracts, calls one use case and answers. It gets a session only through `caller::OnSession`, so none can
//! be written without its caller and route; bodies are read after that, by hand, never before.

mod admission;
mod body;
mod caller;
mod handlers;
mod idempotent;
mod openapi;
mod pages;
mod problem;
mod server;
mod sockets;
mod stream;
mod view;
mod visit;

pub use openapi::document as openapi;
pub use server::{Settings, Shared, bind, routes};
