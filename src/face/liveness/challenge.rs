//! What a person is asked to do, in an order that nobody knows before.

use serde::{Deserialize, Serialize};

/// One thing to do. Left and right are the person's own, on frames that are not mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Turn the head to the left, clearly, and back.
    TurnLeft,
    /// Turn the head to the right, clearly, and back.
    TurnRight,
    /// Close both eyes for a moment, long enough for a frame.
    Blink,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 3] = [Self::TurnLeft, Self::TurnRight, Self::Blink];

    /// The move's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::Blink => "blink",
        }
    }
}

/// Every challenge of `count` moves: no move twice running, since the two would look like one; at least one turn and one
/// blink, so that both cues are asked for. 10 challenges of three moves, 22 of four.
pub fn all(count: usize) -> Vec<Vec<Move>> {
    let mut orders: Vec<Vec<Move>> = vec![Vec::new()];
    for _ in 0..count {
        let longer = |order: Vec<Move>| {
            let others = Move::ALL.into_iter().filter(|next| order.last() != Some(next)).collect::<Vec<_>>();
            others.into_iter().map(move |next| [order.clone(), vec![next]].concat())
        };
        orders = orders.into_iter().flat_map(longer).collect();
    }
    let both = |order: &Vec<Move>| order.contains(&Move::Blink) && order.iter().any(|step| *step != Move::Blink);
    orders.into_iter().filter(both).collect()
}

/// The challenge of `count` moves, two at least, that eight random bytes choose; each as likely as the others.
pub fn draw(count: usize, random: [u8; 8]) -> Vec<Move> {
    let mut all = all(count.max(2));
    let chosen = u64::from_be_bytes(random) % (all.len() as u64);
    all.swap_remove(usize::try_from(chosen).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_move_stands_twice_running_and_every_challenge_has_a_turn_and_a_blink() {
        assert_eq!([2, 3, 4].map(|count| all(count).len()), [4, 10, 22]);
        for order in all(4) {
            assert!(order.windows(2).all(|pair| pair[0] != pair[1]), "{order:?}");
            assert!(order.contains(&Move::Blink) && order.iter().any(|step| *step != Move::Blink), "{order:?}");
        }
    }

    #[test]
    fn every_challenge_is_drawn_by_some_bytes() {
        let drawn: BTreeSet<_> = (0..100_u64).map(|number| draw(3, number.to_be_bytes())).collect();
        assert_eq!(drawn, all(3).into_iter().collect());
        assert_eq!(draw(0, [0; 8]).len(), 2, "one move alone is no challenge");
    }
}
