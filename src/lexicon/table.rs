//! From a tab-separated table to a [`Lexicon`], and the tables that ship with the tool.

use std::path::Path;

use crate::checksum::sha256;
use crate::cue::CueKind;
use crate::error::{Error, Result};
use crate::lexicon::entry::{Entry, Phrase, Signal, Support};
use crate::lexicon::inflect::Inflect;

/// A reviewed table of entries.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// The table's name: the file name without its ending.
    pub name: String,
    /// The tool's version for a table that ships with it, else empty: the checksum tells tables apart.
    pub version: String,
    /// SHA-256 of the table's bytes, in hex.
    pub sha256: String,
    /// The entries in the order of the table.
    pub entries: Vec<Entry>,
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("../../models/lexicons/", $name, ".tsv")))),+] };
}

/// Name and text of each table that ships with the tool.
pub const SHIPPED: &[(&str, &str)] =
    shipped!["boosters", "factives", "hedges", "implicatives", "intensifiers", "loaded", "negations", "reporting"];

/// The columns that a table may have; all but the first two may be left out.
const COLUMNS: [&str; 14] = [
    "entry",
    "kind",
    "subtype",
    "inflect",
    "gate",
    "except",
    "weight",
    "source",
    "note",
    "read",
    "right",
    "found",
    "precision",
    "documents",
];

/// Most words of an entry: longer phrases are quotations, not cues.
const MAX_WORDS: usize = 12;

impl Lexicon {
    /// All tables that ship with the tool.
    ///
    /// # Errors
    ///
    /// Never for a released version: a test reads every table.
    pub fn shipped() -> Result<Vec<Self>> {
        SHIPPED
            .iter()
            .map(|(name, table)| Ok(Self { version: env!("CARGO_PKG_VERSION").to_owned(), ..Self::parse(name, table)? }))
            .collect()
    }

    /// Reads a table from a file.
    ///
    /// # Errors
    ///
    /// [`Error::File`] when it cannot be read, [`Error::Lexicon`] with the line when it is not in the format.
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(Error::file("read", path))?;
        let table = String::from_utf8(bytes).map_err(|error| Error::Lexicon {
            lexicon: path.display().to_string(),
            line: error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1,
            reason: "expected UTF-8; save the table in that encoding".to_owned(),
        })?;
        let mut lexicon = Self::parse(&path.display().to_string(), &table)?;
        if let Some(stem) = path.file_stem() {
            lexicon.name = stem.to_string_lossy().into_owned();
        }
        Ok(lexicon)
    }

    /// Reads a table from its text; `name` stands in messages and becomes the lexicon's name.
    ///
    /// # Errors
    ///
    /// [`Error::Lexicon`] with the first line that is not in the format.
    pub fn parse(name: &str, table: &str) -> Result<Self> {
        let fault = |line: usize, reason: String| Error::Lexicon { lexicon: name.to_owned(), line, reason };
        let rows = table.strip_prefix('\u{feff}').unwrap_or(table);
        let mut lines = rows.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        if let Some(unknown) = header.iter().find(|column| !COLUMNS.contains(column)) {
            let expected = COLUMNS.join(", ");
            return Err(fault(1, format!("expected a header row with columns among {expected} (tab-separated), found `{unknown}`")));
        }
        for needed in ["entry", "kind"] {
            if !header.contains(&needed) {
                return Err(fault(1, format!("expected a column `{needed}` in the header row")));
            }
        }
        let mut entries = Vec::new();
        for (index, row) in lines.enumerate().filter(|(_, row)| !row.is_empty()) {
            let line = index + 2;
            let cells: Vec<&str> = row.split('\t').collect();
            if cells.len() != header.len() {
                return Err(fault(line, format!("expected {} cells, found {}", header.len(), cells.len())));
            }
            let cell = |column: &str| {
                let at = header.iter().position(|&name| name == column)?;
                Some(cells[at].trim()).filter(|cell| !cell.is_empty() && *cell != "-")
            };
            entries.push(entry(cell, line).map_err(|reason| fault(line, reason))?);
        }
        Ok(Self { name: name.to_owned(), version: String::new(), sha256: sha256(table.as_bytes()), entries })
    }
}

/// A table with some cells written anew: `cells` gives columns and values for a line, which is 2 for the first row. Columns that are not there yet are added
/// at the end, with `-` in the rows that have no value.
#[must_use]
pub fn rewrite(table: &str, cells: impl Fn(usize) -> Vec<(&'static str, String)>) -> String {
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    let mut lines = table.lines();
    let mut header: Vec<String> = lines.next().unwrap_or_default().split('\t').map(str::to_owned).collect();
    let rows: Vec<(usize, &str)> = lines.enumerate().filter(|(_, row)| !row.is_empty()).map(|(index, row)| (index + 2, row)).collect();
    for (column, _) in rows.iter().flat_map(|(line, _)| cells(*line)) {
        if !header.iter().any(|name| name == column) {
            header.push(column.to_owned());
        }
    }
    let mut written = header.join("\t") + "\n";
    for (line, row) in rows {
        let (mut row, cells): (Vec<String>, _) = (row.split('\t').map(str::to_owned).collect(), cells(line));
        row.resize(header.len(), "-".to_owned());
        for (column, value) in cells {
            if let Some(at) = header.iter().position(|name| name == column) {
                row[at] = value;
            }
        }
        written += &(row.join("\t") + "\n");
    }
    written
}

fn entry<'a>(cell: impl Fn(&str) -> Option<&'a str>, line: usize) -> Result<Entry, String> {
    let words = cell("entry").ok_or("the entry is empty")?.to_owned();
    if words.chars().any(char::is_uppercase) || words.split(' ').any(str::is_empty) {
        return Err(format!("expected lower-case words with one blank between them, found `{words}`"));
    }
    let length = super::entry::pattern(&words).len();
    if length == 0 || length > MAX_WORDS {
        return Err(format!("expected one to {MAX_WORDS} words, found `{words}`"));
    }
    let subtype = cell("subtype").map(str::to_owned);
    let kind = cell("kind").ok_or("the kind is empty")?;
    let signal = if kind == "negation" {
        let role = subtype.as_deref().unwrap_or_default();
        Signal::Negation(
            role.parse()
                .map_err(|_| format!("expected a negation's subtype to be forward, backward, pseudo or terminator, found `{role}`"))?,
        )
    } else {
        let kinds = || CueKind::all().map(CueKind::name).collect::<Vec<_>>().join(", ");
        Signal::Cue(kind.parse().map_err(|_| format!("expected a kind among {}, found `{kind}`", kinds()))?)
    };
    let inflect = match cell("inflect") {
        None => Inflect::Fixed,
        Some("v") => Inflect::Verb,
        Some("n") => Inflect::Noun,
        Some("a") => Inflect::Adjective,
        Some(forms) => match forms.strip_prefix('=') {
            Some(forms) => {
                let forms: Vec<String> = forms.split('|').map(str::to_owned).collect();
                if let Some(form) = forms.iter().find(|form| super::entry::pattern(form).is_empty()) {
                    return Err(format!("expected words in each form of inflect, as in =FORM|FORM, found `{form}`"));
                }
                Inflect::Forms(forms)
            }
            None => return Err(format!("expected inflect to be -, v, n, a or =FORM|FORM, found `{forms}`")),
        },
    };
    let gates = cell("gate").unwrap_or_default().split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let except = cell("except").map(|phrases| phrases.split('|')).into_iter().flatten();
    let forms = super::inflect::forms(&words, &inflect);
    let except = except
        .map(|phrase| Phrase::parse(phrase, &forms).ok_or_else(|| format!("expected the exception `{phrase}` to hold `{words}` and more")))
        .collect::<Result<_, _>>()?;
    let weight = match cell("weight") {
        None => 1.0,
        Some(weight) => weight
            .parse()
            .ok()
            .filter(|weight| (0.0..=1.0).contains(weight))
            .ok_or_else(|| format!("expected a weight from 0 to 1, found `{weight}`"))?,
    };
    let read = cell("read").map(|read| read.parse().map_err(|_| format!("expected a weight in `read`, found `{read}`"))).transpose()?;
    let number = |column: &str| {
        cell(column).map(|value| value.parse().map_err(|_| format!("expected a count in `{column}`, found `{value}`"))).transpose()
    };
    let support = match (number("right")?, number("found")?, cell("precision")) {
        (None, None, None) => None,
        (Some(right), Some(found), Some(precision)) if right <= found => {
            let precision = precision.parse().ok().filter(|precision| (0.0..=1.0).contains(precision));
            Some(Support { right, found, precision: precision.ok_or("expected a precision from 0 to 1")? })
        }
        _ => return Err("expected `right`, `found` and `precision` together, and no more right than found".to_owned()),
    };
    let (source, note) = (cell("source").map(str::to_owned), cell("note").map(str::to_owned));
    Ok(Entry { words, signal, subtype, inflect, gates, except, weight, read, support, source, note, line })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::NegationRole;

    #[test]
    fn every_shipped_table_is_read_sorted_and_unique() {
        for lexicon in Lexicon::shipped().expect("the shipped tables are in the format") {
            assert!(!lexicon.entries.is_empty(), "{} is empty", lexicon.name);
            let keys: Vec<_> = lexicon.entries.iter().map(|entry| (&entry.words, entry.signal)).collect();
            for pair in keys.windows(2) {
                assert!(pair[0].0 < pair[1].0 || (pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1), "{}: {pair:?}", lexicon.name);
            }
        }
    }

    #[track_caller]
    fn fails(table: &str, line: usize, part: &str) {
        match Lexicon::parse("mine", table) {
            Err(Error::Lexicon { line: found, reason, .. }) => {
                assert_eq!(found, line);
                assert!(reason.contains(part), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_faulty_row_is_named_with_its_line() {
        fails("word\tkind\n", 1, "found `word`");
        fails("entry\n", 1, "`kind`");
        fails("entry\tkind\nmay\n", 2, "expected 2 cells");
        fails("entry\tkind\nmay\thedge\nBig\tloaded\n", 3, "lower-case");
        fails("entry\tkind\nmay\thunch\n", 2, "found `hunch`");
        fails("entry\tkind\tgate\nmay\thedge\tbefore:x\n", 2, "prev, next, left or right");
        fails("entry\tkind\tinflect\texcept\nwar\tloaded\t=|wars\tpeace treaty\n", 2, "each form");
        fails("entry\tkind\texcept\nwar\tloaded\tpeace treaty\n", 2, "to hold `war`");
        fails("entry\tkind\tweight\nwar\tloaded\t2\n", 2, "0 to 1");
        fails("entry\tkind\tsubtype\nnot\tnegation\tsideways\n", 2, "forward");
    }

    #[test]
    fn evidence_is_written_into_a_table_and_read_back() {
        let table = "entry\tkind\tweight\nvile\tloaded\t0.9\n\nwar\tloaded\t0.5\n";
        let cells = |line| {
            if line == 2 { vec![("right", "3".to_owned()), ("found", "4".to_owned()), ("precision", "0.7".to_owned())] } else { Vec::new() }
        };
        let written = rewrite(table, cells);
        assert_eq!(written, "entry\tkind\tweight\tright\tfound\tprecision\nvile\tloaded\t0.9\t3\t4\t0.7\nwar\tloaded\t0.5\t-\t-\t-\n");
        let lexicon = Lexicon::parse("mine", &written).expect("a lexicon");
        assert_eq!(lexicon.entries[0].support, Some(Support { right: 3, found: 4, precision: 0.7 }));
        assert_eq!(lexicon.entries[1].support, None);
        fails("entry\tkind\tright\tfound\tprecision\nvile\tloaded\t5\t4\t0.7\n", 2, "no more right than found");
        fails("entry\tkind\tright\nvile\tloaded\t5\n", 2, "together");
    }

    #[test]
    fn a_table_of_two_columns_is_enough() {
        let lexicon = Lexicon::parse("mine", "\u{feff}entry\tkind\r\nno doubt\tbooster\r\n").expect("a lexicon");
        assert_eq!(lexicon.entries[0].words, "no doubt");
        let negation = Lexicon::parse("mine", "entry\tkind\tsubtype\nnot\tnegation\tforward\n").expect("a lexicon");
        assert_eq!(negation.entries[0].signal, Signal::Negation(NegationRole::Forward));
    }
}
