//! Stable codes for why a step must be done again, why a person decides, and why an application is declined.

use serde::{Deserialize, Serialize};

/// Makes of the table below the codes, and what each is good for.
macro_rules! reasons {
    ($($(#[$doc:meta])* $code:ident, $declines:ident, $advice:expr;)*) => {
        /// A reason, by the code it has in events, decisions and staff's answers.
        ///
        /// Codes are never renamed or reused: auditors read years of them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $code,)*
        }

        impl Reason {
            /// Every reason, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// Whether a machine may decline for it, if the bank's journey says so.
            ///
            /// Only facts a registry or a valid machine readable zone states. A low face score or a suspected fake is a
            /// machine's opinion: it goes to a person, whatever a journey says.
            pub const fn may_decline(self) -> bool {
                let declines = match self {
                    $(Self::$code => Declines::$declines,)*
                };
                matches!(declines, Declines::Machine)
            }

            /// What the applicant may be told to do better; nothing where the words would teach an attacker.
            pub const fn advice(self) -> Option<&'static str> {
                match self {
                    $(Self::$code => $advice,)*
                }
            }
        }
    };
}

/// Who may decline for a reason.
enum Declines {
    /// Only a person.
    Person,
    /// A machine too, where the bank's journey says so.
    Machine,
}

/// What whoever photographed a document badly is told.
const AGAIN: Option<&str> = Some("Photograph the document again, flat, sharp and in even light.");

// The code; who may decline for it; what the applicant is told.
reasons! {
    /// The registry knows nobody with this number and birth date.
    RegistryNoMatch, Person, Some("Check the number and the date of birth, then try again.");
    /// The registry did not answer.
    RegistryUnavailable, Person, Some("The national registry does not answer. Try again later, or photograph your ID.");
    /// The registry holds the person as dead.
    RegistryDeceased, Machine, None;
    /// The registry has withdrawn the number.
    RegistryRevoked, Machine, None;
    /// No document was found on the picture.
    DocumentNotFound, Person, Some("Lay the document on a plain surface so that it fills the picture.");
    /// The document's picture cannot be read: blurred, glare, too small or cut off.
    DocumentUnreadable, Person, AGAIN;
    /// The picture is blurred.
    PictureBlurred, Person, Some("The picture is blurred. Hold still and tap to focus.");
    /// Light is reflected into the picture.
    PictureGlare, Person, Some("Light is reflected. Tilt the document or move away from the lamp.");
    /// Too few pixels on what matters.
    PictureTooSmall, Person, Some("Move closer, so that the document fills the picture.");
    /// A corner of the document is outside the picture.
    CornerCutOff, Person, Some("Show all four corners of the document.");
    /// A side that the journey asks for is missing.
    SideMissing, Person, Some("Photograph both sides of the document.");
    /// The machine readable zone was not found.
    MrzNotFound, Person, AGAIN;
    /// A check digit of the machine readable zone is wrong.
    MrzCheckDigit, Person, AGAIN;
    /// The machine readable zone was only readable with the help of its check digits.
    MrzRepaired, Person, AGAIN;
    /// The document's last good day has passed.
    DocumentExpired, Machine, Some("This document has expired. Use one that is still good.");
    /// The document shows no usable portrait.
    PortraitNotFound, Person, Some("Photograph the side of the document that shows your portrait.");
    /// No face on the picture.
    FaceNotFound, Person, Some("Look into the camera so that your whole face is seen.");
    /// More than one face on the picture.
    FaceSeveral, Person, Some("Only you should be on the picture.");
    /// The face has too few pixels.
    FaceTooSmall, Person, Some("Move closer to the camera.");
    /// The face is turned away.
    FaceTurned, Person, Some("Look straight into the camera.");
    /// The face is blurred.
    FaceBlurred, Person, Some("The picture is blurred. Hold still.");
    /// The face is too dark or too bright.
    FaceLight, Person, Some("Find even light, not too dark and not against the sun.");
    /// The faces resemble each other, but not enough for a machine.
    FaceUnclear, Person, None;
    /// The faces do not resemble each other.
    FaceNoMatch, Person, None;
    /// A portrait was replaced after the faces were compared, and no attempt was left to compare them anew.
    FaceOutdated, Person, None;
    /// The selfie is the same picture as the portrait.
    SelfieIsDocument, Person, None;
    /// Names differ between sources.
    NameMismatch, Person, None;
    /// Names may or may not be the same.
    NameUnclear, Person, None;
    /// Birth dates differ between sources.
    BirthDateMismatch, Person, None;
    /// Sexes differ between sources.
    SexMismatch, Person, None;
    /// Nationalities differ between sources.
    NationalityMismatch, Person, None;
    /// National identity numbers differ between sources.
    NationalIdMismatch, Person, None;
    /// Document numbers differ between sources.
    DocumentNumberMismatch, Person, None;
    /// Dates of issue or expiry differ between sources.
    DocumentDateMismatch, Person, None;
    /// The applicant did not agree to what the step needs.
    ConsentRefused, Person, None;
    /// Liveness was not checked: a live journey without that step, or nothing to hold its frames against.
    LivenessMissing, Person, None;
    /// Too many attempts under this identity within a day.
    IdentityAttempts, Person, None;
    /// The selfie was replaced after liveness was checked, and no attempt was left to check it anew.
    LivenessOutdated, Person, None;
    /// A frame shows no face, or one that is too far away.
    FaceLost, Person, Some("Keep your whole face in the picture from the first frame to the last, close to the camera.");
    /// The first frame does not look straight into the camera.
    NoStraightStart, Person, Some("Begin by looking straight into the camera.");
    /// Not every move of the challenge is seen.
    ActionMissing, Person, Some("Make every move clearly: turn well to the side, close both eyes a moment.");
    /// Other moves than those of the challenge are seen, or in another order.
    WrongOrder, Person, Some("Make just the moves that are asked for, in their order.");
    /// A frame shows somebody else than the selfie.
    AnotherPerson, Person, Some("Only the person of the selfie may be seen, in even light, to the last frame.");
    /// The frames came after the challenge's time.
    TooSlow, Person, Some("That took too long. Begin as soon as the moves are shown.");
    /// By their times the frames were begun before the challenge was given.
    FramesTooOld, Person, Some("Take the frames anew, after the moves are shown.");
    /// Another code was typed than the one that was sent.
    CodeWrong, Person, Some("That is not the code that was sent. Type the six digits of the newest message.");
    /// Nobody could type a code that was sent to the address.
    ContactUnconfirmed, Person, None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_declines_for_three_facts_and_never_for_an_opinion() {
        let declines: Vec<_> = Reason::ALL.iter().copied().filter(|reason| reason.may_decline()).collect();
        assert_eq!(declines, [Reason::RegistryDeceased, Reason::RegistryRevoked, Reason::DocumentExpired]);
    }

    #[test]
    fn nobody_is_taught_how_their_face_or_their_papers_failed() {
        let untold = [Reason::FaceNoMatch, Reason::SelfieIsDocument, Reason::NameMismatch, Reason::IdentityAttempts];
        assert!(untold.iter().all(|reason| reason.advice().is_none()));
        assert!(Reason::PictureBlurred.advice().is_some());
    }

    #[test]
    fn a_code_is_its_name_in_small_letters() {
        assert_eq!(serde_json::to_string(&Reason::FaceNoMatch).expect("JSON"), "\"face_no_match\"");
        assert!(Reason::ALL.len() >= 45);
    }
}
