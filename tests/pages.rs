//! Article text and metadata from ten pages of our own, in the manner of sites of different ages.

mod support;

use std::collections::HashMap;
use std::path::PathBuf;

use parallax::read::Options;
use support::articles;

#[derive(serde::Deserialize)]
struct Expected {
    title: Option<String>,
    date: Option<String>,
    url: Option<String>,
    site_name: Option<String>,
}

fn words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// F1 of the words as a bag.
fn f1(found: &str, expected: &str) -> f64 {
    let (found, expected) = (words(found), words(expected));
    let both: usize = found.iter().map(|(word, count)| *count.min(expected.get(word).unwrap_or(&0))).sum();
    2.0 * both as f64 / (found.values().sum::<usize>() + expected.values().sum::<usize>()) as f64
}

#[test]
fn the_article_is_found_on_each_page_with_its_metadata() {
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir("tests/pages").expect("the pages").map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.sort();
    assert_eq!(pages.len(), 10);
    let mut total = 0.0;
    let mut missed = Vec::new();
    for page in pages {
        let article = articles(&[page.to_str().expect("a path")], Options::default()).pop().expect("an article");
        let text = std::fs::read_to_string(page.with_extension("txt")).expect("the expected text");
        let expected: Expected =
            serde_json::from_str(&std::fs::read_to_string(page.with_extension("json")).expect("the expected metadata")).expect("metadata");
        let score = f1(&article.text, &text);
        println!("{}: {score:.3}", page.display());
        assert!(score > 0.85, "{}: {score:.3}", page.display());
        total += score;
        let mut compare = |name: &str, found: Option<&str>, expected: Option<&str>| {
            if let Some(expected) = expected
                && found.is_none_or(|found| !found.starts_with(expected))
            {
                missed.push(format!("{}: {name} {found:?}, expected {expected:?}", page.display()));
            }
        };
        compare("title", article.title.as_deref(), expected.title.as_deref());
        compare("date", article.published.as_deref(), expected.date.as_deref());
        compare("url", article.url.as_deref(), expected.url.as_deref());
        compare("site", article.outlet.as_ref().map(parallax::article::Outlet::as_str), expected.site_name.as_deref());
    }
    println!("mean {:.3}, missed {missed:#?}", total / 10.0);
    assert!(total / 10.0 > 0.97);
    assert!(missed.len() <= 1, "{missed:#?}");
}
