//! Groups of items against gold groups, item by item and pair by pair.

use std::collections::BTreeMap;

use super::Tally;

/// `BCubed` (Bagga and Baldwin 1998, *Algorithms for scoring coreference chains*): for each item the share of its predicted group that is
/// of its gold group (precision), and the share of its gold group that is in its predicted group (recall), summed over items.
///
/// In go the gold and the predicted group of each item, under any numbers.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn bcubed(gold: &[usize], predicted: &[usize]) -> Tally {
    let groups = Groups::new(gold, predicted);
    let mut tally = Tally { predicted: gold.len() as f64, gold: gold.len() as f64, ..Tally::default() };
    for ((gold, predicted), &both) in &groups.both {
        let square = both as f64 * both as f64;
        tally.right += square / groups.predicted[predicted] as f64;
        tally.found += square / groups.gold[gold] as f64;
    }
    tally
}

/// Pairs of items in one group (Manning, Raghavan and Schütze 2008, *Introduction to Information Retrieval*, section 16.3): precision is
/// the share of predicted pairs that are gold pairs, recall the share of gold pairs that are predicted. Without pairs, as when every item
/// stands alone, they are undefined.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn pairwise(gold: &[usize], predicted: &[usize]) -> Tally {
    let groups = Groups::new(gold, predicted);
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let both = groups.both.values().map(|&n| pairs(n)).sum::<u64>() as f64;
    Tally {
        right: both,
        predicted: groups.predicted.values().map(|&n| pairs(n)).sum::<u64>() as f64,
        found: both,
        gold: groups.gold.values().map(|&n| pairs(n)).sum::<u64>() as f64,
    }
}

/// Sizes of the gold groups, of the predicted groups and of their intersections.
struct Groups {
    gold: BTreeMap<usize, u64>,
    predicted: BTreeMap<usize, u64>,
    both: BTreeMap<(usize, usize), u64>,
}

impl Groups {
    fn new(gold: &[usize], predicted: &[usize]) -> Self {
        assert_eq!(gold.len(), predicted.len(), "gold and predictions are of the same items");
        let mut groups = Self { gold: BTreeMap::new(), predicted: BTreeMap::new(), both: BTreeMap::new() };
        for (&gold, &predicted) in gold.iter().zip(predicted) {
            *groups.gold.entry(gold).or_default() += 1;
            *groups.predicted.entry(predicted).or_default() += 1;
            *groups.both.entry((gold, predicted)).or_default() += 1;
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::fixtures::close;

    #[test]
    fn bcubed_is_bagga_and_baldwins_example() {
        // Bagga and Baldwin (1998): key 1-5, 6-7, 8-C. Joining 6-7 with 8-C has precision 76 %, joining 1-5 with 8-C 58 %.
        let key = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3];
        let (mild, grave) = ([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1]);
        let found = bcubed(&key, &mild);
        assert!(close(found.precision(), 16.0 / 21.0) && close(found.recall(), 1.0));
        assert!(close(bcubed(&key, &grave).precision(), 7.0 / 12.0));
        // By pairs: 21 of 31, all 21 found.
        assert!(close(pairwise(&key, &mild).precision(), 21.0 / 31.0) && close(pairwise(&key, &mild).recall(), 1.0));
        assert_eq!(pairwise(&[1, 2], &[1, 2]).f1(), None);
    }
}
