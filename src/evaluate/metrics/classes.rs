//! Predicted classes against gold ones: a table of counts, and the ratios that are read off it.

use super::{mean, ratio};

/// How often each gold class was predicted as each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// Row by row, one row a gold class.
    counts: Vec<u64>,
}

/// One class against all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScore {
    /// Share of the items predicted as this class that are of it; `None` where none was predicted.
    pub precision: Option<f64>,
    /// Share of the items of this class that were found; `None` where there is none.
    pub recall: Option<f64>,
    /// Twice the items found over items of the class plus items predicted as it; `None` where both are none.
    pub f1: Option<f64>,
    /// Items of this class in gold.
    pub gold: u64,
    /// Items predicted as this class.
    pub predicted: u64,
}

impl Confusion {
    /// Counts items by gold and predicted class, both below `classes`.
    ///
    /// # Panics
    /// When the slices differ in length or an index is not below `classes`.
    #[must_use]
    pub fn new(gold: &[usize], predicted: &[usize], classes: usize) -> Self {
        assert_eq!(gold.len(), predicted.len(), "gold and predictions are of the same items");
        let mut counts = vec![0; classes * classes];
        for (&gold, &predicted) in gold.iter().zip(predicted) {
            assert!(gold < classes && predicted < classes, "a class index is below the number of classes");
            counts[gold * classes + predicted] += 1;
        }
        Self { classes, counts }
    }

    /// The counts of several parts together.
    ///
    /// # Panics
    /// When the parts differ in their number of classes.
    #[must_use]
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a Self>, classes: usize) -> Self {
        let mut counts = vec![0; classes * classes];
        for part in parts {
            assert_eq!(part.classes, classes, "parts are of the same classes");
            counts.iter_mut().zip(&part.counts).for_each(|(sum, count)| *sum += count);
        }
        Self { classes, counts }
    }

    /// Items of this gold class that were predicted as that class.
    #[must_use]
    pub fn count(&self, gold: usize, predicted: usize) -> u64 {
        self.counts[gold * self.classes + predicted]
    }

    /// All items.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Items by gold class.
    fn gold(&self, class: usize) -> u64 {
        (0..self.classes).map(|predicted| self.count(class, predicted)).sum()
    }

    /// Items by predicted class.
    fn predicted(&self, class: usize) -> u64 {
        (0..self.classes).map(|gold| self.count(gold, class)).sum()
    }

    /// Precision, recall and F1 of each class (van Rijsbergen 1979, *Information Retrieval*, chapter 7), in the order of the indices.
    ///
    /// F1 is taken from the counts, 2 TP / (2 TP + FP + FN). A class that occurs and is never found has F1 0 even where its precision is
    /// undefined; only a class that occurs neither in gold nor in the predictions has none.
    #[must_use]
    pub fn by_class(&self) -> Vec<ClassScore> {
        let score = |class| {
            let (both, gold, predicted) = (self.count(class, class), self.gold(class), self.predicted(class));
            let (precision, recall, f1) = (ratio(both, predicted), ratio(both, gold), ratio(2 * both, gold + predicted));
            ClassScore { precision, recall, f1, gold, predicted }
        };
        (0..self.classes).map(score).collect()
    }

    /// Share of items predicted as what they are; `None` without items.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio((0..self.classes).map(|class| self.count(class, class)).sum(), self.n())
    }

    /// Mean F1 of the classes that occur in gold or in the predictions; `None` without items.
    ///
    /// The average of F1 values, not the F1 of average precision and recall (Opitz and Burst 2019, *Macro F1 and Macro F1*). Where
    /// precision or recall of an occurring class is undefined its F1 counts as 0, and a class that occurs nowhere is left out, as in
    /// scikit-learn's `f1_score(average="macro", zero_division=0)`. So a resample that lost a rare class is a mean over fewer classes.
    #[must_use]
    pub fn macro_f1(&self) -> Option<f64> {
        let scores: Vec<f64> = self.by_class().iter().filter_map(|class| class.f1).collect();
        mean(&scores)
    }

    /// Mean F1 weighted by the items of each class in gold, scikit-learn's `average="weighted"`; `None` without items.
    #[must_use]
    pub fn weighted_f1(&self) -> Option<f64> {
        let n = self.n();
        let sum: f64 = self.by_class().iter().map(|class| class.gold as f64 * class.f1.unwrap_or(0.0)).sum();
        (n > 0).then(|| sum / n as f64)
    }

    /// Matthews correlation of gold and predictions for any number of classes (Gorodkin 2004, *Comparing two K-category assignments by a
    /// K-category correlation coefficient*): 1 for all right, 0 for what chance gives.
    ///
    /// `None` where gold or predictions are all of one class, which correlates with nothing; scikit-learn gives 0 there.
    #[must_use]
    pub fn matthews(&self) -> Option<f64> {
        let n = self.n() as f64;
        let (mut right, mut across, mut gold, mut predicted) = (0.0, 0.0, 0.0, 0.0);
        for class in 0..self.classes {
            let (t, p) = (self.gold(class) as f64, self.predicted(class) as f64);
            right += self.count(class, class) as f64;
            across += t * p;
            gold += t * t;
            predicted += p * p;
        }
        let spread = (n * n - gold) * (n * n - predicted);
        (spread > 0.0).then(|| (n * right - across) / libm::sqrt(spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::fixtures::{Case, cases, close, same};

    #[test]
    fn figures_of_three_classes_are_those_worked_by_hand() {
        // Rows: 2 1 0, 0 2 0, 1 0 3.
        let confusion = Confusion::new(&[0, 0, 0, 1, 1, 2, 2, 2, 2], &[0, 0, 1, 1, 1, 0, 2, 2, 2], 3);
        assert_eq!((confusion.n(), confusion.count(0, 1), confusion.count(2, 0)), (9, 1, 1));
        let classes = confusion.by_class();
        assert!(close(classes[0].precision, 2.0 / 3.0) && close(classes[1].recall, 1.0) && close(classes[2].f1, 6.0 / 7.0));
        assert!(close(confusion.accuracy(), 7.0 / 9.0));
        assert!(close(confusion.macro_f1(), (2.0 / 3.0 + 0.8 + 6.0 / 7.0) / 3.0));
        assert!(close(confusion.weighted_f1(), (3.0 * 2.0 / 3.0 + 2.0 * 0.8 + 4.0 * 6.0 / 7.0) / 9.0));
        // Gorodkin's formula: (9*7 - 27) / sqrt((81 - 29) (81 - 27)).
        assert!(close(confusion.matthews(), 36.0 / libm::sqrt(2808.0)));
    }

    #[test]
    fn what_is_undefined_is_none_and_counts_as_zero_in_the_macro_mean_where_the_class_occurs() {
        // Class 1 is never predicted, class 2 occurs nowhere.
        let confusion = Confusion::new(&[0, 0, 1], &[0, 0, 0], 3);
        let classes = confusion.by_class();
        assert_eq!((classes[1].precision, classes[1].recall, classes[1].f1), (None, Some(0.0), Some(0.0)));
        assert_eq!((classes[2].precision, classes[2].recall, classes[2].f1), (None, None, None));
        assert!(close(confusion.macro_f1(), 0.4));
        assert_eq!(confusion.matthews(), None);
        let parts = [Confusion::new(&[0, 1], &[0, 0], 3), Confusion::new(&[0], &[0], 3)];
        assert_eq!(Confusion::sum(&parts, 3), Confusion::new(&[0, 1, 0], &[0, 0, 0], 3));
        let empty = Confusion::new(&[], &[], 2);
        assert_eq!((empty.accuracy(), empty.macro_f1(), empty.weighted_f1(), empty.matthews()), (None, None, None, None));
    }

    #[test]
    fn figures_of_classes_equal_scikit_learns() {
        let cases = cases();
        assert_eq!(cases.len(), 30);
        for Case { name, classes, gold, predicted, expected, .. } in cases {
            let confusion = Confusion::new(&gold, &predicted, classes);
            for (class, found) in confusion.by_class().iter().enumerate() {
                same(found.precision, expected.precision[class], &format!("{name}: precision of {class}"));
                same(found.recall, expected.recall[class], &format!("{name}: recall of {class}"));
                same(found.f1, expected.f1[class], &format!("{name}: F1 of {class}"));
            }
            same(confusion.macro_f1(), expected.macro_f1, &format!("{name}: macro-F1"));
            same(confusion.weighted_f1(), expected.weighted_f1, &format!("{name}: weighted F1"));
            same(confusion.accuracy(), expected.accuracy, &format!("{name}: accuracy"));
            same(confusion.matthews(), expected.matthews, &format!("{name}: Matthews correlation"));
        }
    }
}
