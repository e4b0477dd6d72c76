//! The apostrophe that keeps a spreadsheet from running text in a CSV file, and other marks that keep text as text.

use std::borrow::Cow;

/// Puts an apostrophe before text that a spreadsheet would run as a formula. A spreadsheet with another delimiter splits
/// the text there, so each part is guarded.
///
/// A part with an apostrophe before such text, or before a number, gets another one, so that [`without_marks`] returns
/// the original text.
pub(super) fn with_guard(text: &str) -> Cow<'_, str> {
    if is_forced(text) {
        return Cow::Owned(format!("'{text}"));
    }
    let guard = |(at, part): (usize, &str)| {
        if would_run(at, part.trim_start_matches('\'')) { format!("'{part}") } else { part.to_owned() }
    };
    let guarded: String = parts(text).map(guard).collect();
    if guarded == text { Cow::Borrowed(text) } else { Cow::Owned(guarded) }
}

/// Removes the apostrophes of [`with_guard`], and the marks by which others keep a spreadsheet from reading text as a number:
/// `="0012"` and `'0012`.
pub(crate) fn without_marks(text: String) -> String {
    if let Some(forced) = formula_text(&text) {
        forced
    } else if is_forced(&text) {
        text[1..].to_owned()
    } else {
        without_guard(text)
    }
}

fn without_guard(text: String) -> String {
    let bare = |(at, part)| match str::strip_prefix(part, '\'') {
        Some(rest) if would_run(at, rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => part.to_owned(),
    };
    if text.contains('\'') { parts(&text).map(bare).collect() } else { text }
}

/// The text in a formula that is only a string.
fn formula_text(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    let has_more = inner.replace("\"\"", "").contains('"');
    (!has_more).then(|| inner.replace("\"\"", "\""))
}

/// Returns whether a string is a number or date after apostrophes; `'tis` is not.
fn is_forced(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let known = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | ':' | '/' | '-' | ' ');
    bare.len() < text.len()
        && bare.starts_with(|first: char| first.is_ascii_digit())
        && bare.chars().all(known)
}

/// The parts into which other delimiters split the text, each with its number from 0 and the delimiter after it.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive([';', '|', '\t', '\r', '\n']).enumerate()
}

/// Returns whether a spreadsheet may run that part of a string: its first character, also after white space, starts a formula,
/// or the text begins with a tab or line break, which spreadsheets drop.
fn would_run(at: usize, part: &str) -> bool {
    at == 0 && part.starts_with(['\t', '\r', '\n']) || part.trim_start().starts_with(FORMULA)
}

/// Characters that start a formula, in both widths.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("+49 170", "'+49 170"),
            ("-5", "'-5"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            (" =1", "' =1"),
            ("\u{a0}\n@x", "\u{a0}\n'@x"),
            ("'=1", "''=1"),
            ("ok;=1+1;", "ok;'=1+1;"),
            ("a;;@SUM(1)", "a;;'@SUM(1)"),
            ("x\n=1", "x\n'=1"),
            ("a|+b", "a|'+b"),
            ("＝1", "'＝1"),
        ] {
            assert_eq!(with_guard(text), guarded, "{text:?}");
        }
        for text in ["", "a=b", "'tis", " x", "1-2", "'", "a\n\nb", "a;b"] {
            assert_eq!(with_guard(text), text, "{text:?}");
        }
    }

    #[test]
    fn marks_of_others_come_off() {
        for (text, bare) in [
            ("=\"0031\"", "0031"),
            (" =\"0031\" ", "0031"),
            ("=\"a \"\"b\"\"\"", "a \"b\""),
            ("=\"\"", ""),
            ("'0031", "0031"),
            ("'2026-05-06", "2026-05-06"),
            ("'1.5", "1.5"),
        ] {
            assert_eq!(without_marks(text.to_owned()), bare, "{text}");
        }
        for text in ["=\"a\"&\"b\"", "=0031", "'s-Gravenhage BV", "'90s Ltd", "0031", "'", "=\""] {
            assert_eq!(without_marks(text.to_owned()), text, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_guard_comes_off_as_it_went_on(text in "['\"=+ \t\na7.@;|-]{0,8}") {
            prop_assert_eq!(without_marks(with_guard(&text).into_owned()), text);
        }
    }
}
