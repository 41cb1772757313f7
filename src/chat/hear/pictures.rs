//! Pictures in the thread. Which step they are for is said by their part; whether it may be done is the session's to say.

use std::collections::BTreeSet;

use super::Hearing;
use crate::{
    base::region::Side,
    chat::{Act, Card, Picture, memory::Pending},
    session::journey::StepKind,
};

impl Hearing<'_> {
    /// A card before a selfie: the selfie is held against it. People send one picture at a time, and a document is read
    /// from both sides at once, so a lone front is kept until its back comes.
    pub(super) fn pictures(&mut self, pictures: &BTreeSet<Picture>) {
        self.memory.misunderstood = 0;
        self.ask(Pending::Nothing);
        let has = |picture| pictures.contains(&picture);
        let held = self.memory.card_front;
        self.act = match (has(Picture::Card), has(Picture::CardBack), has(Picture::Selfie)) {
            (true, false, _) | (false, true, _) if held.is_some() => {
                held.map(|front| Act::ReadCard(Card::HeldFront(front)))
            }
            (true, false, _) if self.wants_back() => Some(Act::HoldFront),
            (true, _, _) | (_, true, _) => Some(Act::ReadCard(Card::Here)),
            (false, false, true) => Some(Act::CompareSelfie),
            (false, false, false) => None,
        };
    }

    fn wants_back(&self) -> bool {
        let journey = self.situation.journey;
        journey.order.contains(&StepKind::Document)
            && journey.document.as_ref().is_some_and(|rule| rule.sides.contains(&Side::Back))
    }
}
