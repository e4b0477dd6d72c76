//! Keeps the alerts of people whose e-mail address changes.

use model::{OrganizationId, UserId};
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};

use crate::db::batch;
use crate::db::entity::{alert_sent, alert_user, license, license_assignment, organization};

/// Moves a person's alerts to their new address: those they subscribed to and, in `home` and its sub-organizations, those that
/// somebody added the old address for. By now, the old mailbox may belong to somebody else. If the new address already gets
/// them, it gets them once.
pub(crate) async fn follow(
    transaction: &impl ConnectionTrait,
    user: UserId,
    home: OrganizationId,
    (old, new): (&str, &str),
) -> Result<(), DbErr> {
    let family: Vec<OrganizationId> = organization::Entity::find()
        .filter(
            Condition::any()
                .add(organization::Column::Id.eq(home))
                .add(organization::Column::ParentId.eq(home)), // tenant: where the old address is told about licenses
        )
        .select_only()
        .column(organization::Column::Id)
        .into_tuple()
        .all(transaction)
        .await?;
    let added = Condition::all()
        .add(alert_user::Column::OrganizationId.is_in(family))
        .add(alert_user::Column::UserId.is_null())
        .add(alert_user::Column::Email.eq(old));
    let theirs = Condition::any().add(alert_user::Column::UserId.eq(user)).add(added);
    let rows = alert_user::Entity::find()
        .filter(theirs) // tenant: a person's alerts
        .filter(alert_user::Column::Email.ne(new))
        .all(transaction)
        .await?;
    for row in rows {
        let mut told_of = Query::select();
        told_of
            .column(license_assignment::Column::LicenseId)
            .from(license_assignment::Entity)
            .and_where(license_assignment::Column::OrganizationId.eq(row.organization_id)); // tenant: what the old address was told
        carry_over(transaction, told_of, (&row.email, new)).await?;
        let there = alert_user::Entity::find()
            .filter(alert_user::Column::OrganizationId.eq(row.organization_id)) // tenant: the same organization's
            .filter(alert_user::Column::Email.eq(new));
        if there.one(transaction).await?.is_some() {
            alert_user::Entity::delete_by_id(row.id).exec(transaction).await?;
        } else {
            alert_user::Entity::update_many()
                .col_expr(alert_user::Column::Email, Expr::value(new))
                .filter(alert_user::Column::Id.eq(row.id))
                .exec(transaction)
                .await?;
        }
    }
    let mut personal = Query::select();
    personal.column(license::Column::Id).from(license::Entity).and_where(license::Column::UserId.eq(user)); // tenant: a person's own licenses
    carry_over(transaction, personal, (old, new)).await
}

/// Copies the record of alerts for those licenses from the old address to the new one, so that nobody gets one twice (R17). The
/// old address keeps its record, because another organization may send it alerts for the same license.
async fn carry_over(
    transaction: &impl ConnectionTrait,
    licenses: SelectStatement,
    (old, new): (&str, &str),
) -> Result<(), DbErr> {
    let sent = alert_sent::Entity::find()
        .filter(alert_sent::Column::Recipient.eq(old))
        .filter(alert_sent::Column::LicenseId.in_subquery(licenses))
        .all(transaction)
        .await?;
    let rows = sent.into_iter().map(|row| alert_sent::ActiveModel {
        license_id: Set(row.license_id),
        expiration_date: Set(row.expiration_date),
        recipient: Set(new.to_owned()),
        lead_days: Set(row.lead_days),
    });
    let key = [
        alert_sent::Column::LicenseId,
        alert_sent::Column::ExpirationDate,
        alert_sent::Column::Recipient,
        alert_sent::Column::LeadDays,
    ];
    let rule = OnConflict::columns(key).do_nothing().to_owned();
    batch::replace(transaction, rows.collect(), rule).await
}
