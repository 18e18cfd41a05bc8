//! Rates of cues by outlet, with bootstrap intervals, and contrasts between outlets.

use crate::article::{EventId, Outlet};
use crate::compare::interval::{Estimate, benjamini_hochberg, garwood, mover, quantile};
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

/// Measures and contrasts of an event's outlets.
pub(super) fn compare(event: &EventId, outlets: &[(Outlet, Vec<&ArticleScore>)], options: &Options) -> (Vec<Measure>, Vec<Contrast>) {
    let sides: Vec<Side<'_>> = outlets.iter().map(|(outlet, articles)| Side::new(event, outlet, articles, options)).collect();
    let mut measures = Vec::new();
    let mut contrasts = Vec::new();
    for (place, slice) in SLICES.into_iter().enumerate() {
        for kind in CueKind::all() {
            measures.extend(sides.iter().map(|side| side.measure(kind, slice, place, options)));
        }
    }
    let at = |place: usize, kind: CueKind, side: usize| (place * CueKind::COUNT + kind as usize) * sides.len() + side;
    for (place, slice) in SLICES.into_iter().enumerate().filter(|(_, slice)| slice.part.is_none()) {
        for kind in CueKind::all() {
            for left in 0..sides.len() {
                for right in left + 1..sides.len() {
                    let (a, b) = (&measures[at(place, kind, left)], &measures[at(place, kind, right)]);
                    let difference = a.per_1000.as_ref().zip(b.per_1000.as_ref()).map(|(a, b)| mover(a, b));
                    let tested = a.basis == Basis::Articles && b.basis == Basis::Articles;
                    let p = (tested && difference.is_some()).then(|| permutation(event, &sides[left], &sides[right], kind, slice, options));
                    let basis = if tested { Basis::Articles } else { Basis::Sentences };
                    contrasts.push(Contrast {
                        kind,
                        slice,
                        left: a.outlet.clone(),
                        right: b.outlet.clone(),
                        difference,
                        p,
                        q: None,
                        basis,
                    });
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

/// One outlet's articles and their resampled rates.
struct Side<'a> {
    outlet: &'a Outlet,
    articles: &'a [&'a ArticleScore],
    total: Tally,
    basis: Basis,
    units: u64,
    /// Rates in a thousand words of every resample, sorted, by slice and kind; resamples without words are left out.
    resampled: Vec<Vec<f64>>,
}

impl<'a> Side<'a> {
    fn new(event: &EventId, outlet: &'a Outlet, articles: &'a [&'a ArticleScore], options: &Options) -> Self {
        let mut total = Tally::default();
        for article in articles {
            total.add(&article.total);
        }
        let basis = if articles.len() < ARTICLES_FOR_TESTS { Basis::Sentences } else { Basis::Articles };
        let mut stream = Stream::new(options.seed, &["rates", event.as_str(), outlet.as_str()]);
        let mut resampled = vec![Vec::with_capacity(options.resamples); SLICES.len() * CueKind::COUNT];
        let sentences: usize = articles.iter().map(|article| article.sentences.len()).sum();
        for _ in 0..options.resamples {
            let sample = match basis {
                Basis::Articles => resample_articles(articles, &mut stream),
                Basis::Sentences => resample_sentences(articles, sentences, &mut stream),
            };
            for (place, slice) in SLICES.into_iter().enumerate() {
                for kind in CueKind::all() {
                    resampled[place * CueKind::COUNT + kind as usize].extend(sample.rate(kind, slice).per_1000());
                }
            }
        }
        for rates in &mut resampled {
            rates.sort_by(f64::total_cmp);
        }
        let units = if basis == Basis::Articles { articles.len() } else { sentences };
        Self { outlet, articles, total, basis, units: units as u64, resampled }
    }

    fn measure(&self, kind: CueKind, slice: Slice, place: usize, options: &Options) -> Measure {
        let rate = self.total.rate(kind, slice);
        let per_1000 = rate.per_1000().map(|value| {
            let rates = &self.resampled[place * CueKind::COUNT + kind as usize];
            let tail = (1.0 - options.level) / 2.0;
            let exact = || {
                let (low, high) = garwood(rate.cues, options.level);
                (low * 1000.0 / rate.words as f64, high * 1000.0 / rate.words as f64)
            };
            let (low, high) = if rates.is_empty() || self.units < UNITS_FOR_RESAMPLING {
                exact()
            } else {
                match (quantile(rates, tail).min(value), quantile(rates, 1.0 - tail).max(value)) {
                    // Resamples that are all alike know nothing of what might have been.
                    (low, high) if high - low < 1e-9 => exact(),
                    resampled => resampled,
                }
            };
            Estimate { value, low, high, level: options.level, n: self.units }
        });
        Measure {
            kind,
            slice,
            outlet: self.outlet.clone(),
            per_1000,
            basis: self.basis,
            articles: self.articles.len() as u64,
            words: rate.words,
        }
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
    use super::*;

    #[test]
    fn the_interval_of_nothing_is_not_nothing() {
        let side = Side {
            outlet: &Outlet::from("a"),
            articles: &[],
            total: Tally::default(),
            basis: Basis::Sentences,
            units: 0,
            resampled: vec![Vec::new(); 60],
        };
        assert_eq!(side.measure(CueKind::Hedge, SLICES[0], 0, &Options::default()).per_1000, None, "no words, no rate");
    }
}
