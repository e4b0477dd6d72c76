// The vendor's staff view an organization: read-only, announced on every page, and recorded for that organization.
import { violations } from "./axe.mjs";
import { press } from "./keys.mjs";
import { expect, rows, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

const CUSTOMER = "Aurelia Manufacturing";
const banner = (page) => page.getByRole("region", { name: "Viewing" });

/** A page of that person on this test's own server: viewing belongs to the session, which tests elsewhere share. */
async function open(browse, server, person, address) {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(page, person);
  return page;
}

async function view(page, name) {
  const row = page.getByRole("region", { name: "Organizations" }).getByRole("row");
  const one = row.filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  await one.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "View as Organization" }).click();
  await expect(banner(page)).toContainText(`Viewing ${name}, read-only`);
}

test("what an organization sees is visible, nothing can be changed, and it is informed", async ({ browse, complaints }) => {
  // While viewing, the console's pages don't exist.
  complaints.allow(/status of 404/);
  const server = await start({ licenses: 200 });
  try {
    const page = await open(browse, server, "vendor", `/console/organizations?q=${encodeURIComponent(CUSTOMER)}`);
    await view(page, CUSTOMER);
    await expect(page).toHaveURL("/licenses");
    await expect(page.getByRole("link", { name: "Vendor Console" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Activate License" })).toHaveCount(0);
    const license = rows(page.getByRole("table", { name: "On-Premises Products" })).first();
    await expect(license).toContainText("••••");
    await expect(license.getByRole("button", { name: /[Rr]eveal/ })).toHaveCount(0);
    await license.getByRole("button", { name: "Actions" }).click();
    const entries = (await page.getByRole("menuitem").allInnerTexts()).map((text) => text.trim());
    for (const changing of ["Pin", "Unpin", "Edit Note", "Activate License", "Manage Active Deployments"]) expect(entries).not.toContain(changing);
    expect(entries).toContain("License History");
    await page.keyboard.press("Escape");
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await violations(page), `${width}, ${colorScheme}`).toEqual([]);
      }
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    // On every page, existing or not.
    for (const path of ["/customers", "/organization", "/events", "/console", "/console/licenses", "/users"]) {
      await page.goto(path);
      await expect(banner(page)).toContainText(`Viewing ${CUSTOMER}, read-only`);
    }
    await expect(page.getByRole("button", { name: "Invite User" })).toHaveCount(0);
    // With the keyboard.
    await press(page, banner(page).getByRole("button", { name: "End" }));
    await expect(page).toHaveURL("/console/organizations");
    await expect(banner(page)).toHaveCount(0);

    const events = await open(browse, server, "admin", "/events?about=organization");
    const told = rows(events.getByRole("region", { name: "Event History" }));
    await expect(told.filter({ hasText: "Viewing by the vendor began" })).toHaveCount(1);
    await expect(told.filter({ hasText: "Viewing by the vendor ended" })).toHaveCount(1);
  } finally {
    await server.stop();
  }
});

test("a viewing that was ended in another tab is not said to go on", async ({ browse, complaints }) => {
  complaints.allow(/status of 409/);
  const server = await start({ licenses: 50 });
  try {
    const page = await open(browse, server, "vendor", `/console/organizations?q=${encodeURIComponent(CUSTOMER)}`);
    await view(page, CUSTOMER);
    const other = await page.context().newPage();
    await other.goto("/users");
    await expect(banner(other)).toContainText(`Viewing ${CUSTOMER}, read-only`);
    await banner(other).getByRole("button", { name: "End" }).click();
    await expect(other).toHaveURL("/console/organizations");
    // Its banner is still there, and its button still works.
    await banner(page).getByRole("button", { name: "End" }).click();
    await expect(banner(page)).toHaveCount(0);
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Vendor Console" })).toBeVisible();
  } finally {
    await server.stop();
  }
});
