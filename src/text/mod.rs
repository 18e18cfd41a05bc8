//! From an article to a [`Document`]: tokens, sentences, quotations and attributions, all as spans into the untouched text.
//!
//! Everything here is about form: where sentences end, which words stand in quotation marks, who is said to have said what. What words
//! signal is decided in [`find`](crate::find).

mod attributions;
mod quotations;
mod sentences;

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::article::{Article, Field, Trim};
use crate::cue::{Manner, Voice};
use crate::error::Result;
use crate::lexicon::{Lexicon, Match, Matcher, Signal, Words};
use crate::model::tagger::Rows;
use crate::span::Span;
use crate::token::{Token, tokenize};

pub use attributions::{Attributor, LABELS};

/// An article taken apart. Never changed once built.
#[derive(Clone, Debug)]
pub struct Document {
    article: Arc<Article>,
    passages: Vec<Passage>,
    matcher: Arc<Matcher>,
}

/// One of an article's two texts, taken apart.
#[derive(Clone, Debug)]
pub struct Passage {
    field: Field,
    tokens: Vec<Token>,
    voices: Vec<Voice>,
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    unbalanced: Vec<Unbalanced>,
    attributions: Vec<Attribution>,
    /// What the analyzer's lexicons list among the words, sentence after sentence, and where those of each sentence end.
    matches: Vec<Match>,
    match_ends: Vec<usize>,
}

/// Which part of an article a sentence belongs to.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// The title, or the first line that stands for one.
    Headline,
    /// Everything else.
    Body,
}

/// A sentence, sub-heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Without white space at either end.
    pub span: Span,
    /// Its tokens in the passage.
    pub tokens: Range<usize>,
    /// Headline or body.
    pub part: Part,
    /// Whether capitals say nothing here, as in a title-case headline.
    pub title_case: bool,
}

/// What quotation marks are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum QuotationClass {
    /// Somebody's words, spoken or written.
    Speech,
    /// One to three words held at a distance.
    Scare,
    /// The name of a work.
    Title,
}

/// Words between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening to the closing mark, both included.
    pub span: Span,
    /// What the marks are for.
    pub class: QuotationClass,
    /// Whether the closing mark is there; a quotation that goes on in the next paragraph has none and is none the worse.
    pub closed: bool,
    /// Whether it takes up the quotation of the paragraph before.
    pub continues: bool,
}

/// A quotation mark without a partner. What the words behind it are taken for is a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbalanced {
    /// The mark.
    pub mark: Span,
    /// Whether it opens a quotation that is never closed, or closes one that was never opened.
    pub opens: bool,
}

/// Who a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SourceClass {
    /// A person by name.
    Named,
    /// A person by office or part: *the minister*, *a witness*.
    Role,
    /// A body: *the ministry*, *Reuters*.
    Institution,
    /// Somebody who is not to be known: *officials*, *a source*.
    Anonymous,
}

/// Somebody's words or thoughts, and how they are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// Who says it, where the text says so.
    pub source: Option<Span>,
    /// The words that attribute: *said*, *according to*.
    pub cue: Option<Span>,
    /// What is said, in pieces where the source interrupts it.
    pub content: Vec<Span>,
    /// Whether all of it stands in quotation marks.
    pub direct: bool,
    /// How the verb treats it.
    pub manner: Manner,
    /// Who the source is; `None` for a pronoun.
    pub source_class: Option<SourceClass>,
    /// Where the article names the person that the source is a pronoun for, if that is clear.
    pub resolved: Option<Span>,
}

impl Document {
    /// The article as read.
    #[must_use]
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The texts that hold words: the separate title, if any, then the text.
    #[must_use]
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// The matches of a passage's sentence, where the document was taken apart with this very matcher: the words need not be searched again.
    pub(crate) fn matches<'a>(&self, passage: &'a Passage, sentence: usize, matcher: &Arc<Matcher>) -> Option<&'a [Match]> {
        let begin = sentence.checked_sub(1).map_or(0, |before| passage.match_ends[before]);
        Arc::ptr_eq(&self.matcher, matcher).then(|| &passage.matches[begin..passage.match_ends[sentence]])
    }
}

impl Passage {
    /// Which of the article's texts it is.
    #[must_use]
    pub fn field(&self) -> Field {
        self.field
    }

    /// Its tokens, page debris left out.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The voice of each token.
    #[must_use]
    pub fn voices(&self) -> &[Voice] {
        &self.voices
    }

    /// Its sentences in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Its quotations in order; a quotation inside another is part of it.
    #[must_use]
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Its quotation marks that have no partner, in order.
    #[must_use]
    pub fn unbalanced(&self) -> &[Unbalanced] {
        &self.unbalanced
    }

    /// Its attributions, in the order of their contents.
    #[must_use]
    pub fn attributions(&self) -> &[Attribution] {
        &self.attributions
    }

    /// The words of a sentence, as the lexicon's matcher reads them.
    #[must_use]
    pub fn words<'a>(&'a self, article: &'a Article, sentence: &Sentence) -> Words<'a> {
        Words { text: article.field(self.field), tokens: &self.tokens[sentence.tokens.clone()], title_case: sentence.title_case }
    }
}

/// Takes articles apart. Holds the verbs of saying, which sentences, quotations and attributions all lean on.
#[derive(Debug)]
pub struct Analyzer {
    matcher: Arc<Matcher>,
    attributor: Attributor,
}

impl Analyzer {
    /// An analyzer with the verbs of saying of these lexicons.
    #[must_use]
    pub fn new(lexicons: &[Lexicon]) -> Self {
        let reports = |signal: Signal| matches!(signal, Signal::Cue(kind) if kind.manner().is_some());
        let keep = |lexicon: &Lexicon| {
            let entries = lexicon.entries.iter().filter(|entry| reports(entry.signal)).cloned().collect();
            Lexicon { entries, ..lexicon.clone() }
        };
        Self::over(Arc::new(Matcher::new(lexicons.iter().map(keep).collect())))
    }

    /// An analyzer that shares its matcher with a [finder](crate::find::LexiconFinder): one search of the words serves both. Signals do not compete,
    /// so the verbs of saying are found as if they were alone.
    #[must_use]
    pub fn over(matcher: Arc<Matcher>) -> Self {
        Self { matcher, attributor: Attributor::Shipped }
    }

    /// The analyzer, with attributions found in another way.
    #[must_use]
    pub fn attributing(self, attributor: Attributor) -> Self {
        Self { attributor, ..self }
    }

    /// An analyzer with the verbs of saying that ship with the tool.
    ///
    /// # Errors
    ///
    /// Never for a released version: a test reads every table.
    pub fn shipped() -> Result<Self> {
        Ok(Self::new(&Lexicon::shipped()?))
    }

    /// Takes an article apart.
    #[must_use]
    pub fn document(&self, article: Arc<Article>) -> Document {
        let mut passages = Vec::with_capacity(2);
        // A title that the text repeats as its first line is counted there, once.
        if article.headline.is_none() && article.title.is_some() {
            passages.push(self.passage(&article, Field::Title));
        }
        passages.push(self.passage(&article, Field::Text));
        Document { article, passages, matcher: Arc::clone(&self.matcher) }
    }

    /// What a tagger of attributions sees of the article's text, for its fitting: of each sequence the spans of its tokens, and their features.
    #[must_use]
    pub fn attribution_rows(&self, article: &Article) -> Vec<(Vec<Span>, Rows)> {
        let ground = self.ground(article, Field::Text);
        let spans = |range: Range<usize>| ground.tokens[range].iter().map(|token| token.span).collect();
        attributions::rows(ground.view(article.field(Field::Text))).into_iter().map(|(range, rows)| (spans(range), rows)).collect()
    }

    fn passage(&self, article: &Article, field: Field) -> Passage {
        let text = article.field(field);
        let ground = self.ground(article, field);
        let attributions = self.attributor.find(ground.view(text));
        let Ground { tokens, sentences, quotations, unbalanced, matches, match_ends, .. } = ground;
        let voices = voices(&tokens, &quotations, &attributions);
        Passage { field, tokens, voices, sentences, quotations, unbalanced, attributions, matches, match_ends }
    }

    fn ground(&self, article: &Article, field: Field) -> Ground {
        let text = article.field(field);
        let tokens = tokens(article, field);
        let paragraphs = sentences::paragraphs(text, &tokens);
        let headline = match field {
            Field::Title => Some(Span::new(0, text.len())),
            Field::Text => article.headline,
        };
        let sentences = sentences::split(text, &tokens, &paragraphs, headline, &self.matcher);
        let mut reports = Vec::new();
        let (mut matches, mut match_ends) = (Vec::with_capacity(tokens.len() / 8), Vec::with_capacity(sentences.len()));
        for sentence in &sentences {
            let words = Words { text, tokens: &tokens[sentence.tokens.clone()], title_case: sentence.title_case };
            let begin = matches.len();
            self.matcher.find(&words, &mut matches);
            let report = |one: &Match| attributions::Report::new(one, self.matcher.entry(one.entry).1, sentence.tokens.start);
            reports.extend(matches[begin..].iter().filter_map(report));
            match_ends.push(matches.len());
        }
        let (quotations, unbalanced) = quotations::find(text, &tokens, &paragraphs, &sentences, &reports);
        Ground { tokens, paragraphs, sentences, quotations, unbalanced, reports, matches, match_ends }
    }
}

/// The tokens of one of an article's two texts, page debris left out.
#[must_use]
pub fn tokens(article: &Article, field: Field) -> Vec<Token> {
    let text = article.field(field);
    let trimmed: &[Trim] = if field == Field::Text { &article.trimmed } else { &[] };
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut start = 0;
    for trim in trimmed {
        tokenize(text, Span::new(start, trim.span.start()), &mut tokens);
        start = trim.span.end();
    }
    tokenize(text, Span::new(start, text.len()), &mut tokens);
    tokens
}

/// A text with all that attributions are found in.
struct Ground {
    tokens: Vec<Token>,
    paragraphs: Vec<Range<usize>>,
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    unbalanced: Vec<Unbalanced>,
    reports: Vec<attributions::Report>,
    matches: Vec<Match>,
    match_ends: Vec<usize>,
}

impl Ground {
    fn view<'a>(&'a self, text: &'a str) -> attributions::View<'a> {
        attributions::View {
            text,
            tokens: &self.tokens,
            paragraphs: &self.paragraphs,
            sentences: &self.sentences,
            quotations: &self.quotations,
            reports: &self.reports,
        }
    }
}

/// The voice of each token: quoted inside speech, reported inside the content of an indirect attribution, else the outlet's.
fn voices(tokens: &[Token], quotations: &[Quotation], attributions: &[Attribution]) -> Vec<Voice> {
    let mut voices = vec![Voice::Outlet; tokens.len()];
    let mut paint = |span: Span, voice: Voice| {
        let first = tokens.partition_point(|token| token.span.start() < span.start());
        let last = tokens.partition_point(|token| token.span.start() < span.end());
        voices[first..last.max(first)].fill(voice);
    };
    for piece in attributions.iter().filter(|attribution| !attribution.direct).flat_map(|attribution| &attribution.content) {
        paint(*piece, Voice::Reported);
    }
    for quotation in quotations.iter().filter(|quotation| quotation.class == QuotationClass::Speech) {
        paint(quotation.span, Voice::Quoted);
    }
    voices
}
