//! Where the output goes, and in which format.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::{Context as _, bail};

use crate::args::{Color, Format, Output, Talk};

/// The format asked for, or told by the file's extension; a table otherwise.
pub(crate) fn format(output: &Output, allowed: &[Format]) -> anyhow::Result<Format> {
    let by_name = output.output.as_deref().map(|path| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension {
            "jsonl" | "ndjson" => Ok(Format::Jsonl),
            "csv" => Ok(Format::Csv),
            "html" | "htm" => Ok(Format::Html),
            "txt" => Ok(Format::Table),
            _ => bail!("cannot tell the format of {} from its extension; use jsonl, csv, html or txt, or give --format", path.display()),
        }
    });
    let format = match (output.format, by_name) {
        (Some(format), _) => format,
        (None, Some(format)) => format?,
        (None, None) => Format::Table,
    };
    if !allowed.contains(&format) {
        let names: Vec<String> = allowed.iter().map(|format| format!("{format:?}").to_lowercase()).collect();
        bail!("this command does not write {}; it writes {}", format!("{format:?}").to_lowercase(), names.join(", "));
    }
    Ok(format)
}

/// The file of `-o`, or standard output.
pub(crate) fn open(output: &Output) -> anyhow::Result<Box<dyn Write>> {
    Ok(match &output.output {
        Some(path) => {
            Box::new(BufWriter::with_capacity(1 << 16, File::create(path).with_context(|| format!("cannot write {}", path.display()))?))
        }
        None => Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
    })
}

/// A writer that keeps colours where they are wanted and drops them elsewhere.
pub(crate) fn colored(out: Box<dyn Write>, output: Option<&Output>, talk: &Talk) -> anstream::AutoStream<Box<dyn Write>> {
    let terminal = output.is_none_or(|output| output.output.is_none()) && io::stdout().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let choice = match talk.color {
        Color::Always => anstream::ColorChoice::AlwaysAnsi,
        Color::Auto if terminal && !plain => anstream::ColorChoice::AlwaysAnsi,
        Color::Auto | Color::Never => anstream::ColorChoice::Never,
    };
    anstream::AutoStream::new(out, choice)
}
