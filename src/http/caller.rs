//! Who calls: extractors that prove it, one for each kind, so that a handler's signature says who may come in.

use std::{future::Future, marker::PhantomData, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, HeaderName, SEC_WEBSOCKET_PROTOCOL, UPGRADE},
    web,
};

use super::{problem::Problem, server::Shared, view::Reader, visit};
use crate::{
    base::ids::SessionId,
    flow::{FlowError, Turn, calls::CallFault, ledger::Loaded, links},
    staff::{
        caller::{Caller, ClientId, StaffId},
        policy::{Access, On, Route, access},
        token::Audience,
        visit::{Reach, Visit},
    },
};

/// What stands before a token among the subprotocols of a WebSocket.
const TOKEN_PROTOCOL: &str = "ahlan.token.";

/// A caller who reaches the route `R` on the session of the path.
pub struct OnSession<R> {
    /// Their turn.
    pub turn: Turn,
    /// The session as it was when they came in.
    pub loaded: Loaded,
    /// Who they are.
    pub caller: Caller,
    /// The visit they come by, where it is a page with a cookie and no program with a token.
    pub visit: Option<Visit>,
    /// What the request shares with all others.
    pub shared: web::Data<Shared>,
    route: PhantomData<R>,
}

/// A member of staff who writes in a call on the route `R`, and names the fence of their hold on it.
pub struct InCall<R> {
    /// On the session of the path.
    pub on: OnSession<R>,
    /// Who.
    pub staff: StaffId,
    /// What they were given with the call.
    pub fence: i64,
}

/// A back end that reaches the route `R`.
pub struct BackEnd<R> {
    /// Which one.
    pub client: ClientId,
    /// What the request shares with all others.
    pub shared: web::Data<Shared>,
    route: PhantomData<R>,
}

/// A member of staff who reaches the route `R`.
pub struct Staff<R> {
    /// Who.
    pub id: StaffId,
    /// The same with their roles.
    pub caller: Caller,
    /// What the request shares with all others.
    pub shared: web::Data<Shared>,
    route: PhantomData<R>,
}

/// Somebody who reaches the route `R`, on no session.
pub struct Anyone<R> {
    /// Who.
    pub caller: Caller,
    /// What the request shares with all others.
    pub shared: web::Data<Shared>,
    route: PhantomData<R>,
}

type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<R: On> FromRequest for Anyone<R> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(prove(request).and_then(|(shared, caller)| {
            if access(R::ROUTE, &caller) == Access::Never {
                return Err(Problem::new(403, "forbidden", "This caller may not do this"));
            }
            Ok(Self { caller, shared, route: PhantomData })
        }))
    }
}

impl<R: On> FromRequest for BackEnd<R> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let anyone = Anyone::<R>::from_request(request, payload).into_inner();
        std::future::ready(anyone.and_then(|Anyone { caller, shared, .. }| match caller {
            Caller::BackEnd { client_id } => Ok(Self { client: client_id, shared, route: PhantomData }),
            Caller::Applicant { .. } | Caller::Staff { .. } => {
                Err(Problem::new(403, "forbidden", "This caller may not do this"))
            }
        }))
    }
}

impl<R: On> FromRequest for Staff<R> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let anyone = Anyone::<R>::from_request(request, payload).into_inner();
        std::future::ready(anyone.and_then(|Anyone { caller, shared, .. }| match &caller {
            Caller::Staff { id, .. } => Ok(Self { id: id.clone(), caller, shared, route: PhantomData }),
            Caller::Applicant { .. } | Caller::BackEnd { .. } => {
                Err(Problem::new(403, "forbidden", "This caller may not do this"))
            }
        }))
    }
}

impl<R: On> FromRequest for OnSession<R> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (shared, caller, visit) = prove_on(&request, R::ROUTE).await?;
            let session = path_id(&request)?;
            let (mut turn, loaded) = Turn::begin(&shared.ctx, R::ROUTE, &caller, session).await?;
            if let Some(visit) = visit {
                turn = turn.of_page(visit);
            }
            turn.if_match = if_match(&request)?;
            Ok(Self { turn, loaded, caller, visit, shared, route: PhantomData })
        })
    }
}

impl<R: On + 'static> FromRequest for InCall<R> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fence = fence(request);
        let on = OnSession::<R>::from_request(request, payload);
        Box::pin(async move {
            let lost = |problem: Problem| match fence {
                // Who names a fence held the call once: they are told what became of it.
                Some(_) if problem.code == "not_claimed" => FlowError::from(CallFault::LeaseLost).into(),
                Some(_) | None => problem,
            };
            let mut on = on.await.map_err(lost)?;
            let Caller::Staff { id: staff, .. } = on.caller.clone() else {
                return Err(Problem::new(403, "forbidden", "This caller may not do this"));
            };
            let fence = fence.ok_or_else(|| {
                Problem::new(400, "no_fence", "No fence")
                    .detail("send Ahlan-Fence with the number you got with the call")
            })?;
            on.turn = on.turn.in_call(&staff, fence);
            on.turn.still_permitted(&on.loaded).await?;
            Ok(Self { on, staff, fence })
        })
    }
}

/// The fence in `Ahlan-Fence`, or, where a browser sets no header, in the query of a WebSocket.
fn fence(request: &HttpRequest) -> Option<i64> {
    let header = request.headers().get("ahlan-fence").and_then(|value| value.to_str().ok()?.parse().ok());
    let query = || request.query_string().strip_prefix("fence=")?.parse().ok();
    header.or_else(|| is_socket(request).then(query).flatten())
}

impl<R> OnSession<R> {
    /// As whom they read.
    pub fn reader(&self) -> Reader {
        match self.visit.map(|visit| visit.reach) {
            Some(Reach::Progress | Reach::Waiting | Reach::Refused) => Reader::Onlooker,
            Some(Reach::Whole) | None => Reader::of(&self.caller),
        }
    }
}

/// The caller behind the request's token or, on the session of the path, behind a page's cookie. A token goes first.
async fn prove_on(request: &HttpRequest, route: Route) -> Result<(web::Data<Shared>, Caller, Option<Visit>), Problem> {
    if token(request).is_some() {
        return prove(request).map(|(shared, caller)| (shared, caller, None));
    }
    let Some(cookie) = visit::cookie(request)? else {
        return prove(request).map(|(shared, caller)| (shared, caller, None));
    };
    let shared = shared(request)?;
    let visit = links::enter(&shared.ctx, route, path_id(request)?, &cookie).await?;
    let caller = Caller::Applicant { session: visit.session, generation: visit.generation };
    within_rate(&shared, &caller)?;
    Ok((shared, caller, Some(visit)))
}

/// The caller behind the request's token, within their rate.
fn prove(request: &HttpRequest) -> Result<(web::Data<Shared>, Caller), Problem> {
    let shared = shared(request)?;
    let token = token(request).ok_or_else(|| {
        Problem::new(401, "no_token", "No token").detail("send Authorization: Bearer with a token of /oauth/token")
    })?;
    let caller = shared.ctx.tokens.verify(token, shared.ctx.now(), &Audience::ALL)?;
    within_rate(&shared, &caller)?;
    Ok((shared, caller))
}

/// The bearer token: in its header or, where a browser opens a WebSocket and can set none, among the subprotocols that it
/// offers. Neither stands in an address, nor in a log of addresses.
fn token(request: &HttpRequest) -> Option<&str> {
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(header) = text(AUTHORIZATION) {
        return header.strip_prefix("Bearer ").or(Some(""));
    }
    let offered = text(SEC_WEBSOCKET_PROTOCOL).filter(|_| is_socket(request))?;
    offered.split(',').find_map(|offer| offer.trim().strip_prefix(TOKEN_PROTOCOL))
}

fn is_socket(request: &HttpRequest) -> bool {
    request.headers().get(UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

fn shared(request: &HttpRequest) -> Result<web::Data<Shared>, Problem> {
    let shared = request.app_data::<web::Data<Shared>>().cloned();
    shared.ok_or_else(|| Problem::new(500, "internal", "Internal error"))
}

/// Whether `caller` is within their rate; counts this request.
///
/// # Errors
///
/// 429 when they are not.
pub fn within_rate(shared: &Shared, caller: &Caller) -> Result<(), Problem> {
    let too_many = |_| Problem::new(429, "too_many_requests", "Too many requests").retry_after(60);
    shared.rate.check_key(&name(caller)).map_err(too_many)
}

/// The caller's name, for rates and idempotency keys.
pub fn name(caller: &Caller) -> String {
    match caller {
        Caller::BackEnd { client_id } => format!("back_end/{client_id}"),
        Caller::Applicant { session, .. } => format!("applicant/{session}"),
        Caller::Staff { id, .. } => format!("staff/{id}"),
    }
}

fn path_id(request: &HttpRequest) -> Result<SessionId, Problem> {
    let text = request.match_info().get("session").unwrap_or_default();
    text.parse().map_err(|_| Problem::new(404, "not_found", "Not found").detail("no such session"))
}

/// The version in `If-Match`, written as `"17"`.
fn if_match(request: &HttpRequest) -> Result<Option<u64>, Problem> {
    let Some(value) = request.headers().get("if-match") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    let bad =
        || Problem::new(400, "bad_if_match", "If-Match is not an ETag").detail("send back the ETag you were given");
    version.map(Some).ok_or_else(bad)
}
