//! Lists the browser's files, which the server embeds (release) or reads from the folder (debug).

use std::{fs, io, path::Path};

/// What Trunk fills.
const DIST: &str = "../target/dist";
/// Stands where the page will be until it is built for the first time.
const NOT_BUILT: &str =
    "<!doctype html><title>Grantry</title><p>The browser's side is not built: cargo xtask run\n";

fn main() -> io::Result<()> {
    let index = Path::new(DIST).join("index.html");
    if !index.exists() {
        fs::create_dir_all(DIST)?;
        fs::write(&index, NOT_BUILT)?;
    }
    memory_serve::load_directory(DIST);
    Ok(())
}
