//! The pure hot paths: deciding, replaying, comparing names, sealing. Run by `make bench`.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set its stage should stop")]

use std::hint::black_box;

use ahlan::{
    base::{category::Category, ids::SessionId, randomness::SeededRandomness},
    identify::{
        names,
        national_id::{NationalId, Scheme},
    },
    session::{
        Session,
        command::{Command, Start},
        decide::{decide, start},
        event::{Mode, Purpose},
        journey::Journey,
        next_step::next_step,
    },
    vault::{
        keys::DataKey,
        seal::{Nonce, Place, open, seal},
        stream::{StreamSeed, seal_object},
    },
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn journey() -> Journey {
    let text = std::fs::read_to_string("fixtures/journeys/standard.toml").expect("the shipped journey");
    Journey::parse(&text).expect("a journey")
}

fn session(c: &mut Criterion) {
    let journey = journey();
    let wish = Start { mode: Mode::Test, locale: "ar".into(), reference: None, client: "bench".into() };
    let started = start(&journey, wish, 0);
    let session = Session::replay(&started).expect("a session");
    let consent = Command::GiveConsent { purpose: Purpose::Registry, text_version: "1".into(), language: "ar".into() };
    c.bench_function("session/decide a consent", |b| {
        b.iter(|| decide(black_box(&session), &journey, consent.clone(), 1).expect("legal"));
    });
    c.bench_function("session/replay a start", |b| b.iter(|| Session::replay(black_box(&started))));
    c.bench_function("session/next step", |b| b.iter(|| next_step(black_box(&session.state), &journey)));
}

fn identify(c: &mut Criterion) {
    c.bench_function("identify/compare names across scripts", |b| {
        b.iter(|| names::compare(black_box("Mohammed Ahmed Al Mansoori"), black_box("محمد أحمد المنصوري")));
    });
    c.bench_function("identify/read an Emirates ID", |b| {
        b.iter(|| NationalId::parse(Scheme::EmiratesId, black_box("784-1990-1234567-6")));
    });
}

fn vault(c: &mut Criterion) {
    let random = SeededRandomness::new(1);
    let key = DataKey::generate(&random);
    let session: SessionId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id");
    let place = Place { session, category: Category::Profile, sequence: 1, part: "event" };
    let profile = vec![b'x'; 2048];
    c.bench_function("vault/seal and open a profile of 2 KiB", |b| {
        b.iter(|| {
            let sealed = seal(&key, &place, Nonce::draw(&random), black_box(&profile)).expect("sealed");
            open(&key, &place, &sealed).expect("opened")
        });
    });
    let picture = vec![7; 2 << 20];
    let mut group = c.benchmark_group("vault");
    group.throughput(Throughput::Bytes(picture.len() as u64)).sample_size(20);
    group.bench_function("seal a picture of 2 MiB", |b| {
        b.iter(|| seal_object(&key, &place, StreamSeed::draw(&random), black_box(&picture)).expect("sealed"));
    });
    group.finish();
}

criterion_group!(benches, session, identify, vault);
criterion_main!(benches);
