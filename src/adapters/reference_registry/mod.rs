//! The reference registry: invented people over HTTP and gRPC, with switches for delay, errors and outage.
//!
//! For demos, tests and a bank's sandbox. It keeps no log of who was asked for.

mod grpc;
mod http;
mod switches;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use actix_web::{HttpServer, dev::ServerHandle, web};
use futures_util::future::join_all;
use tokio::{sync::oneshot, task::JoinHandle};
use tonic::transport::{Server, server::TcpIncoming};

pub use self::switches::{BadSwitch, Fate, SwitchBoard, Switches};
use super::{registry_fixtures::Fixtures, registry_wire::registry_server::RegistryServer};

/// How long a stop waits for questions that are being answered.
const STOP_WITHIN: Duration = Duration::from_secs(1);

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to answer HTTP; port 0 for any free one.
    pub http: SocketAddr,
    /// Where to answer gRPC; port 0 for any free one.
    pub grpc: SocketAddr,
    /// Where the switches are set, a loopback address; port 0 for any free one.
    pub admin: SocketAddr,
    /// The people.
    pub people: Fixtures,
    /// How badly it behaves at first.
    pub switches: Switches,
    /// Decides which questions fail when the error rate is between 0 and 1.
    pub seed: u64,
}

impl Options {
    /// `people` on free loopback ports, answering everything at once.
    pub fn on_free_ports(people: Fixtures) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { http: any, grpc: any, admin: any, people, switches: Switches::default(), seed: 0 }
    }
}

/// Why the registry did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Anyone on the network could set the switches.
    #[error("the switches must be on a loopback address, not {0}")]
    AdminNotLoopback(SocketAddr),
    /// A switch is out of its range.
    #[error(transparent)]
    Switch(#[from] BadSwitch),
}

/// A registry that is answering. Dropping it leaves it running; [`Running::stop`] ends it.
#[derive(Debug)]
pub struct Running {
    /// Where it answers HTTP: `POST /v1/persons/lookup`, `POST /mosip/identity`, `GET /health`.
    pub http: SocketAddr,
    /// Where it answers gRPC.
    pub grpc: SocketAddr,
    /// Where its switches are: `GET /switches`, `PUT /switches`.
    pub admin: SocketAddr,
    switches: Arc<SwitchBoard>,
    web: Vec<(ServerHandle, JoinHandle<io::Result<()>>)>,
    grpc_stop: oneshot::Sender<()>,
    grpc_task: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Running {
    /// The switches, to be set while it runs.
    pub fn switches(&self) -> Arc<SwitchBoard> {
        Arc::clone(&self.switches)
    }

    /// Stops it: no new questions, and a second for those that are being answered.
    pub async fn stop(self) {
        // It may have ended by itself; then nobody listens and nothing is left to stop.
        let _ended = self.grpc_stop.send(());
        let web = self.web.into_iter().map(|(handle, task)| async move {
            handle.stop(true).await;
            let _ended = task.await;
        });
        let abort = self.grpc_task.abort_handle();
        let grpc = async move {
            if tokio::time::timeout(STOP_WITHIN, self.grpc_task).await.is_err() {
                abort.abort();
            }
        };
        tokio::join!(join_all(web), grpc);
    }
}

/// Starts the registry; it answers when this returns.
///
/// # Errors
///
/// [`StartError`]; then nothing is left running.
// Async, though it awaits nothing itself: it needs the async runtime, and so cannot be called outside of one.
pub async fn serve(options: Options) -> Result<Running, StartError> {
    if !options.admin.ip().is_loopback() {
        return Err(StartError::AdminNotLoopback(options.admin));
    }
    let people = Arc::new(options.people);
    let switches = Arc::new(SwitchBoard::new(options.switches, options.seed)?);
    // All sockets first: a taken address must not leave half a registry behind.
    let incoming = listen_grpc(options.grpc)?;
    let grpc = incoming.local_addr().map_err(|source| StartError::Listen { address: options.grpc, source })?;
    let public = web::Data::new(http::State { people: Arc::clone(&people), switches: Arc::clone(&switches) });
    let (http, public) = listen_web(options.http, move |app| http::routes(app, public.clone()))?;
    let board = web::Data::from(Arc::clone(&switches));
    let (admin, board) = listen_web(options.admin, move |app| http::admin_routes(app, board.clone()))?;
    let web = [public, board].map(|server| (server.handle(), tokio::spawn(server)));
    let service = RegistryServer::new(grpc::Service { people, switches: Arc::clone(&switches) });
    let (grpc_stop, stopped) = oneshot::channel::<()>();
    let grpc_task =
        tokio::spawn(Server::builder().add_service(service).serve_with_incoming_shutdown(incoming, async {
            let _sender_dropped = stopped.await;
        }));
    Ok(Running { http, grpc, admin, switches, web: web.into(), grpc_stop, grpc_task })
}

fn listen_grpc(address: SocketAddr) -> Result<TcpIncoming, StartError> {
    TcpIncoming::bind(address).map_err(|source| StartError::Listen { address, source })
}

fn listen_web(
    address: SocketAddr,
    routes: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> Result<(SocketAddr, actix_web::dev::Server), StartError> {
    let wrong = |source| StartError::Listen { address, source };
    let server = HttpServer::new(move || actix_web::App::new().configure(routes.clone()))
        .workers(1)
        .disable_signals()
        .shutdown_timeout(STOP_WITHIN.as_secs())
        .bind(address)
        .map_err(wrong)?;
    let bound = server.addrs().first().copied().ok_or_else(|| wrong(io::ErrorKind::AddrNotAvailable.into()))?;
    Ok((bound, server.run()))
}
