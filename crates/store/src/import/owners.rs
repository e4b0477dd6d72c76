//! The choice for licenses that have another owner than a file says.

/// What to do with a license that belongs to other organizations than the one in its row. No license changes its owner unless a
/// person says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owners {
    /// Refuses the row, and names the owner.
    #[default]
    Ask,
    /// Leaves the license with its owner; imports the rest of the row.
    Keep,
    /// Moves the license to the organizations that the file names for it, away from all others.
    Move,
}

impl Owners {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Ask, Self::Keep, Self::Move];

    /// The word on the command line and in requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Keep => "keep",
            Self::Move => "move",
        }
    }

    /// The choice of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owners| owners.name() == name)
    }
}
