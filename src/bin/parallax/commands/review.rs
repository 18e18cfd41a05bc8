//! `parallax review`: a blind sample of a run for people to judge, and what their verdicts say.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use parallax::evaluate::review::{Asked, Choice, Made, Options, Pages, Sheet, Verdicts, estimate};
use parallax::read::{self, Reader};
use parallax::report::{Figures, figures, sheet_csv, sheet_page};

use crate::args::{ReviewArgs, ReviewFormat, ReviewTable};
use crate::exit::say;

pub(super) fn run(args: &ReviewArgs) -> anyhow::Result<ExitCode> {
    if let Some(output) = &args.output
        && (output == &args.run || args.verdicts.contains(output))
    {
        bail!("-o {} would write over what is read; give another name", output.display());
    }
    if args.verdicts.is_empty() {
        draw(args)?;
    } else {
        read_back(args)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn draw(args: &ReviewArgs) -> anyhow::Result<()> {
    let format = format(args)?.unwrap_or(ReviewFormat::Csv);
    if !matches!(format, ReviewFormat::Csv | ReviewFormat::Html) {
        bail!("a sheet is written as csv or html; for figures give the filled-in sheet: --verdicts FILE");
    }
    if let Some(path) = &args.output {
        keep_verdicts(path)?;
    }
    if args.per_kind == 0 && args.unmarked == 0 {
        bail!("nothing is asked for: give --per-kind or --unmarked a number above 0");
    }
    let name = args.run.display().to_string();
    let options = Options { per_kind: args.per_kind, unmarked: args.unmarked, kinds: args.kinds.clone(), seed: args.seed };
    let choice = Choice::new(open(&args.run)?, &name, &options)?;
    let made = choice.made().clone();
    let mut pages = choice.pages(open(&args.run)?)?;
    if !pages.is_complete() {
        read_again(&mut pages, made)?;
    }
    let sheet = pages.sheet()?;
    let mut out = output(args)?;
    if format == ReviewFormat::Html {
        sheet_page(&mut out, &sheet)?;
    } else {
        sheet_csv(&mut out, &sheet)?;
    }
    out.flush()?;
    if !args.talk.quiet {
        tell(args, &sheet, format);
    }
    Ok(())
}

/// Gives the texts of a run that did not keep them, from its inputs.
fn read_again(pages: &mut Pages, made: Made) -> anyhow::Result<()> {
    let options = read::Options {
        format: made
            .input_format
            .map(|format| format.parse().map_err(|_| anyhow!("the run has the input format `{format}`, which is none")))
            .transpose()?,
        map: made.map.parse().map_err(|reason: String| anyhow!("the run has a field map that cannot be read: {reason}"))?,
        trim: made.trim,
        ..read::Options::default()
    };
    // Tables of outlets are read with the files beside them.
    let files = || made.files.iter().filter(|file| Path::new(file).file_name().is_none_or(|name| name != "outlets.csv")).cloned().collect();
    let inputs: Vec<String> = made.arguments.clone().unwrap_or_else(files);
    if inputs.iter().any(|input| input == "-") {
        bail!("the run read its articles from standard input, which cannot be read again; make the run anew with --with-text");
    }
    let mut trouble = None;
    for article in Reader::new(&inputs, options)? {
        match article {
            Ok(article) => pages.give(&article)?,
            Err(problem) => trouble = trouble.or(Some(problem)),
        }
        if pages.is_complete() {
            return Ok(());
        }
    }
    // An article is wanting, and this may be why; what was not drawn from may be as it likes.
    if let Some(problem) = trouble {
        let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
        say("warning", &format!("{}{line}: {}", problem.path, problem.reason));
    }
    Ok(())
}

/// Refuses to write over a sheet that somebody has filled in.
fn keep_verdicts(path: &Path) -> anyhow::Result<()> {
    let Ok(bytes) = std::fs::read(path) else { return Ok(()) };
    let mut verdicts = Verdicts::new();
    // What is no sheet has no verdicts.
    if verdicts.read("", &bytes).is_ok() && verdicts.any() {
        bail!("{} holds verdicts; give the new sheet another name", path.display());
    }
    Ok(())
}

fn tell(args: &ReviewArgs, sheet: &Sheet, format: ReviewFormat) {
    for (asked, what) in [(Asked::Cue, "cues"), (Asked::Marked, "sentences with a cue"), (Asked::Unmarked, "sentences without")] {
        let short = sheet.shortages.iter().filter(|short| short.asked == asked);
        let counts: Vec<String> = short.map(|short| format!("{} {}", short.kind, short.supply)).collect();
        if !counts.is_empty() {
            say("note", &format!("fewer {what} than asked for, so all are taken: {}", counts.join(", ")));
        }
    }
    let fill = match format {
        ReviewFormat::Html => "open the sheet in a browser; it says how to judge",
        _ => "fill the column verdict with yes, no or unsure. Judge the words in their place; a negated or quoted word counts",
    };
    let sentences = if format == ReviewFormat::Csv && sheet.items.iter().any(|item| item.sentence) {
        ". Where a whole sentence is shown, the program may have found something in it or not: read it to the end, and judge by the same measure"
    } else {
        ""
    };
    say("note", &format!("{} items; {fill}{sentences}. Then: parallax review {} --verdicts FILE", sheet.items.len(), args.run.display()));
}

fn read_back(args: &ReviewArgs) -> anyhow::Result<()> {
    let written = match (format(args)?.unwrap_or(ReviewFormat::Table), args.figures) {
        (ReviewFormat::Html, _) => {
            bail!("figures are written as table, markdown, jsonl or csv; html is for sheets, which are drawn without --verdicts")
        }
        (ReviewFormat::Table, _) => Figures::Table,
        (ReviewFormat::Markdown, _) => Figures::Markdown,
        (ReviewFormat::Jsonl, _) => Figures::Lines,
        (ReviewFormat::Csv, ReviewTable::Precision) => Figures::Precision,
        (ReviewFormat::Csv, ReviewTable::Sentences) => Figures::Sentences,
        (ReviewFormat::Csv, ReviewTable::Detection) => Figures::Detection,
        (ReviewFormat::Csv, ReviewTable::Prevalence) => Figures::Prevalence,
        (ReviewFormat::Csv, ReviewTable::Agreement) => Figures::Agreement,
    };
    let mut verdicts = Verdicts::new();
    for path in &args.verdicts {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        verdicts.read(&path.display().to_string(), &bytes)?;
    }
    if !verdicts.any() && !args.talk.quiet {
        say("warning", "no verdict is given: the column verdict is blank in every row");
    }
    let reviewed = estimate(open(&args.run)?, &args.run.display().to_string(), &verdicts, args.level)?;
    let mut out = output(args)?;
    figures(&mut out, &reviewed, written)?;
    Ok(out.flush()?)
}

fn open(path: &PathBuf) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 17, file))
}

fn output(args: &ReviewArgs) -> anyhow::Result<Box<dyn Write>> {
    Ok(match &args.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    })
}

/// The format asked for, or told by the file's extension.
fn format(args: &ReviewArgs) -> anyhow::Result<Option<ReviewFormat>> {
    if args.format.is_some() {
        return Ok(args.format);
    }
    let Some(path) = &args.output else { return Ok(None) };
    Ok(Some(match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "csv" => ReviewFormat::Csv,
        "html" | "htm" => ReviewFormat::Html,
        "md" => ReviewFormat::Markdown,
        "jsonl" | "ndjson" => ReviewFormat::Jsonl,
        "txt" => ReviewFormat::Table,
        _ => bail!("cannot tell the format of {} from its extension; use csv, html, md, jsonl or txt, or give --format", path.display()),
    }))
}
