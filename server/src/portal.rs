//! The state that all requests share: the database, the files, and how the portal is reached.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::list::Reports;
use license_file::{Keyring, SigningKey};
use store::db::sealed::Sealer;
use store::licenses::files::Files;
use store::{Db, DbErr};

use crate::address::PublicAddress;
use crate::assets::Assets;
use crate::dns::Resolving;
use crate::jobs::Pulse;
use crate::large_bodies::LargeBodies;
use crate::mail::Mailer;
use crate::product_api::{Account, Limits, ProductApi};
use crate::proxies::TrustedProxies;
use crate::turns::AllTurns;
use crate::{clock, dice};

/// The default size limit of an installer, in bytes.
pub const INSTALLER_LIMIT: u64 = 10 << 30;

/// The default folder for e-mails that become files.
pub const MAIL_FOLDER: &str = "data/mail";

/// How the portal is reached, and by whom.
#[derive(Clone, Debug)]
pub struct Site {
    /// The address under which people reach it.
    pub address: PublicAddress,
    /// The trusted proxies in front, which say where a request comes from.
    pub proxies: TrustedProxies,
    /// The port of this machine on which the demo is served; None if this is not the demo.
    pub demo_port: Option<u16>,
}

impl Site {
    /// A portal that is reached where it listens.
    pub fn listening(listen: SocketAddr) -> Self {
        Self { address: PublicAddress::of_listener(listen), proxies: TrustedProxies::NONE, demo_port: None }
    }

    /// Returns whether that Origin is the portal's own.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        let is_demo = || origin.strip_prefix("http://").is_some_and(|host| self.is_demo_host(host));
        origin == self.address.to_string() || is_demo()
    }

    /// Returns whether a request may name that Host. The demo answers only to names of this machine: otherwise a page elsewhere
    /// whose name was made to lead here (DNS rebinding) could sign in with the password that everybody knows.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        self.demo_port.is_none() || self.is_demo_host(host)
    }

    fn is_demo_host(&self, host: &str) -> bool {
        let Some(port) = self.demo_port else { return false };
        ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|name| {
            let rest = host.strip_prefix(name);
            rest.is_some_and(|rest| rest == format!(":{port}") || (rest.is_empty() && port == 80))
        }) || host == self.address.authority()
    }
}

/// The state that all requests share. Servers keep no state of their own: everything here is given at start or is a cache.
#[derive(Debug)]
pub struct Portal {
    pub(crate) db: Db,
    pub(crate) reports: Reports,
    pub(crate) turns: AllTurns,
    pub(crate) large_bodies: LargeBodies,
    pub(crate) site: Site,
    pub(crate) assets: Assets,
    pub(crate) files: Files,
    pub(crate) installer_limit: u64,
    pub(crate) product: ProductApi,
    pub(crate) mailer: Mailer,
    pub(crate) sealer: Sealer,
    pub(crate) dns: Resolving,
    pub(crate) openid: Option<openid::Client>,
    pub(crate) clock: fn() -> i64,
    pub(crate) dice: fn() -> [u8; 32],
    pub(crate) pulse: Pulse,
    /// Set once the installation is known to be set up, which it stays.
    set_up: AtomicBool,
}

impl Portal {
    /// A portal with that database and that file store. Reads the browser's pages for the hashes of their scripts.
    pub async fn new(db: Db, files: Files, site: Site) -> Self {
        let mailer = Mailer::to_folder(MAIL_FOLDER, &site.address);
        Self {
            db,
            reports: Reports::default(),
            turns: AllTurns::default(),
            large_bodies: LargeBodies::default(),
            site,
            assets: Assets::load().await,
            files,
            installer_limit: INSTALLER_LIMIT,
            product: ProductApi::new(Account::default(), passing_key(), Limits::default()),
            mailer,
            sealer: Sealer::new(dice::roll()),
            dns: Resolving::default(),
            openid: None,
            clock: clock::now,
            dice: dice::roll,
            pulse: Pulse::default(),
            set_up: AtomicBool::new(false),
        }
    }

    /// Returns whether the installation has no people yet. Until it does, the portal has only the page where its owner signs up.
    pub(crate) async fn is_empty(&self) -> Result<bool, DbErr> {
        if self.set_up.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let is_open = store::sign_in::welcome::is_open(&self.db).await?;
        self.set_up.store(!is_open, Ordering::Relaxed);
        Ok(is_open)
    }

    /// Sets the size, in bytes, above which an installer is refused.
    #[must_use]
    pub fn with_installer_limit(mut self, limit: u64) -> Self {
        self.installer_limit = limit;
        self
    }

    /// Sets the product API. The default one has a new key that is lost with the portal.
    #[must_use]
    pub fn with_product_api(mut self, product: ProductApi) -> Self {
        self.product = product;
        self
    }

    /// Sets the sealer for people's secrets in the database. The default one has a new key that is lost with the portal.
    #[must_use]
    pub fn with_sealer(mut self, sealer: Sealer) -> Self {
        self.sealer = sealer;
        self
    }

    /// Sets how e-mails are sent. By default they become files in [`MAIL_FOLDER`].
    #[must_use]
    pub fn with_mailer(mut self, mailer: Mailer) -> Self {
        self.mailer = mailer;
        self
    }

    /// Sets the DNS server to ask. The default is the system's.
    #[must_use]
    pub fn with_dns(mut self, dns: Resolving) -> Self {
        self.dns = dns;
        self
    }

    /// Sets the client that asks single sign-on providers. Without one nobody can sign in that way.
    #[must_use]
    pub fn with_openid(mut self, client: openid::Client) -> Self {
        self.openid = Some(client);
        self
    }

    /// Sets the size above which the server computes lists.
    #[must_use]
    pub fn with_browser_limit(mut self, limit: usize) -> Self {
        self.reports = Reports::with_browser_limit(limit);
        self
    }

    /// Sets the room for larger requests, in KiB, and how long a request waits for it.
    #[must_use]
    pub fn with_large_bodies(mut self, kibibytes: usize, wait: Duration) -> Self {
        self.large_bodies = LargeBodies::new(kibibytes, wait);
        self
    }

    /// Sets the clock, which returns milliseconds since the Unix epoch.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> i64) -> Self {
        self.clock = clock;
        self
    }
}

/// A key that is never stored.
fn passing_key() -> Keyring {
    Keyring::configured(SigningKey::from_seed(&dice::roll()), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(listen: &str, is_demo: bool) -> Site {
        let listen: SocketAddr = listen.parse().unwrap();
        Site { demo_port: is_demo.then_some(listen.port()), ..Site::listening(listen) }
    }

    #[test]
    fn the_demo_answers_to_this_machine_alone() {
        let demo = site("127.0.0.1:3000", true);
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"] {
            assert!(demo.is_own_host(host) && demo.is_own_origin(&format!("http://{host}")), "{host}");
        }
        for host in ["localhost", "localhost:3001", "evil.example:3000", "localhost:3000.evil.example", ""] {
            assert!(!demo.is_own_host(host) && !demo.is_own_origin(&format!("http://{host}")), "{host}");
        }
        assert!(!demo.is_own_origin("https://localhost:3000"));
    }

    #[test]
    fn elsewhere_the_public_address_alone_is_the_origin() {
        let portal = Site { address: "https://a.example".parse().unwrap(), ..site("127.0.0.1:3000", false) };
        assert!(portal.is_own_origin("https://a.example"));
        assert!(!portal.is_own_origin("http://a.example") && !portal.is_own_origin("http://127.0.0.1:3000"));
        assert!(!portal.is_own_origin("null"));
        // The proxy in front decides which names lead here.
        assert!(portal.is_own_host("internal:3000"));
    }
}
