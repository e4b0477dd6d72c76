use model::access::RoleObject;
use model::organization::MailDomain;
use model::{Action, Actor, Level, OrganizationId, Permit, Target};

use super::*;
use crate::Db;
use crate::db::entity::event;
use crate::db::secret::Secret;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};
use sea_orm::{EntityTrait, QueryOrder};

async fn keeper(db: &Db, name: &str, organization: OrganizationId) -> Actor {
    actor(db, name, Some(organization), level(RoleObject::SecurityManagement, Level::FullAccess)).await
}

fn managing(actor: &Actor) -> Permit {
    actor.permit(Action::ManageSecurity, Target::MyOrganization).unwrap()
}

async fn listed(db: &Db, actor: &Actor) -> Vec<MailDomain> {
    list(db, &actor.permit(Action::SeeSecurity, Target::MyOrganization).unwrap()).await.unwrap()
}

fn text(of: &MailDomain) -> Vec<String> {
    vec!["v=spf1 -all".into(), of.record.clone()]
}

#[both_databases]
async fn a_domain_is_proved_by_its_dns_and_verified_for_one(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (ada, bob) = (keeper(db, "ada", world.customer).await, keeper(db, "bob", world.other_customer).await);
    let (own, other) = (managing(&ada), managing(&bob));
    add(db, &own, " Customer.Example ", Secret([1; 32]), NOW).await.unwrap();
    let again = add(db, &own, "customer.example", Secret([2; 32]), NOW).await;
    assert!(matches!(again, Err(MailDomainError::Exists(_))), "{again:?}");
    let public = add(db, &own, "gmail.com", Secret([2; 32]), NOW).await;
    assert!(matches!(public, Err(MailDomainError::Name(NameError::Public(_)))));
    // Adding it does not reveal that another organization has added it.
    add(db, &other, "customer.example", Secret([3; 32]), NOW).await.unwrap();
    let (mine, theirs) = (listed(db, &ada).await, listed(db, &bob).await);
    assert_eq!(owner(db.connection(), "eve@customer.example").await.unwrap(), None);

    for records in
        [vec![], vec![theirs[0].record.replace(PREFIX, "")], text(&theirs[0]), vec![PREFIX.to_owned()]]
    {
        let refused = verify(db, &own, mine[0].id, &records, NOW).await;
        assert!(matches!(refused, Err(MailDomainError::NotProved { .. })));
    }
    let hidden = verify(db, &other, mine[0].id, &text(&mine[0]), NOW).await;
    assert!(matches!(hidden, Err(MailDomainError::Refused(_))));
    assert!(!is_any_verified(db).await.unwrap());
    verify(db, &own, mine[0].id, &text(&mine[0]), NOW + 1).await.unwrap();
    assert!(is_any_verified(db).await.unwrap());
    verify(db, &own, mine[0].id, &[], NOW + 2).await.unwrap();
    assert_eq!(listed(db, &ada).await[0].verified_at, Some(NOW + 1));
    assert_eq!(owner(db.connection(), "eve@Customer.example").await.unwrap(), Some(world.customer));
    assert_eq!(owner(db.connection(), "eve@sub.customer.example").await.unwrap(), None);
    let taken = verify(db, &other, theirs[0].id, &text(&theirs[0]), NOW).await;
    assert!(matches!(taken, Err(MailDomainError::Taken(_))), "{taken:?}");

    assert!(matches!(remove(db, &other, mine[0].id, NOW).await, Err(MailDomainError::Refused(_))));
    remove(db, &own, mine[0].id, NOW).await.unwrap();
    assert_eq!(owner(db.connection(), "eve@customer.example").await.unwrap(), None);
    verify(db, &other, theirs[0].id, &text(&theirs[0]), NOW).await.unwrap();
    let told = event::Entity::find().order_by_asc(event::Column::Id).all(db.connection()).await.unwrap();
    let told: Vec<_> = told
        .iter()
        .filter(|row| row.kind.starts_with("domain"))
        .map(|row| (row.kind.as_str(), row.object_name.as_str()))
        .collect();
    let expected = [
        ("domain-added", "Customer"),
        ("domain-added", "Other Customer"),
        ("domain-verified", "Customer"),
        ("domain-removed", "Customer"),
        ("domain-verified", "Other Customer"),
    ];
    assert_eq!(told, expected);
}

#[both_databases]
async fn an_operators_word_verifies_too(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let proof = Secret([1; 32]);
    let given = verify_by_operator(db, "Customer", "Customer.example", proof, NOW).await.unwrap();
    assert_eq!(given, "customer.example");
    verify_by_operator(db, "Customer", "customer.example", proof, NOW).await.unwrap();
    assert_eq!(owner(db.connection(), "a@customer.example").await.unwrap(), Some(world.customer));
    let taken = verify_by_operator(db, "Reseller", "customer.example", proof, NOW).await;
    assert!(matches!(taken, Err(MailDomainError::Taken(_))), "{taken:?}");
    let nobody = verify_by_operator(db, "Nobody", "customer.example", proof, NOW).await;
    assert!(matches!(nobody, Err(MailDomainError::NoOrganization(_))));
    let all = event::Entity::find().all(db.connection()).await.unwrap();
    let told = all.iter().filter(|row| row.kind == "domain-verified");
    assert_eq!(told.map(|row| row.organization_id).collect::<Vec<_>>(), [Some(world.customer)]);
}

#[both_databases]
async fn there_are_so_many_and_who_may_only_look_changes_nothing(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = keeper(db, "ada", world.customer).await;
    let looking = ada.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
    assert!(matches!(
        add(db, &looking, "a.example", Secret([1; 32]), NOW).await,
        Err(MailDomainError::Refused(_))
    ));
    for number in 0..LIMIT {
        add(db, &managing(&ada), &format!("d{number}.example"), Secret([1; 32]), NOW).await.unwrap();
    }
    let more = add(db, &managing(&ada), "more.example", Secret([1; 32]), NOW).await;
    assert!(matches!(more, Err(MailDomainError::TooMany)));
}
