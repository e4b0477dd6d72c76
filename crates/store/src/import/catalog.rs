//! The organizations and products that rows name: those in the database and those the import will add.

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind, ProductKind};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::db::entity::{organization, product};
use crate::organizations::CONFIRM;
use crate::text::{NameKeys, checked, reads_alike, same};

/// The thing that a name means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Meant {
    /// The existing or planned one at that place.
    Known(usize),
    /// A new one, with that name as [`same`] spells it.
    New(String),
}

/// Things by name. Spelling doesn't count (see [`same`]), unless the database has two names that differ only in spelling.
pub(super) struct Named<T> {
    items: Vec<T>,
    /// The names, by place.
    names: Vec<String>,
    exact: HashMap<String, usize>,
    written: HashMap<String, usize>,
    /// The names, by keys that no two names share.
    alike: HashMap<String, String>,
    shapes: HashMap<String, String>,
}

impl<T> Named<T> {
    /// An empty catalog.
    pub fn new() -> Self {
        Self {
            items: Vec::new(),
            names: Vec::new(),
            exact: HashMap::new(),
            written: HashMap::new(),
            alike: HashMap::new(),
            shapes: HashMap::new(),
        }
    }

    /// The place of the thing with that name; None if there is none.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.exact.get(name).or_else(|| self.written.get(&same(name))).copied()
    }

    /// The thing, existing or new, that a name means.
    pub fn meant(&self, name: &str) -> Meant {
        self.place(name).map_or_else(|| Meant::New(same(name)), Meant::Known)
    }

    /// Why nothing new can have that name, in a sentence; None if it is free or names something that exists.
    pub fn problem(&self, name: &str) -> Option<String> {
        if name.is_empty() || self.place(name).is_some() {
            return None;
        }
        if let Err(error) = checked(name) {
            return Some(error.to_string());
        }
        let keys = NameKeys::of(name);
        let other = self.alike.get(&keys.alike).or_else(|| self.shapes.get(&keys.shape))?;
        Some(format!(
            "“{name}” looks like “{other}” but is a different name. Use that one, or a distinguishable one."
        ))
    }

    /// Adds a thing with that name, and returns its place.
    pub fn add(&mut self, name: &str, item: T) -> usize {
        let (place, keys) = (self.items.len(), NameKeys::of(name));
        self.items.push(item);
        self.names.push(name.to_owned());
        self.exact.insert(name.to_owned(), place);
        self.written.entry(same(name)).or_insert(place);
        self.alike.entry(keys.alike).or_insert_with(|| name.to_owned());
        self.shapes.entry(keys.shape).or_insert_with(|| name.to_owned());
        place
    }

    /// The thing at that place.
    pub fn at(&self, place: usize) -> &T {
        &self.items[place]
    }

    /// All things, by place.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    /// All things, by place, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }
}

/// An organization, in the database or to add.
#[derive(Clone, Debug)]
pub(super) struct Organization {
    /// None until it is added.
    pub id: Option<OrganizationId>,
    pub name: String,
    pub kind: OrganizationKind,
    /// The number of its main organization.
    pub parent: Option<OrganizationId>,
    /// Whether it chose its own name and the vendor has not confirmed it.
    pub named_by_itself: bool,
}

/// A product, in the database or to add.
#[derive(Clone, Debug)]
pub(super) struct Product {
    /// None until it is added.
    pub id: Option<i64>,
    pub name: String,
    /// Empty if the vendor makes it, or nobody said.
    pub maker: String,
    pub kind: ProductKind,
}

/// Things that have a number once they are in the database.
pub(super) trait Numbered {
    /// None until it is added.
    fn id(&self) -> Option<i64>;
}

impl Numbered for Organization {
    fn id(&self) -> Option<i64> {
        self.id
    }
}

impl Numbered for Product {
    fn id(&self) -> Option<i64> {
        self.id
    }
}

/// A name without more, from the file.
impl Numbered for () {
    fn id(&self) -> Option<i64> {
        None
    }
}

impl<T: Numbered> Named<T> {
    /// Why that name differs from the one it finds, in a sentence: some characters only look alike. None if they are the same,
    /// or nothing is found.
    pub fn other_signs(&self, name: &str) -> Option<String> {
        let place = self.place(name)?;
        let known = &self.names[place];
        let place = if self.at(place).id().is_some() { "which exists" } else { "which is also in this file" };
        (!reads_alike(name, known)).then(|| {
            format!(
                "“{name}” looks like “{known}”, {place}. Use that spelling if you mean it, or another name."
            )
        })
    }

    /// The places by number.
    pub fn places(&self) -> HashMap<i64, usize> {
        self.iter().enumerate().filter_map(|(place, item)| Some((item.id()?, place))).collect()
    }

    /// The number of the thing at that place. Fails if it has not been added.
    pub fn id(&self, place: usize) -> Result<i64, DbErr> {
        self.at(place).id().ok_or_else(|| DbErr::RecordNotInserted)
    }
}

impl Named<Organization> {
    /// Returns the place of the organization with that name, if there is one, to assign something to it. Fails with a sentence
    /// if its name has other characters, or if it chose the name itself and the vendor has not confirmed it.
    pub fn assignable(&self, name: &str) -> Result<Option<usize>, String> {
        if let Some(why) = self.other_signs(name) {
            return Err(why);
        }
        match self.place(name) {
            Some(place) if self.at(place).named_by_itself => {
                Err(format!("“{name}” is a name that an organization gave itself. {CONFIRM}"))
            }
            place => Ok(place),
        }
    }
}

/// The stored form of a new name. Invalid names are refused elsewhere.
pub(super) fn stored(name: &str) -> String {
    checked(name).unwrap_or_else(|_| name.to_owned())
}

/// All organizations.
pub(super) async fn organizations(connection: &impl ConnectionTrait) -> Result<Named<Organization>, DbErr> {
    let mut named = Named::new();
    for row in organization::Entity::find().all(connection).await? {
        let kind = OrganizationKind::from_name(&row.kind).unwrap_or(OrganizationKind::Customer);
        let known = Organization {
            id: Some(row.id),
            name: row.name.clone(),
            kind,
            parent: row.parent_id,
            named_by_itself: row.named_by_itself,
        };
        named.add(&row.name, known);
    }
    Ok(named)
}

/// All products.
pub(super) async fn products(connection: &impl ConnectionTrait) -> Result<Named<Product>, DbErr> {
    let mut named = Named::new();
    for row in product::Entity::find().all(connection).await? {
        let kind = ProductKind::from_name(&row.kind).unwrap_or(ProductKind::OnPremises);
        let known = Product { id: Some(row.id), name: row.name.clone(), maker: row.maker, kind };
        named.add(&row.name, known);
    }
    Ok(named)
}
