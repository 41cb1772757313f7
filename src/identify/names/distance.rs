//! How alike two words are, by their sounds.

use strsim::{jaro_winkler, normalized_levenshtein};

use super::{
    sound::{Sound, sounds},
    words::Token,
};

/// Two Latin words whose letters are less alike than this are not made alike by their sounds alone.
const LEAST_JARO_WINKLER: f64 = 0.70;

/// How alike an initial is to a name that it begins: it may stand for many others.
const INITIAL: f32 = 0.85;

/// How alike two tokens are, `0.0 ..= 1.0`: the best pair of their forms.
pub fn similarity(a: &Token, b: &Token) -> f32 {
    let pairs = a.forms.iter().flat_map(|x| b.forms.iter().map(move |y| (x.as_str(), y.as_str())));
    pairs.map(|(x, y)| words(x, y, a.cut_off, b.cut_off)).fold(0.0, f32::max)
}

fn words(x: &str, y: &str, x_cut_off: bool, y_cut_off: bool) -> f32 {
    if x > y {
        // One order only: sums of fractions depend on it.
        return words(y, x, y_cut_off, x_cut_off);
    }
    if x == y {
        return 1.0;
    }
    if x.len() == 1 && y.starts_with(x) {
        return INITIAL;
    }
    if !x.is_ascii() && !y.is_ascii() {
        return letters(x, y);
    }
    let (a, b) = (sounds(x), sounds(y));
    let mut best = whole(&a, &b);
    if x.is_ascii() && y.is_ascii() && jaro_winkler(x, y) < LEAST_JARO_WINKLER {
        best = best.min(0.5);
    }
    if x_cut_off {
        best = best.max(beginning(&a, &b));
    }
    if y_cut_off {
        best = best.max(beginning(&b, &a));
    }
    best
}

/// Two words of Arabic script: every letter counts, ناصر is not نصر. Spelling was folded before.
#[expect(clippy::cast_possible_truncation, reason = "a share of 1.0")]
fn letters(x: &str, y: &str) -> f32 {
    normalized_levenshtein(x, y) as f32
}

fn whole(a: &[Sound], b: &[Sound]) -> f32 {
    let cost = costs(a, b).last().copied().unwrap_or_default();
    share(cost, weight(a).max(weight(b)))
}

/// How well the word `cut`, whose end is missing, begins `full`.
fn beginning(cut: &[Sound], full: &[Sound]) -> f32 {
    let cost = costs(cut, full).into_iter().fold(f32::MAX, f32::min);
    share(cost, weight(cut))
}

fn share(cost: f32, weight: f32) -> f32 {
    if weight > 0.0 { (1.0 - cost / weight).max(0.0) } else { 0.0 }
}

fn weight(word: &[Sound]) -> f32 {
    word.iter().map(|sound| absence(*sound)).sum()
}

/// The cost of making `a` of each beginning of `b`, the empty one first.
fn costs(a: &[Sound], b: &[Sound]) -> Vec<f32> {
    let mut row = vec![0.0];
    for sound in b {
        row.push(row.last().copied().unwrap_or(0.0) + absence(*sound));
    }
    for from in a {
        let mut next = vec![row[0] + absence(*from)];
        for (at, to) in b.iter().enumerate() {
            let left_out = row[at + 1] + absence(*from);
            let put_in = next[at] + absence(*to);
            next.push((row[at] + exchange(*from, *to)).min(left_out).min(put_in));
        }
        row = next;
    }
    row
}

/// What it costs that one name has a sound and the other has not.
const fn absence(sound: Sound) -> f32 {
    match sound {
        Sound::Consonant(_) => 1.0,
        Sound::Short(_) => 0.12,
        Sound::LongI | Sound::LongU => 0.5,
        Sound::Onset | Sound::FinalA => 0.6,
        Sound::FinalYa => 0.3,
    }
}

/// What it costs that one name has one sound and the other another.
fn exchange(a: Sound, b: Sound) -> f32 {
    use Sound::*;
    if a == b {
        return 0.0;
    }
    match (a, b) {
        (Consonant(x), Consonant(y)) => consonants(x, y),
        (Short(x), Short(y)) => vowels(x, y),
        // A vowel written long in one script and short in the other.
        (LongI, Short('i'))
        | (Short('i'), LongI)
        | (LongU, Short('u' | 'o'))
        | (Short('u' | 'o'), LongU)
        | (FinalA, Short('a' | 'e'))
        | (Short('a' | 'e'), FinalA) => 0.05,
        (LongI, Short('e')) | (Short('e'), LongI) => 0.15,
        (LongI | LongU, Short(_)) | (Short(_), LongI | LongU) => 0.5,
        (LongI, LongU) | (LongU, LongI) => 0.7,
        (FinalYa, LongI | Short('i')) | (LongI | Short('i'), FinalYa) => 0.0,
        (FinalYa, Short('a' | 'e') | FinalA) | (Short('a' | 'e') | FinalA, FinalYa) => 0.08,
        // The w or v that و may be, against f; and two vowels of which one is a first or a last one.
        (LongU, Consonant('f'))
        | (Consonant('f'), LongU)
        | (Onset | FinalYa | FinalA, Short(_) | LongI | LongU | Onset | FinalYa | FinalA)
        | (Short(_) | LongI | LongU, Onset | FinalYa | FinalA) => 0.4,
        // Dearer than leaving one out and putting the other in.
        (Consonant(_), Short(_) | LongI | LongU | Onset | FinalYa | FinalA)
        | (Short(_) | LongI | LongU | Onset | FinalYa | FinalA, Consonant(_))
        | (LongI, LongI)
        | (LongU, LongU) => 2.0,
    }
}

/// Short vowels that Latin spellings of one name exchange.
const fn vowels(x: char, y: char) -> f32 {
    match (x, y) {
        ('e', 'a' | 'i') | ('a' | 'i', 'e') | ('o', 'u') | ('u', 'o') => 0.05,
        ('a', 'o' | 'i') | ('o' | 'i', 'a') => 0.2,
        _ => 0.3,
    }
}

/// Consonants that romanisations and dialects exchange.
const fn consonants(x: char, y: char) -> f32 {
    match (x, y) {
        ('q', 'k') | ('k', 'q') => 0.0,
        ('θ', 't') | ('t', 'θ') | ('ð', 'd' | 'z' | 'θ') | ('d' | 'z' | 'θ', 'ð') | ('ɣ', 'g') | ('g', 'ɣ') => {
            0.05
        }
        ('θ', 's')
        | ('s', 'θ')
        | ('q', 'g' | 'ɣ')
        | ('g' | 'ɣ', 'q')
        | ('š', 'č')
        | ('č', 'š')
        | ('b', 'p')
        | ('p', 'b') => 0.1,
        ('j', 'g') | ('g', 'j') => 0.15,
        ('x', 'k' | 'h') | ('k' | 'h', 'x') | ('č', 'k') | ('k', 'č') | ('š', 's') | ('s', 'š') => 0.4,
        ('s', 'z') | ('z', 's') => 0.5,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(x: &str, y: &str) -> f32 {
        words(x, y, false, false)
    }

    #[test]
    fn spellings_of_one_name_are_nearer_than_two_names_of_one_root() {
        for (one, other, stranger) in [
            ("mohammed", "muhamad", "mahmoud"),
            ("hussain", "hossein", "hassan"),
            ("saeed", "said", "saad"),
            ("naif", "nayef", "nawaf"),
            ("salem", "salim", "salman"),
            ("ahmed", "ahmad", "hamad"),
        ] {
            assert!(alike(one, other) > 0.93, "{one} {other} {}", alike(one, other));
            assert!(alike(one, stranger) < 0.85, "{one} {stranger} {}", alike(one, stranger));
        }
    }

    #[test]
    fn between_two_words_of_arabic_script_every_letter_counts() {
        for (one, other) in [("ناصر", "نصر"), ("حسن", "حسين"), ("سعد", "سعيد")] {
            assert!(alike(one, other) <= 0.75, "{one} {other}");
        }
    }

    #[test]
    fn a_word_that_was_cut_off_begins_the_whole_one() {
        assert!(words("abdulrah", "abdulrahman", true, false) > 0.98);
        assert!(words("abdulrah", "abdulrahman", false, false) < 0.9);
        assert!(words("abdulrahman", "abdulrah", true, false) < 0.9);
    }
}
