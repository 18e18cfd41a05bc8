//! What an event is called: the names and words that most of its articles hold and few others do.

use std::collections::BTreeMap;

use crate::group::sketch::Sketch;
use crate::token::fold;
use crate::word_set::WordSet;

/// Most names and words.
const NAMES: usize = 3;
const WORDS: usize = 3;

/// Words that say when, of whatever event.
static CALENDAR: WordSet = WordSet::new(
    "yesterday today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday morning afternoon evening week weeks month months year years \
    january february march april june july august september october november december",
);

/// The most telling names, then the most telling words, of the articles of an event. A name that another holds is left to the longer one.
pub(super) fn of(sketches: &[&Sketch]) -> Vec<String> {
    let mut all: BTreeMap<String, (&str, bool, f64, u32)> = BTreeMap::new();
    for telling in sketches.iter().flat_map(|sketch| &sketch.telling) {
        let entry = all.entry(fold(&telling.words).into_owned()).or_insert((&telling.words, telling.name, 0.0, 0));
        entry.1 |= telling.name;
        if !telling.name && telling.words.starts_with(char::is_lowercase) {
            entry.0 = &telling.words;
        }
        entry.2 += f64::from(telling.weight);
        entry.3 += 1;
    }
    // What a single article of several holds is its own affair.
    let least = if sketches.len() > 1 { 2 } else { 1 };
    let mut ranked: Vec<_> = all.into_iter().filter(|(folded, (_, _, _, held))| *held >= least && !CALENDAR.contains(folded)).collect();
    ranked.sort_by(|(a, (_, _, weight, _)), (b, (_, _, other, _))| other.total_cmp(weight).then_with(|| a.cmp(b)));
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for (names, most) in [(true, NAMES), (false, WORDS)] {
        let mut count = 0;
        for (folded, (words, name, ..)) in &ranked {
            let told = |other: &str| other.split(' ').any(|word| folded.split(' ').any(|own| alike(own, word)));
            if *name == names && count < most && !taken.iter().any(|(other, _)| told(other)) {
                taken.push((folded, words));
                count += 1;
            }
        }
    }
    taken.into_iter().map(|(_, words)| words.to_owned()).collect()
}

/// Whether two folded words are forms of one: *Korea* and *Korean*, *troop* and *troops*, *deployed* and *deployment*.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    long.starts_with(short) && short.len() >= 4 && long.len() - short.len() <= 2 || common >= 6 || one == other
}
