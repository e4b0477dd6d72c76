//! The five filters of License Pools: a coarser view of [`Status`], beside which it stands so that both stay in step.

use serde::{Deserialize, Serialize};

use super::Status;

/// A filter of License Pools. Every license has exactly one, so the counts of all five add up (R7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PoolStatus {
    /// Nothing is wrong: active, or its first day has not come.
    Ok,
    /// Not yet registered by its owner.
    NotRegistered,
    /// Depleted, overused or expiring: units or days run out.
    RunningOut,
    /// Put on hold by the vendor.
    Suspended,
    /// Its last day has passed.
    Expired,
}

impl PoolStatus {
    /// All filters, in the order of the screen.
    pub const ALL: [Self; 5] =
        [Self::Ok, Self::NotRegistered, Self::RunningOut, Self::Suspended, Self::Expired];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::NotRegistered => "Not registered",
            Self::RunningOut => "Depleted, overused or expiring",
            Self::Suspended => "Suspended",
            Self::Expired => "Expired",
        }
    }

    /// The word in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotRegistered => "not-registered",
            Self::RunningOut => "running-out",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
        }
    }

    /// The filter of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl From<Status> for PoolStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active | Status::NotStarted => Self::Ok,
            Status::NotRegistered => Self::NotRegistered,
            Status::Depleted | Status::Overused | Status::Expiring => Self::RunningOut,
            Status::Suspended => Self::Suspended,
            Status::Expired => Self::Expired,
        }
    }
}

impl Status {
    /// How grave it is for the pool that a license lies in; the gravest is the pool's own status. It is the order in which a
    /// status is chosen for a license (R6), but a license that has not started is as good as an active one.
    pub fn gravity(self) -> u8 {
        match self {
            Self::Active => 0,
            Self::NotStarted => 1,
            Self::Depleted => 2,
            Self::Expiring => 3,
            Self::Overused => 4,
            Self::NotRegistered => 5,
            Self::Expired => 6,
            Self::Suspended => 7,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_filters_partition_all_statuses() {
        for (filter, statuses) in [
            (PoolStatus::Ok, &[Status::Active, Status::NotStarted][..]),
            (PoolStatus::NotRegistered, &[Status::NotRegistered]),
            (PoolStatus::RunningOut, &[Status::Depleted, Status::Overused, Status::Expiring]),
            (PoolStatus::Suspended, &[Status::Suspended]),
            (PoolStatus::Expired, &[Status::Expired]),
        ] {
            for status in Status::ALL {
                assert_eq!(PoolStatus::from(status) == filter, statuses.contains(&status), "{status:?}");
            }
            assert_eq!(PoolStatus::from_name(filter.name()), Some(filter));
        }
    }

    #[test]
    fn no_two_statuses_are_equally_grave_and_those_of_ok_are_the_least() {
        let mut all = Status::ALL;
        all.sort_by_key(|status| status.gravity());
        assert!(all.windows(2).all(|pair| pair[0].gravity() < pair[1].gravity()));
        assert_eq!(all[..2], [Status::Active, Status::NotStarted]);
    }
}
