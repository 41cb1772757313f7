//! Decimal digits as people type them.

/// `text` with Arabic-Indic (U+0660) and Persian (U+06F0) and full-width (U+FF10) digits as ASCII.
///
/// Everything else is left alone.
pub fn to_ascii(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

fn ascii_digit(c: char) -> char {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return c,
    };
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::to_ascii;

    #[test]
    fn digits_of_three_scripts_become_ascii_and_nothing_else_changes() {
        assert_eq!(to_ascii("٧٨٤-۱۹۹۰-１2 أ"), "784-1990-12 أ");
    }
}
