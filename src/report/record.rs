//! The records of the JSON lines, field by field, borrowed from what they describe.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::article::{ArticleId, Field, Outlet};
use crate::compare::claims::Claim;
use crate::compare::headlines::{HeadlineRate, Headlines};
use crate::compare::names::{EntityKind, EntityNames, Form, Label, Place};
use crate::compare::sources::{Source, Sourcing};
use crate::compare::{Basis, Contrast, DistinctiveWord, Estimate, EventComparison, Measure, Month, Null};
use crate::cue::{Cue, CueKind, Holder, Manner, Negation, Origin, Voice};
use crate::error::{Error, Result};
use crate::find::Depth;
use crate::group::Event;
use crate::lexicon::{Lexicon, Matcher};
use crate::model::shipped::Shipped;
use crate::read::{FieldMap, Format, InputRecord, Problem};
use crate::report::Report;
use crate::report::record_claims::{ClaimRecord, OmissionRecord};
use crate::score::{ArticleScore, Slice, Tally};
use crate::span::Span;
use crate::text::{Part, SourceClass};

/// The version of the records: a reader of another version must not guess.
pub const SCHEMA: u32 = 1;

/// The first record: what made the others.
///
/// `O` are the options of the command; a run that is read back has them as JSON until the command is known, see [`Run::with_options`].
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Run<O = RunOptions> {
    /// Version of the tool.
    pub version: String,
    /// The command that ran.
    pub command: String,
    /// All options that can change the result.
    pub options: O,
    /// Seed of all resampling.
    pub seed: u64,
    /// The lexicons, in the order of their use.
    pub lexicons: Vec<LexiconRecord>,
    /// The models, in the order of their use.
    pub models: Vec<ModelRecord>,
}

impl Run<serde_json::Value> {
    /// The same run with the options of its command.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] when one of them is missing, unknown or has a value that this version does not know.
    pub fn with_options<O: serde::de::DeserializeOwned>(self) -> Result<Run<O>> {
        let options = O::deserialize(&self.options).map_err(|error| {
            Error::Data(format!(
                "the options of the run are not those that version {} knows of `{}`: {error}; run it again by version {}",
                env!("CARGO_PKG_VERSION"),
                self.command,
                self.version
            ))
        })?;
        Ok(Run { version: self.version, command: self.command, options, seed: self.seed, lexicons: self.lexicons, models: self.models })
    }
}

/// The options of `score`, `cues` and `compare` that can change the result.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of the command line, which do not exclude each other")]
pub struct RunOptions {
    /// Which classifier gave probabilities.
    pub classifier: String,
    /// How much was found in each article.
    pub depth: Depth,
    /// The event of all articles that name none.
    pub event: Option<String>,
    /// The format that every input was read in, where it was not told by name.
    pub input_format: Option<Format>,
    /// The inputs as they were typed: files, folders, globs, or `-`.
    pub inputs: Vec<String>,
    /// Level of the intervals.
    pub level: f64,
    /// The user's lexicons.
    pub lexicon: Vec<String>,
    /// Which columns hold which field.
    pub map: FieldMap,
    /// Whether everything was computed under shuffled labels too.
    #[serde(default)]
    pub null: bool,
    /// The voice that reported words count as.
    pub reported_as: Voice,
    /// Whether the first thing that could not be read ended the run.
    pub strict: bool,
    /// Whether page debris was looked for.
    pub trim: bool,
    /// Whether records hold the text.
    pub with_text: bool,
}

/// A lexicon of a run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LexiconRecord {
    /// Its name.
    pub name: String,
    /// The tool's version for one that ships with it, else null.
    pub version: Option<String>,
    /// Checksum of the table.
    pub sha256: String,
}

impl From<&Lexicon> for LexiconRecord {
    fn from(lexicon: &Lexicon) -> Self {
        let version = Some(lexicon.version.clone()).filter(|version| !version.is_empty());
        Self { name: lexicon.name.clone(), version, sha256: lexicon.sha256.clone() }
    }
}

/// A model of a run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ModelRecord {
    /// Its name.
    pub name: String,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// Checksum of its weights.
    pub sha256: String,
}

impl From<&Shipped> for ModelRecord {
    fn from(model: &Shipped) -> Self {
        Self { name: model.name.to_owned(), version: Some(model.version.to_owned()), sha256: model.sha256() }
    }
}

/// The last record: what was read.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Summary {
    /// Number of articles.
    pub articles: u64,
    /// Number of words, page debris left out.
    pub words: u64,
    /// Number of events; null where events were not looked for.
    pub events: Option<u64>,
    /// Number of rows and files that could not be read.
    pub errors: u64,
    /// Number of articles dropped because an identical one came before.
    pub duplicates: u64,
    /// Files in folders that no reader takes.
    pub skipped: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<InputRecord>,
    /// Wall-clock time; the one value that may differ between two runs of the same thing.
    pub seconds: f64,
    /// Checksum of the records between run and summary. [`JsonLines::finish`](crate::report::JsonLines::finish) sets it; empty before.
    pub sha256: String,
}

/// A record with its type in front.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Record<'a> {
    Event(EventRecord<'a>),
    Comparison(Box<ComparisonRecord<'a>>),
    Null(NullRecord),
    Error(&'a Problem),
    Summary(&'a Summary),
}

/// The run with its type and schema in front.
#[derive(Serialize)]
#[serde(tag = "type", rename = "run")]
pub(super) struct RunRecord<'a, O> {
    pub(super) schema: u32,
    #[serde(flatten)]
    pub(super) run: &'a Run<O>,
}

impl<'a, O> From<&'a Run<O>> for RunRecord<'a, O> {
    fn from(run: &'a Run<O>) -> Self {
        Self { schema: SCHEMA, run }
    }
}

/// Name of the page's element that holds a [`PageRecord`].
pub(super) const RUN_ELEMENT: &str = "run";

/// What a page carries of its run, so that it can be made again: the records around the others, and of those what could not be read.
#[derive(Serialize)]
pub(super) struct PageRecord<'a> {
    run: RunRecord<'a, RunOptions>,
    errors: Vec<Record<'a>>,
    summary: Record<'a>,
}

impl<'a> From<&Report<'a>> for PageRecord<'a> {
    fn from(report: &Report<'a>) -> Self {
        Self {
            run: report.run.into(),
            errors: report.problems.iter().map(Record::Error).collect(),
            summary: Record::Summary(report.summary),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RateRecord {
    pub(super) kind: CueKind,
    pub(super) voice: &'static str,
    pub(super) part: &'static str,
    pub(super) cues: u64,
    pub(super) words: u64,
    #[serde(serialize_with = "rounded")]
    pub(super) per_1000: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct CueRecord<'a> {
    kind: CueKind,
    subtype: Option<&'a str>,
    start: usize,
    end: usize,
    #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
    field: Field,
    text: &'a str,
    voice: Voice,
    holder: Holder,
    negated: bool,
    negation: Option<Negation>,
    scope: Option<Span>,
    #[serde(serialize_with = "rounded_f32")]
    weight: f32,
    origin: OriginRecord<'a>,
}

#[derive(Serialize)]
struct OriginRecord<'a> {
    lexicon: &'a str,
    entry: &'a str,
}

/// The voices that a rate is given for, and the parts.
pub(super) fn slices() -> impl Iterator<Item = Slice> {
    let voices = || Voice::all().map(Some).chain([None]);
    voices().flat_map(|voice| [Some(Part::Headline), Some(Part::Body), None].map(|part| Slice { voice, part }))
}

/// The rates of a tally; of a slice without words the rate is null.
pub(super) fn rates(tally: &Tally) -> impl Iterator<Item = RateRecord> + '_ {
    CueKind::all().flat_map(move |kind| {
        slices().map(move |slice| {
            let rate = tally.rate(kind, slice);
            RateRecord {
                kind,
                voice: slice.voice_name(),
                part: slice.part_name(),
                cues: rate.cues,
                words: rate.words,
                per_1000: rate.per_1000(),
            }
        })
    })
}

impl<'a> CueRecord<'a> {
    pub(super) fn new(cue: &Cue, score: &'a ArticleScore, matcher: &'a Matcher) -> Self {
        let Origin::Lexicon { entry } = cue.origin;
        let (lexicon, entry) = matcher.entry(entry);
        Self {
            kind: cue.kind,
            subtype: entry.subtype.as_deref(),
            start: cue.span.start(),
            end: cue.span.end(),
            field: cue.field,
            text: cue.span.slice(score.document.article().field(cue.field)),
            voice: cue.voice,
            holder: cue.voice.into(),
            negated: cue.is_negated(),
            negation: cue.negation,
            scope: cue.scope,
            weight: cue.weight,
            origin: OriginRecord { lexicon: &lexicon.name, entry: &entry.words },
        }
    }
}

#[derive(Serialize)]
pub(super) struct EventRecord<'a> {
    event: &'a str,
    given: bool,
    articles: Vec<&'a str>,
    outlets: Vec<&'a str>,
    terms: &'a [String],
    copies: Vec<CopyRecord<'a>>,
}

#[derive(Serialize)]
struct CopyRecord<'a> {
    article: &'a str,
    of: &'a str,
    #[serde(serialize_with = "rounded_f64")]
    shared: f64,
}

impl<'a> EventRecord<'a> {
    /// The record of an event, given the id and outlet of the article at each place.
    pub(super) fn new(event: &'a Event, article: impl Fn(usize) -> (&'a ArticleId, Option<&'a Outlet>)) -> Self {
        let id = |at: usize| article(at).0.as_str();
        let mut outlets: Vec<&str> = event.articles.iter().filter_map(|&at| article(at).1).map(Outlet::as_str).collect();
        outlets.sort_unstable();
        outlets.dedup();
        Self {
            event: event.id.as_str(),
            given: event.given,
            articles: event.articles.iter().map(|&at| id(at)).collect(),
            outlets,
            terms: &event.terms,
            copies: event
                .copies
                .iter()
                .map(|copy| CopyRecord { article: id(copy.article), of: id(copy.of), shared: copy.shared })
                .collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ComparisonRecord<'a> {
    /// Null over several events.
    event: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<u64>,
    outlets: Vec<&'a str>,
    measures: Vec<MeasureRecord<'a>>,
    contrasts: Vec<ContrastRecord<'a>>,
    words: Vec<WordRecord<'a>>,
    names: Vec<NamesRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<ClaimRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    omissions: Option<Vec<OmissionRecord<'a>>>,
    sources: Vec<SourceRecord<'a>>,
    sourcing: Vec<SourcingRecord<'a>>,
    headlines: Vec<HeadlinesRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<Vec<MonthRecord<'a>>>,
}

#[derive(Serialize)]
pub(super) struct MeasureRecord<'a> {
    pub(super) kind: CueKind,
    pub(super) voice: &'static str,
    pub(super) part: &'static str,
    pub(super) outlet: &'a str,
    #[serde(serialize_with = "rounded")]
    pub(super) per_1000: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) low: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) high: Option<f64>,
    pub(super) level: Option<f64>,
    pub(super) basis: Basis,
    pub(super) articles: u64,
    pub(super) words: u64,
    #[serde(serialize_with = "rounded")]
    pub(super) design_effect: Option<f64>,
}

/// The rate of a kind in an outlet's articles of a month.
#[derive(Serialize)]
pub(super) struct MonthRecord<'a> {
    pub(super) month: &'a str,
    pub(super) outlet: &'a str,
    pub(super) kind: CueKind,
    pub(super) voice: &'static str,
    pub(super) articles: u64,
    pub(super) words: u64,
    #[serde(serialize_with = "rounded")]
    pub(super) per_1000: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) low: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) high: Option<f64>,
}

/// How often chance alone would have spoken.
#[derive(Serialize)]
pub(super) struct NullRecord {
    draws: u64,
    contrasts: ShareRecord,
    words: ShareRecord,
}

#[derive(Serialize)]
struct ShareRecord {
    #[serde(serialize_with = "rounded")]
    share: Option<f64>,
}

impl From<&Null> for NullRecord {
    fn from(null: &Null) -> Self {
        Self { draws: null.draws, contrasts: ShareRecord { share: null.contrasts }, words: ShareRecord { share: null.words } }
    }
}

#[derive(Serialize)]
pub(super) struct ContrastRecord<'a> {
    pub(super) kind: CueKind,
    pub(super) voice: &'static str,
    pub(super) left: &'a str,
    pub(super) right: &'a str,
    #[serde(serialize_with = "rounded")]
    pub(super) difference: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) low: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) high: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) p: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) q: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) detectable: Option<f64>,
    pub(super) basis: Basis,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) events: Option<u64>,
}

#[derive(Serialize)]
pub(super) struct WordRecord<'a> {
    pub(super) term: &'a str,
    pub(super) outlet: &'a str,
    #[serde(serialize_with = "rounded_f64")]
    pub(super) log_odds: f64,
    #[serde(serialize_with = "rounded_f64")]
    pub(super) z: f64,
    #[serde(serialize_with = "rounded")]
    pub(super) p: Option<f64>,
    pub(super) counts: &'a BTreeMap<String, u64>,
}

/// An actor and what the outlets call it.
#[derive(Serialize)]
pub(super) struct NamesRecord<'a> {
    pub(super) entity: &'a str,
    pub(super) kind: EntityKind,
    pub(super) labels: Vec<LabelRecord<'a>>,
    #[serde(serialize_with = "rounded")]
    pub(super) divergence: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) p: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) q: Option<f64>,
    pub(super) absent: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct LabelRecord<'a> {
    pub(super) outlet: &'a str,
    pub(super) label: &'a str,
    pub(super) form: Form,
    pub(super) count: u64,
    /// Of these, in the outlet's own voice.
    pub(super) own: u64,
    mentions: Vec<PlaceRecord<'a>>,
}

/// Words of an article; of a source's place the voice goes without saying.
#[derive(Serialize)]
struct PlaceRecord<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
    field: Field,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<Voice>,
}

/// A source of an outlet.
#[derive(Serialize)]
pub(super) struct SourceRecord<'a> {
    pub(super) outlet: &'a str,
    pub(super) source: Option<&'a str>,
    pub(super) class: Option<SourceClass>,
    pub(super) quotations: u64,
    pub(super) words: u64,
    pub(super) manners: &'a BTreeMap<Manner, u64>,
    mentions: Vec<PlaceRecord<'a>>,
}

/// How an outlet's attributions spread over its sources.
#[derive(Serialize)]
pub(super) struct SourcingRecord<'a> {
    pub(super) outlet: &'a str,
    pub(super) quotations: u64,
    pub(super) known: u64,
    pub(super) sources: u64,
    #[serde(serialize_with = "rounded")]
    pub(super) effective: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) largest_share: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) anonymous_share: Option<f64>,
    #[serde(serialize_with = "rounded")]
    pub(super) quoted_share: Option<f64>,
}

/// An outlet's headlines against its bodies.
#[derive(Serialize)]
pub(super) struct HeadlinesRecord<'a> {
    outlet: &'a str,
    articles: u64,
    hedged: u64,
    hedged_bodies: u64,
    only_bodies: u64,
    rates: Vec<HeadlineRateRecord>,
}

#[derive(Serialize)]
struct HeadlineRateRecord {
    kind: CueKind,
    #[serde(serialize_with = "rounded")]
    headline: Option<f64>,
    #[serde(serialize_with = "rounded")]
    body: Option<f64>,
    #[serde(serialize_with = "rounded")]
    difference: Option<f64>,
    #[serde(serialize_with = "rounded")]
    low: Option<f64>,
    #[serde(serialize_with = "rounded")]
    high: Option<f64>,
    basis: Basis,
}

impl<'a> ComparisonRecord<'a> {
    pub(super) fn new(comparison: &'a EventComparison, scores: &'a [ArticleScore]) -> Self {
        let claim = |(index, claim): (usize, &'a Claim)| ClaimRecord::new(index, claim, comparison, scores);
        Self {
            event: comparison.event.as_ref().map(crate::article::EventId::as_str),
            events: comparison.event.is_none().then_some(comparison.events),
            outlets: comparison.outlets.iter().map(crate::article::Outlet::as_str).collect(),
            measures: comparison.measures.iter().map(MeasureRecord::new).collect(),
            contrasts: comparison.contrasts.iter().map(ContrastRecord::new).collect(),
            words: comparison.words.iter().map(WordRecord::new).collect(),
            names: comparison.names.iter().map(NamesRecord::new).collect(),
            claims: comparison.claims.as_ref().map(|claims| claims.iter().enumerate().map(claim).collect()),
            omissions: comparison.omissions.as_ref().map(|omissions| omissions.iter().map(OmissionRecord::new).collect()),
            sources: comparison.sources.iter().map(SourceRecord::new).collect(),
            sourcing: comparison.sourcing.iter().map(SourcingRecord::new).collect(),
            headlines: comparison.headlines.iter().map(HeadlinesRecord::new).collect(),
            months: comparison.event.is_none().then(|| comparison.months.iter().map(MonthRecord::new).collect()),
        }
    }
}

impl<'a> MonthRecord<'a> {
    pub(super) fn new(month: &'a Month) -> Self {
        let of = |get: fn(&Estimate) -> f64| month.per_1000.as_ref().map(get);
        Self {
            month: &month.month,
            outlet: month.outlet.as_str(),
            kind: month.kind,
            voice: month.slice.voice_name(),
            articles: month.articles,
            words: month.words,
            per_1000: of(|estimate| estimate.value),
            low: of(|estimate| estimate.low),
            high: of(|estimate| estimate.high),
        }
    }
}

impl<'a> MeasureRecord<'a> {
    pub(super) fn new(measure: &'a Measure) -> Self {
        let of = |get: fn(&Estimate) -> f64| measure.per_1000.as_ref().map(get);
        Self {
            kind: measure.kind,
            voice: measure.slice.voice_name(),
            part: measure.slice.part_name(),
            outlet: measure.outlet.as_str(),
            per_1000: of(|estimate| estimate.value),
            low: of(|estimate| estimate.low),
            high: of(|estimate| estimate.high),
            level: of(|estimate| estimate.level),
            basis: measure.basis,
            articles: measure.articles,
            words: measure.words,
            design_effect: measure.design_effect,
        }
    }
}

impl<'a> ContrastRecord<'a> {
    pub(super) fn new(contrast: &'a Contrast) -> Self {
        let of = |get: fn(&Estimate) -> f64| contrast.difference.as_ref().map(get);
        Self {
            kind: contrast.kind,
            voice: contrast.slice.voice_name(),
            left: contrast.left.as_str(),
            right: contrast.right.as_str(),
            difference: of(|estimate| estimate.value),
            low: of(|estimate| estimate.low),
            high: of(|estimate| estimate.high),
            p: contrast.p,
            q: contrast.q,
            detectable: contrast.detectable,
            basis: contrast.basis,
            events: contrast.events,
        }
    }
}

impl<'a> WordRecord<'a> {
    pub(super) fn new(word: &'a DistinctiveWord) -> Self {
        Self { term: &word.term, outlet: word.outlet.as_str(), log_odds: word.log_odds, z: word.z, p: word.p, counts: &word.counts }
    }
}

impl<'a> NamesRecord<'a> {
    pub(super) fn new(names: &'a EntityNames) -> Self {
        Self {
            entity: &names.entity,
            kind: names.kind,
            labels: names.labels.iter().map(LabelRecord::new).collect(),
            divergence: names.divergence,
            p: names.p,
            q: names.q,
            absent: names.absent.iter().map(crate::article::Outlet::as_str).collect(),
        }
    }
}

impl<'a> LabelRecord<'a> {
    fn new(label: &'a Label) -> Self {
        Self {
            outlet: label.outlet.as_str(),
            label: &label.label,
            form: label.form,
            count: label.count,
            own: label.own,
            mentions: label.places.iter().map(|place| PlaceRecord { voice: Some(place.voice), ..PlaceRecord::new(place) }).collect(),
        }
    }
}

impl<'a> PlaceRecord<'a> {
    fn new(place: &'a Place) -> Self {
        let (start, end) = (place.span.start(), place.span.end());
        Self { article: place.article.as_str(), start, end, field: place.field, voice: None }
    }
}

impl<'a> SourceRecord<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            outlet: source.outlet.as_str(),
            source: source.source.as_deref(),
            class: source.class,
            quotations: source.quotations,
            words: source.words,
            manners: &source.manners,
            mentions: source.places.iter().map(PlaceRecord::new).collect(),
        }
    }
}

impl<'a> SourcingRecord<'a> {
    pub(super) fn new(sourcing: &'a Sourcing) -> Self {
        let Sourcing { outlet, quotations, known, sources, effective, largest_share, anonymous_share, quoted_share } = sourcing;
        Self {
            outlet: outlet.as_str(),
            quotations: *quotations,
            known: *known,
            sources: *sources,
            effective: *effective,
            largest_share: *largest_share,
            anonymous_share: *anonymous_share,
            quoted_share: *quoted_share,
        }
    }
}

impl<'a> HeadlinesRecord<'a> {
    fn new(headlines: &'a Headlines) -> Self {
        let rate = |rate: &HeadlineRate| {
            let value = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.value);
            HeadlineRateRecord {
                kind: rate.kind,
                headline: value(rate.headline),
                body: value(rate.body),
                difference: value(rate.difference),
                low: rate.difference.map(|estimate| estimate.low),
                high: rate.difference.map(|estimate| estimate.high),
                basis: rate.basis,
            }
        };
        Self {
            outlet: headlines.outlet.as_str(),
            articles: headlines.articles,
            hedged: headlines.hedged,
            hedged_bodies: headlines.hedged_bodies,
            only_bodies: headlines.only_bodies,
            rates: headlines.rates.iter().map(rate).collect(),
        }
    }
}

/// Six decimals: beyond, digits are noise, and short ones keep records small.
pub(super) fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[expect(clippy::ref_option, reason = "the form that serde's serialize_with calls")]
fn rounded<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(round).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde's serialize_with calls")]
pub(super) fn rounded_f64<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*value))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde's serialize_with calls")]
fn rounded_f32<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(f64::from(*value)))
}
