//! `parallax lexicon`: check and show lexicons.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use parallax::lexicon::{Lexicon, Signal, check};

use super::lexicons;
use crate::args::LexiconCommand;
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

fn kind(signal: Signal) -> String {
    match signal {
        Signal::Cue(kind) => kind.name().to_owned(),
        Signal::Negation(role) => format!("negation {role}"),
    }
}
