//! A reading: one field's value, with where it came from and how sure that source is.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{personal::Personal, region::Region};

/// The fields of a profile, in the order a form shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The whole name in Latin letters, given names first.
    FullName,
    /// The whole name in the national script (Arabic, Persian, Chinese …).
    FullNameNative,
    /// Primary identifier of ICAO 9303-3, in Latin letters.
    FamilyName,
    /// Secondary identifier of ICAO 9303-3, in Latin letters.
    GivenNames,
    /// The national identity number, digits and capitals only.
    NationalId,
    /// The number of the document itself, digits and capitals only.
    DocumentNumber,
    /// Date of birth, ISO 8601 `YYYY-MM-DD`, Gregorian.
    BirthDate,
    /// `F`, `M` or `X`.
    Sex,
    /// ICAO 9303-3 three-letter code.
    Nationality,
    /// ICAO 9303-3 three-letter code of who issued the document.
    IssuingState,
    /// Date of issue, ISO 8601, Gregorian.
    IssueDate,
    /// Last day on which the document is good, ISO 8601, Gregorian.
    ExpiryDate,
    /// Postal address, one line.
    Address,
}

impl Field {
    /// Every field, in the order a form shows them.
    pub const ALL: [Self; 13] = [
        Self::FullName,
        Self::FullNameNative,
        Self::FamilyName,
        Self::GivenNames,
        Self::NationalId,
        Self::DocumentNumber,
        Self::BirthDate,
        Self::Sex,
        Self::Nationality,
        Self::IssuingState,
        Self::IssueDate,
        Self::ExpiryDate,
        Self::Address,
    ];

    /// The field's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::FullNameNative => "full_name_native",
            Self::FamilyName => "family_name",
            Self::GivenNames => "given_names",
            Self::NationalId => "national_id",
            Self::DocumentNumber => "document_number",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::IssuingState => "issuing_state",
            Self::IssueDate => "issue_date",
            Self::ExpiryDate => "expiry_date",
            Self::Address => "address",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The applicant typed it.
    Typed,
    /// The national registry holds it.
    Registry,
    /// It is printed on the document (ICAO 9303's visual inspection zone).
    VisualZone,
    /// It stands in the machine readable zone.
    Mrz,
    /// It stands in a barcode on the document.
    Barcode,
}

/// One value of one field from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which field.
    pub field: Field,
    /// The value in the field's normal form (see [`Field`]).
    pub value: Personal,
    /// Who says so.
    pub source: Source,
    /// How sure the source is, `0.0 ..= 1.0`; 1.0 for what was typed or comes from the registry.
    pub confidence: f32,
    /// Where it stands on the picture, if it was read from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_written_by_its_name() {
        for field in Field::ALL {
            let json = serde_json::to_value(field).expect("serialises");
            assert_eq!(json, serde_json::json!(field.name()));
        }
    }
}
