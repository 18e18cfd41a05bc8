//! How alike texts are in their words: cosine of counts weighted by rarity.

use std::collections::{BTreeMap, HashMap};

use crate::span::Span;
use crate::token::{fold_chars, tokenize};

/// All pairs of texts that share a word, by their places, the first below the second, with their cosine (Salton and Buckley 1988, *Term-weighting
/// approaches in automatic text retrieval*: damped counts times inverse document frequency). Words that more than a tenth of the texts hold, of at
/// least twenty, are passed over: they tell no two texts apart and would pair all with all.
#[must_use]
pub fn cosines(texts: &[&str]) -> Vec<(usize, usize, f64)> {
    let counts: Vec<BTreeMap<String, f64>> = texts.iter().map(|text| count(text)).collect();
    let mut documents: HashMap<&str, usize> = HashMap::new();
    for word in counts.iter().flat_map(BTreeMap::keys) {
        *documents.entry(word).or_default() += 1;
    }
    let most = (texts.len() / 10).max(20);
    let n = texts.len() as f64;
    let mut index: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, words) in counts.iter().enumerate() {
        let weighted: Vec<(&str, f64)> = words
            .iter()
            .map(|(word, count)| {
                let inverse = libm::log((n + 1.0) / (documents[word.as_str()] as f64 + 1.0));
                (word.as_str(), (1.0 + libm::log(*count)) * inverse)
            })
            .collect();
        let length = libm::sqrt(weighted.iter().map(|(_, weight)| weight * weight).sum());
        for (word, weight) in weighted {
            if weight > 0.0 && documents[word] <= most {
                index.entry(word).or_default().push((at, weight / length));
            }
        }
    }
    let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for places in index.values() {
        for (rank, &(right, weight)) in places.iter().enumerate() {
            for &(left, other) in &places[..rank] {
                *pairs.entry((left, right)).or_default() += weight * other;
            }
        }
    }
    pairs.into_iter().map(|((left, right), cosine)| (left, right, cosine)).collect()
}

fn count(text: &str) -> BTreeMap<String, f64> {
    let mut tokens = Vec::new();
    tokenize(text, Span::new(0, text.len()), &mut tokens);
    let mut counts = BTreeMap::new();
    for token in tokens.iter().filter(|token| token.is_word()) {
        *counts.entry(fold_chars(token.slice(text)).collect::<String>()).or_insert(0.0) += 1.0;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_in_common_make_texts_alike() {
        let texts = ["The Karvel dam broke", "karvel DAM repaired", "The council met", "The council rested"];
        let pairs = cosines(&texts);
        let of = |left, right| pairs.iter().find(|pair| (pair.0, pair.1) == (left, right)).map_or(0.0, |pair| pair.2);
        assert!(of(0, 1) > of(0, 2) && of(2, 3) > of(0, 3) && of(1, 2) <= 0.0, "{pairs:?}");
        let twice = cosines(&["a b b c", "a b b c", "d"]);
        assert!((twice[0].2 - 1.0).abs() < 1e-12);
    }
}
