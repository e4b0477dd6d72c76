//! License keys, which can be written in many ways.

use icu_properties::CodePointSetData;
use icu_properties::props::Dash;
use unicode_normalization::UnicodeNormalization as _;

use super::fold;
use super::fold::{is_blank, is_ignorable};

/// The form of a license key that is compared, and unique among licenses. E-mails, spreadsheets and people change case, omit or
/// replace dashes, and add blanks and invisible characters; none of that makes a different key.
///
/// `licenses.key_folded` holds this result; a change here needs a migration that fills it again.
pub fn folded_key(key: &str) -> String {
    let folded = parts(key);
    // Otherwise all keys made of dashes alone would be the same.
    if folded.is_empty() { key.to_owned() } else { folded }
}

/// Folds a part of a key that somebody searches for, as keys are folded; empty if none of it counts.
pub(super) fn parts(text: &str) -> String {
    if text.is_ascii() {
        let counts = |byte: &char| *byte != '-' && !byte.is_whitespace();
        return text.chars().filter(counts).map(|sign| sign.to_ascii_lowercase()).collect();
    }
    let dashes = CodePointSetData::new::<Dash>();
    // Compatibility forms first: some of them are dashes and blanks.
    let bare: String = text.nfkc().filter(|c| !is_blank(*c) && !dashes.contains(*c)).collect();
    fold(&bare)
}

/// A new key as it is stored: without invisible characters and without blanks at its ends; dashes and letters are kept.
pub(crate) fn tidy_key(typed: &str) -> String {
    let seen: String = typed.chars().filter(|c| !is_ignorable(*c)).collect();
    seen.trim_matches(is_blank).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_is_one_in_all_its_spellings() {
        for typed in [
            "QX7F-22LM-08TP",
            "qx7f-22lm-08tp",
            "QX7F22LM08TP",
            "QX7F 22LM 08TP",
            "QX7F\u{2013}22LM\u{2014}08TP",
            "QX7F\u{2212}22LM\u{ff0d}08TP",
            "QX7F\u{2011}22LM\u{2010}08TP",
            "\u{feff}QX7F-22LM-08TP\u{a0}",
            "QX7F-\u{200b}22LM-\u{200b}08TP",
            "QX7F-22\u{ad}LM-08TP\t",
            "ＱＸ７Ｆ-22LM-08TP",
            "QX7F\u{202f}22LM\u{3000}08TP\r\n",
            "\u{2068}QX7F-22LM-08TP\u{2069}",
        ] {
            assert_eq!(folded_key(typed), "qx7f22lm08tp", "{typed:?}");
        }
        for other in ["QX7F-22LM-08T", "QX7F_22LM_08TP", "QX7F.22LM.08TP", "OX7F-22LM-08TP", ""] {
            assert_ne!(folded_key(other), "qx7f22lm08tp", "{other:?}");
        }
    }

    #[test]
    fn keys_of_dashes_alone_are_different_keys() {
        assert_ne!(folded_key("--"), folded_key("---"));
        assert_ne!(folded_key("\u{2014}"), folded_key("\u{2013}"));
    }

    #[test]
    fn a_new_key_is_stored_without_what_nobody_sees() {
        assert_eq!(tidy_key("\u{feff} QX\u{ad}7F–22\u{200b}LM\u{a0}\n"), "QX7F–22LM");
        assert_eq!(tidy_key(" \u{200b} "), "");
    }

    proptest! {
        #[test]
        fn folding_a_key_again_changes_nothing(key in "\\PC*") {
            let once = folded_key(&key);
            prop_assert_eq!(folded_key(&once), once);
        }
    }
}
