//! Attributions against those that annotators marked: whose words, the words that say so, and the words themselves.
//!
//! Where several people annotated a document, each figure is the mean over them: every annotator is compared with the finder at a share of the
//! document's weight.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::evaluate::agreement::{Agreement, FEWEST, Scale, krippendorff_alpha};
use crate::evaluate::gold::{Gold, GoldAttribution, LabelledDocument};
use crate::evaluate::metrics::{LabelledSpan, Tally, exact_spans, overlapping_spans, token_sets};
use crate::evaluate::outcome::{Baselines, Bench, Evaluation, Options, Outcome, clusters};
use crate::evaluate::spans::{RATIOS, Ratio};
use crate::evaluate::splits::{Split, parts};
use crate::span::Span;
use crate::token::{Token, tokenize};

/// An attribution as a finder sees it. Each part may come in pieces, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundAttribution {
    /// Whose words.
    pub source: Vec<Span>,
    /// What says that they are somebody's.
    pub cue: Vec<Span>,
    /// The words.
    pub content: Vec<Span>,
    /// Whether the content stands in quotation marks as a whole.
    pub direct: bool,
}

/// Finds the attributions of a document.
pub type Finder<'a> = dyn Fn(&LabelledDocument) -> Vec<FoundAttribution> + Sync + 'a;

/// Evaluates a finder on the attributions of a set. It has learned nothing from the set here, so with [`Split::Shipped`] it is asked about all documents,
/// with [`Split::Given`] about those outside the training part.
///
/// # Errors
///
/// When the set holds no attributions or does not allow the split.
pub fn evaluate(gold: &Gold, (name, find): (&str, &Finder<'_>), options: &Options) -> Result<Outcome> {
    let documents = &gold.documents;
    if documents.iter().all(|document| document.attributions.is_empty()) {
        return Err(Error::Data(format!("the set {} holds no attributions", gold.set)));
    }
    let keys: Vec<&str> = documents.iter().map(|document| document.fold_key.as_str()).collect();
    let (names, mut asked): (Vec<String>, Vec<usize>) = if options.split == Split::Shipped {
        (vec!["all".to_owned()], (0..documents.len()).collect())
    } else {
        let outlets: Vec<Option<&str>> = documents.iter().map(|document| document.outlet.as_deref()).collect();
        let shipped_in: Vec<Option<&str>> = documents.iter().map(|document| document.split.as_deref()).collect();
        let parts = parts(&keys, &outlets, &shipped_in, options)?;
        (parts.iter().map(|part| part.name.clone()).collect(), parts.iter().flat_map(|part| part.test.iter().copied()).collect())
    };
    asked.sort_unstable();
    let found: Vec<Vec<FoundAttribution>> = asked.iter().map(|&at| find(&documents[at])).collect();
    let direct: Vec<Vec<FoundAttribution>> = found.iter().map(|found| found.iter().filter(|one| one.direct).cloned().collect()).collect();
    let words: Vec<Vec<Span>> = asked.iter().map(|&at| words(&documents[at].text)).collect();
    let members = clusters(asked.iter().map(|&at| keys[at]));
    let bench = Bench { set: gold.set, task: "attributions", options, clusters: members.len() };
    let all: Vec<usize> = (0..members.len()).collect();
    let mut evaluations = Vec::new();
    for measure in Measure::ALL {
        let tallies = |found: &[Vec<FoundAttribution>]| -> Vec<Tally> {
            let of = |&at: &usize| over_annotators(&documents[asked[at]], |gold, text| measure.tally(gold, &found[at], &words[at], text));
            members.iter().map(|members| members.iter().map(of).sum()).collect()
        };
        let (own, nothing, quotations) = (tallies(&found), tallies(&vec![Vec::new(); asked.len()]), tallies(&direct));
        for ratio in RATIOS {
            let Some(metric) = measure.metric(ratio) else { continue };
            let over = |tallies: &[Tally], drawn: &[usize]| ratio.of(drawn.iter().map(|&cluster| tallies[cluster]).sum());
            let resampled = bench.interval(metric, "", &|drawn| over(&own, drawn));
            evaluations.push(Evaluation {
                metric,
                class: None,
                n: asked.len() as u64,
                value: resampled.value,
                interval: resampled.interval,
                baselines: Baselines { majority: over(&nothing, &all), quotations: over(&quotations, &all), ..Baselines::default() },
            });
        }
    }
    let agreement = agreement(documents, &asked, &words, &members, &bench);
    Ok(Outcome { agreement, ..Outcome::new("attributions", name, options.split, names, "documents", evaluations) })
}

/// How far those who annotated the same documents agree on which words are content.
fn agreement(
    documents: &[LabelledDocument],
    asked: &[usize],
    words: &[Vec<Span>],
    members: &[Vec<usize>],
    bench: &Bench<'_>,
) -> Option<Agreement> {
    let units = |at: usize| -> Vec<Vec<Option<f64>>> {
        let document = &documents[asked[at]];
        if document.annotators.len() < 2 {
            return Vec::new();
        }
        let marked = |annotator: &String| -> BTreeSet<usize> {
            let own = document.attributions.iter().filter(|one| one.annotator.as_ref() == Some(annotator));
            own.flat_map(|one| &one.content).flat_map(|piece| inside(&words[at], *piece)).collect()
        };
        let marked: Vec<BTreeSet<usize>> = document.annotators.iter().map(marked).collect();
        (0..words[at].len()).map(|word| marked.iter().map(|own| Some(f64::from(u8::from(own.contains(&word))))).collect()).collect()
    };
    let mut rated: Vec<Vec<Vec<Option<f64>>>> = members.iter().map(|members| members.iter().flat_map(|&at| units(at)).collect()).collect();
    rated.retain(|units| !units.is_empty());
    let n: usize = rated.iter().map(Vec::len).sum();
    if n == 0 {
        return None;
    }
    // Only documents that several people read say anything; few of them leave no interval worth giving.
    let bench = Bench { clusters: rated.len(), ..*bench };
    let resampled = bench.interval("krippendorff_alpha", "", &|drawn| {
        let drawn: Vec<&[Option<f64>]> = drawn.iter().flat_map(|&cluster| &rated[cluster]).map(Vec::as_slice).collect();
        krippendorff_alpha(&drawn, Scale::Nominal)
    });
    let raters = asked.iter().map(|&at| documents[at].annotators.len()).max().unwrap_or_default();
    Some(Agreement {
        alpha: resampled.value,
        interval: resampled.interval.filter(|_| rated.len() >= FEWEST),
        units: n as u64,
        raters: raters as u64,
        unit: "words",
    })
}

/// The mean over everybody who read the document, also those who marked nothing.
fn over_annotators(document: &LabelledDocument, tally: impl Fn(&[&GoldAttribution], &str) -> Tally) -> Tally {
    let by = |annotator: Option<&String>| -> Vec<&GoldAttribution> {
        document
            .attributions
            .iter()
            .filter(|one| annotator.is_none_or(|name| one.annotator.as_ref().is_none_or(|own| own == name)))
            .collect()
    };
    if document.annotators.is_empty() {
        return tally(&by(None), &document.text);
    }
    let weight = 1.0 / document.annotators.len() as f64;
    document.annotators.iter().map(|annotator| tally(&by(Some(annotator)), &document.text).scaled(weight)).sum()
}

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Words inside any content.
    ContentTokens,
    /// Cues that are the same in all their pieces.
    CueExact,
    /// Words inside any cue.
    CueTokens,
    /// Sources that touch.
    SourceOverlap,
    /// Attributions whose contents touch, each matched once.
    Matched,
    /// Of these, the ones that have a source on both sides: whether it is the same.
    MatchedSource,
    /// Contents that are quotations as a whole, found by half of their words or more.
    DirectQuotations,
}

impl Measure {
    const ALL: [Self; 7] = [
        Self::ContentTokens,
        Self::CueExact,
        Self::CueTokens,
        Self::SourceOverlap,
        Self::Matched,
        Self::MatchedSource,
        Self::DirectQuotations,
    ];

    fn metric(self, ratio: Ratio) -> Option<&'static str> {
        Some(match (self, ratio) {
            (Self::ContentTokens, Ratio::Precision) => "content_token_precision",
            (Self::ContentTokens, Ratio::Recall) => "content_token_recall",
            (Self::ContentTokens, Ratio::F1) => "content_token_f1",
            (Self::CueExact, Ratio::Precision) => "cue_exact_precision",
            (Self::CueExact, Ratio::Recall) => "cue_exact_recall",
            (Self::CueExact, Ratio::F1) => "cue_exact_f1",
            (Self::CueTokens, Ratio::F1) => "cue_token_f1",
            (Self::SourceOverlap, Ratio::Precision) => "source_overlap_precision",
            (Self::SourceOverlap, Ratio::Recall) => "source_overlap_recall",
            (Self::SourceOverlap, Ratio::F1) => "source_overlap_f1",
            (Self::Matched, Ratio::Precision) => "attribution_precision",
            (Self::Matched, Ratio::Recall) => "attribution_recall",
            (Self::Matched, Ratio::F1) => "attribution_f1",
            (Self::MatchedSource, Ratio::Recall) => "matched_source_accuracy",
            (Self::DirectQuotations, Ratio::Recall) => "direct_quotation_recall",
            _ => return None,
        })
    }

    fn tally(self, gold: &[&GoldAttribution], found: &[FoundAttribution], words: &[Span], text: &str) -> Tally {
        let tokens =
            |pieces: &mut dyn Iterator<Item = Span>| -> BTreeSet<usize> { pieces.flat_map(|piece| inside(words, piece)).collect() };
        match self {
            Self::ContentTokens => token_sets(
                &tokens(&mut gold.iter().flat_map(|one| one.content.iter().copied())),
                &tokens(&mut found.iter().flat_map(|one| one.content.iter().copied())),
            ),
            Self::CueTokens => token_sets(
                &tokens(&mut gold.iter().flat_map(|one| one.cue.iter().copied())),
                &tokens(&mut found.iter().flat_map(|one| one.cue.iter().copied())),
            ),
            // One cue may serve two attributions: it is one cue all the same.
            Self::CueExact => {
                let pieces: BTreeSet<&[Span]> =
                    gold.iter().map(|one| one.cue.as_slice()).chain(found.iter().map(|one| one.cue.as_slice())).collect();
                let places: Vec<&[Span]> = pieces.into_iter().collect();
                let numbered = |cues: BTreeSet<&[Span]>| -> Vec<LabelledSpan> {
                    let place = |cue: &&[Span]| places.iter().position(|other| other == cue).unwrap_or_default();
                    cues.iter().filter(|cue| !cue.is_empty()).map(|cue| LabelledSpan { start: 0, end: 1, label: place(cue) }).collect()
                };
                exact_spans(
                    &numbered(gold.iter().map(|one| one.cue.as_slice()).collect()),
                    &numbered(found.iter().map(|one| one.cue.as_slice()).collect()),
                )
            }
            Self::SourceOverlap => {
                let spans = |sources: BTreeSet<Span>| -> Vec<LabelledSpan> {
                    sources.iter().map(|span| LabelledSpan { start: span.start(), end: span.end(), label: 0 }).collect()
                };
                overlapping_spans(
                    &spans(gold.iter().flat_map(|one| one.source.iter().copied()).collect()),
                    &spans(found.iter().flat_map(|one| one.source.iter().copied()).collect()),
                )
            }
            Self::Matched => {
                let both = matched(gold, found).len() as f64;
                Tally { right: both, predicted: found.len() as f64, found: both, gold: gold.len() as f64 }
            }
            Self::MatchedSource => {
                let pairs: Vec<_> = matched(gold, found)
                    .into_iter()
                    .map(|(one, other)| (&gold[one].source, &found[other].source))
                    .filter(|(one, other)| !one.is_empty() && !other.is_empty())
                    .collect();
                let same = pairs.iter().filter(|(one, other)| touch(one, other)).count() as f64;
                Tally { right: same, predicted: pairs.len() as f64, found: same, gold: pairs.len() as f64 }
            }
            Self::DirectQuotations => {
                let ours = tokens(&mut found.iter().flat_map(|one| one.content.iter().copied()));
                let quoted =
                    gold.iter().filter(|one| !one.content.is_empty() && one.content.iter().all(|piece| is_quoted(piece.slice(text))));
                let mut tally = Tally::default();
                for one in quoted {
                    let theirs = tokens(&mut one.content.iter().copied());
                    tally.gold += 1.0;
                    tally.found += f64::from(u8::from(2 * theirs.intersection(&ours).count() >= theirs.len()));
                }
                tally
            }
        }
    }
}

/// Pairs of attributions whose contents touch, in the order of gold, each matched once, with the one that shares most.
fn matched(gold: &[&GoldAttribution], found: &[FoundAttribution]) -> Vec<(usize, usize)> {
    let shared = |one: &[Span], other: &[Span]| -> usize {
        let pairs = one.iter().flat_map(|left| other.iter().map(move |right| (left, right)));
        pairs.map(|(left, right)| left.end().min(right.end()).saturating_sub(left.start().max(right.start()))).sum()
    };
    let mut free: Vec<usize> = (0..found.len()).collect();
    let mut pairs = Vec::new();
    for (at, one) in gold.iter().enumerate() {
        let best = free
            .iter()
            .enumerate()
            .map(|(place, &other)| (shared(&one.content, &found[other].content), place))
            .filter(|(shared, _)| *shared > 0)
            .max_by_key(|&(shared, place)| (shared, std::cmp::Reverse(place)));
        if let Some((_, place)) = best {
            pairs.push((at, free.remove(place)));
        }
    }
    pairs
}

fn touch(one: &[Span], other: &[Span]) -> bool {
    one.iter().any(|left| other.iter().any(|right| left.overlaps(*right)))
}

/// Whether a piece begins and ends with a quotation mark, punctuation after the closing one set aside.
fn is_quoted(piece: &str) -> bool {
    let mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'');
    piece.starts_with(mark) && piece.trim_end_matches(['.', ',', '?', '!', ';', ':']).ends_with(mark)
}

fn words(text: &str) -> Vec<Span> {
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(text, Span::new(0, text.len()), &mut tokens);
    tokens.iter().filter(|token| token.is_word()).map(|token| token.span).collect()
}

/// Places of the words inside a piece.
fn inside(words: &[Span], piece: Span) -> std::ops::Range<usize> {
    let first = words.partition_point(|word| word.end() <= piece.start());
    let last = words.partition_point(|word| word.start() < piece.end());
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“It broke,” Roe said. Doe claimed that it held. Ann shrugged.";

    fn at(words: &str) -> Vec<Span> {
        let start = TEXT.find(words).expect("the words");
        vec![Span::new(start, start + words.len())]
    }

    fn gold(annotator: &str, source: &str, cue: &str, content: &str) -> GoldAttribution {
        GoldAttribution { annotator: Some(annotator.to_owned()), source: at(source), cue: at(cue), content: at(content) }
    }

    fn figures(attributions: Vec<GoldAttribution>, annotators: &[&str]) -> impl Fn(&str) -> Option<f64> {
        let document = LabelledDocument {
            id: "a".into(),
            fold_key: "a".into(),
            text: TEXT.into(),
            attributions,
            annotators: annotators.iter().map(|&name| name.to_owned()).collect(),
            ..LabelledDocument::default()
        };
        let gold = Gold { documents: vec![document], ..Gold::new("test") };
        let find = |_: &LabelledDocument| {
            vec![
                FoundAttribution { source: at("Roe"), cue: at("said"), content: at("“It broke,”"), direct: true },
                FoundAttribution { source: at("Ann"), cue: at("claimed that"), content: at("it held"), direct: false },
            ]
        };
        let outcome =
            evaluate(&gold, ("rules", &find), &Options { split: Split::Shipped, resamples: 5, ..Options::default() }).expect("an outcome");
        move |metric| outcome.evaluations.iter().find(|one| one.metric == metric).expect("the metric").value
    }

    #[test]
    fn each_part_is_judged_in_its_own_way() {
        let value = figures(vec![gold("x", "Roe", "said", "“It broke,”"), gold("x", "Doe", "claimed", "it held")], &["x"]);
        assert_eq!((value("content_token_f1"), value("attribution_f1")), (Some(1.0), Some(1.0)));
        assert_eq!(
            (value("cue_exact_f1"), value("source_overlap_f1"), value("matched_source_accuracy")),
            (Some(0.5), Some(0.5), Some(0.5))
        );
        // said, claimed of said, claimed that.
        assert_eq!((value("cue_token_f1"), value("direct_quotation_recall")), (Some(0.8), Some(1.0)));
    }

    #[test]
    fn several_annotators_count_as_one_document() {
        let both =
            vec![gold("x", "Roe", "said", "“It broke,”"), gold("x", "Doe", "claimed", "it held"), gold("y", "Roe", "said", "“It broke,”")];
        // Of y's two words of four that we mark, both; the third reader marked nothing.
        let value = figures(both, &["x", "y", "z"]);
        assert_eq!(value("content_token_recall"), Some(1.0));
        let precision = value("content_token_precision").expect("a value");
        assert!((precision - (4.0 + 2.0) / 12.0).abs() < 1e-12, "{precision}");
    }

    #[test]
    fn direct_quotations_are_contents_that_are_quoted_as_a_whole() {
        assert!(is_quoted("“It broke,”") && is_quoted("\"Yes\".") && !is_quoted("it “broke”") && !is_quoted("“It” broke"));
    }
}
