//! Each stage, and the whole, on one core in MB/s of article text, beside the bare scan: an automaton over bytes for the same forms.
//!
//! The corpus is news, where the development data stands beside the checkout, else the labelled sample repeated.

#![expect(clippy::print_stdout, reason = "a bench says what it ran on")]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use divan::Bencher;
use divan::counter::BytesCount;
use parallax::article::Article;
use parallax::cue::Voice;
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::{Lexicon, Matcher};
use parallax::pipeline::Pipeline;
use parallax::read::{Options, Reader};
use parallax::report;
use parallax::score::ArticleScore;
use parallax::span::Span;
use parallax::text::{Analyzer, Document};
use parallax::token::tokenize;

const NEWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/news/articles.jsonl.gz");
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/evaluation/samples/karvel-dam");
/// About 6 MB of news.
const ARTICLES: usize = 1000;

static CORPUS: LazyLock<Vec<Article>> = LazyLock::new(|| {
    let read =
        |input: &str| Reader::new(&[input.to_owned()], Options::default()).expect("the corpus").map(|article| article.expect("an article"));
    if Path::new(NEWS).exists() {
        return read(NEWS).take(ARTICLES).collect();
    }
    let sample: Vec<Article> = read(SAMPLE).collect();
    sample.iter().cycle().take(ARTICLES).cloned().collect()
});
static LEXICONS: LazyLock<Vec<Lexicon>> = LazyLock::new(|| Lexicon::shipped().expect("the shipped tables"));
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(&LEXICONS));
static FINDER: LazyLock<LexiconFinder> = LazyLock::new(|| LexiconFinder::new(Arc::new(Matcher::new(LEXICONS.clone())), Voice::Reported));
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(LEXICONS.clone(), Voice::Reported));
static DOCUMENTS: LazyLock<Vec<Document>> =
    LazyLock::new(|| CORPUS.iter().map(|article| ANALYZER.document(Arc::new(article.clone()))).collect());
static SCORES: LazyLock<Vec<ArticleScore>> = LazyLock::new(|| {
    DOCUMENTS.iter().map(|document| ArticleScore::new(document.clone(), FINDER.find(document), Voice::Reported)).collect()
});

fn main() {
    let bytes: usize = CORPUS.iter().map(|article| article.text.len()).sum();
    let source = if Path::new(NEWS).exists() { "news" } else { "the labelled sample, repeated" };
    println!("{ARTICLES} articles of {source}, {:.1} MB of text\n", bytes as f64 / 1e6);
    divan::main();
}

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.iter().map(|article| article.text.len()).sum::<usize>())
}

/// The bare scan: a DFA over bytes for every form of every entry, ASCII case folded, whole words kept.
#[divan::bench]
fn a_bare_scan(bencher: Bencher) {
    let mut forms: Vec<String> =
        LEXICONS.iter().flat_map(|lexicon| lexicon.entries.iter().flat_map(parallax::lexicon::Entry::forms)).collect();
    forms.sort();
    forms.dedup();
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .build(&forms)
        .expect("an automaton");
    bencher.counter(bytes()).bench(|| {
        let whole = |text: &[u8], start: usize, end: usize| {
            (start == 0 || !text[start - 1].is_ascii_alphanumeric()) && text.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        CORPUS
            .iter()
            .map(|article| {
                automaton
                    .find_overlapping_iter(&article.text)
                    .filter(|found| whole(article.text.as_bytes(), found.start(), found.end()))
                    .count()
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn b_tokens(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| {
        let mut tokens = Vec::new();
        CORPUS
            .iter()
            .map(|article| {
                tokens.clear();
                tokenize(&article.text, Span::new(0, article.text.len()), &mut tokens);
                tokens.len()
            })
            .sum::<usize>()
    });
}

/// Tokens, sentences, quotations and attributions.
#[divan::bench]
fn c_text(bencher: Bencher) {
    let articles: Vec<Arc<Article>> = CORPUS.iter().cloned().map(Arc::new).collect();
    bencher
        .counter(bytes())
        .bench(|| articles.iter().map(|article| ANALYZER.document(Arc::clone(article)).passages().len()).sum::<usize>());
}

#[divan::bench]
fn d_find(bencher: Bencher) {
    LazyLock::force(&DOCUMENTS);
    LazyLock::force(&FINDER);
    bencher.counter(bytes()).bench(|| DOCUMENTS.iter().map(|document| FINDER.find(document).len()).sum::<usize>());
}

#[divan::bench]
fn e_score(bencher: Bencher) {
    LazyLock::force(&SCORES);
    bencher
        .counter(bytes())
        .with_inputs(|| SCORES.iter().map(|score| (score.document.clone(), score.cues.clone())).collect::<Vec<_>>())
        .bench_values(|found| {
            found.into_iter().map(|(document, cues)| ArticleScore::new(document, cues, Voice::Reported).words()).sum::<u64>()
        });
}

#[divan::bench]
fn f_json_lines(bencher: Bencher) {
    LazyLock::force(&SCORES);
    bencher
        .counter(bytes())
        .bench(|| SCORES.iter().map(|score| report::article_line(score, FINDER.matcher(), false).expect("a line").len()).sum::<usize>());
}

/// Reading JSON lines, text, cues, counts and JSON lines again, on one thread.
#[divan::bench]
fn g_whole(bencher: Bencher) {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().expect("a file");
    for (index, article) in CORPUS.iter().enumerate() {
        let row = serde_json::json!({"id": index, "title": article.title, "text": article.text, "outlet": article.outlet});
        std::io::Write::write_all(&mut file, format!("{row}\n").as_bytes()).expect("written");
    }
    let input = [file.path().to_str().expect("a path").to_owned()];
    bencher.counter(bytes()).bench(|| {
        let reader = Reader::new(&input, Options::default()).expect("a reader");
        let lines = reader.map(|article| {
            report::article_line(&PIPELINE.score(article.expect("an article")), PIPELINE.matcher(), false).expect("a line").len()
        });
        lines.sum::<usize>()
    });
}
