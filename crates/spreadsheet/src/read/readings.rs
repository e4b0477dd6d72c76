//! Finds the encodings in which a text file makes sense.
//!
//! The meaning of the bytes is checked in a bounded sample of runs that covers each occurring byte; their validity is checked
//! in all of them. Readings with the same text count as one. The others are compared by their scores
//! ([`plausible`](super::plausible)): one that is clearly worse than another is rejected.

use std::collections::HashSet;

use super::encoding::TextEncoding;
use super::language::Region;
use super::plausible::{Run, Script, against, script};

/// The encodings to try besides the one that letter frequencies suggest. If several read a file alike, the first is named.
const CANDIDATES: [&str; 11] = [
    "windows-1252",
    "ISO-8859-15",
    "windows-1250",
    "ISO-8859-2",
    "windows-1254",
    "IBM850",
    "IBM852",
    "IBM857",
    "macintosh",
    "windows-1251",
    "Shift_JIS",
];
/// At most this many different runs are checked, and at least this many for each byte.
const RUNS: usize = 10_000;
const RUNS_OF_A_BYTE: u32 = 4;
/// At most this many bytes of a run are checked.
const LENGTH: usize = 64;
/// At most this many places of a file are shown.
pub(super) const PLACES: usize = 3;

/// The possible encodings of a file.
pub(super) struct Readings {
    /// The likeliest.
    pub(super) best: TextEncoding,
    /// All of them if there are several, otherwise none.
    pub(super) open: Vec<TextEncoding>,
    /// Where they differ: the start of a run, and its end.
    pub(super) places: Vec<(usize, usize)>,
}

/// Finds the encodings in which the bytes, which are neither ASCII nor UTF-8, make sense. `guess` is the one that letter
/// frequencies suggest. None if the bytes are invalid in all of them.
pub(super) fn readings(bytes: &[u8], guess: TextEncoding) -> Option<Readings> {
    let runs = runs(bytes);
    let occurring: Vec<u8> = (0x80..=0xff).filter(|byte| runs.occurring[usize::from(*byte)] > 0).collect();
    let calls = runs.occurring[usize::from(b'!')] > 0 || runs.occurring[usize::from(b'?')] > 0;
    let mut names = CANDIDATES.map(TextEncoding::from_name).into_iter().flatten().collect::<Vec<_>>();
    if !names.contains(&guess) {
        names.push(guess);
    }
    let mut all: Vec<Reading> = Vec::new();
    for encoding in names {
        let reads = encoding.reads(if encoding.is_single_byte() { &occurring } else { bytes });
        if !reads {
            continue;
        }
        let texts: Vec<String> = runs.runs.iter().map(|run| run.text(bytes, encoding)).collect();
        let is_probable = encoding == guess || encoding.name() == CANDIDATES[0];
        if let Some(same) = all.iter_mut().find(|other| other.texts == texts) {
            same.is_probable |= is_probable;
            same.is_guess |= encoding == guess;
        } else {
            let scores = scores(&runs.runs, &texts, encoding, calls);
            let against_all = of_file(&texts, &occurring, encoding);
            let is_guess = encoding == guess;
            all.push(Reading { encoding, texts, scores, against_all, is_guess, is_probable });
        }
    }
    let left: Vec<&Reading> =
        all.iter().filter(|one| !all.iter().any(|other| one.is_beaten_by(other))).collect();
    let best = left.iter().copied().min_by_key(|reading| (!reading.is_guess, reading.sum()))?;
    let open =
        if left.len() > 1 { left.iter().map(|reading| reading.encoding).collect() } else { Vec::new() };
    let places = if left.len() > 1 { places(&left, &runs.runs) } else { Vec::new() };
    Some(Readings { best: best.encoding, open, places })
}

/// A run of bytes that are letters or non-ASCII, at least one of them non-ASCII. It includes bytes that can end multi-byte
/// characters.
struct Bytes {
    start: usize,
    end: usize,
    before: char,
    after: char,
}

impl Bytes {
    /// Its beginning, decoded.
    fn text(&self, bytes: &[u8], encoding: TextEncoding) -> String {
        let is_whole = self.end - self.start <= LENGTH;
        let mut text = encoding.decode_lossy(&bytes[self.start..self.end.min(self.start + LENGTH)]);
        if !is_whole && text.ends_with('\u{fffd}') {
            text.pop();
        }
        text
    }
}

struct Sample {
    runs: Vec<Bytes>,
    /// For non-ASCII bytes, how many runs of the sample contain them; for ASCII bytes, how often they occur outside of runs.
    occurring: [u32; 256],
}

/// The different runs of a file, the first ones if there are many.
fn runs(bytes: &[u8]) -> Sample {
    let is_inside = |byte: &u8| *byte >= 0x80 || (0x40..=0x7e).contains(byte);
    let ascii = |byte: Option<&u8>| byte.map_or(' ', |byte| char::from(*byte));
    let (mut runs, mut occurring, mut seen) = (Vec::new(), [0_u32; 256], HashSet::new());
    let mut start = 0;
    for part in bytes.chunk_by(|one, next| is_inside(one) && is_inside(next)) {
        let end = start + part.len();
        if !is_inside(&part[0]) {
            occurring[usize::from(part[0])] = occurring[usize::from(part[0])].saturating_add(1);
        } else if !part.is_ascii() {
            let is_rare = |byte: &u8| *byte >= 0x80 && occurring[usize::from(*byte)] < RUNS_OF_A_BYTE;
            if (runs.len() < RUNS || part.iter().any(is_rare)) && seen.insert(part) {
                let (before, after) =
                    (ascii(start.checked_sub(1).and_then(|at| bytes.get(at))), ascii(bytes.get(end)));
                runs.push(Bytes { start, end, before, after });
                for byte in part.iter().filter(|byte| **byte >= 0x80) {
                    occurring[usize::from(*byte)] = occurring[usize::from(*byte)].saturating_add(1);
                }
            }
        }
        start = end;
    }
    Sample { runs, occurring }
}

/// One way to read the bytes.
struct Reading {
    encoding: TextEncoding,
    /// The text of each run, and the score against it.
    texts: Vec<String>,
    scores: Vec<i32>,
    /// The score against the file as a whole.
    against_all: i32,
    /// Whether letter frequencies suggest it.
    is_guess: bool,
    /// Whether letter frequencies suggest it, or most files use it.
    is_probable: bool,
}

impl Reading {
    fn sum(&self) -> i32 {
        self.scores.iter().fold(self.against_all, |sum, score| sum.saturating_add(*score))
    }

    /// Returns whether this scores so much worse than the other that it is not meant. The more runs differ, the more of them may
    /// be misspelled. It takes more to rule out a probable reading.
    fn is_beaten_by(&self, other: &Self) -> bool {
        let differing = self.texts.iter().zip(&other.texts).filter(|(one, other)| one != other).count();
        let misspelled = i32::try_from(differing.div_ceil(20)).unwrap_or(i32::MAX);
        let least = if self.is_probable { 2 } else { 1 };
        self.sum().saturating_sub(other.sum()) >= misspelled.max(least)
    }
}

fn scores(runs: &[Bytes], texts: &[String], encoding: TextEncoding, calls: bool) -> Vec<i32> {
    let region = match encoding.name() {
        "IBM850" | "macintosh" => Region::Western,
        "IBM852" => Region::Central,
        "IBM857" => Region::Turkish,
        _ => Region::Any,
    };
    let score = |(run, text): (&Bytes, &String)| {
        against(Run { text, before: run.before, after: run.after, region, calls })
    };
    runs.iter().zip(texts).map(score).collect()
}

/// The score against the file as a whole: quotation marks without a closing counterpart, and letters of another script that
/// never form a word.
fn of_file(texts: &[String], occurring: &[u8], encoding: TextEncoding) -> i32 {
    const PAIRS: [(char, char); 2] = [('«', '»'), ('‹', '›')];
    let signs = if encoding.is_single_byte() { encoding.decode_lossy(occurring) } else { String::new() };
    let has = |sign: char| signs.contains(sign);
    let unpaired = PAIRS.into_iter().any(|(opening, closing)| has(opening) != has(closing));
    let foreign =
        |letter: char| !letter.is_ascii() && letter.is_alphabetic() && script(letter) != Script::Latin;
    let longest = |text: &String| {
        text.split(|sign| !foreign(sign)).map(|word| word.chars().count()).max().unwrap_or_default()
    };
    // Two characters are a word in scripts where each is a syllable or more.
    let least = if encoding.is_single_byte() { 3 } else { 2 };
    let is_foreign = texts.iter().any(|text| text.chars().any(foreign));
    let is_wordless = is_foreign && texts.iter().map(longest).max().unwrap_or_default() < least;
    i32::from(unpaired) + if is_wordless { 4 } else { 0 }
}

/// Some runs that the readings read differently, first those that separate the most.
fn places(readings: &[&Reading], runs: &[Bytes]) -> Vec<(usize, usize)> {
    let pairs = |at: usize, alike: &[(usize, usize)]| {
        let differ = |(one, other): &&(usize, usize)| readings[*one].texts[at] != readings[*other].texts[at];
        alike.iter().filter(differ).count()
    };
    let mut alike: Vec<(usize, usize)> = (0..readings.len())
        .flat_map(|one| (one + 1..readings.len()).map(move |other| (one, other)))
        .collect();
    let all = alike.clone();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < PLACES {
        // Once all are separated, any that differ will do.
        let wanted = if alike.is_empty() { &all } else { &alike };
        let untaken = (0..runs.len()).filter(|at| !chosen.contains(at));
        let told = untaken.map(|at| (pairs(at, wanted), at));
        let first_of_most =
            |best: (usize, usize), next: (usize, usize)| if next.0 > best.0 { next } else { best };
        let Some((_, at)) = told.reduce(first_of_most).filter(|(told, _)| *told > 0) else { break };
        alike.retain(|(one, other)| readings[*one].texts[at] == readings[*other].texts[at]);
        chosen.push(at);
    }
    chosen.sort_unstable_by_key(|at| runs[*at].start);
    chosen.into_iter().map(|at| (runs[at].start, runs[at].end)).collect()
}
