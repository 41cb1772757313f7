use secrecy::ExposeSecret;

use super::*;

#[test]
fn the_documented_defaults_are_complete_and_valid() {
    let config = Config::from_toml("").expect("reads");
    assert_eq!(config.http.listen.port(), 8080);
    assert_eq!(config.pictures, picture::Limits::default());
    assert_eq!(config.database.url.expose_secret(), "sqlite:data/ahlan.db?mode=rwc");
    assert_eq!(config.issuer(), "http://127.0.0.1:8080");
    assert!(config.keys.wrapping.is_empty(), "no key may have a default");
}

#[test]
fn a_file_changes_what_it_names_and_nothing_else() {
    let config = Config::from_toml("[limits]\nclaim_s = 300\n[tokens]\nissuer = \"bank\"").expect("reads");
    assert_eq!((config.limits.claim_s, config.limits.in_flight_s), (300, 60));
    assert_eq!(config.issuer(), "bank");
}

#[test]
fn a_key_may_stand_alone_in_a_list_or_between_commas() {
    let keys = |text: &str| Config::from_toml(text).expect("reads").keys.wrapping;
    for text in ["wrapping = \"a\"", "wrapping = [\"a\"]", "wrapping = \"a, b\"", "wrapping = [\"a\", \"b\"]"] {
        let read = keys(&format!("[keys]\n{text}"));
        assert_eq!(read[0].expose_secret(), "a", "{text}");
        assert_eq!(read.len(), if text.contains('b') { 2 } else { 1 }, "{text}");
    }
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    let error = Config::from_toml("[http]\nlisten_on = \"x\"").expect_err("refused");
    assert!(error.to_string().starts_with("http.listen_on: unknown field"), "{error}");
}

#[test]
fn a_value_out_of_its_range_is_refused_with_its_key_and_range() {
    let error = Config::from_toml("[retention]\npicture_days = 0").expect_err("refused");
    assert!(error.to_string().starts_with("retention.picture_days: must be 1 to 36500"), "{error}");
}

#[test]
fn a_fault_in_a_file_names_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bank.toml");
    std::fs::write(&path, "[http]\nmax_places = \"many\"").expect("written");
    let error = Config::load(Some(&path)).expect_err("refused").to_string();
    assert!(error.starts_with("http.max_places: invalid type"), "{error}");
    assert!(error.ends_with("bank.toml)"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_an_error_and_not_an_empty_one() {
    let error = Config::load(Some(Path::new("/nowhere/bank.toml"))).expect_err("refused");
    assert_eq!(error.to_string(), "there is no configuration file /nowhere/bank.toml");
}

#[test]
fn debug_shows_neither_keys_nor_the_database_url() {
    let config = Config::from_toml("[keys]\ntoken = \"hush\"\n[database]\nurl = \"postgres://u:hush@h/d\"");
    assert!(!format!("{:?}", config.expect("reads")).contains("hush"));
}
