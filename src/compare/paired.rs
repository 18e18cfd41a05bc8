//! Differences between two outlets over many events: each event is its own control.
//!
//! Per event the difference of rates; over events their mean, whose interval is Student's (on pairs, 1908) and whose test flips the sign of each event's
//! difference (Fisher 1935, 21): if nothing differed, either outlet could have written either. The mean and not the Hodges-Lehmann shift: of a kind that most
//! articles lack most differences are zero, and so is then the median of their means, whatever the rest. Events count alike: weighted by words the
//! interval of a mean over ten events holds the truth 89 to 95 times in 100 where words are few (quotations), unweighted 94 to 96.

use crate::compare::contrasts::{self, Pair, Tested, pair, rates_by_event};
use crate::compare::coverage::{Coverage, OutletCoverage, contrasted};
use crate::compare::interval::{Estimate, garwood, mover, student_quantile};
use crate::compare::permutation::Deals;
use crate::compare::power::detectable;
use crate::compare::rates::{PER, Side};
use crate::compare::{ARTICLES_FOR_TESTS, Basis, Contrast, Options, Workers};
use crate::score::Rate;

/// Fewest events that two outlets share for a contrast over several: one alone has been compared.
const EVENTS: usize = 2;

/// The outlets that share events, by place.
pub(super) fn sharing(coverage: &Coverage<'_>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for left in 0..coverage.outlets.len() {
        for right in left + 1..coverage.outlets.len() {
            if coverage.outlets[left].beside(&coverage.outlets[right]).events.len() >= EVENTS {
                pairs.push((left, right));
            }
        }
    }
    pairs
}

/// The contrasts of all outlets that share events, pair by pair.
pub(super) fn pairs(coverage: &Coverage<'_>, options: &Options, workers: &impl Workers) -> Vec<Pair> {
    let sharing = sharing(coverage);
    workers.map(sharing.len(), |index| {
        let (left, right) = shared(coverage, sharing[index]);
        if left.events.len() >= ARTICLES_FOR_TESTS {
            return over_events(&left, &right, options);
        }
        let sides = [&left, &right].map(|outlet| {
            let other = if std::ptr::eq(outlet, &raw const left) { &right } else { &left };
            let few = [outlet, other].iter().any(|outlet| outlet.basis() == Basis::Sentences);
            Side::new(&format!("{}, {}", left.outlet, right.outlet), outlet, few, options)
        });
        pair(coverage.name, (&left, &sides[0]), (&right, &sides[1]), Some(left.events.len() as u64), options)
    })
}

/// What tests alone say of all outlets that share events.
pub(super) fn tests(coverage: &Coverage<'_>, options: &Options) -> Vec<Tested> {
    sharing(coverage)
        .into_iter()
        .filter_map(|places| {
            let (left, right) = shared(coverage, places);
            if left.events.len() >= ARTICLES_FOR_TESTS {
                return Some(test(&left, &right, &differences(&left, &right), options));
            }
            contrasts::test(coverage.name, &left, &right, options)
        })
        .collect()
}

fn shared<'a>(coverage: &Coverage<'a>, (left, right): (usize, usize)) -> (OutletCoverage<'a>, OutletCoverage<'a>) {
    let (left, right) = (&coverage.outlets[left], &coverage.outlets[right]);
    (left.beside(right), right.beside(left))
}

fn over_events(left: &OutletCoverage<'_>, right: &OutletCoverage<'_>, options: &Options) -> Pair {
    let differences = differences(left, right);
    let tested = test(left, right, &differences, options);
    let (lefts, rights) = (rates_by_event(left), rates_by_event(right));
    let contrasts = contrasted()
        .enumerate()
        .map(|(at, (_, slice, kind))| {
            let both = |rates: &[Vec<Rate>]| {
                let counted = rates.iter().zip(&differences).filter(|(_, differences)| differences[at].is_some());
                counted
                    .fold(Rate::default(), |sum, (rates, _)| Rate { cues: sum.cues + rates[at].cues, words: sum.words + rates[at].words })
            };
            let found: Vec<f64> = differences.iter().filter_map(|differences| differences[at]).collect();
            let mean = mean(&found, both(&lefts), both(&rights), options.level);
            Contrast {
                kind,
                slice,
                left: left.outlet.clone(),
                right: right.outlet.clone(),
                difference: mean.map(|(estimate, _)| estimate),
                p: tested.p[at],
                q: None,
                detectable: mean.and_then(|(_, error)| detectable(error, Some(found.len() as u64 - 1), options.level)),
                basis: Basis::Events,
                events: Some(found.len() as u64),
            }
        })
        .collect();
    Pair { contrasts, adjusted: tested.adjusted }
}

/// By event the differences of all contrasts; `None` where either outlet has no words.
fn differences(left: &OutletCoverage<'_>, right: &OutletCoverage<'_>) -> Vec<Vec<Option<f64>>> {
    rates_by_event(left)
        .iter()
        .zip(&rates_by_event(right))
        .map(|(left, right)| left.iter().zip(right).map(|(left, right)| Some(left.per_1000()? - right.per_1000()?)).collect())
        .collect()
}

/// The mean of differences with its interval and standard error. It is no surer than if the cues on either side had fallen independently.
fn mean(differences: &[f64], left: Rate, right: Rate, level: f64) -> Option<(Estimate, f64)> {
    let side = |rate: Rate| {
        let value = rate.per_1000()?;
        let (low, high) = garwood(rate.cues, level);
        let scale = PER / rate.words as f64;
        Some(Estimate { value, low: low * scale, high: high * scale, level, n: 0 })
    };
    let independent = mover(&side(left)?, &side(right)?);
    let count = differences.len() as f64;
    let value = differences.iter().sum::<f64>() / count;
    let (mut low, mut high) = (value - (independent.value - independent.low), value + (independent.high - independent.value));
    let variance = |rate: Rate| rate.cues as f64 * PER * PER / (rate.words as f64 * rate.words as f64);
    let mut error = libm::sqrt(variance(left) + variance(right));
    if differences.len() > 1 {
        let squares: f64 = differences.iter().map(|one| (one - value) * (one - value)).sum();
        let own = libm::sqrt(squares / (count - 1.0) / count);
        let reach = student_quantile(f64::midpoint(1.0, level), differences.len() as u64 - 1) * own;
        (low, high) = (low.min(value - reach), high.max(value + reach));
        error = error.max(own);
    }
    Some((Estimate { value, low, high, level, n: differences.len() as u64 }, error))
}

/// Flips the signs of the events' differences; a contrast that fewer than four events have is not tested.
fn test(left: &OutletCoverage<'_>, right: &OutletCoverage<'_>, differences: &[Vec<Option<f64>>], options: &Options) -> Tested {
    let strata = vec![vec![0, 1]; differences.len()];
    let deals = Deals::new(&strata, options, &["paired contrasts", left.outlet.as_str(), right.outlet.as_str()]);
    let columns = contrasted().count();
    let mut counts = vec![0.0; columns];
    for one in differences {
        for (count, _) in counts.iter_mut().zip(one).filter(|(_, one)| one.is_some()) {
            *count += 1.0;
        }
    }
    let means = |labels: &[u32]| {
        let mut sums = vec![0.0; columns];
        for (event, one) in differences.iter().enumerate() {
            let sign = if labels[2 * event] == 0 { 1.0 } else { -1.0 };
            for (sum, difference) in sums.iter_mut().zip(one) {
                *sum += sign * difference.unwrap_or(0.0);
            }
        }
        for (sum, count) in sums.iter_mut().zip(&counts) {
            *sum /= count;
        }
        sums
    };
    let enough = |(at, mean): (usize, f64)| (counts[at] >= ARTICLES_FOR_TESTS as f64).then_some(mean);
    let observed: Vec<Option<f64>> = means(&strata.concat()).into_iter().enumerate().map(enough).collect();
    let mut labels = Vec::new();
    let rows: Vec<Vec<f64>> = (0..deals.len())
        .map(|number| {
            deals.deal(number, &mut labels);
            means(&labels)
        })
        .collect();
    // What is not tested must not stand among the largest.
    let rows: Vec<Vec<f64>> = rows
        .into_iter()
        .map(|row| row.into_iter().zip(&observed).map(|(mean, one)| if one.is_some() { mean } else { f64::NAN }).collect())
        .collect();
    Tested::new(&observed, &rows, None, &deals)
}

/// The difference between two outlets from cues and words of either on each event.
#[cfg(test)]
pub(super) fn of_counts(events: &[[(u64, u64); 2]], level: f64) -> Estimate {
    counted(events, level).0
}

/// What such events could have shown.
#[cfg(test)]
pub(super) fn detectable_of_counts(events: &[[(u64, u64); 2]], level: f64) -> f64 {
    detectable(counted(events, level).1, Some(events.len() as u64 - 1), level).expect("a standard error")
}

#[cfg(test)]
fn counted(events: &[[(u64, u64); 2]], level: f64) -> (Estimate, f64) {
    let rate = |side: usize| events.iter().map(move |event| Rate { cues: event[side].0, words: event[side].1 });
    let differences: Vec<f64> =
        rate(0).zip(rate(1)).map(|(left, right)| left.per_1000().unwrap_or(0.0) - right.per_1000().unwrap_or(0.0)).collect();
    let sum = |side: usize| rate(side).fold(Rate::default(), |sum, one| Rate { cues: sum.cues + one.cues, words: sum.words + one.words });
    mean(&differences, sum(0), sum(1), level).expect("words")
}
