//! Words and phrases that labelled spans teach: how often each stands inside one, of how often it stands anywhere.

use std::collections::{BTreeSet, HashMap};

use crate::span::Span;
use crate::token::{Token, fold_chars, tokenize};

/// A text and the spans in it that carry the label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The words.
    pub text: &'a str,
    /// What people marked.
    pub spans: Vec<Span>,
}

/// How to look for candidates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Most words of a phrase.
    pub longest: usize,
    /// Fewest places inside spans.
    pub least: u32,
    /// Least precision, drawn in.
    pub precision: f64,
    /// How many places the share of all words weighs in the precision of one: the strength of a Beta prior.
    pub strength: f64,
}

impl Default for Options {
    /// Up to four words, twice or more inside spans, a prior of two places, at five times the share of all words.
    fn default() -> Self {
        Self { longest: 4, least: 2, precision: 0.1, strength: 2.0 }
    }
}

/// Words that no entry begins or ends with.
const GRAMMAR: [&str; 32] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have", "he", "her", "his", "in", "is",
    "it", "its", "of", "on", "or", "that", "the", "their", "they", "to", "was", "were",
];

/// A word or phrase with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The words, folded, one blank between them.
    pub words: String,
    /// Places inside a span, from the first word to the last.
    pub right: u32,
    /// All places.
    pub found: u32,
    /// `right` over `found`, drawn toward the share of all words: the mean of a Beta posterior (Gelman et al. 2013, *Bayesian Data Analysis*, section 2.4).
    pub precision: f64,
}

/// Candidates, those with most right places beyond chance first.
///
/// A phrase stays only where it is no less sure than each of its parts, and neither begins nor ends with a word that belongs to grammar: *regime* teaches
/// nothing new in *the regime*. A part that stands nowhere but in such a phrase is dropped for it: *rammed* for *rammed through*.
#[must_use]
pub fn candidates(texts: &[Marked<'_>], options: &Options) -> Vec<Candidate> {
    let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
    let (mut inside, mut all) = (0.0, 0.0);
    for one in texts {
        let words = words(one);
        all += words.len() as f64;
        inside += words.iter().filter(|word| word.inside.is_some()).count() as f64;
        for length in 1..=options.longest {
            for window in words.windows(length) {
                // A mark between two words parts them; one span holds the whole phrase.
                if window[1..].iter().any(|word| word.parted) {
                    continue;
                }
                let phrase = window.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
                let count = counts.entry(phrase).or_default();
                count.0 += u32::from(window[0].inside.is_some() && window.iter().all(|word| word.inside == window[0].inside));
                count.1 += 1;
            }
        }
    }
    if all <= 0.0 {
        return Vec::new();
    }
    let chance = inside / all;
    let precision = |(right, found): (u32, u32)| (f64::from(right) + options.strength * chance) / (f64::from(found) + options.strength);
    let parts = |phrase: &str| -> Vec<String> {
        let words: Vec<&str> = phrase.split(' ').collect();
        (1..words.len()).flat_map(|length| words.windows(length)).map(|part| part.join(" ")).collect()
    };
    let stands = |phrase: &str, own: f64| {
        let edges = [phrase.split(' ').next(), phrase.split(' ').next_back()];
        let bare = !phrase.contains(' ') || edges.into_iter().flatten().all(|word| !GRAMMAR.contains(&word));
        bare && parts(phrase).iter().all(|part| counts.get(part).is_none_or(|&count| precision(count) <= own))
    };
    let mut found: Vec<Candidate> = counts
        .iter()
        .filter(|(_, count)| count.0 >= options.least && precision(**count) >= options.precision)
        .filter(|(words, count)| stands(words, precision(**count)))
        .map(|(words, count)| Candidate { words: words.clone(), right: count.0, found: count.1, precision: precision(*count) })
        .collect();
    let inside: BTreeSet<(String, u32)> =
        found.iter().flat_map(|one| parts(&one.words).into_iter().map(|part| (part, one.found))).collect();
    found.retain(|one| !inside.contains(&(one.words.clone(), one.found)));
    let beyond = |one: &Candidate| f64::from(one.right) - f64::from(one.found) * chance;
    found.sort_by(|a, b| (beyond(b) * b.precision).total_cmp(&(beyond(a) * a.precision)).then_with(|| a.words.cmp(&b.words)));
    found
}

/// In how many texts each candidate stands, for the background that a share is read against.
#[must_use]
pub fn document_frequency<'a>(candidates: &[Candidate], texts: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let longest = candidates.iter().map(|one| one.words.split(' ').count()).max().unwrap_or(0);
    let places: HashMap<&str, usize> = candidates.iter().enumerate().map(|(at, one)| (one.words.as_str(), at)).collect();
    let mut frequency = vec![0; candidates.len()];
    for text in texts {
        let words = words(&Marked { text, spans: Vec::new() });
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for length in 1..=longest {
            for window in words.windows(length).filter(|window| window[1..].iter().all(|word| !word.parted)) {
                let phrase = window.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
                if let Some(&at) = places.get(phrase.as_str()) {
                    seen.insert(at);
                }
            }
        }
        for at in seen {
            frequency[at] += 1;
        }
    }
    frequency
}

/// A word, the span that it stands in, and whether a mark stands between it and the word before.
pub(super) struct Word {
    pub(super) folded: String,
    pub(super) span: Span,
    pub(super) inside: Option<usize>,
    parted: bool,
}

pub(super) fn words(one: &Marked<'_>) -> Vec<Word> {
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(one.text, Span::new(0, one.text.len()), &mut tokens);
    let mut words: Vec<Word> = Vec::new();
    let mut parted = false;
    for token in tokens {
        if token.is_word() {
            words.push(Word {
                folded: fold_chars(token.slice(one.text)).collect(),
                span: token.span,
                inside: one.spans.iter().position(|span| span.overlaps(token.span)),
                parted,
            });
            parted = false;
        } else {
            parted = true;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'a>(text: &'a str, spans: &[&str]) -> Marked<'a> {
        let span = |words: &&str| text.find(words).map(|start| Span::new(start, start + words.len())).expect("the words");
        Marked { text, spans: spans.iter().map(span).collect() }
    }

    #[test]
    fn words_inside_spans_become_candidates_with_their_evidence() {
        let texts = [
            marked("A vile plot was hatched in town.", &["vile plot"]),
            marked("Their vile plot failed, and the town slept.", &["vile plot"]),
            marked("The vile weather of the town held on in the plot of land.", &[]),
        ];
        let found = candidates(&texts, &Options { precision: 0.3, ..Options::default() });
        let shown: Vec<_> = found.iter().map(|one| (one.words.as_str(), one.right, one.found)).collect();
        // Both words alone are right in two of three places, the phrase in two of two.
        assert_eq!(shown, [("vile plot", 2, 2), ("plot", 2, 3), ("vile", 2, 3)]);
        // 28 words, 4 inside: (2 + 2 * 4/28) / (2 + 2).
        let chance = 4.0 / 28.0;
        assert!((found[0].precision - (2.0 + 2.0 * chance) / 4.0).abs() < 1e-12, "{found:?}");
        assert_eq!(document_frequency(&found, ["A vile plot, a vile town", "plot"]), [1, 2, 1]);
        let rammed = [marked("It was rammed through.", &["rammed through"]), marked("They rammed through a bill.", &["rammed through"])];
        let words: Vec<String> = candidates(&rammed, &Options::default()).into_iter().map(|one| one.words).collect();
        assert_eq!(words, ["rammed through"], "its parts stand nowhere else");
    }

    #[test]
    fn a_phrase_does_not_reach_over_a_mark() {
        let texts = [marked("so vile, plot on", &["vile, plot"]), marked("so vile, plot on", &["vile, plot"])];
        assert!(candidates(&texts, &Options::default()).iter().all(|one| one.words != "vile plot"));
    }
}
