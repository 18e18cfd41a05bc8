//! Finds the entries of any number of lexicons among the words of a sentence.
//!
//! An automaton over *words*: every word of the entries has a number, a trie over these numbers holds the entries' forms, and a token reaches its
//! number through the hash that the tokenizer left on it. Against an automaton over bytes this matches whole words by construction (68 % of raw substring
//! hits of a large list are none), follows blanks, line breaks and hyphens without extra patterns, folds case and apostrophes without a second
//! text, and costs the same for a hundred entries as for a hundred thousand: most words of a text end at one bit test.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::cue::CueKind;
use crate::lexicon::entry::{Entry, NegationRole, Phrase, Signal, pattern};
use crate::lexicon::table::Lexicon;
use crate::lexicon::words::Words;
use crate::span::Span;
use crate::token::{Token, fold, fold_chars, fold_hash, folds_to};

/// An entry found in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index for [`Matcher::entry`].
    pub entry: u32,
    /// What it signals.
    pub signal: Signal,
    /// First token, counted from the sentence's first.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// The bytes, without a possessive ending.
    pub span: Span,
}

/// Finds the entries of its lexicons.
#[derive(Debug)]
pub struct Matcher {
    lexicons: Vec<Lexicon>,
    /// Place of every entry: lexicon and index in it.
    entries: Vec<(u32, u32)>,
    vocabulary: Vocabulary,
    /// The trie: from a node and a word's number to the next node. The root is node 0.
    steps: HashMap<(u32, u32), u32, BuildFold>,
    /// The first step of the trie, by the word's number; 0 for none.
    first: Vec<u32>,
    nodes: Vec<Node>,
    /// One bit for each node and the hash of a word that can follow it.
    pairs: Vec<u64>,
}

/// A node of the trie.
#[derive(Debug, Default)]
struct Node {
    ends: Vec<End>,
    /// Whether a word can follow.
    goes_on: bool,
    /// Whether a wildcard can, of which no hash tells.
    wild: bool,
    /// The node behind a hyphen; 0 for none.
    hyphen: u32,
}

/// An entry that ends at a node.
#[derive(Debug)]
struct End {
    entry: u32,
    signal: Signal,
    /// Whether the form ends in a possessive.
    possessive: bool,
    /// Whether gates or exceptions have a say.
    conditional: bool,
}

/// Words of the entries and their numbers.
#[derive(Debug, Default)]
struct Vocabulary {
    words: Vec<(u32, Box<str>)>,
    /// Open addressing over the hash; holds the hash and the number + 1.
    slots: Vec<(u32, u32)>,
    /// Words that begin an entry, and all words.
    filters: [Filter; 2],
    /// Wildcards by the first [`PREFIX`] folded bytes.
    prefixes: HashMap<u32, Vec<(Box<str>, u32)>, BuildFold>,
}

/// Which words a look-up is after.
#[derive(Clone, Copy)]
enum Place {
    /// Those that begin an entry.
    First,
    /// All of them.
    Any,
}

/// One bit for each low part of a hash: a clear bit ends the look-up.
#[derive(Debug, Default)]
struct Filter {
    words: Vec<u64>,
    /// The same for the wildcards' first bytes.
    prefixes: Vec<u64>,
}

/// Shortest stem of a wildcard, in bytes: shorter ones match half the dictionary.
const PREFIX: usize = 3;

/// The number of the hyphen; words of the entries follow.
const HYPHEN: u32 = 0;

impl Matcher {
    /// Builds the automaton; entries keep the order of the lexicons.
    #[must_use]
    pub fn new(lexicons: Vec<Lexicon>) -> Self {
        let mut builder = Builder { nodes: vec![Node::default()], ..Builder::default() };
        builder.number("-");
        let mut entries = Vec::new();
        for (lexicon, table) in (0u32..).zip(&lexicons) {
            for (index, entry) in (0u32..).zip(&table.entries) {
                let id = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                entries.push((lexicon, index));
                for form in entry.forms() {
                    let possessive = form.ends_with("'s") && !entry.words.ends_with("'s");
                    let conditional = !entry.gates.is_empty() || !entry.except.is_empty();
                    builder.insert(&form, End { entry: id, signal: entry.signal, possessive, conditional });
                }
            }
        }
        builder.finish(lexicons, entries)
    }

    /// The lexicons, as given.
    #[must_use]
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.lexicons
    }

    /// The entry of a match, with the lexicon that holds it.
    ///
    /// # Panics
    ///
    /// When the index is not from a match of this matcher.
    #[must_use]
    pub fn entry(&self, entry: u32) -> (&Lexicon, &Entry) {
        let (lexicon, index) = self.entries[entry as usize];
        let lexicon = &self.lexicons[lexicon as usize];
        (lexicon, &lexicon.entries[index as usize])
    }

    /// Appends the entries found in a sentence, in the order of their first token. Of overlapping matches of one kind the longest stays.
    pub fn find(&self, words: &Words<'_>, found: &mut Vec<Match>) {
        let begin = found.len();
        for (index, token) in words.tokens.iter().enumerate() {
            if token.is_word() {
                // Most words that only begin phrases are followed by one that goes on with none: they need not be compared letter by letter.
                let next = words.tokens.get(index + 1);
                let worth = |number: u32| {
                    let node = self.first[number as usize];
                    node != 0
                        && (!self.nodes[node as usize].ends.is_empty()
                            || next.is_some_and(|next| !next.is_word() || self.may_follow(node, next)))
                };
                self.vocabulary.numbers(token, words.text, Place::First, worth, |number| {
                    self.walk(self.first[number as usize], words, index, index, found);
                });
            }
        }
        keep_longest(found, begin);
    }

    /// Whether a single word is an entry (or a form of one) of which `of` is true.
    #[must_use]
    pub fn holds_word(&self, token: &Token, text: &str, of: impl Fn(&Entry) -> bool) -> bool {
        let mut holds = false;
        self.vocabulary.numbers(
            token,
            text,
            Place::First,
            |number| self.first[number as usize] != 0,
            |number| {
                let node = self.first[number as usize];
                holds |= self.nodes[node as usize].ends.iter().any(|end| of(self.entry(end.entry).1));
            },
        );
        holds
    }

    /// Whether a word can go on from a node; rarely true where it cannot.
    fn may_follow(&self, node: u32, next: &Token) -> bool {
        self.nodes[node as usize].wild || Filter::has(&self.pairs, pair(node, next.hash()))
    }

    fn walk(&self, node: u32, words: &Words<'_>, first: usize, last: usize, found: &mut Vec<Match>) {
        let here = &self.nodes[node as usize];
        for end in &here.ends {
            if end.conditional {
                let (_, entry) = self.entry(end.entry);
                if !entry.gates.iter().all(|gate| gate.holds(words, first, last))
                    || entry.except.iter().any(|phrase| phrase.holds(words, first, last))
                {
                    continue;
                }
            }
            // The possessive mark may be straight or curly; either way one character and an s.
            let ending = if end.possessive {
                words.slice(last).char_indices().rev().nth(1).map_or(0, |(at, _)| words.slice(last).len() - at)
            } else {
                0
            };
            let span = Span::new(words.tokens[first].span.start(), words.tokens[last].span.end() - ending);
            found.push(Match { entry: end.entry, signal: end.signal, first, last, span });
        }
        if !here.goes_on {
            return;
        }
        if words.tokens.get(last + 1).is_none_or(|next| next.is_word() && !self.may_follow(node, next)) {
            return;
        }
        let Some((next, hyphen)) = words.follow(last) else { return };
        let joined = if hyphen { here.hyphen } else { 0 };
        let token = &words.tokens[next];
        if !self.may_follow(node, token) && (joined == 0 || !self.may_follow(joined, token)) {
            return;
        }
        self.vocabulary.numbers(
            token,
            words.text,
            Place::Any,
            |_| true,
            |number| {
                if let Some(&node) = self.steps.get(&(node, number)) {
                    self.walk(node, words, first, next, found);
                }
                if joined != 0
                    && let Some(&node) = self.steps.get(&(joined, number))
                {
                    self.walk(node, words, first, next, found);
                }
            },
        );
    }
}

/// A node and the hash of the word behind it as one.
fn pair(node: u32, hash: u32) -> u32 {
    node.wrapping_mul(0x9E37_79B1) ^ hash
}

/// Of overlapping matches of one signal keeps the longest, the earlier of two of one length; what overlaps nothing that stays, stays too.
fn keep_longest(found: &mut Vec<Match>, begin: usize) {
    // Forward, backward, pseudo and terminating negations compete for the same words.
    let slot = |one: &Match| match one.signal {
        Signal::Cue(kind) => kind as usize,
        Signal::Negation(_) => CueKind::COUNT,
    };
    // Most sentences have no two that compete: the last token that each signal covers, and whether a match begins before its end.
    let mut ends = [0; CueKind::COUNT + 1];
    let mut compete = false;
    for one in &found[begin..] {
        let end = &mut ends[slot(one)];
        compete |= one.first < *end;
        *end = (*end).max(one.last + 1);
    }
    if !compete {
        return;
    }
    let pseudo = |one: &Match| one.signal == Signal::Negation(NegationRole::Pseudo);
    let mut order: Vec<usize> = (begin..found.len()).collect();
    order.sort_by_key(|&at| (slot(&found[at]), usize::MAX - (found[at].last - found[at].first), !pseudo(&found[at]), found[at].first));
    let mut kept = vec![false; found.len() - begin];
    // Tokens of the sentence that a kept match of the current signal covers.
    let mut covered = vec![usize::MAX; found[begin..].iter().map(|one| one.last + 1).max().unwrap_or(0)];
    for at in order {
        let one = found[at];
        let signal = slot(&one);
        if covered[one.first..=one.last].iter().all(|&by| by != signal) {
            covered[one.first..=one.last].fill(signal);
            kept[at - begin] = true;
        }
    }
    let mut index = 0;
    found.retain(|_| {
        index += 1;
        index <= begin || kept[index - 1 - begin]
    });
}

impl Phrase {
    /// Whether the exception's other words stand around the match.
    fn holds(&self, words: &Words<'_>, first: usize, last: usize) -> bool {
        let fits = |pattern: &str, index: usize| match pattern.strip_suffix('*') {
            Some(stem) => fold(words.slice(index)).starts_with(stem),
            None => {
                folds_to(words.slice(index), pattern)
                    || words.slice(index).len() == pattern.len() + 1
                        && fold(words.slice(index)).strip_suffix('s').is_some_and(|one| one == pattern)
            }
        };
        let word = |pattern: &&String| pattern.as_str() != "-";
        let mut at = Some(first);
        let before = self.before.iter().rev().filter(word).all(|pattern| {
            at = at.and_then(|here| words.previous(here));
            at.is_some_and(|here| fits(pattern, here))
        });
        let mut at = Some(last);
        before
            && self.after.iter().filter(word).all(|pattern| {
                at = at.and_then(|here| words.next(here));
                at.is_some_and(|here| fits(pattern, here))
            })
    }
}

impl Filter {
    /// A filter for so many words: sixteen bits each keep false alarms under 7 %.
    fn new(words: usize, prefixes: usize) -> Self {
        Self { words: Self::bits(words), prefixes: if prefixes == 0 { Vec::new() } else { Self::bits(prefixes) } }
    }

    fn bits(count: usize) -> Vec<u64> {
        vec![0; (count * 16).next_power_of_two().max(64) / 64]
    }

    fn set(bits: &mut [u64], hash: u32) {
        let bit = hash as usize & (bits.len() * 64 - 1);
        bits[bit / 64] |= 1 << (bit % 64);
    }

    fn has(bits: &[u64], hash: u32) -> bool {
        let bit = hash as usize & (bits.len() * 64 - 1);
        bits[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// The first bytes of a word as a number, letters of ASCII in lower case (and some marks like others: a list of stems tells them apart).
fn prefix(word: &[u8]) -> Option<u32> {
    word.first_chunk().map(|&[a, b, c]: &[u8; PREFIX]| u32::from_le_bytes([a, b, c, 0]) | 0x0020_2020)
}

/// The number of a prefix, well mixed.
fn scatter(prefix: u32) -> u32 {
    prefix.wrapping_mul(0x9E37_79B1) >> 7
}

impl Vocabulary {
    /// Calls `each` with the number of every word of the entries that the token is, itself and wildcards, as far as they are `worth` a look.
    #[inline]
    fn numbers(&self, token: &Token, text: &str, place: Place, worth: impl Fn(u32) -> bool, mut each: impl FnMut(u32)) {
        let filter = &self.filters[place as usize];
        let hash = token.hash();
        if Filter::has(&filter.words, hash) {
            let mut slot = hash as usize & (self.slots.len() - 1);
            while let (of, Some(number)) = (self.slots[slot].0, self.slots[slot].1.checked_sub(1)) {
                if of == hash && worth(number) && folds_to(token.slice(text), &self.words[number as usize].1) {
                    each(number);
                    break;
                }
                slot = (slot + 1) & (self.slots.len() - 1);
            }
        }
        if filter.prefixes.is_empty() {
            return;
        }
        let bytes = &text.as_bytes()[token.span.start()..token.span.end()];
        // Letters beyond ASCII may fold to another length; words that hold none at their head are done here.
        match prefix(bytes) {
            None if bytes.is_ascii() => return,
            Some(head) if head & 0x0080_8080 == 0 && !Filter::has(&filter.prefixes, scatter(head)) => return,
            _ => {}
        }
        let word = token.slice(text);
        let folded: Cow<'_, str> = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(fold_chars(word).collect()) };
        if let Some(head) = prefix(folded.as_bytes())
            && let Some(listed) = self.prefixes.get(&head)
        {
            for (stem, number) in listed {
                if folded.as_bytes().get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem.as_bytes())) && worth(*number) {
                    each(*number);
                }
            }
        }
    }
}

#[derive(Default)]
struct Builder {
    vocabulary: Vocabulary,
    numbers: HashMap<Box<str>, u32>,
    steps: HashMap<(u32, u32), u32, BuildFold>,
    nodes: Vec<Node>,
}

impl Builder {
    /// The number of a word or wildcard, a new one if need be.
    fn number(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.vocabulary.words.len()).unwrap_or(u32::MAX);
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        self.numbers.insert(word.into(), next);
        self.vocabulary.words.push((fold_hash(word), word.into()));
        if let Some(stem) = word.strip_suffix('*')
            && let Some(key) = prefix(stem.as_bytes())
        {
            self.vocabulary.prefixes.entry(key).or_default().push((stem.into(), next));
        }
        next
    }

    fn insert(&mut self, form: &str, end: End) {
        let mut node = 0;
        for word in pattern(form) {
            let number = self.number(&word);
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            let from = &mut self.nodes[node as usize];
            from.goes_on = true;
            from.wild |= word.ends_with('*');
            node = *self.steps.entry((node, number)).or_insert(next);
            if node == next {
                self.nodes.push(Node::default());
            }
        }
        let ends = &mut self.nodes[node as usize].ends;
        if !ends.iter().any(|known| known.entry == end.entry) {
            ends.push(end);
        }
    }

    fn finish(self, lexicons: Vec<Lexicon>, entries: Vec<(u32, u32)>) -> Matcher {
        let Self { mut vocabulary, steps, mut nodes, .. } = self;
        let count = vocabulary.words.len().max(1);
        let mut first = vec![0; count];
        let mut pairs = Filter::bits(steps.len());
        for (&(node, number), &next) in &steps {
            if node == 0 {
                first[number as usize] = next;
            }
            if number == HYPHEN {
                nodes[node as usize].hyphen = next;
            }
            Filter::set(&mut pairs, pair(node, vocabulary.words[number as usize].0));
        }
        // Four slots a word keep probes near one.
        vocabulary.slots = vec![(0, 0); (count * 4).next_power_of_two()];
        let begins = |number: u32| first[number as usize] != 0;
        let numbered = || (0u32..).zip(&vocabulary.words);
        let wild = |word: &str| word.ends_with('*');
        let size = |of: &dyn Fn(u32) -> bool, wildcards: bool| {
            numbered().filter(|(number, (_, word))| of(*number) && wild(word) == wildcards).count()
        };
        let mut filters: [Filter; 2] =
            [Filter::new(size(&begins, false), size(&begins, true)), Filter::new(size(&|_| true, false), size(&|_| true, true))];
        for (number, (hash, word)) in numbered() {
            let places = if begins(number) { 0..2 } else { 1..2 };
            if wild(word) {
                if let Some(head) = prefix(word.as_bytes()) {
                    filters[places].iter_mut().for_each(|filter| Filter::set(&mut filter.prefixes, scatter(head)));
                }
                continue;
            }
            filters[places].iter_mut().for_each(|filter| Filter::set(&mut filter.words, *hash));
            let mut slot = *hash as usize & (vocabulary.slots.len() - 1);
            while vocabulary.slots[slot].1 != 0 {
                slot = (slot + 1) & (vocabulary.slots.len() - 1);
            }
            vocabulary.slots[slot] = (*hash, number + 1);
        }
        vocabulary.filters = filters;
        Matcher { lexicons, entries, vocabulary, steps, first, nodes, pairs }
    }
}

/// Hashes a pair of numbers by one multiplication each: the trie's keys are small and not chosen by an article.
#[derive(Clone, Copy, Debug, Default)]
struct FoldHasher(u64);
type BuildFold = std::hash::BuildHasherDefault<FoldHasher>;

impl std::hash::Hasher for FoldHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    /// What a table finds in a sentence, as `kind:words`.
    fn found(table: &str, text: &str) -> Vec<String> {
        let lexicon = Lexicon::parse("test", table).expect("a table");
        let matcher = Matcher::new(vec![lexicon]);
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut found = Vec::new();
        matcher.find(&Words { text, tokens: &tokens, title_case: false }, &mut found);
        found
            .iter()
            .map(|one| match one.signal {
                Signal::Cue(kind) => format!("{kind}:{}", one.span.slice(text)),
                Signal::Negation(role) => format!("{role}:{}", one.span.slice(text)),
            })
            .collect()
    }

    #[test]
    fn whole_words_only_whatever_their_case() {
        let table = "entry\tkind\nart\tloaded\n";
        assert_eq!(found(table, "Party art ART artful start"), ["loaded:art", "loaded:ART"]);
    }

    #[test]
    fn the_longest_of_one_kind_stays_and_kinds_do_not_compete() {
        let table = "entry\tkind\nfodder\tloaded\ncannon fodder\tloaded\nfodder\thedge\n";
        assert_eq!(found(table, "mere cannon fodder"), ["loaded:cannon fodder", "hedge:fodder"]);
        let table = "entry\tkind\na b\tloaded\nb c d\tloaded\n";
        assert_eq!(found(table, "a b c d"), ["loaded:b c d"]);
        assert_eq!(found(table, "a b c"), ["loaded:a b"]);
        let table = "entry\tkind\na b\tloaded\nb c d\tloaded\nd e f g\tloaded\n";
        assert_eq!(found(table, "a b c d e f g"), ["loaded:a b", "loaded:d e f g"], "a chain loses its middle only");
    }

    #[test]
    fn a_blank_matches_hyphens_and_line_breaks_but_no_other_mark() {
        let table = "entry\tkind\ncannon fodder\tloaded\n";
        assert_eq!(found(table, "cannon-fodder, cannon\nfodder").len(), 2);
        assert!(found(table, "cannon, fodder; cannon\n\nfodder").is_empty());
    }

    #[test]
    fn a_hyphen_matches_only_a_hyphen() {
        let table = "entry\tkind\nso-called\tloaded\n";
        assert_eq!(found(table, "so-called and so called"), ["loaded:so-called"]);
    }

    #[test]
    fn a_wildcard_takes_any_ending() {
        let table = "entry\tkind\nescalat*\tloaded\nfear monger*\tloaded\n";
        assert_eq!(found(table, "Escalating fear-mongering escal"), ["loaded:Escalating", "loaded:fear-mongering"]);
    }

    #[test]
    fn a_wildcard_folds_letters_beyond_ascii() {
        assert_eq!(found("entry\tkind\nélan*\tloaded\n", "Élan, ÉLANS, elan"), ["loaded:Élan", "loaded:ÉLANS"]);
    }

    #[test]
    fn inflected_forms_match_and_the_possessive_is_cut() {
        let table = "entry\tkind\tinflect\nregime\tloaded\tn\nbody bag\tloaded\tn\nadmit\tfactive\tv\n";
        assert_eq!(found(table, "The regime’s men admitted body bags"), ["loaded:regime", "factive:admitted", "loaded:body bags"]);
    }

    #[test]
    fn lower_tells_a_month_or_name_from_a_verb() {
        let table = "entry\tkind\tgate\nmay\thedge\tlower !next:#number\nwill\tbooster\tlower\n";
        assert_eq!(found(table, "In May it may rain, said Will, who will go"), ["hedge:may", "booster:will"]);
        assert!(found(table, "May 5 was dry").is_empty());
        assert_eq!(found(table, "“May we go?”"), ["hedge:May"]);
        assert!(found(table, "Kim Joon-may and May-will").is_empty(), "halves of a name");
    }

    #[test]
    fn gates_look_at_neighbours_of_a_class() {
        let table = "entry\tkind\tgate\nabout\thedge\tnext:#number\n";
        assert_eq!(found(table, "about $40 and about ten, not about it"), ["hedge:about", "hedge:about"]);
        let table = "entry\tkind\tgate\nclaims\treport_doubting\tprev:#none\n";
        assert_eq!(found(table, "Claims, he claims").len(), 1);
        let table = "entry\tkind\tgate\ncall\tloaded\tright:regime\nhit\tloaded\t!left:record\n";
        assert_eq!(found(table, "call it a bad regime; hit the record hit"), ["loaded:call", "loaded:hit"]);
    }

    #[test]
    fn an_exception_silences_the_entry_inside_a_longer_phrase() {
        let table = "entry\tkind\tinflect\tgate\texcept\nwar\tloaded\t-\t-\twar department|civil war\nregime\tloaded\tn\t-\ttax regime\n";
        assert!(found(table, "The War Department, a civil war, two tax regimes").is_empty());
        assert_eq!(found(table, "war, department"), ["loaded:war"]);
    }

    #[test]
    fn a_pseudo_negation_consumes_the_negation_inside() {
        let table =
            "entry\tkind\tsubtype\nnot\tnegation\tforward\nnot only\tnegation\tpseudo\nno doubt\tnegation\tpseudo\nno\tnegation\tforward\n";
        assert_eq!(found(table, "not only no doubt but not"), ["pseudo:not only", "pseudo:no doubt", "forward:not"]);
    }
}
