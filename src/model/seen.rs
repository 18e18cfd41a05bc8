//! Which texts a model was fitted to: it carries their fingerprints, so that whoever evaluates it can leave them out.

use crate::error::{Error, Result};

/// Fingerprints of texts, in order and none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(Vec<u64>);

impl From<Vec<u64>> for Seen {
    fn from(mut fingerprints: Vec<u64>) -> Self {
        fingerprints.sort_unstable();
        fingerprints.dedup();
        Self(fingerprints)
    }
}

impl Seen {
    pub(super) fn holds(&self, fingerprint: u64) -> bool {
        self.0.binary_search(&fingerprint).is_ok()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Eight bytes each, the low ones first, as a tensor of a file holds them.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()).collect()
    }

    /// Reads what [`Seen::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let fingerprints: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        if !fingerprints.is_sorted() {
            return Err(Error::Data("the fingerprints of `seen` are not in order".to_owned()));
        }
        Ok(Self(fingerprints))
    }
}
