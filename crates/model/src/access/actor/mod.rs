//! The person who asks, and what they may reach.

use serde::{Deserialize, Serialize};

use super::level::Levels;
use super::table::{ACCESS, Action, Relation, Rule, VIEWING};
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
    viewing: bool,
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

    /// Returns whether the person may read whole license keys and search by parts of them (R8). If not, every key is masked on
    /// every path: staff who view an organization see its licenses, not the keys.
    pub fn may_read_keys(&self) -> bool {
        !self.viewing
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
        Ok(Permit {
            user: self.user,
            organization: self.membership.as_ref().map(|membership| membership.organization),
            action,
            on_premises,
            cloud: Reach(on_premises.0 & seen.0),
            viewing: self.is_viewing(),
        })
    }

    /// Returns whether the person views an organization without being a member.
    pub fn is_viewing(&self) -> bool {
        self.membership.as_ref().is_some_and(|membership| membership.viewed)
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
                match relation {
                    Relation::Personal | Relation::Own => level >= least,
                    Relation::Sub if rule.relation == Relation::Sub => membership.has_subs && level >= least,
                    Relation::Sub => {
                        let on_subs = object.on_subs().map(|besides| membership.levels.get(besides));
                        membership.has_subs && on_subs.is_some_and(|besides| level.min(besides) >= least)
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
