//! From files, folders and standard input to articles.
//!
//! [`Reader`] is an iterator over articles and, between them, [`Problem`]s: a bad row or file costs itself and is told, the run goes on.
//! Text is decoded to UTF-8 and otherwise left as it is; page debris is marked in [`Article::trimmed`], not cut.
//!
//! Formats by extension: `txt md`, `html htm`, `json`, `jsonl ndjson`, `csv`, `tsv`, each also as `.gz` or `.zst`.

mod decode;
mod fields;
mod headline;
mod html;
mod json;
mod outlets;
mod source;
mod table;
mod trim;

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use fields::{FieldMap, InputField};
pub use source::{Format, InputRecord};

use crate::article::{Article, ArticleId, EventId, Outlet};
use crate::checksum::hex;
use crate::error::{Error, Result};
use crate::span::Span;
use fields::Row;
use source::Source;

pub(crate) use headline::is_title_case;

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of every input, whatever its extension; `None` goes by extension.
    pub format: Option<Format>,
    /// Which columns or keys hold which field.
    pub map: FieldMap,
    /// Whether to look for page debris.
    pub trim: bool,
    /// The event of every article that names none.
    pub event: Option<EventId>,
    /// Longest record in bytes as unpacked: a line, a row, a text file; a longer one is a problem and is skipped. One of 64 MiB, ten times the longest
    /// book, takes up to 4 GiB to score, of which cues have the most.
    pub longest_record: usize,
    /// Longest web page in bytes as unpacked. A tree of elements takes a hundred times its page, and the time to weigh them.
    pub longest_page: usize,
    /// Longest file in bytes as unpacked, of those that are held as a whole: JSON documents, and lines and tables in UTF-16. It is held twice for a while.
    pub longest_file: usize,
}

/// [`Options::longest_record`] and its like.
#[derive(Clone, Copy, Debug)]
struct Limits {
    record: usize,
    page: usize,
    file: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            map: FieldMap::default(),
            trim: true,
            event: None,
            longest_record: 64 << 20,
            longest_page: 16 << 20,
            longest_file: 512 << 20,
        }
    }
}

/// Something that could not be read: a row, or a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Problem {
    /// The file, or `-` for standard input.
    pub path: String,
    /// 1-based line where it began, where the format has lines.
    pub line: Option<u64>,
    /// What was expected, what was found, what to do.
    pub reason: String,
}

/// Reads articles in the order of the inputs.
pub struct Reader {
    options: Options,
    waiting: VecDeque<Found>,
    open: Option<Open>,
    outlets: outlets::Outlets,
    problems: VecDeque<Problem>,
    seen: HashMap<ArticleId, [u8; 32]>,
    inputs: Vec<InputRecord>,
    skipped: Vec<Problem>,
    duplicates: u64,
}

/// Opens a file, or standard input for `-`, and unpacks it where its first bytes say that it is packed (gzip, Zstandard).
///
/// # Errors
///
/// [`Error::File`] when it cannot be opened.
pub fn open(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    Source::open(path).map(|(_, bytes)| bytes).map_err(Error::file("read", path))
}

/// A file to read, and the folder argument that it was found under.
#[derive(Clone, Debug)]
struct Found {
    path: PathBuf,
    root: Option<PathBuf>,
}

/// A file that is being read.
struct Open {
    found: Found,
    source: Source,
    rows: Rows,
    single: bool,
}

/// A row, or the line and reason why it is none.
type RowResult = Result<Row, (Option<u64>, String)>;
type Rows = Box<dyn Iterator<Item = RowResult> + Send>;

impl Reader {
    /// Finds the files that `inputs` name: files, folders (searched recursively, sorted), globs, or `-` for standard input.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for a glob that is not one. A file that is not there is a [`Problem`] of the run.
    pub fn new(inputs: &[String], options: Options) -> Result<Self> {
        let mut reader = Self {
            options,
            waiting: VecDeque::new(),
            open: None,
            outlets: outlets::Outlets::default(),
            problems: VecDeque::new(),
            seen: HashMap::new(),
            inputs: Vec::new(),
            skipped: Vec::new(),
            duplicates: 0,
        };
        for input in inputs {
            let any_extension = reader.options.format.is_some();
            source::find(input, any_extension, &mut reader.waiting, &mut reader.skipped, &mut reader.problems)?;
        }
        // A shell's `folder/*` names the table of outlets too; alone it may be meant.
        if reader.waiting.len() > 1 {
            reader.waiting.retain(|found| found.path.file_name().is_none_or(|name| name != source::OUTLETS));
        }
        Ok(reader)
    }

    /// The files read so far, with the checksum of their bytes.
    #[must_use]
    pub fn inputs(&self) -> &[InputRecord] {
        &self.inputs
    }

    /// Leaves out a file although an input names it: the output of a run may stand in the folder that the run read.
    pub fn leave_out(&mut self, path: &Path) {
        let Ok(whole) = path.canonicalize() else { return };
        let is_it = |found: &Found| found.path.file_name() == path.file_name() && found.path.canonicalize().is_ok_and(|one| one == whole);
        self.waiting.retain(|found| !is_it(found));
    }

    /// The files that are still to be read and the tables of outlets that tell of them, with the checksums that they have now. One that cannot be
    /// read is a [`Problem`]; standard input, which can be read only once, is left out.
    #[must_use]
    pub fn survey(&self) -> Vec<Result<InputRecord, Problem>> {
        let mut outlets = outlets::Outlets::default();
        let mut files = Vec::new();
        for found in &self.waiting {
            if found.path.as_os_str() != "-" {
                files.push(InputRecord::of(&found.path));
            }
            if self.options.format.or_else(|| source::format_of(&found.path)).is_some_and(Format::is_single) {
                // What is wrong with a table is told by the run that reads it.
                outlets.lookup(&found.path, found.root.as_deref(), &mut VecDeque::new());
            }
        }
        files.extend(outlets.finish().0.into_iter().map(Ok));
        files
    }

    /// Files in folders that were passed over because their extension is not one of the formats.
    #[must_use]
    pub fn skipped(&self) -> &[Problem] {
        &self.skipped
    }

    /// How many articles were dropped because an identical one came before.
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.duplicates
    }

    fn open(&mut self, found: Found) -> Result<Open, Problem> {
        let problem = |reason: String| Problem { path: found.path.display().to_string(), line: None, reason };
        let format = match self.options.format {
            Some(format) => format,
            None => source::format_of(&found.path).ok_or_else(|| {
                problem(format!("cannot tell the format from the name; give --input-format (one of {})", Format::names()))
            })?,
        };
        let (source, bytes) = Source::open(&found.path).map_err(|error| problem(source::reason(&error)))?;
        let Options { longest_record: record, longest_page: page, longest_file: file, .. } = self.options;
        let limits = Limits { record, page, file };
        let single = format.is_single();
        let rows: Result<Rows, String> = match format {
            Format::Txt => decode::whole(bytes, limits.record).map(|text| one(Row { text: Some(text), ..Row::default() })),
            Format::Html => decode::page(bytes, limits.page).and_then(|page| html::extract(&page)).map(one),
            Format::Json => json::document(bytes, limits, &self.options.map),
            Format::Jsonl => json::lines(bytes, limits, self.options.map.clone()),
            Format::Csv => table::rows(bytes, None, limits, &self.options.map),
            Format::Tsv => table::rows(bytes, Some(b'\t'), limits, &self.options.map),
        };
        Ok(Open { rows: rows.map_err(problem)?, found, source, single })
    }

    fn article(&mut self, row: Row, found: &Found, single: bool) -> Result<Option<Article>, String> {
        let (known, file) =
            if single { self.outlets.lookup(&found.path, found.root.as_deref(), &mut self.problems) } else { (Row::default(), None) };
        let Row { id, outlet, title, text, published, url, event, .. } = known.or(row);
        let text = text.ok_or_else(|| self.options.map.missing(InputField::Text))?;
        if text.len() > Span::MAX_TEXT {
            return Err("the text is longer than 4 GiB".to_owned());
        }
        let blank = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        let (outlet, title, event) = (blank(outlet), blank(title), blank(event));
        let id = ArticleId::from(blank(id).unwrap_or_else(|| hex(&digest([outlet.as_deref(), title.as_deref(), Some(&text)])[..8])));
        // Identical is identical in all that counts: one text under two events is two articles, and needs two ids.
        let content = digest([outlet.as_deref(), title.as_deref(), Some(&text), event.as_deref(), url.as_deref(), published.as_deref()]);
        match self.seen.get(&id) {
            Some(earlier) if *earlier == content => {
                self.duplicates += 1;
                return Ok(None);
            }
            Some(_) => {
                return Err(format!("a second article has the id `{id}` and differs from the first; give every article an id of its own"));
            }
            None => self.seen.insert(id.clone(), content),
        };
        let mut article = Article {
            id,
            outlet: outlet.map(Outlet::from),
            event: event.map(EventId::from).or_else(|| self.options.event.clone()),
            title,
            headline: None,
            text,
            url: blank(url),
            published: blank(published),
            trimmed: Vec::new(),
            file,
        };
        mark(&mut article, self.options.trim);
        Ok(Some(article))
    }
}

impl Iterator for Reader {
    type Item = Result<Article, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(problem) = self.problems.pop_front() {
                return Some(Err(problem));
            }
            let Some(mut open) = self.open.take() else {
                let Some(found) = self.waiting.pop_front() else {
                    // Once, at the end: rows of the tables that no file was read for, and the tables' own checksums.
                    let (records, unused) = self.outlets.finish();
                    self.inputs.extend(records);
                    self.problems.extend(unused);
                    return self.problems.pop_front().map(Err);
                };
                match self.open(found) {
                    Ok(open) => self.open = Some(open),
                    Err(problem) => return Some(Err(problem)),
                }
                continue;
            };
            let Some(row) = open.rows.next() else {
                drop(open.rows);
                match open.source.finish() {
                    Ok(record) => self.inputs.push(record),
                    Err(error) => {
                        return Some(Err(Problem {
                            path: open.found.path.display().to_string(),
                            line: None,
                            reason: source::reason(&error),
                        }));
                    }
                }
                continue;
            };
            let line = row.as_ref().map_or_else(|(line, _)| *line, |row| row.line);
            let article = row.map_err(|(_, reason)| reason).and_then(|row| self.article(row, &open.found, open.single));
            let path = open.found.path.display().to_string();
            self.open = Some(open);
            match article {
                Ok(Some(article)) => return Some(Ok(article)),
                Ok(None) => {}
                Err(reason) => return Some(Err(Problem { path, line, reason })),
            }
        }
    }
}

/// Marks the headline of an article that no [`Reader`] read, and where `trim` is set its page debris, as a reader does.
pub fn mark(article: &mut Article, trim: bool) {
    article.trimmed = if trim { trim::find(&article.text) } else { Vec::new() };
    article.headline = headline::find(&article.text, &article.trimmed, article.title.as_deref());
}

fn one(row: Row) -> Rows {
    Box::new(std::iter::once(Ok(row)))
}

/// Hash of some fields; absent and empty differ.
fn digest<'a>(fields: impl IntoIterator<Item = Option<&'a str>>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        match field {
            None => hash.update([0]),
            Some(field) => {
                hash.update([1]);
                hash.update(field.len().to_le_bytes());
                hash.update(field);
            }
        }
    }
    hash.finalize().into()
}
