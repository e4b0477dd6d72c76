//! Edits a license's note, which partners see as Customer Note (R4, R19).

use model::edit::{Note, NoteError, checked_note};
use model::{LicenseId, Permit, Refused};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::license;
use crate::db::scope;
use crate::events::{Event, Kind};

/// Why a note was not saved. The caller still has the typed text.
#[derive(Debug, thiserror::Error)]
pub enum NoteSaveError {
    /// The license is hidden from the person, or there is none (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The text is invalid as a note.
    #[error(transparent)]
    Invalid(#[from] NoteError),
    /// Somebody else saved meanwhile; holds the present note (R19).
    #[error("Somebody else has changed this note in the meantime.")]
    Conflict(Note),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Saves a note that was edited from `version`, and returns the new note.
///
/// Saving the same text again returns the present note, so that a repeated request does no harm.
pub async fn edit_note(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    version: i32,
    typed: &str,
    now: i64,
) -> Result<Note, NoteSaveError> {
    let text = checked_note(typed)?;
    let transaction = db.begin_write().await?;
    let current = current(&transaction, permit, license).await?.ok_or(Refused)?;
    if current.text == text {
        return Ok(current);
    }
    let saved = Note { text, version: next_version(version) };
    let updated = license::Entity::update_many()
        .col_expr(license::Column::Note, Expr::value(saved.text.clone()))
        .col_expr(license::Column::NoteVersion, Expr::value(saved.version))
        .filter(license::Column::Id.eq(license))
        .filter(license::Column::NoteVersion.eq(version))
        .exec(&transaction)
        .await?;
    if updated.rows_affected == 0 {
        // On PostgreSQL the update waited for another writer, so what was read before is outdated.
        return there(self::current(&transaction, permit, license).await?, &saved.text);
    }
    let event = Event::by(permit, now, Kind::NoteEdited).on(license).change(&current.text, &saved.text);
    event.record(&transaction).await?;
    transaction.commit().await?;
    Ok(saved)
}

/// The version after `version`. Versions are only compared for equality, so wrapping around does no harm.
pub(super) fn next_version(version: i32) -> i32 {
    version.wrapping_add(1)
}

/// The answer to an edit from an outdated version: the present note if it already has the text, or else the conflict.
pub(super) fn there(current: Option<Note>, text: &str) -> Result<Note, NoteSaveError> {
    let current = current.ok_or(Refused)?;
    if current.text == text { Ok(current) } else { Err(NoteSaveError::Conflict(current)) }
}

async fn current(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    license: LicenseId,
) -> Result<Option<Note>, DbErr> {
    let row: Option<(String, i32)> = license::Entity::find_by_id(license)
        .filter(scope::license_in_reach(permit, license))
        .select_only()
        .columns([license::Column::Note, license::Column::NoteVersion])
        .into_tuple()
        .one(connection)
        .await?;
    Ok(row.map(|(text, version)| Note { text, version }))
}

/// Asserts that one of several simultaneous writers won, and that all others got the winner's text.
#[cfg(test)]
pub(super) fn assert_one_winner(answers: Vec<Result<Note, NoteSaveError>>, database: &str) {
    let (saved, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let [Ok(winner)] = saved.as_slice() else { panic!("{database}: {saved:?}") };
    for other in others {
        match other {
            Err(NoteSaveError::Conflict(there)) => assert_eq!(there, *winner, "{database}"),
            other => panic!("{database}: {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Target};

    use super::*;
    use crate::testing::{NOW, World, actor, databases, level};

    #[tokio::test]
    async fn the_second_of_two_editors_is_told_and_sees_both() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
            let member = actor(db, "member", Some(world.customer), levels).await;
            let permit = member.permit(Action::EditNote, Target::Anything).unwrap();
            let own = world.license(db, "OWN", &[world.customer]).await;
            let first = edit_note(db, &permit, own, 0, "first", NOW).await.unwrap();
            assert_eq!(first, Note { text: "first".into(), version: 1 });
            match edit_note(db, &permit, own, 0, "second", NOW).await {
                Err(NoteSaveError::Conflict(there)) => assert_eq!(there, first, "{}", database.name),
                other => panic!("{}: {other:?}", database.name),
            }
            assert_eq!(edit_note(db, &permit, own, 1, "second", NOW).await.unwrap().version, 2);
            // The same text again does no harm, whatever version it started from.
            assert_eq!(edit_note(db, &permit, own, 1, "second", NOW).await.unwrap().version, 2);
            for never in [i32::MIN, -1, i32::MAX] {
                let conflict = edit_note(db, &permit, own, never, "third", NOW).await;
                assert!(matches!(conflict, Err(NoteSaveError::Conflict(Note { version: 2, .. }))), "{never}");
            }
            let long = "x".repeat(model::edit::NOTE_LIMIT + 1);
            let refused = edit_note(db, &permit, own, 2, &long, NOW).await;
            assert!(matches!(refused, Err(NoteSaveError::Invalid(NoteError::TooLong(_)))));
        }
    }

    #[tokio::test]
    async fn of_many_editors_at_once_exactly_one_wins() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
            let member = actor(db, "member", Some(world.customer), levels).await;
            let permit = &member.permit(Action::EditNote, Target::Anything).unwrap();
            let own = world.license(db, "OWN", &[world.customer]).await;
            let edits = (0..20)
                .map(|n| async move { edit_note(db, permit, own, 0, &format!("editor {n}"), NOW).await });
            let answers = futures::future::join_all(edits).await;
            assert_one_winner(answers, database.name);
        }
    }

    #[test]
    fn versions_start_over() {
        assert_eq!((next_version(0), next_version(i32::MAX)), (1, i32::MIN));
    }

    #[tokio::test]
    async fn partners_and_strangers_do_not_write_it() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let own = world.license(db, "OWN", &[world.customer]).await;
            for organization in [world.distributor, world.other_customer, world.sub] {
                let name = format!("person {organization}");
                let person = actor(
                    db,
                    &name.replace(' ', "-"),
                    Some(organization),
                    model::Levels::all(Level::FullAccess),
                )
                .await;
                let permit = person.permit(Action::EditNote, Target::Anything).unwrap();
                let refused = edit_note(db, &permit, own, 0, "mine", NOW).await;
                assert!(matches!(refused, Err(NoteSaveError::Refused(_))), "{}", database.name);
            }
        }
    }
}
