//! Filter presets: a menu of filters with a name, and the dialog that names one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use model::table::{Kept, Preset, PresetPage};

use super::state::fail;
use super::{Tables, kept, remove_preset, rename_preset, save_preset, use_tables};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::form::{DialogForm, FormDialog};
use crate::later::{Part, later_once, part};
use crate::ui::{
    Checkbox, Field, Glyph, InlineError, MenuButton, MenuItem, MenuPanel, OpenMenu, TextInput, Toaster, live,
    memo, use_toasts,
};

/// The menu's name, and its text while no preset is chosen.
const NAME: &str = "Filter Presets";

/// A change of a preset.
#[derive(Clone)]
enum Change {
    /// As it is to be, with the id 0 if it is new.
    Save(Preset),
    /// With its new name, and whether it is shared now.
    Rename(Preset),
    Remove(Preset),
}

/// The page, as entries of the menu need it.
#[derive(Clone, Copy)]
struct Here {
    tables: Tables,
    query: Signal<String>,
    show: Callback<String>,
    /// The preset in the dialog.
    named: RwSignal<Option<Preset>>,
    /// The preset that was chosen last, which a changed filter can replace.
    last: RwSignal<i64>,
    me: Me,
    toasts: Toaster,
}

/// The menu of the page's filter presets.
#[component]
pub fn Presets(
    /// The filter in the page's address, as presets keep it.
    #[prop(into)]
    query: Signal<String>,
    /// Called with the filter of a preset to show it.
    #[prop(into)]
    show: Callback<String>,
) -> impl IntoView {
    let here = Here {
        tables: use_tables(),
        query,
        show,
        named: RwSignal::new(None),
        last: RwSignal::new(0),
        me: use_me(),
        toasts: use_toasts(),
    };
    let name = memo(move || here.active().map_or_else(|| NAME.to_owned(), |preset| preset.name));
    // Staff who view an organization choose among the shared ones, if there are any.
    let is_there = memo(move || here.tables.is_kept || here.tables.presets.with(|all| !all.is_empty()));
    let menu = OpenMenu::new();
    let button = move || {
        if !is_there.get() {
            return ().into_any();
        }
        view! {
            <MenuButton
                menu=menu
                label=Signal::stored(NAME.to_owned())
                glyph=Glyph::ChevronDown
                text=MaybeProp::derive(move || Some(name.get()))
            />
            {later_once(move || menu.is_open(), move || menu_of(here, menu))}
        }
        .into_any()
    };
    view! {
        {live(button)}
        {later_once(move || here.named.with(Option::is_some), move || dialog_of(here))}
    }
}

impl Here {
    /// Returns the preset whose filter the page shows: of several, the chosen one.
    fn active(self) -> Option<Preset> {
        let (query, last) = (self.query.get(), self.last.get());
        self.tables.presets.with(|all| {
            let active = || all.iter().filter(|preset| preset.query == query);
            active().find(|preset| preset.id == last).or(active().next()).cloned()
        })
    }

    fn items(self) -> Vec<MenuItem> {
        let (query, active) = untrack(|| (self.query.get(), self.active()));
        let all = self.tables.presets.get_untracked();
        let mut items = Vec::new();
        for is_own in [true, false] {
            for preset in all.iter().filter(|preset| preset.by.is_empty() == is_own) {
                let more = match (is_own, preset.shared) {
                    (true, true) => " (shared)".to_owned(),
                    (true, false) => String::new(),
                    (false, _) => [" (shared by ", &preset.by, ")"].concat(),
                };
                let (id, query) = (preset.id, preset.query.clone());
                let choose = move || {
                    self.last.set(id);
                    self.show.run(query.clone());
                };
                let is_active = active.as_ref().is_some_and(|active| active.id == id);
                items.push(MenuItem::new([preset.name.as_str(), &more].concat(), choose).chosen(is_active));
            }
        }
        if self.tables.is_kept {
            let (name, by) = (String::new(), String::new());
            let new = Preset { id: 0, name, query: query.clone(), shared: false, by, may_change: true };
            items.push(self.naming("Save Filter Preset…".to_owned(), new));
        }
        let last = self.last.get_untracked();
        let chosen = active.or_else(|| all.into_iter().find(|preset| preset.id == last));
        let Some(preset) = chosen else { return items };
        let label = |verb: &str, end: &str| [verb, " “", &preset.name, "”", end].concat();
        if preset.may_change {
            // No filter at all is refused.
            if preset.query != query && !query.is_empty() {
                let over = Preset { query, ..preset.clone() };
                items.push(self.entry(label("Save over", ""), Change::Save(over)));
            }
            items.push(self.naming(label("Rename", "…"), preset.clone()));
        }
        let actor = untrack(|| self.me.actor());
        if actor.is_some_and(|actor| preset.may_be_removed_by(&actor)) {
            items.push(self.entry(label("Remove", ""), Change::Remove(preset)));
        }
        items
    }

    /// Returns an entry that opens the dialog.
    fn naming(self, label: String, preset: Preset) -> MenuItem {
        MenuItem::new(label, move || self.named.set(Some(preset.clone())))
    }

    /// Returns an entry that makes a change immediately.
    fn entry(self, label: String, change: Change) -> MenuItem {
        MenuItem::new(label, move || self.make(change.clone()))
    }

    fn make(self, change: Change) {
        spawn_local(async move {
            if make_of(self, change).await.is_err() {
                self.fail(&ApiError::Offline);
            }
        });
    }

    fn fail(self, error: &ApiError) {
        fail(self.me, self.toasts, "The filter preset was not changed. ", error);
    }

    /// Shows the presets after a change and reports the change.
    fn say(self, change: &Change, kept: Kept) {
        let (Change::Save(preset) | Change::Rename(preset) | Change::Remove(preset)) = change;
        let is_it = |other: &&Preset| other.may_change && other.name == preset.name.trim();
        if let Some(saved) = kept.presets.iter().find(is_it) {
            self.last.try_set(saved.id);
        }
        // The page may be gone by now.
        self.tables.presets.try_set(kept.presets);
        let said = |what: &str| ["Filter preset “", &preset.name, what].concat();
        if let Change::Remove(preset) = change {
            let back = Change::Save(Preset { id: 0, ..preset.clone() });
            self.toasts.say_with_undo(said("” removed"), Callback::new(move |()| self.make(back.clone())));
        } else {
            self.toasts.say(said("” saved"));
        }
    }

    fn form(self, form: DialogForm) -> AnyView {
        let Some(preset) = self.named.get_untracked() else { return ().into_any() };
        let (name, shared) = (RwSignal::new(preset.name.clone()), RwSignal::new(preset.shared));
        // Anyone may take back what they shared.
        let may_share =
            preset.shared || self.me.actor().is_some_and(|actor| self.tables.page.may_share(&actor));
        let submit = move || {
            let preset =
                Preset { name: name.get_untracked(), shared: shared.get_untracked(), ..preset.clone() };
            let change = if preset.id == 0 { Change::Save(preset) } else { Change::Rename(preset) };
            form.send(made(self.tables.page, change.clone()), move |kept| self.say(&change, kept));
        };
        let fields = view! {
            <div class="stack">
                <Field label="Name" error=form.error("name")>
                    <TextInput value=name on_input=move |text| name.set(text) required=true autofocus=true />
                </Field>
                {may_share.then(|| view! {
                    <Checkbox label="Share with the organization" checked=shared on_change=move |on| shared.set(on) />
                })}
                {["shared", "query"].map(|field| view! { <InlineError message=form.error(field) /> }.into_any())}
            </div>
        };
        form.view("Save", submit, fields)
    }
}

/// The entries.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn menu_of(here: Here, menu: OpenMenu) -> Part {
    part(view! { <MenuPanel menu=menu label=NAME items=move |()| here.items() /> }.into_any())
}

/// The dialog that names a preset.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog_of(here: Here) -> Part {
    let title = move || {
        let is_new = here.named.with(|named| named.as_ref().is_none_or(|preset| preset.id == 0));
        let title = if is_new { "Save Filter Preset" } else { "Rename Filter Preset" };
        title.to_owned()
    };
    let form = move |form: DialogForm| here.form(form);
    part(view! { <FormDialog open=here.named title=Signal::derive(title) form=form /> }.into_any())
}

/// Makes a change and shows what is kept afterwards.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn make_of(here: Here, change: Change) -> Part<()> {
    spawn_local(async move {
        match made(here.tables.page, change.clone()).await {
            Ok(kept) => here.say(&change, kept),
            Err(error) => here.fail(&error),
        }
    });
    part(())
}

/// Makes a change and returns what is kept afterwards.
async fn made(page: PresetPage, change: Change) -> Result<Kept, ApiError> {
    match change {
        Change::Save(Preset { id, name, query, shared, .. }) => {
            save_preset(page, name, query, shared, (id != 0).then_some(id)).await?;
        }
        Change::Rename(Preset { id, name, shared, .. }) => rename_preset(id, name, shared).await?,
        Change::Remove(preset) => remove_preset(preset.id).await?,
    }
    kept(page).await
}
