//! Measures how news outlets frame the same event.
//!
//! Article files go in at one end; at the other comes out what each outlet said in its own voice, how loaded and how sure its words are, and where
//! outlets differ. Every number leads back to spans of the text. The rooms are named after what happens to a text in them, in this order: [`read`], [`text`],
//! [`find`], [`score`], [`group`], [`compare`], [`report`]; [`pipeline`] runs the first half on many threads.
//!
//! ```
//! use parallax::{article::Article, compare, cue::Voice, group, lexicon::Lexicon, pipeline::Pipeline, read};
//!
//! # fn main() -> parallax::Result<()> {
//! let pipeline = Pipeline::new(Lexicon::shipped()?, Voice::Reported);
//! let inputs = ["evaluation/samples/karvel-dam".to_owned()];
//! let articles: Vec<Article> = read::Reader::new(&inputs, read::Options::default())?.filter_map(Result::ok).collect();
//! let scores: Vec<_> = articles.into_iter().map(|article| pipeline.score(article)).collect();
//! let (events, _) = group::by_given_event(&scores);
//! let comparison = compare::compare(&events[0], &scores, &compare::Options::default()).expect("six outlets");
//! assert_eq!(comparison.outlets.len(), 6);
//! # Ok(())
//! # }
//! ```

pub mod article;
pub mod checksum;
pub mod compare;
pub mod cue;
mod error;
pub mod evaluate;
pub mod find;
pub mod group;
pub mod lexicon;
pub mod model;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod score;
pub mod span;
pub mod text;
pub mod token;
pub mod train;
mod word_set;

pub use error::{Error, Result};
