//! The finite clauses of a sentence: one verb group that says who or when, and the words around it.
//!
//! There is no parse. Borders are read off closed classes: subordinators, relatives, *that*, a coordinator or comma before a new finite verb, a verb that takes
//! a bare clause, the borders of what is attributed. A stretch without a finite verb is no clause and goes to its neighbour, so that the clauses hold
//! every word once; a clause that another interrupts (*the man who fled was caught*) keeps what follows the interruption, and its subject stays with
//! what interrupts. Infinitives and participles are part of the clause around them. One pass forward and one back: linear in the tokens.

use crate::cue::Voice;
use crate::find::effect::{Effect, Force, Form};
use crate::find::finite::{
    ADVERB, AUXILIARY, COORDINATOR, DETERMINER, FINITE, LIGHT_SUBJECT, MARK, MAYBE_OPENER, MODAL, OPENER, PREPOSITION, QUESTION_WORD,
    RELATIVE, STOP, STRONG, SUBJECT, THAT, Tags, WEAK,
};
use crate::lexicon::{Match, Words};
use crate::word_set::words;

/// Why a clause stands where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// By itself.
    Main,
    /// As what somebody says or thinks.
    Content,
    /// Below a verb, noun or adjective: *know that X*.
    Complement,
    /// Below *it is true that*, which it shares the fate of.
    Truth,
    /// Beside another: *when X*, *because X*.
    Adverbial,
    /// *if X*, *unless X*: another holds only under it.
    Condition,
    /// *even if X*, *as if X*: open, and nothing hangs on it.
    Concession,
    /// *whether X*.
    Question,
    /// *who X*.
    Relative,
}

/// A clause, as tokens of its sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) role: Role,
    /// The clause that it stands below or beside, an earlier one.
    pub(super) parent: Option<usize>,
    /// The match that takes it as a complement.
    pub(super) governor: Option<usize>,
    /// First finite verb.
    pub(super) finite: Option<usize>,
}

/// Where the content of an attribution begins or ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border {
    /// The token that begins or follows the content.
    pub(super) at: usize,
    pub(super) begins: bool,
    /// The tokens of the content.
    pub(super) content: (usize, usize),
    /// The match that is the attribution's cue, where it decides what becomes of the content.
    pub(super) governor: Option<usize>,
}

/// Classes of words that open or close something.
const TELLING: u32 = FINITE | WEAK | SUBJECT | LIGHT_SUBJECT | OPENER | MAYBE_OPENER | RELATIVE | QUESTION_WORD | THAT | COORDINATOR | MARK;

/// Room that sentences share.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) tags: Tags,
    /// By token: one more than the match that ends there and takes a clause.
    takes: Vec<u32>,
    pub(super) pieces: Vec<Piece>,
}

impl Scratch {
    /// Cuts a sentence into `self.pieces`. `borders` are those of its attributed contents, in order.
    pub(super) fn cut(&mut self, words: &Words<'_>, voices: &[Voice], matches: &[Match], effects: &[Effect], borders: &[Border]) {
        self.pieces.clear();
        let length = words.tokens.len();
        if length == 0 {
            return;
        }
        self.tags.classify(words);
        self.tags.verbs(words, matches, effects);
        let verbal = |class: &&u32| **class & (FINITE | WEAK | SUBJECT | LIGHT_SUBJECT) != 0;
        if borders.is_empty() && self.tags.classes.iter().filter(verbal).take(2).count() < 2 {
            let finite = self.tags.classes.iter().position(|class| class & FINITE != 0);
            let role = self.opening(words, 0).unwrap_or(Role::Main);
            let role = if role == Role::Adverbial { Role::Main } else { role };
            self.pieces.push(Piece { first: 0, last: length - 1, role, parent: None, governor: None, finite });
            return;
        }
        self.tags.look_ahead(voices);
        self.takes.clear();
        self.takes.resize(length, 0);
        for (index, found) in (1..).zip(matches) {
            let effect = effects[found.entry as usize];
            let held = self.takes[found.last];
            // A word that is a factive or hedge as well as a verb of saying acts as that.
            if effect.takes_clause() && (held == 0 || effect.rank() < effects[matches[held as usize - 1].entry as usize].rank()) {
                self.takes[found.last] = index;
            }
        }
        let mut cutter = Cutter::new(self, words, matches, effects);
        // What is no clause parts none: *confirmed the figure*.
        let is_clause = |cutter: &Cutter<'_>, border: &Border| {
            cutter.scratch.tags.classes[border.content.0..border.content.1].iter().any(|class| class & (FINITE | WEAK) != 0)
        };
        let mut borders = borders.iter().peekable();
        for at in 0..length {
            while let Some(border) = borders.next_if(|border| border.at <= at) {
                if !is_clause(&cutter, border) {
                    continue;
                }
                cutter.border(border);
            }
            // Most words open nothing and are no verb.
            if cutter.scratch.tags.classes[at] & TELLING == 0 && (at == 0 || cutter.scratch.takes[at - 1] == 0) {
                cutter.worded = true;
                continue;
            }
            cutter.token(at);
        }
        let pieces = cutter.finish();
        self.pieces = pieces;
    }

    /// The role that a subordinator gives the clause it opens.
    fn opening(&self, words: &Words<'_>, at: usize) -> Option<Role> {
        let class = self.tags.classes[at];
        if class & OPENER != 0 {
            let before = at.checked_sub(1).map(|before| words.slice(before));
            return Some(match words.slice(at).as_bytes()[0].to_ascii_lowercase() {
                b'i' if before.is_some_and(|word| word.eq_ignore_ascii_case("even") || word.eq_ignore_ascii_case("as")) => Role::Concession,
                b'i' | b'u' if !words.tokens[at].is(words.text, "lest") => Role::Condition,
                _ if words.tokens[at].is(words.text, "whether") => Role::Question,
                _ => Role::Adverbial,
            });
        }
        (class & MAYBE_OPENER != 0).then_some(Role::Adverbial)
    }
}

/// Marks that belong to the words before them.
fn closes(mark: &str) -> bool {
    matches!(mark, "," | ";" | ":" | "." | "?" | "!" | "…" | ")" | "]" | "”" | "’" | "»")
}

/// What a clause stands below.
#[derive(Clone, Copy)]
struct Place {
    role: Role,
    parent: Option<usize>,
    governor: Option<usize>,
}

const MAIN: Place = Place { role: Role::Main, parent: None, governor: None };

struct Cutter<'a> {
    scratch: &'a Scratch,
    words: &'a Words<'a>,
    matches: &'a [Match],
    effects: &'a [Effect],
    pieces: Vec<Piece>,
    first: usize,
    finite: Option<usize>,
    place: Place,
    /// Whether the clause has had a word.
    worded: bool,
    /// Whether the clause came behind a comma, which then ends it.
    after_comma: bool,
    /// The clause that the current one interrupts or hangs on, and its place.
    host: Place,
    /// The place of a clause that was interrupted before its verb: *the man who fled*.
    owed: Option<Place>,
    /// The place outside the content that is open.
    outside: Place,
    in_content: bool,
    /// The last complement, which *and that* goes on with.
    complement: Option<Place>,
}

impl<'a> Cutter<'a> {
    fn new(scratch: &'a mut Scratch, words: &'a Words<'a>, matches: &'a [Match], effects: &'a [Effect]) -> Self {
        let pieces = std::mem::take(&mut scratch.pieces);
        Self {
            scratch,
            words,
            matches,
            effects,
            pieces,
            first: 0,
            finite: None,
            place: MAIN,
            worded: false,
            after_comma: false,
            host: MAIN,
            owed: None,
            outside: MAIN,
            in_content: false,
            complement: None,
        }
    }

    fn class(&self, at: usize) -> u32 {
        self.scratch.tags.classes.get(at).copied().unwrap_or(0)
    }

    /// Ends the current clause before `at` and begins one; a stretch without a finite verb is taken along.
    fn open(&mut self, at: usize, place: Place) {
        let mut at = at;
        let tokens = self.words.tokens;
        let touches = |at: usize| tokens[at - 1].span.end() == tokens[at].span.start();
        while at < tokens.len() && at > self.first && !tokens[at].is_word() {
            // A straight mark closes what it touches.
            let mark = self.words.slice(at);
            let closing = closes(mark) || matches!(mark, "\"" | "'") && touches(at);
            if !closing {
                break;
            }
            at += 1;
        }
        while at < tokens.len() && at > self.first + 1 && touches(at) && matches!(self.words.slice(at - 1), "(" | "[" | "“" | "‘" | "\"")
        {
            if self.words.slice(at - 1) == "\"" && touches(at - 1) {
                break;
            }
            at -= 1;
        }
        let whole_content = self.place.role == Role::Content && place.role != Role::Content && !self.in_content;
        if at > self.first && (self.finite.is_some() || whole_content) {
            if at >= self.words.tokens.len() {
                return;
            }
            self.close(at - 1);
            self.first = at;
            self.worded = false;
            self.owed = None;
        } else if self.worded && self.finite.is_none() && matches!(place.role, Role::Relative | Role::Complement) {
            self.owed = Some(self.place);
        }
        self.after_comma = at > 0 && self.words.slice(at.min(self.words.tokens.len() - 1) - usize::from(at > 0)).eq(",");
        self.finite = None;
        if matches!(place.role, Role::Main | Role::Content | Role::Complement | Role::Question) {
            self.host = place;
        }
        if matches!(place.role, Role::Complement | Role::Content | Role::Question) {
            self.complement = Some(place);
        }
        self.place = place;
    }

    fn close(&mut self, last: usize) {
        let Place { role, parent, governor } = self.place;
        self.pieces.push(Piece { first: self.first, last, role, parent, governor, finite: self.finite });
    }

    /// The clause that a new one below the current clause names as its parent.
    fn current(&self) -> Option<usize> {
        if self.finite.is_some() { Some(self.pieces.len()) } else { self.place.parent }
    }

    fn border(&mut self, border: &Border) {
        if border.begins {
            if !self.in_content {
                self.outside = self.host;
            }
            let parent = self.current();
            self.in_content = true;
            // *that* belongs to what it opens.
            let that = border.at > self.first + 1 && self.class(border.at - 1) & THAT != 0;
            self.open(border.at - usize::from(that), Place { role: Role::Content, parent, governor: border.governor });
        } else if self.in_content {
            self.in_content = false;
            if self.finite.is_some() || self.place.role == Role::Content {
                let outside = self.outside;
                self.open(border.at, outside);
            }
        }
    }

    fn token(&mut self, at: usize) {
        let class = self.class(at);
        if class & MARK != 0 {
            if class & STOP != 0 {
                self.mark(at);
            }
            return;
        }
        let begins = !self.worded;
        if class & (OPENER | MAYBE_OPENER | RELATIVE | THAT | COORDINATOR | QUESTION_WORD) != 0 {
            self.word(at, class, begins);
        } else if class & (FINITE | SUBJECT) != 0 {
            self.verb(at, class);
        } else if class & WEAK != 0 && self.owed.is_some() && self.resumes(at) {
            // "the fact that it broke surprised them"
            let owed = self.owed.take().unwrap_or(MAIN);
            self.open(at, owed);
            self.finite = Some(at);
        } else if at > self.first {
            self.bare(at, class);
        }
        self.worded = true;
        if class & FINITE != 0 && self.finite.is_none() {
            self.finite = Some(at);
        } else if self.finite.is_none()
            && class & (SUBJECT | LIGHT_SUBJECT) != 0
            && self.scratch.tags.evident(at) == Some(at)
            && self.class(at + 1) & (PREPOSITION | COORDINATOR) == 0
        {
            // A verb in its base form is on no list, but a subject has one.
            let verb = (at + 1..self.words.tokens.len().min(at + 5))
                .find(|&next| self.class(next) & ADVERB == 0 || self.class(next) & FINITE != 0);
            self.finite = verb.filter(|&verb| self.words.tokens[verb].is_word());
        }
    }

    fn mark(&mut self, at: usize) {
        let subordinate = matches!(self.place.role, Role::Relative | Role::Adverbial | Role::Condition | Role::Concession);
        // "If the Senate passes it, he will leave": a subordinate has a verb, known or not.
        if self.finite.is_none()
            && self.worded
            && subordinate
            && self.place.role != Role::Relative
            && self.scratch.tags.evident(at + 1).is_some()
        {
            self.finite = Some(at - 1);
        }
        if self.finite.is_none() {
            return;
        }
        match self.words.slice(at) {
            ";" | ":" | "—" | "–" if self.scratch.tags.evident(at + 1).is_some() => {
                let place = if self.in_content { self.host } else { MAIN };
                self.open(at + 1, Place { parent: None, ..place });
            }
            "," => {
                let next = self.class(at + 1);
                if next & (COORDINATOR | OPENER | MAYBE_OPENER | RELATIVE | THAT) != 0 && next & (COORDINATOR | OPENER | RELATIVE) != 0 {
                    return;
                }
                let evident = self.scratch.tags.evident(at + 1);
                // "the dam, which was old, collapsed": behind a relative the verb comes at once.
                let resumes = self.after_comma && next & (WEAK | STRONG) != 0;
                let subject = evident.is_some_and(|verb| verb > at + 1 || next & (SUBJECT | LIGHT_SUBJECT) != 0);
                if subordinate && (resumes || evident.is_some()) {
                    let host = self.owed.take().unwrap_or(self.host);
                    self.open(at + 1, host);
                    self.finite = resumes.then_some(at + 1);
                } else if !subordinate && subject {
                    let host = if self.in_content { self.host } else { self.matrix() };
                    let strong = evident.is_some_and(|verb| self.class(verb) & STRONG != 0);
                    if strong || next & (SUBJECT | LIGHT_SUBJECT) != 0 {
                        self.open(at + 1, host);
                    }
                }
            }
            _ => {}
        }
    }

    /// A subordinator, relative, *that* or coordinator.
    fn word(&mut self, at: usize, class: u32, begins: bool) {
        let evident = self.scratch.tags.evident(at + 1);
        if class & COORDINATOR != 0 {
            self.coordinate(at, evident);
            return;
        }
        if class & THAT != 0 {
            self.that(at, evident, begins);
            return;
        }
        if class & OPENER != 0 || class & MAYBE_OPENER != 0 && evident.is_some() {
            if self.class(at + 1) & PREPOSITION != 0 && self.words.tokens[at + 1].is(self.words.text, "of") {
                return;
            }
            let Some(role) = self.scratch.opening(self.words, at) else { return };
            let evident = if class & OPENER != 0 { evident.or_else(|| self.evident_over(at + 1)) } else { evident };
            let governor = if class & OPENER != 0 { self.governor(at) } else { None };
            let asks = role == Role::Question || role == Role::Condition && (governor.is_some() || self.asks(at));
            // "whether or not", "if any": without a verb there is no clause.
            if role != Role::Question && evident.is_none() && !begins && !asks {
                return;
            }
            let start = if role == Role::Concession && at > self.first { at - 1 } else { at };
            // Before its own clause has a verb a condition stands ahead of what hangs on it.
            let parent = if role == Role::Condition && !asks { self.finite.map(|_| self.pieces.len()) } else { self.current() };
            let place = Place { role: if asks { Role::Question } else { role }, parent, governor };
            self.open(start, place);
            return;
        }
        // "explained how the dam broke": a verb of knowing takes a question word too.
        if class & QUESTION_WORD != 0
            && !begins
            && self.finite.is_some()
            && (evident.is_some() || self.class(at + 1) & (WEAK | STRONG) != 0)
            && let Some(governor) = self.governor(at)
        {
            let parent = self.current();
            self.open(at, Place { role: Role::Complement, parent, governor: Some(governor) });
            return;
        }
        if class & RELATIVE != 0 && !begins && (evident.is_some() || self.class(at + 1) & (WEAK | STRONG) != 0) {
            let start = if self.class(at - 1) & PREPOSITION != 0 && at - 1 > self.first { at - 1 } else { at };
            self.open(start, Place { role: Role::Relative, parent: self.current(), governor: None });
        }
    }

    fn coordinate(&mut self, at: usize, evident: Option<usize>) {
        if self.finite.is_none() || at == self.first {
            return;
        }
        let comma = self.words.slice(at - 1) == ",";
        let small =
            self.words.slice(at).len() < 4 && !matches!(self.words.slice(at).as_bytes()[0], b'a' | b'b' | b'o' | b'n' | b'A' | b'B');
        if small && !comma {
            return;
        }
        if self.class(at + 1) & THAT != 0 && self.scratch.tags.evident(at + 2).is_some() {
            if let Some(place) = self.complement {
                self.open(at, place);
            }
            return;
        }
        // "may or may not" is one hedge.
        let or_not = self.class(at + 1) & MODAL != 0 && self.words.tokens.get(at + 2).is_some_and(|not| not.is(self.words.text, "not"));
        if self.class(at + 1) & (OPENER | RELATIVE) != 0 || or_not && self.words.slice(at) == "or" {
            return;
        }
        let direct = self.class(at + 1) & (WEAK | FINITE) != 0;
        let Some(verb) = evident.or(direct.then_some(at + 1)) else { return };
        // "was arrested and charged": one auxiliary for both.
        let shared = self.class(verb) & STRONG == 0
            && verb <= at + 2
            && self.finite.is_some_and(|finite| self.class(finite) & (AUXILIARY | MODAL) != 0);
        // "and obtained by": a participle.
        let passive = self.class(verb) & STRONG == 0
            && verb <= at + 2
            && self.words.tokens.get(verb + 1).is_some_and(|by| by.is(self.words.text, "by"));
        if (shared || passive) && self.class(verb) & SUBJECT == 0 {
            return;
        }
        let subordinate = matches!(self.place.role, Role::Relative | Role::Adverbial | Role::Condition | Role::Concession);
        let place = match self.place {
            _ if comma && subordinate => self.host,
            // Behind a comma the sentence goes on, not what is known or thought.
            Place { role: Role::Complement, .. } if comma => self.matrix(),
            place => place,
        };
        self.open(at, place);
        if verb == at + 1 {
            self.finite = Some(verb);
        }
    }

    /// The place of the clause that all complements and subordinates above the current one hang on.
    fn matrix(&self) -> Place {
        let mut place = self.place;
        // Each step goes to an earlier clause; a few lead out of anything that is written to be read.
        for _ in 0..8 {
            if matches!(place.role, Role::Main | Role::Content) {
                return place;
            }
            let Some(piece) = place.parent.and_then(|piece| self.pieces.get(piece)) else { return MAIN };
            place = Place { role: piece.role, parent: piece.parent, governor: piece.governor };
        }
        MAIN
    }

    fn that(&mut self, at: usize, evident: Option<usize>, begins: bool) {
        let evident = evident.or_else(|| self.evident_over(at + 1));
        let next = self.class(at + 1);
        let verb_next = next & (WEAK | STRONG) != 0;
        // "said that if it rained, the dam would break"
        let subordinate = next & (OPENER | MAYBE_OPENER) != 0 && self.governor(at).or_else(|| self.governor_near(at)).is_some();
        if begins || evident.is_none() && !verb_next && !subordinate {
            return;
        }
        let before = self.class(at - 1);
        if let Some(governor) = self.governor(at).or_else(|| self.governor_near(at)) {
            // "Roe doubts that": what looks like a noun is the verb of a name.
            let named = at >= self.first + 2
                && self.words.slice(at - 2).starts_with(char::is_uppercase)
                && self.class(at - 2) & (DETERMINER | PREPOSITION) == 0;
            if self.finite.is_none() && named && self.words.slice(at - 1).ends_with('s') {
                self.finite = Some(at - 1);
            }
            self.open(at, Place { role: Role::Complement, parent: self.current(), governor: Some(governor) });
        } else if let Some(place) = self.complement.filter(|_| self.words.slice(at - 1) == ",") {
            self.open(at, place);
        } else if words!("true case possible").holds(&self.words.tokens[at - 1], self.words.text) {
            self.open(at, Place { role: Role::Truth, parent: self.current(), governor: None });
        } else if before & (PREPOSITION | COORDINATOR | DETERMINER | FINITE) == 0 && self.words.tokens[at - 1].is_word() {
            self.open(at, Place { role: Role::Relative, parent: self.current(), governor: None });
        } else if before & FINITE != 0 && !verb_next {
            self.open(at, Place { role: Role::Complement, parent: self.current(), governor: None });
        }
    }

    /// The next sign of a finite verb behind a subject of two: *that masks and gloves can help*.
    fn evident_over(&self, from: usize) -> Option<usize> {
        let until = self.words.tokens.len().min(from + 12);
        let joint =
            (from..until).find(|&at| !self.words.tokens[at].is_word() || self.class(at) & (OPENER | RELATIVE | THAT | COORDINATOR) != 0)?;
        (self.class(joint) & COORDINATOR != 0).then(|| self.scratch.tags.evident(joint + 1)).flatten()
    }

    /// The match that takes a clause and ends right before a word, or at it: *know*, *claims that*.
    fn governor(&self, at: usize) -> Option<usize> {
        let here = self.scratch.takes.get(at).copied().filter(|&index| index != 0);
        let before = at.checked_sub(1).and_then(|before| self.scratch.takes.get(before)).copied().filter(|&index| index != 0);
        here.or(before).map(|index| index as usize - 1)
    }

    /// The same a few words before, with whom it is told or an adverb between.
    fn governor_near(&self, at: usize) -> Option<usize> {
        let from = at.saturating_sub(5).max(self.first);
        (from..at).rev().find_map(|before| Some(self.scratch.takes[before]).filter(|&index| index != 0)).map(|index| index as usize - 1)
    }

    /// Whether *if* stands for *whether*.
    fn asks(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            words!("know knows knew ask asks asked asking see wonder wonders wondered sure clear unclear decide determine determined tell questioned unsure")
                .holds(&self.words.tokens[before], self.words.text)
        })
    }

    /// A finite verb or the subject of one, where the clause may have a verb already.
    fn verb(&mut self, at: usize, class: u32) {
        let Some(finite) = self.finite else { return };
        if at <= finite || at == self.first {
            return;
        }
        // One verb group: nothing but adverbs, or in a question its subject, between.
        if self.class(finite) & (AUXILIARY | MODAL) != 0
            && at - finite < 8
            && (finite + 1..at).all(|between| self.class(between) & (ADVERB | SUBJECT) != 0)
            && class & SUBJECT == 0
        {
            return;
        }
        let before = self.class(at - 1);
        if class & SUBJECT != 0 {
            if at == finite + 1 && self.class(finite) & STRONG != 0 && self.takes_bare(at).is_none() {
                return;
            }
            if self.words.tokens[at - 1].is_word() && before & (PREPOSITION | COORDINATOR) == 0 {
                self.below(at);
            }
            return;
        }
        if class & STRONG == 0 || before & (COORDINATOR | ADVERB) != 0 && before & WEAK == 0 && self.class(at - 1) & COORDINATOR != 0 {
            return;
        }
        if before & LIGHT_SUBJECT != 0 && at - 1 > finite {
            self.below(at - 1);
            return;
        }
        // "the man who fled was caught"
        let bare = (finite..at).rev().take(6).find(|&before| self.takes_bare(before + 1).is_some());
        if bare.is_none()
            && let Some(owed) = self.owed.take()
        {
            self.open(at, owed);
            return;
        }
        let from = (finite + 1).max(at.saturating_sub(6));
        let phrase = (from..at).rev().take_while(|&before| self.words.tokens[before].is_word() && self.class(before) & COORDINATOR == 0);
        if let Some(determiner) = phrase.into_iter().find(|&before| self.class(before) & DETERMINER != 0)
            && self.class(determiner - 1) & PREPOSITION == 0
        {
            self.below(determiner);
        }
    }

    /// Whether a word that may be a past tense or a participle is the verb of the clause that was interrupted.
    fn resumes(&self, at: usize) -> bool {
        let free =
            self.class(at - 1) & (AUXILIARY | PREPOSITION | DETERMINER | COORDINATOR | MODAL | RELATIVE | SUBJECT | LIGHT_SUBJECT) == 0;
        self.finite.is_some_and(|finite| finite < at)
            && free
            && self.words.tokens[at - 1].is_word()
            && self.class(at + 1) & PREPOSITION == 0
    }

    /// The match that takes a bare clause and ends right before a token.
    fn takes_bare(&self, at: usize) -> Option<usize> {
        let index = at.checked_sub(1).and_then(|before| self.scratch.takes.get(before)).copied().filter(|&index| index != 0)? as usize - 1;
        let to = self.words.tokens[at - 1].is(self.words.text, "to");
        (self.effects[self.matches[index].entry as usize].bare && !to).then_some(index)
    }

    /// Opens a clause without *that* below the current one.
    fn below(&mut self, at: usize) {
        let governor = self.takes_bare(at);
        let role = if governor.is_some() { Role::Complement } else { Role::Relative };
        self.open(at, Place { role, parent: self.current(), governor });
    }

    /// Any other word: behind a verb that takes a bare clause it may begin one.
    fn bare(&mut self, at: usize, class: u32) {
        if self.scratch.takes[at - 1] == 0 || class & PREPOSITION != 0 || self.finite.is_none() {
            return;
        }
        // "tell you": whom, not who.
        if self.words.tokens[at].is(self.words.text, "you") && self.words.slice(at - 1).starts_with(['t', 'T']) {
            return;
        }
        let near = |verb: usize| verb < at + 12 && (at..verb).all(|between| self.class(between) & MAYBE_OPENER == 0);
        if self.takes_bare(at).is_some() && self.scratch.tags.evident(at).is_some_and(near) {
            self.below(at);
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        let last = self.words.tokens.len() - 1;
        match self.pieces.last_mut() {
            Some(before) if self.finite.is_none() && self.place.role != Role::Content => before.last = last,
            _ => self.close(last),
        }
        self.pieces
    }
}

impl Effect {
    /// Whether a clause below may hang on the entry.
    pub(super) fn takes_clause(self) -> bool {
        matches!(self.form, Form::Complement | Form::Raising | Form::Adjective | Form::Noun)
            || matches!(self.force, Force::Unsupported | Force::Refute { .. })
    }
}
