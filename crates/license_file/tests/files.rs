//! Files open unchanged, and each refusal has its own reason.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod common;

use common::{FINGERPRINT, ISSUED, LICENSE_KEY, TTL, key, license_document, machine_document};
use license_file::{
    Algorithm, Document, Encryption, FileError, Form, Kind, Meta, Opening, PublicKey, SignError, SigningKey,
    machine_secret, open_file, sign_file,
};
use proptest::prelude::{ProptestConfig, any, prop};
use serde_json::json;

const MINUTE: i64 = 60_000;

fn encryption(secret: &str) -> Encryption<'_> {
    Encryption { secret, nonce: *b"twelve bytes" }
}

fn plain(document: &Document) -> String {
    sign_file(Kind::License, document, None, &key()).unwrap()
}

fn encrypted(document: &Document) -> String {
    sign_file(Kind::License, document, Some(&encryption(LICENSE_KEY)), &key()).unwrap()
}

fn opening<'a>(keys: &'a [PublicKey], form: Form<'a>) -> Opening<'a> {
    Opening { kind: Kind::License, keys, form, now: ISSUED + MINUTE, last_seen: None }
}

#[test]
fn what_was_signed_opens() {
    let older = SigningKey::from_seed(&[1; 32]).public();
    let keys = [older, key().public()];
    let document = license_document();
    let opened = open_file(plain(&document).as_bytes(), &opening(&keys, Form::Plain)).unwrap();
    assert_eq!((opened.document, opened.key), (document.clone(), key().id()));
    let opened =
        open_file(encrypted(&document).as_bytes(), &opening(&keys, Form::Encrypted(LICENSE_KEY))).unwrap();
    assert_eq!(opened.document, document);

    let document = machine_document();
    let secret = machine_secret(LICENSE_KEY, FINGERPRINT);
    let file = sign_file(Kind::Machine, &document, Some(&encryption(&secret)), &key()).unwrap();
    let asked = Opening { kind: Kind::Machine, ..opening(&keys, Form::Encrypted(&secret)) };
    assert_eq!(open_file(file.as_bytes(), &asked).unwrap().document, document);
    assert!(!format!("{asked:?}").contains(LICENSE_KEY));
}

#[test]
fn an_encrypted_file_shows_nothing() {
    let file = encrypted(&license_document());
    assert!(
        file.starts_with("-----BEGIN LICENSE FILE-----\n")
            && file.ends_with("\n-----END LICENSE FILE-----\n")
    );
    assert!(file.lines().all(|line| line.len() <= 60));
    assert_ne!(file, plain(&license_document()));
}

/// Every bit of every byte, in both forms: a changed file never opens.
#[test]
fn no_byte_can_be_changed() {
    let document = Document { data: json!({"id": "1"}), included: vec![], meta: Meta::new(ISSUED, TTL) };
    let keys = [key().public()];
    let mut refusals = Vec::new();
    for (file, form) in [
        (plain(&document), Form::Plain),
        (plain(&document).replace('\n', "\r\n"), Form::Plain),
        (encrypted(&document), Form::Encrypted(LICENSE_KEY)),
    ] {
        let asked = opening(&keys, form);
        open_file(file.as_bytes(), &asked).unwrap();
        for position in 0..file.len() {
            for bit in 0..8 {
                let mut changed = file.clone().into_bytes();
                changed[position] ^= 1 << bit;
                match open_file(&changed, &asked) {
                    Ok(_) => panic!("byte {position}, bit {bit}"),
                    Err(refusal) if refusals.contains(&refusal) => {}
                    Err(refusal) => refusals.push(refusal),
                }
            }
        }
    }
    for expected in
        [FileError::NotAFile, FileError::Damaged, FileError::AlgorithmNotSupported, FileError::NotGenuine]
    {
        assert!(refusals.contains(&expected), "{expected} not in {refusals:?}");
    }
    assert_eq!(refusals.len(), 4, "{refusals:?}");
}

#[test]
fn a_file_has_four_forms_and_no_fifth() {
    let (file, keys) = (plain(&license_document()), [key().public()]);
    let windows = file.replace('\n', "\r\n");
    for form in [&file, &windows, file.trim_end(), windows.trim_end()] {
        open_file(form.as_bytes(), &opening(&keys, Form::Plain)).unwrap();
    }
    let end = file.rfind("\n--").unwrap();
    for changed in [
        format!("\n{file}"),
        format!("{file}\n"),
        format!(" {file}"),
        file.replacen('\n', "\r\n", 1),
        file.replacen("FILE-----\n", "FILE-----\n\n", 1),
        file.replacen("FILE-----\n", "FILE-----", 1),
        format!("{}=\n{}", &file[..end], &file[end + 1..]),
        format!("{} \n{}", &file[..end], &file[end + 1..]),
    ] {
        let refusal = open_file(changed.as_bytes(), &opening(&keys, Form::Plain)).unwrap_err();
        assert_eq!(refusal, FileError::Damaged, "{changed}");
    }
    for other in ["", "-----BEGIN LICENSE FILE-----", "{}", &file[1..], &file[..file.len() - 2]] {
        let refusal = open_file(other.as_bytes(), &opening(&keys, Form::Plain)).unwrap_err();
        assert_eq!(refusal, FileError::NotAFile, "{other}");
    }
}

#[test]
fn a_file_of_another_key_is_not_genuine_even_if_it_decrypts() {
    let forger = SigningKey::from_seed(&[66; 32]);
    let file =
        sign_file(Kind::License, &license_document(), Some(&encryption(LICENSE_KEY)), &forger).unwrap();
    let keys = [key().public()];
    for secret in [LICENSE_KEY, "another"] {
        let refusal = open_file(file.as_bytes(), &opening(&keys, Form::Encrypted(secret))).unwrap_err();
        assert_eq!(refusal, FileError::NotGenuine);
    }
    let refusal = open_file(plain(&license_document()).as_bytes(), &opening(&[], Form::Plain)).unwrap_err();
    assert_eq!(refusal, FileError::NotGenuine);
}

#[test]
fn another_kind_form_or_secret_is_refused() {
    let (document, keys) = (license_document(), [key().public()]);
    let machine = sign_file(Kind::Machine, &document, None, &key()).unwrap();
    let refusal = |file: &str, form| open_file(file.as_bytes(), &opening(&keys, form)).unwrap_err();
    assert_eq!(
        refusal(&machine, Form::Plain),
        FileError::OtherKind { expected: Kind::License, actual: Kind::Machine }
    );
    assert_eq!(refusal(&machine.replace("MACHINE", "LICENSE"), Form::Plain), FileError::NotGenuine);
    assert_eq!(
        refusal(&plain(&document), Form::Encrypted(LICENSE_KEY)),
        FileError::OtherAlgorithm { expected: Algorithm::Aes256Gcm, actual: Algorithm::Base64 }
    );
    assert_eq!(
        refusal(&encrypted(&document), Form::Plain),
        FileError::OtherAlgorithm { expected: Algorithm::Base64, actual: Algorithm::Aes256Gcm }
    );
    assert_eq!(refusal(&encrypted(&document), Form::Encrypted("another")), FileError::WrongSecret);
}

#[test]
fn time_is_up_and_clocks_go_forward() {
    let hour = Document { meta: Meta::new(ISSUED, 3600), ..license_document() };
    let (file, keys) = (plain(&hour), [key().public()]);
    let at = |now, last_seen| {
        let asked = Opening { now, last_seen, ..opening(&keys, Form::Plain) };
        open_file(file.as_bytes(), &asked).map(|opened| opened.document.meta.ttl)
    };
    let expiry = ISSUED + 60 * MINUTE;
    assert_eq!(at(expiry, None), Ok(3600));
    assert_eq!(at(expiry + 1, None), Err(FileError::Expired { expiry }));
    assert_eq!(at(ISSUED - 5 * MINUTE, None), Ok(3600));
    assert_eq!(at(ISSUED - 5 * MINUTE - 1, None), Err(FileError::ClockRolledBack { passed: ISSUED }));
    let seen = ISSUED + 30 * MINUTE;
    assert_eq!(at(seen - 5 * MINUTE, Some(seen)), Ok(3600));
    assert_eq!(at(seen - 5 * MINUTE - 1, Some(seen)), Err(FileError::ClockRolledBack { passed: seen }));
    // Last seen after the end: neither the current clock nor the last reading helps.
    assert_eq!(at(ISSUED, Some(i64::MAX)), Err(FileError::ClockRolledBack { passed: i64::MAX }));
    assert_eq!(at(i64::MAX, Some(i64::MIN)), Err(FileError::Expired { expiry }));
    assert_eq!(at(i64::MIN, None), Err(FileError::ClockRolledBack { passed: ISSUED }));
    assert_eq!(
        FileError::Expired { expiry }.to_string(),
        "the file was valid until 2026-01-01T01:00:00Z; check out a new one"
    );
}

#[test]
fn what_clients_could_not_read_is_not_signed() {
    let sign = |meta| sign_file(Kind::License, &Document { meta, ..license_document() }, None, &key());
    assert!(matches!(sign(Meta::new(ISSUED, 0)), Err(SignError::TimeToLive(0))));
    assert!(matches!(sign(Meta::new(ISSUED, 1 << 31)), Err(SignError::TimeToLive(_))));
    assert!(matches!(sign(Meta::new(i64::MAX, 1)), Err(SignError::Document(_))));
}

proptest::proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes: Vec<u8>) {
        let keys = [key().public()];
        proptest::prop_assert!(open_file(&bytes, &opening(&keys, Form::Plain)).is_err());
    }

    #[test]
    fn no_piece_can_be_replaced(at: prop::sample::Index, long in 1_usize..40, piece in prop::collection::vec(any::<u8>(), 0..40)) {
        let file = plain(&license_document()).into_bytes();
        let start = at.index(file.len());
        let end = (start + long).min(file.len());
        let changed = [&file[..start], &piece, &file[end..]].concat();
        proptest::prop_assume!(changed.trim_ascii_end() != file.trim_ascii_end());
        let keys = [key().public()];
        proptest::prop_assert!(open_file(&changed, &opening(&keys, Form::Plain)).is_err());
    }

    #[test]
    fn every_document_comes_back(text in ".*", ttl in 1_u32..1_000_000, nonce: [u8; 12], secret in ".*") {
        let meta = Meta::new(ISSUED, ttl);
        let document = Document { data: json!({ "name": text }), included: vec![], meta };
        let encryption = Encryption { secret: &secret, nonce };
        let file = sign_file(Kind::License, &document, Some(&encryption), &key()).unwrap();
        let keys = [key().public()];
        let asked = Opening { now: ISSUED, ..opening(&keys, Form::Encrypted(&secret)) };
        proptest::prop_assert_eq!(open_file(file.as_bytes(), &asked).unwrap().document, document);
    }
}
