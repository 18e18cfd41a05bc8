//! Random cases with the figures that other libraries give for them, and how near is near enough.

use serde::Deserialize;

pub(crate) fn close(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() < 5e-5)
}

pub(crate) fn same(found: Option<f64>, expected: Option<f64>, what: &str) {
    let equal = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (None, None) => true,
        _ => false,
    };
    assert!(equal, "{what}: found {found:?}, expected {expected:?}");
}

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) classes: usize,
    pub(crate) gold: Vec<usize>,
    pub(crate) predicted: Vec<usize>,
    pub(crate) positive: Vec<bool>,
    pub(crate) scores: Vec<f64>,
    pub(crate) gold_spans: Vec<(usize, usize, usize)>,
    pub(crate) predicted_spans: Vec<(usize, usize, usize)>,
    pub(crate) expected: Expected,
}

#[derive(Deserialize)]
pub(crate) struct Expected {
    pub(crate) precision: Vec<Option<f64>>,
    pub(crate) recall: Vec<Option<f64>>,
    pub(crate) f1: Vec<Option<f64>>,
    pub(crate) macro_f1: Option<f64>,
    pub(crate) weighted_f1: Option<f64>,
    pub(crate) accuracy: Option<f64>,
    pub(crate) matthews: Option<f64>,
    pub(crate) auroc: Option<f64>,
    pub(crate) average_precision: Option<f64>,
    pub(crate) calibration_error: Option<f64>,
    pub(crate) reliability: Vec<(u64, Option<f64>, Option<f64>)>,
    pub(crate) brier: Option<f64>,
    pub(crate) log_loss: Option<f64>,
    /// Precision, recall and F1 from here on.
    pub(crate) pairwise: [Option<f64>; 3],
    pub(crate) bcubed: [Option<f64>; 3],
    pub(crate) exact: [Option<f64>; 3],
    pub(crate) overlapping: [Option<f64>; 3],
    pub(crate) partial: [Option<f64>; 3],
    pub(crate) partial_joined: [Option<f64>; 3],
    pub(crate) token_sets: [Option<f64>; 3],
}

pub(crate) fn cases() -> Vec<Case> {
    let fixture: Fixture = serde_json::from_str(include_str!("../../../tests/fixtures/metrics.json")).expect("the fixture is JSON");
    fixture.cases
}
