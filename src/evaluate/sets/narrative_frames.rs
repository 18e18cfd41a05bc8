//! Narrative Frames Corpus: articles on climate change, each with the generic frames that it uses (Frermann et al. 2023).
//!
//! One tab-separated table with `ID`, `source`, `text` and a column of `True` or `False` for each of the five generic frames of Semetko and
//! Valkenburg (2000), as the set understands them: `RE` resolution, `HI` human interest, `CO` conflict, `MO` morality, `EC` economic. An
//! article may use several, so each frame is a dimension of its own.

use std::path::Path;

use super::files::{self, Table};
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::splits::normalized;

/// Columns and the frames that they stand for.
pub const FRAMES: [(&str, &str); 5] =
    [("RE", "resolution"), ("HI", "human_interest"), ("CO", "conflict"), ("MO", "morality"), ("EC", "economic")];

/// The classes of each frame, the one looked for first.
pub const CLASSES: [&str; 2] = ["present", "absent"];

/// Reads the table, or the one in a folder.
///
/// # Errors
///
/// When there is no such table, it cannot be read, it lacks a column, or no row could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let tables = files::list(path, ".tsv")?;
    let [table] = tables.as_slice() else {
        return Err(files::input(path, format!("expected one .tsv, found {}; name it", tables.len())));
    };
    let mut gold = Gold::new("narrative_frames");
    parse(&files::text(table)?, table, &mut gold)?;
    gold.finish(path)
}

fn parse(content: &str, path: &Path, gold: &mut Gold) -> Result<()> {
    let table = Table::parse(content);
    let (id, outlet, text) = (table.needed("ID", path)?, table.needed("source", path)?, table.needed("text", path)?);
    let frames: Vec<(usize, &'static str)> =
        FRAMES.iter().map(|&(name, frame)| Ok((table.needed(name, path)?, frame))).collect::<Result<_>>()?;
    let mut seen = std::collections::BTreeSet::new();
    for (line, row) in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(reason) => {
                gold.fault(path, Some(line), None, reason);
                continue;
            }
        };
        let found: Option<Vec<(&'static str, bool)>> =
            frames.iter().map(|&(column, frame)| Some((frame, row[column].trim().to_lowercase().parse().ok()?))).collect();
        let (Some(found), true) = (found, !row[text].trim().is_empty()) else {
            gold.fault(path, Some(line), Some(&row[id]), "expected a text, and True or False for each frame");
            continue;
        };
        if !seen.insert(row[id].to_owned()) {
            gold.fault(path, Some(line), Some(&row[id]), "a second article under the same ID");
            continue;
        }
        let used: Vec<&str> = found.iter().filter(|(_, used)| *used).map(|(frame, _)| *frame).collect();
        gold.texts.push(LabelledText {
            id: row[id].to_owned(),
            label: if used.is_empty() { "none".to_owned() } else { used.join("+") },
            further: found.into_iter().map(|(frame, used)| (frame, CLASSES[usize::from(!used)].to_owned())).collect(),
            fold_key: normalized(&row[text]),
            outlet: files::given(&row[outlet]),
            text: row[text].to_owned(),
            ..LabelledText::default()
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frame_is_a_dimension_and_a_malformed_row_a_fault() {
        let mut gold = Gold::new("narrative_frames");
        let content = "ID\tsource\tmbfc\tdate\ttext\tRE\tHI\tCO\tMO\tEC\n1\tpost\tleft\t2019\t\"They \"\"fight\"\" on.\"\tFalse\tFalse\tTrue\tFalse\tTrue\n2\tpost\tleft\t2019\tx\tFalse\tFalse\tTrue\tFalse\tFalse)\n";
        parse(content, Path::new("n.tsv"), &mut gold).expect("a table");
        assert_eq!((gold.texts[0].text.as_str(), gold.texts[0].label.as_str()), ("They \"fight\" on.", "conflict+economic"));
        assert_eq!((gold.faults.len(), gold.faults[0].item.as_deref()), (1, Some("2")));
        let conflict = gold.by("conflict");
        assert_eq!(conflict.texts[0].label, "present");
        assert_eq!(gold.by("morality").texts[0].label, "absent");
        assert_eq!(gold.by("weather").left_out["no label for weather"], 1);
    }
}
