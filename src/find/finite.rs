//! Which words of a sentence are finite verbs, or promise one.
//!
//! There is no tagger: auxiliaries, modals and pasts that are no participles are lists; a word that may be either is a verb where no auxiliary, preposition
//! or determiner stands before it; the verbs among the lexicons' entries are known as such.

use crate::cue::Voice;
use crate::find::effect::{Effect, Form};
use crate::lexicon::{Match, Words};
use crate::span::Span;
use crate::token::TokenKind;
use crate::word_set::{WordClasses, words};

pub(super) const STRONG: u32 = 1;
pub(super) const WEAK: u32 = 1 << 1;
pub(super) const SUBJECT: u32 = 1 << 2;
pub(super) const OPENER: u32 = 1 << 3;
pub(super) const MAYBE_OPENER: u32 = 1 << 4;
pub(super) const RELATIVE: u32 = 1 << 5;
pub(super) const THAT: u32 = 1 << 6;
pub(super) const COORDINATOR: u32 = 1 << 7;
pub(super) const DETERMINER: u32 = 1 << 8;
pub(super) const PREPOSITION: u32 = 1 << 9;
pub(super) const MODAL: u32 = 1 << 10;
pub(super) const AUXILIARY: u32 = 1 << 11;
pub(super) const ADVERB: u32 = 1 << 12;
pub(super) const LIGHT_SUBJECT: u32 = 1 << 13;
pub(super) const QUESTION_WORD: u32 = 1 << 14;
/// Worked out: the token is a finite verb.
pub(super) const FINITE: u32 = 1 << 15;
/// No word.
pub(super) const MARK: u32 = 1 << 16;
/// A mark that ends a stretch: comma, stop, colon, dash, bracket.
pub(super) const STOP: u32 = 1 << 17;
/// A question mark.
pub(super) const ASKS: u32 = 1 << 18;

static CLASSES: WordClasses = WordClasses::new(&[
    (
        STRONG,
        "is are was were am has had does did isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't it's that's there's he's she's \
        they're we're i'm you're they've we've i've they'll he'll she'll we'll it'll i'll says went took came became began gave saw knew wrote fell broke spoke chose drove grew rose \
        ran drew threw flew wore tore swore shook ate did stole forgot sank sang rang hid woke froze lay said knows wants needs seems appears remains includes becomes begins \
        brings belongs thinks keeps lets tells sees finds hears writes sends speaks meets refuses continues happens follows provides allows requires contains exists depends seeks believes \
        agrees expects hopes intends tries argues suggests explains warns insists",
    ),
    (STRONG | MODAL, "can could may might must shall should will would cannot can't couldn't won't wouldn't shouldn't mustn't mightn't"),
    (
        AUXILIARY,
        "is are was were am be been being isn't aren't wasn't weren't has have had hasn't haven't hadn't having get got gets getting it's he's she's they're we're i'm you're \
        they've we've i've that's there's",
    ),
    (
        WEAK,
        "have do made held found left put set hit won lost sent met led kept told felt shot built paid bought brought caught fought thought taught sold heard stood sat spent \
        struck slept swept dealt meant read cut shut quit cost spread hurt beat split bled fed fled bid burst cast clung crept dug hung laid lent lit sought shone slid spun stuck \
        swung wept understood makes comes goes takes gives gets means shows stands sits faces holds leads lives looks moves pays plans plays calls runs works turns \
        sets puts serves wins loses helps feels starts ends opens stays falls rises",
    ),
    (
        SUBJECT,
        "he she they we i it's there's he's she's they're we're i'm you're they've we've i've they'll he'll she'll we'll it'll i'll he'd she'd they'd we'd i'd",
    ),
    (LIGHT_SUBJECT, "it you there this these those nobody everyone everybody someone anyone"),
    (OPENER, "because although though unless whereas whether lest if"),
    (MAYBE_OPENER, "since after before until till as while when once where whenever wherever"),
    (RELATIVE, "who whom whose which"),
    (QUESTION_WORD, "why how what when where who"),
    (THAT, "that"),
    (COORDINATOR, "and but or nor so yet"),
    (
        DETERMINER,
        "a an the this these those my your his her its our their some any no every each all both many several most another such either neither",
    ),
    (
        PREPOSITION,
        "of in to for with on at from by about as into like through after over between out against during without before under around among toward towards upon across \
        behind beyond despite within near since until along amid inside outside off above below per via than",
    ),
    (
        ADVERB,
        "not never also still now then already often once soon just only even ever always perhaps maybe probably likely reportedly allegedly recently later again long yet \
        finally simply previously earlier quickly clearly certainly apparently currently initially immediately repeatedly both",
    ),
]);

/// Classes of the tokens of a sentence.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// By token: the bits above.
    pub(super) classes: Vec<u32>,
    /// By token: the next sign of a finite verb in the same stretch.
    evidence: Vec<u32>,
}

impl Tags {
    /// The classes of each token, with the finite verbs among them.
    pub(super) fn classify(&mut self, words: &Words<'_>) {
        self.classes.clear();
        self.classes.reserve(words.tokens.len());
        // The class of the last word that is no adverb, 0 behind a mark.
        let (mut before, mut is_first) = (0, true);
        let mut bare_modal = false;
        for token in words.tokens {
            if !token.is_word() {
                self.classes.push(of_mark(token.slice(words.text)));
                (before, is_first) = (0, true);
                continue;
            }
            let mut class = CLASSES.of(token, words.text);
            if class == 0 && token.kind == TokenKind::Word {
                class = by_ending(token.span, words.text);
            }
            let name =
                class & (STRONG | WEAK) != 0 && !is_first && !words.title_case && token.slice(words.text).starts_with(char::is_uppercase);
            if class & STRONG != 0 {
                // "the will", "the may", "is said to"
                let noun = class & MODAL != 0 && before & DETERMINER != 0 && before & (SUBJECT | LIGHT_SUBJECT) == 0;
                let participle = before & AUXILIARY != 0 && class & (MODAL | AUXILIARY) == 0;
                let infinitive = before & MODAL != 0 && class & AUXILIARY != 0 && class & MODAL == 0;
                let finite = ![noun, participle, name, infinitive].contains(&true);
                if finite {
                    class |= FINITE;
                }
            } else if class & WEAK != 0 && !name {
                let blocked = before & (AUXILIARY | PREPOSITION | DETERMINER | MODAL | COORDINATOR | OPENER | MAYBE_OPENER) != 0
                    || is_first
                    || bare_modal && (token.is(words.text, "have") || token.is(words.text, "do"));
                let after_relative = before & (RELATIVE | THAT | SUBJECT | LIGHT_SUBJECT) != 0;
                if after_relative || !blocked && before & FINITE == 0 {
                    class |= FINITE;
                }
            }
            bare_modal = class & MODAL != 0 || class & FINITE != 0 && class & STRONG != 0 && class & AUXILIARY == 0;
            self.classes.push(class);
            if class & ADVERB == 0 || class & FINITE != 0 {
                (before, is_first) = (class, false);
            }
        }
    }

    /// Marks the verbs that lexicons know: *believes*, *officials fear*, *fails to*.
    pub(super) fn verbs(&mut self, words: &Words<'_>, matches: &[Match], effects: &[Effect]) {
        for found in matches {
            let effect = effects[found.entry as usize];
            // "evidence suggests": the verb stands at the end.
            let last = found.last;
            let verb = || if words.tokens[last].is(words.text, "that") { last.max(1) - 1 } else { last };
            if !effect.verb
                && effect.form == Form::Complement
                && found.last > found.first
                && let verb = verb()
                && words!(
                    "suggest suggests believe believes think thinks say says argue argues suspect suspects show shows guess imagine assume"
                )
                .holds(&words.tokens[verb], words.text)
            {
                self.classes[verb] |= FINITE;
                continue;
            }
            let at = found.first;
            if !effect.verb {
                continue;
            }
            if self.classes[at] & FINITE != 0 || at == 0 {
                continue;
            }
            let mut before = at - 1;
            while before > 0 && self.classes[before] & ADVERB != 0 && self.classes[before] & FINITE == 0 && at - before < 4 {
                before -= 1;
            }
            let class = self.classes[before];
            let free = words.tokens[before].is_word() && class & (AUXILIARY | MODAL | PREPOSITION | DETERMINER | COORDINATOR) == 0;
            let word = words.slice(at);
            if free && !word.ends_with("ing") && class & FINITE == 0 && (words.title_case || !word.starts_with(char::is_uppercase)) {
                self.classes[at] |= FINITE;
            }
        }
    }

    /// From each token the next sign of a finite verb in the same stretch: the verb, or a subject that must have one.
    pub(super) fn look_ahead(&mut self, voices: &[Voice]) {
        let length = self.classes.len();
        self.evidence.clear();
        self.evidence.resize(length + 1, u32::MAX);
        for at in (0..length).rev() {
            let class = self.classes[at];
            let changes = at > 0 && (voices[at] == Voice::Quoted) != (voices[at - 1] == Voice::Quoted);
            if class == 0 && !changes {
                self.evidence[at] = self.evidence[at + 1];
                continue;
            }
            let here = u32::try_from(at).unwrap_or(u32::MAX);
            let light = class & LIGHT_SUBJECT != 0
                && self.classes.get(at + 1).is_some_and(|next| {
                    next & (MARK | ADVERB | PREPOSITION | COORDINATOR | DETERMINER | OPENER | MAYBE_OPENER | RELATIVE | THAT) == 0
                })
                && class & DETERMINER == 0;
            // "laws aimed at them were passed": a participle, where a verb follows.
            let after_subject = at > 0 && self.classes[at - 1] & (SUBJECT | LIGHT_SUBJECT | RELATIVE | THAT) != 0;
            if class & (FINITE | WEAK | STRONG) == FINITE | WEAK
                && !after_subject
                && self.classes.get(at + 1).is_some_and(|next| next & PREPOSITION != 0)
                && self.evidence[at + 1] != u32::MAX
            {
                self.classes[at] &= !FINITE;
                self.evidence[at] = self.evidence[at + 1];
                continue;
            }
            self.evidence[at] = if class & FINITE != 0 || class & SUBJECT != 0 || light {
                here
            } else if class & (STOP | MAYBE_OPENER | OPENER | RELATIVE | QUESTION_WORD | THAT | COORDINATOR) != 0 || changes {
                u32::MAX
            } else {
                self.evidence[at + 1]
            };
        }
    }

    /// The verb behind the auxiliaries of a finite one: *may have been [sent]*; the auxiliary itself where no verb follows before `last`.
    pub(super) fn head_verb(&self, words: &Words<'_>, finite: Option<usize>, last: usize) -> Option<usize> {
        /// Most words between an auxiliary and its verb: *has not yet been fully*.
        const REACH: usize = 6;
        let finite = finite?;
        let helps = |at: usize| {
            self.classes[at] & (AUXILIARY | MODAL) != 0 || words!("do does did don't doesn't didn't").holds(&words.tokens[at], words.text)
        };
        if !helps(finite) {
            return Some(finite);
        }
        let mut head = finite;
        for at in finite + 1..=last.min(finite + REACH) {
            let class = self.classes[at];
            if helps(at) {
                head = at;
            } else if class & (MARK | DETERMINER | PREPOSITION | COORDINATOR | THAT | RELATIVE) != 0
                || words.slice(at).starts_with(char::is_uppercase) && !words.title_case
            {
                break;
            } else if class & (ADVERB | SUBJECT | LIGHT_SUBJECT) == 0 {
                return Some(at);
            }
        }
        Some(head)
    }

    /// Whether a question mark stands in the sentence.
    pub(super) fn asks(&self) -> bool {
        self.classes.iter().any(|class| class & ASKS != 0)
    }

    pub(super) fn evident(&self, at: usize) -> Option<usize> {
        self.evidence.get(at).copied().filter(|&at| at != u32::MAX).map(|at| at as usize)
    }
}

/// Classes of a word that is on no list: *-ed* may be finite, *-ly* stands between a verb and its auxiliary.
fn by_ending(word: Span, text: &str) -> u32 {
    match text.as_bytes()[word.start()..word.end()] {
        [_, .., _, b'e', b'd'] => WEAK,
        [_, _, .., _, b'l', b'y'] => ADVERB,
        _ => 0,
    }
}

fn of_mark(mark: &str) -> u32 {
    match mark {
        "?" => MARK | STOP | ASKS,
        "," | ";" | ":" | "—" | "–" | "(" | ")" | "." | "!" | "…" => MARK | STOP,
        _ => MARK,
    }
}
