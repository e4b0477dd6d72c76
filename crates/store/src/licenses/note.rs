//! Edits a license's notes: the customer's, and the one that only the partner organization that wrote it ever sees (R4, R19).

use model::note::{Note, NoteError, NoteKind, checked_note};
use model::{Action, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::{license, partner_note};
use crate::db::scope;
use crate::events::{Event, Kind};

/// Why a note was not saved. The caller still has the typed text.
#[derive(Debug, thiserror::Error)]
pub enum NoteSaveError {
    /// The permit is for something else, or the license is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The text is invalid as a note.
    #[error(transparent)]
    Invalid(#[from] NoteError),
    /// Somebody else saved in the meantime; holds the present note (R19).
    #[error("Someone else has changed this note in the meantime.")]
    Conflict(Note),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Saves the note that the permit is for, edited from `version`, and returns the new note: the customer's or, with a permit to edit
/// partner notes, that of the permit's organization.
///
/// Saving the same text again returns the current note, so that a repeated request does no harm.
pub async fn edit_note(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    version: i32,
    typed: &str,
    now: i64,
) -> Result<Note, NoteSaveError> {
    permit.any_of(&[Action::EditNote, Action::EditPartnerNote])?;
    let text = checked_note(typed)?;
    let place = Place::of(permit)?;
    let transaction = db.begin_write().await?;
    if let Place::Partner(organization) = place {
        prepare(&transaction, permit, license, organization).await?;
    }
    let current = current(&transaction, permit, license, place).await?.ok_or(Refused)?;
    if current.text == text {
        return Ok(current);
    }
    let saved = Note { text, version: next_version(version) };
    if !update(&transaction, license, place, version, &saved).await? {
        // On PostgreSQL the update waited for another writer, so what was read before is outdated.
        return there(self::current(&transaction, permit, license, place).await?, &saved.text);
    }
    let event = match place {
        Place::License => Event::by(permit, now, Kind::NoteEdited),
        Place::Partner(organization) => {
            Event { visible_to: Some(organization), ..Event::by(permit, now, Kind::PartnerNoteEdited) }
        }
    };
    event.on(license).change(&current.text, &saved.text).record(&transaction).await?;
    transaction.commit().await?;
    Ok(saved)
}

/// Where a note is stored.
#[derive(Clone, Copy)]
enum Place {
    /// In the license's row: the customer's.
    License,
    /// In a row of its own: this partner organization's.
    Partner(OrganizationId),
}

impl Place {
    /// Returns the place of the note that the permit is for.
    fn of(permit: &Permit) -> Result<Self, Refused> {
        match NoteKind::of(permit.action()).ok_or(Refused)? {
            NoteKind::Customer => Ok(Self::License),
            NoteKind::Partner => permit.organization().map(Self::Partner).ok_or(Refused),
        }
    }
}

/// Adds the row of a partner organization's note, unless it is there, if the permit reaches the license.
async fn prepare(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    license: LicenseId,
    organization: OrganizationId,
) -> Result<(), NoteSaveError> {
    if !scope::reaches(connection, permit, license).await? {
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
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

async fn current(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    license: LicenseId,
    place: Place,
) -> Result<Option<Note>, DbErr> {
    let found: Option<(String, i32)> = match place {
        Place::License => {
            license::Entity::find_by_id(license)
                .filter(scope::license_in_reach(permit, license))
                .select_only()
                .columns([license::Column::Note, license::Column::NoteVersion])
                .into_tuple()
                .one(connection)
                .await?
        }
        Place::Partner(organization) => {
            let row = partner_note::Entity::find_by_id((license, organization)).one(connection).await?;
            row.map(|row| (row.note, row.note_version))
        }
    };
    Ok(found.map(|(text, version)| Note { text, version }))
}

/// Saves the note if it is still that version. Returns whether it was.
async fn update(
    connection: &impl ConnectionTrait,
    license: LicenseId,
    place: Place,
    version: i32,
    saved: &Note,
) -> Result<bool, DbErr> {
    let (text, next) = (Expr::value(saved.text.clone()), Expr::value(saved.version));
    let updated = match place {
        Place::License => {
            license::Entity::update_many()
                .col_expr(license::Column::Note, text)
                .col_expr(license::Column::NoteVersion, next)
                .filter(license::Column::Id.eq(license))
                .filter(license::Column::NoteVersion.eq(version))
                .exec(connection)
                .await?
        }
        Place::Partner(organization) => {
            partner_note::Entity::update_many()
                .col_expr(partner_note::Column::Note, text)
                .col_expr(partner_note::Column::NoteVersion, next)
                .filter(partner_note::Column::LicenseId.eq(license))
                .filter(partner_note::Column::OrganizationId.eq(organization))
                .filter(partner_note::Column::NoteVersion.eq(version))
                .exec(connection)
                .await?
        }
    };
    Ok(updated.rows_affected > 0)
}

/// The version after `version`. Versions are only compared for equality, so wrapping around does no harm.
fn next_version(version: i32) -> i32 {
    version.wrapping_add(1)
}

/// The response to an edit from an outdated version: the current note if it already has the text, or else the conflict.
fn there(current: Option<Note>, text: &str) -> Result<Note, NoteSaveError> {
    let current = current.ok_or(Refused)?;
    if current.text == text { Ok(current) } else { Err(NoteSaveError::Conflict(current)) }
}

/// Asserts that one of several simultaneous writers won, and that all others got the winner's text.
#[cfg(test)]
fn assert_one_winner(answers: Vec<Result<Note, NoteSaveError>>) {
    let (saved, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let [Ok(winner)] = saved.as_slice() else { panic!("{saved:?}") };
    for other in others {
        match other {
            Err(NoteSaveError::Conflict(there)) => assert_eq!(there, *winner),
            other => panic!("{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::licenses::history;
    use crate::licenses::report::texts;
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

    #[both_databases]
    async fn the_second_of_two_editors_is_told_and_sees_both(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = member.permit(Action::EditNote, Target::Anything).unwrap();
        let own = world.license(db, "OWN", &[world.customer]).await;
        let first = edit_note(db, &permit, own, 0, "first", NOW).await.unwrap();
        assert_eq!(first, Note { text: "first".into(), version: 1 });
        match edit_note(db, &permit, own, 0, "second", NOW).await {
            Err(NoteSaveError::Conflict(there)) => assert_eq!(there, first),
            other => panic!("{other:?}"),
        }
        assert_eq!(edit_note(db, &permit, own, 1, "second", NOW).await.unwrap().version, 2);
        // The same text again does no harm, whatever version it started from.
        assert_eq!(edit_note(db, &permit, own, 1, "second", NOW).await.unwrap().version, 2);
        for never in [i32::MIN, -1, i32::MAX] {
            let conflict = edit_note(db, &permit, own, never, "third", NOW).await;
            assert!(matches!(conflict, Err(NoteSaveError::Conflict(Note { version: 2, .. }))), "{never}");
        }
        let long = "x".repeat(model::note::NOTE_LIMIT + 1);
        let refused = edit_note(db, &permit, own, 2, &long, NOW).await;
        assert!(matches!(refused, Err(NoteSaveError::Invalid(NoteError::TooLong(_)))));
    }

    #[both_databases]
    async fn of_many_editors_at_once_exactly_one_wins(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = &member.permit(Action::EditNote, Target::Anything).unwrap();
        let own = world.license(db, "OWN", &[world.customer]).await;
        let edits =
            (0..20).map(|n| async move { edit_note(db, permit, own, 0, &format!("editor {n}"), NOW).await });
        let answers = futures::future::join_all(edits).await;
        assert_one_winner(answers);
    }

    #[test]
    fn versions_start_over() {
        assert_eq!((next_version(0), next_version(i32::MAX)), (1, i32::MIN));
    }

    #[both_databases]
    async fn partners_and_strangers_do_not_write_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let own = world.license(db, "OWN", &[world.customer]).await;
        for organization in [world.distributor, world.other_customer, world.sub] {
            let name = format!("person {organization}");
            let person =
                actor(db, &name.replace(' ', "-"), Some(organization), model::Levels::all(Level::FullAccess))
                    .await;
            let permit = person.permit(Action::EditNote, Target::Anything).unwrap();
            let refused = edit_note(db, &permit, own, 0, "mine", NOW).await;
            assert!(matches!(refused, Err(NoteSaveError::Refused(_))));
        }
    }

    #[both_databases]
    async fn of_many_editors_of_a_partner_note_exactly_one_wins(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess);
        let writer = actor(db, "writer", Some(world.distributor), levels).await;
        let permit = &writer.permit(Action::EditPartnerNote, Target::Customers).unwrap();
        let edits = (0..20)
            .map(|n| async move { edit_note(db, permit, license, 0, &format!("editor {n}"), NOW).await });
        assert_one_winner(futures::future::join_all(edits).await);
        let conflict = edit_note(db, permit, license, i32::MAX, "late", NOW).await;
        assert!(matches!(conflict, Err(NoteSaveError::Conflict(_))));
    }

    #[both_databases]
    async fn no_other_organization_ever_receives_a_partner_note(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        // Two partners of one customer: its distributor and the other distributor.
        world.assign(db, world.customer, world.other_distributor, None).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess)
            .with(RoleObject::LicenseManagement, Level::FullAccess);
        let writer = actor(db, "writer", Some(world.distributor), levels).await;
        let permit = writer.permit(Action::EditPartnerNote, Target::Customers).unwrap();
        let note = edit_note(db, &permit, license, 0, "margin 40 %", NOW).await.unwrap();
        assert_eq!(note.version, 1);
        let conflict = edit_note(db, &permit, license, 0, "other", NOW).await;
        assert!(matches!(conflict, Err(NoteSaveError::Conflict(there)) if there == note));

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

    #[both_databases]
    async fn a_permit_for_something_else_writes_no_note(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = member.permit(Action::ListLicenses, Target::Anything).unwrap();
        let own = world.license(db, "OWN", &[world.customer]).await;
        let refused = edit_note(db, &permit, own, 0, "mine", NOW).await;
        assert!(matches!(refused, Err(NoteSaveError::Refused(_))));
    }
}
