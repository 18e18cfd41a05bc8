//! Labels that were given elsewhere: by a model in another language, or by an earlier run with `--write-predictions`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, bail};
use parallax::evaluate::labels::GivenAnswer;
use serde::Deserialize;

/// The labels of a file, under its name.
pub(super) struct Predictions {
    pub(super) name: String,
    pub(super) answers: BTreeMap<String, GivenAnswer>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    label: String,
    #[serde(default)]
    probability: Option<f64>,
}

/// Ids may be strings or integers.
fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(i64),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Text(id) => id,
        Id::Number(id) => id.to_string(),
    })
}

impl Predictions {
    /// Reads JSON lines, or a CSV with a header, by the extension.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let content = std::fs::read_to_string(path).with_context(|| {
            format!("cannot read the predictions {shown}; expected a file, or bag-of-words, lexicon, majority or outlet-only")
        })?;
        let is_json = path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson" || extension == "json");
        let rows = if is_json { json(&content) } else { table(&content) }.with_context(|| shown.to_string())?;
        let mut answers = BTreeMap::new();
        for (number, Row { id, label, probability }) in rows {
            if probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
                bail!("{shown}, line {number}: a probability lies between 0 and 1");
            }
            if answers.insert(id.clone(), GivenAnswer { label, probability }).is_some() {
                bail!("{shown}, line {number}: the id `{id}` was there before");
            }
        }
        Ok(Self { name: shown.to_string(), answers })
    }
}

fn json(content: &str) -> anyhow::Result<Vec<(u64, Row)>> {
    let lines = (1..).zip(content.lines()).filter(|(_, line)| !line.trim().is_empty());
    let row = |(number, line)| {
        serde_json::from_str(line).map(|row| (number, row)).with_context(|| format!("line {number}: expected an object with id and label"))
    };
    lines.map(row).collect()
}

fn table(content: &str) -> anyhow::Result<Vec<(u64, Row)>> {
    let header = content.lines().next().unwrap_or_default();
    let separator =
        [b';', b'\t', b','].into_iter().max_by_key(|&byte| header.bytes().filter(|&other| other == byte).count()).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).from_reader(content.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.deserialize::<Row>().zip(2..);
    let row = |(row, number): (Result<Row, csv::Error>, u64)| {
        row.map(|row| (number, row)).with_context(|| format!("row {number}: expected the columns id, label and perhaps probability"))
    };
    rows.map(row).collect()
}

/// The checksums of a file, one a line.
pub(super) fn seen(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    let shown = path.display();
    let content = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let lines = (1..).zip(content.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let line = line.trim().to_ascii_lowercase();
            if line.len() != 64 || !line.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                bail!("{shown}, line {number}: expected a SHA-256 in 64 hex digits, found `{line}`");
            }
            Ok(line)
        })
        .collect()
}
