//! From an article to its propositions: what each clause, title and act of saying puts before the reader, as items with their place around the verb.
//!
//! A clause that only says that somebody spoke is left out; what was said has clauses of its own. But where the verb of saying is an act that others
//! report too (*confirmed*, *denied*, *warned*), the whole of it is a proposition in the outlet's voice beside its content: that they confirmed it is one thing, what
//! they confirmed another.

use std::ops::Range;

use crate::article::Field;
use crate::compare::claims::items::{Item, Items, Kind, Line};
use crate::find::{Clause, Commitment, Polarity};
use crate::lexicon::Words;
use crate::score::ArticleScore;
use crate::span::Span;
use crate::text::{Attribution, Part, Passage, Sentence};
use crate::word_set::words;

/// Where an item stands in its clause: bits, as a word may come twice.
pub(super) mod role {
    /// Before the verb.
    pub(in super::super) const BEFORE: u8 = 1;
    /// The verb.
    pub(in super::super) const VERB: u8 = 1 << 1;
    /// Behind the verb.
    pub(in super::super) const BEHIND: u8 = 1 << 2;
    /// By a word that says the contrary.
    pub(in super::super) const CONTRARY: u8 = 1 << 3;
}

/// Fewest different items of a proposition: one says nothing that could be found again.
const FEWEST: usize = 2;

/// What a stretch of an article puts before the reader.
#[derive(Clone, Debug)]
pub(super) struct Proposition {
    /// The article, by its place in the event.
    pub(super) article: usize,
    pub(super) field: Field,
    pub(super) span: Span,
    pub(super) part: Part,
    /// The attribution whose content it is: passage, and place there.
    pub(super) attribution: Option<(usize, usize)>,
    pub(super) commitment: Commitment,
    pub(super) polarity: Polarity,
    /// Its items, sorted, each with its roles.
    pub(super) items: Vec<(Item, u8)>,
    /// Its items in the order of the text, with the token's place in the sentence.
    pub(super) order: Vec<(usize, Item)>,
    /// The attribution that it is, where it is an act of saying and who does it is part of what is done: passage, and place there.
    pub(super) act: Option<(usize, usize)>,
    /// Those tokens of `order` that name a country as an adjective does.
    pub(super) adjectives: Vec<usize>,
    /// The item that its verb is, where that says more than *is* or *has*.
    pub(super) predicate: Option<Item>,
}

impl Proposition {
    /// Whether the item is one of its own.
    pub(super) fn has(&self, item: Item) -> Option<u8> {
        self.items.binary_search_by_key(&item, |(item, _)| *item).ok().map(|at| self.items[at].1)
    }
}

/// Takes note of the names that an article writes.
pub(super) fn note_names(score: &ArticleScore, items: &mut Items<'_>) {
    let document = &score.document;
    for passage in document.passages() {
        for sentence in passage.sentences() {
            items.note_names(&passage.words(document.article(), sentence));
        }
    }
}

/// Appends the propositions of an article, the `article`th of the event; none where no clauses were looked for.
pub(super) fn read<'a>(score: &'a ArticleScore, article: usize, items: &mut Items<'a>, propositions: &mut Vec<Proposition>) {
    let Some(clauses) = &score.clauses else { return };
    let mut clauses = &clauses[..];
    for (index, passage) in score.document.passages().iter().enumerate() {
        for sentence in passage.sentences() {
            let inside = |clause: &&Clause| clause.field == passage.field() && clause.span.start() < sentence.span.end();
            let here = clauses.iter().take_while(inside).count();
            let (own, rest) = clauses.split_at(here);
            clauses = rest;
            let words = passage.words(score.document.article(), sentence);
            let mut reader = SentenceReader {
                line: items.line(words, article, passage.field(), sentence.span),
                words,
                sentence,
                passage,
                place: (article, index),
                attributions: within(passage.attributions(), sentence.span),
            };
            reader.read(own, items, propositions);
        }
    }
}

/// Those attributions that have their cue or content in the sentence, with their places.
fn within(attributions: &[Attribution], sentence: Span) -> Vec<(usize, &Attribution)> {
    let touches = |one: &Attribution| one.content.iter().chain(&one.cue).any(|span| span.overlaps(sentence));
    attributions.iter().enumerate().filter(|(_, one)| touches(one)).collect()
}

struct SentenceReader<'a> {
    line: Line<'a>,
    words: Words<'a>,
    sentence: &'a Sentence,
    passage: &'a Passage,
    /// Article and passage.
    place: (usize, usize),
    attributions: Vec<(usize, &'a Attribution)>,
}

impl SentenceReader<'_> {
    fn read(&mut self, clauses: &[Clause], items: &mut Items<'_>, propositions: &mut Vec<Proposition>) {
        let first = propositions.len();
        // What stands before the verb of the clause before: the subject of one that has none of its own.
        let mut subject: Vec<(usize, Item)> = Vec::new();
        for clause in clauses {
            let tokens = self.tokens(clause.span);
            let mut order = Vec::new();
            items.read(&mut self.line, tokens.start, tokens.end, &mut order);
            let verb = clause.verb.map(|verb| self.token(verb.start()));
            let own: Vec<(usize, Item)> = order.iter().copied().filter(|(at, _)| verb.is_some_and(|verb| *at < verb)).collect();
            let joined = self.words.tokens.get(tokens.start).is_some_and(|token| words!("and but or then").holds(token, self.words.text));
            if own.is_empty() && joined && verb.is_some() {
                order.splice(0..0, subject.iter().copied());
            } else {
                subject = own;
            }
            // "if it fell": nobody says that it did.
            let supposes = |at: usize| words!("if unless were had").holds(&self.words.tokens[at], self.words.text);
            let opening = tokens.clone().find(|at| self.words.tokens[*at].is_word());
            let should = |at: usize| self.words.tokens[at].is(self.words.text, "should");
            if opening.is_some_and(|at| clause.commitment == Commitment::Underspecified && supposes(at) || should(at)) {
                continue;
            }
            // "officials said": nothing of it is said yet.
            if verb.is_some_and(|verb| order.iter().all(|(at, _)| *at < verb)) {
                continue;
            }
            let attribution = self.holder(clause.span);
            if self.only_says(clause, attribution, items) {
                continue;
            }
            // "the ministry confirmed the flood": act and content in one.
            let says = |index: usize| self.cue_of(index).filter(|cue| clause.span.contains(*cue)).map(|cue| self.tokens(cue));
            let act = attribution.filter(|index| says(*index).is_some_and(|cue| verb.is_some_and(|verb| cue.contains(&verb))));
            let holder = attribution.filter(|_| act.is_none());
            let found = self.proposition(clause, clause.span, holder, order, verb, items);
            propositions.extend(found.map(|found| Proposition { act: act.map(|act| (self.place.1, act)), ..found }));
        }
        self.acts(clauses, first, items, propositions);
    }

    /// Acts of saying that say more than that somebody spoke, from the source to the end of the content.
    fn acts(&mut self, clauses: &[Clause], first: usize, items: &mut Items<'_>, propositions: &mut Vec<Proposition>) {
        for (index, one) in self.attributions.clone() {
            let (Some(cue), Some(_)) = (one.cue, one.source) else { continue };
            let Some(frame) = clauses.iter().find(|clause| clause.span.contains(cue)) else { continue };
            let whole = one
                .content
                .iter()
                .chain(&one.source)
                .filter(|span| self.sentence.span.contains(**span))
                .fold(cue, |sum, span| sum.join(*span));
            if propositions[first..].iter().any(|other| other.span == whole || frame.span.contains(whole) && other.span == frame.span) {
                continue;
            }
            let tokens = self.tokens(whole);
            let mut order = Vec::new();
            items.read(&mut self.line, tokens.start, tokens.end, &mut order);
            // "appeared to acknowledge", "has confirmed": the act is one of the cue's words.
            let said = self.tokens(cue);
            let act = order.iter().find(|(at, item)| said.contains(at) && items.kind(*item) == Kind::Concept).map(|(at, _)| *at);
            if act.is_some() {
                let seems = words!("appear appears appeared seem seems seemed").holds(&self.words.tokens[said.start], self.words.text);
                let frame = if seems { &Clause { commitment: Commitment::Probable.min(frame.commitment), ..*frame } } else { frame };
                let act = self.proposition(frame, whole, self.holder(cue), order, act, items);
                propositions.extend(act.map(|act| Proposition { act: Some((self.place.1, index)), ..act }));
            }
        }
    }

    fn proposition(
        &self,
        clause: &Clause,
        span: Span,
        attribution: Option<usize>,
        order: Vec<(usize, Item)>,
        verb: Option<usize>,
        items: &Items<'_>,
    ) -> Option<Proposition> {
        let role = |at: usize| match verb {
            Some(verb) if at < verb => role::BEFORE,
            Some(verb) if at == verb => role::VERB,
            Some(_) => role::BEHIND,
            None => 0,
        };
        let contrary = |at: usize| if self.line.contrary.contains(&at) { role::CONTRARY } else { 0 };
        let mut own: Vec<(Item, u8)> = order.iter().map(|&(at, item)| (item, role(at) | contrary(at))).collect();
        own.sort_unstable();
        own.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= if same { later.1 } else { 0 };
            same
        });
        if own.len() < FEWEST {
            return None;
        }
        let predicate = verb.and_then(|verb| order.iter().find(|(at, _)| *at == verb)).map(|(_, item)| *item);
        let predicate = predicate.filter(|item| !matches!(items.kind(*item), Kind::Name | Kind::Person));
        let (article, passage) = self.place;
        Some(Proposition {
            article,
            field: self.passage.field(),
            span,
            part: self.sentence.part,
            attribution: attribution.map(|one| (passage, one)),
            commitment: clause.commitment,
            polarity: clause.polarity,
            act: None,
            adjectives: order.iter().map(|(at, _)| *at).filter(|at| self.line.adjectives.contains(at)).collect(),
            items: own,
            order,
            predicate,
        })
    }

    /// The words that attribute.
    fn cue_of(&self, index: usize) -> Option<Span> {
        self.attributions.iter().find(|(place, _)| *place == index).and_then(|(_, one)| one.cue)
    }

    /// The innermost attribution whose content is most of the span.
    fn holder(&self, span: Span) -> Option<usize> {
        let covered = |one: &Attribution| {
            let shared = |piece: &Span| piece.end().min(span.end()).saturating_sub(piece.start().max(span.start()));
            one.content.iter().map(shared).sum::<usize>()
        };
        let length = |one: &Attribution| one.content.iter().map(|piece| piece.len()).sum::<usize>();
        let holding = self.attributions.iter().filter(|(_, one)| 2 * covered(one) > span.len());
        holding.min_by_key(|(_, one)| length(one)).map(|(index, _)| *index)
    }

    /// Whether the clause is there only to say whose words its neighbours are.
    fn only_says(&mut self, clause: &Clause, holder: Option<usize>, items: &mut Items<'_>) -> bool {
        for (index, one) in self.attributions.clone() {
            let Some(cue) = one.cue.filter(|cue| holder != Some(index) && clause.span.overlaps(*cue)) else { continue };
            let (tokens, said) = (self.tokens(clause.span), self.tokens(cue));
            let source = one.source.map_or(0..0, |source| self.tokens(source));
            let mut left = Vec::new();
            items.read(&mut self.line, tokens.start, tokens.end, &mut left);
            left.retain(|(at, _)| !said.contains(at) && !source.contains(at));
            if left.len() < FEWEST {
                return true;
            }
        }
        false
    }

    /// The tokens of the sentence inside a span.
    fn tokens(&self, span: Span) -> Range<usize> {
        self.token(span.start())..self.token(span.end())
    }

    /// The first token at or behind a byte.
    fn token(&self, byte: usize) -> usize {
        self.words.tokens.partition_point(|token| token.span.start() < byte)
    }
}
