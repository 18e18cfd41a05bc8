//! Words that say the same of an event: *sent*, *deployed* and *the deployment*. Word in, concept out.
//!
//! A word is brought to its stem first: irregular forms by the table that the lexicons inflect with, the rest by the English stemmer of Snowball
//! (Porter 2001), which joins most nouns with their verbs (*escalation*, *escalating*). Different stems of one meaning are one line of
//! `models/concepts.tsv`, written by hand for what news reports. A line may name the concept that it is the contrary of.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::lexicon::inflect::{self, Inflect};

/// The lines of `models/concepts.tsv`.
const TABLE: &str = include_str!("../../models/concepts.tsv");

/// A meaning that several words share, by its line in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(u16);

/// What concepts there are, and which stems stand for them.
#[derive(Debug)]
pub struct Concepts {
    names: Vec<&'static str>,
    words: Vec<&'static str>,
    opposites: Vec<Option<Concept>>,
    by_stem: HashMap<String, Concept>,
}

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
static SHIPPED: LazyLock<Concepts> = LazyLock::new(|| Concepts::parse(TABLE));

/// The stem of a folded word: what its forms have in common.
#[must_use]
pub fn stem(word: &str) -> Cow<'_, str> {
    match inflect::lemma(word) {
        Some(lemma) => STEMMER.stem(lemma),
        None => STEMMER.stem(word),
    }
}

impl Concepts {
    /// The concepts that ship with the tool.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn parse(table: &'static str) -> Self {
        let rows = || table.lines().skip(1).map(|line| line.split('\t'));
        let names: Vec<&str> = rows().filter_map(|mut row| row.next()).collect();
        let place = |name: &str| names.binary_search(&name).ok().and_then(|place| u16::try_from(place).ok()).map(Concept);
        let opposites = rows().map(|mut row| row.nth(2).and_then(place)).collect();
        let mut by_stem = HashMap::new();
        for (row, name) in rows().zip(&names) {
            let words = row.skip(1).take(1).flat_map(str::split_whitespace);
            for (word, concept) in words.filter_map(|word| Some((word, place(name)?))) {
                by_stem.entry(stem(word).into_owned()).or_insert(concept);
            }
        }
        let words = rows().map(|mut row| row.nth(1).unwrap_or_default()).collect();
        Self { names, words, opposites, by_stem }
    }

    /// The concept that a [`stem`] stands for.
    #[must_use]
    pub fn of(&self, stem: &str) -> Option<Concept> {
        self.by_stem.get(stem).copied()
    }

    /// The concept that it is the contrary of: *acknowledge* of *deny*. Only one of two contraries names the other.
    #[must_use]
    pub fn opposite(&self, concept: Concept) -> Option<Concept> {
        self.opposites[usize::from(concept.0)]
    }

    /// All concepts, in the order of their names.
    pub fn all(&self) -> impl Iterator<Item = Concept> + use<> {
        (0..u16::try_from(self.names.len()).unwrap_or(u16::MAX)).map(Concept)
    }

    /// The words of a concept in the forms that they take as verbs and nouns; some of these are no words.
    pub fn forms(&self, concept: Concept) -> impl Iterator<Item = String> + use<> {
        let words: Vec<&str> = self.words[usize::from(concept.0)].split(' ').collect();
        let forms: BTreeSet<String> = words
            .iter()
            .flat_map(|word| [Inflect::Verb, Inflect::Noun].into_iter().flat_map(|inflect| inflect::forms(word, &inflect)))
            .collect();
        forms.into_iter()
    }

    /// Its name in the table.
    #[must_use]
    pub fn name(&self, concept: Concept) -> &'static str {
        self.names[usize::from(concept.0)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn concept(word: &str) -> Option<&'static str> {
        let concepts = Concepts::shipped();
        concepts.of(&stem(word)).map(|concept| concepts.name(concept))
    }

    #[test]
    fn forms_and_kin_of_a_word_are_one_concept() {
        assert!(["sent", "deployed", "deployment", "dispatches"].iter().all(|word| concept(word) == Some("deploy")));
        assert!(["escalating", "escalation", "escalatory"].iter().all(|word| concept(word) == Some("escalate")));
        assert_ne!(concept("acknowledged"), concept("denied"));
        assert_eq!(concept("spoon"), None);
    }

    #[test]
    fn the_contrary_of_a_concept_has_no_contrary_itself() {
        let concepts = Concepts::shipped();
        let paired: Vec<(Concept, Concept)> = concepts.all().filter_map(|one| Some((one, concepts.opposite(one)?))).collect();
        assert!(paired.len() > 2);
        for (one, other) in paired {
            assert!(one != other && concepts.opposite(other).is_none(), "{}", concepts.name(one));
        }
        assert_eq!(concepts.opposite(concepts.of(&stem("denied")).expect("listed")), concepts.of(&stem("acknowledge")));
    }

    #[test]
    fn the_table_is_sorted_and_no_word_stands_twice() {
        let mut before = "";
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let names: BTreeSet<&str> = TABLE.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
        for line in TABLE.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, words, opposite] = fields[..] else { panic!("three fields: {line}") };
            assert!(before < name, "{before} stands before {name}");
            before = name;
            assert!(words.split(' ').count() > 1, "{name} joins nothing");
            assert!(opposite.is_empty() || names.contains(opposite), "{name}: {opposite} is no concept");
            for word in words.split(' ') {
                assert_eq!(seen.insert(word, name), None, "{word} stands twice");
            }
        }
    }
}
