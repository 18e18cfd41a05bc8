//! What an outlet leaves out: claims that others state and it does not.

use crate::article::Outlet;
use crate::compare::claims::{Claim, Stance};

/// A claim that an outlet does not state.
#[derive(Clone, Debug, PartialEq)]
pub struct Omission {
    /// Who leaves it out.
    pub outlet: Outlet,
    /// The claim, by its place.
    pub claim: usize,
    /// Share of the event's outlets that state it.
    pub weight: f64,
    /// Those outlets, and how deep in its articles each first states it: the share of the article's words before.
    pub covered_by: Vec<(Outlet, f64)>,
}

/// What each outlet leaves out, the weightiest first.
pub(super) fn find(claims: &[Claim], outlets: &[Outlet]) -> Vec<Omission> {
    let mut omissions = Vec::new();
    for (place, outlet) in outlets.iter().enumerate() {
        let absent = claims.iter().enumerate().filter(|(_, claim)| claim.cells[place].stance == Stance::Absent);
        let mut own: Vec<Omission> = absent
            .map(|(index, claim)| {
                let first = |other: usize| claim.cells[other].evidence.iter().map(|evidence| evidence.depth).min_by(f64::total_cmp);
                let covered_by = outlets.iter().enumerate().filter_map(|(other, name)| Some((name.clone(), first(other)?))).collect();
                Omission { outlet: outlet.clone(), claim: index, weight: claim.outlets() as f64 / outlets.len() as f64, covered_by }
            })
            .collect();
        own.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.claim.cmp(&b.claim)));
        omissions.extend(own);
    }
    omissions
}
