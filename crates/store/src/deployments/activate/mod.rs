//! Taking a license's units for a deployment (R12).

mod refused;

use model::activation::{Decision, DeploymentId, Mode, Overage, Refusal, Request, Terms, Used, decide};
use model::{Action, Day, LicenseId, Permit, ProductKind, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    JoinType, QueryFilter, QuerySelect,
};

use super::{Deployment, HeldLicense, Holder, Host, number, units};
use crate::db::entity::{deployment, license, product};
use crate::db::throttle::{self, Throttled};
use crate::db::{Db, WriteTransaction};
use crate::events::Kind;
use refused::refused;

/// A deployment that asks for units.
#[derive(Clone, Debug)]
pub struct NewDeployment<'a> {
    /// The deployment's ID and the units it asks for.
    pub request: Request<'a>,
    /// What its product reports about the computer.
    pub host: Host,
}

/// The result of an activation.
#[derive(Clone, Debug)]
pub struct Activated {
    /// The deployment, active now.
    pub deployment: Deployment,
    /// Whether it took its units just now; otherwise it already had them (R12).
    pub is_new: bool,
}

/// Why no units were taken.
#[derive(Debug, thiserror::Error)]
pub enum ActivateError {
    /// The permit is for something else, or the license is hidden or missing (R3).
    #[error(transparent)]
    Hidden(#[from] Refused),
    /// The license does not allow it, or the request is invalid.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person tried too many unknown keys recently.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A person may try at most this many unknown keys within a quarter of an hour.
const UNKNOWN_KEYS: i32 = 20;

/// Activates the license with that key for a person, who needs no level for it: having the key is enough. The response says
/// nothing about the license beyond the outcome of this attempt.
pub async fn activate_by_key(
    db: &Db,
    permit: &Permit,
    key: &str,
    new: &NewDeployment<'_>,
    now: i64,
) -> Result<Activated, ActivateError> {
    permit.only(Action::ActivateLicense)?;
    let person = throttle::subject("unknown key", &permit.user().to_string());
    throttle::attempt(db, &person, UNKNOWN_KEYS, now).await??;
    let held = HeldLicense::of_key(db, key, Some(permit)).await?.ok_or(Refusal::UnknownKey)?;
    throttle::forgive(db, &person).await?;
    let license = held.license();
    activate(db, &Holder::Key(held), license, new, now).await
}

/// Gives the deployment its units, or returns those it already has (R12). Of several that race for the last unit one wins, on
/// both databases and with any number of servers.
///
/// A refusal is an event of the license, just as an activation is.
pub async fn activate(
    db: &Db,
    holder: &Holder,
    license: LicenseId,
    new: &NewDeployment<'_>,
    now: i64,
) -> Result<Activated, ActivateError> {
    holder.only(Action::ManageDeployments)?;
    // Products ask at every start, and most are active: they wait for no other activation. Only the second read decides that no
    // unit is left: the asking deployment may have become active between the queries of this one.
    let (terms, used, there) = read(db.connection(), holder, license, &new.request, false).await?;
    match (decide(&terms, used, &new.request, now), there) {
        (Ok(Decision::Active(..)), Some(row)) if !goes_offline(&row, new) => {
            return Ok(Activated { deployment: heard_of(db, row, now).await?.into(), is_new: false });
        }
        (Ok(_) | Err(Refusal::NoUnitLeft { .. }), _) => {}
        (Err(refusal), _) => return Err(refused(db, holder, license, new, refusal, now).await),
    }
    let transaction = db.begin_write().await?;
    db.lock_for_deployments(&transaction).await?;
    // From here on no other activation of this license runs: its row is locked, or this is SQLite's one writer.
    let (terms, used, there) = read(&transaction, holder, license, &new.request, true).await?;
    let refusal = match decide(&terms, used, &new.request, now) {
        Ok(Decision::Active(..)) => {
            let mut row = there.ok_or_else(|| DbErr::RecordNotFound("an active deployment".to_owned()))?;
            if goes_offline(&row, new) {
                row = go_offline(&transaction, holder, row, now).await?;
                transaction.commit().await?;
            }
            return Ok(Activated { deployment: row.into(), is_new: false });
        }
        Ok(Decision::Take(id, _)) if number::is_of_another(&transaction, license, &id).await? => {
            Refusal::NumberOfAnother
        }
        Ok(Decision::Take(id, quantity)) => {
            match take(&transaction, license, &terms, &id, quantity, new, now).await? {
                Some(row) => {
                    let row = number::set_apart(&transaction, row).await?;
                    let text = event_text(&row.deployment_id, quantity, new);
                    let event = holder.event(now, Kind::Activated, license).change("", &text);
                    event.record(&transaction).await?;
                    transaction.commit().await?;
                    return Ok(Activated { deployment: row.into(), is_new: true });
                }
                None => Refusal::NoUnitLeft {
                    capacity: terms.overage.capacity(terms.purchased).unwrap_or(u64::MAX),
                    used: used.units,
                    asked: quantity,
                },
            }
        }
        Err(refusal) => refusal,
    };
    transaction.rollback().await?;
    Err(refused(db, holder, license, new, refusal, now).await)
}

/// Whether an active deployment now asks to go offline.
fn goes_offline(row: &deployment::Model, new: &NewDeployment<'_>) -> bool {
    new.request.mode == Mode::Offline && row.mode != Mode::Offline.name()
}

/// Makes a deployment offline, so that its silence no longer releases it.
async fn go_offline(
    transaction: &WriteTransaction,
    holder: &Holder,
    row: deployment::Model,
    now: i64,
) -> Result<deployment::Model, DbErr> {
    let change = deployment::ActiveModel {
        id: Set(row.id),
        mode: Set(Mode::Offline.name().to_owned()),
        ..Default::default()
    };
    let changed = change.update(transaction).await?;
    let id = &row.deployment_id;
    let (old, after) =
        (format!("Deployment ID: {id}; Mode: Online"), format!("Deployment ID: {id}; Mode: Offline"));
    holder
        .event(now, Kind::DeploymentChanged, row.license_id)
        .change(&old, &after)
        .record(transaction)
        .await?;
    Ok(changed)
}

/// How often an active deployment that asks again is noted, in milliseconds.
const HEARD_OF: i64 = 60_000;

/// Records that an active deployment asked again: a sign of life, but not a heartbeat.
async fn heard_of(db: &Db, mut row: deployment::Model, now: i64) -> Result<deployment::Model, DbErr> {
    if now - row.last_seen_at >= HEARD_OF {
        deployment::Entity::update_many()
            .col_expr(deployment::Column::LastSeenAt, Expr::value(now))
            .filter(deployment::Column::Id.eq(row.id))
            .filter(deployment::Column::LastSeenAt.lt(now))
            .exec(db.connection())
            .await?;
        row.last_seen_at = now;
    }
    Ok(row)
}

fn event_text(id: &str, quantity: u32, new: &NewDeployment<'_>) -> String {
    let host = &new.host.host_name;
    let host = if host.is_empty() { String::new() } else { format!("; Host Name: {host}") };
    format!("Deployment ID: {id}; Quantity: {quantity}; Mode: {}{host}", new.request.mode.label())
}

#[derive(FromQueryResult)]
struct Row {
    product_id: i64,
    kind: String,
    start_date: chrono::NaiveDate,
    expiration_date: Option<chrono::NaiveDate>,
    suspended: bool,
    registered: bool,
    purchased: i64,
    overage: String,
}

/// The license's terms, the units in use, and the asking deployment if it is active.
async fn read(
    connection: &impl ConnectionTrait,
    holder: &Holder,
    license: LicenseId,
    request: &Request<'_>,
    lock: bool,
) -> Result<(Terms, Used, Option<deployment::Model>), ActivateError> {
    if lock {
        // The license's own row first, alone: the counts below must include the last winner's units.
        let mut locked = Query::select();
        locked.column(license::Column::Id).from(license::Entity).and_where(license::Column::Id.eq(license));
        locked.lock(LockType::NoKeyUpdate);
        connection.query_one(&locked).await?;
    }
    let product = license::Entity::belongs_to(product::Entity)
        .from(license::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let row: Option<Row> = license::Entity::find_by_id(license)
        .join(JoinType::InnerJoin, product)
        .filter(holder.reaches(license)) // tenant: the license that is activated
        .select_only()
        .columns([
            license::Column::ProductId,
            license::Column::StartDate,
            license::Column::ExpirationDate,
            license::Column::Suspended,
            license::Column::Registered,
            license::Column::Purchased,
            license::Column::Overage,
        ])
        .column(product::Column::Kind)
        .into_model()
        .one(connection)
        .await?;
    let row = row.ok_or(Refused)?;
    let there = match DeploymentId::parse(request.deployment) {
        Ok(id) => {
            deployment::Entity::find()
                .filter(deployment::Column::LicenseId.eq(license))
                .filter(deployment::Column::DeploymentId.eq(id.as_str()))
                .one(connection)
                .await?
        }
        Err(_) => None,
    };
    let counted: Option<Option<i64>> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.eq(license))
        .select_only()
        .expr(units())
        .into_tuple()
        .one(connection)
        .await?;
    let used = Used {
        units: counted.flatten().and_then(|units| u64::try_from(units).ok()).unwrap_or(0),
        here: there.as_ref().map(|row| u32::try_from(row.quantity).unwrap_or(u32::MAX)),
    };
    let terms = Terms {
        product: row.product_id,
        kind: ProductKind::from_name(&row.kind).unwrap_or(ProductKind::OnPremises),
        start: Day::from(row.start_date),
        expiration: row.expiration_date.map(Day::from),
        suspended: row.suspended,
        registered: row.registered,
        purchased: u32::try_from(row.purchased).unwrap_or(u32::MAX),
        overage: Overage::from_name(&row.overage).unwrap_or_default(),
    };
    Ok((terms, used, there))
}

/// Writes the deployment if enough units are left; the write itself contains that condition.
async fn take(
    transaction: &WriteTransaction,
    license: LicenseId,
    terms: &Terms,
    id: &DeploymentId,
    quantity: u32,
    new: &NewDeployment<'_>,
    now: i64,
) -> Result<Option<deployment::Model>, DbErr> {
    use deployment::Column;
    let host = &new.host;
    let texts = [id.as_str(), &host.host_name, &host.platform, &host.product_version, ""];
    let searched = deployment::Model::searched(texts);
    let mut values = Query::select();
    values.exprs([
        Expr::val(license).cast_as("bigint"),
        Expr::val(id.as_str()).cast_as("text"),
        Expr::val(host.host_name.as_str()).cast_as("text"),
        Expr::val(host.platform.as_str()).cast_as("text"),
        Expr::val(host.product_version.as_str()).cast_as("text"),
        Expr::val(new.request.mode.name()).cast_as("text"),
        Expr::val(i64::from(quantity)).cast_as("bigint"),
        Expr::val(now).cast_as("bigint"),
        Expr::val(now).cast_as("bigint"),
        Expr::val(host.name.as_deref()).cast_as("text"),
        Expr::val(host.ip.as_deref()).cast_as("text"),
        Expr::val(host.cores).cast_as("integer"),
        Expr::val(host.metadata.as_deref()).cast_as("text"),
        Expr::val(searched).cast_as("text"),
    ]);
    if let Some(capacity) = terms.overage.capacity(terms.purchased) {
        let left = i64::try_from(capacity).unwrap_or(i64::MAX).saturating_sub(i64::from(quantity));
        let mut taken = Query::select();
        taken.expr(Expr::expr(units()).if_null(0)).from(deployment::Entity);
        taken.and_where(Column::LicenseId.eq(license));
        values.and_where(Expr::expr(taken).lte(left));
    }
    let mut insert = Query::insert();
    insert.into_table(deployment::Entity).columns([
        Column::LicenseId,
        Column::DeploymentId,
        Column::HostName,
        Column::Platform,
        Column::ProductVersion,
        Column::Mode,
        Column::Quantity,
        Column::ActivatedAt,
        Column::LastSeenAt,
        Column::Name,
        Column::Ip,
        Column::Cores,
        Column::Metadata,
        Column::TextFolded,
    ]);
    insert.select_from(values).map_err(|error| DbErr::Custom(error.to_string()))?;
    if transaction.execute(&insert).await?.rows_affected() == 0 {
        return Ok(None);
    }
    deployment::Entity::find()
        .filter(Column::LicenseId.eq(license))
        .filter(Column::DeploymentId.eq(id.as_str()))
        .one(transaction)
        .await
}

#[cfg(test)]
mod tests;
