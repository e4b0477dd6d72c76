// Role Management: custom roles are added, previewed, edited and removed; predefined ones can't be changed.
import { chooseEntry, go, press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";

const roles = (page) => page.getByRole("region", { name: "Roles" });
const row = (page, name) =>
  roles(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name }) });

async function act(page, name, entry) {
  await row(page, name).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

test("a role is added, previewed, edited and removed", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/roles");
  await expect(page.getByRole("heading", { name: "Role Management", level: 1 })).toBeVisible();
  const name = `Auditor ${info.repeatEachIndex} ${Date.now()}`;
  await page.getByRole("button", { name: "Add Role" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Role" });
  const save = dialog.getByRole("button", { name: "Save" });
  await save.click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("admin");
  await save.click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/A role named “admin” already exists/);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Description").fill("Looks at what happened");
  const preview = dialog.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("Only what everyone who is signed in can do");
  const events = dialog.getByLabel("Event History");
  await expect(events.getByRole("option")).toHaveText(["None", "View Only", "Full Access"]);
  await expect(dialog.getByLabel("Vendor Console")).toHaveCount(0);
  await events.selectOption("View Only");
  await expect(preview).toContainText("See event history");
  await save.click();
  await expect(page.getByText(`${name} added`)).toBeVisible();
  await expect(row(page, name)).toContainText("Event History: View Only");
  await expect(row(page, name)).toContainText("Looks at what happened");

  await act(page, name, "Preview");
  const shown = page.getByRole("dialog", { name: `What ${name} May Do` });
  await expect(shown.getByRole("listitem")).toHaveText(["See event history"]);
  await shown.getByRole("button", { name: "Close" }).last().click();
  await act(page, name, "Edit");
  const edit = page.getByRole("dialog", { name: "Edit Role" });
  await expect(edit.getByLabel("Name")).toHaveValue(name);
  await edit.getByLabel("License Management", { exact: true }).selectOption("Full Access");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row(page, name)).toContainText("License Management: Full Access, and 1 more");
  await act(page, name, "Remove");
  await page.getByRole("dialog", { name: "Remove Role" }).getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(`${name} removed`)).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
});

test("the second of two who edit a role is warned, and loads the current version", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const [page, other] = [await as("admin", "/roles"), await as("admin", "/roles")];
  const name = `Guard ${info.repeatEachIndex} ${Date.now()}`;
  await page.getByRole("button", { name: "Add Role" }).click();
  const added = page.getByRole("dialog", { name: "Add Role" });
  await added.getByLabel("Name").fill(name);
  await added.getByLabel("Security Management").selectOption("Full Access");
  await added.getByRole("button", { name: "Save" }).click();
  await expect(row(page, name)).toBeVisible();
  await other.reload();
  await act(page, name, "Edit");
  await act(other, name, "Edit");
  const [first, second] = [page, other].map((one) => one.getByRole("dialog", { name: "Edit Role" }));
  await first.getByLabel("Security Management").selectOption("None");
  await first.getByRole("button", { name: "Save" }).click();
  await expect(row(page, name)).toContainText("Nothing");
  await second.getByLabel("Description").fill("At the door");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByRole("alert")).toContainText("Somebody else has changed this role");
  await expect(second.getByLabel("Description")).toHaveValue("At the door");
  await press(other, second.getByRole("button", { name: "Load the current version" }));
  await expect(second.getByLabel("Name")).toBeFocused();
  await expect(second.getByLabel("Security Management").locator("option:checked")).toHaveText("None");
  await expect(second.getByLabel("Description")).toHaveValue("");
  await expect(second.getByRole("alert")).toHaveCount(0);
  await second.getByLabel("Description").fill("At the door");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(row(other, name)).toContainText("Nothing");
  await expect(row(other, name)).toContainText("At the door");
});

test("a role that people have is not removed, and predefined ones are not changed", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/roles");
  await act(page, "License Viewer", "Remove");
  const question = page.getByRole("dialog", { name: "Remove Role" });
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(question.getByRole("alert")).toContainText(/(person has|people have) or .* this role/);
  await page.keyboard.press("Escape");
  for (const name of ["Super Admin", /^Admin/, /^User/]) {
    await row(page, name).getByRole("button", { name: /^Actions for/ }).click();
    await expect(page.getByRole("menuitem")).toHaveText(["Preview"]);
    await page.keyboard.press("Escape");
  }
});

test("Role Management is not there for those without the level", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["viewer", "reseller", "solo"]) {
    const page = await as(person, "/roles");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.getByRole("link", { name: "Roles" })).toHaveCount(0);
  }
});

test("the vendor's roles have the Vendor Console", async ({ as }) => {
  const page = await as("vendor", "/roles");
  await page.getByRole("button", { name: "Add Role" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Role" });
  await dialog.getByLabel("Vendor Console").selectOption("View Only");
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText("The installation");
});

test("by the keyboard: a role is added and removed", async ({ as }, info) => {
  const page = await as("admin", "/roles");
  const name = `By keys ${info.repeatEachIndex} ${Date.now()}`;
  await expect(roles(page)).toBeVisible();
  const add = page.getByRole("button", { name: "Add Role" });
  await press(page, add);
  const dialog = page.getByRole("dialog", { name: "Add Role" });
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type(name);
  await go(page, dialog.getByLabel("Event History"));
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText("See event history");
  await press(page, dialog.getByRole("button", { name: "Save" }));
  await expect(dialog).toBeHidden();
  await expect(add).toBeFocused();
  const menu = page.getByRole("button", { name: `Actions for ${name}` });
  await expect(menu).toBeVisible();
  await go(page, menu);
  await chooseEntry(page, "Remove");
  await press(page, page.getByRole("dialog", { name: "Remove Role" }).getByRole("button", { name: "Remove" }));
  await expect(page.getByText(`${name} removed`)).toBeVisible();
});
