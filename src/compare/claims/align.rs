//! From the propositions of an event to claims: groups of propositions that say the same.
//!
//! A proposition may say several things at once (*10,000 troops are in Russia near the border*), so groups may share members. A claim begins with the likeliest pair
//! of two outlets that no claim holds yet; what the two share is its core. Whatever holds most of the core, and is likely to say the same as the members so far,
//! joins. Claims that rest on the same evidence are one. Every step takes the likeliest first and breaks ties by place, so that the result depends on the articles and their
//! order alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::claims::Ground;
use crate::compare::claims::items::{Item, Items, Kind};
use crate::compare::claims::likeness::{Kinship, actor, measure, shared};
use crate::compare::claims::propositions::Proposition;
use crate::compare::claims::propositions::role;
use crate::model::pairs::PairModel;

/// When propositions become a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cuts {
    /// Least probability of the pair that begins a claim.
    pub(super) begin: f64,
    /// Least probability of one that shares nothing but the event's topic.
    pub(super) topic: f64,
    /// Least probability of one where neither finds a likelier partner in the other's article.
    pub(super) mutual: f64,
    /// Least mean probability of one that joins, over the members in other articles.
    pub(super) join: f64,
    /// Least share of the core's weight that one that joins must hold.
    pub(super) core: f64,
}

/// Pairs less likely than this are not remembered.
const FORGET: f64 = 0.05;
/// Up to so many propositions all pairs are measured; beyond, those that share an item of few.
const ALL_PAIRS: usize = 400;
/// An item of few is one that this share of the propositions holds at most.
const FEW: f64 = 0.1;
/// And at most so many of them, however large the event.
const HOLDERS: usize = 400;

/// A group of propositions that say the same.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The propositions, by place.
    pub(super) members: BTreeSet<usize>,
    /// What the two that it began with have in common.
    pub(super) core: Vec<Item>,
    /// What of it most members hold.
    pub(super) common: Vec<Item>,
    /// Probability of the pair that it began with.
    pub(super) likelihood: f64,
}

/// Probabilities of pairs.
#[derive(Debug)]
pub(super) struct Pairs {
    /// By neighbour, of each proposition.
    neighbours: Vec<BTreeMap<usize, f64>>,
    kinship: Kinship,
}

impl Pairs {
    /// The probabilities of all pairs of propositions in different articles.
    pub(super) fn new(ground: &Ground<'_>, model: &PairModel) -> Self {
        let Ground { propositions, items, weights } = ground;
        let kinship = Kinship::new(propositions, weights);
        let mut neighbours = vec![BTreeMap::new(); propositions.len()];
        for (left, right) in candidates(propositions, items) {
            let Some(measures) = measure(&propositions[left], &propositions[right], items, weights) else { continue };
            let probability = model.doubted(&measures, kinship.doubt(propositions[left].article, propositions[right].article));
            if probability >= FORGET {
                neighbours[left].insert(right, probability);
                neighbours[right].insert(left, probability);
            }
        }
        Self { neighbours, kinship }
    }

    /// Whether `other` is the likeliest partner that `one` has in its article.
    fn is_best(&self, propositions: &[Proposition], one: usize, other: usize) -> bool {
        let within = self.neighbours[one].iter().filter(|(place, _)| propositions[**place].article == propositions[other].article);
        within.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).is_some_and(|(place, _)| *place == other)
    }

    fn of(&self, left: usize, right: usize) -> f64 {
        self.neighbours[left].get(&right).copied().unwrap_or(0.0)
    }
}

/// Pairs of propositions in different articles that may be alike, the first below the second.
pub(super) fn candidates(propositions: &[Proposition], items: &Items<'_>) -> Vec<(usize, usize)> {
    let apart = |left: usize, right: usize| propositions[left].article != propositions[right].article;
    let all = propositions.len();
    if all <= ALL_PAIRS {
        return (0..all)
            .flat_map(|left| (left + 1..all).map(move |right| (left, right)))
            .filter(|&(left, right)| apart(left, right))
            .collect();
    }
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (at, one) in propositions.iter().enumerate() {
        for (item, _) in &one.items {
            holders[Items::place(*item)].push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for holders in holders.iter().filter(|holders| (holders.len() as f64) <= FEW * all as f64 && holders.len() <= HOLDERS) {
        for (rank, &right) in holders.iter().enumerate() {
            pairs.extend(holders[..rank].iter().filter(|&&left| apart(left, right)).map(|&left| (left, right)));
        }
    }
    pairs.into_iter().collect()
}

/// The groups, the largest first.
pub(super) fn groups(ground: &Ground<'_>, outlets: &[usize], pairs: &Pairs, cuts: Cuts) -> Vec<Group> {
    let propositions = &ground.propositions;
    let mut seeds: Vec<(usize, usize, f64)> = Vec::new();
    for (left, neighbours) in pairs.neighbours.iter().enumerate() {
        let of_another = |right: usize| outlets[propositions[left].article] != outlets[propositions[right].article];
        let telling = |right: usize| {
            let both = shared(&propositions[left], &propositions[right]);
            both.iter().any(|item| ground.items.kind(*item) == Kind::Word && ground.weights.sharp(*item) >= Core::RARE)
        };
        // Where what they share is rare, it is enough that one finds no likelier partner.
        let next = |right: usize| match (pairs.is_best(propositions, left, right), pairs.is_best(propositions, right, left)) {
            (true, true) => true,
            (false, false) => false,
            _ => telling(right),
        };
        let kin = |right: usize| pairs.kinship.doubt(propositions[left].article, propositions[right].article) < Kinship::SLIGHT;
        let enough = |right: usize, p: f64| p >= cuts.begin || p >= cuts.mutual && kin(right) && next(right);
        let likely = neighbours.range(left + 1..).filter(|(right, p)| of_another(**right) && enough(**right, **p));
        seeds.extend(likely.map(|(right, p)| (left, *right, *p)));
    }
    seeds.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut groups: Vec<Group> = Vec::new();
    for (left, right, likelihood) in seeds {
        if groups.iter().any(|group| group.members.contains(&left) && group.members.contains(&right)) {
            continue;
        }
        let core = Core::new(&propositions[left], &propositions[right], ground);
        let likely = !core.is_topic || likelihood >= cuts.topic;
        if likely && core.makes_a_claim(ground) && [left, right].iter().all(|one| core.is_in(&propositions[*one], 1.0, &ground.items)) {
            groups.push(grow(ground, core, (left, right, likelihood), pairs, cuts));
        }
    }
    distinct(groups, ground)
}

/// Verbs of which the act is still to come, as [`Items`] know them.
const INTENTIONS: [&str; 8] = ["=plan", "prepar", "intend", "=expect", "seek", "hope", "tri", "=fear"];

/// What two propositions share.
struct Core {
    items: Vec<Item>,
    /// Weight of each beyond what the whole event speaks of.
    sharp: Vec<f64>,
    /// Whether nothing in it is more than that.
    is_topic: bool,
    /// What the two do with words, and who does it.
    act: Option<(Item, Item)>,
    /// Those that are no names.
    plain: Vec<Item>,
}

impl Core {
    /// Weight at which an item says more than what the whole event speaks of.
    const TELLING: f64 = 0.4;
    /// An item that this share of the propositions holds belongs to the event's topic.
    const TOPIC: f64 = 0.25;

    /// A rare word that tells all by itself what a statement is about: *mutual* of a clause on mutual defence.
    const RARE: f64 = 3.0;

    fn new(left: &Proposition, right: &Proposition, ground: &Ground<'_>) -> Self {
        let items = shared(left, right);
        let sharp: Vec<f64> = items.iter().map(|item| ground.weights.sharp(*item)).collect();
        // Who confirms and who denies is telling, however common the words.
        let acts = left.act.is_some() || right.act.is_some();
        let act = |item: &Item| {
            acts && left.predicate == Some(*item) && right.predicate == Some(*item) && ground.items.kind(*item) == Kind::Concept
        };
        let act = items.iter().find(|item| act(item)).copied();
        let act = act.and_then(|act| Some((act, actor(left, right, &items, &ground.items)?)));
        let is_topic = sharp.iter().all(|weight| *weight < Self::TELLING) && act.is_none();
        let plain = items.iter().copied().filter(|item| !matches!(ground.items.kind(*item), Kind::Name | Kind::Person)).collect();
        Self { items, sharp, is_topic, act, plain }
    }

    /// Whether what is shared is enough to be a statement: a topic in three words close together; or something telling that is no person alone, no number alone,
    /// and not only a word of any kind.
    fn makes_a_claim(&self, ground: &Ground<'_>) -> bool {
        let kind = |item: &Item| ground.items.kind(*item);
        let names = self.items.iter().filter(|item| matches!(kind(item), Kind::Name | Kind::Person)).count();
        if names == self.items.len() {
            return false;
        }
        if self.is_topic {
            return self.items.len() > 2 && names > 0;
        }
        let telling = || self.items.iter().zip(&self.sharp).filter(|(_, weight)| **weight >= Self::TELLING).map(|(item, _)| item);
        let besides = self.items.iter().any(|item| kind(item) != Kind::Number && ground.weights.held(*item) < Self::TOPIC);
        let strong = telling().any(|item| matches!(kind(item), Kind::Concept | Kind::Name))
            || telling().any(|item| kind(item) == Kind::Number) && besides;
        let words = telling().filter(|item| kind(item) == Kind::Word).count();
        let rare = self.items.iter().zip(&self.sharp).any(|(item, weight)| kind(item) == Kind::Word && *weight >= Self::RARE)
            && self.items.iter().any(|item| kind(item) == Kind::Concept && ground.weights.held(*item) < Self::TOPIC);
        self.items.len() > 1
            && (self.act.is_some() || rare || strong || words > 1 || words > 0 && telling().any(|item| kind(item) == Kind::Person))
    }

    /// Whether a proposition holds at least this share of the core's weight; of a topic all of it, close together.
    fn is_in(&self, one: &Proposition, share: f64, items: &Items<'_>) -> bool {
        /// Most words from the first to the last of a topic's three; each further one may bring so many more.
        const CLOSE: (usize, usize) = (7, 2);
        // Who means to do something has not done it.
        let intends = |verb: Item| INTENTIONS.contains(&items.key(verb)) && !self.items.contains(&verb);
        if one.predicate.is_some_and(intends) {
            return false;
        }
        if let Some((act, actor)) = self.act {
            return one.predicate == Some(act) && one.has(actor).is_some_and(|roles| roles & role::BEFORE != 0);
        }
        let held = self.plain.iter().filter(|item| one.has(**item).is_some()).count();
        if 2 * held < self.plain.len() {
            return false;
        }
        if !self.is_topic {
            let held: f64 =
                self.items.iter().zip(&self.sharp).filter(|(item, _)| one.has(**item).is_some()).map(|(_, weight)| weight).sum();
            return held >= share * self.sharp.iter().sum::<f64>();
        }
        // "Sornan troops" are of Sorna; "the Sornan border" is not in it.
        let next_too = |at: usize| one.order.iter().any(|(next, item)| *next == at + 1 && self.items.contains(item));
        let counts = |at: usize| !one.adjectives.contains(&at) || next_too(at);
        let places: Vec<(usize, Item)> = one.order.iter().copied().filter(|(at, item)| self.items.contains(item) && counts(*at)).collect();
        let reach = CLOSE.0 + CLOSE.1 * self.items.len().saturating_sub(3);
        (0..places.len()).any(|first| {
            let near = places[first..].iter().take_while(|(at, _)| *at <= places[first].0 + reach);
            near.map(|(_, item)| *item).collect::<BTreeSet<Item>>().len() == self.items.len()
        })
    }
}

fn grow(ground: &Ground<'_>, core: Core, (left, right, likelihood): (usize, usize, f64), pairs: &Pairs, cuts: Cuts) -> Group {
    let propositions = &ground.propositions;
    let mut members = BTreeSet::from([left, right]);
    let around: BTreeSet<usize> =
        pairs.neighbours[left].keys().chain(pairs.neighbours[right].keys()).copied().filter(|one| !members.contains(one)).collect();
    let mut waiting: Vec<(f64, usize)> = around.into_iter().map(|one| (pairs.of(one, left) + pairs.of(one, right), one)).collect();
    waiting.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, one) in waiting.into_iter().filter(|(_, one)| core.is_in(&propositions[*one], cuts.core, &ground.items)) {
        let others = || members.iter().filter(|member| propositions[**member].article != propositions[one].article);
        let mean = others().map(|member| pairs.of(one, *member)).sum::<f64>() / others().count().max(1) as f64;
        if mean >= cuts.join {
            members.insert(one);
        }
    }
    // An act of saying states that somebody confirmed it; what was confirmed, its content states where that is among the members.
    let inside = |whole: &Proposition, part: &Proposition| {
        whole.article == part.article && whole.field == part.field && whole.span != part.span && whole.span.contains(part.span)
    };
    let twice =
        |one: &usize| propositions[*one].act.is_some() && members.iter().any(|other| inside(&propositions[*one], &propositions[*other]));
    let acts: Vec<usize> = members.iter().copied().filter(twice).collect();
    if core.act.is_none() {
        members.retain(|one| !acts.contains(one));
    }
    let most = |item: &Item| 5 * members.iter().filter(|one| propositions[**one].has(*item).is_some()).count() >= 4 * members.len();
    let common = core.items.iter().copied().filter(most).collect();
    Group { common, core: core.items, members, likelihood }
}

/// The groups without those that say nothing new: most of their evidence is that of a larger one, and what they have in common too.
fn distinct(mut groups: Vec<Group>, ground: &Ground<'_>) -> Vec<Group> {
    groups
        .sort_by(|a, b| b.members.len().cmp(&a.members.len()).then(b.likelihood.total_cmp(&a.likelihood)).then(a.members.cmp(&b.members)));
    let mut kept: Vec<Group> = Vec::new();
    for group in groups {
        let repeats = |other: &Group| {
            let new: f64 = group.common.iter().filter(|item| !other.core.contains(item)).map(|item| ground.weights.sharp(*item)).sum();
            2 * other.members.intersection(&group.members).count() > group.members.len() && new < Core::TELLING
        };
        if !kept.iter().any(repeats) {
            kept.push(group);
        }
    }
    kept
}
