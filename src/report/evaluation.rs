//! Figures against labelled sets: JSON lines for programs, Markdown for documents, a table for the terminal.

use std::io::Write;

use serde::Serialize;

use crate::error::Result;
use crate::evaluate::texts::{Baselines, Evaluation, Options, Outcome};
use crate::report::record::round;

/// What was evaluated, beside the figures.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The set's name.
    pub dataset: &'a str,
    /// What the labels are about.
    pub task: &'a str,
    /// The model's name.
    pub model: &'a str,
    /// How it was evaluated.
    pub options: &'a Options,
    /// The figures.
    pub outcome: &'a Outcome,
}

#[derive(Serialize)]
struct EvaluationRecord<'a> {
    r#type: &'static str,
    dataset: &'a str,
    task: &'a str,
    split: String,
    folds: &'a [String],
    model: &'a str,
    class: Option<&'a str>,
    n: u64,
    metric: &'a str,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    baselines: BaselinesRecord,
}

#[derive(Serialize)]
struct BaselinesRecord {
    majority: Option<f64>,
    outlet_only: Option<f64>,
    lexicon: Option<f64>,
    bag_of_words: Option<f64>,
}

impl From<Baselines> for BaselinesRecord {
    fn from(baselines: Baselines) -> Self {
        let Baselines { majority, outlet_only, lexicon, bag_of_words } = baselines;
        let [majority, outlet_only, lexicon, bag_of_words] = [majority, outlet_only, lexicon, bag_of_words].map(|value| value.map(round));
        Self { majority, outlet_only, lexicon, bag_of_words }
    }
}

/// Writes a figure a line.
///
/// # Errors
///
/// When they cannot be written; so for all here.
pub fn evaluation_lines(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    for one in &evaluated.outcome.evaluations {
        let record = EvaluationRecord {
            r#type: "evaluation",
            dataset: evaluated.dataset,
            task: evaluated.task,
            split: evaluated.options.split.to_string(),
            folds: &evaluated.outcome.parts,
            model: evaluated.model,
            class: one.class.as_deref(),
            n: one.n,
            metric: one.metric,
            value: one.value.map(round),
            low: one.interval.map(|(low, _)| round(low)),
            high: one.interval.map(|(_, high)| round(high)),
            level: evaluated.options.level,
            baselines: one.baselines.into(),
        };
        serde_json::to_writer(&mut *out, &record)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Columns: figure, value, interval, and the four baselines.
const HEADINGS: [&str; 7] = ["figure", "value", "interval", "majority", "outlet only", "lexicon", "bag of words"];

fn cells(one: &Evaluation) -> [String; 7] {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let name = one.class.as_ref().map_or(one.metric.to_owned(), |class| format!("{} {class}", one.metric)).replace('_', " ");
    let interval = one.interval.map_or("-".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"));
    let Baselines { majority, outlet_only, lexicon, bag_of_words } = one.baselines;
    [name, figure(one.value), interval, figure(majority), figure(outlet_only), figure(lexicon), figure(bag_of_words)]
}

/// Writes the figures as a Markdown table.
///
/// # Errors
///
/// See [`evaluation_lines`].
pub fn evaluation_markdown(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    writeln!(out, "| {} |\n|{}", HEADINGS.join(" | "), "---|".repeat(HEADINGS.len()))?;
    for one in &evaluated.outcome.evaluations {
        writeln!(out, "| {} |", cells(one).join(" | "))?;
    }
    Ok(())
}

/// Writes the figures as a table for the terminal.
///
/// # Errors
///
/// See [`evaluation_lines`].
pub fn evaluation_table(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    let n = evaluated.outcome.evaluations.first().map_or(0, |one| one.n);
    writeln!(
        out,
        "{}, {}: {} on {n} texts, split {} ({} parts), {:.0} % intervals\n",
        evaluated.dataset,
        evaluated.task,
        evaluated.model,
        evaluated.options.split,
        evaluated.outcome.parts.len(),
        evaluated.options.level * 100.0
    )?;
    let rows: Vec<[String; 7]> =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(evaluated.outcome.evaluations.iter().map(cells)).collect();
    let widths: Vec<usize> =
        (0..HEADINGS.len()).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    for row in rows {
        let padded = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") });
        writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
