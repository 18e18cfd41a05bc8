//! Each stage, and the whole, at either depth, on one core in MB/s of article text, beside the bare scan: an automaton over bytes for the same forms. Allocations are
//! counted beside the time.
//!
//! The corpus is news, where the development data stands beside the checkout, else the labelled sample repeated.

#![expect(clippy::print_stdout, reason = "a bench says what it ran on")]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use parallax::article::Article;
use parallax::cue::Voice;
use parallax::find::{CueFinder as _, Depth, LexiconFinder};
use parallax::lexicon::{Lexicon, Matcher};
use parallax::pipeline::Pipeline;
use parallax::read::{Options, Reader};
use parallax::report;
use parallax::score::ArticleScore;
use parallax::span::Span;
use parallax::text::{Analyzer, Attributor, Document};
use parallax::token::tokenize;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

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
static BY_RULES: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(&LEXICONS).attributing(Attributor::Rules));
static FINDER: LazyLock<LexiconFinder> = LazyLock::new(|| LexiconFinder::new(Arc::new(Matcher::new(LEXICONS.clone())), Voice::Reported));
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(LEXICONS.clone(), Voice::Reported));
static CUES_ALONE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(LEXICONS.clone(), Voice::Reported).reading(Depth::Cues));

const DEPTHS: [Depth; 2] = [Depth::Full, Depth::Cues];

fn pipeline(depth: Depth) -> &'static Pipeline {
    if depth == Depth::Full { &PIPELINE } else { &CUES_ALONE }
}

static DOCUMENTS: LazyLock<Vec<Document>> =
    LazyLock::new(|| CORPUS.iter().map(|article| ANALYZER.document(Arc::new(article.clone()))).collect());
static SCORES: LazyLock<Vec<ArticleScore>> = LazyLock::new(|| {
    DOCUMENTS.iter().map(|document| ArticleScore::new(document.clone(), FINDER.findings(document), Voice::Reported)).collect()
});

/// The shipped lists and a hundred thousand entries more.
static LARGE: LazyLock<Pipeline> = LazyLock::new(|| {
    let mut lexicons = LEXICONS.clone();
    lexicons.push(Lexicon::parse("large", &large_table(100_000)).expect("a table"));
    Pipeline::new(lexicons, Voice::Reported)
});

fn main() {
    let bytes: usize = CORPUS.iter().map(|article| article.text.len()).sum();
    let source = if Path::new(NEWS).exists() { "news" } else { "the labelled sample, repeated" };
    println!("{ARTICLES} articles of {source}, {:.1} MB of text, {:.1} MB of JSON lines\n", bytes as f64 / 1e6, written() as f64 / 1e6);
    divan::main();
}

/// Words that every article holds, alone and as the head of a phrase: those that cost a list most.
const FREQUENT: &str = "the of to in and that for on with said was is as by at from it he has his but an have who which their not are after \
    government president people state years police officials country minister party war military attack city";

/// A table of so many entries, the same in every run: invented words, phrases of a frequent and an invented word, and half of the frequent words themselves.
fn large_table(entries: usize) -> String {
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % below
    };
    let frequent: Vec<&str> = FREQUENT.split_ascii_whitespace().collect();
    let syllables = ["ba", "con", "der", "el", "fi", "gra", "in", "lo", "men", "nor", "per", "qui", "ra", "sto", "ter", "un", "ver", "wi"];
    let mut words: std::collections::BTreeSet<String> = frequent[frequent.len() / 2..].iter().map(|&word| word.to_owned()).collect();
    while words.len() < entries {
        let invented: String = (0..3 + next(3)).map(|_| syllables[next(syllables.len())]).collect();
        words.insert(if next(2) == 0 { invented } else { format!("{} {invented}", frequent[next(frequent.len())]) });
    }
    words.iter().fold("entry\tkind\n".to_owned(), |table, word| table + word + "\tloaded\n")
}

/// The length of all lines that `score` writes of the corpus.
fn written() -> usize {
    SCORES.iter().map(|score| report::article_line(score, FINDER.matcher(), false).expect("a line").len()).sum()
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
#[divan::bench(args = DEPTHS)]
fn c_text(bencher: Bencher, depth: Depth) {
    let analyzer = if depth == Depth::Full { &ANALYZER } else { &BY_RULES };
    LazyLock::force(analyzer);
    let articles: Vec<Arc<Article>> = CORPUS.iter().cloned().map(Arc::new).collect();
    bencher
        .counter(bytes())
        .bench(|| articles.iter().map(|article| analyzer.document(Arc::clone(article)).passages().len()).sum::<usize>());
}

#[divan::bench(args = DEPTHS)]
fn d_find(bencher: Bencher, depth: Depth) {
    LazyLock::force(&DOCUMENTS);
    let finder = FINDER.clone().reading(depth);
    bencher.counter(bytes()).bench(|| DOCUMENTS.iter().map(|document| finder.find(document).len()).sum::<usize>());
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
    bencher.counter(bytes()).bench(written);
}

/// Text, cues and counts: one search of the words serves sentences, attributions and cues.
#[divan::bench(args = DEPTHS)]
fn g_score_all(bencher: Bencher, depth: Depth) {
    let pipeline = pipeline(depth);
    LazyLock::force(&CORPUS);
    bencher
        .counter(bytes())
        .with_inputs(|| CORPUS.clone())
        .bench_values(|articles| articles.into_iter().map(|article| pipeline.score(article).words()).sum::<u64>());
}

/// The same with a list of a hundred thousand entries more.
#[divan::bench]
fn h_score_all_with_a_large_list(bencher: Bencher) {
    LazyLock::force(&LARGE);
    bencher
        .counter(bytes())
        .with_inputs(|| CORPUS.clone())
        .bench_values(|articles| articles.into_iter().map(|article| LARGE.score(article).words()).sum::<u64>());
}

/// Text of nothing but short quotations in one paragraph: what looks back or ahead without bound takes for ever here.
#[divan::bench(args = [250_000, 1_000_000])]
fn i_hostile_quotations(bencher: Bencher, length: usize) {
    let text = "\"ab\" ‘cd ".repeat(length / 12);
    bencher
        .counter(BytesCount::new(text.len()))
        .with_inputs(|| Article::new("a", text.as_str()))
        .bench_values(|article| PIPELINE.score(article).words());
}

/// The corpus as a file of JSON lines.
fn json_lines() -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().expect("a file");
    for (index, article) in CORPUS.iter().enumerate() {
        let row = serde_json::json!({"id": index, "title": article.title, "text": article.text, "outlet": article.outlet});
        std::io::Write::write_all(&mut file, format!("{row}\n").as_bytes()).expect("written");
    }
    file
}

/// Reading JSON lines.
#[divan::bench]
fn j_read(bencher: Bencher) {
    let file = json_lines();
    let input = [file.path().to_str().expect("a path").to_owned()];
    bencher.counter(bytes()).bench(|| {
        Reader::new(&input, Options::default()).expect("a reader").map(|article| article.expect("an article").text.len()).sum::<usize>()
    });
}

/// Reading JSON lines, text, cues and counts.
#[divan::bench(args = DEPTHS)]
fn k_read_and_score(bencher: Bencher, depth: Depth) {
    let pipeline = pipeline(depth);
    let file = json_lines();
    let input = [file.path().to_str().expect("a path").to_owned()];
    bencher.counter(bytes()).bench(|| {
        let reader = Reader::new(&input, Options::default()).expect("a reader");
        reader.map(|article| pipeline.score(article.expect("an article")).words()).sum::<u64>()
    });
}

/// The same, and JSON lines again.
#[divan::bench]
fn l_whole(bencher: Bencher) {
    let file = json_lines();
    let input = [file.path().to_str().expect("a path").to_owned()];
    bencher.counter(bytes()).bench(|| {
        let reader = Reader::new(&input, Options::default()).expect("a reader");
        let lines = reader.map(|article| {
            report::article_line(&PIPELINE.score(article.expect("an article")), PIPELINE.matcher(), false).expect("a line").len()
        });
        lines.sum::<usize>()
    });
}
