// The lists whose rows come from the server: sorted by each column, page by page, by the keyboard.
import { go } from "./keys.mjs";
import { expect, test } from "./portal.mjs";

/** `written`: columns whose order is that of their text. `usual`: the order that the address does not name. */
const LISTS = [
  {
    person: "vendor",
    path: "/console/licenses",
    region: "Licenses",
    columns: ["License", "License Key", "Product", "Start Date", "Expiration Date", "Deployed / Purchased", "Type"],
    written: ["License", "Start Date", "Expiration Date"],
  },
  {
    person: "vendor",
    path: "/console/organizations",
    region: "Organizations",
    columns: ["Organization", "Kind", "Parent", "Users", "Licenses"],
    written: [],
  },
  {
    person: "vendor",
    path: "/products",
    region: "Products",
    columns: ["Product", "Maker", "Kind", "Installers"],
    written: ["Kind"],
  },
  {
    person: "admin",
    path: "/events",
    region: "Event History",
    columns: ["Time"],
    written: ["Time"],
    usual: "-time",
  },
  {
    person: "admin",
    path: "/users",
    region: "Users",
    columns: ["Name", "E-mail Address", "Organization", "Role", "Status", "Since"],
    written: ["Since"],
  },
];

const headings = (list) => list.getByRole("columnheader");

/** Whether the text of a column is in that order. */
async function areInOrder(list, name, order) {
  const place = (await headings(list).allInnerTexts()).map((text) => text.trim()).indexOf(name);
  const texts = await list.locator(`tbody tr > :nth-child(${place + 1})`).allInnerTexts();
  const sorted = [...texts].sort();
  if (order === "descending") sorted.reverse();
  return texts.length > 1 && texts.join("\n") === sorted.join("\n");
}

for (const { person, path, region, columns, written, usual = "" } of LISTS) {
  test(`by the keyboard: ${path} is sorted by each column, and Back restores the order`, async ({ as }) => {
    const page = await as(person, path);
    const list = page.getByRole("region", { name: region, exact: true });
    await expect(list.getByRole("rowheader").first()).toBeVisible();
    let heading;
    for (const name of columns) {
      heading = headings(list).filter({ has: page.getByRole("button", { name, exact: true }) });
      const button = heading.getByRole("button");
      await go(page, button);
      for (let press = 0; press < 2; press += 1) {
        const before = await heading.getAttribute("aria-sort");
        const order = before === "ascending" ? "descending" : "ascending";
        await page.keyboard.press("Enter");
        await expect(heading).toHaveAttribute("aria-sort", order);
        const isDescending = (url) => (url.searchParams.get("sort") ?? usual).startsWith("-");
        await expect(page).toHaveURL((url) => isDescending(url) === (order === "descending"));
        await expect(list).toHaveAttribute("aria-busy", "false");
        if (written.includes(name)) await expect.poll(() => areInOrder(list, name, order)).toBe(true);
        await expect(button).toBeFocused();
      }
    }
    const order = await heading.getAttribute("aria-sort");
    await page.reload();
    await expect(heading).toHaveAttribute("aria-sort", order);
    await page.goBack();
    await expect(heading).toHaveAttribute("aria-sort", order === "ascending" ? "descending" : "ascending");
  });
}

test("the page of a list is in the address, and another order starts at the first", async ({ as }) => {
  const page = await as("vendor", "/console/licenses");
  const list = page.getByRole("region", { name: "Licenses", exact: true });
  const first = await list.getByRole("rowheader").first().innerText();
  const pages = page.getByRole("navigation", { name: "Pages" });
  await pages.getByRole("button", { name: "Next" }).click();
  await expect(page).toHaveURL((url) => url.searchParams.get("page") === "2");
  await expect(list.getByRole("rowheader", { name: first, exact: true })).toHaveCount(0);
  await expect(pages.getByRole("status")).toHaveText(/^101–/);
  await list.getByRole("button", { name: "Start Date" }).click();
  await expect(page).toHaveURL((url) => !url.searchParams.has("page") && url.searchParams.get("sort") === "start");
  await page.goto("/console/licenses?page=999999");
  await expect(list.getByRole("rowheader").first()).toBeVisible();
  await expect(pages.getByRole("button", { name: "Next" })).toBeDisabled();
  // A button that is disabled hands on the focus.
  await pages.getByRole("button", { name: "Previous" }).click();
  await pages.getByRole("button", { name: "Next" }).click();
  await expect(pages.getByRole("button", { name: "Next" })).toBeDisabled();
  await expect(pages.getByRole("button", { name: "Previous" })).toBeFocused();
  await page.goto("/console/licenses?sort=color");
  await expect(page.getByRole("alert")).toContainText("The address sorts by an unknown column: “color”.");
});

test("an organization's number of licenses leads to as many, and a partner to its customers", async ({ as }) => {
  const page = await as("vendor", "/console/organizations?kind=customer&sort=-licenses");
  const list = page.getByRole("region", { name: "Organizations", exact: true });
  const row = list.getByRole("row").filter({ has: page.getByRole("rowheader") }).first();
  const link = row.getByRole("link", { name: /^\d+$/ });
  await expect(link).toBeVisible();
  const number = Number(await link.innerText());
  expect(number).toBeGreaterThan(0);
  await link.click();
  await expect(page).toHaveURL(/\/console\/licenses\?organization=\d+$/);
  await expect(page.getByRole("search", { name: "Licenses" }).getByRole("status")).toHaveText(
    new RegExp(`^${number} licenses?$`),
  );
  await expect(page.getByRole("button", { name: /^Remove filter Organization: (?!unknown)/ })).toBeVisible();
  await page.goto("/console/organizations?kind=customer");
  const partner = list.getByRole("cell").getByRole("link").filter({ hasNotText: /^\d+$/ }).first();
  await partner.click();
  await expect(page).toHaveURL(/\/console\/organizations\?partner=\d+$/);
  await expect(page.getByRole("button", { name: /^Remove filter Partner: (?!unknown)/ })).toBeVisible();
  const status = page.getByRole("search", { name: "Organizations" }).getByRole("status");
  await expect(status).toHaveText(/^\d+ organizations?$/);
});
