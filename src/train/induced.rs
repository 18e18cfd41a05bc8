//! A classifier that is a lexicon: entries written by hand, each held to how often it is right on the training texts, and words learned from them.
//!
//! What it believes can be read: a score is a sum over words, each with its own evidence. Words of one family (*shame*, *shameful*, *shaming*) lend each
//! other evidence where their own is thin.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::{Classifier, Item, Platt, Prediction};
use crate::span::Span;
use crate::train::induce::{Marked, words};

/// A cue that a lexicon finds in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandCue {
    /// Where.
    pub span: Span,
    /// What tells its entry from all others.
    pub entry: u32,
    /// The entry's weight.
    pub weight: f64,
}

/// Finds the cues of a lexicon in a text.
pub type CueSource = Arc<dyn Fn(&str) -> Vec<HandCue> + Send + Sync>;

/// How evidence becomes a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How many places a word's family weighs in the precision of the word.
    pub word_strength: f64,
    /// How many places an entry's own weight weighs in its precision.
    pub entry_strength: f64,
    /// Precision of an entry of weight 1 that the training texts say nothing of. Readers mark fewer words than a lexicon has reason to.
    pub entry_precision: f64,
    /// Precision from which on a learned word counts.
    pub floor: f64,
    /// Most learned words, those that tell most first; `None` for all, and for their relatives that the training texts never had.
    pub most: Option<usize>,
}

impl Default for Settings {
    /// Chosen by folds on PTC lines among word strengths of 1, 2 and 4, entry strengths of 2, 5 and 10, precisions of .4 and .6, and floors of .04 to .2;
    /// F1 differs by less than .02 between them.
    fn default() -> Self {
        Self { word_strength: 2.0, entry_strength: 5.0, entry_precision: 0.6, floor: 0.08, most: None }
    }
}

/// A labelled text to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example<'a> {
    /// Its words, and the spans that made people give it the label; where nobody marked any, the whole text of a positive one.
    pub marked: Marked<'a>,
    /// Whether it has the label.
    pub positive: bool,
}

/// Places inside spans, and all places.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    right: f64,
    found: f64,
}

impl Count {
    fn add(&mut self, right: bool, sign: f64) {
        self.right += sign * f64::from(u8::from(right));
        self.found += sign;
    }
}

/// The classifier.
#[derive(Clone)]
pub struct Induced {
    settings: Settings,
    labels: Vec<String>,
    marked: usize,
    cues: CueSource,
    chance: f64,
    words: HashMap<String, Count>,
    families: HashMap<String, Count>,
    entries: BTreeMap<u32, Count>,
    /// The words that count; `None` where all do.
    kept: Option<HashSet<String>>,
    cut: f64,
    curve: Platt,
}

/// A text as it is scored: its words, and its cues with whether each is right.
struct Read {
    words: Vec<(String, String, Span, bool)>,
    cues: Vec<(HandCue, bool)>,
}

impl Induced {
    /// Learns from examples. `labels` are the marked label and the other one.
    ///
    /// The cut is the one with the best F1 of the marked label, each example scored without its own evidence.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when the examples are all of one label.
    pub fn train(examples: &[Example<'_>], [marked, other]: [&str; 2], cues: CueSource, settings: Settings) -> Result<Self> {
        let positive: Vec<bool> = examples.iter().map(|example| example.positive).collect();
        if !positive.contains(&true) || !positive.contains(&false) {
            return Err(Error::Data("expected examples of two labels to learn from, found one".to_owned()));
        }
        let mut labels = vec![marked.to_owned(), other.to_owned()];
        labels.sort();
        let place = labels.iter().position(|label| label == marked).unwrap_or_default();
        let mut induced = Self {
            settings,
            labels,
            marked: place,
            cues,
            chance: 0.0,
            words: HashMap::new(),
            families: HashMap::new(),
            entries: BTreeMap::new(),
            kept: None,
            cut: 0.0,
            curve: Platt::fit(&[], &[]),
        };
        let read: Vec<Read> = examples.iter().map(|example| induced.read(&example.marked)).collect();
        let (inside, all) = read
            .iter()
            .flat_map(|one| &one.words)
            .fold((0.0, 0.0), |(inside, all), word| (inside + f64::from(u8::from(word.3)), all + 1.0));
        induced.chance = inside / f64::max(all, 1.0);
        for one in &read {
            induced.learn(one, 1.0);
        }
        induced.kept = settings.most.map(|most| induced.telling(most));
        let scores: Vec<f64> = read
            .iter()
            .map(|one| {
                induced.learn(one, -1.0);
                let score = induced.score(one);
                induced.learn(one, 1.0);
                score
            })
            .collect();
        induced.cut = best_cut(&scores, &positive);
        induced.curve = Platt::fit(&scores, &positive);
        Ok(induced)
    }

    /// The words with most right places beyond chance, weighed by how sure they are.
    fn telling(&self, most: usize) -> HashSet<String> {
        let mut ranked: Vec<(f64, &String)> = self
            .words
            .iter()
            .map(|(word, count)| {
                let precision = (count.right + self.settings.word_strength * self.chance) / (count.found + self.settings.word_strength);
                ((count.right - count.found * self.chance) * precision, word)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        ranked.into_iter().take(most).map(|(_, word)| word.clone()).collect()
    }

    fn read(&self, one: &Marked<'_>) -> Read {
        let found = words(one).into_iter().map(|word| {
            let family = family(&word.folded).to_owned();
            (word.folded, family, word.span, word.inside.is_some())
        });
        let right = |cue: HandCue| (cue, one.spans.iter().any(|span| span.overlaps(cue.span)));
        Read { words: found.collect(), cues: (self.cues)(one.text).into_iter().map(right).collect() }
    }

    fn learn(&mut self, one: &Read, sign: f64) {
        for (word, family, _, inside) in &one.words {
            self.words.entry(word.clone()).or_default().add(*inside, sign);
            self.families.entry(family.clone()).or_default().add(*inside, sign);
        }
        for (cue, right) in &one.cues {
            self.entries.entry(cue.entry).or_default().add(*right, sign);
        }
    }

    /// Each word and cue as a chance of its own to be what was marked, beyond what any word has: minus the logarithm of the chance that none of them is
    /// (a noisy or, Pearl 1988, *Probabilistic Reasoning in Intelligent Systems*).
    fn score(&self, one: &Read) -> f64 {
        let Settings { word_strength, entry_strength, entry_precision, floor, .. } = self.settings;
        let evidence = |precision: f64| {
            let beyond = (precision - self.chance) / (1.0 - self.chance);
            if beyond > 0.0 { -libm::log1p(-beyond.min(0.99)) } else { 0.0 }
        };
        let mut score = 0.0;
        for (cue, _) in &one.cues {
            let count = self.entries.get(&cue.entry).copied().unwrap_or_default();
            score += evidence((count.right + entry_strength * entry_precision * cue.weight) / (count.found + entry_strength));
        }
        let mut seen: Vec<&str> = Vec::new();
        for (word, family, span, _) in &one.words {
            if seen.contains(&word.as_str()) || one.cues.iter().any(|(cue, _)| cue.span.overlaps(*span)) {
                continue;
            }
            seen.push(word);
            if self.kept.as_ref().is_some_and(|kept| !kept.contains(word)) {
                continue;
            }
            let count = |of: &HashMap<String, Count>, key: &str| of.get(key).copied().unwrap_or_default();
            let relatives = count(&self.families, family);
            let prior = (relatives.right + self.chance) / (relatives.found + 1.0);
            let own = count(&self.words, word);
            let precision = (own.right + word_strength * prior) / (own.found + word_strength);
            if precision > floor.max(self.chance) {
                score += evidence(precision);
            }
        }
        score
    }
}

impl Classifier for Induced {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn predict(&self, items: &[Item<'_>]) -> Result<Vec<Prediction>> {
        let predict = |item: &Item<'_>| {
            let score = self.score(&self.read(&Marked { text: item.text, spans: Vec::new() }));
            let probability = self.curve.probability(score);
            let mut probabilities = vec![1.0 - probability; 2];
            probabilities[self.marked] = probability;
            Prediction { probabilities, decision: if score >= self.cut { self.marked } else { 1 - self.marked } }
        };
        Ok(items.iter().map(predict).collect())
    }
}

/// The score from which on F1 of the positive items is best.
fn best_cut(scores: &[f64], positive: &[bool]) -> f64 {
    let mut ranked: Vec<(f64, bool)> = scores.iter().copied().zip(positive.iter().copied()).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = positive.iter().filter(|&&positive| positive).count() as f64;
    let (mut hits, mut best, mut cut) = (0.0, -1.0, f64::INFINITY);
    for (at, &(score, positive)) in ranked.iter().enumerate() {
        hits += f64::from(u8::from(positive));
        let f1 = 2.0 * hits / ((at + 1) as f64 + all);
        let next = ranked.get(at + 1).map_or(f64::NEG_INFINITY, |next| next.0);
        if next < score && f1 > best {
            (best, cut) = (f1, if next.is_finite() { f64::midpoint(score, next) } else { score });
        }
    }
    cut
}

/// What a word shares with its relatives: what is left when an ending is cut off, of four letters or more. Crude, and enough to lend evidence by.
fn family(word: &str) -> &str {
    const ENDINGS: [&str; 10] = ["'s", "ness", "ingly", "edly", "ing", "ed", "ly", "es", "s", "e"];
    ENDINGS.iter().find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 4)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str, spans: &[&str]) -> (String, Vec<Span>, bool) {
        let span = |words: &&str| text.find(words).map(|start| Span::new(start, start + words.len())).expect("the words");
        (text.to_owned(), spans.iter().map(span).collect(), !spans.is_empty())
    }

    #[test]
    fn only_the_words_that_tell_most_are_kept() {
        let all = trained(Arc::new(|_: &str| Vec::new()));
        assert_eq!(all.telling(1), HashSet::from(["shameful".to_owned()]));
        assert_eq!(all.telling(0), HashSet::new());
    }

    fn trained(cues: CueSource) -> Induced {
        let owned: Vec<_> = (0..12)
            .flat_map(|at| {
                [
                    example(&format!("The shameful plan {at} passed"), &["shameful"]),
                    example(&format!("The yearly plan {at} passed"), &[]),
                    example(&format!("The town met on day {at}"), &[]),
                ]
            })
            .collect();
        let examples: Vec<Example<'_>> = owned
            .iter()
            .map(|(text, spans, positive)| Example { marked: Marked { text, spans: spans.clone() }, positive: *positive })
            .collect();
        Induced::train(&examples, ["loaded", "plain"], cues, Settings::default()).expect("two labels")
    }

    fn decisions(induced: &Induced, texts: &[&str]) -> Vec<usize> {
        let items: Vec<Item<'_>> = texts.iter().map(|text| Item { text, features: &[] }).collect();
        induced.predict(&items).expect("predictions").iter().map(|prediction| prediction.decision).collect()
    }

    #[test]
    fn a_word_inside_spans_is_learned_and_lends_evidence_to_its_family() {
        let induced = trained(Arc::new(|_: &str| Vec::new()));
        assert_eq!(induced.labels(), ["loaded", "plain"]);
        assert_eq!(decisions(&induced, &["A shameful day", "A yearly plan passed", "He left shamefully", "Rain"]), [0, 1, 0, 1]);
        let two =
            induced.predict(&[Item { text: "A shameful day", features: &[] }, Item { text: "Rain", features: &[] }]).expect("predictions");
        assert!(two[0].probabilities[0] > 0.8 && two[1].probabilities[0] < 0.2, "{two:?}");
    }

    #[test]
    fn an_entry_counts_by_its_weight_until_the_texts_say_otherwise() {
        let town = |text: &str| -> Vec<HandCue> {
            let found = [("town", 0), ("crony", 1)];
            found
                .into_iter()
                .filter_map(|(word, entry)| {
                    text.find(word).map(|start| HandCue { span: Span::new(start, start + word.len()), entry, weight: 0.9 })
                })
                .collect()
        };
        let induced = trained(Arc::new(town));
        // `town` is an entry that was wrong twelve times, `crony` one that never occurred.
        let score = |text: &str| induced.score(&induced.read(&Marked { text, spans: Vec::new() }));
        assert!(score("the town") < score("the crony"));
    }

    #[test]
    fn one_label_teaches_nothing() {
        let one = [Example { marked: Marked { text: "x", spans: Vec::new() }, positive: false }];
        assert!(Induced::train(&one, ["a", "b"], Arc::new(|_: &str| Vec::new()), Settings::default()).is_err());
    }

    #[test]
    fn the_cut_is_where_f1_is_best() {
        assert!((best_cut(&[3.0, 2.0, 1.0, 0.0], &[true, true, false, false]) - 1.5).abs() < 1e-12);
    }
}
