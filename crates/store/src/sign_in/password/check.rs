//! Rules for new passwords (OWASP ASVS 5.0, V6.2.4, V6.2.11 and V6.2.12).

use std::collections::HashSet;
use std::sync::LazyLock;

use model::UserId;
use model::person::{PasswordError, check_password};
use sea_orm::{ConnectionTrait, EntityTrait};
use unicode_normalization::UnicodeNormalization as _;

use super::ChangeError;
use crate::db::actor_query::organizations_of;
use crate::db::entity::user;

/// The most common leaked passwords.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common.txt").lines().filter(|line| *line != "#" && !line.starts_with("# ")).collect()
});
/// Words of the portal itself.
const PORTAL: [&str; 3] = ["grantry", "license", "password"];
/// Words with fewer letters than this are in too many passwords to be excluded.
const WORD_LEAST: usize = 4;
/// A password has at least this many letters and digits besides those words.
const REST_LEAST: usize = 6;

/// Checks a new password: its length, that it is none of the most common ones, and that it consists of more than well-known
/// words. `about` lists the person's name, address and organizations. The way letters are composed does not matter.
pub fn check_new(typed: &str, about: &[&str]) -> Result<(), PasswordError> {
    // As it will be hashed.
    let typed: String = typed.nfc().collect();
    check_password(&typed)?;
    let plain = typed.to_lowercase();
    if COMMON.contains(plain.as_str()) {
        return Err(PasswordError::Common);
    }
    let is_between = |sign: char| !sign.is_alphanumeric();
    let known = about.iter().flat_map(|text| text.split(is_between)).map(str::to_lowercase);
    let mut known: Vec<String> = PORTAL.map(str::to_owned).into_iter().chain(known).collect();
    known.retain(|word| word.chars().count() >= WORD_LEAST);
    // “Annabel” before “Anna”, which would leave “bel”.
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = known.iter().fold(plain, |rest, word| rest.replace(word, " "));
    if rest.chars().filter(|sign| sign.is_alphanumeric()).count() < REST_LEAST {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}

/// Checks a new password for an existing account.
pub(super) async fn check_another(
    connection: &impl ConnectionTrait,
    user: UserId,
    typed: &str,
) -> Result<(), ChangeError> {
    let organizations = organizations_of(connection, user).await?;
    let mut known: Vec<String> = organizations.into_iter().map(|(_, name)| name).collect();
    if let Some(person) = user::Entity::find_by_id(user).one(connection).await? {
        known.extend([person.name, person.email]);
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Ok(check_new(typed, &known)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &[&str] = &["Anna Brightwater", "anna.b@brightwater.example", "Brightwater Software GmbH"];

    #[test]
    fn the_most_common_ones_are_refused() {
        assert_eq!(COMMON.len(), 10_000);
        assert!(
            COMMON.iter().all(|common| check_password(common).is_ok() && *common == common.to_lowercase())
        );
        for common in ["qwerty123456", "QWERTY123456", "1qaz2wsx3edc"] {
            assert_eq!(check_new(common, ANNA), Err(PasswordError::Common), "{common}");
        }
        assert_eq!(check_new("qwerty", ANNA), Err(PasswordError::Short(6)));
        assert_eq!(check_new("violet gravel teapot", ANNA), Ok(()));
    }

    #[test]
    fn words_about_its_person_are_not_enough() {
        for known in
            ["anna-brightwater-1", "BrightwaterAnna2026", "Software GmbH Grantry", "grantry-license-anna"]
        {
            assert_eq!(check_new(known, ANNA), Err(PasswordError::Guessable), "{known}");
        }
        for enough in ["anna likes gravel", "brightwater 7 teapots"] {
            assert_eq!(check_new(enough, ANNA), Ok(()), "{enough}");
        }
        // They are irrelevant for somebody else.
        assert_eq!(check_new("anna-brightwater-1", &["Eve"]), Ok(()));
    }

    #[test]
    fn letters_of_every_script_count() {
        assert_eq!(check_new("пароль от двери", &[]), Ok(()));
        assert_eq!(check_new("山田太郎のパスワードです鍵", &["山田太郎"]), Ok(()));
        assert_eq!(check_new("............", &[]), Err(PasswordError::Guessable));
    }
}
