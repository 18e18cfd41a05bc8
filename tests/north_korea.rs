//! The first real input: five articles on one event, with page debris as crawled. What an editor would look for first.

mod support;

use parallax::cue::{CueKind, Voice};
use parallax::read::Options;
use parallax::score::{ArticleScore, Slice};
use support::{articles, pipeline, shared};

fn corpus() -> Option<Vec<ArticleScore>> {
    let folder = shared("corpora/north-korea", "the checks on five real articles")?;
    let pipeline = pipeline();
    Some(articles(&[folder.to_str().expect("a path")], Options::default()).into_iter().map(|article| pipeline.score(article)).collect())
}

/// Kind and voice of every cue with these words.
fn cues(score: &ArticleScore, words: &str) -> Vec<(CueKind, Voice)> {
    let article = score.document.article();
    score
        .cues
        .iter()
        .filter(|cue| cue.span.slice(article.field(cue.field)).eq_ignore_ascii_case(words))
        .map(|cue| (cue.kind, cue.voice))
        .collect()
}

#[test]
fn page_debris_is_set_aside_and_nothing_else() {
    let Some(scores) = corpus() else { return };
    let texts: Vec<&str> = scores.iter().map(|score| score.document.article().text.as_str()).collect();
    let trimmed: Vec<Vec<&str>> = scores
        .iter()
        .map(|score| score.document.article().trimmed.iter().map(|trim| trim.span.slice(&score.document.article().text)).collect())
        .collect();
    let rest_from = |index: usize, words: &str| {
        let start = texts[index].find(words).expect("the words");
        let inside = scores[index]
            .document
            .article()
            .trimmed
            .iter()
            .filter(|trim| trim.span.start() >= start)
            .map(|trim| trim.span.slice(texts[index]))
            .collect::<String>();
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(dense(&inside), dense(&texts[index][start..]), "all of {index} from {words:?}");
    };
    assert!(trimmed[0].is_empty());
    rest_from(1, "Post a Comment");
    assert!(trimmed[1][0].starts_with("Post a Comment"));
    rest_from(2, "(c) Washington Post");
    assert!(trimmed[2][0].starts_with("(c) Washington Post"));
    rest_from(3, "Check out UkraineWitness.com");
    assert!(trimmed[3][0].starts_with("(Related: ") && trimmed[3][0].ends_with(".)") && trimmed[3][1].starts_with("Check out"));
    assert_eq!(trimmed[4], ["Skip to content"]);
}

#[test]
fn loaded_words_have_the_voice_of_who_says_them() {
    let Some(scores) = corpus() else { return };
    let loaded = |voice| vec![(CueKind::Loaded, voice)];
    assert_eq!(cues(&scores[4], "hysteria"), loaded(Voice::Outlet));
    for words in ["cannon fodder", "body bags", "desperate"] {
        assert_eq!(cues(&scores[4], words), loaded(Voice::Quoted), "{words}");
    }
    assert_eq!(cues(&scores[3], "regime"), loaded(Voice::Quoted));
    assert_eq!(cues(&scores[0], "regime"), [loaded(Voice::Outlet), loaded(Voice::Outlet)].concat());
    assert_eq!(cues(&scores[0], "provocation"), loaded(Voice::Outlet));
}

#[test]
fn doubt_and_confirmation_are_seen() {
    let Some(scores) = corpus() else { return };
    let alleged = cues(&scores[0], "alleged");
    assert!(alleged.len() == 2 && alleged.iter().all(|(kind, _)| matches!(kind, CueKind::Hedge | CueKind::ReportDoubting)), "{alleged:?}");
    assert_eq!(cues(&scores[2], "confirm"), [(CueKind::ReportEndorsing, Voice::Quoted)]);
}

#[test]
fn the_outlets_differ_as_their_texts_do() {
    let Some(scores) = corpus() else { return };
    let rate = |index: usize, kind, voice| scores[index].total.rate(kind, Slice { voice, part: None }).per_1000().expect("words");
    let own = Some(Voice::Outlet);
    assert!(rate(0, CueKind::Loaded, own) > rate(1, CueKind::Loaded, own));
    assert!(rate(0, CueKind::Loaded, own) > rate(2, CueKind::Loaded, own));
    for other in [0, 2, 3, 4] {
        assert!(rate(1, CueKind::Hedge, None) > rate(other, CueKind::Hedge, None), "001 hedges more than 00{other}");
    }
}

#[test]
fn the_outlets_name_the_actors_as_their_texts_do() {
    let Some(scores) = corpus() else { return };
    let (events, _) = parallax::group::by_given_event(&scores);
    let compared = parallax::compare::compare(&events[0], &scores, &parallax::compare::Options::default()).expect("five outlets");
    let said = |entity: &str, outlet: &str, label: &str| {
        let names = compared.names.iter().find(|names| names.entity == entity)?;
        let label = names.labels.iter().find(|one| one.outlet.as_str() == outlet && one.label == label)?;
        Some((label.count, label.own))
    };
    let government = "Ukraine (government)";
    assert_eq!(said(government, "outlet-a", "Kiev regime"), Some((2, 2)));
    assert_eq!(said(government, "outlet-c", "Ukrainian officials"), Some((2, 2)));
    assert_eq!(said(government, "outlet-c", "Kyiv").map(|(count, _)| count), Some(4));
    assert_eq!(said(government, "outlet-d", "Zelensky regime"), Some((1, 0)), "a source's words");
    let forces = "North Korea (forces)";
    assert_eq!(said(forces, "outlet-a", "North Korean troops").map(|(count, _)| count), Some(5));
    assert_eq!(said(forces, "outlet-b", "North Korean troops").map(|(count, _)| count), Some(6));
    assert_eq!(said(forces, "outlet-c", "North Korean personnel").map(|(count, _)| count), Some(1));
    assert_eq!(said(forces, "outlet-e", "mere cannon fodder"), Some((1, 0)), "a source's words");
}
