//! News on the war in Ukraine with crowd ratings of every sentence on several dimensions (Färber et al. 2020).
//!
//! `article_<N>.json`: `id` and `sentences` with `id`, `content` and, by dimension, the `judgements` and their `score`. Read here is
//! subjectivity, judged from 0 to 3: a sentence is `subjective` where the set's own majority (`score.maj`: the commonest judgement, or the
//! mean of those that tie) is above 0. An annotator's label is subjective for a judgement above 0. Who made a judgement is not told, so
//! the order of annotators means nothing. Two further dimensions, framing (of any side) and hidden assumptions, are `present` where the
//! set's intensified score is not 0 (two who saw it outvote the others): by majority hardly a sentence has either. Its ratings of pro-Western and
//! pro-Russian bias are not read: 2,026 of 2,057 sentences are neutral in both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledText};

/// The classes, the one looked for first.
pub const CLASSES: [&str; 2] = ["subjective", "objective"];

#[derive(Deserialize)]
struct Article {
    id: String,
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    id: String,
    content: String,
    #[serde(default)]
    subjectivity: Option<Dimension>,
    #[serde(default)]
    hidden_assumptions: Option<Rated<Score>>,
    #[serde(default)]
    framing: Option<Rated<BTreeMap<String, Score>>>,
}

/// A dimension of which only the score is read, one number or one a side.
#[derive(Deserialize)]
struct Rated<S> {
    score: S,
}

#[derive(Deserialize)]
struct Dimension {
    score: Score,
    #[serde(default)]
    judgements: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Score {
    #[serde(default)]
    maj: Option<f64>,
    #[serde(default)]
    intensified: Option<f64>,
}

/// What further dimensions are called, and their classes, the one looked for first.
pub const FURTHER: [&str; 2] = ["framing", "hidden_assumptions"];

/// The classes of the further dimensions.
pub const FURTHER_CLASSES: [&str; 2] = ["present", "absent"];

/// Reads a file, or every `article_*.json` of a folder.
///
/// # Errors
///
/// When the folder cannot be read, or no sentence could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("ukraine");
    let mut seen = BTreeSet::new();
    for file in files::list(path, ".json")? {
        if !path.is_dir() || files::name(&file).starts_with("article_") {
            match files::text(&file) {
                Ok(content) => parse(&content, &file, &mut seen, &mut gold),
                Err(error) => gold.fault(&file, None, None, files::told(&error)),
            }
        }
    }
    gold.finish(path)
}

fn parse(content: &str, path: &Path, seen: &mut BTreeSet<String>, gold: &mut Gold) {
    let article: Article = match serde_json::from_str(content) {
        Ok(article) => article,
        Err(error) => {
            gold.fault(path, None, None, format!("not an article in the layout of the set: {error}"));
            return;
        }
    };
    for sentence in article.sentences {
        if sentence.content.trim().is_empty() {
            gold.fault(path, None, Some(&sentence.id), "no text");
            continue;
        }
        let class = |value: f64| CLASSES[usize::from(value <= 0.0)].to_owned();
        let Some((majority, judgements)) = sentence.subjectivity.and_then(|rated| Some((rated.score.maj?, rated.judgements))) else {
            gold.leave_out("not rated for subjectivity");
            continue;
        };
        if !seen.insert(sentence.id.clone()) {
            gold.fault(path, None, Some(&sentence.id), "a second sentence under the same id");
            continue;
        }
        let framing = sentence.framing.and_then(|rated| {
            let scores: Vec<f64> = rated.score.values().filter_map(|score| score.intensified).collect();
            (!scores.is_empty()).then(|| scores.iter().any(|&score| score != 0.0))
        });
        let assumptions = sentence.hidden_assumptions.and_then(|rated| rated.score.intensified).map(|score| score != 0.0);
        let found = [framing, assumptions];
        let further = FURTHER
            .into_iter()
            .zip(found)
            .filter_map(|(name, found)| found.map(|found| (name, FURTHER_CLASSES[usize::from(!found)].to_owned())));
        gold.texts.push(LabelledText {
            further: further.collect(),
            id: sentence.id,
            text: sentence.content,
            label: class(majority),
            cluster: Some(article.id.clone()),
            fold_key: article.id.clone(),
            annotators: judgements.into_iter().map(|judgement| judgement.map(class)).collect(),
            ..LabelledText::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_the_label_of_the_majority_and_those_of_all() {
        let mut gold = Gold::new("ukraine");
        let content = r#"{"id": "article_9", "sentences": [
            {"id": "s1", "content": "It fell.", "subjectivity": {"score": {"avg": 0.3, "maj": 0.0}, "judgements": [0.0, 1.0, null]}},
            {"id": "s2", "content": "Shameful!", "subjectivity": {"score": {"maj": 1.5}, "judgements": [1, 2]},
             "hidden_assumptions": {"score": {"intensified": 0.0}}, "framing": {"score": {"west": {"intensified": -1.0}, "russia": {"intensified": 0.0}}}},
            {"id": "s3", "content": "Unrated."}]}"#;
        parse(content, Path::new("article_9.json"), &mut BTreeSet::new(), &mut gold);
        let labels: Vec<_> = gold.texts.iter().map(|text| (text.id.as_str(), text.label.as_str())).collect();
        assert_eq!(labels, [("s1", "objective"), ("s2", "subjective")]);
        assert!(gold.texts[0].further.is_empty());
        let further: Vec<_> = gold.texts[1].further.iter().map(|(name, label)| (*name, label.as_str())).collect();
        assert_eq!(further, [("framing", "present"), ("hidden_assumptions", "absent")]);
        assert_eq!(gold.texts[0].annotators, [Some("objective".to_owned()), Some("subjective".to_owned()), None]);
        assert_eq!((gold.texts[0].cluster.as_deref(), gold.texts[0].fold_key.as_str()), (Some("article_9"), "article_9"));
        assert_eq!(gold.left_out["not rated for subjectivity"], 1);
    }

    #[test]
    fn dirt_is_listed() {
        let (mut gold, mut seen) = (Gold::new("ukraine"), BTreeSet::new());
        let sentence = r#"{"id": "s1", "content": "x", "subjectivity": {"score": {"maj": 0}}}"#;
        let content = format!(r#"{{"id": "a", "sentences": [{sentence}, {sentence}, {{"id": "s2", "content": " "}}]}}"#);
        parse(&content, Path::new("article_1.json"), &mut seen, &mut gold);
        parse("{\"id\": 3}", Path::new("article_2.json"), &mut seen, &mut gold);
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.item.as_deref(), fault.reason.as_str())).collect();
        assert_eq!(faults[..2], [(Some("s1"), "a second sentence under the same id"), (Some("s2"), "no text")]);
        assert!(faults[2].1.starts_with("not an article in the layout of the set"));
        assert_eq!(gold.texts.len(), 1);
    }
}
