//! Admits people who come back from a provider.

use model::access::Rank;
use model::{OrganizationId, UserId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, DeleteMany, EntityTrait, QueryFilter,
    QuerySelect,
};

use super::{OpenIdError, provider};
use crate::Db;
use crate::critical_alerts;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::{membership, openid_identity, openid_provider, organization, password_reset, user};
use crate::db::is_taken;
use crate::events::{Event, Kind};
use crate::organizations::mail_domains;
use crate::people::invitation::withdraw_unfounded;
use crate::people::{checked_email, checked_name, insert_member, insert_user, managed_organization};
use crate::sign_in::proof::is_beyond;
use crate::sign_in::second_factor::has_own;

/// A person as their provider describes them.
#[derive(Clone, Debug)]
pub struct Coming<'a> {
    /// The organization whose provider it is.
    pub organization: OrganizationId,
    /// The provider's issuer identifier.
    pub issuer: &'a str,
    /// The provider's permanent ID for the person.
    pub subject: &'a str,
    /// Their e-mail address, which the provider has verified.
    pub email: &'a str,
    /// Their name, if the provider sends it.
    pub name: Option<&'a str>,
    /// The values of the claim that holds roles; None if the provider does not send that claim.
    pub values: Option<&'a [String]>,
    /// The claim that holds roles, if the provider says that its values are elsewhere.
    pub elsewhere: Option<&'a str>,
    /// The person already signed in to this browser by something of their own, if any.
    pub signed_in: Option<UserId>,
}

/// Admits somebody: as the person known here under the provider's subject, or else the one with that address, or else a new
/// one. Adds them to the organization, in the role that the claim names. An account that is in another organization,
/// administers this one or is already linked to another subject is linked only if its person is signed in to it: anyone who sets
/// up a provider must not take over a higher account, nor the new holder of an address the account of the old one. `now` in
/// milliseconds since the Unix epoch.
pub async fn admit(db: &Db, coming: Coming<'_>, now: i64) -> Result<UserId, OpenIdError> {
    match admit_once(db, &coming, now).await {
        // The address got its account in another way at the same moment; this time it is found.
        Err(OpenIdError::Database(error)) if is_taken(&error) => admit_once(db, &coming, now).await,
        admitted => admitted,
    }
}

async fn admit_once(db: &Db, coming: &Coming<'_>, now: i64) -> Result<UserId, OpenIdError> {
    let email = checked_email(coming.email).map_err(OpenIdError::Person)?;
    let home = coming.organization;
    let transaction = db.begin_write().await?;
    // Two sign-ins of one new person wait for each other here.
    organization::Entity::find_by_id(home).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let settings = openid_provider::Entity::find_by_id(home)
        .filter(openid_provider::Column::Enabled.eq(true))
        .filter(openid_provider::Column::Issuer.eq(coming.issuer))
        .one(&transaction)
        .await?
        .ok_or(OpenIdError::Over)?;
    if mail_domains::owner(&transaction, &email).await? != Some(home) {
        return Err(OpenIdError::ForeignDomain);
    }
    let user = person(&transaction, coming, &email, now).await?;
    let wanted = role(&transaction, &settings, coming.values.unwrap_or_default()).await?;
    match managed_organization::held(&transaction, home, user).await? {
        None => {
            let role =
                managed_organization::role(&transaction, home, wanted).await?.ok_or(OpenIdError::Over)?;
            let event = Event { user: Some(user), ..Event::of_installation(now, Kind::MemberAdded) };
            insert_member(&transaction, user, &role.row, None, event).await?;
        }
        // A missing claim says nothing, not even that it is empty: the role is not changed.
        Some(held)
            if coming.values.is_some()
                && held.row.id != wanted
                && is_by_claim(&transaction, &settings, &held).await? =>
        {
            let role =
                managed_organization::role(&transaction, home, wanted).await?.ok_or(OpenIdError::Over)?;
            membership::Entity::update_many()
                .col_expr(membership::Column::RoleId, Expr::value(wanted))
                .filter(membership::Column::UserId.eq(user))
                .filter(membership::Column::OrganizationId.eq(home)) // tenant: role by single sign-on
                .exec(&transaction)
                .await?;
            let (old, new) = (format!("{email}: {}", held.row.name), format!("{email}: {}", role.row.name));
            let event = Event::of_installation(now, Kind::MemberRoleChanged).change(&old, &new).named(&email);
            Event { organization: Some(home), ..event }.record(&transaction).await?;
            let changed = Event::of_installation(now, Kind::MemberRoleChanged);
            withdraw_unfounded(&transaction, user, home, &changed).await?;
        }
        Some(_) => {}
    }
    if let Some(claim) = coming.elsewhere {
        tracing::warn!(
            user,
            issuer = coming.issuer,
            claim,
            "a provider keeps a claim elsewhere: the role is not changed"
        );
        let why = format!(
            "The provider did not send the claim “{claim}”, which has too many values for a token. The role is not changed."
        );
        let event = Event::of_installation(now, Kind::RoleNotTold).change("", &why).named(&email);
        Event { organization: Some(home), ..event }.record(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(user)
}

/// Returns the person, and remembers their subject.
async fn person(
    transaction: &impl ConnectionTrait,
    coming: &Coming<'_>,
    email: &str,
    now: i64,
) -> Result<UserId, OpenIdError> {
    let (home, issuer, subject) = (coming.organization, coming.issuer.to_owned(), coming.subject.to_owned());
    let key = (home, issuer.clone(), subject.clone());
    if let Some(known) = openid_identity::Entity::find_by_id(key).one(transaction).await? {
        follow_address(transaction, known.user_id, home, email, now).await?;
        return Ok(known.user_id);
    }
    let account = user::Entity::find().filter(user::Column::Email.eq(email)).one(transaction).await?;
    let user = match account {
        Some(account) if is_beyond(transaction, account.id, home).await? => {
            return Err(OpenIdError::OtherOrganization);
        }
        Some(account) if coming.signed_in == Some(account.id) => {
            // On the person's own word this subject replaces an earlier one.
            subjects(coming, account.id).exec(transaction).await?;
            sign_in_notice::tell(transaction, account.id, SignInChange::Linked(coming.issuer), now).await?;
            account.id
        }
        Some(account) if administers(transaction, account.id).await? => return Err(OpenIdError::Administers),
        Some(account) => {
            let known = openid_identity::Entity::find().filter(of(coming, account.id));
            if known.one(transaction).await?.is_some() {
                return Err(OpenIdError::OtherSubject);
            }
            sign_in_notice::tell(transaction, account.id, SignInChange::Linked(coming.issuer), now).await?;
            account.id
        }
        None => {
            let name = coming.name.and_then(|name| checked_name(name).ok());
            insert_user(transaction, email, name.unwrap_or_else(|| email.to_owned()), None, now).await?
        }
    };
    let row = openid_identity::ActiveModel {
        organization_id: Set(home),
        issuer: Set(issuer),
        subject: Set(subject),
        user_id: Set(user),
    };
    openid_identity::Entity::insert(row).exec_without_returning(transaction).await?;
    let event = Event::of_installation(now, Kind::IdentityLinked).change("", coming.issuer).named(email);
    Event { user: Some(user), organization: Some(home), ..event }.record(transaction).await?;
    Ok(user)
}

/// A person's identities at this provider. The organization's row is locked: none is added in the meantime.
fn of(coming: &Coming<'_>, user: UserId) -> Condition {
    Condition::all()
        .add(openid_identity::Column::OrganizationId.eq(coming.organization)) // tenant: own provider's subjects
        .add(openid_identity::Column::Issuer.eq(coming.issuer))
        .add(openid_identity::Column::UserId.eq(user))
}

fn subjects(coming: &Coming<'_>, user: UserId) -> DeleteMany<openid_identity::Entity> {
    openid_identity::Entity::delete_many().filter(of(coming, user))
}

/// Changes the address of an account to the current one at the provider. Not if the person has a proof of their own or is in
/// other organizations: links that set a password go to that address, so that even a temporary change could leave something
/// behind that counts everywhere.
async fn follow_address(
    transaction: &impl ConnectionTrait,
    id: UserId,
    home: OrganizationId,
    email: &str,
    now: i64,
) -> Result<(), OpenIdError> {
    // Making them a member elsewhere, or giving them a password, waits for this lock, and vice versa.
    let account = user::Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let Some(account) = account.filter(|account| account.email != email) else { return Ok(()) };
    if has_own(transaction, id).await? || is_beyond(transaction, id, home).await? {
        tracing::info!(
            user = id,
            "a changed address was not accepted: the account does not belong only to the provider"
        );
        return Ok(());
    }
    let taken = user::Entity::find().filter(user::Column::Email.eq(email)).one(transaction).await?;
    if taken.is_some() {
        tracing::info!(user = id, "a changed address is another account's, and was not accepted");
        return Ok(());
    }
    sign_in_notice::tell(transaction, id, SignInChange::Address(email), now).await?;
    // Such a link is in a mailbox that is no longer theirs.
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::UserId.eq(id))
        .exec(transaction)
        .await?;
    user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(email))
        .filter(user::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    critical_alerts::follow(transaction, id, home, (&account.email, email)).await?;
    let event = Event::of_installation(now, Kind::AddressChanged).change(&account.email, email).named(email);
    Event { user: Some(id), organization: Some(home), ..event }.record(transaction).await?;
    Ok(())
}

/// Whether a person is an Admin or the Super Admin of any organization.
async fn administers(connection: &impl ConnectionTrait, user: UserId) -> Result<bool, DbErr> {
    let own = membership::Entity::find().filter(membership::Column::UserId.eq(user)); // tenant: own memberships, for their rank
    let own = own.all(connection).await?;
    let places: Vec<OrganizationId> = own.iter().map(|member| member.organization_id).collect();
    let roles = managed_organization::roles(connection, &places).await?;
    let held = own.iter().filter_map(|member| roles.get(&member.role_id));
    Ok(held.max_by_key(|role| role.height.rank).is_some_and(|role| role.height.rank >= Rank::Admin))
}

/// Whether a claim may take the held role away: not the Super Admin's, which is transferred, and an Admin's only if claims can
/// make Admins.
async fn is_by_claim(
    connection: &impl ConnectionTrait,
    settings: &openid_provider::Model,
    held: &managed_organization::Role,
) -> Result<bool, DbErr> {
    if settings.role_claim.is_empty() || held.height.rank == Rank::SuperAdmin {
        return Ok(false);
    }
    if held.height.rank < Rank::Admin {
        return Ok(true);
    }
    let home = settings.organization_id;
    let roles = managed_organization::roles(connection, &[home]).await?;
    let makes_admin = |role: &i64| roles.get(role).is_some_and(|role| role.height.rank == Rank::Admin);
    let mapped = provider::mapped(connection, home).await?;
    Ok(mapped.iter().map(|(_, role)| role).chain([&settings.default_role_id]).any(makes_admin))
}

/// The role for the claim's values, or the default one.
async fn role(
    connection: &impl ConnectionTrait,
    settings: &openid_provider::Model,
    values: &[String],
) -> Result<i64, DbErr> {
    if settings.role_claim.is_empty() {
        return Ok(settings.default_role_id);
    }
    let mapped = provider::mapped(connection, settings.organization_id).await?;
    let told = mapped.into_iter().find(|(value, _)| values.contains(value));
    Ok(told.map_or(settings.default_role_id, |(_, role)| role))
}
