//! Passwords on the command line: never as an argument, because others can see those.

use std::env;
use std::io::{self, IsTerminal as _};

use clap::Args;
use model::Hidden;
use store::sign_in;
use store::sign_in::password::check_new;

use super::Error;
use crate::dice;

/// Where the password comes from.
#[derive(Debug, Args)]
pub struct Password {
    /// Read the password from the first line of standard input. Otherwise it comes from the environment variable
    /// `GRANTRY_PASSWORD`, or from a prompt if that is not set.
    #[arg(long)]
    password_stdin: bool,
}

impl Password {
    /// Reads, checks and hashes the password. It must not consist of anything in `about`, such as the person's name.
    pub async fn hash(&self, about: &[&str]) -> Result<Hidden, Error> {
        let password = checked(self.read(about)?, about)?;
        Ok(sign_in::hash_password(password, dice::roll()).await?)
    }

    fn read(&self, about: &[&str]) -> Result<String, Error> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin()
                .read_line(&mut line)
                .map_err(Error::io("reading the password from standard input"))?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        if let Ok(password) = env::var("GRANTRY_PASSWORD") {
            return Ok(password);
        }
        if !io::stdin().is_terminal() {
            let problem =
                "There is no terminal to ask for the password. Use --password-stdin or GRANTRY_PASSWORD.";
            return Err(Error::Password(problem.to_owned()));
        }
        let ask = |prompt| rpassword::prompt_password(prompt).map_err(Error::io("asking for the password"));
        let password = checked(ask("Password: ")?, about)?;
        if ask("Repeat password: ")? == password {
            Ok(password)
        } else {
            Err(Error::Password("The two passwords differ.".to_owned()))
        }
    }
}

fn checked(password: String, about: &[&str]) -> Result<String, Error> {
    check_new(&password, about).map_err(|error| Error::Password(error.to_string()))?;
    Ok(password)
}

#[cfg(test)]
mod tests {
    use model::person::PASSWORD_LIMIT;

    use super::*;

    #[test]
    fn a_password_has_its_length_and_is_none_that_others_guess() {
        assert!(checked("ä".repeat(12), &[]).is_ok());
        let error = checked("short".to_owned(), &[]).unwrap_err().to_string();
        assert_eq!(error, "A password must have at least 12 characters; this one has 5.");
        assert!(checked("x".repeat(PASSWORD_LIMIT + 1), &[]).is_err());
        assert!(checked("qwerty123456".to_owned(), &[]).is_err());
        assert!(checked("lovelace-1815".to_owned(), &["Ada Lovelace"]).is_err());
        assert!(checked("lovelace-1815".to_owned(), &["Bob"]).is_ok());
    }
}
