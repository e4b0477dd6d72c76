//! The server function for actions on several licenses.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;

use super::{Acted, BulkAction, Chosen, Scope};
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    super::EXCEPT_LIMIT,
    crate::context::{Context, answer},
    model::bulk::{CHUNK, Outcome},
    model::{Action, LicenseId, Target},
    store::organizations,
};

properties! {
    ActOnLicenses: List;
}

/// The most licenses that an answer names as examples of those left as they were.
#[cfg(feature = "ssr")]
const EXAMPLES: usize = 5;

/// Acts on chosen licenses of a list, or on the next ones of all that match: at most a transaction full. What can't be changed is
/// left as it is, and counted. The page asks again from where the answer says, until nothing is left.
#[server(prefix = "/api", endpoint = "act-on-licenses", protocol = Rpc)]
pub async fn act_on_licenses(scope: Scope, chosen: Chosen, action: BulkAction) -> Result<Acted, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListLicenses, scope.target())?;
        check(&context, action)?;
        let (licenses, next) = match chosen {
            Chosen::These(licenses) => {
                limit(licenses.len(), CHUNK)?;
                (licenses, None)
            }
            Chosen::Matching(matched) => {
                limit(matched.except.len(), EXCEPT_LIMIT)?;
                let reports = &context.reports;
                let part = reports.matching(&context.db, permit, &scope, *matched, context.now).await?;
                (part.licenses, part.next)
            }
        };
        let outcome =
            if licenses.is_empty() { Outcome::default() } else { act(&context, &licenses, action).await? };
        Ok(Acted::of(&outcome, next))
    })
    .await
}

#[cfg(feature = "ssr")]
fn limit(count: usize, most: usize) -> Result<(), ApiError> {
    if count <= most {
        return Ok(());
    }
    Err(ApiError::invalid("chosen", format!("Up to {most} licenses can be named at once.")))
}

/// Refuses an action that the person may do on nothing, before the list is searched for them.
#[cfg(feature = "ssr")]
fn check(context: &Context, action: BulkAction) -> Result<(), ApiError> {
    let (action, target) = match action {
        BulkAction::Pin | BulkAction::Unpin => (Action::PinLicense, Target::Anything),
        BulkAction::Move { .. } => (Action::EditOrganization, Target::MyOrganization),
    };
    context.actor()?.permit(action, target)?;
    Ok(())
}

#[cfg(feature = "ssr")]
async fn act(context: &Context, licenses: &[LicenseId], action: BulkAction) -> Result<Outcome, ApiError> {
    let (actor, db, now) = (context.actor()?, &context.db, context.now);
    match action {
        BulkAction::Pin | BulkAction::Unpin => {
            let permit = actor.permit(Action::PinLicense, Target::Anything)?;
            let pinned = action == BulkAction::Pin;
            let outcome = store::licenses::set_pins(db, &permit, licenses, pinned, now).await?;
            context.reports.set_pinned(&permit, outcome.changed.clone(), pinned).await;
            Ok(outcome)
        }
        BulkAction::Move { from, to } => {
            let permit = actor.permit(Action::EditOrganization, Target::MyOrganization)?;
            let seen = actor.permit(Action::ListLicenses, Target::MyOrganization)?;
            Ok(organizations::move_each(db, &permit, &seen, licenses, (from, to), now).await?)
        }
    }
}

#[cfg(feature = "ssr")]
impl Acted {
    fn of(outcome: &Outcome, next: Option<LicenseId>) -> Self {
        let mut refused = Vec::new();
        for reason in model::bulk::Reason::ALL {
            let count = outcome.refused.iter().filter(|(_, why)| *why == reason).count() as u64;
            if count > 0 {
                refused.push((reason, count));
            }
        }
        Self {
            changed: outcome.changed.len() as u64,
            unchanged: outcome.unchanged,
            refused,
            examples: outcome.refused.iter().take(EXAMPLES).map(|(license, _)| *license).collect(),
            next,
        }
    }
}
