use std::sync::atomic::Ordering;

use model::access::{Forbidden, RoleObject};
use model::{Action, Actor, Level, Levels, OrganizationId, Permit, RoleId, Target};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::*;
use crate::Db;
use crate::db::entity::{event, invitation, mail};
use crate::people::users;
use crate::people::{self, NewUser, PredefinedRole, add_user, predefined_role};
use crate::sign_in::session;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level, predefined};

const TOKEN: InvitationToken = InvitationToken([7; 32]);
const SITE: &str = "https://licenses.example.org";

fn managing(person: &Actor) -> Permit {
    person.permit(Action::ManageUsers, Target::MyOrganization).unwrap()
}

fn to(organization: OrganizationId, email: &str, role: RoleId, token: InvitationToken) -> Inviting<'_> {
    Inviting { organization, email, role, token, site: SITE }
}

fn new(name: &str) -> By<'_> {
    By::New { name, password_hash: "hash".into() }
}

async fn only(db: &Db) -> invitation::Model {
    invitation::Entity::find().one(db.connection()).await.unwrap().unwrap()
}

#[test]
fn a_text_leads_back_to_its_token() {
    let text = TOKEN.to_text();
    assert_eq!(text.len(), 43);
    assert_eq!(InvitationToken::from_text(&text).unwrap().0, TOKEN.0);
    for odd in ["", "x", &text[1..], &format!("{text}A"), &format!("{text}=")] {
        assert!(InvitationToken::from_text(odd).is_none(), "{odd}");
    }
    assert_eq!(format!("{TOKEN:?}"), "InvitationToken(…)");
}

#[both_databases]
async fn somebody_is_invited_by_mail_and_joins_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let permit = managing(&admin);
    invite(db, &permit, to(world.customer, " New@Example.org ", role, TOKEN), NOW).await.unwrap();
    let letter = mail::Entity::find().one(db.connection()).await.unwrap().unwrap();
    assert_eq!((letter.recipient.as_str(), letter.purpose.as_str()), ("new@example.org", "invitation"));
    assert_eq!(letter.subject, "Invitation to Customer on Grantry");
    let link = format!("{SITE}/invitation#{}", TOKEN.to_text());
    assert!(letter.text.contains(&link) && letter.html.contains(&link), "{}", &*letter.text);
    assert!(letter.text.contains("admin (admin@example.org) invites you to Customer"), "{}", &*letter.text);
    assert_ne!(only(db).await.token_hash, TOKEN.to_text());

    let found = find(db, TOKEN, NOW).await.unwrap();
    let expected = model::invitation::Invitation {
        email: "new@example.org".to_owned(),
        organization: "Customer".to_owned(),
        role: "User".to_owned(),
        inviter: Some("admin".to_owned()),
        expires_at: NOW + LIFETIME,
        has_account: false,
    };
    assert_eq!(found, expected);

    let twice =
        invite(db, &permit, to(world.customer, "new@example.org", role, InvitationToken([8; 32])), NOW);
    assert!(matches!(twice.await, Err(InvitationError::IsInvited(_))));
    let other = accept(db, TOKEN, By::Person(admin.user), NOW).await;
    assert!(matches!(other, Err(InvitationError::OtherPerson(_))));
    let unnamed = accept(db, TOKEN, new(" "), NOW).await;
    assert!(matches!(unnamed, Err(InvitationError::Address(_))));
    let accepted = accept(db, TOKEN, new("Newton"), NOW).await.unwrap();
    assert_eq!(accepted.organization, world.customer);
    let joined = session::actor(db, accepted.user, Some(world.customer)).await.unwrap();
    assert!(joined.may(Action::ListLicenses, Target::MyOrganization));
    for used in
        [accept(db, TOKEN, new("Again"), NOW).await, accept(db, TOKEN, By::Person(accepted.user), NOW).await]
    {
        assert!(matches!(used, Err(InvitationError::Refused(_))));
    }
    let member = invite(db, &permit, to(world.customer, "NEW@example.org", role, TOKEN), NOW).await;
    assert!(matches!(member, Err(InvitationError::IsMember(_))));
}

#[both_databases]
async fn who_has_an_account_joins_with_that_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::Admin).await.unwrap();
    let known = NewUser { email: "known@example.org", name: "Known", password_hash: None };
    let known = add_user(db, known, NOW).await.unwrap();
    let inviting = to(world.customer, "known@example.org", role, TOKEN);
    invite(db, &managing(&admin), inviting, NOW).await.unwrap();
    assert!(find(db, TOKEN, NOW).await.unwrap().has_account);
    let anew = accept(db, TOKEN, new("Somebody"), NOW).await;
    assert!(matches!(anew, Err(InvitationError::HasAccount(_))));
    let accepted = accept(db, TOKEN, By::Person(known), NOW).await.unwrap();
    assert_eq!(accepted, Accepted { user: known, organization: world.customer });
}

#[both_databases]
async fn links_expire_are_renewed_and_withdrawn(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let permit = managing(&admin);
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &permit, to(world.customer, "late@example.org", role, TOKEN), NOW).await.unwrap();
    let id = only(db).await.id;
    let end = NOW + LIFETIME;
    assert!(find(db, TOKEN, end - 1).await.is_ok());
    assert!(matches!(find(db, TOKEN, end).await, Err(InvitationError::Refused(_))));
    assert!(matches!(accept(db, TOKEN, new("Late"), end).await, Err(InvitationError::Refused(_))));

    let second = InvitationToken([8; 32]);
    resend(db, &permit, id, second, SITE, end).await.unwrap();
    assert!(matches!(find(db, TOKEN, NOW).await, Err(InvitationError::Refused(_))));
    assert_eq!(find(db, second, end).await.unwrap().expires_at, end + LIFETIME);
    let letters = mail::Entity::find().order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap();
    assert_eq!(letters.len(), 2);
    assert!(letters[1].text.contains(&second.to_text()));

    withdraw(db, &permit, id, end).await.unwrap();
    assert!(matches!(find(db, second, end).await, Err(InvitationError::Refused(_))));
    assert!(matches!(withdraw(db, &permit, id, end).await, Err(InvitationError::Refused(_))));
    assert!(matches!(resend(db, &permit, id, TOKEN, SITE, end).await, Err(InvitationError::Refused(_))));
}

#[both_databases]
async fn nobody_invites_above_itself_or_elsewhere(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::UserManagement, Level::FullAccess);
    let manager = actor(db, "manager", Some(world.customer), levels).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let of = async |organization, role| predefined_role(db, organization, role).await.unwrap();
    let email = "somebody@example.org";
    for role in PredefinedRole::ALL {
        let role = of(world.customer, role).await;
        let refused = invite(db, &managing(&manager), to(world.customer, email, role, TOKEN), NOW).await;
        assert!(matches!(refused, Err(InvitationError::Forbidden(_))));
    }
    let second = of(world.customer, PredefinedRole::SuperAdmin).await;
    let refused = invite(db, &managing(&owner), to(world.customer, email, second, TOKEN), NOW).await;
    assert!(matches!(refused, Err(InvitationError::HasSuperAdmin)));
    // Out of reach: another organization, a sub-organization without the level there, a foreign role.
    let foreign = of(world.other_customer, PredefinedRole::User).await;
    let of_sub = of(world.sub, PredefinedRole::User).await;
    for (by, organization, role) in [
        (&owner, world.other_customer, foreign),
        (&owner, world.customer, foreign),
        (&manager, world.sub, of_sub),
    ] {
        let refused = invite(db, &managing(by), to(organization, email, role, TOKEN), NOW).await;
        assert!(matches!(refused, Err(InvitationError::Refused(_))), "{refused:?}");
    }
    for odd in ["", "nobody", "a@b", "a b@example.org", "a\0@example.org"] {
        let refused = invite(db, &managing(&owner), to(world.sub, odd, of_sub, TOKEN), NOW).await;
        assert!(matches!(refused, Err(InvitationError::Address(_))), "{odd}: {refused:?}");
    }
    // The first Super Admin of a sub-organization, by the Super Admin above it.
    let first = of(world.sub, PredefinedRole::SuperAdmin).await;
    invite(db, &managing(&owner), to(world.sub, email, first, TOKEN), NOW).await.unwrap();
    let id = only(db).await.id;
    let stranger = predefined(db, "stranger", world.other_customer, PredefinedRole::Admin).await;
    let branch = predefined(db, "branch", world.sub, PredefinedRole::Admin).await;
    for (by, is_hidden) in [(&stranger, true), (&manager, true), (&branch, false)] {
        for refused in [
            withdraw(db, &managing(by), id, NOW).await,
            resend(db, &managing(by), id, InvitationToken([9; 32]), SITE, NOW).await,
        ] {
            let expected = match refused {
                Err(InvitationError::Refused(_)) => is_hidden,
                Err(InvitationError::Forbidden(Forbidden::SuperAdmin)) => !is_hidden,
                _ => false,
            };
            assert!(expected, "{refused:?}");
        }
    }
    // Somebody became it in another way.
    people::join(db, branch.user, world.second_sub, of(world.second_sub, PredefinedRole::User).await, NOW)
        .await
        .unwrap();
    predefined(db, "other", world.sub, PredefinedRole::SuperAdmin).await;
    let late = accept(db, TOKEN, new("Late"), NOW).await;
    assert!(matches!(late, Err(InvitationError::HasSuperAdmin)));
}

#[both_databases]
async fn of_many_who_accept_one_link_at_once_one_does(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &managing(&admin), to(world.customer, "new@example.org", role, TOKEN), NOW).await.unwrap();
    let answers = futures::future::join_all((0..6).map(|_| accept(db, TOKEN, new("Newton"), NOW))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let refused = answers.iter().filter(|answer| matches!(answer, Err(InvitationError::Refused(_))));
    assert_eq!(refused.count(), 5, "{answers:?}");
}

#[both_databases]
async fn the_vendors_staff_invites_the_first_people_of_any_organization(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let vendor =
        people::add_organization(db, "Vendor", model::OrganizationKind::Vendor, None, NOW).await.unwrap();
    let levels = Levels::all(Level::FullAccess).with(RoleObject::UserManagement, Level::ViewOnly);
    let vera = actor(db, "vera", Some(vendor), levels).await;
    let permit = vera.permit(Action::ManageConsole, Target::Installation).unwrap();
    let of = async |organization, role| predefined_role(db, organization, role).await.unwrap();
    let first = of(world.customer, PredefinedRole::SuperAdmin).await;
    // Members who can't invite others are in nobody's way; nor are the people of another organization.
    actor(db, "reader", Some(world.customer), level(RoleObject::UserManagement, Level::ViewOnly)).await;
    predefined(db, "stranger", world.other_customer, PredefinedRole::SuperAdmin).await;
    // They have no list of pending ones: a new one replaces them.
    let lost = InvitationToken([9; 32]);
    invite(db, &permit, to(world.customer, "owner@example.org", first, lost), NOW).await.unwrap();
    invite(db, &permit, to(world.customer, "owner@example.org", first, TOKEN), NOW).await.unwrap();
    assert!(find(db, lost, NOW).await.is_err());
    let user = of(world.customer, PredefinedRole::User).await;
    let second = InvitationToken([8; 32]);
    invite(db, &permit, to(world.customer, "second@example.org", user, second), NOW).await.unwrap();
    accept(db, TOKEN, new("Owner"), NOW).await.unwrap();
    // From now on the owner invites, into sub-organizations too.
    let admin = of(world.customer, PredefinedRole::Admin).await;
    let of_sub = of(world.sub, PredefinedRole::Admin).await;
    for (organization, role) in [(world.customer, admin), (world.customer, user), (world.sub, of_sub)] {
        let late = to(organization, "vera@example.org", role, InvitationToken([7; 32]));
        let late = invite(db, &permit, late, NOW).await;
        assert!(matches!(late, Err(InvitationError::HasInviters)), "{late:?}");
    }
    let pending = only(db).await.id;
    let again = resend(db, &permit, pending, InvitationToken([6; 32]), SITE, NOW).await;
    assert!(matches!(again, Err(InvitationError::HasInviters)), "{again:?}");
    // Anyone who manages only the users of the main organization can't invite anybody into a sub-organization.
    let of_main = level(RoleObject::UserManagement, Level::FullAccess);
    actor(db, "manager", Some(world.direct_customer), of_main).await;
    let branch = people::add_organization(
        db,
        "Branch",
        model::OrganizationKind::Customer,
        Some(world.direct_customer),
        NOW,
    );
    let branch = branch.await.unwrap();
    let role = of(branch, PredefinedRole::Admin).await;
    let token = InvitationToken([5; 32]);
    invite(db, &permit, to(branch, "branch@example.org", role, token), NOW).await.unwrap();
    // At home their height is their role's: they can raise nobody above themselves.
    for role in [PredefinedRole::SuperAdmin, PredefinedRole::Admin] {
        let role = of(vendor, role).await;
        let above = invite(db, &permit, to(vendor, "third@example.org", role, TOKEN), NOW).await;
        assert!(matches!(above, Err(InvitationError::Forbidden(_))), "{above:?}");
    }
    let user = of(vendor, PredefinedRole::User).await;
    invite(db, &permit, to(vendor, "third@example.org", user, TOKEN), NOW).await.unwrap();
    predefined(db, "chief", vendor, PredefinedRole::Admin).await;
    let late = to(vendor, "fourth@example.org", user, InvitationToken([4; 32]));
    let late = invite(db, &permit, late, NOW).await;
    assert!(matches!(late, Err(InvitationError::HasInviters)), "{late:?}");
}

#[both_databases]
async fn an_invitation_that_is_over_is_in_nobodys_way(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let again = async |token, now| {
        let inviting = to(world.customer, "late@example.org", role, token);
        invite(db, &managing(&admin), inviting, now).await
    };
    again(TOKEN, NOW).await.unwrap();
    let second = InvitationToken([8; 32]);
    let soon = again(second, NOW + LIFETIME - 1).await;
    assert!(matches!(soon, Err(InvitationError::IsInvited(_))));
    again(second, NOW + LIFETIME).await.unwrap();
    assert!(find(db, second, NOW + LIFETIME).await.is_ok());
    assert_eq!(only(db).await.token_hash, second.hash());
}

#[both_databases]
async fn nobody_is_flooded_with_invitations(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let permit = managing(&admin);
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &permit, to(world.customer, "victim@example.org", role, TOKEN), NOW).await.unwrap();
    let id = only(db).await.id;
    for _ in 1..TO_ADDRESS {
        resend(db, &permit, id, TOKEN, SITE, NOW).await.unwrap();
    }
    let once_more = resend(db, &permit, id, TOKEN, SITE, NOW).await;
    assert!(matches!(once_more, Err(InvitationError::Throttled(_))));
    withdraw(db, &permit, id, NOW).await.unwrap();
    let anew = invite(db, &permit, to(world.customer, "Victim@example.org", role, TOKEN), NOW).await;
    assert!(matches!(anew, Err(InvitationError::Throttled(_))));
    let sent = mail::Entity::find().all(db.connection()).await.unwrap().len();
    assert_eq!(i32::try_from(sent), Ok(TO_ADDRESS));
    // Others are not affected, and after a while it works again.
    invite(db, &permit, to(world.customer, "other@example.org", role, TOKEN), NOW).await.unwrap();
    let later = NOW + crate::db::throttle::WINDOW;
    let second = InvitationToken([8; 32]);
    invite(db, &permit, to(world.customer, "victim@example.org", role, second), later).await.unwrap();
}

#[both_databases]
async fn no_organization_keeps_another_from_inviting_somebody(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let email = "victim@example.org";
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &managing(&admin), to(world.customer, email, role, TOKEN), NOW).await.unwrap();
    let id = only(db).await.id;
    for _ in 1..TO_ADDRESS {
        resend(db, &managing(&admin), id, TOKEN, SITE, NOW).await.unwrap();
    }
    // Another organization learns nothing about it, and its e-mails wait.
    let other = predefined(db, "other", world.other_customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.other_customer, PredefinedRole::User).await.unwrap();
    let second = InvitationToken([8; 32]);
    invite(db, &managing(&other), to(world.other_customer, email, role, second), NOW).await.unwrap();
    assert!(find(db, second, NOW).await.is_ok());
    let invited = invitation::Entity::find().filter(invitation::Column::TokenHash.eq(second.hash()));
    let id = invited.one(db.connection()).await.unwrap().unwrap().id;
    for _ in 1..TO_ADDRESS {
        resend(db, &managing(&other), id, second, SITE, NOW).await.unwrap();
    }
    let once_more = resend(db, &managing(&other), id, second, SITE, NOW).await;
    assert!(matches!(once_more, Err(InvitationError::Throttled(_))));
    let mails = mail::Entity::find().order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap();
    let due: Vec<_> = mails.iter().map(|row| row.due_at - NOW).collect();
    let quarter = crate::db::throttle::WINDOW;
    assert_eq!(due, [0, 0, 0, 0, 0, quarter, quarter, quarter, quarter, quarter]);
    // The queue keeps them until then, even the ones that wait longest.
    let at_once = crate::critical_alerts::mail::due(db, 100, NOW).await.unwrap();
    assert_eq!(at_once.len(), 5);
    mail::Entity::update_many()
        .col_expr(mail::Column::DueAt, Expr::value(NOW + QUARTERS * quarter))
        .exec(db.connection())
        .await
        .unwrap();
    assert!(crate::critical_alerts::mail::due(db, 100, NOW).await.unwrap().is_empty());
}

#[both_databases]
async fn invitations_go_with_who_could_not_send_them_any_more(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let role = async |organization, role| predefined_role(db, organization, role).await.unwrap();
    let [admin, user] =
        [PredefinedRole::Admin, PredefinedRole::User].map(|predefined| role(world.customer, predefined));
    let (admin, user) = (admin.await, user.await);
    let of_sub = role(world.sub, PredefinedRole::User).await;
    let manager = Levels::default()
        .with(RoleObject::UserManagement, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::ViewOnly)
        .with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly)
        .with(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly);
    let before = crate::people::role::Draft { name: "Manager", description: "", levels: manager };
    let manager = people::add_role(db, world.customer, "Manager", manager).await.unwrap();
    let left = async || {
        let rows = invitation::Entity::find().order_by_asc(invitation::Column::Id);
        rows.all(db.connection()).await.unwrap().into_iter().map(|row| row.email).collect::<Vec<_>>()
    };
    let vendor = people::add_organization(db, "Vendor", model::OrganizationKind::Vendor, None, NOW);
    let vendor = vendor.await.unwrap();
    let staff = predefined(db, "staff", vendor, PredefinedRole::Admin).await;
    let console = staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    let by_staff = to(
        world.other_customer,
        "vip@x.example",
        role(world.other_customer, PredefinedRole::Admin).await,
        InvitationToken([9; 32]),
    );
    invite(db, &console, by_staff, NOW).await.unwrap();

    let leaving = predefined(db, "leaving", world.customer, PredefinedRole::Admin).await;
    for (number, (organization, email, role)) in [
        (world.customer, "high@x.example", admin),
        (world.customer, "low@x.example", user),
        (world.sub, "sub@x.example", of_sub),
    ]
    .into_iter()
    .enumerate()
    {
        let token = InvitationToken([u8::try_from(number).unwrap(); 32]);
        invite(db, &managing(&leaving), to(organization, email, role, token), NOW).await.unwrap();
    }
    // Demoted: what they could still give is kept.
    users::change_role(db, &managing(&owner), world.customer, leaving.user, manager, NOW).await.unwrap();
    assert_eq!(left().await, ["vip@x.example", "low@x.example"]);
    let gone = accept(db, InvitationToken([0; 32]), new("High"), NOW).await;
    assert!(matches!(gone, Err(InvitationError::Refused(_))), "{gone:?}");
    // Their role is lowered.
    let draft = crate::people::role::Draft { name: "Manager", description: "", levels: Levels::default() };
    let roles = owner.permit(Action::ManageRoles, Target::MyOrganization).unwrap();
    crate::people::role::edit(db, &roles, manager, before, draft, NOW).await.unwrap();
    assert_eq!(left().await, ["vip@x.example"]);
    // Removed; and the vendor's staff, whose name the customer does not see.
    users::change_role(db, &managing(&owner), world.customer, leaving.user, admin, NOW).await.unwrap();
    let leaving = session::actor(db, leaving.user, Some(world.customer)).await.unwrap();
    let again = to(world.customer, "low@x.example", user, InvitationToken([3; 32]));
    invite(db, &managing(&leaving), again, NOW).await.unwrap();
    users::remove(db, &managing(&owner), world.customer, leaving.user, NOW).await.unwrap();
    assert_eq!(left().await, ["vip@x.example"]);
    users::leave(db, &staff, NOW).await.unwrap();
    assert_eq!(left().await, Vec::<String>::new());
    let told = event::Entity::find().filter(event::Column::Kind.eq("invitation-withdrawn"));
    let told = told.order_by_asc(event::Column::Id).all(db.connection()).await.unwrap();
    assert_eq!(told.len(), 5);
    assert_eq!((&*told[0].old, told[0].organization_id), ("high@x.example: Admin", Some(world.customer)));
    let last = (told[4].organization_id, told[4].acting_organization_id);
    assert_eq!(last, (Some(world.other_customer), Some(vendor)));
}

#[both_databases]
async fn a_hidden_invitation_asks_as_much_of_the_database_as_a_missing_one(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let stranger = predefined(db, "stranger", world.other_customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &managing(&admin), to(world.customer, "new@example.org", role, TOKEN), NOW).await.unwrap();
    let (hidden, missing) = (only(db).await.id, 999_999);
    let mut asked = Vec::new();
    for id in [hidden, missing] {
        let (db, count) = db.counting();
        let refused = withdraw(&db, &managing(&stranger), id, NOW).await;
        assert!(matches!(refused, Err(InvitationError::Refused(_))), "{refused:?}");
        let of_withdrawing = count.swap(0, Ordering::Relaxed);
        let refused = resend(&db, &managing(&stranger), id, InvitationToken([8; 32]), SITE, NOW).await;
        assert!(matches!(refused, Err(InvitationError::Refused(_))), "{refused:?}");
        asked.push((of_withdrawing, count.load(Ordering::Relaxed)));
    }
    assert_eq!(asked[0], asked[1], "withdrawing and sending again, hidden and missing");
    assert!(asked[0].0 > 0 && asked[0].1 > 0, "{asked:?}");
}

#[both_databases]
async fn a_name_is_no_link_in_a_mail(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "Win.evil.example", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    invite(db, &managing(&admin), to(world.customer, "new@example.org", role, TOKEN), NOW).await.unwrap();
    let letter = mail::Entity::find().one(db.connection()).await.unwrap().unwrap();
    for form in [&*letter.text, &*letter.html] {
        // The e-mail address is a real one, and may be a link.
        let named = form.replace("win.evil.example@example.org", "");
        assert!(named.contains("Win.\u{2060}evil.\u{2060}example"), "{form}");
        assert!(!named.contains("evil.example"), "{form}");
    }
}
