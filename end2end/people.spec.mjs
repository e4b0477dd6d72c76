// Who sees what (R2), on the screen. The Rust tests check the server's responses.
import { PASSWORD, PEOPLE, expect, rows, signIn, test } from "./portal.mjs";

const LICENSES = "License Management";
const MY = "My Organization";
const POOLS = "License Pools";
const CUSTOMERS = "Customer Organizations";
const CLOUD = "Cloud Services";
const ON_PREMISES = "On-Premises Products";
const ACTIVATE = "Activate License";
const HISTORY = "See full License History";
const API = "API Access";
const USERS = "Users";
const GROUPS = "Access Groups";
const ROLES = "Roles";
const ALERTS = "Critical Alert Users";
const EVENTS = "Event History";
const ORGANIZATION = "Organization";
const DOMAINS = "Mail Domains";
const SSO = "Single Sign-on";
const SECURITY = "Security";
const VIEW = ["Details", "Pin", "License History", HISTORY];
/** The same for an on-premises product. */
const VIEW_INSTALLED = ["Details", ACTIVATE, "Pin", "Download Product Installer", "License History", HISTORY];

/** For each person: tabs, pages of their areas, sections of My Organization or the message in their place with its links, entries
 * of the row menu. */
const SEES = {
  vendor: {
    tabs: [LICENSES, ACTIVATE, "Vendor Console", "Administration"],
    pages: [POOLS, "Dashboard", "Organizations", "Licenses", "Import", "Products", USERS, GROUPS, ROLES, ORGANIZATION, SECURITY, DOMAINS, SSO, ALERTS, EVENTS, API],
    message: "Your organization has no licenses yet",
    links: [ALERTS, "Vendor Console"],
  },
  distributor: {
    tabs: [LICENSES, ACTIVATE],
    pages: [POOLS, CUSTOMERS],
    sections: [ON_PREMISES],
    menu: VIEW_INSTALLED,
    customersMenu: ["Details", "Pin", "Edit Partner Note", "License History", HISTORY],
  },
  reseller: {
    tabs: [LICENSES, ACTIVATE],
    pages: [POOLS, CUSTOMERS],
    sections: [ON_PREMISES],
    menu: VIEW_INSTALLED,
    customersMenu: ["Details", "Pin", "Edit Partner Note", "License History", HISTORY],
  },
  partnerViewer: {
    tabs: [LICENSES, ACTIVATE],
    pages: [CUSTOMERS],
    message: "Your role does not show licenses",
    links: [CUSTOMERS, ACTIVATE],
    customersMenu: VIEW,
  },
  admin: {
    tabs: [LICENSES, ACTIVATE, "Administration"],
    pages: [POOLS, USERS, GROUPS, ROLES, ORGANIZATION, SECURITY, DOMAINS, SSO, ALERTS, EVENTS, API],
    sections: [CLOUD, ON_PREMISES],
    menu: ["Details", "Pin", "Edit Note", "License History", HISTORY],
  },
  viewer: { tabs: [LICENSES, ACTIVATE], pages: [POOLS], sections: [ON_PREMISES], menu: VIEW_INSTALLED },
  none: { tabs: [LICENSES, ACTIVATE], message: "Your role does not show licenses", links: [ACTIVATE] },
  solo: { tabs: [LICENSES, ACTIVATE], sections: [CLOUD], menu: VIEW },
};

/** Returns the menu entries of a row that is not pinned. */
async function menuOf(page) {
  const row = rows(page.getByRole("table").first()).filter({ hasNotText: "Pinned" }).first();
  await row.getByRole("button", { name: "Actions" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  const entries = await page.getByRole("menuitem").allInnerTexts();
  await page.keyboard.press("Escape");
  return entries.map((entry) => entry.trim());
}

for (const [person, sees] of Object.entries(SEES)) {
  test(`${PEOPLE[person]} sees what its role gives, and nothing else`, async ({ as, complaints }) => {
    complaints.allow(/status of 404/);
    const page = await as(person, "/licenses");
    await expect(page.getByRole("heading", { name: MY, level: 1 })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(sees.tabs);
    const pages = sees.pages ?? [];
    // An area with a single page has no tabs.
    const beside = [POOLS, CUSTOMERS].filter((tab) => pages.includes(tab));
    const links = page.getByRole("navigation", { name: LICENSES }).getByRole("link");
    await expect(links).toHaveText(beside.length > 0 ? [MY, ...beside] : []);
    await expect(page.getByRole("main").getByRole("link", { name: ALERTS })).toHaveCount(pages.includes(ALERTS) ? 1 : 0);
    if (sees.message) {
      await expect(page.getByText(sees.message)).toBeVisible();
      await expect(page.getByRole("main").getByRole("link")).toHaveText(sees.links);
      await expect(page.getByRole("table")).toHaveCount(0);
      await expect(page.getByRole("search")).toHaveCount(0);
    } else {
      await expect(page.getByRole("heading", { level: 2 })).toHaveText(sees.sections);
      expect(await menuOf(page)).toEqual(sees.menu);
    }
    await expect(page.getByRole("combobox", { name: "Organization" })).toHaveCount(person === "admin" ? 1 : 0);

    // Hidden things don't exist: they get the same response and the same screen as an unknown address.
    const missing = await page.request.get("/nowhere");
    expect((await page.goto("/nowhere")).status()).toBe(404);
    await expect(page.getByText("There is nothing here")).toBeVisible();
    const screen = await page.getByRole("main").innerText();
    const title = await page.title();
    for (const [address, tab, heading = tab] of [
      ["/pools", POOLS],
      ["/access-groups", GROUPS],
      ["/customers", CUSTOMERS],
      ["/import", "Import"],
      ["/products", "Products"],
      ["/api-access", API],
      ["/events", EVENTS],
      ["/critical-alerts", ALERTS],
      ["/console", "Dashboard"],
      ["/console/organizations", "Organizations"],
      ["/console/licenses", "Licenses"],
      ["/users", USERS, "User Management"],
      ["/roles", ROLES, "Role Management"],
      ["/organization", ORGANIZATION],
      ["/mail-domains", DOMAINS],
      ["/single-sign-on", SSO],
      ["/security", SECURITY],
    ]) {
      const answer = await page.goto(address);
      if ([...sees.tabs, ...pages].includes(tab)) {
        expect(answer.status()).toBe(200);
        await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
      } else {
        expect(answer.status()).toBe(404);
        const hidden = await page.request.get(address);
        expect(await hidden.text()).toBe(await missing.text());
        expect(comparable(hidden.headers())).toEqual(comparable(missing.headers()));
        await expect(page.getByText("There is nothing here")).toBeVisible();
        expect(await page.getByRole("main").innerText()).toBe(screen);
        expect(await page.title()).toBe(title);
      }
    }
    if (sees.customersMenu) {
      await page.goto("/customers");
      await page.getByRole("button", { name: "Select all" }).click();
      await page.getByRole("button", { name: "Generate Report" }).click();
      await expect(page.getByRole("heading", { name: "Details" })).toBeVisible();
      expect(await menuOf(page)).toEqual(sees.customersMenu);
    }
  });
}

/** Returns the headers of a response, without those that differ each time. */
function comparable({ date, "x-request-id": id, ...headers }) {
  return headers;
}

test("a wrong password is reported at its field, and the typed address is kept", async ({ page, complaints }) => {
  complaints.allow(/status of 422/);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(PEOPLE.admin);
  await page.getByLabel("Password").fill("not it");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const password = page.getByLabel("Password");
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(password).toHaveAccessibleDescription(/password/i);
  await expect(page.getByLabel("E-mail address")).toHaveValue(PEOPLE.admin);
  await expect(page).toHaveURL(/\/sign-in$/);
  // An unknown address gets the same words (R3).
  const words = await password.evaluate((input) => input.closest(".field").innerText);
  await page.getByLabel("E-mail address").fill("nobody@customer.example");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(password).toHaveAttribute("aria-invalid", "true");
  expect(await password.evaluate((input) => input.closest(".field").innerText)).toBe(words);
  await password.fill(PASSWORD);
  await page.getByLabel("E-mail address").fill(PEOPLE.admin);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: MY, level: 1 })).toBeVisible();
});

test("a deep link leads to sign in and back, with its filter", async ({ page }) => {
  const deep = "/licenses?status=active,expiring&sort=-product";
  await page.goto(deep);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn(page, "admin");
  await expect(page).toHaveURL(deep);
  await expect(page.getByRole("button", { name: "Status, 2 chosen" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Product" }).first()).toHaveAttribute("aria-sort", "descending");
});

test("a way back never leads to another site", async ({ page }) => {
  await page.goto("/sign-in?next=//example.com/");
  await signIn(page, "admin");
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/licenses$/);
});

test("who signs in on the way to a file gets the file, and the start page instead of the form", async ({ page }) => {
  const file = "/export/licenses.csv?status=expired";
  await page.goto(`/sign-in?next=${encodeURIComponent(file)}`);
  const download = page.waitForEvent("download");
  await signIn(page, "admin");
  await expect(page).toHaveURL("/licenses");
  const got = await download;
  expect(new URL(got.url()).pathname).toBe("/export/licenses.csv");
  expect(await got.failure()).toBeNull();
  // The sign-in page itself is not a valid way back.
  await page.goto("/sign-in?next=%2Fsign-in");
  await expect(page).toHaveURL("/licenses");
});

test("after signing out nothing is there, and going back does not bring it", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, "viewer");
  await expect(page.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
  await page.goto("/licenses");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.goBack();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("who is in two organizations switches between them", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, "both");
  const switcher = page.getByRole("button", { name: /^Organization:/ });
  const names = ["Aurelia Manufacturing", "Banco Aurora"];
  const first = (await switcher.innerText()).trim();
  expect(names).toContain(first);
  const second = names.find((name) => name !== first);
  const seen = new Map();
  for (const name of [second, first, second]) {
    await switcher.click();
    await expect(page.getByRole("menuitemradio")).toHaveText(names);
    await page.getByRole("menuitemradio", { name, exact: true }).click();
    await expect(switcher).toHaveAccessibleName(`Organization: ${name}`);
    await expect(page.getByRole("menuitemradio")).toHaveCount(0);
    await expect(page.getByRole("table").or(page.getByText("Your role does not show licenses")).first()).toBeVisible();
    // A row's menu is enabled once its text has arrived.
    await expect(page.getByRole("button", { name: "Actions", disabled: true })).toHaveCount(0);
    const screen = await page.getByRole("main").innerText();
    if (seen.has(name)) expect(screen).toBe(seen.get(name));
    seen.set(name, screen);
  }
  expect(seen.get(first)).not.toBe(seen.get(second));
  // The choice belongs to the session, not to the page.
  await page.reload();
  await expect(switcher).toHaveAccessibleName(`Organization: ${second}`);
});
