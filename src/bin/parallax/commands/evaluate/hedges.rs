//! The recogniser of hedges as the evaluation room takes it: fitted to marked documents, asked about others.

use std::sync::Arc;

use parallax::article::Field;
use parallax::evaluate::gold::LabelledDocument;
use parallax::evaluate::sets::Marks;
use parallax::evaluate::spans::{Finder, Found};
use parallax::find::hedges::{Family, Recognised, Room, Sentence, Subtype, span};
use parallax::text::Document;
use parallax::train::hedges::{Settings, fit};

use super::instruments::{Instruments, article};

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

fn taken_apart(instruments: &Instruments, labelled: &LabelledDocument) -> Document {
    instruments.analyzer.document(Arc::new(article(labelled, true)))
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
