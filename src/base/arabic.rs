//! Arabic and Persian letters in one form, so that two spellings of one word compare equal; and each in its own, since
//! Unicode has several code points for letters that look alike.

/// `text` without vowel signs, tatweel and the invisible marks of right-to-left text, its letters folded:
/// every alef to ا, ya and alef maqsura to ي, ta marbuta and its Persian and Urdu cousins to ه, kaf to ك, and the
/// hamza's seats to the bare letter. Everything else is left alone.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

fn folded(c: char) -> Option<char> {
    Some(match c {
        // Vowel signs and Qur'anic marks, superscript alef, tatweel, free hamza; then bidi marks and joiners.
        '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}'
        | '\u{0640}'
        | 'ء'
        | '\u{061C}'
        | '\u{200B}'
        | '\u{200D}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' => return None,
        // Persian writes one word with a zero-width non-joiner inside: علی‌اکبر.
        '\u{200C}' => ' ',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ې' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' | 'ۃ' => 'ه',
        'ک' => 'ك',
        other => other,
    })
}

/// `text` by the code points that Arabic is written with: what looks alike is theirs.
pub fn as_arabic(text: &str) -> String {
    let mut rest = text.chars().peekable();
    let mut spelled = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let ends = rest.peek().is_none_or(|next| !next.is_alphabetic());
        spelled.push(match c {
            // Persian's ya has no dots at a word's end, where Arabic's has them.
            'ی' if ends => 'ى',
            'ی' => 'ي',
            'ک' => 'ك',
            'ہ' | 'ھ' | 'ە' => 'ه',
            other => other,
        });
    }
    spelled
}

/// `text` by the code points that Persian is written with.
pub fn as_persian(text: &str) -> String {
    let persian = |c| match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ہ' | 'ھ' | 'ە' => 'ه',
        other => other,
    };
    text.chars().map(persian).collect()
}

#[cfg(test)]
mod tests {
    use super::{as_arabic, as_persian, fold};

    #[test]
    fn each_language_has_its_own_code_points_for_letters_that_look_alike() {
        assert_eq!(as_arabic("ھدی الکریم لیلی"), "هدى الكريم ليلى");
        assert_eq!(as_persian("ليلى كريمي"), "لیلی کریمی");
        assert_eq!(as_arabic(&as_persian("ليلى")), "ليلى");
        assert_eq!(as_persian("Layla"), "Layla");
    }

    #[test]
    fn two_spellings_of_one_word_become_one() {
        assert_eq!(fold("فَاطِمَة"), fold("فاطمه"));
        assert_eq!(fold("أحـمـد"), fold("احمد"));
        assert_eq!(fold("علی‌اکبر"), fold("علي اكبر"));
        assert_eq!(fold("Layla"), "Layla");
    }
}
