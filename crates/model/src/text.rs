//! Typed text.

/// Returns whether a character is invisible and can make one name look like another: control characters, those that change
/// the direction of writing, and zero-width ones that no script needs.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

/// The number in `text`, if it is written exactly as the server writes numbers. An identifier is text: `0051` and `+51` name
/// nothing, least of all 51.
pub fn written_number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| *number > 0 && number.to_string() == text)
}

/// Returns whether that is a path of this portal to go on to, so that nobody is led elsewhere. Browsers drop control
/// characters, and take a backslash for a slash.
pub fn is_local(path: &str) -> bool {
    path.len() <= 2_000
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|sign: char| sign == '\\' || sign.is_control())
}

/// Joins names with commas. A name with a comma or a quote is quoted, so that [`unlisted`] finds the same names again.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = |name: &str| {
        let is_plain = !name.contains([',', '"']);
        if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
    };
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The names in a string that [`listed`] made.
pub fn unlisted(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, behind) = rest.strip_prefix('"').and_then(quoted).unwrap_or_else(|| {
            let (name, behind) = rest.split_once(',').unwrap_or((rest, ""));
            (name.trim().to_owned(), behind)
        });
        names.push(name);
        rest = behind.trim_start();
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A quoted name, after its opening quote, and the text after the comma behind it. None if no quote closes it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut name, mut rest) = (String::new(), text);
    loop {
        let (part, behind) = rest.split_once('"')?;
        name.push_str(part);
        match behind.strip_prefix('"') {
            Some(behind) => {
                name.push('"');
                rest = behind;
            }
            None if behind.trim_start().is_empty() => return Some((name, "")),
            None => return behind.trim_start().strip_prefix(',').map(|behind| (name, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_list_are_found_again() {
        for names in [
            &["North"][..],
            &["North", "South"],
            &["Acme, Inc.", "5\" Disks", "Say \"a, b\""],
            &["\"Quoted\"", "x"],
            &[],
        ] {
            assert_eq!(unlisted(&listed(names.iter().copied())), names, "{}", listed(names.iter().copied()));
        }
        assert_eq!(listed(["North", "Acme, Inc."]), "North, \"Acme, Inc.\"");
        // A string that `listed` did not make is used as is.
        assert_eq!(unlisted(" \"A\" and B ,, C"), ["\"A\" and B", "C"]);
        assert_eq!(unlisted("\"open, end"), ["\"open", "end"]);
    }

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
