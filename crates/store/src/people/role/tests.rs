use model::access::{Forbidden, RoleObject};
use model::role::Role;
use model::{Action, Actor, Level, Levels, OrganizationKind, Permit, Target};

use super::*;
use crate::people::{self, PredefinedRole, add_organization};
use crate::sign_in::session;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level, predefined};

fn managing(person: &Actor) -> Permit {
    person.permit(Action::ManageRoles, Target::MyOrganization).unwrap()
}

fn draft(name: &str, levels: Levels) -> Draft<'_> {
    Draft { name, description: " For tests ", levels }
}

#[both_databases]
async fn a_role_is_added_edited_and_removed_and_takes_effect_at_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let seeing = level(RoleObject::EventHistory, Level::ViewOnly);
    let id = add(db, &managing(&admin), draft(" Auditor ", seeing), NOW).await.unwrap();
    let member = predefined(db, "member", world.customer, PredefinedRole::User).await;
    people::join(
        db,
        member.user,
        world.sub,
        people::predefined_role(db, world.sub, PredefinedRole::User).await.unwrap(),
        NOW,
    )
    .await
    .unwrap();
    let manage = admin.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    crate::people::users::change_role(db, &manage, world.customer, member.user, id, NOW).await.unwrap();
    let may_see = async || {
        let now = session::actor(db, member.user, Some(world.customer)).await.unwrap();
        now.may(Action::SeeEvents, Target::MyOrganization)
    };
    assert!(may_see().await);
    edit(
        db,
        &managing(&admin),
        id,
        draft("Auditor", seeing),
        draft("Auditor of nothing", Levels::default()),
        NOW,
    )
    .await
    .unwrap();
    assert!(!may_see().await);

    let listing = admin.permit(Action::ListRoles, Target::MyOrganization).unwrap();
    let shown = |listed: Vec<Role>| {
        let row = |one: Role| (one.name, one.people, one.predefined, one.may_change);
        listed.into_iter().map(row).collect::<Vec<_>>()
    };
    let expected = [
        ("Super Admin", 0, true, false),
        ("Admin", 1, true, false),
        ("User", 0, true, false),
        ("Auditor of nothing", 1, false, true),
    ];
    let expected =
        expected.map(|(name, people, predefined, change)| (name.to_owned(), people, predefined, change));
    let listed = list(db, &listing).await.unwrap();
    assert_eq!(listed[3].description, "For tests");
    assert_eq!(shown(listed), expected);

    let in_use = remove(db, &managing(&admin), id, NOW).await;
    assert!(matches!(in_use, Err(RoleError::InUse { people: 1 })));
    assert_eq!(
        in_use.unwrap_err().to_string(),
        "1 person has or is invited in this role. Assign them another one first."
    );
    crate::people::users::remove(db, &manage, world.customer, member.user, NOW).await.unwrap();
    remove(db, &managing(&admin), id, NOW).await.unwrap();
    assert!(matches!(remove(db, &managing(&admin), id, NOW).await, Err(RoleError::Refused(_))));
    assert_eq!(list(db, &listing).await.unwrap().len(), 3);
}

#[both_databases]
async fn nobody_makes_or_touches_a_role_above_its_own(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::RoleManagement, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::ViewOnly);
    let keeper = actor(db, "keeper", Some(world.customer), levels).await;
    let own = people::managed_organization::held(db.connection(), world.customer, keeper.user)
        .await
        .unwrap()
        .unwrap()
        .row
        .id;
    let full = level(RoleObject::LicenseManagement, Level::FullAccess);
    let before = draft("Lower", Levels::default());
    let above = add(db, &managing(&keeper), draft("Above", full), NOW).await;
    let object = RoleObject::LicenseManagement;
    assert!(
        matches!(&above, Err(RoleError::Forbidden(Forbidden::Above { object: on, .. })) if *on == object),
        "{above:?}"
    );
    let higher = people::add_role(db, world.customer, "Higher", full).await.unwrap();
    let emptied = edit(db, &managing(&keeper), higher, before, draft("Lower", Levels::default()), NOW).await;
    assert!(matches!(emptied, Err(RoleError::Forbidden(_))));
    assert!(matches!(remove(db, &managing(&keeper), higher, NOW).await, Err(RoleError::Forbidden(_))));
    let lower = add(db, &managing(&keeper), draft("Lower", Levels::default()), NOW).await.unwrap();
    let raised = edit(db, &managing(&keeper), lower, before, draft("Lower", full), NOW).await;
    assert!(matches!(raised, Err(RoleError::Forbidden(_))));
    let mine = edit(db, &managing(&keeper), own, before, draft("Mine", Levels::default()), NOW).await;
    assert!(matches!(mine, Err(RoleError::OwnRole)));
    for predefined in PredefinedRole::ALL {
        let id = people::predefined_role(db, world.customer, predefined).await.unwrap();
        let edited = edit(db, &managing(&keeper), id, before, draft("Other", Levels::default()), NOW).await;
        assert!(matches!(edited, Err(RoleError::Predefined)));
        let removed = remove(db, &managing(&keeper), id, NOW).await;
        assert!(matches!(removed, Err(RoleError::Predefined)));
    }
    // Roles of other organizations don't exist here, nor those of a sub-organization.
    for organization in [world.other_customer, world.sub] {
        let foreign = people::add_role(db, organization, "Foreign", Levels::default()).await.unwrap();
        let edited =
            edit(db, &managing(&keeper), foreign, before, draft("Mine", Levels::default()), NOW).await;
        assert!(matches!(edited, Err(RoleError::Refused(_))));
        let removed = remove(db, &managing(&keeper), foreign, NOW).await;
        assert!(matches!(removed, Err(RoleError::Refused(_))));
    }
}

#[both_databases]
async fn the_second_of_two_who_edit_a_role_is_told(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let guarding = level(RoleObject::SecurityManagement, Level::FullAccess);
    let id = add(db, &managing(&admin), draft("Guard", guarding), NOW).await.unwrap();
    let edit = async |before, after| edit(db, &managing(&admin), id, before, after, NOW).await;
    let opened = draft("Guard", guarding);
    let lowered = draft("Guard", Levels::default());
    edit(opened, lowered).await.unwrap();
    // Somebody who opened the role before that can't unknowingly undo it.
    let described = Draft { description: "At the door", ..opened };
    let late = edit(opened, described).await;
    assert!(matches!(late, Err(RoleError::Changed)), "{late:?}");
    for other in [Draft { name: "Guards", ..lowered }, Draft { description: "", ..lowered }] {
        assert!(matches!(edit(other, described).await, Err(RoleError::Changed)));
    }
    // Saving the same again does no harm, and a knowing change is allowed.
    edit(opened, lowered).await.unwrap();
    edit(lowered, Draft { description: "At the door", ..lowered }).await.unwrap();
    let listing = admin.permit(Action::ListRoles, Target::MyOrganization).unwrap();
    let guard = list(db, &listing).await.unwrap().into_iter().find(|role| role.id == id).unwrap();
    assert_eq!((guard.levels, &*guard.description), (Levels::default(), "At the door"));
}

#[both_databases]
async fn what_is_wrong_with_a_role_is_told(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let none = Levels::default();
    let add = async |name: &str, description: &str, levels| {
        add(db, &managing(&admin), Draft { name, description, levels }, NOW).await
    };
    for wrong in ["", "  ", "a\nb", &"ü".repeat(201)] {
        assert!(matches!(add(wrong, "", none).await, Err(RoleError::Name(_))), "{wrong:?}");
    }
    add(&"ü".repeat(200), "", none).await.unwrap();
    assert!(matches!(add("aDMIN", "", none).await, Err(RoleError::Exists(name)) if name == "aDMIN"));
    // Other organizations' names don't matter.
    crate::people::add_role(db, world.other_customer, "Auditor", none).await.unwrap();
    add("Auditor", "", none).await.unwrap();
    // With the Cyrillic letter.
    assert!(matches!(add("\u{410}uditor", "", none).await, Err(RoleError::Exists(_))));
    let long = "x".repeat(DESCRIPTION_LIMIT + 1);
    assert!(matches!(add("Long", &long, none).await, Err(RoleError::Description)));
    let using = level(RoleObject::LicenseManagement, Level::Use);
    assert!(matches!(add("Use", "", using).await, Err(RoleError::Level { .. })));
    let staff = level(RoleObject::VendorConsole, Level::ViewOnly);
    let refused = add("Staff", "", staff).await.unwrap_err().to_string();
    assert_eq!(refused, "View Only does not exist on Vendor Console.");

    let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let vera = predefined(db, "vera", vendor, PredefinedRole::Admin).await;
    super::add(db, &managing(&vera), draft("Staff", staff), NOW).await.unwrap();
}

#[both_databases]
async fn an_organization_has_room_for_so_many_roles(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let other = predefined(db, "other", world.other_customer, PredefinedRole::Admin).await;
    // The predefined ones are there already.
    for number in 4..MOST {
        people::add_role(db, world.customer, &format!("Role {number}"), Levels::default()).await.unwrap();
    }
    let add =
        async |person: &Actor, name| add(db, &managing(person), draft(name, Levels::default()), NOW).await;
    add(&admin, "The Last One").await.unwrap();
    let more = add(&admin, "One More").await;
    assert!(matches!(more, Err(RoleError::TooMany)), "{more:?}");
    add(&other, "One More").await.unwrap();
}
