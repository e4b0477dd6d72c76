//! `grantry serve`, and what it shares with `grantry demo`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use clap::Args;
use clap::builder::BoolishValueParser;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::signal;
use tokio::sync::watch;

use super::Error;
use super::demo::has_demo;
use super::mail::Mail;
use super::product_api::Product;
use super::settings::{DATABASE, Database, Installers, Log, mail_folder};
use crate::address::PublicAddress;
use crate::product_api::Account;
use crate::{Portal, Site, jobs, mail, router};

/// How long requests may go on when the server is told to end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// How long the headers of a request may take; a connection without requests is kept for so long, too.
const HEADERS_WAIT: Duration = Duration::from_secs(30);

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,
    /// Where people reach the portal: scheme and host, such as `https://licenses.example.org`.
    ///
    /// With https the session's cookie is sent over TLS only. Requests that change anything are taken from pages of
    /// this address alone. Without this setting it is http:// and the listen address.
    #[arg(long, env = "GRANTRY_PUBLIC_ADDRESS", value_name = "URL")]
    public_address: Option<PublicAddress>,
    /// Believe the last address in X-Forwarded-For: for a portal that is reached through one proxy, which writes it.
    ///
    /// Sign-in attempts are throttled by the address they come from. Without a proxy that writes this header, anybody
    /// could write it to get around that; with a proxy and without this setting, all attempts seem to come from the proxy.
    #[arg(long, env = "GRANTRY_TRUSTED_PROXY", value_parser = BoolishValueParser::new())]
    trusted_proxy: bool,
    #[command(flatten)]
    database: Database,
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
    /// Address and port to listen on; port 0 is any free one.
    #[arg(
        long = "listen",
        env = "GRANTRY_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:3000"
    )]
    pub address: SocketAddr,
    /// Above so many licenses a list is computed on the server rather than in the browser. For operators of very large
    /// lists and for tests.
    #[arg(long, env = "GRANTRY_BROWSER_LIMIT", value_name = "LICENSES", hide_short_help = true)]
    pub browser_limit: Option<usize>,
}

impl Serve {
    /// Serves until it is told to end.
    pub async fn run(self) -> Result<ExitCode, Error> {
        self.log.start()?;
        if self.public_address.is_none() && self.listen.address.ip().is_unspecified() {
            let problem = format!(
                "is needed when listening on all addresses ({}), for none of them is the one that people type; \
                 give it as https://licenses.example.org",
                self.listen.address
            );
            return Err(Error::setting("--public-address (GRANTRY_PUBLIC_ADDRESS)", problem));
        }
        let db = self.database.open().await?;
        let is_local = self.listen.address.ip().is_loopback() && self.public_address.is_none();
        if !is_local && has_demo(&db).await? {
            let problem = "it holds the demo's people, whose password everybody knows; serve it on a loopback address, or give \
                           another database";
            return Err(Error::setting(DATABASE, problem));
        }
        let files = self.installers.open("data/installers").await?;
        let product = self.product.open(Account::default(), "data/keys")?;
        let sealer = self.product.sealer("data/keys")?;
        let listener = self.listen.bind().await?;
        let listening = Site::listening(listener.local_addr().map_err(Error::io("listening"))?);
        let address = self.public_address.unwrap_or_else(|| listening.address.clone());
        let mailer = self.mail.open(mail_folder(&self.database.url()), &address)?;
        let site = Site { address, trusted_proxy: self.trusted_proxy, ..listening };
        let portal = Portal::new(db, files, site).await.with_installer_limit(self.installers.limit());
        serve(
            self.listen.limit(portal).with_product_api(product).with_mailer(mailer).with_sealer(sealer),
            listener,
        )
        .await
    }
}

impl Listen {
    /// Takes the address.
    pub async fn bind(&self) -> Result<TcpListener, Error> {
        let problem =
            |error| Error::setting("--listen (GRANTRY_LISTEN)", format!("{}: {error}", self.address));
        TcpListener::bind(self.address).await.map_err(problem)
    }

    /// The portal with the size above which it computes lists itself.
    pub fn limit(&self, portal: Portal) -> Portal {
        match self.browser_limit {
            Some(limit) => portal.with_browser_limit(limit),
            None => portal,
        }
    }
}

/// Serves the portal until the process is told to end (Ctrl-C, SIGTERM), then lets running requests finish, and the mail
/// that is being sent.
pub async fn serve(portal: Portal, listener: TcpListener) -> Result<ExitCode, Error> {
    let listen = listener.local_addr().map_err(Error::io("listening"))?;
    let address = portal.site.address.clone();
    let portal = Arc::new(portal);
    let jobs = tokio::spawn(jobs::run(Arc::clone(&portal)));
    let (end_mails, mails_end) = watch::channel(false);
    let mails = tokio::spawn(mail::run(Arc::clone(&portal), mails_end));
    let service = router::router(portal).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let told = handle.clone();
    tokio::spawn(async move {
        wait_for_end().await;
        tracing::info!("told to end");
        // Nobody listens any more only if that task is gone.
        let _ = end_mails.send(true);
        told.graceful_shutdown(Some(LAST_WORDS));
    });
    println!("Grantry is served on {}", PublicAddress::of_listener(listen));
    tracing::info!(%listen, %address, "serving");
    let listener = listener.into_std().map_err(Error::io("listening"))?;
    let mut server = axum_server::from_tcp(listener).map_err(Error::io("listening"))?.handle(handle);
    // Whoever begins a request ends it, or its connection is closed.
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WAIT);
    server.serve(service).await.map_err(Error::io("serving"))?;
    jobs.abort();
    if tokio::time::timeout(LAST_WORDS, mails).await.is_err() {
        tracing::warn!("a mail could not be finished in time; it is sent again under the same Message-ID");
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns when the process is told to end.
async fn wait_for_end() {
    let interrupted = async {
        if let Err(error) = signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C can't be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM can't be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
