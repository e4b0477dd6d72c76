//! What the vendor's staff can see and change, and what they can't.

use model::OrganizationKind::{Customer, Distributor, Reseller, Vendor};
use model::console::{ConsoleQuery, Month, OrganizationQuery};
use model::event::EventQuery;
use model::{
    Action, Actor, Day, Hidden, Level, Levels, LicenseType, OrganizationKind, Permit, ProductKind,
    RoleObject, Target,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::*;
use crate::db::entity::{license, license_limit, product};
use crate::sign_in::session;
use crate::testing::{
    self, LicenseChange, NOW, TODAY, TestDb, World, actor, both_databases, change_license, level,
};
use crate::{Db, events, people};

pub(super) async fn staff(db: &Db, levels: Level) -> Actor {
    let vendor = match people::find_organization(db, "Maker").await.unwrap() {
        Some(vendor) => vendor,
        None => people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap(),
    };
    let levels = level(RoleObject::VendorConsole, levels).with(RoleObject::EventHistory, Level::ViewOnly);
    actor(db, &format!("staff-{}", levels.get(RoleObject::VendorConsole).name()), Some(vendor), levels).await
}

pub(super) fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::Installation).unwrap()
}

/// The field of an error.
fn field<T: std::fmt::Debug>(result: Result<T, ConsoleError>) -> &'static str {
    match result {
        Err(ConsoleError::Field { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

/// An organization's events of that kind: old and new values, the newest first.
async fn told(db: &Db, reader: &Actor, kind: events::Kind) -> Vec<(String, String)> {
    let permit = reader.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
    let page = events::page(db, &permit, &EventQuery::default(), None, 1_000, NOW).await.unwrap();
    let of_kind = page.events.into_iter().filter(|event| event.kind == kind);
    of_kind.map(|event| (event.old, event.new)).collect()
}

const NEW: NewLicense<'static> = NewLicense {
    product: 0,
    organizations: "Customer\n Customer \n\nCustomer North",
    license_type: LicenseType::Purchased,
    start: TODAY,
    expiration: Some(Day(TODAY.0 + 10)),
    purchased: 10,
    contract: " C-1 ",
    limits: "",
    random: Hidden::new([7; 32]),
};

#[both_databases]
async fn a_license_is_issued_renewed_raised_suspended_and_reassigned_and_never_reduced(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::FullAccess).await;
    let managing = &permit(&staff, Action::ManageConsole);
    let customer = actor(db, "customer", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let new = NewLicense { product: world.scanner, ..NEW };
    let issued = issue(db, managing, new, NOW).await.unwrap();
    assert_eq!((issued.key.len(), issued.public_id.len()), (29, 11), "{issued:?}");
    assert!(!issued.key.contains(['I', 'L', 'O', 'U']), "{issued:?}");
    let other = issue(db, managing, NewLicense { random: [8; 32].into(), ..new }, NOW).await.unwrap();
    assert_ne!(other.key, issued.key);

    let id = issued.id;
    let day = |days: i32| Some(Day(TODAY.0 + days));
    renew(db, managing, id, day(375), NOW).await.unwrap();
    for sooner in [day(374), day(375)] {
        assert_eq!(field(renew(db, managing, id, sooner, NOW).await), "expiration");
    }
    renew(db, managing, id, None, NOW).await.unwrap();
    assert_eq!(field(renew(db, managing, id, day(999), NOW).await), "expiration");
    raise_units(db, managing, id, 12, NOW).await.unwrap();
    raise_units(db, managing, id, 12, NOW).await.unwrap();
    for odd in [11, 0, -1, 4_294_967_296] {
        assert_eq!(field(raise_units(db, managing, id, odd, NOW).await), "purchased", "{odd}");
    }
    suspend(db, managing, id, true, NOW).await.unwrap();
    let row = license::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap();
    assert_eq!((row.purchased, row.expiration_date, row.suspended), (12, None, true));
    suspend(db, managing, id, false, NOW).await.unwrap();
    let text = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    let changes = [
        text("Suspended: yes", "Suspended: no"),
        text("Suspended: no", "Suspended: yes"),
        text("Purchased: 10", "Purchased: 12"),
        text("Expiration Date: 2027-12-02", "Expiration Date: none"),
        text("Expiration Date: 2026-12-02", "Expiration Date: 2027-12-02"),
    ];
    for reader in [&staff, &customer] {
        assert_eq!(told(db, reader, events::Kind::LicenseChanged).await, changes);
    }

    // Each organization's history shows only its own change.
    reassign(db, managing, id, "Other Customer\nCustomer North", NOW).await.unwrap();
    let of_customer = told(db, &customer, events::Kind::LicenseChanged).await;
    assert_eq!(of_customer[0], text("Organization: Customer", ""));
    let other = actor(db, "other", Some(world.other_customer), Levels::all(Level::FullAccess)).await;
    let of_other = told(db, &other, events::Kind::LicenseChanged).await;
    assert_eq!(of_other[0], text("", "Organization: Other Customer"));
    let of_staff = told(db, &staff, events::Kind::LicenseChanged).await;
    let all = text(
        "Organization: Customer; Organization: Customer North",
        "Organization: Customer North; Organization: Other Customer",
    );
    assert_eq!(of_staff[0], all);
    for odd in ["", " \n", "Nobody", "Customer\nNobody", "a\0"] {
        assert_eq!(field(reassign(db, managing, id, odd, NOW).await), "organizations", "{odd}");
    }
    let odd = |new| issue(db, managing, new, NOW);
    assert_eq!(field(odd(NEW).await), "product");
    assert_eq!(field(odd(NewLicense { organizations: "", ..new }).await), "organizations");
    assert_eq!(field(odd(NewLicense { expiration: day(-1), ..new }).await), "expiration");
    assert_eq!(field(odd(NewLicense { purchased: -1, ..new }).await), "purchased");
    assert_eq!(field(odd(NewLicense { contract: "a\nb", ..new }).await), "contract");
    let limits = "Scans: 1000 per day\nReports: 5 per month";
    assert_eq!(field(odd(NewLicense { limits, ..new }).await), "limits");
    assert_eq!(field(odd(NewLicense { limits: "Scans", product: world.cloud, ..new }).await), "limits");
    let cloud = NewLicense { limits, product: world.cloud, random: [9; 32].into(), ..new };
    let cloud = issue(db, managing, cloud, NOW).await.unwrap().id;
    let kept = license_limit::Entity::find().filter(license_limit::Column::LicenseId.eq(cloud));
    let kept = kept.order_by_asc(license_limit::Column::Id).all(db.connection()).await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|row| (row.name, row.allowance, row.per)).collect();
    let expected = [("Scans", 1_000, "day"), ("Reports", 5, "month")];
    let expected = expected.map(|(name, allowance, per)| (name.to_owned(), allowance, per.to_owned()));
    assert_eq!(kept, expected);
    for missing in
        [renew(db, managing, 999_999, None, NOW).await, suspend(db, managing, 999_999, true, NOW).await]
    {
        assert!(matches!(missing, Err(ConsoleError::Refused(_))));
    }
}

#[both_databases]
async fn the_dashboards_numbers_are_those_of_the_lists(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::ViewOnly).await;
    let seeing = &permit(&staff, Action::SeeConsole);
    let add = async |key, deployed, last: i32| {
        let organizations = &[world.customer];
        let new = testing::NewLicense { key, product: world.scanner, organizations, user: None, deployed };
        let id = testing::add_license(db, &new).await;
        let expiration = Some(Day(TODAY.0 + last));
        change_license(db, id, LicenseChange { expiration, ..LicenseChange::default() }).await;
    };
    // The day is 2026-11-22. Licenses that ended earlier don't expire again; those that end today still do.
    let ends = [
        ("EARLY", 0, -21),
        ("ENDED", 0, -1),
        ("ENDING", 0, 0),
        ("FULL", 10, 8),
        ("OVER", 11, 9),
        ("MORE", 12, 39),
        ("LONG", 0, 373),
        ("GONE", 0, 374),
    ];
    for (key, deployed, last) in ends {
        add(key, deployed, last).await;
    }
    let board = dashboard(db, seeing, TODAY).await.unwrap();
    assert_eq!((board.organizations, board.licenses, board.overused), (9, 8, 2));
    assert_eq!(board.expiring.len(), 12);
    assert_eq!(board.products, [(world.scanner, "Scanner".to_owned(), 8)]);
    let by_month: Vec<u64> = board.expiring.iter().map(|(_, count)| *count).collect();
    assert_eq!(by_month, [2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let list = async |query: ConsoleQuery| licenses(db, seeing, &query, TODAY).await.unwrap();
    for (month, count) in board.expiring {
        let found = list(ConsoleQuery { expiring: Some(month), ..Default::default() }).await;
        assert_eq!((found.found, found.licenses.len() as u64), (count, count), "{month}");
    }
    for past in ["2026-10", "2025-11"] {
        let query = ConsoleQuery { expiring: past.parse().ok(), ..Default::default() };
        assert_eq!(list(query).await.found, 0, "{past}");
    }
    let over = list(ConsoleQuery { overused: true, ..Default::default() }).await;
    assert_eq!(over.found, board.overused);
    assert_eq!(over.licenses[0].masked_key, "••••");
    let found = list(ConsoleQuery { search: "l-over".into(), ..Default::default() }).await;
    assert_eq!(key(db, seeing, found.licenses[0].id, NOW).await.unwrap(), "OVER");
    assert!(matches!(key(db, seeing, 999_999, NOW).await, Err(ConsoleError::Refused(_))));
    for (search, count) in [
        ("", 8),
        ("over", 1),
        ("l-over", 1),
        ("SCAN", 8),
        ("cloud", 0),
        ("CUSTOMER", 8),
        ("customer north", 0),
        ("%", 0),
        ("\0", 0),
    ] {
        let found = list(ConsoleQuery { search: search.into(), ..Default::default() }).await;
        assert_eq!(found.found, count, "{search}");
    }
    let product = ConsoleQuery { product: Some(world.cloud), ..Default::default() };
    assert_eq!(list(product).await.found, 0);
    assert_eq!(Month::of(TODAY).to_string(), "2026-11");
    let found = organizations(db, seeing, &OrganizationQuery::named("customer n")).await.unwrap();
    assert_eq!(found.found, 1);
    assert_eq!(found.organizations[0].parent.as_deref(), Some("Customer"));
    assert!(!found.organizations[0].has_inviters);
    actor(db, "owner", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let found = organizations(db, seeing, &OrganizationQuery::named("customer n")).await.unwrap();
    assert!(found.organizations[0].has_inviters);
    let found = organizations(db, seeing, &OrganizationQuery::default()).await.unwrap();
    assert_eq!((found.found, found.organizations.len()), (9, 9));
    let of_customer = found.organizations.iter().find(|one| one.id == world.customer).unwrap();
    assert_eq!((of_customer.users, of_customer.licenses), (1, 8));
}

#[both_databases]
async fn organizations_and_their_partners_are_kept_and_what_can_not_be_is_told_at_its_field(
    database: TestDb,
) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::FullAccess).await;
    let managing = &permit(&staff, Action::ManageConsole);
    let home = staff.membership.as_ref().unwrap().organization;
    let draft = |name, kind, parent| OrganizationDraft { name, kind, parent };
    let save = |id, draft| save_organization(db, managing, id, draft, NOW);
    let id = save(None, draft(" New ", Customer, "")).await.unwrap();
    assert_eq!(save(Some(id), draft("Newer", Reseller, "")).await.unwrap(), id);
    let superadmin = people::predefined_role(db, id, people::PredefinedRole::SuperAdmin).await;
    assert!(superadmin.is_ok());
    for (id, draft, at) in [
        (None, draft("", Customer, ""), "name"),
        (None, draft("Newer", Customer, ""), "name"),
        (Some(id), draft("Customer", Reseller, ""), "name"),
        // With the Cyrillic letter.
        (None, draft("\u{421}ustomer", Customer, ""), "name"),
        (Some(id), draft("\u{421}ustomer", Reseller, ""), "name"),
        (Some(id), draft("Newer", Vendor, ""), "kind"),
        (None, draft("Second", Vendor, ""), "kind"),
        (Some(world.distributor), draft("Distributor", Customer, ""), "kind"),
        (Some(world.reseller), draft("Reseller", Customer, ""), "kind"),
        (Some(id), draft("Newer", Reseller, "Newer"), "parent"),
        (Some(id), draft("Newer", Reseller, "Customer North"), "parent"),
        (Some(id), draft("Newer", Reseller, "Nobody"), "parent"),
        (Some(world.customer), draft("Customer", Customer, "Newer"), "parent"),
        (Some(home), draft("Maker", Vendor, "Newer"), "parent"),
    ] {
        assert_eq!(field(save(id, draft).await), at, "{draft:?}");
    }
    let missing = save(Some(999_999), draft("Missing", Distributor, "")).await;
    assert!(matches!(missing, Err(ConsoleError::Refused(_))));

    let assign = |customer, partner, reseller| assign_partner(db, managing, customer, partner, reseller, NOW);
    assign(world.customer, "Other Distributor", "").await.unwrap();
    assign(world.customer, "Other Distributor", "Newer").await.unwrap();
    let found = organizations(db, &permit(&staff, Action::SeeConsole), &OrganizationQuery::named("customer"))
        .await
        .unwrap();
    let partners = &found.organizations.iter().find(|one| one.id == world.customer).unwrap().partners;
    let expected = (world.other_distributor, "Other Distributor".to_owned(), Some("Newer".to_owned()));
    assert_eq!(partners[1], expected);
    for (customer, partner, reseller, at) in [
        (world.customer, "", "", "partner"),
        (world.customer, "Customer", "", "partner"),
        (world.customer, "Other Customer", "", "partner"),
        (world.distributor, "Other Distributor", "", "partner"),
        (world.customer, "Distributor", "Nobody", "reseller"),
        (world.customer, "Distributor", "Other Distributor", "reseller"),
        (world.customer, "Reseller", "Newer", "reseller"),
    ] {
        assert_eq!(field(assign(customer, partner, reseller).await), at, "{partner}, {reseller}");
    }
    unassign_partner(db, managing, world.customer, world.other_distributor, NOW).await.unwrap();
    let again = unassign_partner(db, managing, world.customer, world.other_distributor, NOW).await;
    assert!(matches!(again, Err(ConsoleError::Refused(_))));
    let told = told(db, &staff, events::Kind::OrganizationChanged).await;
    let text = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    let expected = [
        // The customer, and its two sub-organizations, which follow it.
        text("Partner: Other Distributor; Reseller: Newer", ""),
        text("Partner: Other Distributor; Reseller: Newer", ""),
        text("Partner: Other Distributor; Reseller: Newer", ""),
        text("Partner: Other Distributor", "Partner: Other Distributor; Reseller: Newer"),
        text("Partner: Other Distributor", "Partner: Other Distributor; Reseller: Newer"),
        text("Partner: Other Distributor", "Partner: Other Distributor; Reseller: Newer"),
        text("", "Partner: Other Distributor"),
        text("", "Partner: Other Distributor"),
        text("", "Partner: Other Distributor"),
        text("Name: New; Kind: customer", "Name: Newer; Kind: reseller"),
    ];
    assert_eq!(told, expected);
}

#[both_databases]
async fn products_are_kept_and_their_kind_stays_once_there_are_licenses(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::FullAccess).await;
    let managing = &permit(&staff, Action::ManageConsole);
    let draft = ProductDraft {
        name: " Gate ",
        maker: "",
        kind: ProductKind::Cloud,
        page: " https://example.org/@gate?a@b ",
        shown_to_partners: true,
    };
    let id = save_product(db, managing, None, draft, NOW).await.unwrap();
    let shut = ProductDraft { kind: ProductKind::OnPremises, shown_to_partners: false, ..draft };
    assert_eq!(save_product(db, managing, Some(id), shut, NOW).await.unwrap(), id);
    let row = product::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap();
    assert_eq!((&*row.name, row.page.as_deref()), ("Gate", Some("https://example.org/@gate?a@b")));
    assert!(!row.shown_to_partners);
    world.license(db, "KEY", &[world.customer]).await;
    let scanner = ProductDraft { name: "Scanner", ..draft };
    assert_eq!(field(save_product(db, managing, Some(world.scanner), scanner, NOW).await), "kind");
    for (draft, at) in [
        (ProductDraft { name: "Scanner", ..draft }, "name"),
        // With the Cyrillic letter.
        (ProductDraft { name: "S\u{441}anner", ..draft }, "name"),
        (ProductDraft { name: "", ..draft }, "name"),
        (ProductDraft { name: "Other", maker: "a\nb", ..draft }, "maker"),
        (ProductDraft { name: "Other", page: "javascript:alert(1)", ..draft }, "page"),
        (ProductDraft { name: "Other", page: "https://", ..draft }, "page"),
        (ProductDraft { name: "Other", page: "https://user:pw@host/", ..draft }, "page"),
        (ProductDraft { name: "Other", page: "https://user@host", ..draft }, "page"),
        (ProductDraft { name: "Other", page: "https://host\\@evil.example@b/", ..draft }, "page"),
    ] {
        assert_eq!(field(save_product(db, managing, None, draft, NOW).await), at, "{draft:?}");
    }
    assert_eq!(told(db, &staff, events::Kind::ProductChanged).await.len(), 1);
}

#[both_databases]
async fn who_may_only_look_changes_nothing_and_others_do_not_look(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::ViewOnly).await;
    assert!(staff.permit(Action::ManageConsole, Target::Installation).is_err());
    let looking = &permit(&staff, Action::SeeConsole);
    let draft = OrganizationDraft { name: "New", kind: OrganizationKind::Customer, parent: "" };
    let saved = save_organization(db, looking, None, draft, NOW).await;
    assert!(matches!(saved, Err(ConsoleError::Refused(_))));
    let issued = issue(db, looking, NewLicense { product: world.scanner, ..NEW }, NOW).await;
    assert!(matches!(issued, Err(ConsoleError::Refused(_))));
    let all = Levels::all(Level::FullAccess);
    let user = actor(db, "admin", Some(world.customer), all).await.user;
    let admin = session::actor(db, user, Some(world.customer)).await.unwrap();
    assert!(admin.permit(Action::SeeConsole, Target::Anything).is_err());
    let listing = admin.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
    let found = licenses(db, &listing, &ConsoleQuery::default(), TODAY).await;
    assert!(matches!(found, Err(ConsoleError::Refused(_))));
}

#[both_databases]
async fn no_license_goes_to_an_organization_for_a_name_that_it_gave_itself(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::FullAccess).await;
    let managing = &permit(&staff, Action::ManageConsole);
    let customer = actor(db, "customer", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let edit = &customer.permit(Action::EditOrganization, Target::MyOrganization).unwrap();
    let sub = crate::organizations::add_sub(db, edit, "Southwind GmbH", NOW).await.unwrap();
    crate::organizations::rename(db, edit, world.customer, "Eastwind GmbH", NOW).await.unwrap();
    let new = |organizations| NewLicense { product: world.scanner, organizations, ..NEW };
    for own in ["Southwind GmbH", "Eastwind GmbH"] {
        assert_eq!(field(issue(db, managing, new(own), NOW).await), "organizations", "{own}");
    }
    // Names that look the same to people are one.
    for alike in ["southwind gmbh", "Southwind  GmbH", "EASTWIND GmbH"] {
        let draft = OrganizationDraft { name: alike, kind: Customer, parent: "" };
        assert_eq!(field(save_organization(db, managing, None, draft, NOW).await), "name", "{alike}");
        let taken = crate::organizations::add_sub(db, edit, alike, NOW).await;
        assert!(matches!(taken, Err(crate::organizations::OrganizationError::Exists(_))), "{alike}");
    }
    let draft = OrganizationDraft { name: "Eastwind GmbH", kind: Customer, parent: "" };
    save_organization(db, managing, Some(world.customer), draft, NOW).await.unwrap();
    issue(db, managing, new("Eastwind GmbH"), NOW).await.unwrap();
    let draft = OrganizationDraft { name: "Southwind GmbH", kind: Customer, parent: "Eastwind GmbH" };
    save_organization(db, managing, Some(sub), draft, NOW).await.unwrap();
    issue(db, managing, NewLicense { random: [8; 32].into(), ..new("Southwind GmbH") }, NOW).await.unwrap();
}
