//! The parts of a phrase, from its first word on: names, forms of the [tables](super::facts), titles, common nouns, and what links them.

use super::facts::{FACTS, Fact};
use super::words::{
    ADDRESS, BODY, DETERMINER, FUNCTION, HEAD, Join, LOCATIVE, MODIFIER, PARTICLE, PLURAL, PORTFOLIO, THING, TITLE, VERB, Word,
};
use crate::word_set::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Fact(Fact),
    Title,
    Name,
    Common,
    Link,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Longest phrase, in units.
const LONGEST: usize = 14;

/// The words of a sentence, as phrases are looked for in them.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) words: &'a [Word<'a>],
}

impl<'a> Line<'a> {
    pub(super) fn begins(&self, at: usize) -> bool {
        let word = &self.words[at];
        word.capital && (word.name || self.fact(at).is_some())
    }

    /// The form of the tables at a word, and the last word of it.
    pub(super) fn fact(&self, at: usize) -> Option<(Fact, usize)> {
        let word = &self.words[at];
        if !word.capital {
            return None;
        }
        let next = |by: usize| {
            let inside =
                (at + 1..=at + by).all(|index| self.words.get(index).is_some_and(|word| matches!(word.join, Join::Space | Join::Hyphen)));
            inside.then(|| self.words[at + by].text)
        };
        let (fact, length) = FACTS.longest(word.text, next)?;
        // *US* is a country, *Us* opens a sentence.
        if length == 1 && word.is(FUNCTION) && !word.text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        Some((fact, at + length - 1))
    }

    /// The units of a phrase, the word after it, and whether a hyphen cuts it off.
    pub(super) fn units(&self, start: usize) -> (Vec<Unit>, usize, bool) {
        let mut units: Vec<Unit> = Vec::new();
        let mut at = start;
        while at < self.words.len() && units.len() < LONGEST {
            let word = &self.words[at];
            let last = units.last().copied();
            if let Some(last) = last {
                match word.join {
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
                    Join::Space | Join::Hyphen => {}
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
            return Some(self.link(at, head.is(BODY)));
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
    fn link(&self, at: usize, body: bool) -> Unit {
        let begin = if self.words[at + 1].text == "the" { at + 2 } else { at + 1 };
        if body {
            return Unit { kind: Kind::Name, first: at, last: begin };
        }
        if let Some((_, end)) = self.fact(begin) {
            return Unit { kind: Kind::Title, first: at, last: end };
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
        Unit { kind: Kind::Title, first: at, last: end }
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

    /// The preposition before a word, across a determiner.
    pub(super) fn before(&self, first: usize) -> Option<&'a Word<'a>> {
        let joined = |at: usize| self.words[at].join == Join::Space;
        let before = first.checked_sub(1).filter(|_| joined(first))?;
        let word = &self.words[before];
        if word.is(DETERMINER) && before > 0 && joined(before) { Some(&self.words[before - 1]) } else { Some(word) }
    }

    pub(super) fn is_located(&self, first: usize) -> bool {
        self.before(first).is_some_and(|word| word.is(LOCATIVE))
    }

    /// Whether a noun that may be a head describes the next one: *the government shutdown*.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let word = &self.words[at];
        !word.possessive
            && !word.is(PLURAL)
            && self.words.get(at + 1).is_some_and(|next| {
                matches!(next.join, Join::Hyphen) || next.join == Join::Space && !next.acts() && (next.is_plain() || next.name)
            })
    }
}
