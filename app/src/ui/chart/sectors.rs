//! The content of a pie's picture. It is drawn again only if that has changed.

use super::Slice;

/// A slice in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sector {
    /// The slice's id, which determines its color.
    pub id: u32,
    pub name: String,
    pub count: u64,
    /// Whether others are selected and it is not.
    pub is_faint: bool,
}

/// Returns the sectors of a pie with these slices.
pub fn sectors(slices: &[Slice]) -> Vec<Sector> {
    let any = slices.iter().any(|slice| slice.selected);
    let sector = |slice: &Slice| Sector {
        id: slice.id,
        name: slice.name.clone(),
        count: slice.count,
        is_faint: any && !slice.selected,
    };
    slices.iter().map(sector).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(of: &[(u64, bool)]) -> Vec<Slice> {
        let slice = |(id, (count, selected)): (u32, &(u64, bool))| Slice {
            id,
            name: ["slice ", &id.to_string()].concat(),
            count: *count,
            selected: *selected,
        };
        (0..).zip(of).map(slice).collect()
    }

    #[test]
    fn a_picture_differs_by_its_numbers_and_by_what_is_selected() {
        let before = sectors(&slices(&[(3, false), (4, false)]));
        assert_eq!(sectors(&slices(&[(3, false), (4, false)])), before);
        assert_ne!(sectors(&slices(&[(3, false), (5, false)])), before);
        assert_ne!(sectors(&slices(&[(3, false), (4, true)])), before);
        assert_ne!(sectors(&slices(&[(3, false)])), before);
    }

    #[test]
    fn selecting_every_slice_looks_like_selecting_none() {
        let faint = |of| sectors(&slices(of)).into_iter().map(|sector| sector.is_faint).collect::<Vec<_>>();
        assert_eq!(faint(&[(3, false), (4, true)]), [true, false]);
        assert_eq!(sectors(&slices(&[(3, true)])), sectors(&slices(&[(3, false)])));
    }
}
