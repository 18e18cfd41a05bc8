//! Which words a negation governs (`NegEx`, Chapman et al. 2001; `ConText`, Harkema et al. 2009).
//!
//! A forward negation governs the words after it, a backward one those before, up to a terminator (*but*, a semicolon, the end of the sentence or of the
//! quotation it stands in). A comma ends nothing by itself, but a new clause behind it does: *has not denied it, stating that*. Pseudo-negations were matched as longer entries and have consumed the words of others.

use std::ops::RangeInclusive;

use crate::cue::{Negation, Voice};
use crate::lexicon::{Match, NegationRole, Signal, Words};
use crate::span::Span;
use crate::token::{TokenKind, fold, folds_to};

/// Farthest word that a negation reaches: `NegEx` uses five; news sentences put an adverb between.
const REACH: usize = 6;

/// A negation of a sentence and the tokens that it governs.
pub(super) struct Extent {
    cue: Match,
    governs: RangeInclusive<usize>,
    negation: Negation,
}

/// The negations among the matches of a sentence.
pub(super) fn extents(words: &Words<'_>, matches: &[Match], voices: &[Voice]) -> Vec<Extent> {
    let role = |found: &Match| match found.signal {
        Signal::Negation(role) => Some(role),
        Signal::Cue(_) => None,
    };
    if !matches.iter().any(|found| matches!(role(found), Some(NegationRole::Forward | NegationRole::Backward))) {
        return Vec::new();
    }
    let mut terminated = vec![false; words.tokens.len()];
    for found in matches.iter().filter(|found| role(found) == Some(NegationRole::Terminator)) {
        terminated[found.first..=found.last].fill(true);
    }
    let stops = |at: usize| {
        terminated[at] || !words.tokens[at].is_word() && matches!(words.slice(at), ";" | ":" | "—" | "?" | "!") || begins_clause(words, at)
    };
    let extent = |found: &Match| {
        if is_number_sign(words, found.first) {
            return None;
        }
        // A negation inside a quotation ends with it, and one outside does not reach in.
        let within = |at: &usize| (voices[*at] == Voice::Quoted) == (voices[found.first] == Voice::Quoted) && !stops(*at);
        let is_word = |at: &usize| words.tokens[*at].is_word();
        let reached: Vec<usize> = match role(found)? {
            NegationRole::Forward => (found.last + 1..words.tokens.len()).take_while(within).filter(is_word).take(REACH).collect(),
            // Out of its own clause a backward negation does not look: "knowing that it is false".
            NegationRole::Backward => (0..found.first)
                .rev()
                .take_while(within)
                .take_while(|&at| !folds_to(words.slice(at), "that"))
                .filter(is_word)
                .take(REACH)
                .collect(),
            NegationRole::Pseudo | NegationRole::Terminator => return None,
        };
        let (&first, &last) = (reached.iter().min()?, reached.iter().max()?);
        let span = Span::new(words.tokens[first].span.start(), words.tokens[last].span.end());
        Some(Extent { cue: *found, governs: first..=last, negation: Negation { cue: found.span, extent: span } })
    };
    matches.iter().filter_map(extent).collect()
}

/// Whether a token is the sign of a number and no negation: *gate No. 4*.
pub(super) fn is_number_sign(words: &Words<'_>, at: usize) -> bool {
    let stop = words.tokens.get(at + 1).is_some_and(|stop| stop.slice(words.text) == ".");
    stop && words.tokens.get(at + 2).is_some_and(|number| number.kind == TokenKind::Number) && words.tokens[at].is(words.text, "no")
}

/// Whether a new clause begins at a token: *and*, a pronoun or a participle behind a comma, or *and* with a verb in the past.
fn begins_clause(words: &Words<'_>, at: usize) -> bool {
    let mark = words.slice(at);
    if !matches!(mark, "," | "and") {
        return false;
    }
    let Some(next) = words.tokens.get(at + 1).filter(|next| next.is_word()).map(|_| fold(words.slice(at + 1))) else { return false };
    if mark == "and" {
        return next.len() > 4 && next.ends_with("ed");
    }
    matches!(next.as_ref(), "and" | "or" | "so" | "he" | "she" | "it" | "they" | "we" | "i" | "you")
        || next.len() > 4 && next.ends_with("ing")
}

/// The nearest negation that governs a cue, no farther off than `reach` tokens. A negation inside the cue's own words is part of what it says.
pub(super) fn governing(extents: &[Extent], cue: &Match, reach: usize) -> Option<Negation> {
    // Extents come in the order of their negations, and none is longer than this in tokens: a few of them can reach the cue.
    const FAR: usize = 4 * REACH;
    let near = extents.partition_point(|extent| extent.cue.first + FAR < cue.first)
        ..extents.partition_point(|extent| extent.cue.first <= cue.first + FAR);
    let distance = |extent: &&Extent| extent.cue.first.abs_diff(cue.first);
    let governs = |extent: &&Extent| {
        distance(extent) <= reach && extent.governs.contains(&cue.first) && (extent.cue.last < cue.first || extent.cue.first > cue.last)
    };
    extents[near].iter().filter(governs).min_by_key(distance).map(|extent| extent.negation)
}
