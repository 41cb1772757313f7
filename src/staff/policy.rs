//! The one table that says who may call what.
//!
//! It answers before any session is loaded; `Own` and `Claimed` are conditions that the use case then checks on the
//! session itself. Conditions of the moment (consent, status, a stated purpose) are the session's business, not roles'.

use super::caller::{Caller, Role};

/// Declares the routes: the enum, the list of all, and for each a type of its name in [`route`], by which a handler's
/// signature says what it serves.
macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Every route that a role can be asked about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Route {
            $($(#[$doc])* $name,)*
        }

        impl Route {
            /// Every route, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        /// The routes as types.
        pub mod route {
            $($(#[$doc])* pub struct $name;
            impl super::On for $name {
                const ROUTE: super::Route = super::Route::$name;
            })*
        }
    };
}

/// A route, as a type: what an extractor is asked about.
pub trait On {
    /// The row of the policy table.
    const ROUTE: Route;
}

routes! {
    /// `POST /oauth/token`
    Token,
    /// `POST /v1/sessions`
    StartSession,
    /// `GET /v1/sessions`
    ListSessions,
    /// `GET /v1/sessions/{id}`
    ReadSession,
    /// `GET /v1/sessions/{id}/events`
    FollowSession,
    /// `POST /v1/sessions/{id}/consents`
    GiveConsent,
    /// `POST /v1/sessions/{id}/identification`
    Identify,
    /// `POST /v1/sessions/{id}/documents`
    SendDocument,
    /// `PATCH /v1/sessions/{id}/profile`
    CorrectProfile,
    /// `POST /v1/sessions/{id}/selfie`
    SendSelfie,
    /// `POST /v1/sessions/{id}/liveness`
    StartLiveness,
    /// `POST /v1/sessions/{id}/liveness/{cid}/frames`
    AnswerLiveness,
    /// `POST /v1/sessions/{id}/contact`
    SendCode,
    /// `POST /v1/sessions/{id}/contact/confirmation`
    TypeCode,
    /// `POST /v1/sessions/{id}/messages`
    Converse,
    /// `GET /v1/sessions/{id}/messages/socket`
    ConverseLive,
    /// `GET /v1/sessions/{id}/messages`
    ReadMessages,
    /// `PUT /v1/sessions/{id}/whatsapp`
    BindNumber,
    /// `DELETE /v1/sessions/{id}/whatsapp`
    UnbindNumber,
    /// `GET /v1/whatsapp/webhook`
    VerifyWhatsApp,
    /// `POST /v1/whatsapp/webhook`
    ReceiveWhatsApp,
    /// `POST /v1/sessions/{id}/video-calls`
    AskCall,
    /// `GET /v1/sessions/{id}/video-calls`
    ReadCall,
    /// `DELETE /v1/sessions/{id}/video-calls/{call}`
    CancelCall,
    /// `POST /v1/sessions/{id}/video-calls/code`
    TypeLineCode,
    /// `GET /v1/sessions/{id}/video-calls/socket`
    JoinCall,
    /// `POST /v1/sessions/{id}/submission`
    Submit,
    /// `POST /v1/sessions/{id}/withdrawal`
    Withdraw,
    /// `POST /v1/sessions/{id}/feedback`
    GiveFeedback,
    /// `POST /v1/sessions/{id}/erasure`
    Erase,
    /// `POST /v1/sessions/{id}/applicant-tokens`
    IssueApplicantToken,
    /// `POST /v1/sessions/{id}/capture-links`
    MakeCaptureLink,
    /// `POST /v1/capture-links/exchange`
    ExchangeCaptureLink,
    /// `POST /v1/sessions/{id}/hand-overs`
    HandOver,
    /// `GET /v1/sessions/{id}/hand-overs/{hid}`
    FollowHandOver,
    /// `POST /v1/sessions/{id}/hand-overs/{hid}/confirmation`
    ConfirmHandOver,
    /// `GET /v1/sessions/{id}/evidence/{eid}`
    SeeEvidence,
    /// `GET /v1/sessions/{id}/recordings`
    ListRecordings,
    /// `GET /v1/reviews`
    ListReviews,
    /// `POST /v1/reviews/{id}/claim`
    ClaimReview,
    /// `GET /v1/reviews/{id}/inspection`
    InspectReview,
    /// `GET /v1/reviews/{id}/history`
    ReadHistory,
    /// `POST /v1/reviews/{id}/verdict`
    GiveVerdict,
    /// `PUT /v1/calls/presence`
    SetPresence,
    /// `GET /v1/calls`
    ListCalls,
    /// `POST /v1/calls/next`
    TakeNextCall,
    /// `POST /v1/calls/notices`
    HearNotice,
    /// `POST /v1/reviews/{id}/call`
    TakeCall,
    /// `GET /v1/reviews/{id}/call`
    ReadCallWork,
    /// `GET /v1/reviews/{id}/call/socket`
    JoinCallAsStaff,
    /// `POST /v1/reviews/{id}/call/heartbeat`
    HoldCall,
    /// `POST /v1/reviews/{id}/call/connection`
    ConnectCall,
    /// `PUT /v1/reviews/{id}/call/checklist/{line}`
    AnswerLine,
    /// `PUT /v1/reviews/{id}/call/checklist/{line}/snapshot`
    SendSnapshot,
    /// `POST /v1/reviews/{id}/call/checklist/{line}/code`
    SendLineCode,
    /// `PUT /v1/reviews/{id}/call/recording/{number}`
    SendSegment,
    /// `POST /v1/reviews/{id}/call/end`
    EndCall,
    /// `POST /v1/webhook-endpoints`
    CreateWebhookEndpoint,
    /// `GET /v1/webhook-endpoints`
    ListWebhookEndpoints,
    /// `DELETE /v1/webhook-endpoints/{id}`
    DeleteWebhookEndpoint,
    /// `GET /v1/audit/sessions`
    AuditSessions,
    /// `GET /v1/audit/sessions/{id}/events`
    AuditEvents,
    /// `GET /health`
    Health,
    /// `GET /openapi.json` and `GET /docs`
    OpenApi,
    /// `GET /console/`, `GET /apply/` and what they load: code and fonts, no data
    Pages,
}

/// A column of the table: what a request's maker can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// Nobody has proved to be anybody.
    Nobody,
    /// A bank's back end.
    BackEnd,
    /// An applicant.
    Applicant,
    /// A member of staff in one of their roles.
    Staff(Role),
}

impl Party {
    /// Every column.
    pub const ALL: [Self; 7] = [
        Self::Nobody,
        Self::BackEnd,
        Self::Applicant,
        Self::Staff(Role::Agent),
        Self::Staff(Role::Supervisor),
        Self::Staff(Role::Auditor),
        Self::Staff(Role::Administrator),
    ];
}

/// How far a party reaches on a route, from nothing to everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Not at all.
    Never,
    /// What is bound to the caller: the session of the applicant's token; sessions and endpoints that the client made.
    Own,
    /// The session that this member of staff holds a claim on.
    Claimed,
    /// Everything the route reaches.
    Any,
}

/// How far `caller` reaches on `route`: with several roles, as far as the farthest.
pub fn access(route: Route, caller: &Caller) -> Access {
    match caller {
        Caller::BackEnd { .. } => cell(route, Party::BackEnd),
        Caller::Applicant { .. } => cell(route, Party::Applicant),
        Caller::Staff { roles, .. } => {
            roles.iter().map(|role| cell(route, Party::Staff(*role))).max().unwrap_or(Access::Never)
        }
    }
}

/// How far `party` reaches on `route`: one cell of the table.
pub const fn cell(route: Route, party: Party) -> Access {
    use Access::{Any, Claimed, Never, Own};
    let row = match route {
        //                                                       nobody back end applicant agent supervisor auditor admin
        // A link's code is the proof: whoever has it is let in as the applicant, whatever else they are.
        // So is the platform's token, and its signature; and a media server's notice carries its own proof.
        Route::Token
        | Route::ExchangeCaptureLink
        | Route::VerifyWhatsApp
        | Route::ReceiveWhatsApp
        | Route::HearNotice
        | Route::Health
        | Route::OpenApi
        | Route::Pages => [Any, Any, Any, Any, Any, Any, Any],
        Route::StartSession => [Never, Any, Never, Never, Never, Never, Never],
        Route::ListSessions => [Never, Own, Never, Never, Any, Never, Never],
        Route::ReadSession | Route::FollowSession | Route::ReadMessages => {
            [Never, Own, Own, Claimed, Any, Never, Never]
        }
        Route::GiveConsent
        | Route::Identify
        | Route::SendDocument
        | Route::CorrectProfile
        | Route::SendSelfie
        | Route::StartLiveness
        | Route::AnswerLiveness
        | Route::SendCode
        | Route::TypeCode
        | Route::Converse
        | Route::ConverseLive
        | Route::AskCall
        | Route::ReadCall
        | Route::CancelCall
        | Route::Submit
        | Route::Withdraw
        | Route::GiveFeedback => [Never, Own, Own, Never, Never, Never, Never],
        Route::Erase => [Never, Own, Own, Never, Any, Never, Never],
        // A token that could renew itself would never end. Nor may staff make themselves an applicant, or let somebody in as
        // one by a link or a number. An endpoint belongs to the client that made it, and an administrator is none.
        Route::IssueApplicantToken
        | Route::MakeCaptureLink
        | Route::BindNumber
        | Route::UnbindNumber
        | Route::CreateWebhookEndpoint
        | Route::ListWebhookEndpoints
        | Route::DeleteWebhookEndpoint => [Never, Own, Never, Never, Never, Never, Never],
        // Who sits in the room is the applicant, whom nobody can stand in for; nor does anybody else return their code.
        Route::JoinCall | Route::TypeLineCode => [Never, Never, Own, Never, Never, Never, Never],
        // From one of the applicant's pages to another, which ends when the first would have.
        Route::HandOver | Route::FollowHandOver | Route::ConfirmHandOver => {
            [Never, Never, Own, Never, Never, Never, Never]
        }
        // Not the applicant: whoever stole their token would get the portrait to hold in front of the camera.
        Route::SeeEvidence | Route::ListRecordings => [Never, Own, Never, Claimed, Any, Any, Never],
        Route::ListReviews
        | Route::ClaimReview
        | Route::SetPresence
        | Route::ListCalls
        | Route::TakeNextCall
        | Route::TakeCall => [Never, Never, Never, Any, Any, Never, Never],
        Route::InspectReview | Route::ReadHistory => [Never, Never, Never, Claimed, Any, Never, Never],
        Route::GiveVerdict
        | Route::ReadCallWork
        | Route::JoinCallAsStaff
        | Route::HoldCall
        | Route::ConnectCall
        | Route::AnswerLine
        | Route::SendSnapshot
        | Route::SendLineCode
        | Route::SendSegment
        | Route::EndCall => [Never, Never, Never, Claimed, Claimed, Never, Never],
        Route::AuditSessions | Route::AuditEvents => [Never, Never, Never, Never, Never, Any, Never],
    };
    match party {
        Party::Nobody => row[0],
        Party::BackEnd => row[1],
        Party::Applicant => row[2],
        Party::Staff(Role::Agent) => row[3],
        Party::Staff(Role::Supervisor) => row[4],
        Party::Staff(Role::Auditor) => row[5],
        Party::Staff(Role::Administrator) => row[6],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as a reader of the documentation would write it, every route on its own line.
    const WRITTEN: &str = "
        route                  nobody back_end applicant agent   supervisor auditor administrator
        Token                  any    any      any       any     any        any     any
        StartSession           -      any      -         -       -          -       -
        ListSessions           -      own      -         -       any        -       -
        ReadSession            -      own      own       claimed any        -       -
        FollowSession          -      own      own       claimed any        -       -
        GiveConsent            -      own      own       -       -          -       -
        Identify               -      own      own       -       -          -       -
        SendDocument           -      own      own       -       -          -       -
        CorrectProfile         -      own      own       -       -          -       -
        SendSelfie             -      own      own       -       -          -       -
        StartLiveness          -      own      own       -       -          -       -
        AnswerLiveness         -      own      own       -       -          -       -
        SendCode               -      own      own       -       -          -       -
        TypeCode               -      own      own       -       -          -       -
        Converse               -      own      own       -       -          -       -
        ConverseLive           -      own      own       -       -          -       -
        ReadMessages           -      own      own       claimed any        -       -
        BindNumber             -      own      -         -       -          -       -
        UnbindNumber           -      own      -         -       -          -       -
        VerifyWhatsApp         any    any      any       any     any        any     any
        ReceiveWhatsApp        any    any      any       any     any        any     any
        AskCall                -      own      own       -       -          -       -
        ReadCall               -      own      own       -       -          -       -
        CancelCall             -      own      own       -       -          -       -
        TypeLineCode           -      -        own       -       -          -       -
        JoinCall               -      -        own       -       -          -       -
        Submit                 -      own      own       -       -          -       -
        Withdraw               -      own      own       -       -          -       -
        GiveFeedback           -      own      own       -       -          -       -
        Erase                  -      own      own       -       any        -       -
        IssueApplicantToken    -      own      -         -       -          -       -
        MakeCaptureLink        -      own      -         -       -          -       -
        ExchangeCaptureLink    any    any      any       any     any        any     any
        HandOver               -      -        own       -       -          -       -
        FollowHandOver         -      -        own       -       -          -       -
        ConfirmHandOver        -      -        own       -       -          -       -
        SeeEvidence            -      own      -         claimed any        any     -
        ListRecordings         -      own      -         claimed any        any     -
        ListReviews            -      -        -         any     any        -       -
        ClaimReview            -      -        -         any     any        -       -
        InspectReview          -      -        -         claimed any        -       -
        ReadHistory            -      -        -         claimed any        -       -
        GiveVerdict            -      -        -         claimed claimed    -       -
        SetPresence            -      -        -         any     any        -       -
        ListCalls              -      -        -         any     any        -       -
        TakeNextCall           -      -        -         any     any        -       -
        HearNotice             any    any      any       any     any        any     any
        TakeCall               -      -        -         any     any        -       -
        ReadCallWork           -      -        -         claimed claimed    -       -
        JoinCallAsStaff        -      -        -         claimed claimed    -       -
        HoldCall               -      -        -         claimed claimed    -       -
        ConnectCall            -      -        -         claimed claimed    -       -
        AnswerLine             -      -        -         claimed claimed    -       -
        SendSnapshot           -      -        -         claimed claimed    -       -
        SendLineCode           -      -        -         claimed claimed    -       -
        SendSegment            -      -        -         claimed claimed    -       -
        EndCall                -      -        -         claimed claimed    -       -
        CreateWebhookEndpoint  -      own      -         -       -          -       -
        ListWebhookEndpoints   -      own      -         -       -          -       -
        DeleteWebhookEndpoint  -      own      -         -       -          -       -
        AuditSessions          -      -        -         -       -          any     -
        AuditEvents            -      -        -         -       -          any     -
        Health                 any    any      any       any     any        any     any
        OpenApi                any    any      any       any     any        any     any
        Pages                  any    any      any       any     any        any     any
    ";

    fn word(access: Access) -> &'static str {
        match access {
            Access::Never => "-",
            Access::Own => "own",
            Access::Claimed => "claimed",
            Access::Any => "any",
        }
    }

    #[test]
    fn every_pair_of_route_and_party_answers_as_written() {
        let rows: Vec<Vec<&str>> = WRITTEN
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|row: &Vec<_>| !row.is_empty())
            .collect();
        let answered: Vec<_> = Route::ALL
            .iter()
            .map(|route| {
                let name = format!("{route:?}");
                let cells = Party::ALL.map(|party| word(cell(*route, party)));
                (name, cells)
            })
            .collect();
        assert_eq!(rows.len() - 1, Route::ALL.len());
        for (row, (name, cells)) in rows[1..].iter().zip(&answered) {
            assert_eq!((row[0], &row[1..]), (name.as_str(), cells.as_slice()));
        }
    }

    #[test]
    fn several_roles_reach_as_far_as_the_farthest_and_no_role_reaches_nothing() {
        let staff = |roles: &[Role]| Caller::Staff {
            id: "layla".parse().expect("a name"),
            roles: roles.iter().copied().collect(),
        };
        assert_eq!(access(Route::SeeEvidence, &staff(&[Role::Agent, Role::Administrator])), Access::Claimed);
        assert_eq!(access(Route::SeeEvidence, &staff(&[Role::Agent, Role::Supervisor])), Access::Any);
        assert_eq!(access(Route::SeeEvidence, &staff(&[])), Access::Never);
    }

    #[test]
    fn an_administrator_reaches_nobodys_data_and_an_auditor_changes_nothing() {
        for route in Route::ALL.iter().copied() {
            let open = cell(route, Party::Nobody) == Access::Any;
            let reads =
                matches!(route, Route::SeeEvidence | Route::ListRecordings | Route::AuditSessions | Route::AuditEvents);
            let of = |role| cell(route, Party::Staff(role)) != Access::Never;
            assert_eq!(of(Role::Administrator), open, "{route:?}");
            assert_eq!(of(Role::Auditor), open || reads, "{route:?}");
        }
    }
}
