//! Decides whether a format shows a number unchanged.

use super::parse::{Section, Token};
use super::{NumberFormat, Unshown, number_text};
use crate::shortened;

/// Currency codes and signs made of letters. Other letters count as units, some of which mean thousands.
const CURRENCIES: [&str; 46] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "RMB", "INR", "KRW", "AUD", "CAD", "NZD", "HKD", "SGD", "SEK",
    "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "RUB", "UAH", "BRL", "MXN", "ZAR", "ILS",
    "AED", "SAR", "THB", "US$", "CA$", "AU$", "A$", "C$", "HK$", "NZ$", "R$", "S$", "kr", "kr.", "zł", "Kč",
];

impl NumberFormat {
    /// Refuses a number if the sheet shows something else beside it or in its place: a unit that may mean thousands, percent, a
    /// word for a number such as 0, or nothing.
    pub(crate) fn check_faithful(&self, number: f64, code: &str) -> Result<(), Unshown> {
        let section = self.section(number).map(|(section, _)| section);
        if section.is_some_and(|section| section.is_faithful(number)) {
            return Ok(());
        }
        let number_text = number_text(number);
        let word = || section.and_then(Section::word_alone);
        Err(match self.shown(number, code).ok().or_else(word) {
            Some(shown) if !shown.is_empty() => {
                Unshown::Changed { shown: shortened(&shown), number: number_text }
            }
            _ => Unshown::Disguised { number: number_text, format: shortened(code) },
        })
    }
}

/// Whether a string consists of words and numbers of which one is a currency.
pub(crate) fn names_currency(text: &str) -> bool {
    let is_currency_word = |word: &str| CURRENCIES.contains(&word);
    let mut words = text.split(|sign: char| sign.is_whitespace() || sign.is_ascii_digit());
    text.contains(is_currency) || words.any(is_currency_word)
}

impl NumberFormat {
    /// Whether the format shows a number as an amount of money: with a currency, or with two decimals.
    pub(crate) fn is_amount(&self, number: f64) -> bool {
        let Some((section, _)) = self.section(number) else { return false };
        let has_currency =
            section.tokens.iter().any(|token| matches!(token, Token::Literal(text) if names_currency(text)));
        let after_point = section.tokens.iter().skip_while(|token| **token != Token::Point).skip(1);
        let decimals = after_point.take_while(|token| matches!(token, Token::Digit(_))).count();
        has_currency || decimals == 2
    }
}

impl Section {
    /// The text that it shows if it is only text.
    fn word_alone(&self) -> Option<String> {
        let literal = |token: &Token| match token {
            Token::Literal(text) => Some(text.clone()),
            _ => None,
        };
        let shown: Option<String> = self.tokens.iter().map(literal).collect();
        shown.map(|shown| shown.trim().to_owned())
    }

    /// Returns whether it shows the number, and nothing that changes its meaning.
    fn is_faithful(&self, number: f64) -> bool {
        let is_place =
            |token: &Token| matches!(token, Token::Digit(_) | Token::General | Token::Text | Token::Word);
        let places = self.tokens.iter().filter(|token| is_place(token)).count();
        let is_known = |(at, token): (usize, &Token)| match token {
            Token::Digit(_) | Token::Numerals | Token::Literal(_) => true,
            Token::Point => self.has_digits(),
            Token::Comma => self.is_grouping(at),
            // General under any name; beside digits it is a unit.
            Token::General | Token::Text | Token::Word => places == 1,
            _ => false,
        };
        places > 0 && self.tokens.iter().enumerate().all(is_known) && self.has_harmless_texts(number)
    }

    /// Returns whether the comma there is between digits of the whole part. After them it hides thousands.
    fn is_grouping(&self, at: usize) -> bool {
        let point = self.tokens.iter().position(|token| *token == Token::Point).unwrap_or(self.tokens.len());
        let is_digit = |token: &Token| matches!(token, Token::Digit(_));
        at < point && self.tokens[..at].iter().any(is_digit) && self.tokens[at..point].iter().any(is_digit)
    }

    /// Returns whether its strings are only blanks, signs and currencies.
    fn has_harmless_texts(&self, number: f64) -> bool {
        let mut texts = String::new();
        for token in &self.tokens {
            match token {
                Token::Literal(text) => texts.push_str(text),
                // Adjacent strings form one word.
                _ => texts.push(' '),
            }
        }
        texts.split_whitespace().all(|word| {
            let is_sign = match word {
                "+" | "'" | "\u{2019}" => true,
                // In accounting formats a dash stands for 0; before another number it is a minus.
                "-" | "\u{2212}" | "\u{2013}" | "(" | ")" => number <= 0.0,
                _ => false,
            };
            is_sign || CURRENCIES.contains(&word) || word.chars().all(is_currency)
        })
    }
}

/// Currency signs (Unicode category Sc).
fn is_currency(sign: char) -> bool {
    matches!(sign, '$' | '¢' | '£' | '¤' | '¥' | '฿' | '₠'..='₿' | '＄' | '￡' | '￥')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(code: &str, number: f64) -> Result<(), Unshown> {
        NumberFormat::parse(code).check_faithful(number, code)
    }

    #[test]
    fn formats_that_show_the_number() {
        for (code, number) in [
            ("", 7.0),
            ("General", 7.0),
            ("Standard", 7.0),
            ("@", 7.0),
            ("\"AB-\"@", 7.0),
            ("0", 0.0),
            ("#,##0", 1_230.0),
            ("#,##0.00;[Red]-#,##0.00", 1_230.0),
            ("0000", 7.0),
            ("#\\ ##0", 1_230.0),
            ("#'##0", 1_230.0),
            ("0_);(0)", 7.0),
            ("0;-0;\"never\"", 7.0),
            ("[=0]\"never\";0", 7.0),
            ("[$€-407] #,##0.00", 7.0),
            ("#,##0.00\\ [$EUR];-#,##0.00\\ [$EUR]", 7.0),
            ("\"CHF\" 0", 7.0),
            ("_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)", 0.0),
            ("_-* #,##0\\ _€_-;\\-* #,##0\\ _€_-;_-* \"-\"\\ _€_-;_-@_-", 7.0),
            ("[DBNum1]0", 7.0),
        ] {
            assert_eq!(checked(code, number), Ok(()), "{code} of {number}");
        }
    }

    #[test]
    fn formats_of_amounts_of_money() {
        let is_amount = |code: &str| NumberFormat::parse(code).is_amount(70.0);
        for code in ["[$€-407] #,##0", "#,##0 \"CHF\"", "0.00", "#,##0.00;[Red]-#,##0.00", "\\$0"] {
            assert!(is_amount(code), "{code}");
        }
        for code in ["General", "0", "#,##0", "0.000", "_-* #,##0\\ _€_-", "0.0"] {
            assert!(!is_amount(code), "{code}");
        }
        assert!(names_currency("12 EUR") && names_currency("€5") && names_currency("CHF7"));
        assert!(!names_currency("12 EURO seats") && !names_currency("12"));
    }

    #[test]
    fn formats_that_show_something_else() {
        for (code, number, shown) in [
            ("0;-0;\"never\"", 0.0, "never"),
            ("[=0]\"never\";0", 0.0, "never"),
            ("\"all\"", 4_500.0, "all"),
            ("0\"k\"", 35.0, "35k"),
            ("0 \"gross\"", 3.0, "3 gross"),
            ("0\"0\"", 6.0, "60"),
            ("\"1\"0", 6.0, "16"),
            ("0\\.00", 345.0, "3.45"),
            ("\"-\"0", 6.0, "-6"),
            ("0\"k€\"", 6.0, "6k€"),
            ("General\" packs\"", 6.0, "6 packs"),
        ] {
            let changed = Unshown::Changed { shown: shown.to_owned(), number: number_text(number) };
            assert_eq!(checked(code, number), Err(changed), "{code} of {number}");
        }
        for code in
            ["0%", ";;;", ";@", "#,##0\" Tsd\"", "0,", "#,##0,,", "# ?/?", "0.00E+00", "[<1]0", "0 d", "0.0,"]
        {
            let disguised = Unshown::Disguised { number: "3500".to_owned(), format: code.to_owned() };
            assert_eq!(checked(code, 3_500.0), Err(disguised), "{code}");
        }
    }
}
