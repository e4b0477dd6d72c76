// R7: every number, slice and legend button of the report leads to exactly as many rows as it says, alone and in pairs, with and
// without history.
import { expect, licenseCount, test } from "./portal.mjs";
import { expectRows, generate, named, number, pies, twins } from "./report.mjs";

const PIES = ["By status", "By product", "By type", "By reseller"];
const HISTORY = "See full License History";

for (const history of [false, true]) {
  const when = history ? "with history" : "without history";

  test(`every number and every slice's twin leads to its rows, ${when}`, async ({ as }) => {
    const page = await as("distributor", "/customers");
    await generate(page);
    if (history) {
      await page.getByRole("switch", { name: HISTORY }).click();
      await expect(page).toHaveURL(/history=1/);
    }
    const details = page.getByRole("region", { name: "Details" });
    const start = await licenseCount(page);
    await expect(pies(page)).toHaveCount(PIES.length);

    const all = number(page, "Licenses");
    expect((await named(all)).count).toBe(start);
    for (const name of ["Active", "Expiring", "Expired", "Other statuses"]) {
      const one = number(page, name);
      const { count } = await named(one);
      expect(count).toBeGreaterThan(0);
      await expect(all).toHaveAttribute("aria-pressed", "true");
      await one.click();
      await expectRows(page, count, name);
      await expect(one).toHaveAttribute("aria-pressed", "true");
      await expect(all).toHaveAttribute("aria-pressed", "false");
      await expect(details).toBeInViewport();
      await one.click();
      await expectRows(page, start, `${name}, taken back`);
      await expect(one).toHaveAttribute("aria-pressed", "false");
      // The total leads to all rows, from any part of it.
      await one.click();
      await expectRows(page, count, name);
      const whole = (await named(all)).count;
      await all.click();
      await expectRows(page, whole, `Licenses, from ${name}`);
      if (name === "Expired" && !history) {
        await page.getByRole("switch", { name: HISTORY }).click();
        await expectRows(page, start, "without history again");
      }
    }

    for (const pie of PIES) {
      for (const twin of await twins(page, pie).all()) {
        const { name, count } = await named(twin);
        await twin.click();
        await expectRows(page, count, `${pie}: ${name}`);
        await expect(twin).toHaveAttribute("aria-pressed", "true");
        await expect(details).toBeInViewport();
        // Under its own filter, a pie still says what each slice would show.
        expect(await named(twin)).toEqual({ name, count });
        await twin.click();
        await expectRows(page, start, `${pie}: ${name}, taken back`);
      }
    }
  });

  test(`every pair of slices leads to its rows, ${when}`, async ({ as }) => {
    // A minute and a half on two idle processors.
    test.setTimeout(900_000);
    // A low window draws fewer rows: the walk is about their number.
    const page = await as("distributor", "/customers", { viewport: { width: 1280, height: 480 } });
    await generate(page);
    if (history) {
      await page.getByRole("switch", { name: HISTORY }).click();
      await expect(page).toHaveURL(/history=1/);
    }
    const walk = await page.evaluate(walkPairs, PIES);
    expect(walk.wrong).toEqual([]);
    expect(walk.across).toBeGreaterThan(200);
    expect(walk.within).toBeGreaterThan(50);
    expect(walk.nonzero).toBeGreaterThan(100);
  });
}

/**
 * Walks all pairs in the page, where a click takes milliseconds. Presses the first button and then each one after it. Across
 * pies, there must be as many rows as the second button said under the first one's filter; within a pie, the sum of both.
 */
async function walkPairs(titles) {
  const slices = [];
  for (const region of document.querySelectorAll("section.pie")) {
    const pie = region.querySelector("h3").textContent;
    if (!titles.includes(pie)) throw new Error(`there is a pie that is not walked: ${pie}`);
    for (const button of region.querySelectorAll("button")) slices.push({ pie, button });
  }
  const number = ({ button }) => Number(/(\d+)$/.exec(button.ariaLabel)[1]);
  const name = ({ pie, button }) => `${pie}: ${button.ariaLabel}`;
  const tables = () => [...document.querySelectorAll('#details [role="table"]')];
  const listed = () => tables().reduce((sum, table) => sum + Number(table.ariaRowCount) - 1, 0);
  const told = () => Number.parseInt(document.querySelector('#details [role="status"]').textContent, 10);
  // A press is complete when the button shows it: counts, rows and address follow from the same change, a task later.
  const press = async ({ button }) => {
    const before = button.ariaPressed;
    button.click();
    for (let turn = 0; button.ariaPressed === before; turn += 1) {
      if (turn > 500) throw new Error(`nothing came of pressing ${button.ariaLabel}`);
      await new Promise((resolve) => setTimeout(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve));
  };

  const result = { wrong: [], across: 0, within: 0, nonzero: 0 };
  const start = listed();
  for (const [at, first] of slices.entries()) {
    const alone = number(first);
    await press(first);
    for (const second of slices.slice(at + 1)) {
      const across = first.pie !== second.pie;
      const expected = across ? number(second) : alone + number(second);
      const pair = `${name(first)} with ${name(second)}`;
      await press(second);
      if (listed() !== expected || told() !== expected) {
        result.wrong.push(`${pair}: ${expected} expected, ${told()} told, ${listed()} listed`);
      }
      result[across ? "across" : "within"] += 1;
      if (expected > 0) result.nonzero += 1;
      await press(second);
      if (listed() !== alone) result.wrong.push(`${pair}, second taken back: ${alone} expected, ${listed()} listed`);
    }
    await press(first);
    if (listed() !== start) result.wrong.push(`${name(first)} taken back: ${start} expected, ${listed()} listed`);
  }
  return result;
}

test("a click on the picture of a slice does what its twin does, and hovering describes it", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const start = await licenseCount(page);
  for (const pie of PIES) {
    const region = page.getByRole("region", { name: pie, exact: true });
    const all = [];
    for (const twin of await twins(page, pie).all()) all.push({ twin, ...(await named(twin)) });
    const total = all.reduce((sum, slice) => sum + slice.count, 0);
    let before = 0;
    for (const { twin, name, count } of all) {
      // Slices start at the top and go clockwise, each as wide as its share.
      const angle = ((before + count / 2) / total) * 2 * Math.PI;
      before += count;
      // Thinner ones can't be hit reliably: the buttons are for those.
      if (count / total < 0.03) continue;
      const svg = region.locator("svg");
      await svg.scrollIntoViewIfNeeded();
      const box = await svg.boundingBox();
      const radius = 0.78 * (Math.min(box.width, box.height) / 2);
      const [x, y] = [
        box.x + box.width / 2 + radius * Math.sin(angle),
        box.y + box.height / 2 - radius * Math.cos(angle),
      ];
      await page.mouse.move(x, y);
      const tip = page.locator(".tip").filter({ hasText: name });
      await expect(tip).toBeVisible();
      await expect(tip).toContainText(`${count} licenses`);
      // Rounded up or down so that all shares add up to 100.
      const share = Number(/(\d+)%/.exec(await tip.textContent())[1]);
      expect(Math.abs(share - (count / total) * 100)).toBeLessThan(1);
      await page.mouse.click(x, y);
      await expectRows(page, count, `${pie}: the picture of ${name}`);
      await expect(twin).toHaveAttribute("aria-pressed", "true");
      const bySlice = page.url();
      await twin.click();
      await expectRows(page, start, `${pie}: ${name} taken back by its twin`);
      await twin.click();
      await expect(page).toHaveURL(bySlice);
      await twin.click();
      await expectRows(page, start, `${pie}: ${name} taken back`);
    }
  }
});
