//! Puts all mutations into one program. Each is behind a guard that asks which of them is on, so that the store is compiled once
//! and not once for each.

use std::fmt::Write as _;

use super::copy::Copy;
use super::mutation::{Mutation, What};
use crate::error::Result;

/// Switches one mutation on, by its number.
pub const ON: &str = "GRANTRY_MUTANT";
/// The file that a test program lists the numbers of the places in that it reaches.
pub const REACHED: &str = "GRANTRY_MUTANTS_REACHED";

/// The root of the crate that contains the mutations.
const ROOT: &str = "crates/store/src/lib.rs";
/// Added to that crate.
const MODULE: &str = "crates/store/src/mutant.rs";
/// Its content, with the names of the two variables in place of `{on}` and `{reached}`.
const SOURCE: &str = r#"
use std::{collections::BTreeSet, fs::File, io::Write, sync::{Mutex, OnceLock}};

pub(crate) fn mutant(number: usize) -> bool {
    static ON: OnceLock<Option<usize>> = OnceLock::new();
    static REACHED: OnceLock<Option<Mutex<(File, BTreeSet<usize>)>>> = OnceLock::new();
    let open = || Some(Mutex::new((File::create(std::env::var_os("{reached}")?).ok()?, BTreeSet::new())));
    if let Some(reached) = REACHED.get_or_init(open) && let Ok(mut reached) = reached.lock() && reached.1.insert(number) {
        let _ = writeln!(reached.0, "{number}");
    }
    *ON.get_or_init(|| std::env::var("{on}").ok()?.parse().ok()) == Some(number)
}
"#;

/// A condition that holds for every row, of the type that the guarded one gets.
const ALWAYS: &str = r#"::sea_orm::Condition::all().add(::sea_orm::sea_query::Expr::cust("1 = 1"))"#;
/// No condition at all.
const NONE: &str = "::sea_orm::Condition::all()";

/// Text to put in at a position of a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Insertion {
    at: usize,
    /// Of those at one position: ends come first, then beginnings; the inner ends first, the outer begins first.
    order: (bool, isize),
    text: String,
}

/// Guards the mutations of a file, each under its number. Returns the new text, and those that no guard can be put around.
pub fn guard<'a>(text: &str, mutations: &[(usize, &'a Mutation)]) -> (String, Vec<&'a Mutation>) {
    let mut insertions = Vec::new();
    let mut others = Vec::new();
    for (number, mutation) in mutations {
        match around(text, mutation, *number) {
            Some(more) => insertions.extend(more),
            None => others.push(*mutation),
        }
    }
    insertions.sort();
    let mut guarded = text.to_owned();
    for Insertion { at, text, .. } in insertions.iter().rev() {
        guarded.insert_str(*at, text);
    }
    (guarded, others)
}

/// Adds the function that the guards call to the copy.
pub fn add_switch(copy: &Copy) -> Result<()> {
    copy.write(MODULE, &SOURCE.replace("{on}", ON).replace("{reached}", REACHED))?;
    let mut root = copy.read(ROOT)?;
    let _ = writeln!(root, "mod mutant;\npub(crate) use mutant::mutant;");
    copy.write(ROOT, &root)
}

/// The text before and after a mutation's code; None if it is not of a form that can be guarded.
fn around(text: &str, mutation: &Mutation, number: usize) -> Option<Vec<Insertion>> {
    let (range, on) = (mutation.range(), format!("crate::mutant({number})"));
    let code = &text[range.clone()];
    let pair = |begin: usize, end: usize, before: String, after: &str| {
        let length = isize::try_from(end - begin).unwrap_or(isize::MAX);
        let before = Insertion { at: begin, order: (true, -length), text: before };
        vec![before, Insertion { at: end, order: (false, length), text: after.to_owned() }]
    };
    match mutation.what {
        What::AlwaysTrue => {
            let before = format!("if {on} {{ {ALWAYS} }} else {{ {NONE}.add(");
            Some(pair(range.start, range.end, before, ") }"))
        }
        What::Passed => {
            let before = if code.starts_with('!') { format!("(!{on} && ") } else { format!("({on} || ") };
            Some(pair(range.start, range.end, before, ")"))
        }
        What::Deleted => {
            let code = code.trim_end();
            if !code.starts_with('.') {
                let is_statement = code.ends_with(';') && !code.starts_with("return") && is_balanced(code);
                return is_statement
                    .then(|| pair(range.start, range.start + code.len(), format!("if !{on} {{ "), " }"));
            }
            let call = code.trim_end_matches(';');
            let open = call.find('(')?;
            // Several calls on one line, or the beginning of a longer one.
            let arguments = call[open + 1..].strip_suffix(')')?;
            if !is_balanced(arguments) {
                return None;
            }
            let (begin, end) = (range.start + open + 1, range.start + call.len() - 1);
            match &call[..open] {
                ".add" => {
                    let mut parts = pair(begin, end, format!("if {on} {{ None }} else {{ Some("), ") }");
                    // The method's name must change, too, so this begins before the parenthesis.
                    let name = Insertion { at: begin - 1, order: (false, 0), text: "_option".to_owned() };
                    parts.push(name);
                    Some(parts)
                }
                ".filter" | ".cond_where" => {
                    Some(pair(begin, end, format!("if {on} {{ {NONE} }} else {{ {NONE}.add("), ") }"))
                }
                _ => None,
            }
        }
    }
}

/// Whether each bracket is closed, and none before it is opened.
fn is_balanced(code: &str) -> bool {
    let mut open = 0_i32;
    for sign in code.chars() {
        open += match sign {
            '(' | '[' | '{' => 1,
            ')' | ']' | '}' => -1,
            _ => 0,
        };
        if open < 0 {
            return false;
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::mutants::mutation::of_predicates;

    fn guarded(text: &str) -> (String, usize) {
        let found = of_predicates("a.rs", text);
        let numbered: Vec<_> = found.iter().enumerate().collect();
        let (text, others) = guard(text, &numbered);
        (text, others.len())
    }

    #[test]
    fn a_statement_and_its_condition_are_guarded() {
        let text = "    any = any.add(own); // tenant: own\n";
        let expected = format!(
            "    if !crate::mutant(0) {{ any = any.add(if crate::mutant(1) {{ {ALWAYS} }} else {{ {NONE}.add(own) }}); }} \
             // tenant: own\n"
        );
        assert_eq!(guarded(text), (expected, 0));
    }

    #[test]
    fn a_call_in_a_chain_is_left_out_by_its_guard() {
        let text = "q\n    .add(own); // tenant: own\n";
        let expected = format!(
            "q\n    .add_option(if crate::mutant(0) {{ None }} else {{ Some(if crate::mutant(1) {{ {ALWAYS} }} else \
             {{ {NONE}.add(own) }}) }}); // tenant: own\n"
        );
        assert_eq!(guarded(text), (expected, 0));
    }

    #[test]
    fn a_check_passes_if_its_guard_is_on() {
        let text = "if !scope::reaches(db, permit).await? {\n";
        let expected = "if (!crate::mutant(0) && !scope::reaches(db, permit).await?) {\n";
        assert_eq!(guarded(text), (expected.to_owned(), 0));
    }

    #[test]
    fn what_no_guard_fits_is_left_for_the_compiler() {
        let text = "q\n    .join(own); // tenant: own\n";
        assert_eq!(guarded(text), (text.to_owned(), 1));
    }
}
