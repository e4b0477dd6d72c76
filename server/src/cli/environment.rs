//! Environment variables that look like settings but are not.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;
use strsim::levenshtein;

/// The prefix of all settings.
const PREFIX: &str = "GRANTRY_";
/// At most this many letters of a name may differ from the setting that was meant.
const TYPING_ERRORS: usize = 2;
/// The variables that Kubernetes sets if a service is called `grantry`.
const OF_KUBERNETES: [&str; 2] = ["GRANTRY_PORT", "GRANTRY_SERVICE_"];

/// One sentence for each variable that begins like a setting but is not one: a typo would go unnoticed.
pub fn unknown(command: &Command, variables: impl IntoIterator<Item = OsString>) -> Vec<String> {
    let mut settings = BTreeSet::new();
    collect(command, &mut settings);
    let variables = variables.into_iter().filter_map(|name| name.into_string().ok());
    let unknown = variables.filter(|name| {
        name.starts_with(PREFIX)
            && !settings.contains(name)
            && !OF_KUBERNETES.iter().any(|prefix| name.starts_with(prefix))
    });
    let sentence = |name: String| {
        let distances = settings.iter().map(|setting| (levenshtein(setting, &name), setting));
        let meant = distances.min().filter(|(distance, _)| *distance <= TYPING_ERRORS);
        let meant = meant
            .map(|(_, setting)| setting)
            .map_or_else(String::new, |setting| format!(" Did you mean {setting}?"));
        format!("{name} is set in the environment, but there is no such setting.{meant}")
    };
    unknown.map(sentence).collect()
}

/// Adds the variables of a command and of its subcommands.
fn collect(command: &Command, settings: &mut BTreeSet<String>) {
    let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
    settings.extend(own.map(str::to_owned));
    for below in command.get_subcommands() {
        collect(below, settings);
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        unknown(&crate::cli::Cli::command(), names.iter().map(OsString::from))
    }

    #[test]
    fn a_variable_that_is_no_setting_is_named() {
        assert_eq!(
            told(&["GRANTRY_TRUSTED_PROXI", "GRANTRY_COLOR", "PATH"]),
            [
                "GRANTRY_TRUSTED_PROXI is set in the environment, but there is no such setting. Did you mean \
                 GRANTRY_TRUSTED_PROXY?",
                "GRANTRY_COLOR is set in the environment, but there is no such setting."
            ]
        );
    }

    #[test]
    fn settings_and_what_kubernetes_sets_are_not() {
        let known = [
            "GRANTRY_DATABASE",
            "GRANTRY_LOG",
            "GRANTRY_LISTEN",
            "GRANTRY_PORT_3000_TCP",
            "GRANTRY_SERVICE_HOST",
        ];
        assert!(told(&known).is_empty(), "{:?}", told(&known));
    }
}
