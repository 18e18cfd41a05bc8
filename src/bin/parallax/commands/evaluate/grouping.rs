//! Grouping as the evaluation room takes it: learned from some events, asked about all.

use std::collections::BTreeMap;

use parallax::evaluate::events::{Instruments, evaluate as judged};
use parallax::evaluate::gold::{Gold, LabelledDocument};
use parallax::evaluate::outcome::{Options, Outcome};
use parallax::evaluate::sets::Days;
use parallax::group::{SameEvent, Sketch, grouped};
use parallax::model::cosines;
use parallax::train::grouping::sketch;

pub(super) fn evaluate(gold: &Gold, task: &'static str, days: Days, options: &Options) -> parallax::Result<Outcome> {
    let sketches: BTreeMap<&str, Sketch> = gold.documents.iter().map(|document| (document.id.as_str(), sketch(document))).collect();
    let of = |document: &LabelledDocument| &sketches[document.id.as_str()];
    let grouping = |learned: &[(&LabelledDocument, usize)], asked: &[Vec<&LabelledDocument>]| {
        let model = SameEvent::train(&learned.iter().map(|(document, event)| (of(document), *event)).collect::<Vec<_>>())?;
        let group = |documents: &Vec<&LabelledDocument>| {
            let sketches: Vec<&Sketch> = documents.iter().map(|document| of(document)).collect();
            let mut numbers = vec![0; documents.len()];
            for (number, group) in grouped(&sketches, &model, days == Days::Blurred).into_iter().enumerate() {
                for at in group {
                    numbers[at] = number;
                }
            }
            numbers
        };
        Ok(asked.iter().map(group).collect())
    };
    judged(gold, task, &Instruments { name: "grouping", grouping: &grouping, bag_of_words: &alike }, options)
}

/// How alike documents are in their words, headlines included.
fn alike(documents: &[&LabelledDocument]) -> Vec<(usize, usize, f64)> {
    let texts: Vec<String> =
        documents.iter().map(|document| format!("{}\n{}", document.title.as_deref().unwrap_or_default(), document.text)).collect();
    cosines(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}
