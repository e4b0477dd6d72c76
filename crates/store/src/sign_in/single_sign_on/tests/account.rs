//! Which account people from a provider get, and what the provider changes in it.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, QueryFilter};

use super::*;
use crate::db::entity::{alert_sent, alert_user, openid_identity};
use crate::testing::{NewLicense, TODAY, add_license};

async fn account(db: &Db, email: &str, organization: Option<&str>) -> i64 {
    let id = add_user(db, NewUser { email, name: "Ada", password_hash: None }, NOW).await.unwrap();
    if let Some(organization) = organization {
        crate::people::join_named(db, id, organization, PredefinedRole::User, NOW).await.unwrap();
    }
    id
}

#[both_databases]
async fn a_second_subject_with_the_same_address_does_not_get_the_account_of_the_first(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let come = async |subject, signed_in| {
        admit(db, Coming { signed_in, ..coming(home, subject, "nina@customer.example", &[]) }, NOW).await
    };
    let nina = come("7", None).await.unwrap();
    // The address now belongs to somebody else at the same provider.
    for signed_in in [None, Some(set.admin.user)] {
        let second = come("8", signed_in).await;
        assert!(matches!(second, Err(OpenIdError::OtherSubject)), "{second:?}");
    }
    assert_eq!(come("7", None).await.unwrap(), nina);
    // A sub-organization's provider with the same name is a different one.
    let elsewhere = async |user, subject: &str| {
        let row = openid_identity::ActiveModel {
            organization_id: Set(set.world.sub),
            issuer: Set(ISSUER.to_owned()),
            subject: Set(subject.to_owned()),
            user_id: Set(user),
        };
        openid_identity::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    };
    let otto = account(db, "otto@customer.example", Some("Customer North")).await;
    elsewhere(otto, "1").await;
    let coming_here = coming(home, "9", "otto@customer.example", &[]);
    assert_eq!(admit(db, coming_here, NOW).await.unwrap(), otto);
    elsewhere(nina, "2").await;
    // Only she herself can replace the first subject, which means nobody from then on.
    assert_eq!(come("8", Some(nina)).await.unwrap(), nina);
    assert_eq!(come("8", None).await.unwrap(), nina);
    let first = come("7", None).await;
    assert!(matches!(first, Err(OpenIdError::OtherSubject)), "{first:?}");
    let rows = openid_identity::Entity::find().all(db.connection()).await.unwrap();
    let mut known: Vec<_> = rows.into_iter().map(|row| (row.subject, row.user_id)).collect();
    known.sort_unstable();
    let expected = [("1", otto), ("2", nina), ("8", nina), ("9", otto)];
    assert_eq!(known, expected.map(|(subject, user)| (subject.to_owned(), user)));
}

#[both_databases]
async fn a_claim_that_is_not_told_changes_no_role(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let groups = ["it-admins".to_owned()];
    let come = async |values| {
        let coming = Coming { values, ..coming(home, "7", "nina@customer.example", &[]) };
        let nina = admit(db, coming, NOW).await.unwrap();
        role_of(db, home, nina).await.get(RoleObject::SecurityManagement)
    };
    // New people have the default role.
    assert_eq!(come(None).await, Level::None);
    assert_eq!(come(Some(&groups)).await, Level::FullAccess);
    assert_eq!(come(None).await, Level::FullAccess, "it was not told");
    assert_eq!(come(Some(&[])).await, Level::None, "it was declared empty");
}

#[both_databases]
async fn a_claim_that_is_kept_elsewhere_changes_no_role_and_is_told(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let groups = ["it-admins".to_owned()];
    let come = async |values, elsewhere| {
        let coming = Coming { values, elsewhere, ..coming(home, "7", "nina@customer.example", &[]) };
        let nina = admit(db, coming, NOW).await.unwrap();
        let rows = event::Entity::find().all(db.connection()).await.unwrap();
        let told = rows.into_iter().filter(|row| row.kind == "role-not-told");
        let told: Vec<_> = told.map(|row| (row.organization_id, row.object_name, row.new)).collect();
        (role_of(db, home, nina).await.get(RoleObject::SecurityManagement), told)
    };
    let (level, told) = come(Some(&groups), None).await;
    assert_eq!((level, told.len()), (Level::FullAccess, 0));
    let (level, told) = come(None, Some("groups")).await;
    assert_eq!((level, told.len()), (Level::FullAccess, 1));
    let (place, whose, why) = &told[0];
    assert_eq!((*place, whose.as_str()), (Some(home), "nina@customer.example"));
    assert!(why.contains("“groups”"), "{why}");
}

#[both_databases]
async fn an_address_that_changes_at_the_provider_changes_here_for_who_has_nothing_of_their_own(
    database: TestDb,
) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let come = async |email: &str| {
        let id = admit(db, coming(home, "7", email, &[]), NOW).await.unwrap();
        user::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap().email
    };
    come("nina@customer.example").await;
    account(db, "taken@customer.example", Some("Customer")).await;
    assert_eq!(come("Nina.New@customer.example").await, "nina.new@customer.example");
    assert_eq!(come("taken@customer.example").await, "nina.new@customer.example");
    let told = event::Entity::find().all(db.connection()).await.unwrap();
    let told: Vec<_> = told
        .iter()
        .filter(|row| row.kind == "address-changed")
        .map(|row| (row.organization_id, row.old.as_str(), row.new.as_str()))
        .collect();
    let expected = [(Some(home), "nina@customer.example", "nina.new@customer.example")];
    assert_eq!(told, expected);
    let changed = "nina@customer.example: Your e-mail address on Grantry was changed";
    assert!(notices(db).await.contains(&changed.to_owned()));
    let nina = admit(db, coming(home, "7", "nina.new@customer.example", &[]), NOW).await.unwrap();
    let with_password = async |hash: Option<&str>| {
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash.map(str::to_owned)))
            .filter(user::Column::Id.eq(nina))
            .exec(db.connection())
            .await
            .unwrap();
    };
    // A link that sets her password would go to whatever address the provider says.
    with_password(Some("hash")).await;
    assert_eq!(come("mallory@customer.example").await, "nina.new@customer.example");
    with_password(None).await;
    crate::people::join_named(db, nina, "Distributor", PredefinedRole::User, NOW).await.unwrap();
    assert_eq!(come("mallory@customer.example").await, "nina.new@customer.example");
}

#[both_databases]
async fn alerts_go_to_the_present_address(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let (home, sub, other) = (set.world.customer, set.world.sub, set.world.other_customer);
    let come = async |email: &str| admit(db, coming(home, "7", email, &[]), NOW).await.unwrap();
    let (old, new) = ("vera@customer.example", "vera.new@customer.example");
    let vera = come(old).await;
    let mut number = 0;
    let mut add = async |organization_id, email: &str, user_id| {
        number += 1;
        let row = alert_user::ActiveModel {
            organization_id: Set(organization_id),
            email: Set(email.to_owned()),
            user_id: Set(user_id),
            unsubscribe_token: Set(format!("token {number}").into()),
            created_at: Set(NOW),
            ..Default::default()
        };
        alert_user::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    };
    add(home, old, Some(vera)).await;
    add(home, "list@customer.example", None).await;
    // Somebody has added both of her addresses there.
    add(sub, old, None).await;
    add(sub, new, None).await;
    // Another organization's entry is its own.
    add(other, old, None).await;
    assert_eq!(come(new).await, vera);
    let rows = alert_user::Entity::find().all(db.connection()).await.unwrap();
    let mut told: Vec<_> = rows.into_iter().map(|row| (row.organization_id, row.email)).collect();
    told.sort_unstable();
    let mut expected = [(home, "list@customer.example"), (home, new), (sub, new), (other, old)]
        .map(|(organization, email)| (organization, email.to_owned()));
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[both_databases]
async fn what_the_old_address_was_told_of_is_not_told_to_the_new_one_again(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let world = &set.world;
    let come = async |email: &str| admit(db, coming(world.customer, "7", email, &[]), NOW).await.unwrap();
    let (old, new) = ("vera@customer.example", "vera.new@customer.example");
    let vera = come(old).await;
    let row = alert_user::ActiveModel {
        organization_id: Set(world.customer),
        email: Set(old.to_owned()),
        user_id: Set(Some(vera)),
        unsubscribe_token: Set("token".to_owned().into()),
        created_at: Set(NOW),
        ..Default::default()
    };
    alert_user::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    let own = world.license(db, "OWN", &[world.customer]).await;
    let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
    let mine =
        NewLicense { key: "MINE", product: world.scanner, organizations: &[], user: Some(vera), deployed: 0 };
    let mine = add_license(db, &mine).await;
    // One of the alerts went to both addresses.
    let told = [(own, old, 30), (own, old, 7), (own, new, 30), (foreign, old, 30), (mine, old, 7)];
    for (license_id, recipient, lead_days) in told {
        let row = alert_sent::ActiveModel {
            license_id: Set(license_id),
            expiration_date: Set(TODAY.plus(5).date()),
            recipient: Set(recipient.to_owned()),
            lead_days: Set(lead_days),
        };
        alert_sent::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    }
    assert_eq!(come(new).await, vera);
    let rows = alert_sent::Entity::find().filter(alert_sent::Column::Recipient.eq(new));
    let rows = rows.all(db.connection()).await.unwrap();
    let mut noted: Vec<_> = rows.into_iter().map(|row| (row.license_id, row.lead_days)).collect();
    noted.sort_unstable();
    let mut expected = [(own, 7), (own, 30), (mine, 7)];
    expected.sort_unstable();
    assert_eq!(noted, expected);
}
