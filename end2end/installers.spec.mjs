// Installers: Download Product Installer, the product's page, and adding and removing by the vendor's staff.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseEntry, chooseFile, go, press } from "./keys.mjs";
import { act, expect, rows, test } from "./portal.mjs";

const table = (page) => page.getByRole("table", { name: "On-Premises Products" });
const installers = (scope) => scope.getByRole("region", { name: "Installers of the product" });
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Opens the dialog from the first row of a product. */
async function open(page, product) {
  await page.goto(`/licenses?q=${encodeURIComponent(product)}`);
  const row = rows(table(page)).filter({ hasText: product }).first();
  await expect(row).toContainText("••••");
  await act(row, "Download Product Installer");
  const dialog = page.getByRole("dialog", { name: "Download Product Installer" });
  await expect(dialog).toContainText(product);
  return dialog;
}

/** Opens a product's page from the list of all products. */
async function product(page, name) {
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

/** Fills in the details of an installer. */
async function describe(page, { version, platform = "Linux", hash = "" }) {
  const form = page.getByRole("region", { name: "Add Installer" });
  await form.getByLabel("Version").fill(version);
  await form.getByLabel("Platform").fill(platform);
  await form.getByLabel("SHA-256").fill(hash);
  return form;
}

test("a product's installers are listed newest first, and downloaded as they are", async ({ as }) => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await as("admin", "/licenses", { permissions });
  const dialog = await open(page, "Harbor Gateway");
  const listed = installers(dialog).getByRole("row");
  await expect(listed).toHaveCount(5);
  await expect(listed.nth(1)).toContainText("5.14.2");
  await expect(listed.nth(1)).toContainText("Linux, x86-64");
  await expect(listed.nth(1)).toContainText(/\d+\.\d KiB/);
  await expect(listed.nth(1)).toContainText(/\d{4}-\d\d-\d\d/);
  await expect(listed.nth(4)).toContainText("5.12.7");

  const hash = (await listed.nth(1).locator("code").innerText()).trim();
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await listed.nth(1).getByRole("button", { name: /^Copy SHA-256/ }).click();
  await expect(page.getByText("SHA-256 copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hash);

  const link = listed.nth(1).getByRole("link", { name: /^Download / });
  const started = page.waitForEvent("download");
  await link.click();
  const download = await started;
  expect(download.suggestedFilename()).toBe("harbor-gateway-5.14.2-x64.run");
  const whole = await readFile(await download.path());
  expect(sha256(whole)).toBe(hash);

  // An interrupted download resumes.
  const address = await link.getAttribute("href");
  const rest = await page.request.get(address, { headers: { Range: "bytes=1000-", "If-Range": `"${hash}"` } });
  expect(rest.status()).toBe(206);
  expect(Buffer.concat([whole.subarray(0, 1000), await rest.body()]).equals(whole)).toBe(true);
});

test("where there is none, it says what to do", async ({ as }) => {
  const page = await as("admin", "/licenses");
  const dialog = await open(page, "Keel Archive");
  await expect(dialog).toContainText("No installers for this product");
  await expect(dialog).toContainText("Ask your vendor");
});

test("the vendor's staff adds an installer, customers get it, and it is removed", async ({ as, complaints }, info) => {
  complaints.allow(/status of (404|409|422)/);
  const version = `7.0.${info.repeatEachIndex}`;
  const bytes = Buffer.from(`installer ${info.testId} ${info.repeatEachIndex}`);
  const page = await as("vendor", "/products");
  await product(page, "Drydock Transfer");
  // Everything that is missing, at once.
  const empty = page.getByRole("region", { name: "Add Installer" });
  await empty.getByRole("button", { name: "Upload" }).click();
  await expect(empty.getByText("Choose the installer's file.")).toBeVisible();
  for (const name of ["Version", "Platform"]) {
    await expect(empty.getByLabel(name)).toHaveAttribute("aria-invalid", "true");
  }
  const form = await describe(page, { version, hash: sha256("something else") });
  await form.getByRole("button", { name: "Upload" }).click();
  await expect(form.getByText("Choose the installer's file.")).toBeVisible();
  const name = `drydock-transfer-${version}.run`;
  await form.locator('input[type="file"]').setInputFiles({ name, mimeType: "application/x-sh", buffer: bytes });
  await expect(form).toContainText(name);

  // A different file than intended: the error is at the field, and the input stays.
  await form.getByRole("button", { name: "Upload" }).click();
  const field = form.getByLabel("SHA-256");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(new RegExp(`The file's SHA-256 is ${sha256(bytes)}`));
  await expect(form.getByLabel("Version")).toHaveValue(version);
  await expect(installers(page)).not.toContainText(name);

  await field.fill(sha256(bytes).toUpperCase());
  await form.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByText("Installer added")).toBeVisible();
  await expect(installers(page)).toContainText(name);
  await expect(form.getByLabel("Version")).toHaveValue("");

  // Adding the same again is an error.
  await describe(page, { version });
  await form.locator('input[type="file"]').setInputFiles({ name, mimeType: "application/x-sh", buffer: bytes });
  await form.getByRole("button", { name: "Upload" }).click();
  await expect(form.getByRole("alert")).toContainText(`Version ${version} for Linux already has a file ${name}.`);

  const customer = await as("viewer", "/licenses");
  const dialog = await open(customer, "Drydock Transfer");
  const started = customer.waitForEvent("download");
  await dialog.getByRole("link", { name: `Download ${name}` }).click();
  expect(await readFile(await (await started).path())).toEqual(bytes);

  await installers(page).getByRole("button", { name: `Remove ${name}` }).click();
  const question = page.getByRole("dialog", { name: "Remove Installer" });
  await expect(question).toContainText(name);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(installers(page)).toContainText(name);
  await installers(page).getByRole("button", { name: `Remove ${name}` }).click();
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Installer removed")).toBeVisible();
  await expect(installers(page)).not.toContainText(name);
  const address = await dialog.getByRole("link", { name: `Download ${name}` }).getAttribute("href");
  expect((await customer.request.get(address)).status()).toBe(404);
});

test("an upload shows how far it is, and leaves nothing when it is canceled", async ({ as }, info) => {
  const folder = await mkdtemp(join(tmpdir(), "grantry-upload-"));
  const name = `large-${info.repeatEachIndex}.run`;
  await writeFile(join(folder, name), Buffer.alloc(24 << 20, 7));
  try {
    const page = await as("vendor", "/products");
    await product(page, "Drydock Kiosk");
    const slow = await page.context().newCDPSession(page);
    await slow.send("Network.enable");
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2 << 20 };
    await slow.send("Network.emulateNetworkConditions", conditions);
    const form = await describe(page, { version: "8.0" });
    await form.locator('input[type="file"]').setInputFiles(join(folder, name));
    await form.getByRole("button", { name: "Upload" }).click();
    const bar = form.getByRole("progressbar", { name: "Upload" });
    await expect(bar).toBeVisible();
    await expect(form).toContainText(/\d+\.\d MiB of 24\.0 MiB/);
    await expect(form.getByLabel("Version")).toBeDisabled();
    await form.getByRole("button", { name: "Cancel upload" }).click();
    await expect(page.getByText("Upload canceled")).toBeVisible();
    await expect(bar).toHaveCount(0);
    await expect(form.getByLabel("Version")).toHaveValue("8.0");
    await page.reload();
    await expect(installers(page)).toBeVisible();
    await expect(installers(page)).not.toContainText(name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a product is there for those who have it, without what only the vendor may", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  const staff = await as("vendor", "/products");
  const address = await staff.getByRole("link", { name: "Anchor Identity", exact: true }).getAttribute("href");
  const page = await as("admin", address);
  await expect(page.getByRole("heading", { name: "Anchor Identity", level: 1 })).toBeVisible();
  await expect(installers(page)).toBeVisible();
  await expect(page.getByRole("region", { name: "Add Installer" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Remove/ })).toHaveCount(0);
  // Partners can't see an identity product.
  for (const person of ["distributor", "none", "solo"]) {
    const other = await as(person, address);
    await expect(other.getByText("There is nothing here")).toBeVisible();
    expect((await other.request.get(address)).status()).toBe(404);
  }
});

test("by the keyboard: a download, and an upload up to its file", async ({ as }) => {
  const page = await as("viewer", "/licenses?q=gateway");
  const row = rows(table(page)).first();
  await expect(row).toContainText("••••");
  const actions = row.getByRole("button", { name: "Actions" });
  await go(page, actions);
  await chooseEntry(page, "Download Product Installer");
  const dialog = page.getByRole("dialog", { name: "Download Product Installer" });
  await expect(installers(dialog)).toBeVisible();
  await go(page, dialog.getByRole("link", { name: /^Download / }).first());
  const started = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  await started;
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(actions).toBeFocused();

  const staff = await as("vendor", "/products");
  const link = staff.getByRole("link", { name: "Harbor Endpoint", exact: true });
  await expect(link).toBeVisible();
  await press(staff, link);
  const form = staff.getByRole("region", { name: "Add Installer" });
  await expect(form).toBeVisible();
  const file = { name: "keys.run", mimeType: "application/x-sh", buffer: Buffer.from("keys") };
  await chooseFile(staff, form.locator('input[type="file"]'), file);
  await expect(form).toContainText("keys.run (4 B)");
  await go(staff, form.getByLabel("Platform"));
  await staff.keyboard.type("Linux");
  await press(staff, form.getByRole("button", { name: "Upload" }));
  await expect(form.getByLabel("Version")).toHaveAttribute("aria-invalid", "true");
  await expect(form.getByLabel("Version")).toBeFocused();
});
