//! What can go wrong in the library, grouped by what the caller can mend.
//!
//! Messages are lower case, name file and line where there is one, and say the next step. Bad *rows* are not errors of this
//! type: they travel as [`read::Problem`](crate::read::Problem) beside the articles, so that a run goes on.

use std::path::PathBuf;

/// The result of every fallible call of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, by what can be done about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// An input argument names nothing that can be read.
    #[error("{input}: {reason}")]
    Input {
        /// The argument as given.
        input: String,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// A lexicon table is not in the format that `models/lexicons/README.md` describes.
    #[error("{lexicon}, line {line}: {reason}")]
    Lexicon {
        /// The table's name or path.
        lexicon: String,
        /// 1-based line; the header is line 1.
        line: usize,
        /// What was expected and what was found.
        reason: String,
    },
    /// An option's value does not fit.
    #[error("{option}: {reason}")]
    Option {
        /// The option, as typed.
        option: String,
        /// What was expected and what was found.
        reason: String,
    },
    /// The articles read do not allow the measurement that was asked for.
    #[error("{0}")]
    Data(String),
    /// Output could not be written.
    #[error("cannot write the output")]
    Write(#[from] std::io::Error),
    /// A record could not be put into the output format.
    #[error("cannot write the record as {format}")]
    Format {
        /// The output format.
        format: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// An [`Error::File`] for `path`.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }

    /// Whether the far end of the output pipe was closed, which ends a run without fault.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        let io = match self {
            Self::Write(io) => Some(io),
            Self::Format { source, .. } => match source.downcast_ref::<serde_json::Error>() {
                Some(json) => return json.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe),
                None => source.downcast_ref::<std::io::Error>(),
            },
            _ => None,
        };
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::Format { format: "JSON", source: Box::new(source) }
    }
}

impl From<csv::Error> for Error {
    fn from(source: csv::Error) -> Self {
        match source.into_kind() {
            csv::ErrorKind::Io(io) => Self::Write(io),
            other => Self::Format { format: "CSV", source: format!("{other:?}").into() },
        }
    }
}
