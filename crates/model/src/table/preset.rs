//! Filter presets: a page's filters with a name.

use serde::{Deserialize, Serialize};

use crate::text::is_unseen;
use crate::{Action, Actor, Target};

/// Number of a filter preset in the database.
pub type PresetId = i64;

/// The longest name of a preset, in characters.
pub const PRESET_NAME_LIMIT: usize = 60;
/// The longest query of a preset, in bytes: the numbers of some two thousand organizations.
pub const PRESET_QUERY_LIMIT: usize = 16 << 10;
/// A person has at most this many presets on a page of an organization, the shared ones included.
pub const PRESETS_OF_PERSON: u64 = 50;
/// The people of an organization share at most this many presets on a page.
pub const SHARED_PRESETS: u64 = 200;
/// Stands for the creator of a shared preset who has left the organization.
pub const FORMER_MEMBER: &str = "a former member";

/// A filter with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// The number by which it is changed.
    pub id: PresetId,
    /// Its name. A person's presets on a page have different ones.
    pub name: String,
    /// The query of the page's address, without the question mark.
    pub query: String,
    /// Whether the organization's people see it.
    pub shared: bool,
    /// The name of the person who made it, or [`FORMER_MEMBER`]; empty for the reader's own.
    pub by: String,
    /// Whether the reader may change it, because they made it.
    pub may_change: bool,
}

impl Preset {
    /// Returns whether a person who sees the preset may remove it: their own, and as somebody who manages the organization's
    /// people every shared one.
    pub fn may_be_removed_by(&self, actor: &Actor) -> bool {
        self.may_change || (self.shared && may_remove_shared(actor))
    }
}

/// Returns whether a person may remove presets that others share with their organization.
pub fn may_remove_shared(actor: &Actor) -> bool {
    actor.may(Action::ManageUsers, Target::MyOrganization)
}

/// Why a preset can't be kept, in a sentence for the person (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// Its name is empty, too long, or more than a line.
    #[error("The name of a preset must have 1 to {PRESET_NAME_LIMIT} characters and no line breaks.")]
    Name,
    /// Its filter is too long.
    #[error(
        "A preset can keep up to {} KiB of filters, and this one is longer. Choose fewer organizations.",
        PRESET_QUERY_LIMIT >> 10
    )]
    TooLong,
    /// Its filter is not the query of an address.
    #[error("A preset can only keep the filters of a page, as its address has them after the question mark.")]
    NoQuery,
}

/// Checks the name of a preset, and trims it.
pub fn checked_preset_name(typed: &str) -> Result<&str, PresetError> {
    let name = typed.trim();
    let fits = (1..=PRESET_NAME_LIMIT).contains(&name.chars().count()) && !name.contains(is_unseen);
    if fits { Ok(name) } else { Err(PresetError::Name) }
}

/// Checks the query of a preset: written as in an address, so that it can only lead to the same page. It may be empty.
pub fn checked_preset_query(query: &str) -> Result<&str, PresetError> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let is_written = |sign: char| !sign.is_control() && !sign.is_whitespace() && sign != '#';
    if query.len() > PRESET_QUERY_LIMIT {
        Err(PresetError::TooLong)
    } else if query.chars().all(is_written) {
        Ok(query)
    } else {
        Err(PresetError::NoQuery)
    }
}

/// Returns a query without the text of its search, which may be a license key. An encoded name, which the portal never writes, may
/// stand for that of the search.
pub fn without_search(query: &str) -> String {
    let is_other = |pair: &&str| pair.split('=').next().is_none_or(|name| name != "q" && !name.contains('%'));
    query.split('&').filter(is_other).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Membership, Position};
    use crate::{Level, Levels, OrganizationKind, RoleObject};

    #[test]
    fn a_shared_preset_is_removed_by_its_maker_or_by_who_manages_people() {
        let preset = |shared, may_change| Preset {
            id: 1,
            name: "Expiring".to_owned(),
            query: "status=expiring".to_owned(),
            shared,
            by: String::new(),
            may_change,
        };
        let at = |least| {
            let membership = Membership {
                organization: 1,
                kind: OrganizationKind::Customer,
                levels: Levels::default().with(RoleObject::UserManagement, least),
                has_customers: false,
                has_subs: false,
                position: Position::default(),
                viewed: false,
            };
            Actor { user: 1, membership: Some(membership) }
        };
        let (manager, other) = (at(Level::FullAccess), at(Level::ViewOnly));
        for mine in [preset(false, true), preset(true, true)] {
            assert!(mine.may_be_removed_by(&other));
        }
        assert!(preset(true, false).may_be_removed_by(&manager));
        assert!(!preset(true, false).may_be_removed_by(&other));
        let mut looking = manager;
        looking.membership.as_mut().unwrap().viewed = true;
        assert!(!preset(true, false).may_be_removed_by(&looking));
    }

    #[test]
    fn a_preset_has_a_short_name_and_the_query_of_its_page() {
        assert_eq!(checked_preset_name(" Expiring soon "), Ok("Expiring soon"));
        assert!(checked_preset_name(&"ü".repeat(PRESET_NAME_LIMIT)).is_ok());
        for wrong in ["", "  ", "a\nb", &"ü".repeat(PRESET_NAME_LIMIT + 1)] {
            assert_eq!(checked_preset_name(wrong), Err(PresetError::Name), "{wrong:?}");
        }
        for (typed, kept) in
            [("", ""), ("?status=expired", "status=expired"), ("q=%C3%A4&org=1,3", "q=%C3%A4&org=1,3")]
        {
            assert_eq!(checked_preset_query(typed), Ok(kept));
        }
        for wrong in ["a=1#top", "a b", "a=\0", "a\r\nb"] {
            assert_eq!(checked_preset_query(wrong), Err(PresetError::NoQuery), "{wrong:?}");
        }
        let most = "x".repeat(PRESET_QUERY_LIMIT);
        assert!(checked_preset_query(&most).is_ok());
        assert_eq!(checked_preset_query(&(most + "x")), Err(PresetError::TooLong));
        assert!(PresetError::TooLong.to_string().contains("16 KiB"));
    }

    #[test]
    fn the_text_of_a_search_can_be_left_out() {
        for (query, without) in [
            ("q=KEY-1", ""),
            ("status=expired&q=KEY-1&sort=product", "status=expired&sort=product"),
            ("quantity=1&orgs=3-8", "quantity=1&orgs=3-8"),
            ("%71=KEY-1&role=%C3%A4", "role=%C3%A4"),
            ("q", ""),
            ("", ""),
        ] {
            assert_eq!(without_search(query), without);
        }
    }
}
