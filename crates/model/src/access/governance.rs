//! Who may give which role to whom: nobody raises anybody above themselves, and nobody changes a person above them.

use serde::{Deserialize, Serialize};

use super::level::{Level, Levels, RoleObject};

/// A role's rank besides its levels: among people with the same levels, an Admin is above a custom role, and the Super Admin
/// above an Admin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rank {
    /// Everybody else.
    #[default]
    Member,
    /// Has the role Admin.
    Admin,
    /// The only person with the role Super Admin.
    SuperAdmin,
}

/// How high a role is, and whoever has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Height {
    /// The rank, from the predefined roles.
    pub rank: Rank,
    /// The role's levels.
    pub levels: Levels,
}

/// Why a person or a role can't be changed, in a sentence for the person who tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// Nobody may change the Super Admin.
    #[error("The Super Admin can't be changed or removed. Only they can transfer the role.")]
    SuperAdmin,
    /// Only the Super Admin may change an Admin.
    #[error("Only the Super Admin can change or remove an Admin.")]
    Admin,
    /// A home beside or above that of the person who tried (R22).
    #[error("You can change only people whose home group is your own or one below it.")]
    Home,
    /// A level above that of the person who tried.
    #[error("{} is above your own level, {}, on {}.", .theirs.label(), .own.label(), .object.label())]
    Above {
        /// The role object.
        object: RoleObject,
        /// The level of the role or person.
        theirs: Level,
        /// The level of the person who tried.
        own: Level,
    },
}

/// Checks that a person as high as `own` may give a role: they need at least its level on every role object, and its rank.
pub fn may_give(own: &Height, role: &Height) -> Result<(), Forbidden> {
    match role.rank {
        Rank::SuperAdmin if own.rank < Rank::SuperAdmin => Err(Forbidden::SuperAdmin),
        Rank::Admin if own.rank < Rank::Admin => Err(Forbidden::Admin),
        _ => may_set(own, &role.levels),
    }
}

/// Checks that a person as high as `own` may change or remove the role of somebody as high as `other`. It is about others:
/// nobody changes their own role, whatever this says.
pub fn may_change(own: &Height, other: &Height) -> Result<(), Forbidden> {
    match other.rank {
        Rank::SuperAdmin => Err(Forbidden::SuperAdmin),
        Rank::Admin if own.rank < Rank::SuperAdmin => Err(Forbidden::Admin),
        _ => may_set(own, &other.levels),
    }
}

/// Checks that a person as high as `own` may give a custom role these levels, or change a role that has them.
pub fn may_set(own: &Height, levels: &Levels) -> Result<(), Forbidden> {
    let above = RoleObject::ALL.into_iter().find(|object| levels.get(*object) > own.levels.get(*object));
    match above {
        Some(object) => {
            Err(Forbidden::Above { object, theirs: levels.get(object), own: own.levels.get(object) })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People of an organization, from the lowest: no levels; a viewer of licenses; a manager of people; a custom role with
    /// everything; Admin; Super Admin.
    fn people() -> [(&'static str, Height); 6] {
        let everything = Levels::all(Level::FullAccess);
        let member = |levels| Height { rank: Rank::Member, levels };
        let viewer = Levels::default().with(RoleObject::LicenseManagement, Level::ViewOnly);
        [
            ("nothing", member(Levels::default())),
            ("viewer", member(viewer)),
            ("manager", member(viewer.with(RoleObject::UserManagement, Level::FullAccess))),
            ("everything", member(everything)),
            ("admin", Height { rank: Rank::Admin, levels: everything }),
            ("super admin", Height { rank: Rank::SuperAdmin, levels: everything }),
        ]
    }

    /// For each of [`people`], the others in the same order: `x` allowed, `.` refused.
    fn walk(allowed: fn(&Height, &Height) -> Result<(), Forbidden>) -> Vec<(&'static str, String)> {
        let sign = |own: &Height, other: &Height| if allowed(own, other).is_ok() { 'x' } else { '.' };
        let row = |(name, own): (&'static str, Height)| {
            (name, people().iter().map(|(_, other)| sign(&own, other)).collect())
        };
        people().map(row).into()
    }

    #[test]
    fn who_may_give_which_role() {
        let expected = [
            ("nothing", "x....."),
            ("viewer", "xx...."),
            ("manager", "xxx..."),
            ("everything", "xxxx.."),
            ("admin", "xxxxx."),
            ("super admin", "xxxxxx"),
        ];
        assert_eq!(walk(may_give), expected.map(|(name, row)| (name, row.to_owned())));
    }

    #[test]
    fn who_may_change_and_remove_whom() {
        let expected = [
            ("nothing", "x....."),
            ("viewer", "xx...."),
            ("manager", "xxx..."),
            ("everything", "xxxx.."),
            ("admin", "xxxx.."),
            ("super admin", "xxxxx."),
        ];
        assert_eq!(walk(may_change), expected.map(|(name, row)| (name, row.to_owned())));
    }

    #[test]
    fn one_level_above_on_one_object_is_enough_to_refuse() {
        for object in RoleObject::ALL {
            for own in Level::ALL {
                for theirs in Level::ALL {
                    let own_height = Height {
                        rank: Rank::Admin,
                        levels: Levels::all(Level::FullAccess).with(object, own),
                    };
                    let other = Height { rank: Rank::Member, levels: Levels::default().with(object, theirs) };
                    let expected =
                        if theirs > own { Err(Forbidden::Above { object, theirs, own }) } else { Ok(()) };
                    assert_eq!(may_give(&own_height, &other), expected);
                    assert_eq!(may_change(&own_height, &other), expected);
                    assert_eq!(may_set(&own_height, &other.levels), expected);
                }
            }
        }
    }

    #[test]
    fn the_sentence_says_what_is_above() {
        let forbidden = may_set(&people()[1].1, &people()[2].1.levels).unwrap_err();
        assert_eq!(forbidden.to_string(), "Full Access is above your own level, None, on User Management.");
    }
}
