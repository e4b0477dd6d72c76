//! Text that is typed.

/// Whether a character is not seen and makes a name look like another: control characters, those that turn the direction
/// of writing, and those of no width that no script needs to be written.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

/// The number that `text` names, if it is written exactly as the server writes numbers. An identifier is text: `0051` and `+51`
/// name nothing, least of all 51.
pub fn written_number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| *number > 0 && number.to_string() == text)
}

/// Whether that is a path of this portal, to go on to: never lead anybody elsewhere. Browsers leave control characters out and
/// take a backslash for a slash.
pub fn is_local(path: &str) -> bool {
    path.len() <= 2_000
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|sign: char| sign == '\\' || sign.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scripts_need_is_kept() {
        for kept in ["Ada", "日本語", "می\u{200c}خواهم", "👩\u{200d}💻", "Å", "שלום"] {
            assert!(!kept.contains(is_unseen), "{kept}");
        }
        for unseen in ["\0", "\n", "\u{200b}", "a\u{202e}b", "\u{feff}", "\u{2067}"] {
            assert!(unseen.contains(is_unseen), "{unseen:?}");
        }
    }

    #[test]
    fn a_number_is_named_in_one_way_alone() {
        assert_eq!(written_number("51"), Some(51));
        assert_eq!(written_number("9223372036854775807"), Some(i64::MAX));
        for other in ["", "0051", "+51", "-51", "0", " 51", "51 ", "51.0", "٥١", "9223372036854775808", "x"]
        {
            assert_eq!(written_number(other), None, "{other:?}");
        }
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        for here in ["/", "/licenses?status=expired#x", "/a//b"] {
            assert!(is_local(here), "{here:?}");
        }
        let long = format!("/{}", "x".repeat(2_000));
        for elsewhere in [
            "",
            "licenses",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            &long,
        ] {
            assert!(!is_local(elsewhere), "{elsewhere:?}");
        }
    }
}
