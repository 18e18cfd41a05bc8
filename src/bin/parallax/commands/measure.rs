//! `parallax lexicon measure`: how often each entry of a table is right on labelled sets, written into the table.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use parallax::article::{Article, Field};
use parallax::cue::{Origin, Voice};
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::{Entry, Finding, Lexicon, Matcher, rewrite};
use parallax::span::Span;
use parallax::text::Analyzer;
use parallax::token::tokenize;
use parallax::train::measure::{Places, evidence};

use super::induce::{Labelled, speaks_to};
use crate::args::MeasureArgs;
use crate::exit::say;

pub(super) fn run(args: &MeasureArgs) -> anyhow::Result<ExitCode> {
    let table = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let lexicon = Lexicon::load(&args.file)?;
    // What reading gave an entry stays in a column of its own, so that measuring twice is measuring once.
    let header: Vec<&str> = table.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|column| *column == name);
    let cell = |line: usize, name: &str| {
        let row = table.lines().nth(line - 1)?;
        row.split('\t').nth(column(name)?).filter(|cell| !matches!(*cell, "" | "-")).and_then(|cell| cell.parse::<f64>().ok())
    };
    let sets = on_sets(&lexicon, &args.data)?;
    if !args.talk.quiet {
        for (data, places) in args.data.iter().zip(&sets) {
            let right = places.found.iter().filter(|(_, right)| *right).count();
            let name = data.split('=').next().unwrap_or_default();
            say("note", &format!("{name}: {right} of {} places right", places.found.len()));
        }
    }
    let lines = evidence(&sets);
    let written = rewrite(&table, |line| {
        let read = cell(line, "read").or_else(|| cell(line, "weight")).unwrap_or(1.0);
        let number = |value: f64| format!("{}", (value * 100.0).round() / 100.0);
        match lines.get(&line) {
            Some(one) => vec![
                ("weight", number(one.weight(read))),
                ("read", number(read)),
                ("right", one.right.to_string()),
                ("found", one.found.to_string()),
                ("precision", format!("{:.3}", one.precision())),
            ],
            None => vec![
                ("weight", number(read)),
                ("read", number(read)),
                ("right", "-".to_owned()),
                ("found", "-".to_owned()),
                ("precision", "-".to_owned()),
            ],
        }
    });
    match &args.output {
        Some(path) => std::fs::write(path, written).with_context(|| format!("cannot write {}", path.display()))?,
        None => std::io::stdout().write_all(written.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the entries of a lexicon are found in each of some sets, written as `DATASET=PATH`.
fn on_sets(lexicon: &Lexicon, data: &[String]) -> anyhow::Result<Vec<Places>> {
    let one = |data: &String| {
        let (name, path) = data.split_once('=').with_context(|| format!("expected DATASET=PATH such as ptc=data/ptc, found `{data}`"))?;
        Ok(places(lexicon, &Labelled::read(name, Path::new(path))?))
    };
    data.iter().map(one).collect()
}

/// Entries that are right less often than words taken blindly.
pub(super) fn below_chance(lexicon: &Lexicon, data: &[String]) -> anyhow::Result<Vec<Finding>> {
    let lines = evidence(&on_sets(lexicon, data)?);
    let finding = |entry: &Entry| {
        let one = lines.get(&entry.line).filter(|one| one.is_below_chance(LEVEL))?;
        let reason = format!(
            "is right in {} of {} places, where words taken blindly are in {:.1}; narrow it with a gate, or drop it",
            one.right, one.found, one.blind
        );
        Some(Finding { line: entry.line, entry: entry.words.clone(), reason })
    };
    Ok(lexicon.entries.iter().filter_map(finding).collect())
}

/// Level of the interval that an entry must leave below chance.
const LEVEL: f64 = 0.95;

/// Where the entries of the lexicon are found in what people marked, by their lines.
fn places(lexicon: &Lexicon, labelled: &Labelled) -> Places {
    let analyzer = Analyzer::new(std::slice::from_ref(lexicon));
    let finder = LexiconFinder::new(Arc::new(Matcher::new(vec![lexicon.clone()])), Voice::Outlet);
    let mut places = Places::default();
    let (mut inside, mut all) = (0, 0);
    for document in &labelled.documents {
        let found = finder.find(&analyzer.document(Arc::new(Article::new(document.id.as_str(), document.text.as_str()))));
        for cue in found.iter().filter(|cue| cue.field == Field::Text && labelled.kinds.contains(&cue.kind)) {
            let Origin::Lexicon { entry } = cue.origin;
            let entry = finder.matcher().entry(entry).1;
            let subtype = entry.subtype.as_deref().unwrap_or_default();
            if !labelled.subtypes.is_empty() && !labelled.subtypes.contains(&subtype) {
                continue;
            }
            let right = document.spans.iter().any(|(span, mark)| speaks_to(mark, cue.kind) && span.overlaps(cue.span));
            places.found.push((entry.line, right));
        }
        let mut tokens = Vec::new();
        tokenize(&document.text, Span::new(0, document.text.len()), &mut tokens);
        let words = || tokens.iter().filter(|token| token.is_word());
        all += words().count();
        inside += words().filter(|token| document.spans.iter().any(|(span, _)| span.overlaps(token.span))).count();
    }
    places.chance = inside as f64 / all.max(1) as f64;
    places
}
