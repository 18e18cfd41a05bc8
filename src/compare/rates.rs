//! Rates of cues by outlet, with bootstrap intervals, and contrasts between outlets.

use crate::article::{EventId, Outlet};
use crate::compare::interval::{Estimate, benjamini_hochberg, expanded_tail, garwood, mover, quantile};
use crate::compare::stream::Stream;
use crate::compare::{ARTICLES_FOR_TESTS, Basis, Contrast, Measure, Options};
use crate::cue::{CueKind, Voice};
use crate::score::{ArticleScore, Rate, Slice, Tally};
use crate::text::Part;

/// What is measured: every voice over the whole article, and headline and body in all voices.
const SLICES: [Slice; 6] = [
    Slice { voice: Some(Voice::Outlet), part: None },
    Slice { voice: Some(Voice::Quoted), part: None },
    Slice { voice: Some(Voice::Reported), part: None },
    Slice { voice: None, part: None },
    Slice { voice: None, part: Some(Part::Headline) },
    Slice { voice: None, part: Some(Part::Body) },
];

/// Fewest sentences (or articles) whose resamples say anything: with fewer, cues are taken to fall independently.
const UNITS_FOR_RESAMPLING: u64 = 4;
/// Fewest cues whose resamples are trusted alone; below, the interval is never narrower than that of a Poisson count.
const CUES_FOR_RESAMPLING: u64 = 5;

/// Measures and contrasts of an event's outlets.
pub(super) fn compare(event: &EventId, outlets: &[(Outlet, Vec<&ArticleScore>)], options: &Options) -> (Vec<Measure>, Vec<Contrast>) {
    let few = outlets.iter().any(|(_, articles)| basis(articles) == Basis::Sentences);
    let sides: Vec<Side<'_>> = outlets.iter().map(|(outlet, articles)| Side::new(event, outlet, articles, few, options)).collect();
    let mut measures = Vec::new();
    let mut contrasts = Vec::new();
    for (place, slice) in SLICES.into_iter().enumerate() {
        for kind in CueKind::all() {
            measures.extend(sides.iter().map(|side| side.measure(kind, slice, place, options)));
        }
    }
    for (place, slice) in SLICES.into_iter().enumerate().filter(|(_, slice)| slice.part.is_none()) {
        for kind in CueKind::all() {
            for (left, a) in sides.iter().enumerate() {
                for b in &sides[left + 1..] {
                    contrasts.push(contrast(event, a, b, kind, slice, place, options));
                }
            }
        }
    }
    let tested: Vec<f64> = contrasts.iter().filter_map(|contrast| contrast.p).collect();
    for (contrast, q) in contrasts.iter_mut().filter(|contrast| contrast.p.is_some()).zip(benjamini_hochberg(&tested)) {
        contrast.q = Some(q);
    }
    (measures, contrasts)
}

/// The difference between two outlets. Both sides are resampled alike: by articles where both have enough, else both by sentences.
fn contrast(event: &EventId, left: &Side<'_>, right: &Side<'_>, kind: CueKind, slice: Slice, place: usize, options: &Options) -> Contrast {
    let tested = left.basis == Basis::Articles && right.basis == Basis::Articles;
    let basis = if tested { Basis::Articles } else { Basis::Sentences };
    let estimate = |side: &Side<'_>| side.estimate(basis, kind, slice, place, options);
    let difference = estimate(left).zip(estimate(right)).map(|(left, right)| mover(&left, &right));
    let p = (tested && difference.is_some()).then(|| permutation(event, left, right, kind, slice, options));
    Contrast { kind, slice, left: left.outlet.clone(), right: right.outlet.clone(), difference, p, q: None, basis }
}

/// What is resampled of an outlet with these articles.
fn basis(articles: &[&ArticleScore]) -> Basis {
    if articles.len() < ARTICLES_FOR_TESTS { Basis::Sentences } else { Basis::Articles }
}

/// One outlet's articles and their resampled rates.
struct Side<'a> {
    outlet: &'a Outlet,
    articles: &'a [&'a ArticleScore],
    total: Tally,
    basis: Basis,
    by_article: Option<Resamples>,
    by_sentence: Option<Resamples>,
}

/// Rates in a thousand words of every resample, sorted, by slice and kind; resamples without words are left out.
struct Resamples {
    units: u64,
    rates: Vec<Vec<f64>>,
}

impl Resamples {
    fn new(units: usize, options: &Options, mut draw: impl FnMut() -> Tally) -> Self {
        let mut rates = vec![Vec::with_capacity(options.resamples); SLICES.len() * CueKind::COUNT];
        for _ in 0..options.resamples {
            let sample = draw();
            for (place, slice) in SLICES.into_iter().enumerate() {
                for kind in CueKind::all() {
                    rates[place * CueKind::COUNT + kind as usize].extend(sample.rate(kind, slice).per_1000());
                }
            }
        }
        for rates in &mut rates {
            rates.sort_by(f64::total_cmp);
        }
        Self { units: units as u64, rates }
    }
}

impl<'a> Side<'a> {
    /// Resamples an outlet's articles, by sentences too where `few` says that another outlet can only be resampled so.
    fn new(event: &EventId, outlet: &'a Outlet, articles: &'a [&'a ArticleScore], few: bool, options: &Options) -> Self {
        let mut total = Tally::default();
        for article in articles {
            total.add(&article.total);
        }
        let basis = basis(articles);
        let stream = |name: &str| Stream::new(options.seed, &[name, event.as_str(), outlet.as_str()]);
        let by_article = (basis == Basis::Articles).then(|| {
            let mut stream = stream("rates by article");
            Resamples::new(articles.len(), options, || resample_articles(articles, &mut stream))
        });
        let sentences: usize = articles.iter().map(|article| article.sentences.len()).sum();
        let by_sentence = few.then(|| {
            let mut stream = stream("rates by sentence");
            Resamples::new(sentences, options, || resample_sentences(articles, sentences, &mut stream))
        });
        Self { outlet, articles, total, basis, by_article, by_sentence }
    }

    fn measure(&self, kind: CueKind, slice: Slice, place: usize, options: &Options) -> Measure {
        let per_1000 = self.estimate(self.basis, kind, slice, place, options);
        let words = self.total.words(slice);
        Measure { kind, slice, outlet: self.outlet.clone(), per_1000, basis: self.basis, articles: self.articles.len() as u64, words }
    }

    /// The rate with its interval; `None` where there are no words.
    fn estimate(&self, basis: Basis, kind: CueKind, slice: Slice, place: usize, options: &Options) -> Option<Estimate> {
        let rate = self.total.rate(kind, slice);
        let value = rate.per_1000()?;
        let resamples = if basis == Basis::Articles { &self.by_article } else { &self.by_sentence };
        let (units, rates) = resamples
            .as_ref()
            .map_or((0, [].as_slice()), |resamples| (resamples.units, &resamples.rates[place * CueKind::COUNT + kind as usize]));
        let resampled = (!rates.is_empty() && units >= UNITS_FOR_RESAMPLING).then(|| {
            let tail = expanded_tail(options.level, units);
            (quantile(rates, tail).min(value), quantile(rates, 1.0 - tail).max(value))
        });
        let (low, high) = garwood(rate.cues, options.level);
        let exact = (low * 1000.0 / rate.words as f64, high * 1000.0 / rate.words as f64);
        let (low, high) = match resampled {
            Some(resampled) if rate.cues >= CUES_FOR_RESAMPLING => resampled,
            // A handful of cues resamples to too little: one would look surer than none.
            Some(resampled) => (resampled.0.min(exact.0), resampled.1.max(exact.1)),
            None => exact,
        };
        Some(Estimate { value, low, high, level: options.level, n: units })
    }
}

/// As many articles as there are, drawn with replacement (Efron 1979; clusters after Davison and Hinkley 1997, 3.8).
fn resample_articles(articles: &[&ArticleScore], stream: &mut Stream) -> Tally {
    let mut sample = Tally::default();
    for _ in articles {
        sample.add(&articles[stream.below(articles.len())].total);
    }
    sample
}

/// As many sentences as there are, drawn in blocks that wrap around inside their article (circular block bootstrap, Politis and Romano 1992);
/// a block is the cube root of their number long (Hall, Horowitz and Jing 1995).
fn resample_sentences(articles: &[&ArticleScore], sentences: usize, stream: &mut Stream) -> Tally {
    let mut sample = Tally::default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cube root of a count")]
    let block = (libm::ceil(libm::cbrt(sentences as f64)) as usize).max(1);
    let mut drawn = 0;
    while drawn < sentences {
        let mut start = stream.below(sentences);
        let article = articles.iter().find(|article| {
            let inside = start < article.sentences.len();
            if !inside {
                start -= article.sentences.len();
            }
            inside
        });
        let Some(article) = article else { break };
        for step in 0..block.min(sentences - drawn) {
            sample.add(&article.sentences[(start + step) % article.sentences.len()]);
            drawn += 1;
        }
    }
    sample
}

/// Share of label permutations between the articles of two outlets whose rates differ at least as much, the observed one counted
/// (Phipson and Smyth 2010: never zero).
fn permutation(event: &EventId, left: &Side<'_>, right: &Side<'_>, kind: CueKind, slice: Slice, options: &Options) -> f64 {
    let rate = |article: &&ArticleScore| article.total.rate(kind, slice);
    let mut rates: Vec<Rate> = left.articles.iter().chain(right.articles).map(rate).collect();
    let pooled = |rates: &[Rate]| {
        let sum = rates.iter().fold(Rate::default(), |sum, rate| Rate { cues: sum.cues + rate.cues, words: sum.words + rate.words });
        sum.per_1000()
    };
    let distance = |rates: &[Rate]| {
        let (a, b) = rates.split_at(left.articles.len());
        pooled(a).zip(pooled(b)).map(|(a, b)| (a - b).abs())
    };
    let Some(observed) = distance(&rates) else { return 1.0 };
    let mut stream = Stream::new(
        options.seed,
        &["contrast", event.as_str(), left.outlet.as_str(), right.outlet.as_str(), kind.name(), slice.voice_name()],
    );
    let mut as_far = 1;
    for _ in 0..options.permutations {
        stream.shuffle(&mut rates);
        // A hair's breadth of tolerance: equal rates must not differ by rounding.
        as_far += u32::from(distance(&rates).is_none_or(|distance| distance >= observed * (1.0 - 1e-12)));
    }
    f64::from(as_far) / (options.permutations + 1) as f64
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::article::Article;
    use crate::compare;
    use crate::find::{CueFinder as _, LexiconFinder};
    use crate::group::by_given_event;
    use crate::lexicon::{Lexicon, Matcher};
    use crate::text::Analyzer;

    /// An article of an outlet on the event `e`: `cues` sentences with a hedge, then plain ones up to `sentences`.
    fn article(outlet: &str, number: usize, cues: usize, sentences: usize) -> ArticleScore {
        let text: Vec<&str> = (0..sentences)
            .map(|at| if at < cues { "The old dam may well fail soon." } else { "The old dam was built long ago." })
            .collect();
        let article =
            Article { outlet: Some(outlet.into()), event: Some("e".into()), ..Article::new(format!("{outlet}{number}"), text.join(" ")) };
        let lexicon = Lexicon::parse("test", "entry\tkind\nmay\thedge\n").expect("a table");
        let document = Analyzer::new(std::slice::from_ref(&lexicon)).document(Arc::new(article));
        let cues = LexiconFinder::new(Arc::new(Matcher::new(vec![lexicon])), Voice::Reported).find(&document);
        ArticleScore::new(document, cues, Voice::Reported)
    }

    /// Hedges in all voices, left less right.
    fn hedges(scores: &[ArticleScore], seed: u64) -> Contrast {
        let (events, _) = by_given_event(scores);
        let comparison =
            compare::compare(&events[0], scores, &compare::Options { seed, ..compare::Options::default() }).expect("two outlets");
        let all = Slice::default();
        comparison.contrasts.into_iter().find(|one| one.kind == CueKind::Hedge && one.slice == all).expect("a contrast")
    }

    #[test]
    fn four_against_four_has_the_p_of_all_its_permutations() {
        // Every article of one outlet hedges more than any of the other: of the 70 ways to deal eight articles two are as far apart, 2/70 = .0286.
        let scores: Vec<ArticleScore> =
            (0..4).map(|at| article("left", at, 5 + at, 10)).chain((0..4).map(|at| article("right", at, at, 10))).collect();
        let found = hedges(&scores, 1);
        assert_eq!(found.basis, Basis::Articles);
        let p = found.p.expect("a test");
        // 999 random permutations of 70: two standard errors are .011.
        assert!((p - 2.0 / 70.0).abs() < 0.013, "{p}");
        let difference = found.difference.expect("words");
        assert!((difference.value - 5.0 * 1000.0 / 70.0).abs() < 1e-6 && difference.low > 0.0, "{difference:?}");
    }

    #[test]
    fn three_articles_a_side_have_no_p() {
        let scores: Vec<ArticleScore> =
            (0..3).map(|at| article("left", at, 9, 10)).chain((0..6).map(|at| article("right", at, 0, 10))).collect();
        let found = hedges(&scores, 1);
        assert_eq!((found.basis, found.p, found.q), (Basis::Sentences, None, None));
        assert_eq!(found.difference.map(|difference| difference.n), Some(90), "sentences on both sides");
    }

    #[test]
    fn where_nothing_differs_tests_and_intervals_rarely_speak() {
        // Both outlets' articles hold 0 to 6 hedges, drawn alike. At .05 a test speaks in 5 of 100; 200 draws keep to .05 within .031 (two standard errors).
        let (mut tests, mut intervals) = (0, 0);
        for seed in 0..200 {
            let mut stream = Stream::new(seed, &["null"]);
            let mut deal = |outlet: &str| (0..5).map(|at| article(outlet, at, stream.below(7), 12)).collect::<Vec<_>>();
            let scores: Vec<ArticleScore> = deal("left").into_iter().chain(deal("right")).collect();
            let found = hedges(&scores, seed);
            tests += usize::from(found.p.is_some_and(|p| p <= 0.05));
            intervals += usize::from(found.difference.is_some_and(|difference| difference.low > 0.0 || difference.high < 0.0));
        }
        assert!(tests <= 16, "{tests} of 200 tests speak");
        assert!(intervals <= 16, "{intervals} of 200 intervals leave out zero");
    }

    #[test]
    fn few_cues_are_no_surer_than_none() {
        let high = |cues: usize| {
            let scores = vec![article("left", 0, cues, 20), article("right", 0, 3, 20)];
            let (events, _) = by_given_event(&scores);
            let comparison = compare::compare(&events[0], &scores, &compare::Options::default()).expect("two outlets");
            let measure =
                comparison.measures.into_iter().find(|one| one.kind == CueKind::Hedge && one.slice == Slice::default()).expect("a measure");
            measure.per_1000.expect("words")
        };
        let estimates: Vec<Estimate> = (0..8).map(high).collect();
        assert!(estimates.windows(2).take(4).all(|pair| pair[0].high < pair[1].high), "{estimates:?}");
        assert!(estimates.iter().all(|one| one.low <= one.value && one.value <= one.high), "{estimates:?}");
    }
}
