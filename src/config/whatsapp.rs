//! `[whatsapp]`: the chat by the WhatsApp Cloud API.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Invalid;

/// The chat by the WhatsApp Cloud API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsApp {
    /// Whether there is such a door; without it its routes answer 404.
    pub enabled: bool,
    /// Where the Graph API is, `https://…`, or http to this machine: a proxy of the bank's own, or a test.
    pub graph_url: String,
    /// Its version, `v` and two numbers.
    pub api_version: String,
    /// The platform's id of the bank's number.
    pub phone_number_id: String,
    /// Hosts that pictures are fetched from, beside that of `graph_url`: the access token is sent there.
    pub media_hosts: Vec<String>,
    /// What is typed at the platform beside the webhook's address. A secret.
    pub verify_token: SecretString,
    /// The app's secret, under which notifications are signed.
    pub app_secret: SecretString,
    /// The token of a system user with the permission `whatsapp_business_messaging`. A secret.
    pub access_token: SecretString,
    /// How pictures come.
    pub pictures: Pictures,
    /// The approved template by which people are addressed first.
    pub opening_template: String,
    /// The approved template that stands in for words 24 hours after the person's last.
    pub waiting_template: String,
    /// The platform's codes of languages, as the templates were approved under them.
    pub languages: Languages,
    /// Longest notification, in bytes, `65 536 ..= 16 777 216`; the platform's own limit is 3 MiB.
    pub notification_bytes: usize,
    /// Messages of one person in a minute, `1 ..= 600`; what comes beyond is told once and dropped.
    pub messages_per_minute: u32,
    /// How long a session that goes on at another door has to stand still before the person is told, in seconds, `1 ..= 60`:
    /// what changes quickly is told by one message.
    pub quiet_s: i64,
    /// How long a message is known again, in days, `7 ..= 90`; the platform repeats for up to 7.
    pub remembered_days: i64,
    /// Conversations dealt with at once, `1 ..= 256`.
    pub places: usize,
    /// Longest wait for an answer of the platform, in milliseconds, `100 ..= 30 000`.
    pub timeout_ms: u64,
}

/// How pictures come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pictures {
    /// By the applicant's page, which a one-use link opens.
    Link,
    /// In the thread.
    InThread,
}

/// The platform's code of each language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Languages {
    /// Of Arabic.
    pub ar: String,
    /// Of Persian.
    pub fa: String,
    /// Of Chinese.
    pub zh: String,
    /// Of English.
    pub en: String,
}

impl WhatsApp {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let number = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        let ranges = [
            (
                "whatsapp.notification_bytes",
                number(self.notification_bytes),
                65_536..=16_777_216,
                "must be 65536 to 16777216 (16 MiB)",
            ),
            ("whatsapp.messages_per_minute", self.messages_per_minute.into(), 1..=600, "must be 1 to 600"),
            ("whatsapp.quiet_s", self.quiet_s, 1..=60, "must be 1 to 60"),
            ("whatsapp.remembered_days", self.remembered_days, 7..=90, "must be 7 to 90"),
            ("whatsapp.places", number(self.places), 1..=256, "must be 1 to 256"),
            (
                "whatsapp.timeout_ms",
                i64::try_from(self.timeout_ms).unwrap_or(i64::MAX),
                100..=30_000,
                "must be 100 to 30000",
            ),
        ];
        if let Some((key, _, _, reason)) = ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            return Err(Invalid::new(key, reason));
        }
        if self.enabled { self.check_complete() } else { Ok(()) }
    }

    /// What has no default must be there once the door is open.
    fn check_complete(&self) -> Result<(), Invalid> {
        let plain =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        let texts = [
            ("whatsapp.api_version", &self.api_version),
            ("whatsapp.phone_number_id", &self.phone_number_id),
            ("whatsapp.opening_template", &self.opening_template),
            ("whatsapp.waiting_template", &self.waiting_template),
            ("whatsapp.languages.ar", &self.languages.ar),
            ("whatsapp.languages.fa", &self.languages.fa),
            ("whatsapp.languages.zh", &self.languages.zh),
            ("whatsapp.languages.en", &self.languages.en),
        ];
        if let Some((key, _)) = texts.into_iter().find(|(_, text)| !plain(text)) {
            return Err(Invalid::new(
                key,
                "must be there, of letters, digits and - _ . alone, while whatsapp.enabled is true",
            ));
        }
        let secrets = [
            ("whatsapp.verify_token", &self.verify_token),
            ("whatsapp.app_secret", &self.app_secret),
            ("whatsapp.access_token", &self.access_token),
        ];
        match secrets.into_iter().find(|(_, secret)| secret.expose_secret().len() < 8) {
            Some((key, _)) => Err(Invalid::new(key, "must have 8 characters or more while whatsapp.enabled is true")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    const GOOD: &str = "[whatsapp]\nenabled = true\nphone_number_id = \"106\"\nverify_token = \"verify-me\"
        app_secret = \"app-secret\"\naccess_token = \"hush-hush\"\nopening_template = \"opening\"\nwaiting_template = \"waiting\"\n";

    fn refused(text: &str) -> String {
        Config::from_toml(text).expect_err("refused").to_string()
    }

    #[test]
    fn the_door_is_shut_by_default_and_opens_only_with_all_it_needs() {
        assert!(!Config::from_toml("").expect("reads").whatsapp.enabled);
        assert!(refused("[whatsapp]\nenabled = true").starts_with("whatsapp.phone_number_id: must be there"));
        assert!(refused(&GOOD.replace("hush-hush", "hush")).starts_with("whatsapp.access_token: must have 8"));
        assert!(refused(&GOOD.replace("\"106\"", "\"1/../2\"")).starts_with("whatsapp.phone_number_id"));
        assert!(Config::from_toml(GOOD).expect("reads").whatsapp.enabled);
    }

    #[test]
    fn limits_have_ranges_and_secrets_are_not_shown() {
        assert!(refused("[whatsapp]\nremembered_days = 6").starts_with("whatsapp.remembered_days: must be 7 to 90"));
        assert!(refused("[whatsapp]\nquiet_s = 0").starts_with("whatsapp.quiet_s: must be 1 to 60"));
        assert!(refused("[whatsapp]\nplaces = 0").starts_with("whatsapp.places: must be 1 to 256"));
        let shown = format!("{:?}", Config::from_toml(GOOD).expect("reads"));
        assert!(!shown.contains("hush") && !shown.contains("app-secret") && !shown.contains("verify-me"));
    }
}
