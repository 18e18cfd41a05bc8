//! How likely two articles cover one event: two logistic regressions, one for the first look at a pair and one for the second, for pairs whose days are known and again for
//! pairs of which one is not. An unknown day is no middling one: without it words have to say more, so such pairs have weights of their own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::group::pairs::{LOWEST, Pairs, names, row};
use crate::group::sketch::Sketch;
use crate::model::Dense;
use crate::model::shipped::GROUPING;

/// Inverse strength of the penalty.
const C: f64 = 1.0;
/// Mean probability from which on two groups are one event, chosen by folds of stories and by reading groups of other news: between .3 and .4 F1 on stories falls by .01 at
/// most where days are withheld, and the higher cut mixes fewer events.
const CUT: f64 = 0.35;
/// Most that the second look adds to the log-odds of the first.
const GAIN: f64 = 1.0;
/// Of so many events one stays whole where the others are reduced to an article.
const WHOLE: usize = 3;
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
        // In sets of events every article has company, which the second look would come to count on. So it is shown them again with most events reduced to one article.
        let mut seen = BTreeSet::new();
        let thinned: Vec<(&Sketch, usize)> =
            articles.iter().filter(|(_, event)| event % WHOLE == 0 || seen.insert(*event)).copied().collect();
        let fit = |dated: bool| -> Result<Looks> {
            let views: Vec<Seen> = [&articles, &thinned].into_iter().map(|articles| Seen::new(articles, dated)).collect();
            let positive: Vec<bool> = views.iter().flat_map(|view| view.positive.iter().copied()).collect();
            let gathered = |rows: &dyn Fn(&Seen) -> Vec<Vec<f64>>| -> Vec<Vec<f64>> { views.iter().flat_map(rows).collect() };
            let first = Dense::train(&names(dated, false), &gathered(&|view| view.rows.clone()), &positive, C)?.rounded(DECIMALS);
            let second = Dense::train(&names(dated, true), &gathered(&|view| view.second(&first)), &positive, C)?.rounded(DECIMALS);
            Ok(Looks { first, second })
        };
        let undated = fit(false)?;
        // A set without days teaches nothing of them.
        let dated = if articles.iter().any(|(sketch, _)| sketch.day.is_some()) { fit(true)? } else { undated.clone() };
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
            // That two articles have nothing better than each other is little evidence that they cover one event.
            let odds = looks(dated).second.log_odds(&numbers).min(second[0] + GAIN);
            probabilities.push(1.0 / (1.0 + libm::exp(-odds)));
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

/// The pairs of articles with known events.
struct Seen {
    pairs: Pairs,
    /// Those that are learned from: all whose days are known, or all whose days are withheld.
    asked: Vec<usize>,
    positive: Vec<bool>,
    /// As the first look sees them.
    rows: Vec<Vec<f64>>,
}

impl Seen {
    fn new(articles: &[(&Sketch, usize)], dated: bool) -> Self {
        let (sketches, events): (Vec<&Sketch>, Vec<usize>) = articles.iter().copied().unzip();
        let pairs = Pairs::new(&sketches, dated);
        let asked: Vec<usize> = (0..pairs.edges.len()).filter(|&at| pairs.dated[at] == dated).collect();
        let same = |(left, right): (u32, u32)| events[left as usize] == events[right as usize];
        let positive = asked.iter().map(|&at| same(pairs.edges[at])).collect();
        let seen = |&at: &usize| {
            let mut numbers = Vec::new();
            row(&pairs.first[at], dated, &mut numbers);
            numbers
        };
        let rows = asked.iter().map(seen).collect();
        Self { pairs, asked, positive, rows }
    }

    /// As the second look sees them, given the model of the first.
    fn second(&self, first: &Dense) -> Vec<Vec<f64>> {
        // A pair of which one day is missing, among others, keeps the lowest odds: sets that are learned from have all days or none.
        let mut odds = vec![LOWEST; self.pairs.edges.len()];
        self.asked.iter().zip(&self.rows).for_each(|(&at, row)| odds[at] = first.log_odds(row));
        let second = self.pairs.second(&odds);
        self.rows.iter().zip(&self.asked).map(|(row, &at)| [row.as_slice(), second[at].as_slice()].concat()).collect()
    }
}
