//! From an event and its scores to a comparison of outlets: rates with intervals, contrasts, and the words that are each outlet's own.
//!
//! What is resampled is what clusters: articles where both outlets of a contrast have enough of them, else blocks of sentences, and then the interval speaks
//! of these articles and not of the outlet. Tokens are never resampled. Every stream of random numbers belongs to one task and is reached by name,
//! so results do not depend on threads or on which other events a run holds.

pub mod claims;
pub mod headlines;
mod interval;
pub mod names;
mod omissions;
mod rates;
pub mod sources;
mod stream;
mod words;

use serde::Serialize;

use crate::article::{EventId, Outlet};
use crate::cue::CueKind;
use crate::group::Event;
use crate::score::{ArticleScore, Slice};

pub(crate) use interval::quantile;
pub(crate) use stream::Stream;

pub use claims::{Claim, Stance};
pub use interval::{Estimate, benjamini_hochberg, garwood, mover, widened};
pub use omissions::Omission;
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
}

/// Fewest articles of an outlet that are resampled as articles; below, there are too few ways to draw them.
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
}

/// A measured difference between two outlets on one event.
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
    /// Left less right, in cues in a thousand words; `None` where either has no words.
    pub difference: Option<Estimate>,
    /// Permutation p; `None` with fewer than four articles a side.
    pub p: Option<f64>,
    /// `p` after Benjamini and Hochberg over all contrasts of the comparison.
    pub q: Option<f64>,
    /// What was resampled.
    pub basis: Basis,
}

/// How the outlets frame one event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventComparison {
    /// The event.
    pub event: EventId,
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
    let mut outlets: Vec<(Outlet, Vec<&ArticleScore>)> = Vec::new();
    for &index in &event.articles {
        if let Some(outlet) = &scores[index].document.article().outlet {
            match outlets.iter_mut().find(|(name, _)| name == outlet) {
                Some((_, articles)) => articles.push(&scores[index]),
                None => outlets.push((outlet.clone(), vec![&scores[index]])),
            }
        }
    }
    outlets.sort_by(|(left, _), (right, _)| left.cmp(right));
    if outlets.len() < 2 {
        return None;
    }
    let (measures, contrasts) = rates::compare(&event.id, &outlets, options);
    let words = words::compare(&outlets, options.words);
    // Each article with the places of its outlet and of itself in the run, outlet after outlet.
    let articles: Vec<(usize, usize, &ArticleScore)> = outlets
        .iter()
        .enumerate()
        .flat_map(|(at, (outlet, _))| {
            let own = event.articles.iter().filter(move |index| scores[**index].document.article().outlet.as_ref() == Some(outlet));
            own.map(move |index| (at, *index, &scores[*index]))
        })
        .collect();
    let entities = names::Entities::find(&articles.iter().map(|(_, _, article)| *article).collect::<Vec<_>>());
    let outlets: Vec<Outlet> = outlets.into_iter().map(|(outlet, _)| outlet).collect();
    let of_outlets: Vec<(usize, &ArticleScore)> = articles.iter().map(|(outlet, _, article)| (*outlet, *article)).collect();
    let names = names::compare(&event.id, &outlets, &of_outlets, &entities, options);
    let claims = claims::find(&articles, outlets.len(), &entities);
    let omissions = claims.as_ref().map(|claims| omissions::find(claims, &outlets));
    let (sources, sourcing) = sources::compare(&outlets, &of_outlets, &entities);
    let headlines = headlines::compare(&outlets, &of_outlets, &measures);
    Some(EventComparison {
        event: event.id.clone(),
        outlets,
        measures,
        contrasts,
        words,
        names,
        claims,
        omissions,
        sources,
        sourcing,
        headlines,
    })
}
