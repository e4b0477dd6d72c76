//! Edits the note that only the own partner organization ever sees (R4).

use model::edit::{Note, checked_note};
use model::{LicenseId, OrganizationId, Permit, Refused};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::NoteSaveError;
use super::note::{next_version, there};
use crate::Db;
use crate::db::entity::partner_note;
use crate::db::scope;
use crate::events::{Event, Kind};

/// Saves the note of the permit's organization on a customer's license, edited from `version`, and returns the new note. Saving
/// the same text again returns the present note.
pub async fn edit_partner_note(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    version: i32,
    typed: &str,
    now: i64,
) -> Result<Note, NoteSaveError> {
    let text = checked_note(typed)?;
    let organization = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    if !scope::reaches(&transaction, permit, license).await? {
        return Err(Refused.into());
    }
    let row = partner_note::ActiveModel {
        license_id: Set(license),
        organization_id: Set(organization),
        note: Set(String::new()),
        note_version: Set(0),
    };
    partner_note::Entity::insert(row)
        .on_conflict_do_nothing_on([partner_note::Column::LicenseId, partner_note::Column::OrganizationId])
        .exec_without_returning(&transaction)
        .await?;
    let current = current(&transaction, license, organization).await?.ok_or(Refused)?;
    if current.text == text {
        transaction.commit().await?;
        return Ok(current);
    }
    let saved = Note { text, version: next_version(version) };
    let updated = partner_note::Entity::update_many()
        .col_expr(partner_note::Column::Note, Expr::value(saved.text.clone()))
        .col_expr(partner_note::Column::NoteVersion, Expr::value(saved.version))
        .filter(partner_note::Column::LicenseId.eq(license))
        .filter(partner_note::Column::OrganizationId.eq(organization))
        .filter(partner_note::Column::NoteVersion.eq(version))
        .exec(&transaction)
        .await?;
    if updated.rows_affected == 0 {
        // As with a note: what was read before the update is outdated.
        return there(self::current(&transaction, license, organization).await?, &saved.text);
    }
    let event = Event { visible_to: Some(organization), ..Event::by(permit, now, Kind::PartnerNoteEdited) };
    event.on(license).change(&current.text, &saved.text).record(&transaction).await?;
    transaction.commit().await?;
    Ok(saved)
}

async fn current(
    connection: &impl ConnectionTrait,
    license: LicenseId,
    organization: OrganizationId,
) -> Result<Option<Note>, DbErr> {
    let row = partner_note::Entity::find_by_id((license, organization)).one(connection).await?;
    Ok(row.map(|row| Note { text: row.note, version: row.note_version }))
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Target};

    use super::*;
    use crate::licenses::history;
    use crate::licenses::note::assert_one_winner;
    use crate::licenses::report::texts;
    use crate::testing::{NOW, World, actor, databases, level};

    #[tokio::test]
    async fn of_many_editors_at_once_exactly_one_wins() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let license = world.license(db, "KEY", &[world.customer]).await;
            let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess);
            let writer = actor(db, "writer", Some(world.distributor), levels).await;
            let permit = &writer.permit(Action::EditPartnerNote, Target::Customers).unwrap();
            let edits = (0..20).map(|n| async move {
                edit_partner_note(db, permit, license, 0, &format!("editor {n}"), NOW).await
            });
            assert_one_winner(futures::future::join_all(edits).await, database.name);
            let conflict = edit_partner_note(db, permit, license, i32::MAX, "late", NOW).await;
            assert!(matches!(conflict, Err(NoteSaveError::Conflict(_))), "{}", database.name);
        }
    }

    #[tokio::test]
    async fn no_other_organization_ever_receives_it() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            // Two partners of one customer: its distributor and the other distributor.
            world.assign(db, world.customer, world.other_distributor, None).await;
            let license = world.license(db, "KEY", &[world.customer]).await;
            let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess)
                .with(RoleObject::LicenseManagement, Level::FullAccess);
            let writer = actor(db, "writer", Some(world.distributor), levels).await;
            let permit = writer.permit(Action::EditPartnerNote, Target::Customers).unwrap();
            let note = edit_partner_note(db, &permit, license, 0, "margin 40 %", NOW).await.unwrap();
            assert_eq!(note.version, 1);
            let conflict = edit_partner_note(db, &permit, license, 0, "other", NOW).await;
            assert!(
                matches!(conflict, Err(NoteSaveError::Conflict(there)) if there == note),
                "{}",
                database.name
            );

            for (name, organization, sees) in [
                ("own", world.distributor, true),
                ("reseller", world.reseller, false),
                ("other", world.other_distributor, false),
                ("customer", world.customer, false),
            ] {
                let reader = actor(db, name, Some(organization), levels).await;
                let permit = reader.permit(Action::ListLicenses, Target::Anything).unwrap();
                let found = texts(db, &permit, &[license]).await.unwrap().remove(0);
                assert_eq!(found.partner_note.is_some_and(|note| note.text == "margin 40 %"), sees, "{name}");
                assert_eq!(found.note, Note::default(), "{name}");
                let permit = reader.permit(Action::SeeHistory, Target::Anything).unwrap();
                let events = history(db, &permit, None, license).await.unwrap();
                assert_eq!(events.iter().any(|event| event.new == "margin 40 %"), sees, "{name}");
            }
        }
    }
}
