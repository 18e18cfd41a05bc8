//! `outlets.csv`: the table that gives outlets, events and the rest to the text files beside it.

use std::collections::{BTreeMap, VecDeque};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use super::fields::{FieldMap, Row};
use super::source::{InputRecord, OUTLETS, reason};
use super::table;
use super::{Limits, Problem};
use crate::checksum::sha256;

/// Longest row and table.
const LIMITS: Limits = Limits { record: 1 << 20, page: 0, file: 1 << 26 };

/// The tables seen so far, by folder.
#[derive(Default)]
pub(super) struct Outlets {
    tables: BTreeMap<PathBuf, Table>,
}

/// One table: its rows by the path of the file relative to its folder, and which of them were asked for.
#[derive(Default)]
struct Table {
    rows: BTreeMap<String, (Row, bool)>,
    record: Option<InputRecord>,
    /// Whether the run reads the whole folder, so that a row without a file is a fault.
    whole: bool,
}

impl Outlets {
    /// What the nearest table above the file says of it, and the file's name relative to the argument it was found under. Faulty rows of a table go to `problems`.
    pub(super) fn lookup(&mut self, path: &Path, root: Option<&Path>, problems: &mut VecDeque<Problem>) -> (Row, Option<String>) {
        let file = match root {
            Some(root) => path.strip_prefix(root).ok().map(slashed),
            None => path.file_name().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "-"),
        };
        // From the file's own folder up to the argument's; a file given by name has only its own.
        let mut folder = path.parent();
        while let Some(here) = folder {
            let table = self.tables.entry(here.to_owned()).or_insert_with(|| read(&here.join(OUTLETS), problems));
            table.whole |= root.is_some();
            if let Some((row, asked)) = path.strip_prefix(here).ok().and_then(|name| table.rows.get_mut(&slashed(name))) {
                *asked = true;
                return (row.clone(), file);
            }
            if root.is_none_or(|root| here == root) {
                break;
            }
            folder = here.parent();
        }
        (Row::default(), file)
    }

    /// The checksums of the tables that were used, and the rows of whole folders that no file was read for. Empties the store.
    pub(super) fn finish(&mut self) -> (Vec<InputRecord>, Vec<Problem>) {
        let tables = std::mem::take(&mut self.tables);
        let unused = tables.iter().filter(|(_, table)| table.whole).flat_map(|(folder, table)| {
            let path = folder.join(OUTLETS).display().to_string();
            let rows = table.rows.iter().filter(|(_, (_, asked))| !asked);
            rows.map(move |(file, (row, _))| Problem {
                path: path.clone(),
                line: row.line,
                reason: format!("names `{file}`, which was not read"),
            })
        });
        let unused = unused.collect();
        (tables.into_values().filter_map(|table| table.record).collect(), unused)
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The rows of a table; empty when there is none. A faulty row costs itself.
fn read(path: &Path, problems: &mut VecDeque<Problem>) -> Table {
    let mut problem = |line: Option<u64>, reason: String| problems.push_back(Problem { path: path.display().to_string(), line, reason });
    // Of a pipe or a device under this name nothing is expected, and reading would wait for it.
    let content = match std::fs::metadata(path) {
        Ok(file) if !file.is_file() => Err(std::io::Error::other("expected a table, found no regular file")),
        _ => std::fs::read(path),
    };
    let bytes = match content {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Table::default(),
        Err(error) => {
            problem(None, reason(&error));
            return Table::default();
        }
    };
    let record = InputRecord { path: path.display().to_string(), sha256: sha256(&bytes), bytes: bytes.len() as u64 };
    let mut table = Table { record: Some(record), ..Table::default() };
    // The column `file` takes the place of the text, which these tables do not hold.
    let rows = "text=file".parse::<FieldMap>().and_then(|map| table::rows(Box::new(Cursor::new(bytes)), None, LIMITS, &map));
    match rows {
        Err(reason) => problem(None, reason),
        Ok(rows) => {
            for row in rows {
                match row {
                    Ok(mut row) => {
                        if let Some(file) = row.text.take() {
                            let file = file.replace('\\', "/");
                            table.rows.insert(file.trim_start_matches("./").to_owned(), (row, false));
                        }
                    }
                    Err((line, reason)) => problem(line, reason),
                }
            }
        }
    }
    table
}
