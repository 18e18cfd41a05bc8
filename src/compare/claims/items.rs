//! What a stretch of text speaks of: its words as names, concepts, numbers and stems. Tokens in, items out.
//!
//! Words that tie others together, verbs of saying and words of the calendar are left out: two articles on one event share them whatever they say. Nations stand
//! for their people, capitals and seats of government, as news uses them. A number is its value, so that *10,000* and *ten thousand* are one.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::article::Field;
use crate::compare::names::facts::{FACTS, Fact};
use crate::compare::names::{Entities, EntityKind, Mention};
use crate::lexicon::{Concept, Concepts, Words, stem};
use crate::model::Background;
use crate::span::Span;
use crate::token::{TokenKind, fold_chars};
use crate::word_set::WordSet;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A person.
    Person,
    /// A place, a body, or a name of which nothing more is known.
    Name,
    /// A meaning that several words share.
    Concept,
    /// A count or an amount.
    Number,
    /// Any other word that names something.
    Word,
}

/// An item, by its place in [`Items`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Item(u32);

/// The items of an event.
#[derive(Debug)]
pub(super) struct Items<'a> {
    entities: &'a Entities,
    places: HashMap<String, Item>,
    known: Vec<(String, Kind)>,
    /// Words that the item was read from, by their keys in the background.
    forms: Vec<BTreeSet<u32>>,
    /// Folded words that the event's texts write with a capital inside a sentence, and those that they do not.
    names: BTreeSet<String>,
}

/// A sentence to be read.
pub(super) struct Line<'a> {
    /// Its words.
    pub(super) words: Words<'a>,
    /// The actors mentioned in it.
    pub(super) mentions: Vec<&'a Mention>,
    /// Tokens that say the contrary of their item, of those read so far.
    pub(super) contrary: Vec<usize>,
    /// Tokens that name a country as an adjective does, of those read so far: *Sornan*.
    pub(super) adjectives: Vec<usize>,
}

impl<'a> Items<'a> {
    /// No items yet, of an event with these actors.
    pub(super) fn new(entities: &'a Entities) -> Self {
        Self { entities, places: HashMap::new(), known: Vec::new(), forms: Vec::new(), names: BTreeSet::new() }
    }

    /// A sentence of an article of the event.
    pub(super) fn line(&self, words: Words<'a>, article: usize, field: Field, sentence: Span) -> Line<'a> {
        Line {
            words,
            mentions: self.entities.mentions_at(article, field, sentence).collect(),
            contrary: Vec::new(),
            adjectives: Vec::new(),
        }
    }

    /// What the item is.
    pub(super) fn kind(&self, item: Item) -> Kind {
        self.known[item.0 as usize].1
    }

    /// What the item is called: the folded stem, the concept's name, or the value behind a hash.
    pub(super) fn key(&self, item: Item) -> &str {
        &self.known[item.0 as usize].0
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The item at a place.
    pub(super) fn at(place: usize) -> Item {
        Item(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// The item's place.
    pub(super) fn place(item: Item) -> usize {
        item.0 as usize
    }

    /// The share of news articles that hold the item, as far as its words tell; `None` for a number.
    pub(super) fn document_frequency(&self, item: Item) -> Option<f64> {
        let background = Background::shipped();
        match self.kind(item) {
            Kind::Number => None,
            Kind::Concept => CONCEPTS.get(self.key(item)).copied(),
            Kind::Person | Kind::Name | Kind::Word => {
                Some(any(self.forms[Self::place(item)].iter().map(|key| background.document_frequency_of(*key))))
            }
        }
    }

    /// Takes note of the words of a sentence that only a name would be written like. To be called for all sentences before [`read`](Self::read).
    pub(super) fn note_names(&mut self, words: &Words<'_>) {
        for at in 0..words.tokens.len() {
            if words.tokens[at].kind == TokenKind::Word && words.is_name_like(at) {
                let folded = bare(words.slice(at));
                if !self.names.contains(&folded) {
                    self.names.insert(folded);
                }
            }
        }
    }

    fn intern(&mut self, key: String, kind: Kind) -> Item {
        if let Some(&item) = self.places.get(&key) {
            return item;
        }
        let item = Item(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        self.places.insert(key.clone(), item);
        self.known.push((key, kind));
        self.forms.push(BTreeSet::new());
        item
    }

    /// The items among the tokens `from..to` of a sentence, each with its token, in order.
    pub(super) fn read(&mut self, line: &mut Line<'_>, from: usize, to: usize, found: &mut Vec<(usize, Item)>) {
        let words = line.words;
        let mut at = from;
        while at < to {
            let token = &words.tokens[at];
            if let Some(next) = self.actor(line, at, to, found).or_else(|| self.fact(line, at, to, found)) {
                at = next;
                continue;
            }
            match token.kind {
                TokenKind::Mark => at += 1,
                TokenKind::Number => {
                    let (value, next) = number(&words, at, to);
                    if let Some(value) = value {
                        let item = self.intern(format!("#{value}"), Kind::Number);
                        found.push((at, item));
                    }
                    at = next;
                }
                TokenKind::Word => at = self.word(line, at, to, found),
            }
        }
    }

    /// The actor whose name begins at `at`, with its title one item; and where to go on. Actors that are called by a country and a noun (*Sornan troops*) are
    /// read word by word: both may come alone.
    fn actor(&mut self, line: &mut Line<'_>, at: usize, to: usize, found: &mut Vec<(usize, Item)>) -> Option<usize> {
        let begin = line.words.tokens[at].span.start();
        let whole = |kind: EntityKind| matches!(kind, EntityKind::Person | EntityKind::Body | EntityKind::Other | EntityKind::Place);
        let mention = line.mentions.iter().filter(|one| one.span.start() == begin && whole(self.entities.get(one.entity).kind));
        let mention = mention.max_by_key(|one| one.span.len())?;
        let end = line.words.tokens.partition_point(|token| token.span.start() < mention.span.end()).min(to);
        let mention = *mention;
        // "Sornan President Ines Dahl" speaks of Sorna too.
        if self.entities.get(mention.entity).kind == EntityKind::Person {
            let _ = (at..end).find_map(|inside| self.fact(line, inside, end, found));
        }
        let entity = self.entities.get(mention.entity);
        let kind = if entity.kind == EntityKind::Person { Kind::Person } else { Kind::Name };
        let item = self.intern(format!("@{}", entity.name), kind);
        // The word that tells most of a name stands for all of it: a surname, not the first name.
        let background = Background::shipped();
        let keys = entity.name.split_whitespace().map(Background::key);
        if let Some(rarest) = keys.min_by(|a, b| background.document_frequency_of(*a).total_cmp(&background.document_frequency_of(*b))) {
            self.forms[Self::place(item)].insert(rarest);
        }
        found.push((end.max(at + 1) - 1, item));
        Some(end.max(at + 1))
    }

    /// The country or body that the words at `at` name, and where to go on.
    fn fact(&mut self, line: &mut Line<'_>, at: usize, to: usize, found: &mut Vec<(usize, Item)>) -> Option<usize> {
        let words = &line.words;
        if !words.slice(at).starts_with(char::is_uppercase) {
            return None;
        }
        let (fact, length) = FACTS.longest(owner(words.slice(at)), |step| (at + step < to).then(|| owner(words.slice(at + step))))?;
        let name = match fact {
            Fact::Body(row) => FACTS.body(row),
            Fact::Country(row)
            | Fact::Adjective(row)
            | Fact::People(row)
            | Fact::Capital(row)
            | Fact::Government(row)
            | Fact::Forces(row) => FACTS.country(row),
        };
        if let Fact::Adjective(_) = fact {
            line.adjectives.push(at + length - 1);
        }
        let item = self.intern(format!("@{name}"), Kind::Name);
        let key = Background::key(&bare(words.slice(at + length - 1)));
        self.forms[Self::place(item)].insert(key);
        found.push((at + length - 1, item));
        Some(at + length)
    }

    /// Reads the word at `at`; returns where to go on.
    fn word(&mut self, line: &mut Line<'_>, at: usize, to: usize, found: &mut Vec<(usize, Item)>) -> usize {
        let words = &line.words;
        let token = &words.tokens[at];
        if let Some(value) = spelled(words, at) {
            let (factor, next) = factor(words, at + 1, to);
            found.push((at, self.intern(format!("#{}", value * factor), Kind::Number)));
            return next;
        }
        let is_name = !words.title_case && words.is_name_like(at);
        let written = words.slice(at);
        if EMPTY.holds(token, words.text) && !(is_name && written.len() > 1 && written.chars().all(char::is_uppercase)) {
            return at + 1;
        }
        let folded = bare(written);
        if folded.chars().count() < 2 {
            return at + 1;
        }
        // Where a capital is due, the event's other sentences and news at large tell a name from a word.
        let mostly = || Background::shipped().capitals(&folded).is_some_and(|share| share > MOSTLY_CAPITAL);
        let is_name = is_name || written.starts_with(char::is_uppercase) && (self.names.contains(&folded) || mostly());
        let stem = stem(&folded);
        let item = match Concepts::shipped().of(&stem) {
            // What says the contrary is of the same item: *denied* speaks of what *acknowledged* speaks of.
            Some(concept) => {
                let contrary = Concepts::shipped().opposite(concept);
                if contrary.is_some() {
                    line.contrary.push(at);
                }
                self.intern(key(contrary.unwrap_or(concept)), Kind::Concept)
            }
            None => self.intern(stem.into_owned(), if is_name { Kind::Name } else { Kind::Word }),
        };
        self.forms[Self::place(item)].insert(Background::key(&folded));
        found.push((at, item));
        at + 1
    }
}

/// The share of articles that hold a concept, by its key.
static CONCEPTS: LazyLock<HashMap<String, f64>> = LazyLock::new(|| {
    let background = Background::shipped();
    let frequency = |concept| any(Concepts::shipped().forms(concept).map(|form| background.document_frequency(&form)));
    Concepts::shipped().all().map(|concept| (key(concept), frequency(concept))).collect()
});

/// What a concept is known by among the items.
fn key(concept: Concept) -> String {
    format!("={}", Concepts::shipped().name(concept))
}

/// The share of articles that hold any of several words, as if these came independently of each other.
fn any(shares: impl Iterator<Item = f64>) -> f64 {
    1.0 - shares.map(|share| 1.0 - share).product::<f64>()
}

/// A word that news writes with a capital more often than this is a name.
const MOSTLY_CAPITAL: f64 = 0.7;

/// The word without a possessive ending.
fn owner(word: &str) -> &str {
    ["'s", "’s", "'S", "’S"].into_iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// The folded word without a possessive ending.
fn bare(word: &str) -> String {
    let mut folded: String = fold_chars(word).collect();
    if let Some(length) = folded.strip_suffix("'s").map(str::len) {
        folded.truncate(length);
    }
    folded
}

/// Value of a number in digits, as a whole number of hundredths would round it away: kept as written, without marks between the thousands; and where to go on.
/// None for years, days of a month and times of day.
fn number(words: &Words<'_>, at: usize, to: usize) -> (Option<f64>, usize) {
    let digits: String = words.slice(at).chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let (factor, next) = factor(words, at + 1, to);
    let Ok(value) = digits.trim_end_matches('.').parse::<f64>() else { return (None, next) };
    let neighbour = |step: isize| at.checked_add_signed(step).filter(|&place| place < words.tokens.len());
    // "14 may have drowned" is no day of May.
    let is_month = |place: usize| MONTHS.holds(&words.tokens[place], words.text) && words.slice(place).starts_with(char::is_uppercase);
    let by_month = neighbour(-1).is_some_and(is_month)
        || neighbour(-2).is_some_and(|place| is_month(place) && words.slice(place + 1) == ".")
        || neighbour(1).is_some_and(|place| is_month(place) && value <= 31.0);
    let is_year =
        (1900.0..2100.0).contains(&value) && words.slice(at).len() == 4 && neighbour(-1).is_none_or(|place| words.slice(place) != "$");
    let clock = |step: isize| neighbour(step).is_some_and(|place| words.slice(place) == ":");
    let is_time = clock(1) || clock(-1) || words.slice(at).contains(':');
    ((!by_month && !is_year && !is_time).then_some(value * factor), next)
}

/// What a following *million* or *thousand* multiplies by, and where to go on.
fn factor(words: &Words<'_>, at: usize, to: usize) -> (f64, usize) {
    let Some(token) = words.tokens.get(at).filter(|_| at < to) else { return (1.0, at) };
    for (name, factor) in [("dozen", 12.0), ("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)] {
        if token.is(words.text, name) {
            return (factor, at + 1);
        }
    }
    (1.0, at)
}

/// Value of a number word.
fn spelled(words: &Words<'_>, at: usize) -> Option<f64> {
    const NAMES: [(&str, f64); 27] = [
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("eleven", 11.0),
        ("twelve", 12.0),
        ("dozen", 12.0),
        ("thirteen", 13.0),
        ("fourteen", 14.0),
        ("fifteen", 15.0),
        ("sixteen", 16.0),
        ("seventeen", 17.0),
        ("eighteen", 18.0),
        ("nineteen", 19.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("seventy", 70.0),
        ("eighty", 80.0),
        ("ninety", 90.0),
    ];
    NAMES.iter().find(|(name, _)| words.tokens[at].is(words.text, name)).map(|(_, value)| *value)
}

static MONTHS: WordSet = WordSet::new(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec",
);

/// Words that tie others together, say that somebody speaks, or count days.
static EMPTY: WordSet = WordSet::new(
    "a an the this that these those my your his her its our their some any no every each all both many much several few most more less least another such other others own \
    either neither i me we us you he him she it they them who whom whose which what there here myself himself herself itself themselves one ones anyone everyone nobody \
    of in to for with on at from by about as into like through after over between out against during without before under around among toward towards upon across behind beyond \
    despite within near since until till along amid inside outside off above below per via than up down away back \
    and or but nor so yet if while because although though when where how why then unless whereas whether lest also only just even very too ever never not again still already \
    now often once soon perhaps maybe rather quite almost about further however meanwhile instead indeed therefore thus else \
    is are was were be been being am isn't aren't wasn't weren't has have had having hasn't haven't hadn't do does did done doing don't doesn't didn't can could may might must shall should will would \
    cannot can't couldn't won't wouldn't shouldn't it's that's there's he's she's they're we're i'm you're they've we've i've they'll he'll she'll we'll it'll i'll \
    say says said saying tell tells told telling add adds added adding note notes noted according reportedly state stated stating explain explained \
    make makes made making take takes took taken taking get gets got getting go goes went gone going come comes came coming give gives gave given giving put puts let keep kept \
    use used using want wants wanted see sees saw seen think thinks thought believe believes believed know knows known seem seems seemed \
    day days week weeks month months year years today yesterday tomorrow tonight time times hour hours minute minutes morning afternoon evening night daily weekly \
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december jan feb mar apr jun jul aug sep \
    sept oct nov dec mr mrs ms dr new first last next former recent recently early earlier late later same way ways thing things something anything nothing everything part \
    including include includes included regarding such amp n't country countries nation nations world number numbers claim claims claimed claiming alleged allegedly allege alleges alleging allegation allegations signs military militaries a.m p.m",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn keys(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let words = Words { text, tokens: &tokens, title_case: false };
        let entities = Entities::default();
        let (mut items, mut found) = (Items::new(&entities), Vec::new());
        items.note_names(&words);
        items.read(&mut Line { words, mentions: Vec::new(), contrary: Vec::new(), adjectives: Vec::new() }, 0, tokens.len(), &mut found);
        found.into_iter().map(|(_, item)| items.key(item).to_owned()).collect()
    }

    #[test]
    fn kin_words_are_one_item_and_tying_words_are_none() {
        assert_eq!(keys("The brigades were deployed to Sorna."), ["brigad", "=deploy", "sorna"]);
        assert_eq!(keys("They sent brigades there."), ["=deploy", "brigad"]);
    }

    #[test]
    fn a_number_is_its_value_and_a_date_is_none() {
        assert_eq!(keys("as many as 10,000 gates"), ["#10000", "gate"]);
        assert_eq!(keys("ten thousand gates"), ["#10000", "gate"]);
        assert_eq!(keys("two dozen gates, fourteen hinges"), ["#24", "gate", "#14", "hing"]);
        assert_eq!(keys("31 may have drowned on 18 May"), ["#31", "drown"]);
        assert_eq!(keys("$1.9 billion on Oct. 29, 2024, at 2:40 a.m."), ["#1900000000"]);
    }
}
