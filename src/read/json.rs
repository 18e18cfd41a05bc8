//! Rows of JSON: an object a line, or a document that holds objects.

use std::fmt;
use std::io::{BufRead, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::decode::{all, decode};
use super::fields::{FieldMap, InputField, Row};
use super::source::reason;
use super::{RowResult, Rows};

/// An object a line; blank lines are passed over.
pub(super) fn lines(mut bytes: Box<dyn BufRead + Send>, limit: usize, map: FieldMap) -> Result<Rows, String> {
    let head = bytes.fill_buf().map_err(|error| reason(&error))?;
    // UTF-16 is decoded whole, since its line feeds are not single bytes.
    let mut bytes: Box<dyn BufRead + Send> = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Box::new(std::io::Cursor::new(decode(&all(bytes, limit)?).into_owned().into_bytes())),
        _ => bytes,
    };
    let (mut number, mut line, mut ended) = (0, Vec::new(), false);
    Ok(Box::new(std::iter::from_fn(move || {
        while !ended {
            line.clear();
            number += 1;
            match (&mut bytes).take(limit as u64 + 1).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    ended = true;
                    return Some(Err((Some(number), reason(&error))));
                }
            }
            if line.len() > limit {
                if let Err(error) = skip_line(&mut bytes) {
                    ended = true;
                    return Some(Err((Some(number), reason(&error))));
                }
                return Some(Err((Some(number), format!("longer than {limit} bytes, which is the limit for one record"))));
            }
            let text = decode(line.trim_ascii());
            if !text.is_empty() {
                return Some(object(&text, &map, number).map_err(|reason| (Some(number), reason)));
            }
        }
        None
    })))
}

/// One object, an array of objects, or an object with one such array: `{"articles": [..]}`.
pub(super) fn document(bytes: Box<dyn BufRead + Send>, limit: usize, map: &FieldMap) -> Result<Rows, String> {
    let content = all(bytes, limit)?;
    let text = decode(&content).into_owned();
    let rows = match text.trim_start().as_bytes().first() {
        Some(b'[') => array(&text, map)?,
        Some(b'{') => {
            let row = object(&text, map, 1).map(|row| Row { line: None, ..row })?;
            match row.text {
                Some(_) => vec![Ok(row)],
                None => match nested(&text) {
                    Some(inner) => array(inner, map)?,
                    None => vec![Ok(row)],
                },
            }
        }
        _ => return Err("expected a JSON object or an array of objects".to_owned()),
    };
    Ok(Box::new(rows.into_iter()))
}

fn skip_line(bytes: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = bytes.fill_buf()?;
        let (length, done) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        bytes.consume(length);
        if done {
            return Ok(());
        }
    }
}

fn object(text: &str, map: &FieldMap, line: u64) -> Result<Row, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let row = RowSeed { map }.deserialize(&mut json).and_then(|row| json.end().map(|()| row));
    // The line is told beside the reason; within it only the column says something.
    let reason = |error: serde_json::Error| {
        format!("not a JSON object that can be read: {}", error.to_string().replace(" at line 1 column ", " at column "))
    };
    row.map(|row| Row { line: Some(line), ..row }).map_err(reason)
}

fn array(text: &str, map: &FieldMap) -> Result<Vec<RowResult>, String> {
    let elements: Vec<&serde_json::value::RawValue> = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let row = |(index, element): (usize, &&serde_json::value::RawValue)| {
        object(element.get(), map, 0)
            .map(|row| Row { line: None, ..row })
            .map_err(|reason| (None, format!("article {} of the array: {reason}", index + 1)))
    };
    Ok(elements.iter().enumerate().map(row).collect())
}

/// The first array of objects among an object's values, by the order of their keys.
fn nested(text: &str) -> Option<&str> {
    let members: std::collections::BTreeMap<String, &serde_json::value::RawValue> = serde_json::from_str(text).ok()?;
    let holds_objects = |value: &&str| value.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{'));
    members.into_values().map(serde_json::value::RawValue::get).find(holds_objects)
}

/// Takes the fields of an article out of an object and passes over all else, without building a tree.
struct RowSeed<'a> {
    map: &'a FieldMap,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Row, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Row, A::Error> {
        let mut row = Row::default();
        let mut ranks: [Option<usize>; 7] = [None; 7];
        let mut faults: [Option<String>; 7] = [const { None }; 7];
        while let Some(key) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            let known = self.map.field(&key).filter(|&(field, rank)| ranks[field as usize].is_none_or(|earlier| rank < earlier));
            let Some((field, rank)) = known else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            match members.next_value::<Scalar>()? {
                Scalar::Text(value) if !value.is_empty() => {
                    ranks[field as usize] = Some(rank);
                    *row.field(field) = Some(value);
                }
                // An empty text counts only where no other name of the field holds more.
                Scalar::Text(value) => {
                    row.field(field).get_or_insert(value);
                }
                Scalar::Named(Some(name)) if field == InputField::Outlet => {
                    ranks[field as usize] = Some(rank);
                    row.outlet = Some(name);
                }
                Scalar::Null => {}
                Scalar::Named(_) => faults[field as usize] = Some(format!("`{key}`: expected text or a number, found an object")),
                Scalar::List => faults[field as usize] = Some(format!("`{key}`: expected text or a number, found a list")),
            }
        }
        // A value of the wrong kind is a fault where no other name of the field holds a right one.
        let fault = ranks.iter().zip(faults).find_map(|(rank, fault)| fault.filter(|_| rank.is_none()));
        fault.map_or(Ok(row), |fault| Err(A::Error::custom(fault)))
    }
}

/// What a member holds: text, a number or a boolean as text, nothing, a list, or an object with perhaps a `name`.
enum Scalar {
    Text(String),
    Null,
    List,
    Named(Option<String>),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or a number")
            }
            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(value))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_string()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Null)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Scalar, A::Error> {
                while values.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::List)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scalar, A::Error> {
                let mut name = None;
                while let Some(key) = members.next_key::<std::borrow::Cow<'de, str>>()? {
                    if key == "name" {
                        name = members.next_value::<Option<String>>().unwrap_or_default();
                    } else {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Scalar::Named(name))
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// The number of fields that [`RowSeed`] ranks.
const _: () = assert!(InputField::Event as usize == 6);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &'static str) -> Vec<RowResult> {
        lines(Box::new(content.as_bytes()), 200, FieldMap::default()).expect("rows").collect()
    }

    #[test]
    fn a_bad_line_costs_only_itself() {
        let rows =
            read("{\"id\": 7, \"body\": \"one\", \"other\": {\"text\": [1]}}\n\n{\"text\": \n{\"text\": \"three\"}\n{\"text\": [1]}\n[1]");
        assert_eq!(rows[0], Ok(Row { line: Some(1), id: Some("7".into()), text: Some("one".into()), ..Row::default() }));
        assert_eq!(rows[1].as_ref().map_err(|error| error.0), Err(Some(3)));
        assert_eq!(rows[2].as_ref().map(|row| row.text.as_deref()), Ok(Some("three")));
        assert!(rows[3].as_ref().is_err_and(|(_, reason)| reason.contains("`text`: expected text or a number, found a list")), "{rows:?}");
        assert!(rows[4].is_err());
    }

    #[test]
    fn the_preferred_name_wins_whatever_the_order() {
        for row in [
            "{\"content\": \"c\", \"text\": \"t\", \"body\": \"b\"}",
            "{\"content\": [1], \"text\": \"t\"}",
            "{\"text\": \"t\", \"content\": [1]}",
            "{\"text\": \"\", \"body\": \"t\"}",
        ] {
            assert_eq!(read(row)[0].as_ref().map(|row| row.text.as_deref()), Ok(Some("t")), "{row}");
        }
        let row = read("{\"source\": {\"id\": null, \"name\": \"Elm Wire\"}, \"text\": \"t\"}").remove(0);
        assert_eq!(row.map(|row| row.outlet), Ok(Some("Elm Wire".to_owned())));
    }

    #[test]
    fn a_line_beyond_the_limit_is_told_and_passed_over() {
        let long = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"short\"}}\n", "x".repeat(300));
        let rows = read(long.leak());
        assert!(rows[0].as_ref().is_err_and(|(_, reason)| reason.contains("200 bytes")));
        assert_eq!(rows[1].as_ref().map(|row| row.line), Ok(Some(2)));
    }

    #[test]
    fn a_document_is_an_object_an_array_or_an_object_with_one() {
        let read = |content: &'static str| document(Box::new(content.as_bytes()), 500, &FieldMap::default()).map(Iterator::count);
        assert_eq!(read("{\"text\": \"x\"}"), Ok(1));
        assert_eq!(read("[{\"text\": \"x\"}, {\"text\": \"y\"}, 3]"), Ok(3));
        assert_eq!(read("{\"aggs\": [], \"all\": [\"x\"], \"articles\": [{\"text\": \"x\"}]}"), Ok(1));
        assert!(read("42").is_err());
    }
}
