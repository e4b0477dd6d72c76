//! Finds out what stands between the cells of a CSV file.

use super::records::Records;

/// What people put between cells. Where two fit alike the first is taken: the comma comes last, for it also stands
/// inside cells, in prose and in fractions.
const CANDIDATES: [u8; 4] = [b';', b'\t', b'|', b','];
/// How many records are looked at.
const SAMPLE: usize = 50;

/// The delimiter that a first line `sep=;` names, with the text behind that line.
pub(super) fn declared(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = match text.find(['\r', '\n']) {
        Some(end) => (&text[..end], &text[end..]),
        None => (text, ""),
    };
    // Some programs quote the line as if it were a cell, others fill it up with delimiters.
    let line = line.strip_prefix('"').unwrap_or(line);
    let prefix = line.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("sep="))?;
    let delimiter = *line.as_bytes().get(prefix.len())?;
    let usable = delimiter.is_ascii_punctuation() && delimiter != b'"' || matches!(delimiter, b'\t' | b' ');
    let tail = line.get(5..)?.trim_end_matches(['"', ' ', ',', ';', '\t']);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    (usable && tail.is_empty()).then_some((delimiter, rest))
}

/// The delimiter under which the first records agree best with the header, then the one with the most columns; a
/// comma if the header has none. Delimiters inside quotes do not count.
pub(super) fn detect(text: &str) -> u8 {
    let mut best = (b',', (0, 0));
    for candidate in CANDIDATES {
        let score = score(text, candidate);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

/// How well a delimiter fits: the share of agreeing records in hundredths, and the columns of the header.
fn score(text: &str, delimiter: u8) -> (usize, usize) {
    let mut records = Records::new(text, 1, delimiter)
        .filter(|record| {
            !record.as_ref().is_ok_and(|record| record.cells.iter().all(|cell| cell.trim().is_empty()))
        })
        .take(SAMPLE);
    let Some(Ok(header)) = records.next() else { return (0, 0) };
    let columns = header.cells.len();
    if columns < 2 {
        return (0, 0);
    }
    // The header agrees with itself, so that a file of nothing else has a delimiter too.
    let (mut agreeing, mut all) = (1, 1);
    for record in records {
        all += 1;
        agreeing += usize::from(record.is_ok_and(|record| record.cells.len() == columns));
    }
    (agreeing * 100 / all, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_delimiter_is_detected() {
        for delimiter in CANDIDATES {
            let text = "name#seats\nA#1\nB#2\n".replace('#', &char::from(delimiter).to_string());
            assert_eq!(detect(&text), delimiter);
        }
    }

    #[test]
    fn delimiters_inside_cells_do_not_mislead() {
        assert_eq!(detect("\"a,b,c,d\";e\n\"1,2,3,4\";5\n"), b';');
        assert_eq!(detect("name, first;price\nA;1,50\nB;2,00\n"), b';');
        assert_eq!(detect("id,notes\n1,a;b;c\n2,d|e\n"), b',');
        assert_eq!(detect("a;b|c\n1;2\n"), b';');
    }

    #[test]
    fn a_single_column_has_a_comma() {
        assert_eq!(detect("key\nA;B\nC\n"), b',');
        assert_eq!(detect(""), b',');
    }

    #[test]
    fn a_first_line_may_declare_it() {
        assert_eq!(declared("sep=;\r\na;b"), Some((b';', "a;b")));
        assert_eq!(declared("SEP=\t\na"), Some((b'\t', "a")));
        assert_eq!(declared("\"sep=|\"\ra"), Some((b'|', "a")));
        assert_eq!(declared("sep=,"), Some((b',', "")));
        for text in ["sep=\n", "sep=ab\n", "sep=é\n", "separator;x\n", "sep=\"\n", "", "sé"] {
            assert_eq!(declared(text), None, "{text}");
        }
    }
}
