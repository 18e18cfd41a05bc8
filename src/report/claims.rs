//! Which outlet says what of which claim: a matrix of stances, for the terminal and for the page. Shape tells a stance as well as colour does.

use std::io::Write;

use anstyle::{AnsiColor, Style as Ansi};
use maud::{Markup, html};

use crate::article::{Field, Outlet};
use crate::compare::claims::{Cell, Claim, Evidence};
use crate::compare::{EventComparison, Stance};
use crate::error::Result;
use crate::find::Polarity;
use crate::report::Report;
use crate::report::terminal::{BOLD, SOFT, Style, shortened, wrapped};

/// Claims that the terminal shows unless asked for all.
const SHOWN: usize = 12;
/// Most outlets that get a column each in 80; of more the matrix would leave no room for the claim.
const COLUMNS: usize = 16;
/// All stances, as the legend gives them.
const STANCES: [Stance; 6] = [Stance::Asserted, Stance::Attributed, Stance::Hedged, Stance::Doubted, Stance::Denied, Stance::Absent];

/// The sign of a stance.
fn sign(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserted => "●",
        Stance::Attributed => "“",
        Stance::Hedged => "~",
        Stance::Doubted => "?",
        Stance::Denied => "×",
        Stance::Absent => "·",
    }
}

fn look(stance: Stance) -> Ansi {
    let color = |color: AnsiColor| Ansi::new().fg_color(Some(color.into()));
    match stance {
        Stance::Asserted => BOLD,
        Stance::Attributed => color(AnsiColor::Cyan),
        Stance::Hedged => color(AnsiColor::Blue),
        Stance::Doubted => color(AnsiColor::Yellow),
        Stance::Denied => color(AnsiColor::Red),
        Stance::Absent => SOFT,
    }
}

/// Writes the matrix for a terminal: a claim a row, a column an outlet.
pub(super) fn terminal(out: &mut impl Write, report: &Report<'_>, comparison: &EventComparison, style: Style) -> Result<()> {
    let Some(claims) = &comparison.claims else { return Ok(()) };
    writeln!(out, "{BOLD}Who says what{BOLD:#}")?;
    if claims.is_empty() {
        wrapped(out, "No statement was found in the articles of two outlets.", 0, style.width)?;
        return Ok(writeln!(out)?);
    }
    // A narrow terminal has fewer columns: the claim needs some room.
    let columns = COLUMNS.min(style.width.saturating_sub(26) / 2).max(1);
    let outlets = &comparison.outlets[..comparison.outlets.len().min(columns)];
    let names: Vec<String> = outlets.iter().enumerate().map(|(place, outlet)| format!("{} {outlet}", letter(place))).collect();
    wrapped(out, &names.join("  "), 2, style.width)?;
    for stance in STANCES {
        write!(out, "{0}{1}{0:#} {stance}  ", look(stance), sign(stance))?;
    }
    writeln!(out, "* mixed\n")?;
    let room = style.width.saturating_sub(2 * outlets.len() + 2).max(12);
    let heading: String = (0..outlets.len()).flat_map(|place| [' ', letter(place)]).collect();
    writeln!(out, "{:room$}{SOFT}{heading}{SOFT:#}", "")?;
    let shown = if style.verbose { claims.len() } else { claims.len().min(SHOWN) };
    for claim in &claims[..shown] {
        let lines = lines(&sentence(claim.text(report.scores)), room - 2);
        for (at, line) in lines.iter().enumerate() {
            write!(out, "{line:room$}")?;
            if at == 0 {
                for cell in claim.cells.iter().take(outlets.len()) {
                    let mark = if cell.mixed { '*' } else { ' ' };
                    write!(out, "{mark}{0}{1}{0:#}", look(cell.stance), sign(cell.stance))?;
                }
            }
            writeln!(out)?;
        }
    }
    if shown < claims.len() {
        writeln!(out, "{SOFT}and {} more; -v shows all{SOFT:#}", claims.len() - shown)?;
    }
    if comparison.outlets.len() > columns {
        writeln!(
            out,
            "{SOFT}{} outlets more have no column here; the page and the records have them{SOFT:#}",
            comparison.outlets.len() - columns
        )?;
    }
    Ok(writeln!(out)?)
}

/// Writes what each outlet leaves out, a line or more an outlet.
pub(super) fn omissions(out: &mut impl Write, report: &Report<'_>, comparison: &EventComparison, style: Style) -> Result<()> {
    /// Claims named for an outlet.
    const NAMED: usize = 3;
    let (Some(claims), Some(omissions)) = (&comparison.claims, &comparison.omissions) else { return Ok(()) };
    // Of two outlets, what one says the other need not.
    let weighty =
        |outlet: &Outlet| omissions.iter().filter(|one| one.outlet == *outlet && one.weight > 0.5).take(NAMED).collect::<Vec<_>>();
    let rows: Vec<(&Outlet, Vec<_>)> =
        comparison.outlets.iter().map(|outlet| (outlet, weighty(outlet))).filter(|(_, own)| !own.is_empty()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Left out, though more than half of the outlets state it{BOLD:#}")?;
    let width = rows.iter().map(|(outlet, _)| outlet.as_str().chars().count()).max().unwrap_or(0).clamp(6, 18);
    for (outlet, own) in rows {
        for (at, one) in own.iter().enumerate() {
            let name = if at == 0 { shortened(outlet.as_str(), width) } else { String::new() };
            let text = format!(
                "{name:width$}  {} ({} of {})",
                sentence(claims[one.claim].text(report.scores)),
                one.covered_by.len(),
                comparison.outlets.len()
            );
            wrapped(out, &text, width + 2, style.width)?;
        }
    }
    Ok(())
}

fn letter(place: usize) -> char {
    u8::try_from(place).map_or('?', |place| char::from(b'a' + place % 26))
}

/// A claim's words as a sentence: without what ties it to the words before it, its first letter large.
pub(super) fn sentence(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    let mut rest = joined.trim_start_matches(['“', '"', '‘', '\'', '—', '-', ' ']);
    for tie in ["and that ", "that ", "and ", "but "] {
        if rest.len() > tie.len() && rest.is_char_boundary(tie.len()) && rest[..tie.len()].eq_ignore_ascii_case(tie) {
            rest = &rest[tie.len()..];
            break;
        }
    }
    let lonely = |open: char, close: char| rest.ends_with(close) && !rest.contains(open);
    let rest = if lonely('“', '”') || lonely('‘', '’') {
        rest.trim_end_matches(['”', '’', ',', '.'])
    } else {
        rest.trim_end_matches(['.', ','])
    };
    super::digest::capitalised(rest)
}

/// A text in at most three lines; what is longer ends in dots.
fn lines(text: &str, width: usize) -> Vec<String> {
    const MOST: usize = 3;
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + 1 + word.chars().count() > width {
            if lines.len() == MOST {
                lines[last].push_str(" ..");
                break;
            }
            lines.push(format!("  {}", shortened(word, width - 2)));
        } else {
            let blank = if lines[last].is_empty() { "" } else { " " };
            lines[last].push_str(blank);
            lines[last].push_str(&shortened(word, width));
        }
    }
    lines
}

/// Where a piece of evidence stands on the page.
pub(super) fn anchor(article: usize, field: Field, start: usize) -> String {
    let text = if field == Field::Title { "t" } else { "" };
    format!("said-{article}-{text}{start}")
}

/// The matrix for the page; every sign leads to the words.
pub(super) fn matrix(report: &Report<'_>, comparison: &EventComparison) -> Markup {
    let Some(claims) = &comparison.claims else { return html! {} };
    html! {
        h3 { "Who says what" }
        @if claims.is_empty() { p.note { "No statement was found in the articles of two outlets." } } @else {
            p.note { "Statements that two outlets or more put before their readers, those of most outlets first. A sign leads to the words; a claim opens to show all of them." }
            ul.legend { @for stance in STANCES { li { span class={ "stance s-" (stance) } aria-hidden="true" { (sign(stance)) } " " (meaning(stance)) } } li { "* its evidence conflicts" } }
            div.scroll { table.matrix {
                thead { tr { th scope="col" { "Claim" } @for outlet in &comparison.outlets { th.c scope="col" { (outlet) } } } }
                tbody { @for claim in claims { (row(report, comparison, claim)) } }
            } }
        }
    }
}

fn meaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserted => "asserted in its own voice",
        Stance::Attributed => "attributed to somebody",
        Stance::Hedged => "hedged: probable or possible",
        Stance::Doubted => "doubted: alleged, so-called, claimed",
        Stance::Denied => "denied in its own voice",
        Stance::Absent => "not there",
    }
}

fn row(report: &Report<'_>, comparison: &EventComparison, claim: &Claim) -> Markup {
    html! {
        tr {
            th scope="row" {
                details {
                    summary { (sentence(claim.text(report.scores))) }
                    @for (outlet, cell) in comparison.outlets.iter().zip(&claim.cells).filter(|(_, cell)| !cell.evidence.is_empty()) {
                        p.who { (outlet) ", " (cell.stance) @if cell.mixed { ", mixed" } }
                        ul { @for evidence in &cell.evidence { (piece(report, evidence)) } }
                    }
                }
            }
            @for (outlet, cell) in comparison.outlets.iter().zip(&claim.cells) { td.c { (sign_cell(outlet, cell)) } }
        }
    }
}

fn sign_cell(outlet: &Outlet, cell: &Cell) -> Markup {
    let label = format!("{outlet}: {}{}", cell.stance, if cell.mixed { ", mixed" } else { "" });
    let firmest = cell.evidence.iter().find(|evidence| evidence.stance == cell.stance);
    html! {
        @match firmest {
            Some(evidence) => a class={ "stance s-" (cell.stance) } href={ "#" (anchor(evidence.article, evidence.field, evidence.span.start())) } aria-label=(label) title=(label) { (sign(cell.stance)) @if cell.mixed { "*" } },
            None => span class={ "stance s-" (cell.stance) } role="img" aria-label=(label) title=(label) { (sign(cell.stance)) },
        }
    }
}

fn piece(report: &Report<'_>, evidence: &Evidence) -> Markup {
    let article = report.scores[evidence.article].document.article();
    let source = evidence.source.map(|source| source.slice(article.field(evidence.field)));
    html! {
        li {
            span class={ "stance s-" (evidence.stance) } title=(evidence.stance) { (sign(evidence.stance)) } " "
            a href={ "#" (anchor(evidence.article, evidence.field, evidence.span.start())) } { (evidence.text(report.scores)) }
            @if let Some(source) = source { " (" (source) ")" }
            @if evidence.polarity == Polarity::Denied { " says the contrary" }
        }
    }
}

/// What each outlet leaves out, for the page.
pub(super) fn left_out(report: &Report<'_>, comparison: &EventComparison) -> Markup {
    let (Some(claims), Some(omissions)) = (&comparison.claims, &comparison.omissions) else { return html! {} };
    let of = |outlet: &Outlet| omissions.iter().filter(|one| one.outlet == *outlet && one.weight > 0.5).collect::<Vec<_>>();
    html! {
        @if omissions.iter().any(|one| one.weight > 0.5) {
            h3 { "Left out" }
            p.note { "Claims that more than half of the outlets state and this one does not, and how deep in their articles the others first say so." }
            div.scroll { table {
                thead { tr { th scope="col" { "Outlet" } th scope="col" { "Claim" } th scope="col" { "Stated by" } } }
                tbody {
                    @for outlet in &comparison.outlets { @for (at, one) in of(outlet).iter().enumerate() {
                        tr {
                            th scope="row" { @if at == 0 { (outlet) } }
                            td { (sentence(claims[one.claim].text(report.scores))) }
                            td { @for (index, (other, depth)) in one.covered_by.iter().enumerate() { @if index > 0 { ", " } (other) " (" (format!("{:.0} %", depth * 100.0)) " in)" } }
                        }
                    } }
                }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_reads_as_a_sentence() {
        assert_eq!(sentence("and that the gates\nhad opened by themselves.”"), "The gates had opened by themselves");
        assert_eq!(sentence("“The dam “held” for years,"), "The dam “held” for years");
    }

    #[test]
    fn a_long_claim_takes_three_lines_and_a_long_word_does_not_burst_them() {
        let found = lines("one two three four five six seven eight nine ten eleven twelve", 12);
        assert!(found.len() == 3 && found[2].ends_with(".."), "{found:?}");
        assert!(lines(&"x".repeat(40), 12).iter().all(|line| line.chars().count() <= 12));
    }
}
