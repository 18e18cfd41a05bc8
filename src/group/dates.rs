//! Days: of publication as inputs write them, and of the week as texts name them.

/// The day of a date, counted from 1970-01-01: `2021-10-18`, with or without a time behind it, or `20211018`. `None` for any other form, rather than a guess between
/// month and day.
pub(super) fn day(published: &str) -> Option<i32> {
    let published = published.trim();
    let digits = |range: std::ops::Range<usize>| {
        let part = published.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i32>().ok()).flatten()
    };
    let parts = match published.as_bytes() {
        [_, _, _, _, b'-' | b'/', _, _, b'-' | b'/', ..] => (digits(0..4)?, digits(5..7)?, digits(8..10)?),
        [_, _, _, _, _, _, _, _] => (digits(0..4)?, digits(4..6)?, digits(6..8)?),
        _ => return None,
    };
    let (year, month, day) = parts;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || published.as_bytes().get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // Days from civil (Hinnant 2013, chrono-compatible low-level date algorithms): the year begins in March, so that the leap day is its last.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A day as `2021-10-18`.
pub(super) fn written(day: i32) -> String {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let of_era_year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_era_year + of_era_year / 4 - of_era_year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = of_era_year + era * 400 + i32::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", of_year - (153 * shifted + 2) / 5 + 1)
}

/// The number of a day of the week, Monday being 0, by its folded name.
pub(super) fn weekday(folded: &str) -> Option<u8> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    DAYS.iter().zip(0..).find(|(day, _)| **day == folded).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_and_what_is_none_is_none() {
        let days = ["1970-01-01", "1969-12-31T23:00:00Z", "2000-02-29 10:00", "20211018", "2021-10-18T16:15:00-07:00"];
        assert_eq!(days.map(day), [Some(0), Some(-1), Some(11_016), Some(18_918), Some(18_918)]);
        for date in ["1969-12-31", "2000-02-29", "2021-10-18", "2100-03-01", "1900-01-01"] {
            assert_eq!(day(date).map(written).as_deref(), Some(date));
        }
        for none in ["", "4/21/2020", "2021-13-01", "2021-1-1", "yesterday", "2021-10-188", "–2021-10–1"] {
            assert_eq!(day(none), None, "{none}");
        }
        assert_eq!((weekday("monday"), weekday("sunday"), weekday("day")), (Some(0), Some(6), None));
    }
}
