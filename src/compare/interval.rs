//! Intervals and corrections that need no data beyond a few numbers.

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Level of the interval, such as 0.95.
    pub level: f64,
    /// Number of units that were resampled.
    pub n: u64,
}

/// Upper end of the exact interval for a Poisson count of zero (Garwood 1936): with nothing seen, up to this many could have been.
///
/// Resampling cannot say this: nothing resampled is nothing again.
#[must_use]
pub fn garwood(level: f64) -> f64 {
    -libm::log((1.0 - level) / 2.0)
}

/// Interval of a difference from the intervals of its two sides (MOVER, Zou and Donner 2008): the distances to the ends that make the
/// difference smallest and largest are added in squares.
#[must_use]
pub fn mover(left: &Estimate, right: &Estimate) -> Estimate {
    let distance = |a: f64, b: f64| libm::sqrt(a * a + b * b);
    let value = left.value - right.value;
    Estimate {
        value,
        low: value - distance(left.value - left.low, right.high - right.value),
        high: value + distance(left.high - left.value, right.value - right.low),
        level: left.level,
        n: left.n + right.n,
    }
}

/// Adjusted p values that hold the false discovery rate (Benjamini and Hochberg 1995), in the order given.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate() {
        least = least.min(p[index] * p.len() as f64 / (p.len() - rank) as f64);
        adjusted[index] = least;
    }
    adjusted
}

/// The quantile of sorted values by linear interpolation (Hyndman and Fan 1996, type 7).
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place inside the slice")]
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 5e-4
    }

    #[test]
    fn nothing_seen_leaves_room_for_3_7() {
        // Garwood (1936), table: an observed 0 has the upper limit 3.689 at 95 %.
        assert!(close(garwood(0.95), 3.6889));
    }

    #[test]
    fn mover_gives_newcombes_worked_example() {
        // Newcombe (1998), example (a): 56/70 less 48/80 by the score intervals of either side, .0524 to .3339.
        let side = |value, low, high| Estimate { value, low, high, level: 0.95, n: 1 };
        let difference = mover(&side(0.8, 0.6918, 0.8772), &side(0.6, 0.4904, 0.7004));
        assert!(close(difference.low, 0.0524) && close(difference.high, 0.3339), "{difference:?}");
    }

    #[test]
    fn benjamini_and_hochbergs_worked_example() {
        // Benjamini and Hochberg (1995), section 3: of 15 p values the first four pass at .05, the fifth does not.
        let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
        let q = benjamini_hochberg(&p);
        assert_eq!(q.iter().filter(|&&q| q <= 0.05).count(), 4);
        assert!(close(q[3], 0.035_625) && close(q[0], 0.0015));
    }

    #[test]
    fn quantiles_interpolate() {
        assert!(close(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5));
        assert!(close(quantile(&[1.0], 0.975), 1.0));
    }
}
