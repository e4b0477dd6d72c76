//! The text encodings that a person can choose.

use encoding_rs::{DecoderResult, Encoding, MACINTOSH, SHIFT_JIS};

/// The names of the encodings that a person can choose: first those that tables use, then all others that detection can
/// return. [`TextEncoding::from_name`] knows more.
pub const ENCODINGS: [&str; 29] = [
    "UTF-8",
    "UTF-16LE",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1254",
    "ISO-8859-2",
    "ISO-8859-15",
    "IBM850",
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
    /// Code page 850, which the standard omits: DOS in Western Europe, and its successors.
    Dos,
}

impl TextEncoding {
    pub(super) const DOS: Self = Self(Kind::Dos);

    /// The encoding with that name, in any of its usual spellings.
    pub fn from_name(name: &str) -> Option<Self> {
        let label = name.trim().to_lowercase().replace([' ', '_'], "-");
        match label.as_str() {
            "ibm850" | "cp850" | "850" | "cp-850" | "code-page-850" | "dos" | "pc850" => Some(Self::DOS),
            "macroman" | "mac-roman" | "mac" => Some(MACINTOSH.into()),
            "cp932" | "932" | "cp-932" => Some(SHIFT_JIS.into()),
            label => Encoding::for_label_no_replacement(label.as_bytes()).map(Self::from),
        }
    }

    /// Its name in the Encoding Standard, such as `windows-1252`, or `IBM850`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Standard(encoding) => encoding.name(),
            Kind::Dos => "IBM850",
        }
    }

    /// Decodes the bytes; None if they are invalid in the encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self.0 {
            Kind::Standard(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
            }
            Kind::Dos => {
                let upper: Vec<char> = DOS.chars().collect();
                let sign = |byte: &u8| {
                    let upper = byte.checked_sub(128).and_then(|at| upper.get(usize::from(at)));
                    upper.copied().unwrap_or(char::from(*byte))
                };
                Some(bytes.iter().map(sign).collect())
            }
        }
    }

    /// Decodes the bytes, with U+FFFD for invalid ones.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> String {
        match self.0 {
            Kind::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Kind::Dos => self.decode(bytes).unwrap_or_default(),
        }
    }

    /// Returns whether all the bytes are valid in the encoding. Needs no memory for the text.
    pub(super) fn reads(self, bytes: &[u8]) -> bool {
        let Kind::Standard(encoding) = self.0 else { return true };
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
            Kind::Dos => true,
        }
    }

    /// Returns whether it is a single-byte encoding for languages in Latin script.
    pub(super) fn is_latin(self) -> bool {
        const NAMES: [&str; 13] = [
            "IBM850",
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

/// The upper half of code page 850.
const DOS: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

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
        assert!(TextEncoding::DOS.reads(&bytes));
    }

    #[test]
    fn code_page_850_is_whole() {
        assert_eq!(DOS.chars().count(), 128);
        let bytes = b"\x99sterreich \x81 \xe1 \x82 \xd5 \x9c \xff";
        assert_eq!(TextEncoding::DOS.decode(bytes).as_deref(), Some("Österreich ü ß é ı £ \u{a0}"));
    }
}
