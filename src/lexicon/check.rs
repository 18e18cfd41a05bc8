//! The linter: proves that every entry of a lexicon can match, and that none says what another already says.

use crate::lexicon::entry::{Entry, Signal};
use crate::lexicon::gate::{Gate, GateWord, Side, WordClass};
use crate::lexicon::matcher::Matcher;
use crate::lexicon::table::Lexicon;
use crate::lexicon::words::Words;
use crate::span::Span;
use crate::token::tokenize;

/// Something wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// 1-based line of the table.
    pub line: usize,
    /// The entry.
    pub entry: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// All faults of a lexicon, in the order of its lines.
///
/// That an entry can match is shown, not argued: a sentence that meets its gates is written and the matcher is run over it.
#[must_use]
pub fn check(lexicon: &Lexicon) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |entry: &Entry, reason: String| findings.push(Finding { line: entry.line, entry: entry.words.clone(), reason });
    let mut owners: std::collections::HashMap<(String, Signal), &Entry> = std::collections::HashMap::new();
    let mut previous: Option<&Entry> = None;
    for entry in &lexicon.entries {
        if let Some(before) = previous.replace(entry)
            && before.words > entry.words
        {
            report(entry, format!("stands after `{}`; sort the table by entry", before.words));
        }
        for form in entry.forms() {
            match owners.entry((form.clone(), entry.signal)) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(entry);
                }
                std::collections::hash_map::Entry::Occupied(place)
                    if place.get().words == entry.words && place.get().line != entry.line =>
                {
                    report(entry, format!("is on line {} already, with the same kind; merge the two", place.get().line));
                    break;
                }
                // Two rows may share a form under different gates: that is how a table says "or".
                std::collections::hash_map::Entry::Occupied(place) if place.get().line != entry.line && covers(place.get(), entry) => {
                    report(
                        entry,
                        format!(
                            "its form `{form}` is matched by `{}` on line {} already; drop one of them",
                            place.get().words,
                            place.get().line
                        ),
                    );
                }
                std::collections::hash_map::Entry::Occupied(_) => {}
            }
        }
        if let Some(stem) = entry.words.split([' ', '-']).find_map(|word| word.strip_suffix('*').filter(|stem| stem.len() < 3)) {
            report(entry, format!("the wildcard `{stem}*` is too wide; give at least three letters"));
        } else if !can_match(lexicon, entry) {
            report(entry, "can never match: no sentence meets its gates, or an exception swallows it".to_owned());
        }
    }
    findings
}

/// Whether an earlier entry matches wherever a later one with the same form does.
fn covers(earlier: &Entry, later: &Entry) -> bool {
    earlier.except.is_empty() && earlier.gates.iter().all(|gate| later.gates.contains(gate))
}

fn can_match(lexicon: &Lexicon, entry: &Entry) -> bool {
    let alone = Lexicon { entries: vec![entry.clone()], ..lexicon.clone_head() };
    let matcher = Matcher::new(vec![alone]);
    entry.forms().iter().any(|form| {
        witnesses(entry, &form.replace('*', "")).any(|text| {
            let mut tokens = Vec::new();
            tokenize(&text, Span::new(0, text.len()), &mut tokens);
            let mut found = Vec::new();
            matcher.find(&Words { text: &text, tokens: &tokens, title_case: false }, &mut found);
            !found.is_empty()
        })
    })
}

/// Sentences around a form that may meet the entry's gates: every choice of neighbours that a gate asks for, and neutral ones.
fn witnesses(entry: &Entry, form: &str) -> impl Iterator<Item = String> {
    let near = |sides: [Side; 2]| {
        let mut choices: Vec<Option<String>> =
            vec![Some("zebra".to_owned()), None, Some("the".to_owned()), Some("Ada".to_owned()), Some("they".to_owned())];
        for gate in &entry.gates {
            if let Gate::Near { side, negated: false, words } = gate
                && sides.contains(side)
            {
                choices.extend(words.iter().map(|word| match word {
                    GateWord::Exact { word, .. } | GateWord::Prefix(word) => Some(word.clone()),
                    GateWord::Class(class) => class.example().map(str::to_owned),
                }));
            }
        }
        choices
    };
    let capital = entry.gates.contains(&Gate::Capital);
    let mut letters = form.chars();
    let form = match letters.next().filter(|_| capital) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => form.to_owned(),
    };
    let outer = |side: Side| {
        let mut words: Vec<String> = Vec::new();
        for gate in &entry.gates {
            if let Gate::Near { side: of, negated: false, words: listed } = gate
                && *of == side
            {
                words.extend(listed.iter().take(1).filter_map(|word| match word {
                    GateWord::Exact { word, .. } | GateWord::Prefix(word) => Some(word.clone()),
                    GateWord::Class(WordClass::None) => None,
                    GateWord::Class(class) => class.example().map(str::to_owned),
                }));
            }
        }
        words.join(" ")
    };
    let (left, right) = (outer(Side::Left), outer(Side::Right));
    let nexts = near([Side::Next, Side::Right]);
    near([Side::Prev, Side::Left]).into_iter().flat_map(move |before| {
        let (left, right, form) = (left.clone(), right.clone(), form.clone());
        nexts.clone().into_iter().map(move |after| {
            let before = before.as_deref().map_or(String::from(","), str::to_owned);
            let after = after.as_deref().map_or(String::from(","), str::to_owned);
            format!("zebra {left} {before} {form} {after} {right}")
        })
    })
}

impl Lexicon {
    /// The lexicon without its entries.
    fn clone_head(&self) -> Self {
        Self { name: self.name.clone(), version: self.version.clone(), sha256: self.sha256.clone(), entries: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(rows: &str) -> Vec<String> {
        let table = format!("entry\tkind\tinflect\tgate\texcept\n{rows}");
        check(&Lexicon::parse("test", &table).expect("a table"))
            .into_iter()
            .map(|finding| format!("{}: {}", finding.line, finding.reason))
            .collect()
    }

    #[test]
    fn a_sound_table_has_no_findings() {
        assert_eq!(
            reasons(
                "about\thedge\t-\tnext:#number\t-\nclaim\treport_doubting\tv\tnext:that|#pron !prev:#det\t-\nmay\thedge\t-\tlower !next:#number\t-\n"
            ),
            [""; 0]
        );
    }

    #[test]
    fn each_fault_is_found() {
        let contradiction = reasons("may\thedge\t-\tnext:be !next:be\t-\n");
        assert!(contradiction[0].starts_with("2: can never match"), "{contradiction:?}");
        assert!(reasons("may\thedge\t-\tlower cap\t-\n")[0].contains("can never match"));
        assert!(reasons("may\thedge\t-\t-\t-\nmay\thedge\t-\t-\t-\n")[0].contains("is on line 2 already"));
        assert!(reasons("claim\treport_doubting\tv\t-\t-\nclaims\treport_doubting\t-\t-\t-\n")[0].contains("matched by `claim`"));
        assert!(reasons("b*\tloaded\t-\t-\t-\n")[0].contains("too wide"));
        assert!(reasons("b\tloaded\t-\t-\t-\na\tloaded\t-\t-\t-\n")[0].contains("sort the table"));
    }
}
