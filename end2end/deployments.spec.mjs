// Manage Active Deployments and the Active Deployment Report.
import { readFile } from "node:fs/promises";
import { act, expect, rows, test } from "./portal.mjs";
import { csv, sheets } from "./sheets.mjs";

test.describe.configure({ mode: "default" });

const table = (page) => page.getByRole("table", { name: "On-Premises Products" });
const grid = (page) => page.getByRole("region", { name: "Active deployments" });
const lines = (page) => grid(page).getByRole("row").filter({ has: page.getByRole("rowheader") });

/** Opens the deployments of a license that has several, like a person. */
async function manage(page) {
  // One that stays Active, because other tests count on the rest; sorted by deployed units, most first, apart from pinned ones.
  await page.goto("/licenses?type=purchased&status=active&sort=-deployed");
  await act(rows(table(page)).filter({ hasNotText: "Pinned" }).first(), "Manage Active Deployments");
  await expect(page).toHaveURL(/\/deployments\?license=/);
  await expect(lines(page).first()).toBeVisible();
}

test("deployments are searched, sorted, selected, exported and removed", async ({ as }) => {
  const page = await as("admin", "/licenses");
  await manage(page);
  const total = await lines(page).count();
  expect(total).toBeGreaterThan(2);

  await grid(page).getByRole("button", { name: "Host Name" }).click();
  const host = grid(page).getByRole("columnheader", { name: "Host Name" });
  await expect(host).toHaveAttribute("aria-sort", "ascending");
  await grid(page).getByRole("button", { name: "Host Name" }).click();
  await expect(host).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL((url) => url.searchParams.get("sort") === "-host");
  await page.goBack();
  await expect(host).toHaveAttribute("aria-sort", "ascending");

  const id = await lines(page).first().getByRole("rowheader").innerText();
  await page.getByRole("searchbox", { name: "Search deployments" }).fill(id.toLowerCase());
  await expect(lines(page)).toHaveCount(1);
  await lines(page).first().getByRole("checkbox").check();
  await expect(page.getByText("1 deployment selected")).toBeVisible();
  await page.getByRole("button", { name: "Remove…" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove deployments" });
  await expect(dialog).toContainText("Remove 1 deployment from this license? Its unit is freed immediately");
  await expect(dialog).toContainText(`It is ${id}.`);
  await expect(dialog).not.toContainText("hidden by the search");
  await page.keyboard.press("Escape");
  await page.getByRole("searchbox", { name: "Search deployments" }).fill("");
  await expect(lines(page)).toHaveCount(total);
  await lines(page).filter({ hasNotText: id }).first().getByRole("checkbox").check();
  await expect(page.getByText("2 deployments selected")).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  expect(csv(await readFile(await download.path()))).toHaveLength(2 + 1);

  await page.getByRole("searchbox", { name: "Search deployments" }).fill(id);
  await expect(lines(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Remove…" }).click();
  await expect(dialog).toContainText("Remove 2 deployments from this license? Their 2 units are freed immediately");
  await expect(dialog.getByText(/^They are /)).toContainText(id);
  await expect(dialog).toContainText("1 of them is hidden by the search.");
  await dialog.getByRole("button", { name: "Keep them" }).click();
  await page.getByRole("searchbox", { name: "Search deployments" }).fill("");
  await expect(lines(page)).toHaveCount(total);
  await page.getByRole("button", { name: "Remove…" }).click();
  await dialog.getByRole("button", { name: "Remove 2 deployments" }).click();
  await expect(page.getByText("2 deployments removed, 2 units freed")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Manage Active Deployments" })).toBeFocused();
  await expect(lines(page)).toHaveCount(total - 2);

  // The button disappears, and the focus goes on.
  await lines(page).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Clear selection" }).click();
  await expect(page.getByText("0 deployments selected")).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search deployments" })).toBeFocused();
});

test("the search is in the address, and the heading names whose license it is", async ({ as }) => {
  const page = await as("admin", "/licenses");
  await manage(page);
  await expect(page.getByText(/ · Aurelia [^·]+ · \d+ of \d+ units deployed$/)).toBeVisible();
  const id = await lines(page).first().getByRole("rowheader").innerText();
  const search = page.getByRole("searchbox", { name: "Search deployments" });
  await search.fill(id);
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === id);
  // Somebody may be on the row already when the response arrives.
  const box = lines(page).filter({ hasText: id }).getByRole("checkbox");
  await box.focus();
  await expect(lines(page)).toHaveCount(1);
  await expect(box).toBeFocused();
  await page.reload();
  await expect(search).toHaveValue(id);
  await expect(lines(page)).toHaveCount(1);
  await search.fill("");
  await expect(page).toHaveURL((url) => !url.searchParams.has("q"));
});

test("a partner with Full Access manages a customer's deployments, one with View Only has no such entry", async ({
  as,
}) => {
  const page = await as("distributor", "/customers");
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  const products = page.getByRole("table", { name: "Products" });
  await act(rows(products).first(), "Manage Active Deployments");
  await expect(page.getByRole("heading", { name: "Manage Active Deployments" })).toBeVisible();

  const viewer = await as("viewer", "/licenses");
  await rows(table(viewer)).first().getByRole("button", { name: "Actions" }).click();
  await expect(viewer.getByRole("menuitem", { name: "Activate License" })).toBeVisible();
  await expect(viewer.getByRole("menuitem", { name: "Manage Active Deployments" })).toHaveCount(0);
  await expect(viewer.getByRole("menuitem", { name: "Download Active Deployment Report" })).toHaveCount(0);
});

test("the report has two sheets, and there is none of an expired license", async ({ as }) => {
  const page = await as("admin", "/licenses?status=active&type=purchased");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    act(rows(table(page)).first(), "Download Active Deployment Report"),
  ]);
  expect(download.suggestedFilename()).toMatch(/^active-deployments-.+\.xlsx$/);
  expect(sheets(await readFile(await download.path()))).toEqual(["License", "Active Deployments"]);
  await page.goto("/licenses?status=expired");
  await rows(table(page)).first().getByRole("button", { name: "Actions" }).click();
  await expect(page.getByRole("menuitem", { name: "License History", exact: true })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Download Active Deployment Report" })).toHaveCount(0);
});

test("a license that is not one's own is not there", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  const page = await as("admin", "/deployments?license=NONE");
  await expect(page.getByRole("alert")).toContainText("There is nothing here, or you don't have access to it.");
});
