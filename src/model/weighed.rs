//! Logistic regression over hashed features in families, for one question with two answers.
//!
//! A feature counts by its inverse document frequency, and a family by the root of how many features it has in the item, so that one of many does not drown
//! one of few. All that is asked of an item are sums of small integers over its features: nothing is gathered or sorted, the table fits the cache, and a
//! part that comes again, such as a word's letters, may be summed once. The caller says what the features are. The cut is the one with the best F1, and the curve from score to probability is
//! fitted on scores of items that the model had not seen.

use std::collections::BTreeMap;

use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::calibration::Platt;
use crate::model::logistic::{Row, fit};
use crate::model::seen::Seen;
use crate::model::weights::{self, Weights};

/// The features of one item: the family and a hash of each occurrence.
pub type Occurrences = Vec<(u8, u32)>;

/// Most families of a model.
const MOST_FAMILIES: usize = 8;

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeighedSettings {
    /// Number of families.
    pub families: u8,
    /// Columns of each family are two to this power.
    pub bits: u32,
    /// Inverse strength of the penalty.
    pub c: f64,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Weighed {
    settings: WeighedSettings,
    /// By column: the weight times the inverse document frequency, in steps of the family.
    weights: Vec<i8>,
    /// By family: what one step is worth, in log-odds.
    steps: [f32; MOST_FAMILIES],
    intercept: f64,
    cut: f64,
    curve: Platt,
    /// Fingerprints of the texts that it was fitted to.
    seen: Seen,
}

/// What a model's file says beside its tensors.
#[derive(Serialize, Deserialize)]
struct About {
    settings: WeighedSettings,
    steps: [f32; MOST_FAMILIES],
    intercept: f64,
    cut: f64,
    curve: Platt,
}

/// Where the file says it.
const KEY: &str = "weighed";

/// What the features of an item weigh so far, by family: sums of weights, and how many they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums([(i64, u32); MOST_FAMILIES]);

impl Sums {
    /// Adds so many features of a family that weigh this much together.
    ///
    /// # Panics
    ///
    /// For an eighth family or one beyond it.
    #[inline]
    pub fn add(&mut self, family: u8, weight: i64, count: u32) {
        let (sum, all) = &mut self.0[usize::from(family)];
        *sum += weight;
        *all += count;
    }
}

impl Weighed {
    /// Fits to items and whether each is positive. `groups` says which inner fold an item belongs to: items of one document share one.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the slices differ in length, or the rows outside any one group are all of one kind.
    pub fn train(items: &[Occurrences], positive: &[bool], groups: &[u8], settings: WeighedSettings) -> Result<Self> {
        if items.len() != positive.len() || items.len() != groups.len() {
            let (items, positive, groups) = (items.len(), positive.len(), groups.len());
            return Err(Error::Data(format!("{items} items, {positive} answers and {groups} groups: expected as many")));
        }
        let counts: Vec<BTreeMap<u32, f32>> = items.iter().map(|item| settings.count(item)).collect();
        let columns = settings.columns();
        let mut documents = vec![0u32; columns];
        for column in counts.iter().flat_map(BTreeMap::keys) {
            documents[*column as usize] += 1;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm near one to ten")]
        let weigh = |&documents: &u32| {
            if documents == 0 { 0.0 } else { (libm::log((items.len() + 1) as f64 / f64::from(documents + 1)) + 1.0) as f32 }
        };
        let inverse: Vec<f32> = documents.iter().map(weigh).collect();
        let rows: Vec<Row> = counts.iter().map(|counts| settings.row(counts, &inverse)).collect();
        let mut unseen = vec![0.0; rows.len()];
        let mut names = groups.to_vec();
        names.sort_unstable();
        names.dedup();
        for group in names {
            let (held_out, learned): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|&at| groups[at] == group);
            let answers: Vec<bool> = learned.iter().map(|&at| positive[at]).collect();
            if !answers.contains(&true) || !answers.contains(&false) {
                return Err(Error::Data("expected items of both kinds in two inner folds or more".to_owned()));
            }
            let model = fit(&learned.iter().map(|&at| rows[at].clone()).collect::<Vec<_>>(), &answers, columns, settings.c);
            for at in held_out {
                unseen[at] = model.log_odds(&rows[at]);
            }
        }
        let fitted = fit(&rows, positive, columns, settings.c);
        #[expect(clippy::cast_possible_truncation, reason = "weights of a few units")]
        let weights: Vec<f32> = fitted.weights.iter().zip(&inverse).map(|(&weight, &inverse)| weight as f32 * inverse).collect();
        let (weights, steps) = rounded(&weights, 1 << settings.bits);
        let (cut, curve) = (cut(&unseen, positive), Platt::fit(&unseen, positive));
        Ok(Self { settings, weights, steps, intercept: fitted.intercept, cut, curve, seen: Seen::default() })
    }

    /// What one occurrence of a feature weighs, in steps of its family.
    #[must_use]
    #[inline]
    pub fn weight(&self, family: u8, hash: u32) -> i64 {
        i64::from(self.weights[self.settings.column(family, hash) as usize])
    }

    /// The probability that an item is positive of whose features these are the sums, and whether it is decided to be so.
    #[must_use]
    pub fn ask(&self, sums: &Sums) -> (f64, bool) {
        let family = |(&(sum, count), &step): (&(i64, u32), &f32)| sum as f64 * f64::from(step) / libm::sqrt(f64::from(count.max(1)));
        let odds = sums.0.iter().zip(&self.steps).map(family).sum::<f64>() + self.intercept;
        (self.curve.probability(odds), odds >= self.cut)
    }

    /// The sums over the features of an item.
    #[must_use]
    pub fn sums(&self, item: &Occurrences) -> Sums {
        let mut sums = Sums::default();
        for &(family, hash) in item {
            sums.add(family, self.weight(family, hash), 1);
        }
        sums
    }

    /// The model with the fingerprints of the texts that it was fitted to: whoever evaluates it leaves them out.
    #[must_use]
    pub fn having_seen(self, fingerprints: Vec<u64>) -> Self {
        Self { seen: fingerprints.into(), ..self }
    }

    /// Whether it was fitted to the text with this fingerprint.
    #[must_use]
    pub fn has_seen(&self, fingerprint: u64) -> bool {
        self.seen.holds(fingerprint)
    }

    /// How it was fitted.
    #[must_use]
    pub fn settings(&self) -> WeighedSettings {
        self.settings
    }

    /// The model as a file in the layout of safetensors: `weights` (families by columns, 8-bit), `seen`, and the steps, the cut and
    /// the curve in its header.
    ///
    /// # Errors
    ///
    /// Never for a model that was fitted or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        #[expect(clippy::cast_sign_loss, reason = "the bits are kept")]
        let weights: Vec<u8> = self.weights.iter().map(|&weight| weight as u8).collect();
        let seen = self.seen.to_bytes();
        let shape = vec![usize::from(self.settings.families), 1 << self.settings.bits];
        let tensors = vec![("weights", Dtype::I8, shape, &weights[..]), ("seen", Dtype::U64, vec![self.seen.len()], &seen[..])];
        let about = About { settings: self.settings, steps: self.steps, intercept: self.intercept, cut: self.cut, curve: self.curve };
        weights::to_bytes(tensors, KEY, &about)
    }

    /// Reads what [`Weighed::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the bytes are no such model; the message says what was expected.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (file, about) = Weights::read(bytes, "model of weighed features", KEY)?;
        let About { settings, steps, intercept, cut, curve } = about;
        if settings.families == 0 || usize::from(settings.families) > MOST_FAMILIES || !(1..=24).contains(&settings.bits) {
            return Err(file.fault(format!("{} families of 2^{} columns", settings.families, settings.bits)));
        }
        #[expect(clippy::cast_possible_wrap, reason = "the bits are kept")]
        let weights: Vec<i8> = file.tensor("weights", Dtype::I8)?.iter().map(|&byte| byte as i8).collect();
        if weights.len() != settings.columns() {
            return Err(file.fault(format!("{} weights, expected {}", weights.len(), settings.columns())));
        }
        let seen = Seen::from_bytes(file.tensor("seen", Dtype::U64)?)?;
        Ok(Self { settings, weights, steps, intercept, cut, curve, seen })
    }
}

impl WeighedSettings {
    fn columns(&self) -> usize {
        usize::from(self.families) << self.bits
    }

    #[inline]
    fn column(&self, family: u8, hash: u32) -> u32 {
        u32::from(family) << self.bits | hash >> (32 - self.bits)
    }

    fn count(&self, item: &Occurrences) -> BTreeMap<u32, f32> {
        let mut counts = BTreeMap::new();
        for &(family, hash) in item {
            *counts.entry(self.column(family, hash)).or_insert(0.0) += 1.0;
        }
        counts
    }

    fn row(&self, counts: &BTreeMap<u32, f32>, inverse: &[f32]) -> Row {
        let mut row: Row = counts.iter().map(|(&column, &count)| (column, count)).collect();
        for family in row.chunk_by_mut(|one, other| one.0 >> self.bits == other.0 >> self.bits) {
            let all = libm::sqrtf(family.iter().map(|(_, count)| count).sum());
            for (column, value) in family {
                *value *= inverse[*column as usize] / all;
            }
        }
        row
    }
}

/// Weights as small integers, in steps of each family of so many columns: the largest weight is 127 of them.
fn rounded(weights: &[f32], columns: usize) -> (Vec<i8>, [f32; MOST_FAMILIES]) {
    let (mut small, mut steps) = (Vec::with_capacity(weights.len()), [0.0; MOST_FAMILIES]);
    for (family, step) in weights.chunks(columns).zip(&mut steps) {
        let largest = family.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        *step = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, reason = "held to the range by the step")]
        small.extend(family.iter().map(|weight| (weight / *step).round() as i8));
    }
    (small, steps)
}

/// The score from which on F1 of the positive items is best, halfway to the next one below.
fn cut(scores: &[f64], positive: &[bool]) -> f64 {
    let mut ranked: Vec<(f64, bool)> = scores.iter().copied().zip(positive.iter().copied()).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = positive.iter().filter(|&&positive| positive).count() as f64;
    let (mut hits, mut best, mut cut) = (0.0, -1.0, 0.0);
    for (at, &(score, positive)) in ranked.iter().enumerate() {
        hits += f64::from(u8::from(positive));
        let f1 = 2.0 * hits / ((at + 1) as f64 + all);
        let next = ranked.get(at + 1).map_or(score, |next| next.0);
        if (next < score || at + 1 == ranked.len()) && f1 > best {
            (best, cut) = (f1, f64::midpoint(score, next));
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: WeighedSettings = WeighedSettings { families: 2, bits: 8, c: 1.0 };

    /// Letters in the first family, one mark in the second.
    fn item(letters: &str) -> Occurrences {
        letters.bytes().map(|byte| (u8::from(byte == b'!'), u32::from(byte).wrapping_mul(0x9E37_79B1))).collect()
    }

    fn trained() -> Weighed {
        let items: Vec<Occurrences> = (0..60).map(|at| item(["ab", "ab!", "cd", "ce!"][at % 4])).collect();
        let positive: Vec<bool> = (0..60).map(|at| at % 2 == 1).collect();
        let groups: Vec<u8> = (0..60).map(|at| at / 20).collect();
        Weighed::train(&items, &positive, &groups, SETTINGS).expect("both kinds")
    }

    fn ask(model: &Weighed, letters: &str) -> (f64, bool) {
        model.ask(&model.sums(&item(letters)))
    }

    #[test]
    fn a_model_comes_back_as_it_was_written() {
        let model = trained().having_seen(vec![9, 3]);
        let bytes = model.to_bytes().expect("bytes");
        let read = Weighed::from_bytes(&bytes).expect("a model");
        assert!(read.to_bytes().expect("bytes") == bytes && read.has_seen(3) && !read.has_seen(4));
        assert_eq!(ask(&read, "ab!"), ask(&model, "ab!"));
        let message = Weighed::from_bytes(&bytes[..40]).expect_err("cut short").to_string();
        assert!(message.contains("no model of weighed features"), "{message}");
    }

    #[test]
    fn a_family_of_one_feature_is_heard_beside_one_of_many() {
        let model = trained();
        let (sure, yes) = ask(&model, "ab!");
        let (unsure, no) = ask(&model, "ab");
        assert!(yes && !no && sure > 0.9 && unsure < 0.1, "{sure} {unsure}");
        assert!(ask(&model, "zz!").1 && !ask(&model, "").1);
    }

    #[test]
    fn the_cut_lies_where_f1_is_best() {
        assert!((cut(&[3.0, 2.0, 1.0, 0.0], &[true, true, false, false]) - 1.5).abs() < 1e-12);
        assert!((cut(&[1.0, 1.0], &[true, false]) - 1.0).abs() < 1e-12, "equal scores cannot be parted");
    }

    #[test]
    fn one_kind_teaches_nothing_and_lengths_must_agree() {
        let items = vec![item("ab"); 4];
        assert!(Weighed::train(&items, &[true; 4], &[0, 0, 1, 1], SETTINGS).is_err());
        assert!(Weighed::train(&items, &[true; 3], &[0, 0, 1, 1], SETTINGS).is_err());
    }
}
