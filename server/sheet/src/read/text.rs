//! Bytes to text, whatever the encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;
use super::records::line_breaks;

/// Decodes a file of text and names its encoding. A byte order mark decides, then what can be nothing but UTF-16 or
/// UTF-8; anything else is one of the older encodings, which is guessed by the letters.
pub(super) fn decode(bytes: &[u8], name: &str) -> Result<(String, &'static str), ReadError> {
    let (text, encoding) = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        (claimed(encoding, &bytes[mark..])?, encoding)
    } else if let Some(encoding) = evident_utf_16(bytes) {
        (claimed(encoding, bytes)?, encoding)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (text.to_owned(), UTF_8)
    } else {
        let encoding = guessed(bytes);
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        (text.ok_or_else(|| ReadError::NotATable { name: name.to_owned() })?.into_owned(), encoding)
    };
    // Old systems end a text with the character that ended one in DOS.
    let text = text.strip_suffix('\u{1a}').map(str::to_owned).unwrap_or(text);
    if is_junk(&text) {
        Err(ReadError::NotATable { name: name.to_owned() })
    } else {
        Ok((text, encoding.name()))
    }
}

fn claimed(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, ReadError> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text.into_owned());
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let before = text.split('\u{fffd}').next().unwrap_or_default();
    Err(ReadError::Encoding { encoding: encoding.name(), line: line_breaks(before).saturating_add(1) })
}

/// UTF-16 without a mark, told by the zero that is every other byte of Western text.
fn evident_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE: usize = 4096;
    let (pairs, odd) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    if pairs.is_empty() || !odd.is_empty() {
        return None;
    }
    let high_zeros = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low_zeros = pairs.iter().filter(|pair| pair[1] == 0).count();
    let most = |zeros: usize| zeros * 2 > pairs.len();
    match (high_zeros, low_zeros) {
        (0, zeros) if most(zeros) => Some(UTF_16LE),
        (zeros, 0) if most(zeros) => Some(UTF_16BE),
        _ => None,
    }
}

/// The likeliest of the older encodings.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether the text has what no table has: a NUL, or more than a stray control character.
fn is_junk(text: &str) -> bool {
    let control =
        |sign: &char| sign.is_control() && !matches!(sign, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    text.contains('\0') || text.chars().filter(control).count() * 100 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    const TEXT: &str = "Kunde;Plätze\r\nMüller & Söhne;5\r\n";

    fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        decode(bytes, "file").unwrap()
    }

    #[test]
    fn utf_8_with_and_without_mark() {
        assert_eq!(decoded(TEXT.as_bytes()), (TEXT.to_owned(), "UTF-8"));
        assert_eq!(decoded(format!("\u{feff}{TEXT}\u{1a}").as_bytes()), (TEXT.to_owned(), "UTF-8"));
    }

    #[test]
    fn utf_16_with_and_without_mark() {
        let marked = format!("\u{feff}{TEXT}");
        for text in [TEXT, &marked] {
            assert_eq!(decoded(&utf_16(text, u16::to_le_bytes)), (TEXT.to_owned(), "UTF-16LE"));
            assert_eq!(decoded(&utf_16(text, u16::to_be_bytes)), (TEXT.to_owned(), "UTF-16BE"));
        }
    }

    #[test]
    fn western_text_of_few_letters() {
        let texts = [
            TEXT,
            "a\né",
            "Straße\nKöln",
            "Société Générale;prix €\n",
            "Año;Núñez",
            "Ærø;Ångström",
            "“x” – y’s",
        ];
        for text in texts {
            let (bytes, _, _) = WINDOWS_1252.encode(text);
            assert_eq!(decoded(&bytes), (text.to_owned(), "windows-1252"), "{text}");
        }
    }

    #[test]
    fn other_scripts() {
        let text = "Имя;Организация\nИванов;Общество с ограниченной ответственностью\n";
        let (bytes, encoding, _) = encoding_rs::WINDOWS_1251.encode(text);
        assert_eq!(decoded(&bytes), (text.to_owned(), encoding.name()));
    }

    #[test]
    fn a_false_claim_is_told_by_its_line() {
        let mut bytes = b"\xef\xbb\xbfa\nb\n".to_vec();
        bytes.extend(b"M\xfcller\n");
        assert_eq!(decode(&bytes, "file"), Err(ReadError::Encoding { encoding: "UTF-8", line: 3 }));
        let mut bytes = utf_16("\u{feff}a\nb", u16::to_le_bytes);
        bytes.push(b'x');
        assert_eq!(decode(&bytes, "file"), Err(ReadError::Encoding { encoding: "UTF-16LE", line: 2 }));
    }

    #[test]
    fn binary_content_is_no_table() {
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"ab\x01\x02c", b"\x7fELF\x02\x01\x01\0"] {
            assert_eq!(decode(bytes, "x.csv"), Err(ReadError::NotATable { name: "x.csv".to_owned() }));
        }
    }
}
