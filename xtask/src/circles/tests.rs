use std::path::{Path, PathBuf};

use super::*;

/// The findings in a crate of these files; the first is its root.
fn found_but(files: &[(&str, &str)], has_floors: bool, allowed: &[Allowed]) -> (Vec<String>, Vec<bool>) {
    let read = |file: &Path| {
        let of_file = files.iter().find(|(name, _)| Path::new(name) == file);
        Ok(of_file.map(|(_, text)| (*text).to_owned()))
    };
    let tree = Tree::read(&PathBuf::from(files[0].0), &read).unwrap();
    let mut used = vec![false; allowed.len()];
    let findings = findings_of(&tree, has_floors, allowed, &mut used);
    (findings, used)
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    found_but(files, false, &[]).0
}

const THREE: (&str, &str) = ("src/lib.rs", "mod one; mod two; mod three;");

#[test]
fn what_imports_one_way_is_no_circle() {
    let files = [
        THREE,
        ("src/one.rs", "use crate::two::Two; use crate::three::Three; pub struct One;"),
        ("src/two.rs", "use crate::three::Three; pub struct Two;"),
        ("src/three.rs", "pub struct Three;"),
    ];
    assert_eq!(found(&files), Vec::<String>::new());
}

#[test]
fn a_circle_of_two_is_named_with_its_lines() {
    let files = [
        THREE,
        ("src/one.rs", "//! One.\n\nuse crate::two::Two;\npub struct One;"),
        ("src/two.rs", "pub struct Two;\nfn f() { crate::one::One; }"),
        ("src/three.rs", ""),
    ];
    let expected = "A circle of one, two:\n  \
        one → two\n    src/one.rs:3 crate::two::Two\n  \
        two → one\n    src/two.rs:2 crate::one::One";
    assert_eq!(found(&files), [expected]);
}

#[test]
fn a_circle_of_three_is_found_and_who_only_looks_at_it_is_not_in_it() {
    let files = [
        ("src/main.rs", "mod one; mod two; mod three; mod four;"),
        ("src/one.rs", "use crate::{two::{Two, Other as _}, three}; pub struct One;"),
        ("src/two.rs", "pub struct Two; pub trait Other {} fn f(_: super::three::Three) {}"),
        ("src/three.rs", "use super::one::*; pub struct Three;"),
        ("src/four.rs", "use crate::one::One;"),
    ];
    let found = found(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("A circle of one, two, three:"), "{}", found[0]);
    // It names the module and takes nothing from it.
    assert!(!found[0].contains("one → three"), "{}", found[0]);
}

#[test]
fn a_name_counts_where_it_is_declared_whatever_it_is_imported_through() {
    let facade = ("src/room/mod.rs", "mod a; mod b; pub use a::A; pub use b::{B as Renamed, make};");
    let one_way = [
        ("src/lib.rs", "pub mod room; pub use room::A;"),
        facade,
        ("src/room/a.rs", "pub struct A;"),
        ("src/room/b.rs", "use super::A; pub struct B; pub fn make() {}"),
    ];
    assert_eq!(found(&one_way), Vec::<String>::new());
    for import in ["super::Renamed", "crate::room::make", "crate::room::b::B"] {
        let back = format!("use {import}; pub struct A;");
        let circle = [
            ("src/lib.rs", "pub mod room; pub use room::A;"),
            facade,
            ("src/room/a.rs", &back),
            ("src/room/b.rs", "use crate::A; pub struct B; pub fn make() {}"),
        ];
        let found = found(&circle);
        assert_eq!(found.len(), 1, "{import}: {found:?}");
        assert!(found[0].starts_with("A circle of room::a, room::b:"), "{}", found[0]);
    }
}

#[test]
fn a_module_that_is_imported_counts_by_what_is_taken_out_of_it() {
    let files = |use_of_it: &'static str| {
        [
            THREE,
            ("src/one.rs", use_of_it),
            ("src/two.rs", "use crate::one::One;"),
            ("src/three.rs", "pub use crate::two::Two;"),
        ]
    };
    assert_eq!(found(&files("use crate::two; pub struct One;")), Vec::<String>::new());
    assert_eq!(found(&files("use crate::two; pub struct One; fn f() { two::run() }")).len(), 1);
    // The bodies of macros count, and so do names through globs.
    assert_eq!(found(&files("pub struct One; m! { <crate::two::Button /> }")).len(), 1);
    assert_eq!(found(&files("use crate::three::*; pub struct One; fn f() { Two::new() }")).len(), 1);
}

#[test]
fn a_folder_and_what_is_in_it_may_use_each_other() {
    let files = [
        ("src/lib.rs", "mod room; pub struct Db;"),
        ("src/room/mod.rs", "mod a; pub enum Error {} fn f() { a::a(); }"),
        ("src/room/a.rs", "use super::Error; use crate::Db; pub fn a() {}"),
    ];
    assert_eq!(found(&files), Vec::<String>::new());
}

#[test]
fn tests_do_not_count() {
    let files = [
        (
            "src/lib.rs",
            "mod one; mod two; #[cfg(test)] mod three; #[cfg(any(test, feature = \"x\"))] mod four;",
        ),
        (
            "src/one.rs",
            "#[cfg(test)] use crate::two::{Two, a}; pub struct One;
            #[cfg(test)] #[expect(x)] mod tests { use crate::two::Two; }",
        ),
        ("src/two.rs", "use crate::one::One; pub struct Two;"),
    ];
    assert_eq!(found(&files), Vec::<String>::new());
    let files = [
        ("src/lib.rs", "mod one; mod two;"),
        ("src/one.rs", "#[cfg(test)] use crate::two::a; use crate::two::Two; pub struct One;"),
        ("src/two.rs", "#[cfg(not(test))] use crate::one::One; pub struct Two;"),
    ];
    assert_eq!(found(&files).len(), 1);
}

#[test]
fn a_module_that_is_declared_and_missing_is_named() {
    let read = |file: &Path| Ok((file == Path::new("src/lib.rs")).then(|| "mod gone;".to_owned()));
    let error = Tree::read(Path::new("src/lib.rs"), &read).unwrap_err().to_string();
    assert!(error.contains("src/gone.rs"), "{error}");
}

#[test]
fn a_room_imports_from_no_higher_floor() {
    let files = [
        ("src/lib.rs", "mod db; mod events; mod text; mod console; mod demo;"),
        ("src/db/mod.rs", "pub mod entity;"),
        ("src/db/entity.rs", "use crate::text::fold; use crate::events::Kind;"),
        ("src/events.rs", "pub enum Kind {}"),
        ("src/text.rs", "pub fn fold() {}"),
        ("src/console.rs", "use crate::db::entity; use crate::demo::Demo;"),
        ("src/demo.rs", "pub struct Demo;"),
    ];
    let found = found_but(&files, true, &[]).0;
    let expected = "Rooms of crates/store import from the same floor or a higher one:\n    \
        src/console.rs:1 crate::demo::Demo (src/demo.rs)\n    \
        src/db/entity.rs:1 crate::events::Kind (src/events.rs)";
    assert_eq!(found, [expected]);
}

#[test]
fn an_exception_is_for_its_two_files_and_known_to_be_needed() {
    let files = [
        ("src/lib.rs", "mod one; mod two;"),
        ("src/one.rs", "use crate::two::Two; pub struct One;"),
        ("src/two.rs", "use crate::one::One; pub struct Two;"),
    ];
    let allowed = |from, to| Allowed { from, to, why: "" };
    let both = [allowed("src/two.rs", "src/one.rs"), allowed("src/two.rs", "src/lib.rs")];
    assert_eq!(found_but(&files, false, &both), (Vec::new(), vec![true, false]));
}

#[test]
fn the_projects_own_modules_form_no_circle() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if let Err(error) = check(&project) {
        panic!("{error}");
    }
}
