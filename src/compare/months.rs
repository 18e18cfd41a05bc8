//! Rates month by month, of articles that name their date.
//!
//! A month of an outlet may hold one article; how much its cues hang together is then taken from all of the outlet's articles.

use std::collections::BTreeMap;

use crate::article::Outlet;
use crate::compare::coverage::{Coverage, SLICES};
use crate::compare::interval::{Estimate, clustered_interval, dispersed_interval, jackknife};
use crate::compare::rates::PER;
use crate::compare::{ARTICLES_FOR_TESTS, Measure, Options};
use crate::cue::{CueKind, Voice};
use crate::score::{ArticleScore, Slice, Tally};

/// The rate of a kind in an outlet's articles of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// The month, such as `2024-10`.
    pub month: String,
    /// Whose articles.
    pub outlet: Outlet,
    /// What was counted.
    pub kind: CueKind,
    /// In which words.
    pub slice: Slice,
    /// Number of articles.
    pub articles: u64,
    /// Number of words in the slice.
    pub words: u64,
    /// Cues in a thousand words; `None` where there are no words.
    pub per_1000: Option<Estimate>,
}

/// Whose words a month tells of: the outlet's own, and all.
fn told(slice: Slice) -> bool {
    slice.part.is_none() && matches!(slice.voice, None | Some(Voice::Outlet))
}

/// The rates of every month; none where all articles that name a date name one month.
pub(super) fn months(coverage: &Coverage<'_>, measures: &[Measure], options: &Options) -> Vec<Month> {
    let mut by_month: BTreeMap<&str, BTreeMap<&Outlet, Vec<&ArticleScore>>> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<(&Outlet, &ArticleScore)>> = BTreeMap::new();
    for outlet in &coverage.outlets {
        for article in outlet.articles() {
            if let Some(month) = article.document.article().published.as_deref().and_then(month) {
                names.entry(month).or_default().push((outlet.outlet, article));
            }
        }
    }
    if names.len() < 2 {
        return Vec::new();
    }
    for (month, articles) in &names {
        for (outlet, article) in articles {
            by_month.entry(month).or_default().entry(outlet).or_default().push(article);
        }
    }
    let effects: BTreeMap<(&Outlet, CueKind, Slice), f64> = measures
        .iter()
        .filter(|measure| told(measure.slice))
        .map(|measure| ((&measure.outlet, measure.kind, measure.slice), measure.design_effect.unwrap_or(1.0)))
        .collect();
    let mut months = Vec::new();
    for (month, outlets) in by_month {
        for (outlet, articles) in outlets {
            let mut total = Tally::default();
            for article in &articles {
                total.add(&article.total);
            }
            for slice in SLICES.into_iter().filter(|&slice| told(slice)) {
                for kind in CueKind::all() {
                    let effect = effects.get(&(outlet, kind, slice)).copied().unwrap_or(1.0);
                    months.push(Month {
                        month: month.to_owned(),
                        outlet: outlet.clone(),
                        kind,
                        slice,
                        articles: articles.len() as u64,
                        words: total.words(slice),
                        per_1000: estimate(&articles, &total, kind, slice, effect, options),
                    });
                }
            }
        }
    }
    months
}

fn estimate(articles: &[&ArticleScore], total: &Tally, kind: CueKind, slice: Slice, effect: f64, options: &Options) -> Option<Estimate> {
    let rate = total.rate(kind, slice);
    let value = rate.per_1000()?;
    let (low, high) = if articles.len() >= ARTICLES_FOR_TESTS {
        let clusters = articles.iter().map(|article| article.total.rate(kind, slice)).map(|rate| (rate.cues, rate.words));
        clustered_interval(rate.cues, rate.words, jackknife(clusters), options.level)
    } else {
        dispersed_interval(rate.cues, rate.words, effect, options.level)
    };
    Some(Estimate { value, low: low * PER, high: high * PER, level: options.level, n: articles.len() as u64 })
}

/// The month of a date that begins with year and month: `2024-10-25`, `2024-10-25T08:00:00Z`, `2024/10/25`, `20241025`.
fn month(published: &str) -> Option<String> {
    let published = published.trim();
    let digits = |range: std::ops::Range<usize>| {
        let text = published.get(range)?;
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.to_owned())
    };
    let year = digits(0..4)?;
    let month = if matches!(published.as_bytes().get(4), Some(b'-' | b'/')) { digits(5..7)? } else { digits(0..8)?.get(4..6)?.to_owned() };
    (("1000"..="2999").contains(&year.as_str()) && ("01"..="12").contains(&month.as_str())).then(|| format!("{year}-{month}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_dates() {
        for (published, found) in [
            ("2024-10-25", Some("2024-10")),
            (" 2024-10-25T08:00:00Z", Some("2024-10")),
            ("2024/01/02 10:00", Some("2024-01")),
            ("20241025", Some("2024-10")),
            ("2024-13-01", None),
            ("25 October 2024", None),
            ("2024", None),
            ("１２３４-10", None),
            ("", None),
        ] {
            assert_eq!(month(published).as_deref(), found, "{published}");
        }
    }
}
