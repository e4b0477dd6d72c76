//! Runs the commands of `docs/LICENSE-FILES.md` exactly as written, if their tools are installed.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use common::{FINGERPRINT, LICENSE_KEY, key, license_document, machine_document};
use license_file::{Encryption, Kind, SigningKey, machine_secret, sign_file};
use serde_json::Value;
use tempfile::TempDir;

/// The page's code in one language.
fn snippet(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/LICENSE-FILES.md");
    let page = fs::read_to_string(page).unwrap();
    let fence = format!("```{language}\n");
    let code: Vec<&str> = page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!code.is_empty(), "no {language}");
    code.join("\n")
}

/// A file and what opens it.
struct Sample {
    path: PathBuf,
    kind: &'static str,
    secret: Option<String>,
    /// The ID of the resource in it.
    id: &'static str,
}

fn samples(folder: &Path) -> [Sample; 3] {
    let machine = machine_secret(LICENSE_KEY, FINGERPRINT).to_string();
    let write = |name: &str, kind, document, secret: Option<&str>| {
        let encryption = secret.map(|secret| Encryption { secret, nonce: *b"twelve bytes" });
        let path = folder.join(name);
        fs::write(&path, sign_file(kind, document, encryption.as_ref(), &key()).unwrap()).unwrap();
        path
    };
    let (license, installation) = (license_document(), machine_document());
    [
        Sample {
            path: write("a.lic", Kind::License, &license, None),
            kind: "license",
            secret: None,
            id: "1208",
        },
        Sample {
            path: write("b.lic", Kind::License, &license, Some(LICENSE_KEY)),
            kind: "license",
            secret: Some(LICENSE_KEY.to_owned()),
            id: "1208",
        },
        Sample {
            path: write("c.lic", Kind::Machine, &installation, Some(&machine)),
            kind: "machine",
            secret: Some(machine),
            id: "77",
        },
    ]
}

fn installed(program: &str, arguments: &[&str]) -> bool {
    let runs = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !runs {
        eprintln!("skipped: {program} {} doesn't run here", arguments.join(" "));
    }
    runs
}

/// Checks that `run(sample, public key)` shows the document, and with a different key fails and shows nothing.
fn check(run: impl Fn(&Sample, &str) -> Output, id: impl Fn(&Value) -> &Value) {
    let folder = TempDir::new().unwrap();
    for sample in samples(folder.path()) {
        let output = run(&sample, &key().public().to_string());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {errors}", sample.path.display());
        let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(id(&shown), sample.id);

        let output = run(&sample, &SigningKey::from_seed(&[1; 32]).public().to_string());
        assert!(!output.status.success() && output.stdout.is_empty(), "{}", sample.path.display());
    }
}

#[test]
fn openssl_opens_files() {
    if !installed("bash", &["-c", "openssl version | grep -q '^OpenSSL 3'"]) {
        return;
    }
    let script = snippet("bash");
    let run = |sample: &Sample, public_key: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-c", &script])
            .env("FILE", &sample.path)
            .env("KIND", sample.kind)
            .env("PUBLIC_KEY", public_key);
        bash.env("SECRET", sample.secret.as_deref().unwrap_or_default()).output().unwrap()
    };
    check(run, |document| &document["data"]["id"]);
}

#[test]
fn python_opens_files() {
    if !installed("python3", &["-c", "import cryptography"]) {
        return;
    }
    let script = snippet("python");
    let run = |sample: &Sample, public_key: &str| {
        let mut python = Command::new("python3");
        python.args(["-c", &script]).arg(&sample.path).args(&sample.secret);
        python.env("PUBLIC_KEY", public_key).env("PYTHONIOENCODING", "utf-8").output().unwrap()
    };
    check(run, |data| &data["id"]);
}
