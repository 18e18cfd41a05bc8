//! Comparisons of invented outlets: what is planted is found, and where nothing differs nothing is said.

use std::sync::{Arc, LazyLock};

use crate::article::Article;
use crate::compare::interval::{clustered_interval, jackknife};
use crate::compare::{Basis, Contrast, Estimate, EventComparison, OneByOne, Options, Stream, Workers, compare, compare_all, null};
use crate::cue::{CueKind, Voice};
use crate::find::{CueFinder as _, LexiconFinder};
use crate::group::by_given_event;
use crate::lexicon::{Lexicon, Matcher};
use crate::score::{ArticleScore, Slice};
use crate::text::Analyzer;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse("test", "entry\tkind\nmay\thedge\nclearly\tbooster\n").expect("a table"));

/// An article of an outlet on an event, of these sentences.
fn article(outlet: &str, event: &str, number: usize, sentences: &[String]) -> ArticleScore {
    let article = Article {
        outlet: Some(outlet.into()),
        event: Some(event.into()),
        published: Some(format!("2024-{:02}-10", 1 + number % 12)),
        ..Article::new(format!("{outlet} {event} {number}"), sentences.join(" "))
    };
    let document = Analyzer::new(std::slice::from_ref(&LEXICON)).document(Arc::new(article));
    let cues = LexiconFinder::new(Arc::new(Matcher::new(vec![LEXICON.clone()])), Voice::Reported).find(&document);
    ArticleScore::new(document, cues, Voice::Reported)
}

/// An article whose first sentences hold a hedge each.
fn hedged(outlet: &str, number: usize, cues: usize, sentences: usize) -> ArticleScore {
    let sentence = |at: usize| if at < cues { "The old dam may well fail soon." } else { "The old dam was built long ago." };
    article(outlet, "e", number, &(0..sentences).map(|at| sentence(at).to_owned()).collect::<Vec<_>>())
}

/// Sentences of invented words, some common and some of the article alone; hedges and boosters as often as the article likes.
fn sentences(stream: &mut Stream) -> Vec<String> {
    const SYLLABLES: [&str; 8] = ["ba", "ko", "ri", "tun", "ne", "lo", "sha", "mir"];
    let word = |number: usize| format!("{}{}{}", SYLLABLES[number % 8], SYLLABLES[number / 8 % 8], SYLLABLES[number / 64 % 8]);
    let (hedges, topic) = (2 + stream.below(20), stream.below(400));
    (0..8 + stream.below(8))
        .map(|_| {
            let mut words: Vec<String> = (0..7 + stream.below(5))
                .map(|_| {
                    let common = stream.below(20);
                    word(if stream.below(6) == 0 { topic + stream.below(5) } else { common * common })
                })
                .collect();
            if stream.below(100) < hedges {
                words.insert(1, "may".to_owned());
            }
            if stream.below(100) < 6 {
                words.insert(2, "clearly".to_owned());
            }
            format!("The {}.", words.join(" "))
        })
        .collect()
}

/// Two outlets' articles on events, alike but for a hedge in every other sentence of the left one where `planted` says so.
fn outlets(seed: u64, events: usize, each: usize, planted: bool) -> Vec<ArticleScore> {
    let mut stream = Stream::new(seed, &["simulated"]);
    let mut scores = Vec::new();
    for event in 0..events {
        for number in 0..2 * each {
            let mut sentences = sentences(&mut stream);
            if planted && number < each {
                for sentence in sentences.iter_mut().step_by(2) {
                    *sentence = sentence.replacen("The ", "The may ", 1);
                }
            }
            let outlet = if number < each { "left" } else { "right" };
            scores.push(article(outlet, &format!("e{event}"), event * 2 * each + number, &sentences));
        }
    }
    scores
}

fn last(scores: &[ArticleScore], options: &Options) -> EventComparison {
    let (events, _) = by_given_event(scores);
    compare_all(&events, scores, options, &OneByOne).pop().expect("two outlets")
}

fn of(comparison: &EventComparison, kind: CueKind) -> &Contrast {
    comparison.contrasts.iter().find(|one| one.kind == kind && one.slice == Slice::default()).expect("a contrast")
}

/// Hedges in all voices, left less right.
fn hedges(scores: &[ArticleScore], seed: u64) -> Contrast {
    of(&last(scores, &Options { seed, ..Options::default() }), CueKind::Hedge).clone()
}

/// How many of so many simulations show any contrast with q under .05, any word with p under .05, and hedges with q under .05.
fn speaking(simulations: u64, events: usize, each: usize, planted: bool) -> (usize, usize, usize) {
    let mut spoke = (0, 0, 0);
    for seed in 0..simulations {
        let found = last(&outlets(seed, events, each, planted), &Options { seed, resamples: 10, ..Options::default() });
        let below = |p: Option<f64>| p.is_some_and(|p| p < 0.05);
        spoke.0 += usize::from(found.contrasts.iter().any(|one| below(one.q)));
        spoke.1 += usize::from(found.words.iter().any(|one| below(one.p)));
        spoke.2 += usize::from(below(of(&found, CueKind::Hedge).q));
    }
    spoke
}

#[test]
fn four_against_four_has_the_p_of_all_its_deals() {
    // Every article of one outlet hedges more than any of the other: of the 70 ways to deal eight articles two are as far apart.
    let scores: Vec<ArticleScore> =
        (0..4).map(|at| hedged("left", at, 5 + at, 10)).chain((0..4).map(|at| hedged("right", at, at, 10))).collect();
    let found = hedges(&scores, 1);
    assert_eq!((found.basis, found.p, found.q), (Basis::Articles, Some(2.0 / 70.0), Some(2.0 / 70.0)));
    let difference = found.difference.expect("words");
    assert!((difference.value - 5.0 * 1000.0 / 70.0).abs() < 1e-6 && difference.low > 0.0, "{difference:?}");
    assert!(found.detectable.is_some_and(|least| least > 0.0 && least < difference.value), "{found:?}");
}

#[test]
fn three_articles_a_side_have_no_p() {
    let scores: Vec<ArticleScore> = (0..3).map(|at| hedged("left", at, 9, 10)).chain((0..6).map(|at| hedged("right", at, 0, 10))).collect();
    let found = last(&scores, &Options::default());
    let contrast = of(&found, CueKind::Hedge);
    assert_eq!((contrast.basis, contrast.p, contrast.q, contrast.events), (Basis::Sentences, None, None, None));
    assert_eq!(contrast.difference.map(|difference| difference.n), Some(90), "sentences on both sides");
    assert!(found.words.iter().any(|word| word.term == "may") || found.words.iter().any(|word| word.term == "built"));
    assert!(found.words.iter().all(|word| word.p.is_none()));
}

#[test]
fn few_cues_are_no_surer_than_none() {
    let high = |cues: usize| {
        let scores = vec![hedged("left", 0, cues, 20), hedged("right", 0, 3, 20)];
        let (events, _) = by_given_event(&scores);
        let comparison = compare(&events[0], &scores, &Options::default()).expect("two outlets");
        let of = |measure: &&crate::compare::Measure| measure.kind == CueKind::Hedge && measure.slice == Slice::default();
        comparison.measures.iter().find(of).and_then(|measure| measure.per_1000).expect("words")
    };
    let estimates: Vec<Estimate> = (0..8).map(high).collect();
    assert!(estimates.windows(2).take(4).all(|pair| pair[0].high < pair[1].high), "{estimates:?}");
    assert!(estimates.iter().all(|one| one.low <= one.value && one.value <= one.high), "{estimates:?}");
}

#[test]
fn where_nothing_differs_four_articles_a_side_rarely_speak() {
    // At 2/70, three in a hundred.
    let (contrasts, words, _) = speaking(100, 1, 4, false);
    assert!(contrasts <= 7 && words <= 7, "{contrasts} and {words} of 100 speak");
}

#[test]
fn where_nothing_differs_ten_articles_a_side_rarely_speak() {
    let (contrasts, words, _) = speaking(40, 1, 10, false);
    assert!(contrasts <= 4 && words <= 4, "{contrasts} and {words} of 40 speak");
}

#[test]
fn where_nothing_differs_paired_events_rarely_speak() {
    let (contrasts, words, _) = speaking(40, 10, 1, false);
    assert!(contrasts <= 4 && words <= 4, "{contrasts} and {words} of 40 speak");
}

#[test]
fn a_hedge_in_every_other_sentence_is_found() {
    for (events, each) in [(1, 4), (1, 10), (10, 1)] {
        let (.., hedges) = speaking(20, events, each, true);
        assert!(hedges >= 18, "{hedges} of 20 found over {events} events of {each} articles a side");
    }
}

#[test]
fn a_word_of_every_article_of_one_outlet_is_its_own_and_so_is_a_second() {
    let scores: Vec<ArticleScore> = outlets(3, 1, 8, false)
        .iter()
        .enumerate()
        .map(|(number, score)| {
            let outlet = score.document.article().outlet.clone().expect("an outlet");
            let tic = if number < 8 { "So the zorvik said zorvik, and the palmut of palmut." } else { "So it was." };
            let text = format!("{} {tic} {tic}", score.document.article().text);
            article(outlet.as_str(), "e", number, &[text])
        })
        .collect();
    let found = last(&scores, &Options::default());
    for term in ["zorvik", "palmut"] {
        let word = found.words.iter().find(|word| word.term == term).expect("its own");
        assert!(word.outlet.as_str() == "left" && word.p.is_some_and(|p| p < 0.05), "{word:?}");
        assert_eq!((word.counts["left"], word.counts["right"]), (32, 0));
    }
}

#[test]
fn over_several_events_only_shared_ones_count_for_a_pair() {
    let mut scores = outlets(5, 6, 1, true);
    let mut stream = Stream::new(9, &["third"]);
    for event in 0..3 {
        scores.push(article("third", &format!("e{event}"), event, &sentences(&mut stream)));
    }
    scores.push(article("fourth", "e0", 0, &sentences(&mut stream)));
    let found = last(&scores, &Options::default());
    assert_eq!((found.event.as_ref(), found.events, found.outlets.len()), (None, 6, 4));
    let events = |left: &str, right: &str| {
        let one =
            found.contrasts.iter().find(|one| (one.left.as_str(), one.right.as_str()) == (left, right) && one.slice == Slice::default());
        one.map(|one| (one.events, one.basis, one.p.is_some()))
    };
    assert_eq!(events("left", "right"), Some((Some(6), Basis::Events, true)));
    assert_eq!(events("left", "third"), Some((Some(3), Basis::Sentences, false)));
    assert_eq!(events("fourth", "left"), None, "one event was compared by itself");
    // The mean of the events' differences, and the p of 64 flips.
    let rate = |outlet: &str, event: usize| {
        let of = scores.iter().find(|score| {
            let article = score.document.article();
            article.outlet.as_ref().is_some_and(|one| one.as_str() == outlet)
                && article.event.as_ref().is_some_and(|one| one.as_str() == format!("e{event}"))
        });
        of.and_then(|score| score.total.rate(CueKind::Hedge, Slice::default()).per_1000()).expect("words")
    };
    let mean = (0..6).map(|event| rate("left", event) - rate("right", event)).sum::<f64>() / 6.0;
    let contrast = of(&found, CueKind::Hedge);
    let contrast = if contrast.right.as_str() == "right" {
        contrast
    } else {
        let left = |one: &&Contrast| one.kind == CueKind::Hedge && one.slice == Slice::default() && one.left.as_str() == "left";
        found.contrasts.iter().find(|one| left(one) && one.right.as_str() == "right").expect("a contrast")
    };
    assert!(contrast.difference.is_some_and(|difference| (difference.value - mean).abs() < 1e-9 && difference.n == 6));
    assert_eq!(contrast.p, Some(2.0 / 64.0));
    assert!(found.months.iter().any(|month| month.month == "2024-01" && month.per_1000.is_some()));
}

/// Does the last task first.
struct Backwards;

impl Workers for Backwards {
    fn map<T: Send>(&self, tasks: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let mut made: Vec<T> = (0..tasks).rev().map(work).collect();
        made.reverse();
        made
    }
}

#[test]
fn results_do_not_depend_on_the_order_of_tasks() {
    let mut scores = outlets(2, 5, 2, true);
    scores.extend((0..4).map(|number| article("third", &format!("e{number}"), number, &["It may rain. It rained.".to_owned()])));
    let (events, _) = by_given_event(&scores);
    let options = Options { resamples: 50, ..Options::default() };
    let one = compare_all(&events, &scores, &options, &OneByOne);
    assert_eq!(one.len(), 6);
    assert_eq!(one, compare_all(&events, &scores, &options, &Backwards));
    assert_eq!(null(&events, &scores, &options, 3, &OneByOne), null(&events, &scores, &options, 3, &Backwards));
}

#[test]
fn shuffled_labels_rarely_speak_even_where_a_difference_is_planted() {
    let scores = outlets(1, 1, 4, true);
    let (events, _) = by_given_event(&scores);
    let found = null(&events, &scores, &Options::default(), 60, &OneByOne);
    assert_eq!(found.draws, 60);
    // Two of 70 deals are the planted one or its mirror.
    assert!(found.contrasts.is_some_and(|share| share <= 0.1) && found.words.is_some_and(|share| share <= 0.1), "{found:?}");
    let few = outlets(1, 1, 2, true);
    let (events, _) = by_given_event(&few);
    assert_eq!((null(&events, &few, &Options::default(), 5, &OneByOne).contrasts, few.len()), (None, 4));
}

/// A number from a Poisson distribution of this mean (Knuth 1969).
fn poisson(mean: f64, stream: &mut Stream) -> u64 {
    let mut product = 1.0;
    for count in 0.. {
        product *= uniform(stream);
        if product < libm::exp(-mean) {
            return count;
        }
    }
    0
}

fn uniform(stream: &mut Stream) -> f64 {
    (stream.below(1 << 40) as f64 + 0.5) / (1u64 << 40) as f64
}

/// A positive number of mean one, that varies by as much as an article's rate does: a mean of exponentials.
fn scatter(parts: usize, stream: &mut Stream) -> f64 {
    (0..parts).map(|_| -libm::log(uniform(stream))).sum::<f64>() / parts as f64
}

/// Cues and words of both outlets on an event: articles from 300 to 1,500 words, rates that vary by event, by outlet in the event and by article.
fn event(rates: [f64; 2], stream: &mut Stream) -> [(u64, u64); 2] {
    let common = scatter(12, stream);
    rates.map(|rate| {
        let own = scatter(14, stream);
        (0..=stream.below(2)).fold((0, 0), |sum, _| {
            let words = 300 + stream.below(1200) as u64;
            let cues = poisson(rate * common * own * scatter(14, stream) * words as f64, stream);
            (sum.0 + cues, sum.1 + words)
        })
    })
}

#[test]
fn intervals_of_rates_cover_the_truth() {
    for (events, rate) in [(10, 0.012), (10, 0.003), (25, 0.012), (60, 0.003)] {
        let mut stream = Stream::new(4, &["coverage", &events.to_string()]);
        let covered = (0..1000)
            .filter(|_| {
                let clusters: Vec<(u64, u64)> = (0..events).map(|_| event([rate; 2], &mut stream)[0]).collect();
                let (cues, words) = clusters.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                let (low, high) = clustered_interval(cues, words, jackknife(clusters.iter().copied()), 0.95);
                low <= rate && rate <= high
            })
            .count();
        assert!((930..=970).contains(&covered), "{covered} of 1000 over {events} events at {rate}");
    }
}

#[test]
fn intervals_of_paired_differences_cover_the_truth() {
    for (events, rates) in [(10, [0.012, 0.009]), (10, [0.003, 0.003]), (40, [0.012, 0.015])] {
        let mut stream = Stream::new(8, &["paired coverage", &events.to_string()]);
        let truth = (rates[0] - rates[1]) * 1000.0;
        let covered = (0..1000)
            .filter(|_| {
                let drawn: Vec<[(u64, u64); 2]> = (0..events).map(|_| event(rates, &mut stream)).collect();
                let found = super::paired::of_counts(&drawn, 0.95);
                found.low <= truth && truth <= found.high
            })
            .count();
        assert!((930..=970).contains(&covered), "{covered} of 1000 over {events} events at {rates:?}");
    }
}

#[test]
fn the_smallest_detectable_difference_is_found_in_four_of_five() {
    // Over 20 events; what is detectable is learned from other events of the same kind.
    let mut stream = Stream::new(6, &["power"]);
    let events = |rates, stream: &mut Stream| (0..20).map(|_| event(rates, stream)).collect::<Vec<_>>();
    let detectable: f64 =
        (0..200).map(|_| super::paired::detectable_of_counts(&events([0.012, 0.012], &mut stream), 0.95)).sum::<f64>() / 200.0;
    // Half of it on either side, so that rates vary as they did.
    let rates = [0.012 + detectable / 2000.0, 0.012 - detectable / 2000.0];
    let found = (0..500).filter(|_| super::paired::of_counts(&events(rates, &mut stream), 0.95).low > 0.0).count();
    assert!((360..=440).contains(&found), "{found} of 500 found at {detectable}");
}
