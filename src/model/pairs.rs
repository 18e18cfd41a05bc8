//! How likely the two things of a pair are the same, from a few measures of the pair: a logistic regression whose weights are a table that people can read.

use std::fmt::Write as _;

use crate::error::{Error, Result};
use crate::model::logistic::{Row, fit, sigmoid};

/// Inverse strength of the penalty on standardised measures.
const C: f64 = 0.3;

/// Weights by measure.
#[derive(Clone, Debug, PartialEq)]
pub struct PairModel {
    weights: Vec<f64>,
    intercept: f64,
}

impl PairModel {
    /// The probability of a pair with these measures.
    ///
    /// # Panics
    ///
    /// When there are more or fewer measures than weights.
    #[must_use]
    pub fn probability(&self, measures: &[f64]) -> f64 {
        assert_eq!(measures.len(), self.weights.len(), "a measure for each weight");
        sigmoid(self.weights.iter().zip(measures).fold(self.intercept, |sum, (weight, measure)| sum + weight * measure))
    }

    /// Fits weights to pairs and whether each is one of the same. Measures are brought to mean 0 and deviation 1 for the penalty, and the weights back.
    ///
    /// # Panics
    ///
    /// When there is no pair, or pairs differ in the number of measures.
    #[must_use]
    pub fn fit<const N: usize>(pairs: &[[f64; N]], same: &[bool]) -> Self {
        assert!(!pairs.is_empty() && pairs.len() == same.len(), "an answer for each pair");
        let count = pairs.len() as f64;
        let mean: Vec<f64> = (0..N).map(|at| pairs.iter().map(|pair| pair[at]).sum::<f64>() / count).collect();
        let deviation = |at: usize| libm::sqrt(pairs.iter().map(|pair| (pair[at] - mean[at]) * (pair[at] - mean[at])).sum::<f64>() / count);
        let scale: Vec<f64> = (0..N).map(|at| Some(deviation(at)).filter(|scale| *scale > 1e-9).unwrap_or(1.0)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "measures are of the size of one, and few")]
        let row = |pair: &[f64; N]| -> Row { (0..N).map(|at| (at as u32, ((pair[at] - mean[at]) / scale[at]) as f32)).collect() };
        let rows: Vec<Row> = pairs.iter().map(row).collect();
        let fitted = fit(&rows, same, N, C);
        // Four digits: what the table holds is what is used.
        let round = |value: f64| libm::round(value * 1e4) / 1e4;
        let weights: Vec<f64> = (0..N).map(|at| round(fitted.weights[at] / scale[at])).collect();
        let shift: f64 = (0..N).map(|at| fitted.weights[at] * mean[at] / scale[at]).sum();
        Self { weights, intercept: round(fitted.intercept - shift) }
    }

    /// The table: a row for each of these measures, and the intercept first.
    #[must_use]
    pub fn to_table(&self, names: &[&str]) -> String {
        let mut table = format!("measure\tweight\nintercept\t{:.4}\n", self.intercept);
        for (name, weight) in names.iter().zip(&self.weights) {
            let _ = writeln!(table, "{name}\t{weight:.4}");
        }
        table
    }

    /// Reads the table of these measures back.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when a row is missing, misplaced or no number.
    pub fn from_table(table: &str, names: &[&str]) -> Result<Self> {
        let mut rows = table.lines().skip(1);
        let mut next = |name: &str| -> Result<f64> {
            let row = rows.next().unwrap_or_default();
            let value = row.split_once('\t').filter(|(found, _)| *found == name).and_then(|(_, weight)| weight.parse().ok());
            value.ok_or_else(|| Error::Data(format!("expected a row `{name}` with its weight, found `{row}`")))
        };
        let intercept = next("intercept")?;
        Ok(Self { intercept, weights: names.iter().map(|name| next(name)).collect::<Result<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_the_pairs_gets_the_weight_and_the_table_comes_back() {
        let pairs: Vec<[f64; 2]> = (0..40u8).map(|at| [f64::from(at), f64::from(at % 3)]).collect();
        let same: Vec<bool> = (0..40).map(|at| at >= 20).collect();
        let model = PairModel::fit(&pairs, &same);
        assert!(model.probability(&[35.0, 1.0]) > 0.75 && model.probability(&[4.0, 1.0]) < 0.25, "{model:?}");
        let table = model.to_table(&["first", "second"]);
        assert_eq!(PairModel::from_table(&table, &["first", "second"]).expect("its own table"), model);
        assert!(PairModel::from_table(&table, &["second", "first"]).is_err());
        assert!(PairModel::from_table("measure\tweight\nintercept\t1\n", &["first"]).is_err());
    }
}
