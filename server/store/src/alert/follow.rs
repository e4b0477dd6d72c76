//! Alerts of somebody whose e-mail address has changed.

use model::{OrganizationId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{alert_user, organization};

/// Lets the alerts of a person go to their new address: those that they subscribed to and, in `home` and its sub-organizations, those
/// that somebody added the old address for. The old mailbox may be somebody else's by now. An address that is told already is told
/// once.
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
                .add(organization::Column::ParentId.eq(home)), // tenant: where the old address is told of licenses
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
    Ok(())
}
