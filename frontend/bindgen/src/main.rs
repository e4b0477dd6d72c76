//! `bindgen WASM FOLDER` writes the script around a wasm file, and what the script loads, into a folder.
//!
//! The command `wasm-bindgen` does the same, but has to be installed in the very version that Cargo.lock has of the crate.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [wasm, folder] = arguments.as_slice() else { return Err("usage: bindgen WASM FOLDER".into()) };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(false);
    bindgen.generate(folder)?;
    Ok(())
}
