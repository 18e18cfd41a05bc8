//! `parallax group`: which articles cover the same event, and which are copies of one text.

use std::io::{self, Write};
use std::process::ExitCode;

use parallax::group::{Event, Grouper, Sketch};
use parallax::pipeline;
use parallax::read::Problem;
use parallax::report::{self, JsonLines, Run, Summary};

use super::{Job, Tracker, options};
use crate::args::{Format, GroupArgs};
use crate::exit::say;
use crate::{output, progress};

pub(super) fn run(args: &GroupArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let job = Job::new("group", options(&args.input, false), 0, args.input.threads)?;
    let mut tracker = Tracker::new(&args.talk, args.input.strict, &[]);
    let mut grouped = Grouped::new(job, &mut tracker)?;
    let out = output::open(&args.output)?;
    match format {
        Format::Jsonl => grouped.records(out)?,
        Format::Csv => report::csv_events(out, &grouped.events, grouped.grouper.sketches())?,
        _ => {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::events(&mut out, &grouped.events, grouped.grouper.sketches())?;
            out.flush()?;
        }
    }
    Ok(tracker.status())
}

/// Articles that were grouped, to be written in any format.
pub(super) struct Grouped {
    run: Run,
    grouper: Grouper,
    problems: Vec<Problem>,
    events: Vec<Event>,
    pub(super) summary: Summary,
}

impl Grouped {
    pub(super) fn new(job: Job, tracker: &mut Tracker<'_>) -> anyhow::Result<Self> {
        let Job { run, reader, threads, .. } = job;
        let bar = progress::articles(tracker.talk.quiet);
        let (mut grouper, mut problems) = (Grouper::new(), Vec::new());
        // Of each article a sketch is kept; its text is let go on the thread that read it.
        let sketch = |article: Result<parallax::article::Article, Problem>| article.map(|article| (Sketch::of(&article), article.event));
        let reader = pipeline::each(reader, threads, sketch, |sketched| {
            bar.inc(1);
            match sketched {
                Ok((sketch, given)) => {
                    tracker.summary.articles += 1;
                    tracker.summary.words += sketch.words();
                    grouper.add(sketch, given);
                    Ok(())
                }
                Err(problem) => {
                    let told = tracker.problem(&problem);
                    problems.push(problem);
                    told
                }
            }
        })?;
        bar.finish_and_clear();
        let events = grouper.events();
        tracker.summary.events = Some(events.len() as u64);
        tracker.finish(&reader);
        if !tracker.quiet {
            let several = events.iter().filter(|event| event.articles.len() > 1);
            let (count, articles) = several.fold((0, 0), |(count, articles), event| (count + 1, articles + event.articles.len()));
            let copies: usize = events.iter().map(|event| event.copies.len()).sum();
            say("note", &format!("{count} events of several articles, {articles} articles in all; {copies} of them copies"));
        }
        let summary = tracker.summary.clone();
        Ok(Self { run, grouper, problems, events, summary })
    }

    /// Writes the records, and puts their checksum into the summary.
    pub(super) fn records(&mut self, out: impl io::Write) -> anyhow::Result<()> {
        let mut lines = JsonLines::new(out, &self.run)?;
        for problem in &self.problems {
            lines.problem(problem)?;
        }
        for event in &self.events {
            lines.grouped(event, self.grouper.sketches())?;
        }
        lines.finish(&mut self.summary)?;
        Ok(())
    }
}
