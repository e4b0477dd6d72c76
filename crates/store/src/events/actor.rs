//! The kinds of actors.

/// The kind of actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, themselves or by their API token.
    Person,
    /// A product that has a license's key.
    Product,
    /// The installation: its command line or one of its jobs.
    Installation,
    /// Somebody who has not proved who they are.
    Unknown,
}

impl Actor {
    /// All kinds of actors.
    pub const ALL: [Self; 4] = [Self::Person, Self::Product, Self::Installation, Self::Unknown];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
            Self::Installation => "installation",
            Self::Unknown => "unknown",
        }
    }

    /// The words on the screen for an actor without a name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "Somebody",
            Self::Product => "A product",
            Self::Installation => "Grantry",
            Self::Unknown => "Somebody not signed in",
        }
    }

    /// The actor of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.name() == name)
    }
}
