//! The command line, typed.

/// The text of `cargo xtask help`.
pub const HELP: &str = "\
cargo xtask COMMAND [-v]

  run [--dev] [--empty] [-- ARGUMENTS…]   build, then serve the portal on http://127.0.0.1:3000
                                          --dev: the browser's side quick to build rather than small
                                          --empty: without demo data; a link that is printed signs up the owner
                                          ARGUMENTS go to `grantry demo` (or `serve`), e.g. --licenses 100000
  test [--only PART]                      check everything; PART is one of:
                                          fmt, circles, clippy, rust, deny, browser
  lint                                    formatting, circles, clippy on both sides, dependencies
  circles                                 whether modules of a crate import from each other in a circle, or a room of
                                          crates/store from one on a higher floor
  dist                                    the release binary, with the browser's files inside
  mutants [PLACE…]                        take out each predicate that keeps tenants apart and each row of the access
                                          table, and insist that a test fails; PLACE is part of FILE:LINE
  bench [PART…]                           measure, and write docs/BENCHMARKS.md; PART is one of:
                                          facets, table, load, report, api, siege, scale
  torture [--rounds N] [--kills N] [--fills N] [--licenses N]
                                          let machines race for a license's last units, 100 times, kill the server in
                                          the middle of activations, 200 times, and send the alerts of 5000 licenses
                                          through 90 days, on both databases; fill SQLite's disk, 20 times
  fuzz [--minutes N]                      look for bytes that make a parser panic, 10 minutes for each target
  schemathesis [--minutes N]              hold the product API to its OpenAPI document, for 10 minutes
  screenshots                             build, and take the pictures of docs/screenshots anew
  setup                                   install what the other commands need, and nothing else

  -v, --verbose                           show the output of everything that is run
";

/// One call of this program.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// The command to run.
    pub command: Command,
    /// Show the output of all programs that it runs.
    pub verbose: bool,
}

/// The commands, with their options.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Run(Run),
    Test(Test),
    Circles,
    Lint,
    Setup,
    Dist,
    Screenshots,
    /// Tries the mutations whose place contains one of the texts; all without any.
    Mutants(Vec<String>),
    Bench(Vec<BenchPart>),
    Torture(Torture),
    Fuzz(Minutes),
    Schemathesis(Minutes),
}

/// Options of `torture`.
#[derive(Debug, PartialEq, Eq)]
pub struct Torture {
    /// The number of races on each database.
    pub rounds: u32,
    /// The number of kills of the server on each.
    pub kills: u32,
    /// The number of times that SQLite's disk is full, and that it fails.
    pub fills: u32,
    /// The number of licenses with mails on each.
    pub licenses: u32,
}

impl Default for Torture {
    fn default() -> Self {
        Self { rounds: 100, kills: 200, fills: 20, licenses: 5_000 }
    }
}

/// The time for which `fuzz` runs each target, and `schemathesis` in total.
#[derive(Debug, PartialEq, Eq)]
pub struct Minutes {
    pub minutes: u32,
}

impl Default for Minutes {
    fn default() -> Self {
        Self { minutes: 10 }
    }
}

/// Options of `run`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Build the browser's side quickly instead of small.
    pub dev: bool,
    /// Serve without demo data.
    pub empty: bool,
    /// Passed on to `grantry`.
    pub arguments: Vec<String>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Test {
    /// The part to run; all parts if `None`.
    pub only: Option<Part>,
}

/// A part of `bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchPart {
    /// Computes counts and order of a million rows.
    Facets,
    /// Paints a click and scrolling in a hundred thousand rows.
    Table,
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
    const ALL: [Self; 7] =
        [Self::Facets, Self::Table, Self::Load, Self::Report, Self::Api, Self::Siege, Self::Scale];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facets => "facets",
            Self::Table => "table",
            Self::Load => "load",
            Self::Report => "report",
            Self::Api => "api",
            Self::Siege => "siege",
            Self::Scale => "scale",
        }
    }

    fn from_name(name: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|part| part.name() == name);
        named.ok_or_else(|| format!("`bench` has no part `{name}`."))
    }
}

/// A part of `test` that can run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Fmt,
    Circles,
    Clippy,
    Rust,
    Deny,
    Browser,
}

impl Part {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "fmt" => Self::Fmt,
            "circles" => Self::Circles,
            "clippy" => Self::Clippy,
            "rust" => Self::Rust,
            "deny" => Self::Deny,
            "browser" => Self::Browser,
            _ => return None,
        })
    }
}

/// Parses the arguments after the program's name. The error says which of them is invalid.
pub fn parse(arguments: &[String]) -> Result<Request, String> {
    let (own, passed_on) = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let is_verbose = |word: &&str| matches!(*word, "-v" | "--verbose");
    let words: Vec<&str> = own.iter().map(String::as_str).collect();
    let verbose = words.iter().any(&is_verbose);
    let words: Vec<&str> = words.into_iter().filter(|word| !is_verbose(word)).collect();

    let command = match words.as_slice() {
        [] | ["help" | "-h" | "--help", ..] | [_, "-h" | "--help", ..] => Command::Help,
        ["run", options @ ..] => Command::Run(parse_run(options, passed_on)?),
        ["test"] => Command::Test(Test::default()),
        ["test", "--only", name] => {
            let part = Part::from_name(name).ok_or_else(|| format!("`test` has no part `{name}`."))?;
            Command::Test(Test { only: Some(part) })
        }
        ["circles"] => Command::Circles,
        ["lint"] => Command::Lint,
        ["setup"] => Command::Setup,
        ["dist"] => Command::Dist,
        ["screenshots"] => Command::Screenshots,
        ["mutants", places @ ..] if places.iter().all(|place| !place.starts_with('-')) => {
            Command::Mutants(places.iter().map(|place| (*place).to_owned()).collect())
        }
        ["bench"] => Command::Bench(BenchPart::ALL.to_vec()),
        ["bench", parts @ ..] => {
            Command::Bench(parts.iter().map(|name| BenchPart::from_name(name)).collect::<Result<_, _>>()?)
        }
        ["torture", options @ ..] => Command::Torture(parse_torture(options)?),
        ["fuzz", options @ ..] => Command::Fuzz(parse_minutes("fuzz", options)?),
        ["schemathesis", options @ ..] => Command::Schemathesis(parse_minutes("schemathesis", options)?),
        ["test" | "circles" | "lint" | "setup" | "dist" | "screenshots" | "mutants", rest @ ..] => {
            return Err(format!("`{}` was not understood after `{}`.", rest.join(" "), words[0]));
        }
        [unknown, ..] => return Err(format!("There is no command `{unknown}`.")),
    };
    if !passed_on.is_empty() && !matches!(command, Command::Run(_)) {
        return Err("Only `run` passes arguments on after `--`.".to_owned());
    }
    Ok(Request { command, verbose })
}

fn parse_run(options: &[&str], passed_on: &[String]) -> Result<Run, String> {
    let mut run = Run { arguments: passed_on.to_vec(), ..Run::default() };
    for option in options {
        match *option {
            "--dev" => run.dev = true,
            "--empty" => run.empty = true,
            unknown => return Err(format!("`run` has no option `{unknown}`.")),
        }
    }
    Ok(run)
}

fn parse_torture(options: &[&str]) -> Result<Torture, String> {
    let mut torture = Torture::default();
    for (option, number) in numbers("torture", options)? {
        match option {
            "--rounds" => torture.rounds = number,
            "--kills" => torture.kills = number,
            "--fills" => torture.fills = number,
            "--licenses" => torture.licenses = number,
            unknown => return Err(format!("`torture` has no option `{unknown}`.")),
        }
    }
    Ok(torture)
}

fn parse_minutes(command: &str, options: &[&str]) -> Result<Minutes, String> {
    let mut minutes = Minutes::default();
    for (option, number) in numbers(command, options)? {
        match option {
            "--minutes" => minutes.minutes = number,
            unknown => return Err(format!("`{command}` has no option `{unknown}`.")),
        }
    }
    Ok(minutes)
}

/// Reads options that are each followed by a number, at least 1.
fn numbers<'a>(command: &str, options: &[&'a str]) -> Result<Vec<(&'a str, u32)>, String> {
    let read = |pair: &[&'a str]| match pair {
        [option, text] => text.parse().ok().filter(|number| *number > 0).map(|number| (*option, number)),
        _ => None,
    };
    let unread = |pair: &[&str]| format!("`{command}` did not understand `{}`.", pair.join(" "));
    options.chunks(2).map(|pair| read(pair).ok_or_else(|| unread(pair))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
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
        let request = parsed("test --only browser").unwrap();
        assert_eq!(request.command, Command::Test(Test { only: Some(Part::Browser) }));
        assert!(parsed("test --only moon").unwrap_err().contains("moon"));
    }

    #[test]
    fn benchmarks_are_all_or_those_named() {
        assert_eq!(parsed("bench").unwrap().command, Command::Bench(BenchPart::ALL.to_vec()));
        let two = vec![BenchPart::Load, BenchPart::Facets];
        assert_eq!(parsed("bench load facets").unwrap().command, Command::Bench(two));
        assert!(parsed("bench moon").unwrap_err().contains("moon"));
        assert_eq!(
            parsed("mutants scope.rs").unwrap().command,
            Command::Mutants(vec!["scope.rs".to_owned()])
        );
    }

    #[test]
    fn numbers_stand_behind_their_options() {
        let torture =
            |rounds, kills, fills, licenses| Ok(Command::Torture(Torture { rounds, kills, fills, licenses }));
        let command = |line| parsed(line).map(|request| request.command);
        assert_eq!(command("torture"), torture(100, 200, 20, 5_000));
        assert_eq!(command("torture --kills 3 -v"), torture(100, 3, 20, 5_000));
        assert_eq!(command("torture --licenses 60"), torture(100, 200, 20, 60));
        assert_eq!(command("torture --fills 2"), torture(100, 200, 2, 5_000));
        assert_eq!(command("fuzz --minutes 2"), Ok(Command::Fuzz(Minutes { minutes: 2 })));
        for line in ["torture --rounds", "torture --rounds 0", "fuzz --minutes x", "schemathesis --rounds 1"]
        {
            let problem = command(line).unwrap_err();
            assert!(problem.contains(line.split_whitespace().nth(1).unwrap()), "{problem}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(parsed("fly").unwrap_err().contains("fly"));
        assert!(parsed("run --fast").unwrap_err().contains("--fast"));
        assert!(parsed("lint --fast").unwrap_err().contains("--fast"));
        assert!(parsed("lint -- x").is_err());
        assert_eq!(parsed("run --help").unwrap().command, Command::Help);
    }
}
