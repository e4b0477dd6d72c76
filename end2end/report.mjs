// The report on customers as the tests read it.
import { expect, licenseCount } from "./portal.mjs";

/** Selects all organizations and generates the report. */
export async function generate(page) {
  await page.goto("/customers");
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
}

/** Ticks the box of an organization, which may be out of view. */
export async function pick(page, name) {
  const search = page.getByRole("searchbox", { name: "Search organizations" });
  await search.fill(name);
  await page.getByRole("checkbox", { name, exact: true }).check();
  await search.fill("");
}

/** Waits until the report and its pies are there. */
export async function drawn(page) {
  await expect(page.getByRole("region", { name: "Details" })).toBeVisible();
  for (const pie of await pies(page).all()) await expect(pie.locator("svg path").first()).toBeAttached();
}

/** The pies with their lists. */
export function pies(page) {
  return page.getByRole("region", { name: "Overview" }).getByRole("region");
}

/** The buttons that are a pie's twin. */
export function twins(page, pie) {
  return page.getByRole("region", { name: pie, exact: true }).getByRole("button");
}

/** The number of that name above the pies. */
export function number(page, name) {
  return page.locator(".stats").getByRole("button", { name: new RegExp(`^${name} \\d+$`) });
}

/** Name and number of a button such as "Not registered 12". */
export async function named(button) {
  const [, name, count] = /^(.*) (\d+)$/.exec(await button.getAttribute("aria-label"));
  return { name, count: Number(count) };
}

/** Waits until the details say that they list so many, and their tables do. */
export async function expectRows(page, count, why) {
  const words = count === 1 ? "1 license" : `${count} licenses`;
  await expect(page.getByRole("region", { name: "Details" }).getByRole("status").first(), why).toHaveText(words);
  expect(await licenseCount(page), why).toBe(count);
}
