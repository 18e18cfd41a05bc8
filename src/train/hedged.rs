//! The model of hedged sentences, learned from texts that people called certain or uncertain.

use std::sync::Arc;

use crate::article::Article;
use crate::cue::Voice;
use crate::error::{Error, Result};
use crate::evaluate::gold::LabelledText;
use crate::evaluate::splits::fold;
use crate::find::hedged::{FAMILIES, HedgedModel, features};
use crate::find::hedges::Sentence;
use crate::lexicon::Matcher;
use crate::model::{Occurrences, Weighed, WeighedSettings};
use crate::text::Analyzer;
use crate::train::attributions::fingerprint;

/// Chosen by folds of documents on CoNLL-2010: F1 of the uncertain is .616 to .629 for 14 to 16 bits and penalties of .01 to .1.
pub const SETTINGS: WeighedSettings = WeighedSettings { families: FAMILIES, bits: 15, c: 0.03 };

/// Inner folds on which the cut and the curve are chosen; a document stands in one.
const INNER_FOLDS: u8 = 3;

/// Fits the model to texts of two labels, one of which is `marked`.
///
/// # Errors
///
/// [`Error::Data`] for other than two labels, or where one label has too few texts.
pub fn fit(analyzer: &Analyzer, matcher: &Arc<Matcher>, texts: &[&LabelledText], marked: &str) -> Result<HedgedModel> {
    let mut labels: Vec<&str> = texts.iter().map(|text| text.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    if labels.len() != 2 || !labels.contains(&marked) {
        return Err(Error::Data(format!("expected the labels to be `{marked}` and another one, found {}", labels.join(", "))));
    }
    let occurrences = |text: &&LabelledText| {
        let mut found = Occurrences::new();
        sentences(analyzer, matcher, &text.text, |sentence, voices| features(sentence, voices, &mut found));
        found
    };
    let items: Vec<Occurrences> = texts.iter().map(occurrences).collect();
    let positive: Vec<bool> = texts.iter().map(|text| text.label == marked).collect();
    // Other bits of the checksum than the outer folds take, or inner folds would be empty.
    let groups: Vec<u8> = texts.iter().map(|text| fold(&text.fold_key, 3 * INNER_FOLDS) / INNER_FOLDS).collect();
    let seen = texts.iter().map(|text| fingerprint(&text.text)).collect();
    HedgedModel::new(Weighed::train(&items, &positive, &groups, SETTINGS)?.having_seen(seen))
}

/// Calls back with the sentences of a text and the voices of their tokens.
pub fn sentences(analyzer: &Analyzer, matcher: &Arc<Matcher>, text: &str, mut take: impl FnMut(&Sentence<'_>, &[Voice])) {
    let document = analyzer.document(Arc::new(Article::new("item", text)));
    let mut own = Vec::new();
    for passage in document.passages() {
        for (index, sentence) in passage.sentences().iter().enumerate() {
            let words = passage.words(document.article(), sentence);
            let matches = document.matches(passage, index, matcher).unwrap_or_else(|| {
                own.clear();
                matcher.find(&words, &mut own);
                &own
            });
            take(&Sentence { words: &words, matches, matcher }, &passage.voices()[sentence.tokens.clone()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::hedged::Room;
    use crate::lexicon::Lexicon;
    use crate::model::Sums;

    fn tools() -> (Analyzer, Arc<Matcher>) {
        let matcher = Arc::new(Matcher::new(Lexicon::shipped().expect("the shipped tables")));
        (Analyzer::over(Arc::clone(&matcher)), matcher)
    }

    fn texts() -> Vec<LabelledText> {
        let text = |at: usize| {
            let (text, label) = [
                ("Some historians argue that the dam was never safe.", "uncertain"),
                ("The dam was built by the council.", "certain"),
                ("It is widely considered a masterpiece.", "uncertain"),
                ("Ann Roe opened the lock on Monday.", "certain"),
            ][at % 4];
            LabelledText { id: at.to_string(), text: text.into(), label: label.into(), fold_key: at.to_string(), ..LabelledText::default() }
        };
        (0..80).map(text).collect()
    }

    #[test]
    fn weasels_are_learned_and_the_same_bytes_again() {
        let (analyzer, matcher) = tools();
        let texts = texts();
        let texts: Vec<&LabelledText> = texts.iter().collect();
        let model = fit(&analyzer, &matcher, &texts, "uncertain").expect("a model");
        let (mut room, mut judged) = (Room::default(), Vec::new());
        for text in ["Some librarians argue that it was widely considered safe.", "Ann Roe built the lock.", "Some librarians argue."] {
            let mut sums = Sums::default();
            sentences(&analyzer, &matcher, text, |sentence, voices| model.add(sentence, voices, &mut room, &mut sums));
            judged.push(model.ask(&sums));
        }
        assert!(judged[0].decided && !judged[1].decided && judged[0].probability > judged[1].probability, "{judged:?}");
        assert!(model.has_seen(fingerprint(&texts[0].text)) && !model.has_seen(fingerprint("another")));
        let bytes = |model: HedgedModel| model.to_bytes().expect("bytes");
        assert!(bytes(model) == bytes(fit(&analyzer, &matcher, &texts, "uncertain").expect("a model")));
    }

    #[test]
    fn a_sentence_is_judged_the_same_whatever_came_before_and_as_it_was_learned() {
        let (analyzer, matcher) = tools();
        let texts = texts();
        let model = fit(&analyzer, &matcher, &texts.iter().collect::<Vec<_>>(), "uncertain").expect("a model");
        let mut kept = Room::default();
        for text in ["Some critics say so.", "SOME Critics say that antidisestablishmentarianism’s END was “widely” seen as —", "", "Some"]
        {
            let (mut found, mut fresh, mut again) = (Occurrences::new(), Sums::default(), Sums::default());
            sentences(&analyzer, &matcher, text, |sentence, voices| {
                features(sentence, voices, &mut found);
                model.add(sentence, voices, &mut Room::default(), &mut fresh);
                model.add(sentence, voices, &mut kept, &mut again);
            });
            assert_eq!(model.ask(&fresh), model.ask(&again));
            assert_eq!(model.ask(&fresh), model.ask_occurrences(&found));
        }
    }

    #[test]
    fn other_than_two_labels_are_told() {
        let (analyzer, matcher) = tools();
        let texts = texts();
        let certain: Vec<&LabelledText> = texts.iter().filter(|text| text.label == "certain").collect();
        let message = fit(&analyzer, &matcher, &certain, "uncertain").expect_err("one label").to_string();
        assert_eq!(message, "expected the labels to be `uncertain` and another one, found certain");
    }
}
