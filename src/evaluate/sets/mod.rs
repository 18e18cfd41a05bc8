//! Readers of labelled sets in their public layouts, one file a set, and what each set can be asked.
//!
//! Each reader takes the folder or file that `--data` names and gives a [`Gold`]. None of the public sets is shipped with the tool; where each
//! comes from, and under which licence, is in the manifest under `evaluation/`.

pub mod allsides;
pub mod babe;
pub mod basil;
mod brat;
pub mod conll;
mod files;
pub mod gvfc;
pub mod narrative_frames;
pub mod own;
pub mod polnear;
pub mod ptc;
pub mod sample;
pub mod subj;
pub mod szeged;
pub mod ukraine;

use std::path::Path;

use super::gold::Gold;
use crate::checksum::sha256;
use crate::cue::CueKind;
use crate::error::{Error, Result};
use crate::read::InputRecord;

/// A labelled set by its name on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// The name.
    pub name: &'static str,
    /// Its reader.
    pub read: fn(&Path) -> Result<Gold>,
    /// What it can be asked, the main thing first.
    pub tasks: &'static [Task],
}

/// A question that a set has answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its name in the records.
    pub name: &'static str,
    /// What is predicted.
    pub kind: TaskKind,
    /// The further dimension of the labels; `None` for the set's own label.
    pub dimension: Option<&'static str>,
    /// The label looked for, whose probability is ranked and calibrated; empty where no label is more so than the others.
    pub marked: &'static str,
    /// Cues that speak to it.
    pub cues: &'static [CueKind],
    /// The set's names of the spans in a text that give it the marked label, and what they stand for; empty where it marks none.
    pub spans: &'static [(&'static str, &'static str)],
}

/// What is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// One label for each text.
    Labels,
    /// Marked stretches of texts or documents.
    Spans(Marks),
    /// Source, cue and content of every attribution.
    Attributions,
    /// Which documents cover the same event.
    Events(Days),
}

/// What of the days of publication may be seen where documents are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Each put off by 0 to 2 days, drawn from the document's id.
    Blurred,
    /// Nothing.
    Withheld,
}

/// Which of a set's spans are looked for, and what they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Whether the spans are those of the texts, each judged alone; else those of whole documents.
    pub of_texts: bool,
    /// The set's name of a span and the class that it stands for; spans under other names are not looked for. Empty takes all names as they are.
    pub classes: &'static [(&'static str, &'static str)],
}

const LOADED: &[CueKind] = &[CueKind::Loaded, CueKind::Intensifier];
const HEDGED: &[CueKind] = &[CueKind::Hedge];
/// Types of cues of the Szeged corpus, and the subtypes of hedges that they are.
const SZEGED: &[(&str, &str)] = &[
    ("modal_probable", "epistemic"),
    ("hypo_doxastic", "doxastic"),
    ("hypo_condition", "condition"),
    ("hypo_investigation", "investigation"),
];
const ALL: &[CueKind] = &[
    CueKind::Loaded,
    CueKind::Hedge,
    CueKind::Booster,
    CueKind::Intensifier,
    CueKind::Factive,
    CueKind::Implicative,
    CueKind::ReportNeutral,
    CueKind::ReportDoubting,
    CueKind::ReportEndorsing,
    CueKind::ReportHeated,
];

const fn labels(name: &'static str, marked: &'static str, cues: &'static [CueKind]) -> Task {
    Task { name, kind: TaskKind::Labels, dimension: None, marked, cues, spans: &[] }
}

/// Labels that spans inside the texts account for.
const fn accounted(
    name: &'static str,
    marked: &'static str,
    cues: &'static [CueKind],
    spans: &'static [(&'static str, &'static str)],
) -> Task {
    Task { name, kind: TaskKind::Labels, dimension: None, marked, cues, spans }
}

const fn dimension(name: &'static str, dimension: &'static str, marked: &'static str, cues: &'static [CueKind]) -> Task {
    Task { name, kind: TaskKind::Labels, dimension: Some(dimension), marked, cues, spans: &[] }
}

const fn spans(name: &'static str, of_texts: bool, classes: &'static [(&'static str, &'static str)], cues: &'static [CueKind]) -> Task {
    Task { name, kind: TaskKind::Spans(Marks { of_texts, classes }), dimension: None, marked: "", cues, spans: classes }
}

const ATTRIBUTIONS: Task = Task { name: "attributions", kind: TaskKind::Attributions, dimension: None, marked: "", cues: &[], spans: &[] };
const EVENTS: Task = events("events", Days::Blurred);
const EVENTS_UNDATED: Task = events("events_undated", Days::Withheld);

const fn events(name: &'static str, days: Days) -> Task {
    Task { name, kind: TaskKind::Events(days), dimension: None, marked: "", cues: &[], spans: &[] }
}

/// All sets, by name.
pub const SETS: [Set; 12] = [
    Set { name: "allsides", read: allsides::read, tasks: &[EVENTS, EVENTS_UNDATED] },
    Set {
        name: "babe",
        read: babe::read,
        tasks: &[
            accounted("loaded_sentence", "biased", LOADED, &[(babe::BIASED_WORD, "loaded")]),
            spans("loaded_words", true, &[(babe::BIASED_WORD, "loaded")], &[CueKind::Loaded]),
        ],
    },
    Set {
        name: "basil",
        read: basil::read,
        tasks: &[
            accounted("biased_sentence", "biased", LOADED, &[("lex", "loaded")]),
            spans("loaded_words", true, &[("lex", "loaded")], &[CueKind::Loaded]),
            EVENTS,
        ],
    },
    Set { name: "conll2010", read: conll::read, tasks: &[labels("uncertain_sentence", "uncertain", HEDGED)] },
    Set { name: "gvfc", read: gvfc::read, tasks: &[labels("theme_headline", "", &[])] },
    Set {
        name: "narrative_frames",
        read: narrative_frames::read,
        tasks: &[
            dimension("frame_resolution", "resolution", "present", &[]),
            dimension("frame_human_interest", "human_interest", "present", &[]),
            dimension("frame_conflict", "conflict", "present", &[]),
            dimension("frame_morality", "morality", "present", &[]),
            dimension("frame_economic", "economic", "present", &[]),
        ],
    },
    Set { name: "polnear", read: polnear::read, tasks: &[ATTRIBUTIONS] },
    Set {
        name: "ptc",
        read: ptc::read,
        tasks: &[
            accounted("loaded_line", "loaded", LOADED, &[(ptc::LOADED_LANGUAGE, "loaded")]),
            spans("loaded_spans", false, &[(ptc::LOADED_LANGUAGE, "loaded")], &[CueKind::Loaded]),
        ],
    },
    Set {
        name: "sample",
        read: sample::read,
        tasks: &[
            accounted("loaded_sentence", "loaded", LOADED, &[("loaded", "loaded")]),
            dimension("uncertain_sentence", "uncertain", "uncertain", HEDGED),
            spans("cues", false, &[], ALL),
            ATTRIBUTIONS,
        ],
    },
    Set { name: "subj", read: subj::read, tasks: &[labels("subjective_sentence", "subjective", LOADED)] },
    Set {
        name: "szeged",
        read: szeged::read,
        tasks: &[accounted("uncertain_sentence", "uncertain", HEDGED, SZEGED), spans("hedge_cues", false, SZEGED, HEDGED)],
    },
    Set {
        name: "ukraine",
        read: ukraine::read,
        tasks: &[
            labels("subjective_sentence", "subjective", LOADED),
            dimension("framed_sentence", "framing", "present", LOADED),
            dimension("assuming_sentence", "hidden_assumptions", "present", LOADED),
        ],
    },
];

/// The set of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Set> {
    SETS.iter().find(|set| set.name == name)
}

/// Every file at or under a path that is not hidden, with the checksum of its bytes, sorted by path: what a figure was taken on.
///
/// # Errors
///
/// When a file or folder cannot be read.
pub fn inputs(path: &Path) -> Result<Vec<InputRecord>> {
    let mut records = Vec::new();
    let hidden = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
    let walk = walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = entry.map_err(|error| files::input(error.path().unwrap_or(path), error.to_string()))?;
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).map_err(Error::file("read", entry.path()))?;
            records.push(InputRecord { path: entry.path().display().to_string(), sha256: sha256(&bytes), bytes: bytes.len() as u64 });
        }
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_has_a_name_of_its_own_and_something_to_ask() {
        for (at, set) in SETS.iter().enumerate() {
            assert!(!set.tasks.is_empty());
            assert!(SETS[..at].iter().all(|other| other.name < set.name), "{} is out of order", set.name);
            for (at, task) in set.tasks.iter().enumerate() {
                assert!(set.tasks[..at].iter().all(|other| other.name != task.name), "{}: {} twice", set.name, task.name);
            }
        }
    }
}
