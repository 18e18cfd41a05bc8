//! From articles to events: which articles cover the same occurrence, and which are copies of one text.
//!
//! [`events`] keeps the events that the input names and groups the rest; a [`Grouper`] takes articles as they come and keeps a [`Sketch`] of each. Copies are found
//! first and stay together. Then pairs that share rare words are looked at (`candidates`, `pairs`), a small model says how likely each is one event (`same_event`), and
//! groups are made by average linkage (`cluster`). An event is called after the first of its articles, so its name does not change when unrelated articles come in.

mod candidates;
mod cluster;
mod copies;
mod dates;
mod pairs;
mod same_event;
mod sketch;
mod terms;

use std::collections::BTreeMap;

use crate::article::{ArticleId, EventId, Field, Outlet};
use crate::checksum::sha256;
use crate::score::ArticleScore;
use pairs::Pairs;

pub use copies::Copy;
pub use same_event::SameEvent;
pub use sketch::Sketch;

/// Articles that cover one occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// Whether the input named it.
    pub given: bool,
    /// Its articles, by their place in the run.
    pub articles: Vec<usize>,
    /// Names and words that tell what it is about, the most telling first.
    pub terms: Vec<String>,
    /// Which of its articles are copies.
    pub copies: Vec<Copy>,
}

/// Groups articles as they come. What is asked for is worked out from all that came so far, in order of publication, whatever the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Grouper {
    sketches: Vec<Sketch>,
    given: Vec<Option<EventId>>,
}

impl Grouper {
    /// A grouper without articles.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an article, and the event that the input gives it. Its place is the number of those before.
    pub fn add(&mut self, sketch: Sketch, given: Option<EventId>) {
        self.sketches.push(sketch);
        self.given.push(given);
    }

    /// What is kept of each article, in the order in which they were added.
    #[must_use]
    pub fn sketches(&self) -> &[Sketch] {
        &self.sketches
    }

    /// The events: those that were given, in the order of their names, then the others in the order of their first articles.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.events_by(SameEvent::shipped())
    }

    /// [`Grouper::events`], with a model of one's own.
    #[must_use]
    pub fn events_by(&self, model: &SameEvent) -> Vec<Event> {
        let mut given: BTreeMap<&EventId, Vec<usize>> = BTreeMap::new();
        let mut rest = Vec::new();
        for (at, event) in self.given.iter().enumerate() {
            match event {
                Some(event) => given.entry(event).or_default().push(at),
                None => rest.push(at),
            }
        }
        let mut events: Vec<Event> = given.into_iter().map(|(id, articles)| self.event(id.clone(), true, articles)).collect();
        let sketches: Vec<&Sketch> = rest.iter().map(|&at| &self.sketches[at]).collect();
        for group in grouped(&sketches, model, true) {
            let articles: Vec<usize> = group.iter().map(|&at| rest[at]).collect();
            let first = articles.iter().map(|&at| &self.sketches[at]).min_by(|a, b| a.order().cmp(&b.order()));
            let id = first.map_or_else(String::new, |sketch| format!("event-{}", &sha256(sketch.id.as_str().as_bytes())[..12]));
            events.push(self.event(id.into(), false, articles));
        }
        events
    }

    /// An event with its terms and copies.
    fn event(&self, id: EventId, given: bool, mut articles: Vec<usize>) -> Event {
        let mut by_publication = articles.clone();
        by_publication.sort_by(|&a, &b| self.sketches[a].order().cmp(&self.sketches[b].order()));
        let wordings: Vec<&copies::Wording> = by_publication.iter().map(|&at| &self.sketches[at].wording).collect();
        let place = |copy: Copy| Copy { article: by_publication[copy.article], of: by_publication[copy.of], ..copy };
        let copies = copies::find(&wordings).into_iter().map(place).collect();
        let terms = terms::of(&by_publication.iter().map(|&at| &self.sketches[at]).collect::<Vec<_>>());
        articles.sort_unstable();
        Event { id, given, articles, terms, copies }
    }
}

impl Sketch {
    /// Where an article stands among others: by its day, those without one last, then by its id.
    pub(crate) fn order(&self) -> (bool, Option<i32>, &str) {
        (self.day.is_none(), self.day, self.id.as_str())
    }

    /// Its article's id.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    /// Number of words, page debris left out.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.words
    }

    /// The day of publication as it is written, `2021-10-18`, where it is known.
    #[must_use]
    pub fn date(&self) -> Option<String> {
        self.day.map(dates::written)
    }

    /// Who published it.
    #[must_use]
    pub fn outlet(&self) -> Option<&Outlet> {
        self.outlet.as_ref()
    }

    /// The day of publication, counted from 1970-01-01, where it is known.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        self.day
    }

    /// The sketch with another day, or none.
    #[must_use]
    pub fn on_day(self, day: Option<i32>) -> Self {
        Self { day, ..self }
    }

    /// What is kept of an article that is scored: it is not taken apart again.
    #[must_use]
    pub fn of_score(score: &ArticleScore) -> Self {
        let tokens = |field: Field| {
            score.document.passages().iter().find(|passage| passage.field() == field).map_or(&[][..], |passage| passage.tokens())
        };
        Self::from_tokens(score.document.article(), tokens(Field::Title), tokens(Field::Text))
    }
}

/// The groups of articles by their places, in the order of their first ones. Their days count where `dated` says so.
#[must_use]
pub fn grouped(sketches: &[&Sketch], model: &SameEvent, dated: bool) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by(|&a, &b| sketches[a].order().cmp(&sketches[b].order()).then(a.cmp(&b)));
    let sorted: Vec<&Sketch> = order.iter().map(|&at| sketches[at]).collect();
    let copies = copies::find(&sorted.iter().map(|sketch| &sketch.wording).collect::<Vec<_>>());
    let together: Vec<(usize, usize)> = copies.iter().map(|copy| (copy.article, copy.of)).collect();
    let pairs = Pairs::new(&sorted, dated);
    let probabilities = model.probabilities(&pairs);
    let edges: Vec<(usize, usize, f64)> =
        pairs.edges.iter().zip(&probabilities).map(|(&(left, right), &probability)| (left as usize, right as usize, probability)).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in cluster::average_linkage(sorted.len(), &together, &edges, model.cut).into_iter().enumerate() {
        groups.entry(group).or_default().push(order[at]);
    }
    groups.into_values().collect()
}

/// The events of scored articles: those that the input names are kept, articles that name none are grouped among themselves.
#[must_use]
pub fn events(scores: &[ArticleScore]) -> Vec<Event> {
    let mut grouper = Grouper::new();
    for score in scores {
        grouper.add(Sketch::of_score(score), score.document.article().event.clone());
    }
    grouper.events()
}

/// The events that articles name, in the order of their names, and the articles that name none.
#[must_use]
pub fn by_given_event(scores: &[ArticleScore]) -> (Vec<Event>, Vec<usize>) {
    let mut grouper = Grouper::new();
    let (mut places, mut without) = (Vec::new(), Vec::new());
    for (at, score) in scores.iter().enumerate() {
        match &score.document.article().event {
            Some(event) => {
                grouper.add(Sketch::of_score(score), Some(event.clone()));
                places.push(at);
            }
            None => without.push(at),
        }
    }
    let mut events = grouper.events();
    for event in &mut events {
        event.articles.iter_mut().for_each(|at| *at = places[*at]);
        event.copies.iter_mut().for_each(|copy| (copy.article, copy.of) = (places[copy.article], places[copy.of]));
    }
    (events, without)
}
