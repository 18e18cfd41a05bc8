//! Words that are an outlet's own: log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), and how often chance alone gives as much.
//!
//! Counted are the words that an outlet says in its own voice, function words left out: with a few hundred words an outlet, *at* and *was* differ by chance. Each outlet is held against the others on the events that it covered.
//!
//! The prior is the whole vocabulary of what is compared, as strong as one outlet's share of it, which shrinks rare words and those that everybody uses. A background of
//! news instead finds what is rare in news and not what is an outlet's own. Of the twelve words most distinctive of a side in 5, 20 and 100 of 375
//! stories told by three, so many in a hundred stand out the same way in the other stories: 59, 62 and 66 by this prior; 54, 59 and 64 by the background's;
//! 58, 60 and 65 by the mean of both (60 draws; 20 of the last).
//!
//! p is by permutation: labels are dealt between articles inside each event, and a word is held against the largest z of all words and outlets by steps
//! (see [`StepDown`]), so that it is the chance of *any* such word. It is none where an outlet or the others have fewer than four articles, nor for a word
//! in fewer than four: no deal could make either surprising (hypotheses that can never be rejected are left out, Tarone 1990).

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::article::Outlet;
use crate::compare::coverage::Coverage;
use crate::compare::permutation::{Deals, StepDown};
use crate::compare::{ARTICLES_FOR_TESTS, Options, Workers};
use crate::cue::Voice;
use crate::lexicon::WordClass;
use crate::score::ArticleScore;
use crate::token::{TokenKind, fold_chars};
use crate::word_set::WordSet;

/// Fewest uses of a word by an outlet before it is called its own.
const USES: u32 = 2;
/// Least z of a word that is called its own.
const LEAST_Z: f64 = 1.0;
/// Deals that one task makes: enough to be worth one.
const DEALS_PER_TASK: usize = 64;

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
    /// Permutation p, adjusted for all words and outlets; `None` where fewer than four articles leave nothing to deal.
    pub p: Option<f64>,
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

/// A word's uses and all words, here and elsewhere, and the prior's.
#[derive(Clone, Copy)]
struct Odds {
    here: (f64, f64),
    elsewhere: (f64, f64),
    prior: (f64, f64),
}

impl Odds {
    /// Log-odds and z.
    fn exact(self) -> (f64, f64) {
        log_odds(self.here.0, self.here.1, self.elsewhere.0, self.elsewhere.1, self.prior.0, self.prior.1)
    }

    /// Whether z, of odds above one, is surely no larger than this. Far cheaper than z: the logarithm is bounded by the line through the powers of two.
    fn surely_at_most(self, z: f64) -> bool {
        let uses = (self.here.0 + self.prior.0, self.elsewhere.0 + self.prior.0);
        let rest = (self.here.1 + self.prior.1 - uses.0, self.elsewhere.1 + self.prior.1 - uses.1);
        let ratio = uses.0 * rest.1 / (rest.0 * uses.1);
        let bits = ratio.to_bits();
        let exponent = f64::from((bits >> 52) as u32 & 0x7ff) - 1023.0;
        let mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
        // log2(1 + x) - x is at most .0861 between 0 and 1.
        let most = std::f64::consts::LN_2 * (exponent + mantissa - 1.0 + 0.0861);
        z > 0.0 && most * most <= z * z * (1.0 / uses.0 + 1.0 / uses.1)
    }
}

/// The most distinctive words of each outlet against all others, in falling order of z.
pub(super) fn compare(coverage: &Coverage<'_>, options: &Options, workers: &impl Workers) -> Vec<DistinctiveWord> {
    let vocabulary = Vocabulary::new(coverage);
    let own = vocabulary.own(&vocabulary.labels());
    let p = vocabulary.tested(&own, coverage.name, options, workers);
    let mut given = vec![0; coverage.outlets.len()];
    let mut distinctive = Vec::new();
    for (one, p) in own.iter().zip(p) {
        if given[one.outlet] == options.words {
            continue;
        }
        given[one.outlet] += 1;
        let counts = coverage.outlets.iter().zip(vocabulary.uses(one.word));
        distinctive.push(DistinctiveWord {
            term: vocabulary.words[one.word as usize].clone(),
            outlet: coverage.outlets[one.outlet].outlet.clone(),
            log_odds: one.log_odds,
            z: one.z,
            p,
            counts: counts.map(|(outlet, uses)| (outlet.outlet.as_str().to_owned(), uses)).collect(),
        });
    }
    distinctive
}

/// Whether any word has a p below a bound; `None` where none could be tested.
pub(super) fn any_below(coverage: &Coverage<'_>, bound: f64, options: &Options, workers: &impl Workers) -> Option<bool> {
    let vocabulary = Vocabulary::new(coverage);
    let own = vocabulary.own(&vocabulary.labels());
    let p = vocabulary.tested(&own, coverage.name, options, workers);
    vocabulary.testable.contains(&true).then(|| p.iter().flatten().any(|&p| p < bound))
}

/// The words of an article in its outlet's own voice.
struct Bag {
    event: usize,
    outlet: usize,
    /// All of them, function words too.
    total: u64,
    /// Uses of each word that could be an outlet's own, in the order of their numbers.
    uses: Vec<(u32, u32)>,
    /// Of these, the words that are tested.
    tested: Vec<(u32, u32)>,
}

/// A word that is an outlet's own.
struct Own {
    outlet: usize,
    word: u32,
    log_odds: f64,
    z: f64,
}

/// All words of what is compared, by number, and what holds however labels are dealt.
struct Vocabulary {
    words: Vec<String>,
    /// Whether a word stands in enough articles to be tested.
    spread: Vec<bool>,
    /// By event, those of one event side by side.
    bags: Vec<Bag>,
    outlets: Vec<OutletWords>,
    /// Whether an outlet and the others have enough articles.
    testable: Vec<bool>,
}

/// What an outlet is held against: the events that it covered.
struct OutletWords {
    /// Whether it covered an event.
    covered: Vec<bool>,
    /// Words of all outlets on these events, and uses of each.
    total: u64,
    uses: Vec<u32>,
    /// Strength of the prior.
    prior: f64,
    /// Numbers of the words of its own name, which say nothing about an event.
    names: HashSet<u32>,
}

impl Vocabulary {
    fn new(coverage: &Coverage<'_>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut bags: Vec<Bag> = Vec::new();
        for (outlet, covered) in coverage.outlets.iter().enumerate() {
            for (event, articles) in &covered.events {
                for article in articles {
                    let (total, uses) = own_words(article, &mut numbers);
                    bags.push(Bag { event: *event, outlet, total, uses, tested: Vec::new() });
                }
            }
        }
        bags.sort_by_key(|bag| bag.event);
        let mut words = vec![String::new(); numbers.len()];
        for (word, number) in numbers {
            words[number as usize] = word;
        }
        let mut articles = vec![0usize; words.len()];
        for (word, _) in bags.iter().flat_map(|bag| &bag.uses) {
            articles[*word as usize] += 1;
        }
        let spread: Vec<bool> = articles.into_iter().map(|count| count >= ARTICLES_FOR_TESTS).collect();
        for bag in &mut bags {
            bag.tested = bag.uses.iter().copied().filter(|(word, _)| spread[*word as usize]).collect();
        }
        let outlets = (0..coverage.outlets.len()).map(|outlet| OutletWords::new(coverage, outlet, &bags, &words)).collect();
        let mut vocabulary = Self { spread, words, bags, outlets, testable: Vec::new() };
        vocabulary.testable = vocabulary
            .outlets
            .iter()
            .enumerate()
            .map(|(outlet, against)| {
                let own = vocabulary.bags.iter().filter(|bag| bag.outlet == outlet).count();
                let all = vocabulary.bags.iter().filter(|bag| against.covered[bag.event]).count();
                own >= ARTICLES_FOR_TESTS && all - own >= ARTICLES_FOR_TESTS
            })
            .collect();
        vocabulary
    }

    #[expect(clippy::cast_possible_truncation, reason = "far fewer outlets than 2^32")]
    fn labels(&self) -> Vec<u32> {
        self.bags.iter().map(|bag| bag.outlet as u32).collect()
    }

    /// Uses of a word by outlet.
    fn uses(&self, word: u32) -> Vec<u64> {
        let mut uses = vec![0; self.outlets.len()];
        for bag in &self.bags {
            if let Ok(at) = bag.uses.binary_search_by_key(&word, |(word, _)| *word) {
                uses[bag.outlet] += u64::from(bag.uses[at].1);
            }
        }
        uses
    }

    /// Gives every word's odds at every outlet that uses it more than the others do, under these labels; where `tested` says so only those that are tested.
    fn each(&self, labels: &[u32], tested: bool, scratch: &mut Vec<u32>, mut give: impl FnMut(usize, u32, u32, Odds)) {
        scratch.clear();
        scratch.resize(self.words.len(), 0);
        let mut bags_of: Vec<Vec<&Bag>> = vec![Vec::new(); self.outlets.len()];
        for (bag, &label) in self.bags.iter().zip(labels) {
            bags_of[label as usize].push(bag);
        }
        let mut used = Vec::new();
        for (outlet, (against, bags)) in
            self.outlets.iter().zip(&bags_of).enumerate().filter(|(outlet, _)| !tested || self.testable[*outlet])
        {
            let mut total = 0;
            used.clear();
            for bag in bags {
                total += bag.total;
                for &(word, uses) in if tested { &bag.tested } else { &bag.uses } {
                    if scratch[word as usize] == 0 {
                        used.push(word);
                    }
                    scratch[word as usize] += uses;
                }
            }
            for &word in &used {
                let here = std::mem::take(&mut scratch[word as usize]);
                let all = against.uses[word as usize];
                // Used no more than by the others: its z is not above zero, whatever the strength of the prior, which has the uses of both sides.
                if u64::from(here) * against.total <= u64::from(all) * total {
                    continue;
                }
                let odds = Odds {
                    here: (f64::from(here), total as f64),
                    elsewhere: (f64::from(all - here), (against.total - total) as f64),
                    prior: (against.prior * f64::from(all) / against.total as f64, against.prior),
                };
                give(outlet, word, here, odds);
            }
        }
    }

    /// The words that are an outlet's own under these labels, by outlet, in falling order of z.
    fn own(&self, labels: &[u32]) -> Vec<Own> {
        let mut own = Vec::new();
        self.each(labels, false, &mut Vec::new(), |outlet, word, here, odds| {
            let (log_odds, z) = odds.exact();
            if here >= USES && z > LEAST_Z && !self.outlets[outlet].names.contains(&word) {
                own.push(Own { outlet, word, log_odds, z });
            }
        });
        let term = |one: &Own| &self.words[one.word as usize];
        own.sort_by(|a, b| a.outlet.cmp(&b.outlet).then_with(|| b.z.total_cmp(&a.z)).then_with(|| term(a).cmp(term(b))));
        own
    }

    /// Whether a word is held against others at an outlet.
    fn held(&self, outlet: usize, word: u32) -> bool {
        self.testable[outlet] && self.spread[word as usize] && !self.outlets[outlet].names.contains(&word)
    }

    /// The adjusted p of words that are an outlet's own.
    fn tested(&self, own: &[Own], name: &str, options: &Options, workers: &impl Workers) -> Vec<Option<f64>> {
        let tested: Vec<usize> = (0..own.len()).filter(|&place| self.held(own[place].outlet, own[place].word)).collect();
        if tested.is_empty() {
            return vec![None; own.len()];
        }
        let observed: Vec<f64> = tested.iter().map(|&place| own[place].z).collect();
        let mut places: Vec<HashMap<u32, usize>> = vec![HashMap::new(); self.outlets.len()];
        for (at, &place) in tested.iter().enumerate() {
            places[own[place].outlet].insert(own[place].word, at);
        }
        let strata: Vec<Vec<u32>> = self
            .bags
            .chunk_by(|a, b| a.event == b.event)
            .map(|bags| {
                #[expect(clippy::cast_possible_truncation, reason = "far fewer outlets than 2^32")]
                let labels = bags.iter().map(|bag| bag.outlet as u32).collect();
                labels
            })
            .collect();
        let deals = Deals::new(&strata, options, &["words", name]);
        let counted = workers.map(deals.len().div_ceil(DEALS_PER_TASK), |task| {
            let mut steps = StepDown::new(&observed);
            let (mut labels, mut scratch, mut statistics) = (Vec::new(), Vec::new(), vec![f64::NEG_INFINITY; observed.len()]);
            for number in task * DEALS_PER_TASK..((task + 1) * DEALS_PER_TASK).min(deals.len()) {
                deals.deal(number, &mut labels);
                statistics.fill(f64::NEG_INFINITY);
                let mut rest = f64::NEG_INFINITY;
                self.each(&labels, true, &mut scratch, |outlet, word, _, odds| {
                    // What is no larger than the rest can be no largest.
                    if odds.surely_at_most(rest) || !self.held(outlet, word) {
                        return;
                    }
                    match places[outlet].get(&word) {
                        Some(&at) => statistics[at] = odds.exact().1,
                        None => rest = rest.max(odds.exact().1),
                    }
                });
                steps.add(&statistics, rest);
            }
            steps
        });
        let mut steps = StepDown::new(&observed);
        for one in &counted {
            steps.merge(one);
        }
        let mut p = vec![None; own.len()];
        for (&place, adjusted) in tested.iter().zip(steps.adjusted(&deals)) {
            p[place] = Some(adjusted);
        }
        p
    }
}

impl OutletWords {
    fn new(coverage: &Coverage<'_>, outlet: usize, bags: &[Bag], words: &[String]) -> Self {
        let mut covered = vec![false; coverage.events];
        for (event, _) in &coverage.outlets[outlet].events {
            covered[*event] = true;
        }
        let (mut total, mut uses) = (0, vec![0; words.len()]);
        let mut sides = 0;
        for (number, bag) in bags.iter().enumerate().filter(|(_, bag)| covered[bag.event]) {
            total += bag.total;
            for &(word, count) in &bag.uses {
                uses[word as usize] += count;
            }
            let first = !bags[..number].iter().rev().take_while(|other| other.event == bag.event).any(|other| other.outlet == bag.outlet);
            sides += usize::from(first);
        }
        // As strong as one outlet's share: the words over the number of outlets on an event, on average.
        let events = covered.iter().filter(|covered| **covered).count().max(1);
        let prior = total as f64 * events as f64 / sides.max(1) as f64;
        let name = coverage.outlets[outlet].outlet.as_str().to_lowercase();
        let own: HashSet<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        #[expect(clippy::cast_possible_truncation, reason = "far fewer words than 2^32")]
        let names = words.iter().enumerate().filter(|(_, word)| own.contains(word.as_str())).map(|(number, _)| number as u32).collect();
        Self { covered, total, uses, prior, names }
    }
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

/// How many words stand in the outlet's own voice, and how often each that may be its own; possessive endings are cut, numbers left out.
/// A word that was not met before gets the next number.
fn own_words(article: &ArticleScore, numbers: &mut HashMap<String, u32>) -> (u64, Vec<(u32, u32)>) {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut total = 0;
    for passage in article.document.passages() {
        let text = article.document.article().field(passage.field());
        for (token, voice) in passage.tokens().iter().zip(passage.voices()) {
            if token.kind == TokenKind::Word && article.counted_as(*voice) == Voice::Outlet {
                total += 1;
                let word: String = fold_chars(token.slice(text)).collect();
                let word = word.strip_suffix("'s").unwrap_or(&word);
                match counts.get_mut(word) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(word.to_owned(), 1)),
                }
            }
        }
    }
    let mut uses = Vec::with_capacity(counts.len());
    for (word, count) in counts {
        if is_function_word(&word) {
            continue;
        }
        #[expect(clippy::cast_possible_truncation, reason = "far fewer words than 2^32")]
        let next = numbers.len() as u32;
        uses.push((*numbers.entry(word).or_insert(next), count));
    }
    uses.sort_unstable();
    (total, uses)
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
    fn the_bound_is_one() {
        for here in 1..60 {
            for there in 0..here {
                let (here, there) = (f64::from(here), f64::from(there));
                let odds = Odds { here: (here, 1000.0), elsewhere: (there, 1100.0), prior: ((here + there) / 3.0, 700.0) };
                let z = odds.exact().1;
                assert!(!odds.surely_at_most(z * 0.999) && odds.surely_at_most(z + 1.0), "{here} {there}");
            }
        }
    }

    #[test]
    fn the_formula_by_hand() {
        // 8 of 100 here, 2 of 100 there, prior 5 of 100: ln(13/187) - ln(7/193), over sqrt(1/13 + 1/7).
        let (odds, z) = log_odds(8.0, 100.0, 2.0, 100.0, 5.0, 100.0);
        assert!((odds - 0.650_621).abs() < 1e-5, "{odds}");
        assert!((z - 1.387_822).abs() < 1e-5, "{z}");
    }
}
