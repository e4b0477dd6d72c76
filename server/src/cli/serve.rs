//! `grantry serve`, and its parts that `grantry demo` shares.

use std::future::pending;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use clap::builder::BoolishValueParser;
use futures::future::select_all;
use store::sign_in::welcome::{self, SetUpCode};
use store::{Db, demo, people};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Error;
use super::mail::Mail;
use super::product_api::Product;
use super::say::announce;
use super::settings::{DATABASE, Installers, Log, NewDatabase, mail_folder};
use crate::address::PublicAddress;
use crate::dns::Resolving;
use crate::listen::Limits;
use crate::product_api::Account;
use crate::proxies::TrustedProxies;
use crate::{Portal, Site, jobs, listen, mail, router};

/// An e-mail that is being sent when the server shuts down may take this long.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,
    /// Where people reach the portal: scheme and host, such as `https://licenses.example.org`.
    ///
    /// With https the session's cookie is sent over TLS only. Requests that change anything are accepted only from pages of
    /// this address. Without this setting it is http:// and the listen address.
    #[arg(long, env = "GRANTRY_PUBLIC_ADDRESS", value_name = "URL")]
    public_address: Option<PublicAddress>,
    /// Believe the address that the proxy in front writes into X-Forwarded-For or Forwarded. For several proxies in a row, give
    /// their number.
    ///
    /// Sign-in attempts are throttled by the address they come from. Without a proxy that writes such a header, anybody could
    /// write it to get around that; with a proxy and without this setting, all attempts seem to come from the proxy.
    /// docs/PROXIES.md has configurations.
    #[arg(
        long,
        env = "GRANTRY_TRUSTED_PROXY",
        value_name = "COUNT",
        num_args = 0..=1,
        default_value = "false",
        default_missing_value = "true",
        hide_default_value = true
    )]
    trusted_proxy: TrustedProxies,
    #[command(flatten)]
    database: NewDatabase,
    #[command(flatten)]
    installers: Installers,
    #[command(flatten)]
    product: Product,
    #[command(flatten)]
    mail: Mail,
    #[command(flatten)]
    log: Log,
}

/// Options that `serve` and `demo` share.
#[derive(Debug, Args)]
pub struct Listen {
    /// Address and port to listen on; port 0 picks a free one.
    #[arg(
        long = "listen",
        env = "GRANTRY_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:3000"
    )]
    pub address: SocketAddr,
    /// Lists with more licenses than this are computed on the server rather than in the browser. For operators of very large
    /// lists and for tests.
    #[arg(long, env = "GRANTRY_BROWSER_LIMIT", value_name = "LICENSES", hide_short_help = true)]
    pub browser_limit: Option<usize>,
    /// Ask this DNS server, instead of the system's, whether a mail domain belongs to an organization.
    #[arg(long, env = "GRANTRY_DNS_SERVER", value_name = "ADDRESS:PORT", hide_short_help = true)]
    pub dns_server: Option<SocketAddr>,
    /// Also ask single sign-on providers at http addresses and inside this server's own network: for trying it out.
    #[arg(long, env = "GRANTRY_OIDC_ALLOW_INSECURE", value_parser = BoolishValueParser::new(), hide_short_help = true)]
    pub oidc_allow_insecure: bool,
}

impl Serve {
    /// Serves until the process gets a signal to end.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let _logging = self.log.start()?;
        if self.public_address.is_none() && self.listen.address.ip().is_unspecified() {
            let problem = format!(
                "is required when listening on all addresses ({}), because none of them is the one that people type; specify it \
                 as https://licenses.example.org",
                self.listen.address
            );
            return Err(Error::setting("--public-address (GRANTRY_PUBLIC_ADDRESS)", problem));
        }
        let db = self.database.open().await?;
        let is_local = self.listen.address.ip().is_loopback() && self.public_address.is_none();
        if !is_local && has_demo(&db).await? {
            let problem = "it contains the demo's people, whose password everybody knows; serve it on a loopback address, or \
                specify another database";
            return Err(Error::setting(DATABASE, problem));
        }
        let files = self.installers.open("data/installers").await?;
        let (product, sealer) = self.product.open(&db, Account::default(), "data/keys").await?;
        let listener = self.listen.bind().await?;
        let listening = Site::listening(listener.local_addr().map_err(Error::io("listening"))?);
        let address = self.public_address.unwrap_or_else(|| listening.address.clone());
        let mailer = self.mail.open(mail_folder(&self.database.url()), &address)?;
        let site = Site { address, proxies: self.trusted_proxy, ..listening };
        let portal = Portal::new(db, files, site).await.with_installer_limit(self.installers.limit());
        serve(
            self.listen.limit(portal).with_product_api(product).with_mailer(mailer).with_sealer(sealer),
            listener,
        )
        .await
    }
}

impl Listen {
    /// Binds the address.
    pub async fn bind(&self) -> Result<TcpListener, Error> {
        let problem =
            |error| Error::setting("--listen (GRANTRY_LISTEN)", format!("{}: {error}", self.address));
        TcpListener::bind(self.address).await.map_err(problem)
    }

    /// Gives the portal its DNS server, its client for providers, and the size above which it computes lists itself.
    pub fn limit(&self, portal: Portal) -> Portal {
        let portal = portal.with_dns(Resolving(self.dns_server));
        let portal = match openid::Client::new(self.oidc_allow_insecure) {
            Ok(client) => portal.with_openid(client),
            Err(error) => {
                tracing::warn!(%error, "nobody can sign in by single sign-on");
                portal
            }
        };
        match self.browser_limit {
            Some(limit) => portal.with_browser_limit(limit),
            None => portal,
        }
    }
}

/// Serves the portal until the process gets Ctrl-C or SIGTERM. Then finishes running requests, and the e-mail that is being
/// sent.
pub async fn serve(portal: Portal, listener: TcpListener) -> Result<ExitCode, Error> {
    let listen = listener.local_addr().map_err(Error::io("listening"))?;
    let address = portal.site.address.clone();
    let welcome = welcome(&portal).await?;
    let told_to_end = told_to_end();
    let portal = Arc::new(portal);
    let jobs = tokio::spawn(jobs::run(Arc::clone(&portal)));
    let (end_mails, mails_end) = watch::channel(false);
    let mails = tokio::spawn(mail::run(Arc::clone(&portal), mails_end));
    let limits = Limits::of_process(portal.site.proxies.any());
    let router = router::router(portal);
    let end = async {
        told_to_end.await;
        // This fails only if that task is gone.
        let _ = end_mails.send(true);
        tracing::info!("asked to stop");
    };
    let mut lines = format!("Grantry is served on {}", PublicAddress::of_listener(listen));
    if let Some(address) = welcome {
        lines += "\nNobody has signed up yet. The first person to open this link within a day becomes the owner:\n  ";
        lines += &address;
    }
    announce(lines);
    tracing::info!(%listen, %address, connections = limits.in_all, "serving");
    listen::serve(listener, router, limits, end).await;
    jobs.abort();
    if tokio::time::timeout(LAST_WORDS, mails).await.is_err() {
        tracing::warn!(
            "an e-mail could not be finished in time; it will be sent again with the same Message-ID"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The link by which the owner of an empty installation signs up; None if it has people. Its secret is in the fragment,
/// which no server and no proxy logs.
async fn welcome(portal: &Portal) -> Result<Option<String>, Error> {
    let code = SetUpCode((portal.dice)());
    let is_offered = welcome::offer(&portal.db, code, (portal.clock)()).await?;
    Ok(is_offered.then(|| format!("{}/welcome#{}", portal.site.address, code.to_text())))
}

/// Returns a future that is ready when the process gets a signal to end. Signals count from this call on: anyone who reads
/// that the portal is served may end it at once.
fn told_to_end() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        [("Ctrl-C", SignalKind::interrupt()), ("SIGTERM", SignalKind::terminate())].map(|(name, kind)| {
            signal(kind).inspect_err(|error| tracing::warn!(%error, "can't listen for {name}")).ok()
        })
    };
    #[cfg(unix)]
    let told = async move {
        let heard = signals.map(|signal| {
            Box::pin(async {
                match signal {
                    Some(mut signal) => signal.recv().await,
                    None => pending().await,
                }
            })
        });
        select_all(heard).await;
    };
    #[cfg(not(unix))]
    let told = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "can't listen for Ctrl-C");
            pending().await
        }
    };
    told
}

/// Returns whether the demo's people are in the database.
pub(super) async fn has_demo(db: &Db) -> Result<bool, Error> {
    for email in demo::EMAILS {
        if people::has_user(db, email).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
