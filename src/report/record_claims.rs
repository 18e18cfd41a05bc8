//! The records of claims and omissions, field by field.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::article::{Field, Outlet};
use crate::compare::claims::{Cell, Claim, Evidence};
use crate::compare::{EventComparison, Omission, Stance};
use crate::find::Polarity;
use crate::report::record::{round, rounded_f64};
use crate::score::ArticleScore;

#[derive(Serialize)]
pub(super) struct ClaimRecord<'a> {
    claim: usize,
    text: &'a str,
    terms: &'a [String],
    #[serde(serialize_with = "rounded_f64")]
    likelihood: f64,
    outlets: BTreeMap<&'a str, CellRecord<'a>>,
}

#[derive(Serialize)]
struct CellRecord<'a> {
    stance: Stance,
    mixed: bool,
    evidence: Vec<EvidenceRecord<'a>>,
}

#[derive(Serialize)]
struct EvidenceRecord<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
    field: Field,
    text: &'a str,
    source: Option<&'a str>,
    stance: Stance,
    polarity: Polarity,
    #[serde(serialize_with = "rounded_f64")]
    depth: f64,
}

#[derive(Serialize)]
pub(super) struct OmissionRecord<'a> {
    outlet: &'a str,
    claim: usize,
    #[serde(serialize_with = "rounded_f64")]
    weight: f64,
    covered_by: Vec<&'a str>,
    depth: BTreeMap<&'a str, f64>,
}

impl<'a> ClaimRecord<'a> {
    pub(super) fn new(index: usize, claim: &'a Claim, comparison: &'a EventComparison, scores: &'a [ArticleScore]) -> Self {
        let cells = claim.cells.iter().map(|cell| CellRecord::new(cell, scores));
        Self {
            claim: index,
            text: claim.text(scores),
            terms: &claim.terms,
            likelihood: claim.likelihood,
            outlets: comparison.outlets.iter().map(Outlet::as_str).zip(cells).collect(),
        }
    }
}

impl<'a> CellRecord<'a> {
    fn new(cell: &'a Cell, scores: &'a [ArticleScore]) -> Self {
        let evidence = |evidence: &'a Evidence| {
            let article = scores[evidence.article].document.article();
            let text = article.field(evidence.field);
            EvidenceRecord {
                article: article.id.as_str(),
                start: evidence.span.start(),
                end: evidence.span.end(),
                field: evidence.field,
                text: evidence.span.slice(text),
                source: evidence.source.map(|source| source.slice(text)),
                stance: evidence.stance,
                polarity: evidence.polarity,
                depth: evidence.depth,
            }
        };
        Self { stance: cell.stance, mixed: cell.mixed, evidence: cell.evidence.iter().map(evidence).collect() }
    }
}

impl<'a> OmissionRecord<'a> {
    pub(super) fn new(omission: &'a Omission) -> Self {
        Self {
            outlet: omission.outlet.as_str(),
            claim: omission.claim,
            weight: omission.weight,
            covered_by: omission.covered_by.iter().map(|(outlet, _)| outlet.as_str()).collect(),
            depth: omission.covered_by.iter().map(|(outlet, depth)| (outlet.as_str(), round(*depth))).collect(),
        }
    }
}
