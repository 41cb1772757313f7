//! From the probabilities of each character to lines of text.
//!
//! What may stand where is a soft prior, not a rule: a hard one made a wrong but tidy zone of a card that does not keep
//! to Doc 9303, and the reader must show such a card as it is.

use super::{check_digit::checks, format::Format, grid::Posterior, recognise::ALPHABET};

/// What a character of the wrong kind is multiplied by: it still wins when the picture leaves no doubt (125 : 1).
const WRONG_KIND: f32 = 0.008;

/// What may stand in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Digit,
    DigitOrFiller,
    LetterOrFiller,
    Sex,
    DocumentCode,
}

impl Kind {
    fn takes(self, c: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Digit => c.is_ascii_digit(),
            Self::DigitOrFiller => c.is_ascii_digit() || c == b'<',
            Self::LetterOrFiller => !c.is_ascii_digit(),
            Self::Sex => b"MFX<".contains(&c),
            Self::DocumentCode => b"PVIAC".contains(&c),
        }
    }
}

/// Lines with what is known of their certainty.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The layout they have.
    pub format: Format,
    /// The most likely characters, by the recogniser alone.
    pub raw_lines: Vec<String>,
    /// The most likely characters, knowing what may stand where.
    pub lines: Vec<String>,
    /// For each character of `lines` the natural logarithm of how many times likelier it is than the second best.
    pub margins: Vec<Vec<f32>>,
    /// For each character of `lines` its probability.
    pub confidences: Vec<Vec<f32>>,
    /// How much likelihood the prior cost, natural logarithm.
    pub strain: f32,
}

impl Decoded {
    /// The least margin of all characters.
    pub fn min_margin(&self) -> f32 {
        self.margins.iter().flatten().copied().fold(f32::MAX, f32::min)
    }

    /// The share of check digits that are right.
    pub fn checks_passed(&self) -> f32 {
        share_passed(self.format, &self.lines)
    }
}

/// The share of check digits of `lines` that are right.
pub fn share_passed(format: Format, lines: &[String]) -> f32 {
    let all = checks(format, lines);
    let passed = all.iter().filter(|check| check.passed).count();
    f32::from(u8::try_from(passed).unwrap_or(0)) / f32::from(u8::try_from(all.len().max(1)).unwrap_or(1))
}

/// Decodes `rows` of posteriors: two of 36 or 44, or three of 30. `None` for any other shape.
pub fn decode(rows: &[&[Posterior]]) -> Option<Decoded> {
    let width = rows.first()?.len();
    let v = ALPHABET.iter().position(|&c| c == b'V')?;
    let p = ALPHABET.iter().position(|&c| c == b'P')?;
    let visa = rows[0][0][v] > rows[0][0][p] && rows[0][0][v] > 0.2;
    let format = match (rows.len(), width, visa) {
        (3, 30, _) => Format::Td1,
        (2, 36, false) => Format::Td2,
        (2, 36, true) => Format::MrvB,
        (2, 44, false) => Format::Td3,
        (2, 44, true) => Format::MrvA,
        _ => return None,
    };
    if rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let mut decoded = Decoded {
        format,
        raw_lines: Vec::new(),
        lines: Vec::new(),
        margins: Vec::new(),
        confidences: Vec::new(),
        strain: 0.0,
    };
    for (line, row) in rows.iter().enumerate() {
        let places = row.iter().enumerate().map(|(column, p)| (kind(format, line, column), p));
        let choices: Vec<Choice> = places.map(|(kind, p)| choose(kind, p)).collect();
        let text = |pick: fn(&Choice) -> usize| choices.iter().map(|c| char::from(ALPHABET[pick(c)])).collect();
        decoded.raw_lines.push(text(|c| c.raw));
        decoded.lines.push(text(|c| c.best));
        decoded.margins.push(choices.iter().map(|c| c.margin).collect());
        decoded.confidences.push(choices.iter().map(|c| c.confidence).collect());
        decoded.strain += choices.iter().map(|c| c.strain).sum::<f32>();
    }
    Some(decoded)
}

struct Choice {
    raw: usize,
    best: usize,
    margin: f32,
    confidence: f32,
    strain: f32,
}

fn choose(kind: Kind, posterior: &Posterior) -> Choice {
    let weighed = weighed(kind, posterior);
    let ordered = best_first(&weighed);
    let (best, second) = (ordered[0], ordered[1]);
    let raw = best_first(posterior)[0];
    Choice {
        raw,
        best,
        margin: (weighed[best].max(1e-9) / weighed[second].max(1e-9)).ln(),
        confidence: weighed[best] / weighed.iter().sum::<f32>(),
        strain: (posterior[raw] / posterior[best].max(1e-9)).ln(),
    }
}

fn weighed(kind: Kind, posterior: &Posterior) -> Posterior {
    let mut weighed = *posterior;
    for (p, &c) in weighed.iter_mut().zip(ALPHABET) {
        *p *= if kind.takes(c) { 1.0 } else { WRONG_KIND };
    }
    weighed
}

fn best_first(posterior: &Posterior) -> Vec<usize> {
    let mut order: Vec<usize> = (0..posterior.len()).collect();
    order.sort_by(|&a, &b| posterior[b].total_cmp(&posterior[a]));
    order
}

/// The likeliest four characters of a place with what each costs against the best, natural logarithm.
pub fn alternatives(format: Format, line: usize, column: usize, posterior: &Posterior) -> Vec<(f32, char)> {
    let weighed = weighed(kind(format, line, column), posterior);
    let order = best_first(&weighed);
    let cost = |c: usize| (weighed[order[0]].max(1e-6) / weighed[c].max(1e-6)).ln();
    order.iter().take(4).map(|&c| (cost(c), char::from(ALPHABET[c]))).collect()
}

fn kind(format: Format, line: usize, column: usize) -> Kind {
    match format {
        Format::Td1 => kind_td1(line, column),
        Format::Td2 => kind_of_two(line, column, |c| if c == 35 { Kind::Digit } else { Kind::Any }),
        Format::Td3 => kind_of_two(line, column, |c| match c {
            42 => Kind::DigitOrFiller,
            43 => Kind::Digit,
            _ => Kind::Any,
        }),
        Format::MrvA | Format::MrvB => kind_of_two(line, column, |_| Kind::Any),
    }
}

fn kind_td1(line: usize, column: usize) -> Kind {
    match (line, column) {
        (0, 0) => Kind::DocumentCode,
        (0, 2..=4) | (1, 15..=17) | (2, _) => Kind::LetterOrFiller,
        (0, 14) | (1, 0..=5 | 8..=13) => Kind::DigitOrFiller,
        (1, 6 | 14 | 29) => Kind::Digit,
        (1, 7) => Kind::Sex,
        _ => Kind::Any,
    }
}

fn kind_of_two(line: usize, column: usize, tail: impl Fn(usize) -> Kind) -> Kind {
    match (line, column) {
        (0, 0) => Kind::DocumentCode,
        (0, _) | (_, 10..=12) => Kind::LetterOrFiller,
        (_, 9 | 19 | 27) => Kind::Digit,
        (_, 13..=18 | 21..=26) => Kind::DigitOrFiller,
        (_, 20) => Kind::Sex,
        (_, 28..) => tail(column),
        _ => Kind::Any,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Posteriors that show `text` with `sure` on each character, the rest spread evenly.
    pub fn posteriors(text: &str, sure: f32) -> Vec<Posterior> {
        let one = |c: u8| {
            let mut p = [(1.0 - sure) / 36.0; 37];
            p[place(c)] = sure;
            p
        };
        text.bytes().map(one).collect()
    }

    pub fn place(c: u8) -> usize {
        ALPHABET.iter().position(|&a| a == c).expect("an MRZ character")
    }

    pub const ZONE: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    #[test]
    fn an_o_that_might_be_a_zero_is_a_zero_in_a_date() {
        let mut rows = ZONE.map(|line| posteriors(line, 0.97));
        let year = &mut rows[1][15]; // the 0 of 740812
        (year[place(b'0')], year[place(b'O')]) = (0.45, 0.52);
        let decoded = decode(&[&rows[0], &rows[1]]).expect("a TD3");
        assert_eq!(decoded.lines, ZONE);
        assert_eq!(&decoded.raw_lines[1][15..16], "O");
    }

    #[test]
    fn a_digit_in_the_nationality_stays_when_the_picture_leaves_no_doubt() {
        let mut rows = ZONE.map(|line| posteriors(line, 0.97));
        rows[1][10] = posteriors("1", 0.99)[0];
        let decoded = decode(&[&rows[0], &rows[1]]).expect("a TD3");
        assert_eq!(&decoded.lines[1][10..13], "1TO");
    }

    #[test]
    fn the_least_margin_is_that_of_the_least_sure_character() {
        let mut rows = ZONE.map(|line| posteriors(line, 0.999));
        (rows[0][6][place(b'R')], rows[0][6][place(b'K')]) = (0.6, 0.3);
        let decoded = decode(&[&rows[0], &rows[1]]).expect("a TD3");
        assert!((decoded.min_margin() - 2f32.ln()).abs() < 0.01, "{}", decoded.min_margin());
    }
}
