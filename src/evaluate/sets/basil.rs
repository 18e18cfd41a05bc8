//! BASIL: three articles a story, with spans of lexical and informational bias (Fan et al. 2019).
//!
//! An article is a JSON file with `source`, `title`, `date`, `triplet-uuid` and `body-paragraphs`, lists of sentences. Its annotations
//! are in `<same name>_ann.json`, wherever in the folder: `phrase-level-annotations` with `id` (`p` and the number of the sentence, counted
//! from 0 through all paragraphs, or `title`), `start`, `end` (characters of the sentence), `bias` (`lex` or `inf`) and `txt`, the words
//! themselves. A sentence is `biased` where it holds either; its spans tell which.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Characters, Gold, LabelledDocument, LabelledText};
use crate::span::Span;

/// The classes of a sentence, the one looked for first.
pub const CLASSES: [&str; 2] = ["biased", "non_biased"];

/// What spans are called: lexical and informational bias.
pub const KINDS: [&str; 2] = ["lex", "inf"];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Article {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    triplet_uuid: Option<String>,
    body_paragraphs: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Annotations {
    phrase_level_annotations: Vec<Phrase>,
}

#[derive(Deserialize)]
struct Phrase {
    id: String,
    start: i64,
    end: i64,
    bias: String,
    #[serde(default)]
    txt: Option<String>,
}

/// Reads all articles in a folder and those under it.
///
/// # Errors
///
/// When a folder cannot be read, or holds no article with annotations.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("basil");
    let (mut articles, mut annotations) = (Vec::new(), BTreeMap::new());
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for file in files::list(&folder, ".json")? {
            let stem = files::name(&file).trim_end_matches(".json").to_owned();
            match stem.strip_suffix("_ann") {
                Some(stem) => {
                    if annotations.insert(stem.to_owned(), file.clone()).is_some() {
                        gold.fault(&file, None, Some(stem), "annotations for the same article twice");
                    }
                }
                None => articles.push((stem, file)),
            }
        }
        folders.extend(files::folders(&folder)?);
    }
    articles.sort();
    for (id, file) in articles {
        match annotations.remove(&id) {
            Some(annotations) => match load(&file)
                .and_then(|article| Ok((article, load(&annotations).map_err(|reason| format!("{}: {reason}", annotations.display()))?)))
            {
                Ok((article, phrases)) => add(&id, article, &phrases, &annotations, &mut gold),
                Err(reason) => gold.fault(&file, None, Some(&id), reason),
            },
            None => gold.fault(&file, None, Some(&id), "no annotations for the article"),
        }
    }
    for (id, file) in annotations {
        gold.fault(&file, None, Some(&id), "no article for these annotations");
    }
    gold.finish(path)
}

fn load<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, String> {
    let content = files::text(path).map_err(|error| files::told(&error))?;
    serde_json::from_str(&content).map_err(|error| format!("not in the layout of BASIL: {error}"))
}

fn add(id: &str, article: Article, annotations: &Annotations, path: &Path, gold: &mut Gold) {
    // The title comes first, so that it is a sentence like the others.
    let title = article.title.as_deref().unwrap_or_default().to_owned();
    let paragraphs: Vec<Vec<String>> = std::iter::once(vec![title]).chain(article.body_paragraphs).collect();
    let mut texts: Vec<LabelledText> = Vec::new();
    let (mut text, mut starts) = (String::new(), Vec::new());
    // Articles of one story tell the same: they stand on one side of a split, and are resampled together.
    let story = article.triplet_uuid.clone().unwrap_or_else(|| id.to_owned());
    for paragraph in paragraphs {
        for sentence in paragraph {
            let name = if texts.is_empty() { "title".to_owned() } else { format!("p{}", texts.len() - 1) };
            starts.push(text.len());
            text.push_str(&sentence);
            text.push(' ');
            texts.push(LabelledText {
                id: format!("{id}#{name}"),
                text: sentence,
                cluster: Some(story.clone()),
                fold_key: story.clone(),
                outlet: article.source.clone(),
                ..LabelledText::default()
            });
        }
        let end = text.trim_end_matches(' ').len();
        text.truncate(end);
        text.push('\n');
    }
    for phrase in &annotations.phrase_level_annotations {
        match span(phrase, &texts) {
            Ok((at, span)) => texts[at].spans.push((span, phrase.bias.clone())),
            Err(reason) => gold.fault(path, None, Some(&format!("{id}#{}", phrase.id)), reason),
        }
    }
    let mut spans = Vec::new();
    for (sentence, start) in texts.iter_mut().zip(starts) {
        sentence.spans.sort();
        CLASSES[usize::from(sentence.spans.is_empty())].clone_into(&mut sentence.label);
        spans.extend(sentence.spans.iter().map(|(span, kind)| (Span::new(start + span.start(), start + span.end()), kind.clone())));
    }
    gold.texts.extend(texts.into_iter().filter(|sentence| !sentence.text.trim().is_empty()));
    gold.documents.push(LabelledDocument {
        id: id.to_owned(),
        text,
        title: article.title,
        fold_key: story,
        outlet: article.source,
        event: article.triplet_uuid,
        published: article.date,
        spans,
        ..LabelledDocument::default()
    });
}

/// Which sentence a phrase is in, and where.
fn span(phrase: &Phrase, texts: &[LabelledText]) -> Result<(usize, Span), String> {
    let at = match phrase.id.as_str() {
        "title" => Some(0),
        id => id.strip_prefix('p').and_then(|number| number.parse::<usize>().ok()).map(|number| number + 1),
    };
    let Some((at, sentence)) = at.and_then(|at| Some((at, &texts.get(at)?.text))) else {
        return Err(format!("expected `title` or one of {} sentences from p0 on, found `{}`", texts.len() - 1, phrase.id));
    };
    if !KINDS.contains(&phrase.bias.as_str()) {
        return Err(format!("expected the bias lex or inf, found `{}`", phrase.bias));
    }
    let (Ok(start), Ok(end)) = (usize::try_from(phrase.start), usize::try_from(phrase.end)) else {
        return Err(format!("characters {} to {} are no span", phrase.start, phrase.end));
    };
    let span = Characters::new(sentence).span(start, end)?;
    match &phrase.txt {
        Some(words) if span.slice(sentence).split_whitespace().ne(words.split_whitespace()) => {
            Err(format!("the offsets hold `{}`, the file says `{words}`", span.slice(sentence)))
        }
        _ => Ok((at, span)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(phrases: &str) -> Gold {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, content).expect("written");
        };
        write(
            "articles/2010/s_1.json",
            r#"{"source": "Post", "title": "Élan lost", "date": "2010-01-02", "triplet-uuid": "s", "body-paragraphs": [["He “raged”.", "It rained."], ["They left."]], "other": 1}"#,
        );
        write("annotations/2010/s_1_ann.json", &format!("{{\"phrase-level-annotations\": [{phrases}]}}"));
        write("articles/2010/s_2.json", "{\"body-paragraphs\": []}");
        write("annotations/2010/s_3_ann.json", "{}");
        write("articles/2010/s_4.json", "{\"body-paragraphs\": 3}");
        write("annotations/2010/s_4_ann.json", "{\"phrase-level-annotations\": []}");
        read(folder.path()).expect("a set")
    }

    #[test]
    fn sentences_are_counted_through_the_paragraphs() {
        let gold = gold(
            r#"{"id": "p2", "start": 5, "end": 9, "bias": "inf", "txt": "left", "quote": "no"}, {"id": "p0", "start": 4, "end": 9, "bias": "lex"}, {"id": "title", "start": 0, "end": 4, "bias": "lex", "txt": "Élan"}"#,
        );
        let texts: Vec<_> = gold.texts.iter().map(|text| (text.id.as_str(), text.label.as_str())).collect();
        assert_eq!(texts, [("s_1#title", "biased"), ("s_1#p0", "biased"), ("s_1#p1", "non_biased"), ("s_1#p2", "biased")]);
        let document = &gold.documents[0];
        assert_eq!(document.text, "Élan lost\nHe “raged”. It rained.\nThey left.\n");
        let spans: Vec<_> = document.spans.iter().map(|(span, kind)| (span.slice(&document.text), kind.as_str())).collect();
        assert_eq!(spans, [("Élan", "lex"), ("raged", "lex"), ("left", "inf")]);
        assert_eq!(gold.texts[1].spans[0].0.slice(&gold.texts[1].text), "raged");
        assert_eq!((document.event.as_deref(), document.outlet.as_deref()), (Some("s"), Some("Post")));
        let faults: Vec<_> = gold.faults.iter().map(|fault| fault.item.as_deref()).collect();
        assert_eq!(faults, [Some("s_2"), Some("s_4"), Some("s_3")]);
    }

    #[test]
    fn dirt_is_listed_and_the_sentence_keeps_what_is_left() {
        let gold = gold(
            r#"{"id": "p2", "start": 5, "end": 99, "bias": "inf"}, {"id": "p2", "start": 0, "end": 4, "bias": "inf", "txt": "left"}, {"id": "p9", "start": 0, "end": 4, "bias": "inf"}, {"id": "p1", "start": -1, "end": 4, "bias": "lex"}, {"id": "p1", "start": 0, "end": 4, "bias": "odd"}"#,
        );
        let reasons: Vec<_> =
            gold.faults.iter().filter(|fault| fault.path.ends_with("s_1_ann.json")).map(|fault| fault.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "characters 5 to 99 run past the end of the text, which has 10",
                "the offsets hold `They`, the file says `left`",
                "expected `title` or one of 3 sentences from p0 on, found `p9`",
                "characters -1 to 4 are no span",
                "expected the bias lex or inf, found `odd`",
            ]
        );
        assert!(gold.texts.iter().all(|text| text.label == "non_biased"));
    }
}
