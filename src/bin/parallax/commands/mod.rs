//! One file a command; here what several of them share: from arguments to a pipeline, a reader and the records around a run.

mod compare;
mod cues;
mod evaluate;
mod explain;
mod group;
mod induce;
mod lexicon;
mod measure;
mod reproduce;
mod review;
mod score;
mod train;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::CommandFactory as _;
use parallax::article::{Article, EventId};
use parallax::evaluate::gold::LabelledDocument;
use parallax::find::Depth;
use parallax::lexicon::{Lexicon, Matcher};
use parallax::model::shipped::{BACKGROUND, CLAIMS, GROUPING};
use parallax::pipeline::Pipeline;
use parallax::read::{self, Options, Problem, Reader};
use parallax::report::{JsonLines, Run, RunOptions, Summary};
use parallax::score::{ArticleScore, Slice, Tally};

use crate::args::{Args, Command, Input, Talk, Threshold};
use crate::exit::{self, say};
use crate::progress;

/// Runs the command.
pub(crate) fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Score(args) => score::run(&args),
        Command::Cues(args) => cues::run(&args),
        Command::Group(args) => group::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Train(command) => train::run(&command),
        Command::Lexicon(command) => lexicon::run(&command),
        Command::Explain { words, talk } => explain::run(&words, &talk),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "parallax", &mut script);
            std::io::stdout().write_all(&script)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The lexicons that ship with the tool, and the user's.
fn lexicons(own: &[impl AsRef<Path>]) -> parallax::Result<Vec<Lexicon>> {
    let mut lexicons = Lexicon::shipped()?;
    for path in own {
        lexicons.push(Lexicon::load(path.as_ref())?);
    }
    Ok(lexicons)
}

/// The options of the command line that can change the result.
fn options(input: &Input, with_text: bool) -> RunOptions {
    RunOptions {
        classifier: input.classifier.clone(),
        event: None,
        input_format: input.input_format,
        inputs: input.inputs.clone(),
        level: 0.95,
        lexicon: input.lexicon.iter().map(|path| path.display().to_string()).collect(),
        map: input.map.clone(),
        null: false,
        depth: input.depth,
        reported_as: input.reported_as,
        strict: input.strict,
        trim: !input.no_trim,
        with_text,
    }
}

/// A run that is ready to begin: its record, and what the record stands for. It is built from the record's options alone, so that a run can be made
/// again from its output.
struct Job {
    run: Run,
    pipeline: Pipeline,
    reader: Reader,
    threads: usize,
}

impl Job {
    fn new(command: &str, options: RunOptions, seed: u64, threads: Option<NonZeroUsize>) -> parallax::Result<Self> {
        let pipeline = Pipeline::new(lexicons(&options.lexicon)?, options.reported_as).reading(options.depth);
        // Whatever is not told of events is grouped, and grouping looks at words alone.
        let scoring = if command == "group" { &[][..] } else { Pipeline::models(options.depth) };
        let grouping = if ["group", "compare"].contains(&command) { &[BACKGROUND, GROUPING][..] } else { &[] };
        let claims = if command == "compare" && options.depth == Depth::Full { &[CLAIMS][..] } else { &[] };
        let models = scoring.iter().chain(grouping).chain(claims).map(Into::into).collect();
        let reading = Options {
            format: options.input_format,
            map: options.map.clone(),
            trim: options.trim,
            event: options.event.as_deref().map(EventId::from),
            ..Options::default()
        };
        let reader = Reader::new(&options.inputs, reading)?;
        let run = Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command.to_owned(),
            options,
            seed,
            lexicons: if command == "group" { Vec::new() } else { pipeline.matcher().lexicons().iter().map(Into::into).collect() },
            models,
        };
        let threads = threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        Ok(Self { run, pipeline, reader, threads })
    }
}

/// What remains to be told of an article whose line is written: all else is let go where it was made.
struct Counted {
    label: String,
    total: Tally,
}

impl From<&ArticleScore> for Counted {
    fn from(score: &ArticleScore) -> Self {
        let article = score.document.article();
        Self { label: article.file.as_deref().unwrap_or(article.id.as_str()).to_owned(), total: score.total.clone() }
    }
}

/// Counts what a run reads and says what goes wrong.
struct Tracker<'a> {
    talk: &'a Talk,
    quiet: bool,
    strict: bool,
    thresholds: &'a [Threshold],
    crossed: bool,
    summary: Summary,
    begun: Instant,
}

impl<'a> Tracker<'a> {
    fn new(talk: &'a Talk, strict: bool, thresholds: &'a [Threshold]) -> Self {
        Self { talk, quiet: talk.quiet, strict, thresholds, crossed: false, summary: Summary::default(), begun: Instant::now() }
    }

    /// For a run that is made again: what went wrong was told the first time, and whatever else does is a difference.
    fn silent(talk: &'a Talk) -> Self {
        Self { quiet: true, ..Self::new(talk, false, &[]) }
    }

    fn article(&mut self, article: &Counted) {
        self.summary.articles += 1;
        self.summary.words += article.total.words(Slice::default());
        for threshold in self.thresholds {
            let rate = article.total.rate(threshold.kind, Slice { voice: threshold.voice, part: None }).per_1000();
            if rate.is_some_and(|rate| if threshold.above { rate > threshold.rate } else { rate < threshold.rate }) {
                self.crossed = true;
                if !self.quiet {
                    say(
                        "threshold",
                        &format!("{}: {} ({:.1} in a thousand words)", article.label, threshold.text, rate.unwrap_or_default()),
                    );
                }
            }
        }
    }

    /// Tells a problem; with `--strict` it is an error.
    fn problem(&mut self, problem: &Problem) -> parallax::Result<()> {
        self.summary.errors += 1;
        let place = problem.line.map_or(problem.path.clone(), |line| format!("{}:{line}", problem.path));
        if self.strict {
            return Err(parallax::Error::Data(format!("{place}: {} (--strict ends the run here)", problem.reason)));
        }
        if !self.quiet {
            say("warning", &format!("{place}: {}", problem.reason));
        }
        Ok(())
    }

    /// Takes from the reader what it alone knows.
    fn finish(&mut self, reader: &Reader) {
        self.summary.inputs = reader.inputs().to_vec();
        self.summary.duplicates = reader.duplicates();
        self.summary.skipped = reader.skipped().iter().map(|problem| problem.path.clone()).collect();
        self.summary.seconds = (self.begun.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        if self.summary.duplicates > 0 && !self.quiet {
            say("note", &format!("articles dropped because an identical one came before: {}", self.summary.duplicates));
        }
        if self.talk.verbose && !self.quiet {
            for problem in reader.skipped() {
                say("note", &format!("{}: {}", problem.path, problem.reason));
            }
        }
        if self.summary.articles == 0 && self.summary.errors == 0 && !self.quiet {
            say("warning", "no article was found; see parallax --help for the formats");
        }
    }

    fn status(&self) -> ExitCode {
        if self.summary.errors > 0 {
            ExitCode::from(exit::TROUBLE)
        } else if self.crossed {
            ExitCode::from(exit::FOUND)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Where articles go as they come.
enum Sink<'a> {
    /// JSON lines, between their run and their summary.
    Records(JsonLines<Box<dyn Write + 'a>>),
    /// Rows of a table.
    Rows(Box<dyn Write + 'a>),
}

/// Renders every article of a job on the worker threads and writes the results in the order of the input. Returns the tracker, whose summary is whole.
fn stream<'a>(
    job: Job,
    mut tracker: Tracker<'a>,
    mut sink: Sink<'_>,
    render: impl Fn(&ArticleScore, &Matcher) -> parallax::Result<Vec<u8>> + Sync,
) -> anyhow::Result<Tracker<'a>> {
    let bar = progress::articles(tracker.talk.quiet);
    let Job { pipeline, reader, threads, .. } = job;
    let render = |scored: Result<ArticleScore, Problem>| scored.map(|score| (render(&score, pipeline.matcher()), Counted::from(&score)));
    let reader = pipeline.run(reader, threads, render, |rendered| {
        bar.inc(1);
        match rendered {
            Ok((bytes, article)) => {
                tracker.article(&article);
                match &mut sink {
                    Sink::Records(lines) => lines.lines(&bytes?),
                    Sink::Rows(out) => Ok(out.write_all(&bytes?)?),
                }
            }
            Err(problem) => {
                if let Sink::Records(lines) = &mut sink {
                    lines.problem(&problem)?;
                }
                tracker.problem(&problem)
            }
        }
    })?;
    bar.finish_and_clear();
    tracker.finish(&reader);
    match sink {
        Sink::Records(lines) => drop(lines.finish(&mut tracker.summary)?),
        Sink::Rows(mut out) => out.flush()?,
    }
    Ok(tracker)
}

/// A labelled document as the program reads it: with its headline and page debris marked, where it is a whole article.
fn labelled(document: &LabelledDocument, whole: bool) -> Article {
    let mut article = Article::new(document.id.as_str(), document.text.as_str());
    if whole {
        read::mark(&mut article, true);
    }
    article
}
