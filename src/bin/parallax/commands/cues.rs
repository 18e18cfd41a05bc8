//! `parallax cues`: articles with their cues underlined, or one cue a line.

use std::io::Write;
use std::process::ExitCode;

use parallax::report::{self, JsonLines, Style};

use super::{Job, Sink, Tracker, options, stream};
use crate::args::{CuesArgs, Format};
use crate::output;

pub(super) fn run(args: &CuesArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let job = Job::new("cues", options(&args.input, false), 0, args.input.threads)?;
    let tracker = Tracker::new(&args.talk, args.input.strict, &[]);
    let style = Style { verbose: args.talk.verbose, ..Style::default() };
    let mut out = output::open(&args.output)?;
    let tracker = match format {
        Format::Jsonl => records(job, tracker, out)?,
        Format::Csv => {
            out.write_all(&report::csv_cues(None, job.pipeline.matcher())?)?;
            stream(job, tracker, Sink::Rows(out), |score, matcher| report::csv_cues(Some(score), matcher))?
        }
        _ => {
            let out = output::colored(out, Some(&args.output), &args.talk);
            stream(job, tracker, Sink::Rows(Box::new(out)), |score, matcher| {
                let mut shown = Vec::new();
                report::cues(&mut shown, score, matcher, style).map(|()| shown)
            })?
        }
    };
    Ok(tracker.status())
}

/// Writes the records of a run, cue by cue.
pub(super) fn records<'a>(job: Job, tracker: Tracker<'a>, out: Box<dyn Write + '_>) -> anyhow::Result<Tracker<'a>> {
    let sink = Sink::Records(JsonLines::new(out, &job.run)?);
    stream(job, tracker, sink, report::cue_lines)
}
