//! The tests' world: the store's, with a person for each relation to a customer's license.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use model::access::GroupId;
use model::{
    Action, Actor, Level, Levels, LicenseId, OrganizationId, OrganizationKind, RoleId, RoleObject, Target,
    UserId,
};
use server::{Portal, Site, router};
use store::licenses::files::Files;
use store::people::{self, NewUser, PredefinedRole};
use store::sign_in::session::{self, Token};
use store::testing::{self, NOW, NewLicense, TestDb, actor, add_license, level};
use store::{Db, sign_in};

use crate::browser::Browser;
use crate::customer_roles::Crew;
use crate::stock::Stock;

/// The people, in the order of the matrix's columns.
pub const PEOPLE: [&str; 13] = [
    "signed-out",
    // Was an Admin of the customer; their session is still open.
    "removed",
    // Members of the customer, with None, View Only and Full Access on its licenses, and None on its subs'.
    "none",
    "viewer",
    "admin",
    // An Admin of a sub-organization, and one of the customer with its subs.
    "branch",
    "parent",
    // Members of the customer's distributor: with everything, and with View Only on customers alone.
    "distributor",
    "partner-viewer",
    // A member of the reseller that sold to the customer: Full Access on customers.
    "reseller",
    // A member of another distributor: everything.
    "other",
    // A member of the vendor: everything.
    "vendor",
    // In no organization; owns a personal license.
    "solo",
];

/// The password of [`World::with_password`].
pub const PASSWORD: &str = "correct horse battery";

/// The store's world with people and licenses.
pub struct World {
    pub base: testing::World,
    /// The customer's licenses: on-premises, cloud, of a product that partners must not see; and one of its first sub.
    pub license: LicenseId,
    pub cloud: LicenseId,
    pub identity: LicenseId,
    pub sub_license: LicenseId,
    /// A license of the other distributor's customer, and solo's own.
    pub foreign: LicenseId,
    pub personal: LicenseId,
    /// The user with that name.
    pub parent: UserId,
    /// The vendor's own organization.
    pub vendor: OrganizationId,
    /// An ID that no license has.
    pub missing: LicenseId,
    pub stock: Stock,
    pub crew: Crew,
    /// The members by name, and `spare`, a member of the customer for removal.
    pub users: HashMap<&'static str, UserId>,
    /// The custom role that only viewer has.
    pub viewer_role: RoleId,
    /// The group All of the customer, and an empty group below it.
    pub root_group: GroupId,
    pub group: GroupId,
    pub router: Router,
    pub db: Db,
}

fn address() -> SocketAddr {
    "127.0.0.1:3000".parse().unwrap()
}

/// A portal on that database, at the tests' time.
pub async fn portal(db: &Db, site: Site) -> Router {
    portal_with(db, Files::in_memory(), site).await
}

/// The same with that file store; an installer has at most 1 MiB.
pub async fn portal_with(db: &Db, files: Files, site: Site) -> Router {
    let portal = Portal::new(db.clone(), files, site).await;
    router::router(Arc::new(portal.with_clock(|| NOW).with_installer_limit(1 << 20)))
}

impl World {
    pub async fn make(database: &TestDb) -> Self {
        let db = &database.db;
        let base = testing::World::make(db).await;
        let vendor =
            people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let full = Levels::all(Level::FullAccess);
        let not_vendor = full.with(RoleObject::VendorConsole, Level::None);
        let licenses = |least| level(RoleObject::LicenseManagement, least);
        let customers = RoleObject::LicenseManagementCustomerOrganizations;
        let removed = person(db, "removed", Some(base.customer), not_vendor).await;
        let mut users = HashMap::new();
        for (name, organization, levels) in [
            ("none", base.customer, Levels::default()),
            ("viewer", base.customer, licenses(Level::ViewOnly)),
            ("admin", base.customer, licenses(Level::FullAccess)),
            ("branch", base.sub, not_vendor),
            ("parent", base.customer, not_vendor),
            ("distributor", base.distributor, not_vendor),
            ("partner-viewer", base.distributor, level(customers, Level::ViewOnly)),
            ("reseller", base.reseller, level(customers, Level::FullAccess)),
            ("other", base.other_distributor, not_vendor),
            ("vendor", vendor, full),
        ] {
            users.insert(name, person(db, name, Some(organization), levels).await.user);
        }
        let stock = Stock::make(db, &base, (users["vendor"], vendor), users["parent"]).await;
        users.insert("spare", actor(db, "spare-member", Some(base.customer), Levels::default()).await.user);
        let crew = Crew::make(db, &base, users["parent"]).await;
        let viewer_role = role_of(db, users["parent"], base.customer, "viewer").await;
        let root_group = testing::groups::root_group(db, base.customer).await;
        let group = testing::groups::add_group(db, base.customer, root_group, "Tokyo").await;
        let solo = person(db, "solo", None, Levels::default()).await;
        testing::remove_member(db, removed.user, base.customer).await;
        let add = async |key, product, organizations: &[OrganizationId], user| {
            add_license(db, &NewLicense { key, product, organizations, user, deployed: 1 }).await
        };
        Self {
            license: add("KEY-CUSTOMER", base.scanner, &[base.customer], None).await,
            cloud: add("KEY-CLOUD", base.cloud, &[base.customer], None).await,
            identity: add("KEY-IDENTITY", base.identity, &[base.customer], None).await,
            sub_license: add("KEY-SUB", base.scanner, &[base.sub], None).await,
            foreign: add("KEY-FOREIGN", base.scanner, &[base.other_customer], None).await,
            personal: add("KEY-PERSONAL", base.cloud, &[], Some(solo.user)).await,
            parent: users["parent"],
            vendor,
            missing: 999_999,
            router: portal_with(db, stock.files.clone(), Site::listening(address())).await,
            stock,
            crew,
            users,
            viewer_role,
            root_group,
            group,
            db: db.clone(),
            base,
        }
    }

    /// Returns the public ID of one of its licenses; for another number, one that no license has.
    pub fn public_id(&self, license: LicenseId) -> &'static str {
        let all = [
            (self.license, "L-KEY-CUSTOMER"),
            (self.cloud, "L-KEY-CLOUD"),
            (self.identity, "L-KEY-IDENTITY"),
            (self.sub_license, "L-KEY-SUB"),
            (self.foreign, "L-KEY-FOREIGN"),
            (self.personal, "L-KEY-PERSONAL"),
        ];
        all.into_iter().find(|(id, _)| *id == license).map_or("L-MISSING", |(_, public_id)| public_id)
    }

    /// The browser of one of [`PEOPLE`], signed in.
    pub fn browser(&self, name: &str) -> Browser {
        let browser = Browser::new(self.router.clone());
        if name == PEOPLE[0] { browser } else { browser.with_cookie(cookie(name)) }
    }

    /// Adds a person of the customer who signs in with [`PASSWORD`]. Returns their e-mail address.
    pub async fn with_password(&self) -> &'static str {
        let password_hash = Some(sign_in::hash_password(PASSWORD.to_owned(), [3; 16]).await.unwrap());
        let new = NewUser { email: "ada@example.org", name: "Ada", password_hash };
        let ada = people::add_user(&self.db, new, NOW).await.unwrap();
        people::join_named(&self.db, ada, "Customer", PredefinedRole::User, NOW).await.unwrap();
        "ada@example.org"
    }
}

/// The number of the role with that name, as seen by somebody who may see roles.
async fn role_of(db: &Db, by: UserId, organization: OrganizationId, name: &str) -> RoleId {
    let by = session::actor(db, by, Some(organization)).await.unwrap();
    let permit = by.permit(Action::ListRoles, Target::MyOrganization).unwrap();
    let roles = store::people::role::list(db, &permit).await.unwrap();
    roles.into_iter().find(|role| role.name == name).unwrap().id
}

/// Adds a person and opens their session.
async fn person(db: &Db, name: &str, organization: Option<OrganizationId>, levels: Levels) -> Actor {
    let actor = actor(db, name, organization, levels).await;
    testing::open_session(db, actor.user, token(name), NOW).await;
    actor
}

/// The browser of one of [`PEOPLE`] on a database without a world: they may do everything in that organization.
pub async fn alone(db: &Db, name: &str, organization: OrganizationId) -> Browser {
    let levels = Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None);
    person(db, name, Some(organization), levels).await;
    Browser::new(portal(db, Site::listening(address())).await).with_cookie(cookie(name))
}

fn cookie(name: &str) -> String {
    format!("grantry-session={}", token(name).to_cookie())
}

fn token(name: &str) -> Token {
    let place = PEOPLE.iter().position(|person| *person == name).unwrap();
    Token([u8::try_from(place).unwrap(); 32])
}
