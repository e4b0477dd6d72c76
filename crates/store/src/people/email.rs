//! E-mail addresses of people.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::AddError;
use crate::db::entity::user;
use crate::text::{spelled_email, stored_email};

/// Checks a typed e-mail address, and returns it as it is stored: in lower case, and with an international domain in its own
/// letters. Refuses addresses that no mail server accepts.
pub fn checked_email(typed: &str) -> Result<String, AddError> {
    stored_email(typed).ok_or_else(|| AddError::Email(typed.trim().to_owned()))
}

/// Returns the person with a typed address.
pub(crate) async fn account(
    connection: &impl ConnectionTrait,
    typed: &str,
) -> Result<Option<user::Model>, DbErr> {
    // PostgreSQL accepts no NUL in a string, and no address has one.
    if typed.contains('\0') {
        return Ok(None);
    }
    // Two old accounts may have one address in two spellings: each is found by its own.
    let (plain, spelled) = (typed.trim().to_lowercase(), spelled_email(typed));
    let found = user::Entity::find().filter(user::Column::Email.is_in([&plain, &spelled]));
    let mut found = found.all(connection).await?;
    found.sort_by_key(|user| user.email != plain);
    Ok(found.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};
    use crate::text::sendable_email;

    #[test]
    fn an_address_has_one_spelling() {
        for typed in [
            "eva@grüezi-mail.example",
            "Eva@GRÜEZI-Mail.example",
            "eva@gru\u{308}ezi-mail.example",
            "eva@xn--grezi-mail-beb.example",
            "eva@XN--GREZI-MAIL-BEB.example",
            "\u{a0}eva@grüezi-mail\u{3002}example\u{200b} ",
        ] {
            assert_eq!(checked_email(typed).unwrap(), "eva@grüezi-mail.example", "{typed:?}");
            assert_eq!(spelled_email(typed), "eva@grüezi-mail.example", "{typed:?}");
            assert_eq!(sendable_email(typed), "eva@xn--grezi-mail-beb.example", "{typed:?}");
        }
        assert_eq!(sendable_email("Eva.O'Neill+x@Example.org"), "eva.o'neill+x@example.org");
        assert_eq!(checked_email("почта@пример.example").unwrap(), "почта@пример.example");
        assert_eq!(sendable_email("почта@пример.example"), "почта@xn--e1afmkfd.example");
        // Anyone who signs in with nonsense is nobody.
        assert_eq!(spelled_email(" NoBody "), "nobody");
    }

    #[test]
    fn what_no_mail_server_takes_is_refused() {
        let long = format!("{}@example.org", "x".repeat(65));
        let label = format!("eva@{}.example", "x".repeat(64));
        let whole = format!("eva@{}example.org", "abcdefghi.".repeat(25));
        for typed in [
            "",
            "eva",
            "eva@",
            "@example.org",
            "eva@localhost",
            "eva@example.org.",
            "eva@.example.org",
            "eva@example..org",
            "eva.@example.org",
            ".eva@example.org",
            "e..va@example.org",
            "\"eva maria\"@example.org",
            "\"eva\"@example.org",
            "eva maria@example.org",
            "Eva <eva@example.org>",
            "mailto:eva@example.org",
            "eva@b@example.org",
            "eva@[192.0.2.1]",
            "eva@192.0.2.1",
            "eva@-example.org",
            "eva@example-.org",
            "eva@ex_ample.org",
            "eva@ex ample.org",
            "eva@example.org\r\nBcc: x@example.org",
            "eva\0@example.org",
            "e\u{7}va@example.org",
            "e\u{200b}va@example.org",
            "eva@exa\u{202e}mple.org",
            "eva@xn--0.example",
            "eva,x@example.org",
            &long,
            &label,
            &whole,
        ] {
            assert!(checked_email(typed).is_err(), "{typed:?}");
        }
    }

    #[both_databases]
    async fn a_person_is_found_by_every_spelling_of_their_address(database: TestDb) {
        let db = &database.db;
        let new = |email| crate::people::NewUser { email, name: "Eva", password_hash: None };
        let eva = crate::people::add_user(db, new("eva@xn--grezi-mail-beb.example"), NOW).await.unwrap();
        for typed in ["Eva@Grüezi-Mail.example", "eva@xn--grezi-mail-beb.example", " eva@grüezi-mail.example"]
        {
            let found = account(db.connection(), typed).await.unwrap();
            assert_eq!(found.map(|found| found.id), Some(eva), "{typed}");
        }
        let twice = crate::people::add_user(db, new("EVA@grüezi-mail.example"), NOW).await;
        assert!(matches!(twice, Err(AddError::Exists(_))), "{twice:?}");
        for none in ["eva@gruezi-mail.example", "eva\0@grüezi-mail.example", ""] {
            assert!(account(db.connection(), none).await.unwrap().is_none(), "{none:?}");
        }
    }
}
