//! A server's keys: created once, kept secret, rotated, published.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::{fs, path::Path, sync::Barrier, thread};

use license_file::{KeyId, Keyring, KeyringError, SigningKey, make_sealing_key, sealing_key, sealing_key_of};
use tempfile::TempDir;

/// 2026-01-01.
const NOW: i64 = 1_767_225_600_000;
const HOUR: i64 = 3_600_000;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_start_makes_a_key_and_the_next_finds_it() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("data/keys");
    let made = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let found = Keyring::open(&folder, NOW + HOUR, &[2; 32]).unwrap();
    assert_eq!(made.current().id(), SigningKey::from_seed(&[1; 32]).id());
    assert_eq!(found.published(), made.published());
    assert_eq!(names(&folder), ["0001.key"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let change = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();

    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("keys");
    Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let file = folder.join("0001.key");
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));

    for exposed in [0o640, 0o604, 0o620, 0o666] {
        change(&file, exposed);
        let error = Keyring::open(&folder, NOW, &[1; 32]).unwrap_err();
        assert!(matches!(&error, KeyringError::Exposed { path, mode } if *path == file && *mode == exposed));
        assert!(error.to_string().contains(&file.display().to_string()), "{error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    change(&file, 0o400);
    Keyring::open(&folder, NOW, &[1; 32]).unwrap();

    change(&folder, 0o770);
    let error = Keyring::open(&folder, NOW, &[1; 32]).unwrap_err();
    assert!(matches!(&error, KeyringError::FolderExposed { path, mode: 0o770 } if *path == folder));
}

#[test]
fn servers_that_start_at_once_have_one_key() {
    for round in 0..50 {
        let folder = TempDir::new().unwrap();
        let folder = folder.path().join("keys");
        let start = Barrier::new(8);
        let opened: Vec<KeyId> = thread::scope(|scope| {
            let servers: Vec<_> = (1..=8)
                .map(|server| {
                    let (folder, start) = (&folder, &start);
                    scope.spawn(move || {
                        start.wait();
                        Keyring::open(folder, NOW + server, &[u8::try_from(server).unwrap(); 32])
                            .map(|keyring| keyring.current().id())
                    })
                })
                .collect();
            servers.into_iter().map(|server| server.join().unwrap().unwrap()).collect()
        });
        assert!(opened.iter().all(|id| *id == opened[0]), "round {round}: {opened:?}");
        assert_eq!(names(&folder), ["0001.key"], "round {round}");
    }
}

#[test]
fn servers_that_rotate_at_once_agree() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let start = Barrier::new(4);
    let rotated: Vec<(KeyId, bool)> = thread::scope(|scope| {
        let servers: Vec<_> = (2..=5)
            .map(|seed| {
                let (folder, start) = (&folder, &start);
                scope.spawn(move || {
                    let mut keyring = Keyring::open(folder, NOW, &[seed; 32]).unwrap();
                    start.wait();
                    let won = match keyring.rotate(NOW + HOUR, &[seed; 32]) {
                        Ok(()) => true,
                        Err(KeyringError::RotatedElsewhere) => false,
                        Err(error) => panic!("{error}"),
                    };
                    (keyring.current().id(), won)
                })
            })
            .collect();
        servers.into_iter().map(|server| server.join().unwrap()).collect()
    });
    assert_eq!(rotated.iter().filter(|(_, won)| *won).count(), 1);
    assert!(rotated.iter().all(|(id, _)| *id == rotated[0].0));
    assert_eq!(names(&folder), ["0001.key", "0002.key"]);
}

#[test]
fn a_rotated_key_stays_published() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    let mut keyring = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let mut other = Keyring::open(&folder, NOW, &[9; 32]).unwrap();
    let from = NOW + HOUR;
    assert!(matches!(keyring.rotate(NOW - 1, &[2; 32]), Err(KeyringError::ClockBehind { from: NOW })));
    keyring.rotate(from, &[2; 32]).unwrap();
    assert_eq!(keyring.current().id(), SigningKey::from_seed(&[2; 32]).id());

    let published = keyring.published();
    let spans: Vec<_> = published.iter().map(|key| (key.from, key.until)).collect();
    assert_eq!(spans, [(Some(from), None), (Some(NOW), Some(from))]);
    let keys: Vec<_> = keyring.public_keys().iter().map(ToString::to_string).collect();
    assert_eq!(keys, published.iter().map(|key| key.public_key.clone()).collect::<Vec<_>>());

    assert!(other.reload().unwrap());
    assert!(!other.reload().unwrap());
    assert_eq!(other.published(), published);
    assert_eq!(Keyring::open(&folder, NOW, &[9; 32]).unwrap().published(), published);
}

#[test]
fn a_changed_key_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let file = folder.join("0001.key");
    let whole = fs::read(&file).unwrap();
    let mut forms = vec![Vec::new(), whole[..20].to_vec(), [&whole[..], b"\n"].concat()];
    for position in 0..whole.len() {
        let mut changed = whole.clone();
        changed[position] ^= 1;
        forms.push(changed);
    }
    for changed in forms {
        fs::write(&file, &changed).unwrap();
        let error = Keyring::open(&folder, NOW, &[1; 32]).unwrap_err();
        assert!(matches!(&error, KeyringError::Damaged { path, .. } if *path == file));
        assert!(!format!("{error} {error:?}").contains("010101"), "{error}");
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let error = Keyring::open(&folder, NOW, &[1; 32]).unwrap_err();
    assert!(error.to_string().contains("0001.key"), "{error}");
}

#[test]
fn a_key_that_begins_before_its_forerunner_is_refused() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    let mut keyring = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    keyring.rotate(NOW + HOUR, &[2; 32]).unwrap();
    let [first, second, spare] = ["0001.key", "0002.key", "spare"].map(|name| folder.join(name));
    fs::rename(&first, &spare).unwrap();
    fs::rename(&second, &first).unwrap();
    fs::rename(&spare, &second).unwrap();
    let error = Keyring::open(&folder, NOW, &[1; 32]).unwrap_err();
    assert!(matches!(&error, KeyringError::Damaged { path, .. } if *path == second), "{error}");
}

#[test]
fn a_folder_that_is_none_and_one_that_emptied_are_said() {
    let parent = TempDir::new().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(Keyring::open(&file, NOW, &[1; 32]), Err(KeyringError::Folder { .. })));

    let folder = parent.path().join("keys");
    let mut keyring = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    fs::remove_file(folder.join("0001.key")).unwrap();
    assert!(matches!(keyring.reload(), Err(KeyringError::Unreadable { .. })));
    assert_eq!(keyring.current().id(), SigningKey::from_seed(&[1; 32]).id());
}

#[test]
fn a_configured_key_signs_and_is_not_rotated() {
    let mut keyring = Keyring::configured("01".repeat(32).parse().unwrap(), 0);
    assert_eq!(keyring.current().id(), SigningKey::from_seed(&[1; 32]).id());
    assert!(matches!(keyring.rotate(NOW, &[2; 32]), Err(KeyringError::Configured)));
    assert!(!keyring.reload().unwrap());
}

#[test]
fn published_keys_have_instants_of_rfc_3339() {
    let keyring = Keyring::configured(SigningKey::from_seed(&[1; 32]), NOW);
    assert_eq!(
        serde_json::to_string(&keyring.published()).unwrap(),
        r#"[{"keyId":"34750f98bd59fcfc","algorithm":"ed25519","publicKey":"8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c","from":"2026-01-01T00:00:00Z","until":null}]"#
    );
    assert!(!format!("{keyring:?}").contains("0101"));
    let beyond = Keyring::configured(SigningKey::from_seed(&[1; 32]), i64::MAX);
    assert!(serde_json::to_string(&beyond.published()).is_err());
}

#[test]
fn a_staged_key_is_published_before_it_signs() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    let [first, second] = [1, 2].map(|seed| SigningKey::from_seed(&[seed; 32]).id());
    let mut keyring = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
    let mut server = Keyring::open(&folder, NOW, &[9; 32]).unwrap();
    assert_eq!(keyring.stage(NOW + HOUR, &[2; 32]).unwrap(), second);
    // A running server publishes it, and signs with the same key as before.
    assert!(!server.reload().unwrap());
    assert_eq!(server.current().id(), first);
    let published = server.published();
    let spans: Vec<_> = published.iter().map(|key| (key.key_id, key.from, key.until)).collect();
    assert_eq!(spans, [(first, Some(NOW), None), (second, None, None)]);
    assert!(
        matches!(keyring.stage(NOW + HOUR, &[3; 32]), Err(KeyringError::StagedAlready(id)) if id == second)
    );

    // It signs instead of a new key that nobody knows yet.
    keyring.rotate(NOW + 2 * HOUR, &[4; 32]).unwrap();
    assert!(server.reload().unwrap());
    for keyring in [&keyring, &server, &Keyring::read(&folder).unwrap().unwrap()] {
        let spans: Vec<_> = keyring.published().iter().map(|key| (key.key_id, key.from, key.until)).collect();
        let change = Some(NOW + 2 * HOUR);
        assert_eq!(spans, [(second, change, None), (first, Some(NOW), change)]);
    }
    assert_eq!(names(&folder), ["0001.key", "0002.key"]);
    // A process that died before removing the staged file leaves no second key behind.
    fs::copy(folder.join("0002.key"), folder.join("0002.staged")).unwrap();
    assert_eq!(Keyring::read(&folder).unwrap().unwrap().published(), keyring.published());
    keyring.stage(NOW + 3 * HOUR, &[5; 32]).unwrap();
    assert_eq!(keyring.published().len(), 3);
}

#[test]
fn reading_writes_nothing() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("keys");
    assert!(Keyring::read(&folder).unwrap().is_none());
    assert!(sealing_key(&folder).unwrap().is_none());
    assert!(names(parent.path()).is_empty());
    fs::create_dir(&folder).unwrap();
    assert!(Keyring::read(&folder).unwrap().is_none());
    assert!(sealing_key(&folder).unwrap().is_none());
    assert!(names(&folder).is_empty());
}

#[cfg(unix)]
#[test]
fn what_root_writes_the_owner_of_the_folder_can_read() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut keyring = Keyring::open(folder, NOW, &[1; 32]).unwrap();
    if fs::metadata(folder).unwrap().uid() != 0 {
        return eprintln!("skipped: only root writes keys for others");
    }
    chown(folder, Some(4_321), Some(1_234)).unwrap();
    keyring.stage(NOW, &[2; 32]).unwrap();
    let staged = fs::metadata(folder.join("0002.staged")).unwrap();
    keyring.rotate(NOW, &[3; 32]).unwrap();
    let rotated = fs::metadata(folder.join("0002.key")).unwrap();
    make_sealing_key(folder, &[4; 32]).unwrap();
    let sealing = fs::metadata(folder.join("sealing.secret")).unwrap();
    for file in [staged, rotated, sealing] {
        assert_eq!((file.uid(), file.gid(), file.mode() & 0o7777), (4_321, 1_234, 0o600));
    }
}

#[test]
fn the_sealing_key_is_made_once_and_stays() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("keys");
    assert_eq!(*make_sealing_key(&folder, &[1; 32]).unwrap(), [1; 32]);
    assert_eq!(*make_sealing_key(&folder, &[2; 32]).unwrap(), [1; 32]);
    assert_eq!(sealing_key(&folder).unwrap().map(|key| *key), Some([1; 32]));
    // Signing keys live beside it, and rotate without it.
    Keyring::open(&folder, NOW, &[3; 32]).unwrap().rotate(NOW + HOUR, &[4; 32]).unwrap();
    assert_eq!(*make_sealing_key(&folder, &[5; 32]).unwrap(), [1; 32]);
    let file = folder.join("sealing.secret");
    for damaged in [String::new(), "01".repeat(31), "01".repeat(33), "zz".repeat(32)] {
        fs::write(&file, damaged).unwrap();
        assert!(matches!(make_sealing_key(&folder, &[1; 32]), Err(KeyringError::Damaged { .. })));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(make_sealing_key(&folder, &[1; 32]), Err(KeyringError::Exposed { .. })));
    }
    let of = |seed| *sealing_key_of(&SigningKey::from_seed(&[seed; 32]));
    assert!(of(1) == of(1) && of(1) != of(2));
}
