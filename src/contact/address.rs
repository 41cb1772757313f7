//! An address that messages can be sent to: a telephone number or an e-mail address, in one form.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{digits, personal::Personal};

/// Fewest and most digits of an international number: E.164 sets the upper bound, practice the lower.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Longest e-mail address, and longest part before its `@`, in bytes (RFC 5321, section 4.5.3.1).
const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL: usize = 64;

/// How somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By a short message to a telephone.
    Phone,
    /// By e-mail.
    Email,
}

impl Kind {
    /// Its name in the API and in journey files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// An address in its normal form: E.164 with its plus sign, or an e-mail address whose domain is in small letters.
///
/// Personal data: `Debug` shows its length only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    kind: Kind,
    value: Personal,
}

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// A number without the code of its country: nobody can tell where it rings.
    #[error("write the number with the code of its country, such as +971 50 123 4567")]
    NoCountry,
    /// Too few or too many digits, or something that is no digit.
    #[error("a telephone number has a plus sign and 7 to 15 digits")]
    NotPhone,
    /// Not an e-mail address that every mail server takes.
    #[error("this is not an e-mail address: it looks like name@example.com, in Latin letters")]
    NotEmail,
}

impl Address {
    /// Reads what somebody typed; with an `@` it was meant as an e-mail address.
    ///
    /// # Errors
    ///
    /// [`AddressFault`], which says what to do.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = digits::to_ascii(text);
        if text.contains('@') { email(text.trim()) } else { phone(&text) }
    }

    /// How it is reached.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The address itself; every call is a place to ask "may this reader see it?".
    pub fn expose(&self) -> &str {
        self.value.expose()
    }

    /// By what messages to it are counted: two ways to write one mailbox are one.
    pub fn counted_as(&self) -> String {
        self.expose().to_lowercase()
    }

    /// Enough for its owner to know it again: the last two digits, or the first letter and the domain.
    pub fn masked(&self) -> String {
        match (self.kind, self.expose().split_once('@')) {
            (Kind::Email, Some((local, domain))) => format!("{}•••@{domain}", local.chars().next().unwrap_or('•')),
            (Kind::Phone | Kind::Email, _) => self.value.masked(),
        }
    }
}

/// Marks that turn the direction of text come along when a number is copied out of an Arabic message.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

fn phone(text: &str) -> Result<Address, AddressFault> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !is_mark(*c) && !matches!(c, '-' | '.' | '(' | ')' | '/' | '‑' | '–'))
        .map(|c| if c == '＋' { '+' } else { c })
        .collect();
    let number = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
    let rest = number.unwrap_or(&bare);
    if !PHONE_DIGITS.contains(&rest.len()) || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressFault::NotPhone);
    }
    // No country's code begins with a zero.
    match number.filter(|number| !number.starts_with('0')) {
        Some(number) => Ok(Address { kind: Kind::Phone, value: Personal::new(format!("+{number}")) }),
        None => Err(AddressFault::NoCountry),
    }
}

fn email(text: &str) -> Result<Address, AddressFault> {
    let text: String = text.chars().filter(|c| !is_mark(*c)).collect();
    let (local, domain) = text.split_once('@').ok_or(AddressFault::NotEmail)?;
    if text.len() > LONGEST_EMAIL || !is_local(local) || !is_domain(domain) {
        return Err(AddressFault::NotEmail);
    }
    let value = format!("{local}@{}", domain.to_ascii_lowercase());
    Ok(Address { kind: Kind::Email, value: Personal::new(value) })
}

/// Dot-atom of RFC 5322: no quotes, no space, and nothing that could begin another header.
fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= LONGEST_LOCAL && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

/// At least two labels, the last of them no number.
fn is_domain(domain: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && last.bytes().any(|b| b.is_ascii_alphabetic())
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, kind: Kind, value: &str) {
        let address = Address::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!((address.kind(), address.expose()), (kind, value), "{text}");
    }

    #[test]
    fn a_number_is_read_in_any_digits_and_dress() {
        for text in [
            "+971501234567",
            "+971 50 123 4567",
            "00971-50-123-4567",
            "٠٠٩٧١ ٥٠ ١٢٣ ٤٥٦٧",
            "+۹۷۱ (۵۰) ۱۲۳.۴۵۶۷",
            "\u{202A}+971 50 123 4567\u{202C}",
            "＋９７１５０１２３４５６７",
        ] {
            is(text, Kind::Phone, "+971501234567");
        }
    }

    #[test]
    fn a_number_without_its_country_is_told_so() {
        for text in ["0501234567", "501234567", "0912 345 6789", "+0501234567"] {
            assert_eq!(Address::parse(text), Err(AddressFault::NoCountry), "{text}");
        }
        for text in ["", "12345", "+97150123456789012", "+97150abc4567", "call me"] {
            assert_eq!(Address::parse(text), Err(AddressFault::NotPhone), "{text}");
        }
    }

    #[test]
    fn a_mailbox_keeps_its_name_and_its_domain_is_small() {
        is(" Layla.Haddad+bank@Example.COM ", Kind::Email, "Layla.Haddad+bank@example.com");
        let two = ["Layla@example.com", "layla@EXAMPLE.com"].map(|text| Address::parse(text).expect("good"));
        assert_eq!(two[0].counted_as(), two[1].counted_as());
    }

    #[test]
    fn what_is_no_mailbox_or_could_smuggle_a_header_is_refused() {
        for text in [
            "@example.com",
            "layla@",
            "layla@example",
            "a@b@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a b@example.com",
            "a@example.com\r\nBcc: x@example.com",
            "\"a\"@example.com",
            "a@-example.com",
            "a@10.0.0.1",
            "ليلى@example.com",
        ] {
            assert_eq!(Address::parse(text), Err(AddressFault::NotEmail), "{text:?}");
        }
        assert_eq!(Address::parse(&format!("{}@example.com", "a".repeat(65))), Err(AddressFault::NotEmail));
    }

    #[test]
    fn a_mask_lets_its_owner_know_it_again_and_debug_shows_nothing() {
        let masked = |text| Address::parse(text).expect("good").masked();
        assert_eq!(masked("+971501234567"), "+••••••••••67");
        assert_eq!(masked("layla@example.com"), "l•••@example.com");
        let shown = format!("{:?}", Address::parse("layla@example.com"));
        assert!(!shown.contains("layla"), "{shown}");
    }
}
