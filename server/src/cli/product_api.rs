//! Settings of the product API: its account and its rate limits.

use clap::Args;
use store::Db;
use store::db::sealed::Sealer;

use super::Error;
use super::key_source::KeySource;
use crate::product_api::{Account, Limits, ProductApi};

/// Settings of the product API.
#[derive(Debug, Args)]
pub struct Product {
    /// The account in the addresses that products call: `/v1/accounts/ACCOUNT/…`. Without this setting it is `grantry`, and
    /// for the demo `demo`.
    #[arg(long, env = "GRANTRY_ACCOUNT", value_name = "ACCOUNT")]
    account: Option<Account>,
    #[command(flatten)]
    keys: KeySource,
    /// At most this many requests of products per network address and minute; 0 for no limit.
    #[arg(
        long = "limit-by-address",
        env = "GRANTRY_LIMIT_BY_ADDRESS",
        value_name = "REQUESTS",
        default_value_t = Limits::default().address
    )]
    by_address: u32,
    /// At most this many with one license's key.
    #[arg(
        long = "limit-by-license",
        env = "GRANTRY_LIMIT_BY_LICENSE",
        value_name = "REQUESTS",
        default_value_t = Limits::default().license
    )]
    by_license: u32,
    /// At most this many with one API token.
    #[arg(
        long = "limit-by-token",
        env = "GRANTRY_LIMIT_BY_TOKEN",
        value_name = "REQUESTS",
        default_value_t = Limits::default().token
    )]
    by_token: u32,
}

impl Product {
    /// Opens the product API, and the sealer for people's secrets in the database. `account` and `folder` apply without a
    /// setting.
    pub async fn open(&self, db: &Db, account: Account, folder: &str) -> Result<(ProductApi, Sealer), Error> {
        let (keyring, sealer) = self.keys.open(db, folder).await?;
        let limits = Limits { address: self.by_address, license: self.by_license, token: self.by_token };
        Ok((ProductApi::new(self.account.clone().unwrap_or(account), keyring, limits), sealer))
    }
}
