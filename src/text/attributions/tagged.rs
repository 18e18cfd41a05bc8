//! Attributions from a tagger's labels.
//!
//! A tagger says which tokens are source, cue and content; which of them belong together is told by distance: content and sources go to the nearest cue
//! of their paragraph, where a cue, a content or a sentence's end in between counts as many tokens. On the sources and contents that people marked in
//! `PolNeAR` this joins 93.5 % and 97.7 % as they did, whatever the exact penalties.

use std::ops::Range;

use super::features::Tokens;
use super::{Finder, Form, Report, Speech, View};
use crate::cue::Manner;
use crate::model::tagger::{Rows, Tagger};
use crate::span::Span;
use crate::text::Attribution;
use crate::text::sentences::sentence_of;
use crate::word_set::{WordSet, words};

/// What a tagger of attributions says of a token: outside all, or the first or a further token of a source, cue or content.
pub const LABELS: [&str; 7] = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"];

/// Longest sequence that is tagged as one, in tokens; longer paragraphs are cut after a sentence.
const LONGEST: usize = 4096;

/// Days, as they stand behind a source: *Roe on Monday said*.
static DAYS: WordSet = WordSet::new("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight");

/// Participles of saying that begin a clause of their own behind a comma.
static SAYING: WordSet = WordSet::new(
    "adding accusing arguing asserting blaming calling claiming denouncing describing dismissing insisting labeling labelling noting saying stating \
    suggesting telling warning writing",
);

/// Fewest words of speech that count as somebody's though no label says so.
const SPEECH_WORDS: usize = 4;

/// What a sentence's end, another cue, another content and another source between two parts count, in tokens.
const SENTENCE: usize = 40;
const CUE: usize = 20;
const CONTENT: usize = 6;
const SOURCE: usize = 15;

/// The three parts of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Source,
    Cue,
    Content,
}

/// Tokens with the labels of one part.
#[derive(Clone, Copy, Debug)]
struct Piece {
    part: Part,
    first: usize,
    last: usize,
}

/// The sequences that a text is tagged in: its paragraphs as tokens, and as sentences.
fn sequences(view: View<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut sequences = Vec::with_capacity(view.paragraphs.len());
    let mut sentence = 0;
    for paragraph in view.paragraphs {
        let (mut begin, mut first) = (paragraph.start, sentence);
        while sentence < view.sentences.len() && view.sentences[sentence].tokens.start < paragraph.end {
            let end = view.sentences[sentence].tokens.end;
            sentence += 1;
            if end - begin >= LONGEST || end == paragraph.end {
                sequences.push((begin..end, first..sentence));
                (begin, first) = (end, sentence);
            }
        }
    }
    sequences
}

/// The feature rows of each sequence of a text.
pub(in crate::text) fn rows(view: View<'_>) -> Vec<(Range<usize>, Rows)> {
    let mut tokens = Tokens::new(view);
    let of = |(range, sentences): (Range<usize>, Range<usize>)| {
        let mut rows = Rows::default();
        tokens.rows(&range, sentences, &mut rows);
        (range, rows)
    };
    sequences(view).into_iter().map(of).collect()
}

impl Finder<'_> {
    /// The attributions of a text by a tagger.
    pub(super) fn tagged(&self, tagger: &Tagger, view: View<'_>, attributions: &mut Vec<Attribution>) {
        let mut tokens = Tokens::new(view);
        let (mut rows, mut tags, mut pieces) = (Rows::default(), Vec::new(), Vec::new());
        for (range, sentences) in sequences(view) {
            pieces.clear();
            let mut at = sentences.start;
            while at < sentences.end {
                // Sentences without a sign of an attribution are passed over; those that follow each other are tagged as one.
                let calls = |&sentence: &usize| tokens.calls(sentence, |hash| tagger.is_triggered_by(hash));
                let end = at + (at..sentences.end).take_while(calls).count();
                if at < end {
                    tokens.rows(&range, at..end, &mut rows);
                    tagger.tag(&mut rows, &mut tags);
                    self.pieces(at, &tags, &mut pieces);
                }
                at = end + 1;
            }
            self.join(&range, &pieces, attributions);
        }
    }

    /// Adds the runs of labels of one part, which begin with a sentence.
    fn pieces(&self, mut sentence: usize, tags: &[u8], pieces: &mut Vec<Piece>) {
        let begun = pieces.len();
        let part = |tag: u8| match tag {
            1 | 2 => Some(Part::Source),
            3 | 4 => Some(Part::Cue),
            5 | 6 => Some(Part::Content),
            _ => None,
        };
        for (at, &tag) in (self.sentences[sentence].tokens.start..).zip(tags) {
            while self.sentences[sentence].tokens.end <= at {
                sentence += 1;
            }
            let Some(part) = part(tag) else { continue };
            // Words that are not in quotation marks are somebody's within their sentence: what follows its end begins anew.
            let begins = at == self.sentences[sentence].tokens.start && self.inside_speech(at).is_none_or(|speech| speech.first == at);
            match pieces.last_mut() {
                Some(last) if last.part == part && last.last + 1 == at && tag % 2 == 0 && !begins => last.last = at,
                _ => pieces.push(Piece { part, first: at, last: at }),
            }
        }
        pieces.retain(|piece| self.tokens[piece.first..=piece.last].iter().any(crate::token::Token::is_word));
        for at in (begun + 1..pieces.len()).rev() {
            if pieces[at].part == Part::Cue && self.is_name(pieces[at], pieces[at - 1]) {
                pieces[at - 1].last = pieces[at].last;
                pieces.remove(at);
            }
        }
    }

    /// Joins the pieces of a sequence, and adds the speech that is in none.
    fn join(&self, range: &Range<usize>, pieces: &[Piece], attributions: &mut Vec<Attribution>) {
        let first = self.reports.partition_point(|report| report.last < range.start);
        let reported = self.reports.get(first).is_some_and(|report| report.first < range.end);
        if pieces.is_empty() && !reported && self.spoken(range).is_empty() {
            return;
        }
        let begun = attributions.len();
        let cues: Vec<usize> = (0..pieces.len()).filter(|&at| pieces[at].part == Part::Cue).collect();
        let owners = self.owners(pieces, &cues);
        let mut contents: Vec<Vec<Span>> = vec![Vec::new(); cues.len()];
        let mut sources: Vec<Option<Span>> = vec![None; cues.len()];
        let mut loose: Vec<Piece> = Vec::new();
        for (piece, owner) in pieces.iter().zip(owners) {
            match (piece.part, owner) {
                (Part::Content, Some(cue)) if self.reaches(&pieces[cues[cue]], piece) => {
                    contents[cue].extend(self.content(&pieces[cues[cue]], piece));
                }
                (Part::Content, None) => loose.push(*piece),
                (Part::Source, Some(cue)) => sources[cue] = self.source(piece.first, piece.last + 1),
                (Part::Content, Some(_)) | (Part::Source, None) | (Part::Cue, _) => {}
            }
        }
        let all: Vec<Span> = contents.iter().flatten().copied().collect();
        let taken = |piece: &Span| all.iter().any(|other| other.overlaps(*piece));
        for ((&cue, content), source) in cues.iter().zip(contents).zip(sources) {
            let listed = self.listed(pieces[cue]).next();
            // Where the tagger is silent the rules may know more; of a phrase that is interrupted they do.
            let inner = listed
                .is_some_and(|report| self.is_inner(report, self.sentences[sentence_of(self.sentences, pieces[cue].first)].tokens.start));
            let ruled = listed.filter(|_| inner || content.is_empty() || source.is_none()).and_then(|report| self.indirect(report));
            let (content, source) = match ruled {
                // What the rules see as the source the tagger took for content: it has lost its way.
                Some(ruled) if inner || source.is_none() && ruled.source.is_some_and(|source| taken(&source)) => {
                    (ruled.content, ruled.source)
                }
                Some(ruled) => {
                    let free = content.is_empty() && !ruled.content.iter().any(taken);
                    let other = ruled
                        .source
                        .filter(|source| !taken(source))
                        .and_then(|source| self.source(self.at(source.start()), self.at(source.end())));
                    (if free { ruled.content } else { content }, source.or(other))
                }
                None => (content, source),
            };
            // *Roe was accused by the council of hiding it*: who stands before the verb is not who says it.
            let (content, source) = if self.is_passive(pieces[cue]) {
                let by = self.agent(pieces[cue]);
                let free = |piece: Span| match by {
                    Some(by) if by.overlaps(piece) => self.behind(by, piece),
                    _ => Some(piece),
                };
                (content.into_iter().filter_map(free).collect(), by)
            } else {
                (content, source)
            };
            if content.is_empty() {
                continue;
            }
            let source = source.or_else(|| self.carried(pieces[cue], attributions.last()));
            // Nobody, and no verb of saying that a list knows: *seems to hold*, *refused to go*.
            if source.is_none() && listed.is_none() && !content.iter().any(|piece| self.is_speech(self.at(piece.start()))) {
                continue;
            }
            let direct = content.iter().all(|piece| self.is_direct(*piece));
            attributions.push(Attribution {
                source,
                cue: self.span(pieces[cue].first, pieces[cue].last + 1),
                content,
                direct,
                manner: self.manner(pieces[cue]),
                source_class: source.and_then(|source| self.class(source)),
                resolved: None,
            });
        }
        // Listed verbs and nouns of saying that the tagger passed over, where the rules see a source and words that nobody has yet.
        let verbs = self.passed_over(range, &cues.iter().map(|&cue| pieces[cue]).collect::<Vec<_>>());
        for report in &verbs {
            let ruled =
                self.indirect(report).filter(|one| (one.source.is_some() || report.form == Form::Noun) && !one.content.iter().any(taken));
            attributions.extend(ruled);
        }
        // Words in quotation marks that are no speech by their form, but content all the same.
        for piece in loose.iter().filter(|piece| self.is_speech(piece.first) && self.inside_speech(piece.first).is_none()) {
            if let Some(span) = self.span(piece.first, piece.last + 1) {
                self.add(span, attributions);
            }
        }
        self.left_over(range, &verbs, begun, attributions);
    }

    /// The listed verbs and nouns of saying of a sequence that are part of no cue and stand outside speech.
    fn passed_over(&self, range: &Range<usize>, cues: &[Piece]) -> Vec<Report> {
        let first = self.reports.partition_point(|report| report.first < range.start);
        let free = |report: &&Report| {
            let at = cues.partition_point(|cue| cue.last < report.first);
            cues.get(at).is_none_or(|cue| cue.first > report.last) && self.inside_speech(report.first).is_none()
        };
        self.reports[first..].iter().take_while(|report| report.first < range.end).filter(free).copied().collect()
    }

    /// Speech that the tagger gave to nobody: the rules look for a verb beside it; without one it goes on with the speech before, or stands alone.
    fn left_over(&self, range: &Range<usize>, verbs: &[Report], begun: usize, attributions: &mut Vec<Attribution>) {
        let spoken = self.spoken(range);
        if spoken.is_empty() {
            return;
        }
        let mut held = vec![false; range.len()];
        for piece in attributions[begun.saturating_sub(1)..].iter().flat_map(|attribution| &attribution.content) {
            let [first, last] = [piece.start(), piece.end()].map(|byte| self.at(byte).clamp(range.start, range.end) - range.start);
            held[first..last].fill(true);
        }
        let free = |speech: &&Speech| {
            let words = (speech.first..=speech.last.min(range.end - 1)).filter(|&at| self.tokens[at].is_word());
            let (count, inside) = words.fold((0, 0), |(count, inside), at| (count + 1, inside + usize::from(held[at - range.start])));
            count >= SPEECH_WORDS && 2 * inside < count
        };
        let speeches: Vec<Speech> = spoken.iter().filter(free).copied().collect();
        if speeches.is_empty() {
            return;
        }
        let given = self.direct(&speeches, verbs, &mut vec![false; verbs.len()], attributions);
        for (speech, _) in speeches.iter().zip(given).filter(|(_, given)| !given) {
            self.add(speech.span, attributions);
        }
    }

    /// The speech that begins in a sequence.
    fn spoken(&self, range: &Range<usize>) -> &[Speech] {
        let [first, end] = [range.start, range.end].map(|at| self.speech.partition_point(|speech| speech.first < at));
        &self.speech[first..end]
    }

    /// Adds words that no cue of their paragraph gives to anybody: to the attribution before them where they go on with its speech, else by themselves.
    fn add(&self, span: Span, attributions: &mut Vec<Attribution>) {
        let first = self.at(span.start());
        let speech = self.inside_speech(first);
        let taken_up = |one: &Attribution, speech: &Speech| {
            speech.continues && one.direct && one.content.last().is_some_and(|last| self.follows(speech, *last))
        };
        let carried_on = |one: &Attribution| {
            let Some(last) = one.content.last().filter(|last| one.direct && last.end() <= span.start()) else { return false };
            let asks = one.cue.is_some_and(|cue| self.asks(self.at(cue.start())..self.at(cue.end())));
            !asks && self.carries_on(one.cue, self.at(last.end()) - 1, first)
        };
        // A colon hands its own source on, whoever spoke before.
        let before = attributions.last();
        let taken_up = before.zip(speech).is_some_and(|(one, speech)| taken_up(one, speech));
        let introduced = speech.filter(|_| !taken_up).and_then(|speech| self.introduced(speech, attributions));
        let goes_on = taken_up || introduced.is_none() && speech.is_none_or(|speech| !speech.continues) && before.is_some_and(carried_on);
        if let Some(one) = attributions.last_mut().filter(|_| goes_on) {
            one.content.push(span);
            return;
        }
        attributions.push(introduced.unwrap_or(Attribution {
            source: None,
            cue: None,
            content: vec![span],
            direct: self.is_direct(span),
            manner: Manner::Neutral,
            source_class: None,
            resolved: None,
        }));
    }

    /// The cue that each content and source belongs to. The closest pairs come first: every cue takes one content and one source, and what contents are
    /// left then go to the nearest cue.
    fn owners(&self, pieces: &[Piece], cues: &[usize]) -> Vec<Option<usize>> {
        let mut owners = vec![None; pieces.len()];
        let mut pairs = Vec::with_capacity(4 * pieces.len());
        for at in (0..pieces.len()).filter(|&at| pieces[at].part != Part::Cue) {
            // Cues far off lie behind nearer ones, each of which counts: two on either side are enough to look at.
            let next = cues.partition_point(|&cue| cue < at);
            let near = next.saturating_sub(2)..(next + 2).min(cues.len());
            pairs.extend(near.map(|cue| (self.distance(pieces, at, cues[cue]), at, cue)));
        }
        pairs.sort_unstable();
        let mut served = vec![[false; 2]; cues.len()];
        for &(_, at, cue) in &pairs {
            let served = &mut served[cue][usize::from(pieces[at].part == Part::Source)];
            if owners[at].is_none() && !*served {
                (owners[at], *served) = (Some(cue), true);
            }
        }
        for &(_, at, cue) in pairs.iter().filter(|(_, at, _)| pieces[*at].part == Part::Content) {
            owners[at] = owners[at].or(Some(cue));
        }
        owners
    }

    /// What of a piece stands behind the source that it runs into.
    fn behind(&self, source: Span, piece: Span) -> Option<Span> {
        let (first, last) = (self.at(source.end()), self.at(piece.end()));
        if first < last { self.span(first, last) } else { None }
    }

    /// The first token that begins at a byte or behind it.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.span.start() < byte)
    }

    /// The source that a piece names: without the adverb before it and the day behind it, which taggers take for part of the name.
    fn source(&self, mut first: usize, mut end: usize) -> Option<Span> {
        let word = |at: usize| &self.tokens[at];
        while first < end {
            let comma = first + 1 < end && self.slice(first + 1) == ",";
            let adverb = comma
                && (self.is_adverb(first) || words!("however meanwhile also still instead then but and").holds(word(first), self.text));
            if adverb {
                first += 2;
            } else if words!("by from per and but").holds(word(first), self.text) || end == first + 1 && self.is_adverb(first) {
                first += 1;
            } else {
                break;
            }
        }
        while first < end {
            let last = word(end - 1);
            if !last.is_word() || words!("however meanwhile also").holds(last, self.text) || self.is_adverb(end - 1) && end > first + 1 {
                end -= 1;
            } else if DAYS.holds(last, self.text) && end > first + 1 {
                end -= 1 + usize::from(words!("on last late early").holds(word(end - 2), self.text));
            } else {
                break;
            }
        }
        if first < end { self.span(first, end) } else { None }
    }

    /// The source of a participle or a second verb that has none of its own: that of the attribution before it in the sentence. *He said X, adding Y.*
    fn carried(&self, cue: Piece, before: Option<&Attribution>) -> Option<Span> {
        let sentence = &self.sentences[sentence_of(self.sentences, cue.first)];
        let source =
            before?.source.filter(|source| sentence.span.contains(*source) && source.end() <= self.tokens[cue.first].span.start())?;
        let follows = |word: &str| {
            let at = cue.first.checked_sub(1).filter(|at| sentence.tokens.contains(at));
            at.is_some_and(|at| self.tokens[at].is(self.text, word))
        };
        (self.ends(cue.first, "ing", 4) || follows("and") || follows("but") || follows(",")).then_some(source)
    }

    /// Whether a cue can have a content: in its own sentence, or in speech. What follows a question is its answer.
    fn reaches(&self, cue: &Piece, content: &Piece) -> bool {
        let [cue_sentence, content_sentence] = [cue.first, content.first].map(|at| sentence_of(self.sentences, at));
        cue_sentence == content_sentence
            || self.is_speech(content.first) && !(content_sentence > cue_sentence && self.asks(cue.first..cue.last + 1))
    }

    /// Whether the words of a cue ask.
    fn asks(&self, cue: Range<usize>) -> bool {
        self.tokens[cue].iter().any(|token| words!("ask asks asked asking").holds(token, self.text))
    }

    /// The words of a content, without what taggers run on into: whom the words were addressed to, the writer's aside behind a dash (*— as if*), and a
    /// second verb's participle (*condemned the plan, calling it*).
    fn content(&self, cue: &Piece, piece: &Piece) -> Option<Span> {
        let (mut first, mut end) = (piece.first, piece.last + 1);
        if self.is_speech(first) {
            return self.span(first, end);
        }
        // *delivered a pointed | warning to Roe*: the noun is the cue's.
        if cue.last + 1 == first
            && first + 1 < end
            && words!("warning message rebuke reply answer statement speech").holds(&self.tokens[first], self.text)
        {
            first += 1;
        }
        let to = first + usize::from(self.is_adverb(first));
        let addressed = cue.last + 2 >= first
            && to + 1 < end
            && self.tokens[to].is(self.text, "to")
            && (self.slice(to + 1).starts_with(char::is_uppercase)
                || words!("the a an his her their its our").holds(&self.tokens[to + 1], self.text));
        if addressed {
            return None;
        }
        let holds_that = self.tokens[first].is(self.text, "that");
        let breaks = |at: usize| {
            let next = &self.tokens[at + 1];
            let aside = matches!(self.slice(at), "—" | "–")
                && words!("as even although though despite").holds(next, self.text)
                && (at + 1..end).all(|at| !matches!(self.slice(at), "—" | "–"));
            let participle = self.slice(at) == "," && !holds_that && SAYING.holds(next, self.text);
            (aside || participle) && self.inside_speech(at).is_none()
        };
        if let Some(at) = (first + 1..end - 1).find(|&at| breaks(at)) {
            end = at;
        }
        self.span(first, end)
    }

    /// Whether a cue is but the end of a name: *Kim Yong Hyun “said so”*.
    fn is_name(&self, cue: Piece, source: Piece) -> bool {
        let capitalised = |at: usize| self.slice(at).starts_with(char::is_uppercase);
        source.part == Part::Source
            && source.last + 2 >= cue.first
            && capitalised(source.last)
            && (cue.first..=cue.last).all(capitalised)
            && self.listed(cue).next().is_none()
    }

    /// Whether a token stands in speech or is a quotation mark.
    fn is_speech(&self, at: usize) -> bool {
        self.inside_speech(at).is_some() || matches!(self.slice(at), "“" | "\"" | "‘" | "„" | "«")
    }

    /// What stands behind the *by* of a verb in the passive.
    fn agent(&self, cue: Piece) -> Option<Span> {
        let end = self.sentences[sentence_of(self.sentences, cue.last)].tokens.end;
        let from = self.listed(cue).next()?.last + 1;
        let by = (from..end.min(from + 5)).find(|&at| self.tokens[at].is(self.text, "by")).filter(|by| by + 1 < end)?;
        let stops = words!("of that to as for after in on at during when while with over and who which");
        let stop = |at: &usize| !self.tokens[*at].is_word() && self.slice(*at) != "-" || stops.holds(&self.tokens[*at], self.text);
        self.span(by + 1, (by + 2..end).find(stop).unwrap_or(end))
    }

    /// Whether a cue is a verb in the passive.
    fn is_passive(&self, cue: Piece) -> bool {
        let Some(report) = self.listed(cue).next() else { return false };
        let be = (cue.first.saturating_sub(3)..report.first)
            .rev()
            .take_while(|&at| self.tokens[at].is_word())
            .find(|&at| !self.is_adverb(at) && !self.tokens[at].is(self.text, "not"));
        be.is_some_and(|be| words!("is are was were be been being isn't aren't wasn't weren't").holds(&self.tokens[be], self.text))
            && (self.ends(report.last, "ed", 3) || words!("told said").holds(&self.tokens[report.last], self.text))
    }

    /// How far apart two pieces are.
    fn distance(&self, pieces: &[Piece], one: usize, other: usize) -> usize {
        let (left, right) = (one.min(other), one.max(other));
        let (from, to) = (pieces[left].last, pieces[right].first);
        let sentences = sentence_of(self.sentences, to) - sentence_of(self.sentences, from);
        let between = pieces[left + 1..right].iter().map(|piece| match piece.part {
            Part::Cue => CUE,
            Part::Content => CONTENT,
            Part::Source if pieces[one].part == Part::Source => SOURCE,
            Part::Source => 0,
        });
        to - from + SENTENCE * sentences + between.sum::<usize>()
    }

    /// How the words of a cue treat what they report: as the listed verb in them does, the last one that takes a side before others.
    fn manner(&self, cue: Piece) -> Manner {
        let listed = self.listed(cue).map(|report| report.manner);
        let sided = listed.filter(|manner| *manner != Manner::Neutral);
        sided.last().unwrap_or(Manner::Neutral)
    }

    /// The listed verbs of saying among the tokens of a cue.
    fn listed(&self, cue: Piece) -> impl Iterator<Item = &Report> {
        let first = self.reports.partition_point(|report| report.last < cue.first);
        self.reports[first..].iter().take_while(move |report| report.first <= cue.last)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use crate::article::Article;
    use crate::text::Analyzer;
    use crate::text::attributions::shown;

    /// The attributions of a sentence inside a short article: the tagger has seen news, and no news is one sentence long.
    fn found(sentence: &str) -> Vec<String> {
        let text = format!("The dam above Karvel was closed on Monday.\n\n{sentence}\n\nThe river fell by two metres overnight.");
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(Article::new("a", text.as_str())));
        shown(&document, &text)
    }

    #[track_caller]
    pub(in crate::text::attributions) fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text), expected);
    }

    #[test]
    fn indirect_content_keeps_its_that_as_people_mark_it() {
        check(
            "Officials confirmed that the gate had been opened at dawn on Monday.",
            &["Officials | confirmed | that the gate had been opened at dawn on Monday"],
        );
    }

    #[test]
    fn direct_and_mixed_contents_are_told_apart() {
        check("“It may rain today,” she said.", &["direct she | said | “It may rain today,”"]);
        check(
            "The minister said the dam “was never at risk” and that critics “should calm down.”",
            &["The minister | said | the dam “was never at risk” and that critics “should calm down.”"],
        );
    }

    #[test]
    fn in_the_passive_the_source_stands_behind_by() {
        check(
            "The council was accused by the opposition of hiding the figures.",
            &["the opposition | was accused by | of hiding the figures"],
        );
        check("He was warned repeatedly that the wall could fall.", &["- | was warned repeatedly | that the wall could fall"]);
    }

    #[test]
    fn a_noun_of_saying_holds_its_clause_and_not_the_sentence() {
        check("The claim that 400 people had died was dismissed by the ministry.", &["- | claim that | 400 people had died"]);
        check(
            "The council’s insistence that nothing was wrong has angered residents.",
            &["The council | insistence that | nothing was wrong"],
        );
    }

    #[test]
    fn verbs_that_no_list_names_are_found() {
        check(
            "Ann Roe, who runs the port, is seizing on the report to argue that the council knew.",
            &["Ann Roe, who runs the port | is seizing on the report to argue | that the council knew"],
        );
    }

    #[test]
    fn a_day_is_no_part_of_a_name_and_a_participle_shares_the_source() {
        check(
            "Harbour minister Tom Reed on Monday said the port was open, adding that ships could come.",
            &["Harbour minister Tom Reed | said | the port was open", "Harbour minister Tom Reed | adding | that ships could come"],
        );
    }

    #[test]
    fn the_writers_aside_and_a_second_verb_are_no_content() {
        check("Roe said on Monday that the wall would hold—as if nobody had seen the crack.", &["Roe | said | that the wall would hold"]);
        check(
            "Ambassador Ann Roe condemned the council’s disregard for its workers, calling the plan “expendable”.",
            &[
                "Ambassador Ann Roe | condemned | the council’s disregard for its workers",
                "Ambassador Ann Roe | calling | the plan “expendable”",
            ],
        );
    }

    #[test]
    fn indirect_content_ends_with_its_sentence() {
        check("Roe said the wall would hold. It fell the next morning.", &["Roe | said | the wall would hold"]);
    }

    #[test]
    fn a_text_of_one_endless_paragraph_is_cut_at_sentences() {
        let text = "Roe said that it rained. ".repeat(3_000);
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(Article::new("a", text.as_str())));
        assert_eq!(document.passages()[0].attributions().len(), 3_000);
    }

    #[test]
    fn the_shipped_weights_have_the_labels_of_attributions() {
        let tagger =
            crate::model::tagger::Tagger::from_bytes(include_bytes!("../../../models/attributions.safetensors")).expect("a tagger");
        assert_eq!(tagger.labels(), super::LABELS);
    }
}
