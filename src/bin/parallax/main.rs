//! The `parallax` command line: arguments in, the library's public API, formats out.

mod args;
mod commands;
mod config;
mod exit;
mod output;
mod progress;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

fn main() -> ExitCode {
    let arguments = match config::arguments(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(error) => return exit::failure(&error),
    };
    // Settings of the file stand before the typed ones, and of two the later counts.
    let matches = args::Args::command().args_override_self(true).get_matches_from(arguments);
    let args = args::Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match commands::run(args) {
        Ok(code) => code,
        Err(error) => exit::failure(&error),
    }
}
