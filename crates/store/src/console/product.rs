//! Adds and changes products.

use model::{Action, Permit, ProductId, ProductKind, Refused};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{ConsoleError, raced, taken, wrong};
use crate::Db;
use crate::db::entity::{license, product};
use crate::events::{Event, Kind};
use crate::people::checked_name;
use crate::text::NameKeys;

/// The address of a product's page has at most this many bytes.
const PAGE_ADDRESS: usize = 2_000;

/// A product as it should become.
#[derive(Clone, Copy, Debug)]
pub struct ProductDraft<'a> {
    /// Its name, as typed; no other product has it.
    pub name: &'a str,
    /// The company that makes it; empty for the vendor itself.
    pub maker: &'a str,
    /// Whether it runs on premises or in the cloud; fixed once there are licenses.
    pub kind: ProductKind,
    /// Address of the product's own page; empty if there is none.
    pub page: &'a str,
    /// Whether partners see it under Customer Organizations.
    pub shown_to_partners: bool,
}

/// Adds a product, or changes the one with that ID. Returns its ID. `now` in milliseconds since the Unix epoch.
pub async fn save_product(
    db: &Db,
    permit: &Permit,
    id: Option<ProductId>,
    draft: ProductDraft<'_>,
    now: i64,
) -> Result<ProductId, ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let name = checked_name(draft.name).map_err(|error| wrong("name", error.to_string()))?;
    let maker = match draft.maker.trim() {
        "" => String::new(),
        maker => checked_name(maker).map_err(|error| wrong("maker", error.to_string()))?,
    };
    let page = checked_page(draft.page)?;
    let transaction = db.begin_write().await?;
    let keys = NameKeys::of(&name);
    let is_alike = product::Column::NameAlike.eq(keys.alike).or(product::Column::NameShape.eq(keys.shape));
    let others =
        product::Entity::find().filter(is_alike).order_by_asc(product::Column::Id).all(&transaction).await?;
    let other = others.into_iter().find(|other| Some(other.id) != id);
    let mut row = product::ActiveModel {
        maker: Set(maker),
        kind: Set(draft.kind.name().to_owned()),
        page: Set(page),
        shown_to_partners: Set(draft.shown_to_partners),
        ..product::ActiveModel::named(&name)
    };
    let (saved, event, old) = match id {
        None => {
            if let Some(other) = other {
                return Err(taken(&name, &other.name));
            }
            (row.insert(&transaction).await.map_err(raced("product"))?, Kind::ProductAdded, String::new())
        }
        Some(id) => {
            let found = product::Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
            let before = found.ok_or(Refused)?;
            if before.kind != draft.kind.name() {
                let licenses = license::Entity::find().filter(license::Column::ProductId.eq(id));
                if licenses.count(&transaction).await? > 0 {
                    return Err(wrong("kind", "This product has licenses, so its kind can't be changed."));
                }
            }
            // An old name that looks like another is kept until somebody changes it.
            if before.name == name {
                (row.name_alike, row.name_shape) = (NotSet, NotSet);
            } else if let Some(other) = other {
                return Err(taken(&name, &other.name));
            }
            row.id = Set(id);
            (row.update(&transaction).await.map_err(raced("product"))?, Kind::ProductChanged, text(&before))
        }
    };
    let new = text(&saved);
    if old != new {
        let event = Event::by(permit, now, event).change(&old, &new).named(&name);
        event.record(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(saved.id)
}

fn checked_page(typed: &str) -> Result<Option<String>, ConsoleError> {
    let page = typed.trim();
    if page.is_empty() {
        return Ok(None);
    }
    let rest = page.strip_prefix("https://").or_else(|| page.strip_prefix("http://"));
    let is_address = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && page.len() <= PAGE_ADDRESS
        && !page.chars().any(|c| c.is_whitespace() || c.is_control());
    if !is_address {
        let sentence = "Enter an address such as https://example.org/scanner, or leave it empty.";
        return Err(wrong("page", sentence));
    }
    // Everybody who sees the product sees its address.
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_some_and(|host| host.contains('@')) {
        let sentence = "An address can't contain a user name or password. Remove the part before the @.";
        return Err(wrong("page", sentence));
    }
    Ok(Some(page.to_owned()))
}

fn text(product: &product::Model) -> String {
    let product::Model { name, maker, kind, page, shown_to_partners, .. } = product;
    let page = page.as_deref().unwrap_or_default();
    let shown = if *shown_to_partners { "yes" } else { "no" };
    format!("Name: {name}; Maker: {maker}; Kind: {kind}; Page: {page}; Shown to partners: {shown}")
}
