//! Adds and changes organizations.

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{ConsoleError, raced, taken, wrong};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::{organization, partner_assignment};
use crate::events::{Event, Kind};
use crate::organizations::{CONFIRM, sales_chain};
use crate::people::{
    NewOrganization, checked_name, insert_organizations, organization_alike, organization_named,
};

/// An organization as it should become.
#[derive(Clone, Copy, Debug)]
pub struct OrganizationDraft<'a> {
    /// Its name, as typed; no other organization has it.
    pub name: &'a str,
    /// Its part in the sales chain.
    pub kind: OrganizationKind,
    /// The name of its main organization; empty if it is one itself.
    pub parent: &'a str,
}

/// Adds an organization with its predefined roles, or changes the one with that ID. Returns its ID. `now` in milliseconds since
/// the Unix epoch.
pub async fn save_organization(
    db: &Db,
    permit: &Permit,
    id: Option<OrganizationId>,
    draft: OrganizationDraft<'_>,
    now: i64,
) -> Result<OrganizationId, ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let name = checked_name(draft.name).map_err(|error| wrong("name", error.to_string()))?;
    let transaction = db.begin_write().await?;
    let (before, parent) = locked(&transaction, id, draft.parent.trim()).await?;
    // An old name that looks like another is kept until somebody changes it.
    let is_new = before.as_ref().is_none_or(|before| before.name != name);
    let other = organization_alike(&transaction, &name).await?.filter(|other| Some(other.id) != id);
    if let Some(other) = other.filter(|_| is_new) {
        return Err(taken(&name, &other.name));
    }
    check_kind(&transaction, before.as_ref(), draft.kind).await?;
    if let Some(parent) = &parent {
        check_parent(&transaction, before.as_ref(), parent).await?;
    }
    let (main, was_under) =
        (parent.as_ref().map(|parent| parent.id), before.as_ref().and_then(|before| before.parent_id));
    let id = match before {
        None => {
            let event =
                |id| Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationAdded) };
            let new = [NewOrganization { name, kind: draft.kind, parent: main, named_by_itself: false }];
            let ids = insert_organizations(&transaction, &new, event).await.map_err(raced("organization"))?;
            ids.first().copied().ok_or(sea_orm::DbErr::RecordNotInserted)?
        }
        Some(before) => {
            let old_parent = match before.parent_id {
                Some(id) => organization::Entity::find_by_id(id).one(&transaction).await?,
                None => None,
            };
            let text = |name: &str, kind: &str, parent: Option<&organization::Model>| {
                let parent = parent.map_or_else(String::new, |parent| format!("; Parent: {}", parent.name));
                format!("Name: {name}; Kind: {kind}{parent}")
            };
            let old = text(&before.name, &before.kind, old_parent.as_ref());
            let new = text(&name, draft.kind.name(), parent.as_ref());
            if old != new || before.named_by_itself {
                let named = if is_new {
                    organization::ActiveModel::named(&name)
                } else {
                    <organization::ActiveModel as Default>::default()
                };
                let change = organization::ActiveModel {
                    id: Set(before.id),
                    // Whoever saves it has looked at it.
                    named_by_itself: Set(false),
                    kind: Set(draft.kind.name().to_owned()),
                    parent_id: Set(main),
                    ..named
                };
                change.update(&transaction).await.map_err(raced("organization"))?;
                let event = Event::by(permit, now, Kind::OrganizationChanged).change(&old, &new);
                Event { organization: Some(before.id), ..event }.record(&transaction).await?;
            }
            before.id
        }
    };
    if let Some(main) = main.filter(|main| was_under != Some(*main)) {
        let event = || Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationChanged) };
        sales_chain::inherit(&transaction, main, id, event).await?;
    }
    transaction.commit().await?;
    Ok(id)
}

/// Checks that there is one vendor, and that an organization with customers remains a partner.
async fn check_kind(
    connection: &impl ConnectionTrait,
    before: Option<&organization::Model>,
    kind: OrganizationKind,
) -> Result<(), ConsoleError> {
    let was = before.and_then(|before| OrganizationKind::from_name(&before.kind));
    let vendor = OrganizationKind::Vendor;
    if was == Some(kind) {
        return Ok(());
    }
    if kind == vendor || was == Some(vendor) {
        return Err(wrong("kind", "There is one vendor per installation, and its kind can't be changed."));
    }
    let Some(before) = before else { return Ok(()) };
    let as_partner = partner_assignment::Column::PartnerId.eq(before.id);
    let as_reseller = partner_assignment::Column::ResellerId.eq(before.id);
    let customers = partner_assignment::Entity::find().filter(as_partner.or(as_reseller));
    if customers.count(connection).await? > 0 {
        return Err(wrong(
            "kind",
            "Customers are assigned to this organization as its current kind. Remove them first.",
        ));
    }
    Ok(())
}

/// Returns the organization with that ID, and the named main organization. Locks both until the transaction ends, the lower
/// number first: of two people who make each the other's sub-organization, one is refused.
async fn locked(
    transaction: &WriteTransaction,
    id: Option<OrganizationId>,
    parent: &str,
) -> Result<(Option<organization::Model>, Option<organization::Model>), ConsoleError> {
    let parent = if parent.is_empty() { None } else { Some(named(transaction, "parent", parent).await?.id) };
    let rows = organization::Entity::find()
        .filter(organization::Column::Id.is_in(id.into_iter().chain(parent)))
        .order_by_asc(organization::Column::Id)
        .lock_exclusive()
        .all(transaction)
        .await?;
    let one = |id| rows.iter().find(|row| row.id == id).cloned().ok_or(Refused);
    Ok((id.map(one).transpose()?, parent.map(one).transpose()?))
}

/// Fails for the vendor, and if a sub-organization would get sub-organizations.
async fn check_parent(
    transaction: &WriteTransaction,
    before: Option<&organization::Model>,
    parent: &organization::Model,
) -> Result<(), ConsoleError> {
    if before.is_some_and(|before| before.id == parent.id) {
        return Err(wrong("parent", "An organization can't be its own sub-organization."));
    }
    if before.is_some_and(|before| before.kind == OrganizationKind::Vendor.name()) {
        return Err(wrong("parent", "The vendor must remain a main organization."));
    }
    if parent.parent_id.is_some() {
        return Err(wrong(
            "parent",
            format!("“{}” is a sub-organization; a parent must be a main organization.", parent.name),
        ));
    }
    let Some(before) = before else { return Ok(()) };
    let subs = organization::Entity::find().filter(organization::Column::ParentId.eq(before.id));
    if subs.count(transaction).await? > 0 {
        return Err(wrong("parent", "This organization has sub-organizations, and so can't become one."));
    }
    Ok(())
}

/// Returns the organization whose name was typed into that field.
pub(super) async fn named(
    connection: &impl ConnectionTrait,
    field: &'static str,
    name: &str,
) -> Result<organization::Model, ConsoleError> {
    let name = name.trim();
    let found = if name.contains('\0') { None } else { organization_named(connection, name).await? };
    let found = found.ok_or_else(|| wrong(field, format!("There is no organization named “{name}”.")))?;
    if found.named_by_itself {
        return Err(wrong(field, format!("“{name}” is a name that an organization gave itself. {CONFIRM}")));
    }
    Ok(found)
}
