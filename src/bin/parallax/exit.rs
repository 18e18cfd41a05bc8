//! How a run ends: 0 ran, 1 a threshold was crossed or a check found something, 2 something could not be read or done.

use std::process::ExitCode;

/// A threshold was crossed, or a check found something.
pub(crate) const FOUND: u8 = 1;
/// Something could not be read or done.
pub(crate) const TROUBLE: u8 = 2;

/// Prints an error with its causes, and gives the status of the process. A reader that went away is no error.
pub(crate) fn failure(error: &anyhow::Error) -> ExitCode {
    let broken_pipe = error.chain().any(|cause| {
        cause.downcast_ref::<parallax::Error>().is_some_and(parallax::Error::is_broken_pipe)
            || cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    });
    if broken_pipe {
        return ExitCode::SUCCESS;
    }
    say("error", &format!("{error:#}"));
    ExitCode::from(TROUBLE)
}

/// A line of talk on standard error.
pub(crate) fn say(label: &str, message: &str) {
    use std::io::Write as _;
    let color = if label == "error" { anstyle::AnsiColor::Red } else { anstyle::AnsiColor::Yellow };
    let style = color.on_default().bold();
    // Nothing is left to do when even that cannot be written.
    let _ = writeln!(anstream::stderr(), "{style}{label}{style:#}: {message}");
}
