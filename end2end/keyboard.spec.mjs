// Every job with the keyboard alone: once the page is open, it gets nothing but keys.
import { chooseEntry, chooseFile, go, press } from "./keys.mjs";
import { PASSWORD, PEOPLE, expect, licenseCount, rowCount, rows, test } from "./portal.mjs";
import { expectRows, generate, named, twins } from "./report.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const table = (page) => page.getByRole("table", { name: "On-Premises Products" });

test("sign in, and skip to the content", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(PEOPLE.viewer);
  await go(page, page.getByLabel("Password"));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "My Organization", level: 1 })).toBeVisible();
  await press(page, page.getByRole("link", { name: "Skip to content" }));
  await expect(page.getByRole("main")).toBeFocused();
});

test("search, filter, sort and see the history", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  await expect(table(page)).toBeVisible();
  const all = await licenseCount(page);
  await go(page, page.getByRole("searchbox"));
  await page.keyboard.type("harbor");
  await expect.poll(() => licenseCount(page)).toBeLessThan(all);
  await press(page, page.getByRole("button", { name: "Type" }).and(page.locator("[aria-haspopup]")));
  await expect(page.getByRole("dialog", { name: "Type" }).getByRole("checkbox").first()).toBeFocused();
  await press(page, page.getByRole("checkbox", { name: /^MSP/ }), "Space");
  await expect(page).toHaveURL("/licenses?q=harbor&type=msp");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Type, 1 chosen" })).toBeFocused();
  await press(page, page.getByRole("switch", { name: "See full License History" }), "Space");
  await expect(page).toHaveURL(/history=1/);
  await press(page, table(page).getByRole("button", { name: "Start Date" }));
  await expect(page).toHaveURL(/sort=start$/);
  await expect(table(page).getByRole("columnheader", { name: "Start Date" })).toHaveAttribute("aria-sort", "ascending");
});

test("pin by the row's menu, and take the pin off", async ({ as }) => {
  const page = await as("both", "/licenses?sort=-product");
  const row = rows(table(page)).nth(1);
  await expect(row).toContainText("••••");
  const key = (await row.innerText()).match(/••••\w+/)[0];
  await go(page, row.getByRole("button", { name: "Actions" }));
  await chooseEntry(page, "Pin");
  const pinned = rows(table(page)).filter({ hasText: key });
  await expect(pinned).toContainText("Pinned");
  await expect(rows(table(page)).first()).toContainText(key);
  await page.reload();
  await expect(pinned).toContainText("Pinned");
  await go(page, pinned.getByRole("button", { name: "Actions" }));
  await chooseEntry(page, "Unpin");
  await expect(table(page).getByText("Pinned")).toHaveCount(0);
});

test("edit a note, and leave it with Escape", async ({ as }) => {
  const page = await as("admin", "/licenses?q=kiosk");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  const actions = row.getByRole("button", { name: "Actions" });
  await go(page, actions);
  await chooseEntry(page, "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await go(page, dialog.getByLabel("Note"));
  await page.keyboard.press("Control+A");
  await page.keyboard.type("by keys alone");
  await press(page, dialog.getByRole("button", { name: "Save" }));
  await expect(page.getByText("Note saved")).toBeVisible();
  await expect(row).toContainText("by keys alone");
  await expect(actions).toBeFocused();
  await chooseEntry(page, "Edit Note");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(actions).toBeFocused();
});

test("reveal a license key and mask it again", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  await press(page, row.getByRole("button", { name: "Reveal license key" }));
  await expect(row).not.toContainText("••••");
  await expect(row.getByRole("button", { name: "Hide license key" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row).toContainText("••••");
});

test("scroll a long table to its end and back", async ({ as }) => {
  const page = await as("distributor", "/customers?orgs=1-500");
  const long = page.getByRole("table", { name: "Cloud Services" });
  const last = Number(await long.getAttribute("aria-rowcount"));
  await go(page, long);
  await page.keyboard.press("End");
  await expect(long.locator(`[aria-rowindex="${last}"]`)).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(long.locator('[aria-rowindex="2"]')).toBeInViewport();
});

test("open a pool, select it, and leave the dialog that moves it", async ({ as }) => {
  const page = await as("admin", "/pools");
  const pools = page.getByRole("treegrid", { name: "License pools" });
  const first = pools.locator("tr[aria-level='1']").first();
  await expect(first).toBeVisible();
  await go(page, first);
  await page.keyboard.press("ArrowRight");
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect(pools.locator("tr[aria-level='2']").first()).toContainText("L-");
  await page.keyboard.press("ArrowLeft");
  await expect(first).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Space");
  await expect(first.getByRole("checkbox")).toBeChecked();
  const move = button(page, "Move to Access Group…");
  await go(page, move, "Shift+Tab");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move to Access Group" });
  await expect(dialog.getByRole("treeitem", { name: "Asia-Pacific", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(move).toBeFocused();
});

test("select organizations, generate the report, press a slice's twin, and go back", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await expect(button(page, "Select all")).toBeVisible();
  await press(page, button(page, "Select all"));
  // Tab reaches the list; the arrows move between checkboxes.
  const list = page.getByRole("table", { name: "Organizations" });
  const box = (line) => list.locator(`[aria-rowindex="${line + 2}"]`).getByRole("checkbox");
  await go(page, list);
  await page.keyboard.press("ArrowDown");
  await expect(box(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(box(1)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(box(1)).not.toBeChecked();
  await page.keyboard.press("End");
  await expect(box((await rowCount(list)) - 1)).toBeFocused();
  await go(page, button(page, "Generate Report"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Details" })).toBeVisible();
  const start = await licenseCount(page);
  const twin = twins(page, "By status").filter({ hasText: "Expiring" });
  const { count } = await named(twin);
  await press(page, twin);
  await expectRows(page, count, "Expiring");
  // Enter moves on to the details; Space stays, for the next press.
  await expect(page.getByRole("heading", { name: "Details" })).toBeFocused();
  await go(page, twin, "Shift+Tab");
  await page.keyboard.press("Space");
  await expectRows(page, start, "taken back");
  await expect(twin).toBeFocused();
  await page.keyboard.press("Space");
  await expectRows(page, count, "Expiring again");
  // Stands for Alt and the left arrow: a browser without a window lacks such keys.
  await page.goBack();
  await expectRows(page, start, "after going back");
});

test("import up to the dry run", async ({ as }) => {
  const page = await as("vendor", "/import");
  await expect(page.getByRole("radio", { name: "Licenses" })).toBeVisible();
  await go(page, page.getByRole("radio", { name: "Licenses" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Organizations" })).toBeChecked();
  await page.keyboard.press("ArrowLeft");
  const lines = [
    "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type",
    "KEYS-1;Banco Aurora;Harbor Gateway;2026-02-01;2027-01-31;5;Purchased",
  ];
  const file = { name: "keys.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
  await chooseFile(page, page.locator('input[type="file"]'), file);
  await expect(page.getByRole("heading", { name: "Dry run" })).toBeVisible();
  const type = page.getByRole("combobox", { name: "Field for column Type" });
  await go(page, type);
  await page.keyboard.press("Home");
  await expect(type.locator("option:checked")).toHaveText("Not imported");
  await press(page, page.getByRole("button", { name: "Dry run" }));
  await expect(page.getByRole("button", { name: /^Import \d+ row/ })).toBeVisible();
});

/** Activates the license of a row for a deployment of this test alone. Returns the deployment ID. */
async function activate(page, row) {
  await go(page, row.getByRole("button", { name: "Actions" }));
  await chooseEntry(page, "Activate License");
  const dialog = page.getByRole("dialog", { name: "Activate License" });
  await expect(dialog.getByLabel("License Key")).not.toHaveValue("");
  await press(page, button(page, "Activate"));
  // The field with the error has the focus.
  await expect(dialog.getByLabel("Deployment ID")).toBeFocused();
  const id = `keyboard-${Date.now()}`;
  await page.keyboard.type(id);
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(`${id} is activated and uses 1 unit.`)).toBeVisible();
  await press(page, button(page, "Done"));
  return id;
}

/** Removes a deployment on the page of its license's deployments. */
async function removeDeployment(page, id) {
  await expect(page.getByRole("heading", { name: "Manage Active Deployments" })).toBeVisible();
  await go(page, page.getByRole("searchbox", { name: "Search deployments" }));
  await page.keyboard.type(id);
  const found = page.getByRole("region", { name: "Active deployments" }).getByRole("row").filter({ hasText: id });
  await expect(found).toHaveCount(1);
  await press(page, found.getByRole("checkbox"), "Space");
  await press(page, button(page, "Remove…"));
  await press(page, button(page, "Remove 1 deployment"));
  await expect(page.getByText("1 deployment removed, 1 unit freed")).toBeVisible();
  await expect(found).toHaveCount(0);
}

test("activate a license, find its deployment, and remove it", async ({ as }) => {
  const page = await as("admin", "/licenses?type=purchased&status=active");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  const id = await activate(page, row);
  await go(page, row.getByRole("button", { name: "Actions" }));
  await chooseEntry(page, "Manage Active Deployments");
  await removeDeployment(page, id);
});

/**
 * Holds back the response when a list is read again. The returned function releases it and waits until the new list is on the
 * page, with its text.
 */
async function holdList(page) {
  let [arrive, release] = [];
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route("**/api/open-list", async (route) => {
    arrive();
    await released;
    await route.continue();
  });
  return async () => {
    await arrived;
    const texts = page.waitForResponse("**/api/license-texts");
    release();
    await texts;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
}

test("a menu stays open, with the focus, when its list is read again after an activation", async ({ as }) => {
  const page = await as("admin", "/licenses?type=purchased&status=active");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  const letGo = await holdList(page);
  const id = await activate(page, row);
  const actions = row.getByRole("button", { name: "Actions" });
  await go(page, actions);
  await page.keyboard.press("Enter");
  const entry = page.getByRole("menuitem", { name: "Manage Active Deployments" });
  await expect(entry).toBeVisible();
  await go(page, entry, "ArrowDown");
  await letGo();
  await expect(entry).toBeFocused();
  await expect(actions).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await removeDeployment(page, id);
});

test("a menu stays open, with the focus, when its report is regenerated", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const row = rows(page.getByRole("table", { name: "Products" })).first();
  await expect(row).toContainText("••••");
  const letGo = await holdList(page);
  await page.getByRole("button", { name: "Generate Report" }).click();
  const actions = row.getByRole("button", { name: "Actions" });
  await actions.focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("menuitem").last();
  await expect(entry).toBeVisible();
  await go(page, entry, "ArrowDown");
  await letGo();
  await expect(page.getByText("Report generated again")).toBeVisible();
  await expect(entry).toBeFocused();
  await expect(actions).toHaveAttribute("aria-expanded", "true");
});
