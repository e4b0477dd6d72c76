// Critical Alert Users: who gets e-mails when licenses expire, when, and what was sent; also each person's settings under
// Support.
import { chooseEntry, go, press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";

const users = (page) => page.getByRole("region", { name: "Critical alert users" });
const row = (page, text) => users(page).getByRole("row").filter({ hasText: text });
const dialog = (page) => page.getByRole("dialog");
const button = (scope, name) => scope.getByRole("button", { name, exact: true });

test("an address is added once and removed", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/critical-alerts");
  const email = `ops-${info.repeatEachIndex}-${Date.now()}@customer.example`;
  await button(page, "Add Alert User").click();
  const field = dialog(page).getByLabel("E-mail address");
  for (const wrong of ["", "ops", "licenses@customer.example"]) {
    await field.fill(wrong);
    await button(dialog(page), "Add").click();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveValue(wrong);
  }
  await expect(dialog(page)).toContainText("licenses@customer.example is already a critical alert user.");
  await field.fill(` ${email.toUpperCase()}`);
  await button(dialog(page), "Add").click();
  await expect(page.getByText("Alert user added")).toBeVisible();
  await expect(row(page, email)).toContainText("All licenses of the organization");

  await button(page, `Remove ${email}`).click();
  await expect(dialog(page)).toContainText(email);
  await button(dialog(page), "Cancel").click();
  await expect(row(page, email)).toHaveCount(1);
  await button(page, `Remove ${email}`).click();
  await button(dialog(page), "Remove").click();
  await expect(page.getByText("Alert user removed")).toBeVisible();
  await expect(row(page, email)).toHaveCount(0);
});

test("what was sent, what is next and the e-mail itself are shown", async ({ as }) => {
  const page = await as("admin", "/critical-alerts");
  await expect(page.getByText("No mail server is configured")).toBeVisible();
  const region = page.getByRole("region", { name: "Sent e-mails" });
  const sent = region.getByRole("row").filter({ hasText: "licenses@customer.example" });
  await expect(sent.first()).toContainText(/licenses? expires? within \d+ days/);
  await expect(sent.first()).toContainText(/Written to a file .* UTC/);
  const next = page.getByRole("region", { name: "Next alerts" });
  await expect(next.getByRole("row").nth(1)).toContainText(/\d+ days/);
  await button(page, "Preview E-mail").click();
  await expect(dialog(page)).toContainText(/Subject: .* expires? /);
  const mail = dialog(page).getByRole("region", { name: "E-mail", exact: true });
  await expect(mail.getByRole("link", { name: "Unsubscribe" })).toHaveAttribute("href", /\/unsubscribe\/preview$/);
  await expect(mail.getByRole("row").nth(1)).toContainText(/day/);
  await dialog(page).getByText("As text").click();
  await expect(dialog(page).getByRole("region", { name: "E-mail as text" })).toContainText("Unsubscribe: http");
});

test("a license has lead times of its own until they are reset", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/critical-alerts");
  const last = page.getByRole("region", { name: "Next alerts" }).getByRole("row").last();
  const license = await last.locator("code").innerText();
  const set = async (license, days) => {
    await dialog(page).getByLabel("License").fill(license);
    await dialog(page).getByLabel("Days before").fill(days);
    await button(dialog(page), "Set").click();
  };
  await button(page, "Set Lead Times").click();
  await set("", "");
  await expect(dialog(page)).toContainText("Enter the license's key or ID.");
  await expect(dialog(page)).toContainText("Enter at least one number of days");
  await expect(dialog(page).getByLabel("License")).toBeFocused();
  await set("", "30");
  await expect(dialog(page).getByLabel("License")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog(page).getByLabel("Days before")).not.toHaveAttribute("aria-invalid");
  await set("no-such-license", "30");
  await expect(dialog(page)).toContainText("has no license with this key or ID");
  await expect(dialog(page).getByLabel("License")).toHaveAttribute("aria-invalid", "true");
  await set(license, "30, soon");
  await expect(dialog(page)).toContainText("“soon” is not a lead time");
  await expect(dialog(page).getByLabel("Days before")).toHaveValue("30, soon");
  await set(license, "14,90");
  await expect(page.getByText("Lead times set")).toBeVisible();
  const own = page.getByRole("region", { name: "Licenses with their own lead times" }).getByRole("row").filter({ hasText: license });
  await expect(own).toContainText("90, 14");
  await page.reload();
  await button(own, `Reset lead times of ${license}`).click();
  await expect(page.getByText("Lead times reset")).toBeVisible();
  await expect(own).toHaveCount(0);
});

test("Critical Alert Users is not there for those without the level", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["viewer", "distributor", "solo"]) {
    const page = await as(person, "/critical-alerts");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.getByRole("link", { name: "Critical Alert Users" })).toHaveCount(0);
  }
});

test("a member subscribes itself under Support, and unsubscribes", async ({ as }) => {
  const page = await as("viewer", "/licenses");
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Support" }).click();
  await expect(page).toHaveURL("/support");
  await expect(page.getByRole("heading", { name: "Subscribe to Critical Alerts" })).toBeVisible();
  const mine = page.getByRole("switch", { name: /^Licenses of/ });
  await expect(mine).toHaveAttribute("aria-checked", "false");
  await mine.click();
  await expect(page.getByText("Subscribed", { exact: true })).toBeVisible();
  const admin = await as("admin", "/critical-alerts");
  await expect(row(admin, "viewer@customer.example")).toContainText("Licenses they can see");
  await page.reload();
  await expect(mine).toHaveAttribute("aria-checked", "true");
  await mine.click();
  await expect(page.getByText("Unsubscribed", { exact: true })).toBeVisible();
  await admin.reload();
  await expect(row(admin, "licenses@customer.example")).toHaveCount(1);
  await expect(row(admin, "viewer@customer.example")).toHaveCount(0);
  await expect((await as("solo", "/support")).getByRole("switch")).toHaveCount(1);
});

test("the link in an e-mail asks before it unsubscribes, and works without signing in", async ({ page }) => {
  await page.goto("/unsubscribe/unknown");
  await button(page, "Unsubscribe").click();
  await expect(page.getByRole("status")).toContainText("You are unsubscribed");
});

test("by the keyboard: an address is added and removed, and oneself subscribed", async ({ as }, info) => {
  const page = await as("admin", "/critical-alerts");
  const email = `keys-${info.repeatEachIndex}-${Date.now()}@customer.example`;
  const add = button(page, "Add Alert User");
  await expect(add).toBeVisible();
  await press(page, add);
  await expect(dialog(page).getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  const remove = button(page, `Remove ${email}`);
  await expect(remove).toBeVisible();
  await press(page, remove);
  await press(page, button(dialog(page), "Remove"));
  await expect(page.getByText("Alert user removed")).toBeVisible();

  const support = await as("none", "/licenses");
  const account = support.getByRole("button", { name: /^Account/ });
  await expect(account).toBeVisible();
  await go(support, account);
  await chooseEntry(support, "Support");
  const personal = support.getByRole("switch", { name: "My personal licenses" });
  await expect(personal).toHaveAttribute("aria-checked", "true");
  await press(support, personal, "Space");
  await expect(personal).toHaveAttribute("aria-checked", "false");
  await support.keyboard.press("Space");
  await expect(personal).toHaveAttribute("aria-checked", "true");
});
