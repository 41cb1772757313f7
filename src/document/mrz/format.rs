//! The five layouts of a machine readable zone (ICAO Doc 9303, parts 4 to 7).

use serde::Serialize;

/// A layout: how many lines of how many characters, and what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Format {
    /// Cards of credit-card size, 3 × 30 (Doc 9303-5).
    #[serde(rename = "TD1")]
    Td1,
    /// Larger cards, 2 × 36 (Doc 9303-6).
    #[serde(rename = "TD2")]
    Td2,
    /// Passports, 2 × 44 (Doc 9303-4).
    #[serde(rename = "TD3")]
    Td3,
    /// Visas of passport size, 2 × 44 (Doc 9303-7).
    #[serde(rename = "MRVA")]
    MrvA,
    /// Visas of card size, 2 × 36 (Doc 9303-7).
    #[serde(rename = "MRVB")]
    MrvB,
}

impl Format {
    /// Characters a line.
    pub const fn width(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// Lines.
    pub const fn line_count(self) -> usize {
        match self {
            Self::Td1 => 3,
            Self::Td2 | Self::MrvB | Self::Td3 | Self::MrvA => 2,
        }
    }

    /// The format's name as it is written in answers and layout files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRVA",
            Self::MrvB => "MRVB",
        }
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB].into_iter().find(|f| f.name() == name)
    }

    /// The format of `lines`, by their number, their width and the first character: V is kept for visas.
    pub fn of<S: AsRef<str>>(lines: &[S]) -> Option<Self> {
        let width = lines.first()?.as_ref().len();
        if lines.iter().any(|line| line.as_ref().len() != width) {
            return None;
        }
        let visa = lines.first()?.as_ref().starts_with('V');
        match (lines.len(), width, visa) {
            (3, 30, _) => Some(Self::Td1),
            (2, 36, false) => Some(Self::Td2),
            (2, 36, true) => Some(Self::MrvB),
            (2, 44, false) => Some(Self::Td3),
            (2, 44, true) => Some(Self::MrvA),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn a_v_in_front_makes_a_visa() {
        let line = |first: char, width: usize| format!("{first}{}", "<".repeat(width - 1));
        assert_eq!(Format::of(&[line('P', 44), line('L', 44)]), Some(Format::Td3));
        assert_eq!(Format::of(&[line('V', 44), line('L', 44)]), Some(Format::MrvA));
        assert_eq!(Format::of(&[line('V', 36), line('L', 36)]), Some(Format::MrvB));
        assert_eq!(Format::of(&[line('I', 30), line('L', 30), line('A', 30)]), Some(Format::Td1));
        assert_eq!(Format::of(&[line('I', 30), line('L', 36)]), None);
    }
}
