//! How often chance alone would have spoken: outlet labels are shuffled between the articles of each event, and all tests are made again.

use crate::article::Outlet;
use crate::compare::coverage::{Coverage, Covered};
use crate::compare::stream::Stream;
use crate::compare::{OneByOne, Options, Workers, contrasts, covered, paired, words};
use crate::group::Event;
use crate::score::ArticleScore;

/// How many times labels are shuffled, where nothing else is asked.
pub const DRAWS: usize = 200;

/// Below this, a p or q is said to speak.
const SPEAKS: f64 = 0.05;

/// The shares of comparisons under shuffled labels that would have found something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// How many times labels were shuffled.
    pub draws: u64,
    /// Share of comparisons with any contrast whose q is below .05; `None` where there was nothing to test.
    pub contrasts: Option<f64>,
    /// Share of comparisons with any word whose p is below .05; `None` where there was nothing to test.
    pub words: Option<f64>,
}

/// Shuffles outlet labels inside events and counts what the tests find then, over all comparisons of a run: each event's, and the one over several.
#[must_use]
pub fn null(events: &[Event], scores: &[ArticleScore], options: &Options, draws: usize, workers: &impl Workers) -> Null {
    let covered: Vec<Covered<'_>> = events.iter().filter_map(|event| covered(event, scores)).collect();
    let counts = workers.map(draws, |draw| {
        let mut stream = Stream::new(options.seed, &["null", &draw.to_string()]);
        let shuffled: Vec<Covered<'_>> = covered.iter().map(|one| shuffled(one, &mut stream)).collect();
        let mut count = Counted::default();
        for one in &shuffled {
            let coverage = Coverage::new(one.event.as_str(), std::slice::from_ref(one));
            count.comparison(&coverage, options);
        }
        if shuffled.len() > 1 {
            count.comparison(&Coverage::new("", &shuffled), options);
        }
        count
    });
    let mut sum = Counted::default();
    for count in &counts {
        sum.contrasts.add(count.contrasts);
        sum.words.add(count.words);
    }
    Null { draws: draws as u64, contrasts: sum.contrasts.share(), words: sum.words.share() }
}

/// An event whose articles count for outlets in random order.
fn shuffled<'a>(covered: &Covered<'a>, stream: &mut Stream) -> Covered<'a> {
    let mut outlets: Vec<&Outlet> = covered.articles.iter().map(|(_, outlet)| *outlet).collect();
    stream.shuffle(&mut outlets);
    let articles = covered.articles.iter().zip(outlets).map(|((article, _), outlet)| (*article, outlet)).collect();
    Covered { event: covered.event, places: covered.places.clone(), articles }
}

/// How many comparisons were tested, and how many spoke.
#[derive(Clone, Copy, Default)]
struct Spoken {
    tested: u64,
    spoke: u64,
}

impl Spoken {
    fn add(&mut self, other: Self) {
        self.tested += other.tested;
        self.spoke += other.spoke;
    }

    fn count(&mut self, spoke: bool) {
        self.add(Self { tested: 1, spoke: u64::from(spoke) });
    }

    fn share(self) -> Option<f64> {
        (self.tested > 0).then(|| self.spoke as f64 / self.tested as f64)
    }
}

#[derive(Clone, Copy, Default)]
struct Counted {
    contrasts: Spoken,
    words: Spoken,
}

impl Counted {
    fn comparison(&mut self, coverage: &Coverage<'_>, options: &Options) {
        let tested = if coverage.events == 1 { contrasts::tests(coverage, options) } else { paired::tests(coverage, options) };
        if !tested.is_empty() {
            self.contrasts.count(contrasts::any_below(&tested, SPEAKS));
        }
        if let Some(spoke) = words::any_below(coverage, SPEAKS, options, &OneByOne) {
            self.words.count(spoke);
        }
    }
}
