//! The command line, typed.

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
cargo xtask COMMAND [-v]

  run [--dev] [--empty] [-- ARGUMENTS…]   build, then serve the portal on http://127.0.0.1:3000
                                          --dev: the browser's side quick to build rather than small
                                          --empty: without demo data
                                          ARGUMENTS go to `grantry demo` (or `serve`), e.g. --licenses 100000
  test [--only PART]                      check everything; PART is one of:
                                          fmt, clippy, rust, deny, browser
  lint                                    formatting, clippy on both sides, dependencies
  dist                                    the release binary, with the browser's files inside
  mutants [PLACE]                         take out each predicate that keeps tenants apart and each row of the access
                                          table, and insist that a test fails; PLACE is part of FILE:LINE
  bench [PART…]                           measure, and write docs/BENCHMARKS.md; PART is one of:
                                          facets, table, load
  screenshots                             build, and take the pictures of docs/screenshots anew
  setup                                   install what the other commands need, and nothing else

  -v, --verbose                           show the output of everything that is run
";

/// One call of this program.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// What to do.
    pub command: Command,
    /// Show the output of everything that is run.
    pub verbose: bool,
}

/// The commands, with their options.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Run(Run),
    Test(Test),
    Lint,
    Setup,
    Dist,
    /// The mutations whose place contains the text; all without it.
    Screenshots,
    Mutants(Option<String>),
    Bench(Vec<BenchPart>),
}

/// Options of `run`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Build the browser's side quickly rather than small.
    pub dev: bool,
    /// Serve without demo data.
    pub empty: bool,
    /// Passed on to `grantry`.
    pub arguments: Vec<String>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Test {
    /// The one part to run; all of them if there is none.
    pub only: Option<Part>,
}

/// A part of `bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchPart {
    /// Counts and order over a million rows, computed.
    Facets,
    /// A click and scrolling over a hundred thousand rows, painted.
    Table,
    /// What a first visit loads.
    Load,
}

impl BenchPart {
    const ALL: [Self; 3] = [Self::Facets, Self::Table, Self::Load];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facets => "facets",
            Self::Table => "table",
            Self::Load => "load",
        }
    }

    fn from_name(name: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|part| part.name() == name);
        named.ok_or_else(|| format!("`bench` has no part `{name}`."))
    }
}

/// A part of `test` that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Fmt,
    Clippy,
    Rust,
    Deny,
    Browser,
}

impl Part {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "fmt" => Self::Fmt,
            "clippy" => Self::Clippy,
            "rust" => Self::Rust,
            "deny" => Self::Deny,
            "browser" => Self::Browser,
            _ => return None,
        })
    }
}

/// Reads the arguments that follow the program's name; the error says which of them was not understood.
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
        ["lint"] => Command::Lint,
        ["setup"] => Command::Setup,
        ["dist"] => Command::Dist,
        ["screenshots"] => Command::Screenshots,
        ["mutants"] => Command::Mutants(None),
        ["mutants", place] => Command::Mutants(Some((*place).to_owned())),
        ["bench"] => Command::Bench(BenchPart::ALL.to_vec()),
        ["bench", parts @ ..] => {
            Command::Bench(parts.iter().map(|name| BenchPart::from_name(name)).collect::<Result<_, _>>()?)
        }
        ["test" | "lint" | "setup" | "dist" | "screenshots" | "mutants", rest @ ..] => {
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
            Command::Mutants(Some("scope.rs".to_owned()))
        );
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
