//! The page `/critical-alerts`.

use leptos::prelude::*;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::add::AddDialog;
use super::lead_times::LeadTimesSection;
use super::mails::SentSection;
use super::next::next;
use super::preview::PreviewDialog;
use super::remove::RemoveDialog;
use super::users::users;
use super::{Alerts, critical_alerts};
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::tables::provide_tables;
use crate::ui::{Button, Look, Notice, NoticeKind, PageHeading, Question};

/// Critical alert users, for people who may see them.
#[component]
pub fn CriticalAlertsPage() -> impl IntoView {
    provide_tables(
        &LIST_COLUMNS,
        Table::AlertUsers,
        &[Table::LeadTimes, Table::NextAlerts, Table::SentMails],
    );
    let alerts = Loading::new(critical_alerts);
    let reload = alerts.again;
    let may_change = use_me().may(Action::ChangeAlertUsers, Target::MyOrganization);
    let (adding, previewing) = (RwSignal::new(false), RwSignal::new(false));
    let removing = Question::new();
    let on_remove = may_change.then(|| Callback::new(move |user| removing.ask(user)));
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| adding.set(true)>"Add Alert User"</Button> }
    };
    let shown = move |all: Alerts| {
        let files = all.mails_are_files.then(files);
        view! {
            <div class="stack">
                {files}
                {users(all.users, on_remove, adding)}
                <LeadTimesSection licenses=all.lead_times may_change=may_change on_changed=reload />
                {next(all.next)}
                <SentSection />
            </div>
        }
        .into_any()
    };
    view! {
        <PageHeading
            title="Critical Alert Users"
            text="They get an e-mail before a license of this organization expires, once per license and lead time."
        >
            <Button on_click=move |()| previewing.set(true)>"Preview E-mail"</Button>
            {may_change.then(add)}
        </PageHeading>
        {alerts.view(6, "Loading critical alerts", shown)}
        <AddDialog open=adding on_added=reload />
        <RemoveDialog question=removing on_removed=reload />
        <PreviewDialog open=previewing />
    }
}

fn files() -> AnyView {
    view! {
        <Notice kind=NoticeKind::Warning>
            "No mail server is configured: e-mails are written as files to the folder " <code>"mail"</code>
            " beside the database. Nobody gets them until the portal's operator configures one."
        </Notice>
    }
    .into_any()
}
