//! A run made again from its own output: equal on any number of threads, and whatever changed is named.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const LANTERN: &str = "Bridge stays shut\n\nThe council said that the old bridge may open in May. “It is a disgrace,” a shopkeeper said.\n\nNobody clearly knows the cost.\n";
const FLASH: &str =
    "Bridge fiasco drags on\n\nThe regime at the town hall has utterly failed, critics claimed. A stunning 40 shops reportedly closed.\n";
const HERALD: &str =
    "Bridge works go on\n\nEngineers confirmed on Monday that two cables are sound. The work will perhaps end in spring.\n";
const OUTLETS: &str = "file,outlet,event\nlantern.txt,The Lantern,bridge\nflash.txt,Daily Flash,bridge\nherald.txt,Evening Herald,bridge\n";
const LEXICON: &str = "entry\tkind\tweight\nbridge\tloaded\t0.5\n";

/// A folder with a few articles, and what was run in it.
struct Place(tempfile::TempDir);

/// Status, standard output and standard error.
type Ended = (i32, String, String);

fn run_in(folder: &Path, arguments: &str, input: &str) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_parallax"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // One that ends without reading closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("a status"), text(&output.stdout), text(&output.stderr))
}

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        std::fs::create_dir(place.0.path().join("articles")).expect("made");
        for (name, text) in [("lantern.txt", LANTERN), ("flash.txt", FLASH), ("herald.txt", HERALD), ("outlets.csv", OUTLETS)] {
            place.write(&format!("articles/{name}"), text);
        }
        place.write("mine.tsv", LEXICON);
        place
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).expect("written");
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("a file")
    }

    /// Replaces the first occurrence, which must be there.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn run(&self, arguments: &str) -> Ended {
        run_in(self.0.path(), arguments, "")
    }

    /// Runs what must go well.
    fn made(&self, arguments: &str) -> &Self {
        let (status, _, talk) = self.run(arguments);
        assert_eq!(status, 0, "{arguments}: {talk}");
        self
    }

    #[track_caller]
    fn equal(&self, run: &str) {
        let (status, said, talk) = self.run(&format!("reproduce {run}"));
        assert!(status == 0 && said.starts_with("equal: ") && talk.is_empty(), "{run}: {status} {said}{talk}");
    }

    /// Reproduces what must end with status 1; `said` and `told` must stand in standard output and standard error.
    #[track_caller]
    fn differs(&self, run: &str, said: &[&str], told: &[&str]) {
        let (status, out, talk) = self.run(&format!("reproduce {run}"));
        assert_eq!(status, 1, "{run}: {out}{talk}");
        for (parts, text) in [(said, &out), (told, &talk)] {
            assert!(parts.iter().all(|part| text.contains(part)), "{run}: expected {parts:?} in: {text}");
        }
        assert!(!told.is_empty() || talk.is_empty(), "{run}: {talk}");
    }
}

#[test]
fn a_run_comes_out_equal_on_another_number_of_threads() {
    let place = Place::new();
    place.made("score articles --threads 1 -o scores.jsonl").equal("scores.jsonl --threads 3");
    place.made("cues articles --threads 1 -o cues.jsonl").equal("cues.jsonl --threads 3");
    place.made("compare articles --threads 1 -o run.jsonl").equal("run.jsonl --threads 3");
    place.made("compare articles --threads 1 -o page.html").equal("page.html --threads 3");
}

/// Labelled texts, a clear word in each of one label.
fn labels() -> String {
    let row = |at: usize| {
        if at.is_multiple_of(2) {
            format!("{at},The shameful plan {at} was pushed through,loaded,{at}\n")
        } else {
            format!("{at},The yearly plan {at} was read out,plain,{at}\n")
        }
    };
    std::iter::once("id,text,label,group\n".to_owned()).chain((0..30).map(row)).collect()
}

#[test]
fn an_evaluation_is_made_again_and_what_changed_under_it_is_named() {
    let place = Place::new();
    place.write("labels.csv", &labels());
    place.made("evaluate labels.csv --against lexicon --level 0.9 -o run.jsonl").equal("run.jsonl");
    let run = place.text("run.jsonl");
    assert!(run.starts_with("{\"type\":\"run\"") && run.contains("\"type\":\"difference\"") && run.contains("\"type\":\"mcnemar\""));
    place.write("run-1.jsonl", &run);
    place.change("run-1.jsonl", "\"n\":30", "\"n\":31");
    place.differs("run-1.jsonl", &["different: 1 of", "n\n"], &["run-1.jsonl was changed after it was written"]);
    place.change("labels.csv", "7,The yearly", "7,The dreadful");
    place.differs("run.jsonl", &[], &["input labels.csv has changed"]);
}

#[test]
fn predictions_of_a_run_are_taken_as_those_of_any_other_model() {
    let place = Place::new();
    place.write("labels.csv", &labels());
    place.made("evaluate labels.csv --write-predictions own.jsonl -o a.jsonl");
    place.made("evaluate labels.csv --predictions own.jsonl -o b.jsonl");
    let figures = |name: &str| -> Vec<(Value, Value)> {
        let records = place.text(name).lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).collect::<Vec<_>>();
        records
            .into_iter()
            .filter(|record| record["type"] == "evaluation")
            .map(|record| (record["metric"].clone(), record["value"].clone()))
            .collect()
    };
    assert_eq!(figures("a.jsonl"), figures("b.jsonl"));
    // What the model was trained on is left out, unless it is allowed.
    let first: Value = serde_json::from_str(place.text("own.jsonl").lines().next().expect("a line")).expect("JSON");
    place.write("seen.txt", first["sha256"].as_str().expect("a checksum"));
    for (arguments, n) in [("--seen seen.txt", 29), ("--seen seen.txt --allow-seen", 30)] {
        let (status, said, talk) = place.run(&format!("evaluate labels.csv --predictions own.jsonl {arguments} --format jsonl"));
        assert!(status == 0 && said.contains(&format!("\"n\":{n},")), "{talk}");
    }
    place.write("short.csv", "id,label\n0,loaded\n");
    let (status, _, talk) = place.run("evaluate labels.csv --predictions short.csv");
    assert!(status == 2 && talk.contains("lack 29 of 30 items, the first of them `1`"), "{talk}");
}

#[test]
fn pages_and_lines_of_one_run_have_one_checksum() {
    let place = Place::new();
    place.made("compare articles -o run.jsonl").made("compare articles -o page.html");
    let checksum = |run: &str| place.run(&format!("reproduce {run}")).1;
    assert_eq!(checksum("run.jsonl"), checksum("page.html"));
}

#[test]
fn every_option_that_changes_the_result_is_recorded() {
    let place = Place::new();
    let rows = [("a", LANTERN), ("b", FLASH), ("c", HERALD)]
        .map(|(id, text)| serde_json::json!({"key": id, "site": format!("site {id}"), "words": text}).to_string())
        .join("\n");
    place.write("rows.data", &rows);
    let options = "rows.data --input-format jsonl --map id=key,outlet=site,text=words --no-trim --lexicon mine.tsv --reported-as outlet --depth cues --with-text";
    for run in ["run.jsonl", "page.html"] {
        place.made(&format!("compare {options} --event bridge --level 0.9137 --seed 18446744073709551615 -o {run}")).equal(run);
    }
    place.made(&format!("score {options} -o scores.jsonl")).equal("scores.jsonl");
    // Each of them does change the records, so that a record without it would have come out different.
    for option in [
        "\"level\":0.9137",
        "\"map\":\"id=key,outlet=site,text=words\"",
        "\"reported_as\":\"outlet\"",
        "\"event\":\"bridge\"",
        "\"depth\":\"cues\"",
        "\"with_text\":true",
    ] {
        assert!(place.text("run.jsonl").lines().next().expect("a run").contains(option), "{option}");
    }
}

#[test]
fn one_changed_digit_is_found() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl").made("compare articles -o run.jsonl").made("compare articles -o page.html");
    for run in ["scores.jsonl", "run.jsonl"] {
        let text = place.text(run);
        let record = text.lines().nth(1).expect("a record");
        let at = record.find("\"words\":").expect("words") + 8;
        let changed = format!("{}9{}", &record[..at], &record[at..]);
        place.change(run, record, &changed);
        let id: Value = serde_json::from_str(record).expect("JSON");
        place.differs(
            run,
            &["different: 1 of ", &format!("line 2, article {}, words\n", id["id"].as_str().expect("an id"))],
            &[&format!("{run} was changed after it was written")],
        );
    }
    place.change("page.html", " words</span>", "9 words</span>");
    place.differs(
        "page.html",
        &["different: 1 of ", " pieces of the page, the first", "page event-0", "the page was changed after it was written"],
        &[],
    );
}

#[test]
fn a_changed_input_is_named() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl").made("compare articles -o run.jsonl").made("compare articles -o page.html");
    place.change("articles/flash.txt", "40 shops", "41 stunning shops");
    for run in ["scores.jsonl", "run.jsonl", "page.html"] {
        place.differs(run, &["different: "], &["input articles/flash.txt has changed: its sha256 was "]);
    }
    // What the records say of the outlets is the same.
    place.write("articles/flash.txt", FLASH);
    place.change("articles/outlets.csv", "bridge\n", "bridge\n\n");
    for run in ["scores.jsonl", "run.jsonl", "page.html"] {
        place.differs(run, &["the records are equal all the same: "], &["input articles/outlets.csv has changed"]);
    }
}

#[test]
fn a_new_file_and_a_new_table_of_outlets_are_named() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl").made("score articles/lantern.txt mine.tsv --input-format txt -o two.jsonl");
    place.write("articles/gazette.txt", "The bridge may fall.\n");
    place.differs("scores.jsonl", &["different: "], &["input articles/gazette.txt is new"]);
    place.equal("two.jsonl");
    place.write("outlets.csv", "file,outlet\nmine.tsv,Mine\n");
    place.differs("two.jsonl", &["article ", ", id\n"], &["input outlets.csv is new"]);
}

#[test]
fn an_output_among_its_own_inputs_is_none_of_them() {
    let place = Place::new();
    place.made("score articles -o articles/scores.jsonl").equal("articles/scores.jsonl");
}

#[test]
fn a_missing_input_or_lexicon_ends_it_and_is_named() {
    let place = Place::new();
    place.made("score articles --lexicon mine.tsv -o scores.jsonl");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let run = place.0.path().join("scores.jsonl").display().to_string();
    let (status, _, told) = run_in(elsewhere.path(), &format!("reproduce {run}"), "");
    assert!(status == 2 && told.contains("cannot read mine.tsv") && told.contains("--in DIR"), "{told}");
    let (status, said, told) = run_in(elsewhere.path(), &format!("reproduce {run} --in {}", place.0.path().display()), "");
    assert!(status == 0 && said.starts_with("equal: "), "{said}{told}");
    std::fs::remove_file(place.0.path().join("articles/herald.txt")).expect("removed");
    let (status, said, told) = place.run("reproduce scores.jsonl");
    assert!(status == 2 && said.is_empty(), "{said}");
    assert!(
        told.contains("input articles/herald.txt is gone") && told.contains("cannot be run again without articles/herald.txt; put back"),
        "{told}"
    );
}

#[test]
fn a_changed_lexicon_is_named() {
    let place = Place::new();
    for run in ["scores.jsonl", "page.html"] {
        let verb = if run == "page.html" { "compare" } else { "score" };
        place.write("mine.tsv", LEXICON);
        place.made(&format!("{verb} articles --lexicon mine.tsv -o {run}")).equal(run);
        place.change("mine.tsv", "0.5", "0.6");
        place.differs(run, &["different: "], &["lexicon mine has changed: its sha256 was "]);
        // A word that no article has: another list, the same findings.
        place.write("mine.tsv", &format!("{LEXICON}zeppelin\tloaded\t0.5\n"));
        place.differs(run, &["equal all the same"], &["lexicon mine has changed"]);
    }
}

#[test]
fn another_version_is_named() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl");
    place.change("scores.jsonl", &format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")), "\"version\":\"0.0.1\"");
    place.differs("scores.jsonl", &["equal all the same"], &["made by version 0.0.1"]);
}

#[test]
fn settings_of_the_folder_have_no_say() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl");
    place.write("parallax.toml", "reported-as = \"outlet\"\nwith-text = true\nformat = \"csv\"\nlexicon = \"mine.tsv\"\n");
    place.equal("scores.jsonl");
}

#[test]
fn rows_that_could_not_be_read_are_read_again() {
    let place = Place::new();
    let row =
        |id: &str, outlet: &str, text: &str| serde_json::json!({"id": id, "outlet": outlet, "event": "bridge", "text": text}).to_string();
    place.write("rows.jsonl", &format!("{}\n{{\"id\":\n{}\n", row("a", "One", LANTERN), row("b", "Two", FLASH)));
    place.write("faulty.csv", "a\n\n");
    for run in ["run.jsonl", "page.html"] {
        assert_eq!(place.run(&format!("compare rows.jsonl faulty.csv nowhere.txt -o {run}")).0, 2);
        place.equal(run);
    }
    place.write("nowhere.txt", HERALD);
    place.differs("run.jsonl", &["different: "], &["input nowhere.txt is new"]);
}

#[test]
fn standard_input_is_given_again() {
    let place = Place::new();
    let here = place.0.path();
    // A text from standard input looks for its outlet in the current folder, as a file there does.
    place.write("outlets.csv", OUTLETS);
    let (_, scores, _) = run_in(here, "score - --input-format txt --format jsonl", LANTERN);
    place.write("scores.jsonl", &scores);
    let (status, said, _) = run_in(here, "reproduce scores.jsonl", LANTERN);
    assert!(status == 0 && said.starts_with("equal: 1 records"), "{said}");
    let (status, _, told) = run_in(here, "reproduce scores.jsonl", FLASH);
    assert!(status == 1 && told.contains("input - has changed"), "{told}");
    let (status, _, told) = run_in(here, "reproduce -", &scores);
    assert!(status == 2 && told.contains("must be given again"), "{told}");
}

#[test]
fn a_run_is_read_from_standard_input_and_unpacked() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl");
    let (status, said, _) = run_in(place.0.path(), "reproduce -", &place.text("scores.jsonl"));
    assert!(status == 0 && said.starts_with("equal: 3 records"), "{said}");
    let file = std::fs::File::create(place.0.path().join("scores.jsonl.gz")).expect("made");
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packed.write_all(place.text("scores.jsonl").as_bytes()).and_then(|()| packed.finish().map(drop)).expect("packed");
    place.equal("scores.jsonl.gz");
}

#[test]
fn what_is_not_a_whole_run_is_refused() {
    let place = Place::new();
    place.made("compare articles -o run.jsonl").made("compare articles -o page.html").made("compare articles -o table.csv");
    let (lines, page) = (place.text("run.jsonl"), place.text("page.html"));
    let without_end = &lines[..=lines.trim_end().rfind('\n').expect("lines")];
    place.write("cut.jsonl", without_end);
    place.write("cut.html", &page[..page.len() / 2]);
    place.write("other.jsonl", &lines.replacen("\"command\":\"compare\"", "\"command\":\"divine\"", 1));
    for (run, reason) in [
        ("table.csv", "expected JSON lines or a page"),
        ("cut.jsonl", "cut short"),
        ("cut.html", "no run record"),
        ("other.jsonl", "its command is `divine`"),
        ("articles/outlets.csv", "not an output that carries its run"),
        ("nowhere.jsonl", "cannot read nowhere.jsonl"),
    ] {
        let (status, said, told) = place.run(&format!("reproduce {run}"));
        assert!(status == 2 && said.is_empty() && told.contains(reason), "{run}: {status} {told}");
    }
}

#[test]
fn the_verdict_can_be_read_by_a_machine() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl");
    let verdict = || -> Value { serde_json::from_str(&place.run("reproduce scores.jsonl --format jsonl -q").1).expect("one record") };
    let whole = verdict();
    assert_eq!((&whole["type"], &whole["equal"], &whole["records"]), (&"reproduction".into(), &true.into(), &3.into()));
    assert!(whole["first"].is_null() && whole["notices"].as_array().is_some_and(Vec::is_empty));
    place.change("scores.jsonl", "\"outlet\":\"Daily Flash\"", "\"outlet\":\"Daily Dash\"");
    let changed = verdict();
    assert_eq!((&changed["equal"], &changed["different"]), (&false.into(), &1.into()));
    let first = &changed["first"];
    assert_eq!((&first["line"], &first["record"], &first["field"]), (&2.into(), &"article".into(), &"outlet".into()));
    assert_eq!((&first["was"], &first["is"]), (&"Daily Dash".into(), &"Daily Flash".into()));
    assert_eq!(changed["notices"][0]["what"], "records");
}

#[test]
fn a_record_that_cannot_be_read_and_one_too_many_are_named() {
    let place = Place::new();
    place.made("score articles -o scores.jsonl");
    let whole = place.text("scores.jsonl");
    place.change("scores.jsonl", "\"rates\":[", "\"rates\":");
    place.differs("scores.jsonl", &["line 2: no record that can be read"], &["was changed"]);
    let lines: Vec<&str> = whole.lines().collect();
    let more = [&lines[..4], &lines[3..]].concat().join("\n");
    place.write("scores.jsonl", &more);
    place.differs("scores.jsonl", &["different: 1 of 4 records", "line 5, article ", "only in the earlier run"], &["was changed"]);
}
