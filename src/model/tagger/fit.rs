//! Fits a tagger: the conditional likelihood of the labels, climbed place by place with a step of its own for each weight.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::{LANES, Row, Rows, Tagger};
use crate::error::{Error, Result};
use crate::model::seen::Seen;

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

/// One number a label.
type Lanes = [f32; LANES];

fn add(sum: &mut Lanes, other: &Lanes, share: f32) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other * share;
    }
}

fn times(one: &Lanes, other: &Lanes) -> Lanes {
    let mut product = *one;
    for (product, other) in product.iter_mut().zip(other) {
        *product *= other;
    }
    product
}

/// The numbers as shares of their sum.
fn normed(lanes: Lanes) -> Lanes {
    let sum = lanes.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    lanes.map(|one| one / sum)
}

/// Weights while they are fitted, and the sums of their squared slopes.
struct Climb {
    weights: Vec<Lanes>,
    squares: Vec<Lanes>,
    transitions: [Lanes; LANES],
    transition_squares: [Lanes; LANES],
    /// Sums over the passes, for their mean.
    mean: Vec<Lanes>,
    transition_mean: [Lanes; LANES],
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
                    add(mean, weights, 1.0);
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

/// The features that an update sees: the others are dropped, chosen anew for each sequence.
struct Dropout {
    salt: u32,
    threshold: u32,
    /// Makes up for what is dropped.
    scale: f32,
}

impl Dropout {
    fn kept<'a>(&self, rows: &'a Rows, place: usize) -> impl Iterator<Item = u32> + use<'a> {
        let (salt, threshold) = (self.salt, self.threshold);
        let number = u32::try_from(place).unwrap_or_default();
        rows.row(place).iter().copied().filter(move |&feature| super::feature(salt, feature, number) >= threshold)
    }
}

impl Climb {
    /// One sequence: marginals by the forward-backward algorithm (Rabiner 1989), then a step along the slope of each weight.
    fn learn(&mut self, sequence: &Sequence, count: usize, fit: &Fit, random: &mut ChaCha8Rng) {
        let places = sequence.rows.len();
        if places == 0 {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of all numbers")]
        let threshold = (f64::from(fit.dropout) * f64::from(u32::MAX)) as u32;
        let dropout = Dropout { salt: random.next_u32(), threshold, scale: 1.0 / (1.0 - fit.dropout) };
        let odds: Vec<Lanes> = (0..places).map(|place| self.odds(&sequence.rows, place, count, &dropout)).collect();
        let step = self.transitions.map(|row| row.map(libm::expf));
        let mut forward: Vec<Lanes> = Vec::with_capacity(places);
        for odds in &odds {
            let mut here = *odds;
            if let Some(before) = forward.last() {
                let mut reached = [0.0; LANES];
                for (before, step) in before.iter().zip(&step).take(count) {
                    add(&mut reached, step, *before);
                }
                here = times(&here, &reached);
            }
            forward.push(normed(here));
        }
        let mut behind = [1.0; LANES];
        let mut slopes = [[0.0; LANES]; LANES];
        for place in (0..places).rev() {
            let gold = usize::from(sequence.labels[place]);
            let mut slope = normed(times(&forward[place], &behind));
            slope[gold] -= 1.0;
            let slope = slope.map(|one| one * sequence.weight);
            if slope.iter().any(|one| one.abs() > 1e-4) {
                for feature in dropout.kept(&sequence.rows, place) {
                    self.step(feature, &slope, fit);
                }
            }
            if let Some(before) = place.checked_sub(1) {
                let onward = times(&odds[place], &behind);
                let pairs: Vec<Lanes> = (0..count).map(|from| times(&step[from], &onward)).collect();
                let chance = |from: usize| forward[before][from] * pairs[from].iter().sum::<f32>();
                let all = (0..count).map(chance).sum::<f32>().max(f32::MIN_POSITIVE);
                for (from, pairs) in pairs.iter().enumerate() {
                    add(&mut slopes[from], pairs, forward[before][from] / all * sequence.weight);
                }
                slopes[usize::from(sequence.labels[before])][gold] -= sequence.weight;
                let mut next = [0.0; LANES];
                for (next, pairs) in next.iter_mut().zip(&pairs) {
                    *next = pairs.iter().sum();
                }
                behind = normed(next);
            }
        }
        let transitions = self.transitions.as_flattened_mut().iter_mut().zip(self.transition_squares.as_flattened_mut());
        for ((weight, squares), slope) in transitions.zip(slopes.as_flattened()) {
            *squares += slope * slope;
            *weight -= fit.rate * slope / (*squares + 1e-6).sqrt();
        }
    }

    /// How the features of a place speak for each label: odds, of which the largest is one; nothing for labels that there are not.
    fn odds(&self, rows: &Rows, place: usize, count: usize, dropout: &Dropout) -> Lanes {
        let mut sum = [0.0; LANES];
        for feature in dropout.kept(rows, place) {
            add(&mut sum, &self.weights[feature as usize & (self.weights.len() - 1)], dropout.scale);
        }
        let most = sum[..count].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut odds = [0.0; LANES];
        for (odds, sum) in odds.iter_mut().zip(sum).take(count) {
            *odds = libm::expf(sum - most);
        }
        odds
    }

    /// Moves the weights of a feature against the slope, each by a step of its own, and then toward zero by the penalty.
    fn step(&mut self, feature: u32, slope: &Lanes, fit: &Fit) {
        let row = feature as usize & (self.weights.len() - 1);
        for ((weight, squares), slope) in self.weights[row].iter_mut().zip(&mut self.squares[row]).zip(slope) {
            *squares += slope * slope;
            let step = fit.rate / (*squares + 1e-6).sqrt();
            let (moved, loss) = (*weight - step * slope, step * fit.penalty);
            *weight = moved - moved.clamp(-loss, loss);
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
        let small = |weight: f32| (mean(weight) / step).round().clamp(-127.0, 127.0) as i16;
        #[expect(clippy::cast_possible_truncation, reason = "held to the range")]
        let wide = |weight: f32| (mean(weight) / step).round().clamp(-32_000.0, 32_000.0) as i16;
        Tagger {
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            weights: self.mean.iter().map(|row| Row(row.map(small))).collect(),
            transitions: self.transition_mean.map(|row| row.map(wide)),
            step,
            seen: Seen::default(),
            triggers: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(letters: &str, labels: &[u8]) -> Sequence {
        let mut rows = Rows::default();
        for letter in letters.bytes() {
            rows.place(&[super::super::feature(1, u32::from(letter), 0)]);
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
    fn triggers_are_kept_and_without_any_every_word_is_one() {
        let tagger = fitted();
        assert!(tagger.is_triggered_by(7));
        let bytes = tagger.triggered_by([9, 3, 9, 3 + (1 << 14)]).to_bytes().expect("bytes");
        let read = Tagger::from_bytes(&bytes).expect("a tagger");
        let called: Vec<u32> = [3, 7, 9, 3 + (1 << 14), 3 + (2 << 14)].into_iter().filter(|&hash| read.is_triggered_by(hash)).collect();
        assert_eq!(called, [3, 9, 3 + (1 << 14)]);
        assert!(read.to_bytes().expect("bytes") == bytes);
    }

    #[test]
    fn labels_that_do_not_fit_are_told() {
        let message = Tagger::fit(&["x"], &[sequence("ab", &[0])], &Fit::default()).expect_err("one label missing").to_string();
        assert_eq!(message, "sequence 0 has 2 places and 1 labels");
        assert!(Tagger::fit(&[], &[], &Fit::default()).is_err());
    }
}
