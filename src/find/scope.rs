//! What a cue governs: the clause around it or below it, or the phrase behind.
//!
//! A cue that governs its own clause stands inside its scope (a modal at its head, a sentence adverb anywhere); one that governs a clause or a phrase
//! beside it stands outside, as a negation does. Grammar after Quirk et al. (1985); the scopes are those of `BioScope` (Vincze et al. 2008) but for
//! the cue, which there is always inside.

use crate::find::clauses::Piece;
use crate::find::effect::{Effect, Form};
use crate::lexicon::{Match, WordClass, Words};
use crate::span::Span;
use crate::word_set::words;

/// Most words of a phrase; what goes on longer is a list without marks.
const LONGEST: usize = 12;

/// The scope of a match, which stands in the clause `own`; `child` is the clause that hangs on it, with the last token of all below.
pub(super) fn of(words: &Words<'_>, found: &Match, effect: Effect, own: Piece, child: Option<(usize, usize)>) -> Option<Span> {
    let (first, last) = tokens(words, found, effect, own, child)?;
    match effect.form {
        // "if convicted" holds its condition itself.
        Form::Condition => span(words, first, last).or_else(|| span(words, found.last.min(found.first + 1), found.last)),
        _ => span(words, first, last),
    }
}

fn tokens(words: &Words<'_>, found: &Match, effect: Effect, own: Piece, child: Option<(usize, usize)>) -> Option<(usize, usize)> {
    let behind = || (found.last < own.last).then_some((found.last + 1, own.last));
    let is_determiner = |at: usize| words.tokens[at].is_word() && WordClass::Det.lists(&crate::token::fold(words.slice(at)));
    let in_phrase = || words.previous(found.first).is_some_and(|before| before >= own.first && is_determiner(before));
    // A phrase ends before the verb of its clause.
    let before_verb = |from: usize| own.finite.filter(|&finite| finite > from).map_or(own.last, |finite| finite - 1);
    let phrase = |words: &Words<'_>, from: usize, last: usize| phrase(words, from, last.min(before_verb(from)));
    // A clause that has taken in the subject that the cue stands in begins behind the cue.
    let child = child.map(|(first, last)| (if first <= found.last && found.last < last { found.last + 1 } else { first }, last));
    let child = child.map(|(first, last)| (first + usize::from(first < last && words.tokens[first].is(words.text, "that")), last));
    match effect.form {
        Form::None => None,
        Form::Modal => Some((found.first, own.last)),
        Form::Adverb if in_phrase() => phrase(words, found.last + 1, own.last),
        Form::Adverb => Some((own.first, own.last)),
        Form::Figure => phrase(words, found.last + 1, own.last),
        Form::FigureBefore => {
            let begin = own.finite.filter(|&finite| finite < found.first).map_or(own.first, |finite| finite + 1);
            let from = (begin..found.first).rev().take(4).take_while(|&at| words.tokens[at].is_word()).last()?;
            Some((from, found.first - 1))
        }
        Form::Condition => {
            let end = (found.last + 1..=own.last)
                .take(8 * LONGEST)
                .find(|&at| matches!(words.slice(at), "," | ";" | "—" | "–" | ")"))
                .unwrap_or(own.last.min(found.last + 8 * LONGEST) + 1);
            (end > found.last + 1).then(|| (found.last + 1, end - 1)).or(Some((found.first, found.last)))
        }
        Form::Implicative => behind(),
        Form::Adjective => child.or_else(|| match words.next(found.last) {
            // "is likely to": its clause. "the alleged plot": the phrase.
            Some(next) if next <= own.last && !words.tokens[next].is(words.text, "to") && !is_predicate(words, found) => {
                phrase(words, next, own.last)
            }
            _ => Some((own.first, own.last)),
        }),
        Form::Raising => child.or_else(|| {
            let to = words.next(found.last).is_some_and(|next| words.tokens[next].is(words.text, "to"));
            let ends_so = words.tokens[found.last].is(words.text, "to");
            if to || ends_so { behind() } else { Some((own.first, own.last)) }
        }),
        Form::Complement => child.or_else(behind),
        Form::Noun => child.or_else(|| {
            let next = words.next(found.last).filter(|&next| next <= own.last)?;
            let links = words!("of for about to over on").holds(&words.tokens[next], words.text);
            let ends_so = words!("of for about to").holds(&words.tokens[found.last], words.text);
            if links {
                phrase(words, next + 1, own.last)
            } else if ends_so {
                phrase(words, next, own.last)
            } else {
                None
            }
        }),
    }
}

/// Whether an adjective stands behind a form of *be* or its like.
pub(super) fn is_predicate(words: &Words<'_>, found: &Match) -> bool {
    let adverb = |at: usize| {
        words!("not very quite most more less highly still also so too increasingly far now n't never").holds(&words.tokens[at], words.text)
    };
    words.before(found.first).take(3).find(|&at| !adverb(at)).is_some_and(|before| {
        words!(
            "is are was were be been being am isn't aren't wasn't weren't it's that's he's she's they're we're there's will would could can may might has have had seem seems seemed appear appears appeared \
            remain remains remained become becomes became look looks looked feel feels"
        )
        .holds(&words.tokens[before], words.text)
    })
}

/// From a token to the end of its phrase: the next mark, preposition, verb or conjunction, but one word at least.
fn phrase(words: &Words<'_>, first: usize, last: usize) -> Option<(usize, usize)> {
    let ends = |at: usize| {
        let token = &words.tokens[at];
        !token.is_word() && !matches!(words.slice(at), "-" | "‐" | "‑" | "$" | "€" | "£" | "¥" | "%")
            || words!(
                "of in to for with on at from by about as into after over between out against during without before under around that who which whose and or but when while \
                because if is are was were be been has have had will would can could may might must should did does do than"
            )
            .holds(token, words.text)
    };
    if first > last || !words.tokens[first].is_word() && !matches!(words.slice(first), "$" | "€" | "£" | "¥" | "-") {
        return None;
    }
    let end = (first + 1..=last.min(first + LONGEST)).find(|&at| ends(at)).unwrap_or(last.min(first + LONGEST) + 1);
    Some((first, end - 1))
}

/// The span of a stretch of tokens, with the marks at its ends left out.
fn span(words: &Words<'_>, first: usize, last: usize) -> Option<Span> {
    let bare = |at: &usize| words.tokens[*at].is_word() || matches!(words.slice(*at), "$" | "€" | "£" | "¥" | "%");
    let (first, last) = ((first..=last).find(bare)?, (first..=last).rev().find(bare)?);
    Some(Span::new(words.tokens[first].span.start(), words.tokens[last].span.end()))
}
