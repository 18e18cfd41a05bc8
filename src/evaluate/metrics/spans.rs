//! Marked stretches of a document against gold ones: exact, touching, in part, and as sets of tokens.

use std::collections::{BTreeMap, BTreeSet};

use super::Tally;

/// A stretch of one document with a label: from `start` up to, and without, `end`. The unit, bytes or characters, is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelledSpan {
    /// First position.
    pub start: usize,
    /// Position after the last.
    pub end: usize,
    /// Index of the label; one index for all where labels do not matter.
    pub label: usize,
}

impl LabelledSpan {
    fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Positions that two spans of one label share.
    fn shared(self, other: Self) -> usize {
        if self.label == other.label { self.end.min(other.end).saturating_sub(self.start.max(other.start)) } else { 0 }
    }
}

/// Spans of one document that agree in start, end and label, each matched once (Tjong Kim Sang and De Meulder 2003, *Introduction to the
/// CoNLL-2003 shared task*).
#[must_use]
pub fn exact_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let mut left: BTreeMap<LabelledSpan, u64> = BTreeMap::new();
    for &span in gold {
        *left.entry(span).or_default() += 1;
    }
    let mut both = 0;
    for span in predicted {
        if let Some(count @ 1..) = left.get_mut(span) {
            *count -= 1;
            both += 1;
        }
    }
    Tally { right: f64::from(both), predicted: predicted.len() as f64, found: f64::from(both), gold: gold.len() as f64 }
}

/// Spans of one document that share at least one position with a span of the same label on the other side: a prediction is right when it
/// touches gold, gold is found when a prediction touches it. The lenient match of opinion mining (Wiebe, Wilson and Cardie 2005,
/// *Annotating expressions of opinions and emotions in language*), kind to long predictions: read it beside [`partial_spans`].
#[must_use]
pub fn overlapping_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let touched = |of: &[LabelledSpan], by: &[LabelledSpan]| of.iter().filter(|one| by.iter().any(|other| one.shared(*other) > 0)).count();
    Tally {
        right: touched(predicted, gold) as f64,
        predicted: predicted.len() as f64,
        found: touched(gold, predicted) as f64,
        gold: gold.len() as f64,
    }
}

/// Partial match of the propaganda techniques corpus, one document (Da San Martino et al. 2019, *Fine-grained analysis of propaganda in
/// news articles*; 2020, *`SemEval`-2020 task 11*, after Potthast et al. 2010).
///
/// C(s, t, h) = |s ∩ t| / h where the labels agree, else 0. Precision is the sum of C(s, t, |s|) over all pairs of a predicted span s and a
/// gold span t over the number of predicted spans; recall the sum of C(s, t, |t|) over the number of gold spans.
///
/// Every pair counts, so overlapping spans of one label earn credit twice and can lift a figure above 1: the task first joins them, on both
/// sides, which is [`join_overlapping`]. The official scorer prints 0 for an undefined precision or recall, and F1 1 where both sides are
/// empty; here these are `None`. For span identification give all spans one label; for one technique's figures give only its spans.
#[must_use]
pub fn partial_spans(gold: &[LabelledSpan], predicted: &[LabelledSpan]) -> Tally {
    let mut tally = Tally { predicted: predicted.len() as f64, gold: gold.len() as f64, ..Tally::default() };
    for &prediction in predicted {
        for &truth in gold {
            // A span of no length shares nothing, so neither division is by zero.
            let shared = prediction.shared(truth);
            if shared > 0 {
                tally.right += shared as f64 / prediction.len() as f64;
                tally.found += shared as f64 / truth.len() as f64;
            }
        }
    }
    tally
}

/// Joins spans of one label that share a position into one, in order of label, start and end; spans that only meet stay apart.
#[must_use]
pub fn join_overlapping(spans: &[LabelledSpan]) -> Vec<LabelledSpan> {
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| (span.label, span.start, span.end));
    let mut joined: Vec<LabelledSpan> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match joined.last_mut() {
            Some(last) if last.shared(span) > 0 => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Tokens of one document that both sides marked, as sets: order and repetition do not matter (Rajpurkar et al. 2016, *`SQuAD`*, whose
/// token F1 counts repetitions).
#[must_use]
pub fn token_sets<T: Ord>(gold: &BTreeSet<T>, predicted: &BTreeSet<T>) -> Tally {
    let both = gold.intersection(predicted).count() as f64;
    Tally { right: both, predicted: predicted.len() as f64, found: both, gold: gold.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::fixtures::{Case, cases, close, same};
    use crate::evaluate::metrics::{bcubed, pairwise};

    fn span(start: usize, end: usize, label: usize) -> LabelledSpan {
        LabelledSpan { start, end, label }
    }

    #[test]
    fn a_span_is_right_exactly_or_by_touching() {
        let gold = [span(0, 5, 0), span(10, 20, 1), span(30, 40, 0)];
        let predicted = [span(0, 5, 0), span(0, 5, 0), span(12, 14, 1), span(18, 25, 1), span(30, 40, 1), span(5, 10, 0)];
        let exact = exact_spans(&gold, &predicted);
        assert!(close(exact.precision(), 1.0 / 6.0) && close(exact.recall(), 1.0 / 3.0) && close(exact.f1(), 2.0 / 9.0));
        let touching = overlapping_spans(&gold, &predicted);
        assert!(close(touching.precision(), 4.0 / 6.0) && close(touching.recall(), 2.0 / 3.0));
        let sum: Tally = [exact, exact_spans(&[], &[])].iter().sum();
        assert_eq!(sum, exact);
        assert_eq!(exact_spans(&[], &[]).f1(), None);
        assert_eq!((exact_spans(&gold, &[]).precision(), exact_spans(&gold, &[]).f1()), (None, Some(0.0)));
    }

    #[test]
    fn partial_match_is_the_official_scorers_example() {
        // README of the task's scorer: article 736757214, P = 1.929825/2, R = 1.947458/4, F1 = .647181. The gold spans are the corpus's;
        // the two predicted ones follow from the printed fractions: 50 of the first 59 characters, and 57 characters from 115.
        let gold = join_overlapping(&[span(0, 59, 0), span(171, 181, 0), span(0, 9, 0), span(115, 167, 0), span(740, 759, 0)]);
        let tally = partial_spans(&gold, &[span(9, 59, 0), span(115, 172, 0)]);
        assert_eq!((tally.predicted, tally.gold), (2.0, 4.0));
        assert!((tally.right - 1.929_825).abs() < 1e-6 && (tally.found - 1.947_458).abs() < 1e-6, "{tally:?}");
        assert!(tally.f1().is_some_and(|f1| (f1 - 0.647_181).abs() < 1e-6));
    }

    #[test]
    fn partial_match_needs_the_label_and_joined_spans_share_a_position() {
        assert!(close(partial_spans(&[span(0, 10, 0)], &[span(0, 10, 1)]).f1(), 0.0));
        assert!(close(partial_spans(&[span(0, 10, 0)], &[span(3, 3, 0)]).f1(), 0.0));
        assert_eq!(
            join_overlapping(&[span(4, 8, 0), span(0, 5, 0), span(8, 9, 0), span(4, 8, 1)]),
            [span(0, 8, 0), span(8, 9, 0), span(4, 8, 1)]
        );
    }

    #[test]
    fn tokens_are_compared_as_sets() {
        let tally = token_sets(&BTreeSet::from([1, 2, 3]), &BTreeSet::from([2, 3, 4, 5]));
        assert!(close(tally.precision(), 0.5) && close(tally.recall(), 2.0 / 3.0) && close(tally.f1(), 4.0 / 7.0));
    }

    #[test]
    fn figures_of_spans_and_groups_equal_those_of_plain_sets() {
        let labelled =
            |spans: &[(usize, usize, usize)]| spans.iter().map(|&(start, end, label)| span(start, end, label)).collect::<Vec<_>>();
        for Case { name, gold, predicted, gold_spans, predicted_spans, expected, .. } in cases() {
            let (left, right) = (labelled(&gold_spans), labelled(&predicted_spans));
            let positions = |spans: &[LabelledSpan]| -> BTreeSet<usize> { spans.iter().flat_map(|span| span.start..span.end).collect() };
            for (what, found, expected) in [
                ("pairwise", pairwise(&gold, &predicted), expected.pairwise),
                ("bcubed", bcubed(&gold, &predicted), expected.bcubed),
                ("exact", exact_spans(&left, &right), expected.exact),
                ("overlapping", overlapping_spans(&left, &right), expected.overlapping),
                ("partial", partial_spans(&left, &right), expected.partial),
                ("partial, joined", partial_spans(&join_overlapping(&left), &join_overlapping(&right)), expected.partial_joined),
                ("token sets", token_sets(&positions(&left), &positions(&right)), expected.token_sets),
            ] {
                for (found, expected) in [found.precision(), found.recall(), found.f1()].into_iter().zip(expected) {
                    same(found, expected, &format!("{name}: {what}"));
                }
            }
        }
    }

    #[derive(serde::Deserialize)]
    struct Scorer {
        cases: Vec<ScorerCase>,
    }

    #[derive(serde::Deserialize)]
    struct ScorerCase {
        articles: Vec<ScorerArticle>,
        /// Precision, recall and F1, over all labels as one.
        identification: [f64; 3],
        /// The same, where the label must agree.
        techniques: [f64; 3],
    }

    #[derive(serde::Deserialize)]
    struct ScorerArticle {
        gold: Vec<(usize, usize, usize)>,
        predicted: Vec<(usize, usize, usize)>,
    }

    #[test]
    fn partial_match_is_what_the_official_scorer_computes() {
        // Its join depends on the order of the spans; in the order of their starts, as here, it is the one of `join_overlapping`.
        let scorer: Scorer = serde_json::from_str(include_str!("../../../tests/fixtures/ptc_scorer.json")).expect("the fixture is JSON");
        assert_eq!(scorer.cases.len(), 30);
        for (number, case) in scorer.cases.iter().enumerate() {
            for (labels, expected) in [(false, case.identification), (true, case.techniques)] {
                let spans = |spans: &[(usize, usize, usize)]| {
                    let label = |label| if labels { label } else { 0 };
                    join_overlapping(&spans.iter().map(|&(start, end, of)| span(start, end, label(of))).collect::<Vec<_>>())
                };
                let tally: Tally = case.articles.iter().map(|one| partial_spans(&spans(&one.gold), &spans(&one.predicted))).sum();
                // It prints 0 for an undefined precision or recall, and F1 1 where both sides are empty.
                let empty = tally.predicted <= 0.0 && tally.gold <= 0.0;
                let found =
                    [tally.precision().unwrap_or(0.0), tally.recall().unwrap_or(0.0), tally.f1().unwrap_or(if empty { 1.0 } else { 0.0 })];
                for (found, expected) in found.into_iter().zip(expected) {
                    same(Some(found), Some(expected), &format!("case {number}, labels {labels}"));
                }
            }
        }
    }
}
