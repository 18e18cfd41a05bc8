//! `parallax train`: the models that ship with the tool, made again from labelled data, or one's own.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use parallax::compare::claims::MEASURES;
use parallax::cue::Voice;
use parallax::evaluate::claims as labelled_claims;
use parallax::evaluate::gold::{Gold, LabelledDocument, LabelledText};
use parallax::evaluate::sets::{self, Task, TaskKind};
use parallax::lexicon::{Lexicon, Matcher};
use parallax::pipeline::Pipeline;
use parallax::read::{self, Reader};
use parallax::text::{Analyzer, Attributor};
use parallax::train::{attributions, background, claims, grouping, hedged};

use super::labelled;
use crate::args::{BackgroundArgs, ClaimsArgs, TrainArgs, TrainCommand};
use crate::exit::{TROUBLE, say};

pub(super) fn run(command: &TrainCommand) -> anyhow::Result<ExitCode> {
    match command {
        TrainCommand::Attributions(args) => train_attributions(args),
        TrainCommand::Background(args) => train_background(args),
        TrainCommand::Claims(args) => train_claims(args),
        TrainCommand::Grouping(args) => train_grouping(args),
        TrainCommand::Hedged(args) => train_hedged(args),
    }
}

fn train_attributions(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let (_, gold) = read_set(args, "with attributions", |task| task.kind == TaskKind::Attributions)?;
    let documents = in_part(args, gold.documents, |document| document.split.as_ref())?;
    // The lexicons' verbs of saying are part of what the tagger sees: those that ship, so that the file fits the tool.
    let analyzer = Analyzer::shipped()?.attributing(Attributor::Rules);
    let fit = attributions::Fit { seed: args.seed, ..attributions::FIT };
    let tagger = attributions::fit(&analyzer, &documents, |document| labelled(document, true), &fit)?;
    write(args, &format!("{} documents", documents.len()), &tagger.to_bytes()?)
}

fn train_background(args: &BackgroundArgs) -> anyhow::Result<ExitCode> {
    let mut counter = background::Counter::default();
    let mut problems = 0;
    for article in Reader::new(&args.data, read::Options::default())? {
        match article {
            Ok(article) => counter.add(&article),
            Err(problem) => {
                problems += 1;
                let place = problem.line.map_or(problem.path.clone(), |line| format!("{}:{line}", problem.path));
                say("warning", &format!("{place}: {}", problem.reason));
            }
        }
    }
    if counter.articles() == 0 {
        bail!("no article was found to count words in");
    }
    let articles = counter.articles();
    let bytes = counter.finish().to_bytes()?;
    written(&args.output, &bytes)?;
    if !args.talk.quiet {
        say("note", &format!("counted the words of {articles} articles; {} bytes in {}", bytes.len(), args.output.display()));
    }
    Ok(if problems > 0 { ExitCode::from(TROUBLE) } else { ExitCode::SUCCESS })
}

fn train_claims(args: &ClaimsArgs) -> anyhow::Result<ExitCode> {
    let text = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let gold = sets::allsides::read(&args.data)?;
    let marks = labelled_claims::marks(&text(&args.marks)?).with_context(|| args.marks.display().to_string())?;
    let verdicts = match &args.pairs {
        Some(path) => labelled_claims::verdicts(&text(path)?).with_context(|| path.display().to_string())?,
        None => Vec::new(),
    };
    let pipeline = Pipeline::new(Lexicon::shipped()?, Voice::Reported);
    let documents: Vec<&LabelledDocument> = gold.documents.iter().collect();
    let model = claims::fit(&documents, &marks, &verdicts, |article| pipeline.score(article))?;
    written(&args.output, model.to_table(&MEASURES).as_bytes())?;
    if !args.talk.quiet {
        say(
            "note",
            &format!("learned from {} marks and {} judged pairs; weights in {}", marks.len(), verdicts.len(), args.output.display()),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn train_grouping(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let (_, gold) = read_set(args, "of articles grouped by event", |task| matches!(task.kind, TaskKind::Events(_)))?;
    let documents = in_part(args, gold.documents, |document| document.split.as_ref())?;
    let model = grouping::fit(&documents)?;
    write(args, &format!("{} documents", documents.len()), &model.to_bytes()?)
}

fn train_hedged(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let (task, gold) =
        read_set(args, "of certain and uncertain sentences", |task| task.kind == TaskKind::Labels && task.marked == "uncertain")?;
    let texts = in_part(args, gold.texts, |text| text.split.as_ref())?;
    let texts: Vec<&LabelledText> = texts.iter().filter(|text| !text.label.is_empty()).collect();
    // What the lexicons list and who speaks are features, so both are those that ship.
    let matcher = Arc::new(Matcher::new(Lexicon::shipped()?));
    let model = hedged::fit(&Analyzer::over(Arc::clone(&matcher)), &matcher, &texts, task.marked)?;
    write(args, &format!("{} texts", texts.len()), &model.to_bytes()?)
}

/// The items of the part that is asked for.
fn in_part<T>(args: &TrainArgs, items: Vec<T>, split: impl Fn(&T) -> Option<&String>) -> anyhow::Result<Vec<T>> {
    let items: Vec<T> = match &args.part {
        Some(part) => items.into_iter().filter(|item| split(item) == Some(part)).collect(),
        None => items,
    };
    if items.is_empty() {
        bail!("the set {} has nothing in the part `{}`", args.dataset, args.part.as_deref().unwrap_or_default());
    }
    Ok(items)
}

fn write(args: &TrainArgs, learned_from: &str, bytes: &[u8]) -> anyhow::Result<ExitCode> {
    written(&args.output, bytes)?;
    if !args.talk.quiet {
        say("note", &format!("learned from {learned_from} of {}; {} bytes in {}", args.dataset, bytes.len(), args.output.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn written(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// The named set, where one of its tasks is true of `fits`, and that task.
fn read_set(args: &TrainArgs, kind: &str, fits: impl Fn(&Task) -> bool) -> anyhow::Result<(Task, Gold)> {
    let of = |set: &&sets::Set| set.tasks.iter().any(&fits);
    let Some(set) = sets::by_name(&args.dataset).filter(of) else {
        let known: Vec<&str> = sets::SETS.iter().filter(of).map(|set| set.name).collect();
        bail!("`{}` is no set {kind}; expected one of {}", args.dataset, known.join(", "));
    };
    let task = set.tasks.iter().find(|task| fits(task)).copied().context("a task that fits")?;
    Ok((task, (set.read)(&args.data)?))
}
