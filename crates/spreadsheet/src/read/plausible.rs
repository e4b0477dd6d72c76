//! Scores a reading of some bytes: characters in places where nobody puts them count against it.

use super::language::{Region, is_word};

/// No text has this.
const NONSENSE: i32 = 2;
/// Hardly any text has this.
const ODD: i32 = 1;
/// Nobody writes this by accident.
const MEANT: i32 = -1;

/// A run of characters with the ASCII characters around it, and facts about its file.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    /// The character before it; a blank at the beginning of the file.
    pub(super) before: char,
    /// The character after it; a blank at the end of the file.
    pub(super) after: char,
    /// The languages for which the encoding was made.
    pub(super) region: Region,
    /// Whether the file has `!` or `?`, as it must if sentences begin with `¡` or `¿`.
    pub(super) calls: bool,
}

/// The score against the run: from [`MEANT`] to [`NONSENSE`].
pub(super) fn against(run: Run<'_>) -> i32 {
    let signs: Vec<char> = run.text.chars().collect();
    let mut sum = 0;
    for (place, sign) in signs.iter().enumerate().filter(|(_, sign)| !sign.is_ascii()) {
        let before = place.checked_sub(1).map_or(run.before, |place| signs[place]);
        let after = signs.get(place + 1).copied().unwrap_or(run.after);
        sum += if is_nonsense(before, *sign, after) {
            NONSENSE
        } else if sign.is_alphabetic() {
            0
        } else {
            of_sign(&signs, place, before, after, run)
        };
    }
    let is_letter = |sign: &char| sign.is_alphabetic();
    let mut place = 0;
    for word in signs.chunk_by(|one, next| is_letter(one) == is_letter(next)) {
        if is_letter(&word[0]) && !word.iter().all(char::is_ascii) {
            let before = place_before(&signs, place, run.before);
            let after = signs.get(place + word.len()).copied().unwrap_or(run.after);
            sum += of_word(word, before, after, run.region);
        }
        place += word.len();
    }
    sum.clamp(MEANT, NONSENSE)
}

fn place_before(signs: &[char], place: usize, before: char) -> char {
    place.checked_sub(1).and_then(|place| signs.get(place)).copied().unwrap_or(before)
}

/// Returns whether a character is where no language puts it: the result of reading letters in a wrong encoding.
fn is_nonsense(before: char, sign: char, after: char) -> bool {
    let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
    match sign {
        // Control characters, box drawing, undefined characters, and the replacement character.
        '\u{80}'..='\u{9f}' | '\u{2500}'..='\u{25a0}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}' => true,
        // They open a quotation.
        '„' | '‚' | '¡' | '¿' => left,
        // They close one, at least in one language; elsewhere, an opening quote is before a word.
        '“' | '”' => right && (left || sign == '”'),
        'ª' | 'º' => right,
        _ if sign.is_uppercase() => before.is_lowercase() || (before.is_uppercase() && after.is_lowercase()),
        _ if sign.is_alphabetic() => false,
        '®' | '©' => right && !left,
        '™' | '€' | '£' | '¥' | '¢' => right,
        '²' | '³' => right || (left && !matches!(before, 'm')),
        '¼' | '½' | '¾' | '¹' | '¤' | '‰' | '‡' | '¶' | '§' | '÷' | '¬' | '±' | '¦' | '◊' | '⁄' | '¨'
        | '¸' | '¯' | '˛' | '˝' | 'ˇ' | '˘' | '˙' | '˚' | '˜' | 'ˆ' | '‗' => left || right,
        '∞' | '∂' | '∑' | '∏' | '∫' | '√' | '≈' | '∆' | '≠' | '≤' | '≥' => {
            left || right || before.is_ascii_digit()
        }
        '×' => before.is_lowercase() && after.is_lowercase(),
        '·' => left && right && !(matches!(before, 'l' | 'L') && matches!(after, 'l' | 'L')),
        // Characters that are written between letters.
        '\u{2019}'
        | '\u{2018}'
        | '´'
        | '\u{2010}'..='\u{2014}'
        | '\u{ad}'
        | '\u{a0}'
        | '\u{202f}'
        | '•'
        | '…' => false,
        _ => left && right,
    }
}

/// The score against a character that is not a letter.
fn of_sign(signs: &[char], place: usize, before: char, after: char, run: Run<'_>) -> i32 {
    let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
    match signs[place] {
        '¡' | '¿' if !right || !run.calls => ODD,
        '…' if right => ODD,
        '‡' if !before.is_alphanumeric() => ODD,
        '®' | '™' if !before.is_alphanumeric() && !matches!(before, ')' | '.' | '"' | '\'') => ODD,
        '´' | '·' if left != right => ODD,
        '–' | '—' if left && right => match (letters_before(signs, place), letters_after(signs, place)) {
            (1, _) | (_, 1) => ODD,
            _ => 0,
        },
        '–' | '—' if before.is_ascii_digit() && after.is_ascii_digit() => MEANT,
        '–' | '—' if signs.len() == 1 && before == ' ' && after == ' ' => MEANT,
        '\u{2019}' if left && right => apostrophe(signs, place),
        '\u{a0}' | '\u{202f}'
            if before.is_ascii_digit() && after.is_ascii_digit()
                || matches!(after, ':' | '!' | '?' | '%') =>
        {
            MEANT
        }
        _ => 0,
    }
}

fn letters_before(signs: &[char], place: usize) -> usize {
    signs[..place].iter().rev().take_while(|sign| sign.is_alphabetic()).count()
}

fn letters_after(signs: &[char], place: usize) -> usize {
    signs[place + 1..].iter().take_while(|sign| sign.is_alphabetic()).count()
}

/// Scores an apostrophe by where English, French or Italian put it. In other encodings its byte is a letter.
fn apostrophe(signs: &[char], place: usize) -> i32 {
    let (left, right) = (letters_before(signs, place), letters_after(signs, place));
    let word = |letters: &[char]| letters.iter().flat_map(|sign| sign.to_lowercase()).collect::<String>();
    let (head, tail) = (word(&signs[place - left..place]), word(&signs[place + 1..place + 1 + right]));
    match tail.as_str() {
        "s" if left >= 5 => MEANT,
        "t" if head.ends_with('n') => MEANT,
        "re" | "ve" | "ll" => MEANT,
        "s" | "m" | "d" | "t" => 0,
        _ if left <= 2 && right >= 4 => MEANT,
        _ if left <= 2 || ["ll", "qu", "st", "nt", "rd", "ch"].iter().any(|end| head.ends_with(end)) => 0,
        _ => ODD,
    }
}

/// The scripts to tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    /// Half-width kana, which never share a word with Chinese characters.
    Narrow,
    /// Chinese characters, kana and Hangul.
    Wide,
    Hangul,
    Other,
}

pub(super) fn script(letter: char) -> Script {
    match letter {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{ff66}'..='\u{ff9f}' => Script::Narrow,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Wide,
        _ => Script::Other,
    }
}

/// The score against a word with non-ASCII letters.
fn of_word(word: &[char], before: char, after: char, region: Region) -> i32 {
    let is_of = |script_of: Script| word.iter().any(|letter| script(*letter) == script_of);
    let scripts = [Script::Latin, Script::Cyrillic, Script::Greek, Script::Hangul, Script::Other];
    let is_wide = is_of(Script::Wide) || is_of(Script::Narrow);
    let mixed = scripts.into_iter().filter(|script| is_of(*script)).count() > 1
        || (is_wide && (is_of(Script::Cyrillic) || is_of(Script::Greek) || is_of(Script::Other)));
    // A company's name may have Latin letters before or after: `Google社`. None continues in lower case.
    let goes_on = word.windows(2).any(|pair| {
        matches!(script(pair[0]), Script::Wide | Script::Narrow | Script::Hangul)
            && pair[1].is_ascii_lowercase()
    });
    if mixed || goes_on {
        return NONSENSE;
    }
    if is_wide || is_of(Script::Hangul) {
        return if is_of(Script::Wide) && (is_of(Script::Narrow) || is_of(Script::Hangul)) { ODD } else { 0 };
    }
    match word {
        [letter] => of_lone(*letter, before, after),
        _ if !is_of(Script::Latin) => {
            let is_spelled = is_of(Script::Cyrillic) || is_of(Script::Greek);
            let has_vowel = word.iter().any(|letter| super::language::is_vowel(*letter));
            if is_spelled && word.len() > 2 && !has_vowel { ODD } else { 0 }
        }
        // Micrometers and the like.
        ['µ', rest @ ..] if rest.len() == 1 => MEANT,
        _ if word.contains(&'µ') => NONSENSE,
        _ if word.windows(4).any(|part| part.iter().all(|letter| !letter.is_ascii())) => NONSENSE,
        _ => {
            let text: String = word.iter().filter(|letter| !matches!(letter, 'ª' | 'º')).collect();
            let ordinal = word.len() - text.chars().count();
            let is_odd = !is_word(&text, region) || (ordinal > 0 && word.len() > 3) || is_humped(word);
            if is_odd { ODD } else { 0 }
        }
    }
}

/// Returns whether a capital letter follows a lowercase one outside of ASCII.
fn is_humped(word: &[char]) -> bool {
    word.windows(2).any(|pair| !pair[0].is_ascii() && pair[0].is_lowercase() && pair[1].is_uppercase())
}

/// The score against a word of one letter: few are words or initials.
fn of_lone(letter: char, before: char, after: char) -> i32 {
    const WORDS: &str = "àáâåäæéèêíìóòôöøőúùüčšµавикосуяієηοό";
    let is_initial = letter.is_uppercase() && after == '.';
    let is_beside_digit = before.is_ascii_digit() || after.is_ascii_digit();
    match letter {
        'ª' | 'º' => {
            if before.is_ascii_digit() {
                0
            } else {
                ODD
            }
        }
        'µ' => 0,
        _ if is_initial => 0,
        _ if is_beside_digit || !WORDS.contains(letter) => ODD,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> i32 {
        of_between(' ', text, ' ')
    }

    fn of_between(before: char, text: &str, after: char) -> i32 {
        against(Run { text, before, after, region: Region::Any, calls: false })
    }

    #[test]
    fn nothing_speaks_against_what_people_write() {
        for text in [
            "Müller",
            "Año",
            "Société",
            "€",
            "¤",
            "“Open",
            "door”",
            "„So“",
            "Foo®",
            "Acrobat™",
            "20°",
            "°C",
            "nº",
            "col·lecció",
            "ЗАО",
            "Иванов",
            "ﾃﾞｰﾀ",
            "Google社",
            "株式会社",
            "§",
            "«",
            "±5",
            "Ex×Box",
            "Œuvre",
        ] {
            assert_eq!(of(text), 0, "{text}");
        }
        for text in ["Customer’s", "don’t", "l’entreprise", "–", "µm"] {
            assert_eq!(of(text), MEANT, "{text}");
        }
        assert_eq!(of_between('2', "\u{a0}", '0'), MEANT);
        assert_eq!(of_between(' ', "É", '.'), 0);
    }

    #[test]
    fn nonsense_is_told() {
        for text in [
            "M³ller",
            "Gr÷▀e",
            "SociÚtÚ",
            "MŸller",
            "Kˆln",
            "b‰cker",
            "Caf¤",
            "½uvre",
            "€pfel",
            "Mьller",
            "B臘ker",
            "M\u{81}ller",
            "£ódź",
            "Èâàíîâ",
            "12█",
            "Gen×ve",
        ] {
            assert_eq!(of(text), NONSENSE, "{text}");
        }
        for text in ["Û", "ñ", "ß", "Garc’a", "Sesi—n", "díAngelo", "Dvoøák", "Лпгт", "¡C", "…cole"]
        {
            assert_eq!(of(text), ODD, "{text}");
        }
        assert_eq!(of_between('1', "œ", ' '), ODD);
    }
}
