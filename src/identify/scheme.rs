//! The number schemes, and whose they are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The number schemes that are known, by the name they have in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// United Arab Emirates, citizens and residents, 15 digits.
    EmiratesId,
    /// Saudi Arabia, citizens, 10 digits from 1.
    SaudiId,
    /// Saudi Arabia, residents (Iqama), 10 digits from 2.
    SaudiIqama,
    /// Egypt, 14 digits.
    Egypt,
    /// Kuwait, citizens and residents, 12 digits.
    KuwaitCivilId,
    /// Iran, Shomare-ye Melli, 10 digits.
    IranMelli,
    /// Türkiye, T.C. Kimlik No., 11 digits.
    TurkiyeKimlik,
    /// China, resident identity card, 17 digits and a digit or X.
    ChinaResidentId,
    /// Hong Kong, identity card, one or two letters, six digits and a check character.
    HongKongId,
    /// Singapore, citizens and permanent residents, a letter, seven digits, a letter.
    SingaporeNric,
    /// Singapore, foreigners with a long-term pass, a letter, seven digits, a letter.
    SingaporeFin,
    /// India, residents, 12 digits.
    IndiaAadhaar,
    /// India, permanent account number of the income tax, 10 letters and digits.
    IndiaPan,
    /// Utopia, the fictional state of ICAO 9303's specimens, 12 digits.
    Utopia,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 14] = [
        Self::EmiratesId,
        Self::SaudiId,
        Self::SaudiIqama,
        Self::Egypt,
        Self::KuwaitCivilId,
        Self::IranMelli,
        Self::TurkiyeKimlik,
        Self::ChinaResidentId,
        Self::HongKongId,
        Self::SingaporeNric,
        Self::SingaporeFin,
        Self::IndiaAadhaar,
        Self::IndiaPan,
        Self::Utopia,
    ];

    /// The scheme's name in the API and in journeys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmiratesId => "emirates_id",
            Self::SaudiId => "saudi_id",
            Self::SaudiIqama => "saudi_iqama",
            Self::Egypt => "egypt",
            Self::KuwaitCivilId => "kuwait_civil_id",
            Self::IranMelli => "iran_melli",
            Self::TurkiyeKimlik => "turkiye_kimlik",
            Self::ChinaResidentId => "china_resident_id",
            Self::HongKongId => "hong_kong_id",
            Self::SingaporeNric => "singapore_nric",
            Self::SingaporeFin => "singapore_fin",
            Self::IndiaAadhaar => "india_aadhaar",
            Self::IndiaPan => "india_pan",
            Self::Utopia => "utopia",
        }
    }

    /// The three-letter code of the state that issues it (ICAO 9303-3, section 5; Hong Kong's documents carry `CHN`).
    pub const fn country(self) -> &'static str {
        match self {
            Self::EmiratesId => "ARE",
            Self::SaudiId | Self::SaudiIqama => "SAU",
            Self::Egypt => "EGY",
            Self::KuwaitCivilId => "KWT",
            Self::IranMelli => "IRN",
            Self::TurkiyeKimlik => "TUR",
            Self::ChinaResidentId | Self::HongKongId => "CHN",
            Self::SingaporeNric | Self::SingaporeFin => "SGP",
            Self::IndiaAadhaar | Self::IndiaPan => "IND",
            Self::Utopia => "UTO",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No scheme has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such number scheme")]
pub struct NoSuchScheme;

impl FromStr for Scheme {
    type Err = NoSuchScheme;

    fn from_str(text: &str) -> Result<Self, NoSuchScheme> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == text).ok_or(NoSuchScheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_has_one_name_in_json_in_text_and_in_display() {
        for scheme in Scheme::ALL {
            assert_eq!(serde_json::to_value(scheme).expect("serialises"), serde_json::json!(scheme.name()));
            assert_eq!(scheme.to_string().parse(), Ok(scheme));
            assert_eq!(scheme.country().len(), 3);
        }
        assert_eq!("EmiratesId".parse::<Scheme>(), Err(NoSuchScheme));
    }
}
