//! SUBJ: news sentences, subjective or objective (Galassi et al. 2023, `CheckThat!` 2023 task 2).
//!
//! `train_en.tsv`, `dev_en.tsv`, `test_en*.tsv`: id, sentence, `SUBJ` or `OBJ`, and whether annotators had to settle a conflict. A header
//! row may or may not be there. The set does not tell which article a sentence is from, so it folds by its text.

use std::path::Path;

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::splits::normalized;

/// The classes, the one looked for first.
pub const CLASSES: [&str; 2] = ["subjective", "objective"];

/// Reads a table, or all `.tsv` tables of a folder.
///
/// # Errors
///
/// When a table cannot be read, or no row could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("subj");
    for table in files::list(path, ".tsv")? {
        parse(&files::text(&table)?, &table, &mut gold);
    }
    gold.finish(path)
}

fn parse(content: &str, path: &Path, gold: &mut Gold) {
    let split = files::split(path);
    for (number, line) in files::lines(content) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (id, text, label) = match cells.as_slice() {
            // Earlier releases have a header.
            ["sentence_id", ..] => continue,
            [id, text, label] | [id, text, label, _] => (id.trim(), files::cell(text), label.trim()),
            cells => {
                gold.fault(path, Some(number), None, format!("expected 3 or 4 columns, found {}", cells.len()));
                continue;
            }
        };
        let label = match label {
            "SUBJ" => CLASSES[0],
            "OBJ" => CLASSES[1],
            other => {
                gold.fault(path, Some(number), Some(id), format!("expected SUBJ or OBJ, found `{other}`"));
                continue;
            }
        };
        if text.trim().is_empty() {
            gold.fault(path, Some(number), Some(id), "no text");
            continue;
        }
        gold.texts.push(LabelledText {
            id: id.to_owned(),
            label: label.to_owned(),
            fold_key: normalized(&text),
            split: split.clone(),
            text,
            ..LabelledText::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_or_without_a_header() {
        let mut gold = Gold::new("subj");
        parse("sentence_id\tsentence\tlabel\tsolved_conflict\na\t\"\"\"Alas!\"\"\"\tSUBJ\tFalse\r\n", Path::new("dev_en.tsv"), &mut gold);
        parse("b\tIt rained.\tOBJ\n", Path::new("test_en_gold.tsv"), &mut gold);
        let texts: Vec<_> =
            gold.texts.iter().map(|text| (text.id.as_str(), text.text.as_str(), text.label.as_str(), text.split.as_deref())).collect();
        assert_eq!(texts, [("a", "\"Alas!\"", "subjective", Some("dev")), ("b", "It rained.", "objective", Some("test"))]);
        assert_eq!(gold.texts[1].fold_key, "it rained.");
        assert!(gold.faults.is_empty());
    }

    #[test]
    fn dirt_is_listed_with_its_line() {
        let mut gold = Gold::new("subj");
        parse("a\tIt rained.\n\nb\tIt rained.\tMAYBE\tFalse\nc\t \tOBJ\tFalse\n", Path::new("x.tsv"), &mut gold);
        let faults: Vec<_> = gold.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "x.tsv, line 1: expected 3 or 4 columns, found 2",
                "x.tsv, line 3, b: expected SUBJ or OBJ, found `MAYBE`",
                "x.tsv, line 4, c: no text"
            ]
        );
        assert!(gold.finish(Path::new("x.tsv")).is_err());
    }
}
