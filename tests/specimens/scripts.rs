//! Cards in four script families, read field by field: one table, with what was missed.
//!
//! `AHLAN_CONDITION` photographs them otherwise than clean: `phone`, `tilted`, `blurred`, `perspective`, `glare`,
//! `small`; `AHLAN_SCRIPT` takes one family alone. `cargo test --test specimens script -- --nocapture` shows the table.

use std::collections::BTreeMap;

use super::*;
use ahlan::{document::text_reader::Script, specimen::SCRIPTS};

/// What may be missed of a script's fields when nothing is in the way, as a share.
const MOST_MISSED: f64 = 0.01;

/// Misses of `all` fields that a reader of that share would hardly ever make: four standard deviations more. With few
/// cards chance is larger than the share itself; `AHLAN_SPECIMENS=200` holds it to the share.
fn too_many(all: u32) -> f64 {
    let expected = f64::from(all) * MOST_MISSED;
    expected + 4.0 * expected.sqrt()
}

/// The fields of a Chinese card, its native name first: the Latin one prints the others.
const ON_CHINESE_CARD: [Field; 11] = [
    Field::FullNameNative,
    Field::FamilyName,
    Field::GivenNames,
    Field::NationalId,
    Field::Nationality,
    Field::BirthDate,
    Field::Sex,
    Field::ExpiryDate,
    Field::DocumentNumber,
    Field::IssueDate,
    Field::Address,
];

/// The fields of a card, the front's and the back's.
const fn printed(script: Script) -> &'static [Field] {
    match script {
        Script::Arabic | Script::Persian => &ON_CARD,
        Script::Chinese => &ON_CHINESE_CARD,
        Script::Latin => ON_CHINESE_CARD.split_at(1).1,
    }
}

/// Whether the card prints the field in digits: numbers and dates.
const fn is_digits(field: Field) -> bool {
    use Field::*;
    match field {
        NationalId | DocumentNumber | BirthDate | IssueDate | ExpiryDate => true,
        FullName | FullNameNative | FamilyName | GivenNames | Sex | Nationality | IssuingState | Address => false,
    }
}

#[test]
fn clean_cards_in_four_scripts_are_read_to_99_in_a_hundred() {
    let first = setting("AHLAN_SEED").unwrap_or_else(seed_of_now);
    let count = setting("AHLAN_SPECIMENS").unwrap_or(3);
    println!("seeds {first} to {}", first + count - 1);
    let (reader, portrait) = (reader(), portrait());
    let mut fonts = Fonts::from_system().expect("fonts: run make setup");
    let mut table = Vec::new();
    let asked = variable("AHLAN_SCRIPT");
    for (script, name) in SCRIPTS.into_iter().filter(|(_, name)| asked.as_ref().is_none_or(|asked| asked == name)) {
        let mut tally = Tally::default();
        for seed in first..first + count {
            let holder = Holder::invented_in(script, seed, TODAY);
            let card = draw_id_card(&holder, &portrait, &mut fonts).expect("a card");
            let conditions = conditions(seed);
            let (front, back) = (taken(&card.front, &conditions, seed), taken(&card.back, &conditions, seed));
            let reading = reader.read(Sides { front: &front, back: Some(&back) }, TODAY).expect("the engines run");
            tally.count(&format!("{seed} {name}"), &holder, printed(script), &reading);
        }
        table.push((name, tally));
    }
    println!("script     zones      layouts    fields      digits");
    for (name, tally) in &table {
        println!("{name:<10} {:<10} {:<10} {:<11} {}", tally.zones, tally.layouts, tally.fields, tally.digits);
        for (field, score) in &tally.of_field {
            println!("           {field:<18} {score}");
        }
    }
    if condition().is_none() {
        for (name, Tally { fields, .. }) in &table {
            assert!(f64::from(fields.all - fields.exact) < too_many(fields.all), "{name}: {fields}");
        }
    }
}

/// Below this card, photographed at a slant, its shadow's edge is as straight as its own and gives it the likelier shape.
#[test]
fn a_card_at_a_slant_is_cut_at_its_own_edge_and_not_at_its_shadow_s() {
    let holder = Holder::invented_in(Script::Latin, 990_002, TODAY);
    let card = draw_id_card(&holder, &portrait(), &mut Fonts::from_system().expect("fonts")).expect("a card");
    let [front, back] = [&card.front, &card.back].map(|side| taken(side, &Conditions::slanted(), 990_002));
    let reading = reader().read(Sides { front: &front, back: Some(&back) }, TODAY).expect("the engines run");
    let mut tally = Tally::default();
    tally.count("the card", &holder, printed(Script::Latin), &reading);
    assert_eq!(tally.fields.exact, tally.fields.all, "{:?}", tally.of_field.keys());
}

/// What was read of one script's cards.
#[derive(Default)]
struct Tally {
    zones: Score,
    layouts: Score,
    fields: Score,
    digits: Score,
    of_field: BTreeMap<Field, Score>,
}

impl Tally {
    fn count(&mut self, what: &str, holder: &Holder, fields: &[Field], reading: &DocumentReading) {
        let zone = reading.mrz.as_ref().filter(|mrz| mrz.valid);
        let lines = zone.map(|mrz| mrz.lines.iter().map(Personal::expose).collect::<Vec<_>>().join("\n"));
        self.zones.count(&format!("{what} zone"), &td1(holder).join("\n"), &lines.unwrap_or_default());
        let wanted = SCRIPTS.iter().find(|(script, _)| *script == holder.script).expect("a script").1;
        let wanted = if wanted == "arabic" { "utopia-id-1".to_owned() } else { format!("utopia-id-1-{wanted}") };
        let layout = reading.layout.as_ref().map(|layout| layout.name.clone()).unwrap_or_default();
        self.layouts.count(&format!("{what} layout"), &wanted, &layout);
        for &field in fields {
            let of_print = |r: &&ahlan::base::reading::Reading| r.field == field && r.source == Source::VisualZone;
            let got = reading.readings.iter().find(of_print).map(|r| r.value.expose()).unwrap_or_default();
            let want = holder.value(field);
            self.fields.count(&format!("{what} {field}"), &want, got);
            self.of_field.entry(field).or_default().add(want == got);
            if is_digits(field) {
                self.digits.add(want == got);
            }
        }
    }
}

fn conditions(seed: u64) -> Conditions {
    let clean = Conditions::clean();
    match condition().as_deref() {
        None | Some("clean") => clean,
        Some("phone") => Conditions::phone(seed),
        Some("tilted") => Conditions { rotation_deg: 5.0, ..clean },
        Some("blurred") => Conditions { blur_sigma: 1.5, ..clean },
        Some("perspective") => Conditions { perspective: 0.03, ..clean },
        Some("glare") => Conditions { glare: 0.05, ..clean },
        Some("small") => Conditions { scale: 600.0 / 1012.0, ..clean },
        Some(other) => panic!("AHLAN_CONDITION: there is no condition {other}"),
    }
}

fn condition() -> Option<String> {
    variable("AHLAN_CONDITION")
}

#[expect(clippy::disallowed_methods, reason = "a test is told its conditions by the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
