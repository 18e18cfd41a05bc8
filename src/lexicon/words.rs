//! The words of one sentence and their neighbours, as gates and the matcher look at them.

use crate::token::Token;

/// The tokens of one sentence, as gates and entries see them.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The text that the tokens point into.
    pub text: &'a str,
    /// The sentence's tokens.
    pub tokens: &'a [Token],
    /// Whether capitals say nothing here, as in a title-case headline.
    pub title_case: bool,
}

impl<'a> Words<'a> {
    /// The characters of a token.
    #[must_use]
    pub fn slice(&self, index: usize) -> &'a str {
        self.tokens[index].slice(self.text)
    }

    /// The word right after token `index`; `None` at the sentence's end or before a mark other than a hyphen or currency sign.
    #[must_use]
    pub fn next(&self, index: usize) -> Option<usize> {
        (index + 1..self.tokens.len()).find(|&at| !self.is_skipped(at)).filter(|&at| self.tokens[at].is_word())
    }

    /// The word right before token `index`.
    #[must_use]
    pub fn previous(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|&at| !self.is_skipped(at)).filter(|&at| self.tokens[at].is_word())
    }

    /// The words after token `index`, whatever stands between.
    pub fn after(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        (index + 1..self.tokens.len()).filter(|&at| self.tokens[at].is_word())
    }

    /// The words before token `index`, nearest first.
    pub fn before(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        (0..index).rev().filter(|&at| self.tokens[at].is_word())
    }

    /// Whether the token is capitalised where only a name would be, or the second half of a name: *Joon-kook*.
    #[must_use]
    pub fn is_name_like(&self, index: usize) -> bool {
        let upper = |index: usize| self.slice(index).starts_with(char::is_uppercase);
        let joined = index >= 2
            && !self.tokens[index - 1].is_word()
            && self.slice(index - 1) == "-"
            && self.tokens[index - 2].span.end() + 1 == self.tokens[index].span.start();
        joined && upper(index - 2) || !self.title_case && upper(index) && !self.opens(index)
    }

    /// Whether a capital is due at this token: the first of the sentence, or after an opening mark or colon.
    #[must_use]
    pub fn opens(&self, index: usize) -> bool {
        match index.checked_sub(1).map(|at| &self.tokens[at]) {
            None => true,
            Some(token) if token.is_word() => false,
            Some(_) if self.before(index).next().is_none() => true,
            Some(token) => matches!(token.slice(self.text), "“" | "\"" | "‘" | "«" | ":" | "[" | "("),
        }
    }

    fn is_skipped(&self, at: usize) -> bool {
        !self.tokens[at].is_word() && matches!(self.slice(at), "-" | "‐" | "‑" | "$" | "€" | "£" | "¥")
    }

    /// The token after `index` and whether a hyphen joins them; `None` where another mark or a paragraph's end stands between.
    pub(super) fn follow(&self, index: usize) -> Option<(usize, bool)> {
        let next = self.tokens.get(index + 1)?;
        let here = self.tokens[index].span.end();
        if next.is_word() {
            // A run of blanks with at most one line break, and no page debris; UAX #29 also breaks words with nothing between them.
            let gap = &self.text[here..next.span.start()];
            if gap == " " {
                return Some((index + 1, false));
            }
            let blank = gap.chars().all(|c| c.is_whitespace() || c.is_control());
            return (blank && gap.bytes().filter(|&byte| byte == b'\n').count() < 2).then_some((index + 1, false));
        }
        let joined = matches!(next.slice(self.text), "-" | "‐" | "‑" | "–") && next.span.start() == here;
        let word = self.tokens.get(index + 2).is_some_and(|after| after.is_word() && after.span.start() == next.span.end());
        (joined && word).then_some((index + 2, true))
    }
}
