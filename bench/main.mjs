// Measures the named parts (facets, table, million, load, report, api, siege, scale) and writes a table for each into
// docs/BENCHMARKS.md. `cargo xtask bench` builds what they need and names it: GRANTRY_BIN (the server), GRANTRY_BENCH_WASM (the
// folder with the report as wasm), CHROMIUM (the browser), and GRANTRY_BENCH_… (the programs that parts report and api are
// compared with).
import { measure as report } from "./active_deployment_report.mjs";
import { measure as api } from "./api.mjs";
import { write } from "./benchmarks_page.mjs";
import { measure as million } from "./click_million.mjs";
import { measure as table } from "./click_tabulator.mjs";
import { measure as facets } from "./facets.mjs";
import { measure as load } from "./load.mjs";
import { measure as scale } from "./scale.mjs";
import { measure as siege } from "./siege.mjs";

const PARTS = { facets, table, million, load, report, api, siege, scale };

for (const name of process.argv.slice(2)) {
  if (!PARTS[name]) throw new Error(`There is no part ${name}.`);
  console.log(`Measuring: ${name} …`);
  const text = await PARTS[name]();
  await write(name, text);
  console.log(`${text}\n`);
}
