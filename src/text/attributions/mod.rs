//! Attributions: who is said to have said what, direct and indirect.
//!
//! Two ways lead to them. The [rules](rules) read the verbs of saying that the lexicons list, and the words around these. The
//! [tagger](Attributor::Learned) was fitted to news in which people marked source, cue and content (`PolNeAR`, Newell et al. 2018): it sees the
//! [same verbs](features) and whatever else sets attributions apart, so that it finds sources and verbs that no list names. Which part belongs to
//! which is then a matter of [distance](tagged).

mod features;
mod introduced;
mod pronouns;
mod rules;
mod tagged;

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use crate::cue::Manner;
use crate::error::{Error, Result};
use crate::lexicon::{Entry, Match, Signal, WordClass};
use crate::model::shipped::ATTRIBUTIONS;
use crate::model::tagger::Tagger;
use crate::span::Span;
use crate::text::{Attribution, Quotation, QuotationClass, Sentence, SourceClass};
use crate::token::{Token, fold};
use crate::word_set::{WordSet, words};

pub use tagged::LABELS;
pub(in crate::text) use tagged::rows;

/// How attributions are found.
#[derive(Clone, Debug)]
pub enum Attributor {
    /// By the verbs of saying and rules over the words around them.
    Rules,
    /// By the tagger that ships with the tool.
    Shipped,
    /// By a tagger over the [`LABELS`], and distance.
    Learned(Arc<Tagger>),
}

/// A verb, noun or preposition of saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) struct Report {
    /// First token in the passage.
    pub(in crate::text) first: usize,
    /// Last token.
    pub(in crate::text) last: usize,
    span: Span,
    pub(in crate::text) manner: Manner,
    pub(in crate::text) form: Form,
}

/// How words of saying take their content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) enum Form {
    /// *said (that) X*: the content may follow without *that*.
    Say,
    /// *confirmed that X*: only with *that*, for its objects are things too.
    That,
    /// *accused X of doing*.
    Accuse,
    /// *promised to do*, *claims to have done*.
    Promise,
    /// *denied doing*, *denied that X*.
    Deny,
    /// *urged X to do*: reports, without a proposition as content.
    Other,
    /// *according to*.
    Preposition,
    /// *claims that*.
    Noun,
}

impl Report {
    /// The report that a match of the reporting lexicon is; `offset` is the sentence's first token.
    pub(in crate::text) fn new(found: &Match, entry: &Entry, offset: usize) -> Option<Self> {
        let Signal::Cue(kind) = found.signal else { return None };
        let manner = kind.manner()?;
        let form = match entry.subtype.as_deref() {
            Some("preposition") => Form::Preposition,
            Some("nominal") => Form::Noun,
            Some("accuse") => Form::Accuse,
            Some("promise") => Form::Promise,
            Some("say" | "write" | "quip" | "argue" | "believe" | "warn") => Form::Say,
            Some("deny") => Form::Deny,
            Some("reveal" | "concede" | "ask") => Form::That,
            _ => Form::Other,
        };
        Some(Self { first: found.first + offset, last: found.last + offset, span: found.span, manner, form })
    }
}

static ANONYMOUS: WordSet = WordSet::new(
    "official officials source sources insider insiders aide aides anonymous unnamed anonymously witness witnesses people observers critics analysts experts \
    some others many opponents supporters person somebody someone diplomat diplomats",
);
static BODY: WordSet = WordSet::new(
    "ministry department government police agency company council party court university service office administration committee commission bureau union association \
    institute group organization organisation authority authorities board kremlin pentagon parliament congress senate house army navy bank fund times post news press reuters \
    bloomberg journal report study center centre coalition alliance corporation inc foundation society federation league network prosecutors intelligence ministries firm staff embassy command",
);
static OFFICES: WordSet =
    WordSet::new("spokesman spokeswoman spokesperson minister chief president secretary director head chairman leader professor");
static PRONOUNS: WordSet = WordSet::new("i you he she it we they who one both");

/// What attributions are found in: a text, its tokens, and what was made of them so far.
#[derive(Clone, Copy)]
pub(in crate::text) struct View<'a> {
    pub(in crate::text) text: &'a str,
    pub(in crate::text) tokens: &'a [Token],
    pub(in crate::text) paragraphs: &'a [Range<usize>],
    pub(in crate::text) sentences: &'a [Sentence],
    pub(in crate::text) quotations: &'a [Quotation],
    pub(in crate::text) reports: &'a [Report],
}

/// The tagger that ships with the tool.
static SHIPPED: LazyLock<Tagger> = LazyLock::new(|| {
    let tagger = Tagger::from_bytes(ATTRIBUTIONS.bytes);
    tagger.expect("the shipped weights, which a test reads")
});

impl Attributor {
    /// A tagger from a file that `parallax train attributions` wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the bytes are no tagger, or one of other labels.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let tagger = Tagger::from_bytes(bytes)?;
        if tagger.labels() != LABELS {
            return Err(Error::Data(format!("expected a tagger of {}, found one of {}", LABELS.join(" "), tagger.labels().join(" "))));
        }
        Ok(Self::Learned(Arc::new(tagger)))
    }

    /// Whether the tagger was fitted to the text with this fingerprint.
    #[must_use]
    pub fn has_seen(&self, fingerprint: u64) -> bool {
        match self {
            Self::Rules => false,
            Self::Shipped => SHIPPED.has_seen(fingerprint),
            Self::Learned(tagger) => tagger.has_seen(fingerprint),
        }
    }

    /// The attributions of a text, in the order of their contents.
    pub(in crate::text) fn find(&self, view: View<'_>) -> Vec<Attribution> {
        let View { text, tokens, paragraphs, sentences, quotations, reports } = view;
        let finder = Finder { text, tokens, sentences, speech: speech(tokens, quotations), reports };
        let mut attributions = Vec::new();
        match self {
            Self::Rules => {
                for paragraph in paragraphs {
                    finder.paragraph(paragraph, &mut attributions);
                }
            }
            Self::Shipped => finder.tagged(&SHIPPED, view, &mut attributions),
            Self::Learned(tagger) => finder.tagged(tagger, view, &mut attributions),
        }
        finder.resolve(&mut attributions);
        attributions.sort_by_key(|attribution: &Attribution| {
            (attribution.content.first().map(|span| span.start()), attribution.cue.map(Span::start))
        });
        attributions
    }
}

/// A speech quotation as tokens, marks included.
#[derive(Clone, Copy, Debug)]
struct Speech {
    first: usize,
    last: usize,
    span: Span,
    continues: bool,
}

fn speech(tokens: &[Token], quotations: &[Quotation]) -> Vec<Speech> {
    let at = |byte: usize| tokens.partition_point(|token| token.span.start() < byte);
    let spoken = quotations.iter().filter(|quotation| quotation.class == QuotationClass::Speech);
    spoken
        .map(|quotation| Speech {
            first: at(quotation.span.start()),
            last: at(quotation.span.end()) - 1,
            span: quotation.span,
            continues: quotation.continues,
        })
        .collect()
}

struct Finder<'a> {
    text: &'a str,
    tokens: &'a [Token],
    sentences: &'a [Sentence],
    speech: Vec<Speech>,
    reports: &'a [Report],
}

impl Finder<'_> {
    fn is_direct(&self, piece: Span) -> bool {
        // No speech that begins further in than two bytes can take up the piece but for two.
        let near = self.speech.partition_point(|speech| speech.span.end() <= piece.start());
        self.speech[near..]
            .iter()
            .take_while(|speech| speech.span.start() <= piece.start() + 2)
            .any(|speech| speech.span.contains(piece) || piece.contains(speech.span) && piece.len() <= speech.span.len() + 2)
    }

    fn inside_speech(&self, token: usize) -> Option<&Speech> {
        let at = self.speech.partition_point(|speech| speech.last < token);
        self.speech.get(at).filter(|speech| speech.first <= token)
    }

    fn class(&self, source: Span) -> Option<SourceClass> {
        let text = source.slice(self.text);
        let words = || {
            let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
            parts.map(without_possessive).filter(|word| !word.is_empty())
        };
        let first = words().next();
        if words().nth(1).is_none() && first.is_some_and(|word| PRONOUNS.holds_word(word)) {
            return None;
        }
        let of = |set: &WordSet| words().any(|word| set.holds_word(word));
        let capitals = text.split_whitespace().skip(1).filter(|word| word.starts_with(char::is_uppercase)).count();
        let first_capital = text.starts_with(char::is_uppercase) && !first.is_some_and(|word| WordClass::Det.lists(&fold(word)));
        Some(if of(words!("anonymous unnamed anonymity anonymously")) {
            SourceClass::Anonymous
        } else if of(&BODY) && !text.contains(',') && !of(&OFFICES) {
            SourceClass::Institution
        } else if of(&ANONYMOUS) && !(first_capital && capitals >= 2) {
            SourceClass::Anonymous
        } else if first_capital || capitals >= 2 {
            SourceClass::Named
        } else if text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.contains(' ') {
            SourceClass::Institution
        } else {
            SourceClass::Role
        })
    }

    /// The span of the tokens `from..to`, without marks at either end but closing and opening quotation marks.
    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let keeps = |at: usize| {
            self.tokens[at].is_word()
                || matches!(self.slice(at), "“" | "”" | "\"" | "‘" | "’" | "'" | "(" | ")" | "[" | "]" | "$" | "%" | "…")
        };
        let first = (from..to).find(|&at| keeps(at))?;
        let mut last = (first..to).rev().find(|&at| keeps(at))?;
        // The full stop of an abbreviation is part of it: *the U.S.*, *at 2 a.m.*
        let stop = |at: usize| self.slice(at) == "." && self.tokens[at].span.start() == self.tokens[last].span.end();
        if last + 1 < to && stop(last + 1) && self.slice(last).contains('.') {
            last += 1;
        }
        (first..=last).any(|at| self.tokens[at].is_word()).then(|| Span::new(self.tokens[first].span.start(), self.tokens[last].span.end()))
    }

    fn slice(&self, at: usize) -> &str {
        self.tokens[at].slice(self.text)
    }
}

/// A word without its possessive endings.
fn without_possessive(mut word: &str) -> &str {
    while let Some(stem) = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['\'', '’', '‘', '\u{2bc}'])) {
        word = stem;
    }
    word
}

/// The attributions of a document's first passage as `direct source | cue | content .. content`.
#[cfg(test)]
fn shown(document: &crate::text::Document, text: &str) -> Vec<String> {
    let show = |one: &Attribution| {
        let words = |span: Option<Span>| span.map_or("-", |span| span.slice(text));
        let content: Vec<&str> = one.content.iter().map(|span| span.slice(text)).collect();
        format!("{}{} | {} | {}", if one.direct { "direct " } else { "" }, words(one.source), words(one.cue), content.join(" .. "))
    };
    document.passages()[0].attributions().iter().map(show).collect()
}
