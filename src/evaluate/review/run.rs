//! A run's records as far as a review needs them, read a line at a time.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use crate::article::Field;
use crate::cue::CueKind;
use crate::error::{Error, Result};
use crate::span::Span;

/// How a run was made: what it takes to read its inputs again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The arguments as typed, where the run keeps them.
    pub arguments: Option<Vec<String>>,
    /// The files that were read, as the summary lists them.
    pub files: Vec<String>,
    /// The format that every input was read in, where one was given.
    pub input_format: Option<String>,
    /// Which columns hold which field, as `FIELD=COLUMN,..`.
    pub map: String,
    /// Whether page debris was looked for.
    pub trim: bool,
}

/// An article of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RunArticle {
    pub(super) id: String,
    pub(super) outlet: Option<String>,
    pub(super) file: Option<String>,
    pub(super) title: Option<String>,
    /// Length of the text.
    pub(super) bytes: usize,
    pub(super) sentences: Vec<(Field, Span)>,
    pub(super) cues: Vec<RunCue>,
    /// Where the run was made with it.
    pub(super) text: Option<String>,
}

/// A cue of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RunCue {
    pub(super) kind: CueKind,
    pub(super) field: Field,
    pub(super) span: Span,
    pub(super) text: String,
}

impl RunArticle {
    /// The kinds that the run has a cue of in a sentence, and the sentence, one after another.
    pub(super) fn marked(&self) -> impl Iterator<Item = (Field, Span, [bool; CueKind::COUNT])> + '_ {
        self.sentences.iter().map(|&(field, span)| {
            let mut kinds = [false; CueKind::COUNT];
            for cue in self.cues.iter().filter(|cue| cue.field == field && cue.span.overlaps(span)) {
                kinds[cue.kind as usize] = true;
            }
            (field, span, kinds)
        })
    }
}

/// Every record, in one shape: those of other types leave all of it empty.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(default)]
    options: Option<OptionsLine>,
    #[serde(default)]
    inputs: Vec<InputLine>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    bytes: Option<usize>,
    #[serde(default)]
    sentences: Vec<SentenceLine<'a>>,
    #[serde(default)]
    cues: Vec<CueLine<'a>>,
    #[serde(default)]
    text: Option<String>,
}

#[derive(Deserialize)]
struct OptionsLine {
    #[serde(default)]
    inputs: Option<Vec<String>>,
    #[serde(default)]
    input_format: Option<String>,
    #[serde(default)]
    map: String,
    #[serde(default = "yes")]
    trim: bool,
}

#[derive(Deserialize)]
struct InputLine {
    path: String,
}

#[derive(Deserialize)]
struct SentenceLine<'a> {
    start: usize,
    end: usize,
    #[serde(borrow, default, rename = "in")]
    field: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct CueLine<'a> {
    kind: CueKind,
    start: usize,
    end: usize,
    #[serde(borrow, default, rename = "in")]
    field: Option<Cow<'a, str>>,
    text: String,
}

fn yes() -> bool {
    true
}

/// Reads the records of a run and hands over its articles in order; gives how the run was made.
///
/// # Errors
///
/// [`Error::Input`] with the line, where a record cannot be read; where the stream is no run, has no articles, or ends without its
/// summary; and what `each` gives.
pub(super) fn read(lines: impl BufRead, name: &str, mut each: impl FnMut(RunArticle) -> Result<()>) -> Result<Made> {
    let fault = |reason: String| Error::Input { input: name.to_owned(), reason };
    let mut made = None;
    let mut ended = false;
    let mut articles = 0_u64;
    for (number, line) in (1_u64..).zip(lines.split(b'\n')) {
        let line = line.map_err(|error| fault(format!("cannot read line {number}: {error}")))?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record: Line<'_> = serde_json::from_slice(&line).map_err(|error| {
            let what = if made.is_some() { "is no record of a run" } else { "is no run" };
            let next = "expected the JSON lines that `parallax score` or `parallax compare` writes with -o run.jsonl";
            fault(format!("line {number} {what}: {error}; {next}"))
        })?;
        match (record.r#type.as_ref(), &mut made) {
            ("run", None) => {
                let options = record.options;
                made = Some(Made {
                    arguments: options.as_ref().and_then(|options| options.inputs.clone()),
                    files: Vec::new(),
                    input_format: options.as_ref().and_then(|options| options.input_format.clone()),
                    trim: options.as_ref().is_none_or(|options| options.trim),
                    map: options.map(|options| options.map).unwrap_or_default(),
                });
            }
            ("run", Some(_)) => return Err(fault(format!("line {number} begins a second run; give one run at a time"))),
            (_, None) => {
                return Err(fault("begins with no run record; give the output of `parallax score` or `parallax compare`".to_owned()));
            }
            ("article", Some(_)) => {
                articles += 1;
                each(article(record).map_err(|reason| fault(format!("line {number}: {reason}")))?)?;
            }
            ("summary", Some(made)) => {
                ended = true;
                made.files = record.inputs.into_iter().map(|input| input.path).collect();
            }
            _ => {}
        }
    }
    match made {
        None => Err(fault("is empty; give the output of `parallax score` or `parallax compare`".to_owned())),
        Some(_) if !ended => Err(fault("ends without its summary: the run was cut off; run it again".to_owned())),
        Some(_) if articles == 0 => {
            Err(fault("holds no articles; give the JSON lines of `parallax score` or `parallax compare`, which have them".to_owned()))
        }
        Some(made) => Ok(made),
    }
}

fn article(line: Line<'_>) -> Result<RunArticle, String> {
    let lacks = |what: &str| format!("an article without its {what}; was it written by this tool?");
    let span = |start: usize, end: usize| {
        if start < end && end <= Span::MAX_TEXT { Ok(Span::new(start, end)) } else { Err(format!("bytes {start} to {end} are no span")) }
    };
    let field = |name: Option<Cow<'_, str>>| match name.as_deref() {
        None | Some("text") => Ok(Field::Text),
        Some("title") => Ok(Field::Title),
        Some(other) => Err(format!("expected `in` to be text or title, found `{other}`")),
    };
    let sentences = line.sentences.into_iter().map(|one| Ok((field(one.field)?, span(one.start, one.end)?)));
    let cues = line
        .cues
        .into_iter()
        .map(|one| Ok(RunCue { kind: one.kind, field: field(one.field)?, span: span(one.start, one.end)?, text: one.text }));
    Ok(RunArticle {
        sentences: sentences.collect::<Result<_, String>>()?,
        cues: cues.collect::<Result<_, String>>()?,
        id: line.id.ok_or_else(|| lacks("id"))?,
        bytes: line.bytes.ok_or_else(|| lacks("length in bytes"))?,
        outlet: line.outlet,
        file: line.file,
        title: line.title,
        text: line.text,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A run of these article records.
    pub(in crate::evaluate::review) fn run(articles: &[String]) -> String {
        let head = r#"{"type":"run","schema":1,"options":{"map":"text=body","trim":true,"input_format":null}}"#;
        let tail = r#"{"type":"summary","articles":2,"words":9,"inputs":[{"path":"in/a.txt","sha256":"","bytes":1}]}"#;
        format!("{head}\n{}\n{tail}\n", articles.join("\n"))
    }

    /// An article record. `marked` is its text with cues as `[kind:words]`; sentences end at a full stop.
    pub(in crate::evaluate::review) fn record(id: &str, outlet: Option<&str>, marked: &str, with_text: bool) -> String {
        let mut text = String::new();
        let mut cues = Vec::new();
        let mut rest = marked;
        while let Some(at) = rest.find('[') {
            text.push_str(&rest[..at]);
            let end = rest.find(']').expect("a cue ends");
            let (kind, words) = rest[at + 1..end].split_once(':').expect("a cue has a kind");
            let start = text.len();
            text.push_str(words);
            cues.push(serde_json::json!({
                "kind": kind, "start": start, "end": text.len(), "text": words, "voice": "outlet", "weight": 0.875,
                "origin": {"lexicon": "lexicon-name", "entry": "entry-words"}
            }));
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        let mut sentences = Vec::new();
        let mut start = 0;
        for sentence in text.split_inclusive('.') {
            let span = Span::new(start, start + sentence.len()).trim(&text);
            start += sentence.len();
            if !span.is_empty() {
                sentences.push(serde_json::json!({"start": span.start(), "end": span.end(), "part": "body", "voice": "outlet"}));
            }
        }
        let mut article = serde_json::json!({
            "type": "article", "id": id, "outlet": outlet, "title": "Title-words", "url": "https://site.example/x", "bytes": text.len(),
            "sentences": sentences, "cues": cues, "rates": [{"kind": "hedge", "cues": 1}]
        });
        if with_text {
            article["text"] = text.into();
        }
        article.to_string()
    }

    #[test]
    fn articles_come_with_their_sentences_and_cues_and_the_kinds_in_each() {
        let run = run(&[record("a1", Some("One"), "It [hedge:may] rain. The sun is out. [loaded:Hysteria], it [hedge:seems].", true)]);
        let mut articles = Vec::new();
        let made = read(run.as_bytes(), "run.jsonl", |article| {
            articles.push(article);
            Ok(())
        });
        assert_eq!(made.map(|made| (made.map, made.files)).ok(), Some(("text=body".to_owned(), vec!["in/a.txt".to_owned()])));
        let article = &articles[0];
        let text = article.text.as_deref().expect("the text");
        assert!(article.cues.iter().all(|cue| cue.span.slice(text) == cue.text));
        let kinds: Vec<(&str, Vec<CueKind>)> = article
            .marked()
            .map(|(_, span, kinds)| (span.slice(text), CueKind::all().filter(|kind| kinds[*kind as usize]).collect()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("It may rain.", vec![CueKind::Hedge]),
                ("The sun is out.", vec![]),
                ("Hysteria, it seems.", vec![CueKind::Loaded, CueKind::Hedge])
            ]
        );
    }

    #[test]
    fn what_is_no_whole_run_says_what_to_give() {
        let whole = run(&[record("a1", None, "It [hedge:may] rain.", false)]);
        let cut: String = whole.lines().take(2).flat_map(|line| [line, "\n"]).collect();
        let cues = whole.replace(r#""type":"article""#, r#""type":"cue""#);
        for (content, said) in [
            ("", "is empty"),
            ("article,outlet\n", "line 1 is no run"),
            (r#"{"type":"evaluation"}"#, "begins with no run record"),
            (&cut, "cut off"),
            (&cues, "holds no articles"),
            (&format!("{whole}{whole}"), "begins a second run"),
            (&whole.replace("\"hedge\"", "\"hedgehog\""), "no record of a run"),
            (&whole.replace("\"bytes\":12", "\"octets\":12"), "line 2: an article without its length"),
        ] {
            let found = read(content.as_bytes(), "run.jsonl", |_| Ok(())).map_err(|error| error.to_string());
            assert!(found.as_ref().is_err_and(|message| message.starts_with("run.jsonl: ") && message.contains(said)), "{said}: {found:?}");
        }
    }
}
