//! Every action × level × relation with its expected answer, including refusals (R2).

use super::*;
use crate::access::group::Entry;
use crate::access::level::RoleObject;
use crate::access::table::{EXPECTED, EXPECTED_OF_SETS, Viewer};

fn member(levels: Levels) -> Actor {
    Actor {
        user: 1,
        membership: Some(Membership {
            organization: 1,
            kind: OrganizationKind::Vendor,
            levels,
            has_customers: true,
            has_subs: true,
            position: Position::default(),
            viewed: false,
        }),
    }
}

/// This level on the role object that the relation requires; Full Access on everything that it must not require. `own` is the
/// role object that the action requires in one's own organization.
fn levels_for(own: RoleObject, relation: Relation, level: Level) -> Levels {
    let object = match relation {
        Relation::Personal => return Levels::all(level),
        Relation::Own => own,
        Relation::Sub => match own {
            RoleObject::UserManagement => RoleObject::UserManagementSubOrganizations,
            RoleObject::OrganizationGeneralInformation => own,
            _ => RoleObject::LicenseManagementSubOrganizations,
        },
        Relation::Customer => RoleObject::LicenseManagementCustomerOrganizations,
        Relation::Installation => RoleObject::VendorConsole,
    };
    Levels::all(Level::FullAccess).with(object, level)
}

/// The row of [`EXPECTED`] for an action.
fn expected(action: Action) -> (RoleObject, [&'static str; 5], Viewer) {
    let row = EXPECTED.iter().find(|row| row.0 == action);
    let (_, object, levels, viewer) = row.unwrap_or_else(|| panic!("EXPECTED has no row for {action:?}"));
    (*object, *levels, *viewer)
}

fn answers(table: &[Rule]) -> Vec<(Action, [String; 5])> {
    let answer = |action, relation, level| {
        let actor = member(levels_for(expected(action).0, relation, level));
        let permit = actor.permit_by(table, action, Target::Anything);
        if permit.is_ok_and(|permit| permit.reach(ProductKind::OnPremises).has(relation)) { 'x' } else { '.' }
    };
    let row = |action| {
        Relation::ALL.map(|relation| Level::ALL.map(|level| answer(action, relation, level)).iter().collect())
    };
    Action::ALL.into_iter().map(|action| (action, row(action))).collect()
}

#[test]
fn every_action_at_every_level_in_every_relation() {
    let expected: Vec<_> = EXPECTED.iter().map(|row| (row.0, row.2.map(str::to_owned))).collect();
    assert_eq!(answers(ACCESS), expected);
}

#[test]
fn every_row_of_the_table_counts() {
    let whole = answers(ACCESS);
    for missing in 0..ACCESS.len() {
        let mut table = ACCESS.to_vec();
        let rule = table.remove(missing);
        assert_ne!(answers(&table), whole, "nothing notices when {rule:?} is removed");
    }
}

#[test]
fn sub_organizations_need_both_levels() {
    for own in Level::ALL {
        for sub in Level::ALL {
            let levels = Levels::default()
                .with(RoleObject::LicenseManagement, own)
                .with(RoleObject::LicenseManagementSubOrganizations, sub);
            let reaches = |action| {
                let permit = member(levels).permit(action, Target::MyOrganization);
                permit.is_ok_and(|permit| permit.reach(ProductKind::OnPremises).has(Relation::Sub))
            };
            assert_eq!(reaches(Action::ListLicenses), own.min(sub) >= Level::ViewOnly);
            assert_eq!(reaches(Action::EditNote), own.min(sub) >= Level::FullAccess);
            assert!(!reaches(Action::ListUsers));
        }
    }
}

#[test]
fn cloud_services_are_within_reach_only_where_they_may_be_seen() {
    let viewer = member(Levels::default().with(RoleObject::LicenseManagement, Level::ViewOnly));
    let permit = viewer.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
    assert!(permit.reach(ProductKind::OnPremises).has(Relation::Own));
    assert!(!permit.reach(ProductKind::Cloud).has(Relation::Own));
    assert!(permit.reach(ProductKind::Cloud).has(Relation::Personal));
}

#[test]
fn there_are_no_customers_without_assignment_and_no_subs_without_subs() {
    let mut actor = member(Levels::all(Level::FullAccess));
    if let Some(membership) = &mut actor.membership {
        membership.has_customers = false;
        membership.has_subs = false;
        membership.kind = OrganizationKind::Customer;
    }
    for action in Action::ALL {
        assert_eq!(actor.permit(action, Target::Customers), Err(Refused), "{action:?}");
        assert_eq!(actor.permit(action, Target::Installation), Err(Refused), "{action:?}");
        let permit = actor.permit(action, Target::Anything);
        assert!(
            permit.is_err() || !permit.unwrap().reach(ProductKind::OnPremises).has(Relation::Sub),
            "{action:?}"
        );
    }
}

#[test]
fn a_person_in_no_organization_has_personal_things_only() {
    let actor = Actor { user: 1, membership: None };
    for action in Action::ALL {
        let is_personal = expected(action).1[0] == "xxxx";
        assert_eq!(actor.permit(action, Target::Anything).is_ok(), is_personal, "{action:?}");
    }
}

#[test]
fn who_looks_in_changes_nothing_and_sees_nothing_of_its_own() {
    let mut viewer = member(Levels::all(Level::FullAccess));
    if let Some(membership) = &mut viewer.membership {
        (membership.viewed, membership.kind) = (true, OrganizationKind::Distributor);
    }
    for action in Action::ALL {
        let is_allowed = expected(action).2 == Viewer::Allowed;
        assert_eq!(viewer.may(action, Target::Anything), is_allowed, "{action:?}");
    }
    for action in VIEWING {
        let permit = viewer.permit(action, Target::Anything).unwrap();
        assert_eq!((permit.organization(), permit.confidant_of()), (Some(1), None), "{action:?}");
        for relation in [Relation::Personal, Relation::Installation] {
            assert!(!permit.reach(ProductKind::OnPremises).has(relation), "{action:?} {relation:?}");
        }
    }
    assert_eq!(viewer.permit(Action::ListLicenses, Target::Installation), Err(Refused));
    let of_member = member(Levels::all(Level::FullAccess)).permit(Action::SeeEvents, Target::MyOrganization);
    assert_eq!(of_member.unwrap().confidant_of(), Some(1));
}

/// Numbers of groups: the root, and two below it.
const ROOT: i64 = 1;
const TOKYO: i64 = 2;
const SYDNEY: i64 = 3;

/// A member whose home is that group, with the level on License Management there and an entry on Sydney.
fn branch(home: i64, role: Level, of_set: Level) -> Actor {
    let mut actor = member(Levels::default().with(RoleObject::LicenseManagement, role));
    let entry = Entry { group: SYDNEY, object: GroupObject::Licenses, level: of_set };
    let entries = if of_set == Level::None { vec![] } else { vec![entry] };
    if let Some(membership) = &mut actor.membership {
        membership.position = Position { root: ROOT, home, entries };
    }
    actor
}

#[test]
fn every_action_by_a_permission_set_alone() {
    for action in Action::ALL {
        let expected = EXPECTED_OF_SETS.iter().find(|row| row.0 == action).map_or("....", |row| row.1);
        let sign = |level| {
            let permit = branch(TOKYO, Level::None, level).permit(action, Target::Anything);
            let reached = permit.is_ok_and(|permit| {
                permit.reach(ProductKind::OnPremises).has(Relation::Own)
                    && *permit.groups(ProductKind::OnPremises) == Groups::Below(vec![SYDNEY])
            });
            if reached { 'x' } else { '.' }
        };
        assert_eq!(Level::ALL.map(sign).iter().collect::<String>(), expected, "{action:?}");
    }
}

#[test]
fn a_role_counts_from_the_home_down_and_a_set_on_its_groups() {
    let below = |groups: &[i64]| Groups::Below(groups.to_vec());
    for (home, role, of_set, on_premises, cloud) in [
        (ROOT, Level::ViewOnly, Level::None, Groups::All, below(&[])),
        (ROOT, Level::FullAccess, Level::ViewOnly, Groups::All, Groups::All),
        (ROOT, Level::ViewOnly, Level::FullAccess, Groups::All, below(&[SYDNEY])),
        (TOKYO, Level::ViewOnly, Level::Use, below(&[TOKYO, SYDNEY]), below(&[])),
        (TOKYO, Level::FullAccess, Level::ViewOnly, below(&[TOKYO, SYDNEY]), below(&[TOKYO])),
        (TOKYO, Level::None, Level::FullAccess, below(&[SYDNEY]), below(&[SYDNEY])),
    ] {
        let permit = branch(home, role, of_set).permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        assert_eq!(*permit.groups(ProductKind::OnPremises), on_premises, "{home} {role:?} {of_set:?}");
        assert_eq!(*permit.groups(ProductKind::Cloud), cloud, "{home} {role:?} {of_set:?}");
    }
}

#[test]
fn a_role_reveals_keys_at_view_only_and_a_set_at_use() {
    for (role, of_set, all, some) in [
        (Level::ViewOnly, Level::None, true, &[TOKYO][..]),
        (Level::ViewOnly, Level::ViewOnly, false, &[TOKYO]),
        (Level::ViewOnly, Level::Use, true, &[TOKYO, SYDNEY]),
        (Level::None, Level::ViewOnly, false, &[]),
        (Level::None, Level::Use, true, &[SYDNEY]),
    ] {
        let permit = branch(TOKYO, role, of_set).permit(Action::ListLicenses, Target::MyOrganization);
        let permit = permit.unwrap();
        assert_eq!(permit.may_read_keys(), all, "{role:?} {of_set:?}");
        let reading = permit.reading_keys().unwrap();
        assert_eq!(*reading.groups(ProductKind::OnPremises), Groups::Below(some.to_vec()));
    }
}

#[test]
fn sub_organizations_are_seen_from_the_root_alone() {
    for (home, seen) in [(ROOT, true), (TOKYO, false)] {
        let mut person = branch(home, Level::FullAccess, Level::FullAccess);
        if let Some(membership) = &mut person.membership {
            membership.levels = Levels::all(Level::FullAccess);
        }
        for action in Action::ALL {
            // These need the home All.
            let of_all = [
                Action::ChangeAlertUsers,
                Action::ManageRoles,
                Action::ManageSecurity,
                Action::ManagePools,
                Action::ManageGroups,
            ];
            if of_all.contains(&action) && !seen {
                assert_eq!(person.permit(action, Target::Anything), Err(Refused));
                continue;
            }
            let permit = person.permit(action, Target::Anything).unwrap();
            let has_subs = permit.reach(ProductKind::OnPremises).has(Relation::Sub);
            assert_eq!(has_subs, seen && expected(action).1[2].contains('x'), "{home} {action:?}");
            assert_eq!(permit.is_at_all(), seen);
        }
    }
}

#[test]
fn events_and_alerts_tell_of_the_licenses_that_the_person_may_list() {
    let levels = Levels::default().with(RoleObject::EventHistory, Level::ViewOnly);
    for (home, expected) in [(ROOT, Groups::All), (TOKYO, Groups::Below(vec![SYDNEY]))] {
        let mut person = branch(home, Level::None, Level::ViewOnly);
        if let Some(membership) = &mut person.membership {
            membership.levels = levels;
        }
        let permit = person.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
        assert_eq!(*permit.groups(ProductKind::OnPremises), expected);
    }
}
