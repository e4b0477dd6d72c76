//! License keys.

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement};
use sea_orm_migration::SchemaManagerConnection;

use super::{AT_ONCE, beyond_ascii, run};
use crate::text::folded_key;

/// Characters ignored in a key of ASCII characters.
const LEFT_OUT: [&str; 7] = ["-", " ", "\t", "\n", "\u{b}", "\u{c}", "\r"];

/// Folds all keys again. Of several licenses with the same folded key the oldest gets it; the others get one that no typed key
/// has.
pub(super) async fn fold(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    // In some locales a capital I becomes a different letter; this avoids that.
    let lower = match backend {
        DatabaseBackend::Postgres => "lower(license_key COLLATE \"C\")",
        _ => "lower(license_key)",
    };
    let folded =
        LEFT_OUT.iter().fold(lower.to_owned(), |text, sign| format!("replace({text}, '{sign}', '')"));
    let mut after: i64 = 0;
    loop {
        let sql = format!(
            "SELECT max(n) AS last FROM (SELECT id AS n FROM licenses WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}) portion"
        );
        let last: Option<i64> = match connection.query_one_raw(Statement::from_string(backend, sql)).await? {
            Some(row) => row.try_get("", "last")?,
            None => None,
        };
        let Some(last) = last else { break };
        let portion = format!("id > {after} AND id <= {last}");
        let sql = format!("UPDATE licenses SET key_folded = {folded} WHERE {portion}");
        connection.execute_unprepared(&sql).await?;
        let others = format!(
            "SELECT id, license_key FROM licenses WHERE {portion} AND (key_folded = '' OR {})",
            beyond_ascii(connection, "license_key")
        );
        for row in connection.query_all_raw(Statement::from_string(backend, others)).await? {
            let (id, key): (i64, String) = (row.try_get("", "id")?, row.try_get("", "license_key")?);
            let values = [folded_key(&key).into(), id.into()];
            run(connection, "UPDATE licenses SET key_folded = $1 WHERE id = $2", values).await?;
        }
        after = last;
    }
    part(connection).await
}

/// Gives later licenses with the same folded key one of their own.
async fn part(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let sql = "SELECT id, public_id, key_folded FROM licenses WHERE key_folded IN
            (SELECT key_folded FROM licenses GROUP BY key_folded HAVING count(*) > 1)
        ORDER BY key_folded, id";
    let rows =
        connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let mut first: Option<(String, String)> = None;
    for row in rows {
        let (id, public_id): (i64, String) = (row.try_get("", "id")?, row.try_get("", "public_id")?);
        let folded: String = row.try_get("", "key_folded")?;
        match &first {
            Some((key, earlier)) if *key == folded => {
                tracing::warn!(
                    license = public_id,
                    earlier = earlier.as_str(),
                    "the keys of these two licenses differ in nothing but case, dashes, blanks or accents; both are kept as they \
                     are. The earlier one is found by any spelling of its key, the other one by exactly its own. To end this, issue \
                     one of the two customers a license with a different key, and suspend theirs"
                );
                let values = [own(&folded, id).into(), id.into()];
                run(connection, "UPDATE licenses SET key_folded = $1 WHERE id = $2", values).await?;
            }
            _ => first = Some((folded, public_id)),
        }
    }
    Ok(())
}

/// A folded key unique to this license, because no other contains a line break. The number is in private-use characters, so
/// that nobody finds it by a part.
fn own(folded: &str, id: i64) -> String {
    let digits = id.to_string();
    let private = digits.bytes().filter_map(|digit| char::from_u32(0xe000 + u32::from(digit)));
    format!("{folded}\n{}", private.collect::<String>())
}
