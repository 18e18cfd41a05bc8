//! Whether two names are one: given names, initials and short forms, and spellings of a name from another script.

use crate::word_set::WordSet;

/// Given names and what they are shortened to.
const SHORTENED: &str = "alexander alex|andrew andy|anthony tony|benjamin ben|bernard bernie|charles chuck charlie|christopher chris|daniel dan danny|\
david dave|donald don|edward ed eddie ted|elizabeth liz beth|eugene gene|frederick fred|gregory greg|jacob jake|james jim jimmy|jeffrey jeff|joseph joe joey|\
joshua josh|kenneth ken|kimberly kim|lawrence larry|leonard len|matthew matt|michael mike|mitchell mitch|nicholas nick|pamela pam|patrick pat|peter pete|\
philip phil|randall randy|raymond ray|rebecca becky|richard rick dick rich|robert bob rob bobby|ronald ron|samuel sam|stephen steve|steven steve|susan sue|\
theodore ted|thomas tom|timothy tim|vincent vince|volodymyr vladimir|walter walt|william bill will billy|zachary zach";

/// Whether two full names in folded words are one person's: the same family name, and given names that do not contradict each other.
pub(super) fn same_person(left: &[String], right: &[String]) -> bool {
    let ((left, left_generation), (right, right_generation)) = (parted(left), parted(right));
    let (Some((left_last, left_given)), Some((right_last, right_given))) = (left.split_last(), right.split_last()) else { return false };
    if left_generation != right_generation {
        return false;
    }
    let (Some(left_first), Some(right_first)) = (left_given.first(), right_given.first()) else { return false };
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    let short = |one: &str, other: &str| {
        SHORTENED.split('|').any(|family| family.split(' ').any(|name| name == one) && family.split(' ').any(|name| name == other))
    };
    let given = |one: &str, other: &str| one == other || initial(one, other) || initial(other, one) || short(one, other);
    if left_last == right_last {
        // Two middle names that differ are two people: *Kim Yong Hyun* is not *Kim Jong Hyun*.
        let middle = left_given.get(1).zip(right_given.get(1)).is_none_or(|(one, other)| given(one, other));
        return given(left_first, right_first) && middle;
    }
    left_given == right_given && (same_spelling(left_last, right_last) || left_last.len() >= 6 && distance(left_last, right_last) <= 1)
}

/// Common given names of one gender only.
static WOMEN: WordSet = WordSet::new(
    "amy angela anna anne barbara betsy carol christine cynthia deborah diane donna elizabeth emily gina hannah heather helen hillary ilhan jane janet jennifer jessica \
    jill joan judy julia kamala karen kate katherine kathleen kellyanne kimberly laura linda lisa liz loretta margaret maria marie martha mary maxine melania melissa michelle \
    nancy nikki olena patricia rachel rashida rebecca ruth sarah sharon stephanie susan tina ursula valerie victoria",
);
static MEN: WordSet = WordSet::new(
    "adam alexander andrew anthony antony barack benjamin bernard bernie bill bob boris brett brian charles chuck daniel david dennis donald douglas edward emmanuel eric frank gary george gordon \
    gregory harry henry jack james jason jeff jeffrey jeremy jerry jim joe john jonathan joseph keith kenneth kevin larry lindsey lloyd mark matthew michael mike mitch mitt nicholas patrick paul \
    peter richard rick robert roger ronald rudy samuel scott sergei stephen steve steven thomas tim timothy tom tony vladimir volodymyr walter william",
);

/// Whether a form of address cannot be that of a person with this full name: *Mr. Roe* is not *Ann Roe*.
pub(super) fn contradicts(address: &str, full: &[String]) -> bool {
    let Some(given) = full.first() else { return false };
    match address {
        "mr" | "sir" | "lord" => WOMEN.contains(given),
        "mrs" | "ms" | "miss" | "lady" | "dame" => MEN.contains(given),
        _ => false,
    }
}

/// A name without *Jr.* or *Sr.*, and which of them it had.
pub(super) fn parted(name: &[String]) -> (&[String], Option<&str>) {
    match name.split_last() {
        Some((last, rest)) if matches!(last.as_str(), "jr" | "sr") => (rest, Some(last)),
        _ => (name, None),
    }
}

/// Whether two words are one name put into Latin letters in two ways: *Zelensky*, *Zelenskyy*, *Zelenskiy*.
pub(super) fn same_spelling(left: &str, right: &str) -> bool {
    left == right || left.len() >= 5 && right.len() >= 5 && left.len().abs_diff(right.len()) <= 2 && sound(left) == sound(right)
}

/// A name without what transliterations differ in: *y*, *j* and *i*, doubled letters, *h* behind a consonant, accents.
fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    for c in word.chars() {
        let c = match c {
            'y' | 'j' | 'ï' | 'í' | 'î' => 'i',
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'ó' | 'ò' | 'ô' | 'ö' | 'ő' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            '\'' => continue,
            'h' if sound.ends_with(['k', 'g', 't', 'd']) => continue,
            other => other,
        };
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    sound
}

/// Letters to put in, take out or change to make one word the other (Levenshtein 1966).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, b) in right.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[place + 1];
            row[place + 1] = change.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(words: &str) -> Vec<String> {
        words.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        for other in ["zelenskyy", "zelenskiy", "zelenskij"] {
            assert!(same_spelling("zelensky", other), "{other}");
        }
        assert!(!same_spelling("zelensky", "zelenska") && !same_spelling("johnson", "johnston") && !same_spelling("rell", "rel"));
    }

    #[test]
    fn one_family_name_is_not_one_person() {
        assert!(same_person(&name("joe roe"), &name("joseph roe")) && same_person(&name("p roe"), &name("pia roe")));
        assert!(same_person(&name("pia roe"), &name("pia m roe")) && !same_person(&name("tom roe"), &name("tom roe jr")));
        assert!(!same_person(&name("pia roe"), &name("dorn roe")) && !same_person(&name("kim jong un"), &name("kim song")));
        assert!(!same_person(&name("olena zelenska"), &name("volodymyr zelensky")));
        assert!(same_person(&name("volodymyr zelensky"), &name("volodymyr zelenskyy")));
    }

    #[test]
    fn a_form_of_address_tells_two_people_apart() {
        assert!(contradicts("mr", &name("anna roe")) && contradicts("mrs", &name("tom roe")));
        assert!(!contradicts("mr", &name("tom roe")) && !contradicts("mr", &name("dita roe")) && !contradicts("dr", &name("anna roe")));
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!([distance("dam", "dams"), distance("dam", "dim"), distance("", "ab"), distance("mad", "dam")], [1, 1, 2, 2]);
    }
}
