//! placeholder
use std::io::Write;
use crate::error::Result;
use crate::report::Report;
/// x
pub fn page(_out: &mut impl Write, _report: &Report<'_>) -> Result<()> { Ok(()) }
