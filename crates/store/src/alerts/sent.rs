//! Lists the alerts sent, with recipients and errors.

use std::collections::HashMap;

use model::access::Relation;
use model::alert::{MailState, SentMail};
use model::{Action, LicenseId, Permit, ProductKind, Refused};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::AlertError;
use crate::Db;
use crate::alerts::mail::Purpose;
use crate::db::entity::{license, mail, product};

/// At most this many mails are listed, the latest.
pub const SENT_MOST: u64 = 200;

/// Returns the latest mails with alerts of the permit's organization, the newest first, at most [`SENT_MOST`]. `permit` is to
/// list critical alert users, `listing` to list licenses.
pub async fn sent(db: &Db, permit: &Permit, listing: &Permit) -> Result<Vec<SentMail>, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let organization = permit.organization().ok_or(Refused)?;
    let rows = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(organization)) // tenant: own mails, listed
        .filter(mail::Column::Purpose.eq(Purpose::CriticalAlert.name()))
        .order_by_desc(mail::Column::Id)
        .limit(SENT_MOST)
        .all(db.connection())
        .await?;
    let licenses = rows.iter().filter_map(|row| row.license_id);
    let kinds = kinds(db, licenses).await?;
    let sees = |kind: ProductKind| listing.reach(kind).has(Relation::Own);
    let sees_all = sees(ProductKind::Cloud) && sees(ProductKind::OnPremises);
    // A mail about several licenses does not say which.
    let sees_of = |license: Option<LicenseId>| {
        let kind = license.and_then(|license| kinds.get(&license).copied());
        sees_all || kind.is_some_and(sees)
    };
    let listed = |row: mail::Model| SentMail {
        state: state(&row),
        recipient: row.recipient,
        subject: Some(row.subject).filter(|_| sees_of(row.license_id)),
        created_at: row.created_at,
        error: row.error,
    };
    Ok(rows.into_iter().map(listed).collect())
}

fn state(row: &mail::Model) -> MailState {
    match (row.sent_at, row.failed_at) {
        (Some(at), _) if row.as_file => MailState::Filed(at),
        (Some(at), _) => MailState::Sent(at),
        (None, Some(at)) => MailState::Failed(at),
        (None, None) => MailState::Waiting(row.due_at),
    }
}

/// The kind of each license's product.
async fn kinds(
    db: &Db,
    licenses: impl Iterator<Item = LicenseId>,
) -> Result<HashMap<LicenseId, ProductKind>, DbErr> {
    let product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    let rows: Vec<(LicenseId, String)> = license::Entity::find()
        .join(JoinType::InnerJoin, product.into())
        .filter(license::Column::Id.is_in(licenses))
        .select_only()
        .column(license::Column::Id)
        .column(product::Column::Kind)
        .into_tuple()
        .all(db.connection())
        .await?;
    let kind = |(license, kind): (LicenseId, String)| Some((license, ProductKind::from_name(&kind)?));
    Ok(rows.into_iter().filter_map(kind).collect())
}
