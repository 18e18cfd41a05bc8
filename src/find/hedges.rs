//! Hedges by what stands around them: *may* of possibility and *may* of permission, *would* behind an *if*, *considered* as opinion and as deliberation.
//!
//! Only candidates are looked at: words that stood inside a cue when the recogniser was fitted, and words of the hedge lexicon. They are one word in
//! forty, so that the context of each may cost a hundred look-ups. The candidates of a sentence are one sequence: an *if* says what the *would* after it is.

use std::sync::LazyLock;

use crate::cue::CueKind;
use crate::lexicon::{Match, Matcher, Signal, Words};
use crate::model::tagger::{Rows, Tagger, feature};
use crate::span::Span;
use crate::token::{Token, TokenKind, fold_hash};

/// What makes a hedge one, after Szarvas, Vincze et al. (2012).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::EnumIter, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Subtype {
    /// It could be so, for all that is known: *may*, *likely*.
    Epistemic,
    /// Somebody holds it to be so: *believe*, *considered*.
    Doxastic,
    /// It is so where something else is: *if*, *would*.
    Condition,
    /// Whether it is so is being looked into: *whether*.
    Investigation,
}

impl Subtype {
    /// All of them, in the order of a recogniser's labels.
    pub const ALL: [Self; 4] = [Self::Epistemic, Self::Doxastic, Self::Condition, Self::Investigation];

    /// The name that lexicons and records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Labels of a recogniser's tagger: none, then [`Subtype::ALL`].
pub const LABELS: [&str; 5] = ["none", "epistemic", "doxastic", "condition", "investigation"];

/// What is asked about a candidate. A recogniser may be fitted without one of these, to see what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Family {
    /// The word together with each of the two words on either side.
    Neighbours,
    /// The words on either side alone, whatever the word itself.
    Around,
    /// The beginning and the end of the word, for words never seen.
    Form,
    /// Word classes on either side.
    Classes,
    /// What the hedge lexicon says, and what the other lexicons say; candidates that only the lexicon knows.
    Lexicon,
    /// Whether *if*, *unless* or *whether* stands before or after in the sentence.
    Condition,
    /// A form of *be*, *have* or a modal before, *that*, *to* or *as* after: voice and complement of a verb.
    Frame,
    /// A negation among the four words before.
    Negation,
    /// First in the sentence, capitalised, in a question.
    Place,
    /// The word with both neighbours, two before, two after, and the third on either side.
    Triples,
}

/// What a recogniser looks at and what it asks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Hashes of the folded candidates, rising.
    candidates: Vec<u32>,
    /// One bit for the low part of each hash: most words end here.
    filter: Vec<u64>,
    without: Option<Family>,
}

/// Bits of the filter: two hundred candidates set one in three hundred.
const FILTER: usize = 1 << 16;

/// Room that is kept from sentence to sentence, so that nothing is allocated for each.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// The features of the candidates.
    pub rows: Rows,
    /// The candidates, as tokens of the sentence.
    pub places: Vec<usize>,
    tags: Vec<u8>,
    marks: Vec<Mark>,
    classes: Vec<u8>,
}

/// A sentence as the recogniser takes it.
#[derive(Clone, Copy)]
pub struct Sentence<'a> {
    /// Its words.
    pub words: &'a Words<'a>,
    /// What the lexicons list among them.
    pub matches: &'a [Match],
    /// The lexicons.
    pub matcher: &'a Matcher,
}

/// A hedge that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// First token, counted from the sentence's first.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// What makes it a hedge.
    pub subtype: Subtype,
}

/// What the lexicons say of a token.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// Place in [`LABELS`]; 5 for an approximator, 0 for no hedge.
    hedge: u8,
    entry: u32,
    kinds: u16,
    negation: bool,
}

/// Finds hedges and says what makes them such.
#[derive(Clone, Debug)]
pub struct Hedges {
    view: View,
    tagger: Tagger,
}

impl Hedges {
    /// A recogniser of a tagger that was fitted to what the view shows.
    #[must_use]
    pub fn new(view: View, tagger: Tagger) -> Self {
        Self { view, tagger }
    }

    /// Appends the hedges of a sentence, in order. Neighbours of one subtype are one hedge.
    pub fn find(&self, sentence: &Sentence<'_>, room: &mut Room, found: &mut Vec<Recognised>) {
        self.view.look(sentence, |_| false, room);
        if room.places.is_empty() {
            return;
        }
        self.tagger.tag(&mut room.rows, &mut room.tags);
        let begin = found.len();
        for (&at, &tag) in room.places.iter().zip(&room.tags) {
            let Some(&subtype) = usize::from(tag).checked_sub(1).and_then(|place| Subtype::ALL.get(place)) else { continue };
            match found[begin..].last_mut() {
                Some(last) if last.subtype == subtype && last.last + 1 == at => last.last = at,
                _ => found.push(Recognised { first: at, last: at, subtype }),
            }
        }
    }
}

impl View {
    /// A view of the words with these hashes; `without` leaves out a family of features.
    #[must_use]
    pub fn new(mut candidates: Vec<u32>, without: Option<Family>) -> Self {
        candidates.sort_unstable();
        candidates.dedup();
        let mut filter = vec![0; FILTER / 64];
        for &hash in &candidates {
            let bit = hash as usize % FILTER;
            filter[bit / 64] |= 1 << (bit % 64);
        }
        Self { candidates, filter, without }
    }

    fn holds(&self, hash: u32) -> bool {
        let bit = hash as usize % FILTER;
        self.filter[bit / 64] >> (bit % 64) & 1 == 1 && self.candidates.binary_search(&hash).is_ok()
    }

    /// Writes the candidates of a sentence and their features to `room`. `also` names tokens that are to be looked at besides.
    pub fn look(&self, sentence: &Sentence<'_>, also: impl Fn(usize) -> bool, room: &mut Room) {
        let Room { rows, places, marks, classes, .. } = room;
        rows.clear();
        places.clear();
        let listed = |found: &Match| {
            self.without != Some(Family::Lexicon) && matches!(found.signal, Signal::Cue(CueKind::Hedge)) && {
                let subtype = sentence.matcher.entry(found.entry).1.subtype.as_deref();
                Subtype::ALL.iter().any(|one| subtype == Some(one.name()))
            }
        };
        let tokens = sentence.words.tokens;
        places.extend((0..tokens.len()).filter(|&at| tokens[at].is_word() && (self.holds(tokens[at].hash()) || also(at))));
        for found in sentence.matches.iter().filter(|found| listed(found)) {
            places.extend((found.first..=found.last).filter(|&at| tokens[at].is_word()));
        }
        if places.is_empty() {
            return;
        }
        places.sort_unstable();
        places.dedup();
        mark(sentence, marks);
        classes.clear();
        classes.resize(tokens.len(), UNKNOWN);
        let context = Context::new(sentence.words, marks, self.without);
        for &at in &*places {
            context.features(at, classes, rows);
            rows.end();
        }
    }
}

/// What the lexicons say of each token.
fn mark(sentence: &Sentence<'_>, marks: &mut Vec<Mark>) {
    marks.clear();
    marks.resize(sentence.words.tokens.len(), Mark::default());
    for found in sentence.matches {
        let marks = &mut marks[found.first..=found.last];
        match found.signal {
            Signal::Cue(CueKind::Hedge) => {
                let entry = sentence.matcher.entry(found.entry).1;
                let hedge = Subtype::ALL.iter().zip(1..).find(|(one, _)| entry.subtype.as_deref() == Some(one.name()));
                let (hedge, entry) = (hedge.map_or(5, |(_, place)| place), fold_hash(&entry.words) | 1);
                for mark in marks {
                    (mark.hedge, mark.entry) = (hedge, entry);
                }
            }
            Signal::Cue(kind) => {
                for mark in marks {
                    mark.kinds |= 1 << (kind as u16);
                }
            }
            Signal::Negation(_) => {
                for mark in marks {
                    mark.negation = true;
                }
            }
        }
    }
}

struct Context<'a> {
    words: &'a Words<'a>,
    marks: &'a [Mark],
    without: Option<Family>,
    conditions: Conditions,
    /// How many tokens each kind of hedge covers.
    hedges: [u32; 6],
    asks: bool,
}

/// Words that make what follows depend, as tokens of the sentence.
#[derive(Clone, Copy, Default)]
struct Conditions {
    /// The first and the last place of each of *if*, *unless* and *whether*.
    places: [Option<(usize, usize)>; 3],
}

impl Conditions {
    /// Four bits: the last in the order of the list that stands before, and the one that stands after.
    fn seen_from(self, at: usize) -> u32 {
        let side = |stands: &dyn Fn((usize, usize)) -> bool| {
            (1..).zip(self.places).filter(|(_, places)| places.is_some_and(stands)).map(|(number, _)| number).max().unwrap_or(0u32)
        };
        side(&|(first, _)| first < at) << 2 | side(&|(_, last)| last > at)
    }
}

/// Classes of words and marks. Numbers of the closed classes begin at [`CLOSED`].
mod class {
    pub(super) const OUTSIDE: u8 = 0;
    pub(super) const BE: u8 = 23;
    pub(super) const HAVE: u8 = 24;
    pub(super) const MODAL: u8 = 26;
    pub(super) const TO: u8 = 28;
    pub(super) const THAT: u8 = 29;
    pub(super) const AS: u8 = 33;
}

/// Not looked at yet.
const UNKNOWN: u8 = u8::MAX;
const CLOSED: u8 = 20;
const LISTS: [&str; 18] = [
    "one two three four five six seven eight nine ten twenty thirty hundred thousand million billion half",
    "a an the this these those my your his her its our their some any no every each all both many much few several most another other such",
    "i you he she it we they who there everyone someone",
    "be am is are was were been being",
    "have has had having",
    "do does did",
    "can could may might must shall should will would cannot",
    "of in for with on at from by about into through after over between against during before under",
    "to",
    "that",
    "and or but nor",
    "if unless whether until when once while because although though since",
    "not n't never",
    "as",
    "which what whose how why where",
    "more less",
    "than",
    "himself herself itself themselves him them us me",
];

/// The class of each word of the lists by the hash of the word, with open addressing; 0 for an empty place. Only hashes are compared: a word that shares
/// the hash of another costs a feature, not an answer.
static CLASSES: LazyLock<Box<[(u32, u8); SLOTS]>> = LazyLock::new(|| {
    let mut table = Box::new([(0, 0); SLOTS]);
    for (list, number) in LISTS.iter().zip(CLOSED..) {
        for hash in list.split(' ').map(fold_hash) {
            let mut slot = hash as usize % SLOTS;
            while table[slot].1 != 0 && table[slot].0 != hash {
                slot = (slot + 1) % SLOTS;
            }
            if table[slot].1 == 0 {
                table[slot] = (hash, number);
            }
        }
    }
    table
});
/// Six for each word.
const SLOTS: usize = 1024;
/// Hashes of the words of [`Conditions`].
static CONDITIONS: LazyLock<[u32; 3]> = LazyLock::new(|| ["if", "unless", "whether"].map(fold_hash));

impl<'a> Context<'a> {
    fn new(words: &'a Words<'a>, marks: &'a [Mark], without: Option<Family>) -> Self {
        let mut conditions = Conditions::default();
        let hashes = &*CONDITIONS;
        for (at, token) in words.tokens.iter().enumerate() {
            if let Some(number) = hashes.iter().position(|&hash| hash == token.hash()) {
                let place = &mut conditions.places[number];
                *place = Some((place.map_or(at, |(first, _)| first), at));
            }
        }
        let mut hedges = [0; 6];
        for mark in marks {
            hedges[usize::from(mark.hedge)] += 1;
        }
        let asks = words.tokens.last().is_some_and(|token| token.slice(words.text) == "?");
        Self { words, marks, without, conditions, hedges, asks }
    }

    fn token(&self, at: usize, off: isize) -> Option<&Token> {
        at.checked_add_signed(off).and_then(|at| self.words.tokens.get(at))
    }

    fn hash(&self, at: usize, off: isize) -> u32 {
        self.token(at, off).map_or(7, Token::hash)
    }

    fn class(&self, classes: &mut [u8], at: usize, off: isize) -> u8 {
        let Some(at) = at.checked_add_signed(off).filter(|&at| at < classes.len()) else { return class::OUTSIDE };
        if classes[at] == UNKNOWN {
            classes[at] = class_of(&self.words.tokens[at], self.words.text, at == 0);
        }
        classes[at]
    }

    /// The features of a candidate. Each has a number of its own, which a fitted recogniser's weights hang on.
    fn features(&self, at: usize, classes: &mut [u8], rows: &mut Rows) {
        let hash = |off| self.hash(at, off);
        let mut class = |off| u32::from(self.class(classes, at, off));
        let word = hash(0);
        let with = |family| self.without != Some(family);
        let mut put = |name: u32, one: u32, other: u32| rows.push(feature(name, one, other));
        let (before, after, own) = (class(-1), class(1), class(0));
        let pairs = (before << 8 | class(-2), after << 8 | class(2));
        let bytes = self.words.slice(at).as_bytes();
        let packed =
            |bytes: &[u8]| bytes.iter().fold(0u32, |sum, byte| sum.wrapping_mul(257).wrapping_add(u32::from(byte.to_ascii_lowercase())));
        let ending = |length: usize| packed(&bytes[bytes.len().saturating_sub(length)..]);
        let beginning = packed(&bytes[..bytes.len().min(5)]);
        let mark = self.marks[at];
        put(1, word, 0);
        if with(Family::Neighbours) {
            put(2, word, hash(-1));
            put(3, word, hash(1));
            put(4, word, hash(-2));
            put(5, word, hash(2));
        }
        if with(Family::Around) {
            put(11, hash(-1), 0);
            put(12, hash(1), 0);
            put(13, hash(-2), hash(-1));
            put(14, hash(1), hash(2));
            put(48, hash(-1), hash(1));
        }
        if with(Family::Form) {
            put(15, ending(2), 0);
            put(16, ending(3), 0);
            put(17, ending(3), before);
            put(18, ending(3), after);
            put(19, beginning, 0);
            put(40, beginning, after);
            put(41, beginning, before);
            put(42, beginning, ending(2));
        }
        if with(Family::Classes) {
            put(20, before, after);
            put(21, pairs.0, pairs.1);
        }
        if with(Family::Lexicon) {
            let hedge = u32::from(mark.hedge);
            put(22, hedge, 0);
            put(23, mark.entry, 0);
            put(24, hedge, after);
            put(25, hedge, before);
            put(26, hedge, word);
            put(39, u32::from(mark.kinds), word);
            put(44, u32::from(mark.kinds), 0);
            let elsewhere = |kind: u32| self.hedges[kind as usize] > u32::from(hedge == kind);
            put(45, word, (1..6).filter(|&kind| elsewhere(kind)).fold(0, |bits, kind| bits | 1 << kind));
        }
        if with(Family::Condition) {
            let seen = self.conditions.seen_from(at);
            put(27, word, seen);
            put(28, own, seen);
        }
        if with(Family::Frame) {
            self.frame(at, classes, (word, beginning), &mut put);
        }
        if with(Family::Negation) {
            let negated = self.marks[at.saturating_sub(4)..at].iter().any(|mark| mark.negation);
            put(35, word, u32::from(negated));
        }
        if with(Family::Place) {
            let place = u32::from(self.words.slice(at).starts_with(char::is_uppercase)) | u32::from(at == 0) << 1;
            put(36, word, place);
            put(37, place, 0);
            put(38, word, u32::from(self.asks));
        }
        if with(Family::Triples) {
            put(46, hash(3), word);
            put(47, hash(-3), word);
            put(49, word, feature(1, hash(-1), hash(1)));
            put(50, word, feature(1, hash(-2), hash(-1)));
            put(51, word, feature(1, hash(1), hash(2)));
        }
    }

    /// Voice and complement of a verb.
    fn frame(&self, at: usize, classes: &mut [u8], (word, beginning): (u32, u32), put: &mut impl FnMut(u32, u32, u32)) {
        let mut first = |mut offs: std::ops::RangeInclusive<u8>, sign: isize, class: u8| {
            offs.find(|&off| self.class(classes, at, sign * isize::from(off)) == class).map_or(0, u32::from)
        };
        let be = first(1..=4, -1, class::BE);
        let bit = |found: u32, place: u32| u32::from(found > 0) << place;
        let verb = bit(be, 0) | bit(first(1..=4, -1, class::MODAL), 1) | bit(first(1..=3, -1, class::HAVE), 2);
        let complement = bit(first(1..=6, 1, class::THAT), 0) | bit(first(1..=2, 1, class::TO), 1) | bit(first(1..=8, 1, class::AS), 2);
        put(31, word, be);
        put(32, word, complement);
        put(33, word, verb);
        put(34, word, verb | complement << 3);
        put(43, beginning, verb | complement << 3);
    }
}

/// The class of a token.
fn class_of(token: &Token, text: &str, first: bool) -> u8 {
    let word = token.slice(text);
    match token.kind {
        TokenKind::Mark => match word {
            "," => 1,
            "." | "?" | "!" => 2,
            ";" | ":" => 3,
            "\"" | "“" | "”" | "'" => 4,
            "(" | ")" => 5,
            _ => 6,
        },
        TokenKind::Number => 7,
        TokenKind::Word => {
            let mut slot = token.hash() as usize % SLOTS;
            while CLASSES[slot].1 != 0 {
                if CLASSES[slot].0 == token.hash() {
                    return CLASSES[slot].1;
                }
                slot = (slot + 1) % SLOTS;
            }
            if !first && word.starts_with(char::is_uppercase) {
                return 8;
            }
            let bytes = word.as_bytes();
            let ends = |ending: &str| bytes.len() > 3 && bytes[bytes.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes());
            [("ly", 9), ("ing", 10), ("ed", 11), ("tion", 13), ("s", 12)]
                .into_iter()
                .find(|(one, _)| ends(one))
                .map_or(14, |(_, class)| class)
        }
    }
}

/// The bytes from the first to the last token of a hedge.
#[must_use]
pub fn span(words: &Words<'_>, one: &Recognised) -> Span {
    Span::new(words.tokens[one.first].span.start(), words.tokens[one.last].span.end())
}
