//! What a person with certain levels may do, computed from the access table itself.

use super::actor::{Actor, Membership};
use super::group::Position;
use super::level::Levels;
use super::table::{Action, Relation};
use super::{ACCESS, Target};
use crate::{OrganizationKind, ProductKind};

/// What a person with these levels may do in each relation, in an organization of that kind that has sub-organizations and,
/// if it can, customers. Omits relations in which they may do nothing.
///
/// Omits personal things: every signed-in person may use them, whatever the role.
pub fn preview(levels: Levels, kind: OrganizationKind) -> Vec<(Relation, Vec<Action>)> {
    let is_partner = matches!(kind, OrganizationKind::Distributor | OrganizationKind::Reseller);
    let membership = Membership {
        organization: 0,
        kind,
        levels,
        has_customers: is_partner,
        has_subs: true,
        position: Position::default(),
        viewed: false,
    };
    let actor = Actor { user: 0, membership: Some(membership) };
    let reached = |action, relation| {
        let permit = actor.permit_by(ACCESS, action, Target::Anything);
        permit.is_ok_and(|permit| permit.reach(ProductKind::OnPremises).has(relation))
    };
    let row = |relation| {
        let actions: Vec<_> = Action::ALL.into_iter().filter(|action| reached(*action, relation)).collect();
        (!actions.is_empty()).then_some((relation, actions))
    };
    Relation::ALL.into_iter().filter(|relation| *relation != Relation::Personal).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::level::{Level, RoleObject};

    #[test]
    fn a_preview_tells_what_the_table_gives() {
        let levels = Levels::default()
            .with(RoleObject::LicenseManagement, Level::ViewOnly)
            .with(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly)
            .with(RoleObject::UserManagement, Level::FullAccess)
            .with(RoleObject::UserManagementSubOrganizations, Level::ViewOnly);
        let own = vec![
            Action::ListLicenses,
            Action::ReadKeys,
            Action::PinLicense,
            Action::SeeHistory,
            Action::DownloadInstaller,
            Action::SeePools,
            Action::ListUsers,
            Action::ManageUsers,
        ];
        let expected = vec![(Relation::Own, own), (Relation::Sub, vec![Action::ListUsers])];
        assert_eq!(preview(levels, OrganizationKind::Customer), expected);
        let of_partner = preview(levels, OrganizationKind::Reseller);
        assert!(of_partner.iter().any(|(relation, actions)| {
            *relation == Relation::Customer && actions.contains(&Action::GenerateReport)
        }));
        assert_eq!(preview(Levels::default(), OrganizationKind::Vendor), []);
    }

    #[test]
    fn the_vendor_console_is_the_vendors() {
        let full = Levels::all(Level::FullAccess);
        let has = |kind| preview(full, kind).iter().any(|(relation, _)| *relation == Relation::Installation);
        assert!(has(OrganizationKind::Vendor) && !has(OrganizationKind::Customer));
    }
}
