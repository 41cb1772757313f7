//! JSON pointers (RFC 6901), with one step more: `key=value` picks an array's element by what stands in it.
//!
//! Registries send names as `[{"language": "eng", "value": "…"}, …]` and promise no order, so a plain pointer would
//! take the wrong language one day.

use serde_json::Value;

use crate::adapters::Misconfigured;

/// A parsed pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    written: String,
    steps: Vec<String>,
}

impl Pointer {
    /// Parses `written`; `None` for the empty one, a field that is not sent.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] under the name `setting` when it does not begin with a slash.
    pub fn parse(setting: &'static str, written: &str) -> Result<Option<Self>, Misconfigured> {
        if written.is_empty() {
            return Ok(None);
        }
        let Some(steps) = written.strip_prefix('/') else {
            return Err(Misconfigured::new(setting, format!("the pointer {written:?} does not begin with a slash")));
        };
        let steps = steps.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        Ok(Some(Self { written: written.to_owned(), steps }))
    }

    /// What it points to in `document`; nothing, as well where `null` stands.
    pub fn find<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.steps.iter().try_fold(document, |at, step| down(at, step)).filter(|value| !value.is_null())
    }

    /// The pointer as it was written.
    pub fn written(&self) -> &str {
        &self.written
    }
}

fn down<'a>(at: &'a Value, step: &str) -> Option<&'a Value> {
    match at {
        Value::Object(members) => members.get(step),
        Value::Array(elements) => match step.split_once('=') {
            Some((key, wanted)) => elements.iter().find(|one| one.get(key).and_then(Value::as_str) == Some(wanted)),
            None => elements.get(step.parse::<usize>().ok()?),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn find<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
        Pointer::parse("x", pointer).expect("a pointer").expect("not empty").find(document)
    }

    #[test]
    fn it_walks_objects_and_arrays_as_the_rfc_says() {
        let document = json!({"a/b": {"m~n": [10, 20]}, "": 7, "gone": null});
        assert_eq!(find(&document, "/a~1b/m~0n/1"), Some(&json!(20)));
        assert_eq!(find(&document, "/"), Some(&json!(7)));
        for absent in ["/gone", "/a~1b/m~0n/2", "/a~1b/m~0n/x", "/none/below", "//below"] {
            assert_eq!(find(&document, absent), None, "{absent}");
        }
    }

    #[test]
    fn a_step_picks_the_element_with_the_wanted_member_wherever_it_stands() {
        let document = json!([{"language": "ara", "value": "أمل"}, 3, {"language": "eng", "value": "Amal"}]);
        assert_eq!(find(&document, "/language=eng/value"), Some(&json!("Amal")));
        assert_eq!(find(&document, "/language=fra/value"), None);
    }

    #[test]
    fn a_pointer_without_its_slash_is_a_wrong_setting() {
        assert_eq!(Pointer::parse("fields.sex", "sex").expect_err("refused").setting, "fields.sex");
        assert_eq!(Pointer::parse("fields.sex", ""), Ok(None));
    }
}
