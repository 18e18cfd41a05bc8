//! The background of words, counted over articles.

use std::collections::{HashMap, HashSet};

use crate::article::{Article, Field};
use crate::model::{Background, WordCount};
use crate::text::tokens;
use crate::token::TokenKind;

/// Words in fewer articles are left out: mostly slips, and names that say as much as any unknown one.
pub const LEAST: u64 = 3;

/// Counts words of articles, one after the other; the order is of no consequence.
#[derive(Debug, Default)]
pub struct Counter {
    counts: HashMap<u32, WordCount>,
    articles: u64,
    words: u64,
}

impl Counter {
    /// Adds the words of an article, title and text, page debris left out.
    pub fn add(&mut self, article: &Article) {
        let mut here = HashSet::new();
        for field in [Field::Title, Field::Text] {
            // A title that the text repeats is counted there.
            if field == Field::Title && article.headline.is_some() {
                continue;
            }
            let text = article.field(field);
            let mut before_is_small = false;
            for token in tokens(article, field) {
                let slice = token.slice(text);
                let small = token.kind == TokenKind::Word && slice.starts_with(char::is_lowercase);
                if token.kind == TokenKind::Word {
                    let key = Background::key(slice);
                    let count = self.counts.entry(key).or_default();
                    count.uses += 1;
                    count.articles += u64::from(here.insert(key));
                    count.inside += u64::from(before_is_small);
                    count.capitals += u64::from(before_is_small && slice.starts_with(char::is_uppercase));
                    self.words += 1;
                }
                before_is_small = small;
            }
        }
        self.articles += 1;
    }

    /// Number of articles so far.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.articles
    }

    /// The table of words that stand in [`LEAST`] articles or more.
    #[must_use]
    pub fn finish(self) -> Background {
        Background::new(self.counts, self.articles, self.words, LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_once_an_article_and_by_each_use() {
        let mut counter = Counter::default();
        for at in 0..8 {
            let text = if at < 6 { "The lock at Vask broke. The water of Vask’s locks rose." } else { "Nothing else happened here." };
            let mut article = Article::new(at.to_string().as_str(), text);
            article.title = Some("Water Rises At Vask".to_owned());
            counter.add(&article);
        }
        let table = counter.finish();
        assert!((table.document_frequency("lock") - 0.75).abs() < 1e-3 && (table.document_frequency("Water") - 1.0).abs() < 1e-9);
        // Six texts of eleven words, two of four, eight titles of four; Vask twice in each of the six and once in each title.
        let words = 6.0 * (11.0 + 4.0) + 2.0 * (4.0 + 4.0);
        assert!((table.per_million("vask") - 20.0 / words * 1e6).abs() / 1e6 < 2e-3, "{}", table.per_million("vask"));
        // The title's capitals are due to its case, and say nothing.
        assert!(table.capitals("vask").is_some_and(|share| share > 0.99) && table.capitals("rises").is_none());
    }
}
