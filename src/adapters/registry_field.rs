//! What both wires ask of a field before they believe it.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// The bytes are no photograph.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAPhoto;

/// The file behind `text`, base64 with or without the prefix of a `data:` URL (RFC 2397).
pub fn from_base64(text: &str) -> Result<Vec<u8>, NotAPhoto> {
    let encoded = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,").ok_or(NotAPhoto)?.1,
        None => text,
    };
    checked(BASE64.decode(encoded).map_err(|_| NotAPhoto)?)
}

/// `bytes`, if they begin as a JPEG or PNG file does. Whether the picture is whole shows when it is decoded.
pub fn checked(bytes: Vec<u8>) -> Result<Vec<u8>, NotAPhoto> {
    let known = bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    if known { Ok(bytes) } else { Err(NotAPhoto) }
}

/// Whether `code` is written as ICAO 9303-3 writes states: one to three capitals.
pub fn is_state_code(code: &str) -> bool {
    (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_a_jpeg_or_a_png_with_or_without_a_data_prefix() {
        assert_eq!(from_base64("/9j/4A=="), Ok(vec![0xFF, 0xD8, 0xFF, 0xE0]));
        assert_eq!(from_base64("data:image/jpeg;base64,/9j/4A=="), Ok(vec![0xFF, 0xD8, 0xFF, 0xE0]));
        for bad in ["R0lGODlh", "not base64!", "data:image/jpeg,/9j/4A==", ""] {
            assert_eq!(from_base64(bad), Err(NotAPhoto), "{bad}");
        }
    }
}
