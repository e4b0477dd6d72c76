//! The question before deployments are removed.

/// The most deployments that the question names one by one.
const NAMED: usize = 3;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Removal {
    /// Deployment IDs, in order.
    pub deployments: Vec<String>,
    /// Units that will be freed.
    pub units: u64,
    /// The number of selected deployments that the search hides.
    pub hidden: usize,
}

impl Removal {
    /// Returns the question, with the consequences.
    pub fn question(&self) -> String {
        let units = match (self.deployments.len(), self.units) {
            (1, 1) => "Its unit is".to_owned(),
            (1, units) => format!("Its {units} units are"),
            (_, units) => format!("Their {units} units are"),
        };
        format!(
            "Remove {} from this license? {units} freed immediately for other deployments. A removed product keeps running \
             until it checks its license again. It is then refused if no units are left.",
            deployments(self.deployments.len() as u64)
        )
    }

    /// Returns their names if there are few.
    pub fn names(&self) -> Option<String> {
        let (last, others) = self.deployments.split_last()?;
        match others.len() {
            0 => Some(format!("It is {last}.")),
            1..NAMED => Some(format!("They are {} and {last}.", others.join(", "))),
            _ => None,
        }
    }

    /// Says how many of them the search hides.
    pub fn hidden(&self) -> Option<String> {
        match (self.hidden, self.deployments.len()) {
            (0, _) => None,
            (_, 1) => Some("It is hidden by the search.".to_owned()),
            (hidden, all) if hidden == all => Some("All of them are hidden by the search.".to_owned()),
            (1, _) => Some("1 of them is hidden by the search.".to_owned()),
            (hidden, _) => Some(format!("{hidden} of them are hidden by the search.")),
        }
    }
}

/// Returns a number of deployments with its unit (R20).
pub(super) fn deployments(count: u64) -> String {
    if count == 1 { "1 deployment".to_owned() } else { format!("{count} deployments") }
}

/// Returns a number of units with its unit (R20).
pub(super) fn units(count: u64) -> String {
    if count == 1 { "1 unit".to_owned() } else { format!("{count} units") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removal(ids: &[&str], units: u64, hidden: usize) -> Removal {
        Removal { deployments: ids.iter().map(|id| (*id).to_owned()).collect(), units, hidden }
    }

    #[test]
    fn one_and_several_are_told_apart() {
        let one = removal(&["pc-1"], 1, 1);
        assert!(
            one.question().starts_with("Remove 1 deployment from this license? Its unit is free at once")
        );
        assert_eq!(one.names().unwrap(), "It is pc-1.");
        assert_eq!(one.hidden().unwrap(), "It is hidden by the search.");
        let large = removal(&["pc-1"], 5, 0);
        assert!(large.question().contains("Its 5 units are free"));
        assert_eq!(large.hidden(), None);
        let several = removal(&["pc-1", "pc-2", "pc-3"], 7, 1);
        assert!(
            several.question().starts_with("Remove 3 deployments from this license? Their 7 units are free")
        );
        assert_eq!(several.names().unwrap(), "They are pc-1, pc-2 and pc-3.");
        assert_eq!(several.hidden().unwrap(), "1 of them is hidden by the search.");
        let many = removal(&["a", "b", "c", "d"], 4, 2);
        assert_eq!(many.names(), None);
        assert_eq!(many.hidden().unwrap(), "2 of them are hidden by the search.");
        assert_eq!(removal(&["a", "b"], 2, 2).hidden().unwrap(), "All of them are hidden by the search.");
    }
}
