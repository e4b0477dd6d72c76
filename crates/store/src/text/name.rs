//! Names: which are invalid, and which look like existing ones.

use icu_properties::props::{
    CanonicalCombiningClass, Emoji, EmojiModifier, ExtendedPictographic, GeneralCategory, JoiningType,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use sea_orm::{DbErr, SqlErr};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

use super::fold;
use super::fold::{is_blank, is_ignorable, words};

/// Why a string is not a valid name, in a sentence for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is empty, too long, or more than a line.
    #[error(transparent)]
    Form(#[from] model::person::NameError),
    /// It has an invisible character.
    #[error(
        "A name can't contain invisible characters; this one has U+{0:04X}. Type the name instead of pasting it."
    )]
    Invisible(u32),
    /// It has an address that mail programs turn into a link.
    #[error(
        "A name can't contain a web or e-mail address. Remove “www.”, “://”, and the text around “@” or after “/”."
    )]
    Address,
}

/// Checks the name of a person, an organization, a role, a product and the like. Returns it as it is stored: in normal form C,
/// with single spaces between words.
///
/// Names are in e-mails and lists beside those of others, so they may have no invisible characters, and nothing that an e-mail
/// program turns into a link to a place the author chose. A company may be called `Booking.com`, so a word with a dot stays
/// valid; e-mails break the link (see [`crate::critical_alerts::mail::unlinked`]).
pub fn checked(typed: &str) -> Result<String, NameError> {
    let name = model::person::checked_name(typed)?;
    if let Some(invisible) = invisible(&name) {
        return Err(NameError::Invisible(invisible.into()));
    }
    if holds_address(&name) {
        return Err(NameError::Address);
    }
    Ok(tidy(&name))
}

/// A name without the blanks that other programs leave in it: none at its ends, and single spaces between words. A single
/// ideographic space is kept, because Chinese and Japanese names use it.
fn tidy(name: &str) -> String {
    let mut tidied = String::with_capacity(name.len());
    let mut blanks = String::new();
    for sign in name.nfc() {
        if is_blank(sign) {
            blanks.push(sign);
            continue;
        }
        if !tidied.is_empty() {
            match blanks.as_str() {
                "" => {}
                "\u{3000}" => tidied.push('\u{3000}'),
                _ => tidied.push(' '),
            }
        }
        blanks.clear();
        tidied.push(sign);
    }
    tidied
}

/// The first character that is invisible where it is.
pub(crate) fn invisible(name: &str) -> Option<char> {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned,
    };
    let categories = CodePointMapData::<GeneralCategory>::new();
    let signs: Vec<char> = name.chars().collect();
    let is_invisible = |(at, c): (usize, char)| {
        let before = at.checked_sub(1).and_then(|at| signs.get(at).copied());
        match c {
            '\u{200c}' | '\u{200d}' => !joins(before, signs.get(at + 1).copied(), c),
            '\u{fe0e}' | '\u{fe0f}' => !before.is_some_and(is_emoji),
            // Blank, though they count as symbols: an empty Braille cell, an empty note, an object's placeholder.
            '\u{2800}' | '\u{1d159}' | '\u{fffc}' => true,
            _ => {
                is_ignorable(c)
                    || matches!(
                        categories.get(c),
                        Control
                            | Format
                            | LineSeparator
                            | ParagraphSeparator
                            | PrivateUse
                            | Surrogate
                            | Unassigned
                    )
            }
        }
    };
    let found = signs.iter().copied().enumerate().find(|sign| is_invisible(*sign));
    found.map(|(_, c)| c)
}

/// Whether a zero-width joiner or non-joiner has an effect between those two: in scripts whose letters join, after a virama,
/// and in emoji (RFC 5892, appendix A).
fn joins(before: Option<char>, after: Option<char>, joiner: char) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let is_virama =
        CodePointMapData::<CanonicalCombiningClass>::new().get(before) == CanonicalCombiningClass::Virama;
    let joining = CodePointMapData::<JoiningType>::new();
    let joins = |c| !matches!(joining.get(c), JoiningType::NonJoining);
    is_virama
        || (joins(before) && joins(after))
        || (joiner == '\u{200d}' && is_emoji(before) && is_emoji(after))
}

/// Whether a character is part of an emoji; digits alone are not.
fn is_emoji(c: char) -> bool {
    let is = CodePointSetData::new::<ExtendedPictographic>().contains(c)
        || CodePointSetData::new::<EmojiModifier>().contains(c)
        || c == '\u{fe0f}';
    is || (!c.is_ascii() && CodePointSetData::new::<Emoji>().contains(c))
}

/// Whether it contains anything that mail programs make a link of, other than a bare domain.
fn holds_address(name: &str) -> bool {
    let name: String = name.nfkc().flat_map(char::to_lowercase).collect();
    name.contains("://")
        || name.split_whitespace().any(|word| {
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@');
            let is_mail =
                word.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && dotted(domain));
            let is_path = word.split_once('/').is_some_and(|(host, _)| dotted(host));
            word.starts_with("www.") || word.starts_with("mailto:") || is_mail || is_path
        })
}

/// Whether a string ends like a domain: a dot and at least two letters.
fn dotted(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let text = text.split(':').next().unwrap_or_default();
    text.rsplit_once('.').is_some_and(|(host, top)| {
        host.contains(char::is_alphanumeric)
            && top.chars().count() >= 2
            && top.chars().all(char::is_alphabetic)
    })
}

/// The keys for comparing a name. Two names with the same [`alike`](Self::alike) or [`shape`](Self::shape) look like one
/// another, and a unique index on each column allows only one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameKeys {
    /// For search and order; see [`fold`].
    pub folded: String,
    /// The UTS 39 skeleton of the name in lower case: `ACME` and `acme`, Latin or Cyrillic.
    pub alike: String,
    /// The skeleton of the name as written: `IBM` with a capital I and `lBM` with a small L, which differ in lower case.
    pub shape: String,
}

impl NameKeys {
    /// The keys of a name.
    pub fn of(name: &str) -> Self {
        // Compatibility forms first: in full-width letters a name is still the same.
        let (plain, lower): (String, _) = (name.nfkc().collect(), same(name));
        let skeleton = |text: &str| -> String {
            let bare: String = skeleton(text).filter(|c| !is_ignorable(*c)).collect();
            words(&bare)
        };
        Self { folded: words(&fold(name)), alike: skeleton(&lower), shape: skeleton(&plain) }
    }
}

/// The one spelling that stands for all spellings of a name: `ACME  gmbh` means `Acme GmbH`. Case, normal forms, the kind and
/// number of blanks and invisible characters don't count. Accents do, because `Müller` and `Muller` are two people. Every
/// lookup by a typed name compares this result.
pub fn same(name: &str) -> String {
    let seen = name.nfkc().filter(|c| !is_ignorable(*c));
    // By way of capitals, so that ß and ss become the same; ẞ is its own capital, so it is lowered first.
    let lower = seen.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let lower: String = lower.nfkc().filter(|c| !is_ignorable(*c)).collect();
    words(&lower)
}

/// Whether two names differ only in case, normal form, blanks and invisible characters. Names such as `Acme ①` and `Acme 1` are
/// the [`same`], but do not read alike: somebody may tell two customers apart by them.
pub(crate) fn reads_alike(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let seen = name.nfd().filter(|c| !is_ignorable(*c)).flat_map(char::to_lowercase);
        // A small sigma has its own form at the end of a word.
        let lower: String = seen.map(|c| if c == 'ς' { 'σ' } else { c }).nfc().collect();
        words(&lower)
    };
    plain(one) == plain(other)
}

/// Whether the database refused a write because the name is taken: of two who take a name at the same moment, one gets it.
pub(crate) fn is_name_taken(error: &DbErr) -> bool {
    // Constraints and columns of names contain these parts; the one for the vendor does not.
    let is_of_name = |of: &str| ["name", "_alike", "_of_shape"].iter().any(|part| of.contains(part));
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(of)) if is_of_name(&of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_are_names() {
        for name in [
            "Ada",
            "AT&T",
            "Booking.com",
            "Node.js Foundation",
            "Meet@Work",
            "@home",
            "A/B Test GmbH",
            "km/h.de.luxe",
            "日本語",
            "山田\u{3000}太郎",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}💻",
            "❤\u{fe0f}",
            "שלום",
            "O’Brien",
            "50 % off",
            "St. Gallen",
            "c/o Müller",
            "1.FC Köln",
            "U+2800",
            "Vol. 2/3",
            "ﬁ",
        ] {
            assert_eq!(checked(name).as_deref(), Ok(name), "{name}");
        }
        assert_eq!(checked(" Ada ").as_deref(), Ok("Ada"));
    }

    #[test]
    fn a_name_is_stored_with_plain_blanks_and_composed_letters() {
        for typed in [
            "Gru\u{308}n  und\u{a0}Söhne",
            "Grün\u{202f}und\u{2009}\u{2009}Söhne",
            "\u{a0}Grün und\u{3000} Söhne\u{3000}",
        ] {
            assert_eq!(checked(typed).as_deref(), Ok("Grün und Söhne"), "{typed:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_refused() {
        for sign in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{2028}',
            '\u{202e}',
            '\u{2060}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fffc}',
            '\u{1d159}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{e000}',
            '\u{378}',
        ] {
            for name in [format!("Ac{sign}me"), format!("{sign}Acme"), format!("A{sign}")] {
                // White space at the ends is cut off.
                if name.trim() == "Acme" || name.trim() == "A" {
                    continue;
                }
                assert!(checked(&name).is_err(), "U+{:04X} in {name:?}", u32::from(sign));
            }
        }
        let sentence = checked("Ac\u{ad}me").unwrap_err().to_string();
        assert!(sentence.contains("U+00AD"), "{sentence}");
    }

    #[test]
    fn what_mail_programs_make_a_link_is_refused() {
        for name in [
            "https://evil.example",
            "x javascript://y",
            "www.evil.example",
            "Win at WWW.evil.example!",
            "(www.evil.example)",
            "ada@evil.example",
            "Ada <ada@evil.example>",
            "mailto:ada",
            "evil.example/login",
            "See evil.example:8080/x",
            "ｗｗｗ.evil.example",
            "ada＠evil.example",
        ] {
            assert_eq!(checked(name), Err(NameError::Address), "{name}");
        }
    }

    #[test]
    fn one_name_is_written_in_many_ways() {
        for (one, other) in [
            ("Acme GmbH", " ACME\u{a0} gmbh"),
            ("Acme GmbH", "Acme\u{2003}\u{202f}GmbH"),
            ("Acme GmbH", "Ac\u{ad}me Gm\u{200b}bH\u{feff}"),
            ("Acme GmbH", "Ａｃｍｅ\u{3000}GmbH"),
            ("Straße", "STRASSE"),
            ("Straße", "STRAẞE"),
            ("Österreich", "O\u{308}sterreich"),
        ] {
            assert_eq!(same(one), same(other), "{one} and {other:?}");
            assert_eq!(NameKeys::of(one), NameKeys { shape: NameKeys::of(one).shape, ..NameKeys::of(other) });
        }
        for (one, other) in [("Müller", "Muller"), ("Acme", "Аcme")] {
            assert_ne!(same(one), same(other));
        }
    }

    #[test]
    fn names_that_look_alike_share_a_key() {
        let look_alike = |a: &str, b: &str| {
            let (a, b) = (NameKeys::of(a), NameKeys::of(b));
            a.alike == b.alike || a.shape == b.shape
        };
        for (one, other) in [
            ("Acme", "acme"),
            ("Acme", "Аcme"),
            ("Acme Corp", "  acme\u{a0} corp"),
            ("Acme", "Ac\u{ad}me"),
            ("Acme", "Acme\u{fe00}"),
            ("Acme", "Ac\u{e0041}me"),
            ("Acme", "Ａｃｍｅ"),
            ("Microsoft", "Mіcrosoft"),
            ("IBM", "lBM"),
            ("Modern", "modem"),
            ("O2", "02"),
            ("Straße", "STRASSE"),
            ("Müller", "Mu\u{308}ller"),
            ("می\u{200c}خواهم", "میخواهم"),
        ] {
            assert!(
                look_alike(one, other),
                "{one} and {other}: {:?}, {:?}",
                NameKeys::of(one),
                NameKeys::of(other)
            );
        }
        for (one, other) in
            [("Müller", "Muller"), ("Acme", "Acne"), ("Ball", "Bail"), ("Alpha 1", "Alpha 2"), ("東", "束")]
        {
            assert!(!look_alike(one, other), "{one} and {other}");
        }
    }
}
