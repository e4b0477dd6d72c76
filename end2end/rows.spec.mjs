// The rows of the license lists: few elements, all columns in view on a wide screen, cards on a narrow one, and paper.
import { column, expect, rows, test } from "./portal.mjs";
import { generate } from "./report.mjs";

const ON_PREMISES = "On-Premises Products";
const WIDE = { viewport: { width: 1280, height: 720 } };
const NARROW = { viewport: { width: 360, height: 740 } };

/** The lists, each with a person who sees the most columns. */
const LISTS = { "/licenses": "admin", "/customers": "distributor" };

async function open(as, address, options) {
  const page = await as(LISTS[address], address, options);
  if (address === "/customers") await generate(page);
  for (const table of await lists(page).all()) await expect(rows(table).first()).toContainText("••••");
  return page;
}

/** The tables of licenses. */
const lists = (page) => page.getByRole("table", { name: /^(Cloud Services|On-Premises Products|Products)$/ });

for (const address of Object.keys(LISTS)) {
  test(`a row of ${address} has few elements, and a table few rows beyond its view`, async ({ as }) => {
    const page = await open(as, address, WIDE);
    for (const table of await lists(page).all()) {
      const columns = await table.getByRole("columnheader").count();
      const counts = await rows(table).evaluateAll((all) => all.map((row) => row.querySelectorAll("*").length));
      // A cell per column; the box; the product's link and pin, two buttons of the key, three badges, the menu's button, and the parts of
      // a limit.
      expect(Math.max(...counts)).toBeLessThanOrEqual(columns + 1 + 2 + 2 + 3 + 1 + 6);
      const { view, row } = await table.evaluate((element) => ({
        view: innerHeight,
        row: element.querySelector(".vt-row").offsetHeight,
      }));
      expect(counts.length).toBeLessThanOrEqual(Math.ceil(view / row) + 3);
    }
    await expect(page.locator(".vt-row svg")).toHaveCount(0);
    await expect(page.getByRole("menu")).toHaveCount(0);
  });

  test(`all columns of ${address} are in view at 1280, and use the width at 1920`, async ({ as }) => {
    const page = await open(as, address, WIDE);
    const notes = address === "/customers" ? ["Customer Note", "Partner Note"] : ["Note"];
    for (const table of await lists(page).all()) {
      for (const name of notes) await expect(table.getByRole("columnheader", { name, exact: true })).toBeAttached();
      expect(await table.locator(".vt-wide").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
    for (const table of await lists(page).all()) expect((await table.boundingBox()).width).toBeGreaterThan(1800);
  });

  test(`rows of ${address} are cards at 360, and nothing scrolls sideways`, async ({ as }) => {
    const page = await open(as, address, NARROW);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    for (const table of await lists(page).all()) {
      expect(await table.locator(".vt-wide").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      const outside = await rows(table).evaluateAll((all) =>
        all.flatMap((row) => {
          const card = row.getBoundingClientRect();
          return [...row.querySelectorAll('[role="cell"], button')]
            .filter((one) => {
              const { top, bottom, left, right } = one.getBoundingClientRect();
              return top < card.top - 1 || bottom > card.bottom + 1 || left < card.left - 1 || right > card.right + 1;
            })
            .map((one) => `${one.className}: ${one.textContent}`);
        }),
      );
      expect(outside).toEqual([]);
      const top = async (name) => (await rows(table).first().locator(`.c-${name}`).boundingBox()).y;
      const first = [await top("product"), await top("status"), await top("expiration")];
      expect(first).toEqual([...first].sort((one, other) => one - other));
      expect(await top("key")).toBeGreaterThan(first.at(-1));
      // The type is on the line of the expiration date.
      const middle = async (name) => {
        const { y, height } = await rows(table).first().locator(`.c-${name}`).boundingBox();
        return y + height / 2;
      };
      expect(Math.abs((await middle("type")) - (await middle("expiration")))).toBeLessThan(3);
    }
  });
}

test("a card's license key is revealed, its menu opens, and the next card begins where it ends", async ({ as }) => {
  const page = await open(as, "/licenses", NARROW);
  const table = page.getByRole("table", { name: ON_PREMISES });
  const [card, next] = [rows(table).nth(0), rows(table).nth(1)];
  await card.getByRole("button", { name: "Reveal license key" }).click();
  await expect(card.getByRole("button", { name: "Hide license key" })).toBeVisible();
  expect((await column(table, "License Key"))[0]).toMatch(/^[\w-]{12,}$/);
  await card.getByRole("button", { name: "Hide license key" }).click();
  const actions = card.getByRole("button", { name: "Actions" });
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "License History", exact: true })).toBeVisible();
  await expect(actions).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(actions).toBeFocused();
  await expect(actions).toHaveAttribute("aria-expanded", "false");
  const places = await Promise.all([card, next].map((one) => one.boundingBox()));
  expect(places[1].y).toBe(places[0].y + places[0].height);
  // On a turned phone, the rows are rows again.
  await page.setViewportSize({ width: 1000, height: 400 });
  await expect.poll(async () => (await card.boundingBox()).height).toBe(40);
  await page.setViewportSize(NARROW.viewport);
  await expect.poll(async () => (await card.boundingBox()).height).toBe(places[0].height);
});

test("Tab goes on from the button of a row's menu, and a press there closes it", async ({ as }) => {
  const page = await open(as, "/licenses", WIDE);
  const table = page.getByRole("table", { name: ON_PREMISES });
  const actions = rows(table).nth(0).getByRole("button", { name: "Actions" });
  const menu = page.getByRole("menu", { name: "Actions" });
  // Without its text, a row has no menu.
  await expect(actions).toBeEnabled();
  await actions.focus();
  await page.keyboard.press("ArrowUp");
  await expect(menu.getByRole("menuitem").last()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(menu).toHaveCount(0);
  await expect(rows(table).nth(1).getByRole("checkbox")).toBeFocused();
  await actions.click();
  await expect(menu).toBeVisible();
  await actions.click();
  await expect(menu).toHaveCount(0);
  // At another row, it is that row's.
  await actions.click();
  await page.keyboard.press("Escape");
  const other = rows(table).nth(1).getByRole("button", { name: "Actions" });
  await other.click();
  await expect(other).toHaveAttribute("aria-expanded", "true");
  await expect(actions).toHaveAttribute("aria-expanded", "false");
  // Assistive technology presses a button without the pointer and without the focus.
  await actions.evaluate((button) => button.click());
  await expect(actions).toHaveAttribute("aria-expanded", "true");
  await expect(other).toHaveAttribute("aria-expanded", "false");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await actions.evaluate((button) => button.click());
  await expect(menu).toHaveCount(0);
  await expect(actions).toBeFocused();
});

test("paper has the title, the filters in words, the time with its zone, and headings on each page", async ({ as }) => {
  const page = await as("admin", "/licenses?type=purchased&status=active&sort=-start");
  await expect(rows(page.getByRole("table", { name: ON_PREMISES })).first()).toContainText("••••");
  const words = page.getByText(/^Filters: /);
  await expect(words).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1, name: "My Organization" })).toBeVisible();
  await expect(words).toHaveText(
    /^Filters: Status: Active; Type: Purchased\. Expired licenses: hidden\. Order: Start Date, descending\. As of \d{4}-\d\d-\d\d \d\d:\d\d \S+\.$/,
  );
  await expect(page.getByRole("group", { name: "Active filters" })).toBeHidden();
  const head = page.locator(".vt-head").first();
  await expect(head).toHaveCSS("display", "table-header-group");
  // A limit names all of them.
  for (const others of await page.locator(".more").all()) await expect(others).toHaveCSS("display", "inline");
});

test("paper names a report's order as its heading does", async ({ as }) => {
  const page = await open(as, "/customers", WIDE);
  await page.getByRole("table", { name: "Products" }).getByRole("button", { name: "Customer Note" }).click();
  await expect(page.getByText(/^Filters: /)).toHaveText(/ Order: Customer Note, ascending\. /);
});
