//! The first field in which two JSON values differ, in the order in which they are written.
//!
//! Values are compared as they are written: a number with another number of digits is another value, as it is in the checksum.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The path of a difference, and what either side has there; `None` for a member or element that one of them has not.
pub(super) type Parting<'a> = (String, Option<&'a RawValue>, Option<&'a RawValue>);

/// The members of an object in the order of the text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ordered;
        impl<'de> Visitor<'de> for Ordered {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Ordered)
    }
}

impl<'a> Members<'a> {
    fn of(value: &'a RawValue) -> Option<Self> {
        serde_json::from_str(value.get()).ok()
    }

    fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
    }
}

/// The first difference of two values; `None` where only blanks or the order of members differ.
pub(super) fn first<'a>(was: &'a RawValue, is: &'a RawValue) -> Option<Parting<'a>> {
    part(was, is, String::new())
}

fn part<'a>(was: &'a RawValue, is: &'a RawValue, path: String) -> Option<Parting<'a>> {
    if was.get() == is.get() {
        return None;
    }
    if let (Some(was), Some(is)) = (Members::of(was), Members::of(is)) {
        let place = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return was
            .0
            .iter()
            .find_map(|(name, value)| match is.get(name) {
                Some(other) => part(value, other, place(name)),
                None => Some((place(name), Some(*value), None)),
            })
            .or_else(|| is.0.iter().find(|(name, _)| was.get(name).is_none()).map(|(name, value)| (place(name), None, Some(*value))));
    }
    let list = |value: &'a RawValue| serde_json::from_str::<Vec<&'a RawValue>>(value.get()).ok();
    if let (Some(was), Some(is)) = (list(was), list(is)) {
        return (0..was.len().max(is.len())).find_map(|index| {
            let place = format!("{path}[{index}]");
            match (was.get(index), is.get(index)) {
                (Some(was), Some(is)) => part(was, is, place),
                (was, is) => Some((place, was.copied(), is.copied())),
            }
        });
    }
    Some((path, Some(was), Some(is)))
}

/// The type of a record, and what tells it from others of its type.
pub(super) fn identity(record: &RawValue) -> (Option<String>, Option<String>) {
    let Some(members) = Members::of(record) else { return (None, None) };
    let text = |name: &str| members.get(name).and_then(|value| serde_json::from_str::<String>(value.get()).ok());
    let named = ["id", "event", "article", "path"].into_iter().find_map(text).or_else(|| {
        // A figure has no name of its own: what it was taken of tells it from the others.
        let parts: Vec<String> = ["task", "metric", "class", "kind", "outlet", "entry"].into_iter().filter_map(text).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    });
    (text("type"), named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_named_by_what_it_was_taken_of() {
        let record: &RawValue =
            serde_json::from_str(r#"{"type":"evaluation","task":"label","metric":"f1","class":"loaded","value":0.5}"#).expect("JSON");
        assert_eq!(identity(record), (Some("evaluation".to_owned()), Some("label f1 loaded".to_owned())));
    }

    #[track_caller]
    fn parts(was: &str, is: &str, expected: Option<(&str, &str, &str)>) {
        let (was, is): (&RawValue, &RawValue) = (serde_json::from_str(was).expect("JSON"), serde_json::from_str(is).expect("JSON"));
        let text = |value: Option<&RawValue>| value.map_or("nothing", RawValue::get).to_owned();
        let found = first(was, is).map(|(path, was, is)| (path, text(was), text(is)));
        assert_eq!(found, expected.map(|(path, was, is)| (path.to_owned(), was.to_owned(), is.to_owned())));
    }

    #[test]
    fn the_first_difference_has_a_path_and_both_values() {
        parts(r#"{"b":1,"a":[{"x":1},{"x":2.5}]}"#, r#"{"b":1,"a":[{"x":1},{"x":2.6}]}"#, Some(("a[1].x", "2.5", "2.6")));
        parts(r#"{"z":1,"a":1}"#, r#"{"z":2,"a":2}"#, Some(("z", "1", "2")));
        parts(r#"{"a":1.0}"#, r#"{"a":1.00}"#, Some(("a", "1.0", "1.00")));
        parts(r#"{"a":null}"#, r#"{"a":[]}"#, Some(("a", "null", "[]")));
        parts("3", "4", Some(("", "3", "4")));
    }

    #[test]
    fn what_one_side_has_not_is_nothing() {
        parts(r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, Some(("a[1]", "2", "nothing")));
        parts(r#"{"a":1}"#, r#"{"a":1,"b":{}}"#, Some(("b", "nothing", "{}")));
        parts(r#"{"a":1,"b":2}"#, r#"{"b":2}"#, Some(("a", "1", "nothing")));
    }

    #[test]
    fn blanks_and_order_are_no_difference_of_values() {
        parts(r#"{"a":1,"b":[ 2 ]}"#, r#"{"b":[2],"a":1}"#, None);
    }
}
