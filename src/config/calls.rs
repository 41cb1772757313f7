//! `[calls]`: video calls with staff.

use std::{collections::BTreeSet, path::PathBuf};

use jiff::civil::Date;
use secrecy::SecretString;
use serde::Deserialize;

use super::Invalid;

/// Video calls with staff.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// The checklists' folder; every `*.toml` in it is one.
    pub checklists: PathBuf,
    /// The languages in which calls are held, primary subtags of BCP 47; at least one.
    pub languages: Vec<String>,
    /// The bank's time zone, an IANA name; the system's tzdata must know it.
    pub time_zone: String,
    /// When staff is there, `mon-fri 08:00-12:00,13:00-17:00`; at least one line.
    pub hours: Vec<String>,
    /// Days on which nobody is there.
    pub holidays: BTreeSet<Date>,
    /// How long a call is held without a word of its member of staff, in seconds, `10 ..= 300`.
    pub lease_s: i64,
    /// How long staff counts as on duty without a word, in seconds, `30 ..= 3600`.
    pub presence_s: i64,
    /// How long a page counts as in the room without a word, in seconds, `10 ..= 300`.
    pub here_s: i64,
    /// After how long without its applicant a waiting call ends as missed, in seconds, `300 ..= 604 800`.
    pub absent_s: i64,
    /// How long a call takes while too few have been held to know, in seconds, `30 ..= 7200`.
    pub typical_s: i64,
    /// How far apart callbacks are, in minutes, `5 ..= 240`.
    pub slot_minutes: u16,
    /// Callbacks for one time, `1 ..= 1000`.
    pub per_slot: u32,
    /// Bytes of one piece of a recording, `100 000 ..= 1 000 000 000`, and no more than `http.byte_budget`.
    pub segment_bytes: usize,
    /// Bytes of a whole recording; at least one piece.
    pub recording_bytes: u64,
    /// Pieces of a recording, `1 ..= 10 000`.
    pub segments: u32,
    /// STUN servers, `stun:…`.
    pub stun: Vec<String>,
    /// TURN servers, `turn:…` or `turns:…`.
    pub turn: Vec<String>,
    /// Shared with the TURN server (coturn: `static-auth-secret`); empty for none.
    pub turn_secret: SecretString,
    /// How long TURN credentials live, in seconds, `300 ..= 86 400`.
    pub turn_life_s: i64,
}

impl Calls {
    pub(super) fn check(&self, byte_budget: usize) -> Result<(), Invalid> {
        if self.languages.is_empty() {
            return Err(Invalid::new("calls.languages", "name at least one language"));
        }
        if self.hours.is_empty() {
            return Err(Invalid::new("calls.hours", "name at least one line of hours"));
        }
        if !(100_000..=1_000_000_000).contains(&self.segment_bytes) || self.segment_bytes > byte_budget {
            let reason = "must be 100000 to 1000000000, and no more than http.byte_budget";
            return Err(Invalid::new("calls.segment_bytes", reason));
        }
        if self.recording_bytes < self.segment_bytes as u64 {
            return Err(Invalid::new("calls.recording_bytes", "must hold at least one piece of calls.segment_bytes"));
        }
        self.check_addresses()?;
        let ranges = [
            ("calls.lease_s", self.lease_s, 10..=300, "must be 10 to 300"),
            ("calls.presence_s", self.presence_s, 30..=3_600, "must be 30 to 3600"),
            ("calls.here_s", self.here_s, 10..=300, "must be 10 to 300"),
            ("calls.absent_s", self.absent_s, 300..=604_800, "must be 300 to 604800 (a week)"),
            ("calls.typical_s", self.typical_s, 30..=7_200, "must be 30 to 7200"),
            ("calls.slot_minutes", self.slot_minutes.into(), 5..=240, "must be 5 to 240"),
            ("calls.per_slot", self.per_slot.into(), 1..=1_000, "must be 1 to 1000"),
            ("calls.segments", self.segments.into(), 1..=10_000, "must be 1 to 10000"),
            ("calls.turn_life_s", self.turn_life_s, 300..=86_400, "must be 300 to 86400 (a day)"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }

    fn check_addresses(&self) -> Result<(), Invalid> {
        let begins = |addresses: &[String], with: &[&str]| {
            addresses.iter().all(|address| with.iter().any(|start| address.starts_with(start)))
        };
        if !begins(&self.stun, &["stun:", "stuns:"]) {
            return Err(Invalid::new("calls.stun", "addresses begin with stun: or stuns:"));
        }
        if !begins(&self.turn, &["turn:", "turns:"]) {
            return Err(Invalid::new("calls.turn", "addresses begin with turn: or turns:"));
        }
        Ok(())
    }
}
