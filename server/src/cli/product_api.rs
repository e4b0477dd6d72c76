//! Settings of the product API: its account, and how often products may ask.

use clap::Args;
use store::Db;
use store::db::sealed::Sealer;

use super::Error;
use super::keyring::Keys;
use crate::product_api::{Account, Limits, ProductApi};

/// Settings of the product API.
#[derive(Debug, Args)]
pub struct Product {
    /// The account that products name in addresses: `/v1/accounts/ACCOUNT/…`. Without this setting it is `grantry`, and
    /// for the demo `demo`.
    #[arg(long, env = "GRANTRY_ACCOUNT", value_name = "ACCOUNT")]
    account: Option<Account>,
    #[command(flatten)]
    keys: Keys,
    /// How many requests of products are taken from one network address within a minute; 0 is any number.
    #[arg(
        long = "limit-by-address",
        env = "GRANTRY_LIMIT_BY_ADDRESS",
        value_name = "REQUESTS",
        default_value_t = Limits::default().address
    )]
    by_address: u32,
    /// How many are taken with one license's key.
    #[arg(
        long = "limit-by-license",
        env = "GRANTRY_LIMIT_BY_LICENSE",
        value_name = "REQUESTS",
        default_value_t = Limits::default().license
    )]
    by_license: u32,
    /// How many are taken with one API token.
    #[arg(
        long = "limit-by-token",
        env = "GRANTRY_LIMIT_BY_TOKEN",
        value_name = "REQUESTS",
        default_value_t = Limits::default().token
    )]
    by_token: u32,
}

impl Product {
    /// The product API, and what seals secrets of people for the database. `account` and `folder` are what is taken without
    /// a setting.
    pub async fn open(&self, db: &Db, account: Account, folder: &str) -> Result<(ProductApi, Sealer), Error> {
        let (keyring, sealer) = self.keys.open(db, folder).await?;
        let limits = Limits { address: self.by_address, license: self.by_license, token: self.by_token };
        Ok((ProductApi::new(self.account.clone().unwrap_or(account), keyring, limits), sealer))
    }
}
