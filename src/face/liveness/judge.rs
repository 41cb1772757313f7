//! Reading the moves off the frames.

use serde::{Deserialize, Serialize};

use super::{
    challenge::Move,
    watch::{Frame, Seen},
};
use crate::face::{
    template::Template,
    threshold::{Thresholds, Verdict},
};

/// The first frame may be turned by this much, as [`Seen::turn`]: what comes after is held against it.
const FIRST_AT_MOST: f32 = 0.15;

/// A head turned by at least this much against the first frame has turned. A portrait turned by 20° on a mesh gives .10,
/// by 30° .15; people turn by more when asked to look to the side. A flat photograph that is turned and leant by up to 40°
/// gives .04 at most, one that is bent about a cylinder half as wide as itself .07.
pub const TURNED_FROM: f32 = 0.09;

/// Up to here against the first frame it looks straight; between the two it is on its way.
pub const STRAIGHT_UP_TO: f32 = 0.05;

/// Eyes are closed at this part of their first opening: closed ones give about .40, those of one flat photograph, however
/// it is leant, .90 to 1.07.
pub const CLOSED_AT_MOST: f32 = 0.65;

/// Eyes are open from this part of their first opening on.
pub const OPEN_FROM: f32 = 0.80;

/// Why frames do not answer a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// On a frame no face is seen, or too small a one.
    FaceLost,
    /// On a frame more than one person is seen.
    Several,
    /// A frame shows somebody else than the selfie.
    AnotherPerson,
    /// The first frame does not look straight.
    NotStraight,
    /// What was asked was not all done.
    MoveMissing,
    /// Something else was done than asked, or in another order.
    WrongOrder,
}

impl Fault {
    /// The stable code of the fault, the one of the session's reason.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FaceLost => "face_lost",
            Self::Several => "face_several",
            Self::AnotherPerson => "another_person",
            Self::NotStraight => "no_straight_start",
            Self::MoveMissing => "action_missing",
            Self::WrongOrder => "wrong_order",
        }
    }
}

/// What a frame is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// The person looking straight.
    Straight,
    /// The person doing this.
    Doing(Move),
    /// What was wrong.
    Wrong,
}

/// What came of the frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What is wrong; nothing if the challenge is passed.
    pub fault: Option<Fault>,
    /// The moves that were seen, in order.
    pub done: Vec<Move>,
    /// Frames that are evidence, by number: the first, the first of each move, the one that was wrong. Each kind once.
    pub evidence: Vec<(Showing, usize)>,
}

/// Reads the moves off `frames` and holds them against the challenge, and every face against the selfie's.
///
/// Who looks straight with open eyes must match the selfie; a turned head or closed eyes move the descriptor, so there the
/// face may be unclear, but not be somebody else's.
pub fn judge(challenge: &[Move], frames: &[Frame], selfie: &Template, thresholds: Thresholds) -> Judged {
    let mut judged = Judged { fault: None, done: Vec::new(), evidence: Vec::new() };
    let Some(first) = frames.first() else { return judged.wrong(Fault::MoveMissing, None) };
    let first = match seen(first) {
        Ok(first) if first.turn.abs() <= FIRST_AT_MOST => first,
        Ok(_) => return judged.wrong(Fault::NotStraight, Some(0)),
        Err(fault) => return judged.wrong(fault, Some(0)),
    };
    judged.evidence.push((Showing::Straight, 0));
    for (number, frame) in frames.iter().enumerate() {
        let seen = match seen(frame) {
            Ok(seen) => seen,
            Err(fault) => return judged.wrong(fault, Some(number)),
        };
        let pose = pose(seen, first);
        if !is_person(seen, pose, selfie, thresholds) {
            return judged.wrong(Fault::AnotherPerson, Some(number));
        }
        if let Pose::Doing(made) = pose {
            judged.saw(made, number);
        }
    }
    let fault = against(challenge, &judged.done);
    judged.fault = fault;
    judged
}

impl Judged {
    fn wrong(mut self, fault: Fault, frame: Option<usize>) -> Self {
        self.fault = Some(fault);
        self.evidence.extend(frame.map(|number| (Showing::Wrong, number)));
        self
    }

    /// One move stays one move over as many frames as show it.
    fn saw(&mut self, made: Move, number: usize) {
        if self.done.last() == Some(&made) {
            return;
        }
        if !self.done.contains(&made) {
            self.evidence.push((Showing::Doing(made), number));
        }
        self.done.push(made);
    }
}

/// How the person stands on a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pose {
    /// Straight, with open eyes.
    Straight,
    /// Doing something that can be asked for.
    Doing(Move),
    /// On the way from one to the other.
    Between,
}

fn seen(frame: &Frame) -> Result<&Seen, Fault> {
    match frame {
        Frame::Lost => Err(Fault::FaceLost),
        Frame::Several => Err(Fault::Several),
        Frame::Seen(seen) => Ok(seen),
    }
}

fn pose(seen: &Seen, first: &Seen) -> Pose {
    let turned = seen.turn - first.turn;
    // Whoever turns to their own left turns to the viewer's right.
    if turned >= TURNED_FROM {
        return Pose::Doing(Move::TurnLeft);
    }
    if turned <= -TURNED_FROM {
        return Pose::Doing(Move::TurnRight);
    }
    let (Some(open), Some(usual)) = (seen.open, first.open) else { return Pose::Between };
    match open / usual.max(f32::EPSILON) {
        _ if turned.abs() > STRAIGHT_UP_TO => Pose::Between,
        part if part <= CLOSED_AT_MOST => Pose::Doing(Move::Blink),
        part if part >= OPEN_FROM => Pose::Straight,
        _ => Pose::Between,
    }
}

fn is_person(seen: &Seen, pose: Pose, selfie: &Template, thresholds: Thresholds) -> bool {
    let Ok(distance) = seen.template.distance(selfie) else { return false };
    match (thresholds.judge(distance), pose) {
        (Verdict::Match, _) | (Verdict::Unclear, Pose::Doing(_) | Pose::Between) => true,
        (Verdict::Unclear, Pose::Straight) | (Verdict::NoMatch, _) => false,
    }
}

/// What is wrong with what was done. Moves that are missing, but in order, are told apart from others.
fn against(challenge: &[Move], done: &[Move]) -> Option<Fault> {
    if challenge == done {
        return None;
    }
    let mut asked = challenge.iter();
    let in_order = done.iter().all(|made| asked.any(|wanted| wanted == made));
    Some(if in_order { Fault::MoveMissing } else { Fault::WrongOrder })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::{descriptor::Descriptor, template::ModelId};

    /// A face at this distance from the selfie.
    fn person(distance: f32) -> Template {
        let mut values = vec![0.0; 128];
        values[0] = distance;
        Template::new(&Descriptor::dlib(ModelId::new([7; 32])), values).expect("128 numbers")
    }

    fn at(turn: f32, open: f32, distance: f32) -> Frame {
        let open = (turn.abs() <= 0.07).then_some(open);
        Frame::Seen(Box::new(Seen { turn, open, template: person(distance) }))
    }

    fn straight() -> Frame {
        at(0.01, 0.3, 0.2)
    }

    fn doing(made: Move) -> Frame {
        match made {
            Move::TurnLeft => at(0.14, 0.3, 0.4),
            Move::TurnRight => at(-0.14, 0.3, 0.4),
            Move::Blink => at(0.0, 0.12, 0.35),
        }
    }

    fn frames(moves: &[Move]) -> Vec<Frame> {
        let each = moves.iter().flat_map(|made| [doing(*made), doing(*made), straight()]);
        [straight()].into_iter().chain(each).collect()
    }

    fn fault(challenge: &[Move], frames: &[Frame]) -> Option<Fault> {
        judge(challenge, frames, &person(0.0), Thresholds::default()).fault
    }

    const ASKED: [Move; 3] = [Move::TurnLeft, Move::Blink, Move::TurnRight];

    #[test]
    fn what_was_asked_and_done_passes_with_a_frame_of_each_move_as_evidence() {
        let judged = judge(&ASKED, &frames(&ASKED), &person(0.0), Thresholds::default());
        assert_eq!((judged.fault, judged.done.as_slice()), (None, ASKED.as_slice()));
        let [left, blink, right] = ASKED.map(Showing::Doing);
        assert_eq!(judged.evidence, [(Showing::Straight, 0), (left, 1), (blink, 4), (right, 7)]);
    }

    #[test]
    fn moves_need_no_look_straight_between_them() {
        let made = [straight(), doing(ASKED[0]), doing(ASKED[1]), doing(ASKED[2])];
        assert_eq!(fault(&ASKED, &made), None);
    }

    #[test]
    fn a_still_picture_does_nothing() {
        let still: Vec<_> = (0..8).map(|_| straight()).collect();
        assert_eq!(fault(&ASKED, &still), Some(Fault::MoveMissing));
        assert_eq!(fault(&ASKED, &[]), Some(Fault::MoveMissing));
    }

    #[test]
    fn another_order_or_more_than_was_asked_is_wrong_and_less_is_missing() {
        use Move::{Blink, TurnLeft, TurnRight};
        for done in [vec![Blink, TurnLeft, TurnRight], vec![TurnLeft, Blink, TurnRight, Blink], vec![TurnRight]] {
            let expected = if done == [TurnRight] { Fault::MoveMissing } else { Fault::WrongOrder };
            assert_eq!(fault(&ASKED, &frames(&done)), Some(expected), "{done:?}");
        }
        assert_eq!(fault(&ASKED, &frames(&[TurnLeft, TurnRight])), Some(Fault::MoveMissing));
    }

    #[test]
    fn a_frame_without_a_face_or_with_two_people_is_named_and_kept() {
        for (bad, expected) in [(Frame::Lost, Fault::FaceLost), (Frame::Several, Fault::Several)] {
            let mut made = frames(&ASKED);
            made[5] = bad;
            let judged = judge(&ASKED, &made, &person(0.0), Thresholds::default());
            assert_eq!((judged.fault, judged.evidence.last()), (Some(expected), Some(&(Showing::Wrong, 5))));
        }
    }

    #[test]
    fn somebody_else_on_any_frame_is_seen_however_they_look() {
        for number in 0..frames(&ASKED).len() {
            let mut made = frames(&ASKED);
            let Frame::Seen(seen) = &mut made[number] else { panic!("all are seen") };
            seen.template = person(0.8);
            assert_eq!(fault(&ASKED, &made), Some(Fault::AnotherPerson), "{number}");
        }
    }

    #[test]
    fn who_looks_straight_must_match_and_who_moves_may_be_unclear() {
        let mut made = frames(&ASKED);
        made[1] = at(0.14, 0.3, 0.6);
        assert_eq!(fault(&ASKED, &made), None);
        made[3] = at(0.0, 0.3, 0.6);
        assert_eq!(fault(&ASKED, &made), Some(Fault::AnotherPerson));
    }

    #[test]
    fn a_first_frame_that_looks_aside_is_no_beginning() {
        let mut made = frames(&ASKED);
        made[0] = at(0.2, 0.3, 0.2);
        assert_eq!(fault(&ASKED, &made), Some(Fault::NotStraight));
    }

    #[test]
    fn a_move_that_is_half_done_is_none() {
        let half = [straight(), at(0.08, 0.3, 0.2), straight(), at(0.0, 0.22, 0.2), straight()];
        assert_eq!(fault(&ASKED, &half), Some(Fault::MoveMissing));
    }

    #[test]
    fn turns_are_judged_against_the_first_frame_and_eyes_against_their_own_opening() {
        let lean = |turn: f32, open: f32| Frame::Seen(Box::new(Seen { turn, open: Some(open), template: person(0.2) }));
        let made = [lean(0.10, 0.2), lean(0.10, 0.2), lean(0.10, 0.11)];
        assert_eq!(fault(&[Move::Blink], &made), None, "who always looks a little aside has not turned");
    }
}
