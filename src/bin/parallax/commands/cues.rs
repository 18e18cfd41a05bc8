//! `parallax cues`: articles with their cues underlined, or one cue a line.

use std::process::ExitCode;

use parallax::report::{self, JsonLines, Style};

use super::{Sink, Tracker, pipeline, reader, record, stream, threads};
use crate::args::{CuesArgs, Format};
use crate::output;

pub(super) fn run(args: &CuesArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let pipeline = pipeline(&args.input)?;
    let reader = reader(&args.input, None)?;
    let tracker = Tracker::new(&args.talk, args.input.strict, &[]);
    let style = Style { verbose: args.talk.verbose, ..Style::default() };
    let mut out = output::open(&args.output)?;
    let sink = match format {
        Format::Jsonl => Sink::Records(JsonLines::new(out, &record("cues", &pipeline, &args.input, false))?),
        Format::Csv => {
            out.write_all(&report::csv_cues(None, pipeline.matcher())?)?;
            Sink::Rows(out)
        }
        _ => Sink::Rows(Box::new(output::colored(out, Some(&args.output), &args.talk))),
    };
    stream(&pipeline, reader, threads(&args.input), tracker, sink, |score| match format {
        Format::Jsonl => report::cue_lines(score, pipeline.matcher()),
        Format::Csv => report::csv_cues(Some(score), pipeline.matcher()),
        _ => {
            let mut shown = Vec::new();
            report::cues(&mut shown, score, pipeline.matcher(), style).map(|()| shown)
        }
    })
}
