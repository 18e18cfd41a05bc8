//! Claims across outlets: on invented articles, on five real ones, and against what annotators marked.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use parallax::article::Article;
use parallax::compare::claims::{Claim, MEASURES};
use parallax::compare::{self, EventComparison, Stance};
use parallax::evaluate::claims::{Counts, Given, Mark, Place, judge, marks, verdicts};
use parallax::evaluate::gold::LabelledDocument;
use parallax::evaluate::sets::allsides;
use parallax::find::Polarity;
use parallax::group::by_given_event;
use parallax::read::Options;
use parallax::score::ArticleScore;
use parallax::train::claims::{article, fit};
use support::{articles, pipeline, shared};

/// Compares articles, each outlet's one, as one event.
fn compared(texts: &[(&str, &str)]) -> (Vec<ArticleScore>, EventComparison) {
    let pipeline = pipeline();
    let scores: Vec<ArticleScore> = texts
        .iter()
        .map(|(outlet, text)| {
            pipeline.score(Article { outlet: Some((*outlet).into()), event: Some("e".into()), ..Article::new(*outlet, *text) })
        })
        .collect();
    let comparison = of_event(&scores);
    (scores, comparison)
}

fn of_event(scores: &[ArticleScore]) -> EventComparison {
    let (events, _) = by_given_event(scores);
    compare::compare(&events[0], scores, &compare::Options::default()).expect("two outlets")
}

fn claims(comparison: &EventComparison) -> &[Claim] {
    comparison.claims.as_deref().expect("clauses were looked for")
}

/// The stances of the outlets to the first claim whose evidence, in two outlets, holds all of these words.
fn stances<'a>(scores: &[ArticleScore], comparison: &'a EventComparison, words: &[&str]) -> Option<&'a Claim> {
    claims(comparison).iter().find(|claim| {
        let holds = |text: &str| words.iter().all(|word| text.contains(word));
        let outlets = claim.cells.iter().filter(|cell| cell.evidence.iter().any(|one| holds(one.text(scores))));
        outlets.count() > 1
    })
}

const FLOOD: [(&str, &str); 3] = [
    (
        "Courier",
        "Sluice gates of the Karvel Dam opened on Monday and flooded the villages below.\n\nEngineers blamed a worn hoist for the flood, the ministry said. \
         The prime minister pledged 6.5 million crowns in relief. At least 14 people drowned in Pelitsa, the mayor said.",
    ),
    (
        "Lantern",
        "The Karvel Dam flooded villages after its sluice gates opened.\n\nThe alleged worn hoist did not cause the flood. \
         The prime minister announced relief of 6.5 million crowns. At least 31 people drowned in Hallin Ford, rescuers said.",
    ),
    ("Wire", "Sluice gates at the Karvel Dam may have opened by themselves, flooding villages, engineers said."),
];

#[test]
fn what_two_outlets_state_is_one_claim_with_its_stances() {
    let (scores, comparison) = compared(&FLOOD);
    let opened = stances(&scores, &comparison, &["Karvel Dam", "gates"]).expect("the gates opened");
    let of = |outlet: &str| {
        let place = comparison.outlets.iter().position(|name| name.as_str() == outlet).expect("an outlet");
        opened.cells[place].stance
    };
    assert_eq!((of("Courier"), of("Lantern"), of("Wire")), (Stance::Asserted, Stance::Asserted, Stance::Attributed));
    assert!(stances(&scores, &comparison, &["6.5 million crowns"]).is_some(), "the same sum is the same relief");
}

#[test]
fn no_evidence_before_a_clause_doubts_it() {
    let (scores, comparison) = compared(&[
        ("Courier", "The Karvel Dam was unsafe in March, inspectors wrote. Its hoist was worn and its gates were old."),
        ("Lantern", "There is no evidence that the Karvel Dam was unsafe in March. The gates of the Karvel Dam were old."),
    ]);
    let unsafe_dam = stances(&scores, &comparison, &["unsafe in March"]).expect("both speak of it");
    assert_eq!(unsafe_dam.cells.iter().map(|cell| cell.stance).collect::<Vec<_>>(), [Stance::Attributed, Stance::Doubted]);
}

#[test]
fn figures_of_different_propositions_stay_apart() {
    let (scores, comparison) = compared(&FLOOD);
    let text = |claim: &Claim| -> String { claim.cells.iter().flat_map(|cell| &cell.evidence).map(|one| one.text(&scores)).collect() };
    assert!(claims(&comparison).iter().map(text).all(|text| !(text.contains("14 people") && text.contains("31 people"))));
}

#[test]
fn omissions_name_who_states_what_is_left_out() {
    let (scores, comparison) = compared(&FLOOD);
    let omissions = comparison.omissions.as_deref().expect("claims");
    let relief = claims(&comparison).iter().position(|claim| claim.text(&scores).contains("6.5 million")).expect("the relief");
    let wire = omissions.iter().find(|one| one.claim == relief && one.outlet.as_str() == "Wire").expect("left out");
    let by: Vec<&str> = wire.covered_by.iter().map(|(outlet, _)| outlet.as_str()).collect();
    assert_eq!(by, ["Courier", "Lantern"]);
    assert!((wire.weight - 2.0 / 3.0).abs() < 1e-9 && wire.covered_by.iter().all(|(_, depth)| (0.0..1.0).contains(depth)));
}

#[test]
fn articles_of_different_matters_share_no_claim() {
    let (_, comparison) = compared(&[
        ("Courier", "The Velmara orchestra opened its season on Friday. Critics praised the two soloists. Tickets cost 40 crowns."),
        ("Lantern", "Farmers near Ostrany fear a poor harvest. The ministry said two storms destroyed crops worth 40 million crowns."),
    ]);
    assert!(claims(&comparison).is_empty(), "{:?}", claims(&comparison));
}

#[test]
fn the_claims_of_five_real_articles_are_found_and_parted() {
    let Some(folder) = shared("corpora/north-korea", "the claims of five real articles") else { return };
    let pipeline = pipeline();
    let scores: Vec<ArticleScore> =
        articles(&[folder.to_str().expect("a path")], Options::default()).into_iter().map(|article| pipeline.score(article)).collect();
    let comparison = of_event(&scores);
    let claims = claims(&comparison);
    assert!(claims.iter().filter(|claim| claim.outlets() > 1).count() >= 8);
    // By outlet, what its evidence says.
    let said = |claim: &Claim, outlet: usize| -> String {
        claim.cells[outlet].evidence.iter().map(|one| one.text(&scores)).collect::<Vec<_>>().join(" | ")
    };
    let is =
        |wanted: &[(usize, &str)]| claims.iter().any(|claim| wanted.iter().all(|(outlet, words)| said(claim, *outlet).contains(words)));
    for wanted in [
        &[(1, "Sent to Kursk"), (2, "sent to Russia"), (3, "deployed to Russia")][..],
        &[(0, "Kursk region"), (1, "Kursk"), (2, "Kursk region")],
        &[(2, "10,000"), (3, "10,000"), (4, "10,000")],
        &[(1, "combat zones"), (2, "direct combat"), (3, "combat")],
        &[(1, "U.S."), (3, "has confirmed")],
        &[(1, "has not denied"), (2, "obliquely acknowledge")],
        &[(2, "mutual defense"), (3, "mutual defense")],
        &[(0, "escalating the war"), (1, "Escalating"), (2, "escalation")],
    ] {
        assert!(is(wanted), "{wanted:?}");
    }
    for apart in [[(0, "3,000"), (2, "3,000")], [(1, "1,500"), (2, "1,500")]] {
        assert!(!is(&apart), "{apart:?}");
    }
    let kursk =
        claims.iter().find(|claim| said(claim, 2).contains("Kursk region") && said(claim, 0).contains("Kursk")).expect("the Kursk claim");
    let text = |one: &compare::claims::Evidence| scores[one.article].document.article().field(one.field).to_owned();
    assert!(kursk.cells[2].evidence.iter().any(|one| one.source.is_some_and(|source| source.slice(&text(one)).contains("Rutte"))));
    // Two ways to say one thing.
    let putin = claims.iter().find(|claim| said(claim, 1).contains("has not denied")).expect("the claim");
    assert!(putin.cells[1].evidence.iter().chain(&putin.cells[2].evidence).all(|one| one.polarity == Polarity::Affirmed));
}

/// The stories of a table of marks.
fn stories(marks: &[Mark]) -> BTreeMap<&str, Vec<&Mark>> {
    let mut stories: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        stories.entry(&mark.story).or_default().push(mark);
    }
    stories
}

/// What becomes of the marks of a table.
fn judged(documents: &[LabelledDocument], table: &str) -> Counts {
    let pipeline = pipeline();
    let all = marks(table).expect("a table of marks");
    let mut counts = Counts::default();
    for (story, marks) in stories(&all) {
        let of_story = documents.iter().filter(|document| document.event.as_deref() == Some(story));
        let scores: Vec<ArticleScore> =
            of_story.map(|document| pipeline.score(Article { event: Some("e".into()), ..article(document) })).collect();
        let given = |claim: &Claim| -> Vec<Given> {
            let evidence = claim.cells.iter().flat_map(|cell| &cell.evidence);
            evidence
                .map(|one| {
                    let article = scores[one.article].document.article().id.as_str().to_owned();
                    Given { place: Place { article, field: one.field, span: one.span }, stance: one.stance.to_string() }
                })
                .collect()
        };
        counts += judge(&claims(&of_event(&scores)).iter().map(given).collect::<Vec<_>>(), &marks);
    }
    counts
}

#[test]
fn the_shipped_weights_are_those_that_the_marks_teach() {
    let Some(data) = shared("data/allsides", "learning the weights of claims again") else { return };
    let gold = allsides::read(&data).expect("the set");
    let pipeline = pipeline();
    let documents: Vec<&LabelledDocument> = gold.documents.iter().collect();
    let marks = marks(include_str!("../evaluation/claims/learning.tsv")).expect("marks");
    let verdicts = verdicts(include_str!("../evaluation/claims/pairs.tsv")).expect("verdicts");
    let model = fit(&documents, &marks, &verdicts, |article| pipeline.score(article)).expect("pairs to learn from");
    assert!(model.to_table(&MEASURES) == include_str!("../models/claims.tsv"), "`parallax train claims` makes models/claims.tsv again");
}

#[test]
fn claims_hold_against_what_annotators_marked() {
    let Some(data) = shared("data/allsides", "the claims of stories that annotators marked") else { return };
    let gold = allsides::read(&data).expect("the set");
    // Precision and recall of pairs and accuracy of stances: figures of the day they were taken, less a margin. The first table was learned from.
    for (name, table, precision, recall, stance) in [
        ("learning", include_str!("../evaluation/claims/learning.tsv"), 0.75, 0.28, 0.70),
        ("judging", include_str!("../evaluation/claims/judging.tsv"), 0.50, 0.14, 0.70),
        ("judging, another annotator", include_str!("../evaluation/claims/judging-again.tsv"), 0.50, 0.14, 0.65),
    ] {
        let counts = judged(&gold.documents, table);
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let found = (share(counts.right, counts.given), share(counts.found, counts.marked), share(counts.stances_right, counts.stances));
        println!("{name}: {counts:?}, precision {:.3}, recall {:.3}, stance {:.3}", found.0, found.1, found.2);
        assert!(found.0 >= precision && found.1 >= recall && found.2 >= stance, "{name}: {found:?}");
    }
    let learned: BTreeSet<String> =
        marks(include_str!("../evaluation/claims/learning.tsv")).expect("marks").into_iter().map(|mark| mark.story).collect();
    let held = marks(include_str!("../evaluation/claims/judging.tsv")).expect("marks");
    assert!(held.iter().all(|mark| !learned.contains(&mark.story)), "no story is in both");
}
