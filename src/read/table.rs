//! Rows of a comma-, semicolon- or tab-separated table with a header.
//!
//! The rows are cut here and not by the `csv` crate, since a table may come from anywhere: a row has a limit while it is read and not after, and a quotation mark that
//! is never closed costs its own line and not the rest of the file. What is a field of a row is otherwise as that crate has it.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use super::decode::{decode, narrow};
use super::fields::{FieldMap, InputField, Row};
use super::source::reason;
use super::{Limits, RowResult, Rows};

/// Most column names that a message lists.
const NAMES: usize = 20;

/// The rows; the separator is read off the header where `separator` gives none.
pub(super) fn rows(bytes: Box<dyn BufRead + Send>, separator: Option<u8>, limits: Limits, map: &FieldMap) -> Result<Rows, String> {
    let mut cutter = Cutter { bytes: narrow(bytes, limits.file)?, limit: limits.record, ..Cutter::default_for(separator) };
    if cutter.fill().map_err(|error| reason(&error))? && cutter.buffer.starts_with(&[0xEF, 0xBB, 0xBF]) {
        cutter.at = 3;
    }
    if separator.is_none() {
        cutter.separator = cutter.guess().map_err(|error| reason(&error))?;
    }
    let tabs = cutter.separator == b'\t';
    let header = match cutter.next() {
        None => return Err("the table is empty: expected a header row with the names of the columns".to_owned()),
        Some(Err((_, reason))) => return Err(format!("the header row: {reason}")),
        Some(Ok((_, header))) => header,
    };
    let names: Vec<String> = cells(&header, cutter.separator).map(|name| decode(&name).trim().to_owned()).collect();
    let listed = || match names.len().checked_sub(NAMES) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..NAMES].join(", ")),
    };
    if let Some((field, column)) = map.own().iter().find(|(_, column)| !names.contains(column)) {
        return Err(format!("no column `{column}` for {field}; the table has {}", listed()));
    }
    // Per field the column with the preferred name.
    let mut columns: Vec<(InputField, usize, usize)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if let Some((field, rank)) = map.field(name) {
            match columns.iter_mut().find(|(known, ..)| *known == field) {
                Some(known) if rank < known.1 => *known = (field, rank, index),
                Some(_) => {}
                None => columns.push((field, rank, index)),
            }
        }
    }
    if !columns.iter().any(|(field, ..)| *field == InputField::Text) {
        return Err(format!("{} (the table has {})", map.missing(InputField::Text), listed()));
    }
    let expected = names.len();
    Ok(Box::new(std::iter::from_fn(move || {
        let (line, record) = match cutter.next()? {
            Ok(record) => record,
            Err(fault) => return Some(Err(fault)),
        };
        Some(row(line, &record, cutter.separator, expected, &columns, tabs))
    })))
}

fn row(line: u64, record: &[u8], separator: u8, expected: usize, columns: &[(InputField, usize, usize)], tabs: bool) -> RowResult {
    let mut row = Row { line: Some(line), ..Row::default() };
    let mut found = 0;
    for (index, cell) in cells(record, separator).enumerate() {
        found = index + 1;
        if let Some(&(field, ..)) = columns.iter().find(|(.., column)| *column == index) {
            let cell = match cell {
                Cow::Borrowed(cell) => decode(cell).into_owned(),
                Cow::Owned(cell) => String::from_utf8(cell).unwrap_or_else(|error| decode(error.as_bytes()).into_owned()),
            };
            *row.field(field) = Some(if tabs { unquoted(&cell) } else { cell });
        }
    }
    if found == expected { Ok(row) } else { Err((Some(line), format!("expected {expected} columns, found {found}"))) }
}

/// The cells of a record. Outside tables of tabs, a cell that begins with a quotation mark ends at the next single one; what stands between that and
/// the separator is taken as it is.
fn cells(record: &[u8], separator: u8) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let mut rest = Some(record);
    std::iter::from_fn(move || {
        let record = rest?;
        let end_from = |at: usize| record[at..].iter().position(|&byte| byte == separator).map(|length| at + length);
        if separator == b'\t' || record.first() != Some(&b'"') {
            let end = end_from(0);
            rest = end.map(|end| &record[end + 1..]);
            return Some(Cow::Borrowed(&record[..end.unwrap_or(record.len())]));
        }
        let (mut cell, mut at) = (Vec::new(), 1);
        while let Some(mark) = record[at..].iter().position(|&byte| byte == b'"').map(|length| at + length) {
            cell.extend_from_slice(&record[at..mark]);
            at = mark + 1;
            if record.get(at) != Some(&b'"') {
                break;
            }
            cell.push(b'"');
            at += 1;
        }
        let end = end_from(at);
        rest = end.map(|end| &record[end + 1..]);
        cell.extend_from_slice(&record[at..end.unwrap_or(record.len())]);
        Some(Cow::Owned(cell))
    })
}

/// A cell without the marks around it, where it is quoted as a whole and all marks inside are doubled; else as it stands.
fn unquoted(cell: &str) -> String {
    let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.replace("\"\"", "").contains('"') => inside.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

/// Where the reading of a record stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the begin of a cell.
    Begin,
    /// In a cell without marks, or behind the closing one.
    Plain,
    /// Between marks.
    Quoted,
    /// Behind a mark between marks: it closes, or is the first of two that stand for one.
    Closing,
}

/// Why a record ends where it does.
enum End {
    /// At a line break or at the end of the file.
    Whole,
    /// A quotation mark is open, at the end of the file or at the limit.
    Open,
    /// A mark in a later line closes the cell in the midst of words: it opened another.
    Crossed,
    /// The limit, within its first line.
    Long,
}

/// The line and bytes of a record, or the line and reason why it is none.
type RecordResult = Result<(u64, Vec<u8>), (Option<u64>, String)>;

/// Cuts a stream into records.
struct Cutter {
    bytes: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    /// Where in the buffer the next record begins, and in which line.
    at: usize,
    line: u64,
    separator: u8,
    limit: usize,
    /// Bytes that were read once more after an open mark.
    again: usize,
    ended: bool,
}

impl Cutter {
    fn default_for(separator: Option<u8>) -> Self {
        Self {
            bytes: Box::new(std::io::empty()),
            buffer: Vec::new(),
            at: 0,
            line: 1,
            separator: separator.unwrap_or(b','),
            limit: 0,
            again: 0,
            ended: false,
        }
    }

    /// Reads more; false at the end.
    fn fill(&mut self) -> std::io::Result<bool> {
        if self.at > 1 << 20 && self.at * 2 > self.buffer.len() {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let read = (&mut self.bytes).take(1 << 17).read_to_end(&mut self.buffer)?;
        Ok(read > 0)
    }

    /// The separator that the first line holds more of.
    fn guess(&mut self) -> std::io::Result<u8> {
        let breaks = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let mut seen = 0;
        while !self.buffer[seen..].iter().any(breaks) && self.buffer.len() <= self.limit {
            seen = self.buffer.len();
            if !self.fill()? {
                break;
            }
        }
        let line = self.buffer.split(breaks).next().unwrap_or_default();
        let count = |byte: u8| line.iter().filter(|&&other| other == byte).count();
        Ok(if count(b';') > count(b',') { b';' } else { b',' })
    }

    /// Looks for the end of the record that begins at `self.at`: one past its last byte, and where its first line ends.
    fn end(&mut self) -> std::io::Result<(usize, Option<usize>, End)> {
        let (mut length, mut state, mut first) = (0, State::Begin, None);
        loop {
            let Some(&byte) = self.buffer.get(self.at + length) else {
                if self.fill()? {
                    continue;
                }
                return Ok((length, first, if state == State::Quoted { End::Open } else { End::Whole }));
            };
            let ends = matches!(byte, b'\n' | b'\r');
            if state == State::Quoted && ends {
                first.get_or_insert(length);
            }
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) | (State::Closing, b'"') => State::Quoted,
                (_, _) if ends => return Ok((length, first, End::Whole)),
                (State::Begin, b'"') if self.separator != b'\t' => State::Quoted,
                (_, _) if byte == self.separator => State::Begin,
                (State::Closing, _) if first.is_some() && byte != b' ' => return Ok((length, first, End::Crossed)),
                _ => State::Plain,
            };
            length += 1;
            if length > self.limit {
                return Ok((length, first, if state == State::Quoted && first.is_some() { End::Open } else { End::Long }));
            }
        }
    }

    /// Passes over the bytes up to the next line break.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            if let Some(end) = self.buffer[self.at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                self.at += end;
                return Ok(());
            }
            self.at = self.buffer.len();
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    /// Passes over one line break, of whichever kind; false where there is none.
    fn line_break(&mut self) -> std::io::Result<bool> {
        if self.at + 1 >= self.buffer.len() {
            self.fill()?;
        }
        let length = match self.buffer[self.at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return Ok(false),
        };
        self.at += length;
        self.line += 1;
        Ok(true)
    }

    fn next(&mut self) -> Option<RecordResult> {
        if self.ended {
            return None;
        }
        match self.record() {
            Ok(record) => record,
            Err(error) => {
                self.ended = true;
                Some(Err((Some(self.line), reason(&error))))
            }
        }
    }

    fn record(&mut self) -> std::io::Result<Option<RecordResult>> {
        // Empty lines are no records.
        while self.line_break()? {}
        if self.at >= self.buffer.len() && !self.fill()? {
            return Ok(None);
        }
        let line = self.line;
        let (length, first, end) = self.end()?;
        let fault = match end {
            End::Whole => {
                let record = self.buffer[self.at..self.at + length].to_vec();
                self.line += breaks(&record);
                self.at += length;
                self.line_break()?;
                return Ok(Some(Ok((line, record))));
            }
            End::Long => {
                self.skip_line()?;
                too_long(self.limit)
            }
            End::Open | End::Crossed => {
                self.again += length;
                self.at += first.unwrap_or(length);
                format!(
                    "a quotation mark opens a cell and none closes it; the row is taken to end with its line. Write `\"\"` for a mark inside a cell{}",
                    if length > self.limit {
                        format!(" (looked for in {} bytes, the limit for one record)", self.limit)
                    } else {
                        String::new()
                    }
                )
            }
        };
        // A table made to be looked through again and again.
        if self.again > self.limit.saturating_mul(8) {
            self.ended = true;
            return Ok(Some(Err((Some(line), format!("{fault}; too many rows are so, and those from here on are not read")))));
        }
        Ok(Some(Err((Some(line), fault))))
    }
}

/// How many line breaks a record holds.
fn breaks(record: &[u8]) -> u64 {
    let lone = |at: usize| record[at] == b'\r' && record.get(at + 1) != Some(&b'\n');
    (0..record.len()).filter(|&at| record[at] == b'\n' || lone(at)).count() as u64
}

/// The message for a record beyond the limit.
pub(super) fn too_long(limit: usize) -> String {
    format!("longer than {limit} bytes, which is the limit for one record; is it one article?")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { record: 1000, page: 1000, file: 10_000 };

    fn told(separator: Option<u8>, table: impl Into<Vec<u8>>) -> Vec<String> {
        let rows = rows(Box::new(std::io::Cursor::new(table.into())), separator, LIMITS, &FieldMap::default()).expect("a table");
        rows.map(|row| row.map_or_else(|(line, reason)| format!("{}: {reason}", line.unwrap_or(0)), |row| row.text.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn quotation_marks_in_a_table_of_tabs_are_words() {
        let table = "id\ttext\n1\t\"It may fall,\" he said, \"and soon.\"\n2\t\"An open one\n3\t\"A \"\"whole\"\" cell\"\n4\tplain\n";
        assert_eq!(told(Some(b'\t'), table), ["\"It may fall,\" he said, \"and soon.\"", "\"An open one", "A \"whole\" cell", "plain"]);
    }

    #[test]
    fn semicolons_are_told_from_commas_by_the_header() {
        assert_eq!(told(None, "id;text\n1;\"one, two\"\n"), ["one, two"]);
        assert_eq!(told(None, "id,text\n1\n2,two\n"), ["2: expected 2 columns, found 1", "two"]);
    }

    #[test]
    fn an_open_quotation_mark_costs_its_line() {
        let rows = told(None, "id,text\n1,one\n2,\"open\n3,three\n4,\"fo\nur\"\n5,\"open\n6,\"six\"\n7,seven\n");
        let starts = ["one", "3: a quotation mark opens", "three", "fo\nur", "7: a quotation mark opens", "six", "seven"];
        assert_eq!(rows.len(), starts.len(), "{rows:#?}");
        assert!(rows.iter().zip(starts).all(|(row, start)| row.starts_with(start)), "{rows:#?}");
    }

    #[test]
    fn a_row_beyond_the_limit_costs_itself() {
        for long in [format!("2,{}", "x".repeat(1200)), format!("2,\"{}\"", "x".repeat(1200)), format!("2,\"y\n{}\n\"", "x".repeat(1200))] {
            let rows = told(None, format!("id,text\n1,one\n{long}\n3,three\n"));
            assert_eq!((rows[0].as_str(), rows.last().map(String::as_str)), ("one", Some("three")), "{rows:#?}");
            assert!(rows[1].starts_with("3: ") && rows[1].contains("1000 bytes"), "{rows:#?}");
        }
    }

    #[test]
    fn a_table_of_open_marks_is_given_up() {
        let rows = told(None, format!("id,text\n{}", "y\",\"z\n".repeat(5000)));
        assert!(rows.last().is_some_and(|row| row.contains("are not read")), "{:?}", rows.last());
    }

    #[test]
    fn cells_and_lines_are_those_of_the_csv_crate() {
        for table in [
            "id,text\n1,\"a \"\"b\"\" c\"\n\n\n2,\"x\"y\"z\n3,\n4,\"\"\n,five",
            "id,text\r\n1,one\r\n\r\n2,\"t\r\nw\"\r\n3,\"th\"  \r\n",
            "id,text\r1,one\r2,\"two\"\r",
            "\u{feff}id,text\n1,a\"b\"\n\"2\",\"\"\"\"\n",
        ] {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
            let theirs: Vec<String> = reader.records().map(|record| record.expect("a record")[1].to_owned()).collect();
            assert_eq!(told(None, table), theirs, "{table:?}");
        }
    }

    #[test]
    fn a_table_in_any_utf_16_is_read() {
        for (name, code) in [("little", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("big", u16::to_be_bytes)] {
            let table: Vec<u8> = "id,text\n1,one\n2,two\n".encode_utf16().flat_map(code).collect();
            assert_eq!(told(None, table), ["one", "two"], "{name}");
        }
    }

    #[test]
    fn an_empty_table_and_a_wide_one_are_told_in_few_words() {
        let fails =
            |table: String| rows(Box::new(std::io::Cursor::new(table)), None, LIMITS, &FieldMap::default()).err().unwrap_or_default();
        assert!(fails(String::new()).contains("the table is empty"));
        assert!(fails("c,".repeat(200)).len() < 400);
    }
}
