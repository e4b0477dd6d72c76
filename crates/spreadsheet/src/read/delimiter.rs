//! Detects what separates the cells of a CSV file.

use super::records::Records;

/// Possible delimiters. If two fit equally well, the first wins: the comma comes last, because it also occurs inside cells,
/// in prose and in fractions.
const CANDIDATES: [u8; 4] = [b';', b'\t', b'|', b','];
/// At most this many records are checked.
const SAMPLE: usize = 50;

/// The delimiter that a first line `sep=;` declares, and the text after that line. A space is not accepted, because cells may
/// have spaces around them and before their quotes.
pub(super) fn declared(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = match text.find(['\r', '\n']) {
        Some(end) => (&text[..end], &text[end..]),
        None => (text, ""),
    };
    // Some programs quote the line like a cell, others fill it up with delimiters.
    let line = line.strip_prefix('"').unwrap_or(line);
    let prefix = line.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("sep="))?;
    let delimiter = *line.as_bytes().get(prefix.len())?;
    let usable = delimiter.is_ascii_punctuation() && delimiter != b'"' || delimiter == b'\t';
    let tail = line.get(5..)?.trim_end_matches(['"', ' ', ',', ';', '\t']);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    (usable && tail.is_empty()).then_some((delimiter, rest))
}

/// The delimiter under which the first records agree best with the header, then the one with the most columns; a comma
/// if the header has none. Ignores delimiters inside quotes.
///
/// The header is the first non-blank record, from the line `heading_row` on if given. If fewer than half of the records
/// agree with it, there are titles above the header, and the delimiter is the one under which the most records agree with
/// an earlier one.
pub(super) fn detect(text: &str, heading_row: Option<u32>) -> u8 {
    let samples = CANDIDATES.map(|candidate| (candidate, columns(text, candidate, heading_row)));
    let best = |score: fn(&[usize]) -> (usize, usize)| {
        let mut best = (b',', (0, 0));
        for (candidate, columns) in &samples {
            let score = score(columns);
            if score > best.1 {
                best = (*candidate, score);
            }
        }
        best
    };
    let (delimiter, (share, _)) = best(|columns| score(columns, 0));
    let titled = best(most_agreeing);
    if share < 50 && titled.1.0 >= 2 { titled.0 } else { delimiter }
}

/// How many columns each of the first non-blank records has, from `heading_row` on if given. Invalid records have 0.
fn columns(text: &str, delimiter: u8, heading_row: Option<u32>) -> Vec<usize> {
    Records::new(text, 1, delimiter)
        .filter(|record| {
            !record.as_ref().is_ok_and(|record| {
                record.line < heading_row.unwrap_or_default()
                    || record.cells.iter().all(|cell| cell.trim().is_empty())
            })
        })
        .take(SAMPLE)
        .map(|record| record.map_or(0, |record| record.cells.len()))
        .collect()
}

/// How well a delimiter fits if the record at that position is the header: the percentage of agreeing records, and the
/// header's columns.
fn score(columns: &[usize], header: usize) -> (usize, usize) {
    match agreeing(columns, header) {
        (0, _) => (0, 0),
        // The header agrees with itself, so a file with only a header has a delimiter too.
        (agreeing, width) => (agreeing * 100 / (columns.len() - header), width),
    }
}

/// The largest number of records that agree with one of the first, and their columns.
fn most_agreeing(columns: &[usize]) -> (usize, usize) {
    let titles = columns.len().min(super::headings::START);
    (0..titles).map(|header| agreeing(columns, header)).max().unwrap_or_default()
}

/// The number of records, starting with `header`, that have as many columns as it does, and that number of columns. Both are 0
/// if it has fewer than two columns.
fn agreeing(columns: &[usize], header: usize) -> (usize, usize) {
    match columns.get(header) {
        Some(width @ 2..) => (columns[header..].iter().filter(|columns| *columns == width).count(), *width),
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_delimiter_is_detected() {
        for delimiter in CANDIDATES {
            let text = "name#seats\nA#1\nB#2\n".replace('#', &char::from(delimiter).to_string());
            assert_eq!(detect(&text, None), delimiter);
        }
    }

    #[test]
    fn delimiters_inside_cells_do_not_mislead() {
        assert_eq!(detect("\"a,b,c,d\";e\n\"1,2,3,4\";5\n", None), b';');
        assert_eq!(detect("name, first;price\nA;1,50\nB;2,00\n", None), b';');
        assert_eq!(detect("id,notes\n1,a;b;c\n2,d|e\n", None), b',');
        assert_eq!(detect("a;b|c\n1;2\n", None), b';');
    }

    #[test]
    fn a_single_column_has_a_comma() {
        assert_eq!(detect("key\nA;B\nC\n", None), b',');
        assert_eq!(detect("", None), b',');
    }

    #[test]
    fn titles_above_the_header_do_not_mislead() {
        assert_eq!(detect("Stock, all of it\nof May\na;b;c\n1;2;3\n4;5;6\n", None), b';');
        assert_eq!(detect("Stock\n\na\tb\n1\t2\n", None), b'\t');
        assert_eq!(detect("x,y\nx,y\na;b\n1;2\n", Some(3)), b';');
    }

    #[test]
    fn a_first_line_may_declare_it() {
        assert_eq!(declared("sep=;\r\na;b"), Some((b';', "a;b")));
        assert_eq!(declared("SEP=\t\na"), Some((b'\t', "a")));
        assert_eq!(declared("\"sep=|\"\ra"), Some((b'|', "a")));
        assert_eq!(declared("sep=,"), Some((b',', "")));
        for text in ["sep=\n", "sep= \na b\n", "sep=ab\n", "sep=é\n", "separator;x\n", "sep=\"\n", "", "sé"]
        {
            assert_eq!(declared(text), None, "{text}");
        }
    }
}
