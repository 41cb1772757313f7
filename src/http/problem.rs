//! Errors as RFC 9457 problem details: one table from our errors to status and code.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    flow::{FlowError, calls::CallFault, links::LinkFault},
    session::refusal::Refusal,
    staff::token::TokenFault,
    video::room::NoticeFault,
};

/// An error answer, `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable code, to be switched on.
    pub code: &'static str,
    /// One short sentence, the same for every case of the code.
    pub title: &'static str,
    /// What to do in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// What is wrong with single values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ValueError>,
    /// Seconds to wait before trying again; also the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<i64>,
}

/// What is wrong with one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueError {
    /// JSON pointer (RFC 6901) of the value; the part's name for uploads.
    pub pointer: String,
    /// What to do.
    pub reason: String,
}

impl Problem {
    /// A problem that trying again will not mend.
    pub const fn new(status: u16, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, detail: None, retryable: false, errors: Vec::new(), retry_after_s: None }
    }

    /// With what to do in this case.
    #[expect(clippy::needless_pass_by_value, reason = "a case is an error or a text, the caller's own or borrowed")]
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// One that may succeed after `seconds`.
    pub const fn retry_after(mut self, seconds: i64) -> Self {
        self.retryable = true;
        self.retry_after_s = Some(seconds);
        self
    }

    /// With what is wrong with one value.
    pub fn value(mut self, pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        self.errors.push(ValueError { pointer: pointer.into(), reason: reason.into() });
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        if let Some(seconds) = self.retry_after_s {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if self.status == 401 {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        match serde_json::to_vec(self) {
            Ok(json) => response.body(json),
            Err(_) => response.finish(),
        }
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        // No `_` arm: a new error does not compile until it has an answer here.
        match error {
            FlowError::NotFound(what) => Self::new(404, "not_found", "Not found").detail(format!("no such {what}")),
            FlowError::Forbidden => Self::new(403, "forbidden", "This caller may not do this"),
            FlowError::NotClaimed => Self::new(403, "not_claimed", "Claim the session first"),
            FlowError::Refused(refusal) => refusal.into(),
            FlowError::VersionMoved => {
                Self::new(412, "version_moved", "The session has changed").detail("read it again, then decide again")
            }
            FlowError::Busy => Self::new(409, "busy", "Changed by other requests").retry_after(1),
            FlowError::KeyReused => Self::new(422, "idempotency_key_reused", "Idempotency-Key used with other content")
                .detail("use a new key for new content"),
            FlowError::InFlight => {
                Self::new(409, "in_flight", "A request with this Idempotency-Key is in flight").retry_after(1)
            }
            FlowError::BadNumber(fault) => Self::new(422, fault.code(), "The national ID number is not well formed")
                .value("/number", fault.to_string()),
            FlowError::BadPicture { part, fault } => {
                Self::new(422, fault.code(), "The picture is not taken").value(part.into_owned(), fault.to_string())
            }
            FlowError::BadValue { pointer, reason } => {
                Self::new(422, "bad_value", "A value is not taken").value(pointer, reason)
            }
            FlowError::BadCredentials => Self::new(401, "bad_credentials", "Wrong client credentials"),
            FlowError::TokenReplaced => Self::new(401, "token_replaced", "This token has been replaced")
                .detail("ask your back end for a new one"),
            FlowError::Link(fault) => fault.into(),
            FlowError::Call(fault) => fault.into(),
            FlowError::NumberTaken => {
                Self::new(409, "number_taken", "The number speaks in another session").detail(&error)
            }
            FlowError::TooManyCodes(_) => {
                Self::new(429, "too_many_codes", "No more codes today").detail(&error).retry_after(24 * 60 * 60)
            }
            FlowError::ChannelAway => {
                Self::new(503, "channel_unavailable", "No message can be sent").detail(&error).retry_after(30)
            }
            FlowError::Erased => Self::new(410, "erased", "This has been erased"),
            FlowError::Internal(cause) => {
                tracing::error!(error = ?cause, "request failed"); // the one place that logs it
                Self::new(500, "internal", "Internal error").retry_after(5)
            }
        }
    }
}

impl From<LinkFault> for Problem {
    fn from(fault: LinkFault) -> Self {
        let (status, code, title) = match fault {
            LinkFault::Spent => (410, "link_spent", "The link has been used"),
            LinkFault::Ended => (410, "link_ended", "The link has run out"),
            LinkFault::TooMany => (429, "too_many_links", "Too many open links"),
            LinkFault::VisitEnded => (401, "visit_ended", "The visit has ended"),
            LinkFault::Waiting => (403, "hand_over_waiting", "The phone is not confirmed yet"),
            LinkFault::Refused => (403, "hand_over_refused", "The phone was not confirmed"),
            LinkFault::HandedOver => (403, "handed_over", "The page has handed over"),
            LinkFault::NoPage => (409, "no_page", "Only a page hands over"),
            LinkFault::WrongNumber(_) => {
                let problem = Self::new(422, "wrong_number", "Not the number on the phone");
                return problem.value("/number", fault.to_string());
            }
        };
        let problem = Self::new(status, code, title).detail(fault);
        if fault == LinkFault::TooMany { problem.retry_after(60) } else { problem }
    }
}

impl From<CallFault> for Problem {
    fn from(fault: CallFault) -> Self {
        let (status, code, title) = match fault {
            CallFault::LeaseLost => (409, "lease_lost", "The call is no longer yours"),
            CallFault::ApplicantAway => (409, "applicant_away", "The applicant is not in the room"),
            CallFault::Undeliverable => (409, "undeliverable", "The applicant cannot be reached"),
            CallFault::SegmentTaken(_) => (409, "segment_taken", "The number is taken"),
            CallFault::NotARecording(_) => (422, "not_a_recording", "The recording is not taken"),
            CallFault::RecordingFull => (413, "recording_full", "The recording is as long as it may be"),
            CallFault::Notice(NoticeFault::NobodyTells) => (404, "no_media_server", "There is no media server"),
            CallFault::Notice(NoticeFault::Unproved) => (401, "notice_unproved", "The notice is not proved"),
            CallFault::Notice(NoticeFault::Unreadable) => (400, "bad_notice", "The notice cannot be read"),
        };
        Self::new(status, code, title).detail(fault)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let title = "Not at this stage";
        match &refusal {
            Refusal::Expired => Self::new(410, refusal.code(), "The session has expired").detail(&refusal),
            Refusal::ConsentMissing(purpose) => Self::new(403, refusal.code(), "The applicant has not agreed")
                .detail(format!("record a consent for the purpose {purpose:?} first").to_lowercase()),
            Refusal::SamePerson => Self::new(403, refusal.code(), "Four eyes are needed").detail(&refusal),
            Refusal::InputReplaced => Self::new(409, refusal.code(), title).detail(&refusal).retry_after(0),
            Refusal::NoSuchChallenge | Refusal::NoSuchLine => {
                Self::new(404, refusal.code(), "Not found").detail(&refusal)
            }
            Refusal::EvidenceMissing(_) | Refusal::WrongCountry => {
                Self::new(422, refusal.code(), "A value is not taken").value("/value", refusal.to_string())
            }
            Refusal::Misplaced(_) => Self::new(422, refusal.code(), "The segment is not the next one").detail(&refusal),
            Refusal::OffTheScale(_) => {
                Self::new(422, refusal.code(), "Not on the scale").value("/score", refusal.to_string())
            }
            Refusal::WrongStatus(_)
            | Refusal::NoSuchStep(_)
            | Refusal::StepFirst(_)
            | Refusal::StepDone(_)
            | Refusal::NoAttemptLeft(_)
            | Refusal::StepsOpen(_)
            | Refusal::ChallengeUsed
            | Refusal::ChallengeOpen
            | Refusal::NoCall
            | Refusal::CallOpen
            | Refusal::CallNotConnected
            | Refusal::CallMissing
            | Refusal::ChecklistOrder(_)
            | Refusal::ChecklistOpen(_)
            | Refusal::NotByCode
            | Refusal::NoProvedAddress
            | Refusal::NoRecording
            | Refusal::RecordingTooShort
            | Refusal::RecordingInterrupted
            | Refusal::NoCode
            | Refusal::CodeExpired
            | Refusal::NoSurvey
            | Refusal::FeedbackGiven
            | Refusal::EvidenceErased
            | Refusal::NothingToDo => Self::new(409, refusal.code(), title).detail(&refusal),
        }
    }
}

impl From<TokenFault> for Problem {
    fn from(fault: TokenFault) -> Self {
        Self::new(401, "bad_token", "The token is not good").detail(fault)
    }
}
