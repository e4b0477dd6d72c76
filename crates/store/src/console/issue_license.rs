//! Issues a license with a new key.

use model::console::IssuedLicense;
use model::{Action, Day, Hidden, LicenseType, Permit, ProductId, ProductKind};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::limits::limits;
use super::reassign::organizations_named;
use super::{ConsoleError, MOST_UNITS, wrong};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::batch::insert;
use crate::db::entity::{license, license_limit, product};
use crate::events::{Event, Kind};
use crate::groups::placed;
use crate::import::public_id;

/// A license to issue.
#[derive(Clone, Copy, Debug)]
pub struct NewLicense<'a> {
    /// The product it is for.
    pub product: ProductId,
    /// The names of the organizations that get it, one per line.
    pub organizations: &'a str,
    /// How they obtain it.
    pub license_type: LicenseType,
    /// Its first day, UTC.
    pub start: Day,
    /// Its last day, UTC; None without an end.
    pub expiration: Option<Day>,
    /// Units purchased.
    pub purchased: i64,
    /// Number of the contract; empty if there is none.
    pub contract: &'a str,
    /// The limits of a cloud license, one per line, such as `Scans: 1000 per day`; may be empty.
    pub limits: &'a str,
    /// 32 random bytes for its key and its public ID.
    pub random: Hidden<[u8; 32]>,
}

/// Issues a license. Its key has 125 random bits, in letters and digits that can't be mistaken for each other. `now` in
/// milliseconds since the Unix epoch.
pub async fn issue(
    db: &Db,
    permit: &Permit,
    new: NewLicense<'_>,
    now: i64,
) -> Result<IssuedLicense, ConsoleError> {
    permit.only(Action::ManageConsole)?;
    if !(0..=MOST_UNITS).contains(&new.purchased) {
        return Err(wrong("purchased", format!("Enter a number of units from 0 to {MOST_UNITS}.")));
    }
    if new.expiration.is_some_and(|last| last < new.start) {
        return Err(wrong("expiration", "The expiration date can't be before the start date."));
    }
    let contract = new.contract.trim();
    if contract.chars().count() > 200 || contract.chars().any(char::is_control) {
        return Err(wrong("contract", "A contract number can have up to 200 characters and no line breaks."));
    }
    let limits = limits(new.limits)?;
    let transaction = db.begin_write().await?;
    let product = product::Entity::find_by_id(new.product).one(&transaction).await?;
    let product = product.ok_or_else(|| wrong("product", "Choose the product."))?;
    if !limits.is_empty() && product.kind != ProductKind::Cloud.name() {
        return Err(wrong(
            "limits",
            format!("“{}” is not a cloud product, so its licenses have no limits.", product.name),
        ));
    }
    let organizations = organizations_named(&transaction, new.organizations).await?;
    let mut rng = StdRng::from_seed(*new.random);
    let key = public_id::license_key(&mut rng);
    let ids = public_id::unused(&transaction, &mut rng, 1).await?;
    let public_id = ids.into_iter().next().unwrap_or_default();
    let row = license::ActiveModel {
        public_id: Set(public_id.clone()),
        product_id: Set(product.id),
        user_id: Set(None),
        license_type: Set(new.license_type.name().to_owned()),
        start_date: Set(new.start.date()),
        expiration_date: Set(new.expiration.map(Day::date)),
        purchased: Set(new.purchased),
        offline_units: Set(0),
        contract_number: Set((!contract.is_empty()).then(|| contract.to_owned())),
        note: Set(String::new()),
        note_version: Set(0),
        suspended: Set(false),
        registered: Set(true),
        created_at: Set(now),
        ..license::ActiveModel::keyed(&key)
    };
    let added = row.insert(&transaction).await;
    let id = added
        .or_taken(|| wrong("", "Another license has just been given this key or public ID. Try again."))?
        .id;
    let assigned: Vec<_> = organizations.iter().map(|organization| (id, organization.id)).collect();
    insert(&transaction, placed(&transaction, &assigned).await?).await?;
    let rows = limits.iter().map(|limit| license_limit::ActiveModel {
        license_id: Set(id),
        name: Set(limit.name.clone()),
        allowance: Set(limit.allowance),
        per: Set(limit.per.name().to_owned()),
        used: Set(0),
        ..Default::default()
    });
    insert(&transaction, rows.collect()).await?;
    let last = new.expiration.map_or_else(|| "none".to_owned(), |day| day.to_string());
    let about = format!(
        "Product: {}; Type: {}; Start Date: {}; Expiration Date: {last}; Purchased: {}",
        product.name,
        new.license_type.label(),
        new.start,
        new.purchased,
    );
    Event::by(permit, now, Kind::LicenseAdded).on(id).change("", &about).record(&transaction).await?;
    transaction.commit().await?;
    Ok(IssuedLicense { id, public_id, key: key.into() })
}
