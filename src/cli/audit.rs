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
        audit::{self, Finding},
    },
    storage::sessions::Filter,
};

/// Sessions fetched at once.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check every session: no holes, every leaf in its place, sealed values as committed, snapshots as the events.
    Verify {
        /// One JSON object: `sessions`, `consistent_with_itself`, `findings`.
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
            ctx.database.close().await;
            if json {
                let consistent = faulty.is_empty();
                println!(
                    "{}",
                    json!({ "sessions": sessions.len(), "consistent_with_itself": consistent, "findings": faulty })
                );
            } else {
                print!("{}", text(sessions.len(), &faulty));
            }
            Ok(if faulty.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
    let bar = ProgressBar::new(sessions.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} sessions, {eta} left") {
        bar.set_style(style);
    }
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

fn text(sessions: usize, faulty: &[Finding]) -> String {
    if faulty.is_empty() {
        return format!("The log of {sessions} sessions is consistent with itself.\n");
    }
    let mut lines: Vec<String> = faulty
        .iter()
        .flat_map(|finding| finding.faults.iter().map(|fault| format!("{}: {fault}", finding.session)))
        .collect();
    lines.push(format!("{} of {sessions} sessions are not consistent with themselves.", faulty.len()));
    lines.join("\n") + "\n"
}
