//! What was acknowledged survives the sudden end of the process.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use ahlan::storage::events::{self, Stream};

use crate::{
    engines::{Store, sqlite_url},
    samples::event,
};

/// Names the file to the child; without it the child's test does nothing.
const FILE: &str = "AHLAN_STORY_KILL_FILE";

/// What the child says of every event whose commit returned.
const ACKNOWLEDGED: &str = "acknowledged ";

#[tokio::test]
async fn every_acknowledged_event_is_in_the_file_after_kill_9() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (round, after) in [1, 40, 250].into_iter().enumerate() {
        let file = folder.path().join(format!("{round}.db"));
        let last = kill_after(&file, after);
        assert!(last >= after, "{last} of {after}");
        let store = Store::connect(&sqlite_url(&file)).await;
        let rows = store.read(async |c| events::load(c, Stream::Session, "s", 0, i64::MAX).await).await;
        // The last one may have been committed without the child's living to say so.
        let expected: Vec<_> = (1..=i64::try_from(rows.len()).expect("small")).map(nth).collect();
        assert_eq!(rows, expected, "without holes, and every one whole");
        assert!((last..=last + 1).contains(&rows.len()), "{last} acknowledged, {} there", rows.len());
        assert_eq!(store.number("SELECT COUNT(*) FROM unsequenced").await, i64::try_from(rows.len()).expect("small"));
        let whole = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(store.number(whole).await, 1);
        store.database.close().await;
    }
}

fn nth(sequence: i64) -> events::EventRow {
    event(u128::from(sequence.unsigned_abs()), sequence)
}

/// Lets a child append to `file`, kills it once it has acknowledged `after` events, and returns how many it did.
fn kill_after(file: &Path, after: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().expect("this test binary"))
        .args(["--exact", "kill::the_child_that_appends_until_it_is_killed", "--ignored", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let mut acknowledged = 0;
    for line in output.lines() {
        let line = line.expect("text");
        let Some((_, sequence)) = line.split_once(ACKNOWLEDGED) else { continue };
        acknowledged += 1;
        assert_eq!(sequence, acknowledged.to_string());
        if acknowledged == after {
            child.kill().expect("SIGKILL, by process id");
        }
        // And on to the end of the pipe: what was said before the end counts too.
    }
    let end = child.wait().expect("ends");
    assert_eq!(end.signal(), Some(9), "{end}");
    acknowledged
}

#[tokio::test]
#[ignore = "the other half of every_acknowledged_event_is_in_the_file_after_kill_9, which starts it"]
async fn the_child_that_appends_until_it_is_killed() {
    let Some(file) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let store = Store::connect(&sqlite_url(&file)).await;
    for sequence in 1.. {
        let row = nth(sequence);
        store.write(async |tx| events::append(tx, Stream::Session, "s", &[row]).await).await.expect("appends");
        let mut out = std::io::stdout().lock();
        writeln!(out, "{ACKNOWLEDGED}{sequence}").expect("somebody listens");
        out.flush().expect("somebody listens");
    }
}
