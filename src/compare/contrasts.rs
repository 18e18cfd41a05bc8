//! Differences between two outlets on the same articles: intervals, permutation tests, and the smallest difference that could have been shown.
//!
//! The labels of a pair are dealt between its articles inside each event, for all kinds and voices at once. So each contrast has its own p, and the pair's
//! contrasts are adjusted together by step-down max-T, which takes them as they hang together (the voices add up to all). By Benjamini and Hochberg over
//! forty contrasts no difference whatever between four and four articles would pass, for the least p of their deals is 2/70. Over the pairs of outlets the false
//! discovery rate is held, see [`over_families`].

use crate::compare::coverage::{Coverage, OutletCoverage, contrasted, contrasted_rates, total};
use crate::compare::interval::mover;
use crate::compare::permutation::{Deals, StepDown, over_families};
use crate::compare::power::detectable;
use crate::compare::rates::{PER, Side};
use crate::compare::{ARTICLES_FOR_TESTS, Basis, Contrast, Options};
use crate::score::{Rate, Tally};

/// Fewest cues of a contrast whose spread has a say in what spread is common.
const CUES_FOR_SPREAD: f64 = 5.0;

/// What was tested of a pair: p of each contrast, and adjusted for all of the pair; in the order of [`contrasted`].
pub(super) struct Tested {
    pub(super) p: Vec<Option<f64>>,
    pub(super) adjusted: Vec<Option<f64>>,
}

/// A pair's contrasts, not yet adjusted for other pairs.
pub(super) struct Pair {
    pub(super) contrasts: Vec<Contrast>,
    pub(super) adjusted: Vec<Option<f64>>,
}

/// The contrasts of an event, pair by pair.
pub(super) fn pairs(coverage: &Coverage<'_>, sides: &[Side<'_>], options: &Options) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (place, (left, a)) in coverage.outlets.iter().zip(sides).enumerate() {
        for (right, b) in coverage.outlets.iter().zip(sides).skip(place + 1) {
            pairs.push(pair(coverage.name, (left, a), (right, b), None, options));
        }
    }
    pairs
}

/// The contrasts of two outlets. Both sides vary alike: by articles where both have enough, else both by sentences.
pub(super) fn pair(
    name: &str,
    (left, a): (&OutletCoverage<'_>, &Side<'_>),
    (right, b): (&OutletCoverage<'_>, &Side<'_>),
    events: Option<u64>,
    options: &Options,
) -> Pair {
    let tested = test(name, left, right, options);
    let basis = if tested.is_some() { Basis::Articles } else { Basis::Sentences };
    let tested = tested.unwrap_or_else(Tested::none);
    let degrees = (basis == Basis::Articles).then(|| (a.articles + b.articles - 2) as u64);
    let contrasts = contrasted()
        .zip(&tested.p)
        .map(|((place, slice, kind), &p)| {
            let of = |side: &Side<'_>| side.spread(basis, kind, place);
            let both = of(a).zip(of(b));
            let error = both.map(|(a, b)| libm::sqrt(a.variance + b.variance));
            Contrast {
                kind,
                slice,
                left: left.outlet.clone(),
                right: right.outlet.clone(),
                difference: both.map(|(a, b)| mover(&a.estimate, &b.estimate)),
                p,
                q: None,
                detectable: error.and_then(|error| detectable(error, degrees, options.level)),
                basis,
                events,
            }
        })
        .collect();
    Pair { contrasts, adjusted: tested.adjusted }
}

/// All contrasts in the order of the records (by slice and kind, then pair), with q over all that were tested.
pub(super) fn adjusted(pairs: Vec<Pair>) -> Vec<Contrast> {
    let families: Vec<Vec<f64>> =
        pairs.iter().map(|pair| pair.adjusted.iter().copied().flatten().collect()).filter(|family: &Vec<f64>| !family.is_empty()).collect();
    let mut q = over_families(&families).into_iter();
    let mut columns: Vec<std::vec::IntoIter<Contrast>> = Vec::with_capacity(pairs.len());
    for mut pair in pairs {
        if pair.adjusted.iter().any(Option::is_some) {
            let mut own = q.next().unwrap_or_default().into_iter();
            for (contrast, _) in pair.contrasts.iter_mut().zip(&pair.adjusted).filter(|(_, adjusted)| adjusted.is_some()) {
                contrast.q = own.next();
            }
        }
        columns.push(pair.contrasts.into_iter());
    }
    let mut contrasts = Vec::new();
    for _ in contrasted() {
        contrasts.extend(columns.iter_mut().filter_map(Iterator::next));
    }
    contrasts
}

/// What tests alone say of an event's pairs that have enough articles.
pub(super) fn tests(coverage: &Coverage<'_>, options: &Options) -> Vec<Tested> {
    let outlets = &coverage.outlets;
    let pairs = (0..outlets.len()).flat_map(|left| (left + 1..outlets.len()).map(move |right| (left, right)));
    pairs.filter_map(|(left, right)| test(coverage.name, &outlets[left], &outlets[right], options)).collect()
}

/// Whether any of the pairs' contrasts has a q below a bound.
pub(super) fn any_below(families: &[Tested], bound: f64) -> bool {
    let families: Vec<Vec<f64>> = families
        .iter()
        .map(|pair| pair.adjusted.iter().copied().flatten().collect())
        .filter(|family: &Vec<f64>| !family.is_empty())
        .collect();
    over_families(&families).iter().flatten().any(|&q| q < bound)
}

impl Tested {
    /// Nothing was tested.
    pub(super) fn none() -> Self {
        let none: Vec<Option<f64>> = contrasted().map(|_| None).collect();
        Self { p: none.clone(), adjusted: none }
    }

    /// Holds differences against those of all deals. Deals are rows, contrasts columns; `independent` lends strength to spreads that few articles show.
    pub(super) fn new(observed: &[Option<f64>], rows: &[Vec<f64>], independent: Option<&[Independent]>, deals: &Deals) -> Self {
        let scales = scales(observed, rows, independent);
        let statistic = |difference: f64, scale: f64| if scale > 0.0 && difference.is_finite() { difference.abs() / scale } else { 0.0 };
        let held: Vec<f64> = observed.iter().zip(&scales).map(|(one, &scale)| one.map_or(0.0, |one| statistic(one, scale))).collect();
        let mut steps = StepDown::new(&held);
        let mut reached = vec![0u32; observed.len()];
        let mut statistics = vec![0.0; observed.len()];
        for row in rows {
            for (at, &difference) in row.iter().enumerate() {
                statistics[at] = statistic(difference, scales[at]);
                // A hair's breadth of tolerance: equal rates must not differ by rounding. Where a deal leaves a side without words, it counts against the finding.
                let far = observed[at].is_some_and(|one| difference.abs() >= one.abs() * (1.0 - 1e-9));
                reached[at] += u32::from(far || difference.is_nan());
            }
            steps.add(&statistics, 0.0);
        }
        let adjusted = steps.adjusted(deals);
        let defined = |values: Vec<f64>| values.into_iter().zip(observed).map(|(value, one)| one.map(|_| value)).collect();
        Self { p: defined(reached.into_iter().map(|reached| deals.p(reached)).collect()), adjusted: defined(adjusted) }
    }
}

/// What makes the contrasts of a pair comparable: the spread of a difference over all deals, its variance averaged with that of the usual contrast
/// (as Smyth 2004 moderates the variances of many genes that few arrays give). Both depend on the articles alone and not on how they are dealt,
/// so the test stays exact; unmoderated, spreads that eight articles make small by chance would hide all else.
fn scales(observed: &[Option<f64>], rows: &[Vec<f64>], independent: Option<&[Independent]>) -> Vec<f64> {
    let variance = |at: usize| {
        let (mut squares, mut count) = (0.0, 0.0);
        let deals = rows.iter().map(|row| row[at]);
        for difference in deals.chain(observed[at]).filter(|difference| !difference.is_nan()) {
            squares += difference * difference;
            count += 1.0;
        }
        if count > 0.0 { squares / count } else { 0.0 }
    };
    let variances: Vec<f64> = (0..observed.len()).map(variance).collect();
    let Some(independent) = independent else { return variances.into_iter().map(libm::sqrt).collect() };
    let both = || variances.iter().zip(independent);
    let mut spreads: Vec<f64> =
        both().filter(|(_, one)| one.cues >= CUES_FOR_SPREAD).map(|(variance, one)| variance / one.variance).collect();
    spreads.sort_by(f64::total_cmp);
    let usual = spreads.get(spreads.len() / 2).copied().unwrap_or(1.0);
    both().map(|(variance, one)| libm::sqrt(0.5 * (variance + usual * one.variance))).collect()
}

/// What a difference would be like if cues fell independently.
pub(super) struct Independent {
    /// Its variance.
    variance: f64,
    /// The cues of both sides.
    cues: f64,
}

/// Deals the labels of two outlets between their articles, inside each event; `None` with fewer than four articles a side.
pub(super) fn test(name: &str, left: &OutletCoverage<'_>, right: &OutletCoverage<'_>, options: &Options) -> Option<Tested> {
    let enough = |side: &OutletCoverage<'_>| side.events.iter().map(|(_, articles)| articles.len()).sum::<usize>() >= ARTICLES_FOR_TESTS;
    if !enough(left) || !enough(right) {
        return None;
    }
    let mut strata = Vec::new();
    let mut units: Vec<Counts> = Vec::new();
    for (place, articles) in &left.events {
        let Ok(other) = right.events.binary_search_by_key(place, |(place, _)| *place) else { continue };
        let others = &right.events[other].1;
        strata.push([vec![0; articles.len()], vec![1; others.len()]].concat());
        units.extend(articles.iter().chain(others).map(|article| Counts::new(&article.total)));
    }
    let deals = Deals::new(&strata, options, &["contrasts", name, left.outlet.as_str(), right.outlet.as_str()]);
    let all = units.iter().fold(Counts::default(), Counts::with);
    let difference = |labels: &[u32]| {
        let mut side = Counts::default();
        for (unit, _) in units.iter().zip(labels).filter(|(_, label)| **label == 0) {
            side.add(unit);
        }
        side.less(&all)
    };
    let rows: Vec<Vec<f64>> = {
        let mut labels = Vec::new();
        (0..deals.len())
            .map(|number| {
                deals.deal(number, &mut labels);
                difference(&labels)
            })
            .collect()
    };
    let observed: Vec<Option<f64>> = difference(&strata.concat()).into_iter().map(|one| (!one.is_nan()).then_some(one)).collect();
    let share = strata.concat().iter().filter(|label| **label == 0).count() as f64 / units.len() as f64;
    Some(Tested::new(&observed, &rows, Some(&all.independent(share)), &deals))
}

/// Cues and words of every contrast, as numbers to add.
#[derive(Clone, Default)]
struct Counts {
    cues: Vec<f64>,
    words: Vec<f64>,
}

impl Counts {
    fn new(tally: &Tally) -> Self {
        let rates = contrasted_rates(tally);
        Self { cues: rates.iter().map(|rate| rate.cues as f64).collect(), words: rates.iter().map(|rate| rate.words as f64).collect() }
    }

    fn with(mut self, other: &Self) -> Self {
        self.add(other);
        self
    }

    fn add(&mut self, other: &Self) {
        self.cues.resize(other.cues.len(), 0.0);
        self.words.resize(other.words.len(), 0.0);
        for (own, others) in self.cues.iter_mut().chain(&mut self.words).zip(other.cues.iter().chain(&other.words)) {
            *own += others;
        }
    }

    /// The differences of rates between these counts and the rest of all; not a number where either has no words.
    fn less(&self, all: &Self) -> Vec<f64> {
        let rate = |cues: f64, words: f64| if words > 0.0 { cues * PER / words } else { f64::NAN };
        (0..all.cues.len())
            .map(|at| {
                let (cues, words) = (self.cues.get(at).copied().unwrap_or(0.0), self.words.get(at).copied().unwrap_or(0.0));
                rate(cues, words) - rate(all.cues[at] - cues, all.words[at] - words)
            })
            .collect()
    }

    /// What the differences would be like if cues fell independently and a side had this share of the words.
    fn independent(&self, share: f64) -> Vec<Independent> {
        let variance = |cues: f64, words: f64| if cues > 0.0 { cues * PER * PER / (words * words * share * (1.0 - share)) } else { 0.0 };
        self.cues.iter().zip(&self.words).map(|(&cues, &words)| Independent { variance: variance(cues, words), cues }).collect()
    }
}

/// The rates of an outlet's articles on each event, in every contrast.
pub(super) fn rates_by_event(outlet: &OutletCoverage<'_>) -> Vec<Vec<Rate>> {
    outlet.events.iter().map(|(_, articles)| contrasted_rates(&total(articles))).collect()
}
