// A report on hundreds of scattered organizations: its address is short, and survives reloading, going back, signing in, sharing
// and exports (R19).
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, licenseCount, signIn, test } from "./portal.mjs";
import { drawn, expectRows, named, twins } from "./report.mjs";
import { run, start } from "./server.mjs";
import { csv, sheetRows } from "./sheets.mjs";

const PAIRS = 500;
const SHORT = /^http:\/\/[^/]+\/customers\?state=[\w-]{32}(&|$)/;

/** A portal with a thousand more customers. Every second one is called Even and has a license. */
async function populated() {
  const folder = await mkdtemp(join(tmpdir(), "grantry-links-"));
  const database = `sqlite:${join(folder, "grantry.db")}`;
  const server = await start({ licenses: 50, database });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const take = async (kind, lines) => {
    const file = join(folder, `${kind}.csv`);
    await writeFile(file, `${lines.join("\n")}\n`);
    run("import", kind, file, "--database", database);
  };
  const numbers = Array.from({ length: PAIRS }, (_, at) => String(at).padStart(4, "0"));
  try {
    await take("organizations", [
      "name,kind,partner",
      ...numbers.flatMap((number) => ["Odd", "Even"].map((word) => `${word} Orchard ${number},customer,Meridian Distribution`)),
    ]);
    const license = (number, at) =>
      `EVEN-${number},Even Orchard ${number},Harbor Endpoint,2026-01-01,2098-12-31,5,${at % 5 === 0 ? "Evaluation" : "Purchased"}`;
    await take("licenses", [
      "License Key,Organization,Product,Start Date,Expiration Date,Purchased,Type",
      ...numbers.map(license),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, stop };
}

/** Selects every second customer and generates the report. */
async function generateScattered(page) {
  const panel = page.getByRole("region", { name: "Select Organizations" });
  await page.getByRole("searchbox", { name: "Search organizations" }).fill("Even Orchard");
  await page.getByRole("button", { name: "Select all results" }).click();
  await expect(panel.getByRole("status")).toHaveText(new RegExp(`^${PAIRS} of \\d+ selected$`));
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
}

async function exported(page, format) {
  const link = page.getByRole("link", { name: `Export ${format}` });
  expect((await link.getAttribute("href")).length).toBeLessThan(300);
  const download = page.waitForEvent("download");
  await link.click();
  const parts = [];
  for await (const part of await (await download).createReadStream()) parts.push(part);
  return Buffer.concat(parts);
}

let portal;
test.beforeAll(async () => {
  portal = await populated();
});
test.afterAll(async () => portal?.stop());

// In the one worker that has the portal.
test.describe.configure({ mode: "default" });

/** A page of that person, who signs in on the way to the address. */
async function open(browse, person, address) {
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await (await browse({ baseURL: portal.url, permissions })).newPage();
  await page.goto(address);
  await signIn(page, person);
  return page;
}

test("the address of a report of hundreds is short, and survives whatever becomes of it", async ({ browse }) => {
  const page = await open(browse, "distributor", "/customers");
  await generateScattered(page);
  await expect(page).toHaveURL(SHORT);
  await expectRows(page, PAIRS, "generated");

  // Short parts stay readable beside the link and request no new one.
  const link = new URL(page.url()).searchParams.get("state");
  const saved = [];
  page.on("request", (request) => request.url().endsWith("/api/save-link") && saved.push(request.url()));
  const slice = twins(page, "By type").filter({ hasText: "Evaluation" });
  const { count } = await named(slice);
  expect(count).toBe(PAIRS / 5);
  await slice.click();
  await expect(page).toHaveURL(`/customers?state=${link}&type=evaluation`);
  await expectRows(page, count, "filtered");
  await page.getByRole("searchbox", { name: /^Search by license key/ }).fill("EVEN-000");
  await expect(page).toHaveURL(`/customers?state=${link}&q=EVEN-000&type=evaluation`);
  await expectRows(page, 2, "searched");
  expect(saved).toEqual([]);

  await page.reload();
  await drawn(page);
  await expectRows(page, 2, "after a reload");
  await expect(page.getByRole("button", { name: "Change selection" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Select Organizations" }).getByRole("status")).toHaveText(
    new RegExp(`^${PAIRS} of `),
  );
  await page.goBack();
  await expectRows(page, PAIRS, "after going back");
  await page.goForward();
  await expectRows(page, 2, "after going forward");

  // All of it, with short links.
  const files = async (rows) => {
    const [headings, ...records] = csv(await exported(page, "CSV"));
    expect(records.length).toBe(rows);
    const key = headings.indexOf("License Key");
    for (const record of records) expect(record[key]).toMatch(/^EVEN-/);
    expect(sheetRows(await exported(page, "XLSX"))).toBe(rows + 1);
  };
  await files(2);
  await page.goBack();
  await expectRows(page, PAIRS, "back once more");
  await files(PAIRS);

  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(SHORT);
  expect(copied.length).toBeLessThan(200);

  // A colleague, who has to sign in on the way.
  const colleague = await open(browse, "partnerViewer", copied);
  await drawn(colleague);
  await expect(colleague).toHaveURL(copied);
  await expectRows(colleague, PAIRS, "for a colleague");

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
  expect(page.url().length).toBeLessThan(300);
  await signIn(page, "distributor");
  await drawn(page);
  await expect(page).toHaveURL(copied);
  await expectRows(page, PAIRS, "after signing out and in");
});

test("a partner that has none of the customers gets the filter and none of them (R3)", async ({ browse }) => {
  const page = await open(browse, "distributor", "/customers");
  await generateScattered(page);
  await expect(page).toHaveURL(SHORT);
  const reseller = await open(browse, "reseller", page.url());
  await expect(reseller.getByText("The organizations in the address don't exist or are not assigned to you")).toBeVisible();
  expect(await licenseCount(reseller)).toBe(0);
});

test("a long address becomes short when it is opened, and one that is too long to sign in with says so", async ({
  browse,
  complaints,
}) => {
  complaints.allow(/status of 422/);
  const scattered = Array.from({ length: 600 }, (_, at) => 2 * at + 1).join(",");
  const page = await open(browse, "distributor", "/customers");
  await page.goto(`/customers?orgs=${scattered}&history=1`);
  await drawn(page);
  await expect(page).toHaveURL(SHORT);
  expect(page.url()).toMatch(/&history=1$/);
  const count = await licenseCount(page);
  await page.reload();
  await drawn(page);
  await expectRows(page, count, "after a reload");

  const other = await open(browse, "distributor", `/customers?orgs=${scattered}`);
  await expect(other.getByRole("alert")).toContainText("The filter was too long to keep while you signed in.");
  await other.getByRole("link", { name: "Start without a filter" }).click();
  await expect(other).toHaveURL("/customers");
  await expect(other.getByRole("button", { name: "Generate Report" })).toBeVisible();
  await expect(other.getByRole("alert")).toHaveCount(0);
});

test("a link that stands for nothing is reported, and nothing is guessed", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const page = await open(browse, "distributor", `/customers?state=${"x".repeat(32)}`);
  await expect(page.getByRole("alert")).toContainText("The short link in this address does not exist");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Report generated at")).toHaveCount(0);
  await page.goto(`/licenses?state=${"x".repeat(32)}`);
  await expect(page.getByRole("alert")).toContainText("does not exist");
  await page.getByRole("link", { name: "Start without a filter" }).click();
  await expect(page.getByRole("heading", { name: "My Organization" })).toBeVisible();
});

test("a link that can't be opened for a moment is tried again", async ({ browse, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await open(browse, "distributor", "/customers");
  await generateScattered(page);
  await expect(page).toHaveURL(SHORT);
  await page.route("**/api/see-link", (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("The server can't be reached");
  await page.unroute("**/api/see-link");
  await page.getByRole("button", { name: "Try again" }).click();
  await drawn(page);
  await expectRows(page, PAIRS, "after trying again");
});

test("where no link can be saved the report works on, and the page says so once", async ({ browse, complaints }) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await open(browse, "distributor", "/customers");
  await page.route("**/api/save-link", (route) => route.abort());
  await generateScattered(page);
  await expect(page.getByText("This view has no short link yet")).toHaveCount(1);
  await expectRows(page, PAIRS, "without a link");
  await twins(page, "By type").filter({ hasText: "Evaluation" }).click();
  await expectRows(page, PAIRS / 5, "filtered without a link");
  await expect(page).toHaveURL(/orgs=.*type=evaluation/);
  expect(await page.getByText("This view has no short link yet").count()).toBeLessThan(2);
  // The page tries again by itself and succeeds.
  await page.unroute("**/api/save-link");
  await expect(page).toHaveURL(SHORT, { timeout: 60_000 });
  await page.reload();
  await drawn(page);
  await expectRows(page, PAIRS / 5, "after a reload");
});
