//! `parallax compare`: how each outlet frames the same event.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::bail;
use parallax::compare::{self, EventComparison, Null};
use parallax::group::{self, Event};
use parallax::pipeline::{self, Pipeline};
use parallax::read::Problem;
use parallax::report::{self, JsonLines, Report, Run, RunOptions, Style, Summary};
use parallax::score::ArticleScore;

use super::{Counted, Job, Tracker, options};
use crate::args::{CompareArgs, Format};
use crate::exit::say;
use crate::{output, progress};

pub(super) fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv, Format::Html])?;
    let options =
        RunOptions { event: args.event.clone(), level: args.level, null: args.null, ..options(&args.input, args.output.with_text) };
    let job = Job::new("compare", options, args.seed, args.input.threads)?;
    let mut tracker = Tracker::new(&args.talk, args.input.strict, &args.thresholds.fail_on);
    let mut compared = Compared::new(job, &mut tracker)?;
    let mut out = output::open(&args.output)?;
    match format {
        Format::Jsonl => compared.records(out)?,
        Format::Csv => report::csv_table(out, &compared.report(), args.table)?,
        Format::Html => {
            compared.records(io::sink())?;
            compared.page(&mut out)?;
            out.flush()?;
        }
        Format::Table => {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::comparison(&mut out, &compared.report(), Style { verbose: args.talk.verbose, ..Style::default() })?;
            out.flush()?;
        }
    }
    Ok(tracker.status())
}

/// A comparison that was made, to be written in any format.
pub(super) struct Compared {
    run: Run,
    pipeline: Pipeline,
    scores: Vec<ArticleScore>,
    problems: Vec<Problem>,
    /// What the records hold in the order of the input: a place among the scores, or one among the problems.
    order: Vec<Result<usize, usize>>,
    events: Vec<Event>,
    comparisons: Vec<EventComparison>,
    null: Option<Null>,
    pub(super) summary: Summary,
}

impl Compared {
    pub(super) fn new(job: Job, tracker: &mut Tracker<'_>) -> anyhow::Result<Self> {
        let Job { run, pipeline, reader, threads } = job;
        let bar = progress::articles(tracker.talk.quiet);
        let (mut scores, mut problems, mut order) = (Vec::new(), Vec::new(), Vec::new());
        let sink = |scored: Result<ArticleScore, Problem>| {
            bar.inc(1);
            match scored {
                Ok(score) => {
                    tracker.article(&Counted::from(&score));
                    order.push(Ok(scores.len()));
                    scores.push(score);
                    Ok(())
                }
                Err(problem) => {
                    let told = tracker.problem(&problem);
                    order.push(Err(problems.len()));
                    problems.push(problem);
                    told
                }
            }
        };
        let reader = pipeline.run(reader, threads, |scored| scored, sink)?;
        bar.finish_and_clear();

        if scores.is_empty() {
            tracker.finish(&reader);
            bail!("there is nothing to compare: no article could be read");
        }
        let events = group::events(&scores);
        if !tracker.quiet {
            tell(&events);
            warn(&scores);
        }
        let options = compare::Options { level: run.options.level, seed: run.seed, ..compare::Options::default() };
        let comparisons = pipeline::compare(&events, &scores, &options, threads);
        let null = run.options.null.then(|| pipeline::null(&events, &scores, &options, compare::DRAWS, threads));
        tracker.summary.events = Some(events.len() as u64);
        tracker.finish(&reader);
        let summary = tracker.summary.clone();
        Ok(Self { run, pipeline, scores, problems, order, events, comparisons, null, summary })
    }

    fn report(&self) -> Report<'_> {
        Report {
            run: &self.run,
            matcher: self.pipeline.matcher(),
            scores: &self.scores,
            events: &self.events,
            comparisons: &self.comparisons,
            null: self.null.as_ref(),
            problems: &self.problems,
            summary: &self.summary,
        }
    }

    /// Writes the records, and puts their checksum into the summary.
    pub(super) fn records(&mut self, out: impl Write) -> anyhow::Result<()> {
        let mut lines = JsonLines::new(out, &self.run)?;
        for one in &self.order {
            match one {
                Ok(index) => {
                    lines.lines(&report::article_line(&self.scores[*index], self.pipeline.matcher(), self.run.options.with_text)?)?;
                }
                Err(index) => lines.problem(&self.problems[*index])?,
            }
        }
        for event in &self.events {
            lines.event(event, &self.scores)?;
            if let Some(comparison) = self.comparisons.iter().find(|comparison| comparison.event.as_ref() == Some(&event.id)) {
                lines.comparison(comparison, &self.scores)?;
            }
        }
        if let Some(comparison) = self.comparisons.last().filter(|comparison| comparison.event.is_none()) {
            lines.comparison(comparison, &self.scores)?;
        }
        if let Some(null) = &self.null {
            lines.null(null)?;
        }
        lines.finish(&mut self.summary)?;
        Ok(())
    }

    /// Writes the page. It carries the checksum of the records, which therefore go before it.
    pub(super) fn page(&self, out: &mut impl Write) -> anyhow::Result<()> {
        Ok(report::page(out, &self.report())?)
    }
}

/// Says what was grouped, and how to have it otherwise.
fn tell(events: &[Event]) {
    let (several, alone): (Vec<&Event>, Vec<&Event>) =
        events.iter().filter(|event| !event.given).partition(|event| event.articles.len() > 1);
    if several.len() + alone.len() > 0 {
        let articles: usize = several.iter().map(|event| event.articles.len()).sum();
        say(
            "note",
            &format!(
                "articles that name no event were grouped: {articles} cover {} events, {} are alone; name events in the input, or give --event NAME to compare all as one",
                several.len(),
                alone.len()
            ),
        );
    }
}

/// Says which articles take no part, and how to change that.
fn warn(scores: &[ArticleScore]) {
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
