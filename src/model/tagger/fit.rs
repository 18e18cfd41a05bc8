//! Fits a tagger: the conditional likelihood of the labels, climbed place by place with a step of its own for each weight.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::{LANES, Rows, Tagger};
use crate::error::{Error, Result};

/// A sequence with its labels.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The features of its places.
    pub rows: Rows,
    /// The number of each place's label.
    pub labels: Vec<u8>,
    /// How much it counts; 1 for most.
    pub weight: f32,
}

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Rows of the table of weights are two to this power.
    pub bits: u32,
    /// Passes over the sequences.
    pub passes: usize,
    /// First step of a weight (Duchi, Hazan and Singer 2011).
    pub rate: f32,
    /// What a weight loses at each of its updates, as a share of a step: an L1 penalty, which keeps rare features at zero.
    pub penalty: f32,
    /// Share of the features of a place that an update does not see.
    pub dropout: f32,
    /// Order of the sequences.
    pub seed: u64,
}

impl Default for Fit {
    fn default() -> Self {
        Self { bits: 17, passes: 8, rate: 0.1, penalty: 0.0, dropout: 0.2, seed: 1 }
    }
}

/// Weights while they are fitted, and the sums of their squared slopes.
struct Climb {
    weights: Vec<[f32; LANES]>,
    squares: Vec<[f32; LANES]>,
    transitions: [[f32; LANES]; LANES],
    transition_squares: [[f32; LANES]; LANES],
    /// Sums over the passes, for their mean.
    mean: Vec<[f32; LANES]>,
    transition_mean: [[f32; LANES]; LANES],
}

impl Tagger {
    /// Fits a tagger to sequences. The same sequences, settings and seed give the same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] for no sequence, more than [`LANES`] labels, or a sequence whose labels do not fit its places.
    pub fn fit(labels: &[&str], sequences: &[Sequence], fit: &Fit) -> Result<Self> {
        if labels.is_empty() || labels.len() > LANES {
            return Err(Error::Data(format!("a tagger takes 1 to {LANES} labels, found {}", labels.len())));
        }
        if sequences.is_empty() {
            return Err(Error::Data("no sequence to learn from".to_owned()));
        }
        if let Some(at) = sequences
            .iter()
            .position(|one| one.labels.len() != one.rows.len() || one.labels.iter().any(|&label| usize::from(label) >= labels.len()))
        {
            return Err(Error::Data(format!(
                "sequence {at} has {} places and {} labels",
                sequences[at].rows.len(),
                sequences[at].labels.len()
            )));
        }
        let size = 1usize << fit.bits;
        let zero = || vec![[0.0; LANES]; size];
        let mut climb = Climb {
            weights: zero(),
            squares: zero(),
            transitions: [[0.0; LANES]; LANES],
            transition_squares: [[0.0; LANES]; LANES],
            mean: zero(),
            transition_mean: [[0.0; LANES]; LANES],
        };
        let mut random = ChaCha8Rng::seed_from_u64(fit.seed);
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        let half = fit.passes / 2;
        for pass in 0..fit.passes {
            for at in (1..order.len()).rev() {
                let other = usize::try_from(random.next_u64() % (at as u64 + 1)).unwrap_or_default();
                order.swap(at, other);
            }
            for &at in &order {
                climb.learn(&sequences[at], labels.len(), fit, &mut random);
            }
            // The mean over the later half of the passes is steadier than the last one.
            if pass >= half {
                for (mean, weights) in climb.mean.iter_mut().zip(&climb.weights) {
                    for lane in 0..LANES {
                        mean[lane] += weights[lane];
                    }
                }
                for (mean, weights) in climb.transition_mean.as_flattened_mut().iter_mut().zip(climb.transitions.as_flattened()) {
                    *mean += weights;
                }
            }
        }
        let kept = (fit.passes - half) as f32;
        Ok(climb.rounded(labels, kept))
    }
}

impl Climb {
    /// One sequence: marginals by the forward-backward algorithm (Rabiner 1989), then a step along the slope of each weight.
    fn learn(&mut self, sequence: &Sequence, count: usize, fit: &Fit, random: &mut ChaCha8Rng) {
        let places = sequence.rows.len();
        if places == 0 {
            return;
        }
        let mask = self.weights.len() - 1;
        // Dropped features are chosen once a sequence, so that both directions see the same.
        let threshold = (f64::from(fit.dropout) * f64::from(u32::MAX)) as u32;
        let salt = random.next_u32();
        let kept = |feature: u32, place: usize| {
            let place = u32::try_from(place).unwrap_or_default();
            super::feature(salt, feature, place) >= threshold
        };
        let scale = 1.0 / (1.0 - fit.dropout);
        let unary: Vec<[f32; LANES]> = (0..places)
            .map(|place| {
                let mut sum = [0.0; LANES];
                for &feature in sequence.rows.row(place).iter().filter(|&&feature| kept(feature, place)) {
                    let weights = &self.weights[feature as usize & mask];
                    for lane in 0..LANES {
                        sum[lane] += weights[lane];
                    }
                }
                let most = sum[..count].iter().copied().fold(f32::NEG_INFINITY, |most, one| most.max(one * scale));
                let mut odds = [0.0; LANES];
                for lane in 0..count {
                    odds[lane] = libm::expf(sum[lane] * scale - most);
                }
                odds
            })
            .collect();
        let mut step = [[0.0; LANES]; LANES];
        for from in 0..count {
            for to in 0..count {
                step[from][to] = libm::expf(self.transitions[from][to]);
            }
        }
        let normed = |mut row: [f32; LANES]| {
            let sum: f32 = row.iter().sum();
            for one in &mut row {
                *one /= sum.max(f32::MIN_POSITIVE);
            }
            row
        };
        let mut forward = Vec::with_capacity(places);
        forward.push(normed(unary[0]));
        for place in 1..places {
            let before = forward[place - 1];
            let mut here = [0.0; LANES];
            for from in 0..count {
                for to in 0..LANES {
                    here[to] += before[from] * step[from][to];
                }
            }
            for lane in 0..LANES {
                here[lane] *= unary[place][lane];
            }
            forward.push(normed(here));
        }
        let mut behind = [1.0f32; LANES];
        let mut slopes: [[f32; LANES]; LANES] = [[0.0; LANES]; LANES];
        for place in (0..places).rev() {
            let mut marginal = [0.0; LANES];
            for lane in 0..count {
                marginal[lane] = forward[place][lane] * behind[lane];
            }
            let marginal = normed(marginal);
            let gold = usize::from(sequence.labels[place]);
            let mut slope = marginal;
            slope[gold] -= 1.0;
            for lane in &mut slope {
                *lane *= sequence.weight;
            }
            if slope.iter().any(|one| one.abs() > 1e-4) {
                for &feature in sequence.rows.row(place).iter().filter(|&&feature| kept(feature, place)) {
                    let (weights, squares) = (&mut self.weights[feature as usize & mask], &mut self.squares[feature as usize & mask]);
                    for lane in 0..LANES {
                        squares[lane] += slope[lane] * slope[lane];
                        let step = fit.rate / (squares[lane] + 1e-6).sqrt();
                        let moved = weights[lane] - step * slope[lane];
                        let loss = step * fit.penalty;
                        weights[lane] = if moved > loss {
                            moved - loss
                        } else if moved < -loss {
                            moved + loss
                        } else {
                            0.0
                        };
                    }
                }
            }
            if place > 0 {
                let mut before = [0.0; LANES];
                let mut pairs = [[0.0f32; LANES]; LANES];
                let mut sum = 0.0;
                for from in 0..count {
                    for to in 0..count {
                        let onward = step[from][to] * unary[place][to] * behind[to];
                        before[from] += onward;
                        pairs[from][to] = forward[place - 1][from] * onward;
                        sum += pairs[from][to];
                    }
                }
                for from in 0..count {
                    for to in 0..count {
                        slopes[from][to] += pairs[from][to] / sum.max(f32::MIN_POSITIVE) * sequence.weight;
                    }
                }
                slopes[usize::from(sequence.labels[place - 1])][gold] -= sequence.weight;
                behind = normed(before);
            }
        }
        for (at, slope) in slopes.as_flattened().iter().enumerate() {
            let squares = &mut self.transition_squares.as_flattened_mut()[at];
            *squares += slope * slope;
            self.transitions.as_flattened_mut()[at] -= fit.rate * slope / (*squares + 1e-6).sqrt();
        }
    }

    /// The mean weights as integers. A step is as small as eight bits allow for all but the largest weight in ten thousand, which is cut.
    fn rounded(&self, labels: &[&str], kept: f32) -> Tagger {
        let mean = |weight: f32| weight / kept;
        let mut sizes: Vec<f32> = self.mean.iter().flatten().map(|&weight| mean(weight).abs()).filter(|size| *size > 0.0).collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 10_000)).copied().unwrap_or(1.0);
        let step = largest / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "held to the range")]
        let small = |weight: f32| (mean(weight) / step).round().clamp(-127.0, 127.0) as i8;
        #[expect(clippy::cast_possible_truncation, reason = "held to the range")]
        let wide = |weight: f32| (mean(weight) / step).round().clamp(-32_000.0, 32_000.0) as i16;
        Tagger {
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            weights: self.mean.iter().map(|row| row.map(small)).collect(),
            transitions: self.transition_mean.map(|row| row.map(wide)),
            step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(letters: &str, labels: &[u8]) -> Sequence {
        let mut rows = Rows::default();
        for letter in letters.bytes() {
            rows.push(super::super::feature(1, u32::from(letter), 0));
            rows.end();
        }
        Sequence { rows, labels: labels.to_vec(), weight: 1.0 }
    }

    fn fitted() -> Tagger {
        // `b` is told apart only by the label before it.
        let sequences: Vec<Sequence> =
            (0..60).map(|at| if at % 2 == 0 { sequence("abbc", &[0, 0, 0, 1]) } else { sequence("cbba", &[1, 1, 1, 0]) }).collect();
        Tagger::fit(&["x", "y"], &sequences, &Fit { bits: 8, passes: 12, dropout: 0.0, ..Fit::default() }).expect("a tagger")
    }

    #[test]
    fn labels_carry_over_from_place_to_place() {
        let tagger = fitted();
        let mut tags = Vec::new();
        tagger.tag(&mut sequence("abbb", &[]).rows, &mut tags);
        assert_eq!(tags, [0, 0, 0, 0]);
        tagger.tag(&mut sequence("cbbb", &[]).rows, &mut tags);
        assert_eq!(tags, [1, 1, 1, 1]);
        tagger.tag(&mut Rows::default(), &mut tags);
        assert!(tags.is_empty());
    }

    #[test]
    fn a_tagger_comes_back_as_it_was_written() {
        let tagger = fitted();
        let bytes = tagger.to_bytes().expect("bytes");
        let read = Tagger::from_bytes(&bytes).expect("a tagger");
        assert!(read.to_bytes().expect("bytes") == bytes);
        assert_eq!(read.labels(), ["x", "y"]);
        let message = Tagger::from_bytes(&bytes[..40]).expect_err("cut short").to_string();
        assert!(message.contains("no tagger"), "{message}");
    }

    #[test]
    fn labels_that_do_not_fit_are_told() {
        let message = Tagger::fit(&["x"], &[sequence("ab", &[0])], &Fit::default()).expect_err("one label missing").to_string();
        assert_eq!(message, "sequence 0 has 2 places and 1 labels");
        assert!(Tagger::fit(&[], &[], &Fit::default()).is_err());
    }
}
