//! The one body whose parts come many times: frames, each checked as it comes in.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use super::{multipart, within};
use crate::{
    flow::liveness::Frames,
    http::{problem::Problem, server::Shared},
};

/// Longest list of times, in bytes: far more than the frames that are taken.
const LONGEST_TIMES: usize = 4 << 10;

/// The frames of a body, and their times.
///
/// # Errors
///
/// 415 when it is not multipart, 422 for too many frames, one that is too long, a part that nobody asked for, or times
/// that are no list of numbers, 408 when too slow.
pub async fn frames(shared: &Shared, request: &HttpRequest, payload: web::Payload) -> Result<Frames, Problem> {
    let multipart = multipart(request, payload, &["times", "frame"])?;
    let limits = &shared.ctx.limits;
    within(shared, collect(multipart, limits.liveness_frames, limits.liveness_frame_bytes)).await
}

async fn collect(mut multipart: Multipart, most: usize, longest: usize) -> Result<Frames, Problem> {
    let (mut times, mut pictures) = (None, Vec::new());
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(broken)?;
        match field.name().unwrap_or_default() {
            "times" if times.is_some() => {
                return Err(Problem::new(422, "part_twice", "A part was sent twice").value("times", "send it once"));
            }
            "times" => {
                let text = read(&mut field, LONGEST_TIMES).await?.ok_or_else(bad_times)?;
                times = Some(serde_json::from_slice::<Vec<u32>>(&text).map_err(|_| bad_times())?);
            }
            "frame" if pictures.len() == most => {
                return Err(Problem::new(422, "too_many_frames", "There are too many frames")
                    .value("frame", format!("send at most {most} frames")));
            }
            "frame" => {
                let bytes = read(&mut field, longest).await?;
                pictures.push(bytes.ok_or_else(|| too_long(pictures.len(), longest))?);
            }
            name => {
                let reason = "no part of this name is taken; known: times, frame";
                return Err(Problem::new(422, "unknown_part", "A part is not taken").value(name, reason));
            }
        }
    }
    if pictures.is_empty() {
        return Err(missing("frame", "send the frames in their order, each as a part of this name"));
    }
    let times_ms = times.ok_or_else(|| missing("times", "send when each frame was taken, as a JSON array"))?;
    Ok(Frames { times_ms, pictures })
}

/// The bytes of a part; nothing if there are more than `longest`.
async fn read(field: &mut Field, longest: usize) -> Result<Option<Vec<u8>>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        bytes.extend_from_slice(&chunk.map_err(broken)?);
        if bytes.len() > longest {
            return Ok(None);
        }
    }
    Ok(Some(bytes))
}

fn broken(error: MultipartError) -> Problem {
    Problem::new(400, "bad_multipart", "The multipart body is damaged").detail(error)
}

fn missing(part: &str, reason: &str) -> Problem {
    Problem::new(422, "part_missing", "A part is missing").value(part, reason)
}

fn bad_times() -> Problem {
    let reason = "a JSON array of whole milliseconds, one for each frame: [0,400,800]";
    Problem::new(422, "bad_value", "A value is not taken").value("times", reason)
}

fn too_long(number: usize, longest: usize) -> Problem {
    let reason = format!("the file has more than {longest} bytes; 640 pixels a side are enough for a frame");
    Problem::new(422, "picture_too_many_bytes", "The picture is not taken").value(format!("frame/{number}"), reason)
}
