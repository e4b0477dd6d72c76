//! Server functions for the rules by which an organization's people sign in.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::security::{self, Settings},
};

properties! {
    OrganizationSecurity: WhileViewing;
    SetSecurity;
}

/// The organization's rules for its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// Whether they need a second factor.
    pub factor_required: bool,
    /// How many unused minutes end a session of theirs.
    pub idle_minutes: i32,
}

/// The organization's rules, and how many people meet them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demanded {
    /// The rules.
    pub demands: Demands,
    /// All members.
    pub members: u64,
    /// Members with a second factor.
    pub with_factor: u64,
}

/// Returns the rules by which the organization's people sign in.
#[server(prefix = "/api", endpoint = "organization-security", protocol = Rpc)]
pub async fn organization_security() -> Result<Demanded, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeSecurity, Target::MyOrganization)?;
        let found = security::see(&context.db, &permit).await?;
        let Settings { factor_required, idle_minutes } = found.settings;
        let demands = Demands { factor_required, idle_minutes };
        Ok(Demanded { demands, members: found.members, with_factor: found.with_factor })
    })
    .await
}

/// Changes the rules by which the organization's people sign in, starting from `before`. If somebody else has changed them
/// meanwhile, the error is about `before`.
#[server(prefix = "/api", endpoint = "set-security", protocol = Rpc)]
pub async fn set_security(before: Demands, demands: Demands) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        let settings =
            |of: Demands| Settings { factor_required: of.factor_required, idle_minutes: of.idle_minutes };
        Ok(security::set(&context.db, &permit, settings(before), settings(demands), context.now).await?)
    })
    .await
}
