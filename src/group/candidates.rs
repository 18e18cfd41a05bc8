//! Which pairs of articles are looked at: those that share rare words, by an inverted index, never all pairs.
//!
//! An article asks the index for its weightiest words and keeps the few articles that share most of them; a pair is looked at when either side keeps it. Of a word that very
//! many articles hold those next in order of publication are asked, so that the work grows with the number of articles and not with its square.

use std::collections::{BTreeSet, HashMap};

use crate::group::sketch::Sketch;

/// Words of an article that are indexed and asked for.
const WORDS: usize = 32;
/// Articles that one keeps.
const KEPT: usize = 40;
/// Articles of a word that are asked, on either side.
const REACH: usize = 200;
/// Days between two articles on one event at most: who comes back to it later tells another story.
const DAYS: i32 = 30;

/// Pairs of places, the first below the second, in order. The sketches are in order of publication, those without a day last.
pub(super) fn find(sketches: &[&Sketch], dated: bool) -> Vec<(u32, u32)> {
    let weighty: Vec<Vec<(u32, f32)>> = sketches.iter().map(|sketch| weighty(sketch)).collect();
    let mut index: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
    for (at, words) in (0u32..).zip(&weighty) {
        for &(key, weight) in words {
            index.entry(key).or_default().push((at, weight));
        }
    }
    let mut pairs = BTreeSet::new();
    let mut scores = vec![0.0f32; sketches.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (at, words) in (0u32..).zip(&weighty) {
        let far = |other: u32| {
            let day = |at: u32| sketches[at as usize].day.filter(|_| dated);
            matches!((day(at), day(other)), (Some(one), Some(two)) if (one - two).abs() > DAYS)
        };
        for &(key, weight) in words {
            let holders = &index[&key];
            let here = holders.partition_point(|(other, _)| *other < at);
            let near = &holders[here.saturating_sub(REACH)..(here + REACH + 1).min(holders.len())];
            for &(other, its) in near.iter().filter(|(other, _)| *other != at && !far(*other)) {
                let score = &mut scores[other as usize];
                if *score <= 0.0 {
                    touched.push(other);
                }
                *score += weight * its;
            }
        }
        touched.sort_unstable_by(|a, b| scores[*b as usize].total_cmp(&scores[*a as usize]).then_with(|| a.cmp(b)));
        pairs.extend(touched.iter().take(KEPT).map(|&other| (at.min(other), at.max(other))));
        for other in touched.drain(..) {
            scores[other as usize] = 0.0;
        }
    }
    pairs.into_iter().collect()
}

/// The weightiest words of an article, the length of all its words being one.
fn weighty(sketch: &Sketch) -> Vec<(u32, f32)> {
    let mut words: Vec<(u32, f32)> = sketch.terms.iter().map(|term| (term.key, term.weight(term.body))).collect();
    let length = words.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    words.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(WORDS);
    for (_, weight) in &mut words {
        *weight /= length;
    }
    words
}
