//! What stands beside an actor's name or is said of it: appositions and predicates.
//!
//! *Roe, a crony of the owners, said*; *Roe is a coward*; *called Roe a coward*. A phrase is taken only where a mark, a preposition or a relative pronoun
//! closes it: in *in Paris, the protests went on* none does before the verb.

use super::actors::{Actor, Form, Phrase, Title};
use super::words::{CALENDAR, DETERMINER, FUNCTION, GOVERNMENT, HEAD, Join, LEADER, LOCATIVE, TITLE, VERB, Word};
use crate::span::Span;
use crate::token::fold;
use crate::word_set::words;

/// Most words of an epithet, and most words between it and what closes it.
const LONGEST: usize = 6;
const FARTHEST: usize = 18;

/// Adds the epithets of the phrases of a sentence.
pub(super) fn find(words: &[Word<'_>], phrases: &mut Vec<Phrase>) {
    for of in 0..phrases.len() {
        let host = &phrases[of];
        if !matches!(host.actor, Actor::Name { .. } | Actor::Country(_) | Actor::Of(..) | Actor::Body(_)) || words[host.last].possessive {
            continue;
        }
        let found = apposition(words, host)
            .map(|range| (range, Form::Apposition))
            .or_else(|| predicate(words, host).map(|range| (range, Form::Predicate)))
            .or_else(|| called(words, host).map(|range| (range, Form::Predicate)))
            .or_else(|| before(words, host).map(|range| (range, Form::Apposition)));
        if let Some(((first, last), form)) = found {
            let title = (form == Form::Apposition && words[last].is(TITLE)).then(|| title(words, first, last));
            let span = Span::new(words[first].span.start(), words[last].span.end());
            let voice = words[last].voice;
            let actor = Actor::Epithet { of, form, title };
            phrases.push(Phrase { actor, span, name: words[last].span, first, last, voice, acts: false, does: false, located: false });
        }
    }
}

/// Adds what is said of *they*: *they will end up as cannon fodder*, *As lawful targets, they ..*
pub(super) fn of_them(words: &[Word<'_>], phrases: &mut Vec<Phrase>) {
    for at in (0..words.len()).filter(|&at| words!("they").holds_word(words[at].text)) {
        let space = |at: usize| words.get(at).is_some_and(|word| word.join == Join::Space);
        let behind = (at + 2..at + 7).take_while(|&at| space(at)).find(|&at| words[at].text == "as").and_then(|of| {
            let determined = words.get(of + 1).is_some_and(|word| words!("a an the").holds_word(word.text));
            noun_phrase(words, of + 1 + usize::from(determined))
        });
        let before = (words[0].text == "As" && at >= 2 && words[at].join == Join::Comma).then(|| noun_phrase(words, 1)).flatten();
        let before = before.filter(|(first, last)| last + 1 == at && words[*first].describes());
        for (first, last) in behind.filter(|(_, last)| closed(words, *last)).into_iter().chain(before) {
            let span = Span::new(words[first].span.start(), words[last].span.end());
            let voice = words[last].voice;
            phrases.push(Phrase {
                actor: Actor::OfThem,
                span,
                name: words[last].span,
                first,
                last,
                voice,
                acts: false,
                does: false,
                located: false,
            });
        }
    }
}

fn title(words: &[Word<'_>], first: usize, last: usize) -> Title {
    let listed = |at: &usize| {
        words[*at].is(TITLE)
            || words!("vice deputy former prime acting foreign defense defence first attorney finance interior water health chief")
                .holds_word(words[*at].text)
    };
    let begin = (first..=last).rev().take_while(listed).last().unwrap_or(last);
    let text: Vec<String> = words[begin..=last].iter().map(|word| fold(word.text).into_owned()).collect();
    let text = text.join(" ");
    Title { leader: text == "prime minister" || begin == last && words[last].is(LEADER), words: text, anchor: None }
}

/// The words of a noun phrase that begins behind a determiner: up to a closed-class word, a verb or a mark.
fn noun_phrase(words: &[Word<'_>], first: usize) -> Option<(usize, usize)> {
    let inside = |at: usize| {
        let word = &words[at];
        matches!(word.join, Join::Space | Join::Hyphen)
            && !word.is(FUNCTION | CALENDAR)
            && (!word.acts() || word.is(GOVERNMENT))
            && word.text.starts_with(char::is_alphabetic)
    };
    let mut last = first;
    while last < words.len() && last < first + LONGEST && inside(last) && !(last > first && words[last - 1].possessive) {
        last += 1;
    }
    let last = last.checked_sub(1).filter(|&last| last >= first)?;
    let head = &words[last];
    // A name at the end is somebody else's, and an owner's thing is a thing.
    let noun = (!head.capital || head.is(TITLE)) && (head.is(TITLE | HEAD) || !head.describes());
    (noun && !head.possessive && !head.text.ends_with("ly") && head.text.len() > 2).then_some((first, last))
}

/// Whether something closes a phrase that ends here, before any verb.
fn closed(words: &[Word<'_>], last: usize) -> bool {
    let Some(next) = words.get(last + 1) else { return true };
    if matches!(next.join, Join::Comma | Join::Mark | Join::Bracket) {
        return true;
    }
    if words!("who whose whom which that").holds_word(next.text) {
        return true;
    }
    if !words!("of in for at from with to on behind against and by").holds_word(next.text) {
        return false;
    }
    for word in &words[last + 2..(last + FARTHEST).min(words.len())] {
        if matches!(word.join, Join::Comma | Join::Mark) || words!("who whose whom which that").holds_word(word.text) {
            return true;
        }
        if word.is(VERB) || word.is_past() {
            return false;
        }
    }
    words.len() <= last + FARTHEST
}

/// *Roe, a crony of the owners,*
fn apposition(words: &[Word<'_>], host: &Phrase) -> Option<(usize, usize)> {
    let article = words
        .get(host.last + 1)
        .filter(|word| word.join == Join::Comma && words!("a an the its his her their our").holds_word(word.text))?;
    debug_assert!(article.is(DETERMINER));
    // *According to Roe, the mayor ..*, *In Paris, a crowd ..*, *for Roe, the delay ..*
    let opening = host.first <= 4 && words[..host.first].iter().any(|word| word.is(FUNCTION) && !word.is(DETERMINER) && word.text != "and");
    if opening || host.located {
        return None;
    }
    let (first, last) = noun_phrase(words, host.last + 2)?;
    closed(words, last).then_some((first, last))
}

/// *The water minister, Roe,*
fn before(words: &[Word<'_>], host: &Phrase) -> Option<(usize, usize)> {
    let Actor::Name { words: name, .. } = &host.actor else { return None };
    let closes = words.get(host.last + 1).is_none_or(|next| matches!(next.join, Join::Comma | Join::Mark));
    if name.len() < 2 || words[host.first].join != Join::Comma || !closes {
        return None;
    }
    let phrase = |last: usize| {
        let joined = |at: &usize| matches!(words[at + 1].join, Join::Space | Join::Hyphen);
        let begin = (last.saturating_sub(5)..last).rev().take_while(joined).find(|&at| words[at].is(DETERMINER))?;
        let plain = !words[begin + 1..=last].iter().any(|word| word.is(FUNCTION | VERB));
        (plain && !words[last].capital && !words[last].possessive).then_some((begin + 1, last))
    };
    let (first, last) = phrase(host.first.checked_sub(1)?)?;
    // *The leader of the opposition, Roe,*
    let outer = first.checked_sub(3).filter(|&at| words[at + 1].text == "of" && words[at + 1].join == Join::Space).and_then(phrase);
    let (first, last) = outer.unwrap_or((first, last));
    words[last].is(TITLE).then_some((first, last))
}

/// *Roe is a coward*
fn predicate(words: &[Word<'_>], host: &Phrase) -> Option<(usize, usize)> {
    let joined = |at: usize| words.get(at).is_some_and(|word| word.join == Join::Space);
    let verb = host.last + 1;
    if !joined(verb) || !words!("is was are were became remains").holds_word(words[verb].text) || !joined(verb + 1) {
        return None;
    }
    // *the wife of Roe is a ..*: somebody else is.
    let governed = host.first.checked_sub(1).is_some_and(|at| {
        words[host.first].join == Join::Space
            && words[at].is(FUNCTION)
            && !words[at].is(DETERMINER)
            && !words!("that if because but while although and when").holds_word(words[at].text)
    });
    let determined = host.first >= 2 && words[host.first - 1].is(DETERMINER) && words[host.first - 2].is(LOCATIVE)
        || host.first >= 2 && words[host.first - 2].text == "of";
    if governed || determined {
        return None;
    }
    let mut at = verb + 1;
    if joined(at + 1) && words!("merely simply clearly just only indeed still also nothing").holds_word(words[at].text) {
        at += 1;
    }
    if !words!("a an the").holds_word(words[at].text) {
        return None;
    }
    let (first, last) = noun_phrase(words, at + 1)?;
    (closed(words, last)
        && !words!("one first last only same way case reason result time day target subject matter part lot number fact thing things")
            .holds_word(words[last].text))
    .then_some((first, last))
}

/// *called Roe a coward*, *denounced Roe as a coward*
fn called(words: &[Word<'_>], host: &Phrase) -> Option<(usize, usize)> {
    let start = if host.first > 0 && words[host.first - 1].is(DETERMINER) { host.first - 1 } else { host.first };
    let verb = words.get(start.checked_sub(1)?)?;
    let space = |at: usize| words.get(at).is_some_and(|word| matches!(word.join, Join::Space));
    if !space(start) {
        return None;
    }
    let mut at = host.last + 1;
    let names =
        words!("called calls calling branded branding dubbed dubbing labeled labelled labeling labelling declared").holds_word(verb.text);
    let describes = words!(
        "called calls calling described describes describing denounced denounces denouncing branded portrayed portrays portraying characterized characterised condemned \
        dismissed dismissing hailed praised praising cast painted blasted slammed labeled labelled"
    )
    .holds_word(verb.text);
    if describes && space(at) && words[at].text == "as" {
        at += 1;
    } else if !names {
        return None;
    }
    // The epithet itself may stand in quotation marks.
    let article = words.get(at).filter(|word| words!("a an").holds_word(word.text) && matches!(word.join, Join::Space | Join::Mark))?;
    debug_assert!(article.is(DETERMINER));
    let quoted = words.get(at + 1).is_some_and(|word| word.join == Join::Mark);
    let first = at + 1;
    if quoted {
        let last = (first + 1..words.len().min(first + LONGEST)).find(|&at| words[at].join == Join::Mark).unwrap_or(words.len()) - 1;
        let plain = words[first..=last].iter().all(|word| !word.is(FUNCTION | VERB));
        return (plain && last >= first && last < first + LONGEST).then_some((first, last));
    }
    noun_phrase(words, first)
}
