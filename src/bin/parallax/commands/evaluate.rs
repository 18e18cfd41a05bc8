//! `parallax evaluate`: figures against labelled texts, with baselines and intervals.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use parallax::article::Article;
use parallax::cue::{CueKind, Voice};
use parallax::evaluate::gold::Gold;
use parallax::evaluate::sets::{self, own};
use parallax::evaluate::texts::{Models, Options, evaluate};
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::{Lexicon, Matcher};
use parallax::model::{BagOfWords, Classifier, Settings};
use parallax::report::{Evaluated, evaluation_lines, evaluation_markdown, evaluation_table};
use parallax::text::Analyzer;

use crate::args::{EvaluateArgs, FigureFormat};
use crate::exit::{self, say};

/// A set with sentence labels: its name on the command line, what they are about, its reader, and the cues that speak to it.
struct Task {
    name: &'static str,
    task: &'static str,
    read: fn(&Path) -> parallax::Result<Gold>,
    cues: &'static [CueKind],
}

const LOADED: &[CueKind] = &[CueKind::Loaded, CueKind::Intensifier];
const HEDGED: &[CueKind] = &[CueKind::Hedge];

const TASKS: [Task; 5] = [
    Task { name: "babe", task: "loaded_sentence", read: sets::babe::read, cues: LOADED },
    Task { name: "ptc", task: "loaded_line", read: sets::ptc::read, cues: LOADED },
    Task { name: "subj", task: "subjective_sentence", read: sets::subj::read, cues: LOADED },
    Task { name: "conll2010", task: "uncertain_sentence", read: sets::conll::read, cues: HEDGED },
    Task { name: "ukraine", task: "subjective_sentence", read: sets::ukraine::read, cues: LOADED },
];

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    let task = TASKS.iter().find(|task| task.name == args.dataset);
    let (gold, about, cues) = match (task, &args.data) {
        (Some(task), Some(data)) => ((task.read)(data)?, task.task, Some(task.cues)),
        (Some(task), None) => bail!("give the folder or file of {} in its public layout: --data PATH", task.name),
        (None, None) if Path::new(&args.dataset).exists() => {
            (own::read(Path::new(&args.dataset), &own::Options { map: args.map.clone(), classes: Vec::new() })?, "label", None)
        }
        (None, _) => {
            let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
            bail!("`{}` is neither a set with sentence labels ({}) nor a file of your own", args.dataset, names.join(", "));
        }
    };
    if !args.talk.quiet {
        for (reason, count) in &gold.left_out {
            say("note", &format!("left out, without a label in the set: {count} ({reason})"));
        }
        for fault in gold.faults.iter().take(if args.talk.verbose { usize::MAX } else { 3 }) {
            say("warning", &fault.to_string());
        }
        if gold.faults.len() > 3 && !args.talk.verbose {
            say("warning", &format!("and {} more; -v lists them", gold.faults.len() - 3));
        }
    }
    let options = Options { split: args.split, folds: args.folds, level: args.level, seed: args.seed, ..Options::default() };
    let train =
        |texts: &[&str], labels: &[&str]| Ok(Box::new(BagOfWords::train(texts, labels, Settings::default())?) as Box<dyn Classifier>);
    let lexicons = Lexicon::shipped()?;
    let analyzer = Analyzer::new(&lexicons);
    let finder = LexiconFinder::new(Arc::new(Matcher::new(lexicons)), Voice::Reported);
    let score = |text: &str| {
        let found = finder.find(&analyzer.document(Arc::new(Article::new("item", text))));
        found.iter().filter(|cue| cues.is_some_and(|kinds| kinds.contains(&cue.kind))).map(|cue| f64::from(cue.weight)).sum::<f64>()
    };
    let models =
        Models { name: &args.classifier, train: &train, bag_of_words: None, lexicon: if cues.is_some() { Some(&score) } else { None } };
    let outcome = evaluate(&gold, &models, &options)?;
    let dataset = task.map_or_else(|| args.dataset.clone(), |task| task.name.to_owned());
    let evaluated = Evaluated { dataset: &dataset, task: about, model: models.name, options: &options, outcome: &outcome };
    let mut out = std::io::BufWriter::new(std::io::stdout());
    match args.format {
        FigureFormat::Table => evaluation_table(&mut out, &evaluated)?,
        FigureFormat::Jsonl => evaluation_lines(&mut out, &evaluated)?,
        FigureFormat::Markdown => evaluation_markdown(&mut out, &evaluated)?,
    }
    std::io::Write::flush(&mut out)?;
    // The public sets have their known faults; in a file of one's own a row that could not be used is trouble.
    Ok(if task.is_none() && !gold.faults.is_empty() { ExitCode::from(exit::TROUBLE) } else { ExitCode::SUCCESS })
}
