//! Items in, probabilities out. Knows nothing of news: a text is text, a label is a name.

mod background;
mod bag_of_words;
mod calibration;
mod dense;
mod logistic;
pub mod pairs;
mod seen;
pub mod shipped;
mod similarity;
pub mod tagger;
mod weighed;
mod weights;

use crate::error::Result;

pub use background::{Background, WordCount};
pub use bag_of_words::{BagOfWords, Settings};
pub use calibration::Platt;
pub use dense::Dense;
pub use similarity::cosines;
pub use weighed::{Occurrences, Sums, Weighed, WeighedSettings};

/// What a classifier is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item<'a> {
    /// The text.
    pub text: &'a str,
    /// Numbers about it that are not in its words, such as rates of cues.
    pub features: &'a [f32],
}

/// What a classifier says of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Probability of each label, in the order of [`Classifier::labels`]; they sum to one.
    pub probabilities: Vec<f64>,
    /// The label that is decided for: of two labels by a cut that need not lie at one half, of more the most probable.
    pub decision: usize,
}

/// Gives items labels, with probabilities.
pub trait Classifier: Send + Sync {
    /// The labels, in a fixed order.
    fn labels(&self) -> &[String];

    /// Probabilities for each item, in the order given. A batch gives what its items give one by one.
    ///
    /// # Errors
    ///
    /// When the model cannot run.
    fn predict(&self, items: &[Item<'_>]) -> Result<Vec<Prediction>>;
}
