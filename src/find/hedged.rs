//! What in a sentence speaks for its being hedged: words, pairs, pieces of words, each word between the classes of its neighbours, what the lexicons list,
//! and passives that name no agent.
//!
//! Weasels are no words of their own: *some critics say*, *it is widely considered*. What they share is a quantity or an adverb before a class of people, and a
//! passive without *by*; so a word counts with what stands around it, where words of grammar stand for themselves and all others for their ending.

use crate::cue::{CueKind, Voice};
use crate::find::hedges::Sentence;
use crate::lexicon::Signal;
use crate::model::Occurrences;
use crate::model::tagger::feature;
use crate::token::{Token, TokenKind, fold, fold_hash};
use crate::word_set::WordSet;

/// Number of families of features.
pub const FAMILIES: u8 = 6;

/// Families, in the order of their numbers.
#[derive(Clone, Copy)]
enum Family {
    Words,
    Pairs,
    Pieces,
    Contexts,
    Lexicon,
    Passives,
}

/// Words that stand for themselves: grammar, frequency, and who is said to say.
static GRAMMAR: WordSet = WordSet::new(
    "a an the this these those my your his her its our their some any no every each all both many much few several most another other such i you he \
    she it we they who there everyone someone one be am is are was were been being have has had having do does did can could may might must shall \
    should will would cannot of in for with on at from by about into through after over between against during before under to that and or but nor \
    if unless whether until when once while because although though since not never as which what whose how why where more less than himself herself \
    itself themselves him them us me so very often sometimes usually generally commonly widely also only even however people critics fans said say says",
);
static BE: WordSet = WordSet::new("is are was were been be");
static PARTICIPLES: WordSet = WordSet::new("known thought said held seen felt found made given");
const ENDINGS: [&str; 15] = ["ly", "ing", "ed", "tion", "ers", "ists", "ians", "s", "er", "est", "al", "ous", "ive", "able", "ful"];

/// Longest piece of a word, and shortest.
const PIECES: std::ops::RangeInclusive<usize> = 2..=5;
/// The class of what stands before the first token and after the last.
const OUTSIDE: u32 = 1;
const NUMBER: u32 = 2;
const NAME: u32 = 3;
const PLAIN: u32 = 4;
/// The class of a participle in -ed.
const ED: u32 = 7;

/// Appends the features of a sentence.
pub fn features(sentence: &Sentence<'_>, voices: &[Voice], found: &mut Occurrences) {
    let words = sentence.words;
    let classes: Vec<u32> = (0..words.tokens.len()).map(|at| class(&words.tokens[at], words.text, at == 0)).collect();
    let class = |at: Option<usize>| at.and_then(|at| classes.get(at)).copied().unwrap_or(OUTSIDE);
    let mut put = |family: Family, name: u32, one: u32, other: u32| found.push((family as u8, feature(name, one, other)));
    for (at, token) in words.tokens.iter().enumerate() {
        put(Family::Words, 1, token.hash(), 0);
        if let Some(next) = words.tokens.get(at + 1) {
            put(Family::Pairs, 2, token.hash(), next.hash());
        }
        let (before, after) = (class(at.checked_sub(1)), class(Some(at + 1)));
        put(Family::Contexts, 3, token.hash(), before);
        put(Family::Contexts, 4, token.hash(), after);
        put(Family::Contexts, 5, token.hash(), feature(0, before, after));
        let folded = fold(words.slice(at));
        let padded: Vec<char> = std::iter::once(' ').chain(folded.chars()).chain([' ']).collect();
        for length in PIECES.take_while(|&length| length <= padded.len()) {
            for window in padded.windows(length) {
                let piece = window.iter().fold(0, |sum, &letter| feature(6, sum, u32::from(letter)));
                put(Family::Pieces, 7, piece, 0);
            }
        }
    }
    for one in sentence.matches {
        let Signal::Cue(kind) = one.signal else { continue };
        let entry = sentence.matcher.entry(one.entry).1;
        put(Family::Lexicon, 8, kind as u32, 0);
        put(Family::Lexicon, 9, kind as u32, fold_hash(&entry.words));
        if kind == CueKind::Hedge {
            put(Family::Lexicon, 10, entry.subtype.as_deref().map_or(0, fold_hash), 0);
        }
    }
    for voice in [Voice::Outlet, Voice::Quoted, Voice::Reported].into_iter().filter(|voice| voices.contains(voice)) {
        put(Family::Lexicon, 11, voice as u32, 0);
    }
    let holds = |set: &WordSet, at: usize| set.holds(&words.tokens[at], words.text);
    for at in (0..words.tokens.len()).filter(|&at| holds(&BE, at)) {
        let near = at + 1..words.tokens.len().min(at + 4);
        let Some(verb) = near.into_iter().find(|&near| classes[near] == ED || holds(&PARTICIPLES, near)) else { continue };
        let agent = u32::from((verb..words.tokens.len().min(verb + 5)).any(|near| words.tokens[near].is(words.text, "by")));
        put(Family::Passives, 12, words.tokens[verb].hash(), agent);
        put(Family::Passives, 13, agent, 0);
        put(Family::Passives, 14, words.tokens[verb].hash(), class(Some(verb + 1)));
    }
}

/// Grammar and marks as their own hash; of other words whether they are a number, a name, or what they end in.
fn class(token: &Token, text: &str, first: bool) -> u32 {
    let word = token.slice(text);
    if token.kind == TokenKind::Mark || GRAMMAR.holds(token, text) {
        return token.hash() | 1 << 31;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return NUMBER;
    }
    if word.starts_with(char::is_uppercase) && !first {
        return NAME;
    }
    let bytes = word.as_bytes();
    let ends = |ending: &str| bytes.len() > 4 && bytes[bytes.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes());
    (5..).zip(ENDINGS).find(|(_, ending)| ends(ending)).map_or(PLAIN, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::Analyzer;

    fn of(analyzer: &Analyzer, matcher: &Matcher, text: &str) -> Occurrences {
        let document = analyzer.document(Arc::new(Article::new("a", text)));
        let mut found = Occurrences::new();
        for passage in document.passages() {
            for sentence in passage.sentences() {
                let words = passage.words(document.article(), sentence);
                let mut matches = Vec::new();
                matcher.find(&words, &mut matches);
                let voices = &passage.voices()[sentence.tokens.clone()];
                features(&Sentence { words: &words, matches: &matches, matcher }, voices, &mut found);
            }
        }
        found
    }

    fn tools() -> (Analyzer, Arc<Matcher>) {
        let matcher = Arc::new(Matcher::new(Lexicon::shipped().expect("the shipped tables")));
        (Analyzer::over(Arc::clone(&matcher)), matcher)
    }

    #[test]
    fn weasels_of_other_words_share_their_context() {
        let (analyzer, matcher) = tools();
        let contexts = |text: &str| -> Vec<u32> {
            of(&analyzer, &matcher, text)
                .into_iter()
                .filter(|(family, _)| *family == Family::Contexts as u8)
                .map(|(_, hash)| hash)
                .collect()
        };
        let (one, other, third) = (contexts("Some historians argue"), contexts("Some librarians argue"), contexts("Some rain fell"));
        assert_eq!(one[1], other[1], "`some` before people in -ians");
        assert_ne!(one[1], third[1]);
    }

    #[test]
    fn a_passive_tells_whether_it_names_an_agent() {
        let (analyzer, matcher) = tools();
        let passives = |text: &str| -> Vec<u32> {
            of(&analyzer, &matcher, text)
                .into_iter()
                .filter(|(family, _)| *family == Family::Passives as u8)
                .map(|(_, hash)| hash)
                .collect()
        };
        let (bare, named) = (passives("It is widely considered great."), passives("It is widely considered great by Roe."));
        assert_eq!((bare.len(), named.len()), (3, 3));
        assert!(bare[0] != named[0] && bare[1] != named[1] && bare[2] == named[2]);
        assert!(passives("It considered them.").is_empty());
    }

    #[test]
    fn any_text_has_features() {
        let (analyzer, matcher) = tools();
        proptest!(ProptestConfig::with_cases(200), |(text in "(\\PC|is |some |known |by |“){0,40}")| {
            prop_assert!(of(&analyzer, &matcher, &text).iter().all(|(family, _)| *family < FAMILIES));
        });
    }
}
