//! Names of groups and permission sets.

use crate::text::{NameError, checked};

/// Returns a typed name as it is stored.
pub(super) fn checked_name<E>(typed: &str) -> Result<String, E>
where
    E: From<NameError> + From<model::groups::NameError>,
{
    let name = checked(typed)?;
    Ok(model::groups::checked_group_name(&name)?)
}
