//! Who covered what: the articles of each outlet, event by event, and the rates of cues in them.

use crate::article::{EventId, Outlet};
use crate::compare::{ARTICLES_FOR_TESTS, Basis};
use crate::cue::{CueKind, Voice};
use crate::score::{ArticleScore, Rate, Slice, Tally};
use crate::text::Part;

/// What is measured: every voice over the whole article, and headline and body in all voices.
pub(super) const SLICES: [Slice; 6] = [
    Slice { voice: Some(Voice::Outlet), part: None },
    Slice { voice: Some(Voice::Quoted), part: None },
    Slice { voice: Some(Voice::Reported), part: None },
    Slice { voice: None, part: None },
    Slice { voice: None, part: Some(Part::Headline) },
    Slice { voice: None, part: Some(Part::Body) },
];

/// How many of the slices are contrasted: those of whole articles, which stand in front.
pub(super) const CONTRASTED: usize = 4;

/// Every kind in every contrasted slice, in the order of the records.
pub(super) fn contrasted() -> impl Iterator<Item = (usize, Slice, CueKind)> {
    SLICES[..CONTRASTED].iter().enumerate().flat_map(|(place, &slice)| CueKind::all().map(move |kind| (place, slice, kind)))
}

/// An article, and the outlet that it counts for.
pub(super) type Signed<'a> = (&'a ArticleScore, &'a Outlet);

/// The articles on one event that name an outlet.
#[derive(Clone)]
pub(super) struct Covered<'a> {
    pub(super) event: &'a EventId,
    /// The places of its articles in the run.
    pub(super) places: Vec<usize>,
    pub(super) articles: Vec<Signed<'a>>,
}

/// An outlet's articles on the events that it covered.
pub(super) struct OutletCoverage<'a> {
    pub(super) outlet: &'a Outlet,
    /// By place of the event.
    pub(super) events: Vec<(usize, Vec<&'a ArticleScore>)>,
}

/// What is compared: the articles of some events, by outlet.
pub(super) struct Coverage<'a> {
    /// Name of the task, for streams of random numbers: the event's, empty over several.
    pub(super) name: &'a str,
    /// Number of events.
    pub(super) events: usize,
    /// By name of the outlet.
    pub(super) outlets: Vec<OutletCoverage<'a>>,
}

impl<'a> Coverage<'a> {
    pub(super) fn new(name: &'a str, covered: &[Covered<'a>]) -> Self {
        let mut outlets: Vec<&Outlet> = covered.iter().flat_map(|one| one.articles.iter().map(|(_, outlet)| *outlet)).collect();
        outlets.sort();
        outlets.dedup();
        let mut coverage: Vec<OutletCoverage<'_>> = outlets.iter().map(|&outlet| OutletCoverage { outlet, events: Vec::new() }).collect();
        for (place, one) in covered.iter().enumerate() {
            for (article, outlet) in &one.articles {
                let Ok(index) = outlets.binary_search(outlet) else { continue };
                let events = &mut coverage[index].events;
                match events.last_mut() {
                    Some((last, articles)) if *last == place => articles.push(article),
                    _ => events.push((place, vec![article])),
                }
            }
        }
        Self { name, events: covered.len(), outlets: coverage }
    }
}

impl<'a> OutletCoverage<'a> {
    /// All its articles, event by event.
    pub(super) fn articles(&self) -> Vec<&'a ArticleScore> {
        self.events.iter().flat_map(|(_, articles)| articles.iter().copied()).collect()
    }

    /// Its articles on the events that another covered too.
    pub(super) fn beside(&self, other: &Self) -> Self {
        let shared = |place: &usize| other.events.binary_search_by_key(place, |(place, _)| *place).is_ok();
        Self { outlet: self.outlet, events: self.events.iter().filter(|(place, _)| shared(place)).cloned().collect() }
    }

    /// What is resampled: events or articles where there are enough of them.
    pub(super) fn basis(&self) -> Basis {
        if self.events.len() >= ARTICLES_FOR_TESTS {
            Basis::Events
        } else if self.events.iter().map(|(_, articles)| articles.len()).sum::<usize>() >= ARTICLES_FOR_TESTS {
            Basis::Articles
        } else {
            Basis::Sentences
        }
    }

    /// Counts of each cluster of this basis that has several sentences in it.
    pub(super) fn clusters(&self, basis: Basis) -> Vec<Tally> {
        match basis {
            Basis::Events => self.events.iter().map(|(_, articles)| total(articles)).collect(),
            Basis::Articles => self.articles().iter().map(|article| article.total.clone()).collect(),
            Basis::Sentences => Vec::new(),
        }
    }
}

/// The counts of several articles together.
pub(super) fn total(articles: &[&ArticleScore]) -> Tally {
    let mut total = Tally::default();
    for article in articles {
        total.add(&article.total);
    }
    total
}

/// The rates of a tally in every contrasted slice and kind, in the order of [`contrasted`].
pub(super) fn contrasted_rates(tally: &Tally) -> Vec<Rate> {
    contrasted().map(|(_, slice, kind)| tally.rate(kind, slice)).collect()
}
