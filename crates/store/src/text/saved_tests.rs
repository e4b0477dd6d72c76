//! Wherever people name things, a deceptive name is refused.

use std::fmt::Display;

use model::access::RoleObject;
use model::{Action, Level, Levels, OrganizationKind, ProductKind, Target};
use sea_orm::{ActiveModelTrait as _, Set};

use crate::console::{self, OrganizationDraft, ProductDraft};
use crate::db::entity::passkey as passkey_row;
use crate::organizations;
use crate::people::profile;
use crate::people::role::{self, Draft};
use crate::people::{self, NewUser, PredefinedRole};
use crate::sign_in::api_access::{self, ApiToken, NewToken};
use crate::sign_in::passkey;
use crate::testing::{NOW, World, actor, level, predefined, sqlite};

/// The refusal of a name; empty if it was accepted.
fn told<T, E: Display>(saved: Result<T, E>) -> String {
    saved.err().map_or_else(String::new, |error| error.to_string())
}

#[tokio::test]
async fn a_name_is_checked_wherever_it_is_saved() {
    let database = sqlite().await;
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let vendor = people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let staff = actor(db, "staff", Some(vendor), level(RoleObject::VendorConsole, Level::FullAccess)).await;
    let row = passkey_row::ActiveModel {
        user_id: Set(owner.user),
        credential_id: Set("one".to_owned()),
        credential: Set("{}".to_owned()),
        name: Set("Phone".to_owned()),
        created_at: Set(NOW),
        last_used_at: Set(None),
        ..Default::default()
    };
    let phone = row.insert(db.connection()).await.unwrap().id;
    let own = |action| owner.permit(action, Target::MyOrganization).unwrap();
    let edit = &own(Action::EditOrganization);
    let console = &staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    for (name, expected) in
        [("Ada\u{3164}", "invisible characters"), ("www.evil.example", "web or e-mail address")]
    {
        let user = NewUser { email: "new@example.org", name, password_hash: None };
        let role = Draft { name, description: "", levels: Levels::default() };
        let token = NewToken { name, last_day: None, token: ApiToken([1; 32]) };
        let draft = OrganizationDraft { name, kind: OrganizationKind::Customer, parent: "" };
        let (kind, page) = (ProductKind::Cloud, "");
        let product = ProductDraft { name, maker: "", kind, page, shown_to_partners: true };
        let made = ProductDraft { name: "New", maker: name, ..product };
        for (what, told) in [
            ("a person", told(people::add_user(db, user, NOW).await)),
            ("a profile", told(profile::save(db, &owner, name, None, NOW).await)),
            ("a role", told(role::add(db, &own(Action::ManageRoles), role, NOW).await)),
            ("an API token", told(api_access::create(db, &own(Action::ManageApiTokens), token, NOW).await)),
            ("a passkey", told(passkey::rename(db, &owner, phone, name, NOW).await)),
            ("an organization", told(organizations::rename(db, edit, world.customer, name, NOW).await)),
            ("a sub-organization", told(organizations::add_sub(db, edit, name, NOW).await)),
            ("a customer", told(console::save_organization(db, console, None, draft, NOW).await)),
            ("a product", told(console::save_product(db, console, None, product, NOW).await)),
            ("a maker", told(console::save_product(db, console, None, made, NOW).await)),
        ] {
            assert!(told.contains(expected), "{what} called {name:?}: {told:?}");
        }
    }
}
