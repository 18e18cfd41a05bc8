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
    row.map(|row| Row { line: Some(line), ..row }).map_err(|error| format!("not a JSON object that can be read: {error}"))
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

/// The first array among an object's values.
fn nested(text: &str) -> Option<&str> {
    let members: std::collections::BTreeMap<String, &serde_json::value::RawValue> = serde_json::from_str(text).ok()?;
    members.into_values().map(serde_json::value::RawValue::get).find(|value| value.starts_with('['))
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
        while let Some(key) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            let known = self.map.field(&key).filter(|&(field, rank)| ranks[field as usize].is_none_or(|earlier| rank < earlier));
            let Some((field, rank)) = known else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = members.next_value::<Scalar>().map_err(|error| A::Error::custom(format!("`{key}`: {error}")))?;
            if let Scalar(Some(value)) = value {
                ranks[field as usize] = Some(rank);
                *row.field(field) = Some(value);
            }
        }
        Ok(row)
    }
}

/// Text or a number as text; null is none.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or a number")
            }
            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_owned())))
            }
            fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar(Some(value)))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Scalar, A::Error> {
                Err(A::Error::custom("expected text or a number, found a list"))
            }
            fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Scalar, A::Error> {
                Err(A::Error::custom("expected text or a number, found an object"))
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
        let rows = read("{\"content\": \"c\", \"text\": \"t\", \"body\": \"b\"}");
        assert_eq!(rows[0].as_ref().map(|row| row.text.as_deref()), Ok(Some("t")));
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
        assert_eq!(read("{\"status\": \"ok\", \"articles\": [{\"text\": \"x\"}]}"), Ok(1));
        assert!(read("42").is_err());
    }
}
