//! Admission is decided from the headers, before the body: a place and room for the upload, or 503 at once.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::CONTENT_LENGTH,
    middleware::Next,
    web,
};

use super::{problem::Problem, server::Shared};

/// Seconds after which a caller without a place should come back.
const RETRY_S: i64 = 1;

/// Takes a place and room for the body, and gives both back when the answer is ready.
///
/// # Errors
///
/// 413 when the body is announced longer than the budget, 503 with `Retry-After` when no place is free.
pub async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let shared = request.app_data::<web::Data<Shared>>().cloned();
    let Some(shared) = shared else { return Err(Problem::new(500, "internal", "Internal error").into()) };
    let full = || Problem::new(503, "no_place", "All places are taken").retry_after(RETRY_S);
    let _place = shared.places.clone().try_acquire_owned().map_err(|_| full())?;
    let _room = match body_kib(&request, &shared) {
        0 => None,
        kib if kib as usize > shared.settings.byte_budget / 1024 => {
            let max = shared.settings.byte_budget;
            let problem = Problem::new(413, "body_too_long", "The body is too long");
            return Err(problem.detail(format!("at most {max} bytes are taken")).into());
        }
        kib => Some(shared.budget.clone().try_acquire_many_owned(kib).map_err(|_| full())?),
    };
    next.call(request).await
}

/// What the body may take up. One without a length is counted as the longest that its parts may be.
fn body_kib(request: &ServiceRequest, shared: &Shared) -> u32 {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let chunked = request.headers().contains_key("transfer-encoding");
    let longest = 2 * shared.ctx.limits.picture.max_bytes as u64;
    let bytes = announced.unwrap_or(if chunked { longest } else { 0 });
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}
