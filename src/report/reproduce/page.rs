//! A page beside the same page written again. The element that holds the run is left out: what it says is compared field by field.

use serde_json::value::RawValue;

use super::{Difference, Finding, Outcome, Tally, summaries};
use crate::error::Result;
use crate::report::record::{RUN_ELEMENT, Summary};

/// Compares two pages, piece by piece between their tags, and the summaries that stand in them.
///
/// # Errors
///
/// Never: what they hold can be written as JSON.
pub fn pages(was: &str, is: &str, summary_was: &Summary, summary_is: &Summary) -> Result<Outcome> {
    let mut tally = Tally::default();
    let mut first = None;
    let (mut id, mut line, mut count) = (None, 1, 0);
    let (mut old, mut new) = (pieces(was), pieces(is));
    loop {
        let (was, is) = (old.next(), new.next());
        if was.is_none() && is.is_none() {
            break;
        }
        if let Some(found) = was.and_then(|tag| tag.split_once(" id=\"")?.1.split_once('"')) {
            id = Some(found.0);
        }
        if !tally.equal(was.map(str::as_bytes), is.map(str::as_bytes)) && first.is_none() {
            let json =
                |piece: Option<&str>| -> Result<Option<Box<RawValue>>> { Ok(piece.map(serde_json::value::to_raw_value).transpose()?) };
            let what = match (was, is) {
                (Some(_), None) => Finding::Missing,
                (None, _) => Finding::Added,
                _ => Finding::Field,
            };
            let (was, is) = (json(was)?, json(is)?);
            first = Some(Difference { what, line, record: Some("page".to_owned()), id: id.map(str::to_owned), field: None, was, is });
        }
        line += was.map_or(0, |piece| piece.bytes().filter(|&byte| byte == b'\n').count() as u64);
        count += u64::from(was.is_some());
    }
    let mut different = tally.different();
    if let Some(difference) = summaries(summary_was, summary_is, line, true)? {
        different += 1;
        first.get_or_insert(difference);
    }
    Ok(Outcome { records: count, different, first })
}

/// The page before, in and after the element that holds the run.
pub(super) fn parts(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_once(&format!("<pre id=\"{RUN_ELEMENT}\">"))?;
    let (inside, after) = rest.split_once("</pre>")?;
    Some((before, inside, after))
}

/// Text out of what the template escaped.
pub(super) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Each tag with the text behind it, the run's element left out.
fn pieces(page: &str) -> impl Iterator<Item = &str> {
    let (before, after) = parts(page).map_or((page, ""), |(before, _, after)| (before, after));
    [before, after].into_iter().flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = rest.get(1..).and_then(|inner| inner.find('<')).map_or(rest.len(), |at| at + 1);
            let (piece, later) = rest.split_at(end);
            rest = later;
            Some(piece)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><h1 id=\"top\">A</h1>\n<article id=\"article-0\"><p>12 words</p></article><pre id=\"run\">{}</pre></html>";

    fn outcome(was: &str, is: &str) -> Outcome {
        pages(was, is, &Summary::default(), &Summary::default()).expect("an outcome")
    }

    #[test]
    fn a_digit_on_the_page_is_named_with_its_line_and_element() {
        assert!(outcome(PAGE, PAGE).first.is_none());
        let outcome = outcome(&PAGE.replace("12", "13"), PAGE);
        assert_eq!(outcome.different, 1);
        let said = outcome.first.expect("a difference").to_string();
        assert_eq!(said, "line 2, page article-0\n  was  \"<p>13 words\"\n  is   \"<p>12 words\"");
    }

    #[test]
    fn the_run_that_it_carries_is_no_part_of_the_page() {
        assert!(outcome(&PAGE.replace("{}", "{1}"), PAGE).first.is_none());
        assert_eq!(parts(PAGE).map(|(_, inside, _)| inside), Some("{}"));
    }

    #[test]
    fn other_records_under_the_same_page_are_a_difference() {
        let outcome = pages(PAGE, PAGE, &Summary { sha256: "1".into(), ..Summary::default() }, &Summary::default()).expect("an outcome");
        assert!(outcome.first.expect("a difference").to_string().contains("summary, sha256"));
    }

    #[test]
    fn what_the_template_escapes_comes_back() {
        let hostile = "</pre><script>&amp;lt; \"x\" & 'y' &#39;";
        assert_eq!(unescape(&maud::html! { (hostile) }.into_string()), hostile);
    }
}
