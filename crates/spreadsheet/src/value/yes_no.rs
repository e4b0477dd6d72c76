//! A yes or a no, in the words of the languages that order systems speak.

use super::ValueError;
use super::words::folded;
use crate::shortened;

/// English, German, French, Spanish, Italian, Portuguese and Dutch, folded; including the spreadsheets' words for true.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "t",
    "1",
    "on",
    "x",
    "enabled",
    "ja",
    "j",
    "wahr",
    "oui",
    "vrai",
    "si",
    "verdadero",
    "vero",
    "sim",
    "verdadeiro",
    "waar",
];
const NO: &[&str] = &[
    "no", "n", "false", "f", "0", "off", "disabled", "nein", "falsch", "non", "faux", "falso", "nao", "nee",
    "onwaar",
];

/// Parses a yes or a no in any case; an empty cell is neither.
///
/// # Errors
///
/// [`ValueError::NotYesNo`] for any other text.
pub fn yes_no(text: &str) -> Result<Option<bool>, ValueError> {
    let text = text.trim();
    let word = folded(text);
    match word.as_str() {
        "" => Ok(None),
        word if YES.contains(&word) => Ok(Some(true)),
        word if NO.contains(&word) => Ok(Some(false)),
        _ => Err(ValueError::NotYesNo(shortened(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_yes_and_no() {
        for text in [
            "Yes",
            "Y",
            " true ",
            "1",
            "ON",
            "x",
            "X",
            "Ja",
            "oui",
            "si",
            "SÍ",
            "Sì",
            "Enabled",
            "VERDADERO",
            "Waar",
        ] {
            assert_eq!(yes_no(text), Ok(Some(true)), "{text}");
        }
        for text in ["no", "N", "FALSE", "0", "off", "Nein", "non", "disabled", "Não", "FALSO", "Onwaar"] {
            assert_eq!(yes_no(text), Ok(Some(false)), "{text}");
        }
    }

    #[test]
    fn empty_says_neither_and_the_rest_is_refused() {
        assert_eq!(yes_no(" \u{a0}"), Ok(None));
        for text in ["Yesterday", "none", "jam", "nope", "1.", "truely", "sin"] {
            assert_eq!(yes_no(text), Err(ValueError::NotYesNo(text.to_owned())), "{text}");
        }
        let refused = yes_no(" maybe").unwrap_err();
        assert!(refused.to_string().starts_with("\"maybe\" is neither yes nor no; write yes"));
    }
}
