//! Records that a license's file was issued: anyone who has the file has the license until the file expires.

use model::{Action, LicenseId, Refused};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};

use super::LicenseError;
use crate::Db;
use crate::db::entity::license;
use crate::deployments::Holder;
use crate::events::Kind;

/// Records at `now`, in milliseconds since the Unix epoch, that the holder got a file; `text` names its kind.
pub async fn note_check_out(
    db: &Db,
    holder: &Holder,
    license: LicenseId,
    text: &str,
    now: i64,
) -> Result<(), LicenseError> {
    holder.only(Action::ManageDeployments)?;
    let reached = license::Entity::find_by_id(license)
        .filter(holder.reaches(license)) // tenant: files of a license
        .select_only()
        .column(license::Column::Id)
        .into_tuple::<i64>()
        .one(db.connection())
        .await?;
    reached.ok_or(Refused)?;
    holder.event(now, Kind::FileCheckedOut, license).change("", text).record(db.connection()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::entity::event;
    use crate::deployments::HeldLicense;
    use crate::testing::{NOW, TestDb, World, both_databases};

    #[both_databases]
    async fn a_file_is_an_event_of_its_license(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let own = world.license(db, "OWN", &[world.customer]).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let holder = Holder::Key(HeldLicense::of_key(db, "OWN", None).await.unwrap().unwrap());
        note_check_out(db, &holder, own, "License file", NOW).await.unwrap();
        let refused = note_check_out(db, &holder, foreign, "License file", NOW).await;
        assert!(matches!(refused, Err(LicenseError::Refused(_))));
        let events = event::Entity::find().all(db.connection()).await.unwrap();
        let noted = events.iter().filter(|event| event.kind == "file-checked-out");
        let noted: Vec<_> = noted.map(|event| (event.license_id, event.new.as_str())).collect();
        assert_eq!(noted, [(Some(own), "License file")]);
    }
}
