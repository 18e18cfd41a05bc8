//! Average linkage over a sparse graph: two groups become one while the mean likeness between their members is high enough (Sokal and Michener 1958, UPGMA).
//!
//! Single linkage chains: one doubtful pair joins two events. The mean over all pairs, of which those that are not in the graph count as not alike, holds at every
//! density of events. The best pair of groups goes first, equal ones in the order of their members, so that the outcome does not depend on the order of the edges.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// Two groups that may become one.
#[derive(PartialEq)]
struct Merge {
    mean: f64,
    left: usize,
    right: usize,
    /// How often each had grown when this was said.
    grown: (u32, u32),
}

impl Eq for Merge {}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.left, other.right).cmp(&(self.left, self.right)))
    }
}

/// The group of each of `n` items, named by its first member. `together` are pairs that are one group whatever the likeness; `edges` are pairs, the first below the
/// second, with a likeness of 0 to 1.
pub(super) fn average_linkage(n: usize, together: &[(usize, usize)], edges: &[(usize, usize, f64)], cut: f64) -> Vec<usize> {
    let mut groups = Groups { sizes: vec![1.0; n], grown: vec![0; n], sums: vec![BTreeMap::new(); n], into: (0..n).collect() };
    for &(left, right, likeness) in edges {
        groups.sums[left].insert(right, likeness);
        groups.sums[right].insert(left, likeness);
    }
    for &(one, other) in together {
        let (one, other) = (groups.root(one), groups.root(other));
        if one != other {
            groups.join(one.min(other), one.max(other));
        }
    }
    let mut heap = BinaryHeap::new();
    for left in 0..n {
        groups.offer(left, cut, &mut heap, |right| right > left);
    }
    while let Some(Merge { left, right, grown, .. }) = heap.pop() {
        if groups.into[left] == left && groups.into[right] == right && grown == (groups.grown[left], groups.grown[right]) {
            groups.join(left, right);
            groups.offer(left, cut, &mut heap, |_| true);
        }
    }
    (0..n).map(|item| groups.root(item)).collect()
}

struct Groups {
    sizes: Vec<f64>,
    grown: Vec<u32>,
    /// By group: the sum of likenesses to each neighbouring one.
    sums: Vec<BTreeMap<usize, f64>>,
    into: Vec<usize>,
}

impl Groups {
    fn root(&self, mut item: usize) -> usize {
        while self.into[item] != item {
            item = self.into[item];
        }
        item
    }

    /// Puts the second group into the first.
    fn join(&mut self, kept: usize, gone: usize) {
        self.into[gone] = kept;
        self.sizes[kept] += self.sizes[gone];
        self.grown[kept] += 1;
        for (neighbour, sum) in std::mem::take(&mut self.sums[gone]) {
            self.sums[neighbour].remove(&gone);
            if neighbour != kept {
                *self.sums[kept].entry(neighbour).or_insert(0.0) += sum;
                *self.sums[neighbour].entry(kept).or_insert(0.0) += sum;
            }
        }
        self.sums[kept].remove(&gone);
    }

    /// Offers the merges of a group that are good enough.
    fn offer(&self, group: usize, cut: f64, heap: &mut BinaryHeap<Merge>, with: impl Fn(usize) -> bool) {
        if self.into[group] != group {
            return;
        }
        for (&other, &sum) in self.sums[group].iter().filter(|(other, _)| with(**other)) {
            let mean = sum / (self.sizes[group] * self.sizes[other]);
            if mean >= cut {
                let (left, right) = (group.min(other), group.max(other));
                heap.push(Merge { mean, left, right, grown: (self.grown[left], self.grown[right]) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_doubtful_pair_does_not_join_two_events() {
        let mut edges = vec![(0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.9), (3, 4, 0.9), (2, 3, 0.7)];
        let expected = [0, 0, 0, 3, 3, 5];
        assert_eq!(average_linkage(6, &[], &edges, 0.4), expected);
        edges.reverse();
        assert_eq!(average_linkage(6, &[], &edges, 0.4), expected);
    }

    #[test]
    fn copies_are_together_whatever_the_words() {
        assert_eq!(average_linkage(4, &[(3, 1)], &[(0, 1, 0.9), (0, 3, 0.1)], 0.4), [0, 0, 2, 0]);
        assert_eq!(average_linkage(4, &[(3, 1)], &[(0, 1, 0.5), (0, 3, 0.1)], 0.4), [0, 1, 2, 1]);
    }

    #[test]
    fn without_edges_everybody_is_alone() {
        assert_eq!(average_linkage(3, &[], &[], 0.4), [0, 1, 2]);
    }
}
