//! `cargo xtask mutants`: removes every predicate that keeps tenants apart and every row of the access table, one at a time,
//! and fails unless a test fails each time.

mod copy;
mod mutation;
mod trial;

use std::process::ExitCode;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::progress::Progress;
use copy::Copy;
use mutation::Mutation;
use trial::{Package, Verdict};

const STORE: Package = Package { name: "store", folder: "crates/store" };
const MODEL: Package = Package { name: "model", folder: "crates/model" };
/// The file of the access table.
const TABLE: &str = "crates/model/src/access/table.rs";

/// Tries the mutations whose place (`FILE:LINE`) contains one of `only`, or all if that is empty, and prints the results. Fails
/// if a mutation survives or does not compile.
pub fn mutants(context: &Context, only: &[String]) -> Result<ExitCode> {
    let copy = Copy::make(context)?;
    let mut trials = Vec::new();
    for file in copy.sources("crates/store/src")? {
        let found = mutation::of_predicates(&file, &copy.read(&file)?);
        trials.extend(found.into_iter().map(|mutation| (STORE, mutation)));
    }
    let rows = mutation::of_access_table(TABLE, &copy.read(TABLE)?);
    trials.extend(rows.into_iter().map(|mutation| (MODEL, mutation)));
    let is_wanted = |place: &str| only.is_empty() || only.iter().any(|only| place.contains(only));
    trials.retain(|(_, mutation)| is_wanted(&mutation.place()));

    if trials.is_empty() {
        return Err(Error::Usage(format!("No place that is taken out contains `{}`.", only.join("` or `"))));
    }
    let packages: Vec<_> =
        [STORE, MODEL].into_iter().filter(|package| trials.iter().any(|(of, _)| of == package)).collect();
    let progress = Progress::new(packages.len() + trials.len());
    for package in packages {
        let verdict = progress.timed(&format!("Tests of {}, unchanged", package.name), || {
            let verdict = package.test(context, &copy)?;
            let told = if verdict == Verdict::Survived { "passed".to_owned() } else { verdict.words() };
            Ok((verdict, told))
        })?;
        if verdict != Verdict::Survived {
            println!("Nothing can be said about changed sources while the tests of the unchanged ones fail.");
            return Ok(ExitCode::FAILURE);
        }
    }
    let mut results = Vec::with_capacity(trials.len());
    for (package, mutation) in &trials {
        let name = format!("{} {}: {}", mutation.place(), mutation.what.word(), mutation.code);
        results.push(progress.timed(&name, || {
            let verdict = attempt(context, &copy, *package, mutation)?;
            let told = verdict.words();
            Ok((verdict, told))
        })?);
    }
    Ok(tell(&trials, &results))
}

fn attempt(context: &Context, copy: &Copy, package: Package, mutation: &Mutation) -> Result<Verdict> {
    let original = copy.read(&mutation.file)?;
    copy.write(&mutation.file, &mutation.apply(&original))?;
    let verdict = package.test(context, copy);
    copy.write(&mutation.file, &original)?;
    verdict
}

/// Prints the table and the totals.
fn tell(trials: &[(Package, Mutation)], results: &[Verdict]) -> ExitCode {
    let width = trials.iter().map(|(_, mutation)| mutation.place().len()).max().unwrap_or(0);
    println!();
    for ((_, mutation), verdict) in trials.iter().zip(results) {
        println!("{:width$}  {:13}  {}", mutation.place(), mutation.what.word(), verdict.words());
    }
    let count = |which: fn(&Verdict) -> bool| results.iter().filter(|verdict| which(verdict)).count();
    let killed = count(|verdict| matches!(verdict, Verdict::Killed(_)));
    let survived = count(|verdict| *verdict == Verdict::Survived);
    let broken = count(|verdict| *verdict == Verdict::DoesNotCompile);
    println!("\n{killed} killed, {survived} survived, {broken} do not compile");
    if killed == results.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
