//! Sentence boundaries, news-grade, in one pass over the tokens.
//!
//! A candidate is a run of full stops, question or exclamation marks or an ellipsis, with the closing marks that touch it. Whether it ends a sentence
//! depends on the word before (abbreviation, initial, number) and the word after (small letter, capital, a word that
//! often begins sentences, a source with a verb of saying). A paragraph end always ends one.

use std::ops::Range;

use crate::lexicon::{Matcher, Signal};
use crate::read::is_title_case;
use crate::span::Span;
use crate::text::{Part, Sentence};
use crate::token::{Token, TokenKind, fold};
use crate::word_set::WordSet;

/// Abbreviations that stand before the word they belong to and so never end a sentence.
static TITLES: WordSet = WordSet::new(
    "mr mrs ms dr prof sen sens rep reps gov govs gen lt col maj brig cmdr capt sgt cpl pvt rev hon pres adm supt det insp messrs mme mlle \
    vs v no nos art fig vol pp approx dept assn bros mt ft e.g i.e cf al atty asst assoc amb lt.gen lt.col maj.gen st",
);

/// Abbreviations that stand within a sentence or at its end: the word after decides.
static EITHER: WordSet = WordSet::new(
    "jr sr inc corp co ltd llc plc etc esq ph.d m.d b.a m.a u.s u.k u.n e.u d.c a.m p.m ala ariz ark calif colo conn del fla ga ill ind \
    kan ky la md mich minn mo mont neb nev okla ore pa penn tenn tex vt va wash wis wyo ave blvd rd hwy apt dist bancorp \
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat univ est cos min max sq",
);

/// Words that, capitalised after an abbreviation, show that a sentence begins.
static STARTERS: WordSet = WordSet::new(
    "the a an this that these those he she it they we i you his her its their our my your there here in on at by for with from to of as if when \
    while after before since although though because but and or so yet however meanwhile also now then what who why how where which not no \
    some many most more all both each one two three several other another such even still just only according under over during despite until \
    once amid among between through without within nearly about police officials last earlier later asked is are was were do does did can will would could should \
    nor instead perhaps maybe moreover furthermore nevertheless additionally critics experts residents",
);

/// Most tokens of a sentence. No sentence of news is near; text without any marks is cut here, so that work stays linear in its length.
const LONGEST: usize = 1000;

/// Names that end in an exclamation mark.
static EXCLAIMED: WordSet = WordSet::new("yahoo jeopardy");

/// Token ranges of the paragraphs, empty ones left out.
///
/// A line break ends a paragraph, unless the text is wrapped at a fixed width: then only an empty line does.
pub(super) fn paragraphs(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let wrapped = is_wrapped(text);
    let mut paragraphs = Vec::new();
    let mut begin = 0;
    // No token holds a line break: those between two tokens come one after another.
    let (mut after, mut breaks) = (0, 0);
    for (at, _) in text.match_indices('\n') {
        let next = after + tokens[after..].partition_point(|token| token.span.start() < at);
        breaks = if next == after { breaks + 1 } else { 1 };
        after = next;
        if breaks > usize::from(wrapped) && begin < after && after < tokens.len() {
            paragraphs.push(begin..after);
            begin = after;
        }
    }
    if begin < tokens.len() {
        paragraphs.push(begin..tokens.len());
    }
    paragraphs
}

/// Whether lines are broken at a fixed width: single breaks in mid-sentence between lines of much the same length.
fn is_wrapped(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let mut inner = 0;
    let mut running = 0;
    let mut next = lines.next();
    while let (Some(line), Some(below)) = (next, lines.next()) {
        next = Some(below);
        if line.is_empty() || below.is_empty() {
            continue;
        }
        if line.len() > 120 && line.chars().count() > 120 {
            return false;
        }
        inner += 1;
        if line.len() >= 40 && !line.ends_with(['.', '!', '?', '"', '”', ':']) && below.starts_with(char::is_lowercase) {
            running += 1;
        }
    }
    inner >= 3 && running * 3 >= inner
}

/// The sentences of the paragraphs.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    paragraphs: &[Range<usize>],
    headline: Option<Span>,
    reporting: &Matcher,
) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(tokens.len() / 16);
    for paragraph in paragraphs {
        let splitter = Splitter { text, tokens: &tokens[..paragraph.end], paragraph: paragraph.start, reporting };
        let mut begin = paragraph.start;
        let mut index = begin;
        while index < paragraph.end {
            let end = match splitter.boundary(index, begin) {
                Some(end) => end,
                None if index + 1 == paragraph.end || index + 1 - begin == LONGEST => index + 1,
                None => {
                    index += 1;
                    continue;
                }
            };
            let span = Span::new(tokens[begin].span.start(), tokens[end - 1].span.end());
            let part = if headline.is_some_and(|headline| headline.contains(span)) { Part::Headline } else { Part::Body };
            let heading = part == Part::Headline || begin == paragraph.start && end == paragraph.end && !splitter.is_terminator(end - 1);
            sentences.push(Sentence { span, tokens: begin..end, part, title_case: heading && is_title_case(span.slice(text)) });
            begin = end;
            index = end;
        }
    }
    sentences
}

/// The sentence that holds a token.
pub(super) fn sentence_of(sentences: &[Sentence], token: usize) -> usize {
    sentences.partition_point(|sentence| sentence.tokens.end <= token).min(sentences.len() - 1)
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    paragraph: usize,
    reporting: &'a Matcher,
}

impl Splitter<'_> {
    fn slice(&self, index: usize) -> &str {
        self.tokens[index].slice(self.text)
    }

    fn is_terminator(&self, index: usize) -> bool {
        self.tokens[index].kind == TokenKind::Mark && matches!(self.slice(index), "." | "?" | "!" | "…" | "‼" | "⁉")
    }

    fn touches(&self, index: usize) -> bool {
        index > self.paragraph && self.tokens[index - 1].span.end() == self.tokens[index].span.start()
    }

    /// The token after the sentence that ends with the marks at `index`; `None` where none ends. `begin` is the sentence's first token.
    fn boundary(&self, index: usize, begin: usize) -> Option<usize> {
        if self.tokens[index].kind != TokenKind::Mark
            || !self.is_terminator(index)
            || index > begin && self.is_terminator(index - 1) && self.touches(index)
        {
            return None;
        }
        let mut end = index + 1;
        // "?!", "...", and the spaced ellipsis ". . ."
        while end < self.tokens.len()
            && self.is_terminator(end)
            && (self.touches(end) || self.slice(end) == "." && self.slice(end - 1) == ".")
        {
            end += 1;
        }
        let ellipsis = self.slice(end - 1) == "…" || (end - index > 1 && self.slice(index) == "." && self.slice(end - 1) == ".");
        let marks = end;
        while end < self.tokens.len() && self.touches(end) && matches!(self.slice(end), "”" | "\"" | "’" | "'" | ")" | "]" | "»" | "*")
        {
            end += 1;
        }
        let quoted = (marks..end).any(|at| matches!(self.slice(at), "”" | "\"" | "’" | "'" | "»"));
        // A straight mark that touches both sides opens nothing: the sentence goes on in `end`.
        let Some(next) = (end < self.tokens.len()).then_some(end) else { return Some(end) };
        let next_word = (next..self.tokens.len()).find(|&at| self.tokens[at].is_word());
        let opens = next_word.map_or(next, |word| word);
        if self.touches(next) && !(ellipsis && self.starts_upper(next)) {
            return None;
        }
        let Some(word) = next_word else {
            // Only marks follow: stray ones belong to this sentence.
            return None;
        };
        // A bracket or dash that goes on in small letters is no new sentence.
        if self.slice(word).starts_with(char::is_lowercase) {
            return None;
        }
        if opens > next && matches!(self.slice(next), "," | ";" | ":" | "…" | ".") {
            return None;
        }
        let single_stop = !ellipsis && marks == index + 1 && self.slice(index) == ".";
        if single_stop && index > begin && self.touches(index) && !quoted {
            return self.after_stop(index, word, begin).then_some(end);
        }
        if !single_stop && self.slice(index) == "!" && index > begin && self.is_in(&EXCLAIMED, index - 1) {
            return None;
        }
        if quoted && !single_stop && self.is_source_and_verb(word) {
            return None;
        }
        Some(end)
    }

    /// Whether a full stop after a plain word ends the sentence, given the next word.
    fn after_stop(&self, index: usize, next: usize, begin: usize) -> bool {
        let before = fold(self.slice(index - 1));
        let number_follows = self.tokens[next].kind == TokenKind::Number || self.slice(next).starts_with(|c: char| c.is_ascii_digit());
        let starter = || {
            let opened = next > index + 1 && matches!(self.slice(next - 1), "“" | "\"" | "‘" | "«");
            opened || self.is_in(&STARTERS, next)
        };
        if self.is_in(&TITLES, index - 1) {
            return match before.as_ref() {
                // Words as well as abbreviations: only a number shows which.
                "no" | "nos" | "art" | "fig" | "v" | "al" => !number_follows && before != "v",
                "st" | "ft" | "mt" => {
                    self.is_in(&STARTERS, next) && index > begin + 1 && self.slice(index - 1).starts_with(char::is_uppercase)
                }
                _ => false,
            };
        }
        if self.is_in(&EITHER, index - 1) {
            // "mar.", "sat." and "sun." are words too; as abbreviations they are capitalised.
            let capital = self.slice(index - 1).starts_with(char::is_uppercase)
                || before.contains('.')
                || matches!(before.as_ref(), "etc" | "min" | "max" | "sq" | "est");
            return !capital || !number_follows && starter();
        }
        let length = self.slice(index - 1).chars().count();
        let is_letter = length == 1 && self.slice(index - 1).chars().all(char::is_uppercase);
        // "J. Smith", "U.S.S.R", "a.k.a": initials and dotted letters.
        if is_letter && self.slice(index - 1) != "I" || before.contains('.') && before.split('.').all(|part| part.chars().count() <= 2) {
            return starter();
        }
        // "1. The council": the number of a list item.
        if self.tokens[index - 1].kind == TokenKind::Number && length <= 2 && index - 1 == begin {
            return false;
        }
        true
    }

    /// Whether one to four capitalised words and a verb of saying stand at `word`: `"Good morning?" Harry asked.`
    fn is_source_and_verb(&self, word: usize) -> bool {
        let says = |at: usize| {
            self.reporting.holds_word(
                &self.tokens[at],
                self.text,
                |entry| matches!(entry.signal, Signal::Cue(kind) if kind.manner().is_some()),
            )
        };
        let mut at = word;
        while at < self.tokens.len() && at < word + 4 && self.tokens[at].is_word() && self.slice(at).starts_with(char::is_uppercase) {
            at += 1;
        }
        let pronoun = matches!(self.slice(word), "He" | "She" | "They" | "I" | "We" | "It");
        at > word && !pronoun && at < self.tokens.len() && self.tokens[at].is_word() && says(at)
    }

    fn starts_upper(&self, index: usize) -> bool {
        self.slice(index).starts_with(char::is_uppercase)
    }

    fn is_in(&self, set: &WordSet, index: usize) -> bool {
        set.holds(&self.tokens[index], self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::token::tokenize;

    /// The sentences of a text whose boundaries are marked by a bar.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let mut tokens = Vec::new();
        tokenize(&text, Span::new(0, text.len()), &mut tokens);
        let reporting = Matcher::new(vec![
            Lexicon::parse("says", "entry\tkind\tinflect\nask\treport_neutral\tv\nsay\treport_neutral\tv\n").expect("a table"),
        ]);
        let sentences = split(&text, &tokens, &paragraphs(&text, &tokens), None, &reporting);
        let found: Vec<&str> = sentences.iter().map(|sentence| sentence.span.slice(&text)).collect();
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_sentences_end_at_their_marks() {
        check("The dam broke.| Why?| Nobody knows!| It was late...| They left.");
        check("It rained.)| Then it (the rain.) stopped.");
    }

    #[test]
    fn abbreviations_and_initials_end_none() {
        check(
            "Gen. J. R. Smith of the U.S. Army met Sen. Ann Roe at 5 p.m. Monday in St. Paul, Minn. with No. 4 of Acme Inc. Chief Executive Lou Poe.",
        );
        check("He left the U.S.| The army stayed until 5 p.m.| It rained.");
        check("On Oct. 29 the price rose 3.5 percent to $1.2 million, Maj. Gen. Ryder said.");
        check("They said no.| We agreed with plan B.| The end.");
    }

    #[test]
    fn a_quotation_of_several_sentences_is_split_inside() {
        check("“We won.| They lost,” he said.| “It is over.”| She left.");
        check("\"We won.| They lost.\"| \"So what?\" asked the mayor.");
    }

    #[test]
    fn an_attribution_after_a_question_belongs_to_it() {
        check("“Good morning?” Harry asked.| “Stop!” he said.| “Did it rain?” Mayor Ann Roe said.");
        check("“Did it rain?”| Nobody knew.");
    }

    #[test]
    fn an_ellipsis_ends_one_only_before_a_capital() {
        check("It was … and is … the end.| He waited…| Then he left.");
        check("We saw . . . nothing at all.");
    }

    #[test]
    fn lines_end_sentences_unless_the_text_is_wrapped() {
        check("Ferry Line To Stop|\nThe line stops.|\nA list|\nof things");
        check(
            "The ferry line said on Monday that it would stop running at\nthe end of the month, after three firms pulled out of the\ncontract and two others said that they were not going to\nmake a bid for it.|\n\nThe port is closed.",
        );
    }

    #[test]
    fn a_list_number_stays_with_its_item() {
        check("1. The council voted.|\n2. The mayor did not.");
    }
}
