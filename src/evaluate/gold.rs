//! What people said of a text: the shape into which every labelled set is read.
//!
//! The readers in [`sets`](super::sets) differ in files and formats and agree in this: labels are canonical class names, spans are byte
//! ranges that slice to what the set says they hold, and whatever could not be used is counted or listed, never dropped in silence.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::span::Span;

/// A labelled set as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Gold {
    /// The set's name on the command line, such as `babe`.
    pub set: &'static str,
    /// Sentences, lines or rows with a label.
    pub texts: Vec<LabelledText>,
    /// Whole documents, with spans or attributions, or as members of events.
    pub documents: Vec<LabelledDocument>,
    /// Reason to count: items that the set itself leaves without a label. That is no error.
    pub left_out: BTreeMap<String, usize>,
    /// Rows and spans that could not be used, in the order of the files.
    pub faults: Vec<Fault>,
}

/// A text with a label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelledText {
    /// What tells it from all others of the set.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Canonical class name: `biased` or `non_biased`, `subjective` or `objective`, `loaded` or `plain`, `uncertain` or `certain`.
    pub label: String,
    /// Its classes in what else the set labels, by dimension.
    pub further: BTreeMap<&'static str, String>,
    /// The article, document or story that it is from, where the set knows it: the unit of resampling.
    pub cluster: Option<String>,
    /// What the fold is taken of: the cluster where there is one, else the text as [`normalized`](super::splits::normalized).
    pub fold_key: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// What it is about, in the set's words.
    pub topic: Option<String>,
    /// The part of the set it was shipped in: `train`, `dev` or `test`.
    pub split: Option<String>,
    /// The label that each annotator gave, where the set has several; `None` where one gave none.
    pub annotators: Vec<Option<String>>,
    /// Byte ranges of `text` and what the set calls them.
    pub spans: Vec<(Span, String)>,
}

/// A whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelledDocument {
    /// What tells it from all others of the set.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Its headline, where the set keeps it; it may be the first line of the text too.
    pub title: Option<String>,
    /// What the fold is taken of: the story where there is one, else the document.
    pub fold_key: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The part of the set it was shipped in: `train`, `dev` or `test`.
    pub split: Option<String>,
    /// The event that it covers.
    pub event: Option<String>,
    /// When it was published, as the set writes it.
    pub published: Option<String>,
    /// Byte ranges of `text` and what the set calls them, in order.
    pub spans: Vec<(Span, String)>,
    /// Everybody who read it, also who marked nothing; empty where the set does not say.
    pub annotators: Vec<String>,
    /// Who says what, as each annotator sees it.
    pub attributions: Vec<GoldAttribution>,
}

/// Somebody's words or thoughts, as an annotator marked them. Each part may come in pieces, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GoldAttribution {
    /// Who marked it.
    pub annotator: Option<String>,
    /// Whose words: byte ranges of the document's text.
    pub source: Vec<Span>,
    /// What says that they are somebody's.
    pub cue: Vec<Span>,
    /// The words.
    pub content: Vec<Span>,
}

/// A row, span or file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file.
    pub path: PathBuf,
    /// 1-based line, where lines mean something in the file.
    pub line: Option<u64>,
    /// The row, document or annotation by the set's own id.
    pub item: Option<String>,
    /// What was expected and what was found.
    pub reason: String,
}

impl Fault {
    /// The reason, with the item's own id in front where it has one.
    #[must_use]
    pub fn described(&self) -> String {
        self.item.as_ref().map_or_else(|| self.reason.clone(), |item| format!("{item}: {}", self.reason))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(item) = &self.item {
            write!(f, ", {item}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Gold {
    /// An empty set.
    #[must_use]
    pub fn new(set: &'static str) -> Self {
        Self { set, ..Self::default() }
    }

    /// The set as labelled in one of its further dimensions; texts that have no label there are left out and counted.
    #[must_use]
    pub fn by(&self, dimension: &str) -> Self {
        let mut gold = Self { texts: Vec::new(), documents: Vec::new(), ..self.clone() };
        for text in &self.texts {
            match text.further.get(dimension) {
                Some(label) => gold.texts.push(LabelledText { label: label.clone(), annotators: Vec::new(), ..text.clone() }),
                None => gold.leave_out(format!("no label for {dimension}")),
            }
        }
        gold
    }

    /// Counts an item that the set leaves without a label.
    pub(super) fn leave_out(&mut self, reason: impl Into<String>) {
        *self.left_out.entry(reason.into()).or_default() += 1;
    }

    /// Lists what could not be used.
    pub(super) fn fault(&mut self, path: &Path, line: Option<u64>, item: Option<&str>, reason: impl Into<String>) {
        self.faults.push(Fault { path: path.to_owned(), line, item: item.map(str::to_owned), reason: reason.into() });
    }

    /// The set, or an error when nothing in it could be used.
    pub(super) fn finish(self, path: &Path) -> Result<Self> {
        if !self.texts.is_empty() || !self.documents.is_empty() {
            return Ok(self);
        }
        let left_out = self.left_out.iter().next().map(|(label, count)| format!("; {count} left out as `{label}`")).unwrap_or_default();
        let next = match self.faults.first() {
            Some(fault) => format!("the first of {} faults: {fault}", self.faults.len()),
            None if self.set == "own" => "expected rows with a text and a label below the header".to_owned(),
            None => "check that --data names the folder or file in the public layout".to_owned(),
        };
        let of = if self.set == "own" { String::new() } else { format!(" of the set {}", self.set) };
        let reason = format!("no item{of} that could be used{left_out}; {next}");
        Err(Error::Input { input: path.display().to_string(), reason })
    }
}

/// Turns character offsets into byte offsets: the text is read once, then each look-up takes constant time.
#[derive(Clone, Debug)]
pub struct Characters<'a> {
    text: &'a str,
    /// Where each character begins, and the end; empty where characters are bytes.
    starts: Vec<u32>,
}

impl<'a> Characters<'a> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, starts: Vec::new() };
        }
        #[expect(clippy::cast_possible_truncation, reason = "texts are shorter than `Span::MAX_TEXT`")]
        let starts = text.char_indices().map(|(at, _)| at as u32).chain(std::iter::once(text.len() as u32)).collect();
        Self { text, starts }
    }

    /// How many characters the text has.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.starts.is_empty() { self.text.len() } else { self.starts.len() - 1 }
    }

    /// The span of the characters from `start` up to, not including, `end`.
    ///
    /// # Errors
    ///
    /// The reason, when the range is empty, runs backwards or leaves the text.
    pub fn span(&self, start: usize, end: usize) -> Result<Span, String> {
        if start >= end {
            return Err(format!("characters {start} to {end} are no span"));
        }
        if end > self.count() {
            return Err(format!("characters {start} to {end} run past the end of the text, which has {}", self.count()));
        }
        let byte = |character: usize| self.starts.get(character).map_or(character, |&start| start as usize);
        Ok(Span::new(byte(start), byte(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_become_bytes_in_every_script() {
        let text = "é “x” 🙂.";
        let characters = Characters::new(text);
        assert_eq!(characters.count(), 8);
        for start in 0..8 {
            for end in start + 1..=8 {
                let slice: String = text.chars().skip(start).take(end - start).collect();
                assert_eq!(characters.span(start, end).map(|span| span.slice(text).to_owned()), Ok(slice));
            }
        }
        assert_eq!(Characters::new("plain").span(1, 5), Ok(Span::new(1, 5)));
    }

    #[test]
    fn a_range_outside_the_text_is_told_not_cut() {
        for text in ["plain", "é“x”."] {
            let characters = Characters::new(text);
            assert!(characters.span(2, 6).expect_err("past the end").contains("which has 5"));
            assert!(characters.span(3, 3).is_err() && characters.span(3, 2).is_err());
        }
        assert!(Characters::new("").span(0, 1).is_err());
    }

    #[test]
    fn a_set_without_a_usable_item_says_why() {
        let mut gold = Gold::new("babe");
        gold.leave_out("No agreement");
        gold.fault(Path::new("a.csv"), Some(3), Some("x"), "expected 8 columns, found 2");
        let message = gold.finish(Path::new("babe")).expect_err("empty").to_string();
        assert_eq!(
            message,
            "babe: no item of the set babe that could be used; 1 left out as `No agreement`; the first of 1 faults: a.csv, line 3, x: expected 8 columns, found 2"
        );
    }
}
