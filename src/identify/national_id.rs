//! A national identity number whose check digits are right.

use std::fmt;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

pub use super::scheme::Scheme;
use super::{encoded::Encoded, fault::IdFault, schemes};
use crate::base::digits;

/// A number that is well formed and whose check digits are right.
///
/// Personal data: `Debug` shows the scheme and the last two digits, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalId {
    scheme: Scheme,
    number: String,
    encoded: Encoded,
}

impl NationalId {
    /// Reads `text` as a number of `scheme`.
    ///
    /// Digits may be ASCII, Arabic-Indic, Persian or full-width; spaces, hyphens, brackets and the invisible marks of
    /// right-to-left text are passed over; small letters count as capitals.
    ///
    /// # Errors
    ///
    /// The [`IdFault`] that says what to correct. A birth date between today and 2100 passes here, where no clock is;
    /// [`NationalId::parse_on`] refuses it.
    pub fn parse(scheme: Scheme, text: &str) -> Result<Self, IdFault> {
        let number = tidy(text);
        let encoded = schemes::read(scheme, &number)?;
        Ok(Self { scheme, number, encoded })
    }

    /// Reads `text` as a number of `scheme` whose holder was born by `today`.
    ///
    /// # Errors
    ///
    /// As [`NationalId::parse`], and [`IdFault::BornInFuture`].
    pub fn parse_on(scheme: Scheme, text: &str, today: Date) -> Result<Self, IdFault> {
        let id = Self::parse(scheme, text)?;
        // A year that is only likely refuses nobody.
        if id.encoded.birth_date.is_some_and(|born| born > today) {
            return Err(IdFault::BornInFuture);
        }
        Ok(id)
    }

    /// The scheme it belongs to.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The number in its normal form: ASCII digits and capitals, no separators.
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// What the number tells about its holder.
    pub const fn encoded(&self) -> Encoded {
        self.encoded
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail = self.number.get(self.number.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "NationalId({:?} …{tail})", self.scheme)
    }
}

/// `text` as ASCII digits and capitals, without what people put between them. What else stands there stays, to be
/// refused by the scheme.
fn tidy(text: &str) -> String {
    let plain: String = digits::to_ascii(text).nfkc().filter(|c| !passed_over(*c)).collect();
    plain.to_ascii_uppercase()
}

/// Spaces, dashes, brackets, and the marks that steer right-to-left text (Unicode's bidi controls, joiners, byte order mark).
fn passed_over(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00AD}')
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::identify::{encoded::Sex, generate::generate};

    #[test]
    fn one_number_is_one_number_in_every_dress() {
        let plain = NationalId::parse(Scheme::EmiratesId, "784197012345670").expect("good");
        for dressed in [
            "784-1970-1234567-0",
            "٧٨٤-١٩٧٠-١٢٣٤٥٦٧-٠",
            "۷۸۴ ۱۹۷۰ ۱۲۳۴۵۶۷ ۰",
            "７８４–１９７０–１２３４５６７–０",
            "\u{200F}784\u{00A0}1970 12345670\u{202C}",
        ] {
            assert_eq!(NationalId::parse(Scheme::EmiratesId, dressed).as_ref(), Ok(&plain), "{dressed}");
        }
    }

    #[test]
    fn a_birth_date_after_today_is_refused_where_today_is_known() {
        let id = generate(Scheme::Utopia, date(2050, 1, 1), Sex::F, 100).expect("generated");
        let number = id.expose();
        assert_eq!(NationalId::parse_on(Scheme::Utopia, number, date(2049, 12, 31)), Err(IdFault::BornInFuture));
        assert!(NationalId::parse_on(Scheme::Utopia, number, date(2050, 1, 1)).is_ok());
    }

    #[test]
    fn neither_debug_nor_a_fault_repeats_the_number() {
        let id = NationalId::parse(Scheme::EmiratesId, "784197012345670").expect("good");
        assert_eq!(format!("{id:?}"), "NationalId(EmiratesId …70)");
        let fault = NationalId::parse(Scheme::EmiratesId, "784197012345671").expect_err("wrong check digit");
        assert_eq!(fault.code(), "id_wrong_check_digit");
        assert!(!fault.to_string().contains(|c: char| c.is_ascii_digit()));
    }
}
