//! The labelled sets as they are: the readers find in them what a plain count in another language finds.
//!
//! The sets are not part of the project. Each test reads its set in `../shared/data`; where that is not there it says so and passes.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use parallax::Result;
use parallax::evaluate::gold::{Gold, LabelledText};
use parallax::evaluate::sets::{allsides, babe, conll, gvfc, narrative_frames, polnear, ptc, sample, subj, szeged, ukraine};
use parallax::evaluate::splits::normalized;
use support::{SAMPLE, shared};

/// The outlets of `PolNeAR`, 132 articles each.
const OUTLETS: [&str; 7] = ["breitbart", "huff-post", "nyt", "politico", "usa-today", "wash-post", "west-journal"];

/// The set, or `None`, said on stderr, where it is not on this machine. Its spans all slice to words.
fn read(folder: &str, reader: fn(&Path) -> Result<Gold>) -> Option<Gold> {
    let path = shared(&format!("data/{folder}"), "the counts of a labelled set")?;
    let gold = reader(&path).expect("the set can be read");
    for text in &gold.texts {
        assert!(text.spans.iter().all(|(span, _)| !span.slice(&text.text).trim().is_empty()), "{}", text.id);
    }
    for document in &gold.documents {
        let parts = document.attributions.iter().flat_map(|attribution| [&attribution.source, &attribution.cue, &attribution.content]);
        let spans = document.spans.iter().map(|(span, _)| *span).chain(parts.flatten().copied());
        assert!(spans.into_iter().all(|span| !span.slice(&document.text).trim().is_empty()), "{}", document.id);
    }
    Some(gold)
}

/// How often each value occurs.
fn counts<'a, T: Ord>(values: impl IntoIterator<Item = T> + 'a) -> Vec<(T, usize)> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

fn labels(texts: &[LabelledText]) -> Vec<(&str, usize)> {
    counts(texts.iter().map(|text| text.label.as_str()))
}

fn spans(texts: &[LabelledText]) -> usize {
    texts.iter().map(|text| text.spans.len()).sum()
}

fn left_out(gold: &Gold) -> Vec<(&str, usize)> {
    gold.left_out.iter().map(|(reason, count)| (reason.as_str(), *count)).collect()
}

fn distinct<'a>(values: impl IntoIterator<Item = Option<&'a String>>) -> usize {
    counts(values.into_iter().flatten()).len()
}

#[test]
fn babe_has_its_sentences_and_the_places_of_their_biased_words() {
    let Some(gold) = read("babe", babe::read) else { return };
    assert_eq!(labels(&gold.texts), [("biased", 1459), ("non_biased", 1380)]);
    assert_eq!(left_out(&gold), [("No agreement", 1)]);
    assert_eq!(spans(&gold.texts), 3308);
    assert_eq!(distinct(gold.texts.iter().map(|text| text.cluster.as_ref())), 1696);
    assert_eq!(distinct(gold.texts.iter().map(|text| text.outlet.as_ref())), 9);
    assert_eq!(gold.texts.iter().filter(|text| text.cluster.is_none() && text.fold_key == normalized(&text.text)).count(), 30);
    assert_eq!(counts(gold.texts.iter().map(|text| &text.id)).len(), 2839);
    assert_eq!(gold.faults.len(), 27, "words that the annotators misspelt, or inflected otherwise than the sentence");
    assert!(gold.faults.iter().all(|fault| fault.reason.ends_with("is not in the sentence as a whole word")));
}

#[test]
fn ptc_has_its_lines_and_the_spans_of_all_techniques() {
    let Some(gold) = read("ptc", ptc::read) else { return };
    assert_eq!(labels(&gold.texts), [("loaded", 1477), ("plain", 11603)]);
    assert_eq!(spans(&gold.texts), 5180, "a span that crosses lines is cut to each");
    assert_eq!(gold.documents.len(), 291);
    let techniques = counts(gold.documents.iter().flat_map(|document| document.spans.iter().map(|(_, technique)| technique.as_str())));
    assert_eq!(techniques.len(), 14);
    assert_eq!(techniques.iter().map(|(_, count)| count).sum::<usize>(), 4871);
    assert!(techniques.contains(&("Loaded_Language", 1655)) && techniques.contains(&("Name_Calling,Labeling", 847)));
    assert_eq!((gold.left_out.len(), gold.faults.len()), (0, 0));
    let marked = gold.documents.iter().find(|document| document.id == "712382330").expect("the article with a byte-order mark");
    let first = marked.spans.iter().find(|(_, technique)| technique == ptc::LOADED_LANGUAGE).expect("a span").0;
    let before = marked.text[..first.start()].chars().next_back();
    assert!(before.is_some_and(|c| !c.is_alphanumeric()), "offsets that count the mark point at whole words");
}

#[test]
fn subj_has_its_sentences() {
    let Some(gold) = read("subj", subj::read) else { return };
    let found = counts(gold.texts.iter().map(|text| (text.split.as_deref(), text.label.as_str())));
    let dev = [((Some("dev"), "objective"), 106), ((Some("dev"), "subjective"), 113)];
    let train = [((Some("train"), "objective"), 532), ((Some("train"), "subjective"), 298)];
    assert_eq!(found, [dev, train].concat());
    assert_eq!((gold.left_out.len(), gold.faults.len()), (0, 0));
}

#[test]
fn conll_leaves_out_what_was_not_recovered() {
    let Some(gold) = read("conll2010_wiki", conll::read) else { return };
    assert_eq!(labels(&gold.texts), [("certain", 4797), ("uncertain", 1987)]);
    assert_eq!(left_out(&gold), [("unknown", 4334)]);
    assert_eq!(distinct(gold.texts.iter().map(|text| text.cluster.as_ref())), 1939);
    assert_eq!(gold.faults.len(), 0);
}

#[test]
fn szeged_has_its_typed_cues() {
    let Some(gold) = read("szeged_uncertainty", szeged::read) else { return };
    assert_eq!(labels(&gold.texts), [("certain", 9324), ("uncertain", 1800)]);
    assert_eq!(gold.documents.len(), 2186);
    let expected = [("hypo_condition", 360), ("hypo_doxastic", 564), ("hypo_investigation", 66), ("modal_probable", 1300)];
    assert_eq!(counts(gold.texts.iter().flat_map(|text| text.spans.iter().map(|(_, kind)| kind.as_str()))), expected);
    assert_eq!(counts(gold.documents.iter().flat_map(|document| document.spans.iter().map(|(_, kind)| kind.as_str()))), expected);
    assert_eq!((gold.left_out.len(), gold.faults.len()), (0, 0));
}

#[test]
fn the_two_uncertainty_sets_agree_on_their_sentences() {
    let (Some(conll), Some(szeged)) = (read("conll2010_wiki", conll::read), read("szeged_uncertainty", szeged::read)) else { return };
    let sentences: BTreeSet<(&str, &str)> = szeged.texts.iter().map(|text| (text.fold_key.as_str(), text.text.as_str())).collect();
    let lost = conll.texts.iter().filter(|text| !sentences.contains(&(text.fold_key.as_str(), text.text.as_str()))).count();
    assert_eq!(lost, 0, "entities and quotation marks are read alike");
}

#[test]
fn polnear_has_every_attribution_of_every_annotator() {
    let Some(gold) = read("polnear", polnear::read) else { return };
    assert_eq!(counts(gold.documents.iter().map(|document| document.split.as_deref())), [(Some("dev"), 84), (Some("train"), 840)]);
    assert_eq!(counts(gold.documents.iter().map(|document| document.annotators.len())), [(1, 906), (5, 1), (6, 17)]);
    let attributions = || gold.documents.iter().flat_map(|document| &document.attributions);
    assert_eq!(attributions().count(), 24786);
    assert_eq!(attributions().map(|attribution| attribution.source.len()).sum::<usize>(), 23037);
    assert_eq!(attributions().map(|attribution| attribution.cue.len()).sum::<usize>(), 24786);
    assert_eq!(attributions().map(|attribution| attribution.content.len()).sum::<usize>(), 29079);
    assert_eq!(attributions().filter(|attribution| !attribution.source.is_empty()).count(), 23027);
    assert_eq!(counts(gold.documents.iter().map(|document| document.outlet.as_deref())), OUTLETS.map(|outlet| (Some(outlet), 132)));
    assert!(gold.documents.iter().all(|document| document.title.is_some() && document.published.is_some()));
    assert_eq!(
        left_out(&gold),
        [
            ("Content in no attribution", 8),
            ("Cue in no attribution", 6),
            ("Discard in no attribution", 392),
            ("Discuss in no attribution", 711),
            ("Source in no attribution", 6),
            ("attribution without source, cue and content", 35),
        ]
    );
    assert_eq!(gold.faults, [], "three contents are broken over lines in their files and still slice");
}

#[test]
fn allsides_has_its_stories() {
    let Some(gold) = read("allsides", allsides::read) else { return };
    assert_eq!(gold.documents.len(), 1187);
    assert_eq!(distinct(gold.documents.iter().map(|document| document.event.as_ref())), 406);
    assert_eq!(distinct(gold.documents.iter().map(|document| document.outlet.as_ref())), 135);
    assert_eq!(left_out(&gold), [("story without articles", 1)]);
    assert_eq!(gold.faults, []);
}

#[test]
fn ukraine_has_every_judgement() {
    let Some(gold) = read("ukraine_multidim", ukraine::read) else { return };
    assert_eq!(labels(&gold.texts), [("objective", 1973), ("subjective", 84)]);
    let judgements = counts(gold.texts.iter().flat_map(|text| text.annotators.iter().map(Option::as_deref)));
    assert_eq!(judgements, [(Some("objective"), 7946), (Some("subjective"), 2354)]);
    assert_eq!(distinct(gold.texts.iter().map(|text| text.cluster.as_ref())), 90);
    assert_eq!((gold.left_out.len(), gold.faults.len()), (0, 0));
    let further = |dimension: &str| counts(gold.by(dimension).texts.iter().map(|text| text.label.clone()));
    assert_eq!(further("framing"), [("absent".to_owned(), 2023), ("present".to_owned(), 2057 - 2023)]);
    assert_eq!(further("hidden_assumptions"), [("absent".to_owned(), 1956), ("present".to_owned(), 2057 - 1956)]);
}

#[test]
fn gvfc_has_its_headlines_by_theme() {
    let Some(gold) = read("gvfc", gvfc::read) else { return };
    let mut found: Vec<usize> = labels(&gold.texts).into_iter().map(|(_, count)| count).collect();
    found.sort_unstable();
    assert_eq!(found, [32, 33, 53, 62, 91, 100, 162, 201, 302]);
    assert_eq!(left_out(&gold), [("no theme (99)", 1323)]);
    assert_eq!(gold.faults, []);
}

#[test]
fn narrative_frames_has_its_articles_and_one_malformed_row() {
    let Some(gold) = read("narrative_frames", narrative_frames::read) else { return };
    let present = |frame: &str| gold.by(frame).texts.iter().filter(|text| text.label == "present").count();
    assert_eq!(["resolution", "human_interest", "conflict", "morality", "economic"].map(present), [158, 41, 218, 35, 105]);
    assert_eq!((gold.texts.len(), gold.faults.len()), (337, 2), "one row breaks off in its text, and one ends in `False)`");
}

#[test]
fn the_sample_has_its_annotations() {
    let gold = sample::read(Path::new(SAMPLE)).expect("the sample");
    assert_eq!((gold.documents.len(), gold.texts.len(), gold.faults.len()), (6, 182, 0));
    assert_eq!(gold.documents.iter().map(|document| document.spans.len()).sum::<usize>(), 255);
    assert_eq!(gold.documents.iter().map(|document| document.attributions.len()).sum::<usize>(), 75);
}
