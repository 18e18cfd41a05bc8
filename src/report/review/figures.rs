//! What verdicts say: tables for reading, Markdown, JSON lines, and CSV.

use std::io::Write;

use serde::Serialize;

use crate::cue::CueKind;
use crate::error::Result;
use crate::evaluate::review::{Agreed, Detection, Of, Precision, Prevalence, Reviewed, Share, Verdicted};
use crate::report::digest::thousands;
use crate::report::record::round;

/// What is written of the figures, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// Tables for the terminal.
    Table,
    /// Tables in Markdown.
    Markdown,
    /// All records, one object a line.
    Lines,
    /// As CSV: how often cues are right.
    Precision,
    /// As CSV: verdicts on sentences with and without a cue.
    Sentences,
    /// As CSV: sensitivity and specificity.
    Detection,
    /// As CSV: shares of sentences, apparent and corrected.
    Prevalence,
    /// As CSV: how far reviewers agree.
    Agreement,
}

/// Writes what the verdicts on a run say.
///
/// # Errors
///
/// When it cannot be written.
pub fn figures(out: &mut impl Write, reviewed: &Reviewed, figures: Figures) -> Result<()> {
    let precision = || reviewed.precision.iter().map(|one| PrecisionRecord::new(one, reviewed.level));
    let sentences = || reviewed.detection.iter().flat_map(|one| SentencesRecord::both(one, reviewed.level));
    let detection = || reviewed.detection.iter().map(|one| DetectionRecord::new(one, reviewed.level));
    let prevalence = || reviewed.prevalence.iter().map(|one| PrevalenceRecord::new(one, reviewed.level));
    let agreement = || reviewed.agreement.iter().map(|one| AgreementRecord::new(one, reviewed.reviewers.len()));
    match figures {
        Figures::Table | Figures::Markdown => {
            for (place, section) in sections(reviewed).iter().enumerate() {
                if place > 0 {
                    writeln!(out)?;
                }
                section.write(out, figures == Figures::Markdown)?;
            }
        }
        Figures::Lines => {
            lines(out, precision())?;
            lines(out, sentences())?;
            lines(out, detection())?;
            lines(out, prevalence())?;
            lines(out, agreement())?;
        }
        Figures::Precision => rows(out, precision())?,
        Figures::Sentences => rows(out, sentences())?,
        Figures::Detection => rows(out, detection())?,
        Figures::Prevalence => rows(out, prevalence())?,
        Figures::Agreement => rows(out, agreement())?,
    }
    Ok(())
}

fn lines<T: Serialize>(out: &mut impl Write, records: impl Iterator<Item = T>) -> Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, &record)?;
        writeln!(out)?;
    }
    Ok(())
}

fn rows<T: Serialize>(out: &mut impl Write, records: impl Iterator<Item = T>) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    for record in records {
        csv.serialize(record)?;
    }
    Ok(csv.flush()?)
}

/// The name of what is over all kinds or outlets; an article that names no outlet has `null`.
const ALL: &str = "all";

fn outlet(of: &Of) -> Option<&str> {
    of.outlet.as_ref().map_or(Some(ALL), Option::as_deref)
}

fn kind(kind: Option<CueKind>) -> &'static str {
    kind.map_or(ALL, CueKind::name)
}

#[derive(Serialize)]
struct PrecisionRecord<'a> {
    r#type: &'static str,
    kind: &'static str,
    outlet: Option<&'a str>,
    cues: u64,
    judged: u64,
    right: u64,
    unsure: u64,
    unjudged: u64,
    precision: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    interval: Option<&'static str>,
    effective: Option<f64>,
    covered: Option<f64>,
}

/// How an interval was made.
fn interval(share: &Share) -> &'static str {
    if share.weighted { "wilson_post_stratified" } else { "wilson" }
}

impl<'a> PrecisionRecord<'a> {
    fn new(one: &'a Precision, level: f64) -> Self {
        let of = |get: fn(&Share) -> f64| one.share.as_ref().map(get).map(round);
        Self {
            r#type: "review",
            kind: kind(one.of.kind),
            outlet: outlet(&one.of),
            cues: one.cues,
            judged: one.verdicts.judged(),
            right: one.verdicts.yes,
            unsure: one.verdicts.unsure,
            unjudged: one.verdicts.unjudged,
            precision: of(|share| share.value),
            low: of(|share| share.low),
            high: of(|share| share.high),
            level,
            interval: one.share.as_ref().map(interval),
            effective: of(|share| share.effective),
            covered: of(|share| share.covered),
        }
    }
}

#[derive(Serialize)]
struct SentencesRecord {
    r#type: &'static str,
    kind: &'static str,
    with_cue: bool,
    judged: u64,
    yes: u64,
    unsure: u64,
    unjudged: u64,
    share: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    interval: Option<&'static str>,
    effective: Option<f64>,
    covered: Option<f64>,
}

impl SentencesRecord {
    fn both(one: &Detection, level: f64) -> [Self; 2] {
        [(true, one.marked, one.predictive_value), (false, one.unmarked, one.false_omission)].map(|(with_cue, verdicts, share)| {
            let of = |get: fn(&Share) -> f64| share.as_ref().map(get).map(round);
            Self {
                r#type: "sentences",
                kind: one.kind.name(),
                with_cue,
                judged: verdicts.judged(),
                yes: verdicts.yes,
                unsure: verdicts.unsure,
                unjudged: verdicts.unjudged,
                share: of(|share| share.value),
                low: of(|share| share.low),
                high: of(|share| share.high),
                level,
                interval: share.as_ref().map(interval),
                effective: of(|share| share.effective),
                covered: of(|share| share.covered),
            }
        })
    }
}

#[derive(Serialize)]
struct DetectionRecord {
    r#type: &'static str,
    kind: &'static str,
    sensitivity: Option<f64>,
    sensitivity_low: Option<f64>,
    sensitivity_high: Option<f64>,
    specificity: Option<f64>,
    specificity_low: Option<f64>,
    specificity_high: Option<f64>,
    factor: Option<f64>,
    factor_low: Option<f64>,
    factor_high: Option<f64>,
    level: f64,
}

impl DetectionRecord {
    fn new(one: &Detection, level: f64) -> Self {
        let value = |figure: Option<(f64, Option<(f64, f64)>)>| figure.map(|(value, _)| round(value));
        let ends = |figure: Option<(f64, Option<(f64, f64)>)>| {
            let ends = figure.and_then(|(_, ends)| ends);
            (ends.map(|(low, _)| round(low)), ends.map(|(_, high)| round(high)))
        };
        let ((sensitivity_low, sensitivity_high), (specificity_low, specificity_high)) = (ends(one.sensitivity), ends(one.specificity));
        let (factor_low, factor_high) = ends(one.factor);
        Self {
            r#type: "detection",
            kind: one.kind.name(),
            sensitivity: value(one.sensitivity),
            sensitivity_low,
            sensitivity_high,
            specificity: value(one.specificity),
            specificity_low,
            specificity_high,
            factor: value(one.factor),
            factor_low,
            factor_high,
            level,
        }
    }
}

#[derive(Serialize)]
struct PrevalenceRecord<'a> {
    r#type: &'static str,
    kind: &'static str,
    outlet: Option<&'a str>,
    sentences: u64,
    marked: u64,
    apparent: Option<f64>,
    corrected: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    level: f64,
    apparent_difference: Option<f64>,
    corrected_difference: Option<f64>,
}

impl<'a> PrevalenceRecord<'a> {
    fn new(one: &'a Prevalence, level: f64) -> Self {
        Self {
            r#type: "prevalence",
            kind: kind(one.of.kind),
            outlet: outlet(&one.of),
            sentences: one.sentences,
            marked: one.marked,
            apparent: one.apparent.map(round),
            corrected: one.corrected.map(round),
            low: one.interval.map(|(low, _)| round(low)),
            high: one.interval.map(|(_, high)| round(high)),
            level,
            apparent_difference: one.apparent_difference.map(round),
            corrected_difference: one.corrected_difference.map(round),
        }
    }
}

#[derive(Serialize)]
struct AgreementRecord {
    r#type: &'static str,
    kind: &'static str,
    reviewers: usize,
    items: u64,
    agreement: Option<f64>,
    alpha: Option<f64>,
}

impl AgreementRecord {
    fn new(one: &Agreed, reviewers: usize) -> Self {
        Self {
            r#type: "agreement",
            kind: kind(one.kind),
            reviewers,
            items: one.items,
            agreement: one.agreement.map(round),
            alpha: one.alpha.map(round),
        }
    }
}

/// A table with its heading and what has to be said of it.
struct Section {
    title: String,
    headings: Vec<&'static str>,
    /// Cells; the first is a name, the others are figures.
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

/// Outlets with the most sentences that a table for reading shows; the records have them all.
const OUTLETS_SHOWN: usize = 12;

fn sections(reviewed: &Reviewed) -> Vec<Section> {
    let level = format!("{} %", round(reviewed.level * 100.0));
    let who = match reviewed.reviewers.len() {
        0 | 1 => "one reviewer".to_owned(),
        several => format!("{several} reviewers, by majority"),
    };
    let mut sections = Vec::new();
    let mut precision = |title: String, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let headings = vec!["", "in the run", "judged", "right", "unsure", "open", "precision", "interval", "speaks for"];
            sections.push(Section { title, headings, rows, notes: Vec::new() });
        }
    };
    let over_outlets = reviewed.precision.iter().filter(|one| one.of.outlet.is_none());
    precision(
        format!("How often cues are right: {who}, {level} intervals"),
        over_outlets.map(|one| precision_row(one.of.kind.map_or("all kinds".to_owned(), readable), one)).collect(),
    );
    let mut by_outlet: Vec<&Precision> = reviewed.precision.iter().filter(|one| one.of.kind.is_none() && one.of.outlet.is_some()).collect();
    let hidden = keep_largest(&mut by_outlet, 0, |one| one.cues);
    let name = |one: &Precision| named(one.of.outlet.as_ref().and_then(|outlet| outlet.as_deref()));
    precision("By outlet, all kinds".to_owned(), by_outlet.iter().map(|one| precision_row(name(one), one)).collect());
    if hidden == 0 {
        let by_both = reviewed.precision.iter().filter(|one| one.of.outlet.is_some());
        precision(
            "By kind and outlet".to_owned(),
            by_both.filter_map(|one| Some(precision_row(format!("{}, {}", readable(one.of.kind?), name(one)), one))).collect(),
        );
    }
    if let Some(last) = sections.last_mut() {
        last.notes = vec![
            "Precision is right over judged; unsure and open items are left out. Intervals: Wilson's. A row over several outlets or kinds is weighted by the \
             cues that the run has in each (post-stratified), with Wilson's interval at the effective number of items. With more outlets than items of a kind, \
             all of its cues had the same chance, and outlets are not weighted."
                .to_owned(),
            "\"Speaks for\" is how much of the row's cues lies where something was judged; the rest is not known.".to_owned(),
        ];
        last.notes.extend(hidden_note(hidden, "cues"));
    }
    if !reviewed.detection.is_empty() {
        sections.extend(detection(reviewed, &level));
    }
    if !reviewed.agreement.is_empty() {
        sections.push(agreement(reviewed));
    }
    sections
}

/// Keeps the first `head` rows and of the others those with the most; gives how many went.
fn keep_largest<T>(rows: &mut Vec<&T>, head: usize, size: impl Fn(&T) -> u64) -> usize {
    if rows.len() <= head + OUTLETS_SHOWN {
        return 0;
    }
    rows[head..].sort_by_key(|row| std::cmp::Reverse(size(row)));
    let hidden = rows.len() - head - OUTLETS_SHOWN;
    rows.truncate(head + OUTLETS_SHOWN);
    hidden
}

fn hidden_note(hidden: usize, what: &str) -> Option<String> {
    (hidden > 0).then(|| format!("Shown are the {OUTLETS_SHOWN} outlets with the most {what}; --format jsonl has the other {hidden} too."))
}

fn precision_row(name: String, one: &Precision) -> Vec<String> {
    let Verdicted { yes, unsure, unjudged, .. } = one.verdicts;
    let counts = [one.cues, one.verdicts.judged(), yes, unsure, unjudged].map(thousands);
    let mut row = vec![name];
    row.extend(counts);
    row.extend(share(one.share.as_ref()));
    row.push(one.share.map_or("-".to_owned(), |share| percent(share.covered)));
    row
}

fn detection(reviewed: &Reviewed, level: &str) -> Vec<Section> {
    let asked = reviewed.detection.iter().flat_map(|one| {
        [("with a cue", one.marked, one.predictive_value), ("without", one.unmarked, one.false_omission)].map(|(which, verdicts, found)| {
            let mut row = vec![format!("{}, {which}", readable(one.kind))];
            row.extend([verdicts.judged(), verdicts.yes, verdicts.unsure, verdicts.unjudged].map(thousands));
            row.extend(share(found.as_ref()));
            row
        })
    });
    let seen = reviewed.detection.iter().map(|one| {
        let mut row = vec![readable(one.kind)];
        for figure in [one.sensitivity, one.specificity, one.factor] {
            row.push(figure.map_or("-".to_owned(), |(value, _)| format!("{value:.3}")));
            row.push(figure.and_then(|(_, ends)| ends).map_or("-".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}")));
        }
        row
    });
    let mut sections = vec![
        Section {
            title: format!("Sentences that signal the kind, by the reviewers: {level} intervals"),
            headings: vec!["sentences", "judged", "signal it", "unsure", "open", "share", "interval"],
            rows: asked.collect(),
            notes: vec!["The share of sentences without a cue that signal the kind is what the program misses (false omission rate).".to_owned()],
        },
        Section {
            title: "What a cue says of a sentence".to_owned(),
            headings: vec!["", "sensitivity", "interval", "specificity", "interval", "factor", "interval"],
            rows: seen.collect(),
            notes: vec!["Of sentences that signal the kind, how many have a cue (sensitivity), and of those that do not, how many have none (specificity). Correction makes \
                         differences between outlets larger by the factor; - where the cues tell nothing of what the reviewers saw, or where the verdicts are too few to \
                         rule that out. Intervals hold all that both shares above allow together."
                .to_owned()],
        },
    ];
    let mut rows = Vec::new();
    let mut hidden = 0;
    let mut left_out = Vec::new();
    for of_kind in reviewed.prevalence.chunk_by(|left, right| left.of.kind == right.of.kind) {
        if of_kind.iter().all(|one| one.corrected.is_none()) {
            left_out.extend(of_kind.first().and_then(|one| one.of.kind).map(readable));
            continue;
        }
        let mut shown: Vec<&Prevalence> = of_kind.iter().collect();
        // The first is over all outlets.
        hidden = keep_largest(&mut shown, 1, |one| one.sentences);
        rows.extend(shown.into_iter().map(prevalence_row));
    }
    let mut notes = vec![
        "Apparent is the share of sentences with a cue, corrected what it means by sensitivity and specificity (Rogan and Gladen 1978), taken as the same \
         in all outlets. The last two columns are an outlet's share less that of all."
            .to_owned(),
    ];
    if !left_out.is_empty() {
        notes.push(format!("Not corrected, for want of a factor: {}.", left_out.join(", ")));
    }
    notes.extend(hidden_note(hidden, "sentences"));
    if rows.is_empty() {
        return sections;
    }
    sections.push(Section {
        title: "Share of sentences that signal the kind".to_owned(),
        headings: vec!["", "sentences", "with a cue", "apparent", "corrected", "interval", "apparent diff.", "corrected diff."],
        rows,
        notes,
    });
    sections
}

fn prevalence_row(one: &Prevalence) -> Vec<String> {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    // A minus in front of nothing is a zero.
    let signed = |value: Option<f64>| value.map_or(String::new(), |value| format!("{:+.3}", if value.abs() < 5e-4 { 0.0 } else { value }));
    let name = one.of.outlet.as_ref().map_or("all".to_owned(), |outlet| named(outlet.as_deref()));
    vec![
        format!("{}, {name}", one.of.kind.map_or(String::new(), readable)),
        thousands(one.sentences),
        thousands(one.marked),
        figure(one.apparent),
        figure(one.corrected),
        one.interval.map_or("-".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}")),
        signed(one.apparent_difference),
        signed(one.corrected_difference),
    ]
}

fn agreement(reviewed: &Reviewed) -> Section {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let row = |one: &Agreed| {
        let name = one.kind.map_or("all kinds".to_owned(), readable);
        vec![name, thousands(one.items), one.agreement.map_or("-".to_owned(), percent), figure(one.alpha)]
    };
    Section {
        title: format!("How far the reviewers agree: {}", reviewed.reviewers.join(", ")),
        headings: vec!["", "items", "agree", "alpha"],
        rows: reviewed.agreement.iter().map(row).collect(),
        notes: vec![
            "Items with two verdicts or more; unsure is a verdict of its own. Alpha is Krippendorff's (2011), nominal: 1 is full agreement, 0 what chance gives, - \
             where all verdicts are the same."
                .to_owned(),
        ],
    }
}

fn share(share: Option<&Share>) -> [String; 2] {
    share
        .map_or(["-".to_owned(), "-".to_owned()], |share| [format!("{:.3}", share.value), format!("{:.3} to {:.3}", share.low, share.high)])
}

fn readable(kind: CueKind) -> String {
    kind.name().replace('_', " ")
}

fn named(outlet: Option<&str>) -> String {
    outlet.unwrap_or("(no outlet)").to_owned()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

impl Section {
    fn write(&self, out: &mut impl Write, markdown: bool) -> Result<()> {
        if markdown {
            let cell = |cell: &str| cell.replace('|', "\\|");
            writeln!(out, "## {}\n\n| {} |", self.title, self.headings.join(" | "))?;
            writeln!(out, "|---|{}", "---:|".repeat(self.headings.len() - 1))?;
            for row in &self.rows {
                writeln!(out, "| {} |", row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(" | "))?;
            }
        } else {
            writeln!(out, "{}\n", self.title)?;
            let rows: Vec<Vec<String>> = std::iter::once(self.headings.iter().map(|&heading| heading.to_owned()).collect())
                .chain(self.rows.iter().cloned())
                .collect();
            let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let widths: Vec<usize> = (0..self.headings.len()).map(width).collect();
            for row in &rows {
                let cells = row
                    .iter()
                    .zip(&widths)
                    .enumerate()
                    .map(|(column, (cell, &width))| if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") });
                writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
            }
        }
        for (place, note) in self.notes.iter().enumerate() {
            let gap = if place == 0 || markdown { "\n" } else { "" };
            if markdown { writeln!(out, "{gap}{note}")? } else { writeln!(out, "{gap}{}", folded(note, 100))? }
        }
        Ok(())
    }
}

/// Words in lines of at most `width` characters.
fn folded(text: &str, width: usize) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count();
        if length > 0 && length + 1 + more > width {
            folded.push('\n');
            length = 0;
        } else if length > 0 {
            folded.push(' ');
            length += 1;
        }
        folded.push_str(word);
        length += more;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undefined_is_null_and_no_outlet_is_not_all_outlets() {
        let nothing = Verdicted { unsure: 1, unjudged: 2, ..Verdicted::default() };
        let reviewed = Reviewed {
            level: 0.95,
            reviewers: vec!["Ada".to_owned()],
            precision: vec![Precision {
                of: Of { kind: Some(CueKind::Hedge), outlet: Some(None) },
                cues: 9,
                verdicts: nothing,
                share: None,
            }],
            detection: vec![Detection {
                kind: CueKind::Hedge,
                marked: nothing,
                unmarked: Verdicted::default(),
                predictive_value: None,
                false_omission: None,
                sensitivity: None,
                specificity: Some((0.25, None)),
                factor: None,
            }],
            prevalence: vec![Prevalence {
                of: Of { kind: Some(CueKind::Hedge), outlet: None },
                sentences: 3,
                marked: 1,
                apparent: Some(1.0 / 3.0),
                corrected: None,
                interval: None,
                apparent_difference: None,
                corrected_difference: None,
            }],
            agreement: Vec::new(),
        };
        let mut out = Vec::new();
        figures(&mut out, &reviewed, Figures::Lines).expect("lines");
        let records: Vec<serde_json::Value> =
            String::from_utf8_lossy(&out).lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
        let types: Vec<&str> = records.iter().filter_map(|record| record["type"].as_str()).collect();
        assert_eq!(types, ["review", "sentences", "sentences", "detection", "prevalence"]);
        assert!(records[0]["outlet"].is_null() && records[0]["precision"].is_null() && records[0]["low"].is_null());
        assert_eq!((&records[0]["judged"], &records[0]["unsure"], &records[0]["unjudged"]), (&0.into(), &1.into(), &2.into()));
        assert!(records[3]["sensitivity"].is_null() && records[3]["specificity_low"].is_null() && records[3]["factor"].is_null());
        assert_eq!((&records[4]["outlet"], &records[4]["apparent"]), (&"all".into(), &0.333_333.into()));
        for written in [Figures::Table, Figures::Markdown, Figures::Precision, Figures::Detection, Figures::Agreement] {
            figures(&mut Vec::new(), &reviewed, written).expect("figures");
        }
    }
}
