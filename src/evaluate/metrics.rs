//! Figures that say how near predictions come to gold: classes, probabilities, spans and groups.
//!
//! In go indices, flags, probabilities or spans; out come counts first and ratios from them, so that documents add and a bootstrap can draw
//! them anew. A ratio of nothing to nothing is `None`, never zero: where a published scorer prints a zero or a one instead, the comment
//! says so. Two slices that speak of the same items and differ in length are a caller's mistake, and panic.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;
use std::ops::AddAssign;

/// How often each gold class was predicted as each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// Row by row, one row a gold class.
    counts: Vec<u64>,
}

/// One class against all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScore {
    /// Share of the items predicted as this class that are of it; `None` where none was predicted.
    pub precision: Option<f64>,
    /// Share of the items of this class that were found; `None` where there is none.
    pub recall: Option<f64>,
    /// Twice the items found over items of the class plus items predicted as it; `None` where both are none.
    pub f1: Option<f64>,
    /// Items of this class in gold.
    pub gold: u64,
    /// Items predicted as this class.
    pub predicted: u64,
}

impl Confusion {
    /// Counts items by gold and predicted class, both below `classes`.
    ///
    /// # Panics
    /// When the slices differ in length or an index is not below `classes`.
    #[must_use]
    pub fn new(gold: &[usize], predicted: &[usize], classes: usize) -> Self {
        assert_eq!(gold.len(), predicted.len(), "gold and predictions are of the same items");
        let mut counts = vec![0; classes * classes];
        for (&gold, &predicted) in gold.iter().zip(predicted) {
            assert!(gold < classes && predicted < classes, "a class index is below the number of classes");
            counts[gold * classes + predicted] += 1;
        }
        Self { classes, counts }
    }

    /// Items of this gold class that were predicted as that class.
    #[must_use]
    pub fn count(&self, gold: usize, predicted: usize) -> u64 {
        self.counts[gold * self.classes + predicted]
    }

    /// All items.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Items by gold class.
    fn gold(&self, class: usize) -> u64 {
        (0..self.classes).map(|predicted| self.count(class, predicted)).sum()
    }

    /// Items by predicted class.
    fn predicted(&self, class: usize) -> u64 {
        (0..self.classes).map(|gold| self.count(gold, class)).sum()
    }

    /// Precision, recall and F1 of each class (van Rijsbergen 1979, *Information Retrieval*, chapter 7), in the order of the indices.
    ///
    /// F1 is taken from the counts, 2 TP / (2 TP + FP + FN). A class that occurs and is never found has F1 0 even where its precision is
    /// undefined; only a class that occurs neither in gold nor in the predictions has none.
    #[must_use]
    pub fn by_class(&self) -> Vec<ClassScore> {
        let score = |class| {
            let (both, gold, predicted) = (self.count(class, class), self.gold(class), self.predicted(class));
            let (precision, recall, f1) = (ratio(both, predicted), ratio(both, gold), ratio(2 * both, gold + predicted));
            ClassScore { precision, recall, f1, gold, predicted }
        };
        (0..self.classes).map(score).collect()
    }

    /// Share of items predicted as what they are; `None` without items.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio((0..self.classes).map(|class| self.count(class, class)).sum(), self.n())
    }

    /// Mean F1 of the classes that occur in gold or in the predictions; `None` without items.
    ///
    /// The average of F1 values, not the F1 of average precision and recall (Opitz and Burst 2019, *Macro F1 and Macro F1*). Where
    /// precision or recall of an occurring class is undefined its F1 counts as 0, and a class that occurs nowhere is left out, as in
    /// scikit-learn's `f1_score(average="macro", zero_division=0)`. So a resample that lost a rare class is a mean over fewer classes.
    #[must_use]
    pub fn macro_f1(&self) -> Option<f64> {
        let scores: Vec<f64> = self.by_class().iter().filter_map(|class| class.f1).collect();
        mean(&scores)
    }

    /// Mean F1 weighted by the items of each class in gold, scikit-learn's `average="weighted"`; `None` without items.
    #[must_use]
    pub fn weighted_f1(&self) -> Option<f64> {
        let n = self.n();
        let sum: f64 = self.by_class().iter().map(|class| class.gold as f64 * class.f1.unwrap_or(0.0)).sum();
        (n > 0).then(|| sum / n as f64)
    }

    /// Matthews correlation of gold and predictions for any number of classes (Gorodkin 2004, *Comparing two K-category assignments by a
    /// K-category correlation coefficient*): 1 for all right, 0 for what chance gives.
    ///
    /// `None` where gold or predictions are all of one class, which correlates with nothing; scikit-learn gives 0 there.
    #[must_use]
    pub fn matthews(&self) -> Option<f64> {
        let n = self.n() as f64;
        let (mut right, mut across, mut gold, mut predicted) = (0.0, 0.0, 0.0, 0.0);
        for class in 0..self.classes {
            let (t, p) = (self.gold(class) as f64, self.predicted(class) as f64);
            right += self.count(class, class) as f64;
            across += t * p;
            gold += t * t;
            predicted += p * p;
        }
        let spread = (n * n - gold) * (n * n - predicted);
        (spread > 0.0).then(|| (n * right - across) / libm::sqrt(spread))
    }
}

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

/// What was predicted and what is gold, with the credit that each side earned. Tallies of documents add; the ratios come last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Credit of the predictions: how many of them are right, parts counting as parts.
    pub right: f64,
    /// Predictions.
    pub predicted: u64,
    /// Credit of gold: how much of it was found.
    pub found: f64,
    /// Gold.
    pub gold: u64,
}

impl Tally {
    /// Credit of the predictions over their number; `None` without predictions.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.predicted > 0).then(|| self.right / self.predicted as f64)
    }

    /// Credit of gold over its number; `None` without gold.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.gold > 0).then(|| self.found / self.gold as f64)
    }

    /// Harmonic mean of precision and recall. `None` where there is neither a prediction nor gold; 0 where one of them is missing, for then
    /// nothing was right.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        if self.predicted == 0 && self.gold == 0 {
            return None;
        }
        let (precision, recall) = (self.precision().unwrap_or(0.0), self.recall().unwrap_or(0.0));
        let sum = precision + recall;
        Some(if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.found += other.found;
        self.gold += other.gold;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        let mut total = Self::default();
        tallies.for_each(|tally| total += tally);
        total
    }
}

impl<'a> Sum<&'a Tally> for Tally {
    fn sum<I: Iterator<Item = &'a Self>>(tallies: I) -> Self {
        tallies.copied().sum()
    }
}

/// A stretch of one document with a label: from `start` up to, and without, `end`. The unit, bytes or characters, is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelledSpan {
    /// First position.
    pub start: usize,
    /// Position after the last.
    pub end: usize,
    /// Index of the label; one index for all where labels do not matter.
    pub label: usize,
}

impl LabelledSpan {
    fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Positions that two spans of one label share.
    fn shared(self, other: Self) -> usize {
        if self.label == other.label { self.end.min(other.end).saturating_sub(self.start.max(other.start)) } else { 0 }
    }
}

/// Spans of one document that agree in start, end and label, each matched once (Tjong Kim Sang and De Meulder 2003, *Introduction to the
/// CoNLL-2003 shared task*).
#[must_use]
pub fn exact_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let mut left: BTreeMap<LabelledSpan, u64> = BTreeMap::new();
    for &span in gold {
        *left.entry(span).or_default() += 1;
    }
    let mut both = 0;
    for span in predicted {
        if let Some(count @ 1..) = left.get_mut(span) {
            *count -= 1;
            both += 1;
        }
    }
    Tally { right: f64::from(both), predicted: predicted.len() as u64, found: f64::from(both), gold: gold.len() as u64 }
}

/// Spans of one document that share at least one position with a span of the same label on the other side: a prediction is right when it
/// touches gold, gold is found when a prediction touches it. The lenient match of opinion mining (Wiebe, Wilson and Cardie 2005,
/// *Annotating expressions of opinions and emotions in language*), kind to long predictions: read it beside [`partial_spans`].
#[must_use]
pub fn overlapping_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let touched = |of: &[LabelledSpan], by: &[LabelledSpan]| of.iter().filter(|one| by.iter().any(|other| one.shared(*other) > 0)).count();
    Tally {
        right: touched(predicted, gold) as f64,
        predicted: predicted.len() as u64,
        found: touched(gold, predicted) as f64,
        gold: gold.len() as u64,
    }
}

/// Partial match of the propaganda techniques corpus, one document (Da San Martino et al. 2019, *Fine-grained analysis of propaganda in
/// news articles*; 2020, *`SemEval`-2020 task 11*, after Potthast et al. 2010).
///
/// C(s, t, h) = |s ∩ t| / h where the labels agree, else 0. Precision is the sum of C(s, t, |s|) over all pairs of a predicted span s and a
/// gold span t over the number of predicted spans; recall the sum of C(s, t, |t|) over the number of gold spans.
///
/// Every pair counts, so overlapping spans of one label earn credit twice and can lift a figure above 1: the task first joins them, on both
/// sides, which is [`join_overlapping`]. The official scorer prints 0 for an undefined precision or recall, and F1 1 where both sides are
/// empty; here these are `None`. For span identification give all spans one label; for one technique's figures give only its spans.
#[must_use]
pub fn partial_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let mut tally = Tally { predicted: predicted.len() as u64, gold: gold.len() as u64, ..Tally::default() };
    for &prediction in predicted {
        for &truth in gold {
            // A span of no length shares nothing, so neither division is by zero.
            let shared = prediction.shared(truth);
            if shared > 0 {
                tally.right += shared as f64 / prediction.len() as f64;
                tally.found += shared as f64 / truth.len() as f64;
            }
        }
    }
    tally
}

/// Joins spans of one label that share a position into one, in order of label, start and end; spans that only meet stay apart.
#[must_use]
pub fn join_overlapping(spans: &[LabelledSpan]) -> Vec<LabelledSpan> {
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| (span.label, span.start, span.end));
    let mut joined: Vec<LabelledSpan> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match joined.last_mut() {
            Some(last) if last.shared(span) > 0 => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Tokens of one document that both sides marked, as sets: order and repetition do not matter (Rajpurkar et al. 2016, *`SQuAD`*, whose
/// token F1 counts repetitions).
#[must_use]
pub fn token_sets<T: Ord>(gold: &BTreeSet<T>, predicted: &BTreeSet<T>) -> Tally {
    let both = gold.intersection(predicted).count() as f64;
    Tally { right: both, predicted: predicted.len() as u64, found: both, gold: gold.len() as u64 }
}

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
    let mut tally = Tally { predicted: gold.len() as u64, gold: gold.len() as u64, ..Tally::default() };
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
        predicted: groups.predicted.values().map(|&n| pairs(n)).sum(),
        found: both,
        gold: groups.gold.values().map(|&n| pairs(n)).sum(),
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

/// A share; `None` of nothing.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A mean; `None` of nothing.
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    fn close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 5e-5)
    }

    fn same(found: Option<f64>, expected: Option<f64>, what: &str) {
        let equal = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (None, None) => true,
            _ => false,
        };
        assert!(equal, "{what}: found {found:?}, expected {expected:?}");
    }

    fn span(start: usize, end: usize, label: usize) -> LabelledSpan {
        LabelledSpan { start, end, label }
    }

    #[test]
    fn figures_of_three_classes_are_those_worked_by_hand() {
        // Rows: 2 1 0, 0 2 0, 1 0 3.
        let confusion = Confusion::new(&[0, 0, 0, 1, 1, 2, 2, 2, 2], &[0, 0, 1, 1, 1, 0, 2, 2, 2], 3);
        assert_eq!((confusion.n(), confusion.count(0, 1), confusion.count(2, 0)), (9, 1, 1));
        let classes = confusion.by_class();
        assert!(close(classes[0].precision, 2.0 / 3.0) && close(classes[1].recall, 1.0) && close(classes[2].f1, 6.0 / 7.0));
        assert!(close(confusion.accuracy(), 7.0 / 9.0));
        assert!(close(confusion.macro_f1(), (2.0 / 3.0 + 0.8 + 6.0 / 7.0) / 3.0));
        assert!(close(confusion.weighted_f1(), (3.0 * 2.0 / 3.0 + 2.0 * 0.8 + 4.0 * 6.0 / 7.0) / 9.0));
        // Gorodkin's formula: (9*7 - 27) / sqrt((81 - 29) (81 - 27)).
        assert!(close(confusion.matthews(), 36.0 / libm::sqrt(2808.0)));
    }

    #[test]
    fn what_is_undefined_is_none_and_counts_as_zero_in_the_macro_mean_where_the_class_occurs() {
        // Class 1 is never predicted, class 2 occurs nowhere.
        let confusion = Confusion::new(&[0, 0, 1], &[0, 0, 0], 3);
        let classes = confusion.by_class();
        assert_eq!((classes[1].precision, classes[1].recall, classes[1].f1), (None, Some(0.0), Some(0.0)));
        assert_eq!((classes[2].precision, classes[2].recall, classes[2].f1), (None, None, None));
        assert!(close(confusion.macro_f1(), 0.4));
        assert_eq!(confusion.matthews(), None);
        let empty = Confusion::new(&[], &[], 2);
        assert_eq!((empty.accuracy(), empty.macro_f1(), empty.weighted_f1(), empty.matthews()), (None, None, None, None));
    }

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
    fn a_span_is_right_exactly_or_by_touching() {
        let gold = [span(0, 5, 0), span(10, 20, 1), span(30, 40, 0)];
        let predicted = [span(0, 5, 0), span(0, 5, 0), span(12, 14, 1), span(18, 25, 1), span(30, 40, 1), span(5, 10, 0)];
        let exact = exact_spans(&gold, &predicted);
        assert!(close(exact.precision(), 1.0 / 6.0) && close(exact.recall(), 1.0 / 3.0) && close(exact.f1(), 2.0 / 9.0));
        let touching = overlapping_spans(&gold, &predicted);
        assert!(close(touching.precision(), 4.0 / 6.0) && close(touching.recall(), 2.0 / 3.0));
        let sum: Tally = [exact, exact_spans(&[], &[])].iter().sum();
        assert_eq!(sum, exact);
        assert_eq!(exact_spans(&[], &[]).f1(), None);
        assert_eq!((exact_spans(&gold, &[]).precision(), exact_spans(&gold, &[]).f1()), (None, Some(0.0)));
    }

    #[test]
    fn partial_match_is_the_official_scorers_example() {
        // README of the task's scorer: article 736757214, P = 1.929825/2, R = 1.947458/4, F1 = .647181. The gold spans are the corpus's;
        // the two predicted ones follow from the printed fractions: 50 of the first 59 characters, and 57 characters from 115.
        let gold = join_overlapping(&[span(0, 59, 0), span(171, 181, 0), span(0, 9, 0), span(115, 167, 0), span(740, 759, 0)]);
        let tally = partial_spans(&gold, &[span(9, 59, 0), span(115, 172, 0)]);
        assert_eq!((tally.predicted, tally.gold), (2, 4));
        assert!((tally.right - 1.929_825).abs() < 1e-6 && (tally.found - 1.947_458).abs() < 1e-6, "{tally:?}");
        assert!(tally.f1().is_some_and(|f1| (f1 - 0.647_181).abs() < 1e-6));
    }

    #[test]
    fn partial_match_needs_the_label_and_joined_spans_share_a_position() {
        assert!(close(partial_spans(&[span(0, 10, 0)], &[span(0, 10, 1)]).f1(), 0.0));
        assert!(close(partial_spans(&[span(0, 10, 0)], &[span(3, 3, 0)]).f1(), 0.0));
        assert_eq!(
            join_overlapping(&[span(4, 8, 0), span(0, 5, 0), span(8, 9, 0), span(4, 8, 1)]),
            [span(0, 8, 0), span(8, 9, 0), span(4, 8, 1)]
        );
    }

    #[test]
    fn tokens_are_compared_as_sets() {
        let tally = token_sets(&BTreeSet::from([1, 2, 3]), &BTreeSet::from([2, 3, 4, 5]));
        assert!(close(tally.precision(), 0.5) && close(tally.recall(), 2.0 / 3.0) && close(tally.f1(), 4.0 / 7.0));
    }

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

    #[derive(Deserialize)]
    struct Fixture {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        classes: usize,
        gold: Vec<usize>,
        predicted: Vec<usize>,
        positive: Vec<bool>,
        scores: Vec<f64>,
        gold_spans: Vec<(usize, usize, usize)>,
        predicted_spans: Vec<(usize, usize, usize)>,
        expected: Expected,
    }

    #[derive(Deserialize)]
    struct Expected {
        precision: Vec<Option<f64>>,
        recall: Vec<Option<f64>>,
        f1: Vec<Option<f64>>,
        macro_f1: Option<f64>,
        weighted_f1: Option<f64>,
        accuracy: Option<f64>,
        matthews: Option<f64>,
        auroc: Option<f64>,
        average_precision: Option<f64>,
        calibration_error: Option<f64>,
        reliability: Vec<(u64, Option<f64>, Option<f64>)>,
        brier: Option<f64>,
        log_loss: Option<f64>,
        /// Precision, recall and F1 from here on.
        pairwise: [Option<f64>; 3],
        bcubed: [Option<f64>; 3],
        exact: [Option<f64>; 3],
        overlapping: [Option<f64>; 3],
        partial: [Option<f64>; 3],
        partial_joined: [Option<f64>; 3],
        token_sets: [Option<f64>; 3],
    }

    fn cases() -> Vec<Case> {
        let fixture: Fixture = serde_json::from_str(include_str!("../../tests/fixtures/metrics.json")).expect("the fixture is JSON");
        fixture.cases
    }

    #[test]
    fn figures_of_classes_equal_scikit_learns() {
        let cases = cases();
        assert_eq!(cases.len(), 30);
        for Case { name, classes, gold, predicted, expected, .. } in cases {
            let confusion = Confusion::new(&gold, &predicted, classes);
            for (class, found) in confusion.by_class().iter().enumerate() {
                same(found.precision, expected.precision[class], &format!("{name}: precision of {class}"));
                same(found.recall, expected.recall[class], &format!("{name}: recall of {class}"));
                same(found.f1, expected.f1[class], &format!("{name}: F1 of {class}"));
            }
            same(confusion.macro_f1(), expected.macro_f1, &format!("{name}: macro-F1"));
            same(confusion.weighted_f1(), expected.weighted_f1, &format!("{name}: weighted F1"));
            same(confusion.accuracy(), expected.accuracy, &format!("{name}: accuracy"));
            same(confusion.matthews(), expected.matthews, &format!("{name}: Matthews correlation"));
        }
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

    #[test]
    fn figures_of_spans_and_groups_equal_those_of_plain_sets() {
        let labelled =
            |spans: &[(usize, usize, usize)]| spans.iter().map(|&(start, end, label)| span(start, end, label)).collect::<Vec<_>>();
        for Case { name, gold, predicted, gold_spans, predicted_spans, expected, .. } in cases() {
            let (left, right) = (labelled(&gold_spans), labelled(&predicted_spans));
            let positions = |spans: &[LabelledSpan]| -> BTreeSet<usize> { spans.iter().flat_map(|span| span.start..span.end).collect() };
            for (what, found, expected) in [
                ("pairwise", pairwise(&gold, &predicted), expected.pairwise),
                ("bcubed", bcubed(&gold, &predicted), expected.bcubed),
                ("exact", exact_spans(&left, &right), expected.exact),
                ("overlapping", overlapping_spans(&left, &right), expected.overlapping),
                ("partial", partial_spans(&left, &right), expected.partial),
                ("partial, joined", partial_spans(&join_overlapping(&left), &join_overlapping(&right)), expected.partial_joined),
                ("token sets", token_sets(&positions(&left), &positions(&right)), expected.token_sets),
            ] {
                for (found, expected) in [found.precision(), found.recall(), found.f1()].into_iter().zip(expected) {
                    same(found, expected, &format!("{name}: {what}"));
                }
            }
        }
    }
}
