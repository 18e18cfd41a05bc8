//! One self-contained page: what differs, with intervals; the words behind each number; every article with its cues in place.
//!
//! Article text is hostile: all of it goes through the template's escaping, the page holds no script, and its Content-Security-Policy allows its one
//! stylesheet by hash and nothing else. Links leave only to `http` and `https`.

use std::io::Write;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::article::{Field, Outlet};
use crate::compare::{EventComparison, Measure};
use crate::cue::{Cue, CueKind, Origin, Voice};
use crate::error::Result;
use crate::group::Event;
use crate::report::digest::{
    CueWords, LEADING, LONGEST_CUE, articles, capitalised, caveat, counted, cue_words, heading, measure, notable, thousands,
};
use crate::report::record::{PageRecord, RUN_ELEMENT};
use crate::report::{Report, claims};
use crate::score::{ArticleScore, Slice};
use crate::span::Span;

pub(super) const CSS: &str = include_str!("page.css");

/// Writes the page of a comparison.
///
/// # Errors
///
/// When it cannot be written.
pub fn page(out: &mut impl Write, report: &Report<'_>) -> Result<()> {
    let compared: Vec<(&Event, &EventComparison)> = report
        .comparisons
        .iter()
        .filter_map(|comparison| Some((report.events.iter().find(|event| comparison.event.as_ref() == Some(&event.id))?, comparison)))
        .collect();
    let title = match compared[..] {
        [(event, comparison)] => format!("{}: {} compared", heading(event), counted(comparison.outlets.len() as u64, "outlet")),
        _ => format!("{} compared", counted(compared.len() as u64, "event")),
    };
    let policy =
        format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", base64(&Sha256::digest(CSS.as_bytes())));
    let run = serde_json::to_string_pretty(&PageRecord::from(report))?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(CSS)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if compared.len() > 1 {
                        nav aria-label="Events" { ul { @for (place, (event, _)) in compared.iter().enumerate() { li { a href={ "#event-" (place) } { (heading(event)) } } } } }
                    }
                    @for (place, (event, comparison)) in compared.iter().enumerate() { (section(report, event, comparison, place, compared.len() > 1)) }
                    (problems(report))
                    (method(report, &run))
                }
            }
        }
    };
    Ok(out.write_all(page.into_string().as_bytes())?)
}

fn section(report: &Report<'_>, event: &Event, comparison: &EventComparison, place: usize, titled: bool) -> Markup {
    let scores: Vec<&ArticleScore> = event.articles.iter().map(|&index| &report.scores[index]).collect();
    let words: u64 = scores.iter().map(|score| score.words()).sum();
    let voice = |voice| scores.iter().map(|score| score.total.words(Slice { voice: Some(voice), part: None })).sum::<u64>();
    html! {
        section id={ "event-" (place) } {
            @if titled { h2 { (heading(event)) } }
            div.dek { @for sentence in notable(comparison) { p { (sentence) } } @if let Some(caveat) = caveat(comparison) { p { (caveat) } } }
            div.facts {
                span { b { (comparison.outlets.len()) } " outlets" }
                span { b { (scores.len()) } " articles, " b { (thousands(words)) } " words" }
                span { b { (percent(voice(Voice::Quoted), words)) } " of them quoted" }
                span { b { (percent(voice(Voice::Reported), words)) } " in reported speech" }
            }
            (claims::matrix(report, comparison))
            h3 { "How loaded, how sure" }
            p.note { "Cues in a thousand words; the bar is the " (format!("{:.0} %", report.run.options.level * 100.0)) " interval. Select an outlet to read its articles." }
            div.plots {
                @for (kind, voice, heading) in LEADING { (plot(report, event, comparison, kind, voice, heading)) }
                (plot(report, event, comparison, CueKind::Booster, None, "boosters, any voice"))
            }
            h3 { "Every kind of cue" }
            p.note { "In the outlet's own voice, in a thousand words, with intervals. Quoted and reported words are left out here; the records hold them too." }
            (kinds(comparison))
            h3 { "The words behind the numbers" }
            p.note { "Each word leads to the place where it first stands." }
            (words_table(report, event, comparison))
            h3 { "Words of its own" }
            p.note { "Words that an outlet uses in its own voice more than the others do: log-odds with an informative Dirichlet prior, by falling z; counts in brackets." }
            (own_words(comparison))
            (claims::left_out(report, comparison))
            h3 { "In their words" }
            p.note { "Quoted words on a tint, reported speech on a lighter one; what was set aside as page debris in grey." }
            (legend())
            @for &index in &event.articles { (article(report, index)) }
        }
    }
}

/// A dot and its interval for each outlet.
fn plot(report: &Report<'_>, event: &Event, comparison: &EventComparison, kind: CueKind, voice: Option<Voice>, heading: &str) -> Markup {
    const WIDTH: f64 = 500.0;
    const LEFT: f64 = 138.0;
    const ROW: f64 = 32.0;
    let rows: Vec<(&Outlet, Option<&Measure>)> =
        comparison.outlets.iter().map(|outlet| (outlet, measure(comparison, outlet, kind, Slice { voice, part: None }))).collect();
    let most = rows.iter().filter_map(|(_, measure)| measure.and_then(|measure| measure.per_1000)).map(|one| one.high).fold(1.0, f64::max);
    let step = tick(most);
    let end = (most / step).ceil() * step;
    let x = |value: f64| LEFT + value / end * (WIDTH - LEFT - 46.0);
    let height = rows.len() as f64 * ROW + 26.0;
    let color = match kind {
        CueKind::Loaded => "c-loaded",
        CueKind::Hedge => "c-hedge",
        CueKind::Booster => "c-boost",
        _ => "c-report",
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of ticks")]
    let ticks = (end / step).round() as usize;
    html! {
        div {
            h4 { (capitalised(heading)) }
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label={ (capitalised(heading)) " in a thousand words, by outlet" } {
                @for index in 0..=ticks {
                    @let at = x(index as f64 * step);
                    line.grid x1=(px(at)) x2=(px(at)) y1="4" y2=(px(height - 24.0)) {}
                    text.axis text-anchor="middle" x=(px(at)) y=(px(height - 8.0)) { (number(index as f64 * step)) }
                }
                @for (index, (outlet, measure)) in rows.iter().enumerate() {
                    @let y = index as f64 * ROW + ROW / 2.0 + 2.0;
                    @let anchor = articles(report, event, outlet).next().map_or(0, |(place, _)| place);
                    a href={ "#article-" (anchor) } { text x="0" y=(px(y + 4.0)) { (shortened(outlet.as_str(), 19)) } }
                    @if let Some(one) = measure.and_then(|measure| measure.per_1000) {
                        g {
                            title { (outlet) ": " (format!("{:.1}, interval {:.1} to {:.1}, n = {}", one.value, one.low, one.high, one.n)) }
                            line class={ "bar " (color) } x1=(px(x(one.low))) x2=(px(x(one.high))) y1=(px(y)) y2=(px(y)) {}
                            circle class=(color) cx=(px(x(one.value))) cy=(px(y)) r="5.5" {}
                            text.axis x=(px(x(one.high) + 8.0)) y=(px(y + 4.0)) { (format!("{:.1}", one.value)) }
                        }
                    } @else { text.axis x=(px(x(0.0) + 8.0)) y=(px(y + 4.0)) { "no words" } }
                }
            }
        }
    }
}

fn kinds(comparison: &EventComparison) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th scope="col" { "Kind" } @for outlet in &comparison.outlets { th.n scope="col" { (outlet) } } } }
            tbody {
                @for kind in CueKind::all() {
                    tr {
                        th scope="row" title=(kind.explanation()) { (kind.name().replace('_', " ")) }
                        @for outlet in &comparison.outlets {
                            @match measure(comparison, outlet, kind, Slice { voice: Some(Voice::Outlet), part: None }).and_then(|measure| measure.per_1000) {
                                Some(one) => td.n { (format!("{:.1}", one.value)) small { (format!("{:.1} to {:.1}", one.low, one.high)) } },
                                None => td.n { "-" },
                            }
                        }
                    }
                }
                tr {
                    th scope="row" { "words, own voice" }
                    @for outlet in &comparison.outlets {
                        @let words = measure(comparison, outlet, CueKind::Loaded, Slice { voice: Some(Voice::Outlet), part: None }).map_or(0, |measure| measure.words);
                        td.n { (thousands(words)) }
                    }
                }
            }
        } }
    }
}

fn words_table(report: &Report<'_>, event: &Event, comparison: &EventComparison) -> Markup {
    let links = |words: Vec<CueWords>| {
        html! {
            @if words.is_empty() { "-" }
            @for (index, one) in words.iter().enumerate() {
                @if index > 0 { ", " }
                a href={ "#cue-" (one.first.0) "-" (one.first.1) } { (one.words) }
                @if one.count > 1 { " " (one.count) }
            }
        }
    };
    let rows = [
        ("Loaded, own voice", CueKind::Loaded, Some(Voice::Outlet)),
        ("Loaded, quoted", CueKind::Loaded, Some(Voice::Quoted)),
        ("Loaded, reported", CueKind::Loaded, Some(Voice::Reported)),
        ("Hedges", CueKind::Hedge, None),
        ("Boosters", CueKind::Booster, None),
        ("Doubting verbs", CueKind::ReportDoubting, Some(Voice::Outlet)),
        ("Endorsing verbs", CueKind::ReportEndorsing, Some(Voice::Outlet)),
        ("Heated verbs", CueKind::ReportHeated, Some(Voice::Outlet)),
    ];
    html! {
        div.scroll { table.words {
            thead { tr { th scope="col" { "" } @for outlet in &comparison.outlets { th scope="col" { (outlet) } } } }
            tbody {
                @for (heading, kind, voice) in rows {
                    tr { th scope="row" { (heading) } @for outlet in &comparison.outlets { td { (links(cue_words(report, event, outlet, kind, voice))) } } }
                }
            }
        } }
    }
}

fn own_words(comparison: &EventComparison) -> Markup {
    html! {
        div.scroll { table {
            tbody {
                @for outlet in &comparison.outlets {
                    @let own: Vec<String> = comparison.words.iter().filter(|word| word.outlet == *outlet)
                        .map(|word| format!("{} ({})", word.term, word.counts.get(outlet.as_str()).copied().unwrap_or(0))).collect();
                    tr { th scope="row" { (outlet) } td { (if own.is_empty() { "-".to_owned() } else { own.join(", ") }) } }
                }
            }
        } }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend {
            @for kind in CueKind::all().filter(|kind| kind.manner().is_none()) { li { mark class=(class(kind)) { (kind.name()) } } }
            li { mark class=(class(CueKind::ReportNeutral)) { "verbs of saying" } }
            li { span.quoted { "“quoted”" } }
            li { span.reported { "reported speech" } }
        }
    }
}

fn article(report: &Report<'_>, index: usize) -> Markup {
    let score = &report.scores[index];
    let article = score.document.article();
    let outlet = article.outlet.as_ref().map_or("No outlet", Outlet::as_str);
    let words = score.words();
    let quoted = score.total.words(Slice { voice: Some(Voice::Quoted), part: None });
    let published = article.published.as_deref().map(|published| format!(", {published}")).unwrap_or_default();
    // The headline stands once, marked: from the title field, or out of the text's first line.
    let (inside, body) = marked(report, index, Field::Text);
    let headline = if article.headline.is_some() { inside } else { marked(report, index, Field::Title).1 };
    let link = article.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        article id={ "article-" (index) } {
            h4 { @if headline.is_empty() { "(no headline)" } @else { @for line in &headline { (line) } } }
            div.by {
                (outlet) (published) ". " (thousands(words)) " words, " (percent(quoted, words)) " quoted. "
                @if let Some(url) = link { a href=(url) rel="noopener noreferrer" { "Source" } }
            }
            div.text { @for paragraph in &body { p { (paragraph) } } }
            details {
                summary { "All " (score.cues.len()) " cues of this article, and why" }
                div.scroll { table {
                    thead { tr { th scope="col" { "Words" } th scope="col" { "Kind" } th scope="col" { "Voice" } th scope="col" { "Found by" } th scope="col" { "Weight" } } }
                    tbody { @for (place, cue) in score.cues.iter().enumerate() { (cue_row(report, score, index, place, cue)) } }
                } }
            }
        }
    }
}

fn cue_row(report: &Report<'_>, score: &ArticleScore, index: usize, place: usize, cue: &Cue) -> Markup {
    let Origin::Lexicon { entry } = cue.origin;
    let (lexicon, entry) = report.matcher.entry(entry);
    let text = score.document.article().field(cue.field);
    html! {
        tr {
            td { a href={ "#cue-" (index) "-" (place) } { (cue.span.slice(text)) } @if let Some(negation) = cue.negation { " (negated by “" (negation.cue.slice(text)) "”)" } }
            td { (cue.kind.name().replace('_', " ")) @if let Some(subtype) = &entry.subtype { ", " (subtype) } }
            td { (cue.voice) }
            td { (lexicon.name) ": " (entry.words) @if let Some(source) = &entry.source { " (" (source) ")" } }
            td.n { (format!("{:.2}", cue.weight)) }
        }
    }
}

/// The headline inside a text, if it is there, and the text's other lines, with cues, voices and page debris marked.
fn marked(report: &Report<'_>, index: usize, field: Field) -> (Vec<Markup>, Vec<Markup>) {
    let score = &report.scores[index];
    let article = score.document.article();
    let text = article.field(field);
    let Some(passage) = score.document.passages().iter().find(|passage| passage.field() == field) else { return (Vec::new(), Vec::new()) };
    let cues: Vec<(usize, &Cue)> = score.cues.iter().enumerate().filter(|(_, cue)| cue.field == field).collect();
    // Runs of one voice; blanks between two tokens of a run belong to it.
    let mut voices: Vec<(Span, Voice)> = Vec::new();
    for (token, &voice) in passage.tokens().iter().zip(passage.voices()) {
        match voices.last_mut() {
            Some((span, last)) if *last == voice && !text[span.end()..token.span.start()].contains('\n') => *span = span.join(token.span),
            _ => voices.push((token.span, voice)),
        }
    }
    let mut bounds: Vec<usize> = cues.iter().flat_map(|(_, cue)| [cue.span.start(), cue.span.end()]).collect();
    bounds.extend(voices.iter().flat_map(|(span, _)| [span.start(), span.end()]));
    if field == Field::Text {
        bounds.extend(article.trimmed.iter().flat_map(|trim| [trim.span.start(), trim.span.end()]));
    }
    let said = evidence_starts(report, index, field);
    bounds.extend(&said);
    bounds.sort_unstable();
    bounds.dedup();
    let piece = |start: usize, end: usize| {
        let here = Span::new(start, end);
        if let Some(trim) = article.trimmed.iter().find(|trim| field == Field::Text && trim.span.contains(here)) {
            return html! { span.trim data-reason=(trim.reason) { (here.slice(text)) } };
        }
        let at = voices.partition_point(|(span, _)| span.end() <= start);
        let voice = voices.get(at).filter(|(span, _)| span.contains(here)).map_or(Voice::Outlet, |(_, voice)| *voice);
        // Cues come by their first byte and are short, so the ones over this piece stand close together.
        let near = cues.partition_point(|(_, cue)| cue.span.start() + LONGEST_CUE < start)
            ..cues.partition_point(|(_, cue)| cue.span.start() <= start);
        let over: Vec<&(usize, &Cue)> = cues[near].iter().filter(|(_, cue)| cue.span.contains(here)).collect();
        let inner = if let Some((_, first)) = over.iter().min_by_key(|(_, cue)| (cue.kind.manner().is_some(), cue.span.len())) {
            let why: Vec<String> = over.iter().map(|(_, cue)| why(report, cue, text)).collect();
            // The mark looks like its first kind; what it is besides stands in its title, and each cue has its own anchor.
            let mut begins = over.iter().filter(|(_, cue)| cue.span.start() == start);
            let own = begins.next().map(|(place, _)| format!("cue-{index}-{place}"));
            html! {
                @for (place, _) in begins { span id={ "cue-" (index) "-" (place) } {} }
                mark class=(class(first.kind)) id=[own] title=(why.join("; ")) { (here.slice(text)) }
            }
        } else {
            html! { (here.slice(text)) }
        };
        let voiced = match voice {
            Voice::Outlet => inner,
            Voice::Quoted => html! { span.quoted { (inner) } },
            Voice::Reported => html! { span.reported { (inner) } },
        };
        // Where a claim's evidence begins the page can be led to.
        if said.binary_search(&start).is_ok() {
            html! { span.said id=(claims::anchor(index, field, start)) { (voiced) } }
        } else {
            voiced
        }
    };
    let mut start = 0;
    let (mut headline, mut body) = (Vec::new(), Vec::new());
    for line in text.split('\n') {
        let whole = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        let is_headline = article.headline == Some(whole) && field == Field::Text;
        if whole.is_empty() {
            continue;
        }
        let mut cuts: Vec<usize> = vec![whole.start()];
        let from = bounds.partition_point(|&bound| bound <= whole.start());
        cuts.extend(bounds[from..].iter().take_while(|&&bound| bound < whole.end()));
        cuts.push(whole.end());
        let pieces: Vec<Markup> = cuts.windows(2).map(|cut| piece(cut[0], cut[1])).collect();
        let line = html! { @for piece in &pieces { (piece) } };
        if is_headline { headline.push(line) } else { body.push(line) }
    }
    (headline, body)
}

/// Where evidence of claims begins in an article's text, sorted.
fn evidence_starts(report: &Report<'_>, index: usize, field: Field) -> Vec<usize> {
    let claims = report.comparisons.iter().flat_map(|comparison| comparison.claims.iter().flatten());
    let evidence = claims.flat_map(|claim| &claim.cells).flat_map(|cell| &cell.evidence);
    let mut starts: Vec<usize> = evidence.filter(|one| one.article == index && one.field == field).map(|one| one.span.start()).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Kind, voice and entry of a cue, in a line.
fn why(report: &Report<'_>, cue: &Cue, text: &str) -> String {
    let Origin::Lexicon { entry } = cue.origin;
    let (lexicon, entry) = report.matcher.entry(entry);
    let family = entry.subtype.as_deref().map(|subtype| format!(", {subtype}")).unwrap_or_default();
    let negated = cue.negation.map(|negation| format!(", negated by {}", negation.cue.slice(text))).unwrap_or_default();
    let voice = if cue.voice == Voice::Outlet { "the outlet's words".to_owned() } else { format!("{} words", cue.voice) };
    format!("{}{family}: {voice}{negated}. Entry “{}” of {}", cue.kind.name().replace('_', " "), entry.words, lexicon.name)
}

fn class(kind: CueKind) -> String {
    if kind.manner().is_some() { "k-report".to_owned() } else { format!("k-{}", kind.name()) }
}

fn problems(report: &Report<'_>) -> Markup {
    html! {
        @if !report.problems.is_empty() {
            h3 { "What could not be read" }
            ul { @for problem in report.problems { li { (problem.path) @if let Some(line) = problem.line { ":" (line) } ": " (problem.reason) } } }
        }
    }
}

fn method(report: &Report<'_>, run: &str) -> Markup {
    html! {
        footer {
            h2 id="method" { "Method" }
            p { "Counted, not judged: the page says what stands in the texts, not what an outlet wants. A cue is a word or phrase that a lexicon lists, found where its conditions hold; each one names its entry. "
                "A word is a Unicode (UAX #29) segment with a letter or a digit; a rate is cues over words, times a thousand. Page debris has no words and no cues." }
            p { "Voice: words inside quotation marks that are somebody's speech are quoted; the content of an indirect attribution (she said that ..) is reported; all else is the outlet's own, scare quotes and titles of works among it. "
                "Verbs of saying are the outlet's: it chose them." }
            p { "Intervals: with fewer than four articles of an outlet, sentences are resampled in blocks (circular block bootstrap), and the interval speaks of these articles alone; with four or more, articles are resampled. "
                "Percentiles are expanded for small numbers (Hesterberg 2015), and with fewer than five cues an interval is never narrower than that of a Poisson count. The interval of a difference is built from those of its two sides (MOVER). "
                "Differences are tested, by permutation of articles, only with four articles or more on either side. The page names a difference only where its q is small or, untested, where its interval leaves out zero even when widened for the number of pairs." }
            p { "Limits: lexicons see words, not sentences; irony, implication and what is left out escape them. Compare outlets on the same event, and read the words before the numbers." }
            details { summary { "Run record: version, options, seed, lexicons and inputs with their checksums" } pre id=(RUN_ELEMENT) { (run) } }
            p { "Parallax " (report.run.version) ". " (counted(report.summary.articles, "article")) " from " (counted(report.summary.inputs.len() as u64, "file")) "." }
        }
    }
}

/// A round step that parts an axis into three to six.
fn tick(most: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(most / 4.0)));
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| most / step <= 5.0).unwrap_or(power * 10.0)
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value}") }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "none".to_owned() } else { format!("{:.0} %", part as f64 * 100.0 / whole as f64) }
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width { text.to_owned() } else { text.chars().take(width - 1).chain(['…']).collect() }
}

/// Base 64 of a checksum, as the Content-Security-Policy wants it.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let wide = group.iter().fold(0u32, |wide, &byte| wide << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            text.push(if digit <= group.len() { char::from(DIGITS[(wide >> (18 - 6 * digit) & 63) as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_has_its_published_vectors() {
        // RFC 4648, section 10.
        assert_eq!(["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn axes_have_round_ticks() {
        for (most, step) in [(1.0, 0.2), (9.0, 2.0), (34.0, 10.0), (74.0, 20.0)] {
            assert!((tick(most) - step).abs() < 1e-9, "{most}: {}", tick(most));
        }
    }
}
