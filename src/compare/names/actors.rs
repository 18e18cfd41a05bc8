//! What a phrase may mean: the parts that an actor is told by.

use super::facts::Country;
use crate::cue::Voice;
use crate::span::Span;

/// Whose government or forces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Anchor {
    Country(Country),
    /// A name in folded form: *Zelensky* in *the Zelensky regime*.
    Name(String),
}

/// What kind of actor a head noun makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Government,
    Forces,
    People,
    Body,
}

/// Whom a phrase means, as far as its own words tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    Country(Country),
    /// The government, forces or people of somebody.
    Of(Class, Anchor),
    /// A body of a country: *South Korea's Foreign Ministry*.
    Office(Country, String),
    /// A body of the table.
    Body(u16),
    /// Any other name, in folded words.
    Name {
        words: Vec<String>,
        title: Option<Title>,
        short: Option<String>,
    },
    /// Some of a group, in folded words: *progressive Democrats*.
    Group(Vec<String>),
    /// *the Ukrainian leader*, *the president*.
    Role {
        anchor: Option<Country>,
        title: Title,
    },
    /// *the government*, *these troops*: somebody's who was named before.
    Definite {
        class: Class,
        word: String,
    },
    /// What is said of the phrase at this place of the list.
    Epithet {
        of: usize,
        form: Form,
        title: Option<Title>,
    },
    /// What is said of *they*.
    OfThem,
}

/// How words come to stand for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// They name it: *Ukrainian President Volodymyr Zelensky*, *the regime*.
    Name,
    /// They stand beside its name: *Roe, a crony of the owners*.
    Apposition,
    /// They are said of it: *Roe is a coward*, *called Roe a coward*.
    Predicate,
}

/// What somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// The title without country and portfolio: *vice president*.
    pub(super) words: String,
    /// Whether it is the title of whoever leads a country.
    pub(super) leader: bool,
    /// Whose.
    pub(super) anchor: Option<Country>,
}

/// A phrase that may mean an actor.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) actor: Actor,
    /// Its words from the first modifier to the head, without determiner.
    pub(super) span: Span,
    /// The name in it, or its last word.
    pub(super) name: Span,
    /// The words of the sentence that it takes up.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) voice: Voice,
    /// Whether a verb follows, or the phrase is the name of somebody who has a title.
    pub(super) acts: bool,
    /// Whether that verb says what somebody does; things are and were, too.
    pub(super) does: bool,
    /// Whether a preposition of place stands before it.
    pub(super) located: bool,
}
