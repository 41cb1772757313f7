//! Letters of Arabic, Persian and Latin as the same sounds.
//!
//! The table is our own, from the letters' romanisations in ISO 233, DIN 31635 and the UN's for Persian, and from the
//! spellings that passports of the Gulf, Egypt and the Maghreb carry.

/// One sound. Consonants stand for themselves as `Consonant`; several spellings share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A consonant by the letter that we chose for it: `θ` for ث/th, `ð` for ذ ض ظ/dh, `š` for ش/sh, `x` for خ/kh,
    /// `ɣ` for غ/gh, `č` for چ/ch; the rest as in English.
    Consonant(char),
    /// A short vowel as Latin spells it: `a`, `e`, `i`, `o`, `u`.
    Short(char),
    /// ي, or ee, ai, y.
    LongI,
    /// و, or oo, ou, w, v.
    LongU,
    /// An alef or ain in front, or the first vowel of a Latin word: any vowel.
    Onset,
    /// A last ي or ى: `i` or `a`.
    FinalYa,
    /// A last ta marbuta, alef, -a or -ah: what tells Samira from Samir.
    FinalA,
}

/// The sounds of `word`: small Latin or folded Arabic letters.
pub fn sounds(word: &str) -> Vec<Sound> {
    let mut sounds = if word.is_ascii() { latin(word) } else { arabic(word) };
    // Doubled consonants and lengthened vowels count once: shadda is not written, nor are geminates spelt alike.
    sounds.dedup();
    sounds
}

fn arabic(word: &str) -> Vec<Sound> {
    let letters: Vec<char> = word.chars().collect();
    // يي at the end is one sound: رضایی, Rezaei.
    let doubled = letters.ends_with(&['ي', 'ي']);
    let letters = &letters[..letters.len() - usize::from(doubled)];
    let last = letters.len().saturating_sub(1);
    letters.iter().enumerate().filter_map(|(at, letter)| arabic_letter(*letter, at, last)).collect()
}

fn arabic_letter(letter: char, at: usize, last: usize) -> Option<Sound> {
    use Sound::*;
    Some(match letter {
        'ا' | 'ع' if at == 0 => Onset,
        'ع' => return None,
        'ا' | 'ه' if at == last => FinalA,
        'ا' => Short('a'),
        'ي' if at == last && at > 0 => FinalYa,
        'ي' => LongI,
        'و' => LongU,
        'ب' => Consonant('b'),
        'پ' => Consonant('p'),
        'ت' | 'ط' => Consonant('t'),
        'ث' => Consonant('θ'),
        'ج' | 'ژ' => Consonant('j'),
        'چ' => Consonant('č'),
        'ح' | 'ه' => Consonant('h'),
        'خ' => Consonant('x'),
        'د' => Consonant('d'),
        'ذ' | 'ض' | 'ظ' => Consonant('ð'),
        'ر' => Consonant('r'),
        'ز' => Consonant('z'),
        'س' | 'ص' => Consonant('s'),
        'ش' => Consonant('š'),
        'غ' => Consonant('ɣ'),
        'ف' | 'ڤ' => Consonant('f'),
        'ق' => Consonant('q'),
        'ك' => Consonant('k'),
        'گ' => Consonant('g'),
        'ل' => Consonant('l'),
        'م' => Consonant('m'),
        'ن' => Consonant('n'),
        other => Consonant(other),
    })
}

/// Latin spellings of one sound, longest first where one begins another.
const DIGRAPHS: [(&str, Sound); 20] = [
    ("sch", Sound::Consonant('š')),
    ("kh", Sound::Consonant('x')),
    ("gh", Sound::Consonant('ɣ')),
    ("th", Sound::Consonant('θ')),
    ("dh", Sound::Consonant('ð')),
    ("sh", Sound::Consonant('š')),
    ("ch", Sound::Consonant('č')),
    ("zh", Sound::Consonant('j')),
    ("ph", Sound::Consonant('f')),
    ("ck", Sound::Consonant('k')),
    ("aa", Sound::Short('a')),
    ("ee", Sound::LongI),
    ("ii", Sound::LongI),
    ("ai", Sound::LongI),
    ("ay", Sound::LongI),
    ("ei", Sound::LongI),
    ("ey", Sound::LongI),
    ("oo", Sound::LongU),
    ("ou", Sound::LongU),
    ("ow", Sound::LongU),
];

fn latin(word: &str) -> Vec<Sound> {
    let mut found = Vec::new();
    // A last h behind a vowel is only ta marbuta's breath: Fatimah.
    let ending = ["eh", "ah", "aa"].iter().find_map(|end| word.strip_suffix(end)).map(|stem| format!("{stem}a"));
    let word = ending.as_deref().unwrap_or(word);
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        found.push(Sound::Onset);
    }
    let mut rest = word;
    // The onset stands for a first a or e; any other first vowel follows it, to meet ايـ and اوـ.
    if word.starts_with(['a', 'e']) && !word.starts_with("ee") && !word.starts_with("ei") && !word.starts_with("ey") {
        rest = &word[1..];
    }
    while let Some(first) = rest.chars().next() {
        let next = rest[1..].chars().next();
        if rest == "a" {
            found.push(Sound::FinalA);
            break;
        }
        // French spells a hard g so: Guirguis.
        if rest.starts_with("gue") || rest.starts_with("gui") {
            found.push(Sound::Consonant('g'));
            rest = &rest[2..];
            continue;
        }
        if let Some((spelling, sound)) = DIGRAPHS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            found.push(*sound);
            rest = &rest[spelling.len()..];
            continue;
        }
        latin_letter(first, next, &mut found);
        rest = &rest[1..];
    }
    found
}

fn latin_letter(letter: char, next: Option<char>, found: &mut Vec<Sound>) {
    use Sound::*;
    if letter == 'x' {
        found.push(Consonant('k'));
    }
    found.push(match letter {
        'a' | 'e' | 'i' | 'o' | 'u' => Short(letter),
        'y' if next.is_some_and(|next| "aeiou".contains(next)) => LongI,
        'y' => Short('i'),
        'w' | 'v' => LongU,
        'c' if next.is_some_and(|next| "eiy".contains(next)) => Consonant('s'),
        'c' => Consonant('k'),
        'x' => Consonant('s'),
        other => Consonant(other),
    });
}

#[cfg(test)]
mod tests {
    use super::sounds;

    #[test]
    fn a_word_without_short_vowels_sounds_alike_in_both_scripts() {
        assert_eq!(sounds("زياد").len(), sounds("ziad").len());
        assert_eq!(sounds("نور"), sounds("noor"));
        assert_eq!(sounds("سيف"), sounds("saif"));
        assert_eq!(sounds("شيخ"), sounds("sheikh"));
    }

    #[test]
    fn doubled_letters_count_once() {
        assert_eq!(sounds("haddad"), sounds("hadad"));
    }
}
