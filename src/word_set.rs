//! A closed class of words, written as one string and looked up as a set.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words in folded form. Built at the first look-up.
pub(crate) struct WordSet {
    list: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl WordSet {
    /// The words of a list parted by blanks.
    pub(crate) const fn new(list: &'static str) -> Self {
        Self { list, set: OnceLock::new() }
    }

    /// Whether the set holds a folded word.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.list.split_ascii_whitespace().collect()).contains(word)
    }
}

/// Whether a short list, parted by blanks, holds a folded word.
pub(crate) fn lists(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|member| member == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_whole_words() {
        static SET: WordSet = WordSet::new("may might \n could");
        assert!(SET.contains("could") && !SET.contains("coul") && !SET.contains(""));
        assert!(lists("a bc", "bc") && !lists("a bc", "b"));
    }
}
