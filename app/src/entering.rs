//! Letting in who has proved who it is.

use model::{OrganizationId, UserId};
use store::Caller;
use store::sign_in::factor::{Beginning, has_any, is_needed, open_step};
use store::sign_in::session::{self, Factor, Opening, Token};

use crate::ApiError;
use crate::context::Context;
use crate::sign_in::SignedIn;

/// What the first proof leads to.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// A session.
    Session(Token),
    /// A sign-in that is half done.
    HalfWay(Token),
}

/// Goes on with a person whose first proof was right: into a session, or to a code of its second factor. `is_proved` says that a
/// provider has asked for two things already. Cookies are the caller's.
pub async fn entry(
    context: &Context,
    user: UserId,
    first: Beginning,
    is_proved: bool,
) -> Result<Entry, ApiError> {
    if !is_needed(&context.db, user, first, is_proved).await? {
        let by = Proved { factor: first.into(), home: first.home(), proof_home: first.home() };
        return Ok(Entry::Session(open(context, user, by).await?));
    }
    let step = Token(context.random_for("sign-in step"));
    open_step(&context.db, user, first, step, context.now).await?;
    Ok(Entry::HalfWay(step))
}

/// Goes on with a person whose password was right, and gives the browser the cookie.
pub async fn by_password(context: &Context, user: UserId) -> Result<SignedIn, ApiError> {
    match entry(context, user, Beginning::Password, false).await? {
        Entry::Session(token) => {
            give(context, token);
            Ok(SignedIn::Done)
        }
        Entry::HalfWay(step) => {
            context.give(|cookie| cookie.step(Some(step)));
            Ok(SignedIn::HalfWay)
        }
    }
}

/// What has proved a person, and for where that counts ([`store::sign_in::proof`]).
#[derive(Clone, Copy, Debug)]
pub struct Proved {
    /// How.
    pub factor: Factor,
    /// The home of the session that it opens.
    pub home: Option<OrganizationId>,
    /// The home of what the person adds by it. Somebody whom single sign-on has let in, and who has given a code of their own besides,
    /// acts for one organization and adds things of their own.
    pub proof_home: Option<OrganizationId>,
}

impl Proved {
    /// By something of the person's own.
    pub fn own(factor: Factor) -> Self {
        Self { factor, home: None, proof_home: None }
    }
}

/// Opens a session for a person who has proved who it is, all of it, and gives the browser its cookie.
pub async fn enter(context: &Context, user: UserId, by: Proved) -> Result<(), ApiError> {
    let token = open(context, user, by).await?;
    give(context, token);
    if context.step.is_some() {
        context.give(|cookie| cookie.step(None));
    }
    Ok(())
}

/// Gives the browser the cookie of its session, and the one by which it is known again.
fn give(context: &Context, token: Token) {
    context.give(|cookie| cookie.session(Some(token)));
    let device = context.device_or_new();
    context.give(|cookie| cookie.device(device));
}

/// Opens a session for a person, by whatever it proved who it is: the one place. A browser that was signed in gets a new
/// session, never the old one raised (session fixation).
async fn open(context: &Context, user: UserId, by: Proved) -> Result<Token, ApiError> {
    let Proved { factor, home, proof_home } = by;
    if let Some(old) = context.token {
        session::close(&context.db, old, context.now).await?;
    }
    let token = Token(*context.random);
    let opening = Opening {
        user,
        token,
        network_address: &context.network_address,
        user_agent: &context.user_agent,
        factor,
        home,
        proof_home,
        // A provider's word alone does not change an account that it did not make.
        is_proof: factor != Factor::OpenId || !has_any(&context.db, user).await?,
        now: context.now,
    };
    session::open(&context.db, opening).await?;
    let device = context.device_or_new();
    let here = Caller { device: Some(device), ..context.caller() };
    store::remember(&context.db, user, &here, context.now).await?;
    Ok(token)
}
