//! The names of steps, fields and causes as messages.

use super::messages::Msg;
use crate::{
    base::reading::Field,
    session::{journey::StepKind, reason::Reason},
};

/// The step's name.
pub(super) const fn of_step(step: StepKind) -> Msg {
    match step {
        StepKind::Identification => Msg::StepIdentification {},
        StepKind::Document => Msg::StepDocument {},
        StepKind::Selfie => Msg::StepSelfie {},
        StepKind::Liveness => Msg::StepLiveness {},
        StepKind::Contact => Msg::StepContact {},
        StepKind::Submission => Msg::StepSubmission {},
    }
}

/// Why the step is asked for.
pub(super) const fn why(step: StepKind) -> Msg {
    match step {
        StepKind::Identification => Msg::WhyIdentification {},
        StepKind::Document => Msg::WhyDocument {},
        StepKind::Selfie => Msg::WhySelfie {},
        StepKind::Liveness => Msg::WhyLiveness {},
        StepKind::Contact => Msg::WhyContact {},
        StepKind::Submission => Msg::WhySubmission {},
    }
}

/// The field's name.
pub(super) const fn of_field(field: Field) -> Msg {
    match field {
        Field::FullName => Msg::FieldFullName {},
        Field::FullNameNative => Msg::FieldNativeName {},
        Field::FamilyName => Msg::FieldFamilyName {},
        Field::GivenNames => Msg::FieldGivenNames {},
        Field::NationalId => Msg::FieldNationalId {},
        Field::DocumentNumber => Msg::FieldDocumentNumber {},
        Field::BirthDate => Msg::FieldBirthDate {},
        Field::Sex => Msg::FieldSex {},
        Field::Nationality => Msg::FieldNationality {},
        Field::IssuingState => Msg::FieldIssuingState {},
        Field::IssueDate => Msg::FieldIssueDate {},
        Field::ExpiryDate => Msg::FieldExpiryDate {},
        Field::Address => Msg::FieldAddress {},
    }
}

/// What to do better; nothing where [`Reason::advice`] has nothing to say to an applicant.
pub(super) fn advice(reason: Reason) -> Option<Msg> {
    Some(match reason {
        Reason::RegistryNoMatch => Msg::AdviceNoMatch {},
        Reason::RegistryUnavailable => Msg::RegistryAway {},
        Reason::DocumentNotFound => Msg::AdviceNoDocument {},
        Reason::DocumentUnreadable | Reason::MrzNotFound | Reason::MrzCheckDigit | Reason::MrzRepaired => {
            Msg::AdviceUnreadable {}
        }
        Reason::PictureBlurred | Reason::FaceBlurred => Msg::AdviceBlurred {},
        Reason::PictureGlare => Msg::AdviceGlare {},
        Reason::PictureTooSmall => Msg::AdviceSmall {},
        Reason::CornerCutOff => Msg::AdviceCorner {},
        Reason::SideMissing => Msg::AdviceSides {},
        Reason::DocumentExpired => Msg::AdviceExpired {},
        Reason::PortraitNotFound => Msg::AdvicePortrait {},
        Reason::FaceNotFound => Msg::AdviceNoFace {},
        Reason::FaceSeveral => Msg::AdviceSeveral {},
        Reason::FaceTooSmall => Msg::AdviceCloser {},
        Reason::FaceTurned | Reason::NoStraightStart => Msg::AdviceTurned {},
        Reason::FaceLight => Msg::AdviceLight {},
        Reason::FaceLost => Msg::AdviceFaceLost {},
        Reason::ActionMissing => Msg::AdviceMoves {},
        Reason::WrongOrder => Msg::AdviceOrder {},
        Reason::AnotherPerson => Msg::AdviceSamePerson {},
        Reason::TooSlow | Reason::FramesTooOld => Msg::AdviceSooner {},
        Reason::CodeWrong => Msg::AdviceCode {},
        Reason::RegistryDeceased
        | Reason::RegistryRevoked
        | Reason::FaceUnclear
        | Reason::FaceNoMatch
        | Reason::FaceOutdated
        | Reason::SelfieIsDocument
        | Reason::NameMismatch
        | Reason::NameUnclear
        | Reason::BirthDateMismatch
        | Reason::SexMismatch
        | Reason::NationalityMismatch
        | Reason::NationalIdMismatch
        | Reason::DocumentNumberMismatch
        | Reason::DocumentDateMismatch
        | Reason::ConsentRefused
        | Reason::LivenessMissing
        | Reason::LivenessOutdated
        | Reason::ContactUnconfirmed
        | Reason::IdentityAttempts => return None,
    })
}
