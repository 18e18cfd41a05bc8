//! The phrases of a sentence that may mean an actor: *the Kiev regime*, *Ukrainian President Volodymyr Zelensky*, *thousands of North Korean soldiers*.
//!
//! There is no parser. A phrase is a run of names, of forms of the [tables](super::facts), of titles and of head nouns that nothing parts but blanks and
//! hyphens; what it means hangs on the last of them. Who a name is, is not asked here.

use super::actors::{Actor, Anchor, Class, Phrase, Title};
use super::facts::{Country, Fact};
use super::units::{Kind, Line, Unit};
use super::words::{
    BODY, DETERMINER, FORCES, FUNCTION, GOVERNMENT, HEAD, INVOLVED, Join, LEADER, MODIFIER, PEOPLE, PLURAL, SENT, SHORT, THING, TITLE, Word,
};
use crate::span::Span;
use crate::token::fold;
use crate::word_set::words;

/// Adds the phrases of a sentence, in the order of their last words.
pub(super) fn find(words: &[Word<'_>], out: &mut Vec<Phrase>) {
    let line = Line { words };
    let mut finder = Finder { words, line, out, anchor: None };
    let mut at = 0;
    while at < words.len() {
        at = if line.begins(at) {
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
    line: Line<'a>,
    out: &'b mut Vec<Phrase>,
    /// The country that was named last in the sentence.
    anchor: Option<Country>,
}

impl Finder<'_, '_> {
    /// Reads the phrase that begins at a word; returns the word after it.
    fn phrase(&mut self, start: usize) -> usize {
        let (units, end, compound) = self.line.units(start);
        // *U.S.-backed*, *pro-Russian*: the name is part of another word.
        if compound || self.words[start].join == Join::Hyphen && start > 0 {
            return end;
        }
        self.read(&units);
        end
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
                if head.is(TITLE) && definite && known && !self.line.goes_on(last.last) {
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
        if last.kind == Kind::Common && self.line.goes_on(at) {
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
        // *III* alone is no name, and what goes on for so long is a heading.
        if words.is_empty() || words.len() > 7 {
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
            phrase.does |= titled;
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
        let at_place = self.line.before(first).is_some_and(|word| words!("at near outside inside").holds_word(word.text));
        let located = self.line.is_located(first);
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
        if self.line.is_located(first) {
            let from = self.line.before(first).is_some_and(|word| word.text == "from");
            return from && self.words[first - 1].text == "from" && first >= 2 && self.words[first - 2].is(SENT);
        }
        let acts = |last: usize| self.words.get(last + 1).is_some_and(|next| next.join == Join::Space && next.acts());
        let next = self.words.get(last + 1);
        if next.is_some_and(|next| next.join == Join::Comma && next.capital) {
            return false;
        }
        let paired = next.is_some_and(|next| next.text == "and" && next.join == Join::Space)
            && self.words.get(last + 2).is_some()
            && self.line.fact(last + 2).is_some_and(|(fact, end)| matches!(fact, Fact::Capital(_) | Fact::Country(_)) && acts(end));
        let before = first.checked_sub(1).map(|at| &self.words[at]).filter(|_| self.words[first].join == Join::Space);
        let with = before.is_some_and(|word| word.is(INVOLVED) && !matches!(word.text, "of" | "and" | "or" | "than"));
        let second = before.is_some_and(|word| word.text == "and")
            && self.out.last().is_some_and(|phrase| phrase.last + 2 == first && matches!(phrase.actor, Actor::Of(Class::Government, _)));
        self.words[last].possessive || acts(last) || paired || with || second
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
            if !named && !self.line.goes_on(last) {
                let unit = Unit { kind: Kind::Title, first, last };
                let title = self.title(&[unit], 1, None);
                self.push(Actor::Role { anchor: None, title }, first, last);
            }
            return;
        }
        if !head.is(GOVERNMENT | FORCES)
            || words!("officials leaders authorities leadership personnel units").holds_word(head.text) && !owned
            || self.line.goes_on(end)
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
        if at >= self.words.len() || self.words[at].join != Join::Space || !self.line.begins(at) {
            return;
        }
        let (units, end, compound) = self.line.units(at);
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
        let kept = matches!(actor, Actor::Definite { .. }) || !matches!(actor, Actor::Name { .. }) && self.line.goes_on(last);
        let begin = if kept { first } else { self.widened(first) };
        let span = Span::new(self.words[begin].span.start(), self.words[last].span.end());
        let next = self.words.get(last + 1);
        let owns = self.words[last].possessive && !matches!(actor, Actor::Name { .. });
        let acts = next.is_some_and(|next| next.join == Join::Space && next.acts()) || owns;
        let located = self.line.is_located(begin);
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
        let auxiliary = |word: &Word<'_>| {
            words!("is are was were has had have will would can could may might must should does did do").holds_word(word.text)
        };
        let does = acts && next.is_some_and(|next| !auxiliary(next));
        self.out.push(Phrase { actor, does, span, name, first: begin, last, voice: self.words[last].voice, acts, located });
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
