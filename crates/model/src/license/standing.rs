//! The standing of a license on a day (R6). Badge, filter, number, slice, export and alert all use this.

use serde::{Deserialize, Serialize};

use crate::{Day, EXPIRING_DAYS};

/// The facts that decide the standing of a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// First day on which it is valid.
    pub start: Day,
    /// Last day on which it is valid; None for a subscription without an end.
    pub expiration: Option<Day>,
    /// Active deployments, counted.
    pub deployed: u32,
    /// Units purchased.
    pub purchased: u32,
    /// Put on hold by the vendor.
    pub suspended: bool,
    /// Registered by its owner.
    pub registered: bool,
}

impl Facts {
    /// The standing on `today`, a day in UTC.
    pub fn standing(&self, today: Day) -> Standing {
        let validity = match self.expiration.map(|last| last.since(today)) {
            Some(left) if left < 0 => Validity::Expired,
            _ if self.start > today => Validity::NotStarted,
            Some(left) if left <= EXPIRING_DAYS => Validity::Expiring,
            _ => Validity::Active,
        };
        // In u64, because nine tenths of u32::MAX units must not wrap.
        let (deployed, purchased) = (u64::from(self.deployed), u64::from(self.purchased));
        let usage = if deployed > purchased {
            Usage::Overused
        } else if deployed == 0 {
            Usage::Free
        } else if deployed == purchased {
            Usage::Depleted
        } else if deployed * 10 >= purchased * 9 {
            Usage::NearlyDepleted
        } else {
            Usage::Free
        };
        Standing { validity, usage, suspended: self.suspended, registered: self.registered }
    }
}

/// Where a license is in its lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Validity {
    /// Its first day has not come.
    NotStarted,
    /// More than [`EXPIRING_DAYS`] remain, or it has no end.
    Active,
    /// 0 to [`EXPIRING_DAYS`] days remain.
    Expiring,
    /// Its last day has passed.
    Expired,
}

/// How much of a license is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Usage {
    /// Below nine tenths.
    Free,
    /// From nine tenths on.
    NearlyDepleted,
    /// All of it.
    Depleted,
    /// More than was bought.
    Overused,
}

/// The full standing of a license on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// Where it is in its lifetime.
    pub validity: Validity,
    /// How much of it is used.
    pub usage: Usage,
    /// Put on hold by the vendor.
    pub suspended: bool,
    /// Registered by its owner.
    pub registered: bool,
}

impl Standing {
    /// The one word (R6): Suspended > Expired > Not registered > Not started > Overused > Expiring > Depleted > Active.
    pub fn status(self) -> Status {
        if self.suspended {
            Status::Suspended
        } else if self.validity == Validity::Expired {
            Status::Expired
        } else if !self.registered {
            Status::NotRegistered
        } else if self.validity == Validity::NotStarted {
            Status::NotStarted
        } else if self.usage == Usage::Overused {
            Status::Overused
        } else if self.validity == Validity::Expiring {
            Status::Expiring
        } else if self.usage == Usage::Depleted {
            Status::Depleted
        } else {
            Status::Active
        }
    }

    /// The warnings beside the validity, gravest first; all are shown.
    pub fn warnings(self) -> impl Iterator<Item = Warning> {
        let usage = match self.usage {
            Usage::Free => None,
            Usage::NearlyDepleted => Some(Warning::NearlyDepleted),
            Usage::Depleted => Some(Warning::Depleted),
            Usage::Overused => Some(Warning::Overused),
        };
        let suspended = self.suspended.then_some(Warning::Suspended);
        let not_registered = (!self.registered).then_some(Warning::NotRegistered);
        [suspended, not_registered, usage].into_iter().flatten()
    }
}

/// The one word for a license. Every license has exactly one, so the counts of all statuses add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Status {
    /// Valid, without any problem.
    Active,
    /// Ends within [`EXPIRING_DAYS`] days.
    Expiring,
    /// Its last day has passed.
    Expired,
    /// All units are deployed.
    Depleted,
    /// More units are deployed than were bought.
    Overused,
    /// Not yet registered by its owner.
    NotRegistered,
    /// Its first day has not come.
    NotStarted,
    /// Put on hold by the vendor.
    Suspended,
}

impl Status {
    /// All statuses, in the order of their codes, which is the order on the screen.
    pub const ALL: [Self; 8] = [
        Self::Active,
        Self::Expiring,
        Self::Expired,
        Self::Depleted,
        Self::Overused,
        Self::NotRegistered,
        Self::NotStarted,
        Self::Suspended,
    ];

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expiring => "Expiring",
            Self::Expired => "Expired",
            Self::Depleted => "Depleted",
            Self::Overused => "Overused",
            Self::NotRegistered => "Not registered",
            Self::NotStarted => "Not started",
            Self::Suspended => "Suspended",
        }
    }

    /// The word in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Depleted => "depleted",
            Self::Overused => "overused",
            Self::NotRegistered => "not-registered",
            Self::NotStarted => "not-started",
            Self::Suspended => "suspended",
        }
    }

    /// The status of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// A warning beside a license's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Warning {
    /// Put on hold by the vendor.
    Suspended,
    /// Not yet registered by its owner.
    NotRegistered,
    /// More than 100% deployed.
    Overused,
    /// 100% deployed.
    Depleted,
    /// 90% or more deployed.
    NearlyDepleted,
}

impl Warning {
    /// All warnings, in the order of their codes.
    pub const ALL: [Self; 5] =
        [Self::Suspended, Self::NotRegistered, Self::Overused, Self::Depleted, Self::NearlyDepleted];

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Suspended => "Suspended",
            Self::NotRegistered => "Not registered",
            Self::Overused => "Overused",
            Self::Depleted => "Depleted",
            Self::NearlyDepleted => "Nearly depleted",
        }
    }

    /// The word in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::NotRegistered => "not-registered",
            Self::Overused => "overused",
            Self::Depleted => "depleted",
            Self::NearlyDepleted => "nearly-depleted",
        }
    }

    /// The warning of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|warning| warning.name() == name)
    }

    /// Its bit in a set of warnings.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_000);

    fn facts() -> Facts {
        Facts {
            start: TODAY.plus(-1),
            expiration: Some(TODAY.plus(365)),
            deployed: 1,
            purchased: 10,
            suspended: false,
            registered: true,
        }
    }

    fn validity(days_left: i32) -> Validity {
        Facts { expiration: Some(TODAY.plus(days_left)), ..facts() }.standing(TODAY).validity
    }

    fn usage(deployed: u32, purchased: u32) -> Usage {
        Facts { deployed, purchased, ..facts() }.standing(TODAY).usage
    }

    #[test]
    fn a_license_is_valid_through_its_last_day() {
        assert_eq!(validity(-1), Validity::Expired);
        assert_eq!(validity(0), Validity::Expiring);
        assert_eq!(validity(30), Validity::Expiring);
        assert_eq!(validity(31), Validity::Active);
        assert_eq!(Facts { expiration: None, ..facts() }.standing(TODAY).validity, Validity::Active);
    }

    #[test]
    fn a_license_has_not_started_until_its_first_day() {
        let on = |start, expiration| Facts { start, expiration, ..facts() }.standing(TODAY).validity;
        assert_eq!(on(TODAY, None), Validity::Active);
        assert_eq!(on(TODAY.plus(1), None), Validity::NotStarted);
        assert_eq!(on(TODAY.plus(1), Some(TODAY.plus(5))), Validity::NotStarted);
        // A license that ends before it starts is never valid: it is expired.
        assert_eq!(on(TODAY.plus(1), Some(TODAY.plus(-1))), Validity::Expired);
    }

    #[test]
    fn usage_changes_at_nine_tenths_all_and_more() {
        assert_eq!(usage(0, 0), Usage::Free);
        assert_eq!(usage(1, 0), Usage::Overused);
        assert_eq!(usage(8, 10), Usage::Free);
        assert_eq!(usage(9, 10), Usage::NearlyDepleted);
        assert_eq!(usage(10, 10), Usage::Depleted);
        assert_eq!(usage(11, 10), Usage::Overused);
        assert_eq!(usage(u32::MAX - 1, u32::MAX), Usage::NearlyDepleted);
    }

    #[test]
    fn the_gravest_word_wins_and_every_warning_is_kept() {
        let mut worst = Facts {
            start: TODAY.plus(1),
            expiration: Some(TODAY.plus(-1)),
            deployed: 11,
            purchased: 10,
            suspended: true,
            registered: false,
        };
        assert_eq!(worst.standing(TODAY).status(), Status::Suspended);
        let warnings: Vec<_> = worst.standing(TODAY).warnings().collect();
        assert_eq!(warnings, [Warning::Suspended, Warning::NotRegistered, Warning::Overused]);
        worst.suspended = false;
        assert_eq!(worst.standing(TODAY).status(), Status::Expired);
        worst.expiration = Some(TODAY);
        assert_eq!(worst.standing(TODAY).status(), Status::NotRegistered);
        worst.registered = true;
        assert_eq!(worst.standing(TODAY).status(), Status::NotStarted);
        worst.start = TODAY;
        assert_eq!(worst.standing(TODAY).status(), Status::Overused);
        worst.deployed = 10;
        assert_eq!(worst.standing(TODAY).status(), Status::Expiring);
        worst.expiration = None;
        assert_eq!(worst.standing(TODAY).status(), Status::Depleted);
        worst.deployed = 9;
        assert_eq!(worst.standing(TODAY).status(), Status::Active);
        assert_eq!(worst.standing(TODAY).warnings().collect::<Vec<_>>(), [Warning::NearlyDepleted]);
    }

    #[test]
    fn codes_follow_the_order_of_all() {
        for (code, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status as usize, code);
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
        for (code, warning) in Warning::ALL.into_iter().enumerate() {
            assert_eq!(warning as usize, code);
            assert_eq!(Warning::from_name(warning.name()), Some(warning));
        }
    }
}
