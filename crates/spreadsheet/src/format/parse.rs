//! Parses a number format into sections and tokens.

use super::{Meaning, NumberFormat};

/// One of the up to four parts of a format, which semicolons separate.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) condition: Option<Condition>,
    pub(super) tokens: Vec<Token>,
}

/// The numbers that a section is for, as in `[>=100]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    compare: Compare,
    with: f64,
}

/// Whether the condition holds for less, equal and greater.
type Compare = [bool; 3];

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Text shown as it is.
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Slash,
    Percent,
    /// `E+` or `E-`.
    Exponent,
    /// Parts of a date or of a time of day: their letters in lower case.
    Calendar(String),
    /// Hours, minutes or seconds that can exceed a day, as in `[h]`.
    Span,
    General,
    /// `@`.
    Text,
    /// Digits of another script, as in `[DBNum1]`.
    Numerals,
    /// A word that is not part of any format, such as the name of General in another language.
    Word,
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let operators: [(&str, Compare); 6] = [
            ("<=", [true, true, false]),
            (">=", [false, true, true]),
            ("<>", [true, false, true]),
            ("<", [true, false, false]),
            (">", [false, false, true]),
            ("=", [false, true, false]),
        ];
        let (number, compare) =
            operators.into_iter().find_map(|(sign, compare)| Some((text.strip_prefix(sign)?, compare)))?;
        Some(Self { compare, with: number.trim().parse().ok()? })
    }

    pub(super) fn holds(self, number: f64) -> bool {
        let [less, equal, greater] = self.compare;
        number.partial_cmp(&self.with).is_some_and(|order| match order {
            std::cmp::Ordering::Less => less,
            std::cmp::Ordering::Equal => equal,
            std::cmp::Ordering::Greater => greater,
        })
    }
}

impl Section {
    pub(super) fn has(&self, token: &Token) -> bool {
        self.tokens.contains(token)
    }

    pub(super) fn has_digits(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Digit(_)))
    }

    /// Whether it shows the day of the month and the year. Three or four `d` are the day of the week.
    pub(super) fn shows_whole_date(&self) -> bool {
        let runs = self.tokens.iter().flat_map(|token| match token {
            Token::Calendar(letters) => {
                letters.as_bytes().chunk_by(|one, next| one == next).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        });
        let (mut day, mut year) = (false, false);
        for run in runs {
            day |= run.starts_with(b"d") && run.len() <= 2;
            year |= run.starts_with(b"y") || run.starts_with(b"e") || run.starts_with(b"b");
        }
        day && year
    }

    pub(super) fn meaning(&self) -> Meaning {
        // No spreadsheet mixes the two; letters beside digits are a unit.
        if self.has_digits() || self.has(&Token::General) {
            Meaning::Number
        } else if self.has(&Token::Span) {
            Meaning::Span
        } else if self.tokens.iter().any(|token| matches!(token, Token::Calendar(_))) {
            Meaning::Moment
        } else {
            Meaning::Number
        }
    }
}

impl NumberFormat {
    /// Parses a format's code. There are no errors: anything without a meaning is text.
    pub(crate) fn parse(code: &str) -> Self {
        let mut sections = vec![Section::default()];
        let mut rest = code;
        while let Some(sign) = rest.chars().next() {
            rest = &rest[sign.len_utf8()..];
            if sign == ';' {
                sections.push(Section::default());
            } else if let Some(section) = sections.last_mut() {
                rest = section.take(sign, rest);
            }
        }
        let text = text_section(&mut sections);
        // Numbers are shown as if they had no format.
        match sections.as_mut_slice() {
            [] => sections.push(Section { condition: None, tokens: vec![Token::General] }),
            [only] if only.tokens.is_empty() && text.is_none() => only.tokens.push(Token::General),
            _ => {}
        }
        Self { sections, text: text.filter(|section| !section.is_text_alone()) }
    }
}

/// Takes the section for text off the end: the fourth, or one with a placeholder for text.
fn text_section(sections: &mut Vec<Section>) -> Option<Section> {
    const NUMBERS: usize = 3;
    if sections.len() > NUMBERS {
        sections.truncate(NUMBERS + 1);
        return sections.pop();
    }
    sections.pop_if(|section| section.has(&Token::Text))
}

impl Section {
    /// Reads a token that starts with that character. Returns the rest.
    fn take<'a>(&mut self, sign: char, rest: &'a str) -> &'a str {
        match sign {
            '"' => {
                let (text, rest) = rest.split_once('"').unwrap_or((rest, ""));
                self.tokens.push(Token::Literal(text.to_owned()));
                rest
            }
            '\\' | '!' => {
                let (text, rest) = rest.split_at(first_length(rest));
                self.tokens.push(Token::Literal(text.to_owned()));
                rest
            }
            // Space as wide as the next character, or filled with it.
            '_' | '*' => {
                if sign == '_' {
                    self.tokens.push(Token::Literal(" ".to_owned()));
                }
                &rest[first_length(rest)..]
            }
            '[' => {
                let (inner, rest) = rest.split_once(']').unwrap_or((rest, ""));
                self.bracket(inner);
                rest
            }
            // The fraction of a second.
            '.' if matches!(self.tokens.last(), Some(Token::Calendar(_) | Token::Span)) => {
                let zeros = rest.trim_start_matches('0');
                if zeros.len() == rest.len() {
                    self.tokens.push(Token::Literal(".".to_owned()));
                }
                zeros
            }
            '0' | '#' | '?' => self.push(Token::Digit(sign), rest),
            '.' => self.push(Token::Point, rest),
            ',' => self.push(Token::Comma, rest),
            '/' => self.push(Token::Slash, rest),
            '%' => self.push(Token::Percent, rest),
            '@' => self.push(Token::Text, rest),
            'e' | 'E' if rest.starts_with(['+', '-']) => self.push(Token::Exponent, &rest[1..]),
            _ if sign.is_alphabetic() => self.word(sign, rest),
            _ => self.push(Token::Literal(sign.to_string()), rest),
        }
    }

    fn push<'a>(&mut self, token: Token, rest: &'a str) -> &'a str {
        self.tokens.push(token);
        rest
    }

    /// Reads brackets: `h`, a condition, a currency with its language, a color or the like.
    fn bracket(&mut self, inner: &str) {
        let is_span = ['h', 'm', 's']
            .iter()
            .any(|unit| !inner.is_empty() && inner.chars().all(|sign| sign.eq_ignore_ascii_case(unit)));
        if is_span {
            self.tokens.push(Token::Span);
        } else if let Some(condition) = Condition::parse(inner) {
            self.condition = Some(condition);
        } else if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            if !sign.is_empty() {
                self.tokens.push(Token::Literal(sign.to_owned()));
            }
            if has_other_numerals(currency) {
                self.tokens.push(Token::Numerals);
            }
        } else if inner.to_ascii_lowercase().starts_with("dbnum") {
            self.tokens.push(Token::Numerals);
        }
    }

    /// Reads a word without quotes: a part of a date, General, or something that no format has.
    fn word<'a>(&mut self, first: char, rest: &'a str) -> &'a str {
        let lower_start = |length: usize| rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        if first.eq_ignore_ascii_case(&'a') {
            for halves in ["m/pm", "/p"] {
                if lower_start(halves.len()) == halves {
                    return self.push(Token::Calendar(String::new()), &rest[halves.len()..]);
                }
            }
        }
        let end = rest.find(|sign: char| !sign.is_alphabetic()).unwrap_or(rest.len());
        let (tail, mut behind) = rest.split_at(end);
        let mut word: String =
            std::iter::once(first).chain(tail.chars()).flat_map(char::to_lowercase).collect();
        // `hh:mmAM/PM`
        if word.ends_with('a') && behind.to_ascii_lowercase().starts_with("/p") {
            word.pop();
            behind = &behind[2..];
        } else if word.ends_with("am") && behind.to_ascii_lowercase().starts_with("/pm") {
            word.truncate(word.len() - 2);
            behind = &behind[3..];
        }
        // The T of ISO separates date and time; e, g and b are years and eras in East Asia.
        let is_calendar = word.chars().all(|sign| "ymdhsegbt".contains(sign))
            && word.chars().any(|sign| "ymdhse".contains(sign));
        let token = match word.as_str() {
            "general" => Token::General,
            _ if is_calendar => Token::Calendar(word),
            _ => Token::Word,
        };
        self.push(token, behind)
    }
}

/// Returns whether the language after a currency, in the highest byte of its number, has digits other than 0 to 9.
fn has_other_numerals(currency: &str) -> bool {
    let language = currency.rsplit_once('-').and_then(|(_, number)| u32::from_str_radix(number, 16).ok());
    language.is_some_and(|number| number >> 24 > 1)
}

/// The length of the first character, in bytes.
fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_times() {
        for code in [
            "dd/mm/yyyy",
            "m/d/yy",
            "D. MMMM YYYY",
            "yyyy\\-mm\\-dd",
            "yyyy-mm-ddThh:mm:ss",
            "[$-407]d. mmm yy",
            "[$-F800]dddd, mmmm dd, yyyy",
            "h:mm AM/PM",
            "hh:mm a/p",
            "mmss.0",
            "[$-411]ggge\"年\"m\"月\"d\"日\"",
            "[Blue]yyyy",
            "\"due \"dd.mm.",
            "TT.MM.JJJJ",
            "hh:mmAM/PM",
        ] {
            assert_eq!(NumberFormat::parse(code).meaning(46_000.5), Meaning::Moment, "{code}");
        }
        for code in ["[h]:mm", "[MM]:ss", "[ss].00", "[Red][hh]"] {
            assert_eq!(NumberFormat::parse(code).meaning(1.5), Meaning::Span, "{code}");
        }
    }

    #[test]
    fn letters_that_are_no_day() {
        for code in [
            "",
            "General",
            "GENERAL",
            "Standard",
            "Standaard",
            "Estándar",
            "General\" days\"",
            "[Magenta]0",
            "[Color 5]#,##0",
            "\"day\" 0",
            "0 \\d",
            "0\\ \"h\"",
            "0.00E+00",
            "##0.0e-0",
            "0 d",
            "#,##0_d",
            "*y0",
            "[$USD-409] #,##0",
            "\"yyyy-mm-dd\"",
            "0;\"months\"",
            "@",
            "# ?/?",
            "0.0%",
            "[>=5]0;[<5]#",
        ] {
            assert_eq!(NumberFormat::parse(code).meaning(7.0), Meaning::Number, "{code}");
        }
    }

    proptest! {
        #[test]
        fn any_code_is_a_format(code in "[\\PC]{0,24}", number in any::<f64>()) {
            let format = NumberFormat::parse(&code);
            let _ = format.meaning(number);
            let _ = format.shown(number, &code);
        }

        #[test]
        fn any_code_of_the_signs_of_formats(code in "[0#?.,;ydmhseE+aAmpPM/\\[\\]\"\\\\_*@%$<>=5 -]{0,24}", number in any::<f64>()) {
            let format = NumberFormat::parse(&code);
            let _ = format.meaning(number);
            let _ = format.shown(number, &code);
        }
    }
}
