//! `parallax lexicon measure`: how often each entry of a table is right on labelled sets, written into the table.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use parallax::article::{Article, Field};
use parallax::cue::{Origin, Voice};
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::{Lexicon, Matcher, rewrite};
use parallax::text::Analyzer;
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
    let mut sets: Vec<Places> = Vec::new();
    for data in &args.data {
        let (name, path) = data.split_once('=').with_context(|| format!("expected DATASET=PATH such as ptc=data/ptc, found `{data}`"))?;
        let labelled = Labelled::read(name, Path::new(path))?;
        let places = places(&lexicon, &labelled);
        if !args.talk.quiet {
            let right = places.iter().filter(|(_, right)| *right).count();
            say("note", &format!("{name}: {right} of {} places right", places.len()));
        }
        sets.push(places);
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

/// Where the entries of the lexicon are found in what people marked, by their lines.
fn places(lexicon: &Lexicon, labelled: &Labelled) -> Places {
    let analyzer = Analyzer::new(std::slice::from_ref(lexicon));
    let finder = LexiconFinder::new(Arc::new(Matcher::new(vec![lexicon.clone()])), Voice::Outlet);
    let mut places = Vec::new();
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
            places.push((entry.line, right));
        }
    }
    places
}
