//! Refused activations as events of the license.

use model::LicenseId;
use model::activation::{DeploymentId, Refusal};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{ActivateError, NewDeployment};
use crate::Db;
use crate::db::clock_skew::is_believed;
use crate::db::entity::event;
use crate::db::throttle;
use crate::deployments::Holder;
use crate::deployments::request_counts::{self, Window};
use crate::events::Kind;

/// The same refusal of the same deployment is an event once an hour, in milliseconds: a product that keeps asking must not push
/// everything else out of the history.
pub(super) const ONE_REFUSAL: i64 = 3_600_000;
/// At most this many of the license's last events are searched for the same refusal.
const LOOKED_AT: u64 = 50;
/// In an hour, this many refusals of a license for one reason are an event each. After that, the tenth is, the hundredth and so
/// on, with their number: anyone who has the key can make up deployments without end.
const EACH_REFUSAL: u64 = 5;

/// Records a refusal and returns it. A request that could never succeed is not an event; if the database can't be written, the
/// refusal stands anyway.
pub(super) async fn refused(
    db: &Db,
    holder: &Holder,
    license: LicenseId,
    new: &NewDeployment<'_>,
    refusal: Refusal,
    now: i64,
) -> ActivateError {
    if let (Ok(id), false) =
        (DeploymentId::parse(new.request.deployment), matches!(refusal, Refusal::BadQuantity(_)))
    {
        let text = format!("{}; Deployment ID: {id}; {refusal}", refusal.code());
        if let Err(error) = record_refusal(db, holder, license, (refusal.code(), &text), now).await {
            tracing::warn!(%error, "a refusal could not be recorded");
        }
    }
    refusal.into()
}

async fn record_refusal(
    db: &Db,
    holder: &Holder,
    license: LicenseId,
    (reason, text): (&str, &str),
    now: i64,
) -> Result<(), DbErr> {
    let kind = Kind::ActivationRefused;
    let last = event::Entity::find()
        .filter(event::Column::LicenseId.eq(license))
        .order_by_desc(event::Column::Id)
        .limit(LOOKED_AT)
        .all(db.connection())
        .await?;
    let is_same = |event: &event::Model| {
        event.kind == kind.name()
            && event.new == text
            && event.at > now - ONE_REFUSAL
            && is_believed(event.at, now)
    };
    if last.iter().any(is_same) {
        return Ok(());
    }
    let count = count_refusal(db, license, reason, now).await?;
    let counted = format!("{text}; Refusals for this reason in this hour: {count}");
    let text: &str = match count {
        ..=EACH_REFUSAL => text,
        _ if is_power_of_ten(count) => &counted,
        _ => return Ok(()),
    };
    holder.event(now, kind, license).change("", text).record(db.connection()).await
}

/// Counts a refusal over all servers, and returns the hour's number.
async fn count_refusal(db: &Db, license: LicenseId, reason: &str, now: i64) -> Result<u64, DbErr> {
    let subject = throttle::subject("refused activation", &format!("{license}\0{reason}"));
    // Counts are deleted by the start of their window: this one starts when the hour ends.
    let window = Window { subject, start: (now.div_euclid(ONE_REFUSAL) + 1) * ONE_REFUSAL };
    Ok(request_counts::add(db, vec![(window, 1)]).await?.into_values().sum())
}

pub(super) fn is_power_of_ten(number: u64) -> bool {
    number.checked_ilog10().is_some_and(|exponent| 10_u64.pow(exponent) == number)
}
