//! The text encodings that a person can choose.

use encoding_rs::{DecoderResult, Encoding, MACINTOSH, SHIFT_JIS};
use oem_cp::code_table::{DECODING_TABLE_CP850, DECODING_TABLE_CP852, DECODING_TABLE_CP857};

/// The names of the encodings that a person can choose: first those that tables use, then all others that detection can
/// return. [`TextEncoding::from_name`] knows more.
pub const ENCODINGS: [&str; 31] = [
    "UTF-8",
    "UTF-16LE",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1254",
    "ISO-8859-2",
    "ISO-8859-15",
    "IBM850",
    "IBM852",
    "IBM857",
    "macintosh",
    "Shift_JIS",
    "EUC-JP",
    "EUC-KR",
    "GBK",
    "Big5",
    "windows-1253",
    "ISO-8859-7",
    "windows-1257",
    "ISO-8859-13",
    "ISO-8859-4",
    "KOI8-U",
    "IBM866",
    "ISO-8859-5",
    "windows-1255",
    "ISO-8859-8",
    "windows-1256",
    "ISO-8859-6",
    "windows-874",
    "windows-1258",
];

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An encoding of the Encoding Standard.
    Standard(&'static Encoding),
    /// A code page of DOS, which the standard omits.
    Dos(CodePage),
}

/// The code pages of DOS in Europe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodePage {
    /// 850: Western Europe.
    Western,
    /// 852: Central Europe.
    Central,
    /// 857: Turkey.
    Turkish,
}

impl CodePage {
    fn from_number(number: &str) -> Option<Self> {
        match number {
            "850" => Some(Self::Western),
            "852" => Some(Self::Central),
            "857" => Some(Self::Turkish),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Western => "IBM850",
            Self::Central => "IBM852",
            Self::Turkish => "IBM857",
        }
    }

    /// The character that the byte stands for; None if it stands for none.
    fn character(self, byte: u8) -> Option<char> {
        let Some(upper) = byte.checked_sub(128).map(usize::from) else { return Some(char::from(byte)) };
        match self {
            Self::Western => DECODING_TABLE_CP850.get(upper).copied(),
            Self::Central => DECODING_TABLE_CP852.get(upper).copied(),
            Self::Turkish => DECODING_TABLE_CP857.get(upper).copied().flatten(),
        }
    }
}

impl TextEncoding {
    /// The encoding with that name, in any of its usual spellings.
    pub fn from_name(name: &str) -> Option<Self> {
        let label = name.trim().to_lowercase().replace([' ', '_'], "-");
        let prefixes = ["code-page-", "ibm-", "ibm", "cp-", "cp", "pc"];
        let number = prefixes.into_iter().find_map(|prefix| label.strip_prefix(prefix)).unwrap_or(&label);
        if let Some(page) = CodePage::from_number(number) {
            return Some(Self(Kind::Dos(page)));
        }
        match label.as_str() {
            "dos" => Some(Self(Kind::Dos(CodePage::Western))),
            "macroman" | "mac-roman" | "mac" => Some(MACINTOSH.into()),
            "cp932" | "932" | "cp-932" => Some(SHIFT_JIS.into()),
            label => Encoding::for_label_no_replacement(label.as_bytes()).map(Self::from),
        }
    }

    /// Its name in the Encoding Standard, such as `windows-1252`, or that of a code page, such as `IBM850`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Standard(encoding) => encoding.name(),
            Kind::Dos(page) => page.name(),
        }
    }

    /// Decodes the bytes; None if they are invalid in the encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self.0 {
            Kind::Standard(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
            }
            Kind::Dos(page) => bytes.iter().map(|byte| page.character(*byte)).collect(),
        }
    }

    /// Decodes the bytes, with U+FFFD for invalid ones.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> String {
        match self.0 {
            Kind::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Kind::Dos(page) => bytes
                .iter()
                .map(|byte| page.character(*byte).unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        }
    }

    /// Returns whether all the bytes are valid in the encoding. Needs no memory for the text.
    pub(super) fn reads(self, bytes: &[u8]) -> bool {
        let encoding = match self.0 {
            Kind::Standard(encoding) => encoding,
            Kind::Dos(page) => return bytes.iter().all(|byte| page.character(*byte).is_some()),
        };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (mut rest, mut text) = (bytes, [0; 4096]);
        loop {
            let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut text, true);
            rest = &rest[read..];
            match result {
                DecoderResult::InputEmpty => return true,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return false,
            }
        }
    }

    /// Returns whether each byte is a character of its own.
    pub(super) fn is_single_byte(self) -> bool {
        match self.0 {
            Kind::Standard(encoding) => encoding.is_single_byte(),
            Kind::Dos(_) => true,
        }
    }

    /// Returns whether it is a single-byte encoding for languages in Latin script.
    pub(super) fn is_latin(self) -> bool {
        const NAMES: [&str; 15] = [
            "IBM850",
            "IBM852",
            "IBM857",
            "macintosh",
            "windows-1250",
            "windows-1252",
            "windows-1254",
            "windows-1257",
            "windows-1258",
            "ISO-8859-2",
            "ISO-8859-3",
            "ISO-8859-4",
            "ISO-8859-10",
            "ISO-8859-15",
            "ISO-8859-16",
        ];
        NAMES.contains(&self.name())
    }
}

impl From<&'static Encoding> for TextEncoding {
    fn from(encoding: &'static Encoding) -> Self {
        Self(Kind::Standard(encoding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_on_offer_leads_back_to_itself() {
        for name in ENCODINGS {
            assert_eq!(TextEncoding::from_name(name).map(TextEncoding::name), Some(name));
        }
        for (spelling, name) in [
            ("utf8", "UTF-8"),
            ("cp1252", "windows-1252"),
            ("Windows-1250", "windows-1250"),
            ("latin1", "windows-1252"),
            ("Code page 850", "IBM850"),
            ("DOS", "IBM850"),
            ("852", "IBM852"),
            ("cp857", "IBM857"),
            ("MacRoman", "macintosh"),
            ("Shift-JIS", "Shift_JIS"),
            ("cp932", "Shift_JIS"),
        ] {
            assert_eq!(TextEncoding::from_name(spelling).map(TextEncoding::name), Some(name), "{spelling}");
        }
        assert_eq!(TextEncoding::from_name("klingon"), None);
    }

    #[test]
    fn an_error_is_found_wherever_it_is() {
        let japanese = TextEncoding::from_name("shift_jis").unwrap();
        let mut bytes = b"\x83\x5c".repeat(10_000);
        assert!(japanese.reads(&bytes));
        bytes.push(0x83);
        assert!(!japanese.reads(&bytes));
        let dos = |name| TextEncoding::from_name(name).unwrap();
        assert!(dos("IBM850").reads(&bytes));
        // Code page 857 has no character for this byte.
        assert!(!dos("IBM857").reads(b"\xd5") && dos("IBM857").decode(b"\xd5").is_none());
        assert_eq!(dos("IBM857").decode_lossy(b"a\xd5"), "a\u{fffd}");
    }

    #[test]
    fn code_pages_have_their_letters() {
        for (name, bytes, text) in [
            (
                "IBM850",
                b"\x99sterreich \x81 \xe1 \x82 \xd5 \x9c \xff".as_slice(),
                "Österreich ü ß é ı £ \u{a0}",
            ),
            ("IBM852", b"P\xfd\xa1bram \xe6\xa0rka", "Příbram Šárka"),
            ("IBM857", b"Ni\xa7de \x98zmir \x9eile", "Niğde İzmir Şile"),
        ] {
            let encoding = TextEncoding::from_name(name).unwrap();
            assert_eq!(encoding.decode(bytes).as_deref(), Some(text), "{name}");
        }
    }
}
