// Part "table": the time from a click on a slice until counts and rows are painted, and scrolling, in the portal and with
// Tabulator.
import { start } from "../end2end/server.mjs";
import { folder, launch, serve } from "./browser.mjs";
import { count, FACETS, first, licenses, nothing, toggle } from "./pages/count.mjs";
import { clicks } from "./pages/made_up_licenses.mjs";
import { exportRows, openReport } from "./portal.mjs";
import { circumstances, loadNow, median, ms, ratio, table, whole } from "./benchmarks_page.mjs";
import { readPortal, readTabulator, watchClick, watchFrames, watchInteractions } from "./watch.mjs";

/** Enough for a hundred thousand licenses of the distributor's customers. */
const LICENSES = 138_500;
const CLICKS = 30;
/** The rows compared in each section, each time. */
export const FIRST_ROWS = 5;
const PATIENCE_MS = 20_000;
export const VIEWPORT = { width: 1440, height: 900 };
const SCROLL = { distance: 30_000, speed: 6_000 };

/** How much slower the processor is made for the journey. */
const THROTTLE = 4;

/** The columns, with the portal's headings. The export lacks the limits of cloud services. */
export const COLUMNS = [
  ["Product", "product"], ["Organization", "organization"], ["Reseller", "resellerName"], ["License Key", "key"],
  ["Status", "badges"], ["Start Date", "start"], ["Expiration Date", "expiration"], ["Deployed / Purchased", "deployed"],
  ["Type", "type"], ["Customer Note", "note"], ["Partner Note", "partnerNote"],
].map(([title, field]) => ({ title, field }));
export const ON_PREMISES_ONLY = ["start", "deployed"];
/** Not compared, because the portal has to fetch them. */
const FETCHED = ["key", "note", "partnerNote"];

export async function measure() {
  const load = loadNow();
  const portal = await start({ licenses: LICENSES, patienceMs: 900_000 });
  const browser = await launch();
  let server;
  try {
    const own = await browser.newPage({ viewport: VIEWPORT });
    const organizations = await openReport(own, portal.url);
    const sections = await exportRows(own, portal.url, organizations);
    await own.goto(`${portal.url}/customers?orgs=${organizations}&history=1`);
    await own.locator(".pie-canvas svg").nth(3).waitFor();
    const report = await own.evaluate(readNames, FACETS);
    const height = await own.evaluate(() => [...document.querySelectorAll("#details .vt")].map(() => innerHeight));
    await own.evaluate(readPortal, FIRST_ROWS);

    const given = {
      names: report,
      columns: COLUMNS,
      sections: {
        cloud: { rows: sections.cloud, height: height[0], without: ON_PREMISES_ONLY },
        products: { rows: sections.products, height: height[1], without: [] },
      },
    };
    server = await serve({ bench: folder(".") }, { "/report.json": given });
    const other = await browser.newPage({ viewport: VIEWPORT });
    await other.goto(`${server.url}/bench/pages/tabulator.html`);
    await other.waitForFunction(() => window.ready, undefined, { timeout: 120_000 });
    await other.evaluate(readTabulator, FIRST_ROWS);

    const times = await click({ own, other }, sections, report, CLICKS);
    await own.goto(`${portal.url}/customers?orgs=${organizations}&history=1`);
    await own.locator("#details .vt-row .c-key").first().waitFor();
    await other.evaluate(() => window.clearFilters());
    const frames = {
      own: await scroll(own, '#details .vt[aria-label="Products"]'),
      other: await scroll(other, "#products .tabulator-tableholder"),
    };
    const interactions = await journey(own, report);
    return text(sections, times, { frames, interactions }, load);
  } finally {
    await browser.close();
    server?.stop();
    await portal.stop();
  }
}

/** Returns the names of the slices in the page's order, by facet. Runs in the page. */
export function readNames(facets) {
  const pies = [...document.querySelectorAll(".pie")];
  const names = (pie) => [...pie.querySelectorAll(".slice-name")].map((name) => name.textContent);
  return Object.fromEntries(facets.map((facet, at) => [facet, names(pies[at])]));
}

/** Clicks in all pages in turn; throws if one differs from the plain count. Returns the times of each page. */
export async function click(pages, sections, names, clicked) {
  const all = [...sections.cloud, ...sections.products];
  const compared = (without) => COLUMNS.filter(({ field }) => !without.includes(field) && !FETCHED.includes(field));
  const columns = { "Cloud Services": compared(ON_PREMISES_ONLY), Products: compared([]) };
  const fields = Object.fromEntries(Object.entries(columns).map(([label, list]) => [label, list.map(({ title }) => title)]));
  const choice = nothing();
  const times = Object.fromEntries(Object.keys(pages).map((name) => [name, { shown: [], texts: [], pictures: [], costs: [] }]));
  const counters = Object.fromEntries(
    await Promise.all(Object.entries(pages).map(async ([name, page]) => [name, await costCounter(page)])),
  );
  const order = clicks({ count: clicked, products: names.product.length, resellers: names.reseller.length - 1 });
  for (const { facet, value } of order) {
    toggle(choice, facet, names[facet][value]);
    const { counts, shown } = count(all, choice);
    const slices = FACETS.flatMap((by) => names[by].map((name) => `${name} ${counts[by].get(name) ?? 0}`));
    const rows = Object.entries({ "Cloud Services": sections.cloud, Products: sections.products }).map(([label, list]) =>
      first(list, choice, FIRST_ROWS).map((row) => columns[label].map(({ field }) => row[field]).join(" | ")),
    );
    const expected = JSON.stringify([slices, licenses(shown), rows]);
    const at = FACETS.slice(0, FACETS.indexOf(facet)).reduce((sum, by) => sum + names[by].length, 0) + value;
    for (const [name, page] of Object.entries(pages)) {
      await page.bringToFront();
      await page.evaluate(watchClick, { expected, fields, patienceMs: PATIENCE_MS });
      const before = await counters[name]();
      await page.locator(".slice").nth(at).click();
      const measured = await page.evaluate(() => window.measured);
      const after = await counters[name]();
      times[name].costs.push(after.map((total, which) => total - before[which]));
      times[name].shown.push(measured.shown);
      times[name].texts.push(measured.texts);
      times[name].pictures.push(measured.pictures);
    }
  }
  return times;
}

/** Returns a function that returns how many layouts and recalculations of styles a page has cost so far. */
async function costCounter(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  return async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return ["LayoutCount", "RecalcStyleCount"].map((wanted) => metrics.find(({ name }) => name === wanted).value);
  };
}

/** Filters, searches, sorts and scrolls on a slow processor. Returns how long each interaction took to its next frame, the longest first. */
async function journey(page, names) {
  await page.bringToFront();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
  try {
    await page.evaluate(watchInteractions);
    const settle = () => page.waitForTimeout(1_000);
    for (const { facet, value } of clicks({ count: 8, products: names.product.length, resellers: names.reseller.length - 1 })) {
      const at = FACETS.slice(0, FACETS.indexOf(facet)).reduce((sum, by) => sum + names[by].length, 0) + value;
      await page.locator(".slice").nth(at).click();
      await settle();
    }
    const search = page.getByRole("searchbox", { name: /^Search by license key/ });
    await search.click();
    await search.pressSequentially("mod", { delay: 200 });
    await settle();
    await search.press("Control+A");
    await search.press("Delete");
    await settle();
    const products = page.locator('#details .vt[aria-label="Products"]');
    for (const heading of ["Product", "Organization", "Expiration Date"]) {
      await products.getByRole("columnheader", { name: heading }).getByRole("button").first().click();
      await settle();
    }
    await products.hover();
    for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, 600);
    await settle();
    return await page.evaluate(() => window.interactions());
  } finally {
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  }
}

/** Returns how long the frames took while the wheel scrolled a table: the portal's with the window, Tabulator's own box. */
async function scroll(page, selector) {
  await page.bringToFront();
  const table = page.locator(selector);
  await table.evaluate((element) => element.scrollIntoView());
  const place = () => table.evaluate((element) => element.scrollTop + scrollY);
  const from = await place();
  const box = await table.boundingBox();
  await page.evaluate(watchFrames);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Input.synthesizeScrollGesture", {
    x: box.x + box.width / 2,
    y: box.y + Math.min(box.height, VIEWPORT.height - box.y) / 2,
    yDistance: -SCROLL.distance,
    speed: SCROLL.speed,
    gestureSourceType: "mouse",
  });
  const scrolled = (await place()) - from;
  if (scrolled < SCROLL.distance * 0.9) throw new Error(`${selector} scrolled by ${scrolled} pixels only`);
  return page.evaluate(() => window.endFrames());
}

function text(sections, times, { frames, interactions }, load) {
  const { cloud, products } = sections;
  const row = (what, own) => {
    const [a, b] = [median(own), median(times.other.shown)];
    return [what, ms(a), ms(Math.max(...own)), ms(b), ms(Math.max(...times.other.shown)), ratio(a, b)];
  };
  const headings = [`a click, ${whole(cloud.length + products.length)} licenses`, "Grantry, median", "worst", "Tabulator, median", "worst", "Grantry / Tabulator"];
  const costs = (name, list) => [name, ...[0, 1].map((which) => String(median(list.map((cost) => cost[which]))))];
  const rate = (list) => (1000 * list.length) / list.reduce((sum, time) => sum + time, 0);
  const slow = (list) => `${((100 * list.filter((time) => time > 20).length) / list.length).toFixed(1)}%`;
  const scrolling = (name, list) => [name, rate(list).toFixed(1), slow(list), ms(Math.max(...list))];
  return [
    table(headings, [
      row("until counts and rows are painted", times.own.shown),
      row("until the pictures of the pies in view are painted too", times.own.pictures),
      row("until the fetched keys and notes are painted too", times.own.texts),
    ]),
    `${CLICKS} clicks each; after each the counts of all slices, the number of rows and the first ${FIRST_ROWS} rows of both ` +
      "sections were those of the plain count. The goals are 40 ms or less, and 0.4 of Tabulator's time or less.",
    table(
      ["a click until all of that is painted, median; moving the pointer to the button costs some, too", "layouts", "recalculations of styles"],
      [costs("Grantry", times.own.costs), costs("Tabulator", times.other.costs)],
    ),
    table(
      [`scrolling ${whole(SCROLL.distance)} pixels at ${whole(SCROLL.speed)} a second over ${whole(products.length)} rows`, "frames a second", "frames over 20 ms", "longest"],
      [scrolling("Grantry", frames.own), scrolling("Tabulator", frames.other)],
    ),
    `On a processor made ${THROTTLE} times slower, the ${interactions.length} interactions of a journey (slices, search, sorting, scrolling) took ` +
      `at most ${ms(interactions[0])} to the next frame (the interaction to next paint, INP); the goal of the web vitals is 200 ms.`,
    circumstances(load),
  ].join("\n\n");
}
