//! `parallax lexicon induce`: candidate entries from labelled spans, each with its evidence.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use parallax::article::Article;
use parallax::cue::{CueKind, Voice};
use parallax::evaluate::gold::{Gold, LabelledDocument};
use parallax::evaluate::sets::{self, Marks, TaskKind};
use parallax::evaluate::spans;
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::Matcher;
use parallax::read::{Options as ReadOptions, Reader};
use parallax::span::Span;
use parallax::text::Analyzer;
use parallax::train::induce::{Candidate, Marked, Options, candidates, document_frequency};

use crate::args::InduceArgs;
use crate::exit::say;

/// What people marked in a set, document by document, and the kinds of cues that it is about.
pub(super) struct Labelled {
    pub(super) documents: Vec<LabelledDocument>,
    pub(super) kinds: Vec<CueKind>,
    /// The subtypes of cues that the set marks; empty where it does not tell them apart.
    pub(super) subtypes: Vec<&'static str>,
}

impl Labelled {
    /// Reads a set by its name.
    pub(super) fn read(name: &str, data: &Path) -> anyhow::Result<Self> {
        let set = sets::by_name(name).with_context(|| {
            let known: Vec<&str> = sets::SETS.iter().map(|set| set.name).collect();
            format!("`{name}` is no labelled set; expected one of {}", known.join(", "))
        })?;
        let spans = set.tasks.iter().find_map(|task| match task.kind {
            TaskKind::Spans(marks) => Some((task, marks)),
            _ => None,
        });
        let attributes = set.tasks.iter().any(|task| task.kind == TaskKind::Attributions);
        match spans {
            Some((task, marks)) => {
                let gold = (set.read)(data)?;
                Ok(Self { documents: spans::documents(&gold, marks), kinds: task.cues.to_vec(), subtypes: subtypes(marks) })
            }
            None if attributes => Ok(Self { documents: attributing(&(set.read)(data)?), kinds: reports(), subtypes: Vec::new() }),
            None => bail!("the set {name} marks no spans; a lexicon is learned from babe, basil, polnear, ptc, sample or szeged"),
        }
    }
}

/// Whether a mark of this name is about the kind: a set that marks all kinds names each mark after its own.
pub(super) fn speaks_to(mark: &str, kind: CueKind) -> bool {
    mark.parse::<CueKind>().map_or(true, |own| own == kind)
}

/// The subtypes that several classes of one kind are.
fn subtypes(marks: Marks) -> Vec<&'static str> {
    if marks.classes.len() < 2 { Vec::new() } else { marks.classes.iter().map(|(_, class)| *class).collect() }
}

fn reports() -> Vec<CueKind> {
    CueKind::all().filter(|kind| kind.manner().is_some()).collect()
}

/// The documents of a set of attributions, with the words that attribute as spans.
fn attributing(gold: &Gold) -> Vec<LabelledDocument> {
    let marked = |document: &LabelledDocument| {
        let cues = document.attributions.iter().filter_map(|one| one.cue.iter().copied().reduce(Span::join));
        let mut spans: Vec<(Span, String)> = cues.map(|cue| (cue, "cue".to_owned())).collect();
        spans.sort();
        spans.dedup();
        LabelledDocument { spans, ..document.clone() }
    };
    gold.documents.iter().map(marked).collect()
}

pub(super) fn run(args: &InduceArgs) -> anyhow::Result<ExitCode> {
    let labelled = Labelled::read(&args.dataset, &args.data)?;
    let kind = match (args.kind, labelled.kinds.as_slice()) {
        (Some(kind), _) => kind,
        (None, [kind]) => *kind,
        (None, kinds) if kinds.iter().all(|kind| kind.manner().is_some()) => CueKind::ReportNeutral,
        (None, _) => bail!("{} marks several kinds; say which with --kind", args.dataset),
    };
    let marked: Vec<Marked<'_>> = labelled
        .documents
        .iter()
        .map(|document| Marked {
            text: &document.text,
            spans: document.spans.iter().filter(|(_, mark)| speaks_to(mark, kind)).map(|(span, _)| *span).collect(),
        })
        .collect();
    let options = Options { longest: args.longest.into(), least: args.least, precision: args.precision, ..Options::default() };
    let mut found = candidates(&marked, &options);
    if args.new {
        let lexicons = super::lexicons(&args.lexicon)?;
        let analyzer = Analyzer::new(&lexicons);
        let finder = LexiconFinder::new(Arc::new(Matcher::new(lexicons)), Voice::Outlet);
        // As a sentence: an entry that is gated by what stands around it may yet be new.
        found.retain(|one| {
            let document = analyzer.document(Arc::new(Article::new("candidate", one.words.as_str())));
            !finder.find(&document).iter().any(|cue| cue.kind == kind)
        });
    }
    let documents = background(&found, &args.background, args)?;
    found_table(&found, documents.as_deref(), kind, args)?;
    if !args.talk.quiet {
        say("note", &format!("{} candidates; read them before you take any: a set teaches its topics and names too", found.len()));
    }
    Ok(ExitCode::SUCCESS)
}

/// In how many articles of the background each stands; `None` without one.
fn background(found: &[Candidate], inputs: &[String], args: &InduceArgs) -> anyhow::Result<Option<Vec<u64>>> {
    if inputs.is_empty() {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for article in Reader::new(inputs, ReadOptions::default())? {
        match article {
            Ok(article) => texts.push(article.text),
            Err(problem) if !args.talk.quiet => say("warning", &format!("{}: {}", problem.path, problem.reason)),
            Err(_) => {}
        }
    }
    Ok(Some(document_frequency(found, texts.iter().map(String::as_str))))
}

fn found_table(found: &[Candidate], documents: Option<&[u64]>, kind: CueKind, args: &InduceArgs) -> anyhow::Result<()> {
    let mut rows: Vec<(String, String)> = found
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let documents = documents.map_or("-".to_owned(), |documents| documents[at].to_string());
            let row = format!(
                "{}\t{kind}\t{:.2}\t{}\t{}\t{}\t{:.3}\t{documents}",
                one.words, one.precision, args.dataset, one.right, one.found, one.precision
            );
            (one.words.clone(), row)
        })
        .collect();
    rows.sort();
    let mut out: Box<dyn std::io::Write> = match &args.output {
        Some(path) => Box::new(std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?),
        None => Box::new(std::io::stdout()),
    };
    let mut table = "entry\tkind\tweight\tsource\tright\tfound\tprecision\tdocuments\n".to_owned();
    for (_, row) in &rows {
        table.push_str(row);
        table.push('\n');
    }
    out.write_all(table.as_bytes())?;
    Ok(out.flush()?)
}
