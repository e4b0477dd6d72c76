//! Signs people in who have proved who they are.

use model::{OrganizationId, UserId};
use store::Caller;
use store::sign_in::second_factor::{Beginning, has_any, is_needed, open_step};
use store::sign_in::session::{self, Factor, Opening, Token};

use crate::ApiError;
use crate::context::Context;
use crate::sign_in::SignedIn;

/// Where the first proof leads.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// A session.
    Session(Token),
    /// A half-done sign-in.
    HalfWay(Token),
}

/// Continues after a correct first proof: opens a session, or asks for a second factor. `is_proved` means that a provider has
/// already asked for two factors. The caller sets cookies.
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

/// Continues after a correct password, and sets the cookie.
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

/// The proof that a person gave, and where it counts ([`store::sign_in::proof`]).
#[derive(Clone, Copy, Debug)]
pub struct Proved {
    /// The kind of proof.
    pub factor: Factor,
    /// The home of the new session.
    pub home: Option<OrganizationId>,
    /// The home of anything that the person adds with this proof. A person signed in by single sign-on who also gave a code of
    /// their own acts for one organization, yet adds things of their own.
    pub proof_home: Option<OrganizationId>,
}

impl Proved {
    /// Returns a proof by something of the person's own, which counts everywhere.
    pub fn own(factor: Factor) -> Self {
        Self { factor, home: None, proof_home: None }
    }
}

/// Opens a session for a person who has fully proved who they are, and sets its cookie.
pub async fn enter(context: &Context, user: UserId, by: Proved) -> Result<(), ApiError> {
    let token = open(context, user, by).await?;
    give(context, token);
    if context.step.is_some() {
        context.give(|cookie| cookie.step(None));
    }
    Ok(())
}

/// Sets the session's cookie and the device cookie.
fn give(context: &Context, token: Token) {
    context.give(|cookie| cookie.session(Some(token)));
    let device = context.device_or_new();
    context.give(|cookie| cookie.device(device));
}

/// Opens a session, whatever the proof: the only place. A browser that was signed in gets a new session; the old one never gains
/// rights (session fixation).
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
        // A provider's word alone must not change an account that it did not create.
        is_proof: factor != Factor::OpenId || !has_any(&context.db, user).await?,
        now: context.now,
    };
    session::open(&context.db, opening).await?;
    let device = context.device_or_new();
    let here = Caller { device: Some(device), ..context.caller() };
    store::remember(&context.db, user, &here, context.now).await?;
    Ok(token)
}
