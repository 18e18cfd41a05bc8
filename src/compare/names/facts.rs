//! What is known of the world: countries with the words for their people, capital, government and forces, and bodies with their short names.
//!
//! The tables stand in `models/places.tsv` and `models/bodies.tsv`. They hold facts and no opinion: a word is in them because it means one of these things
//! wherever news are written.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country of the table, by its row.
pub(in crate::compare) type Country = u16;

/// What a form of the tables says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compare) enum Fact {
    /// *Ukraine*.
    Country(Country),
    /// *Ukrainian*.
    Adjective(Country),
    /// *Ukrainians*.
    People(Country),
    /// *Kyiv*: a place, and its country's government where it acts.
    Capital(Country),
    /// *Kremlin*.
    Government(Country),
    /// *Red Army*.
    Forces(Country),
    /// *NATO*.
    Body(u16),
}

/// The forms of the tables by their first word.
pub(in crate::compare) struct Facts {
    places: Vec<&'static str>,
    bodies: Vec<&'static str>,
    forms: HashMap<&'static str, Vec<(Vec<&'static str>, Fact)>>,
}

pub(in crate::compare) static FACTS: LazyLock<Facts> =
    LazyLock::new(|| Facts::new(include_str!("../../../models/places.tsv"), include_str!("../../../models/bodies.tsv")));

impl Facts {
    fn new(places: &'static str, bodies: &'static str) -> Self {
        let mut facts = Self { places: Vec::new(), bodies: Vec::new(), forms: HashMap::new() };
        for (row, line) in (0u16..).zip(places.lines().skip(1)) {
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default();
            facts.places.push(name);
            facts.add(name, Fact::Country(row));
            let demonym = |form: &str| if form.ends_with('s') && form != "Swiss" { Fact::People(row) } else { Fact::Adjective(row) };
            let kinds: [&dyn Fn(&str) -> Fact; 5] =
                [&demonym, &|_| Fact::Capital(row), &|_| Fact::Country(row), &|_| Fact::Government(row), &|_| Fact::Forces(row)];
            for (forms, kind) in columns.zip(kinds) {
                for form in forms.split('|').filter(|form| !form.is_empty()) {
                    facts.add(form, kind(form));
                }
            }
        }
        for (row, line) in (0u16..).zip(bodies.lines().skip(1)) {
            let (name, also) = line.split_once('\t').unwrap_or((line, ""));
            facts.bodies.push(name);
            for form in [name].into_iter().chain(also.split('|')).filter(|form| !form.is_empty()) {
                facts.add(form, Fact::Body(row));
            }
        }
        for forms in facts.forms.values_mut() {
            forms.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        facts
    }

    fn add(&mut self, form: &'static str, fact: Fact) {
        let mut words = form.split([' ', '-', ',']).filter(|word| !word.is_empty());
        if let Some(first) = words.next() {
            // Words are looked up without possessive endings: *People's Army*.
            let rest = words.map(|word| word.strip_suffix("'s").unwrap_or(word)).collect();
            self.forms.entry(first.strip_suffix("'s").unwrap_or(first)).or_default().push((rest, fact));
        }
    }

    /// The longest form that begins with this word, and how many words it has; `next` gives the words after it.
    pub(in crate::compare) fn longest<'a>(&self, first: &str, next: impl Fn(usize) -> Option<&'a str>) -> Option<(Fact, usize)> {
        let forms = self.forms.get(&*plain(first)).or_else(|| self.forms.get(unshouted(first)?.as_str()))?;
        let same = |found: &str, word: &str| plain(found) == word || unshouted(found).is_some_and(|found| found == word);
        let fits = |rest: &[&str]| rest.iter().enumerate().all(|(at, word)| next(at + 1).is_some_and(|found| same(found, word)));
        forms.iter().find(|(rest, _)| fits(rest)).map(|(rest, fact)| (*fact, rest.len() + 1))
    }

    /// The name of a country.
    pub(in crate::compare) fn country(&self, row: Country) -> &'static str {
        self.places[usize::from(row)]
    }

    /// The name of a body.
    pub(in crate::compare) fn body(&self, row: u16) -> &'static str {
        self.bodies[usize::from(row)]
    }
}

impl Fact {
    /// The country that the form belongs to.
    pub(super) fn country(self) -> Option<Country> {
        match self {
            Self::Country(row)
            | Self::Adjective(row)
            | Self::People(row)
            | Self::Capital(row)
            | Self::Government(row)
            | Self::Forces(row) => Some(row),
            Self::Body(_) => None,
        }
    }
}

/// A word as the tables write it: without stops, with straight apostrophes.
fn plain(word: &str) -> Cow<'_, str> {
    if !word.contains(['.', '’', '‘']) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.chars().filter(|&c| c != '.').map(|c| if matches!(c, '’' | '‘') { '\'' } else { c }).collect())
}

/// A word in capitals with one capital: *UKRAINE* in a headline.
fn unshouted(word: &str) -> Option<String> {
    let shouted = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    shouted.then(|| word[..1].to_owned() + &word[1..].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(line: &str) -> impl Iterator<Item = &str> {
        line.split(['\t', '|']).filter(|form| !form.is_empty())
    }

    #[test]
    fn the_tables_are_sorted_and_no_form_means_two_things() {
        let mut seen = HashMap::new();
        for (table, columns) in [(include_str!("../../../models/places.tsv"), 6), (include_str!("../../../models/bodies.tsv"), 2)] {
            let rows: Vec<&str> = table.lines().skip(1).collect();
            assert!(rows.len() > 50);
            assert!(rows.windows(2).all(|pair| pair[0].split('\t').next() < pair[1].split('\t').next()), "not sorted");
            for row in rows {
                assert_eq!(row.split('\t').count(), columns, "{row}");
                for form in forms(row) {
                    assert_eq!(plain(form), form, "written otherwise than words are looked up");
                    if let Some(other) = seen.insert(form, row) {
                        panic!("{form} stands in {other} and in {row}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_longest_form_is_found_whatever_its_stops() {
        let find = |words: &[&str]| FACTS.longest(words[0], |at| words.get(at).copied());
        let (fact, length) = find(&["North", "Korean", "troops"]).expect("a demonym");
        assert_eq!((fact.country().map(|row| FACTS.country(row)), length), (Some("North Korea"), 2));
        assert!(matches!(find(&["D.P.R.K", "."]), Some((Fact::Country(_), 1))));
        assert!(matches!(find(&["U.S"]), Some((Fact::Country(_), 1))));
        assert!(find(&["us"]).is_none() && find(&["North", "Dakota"]).is_none());
        assert!(matches!(find(&["UKRAINE"]), Some((Fact::Country(_), 1))));
    }
}
