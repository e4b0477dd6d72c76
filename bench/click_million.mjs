// Part "million": the time from a click on a slice until counts and rows of a million licenses are painted, in the portal, whose
// server or browser computes, and with AG Grid; and the browser's memory after a hundred filters.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../end2end/server.mjs";
import { folder, launch, serve } from "./browser.mjs";
import { exportRows, openReport } from "./portal.mjs";
import { circumstances, loadNow, median, ms, ratio, table, whole } from "./benchmarks_page.mjs";
import { click, COLUMNS, FIRST_ROWS, ON_PREMISES_ONLY, readNames, VIEWPORT } from "./click_tabulator.mjs";
import { FACETS } from "./pages/count.mjs";
import { readAgGrid, readPortal } from "./watch.mjs";

/** Enough for a million licenses of the distributor's customers. */
const LICENSES = 1_385_000;
const CLICKS = 30;
/** Filters until the memory is read, with those that are timed. */
const FILTERS = 100;
const PATIENCE_MS = 3_600_000;
/** Above every list: the browser computes. */
const NO_LIMIT = ["--browser-limit", "100000000"];

export async function measure() {
  const load = loadNow();
  const home = await mkdtemp(join(tmpdir(), "grantry-million-"));
  try {
    const read = {};
    const results = {
      server: await withPortal(home, [], read),
      browser: await withPortal(home, NO_LIMIT, read),
      other: await withAgGrid(read),
    };
    return text(read.sections, results, load);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Measures the portal. Keeps the report's names and rows in `read`, for the next one. */
async function withPortal(home, options, read) {
  const database = `sqlite:${join(home, "grantry.db")}`;
  const portal = await start({ licenses: LICENSES, options, database, patienceMs: PATIENCE_MS });
  try {
    return await inBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: VIEWPORT });
      page.setDefaultTimeout(300_000);
      const organizations = await openReport(page, portal.url);
      read.sections ??= await exportRows(page, portal.url, organizations);
      await page.goto(`${portal.url}/customers?orgs=${organizations}&history=1`);
      await page.locator(".pie-canvas svg").nth(3).waitFor();
      await page.locator("#details .vt-row .c-key").first().waitFor();
      read.names ??= await page.evaluate(readNames, FACETS);
      read.heights ??= await page.evaluate(() => [...document.querySelectorAll("#details .vt")].map(() => innerHeight));
      await page.evaluate(readPortal, FIRST_ROWS);
      return page;
    }, read);
  } finally {
    await portal.stop();
  }
}

async function withAgGrid({ sections, names, heights }) {
  const section = (rows, height, without) => ({ rows: byColumn(rows), height, without });
  const given = {
    names,
    columns: COLUMNS,
    sections: { cloud: section(sections.cloud, heights[0], ON_PREMISES_ONLY), products: section(sections.products, heights[1], []) },
  };
  const server = await serve({ bench: folder(".") }, { "/report.json": given });
  try {
    return await inBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: VIEWPORT });
      await page.goto(`${server.url}/bench/pages/ag-grid.html`);
      await page.waitForFunction(() => window.ready, undefined, { timeout: 300_000 });
      await page.evaluate(readAgGrid, FIRST_ROWS);
      return page;
    }, { sections, names });
  } finally {
    server.stop();
  }
}

/** Returns the rows as columns: a million objects would be too long a string. */
function byColumn(rows) {
  return Object.fromEntries(Object.keys(rows[0]).map((field) => [field, rows.map((row) => row[field])]));
}

/** Clicks in a page that has a browser of its own, and reads the memory of its processes before and afterwards. */
async function inBrowser(open, read) {
  const browser = await launch();
  try {
    const page = await open(browser);
    const before = await memory(browser, page);
    const { page: times } = await click({ page }, read.sections, read.names, CLICKS);
    const slices = page.locator(".slice");
    const size = await slices.count();
    for (let clicked = CLICKS; clicked < FILTERS; clicked += 1) {
      await slices.nth((clicked >> 1) % size).click();
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    }
    return { times, before, after: await memory(browser, page) };
  } finally {
    await browser.close();
  }
}

/** Returns the resident memory of the browser's pages in bytes, once garbage is collected. */
async function memory(browser, page) {
  await page.waitForTimeout(2_000);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  const resident = async ({ id }) => 1_024 * Number(/VmRSS:\s*(\d+)/.exec(await readFile(`/proc/${id}/status`, "utf8"))[1]);
  return (await Promise.all(pages.map(resident))).reduce((sum, bytes) => sum + bytes, 0);
}

function text(sections, { server, browser, other }, load) {
  const megabytes = (bytes) => `${whole(bytes / 2 ** 20)} MB`;
  const row = (name, { times, before, after }) => [
    name,
    ms(median(times.shown)),
    ms(Math.max(...times.shown)),
    ms(median(times.texts)),
    ratio(median(times.shown), median(other.times.shown)),
    megabytes(before),
    megabytes(after),
  ];
  const all = whole(sections.cloud.length + sections.products.length);
  const headings = [
    `a click, ${all} licenses`, "counts and rows painted, median", "worst", "fetched text, too", "share of AG Grid", "memory of the page", `after ${FILTERS} filters`,
  ];
  return [
    table(headings, [row("Grantry, the server computes", server), row("Grantry, the browser computes", browser), row("AG Grid Community", other)]),
    `${CLICKS} clicks each are timed; after each the counts of all slices, the number of rows and the first ${FIRST_ROWS} rows of both ` +
      "sections were those of the plain count. The goals are 40 ms or less, and an eighth of AG Grid's time or less.",
    circumstances(load),
  ].join("\n\n");
}
