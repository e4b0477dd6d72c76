// Part "facets": all counts and the first rows in order after a click, over a million licenses, computed in the browser by
// model::report in wasm and by crossfilter2, on the same numbers in the same page, click by click.
import { folder, launch, serve } from "./browser.mjs";
import { circumstances, loadNow, median, ms, ratio, table, whole } from "./report.mjs";

const LICENSES = 1_000_000;
const CLICKS = 30;
const SIZES = [
  { organizations: 400, resellers: 9, products: 12 },
  { organizations: 10_000, resellers: 40, products: 60 },
];

export async function measure() {
  const load = loadNow();
  const wasm = process.env.GRANTRY_BENCH_WASM ?? folder("../target/bench/wasm");
  const server = await serve({ bench: folder("."), wasm });
  const browser = await launch();
  try {
    const results = [];
    for (const size of SIZES) {
      const page = await browser.newPage();
      page.on("pageerror", (error) => console.error(error));
      await page.goto(`${server.url}/bench/pages/facets.html`);
      await page.waitForFunction(() => window.measure);
      const options = { ...size, licenses: LICENSES, clicks: CLICKS };
      results.push(await page.evaluate((given) => window.measure(given), options));
      await page.close();
    }
    return text(results, load);
  } finally {
    await browser.close();
    server.stop();
  }
}

function text(results, load) {
  const rows = [];
  for (const [at, { setUp, clicks, all }] of results.entries()) {
    const { organizations } = SIZES[at];
    const row = (what, own, other) => {
      const [a, b] = [median(own), median(other)];
      const worst = (values) => ms(Math.max(...values));
      rows.push([`${what}, ${whole(organizations)} organizations`, ms(a), worst(own), ms(b), worst(other), ratio(a, b)]);
    };
    row("all counts and the first 50 rows", clicks.own, clicks.other);
    row("all counts and all rows", all.own, all.other);
    rows.push([
      `once: from the columns to the first answer, ${whole(organizations)} organizations`,
      ms(setUp.own), "", ms(setUp.other), "", ratio(setUp.own, setUp.other),
    ]);
  }
  const headings = ["a click, 1,000,000 licenses", "Grantry, median", "worst", "crossfilter2, median", "worst", "Grantry / crossfilter2"];
  const compared = results.reduce((sum, result) => sum + result.compared, 0);
  return [
    table(headings, rows),
    `${CLICKS} clicks each. The ${compared} answers of the two were compared number by number and were equal. The goal ` +
      "for counts and the first 50 rows is a ratio of 1 / 8 or less.",
    circumstances(load),
  ].join("\n\n");
}
