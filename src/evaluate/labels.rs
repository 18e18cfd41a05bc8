//! Labelled texts against a classifier: one prediction for each text, by a model that has not seen it, and figures with intervals and baselines.

use std::collections::{BTreeMap, BTreeSet};

use crate::checksum::sha256;
use crate::error::{Error, Result};
use crate::evaluate::agreement::{Agreement, Scale, krippendorff_alpha};
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::leakage;
use crate::evaluate::metrics::{
    Confusion, RELIABILITY_BINS, auroc, average_precision, brier, expected_calibration_error, log_loss, reliability,
};
use crate::evaluate::outcome::{Against, Baselines, Bench, Difference, Evaluation, ItemPrediction, Options, Outcome, clusters};
use crate::evaluate::prevalence::{self, Prevalence};
use crate::evaluate::significance::mcnemar;
use crate::evaluate::splits::{Part, Split, cross_validation, normalized, parts};
use crate::model::{Classifier, Item};

/// Fits a classifier to labelled texts.
pub type Trainer<'a> = dyn Fn(&[&LabelledText]) -> Result<Box<dyn Classifier>> + Sync + 'a;
/// Scores a text without having learned anything, higher for the marked label.
pub type Scorer<'a> = dyn Fn(&str) -> f64 + Sync + 'a;

/// Where answers come from.
#[derive(Clone, Copy)]
pub enum Learner<'a> {
    /// The bag of words, fitted anew in every part.
    BagOfWords,
    /// Another classifier that is fitted anew in every part.
    Trained(&'a Trainer<'a>),
    /// A classifier that was fitted before, as a model is shipped.
    Fitted(&'a dyn Classifier),
    /// A score that learned nothing. The marked label is decided for from the cut on that has the best macro-F1 on the training part; where nothing
    /// is trained, from any score above 0 on.
    Scored(&'a Scorer<'a>),
    /// The most frequent label of the training part.
    Majority,
    /// The most frequent label of the text's outlet in the training part.
    OutletOnly,
    /// Somebody else's answers, by the id of the item.
    Given(&'a BTreeMap<String, GivenAnswer>),
}

impl Learner<'_> {
    /// Whether it learns from the training part of each split.
    fn learns(&self) -> bool {
        matches!(self, Self::BagOfWords | Self::Trained(_) | Self::Majority | Self::OutletOnly)
    }

    /// Whether what training and test parts share could flatter it.
    fn remembers(&self) -> bool {
        matches!(self, Self::BagOfWords | Self::Trained(_))
    }
}

/// An answer that was made elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenAnswer {
    /// The label.
    pub label: String,
    /// Probability of the marked label.
    pub probability: Option<f64>,
}

/// A model by its name.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    /// The name, as the command line has it.
    pub name: &'a str,
    /// What it is.
    pub learner: Learner<'a>,
}

/// What is compared with what.
#[derive(Clone, Copy)]
pub struct Models<'a> {
    /// The model.
    pub model: Model<'a>,
    /// Another one on the same items.
    pub against: Option<Model<'a>>,
    /// Fits the bag of words that stands beside every model.
    pub bag_of_words: &'a Trainer<'a>,
    /// Scores by a lexicon; `None` where no lexicon speaks to the task.
    pub lexicon: Option<&'a Scorer<'a>>,
    /// SHA-256 of every [`normalized`] text that the model was trained on.
    pub seen: Option<&'a BTreeSet<String>>,
}

const SEEN_ALL: &str =
    "the model was trained on every text of the set; evaluate another set, or say --allow-seen and the figures will flatter";

/// Labels that a text is marked with, for sets of one's own; the other one of each pair is its absence.
const MARKED: [&str; 6] = ["biased", "subjective", "loaded", "uncertain", "hedged", "present"];

/// Evaluates a classifier on the texts of a set. `marked` is the label whose probability is ranked and calibrated; where it is empty, it is taken
/// from the usual names, else the last by name.
///
/// # Errors
///
/// When the set does not allow the split, has one label only, or a model cannot be fitted or asked.
pub fn evaluate(gold: &Gold, task: &str, marked: &str, models: &Models<'_>, options: &Options) -> Result<Outcome> {
    let texts = &gold.texts;
    let labels: Vec<String> = texts.iter().map(|text| text.label.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    if labels.len() < 2 {
        let found = labels.first().map_or("none".to_owned(), |label| format!("`{label}` on all {} of them", texts.len()));
        return Err(Error::Data(format!("expected texts of two labels or more, found {found}")));
    }
    let marked = match marked {
        "" => {
            MARKED.iter().find_map(|marked| labels.iter().position(|label| label.eq_ignore_ascii_case(marked))).unwrap_or(labels.len() - 1)
        }
        marked => labels
            .iter()
            .position(|label| label == marked)
            .ok_or_else(|| Error::Data(format!("no text is labelled `{marked}`; the labels are {}", labels.join(", "))))?,
    };
    let sheet = Sheet::new(gold, &labels, marked, models, options)?;
    let answers = sheet.ask(models.model, &sheet.parts)?;
    let other = models
        .against
        .map(|model| {
            if matches!(model.learner, Learner::OutletOnly) && !sheet.has_outlets(options) {
                let reason = "outlet-only has no meaning here: the outlets asked about were never seen, or some texts name none";
                return Err(Error::Data(reason.to_owned()));
            }
            // What learns, learns from folds where the model itself learns nothing.
            let parts = if model.learner.learns() { &sheet.trained } else { &sheet.parts };
            Ok((model.name, sheet.ask(model, parts)?))
        })
        .transpose()?;
    let baselines = sheet.baselines(models, &answers, options)?;
    let bench = Bench { set: gold.set, task, options, clusters: sheet.members.len() };
    let mut evaluations = Vec::new();
    let mut differences = Vec::new();
    for (metric, class) in sheet.metrics() {
        let name = class.map_or("", |class| labels[class].as_str());
        let of = |answers: &Answers, clusters: &[usize]| metric.of(&sheet, answers, clusters, class);
        let all: Vec<usize> = (0..sheet.members.len()).collect();
        let baseline = |answers: &Option<Answers>| answers.as_ref().and_then(|answers| of(answers, &all));
        let resampled = bench.interval(metric.name(), name, &|clusters| of(&answers, clusters));
        let class = class.map(|class| labels[class].clone());
        if let Some((_, other)) = &other {
            differences.push(Difference {
                metric: metric.name(),
                class: class.clone(),
                other: of(other, &all),
                paired: bench.difference(metric.name(), name, &|clusters| of(&answers, clusters), &|clusters| of(other, clusters)),
            });
        }
        evaluations.push(Evaluation {
            metric: metric.name(),
            class,
            n: sheet.asked.len() as u64,
            value: resampled.value,
            interval: resampled.interval,
            baselines: Baselines {
                majority: baseline(&baselines.majority),
                outlet_only: baseline(&baselines.outlet_only),
                lexicon: baseline(&baselines.lexicon),
                bag_of_words: baseline(&baselines.bag_of_words),
                quotations: None,
            },
        });
    }
    let against = other.map(|(name, other)| {
        let right = |answers: &Answers| sheet.asked.iter().map(|&item| answers.labels[item] == sheet.gold[item]).collect::<Vec<bool>>();
        Against { name: name.to_owned(), differences, mcnemar: Some(mcnemar(&right(&answers), &right(&other))) }
    });
    let (positive, scores) = sheet.ranked(&answers, &(0..sheet.members.len()).collect::<Vec<_>>());
    let table = if answers.calibrated && labels.len() == 2 { reliability(&positive, &scores, RELIABILITY_BINS) } else { None };
    Ok(Outcome {
        task: task.to_owned(),
        model: models.model.name.to_owned(),
        split: options.split,
        parts: sheet.parts.iter().map(|part| part.name.clone()).collect(),
        unit: "texts",
        n: sheet.asked.len() as u64,
        seen: (texts.len() - sheet.kept.len()) as u64,
        marked: (labels.len() == 2).then(|| labels[marked].clone()),
        evaluations,
        reliability: table.unwrap_or_default(),
        against,
        agreement: sheet.agreement(&bench),
        entries: Vec::new(),
        prevalence: sheet.prevalence(&answers, gold.set, options),
        leakage: models.model.learner.remembers().then(|| leakage::between(texts, &sheet.parts)),
        unasked: sheet.unasked(models),
        predictions: sheet.predictions(&answers),
    })
}

/// The texts, how they are split, and which were asked about.
struct Sheet<'a> {
    texts: &'a [LabelledText],
    labels: &'a [String],
    bag_of_words: &'a Trainer<'a>,
    gold: Vec<usize>,
    marked: usize,
    /// Texts that the model has not been trained on before.
    kept: BTreeSet<usize>,
    /// What the model is asked.
    parts: Vec<Part>,
    /// What baselines learn from and are asked: the same parts, or folds where the model learns nothing here.
    trained: Vec<Part>,
    /// Items asked about, in the order of the set.
    asked: Vec<usize>,
    /// Places in `asked`, by cluster.
    members: Vec<Vec<usize>>,
}

impl<'a> Sheet<'a> {
    fn new(gold: &'a Gold, labels: &'a [String], marked: usize, models: &Models<'a>, options: &Options) -> Result<Self> {
        let texts = &gold.texts;
        let kept: BTreeSet<usize> =
            (0..texts.len()).filter(|&item| models.seen.is_none_or(|seen| !seen.contains(&fingerprint(&texts[item].text)))).collect();
        let parts = if options.split == Split::Shipped {
            vec![Part { name: "all".to_owned(), train: Vec::new(), test: kept.iter().copied().collect() }]
        } else {
            parts(
                &texts.iter().map(|text| text.fold_key.as_str()).collect::<Vec<_>>(),
                &texts.iter().map(|text| text.outlet.as_deref()).collect::<Vec<_>>(),
                &texts.iter().map(|text| text.split.as_deref()).collect::<Vec<_>>(),
                options,
            )?
        };
        let trained = if options.split == Split::Shipped {
            cross_validation(&texts.iter().map(|text| text.fold_key.as_str()).collect::<Vec<_>>(), options.folds)
        } else {
            parts.clone()
        };
        let mut parts = parts;
        // What the model was trained on before is asked about under no split.
        for part in &mut parts {
            part.test.retain(|item| kept.contains(item));
        }
        parts.retain(|part| !part.test.is_empty());
        if parts.is_empty() {
            return Err(Error::Data(SEEN_ALL.to_owned()));
        }
        let mut asked: Vec<usize> = parts.iter().flat_map(|part| part.test.iter().copied()).collect();
        asked.sort_unstable();
        let members = clusters(asked.iter().map(|&item| texts[item].cluster.as_deref().unwrap_or(&texts[item].id)));
        let of = |text: &LabelledText| labels.iter().position(|label| *label == text.label).unwrap_or_default();
        Ok(Self {
            texts,
            labels,
            bag_of_words: models.bag_of_words,
            gold: texts.iter().map(of).collect(),
            marked,
            kept,
            parts,
            trained,
            asked,
            members,
        })
    }

    /// What the plainest honest methods answer.
    fn baselines(&self, models: &Models<'_>, answers: &Answers, options: &Options) -> Result<Answered> {
        Ok(Answered {
            majority: Some(self.ask(Model { name: "majority", learner: Learner::Majority }, &self.trained)?),
            // Under leave-outlet-out the name of an outlet says nothing: it was never seen.
            outlet_only: self
                .has_outlets(options)
                .then(|| self.ask(Model { name: "outlet only", learner: Learner::OutletOnly }, &self.trained))
                .transpose()?,
            lexicon: models
                .lexicon
                .filter(|_| self.labels.len() == 2)
                .map(|score| self.ask(Model { name: "lexicon", learner: Learner::Scored(score) }, &self.trained))
                .transpose()?,
            bag_of_words: match models.model.learner {
                // The model is the bag of words itself: it need not be trained twice.
                Learner::BagOfWords => Some(answers.clone()),
                _ if !self.learnable() => None,
                _ => Some(self.ask(Model { name: "bag-of-words", learner: Learner::BagOfWords }, &self.trained)?),
            },
        })
    }

    /// Whether the name of an outlet could say something of each text.
    fn has_outlets(&self, options: &Options) -> bool {
        options.split != Split::LeaveOutletOut && self.asked.iter().all(|&item| self.texts[item].outlet.is_some())
    }

    /// Whether there is something to learn from in every part.
    fn learnable(&self) -> bool {
        self.trained.iter().all(|part| {
            let first = part.train.first().map(|&item| self.gold[item]);
            part.train.iter().any(|&item| Some(self.gold[item]) != first)
        })
    }

    /// Texts that nobody was asked about, and answers that nobody asked for, by reason.
    fn unasked(&self, models: &Models<'_>) -> BTreeMap<String, u64> {
        let mut reasons = BTreeMap::new();
        let unasked = self.kept.len() - self.asked.len();
        if unasked > 0 {
            reasons.insert("texts that name no outlet, or no part, and were not asked about".to_owned(), unasked as u64);
        }
        for learner in std::iter::once(models.model.learner).chain(models.against.map(|model| model.learner)) {
            let Learner::Given(given) = learner else { continue };
            let ids: BTreeSet<&str> = self.texts.iter().map(|text| text.id.as_str()).collect();
            let strange = given.keys().filter(|id| !ids.contains(id.as_str())).count();
            if strange > 0 {
                *reasons.entry("predictions for ids that the set does not have".to_owned()).or_insert(0) += strange as u64;
            }
            let blank =
                self.asked.iter().filter(|&&item| given.get(&self.texts[item].id).is_some_and(|one| one.probability.is_none())).count();
            if blank > 0 && blank < self.asked.len() {
                *reasons.entry("predictions without a probability, so that none are ranked".to_owned()).or_insert(0) += blank as u64;
            }
        }
        reasons
    }

    fn ask(&self, model: Model<'_>, parts: &[Part]) -> Result<Answers> {
        let n = self.texts.len();
        let mut answers = Answers { labels: vec![0; n], confusions: Vec::new(), scores: None, calibrated: false };
        for part in parts {
            match model.learner {
                Learner::BagOfWords => self.train(self.bag_of_words, model.name, part, &mut answers)?,
                Learner::Trained(train) => self.train(train, model.name, part, &mut answers)?,
                Learner::Fitted(classifier) => self.predict(classifier, part, &mut answers)?,
                Learner::Scored(score) => self.cut(score, part, &mut answers),
                Learner::Majority => self.most_frequent(part, |_| "", &mut answers),
                Learner::OutletOnly => {
                    self.most_frequent(part, |item| self.texts[item].outlet.as_deref().unwrap_or_default(), &mut answers);
                }
                Learner::Given(given) => self.look_up(given, part, &mut answers)?,
            }
        }
        let confusion = |members: &Vec<usize>| {
            let (gold, predicted): (Vec<usize>, Vec<usize>) =
                members.iter().map(|&at| self.asked[at]).map(|item| (self.gold[item], answers.labels[item])).unzip();
            Confusion::new(&gold, &predicted, self.labels.len())
        };
        answers.confusions = self.members.iter().map(confusion).collect();
        Ok(answers)
    }

    fn train(&self, train: &Trainer<'_>, name: &str, part: &Part, answers: &mut Answers) -> Result<()> {
        if part.train.is_empty() {
            return Err(Error::Data(format!(
                "--split shipped trains nothing, and {name} is no trained model; use --split cv, or --classifier none for the lexicons"
            )));
        }
        let first = &self.texts[part.train[0]].label;
        if part.train.iter().all(|&item| self.texts[item].label == *first) {
            return Err(Error::Data(format!(
                "in part `{}` all texts to learn from are `{first}`, since the parts foretell the labels; use another --split",
                part.name
            )));
        }
        let fitted = train(&part.train.iter().map(|&item| &self.texts[item]).collect::<Vec<_>>())?;
        self.predict(fitted.as_ref(), part, answers)
    }

    fn predict(&self, model: &dyn Classifier, part: &Part, answers: &mut Answers) -> Result<()> {
        let items: Vec<Item<'_>> = part.test.iter().map(|&item| Item { text: &self.texts[item].text, features: &[] }).collect();
        // The model's labels are those that it has seen, in its own order.
        let own: Vec<Option<usize>> = model.labels().iter().map(|label| self.labels.iter().position(|other| other == label)).collect();
        if own.iter().all(Option::is_none) {
            return Err(Error::Data(format!(
                "the model knows the labels {}, the set {}; they have none in common",
                model.labels().join(", "),
                self.labels.join(", ")
            )));
        }
        let scores = answers.scores.get_or_insert_with(|| vec![0.0; self.texts.len()]);
        for (&item, prediction) in part.test.iter().zip(model.predict(&items)?) {
            // A label that the set does not have is wrong, whichever of the set's it is taken for.
            answers.labels[item] = own[prediction.decision].unwrap_or((self.gold[item] + 1) % self.labels.len());
            scores[item] =
                own.iter().zip(&prediction.probabilities).filter(|(label, _)| **label == Some(self.marked)).map(|(_, one)| one).sum();
        }
        answers.calibrated = true;
        Ok(())
    }

    /// The marked label where the score reaches the cut with the best macro-F1 on the training part.
    fn cut(&self, score: &Scorer<'_>, part: &Part, answers: &mut Answers) {
        let other = (0..self.labels.len()).find(|&label| label != self.marked).unwrap_or_default();
        let best = if part.train.is_empty() {
            f64::MIN_POSITIVE
        } else {
            let mut scored: Vec<(f64, bool)> =
                part.train.iter().map(|&item| (score(&self.texts[item].text), self.gold[item] == self.marked)).collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0));
            let positives = scored.iter().filter(|(_, positive)| *positive).count() as f64;
            let n = scored.len() as f64;
            // Texts taken so far, from the highest score down; nothing taken is a cut too.
            let quality = |taken: f64, hits: f64| {
                let f1 = |both: f64, sides: f64| if sides > 0.0 { 2.0 * both / sides } else { 0.0 };
                f64::midpoint(f1(hits, taken + positives), f1(n - positives - (taken - hits), n - taken + n - positives))
            };
            let (mut best, mut cut, mut hits) = (quality(0.0, 0.0), f64::INFINITY, 0.0);
            for (at, &(score, positive)) in scored.iter().enumerate() {
                hits += f64::from(u8::from(positive));
                let parted = scored.get(at + 1).is_none_or(|next| next.0 < score);
                let now = quality((at + 1) as f64, hits);
                if parted && now > best {
                    (best, cut) = (now, score);
                }
            }
            cut
        };
        let scores = answers.scores.get_or_insert_with(|| vec![0.0; self.texts.len()]);
        for &item in &part.test {
            scores[item] = score(&self.texts[item].text);
            answers.labels[item] = if scores[item] >= best { self.marked } else { other };
        }
    }

    /// The most frequent label of the text's group in the training part, of all where the group is new; of equals the first.
    fn most_frequent<'b>(&'b self, part: &Part, group: impl Fn(usize) -> &'b str, answers: &mut Answers) {
        let mut counts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut all = vec![0; self.labels.len()];
        for &item in &part.train {
            counts.entry(group(item)).or_insert_with(|| vec![0; self.labels.len()])[self.gold[item]] += 1;
            all[self.gold[item]] += 1;
        }
        let most = |counts: &Vec<usize>| (0..counts.len()).rev().max_by_key(|&label| counts[label]).unwrap_or_default();
        for &item in &part.test {
            answers.labels[item] = most(counts.get(group(item)).unwrap_or(&all));
        }
    }

    fn look_up(&self, given: &BTreeMap<String, GivenAnswer>, part: &Part, answers: &mut Answers) -> Result<()> {
        let missing: Vec<&str> = part.test.iter().map(|&item| self.texts[item].id.as_str()).filter(|id| !given.contains_key(*id)).collect();
        if let Some(first) = missing.first() {
            return Err(Error::Data(format!(
                "the predictions lack {} of {} items, the first of them `{first}`; give one for every item that is asked about",
                missing.len(),
                part.test.len()
            )));
        }
        // Ranked together, over all parts, or not at all.
        let all_have = self.asked.iter().all(|&item| given.get(&self.texts[item].id).is_some_and(|answer| answer.probability.is_some()));
        for &item in &part.test {
            let answer = &given[&self.texts[item].id];
            answers.labels[item] = self.labels.iter().position(|label| *label == answer.label).ok_or_else(|| {
                let id = &self.texts[item].id;
                Error::Data(format!("unknown label `{}` for `{id}`; the set knows {}", answer.label, self.labels.join(", ")))
            })?;
            if all_have {
                answers.scores.get_or_insert_with(|| vec![0.0; self.texts.len()])[item] = answer.probability.unwrap_or_default();
                answers.calibrated = true;
            }
        }
        Ok(())
    }

    /// Figures of these labels, those over all first.
    fn metrics(&self) -> Vec<(Metric, Option<usize>)> {
        let mut metrics: Vec<(Metric, Option<usize>)> = Metric::OVERALL.map(|metric| (metric, None)).to_vec();
        for class in 0..self.labels.len() {
            metrics.extend(Metric::BY_CLASS.map(|metric| (metric, Some(class))));
        }
        if self.labels.len() == 2 {
            metrics.extend(Metric::RANKED.map(|metric| (metric, Some(self.marked))));
        }
        metrics
    }

    fn items<'b>(&'b self, clusters: &'b [usize]) -> impl Iterator<Item = usize> + 'b {
        clusters.iter().flat_map(|&cluster| &self.members[cluster]).map(|&at| self.asked[at])
    }

    fn confusion(&self, answers: &Answers, clusters: &[usize]) -> Confusion {
        Confusion::sum(clusters.iter().map(|&cluster| &answers.confusions[cluster]), self.labels.len())
    }

    fn ranked(&self, answers: &Answers, clusters: &[usize]) -> (Vec<bool>, Vec<f64>) {
        let Some(scores) = &answers.scores else { return (Vec::new(), Vec::new()) };
        self.items(clusters).map(|item| (self.gold[item] == self.marked, scores[item])).unzip()
    }

    /// How far the annotators agree, over all texts that have several.
    fn agreement(&self, bench: &Bench<'_>) -> Option<Agreement> {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for label in self.texts.iter().flat_map(|text| text.annotators.iter().flatten()) {
            let next = codes.len();
            codes.entry(label).or_insert(next);
        }
        let unit = |text: &LabelledText| -> Vec<Option<f64>> {
            text.annotators.iter().map(|label| label.as_ref().map(|label| codes[label.as_str()] as f64)).collect()
        };
        let units: Vec<Vec<Option<f64>>> = self.asked.iter().map(|&item| unit(&self.texts[item])).collect();
        let rated = |unit: &&Vec<Option<f64>>| unit.iter().flatten().count() >= 2;
        let n = units.iter().filter(rated).count();
        if n == 0 {
            return None;
        }
        let resampled = bench.interval("krippendorff_alpha", "", &|clusters| {
            let drawn: Vec<&[Option<f64>]> =
                clusters.iter().flat_map(|&cluster| &self.members[cluster]).map(|&at| units[at].as_slice()).collect();
            krippendorff_alpha(&drawn, Scale::Nominal)
        });
        let raters = units.iter().map(|unit| unit.iter().flatten().count()).max().unwrap_or_default();
        Some(Agreement { alpha: resampled.value, interval: resampled.interval, units: n as u64, raters: raters as u64, unit: "texts" })
    }

    /// Shares of the marked label by outlet; none where there are more labels than two.
    fn prevalence(&self, answers: &Answers, set: &str, options: &Options) -> Vec<Prevalence> {
        if self.labels.len() != 2 {
            return Vec::new();
        }
        let item = |&item: &usize| {
            let text = &self.texts[item];
            Some(prevalence::Item {
                outlet: text.outlet.as_deref()?,
                key: text.cluster.as_deref().unwrap_or(&text.id),
                gold: self.gold[item] == self.marked,
                predicted: answers.labels[item] == self.marked,
            })
        };
        prevalence::by_outlet(&self.asked.iter().filter_map(item).collect::<Vec<_>>(), set, options)
    }

    fn predictions(&self, answers: &Answers) -> Vec<ItemPrediction> {
        let mut part_of = vec![""; self.texts.len()];
        for part in &self.parts {
            part.test.iter().for_each(|&item| part_of[item] = &part.name);
        }
        let prediction = |&item: &usize| ItemPrediction {
            id: self.texts[item].id.clone(),
            sha256: fingerprint(&self.texts[item].text),
            part: part_of[item].to_owned(),
            gold: self.texts[item].label.clone(),
            label: self.labels[answers.labels[item]].clone(),
            probability: answers.scores.as_ref().filter(|_| answers.calibrated).map(|scores| scores[item]),
        };
        self.asked.iter().map(prediction).collect()
    }
}

/// What tells a text from others, whatever its case and white space.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    sha256(normalized(text).as_bytes())
}

/// What a model says of each text of the set; only those asked about count.
#[derive(Clone)]
struct Answers {
    labels: Vec<usize>,
    /// Counts of each cluster, so that a drawn figure is a sum.
    confusions: Vec<Confusion>,
    /// Higher for the marked label.
    scores: Option<Vec<f64>>,
    /// Whether the scores are probabilities.
    calibrated: bool,
}

/// The answers of the baselines.
struct Answered {
    majority: Option<Answers>,
    outlet_only: Option<Answers>,
    lexicon: Option<Answers>,
    bag_of_words: Option<Answers>,
}

/// A figure over the texts of some clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Metric {
    MacroF1,
    WeightedF1,
    Accuracy,
    Matthews,
    Precision,
    Recall,
    F1,
    Auroc,
    AveragePrecision,
    ExpectedCalibrationError,
    Brier,
    LogLoss,
}

impl Metric {
    const OVERALL: [Self; 4] = [Self::MacroF1, Self::WeightedF1, Self::Accuracy, Self::Matthews];
    const BY_CLASS: [Self; 3] = [Self::Precision, Self::Recall, Self::F1];
    const RANKED: [Self; 5] = [Self::Auroc, Self::AveragePrecision, Self::ExpectedCalibrationError, Self::Brier, Self::LogLoss];

    fn name(self) -> &'static str {
        self.into()
    }

    fn of(self, sheet: &Sheet<'_>, answers: &Answers, clusters: &[usize], class: Option<usize>) -> Option<f64> {
        let of_class = || sheet.confusion(answers, clusters).by_class()[class.unwrap_or_default()];
        match self {
            Self::MacroF1 => sheet.confusion(answers, clusters).macro_f1(),
            Self::WeightedF1 => sheet.confusion(answers, clusters).weighted_f1(),
            Self::Accuracy => sheet.confusion(answers, clusters).accuracy(),
            Self::Matthews => sheet.confusion(answers, clusters).matthews(),
            Self::Precision => of_class().precision,
            Self::Recall => of_class().recall,
            Self::F1 => of_class().f1,
            Self::Auroc | Self::AveragePrecision => {
                let (positive, scores) = sheet.ranked(answers, clusters);
                if self == Self::Auroc { auroc(&positive, &scores) } else { average_precision(&positive, &scores) }
            }
            Self::ExpectedCalibrationError | Self::Brier | Self::LogLoss => {
                if !answers.calibrated {
                    return None;
                }
                let (positive, scores) = sheet.ranked(answers, clusters);
                match self {
                    Self::Brier => brier(&positive, &scores),
                    Self::LogLoss => log_loss(&positive, &scores),
                    _ => expected_calibration_error(&reliability(&positive, &scores, RELIABILITY_BINS)?),
                }
            }
        }
    }
}

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
                annotators: vec![Some("biased".to_owned()), Some(if at == 4 { "biased" } else { "non_biased" }.to_owned())],
                ..LabelledText::default()
            }
        };
        Gold { texts: (0..90).map(text).collect(), ..Gold::new("test") }
    }

    fn bag(texts: &[&LabelledText]) -> Result<Box<dyn Classifier>> {
        let (words, labels): (Vec<&str>, Vec<&str>) = texts.iter().map(|text| (text.text.as_str(), text.label.as_str())).unzip();
        Ok(Box::new(BagOfWords::train(&words, &labels, Settings { bits: 12, ..Settings::default() })?))
    }

    fn regime(text: &str) -> f64 {
        f64::from(u8::from(text.contains("regime")))
    }

    fn models(learner: Learner<'_>) -> Models<'_> {
        Models { model: Model { name: "model", learner }, against: None, bag_of_words: &bag, lexicon: Some(&regime), seen: None }
    }

    fn options(split: Split) -> Options {
        Options { split, resamples: 50, ..Options::default() }
    }

    fn value(outcome: &Outcome, metric: &str) -> Evaluation {
        outcome.evaluations.iter().find(|one| one.metric == metric).cloned().expect("the metric")
    }

    #[test]
    fn a_separable_set_is_learned_and_the_baselines_are_not_fooled() {
        let outcome = evaluate(&gold(), "t", "", &models(Learner::BagOfWords), &options(Split::Cv)).expect("an outcome");
        assert_eq!((outcome.marked.as_deref(), outcome.parts.len()), (Some("biased"), 5));
        let f1 = value(&outcome, "macro_f1");
        assert_eq!((f1.value, f1.n), (Some(1.0), 90));
        assert_eq!(f1.baselines.lexicon, Some(1.0));
        // Two of three are plain: the majority's F1 is .8 for them and 0 for the others.
        assert!(f1.baselines.majority.is_some_and(|value| (value - 0.4).abs() < 1e-9));
        assert!(f1.baselines.outlet_only.is_some_and(|value| value < 0.6));
        assert!(value(&outcome, "auroc").value.is_some_and(|value| value > 0.999));
        assert_eq!(value(&outcome, "auroc").baselines.majority, None, "a majority ranks nothing");
        assert!(value(&outcome, "auroc").baselines.lexicon.is_some(), "a lexicon's score ranks");
        assert_eq!(value(&outcome, "brier").baselines.lexicon, None, "and is no probability");
        assert_eq!(outcome.reliability.iter().map(|row| row.n).sum::<u64>(), 90);
        assert_eq!(outcome.predictions.len(), 90);
    }

    #[test]
    fn the_name_of_an_unseen_outlet_is_no_baseline() {
        let outcome = evaluate(&gold(), "t", "", &models(Learner::BagOfWords), &options(Split::LeaveOutletOut)).expect("an outcome");
        assert_eq!(outcome.parts, ["Even", "Odd"]);
        assert_eq!(value(&outcome, "macro_f1").baselines.outlet_only, None);
    }

    #[test]
    fn what_ships_is_asked_about_all_and_not_about_what_it_was_trained_on() {
        let outcome = evaluate(&gold(), "t", "", &models(Learner::Scored(&regime)), &options(Split::Shipped)).expect("an outcome");
        assert_eq!((value(&outcome, "accuracy").value, outcome.n, outcome.seen), (Some(1.0), 90, 0));
        assert!(value(&outcome, "accuracy").baselines.bag_of_words.is_some(), "baselines learn by folds all the same");
        let set = gold();
        let seen: BTreeSet<String> = set.texts[..10].iter().map(|text| fingerprint(&text.text)).collect();
        let models = Models { seen: Some(&seen), ..models(Learner::Scored(&regime)) };
        let outcome = evaluate(&set, "t", "", &models, &options(Split::Shipped)).expect("an outcome");
        assert_eq!((outcome.n, outcome.seen), (80, 10));
        let trained = evaluate(&set, "t", "", &super::tests::models(Learner::BagOfWords), &options(Split::Shipped));
        assert!(trained.is_err_and(|error| error.to_string().contains("trains nothing")));
    }

    #[test]
    fn what_was_seen_is_asked_about_under_no_split() {
        let set = gold();
        let seen: BTreeSet<String> = set.texts[..10].iter().map(|text| fingerprint(&text.text)).collect();
        for split in [Split::Cv, Split::LeaveOutletOut] {
            let models = Models { seen: Some(&seen), ..models(Learner::Scored(&regime)) };
            let outcome = evaluate(&set, "t", "", &models, &options(split)).expect("an outcome");
            assert_eq!((outcome.n, outcome.seen, outcome.predictions.len()), (80, 10, 80), "{split}");
        }
    }

    #[test]
    fn probabilities_that_some_items_lack_rank_nothing_and_are_told() {
        let set = gold();
        let answer = |text: &LabelledText| {
            let probability = (text.id != "3").then(|| if text.label == "biased" { 0.9 } else { 0.1 });
            (text.id.clone(), GivenAnswer { label: text.label.clone(), probability })
        };
        let mut given: BTreeMap<String, GivenAnswer> = set.texts.iter().map(answer).collect();
        given.insert("stranger".to_owned(), GivenAnswer { label: "biased".to_owned(), probability: None });
        for split in [Split::Cv, Split::Shipped] {
            let outcome = evaluate(&set, "t", "", &models(Learner::Given(&given)), &options(split)).expect("an outcome");
            assert_eq!((value(&outcome, "auroc").value, value(&outcome, "accuracy").value), (None, Some(1.0)));
            let told: Vec<_> = outcome.unasked.values().copied().collect();
            assert_eq!(told, [1, 1], "{:?}", outcome.unasked);
            assert_eq!(outcome.leakage, None, "nothing was learned here");
        }
    }

    #[test]
    fn texts_without_an_outlet_are_counted_where_outlets_are_left_out() {
        let mut set = gold();
        set.texts[..7].iter_mut().for_each(|text| text.outlet = None);
        let outcome = evaluate(&set, "t", "", &models(Learner::BagOfWords), &options(Split::LeaveOutletOut)).expect("an outcome");
        assert_eq!((outcome.n, outcome.unasked.values().copied().collect::<Vec<_>>()), (83, vec![7]));
        let named = Models { against: Some(Model { name: "outlet-only", learner: Learner::OutletOnly }), ..models(Learner::BagOfWords) };
        assert!(evaluate(&set, "t", "", &named, &options(Split::Cv)).is_err_and(|error| error.to_string().contains("no meaning here")));
    }

    #[test]
    fn two_models_are_compared_on_the_same_items() {
        let set = gold();
        let mut given: BTreeMap<String, GivenAnswer> =
            set.texts.iter().map(|text| (text.id.clone(), GivenAnswer { label: text.label.clone(), probability: None })).collect();
        for id in ["1", "2", "4"] {
            given.get_mut(id).expect("an answer").label = "biased".to_owned();
        }
        let against = Some(Model { name: "file", learner: Learner::Given(&given) });
        let outcome =
            evaluate(&set, "t", "", &Models { against, ..models(Learner::Scored(&regime)) }, &options(Split::Shipped)).expect("an outcome");
        let against = outcome.against.expect("the other");
        assert_eq!(against.mcnemar.map(|test| (test.b, test.c)), Some((3, 0)));
        let accuracy = against.differences.iter().find(|one| one.metric == "accuracy").expect("the metric");
        assert!(accuracy.paired.difference.value.is_some_and(|value| (value - 3.0 / 90.0).abs() < 1e-9));
        given.remove("7");
        let against = Some(Model { name: "file", learner: Learner::Given(&given) });
        let lacking = evaluate(&set, "t", "", &Models { against, ..models(Learner::Scored(&regime)) }, &options(Split::Shipped));
        assert!(lacking.is_err_and(|error| error.to_string().contains("lack 1 of 90 items, the first of them `7`")));
    }

    #[test]
    fn annotators_are_compared_where_there_are_several() {
        let outcome = evaluate(&gold(), "t", "", &models(Learner::Scored(&regime)), &options(Split::Shipped)).expect("an outcome");
        let agreement = outcome.agreement.expect("two annotators");
        assert_eq!((agreement.units, agreement.raters), (90, 2));
        assert!(agreement.alpha.is_some_and(|alpha| alpha < 0.0), "they differ on all texts but one");
    }

    #[test]
    fn what_the_set_does_not_allow_is_told() {
        let given = evaluate(&gold(), "t", "", &models(Learner::BagOfWords), &options(Split::Given));
        assert!(given.is_err_and(|error| error.to_string().contains("--split given")));
        let unknown = evaluate(&gold(), "t", "odd", &models(Learner::BagOfWords), &options(Split::Cv));
        assert!(unknown.is_err_and(|error| error.to_string().contains("no text is labelled `odd`")));
        let mut one = gold();
        one.texts.retain(|text| text.label == "biased");
        assert!(
            evaluate(&one, "t", "", &models(Learner::BagOfWords), &options(Split::Cv))
                .is_err_and(|error| error.to_string().contains("two labels"))
        );
    }
}
