//! `parallax explain`: what a kind of cue means, or why a word is on a list.

use std::io::Write;
use std::process::ExitCode;

use parallax::cue::CueKind;
use parallax::lexicon::{Entry, Lexicon};
use parallax::report;

use crate::args::{Talk, kinds};
use crate::exit::{self, say};
use crate::output;

pub(super) fn run(words: &[String], talk: &Talk) -> anyhow::Result<ExitCode> {
    let words = words.join(" ");
    let mut out = output::colored(Box::new(std::io::stdout()), None, talk);
    if let Ok(kind) = words.replace('-', "_").parse::<CueKind>() {
        for line in fold(kind.explanation(), 80) {
            writeln!(out, "{line}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    entries(&mut out, &Lexicon::shipped()?, &words)
}

/// Writes the entries with these words; status 2 where there are none.
pub(super) fn entries(out: &mut impl Write, lexicons: &[Lexicon], words: &str) -> anyhow::Result<ExitCode> {
    let found = matching(lexicons, words);
    write(out, &found)?;
    if found.is_empty() {
        say("error", &format!("`{words}` is neither a kind of cue ({}) nor on a list; parallax lexicon show lists the lists", kinds()));
        return Ok(ExitCode::from(exit::TROUBLE));
    }
    Ok(ExitCode::SUCCESS)
}

/// Entries with these words or with a form of them, each with all that is known of it.
fn matching<'a>(lexicons: &'a [Lexicon], words: &str) -> Vec<(&'a Lexicon, &'a Entry)> {
    let words = words.to_lowercase().replace('’', "'");
    let entries = lexicons.iter().flat_map(|lexicon| lexicon.entries.iter().map(move |entry| (lexicon, entry)));
    let fits = |entry: &Entry| {
        entry.forms().iter().any(|form| {
            *form == words || form.strip_suffix('*').is_some_and(|stem| words.starts_with(stem) && !words[stem.len()..].contains(' '))
        })
    };
    entries.filter(|(_, entry)| fits(entry)).collect()
}

/// Writes entries, or says that there are none.
fn write(out: &mut impl Write, found: &[(&Lexicon, &Entry)]) -> anyhow::Result<()> {
    for (lexicon, entry) in found {
        report::explain_entry(out, lexicon, entry)?;
    }
    Ok(())
}

/// The words of a text in lines of at most `width` characters.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let room = lines.last().is_some_and(|line| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width);
        if !room {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
