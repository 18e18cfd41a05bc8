//! Sentence boundaries against texts split by hand: exact spans, F1 at least .98.

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use parallax::article::Field;
use parallax::read::Options;
use parallax::score::ArticleScore;
use parallax::span::Span;
use support::{Agreement, SAMPLE, annotations, articles, pipeline, scores, shared};

fn sentences(score: &ArticleScore) -> Vec<Span> {
    let passages = score.document.passages().iter().filter(|passage| passage.field() == Field::Text);
    passages.flat_map(|passage| passage.sentences().iter().map(|sentence| sentence.span)).collect()
}

#[test]
fn the_sample_is_split_as_by_hand() {
    let mut agreement = Agreement::default();
    for score in scores(SAMPLE) {
        let article = score.document.article();
        let file = Path::new(SAMPLE).join(article.file.as_deref().expect("a file"));
        let gold: Vec<Span> =
            annotations(&file, &article.text).into_iter().filter(|one| one.kind == "Sentence").map(|one| one.pieces[0]).collect();
        agreement.add(&sentences(&score), &gold);
    }
    println!("sample: {agreement:?}, F1 {:.4}", agreement.f1());
    assert_eq!(agreement.gold, 182);
    assert!(agreement.f1() >= 0.98, "{agreement:?}");
}

#[test]
fn news_is_split_as_by_hand() {
    #[derive(serde::Deserialize)]
    struct Row {
        id: String,
        sentences: Vec<(usize, usize)>,
    }
    let Some(news) = shared("data/news/articles.jsonl.gz", "sentence boundaries on news") else { return };
    let gold = std::fs::read_to_string("evaluation/sentences/news.jsonl").expect("the hand-split sentences");
    let mut gold: BTreeMap<String, Vec<Span>> = gold
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row"))
        .map(|row: Row| (row.id, row.sentences.into_iter().map(|(start, end)| Span::new(start, end)).collect()))
        .collect();
    let pipeline = pipeline();
    let mut agreement = Agreement::default();
    // Debris was split too, so nothing is trimmed.
    for article in articles(&[news.to_str().expect("a path")], Options { trim: false, ..Options::default() }) {
        if let Some(gold) = gold.remove(article.id.as_str()) {
            agreement.add(&sentences(&pipeline.score(article)), &gold);
        }
    }
    println!("news: {agreement:?}, F1 {:.4}", agreement.f1());
    assert!(gold.is_empty(), "not found in the news: {:?}", gold.keys());
    assert!(agreement.gold >= 300 && agreement.f1() >= 0.98, "{agreement:?}");
}
