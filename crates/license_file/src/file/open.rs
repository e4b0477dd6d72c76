//! Opens a license or machine file. Checks first whether it is genuine, and only then reads what it says.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{
    Algorithm, Document, FileError, Kind,
    armor::Certificate,
    seal::{UnsealError, unseal},
};
use crate::{KeyId, PublicKey};

/// A clock may be behind a passed instant by this much, in milliseconds: the clocks of two machines differ, and a clock set
/// from the network steps back a little.
const TOLERANCE: i64 = 5 * 60 * 1000;

/// The conditions for a file to open.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// A license or a machine file.
    pub kind: Kind,
    /// The keys that may have signed it.
    pub keys: &'a [PublicKey],
    /// Whether it must be encrypted, and with which secret.
    pub form: Form<'a>,
    /// The clock: milliseconds since the Unix epoch.
    pub now: i64,
    /// The latest clock reading that the caller has stored, if any.
    pub last_seen: Option<i64>,
}

/// The form that a file must have. The caller names it because certificates don't sign their algorithm.
#[derive(Clone, Copy)]
pub enum Form<'a> {
    /// `base64+ed25519`.
    Plain,
    /// `aes-256-gcm+ed25519`, with this secret: a license's key, or [`crate::machine_secret`].
    Encrypted(&'a str),
}

impl Form<'_> {
    fn algorithm(self) -> Algorithm {
        match self {
            Self::Plain => Algorithm::Base64,
            Self::Encrypted(_) => Algorithm::Aes256Gcm,
        }
    }
}

impl fmt::Debug for Form<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.algorithm().code())
    }
}

/// An open file.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The file's content.
    pub document: Document,
    /// The key that signed it.
    pub key: KeyId,
}

/// Opens a file. Nothing in it is decoded or decrypted before its signature is verified.
pub fn open_file(text: &[u8], opening: &Opening<'_>) -> Result<Opened, FileError> {
    let certificate = Certificate::parse(text, opening.kind)?;
    let expected = opening.form.algorithm();
    let actual = Algorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.code() == certificate.alg)
        .ok_or(FileError::AlgorithmNotSupported)?;
    if actual != expected {
        return Err(FileError::OtherAlgorithm { expected, actual });
    }
    let genuine = Genuine::verify(certificate, opening.kind, opening.keys)?;
    let document = genuine.document(opening.form)?;
    check_clock(&document, opening)?;
    Ok(Opened { document, key: genuine.key })
}

/// Content that a published key signed. A document can be read only through this.
struct Genuine {
    enc: String,
    key: KeyId,
}

impl Genuine {
    fn verify(certificate: Certificate, kind: Kind, keys: &[PublicKey]) -> Result<Self, FileError> {
        let signature = BASE64_STANDARD.decode(&certificate.sig).map_err(|_| FileError::NotGenuine)?;
        let signature: [u8; 64] = signature.try_into().map_err(|_| FileError::NotGenuine)?;
        let message = format!("{}/{}", kind.prefix(), certificate.enc);
        let key = keys
            .iter()
            .find(|key| key.verifies(message.as_bytes(), &signature))
            .ok_or(FileError::NotGenuine)?;
        Ok(Self { enc: certificate.enc, key: key.id() })
    }

    fn document(&self, form: Form<'_>) -> Result<Document, FileError> {
        let json = match form {
            Form::Plain => {
                BASE64_STANDARD.decode(&self.enc).map(Zeroizing::new).map_err(|_| FileError::NotUnderstood)?
            }
            Form::Encrypted(secret) => unseal(&self.enc, secret).map_err(|error| match error {
                UnsealError::Malformed => FileError::NotUnderstood,
                UnsealError::WrongSecret => FileError::WrongSecret,
            })?,
        };
        serde_json::from_slice(&json).map_err(|_| FileError::NotUnderstood)
    }
}

/// Checks the clock: one that was set back would make any file last forever.
fn check_clock(document: &Document, opening: &Opening<'_>) -> Result<(), FileError> {
    let passed = document.meta.issued.max(opening.last_seen.unwrap_or(i64::MIN));
    if opening.now < passed.saturating_sub(TOLERANCE) {
        return Err(FileError::ClockRolledBack { passed });
    }
    let expiry = document.meta.expiry;
    if opening.now > expiry { Err(FileError::Expired { expiry }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::{FileError, Form, Opened, Opening, open_file};
    use crate::SigningKey;
    use crate::file::{Algorithm, Encryption, Kind, armor::Certificate, seal::seal};

    const SECRET: &str = "secret";

    /// Opens a file with a valid signature, whatever `enc` and `alg` are.
    fn open_signed(enc: String, alg: &str, form: Form<'_>) -> Result<Opened, FileError> {
        let key = SigningKey::from_seed(&[5; 32]);
        let sig = BASE64_STANDARD.encode(key.sign(format!("license/{enc}").as_bytes()));
        let text = Certificate { enc, sig, alg: alg.to_owned() }.render(Kind::License).unwrap();
        let keys = [key.public()];
        open_file(
            text.as_bytes(),
            &Opening { kind: Kind::License, keys: &keys, form, now: 0, last_seen: None },
        )
    }

    fn sealed(json: &str) -> String {
        seal(json.as_bytes().to_vec(), &Encryption { secret: SECRET, nonce: [0; 12] }).unwrap()
    }

    #[test]
    fn what_is_signed_but_no_document_is_not_understood() {
        let (plain, aes) = (Algorithm::Base64.code(), Algorithm::Aes256Gcm.code());
        for json in ["", "null", "[]", "{}", r#"{"data":{}}"#, r#"{"data":{},"meta":{"issued":"now"}}"#] {
            let refusals = [
                open_signed(BASE64_STANDARD.encode(json), plain, Form::Plain),
                open_signed(sealed(json), aes, Form::Encrypted(SECRET)),
            ];
            assert_eq!(refusals, [Err(FileError::NotUnderstood), Err(FileError::NotUnderstood)], "{json}");
        }
        // The signature doesn't cover the algorithm. Exchanging it gains nothing.
        let json = r#"{"data":{},"meta":{"issued":"1970-01-01T00:00:00Z","expiry":"1970-01-01T00:01:00Z","ttl":60}}"#;
        let (readable, sealed) = (BASE64_STANDARD.encode(json), sealed(json));
        open_signed(readable.clone(), plain, Form::Plain).unwrap();
        open_signed(sealed.clone(), aes, Form::Encrypted(SECRET)).unwrap();
        assert_eq!(open_signed(readable, aes, Form::Encrypted(SECRET)), Err(FileError::NotUnderstood));
        assert_eq!(open_signed(sealed, plain, Form::Plain), Err(FileError::NotUnderstood));
    }

    #[test]
    fn other_algorithms_are_not_supported() {
        for alg in ["", "BASE64+ED25519", "base64+rsa-sha256", "aes-256-gcm+ecdsa-p256", "none"] {
            assert_eq!(
                open_signed(String::new(), alg, Form::Plain),
                Err(FileError::AlgorithmNotSupported),
                "{alg}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_on_anything_signed(text in ".*", parts in "([A-Za-z0-9+/]{0,24}[.=]{0,2}){0,4}") {
            for enc in [text.clone(), parts, BASE64_STANDARD.encode(&text)] {
                for (algorithm, form) in
                    [(Algorithm::Base64, Form::Plain), (Algorithm::Aes256Gcm, Form::Encrypted(SECRET))]
                {
                    proptest::prop_assert!(open_signed(enc.clone(), algorithm.code(), form).is_err());
                }
            }
            proptest::prop_assert!(open_signed(sealed(&text), "aes-256-gcm+ed25519", Form::Encrypted(SECRET)).is_err());
        }
    }
}
