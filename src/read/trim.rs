//! Finds page debris in plain text: words of the page that are not the article.
//!
//! Rules look at whole lines, at their beginnings and at where they stand. Precision comes first: a sentence of the article that is trimmed is
//! worse than debris that stays, so a rule that is not sure leaves the line in. Nothing is cut: the spans are marked, with a reason.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::{Trim, TrimReason};
use crate::span::Span;

/// What a line says of itself, and of those below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Only this line is debris.
    Line,
    /// The lines below are debris too, as long as they look like items of a list.
    List,
    /// In the later part of a text all below is debris.
    Rest,
}

/// How a rule compares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// The line is this, but for a colon, dots or arrows at its end.
    Whole,
    /// The line begins with this word or these words.
    Start,
    /// The line begins with this, and a second part stands later in it.
    StartAnd(&'static str),
}

struct Rule {
    words: &'static str,
    fit: Fit,
    reason: TrimReason,
    reach: Reach,
}

const fn rule(words: &'static str, fit: Fit, reason: TrimReason, reach: Reach) -> Rule {
    Rule { words, fit, reason, reach }
}

use Fit::{Start, StartAnd, Whole};
use Reach::{Line, List, Rest};
use TrimReason::{Comments, Credit, Navigation, Promotion, Related, Sources};

/// Our own, from reading crawled pages. Lower case, straight quotes; sorted by what they find.
const RULES: &[Rule] = &[
    rule("skip to content", Whole, Navigation, Line),
    rule("skip to main content", Whole, Navigation, Line),
    rule("skip to primary content", Whole, Navigation, Line),
    rule("skip to navigation", Whole, Navigation, Line),
    rule("skip navigation", Whole, Navigation, Line),
    rule("jump to navigation", Whole, Navigation, Line),
    rule("toggle navigation", Whole, Navigation, Line),
    rule("back to top", Whole, Navigation, Line),
    rule("main menu", Whole, Navigation, Line),
    rule("print this article", Whole, Navigation, Line),
    rule("share this", Whole, Navigation, Line),
    rule("share this article", Whole, Navigation, Line),
    rule("share this story", Whole, Navigation, Line),
    rule("share on facebook", Whole, Navigation, Line),
    rule("share on twitter", Whole, Navigation, Line),
    rule("share via email", Whole, Navigation, Line),
    rule("click to share on", Start, Navigation, Line),
    rule("email this article", Whole, Navigation, Line),
    rule("previous article", Whole, Navigation, Line),
    rule("next article", Whole, Navigation, Line),
    rule("post a comment", Whole, Comments, Rest),
    rule("leave a comment", Whole, Comments, Rest),
    rule("leave a reply", Whole, Comments, Rest),
    rule("add a comment", Whole, Comments, Rest),
    rule("view comments", Whole, Comments, Rest),
    rule("show comments", Whole, Comments, Rest),
    rule("view the discussion thread", Whole, Comments, Rest),
    rule("join the conversation", Whole, Comments, Rest),
    rule("comments are closed", Whole, Comments, Rest),
    rule("readers' comments", Whole, Comments, Rest),
    rule("related", Whole, Related, List),
    rule("related articles", Whole, Related, List),
    rule("related stories", Whole, Related, List),
    rule("related coverage", Whole, Related, List),
    rule("related content", Whole, Related, List),
    rule("related news", Whole, Related, List),
    rule("related links", Whole, Related, List),
    rule("related reading", Whole, Related, List),
    rule("related topics", Whole, Related, List),
    rule("more related stories", Whole, Related, List),
    rule("more stories", Whole, Related, List),
    rule("more on this story", Whole, Related, List),
    rule("more on this topic", Whole, Related, List),
    rule("you may also like", Whole, Related, List),
    rule("you might also like", Whole, Related, List),
    rule("recommended stories", Whole, Related, List),
    rule("recommended for you", Whole, Related, List),
    rule("read next", Whole, Related, List),
    rule("read more", Whole, Related, Line),
    rule("related:", Start, Related, Line),
    rule("read more:", Start, Related, Line),
    rule("see also:", Start, Related, Line),
    rule("also read:", Start, Related, Line),
    rule("read also:", Start, Related, Line),
    rule("more:", Start, Related, Line),
    rule("sources include", Whole, Sources, List),
    rule("sources for this article include", Whole, Sources, List),
    rule("sources", Whole, Sources, List),
    rule("advertisement", Whole, Promotion, Line),
    rule("advertisement - story continues below", Whole, Promotion, Line),
    rule("story continues below advertisement", Whole, Promotion, Line),
    rule("article continues below", Whole, Promotion, Line),
    rule("sponsored content", Whole, Promotion, Line),
    rule("check out", StartAnd("for updates"), Promotion, Line),
    rule("check out", StartAnd("for more"), Promotion, Line),
    rule("watch the video below", Start, Promotion, Line),
    rule("watch the video above", Start, Promotion, Line),
    rule("watch the full video", Start, Promotion, Line),
    rule("watch this video", Start, Promotion, Line),
    rule("this video is from", Start, Promotion, Line),
    rule("read full article", Start, Promotion, Line),
    rule("read the full article", Start, Promotion, Line),
    rule("read the full story", Start, Promotion, Line),
    rule("read the rest of", Start, Promotion, Line),
    rule("read the original article", Start, Promotion, Line),
    rule("click here to", Start, Promotion, Line),
    rule("click here for", Start, Promotion, Line),
    rule("subscribe to", Start, Promotion, Line),
    rule("subscribe now", Start, Promotion, Line),
    rule("subscribe for", Start, Promotion, Line),
    rule("subscribe today", Start, Promotion, Line),
    rule("sign up for", StartAnd("newsletter"), Promotion, Line),
    rule("sign up here", Start, Promotion, Line),
    rule("sign up to receive", Start, Promotion, Line),
    rule("get the latest", StartAnd("inbox"), Promotion, Line),
    rule("follow us on", Start, Promotion, Line),
    rule("follow @", Start, Promotion, Line),
    rule("like us on facebook", Start, Promotion, Line),
    rule("download our app", Start, Promotion, Line),
    rule("download the app", Start, Promotion, Line),
    rule("support our journalism", Start, Promotion, Line),
    rule("support independent journalism", Start, Promotion, Line),
    rule("copyright ©", Start, Credit, Rest),
    rule("copyright (c)", Start, Credit, Rest),
    rule("copyright 19", Start, Credit, Rest),
    rule("copyright 20", Start, Credit, Rest),
    rule("all rights reserved", Start, Credit, Line),
    rule("(c) ", Start, Credit, Rest),
    rule("© ", Start, Credit, Rest),
    rule("©20", Start, Credit, Rest),
];

/// Words that open an inline aside about another story, after its bracket.
const ASIDES: &[&str] = &["related:", "related story:", "read more:", "see also:", "also read:", "read also:", "more:"];

/// Longest line that a rule may claim, in words: longer ones are paragraphs.
const LINE_WORDS: usize = 40;
/// Longest inline aside, in bytes.
const ASIDE_BYTES: usize = 600;
/// Longest line of a list of stories.
const ITEM_WORDS: usize = 25;
/// Longest line of a list of sources.
const SOURCE_WORDS: usize = 8;
/// Most lines of a list: beyond, it is no list of other stories.
const ITEMS: usize = 15;

/// The page debris of a text, in order, without overlap and without white space at either end.
pub(super) fn find(text: &str) -> Vec<Trim> {
    let mut trims = Vec::new();
    let lines = lines(text);
    let mut index = 0;
    let mut listed = false;
    while index < lines.len() {
        let line = lines[index];
        // In a list of points (a), (b), (c) the third is no copyright line.
        listed |= line.slice(text).starts_with("(b)");
        let found = classify(line.slice(text)).filter(|_| !(listed && line.slice(text).starts_with("(c)")));
        let Some((reason, reach)) = found else {
            asides(text, line, &mut trims);
            index += 1;
            continue;
        };
        trims.push(Trim { span: line, reason });
        index += 1;
        match reach {
            Reach::Line => {}
            Reach::List => {
                let longest = if reason == Sources { SOURCE_WORDS } else { ITEM_WORDS };
                let item = |line: &&Span| words(line.slice(text)) <= longest && classify(line.slice(text)).is_none();
                let items = lines[index..].iter().take_while(item).take(ITEMS);
                let count = items.clone().count();
                // A list that runs into prose at once was a sub-heading of the article.
                let prose = lines.get(index + count).is_some_and(|next| words(next.slice(text)) > longest) && count == 0;
                if prose {
                    trims.pop();
                    continue;
                }
                trims.extend(items.map(|&span| Trim { span, reason }));
                index += count;
            }
            Reach::Rest => {
                let below: usize = lines[index..].iter().map(|line| line.len()).sum();
                let above: usize = lines[..index].iter().map(|line| line.len()).sum();
                // Where most of the text still follows, the line stood at the head of the page.
                if below * 2 <= above {
                    for &span in &lines[index..] {
                        let own = classify(span.slice(text)).map_or(Comments, |(reason, _)| reason);
                        trims.push(Trim { span, reason: own });
                    }
                    index = lines.len();
                }
            }
        }
    }
    join(text, trims)
}

/// The lines that hold something, without the white space around it.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    text.split('\n')
        .filter_map(|line| {
            let span = Span::new(start, start + line.len()).trim(text);
            start += line.len() + 1;
            (!span.is_empty()).then_some(span)
        })
        .collect()
}

fn words(line: &str) -> usize {
    line.split_whitespace().count()
}

fn classify(line: &str) -> Option<(TrimReason, Reach)> {
    // Long lines are paragraphs; none of the rules is that long, so the common case ends here.
    if line.len() > 400 {
        return None;
    }
    let first = line.chars().next()?;
    let counter = || first.is_ascii_digit().then(|| line.split_once(' ')).flatten();
    if let Some((count, rest)) = counter()
        && count.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.eq_ignore_ascii_case("comments") || rest.eq_ignore_ascii_case("comment"))
    {
        return Some((Comments, Rest));
    }
    let found = rules(first.to_ascii_lowercase()).iter().find(|rule| {
        let Some(rest) = strip_start(line, rule.words) else { return false };
        match rule.fit {
            Fit::Whole => rest.trim_matches([':', '.', '»', '›', '>', '→', '…', '!', ' ']).is_empty(),
            Fit::Start => !rest.starts_with(char::is_alphabetic) || rule.words.ends_with([' ', ':', '@']),
            Fit::StartAnd(second) => rest.to_lowercase().contains(second),
        }
    })?;
    (words(line) <= LINE_WORDS).then_some((found.reason, found.reach))
}

/// The rules that begin with a character, in their order.
fn rules(initial: char) -> &'static [&'static Rule] {
    static BY_INITIAL: LazyLock<HashMap<char, Vec<&Rule>>> = LazyLock::new(|| {
        let mut by_initial: HashMap<char, Vec<&Rule>> = HashMap::new();
        for rule in RULES {
            by_initial.entry(rule.words.chars().next().unwrap_or_default()).or_default().push(rule);
        }
        by_initial
    });
    BY_INITIAL.get(&initial).map_or(&[], Vec::as_slice)
}

/// The rest of a line after `start`, case and the shape of apostrophes ignored.
fn strip_start<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    let mut rest = line.chars();
    for expected in start.chars() {
        let found = rest.next()?;
        let found = if matches!(found, '’' | '‘') { '\'' } else { found };
        if found != expected && found.to_ascii_lowercase() != expected {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Appends the bracketed asides about other stories inside a line.
fn asides(text: &str, line: Span, trims: &mut Vec<Trim>) {
    let content = line.slice(text);
    let mut end = 0;
    for (at, open) in content.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'(' | b'[')) {
        let inside = &content[at + 1..];
        // What begins within an aside belongs to it.
        if at < end || !ASIDES.iter().any(|words| strip_start(inside, words).is_some()) {
            continue;
        }
        let close = if open == b'(' { b')' } else { b']' };
        let near = &inside.as_bytes()[..inside.len().min(ASIDE_BYTES)];
        if let Some(length) = near.iter().position(|&byte| byte == close)
            && words(&inside[..length]) <= LINE_WORDS
        {
            let start = line.start() + at;
            end = at + length + 2;
            trims.push(Trim { span: Span::new(start, start + length + 2), reason: Related });
        }
    }
}

/// Neighbours of one reason with only white space between them become one.
fn join(text: &str, trims: Vec<Trim>) -> Vec<Trim> {
    let mut joined: Vec<Trim> = Vec::with_capacity(trims.len());
    for trim in trims {
        match joined.last_mut() {
            Some(last) if last.reason == trim.reason && text[last.span.end()..trim.span.start()].trim().is_empty() => {
                last.span = last.span.join(trim.span);
            }
            _ => joined.push(trim),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The trimmed parts as `reason:text`.
    fn found(text: &str) -> Vec<String> {
        find(text).iter().map(|trim| format!("{}:{}", trim.reason, trim.span.slice(text))).collect()
    }

    const PROSE: &str = "The council met on Monday to vote on the new ferry contract, which three firms had bid for over the course of the spring, and put it off.\n";

    #[test]
    fn an_article_without_debris_is_left_alone() {
        let text = "The ferry sank. Related costs rose; sources include oil and gas.\nSubscribers to the line complained (see also the report).\n\
            Check out was late, he said, and updates were scarce.\nMore: that was all they wanted.";
        assert_eq!(found(&text.replace("More: that", "More than that")), [""; 0]);
    }

    #[test]
    fn navigation_is_one_line() {
        assert_eq!(found(&format!("Skip to content\n\n{PROSE}")), ["navigation:Skip to content"]);
    }

    #[test]
    fn a_comment_form_ends_the_article() {
        let text = format!("{PROSE}{PROSE}\nPost a Comment\n\n0 Comments");
        assert_eq!(found(&text), ["comments:Post a Comment\n\n0 Comments"]);
    }

    #[test]
    fn a_comment_count_at_the_head_is_one_line() {
        assert_eq!(found(&format!("12 Comments\n{PROSE}")), ["comments:12 Comments"]);
    }

    #[test]
    fn readers_speak_below_the_copyright_line() {
        let text = format!("{PROSE}{PROSE}(c) Elm Wire\nYou are wrong about it all.\nSo are you.");
        assert_eq!(found(&text), ["credit:(c) Elm Wire", "comments:You are wrong about it all.\nSo are you."]);
        assert_eq!(found(&format!("(c) Elm Wire\n{PROSE}")), ["credit:(c) Elm Wire"]);
    }

    #[test]
    fn the_third_point_of_a_list_is_no_copyright_line() {
        assert_eq!(found(&format!("{PROSE}(a) Ferries\n(b) Ports\n(c) Crews\n{PROSE}")), [""; 0]);
    }

    #[test]
    fn an_aside_about_another_story_is_cut_out_of_its_line() {
        let text = "The treaty holds. (Related: Minister invokes Article 4, sources say.) It was signed in May.";
        assert_eq!(found(text), ["related:(Related: Minister invokes Article 4, sources say.)"]);
    }

    #[test]
    fn an_aside_within_an_aside_belongs_to_it() {
        let text = "It held. (Related: Port reopens (Related: Ferry firm fined). It was signed in May.";
        assert_eq!(found(text), ["related:(Related: Port reopens (Related: Ferry firm fined)"]);
        assert_eq!(found("It held. [Related: Port (Related: Ferry] fined). So."), ["related:[Related: Port (Related: Ferry]"]);
    }

    #[test]
    fn a_list_of_stories_ends_at_the_next_paragraph() {
        let text = format!("{PROSE}Related stories:\nFerry firm fined\nPort reopens\n{PROSE}");
        assert_eq!(found(&text), ["related:Related stories:\nFerry firm fined\nPort reopens"]);
        assert_eq!(found(&format!("{PROSE}Sources:\n{PROSE}")), [""; 0], "a sub-heading of the article");
    }

    #[test]
    fn the_tail_of_a_page_is_told_apart_by_reason() {
        let text = format!(
            "{PROSE}Check out Ferries.com for updates on the line.\nWatch the video below that shows it.\nMore related stories:\nPort reopens\nSources include:\nElmWire.com\nRead full article here"
        );
        let reasons: Vec<String> = find(&text).iter().map(|trim| trim.reason.to_string()).collect();
        assert_eq!(reasons, ["promotion", "related", "sources", "promotion"]);
    }
}
