//! Deals of labels between units that would bear any of them if nothing differed, and what they say of many hypotheses at once.
//!
//! Labels move only inside a stratum (an event): articles on different events differ for reasons that no outlet has a hand in. Every deal has its own stream, so
//! deals may be made in any order and on any thread. Where there are no more deals than permutations were asked for, all of them are made.

use crate::compare::Options;
use crate::compare::stream::Stream;

/// How far the luck of the deals may hold a finding up: the upper limit of a share by random deals is taken at this many standard errors (.999 of the normal).
const GUARD: f64 = 3.090_232;

/// The ways to deal labels.
pub(super) struct Deals {
    /// The labels as they are, stratum by stratum.
    labels: Vec<u32>,
    /// Where each stratum ends.
    ends: Vec<usize>,
    /// The distinct orders of each stratum, where all deals are made.
    all: Option<Vec<Vec<Vec<u32>>>>,
    count: usize,
    seed: u64,
    task: Vec<String>,
}

impl Deals {
    /// Deals of these labels, given stratum by stratum, by the streams of a task.
    pub(super) fn new(strata: &[Vec<u32>], options: &Options, task: &[&str]) -> Self {
        let mut count = 1usize;
        for stratum in strata {
            count = count.saturating_mul(orders(stratum, options.permutations));
        }
        let all = (count <= options.permutations).then(|| strata.iter().map(|stratum| arrangements(stratum)).collect());
        let mut ends = Vec::with_capacity(strata.len());
        let mut labels = Vec::new();
        for stratum in strata {
            labels.extend(stratum);
            ends.push(labels.len());
        }
        let count = if all.is_some() { count } else { options.permutations };
        Self { labels, ends, all, count, seed: options.seed, task: task.iter().map(|&part| part.to_owned()).collect() }
    }

    /// How many deals there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// One deal, unit by unit in the order given.
    pub(super) fn deal(&self, number: usize, labels: &mut Vec<u32>) {
        labels.clear();
        if let Some(all) = &self.all {
            let mut rest = number;
            for stratum in all {
                labels.extend(&stratum[rest % stratum.len()]);
                rest /= stratum.len();
            }
            return;
        }
        labels.extend(&self.labels);
        let number = number.to_string();
        let task: Vec<&str> = self.task.iter().map(String::as_str).chain([number.as_str()]).collect();
        let mut stream = Stream::new(self.seed, &task);
        let mut start = 0;
        for &end in &self.ends {
            stream.shuffle(&mut labels[start..end]);
            start = end;
        }
    }

    /// The p of a value that so many deals reached: their share where all were made, else with the observed deal counted among them
    /// (Phipson and Smyth 2010: never zero).
    pub(super) fn p(&self, reached: u32) -> f64 {
        if self.all.is_some() { f64::from(reached) / self.count as f64 } else { f64::from(reached + 1) / (self.count + 1) as f64 }
    }

    /// The same for what is called a finding: where deals were drawn, the upper limit of the share (Wilson 1927), so that another seed would find it too.
    pub(super) fn guarded_p(&self, reached: u32) -> f64 {
        let p = self.p(reached);
        if self.all.is_some() {
            return p;
        }
        let n = (self.count + 1) as f64;
        let square = GUARD * GUARD;
        ((p + square / (2.0 * n) + GUARD * libm::sqrt(p * (1.0 - p) / n + square / (4.0 * n * n))) / (1.0 + square / n)).min(1.0)
    }
}

/// How many distinct orders labels have, or anything above `most`.
fn orders(labels: &[u32], most: usize) -> usize {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    let (mut count, mut placed) = (1u128, 0u128);
    for group in sorted.chunk_by(|a, b| a == b) {
        for chosen in 1..=group.len() as u128 {
            placed += 1;
            // Stays whole: after each step it is a product of binomial coefficients.
            count = count * placed / chosen;
            if count > most as u128 {
                return usize::MAX;
            }
        }
    }
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// All distinct orders of labels, from the least to the greatest.
fn arrangements(labels: &[u32]) -> Vec<Vec<u32>> {
    let mut order = labels.to_vec();
    order.sort_unstable();
    let mut all = vec![order.clone()];
    // The next order in the dictionary: the last ascent is raised as little as possible, and what follows is put in order.
    while let Some(ascent) = order.windows(2).rposition(|pair| pair[0] < pair[1]) {
        let raised = order.iter().rposition(|&label| label > order[ascent]).unwrap_or(ascent);
        order.swap(ascent, raised);
        order[ascent + 1..].reverse();
        all.push(order.clone());
    }
    all
}

/// Step-down max-T (Westfall and Young 1993; the steps after Ge, Dudoit and Speed 2003, box 2): a hypothesis is held against the largest statistic of those
/// that were observed no larger, deal by deal. Families of hypotheses that hang together in any way are taken as they are.
pub(super) struct StepDown {
    /// Hypotheses in falling order of their observed statistics.
    order: Vec<usize>,
    /// Their observed statistics, in that order, less a hair: equal statistics must not differ by rounding.
    observed: Vec<f64>,
    reached: Vec<u32>,
}

impl StepDown {
    pub(super) fn new(observed: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..observed.len()).collect();
        order.sort_by(|&a, &b| observed[b].total_cmp(&observed[a]));
        let sorted = order.iter().map(|&index| observed[index] - 1e-9 * observed[index].abs()).collect();
        Self { reached: vec![0; observed.len()], order, observed: sorted }
    }

    /// Takes in a deal's statistics, in the order of the observed ones; `rest` is the largest of those that belong to the family but are of no interest.
    pub(super) fn add(&mut self, statistics: &[f64], rest: f64) {
        let mut largest = rest;
        for (place, &index) in self.order.iter().enumerate().rev() {
            largest = largest.max(statistics[index]);
            self.reached[place] += u32::from(largest >= self.observed[place]);
        }
    }

    /// Takes in what another counted of the same hypotheses.
    pub(super) fn merge(&mut self, other: &Self) {
        for (own, others) in self.reached.iter_mut().zip(&other.reached) {
            *own += others;
        }
    }

    /// The adjusted p of every hypothesis, in the order of the observed ones: none below that of a larger statistic.
    pub(super) fn adjusted(&self, deals: &Deals) -> Vec<f64> {
        let mut adjusted = vec![1.0; self.order.len()];
        let mut least: f64 = 0.0;
        for (&index, &reached) in self.order.iter().zip(&self.reached) {
            least = least.max(deals.guarded_p(reached));
            adjusted[index] = least;
        }
        adjusted
    }
}

/// Adjusted p values over families of which each holds its own error (Benjamini and Bogomolov 2014): families are chosen by Benjamini and Hochberg (1995) on the
/// least p of each, and what is found in a chosen one is held to the share of families that were chosen. With one family they are its own.
pub(super) fn over_families(families: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let count = families.len();
    let mut least: Vec<f64> = families.iter().map(|family| family.iter().copied().fold(1.0, f64::min)).collect();
    least.sort_by(f64::total_cmp);
    // The level from which on so many families are chosen, or more.
    let mut from = vec![f64::INFINITY; count + 1];
    for chosen in (1..=count).rev() {
        from[chosen] = from.get(chosen + 1).copied().unwrap_or(f64::INFINITY).min(least[chosen - 1] * count as f64 / chosen as f64);
    }
    let counts: Vec<usize> = (1..=count).collect();
    let adjust = |p: f64| {
        // `from` rises with the number chosen, the other bound falls: the least of the larger lies where they cross.
        let held = |chosen: usize| p * count as f64 / chosen as f64;
        let crossing = counts.partition_point(|&chosen| from[chosen] < held(chosen));
        let at = |place: usize| counts.get(place).map_or(f64::INFINITY, |&chosen| from[chosen].max(held(chosen)));
        at(crossing).min(crossing.checked_sub(1).map_or(f64::INFINITY, at)).min(1.0)
    };
    families.iter().map(|family| family.iter().map(|&p| adjust(p)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::benjamini_hochberg;

    fn deals(strata: &[Vec<u32>], permutations: usize) -> Deals {
        Deals::new(strata, &Options { permutations, ..Options::default() }, &["test"])
    }

    #[test]
    fn few_deals_are_all_made_and_each_once() {
        let found = deals(&[vec![0, 0, 1, 1], vec![0, 1], vec![2]], 999);
        assert_eq!(found.len(), 6 * 2);
        let mut seen: Vec<Vec<u32>> = (0..found.len())
            .map(|number| {
                let mut labels = Vec::new();
                found.deal(number, &mut labels);
                labels
            })
            .collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 12);
        assert!(seen.iter().all(|labels| labels[..4].iter().sum::<u32>() == 2 && labels[4] + labels[5] == 1 && labels[6] == 2));
        assert_eq!((found.p(1), found.guarded_p(1)), (1.0 / 12.0, 1.0 / 12.0));
    }

    #[test]
    fn many_deals_are_drawn_inside_their_strata() {
        let found = deals(&[vec![0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], vec![2, 3]], 500);
        assert_eq!(found.len(), 500);
        let (mut labels, mut swapped) = (Vec::new(), 0);
        for number in 0..500 {
            found.deal(number, &mut labels);
            assert_eq!(labels[..14].iter().sum::<u32>(), 7);
            swapped += usize::from(labels[14] == 3);
        }
        assert!((200..300).contains(&swapped), "{swapped} of 500");
        assert!((found.p(0) - 1.0 / 501.0).abs() < 1e-12 && found.guarded_p(20) > found.p(20));
    }

    #[test]
    fn three_hypotheses_by_hand() {
        // Observed 3, 1, 2. Of four deals the largest of all is 3.5, 2, 2.5, 1; of all but the first 3.5, 2, .5, 1; of the second alone 3.5, 0, .5, 1.
        let mut steps = StepDown::new(&[3.0, 1.0, 2.0]);
        for deal in [[0.0, 3.5, 1.0], [1.0, 0.0, 2.0], [2.5, 0.5, 0.0], [0.0, 1.0, 0.5]] {
            steps.add(&deal, f64::NEG_INFINITY);
        }
        assert_eq!(steps.order, [0, 2, 1]);
        assert_eq!(steps.reached, [1, 2, 2]);
        let p = steps.adjusted(&deals(&[vec![0, 0, 0, 1]], 99));
        assert_eq!(p, [0.25, 0.5, 0.5]);
    }

    #[test]
    fn a_step_down_p_is_never_above_that_of_one_step_nor_below_a_larger_ones() {
        let observed: Vec<f64> = (0..20).map(|at| f64::from(at) / 5.0).collect();
        let mut stream = Stream::new(7, &["steps"]);
        let mut steps = StepDown::new(&observed);
        let mut one = vec![0u32; 20];
        for _ in 0..200 {
            let deal: Vec<f64> = (0..20).map(|_| stream.below(4000) as f64 / 1000.0).collect();
            let largest = deal.iter().copied().fold(0.0, f64::max);
            for (count, value) in one.iter_mut().zip(&observed) {
                *count += u32::from(largest >= *value);
            }
            steps.add(&deal, 0.0);
        }
        let deals = deals(&[vec![0; 9], vec![0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1]], 200);
        let p = steps.adjusted(&deals);
        assert!(p.windows(2).all(|pair| pair[0] >= pair[1]), "{p:?}");
        assert!(p.iter().zip(&one).all(|(p, &count)| *p <= deals.guarded_p(count) + 1e-12));
    }

    #[test]
    fn one_family_keeps_its_p_and_families_of_one_are_benjamini_and_hochbergs() {
        assert_eq!(over_families(&[vec![0.01, 0.2, 1.0]]), [vec![0.01, 0.2, 1.0]]);
        let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
        let families: Vec<Vec<f64>> = p.iter().map(|&p| vec![p]).collect();
        for (found, expected) in over_families(&families).iter().zip(benjamini_hochberg(&p)) {
            assert!((found[0] - expected).abs() < 1e-12, "{found:?} {expected}");
        }
        // Two of four families are chosen at .05; inside a chosen one p is held to half of it.
        let q = over_families(&[vec![0.002, 0.02, 0.03], vec![0.01], vec![0.6], vec![0.7]]);
        assert!((q[0][0] - 0.008).abs() < 1e-12 && (q[1][0] - 0.02).abs() < 1e-12);
        assert!((q[0][1] - 0.04).abs() < 1e-12 && (q[0][2] - 0.06).abs() < 1e-12, "{q:?}");
    }
}
