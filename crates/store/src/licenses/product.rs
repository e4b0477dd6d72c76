//! Products: one for its page, and all for the vendor's staff.

use std::collections::HashMap;

use model::list::PAGE;
use model::product::{ListedProduct, ProductColumn, ProductList, ProductQuery};
use model::{Action, Permit, ProductId, ProductKind, Refused};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::{installer, product};
use crate::db::scope;
use crate::text::{Sought, fold, order_key};

/// Why a product could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// The permit is for something else, or the product is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A product as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Number of its row.
    pub id: ProductId,
    /// Unique in the installation.
    pub name: String,
    /// The company that makes it; empty for the vendor itself.
    pub maker: String,
    /// Whether it runs on premises or in the cloud.
    pub kind: ProductKind,
    /// Address of the product's own page.
    pub page: Option<String>,
    /// Whether it appears under Customer Organizations.
    pub shown_to_partners: bool,
}

impl From<product::Model> for Product {
    fn from(row: product::Model) -> Self {
        let kind =
            if row.kind == ProductKind::Cloud.name() { ProductKind::Cloud } else { ProductKind::OnPremises };
        let product::Model { id, name, maker, page, shown_to_partners, .. } = row;
        Self { id, name, maker, kind, page, shown_to_partners }
    }
}

/// Returns a product that the permit reaches.
pub async fn find(db: &Db, permit: &Permit, id: ProductId) -> Result<Product, ProductError> {
    permit.any_of(&[Action::DownloadInstaller, Action::ListLicenses])?;
    let row = product::Entity::find_by_id(id)
        .filter(scope::product_in_reach(permit, id)) // tenant: products
        .one(db.connection())
        .await?;
    Ok(row.ok_or(Refused)?.into())
}

/// Returns all products by name, each with its number of installers, for those who add installers.
pub async fn all(db: &Db, permit: &Permit) -> Result<Vec<ListedProduct>, ProductError> {
    permit.only(Action::ManageInstallers)?;
    let counts: Vec<(i64, i64)> = installer::Entity::find()
        .select_only()
        .column(installer::Column::ProductId)
        .column_as(installer::Column::Id.count(), "installers")
        .group_by(installer::Column::ProductId)
        .into_tuple()
        .all(db.connection())
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let rows = product::Entity::find().all(db.connection()).await?;
    let counted = |row: product::Model| {
        let count = counts.get(&row.id).and_then(|count| u64::try_from(*count).ok());
        let Product { id, name, maker, kind, .. } = Product::from(row);
        ListedProduct { id, name, maker, kind, installers: count.unwrap_or(0) }
    };
    let mut products: Vec<_> = rows.into_iter().map(counted).collect();
    products.sort_by_cached_key(|product| (order_key(&product.name), product.id));
    Ok(products)
}

/// Returns the query's page of the products that match it.
pub async fn page(db: &Db, permit: &Permit, query: &ProductQuery) -> Result<ProductList, ProductError> {
    permit.only(Action::ManageInstallers)?;
    let mut products = all(db, permit).await?;
    let sought = Sought::typed(&query.search);
    products.retain(|one| sought.is_in(&fold(&one.name)) || sought.is_in(&fold(&one.maker)));
    // Ties are in the order of their names.
    products.sort_by_cached_key(|product| place(product, query.sort.column));
    if query.sort.descending {
        products.reverse();
    }
    let (found, page, size) = (products.len() as u64, query.page as usize, PAGE as usize);
    let products = products.into_iter().skip(page.saturating_mul(size)).take(size).collect();
    Ok(ProductList { products, found })
}

/// The product's place in the order of that column.
fn place(product: &ListedProduct, by: ProductColumn) -> (u64, Vec<u8>) {
    match by {
        ProductColumn::Name => (0, Vec::new()),
        ProductColumn::Maker => (0, order_key(&product.maker)),
        ProductColumn::Kind => (0, order_key(product.kind.label())),
        ProductColumn::Installers => (product.installers, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::list::{Sort, SortColumn as _};
    use model::{Level, Levels, OrganizationKind, Target};
    use sea_orm::ActiveModelTrait as _;
    use sea_orm::ActiveValue::Set;

    use super::*;
    use crate::people;
    use crate::testing::{NOW, NewLicense, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn products_are_searched_and_sorted_by_each_column(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let vendor =
            people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let staff = actor(db, "staff", Some(vendor), Levels::all(Level::FullAccess)).await;
        let permit = staff.permit(Action::ManageInstallers, Target::Installation).unwrap();
        for (id, maker) in [(world.cloud, "Öst"), (world.identity, "Ost 2")] {
            let made =
                product::ActiveModel { id: Set(id), maker: Set(maker.to_owned()), ..Default::default() };
            made.update(db.connection()).await.unwrap();
        }
        let names = async |search: &str, sort| {
            let query = ProductQuery { search: search.to_owned(), sort, page: 0 };
            let list = page(db, &permit, &query).await.unwrap();
            assert_eq!(list.found, list.products.len() as u64);
            list.products.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        for (by, expected) in [
            (ProductColumn::Name, ["Cloud", "Identity", "Scanner"]),
            (ProductColumn::Maker, ["Scanner", "Cloud", "Identity"]),
            (ProductColumn::Kind, ["Cloud", "Identity", "Scanner"]),
            (ProductColumn::Installers, ["Cloud", "Identity", "Scanner"]),
        ] {
            assert_eq!(names("", Sort::ascending(by)).await, expected, "{by:?}");
            let mut backwards = expected;
            backwards.reverse();
            assert_eq!(names("", Sort::descending(by)).await, backwards, "{by:?}");
        }
        assert_eq!(ProductColumn::ALL.len(), 4);
        assert_eq!(names("ost", Sort::default()).await, ["Cloud", "Identity"]);
        let second = ProductQuery { page: 1, ..ProductQuery::default() };
        let second = page(db, &permit, &second).await.unwrap();
        assert_eq!((second.found, second.products.len()), (3, 0));
        let other = staff.permit(Action::SeeConsole, Target::Installation).unwrap();
        assert!(matches!(page(db, &other, &ProductQuery::default()).await, Err(ProductError::Refused(_))));
    }

    #[both_databases]
    async fn a_product_is_there_for_those_who_have_it_or_whose_customers_have_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let solo = actor(db, "solo", None, Levels::default()).await;
        for (key, product, organization) in [
            ("OWN", world.scanner, world.customer),
            ("IDENTITY", world.identity, world.customer),
            ("SUB", world.cloud, world.sub),
        ] {
            let organizations = &[organization];
            add_license(db, &NewLicense { key, product, organizations, user: None, deployed: 0 }).await;
        }
        let personal = NewLicense {
            key: "PERSONAL",
            product: world.cloud,
            organizations: &[],
            user: Some(solo.user),
            deployed: 0,
        };
        add_license(db, &personal).await;
        let vendor =
            people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let own = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let full = Levels::all(Level::FullAccess);
        let customers = level(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly);
        for (name, organization, levels, seen) in [
            ("viewer", world.customer, own, "si."),
            ("none", world.customer, Levels::default(), "..."),
            // Everything, including that of its sub-organizations.
            ("parent", world.customer, full, "sic"),
            ("branch", world.sub, full, "..c"),
            // A partner sees no identity product, and nothing of a customer's sub-organizations.
            ("distributor", world.distributor, customers, "s.."),
            ("reseller", world.reseller, customers, "s.."),
            ("other", world.other_distributor, full, "..."),
            ("stranger", world.other_customer, full, "..."),
            ("staff", vendor, full, "sic"),
            ("staff-without", vendor, own, "..."),
        ] {
            let person = actor(db, name, Some(organization), levels).await;
            let permit = person.permit(Action::DownloadInstaller, Target::Anything);
            let mut found = String::new();
            for (sign, product) in [('s', world.scanner), ('i', world.identity), ('c', world.cloud)] {
                let is_there = match &permit {
                    Ok(permit) => find(db, permit, product).await.is_ok(),
                    Err(_) => false,
                };
                found.push(if is_there { sign } else { '.' });
            }
            assert_eq!(found, seen, "{name}");
        }
        let listing = solo.permit(Action::ListLicenses, Target::Anything).unwrap();
        assert_eq!(find(db, &listing, world.cloud).await.unwrap().kind, ProductKind::Cloud);
        for hidden in [world.scanner, 999_999] {
            let refused = find(db, &listing, hidden).await;
            assert!(matches!(refused, Err(ProductError::Refused(_))));
        }
    }
}
