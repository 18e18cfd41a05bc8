//! What holds for any bytes: a function for each fuzz target, which the fuzzers call and `tests/fuzz_corpus.rs` runs over the kept corpora.

#![allow(dead_code, unreachable_pub, reason = "each fuzz target takes one of them")]

use std::sync::LazyLock;

use parallax::article::Article;
use parallax::cue::{CueKind, Voice};
use parallax::lexicon::{ImportFormat, ImportOptions, Lexicon, check, import};
use parallax::pipeline::Pipeline;
use parallax::read::{Format, Options, Reader, mark};
use parallax::report;
use parallax::score::{ArticleScore, Slice};

/// What a target runs.
pub type Target = fn(&[u8]);

/// A target's name, which is that of its corpus, and what it runs.
pub const TARGETS: [(&str, Target); 6] =
    [("text", text), ("json_lines", json_lines), ("csv", csv), ("html", html), ("dictionary", dictionary), ("lexicon", lexicon)];

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(Lexicon::shipped().expect("the shipped tables"), Voice::Reported));

/// Any text: from tokens to records.
pub fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (title, text) = text.split_once('\u{1}').map_or((None, &*text), |(title, text)| (Some(title.to_owned()), text));
    let mut article = Article { title, ..Article::new("a", text) };
    mark(&mut article, true);
    whole(article, &PIPELINE);
}

/// JSON lines, packed or not.
pub fn json_lines(bytes: &[u8]) {
    read(bytes, Format::Jsonl);
    // The same bytes as a document.
    read(bytes, Format::Json);
}

/// A table. Where no quotation mark stands, rows are those of the `csv` crate.
pub fn csv(bytes: &[u8]) {
    let found = read(bytes, Format::Csv);
    read(bytes, Format::Tsv);
    let plain = bytes.first().is_some_and(u8::is_ascii_alphabetic) && !bytes.iter().any(|byte| matches!(byte, b'"' | 0 | b';'));
    if let (Some(found), true) = (found, plain) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        let mut expected = 0;
        while reader.read_byte_record(&mut record).expect("bytes in memory") {
            expected += 1;
        }
        assert_eq!(found, expected, "rows");
    }
}

/// A page.
pub fn html(bytes: &[u8]) {
    read(bytes, Format::Html);
}

/// A word list of another tool: what comes out passes the linter.
pub fn dictionary(bytes: &[u8]) {
    let Some((&choice, list)) = bytes.split_first() else { return };
    let formats = [None, Some(ImportFormat::Dic), Some(ImportFormat::Yoshikoder), Some(ImportFormat::Lexicoder), Some(ImportFormat::Plain)];
    let kind = (choice & 0x40 == 0).then_some(CueKind::Loaded);
    let options = ImportOptions { format: formats[usize::from(choice & 0x3F) % formats.len()], kind, ..ImportOptions::default() };
    let Ok(import) = import(list, &options) else { return };
    let lexicon = Lexicon::parse("import", &import.table).expect("a table in the format");
    assert_eq!(lexicon.entries.len(), import.entries);
    assert_eq!(check(&lexicon), [], "the linter is content");
    assert!(import.left_out.is_sorted());
}

/// A lexicon of one's own: read, checked and used.
pub fn lexicon(bytes: &[u8]) {
    let Ok(lexicon) = Lexicon::parse("own", &String::from_utf8_lossy(bytes)) else { return };
    for finding in check(&lexicon) {
        assert!(finding.line > 1 && !finding.reason.is_empty());
    }
    let text = "May 5\n\nThe regime may not, the so-called minister claimed, “fall apart”. It isn't 1,500 ferries — no doubt.";
    whole(Article::new("a", text), &Pipeline::new(vec![lexicon], Voice::Reported));
}

/// Reads a file of these bytes and scores all that is in it. How many rows there were, or nothing where the file as a whole was refused.
fn read(bytes: &[u8], format: Format) -> Option<u64> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    let options =
        Options { format: Some(format), longest_record: 1 << 14, longest_page: 1 << 14, longest_file: 1 << 15, ..Options::default() };
    let mut reader = Reader::new(&[file.path().to_str().expect("a path").to_owned()], options).expect("a reader");
    let mut rows = 0;
    let mut line = 0;
    for found in reader.by_ref() {
        match found {
            Ok(article) => whole(article, &PIPELINE),
            Err(problem) => {
                assert!(!problem.reason.is_empty());
                problem.line?;
                assert!(problem.line >= Some(line), "lines in order");
                line = problem.line.unwrap_or(line);
            }
        }
        rows += 1;
    }
    assert_eq!(reader.inputs().len(), 1, "the file has its checksum");
    Some(rows + reader.duplicates())
}

/// Scores an article, checks the spans and writes the records.
fn whole(article: Article, pipeline: &Pipeline) {
    let mut end = 0;
    for trim in &article.trimmed {
        assert!(trim.span.start() >= end, "trims overlap");
        end = trim.span.end();
        assert_eq!(trim.span.trim(&article.text), trim.span);
    }
    let score = pipeline.score(article);
    sound(&score);
    for line in [report::article_line(&score, pipeline.matcher(), true), report::cue_lines(&score, pipeline.matcher())] {
        for line in line.expect("a line").split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            assert!(serde_json::from_slice::<serde_json::Value>(line).is_ok());
        }
    }
}

/// Panics on a span outside its text or off a character boundary, on sentences out of order, and on a cue outside every sentence.
pub fn sound(score: &ArticleScore) {
    let article = score.document.article();
    for passage in score.document.passages() {
        let text = article.field(passage.field());
        let mut end = 0;
        for sentence in passage.sentences() {
            assert!(sentence.span.start() >= end, "sentences overlap");
            end = sentence.span.end();
            assert_eq!(sentence.span.trim(text), sentence.span, "white space at a sentence's end");
            assert!(!sentence.span.is_empty());
        }
        let covered: usize = passage.sentences().iter().map(|sentence| sentence.tokens.len()).sum();
        assert_eq!(covered, passage.tokens().len(), "every token is in one sentence");
        let spans = passage.quotations().iter().map(|quotation| quotation.span);
        let contents = passage.attributions().iter().flat_map(|one| one.content.iter().copied().chain(one.source).chain(one.cue));
        for span in spans.chain(contents) {
            assert!(!span.slice(text).is_empty());
        }
        for cue in score.cues.iter().filter(|cue| cue.field == passage.field()) {
            let inside = |span: parallax::span::Span| span.start() <= cue.span.start() && cue.span.end() <= span.end();
            assert!(passage.sentences().iter().any(|sentence| inside(sentence.span)), "a cue outside every sentence");
        }
    }
    for cue in &score.cues {
        let words = cue.span.slice(article.field(cue.field));
        assert_eq!(words.trim(), words);
        assert!(!words.is_empty());
    }
    let voices: u64 = Voice::all().map(|voice| score.total.words(Slice { voice: Some(voice), part: None })).sum();
    assert_eq!(voices, score.words());
}
