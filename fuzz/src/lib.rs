//! The parts that fuzz targets share.

pub mod api;
pub mod files;
pub mod workbook;

use std::future::Future;
use std::path::PathBuf;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};

/// Writes a target's seeds into the folder in `GRANTRY_FUZZ_SEEDS`, if that is set.
pub fn plant<T: AsRef<[u8]>>(seeds: impl IntoIterator<Item = T>) {
    let Some(folder) = std::env::var_os("GRANTRY_FUZZ_SEEDS").map(PathBuf::from) else { return };
    for (number, seed) in seeds.into_iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number:02}")), seed).expect("the folder of seeds is there");
    }
}

/// Runs a future to its end on this one thread.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<Runtime> =
        LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime starts"));
    RUNTIME.block_on(work)
}
