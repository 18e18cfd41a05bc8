//! Conditions on the words around a match, so that *May 5* is no hedge and *about the plan* no approximation.

use std::str::FromStr;

use crate::lexicon::words::Words;
use crate::token::{TokenKind, fold, fold_hash, folds_to};
use crate::word_set::{WordSet, words};

/// Where a gate looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Side {
    /// The word before.
    Prev,
    /// The word after.
    Next,
    /// The four words before.
    Left,
    /// The four words after.
    Right,
}

/// A condition that must hold for a match to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Not capitalised in mid-sentence.
    Lower,
    /// Capitalised.
    Capital,
    /// A neighbour is (or, negated, is not) one of these words.
    Near {
        /// Where to look.
        side: Side,
        /// Whether the words must be absent.
        negated: bool,
        /// Any of these.
        words: Vec<GateWord>,
    },
}

/// A word of a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateWord {
    /// This word.
    Exact {
        /// In folded form.
        word: String,
        /// Its [hash](fold_hash), as tokens bring theirs.
        hash: u32,
    },
    /// Any word that begins so.
    Prefix(String),
    /// Any word of the class.
    Class(WordClass),
}

/// A class of words that gates name with `#`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum WordClass {
    /// Digits or a number word.
    Number,
    /// Capitalised.
    Cap,
    /// Article, demonstrative, possessive, quantifier.
    Det,
    /// Personal pronoun as a subject, *who*, *there*, *this*, *that*.
    Pron,
    /// A form of *be*.
    Be,
    /// A form of *have*.
    Have,
    /// A form of *do*.
    Do,
    /// A modal verb.
    Modal,
    /// A preposition.
    Prep,
    /// *to*.
    To,
    /// *that*.
    That,
    /// Ends in -ly.
    Ly,
    /// Ends in -ing.
    Ing,
    /// Ends in -ed.
    Ed,
    /// Ends in -er, or *more*, *less*.
    Comp,
    /// No word: the sentence begins or ends, or a mark stands between.
    None,
}

static NUMBER: WordSet = WordSet::new(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen \
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions \
    trillion trillions dozen dozens half quarter third twice",
);
static DET: WordSet = WordSet::new(
    "a an the this that these those my your his her its our their some any no every each all both many much few several most \
    another other such either neither what which whose",
);
static PRON: WordSet =
    WordSet::new("i you he she it we they who there this that these those one everyone everybody someone somebody nobody");
static BE: WordSet =
    WordSet::new("be am is are was were been being isn't aren't wasn't weren't it's he's she's that's there's they're we're you're i'm");
static HAVE: WordSet = WordSet::new("have has had having haven't hasn't hadn't i've we've you've they've");
static DO: WordSet = WordSet::new("do does did doing done don't doesn't didn't");
static MODAL: WordSet =
    WordSet::new("can could may might must shall should will would ought cannot can't couldn't won't wouldn't shouldn't mustn't mightn't");
static PREP: WordSet = WordSet::new(
    "of in to for with on at from by about as into like through after over between out against during without before under \
    around among toward towards upon across behind beyond despite within near since until along amid inside outside off above below per via",
);

impl WordClass {
    /// Whether a word belongs to the class; `hash` is that of its folded form, `before` says that it stands before the match.
    fn holds(self, word: &str, hash: u32, kind: TokenKind, before: bool) -> bool {
        let listed = |set: &WordSet| set.has(hash, word);
        let ends = |shortest: usize, ending: &str| {
            word.len() >= shortest && word.as_bytes()[word.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
        };
        match self {
            // UAX #29 keeps no hyphen, so "two-thirds" arrives as "two".
            Self::Number => kind == TokenKind::Number || word.starts_with(|c: char| c.is_ascii_digit()) || listed(&NUMBER),
            // "The" is capitalised at the head of a sentence and names nothing; before a word a possessive does a determiner's work:
            // in "Roe's claims" the second word is a noun.
            Self::Cap => {
                word.starts_with(char::is_uppercase) && !(before && is_possessive(word)) && ![&DET, &PRON, &PREP].into_iter().any(listed)
            }
            Self::Det => listed(&DET) || is_possessive(word),
            Self::Pron => listed(&PRON),
            Self::Be => listed(&BE),
            Self::Have => listed(&HAVE),
            Self::Do => listed(&DO),
            Self::Modal => listed(&MODAL),
            Self::Prep => listed(&PREP),
            Self::To => word.eq_ignore_ascii_case("to"),
            Self::That => word.eq_ignore_ascii_case("that"),
            Self::Ly => ends(5, "ly"),
            Self::Ing => ends(5, "ing"),
            Self::Ed => ends(4, "ed"),
            Self::Comp => ends(4, "er") || word.eq_ignore_ascii_case("more") || word.eq_ignore_ascii_case("less"),
            Self::None => false,
        }
    }

    /// Whether a folded word belongs to a class that is a list of words; capitals and digits do not count.
    #[must_use]
    pub fn lists(self, word: &str) -> bool {
        self.holds(word, fold_hash(word), TokenKind::Word, false)
    }

    /// A word of the class, for the sentence that proves an entry can match.
    pub(super) fn example(self) -> Option<&'static str> {
        Some(match self {
            Self::Number => "40",
            Self::Cap => "Ada",
            Self::Det => "the",
            Self::Pron => "they",
            Self::Be => "is",
            Self::Have => "has",
            Self::Do => "did",
            Self::Modal => "would",
            Self::Prep => "of",
            Self::To => "to",
            Self::That => "that",
            Self::Ly => "calmly",
            Self::Ing => "walking",
            Self::Ed => "walked",
            Self::Comp => "greater",
            Self::None => return None,
        })
    }
}

/// Whether a word ends in a possessive and not in a contracted verb.
fn is_possessive(word: &str) -> bool {
    let Some(stem) = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['\'', '\u{2018}', '\u{2019}', '\u{02bc}'])) else {
        return false;
    };
    !words!("it he she that there here who what where how let").holds_word(stem)
}

/// A word beside a match.
struct Neighbour<'a> {
    word: &'a str,
    hash: u32,
    kind: TokenKind,
    before: bool,
}

impl<'a> Neighbour<'a> {
    fn new(words: &Words<'a>, index: usize, before: bool) -> Self {
        let token = &words.tokens[index];
        Self { word: words.slice(index), hash: token.hash(), kind: token.kind, before }
    }
}

impl GateWord {
    /// Whether the word, or none, is what the gate names.
    fn holds(&self, neighbour: Option<&Neighbour<'_>>) -> bool {
        let Some(neighbour) = neighbour else { return *self == Self::Class(WordClass::None) };
        match self {
            Self::Exact { word, hash } => *hash == neighbour.hash && folds_to(neighbour.word, word),
            Self::Prefix(prefix) => {
                let head = neighbour.word.as_bytes().get(..prefix.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
                    || !neighbour.word.is_ascii() && fold(neighbour.word).starts_with(prefix.as_str())
            }
            Self::Class(class) => class.holds(neighbour.word, neighbour.hash, neighbour.kind, neighbour.before),
        }
    }
}

impl Gate {
    /// Whether the condition holds for the match over the tokens `first..=last` of a sentence.
    pub(super) fn holds(&self, words: &Words<'_>, first: usize, last: usize) -> bool {
        match self {
            Self::Lower => !words.is_name_like(first),
            Self::Capital => words.slice(first).starts_with(char::is_uppercase),
            Self::Near { side, negated, words: listed } => {
                let before = matches!(side, Side::Prev | Side::Left);
                let any = |index: Option<usize>| {
                    let neighbour = index.map(|index| Neighbour::new(words, index, before));
                    listed.iter().any(|word| word.holds(neighbour.as_ref()))
                };
                let found = match side {
                    Side::Prev => any(words.previous(first)),
                    Side::Next => any(words.next(last)),
                    Side::Left => words.before(first).take(4).any(|index| any(Some(index))),
                    Side::Right => words.after(last).take(4).any(|index| any(Some(index))),
                };
                found != *negated
            }
        }
    }
}

impl FromStr for Gate {
    type Err = String;

    fn from_str(gate: &str) -> Result<Self, String> {
        match gate {
            "lower" => return Ok(Self::Lower),
            "cap" => return Ok(Self::Capital),
            _ => {}
        }
        let (name, listed) = gate.split_once(':').ok_or_else(|| format!("expected `lower`, `cap` or `SIDE:WORD|..`, found `{gate}`"))?;
        let (negated, side) = name.strip_prefix('!').map_or((false, name), |side| (true, side));
        let side = side.parse().map_err(|_| format!("expected prev, next, left or right before the colon, found `{side}`"))?;
        let words = listed.split('|').map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self::Near { side, negated, words })
    }
}

impl FromStr for GateWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if let Some(class) = word.strip_prefix('#') {
            return class.parse().map(Self::Class).map_err(|_| format!("no word class is called `#{class}`"));
        }
        if word.is_empty() || word.contains(char::is_uppercase) {
            return Err(format!("a gate's words are in lower case and not empty, found `{word}`"));
        }
        Ok(match word.strip_suffix('*') {
            Some(prefix) => Self::Prefix(prefix.to_owned()),
            None => Self::Exact { word: word.to_owned(), hash: fold_hash(word) },
        })
    }
}
