//! Rows of JSON: an object a line, or a document that holds objects.

use std::fmt;
use std::io::{BufRead, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::decode::{all, decode, narrow};
use super::fields::{FieldMap, InputField, Row};
use super::source::reason;
use super::table::too_long;
use super::{Limits, RowResult, Rows};

/// An object a line; blank lines are passed over.
pub(super) fn lines(bytes: Box<dyn BufRead + Send>, limits: Limits, map: FieldMap) -> Result<Rows, String> {
    let (mut bytes, limit) = (narrow(bytes, limits.file)?, limits.record);
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
                return Some(Err((Some(number), too_long(limit))));
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
pub(super) fn document(bytes: Box<dyn BufRead + Send>, limits: Limits, map: &FieldMap) -> Result<Rows, String> {
    let content = all(bytes, limits.file, "a JSON document, of which all is held at once; JSON lines have none")?;
    let text = decode(&content).into_owned();
    drop(content);
    let start = text.len() - text.trim_start().len();
    let elements = |at: usize, text: String| {
        Box::new(Elements { text, at: at + 1, line: 1, counted: 0, number: 0, map: map.clone(), limit: limits.record })
    };
    match text.as_bytes().get(start) {
        Some(b'[') => Ok(elements(start, text)),
        Some(b'{') => {
            let row = object(&text, map, 1).map(|row| Row { line: None, ..row })?;
            let array = if row.text.is_some() { None } else { nested(&text) };
            Ok(match array {
                Some(at) => elements(at, text),
                None if text.len() > limits.record => return Err(too_long(limits.record)),
                None => Box::new(std::iter::once(Ok(row))),
            })
        }
        None => Err("the file is empty: expected a JSON object or an array of objects".to_owned()),
        _ => Err("expected a JSON object or an array of objects".to_owned()),
    }
}

/// The elements of an array one by one, so that what is wrong in the middle of a file does not cost what stands before it.
struct Elements {
    text: String,
    /// Where the next element is looked for, and the line of the place up to which lines were counted.
    at: usize,
    line: u64,
    counted: usize,
    number: u64,
    map: FieldMap,
    limit: usize,
}

impl Elements {
    /// The line of a place at or behind the last one asked for.
    fn line(&mut self, at: usize) -> u64 {
        self.line += self.text.as_bytes()[self.counted..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.counted = at;
        self.line
    }

    /// Ends the reading.
    fn give_up(&mut self, reason: &str) -> RowResult {
        let line = self.line(self.at.min(self.text.len()));
        self.at = usize::MAX;
        Err((Some(line), format!("not JSON after article {} of the array: {reason}; what follows is not read", self.number)))
    }
}

impl Iterator for Elements {
    type Item = RowResult;

    fn next(&mut self) -> Option<RowResult> {
        let white = |text: &str| text.len() - text.trim_start().len();
        let mut rest = self.text.get(self.at..)?;
        self.at += white(rest);
        if self.number > 0 {
            match self.text.as_bytes().get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => {}
                Some(_) => return Some(self.give_up("expected `,` or `]`")),
                None => return Some(self.give_up("the file is cut short")),
            }
        }
        rest = &self.text[self.at..];
        self.at += white(rest);
        rest = &self.text[self.at..];
        if rest.starts_with(']') {
            // In an object other members follow, and they were read as JSON already.
            self.at = usize::MAX;
            return None;
        }
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<&serde_json::value::RawValue>();
        let element = match stream.next() {
            Some(Ok(element)) => element.get(),
            Some(Err(error)) => {
                let reason = advice(&error);
                return Some(self.give_up(&reason));
            }
            None => return Some(self.give_up("the file is cut short")),
        };
        let (begin, end) = (self.at, self.at + stream.byte_offset());
        self.number += 1;
        let row = if element.len() > self.limit { Err(too_long(self.limit)) } else { object(element, &self.map, 0) };
        self.at = end;
        let line = self.line(begin);
        Some(match row {
            Ok(row) => Ok(Row { line: Some(line), ..row }),
            Err(reason) => Err((Some(line), format!("article {} of the array: {reason}", self.number))),
        })
    }
}

/// What is wrong with JSON, and what to do where that is known.
fn advice(error: &serde_json::Error) -> String {
    let told = error.to_string().replace(" at line 1 column ", " at column ");
    let advice = if error.is_eof() {
        "; it is cut short"
    } else if told.contains("surrogate") || told.contains("unexpected end of hex escape") {
        "; half a character stands there as an escape (a lone surrogate): write the whole character, or \\ufffd"
    } else if told.contains("control character") {
        "; write it as an escape, such as \\n"
    } else {
        ""
    };
    format!("{told}{advice}")
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
    let reason = |error: serde_json::Error| format!("not a JSON object that can be read: {}", advice(&error));
    row.map(|row| Row { line: Some(line), ..row }).map_err(reason)
}

/// Where the first array of objects among an object's values begins, by the order of their keys.
fn nested(text: &str) -> Option<usize> {
    let members: std::collections::BTreeMap<String, &serde_json::value::RawValue> = serde_json::from_str(text).ok()?;
    let holds_objects = |value: &&str| value.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{'));
    let array = members.into_values().map(serde_json::value::RawValue::get).find(holds_objects)?;
    // A slice of the text.
    Some(array.as_ptr() as usize - text.as_ptr() as usize)
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

    const LIMITS: Limits = Limits { record: 200, page: 500, file: 500 };

    fn read(content: &'static str) -> Vec<RowResult> {
        lines(Box::new(content.as_bytes()), LIMITS, FieldMap::default()).expect("rows").collect()
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
        let read = |content: &'static str| document(Box::new(content.as_bytes()), LIMITS, &FieldMap::default()).map(Iterator::count);
        assert_eq!(read("{\"text\": \"x\"}"), Ok(1));
        assert_eq!(read("[{\"text\": \"x\"}, {\"text\": \"y\"}, 3]"), Ok(3));
        assert_eq!(read("{\"aggs\": [], \"all\": [\"x\"], \"articles\": [{\"text\": \"x\"}]}"), Ok(1));
        assert!(read("42").is_err());
    }

    #[test]
    fn a_fault_in_an_array_keeps_what_stands_before_it() {
        let read =
            |content: &'static str| document(Box::new(content.as_bytes()), LIMITS, &FieldMap::default()).expect("rows").collect::<Vec<_>>();
        let rows = read("[{\"text\": \"x\"},\n{\"text\": \"\\ud800\"},\n{\"text\": \"y\"},\n{\"text\": \"cut");
        let text = |row: &RowResult| row.as_ref().map(|row| row.text.clone()).ok().flatten();
        assert_eq!((text(&rows[0]).as_deref(), text(&rows[2]).as_deref()), (Some("x"), Some("y")));
        assert!(rows[1].as_ref().is_err_and(|(line, reason)| *line == Some(2) && reason.contains("lone surrogate")), "{rows:?}");
        assert!(rows[3].as_ref().is_err_and(|(line, reason)| *line == Some(4) && reason.contains("cut short")), "{rows:?}");
        assert_eq!(rows.len(), 4);
        for broken in ["[", "[{\"text\": \"x\"}", "[{\"text\": \"x\"}{}]", "[{\"text\": \"x\"},]x"] {
            assert!(read(broken).last().is_none_or(Result::is_err) || broken.ends_with(",]x"), "{broken}");
        }
    }

    #[test]
    fn lines_in_utf_16_need_no_mark() {
        let wide: Vec<u8> = "{\"text\": \"one\"}\n{\"text\": \"two\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let rows: Vec<RowResult> = lines(Box::new(std::io::Cursor::new(wide)), LIMITS, FieldMap::default()).expect("rows").collect();
        assert!(rows.len() == 2 && rows.iter().all(Result::is_ok), "{rows:?}");
    }
}
