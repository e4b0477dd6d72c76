//! Who may do what (R2): role objects, levels, the one access table, and the permit that every read and write takes.

mod actor;
mod governance;
mod group;
mod level;
mod preview;
mod table;

pub use actor::{Actor, Membership, Permit, Reach, Refused, Target};
pub use governance::{Forbidden, Height, Rank, may_change, may_give, may_set};
pub use group::{Entry, GroupId, GroupObject, Groups, Position};
pub use level::{Level, Levels, RoleObject};
pub use preview::preview;
pub use table::{ACCESS, Action, Relation, Rule, Sharing, VIEWING};
