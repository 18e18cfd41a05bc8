//! Speech that fills paragraphs of its own: who spoke stands before a colon, *Roe wrote:*, and what one paragraph begins the next may go on with.

use super::rules::TIME;
use super::{Finder, Form, Speech};
use crate::span::Span;
use crate::text::Attribution;
use crate::text::sentences::sentence_of;
use crate::word_set::{WordSet, words};

/// Where the noun phrase before a verb may begin.
static PHRASE: WordSet = WordSet::new("i he she it we you they the a an this that these those my your his her its our their");

/// How many attributions may stand between a colon's sentence and the speech behind it.
const NEAR: usize = 32;

impl Finder<'_> {
    /// The attribution of speech that a paragraph of its own holds, behind one that ends in a colon: *Roe wrote:*. Its verb is the last one of the sentence.
    pub(super) fn introduced(&self, speech: &Speech, attributions: &[Attribution]) -> Option<Attribution> {
        // Of speech over several paragraphs the first one stands behind the colon.
        let place = self.speech.partition_point(|other| other.first < speech.first);
        let lead = self.speech[..=place].iter().rev().find(|one| !one.continues)?;
        // The sign that sets a paragraph off is no part of its words.
        let begin = if lead.first > 0 && self.slice(lead.first - 1) == ">" { lead.first - 1 } else { lead.first };
        let colon = begin.checked_sub(1).filter(|&at| self.slice(at) == ":")?;
        let sentence = &self.sentences[sentence_of(self.sentences, colon)];
        if sentence.tokens.end != begin {
            return None;
        }
        let last = self.reports[..self.reports.partition_point(|report| report.first < colon)].last()?;
        let verb = last.first >= sentence.tokens.start && !matches!(last.form, Form::Preposition | Form::Noun);
        // Attributions come about in the order of the text: those of the sentence before are among the last.
        let free = || attributions.iter().rev().take(NEAR).all(|one| one.cue.is_none_or(|cue| !cue.overlaps(last.span)));
        (verb && self.inside_speech(last.first).is_none() && free()).then(|| {
            let source = self.source_before(last, sentence.tokens.start).and_then(|source| self.behind_phrase(source));
            self.attribution(source, last, vec![speech.span], true)
        })
    }

    /// The name at the end of a source that begins with a preposition, *In a letter to the council Ann Roe*; any other source as it is.
    fn behind_phrase(&self, source: Span) -> Option<Span> {
        let at = |byte: usize| self.tokens.partition_point(|token| token.span.start() < byte);
        let (first, end) = (at(source.start()), at(source.end()));
        if !words!("in at on after with for during from under through").holds(&self.tokens[first], self.text) {
            return Some(source);
        }
        let name = (first + 1..end)
            .rev()
            .take_while(|&at| self.slice(at).starts_with(char::is_uppercase) && !TIME.holds(&self.tokens[at], self.text));
        let phrase = || (first + 1..end).rev().find(|&at| PHRASE.holds(&self.tokens[at], self.text));
        self.span(name.last().or_else(phrase)?, end)
    }

    /// Whether a speech comes right behind the one that a content ends with.
    pub(super) fn follows(&self, speech: &Speech, content: Span) -> bool {
        let place = self.speech.partition_point(|other| other.first < speech.first);
        place.checked_sub(1).is_some_and(|before| self.speech[before].span.overlaps(content))
    }
}

#[cfg(test)]
mod tests {
    use crate::text::attributions::tagged::tests::check;

    #[test]
    fn a_colon_hands_over_to_the_paragraph_behind_it() {
        check(
            "In a letter to the council Ann Roe wrote:\n\n> We came to the river at dawn.\n\n> Nobody had told us a word of it.",
            &["direct Ann Roe | wrote | We came to the river at dawn. .. Nobody had told us a word of it."],
        );
        check(
            "The engineer, Ann Roe, said in a statement:\n\n“We came to the river at dawn.”",
            &["direct The engineer, Ann Roe | said | “We came to the river at dawn.”"],
        );
        check(
            "“The gate was open all night,” Ann Roe said.\n\nTom Lee wrote:\n\n> We came to the river at dawn and it was gone.",
            &[
                "direct Ann Roe | said | “The gate was open all night,”",
                "direct Tom Lee | wrote | We came to the river at dawn and it was gone.",
            ],
        );
        check(
            "“The gate was open all night,” Ann Roe said.\n\nThe rules of the port are these:\n\n> Dear all,\n\n> No boat shall pass the gate at night.",
            &["direct Ann Roe | said | “The gate was open all night,”", "direct - | - | No boat shall pass the gate at night."],
        );
        check(
            "These were the rules:\n\n> No boat shall pass the gate at night.",
            &["direct - | - | No boat shall pass the gate at night."],
        );
    }
}
