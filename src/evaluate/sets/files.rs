//! What the readers share: files of a folder, their text, and tables.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::span::Span;

/// An [`Error::Input`] about `path`.
pub(super) fn input(path: &Path, reason: impl Into<String>) -> Error {
    Error::Input { input: path.display().to_string(), reason: reason.into() }
}

/// An error and its causes in one line, for a fault.
pub(super) fn told(error: &Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}

/// The text of a file, with its byte-order mark if there is one: offsets in some sets count it.
pub(super) fn content(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(Error::file("read", path))?;
    if bytes.len() > Span::MAX_TEXT {
        return Err(input(path, "larger than 4 GiB; split it"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        // What begins so is packed: a spreadsheet, or a .gz.
        let packed = error.as_bytes().starts_with(b"PK") || error.as_bytes().starts_with(&[0x1f, 0x8b]);
        let next = if packed { "it is a spreadsheet or packed; export it as CSV in UTF-8, or unpack it" } else { "save it as UTF-8" };
        input(path, format!("not UTF-8 from line {line} on; {next}"))
    })
}

/// The text of a file without its byte-order mark.
pub(super) fn text(path: &Path) -> Result<String> {
    content(path).map(|content| content.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(content))
}

/// The files of a folder whose names end in `suffix`, sorted; `path` itself where it is a file.
pub(super) fn list(path: &Path, suffix: &str) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(Error::file("read", path))? {
        let file = entry.map_err(Error::file("read", path))?.path();
        if file.is_file() && name(&file).ends_with(suffix) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The folders in a folder, sorted.
pub(super) fn folders(path: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(path).map_err(Error::file("read", path))? {
        let folder = entry.map_err(Error::file("read", path))?.path();
        if folder.is_dir() {
            folders.push(folder);
        }
    }
    folders.sort();
    Ok(folders)
}

/// The last part of a path; empty where it is not UTF-8.
pub(super) fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// The split that a file or folder is named after: `train_en.tsv`, `dev-articles`, `test`.
pub(super) fn split(path: &Path) -> Option<String> {
    let word = name(path).split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    ["train", "dev", "test"].into_iter().find(|split| word.eq_ignore_ascii_case(split)).map(str::to_owned)
}

/// What is written, or `None` where there is nothing but white space.
pub(super) fn given(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The lines with their 1-based numbers, without line ends; blank ones are passed over.
pub(super) fn lines(content: &str) -> impl Iterator<Item = (u64, &str)> {
    (1..).zip(content.lines()).filter(|(_, line)| !line.trim().is_empty())
}

/// A cell of a tab-separated table in which quotation marks around a whole cell, doubled inside, are the writer's and all others are text.
///
/// Read so, a stray mark costs nothing; a reader of quoted tables would swallow all lines up to the next one.
pub(super) fn cell(cell: &str) -> String {
    let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.replace("\"\"", "").contains('"') => inside.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

/// A comma-, semicolon- or tab-separated table with a header.
pub(super) struct Table {
    names: Vec<String>,
    rows: Vec<(u64, Result<csv::StringRecord, String>)>,
}

impl Table {
    /// Reads all of `content`; the separator is read off the header.
    pub(super) fn parse(content: &str) -> Self {
        let header = content.lines().next().unwrap_or_default();
        let count = |byte: u8| header.bytes().filter(|&other| other == byte).count();
        // The commonest wins, and of equals the later: a table of one column has none of them.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(|&byte| count(byte)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(content.as_bytes());
        let names: Vec<String> =
            reader.headers().map(|names| names.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
        let mut rows = Vec::new();
        let (mut counted, mut line_feeds) = (0, 0);
        // The reader's own count is one short after a carriage return, so lines are counted here: positions only grow.
        let mut line_at = |position: Option<&csv::Position>| {
            let at = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(counted).min(content.len());
            let start = at + content.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            line_feeds += content.as_bytes()[counted.min(start)..start].iter().filter(|&&byte| byte == b'\n').count() as u64;
            counted = counted.max(start);
            line_feeds + 1
        };
        for row in reader.into_records() {
            match row {
                Ok(row) => {
                    let line = line_at(row.position());
                    let found = row.len();
                    rows.push((
                        line,
                        if found == names.len() { Ok(row) } else { Err(format!("expected {} columns, found {found}", names.len())) },
                    ));
                }
                Err(error) => rows.push((line_at(error.position()), Err(error.to_string()))),
            }
        }
        Self { names, rows }
    }

    /// The column of a name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    /// The column of a name that a set in this file must have.
    pub(super) fn needed(&self, name: &str, path: &Path) -> Result<usize> {
        self.column(name).ok_or_else(|| input(path, format!("no column `{name}`; the table has {}", self.names())))
    }

    /// All names, for a message.
    pub(super) fn names(&self) -> String {
        self.names.join(", ")
    }

    /// The rows with their lines, or why one cannot be used.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u64, Result<&csv::StringRecord, &str>)> {
        self.rows.iter().map(|(line, row)| (*line, row.as_ref().map_err(String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_of_the_writer_go_and_those_of_the_text_stay() {
        for (written, meant) in [
            ("plain", "plain"),
            ("\"\"\"I do.\"\"\"", "\"I do.\""),
            ("\"a \"\"b\"\" c\"", "a \"b\" c"),
            ("\"a\" and \"b\"", "\"a\" and \"b\""),
            ("\"open", "\"open"),
            ("\"", "\""),
        ] {
            assert_eq!(cell(written), meant);
        }
    }

    #[test]
    fn a_split_is_a_whole_word_of_the_name() {
        for (path, split_of) in [
            ("x/train_en.tsv", Some("train")),
            ("dev-articles", Some("dev")),
            ("test", Some("test")),
            ("testament.tsv", None),
            ("all.tsv", None),
        ] {
            assert_eq!(split(Path::new(path)).as_deref(), split_of);
        }
    }

    #[test]
    fn lines_are_those_of_an_editor_whatever_ends_them() {
        let lines = |content: &str| Table::parse(content).rows().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(lines("a,b\n1,2\n\n3,4\n\"5\n\",6\n7,8\n"), [2, 4, 5, 7]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4\r\n\"5\r\n\",6\r\n7,8\r\n"), [2, 4, 5, 7]);
    }

    #[test]
    fn a_short_row_costs_only_itself() {
        let table = Table::parse("a;b\n1;\"x;\n\"\"y\"\"\"\n2\n3;z\n");
        let rows: Vec<_> = table.rows().map(|(line, row)| (line, row.map(|row| row[1].to_owned()))).collect();
        assert_eq!(rows, [(2, Ok("x;\n\"y\"".to_owned())), (4, Err("expected 2 columns, found 1")), (5, Ok("z".to_owned()))]);
    }
}
