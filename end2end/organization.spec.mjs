// The organization as its own people run it: its name, its sub-organizations, and which of them has which license.
import { go, press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";

const subs = (page) => page.getByRole("region", { name: "Sub-organizations" });
const row = (page, name) =>
  subs(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name, exact: true }) });
const MAIN = "Aurelia Manufacturing";

test("sub-organizations are added and renamed", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/organization");
  await expect(page.getByRole("heading", { name: "Organization", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "General Information" })).toContainText(MAIN);
  const name = `Aurelia Works ${Date.now()}`;
  await page.getByRole("button", { name: "Add Sub-Organization" }).click();
  const dialog = page.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Save" });
  await save.click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Banco Aurora");
  await save.click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/This name can.t be given/);
  await dialog.getByLabel("Name").fill(name);
  await save.click();
  await expect(page.getByText(`${name} added`)).toBeVisible();
  await row(page, name).getByRole("button", { name: `Rename ${name}` }).click();
  await expect(dialog.getByLabel("Name")).toHaveValue(name);
  await dialog.getByLabel("Name").fill(`${name} AG`);
  await save.click();
  await expect(row(page, `${name} AG`)).toHaveCount(1);
});

test("by the keyboard: a license is moved to a sub-organization and back", async ({ as }) => {
  const page = await as("admin", "/organization");
  const section = page.getByRole("region", { name: "Move Licenses" });
  const grid = page.getByRole("region", { name: "Licenses that can be moved" });
  await expect(grid).toBeVisible();
  await section.getByLabel("From", { exact: true }).selectOption(MAIN);
  await section.getByLabel("To", { exact: true }).selectOption(`${MAIN} Porto`);
  const box = grid.getByRole("checkbox").first();
  await expect(box).toBeVisible();
  const id = (await grid.getByRole("row").nth(1).locator("code").innerText()).trim();
  await go(page, box);
  await page.keyboard.press("Space");
  await press(page, section.getByRole("button", { name: "Move 1 license" }));
  await expect(page.getByText("1 license moved")).toBeVisible();
  await expect(section.getByRole("searchbox")).toBeFocused();
  await section.getByLabel("From", { exact: true }).selectOption(`${MAIN} Porto`);
  await section.getByLabel("To", { exact: true }).selectOption(MAIN);
  await grid.getByRole("row").filter({ hasText: id }).getByRole("checkbox").check();
  await section.getByRole("button", { name: "Move 1 license" }).click();
  await expect(page.getByText("1 license moved")).toHaveCount(2);
});

test("in a narrow window the links of an area are scrolled to the page that is open", async ({ as }) => {
  const page = await as("admin", "/api-access", { viewport: { width: 360, height: 740 } });
  const links = page.getByRole("navigation", { name: "Administration" });
  const last = links.getByRole("link", { name: "API Access" });
  await expect(last).toHaveAttribute("aria-current", "page");
  await expect(last).toBeInViewport({ ratio: 1 });
  const first = links.getByRole("link", { name: "Users", exact: true });
  await expect(first).not.toBeInViewport();
  await first.click();
  await expect(first).toBeInViewport({ ratio: 1 });
});
