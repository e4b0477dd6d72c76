//! One module for each command.

pub mod bench;
pub mod circles;
pub mod dist;
pub mod fuzz;
pub mod lint;
pub mod mutants;
pub mod run;
pub mod schemathesis;
pub mod screenshots;
pub mod setup;
pub mod test;
pub mod torture;
