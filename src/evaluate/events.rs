//! Groups of documents against the events that they cover.

use std::collections::{BTreeMap, BTreeSet};

use crate::checksum::sha256;
use crate::error::{Error, Result};
use crate::evaluate::gold::{Gold, LabelledDocument};
use crate::evaluate::metrics::{Tally, bcubed};
use crate::evaluate::outcome::{Baselines, Bench, Evaluation, Options, Outcome};
use crate::evaluate::spans::RATIOS;
use crate::evaluate::splits::{Split, cross_validation};

/// How alike documents are: pairs of places, the first below the second, with a likeness that is higher for the more alike. Pairs that are not named are
/// not alike at all.
pub type Likeness<'a> = dyn Fn(&[&LabelledDocument]) -> Vec<(usize, usize, f64)> + Sync + 'a;

/// Which documents are one group: learned from documents and the number of each one's event, asked about others; gives each of these the number of its group.
pub type Grouping<'a> = dyn Fn(&[(&LabelledDocument, usize)], &[Vec<&LabelledDocument>]) -> Result<Vec<Vec<usize>>> + Sync + 'a;

/// Sizes of the samples of events that are grouped by themselves, besides all at once.
const SAMPLES: [usize; 2] = [50, 100];

/// What is evaluated on events.
pub struct Instruments<'a> {
    /// Name of the grouping.
    pub name: &'a str,
    /// What learns and groups.
    pub grouping: &'a Grouping<'a>,
    /// The baseline: what is alike enough in its words is linked, and through a third too (single linkage, Sneath 1957); the cut is the one with the best F1 on the
    /// documents that are learned from.
    pub bag_of_words: &'a Likeness<'a>,
}

/// Evaluates a grouping on the events of a set, by folds of events: it learns from the other folds, then groups the documents of all events at once, and the fold's own
/// are judged, each among all documents. The set's events are also dealt into samples of 50 and of 100, in an order that hangs on their names, and each sample is grouped by
/// itself with the same settings: a grouping that fits one density of events may fail at another.
///
/// # Errors
///
/// When the set knows no events, or the split is another than by folds.
pub fn evaluate(gold: &Gold, task: &'static str, instruments: &Instruments<'_>, options: &Options) -> Result<Outcome> {
    if options.split != Split::Cv {
        return Err(Error::Data(format!("events are evaluated by folds; use --split cv, not {}", options.split)));
    }
    let documents: Vec<&LabelledDocument> = gold.documents.iter().filter(|document| document.event.is_some()).collect();
    let keys: Vec<&str> = documents.iter().map(|document| document.event.as_deref().unwrap_or_default()).collect();
    let parts = cross_validation(&keys, options.folds);
    if parts.len() < 2 {
        return Err(Error::Data(format!("the set {} knows too few events to split: {} documents name one", gold.set, documents.len())));
    }
    let mut numbers = BTreeMap::new();
    let truth: Vec<usize> = keys
        .iter()
        .map(|key| {
            let next = numbers.len();
            *numbers.entry(*key).or_insert(next)
        })
        .collect();
    let deals = deals(&numbers, &truth);
    let samples: Vec<&[usize]> = deals.iter().flat_map(|deal| deal.samples.iter().map(Vec::as_slice)).collect();
    let grouped = |learn: &[usize]| -> Result<Vec<Vec<usize>>> {
        let learned: Vec<(&LabelledDocument, usize)> = learn.iter().map(|&item| (documents[item], truth[item])).collect();
        let asked: Vec<Vec<&LabelledDocument>> =
            samples.iter().map(|sample| sample.iter().map(|&item| documents[item]).collect()).collect();
        (instruments.grouping)(&learned, &asked)
    };
    let pairs = (instruments.bag_of_words)(&documents);
    let by_words = |learn: &[usize]| -> Result<Vec<Vec<usize>>> {
        let cut = best_cut(&among(&pairs, learn), &learn.iter().map(|&item| truth[item]).collect::<Vec<_>>());
        Ok(samples.iter().map(|sample| linked(&among(&pairs, sample), sample.len(), cut)).collect())
    };
    let (mut own, mut words) = (Vec::new(), Vec::new());
    for part in &parts {
        own.push(grouped(&part.train)?);
        words.push(by_words(&part.train)?);
    }
    let bench = Bench { set: gold.set, task, options, clusters: numbers.len() };
    let everything: Vec<usize> = (0..numbers.len()).collect();
    let mut evaluations = Vec::new();
    let mut begun = 0;
    for deal in &deals {
        let places = begun..begun + deal.samples.len();
        begun = places.end;
        let dealt = documents_of(&deal.samples);
        for (measure, names) in [
            (Measure::BCubed, ["bcubed_precision", "bcubed_recall", "bcubed_f1"]),
            (Measure::Pairwise, ["pairwise_precision", "pairwise_recall", "pairwise_f1"]),
        ] {
            let tallies = |of: &dyn Fn(usize, usize) -> Vec<usize>| {
                let mut tallies = vec![Tally::default(); numbers.len()];
                for (at, part) in parts.iter().enumerate() {
                    for (place, sample) in places.clone().zip(&deal.samples) {
                        let events: Vec<usize> = sample.iter().map(|&item| truth[item]).collect();
                        let asked: BTreeSet<usize> = part.test.iter().map(|&item| truth[item]).collect();
                        for (event, tally) in by_event(&events, &of(at, place), measure) {
                            if asked.contains(&event) {
                                tallies[event] += tally;
                            }
                        }
                    }
                }
                tallies
            };
            let (own, words) = (tallies(&|at, place| own[at][place].clone()), tallies(&|at, place| words[at][place].clone()));
            let alone = tallies(&|_, place| (0..samples[place].len()).collect());
            for (ratio, metric) in RATIOS.into_iter().zip(names) {
                let over = |tallies: &[Tally], drawn: &[usize]| ratio.of(drawn.iter().map(|&event| tallies[event]).sum());
                let resampled = bench.interval(metric, deal.class.as_deref().unwrap_or_default(), &|drawn| over(&own, drawn));
                evaluations.push(Evaluation {
                    metric,
                    class: deal.class.clone(),
                    n: dealt as u64,
                    value: resampled.value,
                    interval: resampled.interval,
                    baselines: Baselines {
                        majority: over(&alone, &everything),
                        bag_of_words: over(&words, &everything),
                        ..Baselines::default()
                    },
                });
            }
        }
    }
    let names = parts.iter().map(|part| part.name.clone()).collect();
    Ok(Outcome::new(task, instruments.name, options.split, names, "documents", evaluations))
}

/// Samples of one size, of which each document is in one at most, as places of documents.
struct Deal {
    /// What the figures are called; `None` for all events at once.
    class: Option<String>,
    samples: Vec<Vec<usize>>,
}

fn deals(numbers: &BTreeMap<&str, usize>, truth: &[usize]) -> Vec<Deal> {
    let mut order: Vec<(String, usize)> = numbers.iter().map(|(name, number)| (sha256(name.as_bytes()), *number)).collect();
    order.sort_unstable();
    let of = |events: &[(String, usize)]| {
        let events: BTreeSet<usize> = events.iter().map(|(_, event)| *event).collect();
        (0..truth.len()).filter(|&item| events.contains(&truth[item])).collect()
    };
    let all = Deal { class: None, samples: vec![(0..truth.len()).collect()] };
    let sample =
        |&size: &usize| Deal { class: Some(format!("samples of {size} events")), samples: order.chunks_exact(size).map(of).collect() };
    [all].into_iter().chain(SAMPLES.iter().filter(|size| order.len() >= 2 * **size).map(sample)).collect()
}

fn documents_of(samples: &[Vec<usize>]) -> usize {
    samples.iter().map(Vec::len).sum()
}

/// The pairs of which both are among these places, by their places among them.
fn among(pairs: &[(usize, usize, f64)], items: &[usize]) -> Vec<(usize, usize, f64)> {
    let places: BTreeMap<usize, usize> = items.iter().enumerate().map(|(place, &item)| (item, place)).collect();
    let place = |&(left, right, likeness): &(usize, usize, f64)| Some((*places.get(&left)?, *places.get(&right)?, likeness));
    pairs.iter().filter_map(place).collect()
}

/// How groups are judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    BCubed,
    Pairwise,
}

/// The credit of each event's documents, judged among all documents; the tallies add up to those of [`bcubed`] and
/// [`pairwise`](crate::evaluate::metrics::pairwise).
///
/// Events are drawn with their credit, not judged anew among those drawn: a group that mixes two events would look pure wherever only one of them is drawn.
fn by_event(truth: &[usize], groups: &[usize], measure: Measure) -> BTreeMap<usize, Tally> {
    let mut sizes: BTreeMap<usize, f64> = BTreeMap::new();
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut events: BTreeMap<usize, f64> = BTreeMap::new();
    for (&event, &group) in truth.iter().zip(groups) {
        *sizes.entry(group).or_default() += 1.0;
        *both.entry((event, group)).or_default() += 1.0;
        *events.entry(event).or_default() += 1.0;
    }
    let mut tallies: BTreeMap<usize, Tally> = events.keys().map(|&event| (event, Tally::default())).collect();
    for (&(event, group), &shared) in &both {
        *tallies.entry(event).or_default() += match measure {
            Measure::BCubed => {
                Tally { right: shared * shared / sizes[&group], predicted: shared, found: shared * shared / events[&event], gold: shared }
            }
            // A pair across two events is half of each; pairs inside the event are counted below.
            Measure::Pairwise => {
                let pairs = shared * (shared - 1.0) / 2.0;
                Tally { right: pairs, predicted: shared * (sizes[&group] - 1.0) / 2.0, found: pairs, gold: 0.0 }
            }
        };
    }
    if measure == Measure::Pairwise {
        for (&event, n) in &events {
            tallies.entry(event).or_default().gold = n * (n - 1.0) / 2.0;
        }
    }
    tallies
}

/// The likeness from which on links make the groups with the best `BCubed` F1.
fn best_cut(pairs: &[(usize, usize, f64)], gold: &[usize]) -> f64 {
    let mut candidates: Vec<f64> = pairs.iter().map(|pair| pair.2).collect();
    candidates.sort_by(|a, b| b.total_cmp(a));
    candidates.dedup();
    // A coarse look, then a fine one around the best: F1 rises to its peak and falls.
    let quality = |cut: f64| bcubed(gold, &linked(pairs, gold.len(), cut)).f1().unwrap_or(0.0);
    let (mut from, mut to) = (0, candidates.len());
    let mut best = (quality(f64::INFINITY), f64::INFINITY);
    while to > from {
        let step = ((to - from) / 24).max(1);
        let mut top = from;
        for at in (from..to).step_by(step) {
            let now = quality(candidates[at]);
            if now > best.0 {
                // Halfway to the next pair: likenesses of other documents fall a little beside.
                best = (now, f64::midpoint(candidates[at], candidates.get(at + 1).copied().unwrap_or(0.0)));
                top = at;
            }
        }
        if step == 1 {
            break;
        }
        (from, to) = (top.saturating_sub(step), (top + step).min(to));
    }
    best.1
}

/// The first member of an item's group; paths are halved on the way (Tarjan and van Leeuwen 1984).
fn root(parents: &mut [usize], mut item: usize) -> usize {
    while parents[item] != item {
        parents[item] = parents[parents[item]];
        item = parents[item];
    }
    item
}

/// The group of each of `n` items, named by its first member, when pairs at or above the cut are linked.
fn linked(pairs: &[(usize, usize, f64)], n: usize, cut: f64) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..n).collect();
    for &(left, right, _) in pairs.iter().filter(|pair| pair.2 >= cut) {
        let (left, right) = (root(&mut parents, left), root(&mut parents, right));
        let (first, second) = (left.min(right), left.max(right));
        parents[second] = first;
    }
    (0..n).map(|item| root(&mut parents, item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::pairwise;
    use crate::model::cosines;

    fn gold() -> Gold {
        let document = |at: usize| LabelledDocument {
            id: at.to_string(),
            event: Some(format!("event {}", at / 3)),
            fold_key: format!("event {}", at / 3),
            text: format!("The place{} was flooded by the river{}, says witness{at}", at / 3, at / 3),
            ..LabelledDocument::default()
        };
        Gold { documents: (0..90).map(document).collect(), ..Gold::new("test") }
    }

    fn words(documents: &[&LabelledDocument]) -> Vec<(usize, usize, f64)> {
        cosines(&documents.iter().map(|document| document.text.as_str()).collect::<Vec<_>>())
    }

    /// Documents with the same second word are one group, whatever was learned.
    #[expect(clippy::unnecessary_wraps, reason = "the form of a grouping")]
    fn by_place(_: &[(&LabelledDocument, usize)], asked: &[Vec<&LabelledDocument>]) -> Result<Vec<Vec<usize>>> {
        let group = |document: &&LabelledDocument| {
            document.text.split(' ').nth(1).map_or(0, |word| word.bytes().map(usize::from).fold(7, |sum, byte| sum * 31 + byte))
        };
        Ok(asked.iter().map(|documents| documents.iter().map(group).collect()).collect())
    }

    #[test]
    fn every_document_is_judged_among_all() {
        let options = Options { resamples: 20, ..Options::default() };
        let instruments = Instruments { name: "by place", grouping: &by_place, bag_of_words: &words };
        let outcome = evaluate(&gold(), "events", &instruments, &options).expect("an outcome");
        let f1 = outcome.evaluations.iter().find(|one| one.metric == "bcubed_f1").expect("the metric");
        assert_eq!((f1.value, f1.n, f1.class.as_deref()), (Some(1.0), 90, None));
        // Alone, each document is right and finds a third of its event.
        assert!(f1.baselines.majority.is_some_and(|value| (value - 0.5).abs() < 1e-12));
        assert!(f1.baselines.bag_of_words.is_some_and(|value| value > 0.9));
    }

    #[test]
    fn the_credit_of_events_adds_up_to_the_figure_of_all() {
        let (truth, groups) = ([0, 0, 0, 1, 1, 2, 2, 2, 2], [5, 5, 6, 6, 6, 7, 7, 8, 5]);
        for (measure, whole) in [(Measure::BCubed, bcubed(&truth, &groups)), (Measure::Pairwise, pairwise(&truth, &groups))] {
            let sum: Tally = by_event(&truth, &groups, measure).values().sum();
            for (found, expected) in
                [(sum.right, whole.right), (sum.predicted, whole.predicted), (sum.found, whole.found), (sum.gold, whole.gold)]
            {
                assert!((found - expected).abs() < 1e-12, "{sum:?} {whole:?}");
            }
        }
    }

    #[test]
    fn links_reach_through_a_third() {
        assert_eq!(linked(&[(0, 2, 0.9), (1, 2, 0.8), (3, 4, 0.1)], 5, 0.5), [0, 0, 0, 3, 4]);
    }

    #[test]
    fn a_set_without_events_says_so() {
        let mut none = gold();
        none.documents.iter_mut().for_each(|document| document.event = None);
        assert!(
            evaluate(&none, "events", &Instruments { name: "x", grouping: &by_place, bag_of_words: &words }, &Options::default())
                .is_err_and(|error| error.to_string().contains("too few events"))
        );
    }
}
