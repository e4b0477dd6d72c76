//! Server functions for the rules by which an organization's people sign in.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::security::{Security, Settings};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::security::{self, SecurityError},
};

properties! {
    OrganizationSecurity: WhileViewing;
    SetSecurity;
}

/// Returns the rules by which the organization's people sign in.
#[server(prefix = "/api", endpoint = "organization-security", protocol = Rpc)]
pub async fn organization_security() -> Result<Security, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeSecurity, Target::MyOrganization)?;
        Ok(security::see(&context.db, &permit).await?)
    })
    .await
}

/// Changes the rules by which the organization's people sign in, starting from `before`. If somebody else has changed them
/// in the meantime, the error is about `before`.
#[server(prefix = "/api", endpoint = "set-security", protocol = Rpc)]
pub async fn set_security(before: Settings, demands: Settings) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        Ok(security::set(&context.db, &permit, before, demands, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<SecurityError> for ApiError {
    fn from(error: SecurityError) -> Self {
        match error {
            SecurityError::Refused(refused) => refused.into(),
            SecurityError::Idle(_) => Self::invalid("idle", error.to_string()),
            SecurityError::Changed => Self::invalid("before", error.to_string()),
            SecurityError::Database(error) => Self::failed(&error),
        }
    }
}
