//! Labels by people against labels by models: readers for labelled sets, splits, metrics with intervals, baselines, and
//! review samples of what a run found.
//!
//! [`sets`] read what people said into [`gold`]; [`labels`], [`spans`], [`attributions`] and [`events`] each compare one kind of answer with it and give an
//! [`outcome`]. The room is handed its models as functions and knows none but through [`Classifier`](crate::model::Classifier).

pub mod agreement;
pub mod attributions;
pub mod claims;
pub mod entries;
pub mod events;
pub mod gold;
pub mod labels;
pub mod leakage;
pub mod metrics;
pub mod outcome;
pub mod prevalence;
pub mod review;
pub mod sets;
pub mod significance;
pub mod spans;
pub mod splits;
