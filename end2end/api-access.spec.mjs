// API Access: tokens are created, shown once, used by programs, and revoked.
import { go, press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";
import { url } from "./server.mjs";

const tokens = (page) => page.getByRole("region", { name: "API tokens" });
const row = (page, name) => tokens(page).getByRole("row").filter({ hasText: name });

/** The response to a program that has only this token. */
async function program(token, path) {
  return fetch(`${url()}${path}`, { headers: { Authorization: `Bearer ${token}` }, redirect: "manual" });
}

test("a token is shown once, lets a program in, and is revoked", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await as("admin", "/api-access", { permissions });
  const name = `Nightly export ${info.repeatEachIndex}`;
  await page.getByRole("button", { name: "Create Token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Last day").fill("2001-01-01");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByLabel("Last day")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Name")).toHaveValue(name);
  await dialog.getByLabel("Last day").fill("2099-12-31");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog).toContainText("it is not shown again");
  const token = (await dialog.getByLabel("Token").innerText()).trim();
  expect(token).toMatch(/^grantry_[\w-]{43}$/);
  await dialog.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("Token copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, name)).toContainText(`…${token.slice(-4)}`);
  await expect(row(page, name)).toContainText("Ada Admin");
  await expect(row(page, name)).toContainText("2099-12-31");
  await expect(row(page, name)).toContainText("Never");
  expect(await page.content()).not.toContain(token);

  const answer = await program(token, "/export/licenses.csv");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(await answer.text()).toContain("License Key");
  expect((await program(`${token}x`, "/export/licenses.csv")).status).toBe(404);
  await page.reload();
  await expect(row(page, name)).toContainText("UTC");
  await expect(row(page, name)).not.toContainText("Never");

  await row(page, name).getByRole("button", { name: `Revoke ${name}` }).click();
  const question = page.getByRole("dialog", { name: "Revoke Token" });
  await expect(question).toContainText(name);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(row(page, name)).toHaveCount(1);
  expect((await program(token, "/export/licenses.csv")).status).toBe(200);
  await row(page, name).getByRole("button", { name: `Revoke ${name}` }).click();
  await question.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Token revoked")).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
  expect((await program(token, "/export/licenses.csv")).status).toBe(404);
});

test("API Access is not there for those without the level", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["viewer", "distributor", "solo"]) {
    const page = await as(person, "/api-access");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.getByRole("link", { name: "API Access" })).toHaveCount(0);
  }
});

test("a token that could not be made is reported, and what was typed is kept", async ({ as, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await as("admin", "/api-access");
  await page.route("**/api/create-api-token", (route) => route.abort());
  await page.getByRole("button", { name: "Create Token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Typed with care");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("The server can't be reached");
  await expect(dialog.getByLabel("Name")).toHaveValue("Typed with care");
});

test("by the keyboard: a token is made and revoked", async ({ as }, info) => {
  const page = await as("admin", "/api-access");
  const name = `By keys ${info.repeatEachIndex}`;
  const create = page.getByRole("button", { name: "Create Token" });
  await expect(create).toBeVisible();
  await press(page, create);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Token")).toContainText("grantry_");
  await expect(dialog.locator("[tabindex='-1']")).toBeFocused();
  await press(page, dialog.getByRole("button", { name: "Done" }));
  await expect(dialog).toBeHidden();
  await expect(create).toBeFocused();
  const revoke = page.getByRole("button", { name: `Revoke ${name}` });
  await expect(revoke).toBeVisible();
  await go(page, revoke);
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("dialog", { name: "Revoke Token" }).getByRole("button", { name: "Revoke" }));
  await expect(page.getByText("Token revoked")).toBeVisible();
  await expect(revoke).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "API Access" })).toBeFocused();
});
