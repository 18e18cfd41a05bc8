//! brat's standoff format (Stenetorp et al. 2012), which several sets are written in: `T7 <tab> Content 115 290;301 330 <tab> words` marks a
//! part, in pieces where it must be; `E`, `R` and `A` lines tie parts together and say more of them. Offsets count characters.

use std::path::Path;

use super::files;
use crate::evaluate::gold::{Characters, Gold};
use crate::span::Span;

/// A line of a brat file, with the lines that a line feed inside its words broke off.
pub(super) struct Entry<'a> {
    /// 1-based.
    pub(super) line: u64,
    /// `T7`.
    pub(super) id: &'a str,
    /// Kind and offsets, or roles.
    pub(super) what: &'a str,
    /// The words that the offsets hold, as the file says.
    pub(super) words: String,
}

/// The lines of a file; what begins like none of brat's annotations is a fault.
pub(super) fn entries<'a>(content: &'a str, path: &Path, gold: &mut Gold) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (line, row) in files::lines(content) {
        let mut cells = row.splitn(3, '\t');
        let (id, what, words) = (cells.next().unwrap_or_default(), cells.next(), cells.next());
        // T, E, R, A, M and N are brat's annotations, # its notes.
        let begins =
            id.len() > 1 && id.starts_with(['T', 'E', 'R', 'A', 'M', 'N', '#']) && id[1..].bytes().all(|byte| byte.is_ascii_digit());
        match (what, entries.last_mut()) {
            (Some(what), _) if begins => entries.push(Entry { line, id, what, words: words.unwrap_or_default().to_owned() }),
            (_, Some(last)) if last.id.starts_with(['T', '#']) => {
                last.words.push('\n');
                last.words.push_str(row);
            }
            _ => gold.fault(path, Some(line), None, "expected an annotation such as `T1<tab>Cue 7 11<tab>said`"),
        }
    }
    entries
}

/// The kind of a part and its pieces, which must hold the words that the file says.
pub(super) fn part<'a>(entry: &Entry<'a>, (text, characters): (&str, &Characters<'_>)) -> Result<(&'a str, Vec<Span>), String> {
    let (kind, ranges) = entry.what.split_once(' ').ok_or_else(|| format!("expected a kind and offsets, found `{}`", entry.what))?;
    let mut spans = Vec::new();
    for range in ranges.split(';') {
        let offsets = range.trim().split_once(' ').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let (start, end) = offsets.ok_or_else(|| format!("expected two character offsets, found `{range}`"))?;
        spans.push(characters.span(start, end)?);
    }
    // brat writes a blank for a line feed and between pieces.
    let found = spans.iter().flat_map(|span| span.slice(text).split_whitespace());
    if found.ne(entry.words.split_whitespace()) {
        let found: Vec<&str> = spans.iter().map(|span| span.slice(text)).collect();
        return Err(format!("the offsets hold `{}`, the file says `{}`", found.join(" "), entry.words));
    }
    spans.sort_unstable();
    Ok((kind, spans))
}
