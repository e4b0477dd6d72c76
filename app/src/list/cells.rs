//! The cells of one slot in the table.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Day;
use model::license::{Standing, Status, Warning};
use model::query::Column as By;
use model::report::{Dictionaries, Limit, Row, RowTexts, Section};

use super::dialogs::use_dialogs;
use super::{List, reveal_key};
use crate::ui::{
    Allowance, Badge, BadgeKind, Glyph, Icon, KeyCell, Menu, Meter, copy_text, day_text, live, memo,
    use_toasts,
};
use crate::who::use_me;

/// The content of a slot: the row at its position and the row's texts. Slots are reused for other rows.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    list: List,
    row: Memo<Option<Row>>,
    texts: Memo<Option<RowTexts>>,
}

impl Cells {
    pub fn new(list: List, section: Section, position: Signal<usize>) -> Self {
        let row = memo(move || list.row(section, position.get()));
        let texts = memo(move || row.get().and_then(|row| list.texts().get(row.license)));
        Self { list, row, texts }
    }

    /// Returns one view per column.
    pub fn views(self, columns: &[&'static str]) -> Vec<AnyView> {
        columns.iter().map(|id| self.view(id)).collect()
    }

    fn view(self, id: &'static str) -> AnyView {
        match By::from_name(id) {
            Some(By::Product) => self.product(),
            Some(By::Organization) => self.text(organizations),
            Some(By::Reseller) => self.text(resellers),
            Some(By::Key) => self.key(),
            Some(By::Status) => self.status(),
            Some(By::Start) => self.day(|row| Some(row.start)),
            Some(By::Expiration) => self.day(|row| row.expiration),
            Some(By::Deployed) => self.deployed(),
            Some(By::Type) => self.text(|_, row| row.license_type.label().to_owned()),
            Some(By::Note) => self.license_text(|texts| texts.note.text.clone()),
            Some(By::PartnerNote) => self.license_text(|texts| {
                texts.partner_note.as_ref().map_or_else(String::new, |note| note.text.clone())
            }),
            None if id == "limits" => self.limits(),
            None => self.actions(),
        }
    }

    fn text(self, read: fn(&Dictionaries, &Row) -> String) -> AnyView {
        let text = move || {
            let row = self.row.get()?;
            Some(self.list.names().with(|names| read(names, &row)))
        };
        view! { <span class="text lines">{move || text().unwrap_or_default()}</span> }.into_any()
    }

    fn license_text(self, read: fn(&RowTexts) -> String) -> AnyView {
        let text = move || self.texts.with(|texts| texts.as_ref().map(read)).unwrap_or_default();
        // Shown in full on focus: a tab stop for people without a pointer, if there is text.
        let stop = move || (!text().is_empty()).then_some("0");
        view! { <span class="text lines" dir="auto" tabindex=move || stop()>{move || text()}</span> }
            .into_any()
    }

    fn limits(self) -> AnyView {
        let shown = move || {
            let limits = self.texts.with(|texts| texts.as_ref().map(|texts| texts.limits.clone()));
            limits.into_iter().flatten().enumerate().map(limit).collect::<Vec<_>>().into_any()
        };
        view! { <span class="text lines">{live(shown)}</span> }.into_any()
    }

    fn product(self) -> AnyView {
        let product = move || {
            let row = self.row.get()?;
            let shown = self.list.names().with(|names| {
                let product = names.products.get(row.product as usize)?;
                Some((product.name.clone(), product.page.clone(), product.id))
            });
            shown.map(|(name, page, id)| (name, page, id, row.pinned))
        };
        let shown = move || {
            let Some((name, page, id, pinned)) = product() else { return ().into_any() };
            let pin = pinned.then(|| {
                view! { <span class="pin-mark" title="Pinned"><Icon glyph=Glyph::Pin /><span class="sr-only">"Pinned"</span></span> }.into_any()
            });
            let name = match page {
                Some(page) => {
                    view! { <a href=page rel="external noreferrer" target="_blank">{name}</a> }.into_any()
                }
                None => view! { <a href=["/products/", &id.to_string()].concat()>{name}</a> }.into_any(),
            };
            view! { {pin} {name} }.into_any()
        };
        view! { <span class="text">{move || shown()}</span> }.into_any()
    }

    fn key(self) -> AnyView {
        let toasts = use_toasts();
        let license = move || self.row.get_untracked().map(|row| row.license);
        let masked = Signal::derive(move || {
            self.texts.with(|texts| texts.as_ref().map_or_else(String::new, |texts| texts.masked_key.clone()))
        });
        let revealed = self.list.texts().revealed;
        let shown = Signal::derive(move || {
            let row = self.row.get()?;
            revealed.with(|revealed| revealed.get(&row.license).cloned())
        });
        let reveal = move |()| {
            let Some(license) = license() else { return };
            if revealed.with_untracked(|revealed| revealed.contains_key(&license)) {
                revealed.update(|revealed| {
                    revealed.remove(&license);
                });
                return;
            }
            spawn_local(async move {
                match reveal_key(license).await {
                    Ok(key) => revealed.try_update(|revealed| revealed.insert(license, key)).flatten(),
                    Err(error) => {
                        toasts.fail(error.to_string());
                        None
                    }
                };
            });
        };
        let copy = move |()| {
            let Some(license) = license() else { return };
            spawn_local(async move {
                match reveal_key(license).await {
                    Ok(key) => copy_text(&key, "License key copied", toasts),
                    Err(error) => toasts.fail(error.to_string()),
                }
            });
        };
        // Staff who view an organization never see keys.
        let me = use_me();
        if untrack(|| me.actor()).is_some_and(|actor| actor.is_viewing()) {
            return view! { <span class="key-text">{live(move || masked.get().into_any())}</span> }
                .into_any();
        }
        view! { <KeyCell masked=masked revealed=shown on_reveal=reveal on_copy=copy /> }.into_any()
    }

    fn status(self) -> AnyView {
        let shown = move || {
            let badges = self.row.get().map(|row| badges(row.standing)).unwrap_or_default();
            let badges: Vec<_> =
                badges.into_iter().map(|kind| view! { <Badge kind=kind /> }.into_any()).collect();
            let class = match badges.len() {
                0 | 1 => return badges.into_any(),
                2 => "crowded",
                _ => "crowded full",
            };
            view! { <span class=class>{badges}</span> }.into_any()
        };
        live(shown)
    }

    fn day(self, read: fn(&Row) -> Option<Day>) -> AnyView {
        let text = move || match self.row.get().map(|row| read(&row)) {
            None => String::new(),
            Some(None) => "No end".to_owned(),
            Some(Some(day)) => day_text(day.0),
        };
        view! { <span class="day">{move || text()}</span> }.into_any()
    }

    fn deployed(self) -> AnyView {
        let shown = move || match self.row.get() {
            None => ().into_any(),
            Some(row) => view! { <Meter used=row.deployed.into() total=row.purchased.into() /> }.into_any(),
        };
        live(shown)
    }

    fn actions(self) -> AnyView {
        let dialogs = use_dialogs();
        let items = move |()| match (self.row.get_untracked(), self.texts.get_untracked()) {
            (Some(row), Some(texts)) => dialogs.actions(self.list, row, texts),
            _ => Vec::new(),
        };
        let loading = Signal::derive(move || self.texts.with(Option::is_none));
        view! { <Menu label="Actions" items=items disabled=loading /> }.into_any()
    }
}

/// Returns the status and every warning that it does not already imply (R6).
pub fn badges(standing: Standing) -> Vec<BadgeKind> {
    let status = standing.status();
    let word = match status {
        Status::Active => BadgeKind::Active,
        Status::Expiring => BadgeKind::Expiring,
        Status::Expired => BadgeKind::Expired,
        Status::Depleted => BadgeKind::Depleted,
        Status::Overused => BadgeKind::Overused,
        Status::NotRegistered => BadgeKind::NotRegistered,
        Status::NotStarted => BadgeKind::NotStarted,
        Status::Suspended => BadgeKind::Suspended,
    };
    let warning = |warning| match warning {
        Warning::Suspended => BadgeKind::Suspended,
        Warning::NotRegistered => BadgeKind::NotRegistered,
        Warning::Overused => BadgeKind::Overused,
        Warning::Depleted => BadgeKind::Depleted,
        Warning::NearlyDepleted => BadgeKind::NearlyDepleted,
    };
    std::iter::once(word).chain(standing.warnings().map(warning).filter(|kind| *kind != word)).collect()
}

fn organizations(names: &Dictionaries, row: &Row) -> String {
    let entries = place(names, row).iter().filter_map(|at| names.organizations.get(*at as usize));
    entries.map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn resellers(names: &Dictionaries, row: &Row) -> String {
    let sellers = place(names, row).iter().filter_map(|at| names.organizations.get(*at as usize)?.reseller);
    let mut sellers: Vec<u32> = sellers.collect();
    // Dictionary positions are in the order of names.
    sellers.sort_unstable();
    sellers.dedup();
    let entries = sellers.iter().filter_map(|at| names.resellers.get(*at as usize));
    entries.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the positions of the organizations that list the license.
fn place<'a>(names: &'a Dictionaries, row: &Row) -> &'a [u32] {
    names.places.get(row.place as usize).map_or(&[], Vec::as_slice)
}

/// A limit with its unit and window (R20), separated from the one before.
fn limit((position, limit): (usize, Limit)) -> AnyView {
    let Limit { name, used, allowance, per } = limit;
    let before = if position == 0 { "" } else { " · " };
    view! { {[before, &name, ": "].concat()} <Allowance used=used total=allowance per=per.name().to_owned() /> }.into_any()
}
