//! Tables of cues and the matcher that finds them: TSV in, matches out.
//!
//! A [`Lexicon`] is one reviewed table; a [`Matcher`] holds any number of them and finds their entries in a sentence's words. The room knows
//! bytes and words, not documents: whose words they are and whether they are negated is decided in [`find`](crate::find).
//!
//! Word lists of other tools become tables by [`import()`].
//!
//! The format is described in `models/lexicons/README.md`.

mod check;
mod concepts;
mod entry;
mod gate;
mod import;
mod inflect;
mod matcher;
mod table;
mod words;

pub use check::{Finding, check};
pub use concepts::{Concept, Concepts, stem};
pub use entry::{Entry, NegationRole, Phrase, Signal, Support};
pub use gate::{Gate, GateWord, Side, WordClass};
pub use import::{Import, ImportFormat, ImportOptions, LeftOut, import};
pub use inflect::Inflect;
pub use matcher::{Match, Matcher};
pub use table::{Lexicon, SHIPPED, rewrite};
pub use words::Words;
