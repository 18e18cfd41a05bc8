//! How far several people agree on the same units, beyond what chance would give them.
//!
//! In go the ratings of each unit, some missing; out comes Krippendorff's alpha, which takes any number of coders, missing values and three
//! levels of measurement, and so serves labels, ordered scales and numbers alike.

use std::collections::BTreeMap;

/// How far those agree who labelled a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Krippendorff's alpha; `None` where it is undefined.
    pub alpha: Option<f64>,
    /// Its interval, from resampled clusters.
    pub interval: Option<(f64, f64)>,
    /// Items with two labels or more.
    pub units: u64,
    /// Most labels that one item has.
    pub raters: u64,
    /// What an item is, in the plural.
    pub unit: &'static str,
}

/// Fewest clusters that an interval of agreement is taken from.
pub(super) const FEWEST: usize = 10;

/// What the distance between two ratings means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Scale {
    /// Names: two ratings are the same or not.
    #[default]
    Nominal,
    /// Ranks: the distance is the number of ratings that lie between the two.
    Ordinal,
    /// Numbers: the distance is the square of the difference.
    Interval,
}

/// Krippendorff's alpha (Krippendorff 2011, *Computing Krippendorff's alpha-reliability*): 1 is full agreement, 0 what chance gives, below
/// 0 disagreement by system.
///
/// In go the units; each holds one rating a coder, `None` or a not-a-number where the coder gave none. Units may have different numbers of
/// coders, and which coder gave which rating does not matter. A unit with fewer than two ratings says nothing and is left out.
///
/// `None` where no unit has two ratings, or where all ratings that can be paired are the same: then chance alone would agree in full.
#[must_use]
pub fn krippendorff_alpha<U: AsRef<[Option<f64>]>>(units: &[U], scale: Scale) -> Option<f64> {
    let units: Vec<Vec<f64>> = units
        .iter()
        // A zero added makes one zero of the two.
        .map(|unit| unit.as_ref().iter().flatten().filter(|rating| !rating.is_nan()).map(|rating| rating + 0.0).collect::<Vec<f64>>())
        .filter(|unit| unit.len() >= 2)
        .collect();
    let mut values: Vec<f64> = units.iter().flatten().copied().collect();
    let pairable = values.len() as f64;
    values.sort_by(f64::total_cmp);
    values.dedup_by(|left, right| left.total_cmp(right).is_eq());
    let place = |rating: f64| values.partition_point(|value| *value < rating);

    let mut totals = vec![0_u64; values.len()];
    units.iter().flatten().for_each(|&rating| totals[place(rating)] += 1);
    let distances = Distances::new(&values, &totals, scale);

    // Unordered pairs of different values; the factor 2 for their order stands on both sides and falls out.
    let mut observed = 0.0;
    for unit in &units {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        for &rating in unit {
            *counts.entry(place(rating)).or_default() += 1;
        }
        let counts: Vec<(usize, u64)> = counts.into_iter().collect();
        observed += distances.sum_over_pairs(&counts) / (unit.len() - 1) as f64;
    }
    let all: Vec<(usize, u64)> = totals.iter().copied().enumerate().collect();
    let expected = distances.sum_over_pairs(&all) / (pairable - 1.0);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Squared distances between values, by their places in rising order.
struct Distances<'a> {
    values: &'a [f64],
    totals: &'a [u64],
    /// Ratings below each place.
    below: Vec<u64>,
    scale: Scale,
}

impl<'a> Distances<'a> {
    fn new(values: &'a [f64], totals: &'a [u64], scale: Scale) -> Self {
        let below = totals
            .iter()
            .scan(0, |sum, total| {
                let now = *sum;
                *sum += total;
                Some(now)
            })
            .collect();
        Self { values, totals, below, scale }
    }

    /// The squared distance of two places, the first below the second.
    fn between(&self, low: usize, high: usize) -> f64 {
        let distance = match self.scale {
            Scale::Nominal => 1.0,
            // Half of the ratings at either end, and all between.
            Scale::Ordinal => (self.below[high] - self.below[low]) as f64 + (self.totals[high] as f64 - self.totals[low] as f64) / 2.0,
            Scale::Interval => self.values[high] - self.values[low],
        };
        distance * distance
    }

    fn sum_over_pairs(&self, counts: &[(usize, u64)]) -> f64 {
        let mut sum = 0.0;
        for (index, &(low, few)) in counts.iter().enumerate() {
            for &(high, many) in &counts[index + 1..] {
                sum += few as f64 * many as f64 * self.between(low, high);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn alpha_is_krippendorffs_example() {
        // Krippendorff (2011), section C: four observers, twelve units; .743 nominal, .815 ordinal, .849 interval. 0 is a missing rating.
        let observers = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let units: Vec<Vec<Option<f64>>> =
            (0..12).map(|unit| observers.iter().map(|row| (row[unit] > 0).then(|| f64::from(row[unit]))).collect()).collect();
        for (scale, published) in [(Scale::Nominal, 0.743), (Scale::Ordinal, 0.815), (Scale::Interval, 0.849)] {
            let found = krippendorff_alpha(&units, scale);
            assert!(found.is_some_and(|found| (found - published).abs() < 5e-4), "{scale:?}: {found:?}");
        }
    }

    #[test]
    fn without_pairs_or_without_variety_there_is_no_alpha() {
        assert_eq!(krippendorff_alpha::<Vec<Option<f64>>>(&[], Scale::Nominal), None);
        assert_eq!(krippendorff_alpha(&[[Some(1.0), None], [Some(2.0), Some(f64::NAN)]], Scale::Interval), None);
        assert_eq!(krippendorff_alpha(&[[Some(1.0), Some(1.0)], [Some(2.0), None]], Scale::Ordinal), None);
    }

    #[derive(Deserialize)]
    struct Fixture {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        /// One row a unit.
        ratings: Vec<Vec<Option<f64>>>,
        expected: Expected,
    }

    #[derive(Deserialize)]
    struct Expected {
        alpha: [Option<f64>; 3],
    }

    #[test]
    fn alpha_equals_the_python_packages() {
        let fixture: Fixture = serde_json::from_str(include_str!("../../tests/fixtures/metrics.json")).expect("the fixture is JSON");
        for Case { name, ratings, expected } in fixture.cases {
            for (scale, expected) in [Scale::Nominal, Scale::Ordinal, Scale::Interval].into_iter().zip(expected.alpha) {
                let found = krippendorff_alpha(&ratings, scale);
                let equal = found.is_some() == expected.is_some() && found.zip(expected).is_none_or(|(a, b)| (a - b).abs() < 1e-9);
                assert!(equal, "{name}, {scale:?}: found {found:?}, expected {expected:?}");
            }
        }
    }
}
