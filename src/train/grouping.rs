//! The model of pairs of articles, learned from articles whose events people named.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::article::{Article, Outlet};
use crate::error::Result;
use crate::evaluate::gold::LabelledDocument;
use crate::group::{SameEvent, Sketch};
use crate::read;

/// Days by which a date is put off at most.
const BLUR: u8 = 3;

/// What grouping sees of a labelled document, its day put off by 0 to 2 days, drawn from its id: articles of one event that all bear the round-up's own date would
/// give the answer away.
#[must_use]
pub fn sketch(document: &LabelledDocument) -> Sketch {
    let mut article = Article::new(document.id.as_str(), document.text.as_str());
    article.title.clone_from(&document.title);
    article.outlet = document.outlet.as_deref().map(Outlet::from);
    article.published.clone_from(&document.published);
    read::mark(&mut article, true);
    let sketch = Sketch::of(&article);
    let blur = i32::from(Sha256::digest(document.id.as_bytes())[0] % BLUR);
    let day = sketch.day().map(|day| day + blur);
    sketch.on_day(day)
}

/// Fits the model to documents that name their event.
///
/// # Errors
///
/// See [`SameEvent::train`].
pub fn fit(documents: &[LabelledDocument]) -> Result<SameEvent> {
    let documents: Vec<&LabelledDocument> = documents.iter().filter(|document| document.event.is_some()).collect();
    let sketches: Vec<Sketch> = documents.iter().map(|document| sketch(document)).collect();
    let mut numbers = BTreeMap::new();
    let mut number = |document: &&LabelledDocument| {
        let next = numbers.len();
        *numbers.entry(document.event.clone()).or_insert(next)
    };
    let events: Vec<usize> = documents.iter().map(&mut number).collect();
    SameEvent::train(&sketches.iter().zip(events).collect::<Vec<_>>())
}
