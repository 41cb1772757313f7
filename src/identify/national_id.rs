//! A national identity number whose check digits are right.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number schemes that are known, by the name they have in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// United Arab Emirates, 15 digits.
    EmiratesId,
}

/// A number that is well formed and whose check digits are right.
///
/// Personal data: `Debug` shows the scheme and the last two digits, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalId {
    scheme: Scheme,
    number: String,
}

impl NationalId {
    /// The scheme it belongs to.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The number in its normal form: ASCII digits and capitals, no separators.
    pub fn expose(&self) -> &str {
        &self.number
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail = self.number.get(self.number.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "NationalId({:?} …{tail})", self.scheme)
    }
}
