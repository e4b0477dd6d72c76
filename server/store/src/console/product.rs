//! Adding a product, and changing one.

use model::{Action, Permit, ProductId, ProductKind, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{ConsoleError, insist, wrong};
use crate::Db;
use crate::entity::{license, product};
use crate::event::{Event, Kind};
use crate::people::checked_name;

/// The longest address of a product's page, in bytes.
const PAGE_ADDRESS: usize = 2_000;

/// A product as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct ProductDraft<'a> {
    /// Its name; no other product has it.
    pub name: &'a str,
    /// Who makes it; empty when the vendor itself does.
    pub maker: &'a str,
    /// Where it runs. It stays so once there are licenses.
    pub kind: ProductKind,
    /// Address of its page elsewhere; empty when there is none.
    pub page: &'a str,
    /// Whether partners see it under Customer Organizations.
    pub shown_to_partners: bool,
}

/// Adds a product, or changes that of the number; gives its number. `now` in milliseconds since the Unix epoch.
pub async fn save_product(
    db: &Db,
    permit: &Permit,
    id: Option<ProductId>,
    draft: ProductDraft<'_>,
    now: i64,
) -> Result<ProductId, ConsoleError> {
    insist(permit, Action::ManageConsole)?;
    let name = checked_name(draft.name).map_err(|error| wrong("name", error.to_string()))?;
    let maker = match draft.maker.trim() {
        "" => String::new(),
        maker => checked_name(maker).map_err(|error| wrong("maker", error.to_string()))?,
    };
    let page = checked_page(draft.page)?;
    let transaction = db.begin_write().await?;
    let other = product::Entity::find().filter(product::Column::Name.eq(&name)).one(&transaction).await?;
    if other.is_some_and(|other| Some(other.id) != id) {
        return Err(wrong("name", format!("There is already a product named “{name}”.")));
    }
    let mut row = product::ActiveModel {
        name: Set(name.clone()),
        maker: Set(maker),
        kind: Set(draft.kind.name().to_owned()),
        page: Set(page),
        shown_to_partners: Set(draft.shown_to_partners),
        ..Default::default()
    };
    let (saved, event, old) = match id {
        None => (row.insert(&transaction).await?, Kind::ProductAdded, String::new()),
        Some(id) => {
            let found = product::Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
            let before = found.ok_or(Refused)?;
            if before.kind != draft.kind.name() {
                let licenses = license::Entity::find().filter(license::Column::ProductId.eq(id));
                if licenses.count(&transaction).await? > 0 {
                    return Err(wrong(
                        "kind",
                        "There are licenses of this product: its kind stays as it is.",
                    ));
                }
            }
            row.id = Set(id);
            (row.update(&transaction).await?, Kind::ProductChanged, text(&before))
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
    if is_address {
        Ok(Some(page.to_owned()))
    } else {
        Err(wrong("page", "An address looks like https://example.org/scanner; it may be left empty."))
    }
}

fn text(product: &product::Model) -> String {
    let product::Model { id: _, name, maker, kind, page, shown_to_partners } = product;
    let page = page.as_deref().unwrap_or_default();
    let shown = if *shown_to_partners { "yes" } else { "no" };
    format!("Name: {name}; Maker: {maker}; Kind: {kind}; Page: {page}; Shown to partners: {shown}")
}
