// License Pools: what is listed, opened, moved, split, merged and tagged.
import { expect, test } from "./portal.mjs";

test.describe.configure({ mode: "default" });

const grid = (page) => page.getByRole("treegrid", { name: "License pools" });
const poolRows = (page) => grid(page).locator("tr[aria-level='1']");
const licenseRows = (page) => grid(page).locator("tr[aria-level='2']");
const filters = (page) => page.getByRole("group", { name: "Licenses by status" });

test("five filters partition the licenses, and a pool opens to its own", async ({ as }) => {
  const page = await as("admin", "/pools");
  await expect(page.getByRole("heading", { name: "License Pools" })).toBeVisible();
  await expect(poolRows(page).first()).toBeVisible();
  await expect(filters(page).getByRole("button")).toHaveCount(5);
  const expired = filters(page).getByRole("button", { name: /^Expired \d+$/ });
  const count = Number((await expired.getAttribute("aria-label")).match(/\d+$/)[0]);
  const all = await poolRows(page).count();
  await expired.click();
  await expect(expired).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL((url) => url.searchParams.get("status") === "expired");
  await expect(poolRows(page)).not.toHaveCount(all);
  if (count > 0) {
    const first = poolRows(page).first();
    await first.focus();
    await page.keyboard.press("ArrowRight");
    await expect(first).toHaveAttribute("aria-expanded", "true");
    await expect(licenseRows(page).first()).toContainText("Expired");
    await page.keyboard.press("ArrowRight");
    await expect(licenseRows(page).first()).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await expect(first).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await expect(first).toHaveAttribute("aria-expanded", "false");
  }
});

test("a pool is split, renamed, tagged, found by its tag and merged again", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/pools");
  await expect(poolRows(page).first()).toBeVisible();
  const count = await poolRows(page).count();
  const wide = poolRows(page).filter({ hasText: "Beacon Scan" });
  const name = (await wide.getByRole("rowheader").innerText()).trim();
  await wide.getByRole("button", { name: `Open ${name}` }).click();
  await expect(licenseRows(page).nth(1)).toBeVisible();
  await licenseRows(page).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Split…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name of the new pool" }).fill(" ");
  await dialog.getByRole("button", { name: "Split" }).click();
  await expect(dialog).toContainText("A name must have");
  await dialog.getByRole("textbox", { name: "Name of the new pool" }).fill("Laboratory");
  await dialog.getByRole("button", { name: "Split" }).click();
  await expect(page.getByText("Pool split")).toBeVisible();
  await expect(poolRows(page)).toHaveCount(count + 1);

  const lab = poolRows(page).filter({ hasText: "Laboratory" });
  await lab.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Edit Tags…" }).click();
  await dialog.getByRole("combobox", { name: "Another tag" }).fill("Floor 3");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Tags saved")).toBeVisible();
  await lab.getByRole("button", { name: "Show tag Floor 3" }).click();
  await expect(poolRows(page)).toHaveCount(1);
  await page.goto("/pools");

  await lab.getByRole("checkbox").check();
  await poolRows(page).filter({ hasText: name }).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Merge…" }).click();
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(page.getByText("Pools merged")).toBeVisible();
  await expect(poolRows(page)).toHaveCount(count);
});

test("a move that leads nowhere says so", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/pools");
  await poolRows(page).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Move to Access Group…" }).click();
  const dialog = page.getByRole("dialog", { name: "Move to Access Group" });
  await expect(dialog.getByRole("button", { name: "Move" })).toBeDisabled();
  await dialog.getByRole("treeitem", { name: "All", exact: true }).click();
  await expect(dialog.getByRole("status").filter({ hasText: "will see the licenses there" })).toBeVisible();
  await dialog.getByRole("button", { name: "Move" }).click();
  await expect(dialog).toContainText("in this access group already");
});

test("a viewer changes nothing", async ({ as }) => {
  const page = await as("viewer", "/pools");
  await expect(poolRows(page).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Move to Access Group…" })).toHaveCount(0);
});

test("an address that means nothing is explained", async ({ as }) => {
  const page = await as("admin", "/pools?group=999999&status=odd");
  await expect(page.getByText("The address contains the access group “999999”")).toBeVisible();
  await expect(page.getByText("The address contains an unknown status: “odd”.")).toBeVisible();
});
