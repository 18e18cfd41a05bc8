//! From word lists of other tools to a table of our own: bytes in, rows out, and beside them whatever could not become one.
//!
//! Read are the dictionaries of LIWC (`.dic` of 2001 to 2015, `.dicx` of 2022), Yoshikoder (`.ykd`) and Lexicoder (`.lcd`, `.lc3`), and plain lists. They name
//! categories of their own; what a category signals is for the user to say, so every row gets the kind it is given and keeps the category as its subtype. A row
//! that the table cannot hold, or of which [`check`] would complain, is left out with its line and the reason: what comes out passes the linter.
//!
//! The layouts are known from the tools' manuals and from files in the wild, whose dirt (blanks for tabs, categories that no header defines, a header without
//! its end) is read where it has one meaning only.

use std::collections::{BTreeMap, HashMap};

use encoding_rs::{Encoding, WINDOWS_1252};
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use crate::cue::CueKind;
use crate::lexicon::check::check;
use crate::lexicon::table::Lexicon;

/// Largest file, in bytes.
const LARGEST: usize = 64 << 20;
/// The linter's rounds: each drops what the last one found.
const ROUNDS: usize = 4;

/// How a word list is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::EnumIter, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum ImportFormat {
    /// LIWC: numbered categories between two `%`, then an entry and its numbers a line; or, as `.dicx`, a table with a column for each category.
    Dic,
    /// Yoshikoder: XML of categories (`cnode`) and patterns (`pnode`).
    Yoshikoder,
    /// Lexicoder: the same XML, or lines `+CATEGORY` above their patterns, or `+pattern+ --CATEGORY`.
    Lexicoder,
    /// An entry a line, with `#` before comments.
    Plain,
}

/// What the rows become.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// How the list is written down; `None` goes by its content.
    pub format: Option<ImportFormat>,
    /// The kind of every category that has none of its own.
    pub kind: Option<CueKind>,
    /// Kinds of categories by name, upper and lower case alike. A category that bears the name of a kind has that.
    pub kinds: Vec<(String, CueKind)>,
    /// What the column `source` holds.
    pub source: Option<String>,
}

/// A word list as a table.
#[derive(Clone, Debug)]
pub struct Import {
    /// The table, sorted, as `models/lexicons/README.md` describes it.
    pub table: String,
    /// Its rows.
    pub entries: usize,
    /// What was left out, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// A row, or a part of one, that is not in the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// 1-based line of the word list.
    pub line: usize,
    /// The entry, or the line where there is none.
    pub text: String,
    /// Why.
    pub reason: String,
}

/// Reads a word list.
///
/// # Errors
///
/// What is wrong with the list as a whole: its encoding, its size, a format that it is not in, or categories for which no kind was given, which are then listed.
pub fn import(bytes: &[u8], options: &ImportOptions) -> Result<Import, String> {
    if bytes.len() > LARGEST {
        return Err(format!("larger than {LARGEST} bytes, which is the limit for a word list"));
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0, Into::into),
    };
    if text.contains('\0') {
        return Err("no text that can be read; save it as UTF-8".to_owned());
    }
    let mut list = List::default();
    match options.format.unwrap_or_else(|| guess(&text)) {
        ImportFormat::Dic if is_columns(&text) => list.columns(&text)?,
        ImportFormat::Dic => list.numbered(&text)?,
        ImportFormat::Lexicoder if !text.trim_start().starts_with('<') => list.marked(&text),
        ImportFormat::Yoshikoder | ImportFormat::Lexicoder => list.nodes(&text)?,
        ImportFormat::Plain => list.plain(&text),
    }
    list.table(options)
}

/// The format that a list's first line looks like.
fn guess(text: &str) -> ImportFormat {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match first.chars().next() {
        Some('%') => ImportFormat::Dic,
        Some('<') => ImportFormat::Yoshikoder,
        Some('+') => ImportFormat::Lexicoder,
        _ if is_columns(text) => ImportFormat::Dic,
        _ => ImportFormat::Plain,
    }
}

/// Whether a list is a table with a column for each category.
fn is_columns(text: &str) -> bool {
    let name = text.trim_start().split([',', '\n']).next().unwrap_or_default();
    name.trim().trim_matches('"').eq_ignore_ascii_case("dicterm")
}

/// An entry as the list has it.
struct Listed {
    line: usize,
    words: String,
    category: Option<String>,
}

/// What was found in a list.
#[derive(Default)]
struct List {
    entries: Vec<Listed>,
    left_out: Vec<LeftOut>,
}

impl List {
    fn leave_out(&mut self, line: usize, text: &str, reason: impl Into<String>) {
        let text = if text.chars().count() > 80 { text.chars().take(80).chain(['…']).collect() } else { text.to_owned() };
        self.left_out.push(LeftOut { line, text, reason: reason.into() });
    }

    fn add(&mut self, line: usize, words: &str, category: Option<&str>) {
        self.entries.push(Listed { line, words: words.to_owned(), category: category.map(str::to_owned) });
    }

    /// LIWC up to 2015.
    fn numbered(&mut self, text: &str) -> Result<(), String> {
        let mut categories: HashMap<u32, String> = HashMap::new();
        let (mut in_header, mut begun) = (false, false);
        for (line, row) in rows(text) {
            let row = row.trim();
            if row.is_empty() || row.starts_with("//") || row.starts_with("# ") {
                continue;
            }
            if row.starts_with('%') {
                in_header = !begun;
                begun = true;
                continue;
            }
            if !begun {
                return Err(format!(
                    "line {line}: expected `%` above the numbered categories, found `{}`",
                    row.chars().take(40).collect::<String>()
                ));
            }
            if in_header {
                let (number, name) = row.split_once(char::is_whitespace).unwrap_or((row, ""));
                // A header that was not ended ends with its first line that has no number.
                if let Ok(number) = number.parse::<u32>() {
                    let name = name.split(" (").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
                    let name = if name.is_empty() { number.to_string() } else { name };
                    if categories.insert(number, name).is_some() {
                        self.leave_out(line, row, format!("the category {number} is defined twice; the later name counts"));
                    }
                    continue;
                }
                in_header = false;
            }
            self.numbered_entry(line, row, &categories);
        }
        if begun { Ok(()) } else { Err("the list is empty".to_owned()) }
    }

    fn numbered_entry(&mut self, line: usize, row: &str, categories: &HashMap<u32, String>) {
        let (row, conditions) = conditions(row);
        for condition in conditions {
            self.leave_out(
                line,
                &row,
                format!("the category `{condition}` depends on the words around, which a table of ours says by gates; write it by hand"),
            );
        }
        let number = |token: &&str| token.bytes().all(|byte| byte.is_ascii_digit());
        let (words, numbers): (String, Vec<&str>) = if let Some((words, numbers)) = row.split_once('\t') {
            let last = words.split_whitespace().skip(1).last();
            if let Some(last) = last.filter(|last| last.parse().is_ok_and(|last| categories.contains_key(&last))) {
                return self.leave_out(line, &row, format!("`{last}` may be a word or a category; put a tab before the first category"));
            }
            (words.to_owned(), numbers.split_whitespace().collect())
        } else {
            let tokens: Vec<&str> = row.split_whitespace().collect();
            let numbers = tokens.iter().rev().take_while(|token| number(token)).count().min(tokens.len().saturating_sub(1));
            let (words, numbers) = tokens.split_at(tokens.len() - numbers);
            (words.join(" "), numbers.to_vec())
        };
        if numbers.is_empty() {
            return self.leave_out(line, &words, "no category is left; expected the numbers of its categories after a tab");
        }
        for token in numbers {
            match token.parse().ok().and_then(|number: u32| categories.get(&number)) {
                Some(category) => self.add(line, &words, Some(category)),
                None => self.leave_out(line, &words, format!("the category `{token}` is not defined in the header")),
            }
        }
    }

    /// LIWC 2022.
    fn columns(&mut self, text: &str) -> Result<(), String> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.trim_start().as_bytes());
        let before = rows(&text[..text.len() - text.trim_start().len()]).count();
        let categories = reader.headers().map_err(|error| error.to_string())?.clone();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX)) + before;
            let Some(words) = record.get(0).filter(|words| !words.is_empty()) else { continue };
            let mut marked = false;
            for (at, cell) in record.iter().enumerate().skip(1).filter(|(_, cell)| !cell.is_empty() && *cell != "0") {
                marked = true;
                match categories.get(at) {
                    Some(category) if cell.eq_ignore_ascii_case("x") || cell == "1" => self.add(line, words, Some(category)),
                    Some(category) => self.leave_out(line, words, format!("expected X under `{category}`, found `{cell}`")),
                    None => self.leave_out(line, words, format!("column {} has no header", at + 1)),
                }
            }
            if !marked {
                self.leave_out(line, words, "in no category: no column holds an X");
            }
        }
        Ok(())
    }

    /// XML of Yoshikoder and Lexicoder. The outermost category is the dictionary's own name where it holds others.
    fn nodes(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        let (mut path, mut counted, mut line) = (Vec::new(), 0, 1);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
            line += text.as_bytes()[counted..at].iter().filter(|&&byte| byte == b'\n').count();
            counted = at;
            let (start, empty) = match reader.read_event() {
                Err(error) => {
                    if self.entries.is_empty() {
                        return Err(format!("line {line}: not XML: {error}"));
                    }
                    self.leave_out(line, "", format!("not XML from here on, and not read: {error}"));
                    return Ok(());
                }
                Ok(Event::Eof) => break,
                Ok(Event::End(end)) => {
                    if end.name().as_ref() == "cnode" {
                        path.pop();
                    }
                    continue;
                }
                Ok(Event::Start(start)) => (start, false),
                Ok(Event::Empty(start)) => (start, true),
                Ok(_) => continue,
            };
            let name = start.try_get_attribute("name").ok().flatten();
            let name = name.and_then(|name| name.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned));
            match (start.name().as_ref(), name) {
                ("cnode", name) if !empty => path.push(name.unwrap_or_default()),
                ("pnode", Some(words)) => {
                    let inner = if path.len() > 1 { &path[1..] } else { &path[..] };
                    // A path of a thousand names is no category.
                    let category = inner.iter().rev().take(8).rev().map(String::as_str).collect::<Vec<_>>().join("/");
                    self.add(line, &words, Some(category.as_str()).filter(|category| !category.is_empty()));
                }
                ("pnode", None) => self.leave_out(line, "", "a pattern without a name"),
                _ => {}
            }
        }
        if self.entries.is_empty() {
            Err("expected XML with categories (cnode) and patterns (pnode), found none".to_owned())
        } else {
            Ok(())
        }
    }

    /// Lines of Lexicoder.
    fn marked(&mut self, text: &str) {
        let mut category = None;
        for (line, row) in rows(text) {
            let row = row.trim();
            match row.strip_prefix('+').map(|rest| (rest, rest.rsplit_once('+'))) {
                _ if row.is_empty() => {}
                Some((_, Some((words, own)))) => match own.trim().strip_prefix("--") {
                    Some(own) => self.add(line, words, Some(own.trim())),
                    None => self.leave_out(line, row, "expected `+pattern+ --CATEGORY`"),
                },
                Some((name, None)) => category = Some(name.trim().to_owned()),
                None => self.add(line, row, category.clone().as_deref()),
            }
        }
    }

    fn plain(&mut self, text: &str) {
        for (line, row) in rows(text).filter(|(_, row)| !row.trim().is_empty() && !row.trim_start().starts_with('#')) {
            self.add(line, row, None);
        }
    }

    /// The table of the entries that it can hold.
    fn table(mut self, options: &ImportOptions) -> Result<Import, String> {
        let kind_of = |category: Option<&str>| {
            let named = |category: &str| {
                let own = options.kinds.iter().find(|(name, _)| name.eq_ignore_ascii_case(category)).map(|(_, kind)| *kind);
                own.or_else(|| category.to_ascii_lowercase().parse().ok())
            };
            category.and_then(named).or(options.kind)
        };
        let mut categories: Vec<&str> = self.entries.iter().filter_map(|entry| entry.category.as_deref()).collect();
        categories.sort_unstable();
        categories.dedup();
        if let Some((unknown, _)) = options.kinds.iter().find(|(name, _)| !categories.iter().any(|one| one.eq_ignore_ascii_case(name))) {
            return Err(format!("no entry is in a category `{unknown}`; there are {}", listed(&categories)));
        }
        if !self.entries.is_empty() && self.entries.iter().all(|entry| kind_of(entry.category.as_deref()).is_none()) {
            return Err(match categories[..] {
                [] => "the list names no categories: give --kind KIND for all".to_owned(),
                _ => format!("give --kind KIND for all, or --kind CATEGORY=KIND,.. for some; the categories are {}", listed(&categories)),
            });
        }
        // One row for an entry and a kind; the categories that share it stand in one cell.
        let mut merged: BTreeMap<(String, &'static str), (usize, Vec<String>)> = BTreeMap::new();
        for Listed { line, words: given, category } in std::mem::take(&mut self.entries) {
            let category = category.map(|category| category.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|one| !one.is_empty());
            let Some(kind) = kind_of(category.as_deref()) else {
                let category = category.unwrap_or_default();
                self.leave_out(line, &given, format!("no kind is given for its category `{category}`; add --kind '{category}=KIND'"));
                continue;
            };
            let words = match entry_words(&given) {
                Ok(words) => words,
                Err(reason) => {
                    self.leave_out(line, &given, reason);
                    continue;
                }
            };
            let place = merged.entry((words, kind.name())).or_insert_with(|| (line, Vec::new()));
            match category {
                Some(category) if !place.1.contains(&category) => place.1.push(category),
                _ if place.0 != line || place.1.len() > 1 => {
                    let first = place.0;
                    self.leave_out(line, &given, format!("stands on line {first} already, in the same category"));
                }
                _ => {}
            }
        }
        let rows = merged.into_iter().map(|((words, kind), (line, categories))| {
            let subtype = if categories.is_empty() { "-".to_owned() } else { categories.join("+") };
            (
                line,
                words,
                format!("{kind}\t{subtype}\t{}", options.source.as_deref().unwrap_or("-").split_whitespace().collect::<Vec<_>>().join(" ")),
            )
        });
        self.sound(rows.collect())
    }

    /// The rows that the table's reader and the linter accept.
    fn sound(mut self, mut rows: Vec<(usize, String, String)>) -> Result<Import, String> {
        const HEADER: &str = "entry\tkind\tsubtype\tsource\n";
        let mut refused = Vec::new();
        rows.retain(|(line, words, rest)| match Lexicon::parse("import", &format!("{HEADER}{words}\t{rest}\n")) {
            Ok(_) => true,
            Err(error) => {
                let reason = error.to_string();
                refused.push((*line, words.clone(), reason.split_once(": ").map_or(reason.clone(), |(_, reason)| reason.to_owned())));
                false
            }
        });
        let mut table = String::new();
        for _ in 0..ROUNDS {
            table = rows.iter().fold(HEADER.to_owned(), |table, (_, words, rest)| table + words + "\t" + rest + "\n");
            let lexicon = Lexicon::parse("import", &table).map_err(|error| error.to_string())?;
            let findings = check(&lexicon);
            if findings.is_empty() {
                break;
            }
            let mut faulty: BTreeMap<usize, String> = findings.into_iter().map(|finding| (finding.line, finding.reason)).collect();
            let mut number = 1;
            rows.retain(|(line, words, _)| {
                number += 1;
                faulty.remove(&number).map(|reason| refused.push((*line, words.clone(), reason))).is_none()
            });
        }
        for (line, words, reason) in refused {
            self.leave_out(line, &words, reason);
        }
        self.left_out.sort();
        Ok(Import { table, entries: rows.len(), left_out: self.left_out })
    }
}

/// Numbered lines, whichever way they end.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // `\r` alone ends a line in files of old; after it `\n` belongs to the same end.
    let mut rest = text;
    let mut line = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        line += 1;
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let row = &rest[..end];
        rest = rest[end..].strip_prefix("\r\n").or_else(|| rest.get(end + 1..)).unwrap_or_default();
        Some((line, row))
    })
}

/// Takes `(02 134)125/464` and `<of>131/125`, categories on a condition, out of a row.
fn conditions(row: &str) -> (String, Vec<String>) {
    let (mut kept, mut found, mut rest) = (String::new(), Vec::new(), row);
    while let Some(at) = rest.find(['(', '<']) {
        let close = if rest[at..].starts_with('(') { ')' } else { '>' };
        let after_blank = rest[..at].ends_with(char::is_whitespace) || rest[..at].is_empty();
        let end =
            rest[at..].find(close).map(|length| at + length + 1).filter(|_| after_blank && !(kept.is_empty() && at == 0)).and_then(|end| {
                let length = rest[end..].find(|c: char| !c.is_ascii_digit() && c != '/').unwrap_or(rest.len() - end);
                (length > 0).then_some(end + length)
            });
        if let Some(end) = end {
            kept.push_str(&rest[..at]);
            found.push(rest[at..end].to_owned());
            rest = &rest[end..];
        } else {
            kept.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
        }
    }
    kept.push_str(rest);
    (kept.trim_end().to_owned(), found)
}

/// An entry in our notation: lower case, single blanks, `*` at the ends of words only.
fn entry_words(given: &str) -> Result<String, String> {
    let words: Vec<String> =
        given.to_lowercase().split(|c: char| c.is_whitespace() || c == '_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if let Some(word) = words.iter().find(|word| word.trim_end_matches('*').contains('*') || word.ends_with("**")) {
        return Err(format!("a wildcard stands for the end of a word only, not as in `{word}`"));
    }
    if !words.iter().any(|word| word.contains(char::is_alphanumeric)) {
        return Err("no word: a table of ours holds letters and digits, not signs".to_owned());
    }
    if let Some(word) = words.iter().find(|word| !word.contains(char::is_alphanumeric)) {
        return Err(format!("`{word}` is no word; write out what it stands for"));
    }
    let open = |word: &&String| word.contains(['[', ']', '(', ')', '|', '\\', '?', '+', '^', '$', '{', '}', '<', '>']);
    if let Some(word) = words.iter().find(open) {
        return Err(format!("`{word}` holds signs of a pattern, which a table of ours cannot"));
    }
    Ok(words.join(" "))
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 40;
    match names.len().checked_sub(MOST) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..MOST].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows as `entry kind subtype`, and what was left out as `line: text: reason`.
    fn imported(list: impl AsRef<[u8]>, kinds: &[(&str, CueKind)], kind: Option<CueKind>) -> (Vec<String>, Vec<String>) {
        let kinds = kinds.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        let import = import(list.as_ref(), &ImportOptions { kind, kinds, ..ImportOptions::default() }).expect("a list");
        assert_eq!(check(&Lexicon::parse("test", &import.table).expect("a table")), [], "the linter is content");
        let rows: Vec<String> = import.table.lines().skip(1).map(|row| row.split('\t').take(3).collect::<Vec<_>>().join(" | ")).collect();
        assert_eq!(rows.len(), import.entries);
        (rows, import.left_out.iter().map(|one| format!("{}: {}: {}", one.line, one.text, one.reason)).collect())
    }

    fn fails(list: &str, options: &ImportOptions) -> String {
        import(list.as_bytes(), options).expect_err("no list")
    }

    #[track_caller]
    fn starts(found: &[String], expected: &[&str]) {
        assert!(found.len() == expected.len() && found.iter().zip(expected).all(|(one, start)| one.starts_with(start)), "{found:#?}");
    }

    const DIC: &str = "%\n1\tgloom (Gloomy Words)\n\t2\tgale\n3 calm\n%\ndrear*\t1\nsquall*\t1\t2\nlull 3\nBecalmed  3\nkind_of\t3\n";

    #[test]
    fn a_dictionary_of_numbered_categories_keeps_them_as_subtypes() {
        let (rows, left) = imported(DIC, &[], Some(CueKind::Loaded));
        assert_eq!(
            rows,
            [
                "becalmed | loaded | calm",
                "drear* | loaded | gloom",
                "kind of | loaded | calm",
                "lull | loaded | calm",
                "squall* | loaded | gloom+gale"
            ]
        );
        assert_eq!(left, [""; 0]);
    }

    #[test]
    fn kinds_may_differ_by_category() {
        let (rows, left) = imported(DIC, &[("GLOOM", CueKind::Loaded), ("calm", CueKind::Hedge)], None);
        assert_eq!(
            rows,
            [
                "becalmed | hedge | calm",
                "drear* | loaded | gloom",
                "kind of | hedge | calm",
                "lull | hedge | calm",
                "squall* | loaded | gloom"
            ]
        );
        starts(&left, &["7: squall*: no kind is given for its category `gale`"]);
        let (rows, _) = imported("%\n1 hedge\n%\nmaybeish 1\n", &[], None);
        assert_eq!(rows, ["maybeish | hedge | hedge"], "a category that bears the name of a kind");
    }

    #[test]
    fn the_dirt_of_the_wild_is_read_or_told() {
        let list = "\u{feff}%\r\n1\tgloom\r\n2\tgale\r\ndrear*\t1\r\n\r\n// a comment\r\nmurk  1   2\r\nlone\r\nfoul weather\t1\r\nodd 1\t2\r\nstray\t9\r\n\
            like\t(02 134)125/464\t1\r\nkind\t<of>131/125\r\n:)\t1\r\n🎉\t1\r\nmurk\t1\r\nb*\t1\r\nmid*dle\t1\r\n(brack)\t1\r\n";
        let (rows, left) = imported(list, &[], Some(CueKind::Loaded));
        assert_eq!(
            rows,
            ["drear* | loaded | gloom", "foul weather | loaded | gloom", "like | loaded | gloom", "murk | loaded | gloom+gale"]
        );
        starts(
            &left,
            &[
                "8: lone: no category is left",
                "10: odd 1\t2: `1` may be a word or a category",
                "11: stray: the category `9` is not defined",
                "12: like\t\t1: the category `(02 134)125/464` depends",
                "13: kind: no category is left",
                "13: kind: the category `<of>131/125` depends",
                "14: :): no word",
                "15: 🎉: no word",
                "16: murk: stands on line 7 already",
                "17: b*: the wildcard `b*` is too wide",
                "18: mid*dle: a wildcard stands",
                "19: (brack): `(brack)` holds signs",
            ],
        );
    }

    #[test]
    fn latin_1_and_utf_16_are_read() {
        let wide: Vec<u8> = "\u{feff}café noir\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for list in [&b"caf\xe9 noir\r"[..], &wide] {
            assert_eq!(imported(list, &[], Some(CueKind::Loaded)).0, ["café noir | loaded | -"]);
        }
        assert!(import(b"a\0b\0", &ImportOptions::default()).is_err());
    }

    #[test]
    fn a_table_of_columns_gives_its_crosses() {
        let list = "DicTerm,gloom,gale\ndrear*,X,\n\"murk, foul\",x,X\nlull,,\nodd,0.4,1\nlong,X,X,X\n";
        let (rows, left) = imported(list, &[], Some(CueKind::Loaded));
        assert_eq!(rows, ["drear* | loaded | gloom", "long | loaded | gloom+gale", "odd | loaded | gale"]);
        starts(
            &left,
            &[
                "3: murk, foul: can never match",
                "4: lull: in no category",
                "5: odd: expected X under `gloom`, found `0.4`",
                "6: long: column 4 has no header",
            ],
        );
    }

    #[test]
    fn nodes_of_xml_give_paths() {
        let list = "<?xml version=\"1.0\"?>\n<dictionary style=\"x\">\n<cnode name=\"weather\"><cnode name=\"gloom\">\n<pnode name=\"drear*\"></pnode>\n<pnode name=\"it&apos;s dim\"/><cnode name=\"wet\">\
            <pnode name=\"sodden\"/></cnode></cnode>\n<cnode name=\"gale\"><pnode name=\"squall\"/><pnode/></cnode></cnode></dictionary>";
        let (rows, left) = imported(list, &[], Some(CueKind::Loaded));
        assert_eq!(rows, ["drear* | loaded | gloom", "it's dim | loaded | gloom", "sodden | loaded | gloom/wet", "squall | loaded | gale"]);
        starts(&left, &["6: : a pattern without a name"]);
        let cut = imported(&list[..list.len() - 60], &[], Some(CueKind::Loaded)).1;
        assert!(cut.is_empty() || cut[0].contains("not XML"), "{cut:?}");
        assert!(fails("<html><body>no</body></html>", &ImportOptions::default()).contains("cnode"));
    }

    #[test]
    fn lines_of_lexicoder_stand_under_their_category_or_name_it() {
        let (rows, left) =
            imported("+GLOOM\ndrear*\n foul weather \n+GALE\nsquall\n+murk+ --GLOOM\n+odd+ GLOOM\n", &[], Some(CueKind::Loaded));
        assert_eq!(rows, ["drear* | loaded | GLOOM", "foul weather | loaded | GLOOM", "murk | loaded | GLOOM", "squall | loaded | GALE"]);
        starts(&left, &["7: +odd+ GLOOM: expected `+pattern+ --CATEGORY`"]);
    }

    #[test]
    fn a_plain_list_needs_a_kind() {
        let list = "# invented\ndrear\n\nfoul weather\ndrear\n";
        let (rows, left) = imported(list, &[], Some(CueKind::Loaded));
        assert_eq!(rows, ["drear | loaded | -", "foul weather | loaded | -"]);
        starts(&left, &["5: drear: stands on line 2 already"]);
        assert!(fails(list, &ImportOptions::default()).contains("--kind KIND for all"));
        assert!(fails(DIC, &ImportOptions::default()).contains("the categories are calm, gale, gloom"));
        let unknown = ImportOptions { kinds: vec![("glum".to_owned(), CueKind::Loaded)], ..ImportOptions::default() };
        assert!(fails(DIC, &unknown).contains("no entry is in a category `glum`"));
        let dic = ImportOptions { format: Some(ImportFormat::Dic), ..ImportOptions::default() };
        assert!(fails("drear\t1\n", &dic).contains("expected `%`"));
    }
}
