//! Readers of labelled sets in their public layouts, one file a set.
//!
//! Each takes the folder or file that `--data` names and gives a [`Gold`](super::gold::Gold). None of the sets is shipped with the
//! tool; where each comes from, and under which licence, is in the manifest under `evaluation/`.

pub mod allsides;
pub mod babe;
pub mod basil;
pub mod conll;
mod files;
pub mod own;
pub mod polnear;
pub mod ptc;
pub mod subj;
pub mod szeged;
pub mod ukraine;
