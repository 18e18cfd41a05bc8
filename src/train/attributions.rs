//! The tagger of attributions, learned from news in which people marked source, cue and content.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::article::Article;
use crate::error::{Error, Result};
use crate::evaluate::gold::{GoldAttribution, LabelledDocument};
use crate::evaluate::labels;
use crate::model::tagger::{Sequence, Tagger};
use crate::span::Span;
use crate::text::{Analyzer, LABELS};
use crate::token::fold_hash;

pub use crate::model::tagger::Fit;

/// The settings that did best on the development part of `PolNeAR`: of rates .1, .05 and .03, dropouts of 0, .2 and .4, 6 to 12 passes, and tables of
/// 2^16 to 2^20 rows, which did not differ.
pub const FIT: Fit = Fit { bits: 16, passes: 6, rate: 0.05, penalty: 0.0, dropout: 0.4, seed: 1 };

/// The labels of a cue.
const CUE: RangeInclusive<u8> = 3..=4;

/// A word calls for the tagger, as listed verbs of saying and quotation marks do, where it was part of a cue so often and at so large a share of all times.
/// Content is then found at .855 instead of .857 in the development part of `PolNeAR`, from three quarters of the tokens of news; without such words at .849.
const TRIGGER: (u32, f64) = (3, 0.25);

/// Fits a tagger to documents. Where several people marked one, it is learned as each of them sees it, at a share of the weight.
///
/// # Errors
///
/// [`Error::Data`] when no document has an attribution.
pub fn fit(
    analyzer: &Analyzer,
    documents: &[LabelledDocument],
    article: impl Fn(&LabelledDocument) -> Article,
    fit: &Fit,
) -> Result<Tagger> {
    if documents.iter().all(|document| document.attributions.is_empty()) {
        return Err(Error::Data("no attribution to learn from".to_owned()));
    }
    let mut sequences = Vec::new();
    // By word: how often it is part of a cue, and how often it is there.
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for document in documents {
        let rows = analyzer.attribution_rows(&article(document));
        let everybody = [None];
        let annotators: Vec<Option<&String>> =
            if document.annotators.is_empty() { everybody.to_vec() } else { document.annotators.iter().map(Some).collect() };
        for annotator in &annotators {
            let own = |one: &&GoldAttribution| annotator.is_none() || one.annotator.as_ref().is_none_or(|name| Some(name) == *annotator);
            let marked: Vec<&GoldAttribution> = document.attributions.iter().filter(own).collect();
            for (tokens, rows) in &rows {
                for (span, label) in tokens.iter().zip(labels_of(tokens, &marked)) {
                    let count = counts.entry(fold_hash(span.slice(&document.text))).or_insert((0, 0));
                    count.0 += u32::from(CUE.contains(&label));
                    count.1 += 1;
                }
                sequences.push(Sequence { rows: rows.clone(), labels: labels_of(tokens, &marked), weight: 1.0 / annotators.len() as f32 });
            }
        }
    }
    let seen = documents.iter().map(|document| fingerprint(&document.text)).collect();
    let triggers = counts.into_iter().filter(|(_, (cues, all))| *cues >= TRIGGER.0 && f64::from(*cues) >= TRIGGER.1 * f64::from(*all));
    Ok(Tagger::fit(&LABELS, &sequences, fit)?.having_seen(seen).triggered_by(triggers.map(|(hash, _)| hash)))
}

/// The fingerprint of a document, as a tagger keeps it: the first eight bytes of the SHA-256 of its text, lower-cased and with single blanks.
#[must_use]
pub fn fingerprint(text: &str) -> u64 {
    u64::from_str_radix(&labels::fingerprint(text)[..16], 16).unwrap_or_default()
}

/// The label of each token. A cue inside a content is a cue; people mark few.
fn labels_of(tokens: &[Span], marked: &[&GoldAttribution]) -> Vec<u8> {
    let mut labels = vec![0; tokens.len()];
    let mut mark = |spans: &[Span], first: u8| {
        for span in spans {
            let begin = tokens.partition_point(|token| token.end() <= span.start());
            let end = tokens.partition_point(|token| token.start() < span.end()).max(begin);
            for (at, label) in labels[begin..end].iter_mut().enumerate() {
                *label = first + u8::from(at > 0);
            }
        }
    };
    for (part, first) in [(0, 5), (1, 1), (2, 3)] {
        for one in marked {
            mark([&one.content, &one.source, &one.cue][part], first);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;
    use crate::text::Attributor;
    use std::sync::Arc;

    const FAULT: &str = "It broke, Roe said.";

    fn at(words: &str) -> Vec<Span> {
        let start = FAULT.find(words).expect("the words");
        vec![Span::new(start, start + words.len())]
    }

    fn documents() -> Vec<LabelledDocument> {
        let attribution = GoldAttribution { annotator: None, source: at("Roe"), cue: at("said"), content: at("It broke") };
        let one = LabelledDocument { id: "a".into(), text: FAULT.into(), attributions: vec![attribution], ..LabelledDocument::default() };
        vec![one; 20]
    }

    fn article(document: &LabelledDocument) -> Article {
        Article::new(document.id.as_str(), document.text.as_str())
    }

    #[test]
    fn each_token_has_the_label_of_what_it_is_marked_as() {
        let analyzer = Analyzer::shipped().expect("the shipped tables").attributing(Attributor::Rules);
        let documents = documents();
        let (tokens, _) = &analyzer.attribution_rows(&article(&documents[0]))[0];
        let marked: Vec<&GoldAttribution> = documents[0].attributions.iter().collect();
        assert_eq!(labels_of(tokens, &marked), [5, 6, 0, 1, 3, 0]);
    }

    #[test]
    fn what_was_marked_is_found_and_the_same_bytes_are_learned_again() {
        let analyzer = Analyzer::shipped().expect("the shipped tables").attributing(Attributor::Rules);
        let tagger = || fit(&analyzer, &documents(), article, &Fit { bits: 10, ..FIT }).expect("a tagger");
        let bytes = tagger().to_bytes().expect("bytes");
        assert!(bytes == tagger().to_bytes().expect("bytes"));
        let learned = analyzer.attributing(Attributor::from_bytes(&bytes).expect("a tagger of attributions"));
        let document = learned.document(Arc::new(Article::new("b", FAULT)));
        let [one] = document.passages()[0].attributions() else { panic!("one attribution") };
        assert_eq!((one.source, one.cue, &one.content), (Some(at("Roe")[0]), Some(at("said")[0]), &at("It broke")));
    }

    #[test]
    fn nothing_marked_is_told() {
        let analyzer = Analyzer::shipped().expect("the shipped tables").attributing(Attributor::Rules);
        let documents = [LabelledDocument { text: FAULT.into(), ..LabelledDocument::default() }];
        assert_eq!(fit(&analyzer, &documents, article, &FIT).expect_err("nothing").to_string(), "no attribution to learn from");
    }
}
