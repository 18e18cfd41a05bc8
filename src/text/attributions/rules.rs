//! Attributions by rules.
//!
//! Two passes over the verbs of saying of each paragraph (patterns after Pareti 2012 and `PolNeAR`, Newell et al. 2018). The first gives every speech its verb
//! and source: `"X," he said`, `said Roe: "X"`, `"X," he said, "Y"`. The second takes the remaining verbs and looks for an indirect content: after the
//! verb (*said that X*), around it (*X, he said, Y*), or beside a preposition (*according to Roe, X*).

use std::ops::Range;

use super::{Finder, Form, Report, Speech};
use crate::cue::Manner;
use crate::lexicon::WordClass;
use crate::span::Span;
use crate::text::sentences::sentence_of;
use crate::text::{Attribution, Sentence};
use crate::token::{TokenKind, fold};
use crate::word_set::{WordSet, words};

pub(super) static TIME: WordSet = WordSet::new(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight earlier later recently again then also now \
    afterward afterwards repeatedly publicly privately simply flatly bluntly",
);
static AUXILIARY: WordSet = WordSet::new(
    "has have had having is are was were be been being would could will can may might must shall should do does did not never also later then \
    previously recently earlier already reportedly repeatedly once again now has since himself herself themselves itself",
);
static SUBORDINATE: WordSet = WordSet::new(
    "and but or while as that which because although though when where if whether since so yet after before until than nor who",
);
static FINITE: WordSet = WordSet::new(
    "is are was were has have had will would can could may might must shall should do does did isn't aren't wasn't weren't hasn't haven't hadn't \
    won't wouldn't can't cannot couldn't shouldn't doesn't don't didn't it's he's she's that's there's they're we're i'm you're they've we've i've it'll they'll he'll she'll we'll i'll",
);
impl Finder<'_> {
    /// The attributions of a paragraph.
    pub(super) fn paragraph(&self, paragraph: &Range<usize>, attributions: &mut Vec<Attribution>) {
        let begin = self.speech.partition_point(|speech| speech.first < paragraph.start);
        let end = self.speech.partition_point(|speech| speech.first < paragraph.end);
        let from = self.reports.partition_point(|report| report.first < paragraph.start);
        let to = self.reports.partition_point(|report| report.first < paragraph.end);
        // Verbs inside a quotation report what the speaker reports; the speaker's words are quoted whatever they hold.
        let free: Vec<Report> =
            self.reports[from..to].iter().copied().filter(|report| self.inside_speech(report.first).is_none()).collect();
        let mut taken = vec![false; free.len()];
        let mut held = self.direct(&self.speech[begin..end], &free, &mut taken, attributions);
        for (report, _) in free.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            if let Some(attribution) = self.indirect(report) {
                for piece in &attribution.content {
                    let first = self.speech[begin..end].partition_point(|speech| speech.span.start() < piece.start());
                    let inside = self.speech[begin + first..end].iter().take_while(|speech| piece.contains(speech.span)).count();
                    held[first..first + inside].fill(true);
                }
                attributions.push(attribution);
            }
        }
        // Speech that nobody is said to have said, and that no indirect content holds.
        for (speech, _) in self.speech[begin..end].iter().zip(&held).filter(|(_, held)| !**held) {
            if self.tokens[speech.first..=speech.last].iter().filter(|token| token.is_word()).count() > 3 {
                attributions.push(self.introduced(speech, attributions).unwrap_or(Attribution {
                    source: None,
                    cue: None,
                    content: vec![speech.span],
                    direct: true,
                    manner: Manner::Neutral,
                    source_class: None,
                    resolved: None,
                }));
            }
        }
    }

    /// Gives speech its verbs and sources; marks the verbs in `taken`, and returns which of the speech has found its attribution.
    pub(super) fn direct(
        &self,
        speeches: &[Speech],
        free: &[Report],
        taken: &mut [bool],
        attributions: &mut Vec<Attribution>,
    ) -> Vec<bool> {
        let mut held = vec![false; speeches.len()];
        let mut last: Option<usize> = None;
        for (index, speech) in speeches.iter().enumerate() {
            // A quotation taken up from the paragraph before belongs to the attribution of that one.
            if speech.continues
                && let Some(one) =
                    attributions.last_mut().filter(|one| one.direct && one.content.last().is_some_and(|last| self.follows(speech, *last)))
            {
                one.content.push(speech.span);
                held[index] = true;
                last = Some(attributions.len() - 1);
                continue;
            }
            let next = speeches.get(index + 1).map_or(usize::MAX, |next| next.first);
            let previous = index.checked_sub(1).map(|at| speeches[at].last);
            let end = self.sentences[sentence_of(self.sentences, speech.last)].tokens.end;
            let start = self.sentences[sentence_of(self.sentences, speech.first)].tokens.start;
            let behind = free.partition_point(|report| report.first <= speech.last);
            let ahead = free.partition_point(|report| report.first < speech.first);
            let after = (behind..free.len())
                .take_while(|&at| free[at].first < end.min(next))
                .find(|&at| !taken[at] && self.says_before(&free[at], speech.last));
            let before =
                (0..ahead).rev().take_while(|&at| free[at].first >= start && previous.is_none_or(|previous| free[at].first > previous));
            let before =
                before.into_iter().find(|&at| !taken[at] && free[at].last < speech.first && self.says_after(&free[at], speech.first));
            // Speech that ends in a comma goes on to its verb.
            let comma = self.slice(speech.last.saturating_sub(1)).ends_with([',', '?', '!'])
                || self.tokens.get(speech.last + 1).is_some_and(|token| token.slice(self.text) == ",");
            let report = if comma { after.or(before) } else { before.or(after) };
            if let Some(at) = report {
                taken[at] = true;
                held[index] = true;
                let report = free[at];
                let source = if report.first > speech.last {
                    self.source_beside(&report, speech.last + 1, end.min(next))
                } else {
                    self.source_before(&report, start)
                };
                attributions.push(self.attribution(source, &report, vec![speech.span], true));
                last = Some(attributions.len() - 1);
                continue;
            }
            // `"X," he said, "Y"`, and further speech of the same paragraph right behind: one content in pieces.
            if let Some(at) = last
                && previous.is_some_and(|previous| self.carries_on(attributions[at].cue, previous, speech.first))
            {
                attributions[at].content.push(speech.span);
                held[index] = true;
            }
        }
        held
    }

    /// Whether the words between a speech that ends at `end` and the report are no more than its source: `"X," the old man said`.
    fn says_before(&self, report: &Report, end: usize) -> bool {
        if matches!(report.form, Form::Noun) {
            return false;
        }
        let between = &self.tokens[end + 1..report.first];
        between.len() <= 18
            && !(end + 1..report.first)
                .any(|at| matches!(self.slice(at), "." | ";" | "?" | "!" | ":" | "“" | "\"") && !self.is_initial_stop(at))
            && !(end + 1..report.first).any(|at| {
                // "the Union of Dam and River Workers" is one name.
                let joins =
                    at + 1 < report.first && self.slice(at + 1).starts_with(char::is_uppercase) && self.tokens[at].is(self.text, "and");
                !joins && words!("and but while that which as because").holds(&self.tokens[at], self.text)
            })
            && !between.iter().any(|token| FINITE.holds(token, self.text))
    }

    /// Whether the words between the report and a speech that begins at `begin` leave it the verb's own: `said on Monday: "X"`.
    fn says_after(&self, report: &Report, begin: usize) -> bool {
        if matches!(report.form, Form::Preposition) {
            return false;
        }
        let between = &self.tokens[report.last + 1..begin];
        let opens = between.last().is_none_or(|token| matches!(token.slice(self.text), "," | ":" | "—" | "–" | "-"));
        let that = between.last().is_some_and(|token| words!("that as of a an the for it was is").holds(token, self.text));
        if opens { between.len() <= 18 && !between.iter().any(|token| FINITE.holds(token, self.text)) } else { that && between.len() <= 2 }
    }

    /// Whether a speech goes on with the attribution whose cue is `cue`: only that stands between the two, or nothing but a sentence's end.
    pub(super) fn carries_on(&self, cue: Option<Span>, previous: usize, begin: usize) -> bool {
        let between = &self.tokens[previous + 1..begin];
        let interrupted = cue.is_some_and(|cue| between.iter().any(|token| cue.contains(token.span)));
        between.len() <= 30 && (interrupted || between.iter().all(|token| !token.is_word()))
    }

    /// The indirect attribution of a verb of saying.
    pub(super) fn indirect(&self, report: &Report) -> Option<Attribution> {
        let sentence = &self.sentences[sentence_of(self.sentences, report.first)];
        let (start, end) = (sentence.tokens.start, self.content_end(sentence));
        match report.form {
            Form::Preposition => self.according_to(report, start, end),
            Form::Other => None,
            _ => self.clause_after(report, start, end).or_else(|| self.clause_before(report, start, end)),
        }
    }

    /// *According to Roe, X*; *X, according to Roe*; *X, according to Roe, Y*.
    fn according_to(&self, report: &Report, start: usize, end: usize) -> Option<Attribution> {
        let comma = (report.last + 1..end).find(|&at| matches!(self.slice(at), "," | ";" | "—" | "–" | "(")).unwrap_or(end);
        let source = self.span(report.last + 1, comma);
        let leads = (start..report.first).all(|at| !self.tokens[at].is_word())
            || self.tokens[start..report.first].iter().filter(|token| token.is_word()).count() <= 2;
        let mut content = Vec::new();
        // "including, according to Roe, 400 of them": only what follows is Roe's.
        if self.is_inner(report, start) && comma < end {
            content.extend(self.span(comma + 1, end));
            return (!content.is_empty()).then(|| self.attribution(source, report, content, false));
        }
        if !leads {
            let to = self.back_over_comma(report.first, start);
            content.extend(self.span(self.clause_start(to, start), to));
        }
        // Appositions of the source end at the next comma; what follows a second one is content.
        if leads && comma < end {
            let but = (comma + 2..end).find(|&at| self.slice(at - 1) == "," && self.tokens[at].is(self.text, "but"));
            content.extend(self.span(comma + 1, but.unwrap_or(end)));
        }
        (!content.is_empty()).then(|| self.attribution(source, report, content, false))
    }

    /// Whether *according to* interrupts a phrase, so that only what follows is the source's: *including, according to Roe, 400 of them*.
    pub(super) fn is_inner(&self, report: &Report, start: usize) -> bool {
        let before = self.back_over_comma(report.first, start);
        report.form == Form::Preposition
            && before < report.first
            && before > start
            && words!("including by of to with at in for").holds(&self.tokens[before - 1], self.text)
    }

    /// *said (that) X*.
    fn clause_after(&self, report: &Report, start: usize, end: usize) -> Option<Attribution> {
        let mut at = report.last + 1;
        // "expressed concerns that X": the noun takes the content, and the verb's subject as its source.
        if report.form != Form::Noun && self.reports_in(report.last + 1, report.last + 4).iter().any(|other| other.form == Form::Noun) {
            return None;
        }
        let holds_that = self.tokens[report.first..=report.last].iter().any(|token| token.is(self.text, "that"));
        let skipped = self.skip_circumstances(at, end);
        let is = |at: usize, word: &str| at < end && self.tokens[at].is(self.text, word);
        let content = if holds_that {
            at
        } else if is(skipped, "that") && !self.is_determiner_that(skipped, end) {
            skipped + 1
        } else if report.form == Form::Accuse {
            let of = (at..end.min(at + 14)).find(|&at| is(at, "of"));
            of.map(|_| at)?
        } else if is(skipped, "to") && (report.form == Form::Promise || report.manner == Manner::Doubting)
            || report.form == Form::Deny && skipped < end && self.ends(skipped, "ing", 0)
        {
            skipped
        } else if report.form == Form::Noun {
            return None;
        } else {
            // "told reporters that X", "told the court X"
            let that = (skipped..end.min(skipped + 12)).find(|&at| is(at, "that") && !self.is_determiner_that(at, end) && at > skipped);
            let told = self.tokens[report.first..=report.last]
                .iter()
                .any(|token| words!("told tell tells telling warned assured informed").holds(token, self.text));
            match that {
                // "said in an interview with Roe that X"; an object of any other verb is what *that* belongs to.
                Some(that)
                    if told
                        || report.form == Form::Say
                            && words!("in on at to during").holds(&self.tokens[skipped], self.text)
                            && !self.has_finite(skipped, that) =>
                {
                    that + 1
                }
                _ if report.form == Form::Say && !told && self.begins_clause(skipped, end) => skipped,
                _ if told => self.after_addressee(skipped, end)?,
                _ => return None,
            }
        };
        at = content;
        while at < end && matches!(self.slice(at), "," | ":") {
            at += 1;
        }
        let stop = self.stop(report, at, end);
        let stop = if report.form == Form::Noun && !self.has_finite(start, report.first) { self.predicate(at, stop) } else { stop };
        let piece = self.span(at, stop).filter(|_| (at..stop).filter(|&at| self.tokens[at].is_word()).count() >= 2)?;
        let source = if report.form == Form::Noun {
            // "The government claims that": without another verb before it, the word that may be a noun is the verb.
            let verb = self
                .reports_in(start.max(report.first.saturating_sub(6)), report.first)
                .iter()
                .rev()
                .find(|other| other.form != Form::Noun && other.last + 3 >= report.first);
            let verb = verb.and_then(|verb| self.source_before(verb, start));
            self.possessor(report, start)
                .or(verb)
                .or_else(|| if self.has_finite(start, report.first) { None } else { self.source_before(report, start) })
                .filter(|source| !WordClass::Det.lists(&fold(source.slice(self.text))))
        } else {
            self.source_before(report, start)
        };
        Some(self.attribution(source, report, vec![piece], self.is_direct(piece)))
    }

    /// *X, he said*; *X, said Roe*; *X, he said, Y*.
    fn clause_before(&self, report: &Report, start: usize, end: usize) -> Option<Attribution> {
        // A participle's content follows it: in "Roe left, saying so", what precedes is the outlet's.
        if !matches!(report.form, Form::Say | Form::That) || self.ends(report.last, "ing", 0) {
            return None;
        }
        // The comma that parts the content from its source stands before the verb, or before the source and the verb.
        let comma = (start + 1..report.first).rev().find(|&at| matches!(self.slice(at), "," | "—" | "–"))?;
        let between = (comma + 1..report.first).filter(|&at| self.tokens[at].is_word()).count();
        let next = (report.last + 1..end).find(|&at| matches!(self.slice(at), "," | "—" | "–" | ";")).unwrap_or(end);
        let (source, resume) = if between == 0 {
            (self.span(report.last + 1, next), next)
        } else {
            if between > 12 || (comma + 1..report.first).any(|at| SUBORDINATE.holds(&self.tokens[at], self.text) && at == comma + 1) {
                return None;
            }
            // After the verb only circumstances may stand: "he said on Monday", "she said in a statement".
            let after = self.skip_circumstances(report.last + 1, end);
            let circumstances = after >= next
                || self.tokens.get(after).is_some_and(|token| words!("in on at to during by as when after").holds(token, self.text));
            if !circumstances {
                return None;
            }
            (self.source_before(report, comma + 1), next)
        };
        let begin = self.clause_start(comma, start);
        if !self.has_finite(begin, comma) {
            return None;
        }
        let mut content: Vec<Span> = self.span(begin, comma).into_iter().collect();
        if resume < end && self.has_finite(resume + 1, end) && self.slice(resume) != ";" && !self.is_and_report(resume + 1, end) {
            content.extend(self.span(resume + 1, self.stop(report, resume + 1, end)));
        }
        let direct = content.iter().all(|&piece| self.is_direct(piece));
        (!content.is_empty()).then(|| self.attribution(source, report, content, direct))
    }

    pub(super) fn attribution(&self, source: Option<Span>, report: &Report, content: Vec<Span>, direct: bool) -> Attribution {
        let source_class = source.and_then(|source| self.class(source));
        Attribution { source, cue: Some(report.span), content, direct, manner: report.manner, source_class, resolved: None }
    }

    /// The noun phrase before the verb, back to a mark or conjunction; no further than `start`.
    pub(super) fn source_before(&self, report: &Report, start: usize) -> Option<Span> {
        let mut last = report.first;
        while last > start
            && self.tokens[last - 1].is_word()
            && (AUXILIARY.holds(&self.tokens[last - 1], self.text) || self.is_adverb(last - 1))
        {
            last -= 1;
        }
        // "Tom Reed, a port worker, said": an apposition between two commas belongs to the source.
        let mut first = last;
        if last > start && self.slice(last - 1) == "," {
            let comma = (start..last - 1).rev().find(|&at| matches!(self.slice(at), "," | "”" | "\"" | ";" | ":"));
            match comma {
                Some(at)
                    if self.slice(at) == ","
                        && (!self.has_finite(at + 1, last - 1)
                            || words!("who which where whose").holds(&self.tokens[at + 1], self.text)) =>
                {
                    first = at;
                    last -= 1;
                }
                _ => return None,
            }
        }
        while first > start {
            let token = &self.tokens[first - 1];
            let joins = words!("and or of").holds(token, self.text)
                && self.tokens.get(first).is_some_and(|token| token.slice(self.text).starts_with(char::is_uppercase))
                && first >= 2 + start
                && self.slice(first - 2).starts_with(char::is_uppercase);
            if !token.is_word() && !matches!(self.slice(first - 1), "-" | "." | "’" | "'" | "&" | "/" | "(" | ")")
                || SUBORDINATE.holds(token, self.text) && !joins
                || FINITE.holds(token, self.text)
            {
                break;
            }
            first -= 1;
        }
        while first < last
            && (TIME.holds(&self.tokens[first], self.text)
                || !self.tokens[first].is_word()
                || self.is_adverb(first) && self.slice(first).starts_with(char::is_uppercase))
        {
            first += 1;
        }
        self.span(first, last)
    }

    /// The source beside a verb that follows its speech: before it (`he said`) or after it (`said Roe, the mayor`).
    fn source_beside(&self, report: &Report, from: usize, end: usize) -> Option<Span> {
        if (from..report.first).any(|at| self.tokens[at].is_word() && !self.is_adverb(at)) {
            return self.source_before(report, from);
        }
        let mut first = report.last + 1;
        while first < end && TIME.holds(&self.tokens[first], self.text) {
            first += 1;
        }
        let stop = (first..end).find(|&at| {
            matches!(self.slice(at), "," | "." | ";" | ":" | "“" | "\"" | "—" | "–" | "?" | "!" | "(") && !self.is_initial_stop(at)
                || at > first && words!("in on at during after when while as about with told before").holds(&self.tokens[at], self.text)
                || words!("monday tuesday wednesday thursday friday saturday sunday yesterday").holds(&self.tokens[at], self.text)
        });
        let stop = stop.unwrap_or(end);
        // One apposition belongs to the source: "said Roe, the mayor of Karvel".
        let apposition = (stop + 1 < end
            && self.slice(stop) == ","
            && words!("a an the who his her whose president chief head").holds(&self.tokens[stop + 1], self.text))
        .then(|| {
            (stop + 1..end).find(|&at| matches!(self.slice(at), "," | "." | ";" | "“" | "\"") && !self.is_initial_stop(at)).unwrap_or(end)
        });
        self.span(first, apposition.unwrap_or(stop))
    }

    /// *X's claim that*: the possessive before a noun of saying.
    fn possessor(&self, report: &Report, start: usize) -> Option<Span> {
        let mut first = report.first.checked_sub(1).filter(|&at| at >= start)?;
        if words!("his her their its my your our").holds(&self.tokens[first], self.text) {
            return self.span(first, first + 1);
        }
        if !self.ends(first, "'s", 0) {
            return None;
        }
        while first > start && self.tokens[first - 1].is_word() && self.slice(first - 1).starts_with(char::is_uppercase) {
            first -= 1;
        }
        let span = self.span(first, report.first)?;
        let possessive = self.slice(report.first - 1).chars().rev().take(2).map(char::len_utf8).sum::<usize>();
        Some(Span::new(span.start(), span.end() - possessive))
    }

    /// Past adverbs, days and places right after a verb: *said on Monday in Karvel*.
    fn skip_circumstances(&self, mut at: usize, end: usize) -> usize {
        loop {
            let begin = at;
            while at < end && self.tokens[at].is_word() && (TIME.holds(&self.tokens[at], self.text) || self.is_adverb(at)) {
                at += 1;
            }
            let dated = at + 1 < end
                && words!("on in at last this late early to").holds(&self.tokens[at], self.text)
                && (self.slice(at + 1).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                    || words!("a an the week month year reporters week's journalists lawmakers parliament")
                        .holds(&self.tokens[at + 1], self.text));
            if dated {
                let stop = (at + 2..end.min(at + 9)).find(|&at| matches!(self.slice(at), ",") || self.tokens[at].is(self.text, "that"));
                match stop {
                    Some(stop) if self.tokens[stop].is(self.text, "that") && !self.has_finite(at, stop) => return stop,
                    _ => {
                        at += 2;
                        while at < end && (self.tokens[at].kind == TokenKind::Number || TIME.holds(&self.tokens[at], self.text)) {
                            at += 1;
                        }
                    }
                }
            }
            if at == begin {
                return at;
            }
        }
    }

    /// *told the court X*: the first token after the one addressed, where a clause begins there.
    fn after_addressee(&self, from: usize, end: usize) -> Option<usize> {
        let limit = end.min(from + 8);
        (from + 1..limit).find(|&at| {
            let begins = words!("the a an his her their its there").holds(&self.tokens[at], self.text)
                || WordClass::Pron.lists(&fold(self.slice(at)));
            begins && !words!("of in to for with at on from by").holds(&self.tokens[at - 1], self.text) && self.has_finite(at, end)
        })
    }

    /// Whether a clause begins here: a subject, and a finite verb later.
    fn begins_clause(&self, at: usize, end: usize) -> bool {
        let Some(token) = self.tokens.get(at).filter(|token| at < end && token.is_word()) else {
            // "said: X" and "said, X" carry a clause of their own.
            return at < end && matches!(self.slice(at), ":") && self.has_finite(at, end);
        };
        !words!("to of for in on at by with about as so against from into how what why whether if when where who which")
            .holds(token, self.text)
            && self.has_finite(at, end)
    }

    /// Whether `that` at this token is a determiner or pronoun: *denied that claim*.
    fn is_determiner_that(&self, at: usize, end: usize) -> bool {
        at + 1 >= end || !self.tokens[at + 1].is_word() || !self.has_finite(at + 1, end) && !self.has_inflected(at + 1, end)
    }

    pub(super) fn has_finite(&self, from: usize, to: usize) -> bool {
        from < to && self.tokens[from..to].iter().any(|token| FINITE.holds(token, self.text)) || self.has_inflected(from, to)
    }

    /// Whether a word that looks like a verb in the past or third person follows a noun: endings only, no dictionary.
    fn has_inflected(&self, from: usize, to: usize) -> bool {
        (from + 1..to).any(|at| {
            let token = &self.tokens[at];
            let inflected =
                token.kind == TokenKind::Word && self.tokens[at - 1].is_word() && (self.ends(at, "ed", 3) || PAST.holds(token, self.text));
            inflected && {
                let before = fold(self.slice(at - 1));
                !WordClass::Det.lists(&before) && !WordClass::Prep.lists(&before) && !words!("and or to be").contains(&before)
            }
        })
    }

    /// Where a content that begins at `from` ends: before another attribution of the sentence, else at its end.
    fn stop(&self, report: &Report, from: usize, end: usize) -> usize {
        let end = (from..end).find(|&at| self.slice(at) == ";" && self.inside_speech(at).is_none()).unwrap_or(end);
        let other = self
            .reports_in(report.last.max(from) + 1, end)
            .iter()
            .filter(|other| other.form != Form::Other && self.inside_speech(other.first).is_none());
        for other in other {
            // A verb of saying after a comma or conjunction, with no more than its source between.
            let mut at = other.first;
            while at > from
                && self.tokens[at - 1].is_word()
                && !words!("and but while").holds(&self.tokens[at - 1], self.text)
                && other.first - at < 8
            {
                at -= 1;
            }
            if at <= from {
                continue;
            }
            let mark = self.slice(at - 1);
            let conjunction = words!("and but while").holds(&self.tokens[at - 1], self.text);
            // "said that X and that he expects Y": the second *that* is the first verb's.
            if conjunction && self.tokens[at].is(self.text, "that") {
                continue;
            }
            let comma = conjunction && at >= 2 && self.slice(at - 2) == ",";
            if mark == "," || conjunction && (comma || at + 2 >= other.first) {
                return if comma { at - 2 } else { at - 1 };
            }
        }
        end
    }

    /// Where a clause inside a subject ends and the sentence's own verb begins: *the claim that it broke | was dismissed*. The second verb of two that
    /// nothing joins is the sentence's.
    fn predicate(&self, from: usize, end: usize) -> usize {
        let finite = |at: usize| FINITE.holds(&self.tokens[at], self.text);
        let Some(first) = (from..end).find(|&at| finite(at)) else { return end };
        let parts = |at: usize| !self.tokens[at].is_word() || SUBORDINATE.holds(&self.tokens[at], self.text);
        let second = (first + 1..end).find(|&at| parts(at) || finite(at) && !finite(at - 1));
        second.filter(|&at| finite(at)).unwrap_or(end)
    }

    fn is_and_report(&self, from: usize, end: usize) -> bool {
        !self.reports_in(from, end.min(from + 4)).is_empty()
    }

    /// The reports that begin among the tokens `from..to`.
    fn reports_in(&self, from: usize, to: usize) -> &[Report] {
        let first = self.reports.partition_point(|report| report.first < from);
        let last = self.reports.partition_point(|report| report.first < to);
        &self.reports[first..last.max(first)]
    }

    /// A sentence's last token but for its closing marks and full stop; speech that ends it keeps its marks.
    fn content_end(&self, sentence: &Sentence) -> usize {
        let mut end = sentence.tokens.end;
        while end > sentence.tokens.start && matches!(self.slice(end - 1), "." | "?" | "!" | "…") {
            end -= 1;
        }
        end
    }

    /// The start of the clause that ends at `to`: after a semicolon or another attribution's end, else the sentence's start.
    fn clause_start(&self, to: usize, start: usize) -> usize {
        // A colon between digits is a time of day.
        let parts = |at: usize| {
            self.slice(at) == ";"
                || self.slice(at) == ":" && self.tokens.get(at + 1).is_none_or(|next| next.span.start() > self.tokens[at].span.end())
        };
        let mut begin = (start..to).rev().find(|&at| parts(at)).map_or(start, |at| at + 1);
        // "PORT ALDRA, May 18 (Agency) — X": the dateline is no part of what is said.
        let dateline = self.slice(start).chars().count() > 2 && self.slice(start).chars().all(char::is_uppercase);
        if begin == start && dateline {
            begin = (start..to.min(start + 14)).find(|&at| matches!(self.slice(at), "—" | "–" | "-")).map_or(start, |at| at + 1);
        }
        while begin < to
            && (!self.tokens[begin].is_word() && self.inside_speech(begin).is_none()
                || words!("and but").holds(&self.tokens[begin], self.text))
        {
            begin += 1;
        }
        begin
    }

    fn back_over_comma(&self, at: usize, start: usize) -> usize {
        if at > start && matches!(self.slice(at - 1), "," | "—" | "–") { at - 1 } else { at }
    }

    /// A full stop that ends an initial, a title or another abbreviation: the sentence goes on behind it.
    fn is_initial_stop(&self, at: usize) -> bool {
        self.slice(at) == "."
            && at > 0
            && self.tokens[at - 1].is_word()
            && at + 1 < self.sentences[sentence_of(self.sentences, at)].tokens.end
    }

    pub(super) fn is_adverb(&self, at: usize) -> bool {
        self.ends(at, "ly", 4) && !words!("family italy july reply supply assembly ally").holds(&self.tokens[at], self.text)
    }

    /// Whether a token folds to more than `longer` bytes that end so.
    pub(super) fn ends(&self, at: usize, ending: &str, longer: usize) -> bool {
        let word = self.slice(at);
        if !word.is_ascii() {
            let folded = fold(word);
            return folded.len() > longer && folded.ends_with(ending);
        }
        word.len() > longer
            && word.len() >= ending.len()
            && word.as_bytes()[word.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    }
}

/// Irregular past forms that often carry a clause.
static PAST: WordSet = WordSet::new(
    "went came made took gave got knew thought saw found left felt brought began kept held stood told met ran paid sat spoke led grew lost fell sent built won \
    became wants needs says makes takes gives means seems remains goes comes feels knows believes shows plans expects hopes continues fears faces",
);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::article::Article;
    use crate::text::attributions::shown;
    use crate::text::{Analyzer, Attributor};

    /// The attributions of a text as `source | cue | content .. content`, with `direct` in front where they are.
    fn found(text: &str) -> Vec<String> {
        let article = Article::new("a", text);
        let document = Analyzer::shipped().expect("the shipped tables").attributing(Attributor::Rules).document(Arc::new(article));
        shown(&document, text)
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text), expected);
    }

    #[test]
    fn direct_speech_finds_its_verb_on_either_side() {
        check("“It may rain,” Ann Roe said.", &["direct Ann Roe | said | “It may rain,”"]);
        check("“It may rain,” said Ann Roe, the mayor of Karvel.", &["direct Ann Roe, the mayor of Karvel | said | “It may rain,”"]);
        check("Ann Roe said on Monday: “It may rain.”", &["direct Ann Roe | said | “It may rain.”"]);
    }

    #[test]
    fn interrupted_and_continued_speech_is_one_content_in_pieces() {
        check("“It may rain,” she said, “and it may not.”", &["direct she | said | “It may rain,” .. “and it may not.”"]);
        check("“It may rain,” she said. “Nobody here knows it.”", &["direct she | said | “It may rain,” .. “Nobody here knows it.”"]);
        check(
            "“It may rain today, she thought.\n“Or not at all,” she said.",
            &["direct - | - | “It may rain today, she thought. .. “Or not at all,”"],
        );
    }

    #[test]
    fn indirect_content_follows_the_verb() {
        check("The minister said that the dam was safe.", &["The minister | said | the dam was safe"]);
        check("The minister said on Monday the dam was safe.", &["The minister | said | the dam was safe"]);
        check("Tom Reed, a port worker, said the dam was old.", &["Tom Reed, a port worker | said | the dam was old"]);
        check("She told reporters that it had been shut.", &["She | told | it had been shut"]);
        check("Police confirmed that two men died.", &["Police | confirmed | two men died"]);
        check("Police confirmed the deaths.", &[]);
        check("He did not say who was responsible.", &[]);
        check("Roe left the room, saying that he was ill.", &["- | saying | he was ill"]);
        check("Many fled, including, according to the ministry, 400 men.", &["the ministry | according to | 400 men"]);
    }

    #[test]
    fn indirect_content_stands_before_or_around_the_verb() {
        check("The dam was safe, the minister said.", &["the minister | said | The dam was safe"]);
        check("The dam was safe, said the minister.", &["the minister | said | The dam was safe"]);
        check(
            "The dam, which is old, was safe, according to the ministry.",
            &["the ministry | according to | The dam, which is old, was safe"],
        );
        check(
            "KARVEL, May 18 (Wire) — The gates opened at 2:40 a.m. on Monday, officials said.",
            &["officials | said | The gates opened at 2:40 a.m. on Monday"],
        );
        check("According to the ministry, the dam was safe.", &["the ministry | According to | the dam was safe"]);
    }

    #[test]
    fn a_second_verb_ends_the_first_content() {
        check(
            "The minister said the dam was safe and added that it would be checked.",
            &["The minister | said | the dam was safe", "- | added | it would be checked"],
        );
    }

    #[test]
    fn a_noun_of_saying_takes_its_possessor() {
        check("They doubted Roe’s claim that the dam was safe.", &["Roe | claim that | the dam was safe"]);
    }

    #[test]
    fn a_noun_of_saying_beside_a_verb_takes_the_verbs_subject() {
        check("Roe expressed concerns that the dam was unsafe.", &["Roe | concerns that | the dam was unsafe"]);
    }

    #[test]
    fn coordinated_contents_belong_to_one_verb() {
        check(
            "Roe said that the dam was safe and that he expects it to hold.",
            &["Roe | said | the dam was safe and that he expects it to hold"],
        );
    }

    #[test]
    fn a_sentence_without_a_verb_of_saying_has_none() {
        check("The dam broke at dawn. Two villages were flooded.", &[]);
    }
}
