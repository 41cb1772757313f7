//! The profile: every value of every field, each with its source. It lives in sealed parts only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        personal::Personal,
        reading::{Field, Reading, Source},
    },
    contact::address::Address,
};

/// What is known of the person: by field and source, and where they can be reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// In JSON the fields stand beside each other, as they did before there was anything else.
    #[serde(flatten)]
    fields: BTreeMap<Field, Vec<Reading>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
}

/// Where the person can be reached, if they have proved it; until then, what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address that a code was sent to last.
    pub address: Address,
    /// Keyed hash of that code.
    pub code: String,
}

impl Profile {
    /// Every reading of `field`.
    pub fn of(&self, field: Field) -> &[Reading] {
        self.fields.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The value that stands for `field`: the registry's word before the machine readable zone's, before a barcode's,
    /// before what is printed, before what was typed. Where they contradict, a person decides; this is only what is shown first.
    pub fn value(&self, field: Field) -> Option<&Reading> {
        let rank = |reading: &&Reading| match reading.source {
            Source::Registry => 0,
            Source::Mrz => 1,
            Source::Barcode => 2,
            Source::VisualZone => 3,
            Source::Typed => 4,
        };
        self.of(field).iter().min_by_key(rank)
    }

    /// The value of `field` that comes from `source`.
    pub fn from(&self, field: Field, source: Source) -> Option<&Personal> {
        self.of(field).iter().find(|r| r.source == source).map(|r| &r.value)
    }

    /// Fields with their readings, in the order a form shows them.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &[Reading])> {
        self.fields.iter().map(|(field, readings)| (*field, readings.as_slice()))
    }

    /// The address that a code was sent to last. Whether it was proved, the state says.
    pub const fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// Takes the address in that a code was sent to.
    pub fn reach_by(&mut self, contact: Contact) {
        self.contact = Some(contact);
    }

    /// Forgets what `sources` said before, then takes `readings` in. One reading per field and source stays, the last.
    pub fn replace(&mut self, sources: &[Source], readings: &[Reading]) {
        for of_field in self.fields.values_mut() {
            of_field.retain(|reading| !sources.contains(&reading.source));
        }
        for reading in readings {
            let of_field = self.fields.entry(reading.field).or_default();
            of_field.retain(|earlier| earlier.source != reading.source);
            of_field.push(reading.clone());
        }
        self.fields.retain(|_, readings| !readings.is_empty());
    }

    /// Forgets everything.
    pub fn erase(&mut self) {
        self.fields.clear();
        self.contact = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        let reading = Reading {
            field: Field::FullName,
            value: Personal::new("Layla"),
            source: Source::Mrz,
            confidence: 0.7,
            region: None,
        };
        let mut profile = Profile::default();
        profile.replace(&[], &[reading]);
        profile
    }

    #[test]
    fn a_profile_survives_its_json_with_and_without_an_address() {
        let mut profile = profile();
        let earlier = r#"{"full_name":[{"field":"full_name","value":"Layla","source":"mrz","confidence":0.7"#;
        assert!(serde_json::to_string(&profile).expect("JSON").starts_with(earlier), "the form that is in the stores");
        for _ in 0..2 {
            let json = serde_json::to_string(&profile).expect("JSON");
            assert_eq!(serde_json::from_str::<Profile>(&json).expect("reads"), profile);
            let address = Address::parse("layla@example.com").expect("good");
            profile.reach_by(Contact { address, code: "hash".into() });
        }
    }

    #[test]
    fn an_erased_profile_holds_nothing() {
        let mut profile = profile();
        profile.reach_by(Contact { address: Address::parse("+971501234567").expect("good"), code: "hash".into() });
        profile.erase();
        assert_eq!(profile, Profile::default());
    }
}
