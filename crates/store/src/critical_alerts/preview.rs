//! Previews an alert.

use model::critical_alert::Preview;
use model::{Action, Day, Permit, Refused};
use sea_orm::EntityTrait;

use super::AlertError;
use super::ending::{Ending, Sight, ending};
use super::letter::{Letter, Owner};
use crate::Db;
use crate::db::entity::organization;

/// It names at most this many licenses.
const LICENSES: usize = 3;

/// Returns an alert as it would be sent today, for those of the organization's licenses that end first and that the reader may
/// see (R3), or for made-up ones if there are none. `permit` is to list critical alert users, `listing` to list licenses;
/// `address` is the portal's.
pub async fn preview(
    db: &Db,
    permit: &Permit,
    listing: &Permit,
    address: &str,
    today: Day,
) -> Result<Preview, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let own = permit.organization().ok_or(Refused)?;
    let organization = organization::Entity::find_by_id(own).one(db.connection()).await?.ok_or(Refused)?;
    let sight = Sight::Listed(own, listing.clone());
    let mut endings = ending(db.connection(), &sight, today, today.plus(365)).await?;
    endings.truncate(LICENSES);
    if endings.is_empty() {
        endings.push(Ending {
            license: 0,
            public_id: "L-EXAMPLE".to_owned(),
            product: "Example product".to_owned(),
            expiration: today.plus(30),
            lead_times: Vec::new(),
        });
    }
    // Each reader has their own link; this one has no effect.
    let unsubscribe = format!("{address}/unsubscribe/preview");
    let owner = Owner::Organization(&organization.name);
    let letter = Letter { owner, endings: &endings, today, address, unsubscribe: &unsubscribe };
    Ok(Preview { subject: letter.subject(), text: letter.text(), html: letter.html() })
}
