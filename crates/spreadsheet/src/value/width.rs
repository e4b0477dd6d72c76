//! Full-width digits, signs and letters, which East Asian keyboards produce.

use std::borrow::Cow;

/// Converts full-width characters to ASCII: `１，２００` to `1,200`. All code that reads numbers, dates or times reads the
/// result. Other digits stay as they are, and are refused.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    let is_wide = |sign: char| matches!(sign, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrowed = |sign: char| match sign {
        '\u{3000}' => ' ',
        sign if is_wide(sign) => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        sign => sign,
    };
    Cow::Owned(text.chars().map(narrowed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_full_width_are_those_of_ascii() {
        assert_eq!(narrow("０１２３４５６７８９＋－（，．）／："), "0123456789+-(,.)/:");
        assert_eq!(narrow("２０２６－０１－３１Ｔ０８：３０\u{3000}ＰＭ"), "2026-01-31T08:30 PM");
    }

    #[test]
    fn nothing_else_changes() {
        for text in ["1,200", "", "٣", "½", "①", "²", "年", "ア", "｟", "é"] {
            assert!(matches!(narrow(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
