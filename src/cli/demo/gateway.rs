//! A message gateway for the demo: what a telephone would show is printed.

use std::net::SocketAddr;

use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, web};
use anyhow::{Context, Result};
use serde::Deserialize;

/// A message, in the form in which the service sends it by default.
#[derive(Deserialize)]
struct Message {
    to: String,
    text: String,
}

/// A gateway that listens.
pub struct Gateway {
    /// Where.
    pub address: SocketAddr,
    server: ServerHandle,
}

impl Gateway {
    /// Listens on a free port.
    pub fn start() -> Result<Self> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = HttpServer::new(|| App::new().route("/send", web::post().to(take)))
            .workers(1)
            .disable_signals()
            .bind(any)?;
        let address = server.addrs().first().copied().context("no port for the message gateway")?;
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { address, server: handle })
    }

    /// Listens no longer.
    pub async fn stop(self) {
        self.server.stop(true).await;
    }
}

async fn take(message: web::Json<Message>) -> HttpResponse {
    eprintln!("A message to {}: {}", message.to, message.text);
    HttpResponse::Accepted().finish()
}
