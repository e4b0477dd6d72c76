// The organization as its own people run it: name, sub-organizations, and the licenses of each.
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
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/This name can.t be used/);
  await dialog.getByLabel("Name").fill(name);
  await save.click();
  await expect(page.getByText(`${name} added`)).toBeVisible();
  await row(page, name).getByRole("button", { name: `Rename ${name}` }).click();
  await expect(dialog.getByLabel("Name")).toHaveValue(name);
  await dialog.getByLabel("Name").fill(`${name} AG`);
  await save.click();
  await expect(row(page, `${name} AG`)).toHaveCount(1);
});

test("by the keyboard: a license is moved to a sub-organization, and the move is undone", async ({ as }) => {
  const page = await as("admin", "/organization");
  const section = page.getByRole("region", { name: "Move Licenses" });
  const grid = page.getByRole("region", { name: "Licenses that can be moved" });
  await expect(grid).toBeVisible();
  await section.getByLabel("From", { exact: true }).selectOption(MAIN);
  await section.getByLabel("To", { exact: true }).selectOption(`${MAIN} Porto`);
  const box = grid.getByRole("checkbox").first();
  await expect(box).toBeVisible();
  await go(page, box);
  await page.keyboard.press("Space");
  // Read once a row is selected: until then, a response can replace the rows.
  const selected = grid.getByRole("row").filter({ has: page.getByRole("checkbox", { checked: true }) }).last();
  const id = (await selected.locator("code").innerText()).trim();
  const ask = section.getByRole("button", { name: "Move 1 license" });
  await press(page, ask);
  const dialog = page.getByRole("dialog", { name: "Move Licenses" });
  await expect(dialog).toContainText(/1 license with \d+ units? purchased will move from Aurelia Manufacturing to Aurelia Manufacturing Porto/);
  // Asking moves nothing.
  await press(page, dialog.getByRole("button", { name: "Cancel" }));
  await expect(ask).toBeFocused();
  await press(page, ask);
  await press(page, dialog.getByRole("button", { name: "Move", exact: true }));
  await expect(page.getByText("1 license moved")).toBeVisible();
  await expect(section.getByRole("searchbox")).toBeFocused();
  const moved = grid.getByRole("row").filter({ hasText: id });
  await expect(moved).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Move undone")).toBeVisible();
  await expect(moved).toHaveCount(1);
});

test("a move is not undone once the license has moved on, and nowhere is no place to move to", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  const page = await as("admin", "/organization");
  const section = page.getByRole("region", { name: "Move Licenses" });
  const grid = page.getByRole("region", { name: "Licenses that can be moved" });
  const dialog = page.getByRole("dialog", { name: "Move Licenses" });
  const move = async (from, to, id) => {
    await section.getByLabel("From", { exact: true }).selectOption(from);
    await section.getByLabel("To", { exact: true }).selectOption(to);
    await grid.getByRole("row").filter({ hasText: id }).getByRole("checkbox").check();
    await section.getByRole("button", { name: "Move 1 license" }).click();
  };
  const id = (await grid.getByRole("row").last().locator("code").innerText()).trim();
  await move(MAIN, MAIN, id);
  await expect(section.getByText("Choose another organization to move them to.")).toBeVisible();
  await expect(dialog).toBeHidden();

  await move(MAIN, `${MAIN} Porto`, id);
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  // The message stays while the pointer is on it.
  await undo.hover();
  const other = await as("admin", "/organization");
  const back = other.getByRole("region", { name: "Move Licenses" });
  await back.getByLabel("From", { exact: true }).selectOption(`${MAIN} Porto`);
  await back.getByLabel("To", { exact: true }).selectOption(MAIN);
  await other.getByRole("region", { name: "Licenses that can be moved" }).getByRole("row").filter({ hasText: id }).getByRole("checkbox").check();
  await back.getByRole("button", { name: "Move 1 license" }).click();
  await other.getByRole("dialog", { name: "Move Licenses" }).getByRole("button", { name: "Move", exact: true }).click();
  await expect(other.getByText("1 license moved")).toBeVisible();
  await undo.click();
  await expect(page.getByText("Nothing was moved back")).toBeVisible();
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
