//! From a score to a probability.

use serde::{Deserialize, Serialize};

/// A score's probability as a logistic curve (Platt 1999, *Probabilistic outputs for support vector machines*).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platt {
    slope: f64,
    intercept: f64,
}

/// Newton's steps; the curve has two numbers and settles in a few.
const STEPS: usize = 60;

impl Platt {
    /// Fits the curve to scores and whether each turned out positive. Targets are drawn in from 0 and 1 as Platt does, so that a score that parts the two
    /// without fault gets no certainty from a few items.
    ///
    /// # Panics
    /// When the slices differ in length.
    #[must_use]
    pub fn fit(scores: &[f64], positive: &[bool]) -> Self {
        assert_eq!(scores.len(), positive.len(), "scores and outcomes are of the same items");
        let positives = positive.iter().filter(|&&positive| positive).count() as f64;
        let negatives = scores.len() as f64 - positives;
        let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
        let mut curve = Self { slope: 0.0, intercept: libm::log((positives + 1.0) / (negatives + 1.0)) };
        let mut loss = curve.loss(scores, positive, (high, low));
        for _ in 0..STEPS {
            // Gradient and curvature of the log loss; a little on the diagonal keeps the system solvable.
            let (mut g, mut h) = ([0.0; 2], [1e-12, 0.0, 1e-12]);
            for (&score, &positive) in scores.iter().zip(positive) {
                let p = curve.probability(score);
                let (error, weight) = (p - if positive { high } else { low }, p * (1.0 - p));
                g = [g[0] + error * score, g[1] + error];
                h = [h[0] + weight * score * score, h[1] + weight * score, h[2] + weight];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
            if !step.iter().all(|part| part.is_finite()) {
                break;
            }
            // Halved until the loss falls (Lin, Lin and Weng 2007, *A note on Platt's probabilistic outputs*).
            let mut length = 1.0;
            let next = loop {
                let next = Self { slope: curve.slope - length * step[0], intercept: curve.intercept - length * step[1] };
                let now = next.loss(scores, positive, (high, low));
                if now < loss {
                    break Some((next, now));
                }
                length /= 2.0;
                if length < 1e-10 {
                    break None;
                }
            };
            let Some((next, now)) = next else { break };
            let settled = loss - now < 1e-10 * (1.0 + loss);
            (curve, loss) = (next, now);
            if settled {
                break;
            }
        }
        curve
    }

    /// The probability of a score.
    #[must_use]
    pub fn probability(&self, score: f64) -> f64 {
        super::logistic::sigmoid(self.slope * score + self.intercept)
    }

    fn loss(&self, scores: &[f64], positive: &[bool], (high, low): (f64, f64)) -> f64 {
        let one = |(&score, &positive): (&f64, &bool)| {
            let odds = self.slope * score + self.intercept;
            let target = if positive { high } else { low };
            // log(1 + exp(odds)) - target * odds without overflow on either side.
            let softplus = if odds > 0.0 { odds + libm::log1p(libm::exp(-odds)) } else { libm::log1p(libm::exp(odds)) };
            softplus - target * odds
        };
        scores.iter().zip(positive).map(one).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_gives_back_the_shares_that_made_it() {
        // Of a thousand at each score 200, 500 and 800 positive: logits -1.386, 0 and 1.386, a straight line.
        let (mut scores, mut positive) = (Vec::new(), Vec::new());
        for (score, share) in [(1.0, 200), (2.0, 500), (3.0, 800)] {
            for at in 0..1000 {
                scores.push(score);
                positive.push(at < share);
            }
        }
        let curve = Platt::fit(&scores, &positive);
        for (score, share) in [(1.0, 0.2), (2.0, 0.5), (3.0, 0.8)] {
            assert!((curve.probability(score) - share).abs() < 2e-3, "{score}: {}", curve.probability(score));
        }
    }

    #[test]
    fn a_score_without_fault_is_not_certain_and_one_without_use_is_flat() {
        let curve = Platt::fit(&[0.0, 0.0, 1.0, 1.0], &[false, false, true, true]);
        assert!((curve.probability(1.0) - 0.75).abs() < 1e-3 && (curve.probability(0.0) - 0.25).abs() < 1e-3);
        let flat = Platt::fit(&[1.0; 4], &[true, false, false, false]);
        assert!((flat.probability(1.0) - flat.probability(9.0)).abs() < 0.5 && flat.probability(1.0) < 0.5);
    }
}
