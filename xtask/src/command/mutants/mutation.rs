//! The mutations: predicates that keep tenants apart, and rows of the access table, are removed.

use std::ops::Range;

/// Marks a line that keeps tenants apart.
const MARK: &str = "// tenant:";
/// Calls that add a condition to a query.
const CALLS: [&str; 3] = [".add(", ".filter(", ".cond_where("];
/// The checks that a permit reaches a license, or one at an organization.
const CHECKS: [&str; 2] = ["scope::reaches(", "scope::reaches_at("];
/// A condition that is true for every row.
const ALWAYS: &str = "sea_orm::sea_query::Expr::cust(\"1 = 1\")";
/// The start of the access table.
const TABLE: &str = "pub const ACCESS: &[Rule] = &[\n";

/// A change to one place of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// The file, below the project's folder.
    pub file: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// The code there, on one line.
    pub code: String,
    /// The kind of change.
    pub what: What,
    range: Range<usize>,
    instead: &'static str,
}

/// The kind of change to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The code is removed.
    Deleted,
    /// The condition is true for every row.
    AlwaysTrue,
    /// The check passes for everybody.
    Passed,
}

impl What {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::AlwaysTrue => "always true",
            Self::Passed => "always passed",
        }
    }
}

impl Mutation {
    fn new(file: &str, text: &str, range: Range<usize>, what: What, instead: &'static str) -> Self {
        let line_at = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        let code = text[line_at..end].split_whitespace().collect::<Vec<_>>().join(" ");
        let line = text[..line_at].matches('\n').count() + 1;
        Self { file: file.to_owned(), line, code, what, range, instead }
    }

    /// The bytes of the file's text that it changes.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Applies the change to the file's text.
    pub fn apply(&self, text: &str) -> String {
        [&text[..self.range.start], self.instead, &text[self.range.end..]].concat()
    }

    /// `FILE:LINE`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

/// The mutations of a file of the store: lines with the mark, conditions made from a permit, and checks that a permit reaches
/// a license. Leaves out its tests.
pub fn of_predicates(file: &str, text: &str) -> Vec<Mutation> {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let mut found = Vec::new();
    let mut at = 0;
    for line in text[..end].split_inclusive('\n') {
        let begin = at;
        at += line.len();
        if line.trim_start().starts_with("//") {
            continue;
        }
        let is_marked = line.contains(MARK);
        let code_end = begin + line.find("//").unwrap_or(line.len());
        let code = text[begin..code_end].trim();
        // A binding, the arm of a match, and a block's value can't be removed: other code needs them.
        let is_needed = code.starts_with("let ")
            || code.contains(" => ")
            || !(code.starts_with('.') || code.ends_with([';', ',']));
        if is_marked && !is_needed {
            // The last call of a chain includes the semicolon.
            let instead = if code.starts_with('.') && code.ends_with(';') { ";" } else { "" };
            let start = begin + line.len() - line.trim_start().len();
            found.push(Mutation::new(file, text, start..code_end, What::Deleted, instead));
        }
        if let Some(argument) = condition(text, begin..code_end)
            && (is_marked || text[argument.clone()].contains("permit"))
            // An Option's filter takes a closure, and is not a condition of a query.
            && !text[argument.clone()].starts_with('|')
        {
            found.push(Mutation::new(file, text, argument, What::AlwaysTrue, ALWAYS));
        }
        let check = CHECKS.iter().find_map(|check| text[begin..code_end].find(check));
        if let Some(at) = check.map(|at| begin + at)
            && let Some(length) = text[at..].find(".await?").map(|at| at + ".await?".len())
        {
            let is_refusal = text[..at].ends_with('!');
            let (from, instead) = if is_refusal { (at - 1, "false") } else { (at, "true") };
            found.push(Mutation::new(file, text, from..at + length, What::Passed, instead));
        }
    }
    found
}

/// The argument of the first call on that line that adds a condition. It may end on a later line.
fn condition(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let begins = |call: &&str| text[line.clone()].find(*call).map(|at| line.start + at + call.len());
    let begin = CALLS.iter().filter_map(begins).min()?;
    let mut open = 1_usize;
    for (at, sign) in text[begin..].char_indices() {
        match sign {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(begin..begin + at);
        }
    }
    None
}

/// The mutations of the access table: each of its rows is removed.
pub fn of_access_table(file: &str, text: &str) -> Vec<Mutation> {
    let Some(begin) = text.find(TABLE).map(|at| at + TABLE.len()) else { return Vec::new() };
    let Some(length) = text[begin..].find("\n];") else { return Vec::new() };
    let mut found = Vec::new();
    let (mut open, mut row) = (0_usize, begin);
    for (at, sign) in text[begin..=begin + length].char_indices() {
        match sign {
            '(' | '{' => open += 1,
            ')' | '}' => open = open.saturating_sub(1),
            '\n' if open == 0 => {
                let end = begin + at;
                let indent = text[row..end].len() - text[row..end].trim_start().len();
                found.push(Mutation::new(file, text, row + indent..end, What::Deleted, ""));
                row = end + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> Vec<(usize, What, String)> {
        let mutations = of_predicates("a.rs", text);
        mutations.iter().map(|mutation| (mutation.line, mutation.what, mutation.apply(text))).collect()
    }

    #[test]
    fn a_marked_line_is_deleted_and_its_condition_made_true() {
        let text = "a();\n    any = any.add(id().eq(own)); // tenant: own\nb();\n";
        let deleted = "a();\n    // tenant: own\nb();\n";
        let always = format!("a();\n    any = any.add({ALWAYS}); // tenant: own\nb();\n");
        let expected = vec![(2, What::Deleted, deleted.to_owned()), (2, What::AlwaysTrue, always)];
        assert_eq!(changed(text), expected);
    }

    #[test]
    fn a_chain_keeps_its_end() {
        let text = "q\n    .filter(own); // tenant: own\n";
        assert_eq!(changed(text)[0].2, "q\n    ;// tenant: own\n");
    }

    #[test]
    fn a_binding_stays() {
        let text = "let subs = find().filter(Parent.eq(id)); // tenant: subs\n";
        let always = format!("let subs = find().filter({ALWAYS}); // tenant: subs\n");
        assert_eq!(changed(text), [(1, What::AlwaysTrue, always)]);
    }

    #[test]
    fn what_a_block_gives_stays() {
        let text = "{\n    find().filter(own) // tenant: own\n}\n";
        let always = format!("{{\n    find().filter({ALWAYS}) // tenant: own\n}}\n");
        assert_eq!(changed(text), [(2, What::AlwaysTrue, always)]);
    }

    #[test]
    fn conditions_made_from_a_permit_need_no_mark() {
        let text = "q.filter(\n    scope::all(permit),\n)\n.filter(other);\nif !scope::reaches(db, permit).await? {\n";
        let found = changed(text);
        assert_eq!(found.len(), 2);
        assert!(found[0].2.starts_with(&format!("q.filter({ALWAYS})\n.filter(other);")));
        assert!(found[1].2.ends_with("\nif false {\n"));
        let text = "Some(other) => scope::reaches(db, other).await?,\n";
        assert_eq!(changed(text)[0].2, "Some(other) => true,\n");
    }

    #[test]
    fn tests_and_comments_are_left_alone() {
        let text = "/// `x.filter(permit)`\n#[cfg(test)]\nmod tests {\n    x.filter(permit);\n}\n";
        assert!(changed(text).is_empty());
    }

    #[test]
    fn each_row_of_the_table_is_taken_out() {
        let text =
            "pub const ACCESS: &[Rule] = &[\n    own(A, B),\n    Rule {\n        action: C,\n    },\n];\n";
        let rows = of_access_table("t.rs", text);
        let texts: Vec<_> = rows.iter().map(|row| (row.line, row.apply(text))).collect();
        let first = "pub const ACCESS: &[Rule] = &[\n    \n    Rule {\n        action: C,\n    },\n];\n";
        let second = "pub const ACCESS: &[Rule] = &[\n    own(A, B),\n    \n];\n";
        assert_eq!(texts, [(2, first.to_owned()), (3, second.to_owned())]);
    }
}
