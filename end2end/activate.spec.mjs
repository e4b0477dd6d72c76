// Activate License: the page for everybody with a key, and the dialog of a license's row.
import { readFile } from "node:fs/promises";
import { act, column, expect, rows, test } from "./portal.mjs";

test.describe.configure({ mode: "default" });

const table = (page) => page.getByRole("table", { name: "On-Premises Products" });

/** A customer's key with free units, as its admin reads it. */
async function someKey(page) {
  await page.goto("/licenses?status=active&type=purchased");
  const row = rows(table(page)).first();
  await row.getByRole("button", { name: "Reveal license key" }).click();
  await expect(row.getByRole("button", { name: "Hide license key" })).toBeVisible();
  return (await column(table(page), "License Key"))[0];
}

async function fill(page, key, id, quantity = "1") {
  await page.getByLabel("License Key").fill(key);
  await page.getByLabel("Deployment ID").fill(id);
  await page.getByLabel("Quantity").fill(quantity);
}

test("whoever has a key activates with it, at level None too, and learns of its own attempt alone", async ({
  as,
  complaints,
}) => {
  complaints.allow(/status of 422/);
  const key = await someKey(await as("admin", "/licenses"));
  const page = await as("none", "/activate");
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  // All errors at once.
  await expect(page.getByText("Enter the license key as you received it.")).toBeVisible();
  await expect(page.getByText("Enter the deployment ID:")).toBeVisible();
  await expect(page.getByLabel("License Key")).toBeFocused();
  await fill(page, "NO-SUCH-KEY", "pc-1");
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(page.getByText(/No license has this key/)).toBeVisible();
  await expect(page.getByLabel("License Key")).toHaveAttribute("aria-invalid", "true");
  // The input is still there.
  await expect(page.getByLabel("Deployment ID")).toHaveValue("pc-1");

  const id = `browser test ${Date.now()}`;
  await fill(page, key, id);
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(page.getByText(`${id} is activated and uses 1 unit.`)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: id })).toBeFocused();
  await page.getByRole("button", { name: "Activate another" }).click();
  await expect(page.getByLabel("Deployment ID")).toBeFocused();
  await fill(page, key, id, "3");
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(page.getByText(`${id} was already active, with 1 unit.`)).toBeVisible();
  await page.goto("/licenses");
  await expect(page.getByText("Your role does not show licenses")).toBeVisible();
});

test("offline gives a signed license file for that deployment", async ({ as }) => {
  const page = await as("admin", "/licenses?status=active&type=purchased");
  await act(rows(table(page)).first(), "Activate License");
  const dialog = page.getByRole("dialog", { name: "Activate License" });
  await expect(dialog.getByLabel("Deployment ID")).toBeFocused();
  await expect(dialog.getByLabel("License Key")).not.toHaveValue("");
  await dialog.getByLabel("Deployment ID").fill(`offline-${Date.now()}`);
  await dialog.getByRole("radio", { name: "Offline" }).check({ force: true });
  await dialog.getByRole("button", { name: "Activate", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download license file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^offline-\d+\.lic$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text).toMatch(/^-----BEGIN MACHINE FILE-----\n[\s\S]+-----END MACHINE FILE-----\n$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
});

test("with more than is left, the quantity says how many are", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/licenses?status=active&type=purchased");
  await act(rows(table(page)).first(), "Activate License");
  const dialog = page.getByRole("dialog", { name: "Activate License" });
  await expect(dialog.getByLabel("License Key")).not.toHaveValue("");
  await dialog.getByLabel("Deployment ID").fill("too-many");
  await dialog.getByLabel("Quantity").fill("4000000000");
  await dialog.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(dialog.getByText(/units? (is|are) left, but \d+ were requested: \d+ of \d+ are deployed/)).toBeVisible();
  await expect(dialog.getByLabel("Quantity")).toHaveAttribute("aria-invalid", "true");
});
