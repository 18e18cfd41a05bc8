//! Labelled texts against a classifier: one prediction for each text, by a model that has not seen it, and figures with intervals and baselines.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::Stream;
use crate::error::{Error, Result};
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::metrics::{Confusion, RELIABILITY_BINS, auroc, average_precision, expected_calibration_error, reliability};
use crate::evaluate::significance::{BootstrapOptions, cluster_bootstrap};
use crate::evaluate::splits::{Part, Split, cross_validation, leave_outlet_out};
use crate::model::{Classifier, Item};

/// Fits a classifier to texts and their labels.
pub type Trainer<'a> = dyn Fn(&[&str], &[&str]) -> Result<Box<dyn Classifier>> + Sync + 'a;
/// Scores a text without having learned anything, higher for the marked label.
pub type Scorer<'a> = dyn Fn(&str) -> f64 + Sync + 'a;

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
    fn default() -> Self {
        Self { split: Split::Cv, folds: 5, level: 0.95, seed: 0, resamples: 1000 }
    }
}

/// What is compared with what.
pub struct Models<'a> {
    /// The model's name.
    pub name: &'a str,
    /// Fits it.
    pub train: &'a Trainer<'a>,
    /// Fits the bag of words that stands beside every model; `None` where the model is one itself.
    pub bag_of_words: Option<&'a Trainer<'a>>,
    /// Scores by a lexicon; `None` where no lexicon speaks to the task.
    pub lexicon: Option<&'a Scorer<'a>>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// What was measured.
    pub metric: &'static str,
    /// Of which label; `None` for figures over all.
    pub class: Option<String>,
    /// Number of texts.
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
    /// The most frequent label of the training part.
    pub majority: Option<f64>,
    /// The most frequent label of the text's outlet in the training part: the name alone, without a word of the text.
    pub outlet_only: Option<f64>,
    /// A lexicon's score against a cut chosen on the training part.
    pub lexicon: Option<f64>,
    /// Hashed words and characters into logistic regression.
    pub bag_of_words: Option<f64>,
}

/// Figures of a set, and what they were taken on.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The labels, in the order of their names.
    pub labels: Vec<String>,
    /// The label whose probability is ranked and calibrated.
    pub marked: String,
    /// Names of the parts that were asked about.
    pub parts: Vec<String>,
    /// The figures.
    pub evaluations: Vec<Evaluation>,
}

/// Labels that a text is marked with; the other one of each pair is its absence.
const MARKED: [&str; 4] = ["biased", "subjective", "loaded", "uncertain"];

/// Evaluates a classifier on the texts of a set.
///
/// # Errors
///
/// When the set does not allow the split, has one label only, or a model cannot be fitted or asked.
pub fn evaluate(gold: &Gold, models: &Models<'_>, options: &Options) -> Result<Outcome> {
    let texts = &gold.texts;
    let labels: Vec<String> = texts.iter().map(|text| text.label.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    if labels.len() < 2 {
        return Err(Error::Data(format!("expected texts of two labels or more, found {}: {}", texts.len(), labels.join(", "))));
    }
    let marked = MARKED
        .iter()
        .find(|label| labels.iter().any(|other| other == *label))
        .map_or_else(|| labels[labels.len() - 1].clone(), |label| (*label).to_owned());
    let parts = parts(texts, options)?;
    let of = |name: &str| labels.iter().position(|label| label == name).unwrap_or_default();
    let gold_labels: Vec<usize> = texts.iter().map(|text| of(&text.label)).collect();

    let asked: Vec<usize> = parts.iter().flat_map(|part| part.test.iter().copied()).collect();
    let mut model = Answers::new(texts.len());
    let (mut majority, mut outlet, mut lexicon, mut words) =
        (Answers::new(texts.len()), Answers::new(texts.len()), Answers::new(texts.len()), Answers::new(texts.len()));
    for part in &parts {
        model.ask(models.train, texts, part, &labels, of(&marked))?;
        if let Some(train) = models.bag_of_words {
            words.ask(train, texts, part, &labels, of(&marked))?;
        }
        majority.most_frequent(&gold_labels, part, |_| 0);
        let names: Vec<&str> = texts.iter().map(|text| text.outlet.as_deref().unwrap_or_default()).collect();
        outlet.most_frequent(&gold_labels, part, |item| names[item]);
        if let Some(score) = models.lexicon.filter(|_| labels.len() == 2) {
            lexicon.cut(score, texts, &gold_labels, part, of(&marked));
        }
    }
    // Under leave-outlet-out the name of an outlet says nothing: it was never seen.
    let has_outlets = options.split != Split::LeaveOutletOut && asked.iter().all(|&item| texts[item].outlet.is_some());
    let clusters = clusters(texts, &asked);
    let judge = Judge { gold: &gold_labels, asked: &asked, classes: labels.len(), marked: of(&marked) };
    let mut evaluations = Vec::new();
    let mut add = |metric: Metric, class: Option<usize>| {
        let on = |answers: &Answers, items: &[usize]| (metric.of)(&judge, answers, items, class.unwrap_or(judge.marked));
        let all: Vec<usize> = (0..asked.len()).collect();
        let mut stream = Stream::new(options.seed, &["evaluate", gold.set, metric.name, class.map_or("", |class| labels[class].as_str())]);
        let settings = BootstrapOptions { resamples: options.resamples, level: options.level };
        let resampled = cluster_bootstrap(&clusters, &|items| on(&model, items), settings, &mut |bound| stream.below(bound));
        let baseline = |answers: &Answers, has: bool| {
            has.then(|| on(answers, &all)).flatten().filter(|_| metric.on_labels || answers.has_probabilities)
        };
        let words = if models.bag_of_words.is_some() { baseline(&words, true) } else { resampled.value };
        evaluations.push(Evaluation {
            metric: metric.name,
            class: class.map(|class| labels[class].clone()),
            n: asked.len() as u64,
            value: resampled.value,
            interval: resampled.interval,
            baselines: Baselines {
                majority: baseline(&majority, true),
                outlet_only: baseline(&outlet, has_outlets),
                lexicon: baseline(&lexicon, models.lexicon.is_some() && labels.len() == 2),
                bag_of_words: words,
            },
        });
    };
    for metric in OVERALL {
        add(metric, None);
    }
    for class in 0..labels.len() {
        for metric in BY_CLASS {
            add(metric, Some(class));
        }
    }
    if labels.len() == 2 {
        for metric in RANKED {
            add(metric, Some(of(&marked)));
        }
    }
    Ok(Outcome { labels, marked, parts: parts.into_iter().map(|part| part.name).collect(), evaluations })
}

fn parts(texts: &[LabelledText], options: &Options) -> Result<Vec<Part>> {
    let parts = match options.split {
        Split::Cv => cross_validation(&texts.iter().map(|text| text.fold_key.as_str()).collect::<Vec<_>>(), options.folds),
        Split::LeaveOutletOut => leave_outlet_out(&texts.iter().map(|text| text.outlet.as_deref()).collect::<Vec<_>>()),
        Split::Given => {
            let of = |train: bool| {
                (0..texts.len()).filter(|&item| texts[item].split.as_deref().is_some_and(|split| (split == "train") == train)).collect()
            };
            vec![Part { name: "given".to_owned(), train: of(true), test: of(false) }]
        }
        Split::Shipped => {
            return Err(Error::Data("no model ships with this version; use --split cv, leave-outlet-out or given".to_owned()));
        }
    };
    if parts.iter().any(|part| part.train.is_empty() || part.test.is_empty()) || parts.len() < 2 && options.split != Split::Given {
        let missing = match options.split {
            Split::LeaveOutletOut => "two outlets or more",
            Split::Given => "a part `train` and another one",
            _ => "texts in two folds or more",
        };
        return Err(Error::Data(format!("the set does not allow --split {}: it needs {missing}", options.split)));
    }
    Ok(parts)
}

/// The cluster of each text that was asked about, numbered.
fn clusters(texts: &[LabelledText], asked: &[usize]) -> Vec<usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    asked
        .iter()
        .map(|&item| {
            let next = numbers.len();
            *numbers.entry(texts[item].cluster.as_deref().unwrap_or(&texts[item].id)).or_insert(next)
        })
        .collect()
}

/// What a model says of each text of the set; only those asked about count.
struct Answers {
    labels: Vec<usize>,
    /// Probability of the marked label.
    probabilities: Vec<f64>,
    has_probabilities: bool,
}

impl Answers {
    fn new(texts: usize) -> Self {
        Self { labels: vec![0; texts], probabilities: vec![0.0; texts], has_probabilities: false }
    }

    fn ask(&mut self, train: &Trainer<'_>, texts: &[LabelledText], part: &Part, labels: &[String], marked: usize) -> Result<()> {
        let learned = |get: fn(&LabelledText) -> &str| part.train.iter().map(|&item| get(&texts[item])).collect::<Vec<&str>>();
        let model = train(&learned(|text| &text.text), &learned(|text| &text.label))?;
        let items: Vec<Item<'_>> = part.test.iter().map(|&item| Item { text: &texts[item].text, features: &[] }).collect();
        // The model's labels are those it has seen, in its own order.
        let own: Vec<usize> =
            model.labels().iter().map(|label| labels.iter().position(|other| other == label).unwrap_or_default()).collect();
        for (&item, prediction) in part.test.iter().zip(model.predict(&items)?) {
            self.labels[item] = own[prediction.decision];
            self.probabilities[item] =
                own.iter().zip(&prediction.probabilities).filter(|(label, _)| **label == marked).map(|(_, probability)| probability).sum();
        }
        self.has_probabilities = true;
        Ok(())
    }

    /// The most frequent label of the text's group in the training part, of all where the group is new.
    fn most_frequent<G: Ord>(&mut self, gold: &[usize], part: &Part, group: impl Fn(usize) -> G) {
        let mut counts: BTreeMap<G, BTreeMap<usize, usize>> = BTreeMap::new();
        let mut all: BTreeMap<usize, usize> = BTreeMap::new();
        for &item in &part.train {
            *counts.entry(group(item)).or_default().entry(gold[item]).or_default() += 1;
            *all.entry(gold[item]).or_default() += 1;
        }
        // Of equals the first label.
        let most = |counts: &BTreeMap<usize, usize>| {
            counts.iter().max_by_key(|&(label, count)| (*count, std::cmp::Reverse(*label))).map_or(0, |(&label, _)| label)
        };
        for &item in &part.test {
            self.labels[item] = counts.get(&group(item)).map_or_else(|| most(&all), most);
        }
    }

    /// The marked label where the score reaches the cut with the best macro-F1 on the training part.
    fn cut(&mut self, score: &Scorer<'_>, texts: &[LabelledText], gold: &[usize], part: &Part, marked: usize) {
        let scores: Vec<f64> = part.train.iter().map(|&item| score(&texts[item].text)).collect();
        let mut cuts = scores.clone();
        cuts.push(f64::INFINITY);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let learned: Vec<usize> = part.train.iter().map(|&item| gold[item]).collect();
        let decide = |score: f64, cut: f64| if score >= cut { marked } else { 1 - marked };
        let quality = |cut: f64| {
            Confusion::new(&learned, &scores.iter().map(|&score| decide(score, cut)).collect::<Vec<_>>(), 2).macro_f1().unwrap_or(0.0)
        };
        let best =
            cuts.iter().copied().map(|cut| (quality(cut), cut)).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(f64::INFINITY, |(_, cut)| cut);
        for &item in &part.test {
            self.labels[item] = decide(score(&texts[item].text), best);
        }
    }
}

/// The texts that were asked about and their labels.
#[derive(Clone, Copy)]
struct Judge<'a> {
    gold: &'a [usize],
    asked: &'a [usize],
    classes: usize,
    marked: usize,
}

impl Judge<'_> {
    fn confusion(&self, answers: &Answers, items: &[usize]) -> Confusion {
        let gold: Vec<usize> = items.iter().map(|&at| self.gold[self.asked[at]]).collect();
        let predicted: Vec<usize> = items.iter().map(|&at| answers.labels[self.asked[at]]).collect();
        Confusion::new(&gold, &predicted, self.classes)
    }

    fn ranked(&self, answers: &Answers, items: &[usize]) -> (Vec<bool>, Vec<f64>) {
        items.iter().map(|&at| (self.gold[self.asked[at]] == self.marked, answers.probabilities[self.asked[at]])).unzip()
    }
}

/// A figure over some of the texts asked about, of one class where it has one.
#[derive(Clone, Copy)]
struct Metric {
    name: &'static str,
    of: fn(&Judge<'_>, &Answers, &[usize], usize) -> Option<f64>,
    /// Whether labels are enough; else it needs probabilities.
    on_labels: bool,
}

const OVERALL: [Metric; 4] = [
    Metric { name: "macro_f1", of: |judge, answers, items, _| judge.confusion(answers, items).macro_f1(), on_labels: true },
    Metric { name: "weighted_f1", of: |judge, answers, items, _| judge.confusion(answers, items).weighted_f1(), on_labels: true },
    Metric { name: "accuracy", of: |judge, answers, items, _| judge.confusion(answers, items).accuracy(), on_labels: true },
    Metric { name: "matthews", of: |judge, answers, items, _| judge.confusion(answers, items).matthews(), on_labels: true },
];

const BY_CLASS: [Metric; 3] = [
    Metric {
        name: "precision",
        of: |judge, answers, items, class| judge.confusion(answers, items).by_class()[class].precision,
        on_labels: true,
    },
    Metric { name: "recall", of: |judge, answers, items, class| judge.confusion(answers, items).by_class()[class].recall, on_labels: true },
    Metric { name: "f1", of: |judge, answers, items, class| judge.confusion(answers, items).by_class()[class].f1, on_labels: true },
];

const RANKED: [Metric; 3] = [
    Metric {
        name: "auroc",
        of: |judge, answers, items, _| {
            let (positive, scores) = judge.ranked(answers, items);
            auroc(&positive, &scores)
        },
        on_labels: false,
    },
    Metric {
        name: "average_precision",
        of: |judge, answers, items, _| {
            let (positive, scores) = judge.ranked(answers, items);
            average_precision(&positive, &scores)
        },
        on_labels: false,
    },
    Metric {
        name: "expected_calibration_error",
        of: |judge, answers, items, _| {
            let (positive, scores) = judge.ranked(answers, items);
            expected_calibration_error(&reliability(&positive, &scores, RELIABILITY_BINS)?)
        },
        on_labels: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BagOfWords, Settings};

    fn gold() -> Gold {
        let text = |at: usize| {
            let loaded = at.is_multiple_of(3);
            LabelledText {
                id: at.to_string(),
                text: if loaded { format!("the vile regime lied in town {at}") } else { format!("the council met in town {at}") },
                label: if loaded { "biased" } else { "non_biased" }.to_owned(),
                fold_key: at.to_string(),
                outlet: Some(if at.is_multiple_of(2) { "Even" } else { "Odd" }.to_owned()),
                ..LabelledText::default()
            }
        };
        Gold { texts: (0..90).map(text).collect(), ..Gold::new("test") }
    }

    fn bag(texts: &[&str], labels: &[&str]) -> Result<Box<dyn Classifier>> {
        Ok(Box::new(BagOfWords::train(texts, labels, Settings { bits: 12, ..Settings::default() })?))
    }

    fn value(outcome: &Outcome, metric: &str) -> Evaluation {
        outcome.evaluations.iter().find(|one| one.metric == metric).cloned().expect("the metric")
    }

    #[test]
    fn a_separable_set_is_learned_and_the_baselines_are_not_fooled() {
        let models = Models {
            name: "bag",
            train: &bag,
            bag_of_words: None,
            lexicon: Some(&|text: &str| f64::from(u8::from(text.contains("regime")))),
        };
        let outcome = evaluate(&gold(), &models, &Options { resamples: 50, ..Options::default() }).expect("an outcome");
        assert_eq!((outcome.marked.as_str(), outcome.parts.len()), ("biased", 5));
        let f1 = value(&outcome, "macro_f1");
        assert_eq!((f1.value, f1.n), (Some(1.0), 90));
        assert_eq!(f1.baselines.lexicon, Some(1.0));
        // Two of three are plain: the majority's F1 is .8 for them and 0 for the others.
        assert!(f1.baselines.majority.is_some_and(|value| (value - 0.4).abs() < 1e-9));
        assert!(f1.baselines.outlet_only.is_some_and(|value| value < 0.6));
        assert!(value(&outcome, "auroc").value.is_some_and(|value| value > 0.999));
        assert_eq!(value(&outcome, "auroc").baselines.majority, None, "a majority ranks nothing");
    }

    #[test]
    fn the_name_of_an_unseen_outlet_is_no_baseline() {
        let models = Models { name: "bag", train: &bag, bag_of_words: None, lexicon: None };
        let outcome =
            evaluate(&gold(), &models, &Options { split: Split::LeaveOutletOut, resamples: 20, ..Options::default() }).expect("an outcome");
        assert_eq!(outcome.parts, ["Even", "Odd"]);
        assert_eq!(value(&outcome, "macro_f1").baselines.outlet_only, None);
    }

    #[test]
    fn what_the_set_does_not_allow_is_told() {
        let models = Models { name: "bag", train: &bag, bag_of_words: None, lexicon: None };
        let given = evaluate(&gold(), &models, &Options { split: Split::Given, ..Options::default() });
        assert!(given.is_err_and(|error| error.to_string().contains("--split given")));
        let mut one = gold();
        one.texts.retain(|text| text.label == "biased");
        assert!(evaluate(&one, &models, &Options::default()).is_err_and(|error| error.to_string().contains("two labels")));
    }
}
