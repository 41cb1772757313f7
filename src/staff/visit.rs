//! A visit: one browser that was let into one session by a link, and how far it reaches.

use std::str::FromStr;

use super::policy::Route;
use crate::base::ids::{SessionId, VisitId};

/// How far a visit reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// As far as the applicant.
    Whole,
    /// Nowhere yet: a phone whose number has not been typed on the page that hands over.
    Waiting,
    /// A page that handed over: it shows how far the application is, and nothing of the person.
    Progress,
    /// Nowhere: the number was typed wrong too often.
    Refused,
}

impl Reach {
    /// Every reach.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Waiting, Self::Progress, Self::Refused];

    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Waiting => "waiting",
            Self::Progress => "progress",
            Self::Refused => "refused",
        }
    }

    /// Whether a visit of this reach comes to `route` at all; what the applicant may do there says the policy table.
    pub const fn comes_to(self, route: Route) -> bool {
        match self {
            Self::Whole => true,
            Self::Progress => matches!(route, Route::ReadSession | Route::FollowSession),
            Self::Waiting | Self::Refused => false,
        }
    }
}

/// No reach has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such reach")]
pub struct NoSuchReach;

impl FromStr for Reach {
    type Err = NoSuchReach;

    fn from_str(name: &str) -> Result<Self, NoSuchReach> {
        Self::ALL.into_iter().find(|reach| reach.name() == name).ok_or(NoSuchReach)
    }
}

/// A visit whose cookie was good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The only session that it reaches.
    pub session: SessionId,
    /// The generation of the applicant's tokens that it came in with.
    pub generation: u32,
    /// How far it reaches.
    pub reach: Reach,
    /// When it ends, Unix milliseconds.
    pub expires_at_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_handed_over_reads_and_does_nothing_and_one_that_waits_does_not_even_read() {
        let comes =
            |reach: Reach| Route::ALL.iter().copied().filter(|route| reach.comes_to(*route)).collect::<Vec<_>>();
        assert_eq!(comes(Reach::Progress), [Route::ReadSession, Route::FollowSession]);
        assert_eq!(comes(Reach::Waiting), []);
        assert_eq!(comes(Reach::Refused), []);
        assert_eq!(comes(Reach::Whole).len(), Route::ALL.len());
    }

    #[test]
    fn every_reach_is_read_back_by_its_name() {
        for reach in Reach::ALL {
            assert_eq!(reach.name().parse(), Ok(reach));
        }
        assert_eq!("all".parse::<Reach>(), Err(NoSuchReach));
    }
}
