//! Words and tables for a terminal of 80 columns. The only room of the library that knows colours; the caller strips them where none are wanted.

use std::collections::BTreeSet;
use std::io::Write;

use anstyle::{AnsiColor, Effects, Style as Ansi};

use crate::article::{EventId, Field, Outlet};
use crate::compare::names::Label;
use crate::compare::{Estimate, EventComparison, Null};
use crate::cue::{Cue, CueKind, Origin, Voice};
use crate::error::Result;
use crate::group::{Event, Sketch};
use crate::lexicon::{Entry, Gate, GateWord, Inflect, Lexicon, Matcher, Signal};
use crate::report::digest::{CueWords, LEADING, LONGEST_CUE, caveat, counted, cue_words, heading, measure, notable, thousands};
use crate::report::{Report, claims};
use crate::score::{ArticleScore, Slice};
use crate::span::Lines;
use crate::text::Passage;

/// How to write to a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether to name every entry behind a cue, and all that was passed over.
    pub verbose: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, verbose: false }
    }
}

pub(super) const BOLD: Ansi = Ansi::new().bold();
pub(super) const SOFT: Ansi = Ansi::new().dimmed();

/// The look of a kind: colour, and a line that differs in shape where the terminal can draw it.
fn look(kind: CueKind) -> Ansi {
    let color = match kind {
        CueKind::Loaded | CueKind::ReportHeated => AnsiColor::Red,
        CueKind::Hedge | CueKind::ReportDoubting => AnsiColor::Blue,
        CueKind::Booster | CueKind::Factive | CueKind::ReportEndorsing => AnsiColor::Green,
        CueKind::Intensifier | CueKind::Implicative => AnsiColor::Yellow,
        CueKind::ReportNeutral => AnsiColor::Magenta,
    };
    let line = match kind {
        CueKind::Hedge | CueKind::ReportDoubting => Effects::DOTTED_UNDERLINE,
        CueKind::ReportNeutral | CueKind::ReportEndorsing | CueKind::ReportHeated => Effects::DASHED_UNDERLINE,
        _ => Effects::UNDERLINE,
    };
    Ansi::new().fg_color(Some(color.into())).effects(line)
}

/// Writes the comparisons of a run.
///
/// # Errors
///
/// When they cannot be written.
pub fn comparison(out: &mut impl Write, report: &Report<'_>, style: Style) -> Result<()> {
    for comparison in report.comparisons {
        let Some(event) = report.events.iter().find(|event| comparison.event.as_ref() == Some(&event.id)) else { continue };
        one_comparison(out, report, event, comparison, style)?;
    }
    let compared: BTreeSet<&EventId> = report.comparisons.iter().filter_map(|comparison| comparison.event.as_ref()).collect();
    let (given, found): (Vec<&Event>, Vec<&Event>) =
        report.events.iter().filter(|event| !compared.contains(&event.id)).partition(|event| event.given);
    let alone: Vec<&str> = given.iter().map(|event| event.id.as_str()).collect();
    if !found.is_empty() {
        let text =
            format!("{} that the input does not name, not compared for want of a second outlet.", counted(found.len() as u64, "event"));
        wrapped(out, &text, 0, style.width)?;
    }
    if !alone.is_empty() {
        wrapped(out, &format!("Not compared, for want of a second outlet: {}.", alone.join(", ")), 0, style.width)?;
    }
    if let Some(null) = report.null {
        wrapped(out, &chance(null), 0, style.width)?;
    }
    Ok(())
}

/// How often chance alone would have spoken, in a sentence.
fn chance(null: &Null) -> String {
    let share = |share: Option<f64>, what: &str| match share {
        Some(share) => format!("{:.1} % of comparisons show {what}", share * 100.0),
        None => format!("there are too few articles to test for {what}"),
    };
    format!(
        "With outlets shuffled between the articles of each event {} times, {}; {}.",
        null.draws,
        share(null.contrasts, "any contrast with q under .05"),
        share(null.words, "any word with p under .05")
    )
}

/// Writes the events of several articles, one a line, those with the most articles first, and how many articles are alone.
///
/// # Errors
///
/// When they cannot be written.
pub fn events(out: &mut impl Write, events: &[Event], sketches: &[Sketch]) -> Result<()> {
    let mut several: Vec<&Event> = events.iter().filter(|event| event.articles.len() > 1).collect();
    several.sort_by_key(|event| std::cmp::Reverse(event.articles.len()));
    if !several.is_empty() {
        writeln!(out, "{SOFT}{:>8} {:>7} {:>6}  {:23}  {:18}  terms{SOFT:#}", "articles", "outlets", "copies", "published", "event")?;
    }
    for event in &several {
        let of = || event.articles.iter().map(|&at| &sketches[at]);
        let outlets: BTreeSet<&str> = of().filter_map(Sketch::outlet).map(Outlet::as_str).collect();
        let dates: BTreeSet<String> = of().filter_map(Sketch::date).collect();
        let published = match (dates.first(), dates.last()) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (Some(first), _) => first.clone(),
            (None, _) => "-".to_owned(),
        };
        let id = shortened(event.id.as_str(), 18);
        writeln!(
            out,
            "{:>8} {:>7} {:>6}  {published:24} {id:18}  {BOLD}{}{BOLD:#}",
            event.articles.len(),
            outlets.len(),
            event.copies.len(),
            event.terms.join(", ")
        )?;
    }
    let alone = events.len() - several.len();
    if alone > 0 {
        writeln!(out, "{} alone.", counted(alone as u64, "article"))?;
    }
    Ok(())
}

fn one_comparison(out: &mut impl Write, report: &Report<'_>, event: &Event, comparison: &EventComparison, style: Style) -> Result<()> {
    let articles: Vec<&ArticleScore> = event.articles.iter().map(|&index| &report.scores[index]).collect();
    let words: u64 = articles.iter().map(|article| article.words()).sum();
    writeln!(out, "{BOLD}{}{BOLD:#}", heading(event))?;
    writeln!(out, "{} outlets, {}, {} words\n", comparison.outlets.len(), counted(articles.len() as u64, "article"), thousands(words))?;

    claims::terminal(out, report, comparison, style)?;
    let name = comparison.outlets.iter().map(|outlet| outlet.as_str().chars().count()).max().unwrap_or(0).clamp(6, 18);
    let heading = |text: &str| format!("{:>15}", text.replace(", own voice", " (own)").replace(", any voice", " (all)"));
    writeln!(out, "{:name$} {:>5} {:>6} {} {} {}", "", "", "", heading(LEADING[0].2), heading(LEADING[1].2), heading(LEADING[2].2))?;
    writeln!(
        out,
        "{SOFT}{:name$} {:>5} {:>6} {:>15} {:>15} {:>15}{SOFT:#}",
        "outlet", "words", "quoted", "per 1000", "per 1000", "per 1000"
    )?;
    for outlet in &comparison.outlets {
        let find = |kind, voice| measure(comparison, outlet, kind, Slice { voice, part: None });
        let total = find(CueKind::Loaded, None).map_or(0, |measure| measure.words);
        let quoted = find(CueKind::Loaded, Some(Voice::Quoted)).map_or(0, |measure| measure.words);
        let share = if total == 0 { "-".to_owned() } else { format!("{:.0} %", quoted as f64 * 100.0 / total as f64) };
        let cells: Vec<String> =
            LEADING.iter().map(|&(kind, voice, _)| estimate(find(kind, voice).and_then(|one| one.per_1000.as_ref()))).collect();
        let label = shortened(outlet.as_str(), name);
        writeln!(out, "{label:name$} {:>5} {share:>6} {:>15} {:>15} {:>15}", thousands(total), cells[0], cells[1], cells[2])?;
    }
    writeln!(out)?;
    for sentence in notable(comparison) {
        wrapped(out, &sentence, 0, style.width)?;
    }
    if let Some(caveat) = caveat(comparison) {
        wrapped(out, &caveat, 0, style.width)?;
    }

    for (kind, voice, title) in [
        (CueKind::Loaded, Voice::Outlet, "Loaded in the outlet's own voice"),
        (CueKind::Loaded, Voice::Quoted, "Loaded, but quoted"),
        (CueKind::Loaded, Voice::Reported, "Loaded, in reported speech"),
    ] {
        listing(out, comparison, title, name, style, |outlet| shown(cue_words(report, event, outlet, kind, Some(voice))))?;
    }
    listing(out, comparison, "Hedges, any voice", name, style, |outlet| shown(cue_words(report, event, outlet, CueKind::Hedge, None)))?;
    listing(out, comparison, "Verbs that doubt or endorse", name, style, |outlet| {
        let of = |kind| shown(cue_words(report, event, outlet, kind, Some(Voice::Outlet)));
        of(CueKind::ReportDoubting).into_iter().chain(of(CueKind::ReportEndorsing)).collect()
    })?;
    listing(out, comparison, "Words of its own (own voice; log-odds against the others)", name, style, |outlet| {
        comparison
            .words
            .iter()
            .filter(|word| word.outlet == *outlet)
            .take(8)
            .map(|word| format!("{} {}", word.term, word.counts.get(outlet.as_str()).copied().unwrap_or(0)))
            .collect()
    })?;
    claims::omissions(out, report, comparison, style)?;
    names(out, comparison, name, style)?;
    listing(out, comparison, "Who speaks (attributions)", name, style, |outlet| speakers(comparison, outlet))?;
    trims(out, &articles, style)?;
    writeln!(out)?;
    Ok(())
}

/// Most actors that are listed, and most labels and sources of an outlet.
const ACTORS: usize = 6;
const LABELS: usize = 5;

/// What the outlets call the actors on whom they differ most; what only their sources say is marked.
fn names(out: &mut impl Write, comparison: &EventComparison, name: usize, style: Style) -> Result<()> {
    let apart = || comparison.names.iter().filter(|names| names.divergence.is_some_and(|divergence| divergence > 0.0)).take(ACTORS);
    if apart().next().is_none() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}What they call the actors (* only in others' words){BOLD:#}")?;
    for names in apart() {
        let p = names.p.map_or(String::new(), |p| format!(", p {p:.3}"));
        writeln!(out, "{} {SOFT}divergence {:.2}{p}{SOFT:#}", names.entity, names.divergence.unwrap_or(0.0))?;
        for outlet in &comparison.outlets {
            let label = |label: &Label| {
                let count = if label.count > 1 { format!(" {}", label.count) } else { String::new() };
                format!("{}{}{count}", label.label, if label.own == 0 { "*" } else { "" })
            };
            let mut own: Vec<&Label> = names.labels.iter().filter(|label| label.outlet == *outlet).collect();
            own.sort_by_key(|label| std::cmp::Reverse(label.count));
            let labels: Vec<String> = own.into_iter().take(LABELS).map(label).collect();
            let labels = if labels.is_empty() { "-".to_owned() } else { labels.join(", ") };
            wrapped(out, &format!("  {:name$}  {labels}", shortened(outlet.as_str(), name)), name + 4, style.width)?;
        }
    }
    Ok(())
}

/// An outlet's attributions and sources in numbers, and those that speak most.
fn speakers(comparison: &EventComparison, outlet: &Outlet) -> Vec<String> {
    let Some(sourcing) = comparison.sourcing.iter().find(|sourcing| sourcing.outlet == *outlet).filter(|sourcing| sourcing.quotations > 0)
    else {
        return Vec::new();
    };
    let anonymous = sourcing.anonymous_share.map_or(String::new(), |share| format!(", {:.0} % anonymous", share * 100.0));
    let summary = format!("{} by {}{anonymous}:", sourcing.quotations, counted(sourcing.sources, "source"));
    let of_outlet = comparison.sources.iter().filter(|source| source.outlet == *outlet);
    let named = of_outlet.filter_map(|source| Some(format!("{} {}", shortened(source.source.as_deref()?, 30), source.quotations)));
    let named: Vec<String> = named.take(LABELS).collect();
    vec![format!("{summary} {}", named.join(", "))]
}

/// A titled list, a line or more an outlet; nothing where no outlet has an item.
fn listing(
    out: &mut impl Write,
    comparison: &EventComparison,
    title: &str,
    name: usize,
    style: Style,
    items: impl Fn(&Outlet) -> Vec<String>,
) -> Result<()> {
    let lists: Vec<(&Outlet, Vec<String>)> = comparison.outlets.iter().map(|outlet| (outlet, items(outlet))).collect();
    if lists.iter().all(|(_, items)| items.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}{title}{BOLD:#}")?;
    for (outlet, items) in lists {
        let items = if items.is_empty() { "-".to_owned() } else { items.join(", ") };
        wrapped(out, &format!("{:name$}  {items}", shortened(outlet.as_str(), name)), name + 2, style.width)?;
    }
    Ok(())
}

/// Words with their counts, where there are several.
fn shown(words: Vec<CueWords>) -> Vec<String> {
    words.into_iter().map(|one| if one.count > 1 { format!("{} {}", one.words, one.count) } else { one.words }).collect()
}

/// What was set aside as page debris, in a line an article.
fn trims(out: &mut impl Write, articles: &[&ArticleScore], style: Style) -> Result<()> {
    let trimmed: Vec<_> = articles.iter().filter(|article| !article.document.article().trimmed.is_empty()).collect();
    if trimmed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Set aside as page debris, not counted{BOLD:#}")?;
    for score in trimmed {
        let article = score.document.article();
        let label = article.file.as_deref().unwrap_or(article.id.as_str());
        let parts: Vec<String> = article
            .trimmed
            .iter()
            .map(|trim| {
                let words: Vec<&str> = trim.span.slice(&article.text).split_whitespace().collect();
                let shown = words.iter().take(6).copied().collect::<Vec<_>>().join(" ");
                let dots = if words.len() > 6 { " .." } else { "" };
                format!("{} ({shown}{dots}; {})", trim.reason, counted(words.len() as u64, "word"))
            })
            .collect();
        wrapped(out, &format!("{label}: {}", parts.join(", ")), 2, style.width)?;
    }
    Ok(())
}

/// Writes an article with its cues underlined, and below each paragraph what they are.
///
/// # Errors
///
/// When it cannot be written.
pub fn cues(out: &mut impl Write, score: &ArticleScore, matcher: &Matcher, style: Style) -> Result<()> {
    let article = score.document.article();
    let named = [article.outlet.as_ref().map(Outlet::as_str), article.file.as_deref(), article.published.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    writeln!(out, "{BOLD}{}{BOLD:#}", if named.is_empty() { article.id.as_str() } else { &named })?;
    for field in [Field::Title, Field::Text] {
        let text = article.field(field);
        if field == Field::Title && article.headline.is_some() || text.is_empty() {
            continue;
        }
        let lines = Lines::new(text);
        let mut waiting = score.cues.iter().filter(|cue| cue.field == field).peekable();
        let passages = score.document.passages().iter().filter(|passage| passage.field() == field);
        let mut unbalanced = passages.flat_map(Passage::unbalanced).peekable();
        let mut start = 0;
        for paragraph in text.split_inclusive('\n') {
            let end = start + paragraph.len();
            let mut here: Vec<&Cue> = Vec::new();
            while let Some(cue) = waiting.next_if(|cue| cue.span.start() < end) {
                here.push(cue);
            }
            if !paragraph.trim().is_empty() {
                underlined(out, score, field, start, end, &here, style)?;
                for cue in here {
                    let (line, column) = lines.position(cue.span.start());
                    legend(out, cue, text, line, column, matcher)?;
                }
                while let Some(one) = unbalanced.next_if(|one| one.mark.start() < end) {
                    let (line, column) = lines.position(one.mark.start());
                    let what =
                        if one.opens { "opens a quotation that is never closed" } else { "closes a quotation that was never opened" };
                    writeln!(out, "  {SOFT}{line}:{column}{SOFT:#} {} {what}: who speaks here is a guess", one.mark.slice(text))?;
                }
            }
            start = end;
        }
    }
    writeln!(out)?;
    Ok(())
}

/// A paragraph, wrapped, with its cues underlined and its page debris dimmed.
fn underlined(
    out: &mut impl Write,
    score: &ArticleScore,
    field: Field,
    start: usize,
    end: usize,
    cues: &[&Cue],
    style: Style,
) -> Result<()> {
    let article = score.document.article();
    let text = article.field(field);
    let mut column = 0;
    writeln!(out)?;
    let all = cues;
    for word in text[start..end].split_ascii_whitespace() {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        // Cues come by their first byte and are short: those that touch the word stand close together.
        let near =
            all.partition_point(|cue| cue.span.start() + LONGEST_CUE < at)..all.partition_point(|cue| cue.span.start() < at + word.len());
        let cues = &all[near];
        let width = word.chars().count();
        if column > 0 && column + 1 + width > style.width {
            writeln!(out)?;
            column = 0;
        } else if column > 0 {
            let inside = cues.iter().find(|cue| cue.span.start() < at && at < cue.span.end());
            match inside {
                Some(cue) => write!(out, "{0} {0:#}", look(cue.kind))?,
                None => write!(out, " ")?,
            }
            column += 1;
        }
        let trimmed = field == Field::Text && article.trimmed.iter().any(|trim| trim.span.start() <= at && at < trim.span.end());
        // Pieces of the word between the bounds of cues.
        let mut bounds: Vec<usize> =
            cues.iter().flat_map(|cue| [cue.span.start(), cue.span.end()]).filter(|&bound| at < bound && bound < at + word.len()).collect();
        bounds.extend([at, at + word.len()]);
        bounds.sort_unstable();
        bounds.dedup();
        for piece in bounds.windows(2) {
            let words = &text[piece[0]..piece[1]];
            match cues.iter().find(|cue| cue.span.start() <= piece[0] && piece[1] <= cue.span.end()) {
                Some(cue) => write!(out, "{0}{words}{0:#}", look(cue.kind))?,
                None if trimmed => write!(out, "{SOFT}{words}{SOFT:#}")?,
                None => write!(out, "{words}")?,
            }
        }
        column += width;
    }
    writeln!(out)?;
    Ok(())
}

fn legend(out: &mut impl Write, cue: &Cue, text: &str, line: usize, column: usize, matcher: &Matcher) -> Result<()> {
    let Origin::Lexicon { entry } = cue.origin;
    let (lexicon, entry) = matcher.entry(entry);
    let kind = look(cue.kind);
    let voice = if cue.voice == Voice::Outlet { String::new() } else { format!(", {}", cue.voice) };
    let negated = cue.negation.map_or(String::new(), |negation| format!(", negated by \"{}\"", negation.cue.slice(text)));
    let family = entry.subtype.as_deref().map_or(String::new(), |subtype| format!(" {subtype}"));
    let words = cue.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(
        out,
        "  {SOFT}{line}:{column}{SOFT:#} {kind}{words}{kind:#} {}{voice}{negated} {SOFT}({}:{family} \"{}\"){SOFT:#}",
        cue.kind, lexicon.name, entry.words
    )?;
    Ok(())
}

/// Heading of the table that [`score_row`] fills.
///
/// # Errors
///
/// When it cannot be written.
pub fn score_header(out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "{SOFT}{:24} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}{SOFT:#}",
        "article", "words", "quoted", "loaded", "hedge", "boost", "intens", "doubt"
    )?;
    Ok(())
}

/// An article in a line: words, share quoted, cues in a thousand words (loaded and doubting in the outlet's own voice, the others in any).
///
/// # Errors
///
/// When it cannot be written.
pub fn score_row(out: &mut impl Write, score: &ArticleScore) -> Result<()> {
    let article = score.document.article();
    let label = match (&article.outlet, &article.file) {
        (Some(outlet), Some(file)) => format!("{outlet} {file}"),
        (Some(outlet), None) => format!("{outlet} {}", article.id),
        (None, Some(file)) => file.clone(),
        (None, None) => article.id.to_string(),
    };
    let words = score.words();
    let quoted = score.total.words(Slice { voice: Some(Voice::Quoted), part: None });
    let share = if words == 0 { "-".to_owned() } else { format!("{:.0} %", quoted as f64 * 100.0 / words as f64) };
    let rate =
        |kind, voice| score.total.rate(kind, Slice { voice, part: None }).per_1000().map_or("-".to_owned(), |rate| format!("{rate:.1}"));
    let own = Some(Voice::Outlet);
    writeln!(
        out,
        "{:24} {:>6} {share:>7} {:>7} {:>7} {:>7} {:>7} {:>7}",
        shortened(&label, 24),
        thousands(words),
        rate(CueKind::Loaded, own),
        rate(CueKind::Hedge, None),
        rate(CueKind::Booster, None),
        rate(CueKind::Intensifier, None),
        rate(CueKind::ReportDoubting, own),
    )?;
    Ok(())
}

/// Writes an entry with all that is known of it.
///
/// # Errors
///
/// When it cannot be written.
pub fn explain_entry(out: &mut impl Write, lexicon: &Lexicon, entry: &Entry) -> Result<()> {
    let kind = match entry.signal {
        Signal::Cue(kind) => kind.name().to_owned(),
        Signal::Negation(role) => format!("negation, {role}"),
    };
    writeln!(
        out,
        "{BOLD}{}{BOLD:#}  {kind}{}  {SOFT}{} line {}{SOFT:#}",
        entry.words,
        entry.subtype.as_deref().map_or(String::new(), |subtype| format!(", {subtype}")),
        lexicon.name,
        entry.line
    )?;
    if entry.inflect != Inflect::Fixed {
        writeln!(out, "  forms   {}", entry.forms().join(", "))?;
    }
    for gate in &entry.gates {
        writeln!(out, "  only if {}", gate_in_words(gate))?;
    }
    for phrase in &entry.except {
        writeln!(out, "  not in  {} ~ {}", phrase.before.join(" "), phrase.after.join(" "))?;
    }
    writeln!(out, "  weight  {}", entry.weight)?;
    if let Some(support) = entry.support {
        writeln!(
            out,
            "  right   {} of {} places in labelled text; drawn toward the list's share: {}",
            support.right, support.found, support.precision
        )?;
    }
    if let Some(source) = &entry.source {
        writeln!(out, "  source  {source}")?;
    }
    if let Some(note) = &entry.note {
        writeln!(out, "  note    {note}")?;
    }
    Ok(())
}

fn gate_in_words(gate: &Gate) -> String {
    match gate {
        Gate::Lower => "not capitalised in mid-sentence".to_owned(),
        Gate::Capital => "capitalised".to_owned(),
        Gate::Near { side, negated, words } => {
            let listed: Vec<String> = words
                .iter()
                .map(|word| match word {
                    GateWord::Exact { word, .. } => word.clone(),
                    GateWord::Prefix(stem) => format!("{stem}*"),
                    GateWord::Class(class) => format!("#{class}"),
                })
                .collect();
            let place = match side {
                crate::lexicon::Side::Prev => "the word before",
                crate::lexicon::Side::Next => "the word after",
                crate::lexicon::Side::Left => "one of the four words before",
                crate::lexicon::Side::Right => "one of the four words after",
            };
            format!("{place} is {}{}", if *negated { "not " } else { "" }, listed.join(" or "))
        }
    }
}

/// `31.2 (12 to 48)`, or a dash.
fn estimate(estimate: Option<&Estimate>) -> String {
    estimate.map_or("-".to_owned(), |one| format!("{:.1} ({:.0} to {:.0})", one.value, one.low, one.high))
}

pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width { text.to_owned() } else { text.chars().take(width - 1).chain(['…']).collect() }
}

/// Words wrapped at `width`, lines after the first indented.
pub(super) fn wrapped(out: &mut impl Write, text: &str, indent: usize, width: usize) -> Result<()> {
    // Blanks that align a first column are kept.
    let lead = text.char_indices().nth(indent).map_or(text.len(), |(at, _)| at);
    let (first, rest) = if text[..lead].contains("  ") { text.split_at(lead) } else { ("", text) };
    write!(out, "{first}")?;
    let mut column = first.chars().count();
    for word in rest.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if column + length + usize::from(column > indent) > width && column > indent {
            write!(out, "\n{:indent$}", "")?;
            column = indent;
        } else if column > indent || first.is_empty() && column > 0 {
            write!(out, " ")?;
            column += 1;
        }
        write!(out, "{word}")?;
        column += length;
    }
    writeln!(out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_wrap_under_their_column() {
        let mut out = Vec::new();
        wrapped(&mut out, "name    one two three four", 8, 16).expect("written to memory");
        assert_eq!(String::from_utf8_lossy(&out), "name    one two\n        three\n        four\n");
    }
}
