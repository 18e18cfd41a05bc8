//! BABE: news sentences that experts found biased or not, with the words that make them so (Spinde et al. 2021).
//!
//! One `;`-separated table with the columns `text`, `news_link`, `outlet`, `topic`, `label_bias` and `biased_words4` or `biased_words`, a
//! list as Python prints it. The set gives words, not places: a word stands for each place in the sentence where it occurs as a whole word,
//! whatever its case and the shape of its quotation marks and apostrophes. A word that does not occur (the annotators' misspellings, for
//! the most part) is a fault; its sentence keeps its label.

use std::path::{Path, PathBuf};

use super::files::{self, Table};
use crate::checksum::sha256;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::splits::normalized;
use crate::span::Span;

/// The classes, the one looked for first.
pub const CLASSES: [&str; 2] = ["biased", "non_biased"];

/// What spans are called.
pub const BIASED_WORD: &str = "biased_word";

/// Reads the table, or the one in a folder: `final_labels_SG2.csv` where it is there, else the only one.
///
/// # Errors
///
/// When there is no such table, it cannot be read, it lacks a column, or no row could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let table = table(path)?;
    let mut gold = Gold::new("babe");
    parse(&files::text(&table)?, &table, &mut gold)?;
    gold.finish(path)
}

fn table(path: &Path) -> Result<PathBuf> {
    let tables = files::list(path, ".csv")?;
    match tables.iter().find(|table| files::name(table) == "final_labels_SG2.csv") {
        Some(table) => Ok(table.clone()),
        None => match tables.as_slice() {
            [table] => Ok(table.clone()),
            [] => Err(files::input(path, "no .csv in the folder; expected final_labels_SG2.csv")),
            _ => Err(files::input(path, "several tables and no final_labels_SG2.csv among them; name one of them")),
        },
    }
}

fn parse(content: &str, path: &Path, gold: &mut Gold) -> Result<()> {
    let table = Table::parse(content);
    let (text, label) = (table.needed("text", path)?, table.needed("label_bias", path)?);
    let [link, outlet, topic] = ["news_link", "outlet", "topic"].map(|name| table.column(name));
    let words = table.column("biased_words4").or_else(|| table.column("biased_words"));
    let mut seen: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for (line, row) in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(reason) => {
                gold.fault(path, Some(line), None, reason);
                continue;
            }
        };
        let label = match row[label].trim() {
            "Biased" => CLASSES[0],
            "Non-biased" => CLASSES[1],
            "No agreement" => {
                gold.leave_out("No agreement");
                continue;
            }
            other => {
                gold.fault(path, Some(line), None, format!("expected Biased, Non-biased or No agreement, found `{other}`"));
                continue;
            }
        };
        let text = row[text].to_owned();
        if text.trim().is_empty() {
            gold.fault(path, Some(line), None, "no text");
            continue;
        }
        let cell = |column: Option<usize>| column.and_then(|column| files::given(&row[column]));
        let cluster = cell(link);
        let mut spans = Vec::new();
        match words.map(|column| python_list(&row[column])) {
            Some(Some(words)) => {
                for word in words {
                    let places = whole_words(&text, &word);
                    if places.is_empty() {
                        gold.fault(path, Some(line), None, format!("biased word `{word}` is not in the sentence as a whole word"));
                    }
                    spans.extend(places);
                }
            }
            Some(None) => gold.fault(path, Some(line), None, "expected biased words as a list ['..', '..']"),
            None => {}
        }
        spans.sort_unstable();
        spans.dedup();
        // A sentence that is there twice is two items, which must be told apart.
        let id = sha256(text.as_bytes())[..16].to_owned();
        let times = seen.entry(id.clone()).and_modify(|times| *times += 1).or_insert(1);
        let id = if *times > 1 { format!("{id}-{times}") } else { id };
        gold.texts.push(LabelledText {
            id,
            label: label.to_owned(),
            fold_key: cluster.clone().unwrap_or_else(|| normalized(&text)),
            cluster,
            outlet: cell(outlet),
            topic: cell(topic),
            spans: spans.into_iter().map(|span| (span, BIASED_WORD.to_owned())).collect(),
            text,
            ..LabelledText::default()
        });
    }
    Ok(())
}

/// The strings of a list as Python prints it; an empty cell is an empty list.
fn python_list(cell: &str) -> Option<Vec<String>> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Some(Vec::new());
    }
    let mut rest = cell.strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut strings = Vec::new();
    while let Some(quote) = rest.chars().next() {
        if quote != '\'' && quote != '"' {
            return None;
        }
        let mut string = String::new();
        let mut characters = rest.char_indices().skip(1);
        let end = loop {
            match characters.next()? {
                (at, c) if c == quote => break at + 1,
                (_, '\\') => string.push(match characters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                }),
                (_, c) => string.push(c),
            }
        };
        strings.push(string);
        rest = rest[end..].trim_start();
        if !rest.is_empty() {
            rest = rest.strip_prefix(',')?.trim_start();
        }
    }
    Some(strings)
}

/// Where `word` occurs with no letter or digit on either side; quotation marks around the word are not part of it.
fn whole_words(text: &str, word: &str) -> Vec<Span> {
    let fold = |c: char| match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '\u{a0}' => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    };
    let word: Vec<char> = word.chars().map(fold).collect();
    let Some(first) = word.iter().position(|c| !matches!(c, '"' | ' ')) else { return Vec::new() };
    let last = word.iter().rposition(|c| !matches!(c, '"' | ' ')).unwrap_or(first);
    let word = &word[first..=last];
    let text_characters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold(c))).collect();
    let inside = |at: Option<&(usize, char)>| at.is_some_and(|(_, c)| c.is_alphanumeric());
    let mut places = Vec::new();
    for (at, window) in text_characters.windows(word.len()).enumerate() {
        let end = at + word.len();
        let found = window.iter().map(|(_, c)| c).eq(word);
        if found && !inside(at.checked_sub(1).and_then(|before| text_characters.get(before))) && !inside(text_characters.get(end)) {
            places.push(Span::new(text_characters[at].0, text_characters.get(end).map_or(text.len(), |(at, _)| *at)));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(rows: &str) -> Gold {
        let content = format!("text;news_link;outlet;topic;type;label_bias;label_opinion;biased_words4\n{rows}");
        let mut gold = Gold::new("babe");
        parse(&content, Path::new("t.csv"), &mut gold).expect("a table");
        gold
    }

    #[test]
    fn words_become_the_places_where_they_occur() {
        let gold = gold(
            "\"They’re \"\"wild\"\" hordes; Hordes, not a horde.\";https://a.example/1;Daily Æ;parks;left;Biased;x;\"['hordes', '\"\"wild\"\"', \"\"they're\"\"]\"\n",
        );
        let text = &gold.texts[0];
        let words: Vec<&str> = text.spans.iter().map(|(span, _)| span.slice(&text.text)).collect();
        assert_eq!(words, ["They’re", "wild", "hordes", "Hordes"]);
        assert_eq!((text.label.as_str(), text.fold_key.as_str()), ("biased", "https://a.example/1"));
        assert_eq!((text.cluster.as_deref(), text.outlet.as_deref()), (Some("https://a.example/1"), Some("Daily Æ")));
        assert!(gold.faults.is_empty());
    }

    #[test]
    fn a_sentence_without_agreement_is_left_out_and_one_without_a_link_folds_by_its_text() {
        let gold = gold("One.;;;;;No agreement;x;[]\nTwo.;;;;;Non-biased;x;[]\n");
        assert_eq!(gold.left_out["No agreement"], 1);
        assert_eq!(
            (gold.texts[0].fold_key.as_str(), gold.texts[0].cluster.as_deref(), gold.texts[0].outlet.as_deref()),
            ("two.", None, None)
        );
    }

    #[test]
    fn dirt_is_listed_with_its_line() {
        let gold = gold("One.;;;;;Maybe;x;[]\nshort;row\nTwo words.;;;;;Biased;x;['word']\nThree.;;;;;Biased;x;three\n;;;;;Biased;x;[]\n");
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(2), "expected Biased, Non-biased or No agreement, found `Maybe`"),
                (Some(3), "expected 8 columns, found 2"),
                (Some(4), "biased word `word` is not in the sentence as a whole word"),
                (Some(5), "expected biased words as a list ['..', '..']"),
                (Some(6), "no text"),
            ]
        );
        assert_eq!(gold.texts.len(), 2, "a fault in the words leaves the label");
    }

    #[test]
    fn lists_are_read_as_python_prints_them() {
        let strings = |cell: &str| python_list(cell);
        assert_eq!(strings("[]"), Some(vec![]));
        assert_eq!(strings(" "), Some(vec![]));
        assert_eq!(strings(r#"['a', "it's", 'x\'y', "é"]"#), Some(["a", "it's", "x'y", "é"].map(str::to_owned).to_vec()));
        for bad in ["a", "['a'", "['a' 'b']", "[a]", "['a]"] {
            assert_eq!(strings(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_missing_column_names_those_there_are() {
        let error = parse("text;label\nx;1\n", Path::new("t.csv"), &mut Gold::new("babe")).expect_err("no label_bias");
        assert_eq!(error.to_string(), "t.csv: no column `label_bias`; the table has text, label");
    }
}
