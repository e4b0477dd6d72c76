//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The project's tasks.
///
/// Each installs what it needs, says what it does, and skips steps whose inputs have not changed. The output of a program that
/// fails is shown; all output is in `target/xtask/log`.
#[derive(Debug, PartialEq, Eq, Parser)]
#[command(bin_name = "cargo xtask", arg_required_else_help = true)]
pub struct Request {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
    /// Show the output of everything that is run.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The commands, with their options.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Build the portal, then serve it on this machine, port 3000.
    Run(Run),
    /// Check everything: format, lints, tests on both databases, browser tests.
    Test(Test),
    /// Check formatting, circles, dependencies, and the code with Clippy.
    Lint,
    /// Check for modules that import each other, and for rooms of crates/store that import from a higher floor.
    Circles,
    /// Build the release binary, with the browser's files inside.
    Dist,
    /// Remove each predicate that keeps tenants apart and each row of the access table, and expect a test to fail.
    Mutants {
        /// Only places, such as `scope.rs:12`, that contain one of these strings.
        #[arg(value_name = "PLACE")]
        places: Vec<String>,
    },
    /// Measure, and write docs/BENCHMARKS.md.
    Bench {
        /// What to measure.
        #[arg(value_enum, value_name = "PART", hide_default_value = true, default_values_t = BenchPart::value_variants().to_vec())]
        parts: Vec<BenchPart>,
    },
    /// Race for a license's last units, kill servers, fail disks, and send alerts, on both databases.
    Torture(Torture),
    /// Look for bytes that make a parser panic.
    Fuzz(Minutes),
    /// Check the product API against its `OpenAPI` document.
    Schemathesis(Minutes),
    /// Build the portal, and retake the pictures of docs/screenshots.
    Screenshots,
    /// Install what the other commands need, and build nothing.
    Setup,
}

/// Options of `torture`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Torture {
    /// The number of races on each database.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// The number of kills of the server on each database.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub kills: u32,
    /// The number of times that SQLite's disk is full, and that it fails.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub fills: u32,
    /// The number of licenses with alerts on each database.
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub licenses: u32,
}

/// The time for which `fuzz` runs each target, and `schemathesis` in total.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Minutes {
    /// For how long; `fuzz` takes this time for each target.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub minutes: u32,
}

/// Options of `run`.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub struct Run {
    /// Build the browser's side quickly rather than small.
    #[arg(long)]
    pub dev: bool,
    /// Serve without demo data; prints a link where the owner signs up.
    #[arg(long)]
    pub empty: bool,
    /// Arguments of `grantry demo` (with --empty, of `grantry serve`), such as --licenses 100000.
    #[arg(last = true, value_name = "ARGUMENT")]
    pub arguments: Vec<String>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub struct Test {
    /// Run this part alone.
    #[arg(long, value_name = "PART")]
    pub only: Option<Part>,
}

/// A part of `bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchPart {
    /// Computes counts and order of a million rows.
    Facets,
    /// Paints a click and scrolling in a hundred thousand rows.
    Table,
    /// Paints a click in a million rows.
    Million,
    /// The files that a first visit loads.
    Load,
    /// The Active Deployment Report of a million deployments.
    Report,
    /// Products that validate and ping.
    Api,
    /// The effect on others while some take all they can get.
    Siege,
    /// Frequent requests of pages, with a million licenses.
    Scale,
}

impl BenchPart {
    /// The word on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A part of `test` that can run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Formatting.
    Fmt,
    /// Circles between modules.
    Circles,
    /// Clippy, on the server's side and the browser's.
    Clippy,
    /// Rust tests, on both databases.
    Rust,
    /// Licenses and advisories of dependencies.
    Deny,
    /// Tests in a browser.
    Browser,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::error::ErrorKind;

    use super::*;

    fn parsed(line: &str) -> Result<Request, clap::Error> {
        Request::try_parse_from(["xtask"].into_iter().chain(line.split_whitespace()))
    }

    fn command(line: &str) -> Command {
        parsed(line).unwrap().command
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Request::command().debug_assert();
    }

    #[test]
    fn run_takes_its_own_options_before_the_dashes_and_passes_the_rest_on() {
        let request = parsed("run --dev -v -- --licenses 9 -v").unwrap();
        let arguments = ["--licenses", "9", "-v"].map(str::to_owned).to_vec();
        let run = Run { dev: true, empty: false, arguments };
        assert_eq!(request, Request { command: Command::Run(run), verbose: true });
    }

    #[test]
    fn one_part_of_test_can_be_named() {
        assert_eq!(command("test --only browser"), Command::Test(Test { only: Some(Part::Browser) }));
        assert_eq!(command("test"), Command::Test(Test { only: None }));
    }

    #[test]
    fn benchmarks_are_all_or_those_named() {
        assert_eq!(command("bench"), Command::Bench { parts: BenchPart::value_variants().to_vec() });
        let parts = vec![BenchPart::Load, BenchPart::Facets];
        assert_eq!(command("bench load facets"), Command::Bench { parts });
        assert_eq!(BenchPart::Facets.name(), "facets");
        assert_eq!(command("mutants scope.rs"), Command::Mutants { places: vec!["scope.rs".to_owned()] });
    }

    #[test]
    fn numbers_have_defaults() {
        let torture =
            |rounds, kills, fills, licenses| Command::Torture(Torture { rounds, kills, fills, licenses });
        assert_eq!(command("torture"), torture(100, 200, 20, 5_000));
        assert_eq!(command("torture --kills 3 -v --licenses 60"), torture(100, 3, 20, 60));
        assert_eq!(command("fuzz --minutes 2"), Command::Fuzz(Minutes { minutes: 2 }));
        assert_eq!(command("schemathesis"), Command::Schemathesis(Minutes { minutes: 10 }));
    }

    #[test]
    fn the_help_names_every_command() {
        for line in ["", "help", "--help"] {
            let help = parsed(line).unwrap_err().to_string();
            for name in Request::command().get_subcommands().map(clap::Command::get_name) {
                assert!(help.contains(&format!("\n  {name} ")), "{line}: {help}");
            }
        }
        assert!(parsed("help run").unwrap_err().to_string().contains("cargo xtask run"));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("fly", "fly"),
            ("run --fast", "--fast"),
            ("run 9", "9"),
            ("lint --fast", "--fast"),
            ("lint -- x", "x"),
            ("test --only moon", "moon"),
            ("bench moon", "moon"),
            ("mutants --all", "--all"),
            ("torture --rounds", "--rounds"),
            ("torture --rounds 0", "--rounds"),
            ("fuzz --minutes x", "--minutes"),
            ("schemathesis --rounds 1", "--rounds"),
        ] {
            let problem = parsed(line).unwrap_err();
            assert_ne!(problem.kind(), ErrorKind::DisplayHelp, "{line}");
            assert!(problem.to_string().contains(named), "{line}: {problem}");
        }
    }
}
