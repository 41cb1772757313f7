//! Pictures and recordings, for those who may see them.

use actix_web::{HttpResponse, web};

use crate::{
    base::ids::{EvidenceId, SessionId},
    flow::{calls, evidence},
    http::{caller::OnSession, problem::Problem, view::RecordingView},
    staff::policy::route,
};

/// A picture as it was sent. The look is on the log before the first byte goes out.
#[utoipa::path(get, path = "/v1/sessions/{session}/evidence/{evidence}", tag = "sessions",
    params(("session" = uuid::Uuid, Path), ("evidence" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub async fn look(
    on: OnSession<route::SeeEvidence>,
    path: web::Path<(SessionId, String)>,
) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such evidence");
    let id: EvidenceId = path.1.parse().map_err(missing)?;
    let bytes = evidence::look(&on.turn, &on.loaded, id).await?;
    let kind = match bytes.as_slice() {
        [0x89, b'P', ..] => "image/png",
        [b'R', ..] => "image/webp",
        [0x1A, 0x45, ..] => "video/webm",
        _ => "image/jpeg",
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(bytes.to_vec()))
}

/// What is on record of the session's calls: each connection with its pieces in order, and what is missing between them. A
/// piece's bytes are evidence like a picture's.
#[utoipa::path(get, path = "/v1/sessions/{session}/recordings", tag = "sessions", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = Vec<RecordingView>), (status = 403, body = Problem), (status = 410, body = Problem)))]
pub async fn recordings(on: OnSession<route::ListRecordings>) -> Result<HttpResponse, Problem> {
    let recordings = calls::recordings(&on.turn, &on.loaded).await?;
    let now_ms = on.shared.ctx.now_ms();
    let views: Vec<_> = recordings.iter().map(|recording| RecordingView::of(recording, now_ms)).collect();
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(views))
}
