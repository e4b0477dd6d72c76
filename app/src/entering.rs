//! Letting in who has proved who it is.

use model::{OrganizationId, UserId};
use store::factor::{self, Beginning};
use store::session::{self, Factor, Opening, Token};

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

/// Goes on with a person whose first proof was right: into a session, or to a code of its second factor. `proved_at` is the
/// organisation whose provider has asked for two things already. Cookies are the caller's.
pub async fn entry(
    context: &Context,
    user: UserId,
    first: Beginning,
    proved_at: Option<OrganizationId>,
) -> Result<Entry, ApiError> {
    if !factor::is_needed(&context.db, user, first, proved_at).await? {
        return Ok(Entry::Session(open(context, user, first.into()).await?));
    }
    let step = Token(context.random_for("sign-in step"));
    factor::open_step(&context.db, user, first, step, context.now).await?;
    Ok(Entry::HalfWay(step))
}

/// Goes on with a person whose password was right, and gives the browser the cookie.
pub async fn by_password(context: &Context, user: UserId) -> Result<SignedIn, ApiError> {
    match entry(context, user, Beginning::Password, None).await? {
        Entry::Session(token) => {
            context.give(|cookie| cookie.session(Some(token)));
            Ok(SignedIn::Done)
        }
        Entry::HalfWay(step) => {
            context.give(|cookie| cookie.step(Some(step)));
            Ok(SignedIn::HalfWay)
        }
    }
}

/// Opens a session for a person who has proved who it is, all of it, and gives the browser its cookie.
pub async fn enter(context: &Context, user: UserId, factor: Factor) -> Result<(), ApiError> {
    let token = open(context, user, factor).await?;
    context.give(|cookie| cookie.session(Some(token)));
    if context.step.is_some() {
        context.give(|cookie| cookie.step(None));
    }
    Ok(())
}

/// Opens a session for a person, by whatever it proved who it is: the one place. A browser that was signed in gets a new
/// session, never the old one raised (session fixation).
async fn open(context: &Context, user: UserId, factor: Factor) -> Result<Token, ApiError> {
    if let Some(old) = context.token {
        session::close(&context.db, old, context.now).await?;
    }
    let token = Token(context.random);
    let opening = Opening {
        user,
        token,
        network_address: &context.network_address,
        user_agent: &context.user_agent,
        factor,
        now: context.now,
    };
    session::open(&context.db, opening).await?;
    Ok(token)
}
