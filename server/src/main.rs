//! The binary `grantry`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
