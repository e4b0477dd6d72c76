//! Server functions of how the people of an organization have to sign in.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::security::{self, Settings},
};

/// What the organization demands of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// Whether they need a second factor.
    pub factor_required: bool,
    /// A session of theirs that nobody used for so many minutes is over.
    pub idle_minutes: i32,
}

/// What the organization demands of its people, and how many do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demanded {
    /// What is demanded.
    pub demands: Demands,
    /// How many members there are.
    pub members: u64,
    /// How many of them have a second factor.
    pub with_factor: u64,
}

/// How the people of the organization have to sign in.
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

/// Changes how the people of the organization have to sign in, from what that was when it was opened. Where somebody else
/// has changed it since, `before` is what is wrong.
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
