//! Scores and probabilities against what turned out true: how well they rank, and whether they can be believed.

use super::{mean, ratio};

/// Area under the receiver operating characteristic: the chance that a positive item has a higher score than a negative one, a tie counting
/// half (Hanley and `McNeil` 1982, *The meaning and use of the area under a ROC curve*), from the rank sum with midranks.
///
/// `None` where all items are of one class or a score is not a number.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn auroc(positive: &[bool], scores: &[f64]) -> Option<f64> {
    let steps = falling_steps(positive, scores)?;
    let (positives, negatives) = steps.iter().fold((0, 0), |(p, n), step| (p + step.0, n + step.1));
    let mut above = 0;
    // Pairs counted twice, so that halves stay whole numbers.
    let mut pairs = 0;
    for (p, n) in steps {
        pairs += 2 * above * n + p * n;
        above += p;
    }
    ratio(pairs, 2 * positives * negatives)
}

/// Average precision: precision at each distinct score, weighted by the recall gained there, without interpolation (Zhu 2004, *Recall,
/// precision and average precision*; scikit-learn's `average_precision_score`). Items of one score enter together.
///
/// `None` without a positive item (scikit-learn gives 0) or where a score is not a number.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn average_precision(positive: &[bool], scores: &[f64]) -> Option<f64> {
    let steps = falling_steps(positive, scores)?;
    let (mut found, mut taken, mut sum) = (0, 0, 0.0);
    for (p, n) in steps {
        found += p;
        taken += p + n;
        sum += p as f64 * found as f64 / taken as f64;
    }
    (found > 0).then(|| sum / found as f64)
}

/// Positive and negative items at each distinct score, the highest first; `None` where a score is not a number.
fn falling_steps(positive: &[bool], scores: &[f64]) -> Option<Vec<(u64, u64)>> {
    assert_eq!(positive.len(), scores.len(), "gold and scores are of the same items");
    if scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    // A zero added makes one zero of the two.
    let mut items: Vec<(f64, bool)> = scores.iter().map(|score| score + 0.0).zip(positive.iter().copied()).collect();
    items.sort_by(|left, right| right.0.total_cmp(&left.0));
    let alike = items.chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq());
    Some(
        alike
            .map(|step| {
                let positives = step.iter().filter(|item| item.1).count() as u64;
                (positives, step.len() as u64 - positives)
            })
            .collect(),
    )
}

/// One row of a reliability table: the items whose probability lies above `low` and at or below `high`; the first row has 0 too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Lower end, open.
    pub low: f64,
    /// Upper end, closed.
    pub high: f64,
    /// Items.
    pub n: u64,
    /// Mean probability; `None` where the row is empty.
    pub mean_probability: Option<f64>,
    /// Share of positive items; `None` where the row is empty.
    pub positive: Option<f64>,
}

/// Rows that [`reliability`] makes where nobody says otherwise.
pub const RELIABILITY_BINS: usize = 10;

/// Reliability table with rows of equal width (Murphy and Winkler 1977, *Reliability of subjective probability forecasts*). A probability
/// on an edge belongs to the lower row, as in scikit-learn's `calibration_curve` and in Guo et al. (2017).
///
/// `None` where a probability is not in 0 to 1. For several classes give the probability of the predicted class and whether it was right.
///
/// # Panics
/// When the slices differ in length or there are no bins.
#[must_use]
pub fn reliability(positive: &[bool], probabilities: &[f64], bins: usize) -> Option<Vec<ReliabilityBin>> {
    assert!(bins > 0, "a reliability table has rows");
    if !are_probabilities(positive, probabilities) {
        return None;
    }
    let edge = |bin: usize| bin as f64 / bins as f64;
    let edges: Vec<f64> = (1..bins).map(edge).collect();
    let mut rows = vec![(0_u64, 0.0, 0_u64); bins];
    for (&positive, &probability) in positive.iter().zip(probabilities) {
        let row = &mut rows[edges.partition_point(|&edge| edge < probability)];
        row.0 += 1;
        row.1 += probability;
        row.2 += u64::from(positive);
    }
    let row = |(bin, &(n, sum, positive)): (usize, &(u64, f64, u64))| ReliabilityBin {
        low: edge(bin),
        high: edge(bin + 1),
        n,
        mean_probability: (n > 0).then(|| sum / n as f64),
        positive: ratio(positive, n),
    };
    Some(rows.iter().enumerate().map(row).collect())
}

/// Expected calibration error: the distance between mean probability and share of positive items, weighted by the items of each row
/// (Naeini, Cooper and Hauskrecht 2015, *Obtaining well calibrated probabilities using Bayesian binning*). `None` without items.
#[must_use]
pub fn expected_calibration_error(table: &[ReliabilityBin]) -> Option<f64> {
    let n: u64 = table.iter().map(|row| row.n).sum();
    let distance = |row: &ReliabilityBin| Some(row.n as f64 * (row.mean_probability? - row.positive?).abs());
    let sum: f64 = table.iter().filter_map(distance).sum();
    (n > 0).then(|| sum / n as f64)
}

/// Mean squared distance of the probability from 0 or 1 (Brier 1950, *Verification of forecasts expressed in terms of probability*, who
/// sums over both classes and so has twice this value). `None` without items or where a probability is not in 0 to 1.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn brier(positive: &[bool], probabilities: &[f64]) -> Option<f64> {
    if !are_probabilities(positive, probabilities) {
        return None;
    }
    let square = |(&positive, &p): (&bool, &f64)| if positive { (1.0 - p) * (1.0 - p) } else { p * p };
    mean(&positive.iter().zip(probabilities).map(square).collect::<Vec<_>>())
}

/// Mean of minus the natural logarithm of the probability given to what is true (Good 1952, *Rational decisions*). A probability of 0 or 1
/// is moved by the machine's epsilon, 2^-52, as scikit-learn does. `None` without items or where a probability is not in 0 to 1.
///
/// # Panics
/// When the slices differ in length.
#[must_use]
pub fn log_loss(positive: &[bool], probabilities: &[f64]) -> Option<f64> {
    if !are_probabilities(positive, probabilities) {
        return None;
    }
    let loss = |(&positive, &p): (&bool, &f64)| {
        let given = if positive { p } else { 1.0 - p };
        -libm::log(given.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    };
    mean(&positive.iter().zip(probabilities).map(loss).collect::<Vec<_>>())
}

fn are_probabilities(positive: &[bool], probabilities: &[f64]) -> bool {
    assert_eq!(positive.len(), probabilities.len(), "gold and probabilities are of the same items");
    probabilities.iter().all(|probability| (0.0..=1.0).contains(probability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::fixtures::{Case, cases, close, same};

    #[test]
    fn area_under_the_curve_is_hanley_and_mcneils() {
        // Hanley and McNeil (1982), table I: ratings 1 to 5 of 58 normal and 51 abnormal images, area .893.
        let (mut positive, mut scores) = (Vec::new(), Vec::new());
        for (rating, normal, abnormal) in [(1.0, 33, 3), (2.0, 6, 2), (3.0, 6, 2), (4.0, 11, 11), (5.0, 2, 33)] {
            positive.extend([vec![false; normal], vec![true; abnormal]].concat());
            scores.extend(vec![rating; normal + abnormal]);
        }
        assert!(auroc(&positive, &scores).is_some_and(|area| (area - 0.893).abs() < 5e-4));
        assert_eq!(auroc(&[true, true], &[0.1, 0.2]), None);
        assert_eq!(auroc(&[true, false], &[0.1, f64::NAN]), None);
    }

    #[test]
    fn average_precision_is_scikit_learns_example() {
        // The example of its documentation: .83, from 1/2 * 1 + 1/2 * 2/3.
        assert!(close(average_precision(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]), 5.0 / 6.0));
        assert_eq!(average_precision(&[false], &[0.5]), None);
    }

    #[test]
    fn brier_score_is_briers_example() {
        // Brier (1950), table 1: ten forecasts of rain, P = .19 summed over rain and no rain.
        let rain = [false, true, true, true, false, false, false, false, false, false];
        assert!(close(brier(&rain, &[0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1]), 0.19 / 2.0));
        assert_eq!(brier(&[true], &[1.5]), None);
    }

    #[test]
    fn log_loss_is_scikit_learns_example_and_finite() {
        assert!(close(log_loss(&[true, false, false, true], &[0.9, 0.1, 0.2, 0.65]), 0.21616));
        assert!(log_loss(&[true, false], &[0.0, 1.0]).is_some_and(|loss| (36.0..36.1).contains(&loss)));
    }

    #[test]
    fn calibration_error_worked_by_hand() {
        // Rows of width .5: .1 .5 with none positive, .6 1 with one positive.
        let table = reliability(&[false, false, true, false], &[0.1, 0.5, 0.6, 1.0], 2).unwrap_or_default();
        assert_eq!(table.iter().map(|row| (row.n, row.positive)).collect::<Vec<_>>(), [(2, Some(0.0)), (2, Some(0.5))]);
        assert!(close(table[1].mean_probability, 0.8) && close(expected_calibration_error(&table), 0.3));
        assert_eq!(reliability(&[], &[], RELIABILITY_BINS).and_then(|table| expected_calibration_error(&table)), None);
        assert_eq!(reliability(&[true], &[-0.1], RELIABILITY_BINS), None);
    }

    #[test]
    fn figures_of_scores_equal_scikit_learns() {
        for Case { name, positive, scores, expected, .. } in cases() {
            same(auroc(&positive, &scores), expected.auroc, &format!("{name}: AUROC"));
            same(average_precision(&positive, &scores), expected.average_precision, &format!("{name}: average precision"));
            same(brier(&positive, &scores), expected.brier, &format!("{name}: Brier score"));
            same(log_loss(&positive, &scores), expected.log_loss, &format!("{name}: log loss"));
            let table = reliability(&positive, &scores, RELIABILITY_BINS).unwrap_or_default();
            same(expected_calibration_error(&table), expected.calibration_error, &format!("{name}: calibration error"));
            assert_eq!(table.len(), expected.reliability.len(), "{name}");
            for (row, (n, mean, positive)) in table.iter().zip(expected.reliability) {
                assert_eq!(row.n, n, "{name}: {row:?}");
                same(row.mean_probability, mean, &format!("{name}: {row:?}"));
                same(row.positive, positive, &format!("{name}: {row:?}"));
            }
        }
    }
}
