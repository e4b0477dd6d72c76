//! The licenses that end soon, as each recipient may know them.

use std::collections::HashMap;

use model::access::{Groups, Reach};
use model::critical_alert::{DEFAULT_LEAD_TIMES, LONGEST_LEAD_TIME, due};
use model::{Action, Actor, Day, LicenseId, OrganizationId, Permit, ProductKind, Refused, Target, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::Db;
use crate::db::actor_query;
use crate::db::entity::{
    alert_sent, alert_user, license, license_assignment, license_lead_time, organization, product,
};
use crate::db::scope;
use crate::text::order_key;

/// The licenses that a recipient gets alerts for.
#[derive(Clone, Debug)]
pub(super) enum Sight {
    /// All of an organization's.
    All(OrganizationId),
    /// Those of an organization's that a person may list.
    Listed(OrganizationId, Permit),
    /// A person's own.
    Personal(UserId),
}

/// What of an organization somebody may list: for each kind of product. None if everything.
pub(super) type SightReach = Option<[(Reach, Groups); 2]>;

impl Sight {
    /// The licenses that a critical alert user gets alerts for now. None if they subscribed as a member and no longer are one.
    pub async fn of_user(db: &Db, user: &alert_user::Model) -> Result<Option<Self>, DbErr> {
        let own = user.organization_id;
        let Some(member) = user.user_id else { return Ok(Some(Self::All(own))) };
        let member = actor_query::actor(db, member, Some(own)).await?;
        Ok(Self::listing(&member).ok().map(|permit| Self::Listed(own, permit)))
    }

    /// Two sights of one organization with the same reach cover the same licenses, whoever looks.
    pub fn reach(&self) -> SightReach {
        match self {
            Self::Listed(_, permit) => {
                let reach = |kind| (permit.reach(kind), permit.groups(kind).clone());
                Some([ProductKind::Cloud, ProductKind::OnPremises].map(reach))
            }
            Self::All(_) | Self::Personal(_) => None,
        }
    }

    /// The permit to list the licenses of the person's organization that they may know.
    pub fn listing(actor: &Actor) -> Result<Permit, Refused> {
        actor.permit(Action::ListLicenses, Target::MyOrganization)
    }
}

/// A license that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub license: LicenseId,
    pub public_id: String,
    pub product: String,
    pub expiration: Day,
    /// Its lead times, the shortest first.
    pub lead_times: Vec<u16>,
}

/// An alert to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alert {
    pub ending: Ending,
    /// The lead times it covers: the nearest, and those missed before it.
    pub lead_times: Vec<u16>,
}

type Row = (LicenseId, String, String, chrono::NaiveDate);

/// The licenses within sight that end from `from` through `to`, the first to end first.
pub(super) async fn ending(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    from: Day,
    to: Day,
) -> Result<Vec<Ending>, DbErr> {
    let ends = license::Column::ExpirationDate.between(from.date(), to.date());
    let product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    let mut told = Condition::all().add(ends.clone());
    let mut select = license::Entity::find().join(JoinType::InnerJoin, product.into());
    match sight {
        Sight::All(own) => select = assigned(select, *own),
        Sight::Listed(own, permit) => {
            select = assigned(select, *own);
            told = told.add(scope::assignments_in_reach(permit)); // tenant: licenses that a member is told about
        }
        Sight::Personal(user) => {
            told = told.add(license::Column::UserId.eq(*user)); // tenant: personal licenses, alerted
        }
    }
    let mut rows: Vec<Row> = select
        .filter(told)
        .select_only()
        .column(license::Column::Id)
        .column(license::Column::PublicId)
        .column(product::Column::Name)
        .column(license::Column::ExpirationDate)
        .into_tuple()
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    rows.sort_by_cached_key(|(license, _, product, expiration)| (*expiration, order_key(product), *license));
    let mut own = match sight {
        Sight::All(own) | Sight::Listed(own, _) => own_lead_times(connection, *own, ends.into()).await?,
        Sight::Personal(_) => HashMap::new(),
    };
    let ending = |(license, public_id, product, expiration): Row| Ending {
        license,
        public_id,
        product,
        expiration: expiration.into(),
        lead_times: own.remove(&license).unwrap_or_else(|| DEFAULT_LEAD_TIMES.to_vec()),
    };
    Ok(rows.into_iter().map(ending).collect())
}

fn assigned(
    select: sea_orm::Select<license::Entity>,
    own: OrganizationId,
) -> sea_orm::Select<license::Entity> {
    let assignment = license::Entity::belongs_to(license_assignment::Entity)
        .from(license::Column::Id)
        .to(license_assignment::Column::LicenseId);
    let organization = license_assignment::Entity::belongs_to(organization::Entity)
        .from(license_assignment::Column::OrganizationId)
        .to(organization::Column::Id);
    select
        .join(JoinType::InnerJoin, assignment.into())
        .join(JoinType::InnerJoin, organization.into())
        .filter(license_assignment::Column::OrganizationId.eq(own)) // tenant: own licenses, alerted
}

/// The lead times of licenses that have their own in that organization, the shortest first.
pub(super) async fn own_lead_times(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    of: Condition,
) -> Result<HashMap<LicenseId, Vec<u16>>, DbErr> {
    let license = license_lead_time::Entity::belongs_to(license::Entity)
        .from(license_lead_time::Column::LicenseId)
        .to(license::Column::Id);
    let rows: Vec<license_lead_time::Model> = license_lead_time::Entity::find()
        .join(JoinType::InnerJoin, license.into())
        .filter(license_lead_time::Column::OrganizationId.eq(organization)) // tenant: own lead times
        .filter(of)
        .order_by_asc(license_lead_time::Column::Days)
        .all(connection)
        .await?;
    let mut own: HashMap<LicenseId, Vec<u16>> = HashMap::new();
    for row in rows {
        own.entry(row.license_id).or_default().extend(u16::try_from(row.days));
    }
    Ok(own)
}

/// The alerts that a recipient already got: by license and last day, the lead times.
pub(super) type Told = HashMap<(LicenseId, Day), Vec<u16>>;

/// The alerts that each of those recipients already got for licenses that end on `today` or later.
pub(super) async fn told<'a>(
    connection: &impl ConnectionTrait,
    recipients: impl IntoIterator<Item = &'a str>,
    today: Day,
) -> Result<HashMap<String, Told>, DbErr> {
    let rows = alert_sent::Entity::find()
        .filter(alert_sent::Column::Recipient.is_in(recipients))
        .filter(alert_sent::Column::ExpirationDate.gte(today.date()))
        .all(connection)
        .await?;
    let mut told: HashMap<String, Told> = HashMap::new();
    for row in rows {
        let of = told.entry(row.recipient).or_default().entry((row.license_id, row.expiration_date.into()));
        of.or_default().extend(u16::try_from(row.lead_days));
    }
    Ok(told)
}

/// The alerts that a recipient gets on `today`. If several lead times are due, because runs were missed or the recipient is
/// new, only the nearest counts; after it no longer one is sent.
pub(super) async fn alerts(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    recipient: &str,
    today: Day,
) -> Result<Vec<Alert>, DbErr> {
    let until = today.plus(LONGEST_LEAD_TIME.into());
    let endings = ending(connection, sight, today, until).await?;
    if endings.is_empty() {
        return Ok(Vec::new());
    }
    let told = told(connection, [recipient], today).await?;
    Ok(alerts_of(&endings, told.get(recipient), today))
}

/// The alerts due on `today` for those licenses, to a recipient who already got `told`.
pub(super) fn alerts_of(endings: &[Ending], told: Option<&Told>, today: Day) -> Vec<Alert> {
    let alert = |ending: &Ending| {
        let due = due(&ending.lead_times, ending.expiration, today);
        let told = told.and_then(|told| told.get(&(ending.license, ending.expiration)));
        let told = told.map_or(&[][..], Vec::as_slice);
        let nearest = due.first()?;
        if told.iter().any(|lead| lead <= nearest) {
            return None;
        }
        let lead_times = due.iter().filter(|lead| !told.contains(lead)).copied().collect();
        Some(Alert { ending: ending.clone(), lead_times })
    };
    endings.iter().filter_map(alert).collect()
}
