//! Groups of documents against the events that they cover.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::evaluate::gold::{Gold, LabelledDocument};
use crate::evaluate::metrics::{Tally, bcubed};
use crate::evaluate::outcome::{Baselines, Bench, Evaluation, Options, Outcome};
use crate::evaluate::spans::RATIOS;
use crate::evaluate::splits::{Split, cross_validation};

/// How alike documents are: pairs of places, the first below the second, with a likeness that is higher for the more alike. Pairs that are not named are
/// not alike at all.
pub type Likeness<'a> = dyn Fn(&[&LabelledDocument]) -> Vec<(usize, usize, f64)> + Sync + 'a;

/// Evaluates a likeness on the events of a set, by folds of events: documents of a fold are linked where they are alike enough, and the cut is the one with
/// the best `BCubed` F1 on the other folds. What is alike through a third is one group (single linkage, Sneath 1957).
///
/// A fold holds fewer events than the set, so a stray link is rarer in it than in all documents at once: read the figures as those of a corpus of a
/// fold's size.
///
/// # Errors
///
/// When the set knows no events, or the split is another than by folds.
pub fn evaluate(gold: &Gold, (name, likeness): (&str, &Likeness<'_>), bag_of_words: &Likeness<'_>, options: &Options) -> Result<Outcome> {
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
    let grouped = |likeness: &Likeness<'_>| -> Vec<usize> {
        let mut groups: Vec<usize> = (0..documents.len()).collect();
        for part in &parts {
            let of = |items: &[usize]| likeness(&items.iter().map(|&item| documents[item]).collect::<Vec<_>>());
            let gold: Vec<usize> = part.train.iter().map(|&item| truth[item]).collect();
            let cut = best_cut(&of(&part.train), &gold);
            for (at, group) in linked(&of(&part.test), part.test.len(), cut).into_iter().enumerate() {
                groups[part.test[at]] = part.test[group];
            }
        }
        groups
    };
    let own = grouped(likeness);
    let words = grouped(bag_of_words);
    let alone: Vec<usize> = (0..documents.len()).collect();
    let bench = Bench { set: gold.set, task: "events", options, clusters: numbers.len() };
    let everything: Vec<usize> = (0..numbers.len()).collect();
    let mut evaluations = Vec::new();
    for (measure, names) in [
        (Measure::BCubed, ["bcubed_precision", "bcubed_recall", "bcubed_f1"]),
        (Measure::Pairwise, ["pairwise_precision", "pairwise_recall", "pairwise_f1"]),
    ] {
        let tallies = |groups: &[usize]| by_event(&truth, groups, measure);
        let (own, words, alone) = (tallies(&own), tallies(&words), tallies(&alone));
        for (ratio, metric) in RATIOS.into_iter().zip(names) {
            let over = |tallies: &[Tally], drawn: &[usize]| ratio.of(drawn.iter().map(|&event| tallies[event]).sum());
            let resampled = bench.interval(metric, "", &|drawn| over(&own, drawn));
            evaluations.push(Evaluation {
                metric,
                class: None,
                n: documents.len() as u64,
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
    let names = parts.iter().map(|part| part.name.clone()).collect();
    Ok(Outcome::new("events", name, options.split, names, "documents", evaluations))
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
fn by_event(truth: &[usize], groups: &[usize], measure: Measure) -> Vec<Tally> {
    let mut sizes: BTreeMap<usize, f64> = BTreeMap::new();
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut events: BTreeMap<usize, f64> = BTreeMap::new();
    for (&event, &group) in truth.iter().zip(groups) {
        *sizes.entry(group).or_default() += 1.0;
        *both.entry((event, group)).or_default() += 1.0;
        *events.entry(event).or_default() += 1.0;
    }
    let mut tallies = vec![Tally::default(); events.len()];
    for (&(event, group), &shared) in &both {
        tallies[event] += match measure {
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
            tallies[event].gold = n * (n - 1.0) / 2.0;
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

    #[test]
    fn documents_that_share_rare_words_become_one_event() {
        let options = Options { resamples: 20, ..Options::default() };
        let outcome = evaluate(&gold(), ("bag-of-words", &words), &words, &options).expect("an outcome");
        let f1 = outcome.evaluations.iter().find(|one| one.metric == "bcubed_f1").expect("the metric");
        assert_eq!((f1.value, f1.n), (Some(1.0), 90));
        // Alone, each document is right and finds a third of its event.
        assert!(f1.baselines.majority.is_some_and(|value| (value - 0.5).abs() < 1e-12));
    }

    #[test]
    fn the_credit_of_events_adds_up_to_the_figure_of_all() {
        let (truth, groups) = ([0, 0, 0, 1, 1, 2, 2, 2, 2], [5, 5, 6, 6, 6, 7, 7, 8, 5]);
        for (measure, whole) in [(Measure::BCubed, bcubed(&truth, &groups)), (Measure::Pairwise, pairwise(&truth, &groups))] {
            let sum: Tally = by_event(&truth, &groups, measure).iter().sum();
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
            evaluate(&none, ("x", &words), &words, &Options::default()).is_err_and(|error| error.to_string().contains("too few events"))
        );
    }
}
