// The window scrolls the tables: their headings stay in view, both ends can be reached, and people come back to where they were.
import { go } from "./keys.mjs";
import { expect, rowCount, rows, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

// One server for all of them: so many licenses take a while.
test.describe.configure({ mode: "default" });

const LICENSES = 20_000;
const WIDE = { viewport: { width: 1280, height: 720 } };
const NARROW = { viewport: { width: 360, height: 740 } };
const ROW = 40;

let server;
test.beforeAll(async () => {
  test.setTimeout(900_000);
  server = await start({ licenses: LICENSES, patienceMs: 800_000 });
});
test.afterAll(async () => server?.stop());

const products = (page) => page.getByRole("table", { name: "Products", exact: true });
const cloud = (page) => page.getByRole("table", { name: "Cloud Services", exact: true });
/** The row at a position, from 0. */
const row = (table, at) => table.locator(`[aria-rowindex="${at + 2}"]:not([hidden])`);

/** The report on all customers. */
async function open(browse, options = WIDE) {
  const page = await (await browse({ baseURL: server.url, ...options })).newPage();
  await page.goto("/sign-in?next=%2Fcustomers");
  await signIn(page, "distributor");
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await expect(rows(cloud(page)).first()).toContainText("••••");
  await expect(rows(products(page)).first()).toBeAttached();
  return page;
}

/** Scrolls the window so that a row is right below the headings, and waits until the browser's history knows. */
async function scrollTo(table, at, height = ROW) {
  await table.evaluate((element, pixels) => {
    const { top } = element.querySelector(".vt-body").getBoundingClientRect();
    scrollTo(0, scrollY + top - element.querySelector(".vt-head").offsetHeight + pixels);
  }, at * height);
  await expect(row(table, at + 3)).toBeInViewport();
  await expect.poll(() => table.page().evaluate(() => history.state === scrollY)).toBe(true);
}

/** Returns the bottom of the headings, and the top of a row. */
async function places(table, at) {
  const [head, one] = await Promise.all([table.locator(".vt-head").boundingBox(), row(table, at).boundingBox()]);
  return { head: head.y + head.height, row: one.y, end: one.y + one.height };
}

test("the window scrolls the rows, the headings stay at its top, and no scroll box is inside the page", async ({ browse }) => {
  const page = await open(browse);
  for (const table of [cloud(page), products(page)]) {
    await scrollTo(table, 500);
    const box = await table.getByRole("columnheader", { name: "Product", exact: true }).boundingBox();
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeLessThan(64);
    expect(await rows(table).count()).toBeLessThan(50);
    const inner = await table.evaluate((element) =>
      [element, ...element.querySelectorAll("*")]
        .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1)
        .map((one) => one.className),
    );
    expect(inner).toEqual([]);
  }
});

test("keys lead to both ends of a table and from row to row, below the headings", async ({ browse }) => {
  const page = await open(browse);
  const table = products(page);
  const last = (await rowCount(table)) - 1;
  expect(last).toBeGreaterThan(5_000);
  await table.focus();
  await page.keyboard.press("End");
  await expect(row(table, last)).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press("Home");
  await expect(row(table, 0)).toBeInViewport({ ratio: 0.9 });
  let at = await places(table, 0);
  expect(at.row).toBeGreaterThanOrEqual(at.head - 1);

  const link = (at) => row(table, at).getByRole("link");
  await link(0).focus();
  for (let press = 1; press <= 40; press += 1) {
    await page.keyboard.press("ArrowDown");
    await expect(link(press)).toBeFocused();
  }
  at = await places(table, 40);
  expect(at.end).toBeLessThanOrEqual(721);
  for (let press = 39; press >= 10; press -= 1) {
    await page.keyboard.press("ArrowUp");
    await expect(link(press)).toBeFocused();
  }
  at = await places(table, 10);
  expect(at.row).toBeGreaterThanOrEqual(at.head - 1);
  await page.keyboard.press("PageDown");
  await expect(table.locator(":focus")).toBeInViewport();
  await expect(link(10)).not.toBeFocused();
  await page.keyboard.press("Control+End");
  await expect(link(last)).toBeFocused();
  await expect(link(last)).toBeInViewport();
  await page.keyboard.press("Control+Home");
  await expect(link(0)).toBeFocused();
  await expect(link(0)).toBeInViewport();
  // Along the row.
  await page.keyboard.press("End");
  await expect(row(table, 0).getByRole("button", { name: "Actions" })).toBeFocused();
  await page.keyboard.press("Home");
  await expect(link(0)).toBeFocused();
});

test("another order begins at the table's top, and Back and reloading lead to where the person was", async ({ browse }) => {
  const page = await open(browse);
  const table = products(page);
  await scrollTo(table, 2_000);
  await page.reload();
  await expect(row(table, 2_003)).toBeInViewport();
  await expect(row(table, 2_003)).toContainText("••••");
  await table.getByRole("button", { name: "Expiration Date" }).click();
  await expect(page).toHaveURL(/sort=/);
  await expect(row(table, 0)).toBeInViewport();
  await page.goBack();
  await expect(row(table, 2_003)).toBeInViewport();
  await page.goForward();
  await expect(row(table, 0)).toBeInViewport();
});

test("from within a long table, one press leads to the other section", async ({ browse }) => {
  const page = await open(browse);
  await scrollTo(cloud(page), 3_000);
  await page.getByRole("button", { name: "Go to Products" }).click();
  await expect(row(products(page), 0)).toBeInViewport();
  await expect(products(page)).toBeFocused();
  await scrollTo(products(page), 3_000);
  await page.getByRole("button", { name: "Go to Cloud Services" }).click();
  await expect(row(cloud(page), 0)).toBeInViewport();
});

test("where columns are wider than the page, headings and rows scroll sideways together", async ({ browse }) => {
  const page = await open(browse, { viewport: { width: 800, height: 720 } });
  const table = products(page);
  await scrollTo(table, 300);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(800);
  const left = (part) => table.locator(part).evaluate((element) => element.scrollLeft);
  await table.locator(".vt-wide").evaluate((element) => element.scrollTo(120, 0));
  await expect.poll(() => left(".vt-head")).toBe(120);
  await table.locator(".vt-head").evaluate((element) => element.scrollTo(40, 0));
  await expect.poll(() => left(".vt-wide")).toBe(40);
  for (const name of ["Type", "License Key"]) {
    const at = await table.getByRole("columnheader").evaluateAll((all, name) => all.findIndex((one) => one.ariaLabel === name), name);
    const [heading, cell] = await Promise.all([
      table.getByRole("columnheader", { name, exact: true }).boundingBox(),
      row(table, 303).getByRole("cell").nth(at).boundingBox(),
    ]);
    expect(Math.abs(heading.x - cell.x), name).toBeLessThanOrEqual(1);
  }
});

test("on a phone, an order is chosen above the cards, and turning it keeps the card on top", async ({ browse }) => {
  const page = await open(browse, NARROW);
  const table = products(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await expect(table.getByRole("columnheader").getByRole("button")).toHaveCount(0);
  const order = page.getByRole("combobox", { name: "Sort Products by" });
  await order.selectOption("Start Date");
  await expect(page).toHaveURL(/sort=start/);
  const direction = page.locator(".vt-frame", { has: order }).getByRole("button", { name: "Ascending" });
  await direction.click();
  await expect(page).toHaveURL(/sort=-start/);
  await expect(order).toHaveValue("start");
  const { height } = await rows(table).first().boundingBox();
  await scrollTo(table, 300, height);
  await page.setViewportSize({ width: 1000, height: 500 });
  await expect(row(table, 302)).toBeInViewport();
  await page.setViewportSize(NARROW.viewport);
  await expect(row(table, 301)).toBeInViewport();
  // What has the focus in a card is one press of Tab after the other.
  await row(table, 301).getByRole("link").focus();
  await go(page, row(table, 301).getByRole("button", { name: "Actions" }));
});
