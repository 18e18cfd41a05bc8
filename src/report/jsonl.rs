//! JSON lines: the run, what it found, the summary; one object a line.

use std::io::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::checksum::hex;
use crate::compare::{EventComparison, Null};
use crate::error::Result;
use crate::group::{Event, Sketch};
use crate::lexicon::Matcher;
use crate::read::Problem;
use crate::report::line;
use crate::report::record::{ComparisonRecord, CueRecord, EventRecord, Record, Run, RunRecord, Summary};
use crate::score::ArticleScore;

/// Writes the records of a run, and keeps the checksum of those between run and summary.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    hash: Sha256,
    line: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    /// Begins with the run record.
    ///
    /// # Errors
    ///
    /// When it cannot be written; so for all that follow.
    pub fn new(mut out: W, run: &Run<impl Serialize>) -> Result<Self> {
        let mut line = Vec::new();
        render(&mut line, &RunRecord::from(run))?;
        out.write_all(&line)?;
        Ok(Self { out, hash: Sha256::new(), line })
    }

    /// Writes lines that [`article_line`] or [`cue_lines`] rendered.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn lines(&mut self, lines: &[u8]) -> Result<()> {
        self.hash.update(lines);
        Ok(self.out.write_all(lines)?)
    }

    /// Writes an event.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn event(&mut self, event: &Event, scores: &[ArticleScore]) -> Result<()> {
        let article = |at: usize| {
            let article = scores[at].document.article();
            (&article.id, article.outlet.as_ref())
        };
        self.record(&Record::Event(EventRecord::new(event, article)))
    }

    /// Writes an event of articles of which only sketches are kept.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn grouped(&mut self, event: &Event, sketches: &[Sketch]) -> Result<()> {
        self.record(&Record::Event(EventRecord::new(event, |at| (sketches[at].id(), sketches[at].outlet()))))
    }

    /// Writes a comparison.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn comparison(&mut self, comparison: &EventComparison, scores: &[ArticleScore]) -> Result<()> {
        self.record(&Record::Comparison(Box::new(ComparisonRecord::new(comparison, scores))))
    }

    /// Writes how often chance alone would have spoken.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn null(&mut self, null: &Null) -> Result<()> {
        self.record(&Record::Null(null.into()))
    }

    /// Writes something that could not be read.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn problem(&mut self, problem: &Problem) -> Result<()> {
        self.record(&Record::Error(problem))
    }

    /// Ends with the summary record, whose checksum it sets, and gives the writer back.
    ///
    /// # Errors
    ///
    /// See [`JsonLines::new`].
    pub fn finish(mut self, summary: &mut Summary) -> Result<W> {
        summary.sha256 = hex(&std::mem::take(&mut self.hash).finalize());
        self.line.clear();
        render(&mut self.line, &Record::Summary(summary))?;
        self.out.write_all(&self.line)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.line.clear();
        render(&mut self.line, record)?;
        self.hash.update(&self.line);
        Ok(self.out.write_all(&self.line)?)
    }
}

/// The line of an article, with its line end.
///
/// # Errors
///
/// Never: every record can be written as JSON.
pub fn article_line(score: &ArticleScore, matcher: &Matcher, with_text: bool) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    line::article(&mut bytes, score, matcher, with_text)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A line for each cue of an article, with its id and outlet in front.
///
/// # Errors
///
/// Never: every record can be written as JSON.
pub fn cue_lines(score: &ArticleScore, matcher: &Matcher) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(tag = "type", rename = "cue")]
    struct Line<'a> {
        article: &'a str,
        outlet: Option<&'a str>,
        #[serde(flatten)]
        cue: CueRecord<'a>,
    }
    let article = score.document.article();
    let mut lines = Vec::new();
    for cue in &score.cues {
        let outlet = article.outlet.as_ref().map(crate::article::Outlet::as_str);
        render(&mut lines, &Line { article: article.id.as_str(), outlet, cue: CueRecord::new(cue, score, matcher) })?;
    }
    Ok(lines)
}

fn render(line: &mut Vec<u8>, record: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *line, record)?;
    line.push(b'\n');
    Ok(())
}
