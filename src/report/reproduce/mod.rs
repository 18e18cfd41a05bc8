//! An output of an earlier run beside the same run made again: what it was made of then and now, and the first place where the two part.
//!
//! [`Recorded`] reads the run's record and summary out of an output. [`lexicons`], [`inputs`] and their like name what is no longer the same, as
//! [`Notice`]s. [`Lines`] takes the records as they are written again and holds each against its line of the output as they pass, so that no run is
//! held in memory; [`pages`] does so for two pages. Bytes decide whether two records are equal; their fields are looked at only to name the first
//! [`Difference`].

mod fields;
mod lines;
mod page;
mod recorded;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::read::InputRecord;
use crate::report::record::{LexiconRecord, ModelRecord, Summary};

pub use lines::Lines;
pub use page::pages;
pub use recorded::{Output, Recorded};

/// What an earlier run was made of and is no longer the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What changed.
    pub what: Subject,
    /// Its name, or its path.
    pub name: String,
    /// Its checksum, or its version, in the earlier run; `None` where that did not have it.
    pub was: Option<String>,
    /// The same now; `None` where it is gone.
    pub is: Option<String>,
}

/// What a [`Notice`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Subject {
    /// The records of the output itself, which no longer have the checksum that their summary gives.
    Records,
    /// The version of the tool.
    Version,
    /// A lexicon.
    Lexicon,
    /// A model.
    Model,
    /// A file that is read.
    Input,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, name) = (self.what, printable(&self.name));
        let short = |sum: &str| printable(sum.get(..12).unwrap_or(sum));
        match (what, &self.was, &self.is) {
            (Subject::Records, Some(was), Some(is)) => write!(
                f,
                "{name} was changed after it was written: its records have the sha256 {}.., and its summary says {}..",
                short(is),
                short(was)
            ),
            (Subject::Version, Some(was), Some(is)) => write!(f, "the run was made by version {}, and this is {is}", printable(was)),
            (_, Some(was), Some(is)) => write!(f, "{what} {name} has changed: its sha256 was {}.., and is {}..", short(was), short(is)),
            (_, Some(_), None) => write!(f, "{what} {name} is gone"),
            (_, None, _) => write!(f, "{what} {name} is new: the run did not have it"),
        }
    }
}

/// The version of the tool, where it is another now.
#[must_use]
pub fn version(was: &str, is: &str) -> Option<Notice> {
    (was != is).then(|| Notice { what: Subject::Version, name: "parallax".to_owned(), was: Some(was.to_owned()), is: Some(is.to_owned()) })
}

/// The lexicons that are others now.
#[must_use]
pub fn lexicons(was: &[LexiconRecord], is: &[LexiconRecord]) -> Vec<Notice> {
    let pair = |one: &LexiconRecord| (one.name.clone(), one.sha256.clone());
    notices(Subject::Lexicon, was.iter().map(pair), is.iter().map(pair))
}

/// The models that are others now.
#[must_use]
pub fn models(was: &[ModelRecord], is: &[ModelRecord]) -> Vec<Notice> {
    let pair = |one: &ModelRecord| (one.name.clone(), one.sha256.clone());
    notices(Subject::Model, was.iter().map(pair), is.iter().map(pair))
}

/// The files that have other bytes now, are gone, or are new.
#[must_use]
pub fn inputs<'a>(was: &'a [InputRecord], is: impl IntoIterator<Item = &'a InputRecord>) -> Vec<Notice> {
    let pair = |one: &InputRecord| (one.path.clone(), one.sha256.clone());
    notices(Subject::Input, was.iter().map(pair), is.into_iter().map(pair))
}

/// Pairs by name, those of one name in their order, and names the pairs that differ.
fn notices(what: Subject, was: impl Iterator<Item = (String, String)>, is: impl Iterator<Item = (String, String)>) -> Vec<Notice> {
    let mut now: BTreeMap<String, VecDeque<String>> = BTreeMap::new();
    for (name, sum) in is {
        now.entry(name).or_default().push_back(sum);
    }
    let mut notices: Vec<Notice> = was
        .filter_map(|(name, was)| {
            let is = now.get_mut(&name).and_then(VecDeque::pop_front);
            (is.as_ref() != Some(&was)).then_some(Notice { what, name, was: Some(was), is })
        })
        .collect();
    let new = now.into_iter().flat_map(|(name, sums)| sums.into_iter().map(move |sum| (name.clone(), sum)));
    notices.extend(new.map(|(name, is)| Notice { what, name, was: None, is: Some(is) }));
    notices
}

/// How two runs compare.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Number of records of the earlier run between run and summary; of a page, of pieces between its tags.
    pub records: u64,
    /// How many of them differ; where the two have not as many, those of the longer that the other has not. A summary that differs is one more.
    pub different: u64,
    /// The first that differs.
    pub first: Option<Difference>,
}

/// The first place where two runs part.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// In what way they part there.
    pub what: Finding,
    /// 1-based line of the earlier output, unpacked; one past its last record for records that it has not.
    pub line: u64,
    /// The record's type; `page` for a piece of a page; null for a line that is no record.
    pub record: Option<String>,
    /// What tells the record from others of its type: an id, an event, a path; on a page, the nearest element before it that has an id.
    pub id: Option<String>,
    /// The field, such as `rates[3].per_1000`.
    pub field: Option<String>,
    /// What stands there in the earlier output, as JSON.
    pub was: Option<Box<RawValue>>,
    /// What stands there now, as JSON.
    pub is: Option<Box<RawValue>>,
}

/// How two records differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A field has another value, or one of the two does not have it.
    Field,
    /// The earlier output has a record too many.
    Missing,
    /// The earlier output has a record too few.
    Added,
    /// The line of the earlier output is no record.
    Unreadable,
    /// All values are equal; blanks, line ends or the order of fields are not.
    Spacing,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(record) = &self.record {
            write!(f, ", {}", printable(record))?;
        }
        if let Some(id) = &self.id {
            write!(f, " {}", printable(id))?;
        }
        if let Some(field) = &self.field {
            write!(f, ", {}", printable(field))?;
        }
        match self.what {
            Finding::Field => {}
            Finding::Missing => return write!(f, ": only in the earlier run"),
            Finding::Added => return write!(f, ": only in the run made again"),
            Finding::Unreadable => write!(f, ": no record that can be read")?,
            Finding::Spacing => return write!(f, ": equal values, other blanks, line ends or order of fields"),
        }
        let text = |value: &Option<Box<RawValue>>| value.as_ref().map_or_else(|| "(nothing)".to_owned(), |value| value.get().to_owned());
        let (was, is) = excerpts(&text(&self.was), &text(&self.is));
        write!(f, "\n  was  {was}\n  is   {is}")
    }
}

/// Two values, cut to a line around the first character in which they differ.
fn excerpts(was: &str, is: &str) -> (String, String) {
    const WIDTH: usize = 90;
    let same = was.chars().zip(is.chars()).take_while(|(was, is)| was == is).count();
    let start = if was.chars().count().max(is.chars().count()) <= WIDTH { 0 } else { same.saturating_sub(WIDTH / 3) };
    let cut = |text: &str| {
        let mut cut: String = text.chars().skip(start).take(WIDTH).collect();
        if start > 0 {
            cut.insert(0, '…');
        }
        if text.chars().count() > start + WIDTH {
            cut.push('…');
        }
        printable(&cut)
    };
    (cut(was), cut(is))
}

/// The text without what a terminal would obey: an output that was tampered with may hold anything.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') { '\u{fffd}' } else { c })
        .collect()
}

/// Counts what two sequences do not share. Only what stands at a place where they differ is kept, as a checksum.
#[derive(Debug, Default)]
struct Tally {
    /// Of each piece that stood where the two differ: how many times more the earlier run has it.
    odd: HashMap<[u8; 16], i64>,
}

impl Tally {
    /// Takes what stands at one place in both, or in one of them. Whether they are equal there.
    fn equal(&mut self, was: Option<&[u8]>, is: Option<&[u8]>) -> bool {
        if was == is {
            return true;
        }
        for (piece, more) in [(was, 1), (is, -1)] {
            let Some(piece) = piece else { continue };
            let mut key = [0; 16];
            key.copy_from_slice(&Sha256::digest(piece)[..16]);
            *self.odd.entry(key).or_default() += more;
        }
        false
    }

    /// How many differ. Where only the order does, one does.
    fn different(&self) -> u64 {
        let side = |sign: i64| self.odd.values().map(|more| (more * sign).max(0).unsigned_abs()).sum::<u64>();
        side(1).max(side(-1)).max(u64::from(!self.odd.is_empty()))
    }
}

/// The difference of two summaries. `seconds` may differ, and inputs that changed have their notices; the checksum of the records follows from them, and
/// counts only where they are not at hand.
fn summaries(was: &Summary, is: &Summary, line: u64, with_checksum: bool) -> serde_json::Result<Option<Difference>> {
    let inputs_changed = !inputs(&was.inputs, &is.inputs).is_empty();
    let plain = |summary: &Summary| {
        let mut plain = Summary { seconds: 0.0, ..summary.clone() };
        if inputs_changed {
            plain.inputs.clear();
        }
        if !with_checksum {
            plain.sha256.clear();
        }
        serde_json::value::to_raw_value(&plain)
    };
    let (was, is) = (plain(was)?, plain(is)?);
    let Some((field, was, is)) = fields::first(&was, &is) else { return Ok(None) };
    let own = |value: Option<&RawValue>| value.map(ToOwned::to_owned);
    let (record, field) = (Some("summary".to_owned()), Some(field));
    Ok(Some(Difference { what: Finding::Field, line, record, id: None, field, was: own(was), is: own(is) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(name: &str, sha256: &str) -> LexiconRecord {
        LexiconRecord { name: name.into(), version: None, sha256: sha256.into() }
    }

    #[test]
    fn two_lists_of_one_name_are_paired_in_their_order() {
        let (was, is) = ([lexicon("a", "1"), lexicon("a", "2")], [lexicon("a", "1"), lexicon("a", "3"), lexicon("b", "4")]);
        let said: Vec<String> = lexicons(&was, &is).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["lexicon a has changed: its sha256 was 2.., and is 3..", "lexicon b is new: the run did not have it"]);
        assert_eq!(lexicons(&was[..1], &[])[0].to_string(), "lexicon a is gone");
        assert!(lexicons(&was, &was).is_empty());
    }

    #[test]
    fn a_record_that_is_gone_shifts_the_others_and_is_one_difference() {
        let mut tally = Tally::default();
        let (was, is) = ([b"a", b"b", b"c", b"d"], [b"a", b"c", b"d"]);
        for place in 0..4 {
            tally.equal(was.get(place).map(|one| &one[..]), is.get(place).map(|one| &one[..]));
        }
        assert_eq!(tally.different(), 1);
    }

    #[test]
    fn another_order_is_a_difference() {
        let mut tally = Tally::default();
        assert!(tally.equal(Some(b"x"), Some(b"x")));
        assert_eq!(tally.different(), 0);
        tally.equal(Some(b"a"), Some(b"b"));
        tally.equal(Some(b"b"), Some(b"a"));
        assert_eq!(tally.different(), 1);
    }

    #[test]
    fn long_values_are_cut_around_their_first_difference() {
        let (was, is) = (format!("{}1{}", "x".repeat(200), "y".repeat(200)), format!("{}2{}", "x".repeat(200), "y".repeat(200)));
        let (was, is) = excerpts(&was, &is);
        assert!(was.starts_with('…') && was.ends_with('…') && was.contains("x1y") && is.contains("x2y"), "{was} {is}");
        assert_eq!(excerpts("1", "\u{1b}[2J"), ("1".to_owned(), "\u{fffd}[2J".to_owned()));
    }
}
