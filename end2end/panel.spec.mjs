// The side panel of the license lists: details and actions of a license, with an address of its own.
import { go, press } from "./keys.mjs";
import { act, choose, expect, rows, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

// One after the other, on a server of their own: the width and the pins are kept.
test.describe.configure({ mode: "default" });

let server;
test.beforeAll(async () => {
  server = await start({ licenses: 1_000 });
});
test.afterAll(async () => server?.stop());

const table = (page) => page.getByRole("table", { name: "On-Premises Products" });
const panel = (page) => page.locator(".side-panel");
const title = (page) => panel(page).getByRole("heading", { level: 2 });
const edge = (page) => page.getByRole("separator", { name: "Width of the details" });
const opener = (row) => row.getByRole("button", { name: "Details", exact: true });
const id = async (page) => new URL(page.url()).searchParams.get("details");

/** A page of that person, newly signed in, whose first rows have arrived. */
async function open(browse, person, address, options = {}) {
  const page = await (await browse({ baseURL: server.url, ...options })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(page, person);
  await expect(rows(page.getByRole("table").first()).first()).toContainText("••••");
  return page;
}

/** Waits until the panel has a license. */
async function loaded(page) {
  await expect(panel(page).getByText("License Key", { exact: true })).toBeVisible();
}

test("a press opens it, another row replaces it, Back closes it", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product");
  const address = page.url();
  const [first, second] = [rows(table(page)).nth(0), rows(table(page)).nth(1)];
  await opener(first).click();
  await expect(page).toHaveURL(/[?&]details=L-/);
  await loaded(page);
  await expect(title(page)).toBeFocused();
  await expect(panel(page)).toContainText(await id(page));
  const one = await id(page);
  await expect(panel(page).getByText("Deployed / Purchased")).toBeVisible();
  await expect(panel(page).getByRole("region", { name: "Note", exact: true })).toBeVisible();
  await expect(panel(page).getByRole("region", { name: "Latest Events" }).getByRole("listitem").first()).toBeVisible();
  await opener(second).click();
  await expect(page).not.toHaveURL(new RegExp(`details=${one}`));
  await loaded(page);
  await page.goBack();
  await expect(panel(page)).toHaveCount(0);
  expect(page.url()).toBe(address);
  await page.goForward();
  await loaded(page);
  // The table keeps its room beside it.
  const [left, right] = [await table(page).boundingBox(), await panel(page).boundingBox()];
  expect(left.x + left.width).toBeLessThanOrEqual(right.x + 1);
  await panel(page).getByRole("button", { name: "Close details" }).click();
  await expect(panel(page)).toHaveCount(0);
  expect(page.url()).toBe(address);
});

test("by keyboard it opens, steps through the list, and returns the focus to the row", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product");
  const row = rows(table(page)).nth(2);
  // The table above has hundreds of stops.
  await row.getByRole("checkbox").focus();
  await press(page, opener(row));
  await loaded(page);
  await expect(title(page)).toBeFocused();
  const one = await id(page);
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => id(page)).not.toBe(one);
  await loaded(page);
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => id(page)).toBe(one);
  await loaded(page);
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await expect(opener(row)).toBeFocused();
  // Enter on the row's box means nothing else.
  const box = row.getByRole("checkbox");
  await box.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => id(page)).toBe(one);
  await page.keyboard.press("Escape");
  await act(row, "Details");
  await expect.poll(() => id(page)).toBe(one);
});

test("its address survives filters, presets' queries and reloading", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product");
  await opener(rows(table(page)).first()).click();
  await loaded(page);
  const one = await id(page);
  const name = await title(page).innerText();
  await choose(page, "Type", "Purchased");
  await expect(page).toHaveURL(/type=purchased/);
  expect(await id(page)).toBe(one);
  await page.getByRole("searchbox").first().fill("no license has this");
  await expect(rows(table(page))).toHaveCount(0);
  await expect(title(page)).toHaveText(name);
  await page.reload();
  await loaded(page);
  expect(await id(page)).toBe(one);
  await expect(title(page)).toHaveText(name);
});

test("its width is set by pointer and keyboard, and kept after signing out", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product");
  await opener(rows(table(page)).first()).click();
  await loaded(page);
  const now = async () => Number(await edge(page).getAttribute("aria-valuenow"));
  const before = await now();
  await go(page, edge(page), "Shift+Tab");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(now).toBe(before + 16);
  const box = await edge(page).boundingBox();
  // It is as long as the page.
  const [x, y] = [box.x + box.width / 2, 300];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 40, y, { steps: 4 });
  const answer = page.waitForResponse((response) => response.url().includes("/api/arrange"));
  await page.mouse.up();
  expect((await answer).status()).toBe(200);
  await expect.poll(now).toBe(before + 56);
  const again = await open(browse, "admin", new URL(page.url()).pathname + new URL(page.url()).search);
  await loaded(again);
  await expect(edge(again)).toHaveAttribute("aria-valuenow", String(before + 56));
  // No wider and no narrower than is useful.
  await edge(again).focus();
  await again.keyboard.press("End");
  await expect(edge(again)).toHaveAttribute("aria-valuenow", "960");
  await again.keyboard.press("Home");
  await expect(edge(again)).toHaveAttribute("aria-valuenow", "320");
});

test("an action changes the license in the panel and in the list", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product");
  await opener(rows(table(page)).nth(3)).click();
  await loaded(page);
  const pin = panel(page).getByRole("button", { name: "Pin", exact: true });
  await pin.focus();
  await page.keyboard.press("Enter");
  const unpin = panel(page).getByRole("button", { name: "Unpin", exact: true });
  await expect(unpin).toBeFocused();
  await expect(rows(table(page)).first()).toContainText("Pinned");
  await unpin.click();
  await expect(pin).toBeVisible();
  await panel(page).getByRole("button", { name: "Edit Note" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await dialog.getByLabel("Note").fill("from the panel");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(panel(page).getByRole("region", { name: "Note", exact: true })).toContainText("from the panel");
  await panel(page).getByRole("button", { name: "Reveal license key" }).click();
  await expect(panel(page).getByText("••••")).toHaveCount(0);
  await panel(page).getByRole("button", { name: "All events" }).click();
  await expect(page.getByRole("dialog", { name: "License History" })).toContainText("from the panel");
});

test("a license out of reach and one that does not exist are one sentence", async ({ browse, complaints }) => {
  complaints.allow(/status of 404/);
  const partner = await open(browse, "distributor", "/licenses");
  const admin = await open(browse, "admin", "/licenses");
  await opener(rows(table(admin)).first()).click();
  await loaded(admin);
  const hidden = await id(admin);
  for (const unknown of [hidden, "L-0000-0000"]) {
    // The customer's license is none of the distributor's own.
    await partner.goto(`/licenses?details=${unknown}`);
    const sentence = `There is no license with the ID “${unknown}” here, or you don't have access to it.`;
    await expect(panel(partner).getByRole("alert")).toContainText(sentence);
  }
});

test("on a phone it covers the page, with a way back", async ({ browse }) => {
  const page = await open(browse, "admin", "/licenses?sort=product", { viewport: { width: 360, height: 740 } });
  const row = rows(table(page)).first();
  await opener(row).click();
  await loaded(page);
  const { x, y, width, height } = await panel(page).boundingBox();
  expect([x, y, width, height].map(Math.round)).toEqual([0, 0, 360, 740]);
  await expect(edge(page)).toHaveCount(0);
  await panel(page).getByRole("button", { name: "Back", exact: true }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(opener(row)).toBeFocused();
  await expect(page).not.toHaveURL(/details=/);
});
