//! A text's words and marks, as byte ranges, in one pass.
//!
//! The segments are those of Unicode Standard Annex #29 (default word boundaries), without white space: a *word* is a segment
//! with a letter or a digit, every other one is a *mark*. The tables of the Unicode crate do about 40 MB/s, which would make
//! the tokenizer the slowest stage of all, so ASCII, Latin-1 letters and typographic marks take a path of their own, and only a run
//! of non-blank text with any other character goes through the crate. A property test holds the two equal.
//!
//! Each token carries a hash of its folded form (case, apostrophes and dashes), so that a lexicon of any size costs a look-up a word.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A segment with a letter.
    Word,
    /// A segment with a digit and no letter.
    Number,
    /// Any other segment that is not white space: punctuation and symbols.
    Mark,
}

/// One segment of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    hash: u32,
}

impl Token {
    /// Whether the token counts as a word: a segment with a letter or a digit.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.kind != TokenKind::Mark
    }

    /// Hash of the folded token; equal for `Don't`, `don’t` and `DON'T`.
    #[must_use]
    pub fn hash(&self) -> u32 {
        self.hash
    }

    /// Whether the token folds to `folded`, which must be in folded form itself.
    #[must_use]
    pub fn is(&self, text: &str, folded: &str) -> bool {
        folds_to(self.slice(text), folded)
    }

    /// The token's characters.
    ///
    /// # Panics
    ///
    /// When `text` is not the text that was tokenized.
    #[must_use]
    pub fn slice<'a>(&self, text: &'a str) -> &'a str {
        self.span.slice(text)
    }
}

/// Appends the tokens of `text[within]` to `tokens`, with spans into `text`.
///
/// The bounds of `within` count as word boundaries.
///
/// # Panics
///
/// When `within` does not belong to `text`.
pub fn tokenize(text: &str, within: Span, tokens: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..within.end()];
    let mut at = within.start();
    // Where the current run of non-blank text began, in the text and in `tokens`: what a fall-back takes back.
    let (mut run, mut run_tokens) = (at, tokens.len());
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            (run, run_tokens) = (at, tokens.len());
            continue;
        }
        match class(bytes, at) {
            (Class::Blank, width) => {
                at += width;
                (run, run_tokens) = (at, tokens.len());
            }
            (Class::Mark | Class::MidLetter | Class::MidNumber | Class::MidBoth, width) => {
                tokens.push(token(text, at, at + width, TokenKind::Mark, width == 1));
                at += width;
            }
            (Class::Letter | Class::Digit | Class::Joiner, _) => {
                let Some((end, kind, plain)) = word(bytes, at) else {
                    at = fall_back(text, run, bytes.len(), run_tokens, tokens);
                    continue;
                };
                tokens.push(token(text, at, end, kind, plain));
                at = end;
            }
            (Class::Other, _) => at = fall_back(text, run, bytes.len(), run_tokens, tokens),
        }
    }
}

/// A hash of the folded characters of a word, as tokens carry it.
#[must_use]
pub fn fold_hash(word: &str) -> u32 {
    if word.is_ascii() {
        return hash(word.as_bytes());
    }
    // Words with a curly apostrophe are many, long ones few.
    let (mut short, mut length) = ([0; 64], 0);
    for folded in fold_chars(word) {
        let Some(room) = short.get_mut(length..length + folded.len_utf8()) else {
            return hash(fold_chars(word).collect::<String>().as_bytes());
        };
        length += folded.encode_utf8(room).len();
    }
    hash(&short[..length])
}

/// Eight bytes a multiplication, capitals of ASCII folded on the way; what is not ASCII comes folded.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    let four = |at: usize| bytes[at..].first_chunk().map_or(0, |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four)));
    let eight = |at: usize| bytes[at..].first_chunk().map_or(0, |eight: &[u8; 8]| u64::from_le_bytes(*eight));
    let length = bytes.len();
    // The last step takes the last bytes, some of them twice where the length is no multiple.
    let (mut state, mut at) = (length as u64, 0);
    while at + 8 < length {
        state = mix(state, fold_eight(eight(at)));
        at += 8;
    }
    let last = match length {
        0 => 0,
        1..=3 => u64::from(bytes[0]) | u64::from(bytes[length / 2]) << 8 | u64::from(bytes[length - 1]) << 16,
        4..=7 => four(0) | four(length - 4) << 32,
        _ => eight(length - 8),
    };
    // The high half is the better mixed one.
    (mix(state, fold_eight(last)) >> 32) as u32
}

fn mix(state: u64, word: u64) -> u64 {
    const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
    const MULTIPLIER: u128 = 0xA076_1D64_78BD_642F;
    let product = u128::from(state.wrapping_add(SEED).rotate_left(27) ^ word) * MULTIPLIER;
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let halves = (product as u64) ^ ((product >> 64) as u64);
    halves
}

/// Eight bytes with the capitals of ASCII in lower case, without a look at each.
fn fold_eight(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = bytes & (0x7F * ONES);
    let from_a = low + (0x80 - u64::from(b'A')) * ONES;
    let past_z = low + (0x7F - u64::from(b'Z')) * ONES;
    bytes | ((from_a ^ past_z) & !bytes & (0x80 * ONES)) >> 2
}

/// The characters of `word` with case, apostrophes and dashes folded.
///
/// The folded form is for look-ups only and is never written back: folding may change a word's length.
pub fn fold_chars(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().flat_map(|c| {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
            '\u{2010}'..='\u{2015}' => '-',
            other => other,
        };
        c.to_lowercase()
    })
}

/// The folded form of `word`; most words are in it already.
#[must_use]
pub fn fold(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { Cow::Borrowed(word) } else { Cow::Owned(fold_chars(word).collect()) }
}

/// Whether `word` folds to `folded`, which must be in folded form itself.
#[must_use]
#[inline]
pub fn folds_to(word: &str, folded: &str) -> bool {
    same(word.as_bytes(), folded.as_bytes()) || !word.is_ascii() && fold_chars(word).eq(folded.chars())
}

/// Whether bytes are the same but for the capitals of ASCII: eight at once, the last ones some of them twice, as in [`hash`].
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    let eight = |bytes: &[u8], at: usize| bytes[at..].first_chunk().map_or(0, |eight: &[u8; 8]| fold_eight(u64::from_le_bytes(*eight)));
    let length = one.len();
    if length != other.len() {
        return false;
    }
    if length < 8 {
        let few = |bytes: &[u8]| bytes.iter().fold(0, |all, &byte| all << 8 | u64::from(byte));
        return fold_eight(few(one)) == fold_eight(few(other));
    }
    (0..length - 8).step_by(8).chain([length - 8]).all(|at| eight(one, at) == eight(other, at))
}

/// `plain` says that all of it is ASCII.
#[inline]
fn token(text: &str, start: usize, end: usize, kind: TokenKind, plain: bool) -> Token {
    let span = Span::new(start, end);
    Token { span, kind, hash: if plain { hash(&text.as_bytes()[start..end]) } else { fold_hash(span.slice(text)) } }
}

/// The classes of UAX #29 that matter on the fast path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Letter,
    Digit,
    /// `ExtendNumLet`: the low line, which joins on either side.
    Joiner,
    MidLetter,
    MidNumber,
    /// `MidNumLet` and the single quote: between two letters or two digits.
    MidBoth,
    Mark,
    /// A character that only the Unicode tables know.
    Other,
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Mark; 128];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Joiner,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidNumber,
            b'.' | b'\'' => Class::MidBoth,
            // Control characters have no width and belong to no word; they are dropped like blanks.
            0..=b' ' | 127 => Class::Blank,
            _ => Class::Mark,
        };
        byte += 1;
    }
    table
};

/// Class and width in bytes of the character at `at`.
#[inline]
fn class(bytes: &[u8], at: usize) -> (Class, usize) {
    match bytes[at] {
        byte @ 0..=127 => (ASCII[byte as usize], 1),
        0xC2 if bytes[at + 1] == 0xA0 => (Class::Blank, 2),
        // Latin-1 letters; the multiplication and division signs stand among them.
        0xC3 if bytes[at + 1] != 0x97 && bytes[at + 1] != 0xB7 => (Class::Letter, 2),
        // Dashes, quotation marks, daggers, bullets, ellipsis: U+2010 to U+2026 but for the one dot leader, a joiner.
        0xE2 if bytes[at + 1] == 0x80 => match bytes[at + 2] {
            0x98 | 0x99 => (Class::MidBoth, 3),
            0xA4 => (Class::Other, 3),
            0x90..=0xA6 => (Class::Mark, 3),
            _ => (Class::Other, 3),
        },
        _ => (Class::Other, 1),
    }
}

/// End and kind of the word that begins at `at`, and whether all of it is ASCII; `None` where a character outside the fast path decides.
fn word(bytes: &[u8], mut at: usize) -> Option<(usize, TokenKind, bool)> {
    let (mut letters, mut digits, mut plain) = (false, false, true);
    let mut last = Class::Joiner;
    while at < bytes.len() {
        // Most of most words, by one look at a table a letter.
        if bytes[at].is_ascii_alphabetic() {
            (letters, last) = (true, Class::Letter);
            at += 1;
            continue;
        }
        let (here, width) = class(bytes, at);
        match here {
            Class::Letter => (letters, plain) = (true, false),
            Class::Digit => digits = true,
            Class::Joiner => {}
            Class::MidLetter | Class::MidNumber | Class::MidBoth => {
                if at + width >= bytes.len() {
                    break;
                }
                match (last, class(bytes, at + width).0) {
                    (_, Class::Other) => return None,
                    (Class::Letter, Class::Letter) if here != Class::MidNumber => {}
                    (Class::Digit, Class::Digit) if here != Class::MidLetter => {}
                    _ => break,
                }
                plain &= width == 1;
            }
            Class::Other => return None,
            Class::Blank | Class::Mark => break,
        }
        last = here;
        at += width;
    }
    let kind = match (letters, digits) {
        (true, _) => TokenKind::Word,
        (false, true) => TokenKind::Number,
        (false, false) => TokenKind::Mark,
    };
    Some((at, kind, plain))
}

/// Takes back the tokens of the run of non-blank text that began at `run` and tokenizes it by the Unicode tables; returns its end.
#[cold]
fn fall_back(text: &str, run: usize, limit: usize, run_tokens: usize, tokens: &mut Vec<Token>) -> usize {
    tokens.truncate(run_tokens);
    let blank = text.as_bytes()[run..limit].iter().position(u8::is_ascii_whitespace);
    let end = blank.map_or(limit, |length| run + length);
    for (offset, segment) in text[run..end].split_word_bound_indices() {
        let start = run + offset;
        let kind = if segment.chars().any(char::is_alphabetic) {
            TokenKind::Word
        } else if segment.chars().any(char::is_numeric) {
            TokenKind::Number
        } else if segment.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
            continue;
        } else {
            TokenKind::Mark
        };
        tokens.push(token(text, start, start + segment.len(), kind, segment.is_ascii()));
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        tokens
    }

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().filter(|token| token.is_word()).map(|token| token.slice(text)).collect()
    }

    #[test]
    fn words_keep_inner_marks_and_drop_outer_ones() {
        assert_eq!(words("The U.S. didn’t pay $10,000.50 (3.5%)."), ["The", "U.S", "didn’t", "pay", "10,000.50", "3.5"]);
        assert_eq!(words("so-called ‘experts’"), ["so", "called", "experts"]);
        assert_eq!(words("Kłodzko’s mayor, naïve"), ["Kłodzko’s", "mayor", "naïve"]);
    }

    #[test]
    fn marks_are_tokens_of_their_own() {
        let text = "“No…” – ok";
        let slices: Vec<&str> = tokens(text).iter().map(|token| token.slice(text)).collect();
        assert_eq!(slices, ["“", "No", "…", "”", "–", "ok"]);
    }

    #[test]
    fn numbers_are_told_from_words() {
        let kinds: Vec<TokenKind> = tokens("1,500 1st x").iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [TokenKind::Number, TokenKind::Word, TokenKind::Word]);
    }

    #[test]
    fn folding_ignores_case_and_the_shape_of_apostrophes() {
        assert_eq!(fold_hash("DON’T"), fold_hash("don't"));
        assert_ne!(fold_hash("dont"), fold_hash("don't"));
        assert_eq!(fold_hash("CONSTANTINOPOLITAN"), fold_hash("constantinopolitan"));
        assert_eq!([fold_hash("@"), fold_hash("[")], [hash(b"@"), hash(b"[")]);
        assert_ne!(fold_hash("@"), fold_hash("`"));
        assert_ne!(fold_hash("["), fold_hash("{"));
        assert!(folds_to("Élan", "élan"));
        assert!(folds_to("DON’T", "don't"));
        assert!(!folds_to("done", "don't"));
    }

    #[test]
    fn a_dotted_capital_i_folds_without_shifting_offsets() {
        let text = "İstanbul may wait";
        let all = tokens(text);
        assert_eq!(all[1].slice(text), "may");
        assert_eq!(all[1].span, Span::new(10, 13));
    }

    fn unicode_words(text: &str) -> Vec<(usize, &str)> {
        text.split_word_bound_indices().filter(|(_, segment)| segment.chars().any(char::is_alphanumeric)).collect()
    }

    fn own_words(text: &str) -> Vec<(usize, &str)> {
        tokens(text).iter().filter(|token| token.is_word()).map(|token| (token.span.start(), token.slice(text))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn words_are_those_of_the_unicode_tables(text in r#"([a-zA-Z]{1,4}|[0-9]{1,3}|[ .,;:'’‘“”"_\-–—…\n]|é|ß|ł|İ|א|カ|ə|\u{ad}|\u{200d}|\u{301}|\u{a0}|·|‧|․|🎉){0,24}"#) {
            prop_assert_eq!(own_words(&text), unicode_words(&text));
        }

        #[test]
        fn the_hash_is_that_of_the_folded_form(text in "[a-zA-Z@\\[`{’'éÉıİK]{0,60}") {
            prop_assert_eq!(fold_hash(&text), hash(fold_chars(&text).collect::<String>().as_bytes()));
            for token in tokens(&text) {
                prop_assert_eq!(token.hash(), fold_hash(token.slice(&text)));
            }
        }

        #[test]
        fn tokens_are_in_order_on_boundaries_and_never_white(text in "\\PC{0,64}|(?s:.{0,64})") {
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(token.span.start() >= end && !token.span.is_empty());
                prop_assert!(!token.slice(&text).trim().is_empty());
                end = token.span.end();
            }
            prop_assert!(end <= text.len());
        }
    }
}
