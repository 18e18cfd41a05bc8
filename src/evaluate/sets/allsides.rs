//! `AllSides` round-ups: an article each from left, centre and right on one story (Lee et al. 2022).
//!
//! `stories.jsonl`, a story a line: `id`, `date`, `topic` and under `news` the articles by side, with `newsSource`, `newsTitle` and
//! `newBody`, a list of paragraphs. The stories are the gold of event grouping; there are no labels of sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledDocument};

#[derive(Deserialize)]
struct Story {
    id: serde_json::Value,
    #[serde(default)]
    date: Option<String>,
    news: BTreeMap<String, Article>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    #[serde(default)]
    news_source: Option<String>,
    #[serde(default)]
    news_title: Option<String>,
    new_body: Vec<String>,
}

/// Reads a file, or `stories.jsonl` in a folder.
///
/// # Errors
///
/// When the file cannot be read, or no story could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let file = if path.is_dir() { path.join("stories.jsonl") } else { path.to_owned() };
    let mut gold = Gold::new("allsides");
    parse(&files::text(&file)?, &file, &mut gold);
    gold.finish(path)
}

fn parse(content: &str, path: &Path, gold: &mut Gold) {
    let mut seen = BTreeSet::new();
    for (number, line) in files::lines(content) {
        let story: Story = match serde_json::from_str(line) {
            Ok(story) => story,
            Err(error) => {
                gold.fault(path, Some(number), None, format!("not a story in the layout of the set: {error}"));
                continue;
            }
        };
        let id = match story.id {
            serde_json::Value::String(id) => id,
            other => other.to_string(),
        };
        if !seen.insert(id.clone()) {
            gold.fault(path, Some(number), Some(&id), "a second story under the same id");
            continue;
        }
        if story.news.is_empty() {
            gold.leave_out("story without articles");
        }
        for (side, article) in story.news {
            let name = format!("{id}/{side}");
            let text = article.new_body.join("\n\n");
            if text.trim().is_empty() {
                gold.fault(path, Some(number), Some(&name), "no text");
                continue;
            }
            gold.documents.push(LabelledDocument {
                id: name,
                text,
                title: article.news_title.as_deref().and_then(files::given),
                fold_key: id.clone(),
                outlet: article.news_source.as_deref().and_then(files::given),
                event: Some(id.clone()),
                published: story.date.clone(),
                ..LabelledDocument::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_of_a_story_share_its_event() {
        let mut gold = Gold::new("allsides");
        let line = r#"{"id": 12, "topic": "Rain", "date": "2020-01-02", "news": {"right": {"newsSource": "B", "newsTitle": "b", "newBody": ["x"]}, "left": {"newsSource": "A", "newsTitle": "a", "newBody": ["é", "y"]}}}"#;
        parse(line, Path::new("s.jsonl"), &mut gold);
        let documents: Vec<_> =
            gold.documents.iter().map(|d| (d.id.as_str(), d.text.as_str(), d.outlet.as_deref(), d.event.as_deref())).collect();
        assert_eq!(documents, [("12/left", "é\n\ny", Some("A"), Some("12")), ("12/right", "x", Some("B"), Some("12"))]);
        assert_eq!((gold.documents[0].fold_key.as_str(), gold.documents[0].title.as_deref()), ("12", Some("a")));
    }

    #[test]
    fn dirt_is_listed_and_a_story_without_articles_left_out() {
        let mut gold = Gold::new("allsides");
        let content = "{\"id\": 1, \"news\": {}}\n{\"id\": 2,\n\n{\"id\": \"3\", \"news\": {\"left\": {\"newBody\": [\" \"]}}}\n{\"id\": 1, \"news\": {}}\n";
        parse(content, Path::new("s.jsonl"), &mut gold);
        assert_eq!(gold.left_out["story without articles"], 1);
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.item.as_deref())).collect();
        assert_eq!(faults, [(Some(2), None), (Some(4), Some("3/left")), (Some(5), Some("1"))]);
        assert_eq!(gold.faults[1].reason, "no text");
    }
}
