// The tables as people arrange them, and their filter presets: kept for each person and organization, apart from the address.
import { go, press } from "./keys.mjs";
import { choose, column, expect, rows, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

// One after the other, on a server of their own: an arrangement changes what its person sees in every session.
test.describe.configure({ mode: "default" });

const ON_PREMISES = "On-Premises Products";
let server;
test.beforeAll(async () => {
  server = await start({ licenses: 1_000 });
});
test.afterAll(async () => server?.stop());

const table = (page) => page.getByRole("table", { name: ON_PREMISES });
const headings = (page) =>
  table(page)
    .getByRole("columnheader")
    .evaluateAll((all) => all.map((one) => one.ariaLabel).filter((name) => name !== "Select all that match"));
const heading = (page, name) => table(page).getByRole("columnheader", { name, exact: true });
const handle = (page, name) => heading(page, name).locator(".vt-resize");
const sorter = (page, name) => heading(page, name).getByRole("button");
const columns = (page) => page.getByRole("button", { name: `Columns of ${ON_PREMISES}`, exact: true });
const panel = (page) => page.getByRole("dialog", { name: `Columns of ${ON_PREMISES}`, exact: true });
const presets = (page) => page.getByRole("button", { name: /^Filter Presets/ });
const naming = (page, name) => page.getByRole("dialog", { name: `${name} Filter Preset`, exact: true });

/** The width of a column, in whole pixels. */
async function width(page, name) {
  const { width } = await table(page).getByRole("columnheader", { name, exact: true }).boundingBox();
  return Math.round(width);
}

/** Drags the end of a heading sideways, and holds it. */
async function drag(page, name, by) {
  await handle(page, name).hover();
  const box = await handle(page, name).boundingBox();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y, { steps: 4 });
  await page.mouse.move(x + by, y, { steps: 4 });
}

/** A page of that person, newly signed in. */
async function open(browse, person, address, options = {}) {
  const page = await (await browse({ baseURL: server.url, ...options })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(page, person);
  await expect(rows(page.getByRole("table").first()).first()).toContainText("••••");
  return page;
}

/** Does something, and waits until the arrangement after it is saved. */
async function saved(page, act) {
  // Earlier changes have been sent by then.
  await page.waitForTimeout(500);
  const answer = page.waitForResponse((response) => response.url().includes("/api/arrange"));
  await act();
  expect((await answer).status()).toBe(200);
}

/** Chooses an entry of the presets' menu, which has those of others once the server has sent them. */
async function preset(page, entry) {
  await expect(async () => {
    await page.keyboard.press("Escape");
    await presets(page).click();
    await page.getByRole("menu", { name: "Filter Presets" }).getByText(entry, { exact: true }).click({ timeout: 2_000 });
  }).toPass();
}

/** Saves the filter of the page under a name. */
async function keep(page, name, share) {
  await preset(page, "Save Filter Preset…");
  await naming(page, "Save").getByLabel("Name").fill(name);
  if (share) await naming(page, "Save").getByLabel("Share with the organization").check();
  await naming(page, "Save").getByRole("button", { name: "Save" }).click();
  await expect(naming(page, "Save")).toBeHidden();
  await expect(presets(page)).toHaveAccessibleName(`Filter Presets: ${name}`);
}

test("columns are hidden, moved and resized with the keyboard, and kept for the person", async ({ browse }) => {
  const page = await open(browse, "viewer", "/licenses?sort=-product");
  const address = page.url();
  const before = await headings(page);
  expect(before.slice(0, 1).concat(before.slice(-1))).toEqual(["Product", "Actions"]);

  await press(page, columns(page));
  await expect(panel(page).getByRole("checkbox").first()).toBeFocused();
  await expect(panel(page).getByRole("checkbox", { name: "Product" })).toHaveCount(0);
  await press(page, panel(page).getByRole("checkbox", { name: "Type" }), "Space");
  await expect.poll(() => headings(page)).toEqual(before.filter((name) => name !== "Type"));
  const up = panel(page).getByRole("button", { name: "Move Expiration Date up" });
  await go(page, up, "Shift+Tab");
  await page.keyboard.press("Enter");
  const moved = before.filter((name) => !["Type", "Expiration Date"].includes(name));
  moved.splice(moved.indexOf("Start Date"), 0, "Expiration Date");
  await expect.poll(() => headings(page)).toEqual(moved);
  await expect(up).toBeFocused();
  // The cells follow their headings.
  for (const text of await column(table(page), "Expiration Date")) expect(text).toMatch(/\d{4}|Never/);
  for (const text of await column(table(page), "License Key")) expect(text).toContain("••••");
  await page.keyboard.press("Escape");
  await expect(columns(page)).toBeFocused();

  const wide = await width(page, "Note");
  await saved(page, () => press(page, sorter(page, "Note"), "Shift+ArrowRight"));
  expect(await width(page, "Note")).toBe(wide + 16);
  await expect(page.getByText(`Note: ${wide + 16} pixels wide`)).toBeAttached();
  await expect(sorter(page, "Note")).toBeFocused();
  await expect(table(page).getByRole("columnheader", { name: "Note", exact: true })).toBeVisible();
  await expect(table(page).getByRole("columnheader", { name: "Product", exact: true })).toHaveAttribute("aria-sort", "descending");
  expect(page.url()).toBe(address);

  // After signing out and in again, and in another browser.
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await page.goto("/sign-in?next=%2Flicenses");
  await signIn(page, "viewer");
  for (const one of [page, await open(browse, "viewer", "/licenses")]) {
    await expect.poll(() => headings(one)).toEqual(moved);
    await expect.poll(() => width(one, "Note")).toBe(wide + 16);
  }
  // Not for others.
  const other = await open(browse, "admin", "/licenses");
  // An administrator sees sub-organizations, and so a column more.
  expect((await headings(other)).filter((name) => name !== "Organization")).toEqual(before);

  await columns(page).click();
  await saved(page, () => panel(page).getByRole("button", { name: "Reset" }).click());
  await expect.poll(() => headings(page)).toEqual(before);
  await page.reload();
  await expect.poll(() => headings(page)).toEqual(before);
});

test("a heading's end is dragged, and a double click gives back the table's own width", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses");
  const wide = await width(page, "Start Date");
  // As wide as a finger needs, and no tab stop beside its heading.
  expect((await handle(page, "Start Date").boundingBox()).width).toBe(24);
  expect(await heading(page, "Start Date").locator("button, [tabindex]").count()).toBe(1);
  await saved(page, () => drag(page, "Start Date", 60));
  await page.mouse.up();
  expect(await width(page, "Start Date")).toBe(wide + 60);
  // Dragging sorts nothing.
  await expect(page).toHaveURL(`${server.url}/licenses`);
  await page.reload();
  await expect.poll(() => width(page, "Start Date")).toBe(wide + 60);
  // Not below the least.
  await drag(page, "Start Date", -600);
  await page.mouse.up();
  await expect.poll(() => width(page, "Start Date")).toBe(64);
  await saved(page, () => handle(page, "Start Date").dblclick());
  await expect.poll(() => width(page, "Start Date")).toBe(wide);
  // However long the word, the end of the narrowest column can be reached by pointer.
  await drag(page, "Expiration Date", -600);
  await page.mouse.up();
  await saved(page, () => handle(page, "Expiration Date").dblclick());
  // A narrow license key has its buttons in reach and, once revealed, all the room that it needs.
  await drag(page, "License Key", -600);
  await page.mouse.up();
  const narrow = await width(page, "License Key");
  const first = rows(table(page)).first();
  await first.getByRole("button", { name: "Reveal license key" }).click();
  await expect.poll(() => width(page, "License Key")).toBeGreaterThan(2 * narrow);
  await first.getByRole("button", { name: "Hide license key" }).click();
  await expect.poll(() => width(page, "License Key")).toBe(narrow);
  await first.getByRole("button", { name: "Copy license key" }).click({ trial: true });
  await saved(page, () => handle(page, "License Key").dblclick());
  // By key, too.
  await saved(page, () => press(page, sorter(page, "Start Date"), "Shift+ArrowRight"));
  await expect.poll(() => width(page, "Start Date")).toBe(wide + 16);
  await saved(page, () => page.keyboard.press("Delete"));
  await expect.poll(() => width(page, "Start Date")).toBe(wide);
});

test("compact rows have one line, and what is above them stays in place", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?history=1", { viewport: { width: 1280, height: 500 } });
  await columns(page).evaluate((button) => button.scrollIntoView());
  await columns(page).click();
  const { y } = await columns(page).boundingBox();
  await saved(page, () => panel(page).getByRole("radio", { name: "Compact" }).check());
  await expect.poll(async () => (await rows(table(page)).nth(5).boundingBox()).height).toBe(28);
  await panel(page).getByRole("radio", { name: "Comfortable" }).check();
  await expect.poll(async () => (await rows(table(page)).nth(5).boundingBox()).height).toBe(40);
  expect((await columns(page).boundingBox()).y).toBe(y);
  await saved(page, () => panel(page).getByRole("radio", { name: "Compact" }).check());
  await page.reload();
  await expect.poll(async () => (await rows(table(page)).first().boundingBox()).height).toBe(28);
  // Each table has its own.
  const cloud = page.getByRole("table", { name: "Cloud Services" });
  if (await cloud.count()) expect((await rows(cloud).first().boundingBox()).height).toBe(40);
  await columns(page).click();
  await saved(page, () => panel(page).getByRole("button", { name: "Reset" }).click());
});

test("an arrangement that can't be saved stays on the page", async ({ browse, complaints }) => {
  complaints.allow(/status of 503/);
  const page = await open(browse, "admin", "/licenses?sort=type");
  await page.route("**/api/arrange*", (route) => route.fulfill({ status: 503, body: "" }));
  await columns(page).click();
  await panel(page).getByRole("checkbox", { name: "Type" }).click();
  await expect(page.getByText("The arrangement of the table could not be saved.")).toBeVisible();
  expect(await headings(page)).not.toContain("Type");
  // No heading shows the order any more.
  const hint = page.getByText("Sorted by Type, which is hidden.");
  await expect(hint).toBeVisible();
  await table(page).getByRole("button", { name: "Product", exact: true }).click();
  await expect(hint).toHaveCount(0);
});

test("a report has its own columns", async ({ browse }) => {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto("/sign-in?next=%2Fcustomers");
  await signIn(page, "distributor");
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  const products = page.getByRole("table", { name: "Products", exact: true });
  await expect(products).toBeVisible();
  const address = page.url();
  await page.getByRole("button", { name: "Columns of Products", exact: true }).click();
  const list = page.getByRole("dialog", { name: "Columns of Products" });
  await saved(page, () => list.getByRole("checkbox", { name: "Reseller" }).click());
  await expect(products.getByRole("columnheader", { name: "Reseller" })).toHaveCount(0);
  expect(page.url()).toBe(address);
  await page.reload();
  await expect(products.getByRole("columnheader", { name: "Partner Note" })).toBeAttached();
  await expect(products.getByRole("columnheader", { name: "Reseller" })).toHaveCount(0);
});

test("a filter is kept under a name, shared, renamed, and removed with a way back", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await open(browse, "admin", "/licenses");
  await choose(page, "Status", "Expiring");
  await expect(page).toHaveURL(`${server.url}/licenses?status=expiring`);
  await keep(page, "Expiring soon", true);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(presets(page)).toHaveAccessibleName("Filter Presets");
  // No filter at all can't take its place.
  await presets(page).click();
  await expect(page.getByRole("menuitem", { name: "Rename “Expiring soon”…" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /^Save over/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await preset(page, "Expiring soon (shared)");
  await expect(page).toHaveURL(`${server.url}/licenses?status=expiring`);
  await expect(presets(page)).toHaveAccessibleName("Filter Presets: Expiring soon");

  // A repeated name is refused, with the error next to its field.
  await choose(page, "Type", "MSP");
  await preset(page, "Save Filter Preset…");
  await naming(page, "Save").getByLabel("Name").fill("Expiring soon");
  await naming(page, "Save").getByRole("button", { name: "Save" }).click();
  await expect(naming(page, "Save").getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Escape");
  // But the chosen one can take the changed filter.
  await preset(page, "Save over “Expiring soon”");
  await expect(presets(page)).toHaveAccessibleName("Filter Presets: Expiring soon");

  // Another member sees it with its maker, and can't change it.
  const viewer = await open(browse, "viewer", "/licenses");
  await preset(viewer, "Expiring soon (shared by Ada Admin)");
  await expect(viewer).toHaveURL(`${server.url}/licenses?status=expiring&type=msp`);
  await presets(viewer).click();
  await expect(viewer.getByRole("menuitem", { name: "Save Filter Preset…" })).toBeVisible();
  await expect(viewer.getByRole("menuitem", { name: /^(Rename|Remove|Save over)/ })).toHaveCount(0);
  // Another organization does not see it.
  const foreign = await (await browse({ baseURL: server.url })).newPage();
  await foreign.goto("/sign-in");
  await signIn(foreign, "both");
  const switcher = foreign.getByRole("button", { name: /^Organization:/ });
  if (!(await switcher.innerText()).includes("Banco Aurora")) {
    await switcher.click();
    await foreign.getByRole("menuitemradio", { name: "Banco Aurora" }).click();
    await expect(switcher).toHaveAccessibleName("Organization: Banco Aurora");
  }
  const answer = foreign.waitForResponse((response) => response.url().endsWith("/api/kept"));
  await foreign.goto("/licenses");
  await answer;
  await expect(rows(foreign.getByRole("table").first()).first()).toContainText("••••");
  await presets(foreign).click();
  await expect(foreign.getByRole("menuitem", { name: "Save Filter Preset…" })).toBeVisible();
  await expect(foreign.getByRole("menuitemradio")).toHaveCount(0);
  await foreign.close();

  await preset(page, "Rename “Expiring soon”…");
  await naming(page, "Rename").getByLabel("Name").fill("MSP, soon");
  await naming(page, "Rename").getByLabel("Share with the organization").uncheck();
  await naming(page, "Rename").getByRole("button", { name: "Save" }).click();
  await expect(presets(page)).toHaveAccessibleName("Filter Presets: MSP, soon");
  const kept = viewer.waitForResponse((response) => response.url().endsWith("/api/kept"));
  await viewer.reload();
  await kept;
  await expect(presets(viewer)).toHaveAccessibleName("Filter Presets");
  await presets(viewer).click();
  await expect(viewer.getByRole("menuitem", { name: "Save Filter Preset…" })).toBeVisible();
  await expect(viewer.getByRole("menuitemradio")).toHaveCount(0);

  await preset(page, "Remove “MSP, soon”");
  await expect(presets(page)).toHaveAccessibleName("Filter Presets");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(presets(page)).toHaveAccessibleName("Filter Presets: MSP, soon");
});

test("a preset that asks for something lost says so", async ({ browse }) => {
  const page = await open(browse, "viewer", "/licenses");
  await page.goto("/licenses?product=999999");
  await expect(page.getByText("No license matches").first()).toBeVisible();
  await keep(page, "Lost", false);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(`${server.url}/licenses`);
  await preset(page, "Lost");
  await expect(page.getByText("The address contains the product “999999”, which no license here has.")).toBeVisible();
});

test("staff who view an organization arrange its tables for the moment only", async ({ browse }) => {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent("/console/organizations?q=Aurelia%20Manufacturing")}`);
  await signIn(page, "vendor");
  await page.getByRole("button", { name: "Actions for Aurelia Manufacturing", exact: true }).click();
  await page.getByRole("menuitem", { name: "View as Organization" }).click();
  await expect(page).toHaveURL(`${server.url}/licenses`);
  await expect(rows(table(page)).first()).toContainText("••••");
  await expect(presets(page)).toHaveCount(0);
  await columns(page).click();
  await panel(page).getByRole("checkbox", { name: "Type" }).click();
  await expect.poll(() => headings(page)).not.toContain("Type");
  await page.reload();
  await expect(rows(table(page)).first()).toContainText("••••");
  expect(await headings(page)).toContain("Type");
});
