//! What an evaluation found: figures with intervals and baselines, and what stands beside them.
//!
//! Every task gives the same shape, so that a table, a line of JSON or a check against accepted figures needs to know one form only.

use std::collections::BTreeMap;

use crate::compare::Stream;
use crate::evaluate::agreement::Agreement;
use crate::evaluate::entries::EntryPrecision;
use crate::evaluate::leakage::Leakage;
use crate::evaluate::metrics::ReliabilityBin;
use crate::evaluate::prevalence::Prevalence;
use crate::evaluate::significance::{BootstrapOptions, McNemar, PairedDifference, Resampled, cluster_bootstrap, paired_bootstrap};
use crate::evaluate::splits::Split;

/// How to evaluate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How to split.
    pub split: Split,
    /// Number of folds.
    pub folds: u8,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the resampling.
    pub seed: u64,
    /// Number of bootstrap samples.
    pub resamples: usize,
}

impl Default for Options {
    /// Five folds, 95 %, 1,000 resamples.
    fn default() -> Self {
        Self { split: Split::Cv, folds: 5, level: 0.95, seed: 0, resamples: 1000 }
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// What was measured.
    pub metric: &'static str,
    /// Of which label; `None` for figures over all.
    pub class: Option<String>,
    /// Number of items.
    pub n: u64,
    /// The figure; `None` where it is undefined.
    pub value: Option<f64>,
    /// Its interval, from resampled clusters.
    pub interval: Option<(f64, f64)>,
    /// The same figure of the baselines; `None` where one has no meaning.
    pub baselines: Baselines,
}

/// A figure of the plainest honest methods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Baselines {
    /// The most frequent answer of the training part: one label for all, nothing marked, every document an event of its own.
    pub majority: Option<f64>,
    /// The most frequent label of the text's outlet in the training part: the name alone, without a word of the text.
    pub outlet_only: Option<f64>,
    /// A lexicon's score against a cut chosen on the training part; its cues, where spans are looked for.
    pub lexicon: Option<f64>,
    /// Words alone: hashed into logistic regression for labels, a list learned from the training part for spans, and their overlap for events.
    pub bag_of_words: Option<f64>,
    /// Direct quotations and nothing else, where attributions are looked for.
    pub quotations: Option<f64>,
}

/// The difference between two models on the same items.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What was measured.
    pub metric: &'static str,
    /// Of which label; `None` for figures over all.
    pub class: Option<String>,
    /// The figure of the other model.
    pub other: Option<f64>,
    /// The model less the other, by the paired bootstrap of clusters.
    pub paired: PairedDifference,
}

/// The model against another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// The other model's name.
    pub name: String,
    /// Differences by figure.
    pub differences: Vec<Difference>,
    /// Which of the two has items right that the other has wrong; `None` where answers are not right or wrong as a whole.
    pub mcnemar: Option<McNemar>,
}

/// What was said of one item, as `--write-predictions` keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemPrediction {
    /// The item's id in its set.
    pub id: String,
    /// SHA-256 of its [`normalized`](crate::evaluate::splits::normalized) text, by which a model's manifest names what it was trained on.
    pub sha256: String,
    /// The part in which it was asked about.
    pub part: String,
    /// The set's label.
    pub gold: String,
    /// The model's.
    pub label: String,
    /// Probability of the marked label; `None` where the model gives none.
    pub probability: Option<f64>,
}

/// Everything that one task of one set shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What was predicted, such as `loaded_sentence`.
    pub task: String,
    /// The model's name.
    pub model: String,
    /// How the set was split.
    pub split: Split,
    /// Names of the parts that were asked about.
    pub parts: Vec<String>,
    /// What an item is, in the plural: texts, or documents.
    pub unit: &'static str,
    /// Number of items.
    pub n: u64,
    /// Number of items left out because the model was trained on them.
    pub seen: u64,
    /// What was set aside beside those, by reason.
    pub unasked: BTreeMap<String, u64>,
    /// The label whose probability is ranked and calibrated.
    pub marked: Option<String>,
    /// The figures.
    pub evaluations: Vec<Evaluation>,
    /// How probabilities of the marked label turned out; empty where there are none.
    pub reliability: Vec<ReliabilityBin>,
    /// Another model on the same items.
    pub against: Option<Against>,
    /// How far those agree who gave the labels.
    pub agreement: Option<Agreement>,
    /// How often each entry of the lexicons that was found is right.
    pub entries: Vec<EntryPrecision>,
    /// Share of the marked label by outlet, as predicted and corrected.
    pub prevalence: Vec<Prevalence>,
    /// What training and test parts share.
    pub leakage: Option<Leakage>,
    /// Answers item by item.
    pub predictions: Vec<ItemPrediction>,
}

impl Outcome {
    /// Figures of a task over documents or texts that nothing else stands beside yet.
    pub(super) fn new(task: &str, model: &str, split: Split, parts: Vec<String>, unit: &'static str, evaluations: Vec<Evaluation>) -> Self {
        Self {
            task: task.to_owned(),
            model: model.to_owned(),
            split,
            parts,
            unit,
            n: evaluations.first().map_or(0, |one| one.n),
            seen: 0,
            unasked: BTreeMap::new(),
            marked: None,
            evaluations,
            reliability: Vec::new(),
            against: None,
            agreement: None,
            entries: Vec::new(),
            prevalence: Vec::new(),
            leakage: None,
            predictions: Vec::new(),
        }
    }
}

/// Draws the intervals of one task: one stream of random numbers a figure, so that no figure depends on which others are asked for.
pub(super) struct Bench<'a> {
    pub(super) set: &'a str,
    pub(super) task: &'a str,
    pub(super) options: &'a Options,
    /// Number of clusters, which are what is drawn.
    pub(super) clusters: usize,
}

/// A figure over some clusters, some of them more than once.
pub(super) type Figure<'a> = dyn Fn(&[usize]) -> Option<f64> + 'a;

impl Bench<'_> {
    pub(super) fn interval(&self, metric: &str, class: &str, figure: &Figure<'_>) -> Resampled {
        let mut stream = Stream::new(self.options.seed, &["evaluate", self.set, self.task, metric, class]);
        cluster_bootstrap(&self.each(), figure, self.bootstrap(), &mut |bound| stream.below(bound))
    }

    pub(super) fn difference(&self, metric: &str, class: &str, left: &Figure<'_>, right: &Figure<'_>) -> PairedDifference {
        let mut stream = Stream::new(self.options.seed, &["evaluate against", self.set, self.task, metric, class]);
        paired_bootstrap(&self.each(), left, right, self.bootstrap(), &mut |bound| stream.below(bound))
    }

    fn each(&self) -> Vec<usize> {
        (0..self.clusters).collect()
    }

    fn bootstrap(&self) -> BootstrapOptions {
        BootstrapOptions { resamples: self.options.resamples, level: self.options.level }
    }
}

/// The cluster of each key, numbered in the order of their first item, and the items of each.
pub(super) fn clusters<'a>(keys: impl IntoIterator<Item = &'a str>) -> Vec<Vec<usize>> {
    let mut numbers = BTreeMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (item, key) in keys.into_iter().enumerate() {
        let number = *numbers.entry(key).or_insert(members.len());
        if number == members.len() {
            members.push(Vec::new());
        }
        members[number].push(item);
    }
    members
}
