//! An outlet's headlines against its bodies: whether the headline is surer, or more loaded, than the text below it.
//!
//! The rates of either part stand among the [measures](crate::compare::Measure); here they are set against each other, with the interval of their
//! difference, and the articles are counted whose headline holds no hedge though their body does. Which claim it is that the headline asserts and the body
//! hedges is a matter of claims.

use crate::article::Outlet;
use crate::compare::interval::{Estimate, mover};
use crate::compare::{Basis, Measure};
use crate::cue::CueKind;
use crate::score::{ArticleScore, Slice};
use crate::text::Part;

/// The kinds that are set against each other.
const KINDS: [CueKind; 4] = [CueKind::Loaded, CueKind::Hedge, CueKind::Booster, CueKind::ReportDoubting];

/// The kinds that keep a distance from what is said.
const DISTANT: [CueKind; 2] = [CueKind::Hedge, CueKind::ReportDoubting];

/// An outlet's headlines.
#[derive(Clone, Debug, PartialEq)]
pub struct Headlines {
    /// Whose.
    pub outlet: Outlet,
    /// Articles with a headline and a body.
    pub articles: u64,
    /// Of these, those whose headline holds a hedge or a doubting verb.
    pub hedged: u64,
    /// Of these, those whose body does.
    pub hedged_bodies: u64,
    /// Of these, those whose body does and whose headline does not.
    pub only_bodies: u64,
    /// Rates of headline and body.
    pub rates: Vec<HeadlineRate>,
}

/// The rate of a kind in headlines less the one in bodies.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadlineRate {
    /// What was counted.
    pub kind: CueKind,
    /// In headlines, in a thousand words.
    pub headline: Option<Estimate>,
    /// In bodies.
    pub body: Option<Estimate>,
    /// Headlines less bodies; `None` where either has no words.
    pub difference: Option<Estimate>,
    /// What was resampled.
    pub basis: Basis,
}

/// The headlines of each outlet, from its articles and the measures of both parts.
pub(super) fn compare(outlets: &[Outlet], articles: &[(usize, &ArticleScore)], measures: &[Measure]) -> Vec<Headlines> {
    let slice = |part| Slice { voice: None, part: Some(part) };
    let one = |(at, outlet): (usize, &Outlet)| {
        let rate = |kind: CueKind| {
            let find = |part| measures.iter().find(|one| one.kind == kind && one.slice == slice(part) && one.outlet == *outlet);
            let (headline, body) = (find(Part::Headline)?, find(Part::Body)?);
            let difference = headline.per_1000.as_ref().zip(body.per_1000.as_ref()).map(|(left, right)| mover(left, right));
            Some(HeadlineRate { kind, headline: headline.per_1000, body: body.per_1000, difference, basis: headline.basis })
        };
        let whole = |score: &&ArticleScore| score.total.words(slice(Part::Headline)) > 0 && score.total.words(slice(Part::Body)) > 0;
        let own: Vec<&ArticleScore> = articles.iter().filter(|(outlet, _)| *outlet == at).map(|(_, score)| *score).filter(whole).collect();
        let distant = |score: &ArticleScore, part| DISTANT.into_iter().any(|kind| score.total.rate(kind, slice(part)).cues > 0);
        let count = |holds: &dyn Fn(&ArticleScore) -> bool| own.iter().filter(|score| holds(score)).count() as u64;
        Headlines {
            outlet: outlet.clone(),
            articles: own.len() as u64,
            hedged: count(&|score| distant(score, Part::Headline)),
            hedged_bodies: count(&|score| distant(score, Part::Body)),
            only_bodies: count(&|score| distant(score, Part::Body) && !distant(score, Part::Headline)),
            rates: KINDS.into_iter().filter_map(rate).collect(),
        }
    };
    outlets.iter().enumerate().map(one).collect()
}
