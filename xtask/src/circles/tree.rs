//! The modules of one crate, and the imports between them.

use std::path::{Path, PathBuf};

use proc_macro2::{LexError, TokenStream};

use super::source::{Facts, Named};
use crate::error::{Error, Result};

/// Reads a file's text, from disk or from a test.
pub trait Read: Fn(&Path) -> Result<Option<String>> {}
impl<T: Fn(&Path) -> Result<Option<String>>> Read for T {}

/// A name is followed through at most this many `use`.
const STEPS: usize = 16;

/// The number of a module within its [`Tree`]; the crate's root is 0.
pub type Id = usize;

/// The modules of a crate.
#[derive(Debug)]
pub struct Tree {
    modules: Vec<Module>,
}

#[derive(Debug)]
pub struct Module {
    pub name: String,
    pub file: PathBuf,
    parent: Option<Id>,
    children: Vec<Id>,
    facts: Facts,
}

/// An import of something from another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: Id,
    pub to: Id,
    /// The line in the file of `from`.
    pub line: usize,
    /// The path as written there.
    pub path: String,
    /// Whether it is in a `use`.
    pub is_import: bool,
}

/// The thing that a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Module(Id),
    /// An item of this module.
    Item(Id),
}

impl Tree {
    /// Reads the crate with that root file, and every file that it declares.
    pub fn read(root: &Path, read: &impl Read) -> Result<Self> {
        let mut tree = Self { modules: Vec::new() };
        let facts = facts_of(root, read)?.unwrap_or_default();
        let folder = root.parent().unwrap_or(Path::new("")).to_owned();
        tree.add("crate".to_owned(), root, &folder, None, facts, read)?;
        Ok(tree)
    }

    /// Adds a module and everything below it; `folder` has the files of its children.
    fn add(
        &mut self,
        name: String,
        file: &Path,
        folder: &Path,
        parent: Option<Id>,
        mut facts: Facts,
        read: &impl Read,
    ) -> Result<Id> {
        let id = self.modules.len();
        let declared = std::mem::take(&mut facts.modules);
        self.modules.push(Module { name, file: file.to_owned(), parent, children: Vec::new(), facts });
        for module in declared {
            let below = folder.join(&module.name);
            let beside = folder.join(format!("{}.rs", module.name));
            let (file, facts) = match (module.inline, module.path) {
                (Some(facts), _) => (file.to_owned(), facts),
                (None, Some(path)) => declared_file(&[folder.join(path)], read)?,
                (None, None) => declared_file(&[beside, below.join("mod.rs")], read)?,
            };
            let child = self.add(module.name, &file, &below, Some(id), facts, read)?;
            self.modules[id].children.push(child);
        }
        Ok(id)
    }

    pub fn module(&self, id: Id) -> &Module {
        &self.modules[id]
    }

    /// The module's path within the crate.
    pub fn path(&self, id: Id) -> String {
        let mut line = self.line(id);
        line.remove(0);
        line.iter().map(|id| self.modules[*id].name.as_str()).collect::<Vec<_>>().join("::")
    }

    /// The modules from the crate's root to this one.
    pub fn line(&self, id: Id) -> Vec<Id> {
        let mut line = vec![id];
        while let Some(parent) = self.modules[line[line.len() - 1]].parent {
            line.push(parent);
        }
        line.reverse();
        line
    }

    /// All imports of items: names are followed to the module that declares the item. Importing a module itself is not an edge, but
    /// taking items from it is.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (from, module) in self.modules.iter().enumerate() {
            let imports = module.facts.imports.iter().map(|import| (&import.named, import.is_glob, true));
            let paths = module.facts.paths.iter().map(|named| (named, false, false));
            for (named, is_glob, is_import) in imports.chain(paths) {
                let to = match self.resolve(from, &named.path, STEPS) {
                    Some(Found::Item(to)) => to,
                    Some(Found::Module(to)) if is_glob => to,
                    _ => continue,
                };
                edges.push(Edge { from, to, line: named.line, path: named.path.join("::"), is_import });
            }
        }
        edges
    }

    /// The target of a path that is written in module `at`; `None` if it is outside of the crate.
    fn resolve(&self, at: Id, path: &[String], steps: usize) -> Option<Found> {
        let steps = steps.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.descend(0, rest, steps),
            "self" => self.descend(at, rest, steps),
            "super" => {
                let mut at = self.modules[at].parent?;
                let mut rest = rest;
                while rest.first().is_some_and(|name| name == "super") {
                    at = self.modules[at].parent?;
                    rest = &rest[1..];
                }
                self.descend(at, rest, steps)
            }
            // A name that is unknown here is another crate's, or not a path at all.
            _ => self.look_up(at, path, steps),
        }
    }

    /// Follows a path down from `at`. If a module does not name something itself, a macro may have made it there.
    fn descend(&self, at: Id, path: &[String], steps: usize) -> Option<Found> {
        let Some(first) = path.first() else { return Some(Found::Module(at)) };
        let is_from_outside = || {
            let mut imports = self.modules[at].facts.imports.iter();
            imports.any(|import| import.name.as_ref() == Some(first))
        };
        self.look_up(at, path, steps).or_else(|| (!is_from_outside()).then_some(Found::Item(at)))
    }

    /// Follows a path down from `at`, whose first name `at` declares or imports.
    fn look_up(&self, at: Id, path: &[String], steps: usize) -> Option<Found> {
        let steps = steps.checked_sub(1)?;
        let module = &self.modules[at];
        let (first, rest) = path.split_first()?;
        let child = module.children.iter().copied().find(|child| self.modules[*child].name == *first);
        let is_item = module.facts.items.contains(first);
        let named = || module.facts.imports.iter().filter(|import| import.name.as_ref() == Some(first));
        let follow = |named: &Named| self.resolve(at, &named.path, steps);
        let imported = || named().find_map(|import| follow(&import.named));
        let found = if rest.is_empty() {
            // An item takes precedence over a module of the same name, because modules are not edges.
            let item = || imported().filter(|found| matches!(found, Found::Item(_)));
            item()
                .or_else(|| is_item.then_some(Found::Item(at)))
                .or_else(|| child.map(Found::Module))
                .or_else(imported)
        } else {
            child.map(Found::Module).or_else(imported).or_else(|| is_item.then_some(Found::Item(at)))
        };
        match found {
            Some(Found::Module(within)) => self.descend(within, rest, steps),
            Some(item) => Some(item),
            None => {
                let globs = module.facts.imports.iter().filter(|import| import.is_glob);
                let mut modules = globs.filter_map(|glob| match follow(&glob.named) {
                    Some(Found::Module(within)) if within != at => Some(within),
                    _ => None,
                });
                modules.find_map(|within| self.look_up(within, path, steps))
            }
        }
    }
}

fn facts_of(file: &Path, read: &impl Read) -> Result<Option<Facts>> {
    let Some(text) = read(file)? else { return Ok(None) };
    let unread = |error: LexError| Error::Found(format!("{} is no Rust: {error}.", file.display()));
    let tokens = text.parse::<TokenStream>().map_err(unread)?;
    Ok(Some(Facts::of(tokens)))
}

/// The first of those files that exists.
fn declared_file(files: &[PathBuf], read: &impl Read) -> Result<(PathBuf, Facts)> {
    for file in files {
        if let Some(facts) = facts_of(file, read)? {
            return Ok((file.clone(), facts));
        }
    }
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    Err(Error::Found(format!("{} is declared as a module and missing.", files.join(" or "))))
}
