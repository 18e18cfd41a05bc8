//! What training and test parts share that would flatter a figure: the same text, nearly the same, the same article, outlet or topic.
//!
//! A sentence that is in both parts is remembered, not understood; sentences of one article share its names and its annotator; and an outlet's name
//! alone foretells the label on the usual sets (see `evaluation/README.md`). Nothing is taken out: a report of what is shared stands beside every
//! figure, and the reader decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::evaluate::gold::LabelledText;
use crate::evaluate::splits::{Part, normalized};

/// How many of the texts asked about have something in the training part of their split.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leakage {
    /// Texts asked about.
    pub n: u64,
    /// The same words stand in the training part, but for case and white space.
    pub exact: u64,
    /// Nearly the same words do: three quarters or more of all runs of three words are shared. Exact ones are not counted again.
    pub near: u64,
    /// A text of the same article, document or story does; `None` where the set does not know it.
    pub cluster: Option<u64>,
    /// A text of the same outlet does; `None` where the set does not know it.
    pub outlet: Option<u64>,
    /// A text on the same topic does; `None` where the set does not know it.
    pub topic: Option<u64>,
    /// The first few that are the same or nearly so: the text asked about, the one learned from, and the share of runs of words.
    pub examples: Vec<(String, String, f64)>,
}

/// Share of runs of three words from which two texts are nearly the same (Broder 1997, *On the resemblance and containment of documents*).
const NEAR: f64 = 0.75;
/// Examples kept.
const EXAMPLES: usize = 5;

/// What the parts of a split share.
#[must_use]
pub fn between(texts: &[LabelledText], parts: &[Part]) -> Leakage {
    let words: Vec<String> = texts.iter().map(|text| normalized(&text.text)).collect();
    let pairs = near_pairs(&words);
    let mut by_item: HashMap<usize, Vec<(usize, f64)>> = HashMap::new();
    for &(left, right, share) in &pairs {
        by_item.entry(left).or_default().push((right, share));
        by_item.entry(right).or_default().push((left, share));
    }
    let mut leakage = Leakage::default();
    let fields: [fn(&LabelledText) -> Option<&str>; 3] =
        [|text| text.cluster.as_deref(), |text| text.outlet.as_deref(), |text| text.topic.as_deref()];
    let mut shared = fields.map(|field| texts.iter().any(|text| field(text).is_some()).then_some(0));
    for part in parts {
        let learned: HashSet<usize> = part.train.iter().copied().collect();
        let same: BTreeMap<&str, usize> = part.train.iter().rev().map(|&item| (words[item].as_str(), item)).collect();
        for (field, shared) in fields.iter().zip(&mut shared) {
            if let Some(shared) = shared {
                let known: BTreeSet<&str> = part.train.iter().filter_map(|&item| field(&texts[item])).collect();
                *shared += part.test.iter().filter(|&&item| field(&texts[item]).is_some_and(|value| known.contains(value))).count() as u64;
            }
        }
        for &item in &part.test {
            leakage.n += 1;
            let found = if let Some(&other) = same.get(words[item].as_str()) {
                leakage.exact += 1;
                Some((other, 1.0))
            } else {
                let nearest = by_item
                    .get(&item)
                    .into_iter()
                    .flatten()
                    .filter(|(other, _)| learned.contains(other))
                    .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
                leakage.near += u64::from(nearest.is_some());
                nearest.copied()
            };
            if let Some((other, share)) = found.filter(|_| leakage.examples.len() < EXAMPLES) {
                leakage.examples.push((texts[item].id.clone(), texts[other].id.clone(), share));
            }
        }
    }
    [leakage.cluster, leakage.outlet, leakage.topic] = shared;
    leakage
}

/// All pairs of texts that share so many runs of three words, by their places, with the share.
///
/// Found without comparing all pairs: of the runs of a text in order of rarity, two texts that share a share t must have one in common among the
/// first n - t n + 1 of each (prefix filtering; Bayardo, Ma and Srikant 2007, *Scaling up all pairs similarity search*).
fn near_pairs(words: &[String]) -> Vec<(usize, usize, f64)> {
    let shingles: Vec<BTreeSet<u64>> = words.iter().map(|words| shingles(words)).collect();
    let mut frequency: HashMap<u64, u32> = HashMap::new();
    for shingle in shingles.iter().flatten() {
        *frequency.entry(*shingle).or_default() += 1;
    }
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (item, own) in shingles.iter().enumerate() {
        let mut rare: Vec<u64> = own.iter().copied().collect();
        rare.sort_by_key(|shingle| (frequency[shingle], *shingle));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small count")]
        let prefix = (rare.len() - (NEAR * rare.len() as f64).ceil() as usize + 1).min(rare.len());
        let mut candidates = BTreeSet::new();
        for shingle in &rare[..prefix] {
            let before = index.entry(*shingle).or_default();
            candidates.extend(before.iter().copied());
            before.push(item);
        }
        for other in candidates {
            let both = own.intersection(&shingles[other]).count();
            let share = both as f64 / (own.len() + shingles[other].len() - both) as f64;
            if share >= NEAR && words[item] != words[other] {
                pairs.push((other, item, share));
            }
        }
    }
    pairs
}

/// Hashes of all runs of three words; of a shorter text the whole.
fn shingles(words: &str) -> BTreeSet<u64> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let hash = |run: &[&str]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    if words.len() < 3 { BTreeSet::from([hash(&words)]) } else { words.windows(3).map(hash).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str, words: &str, cluster: &str, outlet: Option<&str>) -> LabelledText {
        LabelledText {
            id: id.to_owned(),
            text: words.to_owned(),
            cluster: Some(cluster.to_owned()),
            outlet: outlet.map(str::to_owned),
            ..LabelledText::default()
        }
    }

    const LONG: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";

    #[test]
    fn the_same_and_nearly_the_same_are_found_across_parts_only() {
        let texts = [
            text("a", LONG, "1", Some("x")),
            text("b", &LONG.to_uppercase(), "2", Some("y")),
            text("c", &format!("{LONG} sixteen"), "1", None),
            text("d", "quite another thing was said here by nobody", "3", Some("z")),
            text("e", &format!("{LONG} sixteen seventeen"), "9", Some("x")),
        ];
        let part = Part { name: "0".into(), train: vec![0, 4], test: vec![1, 2, 3] };
        let leakage = between(&texts, &[part]);
        assert_eq!((leakage.n, leakage.exact, leakage.near), (3, 1, 1));
        assert_eq!((leakage.cluster, leakage.outlet, leakage.topic), (Some(1), Some(0), None));
        let examples: Vec<_> = leakage.examples.iter().map(|(asked, learned, _)| (asked.as_str(), learned.as_str())).collect();
        // Of `c`'s 14 runs the longer `e` has all and one more, `a` all but one: 14/15 against 13/14.
        assert_eq!(examples, [("b", "a"), ("c", "e")]);
        assert!((leakage.examples[1].2 - 14.0 / 15.0).abs() < 1e-12);
        let apart = Part { name: "0".into(), train: vec![3], test: vec![0, 1, 2] };
        assert_eq!(between(&texts, &[apart]).exact, 0);
    }

    #[test]
    fn every_near_pair_is_found_without_comparing_all() {
        // Texts of 5 to 24 words, the later ones the earlier ones with a word changed here and there.
        let mut words: Vec<String> = (0..40)
            .map(|seed| (0..5 + seed % 20).map(|at| format!("w{}", (seed * 7 + at * at) % 31)).collect::<Vec<_>>().join(" "))
            .collect();
        for seed in 0..40 {
            let mut changed: Vec<String> = words[seed].split(' ').map(str::to_owned).collect();
            let at = seed % changed.len();
            changed[at] = "x".into();
            words.push(changed.join(" "));
        }
        let found: BTreeSet<(usize, usize)> = near_pairs(&words).into_iter().map(|(left, right, _)| (left, right)).collect();
        let mut expected = BTreeSet::new();
        for right in 0..words.len() {
            for left in 0..right {
                let (a, b) = (shingles(&words[left]), shingles(&words[right]));
                let both = a.intersection(&b).count() as f64;
                if both / ((a.len() + b.len()) as f64 - both) >= NEAR && words[left] != words[right] {
                    expected.insert((left, right));
                }
            }
        }
        assert_eq!(found, expected);
        assert!(expected.len() >= 5, "{}", expected.len());
    }
}
