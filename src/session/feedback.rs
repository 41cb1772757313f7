//! What is asked at the end: one question, answered by a number, at most once.

use serde::{Deserialize, Serialize};

/// Which question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Survey {
    /// Net promoter score: how likely they would recommend the bank, `0 ..= 10`.
    Nps,
    /// Customer satisfaction: how satisfied they are, `1 ..= 5`.
    Csat,
    /// Customer effort score: how easy it was, `1 ..= 7`.
    Ces,
}

impl Survey {
    /// The lowest and the highest answer.
    pub const fn scale(self) -> (u8, u8) {
        match self {
            Self::Nps => (0, 10),
            Self::Csat => (1, 5),
            Self::Ces => (1, 7),
        }
    }

    /// Every answer, from the worst to the best.
    pub fn scores(self) -> impl Iterator<Item = u8> {
        let (lowest, highest) = self.scale();
        lowest..=highest
    }
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// To which question.
    pub survey: Survey,
    /// On its scale.
    pub score: u8,
}
