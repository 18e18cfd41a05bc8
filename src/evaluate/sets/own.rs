//! A user's own labelled texts: a table or JSON lines.
//!
//! Columns or keys are taken by their names (`text`, `label`, and where given `id`, `group`, `outlet`, `topic`, `split`), or as
//! `--map text=..,label=..,group=..` says. Rows of one group are never torn apart between folds or in resampling. Labels are taken as
//! they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::files::{self, Table};
use crate::error::{Error, Result};
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::splits::normalized;

/// A field of a labelled text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::EnumIter, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// What tells it from all others; without one it is named after its line.
    Id,
    /// Its words.
    Text,
    /// Its class.
    Label,
    /// The article, event or author that it shares with others.
    Group,
    /// Who published it.
    Outlet,
    /// What it is about.
    Topic,
    /// The part of the set that it belongs to, for `--split given`.
    Split,
}

/// From fields to the user's columns or keys; a field that is not named goes by its own name.
///
/// Parsed from `FIELD=COLUMN,..`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Map {
    own: Vec<(Field, String)>,
}

impl Map {
    /// The column of a field.
    fn column(&self, field: Field) -> &str {
        self.own(field).unwrap_or_else(|| field.into())
    }

    fn own(&self, field: Field) -> Option<&str> {
        self.own.iter().find(|(own, _)| *own == field).map(|(_, column)| column.as_str())
    }
}

impl From<Map> for String {
    fn from(map: Map) -> Self {
        map.to_string()
    }
}

impl TryFrom<String> for Map {
    type Error = String;

    fn try_from(map: String) -> Result<Self, String> {
        map.parse()
    }
}

impl FromStr for Map {
    type Err = String;

    fn from_str(map: &str) -> Result<Self, String> {
        let pair = |pair: &str| {
            let (field, column) = pair.split_once('=').ok_or_else(|| format!("expected FIELD=COLUMN, found `{pair}`"))?;
            let fields = || <Field as strum::IntoEnumIterator>::iter().map(|field| field.to_string()).collect::<Vec<_>>().join(", ");
            let field = field.trim().parse().map_err(|_| format!("expected a field among {}, found `{field}`", fields()))?;
            Ok((field, column.trim().to_owned()))
        };
        Ok(Self { own: map.split(',').filter(|pair| !pair.trim().is_empty()).map(pair).collect::<Result<_, String>>()? })
    }
}

impl fmt::Display for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.own.iter().map(|(field, column)| format!("{field}={column}")).collect();
        f.write_str(&pairs.join(","))
    }
}

/// How to read a user's own set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which column is which field.
    pub map: Map,
    /// The labels that there are; where it is empty, any that more than a row or two have.
    pub classes: Vec<String>,
}

/// Reads a `.jsonl` or `.ndjson` file as JSON lines and any other as a table with a header.
///
/// # Errors
///
/// When the file cannot be read, is empty, lacks a column, or no row could be used. A row with an unknown label or an id that was there
/// before is a fault.
pub fn read(path: &Path, options: &Options) -> Result<Gold> {
    let content = files::text(path)?;
    if content.trim().is_empty() {
        return Err(files::input(path, "the file is empty; expected rows with a text and a label"));
    }
    let mut rows = Rows { path, options, seen: BTreeSet::new(), lines: Vec::new(), gold: Gold::new("own") };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson") => rows.json(&content)?,
        _ => rows.table(&content)?,
    }
    rows.set_strangers_aside();
    rows.gold.finish(path)
}

/// A label on fewer rows than this, beside others that have as many and more, is taken for a slip of the pen.
const FEWEST: usize = 3;
/// Rows from which on rarity tells something.
const ENOUGH: usize = 20;

struct Rows<'a> {
    path: &'a Path,
    options: &'a Options,
    seen: BTreeSet<String>,
    /// The line of each text.
    lines: Vec<u64>,
    gold: Gold,
}

impl Rows<'_> {
    fn table(&mut self, content: &str) -> Result<()> {
        let table = Table::parse(content);
        for field in <Field as strum::IntoEnumIterator>::iter() {
            let column = self.options.map.column(field);
            let needed = matches!(field, Field::Text | Field::Label) || self.options.map.own(field).is_some();
            if needed && table.column(column).is_none() {
                return Err(self.no_column(field, &format!("the table has {}", table.names())));
            }
        }
        for (line, row) in table.rows() {
            match row {
                Ok(row) => self.add(line, |name| table.column(name).map(|column| row[column].to_owned())),
                Err(reason) => self.gold.fault(self.path, Some(line), None, reason),
            }
        }
        Ok(())
    }

    fn json(&mut self, content: &str) -> Result<()> {
        let mut lacking = BTreeSet::from([Field::Text as usize, Field::Label as usize]);
        for (field, _) in &self.options.map.own {
            lacking.insert(*field as usize);
        }
        let mut keys = BTreeSet::new();
        for (line, row) in files::lines(content) {
            let row: serde_json::Map<String, serde_json::Value> = match serde_json::from_str(row) {
                Ok(row) => row,
                Err(error) => {
                    self.gold.fault(self.path, Some(line), None, format!("not a JSON object: {error}"));
                    continue;
                }
            };
            lacking.retain(|&field| !row.contains_key(self.options.map.column(of(field))));
            keys.extend(row.keys().cloned());
            self.add(line, |name| match row.get(name)? {
                serde_json::Value::String(value) => Some(value.clone()),
                serde_json::Value::Null => None,
                other => Some(other.to_string()),
            });
        }
        // A key may be missing from a row, but one that is nowhere was mistyped.
        match lacking.first() {
            Some(&field) if !keys.is_empty() => {
                let keys: Vec<String> = keys.into_iter().collect();
                Err(self.no_column(of(field), &format!("the objects have {}", keys.join(", "))))
            }
            _ => Ok(()),
        }
    }

    fn no_column(&self, field: Field, there: &str) -> Error {
        let column = self.options.map.column(field);
        match self.options.map.own(field) {
            Some(_) => Error::Option { option: format!("--map {field}={column}"), reason: format!("no column `{column}`; {there}") },
            None => files::input(self.path, format!("no column `{column}`; {there}; name yours with --map {field}=COLUMN")),
        }
    }

    fn add(&mut self, line: u64, value: impl Fn(&str) -> Option<String>) {
        // The text is taken as it is; around all else blanks mean nothing, and would make two outlets of one.
        let field = |field: Field| {
            let value = value(self.options.map.column(field)).filter(|value| !value.trim().is_empty())?;
            Some(if field == Field::Text { value } else { value.trim().to_owned() })
        };
        let given = field(Field::Id);
        let item = given.clone();
        let id = given.unwrap_or_else(|| format!("line {line}"));
        let (text, label) = (field(Field::Text), field(Field::Label));
        let fault = match (&text, &label) {
            (None, _) => Some("no text".to_owned()),
            (_, None) => Some("no label; a row that nobody labelled cannot be scored: take it out".to_owned()),
            (_, Some(label)) if !self.options.classes.is_empty() && !self.options.classes.iter().any(|class| class == label.trim()) => {
                let classes = self.options.classes.join(", ");
                Some(format!("unknown label `{}`; --labels names {classes}: mend it, or add it there", label.trim()))
            }
            _ if self.seen.contains(&id) => Some("the id was there before; give each row its own, or leave the column out".to_owned()),
            _ => None,
        };
        let (Some(text), Some(label), None) = (text, label, &fault) else {
            self.gold.fault(self.path, Some(line), item.as_deref(), fault.unwrap_or_default());
            return;
        };
        let cluster = field(Field::Group);
        let (outlet, topic, split) = (field(Field::Outlet), field(Field::Topic), field(Field::Split));
        self.seen.insert(id.clone());
        self.lines.push(line);
        self.gold.texts.push(LabelledText {
            id,
            label: label.trim().to_owned(),
            fold_key: cluster.clone().unwrap_or_else(|| normalized(&text)),
            cluster,
            outlet,
            topic,
            split,
            text,
            ..LabelledText::default()
        });
    }
}

impl Rows<'_> {
    /// Where nobody named the labels, those of a row or two among many are faults: a mistyped label would be a class of its own, and spoil every mean over
    /// classes.
    fn set_strangers_aside(&mut self) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for text in &self.gold.texts {
            *counts.entry(text.label.clone()).or_default() += 1;
        }
        let usual: Vec<&str> = counts.iter().filter(|(_, count)| **count >= FEWEST).map(|(label, _)| label.as_str()).collect();
        let rows = self.gold.texts.len();
        if !self.options.classes.is_empty() || rows < ENOUGH || usual.len() < 2 || usual.len() == counts.len() {
            return;
        }
        let (kept, strangers): (Vec<_>, Vec<_>) = std::mem::take(&mut self.gold.texts)
            .into_iter()
            .zip(std::mem::take(&mut self.lines))
            .partition(|(text, _)| counts[&text.label] >= FEWEST);
        self.gold.texts = kept.into_iter().map(|(text, _)| text).collect();
        for (text, line) in strangers {
            let reason = format!(
                "unknown label `{}`, on {} of {rows} rows beside {}: mend it if it is mistyped, or name all labels with --labels",
                text.label,
                counts[&text.label],
                usual.join(", ")
            );
            let named = Some(text.id.as_str()).filter(|id| !id.starts_with("line "));
            self.gold.fault(self.path, Some(line), named, reason);
        }
    }
}

/// The field of a number.
fn of(number: usize) -> Field {
    <Field as strum::IntoEnumIterator>::iter().nth(number).unwrap_or(Field::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(name: &str, content: &str, map: &str, classes: &[&str]) -> Result<Gold> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        let classes = classes.iter().map(|class| (*class).to_owned()).collect();
        read(&path, &Options { map: map.parse().expect("a map"), classes })
    }

    fn message(result: Result<Gold>) -> String {
        result.expect_err("an error").to_string()
    }

    #[test]
    fn columns_go_by_their_names_or_by_the_map() {
        let plain = gold("a.csv", "id,text,label,outlet\n1,\"Rain, again.\",biased,Post\n", "", &[]).expect("a set");
        let mapped = gold(
            "a.tsv",
            "nr\tsentence\tclass\tarticle\n1\tRain, again.\tbiased\tA\n",
            "id=nr,text=sentence,label=class,group=article",
            &["biased", "non_biased"],
        )
        .expect("a set");
        let json =
            gold("a.jsonl", "{\"id\": 1, \"sentence\": \"Rain, again.\", \"label\": \"biased\"}\n", "text=sentence", &[]).expect("a set");
        for set in [&plain, &mapped, &json] {
            let text = &set.texts[0];
            assert_eq!((text.id.as_str(), text.text.as_str(), text.label.as_str()), ("1", "Rain, again.", "biased"));
        }
        assert_eq!((plain.texts[0].fold_key.as_str(), plain.texts[0].outlet.as_deref()), ("rain, again.", Some("Post")));
        assert_eq!((mapped.texts[0].fold_key.as_str(), mapped.texts[0].cluster.as_deref()), ("A", Some("A")));
    }

    #[test]
    fn blanks_around_a_group_or_an_outlet_make_no_second_one() {
        let set = gold("a.csv", "text,label,group,outlet,split\na,x,s1,Post ,train \nb,y, s1,Post,train\n", "", &[]).expect("a set");
        let fields: Vec<_> =
            set.texts.iter().map(|text| (text.cluster.as_deref(), text.outlet.as_deref(), text.split.as_deref())).collect();
        assert_eq!(fields, [(Some("s1"), Some("Post"), Some("train")); 2]);
    }

    #[test]
    fn a_wrong_column_is_told_with_those_there_are() {
        let table = "sentence,label\nx,a\n";
        assert!(
            message(gold("a.csv", table, "", &[]))
                .ends_with("no column `text`; the table has sentence, label; name yours with --map text=COLUMN")
        );
        assert_eq!(
            message(gold("a.csv", table, "text=sentence,group=doc", &[])),
            "--map group=doc: no column `doc`; the table has sentence, label"
        );
        assert_eq!(
            message(gold("a.jsonl", "{\"text\": \"x\", \"class\": \"a\"}\n", "label=klass", &[])),
            "--map label=klass: no column `klass`; the objects have class, text"
        );
        assert!("words=x".parse::<Map>().expect_err("no such field").contains("found `words`"));
    }

    #[test]
    fn an_unknown_label_and_a_second_id_are_told_with_what_to_do() {
        let set = gold("a.csv", "id,text,label\n1,a,biased\n1,b,biased\n2,c,odd\n3,,biased\n4,d,\n5\n", "", &["biased"]).expect("a set");
        let faults: Vec<_> = set.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(3), "the id was there before; give each row its own, or leave the column out"),
                (Some(4), "unknown label `odd`; --labels names biased: mend it, or add it there"),
                (Some(5), "no text"),
                (Some(6), "no label; a row that nobody labelled cannot be scored: take it out"),
                (Some(7), "expected 3 columns, found 1"),
            ]
        );
        let message = message(gold("a.csv", "text,label\na,odd\n", "", &["biased"]));
        assert!(message.contains("unknown label `odd`; --labels names biased"), "{message}");
    }

    #[test]
    fn a_label_of_a_row_among_many_is_a_slip_unless_it_is_named() {
        use std::fmt::Write as _;
        let mut table = "text,label\n".to_owned();
        for row in 0..30 {
            let label = match row {
                4 => "biasd",
                row if row % 2 == 0 => "biased",
                _ => "plain",
            };
            writeln!(table, "row {row},{label}").expect("written to memory");
        }
        let set = gold("a.csv", &table, "", &[]).expect("a set");
        assert_eq!((set.texts.len(), set.faults[0].line), (29, Some(6)));
        assert_eq!(
            set.faults[0].reason,
            "unknown label `biasd`, on 1 of 30 rows beside biased, plain: mend it if it is mistyped, or name all labels with --labels"
        );
        assert!(set.texts.iter().all(|text| text.text != "row 4") && set.texts[4].text == "row 5");
        assert_eq!(gold("a.csv", &table, "", &["biased", "plain", "biasd"]).expect("a set").texts.len(), 30);
    }

    #[test]
    fn an_empty_file_is_told() {
        for (name, content) in [("a.csv", ""), ("a.jsonl", " \n")] {
            assert!(message(gold(name, content, "", &[])).ends_with("the file is empty; expected rows with a text and a label"));
        }
        assert!(message(gold("a.csv", "text,label\n", "", &[])).contains("no item"));
    }

    #[test]
    fn a_bad_line_of_json_costs_only_itself() {
        let set = gold("a.jsonl", "{\"text\": \"a\", \"label\": 1}\n[1]\n{\"text\": \"b\"}\n", "", &[]).expect("a set");
        assert_eq!((set.texts[0].label.as_str(), set.texts[0].id.as_str()), ("1", "line 1"));
        assert_eq!(set.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
    }
}
