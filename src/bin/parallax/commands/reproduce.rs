//! `parallax reproduce`: runs again what made an output, and says whether it comes out equal.

use std::io::{self, BufRead, Read as _, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use parallax::read::{self, InputRecord, Problem};
use parallax::report::reproduce::{self, Difference, Lines, Notice, Outcome, Output, Recorded, Subject};
use parallax::report::{EvaluateOptions, LexiconRecord, ModelRecord, RunOptions, Summary};
use serde::Serialize;

use super::compare::Compared;
use super::group::Grouped;
use super::{Job, Tracker, cues, evaluate, score};
use crate::args::{ReproduceArgs, Talk, VerdictFormat};
use crate::exit::{self, say};

/// What to do about what is missing.
const MISSING: &str = "put back what is missing, or name the folder that the run was made in with --in DIR";

/// How many changes are named where nobody asked for all.
const SAID: usize = 5;

pub(super) fn run(args: &ReproduceArgs) -> anyhow::Result<ExitCode> {
    let name = args.run.display().to_string();
    let source = Source::new(&args.run)?;
    let recorded = Recorded::read(source.open()?).with_context(|| name.clone())?;
    if let Some(folder) = &args.folder {
        // Records hold paths as they were typed, so they are typed again from where they were.
        std::env::set_current_dir(folder).with_context(|| format!("--in {}: cannot enter the folder", folder.display()))?;
    }
    let taken = matches!(source, Source::Memory(_)) || io::IsTerminal::is_terminal(&io::stdin());
    if taken && recorded.summary.inputs.iter().any(|input| input.path == "-") {
        bail!("{name} was made from standard input, which must be given again: parallax reproduce RUN < FILE");
    }
    let again = Again::new(&recorded, &source, args.threads, &args.talk).with_context(|| format!("{name} cannot be run again"))?;
    let mut notices: Vec<Notice> = recorded.tampered(&name).into_iter().collect();
    notices.extend(again.notices(&recorded));
    tell(&notices, &args.talk);
    let gone: Vec<&str> =
        notices.iter().filter(|notice| notice.what == Subject::Input && notice.is.is_none()).map(|notice| notice.name.as_str()).collect();
    if !gone.is_empty() {
        let more = if gone.len() > SAID { format!(" and {} more", gone.len() - SAID) } else { String::new() };
        bail!("{name} cannot be run again without {}{more}; {MISSING}", gone[..gone.len().min(SAID)].join(", "));
    }
    let (outcome, records, summary) = match &recorded.output {
        Output::Lines { records, .. } => {
            let mut lines = Lines::new(source.open()?, *records);
            let summary = (again.write)(&mut lines, None)?;
            (lines.finish(&recorded.summary, &summary)?, *records, summary)
        }
        Output::Page { text } => {
            let (mut count, mut page) = (Count::default(), Vec::new());
            let summary = (again.write)(&mut count, Some(&mut page))?;
            let outcome = reproduce::pages(text, &String::from_utf8_lossy(&page), &recorded.summary, &summary)?;
            // A run record before, a summary behind.
            (outcome, count.lines.saturating_sub(2), summary)
        }
    };
    // What could not be looked at before: standard input, and what changed under the run.
    let mut late = reproduce::inputs(&recorded.summary.inputs, &summary.inputs);
    late.retain(|notice| !notices.contains(notice));
    tell(&late, &args.talk);
    notices.extend(late);
    let verdict = Verdict::new(&outcome, records, &summary, &notices);
    let mut out = io::stdout().lock();
    match args.format {
        VerdictFormat::Table => verdict.say(&mut out, &recorded)?,
        VerdictFormat::Jsonl => {
            serde_json::to_writer(&mut out, &verdict)?;
            writeln!(out)?;
        }
    }
    Ok(if verdict.equal && notices.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(exit::FOUND) })
}

/// Names what changed, the first of it where there is much.
fn tell(notices: &[Notice], talk: &Talk) {
    if talk.quiet {
        return;
    }
    let said = if talk.verbose { notices.len() } else { notices.len().min(SAID) };
    for notice in &notices[..said] {
        say("warning", &notice.to_string());
    }
    if said < notices.len() {
        say("warning", &format!("and {} more changes; -v lists them", notices.len() - said));
    }
}

/// The output, which is read twice: for its record, and beside the run.
enum Source {
    File(PathBuf),
    /// Standard input can be read only once.
    Memory(Vec<u8>),
}

impl Source {
    fn new(path: &std::path::Path) -> anyhow::Result<Self> {
        let mut opened = read::open(path)?;
        if path.as_os_str() != "-" {
            // Its path starts from here, whatever folder the run is made in.
            return Ok(Self::File(std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))?));
        }
        let mut bytes = Vec::new();
        opened.read_to_end(&mut bytes).context("cannot read standard input")?;
        Ok(Self::Memory(bytes))
    }

    fn open(&self) -> anyhow::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Self::File(path) => read::open(path)?,
            Self::Memory(bytes) => Box::new(bytes.as_slice()),
        })
    }
}

/// Writes the records to the first, the page to the second where there is one, and gives the summary.
type WriteAgain<'a> = Box<dyn FnOnce(&mut dyn Write, Option<&mut dyn Write>) -> anyhow::Result<Summary> + 'a>;

/// A run that is ready to be made again.
struct Again<'a> {
    lexicons: Vec<LexiconRecord>,
    models: Vec<ModelRecord>,
    /// The files as they are now.
    inputs: Vec<Result<InputRecord, Problem>>,
    write: WriteAgain<'a>,
}

impl<'a> Again<'a> {
    /// What the recorded command would do now. Each command that can be run again has its arm.
    fn new(recorded: &Recorded, source: &Source, threads: Option<NonZeroUsize>, talk: &'a Talk) -> anyhow::Result<Self> {
        let page = matches!(recorded.output, Output::Page { .. });
        match (recorded.run.command.as_str(), page) {
            ("score", false) => Self::job(recorded, source, threads, |job| {
                Box::new(move |out, _| Ok(score::records(job, Tracker::silent(talk), Box::new(out))?.summary))
            }),
            ("cues", false) => Self::job(recorded, source, threads, |job| {
                Box::new(move |out, _| Ok(cues::records(job, Tracker::silent(talk), Box::new(out))?.summary))
            }),
            ("group", false) => Self::job(recorded, source, threads, |job| {
                Box::new(move |out, _| {
                    let mut grouped = Grouped::new(job, &mut Tracker::silent(talk))?;
                    grouped.records(out)?;
                    Ok(grouped.summary)
                })
            }),
            ("compare", _) => Self::job(recorded, source, threads, |job| {
                Box::new(move |out, page| {
                    let mut compared = Compared::new(job, &mut Tracker::silent(talk))?;
                    compared.records(out)?;
                    if let Some(mut page) = page {
                        compared.page(&mut page)?;
                    }
                    Ok(compared.summary)
                })
            }),
            ("evaluate", false) => {
                let run = recorded.run.clone().with_options::<EvaluateOptions>()?;
                let job = evaluate::Job::new(run.options, run.seed)?;
                let (lexicons, models) = (job.run.lexicons.clone(), job.run.models.clone());
                let inputs = job.inputs().iter().cloned().map(Ok).collect();
                Ok(Self { lexicons, models, inputs, write: Box::new(move |out, _| job.records(out)) })
            }
            (command, _) => bail!("its command is `{command}`, which this version does not run again"),
        }
    }

    /// A run of one of the commands that read articles.
    fn job(
        recorded: &Recorded,
        source: &Source,
        threads: Option<NonZeroUsize>,
        write: impl FnOnce(Job) -> WriteAgain<'a>,
    ) -> anyhow::Result<Self> {
        let run = recorded.run.clone().with_options::<RunOptions>()?;
        if run.options.classifier != "none" {
            bail!("it used the classifier `{}`, which this version has not", run.options.classifier);
        }
        let mut job = Job::new(&run.command, run.options, run.seed, threads)
            .map_err(|error| anyhow!("{:#}; {MISSING}", anyhow::Error::from(error)))?;
        if let Source::File(output) = source {
            // It came to stand among the inputs only after they were read.
            if !recorded.summary.inputs.iter().any(|input| std::path::absolute(&input.path).is_ok_and(|input| input == *output)) {
                job.reader.leave_out(output);
            }
        }
        let (lexicons, models, inputs) = (job.run.lexicons.clone(), job.run.models.clone(), job.reader.survey());
        Ok(Self { lexicons, models, inputs, write: write(job) })
    }

    /// What is no longer as the record says.
    fn notices(&self, recorded: &Recorded) -> Vec<Notice> {
        let run = &recorded.run;
        let mut notices: Vec<Notice> = reproduce::version(&run.version, env!("CARGO_PKG_VERSION")).into_iter().collect();
        notices.extend(reproduce::lexicons(&run.lexicons, &self.lexicons));
        notices.extend(reproduce::models(&run.models, &self.models));
        let files: Vec<InputRecord> = recorded.summary.inputs.iter().filter(|input| input.path != "-").cloned().collect();
        // A file that could not be read whole has no checksum in the record: what became of it, the records say.
        let known = |one: &&InputRecord| !recorded.unread.contains(&one.path) || files.iter().any(|file| file.path == one.path);
        notices.extend(reproduce::inputs(&files, self.inputs.iter().flatten().filter(known)));
        notices
    }
}

/// Counts lines, and keeps none.
#[derive(Default)]
struct Count {
    lines: u64,
}

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines += bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What came out.
#[derive(Serialize)]
#[serde(tag = "type", rename = "reproduction")]
struct Verdict<'a> {
    /// Whether the output comes out equal, whatever else changed.
    equal: bool,
    /// Records between run and summary; of a page, those behind it.
    records: u64,
    /// What was compared: the records, or the pieces of a page between its tags.
    compared: u64,
    different: u64,
    sha256: &'a str,
    first: Option<&'a Difference>,
    notices: &'a [Notice],
}

impl<'a> Verdict<'a> {
    fn new(outcome: &'a Outcome, records: u64, summary: &'a Summary, notices: &'a [Notice]) -> Self {
        let first = outcome.first.as_ref();
        Self {
            equal: first.is_none(),
            records,
            compared: outcome.records,
            different: outcome.different,
            sha256: &summary.sha256,
            first,
            notices,
        }
    }

    fn say(&self, out: &mut impl Write, recorded: &Recorded) -> io::Result<()> {
        let Self { records, different, sha256, .. } = self;
        let Some(first) = self.first else {
            let equal = if self.notices.is_empty() { "equal" } else { "the records are equal all the same" };
            return writeln!(out, "{equal}: {records} records, sha256 {sha256}");
        };
        match &recorded.output {
            Output::Lines { .. } => writeln!(out, "different: {different} of {records} records, the first")?,
            Output::Page { .. } => writeln!(out, "different: {different} of {} pieces of the page, the first", self.compared)?,
        }
        writeln!(out, "{first}")?;
        // Equal records make equal pages, within a version.
        if matches!(recorded.output, Output::Page { .. })
            && recorded.summary.sha256 == **sha256
            && recorded.run.version == env!("CARGO_PKG_VERSION")
        {
            writeln!(out, "The {records} records behind it are equal: the page was changed after it was written.")?;
        }
        Ok(())
    }
}
