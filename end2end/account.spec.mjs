// How people sign in: second factors, sessions, forgotten passwords, an organization's rules, and a person's own settings. On its
// own server, because it changes the demo's people.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violations } from "./axe.mjs";
import { go, press } from "./keys.mjs";
import { PASSWORD, PEOPLE, expect, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";
import { code } from "./totp.mjs";

const NEW = "another long password";
const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } };

test.describe.configure({ mode: "default" });

let server;
let folder;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "grantry-account-"));
  server = await start({ folder, licenses: 50 });
});

test.afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A page of that person, signed in with their password. */
async function signedIn(browse, person, address, options = {}) {
  const page = await (await browse({ baseURL: server.url, ...options })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(page, person);
  await expect(page).toHaveURL(address);
  return page;
}

/** Fills in the sign-in page and waits for the page of the second factor. */
async function halfWay(browse, person, next = "/licenses") {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail address").fill(PEOPLE[person]);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/second-factor/);
  return page;
}

/** Waits for a mail to that person with a link of that form, and returns the link. */
async function linkTo(person, form) {
  let found;
  await expect
    .poll(async () => {
      const names = await readdir(join(folder, "mail")).catch(() => []);
      for (const name of names) {
        const text = (await readFile(join(folder, "mail", name), "utf8")).replace(/=\r?\n/g, "").replace(/=3D/g, "=");
        if (text.includes(PEOPLE[person])) found = form.exec(text)?.[0] ?? found;
      }
      return found;
    }, { timeout: 30_000 })
    .toBeTruthy();
  return found;
}

/** Checks that axe finds nothing in light and dark, wide and narrow, and that nothing is too wide. */
async function look(page, what) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect.soft(await violations(page), `${what}, ${size}, ${colorScheme}`).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(over, `${what}, ${size}: pixels that the page is too wide`).toBeLessThanOrEqual(0);
      if (process.env.ACCOUNT_SHOTS) {
        const name = `${what.replace(/\W+/g, "-")}-${size}-${colorScheme}.png`;
        await page.screenshot({ path: join(process.env.ACCOUNT_SHOTS, name), fullPage: true });
      }
    }
  }
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: "light" });
}

test("an authenticator app, set up by keyboard, is asked for at sign-in; a code works once", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await signedIn(browse, "viewer", "/account-security");
  const setUp = page.getByRole("button", { name: "Set Up App" });
  await expect(setUp).toBeVisible();
  await look(page, "Sign-in and Security");
  await press(page, setUp);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Code" })).toBeFocused();
  await expect(dialog.getByRole("img", { name: "QR code of the secret" })).toBeVisible();
  await look(page, "an app that is set up");
  const secret = (await dialog.getByLabel("Secret", { exact: true }).innerText()).trim();
  const wrong = [-1, 0, 1].some((steps) => code(secret, steps) === "000000") ? "000001" : "000000";
  await dialog.getByRole("textbox", { name: "Code" }).fill(wrong);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("textbox", { name: "Code" })).toHaveAttribute("aria-invalid", "true");
  // The current code, valid for at least another 30 seconds; the next one is left for the sign-in below.
  const right = code(secret);
  await dialog.getByRole("textbox", { name: "Code" }).fill(right);
  await page.keyboard.press("Enter");
  const codes = dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  await look(page, "recovery codes");
  const recovery = await codes.allInnerTexts();
  // Escape must not lose codes that nobody has kept.
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("Save the codes first")).toBeVisible();
  await expect(codes).toHaveCount(10);
  await press(page, dialog.getByRole("button", { name: "Done" }));
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();

  const other = await halfWay(browse, "viewer", "/support");
  await expect(other.getByRole("textbox", { name: "Code" })).toBeFocused();
  await look(other, "the second factor");
  await other.goto("/licenses");
  await expect(other, "half a sign-in opens nothing").toHaveURL(/\/sign-in/);
  await other.goto("/second-factor?next=/support");
  await other.getByRole("textbox", { name: "Code" }).fill(right);
  await other.keyboard.press("Enter");
  await expect(other.getByText("was already used")).toBeVisible();
  await other.getByRole("textbox", { name: "Code" }).fill(code(secret, 1));
  await other.keyboard.press("Enter");
  await expect(other).toHaveURL("/support");

  // On the way to a file.
  const lost = await halfWay(browse, "viewer", "/export/licenses.csv");
  await lost.getByRole("textbox", { name: "Code" }).fill(recovery[0].toUpperCase());
  const download = lost.waitForEvent("download");
  await lost.keyboard.press("Enter");
  await expect(lost).toHaveURL("/licenses");
  expect(await (await download).failure()).toBeNull();
  await page.reload();
  await expect(page.getByText("You have 9 recovery codes left.")).toBeVisible();

  await page.getByRole("button", { name: "Remove App" }).click();
  await page.getByRole("dialog", { name: "Remove App" }).getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("Authenticator app removed")).toBeVisible();
  await expect(setUp).toBeVisible();
});

test("a session that is ended says so in its open page", async ({ browse, complaints }) => {
  complaints.allow(/status of 401/);
  const own = await signedIn(browse, "none", "/account-security");
  const other = await signedIn(browse, "none", "/support");
  await own.reload();
  const sessions = own.getByRole("region", { name: "Sessions" });
  await expect(sessions.getByRole("row")).toHaveCount(3);
  await expect(sessions.getByText("This one")).toHaveCount(1);
  const end = sessions.getByRole("button", { name: /^End Chrome on Linux from/ });
  await go(own, end);
  await own.keyboard.press("Enter");
  await expect(own.getByText("Session ended", { exact: true })).toBeVisible();
  await expect(sessions.getByRole("row")).toHaveCount(2);
  await expect(own.getByRole("heading", { level: 1 })).toBeFocused();
  await other.getByRole("switch").first().click();
  await expect(other.getByRole("dialog", { name: "You are signed out" })).toBeVisible();
});

test("a password is changed, and forgotten", async ({ browse, complaints }) => {
  complaints.allow(/status of 4(04|22)/);
  const page = await signedIn(browse, "solo", "/account-security");
  const form = page.getByRole("region", { name: "Password" });
  await form.getByLabel("Current password").fill("wrong");
  await form.getByLabel("New password").fill("short");
  await form.getByRole("button", { name: "Change Password" }).click();
  await expect(form.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("New password").fill(NEW);
  await form.getByRole("button", { name: "Change Password" }).click();
  await expect(form.getByText("This is not your password.")).toBeVisible();
  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button", { name: "Change Password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible();

  const stranger = await (await browse({ baseURL: server.url })).newPage();
  await stranger.goto("/sign-in");
  await press(stranger, stranger.getByRole("link", { name: "Forgot your password?" }));
  await expect(stranger.getByLabel("E-mail address")).toBeFocused();
  await look(stranger, "a forgotten password");
  const texts = [];
  for (const email of ["nobody@nowhere.example", PEOPLE.solo]) {
    await stranger.goto("/password-reset");
    await stranger.getByLabel("E-mail address").fill(email);
    await stranger.keyboard.press("Enter");
    await expect(stranger.getByRole("heading", { name: "Ask for your link" }), "there is no mail server").toBeFocused();
    texts.push((await stranger.locator("main").innerText()).replace(email, ""));
  }
  expect(texts[0], "nobody learns who has an account").toBe(texts[1]);
  const link = await linkTo("solo", /http:\/\/[^\s"<]*\/password-reset#[\w-]{43}/);
  await stranger.goto("about:blank");
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "Set a new password" })).toBeVisible();
  await expect(stranger, "the secret leaves the address").toHaveURL(/\/password-reset$/);
  await look(stranger, "another password");
  await stranger.getByLabel("New password").fill(`${NEW} once more`);
  await stranger.keyboard.press("Enter");
  await expect(stranger.getByRole("heading", { name: "Your password is set" })).toBeFocused();
  await stranger.goto("about:blank");
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "This link can't be used" })).toBeVisible();
  await stranger.goto("/sign-in");
  await stranger.getByLabel("E-mail address").fill(PEOPLE.solo);
  await stranger.getByLabel("Password").fill(`${NEW} once more`);
  await stranger.keyboard.press("Enter");
  await expect(stranger).toHaveURL("/licenses");
  await page.goto("/licenses");
  await expect(page, "its sessions have ended").toHaveURL(/\/sign-in/);
});

test("times follow the person's time zone, and who deletes itself is gone", async ({ browse, complaints }) => {
  complaints.allow(/status of 4(03|22)/);
  const page = await signedIn(browse, "both", "/profile");
  await look(page, "Profile");
  await page.getByLabel("Name", { exact: true }).fill("Bela of Both");
  await page.getByLabel("Time zone", { exact: true }).selectOption("Europe/Berlin");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Profile saved")).toBeVisible();
  await page.goto("/account-security");
  const time = page.getByRole("region", { name: "Sessions" }).locator("time").first();
  await expect(time).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d CES?T$/);
  await expect(time).toHaveAttribute("datetime", /Z$/);

  await page.goto("/profile");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Bela of Both");
  await page.getByRole("button", { name: "Delete Account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Account" });
  await expect(dialog.getByLabel("Your e-mail address")).toBeFocused();
  await look(page, "deleting an account");
  await page.keyboard.type("somebody@example.org");
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Your e-mail address")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Your e-mail address").fill(PEOPLE.both);
  // After some time, the server asks people to prove who they are.
  let asked = 0;
  await page.route("**/api/delete-account", (route) => {
    asked += 1;
    // The server's response then: the variant of its error, as postcard encodes it.
    const headers = { "content-type": "application/x-postcard", "grantry-answer": "1" };
    return asked === 1 ? route.fulfill({ status: 403, headers, body: Buffer.from([2]) }) : route.continue();
  });
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Confirm your identity" });
  await expect(question.getByLabel("Your password")).toBeFocused();
  await look(page, "asking who one is");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await expect(question.getByText("This is not your password.")).toBeVisible();
  await question.getByLabel("Your password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail address").fill(PEOPLE.both);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
});

test("an organization asks for a second factor, which is set up at the next sign-in", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await signedIn(browse, "admin", "/security");
  await expect(page.getByText(/^0 of \d+ people have a second factor\.$/)).toBeVisible();
  await look(page, "Security");
  await page.getByLabel("Idle timeout").fill("4");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Idle timeout")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Idle timeout").fill("30");
  await press(page, page.getByRole("checkbox", { name: "Require a second factor" }), "Space");
  await press(page, page.getByRole("button", { name: "Save" }));
  await expect(page.getByText("Security settings saved")).toBeVisible();

  const other = await halfWay(browse, "viewer", "/support");
  await expect(other.getByRole("heading", { name: "Set up a second factor" })).toBeVisible();
  const secret = (await other.getByLabel("Secret", { exact: true }).innerText()).trim();
  await look(other, "a second factor that is asked for");
  await other.goto("/licenses");
  await expect(other).toHaveURL(/\/sign-in/);
  await other.goto("/second-factor?next=/support");
  const again = other.getByLabel("Secret", { exact: true });
  await expect(again).toBeVisible();
  expect((await again.innerText()).trim(), "a secret that nobody confirmed is offered once").not.toBe(secret);
  await other.getByRole("textbox", { name: "Code" }).fill(code((await again.innerText()).trim()));
  await other.keyboard.press("Enter");
  await expect(other.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
  await press(other, other.getByRole("button", { name: "Done" }));
  await expect(other).toHaveURL("/support");
  await page.reload();
  await expect(page.getByText(/^1 of \d+ people have a second factor\.$/)).toBeVisible();
  await other.goto("/account-security");
  await expect(other.getByText("requires a second factor.")).toBeVisible();
  await expect(other.getByRole("button", { name: "Remove App" })).toHaveCount(0);
});
