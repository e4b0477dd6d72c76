// The look: text sizes, one row of filters, system colors, paper.
import { expect, licenseCount, rows, test } from "./portal.mjs";
import { generate } from "./report.mjs";

const SMALLEST = 12;
const ON_PREMISES = "On-Premises Products";

/** Returns the font sizes of all visible text, and those within each table, in pixels. */
function sizes() {
  const all = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    const table = element.closest("[role=table], table");
    for (const place of ["page", ...(table ? [table] : [])]) all.set(place, (all.get(place) ?? new Set()).add(size));
  }
  const { page, ...tables } = Object.fromEntries([...all].map(([place, set], at) => [place === "page" ? "page" : at, [...set]]));
  return { page, tables: Object.values(tables) };
}

for (const [person, address, ready] of [
  ["admin", "/licenses?history=1", (page) => page.getByRole("table").first()],
  ["vendor", "/console/licenses", (page) => page.getByRole("table").first()],
  ["vendor", "/console", (page) => page.getByRole("table").first()],
  ["admin", "/events", (page) => page.getByRole("table").first()],
  ["admin", "/critical-alerts", (page) => page.getByRole("table").first()],
  ["admin", "/roles", (page) => page.getByRole("table").first()],
]) {
  test(`no text of ${address} is below ${SMALLEST} px, and a table has one size`, async ({ as }) => {
    const page = await as(person, address);
    await expect(ready(page)).toBeVisible();
    await expect(page.getByRole("button", { name: "Actions", disabled: true })).toHaveCount(0);
    const { page: all, tables } = await page.evaluate(sizes);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(SMALLEST);
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) expect(table).toHaveLength(1);
  });
}

test("no text of the report is below 12 px, and no badge is cut off", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await page.getByRole("switch", { name: "See full License History" }).click();
  const { page: all, tables } = await page.evaluate(sizes);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(SMALLEST);
  for (const table of tables) expect(table).toHaveLength(1);
  const cut = await page.locator(".vt-cell:has(.badge)").evaluateAll((cells) =>
    cells.filter((cell) => {
      const frame = cell.closest(".vt-row").getBoundingClientRect();
      const end = cell.getBoundingClientRect().right;
      return [...cell.querySelectorAll(".badge")].some((badge) => {
        const { top, bottom, right } = badge.getBoundingClientRect();
        return top < frame.top || bottom > frame.bottom || right > end;
      });
    }).map((cell) => cell.textContent),
  );
  expect(cut).toEqual([]);
});

test("rows grow with the size of text that the reader has set", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  const row = rows(page.getByRole("table", { name: ON_PREMISES })).first();
  await expect(row).toContainText("••••");
  const height = async () => (await row.boundingBox()).height;
  const usual = await height();
  // Like the browser's own setting.
  await page.addInitScript(() => addEventListener("DOMContentLoaded", () => document.documentElement.style.setProperty("font-size", "24px")));
  await page.reload();
  await expect(row).toContainText("••••");
  expect(await height()).toBe(usual * 1.5);
  // The next row begins where this one ends.
  const next = await rows(page.getByRole("table", { name: ON_PREMISES })).nth(1).boundingBox();
  const { y } = await row.boundingBox();
  expect(next.y).toBe(y + usual * 1.5);
});

test("a revealed license key is on one line, in full", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  const row = rows(page.getByRole("table", { name: ON_PREMISES })).first();
  await row.getByRole("button", { name: "Reveal license key" }).click();
  await expect(row.getByRole("button", { name: "Hide license key" })).toBeVisible();
  const key = row.locator(".c-key");
  const { isCut, lines } = await key.evaluate((cell) => {
    const range = document.createRange();
    range.selectNode(cell.firstChild);
    return { isCut: cell.scrollWidth > cell.clientWidth, lines: range.getClientRects().length };
  });
  expect({ isCut, lines }).toEqual({ isCut: false, lines: 1 });
  await row.getByRole("button", { name: "Hide license key" }).click();
});

test("the filters of Event History are one row at 1280", async ({ as }) => {
  const page = await as("admin", "/events?about=sign-in", { viewport: { width: 1280, height: 720 } });
  const filters = page.getByRole("search", { name: "Events" });
  await expect(page.getByRole("button", { name: "Remove filter Kind: Sign-ins" })).toBeVisible();
  const bottoms = await filters.locator(":scope > *").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().bottom)));
  expect(new Set(bottoms).size).toBe(1);
});

test("where the system chooses the colors, what is on differs from what is not", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await page.emulateMedia({ forcedColors: "active" });
  await generate(page);
  const background = (locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  const tabs = page.getByRole("navigation", { name: "License Management" }).getByRole("link");
  expect(await background(tabs.last())).not.toBe(await background(tabs.first()));
  const slices = page.locator(".slice");
  await slices.first().click();
  await expect(slices.first()).toHaveAttribute("aria-pressed", "true");
  expect(await background(slices.first())).not.toBe(await background(slices.nth(1)));
  await slices.first().focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const { outline, fill } = await slices.first().evaluate((element) => {
    const { outlineColor, backgroundColor } = getComputedStyle(element);
    return { outline: outlineColor, fill: backgroundColor };
  });
  expect(outline).not.toBe(fill);
  // The icons of rows, in the theme that the system's colors contradict.
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  const [icon, text] = await page.evaluate(() => {
    const system = document.body.appendChild(document.createElement("span"));
    system.style.backgroundColor = "CanvasText";
    system.style.forcedColorAdjust = "none";
    const icon = getComputedStyle(document.querySelector(".vt .i-dots"), "::before");
    return [icon, getComputedStyle(system)].map((style) => style.backgroundColor);
  });
  expect(icon).toBe(text);
});

/** Replaces the browser's dialog; counts what each table would have on paper. */
async function watchPrinting(page) {
  await page.addInitScript(() => {
    const drawn = (table) => [...table.querySelectorAll(".vt-row:not([hidden])")];
    window.onPaper = () =>
      [...document.querySelectorAll(".vt")].map((table) => ({
        all: Number(table.ariaRowCount) - 1,
        rows: drawn(table).length,
        blank: drawn(table).filter((row) => !row.textContent.includes("••••")).length,
        order: drawn(table).every((row, at) => Number(row.ariaRowIndex) === at + 2),
      }));
    window.print = () => {
      window.printed = window.onPaper();
    };
  });
}

/** How many more rows a table has slots for once it has been scrolled. */
const SPARE = 10;

const total = (tables) => tables?.reduce((sum, one) => sum + one.rows, 0);

test("Print draws all rows first, in order, and then those in view alone again", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  await watchPrinting(page);
  await page.reload();
  const table = page.getByRole("table", { name: ON_PREMISES });
  await expect(rows(table).first()).toContainText("••••");
  const before = await rows(table).count();
  await page.emulateMedia({ media: "print" });
  await expect(rows(table)).toHaveCount(0);
  await expect(page.getByText("These licenses are not ready for printing")).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await expect(page.getByText("These licenses are not ready for printing")).toBeHidden();
  const all = await licenseCount(page);
  await page.getByRole("button", { name: "Print", exact: true }).click();
  await expect.poll(async () => total(await page.evaluate(() => window.printed))).toBe(all);
  for (const one of await page.evaluate(() => window.printed)) expect(one).toEqual({ all: one.all, rows: one.all, blank: 0, order: true });
  await expect(rows(table)).toHaveCount(before);
});

for (const [person, address] of [
  ["viewer", "/licenses"],
  ["reseller", "/customers"],
]) {
  test(`whichever way the browser prints ${address}, all rows are on paper`, async ({ as }) => {
    const page = await as(person, address);
    await watchPrinting(page);
    await page.reload();
    if (address === "/customers") await generate(page);
    const table = page.getByRole("table", { name: /^(On-Premises Products|Products)$/ });
    await expect(rows(table).first()).toContainText("••••");
    const all = await licenseCount(page);
    const before = await rows(table).count();
    // My Organization's few rows may all be drawn already.
    if (address === "/customers") expect(all).toBeGreaterThan(before + SPARE);
    // After scrolling, rows are out of document order for a while.
    await table.evaluate((element) => scrollTo(0, scrollY + element.getBoundingClientRect().top + 400));
    await page.emulateMedia({ media: "print" });

    // By the menu: the browser waits for no frame and no server.
    const atOnce = await page.evaluate(async () => {
      window.dispatchEvent(new Event("beforeprint"));
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
      return window.onPaper();
    });
    expect(total(atOnce)).toBe(all);
    expect(atOnce.every((one) => one.order), "in order").toBe(true);
    await expect(page.getByText("These licenses are not ready for printing").filter({ visible: true })).toHaveCount(0);
    await expect(rows(table)).toHaveCount(Number(await table.getAttribute("aria-rowcount")) - 1);
    // The text of rows that were not in view arrives later; until then, the page says so.
    await expect(page.getByText("License keys and notes that were not loaded")).toHaveCount(0);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await expect.poll(() => rows(table).count()).toBeLessThanOrEqual(before + SPARE);

    // By the keys, with all text.
    await page.reload();
    await expect(rows(table).first()).toContainText("••••");
    await page.keyboard.press("ControlOrMeta+p");
    await expect.poll(async () => total(await page.evaluate(() => window.printed))).toBe(all);
    const label = await table.getAttribute("aria-label");
    const printed = await page.evaluate((label) => {
      const at = [...document.querySelectorAll(".vt")].findIndex((one) => one.ariaLabel === label);
      return window.printed[at];
    }, label);
    expect(printed).toEqual({ all: printed.all, rows: printed.all, blank: 0, order: true });
    // The reloaded page is where it was, scrolled.
    await expect.poll(() => rows(table).count()).toBeLessThanOrEqual(before + SPARE);
  });
}

test("what is beside the heading is one row, and wraps only where there is no room", async ({ as }) => {
  const page = await as("admin", "/licenses", { viewport: { width: 1280, height: 720 } });
  const beside = page.locator(".page-heading-actions");
  const [picker, link] = [beside.getByRole("combobox", { name: "Organization" }), beside.getByRole("link", { name: "Critical Alert Users" })];
  await expect(picker).toBeVisible();
  const places = async () => Promise.all([picker, link].map((one) => one.boundingBox()));
  let [left, right] = await places();
  expect(Math.abs(left.y + left.height / 2 - right.y - right.height / 2)).toBeLessThan(2);
  expect(left.x + left.width).toBeLessThanOrEqual(right.x);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  [left, right] = await places();
  for (const one of [left, right]) expect(one.x + one.width).toBeLessThanOrEqual(360);
});
