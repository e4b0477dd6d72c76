//! Limits on guessing codes.
//!
//! Anyone who knows a person's password is asked for a code as often as they like. Their wrong codes must keep nobody out where
//! the person has signed in before: a device on which they have, and each open session, have counters of their own.

use model::UserId;

use super::FactorError;
use crate::Db;
use crate::db::throttle::{self, Caller, Network};
use crate::sign_in::session::Token;

/// All devices on which a person has never signed in may give at most this many wrong codes of the app within 15 minutes, and
/// each known device and each session as many: three in a million are correct.
const FAILURES: i32 = 10;
/// All known devices and sessions of a person together: who knew the password before there was an app may have several.
const KNOWN_FAILURES: i32 = 50;
/// The same for recovery codes and for the first code of a new app, from one place. Recovery codes have 80 bits, and whoever
/// sets up an app knows its secret, so this only bounds the work.
const OTHER_FAILURES: i32 = 30;

/// Where a code is asked for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// In a half-done sign-in from there.
    SigningIn(Caller),
    /// In that session of the person's.
    InSession(Token),
}

impl From<Caller> for Asked {
    fn from(caller: Caller) -> Self {
        Self::SigningIn(caller)
    }
}

impl From<Token> for Asked {
    fn from(session: Token) -> Self {
        Self::InSession(session)
    }
}

/// The purpose of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// The person's app.
    App,
    /// A recovery code.
    Recovery,
    /// An app that they are setting up.
    NewApp,
}

impl Sort {
    /// Its part in the names of counters.
    fn name(self) -> &'static str {
        match self {
            Self::App => "code",
            Self::Recovery => "recovery code",
            Self::NewApp => "new app",
        }
    }
}

/// A guess that was counted as a wrong one.
#[must_use]
pub(super) struct Counted {
    /// The counters that a correct code resets.
    own: Vec<String>,
    /// The one that it does not count in.
    shared: Option<String>,
}

impl Counted {
    /// Takes it back: the code was correct.
    pub(super) async fn right(self, db: &Db) -> Result<(), FactorError> {
        for own in self.own {
            throttle::forget(db, &own).await?;
        }
        if let Some(shared) = self.shared {
            throttle::forgive(db, &shared).await?;
        }
        Ok(())
    }
}

/// Counts a guess, and refuses it after too many. `now` in milliseconds since the Unix epoch.
pub(super) async fn count(
    db: &Db,
    user: UserId,
    asked: &Asked,
    sort: Sort,
    now: i64,
) -> Result<Counted, FactorError> {
    let by = |kind: &str, value: &str| throttle::subject(&format!("{} {kind}", sort.name()), value);
    let known = match asked {
        Asked::InSession(token) => Some(by("in session", &token.hash())),
        Asked::SigningIn(caller) => {
            let is_known = throttle::is_known_device(db, Some(user), caller, now).await?;
            let device = caller.device.filter(|_| is_known);
            device.map(|device| by("on device", &format!("{user}\0{}", device.hash())))
        }
    };
    let everywhere = user.to_string();
    let (own, shared) = match (known, asked) {
        (Some(known), _) if sort == Sort::App => {
            (vec![(known, FAILURES)], Some(by("where known", &everywhere)))
        }
        (Some(known), _) => (vec![(known, OTHER_FAILURES)], None),
        (None, Asked::SigningIn(caller)) if sort != Sort::App => {
            let here = |Network { name, times }| {
                (by("from", &format!("{user}\0{name}")), OTHER_FAILURES.saturating_mul(times))
            };
            (throttle::networks(&caller.network_address).into_iter().map(here).collect(), None)
        }
        (None, _) => (vec![(by("elsewhere", &everywhere), FAILURES)], None),
    };
    for (subject, limit) in &own {
        throttle::attempt(db, subject, *limit, now).await??;
    }
    if let Some(shared) = &shared {
        throttle::attempt(db, shared, KNOWN_FAILURES, now).await??;
    }
    Ok(Counted { own: own.into_iter().map(|(subject, _)| subject).collect(), shared })
}
