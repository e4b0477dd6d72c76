//! E-mail addresses with international domains.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::SchemaManagerConnection;

use super::{beyond_ascii, run};
use crate::text::spelled_email;

/// A column of addresses, and the columns within which each address is unique.
struct Column {
    table: &'static str,
    name: &'static str,
    /// None if an address may occur many times.
    once_in: Option<&'static [&'static str]>,
}

const COLUMNS: [Column; 6] = [
    Column { table: "users", name: "email", once_in: Some(&[]) },
    Column { table: "sign_ups", name: "email", once_in: Some(&[]) },
    Column { table: "invitations", name: "email", once_in: Some(&["organization_id"]) },
    Column { table: "alert_users", name: "email", once_in: Some(&["organization_id"]) },
    Column {
        table: "alerts_sent",
        name: "recipient",
        once_in: Some(&["license_id", "expiration_date", "lead_days"]),
    },
    Column { table: "mails", name: "recipient", once_in: None },
];

/// Gives each address its one spelling, unless that is already taken.
pub(super) async fn spell(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    for Column { table, name, once_in } in COLUMNS {
        let beyond = beyond_ascii(connection, name);
        let sql =
            format!("SELECT DISTINCT {name} AS address FROM {table} WHERE {name} LIKE '%xn--%' OR {beyond}");
        for row in connection.query_all_raw(Statement::from_string(backend, sql)).await? {
            let old: String = row.try_get("", "address")?;
            let new = spelled_email(&old);
            if new == old {
                continue;
            }
            if table == "mails" {
                follow(connection, &old, &new).await?;
            }
            let free = once_in.map_or_else(String::new, |columns| {
                let same = columns.iter().map(|column| format!(" AND other.{column} = {table}.{column}"));
                let same: String = same.collect();
                format!(" AND NOT EXISTS (SELECT 1 FROM {table} other WHERE other.{name} = $1{same})")
            });
            let sql = format!("UPDATE {table} SET {name} = $1 WHERE {name} = $2{free}");
            let changed = run(connection, &sql, [new.as_str().into(), old.as_str().into()]).await?;
            if table == "users" && changed == 0 {
                tracing::warn!(
                    address = old,
                    other = new,
                    "two accounts have this address in two spellings; each signs in by its own, and one should be deleted"
                );
            }
        }
    }
    Ok(())
}

/// Follows in the key that keeps an alert from being sent twice, which contains the recipient.
async fn follow(connection: &SchemaManagerConnection<'_>, old: &str, new: &str) -> Result<(), DbErr> {
    let (old_part, new_part) = (format!("/{old}/"), format!("/{new}/"));
    let sql = "UPDATE mails SET once = replace(once, $1, $2) WHERE recipient = $3 AND once LIKE 'alert/%' AND NOT EXISTS
        (SELECT 1 FROM mails other WHERE other.once = replace(mails.once, $1, $2))";
    run(connection, sql, [old_part.into(), new_part.into(), old.into()]).await?;
    Ok(())
}
