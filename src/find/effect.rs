//! What an entry does to the clause around it or below it, read off the table once for every entry.
//!
//! The tables say what an entry signals; its grammar follows from its shape and subtype: *possibility that* takes a clause, *may* governs its own, *about*
//! a figure. The scale is that of `FactBank` (Saurí & Pustejovsky 2009).

use crate::cue::CueKind;
use crate::find::commitment::Commitment;
use crate::lexicon::{Entry, Inflect, Matcher, NegationRole, Signal};
use crate::word_set::{WordSet, words};

/// How an entry stands in its clause, and so what it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// *may*: its clause from here on.
    Modal,
    /// *perhaps*, *in theory*: its whole clause.
    Adverb,
    /// *believe*, *possibility that*, *it is possible*: the clause below.
    Complement,
    /// *appear to*, *expected to*: the clause below, or where only an infinitive follows, its own.
    Raising,
    /// *alleged*, *likely*: before a noun its noun phrase, behind a verb the clause.
    Adjective,
    /// *rumors*, *doubts about*: the clause below or the phrase behind.
    Noun,
    /// *about*: the figure or phrase behind.
    Figure,
    /// *or so*: the figure before.
    FigureBefore,
    /// *unless*, *if convicted*: the words that it opens.
    Condition,
    /// *fail to*: the infinitive behind.
    Implicative,
    /// Nothing that is a clause or a phrase.
    None,
}

/// What follows for a complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// It is true.
    True,
    /// It is false.
    False,
    /// Nothing.
    Open,
}

/// What the commitment to a clause takes from an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    /// Weakens to a level; `negative` where the proposition is held unlikely: *doubt that*. `raised` where a negation above counts as one below
    /// (Horn 1978): *do not believe that*.
    Weaken { level: Commitment, negative: bool, raised: bool },
    /// *clear that*: at most certain, and open once negated.
    Strengthen,
    /// *know that*: true, whatever the negation, question or condition above (Kiparsky & Kiparsky 1970).
    Factive,
    /// By the signature, under affirmation and under negation (Karttunen 1971, 2012; Nairn, Condoravdi & Karttunen 2006).
    Implicative(Sign, Sign),
    /// *said that*: the holder's own words decide; `negative` for *denied that*.
    Report { negative: bool },
    /// *not*: turns the clause.
    Negate,
    /// *no evidence that*: leaves the clause below open.
    Unsupported,
    /// *it is not true that*, *ruled out that*: turns the clause below, and where the words hold a negation the own one.
    Refute { turns: bool },
    /// *not only*, *never fails to*: looks like a negation and is none.
    Idle,
    /// Nothing.
    Keep,
}

/// Form and force of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) form: Form,
    pub(super) force: Force,
    /// Whether a complement may follow without *that*: *believe it fell*.
    pub(super) bare: bool,
    /// Whether its first word is a verb, which may be the finite one of its clause.
    pub(super) verb: bool,
}

impl Effect {
    const NONE: Self = Self { form: Form::None, force: Force::Keep, bare: false, verb: false };

    /// Which of several entries on the same words decides; the least does.
    pub(super) fn rank(self) -> u8 {
        match self.force {
            Force::Factive => 0,
            Force::Unsupported | Force::Refute { .. } => 1,
            Force::Weaken { .. } => 2,
            Force::Implicative(..) | Force::Strengthen => 3,
            Force::Report { .. } | Force::Negate | Force::Idle | Force::Keep => 4,
        }
    }

    /// The effects of all entries of a matcher, by their index.
    pub(super) fn table(matcher: &Matcher) -> Vec<Self> {
        matcher.lexicons().iter().flat_map(|lexicon| &lexicon.entries).map(Self::new).collect()
    }

    fn new(entry: &Entry) -> Self {
        let subtype = entry.subtype.as_deref().unwrap_or_default();
        let (form, force) = match entry.signal {
            Signal::Cue(CueKind::Hedge) => hedge(entry, subtype),
            Signal::Cue(CueKind::Booster) => (booster(entry, subtype), Force::Strengthen),
            Signal::Cue(CueKind::Factive) => (Form::Complement, Force::Factive),
            Signal::Cue(CueKind::Implicative) => implicative(entry, subtype),
            Signal::Cue(kind) if kind.manner().is_some() => (Form::Complement, report(entry, subtype)),
            Signal::Cue(_) => return Self::NONE,
            Signal::Negation(role) => return Self { force: negation(&entry.words, role), ..Self::NONE },
        };
        let first = entry.words.split(' ').next().unwrap_or_default();
        let that = entry.words.ends_with("that");
        let verb = match entry.signal {
            Signal::Cue(kind) if kind.manner().is_some() => !matches!(subtype, "nominal" | "preposition"),
            _ => {
                matches!(form, Form::Complement | Form::Raising | Form::Implicative)
                    && matches!(entry.inflect, Inflect::Verb | Inflect::Forms(_))
                    && ![&NOUNS, &ADJECTIVES, &PHRASES].into_iter().any(|set| set.contains(first))
                    && !matches!(first, "it" | "a" | "the" | "i" | "many" | "some" | "one" | "there")
            }
        };
        // What follows verbs of telling without *that* is for attributions to find; of those, thoughts alone are sure to be clauses.
        let bare = matches!(form, Form::Complement | Form::Raising) && !that;
        Self { form, force, bare, verb }
    }
}

static MODALS: WordSet = WordSet::new("may might could can would should must");
/// Adverbs that do not end in -ly.
static ADVERBS: WordSet = WordSet::new(
    "perhaps maybe indeed doubtless naturally truly surely actually literally exactly precisely frankly honestly really period zero invariably",
);
static NOUNS: WordSet = WordSet::new(
    "allegation conjecture guesswork hearsay hypothesis indication likelihood possibility probability rumor speculation supposition suspicion chance doubts \
    assumption belief theory impression perception presumption odds signs thinking question certainty",
);
static ADJECTIVES: WordSet = WordSet::new(
    "alleged apparent arguable conceivable considered debatable deemed doubtful hazy inconclusive indeterminate likely perceived plausible possible potential preliminary \
    presumed probable purported putative rumored speculative supposed suspected tentative uncertain unclear unconfirmed uncorroborated undetermined unforeseeable \
    unknown unlikely unproven unsubstantiated unsure unverified certain clear evident obvious inevitable inescapable definitive airtight incontestable \
    incontrovertible irrefutable self-evident surest unambiguous unassailable undeniable undisputed undoubted unequivocal unmistakable unquestionable conclusive confirmed proven",
);
static RAISING: WordSet =
    WordSet::new("appear seem tend look sounds looks appears seems feels poised set likely believed thought expected supposed");
/// First words of phrases that stand where an adverb would.
static PHRASES: WordSet = WordSet::new(
    "in at by as on of beyond under without for from to above with no any not needless of by rest mark make mind trust believe simply let truth for quite",
);
/// Entries that only say that something can be.
static POSSIBLE: WordSet = WordSet::new(
    "may might could possible possibly possibility perhaps maybe conceivable conceivably potentially potential plausible plausibly chance arguable arguably debatable feasible \
    outside remote hypothetically speculative theoretically",
);
/// Entries that leave it open: they rest on nobody's word, or say that it is not known.
static OPEN: WordSet = WordSet::new(
    "allegedly alleged allegation purported purportedly ostensibly supposedly supposed rumor rumored putative putatively nominally hearsay unclear uncertain unknown unsure unconfirmed \
    uncorroborated undetermined unverified unsubstantiated unproven inconclusive indeterminate debatable know known sure clear confirmed verified unsettled question unknowable tell pin",
);
static UNLIKELY: WordSet = WordSet::new("unlikely doubt doubtful doubted doubts doubting skeptical sceptical");

fn hedge(entry: &Entry, subtype: &str) -> (Form, Force) {
    let words = entry.words.as_str();
    let first = words.split([' ', '-']).next().unwrap_or_default();
    let last = words.rsplit([' ', '-']).next().unwrap_or_default();
    let any = |set: &WordSet| words.split([' ', '-']).any(|word| set.contains(word.trim_end_matches('*')));
    let weaken = |level| Force::Weaken { level, negative: any(&UNLIKELY), raised: subtype == "doxastic" };
    match subtype {
        "approximator" => {
            let before = words.starts_with("or ")
                || matches!(words, "thereabouts" | "of sorts" | "so to speak" | "to some extent" | "to some degree");
            return (if before { Form::FigureBefore } else { Form::Figure }, Force::Keep);
        }
        "condition" => {
            // "if any", "if possible" hold nothing back.
            let idle =
                matches!(last, "any" | "all" | "ever" | "possible" | "necessary" | "needed" | "need" | "be" | "anything" | "so" | "at");
            let force =
                if idle { Force::Keep } else { Force::Weaken { level: Commitment::Underspecified, negative: false, raised: false } };
            return (Form::Condition, force);
        }
        "investigation" => {
            let own = matches!(first, "remains" | "raises" | "pending") || last == "question";
            let force = Force::Weaken { level: Commitment::Underspecified, negative: false, raised: false };
            return (if own { Form::Adverb } else { Form::Complement }, force);
        }
        _ => {}
    }
    let double = matches!(words, "not inconceivable" | "not impossible");
    let level = if first == "not" && !double
        || words == "may or may not"
        || words == "would have"
        || any(&OPEN) && !any(words!("almost well"))
        || matches!(first, "can't" | "cannot" | "isn't" | "wasn't" | "don't" | "do")
        || words.starts_with("too ")
        || words == "jury is still out"
    {
        Commitment::Underspecified
    } else if double || any(&POSSIBLE) {
        Commitment::Possible
    } else {
        Commitment::Probable
    };
    let form = if MODALS.contains(first) && !matches!(last, "that" | "seem" | "appear" | "argued") {
        Form::Modal
    } else if ADJECTIVES.contains(words) || first == "not" || matches!(first, "isn't" | "wasn't") || words.starts_with("very ") {
        Form::Adjective
    } else if matches!(last, "that" | "if" | "whether")
        || matches!(first, "it" | "many" | "some" | "i" | "one")
        || words.starts_with("there appears")
    {
        Form::Complement
    } else if words.split([' ', '-']).any(|word| RAISING.contains(word)) || last == "to" {
        Form::Raising
    } else if words.ends_with("ly") && !words.contains(' ') || ADVERBS.contains(first) || words.contains(' ') && PHRASES.contains(first) {
        Form::Adverb
    } else if entry.inflect == Inflect::Noun
        || NOUNS.contains(first)
        || matches!(first, "my" | "best" | "educated" | "outside" | "remote" | "a" | "early")
    {
        Form::Noun
    } else if entry.inflect == Inflect::Adjective {
        Form::Adjective
    } else {
        Form::Complement
    };
    (form, weaken(level))
}

fn booster(entry: &Entry, subtype: &str) -> Form {
    let words = entry.words.as_str();
    let first = words.split([' ', '-']).next().unwrap_or_default();
    let last = words.rsplit(' ').next().unwrap_or_default();
    if MODALS.contains(first) {
        Form::Modal
    } else if ADJECTIVES.contains(words) {
        Form::Adjective
    } else if last == "that"
        || last == "is"
        || matches!(last, "doubt" | "question" | "denying" | "sure" | "convinced" | "bet")
            && subtype == "certainty"
            && !PHRASES.contains(first)
        || matches!(words, "no doubt" | "no question" | "make clear" | "leave no doubt" | "it is clear")
    {
        Form::Complement
    } else if last == "to" {
        Form::Raising
    } else if entry.inflect == Inflect::Verb {
        Form::Complement
    } else if words.ends_with("ly") || ADVERBS.contains(first) || PHRASES.contains(first) || subtype == "emphasis" {
        Form::Adverb
    } else if subtype == "universal" {
        Form::Figure
    } else {
        Form::Noun
    }
}

fn implicative(entry: &Entry, subtype: &str) -> (Form, Force) {
    let sign = |at: usize| match subtype.split(',').nth(at) {
        Some("+") => Sign::True,
        Some("-") => Sign::False,
        _ => Sign::Open,
    };
    let first = entry.words.split(' ').next().unwrap_or_default();
    // *the failure to act*: a noun says nothing of its own clause.
    let noun = matches!(first, "failure" | "inability" | "refusal" | "unwillingness");
    let that = entry.words.ends_with("that");
    let form = if that {
        Form::Complement
    } else if noun {
        Form::Noun
    } else {
        Form::Implicative
    };
    (form, Force::Implicative(sign(0), sign(1)))
}

fn report(entry: &Entry, subtype: &str) -> Force {
    let words = entry.words.as_str();
    let first = words.split(' ').next().unwrap_or_default();
    let open = Force::Weaken { level: Commitment::Underspecified, negative: false, raised: false };
    let probable = |negative| Force::Weaken { level: Commitment::Probable, negative, raised: true };
    match subtype {
        "deny" => Force::Report { negative: true },
        "ask" | "command" => open,
        "believe" if first.starts_with("doubt") || words.contains("skeptical") => probable(true),
        "believe" if first.starts_with("hope") || words.contains("hope") => open,
        "believe" if words.contains("convinced") || words.contains("confident") => Force::Report { negative: false },
        "believe" => probable(false),
        "argue" if first.starts_with("propos") || first.starts_with("recommend") || first.starts_with("advocat") => open,
        "argue"
            if words!(
                "estimated estimates forecasts guessed hinted hypothesize imply indicated indicate insinuate intimated predict predicting predicted projected speculate suggested \
                suggesting surmise theorize figured"
            )
            .contains(first) =>
        {
            Force::Weaken { level: Commitment::Probable, negative: false, raised: false }
        }
        "nominal" if words.starts_with("doubt") => probable(true),
        "nominal" if matches!(first, "denial") => Force::Report { negative: true },
        "nominal" if matches!(first, "belief" | "fears" | "hunch" | "suspicion" | "speculation" | "suggestion" | "prediction" | "hint" | "theory" | "rumor") => {
            probable(false)
        }
        "nominal" if first == "hope" => open,
        _ => Force::Report { negative: false },
    }
}

/// Negations of a whole clause turn it; *without*, *instead of* and their like stay inside a phrase.
fn negation(words: &str, role: NegationRole) -> Force {
    let first = words.split(' ').next().unwrap_or_default();
    let clausal = first.ends_with("n't")
        || words!("not never no nobody none nothing neither nor nowhere cannot hardly scarcely rarely seldom").contains(first)
        || matches!(words, "by no means" | "far from" | "anything but");
    match role {
        NegationRole::Pseudo => Force::Idle,
        NegationRole::Forward
            if words!("evidence proof sign basis indication guarantee reason").contains(words.split(' ').nth(1).unwrap_or_default()) =>
        {
            Force::Unsupported
        }
        NegationRole::Forward if words == "rule out" => Force::Refute { turns: false },
        NegationRole::Forward if clausal => Force::Negate,
        // The negation stands in the words themselves: "never happened", "is not true".
        NegationRole::Backward if words.split(' ').any(|word| matches!(word, "not" | "never")) => {
            if words.ends_with("true") {
                Force::Refute { turns: true }
            } else {
                Force::Negate
            }
        }
        NegationRole::Backward
            if words!("false untrue lie myth hoax fabrication falsehood").contains(words.rsplit(' ').next().unwrap_or_default()) =>
        {
            Force::Refute { turns: false }
        }
        _ => Force::Keep,
    }
}
