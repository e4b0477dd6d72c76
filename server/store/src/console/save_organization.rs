//! Adding an organisation, and changing one.

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};

use super::{ConsoleError, insist, wrong};
use crate::Db;
use crate::db::WriteTransaction;
use crate::entity::{organization, partner_assignment};
use crate::event::{Event, Kind};
use crate::people::{NewOrganization, checked_name, insert_organizations, organization_named};

/// An organisation as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct OrganizationDraft<'a> {
    /// Its name; no other organisation has it.
    pub name: &'a str,
    /// Its kind.
    pub kind: OrganizationKind,
    /// The name of its main organisation; empty when it is one itself.
    pub parent: &'a str,
}

/// Adds an organisation, with its predefined roles, or changes that of the number; gives its number. `now` in
/// milliseconds since the Unix epoch.
pub async fn save_organization(
    db: &Db,
    permit: &Permit,
    id: Option<OrganizationId>,
    draft: OrganizationDraft<'_>,
    now: i64,
) -> Result<OrganizationId, ConsoleError> {
    insist(permit, Action::ManageConsole)?;
    let name = checked_name(draft.name).map_err(|error| wrong("name", error.to_string()))?;
    let transaction = db.begin_write().await?;
    let other = organization_named(&transaction, &name).await?.filter(|other| Some(other.id) != id);
    if other.is_some() {
        return Err(wrong("name", format!("There is already an organization named “{name}”.")));
    }
    let before = match id {
        Some(id) => Some(
            organization::Entity::find_by_id(id).lock_exclusive().one(&transaction).await?.ok_or(Refused)?,
        ),
        None => None,
    };
    check_kind(&transaction, before.as_ref(), draft.kind).await?;
    let parent = parent(&transaction, id, draft.parent.trim()).await?;
    let id = match before {
        None => {
            let event =
                |id| Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationAdded) };
            let new = [NewOrganization { name, kind: draft.kind, parent: parent.map(|parent| parent.id) }];
            let ids = insert_organizations(&transaction, &new, event).await?;
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
            if old != new {
                let change = organization::ActiveModel {
                    id: Set(before.id),
                    name: Set(name),
                    kind: Set(draft.kind.name().to_owned()),
                    parent_id: Set(parent.map(|parent| parent.id)),
                    ..Default::default()
                };
                change.update(&transaction).await?;
                let event = Event::by(permit, now, Kind::OrganizationChanged).change(&old, &new);
                Event { organization: Some(before.id), ..event }.record(&transaction).await?;
            }
            before.id
        }
    };
    transaction.commit().await?;
    Ok(id)
}

/// There is one vendor; who has customers stays a partner.
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
        return Err(wrong("kind", "There is one vendor per installation, and it stays the vendor."));
    }
    let Some(before) = before else { return Ok(()) };
    let as_partner = partner_assignment::Column::PartnerId.eq(before.id);
    let as_reseller = partner_assignment::Column::ResellerId.eq(before.id);
    let customers = partner_assignment::Entity::find().filter(as_partner.or(as_reseller));
    if customers.count(connection).await? > 0 {
        return Err(wrong(
            "kind",
            "Customers are assigned to this organization as what it is; remove those first.",
        ));
    }
    Ok(())
}

/// The main organisation of that name; none when the name is empty.
async fn parent(
    transaction: &WriteTransaction,
    id: Option<OrganizationId>,
    name: &str,
) -> Result<Option<organization::Model>, ConsoleError> {
    if name.is_empty() {
        return Ok(None);
    }
    let found = named(transaction, "parent", name).await?;
    if Some(found.id) == id {
        return Err(wrong("parent", "An organization is no sub-organization of itself."));
    }
    if found.parent_id.is_some() {
        return Err(wrong(
            "parent",
            format!("“{name}” is a sub-organization; a parent is a main organization."),
        ));
    }
    if let Some(id) = id {
        let subs = organization::Entity::find().filter(organization::Column::ParentId.eq(id));
        if subs.count(transaction).await? > 0 {
            return Err(wrong("parent", "This organization has sub-organizations, and so can't become one."));
        }
    }
    Ok(Some(found))
}

/// The organisation of a name that was typed into that field.
pub(super) async fn named(
    connection: &impl ConnectionTrait,
    field: &'static str,
    name: &str,
) -> Result<organization::Model, ConsoleError> {
    let name = name.trim();
    let found = if name.contains('\0') { None } else { organization_named(connection, name).await? };
    found.ok_or_else(|| wrong(field, format!("There is no organization named “{name}”.")))
}
