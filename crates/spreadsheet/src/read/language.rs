//! The non-ASCII letters of languages in Latin script, and where in a word they occur.

use unicode_normalization::UnicodeNormalization as _;

/// A language and its letters.
struct Language {
    code: &'static str,
    letters: &'static str,
}

/// The languages of Western Europe for which code page 850 and the Macintosh's encoding were made.
const WESTERN: [Language; 10] = [
    Language { code: "de", letters: "äöüßé" },
    Language { code: "fr", letters: "àâæçéèêëîïôœùûüÿ" },
    Language { code: "es", letters: "áéíñóúü" },
    Language { code: "pt", letters: "àáâãçéêíóôõúü" },
    Language { code: "ca", letters: "àçèéíïòóúü" },
    Language { code: "it", letters: "àèéìíòóùú" },
    Language { code: "nl", letters: "áàäçèéêëíïóöúü" },
    Language { code: "da", letters: "æøåäöéüóòô" },
    Language { code: "sv", letters: "åäöéàáü" },
    Language { code: "ga", letters: "áéíóú" },
];

/// All other languages in Latin script that the encodings of Europe cover.
const OTHERS: [Language; 15] = [
    Language { code: "lb", letters: "äëéüöèêôû" },
    Language { code: "is", letters: "áðéíóúýþæö" },
    Language { code: "fi", letters: "åäöšž" },
    Language { code: "et", letters: "äõöüšž" },
    Language { code: "cs", letters: "áčďéěíňóřšťúůýž" },
    Language { code: "sk", letters: "áäčďéíĺľňóôŕšťúýž" },
    Language { code: "pl", letters: "ąćęłńóśźż" },
    Language { code: "hu", letters: "áéíóöőúüű" },
    Language { code: "hr", letters: "čćđšž" },
    Language { code: "ro", letters: "ăâîşţșț" },
    Language { code: "sq", letters: "çë" },
    Language { code: "tr", letters: "âçğıîöşüû\u{307}" },
    Language { code: "lt", letters: "ąčęėįšųūž" },
    Language { code: "lv", letters: "āčēģīķļņšūž" },
    Language { code: "cy", letters: "âêîôûŵŷï" },
];

/// The languages for which an encoding was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// Those of Western Europe.
    Western,
    /// Those of Central Europe.
    Central,
    /// Turkish and those of Western Europe.
    Turkish,
    /// Any.
    Any,
}

impl Region {
    fn includes(self, language: &Language) -> bool {
        let is_western = WESTERN.iter().any(|western| western.code == language.code);
        match self {
            Self::Western => is_western,
            Self::Central => {
                matches!(language.code, "de" | "cs" | "sk" | "pl" | "hu" | "hr" | "ro" | "sq")
            }
            Self::Turkish => is_western || language.code == "tr",
            Self::Any => true,
        }
    }
}

/// Returns whether a language of that region has such a word.
pub(super) fn is_word(word: &str, region: Region) -> bool {
    let signs: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut languages = WESTERN.iter().chain(&OTHERS).filter(|language| region.includes(language));
    languages.any(|language| has(language, &signs))
}

fn has(language: &Language, word: &[char]) -> bool {
    let at = |place: Option<usize>| place.and_then(|place| word.get(place)).copied();
    word.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()).all(|(place, letter)| {
        let (before, after) = (at(place.checked_sub(1)), [at(Some(place + 1)), at(Some(place + 2))]);
        language.letters.contains(*letter) && stands(language.code, *letter, before, after, word.len())
    })
}

/// Returns whether the language has the letter between the one before and the two after. Checks only what separates encodings.
fn stands(
    language: &str,
    letter: char,
    before: Option<char>,
    [after, second]: [Option<char>; 2],
    length: usize,
) -> bool {
    let vowel = |sign: Option<char>| sign.is_some_and(is_vowel);
    let consonant = |sign: Option<char>| sign.is_some_and(|sign| !is_vowel(sign));
    let one_of = |sign: Option<char>, all: &str| sign.is_some_and(|sign| all.contains(sign));
    match (language, letter) {
        ("fr", 'î') | ("da" | "lb", 'ô') => after.is_some(),
        ("de", 'ß') | ("fr", 'ë' | 'ÿ') | ("nl", 'ë') => vowel(before),
        ("fr", 'œ') => one_of(after, "uisctndk"),
        // No Romance or Celtic language stresses it before a doubled letter, or at the start of a word.
        ("es" | "pt" | "ca" | "it" | "nl" | "ga", 'í') => {
            (after != second || after.is_none())
                && !(before.is_none() && one_of(after, "s") && one_of(second, "t"))
        }
        ("fr" | "pt", 'ô') => after.is_some() || length <= 5,
        ("es", 'ñ') => vowel(after) && (before.is_none() || vowel(before) || one_of(before, "nrl")),
        ("pt", 'ã') => after.is_none() || one_of(after, "oesi"),
        ("pt", 'õ') => one_of(after, "e"),
        ("it", 'ì') => after.is_none() && before.is_some(),
        // Between two consonants, it needs one that makes a syllable or is easily spoken with it.
        ("cs" | "sk" | "hr" | "lt" | "lv", 'č') => {
            vowel(before) || before.is_none() || one_of(before, "rl") || !one_of(after, "bcdfghjpqtvwxz")
        }
        ("cs" | "sk" | "hu", 'í') => {
            (after != second || after.is_none() || one_of(after, "n"))
                && !(before.is_none() && one_of(after, "s") && one_of(second, "t"))
        }
        ("sq", 'ë') => {
            before.is_some() || one_of(after, "mn") || (one_of(after, "s") && one_of(second, "h"))
        }
        ("sk", 'ŕ' | 'ĺ') => consonant(before) && consonant(after),
        ("cs", 'ů') => consonant(before),
        ("cs", 'ě') => one_of(before, "bdfmnptv"),
        ("cs", 'ř') | ("hr", 'ć') | ("cs" | "sk", 'ň') => vowel(before) || vowel(after),
        ("pl", 'ę') => before.is_some() && !one_of(after, "mnrvqxj"),
        ("pl", 'ą') | ("lt", 'ę') => before.is_some(),
        ("pl", 'ń') => vowel(before) && !vowel(after),
        ("pl", 'ś' | 'ź') => !vowel(after),
        ("pl", 'ł') => vowel(before) || vowel(after) || after.is_none() || one_of(before, "bdgkpst"),
        ("pl", 'ć') => before.is_none() || vowel(before) || one_of(before, "śńłjrl"),
        ("hu", 'ő' | 'ű') => !vowel(before) || one_of(before, "y"),
        ("ro", 'ă') => !one_of(after, "o"),
        _ => true,
    }
}

pub(super) fn is_vowel(letter: char) -> bool {
    let base = letter.nfd().next().unwrap_or(letter);
    base.to_lowercase().all(|base| "aeiouyæœøı".contains(base) || "аеиоуыэюяєіїөү".contains(base))
        || "αειουηω".contains(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_europe_are_known() {
        let western =
            "Größe Weißbach Société Noël août œuvre Muñoz Camões São Città lunedì Åse Ærø Kærgård Zoë L'Haÿ";
        let others = "Dvořák Růžička Němec vŕba Gdańsk Łódź Święty Ćwik Petrović Győr Brăila Şükrü Þórður Põld Ķekava \
             Koń Jabłko Zmarł Plzeň Bečva Krčmář Vlčková Ančka Ivančna";
        for word in western.split([' ', '\'']) {
            assert!(is_word(word, Region::Western), "{word}");
        }
        for word in others.split(' ') {
            assert!(is_word(word, Region::Any) && !is_word(word, Region::Western), "{word}");
        }
    }

    #[test]
    fn what_a_wrong_encoding_makes_of_them_is_not() {
        for word in "Mßlaga Espańa Núńez Mřller Ćrř oů déjŕ Joăo Dvoøák Jiøí Gdañsk ętre śuvre Straﬂe Genčve Bńcker Forłt Borňs"
            .split(' ')
        {
            assert!(!is_word(word, Region::Any), "{word}");
        }
        // Estonian has the letter, but neither code page 850 nor the Macintosh was made for it.
        for region in [Region::Western, Region::Turkish, Region::Central] {
            assert!(!is_word("Bõcker", region), "{region:?}");
        }
        assert!(is_word("Bõcker", Region::Any));
        assert!(!is_word("ìx", Region::Western) && !is_word("Officeô", Region::Western));
        for word in ["Míller", "Ísterreich", "Ëscar"] {
            assert!(!is_word(word, Region::Central), "{word}");
        }
    }
}
