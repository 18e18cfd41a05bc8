//! From an output of an earlier run to its run record and its summary.

use std::collections::BTreeSet;
use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Notice, Subject, page};
use crate::checksum::hex;
use crate::error::{Error, Result};
use crate::read::Problem;
use crate::report::record::{Run, SCHEMA, Summary};

/// An earlier run as its output tells of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What made it.
    pub run: Run<Value>,
    /// What it read.
    pub summary: Summary,
    /// The files of which something could not be read: they may have no checksum among the inputs.
    pub unread: BTreeSet<String>,
    /// The output.
    pub output: Output,
}

/// The form of an output.
#[derive(Clone, Debug)]
pub enum Output {
    /// JSON lines.
    Lines {
        /// Number of records between run and summary.
        records: u64,
        /// Their checksum as they stand.
        sha256: String,
    },
    /// A page.
    Page {
        /// All of it.
        text: String,
    },
}

/// First and last record of JSON lines.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame {
    Run { schema: u32 },
    Summary(Summary),
}

/// What a page carries, see `record::PageRecord`.
#[derive(Deserialize)]
struct PageFrame {
    run: Value,
    #[serde(default)]
    errors: Vec<Problem>,
    summary: Summary,
}

impl Recorded {
    /// Reads an output: JSON lines to their end, of which only the first and the last are kept, or a page.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when it is not the whole output of a run, is one of another schema, or cannot be read to its end.
    pub fn read(mut source: impl BufRead) -> Result<Self> {
        let first = loop {
            let bytes = source.fill_buf().map_err(|error| unread(&error))?;
            let Some(first) = bytes.first().copied() else { return Err(Error::Data("it is empty".to_owned())) };
            if !first.is_ascii_whitespace() {
                break first;
            }
            source.consume(1);
        };
        match first {
            b'{' => Self::lines(source),
            b'<' => Self::page(source),
            _ => Err(Error::Data(
                "not an output that carries its run: expected JSON lines or a page, as -o run.jsonl and -o report.html write them"
                    .to_owned(),
            )),
        }
    }

    fn lines(source: impl BufRead) -> Result<Self> {
        let mut lines = Rows::new(source);
        let no_run = || Error::Data("line 1 is no run record: not the JSON lines of a run".to_owned());
        let (_, line) = lines.next().map_err(|error| unread(&error))?.ok_or_else(no_run)?;
        match serde_json::from_slice(line) {
            Ok(Frame::Run { schema }) => check(schema)?,
            _ => return Err(no_run()),
        }
        let run = serde_json::from_slice(line).map_err(|error| not_whole(&error))?;
        let (mut hash, mut records, mut unread_files) = (Sha256::new(), 0, BTreeSet::new());
        let (mut last, mut number) = (Vec::new(), 1);
        while let Some((at, line)) = lines.next().map_err(|error| unread(&error))? {
            if !last.is_empty() {
                hash.update(&last);
                records += 1;
                if last.starts_with(br#"{"type":"error""#) {
                    unread_files.extend(serde_json::from_slice::<Problem>(&last).ok().map(|problem| problem.path));
                }
            }
            last.clear();
            last.extend_from_slice(line);
            number = at;
        }
        let Ok(Frame::Summary(summary)) = serde_json::from_slice(&last) else {
            return Err(Error::Data(format!(
                "cut short: it ends in line {number} without the summary that a whole run ends with; make the run anew"
            )));
        };
        Ok(Self { run, summary, unread: unread_files, output: Output::Lines { records, sha256: hex(&hash.finalize()) } })
    }

    fn page(mut source: impl BufRead) -> Result<Self> {
        let mut text = String::new();
        source.read_to_string(&mut text).map_err(|error| unread(&error))?;
        let (_, json, _) = page::parts(&text)
            .ok_or_else(|| Error::Data("the page carries no run record: it is cut short, or not a page of parallax compare".to_owned()))?;
        let PageFrame { run, errors, summary } = serde_json::from_str(&page::unescape(json)).map_err(|error| not_whole(&error))?;
        let Ok(Frame::Run { schema }) = Frame::deserialize(&run) else {
            return Err(Error::Data("the page's run record is none".to_owned()));
        };
        check(schema)?;
        let run = Run::deserialize(&run).map_err(|error| not_whole(&error))?;
        Ok(Self { run, summary, unread: errors.into_iter().map(|problem| problem.path).collect(), output: Output::Page { text } })
    }

    /// Whether the records still have the checksum that their summary gives; `name` is that of the output. Of a page this cannot be told: its records
    /// are not in it.
    #[must_use]
    pub fn tampered(&self, name: &str) -> Option<Notice> {
        let Output::Lines { sha256, .. } = &self.output else { return None };
        let (was, is) = (self.summary.sha256.clone(), sha256.clone());
        (was != is).then(|| Notice { what: Subject::Records, name: name.to_owned(), was: Some(was), is: Some(is) })
    }
}

fn check(schema: u32) -> Result<()> {
    if schema == SCHEMA {
        return Ok(());
    }
    Err(Error::Data(format!("its records are of schema {schema}, and this version knows {SCHEMA}; take the version that made them")))
}

fn unread(error: &std::io::Error) -> Error {
    Error::Data(format!("cannot be read to its end: {error}"))
}

fn not_whole(error: &serde_json::Error) -> Error {
    Error::Data(format!("its run record is not whole: {error}"))
}

/// The lines of a source with their numbers, blank ones passed over.
#[derive(Debug)]
pub(super) struct Rows<R> {
    source: R,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, number: 0, line: Vec::new() }
    }

    /// The next line, its end among it.
    pub(super) fn next(&mut self) -> std::io::Result<Option<(u64, &[u8])>> {
        loop {
            self.line.clear();
            if self.source.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if !self.line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some((self.number, &self.line)));
            }
        }
    }

    /// 1-based number of the line that was read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r#"{"type":"run","schema":1,"version":"0","command":"score","options":{"new":1},"seed":0,"lexicons":[],"models":[]}"#;
    const SUMMARY: &str = r#"{"type":"summary","articles":1,"words":2,"events":null,"errors":0,"duplicates":0,"skipped":[],"inputs":[],"seconds":0.5,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;

    #[track_caller]
    fn refused(output: &str, part: &str) {
        let error = Recorded::read(output.as_bytes()).expect_err("no whole run").to_string();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn what_is_not_a_whole_run_is_refused_with_its_reason() {
        refused("", "empty");
        refused("article,words\na,1\n", "expected JSON lines or a page");
        refused("{\"id\":\"a\"}\n", "line 1 is no run record");
        refused(&RUN.replace("\"schema\":1", "\"schema\":2"), "schema 2, and this version knows 1");
        refused(&RUN.replace("\"seed\":0,", ""), "missing field `seed`");
        refused(&format!("{RUN}\n{{\"type\":\"article\"}}\n"), "ends in line 2 without the summary");
        refused("<!DOCTYPE html><p>other</p>", "no run record");
        refused("<!DOCTYPE html><pre id=\"run\">{</pre>", "not whole");
    }

    #[test]
    fn options_that_this_version_does_not_know_are_not_passed_over() {
        let recorded = Recorded::read(format!("{RUN}\n{SUMMARY}\n").as_bytes()).expect("a run");
        assert_eq!(recorded.tampered("x"), None);
        let error = recorded.run.with_options::<crate::report::RunOptions>().expect_err("an unknown option").to_string();
        assert!(error.contains("unknown field `new`"), "{error}");
    }

    #[test]
    fn records_that_changed_have_another_checksum() {
        let error = r#"{"type":"error","path":"a.txt","line":null,"reason":"r"}"#;
        let recorded = Recorded::read(format!("{RUN}\n\n{error}\n{SUMMARY}").as_bytes()).expect("a run");
        assert!(recorded.unread.contains("a.txt"));
        let notice = recorded.tampered("run.jsonl").expect("a notice").to_string();
        assert!(notice.starts_with("run.jsonl was changed after it was written"), "{notice}");
    }
}
