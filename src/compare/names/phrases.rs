//! The phrases of a sentence that may mean an actor: *the Kiev regime*, *Ukrainian President Volodymyr Zelensky*, *thousands of North Korean soldiers*.
//!
//! There is no parser. A phrase is a run of names, of forms of the [tables](super::facts), of titles and of head nouns that nothing parts but blanks and
//! hyphens; what it means hangs on the last of them. Who a name is, is not asked here.

use super::facts::{Country, FACTS, Fact};
use super::words::{
    ADDRESS, BODY, DETERMINER, FORCES, FUNCTION, GOVERNMENT, HEAD, INVOLVED, Join, LEADER, LOCATIVE, MODIFIER, PARTICLE, PEOPLE, PLURAL,
    PORTFOLIO, SENT, SHORT, THING, TITLE, VERB, Word,
};
use crate::cue::Voice;
use crate::span::Span;
use crate::token::fold;
use crate::word_set::words;

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
    /// Whether a preposition of place stands before it.
    pub(super) located: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fact(Fact),
    Title,
    Name,
    Common,
    Link,
}

#[derive(Clone, Copy, Debug)]
struct Unit {
    kind: Kind,
    first: usize,
    last: usize,
}

/// Longest phrase, in units.
const LONGEST: usize = 14;

/// Adds the phrases of a sentence, in the order of their last words.
pub(super) fn find(words: &[Word<'_>], out: &mut Vec<Phrase>) {
    let mut finder = Finder { words, out, anchor: None };
    let mut at = 0;
    while at < words.len() {
        at = if finder.begins(at) {
            finder.phrase(at)
        } else if words[at].is(DETERMINER) {
            finder.definite(at);
            at + 1
        } else {
            at + 1
        };
    }
}

struct Finder<'a, 'b> {
    words: &'a [Word<'a>],
    out: &'b mut Vec<Phrase>,
    /// The country that was named last in the sentence.
    anchor: Option<Country>,
}

impl Finder<'_, '_> {
    fn begins(&self, at: usize) -> bool {
        let word = &self.words[at];
        word.capital && (word.name || self.fact(at).is_some())
    }

    /// The form of the tables at a word, and the last word of it.
    fn fact(&self, at: usize) -> Option<(Fact, usize)> {
        let word = &self.words[at];
        if !word.capital {
            return None;
        }
        let next = |by: usize| {
            let inside = (at + 1..=at + by).all(|index| {
                self.words.get(index).is_some_and(|word| matches!(word.join, Join::Space | Join::Hyphen))
                    && !self.words[index - 1].possessive
            });
            inside.then(|| self.words[at + by].text)
        };
        let (fact, length) = FACTS.longest(word.text, next)?;
        // *US* is a country, *Us* opens a sentence.
        if length == 1 && word.is(FUNCTION) && !word.text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        Some((fact, at + length - 1))
    }

    /// Reads the phrase that begins at a word; returns the word after it.
    fn phrase(&mut self, start: usize) -> usize {
        let (units, end, compound) = self.units(start);
        // *U.S.-backed*, *pro-Russian*: the name is part of another word.
        if compound || self.words[start].join == Join::Hyphen && start > 0 {
            return end;
        }
        self.read(&units);
        end
    }

    /// The units of a phrase, the word after it, and whether a hyphen cuts it off.
    fn units(&self, start: usize) -> (Vec<Unit>, usize, bool) {
        let mut units: Vec<Unit> = Vec::new();
        let mut at = start;
        while at < self.words.len() && units.len() < LONGEST {
            let word = &self.words[at];
            let last = units.last().copied();
            if let Some(last) = last {
                match word.join {
                    Join::Space => {}
                    Join::Hyphen if last.kind == Kind::Name => {
                        let whole = Unit { last: at, ..last };
                        units.pop();
                        units.push(whole);
                        at += 1;
                        continue;
                    }
                    Join::Hyphen if matches!(last.kind, Kind::Fact(_)) => {
                        while at < self.words.len() && self.words[at].join == Join::Hyphen {
                            at += 1;
                        }
                        return (units, at, true);
                    }
                    Join::Hyphen => {}
                    _ => break,
                }
                if self.words[last.last].possessive && !matches!(last.kind, Kind::Fact(_)) {
                    break;
                }
            }
            let Some(unit) = self.unit(at, &units) else { break };
            at = unit.last + 1;
            match units.last_mut() {
                Some(before) if before.kind == Kind::Name && unit.kind == Kind::Name => before.last = unit.last,
                _ => units.push(unit),
            }
        }
        // A link leads to something.
        while units.last().is_some_and(|unit| unit.kind == Kind::Link) {
            units.pop();
        }
        let end = units.last().map_or(start, |unit| unit.last) + 1;
        let compound = self.words.get(end).is_some_and(|next| next.join == Join::Hyphen);
        (units, end.max(start + 1), compound)
    }

    fn unit(&self, at: usize, units: &[Unit]) -> Option<Unit> {
        let word = &self.words[at];
        let last = units.last();
        let kind = |kind| Some(Unit { kind, first: at, last: at });
        if let Some((fact, end)) = self.fact(at)
            && !self.is_first_name(at, end, fact)
            && !(last.is_some_and(|last| last.kind == Kind::Name) && at == end && !matches!(fact, Fact::Body(_)))
        {
            return Some(Unit { kind: Kind::Fact(fact), first: at, last: end });
        }
        if word.name {
            let follows = self.words.get(at + 1).is_some_and(|next| next.join == Join::Space && next.name);
            // *General Assembly*, *Justice Department*: the head makes it a body.
            // *Roe Mr. Doe*: a list that lost its marks.
            if word.is(ADDRESS) && last.is_some_and(|last| last.kind == Kind::Name) {
                return None;
            }
            let title = word.is(TITLE) && !(follows && self.words[at + 1].is(BODY));
            return kind(if title { Kind::Title } else { Kind::Name });
        }
        let last = last?;
        let next_is_name =
            |by: usize| self.words.get(at + by).is_some_and(|next| next.join == Join::Space && next.capital && !next.is(FUNCTION));
        let linked = |by: usize| next_is_name(by) || self.words.get(at + by).is_some_and(|next| next.text == "the") && next_is_name(by + 1);
        let head = &self.words[last.last];
        if matches!(word.text, "of" | "for")
            && (last.kind == Kind::Title && word.text == "of" || last.kind == Kind::Name && head.is(BODY))
            && linked(1)
            || word.text == "to"
                && last.kind == Kind::Title
                && head.is(TITLE)
                && linked(1)
                && words!("ambassador envoy delegate representative adviser").holds_word(head.text)
        {
            return self.link(at, head.is(BODY));
        }
        let inside_body = self.words[units[0].first].is(BODY) && self.words[units[0].first..at].iter().any(|word| word.text == "of");
        if word.text == "and" && last.kind == Kind::Name && inside_body && next_is_name(1) && self.fact(at + 1).is_none() {
            return Some(Unit { kind: Kind::Name, first: at, last: at });
        }
        if word.is(PARTICLE) && last.kind == Kind::Name && next_is_name(1) {
            return kind(Kind::Name);
        }
        if word.is(FUNCTION) {
            return None;
        }
        if word.is(TITLE) && !word.capital {
            return kind(Kind::Title);
        }
        if word.is(HEAD) && !word.is(VERB) {
            return kind(Kind::Common);
        }
        let describes = match last.kind {
            Kind::Fact(Fact::Adjective(_) | Fact::People(_)) | Kind::Title => true,
            Kind::Fact(_) => head.possessive || word.is(MODIFIER),
            Kind::Common => !head.is(PLURAL),
            Kind::Name | Kind::Link => word.is(MODIFIER) && self.words.get(at + 1).is_some_and(|next| next.is(HEAD | TITLE)),
        };
        // Behind a title only what leads to another: *president and chief executive* ends, *defence secretary* goes on.
        let describes = describes && (last.kind != Kind::Title || word.is(MODIFIER));
        (describes && word.is_plain()).then_some(Unit { kind: Kind::Common, first: at, last: at })
    }

    /// *of the House*, *of State*, *to the UN*: the link with what it leads to, where that is no more than the rest of a title.
    fn link(&self, at: usize, body: bool) -> Option<Unit> {
        let begin = if self.words[at + 1].text == "the" { at + 2 } else { at + 1 };
        if body {
            return Some(Unit { kind: Kind::Name, first: at, last: begin });
        }
        if let Some((_, end)) = self.fact(begin) {
            return Some(Unit { kind: Kind::Title, first: at, last: end });
        }
        let mut end = begin;
        while self.words[begin].is(PORTFOLIO)
            && self.words.get(end + 1).is_some_and(|next| {
                next.join == Join::Space
                    && (next.capital && next.is(PORTFOLIO)
                        || next.text == "and" && self.words.get(end + 2).is_some_and(|after| after.is(PORTFOLIO)))
            })
            && !self.words[end].possessive
        {
            end += 1;
        }
        Some(Unit { kind: Kind::Title, first: at, last: end })
    }

    /// *Jordan Peterson*, *Chad Wolf*: a form that is a given name here.
    fn is_first_name(&self, at: usize, end: usize, fact: Fact) -> bool {
        at == end
            && matches!(fact, Fact::Country(_) | Fact::Capital(_))
            && !self.words[at].possessive
            && !self.words[at].text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.')
            && self.words.get(at + 1).is_some_and(|next| {
                next.join == Join::Space
                    && next.name
                    && !next.is(TITLE | HEAD | THING | MODIFIER)
                    && self.fact(at + 1).is_none()
                    && !next.text.bytes().all(|byte| byte.is_ascii_uppercase())
            })
    }

    fn read(&mut self, units: &[Unit]) {
        let Some(&last) = units.last() else { return };
        let first = units[0].first;
        // Who owns what follows is an actor, too.
        for unit in &units[..units.len() - 1] {
            if let Kind::Fact(fact) = unit.kind {
                self.anchor = fact.country().or(self.anchor);
                if self.words[unit.last].possessive {
                    self.fact_alone(fact, unit.first, unit.last);
                }
            }
        }
        let head = &self.words[last.last];
        let anchor = units.iter().find_map(|unit| match unit.kind {
            Kind::Fact(fact) => fact.country(),
            _ => None,
        });
        match last.kind {
            Kind::Fact(fact) => {
                let before = units.len().checked_sub(2).map(|at| units[at].kind);
                match (fact, before) {
                    // *House Freedom Caucus*, *Senate GOP*: neither of the two.
                    (Fact::Body(_), Some(Kind::Fact(Fact::Body(_)) | Kind::Name)) if !self.words[last.first - 1].possessive => {
                        let words: Vec<String> =
                            self.words[first..=last.last].iter().map(|word| fold(word.text).replace('.', "")).collect();
                        self.push(Actor::Name { words, title: None, short: None }, first, last.last);
                        if let Some(phrase) = self.out.last_mut() {
                            phrase.name = phrase.span;
                        }
                    }
                    (Fact::Body(_), Some(Kind::Fact(_))) if units.len() == 2 => self.fact_alone(fact, first, last.last),
                    _ => self.fact_alone(fact, last.first, last.last),
                }
            }
            Kind::Title => {
                // *the president*, *President*; *a president* may be anybody, and so may *the party's candidate*.
                let before = first.checked_sub(1).map(|at| &self.words[at]);
                let definite = before.is_some_and(|word| words!("the this").holds_word(word.text))
                    || head.capital && !before.is_some_and(|word| word.is(DETERMINER));
                let known = units.iter().all(|unit| match unit.kind {
                    Kind::Fact(fact) => fact.country().is_some(),
                    Kind::Name => false,
                    _ => true,
                });
                if head.is(TITLE) && definite && known && !self.goes_on(last.last) {
                    let title = self.title(units, units.len(), anchor);
                    self.push(Actor::Role { anchor, title }, first, last.last);
                }
            }
            Kind::Common | Kind::Name
                if head.is(HEAD) && !(last.kind == Kind::Name && units.iter().any(|unit| unit.kind == Kind::Title) && !head.is(BODY)) =>
            {
                self.headed(units, anchor);
            }
            Kind::Name => self.name(units, anchor),
            Kind::Common | Kind::Link => {}
        }
    }

    /// A phrase that ends in the head noun of an actor.
    fn headed(&mut self, units: &[Unit], anchor: Option<Country>) {
        let last = units[units.len() - 1];
        let (first, at) = (units[0].first, last.last);
        let head = &self.words[at];
        if last.kind == Kind::Common && self.goes_on(at) {
            return;
        }
        let class = if head.is(GOVERNMENT) {
            Class::Government
        } else if head.is(FORCES) {
            Class::Forces
        } else if head.is(PEOPLE) {
            Class::People
        } else {
            Class::Body
        };
        let begin = units.iter().find(|unit| matches!(unit.kind, Kind::Fact(fact) if fact.country().is_some())).map(|unit| unit.last + 1);
        let between = begin.map(|begin| &self.words[begin.min(at)..at]);
        if let (Some(country), Some(between)) = (anchor, between) {
            // *Ukrainian military officials* are the forces' rather than the government's; who they are is left open.
            let officials = head.is(PLURAL) && class == Class::Government || words!("leaders leadership authorities").holds_word(head.text);
            if officials
                && !between.iter().all(|word| words!("top senior government high-ranking ranking high federal other").holds_word(word.text))
            {
                return;
            }
            if class == Class::Government && between.iter().any(|word| word.name && !word.is(MODIFIER)) {
                return;
            }
            let actor = match class {
                Class::Body => {
                    let begin = begin.unwrap_or(at).min(at);
                    let words: Vec<String> = self.words[begin..=at].iter().map(|word| fold(word.text).into_owned()).collect();
                    Actor::Office(country, words.join(" "))
                }
                class => Actor::Of(class, Anchor::Country(country)),
            };
            self.push(actor, first, at);
            return;
        }
        // *the Biden administration*
        let owner = units[0];
        let names = match owner.kind {
            Kind::Name if last.first == owner.first => owner.first..at,
            Kind::Name if units.len() == 2 => owner.first..owner.last + 1,
            _ => 0..0,
        };
        if class == Class::Government {
            let known = words!("federal state local city national central interim military us").holds_word(self.words[names.start].text);
            if (1..=2).contains(&names.len())
                && !known
                && !head.is(PLURAL)
                && !words!("authorities leaders leadership").holds_word(head.text)
            {
                let name = fold(self.words[names.end - 1].text).replace('.', "");
                self.push(Actor::Of(Class::Government, Anchor::Name(name)), first, at);
            }
        } else if class == Class::Body && last.kind == Kind::Name {
            self.name(units, None);
        }
    }

    /// A name, or a name behind a title.
    fn name(&mut self, units: &[Unit], anchor: Option<Country>) {
        let last = units[units.len() - 1];
        let titled = units[..units.len() - 1].iter().rposition(|unit| unit.kind == Kind::Title).filter(|&at| at + 2 == units.len());
        let mut first = units[0].first;
        let body = self.words[last.last].is(BODY | THING);
        let (title, from) = match titled {
            Some(at) if !body => (Some(self.title(&units[..=at], at + 1, anchor)), last.first),
            // A body keeps what stands before it: *Securities Commission of Aldra*.
            _ if body => (
                None,
                units
                    .iter()
                    .rev()
                    .take_while(|unit| matches!(unit.kind, Kind::Name | Kind::Title))
                    .last()
                    .map_or(last.first, |unit| unit.first),
            ),
            _ => (None, last.first),
        };
        // *Senate Banking Committee* is the Banking Committee.
        let chamber = body && units.len() > 1 && units[..units.len() - 1].iter().all(|unit| matches!(unit.kind, Kind::Fact(Fact::Body(_))));
        if title.is_none() && !chamber {
            first = from;
        }
        let mut title = title;
        if title.is_none()
            && let Some(before) = first.checked_sub(1).map(|at| &self.words[at])
            && self.words[first].join == Join::Space
            && before.is(TITLE)
            && !before.is(FUNCTION)
            && !before.capital
            && !before.possessive
            && !body
        {
            first -= 1;
            title = Some(Title { words: fold(before.text).into_owned(), leader: before.is(LEADER), anchor: None });
        }
        let words: Vec<String> = self.words[from..=last.last]
            .iter()
            .filter(|word| !words!("ii iii iv").holds_word(word.text))
            .map(|word| fold(word.text).replace('.', ""))
            .collect();
        if words.len() > 7 {
            return;
        }
        let short = self.words.get(last.last + 1).filter(|next| {
            next.join == Join::Bracket && next.text.len() >= 2 && next.text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.')
        });
        let short = short.map(|next| next.text.replace('.', "").to_lowercase());
        let titled = title.is_some();
        self.push(Actor::Name { words, title, short }, first, last.last);
        if let Some(phrase) = self.out.last_mut() {
            phrase.acts |= titled;
            phrase.name = Span::new(self.words[from].span.start(), self.words[last.last].span.end());
        }
    }

    /// The title that the units up to `end` make.
    fn title(&self, units: &[Unit], end: usize, anchor: Option<Country>) -> Title {
        let units = &units[..end];
        let head = units
            .iter()
            .rev()
            .find(|unit| unit.kind == Kind::Title && self.words[unit.first].is(TITLE))
            .map_or(units[end - 1].last, |unit| unit.last);
        let qualifies = |word: &Word<'_>| {
            words!("vice deputy former prime acting assistant foreign defense defence first majority minority attorney ex house senate interior finance water health chief")
                .holds_word(word.text)
        };
        let begin =
            (units[0].first..head).rev().take_while(|&at| qualifies(&self.words[at]) || self.words[at].is(TITLE)).last().unwrap_or(head);
        let words: Vec<String> = self.words[begin..=head].iter().map(|word| fold(word.text.trim_end_matches('.')).into_owned()).collect();
        let words = words.join(" ");
        let leads = self.words[head].is(LEADER) || words == "prime minister";
        let other = words.split(' ').count() > 1 && words != "prime minister";
        let inside = units.iter().any(|unit| matches!(unit.kind, Kind::Fact(Fact::Body(_))))
            || self.words[units[0].first..head].iter().any(|word| word.is(BODY));
        Title { leader: leads && !other && !inside, words, anchor }
    }

    /// A form of the tables that stands alone, or owns what follows.
    fn fact_alone(&mut self, fact: Fact, first: usize, last: usize) {
        self.anchor = fact.country().or(self.anchor);
        let actor = match fact {
            Fact::Country(country) => Actor::Country(country),
            Fact::People(country) => Actor::Of(Class::People, Anchor::Country(country)),
            Fact::Government(country) => Actor::Of(Class::Government, Anchor::Country(country)),
            Fact::Forces(country) => Actor::Of(Class::Forces, Anchor::Country(country)),
            Fact::Capital(country) if self.is_involved(first, last) => Actor::Of(Class::Government, Anchor::Country(country)),
            Fact::Body(body) => Actor::Body(body),
            Fact::Adjective(_) | Fact::Capital(_) => return,
        };
        let at_place = self.before(first).is_some_and(|word| words!("at near outside inside").holds_word(word.text));
        let located = self.is_located(first);
        let skipped = match fact {
            Fact::Country(_) => located,
            Fact::Body(_) | Fact::Government(_) => at_place,
            _ => false,
        };
        // *a U.S. official*, *FBI agents*: somebody else.
        let describes = !self.words[last].possessive
            && self.words.get(last + 1).is_some_and(|next| next.join == Join::Space && next.is(TITLE) && !next.capital);
        if !skipped && !describes {
            self.push(actor, first, last);
        }
    }

    /// Whether a capital is meant as whoever governs there.
    fn is_involved(&self, first: usize, last: usize) -> bool {
        if self.is_located(first) {
            let from = self.before(first).is_some_and(|word| word.text == "from");
            return from && self.words[first - 1].text == "from" && first >= 2 && self.words[first - 2].is(SENT);
        }
        let acts = |last: usize| self.words.get(last + 1).is_some_and(|next| next.join == Join::Space && next.acts());
        let next = self.words.get(last + 1);
        if next.is_some_and(|next| next.join == Join::Comma && next.capital) {
            return false;
        }
        let paired = next.is_some_and(|next| next.text == "and" && next.join == Join::Space)
            && self.words.get(last + 2).is_some()
            && self.fact(last + 2).is_some_and(|(fact, end)| matches!(fact, Fact::Capital(_) | Fact::Country(_)) && acts(end));
        let before = first.checked_sub(1).map(|at| &self.words[at]).filter(|_| self.words[first].join == Join::Space);
        let with = before.is_some_and(|word| word.is(INVOLVED) && !matches!(word.text, "of" | "and" | "or" | "than"));
        let second = before.is_some_and(|word| word.text == "and")
            && self.out.last().is_some_and(|phrase| phrase.last + 2 == first && matches!(phrase.actor, Actor::Of(Class::Government, _)));
        self.words[last].possessive || acts(last) || paired || with || second
    }

    /// The preposition before a word, across a determiner.
    fn before(&self, first: usize) -> Option<&Word<'_>> {
        let joined = |at: usize| self.words[at].join == Join::Space;
        let before = first.checked_sub(1).filter(|_| joined(first))?;
        let word = &self.words[before];
        if word.is(DETERMINER) && before > 0 && joined(before) { Some(&self.words[before - 1]) } else { Some(word) }
    }

    fn is_located(&self, first: usize) -> bool {
        self.before(first).is_some_and(|word| word.is(LOCATIVE))
    }

    /// Whether a noun that may be a head describes the next one: *the government shutdown*.
    fn goes_on(&self, at: usize) -> bool {
        let word = &self.words[at];
        !word.possessive
            && !word.is(PLURAL)
            && self.words.get(at + 1).is_some_and(|next| {
                matches!(next.join, Join::Hyphen) || next.join == Join::Space && !next.acts() && (next.is_plain() || next.name)
            })
    }

    /// *the government*, *these troops*, *its soldiers*, *the administration of President Roe*.
    fn definite(&mut self, at: usize) {
        let article = self.words[at].text;
        let owned = words!("its their").holds_word(article);
        if !owned && !words!("the this these those").holds_word(article) {
            return;
        }
        let mut end = at + 1;
        while end < at + 4 && self.words.get(end).is_some_and(|word| word.join == Join::Space && word.is_plain() && !word.is(HEAD | TITLE))
        {
            end += 1;
        }
        let Some(head) = self.words.get(end).filter(|word| word.join == Join::Space && !word.capital) else { return };
        let first = at + 1;
        if head.is(TITLE) && !head.is(FUNCTION) && !owned {
            let mut last = end;
            while self.words.get(last + 1).is_some_and(|next| next.join == Join::Space && !next.capital && next.is(TITLE)) {
                last += 1;
            }
            let named = self.words.get(last + 1).is_some_and(|next| next.join == Join::Space && (next.name || next.text == "of"));
            if !named && !self.goes_on(last) {
                let unit = Unit { kind: Kind::Title, first, last };
                let title = self.title(&[unit], 1, None);
                self.push(Actor::Role { anchor: None, title }, first, last);
            }
            return;
        }
        if !head.is(GOVERNMENT | FORCES)
            || words!("officials leaders authorities leadership personnel units").holds_word(head.text) && !owned
            || self.goes_on(end)
        {
            return;
        }
        let class = if head.is(GOVERNMENT) { Class::Government } else { Class::Forces };
        if owned {
            if let Some(country) = self.anchor
                && (class == Class::Forces || !head.is(PLURAL))
            {
                self.push(Actor::Of(class, Anchor::Country(country)), first, end);
            }
            return;
        }
        // *the administration of President Roe*, and *accused the government of hiding it*.
        let verb = |at: usize| self.words.get(at).is_some_and(|word| !word.capital && word.text.ends_with("ing") && !word.is(MODIFIER));
        if self.words.get(end + 1).is_some_and(|next| next.text == "of" && next.join == Join::Space) && !verb(end + 2) {
            if class == Class::Government {
                self.of_whom(first, end);
            }
            return;
        }
        // *the federal government* is another than *the administration* before it.
        if class == Class::Government && end > first {
            return;
        }
        let word = fold(self.words[end].text).into_owned();
        self.push(Actor::Definite { class, word }, first, end);
    }

    fn of_whom(&mut self, first: usize, head: usize) {
        let mut at = head + 2;
        while at < head + 6
            && self.words.get(at).is_some_and(|word| {
                word.join == Join::Space && !word.capital && (word.is(DETERMINER | MODIFIER | SHORT) || word.is_plain())
            })
        {
            at += 1;
        }
        if at >= self.words.len() || self.words[at].join != Join::Space || !self.begins(at) {
            return;
        }
        let (units, end, compound) = self.units(at);
        let Some(last) = units.last().filter(|_| !compound) else { return };
        let owner = match last.kind {
            Kind::Fact(Fact::Country(country)) if units.len() == 1 => Anchor::Country(country),
            Kind::Name if !self.words[last.last].is(BODY | THING) => Anchor::Name(fold(self.words[last.last].text).into_owned()),
            _ => return,
        };
        self.push(Actor::Of(Class::Government, owner), first, end - 1);
    }

    fn push(&mut self, actor: Actor, first: usize, last: usize) {
        // *a recent NATO meeting*: it is the meeting that is recent.
        let kept = matches!(actor, Actor::Definite { .. }) || !matches!(actor, Actor::Name { .. }) && self.goes_on(last);
        let begin = if kept { first } else { self.widened(first) };
        let span = Span::new(self.words[begin].span.start(), self.words[last].span.end());
        let next = self.words.get(last + 1);
        let owns = self.words[last].possessive && !matches!(actor, Actor::Name { .. });
        let acts = next.is_some_and(|next| next.join == Join::Space && next.acts()) || owns;
        let located = self.is_located(begin);
        // *progressive Democrats* are some of them: another group.
        let actor = match actor {
            Actor::Body(_)
                if begin < last && self.words[last].text.ends_with('s') && self.words[begin].describes() && !self.words[begin].capital =>
            {
                let words = self.words[begin..=last].iter().map(|word| fold(word.text).into_owned()).collect();
                Actor::Group(words)
            }
            other => other,
        };
        if let Actor::Of(_, Anchor::Country(country)) | Actor::Country(country) | Actor::Office(country, _) = actor {
            self.anchor = Some(country);
        }
        let name = if matches!(actor, Actor::Group(_)) { span } else { self.words[last].span };
        self.out.push(Phrase { actor, span, name, first: begin, last, voice: self.words[last].voice, acts, located });
    }

    /// Where the words that describe a phrase begin: those that a determiner opens, else those that are known to describe.
    fn widened(&self, first: usize) -> usize {
        let describes = |at: usize, word: &Word<'_>| {
            let joined = matches!(self.words[at + 1].join, Join::Space | Join::Hyphen);
            let small = !word.capital || word.join == Join::Start && word.is(MODIFIER | TITLE);
            joined && !word.possessive && small && !word.is(FUNCTION) && (self.words[at + 1].join == Join::Hyphen || word.describes())
        };
        let mut at = first;
        while at > 0 && first - at < 4 {
            let word = &self.words[at - 1];
            let coupled = word.text == "and" && at >= 2 && at < first && describes(at - 2, &self.words[at - 2]);
            if !describes(at - 1, word) && !coupled {
                break;
            }
            at -= 1;
        }
        if at > 0
            && at < first
            && self.words[at].join == Join::Space
            && self.words[at - 1].is(DETERMINER)
            && self.words[at - 1].text != "those"
        {
            return at;
        }
        // Without a determiner only words of the list, down from the phrase.
        (at..first).rev().take_while(|&at| self.words[at].is(MODIFIER | TITLE) && !self.words[at].is(FUNCTION)).last().unwrap_or(first)
    }
}
