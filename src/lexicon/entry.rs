//! One line of a lexicon: the words, what they signal, and when they do.

use crate::cue::CueKind;
use crate::lexicon::gate::Gate;
use crate::lexicon::inflect::{self, Inflect};
use crate::span::Span;
use crate::token::{fold_chars, tokenize};

/// What the words of an entry signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// A cue of this kind.
    Cue(CueKind),
    /// A part of negation, which governs cues and is none itself.
    Negation(NegationRole),
}

/// What a negation entry does to the words around it (Chapman 2001; Harkema 2009).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumString, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum NegationRole {
    /// Negates what follows: *not*.
    Forward,
    /// Negates what precedes: *was ruled out*.
    Backward,
    /// Looks like a negation and negates nothing: *not only*. Consumes the words it covers.
    Pseudo,
    /// Ends the extent of a negation: *but*.
    Terminator,
}

/// One line of a lexicon.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The words in lower case; `*` at a word's end stands for any ending.
    pub words: String,
    /// What they signal.
    pub signal: Signal,
    /// The family within the kind; for factives and implicatives the signature, such as `+,-`.
    pub subtype: Option<String>,
    /// How they change form.
    pub inflect: Inflect,
    /// Conditions on the words around, all of which must hold.
    pub gates: Vec<Gate>,
    /// Longer phrases in which the words do not count.
    pub except: Vec<Phrase>,
    /// How surely a match in news prose is such a cue, 0 to 1.
    pub weight: f32,
    /// The weight that reading gave it, before labelled text had its say; `None` where that is the weight.
    pub read: Option<f32>,
    /// What labelled text says of it; `None` where none speaks to it.
    pub support: Option<Support>,
    /// Key of the reference that the entry rests on.
    pub source: Option<String>,
    /// A reason worth keeping.
    pub note: Option<String>,
    /// 1-based line of the table.
    pub line: usize,
}

/// How often an entry is right where people marked such words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// Places that touch what people marked.
    pub right: u32,
    /// All places.
    pub found: u32,
    /// `right` over `found`, drawn toward the precision of the whole list there.
    pub precision: f32,
}

/// The words of an exception around the words of its entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Words before the entry's, nearest last.
    pub before: Vec<String>,
    /// Words after the entry's.
    pub after: Vec<String>,
}

impl Entry {
    /// All forms that the entry matches, itself first.
    #[must_use]
    pub fn forms(&self) -> Vec<String> {
        inflect::forms(&self.words, &self.inflect)
    }
}

/// Splits an entry or phrase into its words; a hyphen between two words is a word `-` of its own.
pub(super) fn pattern(phrase: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in phrase.split(' ') {
        let (stem, open) = part.strip_suffix('*').map_or((part, false), |stem| (stem, true));
        let mut tokens = Vec::new();
        tokenize(stem, Span::new(0, stem.len()), &mut tokens);
        words.extend(tokens.iter().map(|token| fold_chars(token.slice(stem)).collect::<String>()));
        if open && let Some(last) = words.last_mut() {
            last.push('*');
        }
    }
    words
}

impl Phrase {
    /// Reads an exception of an entry with these `forms`; `None` when the phrase holds none of them, or nothing else.
    pub(super) fn parse(phrase: &str, forms: &[String]) -> Option<Self> {
        let phrase = pattern(phrase);
        forms.iter().map(|form| pattern(form)).find_map(|words| {
            let same = |(a, b): (&String, &String)| a.trim_end_matches('*') == b.trim_end_matches('*');
            let at = phrase.windows(words.len()).position(|window| window.iter().zip(&words).all(same))?;
            let (before, after) = (phrase[..at].to_vec(), phrase[at + words.len()..].to_vec());
            (!before.is_empty() || !after.is_empty()).then_some(Self { before, after })
        })
    }
}
