//! The kinds of actors, and of things that events happen to.

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

/// The kind of thing that an event happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A license, or one of its deployments.
    License,
    /// An organization.
    Organization,
    /// A person.
    User,
    /// A role of an organization.
    Role,
    /// A product.
    Product,
    /// An installer of a product.
    Installer,
    /// An API token.
    Token,
    /// A function that was called.
    Function,
}

impl Object {
    /// All kinds of things.
    pub const ALL: [Self; 8] = [
        Self::License,
        Self::Organization,
        Self::User,
        Self::Role,
        Self::Product,
        Self::Installer,
        Self::Token,
        Self::Function,
    ];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Organization => "organization",
            Self::User => "user",
            Self::Role => "role",
            Self::Product => "product",
            Self::Installer => "installer",
            Self::Token => "api-token",
            Self::Function => "function",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::License => "License",
            Self::Organization => "Organization",
            Self::User => "User",
            Self::Role => "Role",
            Self::Product => "Product",
            Self::Installer => "Installer",
            Self::Token => "API token",
            Self::Function => "Function",
        }
    }

    /// The object of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }
}
