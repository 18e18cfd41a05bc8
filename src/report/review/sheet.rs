//! A sheet for people: a table, or a page with keys for verdicts.
//!
//! The page is one file: article text goes through the template's escaping, and the Content-Security-Policy allows its own script and style by hash
//! and no other. It sends nothing: verdicts stay in the browser's storage until the reviewer downloads them.

use std::io::Write;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::checksum::sha256;
use crate::cue::CueKind;
use crate::error::Result;
use crate::evaluate::review::{Sheet, SheetItem, definition};
use crate::report::digest::counted;
use crate::report::html::{CSS as PAGE_CSS, base64};

const SCRIPT: &str = include_str!("sheet.js");
const CSS: &str = include_str!("sheet.css");

/// Writes a sheet as a table: `item,question,before,words,after,verdict,note`, the last two empty.
///
/// Words that a spreadsheet would take for a formula get an apostrophe in front (OWASP, *CSV injection*): they come from strangers.
///
/// # Errors
///
/// When it cannot be written.
pub fn sheet_csv(out: impl Write, sheet: &Sheet) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["item", "question", "before", "words", "after", "verdict", "note"])?;
    for item in &sheet.items {
        let [before, words, after] = [&item.before, &item.words, &item.after].map(|words| harmless(words));
        csv.write_record([&item.id.to_string(), &item.question, &before, &words, &after, "", ""])?;
    }
    Ok(csv.flush()?)
}

/// Text that no spreadsheet runs. Blanks at the ends go: cells show none.
fn harmless(text: &str) -> String {
    let text = text.trim();
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

/// Writes a sheet as one self-contained page: keys for verdicts, kept in the browser, downloaded as `item,verdict,note,reviewer`.
///
/// # Errors
///
/// When it cannot be written.
pub fn sheet_page(out: &mut impl Write, sheet: &Sheet) -> Result<()> {
    let style = format!("{PAGE_CSS}{CSS}");
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(SCRIPT)
    );
    // Two sheets do not share their verdicts, and one that is opened again finds its own.
    let ids: String = sheet.items.iter().map(|item| item.id.to_string()).collect();
    let name = sha256(ids.as_bytes());
    let kinds = CueKind::all().filter(|kind| sheet.items.iter().any(|item| item.kind == *kind)).count();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "Review: " (counted(sheet.items.len() as u64, "item")) }
                style { (PreEscaped(style)) }
            }
            body data-sheet=(&name[..12]) {
                header.bar {
                    div.inner {
                        progress #progress max=(sheet.items.len()) value="0" aria-label="Judged" {}
                        span #count role="status" { "0 of " (sheet.items.len()) }
                        label { "Reviewer " input #reviewer type="text" autocomplete="off" maxlength="80"; }
                        button #open type="button" { "Next open" }
                        button.strong #download type="button" { "Download verdicts" }
                    }
                }
                main.review {
                    h1 { "What do these words do?" }
                    p.dek { (counted(sheet.items.len() as u64, "item")) " of " (counted(kinds as u64, "kind")) ", drawn by chance and in random order. Who wrote them is hidden." }
                    p.alarm #alarm hidden { "This browser keeps nothing: download the verdicts before you close the page." }
                    noscript { p.alarm { "The page needs its script to take verdicts. The same sheet as a table: draw it with -o sheet.csv." } }
                    (instructions(sheet.items.iter().any(|item| item.sentence)))
                    ol.items { @for (place, item) in sheet.items.iter().enumerate() { (card(place, item)) } }
                    p.note { "That was the last one. Download the verdicts and hand the file back; " kbd { "j" } " and " kbd { "k" } " lead through the items once more." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(out.write_all(page.into_string().as_bytes())?)
}

fn instructions(sentences: bool) -> Markup {
    let keys = [("y", "yes"), ("n", "no"), ("u", "unsure"), ("x", "take back"), ("j", "next"), ("k", "back"), ("m", "note")];
    html! {
        details.how open {
            summary { "How to judge" }
            p.keys { @for (key, meaning) in keys { span { kbd { (key) } " " (meaning) } } }
            ul {
                li { "Judge what the words do in this place, not what they could do elsewhere. " b { "¶" } " stands for a new line, " b { "[…]" } " for words that are not the article." }
                li { "Where words are " mark { "marked" } ", say whether these words signal the kind. A word too many or too few does not matter; write it into the note." }
                @if sentences {
                    li { "Where a whole sentence is shown, say whether " em { "any" } " wording in it signals the kind. In some of these sentences the program found some, in others none, and the page does not say which: "
                        "neither answer is the expected one. Read to the end of the sentence, and answer by the same measure as for marked words." }
                }
                li { "Whose words they are plays no part: a word inside a quotation counts. So does a negated one." }
                li { "Unsure is an answer: it is counted and told, and left out of the share. What you have not read, leave open." }
                li { "Words may come back under another kind" @if sentences { ", or in their whole sentence" } ". Judge each item for itself, and without looking the text up." }
            }
        }
    }
}

fn card(place: usize, item: &SheetItem) -> Markup {
    let (name, meaning) = definition(item.kind);
    let asked = if item.sentence { "Does any wording in this sentence signal it?" } else { "Do the marked words signal it here?" };
    let id = item.id.to_string();
    html! {
        li.item id=(id) tabindex="-1" {
            div.ask { span.place { (place + 1) } b { (name) } span.meaning { (meaning) } }
            p.passage {
                span.context { (item.before) }
                @if item.sentence { span.sentence { (item.words) } } @else { mark { (item.words) } }
                span.context { (item.after) }
            }
            fieldset {
                legend { (asked) }
                @for verdict in ["yes", "no", "unsure"] {
                    label { input type="radio" name=(id) value=(verdict); span { (verdict) } }
                }
                input.remark type="text" aria-label="Note" placeholder="note" autocomplete="off";
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::review::{Asked, question};

    fn item(words: &str, sentence: bool) -> SheetItem {
        let asked = if sentence { Asked::Unmarked } else { Asked::Cue };
        SheetItem {
            id: "q0123456789ab".parse().expect("an id"),
            kind: CueKind::Hedge,
            sentence,
            question: question(CueKind::Hedge, asked),
            before: "<b>It ".to_owned(),
            words: words.to_owned(),
            after: " </script><script>alert(1)</script>".to_owned(),
        }
    }

    fn page(items: Vec<SheetItem>) -> String {
        let mut out = Vec::new();
        sheet_page(&mut out, &Sheet { items, shortages: Vec::new() }).expect("a page");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn words_of_a_page_cannot_become_markup_or_script() {
        let page = page(vec![item("<img src=x onerror=alert(1)>", false), item("\"><i>", true)]);
        assert!(page.contains("&lt;b&gt;It ") && page.contains("<mark>&lt;img src=x onerror=alert(1)&gt;</mark>"), "{page}");
        assert_eq!((page.matches("<script").count(), page.matches("<img").count(), page.matches("<i>").count()), (1, 0, 0));
    }

    #[test]
    fn the_policy_allows_the_pages_own_script_and_style_and_no_other() {
        let page = page(vec![item("may", false)]);
        let inside = |tag: &str| {
            let from = page.find(&format!("<{tag}>")).expect("a beginning") + tag.len() + 2;
            &page[from..page[from..].find(&format!("</{tag}>")).expect("an end") + from]
        };
        for (tag, rule) in [("script", "script-src"), ("style", "style-src")] {
            let allowed = format!("{rule} 'sha256-{}';", base64(&Sha256::digest(inside(tag).as_bytes())));
            assert!(page.contains(&allowed), "{allowed}");
        }
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
        // An end tag inside either would end it early.
        assert!(!SCRIPT.contains("</") && !CSS.contains("</"));
        assert!(!page.contains(" onclick=") && !page.contains(" style="));
    }

    #[test]
    fn sentences_with_and_without_a_cue_look_the_same_and_only_they_are_explained() {
        let (cue, sentence) = (page(vec![item("may", false)]), page(vec![item("It may.", true)]));
        assert!(!cue.contains("whole sentence") && sentence.contains("neither answer is the expected one"));
        assert!(!sentence.contains("marked\"") && !sentence.contains("unmarked"), "no class or attribute tells which");
    }

    #[test]
    fn a_spreadsheet_runs_no_cell_of_a_sheet() {
        let mut out = Vec::new();
        let sheet =
            Sheet { items: vec![item("=HYPERLINK(\"x\")", false), item("@may", false), item(" - so", false)], shortages: Vec::new() };
        sheet_csv(&mut out, &sheet).expect("a table");
        let mut csv = csv::Reader::from_reader(&out[..]);
        assert_eq!(csv.headers().expect("a header"), vec!["item", "question", "before", "words", "after", "verdict", "note"]);
        let words: Vec<String> = csv.records().map(|row| row.expect("a row")[3].to_owned()).collect();
        assert_eq!(words, ["'=HYPERLINK(\"x\")", "'@may", "'- so"]);
    }
}
