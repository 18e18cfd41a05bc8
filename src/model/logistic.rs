//! Logistic regression with an L2 penalty over sparse rows, fitted by L-BFGS.
//!
//! The objective is convex, so the fit does not depend on a seed; sums run in one order, so it does not depend on threads.

use ndarray::{Array1, Axis};

/// A sparse row: columns in rising order, and their values.
pub(super) type Row = Vec<(u32, f32)>;

/// Weights and intercept of one binary decision.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) weights: Array1<f64>,
    pub(super) intercept: f64,
}

/// Most steps; the gradient is small long before on any set that we have seen.
const STEPS: usize = 300;
/// Pairs of steps and gradients that stand for the curvature (Liu and Nocedal 1989 found 3 to 20 enough).
const HISTORY: usize = 10;
/// The fit ends when no component of the gradient of the mean loss is larger.
const TOLERANCE: f64 = 1e-5;

impl Weights {
    /// The log-odds of a row.
    pub(super) fn log_odds(&self, row: &Row) -> f64 {
        row.iter().fold(self.intercept, |sum, &(column, value)| sum + self.weights[column as usize] * f64::from(value))
    }
}

/// Minimises `sum(log(1 + exp(-y z))) + |w|^2 / (2 c)`, the intercept free, as liblinear and scikit-learn write it.
///
/// `positive` says which rows have the label; `c` is the inverse of the penalty's strength.
pub(super) fn fit(rows: &[Row], positive: &[bool], columns: usize, c: f64) -> Weights {
    // Of hashed columns most are never seen, and those weigh nothing: the fit runs over the others, and its vectors stay in the cache.
    let mut used: Vec<u32> = rows.iter().flatten().map(|&(column, _)| column).collect();
    used.sort_unstable();
    used.dedup();
    #[expect(clippy::cast_possible_truncation, reason = "fewer places than columns, which are u32")]
    let place = |column: u32| used.partition_point(|&other| other < column) as u32;
    let dense: Vec<Row> = rows.iter().map(|row| row.iter().map(|&(column, value)| (place(column), value)).collect()).collect();
    let fitted = descend(&dense, positive, used.len(), c);
    let mut weights = Array1::<f64>::zeros(columns);
    for (&column, &weight) in used.iter().zip(&fitted.weights) {
        weights[column as usize] = weight;
    }
    Weights { weights, intercept: fitted.intercept }
}

fn descend(rows: &[Row], positive: &[bool], columns: usize, c: f64) -> Weights {
    // The intercept is the last place of the vector.
    let mut point = Array1::<f64>::zeros(columns + 1);
    let (mut value, mut gradient) = objective(rows, positive, &point, c);
    let mut history: Vec<(Array1<f64>, Array1<f64>, f64)> = Vec::with_capacity(HISTORY);
    for _ in 0..STEPS {
        if gradient.iter().all(|slope| slope.abs() <= TOLERANCE * rows.len() as f64) {
            break;
        }
        let mut direction = descent(&gradient, &history);
        let mut slope = gradient.dot(&direction);
        if slope >= 0.0 {
            // The curvature has gone stale: begin again downhill.
            history.clear();
            direction = -&gradient;
            slope = -gradient.dot(&gradient);
        }
        // Backtracking until the decrease is a share of what the slope promises (Armijo 1966).
        let mut step = if history.is_empty() { 1.0 / libm::sqrt(gradient.dot(&gradient)).max(1.0) } else { 1.0 };
        let moved = loop {
            let next = &point + &(step * &direction);
            let (next_value, next_gradient) = objective(rows, positive, &next, c);
            if next_value <= value + 1e-4 * step * slope {
                break Some((next, next_value, next_gradient));
            }
            step *= 0.5;
            if step < 1e-12 {
                break None;
            }
        };
        let Some((next, next_value, next_gradient)) = moved else { break };
        let (moved, turned) = (&next - &point, &next_gradient - &gradient);
        let curvature = moved.dot(&turned);
        if curvature > 1e-12 {
            if history.len() == HISTORY {
                history.remove(0);
            }
            history.push((moved, turned, 1.0 / curvature));
        }
        (point, value, gradient) = (next, next_value, next_gradient);
    }
    let intercept = point[columns];
    Weights { weights: point.view().split_at(Axis(0), columns).0.to_owned(), intercept }
}

/// Value and gradient of the objective.
fn objective(rows: &[Row], positive: &[bool], point: &Array1<f64>, c: f64) -> (f64, Array1<f64>) {
    let columns = point.len() - 1;
    let weights = point.view().split_at(Axis(0), columns).0;
    let mut gradient = point / c;
    gradient[columns] = 0.0;
    let mut value = weights.dot(&weights) / (2.0 * c);
    for (row, &positive) in rows.iter().zip(positive) {
        let odds = row.iter().fold(point[columns], |sum, &(column, value)| sum + point[column as usize] * f64::from(value));
        let signed = if positive { odds } else { -odds };
        // log(1 + exp(-x)) without overflow on either side.
        value += if signed > 0.0 { libm::log1p(libm::exp(-signed)) } else { libm::log1p(libm::exp(signed)) - signed };
        let error = sigmoid(odds) - if positive { 1.0 } else { 0.0 };
        for &(column, value) in row {
            gradient[column as usize] += error * f64::from(value);
        }
        gradient[columns] += error;
    }
    (value, gradient)
}

/// The direction of the next step: minus the inverse curvature times the gradient, by the two-loop recursion (Nocedal 1980).
fn descent(gradient: &Array1<f64>, history: &[(Array1<f64>, Array1<f64>, f64)]) -> Array1<f64> {
    let mut direction = -gradient;
    let mut shares = Vec::with_capacity(history.len());
    for (moved, turned, inverse) in history.iter().rev() {
        let share = inverse * moved.dot(&direction);
        direction.scaled_add(-share, turned);
        shares.push(share);
    }
    if let Some((_, turned, inverse)) = history.last() {
        direction /= inverse * turned.dot(turned);
    }
    for ((moved, turned, inverse), share) in history.iter().zip(shares.into_iter().rev()) {
        let other = inverse * turned.dot(&direction);
        direction.scaled_add(share - other, moved);
    }
    direction
}

/// The probability of log-odds.
pub(super) fn sigmoid(odds: f64) -> f64 {
    if odds >= 0.0 {
        1.0 / (1.0 + libm::exp(-odds))
    } else {
        let exp = libm::exp(odds);
        exp / (1.0 + exp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_is_scikit_learns() {
        // LogisticRegression(C=1.0, tol=1e-10).fit([[0], [1], [2], [3], [4], [5]], [0, 0, 1, 0, 1, 1]) of scikit-learn 1.9.1:
        // coefficient 0.767054, intercept -1.917634.
        let rows: Vec<Row> = (0..6u8).map(|x| vec![(0, f32::from(x))]).collect();
        let fitted = fit(&rows, &[false, false, true, false, true, true], 1, 1.0);
        assert!((fitted.weights[0] - 0.767_054).abs() < 2e-4, "{fitted:?}");
        assert!((fitted.intercept + 1.917_634).abs() < 5e-4, "{fitted:?}");
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_value() {
        let rows = vec![vec![(0, 1.0), (1, -2.0)], vec![(1, 0.5)]];
        let positive = [true, false];
        let point = Array1::from(vec![0.3, -0.2, 0.1]);
        let (_, gradient) = objective(&rows, &positive, &point, 0.7);
        for place in 0..3 {
            let mut nudged = point.clone();
            nudged[place] += 1e-6;
            let slope = (objective(&rows, &positive, &nudged, 0.7).0 - objective(&rows, &positive, &point, 0.7).0) / 1e-6;
            assert!((slope - gradient[place]).abs() < 1e-4, "{place}: {slope} {}", gradient[place]);
        }
    }
}
