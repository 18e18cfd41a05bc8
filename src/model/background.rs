//! How common a word is in news: the share of articles that hold it, its uses in a million words, and how often it is written with a capital where none is due.
//!
//! Against this background a word of an event stands out by itself, whatever else is in a run: a weight that came from the run's own articles would change
//! with each of them. A word is known by the hash of its folded form, its possessive ending cut, so that the table holds no text and a token needs no copy.

use std::sync::LazyLock;

use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::shipped::BACKGROUND;
use crate::model::weights::{self, Weights};
use crate::token::fold_hash;

/// Where the file says what it says beside its tensors.
const KEY: &str = "background";
/// Steps of the shares of articles, and of the uses in an article that holds the word.
const SHARES: f64 = 65_535.0;
const USES: f64 = 256.0;
/// Steps of the share of capitals; one more says that it is unknown.
const CAPITALS: f64 = 254.0;
const UNKNOWN: u8 = 255;

/// How common words are.
#[derive(Clone, Debug, PartialEq)]
pub struct Background {
    about: About,
    /// In order.
    hashes: Vec<u32>,
    /// Shares of articles.
    documents: Vec<u16>,
    /// Uses in each article that holds the word, on average.
    uses: Vec<u16>,
    /// Shares of capitals.
    capitals: Vec<u8>,
}

/// What a table's file says beside its tensors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct About {
    /// Number of articles counted.
    articles: u64,
    /// Number of words in them, as [`TokenKind::Word`](crate::token::TokenKind::Word) has it.
    words: u64,
    /// Words in fewer articles are not listed.
    least: u64,
}

/// What was counted of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordCount {
    /// Articles that hold it.
    pub articles: u64,
    /// Uses.
    pub uses: u64,
    /// Uses right after a word in small letters, where no capital is due.
    pub inside: u64,
    /// Of these, those with a capital.
    pub capitals: u64,
}

static SHIPPED: LazyLock<Background> = LazyLock::new(|| {
    let table = Background::from_bytes(BACKGROUND.bytes);
    table.expect("the shipped table, which a test reads")
});

impl Background {
    /// The table that ships with the tool.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// What a word is known by: the hash of its folded form, the possessive ending cut.
    #[must_use]
    pub fn key(word: &str) -> u32 {
        let plain = ["'s", "\u{2019}s", "'S", "\u{2019}S"].into_iter().find_map(|ending| word.strip_suffix(ending));
        fold_hash(plain.filter(|plain| !plain.is_empty()).unwrap_or(word))
    }

    /// A table of words that stand in `least` articles or more, by [`Background::key`], out of so many articles with so many words.
    #[must_use]
    pub fn new(counts: impl IntoIterator<Item = (u32, WordCount)>, articles: u64, words: u64, least: u64) -> Self {
        let mut counts: Vec<(u32, WordCount)> = counts.into_iter().filter(|(_, count)| count.articles >= least.max(1)).collect();
        counts.sort_unstable_by_key(|(hash, _)| *hash);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and the bound")]
        let steps = |share: f64, steps: f64, most: f64| libm::round(share * steps).clamp(1.0, most) as u16;
        let documents = |count: &WordCount| steps(count.articles as f64 / articles.max(1) as f64, SHARES, SHARES);
        let uses = |count: &WordCount| steps(count.uses as f64 / count.articles as f64, USES, f64::from(u16::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 254")]
        let capitals = |count: &WordCount| {
            if count.inside == 0 { UNKNOWN } else { libm::round(count.capitals as f64 / count.inside as f64 * CAPITALS) as u8 }
        };
        Self {
            about: About { articles, words, least },
            hashes: counts.iter().map(|(hash, _)| *hash).collect(),
            documents: counts.iter().map(|(_, count)| documents(count)).collect(),
            uses: counts.iter().map(|(_, count)| uses(count)).collect(),
            capitals: counts.iter().map(|(_, count)| capitals(count)).collect(),
        }
    }

    /// The share of articles that hold a word; of one that is not listed half of the least share that is.
    #[must_use]
    pub fn document_frequency(&self, word: &str) -> f64 {
        self.document_frequency_of(Self::key(word))
    }

    /// [`Background::document_frequency`] by key.
    #[must_use]
    pub fn document_frequency_of(&self, key: u32) -> f64 {
        self.at(key).map_or_else(|| self.floor(), |at| f64::from(self.documents[at]) / SHARES)
    }

    /// Uses in a million words; of a word that is not listed one in each article that may hold it.
    #[must_use]
    pub fn per_million(&self, word: &str) -> f64 {
        self.per_million_of(Self::key(word))
    }

    /// [`Background::per_million`] by key.
    #[must_use]
    pub fn per_million_of(&self, key: u32) -> f64 {
        let uses = self.at(key).map_or(1.0, |at| f64::from(self.uses[at]) / USES);
        uses * self.document_frequency_of(key) * self.about.articles as f64 / self.about.words.max(1) as f64 * 1e6
    }

    /// Inverse document frequency: how much a word says, in natural units (Spärck Jones 1972).
    #[must_use]
    pub fn idf(&self, word: &str) -> f64 {
        self.idf_of(Self::key(word))
    }

    /// [`Background::idf`] by key.
    #[must_use]
    pub fn idf_of(&self, key: u32) -> f64 {
        -libm::log(self.document_frequency_of(key))
    }

    /// How often a word has a capital where none is due: near one for a name. `None` for a word that is not listed, or never stands in such a place.
    #[must_use]
    pub fn capitals(&self, word: &str) -> Option<f64> {
        self.capitals_of(Self::key(word))
    }

    /// [`Background::capitals`] by key.
    #[must_use]
    pub fn capitals_of(&self, key: u32) -> Option<f64> {
        let share = self.capitals[self.at(key)?];
        (share != UNKNOWN).then(|| f64::from(share) / CAPITALS)
    }

    /// Number of words that are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether no word is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The table as a file in the layout of safetensors: `hashes`, `documents`, `uses`, `capitals`.
    ///
    /// # Errors
    ///
    /// Never for a table that was counted or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let hashes: Vec<u8> = self.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        let documents: Vec<u8> = self.documents.iter().flat_map(|steps| steps.to_le_bytes()).collect();
        let uses: Vec<u8> = self.uses.iter().flat_map(|steps| steps.to_le_bytes()).collect();
        let shape = || vec![self.len()];
        let tensors = vec![
            ("hashes", Dtype::U32, shape(), &hashes[..]),
            ("documents", Dtype::U16, shape(), &documents[..]),
            ("uses", Dtype::U16, shape(), &uses[..]),
            ("capitals", Dtype::U8, shape(), &self.capitals[..]),
        ];
        weights::to_bytes(tensors, KEY, &self.about)
    }

    /// Reads what [`Background::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::Error::Data) when the bytes are no such table; the message says what was expected.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (file, about) = Weights::read(bytes, "background of words", KEY)?;
        let halves = |name: &str| -> Result<Vec<u16>> {
            Ok(file.tensor(name, Dtype::U16)?.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect())
        };
        let hashes: Vec<u32> =
            file.tensor("hashes", Dtype::U32)?.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let (documents, uses, capitals) = (halves("documents")?, halves("uses")?, file.tensor("capitals", Dtype::U8)?.to_vec());
        let lengths = [documents.len(), uses.len(), capitals.len()];
        if lengths.iter().any(|length| *length != hashes.len()) {
            return Err(file.fault(format!("{} words, but {lengths:?} figures of them", hashes.len())));
        }
        if !hashes.is_sorted_by(|one, next| one < next) {
            return Err(file.fault("its words are not in order"));
        }
        Ok(Self { about, hashes, documents, uses, capitals })
    }

    fn at(&self, key: u32) -> Option<usize> {
        self.hashes.binary_search(&key).ok()
    }

    /// The share taken for a word that is not listed.
    #[must_use]
    pub fn floor(&self) -> f64 {
        self.about.least.max(1) as f64 / 2.0 / self.about.articles.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Background {
        let of = |word, articles, uses, inside, capitals| (Background::key(word), WordCount { articles, uses, inside, capitals });
        Background::new(
            [of("the", 200, 4000, 3000, 30), of("Vask", 4, 10, 8, 8), of("rare", 1, 1, 1, 0), of("aha", 2, 2, 0, 0)],
            200,
            100_000,
            2,
        )
    }

    #[test]
    fn a_word_is_as_common_as_it_was_counted() {
        let table = table();
        assert!((table.document_frequency("The") - 1.0).abs() < 1e-9);
        assert!((table.document_frequency("Vask’s") - 0.02).abs() < 1e-4);
        assert!((table.per_million("the") - 40_000.0).abs() < 10.0);
        assert!((table.idf("vask") - 50f64.ln()).abs() < 1e-2);
        assert!(table.capitals("vask").is_some_and(|share| share > 0.99));
        assert!(table.capitals("the").is_some_and(|share| (share - 0.01).abs() < 0.005));
        assert_eq!(table.capitals("aha"), None);
    }

    #[test]
    fn a_word_that_is_not_listed_is_rarer_than_all_that_are() {
        let table = table();
        assert_eq!(table.len(), 3);
        for word in ["rare", "unheard"] {
            assert!((table.document_frequency(word) - 0.005).abs() < 1e-12 && (table.per_million(word) - 10.0).abs() < 1e-9);
            assert_eq!(table.capitals(word), None);
        }
    }

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        let bytes = table().to_bytes().expect("bytes");
        assert_eq!(Background::from_bytes(&bytes).expect("a table"), table());
        assert!(Background::from_bytes(&bytes[..bytes.len() - 1]).is_err() && Background::from_bytes(b"no").is_err());
    }

    #[test]
    fn the_shipped_table_knows_common_words_from_rare_ones() {
        let shipped = Background::shipped();
        assert!(shipped.document_frequency("the") > 0.9 && shipped.idf("zygote") > shipped.idf("house"));
        assert!(shipped.capitals("london").is_some_and(|share| share > 0.9) && shipped.capitals("table").is_some_and(|share| share < 0.1));
    }
}
