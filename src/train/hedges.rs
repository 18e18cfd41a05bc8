//! Fits the recogniser of hedges to sentences in which people marked them.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::find::hedges::{Family, Hedges, LABELS, Recognised, Room, Sentence, Subtype, View};
use crate::model::tagger::{Fit, Sequence, Tagger};

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Share of a word's places inside cues from which on it is a candidate.
    pub share: f64,
    /// How much a sentence with a cue counts beside one without: F1 wants more cues than the likelihood does.
    pub marked: f32,
    /// The tagger's own.
    pub fit: Fit,
    /// A family of features that is left out.
    pub without: Option<Family>,
}

impl Default for Settings {
    /// Chosen by folds on the Szeged corpus. F1 of epistemic and doxastic cues differs by less than .02 between what was tried, but that a share of 0 costs .04
    /// of epistemic ones, since ordinary words then are candidates.
    fn default() -> Self {
        Self { share: 0.03, marked: 2.0, fit: Fit { bits: 16, penalty: 0.005, ..Fit::default() }, without: None }
    }
}

/// Calls back with every sentence and its hedges.
pub type Read<'a> = dyn Fn(&mut dyn FnMut(&Sentence<'_>, &[Recognised])) + 'a;

/// Counts words inside and outside cues, then turns sentences into sequences, then fits: sentences are read twice, so the caller hands over what reads them.
///
/// # Errors
///
/// When there is no sentence with a candidate.
pub fn fit(read: &Read<'_>, settings: &Settings) -> Result<Hedges> {
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    read(&mut |sentence, hedges| {
        for (at, token) in sentence.words.tokens.iter().enumerate().filter(|(_, token)| token.is_word()) {
            let count = counts.entry(token.hash()).or_default();
            count.0 += u32::from(label(hedges, at) > 0);
            count.1 += 1;
        }
    });
    let is_candidate = |&(inside, all): &(u32, u32)| inside > 0 && f64::from(inside) >= settings.share * f64::from(all);
    let candidates = counts.into_iter().filter(|(_, count)| is_candidate(count)).map(|(hash, _)| hash).collect();
    let view = View::new(candidates, settings.without);
    let mut sequences = Vec::new();
    let mut room = Room::default();
    read(&mut |sentence, hedges| {
        // What people marked is learned from even where the word is mostly no cue.
        view.look(sentence, |at| label(hedges, at) > 0, &mut room);
        if !room.places.is_empty() {
            let labels: Vec<u8> = room.places.iter().map(|&at| label(hedges, at)).collect();
            let weight = if labels.iter().any(|&label| label > 0) { settings.marked } else { 1.0 };
            sequences.push(Sequence { rows: room.rows.clone(), labels, weight });
        }
    });
    Ok(Hedges::new(view, Tagger::fit(&LABELS, &sequences, &settings.fit)?))
}

/// The label of a token; the last of several hedges over it.
fn label(hedges: &[Recognised], at: usize) -> u8 {
    let of = |subtype: Subtype| (1..).zip(Subtype::ALL).find(|(_, one)| *one == subtype).map_or(0, |(number, _)| number);
    hedges.iter().rev().find(|one| (one.first..=one.last).contains(&at)).map_or(0, |one| of(one.subtype))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::find::hedges::span;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::Analyzer;

    struct Bench {
        analyzer: Analyzer,
        matcher: Arc<Matcher>,
    }

    impl Bench {
        fn new() -> Self {
            let matcher = Arc::new(Matcher::new(Lexicon::shipped().expect("the shipped tables")));
            Self { analyzer: Analyzer::over(Arc::clone(&matcher)), matcher }
        }

        fn each(&self, text: &str, take: &mut dyn FnMut(&Sentence<'_>)) {
            let document = self.analyzer.document(Arc::new(Article::new("a", text)));
            for passage in document.passages() {
                for sentence in passage.sentences() {
                    let words = passage.words(document.article(), sentence);
                    let mut matches = Vec::new();
                    self.matcher.find(&words, &mut matches);
                    take(&Sentence { words: &words, matches: &matches, matcher: &self.matcher });
                }
            }
        }

        /// Fits to texts in which hedges are marked: `It [epistemic:may] rain.`
        fn fitted(&self, marked: &[String], settings: &Settings) -> Hedges {
            let texts: Vec<(String, Vec<(usize, Subtype)>)> = marked.iter().map(|marked| unmark(marked)).collect();
            let read = |take: &mut dyn FnMut(&Sentence<'_>, &[Recognised])| {
                for (text, hedges) in &texts {
                    self.each(text, &mut |sentence| {
                        let place = |&(start, subtype): &(usize, Subtype)| {
                            let at = sentence.words.tokens.iter().position(|token| token.span.start() == start)?;
                            Some(Recognised { first: at, last: at, subtype })
                        };
                        take(sentence, &hedges.iter().filter_map(place).collect::<Vec<_>>());
                    });
                }
            };
            fit(&read, settings).expect("a recogniser")
        }

        fn marked(&self, hedges: &Hedges, text: &str) -> String {
            let (mut room, mut shown, mut at) = (Room::default(), String::new(), 0);
            self.each(text, &mut |sentence| {
                let mut found = Vec::new();
                hedges.find(sentence, &mut room, &mut found);
                for one in found {
                    let span = span(sentence.words, &one);
                    write!(shown, "{}[{}:{}]", &text[at..span.start()], one.subtype, span.slice(text)).expect("written to memory");
                    at = span.end();
                }
            });
            shown + &text[at..]
        }
    }

    fn unmark(marked: &str) -> (String, Vec<(usize, Subtype)>) {
        let (mut text, mut hedges, mut rest) = (String::new(), Vec::new(), marked);
        while let Some((before, after)) = rest.split_once('[') {
            let (mark, after) = after.split_once(']').expect("a closing bracket");
            let (subtype, word) = mark.split_once(':').expect("a colon");
            text.push_str(before);
            hedges.push((text.len(), subtype.parse().expect("a subtype")));
            text.push_str(word);
            rest = after;
        }
        (text + rest, hedges)
    }

    fn taught() -> Vec<String> {
        (0..30)
            .flat_map(|at| {
                [
                    format!("It [epistemic:may] rain on day {at}."),
                    format!("Guests may log in on day {at}."),
                    format!("It [condition:would] fall [condition:if] it rained {at} days."),
                    format!("He said that he would go on day {at}."),
                    format!("It is [doxastic:considered] a masterpiece by {at} critics."),
                    format!("The court considered {at} motions."),
                ]
            })
            .collect()
    }

    #[test]
    fn what_stands_around_a_word_says_whether_it_hedges() {
        let bench = Bench::new();
        let hedges = bench.fitted(&taught(), &Settings::default());
        for text in [
            "It [epistemic:may] snow.",
            "Guests may log in again.",
            "It [condition:would] break [condition:if] it froze.",
            "He said that he would go home.",
            "It is [doxastic:considered] a disaster by some critics.",
            "The court considered six motions.",
        ] {
            assert_eq!(bench.marked(&hedges, &unmark(text).0), text);
        }
    }

    #[test]
    fn a_recogniser_may_do_without_a_family_of_features() {
        let bench = Bench::new();
        for without in <Family as strum::IntoEnumIterator>::iter() {
            let hedges = bench.fitted(&taught(), &Settings { without: Some(without), ..Settings::default() });
            assert_eq!(bench.marked(&hedges, "It may rain on day 3."), "It [epistemic:may] rain on day 3.", "without {without}");
        }
    }

    #[test]
    fn no_sentence_teaches_nothing() {
        assert!(fit(&|_| {}, &Settings::default()).is_err());
    }

    #[test]
    fn any_text_can_be_asked_about_and_what_was_asked_before_does_not_matter() {
        let bench = Bench::new();
        let hedges = bench.fitted(&taught(), &Settings::default());
        let asked = |text: &str, room: &mut Room| {
            let mut found = Vec::new();
            bench.each(text, &mut |sentence| {
                let begin = found.len();
                hedges.find(sentence, room, &mut found);
                assert!(found[begin..].iter().all(|one| one.first <= one.last && one.last < sentence.words.tokens.len()));
            });
            found
        };
        let kept = std::cell::RefCell::new(Room::default());
        let word = prop_oneof!["may|if|would|considered|whether|not|that|is|,|\\.|“|”|\\?", "\\PC{0,6}"];
        proptest!(ProptestConfig::with_cases(200), |(words in prop::collection::vec(word, 0..24))| {
            let text = words.join(" ");
            prop_assert_eq!(asked(&text, &mut kept.borrow_mut()), asked(&text, &mut Room::default()));
        });
    }
}
