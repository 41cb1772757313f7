//! Why a text is not a national identity number.

/// What is wrong with a number. The sentences are safe to show: none repeats the number or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdFault {
    /// Too short or too long.
    #[error("the number has the wrong length, it should have {expected}")]
    WrongLength {
        /// What the scheme wants, such as `15 digits`.
        expected: &'static str,
    },
    /// A letter where a digit belongs, a digit where a letter belongs, or a sign that belongs nowhere.
    #[error("the number has a character that does not belong there, it should have {expected}")]
    WrongCharacters {
        /// What the scheme wants, such as `15 digits`.
        expected: &'static str,
    },
    /// The first characters are not those of this scheme.
    #[error("numbers of this kind begin with {expected}")]
    WrongStart {
        /// How they begin.
        expected: &'static str,
    },
    /// Probably a typing mistake.
    #[error("the check digit is wrong: please compare the number with the card, digit by digit")]
    WrongCheckDigit,
    /// A day that no calendar has, or outside 1900 to 2100.
    #[error("the birth date in the number does not exist")]
    ImpossibleDate,
    /// A day after today.
    #[error("the birth date in the number is in the future")]
    BornInFuture,
    /// No province, governorate or district has this code.
    #[error("the place code in the number does not exist")]
    UnknownRegion,
    /// A company's, a trust's or a firm's number.
    #[error("the number belongs to an organisation, not to a person")]
    NotAPerson,
    /// Its arithmetic is right but the issuer gives no such number.
    #[error("a number like this is never issued")]
    NeverIssued,
}

impl IdFault {
    /// The stable code of the fault in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongLength { .. } => "id_wrong_length",
            Self::WrongCharacters { .. } => "id_wrong_characters",
            Self::WrongStart { .. } => "id_wrong_start",
            Self::WrongCheckDigit => "id_wrong_check_digit",
            Self::ImpossibleDate => "id_impossible_date",
            Self::BornInFuture => "id_born_in_future",
            Self::UnknownRegion => "id_unknown_region",
            Self::NotAPerson => "id_not_a_person",
            Self::NeverIssued => "id_never_issued",
        }
    }
}
