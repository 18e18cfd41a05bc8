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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    /// What a reader sees: id, outlet, day, title, text.
    type Told = (&'static str, &'static str, &'static str, &'static str, &'static str);

    const FLOOD: [Told; 4] = [
        (
            "f1",
            "Courier",
            "2021-03-04",
            "Brennick dam breaks, hundreds flee Orsel valley",
            "The Brennick dam broke before dawn on Thursday and sent the river Orsel over the lower town, forcing 640 people from their homes, \
             Mayor Dalia Vastrin said. Engineers had warned of cracks in the spillway for years.",
        ),
        (
            "f2",
            "Herald",
            "2021-03-04",
            "Hundreds evacuated after dam failure at Brennick",
            "Rescuers brought 640 residents of Brennick to safety on Thursday after the dam on the Orsel failed overnight. Mayor Dalia Vastrin \
             blamed the state agency, which had put off repairs to the spillway.",
        ),
        (
            "f3",
            "Post",
            "2021-03-05",
            "Vastrin blames agency for Brennick dam disaster",
            "A day after the Brennick dam gave way and the Orsel flooded the lower town, Mayor Dalia Vastrin accused the waterways agency of \
             ignoring warnings about cracks in the spillway. Some 640 people remain in shelters.",
        ),
        (
            "g1",
            "Courier",
            "2021-03-04",
            "Coastal storm floods Tarnholm harbour",
            "A storm surge flooded the harbour district of Tarnholm on Thursday, sinking eleven fishing boats. Harbour master Ilka Brandvold said \
             the sea wall, built in the sixties, was too low for such waves.",
        ),
    ];
    const OTHERS: [Told; 3] = [
        (
            "o1",
            "Herald",
            "2021-03-04",
            "Parliament passes pension bill by one vote",
            "Lawmakers in Kessmark approved the pension reform of Finance Minister Jorun Aldvik by 76 votes to 75 late on Wednesday, raising the \
             age of retirement to 66.",
        ),
        (
            "o2",
            "Post",
            "2021-03-05",
            "Goalkeeper Morvan out for the season",
            "Striden keeper Teo Morvan tore a ligament in training and will miss the rest of the season, the club said. The cup semi-final is on Sunday.",
        ),
        (
            "o3",
            "Courier",
            "2021-03-06",
            "Chip maker Lunaq to build plant in Osterby",
            "Semiconductor company Lunaq announced a factory worth 3.4 billion crowns in Osterby, its first abroad, with 1,900 jobs from next autumn.",
        ),
    ];

    fn sketch(&(id, outlet, day, title, text): &Told) -> Sketch {
        let mut article = Article::new(id, text);
        article.outlet = Some(outlet.into());
        article.title = Some(title.to_owned());
        article.published = Some(day.to_owned()).filter(|day| !day.is_empty());
        Sketch::of(&article)
    }

    /// The events as the ids of their articles, by their names.
    fn told(articles: &[Told]) -> BTreeMap<String, Vec<&'static str>> {
        let mut grouper = Grouper::new();
        for article in articles {
            grouper.add(sketch(article), None);
        }
        let ids = |event: &Event| {
            let mut ids: Vec<&str> = event.articles.iter().map(|&at| articles[at].0).collect();
            ids.sort_unstable();
            ids
        };
        grouper.events().iter().map(|event| (event.id.as_str().to_owned(), ids(event))).collect()
    }

    #[test]
    fn an_event_over_two_days_is_one_and_two_floods_are_two() {
        let events: Vec<Vec<&str>> = told(&FLOOD).into_values().collect();
        assert!(events.contains(&vec!["f1", "f2", "f3"]) && events.contains(&vec!["g1"]), "{events:?}");
        let undated = FLOOD.map(|(id, outlet, _, title, text)| (id, outlet, "", title, text));
        let events: Vec<Vec<&str>> = told(&undated).into_values().collect();
        assert!(events.contains(&vec!["f1", "f2", "f3"]) && events.contains(&vec!["g1"]), "undated: {events:?}");
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let mut articles = [&FLOOD[..], &OTHERS[..]].concat();
        let events = told(&articles);
        articles.reverse();
        assert_eq!(told(&articles), events);
        articles.rotate_left(3);
        assert_eq!(told(&articles), events);
    }

    #[test]
    fn unrelated_articles_change_no_name_and_no_event() {
        let (before, after) = (told(&FLOOD), told(&[&OTHERS[..], &FLOOD[..]].concat()));
        for (name, articles) in &before {
            assert_eq!(after.get(name), Some(articles), "{name}");
        }
        assert_eq!(after.len(), before.len() + OTHERS.len());
    }

    #[test]
    fn a_copy_is_told_and_stays_in_its_event() {
        let mut copy = FLOOD[0];
        copy.0 = "wire";
        copy.2 = "2021-03-06";
        copy.3 = "Dam gives way";
        let articles = [copy, FLOOD[0], OTHERS[0]];
        let mut grouper = Grouper::new();
        for article in &articles {
            grouper.add(sketch(article), None);
        }
        let events = grouper.events();
        let event = events.iter().find(|event| event.articles == [0, 1]).expect("one event");
        assert_eq!(event.copies, [Copy { article: 0, of: 1, shared: 1.0 }]);
        assert!(event.terms.iter().any(|term| term.contains("Brennick")), "{:?}", event.terms);
    }

    #[test]
    fn given_events_stay_as_they_are() {
        let mut grouper = Grouper::new();
        for (at, article) in FLOOD.iter().enumerate() {
            grouper.add(sketch(article), (at == 0 || at == 3).then(|| EventId::from("mine")));
        }
        let events: Vec<(bool, Vec<usize>)> = grouper.events().into_iter().map(|event| (event.given, event.articles)).collect();
        assert_eq!(events, [(true, vec![0, 3]), (false, vec![1, 2])]);
    }

    #[test]
    fn the_shipped_model_reads_and_writes_itself() {
        let model = SameEvent::shipped();
        assert_eq!(&SameEvent::from_bytes(&model.to_bytes().expect("bytes")).expect("a model"), model);
        assert!(SameEvent::from_bytes(b"{}").is_err());
    }

    #[test]
    fn nothing_to_group_gives_no_event() {
        assert!(Grouper::new().events().is_empty() && grouped(&[], SameEvent::shipped(), true).is_empty());
    }
}
