//! From an entry to the forms that it matches: regular rules of English spelling, and a table for the rest.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How an entry's words change form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inflect {
    /// As they stand.
    Fixed,
    /// The first word is a verb.
    Verb,
    /// The last word is a noun.
    Noun,
    /// The last word is an adjective.
    Adjective,
    /// Exactly these, beside the entry.
    Forms(Vec<String>),
}

/// Rows of `models/lexicons/irregular.tsv`: lemma, third person, past, participle, -ing form; a bar separates variants.
static IRREGULAR: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let table = include_str!("../../models/lexicons/irregular.tsv");
    table
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(lemma, forms)| (lemma, forms.split(['\t', '|']).collect()))
        .collect()
});

/// Lemma by irregular form; of a form of several verbs the first in the table.
static LEMMAS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut lemmas = HashMap::new();
    let mut rows: Vec<_> = IRREGULAR.iter().collect();
    rows.sort_unstable_by_key(|(lemma, _)| **lemma);
    for (lemma, forms) in rows {
        for form in forms {
            lemmas.entry(*form).or_insert(*lemma);
        }
    }
    lemmas
});

/// The verb that a folded word is an irregular form of.
pub(super) fn lemma(word: &str) -> Option<&'static str> {
    LEMMAS.get(word).copied().filter(|_| !IRREGULAR.contains_key(word))
}

/// All forms of `words`, the entry itself first, without repetition.
pub(super) fn forms(words: &str, inflect: &Inflect) -> Vec<String> {
    let mut forms = vec![words.to_owned()];
    match inflect {
        Inflect::Fixed => {}
        Inflect::Forms(more) => forms.extend(more.iter().cloned()),
        Inflect::Verb => {
            let (verb, rest) = words.split_at(words.find([' ', '-']).unwrap_or(words.len()));
            forms.extend(verb_forms(verb).into_iter().map(|form| form + rest));
        }
        Inflect::Noun | Inflect::Adjective => {
            let (start, last) = words.split_at(words.rfind([' ', '-']).map_or(0, |at| at + 1));
            let of = if *inflect == Inflect::Noun { noun_forms(last) } else { adjective_forms(last) };
            forms.extend(of.into_iter().map(|form| format!("{start}{form}")));
        }
    }
    let mut seen = std::collections::HashSet::new();
    forms.retain(|form| seen.insert(form.clone()));
    forms
}

fn verb_forms(verb: &str) -> Vec<String> {
    if let Some(forms) = IRREGULAR.get(verb) {
        return forms.iter().map(|&form| form.to_owned()).collect();
    }
    let mut forms = regular_verb_forms(verb);
    // British spelling beside American: politicise, labelled.
    if let Some(stem) = verb.strip_suffix("ize").filter(|stem| stem.len() > 2) {
        let british = format!("{stem}ise");
        forms.extend(regular_verb_forms(&british));
        forms.push(british);
    }
    if ends_in_vowel_and(verb, 'l') {
        forms.extend([format!("{verb}led"), format!("{verb}ling")]);
    }
    forms
}

fn regular_verb_forms(verb: &str) -> Vec<String> {
    let third = add_s(verb);
    let (past, ing) = if let Some(stem) = verb.strip_suffix('e') {
        // agree, dye and shoe keep their e.
        let keeps = verb.ends_with("ee") || verb.ends_with("ye") || verb.ends_with("oe");
        (format!("{verb}d"), if keeps { format!("{verb}ing") } else { format!("{stem}ing") })
    } else if let Some(stem) = consonant_y(verb) {
        (format!("{stem}ied"), format!("{verb}ing"))
    } else {
        (format!("{verb}ed"), format!("{verb}ing"))
    };
    vec![third, past, ing]
}

/// Plural and possessives.
fn noun_forms(noun: &str) -> Vec<String> {
    let plural = if let Some(stem) = noun.strip_suffix("man").filter(|_| noun != "human" && noun != "german") {
        format!("{stem}men")
    } else if let Some(stem) = noun.strip_suffix("is").filter(|stem| stem.len() > 2) {
        format!("{stem}es")
    } else {
        add_s(noun)
    };
    let mut forms = vec![format!("{noun}'s"), plural.clone()];
    if !plural.ends_with('s') {
        forms.push(format!("{plural}'s"));
    }
    forms
}

fn adjective_forms(adjective: &str) -> Vec<String> {
    let stem = match (adjective.strip_suffix('e'), consonant_y(adjective)) {
        (Some(stem), _) => stem.to_owned(),
        (_, Some(stem)) => format!("{stem}i"),
        _ => adjective.to_owned(),
    };
    vec![format!("{stem}er"), format!("{stem}est")]
}

fn add_s(word: &str) -> String {
    if let Some(stem) = consonant_y(word) {
        format!("{stem}ies")
    } else if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| word.ends_with(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// The stem of a word in -y after a consonant.
fn consonant_y(word: &str) -> Option<&str> {
    word.strip_suffix('y').filter(|stem| !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
}

fn ends_in_vowel_and(word: &str, last: char) -> bool {
    word.strip_suffix(last).is_some_and(|stem| stem.ends_with(['a', 'e', 'o']) && !stem.ends_with("ea") && stem.len() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, inflect: &Inflect, expected: &[&str]) {
        let found = forms(words, inflect);
        for form in expected {
            assert!(found.iter().any(|f| f == form), "{words}: {form} is not in {found:?}");
        }
    }

    #[test]
    fn verbs_follow_english_spelling() {
        check("claim", &Inflect::Verb, &["claim", "claims", "claimed", "claiming"]);
        check("deny", &Inflect::Verb, &["denies", "denied", "denying"]);
        check("accuse of", &Inflect::Verb, &["accuses of", "accused of", "accusing of"]);
        check("blast", &Inflect::Verb, &["blasted"]);
        check("politicize", &Inflect::Verb, &["politicise", "politicised", "politicizing"]);
        check("label", &Inflect::Verb, &["labelled", "labeled"]);
        check("agree", &Inflect::Verb, &["agreed", "agreeing"]);
        check("cast doubt on", &Inflect::Verb, &["casts doubt on", "casting doubt on"]);
        check("say", &Inflect::Verb, &["says", "said", "saying"]);
        check("admit", &Inflect::Verb, &["admitted", "admitting"]);
    }

    #[test]
    fn nouns_have_plurals_and_possessives() {
        check("crony", &Inflect::Noun, &["cronies", "crony's"]);
        check("body bag", &Inflect::Noun, &["body bags", "body bag's"]);
        check("madman", &Inflect::Noun, &["madmen", "madmen's"]);
        check("witch hunt", &Inflect::Noun, &["witch hunts"]);
    }

    #[test]
    fn adjectives_compare() {
        check("ugly", &Inflect::Adjective, &["uglier", "ugliest"]);
        check("vile", &Inflect::Adjective, &["viler", "vilest"]);
    }

    #[test]
    fn a_fixed_entry_has_one_form() {
        assert_eq!(forms("no doubt", &Inflect::Fixed), ["no doubt"]);
    }
}
