//! Access to each page of the table: one expected response per audience. Rows elsewhere say it once more of single pages, for
//! which a slip in the table would be bad.

use model::page::{Audience, PAGES};
use model::{Action, Target};

use crate::matrix::{Row, page};

/// The people who get the pages of an audience, in the order of `PEOPLE`. None if that differs from page to page.
fn expected(audience: Audience) -> Option<&'static str> {
    let Audience::Permitted(action, target) = audience else {
        return match audience {
            Audience::Anybody => Some("2 2222 22 2222 2 2"),
            // The installation has people already.
            Audience::UntilSetUp => Some("3 .... .. .... . ."),
            Audience::SignedIn => Some("3 2222 22 2222 2 2"),
            Audience::OfProduct | Audience::Permitted(..) => None,
        };
    };
    Some(match (action, target) {
        (Action::ActivateLicense, Target::Anything) => "3 2222 22 2222 2 2",
        (Action::ManageDeployments, Target::Anything) => "3 ...2 22 2.22 2 .",
        (Action::ManageGroups, Target::MyOrganization) => "3 ...2 22 2..2 2 .",
        (Action::SeePools, Target::MyOrganization) => "3 ..22 22 2..2 2 .",
        (Action::GenerateReport, Target::Customers) => "3 .... .. 2222 . .",
        (Action::SeeConsole | Action::ManageInstallers | Action::Import, Target::Installation) => {
            "3 .... .. .... 2 ."
        }
        (
            Action::ListUsers
            | Action::ListRoles
            | Action::SeeOrganization
            | Action::SeeSecurity
            | Action::ListAlertUsers
            | Action::SeeEvents
            | Action::ListApiTokens,
            Target::MyOrganization,
        ) => "3 .... 22 2..2 2 .",
        (action, target) => panic!("write here who may open a page for {action:?} on {target:?}"),
    })
}

pub fn rows() -> Vec<Row> {
    PAGES.iter().filter_map(|one| Some(page(one.path, expected(one.audience)?))).collect()
}
