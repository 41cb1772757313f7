//! `ahlan audit verify`: whether the log is consistent with itself.
//!
//! It does not say "verified": who can write to the whole database can write a log that is consistent with itself.

use std::{process::ExitCode, sync::Arc};

use anyhow::Result;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::{
    app,
    base::ids::SessionId,
    config::Config,
    flow::{
        Ctx,
        audit::{self, Finding, LogFinding},
    },
    storage::sessions::Filter,
};

/// Sessions fetched at once.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check every session and the log: no holes, every leaf in its place, values and pictures as committed.
    Verify {
        /// One JSON object: `sessions`, `leaves`, `consistent_with_itself`, `findings`, `log`.
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(config: &Config, command: Audit) -> Result<ExitCode> {
    match command {
        Audit::Verify { json } => {
            let ctx = app::compose(config, app::clock(), app::randomness()).await?;
            let sessions = every_session(&ctx).await?;
            let faulty = check(&ctx, &sessions).await;
            let log = check_log(&ctx).await?;
            ctx.database.close().await;
            let consistent = faulty.is_empty() && log.faults.is_empty();
            if json {
                println!(
                    "{}",
                    json!({
                        "sessions": sessions.len(), "leaves": log.leaves, "consistent_with_itself": consistent,
                        "findings": faulty, "log": log.faults,
                    })
                );
            } else {
                print!("{}", text(sessions.len(), &faulty, &log));
            }
            Ok(if consistent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

async fn every_session(ctx: &Arc<Ctx>) -> Result<Vec<SessionId>> {
    let mut ids: Vec<SessionId> = Vec::new();
    loop {
        let filter = Filter { after: ids.last().copied(), ..Filter::default() };
        let page = audit::sessions(ctx, &filter, PAGE).await?;
        if page.is_empty() {
            return Ok(ids);
        }
        ids.extend(page.iter().map(|row| row.id));
    }
}

/// The findings with faults. A session that cannot be read at all is one of them: the others are still checked.
async fn check(ctx: &Arc<Ctx>, sessions: &[SessionId]) -> Vec<Finding> {
    let bar = bar(sessions.len() as u64, "sessions");
    let mut faulty = Vec::new();
    for session in sessions {
        match audit::verify(ctx, *session).await {
            Ok(found) if found.faults.is_empty() => {}
            Ok(found) => faulty.push(found),
            Err(error) => {
                tracing::debug!(%session, error = ?error, "cannot be checked");
                let fault = "the session cannot be read".to_owned();
                faulty.push(Finding { session: *session, faults: vec![fault], erased: Vec::new() });
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    faulty
}

async fn check_log(ctx: &Arc<Ctx>) -> Result<LogFinding> {
    let bar = bar(audit::log_size(ctx).await?, "leaves");
    let found = audit::verify_log(ctx, |walked| bar.inc(walked)).await?;
    bar.finish_and_clear();
    Ok(found)
}

fn bar(length: u64, of: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(of);
    match ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn text(sessions: usize, faulty: &[Finding], log: &LogFinding) -> String {
    if faulty.is_empty() && log.faults.is_empty() {
        return format!("The log of {sessions} sessions, {} leaves, is consistent with itself.\n", log.leaves);
    }
    let mut lines: Vec<String> = faulty
        .iter()
        .flat_map(|finding| finding.faults.iter().map(|fault| format!("{}: {fault}", finding.session)))
        .collect();
    lines.extend(log.faults.iter().map(|fault| format!("log: {fault}")));
    lines.push(format!(
        "Not consistent with itself: {} of {sessions} sessions, and {} faults of the log.",
        faulty.len(),
        log.faults.len()
    ));
    lines.join("\n") + "\n"
}
