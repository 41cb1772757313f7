//! Whether two names may be one person's: across scripts, spellings, orders and truncation.
//!
//! # Method
//!
//! 1. *Words.* Unicode NFKC; vowel signs and tatweel dropped and Arabic letters folded; Latin letters without accents;
//!    an honorific in front dropped. `al`, `el`, `bin`, `bint`, `ben`, `ibn`, `abu` and the like hang on the next word
//!    and count or not, whichever fits; `abd` and `din` grow into their neighbour, so that عبد الرحمن, Abdul Rahman and
//!    Abdurrahman are one word.
//! 2. *Sounds.* Arabic, Persian and Latin letters become the same few sounds by our own table: a consonant skeleton
//!    with vowels that weigh little, since Arabic leaves short ones out and Latin spells them at will. Letters that
//!    several romanisations share (ث t/th/s, ض d/dh/z, ق q/k/g/gh …) differ by a tenth or less.
//! 3. *Words against words.* A weighted edit distance over the sounds, as a share of the heavier word; two words in
//!    plain Latin must also be alike by Jaro-Winkler. Two words of Arabic script compare letter by letter: there the
//!    long vowels that tell ناصر from نصر are written on both sides.
//! 4. *Names against names.* The shorter name's words are laid along the longer's in their order, which may start at
//!    any word (family name first or last), and two words may join. Middle names may be missing; a missing first or
//!    last word leaves it open, since `Ahmed Al Mansoori` is the father of `Mohammed Ahmed Al Mansoori`; an initial
//!    leaves it open too; swapped given names are other people. The score is three tenths the average and seven tenths
//!    the worst word, less what is missing.
//! 5. *Truncation.* The last word of a name as long as a machine readable zone's field (ICAO 9303-5: 30 characters,
//!    9303-4: 39) may be cut off.
//! 6. *Chinese.* Han characters become Pinyin, the surname with each of its readings, and must equal the Latin name
//!    but for spaces. Two Han names with equal Pinyin but other characters are unclear: traditional and simplified
//!    forms, or a homophone. A spelling that is not Pinyin, or has the surname as Hong Kong spells it, is unclear too.
//!
//! # Measured
//!
//! On `fixtures/names/pairs.csv` (336 pairs of invented people, 130 of them different people who share words), of which
//! weights and bounds saw the `dev` half only:
//!
//! | half | false match | false non-match | unclear, same | unclear, different |
//! |---|---|---|---|---|
//! | dev | 2 of 67 (3.0 %) | 0 of 103 (0.0 %) | 5 | 21 |
//! | test | 0 of 63 (0.0 %) | 2 of 103 (1.9 %) | 3 | 13 |
//!
//! A false match is a pair of two people judged [`Verdict::Same`], a false non-match one person judged
//! [`Verdict::Different`]; the unclear go to a person. 0 of 63 is compatible with a rate of up to 4.6 % (95 %
//! confidence), and one hand wrote pairs and method: an operator should count on their own population. The two false
//! matches of the dev half are names told apart by vowels alone: Omar and Ammar beside عمر, Müller and Möller.

mod align;
mod chinese;
mod distance;
mod sound;
mod words;

#[cfg(test)]
mod pairs;

use serde::{Deserialize, Serialize};

/// From this score on two names count as one person's. Set on the development half of the pairs.
pub const SAME_FROM: f32 = 0.89;

/// Below this score two names count as two people's; between the two a person looks. Set likewise.
pub const DIFFERENT_BELOW: f32 = 0.80;

/// What the comparison of two names says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They may well be one person's.
    Same,
    /// A person should look.
    Unclear,
    /// They are two people's.
    Different,
}

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameMatch {
    /// `0.0 ..= 1.0`, 1.0 for names that differ in nothing that counts.
    pub score: f32,
    /// What the score means.
    pub verdict: Verdict,
}

impl NameMatch {
    fn of(score: f32) -> Self {
        let verdict = if score >= SAME_FROM {
            Verdict::Same
        } else if score >= DIFFERENT_BELOW {
            Verdict::Unclear
        } else {
            Verdict::Different
        };
        Self { score: score.clamp(0.0, 1.0), verdict }
    }
}

/// Compares two names, in whatever script. Symmetric; an empty name is different from every other.
pub fn compare(a: &str, b: &str) -> NameMatch {
    let (left, right) = (words::Name::read(a), words::Name::read(b));
    if let Some(score) = chinese::compare(&left, &right) {
        return NameMatch::of(score);
    }
    let score = align::score(&left.tokens(), &right.tokens());
    NameMatch::of(if chinese::may_be_other_pinyin(&left, &right) { score.min(chinese::UNCLEAR) } else { score })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comparison_is_symmetric_and_a_name_is_itself() {
        for (a, b) in [
            ("محمد أحمد المنصوري", "Mohammed Ahmed Al Mansoori"),
            ("王小明", "Wang Xiaoming"),
            ("Ali Hassan Jaber", "Ali Jaber"),
        ] {
            assert_eq!(compare(a, b), compare(b, a), "{a} / {b}");
            assert!(compare(a, a).score > 0.999, "{a}");
            assert_eq!(compare(b, b).verdict, Verdict::Same, "{b}");
        }
    }

    #[test]
    fn no_name_at_all_is_nobodys() {
        for nothing in ["", "   ", "—", "١٢٣"] {
            assert_eq!(compare(nothing, "Layla Haddad").verdict, Verdict::Different);
            assert_eq!(compare(nothing, nothing).verdict, Verdict::Different);
        }
    }

    #[test]
    fn a_father_is_not_his_son() {
        assert_ne!(compare("Mohammed Ahmed Al Mansoori", "Ahmed Al Mansoori").verdict, Verdict::Same);
        assert_ne!(compare("Mohammed Ahmed Al Mansoori", "AL MANSOORI AHMED").verdict, Verdict::Same);
    }

    #[test]
    fn an_initial_leaves_it_open_whose_it_is() {
        assert_eq!(compare("R. Sharma", "Rajesh Sharma").verdict, Verdict::Unclear);
        assert_eq!(compare("S. Sharma", "Rajesh Sharma").verdict, Verdict::Different);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_comparison_panic(a in "\\PC{0,40}", b in "\\PC{0,40}") {
            let forth = compare(&a, &b);
            proptest::prop_assert!((0.0..=1.0).contains(&forth.score));
            proptest::prop_assert_eq!(forth, compare(&b, &a));
        }
    }
}
