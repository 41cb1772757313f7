//! Idempotency-Key: same key and same content, same answer; never two effects.

use actix_web::HttpRequest;

use super::{caller::name, problem::Problem};
use crate::{
    flow::{
        Ctx, FlowError,
        idempotent::{Begun, begin, cancel},
        ledger::Loaded,
        read,
        turn::Marked,
    },
    staff::caller::Caller,
};

/// Longest Idempotency-Key, in characters.
const LONGEST_KEY: usize = 255;

/// Acts once under the request's Idempotency-Key, if it has one; an earlier answer is given again. No event of its own
/// tells of that, so the look is noted.
///
/// # Errors
///
/// What `act` answers, whose key is then free again; 422 and 409 as the key's history demands.
pub async fn once<A>(
    ctx: &Ctx,
    request: &HttpRequest,
    caller: &Caller,
    content: &[u8],
    act: impl FnOnce(Option<Marked>) -> A,
) -> Result<Loaded, Problem>
where
    A: Future<Output = Result<Loaded, FlowError>>,
{
    let Some(key) = key(request)? else { return Ok(act(None).await?) };
    // The path with its session; a query changes nothing on a POST.
    let route = format!("{} {}", request.method(), request.path());
    match begin(ctx, name(caller), route, &key, content).await? {
        Begun::Answered(session, version) => {
            read::note_look(ctx, session, caller).await?;
            Ok(read::as_of(ctx, session, version).await?)
        }
        Begun::New(marked) => match act(Some(marked.clone())).await {
            Ok(loaded) => Ok(loaded),
            Err(error) => {
                cancel(ctx, &marked).await?;
                Err(error.into())
            }
        },
    }
}

pub(super) fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > LONGEST_KEY {
        return Err(Problem::new(400, "bad_idempotency_key", "The Idempotency-Key is not good")
            .detail("1 to 255 ASCII characters, a UUID for example"));
    }
    Ok(Some(text.to_owned()))
}
