//! CoNLL-2010 wiki: Wikipedia sentences, uncertain or certain (Farkas et al. 2010, task 1).
//!
//! A tab-separated table with the header `doc`, `sent`, `label`, `text`. Sentences labelled `unknown` were not recovered from the original
//! set, or are titles: they are left out, since they may not stand for certain ones.

use std::path::Path;

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};

/// The classes, the one looked for first.
pub const CLASSES: [&str; 2] = ["uncertain", "certain"];

/// Reads a table, or all `.tsv` tables of a folder.
///
/// # Errors
///
/// When a table cannot be read or has other columns, or no row could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("conll2010");
    for table in files::list(path, ".tsv")? {
        parse(&files::text(&table)?, &table, &mut gold)?;
    }
    gold.finish(path)
}

fn parse(content: &str, path: &Path, gold: &mut Gold) -> Result<()> {
    let split = files::split(path);
    let mut lines = files::lines(content);
    let header = lines.next().map_or("", |(_, line)| line);
    if header.split('\t').map(str::trim).ne(["doc", "sent", "label", "text"]) {
        return Err(files::input(path, format!("expected the columns doc, sent, label, text; found `{header}`")));
    }
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let [document, sentence, label, text] = cells.as_slice() else {
            gold.fault(path, Some(number), None, format!("expected 4 columns, found {}", cells.len()));
            continue;
        };
        let (document, text) = (files::cell(document), files::cell(text));
        let id = format!("{document}#{sentence}");
        let label = match *label {
            "unknown" => {
                gold.leave_out("unknown");
                continue;
            }
            label => CLASSES.into_iter().find(|class| *class == label),
        };
        match label {
            Some(label) if !text.trim().is_empty() => gold.texts.push(LabelledText {
                id,
                text,
                label: label.to_owned(),
                fold_key: document.clone(),
                cluster: Some(document),
                split: split.clone(),
                ..LabelledText::default()
            }),
            Some(_) => gold.fault(path, Some(number), Some(&id), "no text"),
            None => gold.fault(path, Some(number), Some(&id), format!("expected certain, uncertain or unknown, found `{}`", cells[2])),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_sentence_is_no_certain_one() {
        let mut gold = Gold::new("conll2010");
        let content = "doc\tsent\tlabel\ttext\r\nFjord_1\t0\tunknown\tFjord\r\nFjord_1\t1\tuncertain\t\"Some say \"\"fiord\"\".\"\r\nFjord_1\t2\tcertain\tIt is deep.\r\n";
        parse(content, Path::new("train_partial.tsv"), &mut gold).expect("a table");
        assert_eq!(gold.left_out["unknown"], 1);
        let texts: Vec<_> = gold.texts.iter().map(|text| (text.id.as_str(), text.text.as_str(), text.label.as_str())).collect();
        assert_eq!(texts, [("Fjord_1#1", "Some say \"fiord\".", "uncertain"), ("Fjord_1#2", "It is deep.", "certain")]);
        assert_eq!((gold.texts[0].fold_key.as_str(), gold.texts[0].split.as_deref()), ("Fjord_1", Some("train")));
    }

    #[test]
    fn dirt_is_listed_with_its_line() {
        let mut gold = Gold::new("conll2010");
        let content = "doc\tsent\tlabel\ttext\nA\t1\tcertain\nA\t2\tsure\tYes.\nA\t3\tcertain\t\n";
        parse(content, Path::new("x.tsv"), &mut gold).expect("a table");
        let faults: Vec<_> = gold.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "x.tsv, line 2: expected 4 columns, found 3",
                "x.tsv, line 3, A#2: expected certain, uncertain or unknown, found `sure`",
                "x.tsv, line 4, A#3: no text"
            ]
        );
        assert!(parse("a\tb\n", Path::new("x.tsv"), &mut gold).is_err());
        assert!(parse("", Path::new("x.tsv"), &mut gold).is_err());
    }
}
