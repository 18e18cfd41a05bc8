//! People's verdicts on what a run found: draws a blind sample to judge, and reads the verdicts back as figures.
//!
//! In goes RUN, the JSON lines of `parallax score` or `compare`. [`Choice`] draws from it and [`Pages`] cuts the words around each drawn
//! place out of the texts: a [`Sheet`]. [`Verdicts`] takes filled-in sheets, and [`estimate`] makes of them and the same RUN how often the
//! cues are right, how often sentences are missed, and what that does to the differences between outlets. No file is opened here: streams
//! come in and values go out, and RUN is read a line at a time, so that what is kept grows with the sample and not with the run.
//!
//! # What is asked
//!
//! A *cue* item shows words that the run marked and asks whether they signal the kind in this place. It says how often a cue is right, and
//! cannot say what was missed. For that there are *sentence* items: whole sentences with nothing marked in them, and the question whether
//! any wording in the sentence signals the kind. Were all of them sentences without a cue, the question would give the program's answer
//! away, and a reviewer would begin to answer it with the program. So as many are drawn in which the run **has** a cue of the kind. The two
//! look the same on the sheet, and their verdicts make both predictive values from one question.
//!
//! # What is hidden
//!
//! Outlet, article, title and link, voice, weight and lexicon entry. An item is known by a hash of its place ([`Place::id`]), so a sheet needs no
//! key: reading back computes the hashes of everything in RUN anew. A text may still name its own outlet; that cannot be hidden without
//! rewriting it.

mod draw;
mod estimate;
mod run;
mod verdicts;

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::article::Field;
use crate::checksum::hex;
use crate::cue::CueKind;
use crate::span::Span;

pub use draw::{Choice, Options, Pages, Sheet, SheetItem, Shortage};
pub use estimate::{Agreed, Detection, Of, Precision, Prevalence, Reviewed, Share, Verdicted, estimate};
pub use run::Made;
pub use verdicts::{Verdict, Verdicts};

/// What an item shows and asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Asked {
    /// Words that the run marked: are they a cue of the kind?
    Cue,
    /// A sentence in which the run has a cue of the kind, shown without it: is there one?
    Marked,
    /// A sentence in which the run has none: is there one?
    Unmarked,
}

impl Asked {
    /// Whether a whole sentence is shown.
    #[must_use]
    pub fn is_sentence(self) -> bool {
        self != Self::Cue
    }
}

/// What tells an item from all others of a run, and tells a reviewer nothing.
///
/// Written as `q` and twelve hex digits. Without a letter in front, one of two hundred such ids is a number to a spreadsheet (`004512e77310`),
/// which writes it back as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId([u8; 6]);

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "q{}", hex(&self.0))
    }
}

impl FromStr for ItemId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is no item; expected q and twelve hex digits, as the sheet has them");
        let digits = text.strip_prefix(['q', 'Q']).filter(|digits| digits.len() == 12).ok_or_else(fault)?;
        let mut id = [0; 6];
        for (at, byte) in id.iter_mut().enumerate() {
            let pair = digits.get(2 * at..2 * at + 2).filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()));
            *byte = u8::from_str_radix(pair.ok_or_else(fault)?, 16).map_err(|_| fault())?;
        }
        Ok(Self(id))
    }
}

/// Where an item stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The kind that is asked about.
    pub kind: CueKind,
    /// The article's id.
    pub article: &'a str,
    /// Which of the article's texts.
    pub field: Field,
    /// The cue's words, or the sentence.
    pub span: Span,
    /// What is shown and asked.
    pub asked: Asked,
}

impl Place<'_> {
    /// The first twelve hex digits of the SHA-256 of kind, article id, field, start, end and what is asked, with a NUL between each two.
    #[must_use]
    pub fn id(&self) -> ItemId {
        let field = if self.field == Field::Title { "title" } else { "text" };
        let asked: &str = self.asked.into();
        let (start, end) = (self.span.start().to_string(), self.span.end().to_string());
        let mut hash = Sha256::new();
        for (place, part) in [self.kind.name(), self.article, field, &start, &end, asked].into_iter().enumerate() {
            if place > 0 {
                hash.update([0]);
            }
            hash.update(part);
        }
        let hash: [u8; 32] = hash.finalize().into();
        Self::first(&hash)
    }

    fn first(hash: &[u8; 32]) -> ItemId {
        let mut id = [0; 6];
        id.copy_from_slice(&hash[..6]);
        ItemId(id)
    }
}

/// What a reviewer is asked about an item: the kind with the first sentence of its explanation.
///
/// Sentences with and without a cue get one and the same question.
#[must_use]
pub fn question(kind: CueKind, asked: Asked) -> String {
    let (name, definition) = definition(kind);
    let what =
        if asked.is_sentence() { "Does any wording in this sentence signal this?" } else { "Do the words signal this, in this place?" };
    format!("{what} {name}: {definition}")
}

/// The name of a kind and what it means, in a sentence: its explanation up to the authors.
#[must_use]
pub fn definition(kind: CueKind) -> (String, String) {
    let explanation = kind.explanation().split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = explanation.find(". ").map_or(explanation.as_str(), |end| &explanation[..=end]);
    let (name, definition) = sentence.split_once(": ").unwrap_or((kind.name(), sentence));
    (name.to_owned(), definition.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_known_by_a_hash_of_its_place_alone() {
        let place = Place { kind: CueKind::Hedge, article: "a1", field: Field::Text, span: Span::new(10, 13), asked: Asked::Cue };
        // printf 'hedge\0a1\0text\0010\00013\0cue' | sha256sum, with the digits parted from the octal escapes.
        let by_hand = crate::checksum::sha256(b"hedge\0a1\0text\x0010\x0013\0cue");
        assert_eq!(place.id().to_string(), format!("q{}", &by_hand[..12]));
        assert_eq!(place.id().to_string().parse(), Ok(place.id()));
        for other in [
            Place { kind: CueKind::Booster, ..place },
            Place { article: "a2", ..place },
            Place { field: Field::Title, ..place },
            Place { span: Span::new(10, 14), ..place },
            Place { asked: Asked::Marked, ..place },
        ] {
            assert_ne!(other.id(), place.id(), "{other:?}");
        }
    }

    #[test]
    fn what_is_no_item_is_refused() {
        for text in ["", "q", "004512e77310", "q004512e7731", "q004512e773100", "q+04512e77310", "qé04512e7731", "1.23E+11"] {
            assert!(text.parse::<ItemId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_question_gives_a_definition_with_examples_and_no_author() {
        for kind in CueKind::all() {
            let (name, definition) = definition(kind);
            assert!(!name.is_empty() && definition.contains("such as") && definition.ends_with('.'), "{kind}: {name}, {definition}");
            assert!(!definition.contains("(1") && !definition.contains("(2") && !definition.contains("After "), "{kind}: {definition}");
            assert_eq!(question(kind, Asked::Marked), question(kind, Asked::Unmarked));
        }
    }
}
