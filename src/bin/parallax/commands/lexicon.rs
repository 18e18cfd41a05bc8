//! `parallax lexicon`: check and show lexicons, and make one of another tool's word list.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use parallax::lexicon::{ImportOptions, LeftOut, Lexicon, Signal, check, import};

use super::lexicons;
use crate::args::{self, LexiconCommand, Talk};
use crate::{exit, output};

pub(super) fn run(command: &LexiconCommand) -> anyhow::Result<ExitCode> {
    match command {
        LexiconCommand::Check { files, data, talk } => {
            let checked: Vec<Lexicon> = if files.is_empty() {
                Lexicon::shipped()?
            } else {
                files.iter().map(|path| Lexicon::load(path)).collect::<parallax::Result<_>>()?
            };
            let mut out = output::colored(Box::new(std::io::stdout()), None, talk);
            let mut found = 0;
            for lexicon in &checked {
                let mut findings = check(lexicon);
                findings.extend(super::measure::below_chance(lexicon, data)?);
                found += findings.len();
                for finding in &findings {
                    writeln!(out, "{}:{}: `{}` {}", lexicon.name, finding.line, finding.entry, finding.reason)?;
                }
                if !talk.quiet {
                    writeln!(out, "{}: {} entries, {} findings", lexicon.name, lexicon.entries.len(), findings.len())?;
                }
            }
            Ok(if found > 0 { ExitCode::from(exit::FOUND) } else { ExitCode::SUCCESS })
        }
        LexiconCommand::Induce(args) => super::induce::run(args),
        LexiconCommand::Measure(args) => super::measure::run(args),
        LexiconCommand::Import { file, output, format, kind, talk } => {
            let mut options = ImportOptions { format: *format, ..ImportOptions::default() };
            for given in kind.iter().filter(|given| !given.trim().is_empty()) {
                match given.rsplit_once('=') {
                    Some((category, kind)) => {
                        options.kinds.push((category.trim().to_owned(), args::kind(kind).map_err(anyhow::Error::msg)?));
                    }
                    None => options.kind = Some(args::kind(given).map_err(anyhow::Error::msg)?),
                }
            }
            from_elsewhere(file, output.as_deref(), options, talk)
        }
        LexiconCommand::Show { what, lexicon, talk } => {
            let lexicons = lexicons(lexicon)?;
            let what = what.join(" ");
            let mut out = output::colored(Box::new(std::io::stdout()), None, talk);
            if what.is_empty() {
                for lexicon in &lexicons {
                    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
                    for entry in &lexicon.entries {
                        *kinds.entry(kind(entry.signal)).or_default() += 1;
                    }
                    let kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
                    writeln!(out, "{:14} {:>5} entries  {}", lexicon.name, lexicon.entries.len(), kinds.join(", "))?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            if let Some(lexicon) = lexicons.iter().find(|lexicon| lexicon.name == what) {
                for entry in &lexicon.entries {
                    writeln!(out, "{}\t{}\t{}", entry.words, kind(entry.signal), entry.subtype.as_deref().unwrap_or("-"))?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            super::explain::entries(&mut out, &lexicons, &what)
        }
    }
}

/// Imports a word list.
fn from_elsewhere(file: &Path, output: Option<&Path>, mut options: ImportOptions, talk: &Talk) -> anyhow::Result<ExitCode> {
    options.source = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let import = import(&bytes, &options).map_err(|reason| anyhow::anyhow!("{}: {reason}", file.display()))?;
    if !talk.quiet {
        for LeftOut { line, text, reason } in &import.left_out {
            exit::say("warning", &format!("{}:{line}: `{}` {reason}", file.display(), text.replace('\t', " ")));
        }
        exit::say("note", &format!("entries written: {}; left out: {}", import.entries, import.left_out.len()));
    }
    if import.entries == 0 {
        anyhow::bail!("{}: nothing in it can be an entry", file.display());
    }
    match output {
        Some(path) => std::fs::write(path, &import.table).with_context(|| format!("cannot write {}", path.display()))?,
        None => std::io::stdout().write_all(import.table.as_bytes())?,
    }
    Ok(if import.left_out.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(exit::TROUBLE) })
}

fn kind(signal: Signal) -> String {
    match signal {
        Signal::Cue(kind) => kind.name().to_owned(),
        Signal::Negation(role) => format!("negation {role}"),
    }
}
