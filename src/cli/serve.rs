//! `ahlan serve`: the service, until it is stopped.

use std::{future::Future, num::NonZeroU32, process::ExitCode, sync::Arc, time::Duration};

use actix_web::web;
use anyhow::{Context, Result};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::{
    app,
    chat::understand,
    config::{Config, http::Http},
    flow::{Ctx, jobs},
    http::{self, Settings, Shared},
};

/// Pause between the beginnings of two rounds of jobs.
const ROUND: Duration = Duration::from_secs(1);

/// Composes the service, runs its jobs and answers until it is asked to stop.
///
/// The jobs go on until the last request is answered: what it left behind (an event without a place, a notice) is
/// taken up by the last round.
///
/// # Errors
///
/// What keeps the service from starting.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let signalled = stop_signal()?;
    let ctx = app::compose(config, app::clock(), app::randomness()).await?;
    // So that nobody's first message waits for it.
    let _learning = tokio::task::spawn_blocking(understand::learn);
    let (rest, resting) = watch::channel(false);
    let jobs = tokio::spawn(work(Arc::clone(&ctx), resting));
    let shared = web::Data::new(Shared::new(Arc::clone(&ctx), settings(&config.http, config.links.visit_s)));
    let listen = config.http.listen;
    let (server, address) = http::bind(shared).with_context(|| format!("cannot listen on {listen}"))?;
    tracing::info!(%address, "answering");
    let handle = server.handle();
    tokio::spawn(async move {
        signalled.await;
        tracing::info!("stopping");
        handle.stop(true).await;
    });
    let answered = server.await;
    let _ended = rest.send(true);
    jobs.await.context("the jobs ended early")?;
    ctx.database.close().await;
    answered?;
    Ok(ExitCode::SUCCESS)
}

/// What the door is told of the configuration.
fn settings(config: &Http, longest_visit_s: i64) -> Settings {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Settings {
        listen: config.listen,
        places: config.max_places,
        byte_budget: config.byte_budget,
        public_url: config.public_url.clone(),
        longest_visit_s,
        head_timeout_ms: config.head_timeout_ms,
        body_timeout_ms: config.body_timeout_ms,
        max_sockets: config.max_sockets,
        sockets_per_session: config.sockets_per_session,
        rate_per_minute: NonZeroU32::new(config.rate_per_minute).unwrap_or(NonZeroU32::MIN),
        workers: if config.workers == 0 { cores } else { config.workers },
    }
}

/// Completes when the process is asked to stop: SIGTERM, or Ctrl-C.
///
/// Needs the async runtime; from the call on, and not only once it is waited for, the signals no longer kill.
///
/// # Errors
///
/// When the operating system does not let signals be heard.
pub fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("Ctrl-C cannot be heard")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Round after round of jobs, and a last one once `resting` says so.
pub(super) async fn work(ctx: Arc<Ctx>, mut resting: watch::Receiver<bool>) {
    let holder = ctx.new_id().to_string();
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let last = tokio::select! {
            _ = ticks.tick() => false,
            // An error is a sender that is gone: nobody will say it any more.
            _ = resting.wait_for(|rest| *rest) => true,
        };
        if let Err(error) = jobs::round(&ctx, &holder).await {
            tracing::error!(error = ?error, "a round of jobs failed, the next one tries again");
        }
        if last {
            return;
        }
    }
}
