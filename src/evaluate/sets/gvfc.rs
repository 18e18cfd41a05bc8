//! GVFC: headlines of news on gun violence, each with the theme that frames it (Liu et al. 2019).
//!
//! One comma-separated table with `news_title` and `Q3 Theme1`, a number from 1 to 9; 99 stands for none. The set tells neither outlet nor
//! article, so a headline folds by its words.

use std::path::Path;

use super::files::{self, Table};
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};
use crate::evaluate::splits::normalized;

/// The themes, in the order of their numbers from 1 on.
pub const CLASSES: [&str; 9] = [
    "gun_rights",
    "gun_control",
    "politics",
    "mental_health",
    "public_safety",
    "race",
    "public_opinion",
    "society_and_culture",
    "economic_consequences",
];

/// Reads the table, or the one in a folder.
///
/// # Errors
///
/// When there is no such table, it cannot be read, it lacks a column, or no row could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let tables = files::list(path, ".csv")?;
    let [table] = tables.as_slice() else {
        return Err(files::input(path, format!("expected one .csv, found {}; name it", tables.len())));
    };
    let mut gold = Gold::new("gvfc");
    parse(&files::text(table)?, table, &mut gold)?;
    gold.finish(path)
}

fn parse(content: &str, path: &Path, gold: &mut Gold) -> Result<()> {
    let table = Table::parse(content);
    let (title, theme) = (table.needed("news_title", path)?, table.needed("Q3 Theme1", path)?);
    for (line, row) in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(reason) => {
                gold.fault(path, Some(line), None, reason);
                continue;
            }
        };
        let text = row[title].trim().to_owned();
        let label = match row[theme].trim().parse::<usize>() {
            Ok(99) => {
                gold.leave_out("no theme (99)");
                continue;
            }
            Ok(number @ 1..=9) => CLASSES[number - 1],
            _ => {
                gold.fault(path, Some(line), None, format!("expected a theme from 1 to 9 or 99, found `{}`", row[theme].trim()));
                continue;
            }
        };
        if text.is_empty() {
            gold.fault(path, Some(line), None, "no headline");
            continue;
        }
        gold.texts.push(LabelledText {
            id: format!("line {line}"),
            label: label.to_owned(),
            fold_key: normalized(&text),
            text,
            ..LabelledText::default()
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_goes_by_its_name_and_none_is_left_out() {
        let mut gold = Gold::new("gvfc");
        let content = "news_title,Q1 Relevant,Q2 Focus,Q3 Theme1,Q3 Theme2\n\"Sheriff, asked, shrugs\",1,1,3,99\nIt rained,1,1,99,99\nOdd,1,1,12,\n,1,1,1,99\nShort,1\n";
        parse(content, Path::new("g.csv"), &mut gold).expect("a table");
        assert_eq!((gold.texts[0].text.as_str(), gold.texts[0].label.as_str()), ("Sheriff, asked, shrugs", "politics"));
        assert_eq!((gold.texts.len(), gold.left_out["no theme (99)"]), (1, 1));
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(4), "expected a theme from 1 to 9 or 99, found `12`"),
                (Some(5), "no headline"),
                (Some(6), "expected 5 columns, found 2")
            ]
        );
        assert!(parse("a,b\n", Path::new("g.csv"), &mut gold).is_err());
    }
}
