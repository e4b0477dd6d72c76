//! A file that can be read in several encodings; only a person can tell which is meant.

use super::encoding::TextEncoding;
use super::readings::Readings;
use super::records::line_breaks_of;

/// At most this many bytes of a cell are shown on each side of the difference.
const AROUND: usize = 24;

/// Why a file's encoding is uncertain. A person has to choose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "its characters can be read in {} ways{}; say which encoding it has, or save it as UTF-8",
    .encodings.len(), example(.encodings, .cells)
)]
pub struct OpenEncoding {
    /// The names of the encodings in which the file makes sense, the most common first.
    pub encodings: Vec<&'static str>,
    /// Some cells that these encodings read differently.
    pub cells: Vec<OpenCell>,
}

/// A cell that several encodings read differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCell {
    /// Its line in the file, counted from 1.
    pub line: u32,
    /// Its text in each of the encodings, in the same order.
    pub readings: Vec<String>,
}

impl OpenEncoding {
    /// None if the encoding is certain. `delimiter` separates the cells.
    pub(super) fn new(readings: &Readings, bytes: &[u8], delimiter: u8) -> Option<Self> {
        let cell = |place: &(usize, usize)| {
            let (start, end) = around(bytes, *place, delimiter);
            let text = |encoding: &TextEncoding| encoding.decode_lossy(&bytes[start..end]).trim().to_owned();
            let line = line_breaks_of(&bytes[..place.0]).saturating_add(1);
            OpenCell { line, readings: readings.open.iter().map(text).collect() }
        };
        let encodings: Vec<_> = readings.open.iter().map(|encoding| encoding.name()).collect();
        (!encodings.is_empty()).then(|| Self { encodings, cells: readings.places.iter().map(cell).collect() })
    }
}

/// The cell around a run, or the part of it to show. Starts and ends between characters in every encoding.
fn around(bytes: &[u8], (start, end): (usize, usize), delimiter: u8) -> (usize, usize) {
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let line = bytes[..start].iter().rposition(is_break).map_or(0, |end| end + 1);
    // Between quotes the delimiter separates nothing.
    let is_quoted = bytes[line..start].split(|byte| *byte == b'"').count() % 2 == 0;
    let is_edge = |byte: &u8| (*byte == delimiter && !is_quoted) || is_break(byte) || *byte == b'"';
    // Bytes below these are never part of a multi-byte character.
    let is_between = |byte: &u8| *byte < 0x40;
    let end = end.min(start + 2 * AROUND);
    let (left, right) =
        (&bytes[start.saturating_sub(AROUND)..start], &bytes[end..bytes.len().min(end + AROUND)]);
    let left = match left.iter().rposition(is_edge) {
        Some(edge) => &left[edge + 1..],
        None if left.len() < AROUND => left,
        None => left.iter().position(is_between).map_or(&[][..], |at| &left[at..]),
    };
    let right = match right.iter().position(is_edge) {
        Some(edge) => &right[..edge],
        None if right.len() < AROUND => right,
        None => right.iter().rposition(is_between).map_or(&[][..], |at| &right[..at]),
    };
    (start - left.len(), end + right.len())
}

/// The first cell that differs, in each encoding.
fn example(encodings: &[&'static str], cells: &[OpenCell]) -> String {
    let Some(OpenCell { line, readings }) = cells.first() else { return String::new() };
    let told = encodings.iter().zip(readings).map(|(encoding, text)| format!("\"{text}\" in {encoding}"));
    format!(", and line {line} holds {}", told.collect::<Vec<_>>().join(", "))
}
