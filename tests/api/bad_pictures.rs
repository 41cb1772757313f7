//! Pictures that are none, too much, or only look wrong: each by status and code; the session is as before.

use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat, imageops};
use serde_json::Value;

use crate::{
    applicant::step,
    approval::{known_seed, service_with_person},
    pictures::{Person, encoded, plain_jpeg},
    service::{Answer, Service},
};

/// Sends `front` as a document's front, claims that nothing changed, and returns the problem.
async fn refused(front: Vec<u8>) -> Answer {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let sent = [("front", front), ("back", plain_jpeg())];
    service.unchanged(&session, service.pictures(&format!("{session}/documents"), &sent)).await
}

/// Sends a document whose front was stored otherwise, and returns the session.
async fn read(person: &Person, service: &Service, front: Vec<u8>) -> Value {
    let session = service.session("document-only").await;
    let sent = [("front", front), ("back", person.back())];
    service.pictures(&format!("{session}/documents"), &sent).await.good()
}

#[track_caller]
fn blames(answer: &Answer, part: &str) {
    assert_eq!(answer.body["errors"][0]["pointer"], part, "{:#}", answer.body);
}

#[actix_web::test]
async fn text_is_not_a_picture() {
    let answer = refused(b"this is no picture at all".to_vec()).await;
    answer.is(422, "not_a_picture");
    blames(&answer, "front");
}

#[actix_web::test]
async fn a_pdf_is_not_a_picture_and_is_called_by_its_name() {
    let answer = refused(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec()).await;
    answer.is(422, "not_a_picture");
    assert!(answer.body["errors"][0]["reason"].as_str().expect("a reason").contains("PDF"));
}

#[actix_web::test]
async fn an_empty_file_is_refused() {
    refused(Vec::new()).await.is(422, "picture_empty");
}

#[actix_web::test]
async fn a_picture_that_was_cut_off_is_refused_in_every_format() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(format);
        for rest in [whole.len() / 2, whole.len() - 20, 30] {
            refused(whole[..rest].to_vec()).await.is(422, "picture_damaged");
        }
    }
}

#[actix_web::test]
async fn noise_behind_a_pictures_first_bytes_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut bytes = encoded(format);
        for (place, byte) in bytes.iter_mut().enumerate().skip(16) {
            *byte = (place.wrapping_mul(2_654_435_761) >> 7).to_le_bytes()[0];
        }
        refused(bytes).await.is(422, "picture_damaged");
    }
}

#[actix_web::test]
async fn a_file_of_more_than_ten_mebibytes_is_refused() {
    let mut long = plain_jpeg();
    long.resize((10 << 20) + 1, 0);
    refused(long).await.is(422, "picture_too_many_bytes");
}

#[actix_web::test]
async fn fifty_megabytes_are_refused() {
    let mut long = plain_jpeg();
    long.resize(50_000_000, 0);
    refused(long).await.is(422, "picture_too_many_bytes");
}

#[actix_web::test]
async fn a_bomb_of_nine_hundred_megapixels_is_refused_before_it_is_decoded() {
    let bomb = png_that_claims(30_000, 30_000);
    assert!(bomb.len() < 200);
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let (before, begun) = (peak_kib(), Instant::now());
    let sent = [("front", bomb), ("back", plain_jpeg())];
    let answer = service.unchanged(&session, service.pictures(&format!("{session}/documents"), &sent)).await;
    answer.is(422, "picture_too_many_pixels");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // Decoded it would take 2.7 GB; other tests of the same process need some of this.
    assert!(peak_kib() - before < 1 << 20, "{before} KiB before, {} KiB after", peak_kib());
}

#[actix_web::test]
async fn a_picture_of_one_pixel_is_refused() {
    refused(png_that_claims(1, 1)).await.is(422, "picture_too_small");
}

#[actix_web::test]
async fn animated_pictures_are_refused() {
    refused(include_bytes!("fixtures/animated.webp").to_vec()).await.is(422, "picture_animated");
    refused(include_bytes!("fixtures/animated.png").to_vec()).await.is(422, "picture_animated");
    refused(include_bytes!("fixtures/animated.gif").to_vec()).await.is(422, "not_a_picture");
}

#[actix_web::test]
async fn a_picture_in_four_inks_is_taken_and_looked_at_like_any_other() {
    let (service, person) = service_with_person(known_seed()).await;
    let seen = read(&person, &service, include_bytes!("fixtures/cmyk.jpg").to_vec()).await;
    assert_eq!(step(&seen, "document"), "retry");
    assert_eq!(seen["next"]["attempts_left"], 2);
}

#[actix_web::test]
async fn sixteen_bits_a_channel_are_taken() {
    let (service, person) = service_with_person(known_seed()).await;
    let front = image::load_from_memory(&person.front()).expect("a picture").into_rgb16();
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb16(front).write_to(&mut bytes, ImageFormat::Png).expect("encoded");
    let seen = read(&person, &service, bytes.into_inner()).await;
    assert_eq!(step(&seen, "document"), "passed", "{:#}", seen["next"]);
}

#[actix_web::test]
async fn a_picture_that_lies_on_its_side_is_read_upright_if_it_says_so() {
    let (service, person) = service_with_person(known_seed()).await;
    let upright = read(&person, &service, person.front()).await;
    let lying = imageops::rotate270(&image::load_from_memory(&person.front()).expect("a picture").into_rgb8());
    let stored = ahlan::specimen::jpeg(&lying, 95).expect("a picture");
    // 6: the stored picture has to be turned a quarter to the right to be seen upright.
    let turned = read(&person, &service, with_orientation(&stored, 6)).await;
    assert_eq!(step(&turned, "document"), "passed", "{:#}", turned["next"]);
    let name = |seen: &Value| {
        let fields = seen["profile"].as_array().expect("a profile").clone();
        let name = fields.into_iter().find(|field| field["field"] == "full_name").expect("a name");
        let sources = name["sources"].as_array().expect("sources").clone();
        let region = sources.into_iter().find(|source| source["source"] == "visual_zone").expect("a source");
        let corner = region["region"]["corners"][0].clone();
        (name["value"].clone(), [corner[0].as_f64().expect("x"), corner[1].as_f64().expect("y")])
    };
    let ((first, [x, y]), (second, [u, v])) = (name(&upright), name(&turned));
    assert_eq!(first, second);
    // Regions are told in pixels of the upright picture, so they are the same ones.
    assert!((x - u).abs() < 8.0 && (y - v).abs() < 8.0, "{x} {y} against {u} {v}");
}

#[actix_web::test]
async fn a_missing_part_is_named() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let path = format!("{session}/documents");
    let answer = service.unchanged(&session, service.pictures(&path, &[("back", plain_jpeg())])).await;
    answer.is(422, "part_missing");
    blames(&answer, "front");
}

#[actix_web::test]
async fn an_unknown_part_is_named() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let path = format!("{session}/documents");
    let sent = [("front", plain_jpeg()), ("side", plain_jpeg())];
    let answer = service.unchanged(&session, service.pictures(&path, &sent)).await;
    answer.is(422, "unknown_part");
    blames(&answer, "side");
}

#[actix_web::test]
async fn a_part_that_comes_twice_is_refused() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let path = format!("{session}/documents");
    let sent = [("front", plain_jpeg()), ("front", plain_jpeg())];
    service.unchanged(&session, service.pictures(&path, &sent)).await.is(422, "part_twice");
}

#[actix_web::test]
async fn a_picture_that_is_not_sent_as_a_part_is_refused() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let request = service.request(&service.back_end, reqwest::Method::POST, &format!("{session}/documents"));
    let request = request.header("content-type", "image/jpeg").body(plain_jpeg());
    service.unchanged(&session, crate::service::answer(request)).await.is(415, "not_multipart");
}

/// A PNG (ISO/IEC 15948) whose header claims `width` × `height` grey pixels, with next to nothing in it.
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header.as_slice()), (b"IDAT", &[0x78, 0x9C, 3, 0, 0, 0, 0, 1]), (b"IEND", &[])] {
        let named = [kind.as_slice(), data].concat();
        png.extend(u32::try_from(data.len()).expect("a short chunk").to_be_bytes());
        png.extend(&named);
        png.extend(crc(&named).to_be_bytes());
    }
    png
}

/// CRC-32 as PNG's annex D has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

/// A JPEG with an EXIF segment that says no more than its orientation (CIPA DC-008, tag 0x0112).
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif = [
        b"Exif\0\0MM\0\x2A\0\0\0\x08".as_slice(),
        &[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    let length = (u16::try_from(exif.len()).expect("a short segment") + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

/// The most memory this process ever had, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a line");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}
