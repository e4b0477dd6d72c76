//! `grantry demo`: the portal with made-up data.

use std::process::ExitCode;

use clap::Args;
use model::Day;
use store::demo::{self, Options, Outcome, Summary};
use store::{Db, Opening};

use super::Error;
use super::mail::Mail;
use super::product_api::Product;
use super::say::note;
use super::serve::{Listen, has_demo, serve};
use super::settings::{self, DATABASE, Installers, Log};
use crate::product_api::Account;
use crate::{Portal, Site, clock, dice};

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    listen: Listen,
    /// Number of licenses to generate, besides a few dozen that show every feature.
    #[arg(long, value_name = "NUMBER", default_value_t = demo::LICENSES)]
    licenses: usize,
    /// The database for the demo, `sqlite:PATH` or `postgres://…`: empty, or with an earlier demo in it, which is then
    /// served unchanged.
    #[arg(
        long,
        env = "GRANTRY_DATABASE",
        value_name = "URL",
        hide_env_values = true,
        default_value = "sqlite:data/demo.db"
    )]
    database: String,
    #[command(flatten)]
    installers: Installers,
    #[command(flatten)]
    product: Product,
    #[command(flatten)]
    mail: Mail,
    #[command(flatten)]
    log: Log,
}

impl Demo {
    /// Makes the demo unless the database has one, and serves it.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let _logging = self.log.start()?;
        if !self.listen.address.ip().is_loopback() {
            let problem = format!(
                "everybody knows the demo's passwords, so the demo is served only on this machine: specify a loopback address such \
                 as 127.0.0.1:3000, not {}",
                self.listen.address
            );
            return Err(Error::setting("--listen (GRANTRY_LISTEN)", problem));
        }
        let db = settings::open(&self.database, Opening::Create).await?;
        let (product, sealer) = self.product.open(&db, Account::demo(), "data/demo-keys").await?;
        let files = self.installers.open("data/demo-installers").await?;
        match self.create(&db).await? {
            Outcome::Created(summary) => {
                tell(summary);
                // A bucket belongs to somebody: the demo makes up nothing there.
                if files.is_folder() {
                    demo::create_installers(&db, &files, clock::now()).await?;
                }
            }
            Outcome::NotEmpty if has_demo(&db).await? => {
                note(
                    "The existing demo in the database is served unchanged. --licenses applies only to a new one.",
                );
            }
            Outcome::NotEmpty => {
                let problem = "it contains something other than the demo; specify an empty one, or run `grantry serve` with it";
                return Err(Error::setting(DATABASE, problem));
            }
        }
        let listener = self.listen.bind().await?;
        let listen = listener.local_addr().map_err(Error::io("listening"))?;
        let site = Site { demo_port: Some(listen.port()), ..Site::listening(listen) };
        let mailer = self.mail.open(settings::mail_folder(&self.database), &site.address)?;
        let portal = Portal::new(db, files, site).await.with_installer_limit(self.installers.limit());
        serve(
            self.listen.limit(portal).with_product_api(product).with_mailer(mailer).with_sealer(sealer),
            listener,
        )
        .await
    }

    async fn create(&self, db: &Db) -> Result<Outcome, Error> {
        let now = clock::now();
        let password_hash = store::sign_in::hash_password(demo::PASSWORD.to_owned(), dice::roll()).await?;
        let options = Options { licenses: self.licenses, today: Day::of_instant(now), now, password_hash };
        Ok(demo::create(db, &options).await?)
    }
}

fn tell(summary: Summary) {
    let Summary { organizations, licenses, deployments, .. } = summary;
    note(format_args!(
        "Created a demo with {organizations} organizations, {licenses} licenses and {deployments} deployments."
    ));
    note(format_args!("These people can sign in with the password {}:", demo::PASSWORD));
    for email in demo::EMAILS {
        note(format_args!("  {email}"));
    }
}
