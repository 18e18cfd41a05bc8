//! How sure the holder of a clause is of it, and whether it is affirmed or denied.
//!
//! The scale is that of `FactBank` (Saurí & Pustejovsky 2009): certain, probable, possible or underspecified, each affirmed or denied. It is composed: inside a
//! clause hedges, negations and implicatives act from left to right (Karttunen 1971, 2012); from a clause to the one below, the verb, noun or adjective
//! between them decides (Nairn, Condoravdi & Karttunen 2006), and the complement of a factive is certain whatever negation, question or condition stands
//! above (Kiparsky & Kiparsky 1970).
//!
//! Three decisions. The commitment is that of the holder of the clause's [`Voice`](crate::cue::Voice): in the content of an attribution the source's own, so
//! that *claimed that it fell* is certain for the source and nobody else's. An implicative makes one clause with its infinitive, and the clause is judged as
//! that: *failed to pay* is certain and denied. What the outlet thinks of a claim is the verb's manner, which the cue records.

use serde::Serialize;

use crate::article::Field;
use crate::find::clauses::{Piece, Role};
use crate::find::effect::{Effect, Force, Form, Sign};
use crate::find::scope;
use crate::lexicon::{Match, Words};
use crate::span::Span;
use crate::word_set::words;

/// How sure a clause is; a weaker level is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Commitment {
    /// Nobody commits: questions, conditions, *whether*, *allegedly*.
    Underspecified,
    /// *may*, *perhaps*.
    Possible,
    /// *likely*, *believed to*.
    Probable,
    /// Stated as fact.
    Certain,
}

/// Whether a clause is affirmed or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display, strum::EnumString, strum::IntoStaticStr)]
pub enum Polarity {
    /// Affirmed.
    #[serde(rename = "+")]
    #[strum(serialize = "+")]
    Affirmed,
    /// Denied.
    #[serde(rename = "-")]
    #[strum(serialize = "-")]
    Denied,
}

/// A finite clause and the commitment to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Which of the article's texts it stands in.
    pub field: Field,
    /// Where it stands, without white space at either end.
    pub span: Span,
    /// How sure its holder is.
    pub commitment: Commitment,
    /// Affirmed or denied.
    pub polarity: Polarity,
    /// The word that says what is done: the verb behind its auxiliaries, a form of *be* where nothing stands behind it. `None` where no finite verb was
    /// seen, as in most headlines.
    pub verb: Option<Span>,
}

/// A level, and whether it is affirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) level: Commitment,
    pub(super) affirmed: bool,
}

const FACT: State = State { level: Commitment::Certain, affirmed: true };
const OPEN: State = State { level: Commitment::Underspecified, affirmed: true };

/// Room that sentences share.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// By match: what holds of its clause right before it.
    before: Vec<State>,
    /// By clause: what it takes from above.
    above: Vec<State>,
    questions: Vec<bool>,
    pub(super) states: Vec<State>,
}

impl Scratch {
    /// Fills `self.states`, one for each clause. `children` has for each match the first clause that hangs on it.
    pub(super) fn compose(
        &mut self,
        words: &Words<'_>,
        asks: bool,
        pieces: &[Piece],
        matches: &[Match],
        effects: &[Effect],
        children: &[u32],
    ) {
        self.questions(words, asks, pieces);
        self.before.clear();
        self.states.clear();
        let mut next = 0;
        for piece in pieces {
            let begin = next;
            while next < matches.len() && matches[next].first <= piece.last {
                next += 1;
            }
            let clause = Own { words, piece: *piece, matches, effects, children };
            self.states.push(clause.fold(begin..next, &mut self.before));
        }
        self.above.clear();
        for (index, piece) in pieces.iter().enumerate() {
            let above = self.taken_from_above(words, index, piece, matches, effects);
            self.above.push(above);
            let own = self.states[index];
            self.states[index] = State { level: own.level.min(above.level), affirmed: own.affirmed == above.affirmed };
        }
        conditions(pieces, &mut self.states);
    }

    /// What a clause takes from the words that it hangs on.
    fn taken_from_above(&self, words: &Words<'_>, index: usize, piece: &Piece, matches: &[Match], effects: &[Effect]) -> State {
        if piece.role == Role::Truth {
            return piece.parent.filter(|&parent| parent < index).map_or(FACT, |parent| self.states[parent]);
        }
        let parent = piece.parent.filter(|&parent| parent < index).map_or(FACT, |parent| self.above[parent]);
        let asked = if self.questions[index] { OPEN } else { FACT };
        match piece.role {
            Role::Adverbial | Role::Relative => FACT,
            Role::Condition | Role::Concession | Role::Question => OPEN,
            Role::Main | Role::Truth => asked,
            Role::Content | Role::Complement => {
                let Some(governor) = piece.governor else { return if piece.role == Role::Content { asked } else { parent } };
                let effect = effects[matches[governor].entry as usize];
                // "never told him how it broke": that it broke is not in question (Karttunen 1977).
                let tells = matches!(effect.force, Force::Report { .. })
                    && (piece.first..piece.last)
                        .take(2)
                        .any(|at| words!("how why what where when who").holds(&words.tokens[at], words.text));
                if effect.force == Force::Factive || tells {
                    return FACT;
                }
                let below = below(effect, self.before[governor]);
                State { level: below.level.min(parent.level).min(asked.level), ..below }
            }
        }
    }

    /// Which clauses end in a question mark, or stand in a row of clauses of one voice that does.
    fn questions(&mut self, words: &Words<'_>, asks: bool, pieces: &[Piece]) {
        self.questions.clear();
        if !asks {
            self.questions.extend(pieces.iter().map(|piece| is_order(words, piece)));
            return;
        }
        self.questions.resize(pieces.len(), false);
        let mut asked = false;
        for (index, piece) in pieces.iter().enumerate().rev() {
            let marks = (piece.first..=piece.last).rev().take_while(|&at| !words.tokens[at].is_word());
            for at in marks {
                match words.slice(at) {
                    "?" => asked = true,
                    "." | "!" | "”" | "\"" | ";" => asked = asked && words.slice(at) != "." && words.slice(at) != ";",
                    _ => {}
                }
            }
            let ends = (piece.first..=piece.last).rev().take(3).any(|at| words.slice(at) == "?");
            asked |= ends;
            self.questions[index] = asked || is_order(words, piece);
            if piece.role == Role::Content {
                asked = false;
            }
        }
    }
}

/// Whether a clause is an imperative: no subject stands before a verb in its base form.
fn is_order(words: &Words<'_>, piece: &Piece) -> bool {
    if !matches!(piece.role, Role::Main | Role::Content) {
        return false;
    }
    let Some(first) = (piece.first..=piece.last).find(|&at| words.tokens[at].is_word()) else { return false };
    let token = &words.tokens[first];
    if words!("let let's please don't").holds(token, words.text) {
        return true;
    }
    let next = words.next(first).filter(|&next| next <= piece.last);
    words!("avoid click read see watch sign follow subscribe listen consider imagine remember stop go get take give tell ask wait keep make check visit send call join do think")
        .holds(token, words.text)
        && piece.finite.is_none_or(|finite| finite > first + 2)
        && next.is_some_and(|next| {
            words!("the a an our your my his her their this that these those it me us him them up out here more not at for to in on what how why").holds(&words.tokens[next], words.text)
        })
}

/// A condition leaves the clause open that holds under it: the one before it, or behind one at the head of the sentence the next.
fn conditions(pieces: &[Piece], states: &mut [State]) {
    for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.role == Role::Condition) {
        let host = match piece.parent.filter(|&parent| parent < index) {
            Some(parent) => Some(parent),
            None => (index + 1..pieces.len().min(index + 4)).find(|&next| {
                matches!(pieces[next].role, Role::Main | Role::Content)
                    || pieces[next].role == Role::Complement && pieces[next].parent.is_none_or(|parent| parent < index)
            }),
        };
        if let Some(host) = host {
            states[host].level = Commitment::Underspecified;
        }
    }
}

/// What follows for the clause below, from what governs it and what holds of that.
fn below(effect: Effect, before: State) -> State {
    let open = OPEN;
    match effect.force {
        Force::Factive => FACT,
        Force::Weaken { level, negative, raised } => {
            let level = level.min(before.level);
            match (before.affirmed, effect.form) {
                (true, _) => State { level, affirmed: !negative },
                (false, Form::Adjective) if level == Commitment::Possible => State { level: before.level, affirmed: false },
                (false, Form::Adjective) => State { level, affirmed: negative },
                (false, _) if raised || negative => State { level, affirmed: negative },
                (false, _) => open,
            }
        }
        Force::Strengthen => {
            if before.affirmed {
                before
            } else {
                open
            }
        }
        Force::Implicative(affirmed, denied) => by_sign(if before.affirmed { affirmed } else { denied }, before.level),
        Force::Report { negative } => {
            if before.affirmed {
                State { level: before.level, affirmed: !negative }
            } else {
                open
            }
        }
        Force::Unsupported => open,
        Force::Refute { .. } => State { level: before.level, affirmed: false },
        Force::Negate | Force::Idle | Force::Keep => State { affirmed: true, ..before },
    }
}

fn by_sign(sign: Sign, level: Commitment) -> State {
    match sign {
        Sign::True => State { level, affirmed: true },
        Sign::False => State { level, affirmed: false },
        Sign::Open => OPEN,
    }
}

/// Whether a negation among the words of an entry is part of what it says: *unable to*, *not clear*. In *absolutely no* it still negates.
fn holds_negation(effect: Effect) -> bool {
    effect.form != Form::None && matches!(effect.force, Force::Weaken { .. } | Force::Factive | Force::Implicative(..))
}

/// A clause by itself.
struct Own<'a> {
    words: &'a Words<'a>,
    piece: Piece,
    matches: &'a [Match],
    effects: &'a [Effect],
    children: &'a [u32],
}

impl Own<'_> {
    /// What the words of the clause make of it, from left to right.
    fn fold(&self, range: std::ops::Range<usize>, before: &mut Vec<State>) -> State {
        let mut state = FACT;
        // The end of the last word that acted, and the last negation.
        let mut acted: Option<usize> = None;
        let mut negation: Option<usize> = None;
        let mut longest = 0;
        // The end of the last words that only look like a negation: "never fails to".
        let mut idle = 0;
        for index in range.clone() {
            let found = &self.matches[index];
            let effect = self.effects[found.entry as usize];
            let operates = holds_negation(effect);
            // "refused, claiming that": a participle stands beside what is denied.
            let aside = self.words.slice(found.first).ends_with("ing") && !self.follows_be(found);
            before.push(if aside { FACT } else { state });
            if operates {
                longest = longest.max(found.last + 1);
            }
            match effect.force {
                Force::Negate | Force::Unsupported | Force::Refute { turns: true } => {
                    // A negation inside the words of a hedge or implicative is part of what they say.
                    let inside = found.last < longest
                        || range.clone().skip(index + 1 - range.start).take_while(|&next| self.matches[next].first == found.first).any(
                            |next| {
                                let other = self.effects[self.matches[next].entry as usize];
                                holds_negation(other) && self.matches[next].last >= found.last
                            },
                        );
                    if inside || self.is_phrasal(found, acted) || negation.is_some_and(|last| self.repeats(last, index, acted)) {
                        continue;
                    }
                    state.affirmed = !state.affirmed;
                    negation = Some(index);
                }
                Force::Weaken { level, negative, .. } if self.acts(index, effect) => {
                    let denied = negation.is_some_and(|last| self.matches[last].last + 2 >= found.first) && !state.affirmed;
                    if denied && level == Commitment::Possible && effect.form == Form::Adjective {
                        continue;
                    }
                    state.level = state.level.min(level);
                    state.affirmed ^= negative;
                    acted = Some(found.last);
                }
                Force::Strengthen if self.acts(index, effect) => {
                    // "not necessarily", "not clearly": the certainty is denied, not the clause.
                    if negation.is_some_and(|last| self.matches[last].last + 1 == found.first) && !state.affirmed {
                        state = OPEN;
                    }
                    acted = Some(found.last);
                }
                Force::Idle => idle = found.last + 1,
                Force::Implicative(affirmed, denied)
                    if effect.form == Form::Implicative && found.first >= idle && self.is_main(found, acted) =>
                {
                    state = by_sign(if state.affirmed { affirmed } else { denied }, state.level);
                    acted = Some(found.last);
                }
                _ => {}
            }
        }
        state
    }

    /// Whether a hedge or booster governs its own clause.
    fn acts(&self, index: usize, effect: Effect) -> bool {
        let found = &self.matches[index];
        let after_determiner = || {
            found.first.checked_sub(1).is_some_and(|before| {
                words!("a an the this that these those his her its their our your my some any every no")
                    .holds(&self.words.tokens[before], self.words.text)
            })
        };
        let to = || {
            self.words.tokens[found.last].is(self.words.text, "to")
                || self.words.next(found.last).is_some_and(|next| self.words.tokens[next].is(self.words.text, "to"))
        };
        if self.children[index] != u32::MAX {
            return false;
        }
        match effect.form {
            Form::Modal => true,
            Form::Adverb => !after_determiner(),
            Form::Raising => !after_determiner() && self.is_main(found, None),
            Form::Adjective => !after_determiner() && (scope::is_predicate(self.words, found) || to() && effect.form == Form::Adjective),
            Form::Condition => self.piece.role != Role::Condition,
            // "it is unlikely to rain"
            Form::Complement => to() && self.words.tokens[found.first].is(self.words.text, "it"),
            Form::Noun | Form::Figure | Form::FigureBefore | Form::Implicative | Form::None => false,
        }
    }

    /// Whether a verb is that of the clause, not of an infinitive or participle inside it: *left to avoid being seen*.
    fn is_main(&self, found: &Match, acted: Option<usize>) -> bool {
        if acted.is_some_and(|acted| acted + 1 == found.first) {
            return true;
        }
        if self.piece.finite.is_some_and(|finite| finite > found.last) {
            return false;
        }
        let before = found.first.checked_sub(1).filter(|&before| before >= self.piece.first);
        if before.is_some_and(|before| self.words.tokens[before].is(self.words.text, "to")) {
            return false;
        }
        !self.words.slice(found.first).ends_with("ing") || self.follows_be(found)
    }

    fn follows_be(&self, found: &Match) -> bool {
        let before = found.first.checked_sub(1).filter(|&before| before >= self.piece.first);
        before.is_some_and(|before| words!("is are was were be been am not").holds(&self.words.tokens[before], self.words.text))
    }

    /// Whether a negation stays inside a phrase: *with no money*, *decided not to go*.
    fn is_phrasal(&self, found: &Match, acted: Option<usize>) -> bool {
        let is = |at: usize, set: &crate::word_set::WordSet| set.holds(&self.words.tokens[at], self.words.text);
        let before = found.first.checked_sub(1).filter(|&before| before >= self.piece.first);
        let infinitive = self.words.next(found.last).is_some_and(|next| is(next, words!("to because")));
        let is_not = self.words.tokens[found.last].is(self.words.text, "not");
        let adjacent = acted.is_some_and(|acted| acted + 1 == found.first);
        if super::negation::is_number_sign(self.words, found.first) {
            return true;
        }
        // "to not go" and "not to go" negate the infinitive, "is not to blame" the clause.
        let be = before.is_some_and(|before| is(before, words!("is are was were am be been has have had do does did")));
        is_not && infinitive && !adjacent && !be
            || before.is_some_and(|before| {
                is(before, words!("with of for in at by to if or whether though although the a an his her its their")) && !adjacent
            })
            || before.is_some_and(|before| self.words.slice(before) == ",") && self.piece.finite.is_some_and(|finite| finite < found.first)
    }

    /// Whether a second negation only repeats the first: *no food and no water*, *neither X nor Y*. *Nobody did not know* turns twice.
    fn repeats(&self, last: usize, index: usize, acted: Option<usize>) -> bool {
        let (first, second) = (&self.matches[last], &self.matches[index]);
        if acted.is_some_and(|acted| acted > first.last && acted < second.first) {
            return false;
        }
        let subject = words!("nobody no none nothing neither").holds(&self.words.tokens[first.first], self.words.text);
        let verbal = self.words.tokens[second.first].is(self.words.text, "not")
            || self.words.slice(second.first).ends_with("n't")
            || self.words.slice(second.first).ends_with("n’t");
        !(subject && verbal)
    }
}
