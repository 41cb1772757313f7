//! Reading bodies, after the caller is known: JSON and multipart within limits, with errors that say where.

pub mod frames;

use std::{collections::BTreeMap, time::Duration};

use actix_multipart::Multipart;
use actix_web::{HttpRequest, http::header::CONTENT_LENGTH, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{problem::Problem, server::Shared};

/// Longest JSON body, in bytes.
pub const LONGEST_JSON: usize = 64 << 10;

/// A JSON body, and its content without the spaces between values: those are not what was said.
///
/// # Errors
///
/// 413 when too long, 408 when too slow, 400 when no JSON, 422 with a JSON pointer when not what the route takes.
pub async fn json<T: DeserializeOwned>(shared: &Shared, payload: web::Payload) -> Result<(T, Vec<u8>), Problem> {
    let bytes = within(shared, collect(payload, LONGEST_JSON)).await?;
    // Nothing at all is the same as no wishes.
    let text = if bytes.is_empty() { b"{}".as_slice() } else { &bytes };
    let value: serde_json::Value = serde_json::from_slice(text)
        .map_err(|error| Problem::new(400, "bad_json", "The body is not JSON").detail(error))?;
    let content = value.to_string().into_bytes();
    let parsed = serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = pointer(error.path());
        Problem::new(422, "bad_value", "A value is not taken").value(pointer, error.into_inner().to_string())
    })?;
    Ok((parsed, content))
}

/// The parts of a multipart body by name, each at most `longest` bytes.
///
/// # Errors
///
/// 415 when it is not multipart, 422 for a part that nobody asked for or that is too long, 408 when too slow.
pub async fn parts(
    shared: &Shared,
    request: &HttpRequest,
    payload: web::Payload,
    wanted: &[&'static str],
) -> Result<BTreeMap<&'static str, Vec<u8>>, Problem> {
    let multipart = multipart(request, payload, wanted)?;
    let longest = shared.ctx.limits.picture.max_bytes;
    within(shared, collect_parts(multipart, wanted, longest)).await
}

/// The body as multipart, its parts unread.
fn multipart(request: &HttpRequest, payload: web::Payload, wanted: &[&'static str]) -> Result<Multipart, Problem> {
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let names = wanted.join(", ");
        return Err(Problem::new(415, "not_multipart", "The body is not multipart/form-data")
            .detail(format!("send the parts {names} as multipart/form-data")));
    }
    Ok(Multipart::new(request.headers(), payload.into_inner()))
}

async fn collect_parts(
    mut multipart: Multipart,
    wanted: &[&'static str],
    longest: usize,
) -> Result<BTreeMap<&'static str, Vec<u8>>, Problem> {
    let broken = |error| Problem::new(400, "bad_multipart", "The multipart body is damaged").detail(error);
    let mut parts = BTreeMap::new();
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(broken)?;
        let name = field.name().unwrap_or_default().to_owned();
        let unknown = || {
            let reason = format!("no part of this name is taken; known: {}", wanted.join(", "));
            Problem::new(422, "unknown_part", "A part is not taken").value(name.clone(), reason)
        };
        let known = *wanted.iter().find(|wanted| **wanted == name).ok_or_else(unknown)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = field.next().await {
            bytes.extend_from_slice(&chunk.map_err(broken)?);
            // One byte over is enough to say so; the picture's own check names the limit.
            if bytes.len() > longest {
                return Err(Problem::new(422, "picture_too_many_bytes", "The picture is not taken")
                    .value(known, format!("the file has more than {longest} bytes")));
            }
        }
        if parts.insert(known, bytes).is_some() {
            return Err(Problem::new(422, "part_twice", "A part was sent twice").value(known, "send it once"));
        }
    }
    Ok(parts)
}

/// The decoded parts as one text to be hashed: each after its name and length, so that none can be moved.
pub fn joined<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, bytes) in parts {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        all.extend_from_slice(bytes);
    }
    all
}

/// Takes one part out.
///
/// # Errors
///
/// 422 naming the part that is missing.
pub fn take(parts: &mut BTreeMap<&'static str, Vec<u8>>, name: &'static str) -> Result<Vec<u8>, Problem> {
    parts.remove(name).ok_or_else(|| {
        Problem::new(422, "part_missing", "A part is missing").value(name, "send a picture under this name")
    })
}

/// A body that is neither JSON nor in parts, at most `longest` bytes. What announces more is refused by its headers.
///
/// # Errors
///
/// 413 when too long, 408 when too slow.
pub async fn bytes(
    shared: &Shared,
    request: &HttpRequest,
    payload: web::Payload,
    longest: usize,
) -> Result<Vec<u8>, Problem> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|announced| announced > longest) {
        return Err(too_long(longest));
    }
    within(shared, collect(payload, longest)).await
}

fn too_long(longest: usize) -> Problem {
    Problem::new(413, "body_too_long", "The body is too long").detail(format!("this body has at most {longest} bytes"))
}

async fn collect(mut payload: web::Payload, longest: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Problem::new(400, "bad_body", "The body is damaged").detail(error))?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > longest {
            return Err(too_long(longest));
        }
    }
    Ok(bytes)
}

async fn within<T>(shared: &Shared, read: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let limit = Duration::from_millis(shared.settings.body_timeout_ms);
    let slow = || Problem::new(408, "body_too_slow", "The body came too slowly").retry_after(0);
    tokio::time::timeout(limit, read).await.map_err(|_| slow())?
}

/// The path of a value as JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("{pointer}/{variant}"),
        Segment::Unknown => pointer,
    })
}
