//! Figures against labelled sets: JSON lines for programs, Markdown for documents, a table for the terminal.
//!
//! The two for people are one list of tables, drawn in two ways.

use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::cue::CueKind;
use crate::error::Result;
use crate::evaluate::entries::{Basis, EntryPrecision};
use crate::evaluate::outcome::{Against, Baselines, Evaluation, ItemPrediction, Outcome};
use crate::evaluate::sets::own::Map;
use crate::evaluate::splits::Split;
use crate::report::record::round;
use crate::report::reproduce::printable;

/// The options of `evaluate` that can change the result.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluateOptions {
    /// The set's name, or the path of a file of one's own.
    pub dataset: String,
    /// Where the set is.
    pub data: Option<PathBuf>,
    /// What it is asked; empty for all.
    pub task: Vec<String>,
    /// How items are split; `None` for what fits the task.
    pub split: Option<Split>,
    /// Number of folds.
    pub folds: u8,
    /// Which classifier gives labels; `None` for what fits the split.
    pub classifier: Option<String>,
    /// Labels that were given elsewhere.
    pub predictions: Option<PathBuf>,
    /// The other model: a name, or a file of predictions.
    pub against: Option<String>,
    /// Checksums of what the model was trained on.
    pub seen: Option<PathBuf>,
    /// Whether such items count in.
    pub allow_seen: bool,
    /// Which columns of a file of one's own hold which field.
    pub map: Map,
    /// The labels that a file of one's own may hold; empty for any.
    pub labels: Vec<String>,
    /// The label looked for.
    pub marked: Option<String>,
    /// Cues that stand for it; empty for the usual ones.
    pub cues: Vec<CueKind>,
    /// The user's lexicons.
    pub lexicon: Vec<PathBuf>,
    /// Level of the intervals.
    pub level: f64,
}

/// What was evaluated, beside the figures.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The set's name, or the path of a file of one's own.
    pub dataset: &'a str,
    /// Level of the intervals.
    pub level: f64,
    /// The figures.
    pub outcome: &'a Outcome,
}

/// Fields that all records of an evaluation begin with.
#[derive(Clone, Copy, Serialize)]
struct Head<'a> {
    r#type: &'static str,
    dataset: &'a str,
    task: &'a str,
    split: &'a str,
    #[serde(serialize_with = "parts")]
    folds: &'a [String],
    model: &'a str,
}

/// Folds as the numbers that they are, other parts by name.
fn parts<S: serde::Serializer>(names: &&[String], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Part<'a> {
        Fold(u64),
        Name(&'a str),
    }
    serializer.collect_seq(names.iter().map(|name| name.parse().map_or(Part::Name(name), Part::Fold)))
}

impl<'a> Head<'a> {
    fn new(r#type: &'static str, evaluated: &Evaluated<'a>, split: &'a str) -> Self {
        let outcome = evaluated.outcome;
        Self { r#type, dataset: evaluated.dataset, task: &outcome.task, split, folds: &outcome.parts, model: &outcome.model }
    }
}

#[derive(Serialize)]
struct Figure<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    class: Option<&'a str>,
    n: u64,
    unit: &'a str,
    seen: u64,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    quotations: Option<f64>,
}

impl From<Baselines> for BaselinesRecord {
    fn from(baselines: Baselines) -> Self {
        let Baselines { majority, outlet_only, lexicon, bag_of_words, quotations } = baselines;
        let [majority, outlet_only, lexicon, bag_of_words, quotations] =
            [majority, outlet_only, lexicon, bag_of_words, quotations].map(|value| value.map(round));
        Self { majority, outlet_only, lexicon, bag_of_words, quotations }
    }
}

#[derive(Serialize)]
struct Reliability<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    class: Option<&'a str>,
    low: f64,
    high: f64,
    n: u64,
    mean_probability: Option<f64>,
    positive: Option<f64>,
}

#[derive(Serialize)]
struct Difference<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    against: &'a str,
    class: Option<&'a str>,
    metric: &'a str,
    other: Option<f64>,
    difference: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    p: Option<f64>,
}

#[derive(Serialize)]
struct McNemar<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    against: &'a str,
    only_model: u64,
    only_other: u64,
    p: f64,
}

#[derive(Serialize)]
struct Agreement<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    coefficient: &'static str,
    scale: &'static str,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    unit: &'a str,
    units: u64,
    raters: u64,
}

#[derive(Serialize)]
struct LexiconEntry<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    lexicon: &'a str,
    entry: &'a str,
    kind: &'a str,
    basis: String,
    hits: u64,
    right: u64,
    precision: f64,
    low: f64,
    high: f64,
    level: f64,
    chance: f64,
}

#[derive(Serialize)]
struct Prevalence<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    class: Option<&'a str>,
    outlet: &'a str,
    n: u64,
    gold: f64,
    apparent: f64,
    sensitivity: Option<f64>,
    specificity: Option<f64>,
    corrected: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    corrected_with_pooled_errors: Option<f64>,
}

#[derive(Serialize)]
struct Leakage<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    n: u64,
    exact: u64,
    near: u64,
    same_article: Option<u64>,
    same_outlet: Option<u64>,
    same_topic: Option<u64>,
    examples: Vec<Example<'a>>,
}

#[derive(Serialize)]
struct Example<'a> {
    asked: &'a str,
    learned: &'a str,
    shared: f64,
}

/// Writes a record a line: every figure, and what stands beside them.
///
/// # Errors
///
/// When they cannot be written; so for all here.
pub fn evaluation_lines(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    let Evaluated { level, outcome, .. } = *evaluated;
    let split = outcome.split.to_string();
    let head = |r#type| Head::new(r#type, evaluated, &split);
    for one in &outcome.evaluations {
        let (low, high) = ends(one.interval);
        let record = Figure {
            head: head("evaluation"),
            class: one.class.as_deref(),
            n: one.n,
            unit: outcome.unit,
            seen: outcome.seen,
            metric: one.metric,
            value: one.value.map(round),
            low,
            high,
            level,
            baselines: one.baselines.into(),
        };
        line(out, &record)?;
    }
    beside(out, evaluated)
}

#[derive(Serialize)]
struct LeftOut<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    reason: &'a str,
    n: u64,
}

/// What stands beside the figures, a record a line.
fn beside(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    let Evaluated { level, outcome, .. } = *evaluated;
    let split = outcome.split.to_string();
    let head = |r#type| Head::new(r#type, evaluated, &split);
    for (reason, &n) in &outcome.unasked {
        line(out, &LeftOut { head: head("left_out"), reason, n })?;
    }
    let class = outcome.marked.as_deref();
    for row in &outcome.reliability {
        let (mean_probability, positive) = (row.mean_probability.map(round), row.positive.map(round));
        line(out, &Reliability { head: head("reliability"), class, low: row.low, high: row.high, n: row.n, mean_probability, positive })?;
    }
    if let Some(against) = &outcome.against {
        against_lines(out, against, level, &head)?;
    }
    if let Some(one) = &outcome.agreement {
        let (low, high) = ends(one.interval);
        let record = Agreement {
            head: head("agreement"),
            coefficient: "krippendorff_alpha",
            scale: "nominal",
            value: one.alpha.map(round),
            low,
            high,
            level,
            unit: one.unit,
            units: one.units,
            raters: one.raters,
        };
        line(out, &record)?;
    }
    for one in &outcome.prevalence {
        let (low, high) = ends(one.interval);
        let record = Prevalence {
            head: head("prevalence"),
            class,
            outlet: &one.outlet,
            n: one.n,
            gold: round(one.gold),
            apparent: round(one.apparent),
            sensitivity: one.sensitivity.map(round),
            specificity: one.specificity.map(round),
            corrected: one.corrected.map(round),
            low,
            high,
            level,
            corrected_with_pooled_errors: one.pooled.map(round),
        };
        line(out, &record)?;
    }
    if let Some(one) = &outcome.leakage {
        let record = Leakage {
            head: head("leakage"),
            n: one.n,
            exact: one.exact,
            near: one.near,
            same_article: one.cluster,
            same_outlet: one.outlet,
            same_topic: one.topic,
            examples: one.examples.iter().map(|(asked, learned, shared)| Example { asked, learned, shared: round(*shared) }).collect(),
        };
        line(out, &record)?;
    }
    for one in &outcome.entries {
        let record = LexiconEntry {
            head: head("lexicon_entry"),
            lexicon: &one.entry.lexicon,
            entry: &one.entry.words,
            kind: one.entry.kind.name(),
            basis: one.basis.to_string(),
            hits: one.hits,
            right: one.right,
            precision: round(one.precision),
            low: round(one.interval.0),
            high: round(one.interval.1),
            level,
            chance: round(one.chance),
        };
        line(out, &record)?;
    }
    Ok(())
}

fn against_lines<'a>(out: &mut impl Write, against: &'a Against, level: f64, head: &dyn Fn(&'static str) -> Head<'a>) -> Result<()> {
    let Against { name, differences, mcnemar } = against;
    for one in differences {
        let (low, high) = ends(one.paired.difference.interval);
        let record = Difference {
            head: head("difference"),
            against: name,
            class: one.class.as_deref(),
            metric: one.metric,
            other: one.other.map(round),
            difference: one.paired.difference.value.map(round),
            low,
            high,
            level,
            p: one.paired.p.map(round),
        };
        line(out, &record)?;
    }
    if let Some(test) = mcnemar {
        let record = McNemar { head: head("mcnemar"), against: name, only_model: test.b, only_other: test.c, p: round(test.p) };
        line(out, &record)?;
    }
    Ok(())
}

/// Both ends of an interval, rounded as records are.
fn ends(interval: Option<(f64, f64)>) -> (Option<f64>, Option<f64>) {
    (interval.map(|(low, _)| round(low)), interval.map(|(_, high)| round(high)))
}

fn line(out: &mut impl Write, record: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    Ok(writeln!(out)?)
}

#[derive(Serialize)]
struct Prediction<'a> {
    id: &'a str,
    sha256: &'a str,
    part: &'a str,
    gold: &'a str,
    label: &'a str,
    probability: Option<f64>,
}

/// Writes what was said of each item, one a line: what [`Learner::Given`](crate::evaluate::labels::Learner::Given) takes.
///
/// # Errors
///
/// See [`evaluation_lines`].
pub fn prediction_lines(out: &mut impl Write, predictions: &[ItemPrediction]) -> Result<()> {
    for ItemPrediction { id, sha256, part, gold, label, probability } in predictions {
        // Not rounded: what is ranked must not come to tie.
        line(out, &Prediction { id, sha256, part, gold, label, probability: *probability })?;
    }
    Ok(())
}

/// A table with what is said above and below it.
struct Sheet {
    title: String,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    note: String,
}

impl Sheet {
    /// Names come from the data: in them no control character reaches a terminal, and no line ends.
    fn printable(mut self) -> Self {
        self.rows.iter_mut().flatten().for_each(|cell| *cell = printable(cell));
        self.title = printable(&self.title);
        self.note = self.note.lines().map(printable).collect::<Vec<_>>().join("\n");
        self
    }
}

fn figure(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.3}"))
}

fn interval(interval: Option<(f64, f64)>) -> String {
    interval.map_or("-".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"))
}

fn name(metric: &str, class: Option<&String>) -> String {
    class.map_or(metric.to_owned(), |class| format!("{metric} {class}")).replace('_', " ")
}

/// Entries shown to a person; the records hold all.
const ENTRIES: usize = 12;

fn sheets(evaluated: &Evaluated<'_>) -> Vec<Sheet> {
    let outcome = evaluated.outcome;
    let mut sheets = vec![figures(evaluated)];
    if let Some(against) = &outcome.against {
        sheets.push(against_sheet(&outcome.model, against));
    }
    if !outcome.reliability.is_empty() {
        let row = |row: &crate::evaluate::metrics::ReliabilityBin| {
            vec![format!("{:.1} to {:.1}", row.low, row.high), row.n.to_string(), figure(row.mean_probability), figure(row.positive)]
        };
        sheets.push(Sheet {
            title: format!("Probabilities of {}", outcome.marked.as_deref().unwrap_or_default()),
            headings: vec!["probability", outcome.unit, "mean", "share labelled so"],
            rows: outcome.reliability.iter().map(row).collect(),
            note: String::new(),
        });
    }
    sheets.extend(prevalence_sheet(outcome));
    sheets.extend(entries_sheet(&outcome.entries));
    let mut said = Vec::new();
    if let Some(one) = &outcome.agreement {
        let alpha = figure(one.alpha);
        said.push(format!(
            "Annotators agree at alpha {alpha} ({}; Krippendorff, nominal) on {} {}, up to {} labels each.",
            interval(one.interval),
            one.units,
            one.unit,
            one.raters
        ));
    }
    if let Some(one) = &outcome.leakage {
        let known = |shared: Option<u64>, what: &str| shared.map(|count| format!("{count} share their {what}"));
        let mut shared = vec![format!("{} stand there word for word", one.exact), format!("{} nearly so", one.near)];
        shared
            .extend([known(one.cluster, "article or story"), known(one.outlet, "outlet"), known(one.topic, "topic")].into_iter().flatten());
        said.push(format!("Of {} {} asked about, with the parts learned from: {}.", one.n, outcome.unit, shared.join(", ")));
    }
    said.extend(outcome.unasked.iter().map(|(reason, n)| format!("Set aside: {n} {reason}.")));
    if outcome.seen > 0 {
        said.push(format!("{} {} were left out because the model was trained on them.", outcome.seen, outcome.unit));
    }
    if !said.is_empty() {
        sheets.push(Sheet { title: String::new(), headings: Vec::new(), rows: Vec::new(), note: said.join("\n") });
    }
    sheets
}

fn figures(evaluated: &Evaluated<'_>) -> Sheet {
    let outcome = evaluated.outcome;
    // Quotations are a baseline of attributions only, and there the others but one have no meaning.
    let quotations = outcome.evaluations.iter().any(|one| one.baselines.quotations.is_some());
    let mut headings = vec!["figure", "value", "interval", "majority"];
    headings.extend(if quotations { &["quotations"][..] } else { &["outlet only", "lexicon", "bag of words"] });
    let row = |one: &Evaluation| {
        let Baselines { majority, outlet_only, lexicon, bag_of_words, quotations: quoted } = one.baselines;
        let mut row = vec![name(one.metric, one.class.as_ref()), figure(one.value), interval(one.interval), figure(majority)];
        row.extend(if quotations { vec![figure(quoted)] } else { vec![figure(outlet_only), figure(lexicon), figure(bag_of_words)] });
        row
    };
    Sheet {
        title: format!(
            "{}, {}: {} on {} {}{}, split {} ({}), {} % intervals",
            evaluated.dataset,
            outcome.task,
            outcome.model,
            outcome.n,
            outcome.unit,
            outcome.marked.as_ref().map_or(String::new(), |marked| format!(", looking for {marked}")),
            outcome.split,
            counted(outcome.parts.len(), outcome.split),
            // As many digits as the level has: 95, 99.9.
            (evaluated.level * 1e6).round() / 1e4
        ),
        headings,
        rows: outcome.evaluations.iter().map(row).collect(),
        note: String::new(),
    }
}

/// So many folds, outlets or parts.
fn counted(n: usize, split: Split) -> String {
    let what = match split {
        // Of few items or groups a fold may have none.
        Split::Cv => return format!("{n} folds with items"),
        Split::LeaveOutletOut => "outlet",
        Split::Given | Split::Shipped => "part",
    };
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A p value as people read it.
fn chance(p: Option<f64>) -> String {
    p.map_or("-".to_owned(), |p| if p < 0.0005 { "<.001".to_owned() } else { format!("{p:.3}") })
}

fn against_sheet(model: &str, against: &Against) -> Sheet {
    let row = |one: &crate::evaluate::outcome::Difference| {
        let paired = &one.paired;
        vec![
            name(one.metric, one.class.as_ref()),
            figure(one.other),
            paired.difference.value.map_or("-".to_owned(), |value| format!("{value:+.3}")),
            paired.difference.interval.map_or("-".to_owned(), |(low, high)| format!("{low:+.3} to {high:+.3}")),
            chance(paired.p),
        ]
    };
    let note = against.mcnemar.map_or(String::new(), |test| {
        format!(
            "Right where the other is wrong: {model} {}, {} {} (McNemar, p {}, taking items for independent).",
            test.b,
            against.name,
            test.c,
            chance(Some(test.p))
        )
    });
    Sheet {
        title: format!("{model} against {}, the same items; differences by the paired bootstrap of clusters", against.name),
        headings: vec!["figure", "other", "difference", "interval", "p"],
        rows: against.differences.iter().map(row).collect(),
        note,
    }
}

fn prevalence_sheet(outcome: &Outcome) -> Option<Sheet> {
    let rows = &outcome.prevalence;
    let marked = outcome.marked.as_deref()?;
    // Where no outlet's errors are known there is nothing to correct by; the records say so row by row.
    if rows.iter().all(|row| row.corrected.is_none()) {
        return None;
    }
    // Over the same outlets, or the means could not be compared.
    let both: Vec<_> = rows.iter().filter(|row| row.corrected.is_some() && row.pooled.is_some()).collect();
    let off = |of: &dyn Fn(&crate::evaluate::prevalence::Prevalence) -> Option<f64>| {
        let errors: Vec<f64> = both.iter().filter_map(|row| Some((of(row)? - row.gold).abs())).collect();
        format!("{:.3}", errors.iter().sum::<f64>() / errors.len().max(1) as f64)
    };
    let row = |row: &crate::evaluate::prevalence::Prevalence| {
        vec![
            row.outlet.clone(),
            row.n.to_string(),
            figure(Some(row.gold)),
            figure(Some(row.apparent)),
            figure(row.sensitivity),
            figure(row.specificity),
            figure(row.corrected),
            interval(row.interval),
            figure(row.pooled),
        ]
    };
    Some(Sheet {
        title: format!("Share of {marked} by outlet, as seen by the model and corrected for its errors (Rogan and Gladen)"),
        headings: vec!["outlet", outcome.unit, "labelled", "seen", "sensitivity", "specificity", "corrected", "interval", "errors pooled"],
        rows: rows.iter().map(row).collect(),
        note: format!(
            "Mean distance from the labelled share, over the {} outlets that can be corrected: seen {}, corrected {}, corrected with the errors of all outlets {}.",
            both.len(),
            off(&|row| Some(row.apparent)),
            off(&|row| row.corrected),
            off(&|row| row.pooled)
        ),
    })
}

fn entries_sheet(entries: &[EntryPrecision]) -> Option<Sheet> {
    let first = entries.first()?;
    let mut worst: Vec<&EntryPrecision> = entries.iter().filter(|one| one.hits > one.right).collect();
    worst.sort_by(|a, b| (b.hits - b.right).cmp(&(a.hits - a.right)).then_with(|| a.entry.cmp(&b.entry)));
    let row = |one: &&EntryPrecision| {
        vec![
            one.entry.words.clone(),
            one.entry.kind.name().to_owned(),
            format!("{} of {}", one.right, one.hits),
            figure(Some(one.precision)),
            interval(Some(one.interval)),
        ]
    };
    let (hits, right) = entries.iter().fold((0, 0), |(hits, right), one| (hits + one.hits, right + one.right));
    Some(Sheet {
        title: format!("Entries that are wrong most often, of {} found", entries.len()),
        headings: vec!["entry", "kind", "right", "precision", "interval"],
        rows: worst.iter().take(ENTRIES).map(row).collect(),
        note: match first.basis {
            Basis::Span => format!(
                "All entries: {right} of {hits} places right, that is inside what people marked; of all words {} are.",
                figure(Some(first.chance))
            ),
            Basis::Text => {
                format!(
                    "All entries: {right} of {hits} places stand in texts with the label; of all texts {} have it.",
                    figure(Some(first.chance))
                )
            }
        },
    })
}

/// Writes the figures, and what stands beside them, as Markdown.
///
/// # Errors
///
/// See [`evaluation_lines`].
pub fn evaluation_markdown(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    for (at, sheet) in sheets(evaluated).into_iter().map(Sheet::printable).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        if !sheet.title.is_empty() {
            writeln!(out, "**{}**\n", sheet.title)?;
        }
        if !sheet.rows.is_empty() {
            writeln!(out, "| {} |\n|{}", sheet.headings.join(" | "), "---|".repeat(sheet.headings.len()))?;
            for row in &sheet.rows {
                // A bar inside a cell would begin another one.
                let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
        }
        if !sheet.note.is_empty() {
            writeln!(out, "{}{}", if sheet.rows.is_empty() { "" } else { "\n" }, sheet.note.replace('\n', "\n\n"))?;
        }
    }
    Ok(())
}

/// Writes the figures, and what stands beside them, as tables for the terminal.
///
/// # Errors
///
/// See [`evaluation_lines`].
pub fn evaluation_table(out: &mut impl Write, evaluated: &Evaluated<'_>) -> Result<()> {
    for (at, sheet) in sheets(evaluated).into_iter().map(Sheet::printable).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        if !sheet.title.is_empty() {
            writeln!(out, "{}\n", sheet.title)?;
        }
        let rows: Vec<Vec<&str>> = std::iter::once(sheet.headings.clone())
            .chain(sheet.rows.iter().map(|row| row.iter().map(String::as_str).collect()))
            .filter(|_| !sheet.rows.is_empty())
            .collect();
        let widths: Vec<usize> =
            (0..sheet.headings.len()).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
        for row in rows {
            let cells = row.iter().zip(&widths).enumerate();
            let padded =
                cells.map(|(column, (cell, &width))| if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") });
            writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        if !sheet.note.is_empty() {
            writeln!(out, "{}{}", if sheet.rows.is_empty() { "" } else { "\n" }, sheet.note)?;
        }
    }
    Ok(())
}
