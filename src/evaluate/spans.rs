//! Marked stretches of text against those that a finder marks: exact, touching, in part, and word by word.
//!
//! Beside the finder stands a list of words learned from the other folds, the plainest thing that learns from marked spans at all: a finder that does
//! not beat it has learned nothing from the context of a word.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::evaluate::entries::{self, Basis, Entry, EntryPrecision};
use crate::evaluate::gold::{Gold, LabelledDocument};
use crate::evaluate::metrics::{LabelledSpan, Tally, exact_spans, join_overlapping, overlapping_spans, partial_spans, token_sets};
use crate::evaluate::outcome::{Baselines, Bench, Evaluation, Options, Outcome, clusters};
use crate::evaluate::sets::Marks;
use crate::evaluate::splits::{Part, Split, cross_validation, parts};
use crate::span::Span;
use crate::token::{Token, fold_chars, tokenize};

/// Something that a finder marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where, in bytes of the document's text.
    pub span: Span,
    /// What it is, in the names of the task.
    pub class: String,
    /// The entry of the lexicon that found it.
    pub entry: Option<Entry>,
}

/// Marks spans in a document.
pub type Finder<'a> = dyn Fn(&LabelledDocument) -> Vec<Found> + Sync + 'a;

/// Fits a finder to documents with their spans, which are named as the task names them.
pub type Trainer<'a> = dyn Fn(&[&LabelledDocument]) -> Result<Box<Finder<'a>>> + Sync + 'a;

/// Where the spans come from.
#[derive(Clone, Copy)]
pub enum Instrument<'a> {
    /// A finder that has learned nothing from the set.
    Fixed(&'a Finder<'a>),
    /// A finder that is fitted anew in every part.
    Trained(&'a Trainer<'a>),
}

/// An instrument, and the lexicon that stands beside it.
#[derive(Clone, Copy)]
pub struct Instruments<'a> {
    /// The name, as the command line has it.
    pub name: &'a str,
    /// What is judged.
    pub instrument: Instrument<'a>,
    /// What the lexicon marks; `None` where no lexicon speaks to the task.
    pub lexicon: Option<&'a Finder<'a>>,
}

/// Evaluates an instrument on the marked spans of a set. One that learns nothing is asked about all documents with [`Split::Shipped`], else about those of
/// the parts.
///
/// # Errors
///
/// When the set holds no such spans or does not allow the split, or an instrument cannot be fitted.
pub fn evaluate(gold: &Gold, task: &str, marks: Marks, instruments: &Instruments<'_>, options: &Options) -> Result<Outcome> {
    let documents = documents(gold, marks);
    let mut classes: Vec<String> = documents
        .iter()
        .flat_map(|document| document.spans.iter().map(|(_, class)| class.clone()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if classes.is_empty() {
        return Err(Error::Data(format!("the set {} holds no spans for {task}", gold.set)));
    }
    let keys: Vec<&str> = documents.iter().map(|document| document.fold_key.as_str()).collect();
    let outlets: Vec<Option<&str>> = documents.iter().map(|document| document.outlet.as_deref()).collect();
    let shipped_in: Vec<Option<&str>> = documents.iter().map(|document| document.split.as_deref()).collect();
    let folds = match options.split {
        Split::Shipped => cross_validation(&keys, options.folds),
        _ => parts(&keys, &outlets, &shipped_in, options)?,
    };
    let mut asked: Vec<usize> = folds.iter().flat_map(|part| part.test.iter().copied()).collect();
    asked.sort_unstable();
    let found = ask(&documents, &folds, instruments, options.split)?;
    let of_lexicon: Option<Vec<Vec<Found>>> = match (instruments.instrument, instruments.lexicon) {
        (Instrument::Trained(_), Some(find)) => Some(documents.iter().map(find).collect()),
        _ => None,
    };
    classes.extend(found.iter().chain(of_lexicon.iter().flatten()).flatten().map(|one| one.class.clone()));
    classes.sort();
    classes.dedup();

    let sheets: Vec<Sheet> = documents.iter().map(|document| Sheet::new(document, &classes)).collect();
    // Where there is one fold only, as in a set of one document, nothing can be learned from others.
    let learnable = folds.iter().all(|part| !part.train.is_empty());
    let listed = learnable.then(|| word_lists(&sheets, &folds, classes.len()));
    let members = clusters(asked.iter().map(|&at| keys[at]));
    let bench = Bench { set: gold.set, task, options, clusters: members.len() };
    let of_class = |class: &str| classes.iter().position(|other| other == class).unwrap_or_default();
    let labelled = |found: &[Vec<Found>]| -> Vec<Vec<LabelledSpan>> {
        let one = |one: &Found| LabelledSpan { start: one.span.start(), end: one.span.end(), label: of_class(&one.class) };
        found.iter().map(|found| found.iter().map(one).collect()).collect()
    };
    let (predicted, of_lexicon) = (labelled(&found), of_lexicon.as_deref().map(labelled));

    let mut evaluations = Vec::new();
    for class in std::iter::once(None).chain((0..classes.len()).filter(|_| classes.len() > 1).map(Some)) {
        for matching in Matching::ALL {
            let tallies = |predicted: &[Vec<LabelledSpan>]| -> Vec<Tally> {
                members
                    .iter()
                    .map(|members| members.iter().map(|&at| matching.tally(&sheets[asked[at]], &predicted[asked[at]], class)).sum())
                    .collect()
            };
            let (own, nothing) = (tallies(&predicted), tallies(&vec![Vec::new(); documents.len()]));
            let words = listed.as_ref().map(|listed| tallies(listed));
            let lexicon = of_lexicon.as_deref().map(tallies);
            for part in RATIOS {
                // Of single classes the main figures are enough.
                let Some(metric) = matching.metric(part, class.is_some()) else { continue };
                let over = |tallies: &[Tally], drawn: &[usize]| part.of(drawn.iter().map(|&cluster| tallies[cluster]).sum());
                let all: Vec<usize> = (0..members.len()).collect();
                let label = class.map(|class| classes[class].clone());
                let resampled = bench.interval(metric, label.as_deref().unwrap_or_default(), &|drawn| over(&own, drawn));
                evaluations.push(Evaluation {
                    metric,
                    class: label,
                    n: asked.len() as u64,
                    value: resampled.value,
                    interval: resampled.interval,
                    baselines: Baselines {
                        majority: over(&nothing, &all),
                        outlet_only: None,
                        // An instrument that learned nothing is the lexicon itself.
                        lexicon: match (&lexicon, instruments.lexicon) {
                            (Some(lexicon), _) => over(lexicon, &all),
                            (None, lexicon) => lexicon.and(resampled.value),
                        },
                        bag_of_words: words.as_ref().and_then(|words| over(words, &all)),
                        quotations: None,
                    },
                });
            }
        }
    }
    let names = if options.split == Split::Shipped { vec!["all".to_owned()] } else { folds.iter().map(|part| part.name.clone()).collect() };
    let unit = if marks.of_texts { "texts" } else { "documents" };
    let entries = entries_of(&documents, &sheets, &found, (&asked, &classes), options.level);
    Ok(Outcome { entries, ..Outcome::new(task, instruments.name, options.split, names, unit, evaluations) })
}

/// What the instrument marks in each document.
fn ask(documents: &[LabelledDocument], folds: &[Part], instruments: &Instruments<'_>, split: Split) -> Result<Vec<Vec<Found>>> {
    let train = match instruments.instrument {
        Instrument::Fixed(find) => return Ok(documents.iter().map(find).collect()),
        Instrument::Trained(train) => train,
    };
    if split == Split::Shipped {
        return Err(Error::Data(format!(
            "--split shipped trains nothing, and {} is no trained model; use --split cv, or --classifier none for the lexicons",
            instruments.name
        )));
    }
    let mut found = vec![Vec::new(); documents.len()];
    for part in folds {
        let find = train(&part.train.iter().map(|&at| &documents[at]).collect::<Vec<_>>())?;
        for &at in &part.test {
            found[at] = find(&documents[at]);
        }
    }
    Ok(found)
}

/// How often each entry is right, of the documents asked about.
fn entries_of(
    documents: &[LabelledDocument],
    sheets: &[Sheet],
    found: &[Vec<Found>],
    (asked, classes): (&[usize], &[String]),
    level: f64,
) -> Vec<EntryPrecision> {
    // The share of words inside spans of each class: what an entry that finds words blindly would be right in.
    let words: usize = asked.iter().map(|&at| sheets[at].words.len()).sum();
    let chance = |class: usize| {
        let inside: usize = asked.iter().map(|&at| sheets[at].words.iter().filter(|word| word.classes[class]).count()).sum();
        inside as f64 / words.max(1) as f64
    };
    let chances: BTreeMap<&str, f64> = classes.iter().enumerate().map(|(class, name)| (name.as_str(), chance(class))).collect();
    let mut places = Vec::new();
    for &at in asked {
        for one in &found[at] {
            let right = documents[at].spans.iter().any(|(span, class)| *class == one.class && span.overlaps(one.span));
            places.extend(one.entry.clone().map(|entry| (entry, right, chances[one.class.as_str()])));
        }
    }
    entries::precision(places, Basis::Span, level)
}

/// The documents whose spans are looked for, under the names of the task.
#[must_use]
pub fn documents(gold: &Gold, marks: Marks) -> Vec<LabelledDocument> {
    let rename = |spans: &[(Span, String)]| -> Vec<(Span, String)> {
        let class = |name: &str| marks.classes.iter().find(|(own, _)| *own == name).map(|(_, class)| (*class).to_owned());
        spans.iter().filter_map(|(span, name)| Some((*span, if marks.classes.is_empty() { name.clone() } else { class(name)? }))).collect()
    };
    if marks.of_texts {
        let document = |text: &crate::evaluate::gold::LabelledText| LabelledDocument {
            id: text.id.clone(),
            text: text.text.clone(),
            fold_key: text.fold_key.clone(),
            outlet: text.outlet.clone(),
            split: text.split.clone(),
            spans: rename(&text.spans),
            ..LabelledDocument::default()
        };
        return gold.texts.iter().map(document).collect();
    }
    gold.documents.iter().map(|document| LabelledDocument { spans: rename(&document.spans), ..document.clone() }).collect()
}

/// A word of a document, and in which classes' spans it stands.
struct Word {
    span: Span,
    folded: String,
    classes: Vec<bool>,
}

/// A document as the figures need it.
struct Sheet {
    words: Vec<Word>,
    gold: Vec<LabelledSpan>,
}

impl Sheet {
    fn new(document: &LabelledDocument, classes: &[String]) -> Self {
        let of = |class: &String| classes.iter().position(|other| other == class).unwrap_or_default();
        let gold: Vec<LabelledSpan> =
            document.spans.iter().map(|(span, class)| LabelledSpan { start: span.start(), end: span.end(), label: of(class) }).collect();
        let mut tokens: Vec<Token> = Vec::new();
        tokenize(&document.text, Span::new(0, document.text.len()), &mut tokens);
        let word = |token: &Token| Word {
            span: token.span,
            folded: fold_chars(token.slice(&document.text)).collect(),
            classes: (0..classes.len()).map(|class| gold.iter().any(|span| span.label == class && touches(span, token.span))).collect(),
        };
        Self { words: tokens.iter().filter(|token| token.is_word()).map(word).collect(), gold }
    }

    /// Places of the words that any span of the class touches.
    fn inside(&self, spans: &[LabelledSpan], class: Option<usize>) -> BTreeSet<(usize, usize)> {
        let mut inside = BTreeSet::new();
        for span in spans.iter().filter(|span| class.is_none_or(|class| class == span.label)) {
            let first = self.words.partition_point(|word| word.span.end() <= span.start);
            for (at, word) in self.words.iter().enumerate().skip(first) {
                if word.span.start() >= span.end {
                    break;
                }
                inside.insert((at, span.label));
            }
        }
        inside
    }
}

fn touches(span: &LabelledSpan, word: Span) -> bool {
    span.start < word.end() && word.start() < span.end
}

/// When a span counts as found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matching {
    Exact,
    Overlap,
    Partial,
    Token,
}

impl Matching {
    const ALL: [Self; 4] = [Self::Token, Self::Overlap, Self::Exact, Self::Partial];

    fn tally(self, sheet: &Sheet, predicted: &[LabelledSpan], class: Option<usize>) -> Tally {
        let of = |spans: &[LabelledSpan]| -> Vec<LabelledSpan> {
            spans.iter().filter(|span| class.is_none_or(|class| span.label == class)).copied().collect()
        };
        match self {
            Self::Exact => exact_spans(&of(&sheet.gold), &of(predicted)),
            Self::Overlap => overlapping_spans(&of(&sheet.gold), &of(predicted)),
            Self::Partial => partial_spans(&join_overlapping(&of(&sheet.gold)), &join_overlapping(&of(predicted))),
            Self::Token => token_sets(&sheet.inside(&sheet.gold, class), &sheet.inside(predicted, class)),
        }
    }

    fn metric(self, ratio: Ratio, of_class: bool) -> Option<&'static str> {
        Some(match (self, ratio) {
            (Self::Token, Ratio::F1) => "token_f1",
            (Self::Overlap, Ratio::Precision) => "overlap_precision",
            (Self::Overlap, Ratio::Recall) => "overlap_recall",
            (Self::Overlap, Ratio::F1) => "overlap_f1",
            (Self::Exact, Ratio::F1) => "exact_f1",
            _ if of_class => return None,
            (Self::Token, Ratio::Precision) => "token_precision",
            (Self::Token, Ratio::Recall) => "token_recall",
            (Self::Exact, Ratio::Precision) => "exact_precision",
            (Self::Exact, Ratio::Recall) => "exact_recall",
            (Self::Partial, Ratio::Precision) => "partial_precision",
            (Self::Partial, Ratio::Recall) => "partial_recall",
            (Self::Partial, Ratio::F1) => "partial_f1",
        })
    }
}

/// Which ratio of a tally.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ratio {
    Precision,
    Recall,
    F1,
}

/// All ratios, in the order of the tables.
pub(super) const RATIOS: [Ratio; 3] = [Ratio::Precision, Ratio::Recall, Ratio::F1];

impl Ratio {
    pub(super) fn of(self, tally: Tally) -> Option<f64> {
        match self {
            Self::Precision => tally.precision(),
            Self::Recall => tally.recall(),
            Self::F1 => tally.f1(),
        }
    }
}

/// How much the share of all words weighs in the share of one: as much as this many places.
const PRIOR: f64 = 2.0;

/// What a list of words learned from the other parts marks: words whose share of places inside spans, drawn toward the share of all words, reaches a cut;
/// neighbours become one span. The cut is the one with the best token F1 on the training part, each place judged by the others of its word.
fn word_lists(sheets: &[Sheet], folds: &[Part], classes: usize) -> Vec<Vec<LabelledSpan>> {
    let mut predicted: Vec<Vec<LabelledSpan>> = vec![Vec::new(); sheets.len()];
    for part in folds {
        for class in 0..classes {
            let mut counts: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
            let (mut inside, mut all) = (0.0, 0.0);
            for word in part.train.iter().flat_map(|&at| &sheets[at].words) {
                let marked = f64::from(u8::from(word.classes[class]));
                let count = counts.entry(&word.folded).or_default();
                *count = (count.0 + marked, count.1 + 1.0);
                (inside, all) = (inside + marked, all + 1.0);
            }
            if inside <= 0.0 {
                continue;
            }
            let share = |k: f64, n: f64| (k + PRIOR * inside / all) / (n + PRIOR);
            let mut judged: Vec<(f64, f64, f64)> = Vec::with_capacity(2 * counts.len());
            for &(k, n) in counts.values() {
                // Score of its places, how many of them, and how many of those are inside.
                judged.extend((k > 0.0).then(|| (share(k - 1.0, n - 1.0), k, k)));
                judged.extend((n > k).then(|| (share(k, n - 1.0), n - k, 0.0)));
            }
            judged.sort_by(|a, b| b.0.total_cmp(&a.0));
            let (mut taken, mut hits, mut best, mut cut) = (0.0, 0.0, -1.0, f64::INFINITY);
            for (at, &(score, places, right)) in judged.iter().enumerate() {
                (taken, hits) = (taken + places, hits + right);
                let f1 = 2.0 * hits / (taken + inside);
                if judged.get(at + 1).is_none_or(|next| next.0 < score) && f1 > best {
                    (best, cut) = (f1, score);
                }
            }
            for &at in &part.test {
                let mut open: Option<LabelledSpan> = None;
                for word in &sheets[at].words {
                    let listed = counts.get(word.folded.as_str()).is_some_and(|&(k, n)| share(k, n) >= cut);
                    match (&mut open, listed) {
                        (Some(span), true) => span.end = word.span.end(),
                        (None, true) => open = Some(LabelledSpan { start: word.span.start(), end: word.span.end(), label: class }),
                        (_, false) => predicted[at].extend(open.take()),
                    }
                }
                predicted[at].extend(open);
            }
        }
    }
    predicted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::CueKind;

    const MARKS: Marks = Marks { of_texts: false, classes: &[("L", "loaded")] };

    fn gold() -> Gold {
        let document = |at: usize| {
            let text = format!("The vile regime met in town {at}, and it rained again.");
            let spans = vec![(Span::new(4, 15), "L".to_owned()), (Span::new(16, 19), "other".to_owned())];
            LabelledDocument { id: at.to_string(), fold_key: at.to_string(), text, spans, ..LabelledDocument::default() }
        };
        Gold { documents: (0..40).map(document).collect(), ..Gold::new("test") }
    }

    fn vile(document: &LabelledDocument) -> Vec<Found> {
        let start = document.text.find("vile").expect("the word");
        let entry = Some(Entry { lexicon: "loaded".into(), words: "vile".into(), kind: CueKind::Loaded });
        let met = document.text.find("town").expect("the word");
        vec![
            Found { span: Span::new(start, start + 4), class: "loaded".into(), entry: entry.clone() },
            Found { span: Span::new(met, met + 4), class: "loaded".into(), entry: None },
        ]
    }

    #[test]
    fn spans_are_judged_by_words_by_touch_and_in_part() {
        let options = Options { split: Split::Shipped, resamples: 20, ..Options::default() };
        let outcome = evaluate(&gold(), "t", MARKS, &lexicon(&vile), &options).expect("an outcome");
        let value = |metric: &str| outcome.evaluations.iter().find(|one| one.metric == metric).expect("the metric").value.expect("a value");
        for (metric, expected) in [
            ("token_precision", 0.5),
            ("token_recall", 0.5),
            ("token_f1", 0.5),
            ("overlap_precision", 0.5),
            ("overlap_recall", 1.0),
            ("exact_f1", 0.0),
        ] {
            assert!((value(metric) - expected).abs() < 1e-12, "{metric}: {}", value(metric));
        }
        // `vile` is all gold, `town` none of it; 4 of the 11 bytes of gold are found.
        assert!((value("partial_precision") - 0.5).abs() < 1e-12 && (value("partial_recall") - 4.0 / 11.0).abs() < 1e-12);
        let one = &outcome.entries[0];
        assert_eq!((one.hits, one.right, one.entry.words.as_str()), (40, 40, "vile"));
        assert_eq!(outcome.entries.len(), 1, "what no entry found is no entry's");
        assert!(outcome.evaluations.iter().all(|one| one.class.is_none()), "one class needs no rows of its own");
    }

    #[test]
    fn a_word_list_learns_from_other_documents_and_joins_neighbours() {
        let options = Options { resamples: 20, ..Options::default() };
        let outcome = evaluate(&gold(), "t", MARKS, &lexicon(&vile), &options).expect("an outcome");
        let exact = outcome.evaluations.iter().find(|one| one.metric == "exact_f1").expect("the metric");
        assert_eq!((exact.baselines.bag_of_words, exact.baselines.majority), (Some(1.0), Some(0.0)));
        assert_eq!(outcome.parts.len(), 5);
    }

    fn lexicon<'a>(find: &'a Finder<'a>) -> Instruments<'a> {
        Instruments { name: "lexicon", instrument: Instrument::Fixed(find), lexicon: Some(find) }
    }

    #[test]
    fn a_trained_instrument_is_asked_about_documents_that_it_has_not_seen() {
        let train = |seen: &[&LabelledDocument]| -> Result<Box<Finder<'_>>> {
            let seen: BTreeSet<String> = seen.iter().map(|document| document.id.clone()).collect();
            Ok(Box::new(move |document: &LabelledDocument| if seen.contains(&document.id) { Vec::new() } else { vile(document) }))
        };
        let instruments = Instruments { name: "learned", instrument: Instrument::Trained(&train), lexicon: Some(&vile) };
        let outcome = evaluate(&gold(), "t", MARKS, &instruments, &Options { resamples: 20, ..Options::default() }).expect("an outcome");
        let token = outcome.evaluations.iter().find(|one| one.metric == "token_f1").expect("the metric");
        assert_eq!((outcome.model.as_str(), token.value, token.baselines.lexicon), ("learned", Some(0.5), Some(0.5)));
        let shipped = Options { split: Split::Shipped, ..Options::default() };
        let message = evaluate(&gold(), "t", MARKS, &instruments, &shipped).expect_err("nothing is trained").to_string();
        assert!(message.contains("--split cv"), "{message}");
    }

    #[test]
    fn a_set_without_such_spans_says_so() {
        let marks = Marks { of_texts: false, classes: &[("none", "loaded")] };
        let none = evaluate(&gold(), "t", marks, &lexicon(&vile), &Options::default());
        assert!(none.is_err_and(|error| error.to_string().contains("no spans for t")));
    }
}
