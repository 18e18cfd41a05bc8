//! PTC: news articles with spans of propaganda techniques (Da San Martino et al. 2020, SemEval-2020 task 11).
//!
//! `train-articles/article<ID>.txt` beside `train-labels-task2-technique-classification/article<ID>.task2-TC.labels`, and likewise for
//! `dev` and `test`; a label is a line of article, technique, first character, and the character past the last. The first line of an
//! article is its title. Each line is a text, `loaded` where a `Loaded_Language` span touches it; spans of all techniques go with the
//! lines (cut to them) and, whole, with the documents.

use std::path::{Path, PathBuf};

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Characters, Gold, LabelledDocument, LabelledText};
use crate::span::Span;

/// The classes of a line, the one looked for first.
pub const CLASSES: [&str; 2] = ["loaded", "plain"];

/// The technique that makes a line loaded.
pub const LOADED_LANGUAGE: &str = "Loaded_Language";

/// Reads every `*-articles` folder that has labels beside it.
///
/// # Errors
///
/// When the folder cannot be read, or holds no labelled article.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("ptc");
    let folders = files::folders(path)?;
    for articles in folders.iter().filter(|folder| files::name(folder).ends_with("-articles")) {
        let prefix = files::name(articles).trim_end_matches("articles");
        let labels = folders.iter().find(|folder| {
            // Task 1 marks where a span is, not which technique.
            let name = files::name(folder);
            name.starts_with(&format!("{prefix}labels")) && (name.contains("task2") || name.contains("tc"))
        });
        let labels = labels.map(|folder| files::list(folder, ".labels")).transpose()?;
        for article in files::list(articles, ".txt")? {
            let Some(labels) = &labels else {
                gold.leave_out("article without labels");
                continue;
            };
            one(&article, labels, files::split(articles), &mut gold);
        }
    }
    gold.finish(path)
}

/// Reads an article and its labels.
fn one(path: &Path, labels: &[PathBuf], split: Option<String>, gold: &mut Gold) {
    let stem = files::name(path).trim_end_matches(".txt");
    let id = stem.trim_start_matches("article");
    let Some(label_path) = labels.iter().find(|labels| files::name(labels).strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')))
    else {
        gold.fault(path, None, Some(id), "no file of labels for the article");
        return;
    };
    // Offsets count the byte-order mark, where an article has one.
    match files::content(path).and_then(|text| Ok((text, files::text(label_path)?))) {
        Ok((text, labels)) => article(id, &text, &labels, label_path, split, gold),
        Err(error) => gold.fault(path, None, Some(id), files::told(&error)),
    }
}

fn article(id: &str, marked: &str, labels: &str, label_path: &Path, split: Option<String>, gold: &mut Gold) {
    let text = marked.strip_prefix('\u{feff}').unwrap_or(marked);
    let mark = marked.len() - text.len();
    let characters = Characters::new(marked);
    let mut spans = Vec::new();
    for (number, line) in files::lines(labels) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let span = match cells.as_slice() {
            [of, ..] if *of != id => Err(format!("expected article {id}, found `{of}`")),
            [_, technique, start, end] => match (start.parse(), end.parse()) {
                (Ok(start), Ok(end)) => characters.span(start, end).map(|span| (span, (*technique).to_owned())),
                _ => Err(format!("expected two character offsets, found `{start}` and `{end}`")),
            },
            cells => Err(format!("expected 4 columns, found {}", cells.len())),
        };
        match span {
            // A span of nothing but the mark is none.
            Ok((span, _)) if span.end() <= mark => gold.fault(label_path, Some(number), Some(id), "the span holds no text"),
            Ok((span, technique)) => spans.push((Span::new(span.start().max(mark) - mark, span.end() - mark), technique)),
            Err(reason) => gold.fault(label_path, Some(number), Some(id), reason),
        }
    }
    spans.sort();
    let mut title = None;
    let mut start = 0;
    for (number, line) in (1..).zip(text.split('\n')) {
        let whole = Span::new(start, start + line.len());
        start += line.len() + 1;
        let whole = Span::new(whole.start(), whole.end() - usize::from(line.ends_with('\r')));
        // A byte-order mark may stand alone on a line inside an article too.
        if whole.slice(text).trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            continue;
        }
        if number == 1 {
            title = Some(whole.slice(text).trim().to_owned());
        }
        let here = spans.iter().filter(|(span, _)| span.overlaps(whole));
        let here: Vec<(Span, String)> = here
            .map(|(span, technique)| {
                let (from, to) = (span.start().max(whole.start()), span.end().min(whole.end()));
                (Span::new(from - whole.start(), to - whole.start()), technique.clone())
            })
            .collect();
        let loaded = here.iter().any(|(_, technique)| technique == LOADED_LANGUAGE);
        gold.texts.push(LabelledText {
            id: format!("{id}#{number}"),
            text: whole.slice(text).to_owned(),
            label: CLASSES[usize::from(!loaded)].to_owned(),
            cluster: Some(id.to_owned()),
            fold_key: id.to_owned(),
            split: split.clone(),
            spans: here,
            ..LabelledText::default()
        });
    }
    gold.documents.push(LabelledDocument {
        id: id.to_owned(),
        text: text.to_owned(),
        title,
        fold_key: id.to_owned(),
        split,
        spans,
        ..LabelledDocument::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(text: &str, labels: &str) -> Gold {
        let mut gold = Gold::new("ptc");
        article("7", text, labels, Path::new("article7.task2-TC.labels"), Some("train".to_owned()), &mut gold);
        gold
    }

    #[test]
    fn a_line_is_loaded_where_a_span_touches_it() {
        let text = "Título “x”\n\nA vile plot.\nNo more.\n";
        let gold = gold(text, "7\tLoaded_Language\t14\t18\n7\tDoubt\t19\t27\n7\tName_Calling,Labeling\t0\t6\n");
        let lines: Vec<_> = gold.texts.iter().map(|line| (line.id.as_str(), line.text.as_str(), line.label.as_str())).collect();
        assert_eq!(lines, [("7#1", "Título “x”", "plain"), ("7#3", "A vile plot.", "loaded"), ("7#4", "No more.", "plain")]);
        let cut = |at: usize| {
            gold.texts[at].spans.iter().map(|(span, kind)| (span.slice(&gold.texts[at].text), kind.as_str())).collect::<Vec<_>>()
        };
        assert_eq!(cut(0), [("Título", "Name_Calling,Labeling")]);
        assert_eq!(cut(1), [("vile", "Loaded_Language"), ("plot.", "Doubt")]);
        assert_eq!(cut(2), [("No", "Doubt")]);
        let document = &gold.documents[0];
        assert_eq!(document.spans.iter().map(|(span, _)| span.slice(text)).collect::<Vec<_>>(), ["Título", "vile", "plot.\nNo"]);
        assert_eq!(document.title.as_deref(), Some("Título “x”"));
        assert!(gold.faults.is_empty());
    }

    #[test]
    fn a_byte_order_mark_counts_in_offsets_and_not_in_the_text() {
        let gold = gold("\u{feff}Vile.\n\u{feff}\n", "7\tLoaded_Language\t0\t5\n7\tDoubt\t1\t5\n7\tDoubt\t0\t1\n");
        assert_eq!(gold.texts.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["Vile."]);
        assert_eq!(
            gold.documents[0].spans.iter().map(|(span, _)| span.slice(&gold.documents[0].text)).collect::<Vec<_>>(),
            ["Vile", "Vile"]
        );
        assert_eq!(gold.faults[0].reason, "the span holds no text");
    }

    #[test]
    fn dirt_is_listed_with_its_line() {
        let gold = gold("Short.\n", "7\tDoubt\t0\t8\n7\tDoubt\t3\t3\n8\tDoubt\t0\t1\n7\tDoubt\t0\n7\tDoubt\tx\t1\n\n7\tDoubt\t0\t7\n");
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(1), "characters 0 to 8 run past the end of the text, which has 7"),
                (Some(2), "characters 3 to 3 are no span"),
                (Some(3), "expected article 7, found `8`"),
                (Some(4), "expected 4 columns, found 3"),
                (Some(5), "expected two character offsets, found `x` and `1`"),
            ]
        );
        assert_eq!(gold.documents[0].spans.len(), 1);
    }

    #[test]
    fn an_article_without_labels_is_not_one_without_techniques() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, content).expect("written");
        };
        write("train-articles/article1.txt", "A\n");
        write("train-articles/article12.txt", "B\n");
        write("train-labels-task1-span-identification/article12.task1-SI.labels", "12\t0\t1\n");
        write("train-labels-task2-technique-classification/article1.task2-TC.labels", "");
        write("test-articles/article3.txt", "C\n");
        let gold = read(folder.path()).expect("a set");
        assert_eq!(gold.documents.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["1"]);
        assert_eq!(gold.left_out["article without labels"], 1);
        assert_eq!((gold.faults[0].item.as_deref(), gold.faults.len()), (Some("12"), 1));
    }
}
