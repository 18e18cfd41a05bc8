//! From an article to all that grouping needs of it: weighed terms by field, names, numbers, days, and a fingerprint of its wording. The text itself is let go.
//!
//! A word counts by how rare it is in news at large ([`Background`]), not in the run, so that a sketch is the same in any company. Words are cut to their first
//! letters: *authorizes* and *authorization* say the same of an event, and no list of endings knows as much. Of a long article only the beginning counts, where news
//! says what it is about (Bell 1991, *The language of news media*, on the lead).

use std::collections::BTreeMap;

use crate::article::{Article, ArticleId, Field, Outlet};
use crate::group::copies::Wording;
use crate::group::dates;
use crate::model::Background;
use crate::span::Span;
use crate::text::tokens;
use crate::token::{Token, TokenKind, fold, fold_hash};

/// Characters that stand for a word.
const LETTERS: usize = 6;
/// Words of the text that are its lead, and those that count at all. Of 120, long articles on one event share too little to be told as one; what lies far behind is
/// mostly background.
const LEAD: usize = 50;
const BODY: usize = 250;
/// Words in more than about a third of all articles tell nothing.
const LEAST_IDF: f64 = 1.0;
/// Share of capitals from which on a word is a name.
const NAME: f64 = 0.5;
/// Telling words that are kept as they are written.
const TELLING: usize = 16;

/// What grouping keeps of an article.
#[derive(Clone, Debug)]
pub struct Sketch {
    pub(super) id: ArticleId,
    pub(super) outlet: Option<Outlet>,
    /// Days since 1970-01-01, where the date can be read.
    pub(super) day: Option<i32>,
    pub(super) words: u64,
    /// In the order of their keys.
    pub(super) terms: Vec<Term>,
    /// Names of several words, with their weight, in the order of their hashes.
    pub(super) runs: Vec<(u32, f32)>,
    /// Neighbouring words, likewise.
    pub(super) pairs: Vec<(u32, f32)>,
    /// Figures, in order.
    pub(super) figures: Vec<u32>,
    /// The first day of the week that the text names.
    pub(super) weekday: Option<u8>,
    /// Names and words that tell what it is about, the most telling first.
    pub(super) telling: Vec<Telling>,
    pub(super) wording: Wording,
}

/// A word of an article, by field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) key: u32,
    pub(super) idf: f32,
    pub(super) title: u16,
    pub(super) lead: u16,
    pub(super) body: u16,
    pub(super) name: u16,
}

/// A name or word as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Telling {
    pub(super) words: String,
    pub(super) name: bool,
    pub(super) weight: f32,
}

/// Counts that become a [`Sketch`].
#[derive(Default)]
struct Gathered {
    terms: BTreeMap<u32, Term>,
    runs: BTreeMap<u32, f32>,
    pairs: BTreeMap<u32, f32>,
    figures: Vec<u32>,
    weekday: Option<u8>,
    /// By folded form: as written, whether it is a name, how often, and its weight.
    telling: BTreeMap<String, (String, bool, u32, f64)>,
}

/// Where a word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Lead,
    Body,
}

impl Sketch {
    /// Reads an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        // A title that the text repeats as its first line is counted there, once.
        let title = if article.headline.is_none() { tokens(article, Field::Title) } else { Vec::new() };
        let text = tokens(article, Field::Text);
        Self::from_tokens(article, &title, &text)
    }

    /// Reads an article that is taken apart already.
    pub(super) fn from_tokens(article: &Article, title: &[Token], text: &[Token]) -> Self {
        let mut gathered = Gathered::default();
        gathered.add(article.field(Field::Title), title, |_| Some(Place::Title));
        // A first line that stands for the title is one.
        let headline = article.headline.map_or(0, Span::end);
        let mut words = 0;
        gathered.add(article.field(Field::Text), text, |token| {
            if token.span.end() <= headline {
                return Some(Place::Title);
            }
            words += usize::from(token.is_word());
            match words {
                0..=LEAD => Some(Place::Lead),
                _ if words <= BODY => Some(Place::Body),
                _ => None,
            }
        });
        let telling = gathered.telling();
        gathered.figures.sort_unstable();
        gathered.figures.dedup();
        Self {
            id: article.id.clone(),
            outlet: article.outlet.clone(),
            day: article.published.as_deref().and_then(dates::day),
            words: title.iter().chain(text).filter(|token| token.is_word()).count() as u64,
            terms: gathered.terms.into_values().collect(),
            runs: gathered.runs.into_iter().collect(),
            pairs: gathered.pairs.into_iter().collect(),
            figures: gathered.figures,
            weekday: gathered.weekday,
            telling,
            wording: Wording::new(&article.text, text),
        }
    }
}

impl Gathered {
    fn add(&mut self, text: &str, tokens: &[Token], mut place: impl FnMut(&Token) -> Option<Place>) {
        let background = Background::shipped();
        let mut run: Vec<(&Token, u32, f64)> = Vec::new();
        let mut before: Option<(u32, f64)> = None;
        let mut end = 0;
        for token in tokens {
            let Some(place) = place(token) else { break };
            let slice = token.slice(text);
            if !text[end..token.span.start()].chars().all(|c| c == ' ') {
                self.close(text, &mut run);
            }
            end = token.span.end();
            match token.kind {
                TokenKind::Mark => {
                    self.close(text, &mut run);
                    continue;
                }
                TokenKind::Number => {
                    self.figures.extend(figure(slice));
                    self.close(text, &mut run);
                    continue;
                }
                TokenKind::Word => {}
            }
            let key = Background::key(slice);
            if place != Place::Title && self.weekday.is_none() {
                self.weekday = dates::weekday(&fold(slice));
            }
            let idf = background.idf_of(key);
            if idf < LEAST_IDF {
                self.close(text, &mut run);
                continue;
            }
            let is_name = slice.starts_with(char::is_uppercase)
                && background.capitals_of(key).is_none_or(|share| share > NAME)
                && dates::weekday(&fold(slice)).is_none();
            let stem = stem(slice);
            self.count(stem, idf, place, is_name);
            if place != Place::Title
                && let Some((other, weight)) = before.replace((stem, idf))
            {
                #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a few units")]
                self.pairs.insert(other.rotate_left(11) ^ stem, (weight + idf) as f32);
            }
            if is_name {
                run.push((token, stem, idf));
            } else {
                self.close(text, &mut run);
                self.tell(without_ending(slice), false, idf);
            }
        }
        self.close(text, &mut run);
    }

    fn count(&mut self, key: u32, idf: f64, place: Place, is_name: bool) {
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a few units")]
        let idf = idf as f32;
        let term = self.terms.entry(key).or_insert(Term { key, idf, title: 0, lead: 0, body: 0, name: 0 });
        term.idf = term.idf.min(idf);
        let add = |count: &mut u16, yes: bool| *count = count.saturating_add(u16::from(yes));
        add(&mut term.title, place == Place::Title);
        add(&mut term.lead, place != Place::Body);
        add(&mut term.body, true);
        add(&mut term.name, is_name);
    }

    /// Ends a run of names.
    fn close(&mut self, text: &str, run: &mut Vec<(&Token, u32, f64)>) {
        let (Some((first, ..)), Some((last, ..))) = (run.first(), run.last()) else { return };
        let mut weights: Vec<f64> = run.iter().map(|(_, _, idf)| *idf).collect();
        weights.sort_by(f64::total_cmp);
        let weight: f64 = weights.iter().rev().take(2).sum();
        let words = without_ending(&text[first.span.start()..last.span.end()]);
        // The rarest word of a name says what the name says; the others come with it.
        self.tell(words, true, weights.last().copied().unwrap_or(0.0));
        if run.len() > 1 {
            let hash = run
                .iter()
                .fold(run.len() as u64, |hash, (_, stem, _)| (hash ^ u64::from(*stem)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23));
            #[expect(clippy::cast_possible_truncation, reason = "the high half of a mixed hash, and a logarithm of a few units")]
            self.runs.insert((hash >> 32) as u32, weight as f32);
        }
        run.clear();
    }

    fn tell(&mut self, words: &str, name: bool, weight: f64) {
        let entry = self.telling.entry(fold(words).into_owned()).or_insert_with(|| (words.to_owned(), name, 0, weight));
        entry.2 += 1;
        // Words of a headline in title case are written small where the text does.
        if !name && words.starts_with(char::is_lowercase) {
            words.clone_into(&mut entry.0);
        }
        // A word that is a name in one place is one in all.
        if name && !entry.1 {
            (entry.0, entry.1) = (words.to_owned(), true);
        }
    }

    fn telling(&mut self) -> Vec<Telling> {
        let weigh = |(words, name, count, idf): (String, bool, u32, f64)| {
            #[expect(clippy::cast_possible_truncation, reason = "a product of logarithms")]
            let weight = ((1.0 + libm::log(f64::from(count))) * idf) as f32;
            Telling { words, name, weight }
        };
        let mut telling: Vec<Telling> = std::mem::take(&mut self.telling).into_values().map(weigh).collect();
        telling.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.words.cmp(&b.words)));
        // As many names as words, so that neither crowds out the other.
        let (names, words): (Vec<Telling>, Vec<Telling>) = telling.into_iter().partition(|one| one.name);
        names.into_iter().take(TELLING).chain(words.into_iter().take(TELLING)).collect()
    }
}

/// The hash of a word's first letters, folded.
fn stem(word: &str) -> u32 {
    let word = without_ending(word);
    match word.char_indices().nth(LETTERS) {
        Some((end, _)) => fold_hash(&word[..end]),
        None => fold_hash(word),
    }
}

/// The word without the ending of the possessive.
fn without_ending(word: &str) -> &str {
    let plain = ["'s", "\u{2019}s", "'S", "\u{2019}S"].into_iter().find_map(|ending| word.strip_suffix(ending));
    plain.filter(|plain| !plain.is_empty()).unwrap_or(word)
}

/// A figure that may tell one event from another: not a year, nor a number that any text holds.
fn figure(digits: &str) -> Option<u32> {
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    let whole = plain.parse::<u32>().ok();
    whole.is_none_or(|number| number > 12 && !(1900..2100).contains(&number)).then(|| fold_hash(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_holds_names_figures_and_the_first_day() {
        let mut article = Article::new(
            "a",
            "Mayor Orsa Pellin’s council closed 43 schools in Brennick on Tuesday, 12 of them for good. On Friday it met.",
        );
        article.title = Some("Brennick Closes Schools".to_owned());
        article.published = Some("2021-03-04T10:00:00Z".to_owned());
        let sketch = Sketch::of(&article);
        assert_eq!((sketch.weekday, sketch.figures.len()), (Some(1), 1));
        assert_eq!(sketch.day, Some(18_690));
        let told: Vec<&str> = sketch.telling.iter().filter(|one| one.name).map(|one| one.words.as_str()).collect();
        assert!(told.iter().any(|name| name.ends_with("Orsa Pellin")) && told.contains(&"Brennick"), "{told:?}");
        let school = sketch.terms.iter().find(|term| term.key == stem("schools")).expect("the word");
        assert_eq!((school.title, school.lead, school.name), (1, 2, 0));
    }

    #[test]
    fn forms_of_a_word_are_one_term() {
        assert_eq!(stem("authorizes"), stem("Authorization"));
        assert_eq!(stem("Vask’s"), stem("vask"));
        assert_eq!((figure("2,021"), figure("7")), (None, None));
        assert_eq!(figure("3,000"), figure("3000"));
    }
}
