//! What a door says of itself beside the conversation: how to choose, where pictures go, what it cannot take.

use super::{
    language::Language,
    messages::{Msg, Value},
    words::{bare, say},
};
use crate::base::personal::Personal;

/// What a messenger's door says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside<'a> {
    /// On the button that opens a list of choices.
    Choose,
    /// Below numbered lines.
    ByNumber,
    /// Where the camera opens.
    CaptureLink {
        /// The page, with its one-use code.
        link: &'a str,
    },
    /// As many links are open as may be.
    LastLink,
    /// Pictures are not taken in the thread.
    PicturesByLink,
    /// No picture is asked for.
    PictureNotNow,
    /// A picture did not arrive whole.
    PictureLost,
    /// A picture has too many bytes.
    PictureTooLarge,
    /// A voice message, a place, a sticker.
    UnknownKind,
    /// More messages than anybody types.
    TooFast,
    /// More words than are taken.
    TooLong,
}

/// Says it. Nothing is isolated in it: a link must end where it ends.
pub fn aside(what: Aside, language: Language) -> Personal {
    let message = match what {
        Aside::Choose => Msg::DoorChoose {},
        Aside::ByNumber => Msg::DoorByNumber {},
        Aside::CaptureLink { link } => Msg::DoorCaptureLink { link: Value::text(link) },
        Aside::LastLink => Msg::DoorLastLink {},
        Aside::PicturesByLink => Msg::DoorPicturesByLink {},
        Aside::PictureNotNow => Msg::DoorPictureNotNow {},
        Aside::PictureLost => Msg::DoorPictureLost {},
        Aside::PictureTooLarge => Msg::DoorPictureTooLarge {},
        Aside::UnknownKind => Msg::DoorUnknownKind {},
        Aside::TooFast => Msg::DoorTooFast {},
        Aside::TooLong => Msg::DoorTooLong {},
    };
    Personal::new(bare(&say(&message, language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stands_whole_on_a_line_of_its_own_in_every_language() {
        let link = "https://bank.example/apply/#c=abc_-123";
        for language in Language::ALL {
            let said = aside(Aside::CaptureLink { link }, language);
            assert_eq!(said.expose().lines().last(), Some(link), "{language:?}");
        }
    }

    #[test]
    fn what_opens_a_list_fits_on_its_button() {
        for language in Language::ALL {
            let said = aside(Aside::Choose, language);
            assert!((1..=20).contains(&said.expose().encode_utf16().count()), "{language:?}");
        }
    }
}
