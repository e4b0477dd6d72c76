//! The apostrophe that keeps a spreadsheet from running text in a CSV file.

use std::borrow::Cow;

/// Puts an apostrophe before text that a spreadsheet would run as a formula.
///
/// Text that begins with an apostrophe before such text gets another one, so that [`without_guard`] gives back what
/// was written.
pub(super) fn with_guard(text: &str) -> Cow<'_, str> {
    if would_run(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes the apostrophe of [`with_guard`] off again.
pub(crate) fn without_guard(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if would_run(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => text,
    }
}

/// Whether a spreadsheet may run the text: the first sign, or the first behind white space, starts a formula, or a tab
/// or line break comes first, which spreadsheets drop. A spreadsheet set to another delimiter splits the text there, so
/// each part counts.
fn would_run(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.split([';', '|', '\t', '\r', '\n']).any(|part| part.trim_start().starts_with(FORMULA))
}

/// Signs that start a formula, in both widths.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for text in [
            "=1+1",
            "+49 170",
            "-5",
            "@x",
            "\tx",
            "\rx",
            " =1",
            "\u{a0}\n@x",
            "'=1",
            "x;=1",
            "x\n=1",
            "a|+b",
            "＝1",
        ] {
            assert_eq!(with_guard(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "a=b", "'tis", " x", "1-2", "'"] {
            assert_eq!(with_guard(text), text, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_guard_comes_off_as_it_went_on(text in "['=+ \ta@;|-]{0,6}") {
            prop_assert_eq!(without_guard(with_guard(&text).into_owned()), text);
        }
    }
}
