//! `parallax score`: one record an article.

use std::io::Write;
use std::process::ExitCode;

use parallax::report::{self, JsonLines};

use super::{Job, Sink, Tracker, options, stream};
use crate::args::{Format, ScoreArgs};
use crate::output;

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let job = Job::new("score", options(&args.input, args.output.with_text), 0, args.input.threads)?;
    let tracker = Tracker::new(&args.talk, args.input.strict, &args.thresholds.fail_on);
    let mut out = output::open(&args.output)?;
    let tracker = match format {
        Format::Jsonl => records(job, tracker, out)?,
        Format::Csv => {
            out.write_all((report::RATES_HEADER.join(",") + "\n").as_bytes())?;
            stream(job, tracker, Sink::Rows(out), |score, _| report::csv_rates(score))?
        }
        _ => {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::score_header(&mut out)?;
            stream(job, tracker, Sink::Rows(Box::new(out)), |score, _| {
                let mut row = Vec::new();
                report::score_row(&mut row, score).map(|()| row)
            })?
        }
    };
    Ok(tracker.status())
}

/// Writes the records of a run, article by article.
pub(super) fn records<'a>(job: Job, tracker: Tracker<'a>, out: Box<dyn Write + '_>) -> anyhow::Result<Tracker<'a>> {
    let sink = Sink::Records(JsonLines::new(out, &job.run)?);
    let with_text = job.run.options.with_text;
    stream(job, tracker, sink, |score, matcher| report::article_line(score, matcher, with_text))
}
