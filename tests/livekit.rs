//! Our passes are what LiveKit's own server library (`livekit-api` 1.2.2) takes, and what it believes we believe.
//!
//! What it read and believed is committed in `livekit/expected.json`; how that was written stands at the head of
//! `livekit/generate.py`.
#![expect(clippy::expect_used, reason = "a test that cannot read its fixture should stop")]

use ahlan::{
    adapters::room_livekit::LiveKit,
    base::ids::CallId,
    config::rooms::LiveKitSettings,
    video::room::{Entry, Movement, Notice, NoticeFault, Pass, RoomProvider, Side, Step},
};
use serde::Deserialize;
use serde_json::{Value, json};

const CALL: &str = "019a0000-0000-7000-8000-000000000001";
const NOW_S: i64 = 1_790_000_000;

/// What the library made of our passes, and of notices.
#[derive(Deserialize)]
struct Expected {
    passes: Vec<Value>,
    notices: Vec<Heard>,
}

#[derive(Deserialize)]
struct Heard {
    case: String,
    body: String,
    proof: String,
    now_s: i64,
    believed: bool,
}

fn expected() -> Expected {
    serde_json::from_str(include_str!("livekit/expected.json")).expect("written by generate.py")
}

fn server() -> LiveKit {
    let settings = LiveKitSettings {
        url: "wss://media.bank.example".into(),
        api_key: "ahlan-test".into(),
        api_secret: "a made-up secret of forty-two characters..".into(),
        ..LiveKitSettings::default()
    };
    LiveKit::new(&settings).expect("settings that work")
}

fn call() -> CallId {
    CALL.parse().expect("an id")
}

fn pass(side: Side) -> Pass {
    match server().entry(call(), side, NOW_S * 1000).expect("a pass") {
        Entry::MediaServer(pass) => pass,
        Entry::PeerToPeer(servers) => panic!("{servers:?}"),
    }
}

#[test]
fn the_passes_that_the_library_read_are_those_that_are_made() {
    let made: Vec<Value> =
        Side::ALL.iter().map(|side| json!({ "side": side.name(), "token": pass(*side).token })).collect();
    if std::env::var_os("AHLAN_WRITE_PASSES").is_some() {
        let text = serde_json::to_string_pretty(&made).expect("JSON") + "\n";
        std::fs::write("tests/livekit/ours.json", text).expect("written");
    }
    let read = expected().passes;
    let read: Vec<Value> = read.iter().map(|pass| json!({ "side": pass["side"], "token": pass["token"] })).collect();
    assert_eq!(made, read, "AHLAN_WRITE_PASSES=1 writes them anew; then run generate.py");
}

#[test]
fn the_library_reads_in_a_pass_one_room_one_identity_and_the_least_rights() {
    for (side, read) in Side::ALL.into_iter().zip(expected().passes) {
        assert_eq!(
            read,
            json!({
                "side": side.name(),
                "token": pass(side).token,
                "identity": format!("{}:{CALL}", side.name()),
                "name": "", "metadata": "", "attributes": {},
                "video": {
                    "room_create": null, "room_list": null, "room_record": null, "room_admin": null,
                    "room_join": true, "room": CALL, "destination_room": null,
                    "can_publish": true, "can_subscribe": true, "can_publish_data": false,
                    "can_publish_sources": ["camera", "microphone"], "can_update_own_metadata": false,
                    "ingress_admin": null, "hidden": null, "recorder": null, "agent": null,
                    "can_manage_agent_session": null, "can_subscribe_metrics": null,
                },
                "other_grants": [],
                "good_until_its_end": true, "good_long_after": false, "good_under_another_secret": false,
            })
        );
    }
}

#[test]
fn a_pass_says_where_and_until_when_and_does_not_show_its_token() {
    let pass = pass(Side::Staff);
    assert_eq!((pass.url.as_str(), pass.room.as_str()), ("wss://media.bank.example", CALL));
    assert_eq!(pass.until_ms, (NOW_S + 300) * 1000);
    assert!(!format!("{pass:?}").contains(&pass.token));
}

#[test]
fn what_the_library_believes_is_believed_and_nothing_else() {
    let notices = expected().notices;
    assert!(notices.len() >= 30 && notices.iter().filter(|notice| notice.believed).count() >= 10);
    for Heard { case, body, proof, now_s, believed } in notices {
        let heard = server().hear(Notice { proof: &proof, body: body.as_bytes() }, now_s * 1000);
        let fault = if case == "no JSON" { NoticeFault::Unreadable } else { NoticeFault::Unproved };
        assert_eq!(heard.err(), (!believed).then_some(fault), "{case}");
    }
}

#[test]
fn who_came_and_who_left_is_told_of_the_sides_of_our_calls_alone() {
    let moved = |case: &str| {
        let notice = expected().notices.into_iter().find(|notice| notice.case == case).expect(case);
        server().hear(Notice { proof: &notice.proof, body: notice.body.as_bytes() }, NOW_S * 1000).expect("believed")
    };
    let movement = |side, connection: &str, step| {
        Some(Movement { call: call(), side, connection: connection.into(), step, at_ms: (NOW_S - 3) * 1000 })
    };
    assert_eq!(moved("participant_joined"), movement(Side::Applicant, "PA_one", Step::Came));
    assert_eq!(moved("participant_left"), movement(Side::Applicant, "PA_one", Step::Left));
    assert_eq!(moved("participant_connection_aborted"), movement(Side::Applicant, "PA_one", Step::Left));
    assert_eq!(moved("staff left"), movement(Side::Staff, "PA_two", Step::Left));
    for nothing in [
        "room_finished",
        "track_published",
        "something_new",
        "somebody else left",
        "another room",
        "the identity of another call",
    ] {
        assert_eq!(moved(nothing), None, "{nothing}");
    }
}
