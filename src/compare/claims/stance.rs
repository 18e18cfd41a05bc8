//! What an outlet makes of a claim: the stance of each piece of evidence, and of them the outlet's.

use serde::Serialize;

use crate::compare::claims::propositions::Proposition;
use crate::cue::{CueKind, Manner, Voice};
use crate::find::{Commitment, Polarity};
use crate::score::ArticleScore;
use crate::span::Span;
use crate::text::QuotationClass;
use crate::token::{Token, fold_chars};
use crate::word_set::words;

/// How an outlet stands to a claim.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Stance {
    /// Its own voice says the contrary.
    Denied,
    /// Its own voice says so, and is certain.
    Asserted,
    /// Its own voice holds it at a distance (*alleged*, *so-called*, scare quotes, *no evidence*), or gives it to somebody with a verb that does (*claimed*).
    Doubted,
    /// Its own voice says that it is probable or possible.
    Hedged,
    /// Somebody says so, and the verb is neutral or endorses it.
    Attributed,
    /// It says nothing of it.
    Absent,
}

/// Words before a clause among which *no evidence* speaks of it.
const BEFORE: usize = 6;

/// The stance of a proposition, by itself. `core` are the places of the words that it shares with the claim.
pub(super) fn of(one: &Proposition, score: &ArticleScore, core: &[Span]) -> Stance {
    let passage = score.document.passages().iter().position(|passage| passage.field() == one.field).unwrap_or_default();
    let passage = &score.document.passages()[passage];
    let text = score.document.article().field(one.field);
    let from = passage.tokens().partition_point(|token| token.span.start() < one.span.start());
    let to = passage.tokens().partition_point(|token| token.span.start() < one.span.end());
    let (tokens, voices) = (&passage.tokens()[from..to], &passage.voices()[from..to]);
    // Who cites a treaty has not made the statement that there is one.
    let cites = |cue: Span| {
        let word: String = fold_chars(cue.slice(text)).collect();
        word.starts_with("cite") || word.starts_with("citing")
    };
    let attribution = one.attribution.map(|(_, attribution)| &passage.attributions()[attribution]);
    if let Some(attribution) = attribution.filter(|one| !one.cue.is_some_and(cites)) {
        let own = |at: usize| voices[at] != Voice::Quoted;
        let doubts = attribution.manner == Manner::Doubting || keeps_distance(tokens, text, core, own);
        return if doubts { Stance::Doubted } else { Stance::Attributed };
    }
    let quoted = tokens.iter().zip(voices).filter(|(token, voice)| token.is_word() && **voice == Voice::Quoted).count();
    if 2 * quoted > tokens.iter().filter(|token| token.is_word()).count() {
        return Stance::Attributed;
    }
    let held_off = passage
        .quotations()
        .iter()
        .any(|quotation| quotation.class == QuotationClass::Scare && core.iter().any(|word| quotation.span.contains(*word)));
    // "There is no evidence that it fell": the words stand before the clause.
    let before = &passage.tokens()[from.saturating_sub(BEFORE)..from];
    let unproven = (0..before.len()).any(|at| without_proof(before, text, at)) && before.last().is_some_and(|token| !token.is(text, "."));
    if held_off
        || unproven && one.commitment == Commitment::Underspecified
        || keeps_distance(tokens, text, core, |_| true)
        || doubting_noun(one, score, core)
    {
        return Stance::Doubted;
    }
    if one.commitment == Commitment::Certain { Stance::Asserted } else { Stance::Hedged }
}

/// *alleged* or *so-called* before a word of the core, *no evidence*, at a token that counts.
fn keeps_distance(tokens: &[Token], text: &str, core: &[Span], counts: impl Fn(usize) -> bool) -> bool {
    /// Words behind *alleged* that it may hold at a distance.
    const REACH: usize = 6;
    // "the alleged deployment was the topic of a meeting" does not doubt the meeting.
    let bears = |at: usize| tokens[at..tokens.len().min(at + REACH)].iter().any(|token| core.iter().any(|word| word.overlaps(token.span)));
    let doubts = words!("alleged allegedly so-called supposed supposedly purported purportedly ostensible ostensibly");
    let says = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(text, word));
    (0..tokens.len()).filter(|at| counts(*at)).any(|at| {
        (doubts.holds(&tokens[at], text) || says(at, "so") && says(at + 1, "-") && says(at + 2, "called")) && bears(at)
            || without_proof(tokens, text, at)
    })
}

/// *no evidence*, *no incontrovertible proof*: at *no*, with a word between at most.
fn without_proof(tokens: &[Token], text: &str, at: usize) -> bool {
    let says = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(text, word));
    says(at, "no") && !says(at + 1, "doubt") && (1..3).any(|step| says(at + step, "evidence") || says(at + step, "proof"))
}

/// *claims of*, *allegations that*: a noun of saying that doubts, in the proposition's own words.
fn doubting_noun(one: &Proposition, score: &ArticleScore, core: &[Span]) -> bool {
    /// Bytes behind the noun within which a word of the core stands.
    const REACH: usize = 60;
    let bears = |noun: Span| core.iter().any(|word| word.start() >= noun.end() && word.start() < noun.end() + REACH);
    score.cues.iter().any(|cue| {
        let here = cue.field == one.field && one.span.contains(cue.span) && cue.voice == Voice::Outlet;
        cue.kind == CueKind::ReportDoubting && here && bears(cue.span)
    })
}

/// Whether two propositions, each by its polarity and verb, say the same or the contrary.
pub(super) fn agrees(one: Polarity, other: Polarity, opposite: bool) -> Polarity {
    if (one == other) == opposite { Polarity::Denied } else { Polarity::Affirmed }
}

/// The stance of an outlet by its evidence, and whether two pieces of it conflict.
pub(super) fn cell(evidence: &[(Stance, Polarity)]) -> (Stance, bool) {
    let firmest = evidence.iter().map(|(stance, _)| *stance).min().unwrap_or(Stance::Absent);
    // Which way a piece points; a doubt conflicts only with what the outlet itself is sure of.
    let has = |wanted: &dyn Fn(Stance, Polarity) -> bool| evidence.iter().any(|&(stance, polarity)| wanted(stance, polarity));
    let affirms = has(&|stance, polarity| !matches!(stance, Stance::Doubted | Stance::Denied) && polarity == Polarity::Affirmed);
    let contradicts = has(&|stance, polarity| stance == Stance::Denied || stance != Stance::Doubted && polarity == Polarity::Denied);
    let doubted = |wanted: Polarity| has(&|stance, polarity| stance == Stance::Doubted && polarity == wanted);
    let own = |wanted: Stance| has(&|stance, _| stance == wanted);
    let mixed =
        affirms && contradicts || doubted(Polarity::Affirmed) && own(Stance::Asserted) || doubted(Polarity::Denied) && own(Stance::Denied);
    (firmest, mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_firmest_own_voice_counts_and_a_contrary_is_mixed() {
        use Polarity::{Affirmed, Denied};
        assert_eq!(cell(&[(Stance::Attributed, Affirmed), (Stance::Hedged, Affirmed)]), (Stance::Hedged, false));
        assert_eq!(cell(&[(Stance::Asserted, Affirmed), (Stance::Doubted, Affirmed)]), (Stance::Asserted, true));
        assert_eq!(cell(&[(Stance::Attributed, Affirmed), (Stance::Attributed, Denied)]), (Stance::Attributed, true));
        assert_eq!(cell(&[(Stance::Denied, Denied), (Stance::Doubted, Affirmed)]), (Stance::Denied, false), "against it twice");
        assert_eq!(cell(&[]), (Stance::Absent, false));
    }

    #[test]
    fn a_denial_of_the_contrary_agrees() {
        use Polarity::{Affirmed, Denied};
        assert_eq!(agrees(Affirmed, Affirmed, false), Affirmed);
        assert_eq!(agrees(Affirmed, Denied, false), Denied);
        assert_eq!(agrees(Affirmed, Denied, true), Affirmed, "acknowledged, not denied");
        assert_eq!(agrees(Affirmed, Affirmed, true), Denied, "acknowledged, denied");
    }
}
