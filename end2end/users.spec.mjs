// User Management: an organization's people are listed, changed, invited, removed; nobody above the actor.
import { chooseEntry, go, press } from "./keys.mjs";
import { choose, expect, test } from "./portal.mjs";

const users = (page) => page.getByRole("region", { name: "Users" });
const row = (page, text) => users(page).getByRole("row").filter({ hasText: text });
const count = (page) => page.getByRole("search", { name: "Users" }).getByRole("status");
const MAIN = "Aurelia Manufacturing";

/** Opens the menu of a row and chooses an entry. */
async function act(page, text, entry) {
  await row(page, text).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

/** Returns the entries of a row's menu; none if there is no menu. */
async function entries(page, text) {
  const menu = row(page, text).getByRole("button", { name: /^Actions for/ });
  if ((await menu.count()) === 0) return [];
  await menu.click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  const texts = await page.getByRole("menuitem").allInnerTexts();
  await page.keyboard.press("Escape");
  return texts.map((text) => text.trim());
}

/** Returns the address of a demo colleague in the main customer. */
async function colleague(page, role) {
  await expect(users(page)).toBeVisible();
  const texts = await users(page).getByRole("row").filter({ hasText: new RegExp(`${role}-\\d+@`) }).allInnerTexts();
  const own = texts.find((text) => text.split(/[\t\n]/).some((cell) => cell.trim() === MAIN)) ?? texts[0];
  return own.match(/[a-z]+-\d+@customer\.example/)[0];
}

test("users are searched and filtered, and all of it is in the address", async ({ as }) => {
  const page = await as("admin", "/users");
  await expect(page.getByRole("heading", { name: "User Management", level: 1 })).toBeVisible();
  await expect(row(page, "admin@customer.example")).toContainText("Super Admin");
  await expect(row(page, "admin@customer.example")).toContainText("(you)");
  await expect(row(page, "pending@customer.example")).toContainText("Pending");
  await page.getByRole("searchbox", { name: "Search by name or e-mail address" }).fill("VIKTOR");
  await expect(page).toHaveURL("/users?q=VIKTOR");
  await expect(count(page)).toContainText(/^1 of \d+ users$/);
  await expect(row(page, "viewer@customer.example")).toContainText("License Viewer");
  await page.reload();
  await expect(count(page)).toContainText(/^1 of \d+ users$/);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL("/users");
  await choose(page, "Status", "Pending");
  await expect(page).toHaveURL("/users?status=pending");
  await expect(row(page, "viewer@customer.example")).toHaveCount(0);
  await expect(row(page, "pending@customer.example")).toHaveCount(1);
  await page.getByRole("button", { name: "Clear all" }).click();
  await choose(page, "Role", "Admin");
  await choose(page, "Organization", `${MAIN} Berlin`);
  await expect(page).toHaveURL(/\/users\?role=Admin&orgs=\d+$/);
  await expect(count(page)).toContainText(/^1 of \d+ users$/);
  await page.goBack();
  await expect(page).toHaveURL("/users?role=Admin");
  await page.goto("/users?q=nobody-is-called-this");
  await expect(page.getByText("Nothing found")).toBeVisible();
});

test("an address of a page that is not there leads to the last one", async ({ as }) => {
  const page = await as("admin", "/users?status=active&page=9");
  await expect(row(page, "admin@customer.example")).toBeVisible();
  await expect(page).toHaveURL("/users?status=active");
});

test("an address that asks for what is not there says so", async ({ as }) => {
  const page = await as("admin", "/users?orgs=99999&role=Nobody&status=gone&page=x");
  const told = page.getByRole("alert");
  for (const words of [
    "an unknown status: “gone”",
    "an unknown page: “x”",
    "the organization “99999”, which does not exist or is not yours",
    "the role “Nobody”, which nobody here has",
  ])
    await expect(told).toContainText(words);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(told).toHaveCount(0);
});

test("what is offered is what one may do", async ({ as }) => {
  const page = await as("admin", "/users");
  const [admin, user] = [await colleague(page, "admin"), await colleague(page, "user")];
  expect(await entries(page, "(you)")).toEqual([]);
  expect(await entries(page, admin)).toEqual(["Change Role", "Transfer Super Admin", "End Sessions", "Remove"]);
  expect(await entries(page, user)).toEqual(["Change Role", "End Sessions", "Remove"]);
  // The demo sends no e-mails: the inviter passes the link on.
  expect(await entries(page, "pending@customer.example")).toEqual(["New Link", "Withdraw"]);
});

test("a member is signed out everywhere", async ({ as }) => {
  const page = await as("admin", "/users");
  const user = await colleague(page, "user");
  await act(page, user, "End Sessions");
  const question = page.getByRole("dialog", { name: "End Sessions" });
  await expect(question).toContainText("is signed out everywhere");
  await question.getByRole("button", { name: "End Sessions" }).click();
  await expect(page.getByText("No sessions to end")).toBeVisible();
  await expect(row(page, user)).toHaveCount(1);
});

test("a member gets another role, and is removed", async ({ as }) => {
  const page = await as("admin", "/users");
  const user = await colleague(page, "user");
  await act(page, user, "Change Role");
  const dialog = page.getByRole("dialog", { name: "Change Role" });
  await expect(dialog.getByLabel("Role")).toHaveValue(/\d+/);
  await expect(dialog.getByLabel("Role").locator("option:checked")).toHaveText("User");
  await dialog.getByLabel("Role").selectOption("License Viewer");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(page.getByText(/^Role of .* changed$/)).toBeVisible();
  await expect(row(page, user)).toContainText("License Viewer");

  await act(page, user, "Remove");
  const question = page.getByRole("dialog", { name: "Remove User" });
  await expect(question).toContainText(MAIN);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(row(page, user)).toHaveCount(1);
  await act(page, user, "Remove");
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(/ removed$/)).toBeVisible();
  await expect(row(page, user)).toHaveCount(0);
  // A repeated test finds the same state: the user comes back with an invitation.
  await page.getByRole("button", { name: "Invite User" }).click();
  await page.getByRole("dialog").getByLabel("E-mail address").fill(user);
  await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  await expect(row(page, user)).toContainText("Pending");
});

test("somebody is invited, once more, and the invitation is withdrawn", async ({ as, complaints }, info) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/users");
  const email = `new-${info.repeatEachIndex}-${Date.now()}@customer.example`;
  await page.getByRole("button", { name: "Invite User" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite User" });
  const invite = dialog.getByRole("button", { name: "Invite", exact: true });
  const field = dialog.getByLabel("E-mail address");
  await expect(dialog.getByLabel("Role").locator("option:checked")).toHaveText("User");
  await invite.click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  for (const [typed, told] of [
    ["nobody", /such as name@example\.org/],
    ["viewer@customer.example", /is already in this organization/],
    ["pending@customer.example", /is already invited/],
  ]) {
    await field.fill(typed);
    await invite.click();
    await expect(field).toHaveAccessibleDescription(told);
    await expect(field).toHaveValue(typed);
  }
  // A sub-organization has its own roles; one without a Super Admin can get one.
  await dialog.getByLabel("Organization").selectOption(`${MAIN} Porto`);
  await expect(dialog.getByLabel("Role").getByRole("option", { name: "Super Admin" })).toHaveCount(1);
  await dialog.getByLabel("Organization").selectOption(MAIN);
  await expect(dialog.getByLabel("Role").getByRole("option", { name: "License Viewer" })).toHaveCount(1);
  await expect(dialog.getByLabel("Role").getByRole("option", { name: "Super Admin" })).toHaveCount(0);
  await field.fill(email.toUpperCase());
  await invite.click();
  // Without a mail server there is no e-mail: the page shows the link to pass on.
  const made = page.getByRole("dialog", { name: "Invitation Created" });
  const link = made.getByLabel("Link", { exact: true });
  await expect(link).toHaveText(/\/invitation#[\w-]{43}$/);
  const first = await link.innerText();
  await made.getByRole("button", { name: "Done" }).click();
  await expect(row(page, email)).toContainText("Pending");
  await act(page, email, "New Link");
  await expect(made).toContainText(email);
  await expect(link).not.toHaveText(first);
  await made.getByRole("button", { name: "Done" }).click();
  await act(page, email, "Withdraw");
  await page.getByRole("dialog", { name: "Withdraw Invitation" }).getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Invitation withdrawn")).toBeVisible();
  await expect(row(page, email)).toHaveCount(0);
});

test("the Super Admin's role is transferred with the password alone", async ({ as, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await as("admin", "/users");
  const admin = await colleague(page, "admin");
  await act(page, admin, "Transfer Super Admin");
  const dialog = page.getByRole("dialog", { name: "Transfer Super Admin" });
  await dialog.getByLabel("Your password").fill("not it");
  await dialog.getByRole("button", { name: "Transfer" }).click();
  await expect(dialog.getByLabel("Your password")).toHaveAccessibleDescription(/not your password/);
  await page.keyboard.press("Escape");
  await expect(row(page, "(you)")).toContainText("Super Admin");
});

test("a link that is not one says so, to everybody", async ({ as, browse, complaints }) => {
  complaints.allow(/status of 404/);
  const nobody = await (await browse()).newPage();
  for (const page of [nobody, await as("viewer", "/licenses")]) {
    await page.goto("/invitation#nothing");
    await expect(page.getByRole("heading", { name: "This invitation can't be accepted" })).toBeVisible();
    // The secret part is not left in the address.
    await expect(page).toHaveURL(/\/invitation$/);
  }
});

test("User Management is not there for those without the level", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["viewer", "distributor", "solo"]) {
    const page = await as(person, "/users");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
  }
});

test("a page that is open says that one is no longer in the organization", async ({ as, complaints }) => {
  complaints.allow(/status of 409/);
  const page = await as("admin", "/users");
  await expect(users(page)).toBeVisible();
  // As if somebody had removed this person in the meantime: their session no longer acts for the organization on the page.
  await page.route("**/api/users", (route) =>
    route.continue({ headers: { ...route.request().headers(), "grantry-organization": "999999" } }),
  );
  await page.getByRole("searchbox").fill("v");
  await expect(page.getByRole("alert")).toContainText("You no longer act for this organization");
});

test("by the keyboard: somebody is invited and the invitation is withdrawn", async ({ as }, info) => {
  const page = await as("admin", "/users");
  const email = `keys-${info.repeatEachIndex}-${Date.now()}@customer.example`;
  const invite = page.getByRole("button", { name: "Invite User" });
  await expect(users(page)).toBeVisible();
  await press(page, invite);
  const dialog = page.getByRole("dialog", { name: "Invite User" });
  await expect(dialog.getByLabel("E-mail address")).toBeFocused();
  await expect(dialog.getByLabel("Role").locator("option:checked")).toHaveText("User");
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  const made = page.getByRole("dialog", { name: "Invitation Created" });
  await press(page, made.getByRole("button", { name: "Done" }));
  await expect(made).toBeHidden();
  await expect(invite).toBeFocused();
  const menu = page.getByRole("button", { name: `Actions for ${email}` });
  await expect(menu).toBeVisible();
  await go(page, menu);
  await chooseEntry(page, "Withdraw");
  await press(page, page.getByRole("dialog", { name: "Withdraw Invitation" }).getByRole("button", { name: "Withdraw" }));
  await expect(page.getByText("Invitation withdrawn")).toBeVisible();
  await expect(menu).toHaveCount(0);
});
