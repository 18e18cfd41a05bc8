//! From articles to events: which articles cover the same occurrence.
//!
//! So far by the events that the input names.

use std::collections::BTreeMap;

use crate::article::EventId;
use crate::score::ArticleScore;

/// Articles that cover one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// Whether the input named it.
    pub given: bool,
    /// Its articles, by their place in the run.
    pub articles: Vec<usize>,
}

/// The events that articles name, in the order of their names, and the articles that name none.
#[must_use]
pub fn by_given_event(scores: &[ArticleScore]) -> (Vec<Event>, Vec<usize>) {
    let mut events: BTreeMap<&EventId, Vec<usize>> = BTreeMap::new();
    let mut without = Vec::new();
    for (index, score) in scores.iter().enumerate() {
        match &score.document.article().event {
            Some(event) => events.entry(event).or_default().push(index),
            None => without.push(index),
        }
    }
    (events.into_iter().map(|(id, articles)| Event { id: id.clone(), given: true, articles }).collect(), without)
}
