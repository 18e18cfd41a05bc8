//! The recogniser of hedges and the model of hedged sentences as the evaluation room takes them: fitted to what people marked, asked about the rest.

use std::sync::Arc;

use parallax::article::{Article, Field};
use parallax::evaluate::gold::{LabelledDocument, LabelledText};
use parallax::evaluate::sets::Marks;
use parallax::evaluate::spans::{Finder, Found};
use parallax::evaluate::splits::fold;
use parallax::find::hedged::{FAMILIES, features};
use parallax::find::hedges::{Family, Recognised, Room, Sentence, Subtype, span};
use parallax::model::{Classifier, Item, Occurrences, Prediction, Weighed, WeighedSettings};
use parallax::text::Document;
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

/// Chosen by folds on CoNLL-2010 among penalties of .2 to 6 and 14 to 18 bits; F1 differs by .008 from .5 to 6, and by .004 between the bits.
const SETTINGS: WeighedSettings = WeighedSettings { families: FAMILIES, bits: 14, c: 1.0 };
/// Inner folds on which the cut and the curve are chosen; a document stands in one.
const INNER_FOLDS: u8 = 3;

/// The model of hedged sentences.
struct Hedged {
    instruments: Arc<Instruments>,
    model: Weighed,
    labels: Vec<String>,
    marked: usize,
}

/// Fits the model of hedged sentences to texts.
pub(super) fn hedged(instruments: &Arc<Instruments>, marked: &str, texts: &[&LabelledText]) -> parallax::Result<Box<dyn Classifier>> {
    let mut labels: Vec<String> = texts.iter().map(|text| text.label.clone()).collect();
    labels.sort();
    labels.dedup();
    if labels.len() != 2 || !labels.iter().any(|label| label == marked) {
        let found = labels.join(", ");
        return Err(parallax::Error::Data(format!("expected the labels to be `{marked}` and another one, found {found}")));
    }
    let items: Vec<Occurrences> = texts.iter().map(|text| occurrences(instruments, &text.text)).collect();
    let positive: Vec<bool> = texts.iter().map(|text| text.label == marked).collect();
    // Other bits of the checksum than the outer folds take, or inner folds would be empty.
    let groups: Vec<u8> = texts.iter().map(|text| fold(&text.fold_key, 3 * INNER_FOLDS) / INNER_FOLDS).collect();
    let model = Weighed::train(&items, &positive, &groups, SETTINGS)?;
    let marked = labels.iter().position(|label| label == marked).unwrap_or_default();
    Ok(Box::new(Hedged { instruments: Arc::clone(instruments), model, labels, marked }))
}

impl Classifier for Hedged {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn predict(&self, items: &[Item<'_>]) -> parallax::Result<Vec<Prediction>> {
        let predict = |item: &Item<'_>| {
            let (probability, decided) = self.model.ask(&occurrences(&self.instruments, item.text));
            let mut probabilities = vec![1.0 - probability; 2];
            probabilities[self.marked] = probability;
            Prediction { probabilities, decision: if decided { self.marked } else { 1 - self.marked } }
        };
        Ok(items.iter().map(predict).collect())
    }
}

/// The features of a text.
fn occurrences(instruments: &Instruments, text: &str) -> Occurrences {
    let document = instruments.analyzer.document(Arc::new(Article::new("item", text)));
    let (mut found, mut matches) = (Occurrences::new(), Vec::new());
    for passage in document.passages() {
        for sentence in passage.sentences() {
            let words = passage.words(document.article(), sentence);
            matches.clear();
            instruments.matcher().find(&words, &mut matches);
            let voices = &passage.voices()[sentence.tokens.clone()];
            features(&Sentence { words: &words, matches: &matches, matcher: instruments.matcher() }, voices, &mut found);
        }
    }
    found
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
