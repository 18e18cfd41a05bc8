//! A linear-chain conditional random field over hashed features (Lafferty, `McCallum` and Pereira 2001): a row of features for each place of a sequence
//! in, the most probable row of labels out.
//!
//! Weights are small integers, and so is everything that decoding adds up: the labels are the same on any machine. The labels of one feature lie side by
//! side, so that a feature costs one look into a table that fits the cache.

mod fit;

use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::seen::Seen;
use crate::model::weights::{self, Weights};

pub use fit::{Fit, Sequence};

/// Most labels of a tagger: the weights of a feature fill a fixed number of lanes.
pub const LANES: usize = 8;

/// Gives each place of a sequence a label.
#[derive(Clone, Debug)]
pub struct Tagger {
    labels: Vec<String>,
    /// A power of two of rows, one weight a label. Eight bits wide in the file and sixteen here, where one addition then takes all lanes.
    weights: Vec<Row>,
    /// From the label of the place before, to that of the place.
    transitions: [[i16; LANES]; LANES],
    /// What one step of a weight is worth, in log-odds.
    step: f32,
    /// Fingerprints of the texts that it was fitted to.
    seen: Seen,
    /// Words that labels hang on; `None` where every word may be one.
    triggers: Option<Triggers>,
}

/// Words by the hashes of their folded forms.
#[derive(Clone, Debug)]
struct Triggers {
    /// In order, none twice.
    hashes: Vec<u32>,
    /// A bit for each hash modulo [`FILTER`]: a clear one ends most look-ups.
    filter: Vec<u64>,
}

impl Triggers {
    fn new(hashes: impl IntoIterator<Item = u32>) -> Self {
        let mut hashes: Vec<u32> = hashes.into_iter().collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mut filter = vec![0; FILTER / 64];
        for hash in &hashes {
            filter[*hash as usize % FILTER / 64] |= 1 << (hash % 64);
        }
        Self { hashes, filter }
    }

    #[inline]
    fn hold(&self, hash: u32) -> bool {
        self.filter[hash as usize % FILTER / 64] >> (hash % 64) & 1 == 1 && self.hashes.binary_search(&hash).is_ok()
    }
}

/// The weights of a feature, as one load takes them.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
struct Row([i16; LANES]);

/// Bits of the filter of triggers: 2 KB, which stay in the nearest cache.
const FILTER: usize = 1 << 14;

/// What a tagger's file says beside its tensors.
#[derive(Serialize, Deserialize)]
struct About {
    labels: Vec<String>,
    step: f32,
}

/// Where the file says it.
const KEY: &str = "tagger";

/// Feature rows of one sequence, flat, and the room that decoding needs: kept from sequence to sequence, so that nothing is allocated a place.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    features: Vec<u32>,
    ends: Vec<u32>,
    scores: Vec<[i16; LANES]>,
    back: Vec<[u8; LANES]>,
}

impl Rows {
    /// Forgets the sequence and keeps the room.
    pub fn clear(&mut self) {
        self.features.clear();
        self.ends.clear();
    }

    /// Makes room for so many places more of so many features each.
    pub fn reserve(&mut self, places: usize, features: usize) {
        self.features.reserve(places * features);
        self.ends.reserve(places);
    }

    /// Adds a place with these features.
    ///
    /// # Panics
    ///
    /// When the sequence has more features than a `u32` counts.
    pub fn place(&mut self, features: &[u32]) {
        self.features.extend_from_slice(features);
        self.ends.push(u32::try_from(self.features.len()).expect("features of one sequence"));
    }

    /// Adds a feature to the place that is being written.
    pub fn push(&mut self, feature: u32) {
        self.features.push(feature);
    }

    /// Ends the place that is being written.
    ///
    /// # Panics
    ///
    /// When the sequence has more features than a `u32` counts.
    pub fn end(&mut self) {
        self.place(&[]);
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The features of a place.
    #[must_use]
    pub fn row(&self, place: usize) -> &[u32] {
        let begin = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[begin as usize..self.ends[place] as usize]
    }
}

/// One number from the name of a feature and its values, well mixed.
#[must_use]
#[inline]
pub fn feature(name: u32, one: u32, other: u32) -> u32 {
    let mixed = (u64::from(one) << 32 | u64::from(other)).wrapping_add(u64::from(name).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    // The high half is the better mixed one.
    (mixed >> 32) as u32
}

impl Tagger {
    /// The labels, in the order of their numbers.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The tagger with the fingerprints of the texts that it was fitted to: whoever evaluates it leaves them out.
    #[must_use]
    pub fn having_seen(self, fingerprints: Vec<u64>) -> Self {
        Self { seen: fingerprints.into(), ..self }
    }

    /// Whether it was fitted to the text with this fingerprint.
    #[must_use]
    pub fn has_seen(&self, fingerprint: u64) -> bool {
        self.seen.holds(fingerprint)
    }

    /// The tagger with the words, as hashes of their folded forms, that its labels hang on: what holds none of them need not be tagged.
    #[must_use]
    pub fn triggered_by(self, hashes: impl IntoIterator<Item = u32>) -> Self {
        Self { triggers: Some(Triggers::new(hashes)), ..self }
    }

    /// Whether a word with this hash may call for a label; true of each where the tagger knows no triggers.
    #[must_use]
    #[inline]
    pub fn is_triggered_by(&self, hash: u32) -> bool {
        self.triggers.as_ref().is_none_or(|triggers| triggers.hold(hash))
    }

    /// Writes the number of the most probable label of each place to `tags`, which is cleared first (Viterbi 1967). Takes time in proportion to the
    /// number of features.
    pub fn tag(&self, rows: &mut Rows, tags: &mut Vec<u8>) {
        tags.clear();
        let count = self.labels.len();
        let mask = self.weights.len() - 1;
        let Rows { features, ends, scores, back } = rows;
        scores.clear();
        back.clear();
        let mut begin = 0;
        for &end in ends.iter() {
            let mut sum = [0i16; LANES];
            for &feature in &features[begin as usize..end as usize] {
                let weights = &self.weights[feature as usize & mask].0;
                for (sum, &weight) in sum.iter_mut().zip(weights) {
                    *sum = sum.wrapping_add(weight);
                }
            }
            begin = end;
            let mut from = [0; LANES];
            if let Some(before) = scores.last() {
                let mut best = [i16::MIN; LANES];
                for ((label, &score), transitions) in (0u8..).zip(before).zip(&self.transitions).take(count) {
                    for ((best, from), &transition) in best.iter_mut().zip(&mut from).zip(transitions) {
                        let reached = score.saturating_add(transition);
                        (*best, *from) = if reached > *best { (reached, label) } else { (*best, *from) };
                    }
                }
                // Only differences count: held to zero at the top, sums stay small however long the sequence.
                let most = best[..count].iter().copied().max().unwrap_or_default();
                for (sum, best) in sum.iter_mut().zip(best) {
                    *sum = sum.saturating_add(best.saturating_sub(most));
                }
            }
            scores.push(sum);
            back.push(from);
        }
        let Some(last) = scores.last() else { return };
        let mut label = (0..count).max_by_key(|&label| (last[label], std::cmp::Reverse(label))).unwrap_or_default();
        tags.resize(scores.len(), 0);
        for place in (0..scores.len()).rev() {
            #[expect(clippy::cast_possible_truncation, reason = "fewer than LANES")]
            let tag = label as u8;
            tags[place] = tag;
            label = usize::from(back[place][label]);
        }
    }

    /// The tagger as a file in the layout of safetensors: `weights` (features by lanes, 8-bit), `transitions` (from by to), `seen`, `triggers`
    /// where it has them, and the labels and the step in its header.
    ///
    /// # Errors
    ///
    /// Never for a tagger that was fitted or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        #[expect(
            clippy::cast_sign_loss,
            clippy::cast_possible_truncation,
            reason = "the bits are kept, and eight of them are all there are"
        )]
        let weights: Vec<u8> = self.weights.iter().flat_map(|row| row.0).map(|weight| weight as u8).collect();
        let transitions: Vec<u8> = self.transitions.iter().flatten().flat_map(|weight| weight.to_le_bytes()).collect();
        let seen = self.seen.to_bytes();
        let hashes = self.triggers.as_ref().map_or(&[][..], |triggers| &triggers.hashes);
        let triggers: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        let mut tensors = vec![
            ("weights", Dtype::I8, vec![self.weights.len(), LANES], &weights[..]),
            ("transitions", Dtype::I16, vec![LANES, LANES], &transitions[..]),
            ("seen", Dtype::U64, vec![self.seen.len()], &seen[..]),
        ];
        if self.triggers.is_some() {
            tensors.push(("triggers", Dtype::U32, vec![hashes.len()], &triggers[..]));
        }
        weights::to_bytes(tensors, KEY, &About { labels: self.labels.clone(), step: self.step })
    }

    /// Reads what [`Tagger::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::error::Error::Data) when the bytes are no tagger; the message says what was expected.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (file, About { labels, step }) = Weights::read(bytes, "tagger", KEY)?;
        if labels.is_empty() || labels.len() > LANES {
            return Err(file.fault(format!("expected 1 to {LANES} labels in the header, found {}", labels.len())));
        }
        let (rows, rest) = file.tensor("weights", Dtype::I8)?.as_chunks::<LANES>();
        #[expect(clippy::cast_possible_wrap, reason = "the bits are kept")]
        let weights: Vec<Row> = rows.iter().map(|row| Row(row.map(|weight| i16::from(weight as i8)))).collect();
        if !rest.is_empty() || !weights.len().is_power_of_two() {
            return Err(file.fault(format!("expected a power of two of features of {LANES} weights, found {}", weights.len())));
        }
        let mut transitions = [[0; LANES]; LANES];
        let bytes = file.tensor("transitions", Dtype::I16)?;
        if bytes.len() != 2 * LANES * LANES {
            return Err(file.fault(format!("expected {LANES} times {LANES} transitions")));
        }
        for (to, from) in transitions.as_flattened_mut().iter_mut().zip(bytes.as_chunks::<2>().0) {
            *to = i16::from_le_bytes(*from);
        }
        let seen = Seen::from_bytes(file.tensor("seen", Dtype::U64)?)?;
        let triggers = if file.holds("triggers") {
            let hashes = file.tensor("triggers", Dtype::U32)?.as_chunks::<4>().0;
            Some(Triggers::new(hashes.iter().map(|bytes| u32::from_le_bytes(*bytes))))
        } else {
            None
        };
        Ok(Self { labels, weights, transitions, step, seen, triggers })
    }
}
