//! Who is asking, and what it may reach.

use serde::{Deserialize, Serialize};

use super::level::Levels;
use super::table::{ACCESS, Action, Relation, Rule, VIEWING};
use crate::{OrganizationId, OrganizationKind, ProductKind, UserId};

/// The organization a person acts for, and what its role there gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// Its kind.
    pub kind: OrganizationKind,
    /// The levels of the person's role in it.
    pub levels: Levels,
    /// Whether customers are assigned to it: only then is there anything to see of customers (R5).
    pub has_customers: bool,
    /// Whether it has sub-organizations.
    pub has_subs: bool,
    /// Whether the person is none of its members, but one of the vendor's staff who looks in: all of that is read-only
    /// ([`VIEWING`]).
    pub viewed: bool,
}

/// A signed-in person, however it proved who it is: by a session's cookie or otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The organization it currently acts for; none for a person in no organization.
    pub membership: Option<Membership>,
}

/// Where an action is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// On whatever the person may do it: a thing named by its ID, whose relation the store finds out.
    Anything,
    /// On what is one's own: personal things, the organization's and its sub-organizations'.
    MyOrganization,
    /// On what belongs to assigned customers.
    Customers,
    /// On the installation.
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

/// The answer to who may not: the same for what is hidden and for what is missing (R3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is nothing here, or it is not yours to see.")]
pub struct Refused;

/// The relations in which an action is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach(u8);

impl Reach {
    /// Whether things in that relation are within reach.
    pub fn has(self, relation: Relation) -> bool {
        self.0 & (1 << relation as u8) != 0
    }

    fn add(&mut self, relation: Relation) {
        self.0 |= 1 << relation as u8;
    }

    /// Whether nothing is within reach.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Proof that an [`Actor`] may do an [`Action`], and how far. Only [`Actor::permit`] makes one; every read and
/// write of the store takes one, and its query starts from what the permit reaches.
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

    /// The organization it acts for.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.organization
    }

    /// The organization whose own partner notes, and whatever else is for its members alone, the person may read (R4): none
    /// for who only looks in.
    pub fn confidant_of(&self) -> Option<OrganizationId> {
        self.organization.filter(|_| !self.viewing)
    }

    /// Whether license keys may be read in full, and licenses found by parts of them (R8). Where this is false every key is
    /// masked, on every path: staff who look into an organization see its licenses, not the keys.
    pub fn may_read_keys(&self) -> bool {
        !self.viewing
    }

    /// Whether the person only looks in, as the vendor's staff does.
    pub fn is_viewing(&self) -> bool {
        self.viewing
    }

    /// What it may do.
    pub fn action(&self) -> Action {
        self.action
    }

    /// How far, among licenses of products of that kind.
    pub fn reach(&self, kind: ProductKind) -> Reach {
        match kind {
            ProductKind::Cloud => self.cloud,
            ProductKind::OnPremises => self.on_premises,
        }
    }
}

impl Actor {
    /// A permit to do `action` on `target`, or the refusal.
    ///
    /// With [`Target::Anything`] and the like the permit says how far it reaches; it never reaches nothing.
    pub fn permit(&self, action: Action, target: Target) -> Result<Permit, Refused> {
        self.permit_by(ACCESS, action, target)
    }

    /// Whether there is anything of `target` on which this person may do `action`: what the client hides by.
    pub fn may(&self, action: Action, target: Target) -> bool {
        self.permit(action, target).is_ok()
    }

    /// [`permit`](Self::permit) by another table, for the test that takes rows out of it.
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
        // Cloud services are within reach only where they may be seen (R2).
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

    /// Whether the person looks into an organization that it is no member of.
    pub fn is_viewing(&self) -> bool {
        self.membership.as_ref().is_some_and(|membership| membership.viewed)
    }

    fn reach(&self, table: &[Rule], action: Action, target: Target) -> Reach {
        let mut reach = Reach::default();
        // Who looks in sees what the organization has, and nothing of its own beside it.
        let shown = |relation: &&Relation| **relation != Relation::Personal || !self.is_viewing();
        for &relation in target.relations().iter().filter(shown) {
            if self.allowed(table, action, relation) {
                reach.add(relation);
            }
        }
        reach
    }

    fn allowed(&self, table: &[Rule], action: Action, relation: Relation) -> bool {
        // What holds for one's own holds for sub-organizations by two levels.
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
