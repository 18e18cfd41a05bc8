//! What holds for any text at all.

mod support;
#[path = "support/targets.rs"]
mod targets;

use std::io::Write as _;
use std::sync::{Arc, LazyLock};

use parallax::article::{Article, Field};
use parallax::pipeline::Pipeline;
use parallax::read::{Options, Reader};
use parallax::report::reproduce::{Lines, Output, Recorded};
use parallax::report::{self, JsonLines, Run, Summary};
use parallax::score::ArticleScore;
use parallax::span::Span;
use proptest::prelude::*;
use support::{SAMPLE, pipeline};
use targets::sound;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(pipeline);

fn article(title: Option<String>, text: String) -> Article {
    Article { title, ..Article::new("a", text) }
}

/// Texts of the pieces that trip up a reader of news.
fn news() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("“"),
        Just("”"),
        Just("\""),
        Just("‘"),
        Just("’"),
        Just("'"),
        Just(". "),
        Just("."),
        Just("? "),
        Just("… "),
        Just(", "),
        Just("; "),
        Just("\n"),
        Just("\n\n"),
        Just(" – "),
        Just("she said "),
        Just("according to "),
        Just("Mr. Roe "),
        Just("the regime "),
        Just("claimed that "),
        Just("not only "),
        Just("no doubt "),
        Just("may "),
        Just("May 5 "),
        Just("alleged "),
        Just("the U.S. "),
        Just("it is "),
        Just("1,500 "),
        Just("(Related: x) "),
        Just("Skip to content\n"),
        Just("é"),
        Just("İ"),
        Just("\u{200d}"),
        Just("\u{a0}"),
        Just("🎉 "),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spans_are_sound_in_news_like_text(title in proptest::option::of(news()), text in news()) {
        sound(&PIPELINE.score(article(title, text)));
    }

    #[test]
    fn spans_are_sound_in_any_text(text in "(?s:.{0,200})") {
        sound(&PIPELINE.score(article(None, text)));
    }

    #[test]
    fn every_record_is_one_line_of_json(text in news()) {
        let score = PIPELINE.score(article(None, text));
        let line = report::article_line(&score, PIPELINE.matcher(), true).expect("a line");
        prop_assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&line).is_ok());
    }

    #[test]
    fn reading_finds_the_same_debris_on_boundaries(text in news()) {
        let file = tempfile::Builder::new().suffix(".txt").tempfile().expect("a file");
        std::fs::write(file.path(), &text).expect("written");
        let inputs = [file.path().to_str().expect("a path").to_owned()];
        for article in Reader::new(&inputs, Options::default()).expect("a reader") {
            let article = article.expect("an article");
            let mut end = 0;
            for trim in &article.trimmed {
                prop_assert!(trim.span.start() >= end);
                end = trim.span.end();
                prop_assert_eq!(trim.span.trim(&article.text), trim.span);
            }
            sound(&PIPELINE.score(article));
        }
    }
}

/// The JSON lines of a run over the sample.
static RUN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let run = Run {
        version: "0".into(),
        command: "score".into(),
        options: serde_json::json!({}),
        seed: 0,
        lexicons: Vec::new(),
        models: Vec::new(),
    };
    let mut lines = JsonLines::new(Vec::new(), &run).expect("a run");
    for score in support::scores(SAMPLE) {
        lines.lines(&report::article_line(&score, PIPELINE.matcher(), false).expect("a line")).expect("written");
    }
    lines.finish(&mut Summary::default()).expect("written")
});

/// What a run made again finds in an output: a refusal, or its own checksum and the records held against it.
fn found(output: &[u8]) -> bool {
    let Ok(recorded) = Recorded::read(output) else { return true };
    let Output::Lines { records, .. } = recorded.output else { return true };
    let mut lines = Lines::new(output, records);
    lines.write_all(&RUN).expect("taken");
    let different = lines.finish(&recorded.summary, &recorded.summary).expect("an outcome").different > 0;
    assert_eq!(recorded.tampered("run").is_some(), different, "checksum and comparison agree");
    different
}

#[test]
fn an_unchanged_run_has_nothing_to_find() {
    assert!(!found(&RUN));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_byte_of_the_records_is_found(at in 0.0..1.0f64, byte in any::<u8>()) {
        let mut output = RUN.clone();
        let breaks: Vec<usize> = (0..output.len()).filter(|&at| output[at] == b'\n').collect();
        let (begin, end) = (breaks[0] + 1, breaks[breaks.len() - 2]);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the records")]
        let place = begin + ((end - begin) as f64 * at) as usize;
        prop_assume!(output[place] != byte);
        output[place] = byte;
        prop_assert!(found(&output));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: usize| {
        let mut lines = Vec::new();
        let reader = Reader::new(&[SAMPLE.to_owned(), "tests/pages/*.html".to_owned()], Options::default()).expect("a reader");
        let render = |score: Result<ArticleScore, _>| report::article_line(&score.expect("an article"), PIPELINE.matcher(), true);
        PIPELINE.run(reader, threads, render, |line| line.map(|line| lines.extend(line))).expect("a run");
        lines
    };
    let one = run(1);
    assert!(!one.is_empty());
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn a_very_long_sentence_takes_linear_time() {
    // Quadratic work on this would take minutes.
    let text = "the regime may not ".repeat(200_000);
    let started = std::time::Instant::now();
    let score = PIPELINE.score(article(None, text));
    assert!(score.cues.len() >= 400_000, "{}", score.cues.len());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    let document = score.document.clone();
    assert_eq!(document.passages()[0].field(), Field::Text);
    assert_eq!(Span::new(0, 3).slice(&Arc::new(score).document.article().text), "the");
}
