//! JSON with places for values: how an outside service wants to be told what we know.

use serde_json::Value;

/// Fills the places in the strings of `template`. Keys stay, and no value can break out of its string.
pub(super) fn filled(template: &Value, value: &impl Fn(&str) -> Option<String>) -> Value {
    match template {
        Value::String(text) => Value::String(fill(text, value)),
        Value::Array(items) => items.iter().map(|item| filled(item, value)).collect(),
        Value::Object(members) => members.iter().map(|(key, item)| (key.clone(), filled(item, value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
    }
}

/// Fills each `{place}` that has a value. Values are not looked into: what looks like a place in one of them stays.
pub(super) fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let (mut done, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, from)) = rest.split_once('{') {
        done.push_str(before);
        let place = from.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        if let Some((value, after)) = place {
            done.push_str(&value);
            rest = after;
        } else {
            done.push('{');
            rest = from;
        }
    }
    done + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(place: &str) -> Option<String> {
        match place {
            "to" => Some("{text}@example.com".to_owned()),
            "text" => Some("say \"hello\"".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_place_is_filled_once_and_what_is_none_stays() {
        assert_eq!(fill("{to}: {text}, {other} {", value), "{text}@example.com: say \"hello\", {other} {");
        assert_eq!(fill("{{to}}", value), "{{text}@example.com}");
    }

    #[test]
    fn no_value_breaks_out_of_its_string() {
        let template = json!({ "to": ["{to}"], "{text}": "{text}!", "n": 1 });
        let expected = json!({ "to": ["{text}@example.com"], "{text}": "say \"hello\"!", "n": 1 });
        assert_eq!(filled(&template, &value), expected);
    }
}
