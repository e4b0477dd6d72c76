//! Folding: text that people take for the same becomes the same.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_normalization::UnicodeNormalization as _;

/// Text without case, accents, invisible characters and differences between normal forms: `Österreich AG` and `OSTERREICH
/// AG` fold to `osterreich ag`. Search compares folded text, and lists are sorted by it. Columns named `…_folded` hold
/// these results; a change here needs a migration that fills them again.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain = text.nfkd().filter(|c| !is_accent(*c) && !is_ignorable(*c));
    // By way of capitals, so that ß and ss, ς and σ, ı and i become the same; ẞ is its own capital, so it is lowered first.
    let lower = plain.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    // Some letters decompose only after their case has changed.
    let lower: String = lower.nfkd().filter(|c| !is_accent(*c) && !is_ignorable(*c)).collect();
    lower.nfc().collect()
}

/// Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are kept: without them a word is a different one.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a character is a blank of any width; an empty Braille cell looks like one.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// Whether a character copied along at the ends of a string does not belong to it.
pub(crate) fn is_beside(c: char) -> bool {
    is_blank(c) || is_ignorable(c)
}

/// The words of some text, separated by single spaces.
pub(crate) fn words(text: &str) -> String {
    text.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a character is invisible unless a font or script gives it a meaning (`Default_Ignorable_Code_Point`).
pub(crate) fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_take_for_the_same_is_the_same() {
        for (text, folded) in [
            ("Österreich AG", "osterreich ag"),
            ("O\u{308}STERREICH AG", "osterreich ag"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("ıstanbul", "istanbul"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδος", "οδοσ"),
            ("Ёлка", "елка"),
            ("ＡＢＣ ﬁn", "abc fin"),
            ("soft\u{ad}hy\u{200b}phen", "softhyphen"),
            ("Ærø", "ærø"),
            ("がく", "がく"),
            ("か\u{3099}く", "がく"),
            ("한국", "한국"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_ne!(fold("かく"), fold("がく"));
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn ascii_is_only_lowered(text in "[ -~]*") {
            prop_assert_eq!(fold(&text), text.to_lowercase());
        }
    }
}
