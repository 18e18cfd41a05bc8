//! The first classifier and the honest baseline: hashed words, word pairs and character n-grams into logistic regression.
//!
//! Hashing (Weinberger et al. 2009) needs no vocabulary: the size is fixed, and the same text gives the same row on any machine. Counts are damped, weighted by inverse document frequency
//! and scaled to length one, words and characters apart.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::logistic::{Row, Weights, fit, sigmoid};
use crate::model::{Classifier, Item, Prediction};
use crate::span::Span;
use crate::token::{fold_chars, tokenize};

/// How to build rows and how hard to hold the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Columns of each family are two to this power.
    pub bits: u32,
    /// Longest run of words.
    pub words: usize,
    /// Shortest and longest run of characters, inside words and one blank on either side.
    pub characters: (usize, usize),
    /// Inverse strength of the penalty. Of .3, 1 and 3 the last did best by folds on sentences, lines and encyclopedia text alike, and was calibrated best.
    pub c: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { bits: 18, words: 2, characters: (2, 5), c: 3.0 }
    }
}

/// A fitted bag of words.
#[derive(Clone, Debug)]
pub struct BagOfWords {
    settings: Settings,
    labels: Vec<String>,
    /// Inverse document frequency by column; columns never seen in training have none and are left out.
    inverse: Vec<f32>,
    /// One binary decision a label, or a single one for two labels.
    decisions: Vec<Weights>,
    /// Of two labels the second is decided for from this probability on.
    cut: f64,
}

/// Parts of the training texts on which the cut is chosen, each by a model that has not seen it.
const INNER_FOLDS: usize = 3;

/// The families of columns, each in a block of its own.
#[derive(Clone, Copy)]
enum Family {
    Words = 0,
    Characters = 1,
}

impl BagOfWords {
    /// Fits a classifier to texts and their labels. The labels are those that occur, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when there are fewer than two labels, or not as many labels as texts.
    pub fn train(texts: &[&str], labels: &[&str], settings: Settings) -> Result<Self> {
        if texts.len() != labels.len() {
            return Err(Error::Data(format!("{} texts and {} labels: expected as many", texts.len(), labels.len())));
        }
        let mut names: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
        names.sort();
        names.dedup();
        if names.len() < 2 {
            return Err(Error::Data(format!("expected two labels or more to learn from, found {}", names.len())));
        }
        let columns = 2usize << settings.bits;
        let counts: Vec<BTreeMap<u32, f32>> = texts.iter().map(|text| count(text, &settings)).collect();
        let mut documents = vec![0u32; columns];
        for column in counts.iter().flat_map(BTreeMap::keys) {
            documents[*column as usize] += 1;
        }
        // Smoothed, as if one more text held every column (the form that scikit-learn uses).
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm near one to ten")]
        let weigh = |&documents: &u32| {
            if documents == 0 { 0.0 } else { (libm::log((texts.len() + 1) as f64 / f64::from(documents + 1)) + 1.0) as f32 }
        };
        let inverse: Vec<f32> = documents.iter().map(weigh).collect();
        let rows: Vec<Row> = counts.into_iter().map(|counts| weighted(counts, &inverse, settings.bits)).collect();
        let of = |name: &String| labels.iter().map(|label| label == name).collect::<Vec<bool>>();
        let (decisions, cut) = if names.len() == 2 {
            let positive = of(&names[1]);
            (vec![fit(&rows, &positive, columns, settings.c)], choose_cut(&rows, &positive, columns, settings.c))
        } else {
            (names.iter().map(|name| fit(&rows, &of(name), columns, settings.c)).collect(), 0.5)
        };
        Ok(Self { settings, labels: names, inverse, decisions, cut })
    }
}

/// The cut with the best mean of both labels' F1 on texts that the model has not seen: every third text is held out in turn.
///
/// Where one label is rare, one half is a cut that hardly any text reaches.
fn choose_cut(rows: &[Row], positive: &[bool], columns: usize, c: f64) -> f64 {
    let mut scored: Vec<(f64, bool)> = Vec::with_capacity(rows.len());
    for fold in 0..INNER_FOLDS {
        let held_out = |at: &usize| at % INNER_FOLDS == fold;
        let learned: Vec<usize> = (0..rows.len()).filter(|at| !held_out(at)).collect();
        let model = fit(
            &learned.iter().map(|&at| rows[at].clone()).collect::<Vec<_>>(),
            &learned.iter().map(|&at| positive[at]).collect::<Vec<_>>(),
            columns,
            c,
        );
        scored.extend((0..rows.len()).filter(held_out).map(|at| (sigmoid(model.log_odds(&rows[at])), positive[at])));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = scored.iter().filter(|(_, positive)| *positive).count() as f64;
    let n = scored.len() as f64;
    let (mut hits, mut best, mut cut) = (0.0, -1.0, 0.5);
    for (at, &(probability, is_positive)) in scored.iter().enumerate() {
        hits += f64::from(u8::from(is_positive));
        let chosen = (at + 1) as f64;
        // F1 of either label when exactly the texts so far are called positive; equal scores cannot be parted.
        let next = scored.get(at + 1).map_or(0.0, |next| next.0);
        let (true_negatives, negatives) = (n - all - (chosen - hits), n - all);
        let mean = f64::midpoint(2.0 * hits / (chosen + all), 2.0 * true_negatives / (n - chosen + negatives).max(1.0));
        if next < probability && mean > best {
            (best, cut) = (mean, f64::midpoint(probability, next));
        }
    }
    cut
}

impl Classifier for BagOfWords {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn predict(&self, items: &[Item<'_>]) -> Result<Vec<Prediction>> {
        let predict = |item: &Item<'_>| {
            let row = weighted(count(item.text, &self.settings), &self.inverse, self.settings.bits);
            let mut probabilities: Vec<f64> = self.decisions.iter().map(|decision| sigmoid(decision.log_odds(&row))).collect();
            if let [one] = probabilities[..] {
                probabilities = vec![1.0 - one, one];
            }
            let sum: f64 = probabilities.iter().sum();
            for probability in &mut probabilities {
                *probability /= sum;
            }
            let decision = match probabilities[..] {
                [_, second] => usize::from(second >= self.cut),
                _ => (0..probabilities.len()).fold(0, |best, place| if probabilities[place] > probabilities[best] { place } else { best }),
            };
            Prediction { probabilities, decision }
        };
        Ok(items.iter().map(predict).collect())
    }
}

/// How often each column occurs in a text.
fn count(text: &str, settings: &Settings) -> BTreeMap<u32, f32> {
    let mut counts = BTreeMap::new();
    let mut tokens = Vec::new();
    tokenize(text, Span::new(0, text.len()), &mut tokens);
    let words: Vec<String> = tokens.iter().map(|token| fold_chars(token.slice(text)).collect()).collect();
    let mut add = |family: Family, gram: &str| *counts.entry(column(family, gram, settings.bits)).or_insert(0.0) += 1.0;
    for length in 1..=settings.words {
        for window in words.windows(length) {
            add(Family::Words, &window.join(" "));
        }
    }
    let (shortest, longest) = settings.characters;
    for word in &words {
        let padded: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
        for length in shortest..=longest.min(padded.len()) {
            for window in padded.windows(length) {
                add(Family::Characters, &window.iter().collect::<String>());
            }
        }
    }
    counts
}

/// The column of a gram: FNV-1a (Fowler, Noll and Vo) into the family's block.
fn column(family: Family, gram: &str, bits: u32) -> u32 {
    let hash = gram.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The low bits alone are weak; fold the high ones in.
    let mixed = (hash ^ (hash >> 29)) & ((1 << bits) - 1);
    #[expect(clippy::cast_possible_truncation, reason = "masked to a few bits")]
    let place = mixed as u32;
    ((family as u32) << bits) | place
}

/// Damped counts times inverse document frequency, each family scaled to length one.
fn weighted(counts: BTreeMap<u32, f32>, inverse: &[f32], bits: u32) -> Row {
    let value = |(column, count): (u32, f32)| (column, (1.0 + libm::logf(count)) * inverse[column as usize]);
    let mut row: Row = counts.into_iter().map(value).filter(|&(_, value)| value > 0.0).collect();
    let split = row.partition_point(|&(column, _)| column < 1 << bits);
    let (words, characters) = row.split_at_mut(split);
    for family in [words, characters] {
        let length = libm::sqrtf(family.iter().map(|(_, value)| value * value).sum());
        for (_, value) in family {
            *value /= length;
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained() -> BagOfWords {
        let texts = ["the regime lies", "a vile regime", "the ministry said", "officials met today", "vile lies", "the council met"];
        let labels = ["loaded", "loaded", "plain", "plain", "loaded", "plain"];
        BagOfWords::train(&texts, &labels, Settings { bits: 12, ..Settings::default() }).expect("two labels")
    }

    #[test]
    fn it_learns_what_words_go_with_a_label() {
        let model = trained();
        assert_eq!(model.labels(), ["loaded", "plain"]);
        let ask = |text| model.predict(&[Item { text, features: &[] }]).expect("a prediction").remove(0);
        assert_eq!(ask("vile regime").decision, 0);
        assert_eq!(ask("the council said").decision, 1);
        let sum: f64 = ask("nothing seen").probabilities.iter().sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_batch_gives_what_its_items_give() {
        let model = trained();
        let items = ["vile regime", "", "the council met, vile"].map(|text| Item { text, features: &[] });
        let batch = model.predict(&items).expect("predictions");
        for (item, prediction) in items.iter().zip(&batch) {
            assert_eq!(model.predict(std::slice::from_ref(item)).expect("a prediction")[0], *prediction);
        }
    }

    #[test]
    fn one_label_teaches_nothing() {
        assert!(BagOfWords::train(&["a", "b"], &["x", "x"], Settings::default()).is_err());
    }
}
