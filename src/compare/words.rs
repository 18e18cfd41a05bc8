//! Words that are an outlet's own: log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).
//!
//! Counted are the words that an outlet says in its own voice, function words left out: with a few hundred words an outlet, *at* and *was* differ by chance. The prior is the event's whole vocabulary, as strong as one outlet's share of it, which
//! shrinks rare words and those that everybody uses.

use std::collections::{BTreeMap, HashSet};

use crate::article::Outlet;
use crate::cue::Voice;
use crate::lexicon::WordClass;
use crate::score::ArticleScore;
use crate::token::{TokenKind, fold_chars};
use crate::word_set::WordSet;

/// Fewest uses of a word by an outlet before it is called its own.
const USES: u64 = 2;

/// A word that an outlet uses more than the others do.
#[derive(Clone, Debug, PartialEq)]
pub struct DistinctiveWord {
    /// The word, folded.
    pub term: String,
    /// Whose it is.
    pub outlet: Outlet,
    /// Log-odds of the word at the outlet less those at all others.
    pub log_odds: f64,
    /// Log-odds over their standard error.
    pub z: f64,
    /// Uses by outlet.
    pub counts: BTreeMap<String, u64>,
}

/// Log-odds ratio and its z for a word with `a` of `n_a` uses here and `b` of `n_b` there, under a prior of `prior` uses of it in `prior_total`
/// (Monroe, Colaresi and Quinn 2008, equations 16, 20 and 22).
#[must_use]
pub fn log_odds(a: f64, n_a: f64, b: f64, n_b: f64, prior: f64, prior_total: f64) -> (f64, f64) {
    let side = |uses: f64, total: f64| libm::log((uses + prior) / (total + prior_total - uses - prior));
    let difference = side(a, n_a) - side(b, n_b);
    let variance = 1.0 / (a + prior) + 1.0 / (b + prior);
    (difference, difference / libm::sqrt(variance))
}

/// The most distinctive words of each outlet against all others, at most `limit`, in falling order of z.
pub(super) fn compare(outlets: &[(Outlet, Vec<&ArticleScore>)], limit: usize) -> Vec<DistinctiveWord> {
    let counts: Vec<BTreeMap<String, u64>> = outlets.iter().map(|(_, articles)| own_words(articles)).collect();
    let totals: Vec<u64> = counts.iter().map(|counts| counts.values().sum()).collect();
    let all: u64 = totals.iter().sum();
    let mut pooled: BTreeMap<&str, u64> = BTreeMap::new();
    for (word, count) in counts.iter().flatten() {
        *pooled.entry(word).or_default() += count;
    }
    let prior_total = all as f64 / outlets.len() as f64;
    let mut distinctive = Vec::new();
    for (index, (outlet, _)) in outlets.iter().enumerate() {
        // An outlet's own name in its articles says nothing about the event.
        let name = outlet.as_str().to_lowercase();
        let names: HashSet<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let mut own: Vec<DistinctiveWord> = Vec::new();
        for (word, &here) in
            counts[index].iter().filter(|(word, count)| **count >= USES && !is_function_word(word) && !names.contains(word.as_str()))
        {
            let everywhere = pooled[word.as_str()];
            let prior = prior_total * everywhere as f64 / all as f64;
            let (log_odds, z) =
                log_odds(here as f64, totals[index] as f64, (everywhere - here) as f64, (all - totals[index]) as f64, prior, prior_total);
            if z > 1.0 {
                let uses = outlets
                    .iter()
                    .zip(&counts)
                    .map(|((name, _), counts)| (name.as_str().to_owned(), counts.get(word).copied().unwrap_or(0)));
                own.push(DistinctiveWord { term: word.clone(), outlet: outlet.clone(), log_odds, z, counts: uses.collect() });
            }
        }
        own.sort_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.term.cmp(&b.term)));
        own.truncate(limit);
        distinctive.extend(own);
    }
    distinctive
}

/// Whether a word belongs to a closed class: it ties words together and names nothing.
fn is_function_word(word: &str) -> bool {
    use WordClass::{Be, Det, Do, Have, Modal, Prep, Pron};
    word.chars().count() < 2
        || [Det, Pron, Be, Have, Do, Modal, Prep].iter().any(|class| class.lists(word))
        || FUNCTION_WORDS.contains(word)
}

/// Conjunctions, object pronouns and the commonest adverbs; not *no* and *not*, which say something of a text's stance.
static FUNCTION_WORDS: WordSet = WordSet::new(
    "and or but nor if while because although though when where how why than then so as also only just very too up down again me him them us himself \
    herself itself themselves whom which own same else here back even still yet ever now more less least",
);

/// How often each word stands in the outlet's own voice; possessive endings are cut, numbers left out.
fn own_words(articles: &[&ArticleScore]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for article in articles {
        for passage in article.document.passages() {
            let text = article.document.article().field(passage.field());
            for (token, voice) in passage.tokens().iter().zip(passage.voices()) {
                if token.kind == TokenKind::Word && article.counted_as(*voice) == Voice::Outlet {
                    let word: String = fold_chars(token.slice(text)).collect();
                    let word = word.strip_suffix("'s").unwrap_or(&word);
                    *counts.entry(word.to_owned()).or_default() += 1;
                }
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_used_alike_has_no_odds() {
        let (odds, z) = log_odds(10.0, 1000.0, 10.0, 1000.0, 10.0, 1000.0);
        assert!(odds.abs() < 1e-12 && z.abs() < 1e-12);
    }

    #[test]
    fn the_formula_by_hand() {
        // 8 of 100 here, 2 of 100 there, prior 5 of 100: ln(13/187) - ln(7/193), over sqrt(1/13 + 1/7).
        let (odds, z) = log_odds(8.0, 100.0, 2.0, 100.0, 5.0, 100.0);
        assert!((odds - 0.650_621).abs() < 1e-5, "{odds}");
        assert!((z - 1.387_822).abs() < 1e-5, "{z}");
    }
}
