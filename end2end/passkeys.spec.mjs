// Passkeys: a device signs its person in without a password. The browser reaches the portal as localhost, because passkeys belong
// to names; the authenticator is Chromium's own virtual one.
import { press } from "./keys.mjs";
import { expect, test } from "./portal.mjs";
import { url } from "./server.mjs";

const localhost = () => url().replace("127.0.0.1", "localhost");

/** An authenticator built into the device, which its person touches at once. */
async function authenticator(page, options = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  return { session, authenticatorId };
}

async function signIn(page, person) {
  await page.goto(`${localhost()}/sign-in`);
  await page.getByLabel("E-mail address").fill(person);
  await page.getByLabel("Password").fill("grantry-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
}

async function add(page, name) {
  await page.goto(`${localhost()}/account-security`);
  await page.getByRole("button", { name: "Add Passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Passkey" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  return dialog;
}

test("a passkey is added, signs in without a password, is renamed and removed", async ({ page }, info) => {
  await authenticator(page);
  await signIn(page, "solo@personal.example");
  const name = `Laptop ${info.repeatEachIndex}`;
  await add(page, name);
  await expect(page.getByText("Passkey added")).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Never");

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(`${localhost()}/sign-in?next=%2Fsupport`);
  await page.getByRole("link", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/passkey-sign-in/);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${localhost()}/support`);
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
  await page.goto(`${localhost()}/passkey-sign-in?next=%2Fexport%2Flicenses.csv`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${localhost()}/licenses`);
  expect(await (await download).failure()).toBeNull();

  await page.goto(`${localhost()}/account-security`);
  await expect(row).not.toContainText("Never");
  await page.getByRole("button", { name: `Rename ${name}` }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`${name}, old`);
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("Passkey renamed")).toBeVisible();
  await page.getByRole("button", { name: `Remove ${name}, old` }).click();
  await page.getByRole("dialog", { name: "Remove Passkey" }).getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Passkey removed")).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("without a finger, face or PIN, nobody gets in", async ({ page, complaints }) => {
  complaints.allow(/status of 4/);
  const { session, authenticatorId } = await authenticator(page);
  await signIn(page, "both@customer.example");
  await add(page, "Phone");
  await expect(page.getByText("Passkey added")).toBeVisible();
  await page.context().clearCookies();
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.goto(`${localhost()}/passkey-sign-in`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was chosen");
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
});

test("by the keyboard: a passkey is added and signs in", async ({ page }) => {
  await authenticator(page);
  await signIn(page, "none@customer.example");
  await page.goto(`${localhost()}/account-security`);
  const add = page.getByRole("button", { name: "Add Passkey" });
  await expect(add).toBeVisible();
  await press(page, add);
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await page.keyboard.type("By keys");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Passkey added")).toBeVisible();
  await expect(add).toBeFocused();
  await page.context().clearCookies();
  await page.goto(`${localhost()}/sign-in`);
  await press(page, page.getByRole("link", { name: "Sign in with a passkey" }));
  await expect(page).toHaveURL(/passkey-sign-in/);
  await press(page, page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
});

test("a passkey that was removed is refused", async ({ page, complaints }) => {
  complaints.allow(/status of 422/);
  await authenticator(page);
  await signIn(page, "viewer@customer.example");
  await add(page, "Lost");
  await expect(page.getByText("Passkey added")).toBeVisible();
  await page.getByRole("button", { name: "Remove Lost" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Passkey removed")).toBeVisible();
  await page.context().clearCookies();
  await page.goto(`${localhost()}/passkey-sign-in`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The passkey was not accepted");
});
