//! Lengths as the platform counts them, and texts brought within them.

/// The length of a text in UTF-16 units. The documentation says "characters"; a character outside of the basic plane is
/// one or two of them, depending on who counts, so it is counted as two.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text` in pieces of at most `most` units, parted at the end of a line, else at a space, else anywhere between characters.
/// Nothing but white space at the joints is lost.
pub(super) fn pieces(text: &str, most: usize) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text.trim());
    while length(rest) > most {
        let whole = &rest[..fitting(rest, most)];
        let joint = whole.rfind('\n').or_else(|| whole.rfind(char::is_whitespace)).filter(|at| *at > 0);
        let (piece, after) = rest.split_at(joint.unwrap_or(whole.len()));
        pieces.push(piece.trim_end());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// `text`, or its beginning and an ellipsis where it has more than `most` units.
pub(super) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    format!("{}…", text[..fitting(text, most.saturating_sub(1))].trim_end())
}

/// How many bytes of `text` make at most `most` units, up to the end of a character.
fn fitting(text: &str, most: usize) -> usize {
    let mut units = 0;
    let beyond = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    beyond.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_parted_at_lines_before_spaces_and_at_spaces_before_letters() {
        assert_eq!(pieces("one two\nthree four", 12), ["one two", "three four"]);
        assert_eq!(pieces("one two three", 8), ["one two", "three"]);
        assert_eq!(pieces("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(pieces("  ", 3), [""; 0]);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("photograph of your ID", 12), "photograph…");
        assert_eq!(cut("عربي", 4), "عربي");
        assert_eq!(cut("😀😀😀", 4), "😀…");
    }

    proptest! {
        #[test]
        fn no_piece_is_longer_and_no_letter_is_lost(text: String, most in 2_usize..50) {
            let parts = pieces(&text, most);
            prop_assert!(parts.iter().all(|part| !part.is_empty() && length(part) <= most));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&parts.concat()), letters(&text));
            prop_assert!(length(&cut(&text, most)) <= most);
        }
    }
}
