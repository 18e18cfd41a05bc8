//! The weights by which two passages state the same, learned from stories in which claims were marked.

use std::collections::BTreeMap;

use crate::article::{Article, Outlet};
use crate::compare::claims::{MEASURES, Passage, measured};
use crate::error::{Error, Result};
use crate::evaluate::claims::{Mark, Place, Verdict, in_order, same};
use crate::evaluate::gold::LabelledDocument;
use crate::model::pairs::PairModel;
use crate::read;
use crate::score::ArticleScore;

/// The article of a labelled document, its page debris marked as in any other.
#[must_use]
pub fn article(document: &LabelledDocument) -> Article {
    let mut article = Article::new(document.id.as_str(), document.text.as_str());
    article.title.clone_from(&document.title);
    article.outlet = document.outlet.as_deref().map(Outlet::from);
    article.published.clone_from(&document.published);
    read::mark(&mut article, true);
    article
}

/// Fits the weights to the stories that have marks; a pair that a reader judged has the reader's verdict, any other that of the marks, and one that left the reader
/// unsure is left out.
///
/// # Errors
///
/// [`Error::Data`] where no story of the marks is among the documents.
pub fn fit(
    documents: &[&LabelledDocument],
    marks: &[Mark],
    verdicts: &[Verdict],
    score: impl Fn(Article) -> ArticleScore,
) -> Result<PairModel> {
    let verdicts: BTreeMap<&(Place, Place), Option<bool>> = verdicts.iter().map(|(pair, same)| (pair, *same)).collect();
    let mut stories: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        stories.entry(&mark.story).or_default().push(mark);
    }
    let (mut pairs, mut labels) = (Vec::new(), Vec::new());
    for (story, marks) in stories {
        let of_story = documents.iter().filter(|document| document.event.as_deref() == Some(story));
        let scores: Vec<ArticleScore> = of_story.map(|document| score(article(document))).collect();
        let (passages, measures) = measured(&scores.iter().collect::<Vec<_>>());
        let place = |passage: &Passage| Place {
            article: scores[passage.article].document.article().id.as_str().to_owned(),
            field: passage.field,
            span: passage.span,
        };
        for (left, right, measures) in measures {
            let (one, other) = in_order(place(&passages[left]), place(&passages[right]));
            let by_marks = same(&one, &other, &marks);
            let Some(label) = verdicts.get(&(one, other)).copied().unwrap_or(Some(by_marks)) else { continue };
            pairs.push(measures);
            labels.push(label);
        }
    }
    if pairs.is_empty() {
        return Err(Error::Data("no pair to learn from: are the marks of this set's stories?".to_owned()));
    }
    Ok(PairModel::fit::<{ MEASURES.len() }>(&pairs, &labels))
}
