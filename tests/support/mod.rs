//! What several tests need: the labelled sample, the development data where it is there, and the crate's own parts.

#![allow(dead_code, unreachable_pub, clippy::print_stderr, reason = "each test takes what it needs, and says what it skips")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use parallax::article::Article;
use parallax::cue::Voice;
use parallax::lexicon::Lexicon;
use parallax::pipeline::Pipeline;
use parallax::read::{Options, Reader};
use parallax::score::ArticleScore;
use parallax::span::{Lines, Span};

pub const SAMPLE: &str = "evaluation/samples/karvel-dam";

/// A path under the development data beside the checkout, or `None` with a word on standard error where it is absent.
pub fn shared(path: &str, skips: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped, for want of {}: {skips}", path.display());
    None
}

pub fn pipeline() -> Pipeline {
    Pipeline::new(Lexicon::shipped().expect("the shipped tables"), Voice::Reported)
}

pub fn articles(inputs: &[&str], options: Options) -> Vec<Article> {
    let inputs: Vec<String> = inputs.iter().map(|&input| input.to_owned()).collect();
    Reader::new(&inputs, options).expect("inputs").map(|article| article.unwrap_or_else(|problem| panic!("{problem:?}"))).collect()
}

pub fn scores(input: &str) -> Vec<ArticleScore> {
    let pipeline = pipeline();
    articles(&[input], Options::default()).into_iter().map(|article| pipeline.score(article)).collect()
}

/// An annotation of the labelled sample: its type, its pieces in bytes, its attributes, and what it is tied to.
pub struct Annotation {
    pub kind: String,
    pub pieces: Vec<Span>,
    pub voice: Voice,
    pub negated: bool,
    pub direct: bool,
    /// Where the source stands, for a content that has one.
    pub source: Option<Span>,
}

/// The text-bound annotations of a brat file beside a text; characters become bytes.
pub fn annotations(text_file: &Path, text: &str) -> Vec<Annotation> {
    let lines = Lines::new(text);
    let stand_off = std::fs::read_to_string(text_file.with_extension("ann")).expect("an annotation file beside the text");
    let mut found: BTreeMap<&str, Annotation> = BTreeMap::new();
    for line in stand_off.lines().filter(|line| line.starts_with('T')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (kind, offsets) = fields[1].split_once(' ').expect("a type and offsets");
        let byte = |character: &str| lines.byte_offset(character.parse().expect("an offset")).expect("an offset inside the text");
        let pair = |pair: &str| pair.split_once(' ').map(|(start, end)| Span::new(byte(start), byte(end))).expect("two offsets");
        let pieces: Vec<Span> = offsets.split(';').map(pair).collect();
        let words: Vec<&str> = pieces.iter().map(|piece| piece.slice(text)).collect();
        assert_eq!(words.join(" "), fields[2], "the annotation slices to its words");
        found.insert(
            fields[0],
            Annotation { kind: kind.to_owned(), pieces, voice: Voice::Outlet, negated: false, direct: false, source: None },
        );
    }
    for line in stand_off.lines().filter(|line| !line.starts_with('T')) {
        let words: Vec<&str> = line.split(['\t', ' ']).collect();
        match (words[1], words.get(3).copied().unwrap_or_default()) {
            ("Voice", voice) => found.get_mut(words[2]).expect("an annotation").voice = voice.to_lowercase().parse().expect("a voice"),
            ("Negated", _) => found.get_mut(words[2]).expect("an annotation").negated = true,
            ("Direct", _) => found.get_mut(words[2]).expect("an annotation").direct = true,
            ("SourceOf", source) => {
                let source = found[source.trim_start_matches("Arg2:")].pieces[0];
                found.get_mut(words[2].trim_start_matches("Arg1:")).expect("a content").source = Some(source);
            }
            _ => {}
        }
    }
    let mut found: Vec<Annotation> = found.into_values().collect();
    found.sort_by_key(|annotation| annotation.pieces[0]);
    found
}

/// Precision, recall and F1 of exact spans, summed over documents.
#[derive(Debug, Default)]
pub struct Agreement {
    pub both: usize,
    pub ours: usize,
    pub gold: usize,
}

impl Agreement {
    pub fn add(&mut self, ours: &[Span], gold: &[Span]) {
        self.both += ours.iter().filter(|span| gold.contains(span)).count();
        self.ours += ours.len();
        self.gold += gold.len();
    }

    pub fn f1(&self) -> f64 {
        2.0 * self.both as f64 / (self.ours + self.gold) as f64
    }
}
