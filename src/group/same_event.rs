//! How likely two articles cover one event: two logistic regressions, one for the first look at a pair and one for the second, for pairs whose days are known and again for
//! pairs of which one is not. An unknown day is no middling one: without it words have to say more, so such pairs have weights of their own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::group::pairs::{LOWEST, Pairs, names, row};
use crate::group::sketch::Sketch;
use crate::model::Dense;
use crate::model::shipped::GROUPING;

/// Inverse strength of the penalty. From .1 to 10 figures are the same to the second decimal.
const C: f64 = 1.0;
/// Mean probability from which on two groups are one event, chosen by folds of stories: between .2 and .4 F1 hardly moves, and a higher one mixes fewer events.
const CUT: f64 = 0.3;
/// Decimals of the weights in a file.
const DECIMALS: i32 = 6;

/// The model of pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SameEvent {
    /// Mean probability from which on two groups are one event.
    pub cut: f64,
    /// For pairs whose days are known.
    dated: Looks,
    /// For all others.
    undated: Looks,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Looks {
    first: Dense,
    second: Dense,
}

static SHIPPED: LazyLock<SameEvent> = LazyLock::new(|| {
    let model = SameEvent::from_bytes(GROUPING.bytes);
    model.expect("the shipped weights, which a test reads")
});

impl SameEvent {
    /// The model that ships with the tool.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Fits to articles and the number of each one's event. Pairs with days are learned from the articles' own, the others from the same articles with their days
    /// withheld.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] where no two articles are of one event, or all are.
    pub fn train(articles: &[(&Sketch, usize)]) -> Result<Self> {
        let mut articles = articles.to_vec();
        articles.sort_by(|(a, _), (b, _)| a.order().cmp(&b.order()));
        let (sketches, events): (Vec<&Sketch>, Vec<usize>) = articles.into_iter().unzip();
        let fit = |dated: bool| -> Result<Looks> {
            let pairs = Pairs::new(&sketches, dated);
            let asked: Vec<usize> = (0..pairs.edges.len()).filter(|&at| pairs.dated[at] == dated).collect();
            let positive: Vec<bool> = asked.iter().map(|&at| pairs.edges[at]).map(|(left, right)| events[left as usize] == events[right as usize]).collect();
            let seen = |at: usize, dated: bool| {
                let mut numbers = Vec::new();
                row(&pairs.first[at], dated, &mut numbers);
                numbers
            };
            let mut rows: Vec<Vec<f64>> = asked.iter().map(|&at| seen(at, dated)).collect();
            let first = Dense::train(&names(dated, false), &rows, &positive, C)?.rounded(DECIMALS);
            // A pair without both days among others keeps its lowest odds: the sets that are learned from have all days or none.
            let mut odds = vec![LOWEST; pairs.edges.len()];
            asked.iter().zip(&rows).for_each(|(&at, row)| odds[at] = first.log_odds(row));
            let second = pairs.second(&odds);
            rows.iter_mut().zip(&asked).for_each(|(row, &at)| row.extend(second[at]));
            let second = Dense::train(&names(dated, true), &rows, &positive, C)?.rounded(DECIMALS);
            Ok(Looks { first, second })
        };
        let undated = fit(false)?;
        // A set without days teaches nothing of them.
        let dated = if sketches.iter().any(|sketch| sketch.day.is_some()) { fit(true)? } else { undated.clone() };
        Ok(Self { cut: CUT, dated, undated })
    }

    /// The probability of each pair.
    pub(super) fn probabilities(&self, pairs: &Pairs) -> Vec<f64> {
        let looks = |dated: bool| if dated { &self.dated } else { &self.undated };
        let mut numbers = Vec::new();
        let first = pairs.first.iter().zip(&pairs.dated).map(|(seen, &dated)| {
            row(seen, dated, &mut numbers);
            looks(dated).first.log_odds(&numbers)
        });
        let odds: Vec<f64> = first.collect();
        let second = pairs.second(&odds);
        let mut probabilities = Vec::with_capacity(odds.len());
        for ((seen, &dated), second) in pairs.first.iter().zip(&pairs.dated).zip(&second) {
            row(seen, dated, &mut numbers);
            numbers.extend(second);
            probabilities.push(1.0 / (1.0 + libm::exp(-looks(dated).second.log_odds(&numbers))));
        }
        probabilities
    }

    /// The model as a file of JSON.
    ///
    /// # Errors
    ///
    /// Never for a model that was fitted or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what [`SameEvent::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the bytes are no such model, or one of other numbers than this version sees.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let model: Self = serde_json::from_slice(bytes).map_err(|error| Error::Data(format!("this is no model of pairs: {error}")))?;
        for (looks, dated) in [(&model.dated, true), (&model.undated, false)] {
            for (dense, second) in [(&looks.first, false), (&looks.second, true)] {
                if !dense.names().eq(names(dated, second)) {
                    return Err(Error::Data("this model of pairs weighs other numbers than this version sees; train it anew".to_owned()));
                }
            }
        }
        Ok(model)
    }
}
