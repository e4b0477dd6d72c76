//! Expected responses of the Vendor Console for each kind of caller.

use app::console::{
    AssignPartner, BeginViewing, ConsoleDashboard, ConsoleInvite, ConsoleKey, ConsoleLicenses,
    ConsoleOrganizations, ConsoleRoles, IssueLicense, LicenseDraft, RaiseUnits, ReassignLicense,
    RenewLicense, SaveOrganization, SaveProduct, SuspendLicense, UnassignPartner,
};
use app::current_user::EndViewing;
use model::console::{ConsoleQuery, OrganizationQuery};
use model::{LicenseType, OrganizationKind, ProductKind};
use store::testing::TODAY;

use crate::matrix::{Row, function, page};
use crate::world::World;

/// The rows of the matrix.
pub fn rows(world: &World) -> Vec<Row> {
    let (staff, page_of, nobody) = ("1 .... .. .... 2 .", "3 .... .. .... 2 .", "1 .... .. .... . .");
    let base = &world.base;
    let draft = |purchased| LicenseDraft {
        product: base.scanner,
        organizations: "Direct Customer".into(),
        license_type: LicenseType::Purchased,
        start: TODAY,
        expiration: None,
        purchased,
        limits: String::new(),
        contract: String::new(),
    };
    let organization = |id, name: &str| SaveOrganization {
        id,
        name: name.into(),
        kind: OrganizationKind::Customer,
        parent: String::new(),
    };
    let product = |id| SaveProduct {
        id,
        name: "Saved".into(),
        maker: String::new(),
        kind: ProductKind::Cloud,
        page: String::new(),
        shown_to_partners: false,
    };
    let mut rows = vec![
        page("/console", page_of),
        page("/console/organizations", page_of),
        page("/console/licenses", page_of),
        function("/api/console-dashboard", &ConsoleDashboard {}, staff),
        function(
            "/api/console-organizations",
            &ConsoleOrganizations { query: OrganizationQuery::default() },
            staff,
        ),
        function("/api/console-licenses", &ConsoleLicenses { query: ConsoleQuery::default() }, staff),
        function("/api/save-organization", &organization(None, "Saved"), staff),
        function(
            "/api/save-organization",
            &organization(Some(base.direct_customer), "Direct Customer"),
            staff,
        ),
        function("/api/save-organization", &organization(Some(world.missing), "Missing"), nobody),
        function("/api/save-product", &product(None), staff),
        function(
            "/api/save-product",
            &SaveProduct { name: "Missing".into(), ..product(Some(world.missing)) },
            nobody,
        ),
        function("/api/issue-license", &IssueLicense { draft: draft(1) }, staff),
        function("/api/issue-license", &IssueLicense { draft: draft(-1) }, "1 .... .. .... x ."),
    ];
    let assign =
        |customer| AssignPartner { customer, partner: "Other Distributor".into(), reseller: String::new() };
    for (customer, assigned) in [(base.direct_customer, staff), (world.missing, nobody)] {
        rows.push(function("/api/assign-partner", &assign(customer), assigned));
        let unassign = UnassignPartner { customer, partner: base.other_distributor };
        rows.push(function("/api/unassign-partner", &unassign, assigned));
    }
    for (organization, seen) in [(base.direct_customer, staff), (world.missing, nobody)] {
        rows.push(function("/api/console-roles", &ConsoleRoles { organization }, seen));
    }
    // Nobody can view a missing organization, nor the vendor's own.
    for organization in [world.missing, world.vendor] {
        rows.push(function("/api/begin-viewing", &BeginViewing { organization }, nobody));
    }
    // A viewing is ended at once, for the rows that follow; without one there is nothing to end.
    let customer = BeginViewing { organization: base.customer };
    rows.push(function("/api/begin-viewing", &customer, staff));
    rows.push(function("/api/end-viewing", &EndViewing {}, staff));
    rows.push(function("/api/end-viewing", &EndViewing {}, nobody));
    let invite = |organization, role| ConsoleInvite { organization, email: "anna@example.org".into(), role };
    let role = world.crew.user;
    rows.push(function("/api/console-invite", &invite(base.reseller, world.crew.of_reseller), staff));
    // The customer and the vendor have people who invite others; for its sub-organization the customer's do.
    for organization in [base.customer, base.sub, base.second_sub, world.vendor] {
        rows.push(function("/api/console-invite", &invite(organization, role), "1 .... .. .... x ."));
    }
    rows.push(function("/api/console-invite", &invite(world.missing, role), nobody));
    rows.push(function("/api/console-invite", &invite(base.direct_customer, role), nobody));
    for (license, changed) in [(world.license, staff), (world.missing, nobody)] {
        rows.push(function("/api/console-key", &ConsoleKey { license }, changed));
        rows.push(function("/api/suspend-license", &SuspendLicense { license, suspended: false }, changed));
        rows.push(function("/api/raise-units", &RaiseUnits { license, purchased: 10 }, changed));
        let last = RenewLicense { license, expiration: Some(TODAY.plus(366)) };
        rows.push(function("/api/renew-license", &last, changed));
        let same = ReassignLicense { license, organizations: "Customer".into() };
        rows.push(function("/api/reassign-license", &same, changed));
    }
    rows
}
