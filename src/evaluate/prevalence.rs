//! How much of each outlet's text has a label, as a model sees it and as it is corrected for the model's errors.
//!
//! A model that overlooks more in one outlet than in another makes a difference between them, or hides one. Where some of each outlet's texts are
//! labelled by people, the share that the model sees can be corrected (Rogan and Gladen 1978), with sensitivity and specificity *of that outlet*: with
//! those of all outlets together the correction can fake a difference. Both stand here beside the true share, so that one sees what the correction is
//! worth.

use std::collections::BTreeMap;

use crate::compare::Stream;
use crate::evaluate::outcome::{Options, clusters};
use crate::evaluate::significance::{BootstrapOptions, cluster_bootstrap, rogan_gladen_estimate};
use crate::evaluate::splits::fold;

/// A text as two saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Who published it.
    pub outlet: &'a str,
    /// What is resampled, and what the parts of the correction are taken of: article, document or story.
    pub key: &'a str,
    /// Whether people gave it the label.
    pub gold: bool,
    /// Whether the model did.
    pub predicted: bool,
}

/// The share of a label in an outlet's texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Prevalence {
    /// Whose texts.
    pub outlet: String,
    /// Number of texts.
    pub n: u64,
    /// Share that people gave the label.
    pub gold: f64,
    /// Share that the model gave it.
    pub apparent: f64,
    /// Share of those with the label that the model found; `None` where there is none.
    pub sensitivity: Option<f64>,
    /// Share of those without it that the model passed; `None` where there is none.
    pub specificity: Option<f64>,
    /// The apparent share corrected with the outlet's own sensitivity and specificity; `None` where they tell nothing.
    pub corrected: Option<f64>,
    /// Its interval, from resampled articles.
    pub interval: Option<(f64, f64)>,
    /// The apparent share corrected with the sensitivity and specificity of all outlets together.
    pub pooled: Option<f64>,
}

/// Parts of the correction: errors are learned on all but one and the share is corrected on that one, so that no text corrects itself.
const PARTS: u8 = 5;

/// Shares by outlet, in the order of their names.
#[must_use]
pub fn by_outlet(items: &[Item<'_>], set: &str, options: &Options) -> Vec<Prevalence> {
    let mut outlets: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    for item in items {
        outlets.entry(item.outlet).or_default().push(*item);
    }
    if outlets.len() < 2 {
        return Vec::new();
    }
    let row = |(outlet, own): (&str, Vec<Item<'_>>)| {
        let n = own.len() as f64;
        let counts = Counts::of(own.iter());
        let members = clusters(own.iter().map(|item| item.key));
        let mut stream = Stream::new(options.seed, &["prevalence", set, outlet]);
        let resampled = cluster_bootstrap(
            &(0..members.len()).collect::<Vec<_>>(),
            &|drawn| {
                let drawn: Vec<Item<'_>> = drawn.iter().flat_map(|&cluster| &members[cluster]).map(|&at| own[at]).collect();
                corrected(&drawn, None)
            },
            BootstrapOptions { resamples: options.resamples, level: options.level },
            &mut |bound| stream.below(bound),
        );
        Prevalence {
            outlet: outlet.to_owned(),
            n: own.len() as u64,
            gold: counts.positives() / n,
            apparent: counts.predicted() / n,
            sensitivity: counts.sensitivity(),
            specificity: counts.specificity(),
            corrected: resampled.value,
            interval: resampled.interval,
            pooled: corrected(&own, Some(items)),
        }
    };
    outlets.into_iter().map(row).collect()
}

/// The share of the items corrected part by part, with errors learned on the other parts of `errors`, or of the items themselves.
fn corrected(items: &[Item<'_>], errors: Option<&[Item<'_>]>) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for part in 0..PARTS {
        let here = |item: &&Item<'_>| fold(item.key, PARTS) == part;
        let own = Counts::of(items.iter().filter(here));
        let learned = Counts::of(errors.unwrap_or(items).iter().filter(|item| !here(item)));
        let n = own.n();
        if n <= 0.0 {
            continue;
        }
        // Held to 0 to 1 only at the end: held part by part it would lean inwards.
        sum += n * rogan_gladen_estimate(own.predicted() / n, learned.sensitivity()?, learned.specificity()?)?;
        weight += n;
    }
    (weight > 0.0).then(|| (sum / weight).clamp(0.0, 1.0))
}

/// True and false positives and negatives.
#[derive(Clone, Copy, Default)]
struct Counts {
    both: f64,
    gold_only: f64,
    predicted_only: f64,
    neither: f64,
}

impl Counts {
    fn of<'a>(items: impl Iterator<Item = &'a Item<'a>>) -> Self {
        let mut counts = Self::default();
        for item in items {
            *match (item.gold, item.predicted) {
                (true, true) => &mut counts.both,
                (true, false) => &mut counts.gold_only,
                (false, true) => &mut counts.predicted_only,
                (false, false) => &mut counts.neither,
            } += 1.0;
        }
        counts
    }

    fn n(self) -> f64 {
        self.positives() + self.predicted_only + self.neither
    }

    fn positives(self) -> f64 {
        self.both + self.gold_only
    }

    fn predicted(self) -> f64 {
        self.both + self.predicted_only
    }

    fn sensitivity(self) -> Option<f64> {
        (self.positives() > 0.0).then(|| self.both / self.positives())
    }

    fn specificity(self) -> Option<f64> {
        let negatives = self.predicted_only + self.neither;
        (negatives > 0.0).then(|| self.neither / negatives)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of an outlet of which `share` in a hundred have the label; the model finds `found` in a hundred of them and no other.
    fn outlet<'a>(name: &'a str, keys: &'a [String], share: usize, found: usize) -> Vec<Item<'a>> {
        let item = |(at, key): (usize, &'a String)| {
            let gold = at % 100 < share;
            Item { outlet: name, key, gold, predicted: gold && (at / 100) % 100 < found }
        };
        keys.iter().enumerate().map(item).collect()
    }

    #[test]
    fn a_model_that_overlooks_more_in_one_outlet_is_corrected_by_its_own_errors() {
        let keys: Vec<String> = (0..10_000).map(|key| key.to_string()).collect();
        // Both have the label in 40 of 100 texts; the model finds nine of ten in one and half in the other.
        let items = [outlet("a", &keys, 40, 90), outlet("b", &keys, 40, 50)].concat();
        let rows = by_outlet(&items, "t", &Options { resamples: 40, ..Options::default() });
        let near = |found: f64, expected: f64| (found - expected).abs() < 0.01;
        assert!(near(rows[0].apparent, 0.36) && near(rows[1].apparent, 0.2), "a difference that is none: {rows:?}");
        assert!(rows.iter().all(|row| row.corrected.is_some_and(|found| near(found, 0.4))), "{rows:?}");
        assert!(rows.iter().all(|row| row.interval.is_some_and(|(low, high)| low <= 0.401 && high >= 0.399)));
        // With the errors of both together, .36 / .7 and .2 / .7: the difference stays.
        let pooled: Vec<f64> = rows.iter().filter_map(|row| row.pooled).collect();
        assert!(near(pooled[0], 0.514) && near(pooled[1], 0.286), "{pooled:?}");
    }

    #[test]
    fn a_model_that_tells_nothing_corrects_nothing() {
        let keys: Vec<String> = (0..50).map(|key| key.to_string()).collect();
        let never = outlet("a", &keys, 40, 0);
        let rows = by_outlet(&[never.clone(), outlet("b", &keys, 0, 0)].concat(), "t", &Options { resamples: 5, ..Options::default() });
        assert_eq!((rows[0].corrected, rows[1].corrected), (None, None));
        assert_eq!((rows[0].sensitivity, rows[1].sensitivity), (Some(0.0), None));
        assert!(by_outlet(&never, "t", &Options::default()).is_empty(), "one outlet is compared with none");
    }
}
