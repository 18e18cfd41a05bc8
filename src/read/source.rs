//! From the arguments of a run to streams of bytes: which files there are, how they are packed, and their checksums.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Found, Problem};
use crate::checksum::hex;
use crate::error::{Error, Result};

/// The name of the table that gives outlets and events to the text files of its folder.
pub(super) const OUTLETS: &str = "outlets.csv";

/// How the articles of a file are written down.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Deserialize,
    Serialize,
    strum::EnumString,
    strum::EnumIter,
    strum::Display,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text, one article a file.
    #[strum(to_string = "txt", serialize = "md")]
    Txt,
    /// A web page, one article a file.
    #[strum(to_string = "html", serialize = "htm")]
    Html,
    /// An object, or an array of objects.
    Json,
    /// An object a line.
    #[strum(to_string = "jsonl", serialize = "ndjson")]
    Jsonl,
    /// A table with a header row, separated by commas or semicolons.
    Csv,
    /// A table with a header row, separated by tabs.
    Tsv,
}

impl Format {
    /// Whether a file holds one article, of which a table of outlets may tell more.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Txt | Self::Html)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        <Self as strum::IntoEnumIterator>::iter().map(|format| format.to_string()).collect::<Vec<_>>().join(", ")
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct InputRecord {
    /// The path as the run came to it.
    pub path: String,
    /// SHA-256 of its bytes as stored, in hex.
    pub sha256: String,
    /// Its length as stored.
    pub bytes: u64,
}

impl InputRecord {
    /// The record of a file as it stands now.
    ///
    /// # Errors
    ///
    /// A [`Problem`] with the path when it cannot be read.
    pub fn of(path: &Path) -> Result<Self, Problem> {
        let problem = |error: io::Error| Problem { path: path.display().to_string(), line: None, reason: reason(&error) };
        let mut hash = Sha256::new();
        let bytes = File::open(path).and_then(|mut file| io::copy(&mut file, &mut HashWriter(&mut hash))).map_err(problem)?;
        Ok(Self { path: path.display().to_string(), sha256: hex(&hash.finalize()), bytes })
    }
}

/// The format that a name's extension stands for, a packing extension set aside.
pub(super) fn format_of(path: &Path) -> Option<Format> {
    // A name that is no UTF-8 has an extension all the same.
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.')?.1.parse().ok()
}

/// Appends the files that an argument names. Folders give the files whose extension is known; others are listed in `skipped`, and what cannot
/// be looked into in `problems`.
pub(super) fn find(
    input: &str,
    any_extension: bool,
    found: &mut VecDeque<Found>,
    skipped: &mut Vec<Problem>,
    problems: &mut VecDeque<Problem>,
) -> Result<()> {
    let path = PathBuf::from(input);
    if input == "-" || path.is_file() || !(path.is_dir() || input.contains(['*', '?', '['])) {
        found.push_back(Found { root: None, path });
        return Ok(());
    }
    if path.is_dir() {
        folder(&path, any_extension, found, skipped, problems);
        return Ok(());
    }
    let fault = |reason: String| Error::Input { input: input.to_owned(), reason };
    let paths = glob::glob(input).map_err(|error| fault(format!("not a glob: {error}")))?;
    let before = found.len();
    for path in paths {
        match path {
            Ok(path) if path.is_dir() => folder(&path, any_extension, found, skipped, problems),
            // Nobody has named a pipe or a device that a pattern meets, and reading it would wait for ever.
            Ok(path) if path.metadata().is_ok_and(|file| !file.is_file()) => skipped.push(not_a_file(&path)),
            Ok(path) => found.push_back(Found { root: None, path }),
            Err(error) => {
                problems.push_back(Problem { path: error.path().display().to_string(), line: None, reason: reason(error.error()) });
            }
        }
    }
    if found.len() == before && skipped.is_empty() {
        return Err(fault("no file matches".to_owned()));
    }
    Ok(())
}

fn folder(root: &Path, any_extension: bool, found: &mut VecDeque<Found>, skipped: &mut Vec<Problem>, problems: &mut VecDeque<Problem>) {
    let hidden = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
    let entries = walkdir::WalkDir::new(root).follow_links(true).sort_by_file_name();
    for entry in entries.into_iter().filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() || entry.file_name() == OUTLETS => {}
            Ok(entry) if !entry.file_type().is_file() => skipped.push(not_a_file(entry.path())),
            Ok(entry) if any_extension || format_of(entry.path()).is_some() => {
                found.push_back(Found { path: entry.into_path(), root: Some(root.to_owned()) });
            }
            Ok(entry) => {
                let reason = "passed over: the extension is none of the input formats".to_owned();
                skipped.push(Problem { path: entry.path().display().to_string(), line: None, reason });
            }
            Err(error) => {
                let path = error.path().unwrap_or(root).display().to_string();
                let told = error.io_error().map_or_else(|| "a link that leads back to a folder above it".to_owned(), reason);
                problems.push_back(Problem { path, line: None, reason: told });
            }
        }
    }
}

fn not_a_file(path: &Path) -> Problem {
    let reason = "passed over: a pipe or a device, and no regular file; it is read where it is named itself".to_owned();
    Problem { path: path.display().to_string(), line: None, reason }
}

/// An operating-system error in words that say what to do.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

/// A file that is being read, and the checksum of what was read so far.
pub(super) struct Source {
    path: PathBuf,
    state: Arc<Mutex<(Sha256, u64)>>,
}

impl Source {
    /// Opens a file, or standard input for `-`; the stream is unpacked by its first bytes.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Box<dyn BufRead + Send>)> {
        let raw: Box<dyn Read + Send> = if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        let state = Arc::new(Mutex::new((Sha256::new(), 0)));
        let mut packed = BufReader::with_capacity(1 << 17, Counting { inner: raw, state: Arc::clone(&state) });
        let bytes: Box<dyn BufRead + Send> = match packed.fill_buf()? {
            [0x1F, 0x8B, ..] => {
                let inner = flate2::bufread::MultiGzDecoder::new(packed);
                Box::new(BufReader::with_capacity(1 << 17, Unpacked { inner, packing: "gzip" }))
            }
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                let inner = Frames::new(packed).map_err(|error| damaged("Zstandard", &error))?;
                Box::new(BufReader::with_capacity(1 << 17, Unpacked { inner, packing: "Zstandard" }))
            }
            [_, ..] if path.extension().is_some_and(|extension| extension == "gz" || extension == "zst") => {
                return Err(io::Error::other("the name says that it is packed, and its bytes are neither gzip nor Zstandard; rename it"));
            }
            _ => Box::new(packed),
        };
        Ok((Self { path: path.to_owned(), state }, bytes))
    }

    /// The record of the whole file. Where the reader stopped early, the file is read once more for its checksum.
    pub(super) fn finish(self) -> io::Result<InputRecord> {
        let (mut hash, mut bytes) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut state.0), state.1)
        };
        let file =
            if self.path.as_os_str() == "-" { None } else { Some(std::fs::metadata(&self.path)?).filter(std::fs::Metadata::is_file) };
        if file.is_some_and(|file| file.len() != bytes) {
            hash = Sha256::new();
            bytes = io::copy(&mut File::open(&self.path)?, &mut HashWriter(&mut hash))?;
        }
        Ok(InputRecord { path: self.path.display().to_string(), sha256: hex(&hash.finalize()), bytes })
    }
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the checksum of everything that passes.
struct Counting<R> {
    inner: R,
    state: Arc<Mutex<(Sha256, u64)>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.update(&buffer[..read]);
        state.1 += read as u64;
        Ok(read)
    }
}

/// Says of errors that it is the packing that cannot be read.
struct Unpacked<R> {
    inner: R,
    packing: &'static str,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| damaged(self.packing, &error))
    }
}

fn damaged(packing: &str, error: &io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::Interrupted {
        return io::Error::from(io::ErrorKind::Interrupted);
    }
    io::Error::other(format!(
        "the {packing} data is damaged, cut short or followed by something else ({error}); what was unpacked before is read"
    ))
}

/// Zstandard frames one after another: the decoder in Rust stops at the end of the first.
struct Frames<R: BufRead> {
    packed: Option<R>,
    frame: Option<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
}

impl<R: BufRead> Frames<R> {
    fn new(packed: R) -> io::Result<Self> {
        let mut frames = Self { packed: Some(packed), frame: None };
        frames.advance()?;
        Ok(frames)
    }

    fn advance(&mut self) -> io::Result<()> {
        if let Some(frame) = self.frame.take() {
            self.packed = Some(frame.into_inner());
        }
        let Some(mut packed) = self.packed.take() else { return Ok(()) };
        // Skippable frames hold no data of ours: a magic number, a length, and so many bytes (RFC 8878, 3.1.2).
        while let [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] = packed.fill_buf()? {
            let mut head = [0; 8];
            packed.read_exact(&mut head)?;
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            io::copy(&mut packed.by_ref().take(u64::from(length)), &mut io::sink())?;
        }
        if !packed.fill_buf()?.is_empty() {
            self.frame = Some(ruzstd::decoding::StreamingDecoder::new(packed).map_err(io::Error::other)?);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(frame) = &mut self.frame {
            let read = frame.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.advance()?;
        }
        Ok(0)
    }
}
