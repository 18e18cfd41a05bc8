//! From the articles of an event to its claims: what is stated by two outlets or more, and how each of them stands to it.
//!
//! Articles are read as `propositions`, made of `items`. Which of them say the same is judged by pairs (`likeness`) and then
//! put together (`align`); the `stance` of each piece of evidence comes from its voice, its attribution and the commitment to its clause. Precision goes first: a false
//! merge says that two newsrooms agree.

mod align;
mod items;
mod likeness;
mod propositions;
mod stance;

use std::sync::LazyLock;

use crate::article::Field;
use crate::compare::claims::align::{Cuts, Group, Pairs, candidates, groups};
use crate::compare::claims::items::{Item, Items, Kind};
use crate::compare::claims::likeness::{Weights, measure};
use crate::compare::claims::propositions::{Proposition, role};
use crate::compare::names::Entities;
use crate::find::{Commitment, Polarity};
use crate::model::pairs::PairModel;
use crate::model::shipped::CLAIMS;
use crate::score::ArticleScore;
use crate::span::Span;
use crate::text::Part;

pub use stance::Stance;

/// What is measured of a pair of propositions, as the table of weights names it.
pub const MEASURES: [&str; 24] = likeness::NAMES;

static SHIPPED: LazyLock<PairModel> = LazyLock::new(|| {
    let model = std::str::from_utf8(CLAIMS.bytes).ok().map(|table| PairModel::from_table(table, &MEASURES)).and_then(Result::ok);
    model.expect("the shipped weights, which a test reads")
});

/// The cuts, chosen on stories in which the claims were marked.
const CUTS: Cuts = Cuts { begin: 0.67, topic: 0.78, mutual: 0.42, join: 0.55, core: 0.6 };

/// A statement that two outlets or more put before their readers.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Where its clearest evidence stands: outlet and piece.
    pub clearest: (usize, usize),
    /// What its evidence has in common, the most telling first: stems, names and numbers.
    pub terms: Vec<String>,
    /// How each outlet of the event stands to it, in the order of the event's outlets.
    pub cells: Vec<Cell>,
    /// Probability that the pair which it was built on says the same.
    pub likelihood: f64,
}

/// How an outlet stands to a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its stance.
    pub stance: Stance,
    /// Whether two pieces of its evidence conflict.
    pub mixed: bool,
    /// Where it says so, in the order of its articles; empty where it does not.
    pub evidence: Vec<Evidence>,
}

/// A passage that states a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The article, by its place in the run.
    pub article: usize,
    /// Which of its texts.
    pub field: Field,
    /// Where it stands.
    pub span: Span,
    /// Whether it stands in the headline or the body.
    pub part: Part,
    /// Whose statement it is, where the article gives it to somebody: the words that name the source.
    pub source: Option<Span>,
    /// Its stance.
    pub stance: Stance,
    /// Whether it states the claim or its contrary.
    pub polarity: Polarity,
    /// Share of the article's words that stand before it.
    pub depth: f64,
}

impl Claim {
    /// The clearest piece of evidence.
    #[must_use]
    pub fn text<'a>(&self, scores: &'a [ArticleScore]) -> &'a str {
        let evidence = &self.cells[self.clearest.0].evidence[self.clearest.1];
        evidence.text(scores)
    }

    /// How many outlets state it or its contrary.
    #[must_use]
    pub fn outlets(&self) -> usize {
        self.cells.iter().filter(|cell| cell.stance != Stance::Absent).count()
    }

    /// How much the outlets that state it differ: the share of their pairs whose stances are not the same.
    #[must_use]
    pub fn divergence(&self) -> f64 {
        let stances: Vec<Stance> = self.cells.iter().map(|cell| cell.stance).filter(|stance| *stance != Stance::Absent).collect();
        let pairs = stances.len() * stances.len().saturating_sub(1) / 2;
        let differ = (0..stances.len())
            .flat_map(|left| (0..left).map(move |right| (left, right)))
            .filter(|&(left, right)| stances[left] != stances[right]);
        if pairs == 0 { 0.0 } else { differ.count() as f64 / pairs as f64 }
    }
}

impl Evidence {
    /// The words.
    #[must_use]
    pub fn text<'a>(&self, scores: &'a [ArticleScore]) -> &'a str {
        self.span.slice(scores[self.article].document.article().field(self.field)).trim_end_matches([',', ';', ':', '—', ' '])
    }
}

/// What is known of an event before its claims are put together.
struct Ground<'a> {
    propositions: Vec<Proposition>,
    items: Items<'a>,
    weights: Weights,
}

impl<'a> Ground<'a> {
    /// `entities` are those of the articles, in the same order.
    fn new(articles: &[&'a ArticleScore], entities: &'a Entities) -> Self {
        let (mut items, mut propositions) = (Items::new(entities), Vec::new());
        for score in articles {
            propositions::note_names(score, &mut items);
        }
        for (article, score) in articles.iter().enumerate() {
            propositions::read(score, article, &mut items, &mut propositions);
        }
        let weights = Weights::new(&items, &propositions);
        Self { propositions, items, weights }
    }
}

/// A passage that states something, for learning which pairs say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The article, by its place among those given.
    pub article: usize,
    /// Which of its texts.
    pub field: Field,
    /// Where it stands.
    pub span: Span,
}

/// A pair of passages by their places, the first below the second, and its measures.
pub type MeasuredPair = (usize, usize, [f64; MEASURES.len()]);

/// All propositions of these articles, and the measures of each pair that may say the same, by the places of its propositions.
#[must_use]
pub fn measured(articles: &[&ArticleScore]) -> (Vec<Passage>, Vec<MeasuredPair>) {
    let entities = Entities::find(articles);
    let Ground { propositions, items, weights } = Ground::new(articles, &entities);
    let pairs = candidates(&propositions, &items)
        .into_iter()
        .filter_map(|(left, right)| Some((left, right, measure(&propositions[left], &propositions[right], &items, &weights)?)))
        .collect();
    (propositions.iter().map(|one| Passage { article: one.article, field: one.field, span: one.span }).collect(), pairs)
}

/// The claims of an event: those of most outlets first, then those in which the outlets' stances differ most. `None` where no clauses were looked for.
///
/// Each article comes with the places of its outlet and of itself in the run; `entities` are those of the same articles in the same order.
pub(super) fn find(articles: &[(usize, usize, &ArticleScore)], outlets: usize, entities: &Entities) -> Option<Vec<Claim>> {
    let deep = articles.iter().all(|(_, _, score)| score.clauses.is_some());
    deep.then(|| put_together(articles, outlets, entities, &SHIPPED))
}

fn put_together(articles: &[(usize, usize, &ArticleScore)], outlets: usize, entities: &Entities, model: &PairModel) -> Vec<Claim> {
    let scores: Vec<&ArticleScore> = articles.iter().map(|(_, _, score)| *score).collect();
    let ground = Ground::new(&scores, entities);
    let pairs = Pairs::new(&ground, model);
    let of_article: Vec<usize> = articles.iter().map(|(outlet, ..)| *outlet).collect();
    let groups = groups(&ground, &of_article, &pairs, CUTS);
    let mut claims: Vec<Claim> = groups.into_iter().map(|group| claim(&group, &ground, articles, outlets)).collect();
    let weight = |claim: &Claim| (claim.outlets(), claim.divergence(), claim.likelihood);
    claims.sort_by(|a, b| {
        let (a, b) = (weight(a), weight(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(b.2.total_cmp(&a.2))
    });
    claims
}

fn claim(group: &Group, ground: &Ground<'_>, articles: &[(usize, usize, &ArticleScore)], outlets: usize) -> Claim {
    let members: Vec<&Proposition> = group.members.iter().map(|place| &ground.propositions[*place]).collect();
    let head = clearest(&members, group, ground);
    // A word of the core that says the contrary turns the statement round: *denied*, where others say *acknowledged*.
    let contrary = |one: &Proposition| {
        let turned =
            group.core.iter().filter_map(|item| one.has(*item)).filter(|roles| roles & role::CONTRARY != 0 && roles & role::VERB != 0);
        turned.count() % 2 == 1
    };
    let opposite = |one: &Proposition| contrary(one) != contrary(members[head]);
    let mut cells: Vec<Cell> = (0..outlets).map(|_| Cell { stance: Stance::Absent, mixed: false, evidence: Vec::new() }).collect();
    let mut place = (0, 0);
    for (index, one) in members.iter().enumerate() {
        let (outlet, article, score) = articles[one.article];
        // Of an act that was taken in for what it says, the source answers for that.
        let says = members[head].act.is_none() && one.predicate.is_none_or(|act| !group.core.contains(&act));
        let of_source = Proposition { attribution: one.act.filter(|_| says).or(one.attribution), ..(*one).clone() };
        let one = &of_source;
        let polarity = if index == head { Polarity::Affirmed } else { stance::agrees(members[head].polarity, one.polarity, opposite(one)) };
        let stance = stance::of(one, score, &core_words(one, group, ground, score));
        // To deny is the outlet's own; who doubts a denial does not doubt what was denied.
        let stance = match (stance, polarity) {
            (Stance::Asserted, Polarity::Denied) => Stance::Denied,
            (Stance::Doubted, Polarity::Denied) if one.attribution.is_some() => Stance::Attributed,
            _ => stance,
        };
        let cell = &mut cells[outlet].evidence;
        if index == head {
            place = (outlet, cell.len());
        }
        cell.push(Evidence {
            article,
            field: one.field,
            span: one.span,
            part: one.part,
            source: source(one, score),
            stance,
            polarity,
            depth: depth(one, score),
        });
    }
    for cell in &mut cells {
        let evidence: Vec<_> = cell.evidence.iter().map(|evidence| (evidence.stance, evidence.polarity)).collect();
        (cell.stance, cell.mixed) = stance::cell(&evidence);
    }
    let mut terms = if group.common.is_empty() { group.core.clone() } else { group.common.clone() };
    terms.sort_by(|a, b| ground.weights.sharp(*b).total_cmp(&ground.weights.sharp(*a)).then(a.cmp(b)));
    let terms = terms.into_iter().map(|item| ground.items.key(item).trim_start_matches(['=', '#', '@']).to_owned()).collect();
    Claim { clearest: place, terms, cells, likelihood: group.likelihood }
}

/// The member that says the claim and the least besides: most of it is the core, it is affirmed, and it is a clause of the body.
fn clearest(members: &[&Proposition], group: &Group, ground: &Ground<'_>) -> usize {
    let shared = if group.common.is_empty() { &group.core } else { &group.common };
    let value = |one: &Proposition| {
        let core: f64 = shared.iter().filter(|item| one.has(**item).is_some()).map(|item| ground.weights.rare(*item)).sum();
        let whole: f64 = shared.iter().map(|item| ground.weights.rare(*item)).sum();
        let names = one.items.iter().any(|(item, _)| matches!(ground.items.kind(*item), Kind::Name | Kind::Person));
        let bonus = |flag: bool, value: f64| if flag { value } else { 0.0 };
        core / whole
            + core / one.items.iter().map(|(item, _)| ground.weights.rare(*item)).sum::<f64>()
            + bonus(one.polarity == Polarity::Affirmed, 0.3)
            + bonus(one.commitment == Commitment::Certain, 0.2)
            + bonus(one.predicate.is_some(), 0.2)
            + bonus(names, 0.2)
    };
    (0..members.len()).max_by(|a, b| value(members[*a]).total_cmp(&value(members[*b])).then(b.cmp(a))).unwrap_or_default()
}

/// Where the words of the core stand in a member: those that say something of the names, where it has any.
fn core_words(one: &Proposition, group: &Group, ground: &Ground<'_>, score: &ArticleScore) -> Vec<Span> {
    let passages = score.document.passages();
    let Some(passage) = passages.iter().find(|passage| passage.field() == one.field) else { return Vec::new() };
    let Some(sentence) = passage.sentences().iter().find(|sentence| sentence.span.contains(one.span)) else { return Vec::new() };
    let token = |at: usize| passage.tokens()[sentence.tokens.start + at].span;
    let is_plain = |item: &Item| !matches!(ground.items.kind(*item), Kind::Name | Kind::Person);
    let any_plain = group.core.iter().any(is_plain);
    let counts = |item: &Item| group.core.contains(item) && (!any_plain || is_plain(item));
    one.order.iter().filter(|(_, item)| counts(item)).map(|(at, _)| token(*at)).collect()
}

/// The words that name the source of a member: what a pronoun stands for, where that is clear.
fn source(one: &Proposition, score: &ArticleScore) -> Option<Span> {
    let (passage, attribution) = one.attribution?;
    let attribution = &score.document.passages()[passage].attributions()[attribution];
    attribution.resolved.or(attribution.source)
}

/// The share of an article's words, its title's among them, that stand before a member.
fn depth(one: &Proposition, score: &ArticleScore) -> f64 {
    let mut before = 0;
    for passage in score.document.passages() {
        let own = passage.field() == one.field;
        before += passage.tokens().iter().filter(|token| token.is_word() && (!own || token.span.start() < one.span.start())).count();
        if own {
            break;
        }
    }
    before as f64 / score.words().max(1) as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_shipped_weights_are_of_these_measures() {
        assert!(std::str::from_utf8(CLAIMS.bytes).is_ok_and(|table| PairModel::from_table(table, &MEASURES).is_ok()));
        assert_eq!(BTreeSet::from(MEASURES).len(), MEASURES.len(), "no measure twice");
    }
}
