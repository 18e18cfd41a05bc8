//! Worked cases of clauses, commitments and scopes, as statements.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::{Findings, LexiconFinder};
use crate::article::{Article, Field};
use crate::cue::{CueKind, Voice};
use crate::lexicon::{Lexicon, Matcher};
use crate::span::Span;
use crate::text::{Analyzer, Attributor, Document, Passage};

static TOOLS: LazyLock<(Analyzer, LexiconFinder)> = LazyLock::new(|| {
    let matcher = Arc::new(Matcher::new(Lexicon::shipped().expect("the shipped tables")));
    (Analyzer::over(Arc::clone(&matcher)).attributing(Attributor::Rules), LexiconFinder::new(matcher, Voice::Reported))
});

fn read(text: &str) -> (Document, Findings) {
    let document = TOOLS.0.document(Arc::new(Article::new("a", text)));
    let findings = TOOLS.1.findings(&document);
    (document, findings)
}

/// Checks the clauses of sentences in which they are marked: `[possible+ It may rain.]`; without a level they are certain: `[- It did not.]`.
#[track_caller]
fn check(marked: &[&str]) {
    for marked in marked {
        let mut text = String::new();
        let mut rest = *marked;
        while let Some((before, after)) = rest.split_once('[') {
            let (clause, after) = after.split_once(']').expect("a closing bracket");
            text.push_str(before);
            text.push_str(clause.split_once(' ').expect("a mark").1);
            rest = after;
        }
        text.push_str(rest);
        let mut shown = String::new();
        let mut at = 0;
        for clause in read(&text).1.clauses.unwrap_or_default() {
            let level = clause.commitment.to_string();
            let level = if level == "certain" { "" } else { &level };
            shown.push_str(&text[at..clause.span.start()]);
            write!(shown, "[{level}{} {}]", clause.polarity, clause.span.slice(&text)).expect("written to memory");
            at = clause.span.end();
        }
        shown.push_str(&text[at..]);
        assert_eq!(shown, *marked);
    }
}

/// Checks the scope of a cue: the cue stands in square brackets, the scope in braces.
#[track_caller]
fn check_scope(kind: CueKind, marked: &[&str]) {
    for marked in marked {
        let text: String = marked.chars().filter(|c| !"[]{}".contains(*c)).collect();
        let start = marked.find('[').map(|at| marked[..at].matches(['{', '}']).count()).expect("a cue");
        let start = marked.find('[').expect("a cue") - start;
        let (_, findings) = read(&text);
        let cue = findings.cues.iter().find(|cue| cue.kind == kind && cue.span.start() == start);
        let cue = cue.unwrap_or_else(|| panic!("no {kind} at byte {start} of {text}: {:?}", findings.cues));
        let mut marks = vec![(cue.span.start(), 1, '['), (cue.span.end(), 0, ']')];
        if let Some(scope) = cue.scope {
            marks.extend([(scope.start(), 0, '{'), (scope.end(), 1, '}')]);
        }
        // At one place what closes comes first, and a scope opens before a cue and closes behind it.
        marks.sort_by_key(|&(at, inner, mark)| (at, matches!(mark, '[' | '{'), inner));
        let mut shown = text.clone();
        for &(at, _, mark) in marks.iter().rev() {
            shown.insert(at, mark);
        }
        assert_eq!(shown, *marked);
    }
}

#[test]
fn what_nothing_weakens_is_certain() {
    check(&["[+ The dam broke.]", "[- The dam did not break.]", "[+ The minister will leave on Monday.]", "[- No one was hurt.]"]);
}

#[test]
fn modals_and_adverbs_weaken_their_clause() {
    check(&[
        "[possible+ It may rain tomorrow.]",
        "[possible- The dam might not hold.]",
        "[possible+ Perhaps the dam will fall.]",
        "[probable+ The dam is probably safe.]",
        "[probable+ The dam reportedly fell at dawn.]",
        "[underspecified+ The suspects allegedly fled.]",
        "[- The dam could not hold.]",
    ]);
}

#[test]
fn adjectives_weaken_behind_a_verb_and_not_before_a_noun() {
    check(&[
        "[probable+ He is likely to win.]",
        "[probable- He is not likely to win.]",
        "[probable- He is unlikely to win.]",
        "[+ The alleged attacker was arrested.]",
        "[+ It is unlikely] [probable- that he will win.]",
        "[probable- It is unlikely to rain.]",
    ]);
}

#[test]
fn approximators_weaken_nothing() {
    check(&["[+ About 10,000 people fled.]", "[+ He spent an hour or so there.]", "[+ The dam almost broke.]"]);
}

#[test]
fn verbs_and_nouns_weaken_what_is_below_them() {
    check(&[
        "[+ It is possible] [possible+ that the dam fell.]",
        "[- It is not possible] [- that the dam fell.]",
        "[+ Evidence suggests] [probable+ that the dam was weak.]",
        "[+ It appears] [probable+ that he fell.]",
        "[probable+ He appears to have fallen.]",
        "[+ There is a chance] [possible+ that the dam will break.]",
        "[possible+ The possibility that the dam fell] [+ was dismissed.]",
        "[probable+ The dam is thought to be unsafe.]",
    ]);
}

#[test]
fn a_denied_belief_is_the_belief_of_the_contrary() {
    check(&[
        "[+ Roe believes] [probable+ that the dam fell.]",
        "[- Roe does not believe] [probable- that the dam fell.]",
        "[+ Roe doubts] [probable- that the dam will hold.]",
        "[- Roe does not doubt] [probable+ that the dam will hold.]",
        "[+ Roe hopes] [underspecified+ that the dam will hold.]",
        "[+ Roe suspects] [probable+ the dam was bombed.]",
    ]);
}

#[test]
fn the_complement_of_a_factive_is_certain_whatever_stands_above() {
    check(&[
        "[+ He knows] [+ that the dam fell.]",
        "[- He did not know] [+ that the dam fell.]",
        "[- Nobody knew] [+ that the dam was unsafe.]",
        "[- She does not regret] [+ that the dam broke.]",
        "[possible+ He may know] [+ that the dam is unsafe.]",
        "[underspecified+ Do you know] [+ that the dam broke?]",
        "[underspecified+ If he knew] [+ that the dam broke,] [underspecified+ he would leave.]",
        "[- He did not admit] [+ that he had lied.]",
        "[- It is not surprising] [+ that the dam broke.]",
        "[+ The fact that the dam broke] [- surprised nobody.]",
        "[+ He realized] [+ the dam was unsafe.]",
    ]);
}

#[test]
fn implicatives_decide_by_their_signature() {
    check(&[
        // +,-
        "[+ He managed to escape.]",
        "[- He did not manage to escape.]",
        "[- She did not happen to be there.]",
        // -,+
        "[- He failed to pay.]",
        "[+ He did not fail to pay.]",
        "[+ He did not forget to lock the door.]",
        "[+ He did not hesitate to call.]",
        // -,o
        "[- He refused to comment.]",
        "[underspecified+ He did not refuse to comment.]",
        "[- He was prevented from leaving.]",
        "[underspecified+ He was not prevented from leaving.]",
        // +,o
        "[+ She was forced to resign.]",
        "[underspecified+ She was not forced to resign.]",
        // -,-
        "[- He pretended to sleep.]",
        "[+ He pretended] [- that he was ill.]",
    ]);
}

#[test]
fn an_implicative_inside_an_infinitive_or_noun_decides_nothing() {
    check(&["[+ He left to avoid being seen.]", "[+ His failure to pay was a surprise.]"]);
}

#[test]
fn two_negations_cancel() {
    check(&[
        "[+ There is no doubt] [+ that the dam fell.]",
        "[+ Nobody did not know.]",
        "[+ He never failed to appear.]",
        "[- No food and no water arrived.]",
        "[- Neither the mayor nor the governor was there.]",
    ]);
}

#[test]
fn a_negation_inside_a_phrase_does_not_deny_the_clause() {
    check(&[
        "[+ He died without a word.]",
        "[+ He left with no money.]",
        "[+ Gate No. 4 opened.]",
        "[+ She voted after the not guilty verdict.]",
    ]);
}

#[test]
fn denied_certainty_is_open() {
    check(&[
        "[+ It is clear] [+ that he left.]",
        "[+ It is not clear] [underspecified+ that he left.]",
        "[underspecified+ It was not necessarily a mistake.]",
        "[- There is no evidence] [underspecified+ that the dam was unsafe.]",
        "[- It is not true] [- that the dam fell.]",
        "[+ Police ruled out] [- that the dam was bombed.]",
    ]);
}

#[test]
fn conditions_leave_both_clauses_open() {
    check(&[
        "[underspecified+ If it rains,] [underspecified+ the dam will break.]",
        "[underspecified+ The dam will break] [underspecified+ if it rains.]",
        "[underspecified+ Unless it rains,] [underspecified+ the dam will hold.]",
        "[underspecified+ If the Senate passes it,] [underspecified+ he will leave.]",
        "[underspecified+ Even if it rains,] [+ the dam will hold.]",
        "[+ He acted] [underspecified+ as if the dam was safe.]",
        "[underspecified+ He could face 20 years in prison if convicted.]",
    ]);
}

#[test]
fn questions_and_orders_are_open() {
    check(&[
        "[underspecified+ Did the dam fall?]",
        "[+ Officials asked] [underspecified+ whether the dam was safe.]",
        "[+ She wondered] [underspecified+ if the dam was safe.]",
        "[- He declined to say] [underspecified+ whether the dam was safe.]",
        "[+ The police are investigating] [underspecified+ whether the mayor was bribed.]",
        "[underspecified+ “Is the dam safe?”] [+ she asked.]",
        "[underspecified+ Please stop the war.]",
    ]);
}

#[test]
fn the_holder_of_a_content_is_its_source() {
    check(&[
        "[+ The minister said] [possible+ that the dam may fall.]",
        "[+ The minister denied] [- that the dam was unsafe.]",
        "[- The minister did not say] [underspecified+ that the dam was unsafe.]",
        "[- The minister did not deny] [underspecified+ that the dam was unsafe.]",
        "[- “The dam is not safe,”] [+ the minister said.]",
        "[possible+ “We may leave,”] [+ he said,] [- “but she will not.”]",
        "[+ Roe said] [- that he did not know] [underspecified+ whether the dam was safe.]",
        "[+ The minister claimed] [+ that the dam was safe;] [+ engineers said] [- it was not.]",
        "[possible+ According to the ministry, the dam may break.]",
    ]);
}

#[test]
fn clauses_beside_another_stand_for_themselves() {
    check(&[
        "[+ He lost] [- because he did not train.]",
        "[- He did not lose] [+ because he trained.]",
        "[+ When the dam broke,] [+ three villages were flooded.]",
        "[+ He went home] [+ and slept.]",
        "[+ He was arrested and charged with murder.]",
        "[+ He regrets] [+ that the dam fell,] [+ and she left.]",
    ]);
}

#[test]
fn a_relative_takes_the_subject_that_it_interrupts() {
    check(&[
        "[+ The man who shot him] [+ was arrested.]",
        "[+ The dam, which was old,] [+ collapsed.]",
        "[possible+ The minister, who may resign,] [+ left the room.]",
        "[+ They did it for gains] [- that no one will remember.]",
    ]);
}

#[test]
fn a_modal_governs_its_clause_from_there_and_an_adverb_all_of_it() {
    check_scope(
        CueKind::Hedge,
        &[
            "It {[may] rain tomorrow}.",
            "{The dam [reportedly] fell at dawn}.",
            "{[Perhaps] the dam will fall}.",
            "The dam {[may] break}, according to the ministry.",
            "The minister, who {[may] resign}, left the room.",
            "{He is [likely] to win}.",
        ],
    );
    check_scope(CueKind::Booster, &["{He was [clearly] drunk}."]);
}

#[test]
fn verbs_and_nouns_govern_the_clause_below() {
    check_scope(
        CueKind::Hedge,
        &[
            "[It is possible] that {the dam fell}.",
            "[Evidence suggests] that {the dam was weak}.",
            "Roe [believes] that {the dam fell}.",
            "The [possibility] that {the dam fell} was dismissed.",
            "He [appears to] {have fallen}.",
            "The police are [investigating whether] {the mayor was bribed}.",
        ],
    );
    check_scope(CueKind::Booster, &["There is [no doubt] that {the dam fell}."]);
    check_scope(CueKind::Factive, &["He [knows that] {the dam fell}, and she left.", "[The fact that] {the dam broke} surprised nobody."]);
    check_scope(CueKind::Implicative, &["He [failed to] {pay}.", "He was [prevented from] {leaving}."]);
}

#[test]
fn approximators_adjectives_and_conditions_govern_what_is_beside_them() {
    check_scope(
        CueKind::Hedge,
        &[
            "[About] {10,000 people} fled.",
            "The plan cost [about] {$40 million}.",
            "He spent {an hour} [or so] there.",
            "The [alleged] {attacker} was arrested.",
            "The dam will hold [unless] {it rains}.",
        ],
    );
}

/// Words out of which sentences with every kind of border come.
fn sentences() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "the dam",
        "Roe",
        "he",
        "it",
        "they",
        "said",
        "that",
        "who",
        "which",
        "and",
        "but",
        "or",
        ",",
        ";",
        ":",
        "—",
        "(",
        ")",
        "“",
        "”",
        "\"",
        "?",
        ".",
        "if",
        "unless",
        "whether",
        "because",
        "when",
        "is",
        "was",
        "may",
        "not",
        "never",
        "no",
        "failed to",
        "know",
        "know that",
        "believes",
        "it is possible",
        "no evidence that",
        "broke",
        "fell",
        "denied",
        "according to",
        "about",
        "or so",
        "alleged",
        "likely",
        "perhaps",
        "if convicted",
        "é",
        "ﬁ",
        "n’t",
        "40",
        "\n\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn clauses_hold_every_token_of_a_sentence_once_and_scopes_stay_inside(text in prop_oneof![sentences(), "\\PC{0,80}"]) {
        let (document, findings) = read(&text);
        let mut clauses = findings.clauses.iter().flatten().peekable();
        for passage in document.passages() {
            for sentence in passage.sentences() {
                let mut tokens = passage.tokens()[sentence.tokens.clone()].iter().peekable();
                let mut end = sentence.span.start();
                while let Some(clause) = clauses.next_if(|clause| clause.field == passage.field() && clause.span.start() < sentence.span.end()) {
                    prop_assert!(sentence.span.contains(clause.span) && clause.span.start() >= end);
                    prop_assert_eq!(clause.span.slice(&text).trim(), clause.span.slice(&text));
                    while tokens.next_if(|token| clause.span.contains(token.span)).is_some() {}
                    end = clause.span.end();
                }
                prop_assert!(tokens.next().is_none());
            }
        }
        prop_assert!(clauses.next().is_none());
        for cue in &findings.cues {
            let Some(scope) = cue.scope else { continue };
            prop_assert_eq!(cue.field, Field::Text);
            prop_assert!(!scope.slice(&text).is_empty() && scope.slice(&text).trim() == scope.slice(&text));
            let sentences = || document.passages().iter().flat_map(Passage::sentences);
            let holds = |span: Span| sentences().any(|sentence| sentence.span.contains(scope) && sentence.span.contains(span));
            prop_assert!(holds(cue.span));
        }
    }
}
