//! Blind samples as sheets for people, and what their verdicts say.
//!
//! A sheet shows what [`SheetItem`](crate::evaluate::review::SheetItem) holds and nothing else.

mod figures;
mod sheet;

pub use figures::{Figures, figures};
pub use sheet::{sheet_csv, sheet_page};
