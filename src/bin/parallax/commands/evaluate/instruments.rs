//! What is evaluated: the shipped lexicons and rules, as the evaluation room takes them.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use parallax::article::{Article, Field};
use parallax::cue::{Cue, CueKind, Origin, Voice};
use parallax::evaluate::attributions::FoundAttribution;
use parallax::evaluate::entries::{Basis, Entry, EntryPrecision, precision};
use parallax::evaluate::gold::{Gold, LabelledDocument, LabelledText};
use parallax::evaluate::sets::{Marks, Task};
use parallax::evaluate::spans::Found;
use parallax::find::{CueFinder as _, LexiconFinder};
use parallax::lexicon::Matcher;
use parallax::model::{BagOfWords, Classifier, Settings};
use parallax::span::Span;
use parallax::text::{Analyzer, Attributor};
use parallax::train::induce::Marked;
use parallax::train::induced::{CueSource, Example, HandCue, Induced, Settings as InducedSettings};

use crate::commands::labelled;

/// Lexicons and rules.
pub(super) struct Instruments {
    pub(super) analyzer: Analyzer,
    finder: LexiconFinder,
    /// Number of entries left out because they were learned from the set that is asked about.
    pub(super) learned: u64,
}

impl Instruments {
    /// The shipped lexicons and one's own; without the entries that were learned from the spans of `set`, which would be asked
    /// about what they were told, and at the weights that reading gave the others.
    pub(super) fn new(own: &[PathBuf], set: Option<&str>) -> parallax::Result<Self> {
        let mut lexicons = crate::commands::lexicons(own)?;
        let mut learned = 0;
        for lexicon in &mut lexicons {
            let before = lexicon.entries.len();
            lexicon.entries.retain(|entry| set.is_none() || entry.source.as_deref() != set);
            learned += (before - lexicon.entries.len()) as u64;
            // The weights were measured on such sets; what reading gave an entry was not.
            for entry in lexicon.entries.iter_mut().filter(|_| set.is_some()) {
                entry.weight = entry.read.unwrap_or(entry.weight);
            }
        }
        let matcher = Arc::new(Matcher::new(lexicons));
        Ok(Self { analyzer: Analyzer::over(Arc::clone(&matcher)), finder: LexiconFinder::new(matcher, Voice::Reported), learned })
    }

    pub(super) fn shared(&self) -> &Arc<Matcher> {
        self.finder.shared()
    }

    pub(super) fn matcher(&self) -> &Matcher {
        self.finder.matcher()
    }

    fn cues(&self, article: Article) -> Vec<Cue> {
        self.finder.find(&self.analyzer.document(Arc::new(article)))
    }

    /// The weights of the cues of these kinds in each text, added up; taken once, since every part asks again.
    pub(super) fn scores<'a>(&self, gold: &'a Gold, kinds: &[CueKind]) -> HashMap<&'a str, f64> {
        let score = |text: &str| self.of_kinds(text, kinds).map(|cue| f64::from(cue.weight)).sum();
        gold.texts.iter().map(|text| (text.text.as_str(), score(&text.text))).collect()
    }

    fn of_kinds(&self, text: &str, kinds: &[CueKind]) -> impl Iterator<Item = Cue> {
        self.cues(Article::new("item", text)).into_iter().filter(|cue| kinds.contains(&cue.kind))
    }

    /// How often each entry of these kinds stands in a text with the marked label, of the texts that were asked about.
    pub(super) fn entries(&self, gold: &Gold, asked: &BTreeSet<&str>, kinds: &[CueKind], marked: &str, level: f64) -> Vec<EntryPrecision> {
        let texts: Vec<&LabelledText> = gold.texts.iter().filter(|text| asked.contains(text.id.as_str())).collect();
        let chance = texts.iter().filter(|text| text.label == marked).count() as f64 / texts.len().max(1) as f64;
        let found =
            texts.iter().flat_map(|text| self.of_kinds(&text.text, kinds).map(|cue| (self.entry(&cue), text.label == marked, chance)));
        precision(found, Basis::Text, level)
    }

    fn entry(&self, cue: &Cue) -> Entry {
        let Origin::Lexicon { entry } = cue.origin;
        let (lexicon, entry) = self.matcher().entry(entry);
        Entry { lexicon: lexicon.name.clone(), words: entry.words.clone(), kind: cue.kind }
    }

    /// The cues of a document, under the names that the task's gold has for them. Cues that the set does not mark at all are no mistake and are left out:
    /// approximators, where only uncertainty is marked.
    pub(super) fn spans(&self, document: &LabelledDocument, task: &Task, marks: Marks) -> Vec<Found> {
        let cues = self
            .cues(labelled(document, !marks.of_texts))
            .into_iter()
            .filter(|cue| cue.field == Field::Text && task.cues.contains(&cue.kind));
        let class = |cue: &Cue| {
            let Origin::Lexicon { entry } = cue.origin;
            let subtype = self.matcher().entry(entry).1.subtype.as_deref();
            match marks.classes {
                [] => Some(cue.kind.name()),
                [(_, class)] => Some(*class),
                several => several.iter().map(|(_, class)| *class).find(|class| subtype == Some(class)),
            }
        };
        cues.filter_map(|cue| Some(Found { span: cue.span, class: class(&cue)?.to_owned(), entry: Some(self.entry(&cue)) })).collect()
    }

    /// The attributions of a document, found in this way.
    pub(super) fn attributions(&self, document: &LabelledDocument, attributor: &Attributor) -> Vec<FoundAttribution> {
        let analyzer = Analyzer::over(Arc::clone(self.finder.shared())).attributing(attributor.clone());
        let document = analyzer.document(Arc::new(labelled(document, true)));
        let passages = document.passages().iter().filter(|passage| passage.field() == Field::Text);
        let one = |one: &parallax::text::Attribution| FoundAttribution {
            source: one.source.into_iter().collect(),
            cue: one.cue.into_iter().collect(),
            content: one.content.clone(),
            direct: one.direct,
        };
        passages.flat_map(|passage| passage.attributions().iter().map(one)).collect()
    }
}

/// Fits the bag of words.
pub(super) fn bag_of_words(texts: &[&LabelledText]) -> parallax::Result<Box<dyn Classifier>> {
    let (words, labels): (Vec<&str>, Vec<&str>) = texts.iter().map(|text| (text.text.as_str(), text.label.as_str())).unzip();
    Ok(Box::new(BagOfWords::train(&words, &labels, Settings::default())?))
}

/// Fits the lexicon of hand-written entries held to their evidence, and of words learned from the spans that the task's gold marks. Where no text has such
/// spans, a text with the marked label is one span as a whole.
pub(super) fn induced(
    instruments: &Arc<Instruments>,
    task: &Task,
    kinds: &[CueKind],
    marked: &str,
    most: Option<usize>,
    texts: &[&LabelledText],
) -> parallax::Result<Box<dyn Classifier>> {
    let counts = |name: &str| task.spans.iter().any(|(own, _)| *own == name);
    let any = texts.iter().any(|text| text.spans.iter().any(|(_, name)| counts(name)));
    let example = |text: &&LabelledText| {
        let positive = text.label == marked;
        let spans = match (any, positive) {
            (true, _) => text.spans.iter().filter(|(_, name)| counts(name)).map(|(span, _)| *span).collect(),
            (false, true) => vec![Span::new(0, text.text.len())],
            (false, false) => Vec::new(),
        };
        (spans, positive)
    };
    let read: Vec<(Vec<Span>, bool)> = texts.iter().map(example).collect();
    let examples: Vec<Example<'_>> =
        texts.iter().zip(read).map(|(text, (spans, positive))| Example { marked: Marked { text: &text.text, spans }, positive }).collect();
    let other = texts.iter().map(|text| text.label.as_str()).find(|label| *label != marked).unwrap_or_default();
    let (instruments, kinds) = (Arc::clone(instruments), kinds.to_vec());
    let cues: CueSource = Arc::new(move |text: &str| {
        let cue = |cue: Cue| {
            let Origin::Lexicon { entry } = cue.origin;
            HandCue { span: cue.span, entry, weight: f64::from(cue.weight) }
        };
        instruments.of_kinds(text, &kinds).map(cue).collect()
    });
    Ok(Box::new(Induced::train(&examples, [marked, other], cues, InducedSettings { most, ..InducedSettings::default() })?))
}
