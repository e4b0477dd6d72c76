// Rows that are selected one by one, in ranges, or all that match, and the actions on them.
import { violations } from "./axe.mjs";
import { go, press } from "./keys.mjs";
import { busy, column, expect, rowCount, rows, test } from "./portal.mjs";

// One after the other: pins belong to a person.
test.describe.configure({ mode: "default" });

const ON_PREMISES = "On-Premises Products";
const MAIN = "Aurelia Manufacturing";
const ACT = "**/api/act-on-licenses";

/** What the tests touch on the page. */
async function open(as, person, address = "/licenses?history=1") {
  const page = await as(person, address);
  const table = page.getByRole("table", { name: ON_PREMISES });
  await expect(rows(table).first()).toContainText("••••");
  const bar = page.getByRole("group", { name: "Selected licenses" });
  return {
    page,
    table,
    bar,
    all: table.getByRole("checkbox", { name: "Select all that match" }),
    box: (at) => rows(table).nth(at).getByRole("checkbox"),
    press: (name) => bar.getByRole("button", { name, exact: true }).click(),
  };
}

/** Takes all pins off. */
async function unpinAll({ page, all, bar, press: pressButton }) {
  await all.check();
  await pressButton("Unpin");
  await expect(page.getByText(/^\d+ licenses? unpinned$/)).toBeVisible();
  await expect(bar).toHaveCount(0);
  await page.getByRole("button", { name: "Close message" }).first().click();
}

test("three rows and a range are selected, and Escape lets go of them", async ({ as }) => {
  const { table, bar, box, page } = await open(as, "viewer");
  await box(0).check();
  await box(1).check();
  await box(3).check();
  await expect(bar).toContainText("3 selected");
  await expect(rows(table).nth(3)).toHaveAttribute("aria-selected", "true");
  await expect(rows(table).nth(2)).toHaveAttribute("aria-selected", "false");
  await box(6).click({ modifiers: ["Shift"] });
  await expect(bar).toContainText("6 selected");
  // A range selects what it ends with, selected or not.
  await box(4).click({ modifiers: ["Shift"] });
  await expect(box(4)).toBeChecked();
  await expect(bar).toContainText("6 selected");
  await box(4).uncheck();
  await expect(bar).toContainText("5 selected");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(box(0)).not.toBeChecked();
});

test("all that match are pinned but two, right to the row", async ({ as }) => {
  const opened = await open(as, "viewer");
  const { page, table, bar, all, box, press: pressButton } = opened;
  await unpinAll(opened);
  const count = await rowCount(table);
  await all.check();
  await expect(bar).toContainText(`${count} selected`);
  await box(0).uncheck();
  await box(1).uncheck();
  await expect(bar).toContainText(`${count - 2} selected`);
  expect(await all.evaluate((element) => element.indeterminate)).toBe(true);
  await pressButton("Pin");
  await expect(page.getByText(`${count - 2} licenses pinned`)).toBeVisible();
  await expect(bar).toHaveCount(0);
  for (const product of (await column(table, "Product")).slice(0, 3)) expect(product).toMatch(/^Pinned/);
  // Of all, as many are unpinned.
  await all.check();
  await pressButton("Unpin");
  await expect(page.getByText(`${count - 2} licenses unpinned`)).toBeVisible();
  await expect(table.getByText("Pinned")).toHaveCount(0);
});

test("a pin of a few is undone", async ({ as }) => {
  const opened = await open(as, "viewer");
  const { page, table, box, press: pressButton } = opened;
  await unpinAll(opened);
  await box(0).check();
  await box(1).check();
  await pressButton("Pin");
  await expect(page.getByText("2 licenses pinned")).toBeVisible();
  await expect(table.getByText("Pinned")).toHaveCount(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 licenses unpinned")).toBeVisible();
  await expect(table.getByText("Pinned")).toHaveCount(0);
});

test("Undo waits for its turn, as its message says", async ({ as, complaints }) => {
  complaints.allow(/status of 503/);
  const opened = await open(as, "viewer");
  const { page, table, box, press: pressButton } = opened;
  await unpinAll(opened);
  await box(0).check();
  await pressButton("Pin");
  await expect(page.getByText("1 license pinned")).toBeVisible();
  let requests = 0;
  await page.route(ACT, (route) => {
    requests += 1;
    return requests === 1 ? route.fulfill(busy("Others come first.", 1)) : route.continue();
  });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("1 license unpinned")).toBeVisible();
  expect(requests).toBe(2);
  await expect(table.getByText("Pinned")).toHaveCount(0);
});

test("what is selected while an action is under way stays selected", async ({ as }) => {
  const opened = await open(as, "viewer");
  const { page, bar, box, press: pressButton } = opened;
  await unpinAll(opened);
  await box(0).check();
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await page.route(ACT, async (route) => {
    await held;
    return route.continue();
  });
  await pressButton("Pin");
  await box(2).check();
  await expect(bar).toContainText("2 selected");
  letGo();
  await expect(page.getByText("1 license pinned")).toBeVisible();
  await expect(bar).toContainText("1 selected");
  await page.unroute(ACT);
  await page.keyboard.press("Escape");
  await unpinAll(opened);
});

test("another filter ends the selection of all that match and keeps rows that still match, and says both", async ({ as }) => {
  const { page, table, bar, all, box } = await open(as, "viewer");
  const search = page.getByRole("searchbox", { name: "Search by license key or product name" });
  await all.check();
  await search.fill("harbor");
  await expect(page.getByText("The filter has changed, so the licenses selected before are no longer selected.")).toBeVisible();
  await expect(bar).toHaveCount(0);
  await expect.poll(async () => (await column(table, "Product")).every((product) => product.includes("Harbor"))).toBe(true);
  await box(0).check();
  await box(1).check();
  // The order changes nothing.
  await table.getByRole("button", { name: "Start Date" }).click();
  await expect(page).toHaveURL(/sort=start/);
  await expect(bar).toContainText("2 selected");
  await search.fill("no license is called this");
  await expect(page.getByText("2 selected licenses no longer match, so they are no longer selected.")).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test("by the keyboard: a range, all that match, and nothing", async ({ as }) => {
  const { page, table, bar, all, box } = await open(as, "viewer");
  const count = await rowCount(table);
  await go(page, box(0));
  await page.keyboard.press("Space");
  await expect(bar).toContainText("1 selected");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(box(2)).toBeFocused();
  await page.keyboard.press("Shift+Space");
  await expect(bar).toContainText("3 selected");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Space");
  await expect(bar).toContainText("2 selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(box(1)).toBeFocused();
  await go(page, all, "Shift+Tab");
  await page.keyboard.press("Space");
  await expect(bar).toContainText(`${count} selected`);
  await press(page, bar.getByRole("button", { name: "Clear" }));
  await expect(bar).toHaveCount(0);
});

test("an action that was stopped says how far it came", async ({ as, complaints }) => {
  complaints.allow(/status of 503/);
  const { page, table, all, press: pressButton } = await open(as, "viewer");
  const count = await rowCount(table);
  let requests = 0;
  await page.route(ACT, (route) => {
    requests += 1;
    // The answer to the first: two changed, none unchanged, none refused, and the next begins above license 5.
    const part = { headers: { "content-type": "application/x-postcard", "grantry-answer": "1" }, body: Buffer.from([2, 0, 0, 0, 1, 10]) };
    return route.fulfill(requests === 1 ? part : busy("Others come first.", 2));
  });
  await all.check();
  await pressButton("Pin");
  const dialog = page.getByRole("dialog", { name: "Pin Licenses" });
  await expect(dialog).toContainText(`2 of ${count} licenses`);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toContainText("Stopping after the request under way.");
  await expect(dialog).toContainText("2 licenses pinned.");
  await expect(dialog).toContainText(`${count - 2} licenses not reached.`);
  expect(requests).toBe(2);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
});

test("an action that failed goes on from its place", async ({ as, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const opened = await open(as, "viewer");
  const { page, box, press: pressButton } = opened;
  await unpinAll(opened);
  await box(0).check();
  await page.route(ACT, (route) => route.abort("failed"));
  await pressButton("Pin");
  const dialog = page.getByRole("dialog", { name: "Pin Licenses" });
  await expect(dialog.getByRole("alert")).toContainText("The server can't be reached");
  await page.unroute(ACT);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("1 license pinned")).toBeVisible();
  await expect(dialog).toBeHidden();
  await unpinAll(opened);
});

test("a license is moved to a sub-organization and back, and others say why they stay", async ({ as }) => {
  const { page, table, press: pressButton } = await open(as, "admin", "/licenses");
  const mine = rows(table).filter({ has: page.getByRole("cell", { name: MAIN, exact: true }) });
  await expect(mine.first()).toBeVisible();
  const key = (await mine.first().innerText()).match(/••••\w+/)[0];
  const row = rows(table).filter({ hasText: key });
  const dialog = page.getByRole("dialog", { name: "Move Licenses" });
  const move = async (from, to) => {
    await row.getByRole("checkbox").check();
    await pressButton("Move");
    await dialog.getByLabel("From", { exact: true }).selectOption(from);
    await dialog.getByLabel("To", { exact: true }).selectOption(to);
    await expect(dialog).toContainText(`Those of ${from} will move to ${to}`);
    await dialog.getByRole("button", { name: "Move", exact: true }).click();
  };
  await row.getByRole("checkbox").check();
  await pressButton("Move");
  await dialog.getByLabel("To", { exact: true }).selectOption(MAIN);
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog.getByText("Choose another organization to move them to.")).toBeVisible();
  await dialog.getByLabel("To", { exact: true }).selectOption(`${MAIN} Porto`);
  await expect(dialog.getByText("Choose another organization to move them to.")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await move(MAIN, `${MAIN} Porto`);
  await expect(page.getByText("1 license moved")).toBeVisible();
  await expect(row).toContainText(`${MAIN} Porto`);
  await page.getByRole("button", { name: "Close message" }).first().click();
  // It is no longer there to be moved from.
  await move(MAIN, `${MAIN} Berlin`);
  await expect(dialog).toContainText("1 license left unchanged: not with the organization to move from.");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await move(`${MAIN} Porto`, MAIN);
  await expect(page.getByText("1 license moved")).toBeVisible();
});

test("on a phone a card has a box, and nothing scrolls sideways", async ({ as }) => {
  const page = await as("viewer", "/licenses", { viewport: { width: 360, height: 740 } });
  const table = page.getByRole("table", { name: ON_PREMISES });
  await rows(table).first().getByRole("checkbox").check();
  await expect(page.getByRole("group", { name: "Selected licenses" })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
