//! Input that nobody means well with: it costs itself, is told with path, line and reason, and neither ends the run nor eats the machine.

#![cfg(unix)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const FIRST: &str = r#"{"id":"first","text":"The dam may break."}"#;
const LAST: &str = r#"{"id":"last","text":"It reportedly held."}"#;

/// Most memory of a run, in KiB of address space.
const MEMORY: u64 = 3 << 20;
/// Most seconds of a run, in a debug build on a busy machine.
const SECONDS: u64 = 300;

/// What became of a run.
struct Ended {
    status: Option<i32>,
    records: Vec<Value>,
    talk: String,
}

impl Ended {
    fn of_type(&self, kind: &str) -> Vec<&Value> {
        self.records.iter().filter(|record| record["type"] == kind).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.of_type("article").iter().map(|article| article["id"].as_str().expect("an id")).collect()
    }

    /// Line and reason of each error.
    fn errors(&self) -> Vec<(Option<u64>, &str)> {
        self.of_type("error").iter().map(|error| (error["line"].as_u64(), error["reason"].as_str().expect("a reason"))).collect()
    }
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).expect("written");
    }

    /// Scores `inputs` under a limit of memory and of time.
    fn score(&self, inputs: &str) -> Ended {
        let begun = Instant::now();
        let script = format!("ulimit -v {MEMORY}; exec timeout {SECONDS} \"$PARALLAX\" score --format jsonl --threads 2 {inputs}");
        let output: Output = Command::new("sh")
            .args(["-c", &script])
            .env("PARALLAX", env!("CARGO_BIN_EXE_parallax"))
            .current_dir(self.path())
            .output()
            .expect("a shell");
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(begun.elapsed() < Duration::from_secs(SECONDS), "{inputs}: {talk}");
        let records = String::from_utf8(output.stdout).expect("UTF-8");
        let records = records.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
        Ended { status: output.status.code(), records, talk }
    }

    /// Scores a file in which the first and last article are good and between them stands what gives these lines and parts of reasons.
    #[track_caller]
    fn costs(&self, name: &str, expected: &[(Option<u64>, &str)]) {
        let ended = self.score(name);
        let (ids, errors) = (ended.ids(), ended.errors());
        assert_eq!(ended.status, Some(2), "{name}: {}", ended.talk);
        assert!(ids.first() == Some(&"first") && ids.last() == Some(&"last"), "{name}: {ids:?} {errors:?}");
        told(name, &ended, expected);
    }

    /// Scores a file that gives nothing but this error.
    #[track_caller]
    fn refused(&self, name: &str, reason: &str) {
        let ended = self.score(name);
        assert_eq!((ended.status, ended.ids()), (Some(2), vec![]), "{name}: {}", ended.talk);
        told(name, &ended, &[(None, reason)]);
    }

    /// Scores a file of which every article is read.
    #[track_caller]
    fn reads(&self, name: &str, ids: &[&str]) -> Ended {
        let ended = self.score(name);
        assert_eq!((ended.status, ended.ids().as_slice()), (Some(0), ids), "{name}: {} {:?}", ended.talk, ended.errors());
        ended
    }
}

#[track_caller]
fn told(name: &str, ended: &Ended, expected: &[(Option<u64>, &str)]) {
    let errors = ended.errors();
    assert_eq!(errors.len(), expected.len(), "{name}: {errors:?}");
    for ((line, reason), (expected_line, part)) in errors.iter().zip(expected) {
        assert!(reason.contains(part), "{name}: expected `{part}` in `{reason}`");
        assert!(expected_line.is_none() || line == expected_line, "{name}: expected {expected_line:?}, found {line:?}: {reason}");
        assert!(reason.len() < 600, "{name}: {reason}");
    }
    for error in ended.of_type("error") {
        assert_eq!(error["path"], name);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

/// Gigabytes of zeros in a thousandth of that; fewer where unpacking is not optimised.
const BOMB: usize = if cfg!(debug_assertions) { 128 << 20 } else { 4 << 30 };

fn gzip_bomb() -> Vec<u8> {
    // One member of 64 MiB again and again: a stream of members is one file.
    gzip(&vec![0; 64 << 20]).repeat(BOMB >> 26)
}

/// Zstandard frames (RFC 8878) written by hand: blocks that stand for so many times one byte.
fn zstd_bomb(blocks: usize) -> Vec<u8> {
    // Magic, a descriptor without content size, a window of 128 KiB; then blocks of the type RLE of 128 KiB, the last of them marked.
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3];
    for block in 1..=blocks {
        let head: u32 = (128 << 10) << 3 | 1 << 1 | u32::from(block == blocks);
        frame.extend(&head.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

/// A frame that holds the bytes as they are.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3];
    let head = u32::try_from(bytes.len()).expect("a few") << 3 | 1;
    frame.extend(&head.to_le_bytes()[..3]);
    frame.extend(bytes);
    frame
}

fn lines(between: &str) -> String {
    format!("{FIRST}\n{between}\n{LAST}\n")
}

#[test]
fn lines_that_are_no_articles_cost_themselves() {
    let place = Place::new();
    place.write("cut.jsonl", lines("{\"id\":\"x\",\"text\":\"cut"));
    place.costs("cut.jsonl", &[(Some(2), "cut short")]);
    place.write("types.jsonl", lines("{\"id\":{},\"text\":\"t\"}\n{\"text\":[1]}\n[1]\n\"x\"\n3\nnull\n{}\n{\"text\":null}"));
    let reasons = ["`id`", "found a list", "sequence", "string", "integer", "null", "no text: expected one of", "name yours with --map"];
    let expected: Vec<_> = (2..).map(Some).zip(reasons).collect();
    place.costs("types.jsonl", &expected);
    place.write("surrogates.jsonl", lines("{\"text\":\"lone \\ud800 high\"}\n{\"text\":\"lone \\udc00 low\"}"));
    place.costs("surrogates.jsonl", &[(Some(2), "lone surrogate"), (Some(3), "lone surrogate")]);
    place.write("twice.jsonl", lines("{\"id\":\"first\",\"text\":\"Another.\"}"));
    place.costs("twice.jsonl", &[(Some(2), "give every article an id of its own")]);
    place.write("zeros.jsonl", lines("{\"text\":\"a \0 zero\"}\n\0\0\0"));
    place.costs("zeros.jsonl", &[(Some(2), "control character"), (Some(3), "not a JSON object")]);
}

#[test]
fn a_wrong_place_in_an_array_costs_what_follows_and_no_more() {
    let place = Place::new();
    place.write("wrong.json", format!("[{FIRST},\n{{\"text\": [1]}},\n7,\n{LAST}]"));
    place.costs("wrong.json", &[(Some(2), "article 2 of the array"), (Some(3), "article 3 of the array")]);
    place.write("cut.json", format!("[{FIRST},\n{LAST},\n{{\"text\": \"cu"));
    place.costs("cut.json", &[(Some(3), "cut short")]);
}

#[test]
fn rows_that_are_no_articles_cost_themselves() {
    let place = Place::new();
    let table = |between: &str| format!("id,text\nfirst,The dam may break.\n{between}\nlast,It reportedly held.\n");
    place.write("ragged.csv", table("x\ny,too,many"));
    place.costs("ragged.csv", &[(Some(3), "expected 2 columns, found 1"), (Some(4), "expected 2 columns, found 3")]);
    place.write("open.csv", table("x,\"never closed"));
    place.costs("open.csv", &[(Some(3), "quotation mark")]);
    place.write("open-twice.csv", table("x,\"never closed\ny,\"nor this"));
    place.costs("open-twice.csv", &[(Some(3), "quotation mark"), (Some(4), "quotation mark")]);
    place.write("zero.csv", table("n,the \0 dam"));
    place.reads("zero.csv", &["first", "n", "last"]);
    place.write("header.csv", "id,text\n");
    assert!(place.reads("header.csv", &[]).talk.contains("no article was found"));
    place.write("columns.csv", "id,words\na,The dam\n");
    place.refused("columns.csv", "name yours with --map text=COLUMN (the table has id, words)");
    place.write("wide.csv", "c,".repeat(100_000));
    place.refused("wide.csv", "and 99981 more");
}

#[test]
fn every_encoding_is_read_with_a_mark_and_without() {
    let place = Place::new();
    let contents = [
        ("jsonl", format!("{FIRST}\n{LAST}\n")),
        ("json", format!("[{FIRST},{LAST}]")),
        ("csv", "id,text\nfirst,The dam may break.\nlast,It reportedly held.\n".to_owned()),
        ("tsv", "id\ttext\nfirst\tThe dam may break.\nlast\tIt reportedly held.\n".to_owned()),
    ];
    for (extension, content) in &contents {
        for (name, code) in [("le", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("be", u16::to_be_bytes)] {
            for mark in ["", "\u{feff}"] {
                let file = format!("{name}{}.{extension}", mark.len());
                place.write(&file, format!("{mark}{content}").encode_utf16().flat_map(code).collect::<Vec<u8>>());
                place.reads(&file, &["first", "last"]);
            }
        }
    }
    place.write(
        "latin.jsonl",
        b"{\"id\":\"first\",\"text\":\"The caf\xe9 may close.\"}\n{\"id\":\"last\",\"text\":\"It\x92s \x93closed\x94.\"}\n",
    );
    place.write("latin.csv", b"id,text\nfirst,The caf\xe9 may close.\nlast,It\x92s \x93closed\x94.\n");
    place.reads("latin.jsonl", &["first", "last"]);
    place.reads("latin.csv", &["first", "last"]);
    let utf_32: Vec<u8> = "The dam may break.".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    place.write("wide.txt", utf_32);
    place.refused("wide.txt", "UTF-32");
    place.write("zeros.txt", [0; 5000]);
    place.refused("zeros.txt", "save it as UTF-8");
}

#[test]
fn an_article_without_words_is_one_of_no_words() {
    let place = Place::new();
    place.write("none.jsonl", lines("{\"id\":\"e\",\"text\":\"\"}\n{\"id\":\"w\",\"text\":\" \\n\\t \"}"));
    let ended = place.reads("none.jsonl", &["first", "e", "w", "last"]);
    let words: Vec<_> = ended.of_type("article").iter().map(|article| article["words"].as_u64()).collect();
    assert_eq!(words, [Some(4), Some(0), Some(0), Some(3)]);
    place.write("blank.txt", " \n\t\n");
    place.write("empty.txt", "");
    assert_eq!(place.score("blank.txt empty.txt").ids().len(), 2);
}

#[test]
fn a_file_of_no_bytes_is_told() {
    let place = Place::new();
    for (name, reason) in
        [("a.csv", "the table is empty"), ("a.tsv", "the table is empty"), ("a.json", "the file is empty"), ("a.html", "no text was found")]
    {
        place.write(name, "");
        place.refused(name, reason);
    }
    place.write("a.jsonl", "");
    assert!(place.reads("a.jsonl", &[]).talk.contains("no article was found"));
}

#[test]
fn a_packed_bomb_goes_off_nowhere() {
    let place = Place::new();
    let (gzip, zstd) = (gzip_bomb(), zstd_bomb(BOMB >> 17));
    assert!(gzip.len() < BOMB / 900 && zstd.len() < BOMB / 9000);
    let limit = "which is the limit for one record";
    for (name, bytes, reason) in [
        ("bomb.jsonl.zst", &zstd, limit),
        ("bomb.jsonl.gz", &gzip, limit),
        ("bomb.csv.zst", &zstd, limit),
        ("bomb.tsv.gz", &gzip, limit),
        ("bomb.txt.zst", &zstd, limit),
        ("bomb.txt.gz", &gzip, limit),
        ("bomb.html.gz", &gzip, "the limit for a page"),
        ("bomb.json.gz", &gzip, "536870912 bytes"),
    ] {
        place.write(name, bytes);
        place.refused(name, reason);
        // Where unpacking is not optimised one is enough, and the one below.
        if cfg!(debug_assertions) {
            break;
        }
    }
    // The rows before it are read.
    place.write("late.csv.gz", [self::gzip(b"id,text\nfirst,The dam may break.\n"), gzip].concat());
    let ended = place.score("late.csv.gz");
    assert_eq!((ended.status, ended.ids()), (Some(2), vec!["first"]), "{}", ended.talk);
    assert!(ended.errors()[0].1.contains("the limit for one record"));
}

#[test]
fn what_is_damaged_in_its_packing_is_read_up_to_there() {
    let place = Place::new();
    let good = format!("{FIRST}\n{LAST}\n");
    // Long enough that the first blocks come out before the cut.
    let filler: String = (0..3000).fold(String::new(), |mut all, number| {
        let _ = writeln!(all, "{{\"id\":\"f{number}\",\"text\":\"Filler {}.\"}}", number * 7919 % 3001);
        all
    });
    let cut = gzip(format!("{FIRST}\n{filler}{LAST}\n").as_bytes());
    place.write("cut.jsonl.gz", &cut[..cut.len() - 2000]);
    let ended = place.score("cut.jsonl.gz");
    assert!(ended.status == Some(2) && ended.ids().first() == Some(&"first") && ended.ids().len() > 1000, "{}", ended.talk);
    assert!(ended.errors().last().expect("an error").1.contains("the gzip data is damaged, cut short"));
    for (name, bytes) in [("trail.jsonl.gz", gzip(good.as_bytes())), ("trail.jsonl.zst", zstd(good.as_bytes()))] {
        place.write(name, [&bytes[..], b"garbage"].concat());
        place.costs(name, &[(Some(3), "followed by something else")]);
    }
    let packed = zstd(good.as_bytes());
    for (name, bytes, reason) in [
        ("head.txt.gz", &gzip(b"The dam may break.")[..5], "the gzip data is damaged"),
        ("cut.txt.gz", &gzip(b"The dam may break.")[..20], "the gzip data is damaged"),
        ("head.txt.zst", &packed[..5], "the Zstandard data is damaged"),
        ("cut.txt.zst", &packed[..20], "the Zstandard data is damaged"),
        // A window of 2 TiB.
        ("window.txt.zst", &[0x28, 0xB5, 0x2F, 0xFD, 0, 0xF8, 1, 0, 0], "window"),
        ("plain.txt.gz", &b"The dam may break."[..], "neither gzip nor Zstandard"),
        ("plain.txt.zst", &b"The dam may break."[..], "neither gzip nor Zstandard"),
    ] {
        place.write(name, bytes);
        place.refused(name, reason);
    }
}

#[test]
fn nesting_has_no_bottom_to_hit() {
    let place = Place::new();
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    place.write(
        "in.jsonl",
        lines(&format!("{{\"id\":\"d\",\"x\":{open}{close},\"text\":\"deep\"}}\n{{\"id\":\"o\",\"x\":{objects},\"text\":\"deep\"}}")),
    );
    place.reads("in.jsonl", &["first", "d", "o", "last"]);
    place.write("as.jsonl", lines(&format!("{{\"text\":{open}{close}}}\n{{\"text\":{open}\n{{\"text\":{objects}}}")));
    place.costs("as.jsonl", &[(Some(2), "found a list"), (Some(3), "cut short"), (Some(4), "found an object")]);
    place.write("all.json", format!("{open}{close}"));
    place.refused("all.json", "article 1 of the array");
    place.write("in.json", format!("{{\"x\":{open}{close},\"articles\":[{FIRST},{LAST}]}}"));
    place.reads("in.json", &["first", "last"]);
}

#[test]
fn pages_may_nest_as_they_like() {
    let place = Place::new();
    let mut inputs = String::new();
    let tags = ["div", "b", "a", "table", "svg", "math", "form", "select", "h1"];
    for tag in tags {
        let page = format!(
            "<html><body>{}The dam may break.{}</body></html>",
            format!("<{tag}>").repeat(100_000),
            format!("</{tag}>").repeat(100_000)
        );
        place.write(&format!("{tag}.html"), page);
        let _ = write!(inputs, "{tag}.html ");
    }
    place.write("open.html", format!("<html><body>{}The dam may break.", "<div><b><i>".repeat(33_000)));
    let ended = place.score(&format!("{inputs} open.html --with-text"));
    assert_eq!(ended.status, Some(0), "{}", ended.talk);
    // All hold one text, so all are the one article.
    assert_eq!(ended.of_type("article")[0]["text"], "The dam may break.");
    assert_eq!(ended.of_type("summary")[0]["duplicates"], tags.len());
}

#[test]
fn a_line_of_two_hundred_megabytes_costs_itself() {
    let place = Place::new();
    let long = format!("{{\"id\":\"l\",\"text\":\"{}\"}}", "x y ".repeat(50 << 20));
    place.write("long.jsonl", lines(&long));
    place.costs("long.jsonl", &[(Some(2), "longer than 67108864 bytes")]);
    place.write("long.csv", format!("id,text\nfirst,The dam may break.\nl,{}\nlast,It reportedly held.\n", &long[20..(80 << 20)]));
    place.costs("long.csv", &[(Some(3), "longer than 67108864 bytes")]);
    place.write("long.txt", &long[..65 << 20]);
    place.refused("long.txt", "longer than 67108864 bytes");
    place.write("long.html", &long[..17 << 20]);
    place.refused("long.html", "longer than 16777216 bytes");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised: cargo test --release --test hostile")]
fn an_article_of_five_million_words_is_scored() {
    let place = Place::new();
    let text = "The old dam by the river may hold for one more year, the council said. ".repeat(5_000_000 / 15 + 1);
    place.write("long.txt", text);
    let ended = place.score("long.txt");
    assert_eq!((ended.status, ended.errors()), (Some(0), vec![]), "{}", ended.talk);
    assert!(ended.of_type("article")[0]["words"].as_u64().is_some_and(|words| words >= 5_000_000));
}

#[test]
fn folders_that_lead_astray_are_walked() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let folder = place.path().join("in");
    std::fs::create_dir_all(folder.join("a.txt")).expect("made");
    place.write("in/a.txt/inner.txt", "The dam may break.");
    place.write("in/b.txt", "It reportedly held.");
    for (to, link) in [("nowhere", "dangling.txt"), ("two.txt", "one.txt"), ("one.txt", "two.txt"), (".", "self")] {
        symlink(to, folder.join(link)).expect("linked");
    }
    assert!(Command::new("mkfifo").arg(folder.join("pipe.txt")).status().expect("mkfifo").success());
    std::fs::write(folder.join(std::ffi::OsStr::from_bytes(b"na\xffme.txt")), "A name may be no text.").expect("written");
    // A pattern goes into the link once more than a walk does.
    for (inputs, most) in [("in", 4), ("'in/*'", 7)] {
        let ended = place.score(inputs);
        assert_eq!((ended.status, ended.ids().len()), (Some(2), 3), "{inputs}: {}", ended.talk);
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        let errors: Vec<String> =
            ended.of_type("error").iter().map(|error| format!("{}: {}", word(&error["path"]), word(&error["reason"]))).collect();
        assert!(errors.len() <= most, "{inputs}: {errors:#?}");
        for told in
            ["in/dangling.txt: no such file", "in/one.txt: cannot be read", "in/two.txt: cannot be read", "self: a link that leads back"]
        {
            assert!(errors.iter().any(|error| error.contains(told)), "{inputs}: {errors:#?}");
        }
        assert!(ended.of_type("summary")[0]["skipped"].to_string().contains("pipe.txt"), "{inputs}");
    }
    // A table of outlets that is none.
    std::fs::create_dir_all(place.path().join("odd")).expect("made");
    place.write("odd/b.txt", "It reportedly held.");
    assert!(Command::new("mkfifo").arg(place.path().join("odd/outlets.csv")).status().expect("mkfifo").success());
    let ended = place.score("odd");
    assert_eq!((ended.status, ended.ids().len()), (Some(2), 1), "{}", ended.talk);
    assert!(ended.errors()[0].1.contains("no regular file"));
    // A pipe that is named is read, as a shell's `<(..)` needs it.
    let ended = place.score("--input-format jsonl /dev/stdin < /dev/null");
    assert_eq!(ended.status, Some(0), "{}", ended.talk);
}

#[test]
fn strict_ends_at_the_first() {
    let place = Place::new();
    place.write("cut.jsonl", lines("{\"text\":\"cut\n{\"text\":\"cut"));
    let ended = place.score("--strict cut.jsonl");
    assert_eq!((ended.status, ended.errors().len()), (Some(2), 1), "{}", ended.talk);
}
