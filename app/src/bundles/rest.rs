//! The bundle `rest`: all pages that the other bundles lack.

use leptos::prelude::*;
use model::{Action, Target};

use crate::account::AccountSecurityPage;
use crate::activate::ActivatePage;
use crate::api_access::ApiAccessPage;
use crate::console::{DashboardPage, LicensesPage, OrganizationsPage};
use crate::critical_alerts::CriticalAlertsPage;
use crate::deployments::DeploymentsPage;
use crate::events::EventsPage;
use crate::import::ImportPage;
use crate::invitation::InvitationPage;
use crate::joining::{JoinPage, SignUpPage};
use crate::location::Page;
use crate::mail_domains::MailDomainsPage;
use crate::organization::OrganizationPage;
use crate::passkeys::PasskeySignInPage;
use crate::password_reset::PasswordResetPage;
use crate::products::{ProductPage, ProductsPage};
use crate::profile::ProfilePage;
use crate::roles::RolesPage;
use crate::second_factor::SecondFactorPage;
use crate::security::SecurityPage;
use crate::shell::{self, Bundle, signed};
use crate::single_sign_on::{SingleSignOnPage, SsoPage};
use crate::support::SupportPage;
use crate::ui::dom;
use crate::users::UsersPage;
use crate::welcome::WelcomePage;

/// The pages for administration.
#[component]
pub fn Rest() -> impl IntoView {
    view! { <Bundle pages=page /> }
}

/// A page for people who may do `action` on something of `target`. If its area's links don't fit side by side, its own is
/// scrolled into view.
fn permitted(action: Action, target: Target, view: impl Fn() -> AnyView + Send + Sync + 'static) -> Page {
    shell::permitted(action, target, move || {
        dom::scroll_row_soon(".area-nav [aria-current]");
        view()
    })
}

fn page(path: &str) -> Option<Page> {
    Some(match path {
        "/activate" => signed(|| view! { <ActivatePage /> }.into_any()),
        "/deployments" => permitted(Action::ManageDeployments, Target::Anything, || {
            view! { <DeploymentsPage /> }.into_any()
        }),
        "/import" => permitted(Action::Import, Target::Installation, || view! { <ImportPage /> }.into_any()),
        "/invitation" => Box::new(|| view! { <InvitationPage /> }.into_any()),
        "/welcome" => Box::new(|| view! { <WelcomePage /> }.into_any()),
        "/sso" => Box::new(|| view! { <SsoPage /> }.into_any()),
        "/single-sign-on" => permitted(Action::SeeSecurity, Target::MyOrganization, || {
            view! { <SingleSignOnPage /> }.into_any()
        }),
        "/sign-up" => Box::new(|| view! { <SignUpPage /> }.into_any()),
        "/join" => signed(|| view! { <JoinPage /> }.into_any()),
        "/mail-domains" => permitted(Action::SeeSecurity, Target::MyOrganization, || {
            view! { <MailDomainsPage /> }.into_any()
        }),
        "/passkey-sign-in" => Box::new(|| view! { <PasskeySignInPage /> }.into_any()),
        "/second-factor" => Box::new(|| view! { <SecondFactorPage /> }.into_any()),
        "/password-reset" => Box::new(|| view! { <PasswordResetPage /> }.into_any()),
        "/profile" => signed(|| view! { <ProfilePage /> }.into_any()),
        "/account-security" => signed(|| view! { <AccountSecurityPage /> }.into_any()),
        "/security" => {
            permitted(Action::SeeSecurity, Target::MyOrganization, || view! { <SecurityPage /> }.into_any())
        }
        "/users" => {
            permitted(Action::ListUsers, Target::MyOrganization, || view! { <UsersPage /> }.into_any())
        }
        "/roles" => {
            permitted(Action::ListRoles, Target::MyOrganization, || view! { <RolesPage /> }.into_any())
        }
        "/organization" => permitted(Action::SeeOrganization, Target::MyOrganization, || {
            view! { <OrganizationPage /> }.into_any()
        }),
        "/api-access" => permitted(Action::ListApiTokens, Target::MyOrganization, || {
            view! { <ApiAccessPage /> }.into_any()
        }),
        "/console" => {
            permitted(Action::SeeConsole, Target::Installation, || view! { <DashboardPage /> }.into_any())
        }
        "/console/organizations" => {
            permitted(Action::SeeConsole, Target::Installation, || view! { <OrganizationsPage /> }.into_any())
        }
        "/console/licenses" => {
            permitted(Action::SeeConsole, Target::Installation, || view! { <LicensesPage /> }.into_any())
        }
        "/events" => {
            permitted(Action::SeeEvents, Target::MyOrganization, || view! { <EventsPage /> }.into_any())
        }
        "/critical-alerts" => permitted(Action::ListAlertUsers, Target::MyOrganization, || {
            view! { <CriticalAlertsPage /> }.into_any()
        }),
        "/support" => signed(|| view! { <SupportPage /> }.into_any()),
        "/products" => permitted(Action::ManageInstallers, Target::Installation, || {
            view! { <ProductsPage /> }.into_any()
        }),
        path => {
            let id = path.strip_prefix("/products/")?.parse().ok()?;
            signed(move || view! { <ProductPage id=id /> }.into_any())
        }
    })
}
