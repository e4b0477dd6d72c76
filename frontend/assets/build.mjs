// Makes frontend/generated, which Trunk copies from:
//   static/charts-HASH.js   the subset of ECharts (charts.js)
//   style.css, …            style/main.css, style/customers.css and style/rest.css with everything that they import
//   charts.txt              the path of the charts file below dist, for the app to load it by
//   portal.html, …          page.html for each bundle, for Trunk to build
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const generated = join(here, "../generated");
const browsers = ["chrome119", "firefox121", "safari17.2"];
const bundles = (await readdir(join(here, "../src/bin"))).map((file) => basename(file, ".rs"));

await rm(generated, { recursive: true, force: true });
await mkdir(generated, { recursive: true });

const charts = await build({
  entryPoints: { charts: join(here, "charts.js") },
  entryNames: "[name]-[hash]",
  outdir: join(generated, "static"),
  bundle: true,
  format: "iife",
  legalComments: "inline",
  metafile: true,
  minify: true,
  target: browsers,
});
await writeFile(join(generated, "charts.txt"), `static/${basename(Object.keys(charts.metafile.outputs)[0])}\n`);

await build({
  entryPoints: {
    style: join(here, "../../style/main.css"),
    customers: join(here, "../../style/customers.css"),
    rest: join(here, "../../style/rest.css"),
  },
  outdir: generated,
  bundle: true,
  // Embeds pictures and fonts that the styles name, so that nothing else needs copying.
  loader: { ".svg": "dataurl", ".woff2": "dataurl" },
  minify: true,
  target: browsers,
});

// The portal's page is the first load; the other pages add what only they need.
const style = '<link data-trunk rel="css" href="style.css">';
const withOwn = (name) => `${style}\n    ${style.replace("style.css", name)}`;
const styles = { customers: withOwn("customers.css"), rest: withOwn("rest.css") };
const page = await readFile(join(here, "../page.html"), "utf8");
if (!page.includes(style)) throw new Error(`page.html has no ${style}`);
for (const bundle of bundles) {
  const own = page.replace("BUNDLE", bundle).replace(style, styles[bundle] ?? style);
  await writeFile(join(generated, `${bundle}.html`), own);
}
