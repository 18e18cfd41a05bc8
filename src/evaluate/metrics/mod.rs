//! Figures that say how near predictions come to gold: classes, probabilities, spans and groups.
//!
//! In go indices, flags, probabilities or spans; out come counts first and ratios from them, so that documents add and a bootstrap can draw
//! them anew. A ratio of nothing to nothing is `None`, never zero: where a published scorer prints a zero or a one instead, the comment
//! says so. Two slices that speak of the same items and differ in length are a caller's mistake, and panic.

mod classes;
#[cfg(test)]
mod fixtures;
mod groups;
mod ranking;
mod spans;

use std::iter::Sum;
use std::ops::AddAssign;

pub use classes::{ClassScore, Confusion};
pub use groups::{bcubed, pairwise};
pub use ranking::{RELIABILITY_BINS, ReliabilityBin, auroc, average_precision, brier, expected_calibration_error, log_loss, reliability};
pub use spans::{LabelledSpan, exact_spans, join_overlapping, overlapping_spans, partial_spans, token_sets};

/// What was predicted and what is gold, with the credit that each side earned. Tallies of documents add; the ratios come last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Credit of the predictions: how many of them are right, parts counting as parts.
    pub right: f64,
    /// Predictions.
    pub predicted: f64,
    /// Credit of gold: how much of it was found.
    pub found: f64,
    /// Gold.
    pub gold: f64,
}

impl Tally {
    /// The same at a share of its weight: where several people annotated a document, each counts as its part, so that the sum is the mean over
    /// them.
    #[must_use]
    pub fn scaled(self, weight: f64) -> Self {
        Self { right: self.right * weight, predicted: self.predicted * weight, found: self.found * weight, gold: self.gold * weight }
    }

    /// Credit of the predictions over their number; `None` without predictions.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.predicted > 0.0).then(|| self.right / self.predicted)
    }

    /// Credit of gold over its number; `None` without gold.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.gold > 0.0).then(|| self.found / self.gold)
    }

    /// Harmonic mean of precision and recall. `None` where there is neither a prediction nor gold; 0 where one of them is missing, for then
    /// nothing was right.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        if self.predicted <= 0.0 && self.gold <= 0.0 {
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

/// A share; `None` of nothing.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A mean; `None` of nothing.
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
