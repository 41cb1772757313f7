//! `[registry]`: where people are looked up, and how an answer is read.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

/// Which registry answers: `kind = "embedded"`, `"http"` or `"grpc"`, beside that kind's own settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RegistrySettings {
    /// Invented people in this process, for test sessions.
    Embedded(EmbeddedRegistrySettings),
    /// A registry that speaks JSON over HTTP.
    Http(Box<HttpRegistrySettings>),
    /// A registry that speaks `proto/registry.proto`.
    Grpc(GrpcRegistrySettings),
}

impl Default for RegistrySettings {
    fn default() -> Self {
        Self::Embedded(EmbeddedRegistrySettings::default())
    }
}

/// Invented people in this process.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmbeddedRegistrySettings {
    /// Their file, as `fixtures/registry/people.json`. Default: that very file, compiled in.
    pub people_file: Option<PathBuf>,
    /// The folder that the people's photo files are in. Default: none, and nobody has a photo from a file.
    pub photo_folder: Option<PathBuf>,
}

/// What one look-up may cost, and when a failing registry is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallLimits {
    /// Longest wait for an answer, in milliseconds, retries included. Default 2000.
    pub timeout_ms: u64,
    /// Most repetitions of a question that surely met no working registry. Default 2.
    pub retries: usize,
    /// Failed look-ups in a row after which nobody asks for a while. Default 5.
    pub breaker_failures: u32,
    /// How long nobody asks then, in milliseconds, before one look-up tries again. Default 10 000.
    pub breaker_open_ms: u64,
    /// Most bytes of an answer. Default 2 097 152 (2 MiB): a record with a photograph has some 100 KiB.
    pub max_response_bytes: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            timeout_ms: 2_000,
            retries: 2,
            breaker_failures: 5,
            breaker_open_ms: 10_000,
            max_response_bytes: 2 << 20,
        }
    }
}

/// A registry that speaks JSON over HTTP. The defaults fit Ahlan's own reference registry.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpRegistrySettings {
    /// The address, `https://…`; plain `http://` for this machine's own addresses only. No default.
    ///
    /// `{scheme}`, `{number}` and `{birth_date}` may stand in it and are percent-encoded. Prefer the body where the
    /// registry leaves the choice: addresses end in the logs of every proxy on the way.
    pub url: String,
    /// `GET` or `POST`. Default `POST`.
    pub method: HttpMethod,
    /// The JSON of a `POST`, with `{scheme}`, `{number}` and `{birth_date}` inside its strings.
    pub body: String,
    /// Further headers, for example `authorization`. Their values are secrets.
    pub headers: BTreeMap<String, SecretString>,
    /// PEM file of the certificates that may sign the registry's. Default: the system's.
    pub ca_file: Option<PathBuf>,
    /// PEM file with our client certificate and its key. Default: none.
    pub client_identity_file: Option<PathBuf>,
    /// How the registry writes dates, in `strptime` letters. Default `%Y-%m-%d`.
    pub date_format: String,
    /// What one look-up may cost.
    pub limits: CallLimits,
    /// How the registry says that nobody matches.
    pub not_found: NotFound,
    /// Where the fields are in its answer.
    pub fields: FieldPointers,
    /// Whether the people behind it are invented; then no live journey starts on it. Default false.
    pub sandbox: bool,
}

impl Default for HttpRegistrySettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            method: HttpMethod::default(),
            body: r#"{"scheme": "{scheme}", "number": "{number}", "birth_date": "{birth_date}"}"#.to_owned(),
            headers: BTreeMap::new(),
            ca_file: None,
            client_identity_file: None,
            date_format: "%Y-%m-%d".to_owned(),
            limits: CallLimits::default(),
            not_found: NotFound::default(),
            fields: FieldPointers::default(),
            sandbox: false,
        }
    }
}

/// How the question is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// All in the address.
    Get,
    /// In a JSON body.
    #[default]
    Post,
}

/// How a registry says that nobody matches.
///
/// Some, such as MOSIP's, answer 200 whatever happened and put what went wrong in an array.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotFound {
    /// HTTP statuses that mean it. Default `[404]`.
    pub statuses: Vec<u16>,
    /// Pointer to an array that is absent, null or empty when all went well. Default `/errors`.
    pub errors: String,
    /// Pointer from an element of that array to its code. Default `/errorCode`.
    pub code: String,
    /// The codes that mean it. Any other code makes the registry unavailable. Default: none.
    pub codes: Vec<String>,
}

impl Default for NotFound {
    fn default() -> Self {
        Self { statuses: vec![404], errors: "/errors".to_owned(), code: "/errorCode".to_owned(), codes: Vec::new() }
    }
}

/// Where the fields are in an answer: JSON pointers (RFC 6901), the empty one for a field that is not sent.
///
/// Beyond the RFC, `key=value` as a step into an array takes the first element whose `key` is the text `value`:
/// `/response/identity/fullName/language=eng/value`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldPointers {
    /// By BCP 47 language tag, the parts of the full name in reading order, to be joined by spaces.
    /// Default `/names/<tag>` for `en`, `ar`, `fa` and `zh`.
    pub names: BTreeMap<String, Vec<String>>,
    /// Date of birth. Default `/birth_date`. Where the registry does not send it, the question must.
    pub birth_date: String,
    /// Sex. Default `/sex`.
    pub sex: String,
    /// Nationality. Default `/nationality`.
    pub nationality: String,
    /// The parts of the address in reading order, to be joined by commas. Default `/address`.
    pub address: Vec<String>,
    /// Last day of the identity document. Default `/document_expiry`.
    pub document_expiry: String,
    /// The photograph, base64 of a JPEG or PNG file, with or without a `data:` prefix. Default `/photo`.
    pub photo: String,
    /// Whether the number is in use. Default `/status`. Left empty, every number that is found counts as in use.
    pub status: String,
    /// The registry's words for sex. Default: `F`, `M`, `X`, each for itself.
    pub sex_words: BTreeMap<String, SexWord>,
    /// The registry's words for nationalities, each with its ICAO 9303-3 code. Default: none, it sends the codes.
    pub nationality_words: BTreeMap<String, String>,
    /// The registry's words for the status. Default: `active`, `deceased`, `revoked`, each for itself.
    pub status_words: BTreeMap<String, StatusWord>,
}

impl Default for FieldPointers {
    fn default() -> Self {
        let name = |tag: &str| (tag.to_owned(), vec![format!("/names/{tag}")]);
        Self {
            names: BTreeMap::from(["en", "ar", "fa", "zh"].map(name)),
            birth_date: "/birth_date".to_owned(),
            sex: "/sex".to_owned(),
            nationality: "/nationality".to_owned(),
            address: vec!["/address".to_owned()],
            document_expiry: "/document_expiry".to_owned(),
            photo: "/photo".to_owned(),
            status: "/status".to_owned(),
            sex_words: [("F", SexWord::F), ("M", SexWord::M), ("X", SexWord::X)].map(owned).into(),
            nationality_words: BTreeMap::new(),
            status_words: [
                ("active", StatusWord::Active),
                ("deceased", StatusWord::Deceased),
                ("revoked", StatusWord::Revoked),
            ]
            .map(owned)
            .into(),
        }
    }
}

fn owned<T>((word, meaning): (&str, T)) -> (String, T) {
    (word.to_owned(), meaning)
}

/// What a registry's word for sex means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SexWord {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

/// What a registry's word for the status of a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusWord {
    /// In use by a living person.
    Active,
    /// Its holder is registered as dead.
    Deceased,
    /// Withdrawn by the registry.
    Revoked,
}

/// A registry that speaks `proto/registry.proto`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrpcRegistrySettings {
    /// The address, `https://host:port`; plain `http://` for this machine's own addresses only. No default.
    pub url: String,
    /// Further metadata, for example `authorization`. The values are secrets.
    pub headers: BTreeMap<String, SecretString>,
    /// PEM file of the certificates that may sign the registry's. Needed with `https://`.
    pub ca_file: Option<PathBuf>,
    /// PEM file with our client certificate and its key. Default: none.
    pub client_identity_file: Option<PathBuf>,
    /// What one look-up may cost.
    pub limits: CallLimits,
    /// Whether the people behind it are invented; then no live journey starts on it. Default false.
    pub sandbox: bool,
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_kind_takes_its_own_settings_and_refuses_unknown_ones() {
        let text = r#"
            kind = "http"
            url = "https://registry.example/lookup"
            headers = { authorization = "Bearer hush" }
            limits = { timeout_ms = 1500 }
        "#;
        let RegistrySettings::Http(http) = toml::from_str(text).expect("reads") else { panic!("not http") };
        assert_eq!(http.limits, CallLimits { timeout_ms: 1500, ..CallLimits::default() });
        assert_eq!(http.headers["authorization"].expose_secret(), "Bearer hush");
        assert!(!format!("{http:?}").contains("hush"));
        let error = toml::from_str::<RegistrySettings>("kind = \"http\"\nurll = \"x\"").expect_err("refused");
        assert!(error.to_string().contains("urll"), "{error}");
    }
}
