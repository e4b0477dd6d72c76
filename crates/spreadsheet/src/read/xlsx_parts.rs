//! Checks the parts of a workbook, and rewrites those whose claims the reader would believe.
//!
//! The reader of workbooks trusts its input: it reserves memory for as many strings as `uniqueCount` claims, keeps a style for
//! each cell format, and copies names and paths for each sheet. So it gets only the elements and attributes listed here,
//! which a table needs, each with a limit on number and length.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufReader, Read, Write};
use std::ops::ControlFlow;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::flaw::Merged;
use super::xlsx_error::PartError;
use super::xlsx_formulas::{Formulas, Marking};
use super::xlsx_references::{check_places, merged};
use super::xlsx_texts::{Fate, Texts};

/// The most bytes in one tag or text. A cell holds 32,767 characters.
const TOKEN: u64 = 1 << 20;
/// The deepest nesting of elements. A sheet needs less than ten levels.
const DEPTH: usize = 64;
/// The most merged cells in a sheet.
pub(super) const MERGED: usize = 1 << 17;

/// The most ranges of hidden columns that are noted.
const HIDDEN: usize = 1 << 10;

/// The root element of the list of shared strings.
pub(super) const TEXTS: &str = "sst";

/// An element to keep.
struct Element {
    name: &'static str,
    /// The local names of the attributes to keep.
    attributes: &'static [&'static str],
    /// How often it may occur.
    most: usize,
    /// An attribute that must differ between all of them.
    unique: Option<&'static str>,
}

/// The kept parts of a file with that root element.
struct Rewriting {
    root: &'static str,
    elements: &'static [Element],
    /// Whether to keep text.
    texts: bool,
    /// The most bytes in an attribute.
    longest: usize,
}

const fn element(name: &'static str, attributes: &'static [&'static str], most: usize) -> Element {
    Element { name, attributes, most, unique: None }
}

/// The content of a sheet, collected while it is checked.
#[derive(Debug, Default)]
pub(super) struct SheetContent {
    /// Whether any cell has a value.
    pub(super) has_values: bool,
    /// Its merged cells.
    pub(super) merged: Vec<Merged>,
    /// Its hidden rows, at most as many as a table may have.
    pub(super) hidden_rows: Vec<u32>,
    /// Its hidden columns, each range by its first and last one, counted from 1; at most [`HIDDEN`] ranges.
    pub(super) hidden_columns: Vec<(usize, usize)>,
    /// Whether cells must be marked.
    pub(super) is_to_mark: bool,
}

/// All parts that are rewritten. Of the others, only worksheets are kept.
const REWRITINGS: [Rewriting; 4] = [
    Rewriting {
        root: TEXTS,
        elements: &[
            // Without `count` and `uniqueCount`, which are only hints.
            element(TEXTS, &[], 1),
            element("si", &[], super::MAX_CELLS),
            element("r", &[], usize::MAX),
            element("rPh", &[], usize::MAX),
            element("t", &["space"], usize::MAX),
        ],
        texts: true,
        longest: 64,
    },
    Rewriting {
        root: "styleSheet",
        elements: &[
            element("styleSheet", &[], 1),
            element("numFmts", &[], 1),
            element("numFmt", &["numFmtId", "formatCode"], 4_096),
            element("cellXfs", &[], 1),
            // For cells and named styles together; Excel has at most 64,000 and 65,490.
            element("xf", &["numFmtId"], 1 << 17),
        ],
        texts: false,
        // Each cell format copies the code of its number format, which Excel limits to 255 characters.
        longest: 1_024,
    },
    Rewriting {
        root: "workbook",
        elements: &[
            element("workbook", &[], 1),
            element("workbookPr", &["date1904"], 16),
            element("sheets", &[], 1),
            Element { unique: Some("id"), ..element("sheet", &["name", "sheetId", "state", "id"], 1_024) },
        ],
        texts: false,
        longest: 4_096,
    },
    Rewriting {
        root: "Relationships",
        elements: &[
            element("Relationships", &[], 1),
            // With two names for one sheet, it would be read twice.
            Element { unique: Some("Target"), ..element("Relationship", &["Id", "Type", "Target"], 4_096) },
        ],
        texts: false,
        longest: 4_096,
    },
];

/// A part with a known root element.
pub(super) struct Part<'a, R: Read> {
    reader: Reader<BufReader<Metered<'a, R>>>,
    root: BytesStart<'static>,
    rewriting: Option<&'static Rewriting>,
}

impl<'a, R: Read> Part<'a, R> {
    /// Reads up to the root element. `None` if no table needs this part; `left` is the number of bytes that the archive may
    /// still unpack to.
    pub(super) fn open(entry: R, left: &'a mut u64) -> Result<Option<Self>, PartError> {
        let metered = Metered { entry, left, token_left: TOKEN };
        let mut reader = Reader::from_reader(BufReader::new(metered));
        let config = reader.config_mut();
        // The same settings as the reader of workbooks.
        config.check_end_names = false;
        config.check_comments = false;
        config.expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().get_mut().renew();
            let root = match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(root)) => root.into_owned(),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
                Err(_) if reader.get_ref().get_ref().is_over() => return Err(PartError::TooLarge),
                Err(error @ quick_xml::Error::Io(_)) => return Err(error.into()),
                // A file of another type.
                Err(_) => return Ok(None),
            };
            let name = root.local_name();
            let rewriting = REWRITINGS.iter().find(|rewriting| rewriting.root == name.as_ref());
            let is_needed = rewriting.is_some() || name.as_ref() == "worksheet";
            return Ok(is_needed.then_some(Self { reader, root, rewriting }));
        }
    }

    /// Returns whether its root element has that name.
    pub(super) fn is(&self, root: &str) -> bool {
        self.root.local_name().as_ref() == root
    }

    /// Checks the part to its end. Writes the kept parts unless it is a sheet, and returns a sheet's content. A sheet notes in
    /// `texts` which ones it uses, and the list of strings is read only up to the last of these.
    pub(super) fn check(self, output: impl Write, texts: &mut Texts) -> Result<SheetContent, PartError> {
        let mut kept = Kept {
            rewriting: self.rewriting,
            output: Writer::new(output),
            open: Vec::new(),
            seen: Vec::new(),
            values: HashSet::new(),
            formulas: Formulas::default(),
            content: SheetContent::default(),
            texts,
        };
        self.walk(|event| kept.event(event))?;
        Ok(kept.content)
    }

    /// Writes a checked sheet, and marks the cells that the reader of workbooks would misread.
    pub(super) fn mark(self, output: impl Write) -> Result<(), PartError> {
        let mut marking = Marking::new(output);
        self.walk(|event| marking.event(event).map(ControlFlow::Continue))
    }

    /// Reads the part until its end, or until `each` stops.
    fn walk(
        self,
        mut each: impl FnMut(Event<'_>) -> Result<ControlFlow<()>, PartError>,
    ) -> Result<(), PartError> {
        let Self { mut reader, root, .. } = self;
        if each(Event::Start(root))?.is_break() {
            return Ok(());
        }
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().get_mut().renew();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => {
                    if each(event)?.is_break() {
                        return Ok(());
                    }
                }
                Err(_) if reader.get_ref().get_ref().is_over() => return Err(PartError::TooLarge),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The kept parts of a file so far.
struct Kept<'a, W: Write> {
    rewriting: Option<&'static Rewriting>,
    output: Writer<W>,
    /// For each open element, from the outermost, whether it is kept.
    open: Vec<bool>,
    /// How often each element has occurred.
    seen: Vec<usize>,
    /// Values of attributes that must be unique.
    values: HashSet<String>,
    /// The cells, if it is a sheet.
    formulas: Formulas,
    /// The content of a sheet.
    content: SheetContent,
    /// The strings that sheets use.
    texts: &'a mut Texts,
}

impl<W: Write> Kept<'_, W> {
    fn event(&mut self, event: Event<'_>) -> Result<ControlFlow<()>, PartError> {
        if self.rewriting.is_none() {
            let ended = self.formulas.follow(&event)?;
            self.content.is_to_mark |= ended.is_some_and(|cell| cell.is_to_mark());
            if let Event::Text(text) = &event
                && self.formulas.is_in_shared()
            {
                self.texts.refer(text);
            }
        }
        match event {
            Event::Start(start) => {
                if self.open.len() == DEPTH {
                    return Err(PartError::Forged(format!(
                        "more than {DEPTH} elements are nested inside each other"
                    )));
                }
                let start = match self.rewriting {
                    None => {
                        check_places(&start)?;
                        self.note(&start)?;
                        None
                    }
                    Some(rewriting) => self.rewritten(rewriting, &start)?,
                };
                self.open.push(start.is_some());
                if let Some(start) = start {
                    self.output.write_event(Event::Start(start))?;
                }
            }
            Event::End(end) => {
                let is_kept = self.open.pop() == Some(true);
                if is_kept {
                    self.output.write_event(Event::End(end))?;
                }
                if self.is_list_of_texts() && self.texts.end(self.open.len()) {
                    self.output.write_event(Event::End(BytesEnd::new(TEXTS)))?;
                    return Ok(ControlFlow::Break(()));
                }
            }
            text @ (Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                let is_kept = self.rewriting.is_some_and(|rewriting| rewriting.texts);
                if is_kept && self.open.last() == Some(&true) {
                    self.output.write_event(text)?;
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn is_list_of_texts(&self) -> bool {
        self.rewriting.is_some_and(|rewriting| rewriting.root == TEXTS)
    }

    /// Notes the content that an element of a sheet describes.
    fn note(&mut self, start: &BytesStart<'_>) -> Result<(), PartError> {
        match start.local_name().as_ref() {
            "v" | "is" => self.content.has_values = true,
            "row" if is_hidden(start) && self.content.hidden_rows.len() < super::MAX_ROWS => {
                self.content.hidden_rows.push(self.formulas.row());
            }
            "col" if is_hidden(start) && self.content.hidden_columns.len() < HIDDEN => {
                self.content.hidden_columns.extend(range(start));
            }
            "mergeCell" => self.content.merged.extend(merged(start)),
            _ => {}
        }
        if self.content.merged.len() > MERGED {
            return Err(PartError::Forged(format!("a sheet has more than {MERGED} merged cells")));
        }
        Ok(())
    }

    /// The element with its kept attributes; `None` if it is dropped.
    fn rewritten(
        &mut self,
        rewriting: &'static Rewriting,
        start: &BytesStart<'_>,
    ) -> Result<Option<BytesStart<'static>>, PartError> {
        let name = start.local_name();
        let Some(place) = rewriting.elements.iter().position(|element| element.name == name.as_ref()) else {
            return Ok(None);
        };
        let element = &rewriting.elements[place];
        if self.is_list_of_texts() && self.texts.start(element.name, self.open.len())? == Fate::LeftOut {
            return Ok(None);
        }
        let mut kept = BytesStart::new(start.name().as_ref().to_owned());
        let mut unique = None;
        for attribute in start.attributes().with_checks(false) {
            let Attribute { key, value } = attribute?;
            let local = key.local_name();
            if !element.attributes.contains(&local.as_ref()) {
                continue;
            }
            // A sheet can have as many links as cells, and they may be long.
            if local.as_ref() == "Type" && value.ends_with("/hyperlink") {
                return Ok(None);
            }
            if value.len() > rewriting.longest {
                let reason = format!(
                    "{local} of {name} has {} bytes, more than {}",
                    value.len(),
                    rewriting.longest,
                    local = local.as_ref(),
                    name = name.as_ref()
                );
                return Err(PartError::Forged(reason));
            }
            if element.unique == Some(local.as_ref()) {
                unique = Some(value.replace('\\', "/").trim_start_matches('/').to_lowercase());
            }
            // A value in single quotes may contain a double one.
            let value = if value.contains('"') { Cow::Owned(value.replace('"', "&quot;")) } else { value };
            kept.push_attribute(Attribute { key, value });
        }
        self.seen.resize(rewriting.elements.len(), 0);
        self.seen[place] += 1;
        if self.seen[place] > element.most {
            return Err(PartError::Forged(format!("it has more than {} of {}", element.most, element.name)));
        }
        if let Some(value) = unique
            && !self.values.insert(value)
        {
            return Err(PartError::Forged(format!("two of {} lead to the same", element.name)));
        }
        Ok(Some(kept))
    }
}

/// Returns whether a row or a range of columns is hidden, or has no height or width.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    let mut attributes = element.attributes();
    let mut named = attributes.with_checks(false).flatten();
    named.any(|attribute| match attribute.key.local_name().as_ref() {
        "hidden" => matches!(attribute.value.as_ref(), "1" | "true"),
        "ht" | "width" => attribute.value.parse::<f64>().is_ok_and(|size| size <= 0.0),
        _ => false,
    })
}

/// The first and last column that an element is about, counted from 1.
fn range(columns: &BytesStart<'_>) -> Option<(usize, usize)> {
    let number = |wanted: &str| {
        let mut attributes = columns.attributes();
        let mut named = attributes.with_checks(false).flatten();
        named.find(|attribute| attribute.key.local_name().as_ref() == wanted)?.value.parse().ok()
    };
    Some((number("min")?, number("max")?))
}

/// Reads at most `left` bytes of an archive, and at most [`TOKEN`] until that is renewed.
struct Metered<'a, R> {
    entry: R,
    left: &'a mut u64,
    token_left: u64,
}

impl<R> Metered<'_, R> {
    fn renew(&mut self) {
        self.token_left = TOKEN;
    }

    fn is_over(&self) -> bool {
        *self.left == 0
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = u64::min(*self.left, self.token_left).min(buffer.len() as u64);
        if most == 0 && !buffer.is_empty() {
            // No more bytes are allowed, and at the end there are none.
            let problem = || io::Error::other(format!("a tag or text has more than {TOKEN} bytes"));
            return if self.entry.read(&mut [0])? == 0 { Ok(0) } else { Err(problem()) };
        }
        let length = usize::try_from(most).unwrap_or(buffer.len());
        let read = self.entry.read(&mut buffer[..length])?;
        *self.left -= read as u64;
        self.token_left -= read as u64;
        Ok(read)
    }
}
