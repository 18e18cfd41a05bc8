//! How likely two propositions of one event say the same: shared items, weighted by how much they tell, and what speaks against it.
//!
//! What an item tells has two sides: how rare it is in news, and how few of the event's propositions hold it, as all of them speak of the event's actors. Which
//! side counts for how much is left to the fit, so the sums are taken under three [weights](Weights). Besides them it matters whether the verbs meet, whether the
//! shared words stand in one place or several (*select committee* is one thing in common, not two), and whether numbers or names differ.

use std::collections::BTreeMap;

use crate::compare::claims::items::{Item, Items, Kind};
use crate::compare::claims::propositions::{Proposition, role};
use crate::find::Commitment;
use crate::model::Background;
use crate::text::Part;

/// What is measured of a pair.
pub(super) const NAMES: [&str; 24] = [
    "cosine",
    "weight",
    "number",
    "number_differs",
    "verb",
    "polarity_differs",
    "headline",
    "only_names",
    "names_differ",
    "length",
    "commitment_differs",
    "first",
    "second",
    "third",
    "own_cosine",
    "own_weight",
    "own_telling",
    "own_behind",
    "own_before",
    "own_places",
    "sharp_cosine",
    "sharp_weight",
    "sharp_first",
    "sharp_second",
];

/// The measures of a pair, in the order of [`NAMES`].
pub(super) type Measures = [f64; NAMES.len()];

/// What items tell, by their places, seen in three ways.
#[derive(Debug)]
pub(super) struct Weights {
    /// Rarity in news, somewhat less for what many of the event's propositions hold.
    rare: Vec<f64>,
    /// Rarity among the event's propositions alone.
    own: Vec<f64>,
    /// Both, so that what the whole event speaks of weighs next to nothing.
    sharp: Vec<f64>,
    /// Share of the propositions that hold the item.
    held: Vec<f64>,
    /// Rarity in news alone.
    news: Vec<f64>,
}

impl Weights {
    /// A number tells as much as a word that one in fifty articles holds.
    const NUMBER: f64 = 4.0;
    /// No word tells more than this: words that news never held are typing errors as often as names.
    const MOST: f64 = 7.0;
    /// What is left of the rarity of an item that all propositions hold.
    const LEAST: f64 = 0.25;
    /// The scale of rarity among propositions: that of a word which one in 150 articles holds.
    const OWN: f64 = 5.0;

    /// The weights of an event's items among its propositions.
    pub(super) fn new(items: &Items<'_>, propositions: &[Proposition]) -> Self {
        let mut counts = vec![0.0_f64; items.len()];
        for (item, _) in propositions.iter().flat_map(|one| &one.items) {
            counts[Items::place(*item)] += 1.0;
        }
        let all = propositions.len() as f64 + 1.0;
        let floor = Background::shipped().floor();
        let rarity = |place: usize| {
            let share = items.document_frequency(Items::at(place));
            share.map_or(Self::NUMBER, |share| -libm::log(share.max(floor))).min(Self::MOST)
        };
        // Of a pair that shares an item the two do not count among those that hold it.
        let own = |count: f64| (libm::log(all / (count - 1.0).max(1.0)) / libm::log(all)).max(0.02);
        let with = |weight: &dyn Fn(usize, f64) -> f64| counts.iter().enumerate().map(|(place, count)| weight(place, *count)).collect();
        Self {
            rare: with(&|place, count| {
                rarity(place) * (Self::LEAST + (1.0 - Self::LEAST) * libm::log(all / (count + 0.5)) / libm::log(all))
            }),
            own: with(&|_, count| Self::OWN * own(count)),
            sharp: with(&|place, count| rarity(place) * own(count) * own(count)),
            held: with(&|_, count| count / all),
            news: with(&|place, _| rarity(place)),
        }
    }

    /// What an item tells, by rarity in news first.
    pub(super) fn rare(&self, item: Item) -> f64 {
        self.rare[Items::place(item)]
    }

    /// What an item tells beyond what the whole event speaks of.
    pub(super) fn sharp(&self, item: Item) -> f64 {
        self.sharp[Items::place(item)]
    }

    /// The share of the event's propositions that hold an item.
    pub(super) fn held(&self, item: Item) -> f64 {
        self.held[Items::place(item)]
    }
}

/// How much the articles of an event speak of the same: the cosine of their items, damped counts times rarity in news (Salton and Buckley 1988).
#[derive(Debug)]
pub(super) struct Kinship {
    articles: usize,
    cosines: Vec<f64>,
}

impl Kinship {
    /// A doubt below this is slight: the articles are all but kin.
    pub(super) const SLIGHT: f64 = 1.5;

    /// The kinship of all pairs of articles.
    pub(super) fn new(propositions: &[Proposition], weights: &Weights) -> Self {
        let articles = propositions.iter().map(|one| one.article + 1).max().unwrap_or(0);
        let mut counts: Vec<BTreeMap<Item, f64>> = vec![BTreeMap::new(); articles];
        for one in propositions {
            for (_, item) in &one.order {
                *counts[one.article].entry(*item).or_insert(0.0) += 1.0;
            }
        }
        let value = |item: &Item, count: &f64| (1.0 + libm::log(*count)) * weights.news[Items::place(*item)];
        let vectors: Vec<BTreeMap<Item, f64>> =
            counts.iter().map(|own| own.iter().map(|(item, count)| (*item, value(item, count))).collect()).collect();
        let lengths: Vec<f64> = vectors.iter().map(|own| libm::sqrt(own.values().map(|value| value * value).sum())).collect();
        let mut cosines = vec![0.0; articles * articles];
        for left in 0..articles {
            for right in 0..left {
                let product: f64 = vectors[left].iter().filter_map(|(item, value)| Some(value * vectors[right].get(item)?)).sum();
                let cosine = product / (lengths[left] * lengths[right]).max(1e-9);
                cosines[left * articles + right] = cosine;
                cosines[right * articles + left] = cosine;
            }
        }
        widest(&mut cosines, articles);
        Self { articles, cosines }
    }

    /// What is to be taken off the log-odds of a pair of propositions in these two articles. Articles on one event have cosines of .2 and more with few exceptions,
    /// two articles taken blindly have less than .1; who speaks of something else hardly states the same.
    pub(super) fn doubt(&self, left: usize, right: usize) -> f64 {
        const KIN: f64 = 0.22;
        const STEEP: f64 = 30.0;
        (KIN - self.cosines[left * self.articles + right]).max(0.0) * STEEP
    }
}

/// Raises each cosine to the least one on the best way from article to article: two reports of one event may share little with each other, and much with a third
/// (widest paths, by the algorithm of Floyd 1962). Of many articles the cosines are left as they are.
fn widest(cosines: &mut [f64], articles: usize) {
    const MANY: usize = 200;
    if articles > MANY {
        return;
    }
    for by in 0..articles {
        for from in 0..articles {
            for to in 0..articles {
                let way = cosines[from * articles + by].min(cosines[by * articles + to]);
                let place = from * articles + to;
                cosines[place] = cosines[place].max(way);
            }
        }
    }
}

/// The items that two propositions share, sorted.
pub(super) fn shared(left: &Proposition, right: &Proposition) -> Vec<Item> {
    let (mut a, mut b) = (left.items.iter().peekable(), right.items.iter().peekable());
    let mut both = Vec::new();
    while let (Some((one, _)), Some((other, _))) = (a.peek(), b.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                both.push(*one);
                a.next();
                b.next();
            }
        }
    }
    both
}

/// Sums over the items of a pair under one of the weights.
struct Sums<'a> {
    weights: &'a [f64],
    both: &'a [Item],
    /// Of what is shared, of the left and of the right.
    sums: [f64; 3],
}

impl<'a> Sums<'a> {
    fn new(weights: &'a [f64], both: &'a [Item], left: &Proposition, right: &Proposition) -> Self {
        let of = |item: &Item| weights[Items::place(*item)];
        let all = |one: &Proposition| one.items.iter().map(|(item, _)| of(item)).sum();
        Self { weights, both, sums: [both.iter().map(of).sum(), all(left), all(right)] }
    }

    fn of(&self, item: Item) -> f64 {
        self.weights[Items::place(item)]
    }

    fn cosine(&self) -> f64 {
        self.sums[0] / libm::sqrt(self.sums[1] * self.sums[2]).max(1e-9)
    }

    /// The heaviest shared items, heaviest first; 0 where there are fewer.
    fn heaviest<const N: usize>(&self) -> [f64; N] {
        let mut weights: Vec<f64> = self.both.iter().map(|item| self.of(*item)).collect();
        weights.sort_unstable_by(|a, b| b.total_cmp(a));
        std::array::from_fn(|rank| weights.get(rank).copied().unwrap_or(0.0))
    }

    /// The share of the weight of a proposition's items in a role that is shared; one half where it has none.
    fn held(&self, one: &Proposition, role: u8) -> f64 {
        let own = || one.items.iter().filter(|(_, roles)| roles & role != 0).map(|(item, _)| *item);
        let whole: f64 = own().map(|item| self.of(item)).sum();
        let shared: f64 = own().filter(|item| self.both.binary_search(item).is_ok()).map(|item| self.of(item)).sum();
        if whole > 0.0 { shared / whole } else { 0.5 }
    }

    /// How much an item tells, 1 at most.
    fn telling(&self, item: Item) -> f64 {
        /// Weight at which an item tells all that one can.
        const FULL: f64 = 2.5;
        (self.of(item) / FULL).min(1.0)
    }

    /// In how many places of the proposition the shared items stand, each counted by its most telling; items next to each other are one place.
    fn places(&self, one: &Proposition) -> f64 {
        let (mut sum, mut current) = (0.0, 0.0_f64);
        let mut before = None;
        for &(at, item) in one.order.iter().filter(|(_, item)| self.both.binary_search(item).is_ok()) {
            // A hyphen or an apostrophe may stand between.
            if before.is_some_and(|before| at > before + 2) {
                sum += current;
                current = 0.0;
            }
            current = current.max(self.telling(item));
            before = Some(at);
        }
        sum + current
    }
}

/// What a proposition counts, and how many of it there are: the first word behind a number that is no name.
fn counted<'a>(one: &'a Proposition, items: &'a Items<'_>) -> impl Iterator<Item = (Item, Item)> + 'a {
    /// Words between the number and what it counts: *10,000 or more Sornan soldiers*.
    const REACH: usize = 5;
    let numbers = one.order.iter().enumerate().filter(|(_, (_, item))| items.kind(*item) == Kind::Number);
    numbers.filter_map(move |(place, (at, number))| {
        let near = one.order[place + 1..].iter().take_while(move |(next, _)| *next <= at + REACH);
        let plain = near.map(|(_, item)| *item).find(|item| matches!(items.kind(*item), Kind::Concept | Kind::Word))?;
        Some((plain, *number))
    })
}

/// Whether the two count the same in different figures: *14 people drowned*, *31 people drowned*.
fn figures_differ(left: &Proposition, right: &Proposition, items: &Items<'_>) -> bool {
    counted(left, items).any(|(what, number)| {
        let of_right = || counted(right, items).filter(|(other, _)| *other == what);
        of_right().next().is_some() && of_right().all(|(_, other)| other != number)
    })
}

/// Whether two propositions do the same with words.
pub(super) fn is_act_of_both(left: &Proposition, right: &Proposition) -> bool {
    (left.act.is_some() || right.act.is_some()) && left.predicate.is_some() && left.predicate == right.predicate
        || left.act.is_some() && right.act.is_some()
}

/// Who does it in both: a name before either verb.
pub(super) fn actor(left: &Proposition, right: &Proposition, both: &[Item], items: &Items<'_>) -> Option<Item> {
    let acts = |one: &Proposition, item: Item| one.has(item).is_some_and(|roles| roles & role::BEFORE != 0);
    both.iter().copied().find(|item| matches!(items.kind(*item), Kind::Name | Kind::Person) && acts(left, *item) && acts(right, *item))
}

/// The measures of a pair; `None` where it has nothing in common, gives other figures of the same, or is an act of two.
pub(super) fn measure(left: &Proposition, right: &Proposition, items: &Items<'_>, weights: &Weights) -> Option<Measures> {
    let both = shared(left, right);
    if both.is_empty() || figures_differ(left, right, items) || is_act_of_both(left, right) && actor(left, right, &both, items).is_none() {
        return None;
    }
    let (rare, own, sharp) = (
        Sums::new(&weights.rare, &both, left, right),
        Sums::new(&weights.own, &both, left, right),
        Sums::new(&weights.sharp, &both, left, right),
    );
    let is_name = |item: Item| matches!(items.kind(item), Kind::Name | Kind::Person);
    let is_number = |item: Item| items.kind(item) == Kind::Number;
    let numbers = both.iter().filter(|item| is_number(**item)).count();
    let has_more =
        |one: &Proposition, of: &dyn Fn(Item) -> bool| one.items.iter().any(|(item, _)| of(*item) && both.binary_search(item).is_err());
    let meets = |one: &Proposition, other: &Proposition| one.predicate.is_some_and(|verb| other.has(verb).is_some());
    let flag = |flag: bool| f64::from(u8::from(flag));
    let open = |one: &Proposition| one.commitment == Commitment::Underspecified;
    let [first, second, third] = rare.heaviest::<3>();
    let [sharp_first, sharp_second] = sharp.heaviest::<2>();
    let least = |of: &dyn Fn(&Proposition) -> f64| of(left).min(of(right));
    Some([
        rare.cosine(),
        rare.sums[0] / 10.0,
        numbers as f64,
        flag(numbers == 0 && has_more(left, &is_number) && has_more(right, &is_number)),
        f64::from(u8::from(meets(left, right)) + u8::from(meets(right, left))) / 2.0,
        flag(left.polarity != right.polarity),
        flag(left.part == Part::Headline) + flag(right.part == Part::Headline),
        flag(both.iter().all(|item| is_name(*item))),
        flag(has_more(left, &is_name) && has_more(right, &is_name)),
        libm::log((left.items.len() * right.items.len()) as f64) / 4.0,
        flag(open(left) != open(right)),
        first / Weights::MOST,
        second / Weights::MOST,
        third / Weights::MOST,
        own.cosine(),
        own.sums[0] / 10.0,
        both.iter().map(|item| own.telling(*item)).sum::<f64>() / 3.0,
        least(&|one| own.held(one, role::BEHIND)),
        least(&|one| own.held(one, role::BEFORE)),
        least(&|one| own.places(one)) / 2.0,
        sharp.cosine(),
        sharp.sums[0] / 10.0,
        sharp_first / Weights::MOST,
        sharp_second / Weights::MOST,
    ])
}
