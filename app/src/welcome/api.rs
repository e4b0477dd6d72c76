//! The server function for setting up the installation.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    crate::new_session::{Proved, enter},
    store::sign_in::password::check_new,
    store::sign_in::session::Factor,
    store::sign_in::welcome::{self, Owner, SetUpCode, SetUpError},
    store::sign_in::{hash_password, salt},
};

properties! {
    SetUp;
}

/// The first person and their organization, the vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOwner {
    /// The vendor's name.
    pub organization: String,
    /// The person's name for others.
    pub name: String,
    /// The person's e-mail address, to sign in with.
    pub email: String,
    /// The person's password, to sign in with.
    pub password: Hidden,
}

/// Sets up an empty installation with the code that the server printed, and signs its owner in. Once there is an account, the
/// function answers like a missing one (R3).
#[server(prefix = "/api", endpoint = "set-up", protocol = Rpc)]
pub async fn set_up(code: Hidden, owner: NewOwner) -> Result<(), ApiError> {
    answer(async |context| {
        // Checked before anything else is revealed or a password is hashed.
        if !welcome::is_open(&context.db).await? {
            return Err(ApiError::NotFound);
        }
        let code = SetUpCode::from_text(&code).ok_or(SetUpError::Code)?;
        welcome::check(&context.db, code, context.now).await?;
        let NewOwner { organization, name, email, password } = owner;
        check_new(&password, &[&organization, &name, &email])
            .map_err(|error| ApiError::invalid("password", error.to_string()))?;
        let password_hash = hash_password(password.into_inner(), salt(&context.random)).await?;
        let owner = Owner { organization: &organization, name: &name, email: &email, password_hash };
        let user = welcome::finish(&context.db, code, owner, context.now).await?;
        enter(&context, user, Proved::own(Factor::Password)).await
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<SetUpError> for ApiError {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Refused(refused) => refused.into(),
            SetUpError::Code => Self::invalid("code", error.to_string()),
            SetUpError::Field { field, .. } => Self::invalid(field, error.to_string()),
            SetUpError::Database(error) => Self::failed(&error),
        }
    }
}
