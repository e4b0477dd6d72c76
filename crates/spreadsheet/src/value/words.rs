//! Words, compared as a whole, ignoring case and accents.

use chrono::Month;
use unicode_normalization::UnicodeNormalization as _;

/// A word without case and accents.
pub(super) fn folded(word: &str) -> String {
    word.nfkd().filter(|sign| !matches!(sign, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase).collect()
}

/// Names of the months and their usual abbreviations in English, German, French, Spanish, Italian, Portuguese and Dutch, folded.
/// Prefixes don't match, on purpose: `jui` is neither June nor July.
const MONTHS: [(Month, &[&str]); 12] = [
    (
        Month::January,
        &[
            "january", "jan", "januar", "janner", "jaenner", "janvier", "janv", "enero", "ene", "gennaio",
            "gen", "janeiro", "januari",
        ],
    ),
    (
        Month::February,
        &[
            "february",
            "feb",
            "februar",
            "feber",
            "fevrier",
            "fevr",
            "fev",
            "febrero",
            "febr",
            "febbraio",
            "fevereiro",
            "februari",
        ],
    ),
    (Month::March, &["march", "mar", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt"]),
    (Month::April, &["april", "apr", "avril", "avr", "abril", "abr", "aprile"]),
    (Month::May, &["may", "mai", "mayo", "maggio", "mag", "maio", "mei"]),
    (Month::June, &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho"]),
    (Month::July, &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho"]),
    (Month::August, &["august", "aug", "aout", "aou", "agosto", "ago", "augustus"]),
    (
        Month::September,
        &[
            "september",
            "sep",
            "sept",
            "septembre",
            "septiembre",
            "setiembre",
            "set",
            "settembre",
            "sett",
            "setembro",
        ],
    ),
    (
        Month::October,
        &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out"],
    ),
    (Month::November, &["november", "nov", "novembre", "noviembre", "novembro"]),
    (
        Month::December,
        &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro"],
    ),
];

/// The month with that name or abbreviation; January is 1.
pub(super) fn month(word: &str) -> Option<u16> {
    let word = folded(word);
    let (month, _) = MONTHS.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    month.number_from_month().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_in_every_language() {
        let languages = [
            "January February March April May June July August September October November December",
            "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "Jänner Feber Mrz Apr Mai Jun Jul Aug Sept Okt Nov Dez",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janv févr mars avr mai juin juil aoû sept oct nov déc",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene feb mar abr may jun jul ago set oct nov dic",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen feb mar apr mag giu lug ago sett ott nov dic",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "januari februari maart april mei juni juli augustus september oktober november december",
        ];
        for language in languages {
            for (word, number) in language.split(' ').zip(1_u16..) {
                for written in [word.to_owned(), word.to_uppercase(), word.nfd().collect()] {
                    assert_eq!(month(&written), Some(number), "{written}");
                }
            }
        }
    }

    #[test]
    fn no_month_begins_another_word() {
        for word in [
            "jui", "juill", "maybe", "Marvin", "march1", "sepia", "decade", "octet", "augur", "novel", "m",
            "",
        ] {
            assert_eq!(month(word), None, "{word}");
        }
        let all: Vec<&str> = MONTHS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let distinct: std::collections::HashSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(all.iter().all(|word| *word == folded(word)));
    }
}
