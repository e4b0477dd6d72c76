//! What becomes of a license that has an owner, where a file names another one.

/// What an import does with a license that belongs to other organizations than the one on its row. Nobody gets somebody else's
/// license unless a person says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owners {
    /// Refuses the row, and says who the owner is.
    #[default]
    Ask,
    /// The license stays where it is; all else that the row says is taken.
    Keep,
    /// The license goes to the organizations that the file names for it, and leaves those that it does not name.
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
