//! How often each entry of a lexicon is right, on labelled text: the figure that says whether a word belongs on the list.

use std::collections::BTreeMap;

use crate::cue::CueKind;
use crate::evaluate::significance::wilson;

/// The entry of a lexicon that found something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The lexicon's name.
    pub lexicon: String,
    /// The entry's words.
    pub words: String,
    /// What it signals.
    pub kind: CueKind,
}

/// What counts as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Basis {
    /// The words found touch a span that people marked.
    Span,
    /// They stand in a text that people gave the label: kinder, since the text may have it for other words, and longer texts hold more words.
    Text,
}

/// How often an entry is right.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryPrecision {
    /// The entry.
    pub entry: Entry,
    /// What counts as right.
    pub basis: Basis,
    /// Places where it was found.
    pub hits: u64,
    /// Of these, right ones.
    pub right: u64,
    /// Share of right ones.
    pub precision: f64,
    /// Its interval (Wilson 1927), taking places for independent.
    pub interval: (f64, f64),
    /// The share that words, or texts, taken blindly would have: an entry below it points the wrong way.
    pub chance: f64,
}

/// Precision of every entry that was found, the most often found first.
///
/// In go the entry of each place, whether it is right there, and the chance that a place taken blindly is.
#[must_use]
pub fn precision(found: impl IntoIterator<Item = (Entry, bool, f64)>, basis: Basis, level: f64) -> Vec<EntryPrecision> {
    let mut counts: BTreeMap<Entry, (u64, u64, f64)> = BTreeMap::new();
    for (entry, right, chance) in found {
        let count = counts.entry(entry).or_default();
        *count = (count.0 + 1, count.1 + u64::from(right), count.2 + chance);
    }
    let row = |(entry, (hits, right, chances)): (Entry, (u64, u64, f64))| {
        let chance = chances / hits as f64;
        let precision = right as f64 / hits as f64;
        EntryPrecision { entry, basis, hits, right, precision, interval: wilson(precision, hits as f64, level), chance }
    };
    let mut rows: Vec<EntryPrecision> = counts.into_iter().map(row).collect();
    rows.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.entry.cmp(&b.entry)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_an_entry_are_counted_together() {
        let entry = |words: &str| Entry { lexicon: "loaded".into(), words: words.into(), kind: CueKind::Loaded };
        let found = [(entry("b"), true, 0.1), (entry("a"), true, 0.1), (entry("a"), false, 0.3), (entry("a"), true, 0.2)];
        let rows = precision(found, Basis::Span, 0.95);
        let shown: Vec<_> = rows.iter().map(|row| (row.entry.words.as_str(), row.right, row.hits)).collect();
        assert_eq!(shown, [("a", 2, 3), ("b", 1, 1)]);
        assert!((rows[0].chance - 0.2).abs() < 1e-12);
        assert!(rows[0].interval.0 < rows[0].precision && rows[0].precision < rows[0].interval.1);
    }
}
