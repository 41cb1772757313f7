//! The categories of personal data: what can be kept or erased apart.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of personal data with a key, and a retention, of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// What is known of the person: names, numbers, dates, address.
    Profile,
    /// Pictures of documents and selfies.
    Picture,
    /// Face embeddings.
    Template,
    /// What was written in the chat.
    Chat,
    /// Recordings of video calls.
    Recording,
}

/// Not the name of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such category of personal data")]
pub struct BadCategory;

impl Category {
    /// Every category, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Profile, Self::Picture, Self::Template, Self::Chat, Self::Recording];

    /// The name in JSON, in the database and in what a seal is bound to. Never change one: old seals would not open.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Picture => "picture",
            Self::Template => "template",
            Self::Chat => "chat",
            Self::Recording => "recording",
        }
    }
}

impl FromStr for Category {
    type Err = BadCategory;

    fn from_str(text: &str) -> Result<Self, BadCategory> {
        Self::ALL.into_iter().find(|category| category.as_str() == text).ok_or(BadCategory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_read_back_from_its_name_and_its_json() {
        for category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
            assert_eq!(serde_json::to_value(category).expect("serialises"), category.as_str());
        }
        assert_eq!("Profile".parse::<Category>(), Err(BadCategory));
    }
}
