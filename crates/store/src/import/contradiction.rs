//! Contradictory rows about one thing. Nobody can tell which of them is right, so none is imported, even if refused rows are
//! skipped. A row that merely repeats another is not a contradiction: it is refused, and the other one is imported.

/// Why a row that is valid by itself is refused: a sentence with both lines, and what each calls the `thing`.
pub(super) fn refused_with(thing: &str, own: (u32, &str), other: (u32, &str)) -> String {
    let ((line, name), (other_line, other_name)) = (own, other);
    if line == other_line {
        return format!(
            "Line {line} lists several organizations for “{name}”, and one of them is refused. A {thing} is imported for all of \
             them or for none."
        );
    }
    let both = if name == other_name {
        format!("Lines {line} and {other_line} are both about “{name}”")
    } else {
        format!("Line {line}, “{name}”, and line {other_line}, “{other_name}”, are about one {thing}")
    };
    format!(
        "{both}, and line {other_line} is refused. Rows about one {thing} are imported together or not at all: correct line \
         {other_line}, or remove one of the two."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_rows_are_named() {
        let told = refused_with("license", (4, "Q-7"), (9, "Q-7"));
        assert!(told.starts_with("Lines 4 and 9 are both about “Q-7”, and line 9 is refused."), "{told}");
        let told = refused_with("license", (4, "Q-7"), (2, "q7"));
        let start = "Line 4, “Q-7”, and line 2, “q7”, are about one license, and line 2 is refused.";
        assert!(told.starts_with(start), "{told}");
        let told = refused_with("license", (4, "Q-7"), (4, "Q-7"));
        assert!(told.starts_with("Line 4 lists several organizations for “Q-7”"), "{told}");
    }
}
