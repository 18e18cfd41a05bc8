//! What a comparison could have shown: the smallest difference that a test of this many units would have found.

use crate::compare::interval::{normal_quantile, student_quantile};

/// How often a difference of that size would be found.
pub const POWER: f64 = 0.8;

/// The smallest difference that a two-sided test at one less `level` would find in four of five repetitions, from the standard error of the difference
/// (minimum detectable effect, Bloom 1995). `None` where the standard error is unknown or zero: from articles without a cue nothing follows about it.
///
/// `degrees` are those of Student's t; none is the normal.
#[must_use]
pub fn detectable(standard_error: f64, degrees: Option<u64>, level: f64) -> Option<f64> {
    let quantile = |share| degrees.map_or_else(|| normal_quantile(share), |degrees| student_quantile(share, degrees));
    (standard_error > 0.0 && standard_error.is_finite() && degrees != Some(0))
        .then(|| (quantile(f64::midpoint(1.0, level)) + quantile(POWER)) * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blooms_multiplier() {
        // Bloom (1995), table 1: two-sided at .05 with power .80 the effect is 2.80 standard errors; 2.21 + .89 of them at ten degrees of freedom.
        assert!(detectable(1.0, None, 0.95).is_some_and(|multiple| (multiple - 2.80).abs() < 0.005));
        assert!(detectable(2.0, Some(10), 0.95).is_some_and(|multiple| (multiple - 2.0 * 3.107).abs() < 0.01));
        assert_eq!((detectable(0.0, None, 0.95), detectable(1.0, Some(0), 0.95)), (None, None));
    }
}
