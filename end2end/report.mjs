// The report on customers, read by the tests.
import { expect, licenseCount, rowCount, rows } from "./portal.mjs";

/** Selects all organizations and generates the report. */
export async function generate(page) {
  await page.goto("/customers");
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
}

/** Checks the box of an organization, which may be out of view. */
export async function pick(page, name) {
  const search = page.getByRole("searchbox", { name: "Search organizations" });
  await search.fill(name);
  await page.getByRole("checkbox", { name, exact: true }).check();
  await search.fill("");
}

/** Waits until the report, its pies and its rows are drawn. */
export async function drawn(page) {
  const details = page.getByRole("region", { name: "Details" });
  await expect(details).toBeVisible();
  for (const table of await details.getByRole("table").all()) {
    if ((await rowCount(table)) > 0) await expect(rows(table).first()).toBeAttached();
  }
  for (const pie of await pies(page).all()) await expect(pie.locator("svg path").first()).toBeAttached();
}

/** The pies with their lists. */
export function pies(page) {
  return page.getByRole("region", { name: "Overview" }).getByRole("region");
}

/** The buttons that mirror a pie's slices. */
export function twins(page, pie) {
  return page.getByRole("region", { name: pie, exact: true }).getByRole("button");
}

/** The number with that name above the pies. */
export function number(page, name) {
  return page.locator(".stats").getByRole("button", { name: new RegExp(`^${name} \\d+$`) });
}

/** Returns name and number of a button such as "Not registered 12". */
export async function named(button) {
  const [, name, count] = /^(.*) (\d+)$/.exec(await button.getAttribute("aria-label"));
  return { name, count: Number(count) };
}

/** Waits until the details report that many licenses and their tables have them. */
export async function expectRows(page, count, why) {
  const words = count === 1 ? "1 license" : `${count} licenses`;
  await expect(page.getByRole("region", { name: "Details" }).getByRole("status").first(), why).toHaveText(words);
  expect(await licenseCount(page), why).toBe(count);
}
