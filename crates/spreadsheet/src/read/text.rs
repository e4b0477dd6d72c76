//! Decodes bytes to text, in any encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;
use super::encoding::TextEncoding;
use super::readings::{Readings, readings};
use super::records::line_breaks;

/// A decoded text file.
pub(super) struct Decoded {
    pub(super) text: String,
    /// The name of its encoding.
    pub(super) encoding: &'static str,
    /// How certain the encoding is.
    pub(super) certainty: Certainty,
}

/// How certain an encoding is.
pub(super) enum Certainty {
    /// The file or a person says it.
    Known,
    /// Detected from the letters.
    Guessed(Readings),
}

/// Decodes a text file. The choice decides, then a byte order mark, then whether it can only be UTF-16 or UTF-8. Anything
/// else is in one of the older encodings, which the letters reveal, if they do. A file that is UTF-8 except for a few bytes
/// is refused: in another encoding all its other letters would come out wrong.
pub(super) fn decode(bytes: &[u8], name: &str, chosen: Option<TextEncoding>) -> Result<Decoded, ReadError> {
    let marked = Encoding::for_bom(bytes);
    let (text, encoding, certainty) = if let Some(encoding) = chosen {
        let own = marked.filter(|(marked, _)| TextEncoding::from(*marked) == encoding);
        (claimed(encoding, &bytes[own.map_or(0, |(_, mark)| mark)..])?, encoding, Certainty::Known)
    } else if let Some((encoding, mark)) = marked {
        (claimed(encoding.into(), &bytes[mark..])?, encoding.into(), Certainty::Known)
    } else if let Some(encoding) = evident_utf_16(bytes) {
        (claimed(encoding.into(), bytes)?, encoding.into(), Certainty::Known)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (text.to_owned(), UTF_8.into(), Certainty::Known)
    } else {
        guessed(bytes, name)?
    };
    // Old systems end a text file with the DOS end-of-file character.
    let text = text.strip_suffix('\u{1a}').map(str::to_owned).unwrap_or(text);
    check_controls(&text, name)?;
    Ok(Decoded { text, encoding: encoding.name(), certainty })
}

fn claimed(encoding: TextEncoding, bytes: &[u8]) -> Result<String, ReadError> {
    encoding.decode(bytes).ok_or_else(|| {
        let valid = std::str::from_utf8(bytes).err().filter(|_| encoding == UTF_8.into());
        let before = if let Some(error) = valid {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        } else {
            let text = encoding.decode_lossy(bytes);
            text.split('\u{fffd}').next().unwrap_or_default().to_owned()
        };
        invalid(encoding, &before)
    })
}

/// The error that the text after `before` is not in the encoding.
fn invalid(encoding: TextEncoding, before: &str) -> ReadError {
    let (line, behind) = end_of(before);
    ReadError::Encoding { encoding: encoding.name(), line, behind }
}

/// The line on which some text ends, and the end of the text on that line.
fn end_of(text: &str) -> (u32, String) {
    const MOST: usize = 30;
    let line = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    let behind = line.chars().skip(line.chars().count().saturating_sub(MOST)).collect();
    (line_breaks(text).saturating_add(1), behind)
}

/// UTF-16 without a mark, recognized by the zeros that are every other byte of Western text.
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

/// Decodes the bytes in the likeliest of the older encodings.
fn guessed(bytes: &[u8], name: &str) -> Result<(String, TextEncoding, Certainty), ReadError> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = TextEncoding::from(detector.guess(None, Utf8Detection::Deny));
    if is_utf_8_but_for_a_few(bytes, guess) {
        return claimed(UTF_8.into(), bytes).map(|text| (text, UTF_8.into(), Certainty::Known));
    }
    let not_a_table = || ReadError::NotATable { name: name.to_owned() };
    let readings = readings(bytes, guess).ok_or_else(not_a_table)?;
    let (text, best) = (readings.best.decode(bytes).ok_or_else(not_a_table)?, readings.best);
    Ok((text, best, Certainty::Guessed(readings)))
}

/// Returns whether other letters show that the bytes are meant as UTF-8. In the older encodings such sequences occur only
/// by chance, so most of their letters don't form any; in Latin script there is not even one.
fn is_utf_8_but_for_a_few(bytes: &[u8], guess: TextEncoding) -> bool {
    let (mut sound, mut latin, mut broken) = (0_usize, 0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        for sign in chunk.valid().chars().filter(|sign| !sign.is_ascii()) {
            sound += 1;
            latin += usize::from(('\u{c0}'..='\u{17f}').contains(&sign));
        }
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > 0 && (sound >= broken || (latin > 0 && guess.is_latin()))
}

/// Refuses text with what no table has: a NUL, or more than a few control characters. If the rest is lines of text, the
/// error says where the first one is.
fn check_controls(text: &str, name: &str) -> Result<(), ReadError> {
    /// At most this many control characters get into a text file by accident.
    const STRAY: usize = 3;
    let is_control =
        |sign: char| sign.is_control() && !matches!(sign, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    let count = text.chars().filter(|sign| is_control(*sign)).count();
    let is_rare = count * 100 <= text.chars().count();
    if is_rare && !text.contains('\0') {
        return Ok(());
    }
    let place = text.find(is_control).filter(|_| text.contains(['\n', '\r']) && (is_rare || count <= STRAY));
    let Some(place) = place else { return Err(ReadError::NotATable { name: name.to_owned() }) };
    let (line, behind) = end_of(&text[..place]);
    let code = text[place..].chars().next().map_or(0, u32::from);
    Err(ReadError::Control { line, code, behind })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{MACINTOSH, WINDOWS_1252};

    use super::*;

    const TEXT: &str = "Kunde;Plätze\r\nMüller & Söhne;5\r\n";

    fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let Decoded { text, encoding, certainty } = decode(bytes, "file", None).unwrap();
        if let Certainty::Guessed(readings) = certainty {
            assert_eq!(readings.open, [], "{text}");
        }
        (text, encoding)
    }

    fn refused(bytes: &[u8], chosen: Option<&str>) -> String {
        match decode(bytes, "file", chosen.and_then(TextEncoding::from_name)) {
            Err(error) => error.to_string(),
            Ok(decoded) => panic!("{}", decoded.text),
        }
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
        let told = |encoding: &str, line, behind: &str| {
            format!(
                "line {line} is not {encoding} behind \"{behind}\", though the rest of the file is; correct it there and save \
                 the file as UTF-8, or choose the encoding that it has"
            )
        };
        let mut bytes = b"\xef\xbb\xbfa\nb\n".to_vec();
        bytes.extend(b"M\xfcller\n");
        assert_eq!(refused(&bytes, None), told("UTF-8", 3, "M"));
        let mut bytes = utf_16("\u{feff}a\nb", u16::to_le_bytes);
        bytes.push(b'x');
        assert_eq!(refused(&bytes, None), told("UTF-16LE", 2, "b"));
        assert_eq!(refused(b"a;b\r\nc;d\xff", Some("UTF-8")), told("UTF-8", 2, "c;d"));
    }

    #[test]
    fn utf_8_without_a_mark_is_not_taken_for_another_encoding_by_a_few_bytes() {
        let good = "Żółw Sp. z o.o.;4\r\nGroße Gärtnerei;3\r\n";
        // A field was cut in the middle of a letter, a line was pasted from another system, or both.
        for (bad, behind) in [
            (&b"Caf\xc3;1\r\n"[..], "Caf"),
            (b"Stra\xdfe;2\r\nCaf\xe9;2\r\n", "Stra"),
            (b"9 \xe2\x82;1", "9 "),
            (b"x\xf0\x9f\x98", "x"),
        ] {
            let bytes = [good.as_bytes(), bad].concat();
            let expected = format!("line 3 is not UTF-8 behind \"{behind}\", though");
            assert!(refused(&bytes, None).starts_with(&expected), "{:?}", refused(&bytes, None));
        }
        // Not even if most of the letters are from the other system.
        let mostly =
            [b"Caf\xe9 Ren\xe9e;Gen\xe8ve;\xc9t\xe9\r\n".as_slice(), "Gärtnerei".as_bytes()].concat();
        assert!(refused(&mostly, None).starts_with("line 1 is not UTF-8"), "{}", refused(&mostly, None));
        // A person can still choose it.
        let told = decode(&mostly, "file", TextEncoding::from_name("windows-1252")).unwrap();
        assert_eq!(told.text, "Café Renée;Genève;Été\r\nGÃ¤rtnerei");
        assert!(matches!(told.certainty, Certainty::Known));
    }

    #[test]
    fn what_dos_and_the_old_macintosh_wrote_is_told_from_windows() {
        let text = "Größe;Mühle;Garçon\r\nForêt Française;Übergröße;Málaga\r\n";
        let page = TextEncoding::from_name("IBM850").unwrap();
        let byte =
            |sign: char| (0..=255).find(|byte| page.decode(&[*byte]) == Some(sign.to_string())).unwrap();
        let dos: Vec<u8> = text.chars().map(byte).collect();
        assert_eq!(decoded(&dos), (text.to_owned(), "IBM850"));
        let (mac, _, _) = MACINTOSH.encode(text);
        assert_eq!(decoded(&mac), (text.to_owned(), "macintosh"));
        let (windows, _, _) = WINDOWS_1252.encode(text);
        let told = decode(&windows, "file", None).unwrap();
        assert_eq!((told.text.as_str(), told.encoding), (text, "windows-1252"));
        assert!(matches!(told.certainty, Certainty::Guessed(_)));
    }

    #[test]
    fn what_is_chosen_is_what_is_read() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode("Łódź;Plzeň");
        for (chosen, text) in [("windows-1250", "Łódź;Plzeň"), ("windows-1252", "£ódŸ;Plzeò")] {
            let told = decode(&bytes, "file", TextEncoding::from_name(chosen)).unwrap();
            assert_eq!((told.text.as_str(), told.encoding), (text, chosen));
            assert!(matches!(told.certainty, Certainty::Known));
        }
        let marked = "\u{feff}Łódź".as_bytes();
        assert_eq!(decode(marked, "file", TextEncoding::from_name("utf-8")).unwrap().text, "Łódź");
    }

    #[test]
    fn binary_content_is_no_table() {
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"ab\x01\x02c", b"\x7fELF\x02\x01\x01\0"] {
            let refused = decode(bytes, "x.csv", None).err();
            assert_eq!(refused, Some(ReadError::NotATable { name: "x.csv".to_owned() }));
        }
        assert_eq!(
            self::refused(b"Key;Seats\nK-7;4\nK-8;\x005\n", None),
            "line 3 contains the control character U+0000 behind \"K-8;\"; remove it there"
        );
    }
}
