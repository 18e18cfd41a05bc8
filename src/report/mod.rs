//! What a run found, in one format a file. Nothing here computes: every number comes from the rooms above.

mod claims;
mod csv;
mod digest;
mod evaluation;
mod html;
mod jsonl;
mod line;
mod record;
mod record_claims;
pub mod reproduce;
mod review;
mod terminal;

use crate::compare::{EventComparison, Null};
use crate::group::Event;
use crate::lexicon::Matcher;
use crate::read::Problem;
use crate::score::ArticleScore;

pub use self::csv::{RATES_HEADER, Table, cues as csv_cues, events as csv_events, rates as csv_rates, table as csv_table};
pub use evaluation::{EvaluateOptions, Evaluated, evaluation_lines, evaluation_markdown, evaluation_table, prediction_lines};
pub use html::page;
pub use jsonl::{JsonLines, article_line, cue_lines};
pub use record::{LexiconRecord, ModelRecord, Run, RunOptions, SCHEMA, Summary};
pub use review::{Figures, figures, sheet_csv, sheet_page};
pub use terminal::{Style, comparison, cues, events, explain_entry, score_header, score_row};

/// Everything that a comparison found.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// How it was made.
    pub run: &'a Run,
    /// The lexicons that the cues point into.
    pub matcher: &'a Matcher,
    /// The articles, in the order of the input.
    pub scores: &'a [ArticleScore],
    /// The events, by name.
    pub events: &'a [Event],
    /// The comparisons of those events that have two outlets or more; where there are several, last the one over all.
    pub comparisons: &'a [EventComparison],
    /// How often chance alone would have spoken, where that was asked.
    pub null: Option<&'a Null>,
    /// What could not be read.
    pub problems: &'a [Problem],
    /// What was read.
    pub summary: &'a Summary,
}
