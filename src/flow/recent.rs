//! Selfies that were just looked at: their templates wait in memory for the liveness check, which follows in seconds.
//!
//! Nothing depends on it. What is not here, after a restart or on another replica, the stored picture gives again; and
//! no face is kept on disk but as the picture it came in.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::{base::commitment::Commitment, face::template::Template};

/// How long a template waits, in milliseconds: the longest time a journey gives for a challenge, and a pause before it.
const WAITS_MS: i64 = 10 * 60 * 1000;

/// The templates of the last selfies, by the commitment to the picture: it holds 32 random bytes, so it names one
/// picture of one session.
#[derive(Debug)]
pub struct RecentTemplates {
    most: usize,
    waiting: Mutex<VecDeque<Waiting>>,
}

#[derive(Debug)]
struct Waiting {
    selfie: Commitment,
    until_ms: i64,
    template: Template,
}

impl RecentTemplates {
    /// Room for `most` of them; with 0 every one is made anew.
    pub const fn new(most: usize) -> Self {
        Self { most, waiting: Mutex::new(VecDeque::new()) }
    }

    /// Keeps a template for a while; the oldest makes room.
    pub fn keep(&self, selfie: Commitment, template: Template, now_ms: i64) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|kept| kept.until_ms > now_ms);
        waiting.push_back(Waiting { selfie, until_ms: now_ms + WAITS_MS, template });
        let excess = waiting.len().saturating_sub(self.most);
        waiting.drain(..excess);
    }

    /// The template of a selfie, if it still waits. It stays: a challenge may be tried again.
    pub fn of(&self, selfie: &Commitment, now_ms: i64) -> Option<Template> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|kept| kept.until_ms > now_ms);
        waiting.iter().find(|kept| kept.selfie == *selfie).map(|kept| kept.template.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::commitment::Salt,
        face::{descriptor::Descriptor, template::ModelId},
    };

    fn selfie(number: u8) -> Commitment {
        Commitment::to(&[number], &Salt::new([number; 32]))
    }

    fn template(first: f32) -> Template {
        let mut values = vec![0.0; 128];
        values[0] = first;
        Template::new(&Descriptor::dlib(ModelId::new([7; 32])), values).expect("128 numbers")
    }

    #[test]
    fn a_template_waits_for_its_own_selfie_and_not_for_ever() {
        let recent = RecentTemplates::new(2);
        recent.keep(selfie(1), template(0.1), 1_000);
        assert_eq!(recent.of(&selfie(1), 1_000), Some(template(0.1)));
        assert_eq!(recent.of(&selfie(1), 1_000 + WAITS_MS - 1), Some(template(0.1)));
        assert_eq!(recent.of(&selfie(2), 1_000), None);
        assert_eq!(recent.of(&selfie(1), 1_000 + WAITS_MS), None);
        assert_eq!(recent.of(&selfie(1), 1_000), None, "it is gone, not hidden");
    }

    #[test]
    fn the_oldest_makes_room_and_without_room_none_waits() {
        let recent = RecentTemplates::new(2);
        for number in 1..=3 {
            recent.keep(selfie(number), template(f32::from(number)), 1_000);
        }
        assert_eq!(recent.of(&selfie(1), 1_000), None);
        assert_eq!(recent.of(&selfie(3), 1_000), Some(template(3.0)));
        let none = RecentTemplates::new(0);
        none.keep(selfie(1), template(0.1), 1_000);
        assert_eq!(none.of(&selfie(1), 1_000), None);
    }
}
