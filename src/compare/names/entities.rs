//! Who the phrases of an event mean: aliases, titles and spellings of one actor brought together.
//!
//! To merge two actors is worse than to split one, so what is left in doubt stays apart, or is left out where the words name nobody by themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::actors::{Actor, Anchor, Class, Form, Phrase, Title};
use super::facts::{Country, FACTS};
use super::words::{self as reading, BODY, Capitals, FAMILY_FIRST, GOVERNMENT, HEAD, MODIFIER, THING, classes};
use super::{alike, epithets, phrases};
use crate::article::Field;
use crate::cue::Voice;
use crate::score::ArticleScore;
use crate::span::Span;
use crate::word_set::words;

/// An actor of an event, by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A person by name.
    Person,
    /// A country.
    Country,
    /// A country's government, or a person's.
    Government,
    /// A country's armed forces.
    Forces,
    /// The people of a country.
    People,
    /// A body: a ministry, a party, a company.
    Body,
    /// A name of which nothing more is known.
    Other,
    /// A name that mostly stands for a place or a thing.
    Place,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What the tool calls it: its fullest name, or country and part in brackets.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
}

/// Words that stand for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The article, by its place in the list that was read.
    pub article: usize,
    /// Which of its texts.
    pub field: Field,
    /// The words, without determiner.
    pub span: Span,
    /// Whom they mean.
    pub entity: EntityId,
    /// How they come to mean it.
    pub form: Form,
    /// Whose words they are.
    pub voice: Voice,
}

/// The actors of an event and where they are mentioned.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    entities: Vec<Entity>,
    /// In the order of articles, texts and spans.
    mentions: Vec<Mention>,
    /// Whether an actor does anything, by its place.
    acting: Vec<bool>,
}

impl Entities {
    /// Reads the articles of an event.
    #[must_use]
    pub fn find(articles: &[&ArticleScore]) -> Self {
        Merger::new(articles).merge()
    }

    /// All mentions, in the order of articles, texts and spans.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// An actor.
    ///
    /// # Panics
    ///
    /// When the actor is of another event.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// Number of actors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Whether an actor is known to act: it has a title, a verb follows its name, or it is a body or a country.
    #[must_use]
    pub fn acts(&self, id: EntityId) -> bool {
        self.acting[id.0 as usize]
    }

    /// The mentions that share a byte with a span of an article, `article` by its place in the list that was read.
    pub fn mentions_at(&self, article: usize, field: Field, span: Span) -> impl Iterator<Item = &Mention> {
        let from = self.mentions.partition_point(|one| (one.article, one.field) < (article, field));
        self.mentions[from..]
            .iter()
            .take_while(move |one| (one.article, one.field) == (article, field) && one.span.start() < span.end())
            .filter(move |one| one.span.overlaps(span))
    }

    /// The actors that are mentioned within a span, once for each mention.
    pub fn at(&self, article: usize, field: Field, span: Span) -> impl Iterator<Item = EntityId> {
        self.mentions_at(article, field, span).map(|mention| mention.entity)
    }
}

/// A phrase in its place.
struct Found {
    article: usize,
    field: Field,
    sentence: usize,
    phrase: Phrase,
    /// For an epithet: the place of what it is said of.
    host: Option<usize>,
}

/// What identifies an actor of an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Country(Country),
    Of(Class, Anchor),
    Office(Country, String),
    Body(u16),
    /// A name of several words, by the one that stands for all its variants; or a name of one word that is nobody's.
    Name(Vec<String>),
    /// The government of an event that names no country's.
    Government,
}

/// What is known of a name.
#[derive(Default)]
struct Known {
    titled: bool,
    acts: usize,
    located: usize,
    count: usize,
    articles: BTreeSet<usize>,
}

struct Merger<'a> {
    capitals: Capitals,
    articles: &'a [&'a ArticleScore],
    found: Vec<Found>,
    names: BTreeMap<Vec<String>, Known>,
    /// The people of the event: each of their full names, with the one that stands for all.
    people: BTreeMap<Vec<String>, Vec<String>>,
    /// Short forms given in brackets.
    shorts: BTreeMap<String, Vec<String>>,
    /// Whom each name of one word may mean, of the people.
    bearers: BTreeMap<String, BTreeSet<Vec<String>>>,
    /// How often each article has the full name of each person.
    occurs: BTreeMap<(Vec<String>, usize), usize>,
}

impl<'a> Merger<'a> {
    fn new(articles: &'a [&'a ArticleScore]) -> Self {
        let mut capitals = Capitals::default();
        for article in articles {
            capitals.read(&article.document);
        }
        let mut found = Vec::new();
        let (mut sentence_words, mut phrases) = (Vec::new(), Vec::new());
        for (at, article) in articles.iter().enumerate() {
            let mut number = 0;
            for passage in article.document.passages() {
                for sentence in passage.sentences() {
                    reading::read(article.document.article(), passage, sentence, &capitals, &mut sentence_words);
                    phrases.clear();
                    phrases::find(&sentence_words, &mut phrases);
                    epithets::find(&sentence_words, &mut phrases);
                    epithets::of_them(&sentence_words, &mut phrases);
                    let begin = found.len();
                    let place = |phrase: Phrase| {
                        let host = if let Actor::Epithet { of, .. } = phrase.actor { Some(begin + of) } else { None };
                        Found { article: at, field: passage.field(), sentence: number, phrase, host }
                    };
                    found.extend(phrases.drain(..).map(place));
                    number += 1;
                }
            }
        }
        Self {
            capitals,
            articles,
            found,
            names: BTreeMap::new(),
            people: BTreeMap::new(),
            shorts: BTreeMap::new(),
            bearers: BTreeMap::new(),
            occurs: BTreeMap::new(),
        }
    }

    fn merge(mut self) -> Entities {
        self.learn_names();
        self.learn_people();
        let mut keys: Vec<Option<Key>> = self.found.iter().map(|one| self.named(one)).collect();
        let titles = self.titles(&keys);
        self.owners(&mut keys, &titles);
        self.roles(&mut keys, &titles);
        self.definite(&mut keys);
        self.of_them(&mut keys);

        for at in 0..keys.len() {
            if let Some(host) = self.found[at].host {
                let whom = keys[host].clone();
                keys[at] = whom;
            }
        }
        self.entities(&keys)
    }

    fn learn_names(&mut self) {
        for one in &self.found {
            if let Actor::Name { words, title, short } = &one.phrase.actor {
                let known = self.names.entry(words.clone()).or_default();
                known.titled |= title.is_some();
                known.acts += usize::from(one.phrase.acts);
                known.located += usize::from(one.phrase.located);
                known.count += 1;
                known.articles.insert(one.article);
                if let Some(short) = short.as_ref().filter(|_| words.len() > 1) {
                    self.shorts.entry(short.clone()).or_insert_with(|| words.clone());
                }
            }
        }
        // *National Dam Workers* and later *NDW*, without brackets.
        let single: Vec<String> =
            self.names.keys().filter(|words| words.len() == 1 && words[0].len() >= 3).map(|words| words[0].clone()).collect();
        for short in single {
            let initials = |words: &&Vec<String>| {
                words.len() > 2
                    && words
                        .iter()
                        .filter(|word| !matches!(word.as_str(), "of" | "the" | "and" | "for"))
                        .filter_map(|word| word.chars().next())
                        .eq(short.chars())
            };
            let mut fitting = self.names.keys().filter(initials);
            if let (Some(words), None) = (fitting.next(), fitting.next()) {
                self.shorts.entry(short.clone()).or_insert_with(|| words.clone());
            }
        }
    }

    /// Tells people among the names of several words, and brings the variants of one name together.
    fn learn_people(&mut self) {
        let single = |word: &String| self.names.contains_key(std::slice::from_ref(word)) && !self.capitals.is_common(word);
        let is_person = |words: &Vec<String>, known: &Known| {
            let plain = |word: &String| {
                classes(word) & (BODY | THING | HEAD | GOVERNMENT) == 0 && word.chars().all(|c| c.is_alphabetic() || c == '\'')
            };
            let evident = known.titled || alike::parted(words).0.last().is_some_and(single) || known.acts > 0 && known.located == 0;
            let last = words.last().map_or(0, |word| classes(word));
            (2..=5).contains(&words.len()) && words.iter().all(plain) && evident && last & MODIFIER == 0 && words[0] != "the"
        };
        let full: Vec<&Vec<String>> = self.names.iter().filter(|(words, known)| is_person(words, known)).map(|(words, _)| words).collect();
        let mut people: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for words in &full {
            let alike = people.iter().filter(|(full, _)| alike::same_person(words, full)).map(|(_, whom)| whom);
            let same: Vec<&Vec<String>> = alike.collect::<BTreeSet<_>>().into_iter().collect();
            // A name that fits two people is neither's.
            let whom = if let [one] = same.as_slice() { (*one).clone() } else { (*words).clone() };
            people.insert((*words).clone(), whom);
        }
        for one in &self.found {
            match &one.phrase.actor {
                Actor::Name { words, .. } if words.len() > 1 => {
                    if let Some(whom) = people.get(words) {
                        *self.occurs.entry((whom.clone(), one.article)).or_default() += 1;
                    }
                }
                Actor::Name { words, .. } if !self.bearers.contains_key(&words[0]) => {
                    self.bearers.insert(words[0].clone(), bearers(&people, &words[0]));
                }
                Actor::Of(_, Anchor::Name(name)) if !self.bearers.contains_key(name) => {
                    self.bearers.insert(name.clone(), bearers(&people, name));
                }
                _ => {}
            }
        }
        self.people = people;
    }

    /// Whom a phrase names by its own words.
    fn named(&self, one: &Found) -> Option<Key> {
        match &one.phrase.actor {
            Actor::Country(country) => Some(Key::Country(*country)),
            Actor::Of(class, Anchor::Country(country)) => Some(Key::Of(*class, Anchor::Country(*country))),
            Actor::Office(country, words) => {
                let name: Vec<String> = words.split(' ').map(str::to_owned).collect();
                let known = name.len() > 1 && self.names.contains_key(&name);
                Some(if known { Key::Name(name) } else { Key::Office(*country, words.clone()) })
            }
            Actor::Body(body) => Some(Key::Body(*body)),
            Actor::Group(words) => Some(Key::Name(words.clone())),
            Actor::Name { words, .. } if words.len() > 1 => Some(Key::Name(self.people.get(words).unwrap_or(words).clone())),
            Actor::Name { words, title, .. } => self.single(one, &words[0], title.as_ref()),
            Actor::Of(..) | Actor::Role { .. } | Actor::Definite { .. } | Actor::Epithet { .. } | Actor::OfThem => None,
        }
    }

    /// Whom a name of one word means.
    fn single(&self, one: &Found, word: &str, title: Option<&Title>) -> Option<Key> {
        let own = || Some(Key::Name(vec![word.to_owned()]));
        if let Some(full) = self.shorts.get(word) {
            return Some(Key::Name(full.clone()));
        }
        let Some(bearers) = self.bearers.get(word).filter(|bearers| !bearers.is_empty()) else {
            return self.by_first_name(one, word, title).or_else(own);
        };
        let fits = |whom: &&Vec<String>| title.is_none_or(|title| !alike::contradicts(&title.words, whom));
        let bearers: Vec<&Vec<String>> = bearers.iter().filter(fits).collect();
        // *Mr. Roe* where only Ann Roe is known: her father, or her husband.
        if bearers.is_empty() {
            return Some(Key::Name(vec![title.map_or("", |title| &title.words).to_owned(), word.to_owned()]));
        }
        let here: Vec<&Vec<String>> = bearers.iter().copied().filter(|whom| self.occurs(whom, one.article) > 0).collect();
        let candidates: Vec<&Vec<String>> = if here.is_empty() { bearers } else { here };
        if let [whom] = candidates.as_slice() {
            return Some(Key::Name((*whom).clone()));
        }
        // The one who is called by the title elsewhere, else whom the article names in full far more often than the others.
        if let Some(title) = title {
            let holds = |whom: &&&Vec<String>| {
                self.found.iter().any(|other| matches!(&other.phrase.actor, Actor::Name { words, title: Some(its), .. } if words.len() > 1 && self.people.get(words) == Some(**whom) && its.words == title.words))
            };
            let holders: Vec<&&Vec<String>> = candidates.iter().filter(holds).collect();
            if let [whom] = holders.as_slice() {
                return Some(Key::Name((**whom).clone()));
            }
        }
        let mut counted: Vec<(usize, &Vec<String>)> = candidates.iter().map(|whom| (self.occurs(whom, one.article), *whom)).collect();
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        (counted[0].0 >= 3 * counted[1].0.max(1)).then(|| Key::Name(counted[0].1.clone()))
    }

    /// *Roe* for *Roe Hydro*, *Dita* for *Dita Rell*, where the article has the full name and no other that begins so.
    fn by_first_name(&self, one: &Found, word: &str, title: Option<&Title>) -> Option<Key> {
        if title.is_some() || self.capitals.is_common(word) {
            return None;
        }
        let begins = |(words, known): &(&Vec<String>, &Known)| {
            words.len() > 1
                && words[0] == word
                && known.articles.contains(&one.article)
                && (self.people.contains_key(*words)
                    || words.len() == 2
                        && words!(
                            "inc corp ltd company corporation hydro television tv pharmaceuticals airlines motors energy oil wire systems"
                        )
                        .holds_word(&words[1]))
        };
        let whole: BTreeSet<&Vec<String>> =
            self.names.iter().filter(begins).map(|(words, _)| self.people.get(words).unwrap_or(words)).collect();
        let mut whole = whole.into_iter();
        match (whole.next(), whole.next()) {
            (Some(words), None) => Some(Key::Name(words.clone())),
            _ => None,
        }
    }

    /// How often an article has the full name of a person.
    fn occurs(&self, whom: &[String], article: usize) -> usize {
        self.occurs.get(&(whom.to_vec(), article)).copied().unwrap_or(0)
    }

    /// The titles of each name, and of which country.
    fn titles(&self, keys: &[Option<Key>]) -> BTreeMap<Key, Vec<Title>> {
        let mut titles: BTreeMap<Key, Vec<Title>> = BTreeMap::new();
        for (at, one) in self.found.iter().enumerate() {
            let (title, key) = match &one.phrase.actor {
                Actor::Name { title: Some(title), .. } => (title, &keys[at]),
                Actor::Epithet { of: _, title: Some(title), .. } => (title, &keys[one.host.unwrap_or(at)]),
                _ => continue,
            };
            if let Some(key @ Key::Name(_)) = key {
                let known = titles.entry(key.clone()).or_default();
                if !known.contains(title) {
                    known.push(title.clone());
                }
            }
        }
        titles
    }

    /// Whose *the Zelensky regime* is: of the country that he is known to lead, where it has no other's.
    fn owners(&self, keys: &mut [Option<Key>], titles: &BTreeMap<Key, Vec<Title>>) {
        let mut leads: BTreeMap<String, Option<Country>> = BTreeMap::new();
        for one in &self.found {
            let Actor::Of(_, Anchor::Name(name)) = &one.phrase.actor else { continue };
            if leads.contains_key(name) {
                continue;
            }
            let mut countries = BTreeSet::new();
            for whom in self.bearers.get(name).into_iter().flatten().cloned().chain([vec![name.clone()]]) {
                let of = titles.get(&Key::Name(whom)).into_iter().flatten().filter(|title| title.leader);
                countries.extend(of.filter_map(|title| title.anchor));
            }
            let mut countries = countries.into_iter();
            let country = countries.next().filter(|_| countries.next().is_none());
            leads.insert(name.clone(), country);
        }
        let rivals = |country: Country| leads.values().filter(|other| **other == Some(country)).count() > 1;
        for (at, one) in self.found.iter().enumerate() {
            if let Actor::Of(class, Anchor::Name(name)) = &one.phrase.actor {
                let anchor = match leads[name] {
                    Some(country) if !rivals(country) => Anchor::Country(country),
                    _ => Anchor::Name(name.clone()),
                };
                keys[at] = Some(Key::Of(*class, anchor));
            }
        }
    }

    /// *the Ukrainian leader*, *the president*.
    fn roles(&self, keys: &mut [Option<Key>], titles: &BTreeMap<Key, Vec<Title>>) {
        for at in 0..self.found.len() {
            let Actor::Role { anchor, title } = &self.found[at].phrase.actor else { continue };
            let one = &self.found[at];
            let earlier = |key: &Key| {
                (0..at)
                    .rev()
                    .take_while(|&before| self.found[before].article == one.article)
                    .any(|before| keys[before].as_ref() == Some(key))
            };
            let fits = |held: &Title| match anchor {
                Some(country) => {
                    held.anchor == Some(*country)
                        && (held.words == title.words || title.leader && held.leader && (title.words == "leader" || title.words == "ruler"))
                }
                None => held.words == title.words,
            };
            let holders: Vec<&Key> =
                titles.iter().filter(|(key, held)| held.iter().any(fits) && earlier(key)).map(|(key, _)| key).collect();
            if let [key] = holders.as_slice() {
                keys[at] = Some((*key).clone());
            }
        }
    }

    /// *the government*, *these troops*: those that were named before, where only one was.
    fn definite(&self, keys: &mut [Option<Key>]) {
        let anchored = keys.iter().flatten().any(|key| matches!(key, Key::Of(Class::Government, _)));
        for at in 0..self.found.len() {
            let Actor::Definite { class, word } = &self.found[at].phrase.actor else { continue };
            let class = *class;
            let one = &self.found[at];
            let before = |within: usize| -> BTreeSet<&Key> {
                let near = (0..at)
                    .rev()
                    .take_while(|&other| self.found[other].article == one.article && self.found[other].sentence + within >= one.sentence);
                near.filter_map(|other| keys[other].as_ref()).filter(|key| matches!(key, Key::Of(found, _) if *found == class)).collect()
            };
            let all = before(usize::MAX / 2);
            let found = if all.len() == 1 { all } else { before(2) };
            // *the government* is the state's, also where a person's administration was spoken of.
            let fits = |key: &&&Key| !matches!(key, Key::Of(Class::Government, Anchor::Name(_))) || word != "government";
            let key = found.iter().next().filter(|_| found.len() == 1).filter(fits).map(|key| (*key).clone());
            keys[at] = key.or_else(|| (class == Class::Government && !anchored && word != "administration").then_some(Key::Government));
        }
    }

    /// Whom *they* are: the forces or people of whom alone the two sentences before spoke.
    fn of_them(&self, keys: &mut [Option<Key>]) {
        for at in 0..self.found.len() {
            let one = &self.found[at];
            if one.phrase.actor != Actor::OfThem {
                continue;
            }
            let near = (0..at)
                .rev()
                .take_while(|&other| self.found[other].article == one.article && self.found[other].sentence + 2 >= one.sentence);
            let many: BTreeSet<&Key> = near
                .filter_map(|other| keys[other].as_ref())
                .filter(|key| {
                    matches!(key, Key::Of(Class::Forces | Class::People, _))
                        || matches!(key, Key::Body(body) if FACTS.body(*body).ends_with('s'))
                })
                .collect();
            keys[at] = many.iter().next().filter(|_| many.len() == 1).map(|key| (*key).clone());
        }
    }

    fn entities(&self, keys: &[Option<Key>]) -> Entities {
        let ids: BTreeMap<&Key, EntityId> = keys.iter().flatten().collect::<BTreeSet<_>>().into_iter().zip((0..).map(EntityId)).collect();
        let mut mentions = Vec::new();
        let mut surfaces: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); ids.len()];
        let mut evidence: Vec<(bool, usize, usize, usize)> = vec![(false, 0, 0, 0); ids.len()];
        for (one, key) in self.found.iter().zip(keys) {
            let Some(key) = key else { continue };
            let entity = ids[key];
            let form = match one.phrase.actor {
                Actor::Epithet { form, .. } => form,
                Actor::OfThem => Form::Predicate,
                _ => Form::Name,
            };
            let (article, field, phrase) = (one.article, one.field, &one.phrase);
            mentions.push(Mention { article, field, span: phrase.span, entity, form, voice: phrase.voice });
            let title = matches!(phrase.actor, Actor::Name { title: Some(_), .. });
            if let Actor::Name { words, .. } | Actor::Group(words) = &phrase.actor {
                let whole = matches!(key, Key::Name(full) if full == words || self.people.get(words) == Some(full) || is_address(&full[0]) && full.ends_with(words));
                if whole {
                    *surfaces[entity.0 as usize]
                        .entry(phrase.name.slice(self.articles[article].document.article().field(field)))
                        .or_default() += 1;
                }
                let known = &mut evidence[entity.0 as usize];
                known.0 |= title;
                known.1 += usize::from(phrase.does);
                known.2 += usize::from(phrase.located);
                known.3 += 1;
            }
        }
        mentions.sort_by_key(|one| (one.article, one.field, one.span, one.form));
        // One name inside a longer one of the same actor is one mention: *Kyiv's government*.
        let mut kept: Vec<Mention> = Vec::with_capacity(mentions.len());
        for one in mentions {
            let inside = |other: &Mention| {
                (other.article, other.field, other.entity) == (one.article, one.field, one.entity)
                    && (other.span.contains(one.span) || one.span.contains(other.span))
            };
            match kept.iter().rposition(inside).filter(|&at| at + 4 > kept.len()) {
                Some(at) if one.span.len() > kept[at].span.len() => {
                    kept.remove(at);
                    kept.push(one);
                }
                Some(_) => {}
                None => kept.push(one),
            }
        }
        let mut entities = Vec::with_capacity(ids.len());
        let mut acting = Vec::with_capacity(ids.len());
        for (key, id) in &ids {
            let (titled, acts, located, count) = evidence[id.0 as usize];
            let surface = || {
                let most = surfaces[id.0 as usize].iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
                most.map(|(surface, _)| surface.split_whitespace().collect::<Vec<_>>().join(" "))
            };
            let (name, kind) = self.described(key, surface, titled, located * 2 >= count && located > 0);
            acting.push(match kind {
                EntityKind::Other => titled || acts > 0,
                EntityKind::Place => false,
                _ => true,
            });
            entities.push(Entity { name, kind });
        }
        Entities { entities, mentions: kept, acting }
    }

    /// What an actor is called and what it is.
    fn described(&self, key: &Key, surface: impl Fn() -> Option<String>, titled: bool, located: bool) -> (String, EntityKind) {
        let of = |class: Class| match class {
            Class::Government => ("government", EntityKind::Government),
            Class::Forces => ("forces", EntityKind::Forces),
            Class::People => ("people", EntityKind::People),
            Class::Body => ("body", EntityKind::Body),
        };
        match key {
            Key::Country(country) => (FACTS.country(*country).to_owned(), EntityKind::Country),
            Key::Of(class, Anchor::Country(country)) => (format!("{} ({})", FACTS.country(*country), of(*class).0), of(*class).1),
            Key::Of(class, Anchor::Name(name)) => {
                let mut letters = name.chars();
                let first = letters.next().map(char::to_uppercase);
                let name: String = first.into_iter().flatten().chain(letters).collect();
                (format!("{name} ({})", of(*class).0), of(*class).1)
            }
            Key::Office(country, words) => (format!("{} ({words})", FACTS.country(*country)), EntityKind::Body),
            Key::Body(body) => (FACTS.body(*body).to_owned(), EntityKind::Body),
            Key::Government => ("the government".to_owned(), EntityKind::Government),
            Key::Name(words) => {
                let last = words.last().map_or(0, |word| classes(word));
                let person = self.people.contains_key(words) || titled && (words.len() == 1 || is_address(&words[0]));
                let kind = if person {
                    EntityKind::Person
                } else if last & THING != 0
                    || located
                    || words.last().is_some_and(|last| !last.contains(char::is_alphabetic))
                    || words[0] == "mount"
                {
                    EntityKind::Place
                } else if last & BODY != 0 || words.len() > 1 && words.iter().any(|word| classes(word) & BODY != 0) {
                    EntityKind::Body
                } else {
                    EntityKind::Other
                };
                (surface().unwrap_or_else(|| words.join(" ")), kind)
            }
        }
    }
}

/// Whether a folded word is a form of address.
fn is_address(word: &str) -> bool {
    words!("mr mrs ms miss sir lord lady dame").holds_word(word)
}

/// The people, each by the name that stands for all, that a name of one word may mean; a *Jr.* only where there is no other.
fn bearers(people: &BTreeMap<Vec<String>, Vec<String>>, word: &str) -> BTreeSet<Vec<String>> {
    let bears = |full: &Vec<String>| {
        let (name, _) = alike::parted(full);
        let last = name.last().is_some_and(|last| last == word || alike::same_spelling(last, word));
        last || classes(&full[0]) & FAMILY_FIRST != 0 && full[0] == word
    };
    let all: BTreeSet<Vec<String>> = people.iter().filter(|(full, _)| bears(full)).map(|(_, whom)| whom.clone()).collect();
    let elder: BTreeSet<Vec<String>> = all.iter().filter(|full| alike::parted(full).1.is_none()).cloned().collect();
    if elder.is_empty() { all } else { elder }
}
