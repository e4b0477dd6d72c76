//! The unmodified client opens our files and believes our responses, and refuses both when they are changed.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod common;

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use common::{FINGERPRINT, ISSUED, LICENSE_KEY, TTL, key, license_document, machine_document};
use keygen_rs::{
    KeygenClient,
    config::{KeygenConfig, set_config},
    errors::Error,
    license::LicenseFileAlgorithm::{Aes256GcmEd25519, Base64Ed25519},
    license_file::LicenseFile,
    machine_file::MachineFile,
    service::ServiceInfo,
};
use license_file::{
    Document, Encryption, Kind, Meta, Response, SigningKey, machine_secret, sign_file, sign_response,
};
use serde_json::json;

const NONCE: [u8; 12] = *b"twelve bytes";

/// The file as check-out returns it.
fn license_file(certificate: &str) -> LicenseFile {
    let times = serde_json::to_value(Meta::new(ISSUED, TTL)).unwrap();
    serde_json::from_value(json!({
        "id": "1", "certificate": certificate,
        "issued": times["issued"], "expiry": times["expiry"], "ttl": times["ttl"]
    }))
    .unwrap()
}

#[test]
fn a_readable_license_file_opens() {
    let text = sign_file(Kind::License, &license_document(), None, &key()).unwrap();
    let dataset = license_file(&text).verify_and_decode(&key().public().to_string(), Base64Ed25519).unwrap();
    assert_eq!(dataset.license.key, LICENSE_KEY);
    assert_eq!(dataset.license.name.as_deref(), Some("Modeler – Ünïcode"));
    assert_eq!(dataset.issued.timestamp_millis(), ISSUED);
    assert_eq!(dataset.ttl.unsigned_abs(), TTL);
    assert_eq!(dataset.included.unwrap().entitlements[0].code, "simulation");
    let other = SigningKey::from_seed(&[1; 32]).public().to_string();
    let refusal = license_file(&text).verify_and_decode(&other, Base64Ed25519).unwrap_err();
    assert!(matches!(refusal, Error::LicenseFileNotGenuine(_)), "{refusal:?}");
}

#[test]
fn an_encrypted_license_file_opens() {
    let encryption = Encryption { secret: LICENSE_KEY, nonce: NONCE };
    let text = sign_file(Kind::License, &license_document(), Some(&encryption), &key()).unwrap();
    let public = key().public().to_string();
    let file = LicenseFile::from_cert(LICENSE_KEY, &text).unwrap();
    let dataset = file.verify_and_decrypt(&public, LICENSE_KEY, Aes256GcmEd25519).unwrap();
    assert_eq!(dataset.license.id, "1208");
    let refusal = file.verify_and_decrypt(&public, "another", Aes256GcmEd25519).unwrap_err();
    assert!(matches!(refusal, Error::DecryptionError(_)), "{refusal:?}");
    let refusal = file.verify_and_decrypt(&public, LICENSE_KEY, Base64Ed25519).unwrap_err();
    assert!(matches!(refusal, Error::LicenseFileAlgorithmMismatch { .. }), "{refusal:?}");
}

#[test]
fn a_file_whose_time_is_up_is_expired() {
    let document = Document { meta: Meta::new(ISSUED, 1), ..license_document() };
    let text = sign_file(Kind::License, &document, None, &key()).unwrap();
    let refusal =
        license_file(&text).verify_and_decode(&key().public().to_string(), Base64Ed25519).unwrap_err();
    assert!(matches!(refusal, Error::LicenseFileExpired(_)), "{refusal:?}");
}

#[test]
fn a_machine_file_opens() {
    set_config(KeygenConfig { public_key: Some(key().public().to_string()), ..KeygenConfig::default() })
        .unwrap();
    let secret = machine_secret(LICENSE_KEY, FINGERPRINT);
    let encryption = Encryption { secret: &secret, nonce: NONCE };
    let sign =
        |key: &SigningKey| sign_file(Kind::Machine, &machine_document(), Some(&encryption), key).unwrap();
    let file = MachineFile::from_cert(&secret, &sign(&key())).unwrap();
    file.verify().unwrap();
    let dataset = file.decrypt(&secret).unwrap();
    assert_eq!((dataset.machine.fingerprint.as_str(), dataset.machine.cores), (FINGERPRINT, Some(8)));
    assert_eq!(dataset.license.key, LICENSE_KEY);

    let forged = MachineFile::from_cert(&secret, &sign(&SigningKey::from_seed(&[1; 32]))).unwrap();
    let refusal = forged.verify().unwrap_err();
    assert!(matches!(refusal, Error::MachineFileNotGenuine(_)), "{refusal:?}");
}

/// Asks a server that answers `sent` with the signature for the response `signed`.
fn ask(signed: &'static str, sent: &'static str) -> Result<ServiceInfo, Error> {
    // keygen-rs builds its client for TLS, whose provider this workspace leaves to each program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let client = KeygenClient::builder()
        .api_url(format!("http://{host}"))
        .account("demo")
        .license_key(LICENSE_KEY)
        .public_key(key().public().to_string())
        .verify_keygen_signature(true)
        .build()
        .unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            request.extend(byte);
        }
        let request = String::from_utf8(request).unwrap();
        let mut line = request.split_whitespace();
        let response = Response {
            account: "demo",
            method: line.next().unwrap(),
            path_and_query: line.next().unwrap(),
            host: &host,
            date: "Wed, 09 Jun 2021 16:08:15 GMT",
            body: signed.as_bytes(),
        };
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n", sent.len()).unwrap();
        for (name, value) in sign_response(&key(), &response) {
            write!(stream, "{name}: {value}\r\n").unwrap();
        }
        write!(stream, "\r\n{sent}").unwrap();
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(client.service_info());
    server.join().unwrap();
    answer
}

#[test]
fn a_signed_answer_is_believed_and_a_changed_one_is_not() {
    assert_eq!(ask("pong", "pong").unwrap().message.as_deref(), Some("pong"));
    let refusal = ask("pong", "ping").unwrap_err();
    assert!(matches!(refusal, Error::KeygenSignatureInvalid { .. }), "{refusal:?}");
}
