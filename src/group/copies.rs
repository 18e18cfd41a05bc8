//! Copies of one text: an agency's report as several outlets print it, or an article that is published again.
//!
//! Candidates share bands of a `MinHash` signature over shingles of five words (Broder 1997, *On the resemblance and containment of documents*; Leskovec, Rajaraman and
//! Ullman 2014 on banding). Of each pair of candidates the words are held against each other: a copy shares most of its shingles, or a long run in one piece. A
//! quotation that two articles print alike is a long run too, so a run must be a good share of the shorter text. Page debris is left out before.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::token::Token;

/// Words of a shingle.
const SHINGLE: usize = 5;
/// Bands of a signature, and its rows: a pair that shares a fifth of its shingles is found seven times in ten, one that shares a third nineteen times in twenty.
const BANDS: usize = 32;
const ROWS: usize = 2;
/// Least share of the shorter text's words inside common shingles, of texts of which none, or either, names an agency as its source.
const SHARED: f64 = 0.5;
const SHARED_OF_AGENCY: f64 = 0.35;
/// Least share of the shorter text that is one run, and its least words.
const RUN: f64 = 0.25;
const RUN_WORDS: usize = 40;
/// Shorter texts say too little to be called copies.
const LEAST_WORDS: usize = 30;
/// Texts of one band's bucket beyond this are held against the first few only.
const BUCKET: usize = 64;

/// The wording of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    /// Hashes of its words in order.
    words: Vec<u32>,
    /// The least hash of its shingles under each of the permutations; empty for a text without a shingle.
    signature: Vec<u32>,
    /// Whether it names an agency as its source.
    agency: bool,
}

/// An article that is a copy, the one it is a copy of, and the share of its words that both have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copy {
    /// The copy, by its place in the run.
    pub article: usize,
    /// The earlier one, likewise.
    pub of: usize,
    /// Share of the copy's words that stand in shingles of both.
    pub shared: f64,
}

impl Wording {
    pub(super) fn new(text: &str, tokens: &[Token]) -> Self {
        let words: Vec<u32> = tokens.iter().filter(|token| token.is_word()).map(Token::hash).collect();
        let mut signature = vec![u32::MAX; if words.len() < SHINGLE { 0 } else { BANDS * ROWS }];
        for shingle in shingles(&words) {
            for (least, number) in signature.iter_mut().zip(1u64..) {
                // An odd multiplier for each permutation (Dietzfelbinger et al. 1997, multiply-shift).
                let multiplier = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
                let hash = ((shingle ^ number).wrapping_mul(multiplier) >> 32) as u32;
                *least = (*least).min(hash);
            }
        }
        Self { words, signature, agency: names_agency(text) }
    }
}

/// The copies among texts: each with the first text that it shares enough with. `texts` are in the order in which an earlier one is the original.
pub(super) fn find(texts: &[&Wording]) -> Vec<Copy> {
    let mut candidates = BTreeSet::new();
    for band in 0..BANDS {
        let mut buckets: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (at, text) in texts.iter().enumerate().filter(|(_, text)| text.words.len() >= LEAST_WORDS) {
            if let Some(rows) = text.signature.get(band * ROWS..(band + 1) * ROWS) {
                buckets.entry(rows).or_default().push(at);
            }
        }
        for bucket in buckets.values() {
            for (rank, &later) in bucket.iter().enumerate() {
                candidates.extend(bucket[..rank.min(BUCKET)].iter().map(|&earlier| (later, earlier)));
            }
        }
    }
    let mut copies: Vec<Copy> = Vec::new();
    for (later, earlier) in candidates {
        if copies.last().is_none_or(|copy| copy.article != later)
            && let Some(shared) = copied(texts[later], texts[earlier])
        {
            copies.push(Copy { article: later, of: earlier, shared });
        }
    }
    copies
}

/// The share of the first text's words that are in the other, where the two are copies.
fn copied(copy: &Wording, of: &Wording) -> Option<f64> {
    let (shared, shared_back) = (covered(copy, of), covered(of, copy));
    let least = if copy.agency || of.agency { SHARED_OF_AGENCY } else { SHARED };
    let shorter = copy.words.len().min(of.words.len());
    let of_shorter = if copy.words.len() <= of.words.len() { shared } else { shared_back };
    // The run is the dearer to find.
    let enough = of_shorter >= least
        || of_shorter >= RUN && {
            let run = longest_run(&copy.words, &of.words);
            run >= RUN_WORDS && run as f64 >= RUN * shorter as f64
        };
    enough.then_some(shared)
}

fn shingles(words: &[u32]) -> impl Iterator<Item = u64> + '_ {
    words
        .windows(SHINGLE)
        .map(|words| words.iter().fold(0u64, |hash, word| (hash.rotate_left(5) ^ u64::from(*word)).wrapping_mul(0xD6E8_FEB8_6659_FD93)))
}

/// The share of a text's words that stand in a shingle of the other.
fn covered(text: &Wording, other: &Wording) -> f64 {
    let others: HashSet<u64> = shingles(&other.words).collect();
    let (mut covered, mut until) = (0, 0);
    for (at, shingle) in shingles(&text.words).enumerate() {
        if others.contains(&shingle) {
            covered += at + SHINGLE - until.max(at);
            until = at + SHINGLE;
        }
    }
    covered as f64 / text.words.len().max(1) as f64
}

/// Words of the longest run that both texts hold.
fn longest_run(left: &[u32], right: &[u32]) -> usize {
    // Runs that end at each word of the right one, for the words of the left one so far; only places of equal words are looked at.
    let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, word) in right.iter().enumerate() {
        places.entry(*word).or_default().push(at);
    }
    let (mut longest, mut before) = (0, HashMap::new());
    for word in left {
        let mut runs = HashMap::new();
        for &at in places.get(word).map_or(&[][..], Vec::as_slice) {
            let run = 1 + at.checked_sub(1).and_then(|at| before.get(&at)).copied().unwrap_or(0);
            longest = longest.max(run);
            runs.insert(at, run);
        }
        before = runs;
    }
    longest
}

/// Whether a text names an agency as its source, at its beginning or end: *(AP)*, *Reuters -*, *The Associated Press contributed to this report*.
fn names_agency(text: &str) -> bool {
    const MARKS: [&str; 9] =
        ["(AP)", "(Reuters)", "(AFP)", "(UPI)", "(PA)", "Associated Press", "Agence France-Presse", "Reuters -", "Reuters contributed"];
    /// Bytes at either end that are looked at.
    const REACH: usize = 300;
    let head = (0..=REACH.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default();
    let tail = (text.len().saturating_sub(REACH)..=text.len()).find_map(|start| text.get(start..)).unwrap_or_default();
    [head, tail].iter().any(|part| MARKS.iter().any(|mark| part.contains(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Field};
    use crate::text::tokens;

    fn wording(text: &str) -> Wording {
        let article = Article::new("a", text);
        Wording::new(text, &tokens(&article, Field::Text))
    }

    /// Sentences that are unlike one another.
    fn prose(from: usize, to: usize) -> String {
        let sentence =
            |at: usize| format!("Item{at} of ledger{at} was read{at} by clerk{at} who signed{at} page{at} and closed{at} book{at}.");
        (from..to).map(sentence).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_report_with_an_agencys_credit_is_a_copy_where_a_third_is_shared() {
        let original = wording(&prose(0, 20));
        let cut = format!("BRENNICK (AP) — {} {}", prose(0, 8), prose(100, 112));
        let copies = find(&[&original, &wording(&cut), &wording(&prose(50, 70))]);
        assert_eq!(copies.len(), 1);
        assert!((copies[0].article, copies[0].of) == (1, 0) && (0.35..0.45).contains(&copies[0].shared), "{copies:?}");
        let uncredited = wording(&format!("{} {}", prose(0, 2), prose(100, 112)));
        assert!(find(&[&original, &uncredited]).is_empty());
    }

    #[test]
    fn the_first_text_is_the_original_of_all_its_copies() {
        let texts = [wording(&prose(0, 20)), wording(&prose(0, 19)), wording(&format!("{} {}", prose(0, 18), prose(90, 92)))];
        let copies = find(&texts.iter().collect::<Vec<_>>());
        assert_eq!(copies.iter().map(|copy| (copy.article, copy.of)).collect::<Vec<_>>(), [(1, 0), (2, 0)]);
        assert!((copies[0].shared - 1.0).abs() < 1e-12 && (copies[1].shared - 0.9).abs() < 0.02);
    }

    #[test]
    fn runs_are_of_words_in_one_piece() {
        assert_eq!(longest_run(&[1, 2, 3, 4, 9, 3, 4, 5, 6], &[7, 3, 4, 5, 6, 1, 2]), 4);
        assert_eq!(longest_run(&[], &[1]), 0);
    }
}
