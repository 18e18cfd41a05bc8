//! Byte ranges into a text, and the way from bytes to lines, columns and characters.
//!
//! Every number that the tool prints leads back to spans. They are half-open byte ranges into the text as it was read, always on
//! character boundaries. Texts are shorter than 4 GiB (readers refuse longer ones), so a span takes eight bytes.

use serde::{Serialize, Serializer};

/// A half-open range of bytes, `start..end`, on character boundaries of the text it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The longest text that spans can point into, in bytes.
    pub const MAX_TEXT: usize = u32::MAX as usize;

    /// The span of the bytes from `start` up to, not including, `end`.
    ///
    /// # Panics
    ///
    /// When `end` is before `start` or past [`Span::MAX_TEXT`].
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end && end <= Self::MAX_TEXT, "not a span: {start}..{end}");
        #[expect(clippy::cast_possible_truncation, reason = "both are checked above")]
        Self { start: start as u32, end: end as u32 }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether all of `other` lies inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words that the span points at.
    ///
    /// # Panics
    ///
    /// When the span does not belong to `text`.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        &text[self.start()..self.end()]
    }

    /// The span without the white space at either end; empty at its start when there is nothing else.
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let inside = self.slice(text);
        let start = self.start() + (inside.len() - inside.trim_start().len());
        Self::new(start, start + inside.trim().len())
    }
}

/// As the pair `[start, end]`.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

/// Where the lines of a text begin: turns bytes into lines, columns and character offsets, and back.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line and column of a byte, both counted from 1; the column counts characters.
    ///
    /// # Panics
    ///
    /// When `byte` is not on a character boundary of the text.
    #[must_use]
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= byte);
        (line, self.text[self.starts[line - 1]..byte].chars().count() + 1)
    }

    /// Character offset of a byte.
    ///
    /// # Panics
    ///
    /// When `byte` is not on a character boundary of the text.
    #[must_use]
    pub fn char_offset(&self, byte: usize) -> usize {
        self.text[..byte].chars().count()
    }

    /// Byte offset of a character, or `None` past the end; the length in characters gives the length in bytes.
    #[must_use]
    pub fn byte_offset(&self, character: usize) -> Option<usize> {
        self.text.char_indices().map(|(at, _)| at).chain(std::iter::once(self.text.len())).nth(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trim_drops_white_space_at_both_ends_only() {
        let text = " a b\u{a0}\n";
        assert_eq!(Span::new(0, text.len()).trim(text).slice(text), "a b");
        assert!(Span::new(0, 1).trim(text).is_empty());
    }

    #[test]
    fn lines_count_characters_not_bytes() {
        let lines = Lines::new("é\n“x” y");
        assert_eq!(lines.position(3), (2, 1));
        assert_eq!(lines.position(6), (2, 2));
        assert_eq!(lines.char_offset(6), 3);
        assert_eq!(lines.byte_offset(3), Some(6));
        assert_eq!(lines.byte_offset(7), Some(12));
        assert_eq!(lines.byte_offset(8), None);
    }

    #[test]
    #[should_panic(expected = "not a span")]
    fn a_span_that_ends_before_it_begins_is_a_bug() {
        let _ = Span::new(2, 1);
    }
}
