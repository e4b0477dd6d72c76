// No accessibility violation that axe can find, and no page too wide, on every screen with its dialogs and menus: light and dark,
// wide and narrow.
import { violations } from "./axe.mjs";
import { act, expect, rows, test } from "./portal.mjs";
import { generate } from "./report.mjs";

const WIDTHS = { wide: { width: 1280, height: 600 }, narrow: { width: 360, height: 600 } };

/** The dark theme only changes colors. */
const SCHEMES = { light: {}, dark: { rules: ["color-contrast", "link-in-text-block"] } };

async function expectNoViolations(page, where) {
  for (const [colorScheme, options] of Object.entries(SCHEMES)) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page, options), `${where}, ${colorScheme}`).toEqual([]);
  }
}

const firstRow = (page) => rows(page.getByRole("table").first()).filter({ hasText: "••••" }).first();

/** The screens: each opens and is checked, then each of its steps. */
const SCREENS = {
  "the sign-in page": async ({ open, look, complaints }) => {
    complaints.allow(/status of 422/);
    const page = await open(undefined, "/sign-in");
    await page.getByText("People in this demo").click();
    await look(page, "with the people of the demo");
    await page.getByLabel("E-mail address").fill("somebody@customer.example");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error");
  },
  "other ways to sign in": async ({ open, look, complaints }) => {
    complaints.allow(/status of 4/);
    const passkey = await open(undefined, "/passkey-sign-in");
    await expect(passkey.getByRole("heading", { level: 1 })).toBeVisible();
    await look(passkey, "by a passkey");
    const page = await open(undefined, "/sso?refused=domain");
    await expect(page.getByRole("alert").first()).toBeVisible();
    await look(page, "by single sign-on, refused");
    await page.getByLabel("E-mail address").fill("somebody@nowhere.example");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
    await look(page, "by single sign-on, with an error");
    const up = await open(undefined, "/sign-up");
    await expect(up.getByRole("heading", { level: 1 })).toBeVisible();
    await look(up, "signing up");
    await up.goto("about:blank");
    await up.goto("/sign-up#nonsense");
    await expect(up.getByText("This link is no longer valid")).toBeVisible();
    await look(up, "signing up by a link that is used");
  },
  "passkeys, mail domains and single sign-on": async ({ open, look, complaints }) => {
    complaints.allow(/status of 422/);
    const keys = await open("viewer", "/account-security");
    await expect(keys.getByRole("region", { name: "Passkeys" })).toBeVisible();
    await look(keys, "passkeys");
    await keys.getByRole("button", { name: "Add Passkey" }).click();
    await expect(keys.getByRole("dialog")).toBeVisible();
    await look(keys, "adding a passkey");
    const join = await open("solo", "/join");
    await expect(join.getByText("Your address matches no other organization")).toBeVisible();
    await look(join, "nowhere to join");
    const page = await open("vendor", "/mail-domains");
    await page.getByRole("button", { name: "Add Domain" }).click();
    await page.getByRole("dialog").getByLabel("Domain").fill("gmail.com");
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("dialog").getByLabel("Domain")).toHaveAttribute("aria-invalid", "true");
    await look(page, "adding a mail domain");
    const sso = await open("vendor", "/single-sign-on");
    await sso.getByRole("button", { name: "Add Value" }).click();
    await expect(sso.getByLabel("Value 1", { exact: true })).toBeVisible();
    await look(sso, "single sign-on");
  },
  "My Organization": async ({ open, look }) => {
    const page = await open("admin", "/licenses?history=1");
    await expect(firstRow(page)).toBeVisible();
    await look(page, "itself");
    await page.getByRole("button", { name: "Product", exact: true }).and(page.locator("[aria-haspopup]")).click();
    await expect(page.getByRole("dialog", { name: "Product" })).toBeVisible();
    await look(page, "with a filter open");
    await page.keyboard.press("Escape");
    await firstRow(page).getByRole("checkbox").check();
    await expect(page.getByRole("group", { name: "Selected licenses" })).toBeVisible();
    await look(page, "with a selected row");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Move Licenses" }).getByLabel("From", { exact: true })).toBeVisible();
    await look(page, "with the dialog to move licenses");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByRole("button", { name: "Columns of On-Premises Products" }).click();
    await expect(page.getByRole("dialog", { name: "Columns of On-Premises Products" })).toBeVisible();
    await look(page, "with the columns open");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Filter Presets/ }).click();
    await expect(page.getByRole("menu", { name: "Filter Presets" })).toBeVisible();
    await look(page, "with the filter presets open");
    await page.getByRole("menuitem", { name: "Save Filter Preset…" }).click();
    await expect(page.getByRole("dialog", { name: "Save Filter Preset" })).toBeVisible();
    await look(page, "with a filter preset's dialog open");
    await page.keyboard.press("Escape");
    await firstRow(page).getByRole("button", { name: "Actions" }).click();
    await expect(page.getByRole("menu", { name: "Actions" })).toBeVisible();
    await look(page, "with a row's menu open");
    await page.keyboard.press("Escape");
    await firstRow(page).getByRole("button", { name: "Details", exact: true }).click();
    await expect(page.locator(".side-panel").getByText("License Key", { exact: true })).toBeVisible();
    await look(page, "with the side panel open");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Account/ }).click();
    await expect(page.getByRole("menu", { name: "Account" })).toBeVisible();
    await look(page, "with the account's menu open");
    await page.keyboard.press("Escape");
    await act(firstRow(page), "Edit Note");
    await expect(page.getByRole("dialog", { name: "Edit Note" })).toBeVisible();
    await look(page, "with the note's dialog open");
    await page.keyboard.press("Escape");
    await act(firstRow(page), "License History");
    await expect(page.getByRole("dialog", { name: "License History" }).getByRole("listitem").first()).toBeVisible();
    await look(page, "with the history's dialog open");
    await page.goto("/licenses?q=nothing-is-called-this&status=gone");
    await expect(page.getByText("No license matches").first()).toBeVisible();
    await look(page, "with nothing found");
  },
  "License Pools": async ({ open, look }) => {
    const page = await open("admin", "/pools");
    const first = page.getByRole("treegrid", { name: "License pools" }).locator("tr[aria-level='1']").first();
    await first.getByRole("button", { name: /^Open / }).click();
    await expect(page.locator("tr[aria-level='2']").first()).toContainText("L-");
    await look(page, "with a pool open");
    await first.getByRole("checkbox").check();
    for (const title of ["Move to Access Group", "Edit Tags", "Rename"]) {
      await page.getByRole("button", { name: `${title}…` }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await look(page, title);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    await page.goto("/pools?q=nothing-is-called-this&group=999999");
    await expect(page.getByText("No pool matches")).toBeVisible();
    await look(page, "with nothing found");
    const branch = await open("john", "/pools");
    await expect(branch.getByRole("treegrid", { name: "License pools" })).toBeVisible();
    await look(branch, "of a branch");
  },
  "Access Groups": async ({ open, look }) => {
    const page = await open("admin", "/access-groups");
    const europe = page.getByRole("tree", { name: "Access groups" }).getByRole("treeitem", { name: "Europe", exact: true });
    await europe.click();
    await look(page, "itself");
    const details = page.getByRole("region", { name: "Chosen group" });
    for (const button of ["Add Group", "Rename", "Move…", "Remove…"]) {
      await details.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await look(page, button);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    await page.getByRole("button", { name: "Add Permission Set" }).click();
    const dialog = page.getByRole("dialog", { name: "Add Permission Set" });
    await dialog.getByLabel("Name").fill("Seen by axe");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Add at least one entry");
    await look(page, "with an error in a permission set");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Actions for John Carter" }).click();
    await page.getByRole("menuitem", { name: "What This Person Sees" }).click();
    await expect(page.getByRole("dialog", { name: "What This Person Sees" }).getByRole("row").first()).toBeVisible();
    await look(page, "with what a person sees");
  },
  "Activate License": async ({ open, look }) => {
    const page = await open("none", "/activate");
    await look(page, "itself");
    await page.getByRole("button", { name: "Activate", exact: true }).click();
    await expect(page.getByLabel("License Key")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error");
    const licenses = await open("admin", "/licenses?type=purchased&status=active");
    await act(rows(licenses.getByRole("table", { name: "On-Premises Products" })).first(), "Activate License");
    await expect(licenses.getByRole("dialog").getByLabel("License Key")).not.toHaveValue("");
    await look(licenses, "as a dialog");
  },
  "Manage Active Deployments": async ({ open, look }) => {
    const page = await open("admin", "/licenses?type=purchased&sort=-deployed");
    const products = page.getByRole("table", { name: "On-Premises Products" });
    await act(rows(products).filter({ hasNotText: "Pinned" }).first(), "Manage Active Deployments");
    const grid = page.getByRole("region", { name: "Active deployments" });
    await grid.getByRole("checkbox").nth(1).check();
    await look(page, "with one selected");
    await page.getByRole("button", { name: "Remove…" }).click();
    await expect(page.getByRole("dialog", { name: "Remove deployments" })).toBeVisible();
    await look(page, "asking before it removes");
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Search deployments" }).fill("no such deployment");
    await expect(page.getByText("Nothing found")).toBeVisible();
    await look(page, "with nothing found");
  },
  "the product API's reference": async ({ open, look }) => {
    await look(await open("admin", "/api-docs"), "itself");
  },
  "pages without licenses": async ({ open, look, complaints }) => {
    complaints.allow(/status of 404/);
    await look(await open("none", "/licenses"), "level None");
    await look(await open("none", "/nowhere"), "not found");
  },
  "Customer Organizations": async ({ open, look }) => {
    const page = await open("distributor", "/customers");
    await expect(page.getByRole("button", { name: "Select all" })).toBeVisible();
    await page.getByRole("button", { name: "Generate Report" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await look(page, "with nothing selected");
    await generate(page);
    await expect(firstRow(page)).toBeVisible();
    await look(page, "the report");
    await page
      .getByRole("button", { name: /^Expiring / })
      .first()
      .click();
    await expect(page).toHaveURL(/status=expiring/);
    await act(firstRow(page), "Edit Partner Note");
    await expect(page.getByRole("dialog", { name: "Edit Partner Note" })).toBeVisible();
    await look(page, "filtered, with the note's dialog open");
  },
  Import: async ({ open, look }) => {
    const page = await open("vendor", "/import");
    await expect(page.getByRole("radio", { name: "Licenses" })).toBeVisible();
    await look(page, "itself");
    const lines = [
      "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type",
      "AXE-1;Banco Aurora;Harbor Gateway;2026-02-01;2027-01-31;5;Purchased",
      "AXE-2;Nobody;Harbor Gateway;2026-02-01;2027-02-31;5;Purchased",
    ];
    const upload = { name: "axe.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
    await page.locator('input[type="file"]').setInputFiles(upload);
    await expect(page.getByRole("region", { name: "Rows of the file" })).toBeVisible();
    await look(page, "with a dry run");
  },
  "installers of a product": async ({ open, look }) => {
    const page = await open("viewer", "/licenses?q=gateway");
    await act(firstRow(page), "Download Product Installer");
    await expect(page.getByRole("region", { name: "Installers of the product" })).toBeVisible();
    await look(page, "the row menu's dialog");
  },
  Products: async ({ open, look }) => {
    const page = await open("vendor", "/products");
    await expect(page.getByRole("link", { name: "Harbor Gateway" })).toBeVisible();
    await look(page, "the list");
    await page.getByRole("link", { name: "Harbor Gateway" }).click();
    await expect(page.getByRole("region", { name: "Installers of the product" })).toBeVisible();
    await look(page, "a product");
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(page.getByText("Choose the installer's file.")).toBeVisible();
    await look(page, "with an error in the form");
    await page
      .getByRole("button", { name: /^Remove / })
      .first()
      .click();
    await expect(page.getByRole("dialog", { name: "Remove Installer" })).toBeVisible();
    await look(page, "with the question before removing");
  },
  "Event History": async ({ open, look }) => {
    const page = await open("admin", "/events");
    await expect(page.getByRole("region", { name: "Event History" })).toBeVisible();
    await look(page, "itself");
    await page.getByLabel("Days").fill("0");
    await page.getByRole("button", { name: "Change Retention" }).click();
    await expect(page.getByLabel("Days")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error");
    await page.goto("/events?from=2099-01-01&about=gone");
    await expect(page.getByText("No event matches")).toBeVisible();
    await look(page, "with nothing found");
  },
  "Vendor Console": async ({ open, look }) => {
    const page = await open("vendor", "/console");
    await expect(page.getByRole("region", { name: "Top Products" })).toBeVisible();
    await look(page, "the dashboard");
    await page.goto("/console/organizations");
    await page
      .getByRole("button", { name: /^Actions for/ })
      .first()
      .click();
    await look(page, "organizations, with a menu open");
    await page.getByRole("menuitem", { name: "Partners" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, "with an organization's partners");
    await page.goto("/console/licenses");
    await expect(page.getByRole("region", { name: "Licenses", exact: true })).toBeVisible();
    await look(page, "licenses");
    await page.getByRole("button", { name: "Issue License" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Issue", exact: true }).click();
    await expect(page.getByRole("dialog").getByLabel("Product")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with the form and an error");
    await page.goto("/products");
    await page.getByRole("button", { name: "Add Product" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, "adding a product");
  },
  "API Access": async ({ open, look }) => {
    const page = await open("both", "/licenses");
    const switcher = page.getByRole("button", { name: /^Organization:/ });
    if (!(await switcher.innerText()).includes("Banco Aurora")) {
      await switcher.click();
      await page.getByRole("menuitemradio", { name: "Banco Aurora" }).click();
      await expect(switcher).toHaveAccessibleName("Organization: Banco Aurora");
    }
    await page.goto("/api-access");
    await expect(page.getByText("There are no API tokens").or(page.getByRole("region", { name: "API tokens" }))).toBeVisible();
    await look(page, "itself");
    await page.getByRole("button", { name: "Create Token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Seen by axe");
    await look(page, "with the form");
    await dialog.getByRole("button", { name: "Create", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Token Created" })).toBeVisible();
    await look(page, "with the token");
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("region", { name: "API tokens" })).toBeVisible();
    await look(page, "with a token in the list");
  },
  "User Management": async ({ open, look, complaints }) => {
    complaints.allow(/status of 422/);
    const page = await open("admin", "/users");
    await expect(page.getByRole("region", { name: "Users" })).toBeVisible();
    await look(page, "itself");
    await page.getByRole("button", { name: "Invite User" }).click();
    const dialog = page.getByRole("dialog", { name: "Invite User" });
    await dialog.getByLabel("E-mail address").fill("pending@customer.example");
    await expect(dialog.getByLabel("Role").locator("option:checked")).toHaveText("User");
    await dialog.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(dialog.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error in the invitation");
    await page.keyboard.press("Escape");
    const menu = page.getByRole("row").filter({ hasText: /admin-\d+@/ }).first().getByRole("button");
    for (const [entry, title] of [
      ["Change Role", "Change Role"],
      ["Transfer Super Admin", "Transfer Super Admin"],
      ["Remove", "Remove User"],
    ]) {
      await menu.click();
      await page.getByRole("menuitem", { name: entry, exact: true }).click();
      await expect(page.getByRole("dialog", { name: title })).toBeVisible();
      await look(page, title);
      await page.keyboard.press("Escape");
    }
  },
  "Role Management": async ({ open, look }) => {
    const page = await open("admin", "/roles");
    await expect(page.getByRole("region", { name: "Roles" })).toBeVisible();
    await look(page, "itself");
    await page.getByRole("button", { name: "Add Role" }).click();
    const dialog = page.getByRole("dialog", { name: "Add Role" });
    await dialog.getByLabel("Event History").selectOption("View Only");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error in the form");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Actions for Admin" }).click();
    await page.getByRole("menuitem", { name: "Preview" }).click();
    await expect(page.getByRole("dialog", { name: "What Admin May Do" })).toBeVisible();
    await look(page, "with a preview");
  },
  "an invitation": async ({ open, look, complaints }) => {
    complaints.allow(/status of 404/);
    const page = await open(undefined, "/invitation#nothing");
    await expect(page.getByRole("heading", { name: "This invitation can't be accepted" })).toBeVisible();
    await look(page, "that can't be accepted");
  },
  "Critical Alert Users": async ({ open, look, complaints }) => {
    complaints.allow(/status of 422/);
    const page = await open("admin", "/critical-alerts");
    await expect(page.getByRole("region", { name: "Sent e-mails" })).toBeVisible();
    await look(page, "itself");
    await page.getByRole("button", { name: "Add Alert User" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
    await look(page, "with an error in the form");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Set Lead Times" }).click();
    await look(page, "with the form of lead times");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Preview E-mail" }).click();
    await dialog.getByText("As text").click();
    await look(page, "with the preview");
    await page.keyboard.press("Escape");
    await page
      .getByRole("button", { name: /^Remove / })
      .first()
      .click();
    await expect(page.getByRole("dialog", { name: "Remove Alert User" })).toBeVisible();
    await look(page, "with the question before removing");
  },
  Support: async ({ open, look }) => {
    const page = await open("both", "/support");
    await expect(page.getByRole("switch").first()).toBeVisible();
    await look(page, "itself");
  },
  Unsubscribe: async ({ open, look }) => {
    const page = await open(undefined, "/unsubscribe/unknown");
    await look(page, "the question");
    await page.getByRole("button", { name: "Unsubscribe" }).click();
    await expect(page.getByRole("status")).toBeVisible();
    await look(page, "the answer");
  },
};

for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const [screen, walk] of Object.entries(SCREENS)) {
    test(`axe finds nothing, and nothing is too wide: ${screen}, ${width}`, async ({ as, browse, complaints }) => {
      const options = { viewport, reducedMotion: "reduce" };
      const open = async (person, address) => {
        if (person) {
          const page = await as(person, address, options);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          return page;
        }
        const page = await (await browse(options)).newPage();
        await page.goto(address);
        return page;
      };
      const look = async (page, what) => {
        await expectNoViolations(page, `${screen}, ${what}`);
        // The page itself never scrolls sideways: wide content scrolls in its own frame.
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect.soft(over, `${screen}, ${what}: pixels that the page is too wide`).toBeLessThanOrEqual(0);
      };
      await walk({ open, look, complaints });
    });
  }
}
