//! The strings that the cells of a workbook share. Reads only those that a cell refers to: a file can hold millions of others.

use super::MAX_CELLS;
use super::xlsx_error::PartError;

/// A list may have this many strings that no cell uses, and this many per used one.
const UNUSED: usize = 1 << 18;
const UNUSED_FOR_ONE: usize = 4;

/// Which shared strings cells refer to, and how much of their list has been read.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// A bit for each text.
    used: Vec<u64>,
    /// The number of used strings.
    count: usize,
    /// The highest number of a used text.
    last: Option<usize>,
    /// How many strings have begun.
    begun: usize,
    /// How many elements are open around the current text.
    around: Option<usize>,
}

/// What to do with an element of the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    LeftOut,
}

impl Texts {
    /// Returns whether any cell refers to a string.
    pub(super) fn is_any_used(&self) -> bool {
        self.last.is_some()
    }

    /// Records the text that a cell refers to.
    pub(super) fn refer(&mut self, number: &str) {
        let number = number.trim();
        let is_sound = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        // The reader of workbooks takes the first text if it finds no number.
        let number = if is_sound { number.parse().unwrap_or(usize::MAX) } else { 0 };
        if number >= MAX_CELLS {
            return;
        }
        let word = number / 64;
        if word >= self.used.len() {
            self.used.resize(word + 1, 0);
        }
        self.count += usize::from(!self.is_used(number));
        self.used[word] |= 1 << (number % 64);
        self.last = self.last.max(Some(number));
    }

    /// Refuses a list of mostly unused strings. Spreadsheet programs write none of these, but some libraries keep the strings
    /// of deleted rows.
    pub(super) fn check(&self) -> Result<(), PartError> {
        let listed = self.last.map_or(0, |last| last + 1);
        let count = self.count;
        if listed <= count.saturating_mul(UNUSED_FOR_ONE).saturating_add(UNUSED) {
            return Ok(());
        }
        let reason = format!("of the first {listed} of its shared strings, cells use {count}");
        Err(PartError::Forged(reason))
    }

    /// Takes the start of an element of the list at that depth.
    pub(super) fn start(&mut self, name: &str, depth: usize) -> Result<Fate, PartError> {
        let is_kept = match (name, self.around) {
            ("si", Some(_)) => {
                return Err(PartError::Forged("a shared string is inside another".to_owned()));
            }
            ("si", None) => {
                self.around = Some(depth);
                self.begun += 1;
                // An empty text replaces one that nobody reads, so that the others keep their numbers.
                true
            }
            (_, Some(_)) => self.begun.checked_sub(1).is_some_and(|number| self.is_used(number)),
            (_, None) => true,
        };
        Ok(if is_kept { Fate::Kept } else { Fate::LeftOut })
    }

    /// Takes the end of an element at that depth. Returns whether the last used text ends with it.
    pub(super) fn end(&mut self, depth: usize) -> bool {
        let ends = self.around == Some(depth);
        if ends {
            self.around = None;
        }
        ends && self.last.is_none_or(|last| self.begun > last)
    }

    fn is_used(&self, number: usize) -> bool {
        self.used.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_up_to_the_last_one_that_a_cell_refers_to() {
        let mut texts = Texts::default();
        assert!(!texts.is_any_used());
        for number in ["2", " 70 ", "5000000", "99999999999999999999999"] {
            texts.refer(number);
        }
        let (mut kept, mut read) = (Vec::new(), 0);
        for number in 0..100 {
            assert_eq!(texts.start("si", 1).unwrap(), Fate::Kept);
            if texts.start("t", 2).unwrap() == Fate::Kept {
                kept.push(number);
            }
            assert!(!texts.end(2));
            read += 1;
            if texts.end(1) {
                break;
            }
        }
        assert_eq!((kept, read), (vec![2, 70], 71));
    }

    #[test]
    fn most_texts_up_to_the_last_one_must_be_used() {
        let mut texts = Texts::default();
        texts.refer("262147");
        assert!(texts.check().is_ok());
        texts.refer("262152");
        texts.refer("262152");
        let told = texts.check().unwrap_err().to_string();
        assert_eq!(told, "of the first 262153 of its shared strings, cells use 2");
        texts.refer("0");
        assert!(texts.check().is_ok());
    }

    #[test]
    fn what_is_no_number_means_the_first_text() {
        for number in ["x", "-1", "1.5", ""] {
            let mut texts = Texts::default();
            texts.refer(number);
            assert!(texts.is_used(0), "{number}");
        }
    }

    #[test]
    fn a_text_inside_another_is_forged() {
        let mut texts = Texts::default();
        texts.start("si", 1).unwrap();
        assert!(texts.start("si", 2).is_err());
    }
}
