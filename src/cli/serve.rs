//! `ahlan serve`: the service, until it is stopped.

use std::{future::Future, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::{
    app,
    config::{Config, http::Http},
    flow::{Ctx, jobs},
};

/// Pause between the beginnings of two rounds of jobs.
const ROUND: Duration = Duration::from_secs(1);

/// Composes the service, runs its jobs, and answers by `answer` until that ends. `answer` is given what ends it.
///
/// The jobs go on until the last request is answered: what it left behind (an event without a place, a notice) is
/// taken up by the last round.
///
/// # Errors
///
/// What keeps the service from starting, and what `answer` failed with.
pub async fn run<A, Answering>(config: &Config, answer: A) -> Result<ExitCode>
where
    A: FnOnce(Arc<Ctx>, Http, watch::Receiver<bool>) -> Answering,
    Answering: Future<Output = Result<()>>,
{
    let signalled = stop_signal()?;
    let ctx = app::compose(config, app::clock(), app::randomness()).await?;
    let (stop, stopped) = watch::channel(false);
    let (rest, resting) = watch::channel(false);
    let jobs = tokio::spawn(work(Arc::clone(&ctx), resting));
    tokio::spawn(async move {
        signalled.await;
        tracing::info!("stopping");
        // Nobody listens any more when answering ended by itself.
        let _ended = stop.send(true);
    });
    let answered = answer(Arc::clone(&ctx), config.http.clone(), stopped).await;
    let _ended = rest.send(true);
    jobs.await.context("the jobs ended early")?;
    ctx.database.close().await;
    answered.map(|()| ExitCode::SUCCESS)
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
async fn work(ctx: Arc<Ctx>, mut resting: watch::Receiver<bool>) {
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
