// The vendor's console: numbers that lead to their rows, organizations, products, and licenses throughout their life.
import { go, press } from "./keys.mjs";
import { expect, rows, test } from "./portal.mjs";

const listed = (page, name) => page.getByRole("region", { name, exact: true });
const row = (page, list, text) => rows(listed(page, list)).filter({ hasText: text });
/** Returns the number that the list reports; NaN while it reports none. */
const count = async (page) => Number((await page.getByRole("status").first().innerText()).match(/\d+/)?.[0]);

async function choose(page, list, text, entry) {
  await row(page, list, text).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

/** Returns the dashboard's numbers by the address that they lead to, the twelve months first. */
async function numbers(page) {
  const months = listed(page, "Licenses by Month (UTC)");
  await expect(rows(months)).toHaveCount(12);
  const all = new Map();
  for (const region of [months, listed(page, "Licenses by Product")]) {
    for (const line of await rows(region).all()) {
      const link = line.getByRole("link");
      all.set(await link.getAttribute("href"), Number(await line.getByRole("cell").last().innerText()));
    }
  }
  for (const stat of ["Organizations", "Licenses", "Overused licenses"]) {
    const link = page.getByRole("main").getByRole("link", { name: new RegExp(`^${stat} `) });
    all.set(await link.getAttribute("href"), Number((await link.innerText()).replace(/\D/g, "")));
  }
  return all;
}

test("each number of the dashboard leads to as many rows", async ({ as }) => {
  const page = await as("vendor", "/licenses");
  await page.getByRole("navigation").getByRole("link", { name: "Vendor Console" }).click();
  await expect(page).toHaveURL(/\/console$/);
  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  const told = await numbers(page);
  const months = [...told.keys()].slice(0, 2);
  for (const href of [...told.keys()].filter((href) => told.get(href) > 0 || months.includes(href))) {
    let number = told.get(href);
    await expect(async () => {
      await page.goto(href);
      try {
        await expect.poll(() => count(page), { message: href, timeout: 10_000 }).toBe(number);
      } catch (wrong) {
        // Another test may have added one.
        await page.goto("/console");
        number = (await numbers(page)).get(href);
        throw wrong;
      }
    }).toPass({ timeout: 60_000 });
  }
});

test("an organization is added, changed, and assigned to a partner", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const name = `Console Works ${info.repeatEachIndex}`;
  const page = await as("vendor", `/console/organizations?q=${encodeURIComponent(name)}`);
  await page.getByRole("button", { name: "Add Organization" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Banco Aurora");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Parent").fill("Nobody at all");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Parent")).toHaveAccessibleDescription(/no organization named “Nobody at all”/);
  await dialog.getByLabel("Parent").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Organization saved")).toBeVisible();
  await expect(row(page, "Organizations", name)).toContainText("Customer");

  await choose(page, "Organizations", name, "Partners");
  await dialog.getByLabel("Partner").fill(name);
  await dialog.getByRole("button", { name: "Assign" }).click();
  await expect(dialog.getByLabel("Partner")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await choose(page, "Organizations", name, "Edit Organization");
  await dialog.getByLabel("Kind").selectOption("Reseller");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row(page, "Organizations", name)).toContainText("Reseller");
});

test("a license is issued, renewed, raised but never reduced, suspended and reinstated", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("vendor", "/console/licenses");
  await page.getByRole("button", { name: "Issue License" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Issue", exact: true }).click();
  await expect(dialog.getByLabel("Product")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Product")).toBeFocused();
  await dialog.getByLabel("Product").selectOption("Harbor Gateway");
  await dialog.getByRole("button", { name: "Issue", exact: true }).click();
  await expect(dialog.getByLabel("Start Date")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Start Date").fill("2026-01-01");
  await dialog.getByLabel("Expiration Date").fill("2098-12-31");
  await dialog.getByLabel("Organizations").fill("Nobody at all");
  await dialog.getByLabel("Units purchased").fill("5");
  await dialog.getByRole("button", { name: "Issue", exact: true }).click();
  await expect(dialog.getByLabel("Organizations")).toHaveAttribute("aria-invalid", "true");
  // A part of the name finds it.
  await dialog.getByLabel("Organizations").fill("");
  const add = dialog.getByLabel("Add an organization");
  await add.fill("nco Auro");
  await expect(dialog.locator('datalist option[value="Banco Aurora"]')).toHaveCount(1);
  await add.fill("Banco Aurora");
  await add.press("Enter");
  await expect(dialog.getByLabel("Organizations")).toHaveValue("Banco Aurora");
  await expect(add).toHaveValue("");
  await dialog.getByRole("button", { name: "Issue", exact: true }).click();
  const key = (await dialog.getByLabel("License key", { exact: true }).innerText()).trim();
  expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
  await dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("searchbox").fill(key);
  await expect(rows(listed(page, "Licenses"))).toHaveCount(1);
  const issued = row(page, "Licenses", "Banco Aurora");
  await expect(issued).toContainText("0 / 5");
  await expect(issued).not.toContainText(key);
  await issued.getByRole("button", { name: "Reveal license key" }).click();
  await expect(issued).toContainText(key);
  await issued.getByRole("button", { name: "Hide license key" }).click();
  await expect(issued).not.toContainText(key);
  await expect(issued).toContainText("2098-12-31");
  await choose(page, "Licenses", "Banco Aurora", "Raise Units");
  await dialog.getByLabel("Units purchased").fill("4");
  await dialog.getByRole("button", { name: "Raise Units" }).click();
  await expect(dialog.getByLabel("Units purchased")).toHaveAccessibleDescription(/can.t be reduced: this license has 5/);
  await dialog.getByLabel("Units purchased").fill("8");
  await dialog.getByRole("button", { name: "Raise Units" }).click();
  await expect(issued).toContainText("0 / 8");
  await choose(page, "Licenses", "Banco Aurora", "Renew");
  await dialog.getByLabel("Expiration Date").fill("2098-01-01");
  await dialog.getByRole("button", { name: "Renew" }).click();
  await expect(dialog.getByLabel("Expiration Date")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Expiration Date").fill("2099-12-31");
  await dialog.getByRole("button", { name: "Renew" }).click();
  await expect(issued).toContainText("2099-12-31");
  await choose(page, "Licenses", "Banco Aurora", "Suspend");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(issued).toContainText("Suspended");
  await choose(page, "Licenses", "Banco Aurora", "Reinstate");
  await dialog.getByRole("button", { name: "Reinstate" }).click();
  await expect(issued).not.toContainText("Suspended");

  const events = await as("vendor", "/events?about=license");
  const told = rows(events.getByRole("region", { name: "Event History" }));
  // Events appear once they are sealed, which takes some seconds.
  await expect(async () => {
    await events.reload();
    await expect(told.filter({ hasText: "Suspended: no" }).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(told.filter({ hasText: "Purchased: 8" }).first()).toBeVisible();
});

test("a product is added and changed", async ({ as }, info) => {
  const name = `Lantern ${info.repeatEachIndex}`;
  const page = await as("vendor", "/products");
  await page.getByRole("button", { name: "Add Product" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Kind").selectOption("Cloud service");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Edit Product" }).click();
  await dialog.getByLabel("Maker").fill("Lantern Makers");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Lantern Makers")).toBeVisible();
});

test("the console is not there for others than the vendor's staff", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["admin", "distributor", "solo"]) {
    const page = await as(person, "/console");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.getByRole("link", { name: "Vendor Console" })).toHaveCount(0);
  }
});

test("by the keyboard: a license is found and put on hold", async ({ as }) => {
  const page = await as("vendor", "/console/licenses");
  await expect(rows(listed(page, "Licenses")).first()).toBeVisible();
  const actions = page.getByRole("button", { name: /^Actions for/ }).nth(3);
  const license = (await actions.getAttribute("aria-label")).replace("Actions for ", "");
  await go(page, page.getByRole("searchbox"));
  await page.keyboard.type(license.toLowerCase());
  await expect(rows(listed(page, "Licenses"))).toHaveCount(1);
  for (const entry of ["Suspend", "Reinstate"]) {
    await press(page, page.getByRole("button", { name: `Actions for ${license}` }));
    const item = page.getByRole("menuitem", { name: entry, exact: true });
    // It may be on hold already.
    if ((await item.count()) === 0) {
      await page.keyboard.press("Escape");
      continue;
    }
    await go(page, item, "ArrowDown");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await press(page, dialog.getByRole("button", { name: entry }));
    await expect(dialog).toBeHidden();
  }
});

test("a field with an error comes into view below the dialog's heading", async ({ as }) => {
  const page = await as("vendor", "/console/licenses");
  await page.setViewportSize({ width: 360, height: 820 });
  await page.getByRole("button", { name: "Issue License" }).click();
  const dialog = page.getByRole("dialog", { name: "Issue License" });
  await dialog.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await dialog.getByRole("button", { name: "Issue", exact: true }).click();
  const product = dialog.getByRole("combobox", { name: "Product", exact: true });
  await expect(product).toBeFocused();
  const heading = await dialog.getByRole("heading", { name: "Issue License" }).boundingBox();
  expect((await product.boundingBox()).y).toBeGreaterThan(heading.y + heading.height);
});
