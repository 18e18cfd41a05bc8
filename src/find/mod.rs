//! From a document to its cues: which words signal what, in whose voice, and whether a negation governs them.

mod clauses;
mod commitment;
mod effect;
mod finite;
pub mod hedged;
pub mod hedges;
mod negation;
mod scope;

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::cue::{Cue, CueKind, Origin, Voice};
use crate::find::clauses::{Border, Piece};
use crate::find::effect::Effect;
use crate::find::hedged::{Hedged, HedgedModel};
use crate::lexicon::{Match, Matcher, Signal, Words};
use crate::span::Span;
use crate::text::{Attribution, Document, Passage, Sentence};

pub use commitment::{Clause, Commitment, Polarity};

/// Something that finds cues.
pub trait CueFinder: Sync {
    /// The cues of a document, in the order of its texts and of their first byte.
    fn find(&self, document: &Document) -> Vec<Cue>;
}

/// How much is found in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum Depth {
    /// All that the tool knows to find.
    #[default]
    Full,
    /// Cues with voice and negation, as far as lists and rules lead: attributions by rules, no clauses, no scopes, no probability that a sentence is hedged.
    Cues,
}

/// What is found in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Its cues, in the order of its texts and of their first byte.
    pub cues: Vec<Cue>,
    /// Its clauses in order; together they hold every word once. `None` where none were looked for.
    pub clauses: Option<Vec<Clause>>,
    /// How likely each sentence is hedged, in the order of its texts; empty where nothing was asked.
    pub hedged: Vec<Hedged>,
}

impl From<Vec<Cue>> for Findings {
    /// Cues alone, of a finder that knows no clauses.
    fn from(cues: Vec<Cue>) -> Self {
        Self { cues, ..Self::default() }
    }
}

/// Finds the cues that lexicons list, and judges clauses and sentences.
#[derive(Clone, Debug)]
pub struct LexiconFinder {
    matcher: Arc<Matcher>,
    /// What each entry does to clauses, by its index in the matcher.
    effects: Arc<[Effect]>,
    reported_as: Voice,
    depth: Depth,
    /// Rooms that are not in use: a document takes one and brings it back.
    rooms: Arc<Mutex<Vec<Room>>>,
}

impl LexiconFinder {
    /// A finder over the matcher's lexicons, which should hold the negations as well. `reported_as` is the voice that the content of indirect
    /// attributions counts as: [`Voice::Reported`] keeps it apart.
    #[must_use]
    pub fn new(matcher: Arc<Matcher>, reported_as: Voice) -> Self {
        let effects = Effect::table(&matcher).into();
        Self { matcher, effects, reported_as, depth: Depth::Full, rooms: Arc::default() }
    }

    /// The finder, going as deep as this.
    #[must_use]
    pub fn reading(self, depth: Depth) -> Self {
        Self { depth, ..self }
    }

    /// The same, to share with an [`Analyzer`](crate::text::Analyzer).
    #[must_use]
    pub fn shared(&self) -> &Arc<Matcher> {
        &self.matcher
    }

    /// The lexicons behind the finder; a cue's [`Origin`] points into it.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The cues of a document, its clauses with the commitment to each, and how likely each of its sentences is hedged.
    #[must_use]
    pub fn findings(&self, document: &Document) -> Findings {
        let sentences = document.passages().iter().map(|passage| passage.sentences().len()).sum::<usize>();
        let deep = if self.depth == Depth::Full { sentences } else { 0 };
        let mut findings = Findings { cues: Vec::with_capacity(64), clauses: None, hedged: Vec::with_capacity(deep) };
        let mut clauses = Vec::with_capacity(2 * deep);
        let rooms = || self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = rooms().pop().unwrap_or_default();
        let mut own: Vec<Match> = Vec::new();
        for passage in document.passages() {
            let mut attributions = passage.attributions();
            for (index, sentence) in passage.sentences().iter().enumerate() {
                let words = passage.words(document.article(), sentence);
                let matches = document.matches(passage, index, &self.matcher).unwrap_or_else(|| {
                    own.clear();
                    self.matcher.find(&words, &mut own);
                    &own
                });
                let voices = &passage.voices()[sentence.tokens.clone()];
                if self.depth == Depth::Full {
                    let here;
                    (here, attributions) = of_sentence(attributions, sentence);
                    room.judge(&words, voices, matches, here, &self.effects);
                    for (piece, state) in room.clauses.pieces.iter().zip(&room.commitment.states) {
                        clauses.push(Clause {
                            field: passage.field(),
                            span: Span::new(words.tokens[piece.first].span.start(), words.tokens[piece.last].span.end()),
                            commitment: state.level,
                            polarity: if state.affirmed { Polarity::Affirmed } else { Polarity::Denied },
                            verb: room.clauses.tags.head_verb(&words, piece.finite, piece.last).map(|at| words.tokens[at].span),
                        });
                    }
                    let whole = hedges::Sentence { words: &words, matches, matcher: &self.matcher };
                    findings.hedged.push(HedgedModel::shipped().judge(&whole, voices, &mut room.hedged));
                }
                if !matches.is_empty() {
                    self.cues(passage, &words, matches, voices, &room, &mut findings.cues);
                }
            }
        }
        rooms().push(room);
        findings.clauses = (self.depth == Depth::Full).then_some(clauses);
        findings
    }

    /// Appends the cues of a sentence.
    fn cues(&self, passage: &Passage, words: &Words<'_>, matches: &[Match], voices: &[Voice], room: &Room, cues: &mut Vec<Cue>) {
        let negations = negation::extents(words, matches, voices);
        let begin = cues.len();
        let pieces = if self.depth == Depth::Full { &room.clauses.pieces[..] } else { &[] };
        let mut piece = 0;
        // The stretch of one voice that holds the cue: a scope does not leave it.
        let mut run = 0..0;
        for (index, found) in matches.iter().enumerate() {
            let Signal::Cue(kind) = found.signal else { continue };
            while pieces.get(piece).is_some_and(|piece| piece.last < found.first) {
                piece += 1;
            }
            while run.end <= found.first {
                let same = voices[run.end..].iter().take_while(|&&voice| voice == voices[run.end]).count();
                run = run.end..run.end + same;
            }
            let entry = self.matcher.entry(found.entry).1;
            let voice = voices[found.first];
            let governs = matches!(kind, CueKind::Hedge | CueKind::Booster | CueKind::Factive | CueKind::Implicative);
            let child = || Some(room.children[index]).filter(|&child| child != u32::MAX);
            let child = || child().map(|child| (pieces[child as usize].first, room.ends[child as usize]));
            let own = pieces.get(piece).map(|own| Piece { first: own.first.max(run.start), last: own.last.min(run.end - 1), ..*own });
            let scope = || own.and_then(|own| scope::of(words, found, self.effects[found.entry as usize], own, child()));
            cues.push(Cue {
                kind,
                field: passage.field(),
                span: found.span,
                scope: governs.then(scope).flatten(),
                voice: if voice == Voice::Reported { self.reported_as } else { voice },
                // A noun of saying is negated by its own determiner; what the verb before it denies is something else: *cannot confirm claims that*.
                negation: negation::governing(&negations, found, if entry.subtype.as_deref() == Some("nominal") { 1 } else { usize::MAX }),
                weight: entry.weight,
                origin: Origin::Lexicon { entry: found.entry },
            });
        }
        cues[begin..].sort_by_key(|cue| (cue.span, cue.kind));
    }
}

impl CueFinder for LexiconFinder {
    fn find(&self, document: &Document) -> Vec<Cue> {
        self.findings(document).cues
    }
}

/// Parts the attributions, which come in the order of their contents, into those up to a sentence's end and those behind.
fn of_sentence<'a>(attributions: &'a [Attribution], sentence: &Sentence) -> (&'a [Attribution], &'a [Attribution]) {
    let begins = |one: &Attribution| one.content.first().is_some_and(|span| span.start() < sentence.span.end());
    let count = attributions.iter().take_while(|one| begins(one)).count();
    attributions.split_at(count)
}

/// Room that sentences share.
#[derive(Debug, Default)]
struct Room {
    borders: Vec<Border>,
    clauses: clauses::Scratch,
    commitment: commitment::Scratch,
    /// By match: the first clause that hangs on it; the greatest number for none.
    children: Vec<u32>,
    /// By clause: the last token of all that hangs on it.
    ends: Vec<usize>,
    hedged: hedged::Room,
}

impl Room {
    /// Cuts a sentence into clauses and judges each; `attributions` are those whose contents begin in it.
    fn judge(&mut self, words: &Words<'_>, voices: &[Voice], matches: &[Match], attributions: &[Attribution], effects: &[Effect]) {
        self.borders(words, matches, attributions, effects);
        self.clauses.cut(words, voices, matches, effects, &self.borders);
        self.hang(matches, effects);
        let asks = self.clauses.tags.asks();
        self.commitment.compose(words, asks, &self.clauses.pieces, matches, effects, &self.children);
    }

    /// The borders of the attributed contents in a sentence.
    fn borders(&mut self, words: &Words<'_>, matches: &[Match], attributions: &[Attribution], effects: &[Effect]) {
        self.borders.clear();
        let token = |byte: usize| words.tokens.partition_point(|token| token.span.start() < byte);
        for one in attributions {
            let governor = one.cue.filter(|_| !one.direct).and_then(|cue| {
                let from = matches.partition_point(|found| found.span.start() < cue.start());
                let same = matches[from..].iter().take_while(|found| found.span.start() == cue.start()).count();
                (from..from + same)
                    .filter(|&index| effects[matches[index].entry as usize].takes_clause())
                    .min_by_key(|&index| effects[matches[index].entry as usize].rank())
            });
            for piece in &one.content {
                let (from, to) = (token(piece.start()), token(piece.end()));
                if from < to && to > 0 && words.tokens[from].span.start() >= piece.start() {
                    self.borders.push(Border { at: from, begins: true, content: (from, to), governor });
                    self.borders.push(Border { at: to, begins: false, content: (from, to), governor: None });
                }
            }
        }
        self.borders.sort_by_key(|border| (border.at, border.begins));
    }

    /// Which clauses hang on which match, and where all that hangs on a clause ends.
    fn hang(&mut self, matches: &[Match], effects: &[Effect]) {
        let pieces = &self.clauses.pieces;
        self.children.clear();
        self.children.resize(matches.len(), u32::MAX);
        self.ends.clear();
        self.ends.extend(pieces.iter().map(|piece| piece.last));
        for (index, piece) in pieces.iter().enumerate().rev() {
            if let Some(parent) = piece.parent.filter(|&parent| parent < index) {
                self.ends[parent] = self.ends[parent].max(self.ends[index]);
            }
        }
        for (index, piece) in pieces.iter().enumerate().rev() {
            let Some(governor) = piece.governor else { continue };
            let later = self.children[governor];
            // "that X and that Y": one complement.
            if later != u32::MAX {
                self.ends[index] = self.ends[index].max(self.ends[later as usize]);
            }
            // The same words may be a hedge and a verb of saying: what hangs on one hangs on both.
            let (first, last) = (matches[governor].first, matches[governor].last);
            for other in governor.saturating_sub(3)..matches.len().min(governor + 4) {
                let overlaps = matches[other].first <= last && matches[other].last >= first;
                if other == governor || overlaps && effects[matches[other].entry as usize].takes_clause() {
                    self.children[other] = u32::try_from(index).unwrap_or(u32::MAX);
                }
            }
        }
    }
}

#[cfg(test)]
mod worked;

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::article::Article;
    use crate::lexicon::Lexicon;
    use crate::text::{Analyzer, Attributor};

    /// Checks the cues of a text in which they are marked: `[hedge:may]`, `[quoted hedge:may]`, `[not hedge:may]` where it is negated.
    /// Only kinds named in `kinds` are looked at.
    #[track_caller]
    fn check(kinds: &str, marked: &str) {
        let lexicons = Lexicon::shipped().expect("the shipped tables");
        let mut text = String::new();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once('[') {
            let (mark, after) = after.split_once(']').expect("a closing bracket");
            text.push_str(before);
            text.push_str(mark.split_once(':').expect("a colon").1);
            rest = after;
        }
        text.push_str(rest);
        let analyzer = Analyzer::new(&lexicons).attributing(Attributor::Rules);
        let article = Article::new("a", text.as_str());
        let document = analyzer.document(Arc::new(article));
        let finder = LexiconFinder::new(Arc::new(Matcher::new(lexicons)), Voice::Reported);
        let mut shown = String::new();
        let mut at = 0;
        for cue in finder.find(&document) {
            if !kinds.split(' ').any(|kind| kind == cue.kind.name()) {
                continue;
            }
            let voice = if cue.voice == Voice::Outlet { String::new() } else { format!("{} ", cue.voice) };
            let not = if cue.is_negated() { "not " } else { "" };
            shown.push_str(&text[at..cue.span.start()]);
            write!(shown, "[{not}{voice}{}:{}]", cue.kind, cue.span.slice(&text)).expect("written to memory");
            at = cue.span.end();
        }
        shown.push_str(&text[at..]);
        assert_eq!(shown, marked);
    }

    #[test]
    fn cues_alone_are_those_of_the_whole_without_scopes() {
        let lexicons = Lexicon::shipped().expect("the shipped tables");
        let text = "The minister claimed that the dam may fail, and “it will clearly not,” Roe said. Nobody knows whether it fell.";
        let analyzer = Analyzer::new(&lexicons).attributing(Attributor::Rules);
        let document = analyzer.document(Arc::new(Article::new("a", text)));
        let finder = LexiconFinder::new(Arc::new(Matcher::new(lexicons)), Voice::Reported);
        let (full, cues) = (finder.clone().findings(&document), finder.reading(Depth::Cues).findings(&document));
        assert!(full.cues.iter().any(|cue| cue.scope.is_some()) && full.clauses.is_some() && !full.hedged.is_empty());
        assert_eq!(cues.cues, full.cues.into_iter().map(|cue| Cue { scope: None, ..cue }).collect::<Vec<_>>());
        assert!(cues.clauses.is_none() && cues.hedged.is_empty());
    }

    #[test]
    fn may_is_a_hedge_and_no_month() {
        check("hedge", "It [hedge:may] rain in May, or on May 5.");
    }

    #[test]
    fn a_cue_in_a_quotation_is_the_speakers() {
        check("hedge loaded", "“It [quoted hedge:may] fail,” he said. It [hedge:may] not.");
        check("loaded", "She said they would be “mere [quoted loaded:cannon fodder]” for the [reported loaded:regime].");
    }

    #[test]
    fn a_cue_in_an_indirect_content_is_reported() {
        check("hedge", "The minister said that the dam [reported hedge:may] fail.");
    }

    #[test]
    fn verbs_of_saying_are_the_outlets() {
        check(
            "report_neutral report_doubting report_heated",
            "Roe [report_doubting:claimed] that it was safe. She [report_neutral:said] so and [report_heated:lambasted] him.",
        );
    }

    #[test]
    fn a_negation_governs_what_follows_in_its_clause() {
        check("booster", "It is not [not booster:clearly] so, but it [booster:clearly] was.");
        check("booster", "Not only is it [booster:clearly] so.");
        check("booster", "Gate No. 4 is [booster:clearly] unsafe.");
        check("report_neutral", "Roe has not [not report_neutral:denied] it, [report_neutral:stating] that it rained.");
        check("report_neutral", "They saw no signs of it and [report_neutral:doubted] Roe.");
        check("report_doubting report_endorsing", "Roe has not [not report_endorsing:confirmed] [report_doubting:claims that] it rained.");
    }

    #[test]
    fn doubt_denied_is_certainty() {
        check("booster hedge", "There is [booster:no doubt] that it fell.");
    }
}
