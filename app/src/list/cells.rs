//! The cells of one slot of the table.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::license::{Standing, Status, Warning};
use model::query::Column as By;
use model::report::{Row, Section};

use super::dialogs::use_dialogs;
use super::{License, Limit, List, reveal_key};
use crate::ui::{Badge, BadgeKind, Day, Glyph, Icon, KeyCell, Menu, Meter, copy_text, use_toasts};

/// What a slot shows: the row at its position and its texts. The slot is used again for other rows.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    list: List,
    row: Memo<Option<Row>>,
    texts: Memo<Option<License>>,
}

impl Cells {
    pub fn new(list: List, section: Section, position: Signal<usize>) -> Self {
        let row = Memo::new(move |_| list.row(section, position.get()));
        let texts = Memo::new(move |_| row.get().and_then(|row| list.texts().get(row.license)));
        Self { list, row, texts }
    }

    /// One view for each column.
    pub fn views(self, columns: &[&'static str]) -> Vec<AnyView> {
        columns.iter().map(|id| self.view(id)).collect()
    }

    fn view(self, id: &'static str) -> AnyView {
        match By::from_name(id) {
            Some(By::Product) => self.product(),
            Some(By::Organization) => self.text(|names, row| {
                let places = names.places.get(row.place as usize).map_or(&[][..], Vec::as_slice);
                let organizations = places.iter().filter_map(|at| names.organizations.get(*at as usize));
                organizations.map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", ")
            }),
            Some(By::Reseller) => self.text(|names, row| {
                let places = names.places.get(row.place as usize).map_or(&[][..], Vec::as_slice);
                let entries = places.iter().filter_map(|at| names.organizations.get(*at as usize)?.reseller);
                let mut resellers: Vec<_> = entries
                    .filter_map(|at| names.resellers.get(at as usize))
                    .map(|(_, name)| name.as_str())
                    .collect();
                resellers.dedup();
                resellers.join(", ")
            }),
            Some(By::Key) => self.key(),
            Some(By::Status) => self.status(),
            Some(By::Start) => self.day(|row| Some(row.start.0)),
            Some(By::Expiration) => self.day(|row| row.expiration.map(|day| day.0)),
            Some(By::Deployed) => self.deployed(),
            Some(By::Type) => self.text(|_, row| row.license_type.label().to_owned()),
            Some(By::Note) => self.note(|texts| Some(texts.note.text.clone())),
            Some(By::PartnerNote) => {
                self.note(|texts| texts.partner_note.as_ref().map(|note| note.text.clone()))
            }
            None if id == "limits" => self.limits(),
            None => self.actions(),
        }
    }

    fn text(
        self,
        read: impl Fn(&model::report::Dictionaries, &Row) -> String + Send + Sync + 'static,
    ) -> AnyView {
        let text = Memo::new(move |_| {
            self.row.with(|row| row.as_ref().map(|row| self.list.names().with(|names| read(names, row))))
        });
        let text = move || text.get().unwrap_or_default();
        view! { <span class="text" title=text>{text}</span> }.into_any()
    }

    fn product(self) -> AnyView {
        let product = Memo::new(move |_| {
            let row = self.row.get()?;
            self.list.names().with(|names| {
                let product = names.products.get(row.product as usize)?;
                Some((product.name.clone(), product.page.clone(), row.pinned))
            })
        });
        (move || {
            product.get().map(|(name, page, pinned)| {
                let shown = name.clone();
                let name = match page {
                    Some(page) => view! { <a href=page rel="external noreferrer" target="_blank">{name}</a> }.into_any(),
                    None => view! { <span>{name}</span> }.into_any(),
                };
                let pin = pinned.then(|| view! { <span class="pin-mark" title="Pinned"><Icon glyph=Glyph::Pin /><span class="sr-only">"Pinned"</span></span> });
                view! { <span class="text" title=shown>{pin} {name}</span> }
            })
        })
        .into_any()
    }

    fn key(self) -> AnyView {
        let toasts = use_toasts();
        let license = Memo::new(move |_| self.row.get().map(|row| row.license));
        let masked = Signal::derive(move || {
            self.texts.with(|texts| texts.as_ref().map_or_else(String::new, |texts| texts.masked_key.clone()))
        });
        let revealed = self.list.texts().revealed;
        let shown = Signal::derive(move || {
            license.get().and_then(|license| revealed.with(|revealed| revealed.get(&license).cloned()))
        });
        let reveal = move |()| {
            let Some(license) = license.get_untracked() else { return };
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
            let Some(license) = license.get_untracked() else { return };
            spawn_local(async move {
                match reveal_key(license).await {
                    Ok(key) => copy_text(&key, "License key copied", toasts),
                    Err(error) => toasts.fail(error.to_string()),
                }
            });
        };
        view! { <KeyCell masked=masked revealed=shown on_reveal=reveal on_copy=copy /> }.into_any()
    }

    fn status(self) -> AnyView {
        let standing = Memo::new(move |_| self.row.get().map(|row| row.standing));
        (move || {
            standing.get().map(|standing| {
                badges(standing).into_iter().map(|kind| view! { <Badge kind=kind /> }).collect_view()
            })
        })
        .into_any()
    }

    fn day(self, read: impl Fn(&Row) -> Option<i32> + Send + Sync + 'static) -> AnyView {
        let day = Memo::new(move |_| self.row.with(|row| row.as_ref().map(&read)));
        (move || match day.get() {
            None => ().into_any(),
            Some(None) => view! { <span class="muted">"No end"</span> }.into_any(),
            Some(Some(day)) => view! { <Day day=day /> }.into_any(),
        })
        .into_any()
    }

    fn deployed(self) -> AnyView {
        let units =
            Memo::new(move |_| self.row.get().map(|row| (u64::from(row.deployed), u64::from(row.purchased))));
        (move || units.get().map(|(used, total)| view! { <Meter used=used total=total /> })).into_any()
    }

    fn note(self, read: impl Fn(&License) -> Option<String> + Send + Sync + 'static) -> AnyView {
        let note =
            Memo::new(move |_| self.texts.with(|texts| texts.as_ref().and_then(&read)).unwrap_or_default());
        view! { <span class="text" title=note>{note}</span> }.into_any()
    }

    fn limits(self) -> AnyView {
        let limits = Memo::new(move |_| {
            self.texts.with(|texts| texts.as_ref().map(|texts| texts.limits.clone())).unwrap_or_default()
        });
        let text = move || limits.with(|limits| limits.iter().map(limit).collect::<Vec<_>>().join(" · "));
        view! { <span class="text" title=text>{text}</span> }.into_any()
    }

    fn actions(self) -> AnyView {
        let dialogs = use_dialogs();
        let items = move |()| match (self.row.get_untracked(), self.texts.get_untracked()) {
            (Some(row), Some(texts)) => dialogs.actions(self.list, row, texts),
            _ => Vec::new(),
        };
        let loading = Memo::new(move |_| self.texts.with(Option::is_none));
        view! { <Menu label="Actions" items=items disabled=loading /> }.into_any()
    }
}

/// The one word, and every warning that it does not say already (R6).
fn badges(standing: Standing) -> Vec<BadgeKind> {
    let status = standing.status();
    let word = match status {
        Status::Active => BadgeKind::Active,
        Status::Expiring => BadgeKind::Expiring,
        Status::Expired => BadgeKind::Expired,
        Status::Depleted => BadgeKind::Depleted,
        Status::Overused => BadgeKind::Overused,
        Status::NotRegistered => BadgeKind::NotRegistered,
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

/// A limit in words, with its unit and window (R20).
fn limit(limit: &Limit) -> String {
    let Limit { name, used, allowance, per } = limit;
    format!("{name}: {used} / {allowance} per {per}")
}
