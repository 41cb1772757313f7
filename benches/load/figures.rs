//! The figures of a run: what was counted, and what follows from it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    applicant::{Played, STEPS},
    doors::Doors,
    floor::{Floor, PARTS},
    queue::Queue,
    workers::Workers,
};

/// The whole path may cost this many times its floor.
pub const MOST_OVER_FLOOR: f64 = 1.25;
/// Memory is flat when the last tenth of the run holds at most this much more than the second tenth.
pub const FLAT_WITHIN: f64 = 0.05;

/// What a run counted.
#[derive(Default)]
pub struct Counted {
    /// Each application.
    pub played: Vec<Played>,
    /// The service's CPU seconds while they were played.
    pub cpu_s: f64,
    /// Wall seconds while they were played.
    pub wall_s: f64,
    /// The floors laid in between.
    pub floors: Vec<Floor>,
    /// The service's resident memory after each application, MiB.
    pub resident_mib: Vec<f64>,
    /// What a second worker adds.
    pub workers: Option<Workers>,
    /// What the chat's doors cost.
    pub doors: Option<Doors>,
    /// How soon pages hear each other while staff's queue is busy.
    pub queue: Option<Queue>,
}

/// One step's usual and its slow time, in milliseconds.
pub struct StepTime {
    /// Which.
    pub step: &'static str,
    /// Half of all took no longer.
    pub p50: f64,
    /// 95 of a hundred took no longer.
    pub p95: f64,
}

impl Counted {
    /// Each step, and all of them together as `application`.
    pub fn steps(&self) -> Vec<StepTime> {
        let of = |step: &'static str, times: Vec<Duration>| {
            let mut ms: Vec<f64> = times.into_iter().map(|time| time.as_secs_f64() * 1000.0).collect();
            ms.sort_by(f64::total_cmp);
            StepTime { step, p50: percentile(&ms, 50), p95: percentile(&ms, 95) }
        };
        let each = STEPS.into_iter().enumerate();
        let mut steps: Vec<_> =
            each.map(|(n, step)| of(step, self.played.iter().map(|played| played.took[n]).collect())).collect();
        steps.push(of("application", self.played.iter().map(|played| played.took.iter().sum()).collect()));
        steps
    }

    /// How many were approved by the machine.
    pub fn approved(&self) -> usize {
        self.played.iter().filter(|played| played.status == "approved").count()
    }

    /// Applications a second, one after the other.
    pub fn per_second(&self) -> f64 {
        count(self.played.len()) / self.wall_s
    }

    /// The service's CPU seconds for one application.
    pub fn cpu_each(&self) -> f64 {
        self.cpu_s / count(self.played.len())
    }

    /// The mean floor: calls and CPU seconds of each part.
    pub fn floor(&self) -> Floor {
        let mut mean = Floor::default();
        for floor in &self.floors {
            mean.calls = floor.calls;
            mean.cpu_s.iter_mut().zip(floor.cpu_s).for_each(|(sum, part)| *sum += part / count(self.floors.len()));
        }
        mean
    }

    /// The whole path over its floor, in CPU seconds.
    pub fn ratio(&self) -> f64 {
        self.cpu_each() / self.floor().total()
    }

    /// Mean resident memory over the second and the last tenth of the run, and the most, MiB.
    pub fn memory(&self) -> [f64; 3] {
        let all = &self.resident_mib;
        let tenth = (all.len() / 10).max(1);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / count(part.len().max(1));
        let early = mean(&all[tenth.min(all.len() - 1)..(2 * tenth).min(all.len())]);
        [early, mean(&all[all.len() - tenth..]), all.iter().copied().fold(0.0, f64::max)]
    }

    /// Whether memory stayed where it was.
    pub fn is_flat(&self) -> bool {
        let [early, late, _] = self.memory();
        late <= early * (1.0 + FLAT_WITHIN)
    }

    /// Everything as one object.
    pub fn json(&self, seed: u64) -> Value {
        let rounded = |value: f64, digits: i32| (value * 10_f64.powi(digits)).round() / 10_f64.powi(digits);
        let steps = self.steps().into_iter().map(|step| {
            (step.step.to_owned(), json!({ "p50_ms": rounded(step.p50, 1), "p95_ms": rounded(step.p95, 1) }))
        });
        let floor = self.floor();
        let parts = PARTS.iter().zip(floor.calls.iter().zip(floor.cpu_s)).map(|(part, (calls, cpu_s))| {
            ((*part).to_owned(), json!({ "calls": calls, "cpu_ms": rounded(cpu_s * 1000.0, 2) }))
        });
        let [early, late, most] = self.memory().map(|mib| rounded(mib, 1));
        let spread = |ms: &[f64]| [50, 95, 100].map(|part| rounded(percentile(ms, part), 1));
        json!({
            "seed": seed,
            "sessions": self.played.len(),
            "approved": self.approved(),
            "steps": steps.collect::<serde_json::Map<_, _>>(),
            "sessions_per_second": rounded(self.per_second(), 3),
            "cpu_s_per_session": rounded(self.cpu_each(), 4),
            "floor": { "sets": self.floors.len(), "cpu_s": rounded(floor.total(), 4),
                "parts": parts.collect::<serde_json::Map<_, _>>() },
            "ratio": rounded(self.ratio(), 3),
            "most_ratio": MOST_OVER_FLOOR,
            "workers": self.workers.map(|workers| json!({ "one_per_second": rounded(workers.one, 3),
                "two_per_second": rounded(workers.two, 3), "gain": rounded(workers.two / workers.one, 2) })),
            "chat": self.doors.map(|doors| json!({
                "document_ms": doors.document_ms.map(|ms| rounded(ms, 1)),
                "consent_ms": doors.consent_ms.map(|ms| rounded(ms, 2)),
                "sockets": doors.sockets, "kib_each": rounded(doors.kib_each, 1), "idle_core": rounded(doors.idle_core, 3) })),
            "calls": self.queue.as_ref().map(|queue| json!({
                "quiet_ms": spread(&queue.quiet_ms),
                "busy_ms": spread(&queue.busy_ms),
                "lost": queue.lost, "events_per_second": rounded(queue.events_per_second, 1),
                "event_ms": spread(&queue.event_ms),
                "core": rounded(queue.core, 3) })),
            "memory_mib": { "second_tenth": early, "last_tenth": late, "most": most, "flat": self.is_flat() },
        })
    }
}

/// The value that `percent` of a hundred do not exceed (nearest rank); `sorted` is ascending.
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a run stay far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}
