//! Field by field, every pair of sources: do they say the same?

use std::collections::BTreeSet;

use super::{
    event::{Agreement, FieldCheck},
    profile::Profile,
    reason::Reason,
};
use crate::{
    base::reading::{Field, Reading, Source},
    identify::names::{self, Verdict},
};

/// Every comparison, and the reasons that follow from those that do not agree.
///
/// A printed field read with less than `min_confidence` is compared and recorded, but weighs nothing: a doubtful glyph
/// is not a contradiction. Typed, registry and machine readable values always weigh.
pub fn cross_check(profile: &Profile, min_confidence: f32) -> (Vec<FieldCheck>, BTreeSet<Reason>) {
    let mut checks = Vec::new();
    for (field, readings) in profile.fields() {
        for (position, one) in readings.iter().enumerate() {
            for other in readings.iter().skip(position + 1) {
                checks.push(compare(field, one, other, min_confidence));
            }
        }
    }
    if let Some(check) = across_scripts(profile, min_confidence) {
        checks.push(check);
    }
    let reasons = checks.iter().filter_map(reason).collect();
    (checks, reasons)
}

fn compare(field: Field, one: &Reading, other: &Reading, min_confidence: f32) -> FieldCheck {
    let same = match field {
        Field::FullName | Field::FullNameNative | Field::FamilyName | Field::GivenNames => {
            of_names(names::compare(one.value.expose(), other.value.expose()).verdict)
        }
        // Addresses are written in too many ways for a machine to call two of them a contradiction.
        Field::Address => Agreement::Agrees,
        Field::NationalId
        | Field::DocumentNumber
        | Field::BirthDate
        | Field::Sex
        | Field::Nationality
        | Field::IssuingState
        | Field::IssueDate
        | Field::ExpiryDate => {
            if one.value == other.value {
                Agreement::Agrees
            } else {
                Agreement::Contradicts
            }
        }
    };
    let weighs = |r: &Reading| r.source != Source::VisualZone || r.confidence >= min_confidence;
    let agreement = if same != Agreement::Agrees && !(weighs(one) && weighs(other)) { Agreement::Unsure } else { same };
    FieldCheck { field, between: (one.source, other.source), agreement }
}

/// The registry's native name against the Latin one of another source, when nothing else ties the two together.
fn across_scripts(profile: &Profile, min_confidence: f32) -> Option<FieldCheck> {
    let latin = profile.of(Field::FullName);
    let native = profile.of(Field::FullNameNative);
    let tied = latin.iter().any(|l| native.iter().any(|n| n.source == l.source));
    if tied {
        return None;
    }
    let mut check = compare(Field::FullName, latin.first()?, native.first()?, min_confidence);
    check.field = Field::FullNameNative;
    Some(check)
}

fn of_names(verdict: Verdict) -> Agreement {
    match verdict {
        Verdict::Same => Agreement::Agrees,
        Verdict::Unclear => Agreement::Unclear,
        Verdict::Different => Agreement::Contradicts,
    }
}

fn reason(check: &FieldCheck) -> Option<Reason> {
    match check.agreement {
        Agreement::Agrees | Agreement::Unsure => None,
        Agreement::Unclear => Some(Reason::NameUnclear),
        Agreement::Contradicts => Some(match check.field {
            Field::FullName | Field::FullNameNative | Field::FamilyName | Field::GivenNames | Field::Address => {
                Reason::NameMismatch
            }
            Field::NationalId => Reason::NationalIdMismatch,
            Field::DocumentNumber => Reason::DocumentNumberMismatch,
            Field::BirthDate => Reason::BirthDateMismatch,
            Field::Sex => Reason::SexMismatch,
            Field::Nationality | Field::IssuingState => Reason::NationalityMismatch,
            Field::IssueDate | Field::ExpiryDate => Reason::DocumentDateMismatch,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::personal::Personal;

    fn reading(field: Field, value: &str, source: Source, confidence: f32) -> Reading {
        Reading { field, value: Personal::new(value), source, confidence, region: None }
    }

    fn reasons(readings: &[Reading]) -> Vec<Reason> {
        let mut profile = Profile::default();
        profile.replace(&[], readings);
        cross_check(&profile, 0.6).1.into_iter().collect()
    }

    #[test]
    fn sources_that_agree_give_no_reason() {
        let readings = [
            reading(Field::BirthDate, "1990-08-07", Source::Typed, 1.0),
            reading(Field::BirthDate, "1990-08-07", Source::Registry, 1.0),
            reading(Field::FullName, "Layla Haddad", Source::Mrz, 0.99),
            reading(Field::FullName, "Laila Haddad", Source::Registry, 1.0),
        ];
        assert_eq!(reasons(&readings), []);
    }

    #[test]
    fn a_typed_name_of_somebody_else_contradicts_the_registry() {
        let readings = [
            reading(Field::FullName, "Omar Farouk", Source::Typed, 1.0),
            reading(Field::FullName, "Layla Haddad", Source::Registry, 1.0),
        ];
        assert_eq!(reasons(&readings), [Reason::NameMismatch]);
    }

    #[test]
    fn a_doubtful_printed_field_does_not_contradict_a_sure_one() {
        let printed = |confidence| {
            [
                reading(Field::ExpiryDate, "2031-08-07", Source::Mrz, 0.99),
                reading(Field::ExpiryDate, "2037-08-07", Source::VisualZone, confidence),
            ]
        };
        assert_eq!(reasons(&printed(0.4)), []);
        assert_eq!(reasons(&printed(0.9)), [Reason::DocumentDateMismatch]);
    }
}
