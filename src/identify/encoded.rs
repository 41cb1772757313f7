//! What a number tells about its holder.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Sex as documents print it (ICAO 9303-4, field 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// `F`, `M` or `X`.
    pub const fn letter(self) -> char {
        match self {
            Self::F => 'F',
            Self::M => 'M',
            Self::X => 'X',
        }
    }
}

/// What a number tells about its holder; `None` where the scheme does not tell.
///
/// Personal data: `Debug` names what is known, not its value.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Date of birth. The registry's other holding is a contradiction.
    pub birth_date: Option<Date>,
    /// A year that is usually, but by the issuer's own word not always, the year of birth (Emirates, Singapore).
    /// Another year is worth a look and no contradiction.
    pub likely_birth_year: Option<i16>,
    /// Sex at registration.
    pub sex: Option<Sex>,
    /// Province or governorate of first registration, in English.
    pub region: Option<&'static str>,
    /// First letter of the family name (India's PAN).
    pub family_initial: Option<char>,
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = [
            ("birth_date", self.birth_date.is_some()),
            ("likely_birth_year", self.likely_birth_year.is_some()),
            ("sex", self.sex.is_some()),
            ("region", self.region.is_some()),
            ("family_initial", self.family_initial.is_some()),
        ];
        f.write_str("Encoded")?;
        f.debug_set().entries(known.iter().filter(|(_, known)| *known).map(|(name, _)| name)).finish()
    }
}
