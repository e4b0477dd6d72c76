//! `cargo xtask mutants`: removes every predicate that keeps tenants apart and every row of the access table, one at a time,
//! and fails unless a test fails each time.

mod copy;
mod guard;
mod mutation;
mod trial;

use std::process::ExitCode;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::progress::Progress;
use copy::Copy;
use mutation::Mutation;
use trial::{Package, Test, Verdict};

const STORE: Package = Package { name: "store", folder: "crates/store" };
const MODEL: Package = Package { name: "model", folder: "crates/model" };
/// The file of the access table.
const TABLE: &str = "crates/model/src/access/table.rs";

/// Tries the mutations whose place (`FILE:LINE`) contains one of `only`, or all if that is empty, and prints the results. Fails
/// if a mutation survives or does not compile.
///
/// The store's mutations are compiled together, each behind a guard, and only the tests that reach a place are run for it. The
/// few that no guard fits, and those of the access table, are compiled one by one.
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
    let mut results = vec![None; trials.len()];
    for package in packages {
        let own: Vec<_> = trials.iter().enumerate().filter(|(_, (of, _))| *of == package).collect();
        let own: Vec<_> = own.into_iter().map(|(number, (_, mutation))| (number, mutation)).collect();
        let Some(left) = together(context, &copy, &progress, package, &own, &mut results)? else {
            return Ok(ExitCode::FAILURE);
        };
        for (number, mutation) in left.0 {
            results[number] = Some(timed(&progress, mutation, || {
                let original = copy.read(&mutation.file)?;
                copy.write(&mutation.file, &mutation.apply(&original))?;
                let program = package.build(context, &copy)?;
                copy.write(&mutation.file, &original)?;
                program.map_or(Ok(Verdict::DoesNotCompile), |program| program.plainly(&left.1))
            })?);
        }
    }
    let results: Vec<_> = results.into_iter().flatten().collect();
    Ok(tell(&trials, &results))
}

/// Mutations under their numbers, and the tests that they are tried with.
type Left<'a> = (Vec<(usize, &'a Mutation)>, Vec<Test>);

/// Tries the mutations that guards fit. Returns the others, with the copy as it was; None if a test fails without a mutation.
fn together<'a>(
    context: &Context,
    copy: &Copy,
    progress: &Progress,
    package: Package,
    mutations: &[(usize, &'a Mutation)],
    results: &mut [Option<Verdict>],
) -> Result<Option<Left<'a>>> {
    let (mut guarded, mut left, mut originals) = (Vec::new(), Vec::new(), Vec::new());
    if package == STORE {
        for file in mutations.chunk_by(|(_, one), (_, other)| one.file == other.file) {
            let original = copy.read(&file[0].1.file)?;
            let (text, others) = guard::guard(&original, file);
            copy.write(&file[0].1.file, &text)?;
            originals.push((&file[0].1.file, original));
            for (number, mutation) in file {
                let is_left = others.iter().any(|other| std::ptr::eq(*other, *mutation));
                if is_left { &mut left } else { &mut guarded }.push((*number, *mutation));
            }
        }
        guard::add_switch(copy)?;
    } else {
        left.extend_from_slice(mutations);
    }
    let mut tried = None;
    let learned = progress.timed(&format!("Tests of {}, unchanged", package.name), || {
        let Some(program) = package.build(context, copy)? else {
            return Ok((None, Verdict::DoesNotCompile.words()));
        };
        let learned = program.learn()?;
        let told = match &learned {
            Ok(tests) => format!("{} passed", tests.len()),
            Err(failed) => format!("failed: {failed}"),
        };
        tried = Some(program);
        Ok((learned.ok(), told))
    })?;
    let (Some(program), Some(tests)) = (tried, learned) else {
        println!(
            "Changed sources can't be judged while the unchanged ones fail: {}",
            context.target.join("xtask/log/mutants.log").display()
        );
        return Ok(None);
    };
    for (number, mutation) in guarded {
        results[number] = Some(timed(progress, mutation, || program.with(number, &tests))?);
    }
    for (file, original) in originals {
        copy.write(file, &original)?;
    }
    Ok(Some((left, tests)))
}

fn timed(
    progress: &Progress,
    mutation: &Mutation,
    attempt: impl FnOnce() -> Result<Verdict>,
) -> Result<Verdict> {
    let name = format!("{} {}: {}", mutation.place(), mutation.what.word(), mutation.code);
    progress.timed(&name, || {
        let verdict = attempt()?;
        let told = verdict.words();
        Ok((verdict, told))
    })
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
