// Makes the folder that is served:
//   node pages.mjs INTO FOLDER…
// Each FOLDER has what bindgen made of the bundle of its name, and becomes a page: page.html with its files put in. A
// file's name carries a hash of its content, so browsers may keep it for good; what the pages share is there once.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const frontend = fileURLToPath(new URL("..", import.meta.url));
const generated = join(frontend, "generated");
const [into, ...folders] = process.argv.slice(2);

/** Writes a file and gives its address. */
async function place(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const end = extname(name);
  const file = `${basename(name, end)}-${hash}${end}`;
  await writeFile(join(into, file), content);
  return `/${file}`;
}

await rm(into, { recursive: true, force: true });
await mkdir(into, { recursive: true });
await cp(join(generated, "static"), join(into, "static"), { recursive: true });

const page = await readFile(join(frontend, "page.html"), "utf8");
const shared = {
  "theme.js": await place("theme.js", await readFile(join(frontend, "theme.js"))),
  "icon.svg": await place("icon.svg", await readFile(join(frontend, "icon.svg"))),
  "style.css": await place("style.css", await readFile(join(generated, "style.css"))),
};
for (const folder of folders) {
  const bundle = basename(folder);
  // A quarter less to send.
  const script = await transform(await readFile(join(folder, `${bundle}.js`), "utf8"), { format: "esm", minify: true });
  const files = {
    ...shared,
    "bundle.js": await place(`${bundle}.js`, script.code),
    "bundle.wasm": await place(`${bundle}.wasm`, await readFile(join(folder, `${bundle}_bg.wasm`))),
  };
  const filled = page.replace(/\{([\w.]+)\}/g, (place, name) => files[name] ?? place);
  await writeFile(join(into, `${bundle}.html`), filled);
}
