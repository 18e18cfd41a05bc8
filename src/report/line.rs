//! The line of an article, written straight to bytes.
//!
//! Most of a line are its rates, ten kinds by twelve slices of the words, and most of those are zeros that differ in nothing but the kind: they are
//! written once for each slice and copied. What comes out is what the derived record would be; a test holds the two equal.

use crate::article::{Article, Field};
use crate::cue::{Cue, CueKind, Holder, Origin, Voice};
use crate::error::Result;
use crate::lexicon::Matcher;
use crate::report::record::{round, slices};
use crate::score::{ArticleScore, Slice, Tally};
use crate::span::Span;
use crate::text::Attribution;

/// Appends the record of an article, without a line end.
pub(super) fn article(out: &mut Vec<u8>, score: &ArticleScore, matcher: &Matcher, with_text: bool) -> Result<()> {
    let document = &score.document;
    let article = document.article();
    let attributions = document.passages().iter().map(|passage| passage.attributions().len()).sum::<usize>();
    // About what a line takes; the text goes beside it where it is asked for.
    out.reserve(
        12 * 1024
            + score.sentences.len() * 64
            + score.clauses.as_ref().map_or(0, Vec::len) * 72
            + score.cues.len() * 256
            + attributions * 160,
    );
    let mut line = Line { out };
    line.head(article);
    let words = |voice| score.total.words(Slice { voice: Some(voice), part: None });
    line.number(",\"bytes\":", article.text.len());
    line.count(",\"words\":", score.words());
    line.number(",\"sentence_count\":", score.sentences.len());
    line.count(",\"voices\":{\"outlet\":", words(Voice::Outlet));
    line.count(",\"quoted\":", words(Voice::Quoted));
    line.count(",\"reported\":", words(Voice::Reported));
    line.put("},\"trimmed\":[");
    line.list(&article.trimmed, |line, trim| {
        line.range(trim.span);
        line.name(",\"reason\":", trim.reason.into());
        line.put("}");
    });
    line.put("],\"rates\":[");
    line.rates(&score.total)?;
    line.put("],\"sentences\":[");
    let sentences = document.passages().iter().flat_map(|passage| passage.sentences().iter().map(|sentence| (passage.field(), sentence)));
    for (index, ((field, sentence), tally)) in sentences.zip(&score.sentences).enumerate() {
        line.comma(index);
        line.range(sentence.span);
        line.field(",\"in\":", field);
        line.name(",\"part\":", sentence.part.into());
        line.name(",\"voice\":", voice_of(tally));
        if let Some(hedged) = score.hedged.get(index) {
            line.put(",\"hedged\":");
            line.float(hedged.probability)?;
            line.put(if hedged.decided { ",\"decisions\":{\"hedged\":true}" } else { ",\"decisions\":{\"hedged\":false}" });
        }
        line.put("}");
    }
    if let Some(clauses) = &score.clauses {
        line.put("],\"clauses\":[");
        line.list(clauses, |line, clause| {
            line.range(clause.span);
            line.field(",\"in\":", clause.field);
            line.name(",\"commitment\":", clause.commitment.into());
            line.name(",\"polarity\":", clause.polarity.into());
            line.put("}");
        });
    }
    line.put("],\"cues\":[");
    for (index, cue) in score.cues.iter().enumerate() {
        line.comma(index);
        line.cue(cue, article, matcher)?;
    }
    line.put("],\"attributions\":[");
    let attributions =
        document.passages().iter().flat_map(|passage| passage.attributions().iter().map(|attribution| (passage.field(), attribution)));
    line.list(attributions, |line, (field, attribution)| line.attribution(field, attribution));
    line.put("],\"unbalanced\":[");
    let unbalanced = document.passages().iter().flat_map(|passage| passage.unbalanced().iter().map(|one| (passage.field(), one)));
    line.list(unbalanced, |line, (field, one)| {
        line.range(one.mark);
        line.field(",\"in\":", field);
        line.put(if one.opens { ",\"opens\":true}" } else { ",\"opens\":false}" });
    });
    line.put("]");
    if with_text {
        line.text(",\"text\":", Some(&article.text));
    }
    line.put("}");
    Ok(())
}

/// The one voice of a sentence's words, or `mixed`.
fn voice_of(tally: &Tally) -> &'static str {
    let mut spoken = Voice::all().filter(|&voice| tally.words(Slice { voice: Some(voice), part: None }) > 0);
    match (spoken.next(), spoken.next()) {
        (None, _) => Voice::Outlet.name(),
        (Some(voice), None) => voice.name(),
        _ => "mixed",
    }
}

struct Line<'a> {
    out: &'a mut Vec<u8>,
}

impl Line<'_> {
    /// From the type to the address, as the input gave them.
    fn head(&mut self, article: &Article) {
        self.text("{\"type\":\"article\",\"id\":", Some(article.id.as_str()));
        if let Some(file) = &article.file {
            self.text(",\"file\":", Some(file));
        }
        self.text(",\"outlet\":", article.outlet.as_ref().map(crate::article::Outlet::as_str));
        self.text(",\"event\":", article.event.as_ref().map(crate::article::EventId::as_str));
        self.text(",\"title\":", article.title.as_deref());
        self.span(",\"headline\":", article.headline);
        self.text(",\"published\":", article.published.as_deref());
        self.text(",\"url\":", article.url.as_deref());
    }

    fn rates(&mut self, tally: &Tally) -> Result<()> {
        // Of each slice the end of a rate without cues.
        let mut none = Vec::with_capacity(1024);
        let mut ends = Vec::with_capacity(16);
        for slice in slices() {
            let words = tally.words(slice);
            let mut line = Line { out: &mut none };
            line.slice(slice, 0, words);
            line.put(if words == 0 { "null}" } else { "0.0}" });
            ends.push(none.len());
        }
        for kind in CueKind::all() {
            let mut begin = 0;
            for (index, slice) in slices().enumerate() {
                self.comma(kind as usize + index);
                self.name("{\"kind\":", kind.name());
                let rate = tally.rate(kind, slice);
                match rate.per_1000() {
                    Some(value) if rate.cues > 0 => {
                        self.slice(slice, rate.cues, rate.words);
                        self.float(value)?;
                        self.put("}");
                    }
                    _ => self.out.extend_from_slice(&none[begin..ends[index]]),
                }
                begin = ends[index];
            }
        }
        Ok(())
    }

    fn slice(&mut self, slice: Slice, cues: u64, words: u64) {
        self.name(",\"voice\":", slice.voice_name());
        self.name(",\"part\":", slice.part_name());
        self.count(",\"cues\":", cues);
        self.count(",\"words\":", words);
        self.put(",\"per_1000\":");
    }

    fn cue(&mut self, cue: &Cue, article: &Article, matcher: &Matcher) -> Result<()> {
        let Origin::Lexicon { entry } = cue.origin;
        let (lexicon, entry) = matcher.entry(entry);
        self.name("{\"kind\":", cue.kind.name());
        self.text(",\"subtype\":", entry.subtype.as_deref());
        self.number(",\"start\":", cue.span.start());
        self.number(",\"end\":", cue.span.end());
        self.field(",\"in\":", cue.field);
        self.text(",\"text\":", Some(cue.span.slice(article.field(cue.field))));
        self.name(",\"voice\":", cue.voice.name());
        self.name(",\"holder\":", Holder::from(cue.voice).into());
        match cue.negation {
            Some(negation) => {
                self.span(",\"negated\":true,\"negation\":{\"cue\":", Some(negation.cue));
                self.span(",\"extent\":", Some(negation.extent));
                self.put("}");
            }
            None => self.put(",\"negated\":false,\"negation\":null"),
        }
        self.span(",\"scope\":", cue.scope);
        self.put(",\"weight\":");
        self.float(f64::from(cue.weight))?;
        self.text(",\"origin\":{\"lexicon\":", Some(&lexicon.name));
        self.text(",\"entry\":", Some(&entry.words));
        self.put("}}");
        Ok(())
    }

    fn attribution(&mut self, field: Field, attribution: &Attribution) {
        self.put("{");
        if field == Field::Title {
            self.field("\"in\":", field);
            self.put(",");
        }
        self.span("\"source\":", attribution.source);
        self.span(",\"cue\":", attribution.cue);
        self.put(",\"content\":[");
        self.list(&attribution.content, |line, &piece| line.span("", Some(piece)));
        self.put(if attribution.direct { "],\"direct\":true" } else { "],\"direct\":false" });
        self.name(",\"manner\":", attribution.manner.into());
        match attribution.source_class {
            Some(class) => self.name(",\"source_class\":", class.into()),
            None => self.put(",\"source_class\":null"),
        }
        self.span(",\"resolved\":", attribution.resolved);
        self.put("}");
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        for (index, item) in items.into_iter().enumerate() {
            self.comma(index);
            each(self, item);
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.put(",");
        }
    }

    fn put(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// A name of ours, which holds nothing to escape.
    fn name(&mut self, key: &str, name: &'static str) {
        self.put(key);
        self.put("\"");
        self.put(name);
        self.put("\"");
    }

    /// The field where it is not the text.
    fn field(&mut self, key: &str, field: Field) {
        if field == Field::Title {
            self.name(key, "title");
        }
    }

    /// The beginning of an object that has a start and an end.
    fn range(&mut self, span: Span) {
        self.number("{\"start\":", span.start());
        self.number(",\"end\":", span.end());
    }

    fn span(&mut self, key: &str, span: Option<Span>) {
        self.put(key);
        let Some(span) = span else { return self.put("null") };
        self.number("[", span.start());
        self.number(",", span.end());
        self.put("]");
    }

    fn number(&mut self, key: &str, number: usize) {
        self.count(key, number as u64);
    }

    fn count(&mut self, key: &str, mut number: u64) {
        self.put(key);
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] += u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[at..]);
    }

    fn float(&mut self, number: f64) -> Result<()> {
        Ok(serde_json::to_writer(&mut *self.out, &round(number))?)
    }

    fn text(&mut self, key: &str, text: Option<&str>) {
        self.put(key);
        let Some(text) = text else { return self.put("null") };
        self.put("\"");
        let bytes = text.as_bytes();
        let mut begin = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.extend_from_slice(&bytes[begin..at]);
            begin = at + 1;
            let short = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                0x08 => "\\b",
                0x0C => "\\f",
                _ => {
                    let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
                    self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
                    continue;
                }
            };
            self.put(short);
        }
        self.out.extend_from_slice(&bytes[begin..]);
        self.put("\"");
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::article::{Outlet, TrimReason};
    use crate::cue::Manner;
    use crate::find::{Clause, Commitment, Depth, Polarity};
    use crate::lexicon::Lexicon;
    use crate::pipeline::Pipeline;
    use crate::report::record::{CueRecord, RateRecord, rates};
    use crate::text::{Part, SourceClass};

    #[derive(Serialize)]
    #[serde(tag = "type", rename = "article")]
    struct ArticleRecord<'a> {
        id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<&'a str>,
        outlet: Option<&'a str>,
        event: Option<&'a str>,
        title: Option<&'a str>,
        headline: Option<Span>,
        published: Option<&'a str>,
        url: Option<&'a str>,
        bytes: usize,
        words: u64,
        sentence_count: usize,
        voices: Voices,
        trimmed: Vec<TrimRecord>,
        rates: Vec<RateRecord>,
        sentences: Vec<SentenceRecord>,
        #[serde(skip_serializing_if = "Option::is_none")]
        clauses: Option<Vec<ClauseRecord>>,
        cues: Vec<CueRecord<'a>>,
        attributions: Vec<AttributionRecord>,
        unbalanced: Vec<UnbalancedRecord>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    }

    #[derive(Serialize)]
    struct Voices {
        outlet: u64,
        quoted: u64,
        reported: u64,
    }

    #[derive(Serialize)]
    struct TrimRecord {
        start: usize,
        end: usize,
        reason: TrimReason,
    }

    #[derive(Serialize)]
    struct SentenceRecord {
        start: usize,
        end: usize,
        #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
        field: Field,
        part: Part,
        voice: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        hedged: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        decisions: Option<DecisionsRecord>,
    }

    #[derive(Serialize)]
    struct DecisionsRecord {
        hedged: bool,
    }

    #[derive(Serialize)]
    struct ClauseRecord {
        start: usize,
        end: usize,
        #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
        field: Field,
        commitment: Commitment,
        polarity: Polarity,
    }

    #[derive(Serialize)]
    struct AttributionRecord {
        #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
        field: Field,
        source: Option<Span>,
        cue: Option<Span>,
        content: Vec<Span>,
        direct: bool,
        manner: Manner,
        source_class: Option<SourceClass>,
        resolved: Option<Span>,
    }

    #[derive(Serialize)]
    struct UnbalancedRecord {
        start: usize,
        end: usize,
        #[serde(rename = "in", skip_serializing_if = "Field::is_text")]
        field: Field,
        opens: bool,
    }

    impl<'a> ArticleRecord<'a> {
        fn new(score: &'a ArticleScore, matcher: &'a Matcher, with_text: bool) -> Self {
            let article = score.document.article();
            let words = |voice| score.total.words(Slice { voice: Some(voice), part: None });
            let passages = || score.document.passages().iter();
            let sentences = passages().flat_map(|passage| passage.sentences().iter().map(|sentence| (passage.field(), sentence)));
            Self {
                id: article.id.as_str(),
                file: article.file.as_deref(),
                outlet: article.outlet.as_ref().map(crate::article::Outlet::as_str),
                event: article.event.as_ref().map(crate::article::EventId::as_str),
                title: article.title.as_deref(),
                headline: article.headline,
                published: article.published.as_deref(),
                url: article.url.as_deref(),
                bytes: article.text.len(),
                words: score.words(),
                sentence_count: score.sentences.len(),
                voices: Voices { outlet: words(Voice::Outlet), quoted: words(Voice::Quoted), reported: words(Voice::Reported) },
                trimmed: article
                    .trimmed
                    .iter()
                    .map(|trim| TrimRecord { start: trim.span.start(), end: trim.span.end(), reason: trim.reason })
                    .collect(),
                rates: rates(&score.total).collect(),
                sentences: sentences
                    .zip(&score.sentences)
                    .zip(score.hedged.iter().map(Some).chain(std::iter::repeat(None)))
                    .map(|(((field, sentence), tally), hedged)| SentenceRecord {
                        start: sentence.span.start(),
                        end: sentence.span.end(),
                        field,
                        part: sentence.part,
                        voice: voice_of(tally),
                        hedged: hedged.map(|hedged| round(hedged.probability)),
                        decisions: hedged.map(|hedged| DecisionsRecord { hedged: hedged.decided }),
                    })
                    .collect(),
                clauses: score.clauses.as_ref().map(|clauses| {
                    let clause = |clause: &Clause| ClauseRecord {
                        start: clause.span.start(),
                        end: clause.span.end(),
                        field: clause.field,
                        commitment: clause.commitment,
                        polarity: clause.polarity,
                    };
                    clauses.iter().map(clause).collect()
                }),
                cues: score.cues.iter().map(|cue| CueRecord::new(cue, score, matcher)).collect(),
                attributions: passages()
                    .flat_map(|passage| {
                        passage.attributions().iter().map(|one| AttributionRecord {
                            field: passage.field(),
                            source: one.source,
                            cue: one.cue,
                            content: one.content.clone(),
                            direct: one.direct,
                            manner: one.manner,
                            source_class: one.source_class,
                            resolved: one.resolved,
                        })
                    })
                    .collect(),
                unbalanced: passages()
                    .flat_map(|passage| {
                        passage.unbalanced().iter().map(|one| UnbalancedRecord {
                            start: one.mark.start(),
                            end: one.mark.end(),
                            field: passage.field(),
                            opens: one.opens,
                        })
                    })
                    .collect(),
                text: with_text.then_some(article.text.as_str()),
            }
        }
    }

    /// The one voice of a sentence's words, or `mixed`.
    fn voice_of(tally: &Tally) -> &'static str {
        let spoken: Vec<Voice> = Voice::all().filter(|&voice| tally.words(Slice { voice: Some(voice), part: None }) > 0).collect();
        match spoken[..] {
            [] => Voice::Outlet.name(),
            [voice] => voice.name(),
            _ => "mixed",
        }
    }

    const TEXT: &str = "Dam May Not Hold\n\nSkip to content\n\nThe \"regime\" may\tnot fall, Ann Roe said.\r\n“It is not clearly \\ safe\u{8}\u{1f},” the minister \
        claimed. Officials insisted that it reportedly fell.\n\n“We may never know what happened there. We were not told.\n“Nobody was,” she said.";

    #[test]
    fn the_line_is_that_of_the_derived_record() {
        for (reported_as, depth) in [(Voice::Reported, Depth::Full), (Voice::Outlet, Depth::Full), (Voice::Reported, Depth::Cues)] {
            let pipeline = Pipeline::new(Lexicon::shipped().expect("the shipped tables"), reported_as).reading(depth);
            let mut whole = Article::new("a\u{7f}\u{0}é", TEXT);
            whole.title = Some("“Dam \"may\" fall,” Roe claims".to_owned());
            whole.outlet = Some(Outlet::from("The Lantern"));
            whole.file = Some("a\\b.txt".to_owned());
            crate::read::mark(&mut whole, true);
            let mut untitled = Article::new("b", TEXT);
            crate::read::mark(&mut untitled, true);
            for article in [whole, untitled, Article::new("", ""), Article::new("c", "May 5"), Article::new("d", "Perhaps.")] {
                let score = pipeline.score(article);
                for with_text in [false, true] {
                    let mut line = Vec::new();
                    super::article(&mut line, &score, pipeline.matcher(), with_text).expect("a line");
                    let record = serde_json::to_string(&ArticleRecord::new(&score, pipeline.matcher(), with_text)).expect("a record");
                    assert_eq!(String::from_utf8(line).expect("UTF-8"), record);
                }
            }
        }
    }
}
