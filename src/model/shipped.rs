//! The weights that are part of the tool: `models/manifest.toml` says what each is, and a test holds these to it.

use crate::checksum::sha256;

/// Weights that ship with the tool.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Name in the manifest.
    pub name: &'static str,
    /// Version in the manifest.
    pub version: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

/// The tagger of attributions.
pub const ATTRIBUTIONS: Shipped =
    Shipped { name: "attributions", version: "2", bytes: include_bytes!("../../models/attributions.safetensors") };

/// The background of words: how common each is in news.
pub const BACKGROUND: Shipped = Shipped { name: "background", version: "1", bytes: include_bytes!("../../models/background.safetensors") };

/// The weights of pairs of passages: whether they state the same.
pub const CLAIMS: Shipped = Shipped { name: "claims", version: "1", bytes: include_bytes!("../../models/claims.tsv") };

/// The model of pairs of articles: whether they cover one event.
pub const GROUPING: Shipped = Shipped { name: "grouping", version: "1", bytes: include_bytes!("../../models/grouping.json") };

/// The model of hedged sentences.
pub const HEDGED: Shipped = Shipped { name: "hedged", version: "1", bytes: include_bytes!("../../models/hedged.safetensors") };

impl Shipped {
    /// The checksum of the file, in small hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256(self.bytes)
    }
}
