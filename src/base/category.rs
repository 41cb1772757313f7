//! The categories personal data is sealed by: each session has one key for each.

use serde::{Deserialize, Serialize};

/// A kind of personal data that is kept, and erased, on its own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Names, numbers, dates, addresses.
    Profile,
    /// Photographs of documents and faces.
    Picture,
    /// What a face recogniser makes of a face.
    Template,
    /// What was said in the chat.
    Chat,
    /// Recorded video calls.
    Recording,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 5] = [Self::Profile, Self::Picture, Self::Template, Self::Chat, Self::Recording];

    /// The category's name in the store and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Picture => "picture",
            Self::Template => "template",
            Self::Chat => "chat",
            Self::Recording => "recording",
        }
    }
}
