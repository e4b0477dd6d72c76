// The browser's side has three bundles (docs/ARCHITECTURE.md): within one, only the address changes; between them, a page is loaded.
import { expect, signIn, test } from "./portal.mjs";

const [LICENSES, MY, CUSTOMERS, CONSOLE] = ["License Management", "My Organization", "Customer Organizations", "Vendor Console"];
const [DASHBOARD, IMPORT] = ["Dashboard", "Import"];

const tab = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true });

/** Waits until the page of that name is open and the navigation marks its area and its tab there, or the area alone if it has no
 * tabs. */
async function expectOpen(page, name, address, marked = [LICENSES, name]) {
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(page.locator("nav [aria-current=page]")).toHaveText(marked);
}

/** Returns the loaded bundle, and whether the document is the same as at the last call. */
async function loaded(page) {
  return page.evaluate(() => {
    const [, bundle] = /\/(\w+)-\w+\.js/.exec(document.querySelector("link[rel=modulepreload]").href);
    const isSame = Boolean(globalThis.wasSeen);
    globalThis.wasSeen = true;
    return { bundle, isSame };
  });
}

test("within a bundle nothing is loaded, there and back", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await expectOpen(page, CUSTOMERS, "/customers");
  expect(await loaded(page)).toEqual({ bundle: "customers", isSame: false });
  await tab(page, MY).click();
  await expectOpen(page, MY, "/licenses");
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expectOpen(page, MY, "/licenses?history=1");
  await page.goBack();
  await page.goBack();
  await expectOpen(page, CUSTOMERS, "/customers");
  await page.goForward();
  await page.goForward();
  await expectOpen(page, MY, "/licenses?history=1");
  await expect(page.getByRole("switch", { name: "See full License History" })).toBeChecked();
  expect(await loaded(page)).toEqual({ bundle: "customers", isSame: true });
});

test("Customer Organizations brings My Organization along, so that going to and fro loads once", async ({ as }) => {
  const page = await as("distributor", "/licenses?status=active");
  await expectOpen(page, MY, "/licenses?status=active");
  expect(await loaded(page)).toEqual({ bundle: "portal", isSame: false });
  await tab(page, CUSTOMERS).click();
  await expectOpen(page, CUSTOMERS, "/customers");
  expect(await loaded(page)).toEqual({ bundle: "customers", isSame: false });
  await tab(page, MY).click();
  await expectOpen(page, MY, "/licenses");
  expect(await loaded(page)).toEqual({ bundle: "customers", isSame: true });
});

test("a link to another bundle loads it, there and back", async ({ as }) => {
  const page = await as("vendor", "/licenses");
  await expectOpen(page, MY, "/licenses");
  await tab(page, CONSOLE).click();
  await expectOpen(page, DASHBOARD, "/console", [CONSOLE, DASHBOARD]);
  expect(await loaded(page)).toEqual({ bundle: "rest", isSame: false });
  await page.getByRole("navigation", { name: CONSOLE }).getByRole("link", { name: IMPORT }).click();
  await expectOpen(page, IMPORT, "/import", [CONSOLE, IMPORT]);
  expect(await loaded(page)).toEqual({ bundle: "rest", isSame: true });
  await page.getByRole("link", { name: "Grantry" }).click();
  await expectOpen(page, MY, "/licenses");
  expect(await loaded(page)).toEqual({ bundle: "portal", isSame: false });
  await page.goBack();
  await expectOpen(page, IMPORT, "/import", [CONSOLE, IMPORT]);
  await page.goBack();
  await expectOpen(page, DASHBOARD, "/console", [CONSOLE, DASHBOARD]);
  await page.goBack();
  await expectOpen(page, MY, "/licenses");
});

test("signing in leads on to a page of another bundle", async ({ page }) => {
  await page.goto("/import");
  await expect(page).toHaveURL("/sign-in?next=%2Fimport");
  await signIn(page, "vendor");
  await expectOpen(page, IMPORT, "/import", [CONSOLE, IMPORT]);
  expect(await loaded(page)).toEqual({ bundle: "rest", isSame: false });
});

test("a click with a key held is the browser's: another tab", async ({ as }) => {
  const page = await as("distributor", "/licenses");
  const opened = page.context().waitForEvent("page");
  await tab(page, CUSTOMERS).click({ modifiers: ["ControlOrMeta"] });
  await expectOpen(await opened, CUSTOMERS, "/customers");
  await expectOpen(page, MY, "/licenses");
});

test("a page that the browser kept asks again who is signed in when it comes back", async ({ page, complaints }) => {
  complaints.allow(/status of 401/);
  await page.goto("/sign-in");
  await signIn(page, "viewer");
  await expect(page.getByRole("table")).toBeVisible();
  await page.context().clearCookies();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(page).toHaveURL("/sign-in?next=%2Flicenses");
  await expect(page.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
});
