//! Invented articles, and whom their words mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::article::Article;
use crate::compare::EventComparison;
use crate::group::by_given_event;
use crate::text::Analyzer;

fn scores(texts: &[(&str, &str)]) -> Vec<ArticleScore> {
    let analyzer = Analyzer::shipped().expect("the shipped tables");
    let score = |(at, (outlet, text)): (usize, &(&str, &str))| {
        let article = Article { outlet: Some((*outlet).into()), event: Some("e".into()), ..Article::new(format!("{at}"), *text) };
        ArticleScore::new(analyzer.document(Arc::new(article)), Vec::new(), Voice::Reported)
    };
    texts.iter().enumerate().map(score).collect()
}

/// The actors of articles that stand side by side, each with its labels in the order of the text.
fn actors(texts: &[&str]) -> BTreeMap<String, Vec<String>> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("o", *text)).collect();
    let scores = scores(&texts);
    let entities = Entities::find(&scores.iter().collect::<Vec<_>>());
    let mut actors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mention in entities.mentions() {
        let text = scores[mention.article].document.article().field(mention.field);
        let mark = match mention.form {
            Form::Name => "",
            Form::Apposition => ", ",
            Form::Predicate => "= ",
        };
        actors.entry(entities.get(mention.entity).name.clone()).or_default().push(format!("{mark}{}", mention.span.slice(text)));
    }
    actors
}

fn comparison(texts: &[(&str, &str)]) -> EventComparison {
    let scores = scores(texts);
    let (events, _) = by_given_event(&scores);
    crate::compare::compare(&events[0], &scores, &Options::default()).expect("two outlets")
}

#[track_caller]
fn mean(text: &str, actor: &str, labels: &[&str]) {
    let actors = actors(&[text]);
    assert_eq!(actors.get(actor).map(Vec::as_slice).unwrap_or_default(), labels, "{actors:?}");
}

#[test]
fn a_government_is_its_capital_its_officials_and_its_regime() {
    let text = "The Oslo regime has closed the port. Norwegian officials said the quay was safe. Oslo denied it, and Norway's top officials left. \
        The government was silent.";
    mean(text, "Norway (government)", &["Oslo regime", "Norwegian officials", "Oslo", "Norway's top officials", "government"]);
}

#[test]
fn a_capital_is_a_place_where_nobody_acts() {
    mean("The crowd met in Oslo. They went to Oslo by train, and Oslo, Norway, was calm.", "Norway (government)", &[]);
    mean("Weapons came with pressure from Oslo. Oslo and Stockholm signed a pact.", "Norway (government)", &["Oslo", "Oslo"]);
}

#[test]
fn forces_are_neither_the_country_nor_its_government() {
    let text = "Thousands of Norwegian soldiers crossed the river. Norway sent them. The mayor saw Norwegian special operations troops. These troops were young. \
        Norway was proud of its soldiers.";
    let actors = actors(&[text]);
    assert_eq!(actors["Norway (forces)"], ["Norwegian soldiers", "Norwegian special operations troops", "troops", "soldiers"]);
    assert_eq!(actors["Norway"], ["Norway", "Norway"]);
}

#[test]
fn what_a_noun_describes_is_no_actor() {
    mean(
        "The Norwegian government shutdown began. A Norway-backed plan failed. The Norwegian military plants closed.",
        "Norway (government)",
        &[],
    );
    mean("The Norwegian military plants closed. A Norwegian-Swedish plan failed.", "Norway (forces)", &[]);
}

#[test]
fn one_person_has_many_names() {
    let text = "Norwegian President Pia Rellmark spoke first. Rellmark said so. The Norwegian leader was calm. The president left. Mrs. Rellmark slept. Pia Rellmark woke.";
    mean(
        text,
        "Pia Rellmark",
        &["Norwegian President Pia Rellmark", "Rellmark", "Norwegian leader", "president", "Mrs. Rellmark", "Pia Rellmark"],
    );
    let other = actors(&[text, "President Pia Relmarkk spoke. Pia Rellmarck spoke, and Rellmark said so."]);
    assert_eq!(other["Pia Rellmark"].len(), 9, "a spelling of the same given name is the same person: {other:?}");
}

#[test]
fn people_of_one_family_stay_apart() {
    let text = "Pia Rellmark spoke. Dorn Rellmark was there. Rellmark left. Tom Vance Jr. and Tom Vance spoke.";
    let actors = actors(&[text]);
    assert_eq!(actors["Pia Rellmark"], ["Pia Rellmark"], "{actors:?}");
    assert!(actors.values().flatten().all(|label| label != "Rellmark"), "{actors:?}");
    assert!(actors.get("Tom Vance").is_none_or(|labels| labels == &["Tom Vance"]), "{actors:?}");
}

#[test]
fn a_role_is_whoever_was_said_to_have_it() {
    mean(
        "Water Minister Dorn Haskel came. Mayor Jon Vance came. The mayor spoke. A mayor is a mayor. The former mayor was silent.",
        "Jon Vance",
        &["Mayor Jon Vance", "mayor"],
    );
    mean("Mayor Jon Vance met Mayor Pia Rell. The mayor spoke.", "Jon Vance", &["Mayor Jon Vance"]);
}

#[test]
fn an_administration_is_its_leaders_countrys_where_that_is_known() {
    let known =
        "Norwegian President Pia Rellmark spoke. The Rellmark regime has fallen. The administration of President Pia Rellmark was weak.";
    mean(known, "Norway (government)", &["Rellmark regime", "administration of President Pia Rellmark"]);
    mean(
        "The Rellmark administration has fallen. The administration of Rellmark was weak.",
        "Rellmark (government)",
        &["Rellmark administration", "administration of Rellmark"],
    );
}

#[test]
fn parties_are_not_their_candidates_or_wings() {
    let text = "Democrats voted. Democratic candidate Pia Rellmark did not. Progressive people and progressive Democrats left. The Democratic Party was split.";
    let actors = actors(&[text]);
    assert_eq!(actors["Democrats"], ["Democrats", "Democratic Party"]);
    assert_eq!(actors["Pia Rellmark"], ["Democratic candidate Pia Rellmark"]);
    assert_eq!(actors["progressive Democrats"], ["progressive Democrats"]);
}

#[test]
fn bodies_go_by_their_short_names() {
    let text = "The Union of Dam and River Workers (U.D.R.W.) objected. The UDRW was angry. The owner, Nordal Hydro, said no. Nordal refused. The F.B.I. came, the FBI left.";
    let actors = actors(&[text]);
    assert_eq!(actors["Union of Dam and River Workers"], ["Union of Dam and River Workers", "UDRW"]);
    assert_eq!(actors["Nordal Hydro"], [", owner", "Nordal Hydro", "Nordal"]);
    assert_eq!(actors["Federal Bureau of Investigation"], ["F.B.I.", "FBI"]);
}

#[test]
fn what_stands_beside_a_name_is_a_label() {
    mean("Dorn Haskel, a crony of the owners, left.", "Dorn Haskel", &["Dorn Haskel", ", crony"]);
    mean("The self-styled leader of the opposition, Mirel Tace, left.", "Mirel Tace", &[", self-styled leader", "Mirel Tace"]);
    mean("Mayor Jon Vance is a coward. Vance was not a hero.", "Jon Vance", &["Mayor Jon Vance", "= coward", "Vance"]);
    mean("She called Mayor Jon Vance a liar.", "Jon Vance", &["Mayor Jon Vance", "= liar"]);
    mean(
        "Norwegian troops are young. They will end up as mere cannon fodder.",
        "Norway (forces)",
        &["Norwegian troops", "= mere cannon fodder"],
    );
    mean("The feisty far-right activist Jon Vance left.", "Jon Vance", &["feisty far-right activist Jon Vance"]);
}

#[test]
fn what_follows_a_comma_need_not_be_a_label() {
    let text = "Mayor Jon Vance spoke. According to Vance, the ministers of the region agreed. For Vance, the delay was long. With Vance, a crowd came.";
    mean(text, "Jon Vance", &["Mayor Jon Vance", "Vance", "Vance", "Vance"]);
}

#[test]
fn a_capital_that_is_due_makes_no_name() {
    let actors = actors(&["Angry Crowds Say Vance Left Town\n\nFurious crowds met Jon Vance on Monday. Seething Vance left."]);
    assert!(actors.keys().all(|name| name == "Jon Vance"), "{actors:?}");
}

#[test]
fn a_form_of_address_can_name_another_of_the_family() {
    let actors = actors(&["Hillary Rellmark spoke. Mrs. Rellmark was calm. Mr. Rellmark was not."]);
    assert_eq!(actors["Hillary Rellmark"], ["Hillary Rellmark", "Mrs. Rellmark"]);
    assert_eq!(actors["Rellmark"], ["Mr. Rellmark"]);
}

#[test]
fn a_numeral_alone_is_no_name() {
    assert!(actors(&["Part III was shown. Chapter of III, and Jr. came."]).keys().all(|name| name != "III"));
}

#[test]
fn actors_are_found_by_span() {
    let text = "Mayor Jon Vance said that Norwegian troops had left Norway.";
    let scores = scores(&[("o", text)]);
    let entities = Entities::find(&[&scores[0]]);
    let at = |from: &str, to: &str| {
        let span = Span::new(text.find(from).expect("from"), text.find(to).expect("to") + to.len());
        entities.at(0, Field::Text, span).map(|id| entities.get(id).name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(at("Mayor", "Vance"), ["Jon Vance"]);
    assert_eq!(at("that", "had"), ["Norway (forces)"]);
    assert_eq!(at("said", "that"), Vec::<&str>::new());
}

#[test]
fn labels_are_counted_by_outlet_and_voice() {
    let compared = comparison(&[
        ("left", "The Oslo regime has fallen. The Oslo regime lied."),
        ("right", "The Norwegian government said: “We will stay.” Reporters heard a man say: “The Oslo regime must go at once.”"),
        ("third", "It rained on the old dam."),
    ]);
    let names = compared.names.iter().find(|names| names.entity == "Norway (government)").expect("the government");
    let counts = |outlet: &str, label: &str| {
        names
            .labels
            .iter()
            .find(|one| one.outlet.as_str() == outlet && one.label == label)
            .map(|one| (one.count, one.own, one.places.len()))
    };
    assert_eq!(counts("left", "Oslo regime"), Some((2, 2, 2)));
    assert_eq!(counts("right", "Oslo regime"), Some((1, 0, 1)));
    assert_eq!(counts("right", "Norwegian government"), Some((1, 1, 1)));
    assert_eq!(names.absent.iter().map(Outlet::as_str).collect::<Vec<_>>(), ["third"]);
    // Two labels against one: H(3/4, 1/4) - H(1/2, 1/2) / 2 = .811278 - .5 in bits.
    assert!(names.divergence.is_some_and(|divergence| (divergence - 0.311_278).abs() < 1e-6), "{:?}", names.divergence);
    assert_eq!(names.p, None, "one article a side is no test");
    let place = &names.labels[0].places[0];
    assert_eq!(place.field, Field::Text);
}

/// Eight articles of two outlets, each with the labels of the government that it uses: what is found of names alone.
fn dealt(labels: &[[&str; 2]; 8]) -> Vec<EntityNames> {
    let texts: Vec<String> = labels.iter().map(|[one, other]| format!("The {one} has spoken. The {other} has gone.")).collect();
    let texts: Vec<(&str, &str)> =
        texts.iter().enumerate().map(|(at, text)| (if at < 4 { "left" } else { "right" }, text.as_str())).collect();
    let scores = scores(&texts);
    let articles: Vec<(usize, &ArticleScore)> = scores.iter().enumerate().map(|(at, score)| (usize::from(at >= 4), score)).collect();
    let entities = Entities::find(&scores.iter().collect::<Vec<_>>());
    compare(&EventId::from("e"), &["left".into(), "right".into()], &articles, &entities, &Options::default())
}

#[test]
fn four_against_four_has_the_p_of_all_its_permutations() {
    let (regime, government) = (["Oslo regime"; 2], ["Norwegian government"; 2]);
    let compared = dealt(&[regime, regime, regime, regime, government, government, government, government]);
    let names = compared.iter().find(|names| names.entity == "Norway (government)").expect("the government");
    assert_eq!(names.divergence, Some(1.0));
    // Of the 70 ways to deal eight articles two are as far apart; 999 random ones give 2/70 within .011 (two standard errors).
    assert!(names.p.is_some_and(|p| (p - 2.0 / 70.0).abs() < 0.013), "{:?}", names.p);
    assert_eq!(names.q, names.p, "one actor is one test");
}

#[test]
fn where_labels_fall_alike_a_test_rarely_speaks() {
    let mut spoken = 0;
    for seed in 0..100 {
        let mut stream = Stream::new(seed, &["null"]);
        let labels = [(); 8].map(|()| [(); 2].map(|()| ["Oslo regime", "Norwegian government"][stream.below(2)]));
        let compared = dealt(&labels);
        spoken += usize::from(compared.iter().any(|names| names.p.is_some_and(|p| p <= 0.05)));
    }
    // 5 in 100 within two standard errors, .044.
    assert!(spoken <= 9, "{spoken} of 100 tests speak");
}
