//! A server starts with the keys that its database records, or says what to restore.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::server::{Server, grantry, run};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Starts a server once and ends it.
fn serve(folder: &Path) {
    let server = Server::start(folder, &[], Stdio::null());
    assert_eq!(server.get("/healthz"), Ok(200));
    assert!(server.end().success());
}

/// The message of a server that does not start.
fn refusal(folder: &Path) -> String {
    let output = run(folder, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The keys as `grantry keys` lists them: ID and state.
fn listed(output: &Output) -> Vec<(String, String)> {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let fields = text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    fields.map(|fields| (fields[0].clone(), fields[3].clone())).collect()
}

fn states(keys: &[(String, String)]) -> Vec<&str> {
    keys.iter().map(|(_, state)| state.as_str()).collect()
}

#[test]
fn a_server_does_not_start_without_the_keys_that_its_database_knows() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    serve(folder);
    let keys = folder.join("data/keys");
    assert_eq!(names(&keys), ["0001.key", "sealing.secret"]);
    let list = || listed(&run(folder, &["keys", "list"]));
    let id = list()[0].0.clone();

    // The folder is gone, or the setting names a different one.
    let elsewhere = folder.join("backup");
    fs::rename(&keys, &elsewhere).unwrap();
    let why = refusal(folder);
    assert!(why.contains(&id) && why.contains("data/keys") && why.contains("backup"), "{why}");
    assert!(!keys.exists(), "none was made");
    // Keys from another installation.
    fs::create_dir(&keys).unwrap();
    let mut other = grantry(folder, &["serve", "--listen", "127.0.0.1:0"]);
    other.env("GRANTRY_SIGNING_KEY", "01".repeat(32));
    let output = other.output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains(&id), "{output:?}");
    assert!(names(&keys).is_empty());
    fs::remove_dir(&keys).unwrap();
    fs::rename(&elsewhere, &keys).unwrap();
    serve(folder);

    // First the sealing key is missing, then it is a different one.
    let sealing = keys.join("sealing.secret");
    let secret = fs::read(&sealing).unwrap();
    fs::remove_file(&sealing).unwrap();
    let why = refusal(folder);
    assert!(why.contains("sealing.secret") && !sealing.exists(), "{why}");
    fs::write(&sealing, "01".repeat(32)).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&sealing, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let why = refusal(folder);
    assert!(why.contains("second factor") && !why.contains("0101"), "{why}");
    fs::write(&sealing, secret).unwrap();
    serve(folder);
}

#[test]
fn a_key_of_the_configuration_does_not_stand_in_for_a_folder_with_its_own_sealing_key() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    serve(folder);
    let with_key = |words: &[&str]| {
        let mut command = grantry(folder, words);
        command.env("GRANTRY_SIGNING_KEY", seed(folder)).output().unwrap()
    };
    // It signs as before, but can't open what the folder's sealing key has sealed.
    assert_eq!(listed(&with_key(&["keys", "list"])), listed(&run(folder, &["keys", "list"])));
    let refused = with_key(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(why.contains("GRANTRY_SIGNING_KEY") && why.contains("second factor"), "{why}");
    assert!(why.contains("sealing.secret") && !why.contains(&seed(folder)), "{why}");
    // Its advice works.
    serve(folder);
}

/// The seed of the first signing key in that folder's server.
fn seed(folder: &Path) -> String {
    let key = fs::read_to_string(folder.join("data/keys/0001.key")).unwrap();
    let (_, seed) = key.split_once("\"seed\":\"").unwrap();
    seed[..64].to_owned()
}

#[test]
fn a_server_goes_on_without_keys_that_are_lost_when_it_is_told_to() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    serve(folder);
    let nothing = run(folder, &["keys", "forget-missing"]);
    assert_eq!(String::from_utf8_lossy(&nothing.stdout), "No key is missing.\n");
    let keys = folder.join("data/keys");
    fs::remove_dir_all(&keys).unwrap();
    refusal(folder);
    let output = run(folder, &["keys", "forget-missing"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("Forgot the signing key ") && text.contains("a different key"), "{text}");
    serve(folder);
    assert_eq!(names(&keys), ["0001.key", "sealing.secret"]);
}

#[test]
fn a_key_is_added_before_it_signs() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    serve(folder);
    let first = listed(&run(folder, &["keys", "list"]));
    assert_eq!(states(&first), ["signs"]);
    let added = listed(&run(folder, &["keys", "add"]));
    assert_eq!(states(&added), ["signs", "staged"]);
    assert_eq!(added[0], first[0]);
    assert_eq!(run(folder, &["keys", "add"]).status.code(), Some(1));
    serve(folder);
    let rotated = listed(&run(folder, &["keys", "rotate"]));
    assert_eq!(states(&rotated), ["signs", "signed"]);
    assert_eq!((&rotated[0].0, &rotated[1].0), (&added[1].0, &first[0].0));
    serve(folder);
    // The database records both.
    fs::remove_file(folder.join("data/keys/0001.key")).unwrap();
    let why = refusal(folder);
    assert!(why.contains(&first[0].0) && !why.contains(&added[1].0), "{why}");
}

#[cfg(unix)]
#[test]
fn keys_that_root_writes_are_read_by_the_account_of_the_server() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    serve(folder);
    let keys = folder.join("data/keys");
    if fs::metadata(&keys).unwrap().uid() != 0 {
        return eprintln!("skipped: only root writes keys for others");
    }
    chown(&keys, Some(4_321), Some(1_234)).unwrap();
    for words in [["keys", "add"], ["keys", "rotate"], ["keys", "rotate"]] {
        assert!(run(folder, &words).status.success());
    }
    for name in ["0002.key", "0003.key"] {
        let file = fs::metadata(keys.join(name)).unwrap();
        assert_eq!((file.uid(), file.gid(), file.mode() & 0o777), (4_321, 1_234, 0o600), "{name}");
    }
}
