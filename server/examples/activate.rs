//! A product's life with keygen-rs, as it is published: validate, activate, ping, check out, verify without a network,
//! list, deactivate.
//!
//! ```text
//! cargo run -p server --example activate -- URL ACCOUNT KEY PUBLIC_KEY
//! ```
//!
//! The public key is in `/.well-known/license-keys.json` of the portal. The license's machines are not changed.

use std::env;
use std::process::ExitCode;

use keygen_rs::config::{KeygenConfig, set_config};
use keygen_rs::errors::Error;
use keygen_rs::license::{LicenseCheckoutOpts, LicenseFileAlgorithm, LicenseValidationRequest};
use keygen_rs::machine::MachineCheckoutOpts;

/// What this installation calls itself; a product takes something that stays with the machine.
const FINGERPRINT: &str = "example-installation";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, account, key, public_key] = arguments.as_slice() else {
        eprintln!("activate URL ACCOUNT KEY PUBLIC_KEY");
        return ExitCode::FAILURE;
    };
    // Which implementation of TLS there is, is up to the program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = KeygenConfig {
        api_url: url.clone(),
        account: account.clone(),
        license_key: Some(key.clone()),
        public_key: Some(public_key.clone()),
        verify_keygen_signature: Some(true),
        ..KeygenConfig::default()
    };
    match live(config, key, public_key).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn live(config: KeygenConfig, key: &str, public_key: &str) -> Result<(), Error> {
    set_config(config.clone())?;
    let service = keygen_rs::license::License::from_key(key).with_config(config.clone());
    let request = LicenseValidationRequest::for_fingerprint(FINGERPRINT.to_owned());
    let found = service.validate_key(&request).await?;
    println!("validate    {} {}", found.meta.code, found.meta.detail);
    let Some(license) = found.license else { return Ok(()) };
    let license = license.with_config(config.clone());

    let machine = license.activate(FINGERPRINT, &[]).await?;
    println!("activate    machine {} of license {}", machine.id, license.id);
    println!("ping        {}", machine.ping().await?.heartbeat_status);
    println!("validate    {}", service.validate_key(&request).await?.meta.code);

    let file = license.checkout(&LicenseCheckoutOpts::with_ttl(3_600).with_encrypt(true)).await?;
    let opened = file.verify_and_decrypt(public_key, key, LicenseFileAlgorithm::Aes256GcmEd25519)?;
    println!("check out   license file of {:?}, holds until {}", opened.license.name, opened.expiry);
    let file = machine.checkout(&MachineCheckoutOpts::with_ttl(3_600)).await?;
    file.verify()?;
    let opened = file.decrypt(&format!("{key}{FINGERPRINT}"))?;
    println!("check out   machine file of {}, holds until {}", opened.machine.fingerprint, opened.expiry);

    let machines = license.machines(None).await?.data;
    println!("list        {} machines", machines.len());
    machine.deactivate().await?;
    println!("deactivate  machine {}", machine.id);
    Ok(())
}
