//! The licenses of a report, read row by row in little memory, whatever their number.

use std::collections::HashMap;

use chrono::NaiveDate;
use futures::TryStreamExt as _;
use model::access::Permit;
use model::report::{flags, place_of};
use model::{Day, LicenseId, LicenseType, OrganizationId, ProductId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, StreamTrait, TryGetableMany,
};

use super::OpenError;
use crate::db::entity::license_key::Key;
use crate::db::entity::{deployment, license, license_assignment, organization};
use crate::db::scope;

/// Stands for "no day" in a column of days.
const NO_DAY: i32 = i32::MAX;

/// The report's columns from a license's row, as read, with the column that orders the rows.
type LicenseRow = (LicenseId, Key, ProductId, String, NaiveDate, Option<NaiveDate>, i64, bool, bool);
/// The same for an assignment, with its organization and that one's parent.
type AssignedRow = (
    OrganizationId,
    Option<OrganizationId>,
    LicenseId,
    Key,
    ProductId,
    String,
    NaiveDate,
    Option<NaiveDate>,
    i64,
    bool,
    bool,
);

/// The columns of a [`LicenseRow`].
fn columns(permit: &Permit) -> [(license::Entity, license::Column); 9] {
    use license::Column;
    // Without permission to reveal keys, their order is hidden too (R8).
    let order = if permit.may_read_keys() { Column::LicenseKey } else { Column::PublicId };
    [
        Column::Id,
        order,
        Column::ProductId,
        Column::LicenseType,
        Column::StartDate,
        Column::ExpirationDate,
        Column::Purchased,
        Column::Suspended,
        Column::Registered,
    ]
    .map(|column| (license::Entity, column))
}

/// A license of the report.
#[derive(Debug)]
pub(super) struct Row {
    pub license: LicenseId,
    pub product: ProductId,
    /// Range of its order text in [`Gathered::keys`].
    key: (u32, u32),
    pub start: i32,
    pub expiration: i32,
    pub purchased: u32,
    pub license_type: u8,
    pub flags: u8,
}

/// The rows read so far.
#[derive(Default)]
pub(super) struct Gathered {
    /// After [`keep_and_sort`](Self::keep_and_sort) each license once, ordered by key or, if the permit does not reveal keys,
    /// by public ID.
    pub rows: Vec<Row>,
    /// The order strings of all rows, concatenated.
    keys: String,
    assigned: Vec<(LicenseId, OrganizationId)>,
    parents: HashMap<OrganizationId, Option<OrganizationId>>,
    /// Deployed units by license.
    pub deployed: Vec<(LicenseId, u32)>,
}

impl Gathered {
    /// Reads the assigned licenses that the permit reaches.
    pub async fn read(connection: &DatabaseTransaction, permit: &Permit) -> Result<Self, OpenError> {
        let mut select = scope::assignments(permit);
        select
            .column((license_assignment::Entity, license_assignment::Column::OrganizationId))
            .column((organization::Entity, organization::Column::ParentId))
            .columns(columns(permit));
        let mut gathered = Self::default();
        for_each(connection, &select, |row: AssignedRow| {
            let (
                organization,
                parent,
                id,
                key,
                product,
                kind,
                start,
                expiration,
                purchased,
                suspended,
                registered,
            ) = row;
            gathered.assigned.push((id, organization));
            gathered.parents.insert(organization, parent);
            gathered.take((id, key, product, kind, start, expiration, purchased, suspended, registered))
        })
        .await?;
        Ok(gathered)
    }

    /// Also reads the person's own licenses, if the permit reaches them.
    pub async fn read_personal(
        &mut self,
        connection: &DatabaseTransaction,
        permit: &Permit,
    ) -> Result<(), OpenError> {
        let Some(own) = scope::personal_licenses(permit) else { return Ok(()) };
        let mut select = Query::select();
        select.columns(columns(permit)).from(license::Entity);
        select.cond_where(own);
        for_each(connection, &select, |row: LicenseRow| self.take(row)).await
    }

    fn take(&mut self, row: LicenseRow) -> Result<(), OpenError> {
        let (license, key, product, license_type, start, expiration, purchased, suspended, registered) = row;
        let license_type = LicenseType::from_name(&license_type).ok_or(OpenError::Damaged("license_type"))?;
        let begin = place_in(&self.keys)?;
        self.keys.push_str(key.to_compare());
        let suspended = if suspended { flags::SUSPENDED } else { 0 };
        let not_registered = if registered { 0 } else { flags::NOT_REGISTERED };
        self.rows.push(Row {
            license,
            product,
            key: (begin, place_in(&self.keys)?),
            start: Day::from(start).0,
            expiration: expiration.map_or(NO_DAY, |date| Day::from(date).0),
            purchased: units(purchased),
            license_type: license_type as u8,
            flags: suspended | not_registered,
        });
        Ok(())
    }

    /// Keeps the wanted licenses, each once, in the order of keys: sorting by key then costs nothing, and is the same on both
    /// databases.
    pub fn keep_and_sort(&mut self, is_wanted: impl Fn(LicenseId) -> bool) {
        let Self { rows, keys, .. } = self;
        rows.retain(|row| is_wanted(row.license));
        let key = |row: &Row| keys.get(row.key.0 as usize..row.key.1 as usize);
        rows.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(a.license.cmp(&b.license)));
        rows.dedup_by_key(|row| row.license);
    }

    /// Reads the units of each license's deployments.
    pub async fn read_deployed(
        &mut self,
        connection: &DatabaseTransaction,
        permit: &Permit,
    ) -> Result<(), OpenError> {
        let mut visible = Query::select();
        visible
            .column((license::Entity, license::Column::Id))
            .from(license::Entity)
            .cond_where(scope::licenses_in_reach(permit));
        let select = deployment::Entity::find()
            .filter(deployment::Column::LicenseId.in_subquery(visible))
            .select_only()
            .column(deployment::Column::LicenseId)
            // PostgreSQL's sum of bigint is numeric.
            .expr(Expr::col(deployment::Column::Quantity).sum().cast_as("bigint"))
            .group_by(deployment::Column::LicenseId);
        let select = sea_orm::QueryTrait::into_query(select);
        for_each(connection, &select, |(license, sum): (LicenseId, i64)| {
            self.deployed.push((license, units(sum)));
            Ok(())
        })
        .await?;
        self.deployed.sort_unstable();
        Ok(())
    }

    /// The deployed units of a license.
    pub fn deployed(&self, license: LicenseId) -> u32 {
        let found = self.deployed.binary_search_by_key(&license, |(license, _)| *license);
        found.map_or(0, |at| self.deployed[at].1)
    }
}

/// Units as 32 bits. The schema keeps those of one license or deployment within them; a larger sum of a license's deployments
/// becomes the maximum.
fn units(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn place_in(keys: &str) -> Result<u32, OpenError> {
    u32::try_from(keys.len()).map_err(|_| OpenError::Damaged("license keys, because there are too many"))
}

/// Calls `take` with each row of a query, as it comes.
async fn for_each<T: TryGetableMany>(
    connection: &DatabaseTransaction,
    select: &SelectStatement,
    mut take: impl FnMut(T) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let mut rows = connection.stream(select).await?;
    while let Some(row) = rows.try_next().await? {
        take(T::try_get_many_by_index(&row).map_err(sea_orm::DbErr::from)?)?;
    }
    Ok(())
}

/// The organizations under which licenses are shown: R1 over all that the permit reaches, then only those asked for.
#[derive(Debug)]
pub(super) struct Places {
    /// All places: sets of organizations.
    places: Vec<Vec<OrganizationId>>,
    /// By license, a position in `places`.
    of_license: Vec<(LicenseId, u32)>,
}

impl Places {
    /// Builds the places from the assignments read.
    pub fn of(gathered: &mut Gathered, asked: Option<&[OrganizationId]>) -> Self {
        let mut assigned = std::mem::take(&mut gathered.assigned);
        assigned.sort_unstable();
        let is_asked = |id: &OrganizationId| asked.is_none_or(|asked| asked.binary_search(id).is_ok());
        let mut known: HashMap<Vec<OrganizationId>, u32> = HashMap::new();
        let (mut places, mut of_license) = (Vec::new(), Vec::with_capacity(assigned.len()));
        let mut organizations = Vec::new();
        for group in assigned.chunk_by(|(license, _), (other, _)| license == other) {
            organizations.clear();
            organizations
                .extend(group.iter().map(|(_, id)| (*id, gathered.parents.get(id).copied().flatten())));
            let mut place = place_of(&organizations);
            place.retain(is_asked);
            if place.is_empty() {
                continue;
            }
            let number = if let Some(number) = known.get(&place) {
                *number
            } else {
                let number = u32::try_from(places.len()).unwrap_or(u32::MAX);
                places.push(place.clone());
                known.insert(place, number);
                number
            };
            of_license.push((group[0].0, number));
        }
        Self { places, of_license }
    }

    /// The position of a license's place; None if it is assigned to no organization asked for.
    pub fn of_license(&self, license: LicenseId) -> Option<u32> {
        let found = self.of_license.binary_search_by_key(&license, |(license, _)| *license);
        found.ok().map(|at| self.of_license[at].1)
    }

    /// Numbers the places for the report.
    pub fn numbered(&self) -> Numbered<'_> {
        Numbered { places: self, numbers: vec![None; self.places.len()], nowhere: None }
    }
}

/// Numbers of places, in the order they first appear.
#[derive(Debug)]
pub(super) struct Numbered<'a> {
    places: &'a Places,
    numbers: Vec<Option<u32>>,
    /// The number for personal licenses, which have no organization.
    nowhere: Option<u32>,
}

impl Numbered<'_> {
    /// The number of a license's place. If it has none yet, `add` adds the place and returns its number.
    pub fn number<E>(
        &mut self,
        license: LicenseId,
        add: impl FnOnce(&[OrganizationId]) -> Result<u32, E>,
    ) -> Result<u32, E> {
        let (number, organizations) = match self.places.of_license(license) {
            Some(at) => (&mut self.numbers[at as usize], self.places.places[at as usize].as_slice()),
            None => (&mut self.nowhere, &[][..]),
        };
        match number {
            Some(number) => Ok(*number),
            None => Ok(*number.insert(add(organizations)?)),
        }
    }
}
