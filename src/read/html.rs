//! The main text of a web page, by a port of Mozilla's Readability (`dom_smoothie`), with what it lacks around it.
//!
//! Compared on ten pages of our own in `tests/pages` with three other extractors in Rust (`evaluation/README.md` has the table): bare, the four are within .04 of
//! word F1 of each other; this one keeps paragraphs apart, lets us edit the tree before it reads it, and builds nothing from C. Its parser is quadratic in nesting
//! and its scorer recursive, so pages are flattened past a depth that no real page has: a hundred thousand nested elements would otherwise end the process.

use std::borrow::Cow;
use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::fields::Row;

/// Elements on the page that are never the article's words. Kept short: class names mean what a site wants.
const NOISE: &str = "script:not([type='application/ld+json']), style, noscript, iframe, button, input, select, textarea, figcaption, .pullquote, .pull-quote, .ad-slot, .advert, \
    .advertisement, [class*='ad-label'], .paywall, #paywall, .newsletter, .cookie-banner, [role=dialog], .related, .share, .share-tools, .comments-area, #comments, #respond";

/// Where paragraphs of an article stand when the page says so itself.
const PARAGRAPHS: &str = "article p, article h2, article h3, main p, main h2, main h3, [itemprop=articleBody] p";

/// Names under which pages keep the day of publication.
const DATES: [&str; 11] = [
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.issued",
    "dcterms.created",
];

/// Deepest nesting that goes to the parser; real pages stay under 100.
const OPEN_ELEMENTS: usize = 256;
/// Deepest tree that goes to the scorer, elements that the parser adds included.
const DEPTH: usize = 1024;
/// Most elements that the scorer is asked to weigh.
const ELEMENTS: usize = 300_000;

/// Title, text, date, address and site name of a page. Paragraphs of the text are lines.
pub(super) fn extract(html: &str) -> Result<Row, String> {
    let html = limit_nesting(html);
    let page = Document::from(&*html);
    let mut row = metadata(&page);
    if is_deeper(&page, DEPTH) {
        row.title = Some(lines(&page.select("title").text())).filter(|title| !title.is_empty());
        page.select("script, style, noscript, head").remove();
        row.text = Some(lines(&page.root().text()));
        return Ok(row);
    }
    page.select(NOISE).remove();
    set_off_quotes(&page);
    let aside = |node: &NodeRef<'_>| {
        node.ancestors_it(None).any(|above| above.node_name().is_some_and(|name| matches!(&*name, "aside" | "nav" | "footer")))
    };
    let marked = page.select(PARAGRAPHS);
    let paragraphs: Vec<String> = marked
        .nodes()
        .iter()
        .filter(|node| !aside(node))
        .map(|node| {
            let quoted = node.ancestors_it(None).any(|above| above.node_name().is_some_and(|name| &*name == "blockquote"));
            let text = node.formatted_text();
            lines(&if quoted { format!("{}{text}{}", QUOTE.0, QUOTE.1) } else { text.to_string() })
        })
        .filter(|text| !text.is_empty())
        .collect();
    let all = lines(&page.select("body").formatted_text());
    let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: ELEMENTS, ..Config::default() };
    let mut text = String::new();
    if let Ok(article) = Readability::with_document(page, None, Some(config)).and_then(|mut readability| readability.parse()) {
        let title = article.title.trim();
        row.title = Some(title.to_owned()).filter(|title| !title.is_empty());
        row.published = row.published.or(article.published_time);
        row.outlet = row.outlet.or(article.site_name);
        text = lines(&article.text_content);
    }
    // A live blog is many blocks of which the scorer takes one; the page's own paragraphs show it.
    let marked: usize = paragraphs.iter().map(String::len).filter(|&length| length > 40).sum();
    if text.len() * 2 < marked {
        text = paragraphs.join("\n");
    }
    if text.is_empty() {
        text = all;
    }
    if text.is_empty() { Err("no text was found on the page".to_owned()) } else { Ok(Row { text: Some(text), ..row }) }
}

/// Characters of nobody's alphabet that stand around a block quote until its lines are known.
const QUOTE: (char, char) = ('\u{e000}', '\u{e001}');

/// Marks where block quotes begin and end, since text has no way to say it.
fn set_off_quotes(page: &Document) {
    for quote in page.select("blockquote").nodes() {
        quote.prepend_child(&page.tree.new_text(QUOTE.0.to_string()));
        quote.append_child(&page.tree.new_text(QUOTE.1.to_string()));
    }
}

fn metadata(page: &Document) -> Row {
    let scripts = page.select("script[type='application/ld+json']");
    let data: Vec<Value> = scripts.nodes().iter().filter_map(|node| serde_json::from_str(node.text().trim()).ok()).collect();
    let article = data.iter().find_map(article);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let stamp = || {
        page.select("article time[datetime], main time[datetime], time[datetime]")
            .nodes()
            .first()
            .and_then(|node| node.attr("datetime"))
            .map(|stamp| stamp.to_string())
    };
    Row {
        published: text(article.and_then(|one| one.get("datePublished"))).or_else(|| meta(page, &DATES)).or_else(stamp),
        url: page.select("link[rel=canonical]").attr("href").map(|url| url.to_string()).or_else(|| meta(page, &["og:url"])),
        outlet: meta(page, &["og:site_name", "application-name"])
            .or_else(|| text(article.and_then(|one| one.get("publisher")).and_then(|one| one.get("name")))),
        ..Row::default()
    }
}

fn meta(page: &Document, names: &[&str]) -> Option<String> {
    let elements = page.select("meta");
    names.iter().find_map(|name| {
        elements.nodes().iter().find_map(|node| {
            let own = node.attr("property").or_else(|| node.attr("name")).or_else(|| node.attr("itemprop"))?;
            let content = node.attr("content").filter(|_| own.trim().eq_ignore_ascii_case(name))?;
            Some(content.trim().to_owned()).filter(|content| !content.is_empty())
        })
    })
}

/// The first object of structured data (schema.org) that is an article.
fn article(value: &Value) -> Option<&Value> {
    let names_article =
        |name: &Value| name.as_str().is_some_and(|name| name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report");
    match value {
        Value::Array(values) => values.iter().find_map(article),
        Value::Object(object) => match object.get("@type") {
            Some(kind) if names_article(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(names_article)) => Some(value),
            _ => object.get("@graph").and_then(article),
        },
        _ => None,
    }
}

/// The lines that hold something, with single blanks; those of block quotes set off as mail and Markdown do.
fn lines(text: &str) -> String {
    // Where an end is missing, a quotation would run on to the end of the page.
    let whole = text.matches(QUOTE.0).count() == text.matches(QUOTE.1).count();
    let (mut depth, mut lines) = (0_usize, Vec::new());
    for line in text.lines() {
        let opens = line.matches(QUOTE.0).count();
        let quoted = whole && depth + opens > 0;
        depth = (depth + opens).saturating_sub(line.matches(QUOTE.1).count());
        let words = line.split(|c: char| c.is_whitespace() || c == QUOTE.0 || c == QUOTE.1).filter(|word| !word.is_empty());
        let line = words.collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            lines.push(if quoted { format!("> {line}") } else { line });
        }
    }
    lines.join("\n")
}

/// Whether the tree is deeper than `limit`; a walk without recursion.
fn is_deeper(page: &Document, limit: usize) -> bool {
    let root = page.root();
    let mut depths = HashMap::from([(root.id, 0)]);
    root.descendants_it().any(|node| {
        let Some(parent) = node.parent() else { return false };
        let depth = depths.get(&parent.id).copied().unwrap_or(0) + 1;
        if node.is_element() {
            depths.insert(node.id, depth);
        }
        depth > limit
    })
}

/// Elements that hold nothing, or that a parser closes by itself: they open no level.
const FLAT: &[&str] = &[
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "frame", "head", "hr", "html", "img", "input",
    "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "path", "rp", "rt", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr",
];
/// Elements that a parser opens again after a crossing end tag.
const FORMATTING: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is not markup.
const RAW: &[&str] = &["iframe", "noembed", "script", "style", "textarea", "title", "xmp"];

/// The page without the tags of elements nested deeper than [`OPEN_ELEMENTS`]; their words stay. One pass.
fn limit_nesting(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let (mut at, mut kept, mut flat) = (0, 0, String::new());
    let mut open: Vec<String> = Vec::new();
    let mut dropped: HashMap<String, usize> = HashMap::new();
    while let Some(start) = bytes[at..].iter().position(|&byte| byte == b'<').map(|offset| at + offset) {
        if bytes[start..].starts_with(b"<!--") {
            match html[start + 4..].find("-->") {
                Some(length) => at = start + 4 + length + 3,
                None => break,
            }
            continue;
        }
        let closing = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closing);
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let name_end = bytes[name_start..]
            .iter()
            .position(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0C | b'>' | b'/'))
            .map_or(bytes.len(), |length| name_start + length);
        let name = html[name_start..name_end].to_ascii_lowercase();
        let end = tag_end(bytes, name_end);
        at = end;
        if !closing && RAW.contains(&name.as_str()) {
            let close = format!("</{name}");
            match bytes[end..].windows(close.len()).position(|window| window.eq_ignore_ascii_case(close.as_bytes())) {
                Some(offset) => at = end + offset,
                None => break,
            }
            continue;
        }
        let closed_itself = bytes[..end].ends_with(b"/>") && open.iter().any(|name| name == "svg" || name == "math");
        if FLAT.contains(&name.as_str()) || closed_itself {
            continue;
        }
        if !closing {
            if open.len() < OPEN_ELEMENTS {
                open.push(name);
                continue;
            }
            *dropped.entry(name).or_default() += 1;
            flat.push_str(&html[kept..start]);
            flat.push(' ');
            kept = end;
        } else if let Some(count) = dropped.get_mut(&name).filter(|count| **count > 0) {
            *count -= 1;
            flat.push_str(&html[kept..start]);
            kept = end;
        } else if let Some(level) = open.iter().rposition(|other| *other == name) {
            let reopened: Vec<String> = open.drain(level..).skip(1).filter(|name| FORMATTING.contains(&name.as_str())).collect();
            open.extend(reopened);
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    flat.push_str(&html[kept..]);
    Cow::Owned(flat)
}

/// One past the `>` of a tag whose name ends at `at`; a `>` inside a quoted value does not count.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let mut quote = None;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (None, b'>') => return at + 1,
            (None, mark @ (b'"' | b'\'')) if bytes[at - 1] == b'=' => quote = Some(mark),
            (Some(mark), byte) if byte == mark => quote = None,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_title_text_date_address_and_site() {
        let page = "<html><head><title>Ferry stops</title><link rel=canonical href='https://example.invalid/ferry'><meta property='og:site_name' content='Elm Wire'>\
            <script type='application/ld+json'>{\"@graph\": [{\"@type\": \"NewsArticle\", \"datePublished\": \"2026-05-18\"}]}</script></head><body><nav>Home</nav><article>\
            <p>The ferry line said on Monday that it would stop at the end of the month, for want of a bidder.</p><p>Nobody was surprised, least of all the crews.</p></article></body></html>";
        let row = extract(page).expect("a row");
        assert_eq!(
            row.text.as_deref(),
            Some(
                "The ferry line said on Monday that it would stop at the end of the month, for want of a bidder.\nNobody was surprised, least of all the crews."
            )
        );
        assert_eq!(row.published.as_deref(), Some("2026-05-18"));
        assert_eq!(row.url.as_deref(), Some("https://example.invalid/ferry"));
        assert_eq!(row.outlet.as_deref(), Some("Elm Wire"));
    }

    #[test]
    fn deep_nesting_keeps_the_words() {
        for tag in ["div", "span", "table", "ul", "b", "blockquote"] {
            let page = format!("<body>{}the words{}</body>", format!("<{tag}>").repeat(20_000), format!("</{tag}>").repeat(20_000));
            let row = extract(&page).expect("a row");
            assert!(row.text.is_some_and(|text| text.contains("the words")), "{tag}");
        }
    }

    #[test]
    fn block_quotes_are_set_off() {
        let body = "<p>In a letter to the council on Monday the engineer wrote of what she had seen below the wall that night:</p>\
            <blockquote><p>We came to the river at dawn, and it was gone.</p><p>Nobody had told us.</p></blockquote>\
            <blockquote>Nobody<br>ever does.</blockquote><p>The council said on Tuesday that it had no comment to make on the letter.</p>";
        let text = extract(&format!("<body><article>{body}</article></body>")).expect("a row").text.expect("a text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1..4], ["> We came to the river at dawn, and it was gone.", "> Nobody had told us.", "> Nobody"]);
        assert_eq!(lines[4], "> ever does.");
        assert_eq!(lines.len(), 6);
    }

    #[test]
    fn a_page_inside_one_form_is_read() {
        let page = "<body><form id=aspnet><div><p>The ferry line said on Monday that it would stop at the end of the month, for want of a bidder.</p></div></form></body>";
        assert!(extract(page).expect("a row").text.is_some_and(|text| text.starts_with("The ferry line said")));
    }

    #[test]
    fn a_page_without_words_is_a_problem() {
        assert!(extract("<html><body><img src=x></body></html>").is_err());
    }
}
