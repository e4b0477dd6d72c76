//! Lists the browser's files, which the server embeds or, in debug builds, reads from their folder unless they are compressed.
//!
//! memory-serve can make this list, too. But as a build dependency it would have axum, hyper and tokio compiled a second time, and
//! it would compress the files itself, in code that is not optimized.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where the build puts them.
const DIST: &str = "../target/dist";
/// Stands where the pages will be until they are built for the first time.
const NOT_BUILT: &str =
    "<!doctype html><title>Grantry</title><p>The browser's files are not built: cargo xtask run\n";
/// The kinds of files, by the ends of their names.
const KINDS: [(&str, &str); 5] = [
    ("css", "text/css"),
    ("html", "text/html"),
    ("js", "text/javascript"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
];
/// The end of the name of a compressed file, beside the original.
const COMPRESSED: &str = "br";

fn main() -> io::Result<()> {
    fs::create_dir_all(DIST)?;
    for page in ["portal.html", "customers.html", "rest.html"].map(|page| Path::new(DIST).join(page)) {
        if !page.exists() {
            fs::write(&page, NOT_BUILT)?;
        }
    }
    let dist = fs::canonicalize(DIST)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    find(&dist, &mut files)?;
    files.sort();
    let mut list = "&[\n".to_owned();
    for file in files {
        list.push_str(&entry(&dist, &file)?);
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("assets.rs"), list)
}

/// All files below a folder but the compressed ones.
fn find(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_none_or(|end| end != COMPRESSED) {
            found.push(path);
        }
    }
    Ok(())
}

/// A file as memory-serve has it. Compressed ones are embedded in debug builds, too, so that a browser loads what it would load
/// from a release.
fn entry(dist: &Path, file: &Path) -> io::Result<String> {
    let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let Some((_, kind)) = KINDS.into_iter().find(|(known, _)| *known == end) else {
        return Err(io::Error::other(format!("{} is of no kind that server/build.rs knows", file.display())));
    };
    let below = file.strip_prefix(dist).map_err(io::Error::other)?;
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    let compressed = file.with_extension(format!("{end}.{COMPRESSED}"));
    let is_compressed = compressed.is_file();
    let is_embedded = is_compressed || !cfg!(debug_assertions);
    let (bytes, etag) = if is_embedded {
        let embedded = if is_compressed { compressed.as_path() } else { file };
        (format!("Some(include_bytes!({}))", literal(embedded)?), tag(&fs::read(file)?))
    } else {
        ("None".to_owned(), String::new())
    };
    Ok(format!(
        "memory_serve::Asset {{ route: \"/{}\", path: {}, etag: \"{etag}\", content_type: \"{kind}\", \
         bytes: {bytes}, is_compressed: {is_compressed}, should_compress: {is_compressed} }},\n",
        names.join("/"),
        literal(file)?
    ))
}

/// A path as Rust writes it.
fn literal(path: &Path) -> io::Result<String> {
    let text = path.to_str().ok_or_else(|| io::Error::other(format!("{} is not UTF-8", path.display())))?;
    Ok(format!("{text:?}"))
}

/// Changes with the content.
fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}
