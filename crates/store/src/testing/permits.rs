//! With a permit for another action an operation is refused, whatever the permit reaches. `server/tests/permits.rs` sees to it
//! that each one checks; here are the actions that most of them accept.

use std::fmt::{Debug, Display};

use model::Action::{
    self, ActivateLicense, ChangeAlertUsers, DownloadDeploymentReport, DownloadInstaller, EditNote,
    EditOrganization, EditPartnerNote, EditTags, GenerateReport, ListAlertUsers, ListApiTokens, ListLicenses,
    ListRoles, ListUsers, ManageConsole, ManageDeployments, ManageGroups, ManageInstallers, ManagePools,
    ManageSecurity, ManageUsers, PinLicense, ReadKeys, SeeConsole, SeeEvents, SeeHistory, SeeOrganization,
    SeePools, SeeSecurity,
};
use model::access::{Entry, GroupObject};
use model::activation::{Mode, Request};
use model::event::EventQuery;
use model::groups::{Contents, SetDraft};
use model::pools::{Moved, PoolQuery, Seen};
use model::product::ProductQuery;
use model::query::Column;
use model::security::Settings;
use model::user::WantedUsers;
use model::{Actor, Level, Levels, LicenseId, OrganizationId, OrganizationKind, Permit, Refused, Target};

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::db::entity::pool;
use crate::deployments::{self, DeploymentQuery, Holder, Host, HostChanges, Named, NewDeployment, PageQuery};
use crate::groups::{self, sets};
use crate::licenses::entitlement::{self, EntitlementQuery};
use crate::licenses::report::{self, Generated, Of};
use crate::licenses::{self, LicenseName, LicenseQuery, installer, link, product};
use crate::people::{self, joining, role, users};
use crate::pools::{self, TagChange};
use crate::sign_in::{api_access, security, single_sign_on};
use crate::testing::groups::{add_group, root_group};
use crate::testing::{NOW, NewLicense, TODAY, TestDb, World, actor, add_license, both_databases};
use crate::{Db, console, critical_alerts, events, organizations};

/// Somebody who may do everything, with a license that they reach as their own organization's and as a customer's.
struct Stage {
    person: Actor,
    home: OrganizationId,
    world: World,
    license: LicenseId,
}

impl Stage {
    async fn make(db: &Db) -> Self {
        let world = World::make(db).await;
        let home = people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap();
        world.assign(db, world.customer, home, None).await;
        let mut person = actor(db, "ada", Some(home), Levels::all(Level::FullAccess)).await;
        let membership = person.membership.as_mut().unwrap();
        (membership.has_customers, membership.has_subs) = (true, true);
        let organizations = &[home, world.customer];
        let new = NewLicense { key: "KEY", product: world.scanner, organizations, user: None, deployed: 3 };
        let license = add_license(db, &new).await;
        Self { person, home, world, license }
    }

    fn permit(&self, action: Action) -> Permit {
        self.person.permit(action, Target::Anything).unwrap()
    }

    /// Asserts that a call is refused with a permit for any action but `accepted`, and succeeds with one for these.
    async fn takes_only<T, E: Debug + Display>(
        &self,
        accepted: &[Action],
        what: &str,
        call: impl AsyncFn(&Permit) -> Result<T, E>,
    ) {
        let others = Action::ALL.into_iter().filter(|action| !accepted.contains(action));
        for action in others {
            let error = call(&self.permit(action)).await.err();
            let told = error.map(|error| error.to_string());
            assert_eq!(told, Some(Refused.to_string()), "{what} with a permit for {action:?}");
        }
        for action in accepted {
            let error = call(&self.permit(*action)).await.err();
            assert!(error.is_none(), "{what} with a permit for {action:?}: {error:?}");
        }
    }

    /// The same of an operation that products with a key call, too.
    async fn holder_takes_only<T, E: Debug + Display>(
        &self,
        accepted: &[Action],
        what: &str,
        call: impl AsyncFn(&Holder) -> Result<T, E>,
    ) {
        self.takes_only(accepted, what, async |permit| call(&Holder::Person(permit.clone())).await).await;
    }
}

#[both_databases]
async fn what_is_done_with_a_license_takes_its_own_permit(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let (license, scanner) = (stage.license, stage.world.scanner);
    let reveal = async |permit: &Permit| licenses::reveal_key(db, permit, license, NOW).await;
    stage.takes_only(&[ReadKeys], "reveal_key", reveal).await;
    let history = async |permit: &Permit| licenses::history(db, permit, None, license).await;
    stage.takes_only(&[SeeHistory], "history", history).await;
    let seeing = stage.permit(SeeHistory);
    let with = async |permit: &Permit| licenses::history(db, &seeing, Some(permit), license).await;
    stage.takes_only(&[DownloadDeploymentReport], "history of deployments", with).await;
    let pin = async |permit: &Permit| licenses::set_pin(db, permit, license, true, NOW).await;
    stage.takes_only(&[PinLicense], "set_pin", pin).await;
    let pins = async |permit: &Permit| licenses::set_pins(db, permit, &[license], true, NOW).await;
    stage.takes_only(&[PinLicense], "set_pins", pins).await;
    let note = async |permit: &Permit| licenses::edit_note(db, permit, license, 0, "renew", NOW).await;
    stage.takes_only(&[EditNote, EditPartnerNote], "edit_note", note).await;
    let describe = async |permit: &Permit| licenses::describe(db, permit, "L-KEY").await;
    let described = &[DownloadDeploymentReport, ListLicenses, ManageDeployments];
    stage.takes_only(described, "describe", describe).await;
    let details = async |permit: &Permit| licenses::details(db, permit, None, None, "L-KEY", NOW).await;
    stage.takes_only(&[ListLicenses], "details", details).await;
    let listing = stage.permit(ListLicenses);
    let with =
        async |permit: &Permit| licenses::details(db, &listing, Some(permit), None, "L-KEY", NOW).await;
    stage.takes_only(&[SeeHistory], "details with events", with).await;
    let with = async |permit: &Permit| {
        licenses::details(db, &listing, Some(&seeing), Some(permit), "L-KEY", NOW).await
    };
    stage.takes_only(&[DownloadDeploymentReport], "details with events of deployments", with).await;
    let find = async |permit: &Permit| product::find(db, permit, scanner).await;
    stage.takes_only(&[DownloadInstaller, ListLicenses], "product::find", find).await;
    let all = async |permit: &Permit| product::all(db, permit).await;
    stage.takes_only(&[ManageInstallers], "product::all", all).await;
    let query = ProductQuery::default();
    let page = async |permit: &Permit| product::page(db, permit, &query).await;
    stage.takes_only(&[ManageInstallers], "product::page", page).await;
    let installers = async |permit: &Permit| installer::list(db, permit, scanner).await;
    stage.takes_only(&[DownloadInstaller], "installer::list", installers).await;
    let save = async |permit: &Permit| link::save(db, permit, "orgs=1", NOW).await;
    stage.takes_only(&[ListLicenses], "link::save", save).await;
    let token = link::token_of("orgs=1");
    let find = async |permit: &Permit| link::find(db, permit, &token, NOW).await;
    stage.takes_only(&[ListLicenses], "link::find", find).await;
}

#[both_databases]
async fn a_report_takes_the_permit_to_list(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let one = &[stage.license];
    let open = async |permit: &Permit| report::open(db, permit, Of::Everything, NOW).await;
    stage.takes_only(&[ListLicenses], "open", open).await;
    let search = async |permit: &Permit| report::search(db, permit, "scan").await;
    stage.takes_only(&[ListLicenses], "search", search).await;
    let texts = async |permit: &Permit| report::texts(db, permit, one).await;
    stage.takes_only(&[ListLicenses], "texts", texts).await;
    let exported = async |permit: &Permit| report::exported(db, permit, one).await;
    stage.takes_only(&[ListLicenses], "exported", exported).await;
    let rank = async |permit: &Permit| report::rank(db, permit, Column::Note).await;
    stage.takes_only(&[ListLicenses], "rank", rank).await;
    let generated = Generated { last_event: 0, day: TODAY, reach: 0 };
    let changed =
        async |permit: &Permit| report::changed_since(db, permit, Of::Everything, generated, NOW).await;
    stage.takes_only(&[ListLicenses], "changed_since", changed).await;
    let reached = async |permit: &Permit| report::reached(db, permit).await;
    stage.takes_only(&[ListLicenses], "reached", reached).await;
    let customers = async |permit: &Permit| report::customers(db, permit).await;
    stage.takes_only(&[GenerateReport, ListLicenses], "customers", customers).await;
}

#[both_databases]
async fn deployments_take_the_permit_to_manage_them(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let license = stage.license;
    let both = [DownloadDeploymentReport, ManageDeployments];
    let query = DeploymentQuery { limit: 10, ..DeploymentQuery::default() };
    let list = async |permit: &Permit| deployments::list(db, permit, license, &query).await;
    stage.takes_only(&both, "list", list).await;
    let active = async |permit: &Permit| deployments::active(db, permit, license, 0).await;
    stage.takes_only(&both, "active", active).await;
    let find_all = async |permit: &Permit| deployments::find_all(db, permit, license, "").await;
    stage.takes_only(&[ManageDeployments], "find_all", find_all).await;
    let remove = async |permit: &Permit| deployments::remove(db, permit, license, &[-1], NOW).await;
    stage.takes_only(&[ManageDeployments], "remove", remove).await;
    let request = Request { deployment: "PC", quantity: 1, mode: Mode::Online, product: None };
    let new = NewDeployment { request, host: Host::default() };
    let by_key = async |permit: &Permit| deployments::activate_by_key(db, permit, "KEY", &new, NOW).await;
    stage.takes_only(&[ActivateLicense], "activate_by_key", by_key).await;
    let activate = async |holder: &Holder| deployments::activate(db, holder, license, &new, NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "activate", activate).await;
    let named = Named::Id(license, "KEY-0");
    let find = async |holder: &Holder| deployments::find(db, holder, named).await;
    stage.holder_takes_only(&[ManageDeployments], "find", find).await;
    let by_text = async |holder: &Holder| deployments::by_text(db, holder, "KEY-0").await;
    stage.holder_takes_only(&[ManageDeployments], "by_text", by_text).await;
    let query = PageQuery { limit: 10, ..PageQuery::default() };
    let page = async |holder: &Holder| deployments::page(db, holder, &query).await;
    stage.holder_takes_only(&[ManageDeployments], "page", page).await;
    let count = async |holder: &Holder| deployments::count(db, holder, &query).await;
    stage.holder_takes_only(&[ManageDeployments], "count", count).await;
    let ping = async |holder: &Holder| deployments::ping(db, holder, named, NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "ping", ping).await;
    let reset = async |holder: &Holder| deployments::reset_heartbeat(db, holder, named, NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "reset_heartbeat", reset).await;
    let update =
        async |holder: &Holder| deployments::update(db, holder, named, HostChanges::default(), NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "update", update).await;
    let deactivate = async |holder: &Holder| deployments::deactivate(db, holder, named, NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "deactivate", deactivate).await;
}

#[both_databases]
async fn programs_read_licenses_with_the_permit_to_list_or_to_manage_machines(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let license = stage.license;
    let both = [ListLicenses, ManageDeployments];
    let find = async |holder: &Holder| licenses::find(db, holder, LicenseName::Number(license)).await;
    stage.holder_takes_only(&both, "find", find).await;
    let query = EntitlementQuery::default();
    let of_license = async |holder: &Holder| entitlement::of_license(db, holder, license, query).await;
    stage.holder_takes_only(&both, "of_license", of_license).await;
    let query = LicenseQuery { limit: 10, ..LicenseQuery::default() };
    let page = async |holder: &Holder| licenses::page(db, holder, &query).await;
    stage.holder_takes_only(&[ListLicenses], "page", page).await;
    let count = async |holder: &Holder| licenses::count(db, holder, &query).await;
    stage.holder_takes_only(&[ListLicenses], "count", count).await;
    let find_all = async |holder: &Holder| licenses::find_all(db, holder, &[license]).await;
    stage.holder_takes_only(&[ManageDeployments], "find_all", find_all).await;
    let check_out = async |holder: &Holder| licenses::note_check_out(db, holder, license, "File", NOW).await;
    stage.holder_takes_only(&[ManageDeployments], "note_check_out", check_out).await;
}

#[both_databases]
async fn an_organization_is_seen_and_run_with_the_permit_for_it(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let home = stage.home;
    let see = async |permit: &Permit| organizations::see(db, permit, None, None).await;
    stage.takes_only(&[SeeOrganization], "see", see).await;
    let seeing = stage.permit(SeeOrganization);
    let users = async |permit: &Permit| organizations::see(db, &seeing, Some(permit), None).await;
    stage.takes_only(&[ListUsers], "see users", users).await;
    let listed = async |permit: &Permit| organizations::see(db, &seeing, None, Some(permit)).await;
    stage.takes_only(&[ListLicenses], "see licenses", listed).await;
    let listing = stage.permit(ListLicenses);
    let movable = async |permit: &Permit| organizations::licenses(db, permit, &listing, home, "").await;
    stage.takes_only(&[EditOrganization], "licenses", movable).await;
    let editing = stage.permit(EditOrganization);
    let movable = async |permit: &Permit| organizations::licenses(db, &editing, permit, home, "").await;
    stage.takes_only(&[ListLicenses], "licenses seen", movable).await;
    let domains = async |permit: &Permit| organizations::mail_domains::list(db, permit).await;
    stage.takes_only(&[SeeSecurity], "mail_domains::list", domains).await;
    let see = async |permit: &Permit| security::see(db, permit).await;
    stage.takes_only(&[SeeSecurity], "security::see", see).await;
    let current = Settings { factor_required: false, idle_minutes: 720 };
    let change = async |permit: &Permit| security::set(db, permit, current, current, NOW).await;
    stage.takes_only(&[ManageSecurity], "security::set", change).await;
    let see = async |permit: &Permit| single_sign_on::see(db, permit).await;
    stage.takes_only(&[SeeSecurity], "single_sign_on::see", see).await;
    let tokens = async |permit: &Permit| api_access::list(db, permit, NOW).await;
    stage.takes_only(&[ListApiTokens], "api_access::list", tokens).await;
    let query = EventQuery::default();
    let page = async |permit: &Permit| events::page(db, permit, &query, None, 10, NOW).await;
    stage.takes_only(&[SeeEvents], "events::page", page).await;
    let people = async |permit: &Permit| events::people(db, permit).await;
    stage.takes_only(&[SeeEvents], "events::people", people).await;
    let retention = async |permit: &Permit| events::retention(db, permit).await;
    stage.takes_only(&[SeeEvents], "retention", retention).await;
    let change = async |permit: &Permit| events::set_retention(db, permit, 30, NOW).await;
    stage.takes_only(&[ManageSecurity], "set_retention", change).await;
}

#[both_databases]
async fn people_alerts_and_the_console_take_a_permit_each(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let (home, license) = (stage.home, stage.license);
    let wanted = WantedUsers::default();
    let users = async |permit: &Permit| users::list(db, permit, None, &wanted, NOW).await;
    stage.takes_only(&[ListUsers], "users::list", users).await;
    let listing = stage.permit(ListUsers);
    let managed = async |permit: &Permit| users::list(db, &listing, Some(permit), &wanted, NOW).await;
    stage.takes_only(&[ManageUsers], "users::list, managed", managed).await;
    let givable = async |permit: &Permit| users::givable(db, permit, home).await;
    stage.takes_only(&[ManageUsers, ManageConsole, ManageSecurity], "givable", givable).await;
    let roles = async |permit: &Permit| role::list(db, permit).await;
    stage.takes_only(&[ListRoles], "role::list", roles).await;
    let requests = async |permit: &Permit| joining::list(db, permit).await;
    stage.takes_only(&[ListUsers], "joining::list", requests).await;

    let list = async |permit: &Permit| critical_alerts::list(db, permit).await;
    stage.takes_only(&[ListAlertUsers], "critical_alerts::list", list).await;
    let (users, licenses) = (stage.permit(ListAlertUsers), stage.permit(ListLicenses));
    let times = async |permit: &Permit| critical_alerts::lead_times(db, permit, &licenses).await;
    stage.takes_only(&[ListAlertUsers], "lead_times", times).await;
    let times = async |permit: &Permit| critical_alerts::lead_times(db, &users, permit).await;
    stage.takes_only(&[ListLicenses], "lead_times of licenses", times).await;
    let change = async |permit: &Permit| {
        critical_alerts::set_lead_times(db, permit, &licenses, ("KEY", Some("7")), NOW).await
    };
    stage.takes_only(&[ChangeAlertUsers], "set_lead_times", change).await;
    let sent = async |permit: &Permit| critical_alerts::sent(db, permit, &licenses).await;
    stage.takes_only(&[ListAlertUsers], "sent", sent).await;
    let next = async |permit: &Permit| critical_alerts::next(db, permit, &licenses, TODAY).await;
    stage.takes_only(&[ListAlertUsers], "next", next).await;

    let key = async |permit: &Permit| console::key(db, permit, license, NOW).await;
    stage.takes_only(&[SeeConsole], "console::key", key).await;
    let suspend = async |permit: &Permit| console::suspend(db, permit, license, false, NOW).await;
    stage.takes_only(&[ManageConsole], "suspend", suspend).await;
}

#[both_databases]
async fn access_groups_take_the_permit_to_manage_them(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let (home, root) = (stage.home, root_group(db, stage.home).await);
    let member = actor(db, "member", Some(home), Levels::default()).await.user;
    let tokyo = add_group(db, home, root, "Tokyo").await;
    let list = async |permit: &Permit| groups::list(db, permit).await;
    stage.takes_only(&[ManageGroups, ManagePools, ManageUsers, SeePools], "list", list).await;
    let members = async |permit: &Permit| groups::members(db, permit).await;
    stage.takes_only(&[ManageGroups], "members", members).await;
    let contents = async |permit: &Permit| groups::contents(db, permit, tokyo).await;
    stage.takes_only(&[ManageGroups], "contents", contents).await;
    let preview = async |permit: &Permit| groups::preview(db, permit, member).await;
    stage.takes_only(&[ManageGroups], "preview", preview).await;
    let create = async |permit: &Permit| groups::create(db, permit, root, "Sydney", NOW).await;
    stage.takes_only(&[ManageGroups], "create", create).await;
    let rename = async |permit: &Permit| groups::rename(db, permit, tokyo, 0, "Tokyo", NOW).await;
    stage.takes_only(&[ManageGroups], "rename", rename).await;
    let shift = async |permit: &Permit| groups::move_group(db, permit, tokyo, 0, root, NOW).await;
    stage.takes_only(&[ManageGroups], "move_group", shift).await;
    let entries = vec![Entry { group: tokyo, object: GroupObject::Licenses, level: Level::Use }];
    let draft = SetDraft { name: "Set".to_owned(), entries };
    let save = async |permit: &Permit| sets::save(db, permit, None, &draft, NOW).await;
    stage.takes_only(&[ManageGroups], "sets::save", save).await;
    let list = async |permit: &Permit| sets::list(db, permit).await;
    stage.takes_only(&[ManageGroups], "sets::list", list).await;
    let set = sets::list(db, &stage.permit(ManageGroups)).await.unwrap()[0].id;
    let give = async |permit: &Permit| sets::give(db, permit, set, &[member], NOW).await;
    stage.takes_only(&[ManageGroups], "sets::give", give).await;
    let take = async |permit: &Permit| sets::take(db, permit, set, &[member], NOW).await;
    stage.takes_only(&[ManageGroups], "sets::take", take).await;
    let remove = async |permit: &Permit| sets::remove(db, permit, set, NOW).await;
    stage.takes_only(&[ManageGroups], "sets::remove", remove).await;
    let move_home = async |permit: &Permit| users::set_home(db, permit, home, member, tokyo, NOW).await;
    stage.takes_only(&[ManageGroups, ManageUsers], "set_home", move_home).await;
    users::set_home(db, &stage.permit(ManageGroups), home, member, root, NOW).await.unwrap();
    let remove = async |permit: &Permit| groups::remove(db, permit, tokyo, 0, Contents::default(), NOW).await;
    stage.takes_only(&[ManageGroups], "remove", remove).await;
}

#[both_databases]
async fn pools_take_the_permits_to_see_manage_and_tag_them(database: TestDb) {
    let db = &database.db;
    let stage = Stage::make(db).await;
    let all = pool::Entity::find().filter(pool::Column::OrganizationId.eq(stage.home));
    let first = all.one(db.connection()).await.unwrap().unwrap();
    let (query, seen) = (PoolQuery::default(), Seen { id: first.id, version: first.version });
    let list = async |permit: &Permit| pools::list(db, permit, None, &query, TODAY).await;
    stage.takes_only(&[SeePools], "pools::list", list).await;
    let seeing = stage.permit(SeePools);
    let tagging = async |permit: &Permit| pools::list(db, &seeing, Some(permit), &query, TODAY).await;
    stage.takes_only(&[EditTags], "pools::list to tag", tagging).await;
    let open = async |permit: &Permit| pools::open_pool(db, permit, first.id, &query, 0, TODAY).await;
    stage.takes_only(&[SeePools], "open_pool", open).await;
    let suggest = async |permit: &Permit| pools::suggest(db, permit, "").await;
    stage.takes_only(&[SeePools], "suggest", suggest).await;
    let who = async |permit: &Permit| pools::who_sees(db, permit, first.group_id).await;
    stage.takes_only(&[ManagePools], "who_sees", who).await;
    let tags = TagChange::default();
    let tag = async |permit: &Permit| pools::set_pool_tags(db, permit, &[first.id], tags, NOW).await;
    stage.takes_only(&[EditTags], "set_pool_tags", tag).await;
    let tag = async |permit: &Permit| pools::set_license_tags(db, permit, &[stage.license], tags, NOW).await;
    stage.takes_only(&[EditTags], "set_license_tags", tag).await;
    let rename = async |permit: &Permit| pools::rename(db, permit, seen, &first.name, NOW).await;
    stage.takes_only(&[ManagePools], "pools::rename", rename).await;
    // These refuse otherwise what a permit for them would do once only.
    let others = Action::ALL.into_iter().filter(|action| *action != ManagePools);
    let back = Moved { back: Vec::new(), to: Vec::new(), at: NOW };
    for permit in others.map(|action| stage.permit(action)) {
        let told = [
            pools::move_pools(db, &permit, &[seen], first.group_id, NOW).await.unwrap_err().to_string(),
            pools::undo_move(db, &permit, &back, NOW).await.unwrap_err().to_string(),
            pools::split(db, &permit, seen, &[stage.license], "New", NOW).await.unwrap_err().to_string(),
            pools::merge(db, &permit, seen, &[seen], NOW).await.unwrap_err().to_string(),
        ];
        assert_eq!(told, [(); 4].map(|()| Refused.to_string()), "{:?}", permit.action());
    }
}
