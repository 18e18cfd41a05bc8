//! The labelled sample as the program sees it, word for word: a change of any rule or entry is seen in review as a change of real prose.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use parallax::compare::{self, EventComparison};
use parallax::cue::Voice;
use parallax::find::Depth;
use parallax::group;
use parallax::read::{FieldMap, Options, Reader};
use parallax::report::reproduce::Recorded;
use parallax::report::{self, Report, Run, RunOptions, Style, Summary};
use parallax::score::ArticleScore;
use support::{SAMPLE, pipeline, scores};

/// An article with its cues marked in place: `[hedge:may]`, `[quoted loaded:regime]`, `[not booster:clearly]`.
fn marked(score: &ArticleScore, matcher: &parallax::lexicon::Matcher) -> String {
    let mut shown = Vec::new();
    report::cues(&mut shown, score, matcher, Style::default()).expect("written to memory");
    let text = String::from_utf8(shown).expect("UTF-8");
    // Snapshots hold no terminal codes.
    let mut plain = String::new();
    let mut codes = text.split('\u{1b}');
    plain.push_str(codes.next().unwrap_or_default());
    for code in codes {
        plain.push_str(code.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

fn run(command: &str) -> Run {
    let options = RunOptions {
        classifier: "none".into(),
        depth: Depth::Full,
        event: None,
        input_format: None,
        inputs: Vec::new(),
        level: 0.95,
        lexicon: Vec::new(),
        map: FieldMap::default(),
        null: false,
        reported_as: Voice::Reported,
        strict: false,
        trim: true,
        with_text: false,
    };
    Run { version: "0".into(), command: command.into(), options, seed: 0, lexicons: Vec::new(), models: Vec::new() }
}

#[test]
fn cues_of_the_sample() {
    let pipeline = pipeline();
    for score in scores(SAMPLE) {
        let name = score.document.article().file.clone().expect("a file").replace(".txt", "");
        insta::assert_snapshot!(format!("cues_{name}"), marked(&score, pipeline.matcher()));
    }
}

#[test]
fn clauses_of_the_sample() {
    for score in scores(SAMPLE) {
        let article = score.document.article();
        let mut shown = String::new();
        for clause in score.clauses.iter().flatten() {
            let text = clause.span.slice(article.field(clause.field)).replace('\n', " ");
            writeln!(shown, "{} {} | {text}", clause.commitment, clause.polarity).expect("written to memory");
        }
        let name = article.file.clone().expect("a file").replace(".txt", "");
        insta::assert_snapshot!(format!("clauses_{name}"), shown);
    }
}

#[test]
fn attributions_of_the_sample() {
    for score in scores(SAMPLE) {
        let article = score.document.article();
        let name = article.file.clone().expect("a file").replace(".txt", "");
        let mut shown = String::new();
        for passage in score.document.passages() {
            let text = article.field(passage.field());
            for one in passage.attributions() {
                let words = |span: Option<parallax::span::Span>| span.map_or("-", |span| span.slice(text)).to_owned();
                let content: Vec<&str> = one.content.iter().map(|span| span.slice(text)).collect();
                let kind = if one.direct { "direct" } else { "indirect" };
                writeln!(shown, "{kind}, {}: {} | {} | {}", one.manner, words(one.source), words(one.cue), content.join(" .. "))
                    .expect("written to memory");
            }
        }
        insta::assert_snapshot!(format!("attributions_{name}"), shown);
    }
}

/// Where the figures of the sample stand, each table a file.
const FIGURES: &str = "evaluation/golden";

/// Holds a table against its file, or writes the file where `PARALLAX_GOLDEN=write` says so.
fn golden(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIGURES).join(name);
    if std::env::var_os("PARALLAX_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::write(&path, table).expect("written");
        return;
    }
    let held = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{FIGURES}/{name}: {error}"));
    if held == table {
        return;
    }
    let line = 1 + held.split('\n').zip(table.split('\n')).take_while(|(was, is)| was == is).count();
    let at = |table: &str| table.split('\n').nth(line - 1).unwrap_or("(nothing)").to_owned();
    panic!(
        "{FIGURES}/{name}, line {line}: scores have changed\n  was  {}\n  is   {}\nIf that is meant, make the files again with\n    \
         PARALLAX_GOLDEN=write cargo test --test golden\nand name the change in CHANGELOG.md.",
        at(&held),
        at(table)
    );
}

#[test]
fn rates_of_the_sample() {
    let pipeline = pipeline();
    let mut table = String::from("article,kind,voice,part,cues,words,per_1000\n");
    for score in scores(SAMPLE) {
        let line = report::article_line(&score, pipeline.matcher(), false).expect("a line");
        let record: serde_json::Value = serde_json::from_slice(&line).expect("a record");
        let name = record["file"].as_str().expect("a file").replace(".txt", "");
        for rate in record["rates"].as_array().expect("rates").iter().filter(|rate| rate["words"] != 0) {
            let text = |field: &str| rate[field].as_str().expect("text");
            let (kind, voice, part) = (text("kind"), text("voice"), text("part"));
            writeln!(table, "{name},{kind},{voice},{part},{},{},{}", rate["cues"], rate["words"], rate["per_1000"])
                .expect("written to memory");
        }
    }
    golden("rates.csv", &table);
}

#[test]
fn comparison_of_the_sample() {
    let (pipeline, scores) = (pipeline(), scores(SAMPLE));
    let (events, _) = group::by_given_event(&scores);
    let comparisons: Vec<EventComparison> =
        events.iter().filter_map(|event| compare::compare(event, &scores, &compare::Options::default())).collect();
    let run = run("compare");
    let report = Report {
        run: &run,
        matcher: pipeline.matcher(),
        scores: &scores,
        events: &events,
        comparisons: &comparisons,
        null: None,
        problems: &[],
        summary: &Summary::default(),
    };
    for (name, table) in [("measures.csv", report::Table::Measures), ("contrasts.csv", report::Table::Contrasts)] {
        let mut shown = Vec::new();
        report::csv_table(&mut shown, &report, table).expect("written to memory");
        golden(name, &String::from_utf8(shown).expect("UTF-8"));
    }
}

#[test]
fn hostile_articles_are_text_on_the_page() {
    let hostile =
        "<script>alert(1)</script> \" onmouseover=\"x\" \u{202e}the regime</p></article><img src=x onerror=alert(1)>. It may rain.";
    let folder = tempfile::tempdir().expect("a folder");
    let rows = format!(
        "{}\n{}\n",
        serde_json::json!({"id": "a\"><script>", "outlet": "<u>one</u>", "event": "</title><script>", "title": "</h4><script>alert(2)</script>", "text": hostile, "url": "javascript:alert(3)"}),
        serde_json::json!({"id": "b", "outlet": "two", "event": "</title><script>", "text": hostile, "url": "https://example.invalid/?a=\"><script>"}),
    );
    let file = folder.path().join("hostile.jsonl");
    std::fs::write(&file, rows).expect("written");
    let pipeline = pipeline();
    let reader = Reader::new(&[file.to_str().expect("a path").to_owned()], Options::default()).expect("a reader");
    let scores: Vec<ArticleScore> = reader.map(|article| pipeline.score(article.expect("an article"))).collect();
    let (events, _) = group::by_given_event(&scores);
    let comparisons: Vec<EventComparison> =
        events.iter().filter_map(|event| compare::compare(event, &scores, &compare::Options::default())).collect();
    let run = run("</pre><script>");
    let report = Report {
        run: &run,
        matcher: pipeline.matcher(),
        scores: &scores,
        events: &events,
        comparisons: &comparisons,
        null: None,
        problems: &[],
        summary: &Summary::default(),
    };
    let mut page = Vec::new();
    report::page(&mut page, &report).expect("a page");
    let page = String::from_utf8(page).expect("UTF-8");
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the words are there, as text");
    for tag in ["<script", "<img", "<u>", "javascript:"] {
        assert!(!page.contains(tag), "{tag} stands in the page");
    }
    assert_eq!(page.matches("</article>").count(), 2);
    let recorded = Recorded::read(page.as_bytes()).expect("the page carries its run");
    assert_eq!(recorded.run.command, run.command, "what was escaped comes back");
    assert_eq!(recorded.run.with_options::<RunOptions>().expect("options").options, run.options);
    assert!(page.contains("href=\"https://example.invalid/?a=&quot;&gt;&lt;script&gt;\" rel=\"noopener noreferrer\""));
}
