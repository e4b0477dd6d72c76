//! Server functions for mail domains.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::organization::MailDomain;

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, Dns, answer},
    model::{Action, Permit, Target},
    store::db::secret::Secret,
    store::organizations::mail_domains::{self, MailDomainError},
};

properties! {
    MailDomains: WhileViewing;
    AddMailDomain;
    VerifyMailDomain;
    RemoveMailDomain;
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
    context.proved()?;
    Ok(permit)
}

/// Returns the organization's mail domains.
#[server(prefix = "/api", endpoint = "mail-domains", protocol = Rpc)]
pub async fn mail_domains() -> Result<Vec<MailDomain>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeSecurity, Target::MyOrganization)?;
        Ok(mail_domains::list(&context.db, &permit).await?)
    })
    .await
}

/// Adds a mail domain, not verified yet.
#[server(prefix = "/api", endpoint = "add-mail-domain", protocol = Rpc)]
pub async fn add_mail_domain(domain: String) -> Result<(), ApiError> {
    answer(async |context| {
        let (permit, proof) = (managing(&context)?, Secret::derived(&context.random, "mail domain"));
        Ok(mail_domains::add(&context.db, &permit, &domain, proof, context.now).await?)
    })
    .await
}

/// Verifies a mail domain if its DNS has the record.
#[server(prefix = "/api", endpoint = "verify-mail-domain", protocol = Rpc)]
pub async fn verify_mail_domain(domain: i64) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.by_session()?;
        let pending = mail_domains::find(&context.db, &permit, domain).await?;
        let Dns(look_up) = &context.dns;
        let texts = look_up(pending.domain.clone()).await.map_err(|error| {
            tracing::info!(%error, domain = pending.domain, "DNS did not answer");
            ApiError::invalid("", "DNS did not answer. Try again later.")
        })?;
        Ok(mail_domains::verify(&context.db, &permit, domain, &texts, context.now).await?)
    })
    .await
}

/// Removes a mail domain.
#[server(prefix = "/api", endpoint = "remove-mail-domain", protocol = Rpc)]
pub async fn remove_mail_domain(domain: i64) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(mail_domains::remove(&context.db, &managing(&context)?, domain, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<MailDomainError> for ApiError {
    fn from(error: MailDomainError) -> Self {
        match error {
            MailDomainError::Refused(refused) => refused.into(),
            MailDomainError::Database(error) => Self::failed(&error),
            MailDomainError::Name(_) | MailDomainError::Exists(_) | MailDomainError::TooMany => {
                Self::invalid("domain", error.to_string())
            }
            told => Self::invalid("", told.to_string()),
        }
    }
}
