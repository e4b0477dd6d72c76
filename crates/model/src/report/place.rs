//! Where a license is shown (R1).

use super::columns::Dictionaries;
use crate::OrganizationId;

/// The organizations under which a license is shown, from those it is assigned to and the viewer may see, each with its
/// parent. Sub-organizations take precedence over their main organization (R1). Sorted, each once.
pub fn place_of(assigned: &[(OrganizationId, Option<OrganizationId>)]) -> Vec<OrganizationId> {
    let is_parent = |id| assigned.iter().any(|(_, parent)| *parent == Some(id));
    let mut place: Vec<_> = assigned.iter().map(|(id, _)| *id).filter(|id| !is_parent(*id)).collect();
    place.sort_unstable();
    place.dedup();
    place
}

/// Positions of the resellers of each place; customers without one get the position after the last.
pub(super) fn resellers(dictionaries: &Dictionaries) -> Vec<Vec<u32>> {
    let direct = u32::try_from(dictionaries.resellers.len()).unwrap_or(u32::MAX);
    let of_place = |place: &Vec<u32>| {
        let entries = place.iter().map(|at| &dictionaries.organizations[*at as usize]);
        let mut resellers: Vec<u32> = entries.map(|entry| entry.reseller.unwrap_or(direct)).collect();
        resellers.sort_unstable();
        resellers.dedup();
        resellers
    };
    dictionaries.places.iter().map(of_place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_main_organization_gives_way_to_its_subs() {
        assert_eq!(place_of(&[(1, None)]), [1]);
        assert_eq!(place_of(&[(1, None), (2, Some(1))]), [2]);
        assert_eq!(place_of(&[(3, Some(1)), (1, None), (2, Some(1))]), [2, 3]);
        assert_eq!(place_of(&[(2, Some(1)), (5, None)]), [2, 5]);
        assert_eq!(place_of(&[]), [] as [i64; 0]);
    }
}
