//! Rows of a comma-, semicolon- or tab-separated table with a header.

use std::borrow::Cow;
use std::io::BufRead;

use super::Rows;
use super::decode::{all, decode};
use super::fields::{FieldMap, InputField, Row};
use super::source::reason;

/// The rows; the separator is read off the header where `separator` gives none.
pub(super) fn rows(mut bytes: Box<dyn BufRead + Send>, separator: Option<u8>, limit: usize, map: &FieldMap) -> Result<Rows, String> {
    let head = bytes.fill_buf().map_err(|error| reason(&error))?;
    // A table in UTF-16 is decoded whole: its bytes hold no ASCII separators.
    let bytes: Box<dyn BufRead + Send> = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Box::new(std::io::Cursor::new(decode(&all(bytes, limit)?).into_owned().into_bytes())),
        _ => bytes,
    };
    let mut bytes = bytes;
    let header_line = bytes.fill_buf().map_err(|error| reason(&error))?;
    let header_line = header_line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |byte: u8| header_line.iter().filter(|&&other| other == byte).count();
    let separator = separator.unwrap_or(if count(b';') > count(b',') { b';' } else { b',' });

    // In a table of tabs a quotation mark is mostly a quotation mark: cells are taken as they stand, but for those that are quoted as a whole.
    let tabs = separator == b'\t';
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).quoting(!tabs).from_reader(bytes);
    let header = reader.byte_headers().map_err(|error| error.to_string())?.clone();
    let names: Vec<String> = header.iter().map(|name| decode(name).trim().to_owned()).collect();
    if let Some((field, column)) = map.own().iter().find(|(_, column)| !names.contains(column)) {
        return Err(format!("no column `{column}` for {field}; the table has {}", names.join(", ")));
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
        return Err(format!("{} (the table has {})", map.missing(InputField::Text), names.join(", ")));
    }
    let expected = names.len();
    let mut record = csv::ByteRecord::new();
    Ok(Box::new(std::iter::from_fn(move || {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => return Some(Err((error.position().map(csv::Position::line), error.to_string()))),
        }
        let line = record.position().map(csv::Position::line);
        if record.len() != expected {
            return Some(Err((line, format!("expected {expected} columns, found {}", record.len()))));
        }
        if record.as_slice().len() > limit {
            return Some(Err((line, format!("longer than {limit} bytes, which is the limit for one record"))));
        }
        let mut row = Row { line, ..Row::default() };
        for &(field, _, index) in &columns {
            let cell = match std::str::from_utf8(&record[index]) {
                Ok(cell) => Cow::Borrowed(cell),
                Err(_) => decode(&record[index]),
            };
            *row.field(field) = Some(if tabs { unquoted(&cell) } else { cell.into_owned() });
        }
        Some(Ok(row))
    })))
}

/// A cell without the marks around it, where it is quoted as a whole and all marks inside are doubled; else as it stands.
fn unquoted(cell: &str) -> String {
    let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.replace("\"\"", "").contains('"') => inside.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(separator: Option<u8>, table: &'static str) -> Vec<String> {
        let rows = rows(Box::new(table.as_bytes()), separator, 1000, &FieldMap::default()).expect("a table");
        rows.map(|row| row.map_or_else(|(line, reason)| format!("{line:?}: {reason}"), |row| row.text.unwrap_or_default())).collect()
    }

    #[test]
    fn quotation_marks_in_a_table_of_tabs_are_words() {
        let table = "id\ttext\n1\t\"It may fall,\" he said, \"and soon.\"\n2\t\"An open one\n3\t\"A \"\"whole\"\" cell\"\n4\tplain\n";
        assert_eq!(texts(Some(b'\t'), table), ["\"It may fall,\" he said, \"and soon.\"", "\"An open one", "A \"whole\" cell", "plain"]);
    }

    #[test]
    fn semicolons_are_told_from_commas_by_the_header() {
        assert_eq!(texts(None, "id;text\n1;\"one, two\"\n"), ["one, two"]);
        assert_eq!(texts(None, "id,text\n1\n2,two\n"), ["Some(2): expected 2 columns, found 1", "two"]);
    }
}
