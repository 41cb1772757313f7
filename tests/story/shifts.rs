//! A shift of calls, simulated: agents take calls, work, crash and come back at random; the store's rule is held against
//! the rule by itself. No call is lost, none is held twice, and a dropped one keeps its place.

use std::collections::{BTreeMap, BTreeSet};

use ahlan::{
    base::ids::{CallId, SessionId},
    storage::{
        calls::{self, Asking, CallRow, Phase},
        claims::{self, Fenced, HeldFor},
        rooms::{self, Seated, Side},
    },
    video::{lease::Lease, queue::Rank},
};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use crate::{
    calls::call_id,
    engines::{Store, on_both},
    samples::{NOON, is_conflict},
};

on_both!(no_call_is_lost_or_held_twice_whoever_crashes,);

const AGENTS: [&str; 4] = ["amna", "badr", "celine", "dara"];
const CALLS: u128 = 12;
const STEPS: usize = 2_000;
const LEASE_MS: i64 = 30_000;

/// What an agent believes: which call is theirs, since which taking. A crash forgets it; the store does not know.
type Belief = Option<(SessionId, i64)>;

struct Shift {
    store: Store,
    random: Xoshiro256PlusPlus,
    now_ms: i64,
    rows: BTreeMap<SessionId, CallRow>,
    /// The rule by itself, for each call.
    leases: BTreeMap<SessionId, Lease>,
    phases: BTreeMap<SessionId, Phase>,
    beliefs: BTreeMap<&'static str, Belief>,
    done: BTreeSet<SessionId>,
    crashes: usize,
}

impl Shift {
    async fn begin(store: Store) -> Self {
        let mut rows = BTreeMap::new();
        for n in 1..=CALLS {
            let session = store.with_session(n).await;
            let priority = u8::from(n % 5 == 0);
            let due_at_ms = NOON + i64::try_from(n * 37 % 11).expect("small");
            let (language, reason) = ("ar".into(), None);
            let row = CallRow { call: call_id(n), session, language, reason, priority, due_at_ms, booked: false };
            store.write(async |tx| calls::insert(tx, &row).await).await.expect("inserts");
            // Applicants stay throughout: this is about agents.
            let seat = Seated { seat: "a".into(), seen_at_ms: i64::MAX };
            store.write(async |tx| rooms::sit(tx, row.call, Side::Applicant, &seat).await).await.expect("sits");
            rows.insert(session, row);
        }
        let phases = rows.keys().map(|session| (*session, Phase::Waiting)).collect();
        let leases = rows.keys().map(|session| (*session, Lease::default())).collect();
        let beliefs = AGENTS.map(|agent| (agent, None)).into();
        let random = Xoshiro256PlusPlus::seed_from_u64(20_261_122);
        Self { store, random, now_ms: NOON + 100, rows, leases, phases, beliefs, done: BTreeSet::new(), crashes: 0 }
    }

    /// One step of one agent.
    async fn step(&mut self) {
        self.now_ms += self.random.random_range(0..6_000);
        let agent = AGENTS[self.random.random_range(0..AGENTS.len())];
        let belief = self.beliefs[agent];
        match (belief, self.random.random_range(0..10)) {
            (None, _) => self.takes_next(agent).await,
            (Some(_), 0) => {
                // The tab dies. Nobody is told.
                self.crashes += 1;
                self.beliefs.insert(agent, None);
            }
            (Some((session, fence)), 1..=5) => self.renews(agent, session, fence).await,
            (Some((session, fence)), 6..=7) => self.connects(agent, session, fence).await,
            (Some((session, fence)), _) => self.ends(agent, session, fence).await,
        }
        self.sweep().await;
        self.check().await;
    }

    async fn takes_next(&mut self, agent: &'static str) {
        let now = self.now_ms;
        let asking = Asking { staff: agent, languages: "", seen_since_ms: 0 };
        let free = self.store.read(async |c| calls::free(c, asking, now, 1).await).await;
        let expected = self.next_for(agent);
        assert_eq!(free.first().map(|queued| queued.row.session), expected, "the next one by the rule");
        let Some(session) = expected else { return };
        let until = now + LEASE_MS;
        let taken = self.store.write(async |tx| claims::take_call(tx, session, agent, now, until).await).await;
        let by_rule = self.leases.get_mut(&session).expect("known").take(agent, now, until);
        assert_eq!(taken.ok(), by_rule);
        self.beliefs.insert(agent, by_rule.map(|fence| (session, fence)));
    }

    /// The first call by its rank that nobody else holds.
    fn next_for(&self, agent: &str) -> Option<SessionId> {
        let free = |session: &SessionId| {
            let lease = &self.leases[session];
            self.phases[session] == Phase::Waiting
                && !self.done.contains(session)
                && (lease.until_ms <= self.now_ms || lease.holder.as_deref() == Some(agent))
        };
        let rank = |row: &CallRow| Rank { priority: row.priority, due_at_ms: row.due_at_ms, id: row.call };
        let mut waiting: Vec<(Rank<CallId>, SessionId)> =
            self.rows.values().filter(|row| free(&row.session)).map(|row| (rank(row), row.session)).collect();
        waiting.sort();
        waiting.first().map(|(_, session)| *session)
    }

    async fn renews(&mut self, agent: &'static str, session: SessionId, fence: i64) {
        let (now, held) = (self.now_ms, Fenced { staff: agent, fence });
        let done = self.store.write(async |tx| claims::renew_call(tx, session, &held, now, now + LEASE_MS).await).await;
        let by_rule = self.leases.get_mut(&session).expect("known").renew(agent, fence, now, now + LEASE_MS);
        assert_eq!(done.is_ok(), by_rule, "{done:?}");
        if !by_rule {
            assert!(is_conflict(&done));
            self.beliefs.insert(agent, None);
        }
    }

    /// A write of the call: it counts under a fence that still holds, and only then.
    async fn counts(&self, agent: &str, session: SessionId, fence: i64) -> bool {
        let now = self.now_ms;
        let held = self.store.read(async |c| claims::held(c, session, now).await).await;
        let counts = held.is_some_and(|(hold, current, held_for)| {
            hold.staff == agent && current == fence && held_for == HeldFor::Call
        });
        assert_eq!(counts, self.leases[&session].is_held_by(agent, fence, now));
        counts
    }

    async fn connects(&mut self, agent: &'static str, session: SessionId, fence: i64) {
        if !self.counts(agent, session, fence).await {
            self.beliefs.insert(agent, None);
            return;
        }
        let call = self.rows[&session].call;
        self.store.write(async |tx| calls::move_to(tx, call, Phase::Connected).await).await.expect("connects");
        self.phases.insert(session, Phase::Connected);
    }

    async fn ends(&mut self, agent: &'static str, session: SessionId, fence: i64) {
        let connected = self.phases[&session] == Phase::Connected;
        if self.counts(agent, session, fence).await && connected {
            let (call, now) = (self.rows[&session].call, self.now_ms);
            self.store.write(async |tx| calls::end(tx, call, now, Some(1)).await).await.expect("ends");
            self.store.write(async |tx| claims::release(tx, session).await).await.expect("lets go");
            self.leases.get_mut(&session).expect("known").until_ms = 0;
            assert!(self.done.insert(session), "ended once");
            self.beliefs.insert(agent, None);
        }
    }

    /// What the service does every second: connected calls without a holder are back in the queue.
    async fn sweep(&mut self) {
        let now = self.now_ms;
        let lost = self.store.read(async |c| calls::lost(c, now, 99).await).await;
        let by_rule: BTreeSet<SessionId> = self
            .phases
            .iter()
            .filter(|(session, phase)| **phase == Phase::Connected && !self.done.contains(session))
            .filter(|(session, _)| self.leases[session].until_ms <= now)
            .map(|(session, _)| *session)
            .collect();
        assert_eq!(lost.iter().copied().collect::<BTreeSet<_>>(), by_rule);
        for session in lost {
            let call = self.rows[&session].call;
            self.store.write(async |tx| calls::move_to(tx, call, Phase::Waiting).await).await.expect("drops");
            self.phases.insert(session, Phase::Waiting);
        }
    }

    async fn check(&self) {
        let now = self.now_ms;
        let open = self.store.read(async |c| calls::open(c, now, 99).await).await;
        let there: BTreeSet<SessionId> = open.iter().map(|queued| queued.row.session).collect();
        let expected: BTreeSet<SessionId> =
            self.rows.keys().filter(|session| !self.done.contains(session)).copied().collect();
        assert_eq!(there, expected, "no call is lost");
        for queued in &open {
            assert_eq!(queued.row, self.rows[&queued.row.session], "no place has moved");
        }
        let mut held = BTreeMap::<SessionId, usize>::new();
        for (agent, belief) in &self.beliefs {
            if let Some((session, fence)) = belief
                && self.counts(agent, *session, *fence).await
            {
                *held.entry(*session).or_default() += 1;
            }
        }
        assert!(held.values().all(|holders| *holders == 1), "held twice: {held:?}");
    }
}

async fn no_call_is_lost_or_held_twice_whoever_crashes(store: Store) {
    let mut shift = Shift::begin(store).await;
    let mut steps = 0;
    while steps < STEPS && shift.done.len() < shift.rows.len() {
        shift.step().await;
        steps += 1;
    }
    assert_eq!(shift.done.len(), shift.rows.len(), "every call came to its end, after {} crashes", shift.crashes);
    assert!(shift.crashes > 10, "{}", shift.crashes);
}
