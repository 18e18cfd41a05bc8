//! `outlets.csv`: the table that gives outlets, events and the rest to the text files beside it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::fields::{FieldMap, Row};
use super::source::{OUTLETS, reason};
use super::table;

/// The tables seen so far, by folder, each by the path of the file relative to its folder.
#[derive(Default)]
pub(super) struct Outlets {
    tables: HashMap<PathBuf, Result<HashMap<String, Row>, String>>,
}

impl Outlets {
    /// What the nearest table above the file says of it, and the file's name relative to the argument it was found under.
    pub(super) fn lookup(&mut self, path: &Path, root: Option<&Path>) -> Result<(Row, Option<String>), String> {
        let file = match root {
            Some(root) => path.strip_prefix(root).ok().map(|file| file.to_string_lossy().replace('\\', "/")),
            None => path.file_name().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "-"),
        };
        // From the file's own folder up to the argument's; a file given by name has only its own.
        let mut folder = path.parent();
        while let Some(here) = folder {
            let table = self.tables.entry(here.to_owned()).or_insert_with(|| read(&here.join(OUTLETS)));
            let rows = table.as_ref().map_err(|reason| format!("{}: {reason}", here.join(OUTLETS).display()))?;
            let relative = path.strip_prefix(here).map(|name| name.to_string_lossy().replace('\\', "/")).unwrap_or_default();
            if let Some(row) = rows.get(&relative) {
                return Ok((row.clone(), file));
            }
            if root.is_none_or(|root| here == root) {
                break;
            }
            folder = here.parent();
        }
        Ok((Row::default(), file))
    }
}

/// The rows of a table, without line numbers; empty when there is no table.
fn read(path: &Path) -> Result<HashMap<String, Row>, String> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(error) => return Err(reason(&error)),
    };
    // The column `file` takes the place of the text, which these tables do not hold.
    let map: FieldMap = "text=file".parse()?;
    let rows = table::rows(Box::new(std::io::BufReader::new(file)), None, 1 << 26, &map)?;
    let mut files = HashMap::new();
    for row in rows {
        let mut row = row.map_err(|(line, reason)| line.map_or(reason.clone(), |line| format!("line {line}: {reason}")))?;
        row.line = None;
        if let Some(file) = row.text.take() {
            files.insert(file.replace('\\', "/"), row);
        }
    }
    Ok(files)
}
