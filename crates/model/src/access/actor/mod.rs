//! The person who asks, and what they may reach.

use serde::{Deserialize, Serialize};

use super::group::{GroupId, GroupObject, Groups, Position};
use super::level::{Level, Levels};
use super::table::{ACCESS, Action, Relation, Rule, Sharing, VIEWING};
use crate::{OrganizationId, OrganizationKind, ProductKind, UserId};

/// The organization that a person acts for, and what their role there gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// Its kind.
    pub kind: OrganizationKind,
    /// The levels of the person's role in it.
    pub levels: Levels,
    /// Whether customers are assigned to it. If not, it has no customers to see (R5).
    pub has_customers: bool,
    /// Whether it has sub-organizations.
    pub has_subs: bool,
    /// Where the person stands in its tree of access groups.
    pub position: Position,
    /// Set for the vendor's staff who view an organization without being a member: all of that is read-only ([`VIEWING`]).
    pub viewed: bool,
}

/// A signed-in person, by a session's cookie or any other proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The organization they act for; None for a person who belongs to no organization.
    pub membership: Option<Membership>,
}

/// The object of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Anything on which the person may do it: the store finds out the relation from the ID.
    Anything,
    /// The person's own things, their organization's and its sub-organizations'.
    MyOrganization,
    /// Things of assigned customers.
    Customers,
    /// The installation.
    Installation,
}

impl Target {
    fn relations(self) -> &'static [Relation] {
        match self {
            Self::Anything => &Relation::ALL,
            Self::MyOrganization => &[Relation::Personal, Relation::Own, Relation::Sub],
            Self::Customers => &[Relation::Customer],
            Self::Installation => &[Relation::Installation],
        }
    }
}

/// The refusal: the same for hidden and for missing things (R3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is nothing here, or you don't have access to it.")]
pub struct Refused;

/// The relations in which an action is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach(u8);

impl Reach {
    /// Returns whether things in that relation are within reach.
    pub fn has(self, relation: Relation) -> bool {
        self.0 & (1 << relation as u8) != 0
    }

    fn add(&mut self, relation: Relation) {
        self.0 |= 1 << relation as u8;
    }

    /// Returns whether nothing is within reach.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Proof that an [`Actor`] may do an [`Action`], and how far it reaches. Only [`Actor::permit`] makes one; every read and
/// write of the store takes one, and its query starts from the permit's reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    user: UserId,
    organization: Option<OrganizationId>,
    action: Action,
    on_premises: Reach,
    cloud: Reach,
    /// The groups within reach in the person's own organization, for each kind of product.
    on_premises_groups: Groups,
    cloud_groups: Groups,
    /// The same for reading keys.
    keys: KeyReach,
    home: Option<GroupId>,
    viewing: bool,
}

/// The groups whose keys may be read as well.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyReach {
    on_premises: Groups,
    cloud: Groups,
}

impl Permit {
    /// The person who acts.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// The organization that the person acts for.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.organization
    }

    /// The organization whose partner notes, and other things for members only, the person may read (R4). None for somebody who
    /// only views it.
    pub fn confidant_of(&self) -> Option<OrganizationId> {
        self.organization.filter(|_| !self.viewing)
    }

    /// Returns whether the person may read the whole keys of all licenses within reach, and search by parts of them (R8). If
    /// not, keys are masked on every path, except those of [`reading_keys`](Self::reading_keys): staff who view an
    /// organization see its licenses, not the keys.
    pub fn may_read_keys(&self) -> bool {
        let reads =
            |reach: Reach, groups: &Groups, keys: &Groups| !reach.has(Relation::Own) || groups == keys;
        !self.viewing
            && reads(self.on_premises, &self.on_premises_groups, &self.keys.on_premises)
            && reads(self.cloud, &self.cloud_groups, &self.keys.cloud)
    }

    /// This permit, as far as the person may read keys: a permission set that gives View Only reveals none, so that they may
    /// read some keys and not others. None if they read none at all.
    pub fn reading_keys(&self) -> Option<Self> {
        if self.viewing {
            return None;
        }
        let (on_premises_groups, cloud_groups) = (self.keys.on_premises.clone(), self.keys.cloud.clone());
        Some(Self { on_premises_groups, cloud_groups, ..self.clone() })
    }

    /// Returns whether the person's home is All. Who adds, removes or moves licenses of their organization needs that (R14).
    pub fn is_at_all(&self) -> bool {
        self.home.is_none()
    }

    /// The person's home group; None if it is All. Whoever has another one acts on people of that group and of those below it
    /// (R22).
    pub fn home(&self) -> Option<GroupId> {
        self.home
    }

    /// The access groups within the permit's reach in the person's own organization, among licenses of products of that kind.
    pub fn groups(&self, kind: ProductKind) -> &Groups {
        match kind {
            ProductKind::Cloud => &self.cloud_groups,
            ProductKind::OnPremises => &self.on_premises_groups,
        }
    }

    /// Returns whether the person only views the organization, as the vendor's staff may.
    pub fn is_viewing(&self) -> bool {
        self.viewing
    }

    /// The permitted action.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Refuses a permit for anything but `action`. Each operation of the store begins with this or with
    /// [`any_of`](Self::any_of), so that a permit to list, say, changes nothing.
    pub fn only(&self, action: Action) -> Result<(), Refused> {
        self.any_of(&[action])
    }

    /// Refuses a permit for anything but one of `actions`.
    pub fn any_of(&self, actions: &[Action]) -> Result<(), Refused> {
        if actions.contains(&self.action) { Ok(()) } else { Err(Refused) }
    }

    /// The permit's reach, among licenses of products of that kind.
    pub fn reach(&self, kind: ProductKind) -> Reach {
        match kind {
            ProductKind::Cloud => self.cloud,
            ProductKind::OnPremises => self.on_premises,
        }
    }
}

impl Actor {
    /// Returns a permit to do `action` on `target`, or the refusal.
    ///
    /// With [`Target::Anything`] and the like the permit says how far it reaches; it never reaches nothing.
    pub fn permit(&self, action: Action, target: Target) -> Result<Permit, Refused> {
        self.permit_by(ACCESS, action, target)
    }

    /// Returns whether the person may do `action` on anything of `target`. The client hides by this.
    pub fn may(&self, action: Action, target: Target) -> bool {
        self.permit(action, target).is_ok()
    }

    /// [`permit`](Self::permit) with another table, for the test that removes rows.
    pub(super) fn permit_by(
        &self,
        table: &[Rule],
        action: Action,
        target: Target,
    ) -> Result<Permit, Refused> {
        if self.is_viewing() && !VIEWING.contains(&action) {
            return Err(Refused);
        }
        let on_premises = self.reach(table, action, target);
        if on_premises.is_empty() {
            return Err(Refused);
        }
        // Cloud services are within reach only if they may be seen (R2).
        let seen = self.reach(table, Action::SeeCloudServices, target);
        let cloud = Reach(on_premises.0 & seen.0);
        let groups = |actions: &[Action]| self.groups(table, actions);
        let (see, read) = (Action::SeeCloudServices, Action::ReadKeys);
        Ok(Permit {
            user: self.user,
            organization: self.membership.as_ref().map(|membership| membership.organization),
            action,
            on_premises,
            cloud,
            on_premises_groups: groups(&[action]),
            cloud_groups: groups(&[action, see]),
            keys: KeyReach { on_premises: groups(&[action, read]), cloud: groups(&[action, see, read]) },
            home: self.membership.as_ref().and_then(|membership| membership.position.branch()),
            viewing: self.is_viewing(),
        })
    }

    /// Returns whether the person views an organization without being a member.
    pub fn is_viewing(&self) -> bool {
        self.membership.as_ref().is_some_and(|membership| membership.viewed)
    }

    /// Returns whether the person's home is All; also if they are in no organization.
    pub fn is_at_all(&self) -> bool {
        self.membership.as_ref().is_none_or(|membership| membership.position.is_at_all())
    }

    /// The groups of the person's organization on whose licenses all of `actions` are allowed. Actions that groups do not limit
    /// are allowed on all; the first one is, if it is no action on licenses.
    fn groups(&self, table: &[Rule], actions: &[Action]) -> Groups {
        let Some((first, others)) = actions.split_first() else { return Groups::All };
        let is_own = |rule: &&Rule| rule.action == *first && rule.relation == Relation::Own;
        match table.iter().find(is_own).map(|rule| rule.sharing) {
            None | Some(Sharing::Apart | Sharing::AtAll | Sharing::Tree) => Groups::All,
            Some(Sharing::Seen) if self.is_at_all() => Groups::All,
            Some(Sharing::Seen) => self.shared(table, &[&[Action::ListLicenses][..], others].concat()),
            Some(Sharing::License(_) | Sharing::Pool(_)) => self.shared(table, actions),
        }
    }

    /// The groups of the person's organization in which their role or an entry suffices for all of `actions` on licenses.
    fn shared(&self, table: &[Rule], actions: &[Action]) -> Groups {
        let Some(membership) = &self.membership else { return Groups::All };
        let (mut by_role, mut of_set) = (true, Level::None);
        for action in actions {
            let is_own = |rule: &&Rule| rule.action == *action && rule.relation == Relation::Own;
            let Some(rule) = table.iter().find(is_own) else { return Groups::Below(Vec::new()) };
            let (Sharing::License(least) | Sharing::Pool(least)) = rule.sharing else { continue };
            by_role &= rule.needs.is_none_or(|(object, least)| membership.levels.get(object) >= least);
            of_set = of_set.max(least);
        }
        membership.position.groups(GroupObject::Licenses, by_role, of_set)
    }

    fn reach(&self, table: &[Rule], action: Action, target: Target) -> Reach {
        let mut reach = Reach::default();
        // A viewer sees the organization's things, and none of their own beside them.
        let shown = |relation: &&Relation| **relation != Relation::Personal || !self.is_viewing();
        for &relation in target.relations().iter().filter(shown) {
            if self.allowed(table, action, relation) {
                reach.add(relation);
            }
        }
        reach
    }

    fn allowed(&self, table: &[Rule], action: Action, relation: Relation) -> bool {
        // A rule for one's own organization also holds for sub-organizations, by two levels.
        let is_of = |rule: Relation| rule == relation || (relation == Relation::Sub && rule == Relation::Own);
        let mut rows = table.iter().filter(|rule| rule.action == action && is_of(rule.relation));
        rows.any(|rule| match (rule.needs, &self.membership) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((object, least)), Some(membership)) => {
                let level = membership.levels.get(object);
                // Sub-organizations are beside the tree: they are seen from its root alone.
                let has_subs = membership.has_subs && membership.position.is_at_all();
                match relation {
                    Relation::Own => match rule.sharing {
                        Sharing::Apart | Sharing::Seen => level >= least,
                        Sharing::AtAll | Sharing::Tree => level >= least && membership.position.is_at_all(),
                        Sharing::License(_) | Sharing::Pool(_) => !self.shared(table, &[action]).is_empty(),
                    },
                    Relation::Personal => level >= least,
                    Relation::Sub if rule.relation == Relation::Sub => has_subs && level >= least,
                    Relation::Sub if matches!(rule.sharing, Sharing::Pool(_) | Sharing::Tree) => false,
                    Relation::Sub => {
                        let on_subs = object.on_subs().map(|besides| membership.levels.get(besides));
                        has_subs && on_subs.is_some_and(|besides| level.min(besides) >= least)
                    }
                    Relation::Customer => membership.has_customers && level >= least,
                    Relation::Installation => membership.kind == OrganizationKind::Vendor && level >= least,
                }
            }
        })
    }
}

#[cfg(test)]
mod tests;
