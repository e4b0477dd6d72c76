// The browser's side is two bundles (docs/ARCHITECTURE.md): within one the address changes and nothing is loaded, between
// them a page is.
import { expect, signIn, test } from "./portal.mjs";

const [MY, CUSTOMERS, CONSOLE] = ["My Organization", "Customer Organizations", "Vendor Console"];
const [DASHBOARD, IMPORT] = ["Dashboard", "Import"];

const tab = (page, name) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });

/** Waits until the page of that name is open, and its tab alone is marked, or its area and its tab in that. */
async function expectOpen(page, name, address, marked = [name]) {
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(page.locator("nav [aria-current=page]")).toHaveText(marked);
}

/** Which of the two is loaded, and whether it is the same document as when this was asked the last time. */
async function loaded(page) {
  return page.evaluate(() => {
    const [, bundle] = /\/(\w+)-\w+\.js/.exec(document.querySelector("link[rel=modulepreload]").href);
    const isSame = Boolean(globalThis.wasSeen);
    globalThis.wasSeen = true;
    return { bundle, isSame };
  });
}

test("within a bundle nothing is loaded, there and back", async ({ as }) => {
  const page = await as("distributor", "/licenses?status=active");
  await expectOpen(page, MY, "/licenses?status=active");
  expect(await loaded(page)).toEqual({ bundle: "portal", isSame: false });
  await tab(page, CUSTOMERS).click();
  await expectOpen(page, CUSTOMERS, "/customers");
  await page.goBack();
  await expectOpen(page, MY, "/licenses?status=active");
  await expect(page.getByRole("button", { name: "Status, 1 chosen" })).toBeVisible();
  await page.goForward();
  await expectOpen(page, CUSTOMERS, "/customers");
  expect(await loaded(page)).toEqual({ bundle: "portal", isSame: true });
});

test("a link to the other bundle loads it, there and back", async ({ as }) => {
  const page = await as("vendor", "/licenses");
  await expectOpen(page, MY, "/licenses");
  await tab(page, CONSOLE).click();
  await expectOpen(page, DASHBOARD, "/console", [CONSOLE, DASHBOARD]);
  expect(await loaded(page)).toEqual({ bundle: "console", isSame: false });
  await page.getByRole("navigation", { name: CONSOLE }).getByRole("link", { name: IMPORT }).click();
  await expectOpen(page, IMPORT, "/import", [CONSOLE, IMPORT]);
  expect(await loaded(page)).toEqual({ bundle: "console", isSame: true });
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

test("signing in leads on to a page of the other bundle", async ({ page }) => {
  await page.goto("/import");
  await expect(page).toHaveURL("/sign-in?next=%2Fimport");
  await signIn(page, "vendor");
  await expectOpen(page, IMPORT, "/import", [CONSOLE, IMPORT]);
  expect(await loaded(page)).toEqual({ bundle: "console", isSame: false });
});

test("a click with a key held is the browser's: another tab", async ({ as }) => {
  const page = await as("distributor", "/licenses");
  const opened = page.context().waitForEvent("page");
  await tab(page, CUSTOMERS).click({ modifiers: ["ControlOrMeta"] });
  await expectOpen(await opened, CUSTOMERS, "/customers");
  await expectOpen(page, MY, "/licenses");
});

test("a page that the browser kept asks again who is signed in when it comes back", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, "viewer");
  await expect(page.getByRole("table")).toBeVisible();
  await page.context().clearCookies();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(page).toHaveURL("/sign-in?next=%2Flicenses");
  await expect(page.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
});
