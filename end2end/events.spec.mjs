// Event History: actions are recorded, found, exported, and kept as long as the setting says.
import { press } from "./keys.mjs";
import { PASSWORD, expect, rows, test } from "./portal.mjs";
import { csv, sheetRows } from "./sheets.mjs";

const history = (page) => page.getByRole("region", { name: "Event History" });

test("each action appears at once, and the filters find it", async ({ as }, info) => {
  const name = `Told ${info.repeatEachIndex}`;
  const tokens = await as("admin", "/api-access");
  await tokens.getByRole("button", { name: "Create Token" }).click();
  const dialog = tokens.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  const page = await as("admin", "/events");
  await expect(page.getByRole("heading", { name: "Event History", level: 1 })).toBeVisible();
  const made = rows(history(page)).filter({ hasText: name });
  await expect(made).toHaveCount(1);
  await expect(made).toContainText("API token created");
  await expect(made).toContainText("admin@customer.example");
  await expect(made).toContainText("127.0.0.1");
  await expect(made).toContainText("UTC");

  await page.getByRole("combobox", { name: "Kind of event" }).selectOption("Sign-ins");
  await expect(page).toHaveURL(/about=sign-in/);
  await expect(made).toHaveCount(0);
  await expect(rows(history(page)).filter({ hasText: "Signed in" }).first()).toBeVisible();
  await page.goBack();
  await expect(made).toHaveCount(1);
  await page.getByRole("combobox", { name: "Person" }).selectOption("Ada Admin");
  await page.getByRole("searchbox", { name: "Search events" }).fill(name.toUpperCase());
  await expect(rows(history(page))).toHaveCount(1);
  await page.getByRole("textbox", { name: "From" }).fill("2099-01-01");
  await expect(page.getByText("No event matches")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "From" })).toHaveValue("2099-01-01");
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/events$/);
  await expect(made).toHaveCount(1);
});

test("more events come when they are asked for, and the export has them all", async ({ as }) => {
  const page = await as("admin", "/events");
  const more = page.getByRole("button", { name: "Show more" });
  await expect(rows(history(page))).toHaveCount(100);
  await more.click();
  await expect(rows(history(page))).not.toHaveCount(100);
  const shown = await rows(history(page)).count();
  const numbers = async (link) => {
    const href = await page.getByRole("link", { name: link }).getAttribute("href");
    return (await page.request.get(href)).body();
  };
  const [headings, ...events] = csv(await numbers("Export CSV"));
  expect(headings[0]).toBe("Time (UTC)");
  expect(events.length).toBeGreaterThanOrEqual(shown);
  expect(new Set(events.map((event) => event.at(-1))).size).toBe(events.length);
  // Something may happen between two exports.
  const surplus = async () => sheetRows(await numbers("Export XLSX")) - csv(await numbers("Export CSV")).length;
  await expect.poll(surplus).toBe(0);
});

test("days are those of the person's time zone, in rows, fields, address and export", async ({ as, browse }) => {
  const users = await as("admin", "/users?role=Admin&q=customer.example");
  const berlin = users.getByRole("row").filter({ hasText: "Aurelia Manufacturing Berlin" });
  const email = (await berlin.innerText()).match(/admin-\d+@customer\.example/)[0];
  const page = await (await browse()).newPage();
  await page.goto("/sign-in?next=%2Fprofile");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  // A zone where the date differs from UTC.
  const zone = new Date().getUTCHours() < 10 ? "Pacific/Honolulu" : "Pacific/Kiritimati";
  await page.getByLabel("Time zone", { exact: true }).selectOption(zone);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Profile saved")).toBeVisible();
  const day = new Date().toLocaleDateString("sv-SE", { timeZone: zone });

  await page.goto("/events");
  await page.getByLabel(`From (${zone})`).fill(day);
  await page.getByLabel(`To (${zone})`).fill(day);
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d(%2B14|-10)%3A00&to=/);
  const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
  // Events appear some seconds after they happened: perhaps only after the page was read, or only in the export.
  const signedIn = rows(history(page)).filter({ hasText: "Signed in" }).filter({ hasText: email });
  await expect(async () => {
    await page.reload();
    await expect(signedIn.first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  const surplus = async () => {
    await page.reload();
    await expect(history(page).locator("time").first()).toBeVisible();
    const times = await history(page).locator("time").allInnerTexts();
    expect(times.filter((time) => !time.startsWith(day)), "all on that day").toEqual([]);
    return csv(await (await page.request.get(href)).body()).length - 1 - times.length;
  };
  await expect.poll(surplus).toBe(0);
  // The address of a person in another zone says so.
  await page.goto(`/events?from=${day}-03:00`);
  await expect(page.getByLabel("From (UTC-03:00)")).toHaveValue(day);
});

test("a refusal and a failed sign-in are in the history of the organization", async ({ as, page: other, complaints }) => {
  complaints.allow(/status of 422/);
  await other.goto("/sign-in");
  await other.getByLabel("E-mail address").fill("viewer@customer.example");
  await other.getByLabel("Password").fill("not it");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  const page = await as("admin", "/events?about=sign-in");
  const failed = rows(history(page)).filter({ hasText: "Sign-in failed" }).filter({ hasText: "viewer@customer.example" });
  await expect(failed.first()).toContainText("Wrong password");
});

test("the retention is changed by those who may", async ({ as }) => {
  const page = await as("admin", "/events");
  const retention = page.getByRole("region", { name: "Retention" });
  await expect(retention).toContainText("kept for 365 days");
  const days = retention.getByLabel("Days");
  await days.fill("366");
  await retention.getByRole("button", { name: "Change Retention" }).click();
  await expect(days).toHaveAttribute("aria-invalid", "true");
  await expect(days).toHaveValue("366");
  await days.fill("364");
  await retention.getByRole("button", { name: "Change Retention" }).click();
  await expect(page.getByText("Retention changed").first()).toBeVisible();
  await expect(retention).toContainText("kept for 364 days");
  await days.fill("365");
  await retention.getByRole("button", { name: "Change Retention" }).click();
  await expect(retention).toContainText("kept for 365 days");
});

test("Event History is not there for those without the level", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["viewer", "distributor", "solo"]) {
    const page = await as(person, "/events");
    await expect(page.getByText("There is nothing here")).toBeVisible();
  }
});

test("by the keyboard: events are filtered and more are shown", async ({ as }) => {
  const page = await as("admin", "/events");
  await expect(rows(history(page))).toHaveCount(100);
  await press(page, page.getByRole("searchbox", { name: "Search events" }), "n");
  await page.keyboard.type("ote");
  await expect(page).toHaveURL(/q=note/);
  await press(page, page.getByRole("button", { name: "Clear all" }));
  await expect(page).toHaveURL(/\/events$/);
  await expect(page.getByRole("searchbox", { name: "Search events" })).toBeFocused();
  await expect(rows(history(page))).toHaveCount(100);
  await press(page, page.getByRole("button", { name: "Show more" }));
  await expect(rows(history(page))).not.toHaveCount(100);
});
