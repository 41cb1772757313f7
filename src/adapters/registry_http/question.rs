//! The question, written as the registry wants it.

use serde_json::Value;

use super::dates::DateFormat;
use crate::{
    adapters::{
        Misconfigured,
        registry_call::safe_address,
        template::{fill, filled},
    },
    config::registry::{HttpMethod, HttpRegistrySettings},
    identify::registry::Query,
};

/// The form of every question: an address and perhaps a JSON body, with places for what is asked.
#[derive(Clone, Debug)]
pub struct Form {
    url: String,
    body: Option<Value>,
    dates: DateFormat,
}

/// One question, ready to be sent. Holds personal data.
pub struct Question {
    pub url: reqwest::Url,
    pub body: Option<Value>,
}

impl Form {
    pub fn new(settings: &HttpRegistrySettings, dates: DateFormat) -> Result<Self, Misconfigured> {
        let body = match settings.method {
            HttpMethod::Get => None,
            HttpMethod::Post => {
                let json = serde_json::from_str(&settings.body);
                Some(json.map_err(|error| Misconfigured::new("body", format!("is not JSON: {error}")))?)
            }
        };
        safe_address(&fill(&settings.url, |_| Some("0".to_owned())))?;
        let form = Self { url: settings.url.clone(), body, dates };
        if form.has("{number}") { Ok(form) } else { Err(Misconfigured::new("body", "nowhere asks for {number}")) }
    }

    /// Whether the registry itself is told the birth date, and so can refuse a wrong one.
    pub fn asks_birth_date(&self) -> bool {
        self.has("{birth_date}")
    }

    fn has(&self, place: &str) -> bool {
        self.url.contains(place) || self.body.as_ref().is_some_and(|body| body.to_string().contains(place))
    }

    /// The form filled in; `None` where the birth date cannot be written in the registry's format.
    pub fn ask(&self, query: &Query) -> Option<Question> {
        let date = self.dates.write(query.birth_date)?;
        let value = |place: &str| match place {
            "scheme" => Some(query.number.scheme().name().to_owned()),
            "number" => Some(query.number.expose().to_owned()),
            "birth_date" => Some(date.clone()),
            _ => None,
        };
        let url = fill(&self.url, |place| value(place).map(|value| percent_encoded(&value)));
        let body = self.body.as_ref().map(|body| filled(body, &value));
        Some(Question { url: reqwest::Url::parse(&url).ok()?, body })
    }
}

/// All but the unreserved characters of RFC 3986, section 2.3.
fn percent_encoded(text: &str) -> String {
    const HEX: [&str; 16] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F"];
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(["%", HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::identify::{national_id::NationalId, scheme::Scheme};

    fn query() -> Query {
        let number = NationalId::parse(Scheme::Utopia, "199008070122").expect("good");
        Query { number, birth_date: date(1990, 8, 7) }
    }

    fn settings(url: &str, body: &str) -> HttpRegistrySettings {
        HttpRegistrySettings { url: url.to_owned(), body: body.to_owned(), ..HttpRegistrySettings::default() }
    }

    fn form(settings: &HttpRegistrySettings, dates: &str) -> Result<Form, Misconfigured> {
        Form::new(settings, DateFormat::new(dates).expect("a format"))
    }

    #[test]
    fn a_body_is_filled_in_its_strings_and_stays_otherwise() {
        let body = r#"{"request": {"id": "UIN:{number}", "dob": ["{birth_date}"]}, "version": 1}"#;
        let form = form(&settings("https://r.example/q", body), "%Y/%m/%d").expect("a form");
        let asked = form.ask(&query()).expect("asks").body.expect("a body");
        assert_eq!(asked, json!({"request": {"id": "UIN:199008070122", "dob": ["1990/08/07"]}, "version": 1}));
        assert!(form.asks_birth_date());
    }

    #[test]
    fn an_address_is_filled_with_percent_encoded_values() {
        let mut settings = settings("https://r.example/{number}?dob={birth_date}&s={scheme}", "");
        settings.method = HttpMethod::Get;
        let form = form(&settings, "%d/%m/%Y").expect("a form");
        let url = form.ask(&query()).expect("asks").url;
        assert_eq!(url.as_str(), "https://r.example/199008070122?dob=07%2F08%2F1990&s=utopia");
    }

    #[test]
    fn a_form_that_never_asks_for_the_number_is_a_wrong_setting() {
        let error = form(&settings("https://r.example/q", "{}"), "%Y-%m-%d").expect_err("refused");
        assert_eq!(error.to_string(), "registry setting `body`: nowhere asks for {number}");
        assert_eq!(form(&settings("http://r.example/q", "{}"), "%Y-%m-%d").expect_err("refused").setting, "url");
    }
}
