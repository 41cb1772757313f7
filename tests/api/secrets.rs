//! A planted person is looked for in everything the service writes: nothing of theirs stands anywhere in clear.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex},
};

use ahlan::staff::caller::Role;
use serde_json::json;

use crate::{
    approval::{known_seed, service_with_person},
    pictures::Person,
    service::Service,
};

/// Everything that any test of this run logs, at the finest level.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_env_filter("trace,ort=info,cosmic_text=info,swash=info")
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .init();
    log
});

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What must not be found: values as they are written on the card, and bytes of the pictures.
fn markers(person: &Person, pictures: &[Vec<u8>]) -> Vec<(String, Vec<u8>)> {
    let holder = &person.holder;
    let bare: String = holder.national_id.chars().filter(char::is_ascii_alphanumeric).collect();
    let texts = [
        ("full name", holder.full_name.clone()),
        ("full name in capitals", holder.full_name.to_uppercase()),
        ("native name", holder.full_name_native.clone()),
        ("address", holder.address.clone()),
        ("national id", holder.national_id.clone()),
        ("bare national id", bare),
        ("document number", holder.document_number.clone()),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes()));
    // Not the first bytes, which all pictures share, and some from the middle.
    let pieces = pictures.iter().map(|picture| {
        let middle = picture.len() / 2;
        ("a picture".to_owned(), picture[middle..middle + 24].to_vec())
    });
    texts.chain(pieces).chain([("a JPEG".to_owned(), b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec())]).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn contains(bytes: &[u8], marker: &[u8]) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker)
}

/// Files that lie in the temporary folder itself, where a careless upload would.
fn loose_temporary_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(std::env::temp_dir()).expect("a folder").filter_map(Result::ok);
    let small = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < 20 << 20);
    entries.map(|entry| entry.path()).filter(small).collect()
}

async fn walked() -> (Service, Person, Vec<Vec<u8>>, String) {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("standard", &person).await;
    let pictures = vec![person.front(), person.back(), person.selfie(&service.ctx.faces)];
    (service, person, pictures, session)
}

#[actix_web::test]
async fn nothing_of_a_person_stands_in_clear_in_database_objects_temporary_files_or_logs() {
    LazyLock::force(&LOG);
    let before = loose_temporary_files();
    let (service, person, pictures, session) = walked().await;
    let approved = service.submit(&session).await.good();
    assert!(approved.to_string().contains(&person.holder.full_name), "the marker is what the service knows");
    service.get(&service.staff("sara", Role::Supervisor), &session).await.good();
    service.jobs().await;

    let kept = service.folder.path();
    // The registry's own file is the test's, not the service's.
    let mut files: Vec<_> = files_below(kept).into_iter().filter(|path| !path.ends_with("people.json")).collect();
    assert!(files.iter().any(|path| path.ends_with("test.db-wal")), "{files:?}");
    assert!(files.iter().filter(|path| path.starts_with(kept.join("objects"))).count() >= 4, "{files:?}");
    files.extend(loose_temporary_files().into_iter().filter(|path| !before.contains(path)));
    let log = LOG.0.lock().expect("a lock").clone();
    assert!(contains(&log, b"ahlan") || contains(&log, b"actix"), "nothing was logged");
    for (name, marker) in markers(&person, &pictures) {
        for file in &files {
            let bytes = fs::read(file).unwrap_or_default();
            assert!(!contains(&bytes, &marker), "{name} stands in {}", file.display());
        }
        assert!(name == "a JPEG" || !contains(&log, &marker), "{name} stands in the log");
    }
}

#[actix_web::test]
async fn after_an_erasure_no_key_is_left_and_the_pictures_are_gone() {
    let (service, person, _, session) = walked().await;
    let seen = service.seen(&session).await;
    let evidence = seen["evidence"].as_array().expect("evidence").clone();
    assert!(evidence.len() >= 4);
    let erased = service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    assert_eq!((&erased["kept"], &erased["session"]["profile"]), (&json!([]), &json!([])));
    for picture in &evidence {
        let path = format!("{session}/evidence/{}", picture["id"].as_str().expect("an id"));
        service.get(&service.back_end, &path).await.is(410, "erased");
    }
    let database = service.open_database().await;
    let keys: (i64,) = sqlx::query_as("SELECT COUNT(*) FROM data_keys").fetch_one(&database).await.expect("a count");
    assert_eq!(keys.0, 0);
    let objects = service.folder.path().join("objects");
    let left: Vec<_> = files_below(&objects).into_iter().filter(|file| fs::metadata(file).unwrap().len() > 0).collect();
    assert!(left.is_empty(), "{left:?}");
    let after = service.seen(&session).await;
    assert!(!after.to_string().contains(&person.holder.full_name), "{after:#}");
    assert_eq!(after["status"], "erased");
}

#[actix_web::test]
async fn a_decided_application_is_kept_by_law_and_the_answer_says_until_when() {
    let (service, _, _, session) = walked().await;
    service.submit(&session).await.good();
    let erased = service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    let kept: Vec<_> = erased["kept"].as_array().expect("kept").iter().map(|kept| kept["category"].clone()).collect();
    assert!(kept.contains(&json!("profile")) && kept.contains(&json!("picture")), "{kept:?}");
    assert_eq!(erased["kept"][0]["until"], "2031-11-20T09:00:00Z");
    assert_ne!(service.seen(&session).await["profile"], json!([]));
}
