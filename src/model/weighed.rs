//! Logistic regression over hashed features in families, for one question with two answers.
//!
//! As in the bag of words, counts are damped, weighted by inverse document frequency and scaled to length one, each family apart, so that a family of many
//! features does not drown one of few. The caller says what the features are. The cut is the one with the best F1 and the curve from score to probability
//! is fitted on scores of rows that the model had not seen.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::calibration::Platt;
use crate::model::logistic::{Row, Weights, fit};

/// The features of one item: the family and a hash of each occurrence.
pub type Occurrences = Vec<(u8, u32)>;

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// Inverse document frequency by column; 0 for columns never seen.
    inverse: Vec<f32>,
    weights: Weights,
    cut: f64,
    curve: Platt,
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
        let weights = fit(&rows, positive, columns, settings.c);
        Ok(Self { settings, inverse, weights, cut: cut(&unseen, positive), curve: Platt::fit(&unseen, positive) })
    }

    /// The probability that an item is positive, and whether it is decided to be so.
    #[must_use]
    pub fn ask(&self, item: &Occurrences) -> (f64, bool) {
        let odds = self.weights.log_odds(&self.settings.row(&self.settings.count(item), &self.inverse));
        (self.curve.probability(odds), odds >= self.cut)
    }
}

impl WeighedSettings {
    fn columns(&self) -> usize {
        usize::from(self.families) << self.bits
    }

    fn count(&self, item: &Occurrences) -> BTreeMap<u32, f32> {
        let mut counts = BTreeMap::new();
        for &(family, hash) in item.iter().filter(|(family, _)| *family < self.families) {
            *counts.entry(u32::from(family) << self.bits | hash >> (32 - self.bits)).or_insert(0.0) += 1.0;
        }
        counts
    }

    fn row(&self, counts: &BTreeMap<u32, f32>, inverse: &[f32]) -> Row {
        let value = |(&column, &count): (&u32, &f32)| (column, (1.0 + libm::logf(count)) * inverse[column as usize]);
        let mut row: Row = counts.iter().map(value).filter(|&(_, value)| value > 0.0).collect();
        for family in row.chunk_by_mut(|one, other| one.0 >> self.bits == other.0 >> self.bits) {
            let length = libm::sqrtf(family.iter().map(|(_, value)| value * value).sum());
            for (_, value) in family {
                *value /= length;
            }
        }
        row
    }
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

    const SETTINGS: WeighedSettings = WeighedSettings { families: 2, bits: 8, c: 10.0 };

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

    #[test]
    fn a_family_of_one_feature_is_heard_beside_one_of_many() {
        let model = trained();
        let (sure, yes) = model.ask(&item("ab!"));
        let (unsure, no) = model.ask(&item("ab"));
        assert!(yes && !no && sure > 0.9 && unsure < 0.1, "{sure} {unsure}");
        assert!(model.ask(&item("zz!")).1 && !model.ask(&Occurrences::new()).1);
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
