//! Server functions for a person's own profile. Programs with a token can't call them.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    store::people::profile::{self, ProfileError},
};

properties! {
    SaveProfile;
    DeleteAccount;
}

/// Saves the person's name and time zone; without one, times are in UTC.
#[server(prefix = "/api", endpoint = "save-profile", protocol = Rpc)]
pub async fn save_profile(name: String, time_zone: Option<String>) -> Result<(), ApiError> {
    answer(async |context| {
        context.session_token()?;
        let (db, actor) = (&context.db, context.actor()?);
        Ok(profile::save(db, actor, &name, time_zone.as_deref(), context.now).await?)
    })
    .await
}

/// Deletes the person's account; they type their e-mail address.
#[server(prefix = "/api", endpoint = "delete-account", protocol = Rpc)]
pub async fn delete_account(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        context.proved()?;
        profile::delete(&context.db, context.actor()?, &email, context.now).await?;
        context.give(|cookie| cookie.session(None));
        Ok(())
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<ProfileError> for ApiError {
    fn from(error: ProfileError) -> Self {
        match error {
            // The person's account was deleted.
            ProfileError::Refused(_) => Self::SignedOut,
            ProfileError::Name(_) => Self::invalid("name", error.to_string()),
            ProfileError::TimeZone(_) => Self::invalid("time_zone", error.to_string()),
            ProfileError::Unconfirmed(_) => Self::invalid("email", error.to_string()),
            ProfileError::SuperAdmin(_) => Self::invalid("", error.to_string()),
            ProfileError::Database(error) => Self::failed(&error),
        }
    }
}
