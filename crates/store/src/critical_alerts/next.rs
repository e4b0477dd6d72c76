//! The alerts of the coming days.

use std::collections::{BTreeMap, HashSet};

use model::critical_alert::{LONGEST_LEAD_TIME, NextAlert, due};
use model::{Action, Actor, Day, LicenseId, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::AlertError;
use super::ending::{Ending, Sight, SightReach, alerts_of, ending, told};
use crate::Db;
use crate::db::actor_query;
use crate::db::entity::alert_user;

/// Alerts are listed for this many days.
pub const NEXT_DAYS: i32 = 30;

/// Returns the alerts for the organization's licenses from `today` through the next [`NEXT_DAYS`], the earliest first, if the
/// reader may see the licenses (R3). `permit` is to list critical alert users, `listing` to list licenses.
pub async fn next(
    db: &Db,
    permit: &Permit,
    listing: &Permit,
    today: Day,
) -> Result<Vec<NextAlert>, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let own = permit.organization().ok_or(Refused)?;
    let until = today.plus(NEXT_DAYS + i32::from(LONGEST_LEAD_TIME));
    let seen = ending(db.connection(), &Sight::Listed(own, listing.clone()), today, until).await?;
    let seen: HashSet<LicenseId> = seen.into_iter().map(|ending| ending.license).collect();
    let users = alert_user::Entity::find()
        .filter(alert_user::Column::OrganizationId.eq(own)) // tenant: own alert users, for what is next
        .all(db.connection())
        .await?;
    let mut next: BTreeMap<(Day, Day, String, LicenseId, u16), NextAlert> = BTreeMap::new();
    let mut count = |ending: &Ending, lead_time: u16, on: Day| {
        if seen.contains(&ending.license) {
            let key = (on, ending.expiration, ending.product.clone(), ending.license, lead_time);
            let alert = next.entry(key).or_insert_with(|| NextAlert {
                on,
                public_id: ending.public_id.clone(),
                product: ending.product.clone(),
                expiration: ending.expiration,
                lead_time,
                recipients: 0,
            });
            alert.recipients += 1;
        }
    };
    // However many they are: one query for what they may see, and one for what they already got.
    let members = users.iter().filter_map(|user| user.user_id);
    let mut members = actor_query::of_members(db.connection(), members, own).await?;
    let told = told(db.connection(), users.iter().map(|user| user.email.as_str()), today).await?;
    let mut seen_by: Vec<(SightReach, Vec<Ending>)> = Vec::new();
    for user in users {
        let sight = match user.user_id {
            None => Sight::All(own),
            Some(member) => {
                let member = Actor { user: member, membership: members.remove(&member) };
                let Ok(permit) = Sight::listing(&member) else { continue };
                Sight::Listed(own, permit)
            }
        };
        let reach = sight.reach();
        let known = seen_by.iter().position(|(known, _)| *known == reach);
        let known = if let Some(known) = known {
            known
        } else {
            seen_by.push((reach, ending(db.connection(), &sight, today, until).await?));
            seen_by.len() - 1
        };
        let (_, endings) = &seen_by[known];
        // Those that the next run sends, and those that become due later.
        for alert in alerts_of(endings, told.get(&user.email), today) {
            count(&alert.ending, alert.lead_times.first().copied().unwrap_or_default(), today);
        }
        for ending in endings {
            let is_due = due(&ending.lead_times, ending.expiration, today).len();
            let to_come = &ending.lead_times[..ending.lead_times.len() - is_due];
            for lead_time in to_come {
                let on = ending.expiration.plus(-i32::from(*lead_time));
                if on.since(today) <= NEXT_DAYS {
                    count(ending, *lead_time, on);
                }
            }
        }
    }
    Ok(next.into_values().collect())
}
