//! Who may do what (R2): role objects, levels, the one table, and the permit that every read and write takes.

mod actor;
mod level;
mod table;

pub use actor::{Actor, Membership, Permit, Reach, Refused, Target};
pub use level::{Level, Levels, RoleObject};
pub use table::{ACCESS, Action, Relation, Rule};
