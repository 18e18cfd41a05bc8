//! JSON lines as they are written again, each held against its line of the earlier output.

use std::io::{self, BufRead, Write};

use serde_json::value::RawValue;

use super::recorded::Rows;
use super::{Difference, Finding, Outcome, Tally, fields, summaries};
use crate::error::Result;
use crate::report::record::Summary;

/// A writer for a run that is made again: takes its JSON lines, run and summary among them, and keeps what they do not share with an earlier output.
#[derive(Debug)]
pub struct Lines<R> {
    earlier: Rows<R>,
    /// Records of the earlier output that are still to come.
    left: u64,
    records: u64,
    /// The beginning of a line whose end has not been written yet.
    begun: Vec<u8>,
    run_passed: bool,
    tally: Tally,
    first: Option<Difference>,
}

impl<R: BufRead> Lines<R> {
    /// Begins beside the earlier output, unpacked, which has `records` records between run and summary.
    pub fn new(earlier: R, records: u64) -> Self {
        let earlier = Rows::new(earlier);
        Self { earlier, left: records, records, begun: Vec::new(), run_passed: false, tally: Tally::default(), first: None }
    }

    /// Ends with both summaries.
    ///
    /// # Errors
    ///
    /// When the earlier output cannot be read.
    pub fn finish(mut self, was: &Summary, is: &Summary) -> Result<Outcome> {
        while self.left > 0 {
            self.compare(None)?;
        }
        let mut different = self.tally.different();
        if let Some(difference) = summaries(was, is, self.earlier.number() + 1, false)? {
            different += 1;
            self.first.get_or_insert(difference);
        }
        Ok(Outcome { records: self.records, different, first: self.first })
    }

    fn take(&mut self, line: &[u8]) -> io::Result<()> {
        if !self.run_passed {
            // What the run records say is compared before the run begins.
            self.run_passed = true;
            self.earlier.next()?;
            return Ok(());
        }
        if line.starts_with(br#"{"type":"summary","#) { Ok(()) } else { self.compare(Some(line)) }
    }

    fn compare(&mut self, is: Option<&[u8]>) -> io::Result<()> {
        let was = if self.left > 0 { self.earlier.next()? } else { None };
        self.left = self.left.saturating_sub(1);
        let (number, was) = was.map_or((None, None), |(number, line)| (Some(number), Some(line)));
        if !self.tally.equal(was, is) && self.first.is_none() {
            let found = difference(was, is);
            let number = number.unwrap_or_else(|| self.earlier.number() + 1);
            self.first = Some(Difference { line: number, ..found });
        }
        Ok(())
    }
}

impl<R: BufRead> Write for Lines<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            if !piece.ends_with(b"\n") {
                self.begun.extend_from_slice(piece);
            } else if self.begun.is_empty() {
                self.take(piece)?;
            } else {
                let mut line = std::mem::take(&mut self.begun);
                line.extend_from_slice(piece);
                self.take(&line)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How two lines of unequal bytes differ; the caller knows their number.
fn difference(was: Option<&[u8]>, is: Option<&[u8]>) -> Difference {
    let record = |line: Option<&[u8]>| -> Option<Box<RawValue>> { serde_json::from_slice(line?).ok() };
    let text = |line: Option<&[u8]>| serde_json::value::to_raw_value(String::from_utf8_lossy(line.unwrap_or_default()).trim_end()).ok();
    let (old, new) = (record(was), record(is));
    let (kind, id) = old.as_ref().or(new.as_ref()).map_or((None, None), |record| fields::identity(record));
    let here = |what| Difference { what, line: 0, record: kind, id, field: None, was: None, is: None };
    match (old, new) {
        (Some(old), Some(new)) => match fields::first(&old, &new) {
            None => here(Finding::Spacing),
            Some((field, was, is)) => {
                let own = |value: Option<&RawValue>| value.map(ToOwned::to_owned);
                Difference { field: Some(field), was: own(was), is: own(is), ..here(Finding::Field) }
            }
        },
        (None, new) if was.is_some() => Difference { record: None, id: None, was: text(was), is: new, ..here(Finding::Unreadable) },
        (old @ Some(_), None) => Difference { was: old, ..here(Finding::Missing) },
        (_, new) => Difference { is: new, ..here(Finding::Added) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = r#"{"type":"article","id":"a","rates":[{"per_1000":1.5}]}"#;
    const B: &str = r#"{"type":"article","id":"b","rates":[{"per_1000":2.5}]}"#;
    const C: &str = r#"{"type":"article","id":"c","rates":[]}"#;

    fn outcome(was: &[&str], is: &[&str]) -> Outcome {
        let whole = |records: &[&str]| [&["{\"type\":\"run\"}"], records, &["{\"type\":\"summary\",\"x\":1}"]].concat().join("\n") + "\n";
        let (was, is) = (whole(was), whole(is));
        let mut lines = Lines::new(was.as_bytes(), was.lines().count() as u64 - 2);
        // In odd pieces, as a writer may send them.
        for piece in is.as_bytes().chunks(7) {
            lines.write_all(piece).expect("taken");
        }
        lines.finish(&Summary::default(), &Summary { seconds: 3.0, ..Summary::default() }).expect("an outcome")
    }

    #[track_caller]
    fn says(was: &[&str], is: &[&str], different: u64, expected: &str) {
        let outcome = outcome(was, is);
        assert_eq!(outcome.different, different);
        assert_eq!(outcome.first.expect("a difference").to_string(), expected);
    }

    #[test]
    fn equal_runs_have_no_difference() {
        let outcome = outcome(&[A, B], &[A, B]);
        assert_eq!((outcome.records, outcome.different), (2, 0));
        assert!(outcome.first.is_none());
    }

    #[test]
    fn one_digit_is_named_with_its_line_record_and_field() {
        says(&[A, &B.replace("2.5", "2.6")], &[A, B], 1, "line 3, article b, rates[0].per_1000\n  was  2.6\n  is   2.5");
    }

    #[test]
    fn a_record_more_or_less_is_named_and_is_one() {
        says(&[A, B], &[A], 1, "line 3, article b: only in the earlier run");
        says(&[A], &[A, B], 1, "line 3, article b: only in the run made again");
        says(&[A, B, C], &[A, C], 1, "line 3, article b, id\n  was  \"b\"\n  is   \"c\"");
        says(&[], &[A], 1, "line 2, article a: only in the run made again");
    }

    #[test]
    fn a_line_that_is_no_record_is_named() {
        says(
            &[A, "{\"type\":\"art"],
            &[A, B],
            1,
            &format!("line 3: no record that can be read\n  was  \"{{\\\"type\\\":\\\"art\"\n  is   {B}"),
        );
        says(
            &[A, &B.replace(",\"rates", ", \"rates")],
            &[A, B],
            1,
            "line 3, article b: equal values, other blanks, line ends or order of fields",
        );
    }

    #[test]
    fn a_summary_of_other_counts_is_a_difference() {
        let lines = Lines::new(&b""[..], 0);
        let outcome = lines.finish(&Summary { words: 3, ..Summary::default() }, &Summary::default()).expect("an outcome");
        assert_eq!(outcome.different, 1);
        assert!(outcome.first.expect("a difference").to_string().ends_with(", summary, words\n  was  3\n  is   0"));
    }
}
