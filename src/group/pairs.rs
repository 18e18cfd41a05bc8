//! How alike two articles are, as numbers that a model weighs: words by field, names, figures and days, and what the two have that their neighbours have not.
//!
//! That two articles share *vaccine* and *booster* says little while ten others do. So every article has a neighbourhood, the articles most like it, and a word counts
//! in it by how few of these hold it: it is what tells an event from the others of its topic, and it holds wherever events are many or few, since articles that are not
//! neighbours do not count. A second look sets a pair beside the other pairs of its two articles: how much likelier others are, and whether the same ones.

use crate::group::candidates;
use crate::group::sketch::{Sketch, Term};

/// What is seen of a pair at the first look.
pub(super) const FIRST: [&str; 20] = [
    "title",
    "lead",
    "body",
    "names",
    "shared",
    "runs",
    "pairs",
    "contained",
    "contained_least",
    "rarest",
    "second_rarest",
    "third_rarest",
    "figures",
    "same_weekday",
    "next_weekday",
    "other_weekday",
    "apart",
    "shared_apart",
    "near_day",
    "near_week",
];
/// Of these, the ones of which the logarithm is taken too.
const LOGARITHMS: [usize; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 19];
/// Those that speak of dates of publication, at the end of [`FIRST`].
const OF_DATES: usize = 2;
/// What is seen at the second look, besides.
pub(super) const SECOND: [&str; 10] = [
    "odds",
    "behind_best",
    "behind_other_best",
    "profile",
    "neighbours",
    "wide_neighbours",
    "narrow_neighbours",
    "log_neighbours",
    "log_wide_neighbours",
    "log_narrow_neighbours",
];
/// What a logarithm of nothing is taken of.
const LITTLE: f64 = 0.02;
/// Most neighbours of an article, and their least cosine.
const NEIGHBOURS: usize = 20;
const NEAR: f32 = 0.05;
/// Log-odds are held within these: what is below says nothing, and no pair is surer than the highest.
pub(super) const LOWEST: f64 = -8.0;
const HIGHEST: f64 = 8.0;

/// The first look at a pair.
pub(super) type First = [f32; FIRST.len()];

/// Pairs of articles that are looked at.
#[derive(Debug)]
pub(super) struct Pairs {
    /// Number of articles.
    pub(super) n: usize,
    /// The first below the second, in order.
    pub(super) edges: Vec<(u32, u32)>,
    pub(super) first: Vec<First>,
    /// Whether both have a day that counts.
    pub(super) dated: Vec<bool>,
}

impl Term {
    /// Damped count times rarity (Salton and Buckley 1988); 0 where the word does not stand.
    pub(super) fn weight(&self, count: u16) -> f32 {
        damped(count) * self.idf
    }
}

fn damped(count: u16) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a few units")]
    let logarithm = |count: u16| 1.0 + libm::log(f64::from(count)) as f32;
    match count {
        0 => 0.0,
        1 => 1.0,
        _ => logarithm(count),
    }
}

impl Pairs {
    /// Looks at the pairs among articles in order of publication; `dated` says whether their days may be seen.
    pub(super) fn new(sketches: &[&Sketch], dated: bool) -> Self {
        let edges = candidates::find(sketches, dated);
        let lengths: Vec<Lengths> = sketches.iter().map(|sketch| Lengths::of(sketch)).collect();
        let sides = |&(left, right): &(u32, u32)| (left as usize, right as usize);
        let mut first: Vec<First> = Vec::with_capacity(edges.len());
        for edge in &edges {
            let (left, right) = sides(edge);
            first.push(look((sketches[left], &lengths[left]), (sketches[right], &lengths[right])));
        }
        let apart = apart(sketches, &edges, &first);
        for (edge, row) in edges.iter().zip(&mut first) {
            let (left, right) = sides(edge);
            (row[16], row[17]) = look_apart((sketches[left], &apart[left]), (sketches[right], &apart[right]));
        }
        let both = |edge: &(u32, u32)| {
            let (left, right) = sides(edge);
            dated && sketches[left].day.is_some() && sketches[right].day.is_some()
        };
        let dated: Vec<bool> = edges.iter().map(both).collect();
        for ((edge, row), _) in edges.iter().zip(&mut first).zip(&dated).filter(|(_, dated)| **dated) {
            let (left, right) = sides(edge);
            let days = f64::from(sketches[left].day.unwrap_or_default() - sketches[right].day.unwrap_or_default());
            #[expect(clippy::cast_possible_truncation, reason = "within 0 and 1")]
            let near = [libm::exp(-(days / 2.0) * (days / 2.0) / 2.0) as f32, libm::exp(-days.abs() / 6.0) as f32];
            row[18..].copy_from_slice(&near);
        }
        Self { n: sketches.len(), edges, first, dated }
    }

    /// The second look, given the log-odds of the first: at each pair among the others of its articles.
    pub(super) fn second(&self, odds: &[f64]) -> Vec<[f64; SECOND.len()]> {
        let odds: Vec<f64> = odds.iter().map(|odds| odds.clamp(LOWEST, HIGHEST)).collect();
        let mut near: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.n];
        for (&(left, right), &odds) in self.edges.iter().zip(&odds) {
            near[left as usize].push((right, odds));
            near[right as usize].push((left, odds));
        }
        for near in &mut near {
            near.sort_unstable_by_key(|(other, _)| *other);
        }
        let views: Vec<View> = near.iter().map(|near| View::of(near)).collect();
        let mut rows = Vec::with_capacity(self.edges.len());
        for (&(left, right), &odds) in self.edges.iter().zip(&odds) {
            let (one, other) = (&views[left as usize], &views[right as usize]);
            let behind = [one.best - odds, other.best - odds];
            let (profile, shares) = one.beside(other, &near[left as usize], &near[right as usize], (left, right));
            let log = |share: f64| libm::log(share + LITTLE);
            rows.push([
                odds,
                -behind[0].max(behind[1]),
                -behind[0].min(behind[1]),
                profile,
                shares[0],
                shares[1],
                shares[2],
                log(shares[0]),
                log(shares[1]),
                log(shares[2]),
            ]);
        }
        rows
    }
}

/// The names of what a model weighs.
pub(super) fn names(dated: bool, second: bool) -> Vec<String> {
    let kept = |at: &usize| dated || *at < FIRST.len() - OF_DATES;
    let plain = (0..FIRST.len()).filter(kept).map(|at| FIRST[at].to_owned());
    let logarithms = LOGARITHMS.into_iter().filter(kept).map(|at| format!("log_{}", FIRST[at]));
    let second = SECOND.iter().filter(|_| second).map(|name| (*name).to_owned());
    plain.chain(logarithms).chain(second).collect()
}

/// A pair as a model of the first look weighs it, in the order of [`names`].
pub(super) fn row(first: &First, dated: bool, into: &mut Vec<f64>) {
    let kept = |at: &usize| dated || *at < FIRST.len() - OF_DATES;
    into.clear();
    into.extend((0..FIRST.len()).filter(kept).map(|at| f64::from(first[at])));
    into.extend(LOGARITHMS.into_iter().filter(kept).map(|at| libm::log(f64::from(first[at]) + LITTLE)));
}

/// Lengths of an article's vectors.
struct Lengths {
    title: f32,
    lead: f32,
    body: f32,
    names: f32,
    /// Sum of the rarity of the title's words.
    title_sum: f32,
}

impl Lengths {
    fn of(sketch: &Sketch) -> Self {
        let length =
            |count: fn(&Term) -> u16| sketch.terms.iter().map(|term| term.weight(count(term)).powi(2)).sum::<f32>().sqrt().max(1e-6);
        Self {
            title: length(|term| term.title),
            lead: length(|term| term.lead),
            body: length(|term| term.body),
            names: length(|term| term.name),
            title_sum: sketch.terms.iter().filter(|term| term.title > 0).map(|term| term.idf).sum::<f32>().max(1e-6),
        }
    }
}

/// Calls back with the words that both have.
fn common(left: &[Term], right: &[Term], mut take: impl FnMut(usize, usize)) {
    let (mut at, mut other) = (0, 0);
    while at < left.len() && other < right.len() {
        match left[at].key.cmp(&right[other].key) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                take(at, other);
                (at, other) = (at + 1, other + 1);
            }
        }
    }
}

fn look((left, one): (&Sketch, &Lengths), (right, other): (&Sketch, &Lengths)) -> First {
    let mut row = [0.0; FIRST.len()];
    let (mut contained, mut back) = (0.0, 0.0);
    common(&left.terms, &right.terms, |at, place| {
        let (a, b) = (&left.terms[at], &right.terms[place]);
        let product = |a_count: u16, b_count: u16| a.weight(a_count) * b.weight(b_count);
        if a.title > 0 && b.title > 0 {
            row[0] += product(a.title, b.title);
        }
        if a.lead > 0 && b.lead > 0 {
            row[1] += product(a.lead, b.lead);
        }
        row[2] += product(a.body, b.body);
        if a.name > 0 && b.name > 0 {
            row[3] += product(a.name, b.name);
        }
        row[4] += a.idf * b.idf;
        if a.title > 0 && b.body > b.title {
            contained += a.idf;
        }
        if b.title > 0 && a.body > a.title {
            back += b.idf;
        }
        let idf = a.idf.min(b.idf);
        for top in 9..12 {
            if idf > row[top] {
                row.copy_within(top..11, top + 1);
                row[top] = idf;
                break;
            }
        }
    });
    row[0] /= one.title * other.title;
    row[1] /= one.lead * other.lead;
    row[2] /= one.body * other.body;
    row[3] /= one.names * other.names;
    row[4] = row[4].sqrt();
    row[5] = shared(&left.runs, &right.runs);
    row[6] = shared(&left.pairs, &right.pairs);
    let (contained, back) = (contained / one.title_sum, back / other.title_sum);
    (row[7], row[8]) = (f32::midpoint(contained, back), contained.min(back));
    let figures = left.figures.iter().filter(|figure| right.figures.binary_search(figure).is_ok()).count();
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a few units")]
    let figures = libm::log1p(figures as f64) as f32;
    row[12] = figures;
    if let (Some(one), Some(other)) = (left.weekday, right.weekday) {
        let apart = one.abs_diff(other).min(7 - one.abs_diff(other));
        row[13 + usize::from(apart.min(2))] = 1.0;
    }
    row
}

/// The root of the summed squares of what both have.
fn shared(left: &[(u32, f32)], right: &[(u32, f32)]) -> f32 {
    let (mut at, mut other, mut sum) = (0, 0, 0.0);
    while at < left.len() && other < right.len() {
        match left[at].0.cmp(&right[other].0) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                sum += left[at].1 * right[other].1;
                (at, other) = (at + 1, other + 1);
            }
        }
    }
    sum.sqrt()
}

/// The weight of each word of an article by how few of its neighbours hold it, and the length of the whole.
type Apart = (Vec<f32>, f32);

fn apart(sketches: &[&Sketch], edges: &[(u32, u32)], first: &[First]) -> Vec<Apart> {
    let mut near: Vec<Vec<(f32, u32)>> = vec![Vec::new(); sketches.len()];
    for (&(left, right), row) in edges.iter().zip(first).filter(|(_, row)| row[2] > NEAR) {
        near[left as usize].push((row[2], right));
        near[right as usize].push((row[2], left));
    }
    let of = |(sketch, near): (&&Sketch, &mut Vec<(f32, u32)>)| {
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        near.truncate(NEIGHBOURS);
        let mut holders = vec![0u8; sketch.terms.len()];
        for (_, other) in near.iter() {
            common(&sketch.terms, &sketches[*other as usize].terms, |at, _| holders[at] += 1);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a few units")]
        let rarity = |holders: u8| (libm::log((NEIGHBOURS + 1) as f64 / (f64::from(holders) + 0.5)) as f32).max(0.05);
        let rarities: Vec<f32> = (0..=NEIGHBOURS).zip(0u8..).map(|(_, holders)| rarity(holders)).collect();
        let weights: Vec<f32> =
            sketch.terms.iter().zip(&holders).map(|(term, held)| rarities[usize::from(*held)] * term.idf.sqrt()).collect();
        let length = sketch.terms.iter().zip(&weights).map(|(term, weight)| (damped(term.body) * weight).powi(2)).sum::<f32>().sqrt();
        (weights, length.max(1e-6))
    };
    sketches.iter().zip(&mut near).map(of).collect()
}

fn look_apart((left, one): (&Sketch, &Apart), (right, other): (&Sketch, &Apart)) -> (f32, f32) {
    let (mut product, mut shared) = (0.0, 0.0);
    common(&left.terms, &right.terms, |at, place| {
        let weight = one.0[at] * other.0[place];
        product += damped(left.terms[at].body) * damped(right.terms[place].body) * weight;
        shared += weight;
    });
    (product / (one.1 * other.1), shared.sqrt())
}

/// How log-odds are shifted before they become the probabilities that neighbourhoods are made of.
const SHIFTS: [f64; 3] = [0.0, 2.0, -2.0];

/// What an article's pairs amount to.
struct View {
    best: f64,
    length: f64,
    /// Sums of probabilities, oneself being certain.
    sums: [f64; SHIFTS.len()],
}

fn probability(odds: f64, shift: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-odds - shift))
}

impl View {
    fn of(near: &[(u32, f64)]) -> Self {
        let best = near.iter().map(|(_, odds)| *odds).fold(LOWEST, f64::max);
        let length = libm::sqrt(near.iter().map(|(_, odds)| (odds - LOWEST) * (odds - LOWEST)).sum()).max(1e-9);
        Self { best, length, sums: SHIFTS.map(|shift| 1.0 + near.iter().map(|(_, odds)| probability(*odds, shift)).sum::<f64>()) }
    }

    /// The cosine of the two profiles of log-odds, and the shares of neighbours that are neighbours of both (Ružička 1958, on weights).
    fn beside(&self, other: &Self, near: &[(u32, f64)], others: &[(u32, f64)], (left, right): (u32, u32)) -> (f64, [f64; SHIFTS.len()]) {
        let (mut product, mut least) = (0.0, [0.0; SHIFTS.len()]);
        let mut add = |one: f64, two: f64| {
            for (least, shift) in least.iter_mut().zip(SHIFTS) {
                *least += probability(one.min(two), shift);
            }
        };
        let (mut at, mut place) = (0, 0);
        while at < near.len() && place < others.len() {
            match near[at].0.cmp(&others[place].0) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Greater => place += 1,
                std::cmp::Ordering::Equal => {
                    product += (near[at].1 - LOWEST) * (others[place].1 - LOWEST);
                    add(near[at].1, others[place].1);
                    (at, place) = (at + 1, place + 1);
                }
            }
        }
        // Each of the two is certainly its own neighbour, and the other's as far as the pair goes.
        let own = near
            .iter()
            .find(|(at, _)| *at == right)
            .or_else(|| others.iter().find(|(at, _)| *at == left))
            .map_or(LOWEST, |(_, odds)| *odds);
        add(own, own);
        add(own, own);
        let share = |at: usize| least[at] / (self.sums[at] + other.sums[at] - least[at]);
        (product / (self.length * other.length), [share(0), share(1), share(2)])
    }
}
