//! Lists the browser's files, which the server embeds (release) or reads from the folder (debug).

use std::{fs, io, path::Path};

/// Where the build puts them.
const DIST: &str = "../target/dist";
/// Stands where the pages will be until they are built for the first time.
const NOT_BUILT: &str =
    "<!doctype html><title>Grantry</title><p>The browser's side is not built: cargo xtask run\n";

fn main() -> io::Result<()> {
    fs::create_dir_all(DIST)?;
    for page in ["portal.html", "customers.html", "rest.html"].map(|page| Path::new(DIST).join(page)) {
        if !page.exists() {
            fs::write(&page, NOT_BUILT)?;
        }
    }
    memory_serve::load_directory(DIST);
    Ok(())
}
