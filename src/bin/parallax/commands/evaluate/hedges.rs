//! The recogniser of hedges and the model of hedged sentences as the evaluation room takes them: fitted to what people marked, asked about the rest.

use std::sync::Arc;

use parallax::article::Field;
use parallax::evaluate::gold::{LabelledDocument, LabelledText};
use parallax::evaluate::sets::Marks;
use parallax::evaluate::spans::{Finder, Found};
use parallax::find::hedged::{self, Hedged, HedgedModel};
use parallax::find::hedges::{Family, Recognised, Room, Sentence, Subtype, span};
use parallax::model::{Classifier, Item, Prediction, Sums};
use parallax::text::Document;
use parallax::train;
use parallax::train::hedges::{Settings, fit};

use super::instruments::Instruments;
use crate::commands;

/// Whether all that a set marks are subtypes of hedges.
pub(super) fn are_subtypes(marks: Marks) -> bool {
    !marks.classes.is_empty() && marks.classes.iter().all(|(_, class)| class.parse::<Subtype>().is_ok())
}

/// Fits the recogniser to documents.
pub(super) fn learned<'a>(
    instruments: &'a Arc<Instruments>,
    without: Option<Family>,
    documents: &[&LabelledDocument],
) -> parallax::Result<Box<Finder<'a>>> {
    let read: Vec<(Document, &LabelledDocument)> =
        documents.iter().map(|document| (taken_apart(instruments, document), *document)).collect();
    let hedges = fit(
        &|take| {
            for (document, labelled) in &read {
                sentences(instruments, document, &mut |sentence| take(sentence, &marked(sentence, labelled)));
            }
        },
        &Settings { without, ..Settings::default() },
    )?;
    Ok(Box::new(move |labelled: &LabelledDocument| {
        let (mut room, mut recognised, mut found) = (Room::default(), Vec::new(), Vec::new());
        sentences(instruments, &taken_apart(instruments, labelled), &mut |sentence| {
            recognised.clear();
            hedges.find(sentence, &mut room, &mut recognised);
            let one = |one: &Recognised| Found { span: span(sentence.words, one), class: one.subtype.name().to_owned(), entry: None };
            found.extend(recognised.iter().map(one));
        });
        found
    }))
}

/// The model of hedged sentences.
struct HedgedClassifier {
    instruments: Arc<Instruments>,
    model: HedgedModel,
    labels: Vec<String>,
    marked: usize,
}

/// Fits the model of hedged sentences to texts.
pub(super) fn hedged(instruments: &Arc<Instruments>, marked: &str, texts: &[&LabelledText]) -> parallax::Result<Box<dyn Classifier>> {
    let mut labels: Vec<String> = texts.iter().map(|text| text.label.clone()).collect();
    labels.sort();
    labels.dedup();
    let model = train::hedged::fit(&instruments.analyzer, instruments.shared(), texts, marked)?;
    let marked = labels.iter().position(|label| label == marked).unwrap_or_default();
    Ok(Box::new(HedgedClassifier { instruments: Arc::clone(instruments), model, labels, marked }))
}

impl Classifier for HedgedClassifier {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn predict(&self, items: &[Item<'_>]) -> parallax::Result<Vec<Prediction>> {
        let mut room = hedged::Room::default();
        let mut predict = |item: &Item<'_>| {
            let mut sums = Sums::default();
            let Instruments { analyzer, .. } = &*self.instruments;
            train::hedged::sentences(analyzer, self.instruments.shared(), item.text, |sentence, voices| {
                self.model.add(sentence, voices, &mut room, &mut sums);
            });
            let Hedged { probability, decided } = self.model.ask(&sums);
            let mut probabilities = vec![1.0 - probability; 2];
            probabilities[self.marked] = probability;
            Prediction { probabilities, decision: if decided { self.marked } else { 1 - self.marked } }
        };
        Ok(items.iter().map(&mut predict).collect())
    }
}

fn taken_apart(instruments: &Instruments, labelled: &LabelledDocument) -> Document {
    instruments.analyzer.document(Arc::new(commands::labelled(labelled, true)))
}

fn sentences(instruments: &Instruments, document: &Document, take: &mut dyn FnMut(&Sentence<'_>)) {
    let mut matches = Vec::new();
    for passage in document.passages().iter().filter(|passage| passage.field() == Field::Text) {
        for sentence in passage.sentences() {
            let words = passage.words(document.article(), sentence);
            matches.clear();
            instruments.matcher().find(&words, &mut matches);
            take(&Sentence { words: &words, matches: &matches, matcher: instruments.matcher() });
        }
    }
}

/// The marked hedges of a sentence, as its tokens.
fn marked(sentence: &Sentence<'_>, labelled: &LabelledDocument) -> Vec<Recognised> {
    let tokens = sentence.words.tokens;
    let one = |(span, class): &(parallax::span::Span, String)| {
        let inside = |at: &usize| tokens[*at].is_word() && tokens[*at].span.overlaps(*span);
        let first = (0..tokens.len()).find(inside)?;
        Some(Recognised { first, last: (first..tokens.len()).rev().find(inside)?, subtype: class.parse().ok()? })
    };
    labelled.spans.iter().filter_map(one).collect()
}
