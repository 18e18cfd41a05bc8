//! A closed class of words, written as one string and looked up as a set.
//!
//! A token brings its hash, so that asking whether it is one of a class costs a probe and no folded copy.

use std::sync::OnceLock;

use crate::token::{Token, fold_hash, folds_to};

/// Words in folded form. Built at the first look-up.
pub(crate) struct WordSet {
    list: &'static str,
    table: OnceLock<Table>,
}

/// Open addressing: the hash in each slot, 0 for none, and beside it the word.
struct Table {
    hashes: Box<[u32]>,
    words: Box<[&'static str]>,
}

/// A set of its own for words that are asked for in one place.
macro_rules! words {
    ($list:literal) => {{
        static WORDS: crate::word_set::WordSet = crate::word_set::WordSet::new($list);
        &WORDS
    }};
}
pub(crate) use words;

impl WordSet {
    /// The words of a list parted by blanks.
    pub(crate) const fn new(list: &'static str) -> Self {
        Self { list, table: OnceLock::new() }
    }

    /// Whether the set holds a folded word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.has(fold_hash(word), word)
    }

    /// Whether the set holds a word, folded or not, whose folded form has this hash.
    pub(crate) fn has(&self, hash: u32, word: &str) -> bool {
        self.any(hash, |listed| folds_to(word, listed))
    }

    /// Whether the set holds a token of `text`.
    pub(crate) fn holds(&self, token: &Token, text: &str) -> bool {
        self.any(token.hash(), |listed| folds_to(token.slice(text), listed))
    }

    /// Whether the set holds a word, folded or not.
    pub(crate) fn holds_word(&self, word: &str) -> bool {
        self.has(fold_hash(word), word)
    }

    fn any(&self, hash: u32, same: impl Fn(&str) -> bool) -> bool {
        let table = self.table.get_or_init(|| Table::new(self.list));
        let hash = hash.max(1);
        let mut slot = hash as usize & (table.hashes.len() - 1);
        while table.hashes[slot] != 0 {
            if table.hashes[slot] == hash && same(table.words[slot]) {
                return true;
            }
            slot = (slot + 1) & (table.hashes.len() - 1);
        }
        false
    }
}

impl Table {
    fn new(list: &'static str) -> Self {
        // Four slots a word: a word that is not in the set meets an empty one at once.
        let size = (list.split_ascii_whitespace().count() * 4).next_power_of_two().max(4);
        let (mut hashes, mut words) = (vec![0; size].into_boxed_slice(), vec![""; size].into_boxed_slice());
        for word in list.split_ascii_whitespace() {
            let hash = fold_hash(word).max(1);
            let mut slot = hash as usize & (size - 1);
            while hashes[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            (hashes[slot], words[slot]) = (hash, word);
        }
        Self { hashes, words }
    }
}

/// Closed classes that are asked for together: one look-up tells all classes of a word, one bit for each.
pub(crate) struct WordClasses {
    lists: &'static [(u32, &'static str)],
    table: OnceLock<ClassTable>,
}

/// Open addressing as in [`Table`]; a clear bit of the filter ends the look-up of most words.
struct ClassTable {
    filter: Box<[u64]>,
    slots: Box<[(u32, u32, &'static str)]>,
}

/// Bits of the filter: some forty for each word of the lists.
const FILTER: usize = 1 << 14;

impl WordClasses {
    /// Each list of words parted by blanks under the bits of its class; a word may stand in several.
    pub(crate) const fn new(lists: &'static [(u32, &'static str)]) -> Self {
        Self { lists, table: OnceLock::new() }
    }

    /// The classes of a token of `text`; 0 for none.
    #[inline]
    pub(crate) fn of(&self, token: &Token, text: &str) -> u32 {
        self.look_up(token.hash(), || token.slice(text))
    }

    /// The classes of a word, folded or not, whose folded form has this hash; 0 for none.
    #[inline]
    pub(crate) fn of_word(&self, hash: u32, word: &str) -> u32 {
        self.look_up(hash, || word)
    }

    #[inline]
    fn look_up<'a>(&self, hash: u32, word: impl Fn() -> &'a str) -> u32 {
        let table = self.table.get_or_init(|| ClassTable::new(self.lists));
        if table.filter[hash as usize % FILTER / 64] >> (hash % 64) & 1 == 0 {
            return 0;
        }
        let mut slot = hash as usize & (table.slots.len() - 1);
        while table.slots[slot].1 != 0 {
            let (other, classes, listed) = table.slots[slot];
            // Most listed words are met as they are listed; the rest are compared letter by letter.
            if other == hash && (word() == listed || folds_to(word(), listed)) {
                return classes;
            }
            slot = (slot + 1) & (table.slots.len() - 1);
        }
        0
    }
}

impl ClassTable {
    fn new(lists: &[(u32, &'static str)]) -> Self {
        let words = || lists.iter().flat_map(|&(class, list)| list.split_ascii_whitespace().map(move |word| (class, word)));
        let size = (words().count() * 4).next_power_of_two().max(4);
        let mut table = Self { filter: vec![0; FILTER / 64].into_boxed_slice(), slots: vec![(0, 0, ""); size].into_boxed_slice() };
        for (class, word) in words() {
            let hash = fold_hash(word);
            table.filter[hash as usize % FILTER / 64] |= 1 << (hash % 64);
            let mut slot = hash as usize & (size - 1);
            while table.slots[slot].1 != 0 && table.slots[slot].2 != word {
                slot = (slot + 1) & (size - 1);
            }
            table.slots[slot] = (hash, table.slots[slot].1 | class, word);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;
    use crate::token::tokenize;

    #[test]
    fn a_set_holds_whole_words() {
        static SET: WordSet = WordSet::new("may might \n could");
        assert!(SET.contains("could") && !SET.contains("coul") && !SET.contains(""));
        assert!(words!("a bc").contains("bc") && !words!("a bc").contains("b") && !words!("").contains("b"));
    }

    #[test]
    fn one_look_up_tells_all_classes_of_a_word() {
        static CLASSES: WordClasses = WordClasses::new(&[(1, "may might"), (2, "might can't")]);
        let text = "Might may Can’t can";
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        assert_eq!(tokens.iter().map(|token| CLASSES.of(token, text)).collect::<Vec<_>>(), [3, 1, 2, 0]);
    }

    #[test]
    fn a_token_is_held_whatever_its_case_and_apostrophe() {
        let text = "Don’t do";
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        assert!(words!("may don't").holds(&tokens[0], text) && !words!("may don't").holds(&tokens[1], text));
    }
}
