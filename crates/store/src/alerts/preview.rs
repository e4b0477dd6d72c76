//! An alert before it is sent.

use model::{Action, Day, Permit, Refused};
use sea_orm::EntityTrait;

use super::AlertError;
use super::ending::{Ending, Sight, ending};
use super::letter::{Letter, Owner};
use crate::Db;
use crate::db::entity::organization;

/// At most this many licenses are in it.
const LICENSES: usize = 3;

/// A mail as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// An alert as it would be sent today, of those of the organization's licenses that end first and that the reader may
/// see (R3); of made-up ones where there are none. `permit` is to list critical alert users, `listing` to list licenses;
/// `address` is where people reach the portal.
pub async fn preview(
    db: &Db,
    permit: &Permit,
    listing: &Permit,
    address: &str,
    today: Day,
) -> Result<Preview, AlertError> {
    let (Action::ListAlertUsers, Some(own), Action::ListLicenses) =
        (permit.action(), permit.organization(), listing.action())
    else {
        return Err(Refused.into());
    };
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
    // Each reader has a link of its own; this one ends nothing.
    let unsubscribe = format!("{address}/unsubscribe/preview");
    let owner = Owner::Organization(&organization.name);
    let letter = Letter { owner, endings: &endings, today, address, unsubscribe: &unsubscribe };
    Ok(Preview { subject: letter.subject(), text: letter.text(), html: letter.html() })
}
