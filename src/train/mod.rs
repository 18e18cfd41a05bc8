//! From gold to what the tool believes: lexicons learned from labelled spans, with the evidence of each entry.

pub mod attributions;
pub mod background;
pub mod claims;
pub mod grouping;
pub mod hedged;
pub mod hedges;
pub mod induce;
pub mod induced;
pub mod measure;
