//! Who holds a call: a lease with a fence. The rule by itself; the store keeps the same rule in one statement, and a
//! simulation holds the two against each other.

/// A hold on a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// Who; nobody yet where it was never taken.
    pub holder: Option<String>,
    /// Counted up with every taking, never back.
    pub fence: i64,
    /// Until when, Unix milliseconds.
    pub until_ms: i64,
}

impl Lease {
    /// Takes the hold: where nobody has it, and from oneself, which is another tab. The new fence, or nothing.
    pub fn take(&mut self, who: &str, now_ms: i64, until_ms: i64) -> Option<i64> {
        let free = self.until_ms <= now_ms || self.holder.as_deref() == Some(who);
        free.then(|| {
            *self = Self { holder: Some(who.to_owned()), fence: self.fence + 1, until_ms };
            self.fence
        })
    }

    /// Renews a hold that has not run out. Whether it was held.
    pub fn renew(&mut self, who: &str, fence: i64, now_ms: i64, until_ms: i64) -> bool {
        let held = self.is_held_by(who, fence, now_ms);
        if held {
            self.until_ms = until_ms;
        }
        held
    }

    /// Whether a write under this fence counts.
    pub fn is_held_by(&self, who: &str, fence: i64, now_ms: i64) -> bool {
        self.holder.as_deref() == Some(who) && self.fence == fence && now_ms < self.until_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_holder_is_told_by_the_fence() {
        let mut lease = Lease::default();
        let first = lease.take("sara", 0, 30).expect("free");
        assert_eq!(lease.take("omar", 29, 59), None);
        let second = lease.take("omar", 30, 60).expect("it ran out");
        assert!(!lease.renew("sara", first, 31, 61) && lease.renew("omar", second, 31, 61));
    }

    #[test]
    fn another_tab_of_the_same_person_takes_over() {
        let mut lease = Lease::default();
        let old = lease.take("sara", 0, 30).expect("free");
        let new = lease.take("sara", 1, 31).expect("her own");
        assert!(!lease.is_held_by("sara", old, 2) && lease.is_held_by("sara", new, 2));
    }

    #[test]
    fn what_ran_out_is_not_renewed_even_if_nobody_took_it() {
        let mut lease = Lease::default();
        let fence = lease.take("sara", 0, 30).expect("free");
        assert!(!lease.renew("sara", fence, 30, 60));
    }
}
