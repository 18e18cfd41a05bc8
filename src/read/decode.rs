//! From bytes to UTF-8: a byte-order mark decides, then validity, then a guess from the bytes themselves.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of `bytes`, without a byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => guess(bytes).decode_without_bom_handling(bytes).0,
    }
}

/// All of a reader, decoded; an error when it is longer than `limit` bytes, or no text.
pub(super) fn whole(bytes: impl Read, limit: usize) -> Result<String, String> {
    let bytes = all(bytes, limit, "one record")?;
    match String::from_utf8(bytes) {
        Ok(text) if !text.starts_with('\u{feff}') && !text.contains('\0') => Ok(text),
        Ok(text) => of_characters(decode(text.as_bytes()).into_owned()),
        Err(error) => of_characters(decode(error.as_bytes()).into_owned()),
    }
}

/// A stream of lines as bytes in which a line feed is one byte: UTF-16, with a mark or without, is decoded whole, anything else passes.
pub(super) fn narrow(mut bytes: Box<dyn BufRead + Send>, limit: usize) -> Result<Box<dyn BufRead + Send>, String> {
    let head = bytes.fill_buf().map_err(|error| super::source::reason(&error))?;
    if matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || wide(head).is_some() {
        return Ok(Box::new(Cursor::new(decode(&all(bytes, limit, "a file in UTF-16")?).into_owned().into_bytes())));
    }
    Ok(bytes)
}

/// The text, unless it is mostly zeros: UTF-32, or no text at all.
fn of_characters(text: String) -> Result<String, String> {
    let zeros = text.bytes().filter(|&byte| byte == 0).count();
    if zeros * 10 > text.len() {
        return Err("many of its bytes are zero: no text, or in UTF-32; save it as UTF-8".to_owned());
    }
    Ok(text)
}

/// A web page, decoded: the encoding that it declares counts before a guess.
pub(super) fn page(bytes: impl Read, limit: usize) -> Result<String, String> {
    let bytes = all(bytes, limit, "a page")?;
    if Encoding::for_bom(&bytes).is_some() || std::str::from_utf8(&bytes).is_ok() {
        return of_characters(decode(&bytes).into_owned());
    }
    let declared = declared(&bytes).filter(|encoding| *encoding != UTF_8 && *encoding != UTF_16LE && *encoding != UTF_16BE);
    of_characters(match declared {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        None => decode(&bytes).into_owned(),
    })
}

/// All bytes of a reader; an error when there are more than `limit`, that of `what`.
pub(super) fn all(bytes: impl Read, limit: usize, what: &str) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    bytes.take(limit as u64 + 1).read_to_end(&mut content).map_err(|error| super::source::reason(&error))?;
    if content.len() > limit { Err(format!("longer than {limit} bytes, which is the limit for {what}")) } else { Ok(content) }
}

/// UTF-16 without a mark: every other byte of a text in Latin script is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 4;
    (head.len() >= 8).then_some(())?;
    match (even, odd) {
        (0, odd) if odd > many => Some(UTF_16LE),
        (even, 0) if even > many => Some(UTF_16BE),
        _ => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that a page's first kilobytes declare in a `meta` element.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(label.split(['"', '\'', ' ', ';', '/', '>']).next()?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_words() {
        let text = "The café’s “owner” paid £5 to Łódź";
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf_16), text, "UTF-16 without a mark");
        assert_eq!(decode(&[&[0xFF, 0xFE], &utf_16[..]].concat()), text);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&[&[0xFE, 0xFF], &big[..]].concat()), text);
        assert_eq!(decode(&[&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat()), text);
        assert_eq!(decode(b"It\x92s \x93fine\x94 at the caf\xe9, they said"), "It’s “fine” at the café, they said");
    }

    #[test]
    fn a_page_is_read_in_the_encoding_it_declares() {
        let bytes = b"<meta charset=\"iso-8859-2\"><p>\xa3\xf3d\xbc</p>";
        assert!(page(&bytes[..], 1000).expect("a page").contains("Łódź"));
    }

    #[test]
    fn zeros_are_no_text() {
        let utf_32: Vec<u8> = "The dam may break.".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
        assert!(whole(&utf_32[..], 1000).is_err_and(|reason| reason.contains("UTF-32")));
        assert!(whole(&[0; 5000][..], 10_000).is_err());
        assert_eq!(whole(&b"The dam may\0 break."[..], 1000).as_deref(), Ok("The dam may\0 break."), "a stray zero is left alone");
    }

    #[test]
    fn a_longer_record_than_the_limit_is_refused() {
        assert!(whole(&b"123456"[..], 5).expect_err("too long").contains("5 bytes"));
        assert_eq!(whole(&b"12345"[..], 5).as_deref(), Ok("12345"));
    }
}
