//! Filled-in sheets: tables with the columns `item` and `verdict`, and perhaps `note` and `reviewer`; all other columns are passed over.

use std::collections::BTreeMap;

use super::ItemId;
use crate::error::{Error, Result};

/// What a reviewer said of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The words, or some words of the sentence, signal the kind.
    Yes,
    /// They do not.
    No,
    /// The reviewer cannot tell.
    Unsure,
}

impl Verdict {
    /// The verdict of a word in any case: yes, y, 1, right; no, n, 0, wrong; unsure, u, ?, doubtful. `None` for any other.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "yes" | "y" | "1" | "right" => Some(Self::Yes),
            "no" | "n" | "0" | "wrong" => Some(Self::No),
            "unsure" | "u" | "?" | "doubtful" => Some(Self::Unsure),
            _ => None,
        }
    }
}

/// The verdicts of one reviewer or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    pub(super) items: BTreeMap<ItemId, Item>,
    reviewers: Vec<String>,
}

/// What was said of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// File and line of its first row.
    pub(super) place: String,
    /// By reviewer, in the order of [`Verdicts::reviewers`]; `None` where the verdict is left blank.
    pub(super) given: BTreeMap<usize, (Option<Verdict>, String)>,
}

impl Item {
    /// The verdict of more than half of those who gave one; else, if anybody gave one, unsure. `None` where nobody did.
    pub(super) fn majority(&self) -> Option<Verdict> {
        let given: Vec<Verdict> = self.verdicts().collect();
        let most = |verdict| given.iter().filter(|one| **one == verdict).count() * 2 > given.len();
        match given[..] {
            [] => None,
            _ if most(Verdict::Yes) => Some(Verdict::Yes),
            _ if most(Verdict::No) => Some(Verdict::No),
            _ => Some(Verdict::Unsure),
        }
    }

    pub(super) fn verdicts(&self) -> impl Iterator<Item = Verdict> + '_ {
        self.given.values().filter_map(|(verdict, _)| *verdict)
    }
}

impl Verdicts {
    /// No verdicts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The reviewers, by the column `reviewer`; rows without one belong to a reviewer named after their file.
    #[must_use]
    pub fn reviewers(&self) -> &[String] {
        &self.reviewers
    }

    /// Whether any verdict was given; a sheet as it was drawn has none.
    #[must_use]
    pub fn any(&self) -> bool {
        self.items.values().any(|item| item.verdicts().next().is_some())
    }

    /// Takes the rows of a table: separated by commas, semicolons or tabs, in UTF-8 with or without a byte-order mark. `file` is what messages
    /// call it.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] with file and line: a column is missing, an item is none or comes twice from one reviewer, a verdict is not among the
    /// words of [`Verdict::of`].
    pub fn read(&mut self, file: &str, bytes: &[u8]) -> Result<()> {
        let fault = |line: Option<u64>, reason: String| Error::Input {
            input: line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}")),
            reason,
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let count = |separator: u8| header.iter().filter(|&&byte| byte == separator).count();
        let separator = [b'\t', b';', b','].into_iter().max_by_key(|&separator| count(separator)).unwrap_or(b',');
        // Notes may be in any encoding: what decides is ASCII.
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
        let names: Vec<String> = reader
            .byte_headers()
            .map(|names| names.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect())
            .map_err(|error| fault(Some(1), format!("no header can be read: {error}")))?;
        let column = |name: &str| names.iter().position(|own| own == name);
        let needed = |name: &str| {
            column(name).ok_or_else(|| {
                // What is no table may have a first line without end.
                let found: String = names.join(", ").chars().take(120).collect();
                let found = if found.is_empty() { "an empty file" } else { &found };
                fault(
                    Some(1),
                    format!("expected a column `{name}`, found {found}; give a sheet that was drawn here, or the download of one"),
                )
            })
        };
        let (item_column, verdict_column, reviewer_column) = (needed("item")?, needed("verdict")?, column("reviewer"));
        let mut row = csv::ByteRecord::new();
        loop {
            let more = reader.read_byte_record(&mut row).map_err(|error| {
                fault(error.position().and_then(|position| line_at(bytes, position.byte())), format!("no row can be read: {error}"))
            })?;
            if !more {
                return Ok(());
            }
            let line = row.position().and_then(|position| line_at(bytes, position.byte()));
            let cell = |column: usize| String::from_utf8_lossy(row.get(column).unwrap_or_default()).trim().to_owned();
            if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let item: ItemId = cell(item_column).parse().map_err(|reason| fault(line, reason))?;
            let word = cell(verdict_column);
            let verdict = match (word.as_str(), Verdict::of(&word)) {
                ("", _) => None,
                (_, Some(verdict)) => Some(verdict),
                (_, None) => {
                    return Err(fault(line, format!("`{word}` is no verdict; write yes, no or unsure (or y, n, u), or leave it blank")));
                }
            };
            let reviewer = reviewer_column.map(cell).filter(|name| !name.is_empty()).unwrap_or_else(|| file.to_owned());
            let index = self.reviewers.iter().position(|own| *own == reviewer).unwrap_or_else(|| {
                self.reviewers.push(reviewer.clone());
                self.reviewers.len() - 1
            });
            let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}"));
            let entry = self.items.entry(item).or_insert_with(|| Item { place: place.clone(), given: BTreeMap::new() });
            if let Some((_, earlier)) = entry.given.insert(index, (verdict, place)) {
                return Err(fault(
                    line,
                    format!(
                        "the item {item} has a row of reviewer `{reviewer}` already ({earlier}); keep one, or tell two people apart in the column `reviewer`"
                    ),
                ));
            }
        }
    }
}

/// The 1-based line of the row that is read from a byte on. The reader's own count is one short where lines end in CR LF: there the row
/// before ends at the CR.
fn line_at(bytes: &[u8], byte: u64) -> Option<u64> {
    let at = usize::try_from(byte).ok()?;
    let start = at + bytes.get(at..)?.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    Some(bytes[..start].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "q00000000000a";
    const B: &str = "q00000000000b";

    fn read(files: &[(&str, &str)]) -> Result<Verdicts, String> {
        let mut verdicts = Verdicts::new();
        files.iter().try_for_each(|(name, content)| verdicts.read(name, content.as_bytes())).map_err(|error| error.to_string())?;
        Ok(verdicts)
    }

    #[test]
    fn verdicts_are_words_letters_or_signs_in_any_case() {
        for (words, verdict) in [
            (["yes", "Y", "1", "Right"], Verdict::Yes),
            (["no", "N", "0", "WRONG"], Verdict::No),
            (["unsure", "U", "?", "doubtful"], Verdict::Unsure),
        ] {
            assert!(words.into_iter().all(|word| Verdict::of(word) == Some(verdict)));
        }
        assert_eq!((Verdict::of("maybe"), Verdict::of("")), (None, None));
    }

    #[test]
    fn a_sheet_comes_back_as_a_spreadsheet_may_have_saved_it() {
        let found =
            read(&[("a.csv", &format!("\u{feff}item;words;Verdict;note\r\n{A};may;YES;\"so; \r\nit is\"\r\n;;;\r\n{B};can; ;\r\n"))]);
        let found = found.expect("verdicts");
        let said: Vec<_> = found.items.values().map(|item| (item.majority(), item.place.as_str())).collect();
        assert_eq!(said, [(Some(Verdict::Yes), "a.csv, line 2"), (None, "a.csv, line 5")]);
        assert!(found.any() && found.reviewers() == ["a.csv"]);
        assert!(!read(&[("a.csv", &format!("item,verdict\n{A},\n"))]).expect("a blank sheet").any());
    }

    #[test]
    fn more_than_half_decide_and_a_tie_is_unsure() {
        let majority = |words: &[&str]| {
            let rows: Vec<String> = words.iter().enumerate().map(|(n, word)| format!("{A},{word},r{n}\n")).collect();
            read(&[("a.csv", &format!("item,verdict,reviewer\n{}", rows.concat()))])
                .expect("verdicts")
                .items
                .values()
                .next()
                .and_then(Item::majority)
        };
        assert_eq!(majority(&["y", "n"]), Some(Verdict::Unsure));
        assert_eq!(majority(&["y", "n", "y"]), Some(Verdict::Yes));
        assert_eq!(majority(&["n", "", "n"]), Some(Verdict::No));
        assert_eq!(majority(&["y", "n", "u"]), Some(Verdict::Unsure));
        assert_eq!(majority(&["", ""]), None);
    }

    #[test]
    fn what_cannot_be_read_names_file_and_line_and_what_to_do() {
        for (content, said) in [
            ("item,note\n".to_owned(), "a.csv, line 1: expected a column `verdict`, found item, note"),
            (String::new(), "a.csv, line 1: expected a column `item`, found an empty file"),
            (format!("item,verdict\n{A},y\n{B},perhaps\n"), "a.csv, line 3: `perhaps` is no verdict; write yes, no or unsure"),
            ("item,verdict\n1.2E+11,y\n".to_owned(), "a.csv, line 2: `1.2E+11` is no item"),
            ("item,verdict\n,y\n".to_owned(), "a.csv, line 2: `` is no item"),
            (
                format!("item,verdict\n{A},y\n{A},n\n"),
                "a.csv, line 3: the item q00000000000a has a row of reviewer `a.csv` already (a.csv, line 2)",
            ),
        ] {
            let found = read(&[("a.csv", &content)]);
            assert!(found.as_ref().is_err_and(|message| message.starts_with(said)), "{said}: {found:?}");
        }
        let twice = format!("item,verdict,reviewer\n{A},y,Ada\n");
        assert!(read(&[("a.csv", &twice), ("b.csv", &twice)]).is_err_and(|message| message.contains("`Ada` already (a.csv, line 2)")));
        assert_eq!(read(&[("a.csv", &twice), ("b.csv", &format!("item,verdict\n{A},n\n"))]).expect("two").reviewers(), ["Ada", "b.csv"]);
    }
}
