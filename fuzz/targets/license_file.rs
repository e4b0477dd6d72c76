//! License and machine files in both forms: only signed ones open, and nothing panics, not even on signed ones.

#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use license_file::{
    Document, Encryption, Form, Kind, Meta, Opening, PublicKey, SigningKey, open_file, sign_file,
};
use ed25519_dalek::Signer as _;
use grantry_fuzz::plant;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

const SEED: [u8; 32] = [7; 32];
const SECRET: &str = "K7QX-29MV-4TRD-W3PA";
const KINDS: [(Kind, &str); 2] = [(Kind::License, "license"), (Kind::Machine, "machine")];
const FORMS: [Form<'static>; 2] = [Form::Plain, Form::Encrypted(SECRET)];
/// 2026-01-01, in milliseconds since the Unix epoch.
const ISSUED: i64 = 1_767_225_600_000;

static KEYS: LazyLock<[PublicKey; 1]> = LazyLock::new(|| [SigningKey::from_seed(&SEED).public()]);
static GENUINE: LazyLock<Vec<String>> = LazyLock::new(genuine);

fuzz_target!(init: plant(GENUINE.iter()), |data: &[u8]| {
    // Only one per input: signing and verifying take most of the time.
    let choice = data.iter().fold(0, |sum: usize, byte| sum.wrapping_add((*byte).into()));
    let (kind, word) = KINDS[choice % 2];
    let form = FORMS[choice / 2 % 2];
    open(signed(data, word, form).as_bytes(), kind, form);
    for (kind, _) in KINDS {
        for form in FORMS {
            if open(data, kind, form) {
                assert!(is_genuine(data), "what nobody signed was opened");
            }
        }
    }
});

/// Files as products get them.
fn genuine() -> Vec<String> {
    let key = SigningKey::from_seed(&SEED);
    let data =
        json!({"id": "1", "type": "licenses", "attributes": {"name": "Ünïcode", "metadata": {"units": 50}}});
    let document = Document { included: vec![data.clone()], data, meta: Meta::new(ISSUED, 3_600) };
    let encryption = Encryption { secret: SECRET, nonce: [3; 12] };
    let forms = [None, Some(&encryption)];
    let all = KINDS.iter().flat_map(|(kind, _)| forms.map(|form| sign_file(*kind, &document, form, &key)));
    all.collect::<Result<_, _>>().expect("a small document can be signed")
}

/// Returns whether this is a genuine file, apart from its line ends and a lost last one.
fn is_genuine(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data).replace("\r\n", "\n");
    GENUINE.iter().any(|file| file.trim_end() == text.trim_end())
}

fn open(file: &[u8], kind: Kind, form: Form<'_>) -> bool {
    let opening = Opening { kind, keys: KEYS.as_slice(), form, now: ISSUED + 1, last_seen: None };
    open_file(file, &opening).is_ok()
}

/// A file around that content with a valid signature, so that the code after the check is reached.
fn signed(content: &[u8], kind: &str, form: Form<'_>) -> String {
    let (enc, alg) = match form {
        Form::Plain => (BASE64_STANDARD.encode(content), "base64+ed25519"),
        Form::Encrypted(_) => (String::from_utf8_lossy(content).into_owned(), "aes-256-gcm+ed25519"),
    };
    let key = ed25519_dalek::SigningKey::from_bytes(&SEED);
    let sig = BASE64_STANDARD.encode(key.sign(format!("{kind}/{enc}").as_bytes()).to_bytes());
    // In the order of certificates.
    let [enc, sig, alg] = [&*enc, &*sig, alg].map(|text| json!(text).to_string());
    let certificate = BASE64_STANDARD.encode(format!(r#"{{"enc":{enc},"sig":{sig},"alg":{alg}}}"#));
    let lines: Vec<_> = certificate.as_bytes().chunks(60).map(String::from_utf8_lossy).collect();
    let word = kind.to_uppercase();
    format!("-----BEGIN {word} FILE-----\n{}\n-----END {word} FILE-----\n", lines.join("\n"))
}
