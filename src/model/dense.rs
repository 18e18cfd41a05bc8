//! Logistic regression over a few named numbers, small enough for people to read.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::logistic::{Row, fit};

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    intercept: f64,
    /// By name, in the order of the numbers.
    weights: Vec<(String, f64)>,
}

impl Dense {
    /// Fits to rows of numbers in the order of their names, and whether each is positive. Every number is brought to mean zero and deviation one before, so that the
    /// penalty, of inverse strength `c`, bears on all alike; the weights are those of the numbers as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when rows are of another length than the names, or all of one kind.
    pub fn train(names: &[String], rows: &[Vec<f64>], positive: &[bool], c: f64) -> Result<Self> {
        if rows.len() != positive.len() || rows.iter().any(|row| row.len() != names.len()) {
            return Err(Error::Data(format!(
                "{} rows and {} answers: expected as many, each row of {} numbers",
                rows.len(),
                positive.len(),
                names.len()
            )));
        }
        if !positive.contains(&true) || !positive.contains(&false) {
            return Err(Error::Data("expected rows of both kinds".to_owned()));
        }
        let n = rows.len() as f64;
        let means: Vec<f64> = (0..names.len()).map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / n).collect();
        let spread = |at: usize| {
            let variance = rows.iter().map(|row| (row[at] - means[at]) * (row[at] - means[at])).sum::<f64>() / n;
            libm::sqrt(variance).max(1e-9)
        };
        let spreads: Vec<f64> = (0..names.len()).map(spread).collect();
        #[expect(clippy::cast_possible_truncation, reason = "a few deviations, and a few dozen columns")]
        let scaled = |row: &Vec<f64>| -> Row {
            row.iter().enumerate().map(|(at, value)| (at as u32, ((value - means[at]) / spreads[at]) as f32)).collect()
        };
        let fitted = fit(&rows.iter().map(scaled).collect::<Vec<_>>(), positive, names.len(), c);
        let weights: Vec<f64> = fitted.weights.iter().zip(&spreads).map(|(weight, spread)| weight / spread).collect();
        let intercept = fitted.intercept - weights.iter().zip(&means).map(|(weight, mean)| weight * mean).sum::<f64>();
        Ok(Self { intercept, weights: names.iter().cloned().zip(weights).collect() })
    }

    /// The log-odds of a row.
    ///
    /// # Panics
    ///
    /// Never, but a row of another length than the names gives no sensible number.
    #[must_use]
    pub fn log_odds(&self, row: &[f64]) -> f64 {
        self.weights.iter().zip(row).fold(self.intercept, |sum, ((_, weight), value)| sum + weight * value)
    }

    /// The names of its numbers, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.weights.iter().map(|(name, _)| name.as_str())
    }

    /// The model with its numbers rounded to this many decimals, as a file that people read keeps them.
    #[must_use]
    pub fn rounded(&self, decimals: i32) -> Self {
        let scale = libm::pow(10.0, f64::from(decimals));
        let round = |value: f64| libm::round(value * scale) / scale;
        Self {
            intercept: round(self.intercept),
            weights: self.weights.iter().map(|(name, weight)| (name.clone(), round(*weight))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_numbers_as_they_are() {
        let names = ["large".to_owned(), "constant".to_owned()];
        let rows: Vec<Vec<f64>> = (0..200).map(|at| vec![f64::from(at) * 1000.0, 7.0]).collect();
        // Mixed in the middle, or the weight would have no end.
        let positive: Vec<bool> = (0..200).map(|at| at > 110 || at > 90 && at % 2 == 0).collect();
        let model = Dense::train(&names, &rows, &positive, 100.0).expect("a model");
        assert!(model.log_odds(&[20_000.0, 7.0]) < -2.0 && model.log_odds(&[180_000.0, 7.0]) > 2.0);
        assert!(model.log_odds(&[100_000.0, 7.0]).abs() < 0.5, "{model:?}");
        assert!((model.rounded(6).log_odds(&rows[3]) - model.log_odds(&rows[3])).abs() < 0.1);
    }

    #[test]
    fn rows_of_one_kind_teach_nothing() {
        let names = ["one".to_owned()];
        assert!(
            Dense::train(&names, &[vec![1.0]], &[true], 1.0).is_err() && Dense::train(&names, &[vec![1.0, 2.0]], &[true], 1.0).is_err()
        );
    }
}
