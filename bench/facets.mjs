// Part "facets": all counts and the first rows in order after a click, over a million licenses, computed in the browser by
// model::report in wasm and by others, on the same numbers in the same page, click by click.
import { folder, launch, serve } from "./browser.mjs";
import { circumstances, loadNow, median, ms, ratio, table, whole } from "./benchmarks_page.mjs";

const LICENSES = 1_000_000;
const CLICKS = 30;
const SIZES = [
  { organizations: 400, resellers: 9, products: 12 },
  { organizations: 10_000, resellers: 40, products: 60 },
];
/** Those whose results are compared. Only crossfilter keeps its rows in order, so that all of them can be asked for at each
 * click. */
const PEERS = [
  { peer: "crossfilter", name: "crossfilter2", withAll: true },
  { peer: "duckdb", name: "DuckDB-Wasm", withAll: false },
  { peer: "perspective", name: "Perspective", withAll: false },
];

export async function measure() {
  const load = loadNow();
  const wasm = process.env.GRANTRY_BENCH_WASM ?? folder("../target/bench/wasm");
  const server = await serve({ bench: folder("."), wasm });
  const browser = await launch();
  try {
    const results = [];
    for (const { name, ...peer } of PEERS) {
      for (const size of SIZES) {
        const page = await browser.newPage();
        page.on("pageerror", (error) => console.error(error));
        await page.goto(`${server.url}/bench/pages/facets.html`);
        await page.waitForFunction(() => window.measure);
        const options = { ...peer, ...size, licenses: LICENSES, clicks: CLICKS };
        const measured = await page.evaluate((given) => window.measure(given), options);
        results.push({ name, organizations: size.organizations, ...measured });
        await page.close();
      }
    }
    return text(results, load);
  } finally {
    await browser.close();
    server.stop();
  }
}

function text(results, load) {
  const rows = [];
  for (const { name, organizations, setUp, clicks, all } of results) {
    const row = (what, own, other) => {
      const worst = (values) => (values.length > 1 ? ms(Math.max(...values)) : "");
      const [a, b] = [median(own), median(other)];
      rows.push([`${what}, ${whole(organizations)} organizations`, name, ms(a), worst(own), ms(b), worst(other), ratio(a, b)]);
    };
    row("all counts and the first 50 rows", clicks.own, clicks.other);
    if (all) row("all counts and all rows", all.own, all.other);
    row("once: from the columns to the first result", [setUp.own], [setUp.other]);
  }
  const headings = ["a click, 1,000,000 licenses", "beside", "Grantry, median", "worst", "the other, median", "worst", "Grantry / the other"];
  const compared = results.reduce((sum, result) => sum + result.compared, 0);
  return [
    table(headings, rows),
    `${CLICKS} clicks each. The ${compared} answers of Grantry and another were compared number by number and were equal. The goal ` +
      "for counts and the first 50 rows is a ratio of 1 / 20 or less of crossfilter2.",
    circumstances(load),
  ].join("\n\n");
}
