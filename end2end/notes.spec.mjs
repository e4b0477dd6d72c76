// Notes of licenses (R19): saved, kept if saving fails, and never lost between two editors.
import { act, expect, rows, signIn, test } from "./portal.mjs";

// One after the other: the tests share licenses.
test.describe.configure({ mode: "default" });

const SEARCH = "Search by license key or product name";
const table = (page) => page.getByRole("table", { name: "On-Premises Products" });

/** Returns the row of the `place`th license of the Harbor products, which other files leave alone. */
async function noted(page, place) {
  await page.getByRole("searchbox", { name: SEARCH }).fill("harbor");
  await expect(page).toHaveURL(/q=harbor/);
  const row = rows(table(page)).nth(place);
  // The address changes before the server has found anything.
  await expect(row).toContainText("Harbor");
  await expect(row).toContainText("••••");
  const key = (await row.innerText()).match(/••••\w+/)[0];
  return rows(table(page)).filter({ hasText: key });
}

test("a note is shown at once, saved, and in the license's history", async ({ as }) => {
  const page = await as("admin", "/licenses?sort=product");
  const row = await noted(page, 0);
  await act(row, "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await dialog.getByLabel("Note").fill("Für Halle 3 – 本番 <b>");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("Für Halle 3 – 本番 <b>");
  await expect(page.getByText("Note saved")).toBeVisible();
  await act(row, "License History");
  const history = page.getByRole("dialog", { name: "License History" });
  const latest = history.getByRole("listitem").first();
  await expect(latest).toContainText("Ada Admin");
  await expect(latest).toContainText("“Für Halle 3 – 本番 <b>”");
  await expect(latest).toContainText("UTC");
  await expect(history.getByRole("listitem").last()).toContainText("added");
  await page.keyboard.press("Escape");
  await expect(history).toBeHidden();
  await expect(row.getByRole("button", { name: "Actions" })).toBeFocused();
});

test("a note that is cut off is there in full with the focus, in its own direction", async ({ as }) => {
  const page = await as("admin", "/licenses?sort=product");
  const row = await noted(page, 0);
  await act(row, "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await expect(dialog.getByLabel("Note")).toHaveAttribute("dir", "auto");
  const words = "מילים רבות מאוד שאינן נכנסות לשתי שורות של טבלה ".repeat(5).trim();
  await dialog.getByLabel("Note").fill(words);
  await dialog.getByRole("button", { name: "Save" }).click();
  const note = row.getByText(words);
  await expect(note).toHaveCSS("direction", "rtl");
  const isCut = () => note.evaluate((text) => text.scrollHeight > text.clientHeight + 1 || text.scrollWidth > text.clientWidth + 1);
  expect(await isCut()).toBe(true);
  // The pointer shows it as a tooltip, which does not stay for the next row of these elements.
  await note.hover();
  await expect(note).toHaveAttribute("title", words);
  await page.mouse.move(0, 0);
  await expect(note).not.toHaveAttribute("title");
  await note.focus();
  expect(await isCut()).toBe(false);
  await expect(note).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Tab");
  expect(await isCut()).toBe(true);
  // On a card, too, no part of it is beside the screen.
  await page.setViewportSize({ width: 360, height: 740 });
  await note.focus();
  const { x, width } = await note.boundingBox();
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(360);
});

test("a note that can't be saved comes back as it was typed, with the reason", async ({ as, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await as("admin", "/licenses?sort=product");
  const row = await noted(page, 1);
  const before = await row.innerText();
  await page.route("**/api/edit-note", (route) => route.abort());
  await act(row, "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await dialog.getByLabel("Note").fill("typed with care");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The server can't be reached");
  await expect(dialog.getByLabel("Note")).toHaveValue("typed with care");
  expect(await row.innerText()).toBe(before);
  await page.unroute("**/api/edit-note");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("typed with care");
  await page.reload();
  await expect(row).toContainText("typed with care");
});

test("a note that is too long is reported at its field", async ({ as }) => {
  const page = await as("admin", "/licenses?sort=product");
  const row = await noted(page, 1);
  await act(row, "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await dialog.getByLabel("Note").fill("x".repeat(100_000));
  await expect(dialog.getByLabel("Note")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
});

test("what was typed and left without saving is there again, until it is saved or discarded", async ({ as }) => {
  const page = await as("admin", "/licenses?sort=product");
  const row = await noted(page, 1);
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  const note = dialog.getByLabel("Note");
  await act(row, "Edit Note");
  await expect(note).toBeFocused();
  const before = await note.inputValue();
  await note.fill("begun, and left by Escape");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(row).not.toContainText("begun");

  // Another license's note has none of it.
  await act(await noted(page, 2), "Edit Note");
  await expect(note).not.toHaveValue(/begun/);
  await expect(dialog).not.toContainText("Not saved yet");
  await dialog.getByRole("button", { name: "Close" }).click();
  await act(row, "Edit Note");
  await expect(note).toHaveValue("begun, and left by Escape");
  await expect(dialog).toContainText("Not saved yet");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(note).toHaveValue(before);
  await expect(note).toBeFocused();
  await expect(dialog).not.toContainText("Not saved yet");

  await note.fill("begun once more");
  await dialog.getByRole("button", { name: "Close" }).click();
  await act(row, "Edit Note");
  await expect(note).toHaveValue("begun once more");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Note saved")).toBeVisible();
  await act(row, "Edit Note");
  await expect(note).toHaveValue("begun once more");
  await expect(dialog).not.toContainText("Not saved yet");
});

test("what was typed survives a reload and other pages, for the person who typed it alone", async ({ browse, complaints }) => {
  complaints.allow(/status of 409/);
  const context = await browse();
  const page = await context.newPage();
  await page.goto("/sign-in?next=/licenses?sort=product");
  await signIn(page, "admin");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  const note = dialog.getByLabel("Note");
  const open = async () => act(await noted(page, 1), "Edit Note");
  await open();
  const before = await note.inputValue();
  await note.fill("two lines,\nnot saved");
  await page.reload();
  await open();
  await expect(note).toHaveValue("two lines,\nnot saved");
  await expect(dialog).toContainText("Not saved yet");

  // Another bundle's page.
  await page.goto("/users");
  await expect(page.getByRole("region", { name: "Users" })).toBeVisible();
  await page.goto("/licenses?sort=product");
  await open();
  await expect(note).toHaveValue("two lines,\nnot saved");

  // Saved in another tab in the meantime: the dialog says so and shows both.
  const other = await context.newPage();
  await other.goto("/licenses?sort=product");
  await act(await noted(other, 1), "Edit Note");
  const theirs = other.getByRole("dialog", { name: "Edit Note" });
  await theirs.getByLabel("Note").fill(`${before} and more`);
  await theirs.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Note saved")).toBeVisible();
  await page.reload();
  await open();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toContainText("Somebody else has changed this note");
  await dialog.getByRole("button", { name: "Replace with yours" }).click();
  await expect(page.getByText("Note saved")).toBeVisible();
  await page.reload();
  await open();
  await expect(note).toHaveValue("two lines,\nnot saved");
  await expect(dialog).not.toContainText("Not saved yet");

  // Signing out leaves no drafts.
  const waiting = () => page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith("draft-")).length);
  await note.fill("for nobody else");
  await page.keyboard.press("Escape");
  expect(await waiting()).toBe(1);
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
  expect(await waiting()).toBe(0);
  // Neither does an ended session, once another person signs in.
  await page.evaluate(() => sessionStorage.setItem("draft-999999-1-note-1", "0\nsomebody else's"));
  await signIn(page, "viewer");
  expect(await waiting()).toBe(0);
});

test("of two editors of a note, the second is warned and sees both", async ({ browse, complaints }) => {
  complaints.allow(/status of 409/);
  const context = await browse({ person: "admin" });
  // The second person's page is behind the first one's, where the browser reports late that a dialog has closed.
  const [second, first] = [await context.newPage(), await context.newPage()];
  for (const page of [first, second]) await page.goto("/licenses?sort=product");
  const dialogs = [];
  for (const page of [first, second]) {
    await act(await noted(page, 2), "Edit Note");
    dialogs.push(page.getByRole("dialog", { name: "Edit Note" }));
  }
  await dialogs[0].getByLabel("Note").fill("the first to save");
  await dialogs[0].getByRole("button", { name: "Save" }).click();
  await expect(first.getByText("Note saved")).toBeVisible();
  await dialogs[1].getByLabel("Note").fill("the second to save");
  await dialogs[1].getByRole("button", { name: "Save" }).click();
  await expect(dialogs[1]).toContainText("Somebody else has changed this note");
  await expect(dialogs[1].getByLabel("Theirs, saved")).toHaveValue("the first to save");
  await expect(dialogs[1].getByLabel("Yours")).toHaveValue("the second to save");
  await expect(table(second)).toContainText("the first to save");
  await second.bringToFront();
  await expect(dialogs[1].locator("[tabindex='-1']")).toBeFocused();
  await expect(dialogs[1].getByLabel("Yours")).toHaveValue("the second to save");
  await dialogs[1].getByRole("button", { name: "Replace with yours" }).click();
  await expect(dialogs[1]).toBeHidden();
  await expect(second.getByText("Note saved")).toBeVisible();
  await expect(table(second)).toContainText("the second to save");
  await first.reload();
  await expect(table(first)).toContainText("the second to save");
  await expect(table(first)).not.toContainText("the first to save");
});

test("what was typed outlasts a session that ended elsewhere, and one sign-in is enough", async ({ browse, complaints }) => {
  complaints.allow(/status of 401/);
  const context = await browse();
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.goto("/sign-in?next=/licenses?sort=product");
  await signIn(page, "admin");
  await act(await noted(page, 1), "Edit Note");
  const dialog = page.getByRole("dialog", { name: "Edit Note" });
  await dialog.getByLabel("Note").fill("typed before the end");
  await other.goto("/licenses");
  await other.getByRole("button", { name: /^Account/ }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  const ended = page.getByRole("dialog", { name: "You are signed out" });
  await expect(ended).toBeVisible();
  const address = page.url();
  const opened = context.waitForEvent("page");
  await ended.getByRole("link", { name: "Sign in" }).click();
  const beside = await opened;

  // Coming back without having signed in changes nothing.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(ended).toBeVisible();
  await signIn(beside, "admin");
  await expect(beside).toHaveURL(address);
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(ended).toBeHidden();
  await expect(page).toHaveURL(address);
  await expect(dialog.getByLabel("Note")).toHaveValue("typed before the end");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Note saved")).toBeVisible();
});
