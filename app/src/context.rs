//! The context of a request: the one place that says who is asking. The server provides a [`Context`] for each request, with the
//! same actor whether the person came by a session's cookie or by a token.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::{Actor, Hidden, OrganizationId, Permit};
use store::db::sealed::Sealer;
use store::db::secret::Secret;
use store::deployments::Deployment;
use store::licenses::files::Files;
use store::people::invitation::{InvitationToken, pass_on};
use store::sign_in::proof::Proof;
use store::sign_in::second_factor::Account;
use store::sign_in::session::{Token, derived, is_proved};
use store::{Caller, Db};

use crate::ApiError;
use crate::activate::SignedFile;
use crate::cookie::CookieSettings;
use crate::list::Reports;

/// Everything that the server provides for a request.
#[derive(Clone, Debug)]
pub struct Context {
    /// The connection to the database.
    pub db: Db,
    /// The person who asks; None if nobody is signed in.
    pub actor: Option<Actor>,
    /// The session's token; None if the request came without its cookie.
    pub token: Option<Token>,
    /// The token of a half-done sign-in: the first proof was correct, and a second factor must still be provided or set up.
    pub step: Option<Token>,
    /// The names of this browser's cookies for single sign-ons under way, oldest first.
    pub attempts: Vec<String>,
    /// When the session's person last proved who they are, and where that counts; None without a session.
    pub proof: Option<Proof>,
    /// Whether the session was opened by less than an organization of its person now requires; false without a session.
    pub is_behind: bool,
    /// If set, only this organization's single sign-on vouches for the session, which reaches it and its sub-organizations.
    pub home: Option<OrganizationId>,
    /// The secret in the device cookie, which a browser has once somebody has signed in there.
    pub device: Option<Secret>,
    /// When the request arrived, in milliseconds since the Unix epoch.
    pub now: i64,
    /// 32 random bytes of this request alone.
    pub random: Hidden<[u8; 32]>,
    /// The network address of the request, for throttling.
    pub network_address: String,
    /// The browser's `User-Agent`.
    pub user_agent: String,
    /// Encrypts people's secrets for the database.
    pub sealer: Sealer,
    /// The portal's public address, without a slash at its end: links in e-mails begin with it.
    pub site: String,
    /// How to set cookies.
    pub cookie: CookieSettings,
    /// Whether the sign-in page shows the demo's people.
    pub demo: bool,
    /// Reports too large for the browser, kept for the person's next click.
    pub reports: Reports,
    /// Writes the signed files of offline deployments.
    pub offline_files: OfflineFiles,
    /// The installers' files.
    pub files: Files,
    /// The largest installer that may be uploaded, in bytes.
    pub installer_limit: u64,
    /// Whether e-mails become files because there is no mail server.
    pub mails_are_files: bool,
    /// Looks up DNS records.
    pub dns: Dns,
    /// Calls providers of single sign-on; None if the server can't.
    pub openid: Option<openid::Client>,
}

/// Looks up the strings of a domain's TXT records.
#[derive(Clone)]
pub struct Dns(pub Arc<dyn Fn(String) -> Texts + Send + Sync>);

/// A look-up under way: its strings, none if there are no such records, or why the DNS gave no answer.
pub type Texts = Pin<Box<dyn Future<Output = Result<Vec<String>, String>> + Send>>;

impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dns")
    }
}

/// Writes the signed file of an offline deployment.
#[derive(Clone)]
pub struct OfflineFiles(pub Arc<dyn Fn(OfflineFile) -> FileMade + Send + Sync>);

/// The content of a signed file.
#[derive(Clone, Debug)]
pub struct OfflineFile {
    /// The license's key.
    pub key: Hidden,
    /// The permit of the person who has the key.
    pub permit: Permit,
    /// The deployment that the file is for.
    pub deployment: Deployment,
    /// When it is made, in milliseconds since the Unix epoch.
    pub now: i64,
}

/// A file in the making: its text, or an error whose cause is in the log.
pub type FileMade = Pin<Box<dyn Future<Output = Result<String, ApiError>> + Send>>;

impl fmt::Debug for OfflineFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfflineFiles")
    }
}

impl Context {
    /// Returns the context of the current request.
    pub fn of_request() -> Result<Self, ApiError> {
        // Responses are about one person: no cache between server and browser may keep them.
        set_header(CACHE_CONTROL, "no-store");
        use_context().ok_or_else(|| {
            tracing::error!("a server function has no context");
            ApiError::Failed
        })
    }

    /// Returns the person who asks, or that nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, ApiError> {
        self.actor.as_ref().ok_or(ApiError::SignedOut)
    }

    /// Fails unless the request comes with a session. A program with a token must not get here: it could outlive its token with
    /// another one.
    pub fn by_session(&self) -> Result<(), ApiError> {
        if self.token.is_some() { Ok(()) } else { Err(ApiError::NotFound) }
    }

    /// Fails unless the person has proved who they are recently, with their session: for dangerous actions. Returns its token.
    pub fn proved(&self) -> Result<Token, ApiError> {
        let token = self.session_token()?;
        if is_proved(self.proof()?.at, self.now) { Ok(token) } else { Err(ApiError::ProveAgain) }
    }

    /// Returns the last proof that the session's person gave, however old.
    pub fn proof(&self) -> Result<Proof, ApiError> {
        self.proof.ok_or(ApiError::SignedOut)
    }

    /// Returns the account of the person who asks. What they add to it is valid wherever their last proof is.
    pub fn account(&self) -> Result<Account, ApiError> {
        Ok(Account::from(self.actor()?).within(self.proof()?.home))
    }

    /// Returns where the request comes from, for counting guesses.
    pub fn caller(&self) -> Caller {
        Caller { network_address: self.network_address.clone(), device: self.device }
    }

    /// Returns the secret of the browser's device cookie, or a new one.
    pub fn device_or_new(&self) -> Secret {
        self.device.unwrap_or_else(|| Secret::derived(&self.random, "device"))
    }

    /// Returns the token of the person's session; see [`by_session`](Self::by_session).
    pub fn session_token(&self) -> Result<Token, ApiError> {
        self.actor()?;
        self.token.ok_or(ApiError::NotFound)
    }

    /// Returns the link of an invitation, for the inviter to pass on; None if an e-mail brings it.
    pub(crate) async fn link_to_pass_on(&self, token: InvitationToken) -> Result<Option<Hidden>, ApiError> {
        if !self.mails_are_files {
            return Ok(None);
        }
        pass_on(&self.db, token).await?;
        Ok(Some(token.link(&self.site).into()))
    }

    /// Returns random bytes of this request for that purpose alone.
    pub fn random_for(&self, purpose: &str) -> [u8; 32] {
        derived(&self.random, purpose)
    }

    /// Returns the signed file of a deployment, for a person who has its license's key.
    pub async fn offline_file(
        &self,
        permit: Permit,
        key: &str,
        deployment: &Deployment,
    ) -> Result<SignedFile, ApiError> {
        let OfflineFiles(make) = &self.offline_files;
        let text = make(OfflineFile {
            permit,
            key: key.trim().into(),
            deployment: deployment.clone(),
            now: self.now,
        });
        let letters = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let stem: String = deployment.deployment_id.chars().filter(letters).take(60).collect();
        Ok(SignedFile { name: format!("{stem}.lic"), text: text.await?.into() })
    }

    /// Sets or removes a cookie in the browser, with the response to a server function.
    pub(crate) fn give(&self, cookie: impl FnOnce(CookieSettings) -> HeaderValue) {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.append_header(SET_COOKIE, cookie(self.cookie));
        }
    }
}

fn set_header(name: HeaderName, value: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        options.insert_header(name, value);
    }
}

/// Sends an error with its own HTTP status; otherwise every error would be a 500.
pub fn with_status<T>(answer: Result<T, ApiError>) -> Result<T, ApiError> {
    if let (Err(error), Some(options)) = (&answer, use_context::<ResponseOptions>()) {
        options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
    answer
}

/// Answers a server function: passes it its context and sets the status of its error. A refusal is recorded as an event.
pub async fn answer<T, F>(work: impl FnOnce(Context) -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let context = match Context::of_request() {
        Ok(context) => context,
        Err(error) => return with_status(Err(error)),
    };
    let (db, actor, now) = (context.db.clone(), context.actor.clone(), context.now);
    let answer = work(context).await;
    if let (Err(ApiError::NotFound), Some(actor)) = (&answer, &actor) {
        let function = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
        let function = function.rsplit('/').next().unwrap_or_default();
        // It remains a refusal even if it can't be recorded.
        if let Err(error) = store::sign_in::note_refusal(&db, actor, function, now).await {
            tracing::warn!(%error, "a refusal could not be recorded");
        }
    }
    with_status(answer)
}
