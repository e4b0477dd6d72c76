//! Finds the parts of a workbook by their relationships (ECMA-376, part 2), at any place in the archive and in any spelling of
//! their paths.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use std::path::Path;

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::xlsx_error::PartError;
use super::xlsx_parts::Part;
use super::xlsx_texts::Texts;

/// The path of the workbook in nearly all files, and the default if no relationship names it.
const USUAL: &str = "xl/workbook.xml";

/// The parts of a workbook, each by its position in the archive.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// In workbook order.
    pub(super) sheets: Vec<Worksheet>,
    pub(super) strings: Option<usize>,
    pub(super) styles: Option<usize>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

/// A sheet of cells.
#[derive(Debug)]
pub(super) struct Worksheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) part: usize,
}

/// Why no workbook can be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum PackageError {
    /// A workbook in the binary format.
    #[error("it is binary")]
    Binary,
    /// An archive that is not a workbook.
    #[error("there is no workbook in it")]
    NoWorkbook,
    /// A part that breaks the rules.
    #[error(transparent)]
    Part(#[from] PartError),
}

/// The files of an archive by their paths, normalized like part names.
pub(super) struct Paths(HashMap<String, usize>);

impl Paths {
    /// If two files have the same path, the last one counts, as if they were unpacked one after the other.
    pub(super) fn new(archive: &ZipArchive<impl Read + Seek>) -> Self {
        let named = archive.file_names().enumerate();
        Self(named.filter_map(|(at, name)| Some((resolved("", &name.ok()?), at))).collect())
    }

    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.0.get(path).copied()
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Returns whether any path ends with `end`.
    pub(super) fn has_any(&self, end: &str) -> bool {
        self.0.keys().any(|path| path.ends_with(end))
    }
}

/// Finds the workbook and its parts. `left` is the number of bytes that the archive may still unpack to.
pub(super) fn find(
    archive: &mut ZipArchive<impl Read + Seek>,
    paths: &Paths,
    left: &mut u64,
) -> Result<Package, PackageError> {
    let package = related(archive, paths.find("_rels/.rels"), "", left)?;
    let named =
        package.into_iter().find(|related| related.kind == "officeDocument").map(|related| related.path);
    let is_binary =
        |path: &String| Path::new(path).extension().is_some_and(|kind| kind.eq_ignore_ascii_case("bin"));
    if named.as_ref().is_some_and(is_binary) || paths.has("xl/workbook.bin") {
        return Err(PackageError::Binary);
    }
    let path = named.filter(|path| paths.has(path)).unwrap_or_else(|| USUAL.to_owned());
    let part = paths.find(&path).ok_or(PackageError::NoWorkbook)?;
    let workbook = rewritten(archive, part, "workbook", left)?.ok_or(PackageError::NoWorkbook)?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let relations = resolved(folder, &format!("_rels/{file}.rels"));
    let related = related(archive, paths.find(&relations), folder, left)?;
    let of_kind = |kind: &str, usual: &str| {
        let named =
            related.iter().find(|related| related.kind == kind).and_then(|found| paths.find(&found.path));
        named.or_else(|| paths.find(&resolved(folder, usual)))
    };
    let mut package = Package {
        strings: of_kind("sharedStrings", "sharedStrings.xml"),
        styles: of_kind("styles", "styles.xml"),
        ..Package::default()
    };
    let (mut parts, mut lost) = (HashSet::new(), None);
    for element in elements(&workbook)? {
        match element.name.as_str() {
            "workbookPr" => {
                let from_1904 = element.get("date1904").map(|value| matches!(value, "1" | "true"));
                package.from_1904 = from_1904.unwrap_or(package.from_1904);
            }
            "sheet" => {
                let id = element.get("id").unwrap_or_default();
                let found = related.iter().find(|related| related.id == id);
                // Charts and macros are sheets too.
                if found.is_some_and(|found| found.kind != "worksheet") {
                    continue;
                }
                let name = element.get("name").unwrap_or_default().to_owned();
                let Some(part) = found.and_then(|found| paths.find(&found.path)) else {
                    lost = lost.or(Some(name));
                    continue;
                };
                if !parts.insert(part) {
                    return Err(PartError::Forged("two of sheet lead to the same".to_owned()).into());
                }
                let is_hidden = element.get("state").is_some_and(|state| state != "visible");
                package.sheets.push(Worksheet { name, is_hidden, part });
            }
            _ => {}
        }
    }
    match lost {
        Some(name) if package.sheets.is_empty() => {
            Err(PartError::Forged(format!("the cells of its sheet \"{name}\" are missing")).into())
        }
        _ => Ok(package),
    }
}

/// A relationship to another part.
struct Related {
    id: String,
    /// The end of its type, which both editions of the standard share.
    kind: String,
    path: String,
}

/// Reads relationships. Their targets are relative to that folder.
fn related(
    archive: &mut ZipArchive<impl Read + Seek>,
    part: Option<usize>,
    folder: &str,
    left: &mut u64,
) -> Result<Vec<Related>, PartError> {
    let Some(part) = part else { return Ok(Vec::new()) };
    let Some(xml) = rewritten(archive, part, "Relationships", left)? else { return Ok(Vec::new()) };
    let related = elements(&xml)?.into_iter().filter(|element| element.name == "Relationship");
    let related = related.map(|element| Related {
        id: element.get("Id").unwrap_or_default().to_owned(),
        kind: element.get("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default().to_owned(),
        path: resolved(folder, element.get("Target").unwrap_or_default()),
    });
    Ok(related.collect())
}

/// The kept parts of a file; None if its root element has a different name.
fn rewritten(
    archive: &mut ZipArchive<impl Read + Seek>,
    part: usize,
    root: &str,
    left: &mut u64,
) -> Result<Option<Vec<u8>>, PartError> {
    let entry = archive.by_index(part).map_err(|error| PartError::Forged(error.to_string()))?;
    let Some(part) = Part::open(entry, left)?.filter(|part| part.is(root)) else { return Ok(None) };
    let mut xml = Vec::new();
    part.check(&mut xml, &mut Texts::default())?;
    Ok(Some(xml))
}

/// An element and its attributes, by local names.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Self {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let value = unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), Into::into);
            let name = attribute.key.local_name();
            (name.as_ref().to_owned(), value)
        });
        Self { attributes: attributes.collect(), name: start.local_name().as_ref().to_owned() }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of a rewritten part, which is small.
fn elements(xml: &[u8]) -> Result<Vec<Element>, PartError> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let (mut elements, mut buffer) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) | Event::Empty(start) => elements.push(Element::new(&start)),
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}

/// The path of a target, normalized like part names: relative to a folder or, with a leading slash, to the archive. Case
/// doesn't count, characters may be percent-encoded, and some programs write backslashes.
fn resolved(folder: &str, target: &str) -> String {
    let target = percent_decode_str(target).decode_utf8_lossy().replace('\\', "/");
    let whole = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut path: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_folder_or_to_the_archive() {
        for (folder, target, path) in [
            ("xl", "worksheets/Sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "\\xl\\worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("books/one", "../cells/./a.xml", "books/cells/a.xml"),
            ("", "../../a.xml", "a.xml"),
            ("", "workbook.xml", "workbook.xml"),
            ("xl", "my%20cells.xml", "xl/my cells.xml"),
        ] {
            assert_eq!(resolved(folder, target), path, "{target} in {folder}");
        }
    }
}
