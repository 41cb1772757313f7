//! What a bank decides of its conversations by WhatsApp.

use super::render::Outgoing;
use crate::chat::language::Language;

/// How pictures come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// By the applicant's page, which a one-use link opens: no picture of a document lies in a messenger.
    ByLink,
    /// In the thread.
    InThread,
}

/// What a bank decides.
#[derive(Clone, Debug)]
pub struct Terms {
    /// How pictures come.
    pub pictures: Pictures,
    /// The approved template by which a person is addressed first.
    pub opening_template: String,
    /// The approved template that is sent in place of words once the window is closed.
    pub waiting_template: String,
    /// The platform's codes of languages.
    pub codes: Codes,
    /// Messages of one person in a minute.
    pub messages_per_minute: u32,
    /// For how long a session that goes on elsewhere has to stand still before the person is told, in milliseconds.
    pub quiet_ms: i64,
    /// How long a message is known again after it was taken, in milliseconds.
    pub remembered_ms: i64,
    /// How long a conversation is held for one thing that waits, in milliseconds; a process that dies is replaced after it.
    pub held_ms: i64,
    /// How others reach the service; stands in links.
    pub public_url: String,
}

/// The platform's code of each language, by which a template is chosen: templates are approved by language and name.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Of Arabic.
    pub ar: String,
    /// Of Persian.
    pub fa: String,
    /// Of Chinese.
    pub zh: String,
    /// Of English.
    pub en: String,
}

impl Terms {
    /// The template that addresses a person first.
    pub fn opening(&self, language: Language) -> Outgoing {
        Outgoing::Template { name: self.opening_template.clone(), language: self.code(language) }
    }

    /// The template that stands in for words outside of the window.
    pub fn waiting(&self, language: Language) -> Outgoing {
        Outgoing::Template { name: self.waiting_template.clone(), language: self.code(language) }
    }

    fn code(&self, language: Language) -> String {
        let Codes { ar, fa, zh, en } = &self.codes;
        match language {
            Language::Ar => ar,
            Language::Fa => fa,
            Language::Zh => zh,
            Language::En => en,
        }
        .clone()
    }
}
