//! Why a command may not be: nothing was written, the session is as before.

use super::{event::Purpose, feedback::Survey, journey::StepKind, state::Status};

/// Why `decide` refused a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The session is past this.
    #[error("the session is {}, so this can no longer be done", .0.name())]
    WrongStatus(Status),
    /// Its time has run out.
    #[error("the session has expired, start a new one")]
    Expired,
    /// The journey has no such step.
    #[error("this journey has no {} step", .0.name())]
    NoSuchStep(StepKind),
    /// An earlier step brings what this one needs.
    #[error("first do the {} step", .0.name())]
    StepFirst(StepKind),
    /// The step is done.
    #[error("the {} step is done", .0.name())]
    StepDone(StepKind),
    /// No attempt is left.
    #[error("no attempt is left for the {} step, a person will look at it", .0.name())]
    NoAttemptLeft(StepKind),
    /// The applicant has not agreed.
    #[error("the applicant has not agreed to the purpose {0:?}")]
    ConsentMissing(Purpose),
    /// Steps are open.
    #[error("open steps: {}", .0.iter().map(|step| step.name()).collect::<Vec<_>>().join(", "))]
    StepsOpen(Vec<StepKind>),
    /// A finding was computed from something that has been replaced meanwhile.
    #[error("what this was computed from has been replaced meanwhile, send it again")]
    InputReplaced,
    /// No such challenge was given to this session, or a later one has taken its place.
    #[error("no such challenge")]
    NoSuchChallenge,
    /// A challenge is answered once.
    #[error("this challenge has been answered, ask for a new one")]
    ChallengeUsed,
    /// A challenge that can still be answered is not exchanged for another.
    #[error("a challenge is open: answer it, or let its time run out")]
    ChallengeOpen,
    /// No code waits to be typed.
    #[error("no code is waiting to be typed, ask for one")]
    NoCode,
    /// The code's time has run out.
    #[error("the code is no longer good, ask for a new one")]
    CodeExpired,
    /// The journey asks nothing at its end.
    #[error("this journey asks nothing at its end")]
    NoSurvey,
    /// It was answered.
    #[error("the question was answered, and is asked once")]
    FeedbackGiven,
    /// The answer is not on the scale.
    #[error("a score here is {} to {}", .0.scale().0, .0.scale().1)]
    OffTheScale(Survey),
    /// Four eyes: another person must do this.
    #[error("another staff member must do this")]
    SamePerson,
    /// Nobody decides over an application whose evidence is gone.
    #[error("the evidence this decision rests on is erased")]
    EvidenceErased,
    /// Already so.
    #[error("nothing would change")]
    NothingToDo,
}

impl Refusal {
    /// The stable code of the refusal in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongStatus(_) => "not_now",
            Self::Expired => "session_expired",
            Self::NoSuchStep(_) => "no_such_step",
            Self::StepFirst(_) => "step_out_of_order",
            Self::StepDone(_) => "step_done",
            Self::NoAttemptLeft(_) => "no_attempt_left",
            Self::ConsentMissing(_) => "consent_missing",
            Self::StepsOpen(_) => "steps_open",
            Self::InputReplaced => "conflict",
            Self::NoSuchChallenge => "not_found",
            Self::ChallengeUsed => "challenge_used",
            Self::ChallengeOpen => "challenge_open",
            Self::NoCode => "no_code",
            Self::CodeExpired => "code_expired",
            Self::NoSurvey => "no_survey",
            Self::FeedbackGiven => "feedback_given",
            Self::OffTheScale(_) => "off_the_scale",
            Self::SamePerson => "second_person_needed",
            Self::EvidenceErased => "evidence_erased",
            Self::NothingToDo => "nothing_to_do",
        }
    }
}
