//! The page `/roles`: the rights that the organization's roles give.

use leptos::prelude::*;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::form::{Editing, RoleDialog};
use super::preview::PreviewDialog;
use super::remove::RemoveDialog;
use super::roles;
use super::table::{Asking, table};
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::tables::provide_tables;
use crate::ui::{Button, Look, PageHeading, Question};

/// Role Management, for people who may see roles.
#[component]
pub fn RolesPage() -> impl IntoView {
    provide_tables(&LIST_COLUMNS, Table::Roles, &[]);
    let all = Loading::new(roles);
    let may_manage = use_me().may(Action::ManageRoles, Target::MyOrganization);
    let asking = Asking { edit: RwSignal::new(None), preview: RwSignal::new(None), remove: Question::new() };
    let add = move || {
        let open = move |()| asking.edit.set(Some(Editing::New));
        view! { <Button look=Look::Primary on_click=open>"Add Role"</Button> }
    };
    view! {
        <PageHeading title="Role Management" text="The permissions that each role gives.">
            {may_manage.then(add)}
        </PageHeading>
        {all.view(5, "Loading roles", move |roles| table(roles, asking))}
        <RoleDialog editing=asking.edit on_saved=all.again />
        <PreviewDialog about=asking.preview />
        <RemoveDialog question=asking.remove on_removed=all.again />
    }
}
