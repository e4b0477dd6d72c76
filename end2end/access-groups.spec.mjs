// Access Groups: the tree is changed by mouse and by keyboard; members get homes, and permission sets their people.
import { go, press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";

const tree = (page) => page.getByRole("tree", { name: "Access groups" });
const item = (page, name) => tree(page).getByRole("treeitem", { name, exact: true });
const details = (page) => page.getByRole("region", { name: "Chosen group" });

async function add(page, above, name) {
  await item(page, above).click();
  await details(page).getByRole("button", { name: "Add Group" }).click();
  const dialog = page.getByRole("dialog", { name: `Add Group below ${above}` });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(`${name} added`)).toBeVisible();
  await expect(item(page, name)).toHaveAttribute("aria-selected", "true");
}

async function remove(page, name) {
  await item(page, name).click();
  await details(page).getByRole("button", { name: "Remove…" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove Group" });
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(item(page, name)).toHaveCount(0);
}

test("groups are added, renamed, moved and removed", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/access-groups");
  await expect(page.getByRole("heading", { name: "Access Groups", level: 1 })).toBeVisible();
  const mark = `${info.repeatEachIndex} ${Date.now()}`;
  const [japan, tokyo, asia] = [`Japan ${mark}`, `Tokyo ${mark}`, `Asia ${mark}`];
  await add(page, "All", japan);
  await add(page, japan, tokyo);
  await add(page, "All", asia);
  await expect(item(page, tokyo)).toHaveAttribute("aria-level", "3");
  // The name is taken, in any case.
  await details(page).getByRole("button", { name: "Rename" }).click();
  const rename = page.getByRole("dialog", { name: "Rename Group" });
  await rename.getByLabel("Name").fill(japan.toUpperCase());
  await rename.getByRole("button", { name: "Rename" }).click();
  await expect(rename.getByLabel("Name")).toHaveAccessibleDescription(/already exists there/);
  await rename.getByRole("button", { name: "Cancel" }).click();
  await item(page, japan).click();
  await details(page).getByRole("button", { name: "Move…", exact: true }).click();
  const move = page.getByRole("dialog", { name: "Move Group" });
  const places = move.getByRole("tree", { name: "New place" });
  // Not into itself.
  await expect(places.getByRole("treeitem", { name: japan })).toHaveCount(0);
  await expect(move.getByRole("button", { name: "Move", exact: true })).toBeDisabled();
  await places.getByRole("treeitem", { name: asia }).click();
  await move.getByRole("button", { name: "Move", exact: true }).click();
  await expect(item(page, japan)).toHaveAttribute("aria-level", "3");
  await expect(details(page)).toContainText(`All / ${asia} / ${japan}`);
  // What it holds moves up, after that was said.
  await details(page).getByRole("button", { name: "Remove…" }).click();
  const gone = page.getByRole("dialog", { name: "Remove Group" });
  await expect(gone).toContainText(`1 group will move up to All / ${asia}`);
  await gone.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(item(page, japan)).toHaveCount(0);
  await remove(page, tokyo);
  await remove(page, asia);
});

test("the tree is used by keyboard", async ({ as }, info) => {
  const page = await as("admin", "/access-groups");
  const mark = `${info.repeatEachIndex} ${Date.now()}`;
  const [north, oslo] = [`North ${mark}`, `Oslo ${mark}`];
  await add(page, "All", north);
  await add(page, north, oslo);
  await page.reload();
  await go(page, tree(page));
  const chosen = tree(page).getByRole("treeitem", { selected: true });
  await expect(chosen).toHaveText("All");
  await page.keyboard.type("north");
  await expect(chosen).toHaveText(north);
  await expect(chosen).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(chosen).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await expect(chosen).toHaveText(oslo);
  await page.keyboard.press("ArrowLeft");
  await expect(chosen).toHaveText(north);
  await page.keyboard.press("ArrowLeft");
  await expect(item(page, oslo)).toHaveCount(0);
  await page.keyboard.press("F2");
  const rename = page.getByRole("dialog", { name: "Rename Group" });
  await expect(rename.getByLabel("Name")).toHaveValue(north);
  await page.keyboard.press("Escape");
  await expect(tree(page)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(chosen).toHaveText("All");
  // All is always there.
  await page.keyboard.press("Delete");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await remove(page, north);
  await remove(page, oslo);
});

test("a permission set is given to people, and a preview tells what it gives", async ({ as }, info) => {
  const page = await as("admin", "/access-groups");
  const name = `Helpers ${info.repeatEachIndex} ${Date.now()}`;
  await page.getByRole("button", { name: "Add Permission Set" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Permission Set" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Add at least one entry");
  await dialog.getByRole("tree").getByRole("treeitem", { name: "All", exact: true }).click();
  await dialog.getByLabel("Level", { exact: true }).selectOption("View Only");
  await dialog.getByRole("button", { name: "Add Entry" }).click();
  await dialog.getByLabel("Level on Licenses of All").selectOption("Use");
  await dialog.getByRole("button", { name: "Save" }).click();
  const sets = page.getByRole("region", { name: "Permission sets" });
  const row = sets.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("All: Licenses, Use");
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "People" }).click();
  const people = page.getByRole("dialog", { name: `People with ${name}` });
  await people.getByRole("searchbox").fill("none@customer");
  await people.getByRole("checkbox").check();
  await people.getByRole("button", { name: "Save" }).click();
  await expect(row).not.toContainText("Nobody");
  await page.getByRole("searchbox", { name: "Search members" }).fill("none@customer");
  await page.getByRole("button", { name: "Actions for Nora None" }).click();
  await page.getByRole("menuitem", { name: "What This Person Sees" }).click();
  const preview = page.getByRole("dialog", { name: "What This Person Sees" });
  await expect(preview.getByRole("row").filter({ hasText: `permission set ${name}` })).toContainText("Use");
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await press(page, page.getByRole("dialog", { name: "Remove Permission Set" }).getByRole("button", { name: "Remove" }));
  await expect(row).toHaveCount(0);
});
