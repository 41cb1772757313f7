//! The profile: every value of every field, each with its source. It lives in sealed parts only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{
    personal::Personal,
    reading::{Field, Reading, Source},
};

/// What is known of the person, by field and source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile(BTreeMap<Field, Vec<Reading>>);

impl Profile {
    /// Every reading of `field`.
    pub fn of(&self, field: Field) -> &[Reading] {
        self.0.get(&field).map_or(&[], Vec::as_slice)
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
        self.0.iter().map(|(field, readings)| (*field, readings.as_slice()))
    }

    /// Forgets what `sources` said before, then takes `readings` in. One reading per field and source stays, the last.
    pub fn replace(&mut self, sources: &[Source], readings: &[Reading]) {
        for of_field in self.0.values_mut() {
            of_field.retain(|reading| !sources.contains(&reading.source));
        }
        for reading in readings {
            let of_field = self.0.entry(reading.field).or_default();
            of_field.retain(|earlier| earlier.source != reading.source);
            of_field.push(reading.clone());
        }
        self.0.retain(|_, readings| !readings.is_empty());
    }

    /// Forgets everything.
    pub fn erase(&mut self) {
        self.0.clear();
    }
}
