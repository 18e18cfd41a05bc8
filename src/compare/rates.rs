//! Rates of cues by outlet, with intervals: what clusters is what varies.
//!
//! Events, else articles, where there are four of them: their rates give the variance (see `clustered_interval`). With fewer, sentences are resampled in
//! blocks, and the interval speaks of these articles and not of the outlet. Words are never taken for independent.

use crate::article::Outlet;
use crate::compare::coverage::{Coverage, OutletCoverage, SLICES, total};
use crate::compare::interval::{Estimate, clustered_interval, expanded_tail, garwood, jackknife};
use crate::compare::stream::Stream;
use crate::compare::{Basis, Measure, Options};
use crate::cue::CueKind;
use crate::score::{ArticleScore, Rate, Slice, Tally};

/// Fewest sentences whose resamples say anything: with fewer, cues are taken to fall independently.
const UNITS_FOR_RESAMPLING: u64 = 4;
/// Fewest cues whose resamples are trusted alone; below, the interval is never narrower than that of a Poisson count.
const CUES_FOR_RESAMPLING: u64 = 5;
/// Rates are given in so many words.
pub(super) const PER: f64 = 1000.0;

/// The measures of all outlets.
pub(super) fn measures(sides: &[Side<'_>]) -> Vec<Measure> {
    let mut measures = Vec::with_capacity(SLICES.len() * CueKind::COUNT * sides.len());
    for (place, slice) in SLICES.into_iter().enumerate() {
        for kind in CueKind::all() {
            measures.extend(sides.iter().map(|side| side.measure(kind, slice, place)));
        }
    }
    measures
}

/// The outlets of a comparison; each is resampled by sentences too where another can only be resampled so.
pub(super) fn sides<'a>(coverage: &Coverage<'a>, options: &Options) -> Vec<Side<'a>> {
    let few = coverage.events == 1 && coverage.outlets.iter().any(|outlet| outlet.basis() == Basis::Sentences);
    coverage.outlets.iter().map(|outlet| Side::new(coverage.name, outlet, few, options)).collect()
}

/// A rate in a thousand words, and how it varies.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) estimate: Estimate,
    /// Variance; never below that of independent cues.
    pub(super) variance: f64,
    /// Variance over that of independent cues.
    pub(super) design_effect: Option<f64>,
}

/// One outlet's articles and what is known of how their rates vary.
pub(super) struct Side<'a> {
    pub(super) outlet: &'a Outlet,
    pub(super) basis: Basis,
    pub(super) articles: usize,
    pub(super) total: Tally,
    /// Rates by slice and kind, on its own basis and where it was asked by sentence.
    own: Vec<Option<Spread>>,
    by_sentence: Vec<Option<Spread>>,
}

impl<'a> Side<'a> {
    pub(super) fn new(name: &str, coverage: &OutletCoverage<'a>, few: bool, options: &Options) -> Self {
        let articles = coverage.articles();
        let basis = coverage.basis();
        let total = total(&articles);
        let by_sentence = if few || basis == Basis::Sentences {
            let mut stream = Stream::new(options.seed, &["rates by sentence", name, coverage.outlet.as_str()]);
            by_sentence(&total, &Resamples::new(&articles, options, &mut stream), options.level)
        } else {
            Vec::new()
        };
        let own = by_cluster(&total, &coverage.clusters(basis), options.level);
        Self { outlet: coverage.outlet, basis, articles: articles.len(), total, own, by_sentence }
    }

    fn measure(&self, kind: CueKind, slice: Slice, place: usize) -> Measure {
        let spread = self.spread(self.basis, kind, place);
        Measure {
            kind,
            slice,
            outlet: self.outlet.clone(),
            per_1000: spread.map(|spread| spread.estimate),
            basis: self.basis,
            articles: self.articles as u64,
            words: self.total.words(slice),
            design_effect: spread.and_then(|spread| spread.design_effect),
        }
    }

    /// The rate with its interval; `None` where there are no words.
    pub(super) fn spread(&self, basis: Basis, kind: CueKind, place: usize) -> Option<Spread> {
        let spreads = if basis == Basis::Sentences { &self.by_sentence } else { &self.own };
        spreads.get(place * CueKind::COUNT + kind as usize).copied().flatten()
    }
}

/// The rates of every slice and kind, of which `each` knows interval, number of units and variance.
fn spreads(total: &Tally, level: f64, each: impl Fn(usize, CueKind, Slice, Rate) -> ((f64, f64), u64, Option<f64>)) -> Vec<Option<Spread>> {
    let all = SLICES.into_iter().enumerate().flat_map(|(place, slice)| CueKind::all().map(move |kind| (place, slice, kind)));
    all.map(|(place, slice, kind)| {
        let rate = total.rate(kind, slice);
        let value = rate.per_1000()?;
        let independent = rate.cues as f64 * PER * PER / (rate.words as f64 * rate.words as f64);
        let ((low, high), n, variance) = each(place, kind, slice, rate);
        Some(Spread {
            estimate: Estimate { value, low, high, level, n },
            variance: variance.unwrap_or(0.0).max(independent),
            design_effect: variance.filter(|_| rate.cues > 0).map(|variance| variance / independent),
        })
    })
    .collect()
}

fn by_cluster(total: &Tally, clusters: &[Tally], level: f64) -> Vec<Option<Spread>> {
    spreads(total, level, |_, kind, slice, rate| {
        let rates = clusters.iter().map(|tally| tally.rate(kind, slice)).map(|rate| (rate.cues, rate.words));
        let clustered = jackknife(rates);
        let (low, high) = clustered_interval(rate.cues, rate.words, clustered, level);
        ((low * PER, high * PER), clusters.len() as u64, clustered.map(|clustered| clustered.variance * PER * PER))
    })
}

fn by_sentence(total: &Tally, resamples: &Resamples, level: f64) -> Vec<Option<Spread>> {
    spreads(total, level, |place, kind, _, rate| {
        let found = resamples.found[place * CueKind::COUNT + kind as usize];
        let trusted = found.filter(|_| resamples.units >= UNITS_FOR_RESAMPLING);
        (sentence_interval(rate, trusted, level), resamples.units, found.map(|found| found.variance))
    })
}

/// The interval of a rate from its resamples, where there are any.
fn sentence_interval(rate: Rate, found: Option<Resampled>, level: f64) -> (f64, f64) {
    let scale = PER / rate.words as f64;
    let value = rate.cues as f64 * scale;
    let exact = || {
        let (low, high) = garwood(rate.cues, level);
        (low * scale, high * scale)
    };
    match found {
        Some(found) if rate.cues >= CUES_FOR_RESAMPLING => (found.low.min(value), found.high.max(value)),
        // A handful of cues resamples to too little: one would look surer than none.
        Some(found) => (found.low.min(value).min(exact().0), found.high.max(value).max(exact().1)),
        None => exact(),
    }
}

/// What the resamples of a rate say.
#[derive(Clone, Copy)]
struct Resampled {
    low: f64,
    high: f64,
    variance: f64,
}

/// Resamples of an outlet's sentences, by slice and kind; `None` where no resample had words.
struct Resamples {
    units: u64,
    found: Vec<Option<Resampled>>,
}

/// Counts of a sentence, or a sum of them: words of each slice, then cues by slice and kind.
const COUNTS: usize = SLICES.len() * (1 + CueKind::COUNT);

impl Resamples {
    /// As many sentences as there are, drawn in blocks that wrap around inside their article (circular block bootstrap, Politis and Romano 1992);
    /// a block is the cube root of their number long (Hall, Horowitz and Jing 1995).
    fn new(articles: &[&ArticleScore], options: &Options, stream: &mut Stream) -> Self {
        let articles: Vec<Summed> = articles.iter().map(|article| Summed::new(article)).collect();
        let sentences: usize = articles.iter().map(|article| article.sentences).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cube root of a count")]
        let block = (libm::ceil(libm::cbrt(sentences as f64)) as usize).max(1);
        let mut rates = vec![Vec::with_capacity(options.resamples); SLICES.len() * CueKind::COUNT];
        for _ in 0..options.resamples {
            let mut sample = [0u32; COUNTS];
            let mut drawn = 0;
            while drawn < sentences {
                let mut start = stream.below(sentences);
                let article = articles.iter().find(|article| {
                    let inside = start < article.sentences;
                    if !inside {
                        start -= article.sentences;
                    }
                    inside
                });
                let Some(article) = article else { break };
                let length = block.min(sentences - drawn);
                article.add(start, length, &mut sample);
                drawn += length;
            }
            for place in 0..SLICES.len() {
                let words = f64::from(sample[place]);
                if words > 0.0 {
                    for kind in 0..CueKind::COUNT {
                        let at = place * CueKind::COUNT + kind;
                        rates[at].push(f64::from(sample[SLICES.len() + at]) * PER / words);
                    }
                }
            }
        }
        let tail = expanded_tail(options.level, sentences as u64);
        Self { units: sentences as u64, found: rates.iter_mut().map(|rates| resampled(rates, tail)).collect() }
    }
}

fn resampled(rates: &mut [f64], tail: f64) -> Option<Resampled> {
    if rates.is_empty() {
        return None;
    }
    let count = rates.len() as f64;
    let mean = rates.iter().sum::<f64>() / count;
    let variance = rates.iter().map(|rate| (rate - mean) * (rate - mean)).sum::<f64>() / (count - 1.0).max(1.0);
    let mut at = |share: f64| {
        let place = share * (count - 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place inside the slice")]
        let below = place as usize;
        let (_, &mut low, above) = rates.select_nth_unstable_by(below, f64::total_cmp);
        let high = above.iter().copied().fold(f64::INFINITY, f64::min);
        if high.is_finite() { low + (place - below as f64) * (high - low) } else { low }
    };
    Some(Resampled { low: at(tail), high: at(1.0 - tail), variance })
}

/// Sums of counts over an article's sentences from its first on, twice around, so that any block is a difference of two.
struct Summed {
    sentences: usize,
    sums: Vec<[u32; COUNTS]>,
}

impl Summed {
    fn new(article: &ArticleScore) -> Self {
        let sentences = article.sentences.len();
        let counts: Vec<[u32; COUNTS]> = article.sentences.iter().map(counts).collect();
        let mut sums = Vec::with_capacity(2 * sentences + 1);
        let mut sum = [0; COUNTS];
        sums.push(sum);
        for at in 0..2 * sentences {
            for (sum, count) in sum.iter_mut().zip(&counts[at % sentences]) {
                *sum += count;
            }
            sums.push(sum);
        }
        Self { sentences, sums }
    }

    /// Adds a block that may go around more than once.
    fn add(&self, start: usize, length: usize, sample: &mut [u32; COUNTS]) {
        let mut left = length;
        while left > 0 {
            let step = left.min(self.sentences);
            for (sample, (after, before)) in sample.iter_mut().zip(self.sums[start + step].iter().zip(&self.sums[start])) {
                *sample += after - before;
            }
            left -= step;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "counts of one sentence")]
fn counts(tally: &Tally) -> [u32; COUNTS] {
    let mut counts = [0; COUNTS];
    for (place, slice) in SLICES.into_iter().enumerate() {
        counts[place] = tally.words(slice) as u32;
        for kind in CueKind::all() {
            counts[SLICES.len() + place * CueKind::COUNT + kind as usize] = tally.rate(kind, slice).cues as u32;
        }
    }
    counts
}
