// What a click on a slice costs the browser: counted rather than timed, so that other work on the machine does not matter.
import { expect, test } from "./portal.mjs";
import { drawn, generate, pies, twins } from "./report.mjs";

const PIES = ["By status", "By product", "By type", "By reseller"];

/** The layouts that a click may cause: one for the new rows and numbers, and one for the pictures of pies that are in view. */
const LAYOUTS = 2;

/** The times that styles may be recalculated: with each layout, and for the button's focus, the tables' sizes and the scrolling. */
const RECALCULATIONS = 10;

/** Records each drawing of a pie by its heading. Runs in the page, before the library is loaded. */
function watchDrawings() {
  window.drawings = [];
  let library;
  const init = (host, ...others) => {
    const chart = library.init(host, ...others);
    const draw = chart.setOption.bind(chart);
    chart.setOption = (...options) => {
      window.drawings.push(host.closest(".pie").querySelector("h3").textContent);
      return draw(...options);
    };
    return chart;
  };
  Object.defineProperty(window, "echarts", {
    get: () => ({ init }),
    set: (loaded) => {
      library = loaded;
    },
  });
}

/** Returns what the picture of each pie has to show, and whether it is far out of view. Runs in the page. */
function readPies() {
  const all = [...document.querySelectorAll("section.pie")].map((pie) => {
    const buttons = [...pie.querySelectorAll(".slice")];
    const any = buttons.some((button) => button.ariaPressed === "true");
    const slices = buttons.map((button) => [button.ariaLabel, any && button.ariaPressed !== "true"]);
    const { top, bottom } = pie.querySelector(".pie-canvas").getBoundingClientRect();
    return [pie.querySelector("h3").textContent, { slices: JSON.stringify(slices), isFar: bottom < -100 || top > innerHeight + 100 }];
  });
  return Object.fromEntries(all);
}

/** Presses a button without a pointer, whose way there would cost layouts, too, and waits until the page rests. */
async function press(button) {
  await button.evaluate(async (element) => {
    element.click();
    for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
}

/** Scrolls to the top of the page, and waits until the pies there are drawn. */
async function toTop(page) {
  await page.evaluate(async () => {
    scrollTo(0, 0);
    for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
}

test("a click draws the pies that it has changed, once each, and those out of view when they come into view", async ({ as }) => {
  // As tall as the overview, so that all its pies are in view at the top of the page.
  const page = await as("distributor", "/customers", { viewport: { width: 1280, height: 1400 } });
  await page.addInitScript(watchDrawings);
  await generate(page);
  const takeDrawings = async () => (await page.evaluate(() => window.drawings.splice(0))).sort();
  await expect(pies(page).getByRole("heading")).toHaveText(PIES);
  expect(await takeDrawings()).toEqual([...PIES].sort());

  for (const [pie, at] of [["By type", 0], ["By type", 0], ["By status", 1], ["By reseller", 0], ["By status", 1]]) {
    await toTop(page);
    await takeDrawings();
    const before = await page.evaluate(readPies);
    await press(twins(page, pie).nth(at));
    const after = await page.evaluate(readPies);
    const early = await takeDrawings();
    for (const name of early) expect(after[name].isFar, `${name} was drawn out of view`).toBe(false);
    await toTop(page);
    const changed = PIES.filter((name) => after[name].slices !== before[name].slices);
    expect(changed.length, "the click changes pies").toBeGreaterThan(0);
    expect([...early, ...(await takeDrawings())].sort(), `after ${pie}`).toEqual(changed.sort());
  }

  // Another order changes no number.
  await page.getByRole("table", { name: "Products" }).getByRole("button", { name: "Expiration Date" }).click();
  await expect(page).toHaveURL(/sort=/);
  await toTop(page);
  expect(await takeDrawings()).toEqual([]);
});

test("a picture that was out of view is right when it is printed", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await page.addInitScript(watchDrawings);
  await generate(page);
  await page.evaluate(() => window.drawings.splice(0));
  const before = await page.evaluate(readPies);
  await press(twins(page, "By type").first());
  const after = await page.evaluate(readPies);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const changed = PIES.filter((name) => after[name].slices !== before[name].slices);
  expect((await page.evaluate(() => window.drawings)).sort()).toEqual(changed.sort());
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
});

test("paper has the light colors, whatever the theme", async ({ as }) => {
  const page = await as("distributor", "/customers", { colorScheme: "dark" });
  await generate(page);
  const fills = () =>
    page.getByRole("region", { name: "By type", exact: true }).locator("svg path").evaluateAll((all) => all.map((one) => one.getAttribute("fill")).join());
  await expect.poll(fills).toContain("#62aef0");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await fills()).toContain("#1f6fb5");
  expect(await fills()).not.toContain("#62aef0");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect.poll(fills).toContain("#62aef0");
});

test("the picture of a pie is described in words, with the shares", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const picture = page.getByRole("region", { name: "By type", exact: true }).locator(".pie-canvas");
  await expect(picture).toHaveAttribute("role", "img");
  await expect(picture).toHaveAccessibleName(/^By type: .+ \d+, .*\d+%(; .+ \d+, .*\d+%)*$/);
});

test("a click forces no layout, asks for row text once, and for that of rows seen before not at all", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await drawn(page);
  const requests = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/license-texts")) requests.push(request.url());
  });
  /** Waits until all rows have their text. Returns how many requests that took. */
  const settle = async () => {
    const lacking = (rows) => rows.filter((row) => !row.textContent.includes("••••")).length;
    await expect.poll(() => page.locator("#details .vt-row:not([hidden])").evaluateAll(lacking)).toBe(0);
    return requests.splice(0).length;
  };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const count = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const all = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    return { layouts: all.LayoutCount, recalculations: all.RecalcStyleCount };
  };

  await settle();
  const twin = twins(page, "By type").nth(1);
  await press(twin);
  expect(await settle(), "one request for the rows of both sections").toBeLessThanOrEqual(1);
  await expect(twin).toHaveAttribute("aria-pressed", "true");
  await press(twin);
  await settle();

  const costs = [];
  for (let times = 0; times < 6; times += 1) {
    await toTop(page);
    const before = await count();
    await press(twin);
    const after = await count();
    costs.push({
      layouts: after.layouts - before.layouts,
      recalculations: after.recalculations - before.recalculations,
    });
  }
  expect(await settle(), "text seen before").toBe(0);
  // The least of several clicks that do the same: the browser has work of its own now and then.
  for (const first of [0, 1]) {
    const least = (what) => Math.min(...costs.filter((_, at) => at % 2 === first).map((cost) => cost[what]));
    expect(least("layouts"), JSON.stringify(costs)).toBeLessThanOrEqual(LAYOUTS);
    expect(least("recalculations"), JSON.stringify(costs)).toBeLessThanOrEqual(RECALCULATIONS);
  }
});
