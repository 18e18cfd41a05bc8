//! The whole way from readers to comparisons, on any number of threads. The only room that knows threads.
//!
//! One thread reads, the others take articles apart and render what becomes of them, and the caller gets it in the order of the input. No more than a
//! few batches are under way at a time, so memory does not grow with the corpus.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::article::Article;
use crate::compare::{self, EventComparison, Null, Workers};
use crate::cue::Voice;
use crate::error::Result;
use crate::find::{Depth, LexiconFinder};
use crate::group::Event;
use crate::lexicon::{Lexicon, Matcher};
use crate::model::shipped::{ATTRIBUTIONS, HEDGED, Shipped};
use crate::read::{Problem, Reader};
use crate::score::ArticleScore;
use crate::text::{Analyzer, Attributor};

/// Most articles of a batch, and the bytes of text at which it is full.
const BATCH: (usize, usize) = (16, 1 << 18);

/// Everything that turns an article into a score.
#[derive(Debug)]
pub struct Pipeline {
    analyzer: Analyzer,
    finder: LexiconFinder,
    reported_as: Voice,
}

impl Pipeline {
    /// A pipeline over these lexicons. `reported_as` is the voice that the content of indirect attributions counts as.
    #[must_use]
    pub fn new(lexicons: Vec<Lexicon>, reported_as: Voice) -> Self {
        let matcher = Arc::new(Matcher::new(lexicons));
        Self { analyzer: Analyzer::over(Arc::clone(&matcher)), finder: LexiconFinder::new(matcher, reported_as), reported_as }
    }

    /// The pipeline, going as deep as this.
    #[must_use]
    pub fn reading(self, depth: Depth) -> Self {
        let attributor = if depth == Depth::Full { Attributor::Shipped } else { Attributor::Rules };
        Self { analyzer: self.analyzer.attributing(attributor), finder: self.finder.reading(depth), ..self }
    }

    /// The models that scores of this depth rest on.
    #[must_use]
    pub fn models(depth: Depth) -> &'static [Shipped] {
        if depth == Depth::Full { &[ATTRIBUTIONS, HEDGED] } else { &[] }
    }

    /// The lexicons behind the cues.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        self.finder.matcher()
    }

    /// Scores one article.
    #[must_use]
    pub fn score(&self, article: Article) -> ArticleScore {
        let document = self.analyzer.document(Arc::new(article));
        let found = self.finder.findings(&document);
        ArticleScore::new(document, found, self.reported_as)
    }

    /// Scores all articles of a reader on `threads` threads. `render` runs on these threads; `sink` takes its results in the order of the input.
    /// Returns the reader, which knows what was read.
    ///
    /// # Errors
    ///
    /// The first error of `sink`, which ends the run.
    pub fn run<T: Send>(
        &self,
        reader: Reader,
        threads: usize,
        render: impl Fn(std::result::Result<ArticleScore, Problem>) -> T + Sync,
        sink: impl FnMut(T) -> Result<()>,
    ) -> Result<Reader> {
        each(reader, threads, |article| render(article.map(|article| self.score(article))), sink)
    }
}

/// Compares events on `threads` threads, see [`compare::compare_all`].
#[must_use]
pub fn compare(events: &[Event], scores: &[ArticleScore], options: &compare::Options, threads: usize) -> Vec<EventComparison> {
    compare::compare_all(events, scores, options, &Threads(threads))
}

/// How often chance alone would have spoken, on `threads` threads, see [`compare::null`].
#[must_use]
pub fn null(events: &[Event], scores: &[ArticleScore], options: &compare::Options, draws: usize, threads: usize) -> Null {
    compare::null(events, scores, options, draws, &Threads(threads))
}

/// So many threads, which take the next task as they become free.
#[derive(Clone, Copy, Debug)]
pub struct Threads(pub usize);

impl Workers for Threads {
    fn map<T: Send>(&self, tasks: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let take = || {
            let mut done = Vec::new();
            loop {
                let task = next.fetch_add(1, Ordering::Relaxed);
                if task >= tasks {
                    return done;
                }
                done.push((task, work(task)));
            }
        };
        let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.0.min(tasks)).map(|_| scope.spawn(take)).collect();
            let mut done = take();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(task, _)| *task);
        done.into_iter().map(|(_, made)| made).collect()
    }
}

/// Makes something of every article of a reader on `threads` threads. `work` runs on these threads; `sink` takes its results in the order of the input. Returns the
/// reader, which knows what was read.
///
/// # Errors
///
/// The first error of `sink`, which ends the run.
pub fn each<T: Send>(
    reader: Reader,
    threads: usize,
    work: impl Fn(std::result::Result<Article, Problem>) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<()>,
) -> Result<Reader> {
    let threads = threads.max(1);
    let window = threads as u64 * 4;
    // How many batches the sink has taken: the reader stays at most `window` ahead, whatever one slow article does.
    let taken = (Mutex::new(0u64), Condvar::new());
    std::thread::scope(|scope| {
        let (send_batch, batches) = sync_channel::<(u64, Vec<std::result::Result<Article, Problem>>)>(threads * 2);
        let (send_done, done) = sync_channel::<(u64, Vec<T>)>(threads * 2);
        let batches = Mutex::new(batches);
        let reading = scope.spawn({
            let taken = &taken;
            move || read(reader, window, taken, |number, batch| send_batch.send((number, batch)).is_ok())
        });
        let batches = Arc::new(batches);
        for _ in 0..threads {
            let (batches, send_done, work) = (Arc::clone(&batches), send_done.clone(), &work);
            scope.spawn(move || {
                while let Some((number, batch)) = receive(&batches) {
                    let rendered = batch.into_iter().map(work).collect();
                    if send_done.send((number, rendered)).is_err() {
                        break;
                    }
                }
            });
        }
        drop((send_done, batches));
        let outcome = in_order(&done, &taken, &mut sink);
        // Whoever still waits for room or for the sink must wake up and see that nobody listens.
        drop(done);
        *taken.0.lock().unwrap_or_else(PoisonError::into_inner) = u64::MAX / 2;
        taken.1.notify_all();
        let reader = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        outcome.map(|()| reader)
    })
}

fn receive<T>(channel: &Mutex<Receiver<T>>) -> Option<T> {
    channel.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn read(
    mut reader: Reader,
    window: u64,
    (taken, changed): &(Mutex<u64>, Condvar),
    mut send: impl FnMut(u64, Vec<std::result::Result<Article, Problem>>) -> bool,
) -> Reader {
    for number in 0.. {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH.0 && bytes < BATCH.1 {
            let Some(article) = reader.next() else { break };
            bytes += article.as_ref().map_or(0, |article| article.text.len());
            batch.push(article);
        }
        if batch.is_empty() {
            break;
        }
        let guard = taken.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_while(guard, |taken| number >= *taken + window).unwrap_or_else(PoisonError::into_inner));
        if !send(number, batch) {
            break;
        }
    }
    reader
}

fn in_order<T>(
    done: &Receiver<(u64, Vec<T>)>,
    (taken, changed): &(Mutex<u64>, Condvar),
    sink: &mut impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, batch) in done {
        waiting.insert(number, batch);
        while let Some(batch) = waiting.remove(&next) {
            batch.into_iter().try_for_each(&mut *sink)?;
            next += 1;
            *taken.lock().unwrap_or_else(PoisonError::into_inner) = next;
            changed.notify_all();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_give_results_in_the_order_of_the_tasks() {
        for threads in [0, 1, 3, 200] {
            assert_eq!(Threads(threads).map(100, |task| task * task), (0..100).map(|task| task * task).collect::<Vec<_>>());
        }
        assert!(Threads(2).map(0, |task| task).is_empty());
    }
}
