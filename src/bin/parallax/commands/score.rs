//! `parallax score`: one record an article.

use std::process::ExitCode;

use parallax::report::{self, JsonLines};

use super::{Sink, Tracker, pipeline, reader, record, stream, threads};
use crate::args::{Format, ScoreArgs};
use crate::output;

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let pipeline = pipeline(&args.input)?;
    let reader = reader(&args.input, None)?;
    let tracker = Tracker::new(&args.talk, args.input.strict, &args.thresholds.fail_on);
    let mut out = output::open(&args.output)?;
    let sink = match format {
        Format::Jsonl => Sink::Records(JsonLines::new(out, &record("score", &pipeline, &args.input, args.output.with_text))?),
        Format::Csv => {
            out.write_all((report::RATES_HEADER.join(",") + "\n").as_bytes())?;
            Sink::Rows(out)
        }
        _ => {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::score_header(&mut out)?;
            Sink::Rows(Box::new(out))
        }
    };
    stream(&pipeline, reader, threads(&args.input), tracker, sink, |score| match format {
        Format::Jsonl => report::article_line(score, pipeline.matcher(), args.output.with_text),
        Format::Csv => report::csv_rates(score),
        _ => {
            let mut row = Vec::new();
            report::score_row(&mut row, score).map(|()| row)
        }
    })
}
