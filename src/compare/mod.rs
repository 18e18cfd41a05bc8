//! From an event and its scores to a comparison of outlets: rates with intervals, contrasts, and the words that are each outlet's own.
//!
//! What varies is what clusters: events or articles where both outlets of a contrast have enough of them, else blocks of sentences, and then the interval speaks
//! of these articles and not of the outlet. Words are never taken for independent. Every stream of random numbers belongs to one task and is reached by
//! name, so results do not depend on threads or on which other events a run holds.

pub mod claims;
mod contrasts;
mod coverage;
pub mod headlines;
mod interval;
mod months;
pub mod names;
mod null;
mod omissions;
mod paired;
mod permutation;
mod power;
mod rates;
#[cfg(test)]
mod simulated;
pub mod sources;
mod stream;
mod words;

use serde::Serialize;

use crate::article::{EventId, Outlet};
use crate::cue::CueKind;
use crate::group::Event;
use crate::score::{ArticleScore, Slice};

use coverage::{Coverage, Covered};

pub(crate) use interval::quantile;
pub(crate) use stream::Stream;

pub use claims::{Claim, Stance};
pub use interval::{Estimate, benjamini_hochberg, garwood, mover, widened};
pub use months::Month;
pub use null::{DRAWS, Null, null};
pub use omissions::Omission;
pub use power::{POWER, detectable};
pub use words::{DistinctiveWord, log_odds};

/// How to compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Level of the intervals.
    pub level: f64,
    /// Seed of all resampling.
    pub seed: u64,
    /// Number of bootstrap samples.
    pub resamples: usize,
    /// Number of permutations.
    pub permutations: usize,
    /// Most distinctive words given for an outlet.
    pub words: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { level: 0.95, seed: 0, resamples: 1000, permutations: 999, words: 12 }
    }
}

/// What was resampled, and so what an interval speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Blocks of sentences: the interval speaks of these articles.
    Sentences,
    /// Articles: the interval speaks of the outlet's coverage of this event.
    Articles,
    /// Events: the interval speaks of the outlet's coverage of such events.
    Events,
}

/// Fewest articles of an outlet, or events, that are taken as such and whose labels are dealt; below, there are too few ways to deal them.
pub const ARTICLES_FOR_TESTS: usize = 4;

/// The rate of a kind in an outlet's articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What was counted.
    pub kind: CueKind,
    /// In which words.
    pub slice: Slice,
    /// Whose articles.
    pub outlet: Outlet,
    /// Cues in a thousand words; `None` where there are no words.
    pub per_1000: Option<Estimate>,
    /// What was resampled.
    pub basis: Basis,
    /// Number of articles.
    pub articles: u64,
    /// Number of words in the slice.
    pub words: u64,
    /// Variance of the rate, by what clusters, over its variance if cues fell independently (Kish 1965); `None` where there are no cues.
    pub design_effect: Option<f64>,
}

/// A measured difference between two outlets.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// What was counted.
    pub kind: CueKind,
    /// In which words.
    pub slice: Slice,
    /// One outlet.
    pub left: Outlet,
    /// The other.
    pub right: Outlet,
    /// Left less right, in cues in a thousand words: on one event of the pooled rates, over several the mean of the events' differences. `None` where either
    /// has no words.
    pub difference: Option<Estimate>,
    /// Permutation p; `None` with fewer than four articles a side.
    pub p: Option<f64>,
    /// `p` adjusted for all contrasts of the comparison: by step-down max-T for the kinds and voices of a pair (Westfall and Young 1993), by Benjamini and
    /// Hochberg (1995) over pairs, as Benjamini and Bogomolov (2014) join them. Where deals were drawn and not all made, it is the upper limit of its luck.
    pub q: Option<f64>,
    /// The smallest difference that a test at one less the level would have found in four of five; `None` without cues.
    pub detectable: Option<f64>,
    /// What was resampled.
    pub basis: Basis,
    /// Over several events: those in which both outlets have such words.
    pub events: Option<u64>,
}

/// How the outlets frame one event, or several.
#[derive(Clone, Debug, PartialEq)]
pub struct EventComparison {
    /// The event; `None` over several.
    pub event: Option<EventId>,
    /// Number of events.
    pub events: u64,
    /// Its outlets, by name.
    pub outlets: Vec<Outlet>,
    /// Rates by kind, slice and outlet.
    pub measures: Vec<Measure>,
    /// Differences by kind, slice and pair of outlets.
    pub contrasts: Vec<Contrast>,
    /// Words that are an outlet's own.
    pub words: Vec<DistinctiveWord>,
    /// What the outlets call the actors.
    pub names: Vec<names::EntityNames>,
    /// What two outlets or more state; `None` where no clauses were looked for.
    pub claims: Option<Vec<Claim>>,
    /// What an outlet leaves out and others state; `None` where no clauses were looked for.
    pub omissions: Option<Vec<Omission>>,
    /// Whom each outlet lets speak.
    pub sources: Vec<sources::Source>,
    /// How each outlet's attributions spread over its sources.
    pub sourcing: Vec<sources::Sourcing>,
    /// Each outlet's headlines against its bodies.
    pub headlines: Vec<headlines::Headlines>,
    /// Rates by month, over several events.
    pub months: Vec<Month>,
}

/// Who does tasks that can be done in any order.
pub trait Workers {
    /// What `work` makes of each task, in the order of the tasks.
    fn map<T: Send>(&self, tasks: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T>;
}

/// One task after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneByOne;

impl Workers for OneByOne {
    fn map<T: Send>(&self, tasks: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        (0..tasks).map(work).collect()
    }
}

impl EventComparison {
    /// The widest contrast of a kind that stands out among its pairs, and how many pairs there are.
    ///
    /// Where articles were tested, those stand out whose q is no more than one less the level; else those whose interval leaves out zero even when it is
    /// widened for the number of pairs: the widest of many is wide by chance.
    #[must_use]
    pub fn notable(&self, kind: CueKind, slice: Slice) -> Option<(&Contrast, Estimate, usize)> {
        let of = || self.contrasts.iter().filter(|contrast| contrast.kind == kind && contrast.slice == slice);
        let pairs = of().count();
        let stands_out = |contrast: &&Contrast| {
            let difference = contrast.difference?;
            let strict = widened(&difference, pairs);
            let leaves_out_zero = strict.low > 0.0 || strict.high < 0.0;
            let clear = contrast.q.map_or(leaves_out_zero, |q| q <= 1.0 - difference.level);
            clear.then_some(difference.value.abs())
        };
        let widest = of()
            .filter(|contrast| stands_out(contrast).is_some())
            .max_by(|a, b| stands_out(a).unwrap_or(0.0).total_cmp(&stands_out(b).unwrap_or(0.0)))?;
        Some((widest, widest.difference?, pairs))
    }
}

/// Compares the outlets of an event; `None` where it has fewer than two. Articles without an outlet take no part.
#[must_use]
pub fn compare(event: &Event, scores: &[ArticleScore], options: &Options) -> Option<EventComparison> {
    one(&covered(event, scores)?, options)
}

/// Compares the outlets of every event that has two, and where there are several such events, last the outlets over all of them.
#[must_use]
pub fn compare_all(events: &[Event], scores: &[ArticleScore], options: &Options, workers: &impl Workers) -> Vec<EventComparison> {
    let covered: Vec<Covered<'_>> = events.iter().filter_map(|event| covered(event, scores)).collect();
    let mut comparisons: Vec<EventComparison> =
        workers.map(covered.len(), |index| one(&covered[index], options)).into_iter().flatten().collect();
    if covered.len() > 1 {
        comparisons.push(over_several(&covered, options, workers));
    }
    comparisons
}

/// The articles of an event that name an outlet; `None` where they name fewer than two.
fn covered<'a>(event: &'a Event, scores: &'a [ArticleScore]) -> Option<Covered<'a>> {
    let signed =
        event.articles.iter().filter_map(|&index| Some((index, (&scores[index], scores[index].document.article().outlet.as_ref()?))));
    let (places, articles) = signed.unzip();
    let covered = Covered { event: &event.id, places, articles };
    covered.articles.iter().any(|(_, outlet)| *outlet != covered.articles[0].1).then_some(covered)
}

fn one(covered: &Covered<'_>, options: &Options) -> Option<EventComparison> {
    let coverage = Coverage::new(covered.event.as_str(), std::slice::from_ref(covered));
    let sides = rates::sides(&coverage, options);
    if sides.len() < 2 {
        return None;
    }
    let outlets: Vec<Outlet> = sides.iter().map(|side| side.outlet.clone()).collect();
    let measures = rates::measures(&sides);
    // Each article with the places of its outlet and of itself in the run, outlet after outlet.
    let placed = covered.articles.iter().zip(&covered.places);
    let mut articles: Vec<(usize, usize, &ArticleScore)> =
        placed.filter_map(|((article, outlet), &place)| Some((outlets.binary_search(outlet).ok()?, place, *article))).collect();
    articles.sort_by_key(|(outlet, ..)| *outlet);
    let entities = names::Entities::find(&articles.iter().map(|(_, _, article)| *article).collect::<Vec<_>>());
    let of_outlets: Vec<(usize, &ArticleScore)> = articles.iter().map(|(outlet, _, article)| (*outlet, *article)).collect();
    let names = names::compare(covered.event, &outlets, &of_outlets, &entities, options);
    let claims = claims::find(&articles, outlets.len(), &entities);
    let omissions = claims.as_ref().map(|claims| omissions::find(claims, &outlets));
    let (sources, sourcing) = sources::compare(&outlets, &of_outlets, &entities);
    let headlines = headlines::compare(&outlets, &of_outlets, &measures);
    Some(EventComparison {
        event: Some(covered.event.clone()),
        events: 1,
        outlets,
        measures,
        contrasts: contrasts::adjusted(contrasts::pairs(&coverage, &sides, options)),
        words: words::compare(&coverage, options, &OneByOne),
        names,
        claims,
        omissions,
        sources,
        sourcing,
        headlines,
        months: Vec::new(),
    })
}

fn over_several(covered: &[Covered<'_>], options: &Options, workers: &impl Workers) -> EventComparison {
    let coverage = Coverage::new("", covered);
    let sides = rates::sides(&coverage, options);
    let measures = rates::measures(&sides);
    EventComparison {
        event: None,
        events: covered.len() as u64,
        outlets: sides.iter().map(|side| side.outlet.clone()).collect(),
        months: months::months(&coverage, &measures, options),
        measures,
        contrasts: contrasts::adjusted(paired::pairs(&coverage, options, workers)),
        words: words::compare(&coverage, options, workers),
        names: Vec::new(),
        claims: None,
        omissions: None,
        sources: Vec::new(),
        sourcing: Vec::new(),
        headlines: Vec::new(),
    }
}
