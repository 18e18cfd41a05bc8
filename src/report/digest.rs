//! What both the terminal and the page say in words: what is notable, and which words stand behind a rate.

use std::collections::BTreeMap;

use crate::article::Outlet;
use crate::compare::{Basis, EventComparison, Measure};
use crate::cue::{CueKind, Voice};
use crate::group::Event;
use crate::report::Report;
use crate::score::{ArticleScore, Slice};

/// The measures that a comparison leads with: kind, whose words, heading.
pub(super) const LEADING: [(CueKind, Option<Voice>, &str); 3] = [
    (CueKind::Loaded, Some(Voice::Outlet), "loaded, own voice"),
    (CueKind::Hedge, None, "hedges, any voice"),
    (CueKind::ReportDoubting, Some(Voice::Outlet), "doubting verbs"),
];

/// Longest cue in bytes, by far: a dozen words.
pub(super) const LONGEST_CUE: usize = 1024;

/// Words of one kind in one outlet's articles, all inflections and places of the same words together.
pub(super) struct CueWords {
    /// The words in small letters, `(not)` in front where they are negated.
    pub(super) words: String,
    /// How often.
    pub(super) count: u64,
    /// The first of them: place of the article in the run, and of the cue in the article.
    pub(super) first: (usize, usize),
}

/// The measure of an outlet.
pub(super) fn measure<'a>(comparison: &'a EventComparison, outlet: &Outlet, kind: CueKind, slice: Slice) -> Option<&'a Measure> {
    comparison.measures.iter().find(|measure| measure.outlet == *outlet && measure.kind == kind && measure.slice == slice)
}

/// The places of an outlet's articles on an event.
pub(super) fn articles<'a>(
    report: &'a Report<'_>,
    event: &'a Event,
    outlet: &'a Outlet,
) -> impl Iterator<Item = (usize, &'a ArticleScore)> {
    event
        .articles
        .iter()
        .map(|&index| (index, &report.scores[index]))
        .filter(move |(_, score)| score.document.article().outlet.as_ref() == Some(outlet))
}

/// The words of an outlet's cues, most frequent first.
pub(super) fn cue_words(report: &Report<'_>, event: &Event, outlet: &Outlet, kind: CueKind, voice: Option<Voice>) -> Vec<CueWords> {
    let mut found: BTreeMap<String, CueWords> = BTreeMap::new();
    for (place, score) in articles(report, event, outlet) {
        for (index, cue) in
            score.cues.iter().enumerate().filter(|(_, cue)| cue.kind == kind && voice.is_none_or(|voice| cue.voice == voice))
        {
            let words =
                cue.span.slice(score.document.article().field(cue.field)).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let words = if cue.is_negated() { format!("(not) {words}") } else { words };
            found.entry(words.clone()).or_insert(CueWords { words, count: 0, first: (place, index) }).count += 1;
        }
    }
    let mut found: Vec<CueWords> = found.into_values().collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.words.cmp(&b.words)));
    found
}

/// For each leading measure the contrast that stands out, in a sentence.
pub(super) fn notable(comparison: &EventComparison) -> Vec<String> {
    let mut sentences = Vec::new();
    for (kind, voice, title) in LEADING {
        let Some((contrast, difference, pairs)) = comparison.notable(kind, Slice { voice, part: None }) else { continue };
        let (more, less, low, high) = if difference.value > 0.0 {
            (&contrast.left, &contrast.right, difference.low, difference.high)
        } else {
            (&contrast.right, &contrast.left, -difference.high, -difference.low)
        };
        let widest = if pairs == 1 { String::new() } else { format!(", the widest of {pairs} pairs") };
        let tested = contrast.q.map_or(String::new(), |q| format!(", q = {q:.3}"));
        sentences.push(format!(
            "{}: {more} has {:.1} more in a thousand words than {less} ({:.0} % interval {low:.1} to {high:.1}, n = {} {}{tested}{widest}).",
            capitalised(title),
            difference.value.abs(),
            difference.level * 100.0,
            difference.n,
            match contrast.basis {
                Basis::Sentences => "sentences",
                Basis::Articles => "articles",
                Basis::Events => "events",
            },
        ));
    }
    if sentences.is_empty() {
        sentences.push("In what this table measures, no two outlets differ by more than chance allows.".to_owned());
    }
    sentences
}

/// What the intervals speak of, where that is not the outlets.
pub(super) fn caveat(comparison: &EventComparison) -> Option<String> {
    let few = |outlet: &&Outlet| comparison.measures.iter().any(|measure| measure.outlet == **outlet && measure.basis == Basis::Sentences);
    let few: Vec<&str> = comparison.outlets.iter().filter(few).map(Outlet::as_str).collect();
    if few.is_empty() {
        return None;
    }
    let (who, whose, whom) = if few.len() == comparison.outlets.len() {
        ("an outlet".to_owned(), "intervals", "the outlets")
    } else {
        (format!("of {}", few.join(", ")), "there intervals", "the outlet")
    };
    Some(format!(
        "Fewer than four articles {who}: {whose} come from resampled sentences and speak of these articles, not of {whom}. No p is given for them."
    ))
}

/// What an event is called: its name where the input gave one, else what it is about.
pub(super) fn heading(event: &Event) -> String {
    if event.given || event.terms.is_empty() { event.id.as_str().to_owned() } else { event.terms.join(", ") }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A number with commas between thousands.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 article`, `2 articles`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
