//! A reading as JSON, values included, for the command line and for answers to those who may see them.

use serde_json::{Map, Value, json};

use super::reader::DocumentReading;

/// `document`, `layout`, `mrz` (or null), `fields` (by name, each with the readings of every source), `barcodes`,
/// `quality`, `faults` and `hints`.
pub fn report(reading: &DocumentReading) -> Value {
    let mut fields = Map::new();
    for found in &reading.readings {
        let entry = fields.entry(found.field.name()).or_insert_with(|| json!([]));
        if let Some(list) = entry.as_array_mut() {
            list.push(json!({
                "value": found.value,
                "source": found.source,
                "confidence": found.confidence,
                "region": found.region,
            }));
        }
    }
    let faults: Vec<Value> = reading
        .faults
        .iter()
        .map(|fault| json!({ "side": fault.side, "code": fault.code(), "advice": fault.advice() }))
        .collect();
    json!({
        "document": reading.document,
        "layout": reading.layout,
        "mrz": reading.mrz,
        "fields": fields,
        "barcodes": reading.barcodes,
        "quality": reading.quality,
        "faults": faults,
        "hints": reading.hints,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{
        personal::Personal,
        reading::{Field, Reading, Source},
    };

    #[test]
    fn a_field_lists_every_source_that_has_it() {
        let of = |source, value: &str| Reading {
            field: Field::Sex,
            value: Personal::new(value),
            source,
            confidence: 0.5,
            region: None,
        };
        let readings = vec![of(Source::Mrz, "F"), of(Source::VisualZone, "M")];
        let json = report(&DocumentReading { readings, ..DocumentReading::default() });
        assert_eq!(json["mrz"], Value::Null);
        assert_eq!(json["fields"]["sex"][0]["value"], "F");
        assert_eq!(json["fields"]["sex"][1]["source"], "visual_zone");
    }
}
