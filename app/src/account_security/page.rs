//! The page `/account-security`.

use leptos::prelude::*;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;

use super::authenticator_app::AppSection;
use super::password::PasswordSection;
use super::sessions::SessionsSection;
use super::{SignInState, my_sign_in};
use crate::loading::Loading;
use crate::passkeys::Passkeys;
use crate::proof::{ProveDialog, Prover};
use crate::tables::provide_tables;
use crate::ui::PageHeading;

/// Sign-in & Security, for everybody who is signed in.
#[component]
pub fn AccountSecurityPage() -> impl IntoView {
    provide_tables(&LIST_COLUMNS, Table::Passkeys, &[Table::Sessions]);
    let (state, prover) = (Loading::new(my_sign_in), Prover::new());
    view! {
        <PageHeading title="Sign-in & Security" text="How you sign in, and where you are signed in." />
        {state.view(6, "Loading your sign-in settings", move |found| shown(found, prover, state.again))}
        <ProveDialog prover=prover />
    }
}

fn shown(state: SignInState, prover: Prover, reload: Callback<()>) -> AnyView {
    let SignInState { has_password, app_since, app_home, recovery_codes, required_by, sessions } = state;
    view! {
        <PasswordSection has_password=has_password on_changed=reload />
        <AppSection
            since=app_since
            home=app_home
            recovery_codes=recovery_codes
            required_by=required_by
            prover=prover
            on_changed=reload
        />
        <Passkeys prover=prover />
        <SessionsSection sessions=sessions on_ended=reload />
    }
    .into_any()
}
