//! What the tagger sees of each token: its word and the words around it, its shape, the quotation it stands in, and how far the next verbs of saying
//! are in either direction.
//!
//! Word classes, word triples and the sentence before were left out: with them a token costs half as much again, and no figure rises by more than .012
//! (`evaluation/README.md`). Single features of those that stand are worth less than that as well; nobody has looked for the fewest that do.

use std::ops::Range;
use std::sync::LazyLock;

use super::View;
use crate::model::tagger::{Rows, feature};
use crate::token::{Token, TokenKind, fold, fold_hash};

/// A token as features need it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    hash: u32,
    /// The last three bytes, folded.
    suffix: u32,
    shape: u8,
    /// The verb of saying it is part of: its form, and whether it begins there; 0 for none.
    report: u8,
    /// The quotation it stands in: its class, and whether it is the first or last token; 0 for none.
    quote: u8,
    /// A comma or dash.
    comma: bool,
}

/// Tokens beyond the paragraph: like no other.
const OUTSIDE: Seen = Seen { hash: 1, suffix: 1, shape: 0, report: 1, quote: 1, comma: false };

/// Up to here a token is part of no verb of saying.
const NONE: u8 = 1;
/// Tokens of speech have this quotation or one of the two numbers behind it.
const SPEECH: u8 = 3;
/// No verb of saying on this side.
const NO_VERB: u32 = 9;

/// Features a place.
const FEATURES: usize = 28;

/// All tokens of a text, ready for [`Tokens::rows`].
pub(super) struct Tokens<'a> {
    view: View<'a>,
    seen: Vec<Seen>,
    /// Up to here the characters of the tokens were looked at, if they had to be.
    looked_at: usize,
}

static THAT: LazyLock<u32> = LazyLock::new(|| fold_hash("that"));

impl<'a> Tokens<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        let mut seen: Vec<Seen> = view.tokens.iter().map(|token| Seen { hash: token.hash(), ..Seen::default() }).collect();
        for report in view.reports {
            for (at, seen) in seen[report.first..=report.last].iter_mut().enumerate() {
                seen.report = 2 * (report.form as u8 + 1) + u8::from(at == 0) + 2;
            }
        }
        let mut at = 0;
        for quotation in view.quotations {
            at += view.tokens[at..].partition_point(|token| token.span.start() < quotation.span.start());
            let first = at;
            while at < view.tokens.len() && view.tokens[at].span.start() < quotation.span.end() {
                seen[at].quote = 3 * quotation.class as u8 + 3;
                at += 1;
            }
            if first < at {
                seen[at - 1].quote += 2;
                seen[first].quote = 3 * quotation.class as u8 + 4;
            }
        }
        Self { view, seen, looked_at: 0 }
    }

    /// Writes the features of the tokens of some sentences that follow each other. `range` is the paragraph that they belong to, beyond which nothing is seen.
    /// Sequences come in the order of the text.
    pub(super) fn rows(&mut self, range: &Range<usize>, sentences: Range<usize>, rows: &mut Rows) {
        rows.clear();
        let Some(within) = self.view.sentences[sentences.clone()].first().zip(self.view.sentences[sentences.clone()].last()) else {
            return;
        };
        let from = within.0.tokens.start.saturating_sub(2).max(self.looked_at);
        let to = (within.1.tokens.end + 2).min(self.seen.len());
        for (seen, token) in self.seen[from.min(to)..to].iter_mut().zip(&self.view.tokens[from.min(to)..to]) {
            seen.look_at(token, self.view.text);
        }
        self.looked_at = to.max(self.looked_at);
        for sentence in &self.view.sentences[sentences] {
            let tokens = sentence.tokens.start.max(range.start)..sentence.tokens.end.min(range.end);
            rows.reserve(tokens.len(), FEATURES);
            self.sentence(range, tokens, rows);
        }
    }

    /// Whether a sentence may hold part of an attribution: it has a verb of saying, a word in quotation marks, or a word that is true of `triggers`.
    pub(super) fn calls(&self, sentence: usize, triggers: impl Fn(u32) -> bool) -> bool {
        self.seen[self.view.sentences[sentence].tokens.clone()]
            .iter()
            .any(|seen| seen.report > NONE || seen.quote > 0 || triggers(seen.hash))
    }

    fn sentence(&self, range: &Range<usize>, sentence: Range<usize>, rows: &mut Rows) {
        let inside = &self.seen[range.clone()];
        // Two tokens before the paragraph and two behind it are like no other.
        let at = |index: usize| inside.get(index.wrapping_sub(range.start)).copied().unwrap_or(OUTSIDE);
        let own = &self.seen[sentence.clone()];
        let quoted = own.iter().any(|seen| (SPEECH..SPEECH + 3).contains(&seen.quote));
        let reported = own.iter().filter(|seen| seen.report > NONE).count().min(2);
        #[expect(clippy::cast_possible_truncation, reason = "at most ten")]
        let kind = (u32::from(quoted) << 3) + 2 * reported as u32;
        let (first, last) = (own[0], own[own.len() - 1]);
        // The last verb of saying and what stood since, and where the next one is.
        let (mut verb, mut verb_at, mut commas, mut that) = (0, 0, 0, false);
        let mut next = sentence.start;
        let [mut far, mut before, mut here, mut after] =
            [sentence.start.wrapping_sub(2), sentence.start.wrapping_sub(1), sentence.start, sentence.start + 1].map(at);
        for place in sentence.clone() {
            let beyond = at(place + 2);
            while next <= place || next < sentence.end && self.seen[next].report <= NONE {
                next += 1;
            }
            let left = if verb == 0 { NO_VERB } else { verb * 16 + bucket(place - verb_at) };
            let right = if next < sentence.end { u32::from(self.seen[next].report / 2) * 16 + bucket(next - place) } else { NO_VERB };
            let [quotes, reports] = [(before.quote, here.quote, after.quote), (before.report, here.report, after.report)]
                .map(|(one, two, three)| u32::from(one) << 16 | u32::from(two) << 8 | u32::from(three));
            let shapes = u32::from(before.shape) << 16 | u32::from(here.shape) << 8 | u32::from(after.shape);
            let (quote, shape) = (u32::from(here.quote), u32::from(here.shape));
            #[expect(clippy::cast_possible_truncation, reason = "at most four")]
            let (from, to) = ((place - sentence.start).min(4) as u32, (sentence.end - place).min(4) as u32);
            let values: [(u32, u32); FEATURES] = [
                (0, 0),
                (here.hash, 0),
                (before.hash, 0),
                (after.hash, 0),
                (far.hash, 0),
                (beyond.hash, 0),
                (before.hash, here.hash),
                (here.hash, after.hash),
                (here.suffix, shape),
                (after.suffix, 0),
                (before.suffix, 0),
                (shapes, quote),
                (quotes, 0),
                (reports, 0),
                (u32::from(here.report), after.hash),
                (u32::from(here.report), before.hash),
                (u32::from(before.report), here.hash),
                (u32::from(after.report), here.hash),
                (left, quote),
                (right, quote),
                (left << 16 | right, shape),
                (left, here.hash),
                (right, here.hash),
                (verb * 64 + commas * 16 + u32::from(that) * 8, u32::from(right != NO_VERB)),
                (from * 8 + to, u32::from(place == sentence.start)),
                (kind, quote << 8 | shape),
                (first.hash, kind),
                (u32::from(first.quote) << 16 | u32::from(last.quote) << 8 | kind, shape),
            ];
            let mut features = [0; FEATURES];
            for ((name, slot), (one, other)) in (1u32..).zip(&mut features).zip(values) {
                *slot = feature(name, one, other);
            }
            rows.place(&features);
            if here.report > NONE {
                (verb, verb_at, commas, that) = (u32::from(here.report / 2), place, 0, false);
            } else {
                commas = (commas + u32::from(here.comma)).min(3);
                that |= here.hash == *THAT;
            }
            (far, before, here, after) = (before, here, after, beyond);
        }
    }
}

impl Seen {
    /// Reads the characters of the token.
    fn look_at(&mut self, token: &Token, text: &str) {
        let word = token.slice(text);
        let plain = word.is_ascii();
        let bytes = word.as_bytes();
        let suffix = |bytes: &[u8]| {
            let last = &bytes[bytes.len().saturating_sub(3)..];
            last.iter().fold(0, |all, byte| all << 8 | u32::from(byte.to_ascii_lowercase()))
        };
        self.suffix = if plain { suffix(bytes) } else { suffix(fold(word).as_bytes()) };
        self.shape = shape(word, plain, token.kind);
        self.comma = token.kind == TokenKind::Mark && matches!(word, "," | "—");
    }
}

/// 1 small, 2 capitalised, 3 capitals, 4 one capital, 5 number, 6 mark.
fn shape(word: &str, plain: bool, kind: TokenKind) -> u8 {
    match kind {
        TokenKind::Mark => 6,
        TokenKind::Number => 5,
        TokenKind::Word => {
            let bytes = word.as_bytes();
            let (upper, any_lower) = if plain {
                (bytes[0].is_ascii_uppercase(), bytes.iter().any(u8::is_ascii_lowercase))
            } else {
                (word.starts_with(char::is_uppercase), word.chars().any(char::is_lowercase))
            };
            match (upper, any_lower) {
                (_, false) if bytes.len() > 1 => 3,
                (true, true) => 2,
                (true, false) => 4,
                (false, _) => 1,
            }
        }
    }
}

/// A distance in tokens, coarser the farther.
fn bucket(distance: usize) -> u32 {
    match distance {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 3,
        4..=5 => 4,
        6..=9 => 5,
        10..=15 => 6,
        _ => 7,
    }
}
