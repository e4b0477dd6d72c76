//! What a request brings along: the one place where it is asked who is asking. The server provides a
//! [`Context`] for each request; whether the person proved itself by a session's cookie or otherwise is not
//! known behind it.

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
use store::sign_in::factor::Account;
use store::sign_in::proof::Proof;
use store::sign_in::session::{Token, derived, is_proved};
use store::{Caller, Db};

use crate::ApiError;
use crate::activate::SignedFile;
use crate::cookie::CookieSettings;
use crate::list::Reports;

/// What the server provides for each request.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Who is asking; none when nobody is signed in.
    pub actor: Option<Actor>,
    /// The session's token, for those who came by cookie.
    pub token: Option<Token>,
    /// The token of a sign-in that is half done: the password was right, and a second factor is to be given or set up.
    pub step: Option<Token>,
    /// The names of the cookies of single sign-ons that are under way in this browser, the oldest first.
    pub attempts: Vec<String>,
    /// The last proof that the session's person gave of who they are; none without a session.
    pub proof: Option<Proof>,
    /// The organization whose single sign-on alone vouches for the session: it is for that one and its sub-organizations.
    pub home: Option<OrganizationId>,
    /// The secret in the cookie of a browser where somebody has signed in before.
    pub device: Option<Secret>,
    /// When the request came, in milliseconds since the Unix epoch.
    pub now: i64,
    /// 32 random bytes of this request's own.
    pub random: Hidden<[u8; 32]>,
    /// Where the request comes from, for throttling.
    pub network_address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Seals secrets of people for the database.
    pub sealer: Sealer,
    /// The portal's public address, without a slash at its end: what links in mails begin with.
    pub site: String,
    /// How cookies are set.
    pub cookie: CookieSettings,
    /// Whether the demo's people are shown on the sign-in page.
    pub demo: bool,
    /// Reports too large for the browser, kept for the next click.
    pub reports: Reports,
    /// Makes the signed files of offline deployments.
    pub offline_files: OfflineFiles,
    /// The files of installers.
    pub files: Files,
    /// The largest installer that may be uploaded, in bytes.
    pub installer_limit: u64,
    /// Whether mails become files, for want of a mail server.
    pub mails_are_files: bool,
    /// Asks the DNS.
    pub dns: Dns,
    /// Asks providers of single sign-on; none where that can't be done.
    pub openid: Option<openid::Client>,
}

/// Looks up the texts of a domain's TXT records.
#[derive(Clone)]
pub struct Dns(pub Arc<dyn Fn(String) -> Texts + Send + Sync>);

/// A look-up under way: the texts, none where there are no such records, or why the DNS gave no answer.
pub type Texts = Pin<Box<dyn Future<Output = Result<Vec<String>, String>> + Send>>;

impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dns")
    }
}

/// Makes the signed file of an offline deployment.
#[derive(Clone)]
pub struct OfflineFiles(pub Arc<dyn Fn(OfflineFile) -> FileMade + Send + Sync>);

/// What a signed file is made of.
#[derive(Clone, Debug)]
pub struct OfflineFile {
    /// The license's key.
    pub key: Hidden,
    /// Of the person who has it.
    pub permit: Permit,
    /// The deployment.
    pub deployment: Deployment,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
}

/// A file in the making: its text, or that it could not be made; the cause is in the log.
pub type FileMade = Pin<Box<dyn Future<Output = Result<String, ApiError>> + Send>>;

impl fmt::Debug for OfflineFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfflineFiles")
    }
}

impl Context {
    /// The context of the request that is being answered.
    pub fn of_request() -> Result<Self, ApiError> {
        // Answers are about one person: nothing between server and browser may keep them.
        set_header(CACHE_CONTROL, "no-store");
        use_context().ok_or_else(|| {
            tracing::error!("a server function has no context");
            ApiError::Failed
        })
    }

    /// Who is asking, or that nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, ApiError> {
        self.actor.as_ref().ok_or(ApiError::SignedOut)
    }

    /// That a person asks, with its session: a program with a token may not, or it could outlive its token by another.
    pub fn by_session(&self) -> Result<(), ApiError> {
        if self.token.is_some() { Ok(()) } else { Err(ApiError::NotFound) }
    }

    /// That a person asks with its session, and has proved of late who it is: for what is dangerous. Gives the session's token.
    pub fn proved(&self) -> Result<Token, ApiError> {
        let token = self.session_token()?;
        if is_proved(self.proof()?.at, self.now) { Ok(token) } else { Err(ApiError::ProveAgain) }
    }

    /// The last proof that the session's person gave, however long ago.
    pub fn proof(&self) -> Result<Proof, ApiError> {
        self.proof.ok_or(ApiError::SignedOut)
    }

    /// The account of who asks, for what is added to it by their last proof: it counts where that proof does.
    pub fn account(&self) -> Result<Account, ApiError> {
        Ok(Account::from(self.actor()?).within(self.proof()?.home))
    }

    /// Where the request comes from, as guessing is counted.
    pub fn caller(&self) -> Caller {
        Caller { network_address: self.network_address.clone(), device: self.device }
    }

    /// The secret of the browser's device cookie, a fresh one where it has none.
    pub fn device_or_new(&self) -> Secret {
        self.device.unwrap_or_else(|| Secret::derived(&self.random, "device"))
    }

    /// The token of the session that a person asks with; see [`by_session`](Self::by_session).
    pub fn session_token(&self) -> Result<Token, ApiError> {
        self.actor()?;
        self.token.ok_or(ApiError::NotFound)
    }

    /// The link of an invitation, for who invites to pass on where no mail brings it; none where one does.
    pub(crate) async fn link_to_pass_on(&self, token: InvitationToken) -> Result<Option<Hidden>, ApiError> {
        if !self.mails_are_files {
            return Ok(None);
        }
        pass_on(&self.db, token).await?;
        Ok(Some(token.link(&self.site).into()))
    }

    /// Random bytes of this request for that purpose alone.
    pub fn random_for(&self, purpose: &str) -> [u8; 32] {
        derived(&self.random, purpose)
    }

    /// The signed file of a deployment whose license's key the person has.
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

    /// Gives the browser a cookie, or takes one from it, with the answer to a server function.
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

/// Sends an error with its own HTTP status: without this every error is a 500.
pub fn with_status<T>(answer: Result<T, ApiError>) -> Result<T, ApiError> {
    if let (Err(error), Some(options)) = (&answer, use_context::<ResponseOptions>()) {
        options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
    answer
}

/// Answers a server function: its context, its own ten lines, and its error's status. What a person is refused is an
/// event.
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
        // It stays a refusal, whether it can be told or not.
        if let Err(error) = store::sign_in::note_refusal(&db, actor, function, now).await {
            tracing::warn!(%error, "a refusal could not be told");
        }
    }
    with_status(answer)
}
