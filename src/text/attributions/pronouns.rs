//! Who a pronoun is, where the text leaves no doubt: *Roe said X. He added Y.*
//!
//! A person's pronoun is the last person to whom words were attributed, up to one paragraph back. It is left open when the outlet names another
//! person in between, when a title tells another gender, or when two share the words. What a source says names many people and settles nothing, so
//! contents are skipped. A wrong name under a quotation is worse than none.

use super::Finder;
use crate::span::Span;
use crate::text::{Attribution, SourceClass};
use crate::token::TokenKind;
use crate::word_set::{WordSet, words};

static MALE: WordSet =
    WordSet::new("mr sir lord king prince father brother spokesman chairman congressman businessman son husband duke archbishop pope");
static FEMALE: WordSet = WordSet::new(
    "ms mrs miss lady queen princess mother sister spokeswoman chairwoman congresswoman businesswoman daughter wife duchess dame",
);

/// Most tokens between a person and the pronoun.
const FARTHEST: usize = 250;

/// Words that no person's name holds.
static NO_PERSON: WordSet = WordSet::new(
    "ministry department government police agency company council party court university service office administration committee commission bureau union \
    house senate congress parliament court states united kingdom nations street avenue river city north south east west new times post news press war day \
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday",
);

/// Words that begin a sentence and name nobody.
static NO_NAME: WordSet = WordSet::new(
    "the a an this that these those he she it we they who there what which one some many most all both each none another other others everyone nobody such",
);

impl Finder<'_> {
    /// Resolves the pronouns among the sources of a text.
    pub(super) fn resolve(&self, attributions: &mut [Attribution]) {
        let mut order: Vec<usize> = (0..attributions.len()).filter(|&at| attributions[at].source.is_some()).collect();
        order.sort_by_key(|&at| attributions[at].source);
        let mut contents: Vec<Span> = attributions.iter().flat_map(|one| one.content.iter().copied()).collect();
        contents.sort_unstable();
        // The last person who was named as a source, and whether he or she is known to be a man or a woman.
        let mut last: Option<Span> = None;
        for at in order {
            let Some(source) = attributions[at].source else { continue };
            let word = source.slice(self.text);
            if words!("he she").holds_word(word) {
                let known = last.filter(|person| self.is_clear(*person, source, &contents));
                attributions[at].resolved = known;
                last = known;
            } else if self.is_person(source, attributions[at].source_class) {
                last = Some(source);
            }
        }
    }

    /// Whether a source is one person.
    fn is_person(&self, source: Span, class: Option<SourceClass>) -> bool {
        let text = source.slice(self.text);
        let words = || text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').filter(|word| !word.is_empty());
        let first = words().next().unwrap_or_default();
        let one = match class {
            Some(SourceClass::Named) => words().count() > 3 || !words().any(|word| NO_PERSON.holds_word(word)),
            Some(SourceClass::Role) => {
                words!("a an the his her").holds_word(first) && !words().next_back().is_some_and(|word| word.ends_with('s'))
            }
            _ => false,
        };
        one && !text.contains(" and ")
    }

    /// Whether a pronoun can only be this person.
    fn is_clear(&self, person: Span, pronoun: Span, contents: &[Span]) -> bool {
        let male = pronoun.slice(self.text).eq_ignore_ascii_case("he");
        let name = person.slice(self.text);
        let of = |set: &WordSet| name.split(|c: char| !c.is_alphanumeric()).any(|word| set.holds_word(word));
        if person.end() > pronoun.start() || of(if male { &FEMALE } else { &MALE }) {
            return false;
        }
        let (first, last) = (self.at(person.end()), self.at(pronoun.start()));
        if last - first > FARTHEST {
            return false;
        }
        let between = &self.text[person.end()..pronoun.start()];
        // A blank line is a break of two; pages and plain text alike stay within one paragraph of distance.
        if between.split('\n').filter(|line| !line.trim().is_empty()).count() > 2 {
            return false;
        }
        let said = |span: Span| {
            let before = contents.partition_point(|piece| piece.start() <= span.start());
            contents[..before].iter().rev().take(4).any(|piece| piece.contains(span))
        };
        !(first..last.saturating_sub(1)).any(|at| {
            let tokens = [&self.tokens[at], &self.tokens[at + 1]];
            let capitalised = |token: &crate::token::Token| {
                token.kind == TokenKind::Word
                    && token.slice(self.text).starts_with(char::is_uppercase)
                    && !NO_PERSON.holds(token, self.text)
            };
            // "Mayor Vance", and "Vance has" or "Vance worked" as well.
            let acts = |token: &crate::token::Token| {
                words!("is was has had will would can could did does").holds(token, self.text) || token.slice(self.text).ends_with("ed")
            };
            let alone = || capitalised(tokens[0]) && acts(tokens[1]) && !NO_NAME.holds(tokens[0], self.text);
            (tokens.into_iter().all(capitalised) || alone())
                && !tokens.into_iter().any(|token| name.contains(token.slice(self.text)))
                && !said(Span::new(tokens[0].span.start(), tokens[1].span.end()))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::article::Article;
    use crate::text::Analyzer;

    /// Who each pronoun among the sources is.
    fn resolved(text: &str) -> Vec<Option<String>> {
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(Article::new("a", text)));
        let pronouns = document.passages()[0].attributions().iter().filter(|one| {
            one.source.is_some_and(|source| ["he", "she", "it", "they"].contains(&source.slice(text).to_lowercase().as_str()))
        });
        pronouns.map(|one| one.resolved.map(|span| span.slice(text).to_owned())).collect()
    }

    #[test]
    fn a_pronoun_is_the_last_person_who_spoke() {
        let text = "The dam was closed on Monday.\n\nMinister Tom Reed said the wall was safe. “It will hold,” he said.\n\nHe added that ships could come.";
        assert_eq!(resolved(text), [Some("Minister Tom Reed".to_owned()), Some("Minister Tom Reed".to_owned())]);
    }

    #[test]
    fn another_person_in_between_leaves_it_open() {
        let text = "The dam was closed on Monday.\n\nMinister Tom Reed said the wall was safe. Mayor Jon Vance was there. “It will hold,” he said.";
        assert_eq!(resolved(text), [None]);
    }

    #[test]
    fn a_title_tells_a_woman_from_a_man() {
        let text = "The dam was closed on Monday.\n\nSpokeswoman Ann Roe said the wall was safe. “It will hold,” he said.";
        assert_eq!(resolved(text), [None]);
    }

    #[test]
    fn people_inside_what_was_said_settle_nothing() {
        let text =
            "The dam was closed on Monday.\n\nMinister Tom Reed said that Mayor Jon Vance knew of the crack. “It will hold,” he said.";
        assert_eq!(resolved(text), [Some("Minister Tom Reed".to_owned())]);
    }
}
