//! Stable codes for why a step must be done again, why a person decides, and why an application is declined.

use serde::{Deserialize, Serialize};

/// A reason, by the code it has in events, decisions and staff's answers.
///
/// Codes are never renamed or reused: auditors read years of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The registry knows nobody with this number and birth date.
    RegistryNoMatch,
    /// The registry did not answer.
    RegistryUnavailable,
    /// The registry holds the person as dead.
    RegistryDeceased,
    /// The registry has withdrawn the number.
    RegistryRevoked,
    /// No document was found on the picture.
    DocumentNotFound,
    /// The document's picture cannot be read: blurred, glare, too small or cut off.
    DocumentUnreadable,
    /// The picture is blurred.
    PictureBlurred,
    /// Light is reflected into the picture.
    PictureGlare,
    /// Too few pixels on what matters.
    PictureTooSmall,
    /// A corner of the document is outside the picture.
    CornerCutOff,
    /// A side that the journey asks for is missing.
    SideMissing,
    /// The machine readable zone was not found.
    MrzNotFound,
    /// A check digit of the machine readable zone is wrong.
    MrzCheckDigit,
    /// The machine readable zone was only readable with the help of its check digits.
    MrzRepaired,
    /// The document's last good day has passed.
    DocumentExpired,
    /// The document shows no usable portrait.
    PortraitNotFound,
    /// No face on the picture.
    FaceNotFound,
    /// More than one face on the picture.
    FaceSeveral,
    /// The face has too few pixels.
    FaceTooSmall,
    /// The face is turned away.
    FaceTurned,
    /// The face is blurred.
    FaceBlurred,
    /// The face is too dark or too bright.
    FaceLight,
    /// The faces resemble each other, but not enough for a machine.
    FaceUnclear,
    /// The faces do not resemble each other.
    FaceNoMatch,
    /// A portrait was replaced after the faces were compared, and no attempt was left to compare them anew.
    FaceOutdated,
    /// The selfie is the same picture as the portrait.
    SelfieIsDocument,
    /// Names differ between sources.
    NameMismatch,
    /// Names may or may not be the same.
    NameUnclear,
    /// Birth dates differ between sources.
    BirthDateMismatch,
    /// Sexes differ between sources.
    SexMismatch,
    /// Nationalities differ between sources.
    NationalityMismatch,
    /// National identity numbers differ between sources.
    NationalIdMismatch,
    /// Document numbers differ between sources.
    DocumentNumberMismatch,
    /// Dates of issue or expiry differ between sources.
    DocumentDateMismatch,
    /// The applicant did not agree to what the step needs.
    ConsentRefused,
    /// A live journey without a liveness step.
    LivenessMissing,
    /// Too many attempts under this identity within a day.
    IdentityAttempts,
}

impl Reason {
    /// Whether a machine may decline for it, if the bank's journey says so.
    ///
    /// Only facts a registry or a valid machine readable zone states. A low face score or a suspected fake is a
    /// machine's opinion: it goes to a person, whatever a journey says.
    pub const fn may_decline(self) -> bool {
        match self {
            Self::RegistryDeceased | Self::RegistryRevoked | Self::DocumentExpired => true,
            Self::RegistryNoMatch
            | Self::RegistryUnavailable
            | Self::DocumentNotFound
            | Self::DocumentUnreadable
            | Self::PictureBlurred
            | Self::PictureGlare
            | Self::PictureTooSmall
            | Self::CornerCutOff
            | Self::SideMissing
            | Self::MrzNotFound
            | Self::MrzCheckDigit
            | Self::MrzRepaired
            | Self::PortraitNotFound
            | Self::FaceNotFound
            | Self::FaceSeveral
            | Self::FaceTooSmall
            | Self::FaceTurned
            | Self::FaceBlurred
            | Self::FaceLight
            | Self::FaceUnclear
            | Self::FaceNoMatch
            | Self::FaceOutdated
            | Self::SelfieIsDocument
            | Self::NameMismatch
            | Self::NameUnclear
            | Self::BirthDateMismatch
            | Self::SexMismatch
            | Self::NationalityMismatch
            | Self::NationalIdMismatch
            | Self::DocumentNumberMismatch
            | Self::DocumentDateMismatch
            | Self::ConsentRefused
            | Self::LivenessMissing
            | Self::IdentityAttempts => false,
        }
    }

    /// What the applicant may be told to do better; nothing where the words would teach an attacker.
    pub const fn advice(self) -> Option<&'static str> {
        match self {
            Self::RegistryNoMatch => Some("Check the number and the date of birth, then try again."),
            Self::RegistryUnavailable => {
                Some("The national registry does not answer. Try again later, or photograph your ID.")
            }
            Self::DocumentNotFound => Some("Lay the document on a plain surface so that it fills the picture."),
            Self::DocumentUnreadable | Self::MrzNotFound | Self::MrzCheckDigit | Self::MrzRepaired => {
                Some("Photograph the document again, flat, sharp and in even light.")
            }
            Self::PictureBlurred => Some("The picture is blurred. Hold still and tap to focus."),
            Self::PictureGlare => Some("Light is reflected. Tilt the document or move away from the lamp."),
            Self::PictureTooSmall => Some("Move closer, so that the document fills the picture."),
            Self::CornerCutOff => Some("Show all four corners of the document."),
            Self::SideMissing => Some("Photograph both sides of the document."),
            Self::DocumentExpired => Some("This document has expired. Use one that is still good."),
            Self::PortraitNotFound => Some("Photograph the side of the document that shows your portrait."),
            Self::FaceNotFound => Some("Look into the camera so that your whole face is seen."),
            Self::FaceSeveral => Some("Only you should be on the picture."),
            Self::FaceTooSmall => Some("Move closer to the camera."),
            Self::FaceTurned => Some("Look straight into the camera."),
            Self::FaceBlurred => Some("The picture is blurred. Hold still."),
            Self::FaceLight => Some("Find even light, not too dark and not against the sun."),
            Self::RegistryDeceased
            | Self::RegistryRevoked
            | Self::FaceUnclear
            | Self::FaceNoMatch
            | Self::FaceOutdated
            | Self::SelfieIsDocument
            | Self::NameMismatch
            | Self::NameUnclear
            | Self::BirthDateMismatch
            | Self::SexMismatch
            | Self::NationalityMismatch
            | Self::NationalIdMismatch
            | Self::DocumentNumberMismatch
            | Self::DocumentDateMismatch
            | Self::ConsentRefused
            | Self::LivenessMissing
            | Self::IdentityAttempts => None,
        }
    }
}
