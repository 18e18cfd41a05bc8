//! The words of a sentence as names are looked for: their classes, how each hangs on the one before, and whether a capital means something.

use std::collections::HashMap;

use crate::article::Article;
use crate::cue::Voice;
use crate::span::Span;
use crate::text::{Document, Passage, Sentence};
use crate::token::{TokenKind, fold_hash};
use crate::word_set::{WordClasses, words};

/// Ends a noun phrase: determiners, prepositions, conjunctions, pronouns, auxiliaries, adverbs of the closed classes.
pub(super) const FUNCTION: u32 = 1;
pub(super) const DETERMINER: u32 = 1 << 1;
/// Behind it a place is a place and no actor.
pub(super) const LOCATIVE: u32 = 1 << 2;
/// May stand before a person's name.
pub(super) const TITLE: u32 = 1 << 3;
/// A title of whoever leads a country.
pub(super) const LEADER: u32 = 1 << 4;
/// Heads of phrases that mean a government, armed forces, the people of a country, another body.
pub(super) const GOVERNMENT: u32 = 1 << 5;
pub(super) const FORCES: u32 = 1 << 6;
pub(super) const PEOPLE: u32 = 1 << 7;
pub(super) const BODY: u32 = 1 << 8;
/// Ends a name that is no actor's.
pub(super) const THING: u32 = 1 << 9;
/// Months and days.
pub(super) const CALENDAR: u32 = 1 << 10;
/// A verb, where it follows a name.
pub(super) const VERB: u32 = 1 << 11;
/// May stand before a title or a head without a determiner.
pub(super) const MODIFIER: u32 = 1 << 12;
/// Particles inside a name.
pub(super) const PARTICLE: u32 = 1 << 13;
/// Titles that are written with a stop.
pub(super) const SHORT: u32 = 1 << 14;
/// What ministers and departments are of.
pub(super) const PORTFOLIO: u32 = 1 << 15;
/// A preposition behind which whoever is named acts or is acted on.
pub(super) const INVOLVED: u32 = 1 << 16;
/// A title without which no name need stand: the word alone means the person.
pub(super) const ADDRESS: u32 = 1 << 17;
/// Family names that stand first.
pub(super) const FAMILY_FIRST: u32 = 1 << 18;
/// A head in the plural, behind which no further noun is expected.
pub(super) const PLURAL: u32 = 1 << 19;
/// Nouns that what comes from a capital comes as.
pub(super) const SENT: u32 = 1 << 20;
/// Generation: *Jr.*
pub(super) const GENERATION: u32 = 1 << 21;

/// Any head noun of an actor.
pub(super) const HEAD: u32 = GOVERNMENT | FORCES | PEOPLE | BODY;

static CLASSES: WordClasses = WordClasses::new(&[
    (
        FUNCTION | DETERMINER,
        "a an the this that these those my your his her its our their some any no every each all both many most several another such either neither what which whose",
    ),
    (
        FUNCTION | LOCATIVE,
        "in at near into inside across from to outside throughout around within toward towards through over via onto across beyond",
    ),
    (FUNCTION | INVOLVED, "by with against between for of and or than alongside about"),
    (
        FUNCTION,
        "but nor so yet on as after before during without under until till since up down off out upon among amid behind despite like because although though \
        if unless whether while when where why how who whom i you he she it we they me him them us himself herself itself themselves one ones there here then now not never also \
        only just even still already again too very more less much few other others own same be is am are was were been being have has had having do does did doing done can \
        could may might must shall should will would cannot can't couldn't won't wouldn't shouldn't isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't it's \
        that's there's he's she's they're we're i'm you're i've we've they've you've i'll we'll he'd she'd let's who's what's where's how's here's yes well ever however meanwhile instead perhaps maybe per \
        yesterday today tomorrow last next ago once twice almost nearly about away back together rather indeed thus hence therefore moreover furthermore additionally finally",
    ),
    (
        VERB,
        "is are was were has had have will would can could may might must should does did do said says say told tells tell wants want sent sends made makes took takes \
        gave gives got gets went goes came comes knows knew thinks thought saw sees held holds put puts left leaves kept keeps began begins ran runs wrote writes \
        won wins lost loses led leads met meets fell falls stood stands spoke speaks won't can't didn't doesn't hasn't isn't wasn't aren't weren't haven't hadn't don't couldn't wouldn't \
        hopes plans needs needed seeks sought tries tried claims calls urges warns insists admits denies argues believes accuses vows blasts slams hits backs rejects moves \
        seems appears remains became becomes continues refuses faces fights fought struck seized deploys enter enters fight deploy attack attacks kill kills bid \
        announces confirms launches orders passes votes voted signs signed rules ruled sues sued files joins joined also never still now already recently",
    ),
    (TITLE | LEADER, "president leader premier chancellor king queen emperor dictator strongman ruler tyrant despot"),
    (
        TITLE,
        "minister secretary senator representative congressman congresswoman governor mayor speaker ambassador envoy general admiral colonel captain lieutenant sergeant major commander \
        chief judge justice prosecutor attorney sheriff officer deputy spokesman spokeswoman spokesperson spokespeople director commissioner chairman chairwoman chair head counsel professor doctor \
        pope bishop archbishop cardinal reverend rabbi imam prince princess duke lord lady sir dame sheikh ayatollah mullah lawmaker mp delegate councilman councilwoman \
        lawyer activist candidate nominee reporter journalist anchor host commentator columnist author editor analyst expert scholar historian economist scientist researcher \
        businessman businesswoman billionaire entrepreneur executive founder boss owner ceo president-elect rival opponent challenger opposition strategist adviser advisor aide \
        actor actress singer rapper comedian athlete player coach quarterback teenager student teacher nurse gunman shooter suspect defendant victim whistleblower \
        coroner detective patrolman trooper investigator inspector superintendent treasurer comptroller solicitor magistrate firebrand veteran pollster operative \
        hydrologist engineer baker miner farmer physician surgeon epidemiologist virologist immunologist pastor preacher priest evangelist leaker fugitive militant \
        republican democrat democratic libertarian independent co-founder cofounder co-host cohost chairperson congressperson vice-president watchdog mother father wife husband son daughter brother sister widow",
    ),
    (
        TITLE | SHORT | ADDRESS,
        "mr mrs ms dr prof sen rep gov gen maj lt col capt sgt adm rev hon pres sec atty st cmdr brig cpl pvt det insp supt amb messrs mme",
    ),
    (SHORT | GENERATION, "jr sr ii iii iv"),
    (GOVERNMENT, "government regime dictatorship administration leadership authorities cabinet junta govt leaders"),
    (GOVERNMENT | PLURAL, "officials"),
    (FORCES, "army military navy infantry contingent personnel"),
    (
        FORCES | PLURAL,
        "troops soldiers forces units fighters servicemen conscripts commandos battalions brigades mercenaries paratroopers marines",
    ),
    (PEOPLE | PLURAL, "people citizens civilians nationals"),
    (
        BODY,
        "ministry department agency council court committee commission bureau police parliament senate congress house party union association institute institution \
        university college school group organization organisation board bank foundation society federation league network corporation company inc corp ltd firm \
        service intelligence delegation embassy command church center centre coalition alliance campaign caucus conference \
        assembly legislature guard times post news press journal herald globe circuit tribune gazette magazine pipeline oil gas energy media bureau studios records industries systems technologies airways airline railway motors pharmaceuticals television tv channel radio authority fund office front \
        movement brigade militia airlines motors works project trust club team panel workers bloc hydro wire courier desk",
    ),
    (
        THING,
        "act bill amendment law treaty agreement accord deal pact plan day week month year street avenue road river sea ocean lake mountain island valley bridge dam airport station \
        park square building prize award war revolution crisis series show award game cup bowl story report book journal-entry order code constitution resolution \
        mount test virus covid covid-19 vaccine internet bible christmas easter thanksgiving independence amendment rights v vs article section clause chapter no number \
        europe asia africa county city town village state district region province coast north south east west northeast northwest southeast southwest gulf strait peninsula border line \
        line strip bank-note christianity islam judaism catholic christian muslim jewish god ford hall tower hotel hospital highway boulevard drive congressmen congresswomen congresspeople senators representatives governors lawmakers judges justices mayors secretaries ministers presidents attorneys generals festival anthem flag treaty",
    ),
    (
        CALENDAR,
        "january february march april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday \
        saturday sunday mon tue tues wed thu thurs fri sat sun",
    ),
    (
        MODIFIER,
        "former late acting outgoing incoming then top senior leading embattled disgraced mere controversial popular outspoken longtime far-right far-left far right left wing hard-line hardline \
        conservative liberal progressive moderate radical extreme prominent famous infamous notorious powerful veteran chief deputy assistant vice prime foreign defense defence interior finance \
        security military intelligence special operations armed ground air naval national federal state local regional central supreme high young old first second third new \
        socialist communist nationalist populist authoritarian fascist nazi puppet rogue brutal corrupt legitimate democratically elected fellow current \
        engineering elite house senate majority minority district county city police under-fire feisty furious white-house attorney press general civil human public state-run",
    ),
    (PARTICLE, "de la del van von der den bin ibn al el da dos di du le ul"),
    (
        PORTFOLIO,
        "state defense defence interior treasury war education health labor labour energy commerce agriculture transportation justice foreign finance homeland security human services \
        staff national intelligence veterans affairs housing urban development navy army house representatives commons parliament opposition board council",
    ),
    (
        FAMILY_FIRST,
        "kim park lee yoon moon hwang choi jang kang chung cho lim han xi li wang zhang liu chen yang zhao huang zhou wu hu mao deng jiang peng qin nguyen tran",
    ),
    (
        SENT,
        "disclosures claims claim demands demand orders order pressure support aid help assistance response statement criticism threats threat warning warnings calls permission \
        approval reaction reactions weapons condemnation denial denials",
    ),
]);

/// How a word hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// First of its sentence.
    Start,
    /// A blank, or the stop of a short form and a blank.
    Space,
    /// A hyphen.
    Hyphen,
    /// A comma.
    Comma,
    /// An opening bracket.
    Bracket,
    /// Any other mark.
    Mark,
}

/// A word of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    /// Without a possessive ending.
    pub(super) text: &'a str,
    /// Likewise, but with the stop of a short form.
    pub(super) span: Span,
    pub(super) class: u32,
    /// Whether it may be part of a name.
    pub(super) name: bool,
    /// Whether it begins with a capital, whatever that means here.
    pub(super) capital: bool,
    pub(super) possessive: bool,
    pub(super) join: Join,
    pub(super) voice: Voice,
    pub(super) hash: u32,
}

impl Word<'_> {
    pub(super) fn is(&self, classes: u32) -> bool {
        self.class & classes != 0
    }

    /// Whether the word may stand inside a noun phrase whose end is not known yet.
    pub(super) fn is_plain(&self) -> bool {
        !self.capital
            && !self.is(FUNCTION | VERB | CALENDAR)
            && self.text.starts_with(char::is_alphabetic)
            && !self.text.ends_with("ly")
            && !self.is_past()
    }

    /// Whether it looks like an adjective, or may stand before a name like one.
    pub(super) fn describes(&self) -> bool {
        let ends = |ending: &str| self.text.len() > ending.len() + 2 && self.text.ends_with(ending);
        self.is(MODIFIER | TITLE)
            || ["al", "ive", "ous", "ic", "ish", "ful", "less", "ary", "able", "ible", "ed", "ate", "ist"].into_iter().any(ends)
    }

    /// Whether it looks like a past tense.
    pub(super) fn is_past(&self) -> bool {
        self.text.len() > 3 && self.text.ends_with("ed") && !self.text.ends_with("eed") && !self.is(MODIFIER)
    }

    /// Whether it says that who stands before acts.
    pub(super) fn acts(&self) -> bool {
        !self.capital && (self.is(VERB) || self.is_past())
    }
}

/// How often words stand in small letters, and with a capital where none is due.
#[derive(Default)]
pub(super) struct Capitals(HashMap<u32, (u32, u32)>);

impl Capitals {
    /// Adds the words of a document.
    pub(super) fn read(&mut self, document: &Document) {
        for passage in document.passages() {
            for sentence in passage.sentences().iter().filter(|sentence| !sentence.title_case) {
                let words = passage.words(document.article(), sentence);
                for (at, token) in words.tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word) {
                    let (stem, _) = stem(words.slice(at));
                    let hash = if stem.len() == token.span.len() { token.hash() } else { fold_hash(stem) };
                    let counts = self.0.entry(hash).or_default();
                    if !stem.starts_with(char::is_uppercase) {
                        counts.0 += 1;
                    } else if !words.opens(at) {
                        counts.1 += 1;
                    }
                }
            }
        }
    }

    /// Whether a folded word stands in small letters, too.
    pub(super) fn is_common(&self, word: &str) -> bool {
        self.0.get(&fold_hash(word)).is_some_and(|counts| counts.0 > 0)
    }

    /// Whether a word whose capital says nothing is more often a name than not; `None` where it stands nowhere else.
    fn is_name(&self, hash: u32) -> Option<bool> {
        self.0.get(&hash).filter(|counts| counts.0 + counts.1 > 0).map(|counts| counts.1 > counts.0)
    }
}

/// The words of a sentence.
pub(super) fn read<'a>(article: &'a Article, passage: &'a Passage, sentence: &Sentence, capitals: &Capitals, out: &mut Vec<Word<'a>>) {
    out.clear();
    let words = passage.words(article, sentence);
    let voices = &passage.voices()[sentence.tokens.clone()];
    let mut join = Join::Start;
    let mut skip = 0;
    for (at, token) in words.tokens.iter().enumerate() {
        let slice = words.slice(at);
        if at < skip {
            continue;
        }
        if !token.is_word() {
            let touches = out.last().is_some_and(|word| word.span.end() == token.span.start());
            if let Some(before) = out.last_mut().filter(|_| touches && join == Join::Space) {
                let short = before.text.contains('.') || before.is(SHORT) || before.text.len() == 1 && before.capital;
                if slice == "." && short && before.span.len() == before.text.len() {
                    before.span = before.span.join(token.span);
                    continue;
                }
                // *the D.P.R.K.'s*: the stop has cut the ending off.
                let ending = words.tokens.get(at + 1).is_some_and(|next| next.is(words.text, "s") && next.span.start() == token.span.end());
                if matches!(slice, "’" | "'") && ending {
                    before.possessive = true;
                    skip = at + 2;
                    continue;
                }
                if matches!(slice, "’" | "'")
                    && before.text.ends_with('s')
                    && words.tokens.get(at + 1).is_some_and(crate::token::Token::is_word)
                {
                    before.possessive = true;
                    continue;
                }
            }
            let hyphen = matches!(slice, "-" | "‐" | "‑" | "–")
                && touches
                && words.tokens.get(at + 1).is_some_and(|next| next.is_word() && next.span.start() == token.span.end());
            join = match slice {
                _ if hyphen => Join::Hyphen,
                "," if join == Join::Space => Join::Comma,
                "(" => Join::Bracket,
                _ => Join::Mark,
            };
            continue;
        }
        let (text, possessive) = stem(slice);
        let hash = if text.len() == slice.len() { token.hash() } else { fold_hash(text) };
        let class = CLASSES.of_word(hash, text);
        let capital = text.starts_with(char::is_uppercase);
        // A capital that is due says nothing; the other places where the word stands do.
        let due = sentence.title_case || words.opens(at);
        let known = if due { capitals.is_name(hash) } else { Some(true) };
        let name = capital && class & (FUNCTION | CALENDAR) == 0 && text != "I" && known.unwrap_or(!sentence.title_case);
        // What stands nowhere else at a sentence's head is a name only before another: see `phrases`.
        let describes =
            || ["ing", "ous", "ive", "ful", "less", "ish", "able"].iter().any(|ending| text.len() > 5 && text.ends_with(ending));
        let name = name && (known.is_some() || class & (VERB | MODIFIER) == 0 && !describes());
        let span = Span::new(token.span.start(), token.span.start() + text.len());
        out.push(Word { text, span, class, name, capital, possessive, join, voice: voices[at], hash });
        join = Join::Space;
    }
    // Alone at the head of its sentence and never seen before: no name.
    let unseen = |word: &Word<'_>| {
        let due = sentence.title_case || matches!(word.join, Join::Start | Join::Mark | Join::Bracket);
        due && capitals.is_name(word.hash).is_none()
    };
    for at in (0..out.len()).rev() {
        let next = out.get(at + 1).is_some_and(|next| next.join == Join::Space && next.name);
        if out[at].name && unseen(&out[at]) && !next && !(at > 0 && out[at - 1].name && out[at].join == Join::Space) {
            out[at].name = false;
        }
        // *Foreign Minister Roe said*
        let titled = out.get(at + 1).is_some_and(|next| next.join == Join::Space && next.name && (next.is(TITLE) || out[at].is(TITLE)));
        let new = out[at].text == "New"
            && out.get(at + 1).is_some_and(|next| words!("york jersey hampshire mexico orleans england").holds_word(next.text));
        if new {
            out[at].name = true;
        }
        let verb = ["ed", "ing", "ly"].iter().any(|ending| out[at].text.ends_with(ending));
        if titled && out[at].capital && !out[at].is(FUNCTION | VERB | CALENDAR) && !verb {
            out[at].name = true;
        }
    }
}

/// A word without its possessive ending, and whether it had one.
fn stem(word: &str) -> (&str, bool) {
    let stem = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['\'', '’', '‘', '\u{2bc}']));
    match stem {
        // *it's* and *that's* are verbs.
        Some(stem) if !stem.is_empty() && CLASSES.of_word(fold_hash(stem), stem) & FUNCTION == 0 => (stem, true),
        _ => (word, false),
    }
}

/// The classes of a word.
pub(super) fn classes(word: &str) -> u32 {
    CLASSES.of_word(fold_hash(word), word)
}
