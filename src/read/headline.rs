//! Finds the headline where it is only the first line of the text.

use crate::article::Trim;
use crate::span::Span;
use crate::token::fold_chars;

/// Most words of a headline; longer first lines are lead paragraphs.
const WORDS: usize = 30;
/// Most words of a first line that ends like a sentence and is still a headline.
const SENTENCE_WORDS: usize = 16;

/// Where the headline stands, when the first line outside the page debris is one.
///
/// With a `title` only a line that repeats it counts. Without, the line must be followed by another, be short, and either not end like a
/// sentence or be written in title case.
pub(super) fn find(text: &str, trimmed: &[Trim], title: Option<&str>) -> Option<Span> {
    let mut start = 0;
    let mut lines = text.split('\n').filter_map(|line| {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        (!span.is_empty() && !trimmed.iter().any(|trim| trim.span.overlaps(span))).then_some(span)
    });
    let first = lines.next()?;
    let line = first.slice(text);
    if let Some(title) = title {
        let folded = |text| fold_chars(text).filter(|c| c.is_alphanumeric());
        return (line.len() < 1000 && folded(line).eq(folded(title))).then_some(first);
    }
    let next = lines.next()?;
    let count = line.split_whitespace().count();
    if count > WORDS || line.ends_with([',', ';', '-', '–', '—']) {
        return None;
    }
    let body = line.trim_end_matches(['"', '”', '’', '\'', ')', ']']);
    let ends = body.ends_with(['.', '!', '?', '…', ':']);
    let is_headline = if ends {
        count <= SENTENCE_WORDS && (is_title_case(line) || (body.ends_with(['!', '?']) && next.len() > line.len()))
    } else {
        // A single word is a label of the page; a line as long as the next may be verse or a list.
        count > 1 && next.len() > line.len() / 2
    };
    is_headline.then_some(first)
}

/// Whether the words are capitalised as in a title: nearly all of four letters and more, and most of all.
pub(crate) fn is_title_case(line: &str) -> bool {
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let (mut words, mut capitals, mut long, mut long_capitals) = (0, 0, 0, 0);
    for word in line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|word| !word.is_empty()) {
        let capital = usize::from(capital(&word));
        words += 1;
        capitals += capital;
        if word.len() >= 4 && word.chars().nth(3).is_some() {
            long += 1;
            long_capitals += capital;
        }
    }
    words >= 3 && long_capitals * 10 >= long * 9 && capitals * 2 > words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(text: &str) -> Option<&str> {
        find(text, &[], None).map(|span| span.slice(text))
    }

    const LEAD: &str = "The ferry line said on Monday that it would stop running at the end of the month, after three firms pulled out.";

    #[test]
    fn a_short_first_line_without_a_full_stop_is_the_headline() {
        assert_eq!(headline(&format!("\nFerry line to stop running\n{LEAD}")), Some("Ferry line to stop running"));
        assert_eq!(headline(&format!("Who sank the ferry?\n\n{LEAD}")), Some("Who sank the ferry?"));
        assert_eq!(
            headline(&format!("Ferry Line Reportedly Stopped in Growing Dispute.\n\n{LEAD}")),
            Some("Ferry Line Reportedly Stopped in Growing Dispute.")
        );
    }

    #[test]
    fn a_lead_paragraph_is_none() {
        assert_eq!(headline(&format!("{LEAD}\n{LEAD}")), None);
        assert_eq!(headline("The ferry sank.\nNobody was hurt, the line said on Monday."), None);
        assert_eq!(headline("Ferry line to stop running"), None);
        assert_eq!(headline("KARVEL,\nby our own reporter in the north"), None);
    }

    #[test]
    fn a_given_title_is_found_again_but_never_guessed() {
        let text = format!("Ferry ‘to stop’\n{LEAD}");
        assert!(find(&text, &[], Some("Ferry 'to stop'")).is_some());
        assert_eq!(find(&text, &[], Some("Another")), None);
    }
}
