//! Tags.

use model::pools::TAGS_OF_THING;
use sea_orm::PaginatorTrait as _;

use super::*;
use crate::db::entity::tag;
use crate::licenses;
use crate::pools::{PoolError, TagChange, open_pool, set_license_tags, set_pool_tags, suggest};
use crate::testing::{NOW, TestDb, both_databases};

fn words(tags: &[&str]) -> Vec<String> {
    tags.iter().map(|tag| (*tag).to_owned()).collect()
}

#[both_databases]
async fn tags_are_put_on_and_taken_off_and_suggested_within_reach(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let (tokyo, sydney) = (branches.tokyo_pool, branches.sydney_pool);
    let admin = branches.admin(db).await;
    let makio = branches.member(db, "makio", view(), branches.tokyo).await;
    let user = branches.give(db, &makio, branches.tokyo, Level::Use).await;
    let may_tag = permit(&admin, Action::EditTags);
    let add = words(&["Lab", "lab ", "Branch"]);
    let change = TagChange { add: &add, remove: &[] };
    assert_eq!(set_pool_tags(db, &may_tag, &[tokyo, sydney], change, NOW).await.unwrap(), 2);
    assert_eq!(set_pool_tags(db, &may_tag, &[tokyo], change, NOW).await.unwrap(), 0);
    let secret = words(&["Secret"]);
    let change = TagChange { add: &secret, remove: &[] };
    set_license_tags(db, &may_tag, &[branches.in_sydney], change, NOW).await.unwrap();

    // A user of one branch sees and suggests its tags alone, and changes nothing elsewhere.
    let see = permit(&user, Action::SeePools);
    let (tagging, query) = (permit(&user, Action::EditTags), PoolQuery::default());
    let list = crate::pools::list(db, &see, Some(&tagging), &query, TODAY).await.unwrap();
    assert_eq!((list.pools[0].tags.clone(), list.pools[0].may_tag), (words(&["Branch", "Lab"]), true));
    assert_eq!(suggest(db, &see, "").await.unwrap(), words(&["Branch", "Lab"]));
    assert_eq!(suggest(db, &see, "secr").await.unwrap(), words(&[]));
    assert_eq!(suggest(db, &permit(&admin, Action::SeePools), "SECR").await.unwrap(), secret);
    let of_user = permit(&user, Action::EditTags);
    for pools in [&[sydney][..], &[tokyo, sydney], &[999_999]] {
        assert!(matches!(set_pool_tags(db, &of_user, pools, change, NOW).await, Err(PoolError::Refused(_))));
    }
    for licenses in [&[branches.in_sydney][..], &[branches.in_tokyo, branches.in_sydney], &[999_999]] {
        let changed = set_license_tags(db, &of_user, licenses, change, NOW).await;
        assert!(matches!(changed, Err(PoolError::Refused(_))));
    }
    // Tags filter pools and licenses, and say nothing of those out of reach.
    for (tag, of_admin, of_user) in [("LAB", 2, 1), ("Secret", 1, 0), ("none", 0, 0)] {
        let query = PoolQuery { tag: Some(tag.to_owned()), ..PoolQuery::default() };
        assert_eq!(listed(db, &admin, &query).await.found, of_admin, "{tag}");
        assert_eq!(listed(db, &user, &query).await.found, of_user, "{tag}");
    }
    let of_admin = permit(&admin, Action::SeePools);
    let opened = open_pool(db, &of_admin, sydney, &query, 0, TODAY).await.unwrap();
    assert_eq!(opened.licenses[0].tags, secret);

    // Tags that nothing has vanish.
    let off = words(&["LAB", "Branch", "unknown"]);
    let change = TagChange { add: &[], remove: &off };
    set_pool_tags(db, &may_tag, &[tokyo, sydney], change, NOW).await.unwrap();
    assert_eq!(tag::Entity::find().count(db.connection()).await.unwrap(), 1);
}

#[both_databases]
async fn partners_never_learn_of_a_customer_s_tags(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    let customers = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess);
    let partner = actor(db, "partner", Some(branches.world.distributor), customers).await;
    let add = words(&["Expensive"]);
    let change = TagChange { add: &add, remove: &[] };
    let license = branches.in_tokyo;
    set_license_tags(db, &permit(&admin, Action::EditTags), &[license], change, NOW).await.unwrap();
    let history = async |person: &Actor| {
        let permit = person.permit(Action::SeeHistory, Target::Anything).unwrap();
        licenses::history(db, &permit, None, license).await.unwrap().len()
    };
    assert_eq!((history(&admin).await, history(&partner).await), (1, 0));
    assert!(partner.permit(Action::SeePools, Target::Anything).is_err());
}

#[both_databases]
async fn a_pool_has_so_many_tags_and_no_more(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let may_tag = permit(&branches.admin(db).await, Action::EditTags);
    let many: Vec<String> = (0..TAGS_OF_THING).map(|number| format!("Tag {number}")).collect();
    let pool = &[branches.tokyo_pool];
    set_pool_tags(db, &may_tag, pool, TagChange { add: &many, remove: &[] }, NOW).await.unwrap();
    let one = words(&["One more"]);
    let more = set_pool_tags(db, &may_tag, pool, TagChange { add: &one, remove: &[] }, NOW).await;
    assert!(matches!(more, Err(PoolError::Tag(_))));
    let swap = TagChange { add: &one, remove: &many[..1] };
    set_pool_tags(db, &may_tag, pool, swap, NOW).await.unwrap();
    let odd = words(&["a\nb"]);
    let odd = set_pool_tags(db, &may_tag, pool, TagChange { add: &odd, remove: &[] }, NOW).await;
    assert!(matches!(odd, Err(PoolError::Tag(_))));
}
