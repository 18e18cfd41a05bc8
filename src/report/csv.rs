//! Tables for a spreadsheet or data frame: one table a file, one header row, nulls empty.

use std::io::Write;

use crate::article::Outlet;
use crate::compare::EventComparison;
use crate::cue::{Manner, Origin};
use crate::error::{Error, Result};
use crate::group::{Event, Sketch};
use crate::lexicon::Matcher;
use crate::report::Report;
use crate::report::record::{
    ContrastRecord, MeasureRecord, MonthRecord, NamesRecord, SourceRecord, WordRecord, rates as rate_records, round,
};
use crate::score::ArticleScore;

/// The tables of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::Display, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Table {
    /// Rates by event, kind, voice, part and outlet, with intervals.
    #[default]
    Measures,
    /// Differences between outlets, with intervals.
    Contrasts,
    /// Words that are an outlet's own.
    Words,
    /// What the outlets call the actors.
    Names,
    /// Whom each outlet lets speak.
    Sources,
    /// Rates by month, kind, voice and outlet over several events, with intervals.
    Months,
    /// Rates of each article.
    Rates,
    /// All cues.
    Cues,
}

/// Columns of the table of rates.
pub const RATES_HEADER: [&str; 9] = ["article", "outlet", "event", "kind", "voice", "part", "cues", "words", "per_1000"];

const CUES_HEADER: [&str; 12] =
    ["article", "outlet", "kind", "subtype", "in", "start", "end", "text", "voice", "negated", "lexicon", "entry"];

/// Writes a row for each article of each event.
///
/// # Errors
///
/// When it cannot be written.
pub fn events(out: impl Write, events: &[Event], sketches: &[Sketch]) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["event", "given", "terms", "article", "outlet", "published", "copy_of", "shared"])?;
    for event in events {
        for &at in &event.articles {
            let (sketch, copy) = (&sketches[at], event.copies.iter().find(|copy| copy.article == at));
            csv.serialize((
                event.id.as_str(),
                event.given,
                event.terms.join("; "),
                sketch.id().as_str(),
                sketch.outlet().map(Outlet::as_str),
                sketch.date(),
                copy.map(|copy| sketches[copy.of].id().as_str()),
                copy.map(|copy| round(copy.shared)),
            ))?;
        }
    }
    Ok(csv.flush()?)
}

/// Writes one table of a comparison.
///
/// # Errors
///
/// When it cannot be written.
pub fn table(out: impl Write, report: &Report<'_>, table: Table) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    match table {
        Table::Measures => measures_table(&mut csv, report)?,
        Table::Contrasts => contrasts_table(&mut csv, report)?,
        Table::Words => words_table(&mut csv, report)?,
        Table::Months => months_table(&mut csv, report)?,
        Table::Names => name_rows(&mut csv, report)?,
        Table::Sources => source_rows(&mut csv, report)?,
        Table::Rates => {
            csv.write_record(RATES_HEADER)?;
            for score in report.scores {
                rate_rows(&mut csv, score)?;
            }
        }
        Table::Cues => {
            csv.write_record(CUES_HEADER)?;
            for score in report.scores {
                cue_rows(&mut csv, score, report.matcher)?;
            }
        }
    }
    Ok(csv.flush()?)
}

fn measures_table<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record([
        "event",
        "kind",
        "voice",
        "part",
        "outlet",
        "per_1000",
        "low",
        "high",
        "level",
        "basis",
        "articles",
        "words",
        "design_effect",
    ])?;
    for comparison in report.comparisons {
        for measure in comparison.measures.iter().map(MeasureRecord::new) {
            csv.serialize((
                event(comparison),
                measure.kind,
                measure.voice,
                measure.part,
                measure.outlet,
                measure.per_1000.map(round),
                measure.low.map(round),
                measure.high.map(round),
                measure.level,
                measure.basis,
                measure.articles,
                measure.words,
                measure.design_effect.map(round),
            ))?;
        }
    }
    Ok(())
}

fn contrasts_table<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record(["event", "kind", "voice", "left", "right", "difference", "low", "high", "p", "q", "detectable", "basis", "events"])?;
    for comparison in report.comparisons {
        for one in comparison.contrasts.iter().map(ContrastRecord::new) {
            csv.serialize((
                event(comparison),
                one.kind,
                one.voice,
                one.left,
                one.right,
                one.difference.map(round),
                one.low.map(round),
                one.high.map(round),
                one.p.map(round),
                one.q.map(round),
                one.detectable.map(round),
                one.basis,
                one.events,
            ))?;
        }
    }
    Ok(())
}

fn words_table<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record(["event", "outlet", "term", "log_odds", "z", "p", "count", "elsewhere"])?;
    for comparison in report.comparisons {
        for word in comparison.words.iter().map(WordRecord::new) {
            let here = word.counts.get(word.outlet).copied().unwrap_or(0);
            let elsewhere = word.counts.values().sum::<u64>() - here;
            csv.serialize((
                event(comparison),
                word.outlet,
                word.term,
                round(word.log_odds),
                round(word.z),
                word.p.map(round),
                here,
                elsewhere,
            ))?;
        }
    }
    Ok(())
}

fn months_table<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record(["month", "outlet", "kind", "voice", "articles", "words", "per_1000", "low", "high"])?;
    for comparison in report.comparisons {
        for month in comparison.months.iter().map(MonthRecord::new) {
            csv.serialize((
                month.month,
                month.outlet,
                month.kind,
                month.voice,
                month.articles,
                month.words,
                month.per_1000.map(round),
                month.low.map(round),
                month.high.map(round),
            ))?;
        }
    }
    Ok(())
}

/// The event of a comparison; empty over several.
fn event(comparison: &EventComparison) -> Option<&str> {
    comparison.event.as_ref().map(crate::article::EventId::as_str)
}

/// Rates of one article, without the header.
///
/// # Errors
///
/// Never: the rows are written to memory.
pub fn rates(score: &ArticleScore) -> Result<Vec<u8>> {
    rows(|csv| rate_rows(csv, score))
}

/// Cues of one article, with the header where `header` says so.
///
/// # Errors
///
/// Never: the rows are written to memory.
pub fn cues(score: Option<&ArticleScore>, matcher: &Matcher) -> Result<Vec<u8>> {
    rows(|csv| match score {
        None => Ok(csv.write_record(CUES_HEADER)?),
        Some(score) => cue_rows(csv, score, matcher),
    })
}

fn rows(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<()>) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    write(&mut csv)?;
    csv.into_inner().map_err(|error| Error::Write(error.into_error()))
}

fn name_rows<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record(["event", "entity", "kind", "outlet", "label", "form", "count", "own", "divergence", "p", "q"])?;
    for comparison in report.comparisons {
        for names in comparison.names.iter().map(NamesRecord::new) {
            for label in &names.labels {
                csv.serialize((
                    event(comparison),
                    names.entity,
                    names.kind,
                    label.outlet,
                    label.label,
                    label.form,
                    label.count,
                    label.own,
                    names.divergence.map(round),
                    names.p.map(round),
                    names.q.map(round),
                ))?;
            }
        }
    }
    Ok(())
}

fn source_rows<W: Write>(csv: &mut csv::Writer<W>, report: &Report<'_>) -> Result<()> {
    csv.write_record(["event", "outlet", "source", "class", "quotations", "words", "neutral", "doubting", "endorsing", "heated"])?;
    for comparison in report.comparisons {
        for source in comparison.sources.iter().map(SourceRecord::new) {
            let manner = |manner| source.manners.get(&manner).copied().unwrap_or(0);
            csv.serialize((
                event(comparison),
                source.outlet,
                source.source,
                source.class,
                source.quotations,
                source.words,
                manner(Manner::Neutral),
                manner(Manner::Doubting),
                manner(Manner::Endorsing),
                manner(Manner::Heated),
            ))?;
        }
    }
    Ok(())
}

fn rate_rows<W: Write>(csv: &mut csv::Writer<W>, score: &ArticleScore) -> Result<()> {
    let article = score.document.article();
    let (outlet, event) =
        (article.outlet.as_ref().map(crate::article::Outlet::as_str), article.event.as_ref().map(crate::article::EventId::as_str));
    for rate in rate_records(&score.total) {
        csv.serialize((
            article.id.as_str(),
            outlet,
            event,
            rate.kind,
            rate.voice,
            rate.part,
            rate.cues,
            rate.words,
            rate.per_1000.map(round),
        ))?;
    }
    Ok(())
}

fn cue_rows<W: Write>(csv: &mut csv::Writer<W>, score: &ArticleScore, matcher: &Matcher) -> Result<()> {
    let article = score.document.article();
    for cue in &score.cues {
        let Origin::Lexicon { entry } = cue.origin;
        let (lexicon, entry) = matcher.entry(entry);
        csv.serialize((
            article.id.as_str(),
            article.outlet.as_ref().map(crate::article::Outlet::as_str),
            cue.kind,
            entry.subtype.as_deref(),
            cue.field,
            cue.span.start(),
            cue.span.end(),
            cue.span.slice(article.field(cue.field)),
            cue.voice,
            cue.is_negated(),
            &lexicon.name,
            &entry.words,
        ))?;
    }
    Ok(())
}
