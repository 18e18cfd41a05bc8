//! Claims against what annotators marked: which passages of a story's articles state the same, and how.
//!
//! The marks hold places and no text: `evaluation/claims` has the tables and their guideline. A passage stands for a mark where they share at least half of the shorter
//! of the two. A pair of passages in two articles is right where both stand for marks of one claim, and a pair of marks is found where a pair of passages stands for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::Field;
use crate::error::{Error, Result};
use crate::find::Polarity;
use crate::span::Span;

/// A passage of an article, by the article's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The article.
    pub article: String,
    /// Which of its texts.
    pub field: Field,
    /// Where.
    pub span: Span,
}

/// A passage that states a claim, as an annotator marked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The story.
    pub story: String,
    /// The claim, by its number in the story.
    pub claim: usize,
    /// The passage.
    pub place: Place,
    /// How the article states it: a [`Stance`](crate::compare::Stance) by name.
    pub stance: String,
    /// Whether it states the claim or its contrary.
    pub polarity: Polarity,
}

/// Two passages, the first in order first, and whether a reader said that they state the same; `None` where the reader was unsure.
pub type Verdict = ((Place, Place), Option<bool>);

/// A passage that the tool gives as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The passage.
    pub place: Place,
    /// Its stance by name.
    pub stance: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pairs of passages in two articles that the tool gives for one claim.
    pub given: usize,
    /// Those of them that are right.
    pub right: usize,
    /// Pairs of marks in two articles.
    pub marked: usize,
    /// Those of them that are found.
    pub found: usize,
    /// Passages that stand for a mark of a claim which the tool's claim found.
    pub stances: usize,
    /// Those of them with the mark's stance.
    pub stances_right: usize,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.given += other.given;
        self.right += other.right;
        self.marked += other.marked;
        self.found += other.found;
        self.stances += other.stances;
        self.stances_right += other.stances_right;
    }
}

impl Place {
    /// Whether the two share at least half of the shorter one.
    #[must_use]
    pub fn stands_for(&self, other: &Self) -> bool {
        let shared = self.span.end().min(other.span.end()).saturating_sub(self.span.start().max(other.span.start()));
        self.article == other.article && self.field == other.field && shared > 0 && 2 * shared >= self.span.len().min(other.span.len())
    }

    fn read(story: &str, article: &str, field: &str, start: &str, end: &str) -> Option<Self> {
        let field = match field {
            "title" => Field::Title,
            "text" => Field::Text,
            _ => return None,
        };
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start <= end).then(|| Self { article: format!("{story}/{article}"), field, span: Span::new(start, end) })
    }
}

/// Reads a table of marks: story, claim, article, in, start, end, stance, polarity, and the claim in the annotator's words.
///
/// # Errors
///
/// [`Error::Data`] at the first row that is none.
pub fn marks(table: &str) -> Result<Vec<Mark>> {
    rows(table, |fields| {
        let [story, claim, article, field, start, end, stance, polarity, _] = fields[..] else { return None };
        Some(Mark {
            story: story.to_owned(),
            claim: claim.parse().ok()?,
            place: Place::read(story, article, field, start, end)?,
            stance: stance.to_owned(),
            polarity: polarity.parse().ok()?,
        })
    })
}

/// Reads a table of judged pairs: story, article, in, start, end, the same four of the other passage, and yes, no or unsure.
///
/// # Errors
///
/// [`Error::Data`] at the first row that is none.
pub fn verdicts(table: &str) -> Result<Vec<Verdict>> {
    rows(table, |fields| {
        let [story, article, field, start, end, other, other_field, other_start, other_end, same] = fields[..] else { return None };
        let pair = (Place::read(story, article, field, start, end)?, Place::read(story, other, other_field, other_start, other_end)?);
        let same = match same {
            "yes" => Some(true),
            "no" => Some(false),
            "unsure" => None,
            _ => return None,
        };
        Some((in_order(pair.0, pair.1), same))
    })
}

fn rows<T>(table: &str, read: impl Fn(&[&str]) -> Option<T>) -> Result<Vec<T>> {
    let row = |(number, line): (usize, &str)| {
        let fields: Vec<&str> = line.split('\t').collect();
        read(&fields).ok_or_else(|| Error::Data(format!("line {}: not a row of this table: {line}", number + 1)))
    };
    table.lines().enumerate().skip(1).map(row).collect()
}

/// The two in their order.
#[must_use]
pub fn in_order(one: Place, other: Place) -> (Place, Place) {
    if one <= other { (one, other) } else { (other, one) }
}

/// The claims that a passage stands for.
fn stated<'a>(place: &'a Place, marks: &'a [&Mark]) -> impl Iterator<Item = &'a Mark> {
    marks.iter().copied().filter(|mark| place.stands_for(&mark.place))
}

/// The claims that two passages both stand for.
fn stated_by_both<'a>(one: &Place, other: &'a Place, marks: &'a [&Mark]) -> impl Iterator<Item = usize> + use<'a> {
    let claims: BTreeSet<usize> = stated(one, marks).map(|mark| mark.claim).collect();
    stated(other, marks).map(|mark| mark.claim).filter(move |claim| claims.contains(claim))
}

/// Whether two passages stand for marks of one claim.
#[must_use]
pub fn same(one: &Place, other: &Place, marks: &[&Mark]) -> bool {
    stated_by_both(one, other, marks).next().is_some()
}

/// Judges the claims given for a story, each as its evidence, by the story's marks.
#[must_use]
pub fn judge(given: &[Vec<Given>], marks: &[&Mark]) -> Counts {
    let mut counts = Counts::default();
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for claim in given {
        // How many pairs of its evidence support each marked claim: the one of most is what the tool's claim is taken to be.
        let mut support: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, one) in claim.iter().enumerate() {
            for other in claim[..at].iter().filter(|other| other.place.article != one.place.article) {
                let shared: Vec<usize> = stated_by_both(&one.place, &other.place, marks).collect();
                for number in &shared {
                    *support.entry(*number).or_default() += 1;
                    for (at, left) in marks.iter().enumerate().filter(|(_, mark)| mark.claim == *number) {
                        for (place, right) in marks.iter().enumerate().filter(|(_, mark)| mark.claim == *number) {
                            if one.place.stands_for(&left.place) && other.place.stands_for(&right.place) {
                                found.insert((at.min(place), at.max(place)));
                            }
                        }
                    }
                }
                if seen.insert(in_order(one.place.clone(), other.place.clone())) {
                    counts.given += 1;
                    counts.right += usize::from(!shared.is_empty());
                }
            }
        }
        if let Some((number, _)) = support.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))) {
            for one in claim {
                if let Some(mark) = stated(&one.place, marks).find(|mark| mark.claim == *number) {
                    counts.stances += 1;
                    counts.stances_right += usize::from(mark.stance == one.stance);
                }
            }
        }
    }
    counts.found = found.len();
    for (at, mark) in marks.iter().enumerate() {
        counts.marked += marks[..at].iter().filter(|other| other.claim == mark.claim && other.place.article != mark.place.article).count();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(article: &str, start: usize, end: usize, stance: &str) -> Given {
        let place = Place { article: article.to_owned(), field: Field::Text, span: Span::new(start, end) };
        Given { place, stance: stance.to_owned() }
    }

    #[test]
    fn pairs_and_stances_are_counted_by_hand() {
        let table = "story\tclaim\tarticle\tin\tstart\tend\tstance\tpolarity\ttext\n\
            7\t1\tleft\ttext\t0\t40\tasserted\t+\tThe gates opened.\n\
            7\t1\tright\ttext\t10\t50\tattributed\t+\tThe gates opened.\n\
            7\t1\tcenter\ttext\t0\t30\thedged\t+\tThe gates opened.\n\
            7\t2\tleft\ttext\t60\t90\tasserted\t+\tNobody was hurt.\n\
            7\t2\tright\ttext\t70\t99\tasserted\t-\tNobody was hurt.\n";
        let marks = marks(table).expect("a table");
        let marks: Vec<&Mark> = marks.iter().collect();
        let claims = [
            vec![given("7/left", 0, 35, "asserted"), given("7/right", 0, 50, "hedged"), given("7/center", 60, 80, "asserted")],
            vec![given("7/left", 61, 88, "asserted"), given("7/right", 0, 9, "asserted")],
        ];
        // Of four pairs given only left and right of the first claim is right; of the four that were marked it is one. Two passages of it have marks, one its stance.
        let counts = judge(&claims, &marks);
        assert_eq!(counts, Counts { given: 4, right: 1, marked: 4, found: 1, stances: 2, stances_right: 1 });
        assert!(super::marks("head\n7\t1\tleft\n").is_err());
    }
}
