//! The bundle `rest`: all pages that the other bundles lack.

use std::sync::Arc;

use leptos::prelude::*;
use model::page::{Component, Page, RestPage, id};

use crate::account_security::AccountSecurityPage;
use crate::activate::ActivatePage;
use crate::api_access::ApiAccessPage;
use crate::console::{DashboardPage, LicensesPage, OrganizationsPage};
use crate::critical_alerts::CriticalAlertsPage;
use crate::deployments::DeploymentsPage;
use crate::events::EventsPage;
use crate::import::ImportPage;
use crate::invitation::InvitationPage;
use crate::joining::{JoinPage, SignUpPage};
use crate::location::use_location;
use crate::mail_domains::MailDomainsPage;
use crate::organization::OrganizationPage;
use crate::passkeys::PasskeySignInPage;
use crate::password_reset::PasswordResetPage;
use crate::pools::PoolsPage;
use crate::products::{ProductPage, ProductsPage};
use crate::profile::ProfilePage;
use crate::roles::RolesPage;
use crate::second_factor::SecondFactorPage;
use crate::security::SecurityPage;
use crate::shell::Bundle;
use crate::single_sign_on::{SingleSignOnPage, SsoPage};
use crate::support::SupportPage;
use crate::ui::dom;
use crate::users::UsersPage;
use crate::welcome::WelcomePage;

/// The pages for administration.
#[component]
pub fn Rest() -> impl IntoView {
    view! { <Bundle pages=view_of /> }
}

fn view_of(page: &'static Page) -> Option<ChildrenFn> {
    let Component::Rest(which) = page.component else { return None };
    Some(Arc::new(move || {
        if page.link.is_some() {
            // The links of its area may not fit side by side.
            dom::scroll_row_soon(".area-nav [aria-current]");
        }
        component(which)()
    }))
}

/// Creates a page's view. A closure for each, because without optimization one function for all would take much stack.
fn component(page: RestPage) -> fn() -> AnyView {
    match page {
        RestPage::AccessGroups => || ().into_any(),
        RestPage::AccountSecurity => || view! { <AccountSecurityPage /> }.into_any(),
        RestPage::Activate => || view! { <ActivatePage /> }.into_any(),
        RestPage::ApiAccess => || view! { <ApiAccessPage /> }.into_any(),
        RestPage::ConsoleDashboard => || view! { <DashboardPage /> }.into_any(),
        RestPage::ConsoleLicenses => || view! { <LicensesPage /> }.into_any(),
        RestPage::ConsoleOrganizations => || view! { <OrganizationsPage /> }.into_any(),
        RestPage::CriticalAlerts => || view! { <CriticalAlertsPage /> }.into_any(),
        RestPage::Deployments => || view! { <DeploymentsPage /> }.into_any(),
        RestPage::Events => || view! { <EventsPage /> }.into_any(),
        RestPage::Import => || view! { <ImportPage /> }.into_any(),
        RestPage::Invitation => || view! { <InvitationPage /> }.into_any(),
        RestPage::Join => || view! { <JoinPage /> }.into_any(),
        RestPage::MailDomains => || view! { <MailDomainsPage /> }.into_any(),
        RestPage::Organization => || view! { <OrganizationPage /> }.into_any(),
        RestPage::PasskeySignIn => || view! { <PasskeySignInPage /> }.into_any(),
        RestPage::PasswordReset => || view! { <PasswordResetPage /> }.into_any(),
        RestPage::Pools => || view! { <PoolsPage /> }.into_any(),
        RestPage::Product => || {
            // `Page::at` finds it by a number alone.
            let id = use_location().path.with_untracked(|path| id(path)).unwrap_or_default();
            view! { <ProductPage id=id /> }.into_any()
        },
        RestPage::Products => || view! { <ProductsPage /> }.into_any(),
        RestPage::Profile => || view! { <ProfilePage /> }.into_any(),
        RestPage::Roles => || view! { <RolesPage /> }.into_any(),
        RestPage::SecondFactor => || view! { <SecondFactorPage /> }.into_any(),
        RestPage::Security => || view! { <SecurityPage /> }.into_any(),
        RestPage::SignUp => || view! { <SignUpPage /> }.into_any(),
        RestPage::SingleSignOn => || view! { <SingleSignOnPage /> }.into_any(),
        RestPage::Sso => || view! { <SsoPage /> }.into_any(),
        RestPage::Support => || view! { <SupportPage /> }.into_any(),
        RestPage::Users => || view! { <UsersPage /> }.into_any(),
        RestPage::Welcome => || view! { <WelcomePage /> }.into_any(),
    }
}
