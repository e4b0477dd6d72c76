//! Every operation of the store says what its permit must be for: it begins with `permit.only(…)?` or `permit.any_of(…)?`, so
//! that a permit to list licenses, say, edits no note. The store's functions are read as source.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{
    Attribute, Block, Expr, Fields, FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, Signature,
    Stmt, Type, Visibility,
};

/// Functions that take a permit and check no action, with the reason.
const UNCHECKED: [(&str, &str); 1] = [(
    "HeldLicense::of_key",
    "the key is the proof; the permit only says who has it, for the license's events",
)];

/// An operation: a function that other crates call with a permit.
struct Operation {
    name: String,
    /// The arguments that hold a permit and are not checked at the beginning.
    unchecked: Vec<String>,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "tests" | "testing" | "migration") {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !name.ends_with("tests.rs")
            && name != "testing.rs"
        {
            found.push(path);
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let conditions = attributes.iter().filter(|one| one.path().is_ident("cfg"));
    conditions.filter_map(|one| one.parse_args::<syn::Path>().ok()).any(|of| of.is_ident("test"))
}

/// All items of a file, also those in its modules, without its tests.
fn items(all: Vec<Item>) -> Vec<Item> {
    all.into_iter()
        .flat_map(|item| match item {
            Item::Mod(inner) if is_test(&inner.attrs) => Vec::new(),
            Item::Mod(inner) => items(inner.content.map(|(_, inside)| inside).unwrap_or_default()),
            item => vec![item],
        })
        .collect()
}

/// Returns whether a value of that type holds one of the types `named`.
fn holds(kind: &Type, named: &BTreeSet<String>) -> bool {
    match kind {
        Type::Reference(inner) => holds(&inner.elem, named),
        Type::Slice(inner) => holds(&inner.elem, named),
        Type::Array(inner) => holds(&inner.elem, named),
        Type::Tuple(inner) => inner.elems.iter().any(|one| holds(one, named)),
        Type::Path(path) => path.path.segments.iter().any(|segment| {
            let inner: Vec<&GenericArgument> = match &segment.arguments {
                PathArguments::AngleBracketed(inner) => inner.args.iter().collect(),
                _ => Vec::new(),
            };
            let is_within =
                |one: &GenericArgument| matches!(one, GenericArgument::Type(one) if holds(one, named));
            named.contains(&segment.ident.to_string()) || inner.into_iter().any(is_within)
        }),
        _ => false,
    }
}

fn is_public(seen: &Visibility) -> bool {
    matches!(seen, Visibility::Public(_))
}

/// The names of the permit and of all public types that hold one, such as `Holder`.
fn permits(all: &[&Item]) -> BTreeSet<String> {
    let mut named = BTreeSet::from(["Permit".to_owned()]);
    let any = |fields: &Fields, named: &BTreeSet<String>| fields.iter().any(|one| holds(&one.ty, named));
    loop {
        let before = named.len();
        for item in all.iter().copied() {
            let (name, seen, is_holder) = match item {
                Item::Struct(one) => (&one.ident, &one.vis, any(&one.fields, &named)),
                Item::Enum(one) => {
                    (&one.ident, &one.vis, one.variants.iter().any(|one| any(&one.fields, &named)))
                }
                _ => continue,
            };
            if is_holder && is_public(seen) {
                named.insert(name.to_string());
            }
        }
        if named.len() == before {
            return named;
        }
    }
}

fn name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

/// The name that `Some(name)` gives to what is inside.
fn inside(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::TupleStruct(some) if some.path.is_ident("Some") => match some.elems.first()? {
            Pat::Ident(inside) => Some(inside.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The argument that a statement checks: `permit.only(…)?;`, or the same within `if let Some(permit) = permit`.
fn checked(statement: &Stmt) -> Option<String> {
    match statement {
        Stmt::Expr(Expr::Try(tried), Some(_)) => match &*tried.expr {
            Expr::MethodCall(call) if call.method == "only" || call.method == "any_of" => {
                name(&call.receiver)
            }
            _ => None,
        },
        Stmt::Expr(Expr::If(given), _) => match (&*given.cond, given.then_branch.stmts.as_slice()) {
            (Expr::Let(bound), [inner]) => {
                let inside = inside(&bound.pat)?;
                checked(inner).filter(|it| *it == inside).and_then(|_| name(&bound.expr))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The operation that a function is; None if it takes no permit.
fn operation(
    name: String,
    signature: &Signature,
    body: &Block,
    permits: &BTreeSet<String>,
) -> Option<Operation> {
    let arguments = signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) if holds(&argument.ty, permits) => match &*argument.pat {
            Pat::Ident(pattern) => Some(pattern.ident.to_string()),
            _ => Some("a pattern, which can't be checked".to_owned()),
        },
        _ => None,
    });
    let mut unchecked: Vec<String> = arguments.collect();
    if unchecked.is_empty() {
        return None;
    }
    let done: Vec<String> = body.stmts.iter().map_while(checked).collect();
    unchecked.retain(|argument| !done.contains(argument));
    Some(Operation { name, unchecked })
}

/// The operations of a file. Functions that are `pub(crate)` or narrower are parts of operations, which have checked the
/// permit; so are the methods of such types.
fn operations(all: &[Item], permits: &BTreeSet<String>) -> Vec<Operation> {
    let is_inner = |kind: &str| {
        all.iter().any(|item| match item {
            Item::Struct(one) => one.ident == kind && !is_public(&one.vis),
            Item::Enum(one) => one.ident == kind && !is_public(&one.vis),
            _ => false,
        })
    };
    let mut found = Vec::new();
    for item in all {
        match item {
            Item::Fn(one) if is_public(&one.vis) => {
                found.extend(operation(one.sig.ident.to_string(), &one.sig, &one.block, permits));
            }
            Item::Impl(of) if of.trait_.is_none() => {
                let Type::Path(kind) = &*of.self_ty else { continue };
                let kind = kind.path.segments.last().unwrap().ident.to_string();
                if is_inner(&kind) {
                    continue;
                }
                for member in &of.items {
                    let ImplItem::Fn(one) = member else { continue };
                    if is_public(&one.vis) {
                        let name = format!("{kind}::{}", one.sig.ident);
                        found.extend(operation(name, &one.sig, &one.block, permits));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_operation_begins_with_the_check_of_its_permit() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/store/src"), &mut files);
    let read = |file: &PathBuf| items(syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap().items);
    let files: Vec<(&PathBuf, Vec<Item>)> = files.iter().map(|file| (file, read(file))).collect();
    let permits = permits(&files.iter().flat_map(|(_, all)| all).collect::<Vec<_>>());
    let mut count = 0;
    let mut excused = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, all) in &files {
        for Operation { name, unchecked } in operations(all, &permits) {
            count += 1;
            if UNCHECKED.iter().any(|(known, _)| *known == name) {
                excused.insert(name);
            } else if !unchecked.is_empty() {
                wrong.push(format!("{}: {name}, argument {}", file.display(), unchecked.join(" and ")));
            }
        }
    }
    assert!(count > 90, "only {count} operations of the store were found: where are they?");
    assert_eq!(excused.len(), UNCHECKED.len(), "UNCHECKED names functions that are not there");
    assert!(
        wrong.is_empty(),
        "These functions of the store take a permit for anything. Begin the body with one statement for each such argument: \
         `permit.only(Action::…)?;`, or `permit.any_of(&[Action::…, Action::…])?;` if several actions may do this, or for an \
         Option `if let Some(permit) = permit {{ permit.only(Action::…)?; }}`. A function that only other operations call is \
         `pub(crate)` or narrower. If no action can be named, add a line to UNCHECKED with the reason.\n{}",
        wrong.join("\n")
    );
}

#[test]
fn an_operation_without_its_check_is_noticed() {
    let told = |text: &str| {
        let all = items(syn::parse_file(text).unwrap().items);
        let permits = permits(&all.iter().collect::<Vec<_>>());
        let found = operations(&all, &permits).into_iter();
        found.flat_map(|one| {
            one.unchecked.into_iter().map(move |argument| format!("{}({argument})", one.name))
        })
    };
    for (text, expected) in [
        ("pub async fn edit(permit: &Permit) { read().await?; permit.only(Action::Edit)?; }", "edit(permit)"),
        ("pub fn edit(permit: &Permit) { permit.only(Action::Edit); }", "edit(permit)"),
        ("pub fn edit(permit: &Permit, seen: &Permit) { permit.only(Action::Edit)?; }", "edit(seen)"),
        ("pub fn see(users: Option<&Permit>) { users.is_some(); }", "see(users)"),
        (
            "pub fn see(a: &Permit, b: Option<&Permit>) { a.only(A)?; if let Some(b) = b { a.only(A)?; } }",
            "see(b)",
        ),
        ("pub enum Holder { Person(Permit) } pub fn find(holder: &Holder) {}", "find(holder)"),
        (
            "pub struct Many { all: Vec<Permit> } impl Many { pub fn and(self, one: Permit) {} }",
            "Many::and(one)",
        ),
        ("mod inner { pub fn edit(permit: &Permit) {} }", "edit(permit)"),
    ] {
        assert_eq!(told(text).collect::<Vec<_>>(), [expected], "{text}");
    }
    for right in [
        "pub fn edit(permit: &Permit) { permit.any_of(&[Action::Edit])?; read()?; }",
        "pub fn edit(permit: &Permit, seen: &Permit) { permit.only(A)?; seen.only(B)?; }",
        "pub fn see(users: Option<&Permit>) { if let Some(users) = users { users.only(Action::List)?; } }",
        "pub(crate) fn part(permit: &Permit) {}",
        "pub(crate) struct Event; impl Event { pub fn by(permit: &Permit) {} }",
        "#[cfg(test)] mod tests { pub fn edit(permit: &Permit) {} }",
        "pub fn find(id: i64) {}",
        "struct Context { by: Permit } impl Writes { pub fn write(self, context: Context) {} }",
    ] {
        assert_eq!(told(right).count(), 0, "{right}");
    }
}
