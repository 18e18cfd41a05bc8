//! `parallax train`: the models that ship with the tool, made again from labelled data, or one's own.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use parallax::evaluate::gold::{Gold, LabelledDocument};
use parallax::evaluate::sets::{self, TaskKind};
use parallax::text::{Analyzer, Attributor};
use parallax::train::attributions;

use super::labelled;
use crate::args::{TrainArgs, TrainCommand};
use crate::exit::say;

pub(super) fn run(command: &TrainCommand) -> anyhow::Result<ExitCode> {
    match command {
        TrainCommand::Attributions(args) => train_attributions(args),
    }
}

fn train_attributions(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let gold = read_set(&args.dataset, &args.data)?;
    let documents: Vec<LabelledDocument> = match &args.part {
        Some(part) => gold.documents.into_iter().filter(|document| document.split.as_ref() == Some(part)).collect(),
        None => gold.documents,
    };
    if documents.is_empty() {
        bail!("the set {} has no document in the part `{}`", args.dataset, args.part.as_deref().unwrap_or_default());
    }
    // The lexicons' verbs of saying are part of what the tagger sees: those that ship, so that the file fits the tool.
    let analyzer = Analyzer::shipped()?.attributing(Attributor::Rules);
    let fit = attributions::Fit { seed: args.seed, ..attributions::FIT };
    let tagger = attributions::fit(&analyzer, &documents, |document| labelled(document, true), &fit)?;
    let bytes = tagger.to_bytes()?;
    std::fs::write(&args.output, &bytes).with_context(|| format!("cannot write {}", args.output.display()))?;
    if !args.talk.quiet {
        say(
            "note",
            &format!("learned from {} documents of {}; {} bytes in {}", documents.len(), args.dataset, bytes.len(), args.output.display()),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn read_set(name: &str, data: &Path) -> anyhow::Result<Gold> {
    let of = |set: &&sets::Set| set.tasks.iter().any(|task| task.kind == TaskKind::Attributions);
    let Some(set) = sets::by_name(name).filter(of) else {
        let known: Vec<&str> = sets::SETS.iter().filter(of).map(|set| set.name).collect();
        bail!("`{name}` is no set with attributions; expected one of {}", known.join(", "));
    };
    Ok((set.read)(data)?)
}
