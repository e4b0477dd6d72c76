//! Secrets are never printed. If the name of a field, a variant or a server function's argument says that it holds a password,
//! a key, a code or a link, and `Debug` is derived, its type must be one that prints nothing (`model::Hidden`).

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, FnArg, GenericArgument, Item, Meta, Pat, PathArguments, Token, Type};

/// Words in names of things that open something.
const OPENING: [&str; 20] = [
    "code",
    "codes",
    "cookie",
    "credential",
    "key",
    "keys",
    "link",
    "links",
    "nonce",
    "password",
    "passwords",
    "random",
    "sealed",
    "secret",
    "secrets",
    "seed",
    "token",
    "tokens",
    "url",
    "verifier",
];
/// Words beside them in names of things that don't open anything: public, masked, or only a hash of something that can't be
/// guessed.
const HARMLESS: [&str; 5] = ["hash", "id", "idempotency", "masked", "public"];
/// The hash of something that people choose can be guessed.
const GUESSABLE: &str = "password_hash";
/// Names that look like secrets' but are not, with the reason.
const NO_SECRETS: [(&str, &str); 20] = [
    ("Note.link", "hidden where it leads; the rest is what the link says"),
    ("Model.code", "the code of an entitlement"),
    ("Model.storage_key", "the name of an installer's file"),
    ("Add.code", "the code of an entitlement, which products ask for by name"),
    ("Which.code", "the code of an entitlement"),
    ("Entitlement.code", "the code of an entitlement"),
    ("EntitlementAttributes.code", "the code of an entitlement"),
    ("AddError.Code", "the code of an entitlement, as it was typed"),
    ("Finding.code", "a code of the product API's responses"),
    ("ErrorObject.code", "a code of the product API's errors"),
    ("OpenIdError.Code", "why a code was not accepted"),
    ("OpenIdError.Token", "why a token was not accepted"),
    ("Error.Password", "why a password was not accepted"),
    ("OpenError.Url", "why a URL was not accepted, without it"),
    ("InvitationError.NoPassword", "the address of who has no password"),
    ("Attempt.key", "a client's Idempotency-Key, good beside its credential alone"),
    ("FilesError.key", "the name of an installer's file"),
    ("Adding.random", "the name of an installer's file"),
    ("Opened.key", "the name of an installer's file"),
    ("passkey::Model.credential", "the public half of a passkey"),
];

/// Something that `Debug` prints, by name and type.
struct Printed<'a> {
    name: String,
    word: String,
    kind: &'a Type,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "tests" | "examples" | "migration" | "target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The words of a name in `snake_case` or `CamelCase`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for sign in name.chars() {
        let last = words.last_mut().unwrap();
        if sign == '_' || (sign.is_uppercase() && !last.is_empty()) {
            words.push(String::new());
        }
        words.last_mut().unwrap().extend(sign.to_lowercase().filter(|sign| *sign != '_'));
    }
    words
}

fn opens(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    name.ends_with(GUESSABLE) || (has(&OPENING) && !has(&HARMLESS))
}

/// Returns whether a type prints the text or the bytes that it holds.
fn is_plain(kind: &Type) -> bool {
    match kind {
        Type::Reference(inner) => is_plain(&inner.elem),
        Type::Array(inner) => is_plain(&inner.elem),
        Type::Slice(inner) => is_plain(&inner.elem),
        Type::Tuple(inner) => inner.elems.iter().any(is_plain),
        Type::Path(path) => {
            let last = path.path.segments.last().unwrap();
            match last.ident.to_string().as_str() {
                "String" | "str" | "u8" => true,
                "Option" | "Vec" | "Box" | "Cow" | "Arc" => match &last.arguments {
                    PathArguments::AngleBracketed(inner) => inner
                        .args
                        .iter()
                        .any(|one| matches!(one, GenericArgument::Type(one) if is_plain(one))),
                    _ => false,
                },
                _ => false,
            }
        }
        _ => false,
    }
}

fn derives_debug(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|one| one.path().is_ident("derive")).any(|one| {
        let derived = one.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap();
        derived.iter().any(|one| one.path().segments.last().is_some_and(|last| last.ident == "Debug"))
    })
}

/// Finds what `Debug` prints of an item. For server functions' arguments the macro derives it.
fn printed<'a>(item: &'a Item, found: &mut Vec<Printed<'a>>) {
    let mut fields = |of: &str, fields: &'a Fields| {
        for field in fields {
            let word = field.ident.as_ref().map_or_else(|| of.to_owned(), ToString::to_string);
            let name = if field.ident.is_some() { format!(".{word}") } else { String::new() };
            found.push(Printed { name: format!("{of}{name}"), word, kind: &field.ty });
        }
    };
    match item {
        Item::Struct(one) if derives_debug(&one.attrs) => fields(&one.ident.to_string(), &one.fields),
        Item::Enum(one) if derives_debug(&one.attrs) => {
            for variant in &one.variants {
                for field in &variant.fields {
                    let word = field.ident.as_ref().unwrap_or(&variant.ident).to_string();
                    found.push(Printed { name: format!("{}.{word}", one.ident), word, kind: &field.ty });
                }
            }
        }
        Item::Fn(one) if one.attrs.iter().any(|one| one.path().is_ident("server")) => {
            for argument in &one.sig.inputs {
                let FnArg::Typed(argument) = argument else { continue };
                let Pat::Ident(pattern) = &*argument.pat else { continue };
                let word = pattern.ident.to_string();
                let name = format!("{}({word})", one.sig.ident);
                found.push(Printed { name, word, kind: &argument.ty });
            }
        }
        Item::Mod(one) => {
            let is_test = one.attrs.iter().filter(|one| one.path().is_ident("cfg"));
            let is_test =
                is_test.filter_map(|one| one.parse_args::<syn::Path>().ok()).any(|of| of.is_ident("test"));
            for item in one.content.iter().filter(|_| !is_test).flat_map(|(_, items)| items) {
                printed(item, found);
            }
        }
        _ => {}
    }
}

/// The secrets that a file prints.
fn told(text: &str, module: &str) -> Vec<String> {
    let file = syn::parse_file(text).unwrap();
    let mut found = Vec::new();
    file.items.iter().for_each(|item| printed(item, &mut found));
    let is_known = |name: &str| {
        let full = format!("{module}::{name}");
        NO_SECRETS.iter().any(|(known, _)| *known == name || *known == full)
    };
    found.retain(|one| opens(&one.word) && is_plain(one.kind) && !is_known(&one.name));
    found.into_iter().map(|one| one.name).collect()
}

#[test]
fn what_opens_something_is_not_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for part in ["app/src", "crates/model/src", "server/src", "crates/store/src", "crates/openid/src"] {
        sources(&root.join(part), &mut files);
    }
    sources(&root.join("crates/license_file/src"), &mut files);
    assert!(files.len() > 300, "the sources are where they were");
    let mut wrong = Vec::new();
    for file in files {
        let module = file.file_stem().unwrap().to_string_lossy().into_owned();
        let told = told(&fs::read_to_string(&file).unwrap(), &module);
        wrong.extend(told.into_iter().map(|name| format!("{}: {name}", file.display())));
    }
    assert!(
        wrong.is_empty(),
        "Debug prints these. Give them the type model::Hidden (HiddenText in an entity) or, if they open nothing, a line in \
         NO_SECRETS with the reason:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_secret_that_is_printed_is_noticed() {
    for (text, expected) in [
        ("#[derive(Clone, Debug)] struct A { pub password: String }", "A.password"),
        ("#[derive(Debug)] struct A<'a> { license_key: Option<&'a str> }", "A.license_key"),
        ("#[derive(std::fmt::Debug)] struct A { random: [u8; 32] }", "A.random"),
        ("#[derive(Debug)] struct A { password_hash: Option<String> }", "A.password_hash"),
        ("#[derive(Debug)] struct ApiToken(Vec<u8>);", "ApiToken"),
        ("#[derive(Debug)] enum A { Token(String) }", "A.Token"),
        ("#[derive(Debug)] enum A { B { link: String } }", "A.link"),
        (
            "#[server(prefix = \"/api\")] pub async fn sign_in(email: String, password: String) {}",
            "sign_in(password)",
        ),
        ("mod inner { #[derive(Debug)] struct A { seed: String } }", "A.seed"),
    ] {
        assert_eq!(told(text, "module"), [expected], "{text}");
    }
    for harmless in [
        "#[derive(Debug)] struct A { password: Hidden, keys: Vec<Hidden>, token: Token }",
        "#[derive(Debug)] struct A { masked_key: String, token_hash: String, public_key: String, monkey: String }",
        "struct A { password: String }",
        "fn check(password: String) {}",
        "#[cfg(test)] mod tests { #[derive(Debug)] struct A { seed: String } }",
    ] {
        assert!(told(harmless, "module").is_empty(), "{harmless}");
    }
}
