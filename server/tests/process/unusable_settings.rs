//! A server does not start if it can't use the database or the bucket in its settings, and says why.

use std::fs;
use std::process::Output;

use tempfile::TempDir;

use crate::server::{SERVE, grantry, run};

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn missing_credentials_of_a_bucket_are_named() {
    let folder = TempDir::new().unwrap();
    let told = |set: &[&str]| {
        let words = [&SERVE[..], &["--installers", "s3://bucket/prefix"]].concat();
        let mut command = grantry(folder.path(), &words);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        // No cloud metadata service answers there.
        command.env("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1").env("NO_PROXY", "127.0.0.1");
        command.envs(set.iter().map(|name| (name, "hunter2")));
        let told = refusal(&command.output().unwrap());
        assert!(
            told.contains("--installers (GRANTRY_INSTALLERS): s3://bucket/prefix can't be used: "),
            "{told}"
        );
        assert!(!told.contains("hunter2"), "{told}");
        told
    };
    let [id, secret] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    for (given, missing) in [(id, secret), (secret, id)] {
        let half = told(&[given]);
        assert!(half.contains(&format!("{given} is set, but {missing} is not")), "{half}");
    }
    let none = told(&[]);
    assert!(none.contains(&format!("credentials are missing: {id} and {secret} are not set")), "{none}");
}

#[test]
fn a_postgresql_database_that_does_not_exist_is_named_and_not_made() {
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
        return eprintln!("skipped: TEST_DATABASE_URL is not set");
    };
    let (base, _) = server.rsplit_once('/').unwrap();
    let missing = format!("grantry_missing_{}", std::process::id());
    let url = format!("{base}/{missing}");
    let folder = TempDir::new().unwrap();
    // The second one would find what the first has created.
    for more in [&["--create"][..], &[]] {
        let words = [&SERVE[..], &["--database", url.as_str()], more].concat();
        let told = refusal(&run(folder.path(), &words));
        assert!(told.contains("--database (GRANTRY_DATABASE, DATABASE_URL)"), "{told}");
        assert!(told.contains(&format!("database \"{missing}\" does not exist")), "{told}");
        assert!(told.contains("CREATE DATABASE"), "{told}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{told}");
    }
}
