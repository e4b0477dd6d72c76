//! The setup data of an authenticator app, as the page shows it.

use serde::{Deserialize, Serialize};

/// The secret of an authenticator app, to scan or to type.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSecret {
    /// For typing, in groups of four characters.
    pub typed: String,
    /// The modules on a side of the QR code.
    pub side: usize,
    /// The SVG path of its dark modules.
    pub path: String,
}

impl std::fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppSecret(…)")
    }
}

#[cfg(feature = "ssr")]
impl AppSecret {
    /// Converts the store's offer.
    pub(crate) fn new(offer: &store::sign_in::second_factor::Offer) -> Result<Self, crate::ApiError> {
        use std::fmt::Write as _;

        let code = fast_qr::QRBuilder::new(offer.address.as_str()).build();
        let code = code.map_err(|error| {
            tracing::error!(%error, "a QR code can't be created");
            crate::ApiError::Failed
        })?;
        let mut path = String::new();
        for y in 0..code.size {
            for x in (0..code.size).filter(|x| code[y][*x].value()) {
                // Writing to a String can't fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        let signs: Vec<char> = offer.secret.chars().collect();
        let typed: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
        Ok(Self { typed: typed.join(" "), side: code.size, path })
    }
}
