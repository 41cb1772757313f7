//! What a person can want in the chat.

use serde::{Deserialize, Serialize};

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Answers what was asked: a number, a date, a value.
    Answer,
    /// Something that is known is wrong.
    Correction,
    /// Why is it asked?
    Why,
    /// How does it go?
    Help,
    /// To the question before.
    Back,
    /// Not this question.
    Skip,
    /// How far are we?
    Status,
    /// Another language.
    Language,
    /// A person, please.
    Person,
    /// Break off.
    Cancel,
    /// End the application for good.
    Withdraw,
    /// Hand it in.
    Submit,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Thanks.
    Thanks,
}

impl Intent {
    /// Every intent.
    pub const ALL: [Self; 15] = [
        Self::Answer,
        Self::Correction,
        Self::Why,
        Self::Help,
        Self::Back,
        Self::Skip,
        Self::Status,
        Self::Language,
        Self::Person,
        Self::Cancel,
        Self::Withdraw,
        Self::Submit,
        Self::Yes,
        Self::No,
        Self::Thanks,
    ];

    /// Its name in labelled files and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Correction => "correction",
            Self::Why => "why",
            Self::Help => "help",
            Self::Back => "back",
            Self::Skip => "skip",
            Self::Status => "status",
            Self::Language => "language",
            Self::Person => "person",
            Self::Cancel => "cancel",
            Self::Withdraw => "withdraw",
            Self::Submit => "submit",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Thanks => "thanks",
        }
    }

    /// The intent of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// By some of its words. Nothing that is hard to take back may follow from it.
    Likely,
    /// The whole message is a phrase that means just this.
    Exact,
}

/// What a message was understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// What it is for.
    pub intent: Intent,
    /// How sure that is.
    pub certainty: Certainty,
}
