//! The weights of the repository are those that their manifest names.

use std::collections::BTreeSet;
use std::path::Path;

use parallax::model::shipped::{ATTRIBUTIONS, BACKGROUND, CLAIMS, GROUPING, HEDGED, Shipped};
use sha2::{Digest as _, Sha256};

const SHIPPED: [Shipped; 5] = [ATTRIBUTIONS, BACKGROUND, CLAIMS, GROUPING, HEDGED];

#[test]
fn every_weight_file_is_in_the_manifest_with_its_bytes() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let manifest: toml::Table = std::fs::read_to_string(models.join("manifest.toml")).expect("the manifest").parse().expect("TOML");
    let mut named = BTreeSet::new();
    for model in manifest["model"].as_array().expect("models") {
        let field = |name: &str| model[name].as_str().unwrap_or_else(|| panic!("{name}: a string"));
        let bytes = std::fs::read(models.join(field("file"))).expect("the file");
        assert_eq!(model["bytes"].as_integer(), i64::try_from(bytes.len()).ok(), "{}", field("file"));
        let digest = Sha256::digest(&bytes).iter().fold(String::new(), |digest, byte| digest + &format!("{byte:02x}"));
        assert_eq!(field("sha256"), digest, "{}", field("file"));
        assert!(!field("command").is_empty() && model["trained_on"].as_array().is_some_and(|sets| !sets.is_empty()));
        let shipped = SHIPPED.iter().find(|shipped| shipped.name == field("name")).expect("compiled in");
        assert_eq!((shipped.version, shipped.sha256()), (field("version"), digest), "{}", field("file"));
        named.insert(field("file").to_owned());
    }
    let there =
        std::fs::read_dir(&models).expect("the folder").map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let there: BTreeSet<String> =
        there.filter(|name| [".safetensors", ".json", "claims.tsv"].iter().any(|ending| name.ends_with(ending))).collect();
    assert_eq!(named, there);
}
