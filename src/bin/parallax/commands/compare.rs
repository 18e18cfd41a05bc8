//! `parallax compare`: how each outlet frames the same event.

use std::process::ExitCode;

use anyhow::bail;
use parallax::compare::{self, EventComparison};
use parallax::group;
use parallax::read::Problem;
use parallax::report::{self, JsonLines, Report, Style};
use parallax::score::ArticleScore;

use super::{Tracker, pipeline, reader, record, threads};
use crate::args::{CompareArgs, Format, Talk};
use crate::exit::say;
use crate::{output, progress};

pub(super) fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv, Format::Html])?;
    let pipeline = pipeline(&args.input)?;
    let reader = reader(&args.input, args.event.as_deref())?;
    let mut tracker = Tracker::new(&args.talk, args.input.strict, &args.thresholds.fail_on);
    let mut run = record("compare", &pipeline, &args.input, args.output.with_text);
    run.options.event.clone_from(&args.event);
    run.options.level = args.level;
    run.seed = args.seed;

    let bar = progress::articles(args.talk.quiet);
    let mut scores: Vec<ArticleScore> = Vec::new();
    // What the records hold in the order of the input: an article or a problem.
    let mut order: Vec<Result<usize, Problem>> = Vec::new();
    let reader = pipeline.run(
        reader,
        threads(&args.input),
        |scored| scored,
        |scored| {
            bar.inc(1);
            match scored {
                Ok(score) => {
                    tracker.article(&score);
                    order.push(Ok(scores.len()));
                    scores.push(score);
                    Ok(())
                }
                Err(problem) => {
                    let told = tracker.problem(&problem);
                    order.push(Err(problem));
                    told
                }
            }
        },
    )?;
    bar.finish_and_clear();

    let (events, without_event) = group::by_given_event(&scores);
    if events.is_empty() {
        tracker.finish(&reader);
        if scores.is_empty() {
            bail!("there is nothing to compare: no article could be read");
        }
        bail!(
            "no article names its event: add a column `event` to outlets.csv or to the input, or give --event NAME to compare all as one event"
        );
    }
    warn(&scores, &without_event, &args.talk);
    let options = compare::Options { level: args.level, seed: args.seed, ..compare::Options::default() };
    let comparisons: Vec<EventComparison> = events.iter().filter_map(|event| compare::compare(event, &scores, &options)).collect();
    tracker.summary.events = Some(events.len() as u64);
    tracker.finish(&reader);

    let mut out = output::open(&args.output)?;
    let problems: Vec<Problem> = order.iter().filter_map(|one| one.as_ref().err().cloned()).collect();
    let report = Report {
        run: &run,
        matcher: pipeline.matcher(),
        scores: &scores,
        events: &events,
        comparisons: &comparisons,
        problems: &problems,
        summary: &tracker.summary,
    };
    match format {
        Format::Jsonl => {
            let mut lines = JsonLines::new(out, &run)?;
            for one in &order {
                match one {
                    Ok(index) => lines.lines(&report::article_line(&scores[*index], pipeline.matcher(), args.output.with_text)?)?,
                    Err(problem) => lines.problem(problem)?,
                }
            }
            for event in &events {
                lines.event(event, &scores)?;
                if let Some(comparison) = comparisons.iter().find(|comparison| comparison.event == event.id) {
                    lines.comparison(comparison)?;
                }
            }
            lines.finish(&tracker.summary)?;
        }
        Format::Csv => report::csv_table(out, &report, args.table)?,
        Format::Html => {
            report::page(&mut out, &report)?;
            out.flush()?;
        }
        Format::Table => {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::comparison(&mut out, &report, Style { verbose: args.talk.verbose, ..Style::default() })?;
            std::io::Write::flush(&mut out)?;
        }
    }
    Ok(tracker.status())
}

/// Says which articles take no part, and how to change that.
fn warn(scores: &[ArticleScore], without_event: &[usize], talk: &Talk) {
    if talk.quiet {
        return;
    }
    if !without_event.is_empty() {
        say(
            "warning",
            &format!(
                "{} of {} articles name no event and take no part; give them one, or --event NAME for all of them",
                without_event.len(),
                scores.len()
            ),
        );
    }
    let nameless = scores.iter().filter(|score| score.document.article().outlet.is_none()).count();
    if nameless > 0 {
        say(
            "warning",
            &format!(
                "{nameless} of {} articles name no outlet and take no part; name it in outlets.csv, or say which column holds it with --map outlet=COLUMN",
                scores.len()
            ),
        );
    }
}
