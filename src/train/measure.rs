//! What labelled text says of the entries of a lexicon: how often each is right, and the weight that follows.
//!
//! People who mark spans mark fewer words than a reader of the guideline would, and each set its own share of them. So an entry is held against the other
//! entries of its list on the same set, not against certainty.

use std::collections::BTreeMap;

use crate::evaluate::significance::wilson;

/// Where the entries of a list are found in one labelled set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// The entry's line in its table, and whether the place touches what people marked.
    pub found: Vec<(usize, bool)>,
    /// Share of all words that people marked.
    pub chance: f64,
}

/// What sets say of one entry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Places that touch what people marked.
    pub right: u32,
    /// All places.
    pub found: u32,
    /// Right places that entries of the list have on average in so many places of these sets.
    pub expected: f64,
    /// Right places that words taken blindly have in so many.
    pub blind: f64,
}

/// How many expected right places the list's average weighs in an entry's.
const STRENGTH: f64 = 2.0;
/// An entry is taken for no more than so many times as sure, or as unsure, as its list.
const MOST: f64 = 2.0;

impl Evidence {
    /// Share of right places, drawn toward the list's: the mean of a Beta posterior with a prior of two places.
    #[must_use]
    pub fn precision(&self) -> f64 {
        let found = f64::from(self.found);
        let list = if self.found > 0 { self.expected / found } else { 0.0 };
        (f64::from(self.right) + STRENGTH * list) / (found + STRENGTH)
    }

    /// Whether the entry points the wrong way: the share of its right places lies below that of words taken blindly, and so does the upper end of its
    /// interval (Wilson 1927) at this level.
    #[must_use]
    pub fn is_below_chance(&self, level: f64) -> bool {
        let found = f64::from(self.found);
        self.found > 0 && wilson(f64::from(self.right) / found, found, level).1 < self.blind / found
    }

    /// The weight of an entry that reading gave the weight `read`: 1 - (1 - read)^r, r being how many times as often it is right as the list's entries are on
    /// average, drawn toward once. An entry that is right as often as the others keeps what reading gave it.
    #[must_use]
    pub fn weight(&self, read: f64) -> f64 {
        let times = ((f64::from(self.right) + STRENGTH) / (self.expected + STRENGTH)).clamp(1.0 / MOST, MOST);
        1.0 - libm::pow(1.0 - read.clamp(0.0, 0.99), times)
    }
}

/// The evidence of each line that any set found.
#[must_use]
pub fn evidence(sets: &[Places]) -> BTreeMap<usize, Evidence> {
    let mut lines: BTreeMap<usize, Evidence> = BTreeMap::new();
    for places in sets {
        let share = places.found.iter().filter(|(_, right)| *right).count() as f64 / places.found.len().max(1) as f64;
        for &(line, right) in &places.found {
            let one = lines.entry(line).or_default();
            one.right += u32::from(right);
            one.found += 1;
            one.expected += share;
            one.blind += places.chance;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_held_against_its_list_on_the_same_set() {
        // One set marks a quarter of what the list finds, the other three quarters; line 2 is right as often as the others in both.
        let strict = Places {
            chance: 0.1,
            found: vec![(2, true), (2, false), (2, false), (2, false), (3, false), (3, false), (3, true), (3, false)],
        };
        let generous =
            Places { chance: 0.2, found: vec![(2, true), (2, true), (2, true), (2, false), (4, true), (4, true), (4, true), (4, false)] };
        let found = evidence(&[strict, generous]);
        let one = found[&2];
        assert_eq!((one.right, one.found), (4, 8));
        assert!((one.expected - 4.0).abs() < 1e-12 && (one.precision() - 0.5).abs() < 1e-12);
        assert!((one.weight(0.8) - 0.8).abs() < 1e-12, "as often right as its list: what reading gave it");
    }

    #[test]
    fn an_entry_below_chance_is_told_only_when_places_are_many() {
        // Words taken blindly are right in a tenth of the places; the upper end of 0 of 20 is .161, of 0 of 100 .037.
        assert!(!Evidence { right: 0, found: 20, expected: 5.0, blind: 2.0 }.is_below_chance(0.95));
        assert!(Evidence { right: 0, found: 100, expected: 25.0, blind: 10.0 }.is_below_chance(0.95));
        assert!(!Evidence { right: 20, found: 100, expected: 25.0, blind: 10.0 }.is_below_chance(0.95));
        assert!(!Evidence::default().is_below_chance(0.95));
    }

    #[test]
    fn weight_follows_the_evidence_and_stays_within_bounds() {
        let never = Evidence { right: 0, found: 20, expected: 6.0, blind: 1.0 };
        let always = Evidence { right: 20, found: 20, expected: 6.0, blind: 1.0 };
        // Half and twice the evidence of reading: 1 - .2^.5 and 1 - .2^2.
        assert!((never.weight(0.8) - (1.0 - libm::sqrt(0.2))).abs() < 1e-9 && (always.weight(0.8) - 0.96).abs() < 1e-9);
        assert!((Evidence::default().weight(0.7) - 0.7).abs() < 1e-12);
    }
}
