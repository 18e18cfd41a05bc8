//! Whether a sentence is hedged: a probability and a decision, from its words, pairs, pieces of words, words beside the classes of their neighbours, what
//! the lexicons list, and passives that name no agent.
//!
//! Weasels are no words of their own: *some critics say*, *it is widely considered*. What they share is a quantity or an adverb before a class of people, and a
//! passive without *by*; so a word counts with what stands around it, where words of grammar stand for themselves and all others for their ending.

use std::sync::LazyLock;

use crate::cue::{CueKind, Voice};
use crate::error::{Error, Result};
use crate::find::hedges::Sentence;
use crate::lexicon::Signal;
use crate::model::shipped::HEDGED;
use crate::model::tagger::feature;
use crate::model::{Occurrences, Sums, Weighed};
use crate::token::{Token, TokenKind, fold_chars, fold_hash};
use crate::word_set::WordSet;

/// Number of families of features.
pub const FAMILIES: u8 = 6;

/// Families, in the order of their numbers.
#[derive(Clone, Copy)]
enum Family {
    Words,
    Pairs,
    Pieces,
    Contexts,
    Lexicon,
    Passives,
}

/// Words that stand for themselves: grammar, frequency, and who is said to say.
static GRAMMAR: WordSet = WordSet::new(
    "a an the this these those my your his her its our their some any no every each all both many much few several most another other such i you he \
    she it we they who there everyone someone one be am is are was were been being have has had having do does did can could may might must shall \
    should will would cannot of in for with on at from by about into through after over between against during before under to that and or but nor \
    if unless whether until when once while because although though since not never as which what whose how why where more less than himself herself \
    itself themselves him them us me so very often sometimes usually generally commonly widely also only even however people critics fans said say says",
);
/// The classes of what passives begin with.
static BE: LazyLock<[u32; 6]> = LazyLock::new(|| ["is", "are", "was", "were", "been", "be"].map(|word| fold_hash(word) | GRAMMATICAL));
static PARTICIPLES: WordSet = WordSet::new("known thought said held seen felt found made given");
const ENDINGS: [&str; 15] = ["ly", "ing", "ed", "tion", "ers", "ists", "ians", "s", "er", "est", "al", "ous", "ive", "able", "ful"];

/// Longest piece of a word, and shortest.
const PIECES: std::ops::RangeInclusive<usize> = 2..=5;
/// The class of what stands before the first token and after the last.
const OUTSIDE: u32 = 1;
const NUMBER: u32 = 2;
const NAME: u32 = 3;
const PLAIN: u32 = 4;
/// Words of grammar and marks have classes from here on.
const GRAMMATICAL: u32 = 1 << 31;
/// The class of a participle in -ed.
const ED: u32 = 7;

/// How likely a sentence is hedged, and whether it is decided to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hedged {
    /// Calibrated on sentences of Wikipedia, of which three in ten are marked.
    pub probability: f64,
    /// Whether the probability reaches the cut at which F1 is best.
    pub decided: bool,
}

/// The model that says so.
#[derive(Clone, Debug)]
pub struct HedgedModel {
    weighed: Weighed,
}

/// What a model keeps from sentence to sentence: words whose letters were looked at come again. A room serves one model.
#[derive(Debug, Default)]
pub struct Room {
    classes: Vec<u32>,
    known: Vec<Known>,
}

/// A word that was looked at, and what its pieces weigh.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    key: [u64; 2],
    length: usize,
    looked_at: Looked,
}

/// A word's class, inside a sentence and as its first word, and its pieces: what they weigh together, and how many they are.
#[derive(Clone, Copy, Debug, Default)]
struct Looked {
    class: u32,
    first_class: u32,
    weight: i64,
    count: u32,
    /// What the word itself weighs.
    own: i64,
}

/// How many words are kept.
const KEPT: usize = 1 << 13;

static SHIPPED: LazyLock<HedgedModel> = LazyLock::new(|| {
    let model = HedgedModel::from_bytes(HEDGED.bytes);
    model.expect("the shipped weights, which a test reads")
});

impl HedgedModel {
    /// A model over [`features`].
    ///
    /// # Errors
    ///
    /// [`Error::Data`] for another number of families.
    pub fn new(weighed: Weighed) -> Result<Self> {
        let families = weighed.settings().families;
        if families != FAMILIES {
            return Err(Error::Data(format!("expected {FAMILIES} families of features, found {families}")));
        }
        Ok(Self { weighed })
    }

    /// The model that ships with the tool.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a file that `parallax train hedged` wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the bytes are no such model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::new(Weighed::from_bytes(bytes)?)
    }

    /// The model as a file.
    ///
    /// # Errors
    ///
    /// Never for a model that was fitted or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.weighed.to_bytes()
    }

    /// Whether it was fitted to the text with this fingerprint.
    #[must_use]
    pub fn has_seen(&self, fingerprint: u64) -> bool {
        self.weighed.has_seen(fingerprint)
    }

    /// Judges a sentence.
    #[must_use]
    pub fn judge(&self, sentence: &Sentence<'_>, voices: &[Voice], room: &mut Room) -> Hedged {
        let mut sums = Sums::default();
        self.add(sentence, voices, room, &mut sums);
        self.ask(&sums)
    }

    /// Adds what the features of a sentence weigh: a text of several sentences is judged by the sums over them.
    pub fn add(&self, sentence: &Sentence<'_>, voices: &[Voice], room: &mut Room, sums: &mut Sums) {
        let words = sentence.words;
        room.known.resize(KEPT, Known::default());
        room.classes.clear();
        for (at, token) in words.tokens.iter().enumerate() {
            let Looked { class, first_class, weight, count, own } = self.look(token, words.text, &mut room.known);
            room.classes.push(if at == 0 { first_class } else { class });
            sums.add(Family::Pieces as u8, weight, count);
            sums.add(Family::Words as u8, own, 1);
        }
        visit(sentence, voices, &room.classes, |family, hash| sums.add(family as u8, self.weighed.weight(family as u8, hash), 1));
    }

    /// What the [`features`] of a text say: the same as [`HedgedModel::add`] and [`HedgedModel::ask`].
    #[must_use]
    pub fn ask_occurrences(&self, found: &Occurrences) -> Hedged {
        self.ask(&self.weighed.sums(found))
    }

    /// What sums over features say.
    #[must_use]
    pub fn ask(&self, sums: &Sums) -> Hedged {
        let (probability, decided) = self.weighed.ask(sums);
        Hedged { probability, decided }
    }

    fn look(&self, token: &Token, text: &str, known: &mut [Known]) -> Looked {
        let word = token.slice(text);
        let fresh = || {
            let (mut weight, mut count) = (0, 0);
            pieces(word, |piece| {
                weight += self.weighed.weight(Family::Pieces as u8, piece);
                count += 1;
            });
            let own = self.weighed.weight(Family::Words as u8, own(token));
            Looked { class: class(token, text, false), first_class: class(token, text, true), weight, count, own }
        };
        let Some(key) = key(word.as_bytes()) else { return fresh() };
        let Some(place) = known.get_mut(token.hash() as usize % KEPT) else { return fresh() };
        if place.length != word.len() || place.key != key {
            *place = Known { key, length: word.len(), looked_at: fresh() };
        }
        place.looked_at
    }
}

/// Appends the features of a sentence, for fitting.
pub fn features(sentence: &Sentence<'_>, voices: &[Voice], found: &mut Occurrences) {
    let words = sentence.words;
    let classes: Vec<u32> = words.tokens.iter().enumerate().map(|(at, token)| class(token, words.text, at == 0)).collect();
    for at in 0..words.tokens.len() {
        pieces(words.slice(at), |piece| found.push((Family::Pieces as u8, piece)));
        found.push((Family::Words as u8, own(&words.tokens[at])));
    }
    visit(sentence, voices, &classes, |family, hash| found.push((family as u8, hash)));
}

/// The pieces of a word, its ends included.
fn pieces(word: &str, mut put: impl FnMut(u32)) {
    let mut each = |padded: &[u32]| {
        for begin in 0..padded.len() {
            // A piece goes on where a shorter one ended.
            let mut piece = 0;
            for (length, &letter) in (1..=*PIECES.end()).zip(&padded[begin..]) {
                piece = feature(6, piece, letter);
                if length >= *PIECES.start() {
                    put(feature(7, piece, 0));
                }
            }
        }
    };
    let (mut short, mut length) = ([u32::from(' '); 34], 1);
    let room = short.len() - 1;
    if word.is_ascii() && word.len() < room {
        for byte in word.bytes() {
            short[length] = u32::from(byte.to_ascii_lowercase());
            length += 1;
        }
        each(&short[..=length]);
    } else {
        let padded: Vec<u32> = std::iter::once(' ').chain(fold_chars(word)).chain([' ']).map(u32::from).collect();
        each(&padded);
    }
}

/// All bytes of a word of at most sixteen, which with their number tell it from all others: the first and the last eight, or four, some of them twice.
#[inline]
fn key(bytes: &[u8]) -> Option<[u64; 2]> {
    let eight = |at: usize| bytes[at..].first_chunk().map_or(0, |eight: &[u8; 8]| u64::from_le_bytes(*eight));
    let four = |at: usize| bytes[at..].first_chunk().map_or(0, |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four)));
    match bytes.len() {
        0..=3 => Some([bytes.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0]),
        length @ 4..=7 => Some([four(0), four(length - 4)]),
        length @ 8..=16 => Some([eight(0), eight(length - 8)]),
        _ => None,
    }
}

/// The feature that a word is by itself.
fn own(token: &Token) -> u32 {
    feature(1, token.hash(), 0)
}

/// All features of a sentence but its words and their pieces.
fn visit(sentence: &Sentence<'_>, voices: &[Voice], classes: &[u32], mut take: impl FnMut(Family, u32)) {
    let words = sentence.words;
    let mut put = |family: Family, name: u32, one: u32, other: u32| take(family, feature(name, one, other));
    let mut before = OUTSIDE;
    for (at, token) in words.tokens.iter().enumerate() {
        let hash = token.hash();
        if let Some(next) = words.tokens.get(at + 1) {
            put(Family::Pairs, 2, hash, next.hash());
        }
        let after = classes.get(at + 1).copied().unwrap_or(OUTSIDE);
        put(Family::Contexts, 3, hash, before);
        put(Family::Contexts, 4, hash, after);
        before = classes[at];
    }
    for one in sentence.matches {
        let Signal::Cue(kind) = one.signal else { continue };
        let entry = sentence.matcher.entry(one.entry).1;
        put(Family::Lexicon, 8, kind as u32, 0);
        put(Family::Lexicon, 9, kind as u32, fold_hash(&entry.words));
        if kind == CueKind::Hedge {
            put(Family::Lexicon, 10, entry.subtype.as_deref().map_or(0, fold_hash), 0);
        }
    }
    for voice in [Voice::Outlet, Voice::Quoted, Voice::Reported].into_iter().filter(|voice| voices.contains(voice)) {
        put(Family::Lexicon, 11, voice as u32, 0);
    }
    let be = *BE;
    for at in (0..words.tokens.len()).filter(|&at| be.contains(&classes[at])) {
        let near = at + 1..words.tokens.len().min(at + 4);
        let Some(verb) = near.into_iter().find(|&near| classes[near] == ED || PARTICIPLES.holds(&words.tokens[near], words.text)) else {
            continue;
        };
        let agent = u32::from((verb..words.tokens.len().min(verb + 5)).any(|near| words.tokens[near].is(words.text, "by")));
        put(Family::Passives, 12, words.tokens[verb].hash(), agent);
        put(Family::Passives, 13, agent, 0);
        put(Family::Passives, 14, words.tokens[verb].hash(), classes.get(verb + 1).copied().unwrap_or(OUTSIDE));
    }
}

/// Grammar and marks as their own hash; of other words whether they are a number, a name, or what they end in.
fn class(token: &Token, text: &str, first: bool) -> u32 {
    let word = token.slice(text);
    if token.kind == TokenKind::Mark || GRAMMAR.holds(token, text) {
        return token.hash() | GRAMMATICAL;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return NUMBER;
    }
    if word.starts_with(char::is_uppercase) && !first {
        return NAME;
    }
    let bytes = word.as_bytes();
    let ends = |ending: &str| bytes.len() > 4 && bytes[bytes.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes());
    (5..).zip(ENDINGS).find(|(_, ending)| ends(ending)).map_or(PLAIN, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::Analyzer;

    fn of(analyzer: &Analyzer, matcher: &Matcher, text: &str) -> Occurrences {
        let document = analyzer.document(Arc::new(Article::new("a", text)));
        let mut found = Occurrences::new();
        for passage in document.passages() {
            for sentence in passage.sentences() {
                let words = passage.words(document.article(), sentence);
                let mut matches = Vec::new();
                matcher.find(&words, &mut matches);
                let voices = &passage.voices()[sentence.tokens.clone()];
                features(&Sentence { words: &words, matches: &matches, matcher }, voices, &mut found);
            }
        }
        found
    }

    fn tools() -> (Analyzer, Arc<Matcher>) {
        let matcher = Arc::new(Matcher::new(Lexicon::shipped().expect("the shipped tables")));
        (Analyzer::over(Arc::clone(&matcher)), matcher)
    }

    #[test]
    fn weasels_of_other_words_share_their_context() {
        let (analyzer, matcher) = tools();
        let contexts = |text: &str| -> Vec<u32> {
            of(&analyzer, &matcher, text)
                .into_iter()
                .filter(|(family, _)| *family == Family::Contexts as u8)
                .map(|(_, hash)| hash)
                .collect()
        };
        let (one, other, third) = (contexts("Some historians argue"), contexts("Some librarians argue"), contexts("Some rain fell"));
        assert_eq!(one[1], other[1], "`some` before people in -ians");
        assert_ne!(one[1], third[1]);
    }

    #[test]
    fn a_passive_tells_whether_it_names_an_agent() {
        let (analyzer, matcher) = tools();
        let passives = |text: &str| -> Vec<u32> {
            of(&analyzer, &matcher, text)
                .into_iter()
                .filter(|(family, _)| *family == Family::Passives as u8)
                .map(|(_, hash)| hash)
                .collect()
        };
        let (bare, named) = (passives("It is widely considered great."), passives("It is widely considered great by Roe."));
        assert_eq!((bare.len(), named.len()), (3, 3));
        assert!(bare[0] != named[0] && bare[1] != named[1] && bare[2] == named[2]);
        assert!(passives("It considered them.").is_empty());
    }

    #[test]
    fn any_text_has_features() {
        let (analyzer, matcher) = tools();
        proptest!(ProptestConfig::with_cases(200), |(text in "(\\PC|is |some |known |by |“){0,40}")| {
            prop_assert!(of(&analyzer, &matcher, &text).iter().all(|(family, _)| *family < FAMILIES));
        });
    }
}
