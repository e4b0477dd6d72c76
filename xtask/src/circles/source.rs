//! Reads which items a file declares and which names it uses, from its tokens, including the bodies of macros.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The declarations and names in one module's own text, without code for tests only.
#[derive(Debug, Default)]
pub struct Facts {
    /// Modules that it declares.
    pub modules: Vec<Declared>,
    /// Names that `use` brings in.
    pub imports: Vec<Import>,
    /// Names of its own items.
    pub items: BTreeSet<String>,
    /// Paths of two and more names in its code.
    pub paths: Vec<Named>,
}

/// A declared module.
#[derive(Debug)]
pub struct Declared {
    pub name: String,
    /// The file in `#[path = "…"]`.
    pub path: Option<String>,
    /// The content of its braces; `None` if it is a file.
    pub inline: Option<Facts>,
}

/// One name of a `use`.
#[derive(Debug)]
pub struct Import {
    /// The name that it gets here; `None` for `_` and `*`.
    pub name: Option<String>,
    pub is_glob: bool,
    pub named: Named,
}

/// A path and its place.
#[derive(Clone, Debug)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// Keywords before the name of an item.
const ITEMS: [&str; 9] = ["struct", "enum", "fn", "const", "static", "type", "trait", "union", "macro_rules"];

/// Keywords that an item can start with, so that it ends with `;` or a block.
const ITEM_STARTS: [&str; 15] = [
    "pub", "mod", "use", "struct", "enum", "fn", "const", "static", "type", "trait", "impl", "async",
    "unsafe", "extern", "let",
];

impl Facts {
    /// Reads a file's tokens.
    pub fn of(tokens: TokenStream) -> Self {
        let mut facts = Self::default();
        facts.read(tokens, true);
        facts
    }

    fn read(&mut self, tokens: TokenStream, is_top: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut file = None;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Punct(sharp) if sharp.as_char() == '#' => {
                    let bang = usize::from(is_punct(tokens.get(at + 1), '!'));
                    let Some(TokenTree::Group(attribute)) = tokens.get(at + 1 + bang) else {
                        at += 1;
                        continue;
                    };
                    at += 2 + bang;
                    if is_for_tests(attribute) {
                        // `#![cfg(test)]` applies to everything after it.
                        at = if bang == 1 { tokens.len() } else { end_of_item(&tokens, at) };
                    }
                    file = value_of_path(attribute).or(file);
                }
                TokenTree::Ident(word) => {
                    let next = tokens.get(at + 1);
                    let word = word.to_string();
                    match (word.as_str(), next) {
                        ("use", Some(first)) if !is_punct(Some(first), '<') => {
                            let end = (at..tokens.len()).find(|end| is_punct(tokens.get(*end), ';'));
                            let end = end.unwrap_or(tokens.len());
                            self.read_use(&tokens[at + 1..end], &[]);
                            at = end + 1;
                        }
                        ("mod", Some(TokenTree::Ident(name))) => {
                            let inline = match tokens.get(at + 2) {
                                Some(TokenTree::Group(body)) => Some(Self::of(body.stream())),
                                _ => None,
                            };
                            let name = plain(&name.to_string());
                            self.modules.push(Declared { name, path: file.take(), inline });
                            at += 3;
                        }
                        (kind, Some(next)) if is_top && ITEMS.contains(&kind) => {
                            let bang = usize::from(matches!(next, TokenTree::Punct(_)));
                            if let Some(TokenTree::Ident(name)) = tokens.get(at + 1 + bang) {
                                self.items.insert(plain(&name.to_string()));
                            }
                            at += 1;
                        }
                        _ => at = self.read_path(&tokens, at),
                    }
                }
                TokenTree::Group(group) => {
                    self.read(group.stream(), false);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads the path that starts with the name at `at`. Returns where it ends.
    fn read_path(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let (path, end) = path_at(tokens, at);
        // `::name` is a path to another crate.
        let is_outside = at > 1 && is_colons(tokens, at - 2);
        if path.len() > 1 && !is_outside {
            let line = tokens[at].span().start().line;
            self.paths.push(Named { path, line });
        }
        end
    }

    /// Reads the tree after `use`, or a part of it after `prefix`.
    fn read_use(&mut self, tree: &[TokenTree], prefix: &[String]) {
        // `::name` is a path to another crate.
        if prefix.is_empty() && is_colons(tree, 0) {
            return;
        }
        let (path, end) = path_at(tree, 0);
        let mut path: Vec<String> = prefix.iter().cloned().chain(path).collect();
        match tree.get(end) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is_punct(Some(token), ',')) {
                    if !part.is_empty() {
                        self.read_use(part, &path);
                    }
                }
            }
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                let line = star.span().start().line;
                self.imports.push(Import { name: None, is_glob: true, named: Named { path, line } });
            }
            rest => {
                if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
                    path.pop();
                }
                let name = match (rest, tree.get(end + 1)) {
                    (Some(TokenTree::Ident(word)), Some(name)) if word == "as" => name.to_string(),
                    _ => path.last().cloned().unwrap_or_default(),
                };
                let name = Some(plain(&name)).filter(|name| name != "_");
                let line = tree.first().map_or(0, |first| first.span().start().line);
                self.imports.push(Import { name, is_glob: false, named: Named { path, line } });
            }
        }
    }
}

/// The names of the path at `at`, and where the rest begins: after the last `::` if no name follows that.
fn path_at(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        path.push(plain(&name.to_string()));
        if !is_colons(tokens, at + 1) {
            return (path, at + 1);
        }
        at += 3;
    }
    (path, at)
}

/// The name without the mark of raw names.
fn plain(name: &str) -> String {
    name.trim_start_matches("r#").to_owned()
}

fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

/// Returns whether an attribute is `cfg(test)` or the like.
fn is_for_tests(attribute: &Group) -> bool {
    fn has(tokens: TokenStream, word: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == word,
            TokenTree::Group(group) => has(group.stream(), word),
            _ => false,
        })
    }
    let mut tokens = attribute.stream().into_iter();
    let is_cfg = matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "cfg");
    is_cfg && has(attribute.stream(), "test") && !has(attribute.stream(), "not")
}

/// The file in `path = "…"`.
fn value_of_path(attribute: &Group) -> Option<String> {
    let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Literal(file)] if word == "path" => {
            Some(file.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

/// The end of the item, statement, field or arm that begins at `at`.
fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    let is_item = loop {
        match tokens.get(at) {
            // More attributes of it.
            Some(TokenTree::Punct(sharp)) if sharp.as_char() == '#' => at += 2,
            Some(TokenTree::Ident(word)) => break ITEM_STARTS.iter().any(|start| word == start),
            _ => break false,
        }
    };
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(end) if end.as_char() == ';' || (end.as_char() == ',' && !is_item) => break,
            // `use a::{b, c};` continues after its braces.
            TokenTree::Group(block)
                if block.delimiter() == Delimiter::Brace && !is_punct(tokens.get(at), ';') =>
            {
                break;
            }
            _ => {}
        }
    }
    at
}
