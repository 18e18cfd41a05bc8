//! `parallax cues`: articles with their cues underlined, or one cue a line.

use std::process::ExitCode;

use parallax::read::Problem;
use parallax::report::{self, JsonLines, Style};
use parallax::score::ArticleScore;

use super::{Rendered, Tracker, pipeline, reader, record, threads};
use crate::args::{CuesArgs, Format};
use crate::output;

pub(super) fn run(args: &CuesArgs) -> anyhow::Result<ExitCode> {
    let format = output::format(&args.output, &[Format::Table, Format::Jsonl, Format::Csv])?;
    let pipeline = pipeline(&args.input)?;
    let reader = reader(&args.input, None)?;
    let mut tracker = Tracker::new(&args.talk, args.input.strict, &[]);
    let style = Style { verbose: args.talk.verbose, ..Style::default() };
    let render = |scored: Result<ArticleScore, Problem>| -> Rendered {
        let score = scored?;
        let bytes = match format {
            Format::Jsonl => report::cue_lines(&score, pipeline.matcher()),
            Format::Csv => report::csv_cues(Some(&score), pipeline.matcher()),
            _ => {
                let mut shown = Vec::new();
                report::cues(&mut shown, &score, pipeline.matcher(), style).map(|()| shown)
            }
        };
        let problem =
            |error: parallax::Error| Problem { path: score.document.article().id.to_string(), line: None, reason: error.to_string() };
        let bytes = bytes.map_err(problem)?;
        Ok((score, bytes))
    };
    let mut out = output::open(&args.output)?;
    if format == Format::Jsonl {
        let mut lines = JsonLines::new(out, &record("cues", &pipeline, &args.input, false))?;
        let reader = pipeline.run(reader, threads(&args.input), render, |rendered| match rendered {
            Ok((score, rendered)) => {
                tracker.article(&score);
                lines.lines(&rendered)
            }
            Err(problem) => {
                lines.problem(&problem)?;
                tracker.problem(&problem)
            }
        })?;
        tracker.finish(&reader);
        lines.finish(&tracker.summary)?;
        return Ok(tracker.status());
    }
    if format == Format::Csv {
        out.write_all(&report::csv_cues(None, pipeline.matcher())?)?;
    } else {
        out = Box::new(output::colored(out, Some(&args.output), &args.talk));
    }
    let reader = pipeline.run(reader, threads(&args.input), render, |rendered| match rendered {
        Ok((score, shown)) => {
            tracker.article(&score);
            Ok(out.write_all(&shown)?)
        }
        Err(problem) => tracker.problem(&problem),
    })?;
    tracker.finish(&reader);
    out.flush()?;
    Ok(tracker.status())
}
