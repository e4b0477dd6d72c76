//! Every action × level × relation with its expected answer, including refusals (R2).

use super::*;
use crate::access::level::{Level, RoleObject};

/// The levels on the role object in question, from None to Full Access, at which the action is allowed:
/// `....` never, `xxxx` even at None, `.xxx` from View Only on, `...x` at Full Access alone.
/// Columns: personal, own, sub (both levels), customer, installation.
const EXPECTED: [(Action, [&str; 5]); 29] = [
    (Action::ActivateLicense, ["xxxx", "....", "....", ".xxx", "...."]),
    (Action::ListLicenses, ["xxxx", ".xxx", ".xxx", ".xxx", "...."]),
    (Action::SeeCloudServices, ["xxxx", "...x", "...x", ".xxx", "...."]),
    (Action::PinLicense, ["xxxx", ".xxx", ".xxx", ".xxx", "...."]),
    (Action::ArrangeTables, ["xxxx", "....", "....", "....", "...."]),
    (Action::SeeHistory, ["xxxx", ".xxx", ".xxx", ".xxx", "...."]),
    (Action::DownloadInstaller, ["....", ".xxx", ".xxx", ".xxx", "...x"]),
    (Action::EditNote, ["....", "...x", "...x", "....", "...."]),
    (Action::DownloadDeploymentReport, ["....", "...x", "...x", "...x", "...."]),
    (Action::ManageDeployments, ["....", "...x", "...x", "...x", "...."]),
    (Action::GenerateReport, ["....", "....", "....", ".xxx", "...."]),
    (Action::EditPartnerNote, ["....", "....", "....", "...x", "...."]),
    (Action::ListAlertUsers, ["....", ".xxx", "....", "....", "...."]),
    (Action::ChangeAlertUsers, ["....", "...x", "....", "....", "...."]),
    (Action::ListApiTokens, ["....", ".xxx", "....", "....", "...."]),
    (Action::ManageApiTokens, ["....", "...x", "....", "....", "...."]),
    (Action::Import, ["....", "....", "....", "....", "...x"]),
    (Action::ManageInstallers, ["....", "....", "....", "....", "...x"]),
    (Action::ListUsers, ["....", ".xxx", ".xxx", "....", "...."]),
    (Action::ManageUsers, ["....", "...x", "...x", "....", "...."]),
    (Action::ListRoles, ["....", ".xxx", "....", "....", "...."]),
    (Action::ManageRoles, ["....", "...x", "....", "....", "...."]),
    (Action::SeeOrganization, ["....", ".xxx", ".xxx", "....", "...."]),
    (Action::EditOrganization, ["....", "...x", "...x", "....", "...."]),
    (Action::SeeSecurity, ["....", ".xxx", "....", "....", "...."]),
    (Action::ManageSecurity, ["....", "...x", "....", "....", "...."]),
    (Action::SeeEvents, ["....", ".xxx", "....", "....", "...."]),
    (Action::SeeConsole, ["....", "....", "....", "....", ".xxx"]),
    (Action::ManageConsole, ["....", "....", "....", "....", "...x"]),
];

fn member(levels: Levels) -> Actor {
    Actor {
        user: 1,
        membership: Some(Membership {
            organization: 1,
            kind: OrganizationKind::Vendor,
            levels,
            has_customers: true,
            has_subs: true,
            viewed: false,
        }),
    }
}

/// This level on the role object that the relation requires; Full Access on everything that it must not require.
fn levels_for(action: Action, relation: Relation, level: Level) -> Levels {
    let full = Levels::all(Level::FullAccess);
    match relation {
        Relation::Personal => Levels::all(level),
        Relation::Own => full.with(own_object(action), level),
        Relation::Sub if own_object(action) == RoleObject::UserManagement => {
            full.with(RoleObject::UserManagementSubOrganizations, level)
        }
        Relation::Sub if own_object(action) == RoleObject::OrganizationGeneralInformation => {
            full.with(RoleObject::OrganizationGeneralInformation, level)
        }
        Relation::Sub => full.with(RoleObject::LicenseManagementSubOrganizations, level),
        Relation::Customer => full.with(RoleObject::LicenseManagementCustomerOrganizations, level),
        Relation::Installation => full.with(RoleObject::VendorConsole, level),
    }
}

/// The role object that the action requires in one's own organization.
fn own_object(action: Action) -> RoleObject {
    match action {
        Action::ListAlertUsers | Action::ChangeAlertUsers => RoleObject::CriticalAlertUsers,
        Action::ListApiTokens | Action::ManageApiTokens => RoleObject::ApiAccess,
        Action::ListUsers | Action::ManageUsers => RoleObject::UserManagement,
        Action::ListRoles | Action::ManageRoles => RoleObject::RoleManagement,
        Action::SeeOrganization | Action::EditOrganization => RoleObject::OrganizationGeneralInformation,
        Action::SeeSecurity | Action::ManageSecurity => RoleObject::SecurityManagement,
        Action::SeeEvents => RoleObject::EventHistory,
        _ => RoleObject::LicenseManagement,
    }
}

fn answers(table: &[Rule]) -> Vec<(Action, [String; 5])> {
    let answer = |action, relation, level| {
        let actor = member(levels_for(action, relation, level));
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
    let expected: Vec<_> =
        EXPECTED.into_iter().map(|(action, row)| (action, row.map(str::to_owned))).collect();
    assert_eq!(answers(ACCESS), expected);
}

#[test]
fn every_row_of_the_table_counts() {
    let whole = answers(ACCESS);
    for missing in 0..ACCESS.len() {
        let mut table = ACCESS.to_vec();
        let rule = table.remove(missing);
        assert_ne!(answers(&table), whole, "nothing notices when {rule:?} is taken out");
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
        let personal = EXPECTED.iter().any(|(expected, row)| *expected == action && row[0] == "xxxx");
        assert_eq!(actor.permit(action, Target::Anything).is_ok(), personal, "{action:?}");
    }
}

#[test]
fn who_looks_in_changes_nothing_and_sees_nothing_of_its_own() {
    let mut viewer = member(Levels::all(Level::FullAccess));
    if let Some(membership) = &mut viewer.membership {
        (membership.viewed, membership.kind) = (true, OrganizationKind::Distributor);
    }
    let refused: Vec<_> =
        Action::ALL.into_iter().filter(|action| !viewer.may(*action, Target::Anything)).collect();
    let expected = [
        Action::ActivateLicense,
        Action::PinLicense,
        Action::ArrangeTables,
        Action::EditNote,
        Action::ManageDeployments,
        Action::EditPartnerNote,
        Action::ChangeAlertUsers,
        Action::ManageApiTokens,
        Action::Import,
        Action::ManageInstallers,
        Action::ManageUsers,
        Action::ManageRoles,
        Action::EditOrganization,
        Action::ManageSecurity,
        Action::SeeConsole,
        Action::ManageConsole,
    ];
    assert_eq!(refused, expected);
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
