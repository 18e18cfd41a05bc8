//! Labels by people against labels by models: readers for labelled sets, splits, metrics with intervals, and baselines.
//!
//! The room is handed its trainers as functions and knows no model but through [`Classifier`](crate::model::Classifier).

pub mod agreement;
pub mod gold;
pub mod metrics;
pub mod sets;
pub mod significance;
pub mod splits;
pub mod texts;
