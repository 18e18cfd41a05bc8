//! The project's own labelled sample, or any folder in its layout: articles as `.txt`, annotations by `evaluation/GUIDELINES.md` beside them as
//! brat's `.ann`, and `outlets.csv`.
//!
//! A document's spans are its cues under the names of their kinds; its attributions are the contents with their sources and verbs. Each annotated
//! sentence is a text: `loaded` where a loaded cue stands in it, and in the dimension `uncertain` by its hedges.

use std::collections::BTreeMap;
use std::path::Path;

use super::brat::{entries, part};
use super::files::{self, Table};
use crate::cue::CueKind;
use crate::error::Result;
use crate::evaluate::gold::{Characters, Gold, GoldAttribution, LabelledDocument, LabelledText};
use crate::span::Span;

/// The classes of a sentence, the one looked for first.
pub const CLASSES: [&str; 2] = ["loaded", "plain"];

/// The further dimension, and its classes.
pub const UNCERTAIN: (&str, [&str; 2]) = ("uncertain", ["uncertain", "certain"]);

/// Reads all articles of a folder that have annotations.
///
/// # Errors
///
/// When the folder cannot be read, or no article could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("sample");
    let outlets = path.join("outlets.csv");
    let outlets = if outlets.is_file() { about(&files::text(&outlets)?, &outlets, &mut gold) } else { BTreeMap::new() };
    for file in files::list(path, ".txt")? {
        let annotations = file.with_extension("ann");
        if !annotations.is_file() {
            gold.leave_out("article without annotations");
            continue;
        }
        match files::content(&file).and_then(|text| Ok((text, files::text(&annotations)?))) {
            Ok((text, content)) => add(&file, &text, (&annotations, &content), &outlets, &mut gold),
            Err(error) => gold.fault(&file, None, None, files::told(&error)),
        }
    }
    gold.finish(path)
}

/// Outlet and event by file.
fn about(content: &str, path: &Path, gold: &mut Gold) -> BTreeMap<String, (Option<String>, Option<String>)> {
    let table = Table::parse(content);
    let Some(file) = table.column("file") else {
        gold.fault(path, Some(1), None, format!("no column `file`; the table has {}", table.names()));
        return BTreeMap::new();
    };
    let [outlet, event] = ["outlet", "event"].map(|name| table.column(name));
    let mut all = BTreeMap::new();
    for (line, row) in table.rows() {
        match row {
            Ok(row) => {
                let cell = |column: Option<usize>| column.and_then(|column| files::given(&row[column]));
                all.insert(row[file].to_owned(), (cell(outlet), cell(event)));
            }
            Err(reason) => gold.fault(path, Some(line), None, reason),
        }
    }
    all
}

fn add(
    file: &Path,
    text: &str,
    (path, content): (&Path, &str),
    outlets: &BTreeMap<String, (Option<String>, Option<String>)>,
    gold: &mut Gold,
) {
    let name = files::name(file);
    let id = name.trim_end_matches(".txt");
    let (outlet, event) = outlets.get(name).cloned().unwrap_or_default();
    let characters = Characters::new(text);
    let lines = entries(content, path, gold);
    let mut parts: BTreeMap<&str, (&str, Vec<Span>)> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.id.starts_with('T')) {
        match part(line, (text, &characters)) {
            Ok(found) => {
                parts.insert(line.id, found);
            }
            Err(reason) => gold.fault(path, Some(line.line), Some(line.id), reason),
        }
    }
    let kinds: BTreeMap<String, CueKind> = CueKind::all().map(|kind| (brat_name(kind), kind)).collect();
    let mut spans: Vec<(Span, String)> =
        parts.values().filter_map(|(kind, pieces)| Some((pieces[0], kinds.get(*kind)?.name().to_owned()))).collect();
    spans.sort();
    let mut attributions: BTreeMap<&str, GoldAttribution> = parts
        .iter()
        .filter(|(_, (kind, _))| *kind == "Content")
        .map(|(id, (_, pieces))| (*id, GoldAttribution { content: pieces.clone(), ..GoldAttribution::default() }))
        .collect();
    for line in lines.iter().filter(|line| line.id.starts_with('R')) {
        // `SourceOf Arg1:T2 Arg2:T3`: the second is the source of the first.
        let words: Vec<&str> = line.what.split_whitespace().map(|word| word.rsplit(':').next().unwrap_or(word)).collect();
        let [role @ ("SourceOf" | "CueOf"), of, what] = words[..] else { continue };
        match (attributions.get_mut(of), parts.get(what)) {
            (Some(attribution), Some((_, pieces))) if role == "SourceOf" => attribution.source.extend(pieces),
            (Some(attribution), Some((_, pieces))) => attribution.cue.extend(pieces),
            _ => gold.fault(path, Some(line.line), Some(line.id), format!("its part {of} or {what} is not there")),
        }
    }
    let mut attributions: Vec<GoldAttribution> = attributions.into_values().collect();
    attributions.sort_by(|a, b| a.content.cmp(&b.content));

    let mut sentences: Vec<Span> = parts.values().filter(|(kind, _)| *kind == "Sentence").map(|(_, pieces)| pieces[0]).collect();
    sentences.sort_unstable();
    for (number, sentence) in sentences.into_iter().enumerate() {
        let inside = || spans.iter().filter(|(span, _)| sentence.contains(*span));
        let class = |kind: CueKind, classes: [&str; 2]| classes[usize::from(!inside().any(|(_, name)| name == kind.name()))].to_owned();
        let shifted = |span: Span| Span::new(span.start() - sentence.start(), span.end() - sentence.start());
        gold.texts.push(LabelledText {
            id: format!("{id}#{}", number + 1),
            text: sentence.slice(text).to_owned(),
            label: class(CueKind::Loaded, CLASSES),
            further: BTreeMap::from([(UNCERTAIN.0, class(CueKind::Hedge, UNCERTAIN.1))]),
            cluster: Some(id.to_owned()),
            fold_key: id.to_owned(),
            outlet: outlet.clone(),
            topic: event.clone(),
            spans: inside().map(|(span, kind)| (shifted(*span), kind.clone())).collect(),
            ..LabelledText::default()
        });
    }
    gold.documents.push(LabelledDocument {
        id: id.to_owned(),
        text: text.to_owned(),
        fold_key: id.to_owned(),
        outlet,
        event,
        spans,
        annotators: vec!["gold".to_owned()],
        attributions,
        ..LabelledDocument::default()
    });
}

/// The annotation's name of a kind: `report_neutral` is `ReportNeutral`.
fn brat_name(kind: CueKind) -> String {
    kind.name().split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_sentences_and_attributions_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: &str| std::fs::write(folder.path().join(name), content).expect("written");
        write("a.txt", "Été: a vile plot. Roe said it may rain.\n");
        write(
            "a.ann",
            "T1\tSentence 0 17\tÉté: a vile plot.\nT2\tLoaded 7 11\tvile\nT3\tSentence 18 39\tRoe said it may rain.\nT4\tHedge 30 33\tmay\nT5\tContent 27 38\tit may rain\nT6\tSource 18 21\tRoe\nT7\tAttributionCue 22 26\tsaid\nT8\tReportNeutral 22 26\tsaid\nA1\tVoice T4 Reported\nR1\tSourceOf Arg1:T5 Arg2:T6\nR2\tCueOf Arg1:T5 Arg2:T7\nR3\tCueOf Arg1:T9 Arg2:T7\nT10\tHedge 30 33\tmust\n",
        );
        write("b.txt", "Not annotated.\n");
        write("outlets.csv", "file,outlet,event\na.txt,Post,rain\n");
        let gold = read(folder.path()).expect("a set");
        let texts: Vec<_> = gold.texts.iter().map(|one| (one.id.as_str(), one.label.as_str(), one.further["uncertain"].as_str())).collect();
        assert_eq!(texts, [("a#1", "loaded", "certain"), ("a#2", "plain", "uncertain")]);
        let document = &gold.documents[0];
        let spans: Vec<_> = document.spans.iter().map(|(span, kind)| (span.slice(&document.text), kind.as_str())).collect();
        assert_eq!(spans, [("vile", "loaded"), ("said", "report_neutral"), ("may", "hedge")]);
        let one = &document.attributions[0];
        let words = |spans: &[Span]| spans.iter().map(|span| span.slice(&document.text)).collect::<Vec<_>>().join("|");
        assert_eq!((words(&one.source), words(&one.cue), words(&one.content)), ("Roe".into(), "said".into(), "it may rain".into()));
        assert_eq!((document.outlet.as_deref(), gold.left_out["article without annotations"]), (Some("Post"), 1));
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(faults, [(Some(13), "the offsets hold `may`, the file says `must`"), (Some(12), "its part T9 or T7 is not there")]);
    }
}
