// My Organization.
import { act, busy, choose, column, expect, licenseCount, rowCount, rows, test } from "./portal.mjs";
import { csv } from "./sheets.mjs";

// One after the other: pins belong to a person, and the tests share people.
test.describe.configure({ mode: "default" });

const ON_PREMISES = "On-Premises Products";
const SEARCH = "Search by license key or product name";
const HIDDEN = /(\d+) expired licenses? (is|are) hidden/;

/** The table of a section. */
const table = (page, name = ON_PREMISES) => page.getByRole("table", { name });
const heading = (page, name) => table(page).getByRole("columnheader", { name, exact: true });

/** Returns whether strings are in the order of `rank`, ascending or descending. */
function isOrdered(texts, descending, rank = (text) => text) {
  const ranks = texts.map(rank);
  return ranks.every((one, at) => at === 0 || (descending ? ranks[at - 1] >= one : ranks[at - 1] <= one));
}

/** Returns the drawn rows' text, without pinned rows, which come first in any order. */
async function unpinned(page, name) {
  const [products, texts] = [await column(table(page), "Product"), await column(table(page), name)];
  return texts.filter((_, at) => !products[at].startsWith("Pinned"));
}

test("search finds by product and by license key, and the address keeps it", async ({ as }) => {
  const page = await as("admin", "/licenses");
  const search = page.getByRole("searchbox", { name: SEARCH });
  await expect(table(page)).toBeVisible();
  const all = await licenseCount(page);
  await search.fill("drydock");
  await expect(page).toHaveURL(/q=drydock/);
  await expect.poll(() => licenseCount(page)).toBeLessThan(all);
  for (const product of await column(table(page), "Product")) expect(product).toContain("Drydock");

  const row = rows(table(page)).first();
  await row.getByRole("button", { name: "Reveal license key" }).click();
  await expect(row.getByRole("button", { name: "Hide license key" })).toBeVisible();
  const key = (await column(table(page), "License Key"))[0];
  await search.fill(key.toLowerCase());
  await expect(rows(table(page))).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`q=${key.toLowerCase()}`));
  await page.reload();
  await expect(search).toHaveValue(key.toLowerCase());
  await expect(rows(table(page))).toHaveCount(1);

  await search.fill("no license is called this");
  await expect(page.getByText("No license matches").first()).toBeVisible();
  await expect.poll(() => licenseCount(page)).toBe(0);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect.poll(() => licenseCount(page)).toBe(all);
  await expect(page).toHaveURL("/licenses");
});

test("filters combine, live in the address, and going back takes them off one by one", async ({ as }) => {
  const page = await as("admin", "/licenses");
  await expect(table(page)).toBeVisible();
  const all = await licenseCount(page);
  await choose(page, "Type", "Purchased");
  await expect(page).toHaveURL("/licenses?type=purchased");
  await expect.poll(() => licenseCount(page)).toBeLessThan(all);
  const purchased = await licenseCount(page);
  await choose(page, "Status", "Active");
  await expect(page).toHaveURL("/licenses?status=active&type=purchased");
  await expect.poll(() => licenseCount(page)).toBeLessThan(purchased);
  const both = await licenseCount(page);
  expect(new Set(await column(table(page), "Type"))).toEqual(new Set(["Purchased"]));
  for (const status of await column(table(page), "Status")) expect(status).toMatch(/^Active/);
  await choose(page, "Product", "Harbor Gateway");
  await expect(page).toHaveURL(/status=active&type=purchased&product=\d+$/);
  await expect.poll(() => licenseCount(page)).toBeLessThan(both);
  for (const product of await column(table(page), "Product")) expect(product).toContain("Harbor Gateway");

  await page.reload();
  for (const name of ["Product, 1 chosen", "Status, 1 chosen", "Type, 1 chosen"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeVisible();
  }
  await page.goBack();
  await expect.poll(() => licenseCount(page)).toBe(both);
  await page.goBack();
  await expect.poll(() => licenseCount(page)).toBe(purchased);
  await page.goBack();
  await expect.poll(() => licenseCount(page)).toBe(all);
  await page.goForward();
  await expect.poll(() => licenseCount(page)).toBe(purchased);
});

test("the number at an option of a filter is the number of its rows", async ({ as }) => {
  const page = await as("admin", "/licenses?history=1");
  await expect(table(page)).toBeVisible();
  for (const [filter, options] of [
    ["Status", ["Active", "Expiring", "Expired", "Depleted", "Overused", "Not registered", "Not started", "Suspended"]],
    ["Warning", ["Suspended", "Not registered", "Overused", "Depleted", "Nearly depleted"]],
    ["Type", ["Purchased", "Evaluation", "MSP", "NFR"]],
  ]) {
    for (const option of options) {
      await page.getByRole("button", { name: filter }).and(page.locator("[aria-haspopup]")).click();
      const label = page.getByRole("dialog", { name: filter }).locator("label").filter({ hasText: option }).first();
      const count = Number(/(\d+)$/.exec((await label.innerText()).trim())[1]);
      // Other tests may use up the only nearly depleted one.
      if (option !== "Nearly depleted") expect(count, `${option} is in the demo`).toBeGreaterThan(0);
      await label.click();
      await expect.poll(() => licenseCount(page), `rows of ${option}`).toBe(count);
      await label.click();
      await page.keyboard.press("Escape");
    }
  }
});

test("a license before its first day is Not started everywhere, and its activation is refused in words", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/licenses?status=not-started");
  await expect(rows(table(page)).first()).toContainText("Not started");
  await expect(page.getByRole("button", { name: "Remove filter Status: Not started" })).toBeVisible();
  const today = new Date().toISOString().slice(0, 10);
  for (const day of await column(table(page), "Start Date")) expect(day > today, `${day} is to come`).toBe(true);
  const count = await licenseCount(page);
  const [headings, ...records] = csv(await (await page.request.get("/export/licenses.csv?status=not-started")).body());
  expect(records.map((record) => record[headings.indexOf("Status")])).toEqual(new Array(count).fill("Not started"));
  await act(rows(table(page)).first(), "Activate License");
  const dialog = page.getByRole("dialog", { name: "Activate License" });
  await expect(dialog.getByLabel("License Key")).not.toHaveValue("");
  await dialog.getByLabel("Deployment ID").fill("too-early");
  await dialog.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(dialog.getByText(/This license has not started. It can be activated from \d{4}-\d\d-\d\d \(UTC\)./)).toBeVisible();
});

test("an address that means nothing is reported, and the rest of it applies", async ({ as }) => {
  const page = await as("admin", "/licenses?status=gone,active&sort=color");
  await expect(page.getByText("an unknown status: “gone”")).toBeVisible();
  await expect(page.getByText("sorts by an unknown column: “color”")).toBeVisible();
  await expect(page.getByRole("button", { name: "Status, 1 chosen" })).toBeVisible();
});

test("an organization in the address that is not one's own is reported, and all are shown", async ({ as }) => {
  const page = await as("admin", "/licenses");
  await expect(table(page)).toBeVisible();
  const all = await licenseCount(page);
  await page.goto("/licenses?org=9999");
  await expect(
    page.getByText("the organization “9999”, which does not exist or is not yours. All are shown."),
  ).toBeVisible();
  await expect.poll(() => licenseCount(page)).toBe(all);
  for (const missing of ["9999", "nowhere"]) {
    await page.goto(`/licenses?in=${missing}`);
    await expect(page.getByText("The organization in the address does not exist or is not yours")).toBeVisible();
  }
  await page.getByRole("link", { name: "All organizations" }).click();
  await expect.poll(() => licenseCount(page)).toBe(all);
});

const STATUSES = ["Active", "Expiring", "Expired", "Depleted", "Overused", "Not registered", "Not started", "Suspended"];
const share = (text) => {
  const [deployed, purchased] = text.split("/").map(Number);
  return purchased === 0 ? Number.POSITIVE_INFINITY : deployed / purchased;
};
for (const [name, word, rank] of [
  ["Product", "product"],
  ["Status", "status", (text) => STATUSES.findIndex((status) => text.startsWith(status))],
  ["Start Date", "start"],
  ["Deployed / Purchased", "deployed", share],
]) {
  test(`the heading ${name} sorts, and sorts the other way`, async ({ as }) => {
    const page = await as("viewer", "/licenses?history=1");
    await heading(page, name).getByRole("button").click();
    await expect(page).toHaveURL(`/licenses?history=1&sort=${word}`);
    await expect(heading(page, name)).toHaveAttribute("aria-sort", "ascending");
    await expect.poll(async () => isOrdered(await unpinned(page, name), false, rank)).toBe(true);
    const up = await unpinned(page, name);
    await heading(page, name).getByRole("button").click();
    await expect(page).toHaveURL(`/licenses?history=1&sort=-${word}`);
    await expect(heading(page, name)).toHaveAttribute("aria-sort", "descending");
    await expect.poll(async () => isOrdered(await unpinned(page, name), true, rank)).toBe(true);
    expect(await unpinned(page, name)).not.toEqual(up);
    await page.reload();
    await expect(heading(page, name)).toHaveAttribute("aria-sort", "descending");
    await expect.poll(async () => isOrdered(await unpinned(page, name), true, rank)).toBe(true);
  });
}

test("what ends first comes first, until another column is sorted by", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  await expect(heading(page, "Expiration Date")).toHaveAttribute("aria-sort", "ascending");
  const days = (await unpinned(page, "Expiration Date")).map((day) => (day === "Never" ? "9999" : day));
  expect(days.length).toBeGreaterThan(5);
  expect(isOrdered(days, false)).toBe(true);
});

for (const [name, word] of [
  ["License Key", "key"],
  ["Note", "note"],
]) {
  test(`${name} sorts by what the browser does not have, in the order of the export`, async ({ as }) => {
    const page = await as("viewer", "/licenses");
    const orders = [];
    for (const [direction, sort] of [
      ["ascending", word],
      ["descending", `-${word}`],
    ]) {
      await heading(page, name).getByRole("button").click();
      await expect(heading(page, name)).toHaveAttribute("aria-sort", direction);
      const [headings, ...records] = csv(await (await page.request.get(`/export/licenses.csv?sort=${sort}`)).body());
      const keys = records.map((record) => record[headings.indexOf("License Key")]);
      if (word === "key") expect(isOrdered(keys, direction === "descending")).toBe(true);
      // The export ignores pins; this leaves out the page's pinned rows.
      const place = (masked) => keys.findIndex((key) => key.endsWith(masked.slice(-4)));
      await expect.poll(async () => isOrdered(await unpinned(page, "License Key"), false, place)).toBe(true);
      orders.push(keys);
    }
    expect(orders[0]).not.toEqual(orders[1]);
  });
}

test("the number of hidden licenses is what the history switch adds", async ({ as }) => {
  const page = await as("admin", "/licenses");
  const line = page.getByText(HIDDEN);
  await expect(line).toBeVisible();
  const hidden = Number(HIDDEN.exec(await line.innerText())[1]);
  const before = await licenseCount(page);
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expect(page).toHaveURL("/licenses?history=1");
  await expect.poll(() => licenseCount(page)).toBe(before + hidden);
  await expect(line).toHaveCount(0);
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expect.poll(() => licenseCount(page)).toBe(before);
  // The filter applies to both.
  await choose(page, "Type", "Purchased");
  await expect(line).toBeVisible();
  await expect.poll(() => licenseCount(page)).toBeLessThan(before);
  const some = Number(HIDDEN.exec(await line.innerText())[1]);
  const narrowed = await licenseCount(page);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect.poll(() => licenseCount(page)).toBe(narrowed + some);
});

test("a pinned license stays on top under any order and filter, and after a reload", async ({ as }) => {
  const page = await as("viewer", "/licenses?sort=product");
  const last = rows(table(page)).last();
  await expect(last).toContainText("••••");
  const key = (await last.innerText()).match(/••••\w+/)[0];
  const first = () => column(table(page), "License Key").then(([key]) => key);
  await act(last, "Pin");
  await expect(page.getByText("License pinned")).toBeVisible();
  await expect.poll(first).toBe(key);
  await expect(rows(table(page)).first()).toContainText("Pinned");
  for (const name of ["Product", "Start Date", "Status"]) {
    await heading(page, name).getByRole("button").click();
    await expect(heading(page, name)).toHaveAttribute("aria-sort", /scending$/);
    await expect.poll(first).toBe(key);
  }
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expect(page).toHaveURL(/history=1/);
  await expect.poll(first).toBe(key);
  await page.reload();
  await expect.poll(first).toBe(key);
  await act(rows(table(page)).first(), "Unpin");
  await expect(page.getByText("License unpinned")).toBeVisible();
  await expect(table(page).getByText("Pinned")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(first).toBe(key);
  await act(rows(table(page)).first(), "Unpin");
  await expect(table(page).getByText("Pinned")).toHaveCount(0);
});

test("a pin that the server does not take goes back, says so, and can be tried again", async ({ as, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await as("viewer", "/licenses?sort=-product");
  await page.route("**/api/set-pin", (route) => route.abort());
  const row = rows(table(page)).filter({ hasNotText: "Pinned" }).last();
  await act(row, "Pin");
  await expect(page.getByText("The server can't be reached")).toBeVisible();
  await expect(table(page).getByText("Pinned")).toHaveCount(0);
  await page.unroute("**/api/set-pin");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(table(page).getByText("Pinned")).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(table(page).getByText("Pinned")).toHaveCount(0);
});

test("a license key is masked, revealed by a click, masked again, and copied", async ({ as }) => {
  const page = await as("viewer", "/licenses", { permissions: ["clipboard-read", "clipboard-write"] });
  const row = rows(table(page)).nth(1);
  const cell = row.locator(".c-key");
  await expect(cell).toHaveText(/^••••\w{4}$/);
  const masked = await cell.innerText();
  await row.getByRole("button", { name: "Reveal license key" }).click();
  await expect(cell).toHaveText(/^[\w-]{12,}$/);
  const key = (await cell.innerText()).trim();
  expect(key.endsWith(masked.trim().slice(-4))).toBe(true);
  await row.getByRole("button", { name: "Hide license key" }).click();
  await expect(cell).toHaveText(/^••••/);
  await row.getByRole("button", { name: "Copy license key" }).click();
  await expect(page.getByText("License key copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
});

test("a list that others come before says so, and opens without being asked again", async ({ as, complaints }) => {
  complaints.allow(/status of 503/);
  const page = await as("viewer", "about:blank");
  const sentence = "The server is busy: other lists come first. This page tries again by itself in 5 seconds.";
  let asked = 0;
  await page.route("**/api/open-list", (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill(busy(sentence, 5)) : route.continue();
  });
  await page.goto("/licenses");
  await expect(page.getByText(sentence)).toBeVisible();
  await expect(rows(table(page)).first()).toContainText("••••");
  await expect(page.getByText(sentence)).toHaveCount(0);
  expect(asked, "once, and once more").toBe(2);
});

test("a license of main and sub is listed once, under the sub (R1)", async ({ as }) => {
  const page = await as("admin", "/licenses?history=1");
  const picker = page.getByRole("combobox", { name: "Organization" });
  await expect(table(page)).toBeVisible();
  const options = await picker.getByRole("option").allInnerTexts();
  const [everything, main, ...subs] = options;
  expect(everything).toBe("All organizations");
  expect(subs.length).toBeGreaterThan(1);
  const all = await licenseCount(page);
  const organizations = await column(table(page), "Organization");
  // Several subs are named together; main is never named beside one of them.
  for (const names of organizations) expect(names).not.toContain(`${main}, `);
  const shared = await page.evaluate(async () => {
    const answer = await fetch("/export/licenses.csv?history=1");
    return answer.text();
  });
  const together = shared.split("\n").filter((line) => line.includes(`${subs[0]}, ${subs[1]}`)).length;
  expect(together).toBeGreaterThan(0);
  let sum = 0;
  for (const one of [main, ...subs]) {
    await picker.selectOption({ label: one });
    await expect(page).toHaveURL(/in=\d+/);
    await expect(page.getByRole("table").first()).toBeVisible();
    const count = await licenseCount(page);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(all);
    sum += count;
  }
  // Each license once, those of two subs twice: no license of main appears again under a sub.
  expect(sum).toBe(all + together);
  await page.reload();
  await expect(picker.locator("option:checked")).toHaveText(subs.at(-1));
  await picker.selectOption({ label: everything });
  await expect.poll(() => licenseCount(page)).toBe(all);
});

test("a cloud license names the limit that is used up most and, on focus, all of them", async ({ as }) => {
  const page = await as("solo", "/licenses");
  const cloud = table(page, "Cloud Services");
  const limits = rows(cloud).getByRole("cell").filter({ hasText: " per " });
  await expect(limits).toBeVisible();
  expect(await rowCount(cloud)).toBe(1);
  const one = String.raw`(File scans|Hash lookups): (\d+) \/ (\d+) per (day|month)(?:, (?:nearly )?used up)?`;
  const shown = async () => (await limits.innerText()).trim();
  const [, worst] = new RegExp(`^${one} and 1 more$`).exec(await shown());
  await limits.focus();
  const all = await shown();
  expect(all).toMatch(new RegExp(`^${one} · ${one}$`));
  const [first, second] = [...all.matchAll(new RegExp(one, "g"))].map(([, name, used, allowance]) => ({ name, share: used / allowance }));
  expect(first.name).toBe(worst);
  expect(second.name).not.toBe(worst);
  // Shares are compared in whole percent.
  expect(Math.floor(first.share * 100)).toBeGreaterThanOrEqual(Math.floor(second.share * 100));
});

test("both sections show the text of their rows", async ({ as }) => {
  const page = await as("admin", "/licenses");
  for (const name of ["Cloud Services", ON_PREMISES]) {
    await expect(rows(table(page, name)).first()).toContainText("••••");
    await expect
      .poll(async () => (await column(table(page, name), "License Key")).every((key) => key !== ""))
      .toBe(true);
  }
});

test("whoever asks for a license key after the session has ended is told so", async ({ browse, complaints }) => {
  complaints.allow(/status of 401/);
  const context = await browse({ person: "viewer" });
  const page = await context.newPage();
  await page.goto("/licenses");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  await context.clearCookies();
  await row.getByRole("button", { name: "Reveal license key" }).click();
  await expect(page.getByRole("dialog", { name: "You are signed out" })).toBeVisible();
});
