//! Which items a classifier learns from and which it is asked about.
//!
//! A fold hangs on the item's text, or on the article, document or story that it comes from: never on its place in the file, so that two versions of a set, or two
//! programs, split alike, and sentences of one article never stand on both sides.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::evaluate::outcome::Options;

/// How to split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::EnumString, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Split {
    /// Nothing is trained: a shipped model on all items.
    Shipped,
    /// Cross-validation over folds.
    Cv,
    /// Every outlet is asked about by a model that has seen only the others.
    LeaveOutletOut,
    /// The set's own training and test parts.
    Given,
}

/// One training and one test part, as places in the list of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The fold's number, the outlet's or the part's name.
    pub name: String,
    /// Learn from these.
    pub train: Vec<usize>,
    /// Ask about these.
    pub test: Vec<usize>,
}

/// The fold of an item: first byte of the SHA-256 of its key, modulo the number of folds.
#[must_use]
pub fn fold(key: &str, folds: u8) -> u8 {
    Sha256::digest(key.as_bytes())[0] % folds.max(1)
}

/// A text as its fold is taken of: lower case, runs of white space made one blank.
#[must_use]
pub fn normalized(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The parts of a cross-validation; folds without items are left out.
#[must_use]
pub fn cross_validation(keys: &[&str], folds: u8) -> Vec<Part> {
    let assigned: Vec<u8> = keys.iter().map(|key| fold(key, folds)).collect();
    let part = |number: u8| divide(number.to_string(), keys.len(), |item| assigned[item] == number);
    (0..folds).map(part).filter(|part| !part.test.is_empty()).collect()
}

/// A part for each outlet, in the order of their names. Items without one are always learned from and never asked about.
#[must_use]
pub fn leave_outlet_out(outlets: &[Option<&str>]) -> Vec<Part> {
    let names: BTreeSet<&str> = outlets.iter().flatten().copied().collect();
    names.into_iter().map(|name| divide(name.to_owned(), outlets.len(), |item| outlets[item] == Some(name))).collect()
}

/// The parts of a split that trains: by fold key, outlet, and the part that each item was shipped in.
///
/// # Errors
///
/// [`Error::Data`] when the set does not allow the split, with what it would need.
pub fn parts(keys: &[&str], outlets: &[Option<&str>], shipped_in: &[Option<&str>], options: &Options) -> Result<Vec<Part>> {
    let parts = match options.split {
        Split::Cv | Split::Shipped => cross_validation(keys, options.folds),
        Split::LeaveOutletOut => leave_outlet_out(outlets),
        Split::Given => {
            let of =
                |train: bool| (0..keys.len()).filter(|&item| shipped_in[item].is_some_and(|split| (split == "train") == train)).collect();
            vec![Part { name: "given".to_owned(), train: of(true), test: of(false) }]
        }
    };
    let unusable = parts.iter().any(|part| part.train.is_empty() || part.test.is_empty());
    if unusable || parts.len() < 2 && options.split != Split::Given {
        let missing = match options.split {
            Split::LeaveOutletOut => "two outlets or more",
            Split::Given => "a part `train` and another one",
            Split::Cv | Split::Shipped => "items in two folds or more",
        };
        return Err(Error::Data(format!("the set does not allow --split {}: it needs {missing}", options.split)));
    }
    Ok(parts)
}

fn divide(name: String, items: usize, is_test: impl Fn(usize) -> bool) -> Part {
    let (test, train) = (0..items).partition(|&item| is_test(item));
    Part { name, train, test }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_hangs_on_the_words_alone() {
        assert_eq!(fold(&normalized(" The  DAM\nbroke"), 5), fold("the dam broke", 5));
        assert_eq!(fold("abc", 251), 0xba, "SHA-256 of abc begins with ba (FIPS 180-4)");
    }

    #[test]
    fn every_item_is_asked_about_once() {
        let keys: Vec<String> = (0..200).map(|item| format!("item {item}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let parts = cross_validation(&keys, 5);
        assert_eq!(parts.len(), 5);
        let mut asked: Vec<usize> = parts.iter().flat_map(|part| part.test.clone()).collect();
        asked.sort_unstable();
        assert_eq!(asked, (0..200).collect::<Vec<_>>());
        assert!(parts.iter().all(|part| part.train.len() + part.test.len() == 200));
    }

    #[test]
    fn an_outlet_is_asked_about_by_a_model_that_has_not_seen_it() {
        let parts = leave_outlet_out(&[Some("b"), None, Some("a"), Some("b")]);
        assert_eq!(parts[0], Part { name: "a".into(), train: vec![0, 1, 3], test: vec![2] });
        assert_eq!(parts[1], Part { name: "b".into(), train: vec![1, 2], test: vec![0, 3] });
    }
}
