//! From a document and its cues to counts: how many cues of each kind, in whose voice, in which part, over how many words.
//!
//! Everything is counted per sentence and added up, so that rates add exactly and can be resampled by sentence or by article.

use serde::Serialize;

use crate::cue::{Cue, CueKind, Voice};
use crate::find::hedged::Hedged;
use crate::find::{Clause, Findings};
use crate::text::{Document, Part, Passage, Sentence};

/// Cues over words. Kept as counts, so that rates add exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Number of cues.
    pub cues: u64,
    /// Number of words.
    pub words: u64,
}

impl Rate {
    /// Cues in a thousand words; `None` where there are no words.
    #[must_use]
    pub fn per_1000(self) -> Option<f64> {
        (self.words > 0).then(|| self.cues as f64 * 1000.0 / self.words as f64)
    }
}

/// Which words and cues a rate takes in: `None` is all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice {
    /// Whose words.
    pub voice: Option<Voice>,
    /// Where they stand.
    pub part: Option<Part>,
}

impl Slice {
    /// The name of the voice as records write it.
    #[must_use]
    pub fn voice_name(self) -> &'static str {
        self.voice.map_or("all", Voice::name)
    }

    /// The name of the part as records write it.
    #[must_use]
    pub fn part_name(self) -> &'static str {
        match self.part {
            None => "all",
            Some(Part::Headline) => "headline",
            Some(Part::Body) => "body",
        }
    }

    fn holds(self, voice: Voice, part: Part) -> bool {
        self.voice.is_none_or(|one| one == voice) && self.part.is_none_or(|one| one == part)
    }
}

const PARTS: usize = 2;

/// Words by voice and part, and cues by kind, voice and part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    words: [[u32; PARTS]; Voice::COUNT],
    cues: [[[u32; PARTS]; Voice::COUNT]; CueKind::COUNT],
}

impl Tally {
    /// The rate of a kind over a slice of the words.
    #[must_use]
    pub fn rate(&self, kind: CueKind, slice: Slice) -> Rate {
        Rate { cues: sum(&self.cues[kind as usize], slice), words: self.words(slice) }
    }

    /// The number of words in a slice.
    #[must_use]
    pub fn words(&self, slice: Slice) -> u64 {
        sum(&self.words, slice)
    }

    /// Adds the counts of another tally.
    pub fn add(&mut self, other: &Self) {
        for (own, others) in self.words.iter_mut().flatten().zip(other.words.iter().flatten()) {
            *own += others;
        }
        for (own, others) in self.cues.iter_mut().flatten().flatten().zip(other.cues.iter().flatten().flatten()) {
            *own += others;
        }
    }
}

fn sum(counts: &[[u32; PARTS]; Voice::COUNT], slice: Slice) -> u64 {
    let mut total = 0;
    for voice in Voice::all() {
        for part in [Part::Headline, Part::Body] {
            if slice.holds(voice, part) {
                total += u64::from(counts[voice as usize][part as usize]);
            }
        }
    }
    total
}

/// An article with its cues and counts.
#[derive(Clone, Debug)]
pub struct ArticleScore {
    /// The article, taken apart.
    pub document: Document,
    /// Its cues, in the order of its texts.
    pub cues: Vec<Cue>,
    /// Its clauses, in the order of its texts; `None` where none were looked for.
    pub clauses: Option<Vec<Clause>>,
    /// How likely each sentence is hedged, those of the title first; empty where nothing was asked.
    pub hedged: Vec<Hedged>,
    /// Counts of each sentence, those of the title first.
    pub sentences: Vec<Tally>,
    /// Counts of the whole.
    pub total: Tally,
    /// The voice that reported words count as.
    pub reported_as: Voice,
}

impl ArticleScore {
    /// Counts the cues found in a document; `reported_as` is the voice that reported words count as.
    #[must_use]
    pub fn new(document: Document, found: impl Into<Findings>, reported_as: Voice) -> Self {
        let Findings { cues, clauses, hedged } = found.into();
        let mut sentences = Vec::with_capacity(document.passages().iter().map(|passage| passage.sentences().len()).sum());
        let mut total = Tally::default();
        let mut waiting = cues.iter().peekable();
        for passage in document.passages() {
            for sentence in passage.sentences() {
                let mut tally = Tally::default();
                let mut words = [0; Voice::COUNT];
                for (token, &voice) in tokens_of(passage, sentence) {
                    words[voice as usize] += u32::from(token.is_word());
                }
                for (voice, words) in Voice::all().zip(words) {
                    let voice = if voice == Voice::Reported { reported_as } else { voice };
                    tally.words[voice as usize][sentence.part as usize] += words;
                }
                while let Some(cue) = waiting.next_if(|cue| cue.field == passage.field() && cue.span.start() < sentence.span.end()) {
                    tally.cues[cue.kind as usize][cue.voice as usize][sentence.part as usize] += 1;
                }
                total.add(&tally);
                sentences.push(tally);
            }
        }
        Self { document, cues, clauses, hedged, sentences, total, reported_as }
    }

    /// The voice that words of this voice count as.
    #[must_use]
    pub fn counted_as(&self, voice: Voice) -> Voice {
        if voice == Voice::Reported { self.reported_as } else { voice }
    }

    /// Number of words, page debris left out.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.total.words(Slice::default())
    }
}

fn tokens_of<'a>(passage: &'a Passage, sentence: &Sentence) -> impl Iterator<Item = (&'a crate::token::Token, &'a Voice)> {
    passage.tokens()[sentence.tokens.clone()].iter().zip(&passage.voices()[sentence.tokens.clone()])
}
