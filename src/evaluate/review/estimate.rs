//! From verdicts to figures: how often cues are right, how often sentences are missed, how far reviewers agree.
//!
//! # Precision
//!
//! Right over judged; what a reviewer is unsure of is counted and left out of the ratio. Of one kind in one outlet the judged cues are a random
//! sample, and the interval is Wilson's ([`wilson`]). Over outlets or kinds they are not: the draw is even and the run is not. So those
//! figures are post-stratified (Holt and Smith 1979, *Post stratification*): each stratum of kind and outlet counts by the cues that RUN has in it,
//! p = Σ W p with W the stratum's share. A kind with fewer items on the sheet than outlets that have it was drawn over all outlets alike
//! ([`Choice::new`](super::Choice::new)); it is one stratum. The interval is Wilson's at the effective number of items, 1 / Σ (W² / n) (Kish 1965, *Survey
//! Sampling*; for Wilson's interval with effective numbers Franco, Little, Louis and Slud 2019, *Comparative study of confidence intervals for
//! proportions in complex sample surveys*). Strata without a judged cue cannot count; [`Share::covered`] says how much of RUN the others
//! hold.
//!
//! Intervals take the items for independent draws from cues like these: there is no correction for a finite run, so that even a sheet that takes
//! all of RUN's cues has an interval, and it does not widen where many items come from one article.
//!
//! # Sentences
//!
//! Sentences are drawn by what RUN says of them, so their verdicts give predictive values: of sentences with a cue of the kind, the share in which
//! there is one, and of those without, the share in which one was missed (false omission). With the share of sentences that RUN marks, a, Bayes'
//! theorem turns them into sensitivity, PPV a / (PPV a + FOR (1 - a)), and specificity. With these, [`rogan_gladen`] corrects the share of each
//! outlet; sensitivity and specificity are taken to be the same in all outlets, for few judged sentences could say otherwise. The
//! correction is linear: it makes every difference between outlets larger by the factor 1 / (sensitivity + specificity - 1).
//!
//! Intervals of what is computed from both predictive values hold all that the two allow together, each at the root of the level (Šidák 1967):
//! cautious, never too narrow for its parts. The shares of RUN itself are counts of all its sentences and have no error of sampling.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use super::run::{self, RunArticle};
use super::verdicts::{Item, Verdict, Verdicts};
use super::{Asked, ItemId, Place};
use crate::cue::CueKind;
use crate::error::{Error, Result};
use crate::evaluate::agreement::{Scale, krippendorff_alpha};
use crate::evaluate::significance::{rogan_gladen, wilson};

/// What the verdicts on a run say.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    /// Level of all intervals.
    pub level: f64,
    /// Who judged.
    pub reviewers: Vec<String>,
    /// How often cues are right: over all, by kind, by outlet, and by both, as far as the sheet has items.
    pub precision: Vec<Precision>,
    /// What sentences say of each kind; empty where none was on the sheet.
    pub detection: Vec<Detection>,
    /// Shares of sentences with a cue, for each kind with sentences on the sheet: over all outlets, then by outlet.
    pub prevalence: Vec<Prevalence>,
    /// How far reviewers agree, over all kinds and by kind; empty with a single reviewer.
    pub agreement: Vec<Agreed>,
}

/// What a figure speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Of {
    /// `None` over all kinds that the sheet asks about.
    pub kind: Option<CueKind>,
    /// `None` over all outlets, `Some(None)` for articles that name no outlet.
    pub outlet: Option<Option<String>>,
}

/// Counts of items by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicted {
    /// Judged to signal the kind.
    pub yes: u64,
    /// Judged not to.
    pub no: u64,
    /// The reviewer could not tell, or reviewers are divided.
    pub unsure: u64,
    /// On the sheet, without a verdict.
    pub unjudged: u64,
}

impl Verdicted {
    /// Items that count in the ratio.
    #[must_use]
    pub fn judged(self) -> u64 {
        self.yes + self.no
    }

    /// All items on the sheet.
    #[must_use]
    pub fn items(self) -> u64 {
        self.judged() + self.unsure + self.unjudged
    }

    fn count(&mut self, verdict: Option<Verdict>) {
        *match verdict {
            Some(Verdict::Yes) => &mut self.yes,
            Some(Verdict::No) => &mut self.no,
            Some(Verdict::Unsure) => &mut self.unsure,
            None => &mut self.unjudged,
        } += 1;
    }

    fn add(&mut self, other: Self) {
        self.yes += other.yes;
        self.no += other.no;
        self.unsure += other.unsure;
        self.unjudged += other.unjudged;
    }
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share, 0 to 1.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The number of items that the interval is as wide as; fewer than were judged, where strata are weighted.
    pub effective: f64,
    /// How much of what the figure speaks of lies in strata with a judged item, 0 to 1.
    pub covered: f64,
    /// Whether several strata were weighted by what RUN has in each.
    pub weighted: bool,
}

/// How often cues are right.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Which cues.
    pub of: Of,
    /// How many of them RUN has.
    pub cues: u64,
    /// The verdicts.
    pub verdicts: Verdicted,
    /// `None` where nothing was judged.
    pub share: Option<Share>,
}

/// What sentences with and without a cue say of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The kind.
    pub kind: CueKind,
    /// Verdicts on sentences in which RUN has a cue of the kind.
    pub marked: Verdicted,
    /// Verdicts on sentences in which it has none.
    pub unmarked: Verdicted,
    /// Of sentences with a cue, how many have one by the reviewers.
    pub predictive_value: Option<Share>,
    /// Of sentences without, how many have one by the reviewers.
    pub false_omission: Option<Share>,
    /// Value and interval of the share of sentences that signal the kind and have a cue.
    pub sensitivity: Option<(f64, Option<(f64, f64)>)>,
    /// Value and interval of the share of sentences that do not and have none.
    pub specificity: Option<(f64, Option<(f64, f64)>)>,
    /// Value and interval of how many times larger correction makes differences between outlets; no value where cues tell nothing of what the
    /// reviewers see, and no interval where that may be so.
    pub factor: Option<(f64, Option<(f64, f64)>)>,
}

/// The share of sentences that signal a kind, as RUN marks them and as the verdicts correct it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prevalence {
    /// The kind, and over all outlets or one.
    pub of: Of,
    /// Sentences in RUN.
    pub sentences: u64,
    /// Of them, those with a cue.
    pub marked: u64,
    /// The share with a cue; `None` without sentences.
    pub apparent: Option<f64>,
    /// The corrected share.
    pub corrected: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// The outlet's apparent share less that of all outlets; `None` for all.
    pub apparent_difference: Option<f64>,
    /// The same of the corrected shares.
    pub corrected_difference: Option<f64>,
}

/// How far reviewers agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreed {
    /// `None` over all kinds.
    pub kind: Option<CueKind>,
    /// Items with two verdicts or more.
    pub items: u64,
    /// The share of agreeing pairs of reviewers, averaged over these items; unsure is a verdict of its own.
    pub agreement: Option<f64>,
    /// Krippendorff's alpha, nominal; `None` where all verdicts are the same, which chance alone would give.
    pub alpha: Option<f64>,
}

/// What RUN holds and what was said of it, by kind and outlet.
#[derive(Default)]
struct Tally {
    outlets: BTreeMap<Option<String>, usize>,
    /// Cues of RUN, and the verdicts on them.
    cues: BTreeMap<(CueKind, usize), (u64, Verdicted)>,
    /// Sentences of RUN, by outlet.
    sentences: BTreeMap<usize, u64>,
    /// Sentences with a cue of the kind.
    marked: BTreeMap<(CueKind, usize), u64>,
    /// Verdicts on sentences.
    asked: BTreeMap<(CueKind, Asked, usize), Verdicted>,
    /// The kind of each item found.
    found: BTreeMap<ItemId, CueKind>,
}

/// Makes figures of verdicts on a run; `name` is what messages call it, `level` the level of the intervals.
///
/// # Errors
///
/// [`Error::Input`] where the stream is not a whole run, and where an item of a sheet is not in it: it was drawn from another run.
pub fn estimate(lines: impl BufRead, name: &str, verdicts: &Verdicts, level: f64) -> Result<Reviewed> {
    let mut tally = Tally::default();
    run::read(lines, name, |article| tally.article(&article, name, &verdicts.items))?;
    let mut unknown = verdicts.items.iter().filter(|(id, _)| !tally.found.contains_key(id));
    if let Some((id, item)) = unknown.next() {
        let reason = format!(
            "{name} has no item {id} (nor {} of the {} on the sheets): the sheet was made from another run; give the run that it was drawn \
             from, or draw anew",
            unknown.count() + 1,
            verdicts.items.len()
        );
        return Err(Error::Input { input: item.place.clone(), reason });
    }
    let (detection, prevalence) = tally.detection(level);
    Ok(Reviewed {
        level,
        reviewers: verdicts.reviewers().to_vec(),
        precision: tally.precision(level),
        detection,
        prevalence,
        agreement: if verdicts.reviewers().len() > 1 { agreement(&verdicts.items, &tally.found) } else { Vec::new() },
    })
}

impl Tally {
    fn article(&mut self, article: &RunArticle, name: &str, items: &BTreeMap<ItemId, Item>) -> Result<()> {
        let next = self.outlets.len();
        let outlet = *self.outlets.entry(article.outlet.clone()).or_insert(next);
        for cue in &article.cues {
            self.cues.entry((cue.kind, outlet)).or_default().0 += 1;
            let place = Place { kind: cue.kind, article: &article.id, field: cue.field, span: cue.span, asked: Asked::Cue };
            if let Some(item) = self.find(&place, name, items)? {
                self.cues.entry((cue.kind, outlet)).or_default().1.count(item.majority());
            }
        }
        *self.sentences.entry(outlet).or_default() += article.sentences.len() as u64;
        for (field, span, has) in article.marked() {
            for kind in CueKind::all() {
                let asked = if has[kind as usize] { Asked::Marked } else { Asked::Unmarked };
                if asked == Asked::Marked {
                    *self.marked.entry((kind, outlet)).or_default() += 1;
                }
                if let Some(item) = self.find(&Place { kind, article: &article.id, field, span, asked }, name, items)? {
                    self.asked.entry((kind, asked, outlet)).or_default().count(item.majority());
                }
            }
        }
        Ok(())
    }

    fn find<'a>(&mut self, place: &Place<'_>, name: &str, items: &'a BTreeMap<ItemId, Item>) -> Result<Option<&'a Item>> {
        let id = place.id();
        let Some(item) = items.get(&id) else { return Ok(None) };
        if self.found.insert(id, place.kind).is_some() {
            return Err(Error::Data(format!(
                "{name} has two items {id}, so that a verdict on one cannot be told from one on the other; draw a sheet with another seed"
            )));
        }
        Ok(Some(item))
    }

    fn name(&self, outlet: usize) -> Option<String> {
        self.outlets.iter().find(|(_, index)| **index == outlet).and_then(|(name, _)| name.clone())
    }

    fn precision(&self, level: f64) -> Vec<Precision> {
        let kinds: BTreeSet<CueKind> = self.on_sheet().map(|(kind, _)| kind).collect();
        let judged: BTreeSet<usize> = self.on_sheet().map(|(_, outlet)| outlet).collect();
        let outlets = || self.outlets.values().copied().filter(|outlet| judged.contains(outlet));
        let of = |kind: Option<CueKind>, outlet: Option<usize>| {
            // Kinds that were not asked about are no part of what the figure speaks of.
            let strata: Vec<Stratum> = kinds
                .iter()
                .filter(|own| kind.is_none_or(|kind| kind == **own))
                .flat_map(|own| {
                    let cues = self.cues.range((*own, 0)..=(*own, usize::MAX));
                    let here: Vec<Stratum> =
                        cues.filter(|((_, place), _)| outlet.is_none_or(|outlet| outlet == *place)).map(|(_, stratum)| *stratum).collect();
                    as_drawn(here)
                })
                .collect();
            let (cues, verdicts) = sum(&strata);
            let of = Of { kind, outlet: outlet.map(|outlet| self.name(outlet)) };
            Precision { of, cues, verdicts, share: post_stratified(&strata, level) }
        };
        let mut rows = Vec::new();
        if !kinds.is_empty() {
            rows.push(of(None, None));
        }
        rows.extend(kinds.iter().map(|&kind| of(Some(kind), None)));
        rows.extend(outlets().map(|outlet| of(None, Some(outlet))));
        rows.extend(
            kinds.iter().flat_map(|&kind| outlets().map(move |outlet| (kind, outlet))).map(|(kind, outlet)| of(Some(kind), Some(outlet))),
        );
        rows.retain(|row| row.verdicts.items() > 0);
        rows
    }

    /// Kinds and outlets with a cue on the sheet.
    fn on_sheet(&self) -> impl Iterator<Item = (CueKind, usize)> + '_ {
        self.cues.iter().filter(|(_, (_, verdicts))| verdicts.items() > 0).map(|(of, _)| *of)
    }

    fn detection(&self, level: f64) -> (Vec<Detection>, Vec<Prevalence>) {
        let kinds: BTreeSet<CueKind> = self.asked.keys().map(|(kind, _, _)| *kind).collect();
        let (mut detections, mut prevalences) = (Vec::new(), Vec::new());
        for kind in kinds {
            let count = |outlet: usize| {
                let all = self.sentences.get(&outlet).copied().unwrap_or(0);
                (all, self.marked.get(&(kind, outlet)).copied().unwrap_or(0))
            };
            let strata = |asked: Asked| -> Vec<Stratum> {
                let one = |&outlet: &usize| {
                    let (all, marked) = count(outlet);
                    let verdicts = self.asked.get(&(kind, asked, outlet)).copied().unwrap_or_default();
                    (if asked == Asked::Marked { marked } else { all - marked }, verdicts)
                };
                as_drawn(self.outlets.values().map(one).filter(|(sentences, _)| *sentences > 0).collect())
            };
            let (with, without) = (strata(Asked::Marked), strata(Asked::Unmarked));
            let ((n_marked, marked), (n_unmarked, unmarked)) = (sum(&with), sum(&without));
            let sentences = n_marked + n_unmarked;
            let instrument = Instrument {
                apparent: n_marked as f64 / sentences.max(1) as f64,
                values: values(&with, &without, level),
                bounds: values(&with, &without, libm::sqrt(level)),
            };
            detections.push(Detection {
                kind,
                marked,
                unmarked,
                predictive_value: post_stratified(&with, level),
                false_omission: post_stratified(&without, level),
                sensitivity: instrument.of(sensitivity),
                specificity: instrument.of(specificity),
                factor: instrument
                    .of(|apparent, values| informed(apparent, values).filter(|informed| *informed > 0.0).map(|informed| 1.0 / informed)),
            });
            let mut row = |outlet: Option<usize>, (sentences, marked): (u64, u64), whole: Option<(f64, Option<f64>)>| {
                let apparent = (sentences > 0).then(|| marked as f64 / sentences as f64);
                let corrected = apparent.and_then(|share| {
                    instrument.of(|apparent, values| rogan_gladen(share, sensitivity(apparent, values)?, specificity(apparent, values)?))
                });
                prevalences.push(Prevalence {
                    of: Of { kind: Some(kind), outlet: outlet.map(|outlet| self.name(outlet)) },
                    sentences,
                    marked,
                    apparent,
                    corrected: corrected.map(|(value, _)| value),
                    interval: corrected.and_then(|(_, interval)| interval),
                    apparent_difference: apparent.zip(whole).map(|(own, (all, _))| own - all),
                    corrected_difference: corrected.zip(whole.and_then(|(_, corrected)| corrected)).map(|((own, _), all)| own - all),
                });
                apparent.map(|apparent| (apparent, corrected.map(|(value, _)| value)))
            };
            let whole = row(None, (sentences, n_marked), None);
            for &outlet in self.outlets.values() {
                row(Some(outlet), count(outlet), whole);
            }
        }
        (detections, prevalences)
    }
}

/// A cue as a test for what reviewers see in a sentence.
struct Instrument {
    /// The share of sentences with a cue.
    apparent: f64,
    /// Predictive value and false omission.
    values: Option<(Share, Share)>,
    /// The same with intervals of the level at which both together have the level asked for.
    bounds: Option<(Share, Share)>,
}

fn values(with: &[Stratum], without: &[Stratum], level: f64) -> Option<(Share, Share)> {
    post_stratified(with, level).zip(post_stratified(without, level))
}

impl Instrument {
    /// A figure of the two predictive values, and all that it takes within their intervals; no interval where it is undefined somewhere there.
    fn of(&self, figure: impl Fn(f64, (f64, f64)) -> Option<f64>) -> Option<(f64, Option<(f64, f64)>)> {
        /// Steps from end to end. The figures are smooth, and most reach their extremes at a corner.
        const STEPS: u32 = 40;
        let (right, missed) = self.values?;
        let value = figure(self.apparent, (right.value, missed.value))?;
        let (right, missed) = self.bounds?;
        let at = |share: &Share, step: u32| share.low + (share.high - share.low) * f64::from(step) / f64::from(STEPS);
        let mut ends = Some((value, value));
        for (one, other) in (0..=STEPS).flat_map(|one| (0..=STEPS).map(move |other| (one, other))) {
            let there = figure(self.apparent, (at(&right, one), at(&missed, other)));
            ends = ends.zip(there).map(|((low, high), there)| (low.min(there), high.max(there)));
        }
        Some((value, ends))
    }
}

/// Of sentences that signal the kind, the share with a cue; `None` where there are none.
fn sensitivity(apparent: f64, (right, missed): (f64, f64)) -> Option<f64> {
    let there = right * apparent + missed * (1.0 - apparent);
    (there > 0.0).then(|| right * apparent / there)
}

/// Of sentences that do not, the share without; `None` where all signal it.
fn specificity(apparent: f64, (right, missed): (f64, f64)) -> Option<f64> {
    let absent = (1.0 - right) * apparent + (1.0 - missed) * (1.0 - apparent);
    (absent > 0.0).then(|| (1.0 - missed) * (1.0 - apparent) / absent)
}

/// Youden's index (1950): what a cue tells of what is there, 1 all and 0 nothing.
fn informed(apparent: f64, values: (f64, f64)) -> Option<f64> {
    Some(sensitivity(apparent, values)? + specificity(apparent, values)? - 1.0)
}

/// How many items RUN has in a stratum, and the verdicts on those of the sheet.
type Stratum = (u64, Verdicted);

fn sum(strata: &[Stratum]) -> Stratum {
    strata.iter().fold((0, Verdicted::default()), |(population, mut verdicts), (more, one)| {
        verdicts.add(*one);
        (population + more, verdicts)
    })
}

/// The strata in which a kind was drawn: its outlets, where each had its turn, else all of them as one. It is told by the number of items and not by
/// who has one: a sheet of which some rows are missing is still read by outlets, unless so few came back that there are more outlets than rows. Then all
/// count alike, and rare outlets weigh too little.
fn as_drawn(outlets: Vec<Stratum>) -> Vec<Stratum> {
    let whole = sum(&outlets);
    if whole.1.items() >= outlets.len() as u64 { outlets } else { vec![whole] }
}

/// The share of yes over strata, each weighted by its population; `None` where nothing was judged.
fn post_stratified(strata: &[Stratum], level: f64) -> Option<Share> {
    let all: u64 = strata.iter().map(|(population, _)| population).sum();
    let judged: Vec<(f64, Verdicted)> =
        strata.iter().filter(|(_, verdicts)| verdicts.judged() > 0).map(|(population, verdicts)| (*population as f64, *verdicts)).collect();
    let population: f64 = judged.iter().map(|(population, _)| population).sum();
    if judged.is_empty() {
        return None;
    }
    let (mut value, mut inverse) = (0.0, 0.0);
    for (own, verdicts) in &judged {
        let (weight, n) = (own / population, verdicts.judged() as f64);
        value += weight * verdicts.yes as f64 / n;
        inverse += weight * weight / n;
    }
    // Rounding may leave a sum of weights a hair above 1.
    let value = value.min(1.0);
    let effective = 1.0 / inverse;
    let (low, high) = wilson(value, effective, level);
    Some(Share { value, low, high, effective, covered: population / all as f64, weighted: judged.len() > 1 })
}

fn agreement(items: &BTreeMap<ItemId, Item>, kinds: &BTreeMap<ItemId, CueKind>) -> Vec<Agreed> {
    let of = |kind: Option<CueKind>| {
        let units: Vec<Vec<Verdict>> = items
            .iter()
            .filter(|(id, _)| kind.is_none() || kinds.get(id) == kind.as_ref())
            .map(|(_, item)| item.verdicts().collect::<Vec<_>>())
            .filter(|verdicts| verdicts.len() > 1)
            .collect();
        let agreeing = |verdicts: &Vec<Verdict>| {
            let pairs = || verdicts.iter().enumerate().flat_map(|(at, one)| verdicts[at + 1..].iter().map(move |other| (one, other)));
            pairs().filter(|(one, other)| one == other).count() as f64 / pairs().count() as f64
        };
        let ratings: Vec<Vec<Option<f64>>> =
            units.iter().map(|verdicts| verdicts.iter().map(|verdict| Some(f64::from(*verdict as u8))).collect()).collect();
        Agreed {
            kind,
            items: units.len() as u64,
            agreement: (!units.is_empty()).then(|| units.iter().map(agreeing).sum::<f64>() / units.len() as f64),
            alpha: krippendorff_alpha(&ratings, Scale::Nominal),
        }
    };
    let judged: BTreeSet<CueKind> = kinds.values().copied().collect();
    std::iter::once(None).chain(judged.into_iter().map(Some)).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::run::tests::{record, run};
    use super::super::{Choice, Options, Pages, Sheet};
    use super::*;
    use crate::compare::Stream;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 5e-5
    }

    fn verdicted(yes: u64, no: u64) -> Verdicted {
        Verdicted { yes, no, ..Verdicted::default() }
    }

    fn sheet(run: &str, options: &Options) -> Sheet {
        Choice::new(run.as_bytes(), "run", options).and_then(|choice| choice.pages(run.as_bytes())).and_then(Pages::sheet).expect("a sheet")
    }

    /// Verdicts of a reviewer on every item of a sheet.
    fn judge(verdicts: &mut Verdicts, reviewer: &str, sheet: &Sheet, judge: impl Fn(&super::super::SheetItem) -> &'static str) {
        let rows: Vec<String> = sheet.items.iter().map(|item| format!("{},{},{reviewer}\n", item.id, judge(item))).collect();
        verdicts.read(reviewer, format!("item,verdict,reviewer\n{}", rows.concat()).as_bytes()).expect("verdicts");
    }

    #[test]
    fn strata_weigh_by_what_the_run_has_in_them() {
        // 90 cues in one outlet, 4 of 5 judged right; 10 in another, 1 of 5. p = .9 × .8 + .1 × .2 = .74; n = 1 / (.81 / 5 + .01 / 5) = 6.0976.
        let share = post_stratified(&[(90, verdicted(4, 1)), (10, verdicted(1, 4))], 0.95).expect("a share");
        assert!(close(share.value, 0.74) && close(share.effective, 6.09756) && share.covered >= 1.0 && share.weighted, "{share:?}");
        // Wilson at n = 6.0976, z² = 3.8415: (.74 + .3150 ± 1.96 √(.74 × .26 / n + .3150 / (2 n))) / 1.63.
        let z2: f64 = 3.841_459;
        let n = 6.097_561;
        let half = (z2 * (0.74 * 0.26 / n + z2 / (4.0 * n * n))).sqrt();
        let centre = 0.74 + z2 / (2.0 * n);
        assert!(close(share.low, (centre - half) / (1.0 + z2 / n)) && close(share.high, (centre + half) / (1.0 + z2 / n)), "{share:?}");
    }

    #[test]
    fn a_stratum_without_a_judged_item_does_not_count_and_is_told() {
        let share =
            post_stratified(&[(60, verdicted(3, 1)), (40, Verdicted { unsure: 2, ..Verdicted::default() })], 0.95).expect("a share");
        assert!(close(share.value, 0.75) && close(share.covered, 0.6) && close(share.effective, 4.0) && !share.weighted, "{share:?}");
        assert_eq!(post_stratified(&[(40, Verdicted { unjudged: 2, ..Verdicted::default() })], 0.95), None);
    }

    #[test]
    fn a_kind_with_fewer_items_than_outlets_is_one_stratum() {
        let none = Verdicted::default();
        assert_eq!(as_drawn(vec![(60, verdicted(1, 0)), (40, none), (5, verdicted(0, 1))]), [(105, verdicted(1, 1))]);
        for outlets in
            [vec![(60, verdicted(3, 1)), (40, Verdicted { unsure: 1, ..none })], vec![(60, verdicted(3, 1)), (40, none)], Vec::new()]
        {
            assert_eq!(as_drawn(outlets.clone()), outlets);
        }
    }

    #[test]
    fn sensitivity_specificity_and_correction_by_hand() {
        // 1,000 sentences, 100 with a cue, .9 of them rightly; of the other 900, .05 missed. There: 90 + 45 = 135. Sensitivity 90 / 135,
        // specificity 855 / 865. An outlet with 200 of 1,000: (.2 + .98844 - 1) / (.66667 + .98844 - 1) = .28765.
        let values = (0.9, 0.05);
        let (found, passed) = (sensitivity(0.1, values).expect("there are some"), specificity(0.1, values).expect("and others"));
        assert!(close(found, 2.0 / 3.0) && close(passed, 855.0 / 865.0));
        assert!(rogan_gladen(0.1, found, passed).is_some_and(|share| close(share, 0.135)));
        assert!(rogan_gladen(0.2, found, passed).is_some_and(|share| close(share, 0.28765)));
        assert_eq!((sensitivity(0.1, (0.0, 0.0)), specificity(0.1, (1.0, 1.0))), (None, None));
    }

    /// An article of `n` sentences with a hedge and `plain` without.
    fn article(id: &str, outlet: &str, hedged: usize, plain: usize) -> String {
        record(id, Some(outlet), &("It [hedge:may] be so. ".repeat(hedged) + &"It is so. ".repeat(plain)), true)
    }

    #[test]
    fn verdicts_become_shares_by_kind_and_outlet_and_correct_the_outlets() {
        let run = run(&[article("a", "One", 30, 30), article("b", "Two", 10, 90), article("c", "Three", 1, 1)]);
        let drawn = sheet(&run, &Options { per_kind: 20, unmarked: 20, kinds: vec![CueKind::Hedge], seed: 3 });
        let mut verdicts = Verdicts::new();
        // Of the hidden outlets nothing is known here: every cue is right but one left blank, and every sentence as it is marked but for the words.
        let blank = drawn.items.iter().find(|item| !item.sentence).expect("a cue").id;
        judge(&mut verdicts, "Ada", &drawn, |item| match (item.sentence, item.words.contains("may")) {
            (false, _) if item.id == blank => "",
            (_, true) => "yes",
            _ => "no",
        });
        let found = estimate(run.as_bytes(), "run", &verdicts, 0.95).expect("figures");
        let all = &found.precision[0];
        assert_eq!((all.cues, all.verdicts), (41, Verdicted { yes: 19, no: 0, unsure: 0, unjudged: 1 }));
        assert!(
            all.share.is_some_and(|share| close(share.value, 1.0) && close(share.high, 1.0) && share.low < 0.9 && share.effective < 19.0)
        );
        assert_eq!(found.precision.len(), 2 + 3 + 3);
        let by_outlet: Vec<_> =
            found.precision.iter().filter(|row| row.of.kind.is_some() && row.of.outlet.is_some()).map(|row| row.cues).collect();
        assert_eq!(by_outlet, [30, 1, 10]);

        let hedge = &found.detection[0];
        assert_eq!((hedge.marked.judged(), hedge.unmarked.judged(), found.detection.len()), (20, 20, 1));
        assert!(
            hedge
                .sensitivity
                .is_some_and(|(value, interval)| close(value, 1.0) && interval.is_some_and(|(low, high)| low < 0.9 && close(high, 1.0)))
        );
        assert!(hedge.factor.is_some_and(|(factor, _)| close(factor, 1.0)));
        let shares: Vec<_> = found.prevalence.iter().map(|row| (row.marked, row.sentences)).collect();
        assert_eq!(shares, [(41, 162), (30, 60), (1, 2), (10, 100)]);
        assert!(found.prevalence.iter().all(|row| row.apparent.zip(row.corrected).is_some_and(|(one, other)| close(one, other))));
        assert!(found.prevalence[1].apparent_difference.is_some_and(|difference| close(difference, 0.5 - 41.0 / 162.0)));
        assert_eq!((found.prevalence[0].apparent_difference, found.agreement.len()), (None, 0));
    }

    #[test]
    fn what_was_missed_makes_differences_larger() {
        let run = run(&[article("a", "One", 30, 30), article("b", "Two", 10, 90)]);
        let drawn = sheet(&run, &Options { per_kind: 0, unmarked: 40, kinds: vec![CueKind::Hedge], seed: 0 });
        let mut verdicts = Verdicts::new();
        let missed: Vec<ItemId> = drawn.items.iter().filter(|item| !item.words.contains("may")).map(|item| item.id).take(8).collect();
        judge(&mut verdicts, "Ada", &drawn, |item| if item.words.contains("may") || missed.contains(&item.id) { "y" } else { "n" });
        let found = estimate(run.as_bytes(), "run", &verdicts, 0.9).expect("figures");
        assert_eq!(found.precision, []);
        let (factor, interval) = found.detection[0].factor.expect("cues tell something");
        assert!(factor > 1.2 && interval.is_some_and(|(low, high)| low < factor && factor < high), "{factor} {interval:?}");
        let gap = |of: fn(&Prevalence) -> Option<f64>| of(&found.prevalence[1]).zip(of(&found.prevalence[2])).map(|(one, two)| one - two);
        let (apparent, corrected) = (gap(|row| row.apparent).expect("shares"), gap(|row| row.corrected).expect("shares"));
        assert!(close(corrected, apparent * factor), "{apparent} {corrected} {factor}");
        assert!(
            found
                .prevalence
                .iter()
                .all(|row| row.interval.zip(row.corrected).is_some_and(|((low, high), value)| low < value && value < high))
        );
    }

    #[test]
    fn without_sentences_of_both_sorts_nothing_is_corrected() {
        let run = run(&[article("a", "One", 3, 0)]);
        let drawn = sheet(&run, &Options { per_kind: 1, unmarked: 2, kinds: vec![CueKind::Hedge], seed: 0 });
        let mut verdicts = Verdicts::new();
        judge(&mut verdicts, "Ada", &drawn, |_| "y");
        let found = estimate(run.as_bytes(), "run", &verdicts, 0.95).expect("figures");
        assert_eq!((found.detection[0].false_omission, found.detection[0].sensitivity, found.prevalence[0].corrected), (None, None, None));
        assert!(found.detection[0].predictive_value.is_some());
    }

    #[test]
    fn two_reviewers_have_an_alpha_and_their_ties_count_as_unsure() {
        let run = run(&[article("a", "One", 4, 0)]);
        let drawn = sheet(&run, &Options { kinds: vec![CueKind::Hedge], ..Options::default() });
        let odd = drawn.items[0].id;
        let mut verdicts = Verdicts::new();
        judge(&mut verdicts, "Ada", &drawn, |item| if item.id == odd { "n" } else { "y" });
        judge(&mut verdicts, "Bo", &drawn, |_| "y");
        let found = estimate(run.as_bytes(), "run", &verdicts, 0.95).expect("figures");
        assert_eq!(found.precision[0].verdicts, Verdicted { yes: 3, no: 0, unsure: 1, unjudged: 0 });
        // Pairs: 3 of 4 agree. Krippendorff: values 7 and 1; observed 2 / 8, expected 2 × 7 / (8 × 7); alpha = 1 - .25 / .25 = 0.
        let overall = found.agreement[0];
        assert_eq!((overall.kind, overall.items, overall.agreement), (None, 4, Some(0.75)));
        assert!(overall.alpha.is_some_and(|alpha| alpha.abs() < 1e-12), "{overall:?}");
        assert_eq!(found.agreement[1].kind, Some(CueKind::Hedge));
    }

    #[test]
    fn an_item_of_another_run_is_told_with_its_line() {
        let (one, two) = (run(&[article("a", "One", 4, 0)]), run(&[article("b", "One", 4, 0)]));
        let mut verdicts = Verdicts::new();
        judge(&mut verdicts, "a.csv", &sheet(&one, &Options::default()), |_| "y");
        let message = estimate(two.as_bytes(), "run.jsonl", &verdicts, 0.95).expect_err("another run").to_string();
        assert!(
            message.starts_with("a.csv, line ") && message.contains("nor 4 of the 4 on") && message.contains("made from another run"),
            "{message}"
        );
    }

    #[test]
    fn the_interval_over_outlets_covers_the_truth_as_often_as_it_says() {
        // Outlets with 2,000, 300 and 50 cues, right in .95, .7 and .4 of them; seven drawn of each.
        let outlets = [(2_000_u64, 950_u16), (300, 700), (50, 400)];
        let truth = outlets.iter().map(|(cues, right)| *cues as f64 * f64::from(*right)).sum::<f64>() / 2_350_000.0;
        let mut stream = Stream::new(11, &["review", "coverage"]);
        let mut covered = 0;
        for _ in 0..2_000 {
            let strata = outlets.map(|(cues, right)| {
                let yes = (0..7).filter(|_| stream.below(1_000) < usize::from(right)).count() as u64;
                (cues, verdicted(yes, 7 - yes))
            });
            covered += u32::from(post_stratified(&strata, 0.95).is_some_and(|share| share.low <= truth && truth <= share.high));
        }
        assert!((1_860..=1_990).contains(&covered), "{covered} of 2000");
    }

    #[test]
    fn intervals_of_corrected_shares_cover_the_truth() {
        // 10 % of 10,000 sentences have a cue, .8 of them rightly; .08 of the others lack one.
        let truth = sensitivity(0.1, (0.8, 0.08)).zip(rogan_gladen(0.1, 0.8 * 0.1 / 0.152, 0.828 / 0.848));
        let (found, share) = truth.expect("defined");
        let mut stream = Stream::new(12, &["review", "coverage"]);
        let (mut of_found, mut of_share) = (0, 0);
        for _ in 0..300 {
            let mut draw = |n: u64, chance: usize| {
                let yes = (0..n).filter(|_| stream.below(100) < chance).count() as u64;
                verdicted(yes, n - yes)
            };
            let (with, without) = ([(1_000, draw(40, 80))], [(9_000, draw(40, 8))]);
            let instrument =
                Instrument { apparent: 0.1, values: values(&with, &without, 0.95), bounds: values(&with, &without, libm::sqrt(0.95)) };
            let covers = |figure: Option<(f64, Option<(f64, f64)>)>, truth: f64| {
                u32::from(figure.and_then(|(_, interval)| interval).is_some_and(|(low, high)| low <= truth && truth <= high))
            };
            of_found += covers(instrument.of(sensitivity), found);
            of_share += covers(
                instrument.of(|apparent, values| rogan_gladen(0.1, sensitivity(apparent, values)?, specificity(apparent, values)?)),
                share,
            );
        }
        assert!(of_found >= 285 && of_share >= 285, "{of_found} and {of_share} of 300");
    }
}
