//! `parallax score`: one record an article.

use std::process::ExitCode;

use parallax::report::{self, JsonLines};

use super::{Rendered, Tracker, pipeline, reader, record, threads};
use crate::args::{Format, ScoreArgs};
use crate::{output, progress};

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let pipeline = pipeline(&args.input)?;
    let reader = reader(&args.input, None)?;
    let mut tracker = Tracker::new(&args.talk, args.input.strict, &args.thresholds.fail_on);
    let run = record("score", &pipeline, &args.input, args.output.with_text);
    let mut out = output::open(&args.output)?;
    let bar = progress::articles(args.talk.quiet);

    let render = |scored: Result<parallax::score::ArticleScore, _>| -> Rendered {
        let score = scored?;
        let bytes = match format {
            Format::Jsonl => report::article_line(&score, pipeline.matcher(), args.output.with_text),
            Format::Csv => report::csv_rates(&score),
            _ => {
                let mut row = Vec::new();
                report::score_row(&mut row, &score).map(|()| row)
            }
        };
        // Rendering to memory cannot fail; a fault there is told as the article's problem all the same.
        let problem = |error: parallax::Error| parallax::read::Problem {
            path: score.document.article().id.to_string(),
            line: None,
            reason: error.to_string(),
        };
        let bytes = bytes.map_err(problem)?;
        Ok((score, bytes))
    };
    if format == Format::Jsonl {
        let mut lines = JsonLines::new(out, &run)?;
        let reader = pipeline.run(reader, threads(&args.input), render, |rendered| {
            bar.inc(1);
            match rendered {
                Ok((score, line)) => {
                    tracker.article(&score);
                    lines.lines(&line)
                }
                Err(problem) => {
                    lines.problem(&problem)?;
                    tracker.problem(&problem)
                }
            }
        })?;
        tracker.finish(&reader);
        lines.finish(&tracker.summary)?;
    } else {
        let mut out = if format == Format::Table {
            let mut out = output::colored(out, Some(&args.output), &args.talk);
            report::score_header(&mut out)?;
            Box::new(out) as Box<dyn std::io::Write>
        } else {
            out.write_all((report::RATES_HEADER.join(",") + "\n").as_bytes())?;
            out
        };
        let reader = pipeline.run(reader, threads(&args.input), render, |rendered| {
            bar.inc(1);
            match rendered {
                Ok((score, row)) => {
                    tracker.article(&score);
                    Ok(out.write_all(&row)?)
                }
                Err(problem) => tracker.problem(&problem),
            }
        })?;
        tracker.finish(&reader);
        out.flush()?;
    }
    bar.finish_and_clear();
    Ok(tracker.status())
}
