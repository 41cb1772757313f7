//! Why a command may not be: nothing was written, the session is as before.

use super::{event::Purpose, feedback::Survey, journey::StepKind, state::Status};
use crate::video::{checklist::Evidence, recording::Misplaced};

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
    /// The journey has no calls, or none is open.
    #[error("no call: this journey has none, or none is open")]
    NoCall,
    /// One call at a time, and no verdict in the middle of one.
    #[error("a call is open: end it first")]
    CallOpen,
    /// Only what is connected can be worked on.
    #[error("the call is not connected, or not by you")]
    CallNotConnected,
    /// The journey approves after a successful call alone.
    #[error("only a successful call carries an approval here")]
    CallMissing,
    /// The checklist of this connection has no such line.
    #[error("no such line was drawn for this call")]
    NoSuchLine,
    /// Other lines come first.
    #[error("first answer: {}", .0.join(", "))]
    ChecklistOrder(Vec<String>),
    /// Mandatory lines are open, or not met.
    #[error("mandatory lines are open or not met: {}", .0.join(", "))]
    ChecklistOpen(Vec<String>),
    /// What is met is shown by evidence.
    #[error("this line needs its evidence: {0:?}")]
    EvidenceMissing(Evidence),
    /// No code is sent for this line.
    #[error("no code is sent for this line: answer it")]
    NotByCode,
    /// Nowhere to send a code to.
    #[error("the applicant has proved no address, or no longer agrees to be contacted: the line cannot be met")]
    NoProvedAddress,
    /// The applicant is not where they must be.
    #[error("the country is not one of this line's: if the applicant is elsewhere, the line is not met")]
    WrongCountry,
    /// The checklist forbids a recording.
    #[error("this call may not be recorded")]
    NoRecording,
    /// Not the next segment.
    #[error(transparent)]
    Misplaced(Misplaced),
    /// Less than 95 % of the connected time is on record.
    #[error("less than 95 % of the connected time is on record")]
    RecordingTooShort,
    /// The recording has a gap.
    #[error("the recording has a gap, and this checklist takes none")]
    RecordingInterrupted,
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
            Self::NoSuchChallenge | Self::NoSuchLine => "not_found",
            Self::ChallengeUsed => "challenge_used",
            Self::ChallengeOpen => "challenge_open",
            Self::NoCode => "no_code",
            Self::CodeExpired => "code_expired",
            Self::NoSurvey => "no_survey",
            Self::FeedbackGiven => "feedback_given",
            Self::OffTheScale(_) => "off_the_scale",
            Self::SamePerson => "second_person_needed",
            Self::NoCall => "no_call",
            Self::CallOpen => "call_open",
            Self::CallNotConnected => "call_not_connected",
            Self::CallMissing => "call_missing",
            Self::ChecklistOrder(_) => "checklist_order",
            Self::ChecklistOpen(_) => "checklist_open",
            Self::EvidenceMissing(_) => "evidence_missing",
            Self::NotByCode => "not_by_code",
            Self::NoProvedAddress => "no_proved_address",
            Self::WrongCountry => "wrong_country",
            Self::NoRecording => "no_recording",
            Self::Misplaced(_) => "segment_misplaced",
            Self::RecordingTooShort => "recording_too_short",
            Self::RecordingInterrupted => "recording_interrupted",
            Self::EvidenceErased => "evidence_erased",
            Self::NothingToDo => "nothing_to_do",
        }
    }
}
