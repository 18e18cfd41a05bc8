//! What each outlet calls the actors of an event: *the Kiev regime* here, *Ukrainian officials* there.
//!
//! In go the articles of an event, out come its [actors](Entities) and, for each, the labels that every outlet has for it: names with their titles and
//! modifiers, appositions and predicates. Labels are compared as they stand, in small letters; an outlet's own words are counted apart from those of its
//! sources. How far the outlets are apart is the Jensen-Shannon divergence of their labels (Lin 1991), from 0 (alike) to 1 (no label in common).

mod actors;
mod alike;
mod entities;
mod epithets;
pub(super) mod facts;
mod phrases;
mod units;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::article::{ArticleId, EventId, Field, Outlet};
use crate::compare::interval::benjamini_hochberg;
use crate::compare::stream::Stream;
use crate::compare::words::log_odds;
use crate::compare::{ARTICLES_FOR_TESTS, Options};
use crate::cue::Voice;
use crate::score::ArticleScore;
use crate::span::Span;
use crate::token::fold_chars;

pub use actors::Form;
pub use entities::{Entities, Entity, EntityId, EntityKind, Mention};

/// Fewest mentions of an actor that only one outlet mentions.
const MENTIONS: usize = 3;

/// An actor and what the outlets call it.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityNames {
    /// What the tool calls it.
    pub entity: String,
    /// What it is.
    pub kind: EntityKind,
    /// What the outlets call it; what sets them apart most comes first.
    pub labels: Vec<Label>,
    /// Jensen-Shannon divergence of the outlets' labels over its greatest value; `None` where one outlet alone mentions it.
    pub divergence: Option<f64>,
    /// Permutation p over articles, among the outlets with at least four; `None` where there are no two of these.
    pub p: Option<f64>,
    /// `p` after Benjamini and Hochberg over the actors of the event.
    pub q: Option<f64>,
    /// Outlets that leave the actor out though two others mention it.
    pub absent: Vec<Outlet>,
}

/// A label of an actor at an outlet.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Whose articles.
    pub outlet: Outlet,
    /// The words, in their most frequent form.
    pub label: String,
    /// How they come to stand for the actor.
    pub form: Form,
    /// How often.
    pub count: u64,
    /// How often in the outlet's own voice.
    pub own: u64,
    /// Where.
    pub places: Vec<Place>,
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Which of its texts.
    pub field: Field,
    /// Where.
    pub span: Span,
    /// Whose words.
    pub voice: Voice,
}

/// A label without regard to capitals, and how it stands for the actor.
type LabelKey = (String, Form);

/// What the outlets call each actor, those first on whom their labels differ most. `articles` are those that `entities` were found in, each with its outlet.
pub(super) fn compare(
    event: &EventId,
    outlets: &[Outlet],
    articles: &[(usize, &ArticleScore)],
    entities: &Entities,
    options: &Options,
) -> Vec<EntityNames> {
    let mut by_entity: BTreeMap<EntityId, Vec<&Mention>> = BTreeMap::new();
    for mention in entities.mentions() {
        by_entity.entry(mention.entity).or_default().push(mention);
    }
    let mut sizes = vec![0; outlets.len()];
    for (outlet, _) in articles {
        sizes[*outlet] += 1;
    }
    let tested: Vec<bool> = sizes.iter().map(|&size| size >= ARTICLES_FOR_TESTS).collect();
    let mut names: Vec<(f64, EntityNames)> = Vec::new();
    for (id, mentions) in by_entity {
        let entity = entities.get(id);
        let present: BTreeSet<usize> = mentions.iter().map(|mention| articles[mention.article].0).collect();
        if entity.kind == EntityKind::Place || !entities.acts(id) || present.len() < 2 && mentions.len() < MENTIONS {
            continue;
        }
        let mut keys: Vec<LabelKey> = mentions.iter().map(|mention| (folded(mention, articles), mention.form)).collect();
        let labelled: Vec<(usize, LabelKey)> = mentions.iter().map(|mention| mention.article).zip(keys.iter().cloned()).collect();
        keys.sort();
        keys.dedup();
        let table = Table::new(&labelled, &keys, articles, outlets.len());
        let of_articles: Vec<usize> = articles.iter().map(|(outlet, _)| *outlet).collect();
        let divergence = (present.len() > 1).then(|| table.divergence(&of_articles, &vec![true; outlets.len()]));
        let can_test = tested.iter().filter(|tested| **tested).count() > 1;
        let p = (can_test && present.len() > 1).then(|| table.permutation(event, &entity.name, &of_articles, &tested, options));
        let absent = if present.len() > 1 {
            (0..outlets.len()).filter(|at| !present.contains(at)).map(|at| outlets[at].clone()).collect()
        } else {
            Vec::new()
        };
        let labels = labels(&mentions, &keys, articles, outlets);
        // Twice the information that a label gives of its outlet, over all labels: the G of Dunning (1993) where outlets weigh alike.
        let weight = divergence.unwrap_or(0.0) * mentions.len() as f64;
        names.push((weight, EntityNames { entity: entity.name.clone(), kind: entity.kind, labels, divergence, p, q: None, absent }));
    }
    names.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.entity.cmp(&right.entity)));
    let mut names: Vec<EntityNames> = names.into_iter().map(|(_, names)| names).collect();
    let p: Vec<f64> = names.iter().filter_map(|names| names.p).collect();
    for (names, q) in names.iter_mut().filter(|names| names.p.is_some()).zip(benjamini_hochberg(&p)) {
        names.q = Some(q);
    }
    names
}

/// The words of a mention.
fn surface(mention: &Mention, articles: &[(usize, &ArticleScore)]) -> String {
    let text = articles[mention.article].1.document.article().field(mention.field);
    mention.span.slice(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(mention: &Mention, articles: &[(usize, &ArticleScore)]) -> String {
    fold_chars(&surface(mention, articles)).collect()
}

/// A label at an outlet: the forms that it has, and where it stands.
type Cell = (BTreeMap<String, usize>, Vec<Place>);

/// The labels of an actor, those that set an outlet apart most first (log-odds with the actor's labels as the prior).
fn labels(mentions: &[&Mention], keys: &[LabelKey], articles: &[(usize, &ArticleScore)], outlets: &[Outlet]) -> Vec<Label> {
    let mut cells: BTreeMap<(usize, usize), Cell> = BTreeMap::new();
    for mention in mentions {
        let (outlet, score) = articles[mention.article];
        let key = (folded(mention, articles), mention.form);
        let label = keys.partition_point(|other| *other < key);
        let cell = cells.entry((label, outlet)).or_default();
        *cell.0.entry(surface(mention, articles)).or_default() += 1;
        let article = score.document.article().id.clone();
        cell.1.push(Place { article, field: mention.field, span: mention.span, voice: score.counted_as(mention.voice) });
    }
    let all = mentions.len() as f64;
    let total =
        |wanted: usize| cells.iter().filter(|((_, outlet), _)| *outlet == wanted).map(|(_, cell)| cell.1.len()).sum::<usize>() as f64;
    let totals: Vec<f64> = (0..outlets.len()).map(total).collect();
    let mut pooled = vec![0.0; keys.len()];
    for ((label, _), cell) in &cells {
        pooled[*label] += cell.1.len() as f64;
    }
    let strength = pooled.len() as f64;
    let mut labels: Vec<(f64, Label)> = Vec::new();
    for ((label, outlet), (surfaces, places)) in cells {
        let here = places.len() as f64;
        let prior = strength * pooled[label] / all;
        let z = if keys.len() > 1 {
            log_odds(here, totals[outlet], pooled[label] - here, all - totals[outlet], prior, strength).1
        } else {
            0.0
        };
        let most = surfaces.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        let own = places.iter().filter(|place| place.voice == Voice::Outlet).count() as u64;
        let count = places.len() as u64;
        let label = Label {
            outlet: outlets[outlet].clone(),
            label: most.map(|(surface, _)| surface).unwrap_or_default(),
            form: keys[label].1,
            count,
            own,
            places,
        };
        labels.push((z, label));
    }
    labels.sort_by(|(a, left), (b, right)| {
        b.total_cmp(a)
            .then_with(|| right.count.cmp(&left.count))
            .then_with(|| (&left.outlet, &left.label, left.form).cmp(&(&right.outlet, &right.label, right.form)))
    });
    labels.into_iter().map(|(_, label)| label).collect()
}

/// How often each article has each label.
struct Table {
    /// By article: label and count.
    rows: Vec<Vec<(usize, u32)>>,
    labels: usize,
    outlets: usize,
}

impl Table {
    fn new(labelled: &[(usize, LabelKey)], keys: &[LabelKey], articles: &[(usize, &ArticleScore)], outlets: usize) -> Self {
        let mut rows: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); articles.len()];
        for (article, key) in labelled {
            *rows[*article].entry(keys.partition_point(|other| other < key)).or_default() += 1;
        }
        Self { rows: rows.into_iter().map(|row| row.into_iter().collect()).collect(), labels: keys.len(), outlets }
    }

    /// Jensen-Shannon divergence of the outlets that have any label, each of equal weight, over its greatest value, the logarithm of their number
    /// (Lin 1991). 0 where there are no two of them.
    fn divergence(&self, of_articles: &[usize], counted: &[bool]) -> f64 {
        let mut counts = vec![0u32; self.labels * self.outlets];
        let mut totals = vec![0u32; self.outlets];
        for (row, &outlet) in self.rows.iter().zip(of_articles).filter(|(_, outlet)| counted[**outlet]) {
            for &(label, count) in row {
                counts[outlet * self.labels + label] += count;
                totals[outlet] += count;
            }
        }
        let present = totals.iter().filter(|total| **total > 0).count();
        if present < 2 {
            return 0.0;
        }
        let plog = |share: f64| if share > 0.0 { -share * libm::log(share) } else { 0.0 };
        let mut mixture = vec![0.0; self.labels];
        let mut within = 0.0;
        for (outlet, &total) in totals.iter().enumerate().filter(|(_, total)| **total > 0) {
            for (label, share) in mixture.iter_mut().enumerate() {
                let own = f64::from(counts[outlet * self.labels + label]) / f64::from(total);
                *share += own / present as f64;
                within += plog(own) / present as f64;
            }
        }
        let between = mixture.into_iter().map(plog).sum::<f64>() - within;
        // Rounding may leave it below nothing.
        if between > 1e-12 { (between / libm::log(present as f64)).min(1.0) } else { 0.0 }
    }

    /// Share of the ways to deal the articles to the outlets that set them at least as far apart, the observed one counted
    /// (Phipson and Smyth 2010: never zero). The articles of outlets with fewer than four stay out.
    fn permutation(&self, event: &EventId, entity: &str, of_articles: &[usize], tested: &[bool], options: &Options) -> f64 {
        let observed = self.divergence(of_articles, tested);
        let places: Vec<usize> = (0..of_articles.len()).filter(|&at| tested[of_articles[at]]).collect();
        let mut dealt: Vec<usize> = places.iter().map(|&at| of_articles[at]).collect();
        let mut all = of_articles.to_vec();
        let mut stream = Stream::new(options.seed, &["names", event.as_str(), entity]);
        let mut as_far = 1;
        for _ in 0..options.permutations {
            stream.shuffle(&mut dealt);
            for (&place, &outlet) in places.iter().zip(&dealt) {
                all[place] = outlet;
            }
            // A hair's breadth of tolerance: what is equal must not differ by rounding.
            as_far += u32::from(self.divergence(&all, tested) >= observed - 1e-12);
        }
        f64::from(as_far) / (options.permutations + 1) as f64
    }
}

#[cfg(test)]
mod tests;
