// Every list as people arrange it: columns, filters with crosses, presets.
import { violations } from "./axe.mjs";
import { press } from "./keys.mjs";
import { expect, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

// One after the other, on a server of their own: an arrangement changes what its person sees in every session.
test.describe.configure({ mode: "default" });

let server;
test.beforeAll(async () => {
  server = await start({ licenses: 1_000 });
});
test.afterAll(async () => server?.stop());

/** `hidden`: a column to hide. `filter`: what a preset keeps, and its chip. */
const LISTS = [
  {
    person: "vendor",
    path: "/console/licenses",
    name: "Licenses",
    hidden: "Product",
    filter: ["type=evaluation", /^Remove filter Type: /],
  },
  {
    person: "vendor",
    path: "/console/organizations",
    name: "Organizations",
    hidden: "Parent",
    filter: ["kind=customer", /^Remove filter Kind: /],
  },
  { person: "vendor", path: "/products", name: "Products", hidden: "Kind", filter: ["q=a", "Remove filter Search: a"] },
  { person: "admin", path: "/users", name: "Users", hidden: "Role", filter: ["status=active", /^Remove filter Status: /] },
  { person: "admin", path: "/events", name: "Event History", hidden: "Who", filter: ["about=sign-in", "Remove filter Kind: Sign-ins"] },
  { person: "admin", path: "/roles", name: "Roles", hidden: "Gives" },
  { person: "admin", path: "/account-security", name: "Sessions", hidden: "From" },
];

const list = (page, name) => page.getByRole("region", { name, exact: true });
const button = (page, name) => page.getByRole("button", { name: `Columns of ${name}`, exact: true });
const panel = (page, name) => page.getByRole("dialog", { name: `Columns of ${name}`, exact: true });
const heading = (page, name, column) => list(page, name).getByRole("columnheader", { name: column, exact: true });
const presets = (page) => page.getByRole("button", { name: /^Filter Presets/ });

/** A page of that person, newly signed in. */
async function open(browse, person, address) {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(page, person);
  return page;
}

/** Does something, and waits until it is saved. */
async function saved(page, act) {
  const answer = page.waitForResponse((response) => response.url().includes("/api/arrange"));
  await act();
  expect((await answer).status()).toBe(200);
}

/** Chooses an entry of the presets' menu, which has all once the server has sent them. */
async function choosePreset(page, entry) {
  await expect(async () => {
    await page.keyboard.press("Escape");
    await presets(page).click();
    await page.getByRole("menu", { name: "Filter Presets" }).getByText(entry, { exact: true }).click({ timeout: 2_000 });
  }).toPass();
}

for (const { person, path, name, hidden, filter } of LISTS) {
  test(`the columns of ${path} are hidden, resized and kept`, async ({ browse }) => {
    const page = await open(browse, person, path);
    await expect(heading(page, name, hidden)).toBeVisible();
    await press(page, button(page, name));
    await saved(page, () => panel(page, name).getByRole("checkbox", { name: hidden, exact: true }).click());
    await expect(heading(page, name, hidden)).toHaveCount(0);
    // The cells follow.
    const headings = await list(page, name).getByRole("columnheader").count();
    await expect(list(page, name).getByRole("row").nth(1).locator(":scope > *")).toHaveCount(headings);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    const resized = list(page, name).getByRole("columnheader").filter({ has: page.locator("[aria-keyshortcuts]") }).first();
    const width = () => resized.evaluate((one) => one.getBoundingClientRect().width);
    const before = await width();
    await resized.locator("[aria-keyshortcuts]").focus();
    await saved(page, () => page.keyboard.press("Shift+ArrowRight"));
    await expect.poll(async () => Math.abs((await width()) - before - 16)).toBeLessThan(1);
    await page.reload();
    await expect(list(page, name).getByRole("columnheader").first()).toBeVisible();
    await expect(heading(page, name, hidden)).toHaveCount(0);
    await expect.poll(async () => Math.abs((await width()) - before - 16)).toBeLessThan(1);
    await button(page, name).click();
    await saved(page, () => panel(page, name).getByRole("button", { name: "Reset" }).click());
    await expect(heading(page, name, hidden)).toBeVisible();
  });

  if (!filter) continue;
  const [query, chip] = filter;
  test(`a filter of ${path} has a cross, and is kept, opened, renamed and removed`, async ({ browse }) => {
    const page = await open(browse, person, `${path}?${query}`);
    await choosePreset(page, "Save Filter Preset…");
    const dialog = (verb) => page.getByRole("dialog", { name: `${verb} Filter Preset`, exact: true });
    await dialog("Save").getByLabel("Name").fill("Mine");
    await dialog("Save").getByRole("button", { name: "Save" }).click();
    await expect(presets(page)).toHaveAccessibleName("Filter Presets: Mine");
    await page.getByRole("button", { name: chip }).first().focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${server.url}${path}`);
    await expect(page.getByRole("searchbox").first()).toBeFocused();
    await choosePreset(page, "Mine");
    await expect(page).toHaveURL(`${server.url}${path}?${query}`);
    const renamed = page.waitForResponse((response) => response.url().includes("/api/rename-preset"));
    await choosePreset(page, "Rename “Mine”…");
    await dialog("Rename").getByLabel("Name").fill("Ours");
    await page.keyboard.press("Enter");
    expect((await renamed).status()).toBe(200);
    await expect(presets(page)).toHaveAccessibleName("Filter Presets: Ours");
    await choosePreset(page, "Remove “Ours”");
    await expect(presets(page)).toHaveAccessibleName("Filter Presets");
  });
}

test("what was arranged a moment before the page is left is kept", async ({ browse }) => {
  const page = await open(browse, "vendor", "/products");
  await button(page, "Products").click();
  await panel(page, "Products").getByRole("checkbox", { name: "Maker", exact: true }).click();
  await page.goto("/profile");
  await page.goto("/products");
  await expect(heading(page, "Products", "Product")).toBeVisible();
  await expect(heading(page, "Products", "Maker")).toHaveCount(0);
  await button(page, "Products").click();
  await saved(page, () => panel(page, "Products").getByRole("button", { name: "Reset" }).click());
});

test("an address that names something lost opens with a sentence", async ({ browse }) => {
  const page = await open(browse, "vendor", "/console/licenses?product=999999999");
  await expect(page.getByRole("alert")).toContainText("The address contains the product “999999999”, which does not exist.");
  await page.getByRole("button", { name: "Remove filter Product: unknown" }).click();
  await expect(page).toHaveURL(`${server.url}/console/licenses`);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto("/console/organizations?partner=999999999");
  await expect(page.getByRole("alert")).toContainText("The address contains the partner “999999999”, which does not exist.");
  await page.goto("/events?by=999999999");
  await expect(page.getByRole("alert")).toContainText("The address contains the person “999999999”");
});
